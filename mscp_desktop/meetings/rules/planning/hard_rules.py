"""The rules that no planned date breaks, each asked of one day: shared by the planner and by whoever moves a meeting.

Each function returns the sentence that says what stands in the way, or None.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from math import ceil

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.working_days import Closure, WorkingCalendar
from mscp_desktop.meetings.rules.planning.values import USUAL_LENGTH, Blocked, GroupWish, PlanRequest

WEEKEND = "a weekend"
NAMED = 3  # people who are named in a sentence


def day_closed(calendar: WorkingCalendar, blocked: Iterable[Blocked], group_uid: str, day: date) -> str | None:
    """Say why nothing of a group is planned on a day, the first reason of all; None for a day that is open."""
    return next(closings(calendar, blocked, group_uid, day), None)


def closings(calendar: WorkingCalendar, blocked: Iterable[Blocked], group_uid: str, day: date) -> Iterator[str]:
    """Yield each reason why nothing of a group is planned on a day: not worked, blocked for all or for the group."""
    closed = closed_words(calendar, day)
    if closed is not None:
        yield closed
    for one in blocked:
        if one.first <= day <= one.last and one.group_uid in (None, group_uid):
            yield f"blocked by {one.name}{'' if one.group_uid is None else ', for this group only'}"


@lru_cache(maxsize=4096)
def closed_words(calendar: WorkingCalendar, day: date) -> str | None:
    """Say why a day is not worked, or None for a working day."""
    closed = calendar.closure(day)
    if closed is None:
        return None
    return WEEKEND if closed.kind is Closure.WEEKEND else closed.name


@lru_cache(maxsize=4096)
def working_days_before(calendar: WorkingCalendar, number: int, day: date) -> date:
    """Return the day so many working days before another."""
    return calendar.add_working_days(day, -number).day


def minutes(start_time: str | None, length: int | None) -> tuple[int, int] | None:
    """Return a meeting's minutes of the day as (first, until); None where its beginning is not known."""
    if start_time is None:
        return None
    at = time.fromisoformat(start_time)
    begins = at.hour * 60 + at.minute
    return begins, begins + (length or USUAL_LENGTH)


def at_one_time(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Say whether two meetings of one day overlap; one whose time is not known overlaps all others of its day."""
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])


def lead_up(calendar: WorkingCalendar, working_days: int, parent_day: date) -> date:
    """Return the first of the days on which a group no longer meets before a meeting of the group it reports to.

    It may meet so many working days before it, or on an earlier day, or after it.
    """
    return working_days_before(calendar, working_days, parent_day) + timedelta(days=1)


def in_lead_up(
    calendar: WorkingCalendar, working_days: int | None, day: date, parent_days: Iterable[date]
) -> date | None:
    """Return the parent's meeting to which a day is too close, or None."""
    if working_days is None:
        return None
    return next((one for one in parent_days if lead_up(calendar, working_days, one) <= day <= one), None)


def clashing(request: PlanRequest, one: GroupWish, other: GroupWish, day: date) -> frozenset[str]:
    """Return who may not be in two places and belongs to both groups on a day."""
    return request.standing_on(day) & one.members_on(day) & other.members_on(day)


def shared(request: PlanRequest, one: GroupWish, other: GroupWish, day: date) -> frozenset[str]:
    """Return the other people who belong to both groups on a day."""
    return (one.members_on(day) & other.members_on(day)) - request.standing_on(day)


def people_words(request: PlanRequest, people: Iterable[str]) -> str:
    """Return people by name, the first few of many."""
    named = sorted(request.names.get(one, one) for one in people)
    more = len(named) - NAMED
    if more > 0:
        return f"{', '.join(named[:NAMED])} and {more} more"
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def many(number: int, one: str, several: str | None = None) -> str:
    """Return a number with its word: "1 day", "3 days"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def even_interval(first: date, last: date, number: int) -> int:
    """Return the days from one of so many evenly spread meetings to the next."""
    return ceil(((last - first).days + 1) / max(number, 1))


def days_words(days: Sequence[date]) -> str:
    """Return some days in a sentence, the first few of many."""
    said = [format_day(day) for day in days[:NAMED]]
    return ", ".join(said) + (f" and {len(days) - NAMED} more" if len(days) > NAMED else "")
