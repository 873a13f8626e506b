"""Tables as workbooks: real dates, numbers and money, text that is never a formula, ready to print."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mscp_desktop.exchange.sheet_table import (
    CellValue,
    Column,
    Money,
    PlainCell,
    SheetTable,
    clean_text,
    plain_cell,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.money import MINUS
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.safe_files import write_atomically

LONGEST_TEXT = 32_767
"""What one cell holds, in UTF-16 units."""

MOST_ROWS = 1_048_576

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How a workbook is begun: nothing in temporary files, and text stays text."""

DATE_FORMAT = "d mmmm yyyy"
MONEY_FORMAT = f'"£"#,##0.00;"{MINUS}£"#,##0.00'

# Excel's calendar has a 29 February 1900 that never was, so earlier days are written as text.
_FIRST_SURE_DAY = date(1900, 3, 1)
# A cell keeps 15 figures: so many pounds with their pence.
_LARGEST_EXACT = 10**13
_NARROWEST, _WIDEST = 8.0, 60.0
_SHEET_NAME = 31
_LAST_OF_PLANE = "\uffff"
_FOOTER_TEXT = 100
_A4 = 9
_TWO_ESCAPES = re.compile(r"(?:_x[0-9A-Fa-f]{4}){2}_")
_ESCAPE_LIKE = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class _Looks:
    """The cell formats of a workbook."""

    title: Format
    fact: Format
    heading: Format
    text: Format
    date: Format
    number: Format
    money: Format


def write_table(target: Path | BinaryIO, table: SheetTable, *, created: datetime | None = None) -> None:
    """Write the table as one sheet: title and facts, then headings that stay in view, filters, and the rows.

    The same table with the same `created`, an instant with its zone, gives the same bytes. A text longer
    than a cell holds is cut and says so. Nothing is written to temporary files. Raises `UserError` where
    there are more rows than a sheet holds, and where the file cannot be written.
    """
    if len(table.rows) + len(table.facts) + 3 > MOST_ROWS:
        raise UserError(
            f"{table.title} has {len(table.rows):,} rows, more than a workbook holds: nothing was written. "
            "Filter the table first, or export it as CSV."
        )
    book = _workbook([table], created)
    if isinstance(target, Path):
        write_atomically(target, book)
    else:
        target.write(book)


def workbook_of(tables: Sequence[SheetTable], *, created: datetime | None = None) -> bytes:
    """Return several tables as a workbook with a sheet for each, named by its title."""
    return _workbook(tables, created)


def sheet_name(title: str) -> str:
    """Return a title as a sheet may be named: at most 31 characters, without those that formulas use."""
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", title)
    name = "".join(character for character in name if character.isprintable() and character <= _LAST_OF_PLANE)
    name = name.strip("' ")[:_SHEET_NAME].strip("' ")
    return name if name and name.lower() != "history" else "Table"


def _other_name(name: str, taken: Sequence[str]) -> str:
    """Return a sheet's name, with a number at its end where another has it already."""
    there = {one.lower() for one in taken}
    number, found = 1, name
    while found.lower() in there:
        number += 1
        found = f"{name[: _SHEET_NAME - len(str(number)) - 1]} {number}"
    return found


def _workbook(tables: Sequence[SheetTable], created: datetime | None) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        title = _line(tables[0].title)
        properties: dict[str, str | datetime] = {"title": title, "author": "MSCP Desktop"}
        if created is not None:
            properties["created"] = created.astimezone(UTC).replace(tzinfo=None)
        book.set_properties(properties)
        looks = _Looks(
            title=book.add_format({"bold": True, "font_size": 14}),
            fact=book.add_format(),
            heading=book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEFEF", "bottom": 1}
            ),
            text=book.add_format({"text_wrap": True, "valign": "top"}),
            date=book.add_format({"num_format": DATE_FORMAT, "align": "left", "valign": "top"}),
            number=book.add_format({"valign": "top"}),
            money=book.add_format({"num_format": MONEY_FORMAT, "valign": "top"}),
        )
        named: list[str] = []
        for table in tables:
            named.append(_other_name(sheet_name(table.title), named))
            _fill(book.add_worksheet(named[-1]), table, looks, _line(table.title))
    return stream.getvalue()


