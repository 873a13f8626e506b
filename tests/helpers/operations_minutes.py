"""How the operations of attendance, quorum, decisions, challenges and minutes are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Attendance, Meeting, Presence, QuorumKind, QuorumRule
from mscp_desktop.meetings.rules import attendance_changes, quorum_rules
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.roster.records import Seat

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    return _attendance(chooser) | _quorum(chooser)


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
            quorum_rules.add_quorum_rule, (chooser.need(s, Group).uid, rng.choice(list(QuorumKind))),
            {"number": number(), "start": chooser.day(), "end": chooser.day(), "source": chooser.text()},
        ),
        "meetings.change_quorum_rule": lambda s: chooser._change(
            s, quorum_rules.change_quorum_rule, QuorumRule,
            {
                "kind": lambda: rng.choice(list(QuorumKind)), "number": number, "note": chooser.text,
                "needs_chair": lambda: rng.random() < 0.5, "deputies_count": lambda: rng.random() < 0.5,
            },
        ),
        "meetings.remove_quorum_rule": lambda s: (
            quorum_rules.remove_quorum_rule, (chooser.need(s, QuorumRule).uid,), {},
        ),
    }  # fmt: skip
