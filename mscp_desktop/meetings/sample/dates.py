"""When invented meetings are: each group by its frequency and pattern, on working days, and no two at one time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import days_in
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.working_days import WorkingCalendar
from mscp_desktop.foundation.years import Year
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import A_YEAR, meetings_a_year
from mscp_desktop.meetings.records import (
    ZONE,
    BlockedPeriod,
    Meeting,
    MeetingKind,
    MeetingPattern,
    MeetingState,
    MinutesState,
    YearObligation,
)
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.meetings.rules.patterns import LAST_WEEK
from mscp_desktop.meetings.sample.words import BETWEEN, CANCELLED, LINK, PLACES

WHERE_NOT_STATED = 3  # meetings a year
TIMES = ("09:30", "10:00", "13:30", "14:00")
WEEK_OF_DEPTH = (LAST_WEEK, LAST_WEEK, 3, 1)  # whoever is reported to meets later in the month
WEEKDAYS_OF_DEPTH = ((4,), (3,), (0, 1, 2), (0, 1, 2, 3))
BEFORE_PARENT = (None, None, 3, 5)
CANCELLED_SHARE, ONLINE_SHARE = 0.04, 0.5
TO_MARK = 21  # days for which the last past meeting may not be marked yet
LOOK = 14  # days by which a date is moved at the most
BY_EMAIL, CHAIRS_ACTIONS = 4, 1  # a year


@dataclass(slots=True)
class Timetable:
    """The meetings that were invented, oldest first, and what was needed to find their days."""

    rng: random.Random
    today: date
    first: date
    groups: Sequence[Group]
    calendar: WorkingCalendar
    patterns: dict[int, MeetingPattern] = field(default_factory=dict)
    taken: set[tuple[date, str | None]] = field(default_factory=set)
    free: set[date] = field(default_factory=set)
    meetings: list[Meeting] = field(default_factory=list)

    def of(self, group_id: int) -> list[Meeting]:
        """Return one group's meetings at which it sits, in the order of time."""
        return [one for one in self.meetings if one.group_id == group_id and one.kind is MeetingKind.ORDINARY]

    def before(self, day: date, working_days: int) -> date:
        """Return the day so many working days before a day, or after it where the number is negative."""
        return self.calendar.add_working_days(day, -working_days).day


def fill_dates(
    session: WorkSession, rng: random.Random, first: date, today: date, groups: Sequence[Group]
) -> Timetable:
    """Add patterns, blocked periods and every meeting from `first` to the end of the coming year."""
    table = Timetable(rng, today, first, groups, working_calendar(session))
    years = [financial_year(first)]
    while years[-1] <= financial_year(today):
        years.append(years[-1].next)
    for year in years:
        _block(session, table, year)
    for place, group in enumerate(groups):
        table.patterns[group.id] = _pattern(group, place, _depth(session, group), rng)
        session.add(table.patterns[group.id])
    for year in years:
        for place, group in enumerate(groups):
            table.meetings += _ordinary(table, group, place, year)
        table.meetings += _others(table, year)
    table.meetings.sort(key=lambda one: (one.day, one.start_time or "", one.group_id))
    _mark(table)
    session.add_all(table.meetings)
    _differ(session, table, years)
    session.flush()
    return table


def _depth(session: Session, group: Group) -> int:
    depth, seen = 0, {group.id}
    while group.parent_id is not None and group.parent_id not in seen:
        group = session.get_one(Group, group.parent_id)
        seen.add(group.id)
        depth += 1
    return min(depth, len(WEEK_OF_DEPTH) - 1)


def _pattern(group: Group, place: int, depth: int, rng: random.Random) -> MeetingPattern:
    online = rng.random() < ONLINE_SHARE
    return MeetingPattern(
        group_id=group.id, weekday=rng.choice(WEEKDAYS_OF_DEPTH[depth]), week=WEEK_OF_DEPTH[depth],
        start_time=TIMES[place % len(TIMES)], length=rng.choice((90, 120, 120, 150)),
        place=None if online and group.tier is not Tier.EXECUTIVE else PLACES[place % len(PLACES)],
        link=LINK.format(number=100 + place) if online else None, before_parent=BEFORE_PARENT[depth],
        papers_before=7, call_before=20, set_elsewhere=group.scope is Scope.JOINT,
    )  # fmt: skip


def _block(session: WorkSession, table: Timetable, year: Year) -> None:
    """Close the office between Christmas and new year, and keep the week of the inspection rehearsal free."""
    start = year.start_year
    periods = [("Closed between Christmas and new year", date(start, 12, 24), date(start + 1, 1, 2))]
    monday = date(start, 7, 27) - timedelta(days=date(start, 7, 27).weekday())
    periods.append(("Start of the school holidays", monday, monday + timedelta(days=4)))
    blocked = set()
    for name, first, last in periods:
        session.add(BlockedPeriod(first=first, last=last, name=name))
        blocked |= {first + timedelta(days=place) for place in range((last - first).days + 1)}
    days = (year.first_day + timedelta(days=place) for place in range((year.last_day - year.first_day).days + 1))
    table.free |= {day for day in days if day not in blocked and table.calendar.is_working_day(day)}


