"""Tables as CSV that no spreadsheet takes for formulas."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from mscp_desktop.exchange.sheet_table import CellValue, Column, PlainCell, SheetTable, plain_cell
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.safe_files import write_atomically

ENCODING = "utf-8-sig"

_STARTERS = "=+-@\u2212"
_UNSEEN = ("C", "Z")


def write_table(target: Path | BinaryIO, table: SheetTable, *, with_facts: bool = False) -> None:
    """Write the table as UTF-8 with a byte-order mark, headings in the first row; a path is replaced whole.

    Texts are quoted and guarded, numbers and money are bare figures with a point and without a pound sign,
    dates are ISO and as long as they are known. The title and facts go above the headings only where they
    are asked for, as a file for other programs begins with its headings. Raises `UserError` where the file
    cannot be written.
    """
    if isinstance(target, Path):
        write_atomically(target, lambda stream: _write(stream, table, with_facts=with_facts))
    else:
        _write(target, table, with_facts=with_facts)


def guard_text(text: str) -> str:
    """Return text with an apostrophe before it where a spreadsheet could take it for a formula.

    It is judged by its first seen character after compatibility normalisation, so that tabs, line ends,
    zero-width and full-width characters hide nothing. A text that looks guarded already is guarded again, so
    that `unguard_text` gives every text back.
    """
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def unguard_text(text: str) -> str:
    """Return the text that `guard_text` was given."""
    return text[1:] if text.startswith("'") and _is_risky(text.lstrip("'")) else text


def _is_risky(text: str) -> bool:
    first = text[:1]
    if first.isascii() and first.isalnum():
        return False
    if first in ("\t", "\r", "\n"):
        return True
    plain = (character for written in text for character in unicodedata.normalize("NFKC", written))
    first = next((character for character in plain if not unicodedata.category(character).startswith(_UNSEEN)), "")
    return first != "" and first in _STARTERS


def _write(stream: BinaryIO, table: SheetTable, *, with_facts: bool) -> None:
    text = io.TextIOWrapper(stream, encoding=ENCODING, newline="")
    try:
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        if with_facts:
            writer.writerow([_field(table.title, ColumnKind.TEXT)])
            writer.writerows([_field(label, ColumnKind.TEXT), _fact(value)] for label, value in table.facts)
            writer.writerow([])
        writer.writerow([_field(column.heading, ColumnKind.TEXT) for column in table.columns])
        writer.writerows(_fields(row, table.columns) for row in table.rows)
    finally:
        text.detach()


def _fields(row: Iterable[CellValue], columns: tuple[Column, ...]) -> list[str | int | float | Decimal]:
    return [_field(value, column.kind) for value, column in zip(row, columns, strict=True)]


def _fact(value: CellValue) -> str | int | float | Decimal:
    dated = isinstance(value, date | PartialDate)
    return _field(value, ColumnKind.DATE if dated else ColumnKind.TEXT)


def _field(value: CellValue, kind: ColumnKind) -> str | int | float | Decimal:
    cell: PlainCell = plain_cell(value, kind)
    match cell:
        case None:
            return ""
        case str():
            return guard_text(cell)
        case PartialDate():
            return cell.iso()
        case date():
            return cell.isoformat()
        case Decimal():
            return _Plain(cell)
        case _:
            return cell


class _Plain(Decimal):
    """A decimal that is written in figures, never as "1E+3"."""

    def __str__(self) -> str:
        return format(self, "f")
