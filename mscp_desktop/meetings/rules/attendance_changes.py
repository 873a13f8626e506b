"""Operations on who was at a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import Attendance, Meeting, MeetingState, MinutesState, Presence
from mscp_desktop.meetings.rules.attendance import Attended, SeatAttendance, attendance_of
from mscp_desktop.meetings.rules.meetings import meeting_words
from mscp_desktop.meetings.rules.ratification import following_quorum
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.names import organisation_id
from mscp_desktop.parties.rules.people import new_person
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.rosters import Holding, seat_words

OF_HOLDER = frozenset({Presence.PRESENT, Presence.APOLOGIES, Presence.ABSENT})
"""What is said of a seat's holder, and so of every seat of theirs in the group."""

OF_GUESTS = frozenset({Presence.IN_ATTENDANCE, Presence.APOLOGIES})
BEFOREHAND = frozenset({Presence.APOLOGIES, Presence.DEPUTY, Presence.IN_ATTENDANCE})
"""What can be entered before the day of a meeting."""


@operation("meetings.set_presence")
def set_presence(
    session: WorkSession,
    meeting_uid: str,
    seat_uid: str,
    presence: Presence,
    *,
    person_uid: str | None = None,
    name: str | None = None,
    post: str | None = None,
    new_person_name: str | None = None,
) -> str:
    """Enter how a seat was filled at a meeting, and return the entry's uid.

    A deputy is a person, a name, a post, or somebody who is added to the register with the seat's organisation. What
    is entered of a holder holds for each of their seats in the group, where no deputy sits in it.
    """
    meeting, attended = _open(session, meeting_uid)
    _refuse_presence(session, meeting, presence)
    row = _of_seat(attended, seat_uid)
    if presence is Presence.DEPUTY:
        who = _Who(person_uid, None if person_uid else trimmed(name), trimmed(post))
        if new_person_name:
            seat = Seat.by_uid(session, seat_uid)
            who = _Who(new_person(session, new_person_name, organisation_id=seat.organisation_id).uid, None, who.post)
        with following_quorum(session, meeting=meeting):
            uid = _deputy(session, meeting, row, who)
            session.say(f"{_deputy_words(session, who)} as deputy for {_seat(session, row)}, {_at(session, meeting)}")
        return uid
    if any((person_uid, name, post, new_person_name)):
        raise UserError("Only a deputy is somebody else than the seat's holder. Choose deputy, and name them.")
    with following_quorum(session, meeting=meeting):
        uid = _set(session, meeting, row, presence)
        others = _also(attended, [row])
        for other in others:
            _set(session, meeting, other, presence)
        more = f" and {len(others)} more of their seats" if others else ""
        session.say(f"{presence.value.capitalize()}: {_seat(session, row)}{more}, {_at(session, meeting)}")
    return uid


@operation("meetings.set_presences")
def set_presences(session: WorkSession, meeting_uid: str, seat_uids: Sequence[str], presence: Presence) -> None:
    """Enter the same for several seats; where they are present, vacant ones among them are left as they are."""
    meeting, attended = _open(session, meeting_uid)
    _refuse_presence(session, meeting, presence)
    if presence is Presence.DEPUTY:
        raise UserError("Each deputy has a name of their own. Enter deputies one seat at a time.")
    rows = [_of_seat(attended, uid) for uid in seat_uids]
    with following_quorum(session, meeting=meeting):
        session.say(_set_rows(session, meeting, [*rows, *_also(attended, rows)], presence))


