"""The page of the year planner as a person uses it: plan, pin, move, leave out, plan again, adopt, take back."""

from collections.abc import Iterator
from datetime import date

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.wizard import Wizard
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tasks import FOR_MANAGERS, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import unfinished
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.page.calendar_acts import LOOKING
from mscp_desktop.meetings.page.planner import PlannerPage
from mscp_desktop.meetings.page.planner_board import Mark, marks_of, month_of
from mscp_desktop.meetings.rules import patterns
from mscp_desktop.meetings.rules.meetings import meetings_between
from mscp_desktop.meetings.rules.planning.values import Hold, Start

YEAR = Year(YearKind.FINANCIAL, 2025)
Shown = tuple[PlannerPage, Hands]


@pytest.fixture
def shown(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Shown]:
    tasks = Tasks(medway.store, medway.actor)
    page = PlannerPage(tasks)
    tasks.announced.connect(page.hear)
    qtbot.addWidget(page)
    page.resize(1170, 690)
    page.show()
    page.open_place("2025-26")
    qtbot.waitExposed(page)
    wait_while(lambda: tasks.busy)
    page.take_keyboard()
    yield page, Hands(lambda: tasks.busy)
    tasks.close()


def call(page: PlannerPage, hands: Hands, name: str) -> None:
    next(one for one in page.commands() if one.name == name).call()
    hands.settle()


def chips(page: PlannerPage) -> list[str]:
    return [page._chips.itemAt(place).widget().cell.words for place in range(page._chips.count())]


def dialog(page: PlannerPage) -> QDialog:
    (found,) = [one for one in page.findChildren(QDialog) if one.isVisible()]
    return found


def on_record(vault: Vault) -> int:
    with vault.store.reading() as session:
        return len(meetings_between(session, YEAR.first_day, YEAR.last_day, cancelled=False))


def test_a_year_is_planned_changed_by_hand_planned_again_adopted_and_taken_back(shown: Shown, medway: Vault) -> None:
    page, hands = shown
    assert page._summary.text().startswith("52 meetings owed by 11 groups, 0 on record.")
    hands.start()
    hands.press("Return")
    assert hands.count == 1
    assert page._summary.text() == "52 meetings of 11 groups for 2025-26; every obligation is met."
    assert chips(page)[0] == "Not on record yet"
    board = page.board
    assert board.hasFocus()
    assert board.board.headerData(2, Qt.Orientation.Horizontal) == "Apr"
    assert board.board.headerData(13, Qt.Orientation.Horizontal) == "Mar"
    row = [one.name for one in board.board.groups()].index("PMQA")
    assert board.board.index(row, 1).data() == "6 of 6"
    first = page._revised.plan.of(board.board.groups()[row].uid)[0]
    board.setCurrentIndex(board.board.index(row, 2))
    hands.settle()
    said = board.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith(f"PMQA, Wednesday {first.day.day} April 2025, new")
    assert page.side.days.count() == 12

    _drags_and_empty_months(page, hands, row)
    pinned = _pins_and_moves(page, hands)

    board.setCurrentIndex(board.board.index(row, 4))
    hands.settle()
    hands.press("Delete")
    assert board.board.index(row, 1).data() == "5 of 5"
    hands.press("+")
    assert board.board.index(row, 1).data() == "6 of 6"
    assert "Changed by hand" not in chips(page)
    assert pinned in [one.day for one in page._revised.plan.of(board.group_uid())]

    places: list[Place] = []
    page.navigate.connect(places.append)
    assert on_record(medway) == 0
    call(page, hands, "planner.adopt")
    wizard = dialog(page)
    assert isinstance(wizard, Wizard)
    assert wizard.at_end
    assert wizard.summary.text() == "The plan of 2025-26 will be put on record: 52 meetings, 52 added."
    hands.press("Return")
    assert on_record(medway) == 52
    assert places == [Place("year", "2025-26")]
    assert page._revised is None
    undo(medway.store, medway.actor)
    assert on_record(medway) == 0


