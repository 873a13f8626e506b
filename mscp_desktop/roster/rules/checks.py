"""What a look at the rosters finds: vacant posts, chairs' terms that are over, seats of bodies that have ended."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.foundation.partial_dates import Answer, format_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.parties.records import Organisation
from mscp_desktop.roster.records import Chairing, Seat
from mscp_desktop.roster.rules.rosters import Holding, roster_at

WATCHED = (Tier.ACCOUNTABLE, Tier.EXECUTIVE, Tier.SUB_GROUP)


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what needs a look in the rosters as they stand today."""
    yield from _vacancies(session, today)
    yield from _chair_terms(session, today)
    yield from _ended_bodies(session, today)
    yield from _statutory_partners(session, today)


def _vacancies(session: Session, today: date) -> Iterator[Finding]:
    for facts in all_groups(session):
        for seat in roster_at(session, facts.uid, today).seats:
            if seat.holding is Holding.VACANT:
                since = f"Since {format_date(seat.since)}." if seat.since else "Since when is not known."
                what = f"{seat.post or seat.role.value.capitalize()} in {facts.name} is vacant"
                yield Finding(what, since, Place("seat", seat.uid))


def _chair_terms(session: Session, today: date) -> Iterator[Finding]:
    """Find groups whose last recorded term of the chair is over; the next chair is recorded, never computed."""
    query = select(Group, Chairing).join(Chairing, Chairing.group_id == Group.id).order_by(Group.position, Chairing.id)
    terms: dict[str, tuple[Group, list[Chairing]]] = {}
    for group, chairing in session.execute(query):
        terms.setdefault(group.uid, (group, []))[1].append(chairing)
    for group, chairings in terms.values():
        if any(Span(one.start, one.end).shown_at(today) for one in chairings):
            continue
        ends = [one.end for one in chairings if one.end is not None and one.end.earliest() <= today]
        if ends:
            coming = any(one.start is not None and one.start.earliest() > today for one in chairings)
            now = "The next term has not begun." if coming else "The next chair is not recorded."
            why = f"The last recorded term ended in {format_date(max(ends))}. {now}"
            yield Finding(f"The chair's term in {group.name} is over", why, Place("group", group.uid))


def _ended_bodies(session: Session, today: date) -> Iterator[Finding]:
    query = (
        select(Seat, Organisation, Group.name)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .join(Group, Group.id == Seat.group_id)
        .where(Organisation.ended.is_not(None))
        .order_by(Group.position, Seat.position)
    )
    for seat, organisation, group in session.execute(query):
        if organisation.ended is None or organisation.ended.earliest() > today:
            continue
        if Span(seat.start, seat.end).holds_at(today) is Answer.NO:
            continue
        successor = session.get(Organisation, organisation.successor_id) if organisation.successor_id else None
        after = f" Its work went to {successor.name}." if successor else ""
        why = f"It ended in {format_date(organisation.ended)}.{after}"
        yield Finding(f"{organisation.name} still has a seat in {group}", why, Place("seat", seat.uid))


def _statutory_partners(session: Session, today: date) -> Iterator[Finding]:
    """Find the partnership's own groups in which a statutory partner has no seat."""
    partners = list(session.scalars(select(Organisation.name).where(Organisation.statutory).order_by(Organisation.id)))
    for facts in all_groups(session):
        seats = roster_at(session, facts.uid, today).seats
        if facts.scope is not Scope.LOCAL or facts.tier not in WATCHED or not seats:
            continue
        absent = [name for name in partners if name not in {seat.organisation for seat in seats}]
        if absent:
            why = f"All three statutory partners are expected; there is no seat of {' or '.join(absent)}."
            yield Finding(f"{facts.name} lacks a statutory partner", why, Place("group", facts.uid))
