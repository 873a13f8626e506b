"""Every page, dialog and entrance window by keyboard and screen reader: names, roles, order, focus, size, nothing cut.

One test for all of them: whatever is added to the lists of pages and commands is held to the same.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from audit_made import made_audit
from hands import Hands, wait_while
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from shiboken6 import isValid
from sqlalchemy import select
from vaults import StillClock

from mscp_desktop import catalogue
from mscp_desktop.audits.page.audit import PARTS as AUDIT_PARTS
from mscp_desktop.audits.records import Audit, AuditCase
from mscp_desktop.audits.rules.places import audit_place
from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.entrance.first_run import FirstRunWindow
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.desktop.focus_ring import PLAIN, FocusRing
from mscp_desktop.desktop.frame.error_report import ErrorDialog
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.workspace.page import WorkspacePage
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.store import Role, WorkSession
from mscp_desktop.foundation.vault import Frame, open_with_key
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.meetings.page.meeting.page import PARTS as MEETING_PARTS
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import Meeting
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.meetings import add_meeting, hold_meeting
from mscp_desktop.meetings.rules.paper_changes import add_wanted_paper
from mscp_desktop.meetings.rules.places import meeting_place
from mscp_desktop.opened import Work
from mscp_desktop.pages import PAGES
from mscp_desktop.roster import sample

LEAST_TARGET = 24  # pixels each way (WCAG 2.2, 2.5.8)
SIZE = (1366, 768)
DIALOGS = (
    "preferences", "about", "shortcuts", "guide", "notices", "running", "passphrase", "partnership.rename",
    "groups.add",
)  # fmt: skip
SILENT = {QAccessible.Role.NoRole, QAccessible.Role.Client}
DRAWN = {"StructureView", "ChartPicture"}  # pictures, for which Qt has no role; their words stand beside them
PAGE_KEYS = [page.key for page in PAGES]
MEETING = "meeting "  # with one of its parts
PARTS = {"meeting": MEETING_PARTS, "audit-work": AUDIT_PARTS}
PLACES = [
    *(key for key in PAGE_KEYS if key not in PARTS),
    *(f"{key} {part.key}" for key, parts in PARTS.items() for part in parts),
]
ENTRANCES = ("first run", "unlock", "recovery")


@operation("access.fill")
def fill(session: WorkSession) -> None:
    """Put people into the seats, and have a group meet, with an agenda and papers."""
    sample.fill(session, 2)
    group = all_groups(session)[1].uid
    meeting = add_meeting(session, group, date(2025, 1, 8), start_time="10:00", length=120, place="Gun Wharf")
    for number in range(6):
        item = add_item(session, meeting, f"Matter {number} with a title that is longer than most are", length=20)
        add_wanted_paper(session, item, f"Report on matter {number}")
    hold_meeting(session, meeting)


@pytest.fixture(scope="module")
def work(
    qapp: QApplication, theme: Theme, medway_template: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Work]:
    """The window on Medway's arrangements with a meeting; made once, for nothing here changes the data."""
    place = tmp_path_factory.mktemp("access") / "vault"
    template = replace(medway_template, place=shutil.copytree(medway_template.place, place))
    vault = open_with_key(place, Frame(catalogue.SEARCH, StillClock()), template.user_uid, template.data_key)
    run(vault.store, vault.actor, fill)
    made_audit(vault).send()
    made = Work(vault, theme, lambda *_: None)
    made.window.notify(Notice("The backup was not made.", Weight.WARNING, ("Try again", lambda: None)))
    made.window.notices.clear()
    made.window.resize(*SIZE)
    made.window.show()
    made.window.activateWindow()
    made.window.restore({})
    yield made
    made.close()
    made.window.hide()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def hands(work: Work) -> Hands:
    return Hands(lambda: work.tasks.busy)


