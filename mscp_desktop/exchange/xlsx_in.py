"""Sheets of an XLSX workbook as words: no formula is worked out, and no archive is unpacked that is a bomb."""

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from typing import Any

from mscp_desktop.exchange.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Sheet,
    SheetRow,
    TooLargeError,
    UnreadableError,
    check_size,
    clean,
    trimmed,
)
from mscp_desktop.foundation.partial_dates import MONTHS

MAX_UNPACKED = 150 * 1024 * 1024
MAX_PART = 80 * 1024 * 1024
MAX_RATIO = 400  # a sheet of repeated words packs to about one in a hundred
RATIO_FROM = 4 * 1024 * 1024  # a small part may be packed as tightly as it likes
MAX_PARTS = 2_000
_CHUNK = 1024 * 1024
_WHOLE_TO = 1e15  # floats are whole numbers exactly up to there
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SAVE_AGAIN = "Open it in Excel or LibreOffice, save it again as XLSX, and choose that file."


def xlsx_sheets(data: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a workbook; raises `UnreadableError` for one that is damaged, too large or a bomb."""
    check_archive(data, name)
    try:
        book = load_book(data, stored=False)
        if len(book.worksheets) > MAX_SHEETS:
            raise UnreadableError(f"“{name}” has {len(book.worksheets)} sheets, and {MAX_SHEETS} is the most.")
        formulas = [_formulas(sheet) for sheet in book.worksheets]
        if any(formulas):  # what they came to is kept beside them, and read apart
            book = load_book(data, stored=True)
        return [_sheet(sheet, held) for sheet, held in zip(book.worksheets, formulas, strict=True)]
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # openpyxl lets KeyError, AttributeError, ParseError and many others out
        raise UnreadableError(
            f"“{name}” is damaged, or no workbook that can be read. Nothing was taken from it. {_SAVE_AGAIN}"
        ) from error


def load_book(data: bytes, *, stored: bool) -> Any:
    """Return openpyxl's workbook: formulas, or what they came to as it is `stored`; raises whatever it lets out.

    The archive is to be checked first.
    """
    import openpyxl  # noqa: PLC0415 - needed for a workbook only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of drop-down lists and images that it does not keep
        return openpyxl.load_workbook(io.BytesIO(data), data_only=stored, keep_links=False, rich_text=False)


def check_archive(data: bytes, name: str, most: int = MAX_UNPACKED) -> None:
    """Unpack each part once, counting, and refuse what is damaged, huge, or holds entities of its own.

    Raises `TooLargeError` for more than `most` bytes unpacked and for a bomb, `UnreadableError` for the others.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > most:
                raise TooLargeError(f"“{name}” unpacks to more than a table ever needs. Nothing was taken from it.")
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise UnreadableError(f"“{name}” is no Excel workbook. {_SAVE_AGAIN}")
            for part in parts:
                _check_part(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableError(f"“{name}” is damaged or cut off. Nothing was taken from it. {_SAVE_AGAIN}") from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    size = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if size == 0 and part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(chunk):
                raise UnreadableError(f"“{name}” holds declarations that no workbook needs. {_SAVE_AGAIN}")
            size += len(chunk)
            packed = max(part.compress_size, 1)
            if size > MAX_PART or (size > RATIO_FROM and size / packed > MAX_RATIO):
                raise TooLargeError(f"“{name}” unpacks to more than a table ever needs. Nothing was taken from it.")


def _formulas(sheet: Any) -> list[tuple[int, int]]:
    """Return the rows and columns of cells that hold formulas."""
    return [place for place, cell in sheet._cells.items() if cell.data_type == "f"]  # noqa: SLF001 - it has no other list of what is there


def _sheet(sheet: Any, formulas: list[tuple[int, int]]) -> Sheet:
    """Return one sheet: what stands in merged cells down a column stands in each of its rows."""
    found = {place: _words(cell) for place, cell in sheet._cells.items()}  # noqa: SLF001 - as above
    for place in formulas:
        found[place] = found.get(place) or "=…"  # a formula whose result was not kept
    used = {place for place, words in found.items() if words}
    last = max((row for row, _ in used), default=0)
    check_size(last, max((column for _, column in used), default=0), sheet.title)
    merged = _fill_merged(sheet, found, last)
    hidden = {row for row, said in sheet.row_dimensions.items() if said.hidden and row <= last}
    filled = {row for row, _ in used}
    rows = []
    for row in range(1, last + 1):
        width = MAX_COLUMNS if row in filled else 0
        cells = tuple(found.get((row, column), "") for column in range(1, width + 1))
        rows.append(SheetRow(row, cells, hidden=row in hidden))
    return Sheet(
        sheet.title, trimmed(rows), _notes(sheet, len(hidden & filled), merged), sheet.sheet_state != "visible"
    )


def _fill_merged(sheet: Any, found: dict[tuple[int, int], str], last: int) -> int:
    """Repeat what stands in merged cells in each of their rows, and return how many cells were filled."""
    filled = 0
    for area in sheet.merged_cells.ranges:
        words = found.get((area.min_row, area.min_col), "")
        for row in range(area.min_row + 1, min(area.max_row, last) + 1):
            if words and not found.get((row, area.min_col)):
                found[row, area.min_col] = words
                filled += 1
    return filled


def _notes(sheet: Any, hidden: int, merged: int) -> tuple[str, ...]:
    notes = []
    if hidden:
        notes.append(f"{hidden} row{' is' if hidden == 1 else 's are'} hidden in the sheet.")
    columns = sum(bool(said.hidden) for said in sheet.column_dimensions.values())
    if columns:
        notes.append("A column is hidden in the sheet." if columns == 1 else "Columns are hidden in the sheet.")
    if merged:
        notes.append("What stands in merged cells counts for each of their rows.")
    if len(sheet.merged_cells.ranges) > MAX_ROWS:
        raise UnreadableError(f"“{sheet.title}” has {len(sheet.merged_cells.ranges):,} merged cells. {_SAVE_AGAIN}")
    return tuple(notes)


def _words(cell: Any) -> str:
    """Return what a cell shows, as far as its value says it: dates as long as its format shows them."""
    value = cell.value
    words = "" if value is None else str(value)
    match value:
        case bool():
            words = "Yes" if value else "No"
        case datetime():
            clock = "" if value.time() == time() else f" {value:%H:%M}"
            words = f"{_day(value.date(), cell.number_format)}{clock}"
        case date():
            words = _day(value, cell.number_format)
        case float() if value.is_integer() and abs(value) < _WHOLE_TO:
            words = str(int(value))
        case str():
            words = clean(value)
    return words


def _day(value: date, shown_as: str) -> str:
    """Return a date as far as its format shows it: "mmm-yy" is a month, which the workbook keeps as its first day."""
    form = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", (shown_as or "").lower())
    if "d" in form or "y" not in form:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{MONTHS[value.month - 1]} {value.year}" if "m" in form else str(value.year)
