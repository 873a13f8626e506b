"""Attendance as a document: by agency as a chart with its table, who missed meetings in a row, and seats by meeting."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.years import Year
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.attendance_register import (
    IN_A_ROW,
    LEGEND,
    Register,
    RegisterMeeting,
    SeatCell,
    SeatLine,
    SumLine,
    Tally,
    parse_year,
    register,
    require_meetings,
    tally_of,
    year_of,
)
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series, alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

MOST_BARS = 12
MOST_COLUMNS = 12  # meetings beside each other on a page
HOW = (
    "A share is of the meetings that are recorded: what is not recorded counts as neither attended nor missed. A deputy"
    " counts as attended and is counted apart. A seat's attendance goes on over its holders."
)


def register_of(session: Session, request: Request) -> Register:
    """Return the register that a request asks for, of the year of its day where none is named.

    Raises `UserError` where no meeting took place.
    """
    group = None if request.group is None else group_named(session, request.group).uid
    body = None if request.organisation is None else organisation_named(session, request.organisation).uid
    year = year_of(request.as_at) if request.year is None else parse_year(request.year)
    found = register(session, request.today, group_uid=group, organisation_uid=body, year=year)
    return require_meetings(found)


def attendance_chart(found: Register) -> Chart | None:
    """Return attendance by agency, those with the most seats recorded; None where nothing is recorded."""
    known = [one for one in found.agencies if one.tally.recorded]
    most = sorted(known, key=lambda one: -one.tally.recorded)[:MOST_BARS]
    if not most:
        return None
    shown = f": the {MOST_BARS} with the most, of {len(known)} agencies" if len(known) > MOST_BARS else ""
    series = (
        Series("Present", tuple(one.tally.present for one in most)),
        Series("By a deputy", tuple(one.tally.deputy for one in most)),
        Series("Apologies", tuple(one.tally.apologies for one in most)),
        Series("Absent", tuple(one.tally.absent for one in most)),
    )
    return Chart(
        f"Attendance by agency{shown}", ChartKind.STACKED, tuple(one.name for one in most), series,
        "seats at meetings", "Agency",
    )  # fmt: skip


def attendance_in_view(session: Session, request: Request) -> Chart:
    """Return the chart of the financial year of the day in view; raises `UserError` where nothing is recorded."""
    year = year_of(request.as_at)
    chart = attendance_chart(register(session, request.today, year=year))
    if chart is None:
        raise UserError(f"No attendance is recorded in {year.label}. Enter it in the meetings of that year.")
    return chart


def attendance_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return attendance in figures, by agency, in a row, and seats by meeting for each group and year."""
    found = register_of(session, request)
    whole = found.whole
    about = Document(
        title=f"Attendance: {found.title}", partnership=partnership_name(session), printed_on=request.today,
        landscape=True,
    )  # fmt: skip
    story: list[blocks.Block] = [
        blocks.facts([
            ("Meetings", str(len(found.meetings))),
            ("Seats", str(len(found.seats))),
            ("Attended", f"{whole.share_words()}{f', {whole.deputy} by a deputy' if whole.deputy else ''}"),
            ("Not recorded", str(whole.blank)),
            ("Meetings with a quorum", _quorate(found.meetings)),
        ], share=0.25),
        blocks.note(HOW),
    ]  # fmt: skip
    story += [blocks.heading(1, "By agency"), _sums("Agency", found.agencies, whole)]
    chart = attendance_chart(found)
    if chart is not None:  # after the table, which fills the first page where a chart would have to wait for the next
        width = style.PORTRAIT[1] - 2 * style.MARGIN_SIDE
        story += [blocks.heading(1, chart.title), blocks.figure(draw(chart, width), alternative(chart))]
    story += [blocks.heading(1, f"{IN_A_ROW} or more meetings missed in a row"), _in_a_row(found.seats)]
    story.append(blocks.heading(1, "By seat"))
    story.append(blocks.note(". ".join(f"{letter or 'Blank'}: {words}" for letter, words in LEGEND) + "."))
    for group in dict.fromkeys(one.group_uid for one in found.seats):
        story += _group(found, group)
    return about, story


def _quorate(meetings: Sequence[RegisterMeeting]) -> str:
    known = [one for one in meetings if one.quorum.met is not None]
    if not known:
        return "not known"
    return f"{sum(one.quorum.met is True for one in known)} of the {len(known)} where it is known"


