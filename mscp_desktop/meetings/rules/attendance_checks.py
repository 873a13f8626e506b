"""What a look at attendance finds: seats that missed meetings in a row, or all of a year, and decisions to ratify."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.meetings.records import APPROVED, Decision, Meeting
from mscp_desktop.meetings.rules.attendance import attendance_of_all
from mscp_desktop.meetings.rules.attendance_register import IN_A_ROW, SeatLine, register, year_of
from mscp_desktop.meetings.rules.meetings import meeting_rows
from mscp_desktop.meetings.rules.quorum import quorums_by
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.roster.rules.rosters import rosters_of

MISSING, INQUORATE = "Attendance", "Decisions without a quorum"
A_YEAR = timedelta(days=365)
FEWEST = 2  # meetings of a year that are recorded, before anybody is said to have missed all


def attendance_checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield seats of today's rosters that nobody filled for some time, and inquorate decisions that are not marked."""
    found = register(session, today, year=year_of(today))
    rosters = rosters_of(session, list(dict.fromkeys(line.group_uid for line in found.seats)))
    seats = {one.uid for at in rosters.values() for one in at(today).seats}
    for line in found.seats:
        if line.seat_uid in seats:
            yield from _of_seat(line, year_of(today).label)
    yield from _decisions(session, today)


def _of_seat(line: SeatLine, year: str) -> Iterator[Finding]:
    who, place = f"{line.post}, {line.organisation}", Place("seat", line.seat_uid)
    if line.run is not None and line.still and line.run.number >= IN_A_ROW:
        holders = f" It was held by {' and then '.join(line.run.holders)}." if line.run.holders else ""
        what = f"{who} missed the last {line.run.number} meetings of {line.group}"
        yield Finding(MISSING, what, f"{capital(line.run.words())}, without a deputy.{holders}", place)
    elif line.tally.recorded >= FEWEST and not line.tally.attended:
        what = f"{who} has not been at {line.group} in {year}"
        why = f"Of the {line.tally.recorded} meetings that are recorded neither the holder nor a deputy came to one."
        yield Finding(MISSING, what, why, place)


def _decisions(session: Session, today: date) -> Iterator[Finding]:
    """Find decisions of the last twelve months that count as quorate, of meetings that by what was entered were not."""
    query = (
        select(Decision, Meeting.minutes)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .where(Decision.inquorate.is_(False), Decision.ratified_at_id.is_(None), Meeting.day > today - A_YEAR)
        .order_by(Decision.number)
    )
    decisions = session.execute(query).all()
    met = attendance_of_all(session, meeting_rows(session, {one.meeting_id for one, _ in decisions}))
    quorums = quorums_by(session, [attended for _, attended in met], today)
    inquorate = {row.id for (row, _), quorum in zip(met, quorums, strict=True) if quorum.met is False}
    for decision, minutes in decisions:
        if decision.meeting_id in inquorate:
            mend = (
                "Its minutes are approved, so its mark stays: add a correction to them, and put it on the agenda of the"
                " next meeting to be taken again."
                if minutes in APPROVED
                else "Mark it: it is put up for ratification then."
            )
            why = f"By the attendance that is entered and today's rule of the quorum the meeting had none. {mend}"
            yield Finding(
                INQUORATE, f"D{decision.number} is not marked as inquorate", why, Place("decision", decision.uid)
            )
