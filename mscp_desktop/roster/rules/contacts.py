"""Who is to be written to: a group's members with their deputies and copies, an organisation's people, or everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules import copies as group_copies
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules import copies
from mscp_desktop.roster.records import Deputy, Seat
from mscp_desktop.roster.rules.rosters import RosterSeat, roster_at


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody with how they are reached; `why` says what makes them a contact, and `copied` that all of it is copies.

    For a group `why` is their seats, deputyships and copies; otherwise it is empty.
    """

    uid: str
    name: str
    post: str | None
    organisation: str | None
    email: str | None
    telephone: str | None
    mobile: str | None
    why: tuple[str, ...] = ()
    copied: bool = False


def group_contacts(session: Session, group_uid: str, day: date) -> list[Contact]:
    """Return who is to be written to about a group on a day, each once: members in the roster's order, then copies.

    Named deputies, assistants and those who only get the papers are copied; a member is written to, whatever else.
    """
    found: dict[str, Contact] = {}
    group = Group.by_uid(session, group_uid)
    holders = [
        _add(session, found, seat.holder_uid, _as_what(session, seat), copied=False)
        for seat in roster_at(session, group_uid, day).seats
        if seat.holder_uid is not None
    ]
    seats = {
        seat.id: seat
        for seat in session.scalars(select(Seat).where(Seat.group_id == group.id))
        if Span(seat.start, seat.end).shown_at(day)
    }
    deputies = select(Deputy).where(Deputy.seat_id.in_(seats), Deputy.person_id.is_not(None)).order_by(Deputy.id)
    for deputy in session.scalars(deputies):
        if Span(deputy.start, deputy.end).shown_at(day) and deputy.person_id is not None:
            seat_post = seats[deputy.seat_id].post
            words = f"Deputy for {seat_post}" if seat_post else "Named deputy"
            holders.append(_add(session, found, session.get_one(Person, deputy.person_id).uid, words, copied=True))
    for _, person, _ in group_copies.copies_of(session, group_uid):
        holders.append(_add(session, found, person.uid, "Gets the papers", copied=True))
    for copy in copies.copies_of(session, list(dict.fromkeys(holders))):
        if copy.person_uid in found:
            _add(session, found, copy.copy_uid, f"{copies.KIND_WORDS[copy.kind]} of {copy.person}", copied=True)
    return list(found.values())


def _as_what(session: Session, seat: RosterSeat) -> str:
    """Return as what somebody sits: the role, with the seat's post where their own is another."""
    person = Person.by_uid(session, seat.holder_uid or "")
    return seat.role_words() if seat.post in {None, person.post} else f"{seat.role_words()}, as {seat.post}"


def people_contacts(session: Session, organisation_uid: str | None, day: date) -> list[Contact]:
    """Return everybody who has a part in the partnership on a day, or those of one organisation, by name."""
    query = select(Person, Organisation.name).outerjoin(Organisation, Organisation.id == Person.organisation_id)
    if organisation_uid is not None:
        query = query.where(Organisation.uid == organisation_uid)
    return [
        _contact(person, body)
        for person, body in session.execute(query.order_by(Person.name, Person.id))
        if Span(None, person.left).shown_at(day)
    ]


def without_address(contacts: Sequence[Contact]) -> list[str]:
    """Return the names of those who have no e-mail address."""
    return [one.name for one in contacts if not one.email]


def _add(session: Session, found: dict[str, Contact], uid: str, why: str, *, copied: bool) -> int:
    """Add somebody, or another reason to write to them; return their key."""
    person = Person.by_uid(session, uid)
    known = found.get(uid)
    if known is None:
        body = session.get(Organisation, person.organisation_id) if person.organisation_id else None
        found[uid] = replace(_contact(person, body.name if body else None), why=(why,), copied=copied)
    else:
        found[uid] = replace(known, why=(*known.why, why), copied=known.copied and copied)
    return person.id


def _contact(person: Person, organisation: str | None) -> Contact:
    return Contact(
        person.uid, person.name, person.post, organisation, person.email, person.telephone, person.mobile,
    )  # fmt: skip