def _sums(first: str, lines: Sequence[SumLine], whole: Tally) -> blocks.Table:
    columns = [
        blocks.column(first, 3.0, heads_rows=True),
        *(
            blocks.column(words, 1.0, align="right")
            for words in ("Seats", "Attended", "In person", "By a deputy", "Apologies", "Absent", "Not recorded")
        ),
    ]
    rows: list[blocks.TableRow] = [(one.name, *_figures(one.seats, one.tally)) for one in lines]
    rows.append(blocks.total("Total", *_figures(sum(one.seats for one in lines), whole)))
    return blocks.table(columns, rows)


def _figures(seats: int, tally: Tally) -> tuple[Text, ...]:
    return (
        str(seats), tally.share_words() if tally.recorded else blocks.quiet("not recorded"), str(tally.present),
        str(tally.deputy), str(tally.apologies), str(tally.absent), str(tally.blank),
    )  # fmt: skip


def _in_a_row(lines: Sequence[SeatLine]) -> blocks.Table:
    marked = [one for one in lines if one.marked()]
    columns = [
        blocks.column("Seat", 2.2, heads_rows=True), blocks.column("Organisation", 2.0), blocks.column("Group", 1.8),
        blocks.column("Missed", 2.2), blocks.column("Held by", 1.6),
    ]  # fmt: skip
    rows = [
        (one.post, one.organisation, one.group, one.run.words(), ", then ".join(one.run.holders) or "not recorded")
        for one in marked
        if one.run is not None
    ]
    return blocks.table(columns, rows, empty="No seat missed so many.")


def _group(found: Register, group: str) -> list[blocks.Block]:
    """Return the seats of one group against its meetings, a table for so many meetings of a year as fit on a page."""
    meetings = found.of_group(group)
    lines = [one for one in found.seats if one.group_uid == group]
    story: list[blocks.Block] = []
    for year in sorted({year_of(one.row.day) for one in meetings}):
        places = [at for at, one in enumerate(meetings) if one.row.day in year]
        for start in range(0, len(places), MOST_COLUMNS):
            part = places[start : start + MOST_COLUMNS]
            story += [
                blocks.heading(2, _part_title(lines[0].group, year, len(places), start)),
                _matrix(lines, meetings, part),
            ]
    return story


def _part_title(group: str, year: Year, number: int, start: int) -> str:
    further = ", continued" if number > MOST_COLUMNS and start else ""
    return f"{group}, {year.label}{further}"


def _matrix(lines: Sequence[SeatLine], meetings: Sequence[RegisterMeeting], places: Sequence[int]) -> blocks.Table:
    columns = [
        blocks.column("Seat", 2.6, heads_rows=True), blocks.column("Organisation", 1.8),
        *(blocks.column(meetings[at].short_day(year=False), 0.7) for at in places),
        blocks.column("Attended", 1.1, align="right"),
    ]  # fmt: skip
    rows: list[blocks.TableRow] = []
    for one in lines:
        cells = [one.cells[at] for at in places]
        share = tally_of(cells).share_words()
        rows.append((one.post, one.organisation, *(_letter(cell) for cell in cells), share))
    rows.append(blocks.total("Quorate", "", *(_met(meetings[at]) for at in places), ""))
    return blocks.table(columns, rows)


def _letter(cell: SeatCell) -> Text:
    if cell.presence is None:
        return blocks.quiet(cell.letter) if cell.letter else ""
    return cell.letter


def _met(meeting: RegisterMeeting) -> str:
    return {True: "yes", False: "no", None: "?"}[meeting.quorum.met]


def attendance_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row a seat with its sums; of one group also a column for each meeting, in words."""
    found = register_of(session, request)
    meetings = found.meetings if request.group is not None else ()
    numbers = ("Present", "By a deputy", "Apologies", "Absent", "Not recorded")
    columns = (
        Column("Group", width=34), Column("Seat", width=40), Column("Organisation", width=40),
        Column("Held by", width=26), *(Column(name, ColumnKind.NUMBER, 12) for name in numbers),
        Column("Attended, %", ColumnKind.NUMBER, 12), Column("Missed in a row, at most", ColumnKind.NUMBER, 14),
        *(Column(format_day(one.row.day), width=22) for one in meetings),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.group, one.post, one.organisation, one.holder, one.tally.present, one.tally.deputy,
            one.tally.apologies, one.tally.absent, one.tally.blank, one.tally.share(),
            one.run.number if one.run else 0, *((cell.words for cell in one.cells) if meetings else ()),
        )
        for one in found.seats
    ]  # fmt: skip
    facts = (("Of", found.title), ("Meetings", str(len(found.meetings))), ("How it is counted", HOW))
    return SheetTable("Attendance", columns, rows, facts)