def show_page(work: Work, hands: Hands, key: str) -> QWidget:
    place = Place(key)
    workspace, _, part = key.partition(" ")
    if key == "roster":
        with work.vault.store.reading() as session:
            place = Place("group", all_groups(session)[1].uid)
    elif part:
        with work.vault.store.reading() as session:
            place = (
                meeting_place(session.scalars(select(Meeting.uid)).one(), part)
                if workspace == "meeting"
                else audit_place(
                    session.scalars(select(Audit.uid).join(AuditCase, AuditCase.audit_id == Audit.id)).first() or "",
                    part,
                )
            )
    work.window.open(place)
    for _ in range(3):
        hands.settle()
    if part and isinstance(work.window.page, WorkspacePage):
        work.window.page.turn_to([one.key for one in PARTS[workspace]].index(part))
        hands.settle()
    work.window.activateWindow()
    return work.window


def stand(work: Work, theme: Theme, size: tuple[int, int], text: int = 100) -> None:
    """Give the window a size and its text another one, where they are not so already."""
    theme.resize(text)
    if work.window.size().toTuple() != size:
        work.window.resize(*size)
        QApplication.processEvents()


def in_hand(work: Work) -> Page:
    """Return the page in view, or its part."""
    page = work.window.page
    assert page is not None
    return page.part if isinstance(page, WorkspacePage) else page


def put_straight(work: Work) -> None:
    """Have the page in view as at its first visit: no filters, its own columns, the first row, the keyboard there."""
    page = in_hand(work)
    if isinstance(page, TablePage):
        page.table.show_filters(shown=False)
        page.table.drop_filters()
        page.table.view.headings.reset_columns()
        page.table.view.selectRow(0)
        page.table.view.scrollToTop()
    page.take_keyboard()
    if isinstance(page, MinutesPart):
        page.items.setFocus(Qt.FocusReason.OtherFocusReason)
    QApplication.processEvents()


def show_dialog(work: Work, hands: Hands, name: str) -> QWidget:
    if work.window.page is not work.window.pages["groups"]:
        show_page(work, hands, "groups")
    if name == "mistake":
        ErrorDialog(ValueError(), work.window).open()
    else:
        command = next(one for one in work.window.commands() if one.name == name)
        command.call()
    hands.settle()
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert shown, name
    shown[-1].activateWindow()
    QApplication.processEvents()
    return shown[-1]


def show_entrance(theme: Theme, name: str) -> QWidget:
    users = (("1", "Alex Sample"), ("2", "Sam Sample"))
    window: FirstRunWindow | UnlockWindow
    if name == "first run":
        window = FirstRunWindow(theme, lambda *_: None)  # type: ignore[arg-type, return-value]
    else:
        window = UnlockWindow(theme, users, lambda *_: None, partnership="Medway", attempt_recovery=lambda *_: None)
    window.show()
    window.activateWindow()
    wait_while(lambda: not window._settled)
    if name == "recovery":
        window.form.lost.click()
    QApplication.processEvents()
    return window


