"""The meetings that need a day, each with the days it could have and what each of them would cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mscp_desktop.foundation.partial_dates import WEEKDAYS
from mscp_desktop.meetings.rules.planning.hard_rules import (
    at_one_time,
    clashing,
    day_closed,
    even_interval,
    lead_up,
    many,
    minutes,
    shared,
    working_days_before,
)
from mscp_desktop.meetings.rules.planning.values import GroupWish, Hold, KnownMeeting, PlanRequest, Start
from mscp_desktop.meetings.rules.planning.weights import FAR, WEIGHTS
from mscp_desktop.meetings.rules.planning.wishes import free_days, in_week

REACH = 12  # days on either side of its ideal day that are looked at first
LEAST_REACH = 9
LEAST_WIDE = 60  # days on either side where none of those is to be had
AROUND = 5  # days on either side of a date that is found, among which its place is chosen finely
AUGUST, DECEMBER, JANUARY = 8, 12, 1
HOLIDAYS_FROM, HOLIDAYS_UNTIL = 20, 3  # of December, of January


@dataclass(frozen=True, slots=True)
class Slot:
    """One meeting to be dated: `number` counts from 1 within its group, `days` are in the order of time.

    `days` are those that are looked at, `all_days` what the group could have of the whole year.
    """

    group: GroupWish
    number: int
    wanted: date
    days: tuple[date, ...]
    costs: tuple[int, ...]
    all_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The dates that stand already, as rules ask of them: those of the year, and those just before and after it."""

    request: PlanRequest
    fixed: tuple[KnownMeeting, ...]

    @classmethod
    def of(cls, request: PlanRequest) -> "Anchors":
        """Return the dates of a request that nobody may move; of another year those are all."""
        return cls(
            request,
            tuple(one for one in request.known if one.hold is not Hold.FREE or not request.counts(one)),
        )

    def days_of(self, group_uid: str | None) -> tuple[date, ...]:
        """Return the days on which a group holds its ordinary meetings."""
        return tuple(one.day for one in self.fixed if one.group_uid == group_uid and one.counts)


def why_outside(request: PlanRequest, group: GroupWish, day: date) -> str | None:
    """Say why a day is none of those among which a group's meeting may be put, or None."""
    if day < request.first:
        return "in the past"
    if not group.first <= day <= group.last:
        return "outside the time in which the group is there"
    return None


def why_not(request: PlanRequest, group: GroupWish, day: date) -> str | None:
    """Say why a day can't be had by a group whatever else is planned, or None."""
    outside = why_outside(request, group, day)
    return outside if outside is not None else day_closed(request.calendar, request.blocked, group.uid, day)


