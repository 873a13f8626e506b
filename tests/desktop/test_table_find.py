"""Typing in the rows finds; columns are moved by keys."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fees import source_of
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tables.menu import fill_columns, fill_more
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import TableSource

Settle = Callable[[], None]


@pytest.fixture(params=["the source finds", "the rows are looked through"])
def source(request: pytest.FixtureRequest) -> TableSource:
    return source_of() if request.param == "the source finds" else replace(source_of(), found=None)


@pytest.fixture
def table(qtbot: QtBot, tasks: Tasks, settle: Settle, source: TableSource) -> RecordTable:
    made = RecordTable(tasks, source, name="Fees", empty=Empty("No fees yet."))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.activateWindow()
    made.reload()
    settle()
    made.focus_rows()
    return made


def command(table: RecordTable, name: str) -> Command:
    return next(one for one in table.commands() if one.name == name)


def test_letters_go_to_the_first_row_that_begins_so_and_f3_goes_on(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    qtbot.keyClicks(table.view, "Ke")
    settle()
    assert table.current_uid() == "fee-1"
    assert table.finder.bubble.isVisible()
    assert table.finder.bubble.text() == "Body: Ke   1 of 2"
    assert command(table, "table.next").shortcut == "F3"
    command(table, "table.next").call()
    assert table.current_uid() == "fee-6"
    assert table.finder.bubble.text() == "Body: Ke   2 of 2"
    command(table, "table.next").call()
    assert table.current_uid() == "fee-1", "after the last comes the first"
    command(table, "table.previous").call()
    assert table.current_uid() == "fee-6"
    qtbot.keyClick(table.view, Qt.Key.Key_Escape)
    assert not table.finder.bubble.isVisible()
    assert table.current_uid() == "fee-6"
    command(table, "table.next").call()
    assert table.current_uid() == "fee-1", "F3 goes on after Esc"


def test_an_answer_that_comes_after_the_end_moves_no_row_and_shows_no_bubble(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    before = table.current_uid()
    for typed in ("Ke", "zz"):
        qtbot.keyClicks(table.view, typed)
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=table.view.rect().bottomRight())
        settle()
        assert not table.finder.bubble.isVisible()
        assert table.current_uid() == before


def test_a_space_belongs_to_what_is_typed_and_backspace_takes_back(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    qtbot.keyClicks(table.view, "kent c")
    settle()
    assert table.current_uid() == "fee-6"
    qtbot.keyClicks(table.view, "zz")
    settle()
    assert table.finder.bubble.text().endswith("nothing begins so")
    assert not command(table, "table.next").ready
    assert table.current_uid() == "fee-6"
    for _ in range(3):
        qtbot.keyClick(table.view, Qt.Key.Key_Backspace)
    settle()
    assert table.current_uid() == "fee-1", "from the row where typing began"
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert not table.finder.bubble.isVisible()
    qtbot.keyClicks(table.view, "m")
    settle()
    assert table.current_uid() == "fee-2", "after moving, typing begins anew"
    table.focus_filter()
    assert not table.finder.bubble.isVisible()


def test_it_looks_in_the_column_that_is_sorted_by_and_under_folded_headings(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    table.sort_by("sector")
    table.group_by("status")
    settle()
    table.fold_all(folded=True)
    qtbot.keyClicks(table.view, "lo")
    settle()
    assert table.current_uid() == "fee-2"
    assert table.finder.bubble.text() == "Sector: lo   1 of 1"


def test_the_current_column_is_marked_moved_and_hidden(qtbot: QtBot, table: RecordTable, settle: Settle) -> None:
    headings = table.view.headings
    table.view.setCurrentIndex(table.model.index(0, 1))
    table.view.viewport().repaint()
    assert headings.current == 1
    command(table, "table.right").call()
    assert headings.shown() == [0, 2, 1, 3, 4, 5]
    command(table, "table.left").call()
    command(table, "table.left").call()
    command(table, "table.left").call()
    assert headings.shown() == [1, 0, 2, 3, 4, 5]
    headings.choose(1, shown=False)
    assert table.current_column() == 0
    command(table, "table.reset").call()
    assert headings.shown() == [0, 1, 2, 3, 4, 5]
    headings.resizeSection(5, 300)
    before = headings.sectionSize(5)
    command(table, "table.fit").call()
    assert headings.sectionSize(5) < before
    assert headings.sectionSize(0) > headings.sectionSize(5)
    assert table.state()["widths"]["number"] == headings.sectionSize(5)


def test_menus_tick_move_and_group(qtbot: QtBot, table: RecordTable, settle: Settle) -> None:
    menu = QMenu(table)
    fill_columns(menu, table, 1)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:6] == ["Body", "Sector", "Fee", "Paid on", "Status", "Number"]
    assert words[6:] == ["Move “Sector” left", "Move “Sector” right", "As wide as their words", "As they were at first"]
    menu.actions()[0].trigger()
    assert table.view.headings.isSectionHidden(0)
    fill_more(menu, table)
    groups = menu.actions()[0].menu()
    assert isinstance(groups, QMenu)
    assert [action.text() for action in groups.actions()] == ["No groups", "Sector", "Status"]
    groups.actions()[2].trigger()
    settle()
    assert table.query.group == "status"
    assert table.more_button.accessibleName() == "More for this table"
    for shown in (table.filters_button, table.columns_button, table.more_button):
        assert shown.isVisible()
        assert shown.focusPolicy() != Qt.FocusPolicy.NoFocus
    assert QApplication.focusWidget() is not None


def test_what_the_page_adds_to_a_menu_can_be_asked_for_each_time_it_opens(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    ready, called = [True], []
    table.extra = [Command("own", "Do it", lambda: called.append(1), "Ctrl+J", lambda: ready[0])]
    menu = table.more_button.menu()
    for now in (True, False, True):
        ready[0] = now
        menu.aboutToShow.emit()  # an exception in what hears it fails the test
        (item,) = [action for action in menu.actions() if action.objectName() == "own"]
        assert item.isEnabled() == now
        item.trigger()
    assert called == [1, 1]


def test_the_ring_leaves_the_row_that_was_current_when_more_rows_are_chosen(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    view = table.view
    view.setCurrentIndex(table.model.index(0, 2))
    qtbot.waitUntil(view.hasFocus)
    table.grab()
    QApplication.processEvents()
    drawn: list[QRegion] = []

    class Watcher(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if isinstance(event, QPaintEvent):
                drawn.append(event.region())
            return False

    watcher = Watcher()
    view.viewport().installEventFilter(watcher)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(drawn))
    edge = QPoint(view.viewport().width() - 2, view.rowViewportPosition(0) + 2)
    assert any(region.contains(edge) for region in drawn), "the end of the former row is drawn again"