@pytest.fixture
def opened() -> Iterator[list[QWidget]]:
    """What is closed once the test has been told about."""
    windows: list[QWidget] = []
    yield windows
    for window in windows:
        if isValid(window):
            window.close()
        if isValid(window) and window.parent() is None:
            window.deleteLater()
    windows.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def usable(window: QWidget) -> list[QWidget]:
    """Return what Tab can stop at."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.window() is window and one.focusProxy() is None
    ]  # fmt: skip


def rect_in(window: QWidget, one: QWidget) -> QRect:
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def check_names_and_roles(window: QWidget) -> None:
    for one in usable(window):
        told = QAccessible.queryAccessibleInterface(one)
        assert told is not None, one
        assert told.text(QAccessible.Text.Name).strip(), f"no name: {one} {one.objectName()}"
        assert told.role() not in SILENT or type(one).__name__ in DRAWN, f"no role: {one}"


def check_tab_order(window: QWidget) -> None:
    """Tab reaches everything and comes round; beside each other it goes down and to the right."""
    wanted = usable(window)
    first = window.nextInFocusChain()
    while first not in wanted:
        first = first.nextInFocusChain()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    rings = window.findChildren(FocusRing)
    for _ in range(2 * len(wanted) + 60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if seen and focused is seen[-1]:  # it has stops of its own, such as the links of a text
            QTest.keyClick(focused, Qt.Key.Key_Tab)
            continue
        if focused in seen:
            break
        seen.append(focused)
        if not focused.property(PLAIN):
            assert any(ring.ring.isVisible() and ring.target is focused for ring in rings), f"no ring: {focused}"
        if len(wanted) == 1:
            return
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        QApplication.processEvents()
    else:
        pytest.fail("Tab never comes round")
    missed = [one for one in wanted if one not in seen and isValid(one) and one.isVisible() and not _one_of_many(one)]
    missed = [one for one in missed if not any(one.isAncestorOf(reached) for reached in seen)]
    assert not missed, f"Tab never reaches {[(one, one.accessibleName()) for one in missed]}"
    for before, after in pairwise(seen):
        if before.parentWidget() is after.parentWidget():
            one, other = rect_in(window, before), rect_in(window, after)
            back = other.bottom() < one.top() and other.left() <= one.right()
            assert not back, f"Tab goes up from {before.accessibleName()} to {after.accessibleName()}"


def _one_of_many(one: QWidget) -> bool:
    """Say whether Tab stops at a whole group of which this is one, and the arrow keys choose in it."""
    group = one.group() if isinstance(one, QAbstractButton) else None
    return isinstance(one, QRadioButton) or (group is not None and group.exclusive())


def check_targets(window: QWidget) -> None:
    kinds = (QPushButton, QLineEdit, QComboBox, QCheckBox, QRadioButton)
    small = [
        (one.accessibleName() or getattr(one, "text", str)(), one.size().toTuple())
        for one in usable(window)
        if isinstance(one, kinds) and min(one.width(), one.height()) < LEAST_TARGET
    ]
    assert not small, small


def check_nothing_is_cut(window: QWidget) -> None:
    """No label or button shows less than its words; what is cut off on purpose is cut with dots in its own text."""
    for one in window.findChildren(QWidget):
        if not one.isVisible() or one.window() is not window or _scrolled_away(one):
            continue
        if isinstance(one, QLabel) and one.text():
            if one.wordWrap():
                assert one.heightForWidth(one.width()) <= one.height() + 2, f"cut off: {one.text()} {one.size()}"
            elif one.accessibleName() != "Keys":
                assert one.sizeHint().width() <= one.width() + 1, f"cut off: {one.text()}"
        elif isinstance(one, QAbstractButton) and one.text():
            assert one.sizeHint().width() <= one.width() + 1, f"cut off: {one.text()}"
            assert one.sizeHint().height() <= one.height() + 1, f"cut off: {one.text()}"


def _scrolled_away(one: QWidget) -> bool:
    above = one.parentWidget()
    return isinstance(above, QAbstractScrollArea)


VIEWS = (
    *(("page", key) for key in PLACES),
    *(("dialog", name) for name in (*DIALOGS, "mistake")),
    *(("entrance", name) for name in ENTRANCES),
)


@pytest.mark.parametrize(("kind", "name"), VIEWS, ids=str)
def test_everyone_can_use_it(
    work: Work, hands: Hands, theme: Theme, opened: list[QWidget], kind: str, name: str
) -> None:
    stand(work, theme, SIZE)
    window = show_view(work, hands, theme, opened, kind, name)
    check_names_and_roles(window)
    check_targets(window)
    check_nothing_is_cut(window)
    check_tab_order(window)


def show_view(work: Work, hands: Hands, theme: Theme, opened: list[QWidget], kind: str, name: str) -> QWidget:
    """Return the window of a page, a dialog or an entrance, which is closed after the test unless it is the page's."""
    if kind == "page":
        return show_page(work, hands, name)
    window = show_dialog(work, hands, name) if kind == "dialog" else show_entrance(theme, name)
    opened.append(window)
    return window


LOW, LOWEST = (683, 384), (640, 360)  # what 1366 by 768 leaves at 200%, and the smallest screen there is
FEWER = {"home", "audits", "agencies", "terms", "roster", "attendance", "membership", "priorities", "year", "tool"}
ROWS = dict.fromkeys(FEWER, 3)  # the day or group they are shown for, or sums, take a row's room
ROWS_LOWEST = dict.fromkeys(FEWER, 2)
DRAWN_ROWS = {"calendar", "planner"}  # days, which have no rows
CHANGING = {  # what changes something on a page, and could be done there now
    "groups": {"groups.add", "record.remove"},
    "people": {"people.add", "people.joins"},
    "actions": {"actions.add"},
    "meetings": {"meetings.add"},
    "terms": {"terms.add"},
    MEETING + "agenda": {"agenda.add", "agenda.sent", "record.remove"},
    MEETING + "papers": {"papers.add", "papers.receive"},
    MEETING + "attendance": {"attendance.guest"},
}


