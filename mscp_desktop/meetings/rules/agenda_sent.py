"""Whether an agenda is still as it went out to the members."""

import hashlib
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingState


def printed(session: Session, meeting: Meeting) -> str:
    """Return a mark of what stands on a meeting's agenda: the same for the same items in the same order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    items = [
        (one.title, one.source, one.purpose, one.length, one.presenter, one.confidential, one.brief)
        for one in session.scalars(query.order_by(AgendaItem.position, AgendaItem.id))
    ]
    return hashlib.sha256(json.dumps(items).encode()).hexdigest()


def changed_since_sent(session: Session, meeting_uid: str) -> bool:
    """Say whether the agenda of a coming meeting differs from what went out; what was taken back does not count.

    False where it has not gone out, and once the meeting has taken place or was cancelled.
    """
    meeting = Meeting.by_uid(session, meeting_uid)
    if meeting.agenda_as_sent is None or meeting.state is not MeetingState.PLANNED:
        return False
    return printed(session, meeting) != meeting.agenda_as_sent
