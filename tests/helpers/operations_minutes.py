"""How the operations of attendance, quorum, decisions, challenges and minutes are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import (
    AgendaItem,
    Attendance,
    Challenge,
    ChallengeState,
    Decision,
    Meeting,
    Presence,
    QuorumKind,
    QuorumRule,
)
from mscp_desktop.meetings.rules import (
    approval,
    attendance_changes,
    challenges,
    decisions,
    minutes_changes,
    quorum_changes,
)
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.roster.records import Seat

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    return _attendance(chooser) | _quorum(chooser) | _minutes(chooser) | _approval(chooser)


def _attendance(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng

    def meeting_and_seats(session: Session) -> tuple[str, list[str]]:
        meeting = session.get_one(Meeting, chooser.need(session, Meeting).id)
        seats = list(session.scalars(select(Seat.uid).where(Seat.group_id == meeting.group_id).order_by(Seat.id)))
        if not seats:
            raise LookupError("seat")
        return meeting.uid, sorted({rng.choice(seats) for _ in range(3)})

    def set_presence(session: Session) -> Any:
        meeting, seats = meeting_and_seats(session)
        presence = rng.choice(list(Presence))
        who = chooser.some(
            {"person_uid": lambda: chooser.uid(session, Person), "name": chooser.text, "post": chooser.text}
        )
        return attendance_changes.set_presence, (meeting, seats[0], presence), who if rng.random() < 0.5 else {}

    return {
        "meetings.set_presence": set_presence,
        "meetings.set_presences": lambda s: (
            attendance_changes.set_presences, (*meeting_and_seats(s), rng.choice(list(Presence))), {},
        ),
        "meetings.set_others": lambda s: (
            attendance_changes.set_others, (chooser.need(s, Meeting).uid, rng.choice(list(Presence))), {},
        ),
        "meetings.clear_presence": lambda s: (attendance_changes.clear_presence, meeting_and_seats(s), {}),
        "meetings.note_attendance": lambda s: chooser._change(
            s, attendance_changes.note_attendance, Attendance, {"interest": chooser.text, "note": chooser.text},
        ),
        "meetings.add_guest": lambda s: (
            attendance_changes.add_guest, (chooser.need(s, Meeting).uid,),
            {"name": chooser.words(), "post": chooser.text(), "organisation_uid": chooser.uid(s, Organisation)},
        ),
        "meetings.change_guest": lambda s: chooser._change(
            s, attendance_changes.change_guest, Attendance,
            {"name": chooser.words, "post": chooser.text, "person_uid": lambda: chooser.uid(s, Person)},
        ),
        "meetings.remove_guests": lambda s: (attendance_changes.remove_guests, (chooser.several(s, Attendance),), {}),
    }  # fmt: skip


def _quorum(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng

    def number() -> int | None:
        return rng.choice((None, 1, 4, 50, 120))

    return {
        "meetings.add_quorum_rule": lambda s: (
            quorum_changes.add_quorum_rule, (chooser.need(s, Group).uid, rng.choice(list(QuorumKind))),
            {"number": number(), "start": chooser.day(), "end": chooser.day(), "source": chooser.text()},
        ),
        "meetings.change_quorum_rule": lambda s: chooser._change(
            s, quorum_changes.change_quorum_rule, QuorumRule,
            {
                "kind": lambda: rng.choice(list(QuorumKind)), "number": number, "note": chooser.text,
                "needs_chair": lambda: rng.random() < 0.5, "deputies_count": lambda: rng.random() < 0.5,
            },
        ),
        "meetings.remove_quorum_rule": lambda s: (
            quorum_changes.remove_quorum_rule, (chooser.need(s, QuorumRule).uid,), {},
        ),
    }  # fmt: skip


def _minutes(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng

    def item_of(session: Session) -> tuple[str, str]:
        query = select(AgendaItem.uid, Meeting.uid).join(Meeting, Meeting.id == AgendaItem.meeting_id)
        found = session.execute(query.order_by(AgendaItem.id)).all()
        if not found:
            raise LookupError("agenda_item")
        item, meeting = rng.choice(found)
        return item, meeting

    def add_decision(session: Session) -> Any:
        item, meeting = item_of(session)
        more = {"item_uid": item, "dissent": chooser.text(), "inquorate": rng.choice((None, True))}
        return decisions.add_decision, (meeting, chooser.words()), more

    def add_challenge(session: Session) -> Any:
        item, meeting = item_of(session)
        sides = {"by_organisation_uid": chooser.uid(session, Organisation), "to_whom": chooser.text()}
        there = {"meeting_uid": meeting, "item_uid": item} if rng.random() < 0.6 else {}
        return challenges.add_challenge, (chooser.words(),), sides | there | {"answer": chooser.text()}

    def write(session: Session) -> Any:
        item = session.get_one(AgendaItem, chooser.need(session, AgendaItem).id)
        return minutes_changes.set_discussion, (item.uid, item.version, chooser.text()), {}

    return {
        "meetings.set_discussion": write,
        "meetings.raise_action": lambda s: (
            minutes_changes.raise_action, (item_of(s)[0], chooser.words()),
            {"seat_uid": chooser.uid(s, Seat), "due": rng.choice((None, date(2027, 3, 1)))},
        ),
        "meetings.add_decision": add_decision,
        "meetings.change_decision": lambda s: chooser._change(
            s, decisions.change_decision, Decision,
            {"text": chooser.words, "dissent": chooser.text, "inquorate": lambda: rng.random() < 0.5},
        ),
        "meetings.remove_decisions": lambda s: (decisions.remove_decisions, (chooser.several(s, Decision),), {}),
        "meetings.ratify_decision": lambda s: (
            decisions.ratify_decision, (chooser.need(s, Decision).uid, chooser.need(s, Meeting).uid), {},
        ),
        "meetings.unratify_decision": lambda s: (decisions.unratify_decision, (chooser.need(s, Decision).uid,), {}),
        "meetings.add_challenge": add_challenge,
        "meetings.change_challenge": lambda s: chooser._change(
            s, challenges.change_challenge, Challenge,
            {
                "about": chooser.words, "answer": chooser.text, "state": lambda: rng.choice(list(ChallengeState)),
                "to_organisation_uid": lambda: chooser.uid(s, Organisation),
            },
        ),
        "meetings.remove_challenges": lambda s: (challenges.remove_challenges, (chooser.several(s, Challenge),), {}),
    }  # fmt: skip


def _approval(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return the steps to approved minutes; to approve is always refused here, for no undo takes that back."""

    def meeting(session: Session) -> str:
        return str(chooser.need(session, Meeting).uid)

    nowhere = approval.Approving(date(2025, 1, 15))
    return {
        "meetings.clear_minutes": lambda s: (approval.clear_minutes, (meeting(s), chooser.words()), {}),
        "meetings.circulate_minutes": lambda s: (approval.circulate_minutes, (meeting(s),), {}),
        "meetings.set_minutes_back": lambda s: (approval.set_minutes_back, (meeting(s),), {}),
        "meetings.send_actions": lambda s: (approval.send_actions, (meeting(s),), {}),
        "meetings.approve_minutes": lambda s: (
            approval.approve_minutes, (meeting(s), nowhere, "", "minutes.pdf", b""), {},
        ),
        "meetings.close_minutes": lambda s: (approval.close_minutes, (meeting(s),), {}),
        "meetings.correct_minutes": lambda s: (
            approval.correct_minutes, (meeting(s), chooser.words(), chooser.words()), {},
        ),
    }  # fmt: skip
