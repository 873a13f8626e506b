"""What pages hand to tables, fields and panels: plain frozen values, and no Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.queries import Query as Query  # noqa: PLC0414 - pages meet it with the other values
from mscp_desktop.foundation.queries import Section

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.operations import Operation


class Look(StrEnum):
    """How a cell stands out from plain text."""

    PLAIN = "plain"
    STRONG = "strong"  # bold: a chair among members
    UNKNOWN = "unknown"  # italic and secondary: nobody has recorded it
    PILL = "pill"  # a status: word, shape and colour in a rounded frame


class Tone(StrEnum):
    """What a status says; each tone has a shape and a colour of its own."""

    NEUTRAL = "neutral"  # no shape
    INFO = "info"  # a dot
    GOOD = "good"  # a tick
    WARNING = "warning"  # a diamond
    BAD = "bad"  # a triangle


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell or chip: the words it shows, how, and what it says of itself on hover.

    `value` is what a workbook holds where that is more than the words: a number, pence, or a date.
    """

    words: str
    look: Look = Look.PLAIN
    tone: Tone = Tone.NEUTRAL
    more: str = ""
    value: Any = None


def words_of(cell: Cell | str | None) -> str:
    """Return what a cell says."""
    return cell.words if isinstance(cell, Cell) else cell or ""


NOT_RECORDED = Cell("not recorded", Look.UNKNOWN)


def pill(words: str, tone: Tone, more: str = "") -> Cell:
    """Return a status cell."""
    return Cell(words, Look.PILL, tone, more)


class Filtering(StrEnum):
    """How a column is filtered in the row under its heading."""

    TEXT = "text"  # words that stand in it
    CHOICE = "choice"  # some of the column's choices
    NUMBER = "number"  # "12", ">5", "5 to 10"
    MONEY = "money"  # as a number, in pounds
    DATE = "date"  # "2024", "after 14/3", "Jan 2024 to Mar 2024"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is what a query sorts by, `width` its share of the table, in pixels at 100%.

    `filter` says how its rows can be filtered by it, None for not at all; `choices` are then the answers of a choice.
    `empty` are its words for nothing, by which such rows are found too. `total` says that the source sums it; `groups`
    that its values can stand as headings over their rows. `spelt` are the other headings by which people's own tables
    call it, as `foundation/heading_words.py` writes them. One that stands `aside` is hidden until somebody chooses it.
    One that `stretches` says most in words: it takes most of the room that is left, and gives way last. What stands in
    one that is `whole`, such as a state, is never cut. One that `yields` is hidden while there is no room for all: what
    it says stands in the panel too.
    """

    key: str
    words: str
    width: int = 160
    kind: ColumnKind = ColumnKind.TEXT
    sortable: bool = True
    more: str = ""
    filter: Filtering | None = None
    choices: "tuple[Choice, ...]" = ()
    empty: str = "not recorded"
    total: bool = False
    groups: bool = False
    private: bool = False  # hidden while somebody presents
    spelt: tuple[str, ...] = ()
    aside: bool = False
    stretches: bool = False
    whole: bool = False
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row as shown; a plain string is a plain cell."""

    id: int
    uid: str
    cells: tuple[Cell | str, ...]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a table's rows come from; the functions run on any thread and return plain values.

    `ids` sorts, filters and groups in SQL. `rows` is given at most 200 ids and may return them in any order; one
    that is no longer there is left out. `summary` is the line under the rows, and gets how many there are; where
    some are filtered out, it is told of the number that `whole` gives for all, and "52 of" stands before it.

    Where columns can be grouped by, `sections` are the headings in the order of `ids`; where some are summed,
    `totals` gives their sums by the columns' keys. `found` are the ids of the rows whose cell in a column begins
    with what was typed; without it the rows are looked through. `foundation/listings.py` answers all of them.
    """

    columns: tuple[Column, ...]
    ids: "Callable[[Session, Query], Sequence[int]]"
    rows: "Callable[[Session, Sequence[int], Query], Sequence[Row]]"
    id_of: "Callable[[Session, str], int | None]"
    summary: "Callable[[Session, Query, int], str] | None" = None
    sections: "Callable[[Session, Query], Sequence[Section]] | None" = None
    totals: "Callable[[Session, Query], Mapping[str, int]] | None" = None
    found: "Callable[[Session, Query, str, str], Sequence[int]] | None" = None
    whole: "Callable[[Session, Query], int] | None" = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path above a title; one without a place is only words."""

    words: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a table; `first_day` is the earliest day that the as-at slider reaches."""

    title: str
    crumbs: tuple[Crumb, ...] = ()
    chips: tuple[Cell, ...] = ()
    first_day: date | None = None


class Kind(StrEnum):
    """What a field takes, and so the value it gives; an empty field gives None."""

    TEXT = "text"  # str, one line
    MULTILINE = "multiline"  # str
    CHOICE = "choice"  # the value of one of the field's choices
    PARTIAL_DATE = "partial date"  # PartialDate
    DAY = "day"  # date
    NUMBER = "number"  # int
    MONEY = "money"  # int, in pence
    PICKER = "picker"  # Picked
    YES_NO = "yes or no"  # bool
    EMAIL = "e-mail"  # str, one address
    TELEPHONE = "telephone"  # str, as it is dialled
    SEVERAL = "several of these"  # the values of the ticked choices, as a tuple
    RICH = "rich text"  # str: the small part of Markdown that foundation/simple_text.py describes


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice: the value that is saved, and its words."""

    value: Any
    words: str


