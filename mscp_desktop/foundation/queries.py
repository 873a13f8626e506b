"""What a table is asked for, and what it answers about itself: plain values that rules, pages and exports share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """What the cells of one column must be; `said` are its words in a sentence ("chair or vice chair", "after 2024").

    It asks one thing: `contains` (each of its words stands in the cell), `among` (one of these values, None for
    nothing recorded), or `least` to `most`, both included and None for no bound, in numbers, pence or days. A date
    known to the month or year counts from its first day.
    """

    column: str
    said: str
    contains: str = ""
    among: tuple[Any, ...] = ()
    least: int | date | None = None
    most: int | date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a table is asked for.

    `sort` is a column's key, or None for the source's own order. `text` is what was typed to filter by,
    stripped. `scope` is the uid of the record whose rows they are, such as one group's seats. `group` is the key
    of the column whose values stand as headings over their rows.
    """

    sort: str | None = None
    descending: bool = False
    text: str = ""
    as_at: date | None = None
    scope: str | None = None
    filters: tuple[Filter, ...] = ()
    group: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether rows may be left out because of what was asked for."""
        return bool(self.text or self.filters)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that stand together under a heading: its words, how many they are, and sums by the columns' keys."""

    words: str
    count: int
    sums: Mapping[str, int] = field(default_factory=dict)
