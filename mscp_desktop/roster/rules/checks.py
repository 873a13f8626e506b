"""What a look at the rosters finds: vacant posts, chairs' terms that are over, seats of bodies that have ended."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import GroupFacts, all_groups
from mscp_desktop.groups.rules.terms import overdue_terms
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.agencies import review_due
from mscp_desktop.parties.rules.merging import likely_duplicates
from mscp_desktop.roster.records import Chairing, Seat
from mscp_desktop.roster.rules.rosters import CHAIRS as CHAIRS_OF
from mscp_desktop.roster.rules.rosters import Holding, RosterSeat, rosters_of
from mscp_desktop.roster.rules.turnover import length_words

VACANT, CHAIRS, ENDED = "Vacant seats", "Chairs", "Bodies that have ended"
PARTNERS, TERMS, NAMES = "Statutory partners", "Terms of reference", "One body under two names"
PUBLISHED, OVER, REVIEWS = "Chart and arrangements", "Groups that are over", "Relevant agencies"
Groups = Sequence[tuple[GroupFacts, Sequence[RosterSeat]]]
WATCHED = (Tier.ACCOUNTABLE, Tier.EXECUTIVE, Tier.SUB_GROUP)


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what needs a look in groups, rosters and organisations as they stand today."""
    everyone = all_groups(session)
    rosters = rosters_of(session, [facts.uid for facts in everyone])
    groups = [(facts, rosters[facts.uid](today).seats) for facts in everyone]
    yield from _vacancies(groups, today)
    yield from _chair_terms(session, today)
    yield from _ended_bodies(session, today)
    yield from _statutory_partners(session, groups)
    yield from _terms(session, today)
    yield from _two_names(session)
    yield from _published(session, today)
    yield from _over(session, today)
    yield from _agency_review(session, today)


def _vacancies(groups: Groups, today: date) -> Iterator[Finding]:
    for facts, seats in groups:
        for seat in seats:
            if seat.holding is Holding.VACANT:
                what = f"{seat.post or seat.role.value.capitalize()} in {facts.name} is vacant"
                yield Finding(VACANT, what, _since(seat.since, today), Place("seat", seat.uid))


def _since(since: PartialDate | None, today: date) -> str:
    if since is None:
        return "Since when is not known."
    return f"Since {format_date(since)}, for {length_words((today - since.earliest()).days)}."


def _chair_terms(session: Session, today: date) -> Iterator[Finding]:
    """Find groups whose last recorded term of the chair is over; the next chair is recorded, never computed."""
    query = select(Group, Chairing).join(Chairing, Chairing.group_id == Group.id).order_by(Group.position, Chairing.id)
    terms: dict[str, tuple[Group, list[Chairing]]] = {}
    for group, chairing in session.execute(query):
        terms.setdefault(group.uid, (group, []))[1].append(chairing)
    for group, chairings in terms.values():
        running = [one for one in chairings if Span(one.start, one.end).shown_at(today)]
        if running:
            if all(one.seat_id is None for one in running):
                since = _since(running[0].start, today)
                yield Finding(CHAIRS, f"The chair of {group.name} is vacant", since, Place("group", group.uid))
            continue
        ends = [one.end for one in chairings if one.end is not None and one.end.earliest() <= today]
        if ends:
            coming = any(one.start is not None and one.start.earliest() > today for one in chairings)
            now = "The next term has not begun." if coming else "The next chair is not recorded."
            why = f"The last recorded term ended in {format_date(max(ends))}. {now}"
            yield Finding(CHAIRS, f"The chair's term in {group.name} is over", why, Place("group", group.uid))


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
        yield Finding(ENDED, f"{organisation.name} still has a seat in {group}", why, Place("seat", seat.uid))


_ABOVE = aliased(Organisation)
_PARTS = select(Organisation.name, _ABOVE.name).join(_ABOVE, _ABOVE.id == Organisation.parent_id)


def _statutory_partners(session: Session, groups: Groups) -> Iterator[Finding]:
    """Find the partnership's own groups in which neither a statutory partner nor a part of it has a seat."""
    part_of = {part: whole for part, whole in session.execute(_PARTS)}  # noqa: C416 - a result is no mapping
    partners = list(session.scalars(select(Organisation.name).where(Organisation.statutory).order_by(Organisation.id)))
    for facts, seats in groups:
        only_chairs = all(seat.role in CHAIRS_OF for seat in seats)  # then its members are not known at all
        if facts.scope is not Scope.LOCAL or facts.tier not in WATCHED or only_chairs:
            continue
        sitting = {seat.organisation for seat in seats if seat.organisation}
        sitting |= {part_of[name] for name in sitting if name in part_of}
        absent = [name for name in partners if name not in sitting]
        if absent:
            why = f"All three statutory partners are expected; there is no seat of {' or '.join(absent)}."
            yield Finding(PARTNERS, f"{facts.name} lacks a statutory partner", why, Place("group", facts.uid))


def _terms(session: Session, today: date) -> Iterator[Finding]:
    for one in overdue_terms(session, today):
        why = f"The review was due {format_date(one.review)}."
        yield Finding(
            TERMS,
            f"The terms of reference of {one.group} are overdue for review",
            why,
            Place("terms", one.uid),
        )


def _two_names(session: Session) -> Iterator[Finding]:
    for pair in likely_duplicates(session):
        what = f"{pair.name} and {pair.other} may be one"
        kind = "person" if pair.people else "organisation"
        yield Finding(NAMES, what, f"{pair.why}. If they are, merge them.", Place(kind, pair.uid))


def _published(session: Session, today: date) -> Iterator[Finding]:
    """Find groups that one of the two published papers shows and the other does not."""
    for facts in all_groups(session):
        if facts.in_chart is None or facts.in_arrangements is None or facts.in_chart == facts.in_arrangements:
            continue
        if facts.tier is Tier.LINKED or not Span(facts.start, facts.end).shown_at(today):
            continue
        there, missing = ("chart", "arrangements") if facts.in_chart else ("arrangements", "chart")
        what = f"{facts.name} is in the published {there} and not in the {missing}"
        yield Finding(PUBLISHED, what, "One of the two wants to be brought up to date.", Place("groups", facts.uid))


def _over(session: Session, today: date) -> Iterator[Finding]:
    """Find groups whose end has passed and in which seats go on."""
    for facts in all_groups(session):
        if facts.end is None or facts.end.earliest() > today:
            continue
        goes_on = (
            select(Seat.id).join(Group, Group.id == Seat.group_id).where(Group.uid == facts.uid, Seat.end.is_(None))
        )
        number = len(session.scalars(goes_on).all())
        if number:
            seats = "1 seat of it has" if number == 1 else f"{number} of its seats have"
            why = f"It ended {format_date(facts.end)}, and {seats} no end."
            yield Finding(OVER, f"{facts.name} has ended and its seats have not", why, Place("groups", facts.uid))


def _agency_review(session: Session, today: date) -> Iterator[Finding]:
    due = review_due(session, today)
    if due.overdue:
        why = " ".join(due.explain().splitlines())
        yield Finding(REVIEWS, "The list of relevant agencies is overdue for review", why, Place("agencies"))
