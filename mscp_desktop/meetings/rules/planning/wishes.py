"""Where each meeting of a year would lie if nothing stood in its way."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from mscp_desktop.foundation.partial_dates import days_in
from mscp_desktop.meetings.rules.planning.hard_rules import even_interval
from mscp_desktop.meetings.rules.planning.values import GroupWish, Hold, PlanRequest, Start

LAST_WEEK = -1
WEEK = 7
A_YEAR_OF_WEEKS = timedelta(days=52 * WEEK)
USUAL_BEFORE = 10  # working days by which a group meets before the one above it, where nothing is recorded: a wish only
BREATH = 4  # days more than needed between a group's meeting and that of the group it reports to
SPREAD = 2  # days by which groups that report to the same one are set apart
STEPS = 6  # after so many groups the setting apart begins anew


def week_of_month(day: date) -> tuple[int, bool]:
    """Return which week of its month a day lies in, from 1 to 5, and whether it is in the month's last seven days."""
    return (day.day - 1) // WEEK + 1, day.day > days_in(day.year, day.month) - WEEK


def in_week(day: date, week: int) -> bool:
    """Say whether a day lies in a week of the month: 1 to 4, or -1 for the last."""
    number, last = week_of_month(day)
    return last if week == LAST_WEEK else number == week


def liked(group: GroupWish, day: date) -> bool:
    """Say whether a day is of the weekday and week of the month that a group prefers."""
    return (group.weekday is None or day.weekday() == group.weekday) and (
        group.week is None or in_week(day, group.week)
    )


def nearest_liked(group: GroupWish, day: date) -> date:
    """Return the day nearest to one that is as the group prefers, the later one of two."""
    for away in range(32):
        for found in (day + timedelta(days=away), day - timedelta(days=away)):
            if liked(group, found):
                return found
    return day


def ideal_days(request: PlanRequest, group: GroupWish) -> list[date]:
    """Return the ideal days of all meetings that a group owes in the year, in the order of time."""
    known = [one.day for one in request.counted(group.uid)]
    even = _even_days(request, group)
    if request.start is Start.AS_PLANNED or not group.stated:
        return _with_kept(even, known)
    if request.start is Start.LAST_YEAR and group.last_year:
        again = [day + A_YEAR_OF_WEEKS for day in sorted(group.last_year)]
        return _with_kept(even, [day for day in again if group.first <= day <= group.last])
    return even


def free_days(request: PlanRequest, group: GroupWish) -> list[date]:
    """Return the ideal days of those meetings that have no fixed date yet.

    Each fixed date takes the place of the ideal day it stands for. Where days are over already, what is left of the
    year is shared out evenly; where dates are to stay as planned, those without one go into the widest gaps.
    """
    fixed = fixed_days(request, group)
    ideal = ideal_days(request, group)
    taken = set(matched(fixed, ideal).values())
    left = [day for place, day in enumerate(ideal) if place not in taken]
    if fixed and left and request.start is Start.PREFERENCES and group.stated:
        left = _between(group, fixed, ideal)
    begins = max(request.first, group.first)
    if not left or left[0] >= begins or begins > group.last:
        return left
    if request.start is Start.AS_PLANNED or not group.stated:
        ahead = [day for day in left if day >= begins]
        more = _in_gaps([*fixed, *ahead], begins, group.last, len(left) - len(ahead))
        return sorted([*ahead, *(nearest_liked(group, day) for day in more)])
    days = spread(begins, group.last, len(left))
    if fixed and fixed[-1] < begins:
        days = _after(group, fixed[-1], begins, len(left))
    return [nearest_liked(group, day) for day in days]


def _after(group: GroupWish, last: date, begins: date, number: int) -> list[date]:
    """Return so many days at even gaps after the last one that is over: the first as soon as its turn comes."""
    interval = float(even_interval(group.first, group.last, group.owed))
    first = max(begins, last + timedelta(days=min(interval, (group.last - last).days / (number + 0.5))))
    gap = min(interval, (group.last - first).days / (number - 0.5))
    return [first + timedelta(days=gap * place) for place in range(number)]


