"""Turnover: how often seats change hands, how long people stay, and how long seats are vacant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.rosters import tenure_at

DAYS_IN_MONTH = 30.4  # so that twelve of them are a year of 365 days
NO_BODY = "Organisation not stated"
Held = Sequence[tuple[Tenure, Person | None]]


@dataclass(frozen=True, slots=True)
class SeatTurnover:
    """One seat over a period: days held, vacant and not recorded, which add up to `days`, and changes of its holder.

    `undated` says that it is vacant since a day that is not known, so that its vacant days are the least there were.
    """

    uid: str
    group: str
    post: str
    organisation: str
    days: int
    held: int
    vacant: int
    unknown: int
    changes: int
    undated: bool


@dataclass(frozen=True, slots=True)
class Summed:
    """The seats of an organisation or a group together."""

    name: str
    seats: int
    days: int
    vacant: int
    unknown: int
    changes: int
    undated: bool


@dataclass(frozen=True, slots=True)
class Turnover:
    """Turnover from `first` to the day before `until`.

    `stays` are the lengths, in days, of the tenures that ended in the period, and `staying` those of the tenures that
    go on at its end, each as far as its beginning is known.
    """

    first: date
    until: date
    seats: tuple[SeatTurnover, ...]
    stays: tuple[int, ...]
    staying: tuple[int, ...]

    def by_organisation(self) -> list[Summed]:
        """Return the sums by organisation: most changes first."""
        return _summed(self.seats, [one.organisation for one in self.seats])

    def by_group(self) -> list[Summed]:
        """Return the sums by group, in the order of the groups."""
        names = list(dict.fromkeys(one.group for one in self.seats))
        return sorted(_summed(self.seats, [one.group for one in self.seats]), key=lambda one: names.index(one.name))

    @property
    def changes(self) -> int:
        """How many times a seat went from one person to another."""
        return sum(one.changes for one in self.seats)

    @property
    def vacant(self) -> int:
        """Vacant days of all seats together."""
        return sum(one.vacant for one in self.seats)


def _summed(seats: Iterable[SeatTurnover], names: Iterable[str]) -> list[Summed]:
    together: dict[str, list[SeatTurnover]] = {}
    for seat, name in zip(seats, names, strict=True):
        together.setdefault(name, []).append(seat)
    found = [
        Summed(
            name, len(many), sum(one.days for one in many), sum(one.vacant for one in many),
            sum(one.unknown for one in many), sum(one.changes for one in many), any(one.undated for one in many),
        )
        for name, many in together.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.changes, -one.vacant, one.name))


def typical(lengths: Sequence[int]) -> float | None:
    """Return the median of lengths in days, None where there is none."""
    return median(lengths) if lengths else None


def a_year_before(day: date) -> date:
    """Return the same day of the year before; 28 February where there is no 29th."""
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def turnover(session: Session, first: date, until: date) -> Turnover:
    """Return turnover in [first, until), of seats in groups whose membership is known by then.

    Dates known to the month or year count from their first day, as rosters do. A change is counted on the first day
    that a person is recorded in a seat whose last recorded holder was somebody else, whatever lay between; a seat that
    carries on another one takes its last holder over. Who is recorded first in a seat is no change.
    """
    query = (
        select(Seat, Group, Organisation.name)
        .join(Group, Group.id == Seat.group_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .order_by(Group.position, Group.id, Seat.position, Seat.id)
    )
    rows = [(seat, group, body) for seat, group, body in session.execute(query)]
    tenures: dict[int, list[tuple[Tenure, Person | None]]] = {}
    holders = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).order_by(Tenure.id)
    for tenure, person in session.execute(holders):
        tenures.setdefault(tenure.seat_id, []).append((tenure, person))
    seats = {seat.id: seat for seat, _, _ in rows}
    stays, staying = _lengths(tenures.values(), first, until)
    return Turnover(
        first, until,
        tuple(
            found
            for seat, group, body in rows
            if (found := _of_seat(seat, group, body, seats, tenures, first, until)) is not None
        ),
        tuple(sorted(stays)), tuple(sorted(staying)),
    )  # fmt: skip


def _lengths(many: Iterable[Held], first: date, until: date) -> tuple[list[int], list[int]]:
    stays, staying = [], []
    for tenure, person in (pair for held in many for pair in held):
        if person is None or tenure.start is None or tenure.start.earliest() >= until:
            continue
        begun = tenure.start.earliest()
        ended = None if tenure.end is None else tenure.end.earliest()
        if ended is not None and first <= ended < until:
            stays.append((ended - begun).days)
        elif ended is None or ended >= until:
            staying.append((until - begun).days)
    return stays, staying


def _of_seat(
    seat: Seat,
    group: Group,
    body: str | None,
    seats: dict[int, Seat],
    tenures: dict[int, list[tuple[Tenure, Person | None]]],
    first: date,
    until: date,
) -> SeatTurnover | None:
    """Return a seat's turnover; None where it was not there on any day of the period of which something is known."""
    begins = max(first, _first(group.known_from), _first(group.start), _first(seat.start))
    ends = min(until, _last(group.end), _last(seat.end))
    if begins >= ends:
        return None
    held = tenures.get(seat.id, [])
    days = {"held": 0, "vacant": 0, "unknown": 0}
    changes = 0
    undated = False
    last = _last_before(seat, seats, tenures, begins)
    for day, following in _pieces(held, begins, ends):
        found = tenure_at(held, day)
        kind = "unknown" if found is None else "held" if found[1] else "vacant"
        days[kind] += (following - day).days
        undated = undated or (found is not None and found[1] is None and found[0].start is None)
        if found is not None and found[1] is not None:
            changes += last is not None and last != found[1].id
            last = found[1].id
    return SeatTurnover(
        seat.uid, group.name, seat.post or seat.role.value.capitalize(), body or NO_BODY, (ends - begins).days,
        days["held"], days["vacant"], days["unknown"], changes, undated,
    )  # fmt: skip