def is_seen(view: QAbstractItemView, row: int) -> bool:
    """Say whether a row can be read in full, of what no page that scrolls cuts off."""
    seen, box = view.viewport().visibleRegion().boundingRect(), view.visualRect(view.model().index(row, 0))
    return not box.isEmpty() and seen.top() <= box.top() and box.bottom() <= seen.bottom()


def rows_in_view(view: QAbstractItemView) -> int:
    """Return how many rows can be read in full."""
    return sum(is_seen(view, row) for row in range(min(view.model().rowCount(), 40)))


def check_focus_is_seen() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    seen = focused.visibleRegion().boundingRect()
    assert seen.top() == 0, f"above the window: {focused} {focused.accessibleName()}"
    assert seen.height() >= min(focused.height() - 4, 60), f"off the window: {focused} {focused.accessibleName()}"


@pytest.mark.parametrize("key", PLACES)
def test_a_low_window_shows_rows_and_what_has_the_keyboard(work: Work, hands: Hands, theme: Theme, key: str) -> None:
    """What 1366 by 768 leaves at 200%, and then the smallest screen, in which Tab goes through the page."""
    stand(work, theme, LOW)
    window = show_page(work, hands, key)
    put_straight(work)
    view = QApplication.focusWidget()
    for size, rows in ((LOW, ROWS.get(key, 4)), (LOWEST, ROWS_LOWEST.get(key, 3))):
        stand(work, theme, size)
        assert (window.width(), window.height()) == size
        check_focus_is_seen()
        if isinstance(view, QAbstractItemView) and key not in DRAWN_ROWS:
            model = view.model()
            assert rows_in_view(view) >= min(rows, model.rowCount()), size
            assert view.currentIndex().row() < 0 or is_seen(view, view.currentIndex().row()), "the chosen row"
    page, seen = in_hand(work), [view]
    while True:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        QApplication.processEvents()
        focused = QApplication.focusWidget()
        if focused is None or not page.isAncestorOf(focused) or focused in seen[:-1]:
            break
        seen.append(focused)
        check_focus_is_seen()
        assert len(seen) < 80, "Tab never leaves the page"


def test_a_low_window_folds_the_buttons_into_a_menu_and_sets_them_out_again(
    work: Work, hands: Hands, theme: Theme
) -> None:
    stand(work, theme, LOW)
    show_page(work, hands, "year")
    page = work.window.page
    assert isinstance(page, TablePage)
    acts = page.head.acts
    assert [command.words for command, shown in acts.buttons if shown.isVisible()] == [acts.buttons[-1][0].words]
    assert acts.more.isVisible()
    assert offered_by(acts) == [command.words for command, _ in acts.buttons[:-1]]
    stand(work, theme, SIZE)
    assert not acts.more.isVisible()
    assert all(shown.isVisible() for _, shown in acts.buttons)


def test_a_low_window_has_the_buttons_of_a_meeting_and_of_its_part_in_one_menu(
    work: Work, hands: Hands, theme: Theme
) -> None:
    stand(work, theme, LOW)
    for part, words in (("agenda", "Add an item"), ("papers", "Cleared…"), ("attendance", "Add a guest")):
        show_page(work, hands, MEETING + part)
        page = work.window.page
        assert isinstance(page, MeetingPage)
        assert page.head.menu.more.isVisible()
        assert not any(shown.isVisible() for _, shown in page.head.page_head.buttons)
        assert {words, "Go to the meeting after", "Plan it again"} <= set(offered_by(page.head.menu))
    stand(work, theme, SIZE)
    assert not page.head.menu.isVisible()
    assert all(step.isVisible() for step in page.head.steps)


def offered_by(acts: ActsRow) -> list[str]:
    menu = acts.more.menu()
    menu.aboutToShow.emit()
    return [one.text().partition("\t")[0] for one in menu.actions() if not one.isSeparator()]


