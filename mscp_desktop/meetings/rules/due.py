"""What the year and its meetings ask of the business manager: dates to plan, agendas to send, meetings to mark."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.years import Year
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.deadlines import Reckoned, deadlines
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import Obligation, Verdict, financial_year, obligations
from mscp_desktop.meetings.rules.places import AGENDA, meeting_place

TO_PLAN, TO_SEND, TO_MARK = "Years to plan", "Agendas to send", "Meetings to mark as held"
YEAR_PLANNED, AGENDA_SENT = "year-planned", "agenda-sent"  # keys of rules
PLANNING = timedelta(days=92)  # before a year begins, its dates are due
AHEAD = timedelta(days=45)  # agendas of meetings so near
BEHIND = timedelta(days=366)  # meetings before that are told by the checks


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield the years to plan, the agendas to send out, and the meetings to mark as held."""
    year, by_rule = financial_year(today), deadlines(session)
    yield from _short(session, year, today)
    if year.next.first_day - today <= PLANNING:
        yield from _unplanned(session, year.next, today, by_rule)
    for row in meetings_between(session, today - BEHIND, today + AHEAD, cancelled=False):
        if row.state is MeetingState.PLANNED:
            yield from _of_meeting(row, today, by_rule)


def _short(session: Session, year: Year, today: date) -> Iterator[Due]:
    """Yield each group for which too little is planned in a year that runs, by the day that it can last be mended."""
    for one in obligations(session, year, today):
        if one.verdict in (Verdict.SHORT, Verdict.MISSED):
            owed = f"{one.owed} meeting{'' if one.owed == 1 else 's'} owed in {year}"
            what = f"{one.group_words()}: {owed}, {one.held} held and {one.planned} planned"
            yield Due(
                TO_PLAN, what, one.why, one.meet_by, Place("year", f"{year} {one.group_uid}"), "Plan it", _explain(one)
            )


def _explain(one: Obligation) -> tuple[str, ...]:
    if one.meet_by is None:
        return (*one.owed_why, one.why)
    last = format_day(one.meet_by, weekday=True)
    why = f"If the next one is held after {last}, the rest no longer fits in before the end of the year"
    return (*one.owed_why, f"{why}: on free working days, at half the usual distance.")


def _unplanned(session: Session, year: Year, today: date, by_rule: Reckoned) -> Iterator[Due]:
    """Yield a coming year for which some group has too little planned."""
    short = [one for one in obligations(session, year, today) if one.verdict is Verdict.SHORT]
    if short:
        missing = sum(one.remaining or 0 for one in short)
        groups = f"{len(short)} group{'' if len(short) == 1 else 's'}"
        why = f"{missing} meeting{'' if missing == 1 else 's'} of {groups} {'has' if missing == 1 else 'have'} no date."
        day, explain = by_rule(YEAR_PLANNED, year.first_day)
        yield Due(
            TO_PLAN, f"Plan the meetings of {year}", why, day, Place("year", year.label), "Plan the year", explain
        )


def _of_meeting(row: MeetingRow, today: date, by_rule: Reckoned) -> Iterator[Due]:
    if row.day < today:
        what = "was to be taken" if row.kind in BETWEEN else "was to be held"
        why = f"It {what} on {format_day(row.day, weekday=True)}. Mark it as held, or cancel it with the reason."
        said = ("A meeting is marked on the day on which it took place.",)
        yield Due(TO_MARK, row.title(), why, row.day, Place("meetings", row.uid), "Mark it", said)
    elif row.agenda_sent is None and row.kind not in BETWEEN:
        day, explain = by_rule(AGENDA_SENT, row.day)
        why = f"It meets on {row.when_words()}, and no agenda went out."
        what, place = f"Agenda of {row.title()}", meeting_place(row.uid, AGENDA)
        yield Due(TO_SEND, what, why, day, place, "Open the agenda", explain)
