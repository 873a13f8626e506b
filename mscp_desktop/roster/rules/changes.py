"""Operations on rosters: seats, and who holds them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.names import organisation_id
from mscp_desktop.parties.rules.people import new_person
from mscp_desktop.parties.rules.words import field_words, many_words, trimmed
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.rosters import seat_words, tenure_at

DELEGATED = (Delegation.lead_seat_id, Delegation.delegate_seat_id)


@operation("roster.add_seat")
def add_seat(
    session: WorkSession, group_uid: str, *, post: str | None = None, organisation_uid: str | None = None,
    role: SeatRole = SeatRole.MEMBER, start: PartialDate | None = None,
) -> str:  # fmt: skip
    """Add a seat at the end of a group's roster and return its uid; nobody is recorded in it."""
    group = Group.by_uid(session, group_uid)
    last = session.scalar(select(func.max(Seat.position)).where(Seat.group_id == group.id)) or 0
    seat = Seat(
        group_id=group.id, position=last + 1, post=trimmed(post), either_post=False,
        organisation_id=organisation_id(session, organisation_uid), role=role, start=start,
    )  # fmt: skip
    session.add(seat)
    session.flush()
    session.say(f"Added a seat to {group.name}: {seat_words(session, seat)}")
    return seat.uid


@operation("roster.change_seat")
def change_seat(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of a seat: post, either_post, organisation_uid, role, start, end, note."""
    seat = Seat.by_uid(session, uid)
    if "organisation_uid" in fields:
        fields["organisation_id"] = organisation_id(session, fields.pop("organisation_uid"))
    for name in ("post", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    if fields.get("either_post", seat.either_post) is None:
        fields["either_post"] = False
    require_order(fields.get("start", seat.start), fields.get("end", seat.end))
    words = seat_words(session, seat)
    changed = change_record(session, seat, version, fields)
    session.say(f"{field_words(changed)} of {words}")


@operation("roster.change_seats")
def change_seats(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several seats, whatever they say now."""
    for uid in uids:
        change_seat(session, uid, Seat.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "seats"))


@operation("roster.move_seat")
def move_seat(session: WorkSession, uid: str, to: int) -> None:
    """Move a seat to a place in its group's order, counted from 1; the seats between move up or down by one."""
    seat = Seat.by_uid(session, uid)
    others = [
        one
        for one in session.scalars(select(Seat).where(Seat.group_id == seat.group_id).order_by(Seat.position, Seat.id))
        if one.id != seat.id
    ]
    others.insert(max(0, min(to - 1, len(others))), seat)
    for place, one in enumerate(others, 1):
        if one.position != place:
            one.position = place
    session.say(f"Moved {seat_words(session, seat)} to place {others.index(seat) + 1}")


@operation("roster.move_seat_by")
def move_seat_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a seat up (negative) or down by so many places, as far as the list goes."""
    seat = Seat.by_uid(session, uid)
    before = select(func.count()).where(Seat.group_id == seat.group_id, Seat.position < seat.position)
    move_seat(session, uid, max(1, (session.scalar(before) or 0) + 1 + by))


@operation("roster.remove_seats")
def remove_seats(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete seats entered by mistake, with their holders, deputies and terms; one that existed is ended instead."""
    names = []
    for uid in uids:
        seat = Seat.by_uid(session, uid)
        names.append(seat_words(session, seat))
        for of_seat in (Tenure.seat_id, Deputy.seat_id, Chairing.seat_id, *DELEGATED):
            for row in session.scalars(select(of_seat.class_).where(of_seat == seat.id)):
                session.delete(row)
        for next_one in session.scalars(select(Seat).where(Seat.follows_id == seat.id)):
            next_one.follows_id = seat.follows_id
        session.flush()
        if next(referring(session, seat), None) is not None:
            raise ConflictError(
                f"{names[-1]} has attendance or actions on record, so it can't be deleted. Give it an end instead."
            )
        session.delete(seat)
    session.say(f"Deleted the seat{'' if len(names) == 1 else 's'} {', '.join(names)}")


@operation("roster.record_holder")
def record_holder(
    session: WorkSession,
    seat_uid: str,
    *,
    person_uid: str | None = None,
    new_name: str | None = None,
    start: PartialDate | None = None,
) -> str:
    """Record who holds a seat from a date on, adding the person where `new_name` is given, and return the tenure's uid.

    Whoever held it, and any vacancy, ends on that date. Where somebody is recorded, the date must be known at least to
    the year.
    """
    seat = Seat.by_uid(session, seat_uid)
    person = who(session, seat, person_uid, new_name)
    _end_open(session, seat, start, f"{person.name} takes over")
    tenure = Tenure(seat_id=seat.id, person_id=person.id, start=start)
    session.add(tenure)
    session.flush()
    session.say(f"{person.name} as {seat_words(session, seat)}")
    return tenure.uid


def who(session: WorkSession, seat: Seat, person_uid: str | None, new_name: str | None) -> Person:
    """Return the person meant, added with the seat's organisation where a name was typed."""
    if new_name:
        return new_person(session, new_name, organisation_id=seat.organisation_id)
    if not person_uid:
        raise UserError("Say who holds the seat: choose somebody, or type a name.")
    return Person.by_uid(session, person_uid)


