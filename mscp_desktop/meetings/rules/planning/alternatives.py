"""Other days that a meeting could have, best first, each with what it would mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.meetings.rules.meetings import meeting_row
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.meetings.rules.planning.hard_rules import many, shared
from mscp_desktop.meetings.rules.planning.reading import request_of
from mscp_desktop.meetings.rules.planning.reasons import Others, at_once, broken_beside, members_twice, why_not_beside
from mscp_desktop.meetings.rules.planning.slots import prices
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Plan, PlanRequest, Start
from mscp_desktop.meetings.rules.planning.weights import WEIGHTS
from mscp_desktop.meetings.rules.planning.wishes import ideal_days, matched

OFFERED = 12


@dataclass(frozen=True, slots=True)
class Alternative:
    """A day that keeps every hard rule; `effects` say in words what is less than ideal about it, none for nothing.

    `after` says how long it would lie after the group's meeting before.
    """

    day: date
    effects: tuple[str, ...]
    cost: int
    after: str = ""


def other_days(plan: Plan, meeting: Dated, most: int = OFFERED) -> list[Alternative]:
    """Return the days of the year that a meeting of a plan could have beside the others, best first."""
    return _ranked(Others.of(plan.request, plan.meetings, meeting), meeting, most)


def alternatives(session: Session, meeting_uid: str, today: date, most: int = OFFERED) -> list[Alternative]:
    """Return the days of its financial year to which a meeting on record could move, best first.

    All other meetings stay where they are. Raises `ConflictError` where the meeting is gone.
    """
    row = meeting_row(session, meeting_uid)
    request = request_of(session, financial_year(row.day), today, Start.PREFERENCES)
    own, others = None, []
    for one in request.known:
        dated = Dated(one.group_uid, 0, one.day, one.hold, one.start_time, one.length, one)
        if one.uid == meeting_uid:
            own = dated
        elif request.counts(one):
            others.append(dated)
    if own is None:
        return []
    return _ranked(Others.of(request, others, own), own, most)


def effects_of(
    request: PlanRequest, meetings: Sequence[Dated], meeting: Dated, day: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what it would mean to hold a meeting of a plan on a day: every hard rule it breaks, and the rest."""
    others, group = Others.of(request, meetings, meeting), request.group(meeting.group_uid)
    own = cost_beside(others, meeting, day)
    return tuple(broken_beside(others, group, day)), own.effects


def _ranked(others: Others, meeting: Dated, most: int) -> list[Alternative]:
    group = others.request.group(meeting.group_uid)
    begins = max(others.request.first, group.first)
    days = (begins + timedelta(days=n) for n in range((group.last - begins).days + 1))
    found = [
        cost_beside(others, meeting, day)
        for day in days
        if day != meeting.day and why_not_beside(others, group, day) is None
    ]
    return [_placed(others, group, one) for one in sorted(found, key=lambda one: (one.cost, one.day))[:most]]


def _placed(others: Others, group: GroupWish, one: Alternative) -> Alternative:
    """Return a day with how long it would lie after the group's meeting before, of this year or the one before."""
    before = max((day for day in others.days_of(group.uid) if day < one.day), default=None)
    return one if before is None else replace(one, after=f"{many((one.day - before).days, 'day')} after the one before")


def cost_beside(others: Others, meeting: Dated, day: date) -> Alternative:
    """Return a day for a meeting of a plan, with what it would mean beside the others."""
    request = others.request
    group = request.group(meeting.group_uid)
    found = list(prices(request, group, _wanted(others, meeting), day))
    beside = at_once(others, group, day)
    people = members_twice(others, group, day)
    cost = sum(price for price, _ in found) + clash_cost(others, group, day)
    words = [words for _, words in found] + [words for _, words in people]
    if beside and not people:
        words.append(f"{many(len(beside), 'other meeting')} at the same time, with nobody in both")
    return Alternative(day, tuple(words), cost)


def clash_cost(others: Others, group: GroupWish, day: date) -> int:
    """Return what the meetings at the same time cost a group on a day, and the members who belong to both."""
    request = others.request
    return sum(
        WEIGHTS.busy + WEIGHTS.clash * len(shared(request, group, request.group(one.group_uid), day))
        for one in at_once(others, group, day)
    )


def _wanted(others: Others, meeting: Dated) -> date:
    """Return the ideal day of a meeting: the one it was planned for, or the one that its place in the year has."""
    if meeting.wanted is not None:
        return meeting.wanted
    group = others.request.group(meeting.group_uid)
    ideal = ideal_days(others.request, group)
    days = sorted([*others.days_of(group.uid), meeting.day])
    days = [day for day in days if day in others.request.year]
    place = matched(days, ideal).get(days.index(meeting.day)) if meeting.day in days else None
    return meeting.day if place is None else ideal[place]