def slots_of(request: PlanRequest) -> list[Slot]:
    """Return all meetings that need a day, each with the days near its ideal one."""
    anchors, found = Anchors.of(request), []
    below = _below(request)
    for group in request.groups:
        if group.set_elsewhere:
            continue
        taken = _taken(anchors, group, below.get(group.uid, ()))
        days = tuple(day for day in _days(group) if day not in taken and why_not(request, group, day) is None)
        reach = min(REACH, max(LEAST_REACH, _interval(group) * 2 // 3))
        found += [
            _slot(anchors, Slot(group, number, ideal, (), (), days), reach)
            for number, ideal in enumerate(free_days(request, group), 1)
        ]
    return found


def widened(request: PlanRequest, slots: Sequence[Slot], found: Sequence[date | None], group_uid: str) -> list[Slot]:
    """Return the slots with one group's meetings free to move far, and the others near where they are."""
    anchors = Anchors.of(request)
    return [
        _slot(anchors, slot, max(LEAST_WIDE, _interval(slot.group) * 5 // 4)) if slot.group.uid == group_uid else near
        for slot, near in zip(slots, around(slots, found), strict=True)
    ]


def _slot(anchors: Anchors, slot: Slot, reach: int) -> Slot:
    days = tuple(day for day in slot.all_days if abs((day - slot.wanted).days) <= reach)
    costs = tuple(cost_of(anchors.request, anchors, slot.group, slot.wanted, day) for day in days)
    return replace(slot, days=days, costs=costs)


def _interval(group: GroupWish) -> int:
    return even_interval(group.first, group.last, group.owed)


def around(slots: Sequence[Slot], found: Sequence[date | None]) -> list[Slot]:
    """Return the slots with the days around those found only; one without a day keeps all of its own."""
    near = []
    for slot, day in zip(slots, found, strict=True):
        kept = [
            (one, cost)
            for one, cost in zip(slot.days, slot.costs, strict=True)
            if day is None or abs((one - day).days) <= AROUND
        ]
        near.append(replace(slot, days=tuple(one for one, _ in kept), costs=tuple(cost for _, cost in kept)))
    return near


def cost_of(request: PlanRequest, anchors: Anchors, group: GroupWish, ideal: date, day: date) -> int:
    """Return what a day costs a group whose ideal day is another, clashes with dates that are not fixed left out."""
    cost = sum(price for price, _ in prices(request, group, ideal, day))
    own = minutes(group.start_time, group.length)
    for one in anchors.fixed:
        if one.day == day and one.group_uid != group.uid and at_one_time(own, minutes(one.start_time, one.length)):
            cost += WEIGHTS.busy + WEIGHTS.clash * len(shared(request, group, request.group(one.group_uid), day))
    return cost


def prices(request: PlanRequest, group: GroupWish, ideal: date, day: date) -> Iterator[tuple[int, str]]:
    """Yield what a day costs a group by itself, each price with its reason in words."""
    away = (day - ideal).days
    if away:
        words = f"{many(abs(away), 'day')} {'later' if away > 0 else 'earlier'} than its place in the year"
        if request.start is Start.AS_PLANNED or not group.stated:
            yield WEIGHTS.moved, "not its day as planned now"
        yield WEIGHTS.day_off * abs(away) + WEIGHTS.far_day * max(0, abs(away) - FAR), words
    if group.weekday is not None and day.weekday() != group.weekday:
        yield WEIGHTS.weekday, f"a {WEEKDAYS[day.weekday()]}, where {WEEKDAYS[group.weekday]} is preferred"
    if group.week is not None and not in_week(day, group.week):
        yield WEIGHTS.week, "not in the week of the month that is preferred"
    if day.month == AUGUST:
        yield WEIGHTS.august, "in August"
    if (day.month == DECEMBER and day.day >= HOLIDAYS_FROM) or (day.month == JANUARY and day.day <= HOLIDAYS_UNTIL):
        yield WEIGHTS.turn_of_year, "around Christmas and New Year"
    if group.papers_before is not None:
        due = working_days_before(request.calendar, group.papers_before, day)
        for one in request.blocked:
            if one.first <= due <= one.last and one.group_uid in (None, group.uid):
                yield WEIGHTS.papers, f"its papers fall due in {one.name}"
                break


def _taken(anchors: Anchors, group: GroupWish, below: tuple[GroupWish, ...]) -> set[date]:
    """Return the days that a group can't have beside the dates that are fixed."""
    request = anchors.request
    found: set[date] = set()
    gap = group.apart
    for day in anchors.days_of(group.uid):
        found.update(day + timedelta(days=n) for n in range(1 - gap, gap))
    if group.before_parent is not None:
        for day in anchors.days_of(group.parent_uid):
            begins = lead_up(request.calendar, group.before_parent, day)
            found.update(begins + timedelta(days=n) for n in range((day - begins).days + 1))
    for child in below:
        for day in anchors.days_of(child.uid) if child.before_parent is not None else ():
            later = day
            while lead_up(request.calendar, child.before_parent or 0, later) <= day:
                found.add(later)
                later += timedelta(days=1)
    own = minutes(group.start_time, group.length)
    for one in anchors.fixed:
        if one.group_uid == group.uid or (
            at_one_time(own, minutes(one.start_time, one.length))
            and clashing(request, group, request.group(one.group_uid), one.day)
        ):
            found.add(one.day)
    return found


def _below(request: PlanRequest) -> dict[str, tuple[GroupWish, ...]]:
    found: dict[str, tuple[GroupWish, ...]] = {}
    for one in request.groups:
        if one.parent_uid is not None:
            found[one.parent_uid] = (*found.get(one.parent_uid, ()), one)
    return found


def _days(group: GroupWish) -> Iterator[date]:
    return (group.first + timedelta(days=n) for n in range((group.last - group.first).days + 1))