@operation("roster.record_vacancy")
def record_vacancy(session: WorkSession, seat_uid: str, *, start: PartialDate | None = None) -> str:
    """Record that a seat is vacant from a date on (None: since when is not known), and return the vacancy's uid."""
    seat = Seat.by_uid(session, seat_uid)
    _end_open(session, seat, start, "the seat fell vacant")
    vacancy = Tenure(seat_id=seat.id, person_id=None, start=start)
    session.add(vacancy)
    session.flush()
    since = f" since {format_date(start)}" if start else ""
    session.say(f"Vacant{since}: {seat_words(session, seat)}")
    return vacancy.uid


def _end_open(session: WorkSession, seat: Seat, day: PartialDate | None, what: str) -> None:
    """End the tenures of a seat that have no end; a vacancy known from no date just makes way."""
    for tenure in session.scalars(select(Tenure).where(Tenure.seat_id == seat.id, Tenure.end.is_(None))):
        if day is not None:
            require_order(tenure.start, day, "start")
            tenure.end = day
        elif tenure.person_id is None and tenure.start is None:
            session.delete(tenure)
        else:
            raise UserError(
                f"Say from when {what}: somebody is recorded in this seat until then. A month or a year is enough."
            )
    session.flush()


@operation("roster.change_tenure")
def change_tenure(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct a tenure: person_uid or new_name, start, end."""
    tenure = Tenure.by_uid(session, uid)
    seat = session.get_one(Seat, tenure.seat_id)
    if fields.keys() & {"new_name", "person_uid"}:
        new_name, person_uid = fields.pop("new_name", None), fields.pop("person_uid", None)
        fields["person_id"] = who(session, seat, person_uid, new_name).id
    require_order(fields.get("start", tenure.start), fields.get("end", tenure.end), "until")
    changed = change_record(session, tenure, version, fields)
    session.say(f"{_tenure_words(changed)} of {seat_words(session, seat)}")


def _tenure_words(changed: dict[str, Any]) -> str:
    return field_words(
        {
            {"person_id": "holder", "start": "since", "end": "until"}.get(name, name): value
            for name, value in changed.items()
        }
    )


@operation("roster.forget_tenure")
def forget_tenure(session: WorkSession, uid: str) -> None:
    """Delete a tenure or vacancy that was entered by mistake: the seat's holder in that time is not recorded again."""
    tenure = Tenure.by_uid(session, uid)
    seat = session.get_one(Seat, tenure.seat_id)
    session.say(f"Holder of {seat_words(session, seat)} is not recorded")
    session.delete(tenure)


@operation("roster.change_seat_as_at")
def change_seat_as_at(
    session: WorkSession, /, uid: str, version: int, day: date, tenure: tuple[str, int] | None, **fields: Any
) -> None:
    """Change a seat as a page shows it on a day: the seat's own fields, and holder, since and until of that day.

    `tenure` is what the page showed of the holder, as (uid, version), None for nobody recorded. `holder_uid` or
    `holder_name` names the person (both None: not recorded again). Where nobody was recorded on that day, the holder
    is recorded; otherwise the tenure of that day is corrected, not ended.
    """
    seat = Seat.by_uid(session, uid)
    own = {name: value for name, value in fields.items() if name not in OF_TENURE}
    if own:
        change_seat(session, uid, version, **own)
    if not fields.keys() & OF_TENURE:
        return
    pairs = session.execute(
        select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).where(Tenure.seat_id == seat.id)
    )
    found = tenure_at(((held, person) for held, person in pairs), day)
    if (found[0].uid if found else None) != (tenure[0] if tenure else None):
        raise ConflictError("Somebody else changed who holds this seat meanwhile. Look again; what you typed is kept.")
    if found is None or tenure is None:
        _first_tenure(session, seat, fields)
    else:
        _correct(session, found[0], tenure[1], fields)


OF_TENURE = frozenset({"holder_uid", "holder_name", "since", "until"})


def _first_tenure(session: WorkSession, seat: Seat, fields: dict[str, Any]) -> None:
    if not fields.get("holder_uid") and not fields.get("holder_name"):
        raise UserError("Say first who holds the seat, or record that it is vacant; then since when.")
    record_holder(
        session,
        seat.uid,
        person_uid=fields.get("holder_uid"),
        new_name=fields.get("holder_name"),
        start=fields.get("since"),
    )


def _correct(session: WorkSession, tenure: Tenure, version: int, fields: dict[str, Any]) -> None:
    names = {"since": "start", "until": "end"}
    changed = {names[name]: value for name, value in fields.items() if name in names}
    if "holder_uid" in fields or "holder_name" in fields:
        if not fields.get("holder_uid") and not fields.get("holder_name"):
            forget_tenure(session, tenure.uid)
            return
        changed |= (
            {"new_name": fields["holder_name"]} if fields.get("holder_name") else {"person_uid": fields["holder_uid"]}
        )
    change_tenure(session, tenure.uid, version, **changed)
