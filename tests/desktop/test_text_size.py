"""The text from its own size to twice that: everything around it follows, and nothing is lost."""

import re

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.stylesheet import stylesheet
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import ALL, POINTS, TEXT_SIZES, Scheme, grown, text_size_of
from mscp_desktop.desktop.values import Column, TableSource

PICTURES = {"tick": "tick.svg", "arrow": "arrow.svg"}


def test_font_and_measures_grow_together_and_come_back(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    for size in TEXT_SIZES:
        theme.resize(size)
        assert qapp.font().pointSizeF() == pytest.approx(POINTS * size / 100)
        assert grown(40) == round(40 * size / 100)
        assert theme.picture("lock", "text", 20).width() == round(20 * size / 100)
    theme.resize(100)
    assert qapp.font().pointSizeF() == POINTS


def test_a_look_is_kept_while_the_text_grows(theme: Theme, qapp: QApplication) -> None:
    theme.choose(Scheme.DARK)
    theme.resize(150)
    assert "#14171a" in qapp.styleSheet()
    assert theme.size == 150


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_in_the_style_sheet_lines_stay_thin_and_the_rest_grows(tokens: object) -> None:
    plain, twice = stylesheet(tokens, PICTURES), stylesheet(tokens, PICTURES, 200)  # type: ignore[arg-type]
    before, after = ([int(one) for one in re.findall(r"(-?\d+)px", sheet)] for sheet in (plain, twice))
    assert len(before) == len(after) > 100
    for small, large in zip(before, after, strict=True):
        assert large == (small if abs(small) <= 3 else 2 * small)
    points = [[float(one) for one in re.findall(r"([\d.]+)pt", sheet)] for sheet in (plain, twice)]
    assert points[1] == [2 * one for one in points[0]]


@pytest.mark.parametrize(
    ("asked", "given"),
    [(100, 100), (200, 200), (999, 200), (3, 100), (130, 125), ("large", 100), (None, 100), (True, 100)],
)
def test_whatever_the_settings_say_there_is_a_size(asked: object, given: int) -> None:
    assert text_size_of(asked) == given


def test_steps_end_at_the_first_and_last_size(theme: Theme) -> None:
    assert theme.size_by(-1) == 100
    theme.resize(200)
    assert (theme.size_by(1), theme.size_by(-1)) == (200, 175)


@pytest.mark.parametrize("size", [100, 150, 200])
def test_columns_grow_with_the_text_and_the_first_keeps_room_for_a_name(
    theme: Theme, qtbot: QtBot, tasks: Tasks, size: int
) -> None:
    """Where there is no room the table scrolls sideways, and half of it at the most is the first column."""
    theme.resize(size)
    keys = ("name", "post", "organisation", "email")
    columns = tuple(Column(key, key, 140, stretches=key == "post", whole=key == "email") for key in keys)
    source = TableSource(columns, lambda *_: (), lambda *_: (), lambda *_: None)
    table = RecordTable(tasks, source, name="People", empty=Empty("None."))
    qtbot.addWidget(table)
    table.resize(640, 300)
    table.show()
    view, room = table.view, table.view.viewport().width()
    widths = [view.columnWidth(at) for at in range(4)]
    assert widths[0] >= min(round(150 * size / 100), round(room / 2))
    if size > 100:
        assert min(widths[1:]) >= round(140 * size / 100)
        assert sum(widths) > room
    else:
        assert sum(widths) <= room
        assert widths[1] == max(widths), "it says most in words, and takes most of what is left"
        assert widths[3] == 140
        table.resize(560, 300)
        squeezed = [view.columnWidth(at) for at in range(4)]
        assert (squeezed[1], squeezed[3]) == (140, 140), "a state is never cut, and this gives way last"
        assert squeezed[2] < 140
    theme.resize(100)


def test_columns_that_yield_come_back_with_the_room(qtbot: QtBot, tasks: Tasks) -> None:
    columns = tuple(Column(key, key, 140, yields=key in ("b", "c")) for key in "abcd")
    table = RecordTable(
        tasks, TableSource(columns, lambda *_: (), lambda *_: (), lambda *_: None), name="Papers", empty=Empty("None.")
    )
    qtbot.addWidget(table)
    headings, seen = table.view.headings, []
    table.show()
    for width in (700, 420, 260, 700):
        table.resize(width, 300)
        seen.append("".join(columns[at].key for at in headings.shown()))
    assert seen == ["abcd", "abd", "ad", "abcd"], "the last gives way first"
    table.resize(260, 300)
    assert (headings.arrangement()["hidden"], len(headings.chosen())) == ([], 4), "nobody chose to hide them"
    headings.choose(1, shown=True)
    assert headings.shown() == [0, 1, 3], "what is chosen by hand stays"
    headings.reset_columns()
    assert headings.shown() == [0, 3]