def _fill(sheet: Worksheet, table: SheetTable, looks: _Looks, title: str) -> None:
    write_text(sheet, 0, 0, title, looks.title)
    for at, (label, value) in enumerate(table.facts, start=1):
        write_text(sheet, at, 0, _line(f"{label}: {_shown(value)}"), looks.fact)
    top = len(table.facts) + (2 if table.facts else 1)
    cells = [
        [plain_cell(value, column.kind) for value, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]
    for at, column in enumerate(table.columns):
        write_text(sheet, top, at, clean_text(column.heading), looks.heading)
        sheet.set_column(at, at, column.width or _fitting(column, (row[at] for row in cells)))
        for down, row in enumerate(cells, start=top + 1):
            _write_cell(sheet, down, at, row[at], looks)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + len(cells), len(table.columns) - 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title[:_FOOTER_TEXT].replace('&', '&&')}&RPage &P of &N")


def _write_cell(sheet: Worksheet, row: int, column: int, cell: PlainCell, looks: _Looks) -> None:
    match cell:
        case None:
            sheet.write_blank(row, column, None, looks.text)
        case str():
            write_text(sheet, row, column, cell, looks.text)
        case date() if cell >= _FIRST_SURE_DAY:
            sheet.write_datetime(row, column, cell, looks.date)
        case date() | PartialDate():
            write_text(sheet, row, column, format_date(cell), looks.text)
        case int() | float() | Decimal() if abs(float(cell)) < _LARGEST_EXACT:
            look = looks.money if isinstance(cell, Money) else looks.number
            sheet.write_number(row, column, float(cell), look)
        case _:
            write_text(sheet, row, column, format(cell, "f") if isinstance(cell, Decimal) else str(cell), looks.text)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write text as text, whatever it looks like; the empty text leaves the cell empty."""
    kept = _cut(text)
    if not kept:
        sheet.write_blank(row, column, None, look)
    elif pieces := _pieces(kept):
        sheet.write_rich_string(row, column, *pieces, look)
    else:
        sheet.write_string(row, column, kept, look)


def _pieces(text: str) -> list[str]:
    """Return pieces, three at the least, of a text that the library would not write as it is; else none.

    It copies "<r>...</r>" unescaped into the file as its own mark-up, and of two escaped characters that share an
    underscore, as in "_x0041_x0041_", it protects the first only. In pieces neither is to be seen.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return [piece for part in ("<", "r", text[2:]) for piece in _ESCAPE_LIKE.split(part)]
    return _ESCAPE_LIKE.split(text) if _TWO_ESCAPES.search(text) else []


def _cut(text: str) -> str:
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    notice = f"\u2026 [cut here: the whole text has {len(text):,} characters]"
    return units[: 2 * (LONGEST_TEXT - len(notice))].decode("utf-16-le", errors="ignore") + notice


def _fitting(column: Column, cells: Iterable[PlainCell]) -> float:
    """Return the width in characters that shows the heading beside its filter arrow, and the cells."""
    longest = max((_length(cell) for cell in cells), default=0)
    return min(max(longest + 2.0, len(column.heading) + 4.0, _NARROWEST), _WIDEST)


def _length(cell: PlainCell) -> int:
    match cell:
        case None:
            return 0
        case str():
            return max((len(line) for line in cell.split("\n")), default=0)
        case Decimal():
            return len(f"\u00a3{cell:,}")
        case int() | float():
            return len(str(cell))
        case _:
            return len(format_date(cell))


def _shown(value: CellValue) -> str:
    shown = plain_cell(value, ColumnKind.TEXT)
    return "" if shown is None else str(shown)


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())