@dataclass(frozen=True, slots=True)
class Picked:
    """A record named in a field; `uid` is None for a new one, which saving makes under this title.

    `called` is another name by which it was found: who types that in full has named it too.
    """

    uid: str | None
    title: str
    detail: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """How a picker makes a new record: a small form, in which `named` is the field that begins with what was typed.

    `offer` are the words of its row in the list ("Add “{}” with their details…"). `act` turns the form's values
    into an operation that returns the uid of the new record.
    """

    offer: str
    title: str
    verb: str
    fields: "tuple[Field, ...]"
    act: "Callable[[dict[str, Any]], Act]"
    named: str = "name"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watched text is held against: names that reviews were published under, and the time that is looked at.

    Full dates from `since` on are those of events; None where that time is not known.
    """

    names: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field, declared once: how it is labelled, what it takes, what it says where it is empty.

    `find` answers what was typed in a picker, best first. `add` are the words for making a new one under the typed
    name when the field is saved ("Add {} as a new person"), empty where that is not offered; `making` offers a
    small form that asks for what else a new one has. `opens` is the kind of place where a picked
    record is shown. `near` answers which records may be meant by a name that none of them has, best first.
    A picker that is `free` takes what was typed as it is, and gives text: its list only helps. One that is `named`
    takes so what nobody is called, as a name without a record. `noun` is what it names where that is not somebody, such
    as "group".
    `least` and `most` bound a number, or an amount in pence; `unit` follows a number ("days", "%").
    `check` is asked of each value that could be read, and returns the sentence that says what would be right,
    or None. `since` gives, for today, the day from which a date without a year is the next such one: what is due lies
    ahead. `only_for` is the key of another field and the values of it for which a form asks this one; else it is None.
    A text that is `watched` points out what could tell whose case it is (`foundation/identities.py`); what it is held
    against is asked for the uid of the record, or for "" in a form. It is a text, of one line, several, or rich.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    required: bool = False
    empty: str = "not recorded"
    choices: tuple[Choice, ...] = ()
    find: "Callable[[Session, str], Sequence[Picked]] | None" = None
    add: str = ""
    least: int | None = None
    most: int | None = None
    longest: int = 4000
    unit: str = ""
    check: Callable[[Any], str | None] | None = None
    opens: str = ""
    free: bool = False
    named: bool = False
    noun: str = ""
    making: Making | None = None
    near: "Callable[[Session, str], Sequence[Picked]] | None" = None
    private: bool = False  # hidden while somebody presents
    since: Callable[[date], date] | None = None
    only_for: tuple[str, tuple[Any, ...]] | None = None
    watched: "Callable[[Session, str], Watched] | None" = None


def from_today(today: date) -> date:
    """Return the day from which the dates of a field are read where they lie ahead of whoever types: today."""
    return today


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, in words; `restore` is the field's name in history, None for no restoring.

    `long` says that both were texts, whose change can be shown word by word.
    """

    label: str
    before: str
    after: str
    restore: str | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry of a record's history; `entry_id` is the history entry that a restore names."""

    entry_id: int
    at: datetime
    actor: str
    summary: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One of the lines that belong to a record: another name, a former post. `values` are what its form begins with.

    `opens` is where a person can be taken from it. A `locked` line can't be changed or removed, and says why.
    """

    uid: str
    version: int
    cells: tuple[Cell | str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    opens: Place | None = None
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one kind that belong to a record, declared once: they are listed in its panel under the fields.

    `one` is what one is called in a sentence ("another name"), `columns` are their headings, `empty` stands where
    there are none. `fields` are of the form that adds one and, begun with its values, changes one. `add` turns (uid of
    the record, values) into the operation, `change` (uid of the line, version, values that differ) and `remove` (uid of
    the line); without one of them that is not offered. `begins` are the values that the form of a new one begins with.
    """

    key: str
    title: str
    one: str
    columns: tuple[str, ...]
    empty: str
    fields: "tuple[Field, ...]" = ()
    add: "Callable[[str, dict[str, Any]], Act] | None" = None
    change: "Callable[[str, int, dict[str, Any]], Act] | None" = None
    remove: "Callable[[str], Act] | None" = None
    begins: Mapping[str, Any] = field(default_factory=dict)
    private: bool = False  # hidden while somebody presents
    changing: "tuple[Field, ...]" = ()  # of the form that changes one, where they differ from those that add one


@dataclass(frozen=True, slots=True)
class Detail:
    """One record as the panel shows it; `version` goes back with each change.

    `facts` are words that are only read. `lines` are the lines that belong to it, by the key of their `Lines`. `locked`
    is the sentence that says why nothing can be changed. `history` is None for what has none of its own. `papers` is
    the table of the record where files can be kept with it. Of one that is `hidden` nothing but these words is shown.
    `without` are the keys of the fields that such a record has not, where a page lists several kinds.
    """

    kind: str
    uid: str
    version: int
    title: str
    subtitle: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[tuple[str, Cell | str], ...] = ()
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    history: tuple[HistoryItem, ...] | None = ()
    locked: str = ""
    papers: str = ""
    hidden: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """An operation with what it is called with, for the writer thread to run."""

    operation: "Operation[..., Any]"
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


Saver = Callable[[str, int, dict[str, Any]], Act]
"""Turns (uid, version shown, field -> new value) into the operation that saves it."""


def saving(change: "Operation[..., Any]") -> Saver:
    """Return the saver for an operation of the common shape `change(session, uid, version, **fields)`."""

    def act(uid: str, version: int, fields: dict[str, Any]) -> Act:
        return Act(change, (uid, version), fields)

    return act
