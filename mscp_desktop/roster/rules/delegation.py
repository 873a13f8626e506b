"""What lead safeguarding partners have delegated to delegated safeguarding partners, as it is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.records import Delegation, Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_with_body, tenure_at

LEADS, DELEGATES = (Tier.ACCOUNTABLE,), (Tier.EXECUTIVE,)


@dataclass(frozen=True, slots=True)
class DelegatedPart:
    """One delegation; seats are named by post and organisation, and by who holds them on the day that was asked for."""

    uid: str
    version: int
    lead_seat_uid: str
    lead: str
    lead_holder: str | None
    delegate_seat_uid: str
    delegate: str
    delegate_holder: str | None
    functions: tuple[str, ...]
    start: PartialDate | None
    end: PartialDate | None
    source: str | None
    note: str | None


@operation("roster.add_delegation")
def add_delegation(
    session: WorkSession,
    lead_seat_uid: str,
    delegate_seat_uid: str,
    *,
    functions: str | None = None,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    source: str | None = None,
    note: str | None = None,
) -> str:
    """Record what the holder of a lead partner's seat delegates to that of another seat, and return its uid."""
    lead, delegate = Seat.by_uid(session, lead_seat_uid), Seat.by_uid(session, delegate_seat_uid)
    _refuse_same(lead.id, delegate.id)
    require_order(start, end)
    row = Delegation(
        lead_seat_id=lead.id, delegate_seat_id=delegate.id, functions=trimmed(functions), start=start, end=end,
        source=trimmed(source), note=trimmed(note),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.say(f"{seat_with_body(session, lead)} delegates to {seat_with_body(session, delegate)}")
    return row.uid


@operation("roster.change_delegation")
def change_delegation(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct a delegation: lead_seat_uid, delegate_seat_uid, functions, start, end, source, note."""
    row = Delegation.by_uid(session, uid)
    for name in ("lead_seat", "delegate_seat"):
        if f"{name}_uid" in fields:
            fields[f"{name}_id"] = Seat.by_uid(session, fields.pop(f"{name}_uid")).id
    for name in ("functions", "source", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    _refuse_same(fields.get("lead_seat_id", row.lead_seat_id), fields.get("delegate_seat_id", row.delegate_seat_id))
    require_order(fields.get("start", row.start), fields.get("end", row.end))
    changed = change_record(session, row, version, fields)
    named = {"lead_seat_id": "lead", "delegate_seat_id": "delegate"}
    words = field_words({named.get(name, name): value for name, value in changed.items()})
    session.say(f"{words} of the delegation by {seat_with_body(session, session.get_one(Seat, row.lead_seat_id))}")


@operation("roster.remove_delegation")
def remove_delegation(session: WorkSession, uid: str) -> None:
    """Delete a delegation that was entered by mistake; one that is over has an end instead."""
    row = Delegation.by_uid(session, uid)
    lead = session.get_one(Seat, row.lead_seat_id)
    session.say(f"Removed a delegation by {seat_with_body(session, lead)}")
    session.delete(row)


def _refuse_same(lead: int, delegate: int) -> None:
    if lead == delegate:
        raise UserError("A seat can't delegate to itself. Choose the other partner's seat.")


def takes_part(session: Session, seat_uid: str) -> bool:
    """Say whether a seat is of those that delegate, or are delegated to: its group's tier says so."""
    tier = session.scalar(select(Group.tier).join(Seat, Seat.group_id == Group.id).where(Seat.uid == seat_uid))
    return tier in (*LEADS, *DELEGATES)


def delegates(session: Session, seat_uid: str) -> bool:
    """Say whether a seat is a lead partner's, of the accountable officers."""
    tier = session.scalar(select(Group.tier).join(Seat, Seat.group_id == Group.id).where(Seat.uid == seat_uid))
    return tier in LEADS


def partner_seats(session: Session, typed: str, *, lead: bool) -> list[tuple[str, str, str]]:
    """Return (uid, post and organisation, group) of the seats that delegate, or that take on, by every typed word."""
    query = (
        select(Seat, Group.name)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.tier.in_(LEADS if lead else DELEGATES))
        .order_by(Group.position, Seat.position, Seat.id)
    )
    named = [(seat.uid, seat_with_body(session, seat), group) for seat, group in session.execute(query)]
    return [one for one in named if all(word in f"{one[1]} {one[2]}".casefold() for word in typed.casefold().split())]


def delegations_of(session: Session, seat_uid: str, day: date) -> list[DelegatedPart]:
    """Return what a seat delegates and what is delegated to it, past and present; holders are those of the day."""
    seat = Seat.by_uid(session, seat_uid)
    query = select(Delegation).where(or_(Delegation.lead_seat_id == seat.id, Delegation.delegate_seat_id == seat.id))
    return _parts(session, list(session.scalars(query.order_by(Delegation.id))), day)


def delegations_at(session: Session, day: date) -> list[DelegatedPart]:
    """Return every delegation on record that runs on a day, in the order of the lead partners' seats."""
    lead, group = aliased(Seat), aliased(Group)
    query = (
        select(Delegation)
        .join(lead, lead.id == Delegation.lead_seat_id)
        .join(group, group.id == lead.group_id)
        .order_by(group.position, lead.position, Delegation.id)
    )
    return _parts(session, [one for one in session.scalars(query) if Span(one.start, one.end).shown_at(day)], day)


def _parts(session: Session, rows: Sequence[Delegation], day: date) -> list[DelegatedPart]:
    keys = {key for row in rows for key in (row.lead_seat_id, row.delegate_seat_id)}
    seats = {seat.id: seat for seat in session.scalars(select(Seat).where(Seat.id.in_(keys)))} if keys else {}
    held = {key: _holder(session, key, day) for key in keys}
    return [
        DelegatedPart(
            row.uid, row.version, seats[row.lead_seat_id].uid, seat_with_body(session, seats[row.lead_seat_id]),
            held[row.lead_seat_id], seats[row.delegate_seat_id].uid,
            seat_with_body(session, seats[row.delegate_seat_id]), held[row.delegate_seat_id],
            tuple((row.functions or "").splitlines()), row.start, row.end, row.source, row.note,
        )
        for row in rows
    ]  # fmt: skip


def _holder(session: Session, seat_id: int, day: date) -> str | None:
    query = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).where(Tenure.seat_id == seat_id)
    found = tenure_at(((tenure, person) for tenure, person in session.execute(query)), day)
    return found[1].name if found is not None and found[1] is not None else None
