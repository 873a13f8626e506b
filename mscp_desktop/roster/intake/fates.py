"""What becomes of the rows of a list, whatever it is a list of: what a window and the command line show of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.layout import ColumnSeen
from mscp_desktop.roster.intake.resolving import Answer, Question
from mscp_desktop.roster.intake.titles import DayTold


class Fate(StrEnum):
    """What becomes of a row."""

    ASKS = "needs an answer"
    REFUSED = "can't be taken"
    CHANGED = "changes"
    NEW = "new"
    SAME = "same as there"
    LEFT_OUT = "left out"


COUNTED = {  # of one row, and of several
    Fate.ASKS: ("needs an answer", "need an answer"), Fate.REFUSED: ("can't be taken", "can't be taken"),
    Fate.NEW: ("is new", "are new"), Fate.CHANGED: ("changes", "change"),
    Fate.SAME: ("is the same as there", "are the same as there"), Fate.LEFT_OUT: ("is left out", "are left out"),
}  # fmt: skip


class RowRead(Protocol):
    """Where a row stands, and what it says in one line."""

    @property
    def where(self) -> str:
        """Return where it stands: "row 14"."""

    @property
    def said(self) -> str:
        """Return its cells in one line."""


class RowPlanned(Protocol):
    """One row, what becomes of it, and why in words; `questions` are keys of those it depends on."""

    @property
    def place(self) -> int:
        """Return its place in the list, from 0."""

    @property
    def entry(self) -> RowRead:
        """Return what it says."""

    @property
    def fate(self) -> Fate:
        """Return what becomes of it."""

    @property
    def words(self) -> str:
        """Return why, in words."""

    @property
    def besides(self) -> str:
        """Return what else is to be known of a row that needs an answer."""

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the keys of the questions it depends on."""


class ListPlanned(Protocol):
    """All rows in the order of a list, and what is asked of them."""

    @property
    def kind(self) -> Kind:
        """Return what the list is taken for."""

    @property
    def rows(self) -> Sequence[RowPlanned]:
        """Return its rows."""

    @property
    def questions(self) -> dict[str, Question]:
        """Return the keys of the questions it depends on."""

    @property
    def columns(self) -> tuple[ColumnSeen, ...]:
        """Return what the columns are taken for."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return sentences on the list as a whole."""

    @property
    def group_seen(self) -> str | None:
        """Return the group that a title seems to name, to be proposed where nobody has said whose list it is."""

    @property
    def day_seen(self) -> DayTold | None:
        """Return the day that a title tells of the whole list, to be proposed where nobody has said it."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return which columns that matter are missing, and what happens without each, a sentence to each."""

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""

    def words(self) -> str:
        """Return why, in words."""


def count_rows(rows: Sequence[RowPlanned], fate: Fate) -> int:
    """Return how many rows have a fate."""
    return sum(row.fate is fate for row in rows)


def fates_words(rows: Sequence[RowPlanned]) -> str:
    """Return the count of rows by their fates: "3 rows need an answer, 12 are new"."""
    counts = [(number, words) for fate, words in COUNTED.items() if (number := count_rows(rows, fate))]
    parts = [f"{number:,} {words[number > 1]}" for number, words in counts]
    if not parts:
        return "nothing to import"
    figures, rest = parts[0].split(" ", 1)
    return ", ".join([f"{figures} row{'s' if counts[0][0] > 1 else ''} {rest}", *parts[1:]])


def may_be_answered(plan: ListPlanned, row: RowPlanned, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the keys of what a row asks that may be left open: names that are set aside while nobody says more."""
    asked = ((key, plan.questions.get(key)) for key in row.questions if key not in answers)
    return tuple(key for key, one in asked if one is not None and not one.needed and one.default is not None)


def next_open(
    plan: ListPlanned, answers: Mapping[str, Answer], row: RowPlanned | None, last: tuple[int, str] | None
) -> tuple[int, str] | None:
    """Return the row and the key of the next question that is open, after the `last` or from a row on, and round.

    While any needs an answer it is one of these. One that stands in several rows is gone to once in a round.
    """
    rows = plan.rows
    open_ = [(one, key) for one in rows for key in one.questions if key not in answers and key in plan.questions]
    needed = [(one.place, key) for one, key in open_ if one.fate is Fate.ASKS and plan.questions[key].needed]
    optional = [(one.place, key) for one in rows for key in may_be_answered(plan, one, answers)]
    found = needed or optional
    if last in found and row is not None and row.place == last[0]:
        keys = list(dict.fromkeys(key for _, key in found))
        wanted = keys[(keys.index(last[1]) + 1) % len(keys)]
        return next(one for one in found if one[1] == wanted)
    begin = -1 if row is None else row.place
    return next((one for one in found if one[0] >= begin), found[0] if found else None)


def nothing_words(plan: ListPlanned) -> str:
    """Return why a list brings nothing, as a sentence; nothing where a row is new, tells more, or needs an answer."""
    if not plan.rows or any(plan.count(fate) for fate in (Fate.ASKS, Fate.NEW, Fate.CHANGED)):
        return ""
    if plan.count(Fate.REFUSED) or not plan.count(Fate.SAME):
        return "There is nothing to take in: no row is new, and none tells more."
    return "There is nothing to take in: all of it is here already."


def require_taken(rows: Sequence[RowPlanned], *, without_refused: bool) -> None:
    """Raise `UserError` where a row needs an answer, or can't be taken and nobody said that such rows are left out."""
    waiting = [row for row in rows if row.fate is Fate.ASKS]
    if waiting:
        many = "1 row needs" if len(waiting) == 1 else f"{len(waiting)} rows need"
        raise UserError(f"{many} an answer first, such as {waiting[0].entry.where}: {waiting[0].words}")
    refused = [row for row in rows if row.fate is Fate.REFUSED]
    if refused and not without_refused:
        more = f" {len(refused) - 1} more can't be taken either." if len(refused) > 1 else ""
        raise UserError(
            f"{refused[0].words}{more} Nothing was imported: mend the list, or say that such rows are left out."
        )