def _drags_and_empty_months(page: PlannerPage, hands: Hands, row: int) -> None:
    """A date that is dragged to a month without one is asked for a day there; Enter there says what can be done."""
    board, notices = page.board, list[Notice]()
    page.said.connect(notices.append)
    empty = next(at for at in range(3, 14) if not board.board.at(board.board.index(row, at)))
    full = board.currentIndex()
    there, here = board.visualRect(board.board.index(row, empty)).center(), board.visualRect(full).center()
    other = board.visualRect(board.board.index(row - 1, empty)).center()
    for places, opens in (((other,), False), ((here,), False), ((other, there), True)):
        QTest.mousePress(board.viewport(), Qt.MouseButton.LeftButton, pos=here)
        for place in places:
            QTest.mouseMove(board.viewport(), place)
            drag = QMouseEvent(
                QEvent.Type.MouseMove, QPointF(place), board.viewport().mapToGlobal(QPointF(place)),
                Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            board.mouseMoveEvent(drag)
        QTest.mouseRelease(board.viewport(), Qt.MouseButton.LeftButton, pos=places[-1])
        assert board.currentIndex() == full, "the date stays in hand"
        assert bool(page.findChildren(AskDialog)) == opens
    day = dialog(page).fields["day"].value
    was = page.side.in_hand().dated.day
    assert (day.weekday(), (day.day - 1) // 7) == (was.weekday(), (was.day - 1) // 7)
    assert month_of(page._revised.base.year, empty) == day.replace(day=1)
    dialog(page).reject()
    hands.settle()
    assert page.hints()[0] == ("Enter", "move")
    page.board.setCurrentIndex(board.board.index(row, empty))  # before the other days of the date are there
    assert page.hints()[0] == ("+", "one meeting more")
    hands.settle()
    assert page.side.days.count() == 0, "a late answer is of another date"
    hands.press("Return")
    assert notices[-1].words.startswith("PMQA has no date in this month. Choose one of its dates")
    assert not [one for one in page.findChildren(AskDialog) if one.isVisible()]
    QTest.mouseDClick(board.viewport(), Qt.MouseButton.LeftButton, pos=here)
    dialog(page).reject()
    hands.settle()
    assert board.currentIndex() == full


def _pins_and_moves(page: PlannerPage, hands: Hands) -> date:
    """Pin the date in hand, move it to a bank holiday, then to the best of the other days; return that."""
    hands.press("Space")
    assert page.side.in_hand().dated.hold is Hold.PINNED
    assert "1 pinned" in chips(page)
    assert "Changed by hand" in chips(page)
    hands.press("Return")
    hands.type("1")
    hands.press("Escape")
    with page._tasks.store.reading() as session:
        assert unfinished(session, page._tasks.actor.uid) == []  # a plan is not on record, nor what was typed of it
    hands.press("Return")
    move = dialog(page)
    assert isinstance(move, AskDialog)
    hands.press("Ctrl+A")
    day, height = move.fields["day"].editor.line, page.side.height()
    QTest.keyClicks(day, "21/4/2025")
    assert (day.note, move.effects.text()) == ("", LOOKING)  # nothing is said of the day before
    QTest.keyClick(day, Qt.Key.Key_Return)  # at once: it waits for what the day would mean, which is not for nothing
    hands.settle()
    assert move.isVisible()
    assert "Breaks a rule: It is Easter Monday." in move.effects.text()
    assert move.effects.property("status") == "danger"
    assert move.accept_button.text() == "Move and pin it all the same"
    notices: list[Notice] = []
    page.said.connect(notices.append)
    hands.press("Return")
    assert notices[0].weight is Weight.WARNING
    assert page.side.height() == height
    words = "PMQA is pinned to Monday 21 April 2025. Breaks a rule: it is Easter Monday."
    assert notices[0].words == words
    assert not page.side._sign.isHidden()
    assert (page.side._sign.cell.words, page.side.broken.text()) == ("Breaks a rule", "It is Easter Monday.")
    assert marks_of(page.side.in_hand()) == [Mark.PINNED, Mark.BREAKS]
    said = page.board.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Breaks a rule: it is Easter Monday" in said
    assert page._summary.text().endswith("every obligation is met, 1 rule broken.")
    assert page.side.in_hand().dated.day == date(2025, 4, 21)
    assert "1 broken rule" in chips(page)
    assert (
        page.side.notes.item(0).text() == "A rule is broken. PMQA on Monday 21 April 2025: that day is Easter Monday."
    )
    page.side.days.setCurrentRow(0)
    page.side.days.setFocus()
    hands.press("Return")
    pinned = page.side.in_hand().dated.day
    assert "1 broken rule" not in chips(page)
    assert page.side._sign.isHidden()
    assert page.side.broken.isHidden()
    assert page.board.hasFocus()
    return pinned


def test_what_can_not_be_met_is_named_and_a_change_meanwhile_is_told(shown: Shown, medway: Vault) -> None:
    page, hands = shown
    block = patterns.add_blocked
    run(medway.store, medway.actor, block, "Inspection", date(2025, 4, 1), last=date(2025, 12, 31))
    page.start.setCurrentIndex(page.start.findData(Start.LAST_YEAR))
    call(page, hands, "planner.solve")
    assert page._revised.base.start is Start.LAST_YEAR
    missing = len(page._revised.plan.unplanned)
    assert missing > 20
    assert f"{missing} meetings without a date" in chips(page)
    notes = [page.side.notes.item(place).text() for place in range(page.side.notes.count())]
    assert any(one.startswith("PMQA: 3 of 6 meetings have no date. ") for one in notes), notes
    assert "blocked by Inspection" in notes[0]
    run(medway.store, medway.actor, block, "Elections", date(2026, 2, 2))
    hands.settle()
    assert "Data changed since" in chips(page)
    assert page.side.notes.item(0).text().startswith("Blocked periods or working days changed since")
    call(page, hands, "planner.adopt")
    wizard = dialog(page)
    assert isinstance(wizard, Wizard)
    assert wizard.at_end
    left_open = wizard.changes.topLevelItem(0)
    told_first = [left_open.child(place).text(0) for place in range(left_open.childCount())]
    assert told_first[0] == "Blocked periods or working days changed since this was worked out."
    assert told_first[1] == f"{missing} meetings that are owed will have no date."
    hands.press("Escape")
    call(page, hands, "planner.after")
    assert page.place() == "2026-27"
    assert page._revised is None
    page.open_place("2025-26")
    page.open_place("nonsense")
    assert page.place() == "2025-26"


def test_who_only_reads_is_told_why_no_year_is_planned(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = shown[0]._tasks
    monkeypatch.setattr(tasks, "locked", lambda: FOR_MANAGERS)
    page = PlannerPage(tasks)
    qtbot.addWidget(page)
    page.open_place("2025-26")
    wait_while(lambda: tasks.busy)
    assert not page.solve_button.isEnabled()
    assert page.solve_button.toolTip() == tip_of(FOR_MANAGERS)
    assert page._summary.text().endswith(FOR_MANAGERS)
    assert not next(one for one in page.commands() if one.name == "planner.solve").ready
    page.solve()
    assert not tasks.busy


def test_planning_can_be_stopped(shown: Shown, medway: Vault) -> None:
    page, hands = shown
    page.solve()
    page._stop()
    hands.settle()
    assert page._revised is None
    assert page.solve_button.isVisible()
    assert not page.stop_button.isVisible()
