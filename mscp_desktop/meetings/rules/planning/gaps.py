"""How long each date of a plan lies after the group's one before, and why that is uneven where it is.

A reason is only what holds whatever the planner does, closed days and dates that stay; or what the best even day would
cost beside the plan as it is. A date that the planner chose itself is none.
"""

from collections import Counter
from datetime import date, timedelta

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.alternatives import cost_beside
from mscp_desktop.meetings.rules.planning.hard_rules import even_interval, many
from mscp_desktop.meetings.rules.planning.reasons import Others, why_not_beside
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Hold, Plan, PlanRequest, Start

UNEVEN = 0.4  # of an even gap: by how much one is longer or shorter before it is said that it is uneven
NAMED = 2  # reasons for which even days can't be had
PLACE = "its place in the year"


def gaps_of(plan: Plan) -> dict[Dated, tuple[str, str]]:
    """Return for each date how long it lies after the group's one before, and where that is uneven, what is usual."""
    found = {}
    for group in plan.request.groups:
        earlier = [one.day for one in plan.request.known if one.group_uid == group.uid and one.counts]
        before = max((day for day in earlier if day < plan.request.year.first_day), default=None)
        last: Dated | None = None
        even = even_interval(group.first, group.last, group.owed) if group.owed else 0
        for one in plan.of(group.uid):
            if before is not None and (gap := (one.day - before).days):
                said = f"{many(gap, 'day')} after the one before"
                uneven = group.owed > 1 and not _is_even(gap, even)
                usual = f"{said}, where {even} would be even"
                found[one] = said, f"{usual}. Why: {_why_uneven(plan, last, one, before, even)}" if uneven else ""
            before, last = one.day, one
    return found


def arranged(request: PlanRequest, one: Dated) -> bool:
    """Say whether a date is on record as one to keep; one that was pinned in the plan is not."""
    uid = None if one.meeting is None else one.meeting.uid
    return uid is not None and one.hold is Hold.PINNED and uid not in dict(request.on_record)


def _is_even(gap: int, even: int) -> bool:
    return abs(gap - even) <= UNEVEN * even


def _why_uneven(plan: Plan, last: Dated | None, one: Dated, before: date, even: int) -> str:
    """Return why a date lies unevenly after its group's one before; `last` is None for one of the year before."""
    why = []
    if last is None:
        why.append(f"the one before was on {format_day(before)}, in the year before, and stays")
    elif last.fixed:
        why.append(f"the one before is {_held_by(plan, last)}")
    if one.fixed:
        why.append(f"this one is {_held_by(plan, one)}")
    if one.fixed and (last is None or last.fixed):
        return ("; " if last is None else " and ").join(why)
    free, stays = (last, one.day) if one.fixed and last is not None else (one, before)
    return "; ".join([" and ".join(why), _why_not_even(plan, free, stays, even)] if why else [
        _why_not_even(plan, free, stays, even)
    ])  # fmt: skip


def _why_not_even(plan: Plan, one: Dated, stays: date, even: int) -> str:
    """Return why a date that the planner chose lies at no even gap from the one beside it, which `stays`."""
    request, group = plan.request, plan.request.group(one.group_uid)
    begins = max(request.first, group.first)
    days = [begins + timedelta(days=number) for number in range((group.last - begins).days + 1)]
    days = [day for day in days if (day > stays) == (one.day > stays) and _is_even(abs((day - stays).days), even)]
    if not days:
        return f"no even day lies in what the plan may use, from {format_day(begins)} to {format_day(group.last)}"
    fixed = Others.of(request, [other for other in plan.meetings if other.fixed])
    barred = [why_not_beside(fixed, group, day) for day in days]
    if all(barred):
        return f"none of the even days, {_span(days)}, can be had ({_counted(barred)})"
    others = Others.of(request, plan.meetings, one)
    open_days = [day for day in days if why_not_beside(others, group, day) is None]
    if one.wanted is not None and not _is_even(abs((one.wanted - stays).days), even):
        place = _uneven_place(plan, group)
        even_ones = (cost_beside(others, one, day) for day in open_days)
        best = min(even_ones, key=lambda found: (found.cost, found.day), default=None)
        return place if best is None else f"{place}. {format_day(best.day)} would be more even, and breaks no rule"
    if not open_days:
        return "a more even day needs other dates of this plan to move as well"
    now = cost_beside(others, one, one.day)
    best = min((cost_beside(others, one, day) for day in open_days), key=lambda found: (found.cost, found.day))
    drawbacks = [words for words in best.effects if words not in now.effects and PLACE not in words]
    if best.cost < now.cost or not drawbacks:
        return f"{format_day(best.day)} would be more even, and breaks no rule"
    return f"the best of the even days, {format_day(best.day)}, has drawbacks ({'; '.join(drawbacks)})"


def _uneven_place(plan: Plan, group: GroupWish) -> str:
    """Return why a date's place in the year is uneven itself."""
    if plan.request.start is Start.AS_PLANNED or not group.stated:
        return "the plan begins with the dates that are planned now"
    if plan.request.start is Start.LAST_YEAR and group.last_year:
        return "the plan follows the dates of last year"
    if any(other.fixed for other in plan.of(group.uid)):
        return "the dates that stay leave no even share"
    prefers = group.weekday is not None or group.week is not None
    on_days = ", on the days that the group prefers," if prefers else ""
    return f"{PLACE}{on_days} is here"


def _counted(barred: list[tuple[str, str] | None]) -> str:
    """Return for what reasons days can't be had, the most common first."""
    counts = Counter(one[0] for one in barred if one is not None)
    said = [f"{many(number, 'day')}: {words}" for words, number in counts.most_common(NAMED)]
    left = len(barred) - sum(number for _, number in counts.most_common(NAMED))
    return "; ".join([*said, f"{many(left, 'day')}: other reasons"] if left else said)


def _span(days: list[date]) -> str:
    return format_day(days[0]) if len(days) == 1 else f"{format_day(days[0])} to {format_day(days[-1])}"


def _held_by(plan: Plan, one: Dated) -> str:
    """Return why a date stays: "already arranged", "pinned", "held", "set elsewhere"."""
    return "already arranged" if arranged(plan.request, one) else one.hold.value
