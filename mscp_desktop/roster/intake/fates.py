"""What becomes of the rows of a list, whatever it is a list of: what a window and the command line show of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.layout import ColumnSeen
from mscp_desktop.roster.intake.resolving import Answer, Question


class Fate(StrEnum):
    """What becomes of a row."""

    ASKS = "needs an answer"
    REFUSED = "can't be taken"
    CHANGED = "changes"
    NEW = "new"
    SAME = "same as there"
    LEFT_OUT = "left out"


COUNTED = {
    Fate.ASKS: "to answer", Fate.REFUSED: "that can't be taken", Fate.NEW: "new", Fate.CHANGED: "changed",
    Fate.SAME: "the same as there", Fate.LEFT_OUT: "left out",
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

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""

    def words(self) -> str:
        """Return why, in words."""


def count_rows(rows: Sequence[RowPlanned], fate: Fate) -> int:
    """Return how many rows have a fate."""
    return sum(row.fate is fate for row in rows)


def fates_words(rows: Sequence[RowPlanned]) -> str:
    """Return the count of rows by their fates: "12 new, 3 to answer"."""
    parts = [f"{number:,} {words}" for fate, words in COUNTED.items() if (number := count_rows(rows, fate))]
    return ", ".join(parts) if parts else "nothing to import"


def may_be_answered(plan: ListPlanned, row: RowPlanned, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the keys of what a row asks that may be left open: names that are set aside while nobody says more."""
    asked = ((key, plan.questions.get(key)) for key in row.questions if key not in answers)
    return tuple(key for key, one in asked if one is not None and not one.needed and one.default is not None)


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
