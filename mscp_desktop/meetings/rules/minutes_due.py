"""What minutes, decisions and challenges ask of somebody, and by when; and what a check of them finds."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.records import Meeting, MeetingState, MinutesState
from mscp_desktop.meetings.rules.approval import approves
from mscp_desktop.meetings.rules.challenges import open_challenges
from mscp_desktop.meetings.rules.deadlines import Reckoned, deadlines
from mscp_desktop.meetings.rules.decisions import to_ratify
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meeting_after, meeting_rows, meetings_after
from mscp_desktop.meetings.rules.minutes_changes import short_words
from mscp_desktop.meetings.rules.places import MINUTES, meeting_place

CHALLENGE_ANSWERED = "challenge-answered"  # the key of a rule, as are the keys below

_ASKED = {
    MinutesState.NONE: ("Minutes to write", "minutes-written", "Write the minutes", "Nothing is written of it."),
    MinutesState.DRAFT: ("Minutes to clear", "minutes-cleared", "Have them cleared", "The draft waits for the chair."),
    MinutesState.CLEARED: ("Minutes to circulate", "minutes-circulated", "Circulate them", "They are cleared."),
}


def minutes_due(session: Session, today: date) -> Iterator[Due]:
    """Yield minutes that wait for their next step, decisions to ratify, and challenges without an answer."""
    by_rule = deadlines(session)
    yield from _minutes(session, today, by_rule)
    yield from _decisions(session, today)
    yield from _challenges(session, by_rule)


def _minutes(session: Session, today: date, by_rule: Reckoned) -> Iterator[Due]:
    waiting = (*_ASKED, MinutesState.CIRCULATED)
    query = select(Meeting.id).where(Meeting.state != MeetingState.CANCELLED, Meeting.minutes.in_(waiting))
    took_place = (Meeting.state == MeetingState.HELD) | (Meeting.kind.in_(BETWEEN) & (Meeting.day <= today))
    rows = meeting_rows(session, session.scalars(query.where(took_place)))
    circulated = [row for row in rows if row.minutes is MinutesState.CIRCULATED]
    first = min((row.day for row in circulated), default=today)
    later = meetings_after(session, {row.group_id for row in circulated}, first) if circulated else {}
    for row in rows:
        after = next((one for one in later.get(row.group_id, ()) if one.day > row.day and approves(one)), None)
        yield _of_meeting(row, after, today, by_rule)


def _of_meeting(row: MeetingRow, after: MeetingRow | None, today: date, by_rule: Reckoned) -> Due:
    place, what = meeting_place(row.uid, MINUTES), f"Minutes of {row.title()}"
    if row.minutes is not MinutesState.CIRCULATED:
        about, rule, verb, why = _ASKED[row.minutes]
        due, explain = by_rule(rule, row.day)
        return Due(about, what, why, due, place, verb, explain)
    if after is None:
        said = (
            "No later ordinary meeting of the group is planned.",
            "Minutes of a group that has ended are approved by e-mail.",
        )
        return Due("Minutes to approve", what, "They are circulated.", None, place, "Approve them", said)
    explain = (f"Minutes are approved at the group's next ordinary meeting: {format_day(after.day)}.",)
    why = "They are circulated, and the next ordinary meeting has them before it."
    if after.day < today:
        why = f"They are circulated, and the meeting of {format_day(after.day)} is over."
    return Due("Minutes to approve", what, why, after.day, place, "Approve them", explain)


def _decisions(session: Session, today: date) -> Iterator[Due]:
    for row in to_ratify(session):
        meeting = meeting_rows(session, session.scalars(select(Meeting.id).where(Meeting.uid == row.meeting_uid)))[0]
        after = meeting_after(session, meeting.group_id, max(row.meeting_day, today - timedelta(days=1)))
        explain = (
            (f"The group's next meeting is on {format_day(after.day)}.",)
            if after is not None
            else ("No later meeting of the group is planned.",)
        )
        what = f"{row.name()}, {row.meeting_words()}" if row.confidential else f"{row.name()}: {short_words(row.text)}"
        why = f"It was taken without a quorum on {format_day(row.meeting_day)}."
        day = None if after is None else after.day
        yield Due("Decisions to ratify", what, why, day, Place("decision", row.uid), "Show the decision", explain)


def _challenges(session: Session, by_rule: Reckoned) -> Iterator[Due]:
    for row in open_challenges(session):
        due, explain = by_rule(CHALLENGE_ANSWERED, row.made)
        what = row.name() if row.confidential else f"{row.name()}: {short_words(row.about)}"
        said = f"{row.sides() or 'Made'} on {format_day(row.made)}: {row.state.value}."
        why = "It was made under a confidential item." if row.confidential else said
        yield Due("Challenges without an answer", what, why, due, Place("challenge", row.uid), "Show it", explain)


def year_bounds(year: str | None) -> tuple[date | None, date | None]:
    """Return the first and last day of a financial year written as "2024-25"; nothing for all years."""
    if year is None:
        return None, None
    found = Year.parse(YearKind.FINANCIAL, year)
    return found.first_day, found.last_day