def _ordinary(table: Timetable, group: Group, place: int, year: Year) -> Iterator[Meeting]:
    """Give the meetings of a group in a year; of the coming year some groups are not planned yet."""
    pattern = table.patterns[group.id]
    number = meetings_a_year(group.times, group.months) or WHERE_NOT_STATED
    coming, current = year > financial_year(table.today), year == financial_year(table.today)
    if coming and place % 3 == 0:
        return
    for count in range(number):
        month = (count + 1) * A_YEAR // number + 2  # from April, counted from 0
        start = date(year.start_year + month // A_YEAR, month % A_YEAR + 1, 1)
        day = _free_day(table, _liked(start, pattern.weekday or 0, pattern.week or 1), pattern.start_time)
        left_out = current and count == number - 1 and place % 5 == 1  # so that not every year is met
        if day is None or left_out or day < table.first or not Span(group.start, group.end).shown_at(day):
            continue
        table.taken.add((day, pattern.start_time))
        yield _meeting(group.id, day, MeetingKind.ORDINARY, pattern)


def _liked(start: date, weekday: int, week: int) -> date:
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    if week != LAST_WEEK:
        return first + timedelta(weeks=week - 1)
    return first + timedelta(weeks=(days_in(start.year, start.month) - first.day) // 7)


def _free_day(table: Timetable, liked: date, time: str | None) -> date | None:
    near = (liked + timedelta(days=place) for place in range(LOOK))
    return next((day for day in near if day in table.free and (day, time) not in table.taken), None)


def _others(table: Timetable, year: Year) -> Iterator[Meeting]:
    """Give what stands beside the obligations: decisions between meetings, and one extraordinary meeting a year."""
    wanted = [MeetingKind.BY_EMAIL] * BY_EMAIL + [MeetingKind.CHAIRS_ACTION] * CHAIRS_ACTIONS
    for kind in [*wanted, MeetingKind.EXTRAORDINARY]:
        group = table.rng.choice(table.groups)
        day = _free_day(table, year.first_day + timedelta(days=table.rng.randrange(330)), None)
        if day is not None and table.first <= day < table.today and Span(group.start, group.end).shown_at(day):
            yield _meeting(group.id, day, kind, table.patterns[group.id])


def _meeting(group_id: int, day: date, kind: MeetingKind, pattern: MeetingPattern) -> Meeting:
    sits = kind in (MeetingKind.ORDINARY, MeetingKind.EXTRAORDINARY)
    return Meeting(
        group_id=group_id, kind=kind, state=MeetingState.PLANNED, day=day, zone=ZONE, pinned=False, sequence=0,
        start_time=("16:00" if kind is MeetingKind.EXTRAORDINARY else pattern.start_time) if sits else None,
        length=pattern.length if sits else None, place=pattern.place if sits else None,
        link=pattern.link if sits else None, minutes=MinutesState.NONE,
        note=None if sits else BETWEEN[day.day % len(BETWEEN)][0],
    )  # fmt: skip


def _mark(table: Timetable) -> None:
    """Say what became of each meeting; the last one that is past is still to be marked."""
    past = [one for one in table.meetings if one.day < table.today]
    for one in past:
        off = one.kind is MeetingKind.ORDINARY and table.rng.random() < CANCELLED_SHARE
        one.state = MeetingState.CANCELLED if off else MeetingState.HELD
        one.cancelled_why = table.rng.choice(CANCELLED) if off else None
        one.sequence = int(off)
    latest = [one for one in past if one.kind is MeetingKind.ORDINARY and (table.today - one.day).days <= TO_MARK]
    for one in latest[-1:]:
        one.state, one.cancelled_why, one.sequence = MeetingState.PLANNED, None, 0


def _differ(session: WorkSession, table: Timetable, years: Sequence[Year]) -> None:
    """Let one group owe less in one year, as it happens."""
    stated = [group for group in table.groups if meetings_a_year(group.times, group.months)]
    if len(years) > 2 and stated:  # noqa: PLR2004 - this year, the coming one, and one before
        group = stated[len(stated) // 2]
        number = meetings_a_year(group.times, group.months) or 1
        session.add(YearObligation(
            group_id=group.id, start_year=years[-3].start_year, owed=number - 1,
            reason="The summer meeting was given up by agreement, as the inspection fell into its week",
        ))  # fmt: skip
