"""The calendar of a year as documents: a planner of one page with the same as a list, a table, and a calendar file."""

from collections.abc import Iterator
from datetime import date
from email.headerregistry import Address

from sqlalchemy.orm import Session

from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS, format_day
from mscp_desktop.foundation.partnership import partnership_name, partnership_sender
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.report.calendar_planner import DayMark, MarkKind, Planner, PlannerDay, draw_planner, wide_of
from mscp_desktop.meetings.rules.calendar import OffDays, Stretch, off_days, read_stretch, standing_words, state_words
from mscp_desktop.meetings.rules.calendar_feed import event_of, feed, invitation, invited
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meeting_asked_for
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.meetings.rules.times import length_words, span_words
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

TITLE_ROOM = 102.0  # points that title, name and day take above the planner, each on one line, with the air around it
FILLED = 0.92  # of a line: words are not broken
NOT_ONE = "One meeting is saved as a calendar file (.ics) or a draft e-mail (.eml). For a year leave the meeting out."
WHICH = "Say which meeting the e-mail invites to: its day and its group."


def year_of(request: Request) -> Year:
    """Return the financial year that is asked for: by its name, or else that of the day it speaks of."""
    return financial_year(request.as_at) if request.year is None else Year.parse(YearKind.FINANCIAL, request.year)


def calendar_of(session: Session, request: Request) -> tuple[str, Stretch]:
    """Return the title and the year's meetings, of a group or of all; raises `UserError` for a name not known."""
    year = year_of(request)
    group = None if request.group is None else group_named(session, request.group)
    stretch = read_stretch(session, year.first_day, year.last_day, () if group is None else (group.uid,))
    return f"Calendar {year.label}" if group is None else f"Calendar of {group.name}, {year.label}", stretch


def calendar_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the year planner on one page of A4 on its side, and after it the same as a list by month."""
    if request.meeting is not None:
        raise UserError(NOT_ONE)
    title, stretch = calendar_of(session, request)
    about = Document(
        title=title, partnership=partnership_name(session), printed_on=request.today, as_at=None, landscape=True
    )
    wide, high = style.LANDSCAPE[0] - 2 * style.MARGIN_SIDE, style.LANDSCAPE[1] - style.MARGIN_TOP - style.MARGIN_BOTTOM
    room = high - TITLE_ROOM
    for words, look in ((title, style.TITLE), (about.partnership, style.PARTNERSHIP)):
        room -= look.leading * int(wide_of(words, look.face, look.size) / (wide * FILLED))
    planner = planner_of(stretch)
    marks = [mark.kind for one in planner.days.values() for mark in one.marks]
    between, held = marks.count(MarkKind.BETWEEN), marks.count(MarkKind.HELD)
    shown = len(marks) - between
    said = (
        f"Year planner from April {stretch.first.year} to March {stretch.last.year}: a row for each month, with"
        f" {shown} meeting{'' if shown == 1 else 's'} marked by the letters of their groups, {held} of them held,"
        f" {between} decision{'' if between == 1 else 's'} between meetings, and days on which none is held. All of it"
        " stands as a list after it."
    )
    columns = (
        blocks.column("Day", 1.3, heads_rows=True), blocks.column("Time", 1.0), blocks.column("Group", 2.2),
        blocks.column("Place", 1.8), blocks.column("How it stands", 1.2),
    )  # fmt: skip
    story: list[blocks.Block] = [
        blocks.figure(draw_planner(planner, wide, room), said),
        blocks.page_break(),
        blocks.heading(1, "The year as a list"),
        blocks.table(columns, list(_rows(stretch, request.today)), empty="No meeting is planned in this year yet."),
    ]
    return about, story


def planner_of(stretch: Stretch) -> Planner:
    """Return what stands on the planner: what is planned, held and decided between, and nothing that was cancelled."""
    met = [one for one in stretch.meetings if one.state is not MeetingState.CANCELLED]
    days: dict[date, list[DayMark]] = {}
    for one in met:
        mark = DayMark(stretch.mark(one.group_uid), _mark_kind(one), off=bool(stretch.day_off(one)))
        days.setdefault(one.day, []).append(mark)
    every = {day for day, reasons in stretch.off.items() if any(one.group_uid is None for one in reasons)}
    known = {day: PlannerDay(tuple(days.get(day, ())), day in every) for day in sorted({*days, *every})}
    meeting = {one.group_uid for one in met}
    legend = [(one.mark, one.name) for one in stretch.groups if one.uid in meeting]
    return Planner(stretch.first, known, legend)


def _mark_kind(one: MeetingRow) -> MarkKind:
    if one.kind in BETWEEN:
        return MarkKind.BETWEEN
    return MarkKind.HELD if one.state is MeetingState.HELD else MarkKind.PLANNED


def _rows(stretch: Stretch, today: date) -> Iterator[blocks.TableRow]:
    things: list[tuple[date, int, MeetingRow | OffDays]] = [(one.day, 1, one) for one in stretch.meetings]
    things += [(one.first, 0, one) for one in off_days(stretch)]
    month = None
    for day, _, thing in sorted(things, key=lambda one: one[:2]):
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            yield blocks.subheading(f"{MONTHS[day.month - 1]} {day.year}")
        if isinstance(thing, MeetingRow):
            between = thing.kind in BETWEEN
            state = standing_words(thing, stretch.day_off(thing), today)
            why = f": {thing.cancelled_why}" if thing.state is MeetingState.CANCELLED and thing.cancelled_why else ""
            yield (
                _day(thing.day), "" if between else _time(thing), thing.group, "" if between else _place(thing),
                f"{state}{why}",
            )  # fmt: skip
        else:
            yield (_span(thing), "", blocks.quiet(thing.off.name), thing.off.only(), thing.off.kind.value)


def _time(row: MeetingRow) -> Text:
    words = span_words(row.start_time, row.length)
    return words if row.start_time else blocks.quiet(words)


def _place(row: MeetingRow) -> Text:
    words = row.where_words()
    return words if row.place or row.link else blocks.quiet(words)


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {format_day(day).rpartition(' ')[0]}"


def _span(one: OffDays) -> str:
    return _day(one.first) if one.first == one.last else f"{_day(one.first)} to {_day(one.last)}"


def calendar_sheet(session: Session, request: Request) -> SheetTable:
    """Return the year's meetings as a table, cancelled ones and decisions between meetings among them."""
    if request.meeting is not None:
        raise UserError(NOT_ONE)
    title, stretch = calendar_of(session, request)
    columns = (
        Column("Day", ColumnKind.DATE, width=14), Column("Weekday", width=12), Column("Begins", width=9),
        Column("Ends", width=9), Column("Length", width=20), Column("Group", width=44), Column("Kind", width=16),
        Column("How it stands", width=20), Column("Place", width=30), Column("Link", width=40),
        Column("Why cancelled", width=30),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.day, WEEKDAYS[one.day.weekday()], one.start_time, one.end_time,
            None if one.length is None else length_words(one.length), one.group, one.kind.value,
            state_words(one, request.today), one.place, one.link, one.cancelled_why,
        )
        for one in stretch.meetings
    ]  # fmt: skip
    return SheetTable(title, columns, rows, (("Year", year_of(request).label),))


