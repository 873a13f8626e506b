"""Whether dates keep the rules: looked at meeting by meeting, without anything of how the planner finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.hard_rules import at_one_time, closings, minutes, people_words
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Hold, PlanRequest


@dataclass(frozen=True, slots=True)
class Breach:
    """A hard rule that dates break, in a sentence. `only_fixed` says that none of them is the planner's."""

    words: str
    only_fixed: bool
    group_uids: tuple[str, ...]
    days: tuple[date, ...]


def breaches(request: PlanRequest, meetings: Sequence[Dated]) -> list[Breach]:
    """Return every hard rule that the dates of a year break, those of meetings just before and after it minded."""
    found: list[Breach] = []
    around = [
        Dated(one.group_uid, 0, one.day, Hold.HELD, one.start_time, one.length, one)
        for one in request.known
        if not request.counts(one)
    ]
    everything = sorted([*meetings, *around], key=lambda one: (one.day, one.group_uid))
    for one in meetings:
        found += _of_its_day(request, one)
    for place, one in enumerate(everything):
        for other in everything[place + 1 :]:
            found += _of_two(request, one, other)
    return found


def _said(words: str, *of: Dated) -> Breach:
    return Breach(words, all(one.fixed for one in of), tuple(one.group_uid for one in of), tuple(one.day for one in of))


def _of_its_day(request: PlanRequest, one: Dated) -> list[Breach]:
    group = request.group(one.group_uid)
    called = f"{group.name} on {format_day(one.day, weekday=True)}"
    found = []
    if not group.first <= one.day <= group.last:
        found.append(_said(f"{called}: the group is not there on that day.", one))
    closed = list(closings(request.calendar, request.blocked, group.uid, one.day))
    if closed:
        found.append(_said(f"{called}: that day is {' and '.join(closed)}.", one))
    if one.hold is Hold.FREE and one.day < request.first:
        found.append(_said(f"{called}: that day is over.", one))
    if group.papers_before is not None:
        due = request.calendar.add_working_days(one.day, -group.papers_before).day
        if group.papers_before and not request.calendar.is_working_day(due):
            found.append(_said(f"{called}: its papers would be due on {format_day(due)}, no working day.", one))
    return found


def _of_two(request: PlanRequest, one: Dated, other: Dated) -> list[Breach]:
    """Look at two meetings of which the second is not earlier."""
    group, second = request.group(one.group_uid), request.group(other.group_uid)
    between = (other.day - one.day).days
    found = []
    ordinary = [of.meeting is None or of.meeting.counts for of in (one, other)]
    if group.uid == second.uid:
        gap = group.apart if all(ordinary) else 1
        if between < gap:
            found.append(_said(
                f"{group.name} would meet on {format_day(one.day)} and on {format_day(other.day)}, less than {gap} days"
                " apart.", one, other,
            ))  # fmt: skip
        return found
    for child, above in ((one, other), (other, one)):
        of = request.group(child.group_uid)
        if (
            of.parent_uid == above.group_uid
            and all(ordinary)
            and of.before_parent is not None
            and child.day <= above.day
            and _counted(request, child.day, above.day, of.before_parent) < of.before_parent
        ):
            parent: GroupWish = request.group(above.group_uid)
            found.append(_said(
                f"{of.name} on {format_day(child.day)} is less than {of.before_parent} working days before"
                f" {parent.name} on {format_day(above.day)}.", child, above,
            ))  # fmt: skip
    if not between and at_one_time(minutes(one.start_time, one.length), minutes(other.start_time, other.length)):
        members = group.members_on(one.day) & second.members_on(one.day)
        both = members & request.standing_on(one.day)
        if both:
            found.append(_said(
                f"{people_words(request, both)} would be in {group.name} and in {second.name} at the same time on"
                f" {format_day(one.day)}.", one, other,
            ))  # fmt: skip
    return found


def _counted(request: PlanRequest, first: date, last: date, most: int) -> int:
    """Return how many working days there are from one day to before a later one, `most` at the most."""
    number, day = 0, first
    while day < last and number < most:
        number += request.calendar.is_working_day(day)
        day += timedelta(days=1)
    return number
