"""Meetings changed from a list: within the rules for dates, and several at once."""

from collections.abc import Sequence
from typing import Any

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import Meeting, MeetingState
from mscp_desktop.meetings.rules.effects import effects
from mscp_desktop.meetings.rules.meetings import cancel_meeting, change_meeting, hold_meeting
from mscp_desktop.parties.rules.words import many_words

_WHEN = frozenset({"day", "start_time"})


@operation("meetings.change_within_rules")
def change_within_rules(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of a meeting as `change_meeting` does, but move one that is planned only where no rule is broken.

    Raises `UserError` that names the rules, and how it is moved all the same. A meeting that took place is put on
    record as it was.
    """
    meeting = Meeting.by_uid(session, uid)
    if fields.keys() & _WHEN and meeting.state is MeetingState.PLANNED:
        with session.no_autoflush:
            day, time = fields.get("day", meeting.day), fields.get("start_time", meeting.start_time)
            if day is None:
                raise UserError("A meeting needs a day. Cancel it where it is not to take place.")
            broken = [one.words for one in effects(session, uid, day, time) if one.hard]
        if broken:
            raise UserError(f"{' '.join(broken)} “Move it to another day…” moves it all the same.")
    change_meeting(session, uid, version, **fields)


@operation("meetings.change_meetings")
def change_meetings(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several meetings, whatever they say now."""
    for uid in uids:
        change_meeting(session, uid, Meeting.by_uid(session, uid).version, **dict(fields))
    session.say(many_words(fields, len(uids), "meetings"))


@operation("meetings.cancel_meetings")
def cancel_meetings(session: WorkSession, uids: Sequence[str], why: str) -> None:
    """Cancel several meetings for one reason: all of them, or none."""
    for uid in uids:
        cancel_meeting(session, uid, why)
    if len(uids) > 1:
        session.say(f"Cancelled {len(uids)} meetings")


@operation("meetings.hold_meetings")
def hold_meetings(session: WorkSession, uids: Sequence[str]) -> None:
    """Put on record that several meetings took place: all of them, or none."""
    for uid in uids:
        hold_meeting(session, uid)
    if len(uids) > 1:
        session.say(f"{len(uids)} meetings marked as held")
