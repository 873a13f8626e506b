"""Approval: each step once and forward only, and nothing that changes approved minutes, whichever way it comes."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from minuted import Minuted
from pdf_reading import failures
from vaults import COLLEAGUE, StillClock

from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import ChangedMeanwhileError, ConflictError, UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.issued import issued_content, issued_of
from mscp_desktop.foundation.operations import MANAGER, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import redo, restoring, undo
from mscp_desktop.meetings.records import (
    STAYS,
    Attendance,
    Challenge,
    Decision,
    MeetingKind,
    MeetingState,
    MinutesCorrection,
    MinutesState,
    Presence,
)
from mscp_desktop.meetings.rules import (
    agenda_changes,
    approval,
    attendance_changes,
    challenges,
    decisions,
    meetings,
    minutes_changes,
)
from mscp_desktop.meetings.rules.approval import (
    Approving,
    approvers,
    fingerprint,
    proposed_approver,
    ratifiers,
    to_approve_at,
)
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.changes import add_seat, record_holder
from mscp_desktop.roster.rules.rosters import roster_at


@pytest.fixture
def held(minuted: Minuted) -> Minuted:
    """The first meeting with a discussion, a decision and a challenge."""
    made = minuted
    made.do(minutes_changes.set_discussion, made.audit, made.version(made.audit), "Nine returns came in.")
    made.do(decisions.add_decision, made.first, "To ask again", item_uid=made.audit)
    made.do(challenges.add_challenge, "Late returns", meeting_uid=made.first, item_uid=made.audit)
    return made


def first_of(held: Minuted, model: type[Record]) -> Any:
    with held.vault.store.reading() as session:
        return session.query(model).first()


def test_the_steps_come_in_their_order_with_their_days(held: Minuted, clock: StillClock) -> None:
    with pytest.raises(UserError, match="They have to be cleared by the chair first"):
        held.do(approval.circulate_minutes, held.first)
    with pytest.raises(UserError, match="It can't have been cleared before 8 January 2025"):
        held.do(approval.clear_minutes, held.first, "Ann Ash", date(2025, 1, 7))
    with pytest.raises(UserError, match="still to come"):
        held.do(approval.clear_minutes, held.first, "Ann Ash", date(2025, 1, 16))
    held.circulate()
    with pytest.raises(UserError, match="circulated already"):
        held.do(approval.clear_minutes, held.first, "Ann Ash")
    with pytest.raises(UserError, match="Set them back to draft"):
        held.do(minutes_changes.set_discussion, held.audit, held.version(held.audit), "Ten")
    held.do(approval.set_minutes_back, held.first)
    assert held.minutes().approval.cleared is None
    held.do(minutes_changes.set_discussion, held.audit, held.version(held.audit), "Ten returns came in.")
    held.do(meetings.plan_again, held.first)
    seat = held.do(add_seat, held.group, post="Chair", role=SeatRole.CHAIR)
    held.do(record_holder, seat, new_name="Amara Lowe", start=PartialDate(2024))
    held.do(approval.clear_minutes, held.first, "amara")  # which begins one name only
    assert held.minutes().approval.cleared_by == "Amara Lowe"
    assert held.minutes().meeting.state is MeetingState.HELD, "what has minutes took place"
    held.do(approval.set_minutes_back, held.first)
    held.do(approval.clear_minutes, held.first, "Ann Ash")
    assert held.minutes().approval.words() == "Draft, cleared by Ann Ash, for the chair, on 15 January 2025"
    held.do(approval.circulate_minutes, held.first)
    with held.vault.store.reading() as session:
        assert to_approve_at(session, held.second) == [(held.first, "Learning Lessons, 8 January 2025")]
        assert approvers(session, held.first, clock.today()) == ratifiers(session, held.first, clock.today()) == []
    third = held.do(meetings.add_meeting, held.group, date(2025, 2, 3), kind=MeetingKind.EXTRAORDINARY)
    held.held_again(clock)
    with held.vault.store.reading() as session:
        extra = [(third, "Learning Lessons, 3 February 2025")]
        offered = [(held.second, "Learning Lessons, 12 February 2025")]
        assert approvers(session, held.first, clock.today()) == [*offered, *extra]
        assert proposed_approver(session, held.first, clock.today()) == held.second, "an ordinary meeting is proposed"
        assert ratifiers(session, held.first, clock.today()) == [*extra, *offered]
    held.approve(Approving(clock.today(), held.second, amendments="Item 1: ten, not nine"))
    said = held.minutes().approval
    assert said.state is MinutesState.APPROVED
    assert said.words() == (
        "Approved with amendments on 12 February 2025, at the meeting Learning Lessons, 12 February 2025"
    )
    held.do(approval.close_minutes, held.first)
    assert held.minutes().approval.closed == clock.today()
    with pytest.raises(UserError, match="never a draft again"):
        held.do(approval.set_minutes_back, held.first)


def test_approval_keeps_the_pdf_as_it_was_and_no_undo_takes_it_back(held: Minuted) -> None:
    held.circulate()
    held.approve(Approving(date(2025, 1, 15), how="by e-mail"))
    with held.vault.store.reading() as session:
        (kept,) = issued_of(session, "meeting", held.first)
        name, data = issued_content(session, kept.uid)
    assert name == "Minutes of Learning Lessons, 2025-01-08, approved.pdf"
    assert kept.title == "Minutes of Learning Lessons, 8 January 2025"
    assert failures(data) == []
    with pytest.raises(UserError, match="What corrects it is a correction of the minutes"):
        undo(held.vault.store, held.vault.actor)
    held.do(approval.correct_minutes, held.first, "Ten returns came in.", "A page was missed", held.audit)
    (correction,) = held.minutes().corrections
    assert (correction.number, correction.reason, correction.made_by) == ("1", "A page was missed", "Business manager")
    with pytest.raises(UserError, match="a further correction"):
        undo(held.vault.store, held.vault.actor)
    with held.vault.store.reading() as session:
        assert issued_content(session, kept.uid)[1] == data


def test_what_is_approved_is_what_was_seen_and_how_it_was_is_said(held: Minuted, clock: StillClock) -> None:
    held.circulate()
    now, pdf = fingerprint(held.minutes()), b"%PDF-1.7"
    with pytest.raises(ChangedMeanwhileError):
        held.do(approval.approve_minutes, held.first, Approving(clock.today(), how="by e-mail"), "", "m.pdf", pdf)
    for approving, words in (
        (Approving(clock.today()), "Say which meeting approved"),
        (Approving(clock.today(), held.first), "a later meeting of the same group"),
        (Approving(clock.today(), held.second), "still to come"),
    ):
        with pytest.raises(UserError, match=words):
            held.do(approval.approve_minutes, held.first, approving, now, "m.pdf", pdf)
    with pytest.raises(UserError, match="none was made"):
        held.do(approval.approve_minutes, held.first, Approving(clock.today(), how="by e-mail"), now, "m.pdf", b"")
    held.do(meetings.plan_again, held.first)
    assert held.minutes().meeting.state is MeetingState.PLANNED
    with pytest.raises(UserError, match="not marked as held"):
        held.approve(Approving(clock.today(), how="by e-mail"))


def test_neither_undo_nor_a_restored_value_changes_approved_minutes(held: Minuted) -> None:
    version = held.version(held.audit)
    run(held.vault.store, COLLEAGUE, minutes_changes.set_discussion, held.audit, version, "Ten returns.")
    held.circulate()
    held.approve(Approving(date(2025, 1, 15), how="by e-mail"))
    before = fingerprint(held.minutes())
    with pytest.raises(ConflictError, match="approved"):
        undo(held.vault.store, COLLEAGUE)
    with held.vault.store.reading() as session:
        entry = entries_of(session, "agenda_item", held.audit, None)[0]
    with pytest.raises(ConflictError, match="approved"):
        held.do(restoring(MANAGER), entry.id, "discussion", held.version(held.audit))
    assert fingerprint(held.minutes()) == before


def test_what_follows_a_challenge_goes_on_after_the_approval(held: Minuted) -> None:
    held.circulate()
    held.approve(Approving(date(2025, 1, 15), how="by e-mail"))
    one = first_of(held, Challenge)
    with pytest.raises(ConflictError, match="approved"):
        held.do(challenges.change_challenge, one.uid, one.version, about="Other")
    held.do(challenges.change_challenge, one.uid, one.version, answer="They came in March")
    assert first_of(held, Challenge).answer == "They came in March"


def _tries(held: Minuted) -> list[Callable[[], object]]:
    """Return whatever somebody might do to minutes, each on what stands there when it is called."""
    with held.vault.store.reading() as session:
        seat = roster_at(session, held.group, date(2025, 1, 8)).seats[1].uid
    do, store, actor = held.do, held.vault.store, held.vault.actor

    def change(what: Any, model: type[Record], **values: object) -> None:
        one = first_of(held, model)
        do(what, one.uid, one.version, **values)

    return [
        lambda: do(minutes_changes.set_discussion, held.audit, held.version(held.audit), "Other"),
        lambda: do(minutes_changes.raise_action, held.plan, "Other"),
        lambda: do(decisions.add_decision, held.first, "Other", item_uid=held.plan),
        lambda: change(decisions.change_decision, Decision, text="Other"),
        lambda: change(decisions.change_decision, Decision, inquorate=True),
        lambda: do(decisions.remove_decisions, [first_of(held, Decision).uid]),
        lambda: do(challenges.add_challenge, "Other", meeting_uid=held.first),
        lambda: do(challenges.remove_challenges, [first_of(held, Challenge).uid]),
        lambda: do(agenda_changes.add_item, held.first, "Other"),
        lambda: do(agenda_changes.change_item, held.plan, held.version(held.plan), title="Other"),
        lambda: do(agenda_changes.remove_items, [held.plan]),
        lambda: do(agenda_changes.move_item_by, held.plan, -1),
        lambda: do(attendance_changes.set_presence, held.first, seat, Presence.ABSENT),
        lambda: change(attendance_changes.note_attendance, Attendance, interest="Other"),
        lambda: do(meetings.change_meeting, held.first, 99, day=date(2025, 1, 9)),
        lambda: do(meetings.plan_again, held.first),
        lambda: do(approval.clear_minutes, held.first, "Other"),
        lambda: do(approval.circulate_minutes, held.first),
        lambda: do(approval.set_minutes_back, held.first),
        lambda: do(approval.close_minutes, held.first),
        lambda: held.approve(Approving(date(2025, 1, 15), how="by letter", amendments="Other")),
        lambda: undo(store, actor),
        lambda: redo(store, actor),
        lambda: undo(store, COLLEAGUE),
    ]  # fmt: skip


@pytest.mark.parametrize("rounds", [2, pytest.param(60, marks=pytest.mark.safety)])
def test_no_sequence_changes_approved_minutes_or_gives_a_number_twice(approved: Minuted, rounds: int) -> None:
    """Whatever is tried, in one order after another, is refused in words or changes nothing of what was approved."""
    held, rng = approved, random.Random(8)  # noqa: S311 - chance, the same each time
    before, tries = held.minutes(), _tries(held)
    for _ in range(rounds):
        rng.shuffle(tries)
        for attempt in tries:
            with suppress(UserError):
                attempt()
            now = held.minutes()
            assert fingerprint(now) == fingerprint(before)
            assert now.approval.amendments == before.approval.amendments
            assert now.approval.state in (MinutesState.APPROVED, MinutesState.CLOSED)
    with held.vault.store.reading() as session:
        numbers = [one.number for one in session.query(Decision)]
        assert len(numbers) == len(set(numbers))


@pytest.fixture
def approved(held: Minuted) -> Minuted:
    """Approved minutes, with one who wrote in them and could undo that."""
    with held.vault.store.reading() as session:
        seat = roster_at(session, held.group, date(2025, 1, 8)).seats[0].uid
    held.do(attendance_changes.set_presence, held.first, seat, Presence.PRESENT)
    run(held.vault.store, COLLEAGUE, decisions.add_decision, held.first, "Also", item_uid=held.plan)
    held.circulate()
    held.approve(Approving(date(2025, 1, 15), how="by e-mail"))
    return held


def test_a_correction_stays_as_it_was_made(approved: Minuted) -> None:
    uid = approved.do(approval.correct_minutes, approved.first, "Ten", "A page was missed")
    with (
        pytest.raises(ConflictError, match=STAYS[:40]),
        approved.vault.store.transaction(approved.vault.actor, "test.change") as session,
    ):
        MinutesCorrection.by_uid(session, uid).text = "Eleven"
    with pytest.raises(UserError, match="Say why"):
        approved.do(approval.correct_minutes, approved.first, "Ten", " ")
    assert [one.text for one in approved.minutes().corrections] == ["Ten"]
