"""What groups owe in a year as a document: how each stands, as a chart with its table, and a row a group."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import Obligation, Verdict, financial_year, obligations
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series, alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document

HOW = (
    "Ordinary meetings count. Extraordinary ones, and decisions by e-mail or by the chair between meetings, stand"
    " beside them. Where a frequency is not stated, nothing is counted against it; that is not the same as owing none."
)
NOT_STATED = Verdict.NOT_STATED.value


def year_of(request: Request) -> Year:
    """Return the financial year that is asked for: the one named, or that of the day it speaks of."""
    return financial_year(request.as_at) if request.year is None else Year.parse(YearKind.FINANCIAL, request.year)


def obligations_of(session: Session, request: Request) -> list[Obligation]:
    """Return what is asked for; raises `UserError` where no group is there in that year."""
    year = year_of(request)
    uid = None if request.group is None else group_named(session, request.group).uid
    found = obligations(session, year, request.as_at, uid)
    if not found:
        who = "No group of this partnership" if uid is None else f"{request.group}"
        raise UserError(f"{who} owes meetings in {year}. Choose another year, or record the groups first.")
    return found


def obligations_chart(found: Sequence[Obligation]) -> Chart | None:
    """Return held, planned and missing meetings by group; None where no frequency is stated."""
    stated = [one for one in found if one.owed is not None]
    if not any(one.owed or one.held or one.planned for one in stated):
        return None
    series = (
        Series("Held", tuple(one.held for one in stated)),
        Series("Planned", tuple(one.planned for one in stated)),
        Series("Still to plan", tuple(one.remaining or 0 for one in stated)),
    )
    title = f"Meetings owed in {found[0].year}"
    return Chart(title, ChartKind.STACKED, tuple(one.group_words() for one in stated), series, "meetings")


def obligations_in_view(session: Session, request: Request) -> Chart:
    """Return the chart for the window; raises `UserError` where there is nothing to draw."""
    chart = obligations_chart(obligations_of(session, request))
    if chart is None:
        raise UserError(f"Nothing is owed or planned in {year_of(request)}, so there is nothing to draw.")
    return chart


def obligations_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return how the groups stand to what they owe: in figures, as a chart, and each with its verdict."""
    found, year = obligations_of(session, request), year_of(request)
    about = Document(
        title="Meetings owed", partnership=partnership_name(session), printed_on=request.today,
        subtitle=f"{year}, as at {format_day(request.as_at)}"
        if request.group is None else f"{found[0].group}, {year}, as at {format_day(request.as_at)}",
    )  # fmt: skip
    stated = [one for one in found if one.owed is not None]
    story: list[blocks.Block] = [
        blocks.facts([
            ("Owed", _owed(stated)),
            ("Held", _with_rest(sum(one.held for one in found), sum(one.held for one in stated))),
            ("Planned", _with_rest(sum(one.planned for one in found), sum(one.planned for one in stated))),
            ("Still to plan", str(sum(one.remaining or 0 for one in found))),
        ], share=0.3),
        blocks.note(HOW),
    ]  # fmt: skip
    chart = obligations_chart(found)
    if chart is not None and request.group is None:
        width = style.PORTRAIT[0] - 2 * style.MARGIN_SIDE
        story += [blocks.heading(1, chart.title), blocks.figure(draw(chart, width), alternative(chart))]
    story += [blocks.heading(1, "Each group"), _table(found)]
    reasons = [(one.group_words(), " ".join([*one.owed_why, one.why])) for one in found]
    story += [blocks.heading(1, "How each stands"), blocks.facts(reasons, share=0.3)]
    if request.group is not None:
        met = meetings_between(session, year.first_day, year.last_day, found[0].group_uid)
        story += [blocks.heading(1, "Its meetings"), _meetings(met)]
    return about, story


def _owed(stated: Sequence[Obligation]) -> str:
    groups = "1 group" if len(stated) == 1 else f"{len(stated)} groups"
    return f"{sum(one.owed or 0 for one in stated)} in {groups} whose frequency is stated"


def _with_rest(whole: int, stated: int) -> str:
    """Return a number of all groups, with how many are of those whose frequency is not stated."""
    return f"{whole}, {whole - stated} of them where the frequency is not stated" if whole > stated else str(whole)


def _table(found: Sequence[Obligation]) -> blocks.Table:
    numbers = (("Owed", 0.9), ("Held", 0.75), ("Planned", 1.1), ("To plan", 0.8), ("Cancelled", 1.3))
    columns = [
        blocks.column("Group", 2.2, heads_rows=True),
        *(blocks.column(name, width, align="right") for name, width in numbers),
        blocks.column("Longest gap", 1.2, align="right"), blocks.column("State", 1.5),
    ]  # fmt: skip
    rows: list[blocks.TableRow] = [
        (
            one.group_words(), NOT_STATED if one.owed is None else str(one.owed), str(one.held), str(one.planned),
            "" if one.remaining is None else str(one.remaining), str(one.cancelled),
            f"{one.longest_gap.days} days" if one.longest_gap else "", one.verdict.value,
        )
        for one in found
    ]  # fmt: skip
    sums = [
        sum(one.owed or 0 for one in found), sum(one.held for one in found), sum(one.planned for one in found),
        sum(one.remaining or 0 for one in found), sum(one.cancelled for one in found),
    ]  # fmt: skip
    if len(found) > 1:
        rows.append(blocks.total("Total", *(str(one) for one in sums), "", ""))
    return blocks.table(columns, rows)


def _meetings(met: Sequence[MeetingRow]) -> blocks.Table:
    columns = [blocks.column("Day", 2.4, heads_rows=True), blocks.column("What", 2.2), blocks.column("Where", 2.4)]
    rows = [
        (
            one.when_words(),
            one.kind.value.capitalize() + (
                f", cancelled: {one.cancelled_why}" if one.state is MeetingState.CANCELLED else f", {one.state.value}"
            ),
            "" if one.kind in BETWEEN else one.where_words(),
        )
        for one in met
    ]  # fmt: skip
    return blocks.table(columns, rows, empty="None is held or planned.")


def obligations_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row a group."""
    found = obligations_of(session, request)
    columns = (
        Column("Group", width=40), Column("Meets", width=18),
        *(
            Column(name, ColumnKind.NUMBER, 11)
            for name in ("Owed", "Held", "Planned", "Past, to be marked", "To plan", "Cancelled", "Beside them")
        ),
        Column("Longest gap in days", ColumnKind.NUMBER, 12),
        *(Column(name, ColumnKind.DATE, 18) for name in ("Last", "Next", "Next by")),
        Column("State", width=22), Column("Why", width=60),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.group, one.frequency, one.owed, one.held, one.planned, one.unmarked, one.remaining, one.cancelled,
            one.extra, one.longest_gap.days if one.longest_gap else None, one.last.day if one.last else None,
            one.next.day if one.next else None, one.meet_by, one.verdict.value, " ".join([*one.owed_why, one.why]),
        )
        for one in found
    ]  # fmt: skip
    facts = (("Year", str(year_of(request))), ("As at", format_day(request.as_at)))
    return SheetTable("Meetings owed", columns, rows, facts)
