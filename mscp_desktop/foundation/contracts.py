"""What features offer each other across ranks: values and signatures, no behaviour."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ColumnKind(StrEnum):
    """What a table's column holds; money is integer pence. Numbers and money stand right, in figures of one width."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person can be taken: a page's key or a kind of record, and the uid of one where it is meant."""

    kind: str
    uid: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a document is asked for: the day of printing, the day it speaks of, and one group where it is of one."""

    today: date
    as_at: date
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found, which explains itself: what, why it matters or since when, and where to mend it."""

    what: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A document the program makes; `pdf` and `sheet` are "module:function", imported when it is made."""

    name: str
    words: str
    pdf: str | None
    sheet: str | None
    takes_group: bool = False