def calendar_ics(session: Session, request: Request) -> bytes:
    """Return the year's meetings as a calendar file, or one meeting as an invitation or its cancellation."""
    if request.meeting is not None:
        row = meeting_asked_for(session, request.meeting, request.group)
        return invitation(session, row, request.today, sender_of(session, request))[0]
    if request.sender is not None:
        raise UserError("A calendar of many meetings only shows them. Name one meeting to invite to, or leave --from.")
    title, stretch = calendar_of(session, request)
    return feed(stretch.meetings, title, request.today)


def sender_of(session: Session, request: Request) -> Address | None:
    """Return who invites: who is asked for, or else the partnership; raises `UserError` for no e-mail address."""
    if request.sender is None:
        return partnership_sender(session)
    found = address_of("", request.sender)
    if found is None:
        raise UserError(f"“{request.sender}” is not an e-mail address. Nothing was written.")
    return found


def invitation_draft(session: Session, request: Request) -> bytes:
    """Return an e-mail to a meeting's members, with copies, that carries its invitation; it is still to be sent.

    Raises `UserError` where no meeting is named, or nobody of its group has an address.
    """
    if request.meeting is None:
        raise UserError(WHICH)
    row = meeting_asked_for(session, request.meeting, request.group)
    sender = sender_of(session, request)
    file, _ = invitation(session, row, request.today, sender)
    to, copied = invited(session, row)
    if not to and not copied:
        raise UserError("Nobody in this group has an e-mail address on record. Add one under People first.")
    event = event_of(row)
    gone = row.state is MeetingState.CANCELLED
    lines = [
        f"{'Cancelled: ' if gone else ''}{event.summary}", row.when_words(),
        *([] if gone else [f"Place: {row.where_words()}"]),
        *([f"Join online: {row.link}"] if row.link and not gone else []),
        "", "The file with this message puts it into your calendar.",
    ]  # fmt: skip
    subject = f"{'Cancelled: ' if gone else ''}{row.title()}"
    return draft(to, subject, "\n".join(lines), copied, [("meeting.ics", "text/calendar", file)], sender)
