"""When one organisation follows another: its seats move from a day on, with who holds them, in one operation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, on_date
from mscp_desktop.foundation.row_changes import KEPT_APART
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person, RelevantAgency
from mscp_desktop.parties.rules.organisations import change_organisation
from mscp_desktop.parties.rules.posts import put_post
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_words


@dataclass(frozen=True, slots=True)
class Reorganised:
    """What moved, and what that leaves for others to see to, in sentences without a full stop."""

    seats: int
    people: int
    open: tuple[str, ...]


@operation("roster.record_reorganisation")
def record_reorganisation(
    session: WorkSession,
    from_uid: str,
    to_uid: str,
    *,
    start: PartialDate,
    holders_stay: bool = True,
    ends: bool = True,
    people_move: bool = True,
) -> Reorganised:
    """Move every seat of one organisation to another from a day on.

    Each seat ends, and one that carries it on begins at the same place in its group, with its deputies, its terms as
    chair and what is delegated; with `holders_stay` with whoever holds it, or its vacancy, too: otherwise who holds it
    is not recorded. What begins later moves as it is. With `ends` the first organisation ends that day and is succeeded
    by the second. With `people_move` the people it employs are employed by the second, and their former post is kept.
    """
    old, new = Organisation.by_uid(session, from_uid), Organisation.by_uid(session, to_uid)
    if old.id == new.id:
        raise UserError(f"{old.name} can't follow itself. Choose the organisation that its seats move to.")
    if new.ended is not None and new.ended.earliest() <= start.earliest():
        raise UserError(f"{new.name} ended {on_date(new.ended)}, so nothing can move to it then.")
    seats = _seats_from(session, old, start)
    moved = [_carry_on(session, seat, new, start, holders_stay=holders_stay) for seat in seats]
    _carry_delegations(session, {seat.id: carried.id for seat, carried in zip(seats, moved, strict=True)}, start)
    people = _move_people(session, old, new, start) if people_move else 0
    if ends:
        change_organisation(session, old.uid, old.version, ended=start, successor_uid=new.uid)
    elif not moved and not people:
        raise UserError(
            f"{old.name} has no seat after {format_date(start)} and employs nobody: there is nothing to move."
        )
    session.flush()
    counted = f"{len(moved)} seat{'' if len(moved) == 1 else 's'}"
    session.say(f"{new.name} takes over from {old.name} {on_date(start)}: {counted}")
    return Reorganised(len(moved), people, tuple(_left_open(session, old, moved, start, ends=ends)))


def _seats_from(session: Session, body: Organisation, start: PartialDate) -> list[Seat]:
    query = (
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(Seat.organisation_id == body.id)
        .order_by(Group.position, Seat.position, Seat.id)
    )
    return [seat for seat in session.scalars(query) if seat.end is None or seat.end.earliest() > start.earliest()]


def _carry_on(session: WorkSession, seat: Seat, body: Organisation, start: PartialDate, *, holders_stay: bool) -> Seat:
    """End a seat and begin the one that carries it on; one that begins later is just the other body's."""
    if _begins_later(seat.start, start):
        seat.organisation_id = body.id
        return seat
    require_order(seat.start, start, "start")
    carried = Seat(
        group_id=seat.group_id, position=seat.position, post=seat.post, post_published=seat.post_published,
        either_post=seat.either_post, organisation_id=body.id, role=seat.role, follows_id=seat.id, start=start,
        end=seat.end, note=seat.note,
    )  # fmt: skip
    session.add(carried)
    session.flush()
    seat.end = start
    _carry_rows(session, Tenure.seat_id, seat, carried, start, copied=holders_stay)
    for column in (Deputy.seat_id, Chairing.seat_id):
        _carry_rows(session, column, seat, carried, start)
    session.flush()
    return carried


def _carry_rows(
    session: WorkSession,
    column: InstrumentedAttribute[Any],
    seat: Seat,
    carried: Seat,
    start: PartialDate,
    *,
    copied: bool = True,
) -> None:
    """Move what begins later to the seat that carries on; what runs ends, and goes on there as a copy."""
    model: Any = column.class_
    for row in session.scalars(select(model).where(column == seat.id).order_by(model.id)).all():
        if _begins_later(row.start, start):
            setattr(row, column.key, carried.id)
        elif _runs_on(row.end, start):
            if copied:
                _copy(session, row, start, {column.key: carried.id})
            row.end = start
    session.flush()


def _carry_delegations(session: WorkSession, carried: dict[int, int], start: PartialDate) -> None:
    """Let what is delegated go on between the seats that carry on, once all of them are there."""
    for row in session.scalars(select(Delegation).order_by(Delegation.id)).all():
        sides = {"lead_seat_id": row.lead_seat_id, "delegate_seat_id": row.delegate_seat_id}
        now = {name: carried.get(seat, seat) for name, seat in sides.items()}
        if now == sides:
            continue
        if _begins_later(row.start, start):
            row.lead_seat_id, row.delegate_seat_id = now["lead_seat_id"], now["delegate_seat_id"]
        elif _runs_on(row.end, start):
            _copy(session, row, start, now)
            row.end = start
    session.flush()


def _copy(session: WorkSession, row: Any, start: PartialDate, changed: dict[str, int]) -> None:
    """Add a record like another one that begins on a day."""
    held = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    kept = {name: value for name, value in held.items() if name not in KEPT_APART}
    session.add(type(row)(**kept | changed | {"start": start}))


def _begins_later(begins: PartialDate | None, start: PartialDate) -> bool:
    return begins is not None and begins.earliest() >= start.earliest()


def _runs_on(ends: PartialDate | None, start: PartialDate) -> bool:
    return ends is None or ends.earliest() > start.earliest()


def _move_people(session: WorkSession, old: Organisation, new: Organisation, start: PartialDate) -> int:
    """Employ by the new body whoever the old one employs and who has not left by then."""
    moved = 0
    for person in session.scalars(select(Person).where(Person.organisation_id == old.id).order_by(Person.id)).all():
        if person.left is not None and person.left.earliest() <= start.earliest():
            continue
        if _begins_later(person.post_from, start):
            person.organisation_id = new.id
        else:
            put_post(session, person, person.post, new.id, start)
        moved += 1
    return moved


def _left_open(
    session: WorkSession, old: Organisation, moved: list[Seat], start: PartialDate, *, ends: bool
) -> list[str]:
    """Return the seats of which it was known who held them and now is not, and where else the body still stands."""
    found = []
    day = start.earliest()
    for seat in moved:
        before, now = (
            session.scalars(select(Tenure).where(Tenure.seat_id == key)).all() for key in (seat.follows_id, seat.id)
        )
        if before and not any(Span(one.start, one.end).shown_at(day) for one in now):
            group = session.get_one(Group, seat.group_id)
            found.append(f"{group.name}: {seat_words(session, seat)} has nobody recorded")
    listed = session.scalars(select(RelevantAgency).where(RelevantAgency.organisation_id == old.id))
    if ends and any(Span(one.start, one.end).shown_at(day) for one in listed):
        found.append(f"{old.name} is on the list of relevant agencies: look at it there")
    return found


def reorganisation_counts(session: Session, uid: str, day: date) -> tuple[int, int]:
    """Return how many seats and how many people would move from an organisation on a day."""
    body, start = Organisation.by_uid(session, uid), PartialDate.of(day)
    people = session.scalars(select(Person).where(Person.organisation_id == body.id))
    here = [one for one in people if one.left is None or one.left.earliest() > day]
    return len(_seats_from(session, body, start)), len(here)