def _between(group: GroupWish, fixed: Sequence[date], ideal: Sequence[date]) -> list[date]:
    """Return the ideal days without a fixed date, those of each stretch between two of these at even gaps."""
    interval = even_interval(group.first, group.last, group.owed)
    places = {place: fixed[number] for number, place in matched(fixed, ideal).items()}
    found: list[date] = []
    bounds = [-1, *sorted(places), len(ideal)]
    for since, until in pairwise(bounds):
        number = until - since - 1
        begin, end = places.get(since), places.get(until)
        if begin is not None and end is not None:
            days = [begin + (end - begin) * place / (number + 1) for place in range(1, number + 1)]
        elif end is not None:
            gap = min(float(interval), (end - group.first).days / (number + 0.5))
            days = [end - timedelta(days=gap * place) for place in range(number, 0, -1)]
        else:
            gap = min(float(interval), (group.last - (begin or group.first)).days / (number + 0.5))
            days = [(begin or group.first) + timedelta(days=gap * place) for place in range(1, number + 1)]
        found += [nearest_liked(group, min(max(day, group.first), group.last)) for day in days]
    return sorted(found)


def _in_gaps(days: Sequence[date], first: date, last: date, number: int) -> list[date]:
    """Return so many days between the first and the last, each in the middle of the widest gap that is left."""
    found: list[date] = []
    for _ in range(number):
        bounds = [first, *sorted(day for day in (*days, *found) if first <= day <= last), last]
        wide, since = max((until - since, since) for since, until in pairwise(bounds))
        found.append(since + wide // 2)
    return found


def fixed_days(request: PlanRequest, group: GroupWish) -> list[date]:
    """Return the days of the year that are fixed for a group, in the order of time."""
    return [one.day for one in request.counted(group.uid) if one.hold is not Hold.FREE]


def spread(first: date, last: date, number: int) -> list[date]:
    """Return so many days at even gaps, each in the middle of its part of the days from `first` to `last`."""
    days = (last - first).days + 1
    return [first + timedelta(days=(2 * place + 1) * days // (2 * number)) for place in range(number)]


def matched(few: Sequence[date], many: Sequence[date]) -> dict[int, int]:
    """Pair dates in their order so that the days between the pairs are fewest; returns place in `few` -> in `many`.

    Where there are more of the first than of the second, the last ones are left without a partner.
    """
    few = few[: len(many)]
    worst = float("inf")
    costs: list[list[float]] = [[0.0] * (len(many) + 1)]
    for place, day in enumerate(few):
        row = [worst] * (len(many) + 1)
        for other in range(place, len(many)):
            row[other + 1] = min(row[other], costs[place][other] + abs((many[other] - day).days))
        costs.append(row)
    found, other = {}, len(many)
    for place in range(len(few) - 1, -1, -1):
        while costs[place + 1][other] == costs[place + 1][other - 1]:
            other -= 1
        other -= 1
        found[place] = other
    return found


def _even_days(request: PlanRequest, group: GroupWish) -> list[date]:
    if not group.owed or group.last < group.first:
        return []
    interval = even_interval(group.first, group.last, group.owed)
    days = spread(group.first, group.last, group.owed)
    shift = max(-interval // 3, min(interval // 3, _shift(request, group)))
    met_last = max(group.last_year, default=None)
    if met_last is not None and group.first <= met_last + timedelta(days=interval) < group.first + timedelta(interval):
        shift = (met_last + timedelta(days=interval) - days[0]).days  # it goes on from where it is
    moved = (min(max(day + timedelta(days=shift), group.first), group.last) for day in days)
    return sorted(nearest_liked(group, day) for day in moved)


def _shift(request: PlanRequest, group: GroupWish) -> int:
    """Return by how many days a group meets after the middle of each part of the year: groups below come earlier.

    Groups that report to the same one are set apart a little, so that they do not all want one day.
    """
    depths = {one.uid: _before_the_top(request, one) for one in request.groups}
    alike = [one.uid for one in request.groups if one.parent_uid == group.parent_uid]
    return max(depths.values()) // 2 - depths[group.uid] - SPREAD * (alike.index(group.uid) % STEPS)


def _before_the_top(request: PlanRequest, group: GroupWish) -> int:
    """Return how many days before the topmost group's meeting a group's own should lie."""
    named = {one.uid: one for one in request.groups}
    days, one, seen = 0, group, {group.uid}
    while one.parent_uid in named and one.parent_uid not in seen:
        days += (USUAL_BEFORE if one.before_parent is None else one.before_parent) * WEEK // 5 + BREATH
        one = named[one.parent_uid]
        seen.add(one.uid)
    return days


def _with_kept(even: list[date], kept: Sequence[date]) -> list[date]:
    """Return even days, with each one in whose place a kept day stands replaced by it."""
    if len(kept) > len(even):
        return sorted(kept[place] for place in matched(even, kept).values())
    found = list(even)
    for place, other in matched(kept, even).items():
        found[other] = kept[place]
    return sorted(found)
