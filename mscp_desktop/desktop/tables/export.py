"""A table as it is shown, handed over to whoever writes it to a file: columns, order, filters, groups, and its day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mscp_desktop.desktop.tables.model import PAGE, Listing
from mscp_desktop.desktop.tasks import Progress
from mscp_desktop.desktop.values import Cell, Column, Query, TableSource
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.queries import Section
from mscp_desktop.foundation.store import Store

if TYPE_CHECKING:
    from mscp_desktop.desktop.tables.view import RecordTable


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: the heading over the rows that follow, or the cells of a row in the order of the columns."""

    section: Section | None = None
    cells: tuple[Cell | str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it is shown. `facts` say what it is of (as at, filters, order, groups), each a label and words.

    `read` reads all lines, on any thread, also those under folded headings. `sums` are the totals by the columns'
    keys, `grouped` the column whose values stand over the rows.
    """

    title: str
    columns: tuple[Column, ...]
    as_at: date | None
    facts: tuple[tuple[str, str], ...]
    rows: int
    sums: Mapping[str, int]
    grouped: Column | None
    read: Callable[[Progress], list[ShownLine]]


def shown_table(table: "RecordTable", title: str) -> ShownTable:
    """Return a table as it is shown now."""
    source, found = table.model.source, table.model.found
    shown = table.view.headings.chosen()
    query = found.query
    return ShownTable(
        title,
        tuple(source.columns[at] for at in shown),
        query.as_at,
        facts_of(source.columns, query, len(found.ids)),
        len(found.ids),
        {key: total for key, total in found.totals.items() if key in {source.columns[at].key for at in shown}},
        next((column for column in source.columns if column.key == query.group), None),
        partial(_read, table.tasks.store, source, found, shown),
    )


def facts_of(columns: Sequence[Column], query: Query, rows: int) -> tuple[tuple[str, str], ...]:
    """Return what a query asks for as labels and words; nothing is said of what it leaves open."""
    words = {column.key: column.words for column in columns}
    filters = [f"{words[one.column]}: {one.said}" for one in query.filters]
    if query.text:
        filters.insert(0, f"“{query.text}”")
    made = [("As at", format_day(query.as_at))] if query.as_at is not None else []
    if filters:
        made.append(("Filtered by", "; ".join(filters)))
    if query.sort is not None:
        made.append(("Sorted by", words[query.sort] + (", last first" if query.descending else "")))
    if query.group is not None:
        made.append(("Grouped by", words[query.group]))
    return (*made, ("Rows", f"{rows:,}"))


def _read(
    store: Store, source: TableSource, found: Listing, columns: Sequence[int], progress: Progress
) -> list[ShownLine]:
    ids, lines = found.ids, []
    starts: dict[int, Section] = {}
    past = 0
    for section in found.sections:
        starts[past] = section
        past += section.count
    with store.reading() as session:
        for start in range(0, len(ids), PAGE):
            progress.step(start, len(ids))
            page = ids[start : start + PAGE]
            rows = {row.id: row for row in source.rows(session, page, found.query)}
            for at, row_id in enumerate(page, start):
                if at in starts:
                    lines.append(ShownLine(starts[at]))
                if row_id in rows:
                    lines.append(ShownLine(None, tuple(rows[row_id].cells[column] for column in columns)))
    return lines
