"""Turnover as a document: changes by organisation as a chart with its table, vacancies, lengths; and a row a seat."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series, alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document
from mscp_desktop.roster.rules.turnover import Summed, Turnover, a_year_before, length_words, turnover, typical

MOST_BARS = 12
LEAST = "At least: some of these seats are vacant since a day that is not recorded."
HOW = (
    "A change is counted when somebody is recorded in a seat whose last recorded holder was another person. Dates known"
    " to the month count from its first day. Days of which nothing is recorded count neither as held nor as vacant."
)


def turnover_of(session: Session, request: Request) -> Turnover:
    """Return the turnover of the twelve months before a day; raises `UserError` where nothing is known of them."""
    found = turnover(session, a_year_before(request.as_at), request.as_at)
    if not found.seats:
        raise UserError(
            f"No seat is known in the twelve months before {format_day(request.as_at)}. Choose a later day."
        )
    return found


def turnover_chart(found: Turnover) -> Chart | None:
    """Return changes by organisation, those with the most; None where there were none."""
    changed = [one for one in found.by_organisation() if one.changes]
    most = changed[:MOST_BARS]
    if not most:
        return None
    shown = f": the {MOST_BARS} with the most, of {len(changed)} organisations" if len(changed) > MOST_BARS else ""
    series = Series("Changes", tuple(one.changes for one in most))
    return Chart(
        f"Changes of holders in twelve months{shown}", ChartKind.BARS, tuple(one.name for one in most), (series,),
        "changes", "Organisation",
    )  # fmt: skip


def turnover_in_view(session: Session, request: Request) -> Chart:
    """Return the chart for the window; raises `UserError` where nothing changed hands."""
    chart = turnover_chart(turnover_of(session, request))
    if chart is None:
        raise UserError(f"No seat changed hands in the twelve months before {format_day(request.as_at)}.")
    return chart


def turnover_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the turnover of twelve months: in figures, by organisation, by group, and the longest vacancies."""
    found = turnover_of(session, request)
    partnership = partnership_name(session)
    about = Document(
        title="Turnover", partnership=partnership, printed_on=request.today,
        subtitle=f"{format_day(found.first)} to {format_day(found.until)}",
    )  # fmt: skip
    undated = any(one.undated for one in found.seats)
    story: list[blocks.Block] = [
        blocks.facts([
            ("Seats", str(len(found.seats))),
            ("Changes of holders", str(found.changes)),
            ("Vacant days", f"{found.vacant:,}{' at least' if undated else ''}"),
            ("Recorded days", _share(sum(one.held + one.vacant for one in found.seats), found)),
            ("Length of a stay that ended", _typical(found.stays)),
            ("Length so far of those who stay", _typical(found.staying)),
        ], share=0.4),
        blocks.note(HOW),
    ]  # fmt: skip
    story += [
        blocks.heading(1, "By organisation"), _table("Organisation", found.by_organisation()),
        blocks.heading(1, "By group"), _table("Group", found.by_group()),
    ]  # fmt: skip
    chart = turnover_chart(found)
    if chart is not None:  # after the tables, which fill the first page where a chart would have to wait for the next
        width = style.PORTRAIT[0] - 2 * style.MARGIN_SIDE
        story += [blocks.heading(1, chart.title), blocks.figure(draw(chart, width), alternative(chart))]
    if undated:
        story.append(blocks.note(LEAST))
    return about, story


def _share(days: int, found: Turnover) -> str:
    """Return so many of all days, and their share: never 100% unless it is all of them."""
    whole = sum(one.days for one in found.seats)
    return f"{days:,} of {whole:,} ({100 * days // whole}%)"


def _typical(lengths: tuple[int, ...]) -> str:
    middle = typical(lengths)
    if middle is None:
        return "not known"
    people = f"{len(lengths)} {'stay' if len(lengths) == 1 else 'stays'}"
    return f"half of {people} longer than {length_words(middle)}; the longest {length_words(lengths[-1])}"


def _table(first: str, sums: list[Summed]) -> blocks.Table:
    columns = [
        blocks.column(first, 3.4, heads_rows=True), blocks.column("Seats", 0.7, align="right"),
        blocks.column("Changes", 0.9, align="right"), blocks.column("Vacant days", 1.1, align="right"),
        blocks.column("Days not recorded", 1.3, align="right"),
    ]  # fmt: skip
    rows: list[blocks.TableRow] = [
        (one.name, str(one.seats), str(one.changes), _days(one), f"{one.unknown:,}") for one in sums
    ]
    seats, changes = sum(one.seats for one in sums), sum(one.changes for one in sums)
    vacant, unknown = sum(one.vacant for one in sums), sum(one.unknown for one in sums)
    rows.append(blocks.total("Total", str(seats), str(changes), f"{vacant:,}", f"{unknown:,}"))
    return blocks.table(columns, rows)


def _days(one: Summed) -> str:
    return f"{one.vacant:,} at least" if one.undated and one.vacant else f"{one.vacant:,}"


def turnover_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row a seat."""
    found = turnover_of(session, request)
    columns = (
        Column("Group", width=34), Column("Post", width=40), Column("Organisation", width=40),
        *(Column(name, ColumnKind.NUMBER, 12) for name in ("Days", "Held", "Vacant", "Not recorded", "Changes")),
        Column("Vacant days are", width=16),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.group, one.post, one.organisation, one.days, one.held, one.vacant, one.unknown, one.changes,
            "at least" if one.undated else None,
        )
        for one in found.seats
    ]  # fmt: skip
    facts = (("From", format_day(found.first)), ("To the day before", format_day(found.until)))
    return SheetTable("Turnover", columns, rows, facts)
