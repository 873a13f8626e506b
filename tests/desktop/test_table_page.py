"""A table page as a person uses it: rows, panel, head, as at, keys."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from people_feature import FIELDS, SAVE, SOURCE, add_people, change_person, head, load, remove, restore
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QSlider
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.panel.editors import LineEditor
from mscp_desktop.desktop.tables.as_at import UNCERTAIN
from mscp_desktop.desktop.tables.page import NARROW, TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor, Store
from mscp_desktop.foundation.undo import undo
from mscp_desktop.parties.records import Organisation, Person

Settle = Callable[[], None]
Do = Callable[..., Any]
PARTS = TableParts(
    "People", SOURCE, FIELDS, load, SAVE, Empty("Nobody is recorded yet."), head,
    restore=restore, remove=remove, as_at=True,
)  # fmt: skip


class PeoplePage(TablePage):
    key = "people"
    title = "People"
    watches = frozenset({"person", "organisation"})


@pytest.fixture
def do(store: Store, actor: Actor) -> Do:
    """Return a function that runs an operation and hands its announcement over."""

    def act(*args: Any, **kwargs: Any) -> Any:
        outcome = run(store, actor, *args, **kwargs)
        QApplication.processEvents()
        return outcome

    return act


@pytest.fixture
def uids(do: Do) -> list[str]:
    found: list[str] = do(add_people, ["Cleo", "Ada", "Ben"], ["NELFT", "Kent Police"]).value
    return found


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, uids: list[str], asked: list[str], settle: Settle) -> PeoplePage:
    preview = Command("people.preview", "Preview the list", lambda: asked.append("preview"), "Ctrl+P")
    add = Command("people.add", "Add a person", lambda: asked.append("add"), None, lambda: bool(uids))
    made = PeoplePage(tasks, PARTS, actions=(preview, add))
    made.prepare()
    tasks.announced.connect(made.hear)
    qtbot.addWidget(made)
    made.resize(1170, 688)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    settle()
    return made


def names(page: TablePage) -> list[str]:
    model = page.table.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_page_opens_on_its_first_row_with_head_and_panel(page: PeoplePage, uids: list[str]) -> None:
    assert names(page) == ["Cleo", "Ada", "Ben"]
    assert page.heading.text() == "Learning Lessons"
    assert [chip.cell.words for chip in page.findChildren(Chip) if not page.panel.isAncestorOf(chip)] == [
        "6 meetings a year",
        "review date not recorded",
    ]
    assert page.place() == uids[0]
    assert page.panel.title.text() == "Cleo"
    assert page.table.footer.text() == "3 people"


def test_enter_edits_escape_comes_back_and_the_change_is_in_the_row(
    qtbot: QtBot, page: PeoplePage, store: Store, uids: list[str], settle: Settle
) -> None:
    page.take_keyboard()
    assert page.table.view.hasFocus()
    for key, row in ((Qt.Key.Key_End, 2), (Qt.Key.Key_Home, 0)):  # the row in hand is the one that looks chosen
        qtbot.keyClick(page.table.view, key, Qt.KeyboardModifier.ControlModifier)
        assert page.table.selected_places() == [row] == [page.table.view.currentIndex().row()]
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down)
    settle()
    assert page.panel.title.text() == "Ada"
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    editor = page.panel.fields["name"].editor
    assert isinstance(editor, LineEditor)
    assert editor.line.hasFocus()
    qtbot.keyClicks(editor.line, "Ada Lovelace")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    settle()
    assert names(page) == ["Cleo", "Ada Lovelace", "Ben"]
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert page.table.view.hasFocus()
    assert page.table.current_uid() == uids[1]
    with store.reading() as session:
        assert session.scalar(select(Person.name).where(Person.uid == uids[1])) == "Ada Lovelace"


def test_a_field_left_for_another_row_is_saved(
    qtbot: QtBot, page: PeoplePage, store: Store, uids: list[str], settle: Settle
) -> None:
    page.edit()
    editor = page.panel.fields["email"].editor
    assert isinstance(editor, LineEditor)
    page.panel.fields["email"].focus()
    qtbot.keyClicks(editor.line, "c@x.org")
    row = page.table.view.visualRect(page.table.model.index(2, 0)).center()
    qtbot.mouseClick(page.table.view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    settle()
    settle()
    assert page.panel.title.text() == "Ben"
    with store.reading() as session:
        assert session.scalar(select(Person.email).where(Person.uid == uids[0])) == "c@x.org"


def test_delete_removes_the_selected_rows_and_undo_brings_them_back(
    qtbot: QtBot, page: PeoplePage, store: Store, actor: Actor, settle: Settle
) -> None:
    page.table.focus_rows()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    settle()
    assert names(page) == ["Ben"]
    assert page.panel.title.text() == "Ben"
    undo(store, actor)
    QApplication.processEvents()
    settle()
    assert names(page) == ["Cleo", "Ada", "Ben"]
    page.edit()
    qtbot.keyClick(page.panel.fields["name"].editor.focusable()[0], Qt.Key.Key_Delete)
    settle()
    assert len(names(page)) == 3


def test_an_announcement_refreshes_and_a_hidden_page_waits(
    qtbot: QtBot, page: PeoplePage, do: Do, uids: list[str], settle: Settle
) -> None:
    do(change_person, uids[2], 1, name="Benedict")
    settle()
    assert names(page)[2] == "Benedict"
    page.hide()
    do(change_person, uids[2], 2, name="Ben")
    settle()
    assert names(page)[2] == "Benedict"
    page.show()
    settle()
    assert names(page)[2] == "Ben"


def test_places_are_opened_and_told(qtbot: QtBot, page: PeoplePage, uids: list[str], settle: Settle) -> None:
    with qtbot.waitSignal(page.moved):
        page.open_place(uids[2])
        settle()
    assert page.place() == uids[2]
    page.open_place(None)
    settle()
    assert page.place() == uids[2]
    crumb = next(button for button in page.findChildren(QPushButton) if button.text() == "Groups")
    with qtbot.waitSignal(page.navigate) as told:
        qtbot.mouseClick(crumb, Qt.MouseButton.LeftButton)
    assert told.args == [Place("groups")]


def test_a_scope_narrows_the_rows(page: PeoplePage, store: Store, settle: Settle) -> None:
    with store.reading() as session:
        kent = session.scalar(select(Organisation.uid).where(Organisation.name == "Kent Police"))
    page.show_scope(kent)
    settle()
    assert names(page) == ["Ada"]
    page.show_scope(None)
    settle()
    assert len(names(page)) == 3


def test_the_day_is_typed_or_slid_to_and_comes_back_to_today(qtbot: QtBot, page: PeoplePage, settle: Settle) -> None:
    control = page.as_at
    assert page.table.query == Query(as_at=date(2025, 3, 14))
    assert control.slider.maximum() == (date(2025, 3, 14) - date(2019, 9, 1)).days
    assert not control.back.isEnabled()
    control.line.setFocus()
    control.line.selectAll()
    qtbot.keyClicks(control.line, "31 dec 2024")
    qtbot.keyClick(control.line, Qt.Key.Key_Return)
    settle()
    assert page.table.model.query.as_at == date(2024, 12, 31)
    assert control.line.text() == "31 December 2024"
    qtbot.keyClick(control.slider, Qt.Key.Key_Left)
    settle()
    assert page.table.model.query.as_at == date(2024, 12, 30)
    for typed, day in (("October 2022", date(2022, 10, 1)), ("2023", date(2023, 1, 1))):
        control.line.setFocus()
        control.line.selectAll()
        qtbot.keyClicks(control.line, typed)
        qtbot.keyClick(control.line, Qt.Key.Key_Return)
        settle()
        assert page.table.model.query.as_at == day
    assert control.line.text() == "1 January 2023", "which day was taken is said"
    assert control.line.toolTip() == control.line.accessibleDescription() == UNCERTAIN
    control.choose(date(2024, 12, 30))
    qtbot.keyClicks(control.line, "x")
    qtbot.keyClick(control.line, Qt.Key.Key_Return)
    assert "is not a date" in control.line.toolTip()
    assert control.line.property("status") == "danger"
    qtbot.keyClick(control.line, Qt.Key.Key_Escape)
    assert control.line.text() == "30 December 2024"
    qtbot.mouseClick(control.back, Qt.MouseButton.LeftButton)
    settle()
    assert page.table.query.as_at == date(2025, 3, 14)


def test_actions_are_buttons_and_commands_with_one_primary(
    qtbot: QtBot, page: PeoplePage, asked: list[str], uids: list[str], settle: Settle
) -> None:
    shown = {button.text(): button for button in page.findChildren(QPushButton)}
    assert shown["Add a person"].property("kind") == "primary"
    assert page.commands()[0].tooltip() in shown["Preview the list"].toolTip()
    qtbot.mouseClick(shown["Preview the list"], Qt.MouseButton.LeftButton)
    assert asked == ["preview"]
    uids.clear()
    page.refresh()
    settle()
    assert not shown["Add a person"].isEnabled()
    words = {command.words for command in page.commands()}
    assert {"Preview the list", "Edit this record", "Remove the selected rows", "Filter these rows"} <= words
    assert all(key and words for key, words in page.hints())


def test_the_keyboard_reaches_every_part(qtbot: QtBot, page: PeoplePage) -> None:
    page.as_at.line.setFocus()
    assert page.next_part()
    assert page.table.view.hasFocus()
    assert page.next_part()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.panel.isAncestorOf(focused)
    assert not page.next_part()


def test_every_control_has_a_name(page: PeoplePage) -> None:
    page.panel.edit()
    for kind in (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QSlider):
        for control in page.findChildren(kind):
            named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus and control.isVisibleTo(page):
                assert named, control


def test_a_narrow_page_sets_its_parts_below_each_other(qtbot: QtBot, page: PeoplePage) -> None:
    assert page.splitter.orientation() is Qt.Orientation.Horizontal
    page.resize(grown(NARROW) - 60, 330)
    assert page.splitter.orientation() is Qt.Orientation.Vertical
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() > 0)
    page.panel.fields["telephone"].focus()
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().value() > 0)
    page.set_low(low=True)  # as at 1366 by 768 pixels with text of 200%
    page.resize(613, 302)
    page._scroll.verticalScrollBar().setValue(0)
    page.take_keyboard()
    table, port = page.table, page._scroll.viewport()
    qtbot.waitUntil(lambda: table.mapTo(port, table.rect().bottomLeft()).y() <= port.height())
    assert port.rect().contains(table.footer.mapTo(port, table.footer.rect().center())), "the count stays in view"
    assert table.footer.mapTo(port, QPoint(0, 0)).y() < table.view.mapTo(port, QPoint(0, 0)).y()
    page.set_low(low=False)
    page.resize(820, 560)
    qtbot.waitUntil(lambda: table.footer.mapTo(port, QPoint(0, 0)).y() > table.view.mapTo(port, QPoint(0, 0)).y())
    assert page.panel.width() >= page.panel.least_width()


def test_the_arrangement_is_remembered(qtbot: QtBot, tasks: Tasks, page: PeoplePage) -> None:
    page.table.sort_by("name")
    page.splitter.setSizes([600, 500])
    other = PeoplePage(tasks, PARTS)
    other.prepare()
    qtbot.addWidget(other)
    other.resize(1170, 688)
    other.set_state(page.state() | {"panel": "nonsense"})
    other.set_state(page.state())
    assert other.table.query.sort == "name"
    assert other.state()["sort"] == "name"
