"""Whom an action may be given to: what a picker of owners offers for what was typed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import holders_on, seat_title
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.choices import CHOICES_SHOWN, organisation_choices, person_choices
from mscp_desktop.roster.records import Seat

EACH = CHOICES_SHOWN // 2


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """Somebody or something that can own an action; `called` is another name by which it was found."""

    kind: str
    uid: str
    words: str
    detail: str
    called: str = ""


def owner_choices(session: Session, typed: str, day: date) -> list[OwnerChoice]:
    """Return the people, seats and organisations that hold every typed word, seats with whoever holds them on a day.

    Those come first whose name begins with what was typed, then those whose name holds it, then those found by
    something else, such as everybody whom an organisation employs; of the same rank people, seats, organisations.
    """
    people = [
        OwnerChoice("person", uid, name, f"person, {detail}" if detail else "person", called)
        for uid, name, detail, called in person_choices(session, typed)
    ]
    bodies = [
        OwnerChoice("organisation", uid, name, f"organisation, {detail}" if detail else "organisation", called)
        for uid, name, detail, called in organisation_choices(session, typed)
    ]
    found = [*people[:EACH], *_seats(session, typed, day)[:EACH], *bodies[:EACH]]
    return sorted(found, key=lambda one: _rank(one, typed))


def _rank(one: OwnerChoice, typed: str) -> int:
    plain = " ".join(typed.casefold().split())
    names = [name.casefold() for name in (one.words, one.called) if name]
    if any(name.startswith(plain) for name in names):
        return 0
    return 1 if any(all(word in name for word in plain.split()) for name in names) else 2


def seats_on(session: Session, day: date) -> list[tuple[Seat, Organisation | None, Group, Person | None]]:
    """Return the seats of a day in the order of the rosters, each with its organisation, its group and who holds it."""
    query = (
        select(Seat, Organisation, Group)
        .join(Group, Group.id == Seat.group_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .order_by(Group.position, Seat.position, Seat.id)
    )
    rows = [
        (seat, body, group)
        for seat, body, group in session.execute(query)
        if Span(seat.start, seat.end).shown_at(day) and Span(group.start, group.end).shown_at(day)
    ]
    held = holders_on(session, [seat.id for seat, _, _ in rows], day)
    return [(seat, body, group, held.get(seat.id, (None, None))[1]) for seat, body, group in rows]


def _seats(session: Session, typed: str, day: date) -> list[OwnerChoice]:
    words = typed.casefold().split()
    found = []
    for seat, body, group, holder in seats_on(session, day):
        title, name = seat_title(seat, body), holder.name if holder else ""
        said = f"{title} {body.short if body else ''} {group.name} {group.short or ''} {name}".casefold()
        if all(word in said for word in words):
            detail = f"seat in {group.short or group.name}" + (f", held by {name}" if name else "")
            found.append(OwnerChoice("seat", seat.uid, title, detail))
    return found
