"""What reads meetings, and what groups owe and plan: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from datetime import date
from typing import Any

from mscp_desktop.meetings import lists
from mscp_desktop.meetings.records import Meeting, MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules import (
    calendar,
    calendar_feed,
    checks,
    deadlines,
    due,
    effects,
    meetings,
    obligations,
    patterns,
    rule_dates,
)
from mscp_desktop.meetings.rules.planning import adopting, alternatives, people, reading

MEETING = Meeting(
    group_id=1, kind=MeetingKind.ORDINARY, state=MeetingState.PLANNED, day=date(2025, 1, 15), minutes=MinutesState.NONE
)

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (deadlines.deadlines(s)("agenda-sent", day), rule_dates.dates_by_rules(s, day)),
    lambda s, day, uid: (calendar.read_stretch(s, day, day, (uid,)), calendar.read_stretch(s, day, day, (), uid)),
    lambda s, day, uid: (meetings.next_found(s, [uid], day), meetings.minutes_found(s, [uid], day)),
    lambda s, day, uid: (calendar.calendar_groups(s, day, day), calendar.days_off(s, day, day)),
    lambda s, day, uid: [calendar_feed.invited(s, one) for one in meetings.meetings_between(s, day, day)],
    lambda s, day, uid: [calendar_feed.invitation(s, one, day) for one in meetings.meetings_between(s, day, day)],
    lambda s, day, uid: (patterns.all_patterns(s), patterns.patterns_on(s, day)),
    lambda s, day, uid: (patterns.blocked_periods(s, day, day), patterns.blocked_days(s, day, day, uid)),
    lambda s, day, uid: (patterns.pattern_history(s, uid), patterns.blocked_of_group(s, uid)),
    lambda s, day, uid: [patterns.pattern_of(s, one) for one in patterns.all_patterns(s)],
    lambda s, day, uid: obligations.obligations(s, obligations.financial_year(day), day, uid),
    lambda s, day, uid: (obligations.own_number(s, uid, 2025), obligations.obligation_history(s, uid, 2025)),
    lambda s, day, uid: (lists.meeting_id(s, uid), lists.places_in_use(s, "room"), lists.next_day(s, [1], day)),
    lambda s, day, uid: [effects.day_effects(s, one, day, "10:00", 90) for one in patterns.all_patterns(s)],
    lambda s, day, uid: [
        effects.effects(s, one.uid, day, one.start_time) for one in meetings.meetings_between(s, day, day)
    ],
    lambda s, day, uid: reading.changed_since(s, reading.request_of(s, obligations.financial_year(day), day), day),
    lambda s, day, uid: people.people_of(s, obligations.financial_year(day)),
    lambda s, day, uid: [
        alternatives.alternatives(s, one.uid, day, 1) for one in meetings.meetings_between(s, day, day)
    ],
    lambda s, day, uid: adopting.group_words(s, 1),
    lambda s, day, uid: (list(due.due(s, day)), list(checks.checks(s, day))),
    lambda s, day, uid: (meetings.meetings_between(s, day, day, uid), meetings.meeting_rows(s, [1])),
    lambda s, day, uid: (
        meetings.meeting_before(s, 1, day),
        meetings.meeting_after(s, 1, day),
        meetings.meetings_after(s, [1], day),
    ),
    lambda s, day, uid: [
        (meetings.meeting_row(s, one.uid), meetings.meeting_asked_for(s, one.uid, None))
        for one in meetings.meetings_between(s, day, day)
    ],
    lambda s, day, uid: meetings.meeting_words(s, MEETING),
)
