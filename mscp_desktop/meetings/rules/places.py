"""Where a meeting, or what belongs to one, is shown: the meeting, the part of its workspace, and the record in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Place
from mscp_desktop.meetings.records import AgendaItem, Attendance, Meeting, MeetingPaper, MeetingState
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_after, meeting_before, meeting_row

AGENDA, PAPERS, ATTENDANCE, MINUTES = "agenda", "papers", "attendance", "minutes"


@dataclass(frozen=True, slots=True)
class Where:
    """A meeting, the part of its workspace where that is meant, and the record in it where one is.

    `meeting` is None for a matter that waits in a backlog: no meeting has it yet.
    """

    meeting: str | None
    part: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """What stands above a meeting's parts: the meeting itself, and the same group's meetings before and after it."""

    row: MeetingRow
    before: MeetingRow | None
    after: MeetingRow | None


def meeting_place(uid: str, part: str = AGENDA) -> Place:
    """Return the place of a part of a meeting's workspace."""
    return Place("meeting", uid if part == AGENDA else f"{uid}/{part}")


def where_of(session: Session, asked: str | None, today: date) -> Where | None:
    """Return where a place's uid leads: a meeting, a part of it, an agenda item, who was there; None where it is gone.

    With nothing asked it is the next meeting of any group, or the last one where none is planned.
    """
    if asked is None:
        met = select(Meeting.uid).where(Meeting.state != MeetingState.CANCELLED)
        found = session.scalars(met.where(Meeting.day >= today).order_by(Meeting.day, Meeting.id).limit(1)).first()
        found = found or session.scalars(met.order_by(Meeting.day.desc(), Meeting.id).limit(1)).first()
        return None if found is None else Where(found)
    uid, _, part = asked.partition("/")
    if is_there(session, uid):
        return Where(uid, part or None)
    item = session.scalars(select(AgendaItem).where(AgendaItem.uid == uid)).first()
    if item is None:
        paper = session.scalars(select(MeetingPaper).where(MeetingPaper.uid == uid)).first()
        if paper is not None:
            own = session.get_one(AgendaItem, paper.item_id).meeting_id
            return Where(None if own is None else session.get_one(Meeting, own).uid, PAPERS, uid)
        entry = session.scalars(select(Attendance).where(Attendance.uid == uid)).first()
        return None if entry is None else Where(session.get_one(Meeting, entry.meeting_id).uid, ATTENDANCE, uid)
    meeting = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id).uid
    return Where(meeting, part or AGENDA, uid)


def is_there(session: Session, meeting_uid: str) -> bool:
    """Say whether a meeting is still there."""
    return session.scalars(select(Meeting.id).where(Meeting.uid == meeting_uid)).first() is not None


def workspace_of(session: Session, uid: str) -> Workspace | None:
    """Return what stands above a meeting's parts, None where the meeting is gone."""
    if not is_there(session, uid):
        return None
    row = meeting_row(session, uid)
    before, after = (step(session, row.group_id, row.day) for step in (meeting_before, meeting_after))
    return Workspace(row, before, after)
