"""Charts: what is drawn, what stands for it, and its table, on paper and for the screen."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read
from reportlab.graphics.shapes import Line, PolyLine, Rect, String

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.printing.chart_values import PALETTES, Chart, ChartKind, Series, alternative, headings, rows
from mscp_desktop.printing.charts import chart_blocks, draw, picture, ticks
from mscp_desktop.printing.document import Document, build

LONG = "Performance Management and Quality Assurance of everything that is done for children & their families"
STACKED = Chart(
    "Seats by what is known of them", ChartKind.STACKED, ("Executive Group", LONG, "李小龍 & <b>"),
    (Series("Held", (3, 12, 0)), Series("Vacant", (0, 5, 1)), Series("Not recorded", (11, 2, 0))), "seats",
)  # fmt: skip
MONTHS = ("April", "May", "June", "July", "August")
LINE = Chart(
    "Referrals", ChartKind.LINE, MONTHS,
    (Series("North", (3, None, 9, 14, 10)), Series("South", (-2, 8, 7.5, 9, 2))), "referrals", "Month",
)  # fmt: skip
BARS = Chart("Cost", ChartKind.BARS, ("A", "B"), (Series("Spent", (2, None)),), "£", "Body", lambda n: f"£{n:,.2f}")


def shapes(chart: Chart, kind: Any, look: str = "light") -> list[Any]:
    return [shape for shape in draw(chart, 480, PALETTES[look]).contents if isinstance(shape, kind)]


def words(chart: Chart) -> list[str]:
    return [shape.text for shape in shapes(chart, String)]


def luminance(code: str) -> float:
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("chart", [STACKED, LINE, BARS])
def test_a_document_with_a_chart_is_tagged_with_its_sentences_and_its_table(chart: Chart) -> None:
    data = build(Document("Figures", "The partnership", date(2025, 3, 14)), chart_blocks(chart, 483))
    assert failures(data) == []
    reading = read(data)
    (figure,) = reading.root.find("Figure")
    assert figure.alternative == alternative(chart)
    assert reading.tables() == [[list(headings(chart)), *[list(row) for row in rows(chart)]]]
    assert all(reading.fonts.values())


def test_what_stands_for_a_chart_says_its_figures() -> None:
    said = alternative(STACKED)
    assert said.startswith("Seats by what is known of them. A stacked bar chart of 3 groups, in seats.")
    assert "Held: 15 in all, most in Performance Management" in said
    assert "North: from 3 in April to 10 in August; lowest 3 in April, highest 14 in July." in alternative(LINE)
    assert rows(LINE)[1] == ("May", "not known", "8")
    assert rows(LINE)[2] == ("June", "9", "7.5")
    assert rows(BARS) == [("A", "£2.00"), ("B", "not known")]


def test_bars_are_as_long_as_their_figures_and_bear_them() -> None:
    bars = [shape for shape in shapes(STACKED, Rect) if shape.height == 13]
    by_row: dict[float, list[float]] = {}
    for bar in bars:
        by_row.setdefault(round(bar.y, 3), []).append(bar.width)
    unit = bars[0].width / 3
    lengths = [[width / unit for width in widths] for _, widths in sorted(by_row.items(), reverse=True)]
    for found, meant in zip(lengths, [[3, 11], [12, 5, 2], [1]], strict=True):
        assert found == pytest.approx(meant)
    for figure in ("14", "19", "1", "12", "11"):
        assert figure in words(STACKED)


def test_series_are_told_apart_without_colour() -> None:
    six = Chart("Six", ChartKind.BARS, ("A",), tuple(Series(f"S{n}", (9,)) for n in range(6)), "things")
    bars = [shape for shape in shapes(six, Rect) if shape.height == 13]
    assert len(bars) == 6
    marks = []
    for bar in bars:
        inside = [
            (round(line.x2 - line.x1, 2) == 0, round(line.y2 - line.y1, 2) == 0, line.y2 > line.y1)
            for line in shapes(six, Line)
            if bar.y <= min(line.y1, line.y2) and max(line.y1, line.y2) <= bar.y + 13.01 and line.x1 >= bar.x - 0.01
        ]
        marks.append((bar.fillColor == bar.strokeColor, frozenset(inside)))
    assert len(set(marks)) == 6
    strokes = shapes(LINE, PolyLine)
    assert len({str(stroke.strokeDashArray) for stroke in strokes}) == 2


@pytest.mark.parametrize("look", sorted(PALETTES))
def test_every_colour_stands_out_from_its_paper(look: str) -> None:
    palette = PALETTES[look]
    paper = luminance(palette.paper)
    for least, inks in ((4.5, (palette.ink, palette.quiet)), (3.0, palette.inks)):
        for ink in inks:
            lighter, darker = sorted((luminance(ink), paper), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= least, ink


def test_a_month_that_is_not_known_is_a_gap() -> None:
    runs = [len(stroke.points) // 2 for stroke in shapes(LINE, PolyLine)]
    assert sorted(runs) == [2, 2, 3, 5]  # two of the legend


def test_names_that_are_too_long_are_cut_and_stay_on_the_paper() -> None:
    drawing = draw(STACKED, 300)
    for shape in drawing.contents:
        if isinstance(shape, String):
            assert shape.x >= -0.01, shape.text
            assert 0 <= shape.y <= drawing.height
    assert any(text.endswith("…") for text in [shape.text for shape in drawing.contents if isinstance(shape, String)])


@pytest.mark.parametrize("look", sorted(PALETTES))
def test_the_screen_gets_the_same_drawing_as_a_page(look: str) -> None:
    assert picture(STACKED, 480, look).startswith(b"%PDF")


def test_a_chart_that_cannot_be_is_refused() -> None:
    with pytest.raises(InternalError, match="1 to 6 series"):
        Chart("None", ChartKind.BARS, ("A",), (), "seats")
    with pytest.raises(InternalError, match="for each category"):
        Chart("Short", ChartKind.BARS, ("A", "B"), (Series("S", (1,)),), "seats")
    with pytest.raises(InternalError, match="shorter than nothing"):
        Chart("Less", ChartKind.STACKED, ("A",), (Series("S", (-1,)),), "seats")


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_ticks_are_few_round_and_hold_all(first: float, second: float) -> None:
    low, high = sorted((first, second))
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 8
    slack = 1e-6 * max(abs(low), abs(high), 1e-3)
    assert marks[0] <= min(low, 0) + slack
    assert marks[-1] >= max(high, 0) - slack