@pytest.mark.parametrize("key", CHANGING)
def test_who_may_only_read_sees_what_they_may_not_do_and_why(
    work: Work, hands: Hands, theme: Theme, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    stand(work, theme, SIZE)
    show_page(work, hands, key)
    put_straight(work)
    page = in_hand(work)
    assert isinstance(page, TablePage)
    changing = [one for one in (*page.commands(), *page.row_commands()) if one.name in CHANGING[key]]
    assert {one.name for one in changing if one.ready} == CHANGING[key]
    with monkeypatch.context() as patched:
        patched.setattr(work.tasks, "actor", replace(work.tasks.actor, roles=frozenset({Role.READER})))
        assert not any(one.ready for one in changing)
        page.head.show_ready()
        told = [shown for command, shown in page.head.buttons if command.name in CHANGING[key]]
        assert all(not shown.isEnabled() and "for the business manager" in shown.toolTip() for shown in told)
        assert all("for the business manager" in shown.accessibleDescription() for shown in told)
        patched.setattr(work.tasks.store, "read_only", "This is a copy.")
        assert work.tasks.held_back(changing[0]) == "This is a copy."
    page.head.show_ready()
    assert all(shown.isEnabled() and not shown.accessibleDescription() for shown in told)


def test_every_page_names_its_page_of_the_guide(work: Work) -> None:
    known = {page.name: page.text for page in work.window.tools.guide_pages if page.name != "index"}
    for page in work.window.pages.values():
        said = known[page.guide]
        assert f"page:{page.key}" in said or page.title.casefold() in said.casefold(), f"{page.key}: {page.guide}"
    meeting: Any = work.window.pages["meeting"]
    meeting.prepare()
    subjects = {part.key: part.explained_by() for part in meeting.parts}
    assert subjects == {"agenda": "meetings", "papers": "papers", "attendance": "attendance", "minutes": "minutes"}
    of_meeting = {"meetings", "papers", "attendance", "minutes"}
    assert of_meeting <= {page.guide for page in [*work.window.pages.values(), *meeting.parts]}


def test_every_link_of_the_guide_leads_to_a_page_or_a_command(work: Work, hands: Hands) -> None:
    show_page(work, hands, "groups")
    commands = {command.name for command in work.window.commands()}
    for page in work.window.tools.guide_pages:
        for link in page.links():
            kind, _, name = link.partition(":")
            if kind == "page":
                assert name in work.window.pages, link
            elif kind == "command":
                assert name in commands, link


def test_no_two_commands_of_a_page_have_the_same_keys(work: Work, hands: Hands) -> None:
    for key in PLACES:
        show_page(work, hands, key)
        keys = [one.shortcut for one in work.window.page.commands() if one.shortcut]  # type: ignore[union-attr]
        assert [one for one in keys if keys.count(one) > 1] == [], key
        own = [one.shortcut for one in work.window.own_commands() if one.shortcut]
        assert len(own) == len(set(own))
    everywhere = {
        one.shortcut: one.name
        for one in work.window.own_commands() if one.shortcut and not one.name.endswith(".roster")  # there is none
    }  # fmt: skip
    meeting: Any = work.window.pages["meeting"]
    audit: Any = work.window.pages["audit-work"]
    for page in (*work.window.pages.values(), *meeting.parts, *audit.parts):
        page.prepare()
        hidden = [(one.name, everywhere[one.shortcut]) for one in page.commands() if one.shortcut in everywhere]
        assert hidden == [], f"{page.key} takes keys that the window has everywhere"


@pytest.mark.parametrize(("kind", "name"), VIEWS, ids=str)
def test_nothing_is_cut_at_200_per_cent(
    work: Work, hands: Hands, theme: Theme, opened: list[QWidget], kind: str, name: str
) -> None:
    """The last ones, for to dress every page in another size takes long; a low window asks for the order of Tab."""
    stand(work, theme, SIZE, 200)
    window = show_view(work, hands, theme, opened, kind, name)
    check_targets(window)
    check_nothing_is_cut(window)


def test_at_200_per_cent_the_window_still_fits_the_smallest_screen(work: Work, hands: Hands, theme: Theme) -> None:
    stand(work, theme, LOWEST, 200)
    window = show_page(work, hands, "groups")
    assert (window.width(), window.height()) == LOWEST
    lock = work.window.top.lock
    assert rect_in(window, lock).right() < LOWEST[0]
