"""What is due as a document: for a meeting of the unit, or to take along."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.store import Role
from mscp_desktop.overview.rules import DueSource, Need, Urgency, needs, title_of
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document

HEADINGS = {
    Urgency.LATE: "Late",
    Urgency.TODAY: "Today",
    Urgency.SOON: "In the next seven days",
    Urgency.MONTH: "In the next month",
    Urgency.LATER: "After that",
    Urgency.UNDATED: "When you can",
}


def due_pdf(session: Session, request: Request, sources: Sequence[DueSource]) -> tuple[Document, list[blocks.Block]]:
    """Return what is due on a day and in the three months after it, the latest first, each with its reason."""
    found = needs(session, request.as_at, sources, frozenset(Role))
    partnership = partnership_name(session)
    about = Document(title="What is due", partnership=partnership, printed_on=request.today, as_at=request.as_at)
    if not found:
        return about, [blocks.paragraph("Nothing is due in the next three months.")]
    story: list[blocks.Block] = [blocks.paragraph(f"{title_of(found)}. {_count(found)}")]
    for urgency in Urgency:
        rows = [one for one in found if one.urgency is urgency]
        if rows:
            story += [blocks.heading(1, HEADINGS[urgency]), _table(rows)]
    return about, story


def due_sheet(session: Session, request: Request, sources: Sequence[DueSource]) -> SheetTable:
    """Return what is due as a table, a row a matter."""
    columns = (
        Column("Due", ColumnKind.DATE), Column("How urgent", width=18), Column("About", width=26),
        Column("What", width=52), Column("Why", width=60), Column("Why this date", width=80),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (one.due.day, one.when, one.due.about, one.due.what, one.due.why, " ".join(one.due.explain) or None)
        for one in needs(session, request.as_at, sources, frozenset(Role))
    ]
    return SheetTable("What is due", columns, rows, (("As at", format_day(request.as_at)),))


def _count(found: Sequence[Need]) -> str:
    later = sum(not one.now for one in found)
    return f"{later} more in the three months after." if later else "Nothing else is due in the three months after."


def _table(rows: Sequence[Need]) -> blocks.Table:
    columns = [
        blocks.column("Due", 1.3),
        blocks.column("What", 3, heads_rows=True),
        blocks.column("Why, and why this date", 4),
    ]
    lines = [
        (
            one.when if one.due.day is None else f"{format_day(one.due.day)} ({one.when})",
            one.due.what,
            " ".join((one.due.why, *one.due.explain)),
        )
        for one in rows
    ]
    return blocks.table(columns, lines)
