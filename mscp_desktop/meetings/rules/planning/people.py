"""Who belongs to which group on each day of a year, and who may never be in two places, as far as it is recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.years import Year
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.rules.planning.values import Sitting, Standing
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.records import Chairing, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.rosters import tenure_at

LEADS = (Tier.ACCOUNTABLE, Tier.EXECUTIVE)  # where the statutory partners are represented by their leads
VICE = (SeatRole.VICE_CHAIR, SeatRole.DEPUTY_CHAIR)


@dataclass(frozen=True, slots=True)
class People:
    """Who sits where in a year: sittings by the group's uid, who may not be in two places, and everybody's name."""

    sittings: Mapping[str, tuple[Sitting, ...]]
    standing: tuple[Standing, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Held:
    """A seat on one day: who sits there, None where it is vacant or nothing is known of it."""

    seat: Seat
    group: Group
    who: str | None
    vacant: bool


def people_of(session: Session, year: Year) -> People:
    """Return who sits where during a year.

    A seat whose holder is not recorded counts as whoever holds the same post of the same organisation elsewhere, and
    else as one person for that post: one post in two groups is one person. Never in two places are those who chair a
    group, its vice chair where the chair is vacant or nobody is recorded to chair, and the seats of the statutory
    partners in the groups of their leads.
    """
    reading = _Reading(session)
    sittings: dict[str, list[Sitting]] = defaultdict(list)
    standing: list[Standing] = []
    names: dict[str, str] = {}
    for day in reading.turns(year):
        seats, said = reading.held_on(day)
        names |= said
        members: dict[str, set[str]] = defaultdict(set)
        for one in seats:
            if one.who is not None:
                members[one.group.uid].add(one.who)
        for uid in reading.group_uids:
            now = Sitting(day, frozenset(members[uid]))
            if not sittings[uid] or sittings[uid][-1].members != now.members:
                sittings[uid].append(now)
        people = frozenset(reading.never_twice(seats, day))
        if not standing or standing[-1].people != people:
            standing.append(Standing(day, people))
    return People({uid: tuple(found) for uid, found in sittings.items()}, tuple(standing), names)


class _Reading:
    """All seats with who held them when, read once."""

    def __init__(self, session: Session) -> None:
        seats = select(Seat, Group).join(Group, Group.id == Seat.group_id).order_by(Group.position, Seat.position)
        self._seats = [(seat, group) for seat, group in session.execute(seats)]
        self.group_uids = list(session.scalars(select(Group.uid).order_by(Group.position, Group.id)))
        self._tenures: dict[int, list[tuple[Tenure, Person | None]]] = defaultdict(list)
        tenures = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).order_by(Tenure.id)
        for tenure, person in session.execute(tenures):
            self._tenures[tenure.seat_id].append((tenure, person))
        self._terms = list(session.scalars(select(Chairing).order_by(Chairing.id)))
        self._bodies = {one.id: one for one in session.scalars(select(Organisation))}

    def turns(self, year: Year) -> list[date]:
        """Return the first day of a year, and the days in it on which anything changes."""
        dates: list[PartialDate | None] = []
        for seat, group in self._seats:
            dates += [seat.start, seat.end, group.known_from]
        for held in self._tenures.values():
            dates += [end for tenure, _ in held for end in (tenure.start, tenure.end)]
        dates += [end for term in self._terms for end in (term.start, term.end)]
        days = {one.earliest() for one in dates if one is not None}
        return [year.first_day, *sorted(day for day in days if day in year and day > year.first_day)]

    def held_on(self, day: date) -> tuple[list[_Held], dict[str, str]]:
        """Return the seats that are there on a day with who sits in them, and their names."""
        there = [
            (seat, group, tenure_at(self._tenures.get(seat.id, ()), day))
            for seat, group in self._seats
            if Span(seat.start, seat.end).shown_at(day)
            and (group.known_from is None or day >= group.known_from.earliest())
        ]
        holders: dict[tuple[str, int], set[str]] = defaultdict(set)
        for seat, _, found in there:
            post = _post(seat)
            if post is not None and found is not None and found[1] is not None:
                holders[post].add(found[1].uid)
        names: dict[str, str] = {}
        held = []
        for seat, group, found in there:
            person = None if found is None else found[1]
            who: str | None = None
            if person is not None:
                who, names[person.uid] = person.uid, person.name
            elif found is None:
                who = self._somebody(seat, holders, names)
            held.append(_Held(seat, group, who, found is not None and person is None))
        return held, names

    def _somebody(self, seat: Seat, holders: Mapping[tuple[str, int], set[str]], names: dict[str, str]) -> str | None:
        """Return who counts for a seat whose holder nobody recorded."""
        post = _post(seat)
        if post is None or seat.organisation_id is None:
            return None
        elsewhere = holders.get(post, set())
        if len(elsewhere) == 1:
            return next(iter(elsewhere))
        body = self._bodies[seat.organisation_id]
        key = f"{post[0]} of {body.uid}"
        names[key] = f"the {seat.post} of {body.short or body.name}"
        return key

    def never_twice(self, seats: Sequence[_Held], day: date) -> Iterable[str]:
        """Yield who may not be in two places on a day."""
        terms = [one for one in self._terms if Span(one.start, one.end).shown_at(day)]
        chairing = {one.seat_id for one in terms if one.seat_id is not None}
        chaired = {
            one.group.id
            for one in seats
            if one.who is not None and (one.seat.role is SeatRole.CHAIR or one.seat.id in chairing)
        }
        for one in seats:
            if one.who is None:
                continue
            body = self._bodies.get(one.seat.organisation_id or 0)
            leads = one.group.tier in LEADS and body is not None and body.statutory
            chairs = one.seat.role is SeatRole.CHAIR or one.seat.id in chairing
            if leads or chairs or (one.seat.role in VICE and one.group.id not in chaired):
                yield one.who


def _post(seat: Seat) -> tuple[str, int] | None:
    if not seat.post or seat.organisation_id is None:
        return None
    return normal_name(seat.post), seat.organisation_id
