"""What a wizard's last step says: row changes, in the words of forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Change
from mscp_desktop.foundation.operations import stored_values
from mscp_desktop.foundation.row_changes import RowChange, Stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KINDS = {"insert": "Added", "update": "Changed", "delete": "Removed"}


class Done(StrEnum):
    """What is done to a record."""

    ADDED = "Added"
    CHANGED = "Changed"
    REMOVED = "Removed"


ORDER = (Done.CHANGED, Done.ADDED, Done.REMOVED)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What is done to one record, in words; `changes` name each field with what stands there now and then."""

    done: Done
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RecordWords:
    """How the records of a table are called, of what they hold as it is stored; and the names and words of fields.

    `labels` names the fields that are shown, in the order of the form.
    """

    name: "Callable[[Session, Mapping[str, Stored]], str]"
    labels: Mapping[str, str]
    words: "Callable[[Session, str, Stored], str]" = lambda _session, field, value: stored_words(field, value)


def record_changes(
    session: "Session", rows: Sequence[RowChange], known: Mapping[str, RecordWords]
) -> tuple[RecordChange, ...]:
    """Return row changes in words: what is changed, added, removed; a table without words shows as it is."""
    found = []
    for row in rows:
        says = known.get(row.table) or RecordWords(partial(_called, row.table), {})
        labels = says.labels or {name: _plain(name) for name in row.values}
        changes = tuple(
            Change(label, _word(says, session, field, row, 0), _word(says, session, field, row, 1))
            for field, label in labels.items()
            if field in row.values
        )
        found.append(RecordChange(Done(KINDS[row.kind]), says.name(session, stored_values(session, row)), changes))
    return tuple(sorted(found, key=lambda one: ORDER.index(one.done)))


def count_words(changes: Sequence[RecordChange]) -> str:
    """Return how many records are changed: "3 records: 2 changed, 1 added"."""
    if not changes:
        return "Nothing would change."
    parts = [f"{number} {done.value.lower()}" for done in ORDER if (number := sum(one.done is done for one in changes))]
    return f"{len(changes)} record{'' if len(changes) == 1 else 's'}: {', '.join(parts)}."


def _word(says: RecordWords, session: "Session", field: str, row: RowChange, side: int) -> str:
    if (row.kind == "insert" and side == 0) or (row.kind == "delete" and side == 1):
        return ""
    return says.words(session, field, row.values[field][side])


def _called(table: str, _session: "Session", _held: Mapping[str, Stored]) -> str:
    return _plain(table)


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
