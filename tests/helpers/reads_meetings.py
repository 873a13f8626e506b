"""What reads meetings, and what groups owe and plan: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from datetime import date
from typing import Any

from mscp_desktop.meetings.records import Meeting, MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules import meetings

MEETING = Meeting(
    group_id=1, kind=MeetingKind.ORDINARY, state=MeetingState.PLANNED, day=date(2025, 1, 15), minutes=MinutesState.NONE
)

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (meetings.meetings_between(s, day, day, uid), meetings.meeting_rows(s, [1])),
    lambda s, day, uid: (meetings.meeting_before(s, 1, day), meetings.meeting_after(s, 1, day)),
    lambda s, day, uid: [
        (meetings.meeting_row(s, one.uid), meetings.meeting_asked_for(s, one.uid, None))
        for one in meetings.meetings_between(s, day, day)
    ],
    lambda s, day, uid: meetings.meeting_words(s, MEETING),
)
