"""Slides: titles, lines and charts that PowerPoint can change, each slide with its notes, and words for each chart."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mscp_desktop.exchange.sheet_table import clean_text

WIDE, HIGH = 13.333, 7.5  # inches: 16 to 9
EDGE, TOP, BODY_TOP = 0.75, 0.55, 1.75
ACCENT, INK, QUIET, WHITE = "1D70B8", "0B0C0C", "505A5F", "FFFFFF"
FONT = "Open Sans"
LANGUAGE = "en-GB"
TITLE_SIZE, FIRST_SIZE, NOTE_SIZE, CHART_SIZE = 34, 44, 14, 14
SIZES = ((4, 24), (6, 20), (99, 18))
"""How large lines are, in points, for so many of them at most."""
_TITLE, _TEXT, _ONLY = 0, 1, 5  # places of the template's layouts


@dataclass(frozen=True, slots=True)
class BarChart:
    """A stacked bar chart: `series` are (name, a figure for each category, #rrggbb); `alternative` stands for it."""

    alternative: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...], str], ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its title, its lines or its chart, a remark below them, and the notes of who speaks."""

    title: str
    notes: str
    lines: tuple[str, ...] = ()
    chart: BarChart | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides with what stands on the first one, and the day they were made."""

    title: str
    subtitle: str
    notes: str
    author: str
    made_on: date
    slides: Sequence[Slide]


def presentation(deck: Deck) -> bytes:
    """Return a PowerPoint file; titles and lines stand in the layout's own places, so that they are read in order."""
    from pptx import Presentation  # noqa: PLC0415 - 116 ms, with the first slides only
    from pptx.util import Inches  # noqa: PLC0415 - as above

    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDE), Inches(HIGH)
    _dress(made)
    about = made.core_properties
    about.title, about.author, about.language = clean_text(deck.title), clean_text(deck.author), LANGUAGE
    about.subject, about.keywords, about.last_modified_by = clean_text(deck.subtitle), "", clean_text(deck.author)
    about.created = about.modified = datetime(deck.made_on.year, deck.made_on.month, deck.made_on.day)  # noqa: DTZ001 - a day
    _first(made, deck)
    for one in deck.slides:
        _slide(made, one)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _dress(made: Any) -> None:
    """Give the template our font, and its layouts our places."""
    from pptx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - as above
    from pptx.util import Inches  # noqa: PLC0415 - as above

    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"', f'<a:latin typeface="{FONT}"'.encode())  # noqa: SLF001 - the library has no other way
    width = WIDE - 2 * EDGE
    places = {
        (_TITLE, 0): (EDGE, 2.2, width, 2.0), (_TITLE, 1): (EDGE, 4.3, width, 1.6),
        (_TEXT, 0): (EDGE, TOP, width, 1.0), (_TEXT, 1): (EDGE, BODY_TOP, width, HIGH - BODY_TOP - 0.9),
        (_ONLY, 0): (EDGE, TOP, width, 1.0),
    }  # fmt: skip
    for (layout, index), place in places.items():
        shape = next(one for one in made.slide_layouts[layout].placeholders if one.placeholder_format.idx == index)
        shape.left, shape.top, shape.width, shape.height = (Inches(one) for one in place)
    kept = {_TITLE, _TEXT, _ONLY}
    for at in reversed(range(len(made.slide_layouts))):
        if at not in kept:
            made.slide_layouts.remove(made.slide_layouts[at])


def _first(made: Any, deck: Deck) -> None:
    slide = made.slides.add_slide(made.slide_layouts[0])
    fill = slide.background.fill
    fill.solid()
    fill.fore_color.rgb = _colour(ACCENT)
    _write(slide.shapes.title.text_frame, [deck.title], FIRST_SIZE, WHITE, bold=True)
    _write(slide.placeholders[1].text_frame, deck.subtitle.split("\n"), 20, WHITE)
    _notes(slide, deck.notes)


def _slide(made: Any, one: Slide) -> None:
    slide = made.slides.add_slide(made.slide_layouts[1 if one.lines else 2])
    _write(slide.shapes.title.text_frame, [one.title], TITLE_SIZE, ACCENT, bold=True)
    if one.lines:
        size = next(size for most, size in SIZES if len(one.lines) <= most)
        _write(slide.placeholders[1].text_frame, one.lines, size, INK, after=size / 2)
    if one.chart is not None:
        _chart(slide, one.chart)
    if one.remark:
        from pptx.util import Inches  # noqa: PLC0415 - as above

        box = slide.shapes.add_textbox(Inches(EDGE), Inches(HIGH - 0.95), Inches(WIDE - 2 * EDGE), Inches(0.6))
        box.name = "Remark"
        _write(box.text_frame, [one.remark], NOTE_SIZE, QUIET)
    _notes(slide, one.notes)


def _chart(slide: Any, chart: BarChart) -> None:
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415 - as above
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION  # noqa: PLC0415 - as above
    from pptx.util import Inches, Pt  # noqa: PLC0415 - as above

    data: Any = CategoryChartData(number_format="0;;")  # type: ignore[no-untyped-call]  # no label where there is nothing
    data.categories = [clean_text(name) for name in chart.categories]
    for name, values, _ in chart.series:
        data.add_series(clean_text(name), values)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_STACKED, Inches(EDGE), Inches(BODY_TOP), Inches(WIDE - 2 * EDGE),
        Inches(HIGH - BODY_TOP - 1.05), data,
    )  # fmt: skip
    frame.name = "Chart"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean_text(chart.alternative))  # noqa: SLF001 - as above
    made = frame.chart
    made.font.size, made.font.name, made.font.color.rgb = Pt(CHART_SIZE), FONT, _colour(INK)
    made.has_title, made.has_legend = False, True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.category_axis.reverse_order = True  # the first category stands at the top
    made.category_axis.format.line.color.rgb = _colour(QUIET)
    made.category_axis.has_major_gridlines = False
    made.value_axis.visible, made.value_axis.has_major_gridlines = False, False
    made.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = made.plots[0]
    plot.gap_width, plot.overlap, plot.has_data_labels = 55, 100, True
    labels = plot.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(CHART_SIZE), True, _colour(WHITE)
    for (_, _, colour), series in zip(chart.series, plot.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(colour.lstrip("#").upper())
        series.format.line.color.rgb = _colour(WHITE)


def _write(frame: Any, lines: Sequence[str], size: float, colour: str, *, bold: bool = False, after: float = 0) -> None:
    """Write lines, a paragraph each, in one size and colour."""
    from pptx.util import Pt  # noqa: PLC0415 - as above

    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean_text(line)
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, _colour(colour)
        run.font._element.set("lang", LANGUAGE)  # noqa: SLF001 - as above
        paragraph.alignment = 1  # left
        if after:
            paragraph.space_after = Pt(after)


def _notes(slide: Any, words: str) -> None:
    slide.notes_slide.notes_text_frame.text = clean_text(words)


def _colour(code: str) -> Any:
    from pptx.dml.color import RGBColor  # noqa: PLC0415 - as above

    return RGBColor.from_string(code)  # type: ignore[no-untyped-call]
