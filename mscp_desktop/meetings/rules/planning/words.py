"""A plan in words: what becomes of each date, what is less than ideal about it, and what could not be met."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.alternatives import cost_beside
from mscp_desktop.meetings.rules.planning.gaps import arranged, gaps_of
from mscp_desktop.meetings.rules.planning.hard_rules import many, working_days_before
from mscp_desktop.meetings.rules.planning.reasons import Others, broken_by, members_twice
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, Plan, Unplanned

NEW, SAME = "new", "already arranged, and left as planned"
KEPT = "already arranged: it is on record as a date to keep"


@dataclass(frozen=True, slots=True)
class Told:
    """One date of a plan in words: what becomes of it, which hard rules it breaks, and all that is less than ideal.

    `twice` is how many members would be in two places; `after` says how long it lies after the group's meeting before.
    """

    dated: Dated
    group: str
    state: str
    twice: int
    effects: tuple[str, ...]
    papers: str
    after: str = ""
    broken: tuple[str, ...] = ()

    @property
    def clash(self) -> bool:
        """Whether members would be in two places, at a meeting that is still ahead."""
        return self.twice > 0 and self.dated.hold not in (Hold.HELD, Hold.PAST)

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
    found, gaps = [], gaps_of(plan)
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
                "" if due is None else format_day(due, weekday=True), after, tuple(broken_by(others, one)),
            )
        )  # fmt: skip
    return tuple(found)


def broken_words(broken: Sequence[str]) -> str:
    """Return the rules that a date breaks as a sentence without its end: "Breaks 2 rules: it is a weekend; …"."""
    if not broken:
        return ""
    return f"Breaks {'a rule' if len(broken) == 1 else f'{len(broken)} rules'}: {'; '.join(broken)}"


def state_words(plan: Plan, one: Dated) -> str:
    """Return what becomes of a date: "new", "moved from 12 May 2025", that it stays, or why it is not moved."""
    if one.hold in (Hold.HELD, Hold.PAST, Hold.ELSEWHERE):
        return one.hold.value
    if one.meeting is None or one.meeting.uid is None:
        return NEW
    if arranged(plan.request, one):
        return KEPT
    before = plan.request.day_before(one.meeting.uid)
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
