"""The forward plan as a document: what comes up at the meetings of a year, and what waits; also for a spreadsheet."""

from itertools import groupby

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.agendas import PURPOSE_WORDS, ItemRow
from mscp_desktop.meetings.rules.forward import BACKLOG, ON_AGENDA, forward_plan
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document

_COLUMNS = (
    blocks.column("Matter", 2.2, heads_rows=True), blocks.column("Purpose", 0.8), blocks.column("Presenter", 1.2),
)  # fmt: skip


def plan_rows(session: Session, request: Request) -> list[ItemRow]:
    """Return what a request asks for: of one group or all, from today on or in one year; confidential titles hidden."""
    group = None if request.group is None else group_named(session, request.group).uid
    if request.year is None:
        return forward_plan(session, request.as_at, group)
    year = Year.parse(YearKind.FINANCIAL, request.year)
    return forward_plan(session, request.as_at, group, first=year.first_day, last=year.last_day)


def forward_plan_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the forward plan by meeting, and then what waits in the backlogs."""
    rows = plan_rows(session, request)
    partnership = partnership_name(session)
    whose = "" if request.group is None else f" of {group_named(session, request.group).name}"
    about = Document(
        title=f"Forward plan{whose}", partnership=partnership, printed_on=request.today,
        subtitle=f"{request.year}" if request.year else f"From {format_day(request.as_at)} on",
    )  # fmt: skip
    story: list[blocks.Block] = []
    comes = [row for row in rows if row.day is not None]
    for (day, group), found in groupby(comes, key=lambda row: (row.day, row.group)):
        if day is not None:
            words = format_day(day, weekday=True) if request.group else f"{format_day(day, weekday=True)}, {group}"
            story += [blocks.heading(1, words), _table(list(found), public=request.public)]
    waits = [row for row in rows if row.day is None]
    if waits or not comes:
        story += [blocks.heading(1, "Waiting in the backlogs"), _waiting(waits, public=request.public)]
    return about, story


def _table(rows: list[ItemRow], *, public: bool) -> blocks.Table:
    return blocks.table(
        _COLUMNS,
        [(_title(row, public=public), PURPOSE_WORDS[row.purpose], _by(row, public=public)) for row in rows],
    )


def _waiting(rows: list[ItemRow], *, public: bool) -> blocks.Table:
    columns = (*_COLUMNS[:2], blocks.column("Wanted", 0.8), blocks.column("Group", 0.8))
    cells = [
        (
            _title(row, public=public), PURPOSE_WORDS[row.purpose],
            "at any time" if row.wanted is None else str(row.wanted), row.group,
        )
        for row in rows
    ]  # fmt: skip
    return blocks.table(columns, cells, empty="Nothing waits: each matter has its meeting.")


def _title(row: ItemRow, *, public: bool) -> str:
    return row.public_title() if public else row.title


def _by(row: ItemRow, *, public: bool) -> str:
    return "" if public and row.confidential else row.presenter or ""


def forward_plan_sheet(session: Session, request: Request) -> SheetTable:
    """Return the same as a table, a row a matter."""
    columns = (
        Column("Meeting", ColumnKind.DATE, 14), Column("Group", width=24), Column("Matter", width=50),
        Column("Purpose", width=14), Column("Presenter", width=26), Column("Wanted", width=16),
        Column("Where", width=14), Column("Confidential", width=12), Column("Brief", width=60),
    )  # fmt: skip
    public = request.public
    rows: list[tuple[CellValue, ...]] = [
        (
            row.day, row.group, _title(row, public=public), PURPOSE_WORDS[row.purpose],
            _by(row, public=public) or None, None if row.wanted is None else str(row.wanted),
            ON_AGENDA if row.day is not None else BACKLOG, "yes" if row.confidential else None,
            None if public and row.confidential else plain_words(row.brief) or None,
        )
        for row in plan_rows(session, request)
    ]  # fmt: skip
    return SheetTable("Forward plan", columns, rows, (("As at", format_day(request.as_at)),))
