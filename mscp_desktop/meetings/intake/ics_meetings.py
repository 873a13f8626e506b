"""Meetings that others keep in their calendars: a neighbour's dates for a joint group, or one in Outlook or Teams."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.ics_in import FoundEvent
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.working_days import Closure
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Meeting, MeetingState
from mscp_desktop.meetings.rules.calendar_feed import OURS
from mscp_desktop.meetings.rules.meetings import BETWEEN, add_meeting, change_meeting
from mscp_desktop.meetings.rules.patterns import blocked_days
from mscp_desktop.meetings.rules.times import length_words, span_words

ELSEWHERE = "Cancelled in the calendar it comes from"
FOLLOWED = ("day", "start_time", "length", "place", "link")
WORDS = {"day": "day", "start_time": "time", "length": "length", "place": "place", "link": "link"}


class MeetingFate(StrEnum):
    """What becomes of an event of a calendar file as a meeting."""

    NEW = "is added"
    CHANGED = "is changed"
    CANCELLED = "is cancelled"
    TAKEN = "is the one planned here"  # the same group, day and time: it gets the link, and follows that calendar
    SAME = "is as it is here"
    LEFT = "is left out"


DONE = frozenset({MeetingFate.NEW, MeetingFate.CHANGED, MeetingFate.CANCELLED, MeetingFate.TAKEN})
"""The fates with which something is changed."""


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """An event with its fate, `why` in words, and the meeting here that it is where there is one."""

    event: FoundEvent
    fate: MeetingFate
    why: str = ""
    meeting_uid: str | None = None

    @property
    def key(self) -> str:
        """What tells it from the other events of the file."""
        return f"{self.event.uid}\n{self.event.first.isoformat()}\n{self.event.start or ''}"


def plan_meetings(session: Session, group_uid: str, events: Sequence[FoundEvent]) -> tuple[MeetingLine, ...]:
    """Return what becomes of each event as a meeting of a group: found again by the name its calendar gave it."""
    group = Group.by_uid(session, group_uid)
    uids = {one.uid for one in events if one.uid}
    ours = {uid.removesuffix(f"@{OURS}") for uid in uids if uid.endswith(f"@{OURS}")}
    query = select(Meeting).where(
        (Meeting.group_id == group.id) | Meeting.outside_uid.is_not(None) | Meeting.uid.in_(ours)
    )
    rows = [one for one in session.scalars(query.order_by(Meeting.day, Meeting.id)) if one.kind not in BETWEEN]
    known = {one.outside_uid: one for one in rows if one.outside_uid} | {f"{one.uid}@{OURS}": one for one in rows}
    free = [one for one in rows if one.group_id == group.id and one.outside_uid is None]
    off = _days_off(session, group, [one.first for one in events])
    lines: list[MeetingLine] = []
    taken: set[tuple[date, str | None]] = set()
    for event in events:
        line = _line(session, group, event, known.get(event.uid) if event.uid else None, free)
        at = (event.first, event.start)
        if line.fate is MeetingFate.NEW:
            if at in taken:
                line = MeetingLine(event, MeetingFate.LEFT, "the file has another at the same time")
            taken.add(at)
        if line.fate in (MeetingFate.NEW, MeetingFate.CHANGED) and event.first in off:
            line = replace(line, why="; ".join(part for part in (line.why, off[event.first]) if part))
        lines.append(line)
    return tuple(lines)


def _days_off(session: Session, group: Group, days: Sequence[date]) -> dict[date, str]:
    """Return why nobody would plan a meeting on a day: a weekend, a bank holiday, a day that is kept free."""
    if not days:
        return {}
    blocked = blocked_days(session, min(days), max(days), group.uid)
    calendar = working_calendar(session)
    found = {}
    for day in days:
        try:
            closed = calendar.closure(day)
        except UserError:  # beyond the years whose bank holidays are known
            closed = None
        if closed is not None:
            weekend = closed.kind is Closure.WEEKEND
            found[day] = f"the day is a {closed.name}" if weekend else f"the day is not worked: {closed.name}"
        elif day in blocked:
            found[day] = f"the day is kept free: {blocked[day]}"
    return found


def _line(
    session: Session, group: Group, event: FoundEvent, meeting: Meeting | None, free: Sequence[Meeting]
) -> MeetingLine:
    if meeting is not None:
        return _again(session, group, event, meeting)
    if event.cancelled:
        return MeetingLine(event, MeetingFate.LEFT, "it is cancelled there, and not known here")
    if not Span(group.start, group.end).shown_at(event.first):
        return MeetingLine(event, MeetingFate.LEFT, f"{group.name} is not there on that day")
    if event.last != event.first:
        return MeetingLine(event, MeetingFate.LEFT, f"it lasts to {format_day(event.last)}: a meeting is of one day")
    same = next(
        (
            one
            for one in free
            if one.day == event.first and one.state is MeetingState.PLANNED and event.start in {None, one.start_time}
        ),
        None,
    )
    if same is not None:
        return MeetingLine(event, MeetingFate.TAKEN, "planned here at the same time", same.uid)
    return MeetingLine(event, MeetingFate.NEW)


def _again(session: Session, group: Group, event: FoundEvent, meeting: Meeting) -> MeetingLine:
    """Return the fate of an event whose meeting is here already."""
    left = _why_left(session, group, event, meeting)
    if left:
        return MeetingLine(event, MeetingFate.LEFT, left, meeting.uid)
    if event.cancelled:
        gone = meeting.state is MeetingState.CANCELLED
        return MeetingLine(event, MeetingFate.SAME if gone else MeetingFate.CANCELLED, "", meeting.uid)
    changes = _changes(event, meeting)
    if not changes:
        return MeetingLine(event, MeetingFate.SAME, "", meeting.uid)
    said = ", ".join(_said(name, getattr(meeting, name)) for name in changes)
    if changes.keys() & {"day", "start_time"}:
        said = f"it was on {format_day(meeting.day)}, {span_words(meeting.start_time, meeting.length)}"
    return MeetingLine(event, MeetingFate.CHANGED, said, meeting.uid)


def _why_left(session: Session, group: Group, event: FoundEvent, meeting: Meeting) -> str:
    """Return why an event changes nothing about its meeting; nothing where it may."""
    if meeting.group_id != group.id:
        return f"here it is a meeting of {session.get_one(Group, meeting.group_id).name}"
    if meeting.state is MeetingState.HELD or (meeting.state is MeetingState.CANCELLED and not event.cancelled):
        return f"here it is {meeting.state.value}"
    if event.last != event.first and not event.cancelled:
        return f"it lasts to {format_day(event.last)}: a meeting is of one day"
    return ""


def _said(name: str, before: Any) -> str:
    held = length_words(before) if name == "length" and before is not None else before
    return f"{WORDS[name]} was {held}" if held else f"{WORDS[name]} was not fixed"


def _changes(event: FoundEvent, meeting: Meeting) -> dict[str, Any]:
    """Return the fields that differ; what the file says nothing of stays as it is here."""
    told = {
        "day": event.first, "start_time": event.start, "length": event.length, "place": event.place, "link": event.link,
    }  # fmt: skip
    return {
        name: value
        for name, value in told.items()
        if value != getattr(meeting, name) and (value is not None or name == "day")
    }


@operation("meetings.import_meetings")
def import_meetings(
    session: WorkSession, group_uid: str, events: Sequence[FoundEvent], *, source: str | None = None
) -> int:
    """Take in what a calendar file says of a group's meetings, and return how many were added or changed.

    What is new is added as pinned: another calendar fixes its day. Raises `UserError` where there is nothing to do, and
    what adding and changing a meeting refuse with.
    """
    lines = [one for one in plan_meetings(session, group_uid, events) if one.fate in DONE]
    if not lines:
        raise UserError("There is nothing in this file that is not here already. Nothing was changed.")
    for line in sorted(lines, key=lambda one: one.fate is MeetingFate.NEW):  # a day that is left is free for another
        _do(session, group_uid, line)
    counts = Counter(one.fate for one in lines)
    said = {
        MeetingFate.NEW: "added", MeetingFate.CHANGED: "changed", MeetingFate.CANCELLED: "cancelled",
        MeetingFate.TAKEN: "linked",
    }  # fmt: skip
    parts = [f"{counts[fate]} {word}" for fate, word in said.items() if counts[fate]]
    group = Group.by_uid(session, group_uid)
    session.say(f"Meetings of {group.short or group.name}{f' from {source}' if source else ''}: {', '.join(parts)}")
    return len(lines)


def _do(session: WorkSession, group_uid: str, line: MeetingLine) -> None:
    event = line.event
    if line.fate is MeetingFate.NEW:
        add_meeting(
            session, group_uid, event.first, start_time=event.start, length=event.length, place=event.place,
            link=event.link, pinned=True, outside_uid=event.uid or None,
        )  # fmt: skip
        return
    meeting = Meeting.by_uid(session, line.meeting_uid or "")
    if line.fate is MeetingFate.CANCELLED:
        meeting.state, meeting.cancelled_why = MeetingState.CANCELLED, ELSEWHERE
        meeting.sequence += 1
        session.flush()
        return
    changes = _changes(event, meeting)
    if line.fate is MeetingFate.TAKEN:
        changes["outside_uid"] = event.uid or None
    if changes:
        change_meeting(session, meeting.uid, meeting.version, **changes)
    session.flush()
