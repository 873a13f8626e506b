"""A plan in words: what becomes of each date, what is less than ideal about it, and what could not be met."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.alternatives import cost_beside
from mscp_desktop.meetings.rules.planning.hard_rules import even_interval, many, working_days_before
from mscp_desktop.meetings.rules.planning.reasons import Others, members_twice, why_not_beside
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, Plan, Unplanned

NEW, SAME = "new", "already arranged, and left as planned"
KEPT = "already arranged: it is on record as a date to keep"


@dataclass(frozen=True, slots=True)
class Told:
    """One date of a plan in words: what becomes of it, who would be in two places, and all that is less than ideal.

    `after` says how long it lies after the group's meeting before.
    """

    dated: Dated
    group: str
    state: str
    twice: int
    effects: tuple[str, ...]
    papers: str
    after: str = ""

    @property
    def arranged(self) -> bool:
        """Whether it stays because it was on record as a date to keep, and not because it was pinned here."""
        return self.state == KEPT

    @property
    def moved(self) -> bool:
        """Whether a meeting on record gives up its day for this one."""
        return self.state.startswith("moved")


def told(plan: Plan) -> tuple[Told, ...]:
    """Return all dates of a plan in words."""
    found, gaps = [], _gaps(plan)
    for one in plan.meetings:
        after, uneven = gaps.get(one, ("", ""))
        others, group = Others.of(plan.request, plan.meetings, one), plan.request.group(one.group_uid)
        due = None
        if group.papers_before is not None:
            due = working_days_before(plan.request.calendar, group.papers_before, one.day)
        found.append(
            Told(
                one, group.name, state_words(plan, one),
                sum(number for number, _ in members_twice(others, group, one.day)),
                (*cost_beside(others, one, one.day).effects, *([uneven] if uneven else [])),
                "" if due is None else format_day(due, weekday=True), after,
            )
        )  # fmt: skip
    return tuple(found)


def state_words(plan: Plan, one: Dated) -> str:
    """Return what becomes of a date: "new", "moved from 12 May 2025", that it stays, or why it is not moved."""
    if one.hold in (Hold.HELD, Hold.PAST, Hold.ELSEWHERE):
        return one.hold.value
    if one.meeting is None or one.meeting.uid is None:
        return NEW
    before = plan.request.day_before(one.meeting.uid)
    if one.hold is Hold.PINNED and one.meeting.uid not in dict(plan.request.on_record):
        return KEPT
    return SAME if before in (None, one.day) else f"moved from {format_day(before)}" if before else SAME


def unplanned_words(plan: Plan, one: Unplanned) -> str:
    """Return which meeting has no day: "PMQA: 1 of 6 meetings has no date"."""
    group = plan.request.group(one.group_uid)
    left = [other for other in plan.unplanned if other.group_uid == one.group_uid]
    verb = "has" if len(left) == 1 else "have"
    return f"{group.name}: {len(left)} of {many(group.owed, 'meeting')} {verb} no date"


def left_over(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """Return what could not be met, each group once, with the reasons."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for one in plan.unplanned:
        found.setdefault(one.group_uid, (unplanned_words(plan, one), one.reasons))
    return list(found.values())


def without_report(plan: Plan) -> list[str]:
    """Return where a group does not meet between two meetings of the group it reports to, though it meets as often."""
    found = []
    for group in plan.request.groups:
        above = None if group.parent_uid is None else plan.request.group(group.parent_uid)
        if above is None or not 0 < above.owed <= group.owed:
            continue
        days, before = [one.day for one in plan.of(group.uid)], group.before_parent or 0
        for since, until in pairwise(one.day for one in plan.of(above.uid)):
            latest = working_days_before(plan.request.calendar, before, until)
            if not any(since < day <= latest for day in days):
                found.append(
                    f"{group.name} does not meet between {above.name} on {format_day(since)} and on {format_day(until)}"
                    + (f", {many(before, 'working day')} before it." if before else ".")
                )
    return found


def summary(plan: Plan) -> str:
    """Return a plan in a sentence: "52 meetings of 11 groups for 2025-26; every obligation is met"."""
    groups = len({one.group_uid for one in plan.meetings})
    owed = sum(one.owed for one in plan.request.groups if one.stated)
    left = len(plan.unplanned)
    met = "every obligation is met" if not left else f"{left} of {owed} owed {'has' if left == 1 else 'have'} no date"
    if plan.worse:
        met += f", {many(len(plan.worse), 'rule')} broken"
    said = f"{many(len(plan.meetings), 'meeting')} of {many(groups, 'group')} for {plan.request.year.label}"
    said += f"{_beyond(plan)}; {met}"
    return said if owed or plan.meetings else f"No group owes a meeting in {plan.request.year.label}"


def _beyond(plan: Plan) -> str:
    """Return how many meetings of a plan nobody owes, so that what is said adds up; empty where there are none."""
    number = {one.uid: len(plan.of(one.uid)) for one in plan.request.groups}
    more = sum(max(0, number[one.uid] - one.owed) for one in plan.request.groups if one.stated)
    unstated = sum(number[one.uid] for one in plan.request.groups if not one.stated)
    parts = [f"{more} more than owed"] if more else []
    parts += [f"{unstated} of groups with no stated frequency"] if unstated else []
    return f", of which {' and '.join(parts)}" if parts else ""


UNEVEN = 0.4  # of an even gap: by how much one is longer or shorter before it is said that it is uneven


def _gaps(plan: Plan) -> dict[Dated, tuple[str, str]]:
    """Return for each date how long it lies after the group's one before, and where that is uneven, what is usual."""
    found = {}
    for group in plan.request.groups:
        earlier = [one.day for one in plan.request.known if one.group_uid == group.uid and one.counts]
        before = max((day for day in earlier if day < plan.request.year.first_day), default=None)
        last: Dated | None = None
        even = even_interval(group.first, group.last, group.owed) if group.owed else 0
        for one in plan.of(group.uid):
            if before is not None and (gap := (one.day - before).days):
                uneven = group.owed > 1 and abs(gap - even) > UNEVEN * even
                said = f"{many(gap, 'day')} after the one before"
                usual = f"{said}, where even gaps are of {many(even, 'day')}"
                found[one] = said, f"{usual}: {_why_uneven(plan, last, one, before, even)}" if uneven else ""
            before, last = one.day, one
    return found


def _why_uneven(plan: Plan, last: Dated | None, one: Dated, before: date, even: int) -> str:
    """Return why a date lies unevenly after its group's one before; `last` is None for one of the year before."""
    why = []
    if last is None:
        why.append(f"that was in the year before, on {format_day(before)}, and is not planned here")
    elif last.fixed:
        why.append(f"that is {_held_by(plan, last)}")
    if one.fixed:
        why.append(f"this one is {_held_by(plan, one)}")
        return " and ".join(why)
    ideal, group = before + timedelta(days=even), plan.request.group(one.group_uid)
    refused = None
    if ideal in plan.request.year and ideal != one.day:
        refused = why_not_beside(Others.of(plan.request, plan.meetings, one), group, ideal)
    if refused is not None:
        why.append(f"{format_day(ideal)} can't be had, as {refused[1]}")
    if not why:
        fixed = any(other.fixed for other in plan.of(one.group_uid))
        why.append("the dates that stay leave no even share" if fixed else "a more even day would cost more elsewhere")
    return "; ".join(why)


def _held_by(plan: Plan, one: Dated) -> str:
    """Return why a date stays: "already arranged", "pinned", "held", "set elsewhere"."""
    return "already arranged" if state_words(plan, one) == KEPT else one.hold.value
