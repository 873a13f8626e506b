"""What a plan of a year rests on, as it is recorded, and whether that is still so."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.years import Year
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import days_there, least_distance, obligations
from mscp_desktop.meetings.rules.patterns import Pattern, all_patterns, blocked_periods
from mscp_desktop.meetings.rules.planning.people import people_of
from mscp_desktop.meetings.rules.planning.values import Blocked, GroupWish, Hold, KnownMeeting, PlanRequest, Start

AROUND = timedelta(days=120)  # before and after a year: what is planned there stands in the way of what is near


def request_of(session: Session, year: Year, today: date, start: Start = Start.PREFERENCES) -> PlanRequest:
    """Return all that a plan of a financial year rests on.

    Meetings are put on days after today; in a year that is over, as if it began.
    """
    people, patterns = people_of(session, year), all_patterns(session)
    owing = {one.group_uid: one for one in obligations(session, year, today)}
    rows = {one.uid: one for one in session.scalars(select(Group).order_by(Group.position, Group.id))}
    named = {one.id: one.uid for one in rows.values()}
    first = year.first_day if today > year.last_day else max(year.first_day, today + timedelta(days=1))
    meetings = [
        one
        for one in meetings_between(session, year.first_day - AROUND, year.last_day + AROUND, cancelled=False)
        if one.kind not in BETWEEN and one.group_uid in owing
    ]
    known = tuple(_known(one, patterns[one.group_uid], today) for one in meetings)
    last_year = _last_year(session, year)
    groups = []
    for uid, owes in owing.items():
        there = days_there(rows[uid], year) or (year.last_day, year.last_day)
        counted = sum(one.group_uid == uid and one.counts and one.day in year for one in known)
        owed = counted if owes.owed is None else owes.owed
        above = named.get(rows[uid].parent_id or 0)
        wish = GroupWish(
            uid, owes.group_words(), owed, *there, stated=owes.owed is not None,
            parent_uid=above if above in owing else None, last_year=last_year.get(uid, ()),
            sittings=people.sittings.get(uid, ()),
            apart=least_distance(rows[uid].times, rows[uid].months, owed, there) if owed else 1,
        )  # fmt: skip
        groups.append(_as_liked(wish, patterns[uid]))
    blocked = tuple(
        Blocked(one.first, one.last, one.name, one.group_uid)
        for one in blocked_periods(session, year.first_day - AROUND, year.last_day)
    )
    return PlanRequest(
        year, first, start, working_calendar(session), tuple(groups), known, blocked, people.standing, people.names
    )


def changed_since(session: Session, request: PlanRequest, today: date) -> tuple[str, ...]:
    """Return what a request rests on that is no longer recorded so, in words; nothing where all is as it was."""
    now = request_of(session, request.year, today, request.start)
    found = []
    if now.known != request.known:
        found.append("meetings of the year")
    if _without_people(now) != _without_people(request):
        found.append("groups, what they owe or how they like to meet")
    if [one.sittings for one in now.groups] != [one.sittings for one in request.groups] or (
        now.standing != request.standing
    ):
        found.append("who sits in a group or chairs it")
    if now.blocked != request.blocked or now.calendar != request.calendar:
        found.append("blocked periods or working days")
    return tuple(found)


def _without_people(request: PlanRequest) -> tuple[GroupWish, ...]:
    return tuple(replace(one, sittings=()) for one in request.groups)


def _as_liked(wish: GroupWish, pattern: Pattern) -> GroupWish:
    return replace(
        wish, weekday=pattern.weekday, week=pattern.week, start_time=pattern.start_time, length=pattern.length,
        place=pattern.place, link=pattern.link, before_parent=pattern.before_parent,
        papers_before=pattern.papers_before, set_elsewhere=pattern.set_elsewhere,
    )  # fmt: skip


def _known(row: MeetingRow, pattern: Pattern, today: date) -> KnownMeeting:
    if row.state is MeetingState.HELD:
        hold = Hold.HELD
    elif row.pinned:
        hold = Hold.PINNED
    elif pattern.set_elsewhere:
        hold = Hold.ELSEWHERE
    else:
        hold = Hold.PAST if row.day <= today else Hold.FREE
    return KnownMeeting(
        row.group_uid, row.day, hold, row.uid, row.version, row.start_time, row.length,
        row.kind is MeetingKind.ORDINARY,
    )  # fmt: skip


def _last_year(session: Session, year: Year) -> dict[str, tuple[date, ...]]:
    found: dict[str, list[date]] = defaultdict(list)
    before = year.previous
    for one in meetings_between(session, before.first_day, before.last_day, cancelled=False):
        if one.kind is MeetingKind.ORDINARY:
            found[one.group_uid].append(one.day)
    return {uid: tuple(days) for uid, days in found.items()}