def _pieces(held: Held, begins: date, ends: date) -> Iterator[tuple[date, date]]:
    """Yield spans of days over which the same tenure holds."""
    edges = {begins, ends}
    for tenure, _ in held:
        edges |= {day for day in (_first(tenure.start), _last(tenure.end)) if begins < day < ends}
    ordered = sorted(edges)
    yield from pairwise(ordered)


def _last_before(
    seat: Seat, seats: dict[int, Seat], tenures: dict[int, list[tuple[Tenure, Person | None]]], day: date
) -> int | None:
    """Return the key of who was recorded last in a seat before a day, or in the seats that it carries on."""
    seen: set[int] = set()
    one: Seat | None = seat
    while one is not None and one.id not in seen:
        seen.add(one.id)
        held = tenures.get(one.id, [])
        begins = max(_first(one.start), min((_first(tenure.start) for tenure, _ in held), default=day))
        ends = min(day, _last(one.end))
        for piece, _ in reversed(list(_pieces(held, begins, ends)) if begins < ends else []):
            found = tenure_at(held, piece)
            if found is not None and found[1] is not None:
                return found[1].id
        one = seats.get(one.follows_id or 0)
    return None


def _first(day: PartialDate | None) -> date:
    return date.min if day is None else day.earliest()


def _last(day: PartialDate | None) -> date:
    return date.max if day is None else day.earliest()


def length_words(days: float) -> str:
    """Return a length of time in words, in whole months that are over: "12 days", "5 months", "2 years 3 months"."""
    months = int(days / DAYS_IN_MONTH)
    if months < 2:  # noqa: PLR2004 - two months read as such
        return f"{round(days)} day{'' if round(days) == 1 else 's'}"
    years, months = divmod(months, 12)
    said = [f"{number} {what}{'' if number == 1 else 's'}" for number, what in ((years, "year"), (months, "month"))]
    return " ".join(words for words, number in zip(said, (years, months), strict=True) if number)