@operation("meetings.set_others")
def set_others(session: WorkSession, meeting_uid: str, presence: Presence) -> int:
    """Enter the same for every seat of which nothing is recorded yet, but the vacant ones.

    Nobody is present in a seat whose holder is not recorded: how many were left so is returned.
    """
    meeting, attended = _open(session, meeting_uid)
    _refuse_presence(session, meeting, presence)
    rows = attended.not_recorded()
    if not rows:
        raise UserError("There is no other seat: something is recorded of each one that is not vacant.")
    known = [one for one in rows if presence is not Presence.PRESENT or one.seat.holding is Holding.HELD]
    if not known:
        raise UserError(
            "Nobody is recorded as holder of the seats that are left. Record who holds them, or enter each by itself."
        )
    left = len(rows) - len(known)
    with following_quorum(session, meeting=meeting):
        said = f"; {left} left, as nobody is recorded as holder" if left else ""
        session.say(f"{_set_rows(session, meeting, known, presence)}{said}")
    return left


def _set_rows(session: WorkSession, meeting: Meeting, rows: Sequence[SeatAttendance], presence: Presence) -> str:
    """Enter the same for seats, and return it in words."""
    kept = [one for one in rows if presence is not Presence.PRESENT or not _vacant(one)]
    if not kept:
        raise UserError("A vacant seat has nobody who could be present. A deputy can be entered for it.")
    for row in kept:
        _set(session, meeting, row, presence)
    seats = _seat(session, kept[0]) if len(kept) == 1 else f"{len(kept)} seats"
    return f"{presence.value.capitalize()}: {seats}, {_at(session, meeting)}"


@operation("meetings.clear_presence")
def clear_presence(session: WorkSession, meeting_uid: str, seat_uids: Sequence[str]) -> None:
    """Take away what was entered for seats: how they were filled is not recorded again."""
    meeting, attended = _open(session, meeting_uid)
    wanted = {also for uid in seat_uids for also in (uid, *attended.also.get(uid, ()))}
    rows = [
        one
        for one in attended.seats
        if one.entered is not None
        and (one.seat.uid in seat_uids or (one.seat.uid in wanted and one.presence in OF_HOLDER))
    ]
    with following_quorum(session, meeting=meeting):
        for one in rows:
            if one.entered is not None:
                session.delete(Attendance.by_uid(session, one.entered.uid))
        if rows:
            seats = _seat(session, rows[0]) if len(rows) == 1 else f"{len(rows)} seats"
            session.say(f"Not recorded: {seats}, {_at(session, meeting)}")


@operation("meetings.note_attendance")
def note_attendance(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change what was declared (interest) or noted (note) of an entry; of a deputy also person_uid, name, post."""
    row = Attendance.by_uid(session, uid)
    meeting = session.get_one(Meeting, row.meeting_id)
    _refuse_meeting(meeting)
    _trim(fields)
    if "person_uid" in fields:
        fields["person_id"] = _person_id(session, fields.pop("person_uid"))
    if row.seat_id is not None and row.presence is not Presence.DEPUTY and fields.keys() - {"interest", "note"}:
        raise UserError("Only a deputy is somebody else than the seat's holder. Choose deputy, and name them.")
    _refuse_nobody(*(fields.get(name, getattr(row, name)) for name in ("person_id", "name", "post")), row=row)
    changed = change_record(session, row, version, fields)
    named = {"person_id": "deputy", "interest": "interest declared"}
    words = field_words({named.get(name, name): value for name, value in changed.items()})
    session.say(f"{words}, {_at(session, meeting)}")


@operation("meetings.add_guest")
def add_guest(
    session: WorkSession,
    meeting_uid: str,
    *,
    person_uid: str | None = None,
    name: str | None = None,
    post: str | None = None,
    organisation_uid: str | None = None,
    presence: Presence = Presence.IN_ATTENDANCE,
    note: str | None = None,
) -> str:
    """Enter somebody who was in attendance without a seat, and return the entry's uid."""
    meeting = Meeting.by_uid(session, meeting_uid)
    _refuse_meeting(meeting)
    _refuse_guest(presence)
    row = Attendance(
        meeting_id=meeting.id, seat_id=None, person_id=_person_id(session, person_uid),
        organisation_id=organisation_id(session, organisation_uid), name=trimmed(name), post=trimmed(post),
        presence=presence, note=trimmed(note),
    )  # fmt: skip
    _refuse_nobody(row.person_id, row.name, row.post, row=row)
    same = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.seat_id.is_(None), Attendance.person_id == row.person_id
    )
    if row.person_id is not None and session.scalar(same) is not None:
        raise UserError(f"{_called(session, row)} is in attendance already.")
    session.add(row)
    session.flush()
    session.say(f"{_called(session, row)} {presence.value}, {_at(session, meeting)}")
    return row.uid


