"""What a look at the year and its meetings finds: nothing planned, what can't be met, days that are not free."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action
from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import AgendaItem, MeetingState, MinutesState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import Verdict, financial_year, obligations
from mscp_desktop.meetings.rules.patterns import blocked_periods, days_of
from mscp_desktop.meetings.rules.places import MINUTES, meeting_place
from mscp_desktop.meetings.rules.springing import ITEM

OWED, PAST, CLOSED, MINUTED, SHOWN = (
    "Meetings owed", "Meetings not marked", "Meetings on days that are not free", "Held without minutes",
    "Actions of confidential items",
)  # fmt: skip
BACK, AHEAD = timedelta(days=2 * 366), timedelta(days=2 * 366)
WITHOUT_MINUTES = 10  # working days after a meeting


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what needs a look in what is owed, planned and held, as it stands today."""
    yield from _owed(session, today)
    rows = meetings_between(session, today - BACK, today + AHEAD, cancelled=False)
    yield from _not_marked(rows, today)
    yield from _not_free(session, rows, today)
    yield from _without_minutes(session, rows, today)
    yield from _shown(session)


def _owed(session: Session, today: date) -> Iterator[Finding]:
    """Find groups that can't meet what they owe this year any more, or have nothing planned at all."""
    year = financial_year(today)
    for one in obligations(session, year, today):
        place = Place("year", f"{year} {one.group_uid}")
        if one.verdict is Verdict.MISSED:
            yield Finding(OWED, f"{one.group} can't meet what it owes in {year} any more", one.why, place)
        elif one.verdict is Verdict.SHORT and not one.planned:
            what = f"{one.group} has no meeting planned for the rest of {year}"
            yield Finding(OWED, what, f"It meets {one.frequency}. {one.why}", place)


def _not_marked(rows: list[MeetingRow], today: date) -> Iterator[Finding]:
    for row in rows:
        if row.state is MeetingState.PLANNED and row.day < today:
            why = "Its day is past, and it is neither marked as held nor cancelled."
            yield Finding(
                PAST, f"{row.group}, {format_day(row.day)}: did it take place?", why, Place("meetings", row.uid)
            )


def _not_free(session: Session, rows: list[MeetingRow], today: date) -> Iterator[Finding]:
    """Find planned meetings on a weekend, a bank holiday or a day that is kept free."""
    calendar, periods = working_calendar(session), blocked_periods(session, today, today + AHEAD)
    for row in rows:
        if row.state is not MeetingState.PLANNED or row.day < today or row.kind in BETWEEN:
            continue
        try:
            closed = calendar.closure(row.day)
        except UserError:  # beyond the years whose bank holidays are known
            closed = None
        blocked = days_of(periods, row.day, row.day, row.group_uid).get(row.day)
        why = closed.name if closed is not None else blocked
        if why is not None:
            what = f"{row.group} is planned for {format_day(row.day, weekday=True)}"
            yield Finding(CLOSED, what, f"That day is not free: {why}.", Place("meetings", row.uid))


def _without_minutes(session: Session, rows: list[MeetingRow], today: date) -> Iterator[Finding]:
    """Find meetings that were held so long ago, and of which nothing is written."""
    latest = working_calendar(session).add_working_days(today, -WITHOUT_MINUTES).day
    for row in rows:
        if row.state is MeetingState.HELD and row.minutes is MinutesState.NONE and row.day < latest:
            what = f"{row.group} met on {format_day(row.day)}, and no minutes are written"
            why = f"That is more than {WITHOUT_MINUTES} working days ago."
            yield Finding(MINUTED, what, why, meeting_place(row.uid, MINUTES))


def _shown(session: Session) -> Iterator[Finding]:
    """Find actions that are not confidential, though the item is that they were agreed under."""
    query = (
        select(Action.number, Action.uid)
        .join(AgendaItem, AgendaItem.uid == Action.source_uid)
        .where(Action.source_kind == ITEM, Action.confidential.is_(False), AgendaItem.confidential.is_(True))
        .order_by(Action.number)
    )
    why = "The public register of actions has its words. Make it confidential, unless they may be read by all."
    for number, uid in session.execute(query):
        yield Finding(SHOWN, f"A{number} was agreed under a confidential item and is not confidential", why,
                      Place("action", uid))  # fmt: skip
