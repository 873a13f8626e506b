"""A table on its way to a spreadsheet: what it is, its columns, and its rows of plain values."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.partial_dates import PartialDate, format_date

CellValue: TypeAlias = str | int | float | Decimal | Fraction | date | PartialDate | None
"""What a row holds; text stands in any column as text, so that "not recorded" fits beside dates and money."""

PlainCell: TypeAlias = str | int | float | Decimal | date | PartialDate | None
"""What a writer meets: clean text, finite numbers, whole dates, and dates known to the month or year."""

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROL_PICTURES = 0x2400


class Money(Decimal):
    """An amount in pounds, with two places."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; the width is in characters, and None fits it to what it holds."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float | None = None


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A titled table with facts about it (partnership, as at, filters), each a label and a value."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[CellValue]]
    facts: tuple[tuple[str, CellValue], ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise InternalError("A table needs a column.")
        wrong = next((at for at, row in enumerate(self.rows) if len(row) != len(self.columns)), None)
        if wrong is not None:
            raise InternalError(f"Row {wrong} has {len(self.rows[wrong])} cells for {len(self.columns)} columns.")


def plain_cell(value: CellValue, kind: ColumnKind) -> PlainCell:
    """Return a value as its column writes it; raise `InternalError` for one that the column cannot hold.

    Texts are cleaned, yes and no are words, pence become pounds, and a date known to the day is a date. A
    text column turns all into text. Instants are refused: which local day or time they are is for the caller
    to say.
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    match value:
        case None:
            return None
        case str():
            return clean_text(value)
        case datetime():
            raise InternalError("An instant has to be made a local day or text before it is exported.")
        case date() | PartialDate():
            return format_date(value) if kind is ColumnKind.TEXT else _date_cell(value)
        case _:
            return _number_cell(value, kind)


def clean_text(text: str) -> str:
    """Return text that every spreadsheet can hold: line ends are line feeds, and control characters are seen.

    A control character becomes its picture (U+0000 becomes U+2400), what is no character becomes U+FFFD.
    """
    if text.isprintable():
        return text
    lines = _LINE_ENDS.sub("\n", text)
    pictured = _CONTROLS.sub(lambda found: chr(_CONTROL_PICTURES + ord(found[0])), lines)
    return _NO_CHARACTERS.sub("\ufffd", pictured)


def _date_cell(value: date | PartialDate) -> date | PartialDate:
    if isinstance(value, date):
        return value
    return value.exact() or value


def _number_cell(value: float | Decimal | Fraction, kind: ColumnKind) -> PlainCell:
    if kind is ColumnKind.DATE:
        raise InternalError(f"{value!r} is no date.")
    if kind is ColumnKind.MONEY:
        if not isinstance(value, int):
            raise InternalError(f"{value!r} is not whole pence.")
        return Money(Decimal(value).scaleb(-2))
    if not math.isfinite(value):
        raise InternalError(f"{value!r} is no number that a table can hold.")
    if kind is ColumnKind.TEXT:
        return str(value)
    return float(value) if isinstance(value, Fraction) else value
