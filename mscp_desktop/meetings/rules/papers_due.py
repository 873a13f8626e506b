"""What papers ask of the business manager: to ask for them, to have them cleared, and to send the pack."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.working_days import WorkingCalendar
from mscp_desktop.meetings.records import AgendaItem, MeetingPaper, MeetingState
from mscp_desktop.meetings.rules.meetings import MeetingRow, meetings_between
from mscp_desktop.meetings.rules.papers import MISSING, PaperRow, PaperState, papers_of_all
from mscp_desktop.meetings.rules.patterns import MOST_DAYS, all_patterns
from mscp_desktop.meetings.rules.places import PAPERS, meeting_place

AHEAD = timedelta(days=2 * MOST_DAYS)  # as far ahead as papers can be asked for
TO_CHASE, TO_CLEAR, TO_SEND = "Papers to ask for", "Papers to clear", "Packs to send"


def papers_due(session: Session, today: date) -> Iterator[Due]:
    """Yield, of the meetings to come, the papers to ask for, those to have cleared, and the packs to send."""
    wanted = select(AgendaItem.meeting_id).join(MeetingPaper, MeetingPaper.item_id == AgendaItem.id)
    with_papers = set(session.scalars(wanted.where(AgendaItem.meeting_id.is_not(None)).distinct()))
    meetings = [
        meeting
        for meeting in meetings_between(session, today, today + AHEAD, cancelled=False)
        if meeting.state is MeetingState.PLANNED and meeting.id in with_papers
    ]
    rows = papers_of_all(session, meetings, today)
    patterns, calendar = all_patterns(session), working_calendar(session)
    for meeting in meetings:
        call = _call_day(meeting, patterns[meeting.group_uid].call_before, calendar)
        yield from _of_meeting(meeting, rows[meeting.uid], call, today)


Call = tuple[date, tuple[str, ...]]


def _of_meeting(meeting: MeetingRow, rows: list[PaperRow], call: Call | None, today: date) -> Iterator[Due]:
    place, of_papers = meeting_place(meeting.uid, PAPERS), f"Papers of {meeting.title()}"
    days = [row.due for row in rows if row.due is not None]
    due = min(days, default=None)
    explain = next((row.explain for row in rows if row.due == due), ())
    missing = [row for row in rows if row.state in MISSING]
    late = [row for row in missing if row.state is PaperState.LATE]
    fresh = [row for row in missing if row.state is PaperState.NOT_ASKED]
    if late:
        first = min(row.due for row in late if row.due is not None)
        said = next(row.explain for row in late if row.due == first)
        yield Due(TO_CHASE, of_papers, f"{_many(len(late))} late: {_names(late)}.", first, place, "Chase", said)
    elif fresh and call is not None and call[0] <= today:
        why = f"{_many(len(fresh))} not asked for yet: {_names(fresh)}."
        yield Due(TO_CHASE, of_papers, why, call[0], place, "Ask for them", call[1])
    waiting = [row for row in rows if row.state is PaperState.RECEIVED]
    if waiting:
        why = f"{_many(len(waiting))} received and not cleared: {_names(waiting)}."
        yield Due(TO_CLEAR, of_papers, why, due or meeting.day, place, "Clear them", explain)
    if meeting.pack_sent is None and due is not None and due <= today and not waiting and len(missing) < len(rows):
        pack = f"Pack of {meeting.title()}"
        yield Due(TO_SEND, pack, "Its papers were due, and no pack went out.", due, place, "Send the pack", explain)
    later = [row for row in rows if row.state is PaperState.SUPPLEMENT]
    if meeting.pack_sent is not None and later:
        why = f"{_many(len(later))} cleared and not sent: {_names(later)}."
        went, meets = format_day(meeting.pack_sent), format_day(meeting.day)
        since = f"The pack went out on {went}, and the meeting is on {meets}."
        what = f"Supplement to the pack of {meeting.title()}"
        yield Due(TO_SEND, what, why, meeting.day, place, "Send the supplement", (since,))


def _call_day(meeting: MeetingRow, days: int | None, calendar: WorkingCalendar) -> Call | None:
    """Return from when a meeting's papers are asked for, with why; None where its group has no such day."""
    if days is None:
        return None
    try:
        count = calendar.add_working_days(meeting.day, -days)
    except UserError:
        return None
    return count.day, (f"{meeting.group_words()} asks for its papers {days} working days ahead.", *count.explain())


def _many(number: int) -> str:
    return "1 paper is" if number == 1 else f"{number} papers are"


def _names(rows: list[PaperRow]) -> str:
    shown = [row.public_title() for row in rows[:3]]
    more = len(rows) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
