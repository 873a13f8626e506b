"""Whether a plan keeps its word, from first principles: nothing here is shared with the planner but its values."""

from datetime import date, timedelta
from itertools import combinations

from mscp_desktop.meetings.rules.planning.values import Dated, Hold, Plan, PlanRequest

DAY = timedelta(days=1)


def broken(plan: Plan) -> list[str]:
    """Return every hard rule that a date which the planner chose breaks."""
    request = plan.request
    found = []
    for one in plan.meetings:
        if one.hold is Hold.FREE:
            found += _by_itself(request, one)
    everything = [*plan.meetings, *_around(request)]
    for one, other in combinations(sorted(everything, key=lambda meeting: meeting.day), 2):
        if Hold.FREE in (one.hold, other.hold):
            found += _together(request, one, other)
    return found


def not_kept(plan: Plan) -> list[str]:
    """Return the dates that were fixed and are not where they were."""
    kept = {(one.group_uid, one.day, one.meeting.uid if one.meeting else None) for one in plan.meetings if one.fixed}
    fixed = [one for one in plan.request.known if one.hold is not Hold.FREE and _counts(plan.request, one)]
    return [f"{one.group_uid} {one.day}" for one in fixed if (one.group_uid, one.day, one.uid) not in kept]


def not_accounted_for(plan: Plan) -> list[str]:
    """Return the groups of which meetings are neither planned nor named with a reason, or that have too many."""
    found = []
    for group in plan.request.groups:
        planned = len(plan.of(group.uid))
        left = [one for one in plan.unplanned if one.group_uid == group.uid]
        fixed = sum(one.fixed for one in plan.of(group.uid))
        if planned + len(left) != max(group.owed, fixed):
            found.append(f"{group.uid}: {planned} planned and {len(left)} not, of {group.owed}")
        if not all(one.reasons and all(one.reasons) for one in left):
            found.append(f"{group.uid}: no reason given")
    return found


def _counts(request: PlanRequest, one: object) -> bool:
    return one.counts and request.year.first_day <= one.day <= request.year.last_day  # type: ignore[attr-defined]


def _around(request: PlanRequest) -> list[Dated]:
    return [
        Dated(one.group_uid, 0, one.day, Hold.HELD, one.start_time, one.length, one)
        for one in request.known
        if not _counts(request, one)
    ]


def _by_itself(request: PlanRequest, one: Dated) -> list[str]:
    group = request.group(one.group_uid)
    found = []
    if one.day < request.first:
        found.append(f"{group.uid} on {one.day}: past")
    if not group.first <= one.day <= group.last:
        found.append(f"{group.uid} on {one.day}: the group is not there")
    periods = [period for period in request.blocked if period.group_uid in (None, group.uid)]
    blocked = any(period.first <= one.day <= period.last for period in periods)
    if blocked or not request.calendar.is_working_day(one.day):
        found.append(f"{group.uid} on {one.day}: no day for meetings")
    if group.set_elsewhere:
        found.append(f"{group.uid} on {one.day}: its dates are set elsewhere")
    if group.papers_before:
        due = one.day
        left = group.papers_before
        while left:
            due -= DAY
            left -= request.calendar.is_working_day(due)
        if not request.calendar.is_working_day(due):
            found.append(f"{group.uid} on {one.day}: papers due on {due}")
    return found


def _together(request: PlanRequest, one: Dated, other: Dated) -> list[str]:
    """Look at two meetings, the earlier one first."""
    first, second = request.group(one.group_uid), request.group(other.group_uid)
    ordinary = all(meeting.meeting is None or meeting.meeting.counts for meeting in (one, other))
    found = []
    if first.uid == second.uid and (other.day - one.day).days < (first.apart if ordinary else 1):
        found.append(f"{first.uid}: {one.day} and {other.day} are too near")
    pairs = [(one, other)] + ([(other, one)] if one.day == other.day else [])
    for child, parent in pairs:
        before = request.group(child.group_uid).before_parent
        if before is not None and ordinary and request.group(child.group_uid).parent_uid == parent.group_uid:
            days = (child.day + DAY * n for n in range((parent.day - child.day).days))
            if sum(request.calendar.is_working_day(day) for day in days) < before:
                found.append(f"{child.group_uid} on {child.day} is too near {parent.group_uid} on {parent.day}")
    if first.uid != second.uid and one.day == other.day and _overlap(one, other):
        both = first.members_on(one.day) & second.members_on(one.day)
        if both & request.standing_on(one.day):
            found.append(f"{sorted(both)} in {first.uid} and {second.uid} on {one.day}")
    return found


def _overlap(one: Dated, other: Dated) -> bool:
    if one.start_time is None or other.start_time is None:
        return True
    held = []
    for meeting in (one, other):
        hours, minutes = (int(part) for part in (meeting.start_time or "").split(":"))
        begins = hours * 60 + minutes
        held.append(set(range(begins, begins + (meeting.length or 180))))
    return bool(held[0] & held[1])


def day(number: int) -> date:
    """Return a day of April 2025 to March 2026 by its number, from 0."""
    return date(2025, 4, 1) + timedelta(days=number)
