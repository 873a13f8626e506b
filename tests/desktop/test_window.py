"""The main window: the way between places, commands, search, undo, notices, running work, and its end."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.frame.pages import Lead, PageEntry
from mscp_desktop.desktop.frame.window import MainWindow
from mscp_desktop.desktop.messages import Notice, Weight, notice_of
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.sheet import fit
from mscp_desktop.desktop.shortcut_sheet import ShortcutSheet
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import Role, Store, WorkSession
from mscp_desktop.parties.records import Organisation, OrganisationKind, Person

Settle = Callable[[], None]


@operation("test.add_person")
def add_person(session: WorkSession, name: str) -> None:
    session.add(Person(name=name))
    session.say(f"Added {name}")


@operation("test.add_organisation")
def add_organisation(session: WorkSession, name: str) -> None:
    session.add(Organisation(name=name, kind=OrganisationKind.BODY, statutory=False))
    session.say(f"Added {name}")


@operation("test.note_person", frozenset({Role.AUDIT}))
def note_person(session: WorkSession, name: str) -> None:
    session.add(Person(name=name))
    session.say(f"Noted {name}")


@operation("test.refuse")
def refuse(session: WorkSession) -> None:
    raise UserError("This can't be done.")


class NamesPage(Page):
    """A page that notes what is asked of it."""

    leads: tuple[Lead, ...] = ()

    def __init__(self, key: str, kind: str, table: str) -> None:
        super().__init__()
        self.key, self.title, self.icon = key, key.capitalize(), "people"
        self.kinds, self.watches = frozenset({kind}), frozenset({table})
        self.reads = 0
        self.called = 0
        self.shown: str | None = None
        self.field = QLineEdit()
        self.field.setAccessibleName("Name")
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)

    def refresh(self) -> None:
        self.reads += 1

    def open_place(self, uid: str | None) -> None:
        if uid is not None:
            self.shown = uid

    def place(self) -> str | None:
        return self.shown

    def commands(self) -> list[Command]:
        def call() -> None:
            self.called += 1

        return [Command(f"{self.key}.add", f"Add to {self.key}", call, "Ctrl+N")]

    def hints(self) -> list[tuple[str, str]]:
        return [("Ctrl+N", "add")]


class LatePage(NamesPage):
    """A page that notes how it was arranged, and whether it may show what is private."""

    leads = (Lead("Do what is late"),)
    arranged: dict[str, Any] = {}  # noqa: RUF012 - replaced as a whole
    private = True

    def set_state(self, state: dict[str, Any]) -> None:
        self.arranged = state

    def show_private(self, *, shown: bool) -> None:
        self.private = shown


def listed(pages: Sequence[NamesPage]) -> tuple[list[PageEntry], Callable[[PageEntry], NamesPage]]:
    made = {page.key: page for page in pages}
    entries = [PageEntry(page.key, page.title, "", kinds=page.kinds, leads=page.leads) for page in pages]
    return entries, lambda entry: made[entry.key]


@pytest.fixture
def pages(qtbot: QtBot) -> tuple[NamesPage, NamesPage]:
    return NamesPage("people", "person", "person"), NamesPage("organisations", "organisation", "organisation")


@pytest.fixture
def locked() -> list[bool]:
    return []


@pytest.fixture
def window(
    qtbot: QtBot, tasks: Tasks, pages: tuple[NamesPage, NamesPage], theme: Theme, locked: list[bool], settle: Settle
) -> MainWindow:
    made = MainWindow(
        tasks, *listed(pages), theme, partnership="Medway Safeguarding Children Partnership", search=find,
        on_lock=lambda: locked.append(True), backed_up="Backed up 08:41",
    )  # fmt: skip
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.restore({})
    settle()
    return made


def test_a_page_reads_when_it_is_first_shown_and_when_what_it_watches_changes(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], tasks: Tasks, settle: Settle
) -> None:
    people, organisations = pages
    assert (people.reads, organisations.reads) == (1, 0)
    tasks.write(add_person, "Alex Sample")
    settle()
    assert (people.reads, organisations.reads) == (2, 0)
    window.open(Place("organisations"))
    tasks.write(add_person, "Sam Sample")
    settle()
    assert (people.reads, organisations.reads) == (2, 1)
    window.open(Place("people"))
    window.open(Place("organisations"))
    assert (people.reads, organisations.reads) == (3, 1)


def test_back_and_forward_return_to_the_record(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], qtbot: QtBot
) -> None:
    people, organisations = pages
    assert not window.top.back.isEnabled()
    people.shown = "chosen by hand"
    people.moved.emit()
    people.navigate.emit(Place("organisation", "org-1"))
    assert window.page is organisations
    assert organisations.shown == "org-1"
    people.shown = None
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is people
    assert people.shown == "chosen by hand"
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.page is organisations
    assert not window.top.forward.isEnabled()
    assert window.open(Place("invoice", "1")) is False
    assert "no page" in window.notices.words


def test_the_rail_and_its_keys_lead_to_the_pages(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], qtbot: QtBot
) -> None:
    people, organisations = pages
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.page is organisations
    assert organisations.field.hasFocus()
    button = next(one for one in window.rail.findChildren(QAbstractButton) if one.accessibleName() == "People")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.page is people
    people.badge = "6"
    people.badged.emit()
    assert button.accessibleName() == "People, 6"


def test_the_commands_of_the_page_in_view_have_their_keys(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], qtbot: QtBot
) -> None:
    people, organisations = pages
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_N, control)
    qtbot.keyClick(window, Qt.Key.Key_2, control)
    qtbot.keyClick(window, Qt.Key.Key_N, control)
    qtbot.keyClick(window, Qt.Key.Key_N, control)
    assert (people.called, organisations.called) == (1, 2)
    assert window.bottom.keys.text().startswith("Ctrl+N add")


def test_undo_and_redo_say_what_they_would_do(
    window: MainWindow, tasks: Tasks, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    assert not window.top.undo.isEnabled()
    tasks.write(add_person, "Alex Sample")
    settle()
    assert window.top.undo.isEnabled()
    assert window.top.undo_words.text() == "Added Alex Sample"
    assert window.bottom.saved.text().startswith("Saved ")
    qtbot.mouseClick(window.top.undo, Qt.MouseButton.LeftButton)
    settle()
    assert window.notices.words == "Undid: Added Alex Sample"
    assert window.top.redo.accessibleName() == "Redo: Added Alex Sample"
    assert not window.top.undo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle()
    with store.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Alex Sample"]


def test_who_is_no_manager_undoes_what_they_did_since_the_vault_was_opened(
    window: MainWindow, tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    tasks.actor = replace(tasks.actor, roles=frozenset({Role.AUDIT}))
    tasks.write(note_person, "Alex Sample")
    settle()
    assert window.top.undo_words.text() == "Noted Alex Sample"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.notices.words == "Undid: Noted Alex Sample"
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle()
    said = window.notices.words
    assert said == "Did again: Noted Alex Sample"
    tasks.write(replace(note_person, aside=True), "Brook Sample")
    settle()
    assert window.notices.words == said, "what undo steps over is no news"
    window.undoing.since += timedelta(days=1)
    tasks.write(note_person, "Casey Sample")
    settle()
    assert not window.top.undo.isEnabled(), "before that they may have had another role"


def test_inside_a_field_undo_is_of_the_text(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], tasks: Tasks, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    tasks.write(add_person, "Alex Sample")
    settle()
    qtbot.keyClicks(pages[0].field, "typed")
    qtbot.keyClick(pages[0].field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert pages[0].field.text() == ""
    with store.reading() as session:
        assert len(session.scalars(select(Person.name)).all()) == 1


def test_search_finds_records_pages_and_commands(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    tasks.write(add_organisation, "People First")
    settle()
    box = window.top.search
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert box.line.hasFocus()
    qtbot.keyClicks(box.line, "peo")
    settle()
    QAbstractItemModelTester(box.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown = [box.model.item(row).text() for row in range(box.model.rowCount())]
    assert shown[:7] == ["Pages", "People", "Records", "People First", "Commands", "Add to people", "Guide"]
    assert box.list.currentIndex().data() == "People", "a page whose name begins so comes first"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(box.line, key)
    assert box.list.currentIndex().data() == "People First"
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert window.page is pages[1]
    assert pages[1].shown is not None
    assert not box.popup.isVisible()


def test_search_says_that_nothing_is_found_and_escape_gives_the_keyboard_back(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], settle: Settle, qtbot: QtBot
) -> None:
    box = window.top.search
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(box.line, "zzz")
    settle()
    assert box.model.item(0).text().startswith("Nothing is found")
    assert not box.list.currentIndex().isValid() or box.list.currentIndex() == QModelIndex()
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()
    assert pages[0].field.hasFocus()


def test_enter_waits_for_what_is_still_on_its_way(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    tasks.write(add_organisation, "Quetzal Trust")
    settle()
    box = window.top.search
    qtbot.keyClicks(box.line, "quetzal")
    assert not box.popup.isVisible()
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    settle()
    assert (window.page, box.line.text(), box.popup.isVisible()) == (pages[1], "", False)
    assert pages[1].shown is not None
    window.open(Place("people"))
    qtbot.keyClicks(box.line, "quetzal")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.keyClicks(box.line, " t")
    settle()
    assert window.page is pages[0], "what was typed after Enter means something else"
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)


def test_of_many_records_the_rest_is_shown_when_it_is_asked_for(
    window: MainWindow, tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    for number in range(15):
        tasks.write(add_person, f"Sam Sample {number:02}")
    settle()
    box = window.top.search
    qtbot.keyClicks(box.line, "sample")
    settle()
    lines = [box.model.item(row).text() for row in range(box.model.rowCount())]
    assert lines[13:] == ["Show all 15 records for \u201csample\u201d"]
    qtbot.keyClick(box.line, Qt.Key.Key_Up)
    for _ in range(12):
        qtbot.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    lines = [box.model.item(row).text() for row in range(box.model.rowCount())]
    assert lines == ["Records", *(f"Sam Sample {number:02}" for number in range(15))]
    assert box.list.currentIndex().data() == "Sam Sample 12"
    assert box.popup.isVisible()


def test_a_notice_of_a_record_goes_with_it_and_what_offers_something_stays(window: MainWindow) -> None:
    window.open(Place("person", "one"))
    high = window.rail.height()
    window.notify(Notice("This is still to come.", Weight.WARNING, here=True))
    window.open(Place("person", "one"))
    QApplication.processEvents()
    assert window.rail.height() == high, "it takes its room from the page, not from the rail"
    assert window.stack.height() < high
    assert window.notices.words == "This is still to come.", "it is still in view"
    window.open(Place("person", "two"))
    assert window.notices.words == ""
    window.notify(Notice("This is done.", here=True))
    window.open(Place("person", "one"))
    assert window.notices.words == "This is done.", "it goes by itself"
    window.notify(Notice("Something failed.", Weight.WARNING, ("Try again", lambda: None)))
    window.open(Place("organisations"))
    assert window.notices.words == "Something failed."


def test_a_dialog_takes_its_share_of_the_window_and_no_more_than_its_screen(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 500)
    made = QDialog(over)
    room = made.screen().availableGeometry().size()
    for wanted, share, size in (
        ((300, 200), 0.0, QSize(300, 200)), ((300, 450), 0.8, QSize(480, 450)),
        ((9000, 9000), 0.8, room - QSize(32, 64)),
    ):  # fmt: skip
        fit(made, wanted, share)
        assert made.size() == size


def test_a_command_is_called_from_the_search(
    window: MainWindow, locked: list[bool], settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClicks(window.top.search.line, "lock")
    settle()
    qtbot.keyClick(window.top.search.line, Qt.Key.Key_Return)
    assert locked == [True]


def test_failures_are_said_in_a_sentence_and_stay(window: MainWindow, tasks: Tasks, settle: Settle) -> None:
    tasks.write(refuse)
    settle()
    assert window.notices.words == "This can't be done."
    assert window.notices.isVisible()
    tasks.work("Failing", lambda _: 1 // 0)
    settle()
    assert "Everything saved before is safe" in window.notices.words
    assert notice_of(ValueError()).weight is Weight.DANGER


def test_words_from_the_data_are_never_markup(window: MainWindow, tasks: Tasks, settle: Settle) -> None:
    tasks.write(add_person, "<b>Ann</b> & Co")
    settle()
    assert window.top.undo_words.text() == "Added <b>Ann</b> & Co"
    assert window.top.undo_words.textFormat() is Qt.TextFormat.PlainText
    assert "&lt;b&gt;Ann" in window.top.undo.toolTip()


def test_a_notice_can_be_acted_on_and_closed(window: MainWindow, qtbot: QtBot) -> None:
    done: list[bool] = []
    window.notify(Notice("The roster is ready.", action=("Open", lambda: done.append(True))))
    for words in ("Open", "Close this notice"):
        button = next(
            one for one in window.notices.findChildren(QAbstractButton) if words in {one.text(), one.accessibleName()}
        )
        window.notify(Notice("The roster is ready.", action=("Open", lambda: done.append(True))))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not window.notices.isVisible()
    assert done == [True]


def test_running_work_is_shown_and_stopped(window: MainWindow, tasks: Tasks, settle: Settle, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def slow(progress: Progress) -> None:
        progress.step(30, 60)
        go_on.wait(5)
        progress.step(60, 60)

    tasks.work("Making the roster", slow)
    qtbot.waitUntil(window.bottom.work.isVisible)
    assert window.bottom.work.text() == "Making the roster"
    assert window.bottom.progress.value() == 500
    qtbot.mouseClick(window.bottom.stop, Qt.MouseButton.LeftButton)
    go_on.set()
    settle()
    assert not window.bottom.work.isVisible()
    assert window.notices.words.startswith("Stopped: Making the roster")


def test_a_read_only_vault_says_so_all_the_time(
    qtbot: QtBot, tasks: Tasks, pages: tuple[NamesPage, NamesPage], theme: Theme, settle: Settle
) -> None:
    window = MainWindow(
        tasks,
        *listed(pages),
        theme,
        partnership="Medway",
        search=find,
        on_lock=lambda: None,
        read_only="This is a copy.",
    )
    qtbot.addWidget(window)
    window.show()
    assert window.banner.isVisible()
    assert window.banner.accessibleName() == "This is a copy."
    settle()


def test_the_window_opens_where_it_was_left(
    window: MainWindow, pages: tuple[NamesPage, NamesPage], theme: Theme
) -> None:
    window.open(Place("organisation", "org-1"))
    kept = window.state()
    window.open(Place("people"))
    window.restore(kept)
    assert window.page is pages[1]
    assert pages[1].shown == "org-1"
    window.restore({"page": "gone"})
    assert window.page is pages[0]


def test_the_keys_are_listed_on_one_sheet(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.close()


def test_f6_walks_round_the_window(window: MainWindow, pages: tuple[NamesPage, NamesPage], qtbot: QtBot) -> None:
    places = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focused = window.focusWidget()
        assert focused is not None
        places.append(next(area for area in (window.top, window.rail, pages[0]) if area.isAncestorOf(focused)))
    assert places == [window.top, window.rail, pages[0]]


def test_everything_that_can_be_used_has_a_name(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        usable = isinstance(widget, (QAbstractButton, QLineEdit, QComboBox)) and widget.isVisible()
        if usable and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


def test_the_window_fits_a_small_screen_and_long_names(
    qtbot: QtBot, tasks: Tasks, pages: tuple[NamesPage, NamesPage], theme: Theme, settle: Settle
) -> None:
    name = "Kingston upon Hull and the East Riding of Yorkshire Safeguarding Children Partnership"
    window = MainWindow(tasks, *listed(pages), theme, partnership=name, search=find, on_lock=lambda: None)
    qtbot.addWidget(window)
    tasks.write(add_person, "Alexandra Featherstonehaugh-Cholmondeley " * 5)
    window.show()
    settle()
    for width, height in ((1366, 768), (1000, 600), (683, 384), (1366, 768)):  # the third is 1366 by 768 at 200%
        window.resize(width, height)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (width, height)
        assert window.top.lock.mapTo(window, window.top.lock.rect().bottomRight()).x() < width
        assert window.top.search.width() >= 140
        line, key = window.top.search.line, window.top.search._hint
        begins = window.top.search._glass.geometry().right()
        assert begins + line.fontMetrics().horizontalAdvance(line.placeholderText()) < key.x()
    assert window.top.undo.text() == "Undo"


def test_closing_saves_the_field_first(window: MainWindow, pages: tuple[NamesPage, NamesPage], qtbot: QtBot) -> None:
    order: list[str] = []
    pages[0].field.editingFinished.connect(lambda: order.append("saved"))
    window.closing.connect(lambda: order.append("closing"))
    qtbot.keyClicks(pages[0].field, "text")
    window.close()
    assert order == ["saved", "closing"]


def test_a_page_is_made_when_it_is_wanted_and_is_then_as_if_it_had_always_been_there(
    qtbot: QtBot, tasks: Tasks, theme: Theme, settle: Settle
) -> None:
    entries, make = listed([NamesPage("people", "person", "person"), LatePage("late", "thing", "organisation")])
    window = MainWindow(tasks, entries, make, theme, partnership="Medway", search=find, on_lock=lambda: None)
    qtbot.addWidget(window)
    left = {"pages": {"late": {"sort": "name"}, "gone": {"sort": "name"}}}
    window.restore(left)
    window.show()
    window.resize(800, 400)
    window.presenting.toggle()
    assert [page.key for page in window.pages.made()] == ["people"]
    assert window.state()["pages"] == {"people": {}, "late": {"sort": "name"}}, "kept, though nobody visited it"
    assert {"Go to Late", "Do what is late"} <= {one.words for one in window.looking.asked()}
    assert "late" in window.pages
    assert len(window.pages.made()) == 1, "to ask for its name makes no page"
    assert window.open(Place("thing", "one"))
    late = window.pages["late"]
    assert window.page is late
    assert isinstance(late, LatePage)
    assert (late.shown, late.arranged, late.private, late.low) == ("one", {"sort": "name"}, False, True)
    late.badge = "3"
    late.badged.emit()
    assert any(button.accessibleName() == "Late, 3" for button in window.rail.findChildren(QAbstractButton))
    assert "lead.late" not in {one.name for one in window.looking.asked()}, "it is what is in view"
    window.presenting.stop()
    settle()
