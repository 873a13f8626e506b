"""The frame around the pages, on a real vault: presenting, notices, running work, preferences, guide, last place."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from programs import show_work
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from mscp_desktop.desktop.commands import matching
from mscp_desktop.desktop.folders import saved_notice
from mscp_desktop.desktop.frame.error_report import ErrorDialog
from mscp_desktop.desktop.frame.guide import GuideWindow
from mscp_desktop.desktop.frame.notices import NoticesDialog
from mscp_desktop.desktop.frame.preferences import PreferencesDialog
from mscp_desktop.desktop.frame.running import RunningDialog
from mscp_desktop.desktop.frame.screens import fitted
from mscp_desktop.desktop.messages import HIDDEN_LASTING, Notice, Weight
from mscp_desktop.desktop.panel.unfinished import UnfinishedDialog
from mscp_desktop.desktop.shortcut_sheet import ShortcutSheet
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tables.rows import RowsView
from mscp_desktop.desktop.tasks import FOR_MANAGERS, Progress
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.attachments import add_paper
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.settings import open_settings, read_settings
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.opened import Work
from mscp_desktop.parties.rules.people import add_person


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, medway: Vault, settings_file: Path) -> Iterator[Work]:
    run(medway.store, medway.actor, add_person, "Alex Sample")
    made = show_work(medway, theme, qtbot, open_settings(settings_file))
    yield made
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # pytest-qt has closed the window
    theme.resize(100)
    if theme.scheme is not Scheme.LIGHT:
        theme.choose(Scheme.LIGHT)


@pytest.fixture
def undressed(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell of another look or text size without dressing the window in it, where a test is not of how it looks."""
    monkeypatch.setattr(theme, "_dress", lambda _: theme.changed.emit())


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    return made


def shown(work: Work, kind: type[Any]) -> Any:
    found = [one for one in work.window.findChildren(kind) if one.isVisible()]
    assert found, kind
    return found[-1]


def page_of(work: Work) -> TablePage:
    page = work.window.page
    assert isinstance(page, TablePage)
    return page


def texts(widget: Any) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def shared_group(work: Work) -> str:
    with work.vault.store.reading() as session:
        return group_named(session, "Learning Lessons").uid


def a_pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Terms of reference")
    canvas.save()
    return out.getvalue()


def test_presenting_hides_what_is_private_and_stopping_brings_it_back(work: Work, hands: Hands, theme: Theme) -> None:
    window = work.window
    window.resize(1366, 620)
    window.open(Place("organisations"))
    hands.settle()
    view = page_of(work).table.view
    view.selectRow(12)
    window.open(Place("people"))
    hands.settle()
    page = page_of(work)
    private = [at for at, column in enumerate(page.parts.source.columns) if column.private]
    fields = [field for field in page.panel.fields.values() if field.field.private]
    assert private
    assert fields
    hands.press("Ctrl+Shift+P")
    assert window.presenting.on
    assert window.band.isVisible()
    assert "papers" in window.band.accessibleName()
    assert theme.size == 125
    next(one for one in window.commands() if one.name == "unfinished").call()
    hands.settle()
    unfinished = window.findChild(UnfinishedDialog)
    assert unfinished.found == ()
    unfinished.reject()
    assert all(page.table.view.isColumnHidden(at) for at in private)
    assert not any(field.isVisible() for field in [*fields, page.panel.history])
    assert "Alex" not in window.top.undo.toolTip() + window.top.undo_words.text() + window.bottom.saved.toolTip()
    window.open(Place("roster"))
    assert not page_of(work).panel.history.isVisibleTo(window)
    window.open(Place("organisations"))
    hands.settle()
    the_chosen_row_is_in_view(view)
    assert view.verticalScrollBar().value() > 0
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    hands.click(window.band.act)  # type: ignore[arg-type]
    assert not window.presenting.on
    assert not window.band.isVisible()
    assert theme.size == 100
    assert not any(page.table.view.isColumnHidden(at) for at in private)
    assert all(field.isVisibleTo(page) for field in [*fields, page.panel.history])
    the_chosen_row_is_in_view(view)


def the_chosen_row_is_in_view(view: RowsView) -> None:
    here = view.visualRect(view.currentIndex())
    assert view.currentIndex().row() == 12
    assert view.viewport().rect().contains(here.center()), "it is among the rows that are seen"