@operation("meetings.change_guest")
def change_guest(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change a guest: person_uid, name, post, organisation_uid, presence, interest, note."""
    row = Attendance.by_uid(session, uid)
    meeting = session.get_one(Meeting, row.meeting_id)
    _refuse_meeting(meeting)
    if row.seat_id is not None:
        raise UserError("This is a seat's entry. Say whether its holder was present, sent apologies or was absent.")
    _trim(fields)
    if "person_uid" in fields:
        fields["person_id"] = _person_id(session, fields.pop("person_uid"))
    if "organisation_uid" in fields:
        fields["organisation_id"] = organisation_id(session, fields.pop("organisation_uid"))
    _refuse_guest(fields.get("presence", row.presence))
    _refuse_nobody(*(fields.get(name, getattr(row, name)) for name in ("person_id", "name", "post")), row=row)
    changed = change_record(session, row, version, fields)
    named = {"person_id": "person", "interest": "interest declared"}
    words = field_words({named.get(name, name): value for name, value in changed.items()})
    session.say(f"{words} of {_called(session, row)}, {_at(session, meeting)}")


@operation("meetings.remove_guests")
def remove_guests(session: WorkSession, uids: Sequence[str]) -> None:
    """Take away guests who were entered by mistake."""
    names, where = [], ""
    for uid in uids:
        row = Attendance.by_uid(session, uid)
        meeting = session.get_one(Meeting, row.meeting_id)
        _refuse_meeting(meeting)
        if row.seat_id is not None:
            raise UserError("This is a seat's entry, and no guest. Clear it instead.")
        names.append(_called(session, row))
        where = _at(session, meeting)
        session.delete(row)
    session.say(f"Not in attendance: {', '.join(names)}, {where}")


@dataclass(frozen=True, slots=True)
class _Who:
    """Of whom an entry speaks: a person or a name, with a post where that is known, or a post alone."""

    person_uid: str | None
    name: str | None
    post: str | None


def _open(session: WorkSession, meeting_uid: str) -> tuple[Meeting, Attended]:
    """Return a meeting of which attendance can be entered, with what is entered."""
    meeting = Meeting.by_uid(session, meeting_uid)
    _refuse_meeting(meeting)
    return meeting, attendance_of(session, meeting_uid)


def _refuse_meeting(meeting: Meeting) -> None:
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so nobody was there. Plan it again first.")
    if meeting.minutes in {MinutesState.APPROVED, MinutesState.CLOSED}:
        raise UserError(
            "The minutes of this meeting are approved, and attendance is a part of them. Enter a correction in the"
            " minutes, with its reason."
        )


def _refuse_presence(session: WorkSession, meeting: Meeting, presence: Presence) -> None:
    if presence is Presence.IN_ATTENDANCE:
        raise UserError("A seat is present, absent, filled by a deputy, or sends apologies. Add guests below.")
    if presence not in BEFOREHAND and meeting.day > session.clock.today():
        raise UserError(
            f"This meeting is on {format_day(meeting.day)}. Until then apologies and deputies can be entered, not who"
            " was there."
        )


def _refuse_guest(presence: Presence) -> None:
    if presence not in OF_GUESTS:
        raise UserError("Somebody without a seat is in attendance, or has sent apologies.")


def _refuse_nobody(person_id: int | None, name: str | None, post: str | None, *, row: Attendance) -> None:
    if row.seat_id is not None and row.presence is not Presence.DEPUTY:
        return
    if person_id is None and not name and not post:
        whom = "came as deputy" if row.seat_id is not None else "was there"
        raise UserError(f"Say who {whom}: a person, a name, or at least a post.")


def _of_seat(attended: Attended, seat_uid: str) -> SeatAttendance:
    for one in attended.seats:
        if one.seat.uid == seat_uid:
            return one
    raise UserError(
        f"This seat is not on the roster of {attended.meeting.group_words()} on {format_day(attended.meeting.day)}, so"
        " nothing can be entered for it. Nothing was changed."
    )


def _also(attended: Attended, rows: Sequence[SeatAttendance]) -> list[SeatAttendance]:
    """Return the other seats of these seats' holders in which no deputy sits."""
    named = {one.seat.uid for one in rows}
    others = {other for uid in named for other in attended.also.get(uid, ())} - named
    return [one for one in attended.seats if one.seat.uid in others and one.presence is not Presence.DEPUTY]


def _vacant(row: SeatAttendance) -> bool:
    return row.seat.holding is Holding.VACANT


def _set(session: WorkSession, meeting: Meeting, row: SeatAttendance, presence: Presence) -> str:
    if presence is Presence.PRESENT and _vacant(row):
        raise UserError(
            f"{_seat(session, row)} is vacant on {format_day(meeting.day)}, so nobody can be present in it. Enter a"
            " deputy, or record its holder first."
        )
    holder = row.seat.holder_uid
    if row.gone and row.entered is not None and row.presence in OF_HOLDER:
        holder = row.entered.person_uid
    return _put(session, meeting, row, presence, _Who(holder, None, None))


def _deputy(session: WorkSession, meeting: Meeting, row: SeatAttendance, who: _Who) -> str:
    if who.person_uid is None and not who.name and not who.post:
        raise UserError("Say who came as deputy: a person, a name, or at least a post.")
    if who.person_uid is not None and who.person_uid == row.seat.holder_uid:
        raise UserError(f"{row.seat.holder} holds this seat. Enter them as present.")
    return _put(session, meeting, row, Presence.DEPUTY, who)


def _put(session: WorkSession, meeting: Meeting, row: SeatAttendance, presence: Presence, who: _Who) -> str:
    """Enter one seat; what was declared and noted stays."""
    person_id = _person_id(session, who.person_uid)
    if row.entered is None:
        entry = Attendance(
            meeting_id=meeting.id, seat_id=row.seat.id, person_id=person_id, name=who.name, post=who.post,
            presence=presence,
        )  # fmt: skip
        session.add(entry)
    else:
        entry = Attendance.by_uid(session, row.entered.uid)
        entry.presence, entry.person_id, entry.name, entry.post = presence, person_id, who.name, who.post
    session.flush()
    return entry.uid


def _person_id(session: WorkSession, uid: str | None) -> int | None:
    return None if uid is None else Person.by_uid(session, uid).id


def _trim(fields: dict[str, Any]) -> None:
    for name in ("name", "post", "interest", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])


def _seat(session: WorkSession, row: SeatAttendance) -> str:
    """Return a seat with its holder in a sentence: "Director of People (Ann Poe)"."""
    words = seat_words(session, Seat.by_uid(session, row.seat.uid))
    return f"{words} ({row.seat.holder})" if row.seat.holder else words


def _deputy_words(session: WorkSession, who: _Who) -> str:
    person = Person.by_uid(session, who.person_uid) if who.person_uid else None
    return (person.name if person else who.name) or who.post or ""


def _called(session: WorkSession, row: Attendance) -> str:
    person = session.get(Person, row.person_id) if row.person_id else None
    return (person.name if person else row.name) or row.post or "Somebody"


def _at(session: WorkSession, meeting: Meeting) -> str:
    return meeting_words(session, meeting)
