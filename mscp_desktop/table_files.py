"""A table as the window shows it, written as PDF, workbook or CSV; it says of what it is and how it was filtered."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mscp_desktop.desktop.tables.export import ShownLine, ShownTable
from mscp_desktop.desktop.tables.model import sum_words
from mscp_desktop.desktop.tasks import Progress
from mscp_desktop.desktop.values import Cell, Look, words_of
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import UserError

if TYPE_CHECKING:
    from mscp_desktop.printing.text import Run

ENDINGS = (".xlsx", ".csv", ".pdf")
MOST_UPRIGHT = 5  # columns that an upright page holds
_RIGHT = (ColumnKind.NUMBER, ColumnKind.MONEY)


def write_shown(shown: ShownTable, partnership: str, today: date, out: Path, progress: Progress) -> None:
    """Write a table; the file's ending chooses the kind. Raises `UserError` for another ending or a full disk."""
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(f"“{out.name}” was not saved: end the file's name in .xlsx, .csv or .pdf.")
    lines = shown.read(progress)
    if ending == ".pdf":
        _write_pdf(shown, lines, partnership, today, out, progress)
        return
    sheet = sheet_of(shown, lines, partnership)
    if ending == ".xlsx":
        from mscp_desktop.exchange import xlsx_out  # noqa: PLC0415 - XlsxWriter is needed for a workbook only

        xlsx_out.write_table(out, sheet)
    else:
        from mscp_desktop.exchange import csv_out  # noqa: PLC0415 - as above

        csv_out.write_table(out, sheet)


def sheet_of(shown: ShownTable, lines: list[ShownLine], partnership: str) -> SheetTable:
    """Return the rows for a spreadsheet, numbers as numbers; a group that is no column of its own becomes the first."""
    columns = [Column(column.words, column.kind) for column in shown.columns]
    first = shown.grouped is not None and shown.grouped not in shown.columns
    if shown.grouped is not None and first:
        columns.insert(0, Column(shown.grouped.words))
    rows: list[list[CellValue]] = []
    under = ""
    for line in lines:
        if line.section is not None:
            under = line.section.words
        else:
            rows.append([*([under] if first else []), *(_value(cell) for cell in line.cells)])
    totals = tuple(
        (f"Total of {column.words.lower()}", sum_words(column, shown.sums[column.key]))
        for column in shown.columns
        if column.key in shown.sums
    )
    return SheetTable(shown.title, tuple(columns), rows, (("Partnership", partnership), *shown.facts, *totals))


def _value(cell: Cell | str) -> CellValue:
    if isinstance(cell, Cell) and cell.value is not None:
        value: CellValue = cell.value
        return value
    return words_of(cell) or None


def _write_pdf(
    shown: ShownTable, lines: list[ShownLine], partnership: str, today: date, out: Path, progress: Progress
) -> None:
    from mscp_desktop.printing import blocks  # noqa: PLC0415 - ReportLab costs 100 ms
    from mscp_desktop.printing.document import Document, write  # noqa: PLC0415 - as above

    columns = [
        blocks.column(
            column.words, column.width, align="right" if column.kind in _RIGHT else "left", heads_rows=at == 0
        )
        for at, column in enumerate(shown.columns)
    ]
    rows: list[blocks.TableRow] = []
    for line in lines:
        if line.section is not None:
            sums = [
                f"{column.words} {sum_words(column, line.section.sums[column.key])}"
                for column in shown.columns
                if column.key in line.section.sums
            ]
            rows.append(blocks.subheading(", ".join([f"{line.section.words} ({line.section.count:,})", *sums])))
        else:
            rows.append([_printed(cell) for cell in line.cells])
    if shown.sums:
        sums = [
            sum_words(column, shown.sums[column.key]) if column.key in shown.sums else "Total" if at == 0 else ""
            for at, column in enumerate(shown.columns)
        ]
        rows.append(blocks.total(*sums))
    facts = [fact for fact in shown.facts if fact[0] != "As at"]
    about = Document(
        title=shown.title, partnership=partnership, printed_on=today, as_at=shown.as_at,
        landscape=len(columns) > MOST_UPRIGHT,
    )  # fmt: skip
    story: list[blocks.Block] = [blocks.facts(facts), blocks.table(columns, rows, empty="Nothing is shown.")]
    write(about, story, out, progress.step)


def _printed(cell: Cell | str) -> "str | Run":
    from mscp_desktop.printing.blocks import quiet, strong  # noqa: PLC0415 - as above

    if isinstance(cell, Cell) and cell.look is Look.STRONG:
        return strong(cell.words)
    return quiet(cell.words) if isinstance(cell, Cell) and cell.look is Look.UNKNOWN else words_of(cell)
