"""Workbooks that go out to be filled in and come back: what is asked of whom, and what was answered.

Each row that was sent keeps its hidden identity, so that rows may be moved; the workbook knows which request it
answers, who was asked, and in which partnership, so that a wrong one is told from a right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.partial_dates import PartialDate

Answer = str | int | PartialDate | None


class Asked(StrEnum):
    """What an answer may be."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"  # a day, a month or a year
    NUMBER = "number"  # a whole one


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form; without `asked` it is only to be read. `help` is shown at its cells.

    `also` are other words for a choice, in small letters, as people type them over it. `ahead` says that its dates lie
    ahead: one without a year is the next such.
    """

    key: str
    heading: str
    asked: Asked | None = None
    choices: tuple[str, ...] = ()
    width: float = 20.0  # characters
    help: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    ahead: bool = False

    def __post_init__(self) -> None:
        if any("," in choice for choice in self.choices):
            raise InternalError("A spreadsheet parts its list of choices at commas, so none may hold one.")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row that is asked about: the record behind it, as it stood, and a cell for each column.

    `asked` are the keys of the columns that are asked in it, None for all that are; the others are locked and grey. One
    that is a `head` stands out: what follows belongs to it.
    """

    uid: str
    version: int
    cells: tuple[str | None, ...]
    asked: frozenset[str] | None = None
    head: bool = False

    def asks(self, column: FormColumn) -> bool:
        """Return whether a column is to be filled in here."""
        return column.asked is not None and (self.asked is None or column.key in self.asked)


@dataclass(frozen=True, slots=True)
class FormNotes:
    """A sheet beside the form that is only read, such as what each grade means: headings, and rows of words."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]  # characters


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A form to be filled in. `request` names it for good, `sender` is who is asked to send it back.

    `lines` stand above the table and say what to do; `spare` rows below it are for what is missing there. `lead` stands
    over them in bold, and `warning` below them. A row in which words are asked has `room` for so many lines.
    """

    kind: str
    request: str
    partnership: str
    partnership_uid: str
    sender: str
    sender_uid: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    rows: Sequence[FormRow]
    made: date
    spare: int = 0
    notes: tuple[FormNotes, ...] = ()
    lead: str = ""
    warning: str = ""
    room: int = 1


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it came back: `uid` and `version` are of the record it was sent for, None for an added one.

    `line` is its number in the sheet; `answers` are by the columns' keys, None for an empty cell; `cells` are what
    stood in the columns that are only to be read.
    """

    uid: str | None
    version: int | None
    line: int
    answers: Mapping[str, Answer]
    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that can't be taken as it is, and what would be right; `key` is that of its column, None for a row's.

    `uid` is of the record whose row it stands in, where that is known.
    """

    cell: str
    words: str
    key: str | None = None
    uid: str | None = None

    @property
    def line(self) -> int:
        """Return the number of its row in the sheet."""
        return int("".join(figure for figure in self.cell if figure.isdecimal()))


@dataclass(frozen=True, slots=True)
class Returned:
    """A form as it came back; `missing` are the records whose rows were deleted from it."""

    kind: str
    request: str
    partnership_uid: str
    sender: str
    sender_uid: str
    made: date
    rows: tuple[ReturnedRow, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