def test_what_is_looked_for_is_found_explained_and_reached_by_tab(
    work: Work, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_empty_search_box_lists_where_we_were(work, hands)
    every_page_and_what_begins_elsewhere_is_found_from_anywhere(work, hands)
    a_slip_is_forgiven_and_what_was_typed_goes_with_the_list(work, hands)
    overdue_actions_are_shown_from_anywhere(work, hands)
    who_only_reads_is_told_what_is_not_for_them(work, hands, monkeypatch)
    tab_goes_through_the_window_as_it_is_read(work, hands)
    the_sheet_of_shortcuts_is_searched_by_words_and_by_keys(work, hands)
    f1_opens_the_guide_at_the_page_in_view_and_leads_back(work, hands)
    papers_that_are_found_have_a_page_that_shows_them(work)
    facts: Callable[[], list[tuple[str, str]]] = work._facts
    assert dict(facts())["Where the data lies"] == str(work.vault.place)
    assert all(Path(dict(facts())[what]).is_absolute() for what in ("Where the data lies", "Where backups lie"))
    work.window.tools.show_about()
    assert str(work.vault.place) in texts(work.window)


def look_for(work: Work, hands: Hands, typed: str) -> list[str]:
    hands.press("Ctrl+K")
    hands.type(typed)
    hands.settle()
    model = work.window.top.search.model
    return [model.item(row).text() for row in range(model.rowCount())]


def a_slip_is_forgiven_and_what_was_typed_goes_with_the_list(work: Work, hands: Hands) -> None:
    lines = look_for(work, hands, "prefrences")
    assert lines[:3] == ["Nothing is found for “prefrences”. Shown for “preferences”.", "Commands", "Preferences…"]
    hands.press("Esc")
    assert work.window.top.search.line.text() == ""
    assert look_for(work, hands, "xqzzy")[0] == "Nothing is found for “xqzzy”. Try fewer letters."
    hands.press("Esc")


def overdue_actions_are_shown_from_anywhere(work: Work, hands: Hands) -> None:
    work.window.open(Place("home"))
    assert look_for(work, hands, "overdue actions")[:2] == ["Commands", "Show overdue actions"]
    hands.press("Return")
    assert page_of(work).key == "actions"
    assert [one.said for one in page_of(work).table.query.filters] == ["Overdue"]


def who_only_reads_is_told_what_is_not_for_them(work: Work, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    window = work.window
    with monkeypatch.context() as patched:
        patched.setattr(work.tasks, "actor", replace(work.tasks.actor, roles=frozenset({Role.READER})))
        window.notices.clear()
        assert look_for(work, hands, "add a person")[:2] == ["Commands", "Add a person"]
        hands.press("Return")
        assert (page_of(work).key, window.notices.words) == ("actions", FOR_MANAGERS)
        window.open(Place("people"))
        page_of(work).refresh()
        hands.settle()
        assert "Enter read" in window.bottom.keys.text()
        hands.press("Down")
        assert page_of(work).panel.locked.text() == "Read only", "what it means stands on Home"
        for keys in ("Ctrl+N", "F2"):
            window.notices.clear()
            hands.press(keys)
            assert window.notices.words == FOR_MANAGERS, keys
        window.notices.clear()
        hands.press("Return")
        hands.type("x")
        assert window.notices.words == FOR_MANAGERS
        window.notices.clear()
    window.open(Place("home"))


def an_empty_search_box_lists_where_we_were(work: Work, hands: Hands) -> None:
    for key in ("groups", "people", "organisations"):
        work.window.open(Place(key))
        hands.settle()
    hands.press("Ctrl+K")
    model = work.window.top.search.model
    lines = [model.item(row).text() for row in range(model.rowCount())]
    assert lines == ["Where you were", "Alex Sample", "Accountable Officers Meeting", "Home"]
    hands.press("Return")
    assert work.window.page is work.window.pages["people"]


def every_page_and_what_begins_elsewhere_is_found_from_anywhere(work: Work, hands: Hands) -> None:
    model = work.window.top.search.model
    found = {
        "planner": "Year planner", "meeting setup": "Meeting set-up", "chairs' reports": "Chairs' reports",
        "action returns": "Answers of agencies", "structures": "Structure", "plan the year": "Plan the year\u2026",
    }  # fmt: skip
    for typed, words in found.items():
        hands.press("Ctrl+K")
        hands.type(typed)
        hands.settle()
        assert model.item(1).text() == words, typed
        hands.press("Esc")
    hands.press("Ctrl+K")
    hands.type("plan the year")
    hands.press("Return")
    assert work.window.page is work.window.pages["planner"]


def tab_goes_through_the_window_as_it_is_read(work: Work, hands: Hands) -> None:
    window = work.window
    window.open(Place("people"))
    hands.settle()
    page_of(work).table.view.selectRow(0)
    window.top.search.line.setFocus()
    hands.settle()
    parts = {"top": window.top, "rail": window.rail, "page": window.stack, "bottom": window.bottom}
    seen: list[str] = []
    for _ in range(120):
        focused = QApplication.focusWidget()
        here = next((name for name, part in parts.items() if focused is not None and part.isAncestorOf(focused)), "?")
        if not seen or seen[-1] != here:
            seen.append(here)
        if seen.count("top") > 1:
            break
        hands.press("Tab")
    assert seen == ["top", "rail", "page", "bottom", "top"]
    hands.press("Shift+Tab")
    assert window.bottom.bell.hasFocus()


def the_sheet_of_shortcuts_is_searched_by_words_and_by_keys(work: Work, hands: Hands) -> None:
    hands.press("Ctrl+F1")
    sheet = shown(work, ShortcutSheet)
    everything = sheet.lines()
    assert len(everything) == len(set(everything)) > 20
    hands.type("text larger")
    assert sheet.lines() == [("Make the text larger", "Ctrl++")]
    sheet.search.setText("ctrl+k")
    assert sheet.lines() == [("Find anything", "Ctrl+K")]
    sheet.search.setText("xylophone")
    assert sheet.lines() == []
    sheet.accept()


def f1_opens_the_guide_at_the_page_in_view_and_leads_back(work: Work, hands: Hands) -> None:
    work.window.open(Place("people"))
    hands.settle()
    hands.press("F1")
    guide = shown(work, GuideWindow)
    assert guide.name == "people"
    assert work.window.tools.follow("page:groups")
    assert work.window.page is work.window.pages["groups"]
    assert not work.window.tools.follow("command:gone")
    guide.close()


def papers_that_are_found_have_a_page_that_shows_them(work: Work) -> None:
    package = Path(__file__).parents[1] / "mscp_desktop"
    kept = {table for file in package.rglob("*.py") for table in re.findall(r'papers="(\w+)"', file.read_text("utf-8"))}
    assert "partnership_group" in kept
    shown = {kind for page in work.window.pages.values() for kind in (page.key, *page.kinds)}
    assert kept <= shown


def test_what_is_hidden_while_presenting_and_how_the_look_and_text_size_are_kept(
    work: Work, hands: Hands, theme: Theme, settings_file: Path, undressed: None
) -> None:
    what_cannot_be_undone_is_not_offered_and_says_why(work, hands)
    what_is_said_while_presenting_is_read_afterwards(work)
    columns_hidden_by_hand_stay_hidden_after_presenting(work, hands)
    a_paper_is_found_by_its_name_at_its_record_and_a_pdf_opens_here(work, hands)
    keys_change_the_text_size_and_it_is_kept(work, hands, theme, settings_file)
    a_setting_with_few_values_is_found_by_its_value(work, hands, theme, settings_file)
    preferences_hold_at_once_and_are_kept(work, hands, theme, settings_file)


def what_cannot_be_undone_is_not_offered_and_says_why(work: Work, hands: Hands) -> None:
    top = work.window.top
    hands.press("Ctrl+Z")
    assert "Undid" in texts(work.window.notices)
    assert not top.undo.isEnabled(), "what is next is how the partnership was started"
    assert "undone. What corrects it is" in top.undo.toolTip()
    assert "Ctrl+Z" not in top.undo.toolTip()
    assert top.undo_words.text().startswith("Can't be undone")
    hands.press("Ctrl+Z")
    assert "can't be undone. What corrects it is" in texts(work.window.notices)
    work.window.presenting.start()
    assert top.undo.accessibleName() == "The last change can't be undone"
    work.window.presenting.stop()


def what_is_said_while_presenting_is_read_afterwards(work: Work) -> None:
    window = work.window
    window.presenting.start()
    window.notify(Notice("Alex Sample could not be changed.", Weight.WARNING))
    assert HIDDEN_LASTING in texts(window.notices)
    window.tools.show_notices()
    assert "Alex" not in texts(shown(work, NoticesDialog))
    shown(work, NoticesDialog).accept()
    window.presenting.stop()
    assert "Alex Sample could not be changed." in texts(window.notices)


def columns_hidden_by_hand_stay_hidden_after_presenting(work: Work, hands: Hands) -> None:
    work.window.open(Place("people"))
    hands.settle()
    headings = page_of(work).table.view.headings
    private = next(at for at, column in enumerate(page_of(work).parts.source.columns) if column.private)
    headings.choose(private, shown=False)
    work.window.presenting.start()
    kept = headings.arrangement()["hidden"]
    work.window.presenting.stop()
    assert headings.isSectionHidden(private)
    assert headings.arrangement()["hidden"] == kept == [page_of(work).parts.source.columns[private].key]


def a_paper_is_found_by_its_name_at_its_record_and_a_pdf_opens_here(work: Work, hands: Hands) -> None:
    group = shared_group(work)
    store, actor = work.vault.store, work.vault.actor
    run(store, actor, add_paper, "partnership_group", group, "Letter of the chair.pdf", a_pdf())
    work.window.presenting.start()
    hands.press("Ctrl+K")
    hands.type("letter of the ch")
    model = work.window.top.search.model
    listed = " ".join(str(model.item(row).text()) for row in range(model.rowCount()))
    assert "Letter of the chair.pdf" not in listed, "papers are hidden while somebody presents"
    hands.press("Esc")
    work.window.presenting.stop()
    hands.press("Ctrl+K")
    hands.type("letter of the ch")
    hands.press("Return")
    page = page_of(work)
    assert (page.key, page.panel.uid) == ("groups", group)
    page.panel.papers.open_paper(page.panel.papers.papers[0].uid)
    hands.settle()
    (window,) = work.previews.windows
    assert window.windowTitle() == "Letter of the chair \u2013 Preview"
    assert window.view.count == 1
    window.close()
    hands.settle()


def keys_change_the_text_size_and_it_is_kept(work: Work, hands: Hands, theme: Theme, settings_file: Path) -> None:
    hands.press("Ctrl++", "Ctrl+=", "Ctrl+-")
    assert theme.size == 110
    assert open_settings(settings_file)["text"] == 110
    work.window.presenting.start()
    hands.press("Ctrl++")
    work.window.presenting.stop()
    assert (theme.size, open_settings(settings_file)["text"]) == (110, 110)
    hands.press("Ctrl+0")
    assert open_settings(settings_file)["text"] == 100


def a_setting_with_few_values_is_found_by_its_value(
    work: Work, hands: Hands, theme: Theme, settings_file: Path
) -> None:
    for typed in ("text size 150", "dark mode", "lock after 30"):
        hands.press("Ctrl+K")
        hands.type(typed)
        hands.press("Return")
    assert theme.size == 150
    assert theme.scheme is Scheme.DARK
    kept = read_settings(settings_file)
    assert (kept["text"], kept["look"], kept["lock_after"]) == (150, "dark", 30)
    assert "locks after 30 minutes" in texts(work.window.notices)
    words = [one.words for one in matching(work.window.commands(), "lock")]
    assert words[0] == "Lock", "the plain command is not crowded out"
    assert "Lock after 30 minutes" not in words, "what holds already is not offered"


def preferences_hold_at_once_and_are_kept(work: Work, hands: Hands, theme: Theme, settings_file: Path) -> None:
    hands.press("Ctrl+,")
    dialog = shown(work, PreferencesDialog)

    def choose(box: QComboBox, value: object) -> None:
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())

    choose(dialog.look, Scheme.CONTRAST)
    choose(dialog.size_box, 125)
    choose(dialog.lock, 0)
    dialog.save_to(settings_file.parent)
    assert (theme.scheme, theme.size) == (Scheme.CONTRAST, 125)
    kept = open_settings(settings_file)
    assert (kept["look"], kept["text"], kept["lock_after"]) == ("high contrast", 125, 0)
    assert kept["exports"] == str(settings_file.parent)
    dialog.save_to(None)
    assert open_settings(settings_file)["exports"] == ""
    dialog.accept()


def test_no_notice_is_lost_and_running_work_can_be_stopped(work: Work, hands: Hands, qtbot: QtBot) -> None:
    no_notice_is_lost_when_another_comes(work, hands)
    what_was_said_of_a_page_goes_with_it_and_what_asks_for_something_stays(work, hands)
    a_mistake_of_ours_is_said_calmly_once_and_noted(work, hands)
    several_running_works_are_listed_and_each_can_be_stopped(work, qtbot)


def no_notice_is_lost_when_another_comes(work: Work, hands: Hands) -> None:
    window, done = work.window, list[str]()
    window.notify(Notice("The backup was not made.", Weight.WARNING, ("Try again", lambda: done.append("tried"))))
    window.notify(Notice("Saved."))
    assert window.notices.words == "Saved."
    window.notices.clear()
    assert window.notices.words == "The backup was not made."
    window.notices.clear()
    assert not window.notices.isVisible()
    assert window.bottom.bell.text() == "1"
    hands.press("Shift+F8")
    dialog = shown(work, NoticesDialog)
    assert window.bottom.bell.text() == ""
    said = texts(dialog)
    assert said.index("Saved.") < said.index("The backup was not made.")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Try again").click()
    assert done == ["tried"]
    dialog.accept()


def what_was_said_of_a_page_goes_with_it_and_what_asks_for_something_stays(work: Work, hands: Hands) -> None:
    window = work.window
    window.notify(Notice("A file came.", Weight.INFO, ("Open it", lambda: None)))
    work.tasks.failure.emit(UserError("This name is taken."))
    hands.settle()
    assert window.notices.words == "This name is taken."
    window.open(Place("people"))
    assert window.notices.words == "A file came."
    window.open(Place("groups"))
    assert window.notices.words == "A file came."
    assert "This name is taken." in [one.notice.words for one in window.log.newest_first()]
    window.notices.clear()


def a_mistake_of_ours_is_said_calmly_once_and_noted(work: Work, hands: Hands) -> None:
    for _ in range(3):
        work.tasks.work("Failing", lambda _: 1 // 0)
    hands.settle()
    dialogs = [one for one in work.window.findChildren(ErrorDialog) if one.isVisible()]
    assert len(dialogs) == 1
    assert "Everything saved before is safe" in texts(dialogs[0])
    assert "ZeroDivisionError" in dialogs[0].report
    dialogs[0].accept()
    assert "Everything saved before is safe" in work.window.notices.words


def several_running_works_are_listed_and_each_can_be_stopped(work: Work, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def slow(progress: Progress) -> None:
        while not go_on.wait(0.01):
            progress.step(1, 4)

    for words in ("Backing up", "Making the roster"):
        work.tasks.work(words, slow)
    qtbot.waitUntil(work.window.bottom.all.isVisible)
    work.window.bottom.all.click()
    dialog = shown(work, RunningDialog)
    assert "Making the roster" in texts(dialog)
    stop = [one for one in dialog.findChildren(QPushButton) if one.text() == "Cancel"]
    assert len(stop) == 2
    for one in stop:
        one.click()
    qtbot.waitUntil(lambda: "Nothing is running now." in texts(dialog))
    go_on.set()


@pytest.mark.parametrize(
    ("wanted", "put"),
    [
        (QRect(10, 10, 900, 600), QRect(10, 10, 900, 600)),
        (QRect(2000, 100, 900, 600), QRect(466, 100, 900, 600)),  # the second screen has gone
        (QRect(0, 0, 1382, 806), QRect(0, 0, 1366, 768)),  # with its frame it is larger than the screen
        (QRect(300, 100, 900, 700), QRect(300, 68, 900, 700)),  # its foot lies below the screen
        (QRect(-3000, -3000, 5000, 4000), QRect(0, 0, 1366, 768)),
        (QRect(3000, 3000, 5000, 4000), QRect(0, 0, 1366, 768)),
        (QRect(1300, 700, 900, 600), QRect(466, 168, 900, 600)),  # a corner that can't be taken hold of
    ],
)
def test_a_window_is_put_where_it_can_be_seen(wanted: QRect, put: QRect) -> None:
    assert fitted(wanted, [QRect(0, 0, 1366, 768)]) == put


def test_a_window_across_two_screens_stays_so() -> None:
    across = QRect(1000, 50, 900, 600)
    assert fitted(across, [QRect(0, 0, 1366, 768), QRect(1366, 0, 1366, 768)]) == across


def test_a_saved_file_is_named_with_its_folder_which_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    told: list[Notice] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())))
    notice = saved_notice(tmp_path / "orgs.xlsx", "Organisations, 45 rows.", told.append)
    assert notice.words == f"Saved orgs.xlsx in {tmp_path}. Organisations, 45 rows."
    assert notice.action is not None
    assert (notice.action[0], notice.lasting) == ("Open the folder", False)
    notice.action[1]()
    assert opened == [str(tmp_path)]
    assert str(tmp_path) in told[0].words, "where no program opens folders, that is said"
