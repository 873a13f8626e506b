"""Minutes before and after their time: meetings to come, refusals that lose nothing, and what undo names first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hands import Hands, wait_while
from minuted import Minuted
from programs import show_work
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from vaults import StillClock

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.meetings.page.attendance_quorum import KeepRule
from mscp_desktop.meetings.page.chairs_reports import _chair_named
from mscp_desktop.meetings.page.meeting.minutes_gaps import GapsDialog
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import MinutesState, QuorumKind, Source
from mscp_desktop.meetings.rules import agenda_changes, approval, meetings
from mscp_desktop.meetings.rules.approval import Approving
from mscp_desktop.meetings.rules.minutes_changes import set_discussion
from mscp_desktop.meetings.rules.quorum_changes import NotMeantYetError, add_quorum_rule
from mscp_desktop.meetings.rules.quorum_rules import quorum_rules
from mscp_desktop.opened import Work
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy


@pytest.fixture
def held(minuted: Minuted) -> Minuted:
    return minuted


@pytest.fixture
def work(held: Minuted, qtbot: QtBot, theme: Theme) -> Iterator[Work]:
    made = show_work(held.vault, theme, qtbot)
    yield made
    made.close()


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    return made


def minutes_part(work: Work, hands: Hands, place: str) -> MinutesPart:
    work.window.open(Place("agenda_item", f"{place}/minutes"))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    wait_while(lambda: not isinstance(page.part, MinutesPart) or page.part.found is None)
    assert isinstance(page.part, MinutesPart)
    page.part.take_keyboard()
    hands.settle()
    return page.part


def call(part: Any, name: str) -> AskDialog:
    """Do what a command does, also where something is left open, and return the form it opens."""
    command = next(one for one in part.commands() if one.name == name)
    assert command.ready, name
    command.call()
    kinds = (AskDialog, GapsDialog)
    wait_while(lambda: not [one for kind in kinds for one in part.findChildren(kind) if one.isVisible()])
    for gaps in [one for one in part.findChildren(GapsDialog) if one.isVisible()]:
        gaps.leave_open()
    wait_while(lambda: not [one for one in part.findChildren(AskDialog) if one.isVisible()])
    QApplication.processEvents()
    return next(one for one in part.findChildren(AskDialog) if one.isVisible())


def said(work: Work) -> str:
    return work.window.log.newest_first()[0].notice.words


def written(held: Minuted) -> None:
    held.do(set_discussion, held.audit, held.version(held.audit), "Nine returns came in.")


@pytest.fixture
def yesterday(held: Minuted, clock: StillClock) -> None:
    """Something was minuted a day before the vault is opened."""
    written(held)
    clock.move(days=1)


def test_what_was_done_before_the_vault_was_opened_is_named_before_it_is_undone(
    yesterday: None, work: Work, hands: Hands, held: Minuted
) -> None:
    assert "Undo what was done on 15 January 2025 at 10:00: Minutes of" in work.window.top.undo.toolTip()
    hands.press("Ctrl+Z")
    assert said(work).startswith("The last change is from 15 January 2025 at 10:00: “Minutes of ")
    assert said(work).endswith("Ctrl+Z again takes it back.")
    assert held.minutes().items[0].item.discussion == "Nine returns came in."
    work.window.open(Place("groups"))  # asked again elsewhere, it is named again
    hands.settle()
    hands.press("Ctrl+Z")
    assert held.minutes().items[0].item.discussion == "Nine returns came in."
    hands.press("Ctrl+Z")
    assert held.minutes().items[0].item.discussion is None
    hands.press("Ctrl+Y")
    assert held.minutes().items[0].item.discussion == "Nine returns came in."
    held.do(agenda_changes.change_item, held.plan, held.version(held.plan), length=30)
    hands.settle()
    hands.press("Ctrl+Z")  # what was done since goes at once
    assert held.minutes().item(held.plan).item.length == 20  # type: ignore[union-attr]


def test_a_text_that_saves_itself_on_leaving_says_that_redo_is_gone(work: Work, hands: Hands, held: Minuted) -> None:
    written(held)
    held.do(agenda_changes.change_item, held.plan, held.version(held.plan), length=30)
    minutes_part(work, hands, held.audit)
    work.window.undoing.undo()
    hands.settle()
    assert work.window.top.redo.isEnabled()
    hands.type(" More.")
    hands.press("Ctrl+1")
    assert held.minutes().items[0].item.discussion == "Nine returns came in. More."
    assert "What was undone before it can no longer be done again" in said(work)


def test_a_refused_approval_keeps_the_form_and_what_was_typed(work: Work, hands: Hands, held: Minuted) -> None:
    written(held)
    held.circulate()
    part = minutes_part(work, hands, held.audit)
    dialog = call(part, "minutes.approve")
    at = dialog.fields["at"].editor
    assert [at.box.itemText(one) for one in range(at.box.count())] == ["By e-mail"]  # type: ignore[attr-defined]
    assert dialog.fields["at"].field.help.startswith("Learning Lessons, 12 February 2025 can approve them")
    assert dialog.fields["at"].value is None, "what is for good is not proposed while a meeting is to come"
    dialog.fields["at"].show_value("by e-mail", 0)
    dialog.fields["day"].focus()
    hands.type("9 jan")
    dialog.fields["amendments"].focus()
    hands.type("One comma")
    hands.press("Ctrl+Return")
    assert dialog.isVisible()
    assert "They went out on 15 January 2025" in dialog.fields["day"].sentence
    dialog.fields["day"].focus()
    hands.type("15 jan")
    held.do(approval.set_minutes_back, held.first)  # a colleague is faster
    hands.press("Return")
    wait_while(lambda: work.tasks.busy or not dialog.accept_button.isEnabled())
    assert dialog.isVisible()
    assert dialog.fields["amendments"].draft() == "One comma"
    assert "can't be approved yet" in dialog.fields["amendments"].sentence
    dialog.reject()


def test_a_meeting_to_come_says_so_and_its_minutes_wait(
    work: Work, hands: Hands, held: Minuted, clock: StillClock
) -> None:
    item = held.do(agenda_changes.add_item, held.second, "Welcome")
    last = held.do(agenda_changes.add_item, held.second, "Minutes", source=Source.LAST_MINUTES)
    held.do(set_discussion, item, held.version(item), "Before the day.")
    part = minutes_part(work, hands, item)
    assert part.ahead.text() == (
        "This meeting is on 12 February 2025. What is written here stands before it took place."
    )
    part.set_low(low=True)
    assert not part.ahead.isVisible()
    assert part.status.text().startswith("Still to come, on 12 February 2025. ")
    assert part.status.accessibleDescription() == part.ahead.text()
    part.set_low(low=False)
    clear = next(one for one in part.findChildren(QPushButton) if one.text() == "Clear by the chair…")
    assert clear.isVisible()
    assert not clear.isEnabled()
    assert "from 12 February 2025 on" in clear.toolTip()
    assert not part.notes.isVisible()
    hands.press("Alt+Down")
    assert part.current_item().item.uid == last  # type: ignore[union-attr]
    assert part.notes.words.text().startswith("The minutes of 8 January 2025 are not written yet.")
    written(held)
    held.circulate()
    hands.settle()
    part.refresh()
    hands.settle()
    assert (
        part.notes.words.text() == "The minutes of 8 January 2025 can be approved here once this meeting takes place."
    )
    clock.move(days=28)
    part.refresh()
    hands.settle()
    assert not part.ahead.isVisible()
    assert clear.isEnabled()
    assert part.notes.approve.isVisible()
    assert part.notes.approve.text() == "Approve the minutes of 8 January 2025…"
    hands.press("Alt+Up")
    assert not part.notes.isVisible()


def test_what_is_due_is_read_from_the_meeting_on_and_refused_at_its_field(
    work: Work, hands: Hands, held: Minuted
) -> None:
    part = minutes_part(work, hands, held.audit)
    hands.press("Ctrl+Shift+T")
    hands.type("Write to them")
    hands.press("Tab", "Tab")
    hands.type("5 jan 2025")
    hands.press("Return")
    due = part._forms["action"].fields["due"]
    assert due.sentence == "5 January 2025 is before the meeting on 8 January 2025. Give that day or a later one."
    assert due.isAncestorOf(QApplication.focusWidget())
    hands.type("5 jan")  # over what is selected
    hands.press("Return")
    assert str(held.minutes().actions()[0].due) == "2026-01-05"


def test_who_clears_the_minutes_is_offered_and_ctrl_enter_on_cancel_circulates_them(
    work: Work, hands: Hands, held: Minuted
) -> None:
    written(held)
    seat = held.do(add_seat, held.group, post="Chair", role=SeatRole.CHAIR)
    held.do(record_holder, seat, new_name="Amara Lowe")
    part = minutes_part(work, hands, held.audit)
    dialog = call(part, "minutes.clear")
    by = dialog.fields["by"]
    by.focus()
    line = by.editor.focusable()[0]
    QTest.keyClicks(line, "ama")
    QTest.keyClick(line, Qt.Key.Key_Down)  # before the list is there
    hands.settle()
    popup = by.editor._popup  # type: ignore[attr-defined]
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert by.read() == "Amara Lowe"
    dialog.accept_button.click()
    hands.settle()
    assert held.minutes().approval.cleared_by == "Amara Lowe"
    dialog = call(part, "minutes.circulate")
    cancel = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Cancel")
    cancel.setFocus()
    hands.press("Ctrl+Return")  # it is the answer, wherever the keyboard is
    assert held.minutes().approval.state is MinutesState.CIRCULATED


def test_a_rule_of_the_quorum_begins_with_the_meeting_and_warns_where_it_reaches_back(
    work: Work, hands: Hands, held: Minuted
) -> None:
    written(held)
    held.circulate()
    held.approve(Approving(held.vault.frame.clock.today(), how="by e-mail"))
    work.window.open(Place("meeting", f"{held.second}/attendance"))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    assert page.explained_by() == "attendance"
    dialog = call(page, "attendance.quorum")
    assert dialog.fields["start"].read() == PartialDate(2025, 2, 12)
    dialog.fields["start"].focus()
    hands.type("2024")
    hands.press("Return")
    said = dialog.fields["start"]
    assert said.sentence == (
        "This rule would also hold for a meeting whose minutes are approved, that of 8 January 2025, and no other rule"
        " does. Give a later day, or record it once more to have it so."
    )
    hands.settle()
    at = said.line.mapTo(dialog.area.viewport(), said.line.rect().bottomLeft()).y()
    assert 0 < at <= dialog.area.viewport().height()  # what is said is in view in a form that scrolls
    dialog.accept_button.click()
    hands.settle()
    with held.vault.store.reading() as session:
        (rule,) = quorum_rules(session, held.group)
    assert (rule.kind, rule.start) == (QuorumKind.STATUTORY, PartialDate(2024))
    keep = KeepRule()
    later = held.do(add_quorum_rule, held.group, QuorumKind.SEATS, number=3, start=PartialDate(2025, 2))

    def save(uid: str, version: int, **found: Any) -> Any:
        act = keep.change(uid, version, found)
        return held.do(act.operation, *act.args, **act.kwargs)

    for uid, version, found, said in (
        (later, 1, {"start": PartialDate(2025)}, "also hold for a meeting .* beside “Every statutory partner"),
        (rule.uid, 1, {"needs_chair": True}, "also change the quorum of .* write that day at From, such as 15 January"),
    ):
        with pytest.raises(NotMeantYetError, match=said) as raised:
            save(uid, version, **found)
        assert raised.value.field == "start"
    for _ in range(2):  # asked for once more, it is refused all the same: the meeting would have no rule
        with pytest.raises(UserError, match=r"no longer hold for .* and no other rule does\. Leave") as bare:
            save(rule.uid, 1, start=PartialDate(2025, 2))
        assert bare.value.field == "start"
    save(later, 1, end=PartialDate(2026))  # which no approved meeting is touched by
    with pytest.raises(NotMeantYetError):
        save(later, 2, start=PartialDate(2025))
    save(later, 2, start=PartialDate(2025))  # asked for once more, it is meant
    save(rule.uid, 1, needs_chair=True, start=PartialDate(2025, 2, 12))  # another from a day on is a second rule
    with held.vault.store.reading() as session:
        first, _, second = quorum_rules(session, held.group)
    assert (first.needs_chair, first.start, first.end) == (False, PartialDate(2024), PartialDate(2025, 2, 12))
    assert (second.needs_chair, second.kind, second.start) == (True, QuorumKind.STATUTORY, PartialDate(2025, 2, 12))
    with pytest.raises(NotMeantYetError, match=r"The group has .*, not 99\. Correct it"):
        save(later, 3, seats="4 of 99")
    save(later, 3, seats="4 of 99")
    with held.vault.store.reading() as session:
        assert quorum_rules(session, held.group)[1].words() == "4 seats, deputies counted"


def test_nobody_agreed_a_report_for_a_vacant_chair(held: Minuted) -> None:
    seat = held.do(add_seat, held.group, post="Chair", role=SeatRole.CHAIR)
    held.do(record_holder, seat, new_name="Amara Lowe", start=PartialDate(2024))
    held.do(record_vacancy, seat, start=PartialDate(2025, 1, 1))
    with held.vault.store.reading() as session:
        day = meetings.meeting_row(session, held.first).day
        assert _chair_named(session, held.group, day) is None
        assert _chair_named(session, held.group, date(2024, 12, 31)) == "Amara Lowe, Chair"
