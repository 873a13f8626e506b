"""A sheet that was read from elsewhere: rows of text with the place of each, and what can't be taken from it."""

import re
from dataclasses import dataclass

from mscp_desktop.foundation.errors import UserError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_CELL = 2_000  # characters
MAX_SHEETS = 60

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SHEET_ERRORS = frozenset({
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
})  # fmt: skip
_UNSEEN = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": None, "\ufeff": None, "\u00ad": None})


class UnreadableError(UserError):
    """A file or pasted text that can't be taken; `where` names the cell, as in "row 14, column C", or is empty."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{where[0].upper()}{where[1:]}: {what}" if where else what)
        self.where = where


class TooLargeError(UnreadableError):
    """A file unpacks to far more than it should hold."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, from 1, and its cells from the first column on.

    `part` counts rows that stood inside one cell of that row, 0 for none. `hidden` says that the spreadsheet hides
    it, `repeats` that it only says again what stands in a table above it.
    """

    number: int
    cells: tuple[str, ...]
    part: int = 0
    hidden: bool = False
    repeats: bool = False

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, table or list. `notes` are sentences on what was met in it.

    `row_word` is what one of its rows is called, and `columns` what its columns are where they have no letters.
    """

    name: str
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()
    hidden: bool = False
    row_word: str = "row"
    columns: tuple[str, ...] = ()

    def row_words(self, row: SheetRow) -> str:
        """Return where a row stands: "row 14", "row 14, line 2", "card 3"."""
        return f"{self.row_word} {row.number}" + (f", line {row.part}" if row.part else "")

    def cell_words(self, row: SheetRow, column: int) -> str:
        """Return where a cell stands: "row 14, column C"; columns count from 0."""
        if self.columns:
            return f"{self.row_words(row)}, {self.columns[column].lower()}"
        return f"{self.row_words(row)}, column {column_letters(column)}"


@dataclass(frozen=True, slots=True)
class Book:
    """What was read from one file or from the clipboard."""

    name: str
    sheets: tuple[Sheet, ...]


def column_letters(column: int) -> str:
    """Return a column's letters, which spreadsheets show: 0 is "A", 26 is "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def clean(text: str) -> str:
    """Return a cell's words without spaces at the ends, unseen characters, or more than one space at a time.

    Ends of lines stay: each can part two names. So does a run of spaces, as two, since lists are parted so.
    """
    seen = text.translate(_UNSEEN).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    lines = (re.sub(r"[ \t]{2,}", "  ", line).replace("\t", " ").strip() for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)


def problem_of(text: str) -> str | None:
    """Return why the words of a cell can't be taken and what would be right, or None where they can."""
    if len(text) > MAX_CELL:
        return f"it holds {len(text):,} characters, and {MAX_CELL:,} is the most. Part it into several rows."
    if "\ufffd" in text or _CONTROLS.search(text):
        return "it holds characters that can't be read. Type them again, and save the file as UTF-8 or as XLSX."
    if text.upper() in _SHEET_ERRORS:
        return f"it shows {text}, which is a formula's error. Put the words themselves there."
    if text.startswith("="):
        return "it begins with “=”, so it is a formula or text that looks like one. Type the words themselves there."
    return None


def trimmed(rows: list[SheetRow]) -> tuple[SheetRow, ...]:
    """Return rows with no empty cells at their ends; blank rows at the end are left out."""
    made = []
    for row in rows:
        cells = list(row.cells)
        while cells and not cells[-1]:
            cells.pop()
        made.append(SheetRow(row.number, tuple(cells), row.part, row.hidden, row.repeats))
    while made and made[-1].blank:
        made.pop()
    return tuple(made)


def check_size(rows: int, columns: int, name: str) -> None:
    """Raise `UnreadableError` where a table is larger than one that people keep."""
    if rows > MAX_ROWS:
        raise UnreadableError(f"“{name}” has {rows:,} rows, and {MAX_ROWS:,} is the most. Take out what is not needed.")
    if columns > MAX_COLUMNS:
        raise UnreadableError(
            f"“{name}” has {columns:,} columns, and {MAX_COLUMNS:,} is the most. Take out what is not needed."
        )
