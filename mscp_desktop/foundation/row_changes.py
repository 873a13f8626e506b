"""What one transaction does to records: the flushes are followed, and give the net change of each row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker

from mscp_desktop.foundation.base import Record, plain
from mscp_desktop.foundation.engine import defer_references
from mscp_desktop.foundation.errors import InternalError

Stored = str | int | None
CHANGES = "changes"
KEPT_APART = frozenset({"id", "uid", "version"})


@dataclass(slots=True)
class RowChange:
    """The net change of one row within one operation."""

    kind: str  # insert, update or delete
    table: str
    uid: str
    row_id: int
    revision: int
    values: dict[str, tuple[Stored, Stored]] = field(default_factory=dict)


class Changes:
    """Collects what the flushes of one transaction do to records, as net changes in order of first touch."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], RowChange] = {}
        self._held: dict[tuple[str, str], Record] = {}  # a session forgets, and search would read each of them again

    def before(self, session: Session) -> None:
        """Count the versions of what is about to be flushed, and open the write guard."""
        new, dirty, deleted = (_records(rows) for rows in (session.new, session.dirty, session.deleted))
        connection = session.connection()
        connection.info["flushing"] = True
        refers_anew = bool(new or deleted)
        for record in new:
            record.version = record.version or 1
            for name, column in _columns(type(record)):
                # a field left out is null from now on, so that its old value is known later
                if name not in record.__dict__ and column.default is None:
                    setattr(record, name, None)
        for record in dirty:
            state = inspect(record)
            changed = {name for name in state.committed_state if state.attrs[name].history.has_changes()}
            if changed & KEPT_APART:
                raise InternalError(f"The identity or version of a {record.__tablename__} was set by hand.")
            if changed:
                record.version += 1
            refers_anew = refers_anew or bool(changed & _references(type(record)))
        if refers_anew:
            defer_references(connection)

    def after(self, session: Session) -> None:
        """Close the write guard, and take note of what was flushed."""
        connection = session.connection()
        connection.info["flushing"] = False
        dialect = connection.dialect
        for record in _records(session.new):
            self._add(
                record,
                "insert",
                {
                    name: (None, stored)
                    for name, column in _columns(type(record))
                    if (stored := plain(column, getattr(record, name), dialect)) is not None
                },
            )
        for record in _records(session.dirty):
            values = {}
            state = inspect(record)
            for name, column in _columns(type(record)):
                if name not in state.committed_state:  # what was never set has no history to look for
                    continue
                change: Any = state.attrs[name].history
                if not change.has_changes():
                    continue
                if change.added and not change.deleted:
                    raise InternalError(
                        f"The old value of {record.__tablename__}.{name} was not loaded before it changed."
                    )
                old, new = plain(column, change.deleted[0], dialect), plain(column, change.added[0], dialect)
                if old != new:
                    values[name] = (old, new)
            if values:
                self._add(record, "update", values)
        for record in _records(session.deleted):
            self._add(
                record,
                "delete",
                {
                    name: (stored, None)
                    for name, column in _columns(type(record))
                    if (stored := plain(column, _saved_value(record, name), dialect)) is not None
                },
            )

    def _add(self, record: Record, kind: str, values: dict[str, tuple[Stored, Stored]]) -> None:
        key = (record.__tablename__, record.uid)
        self._held[key] = record
        before = self.rows.get(key)
        if before is None:
            self.rows[key] = RowChange(kind, *key, record.id, record.version, values)
            return
        before.revision = record.version
        for name, (old, new) in values.items():
            first = before.values[name][0] if name in before.values else old
            before.values[name] = (first, new)
        if kind == "delete":
            before.kind = "nothing" if before.kind == "insert" else "delete"
        elif kind == "insert":  # deleted and made again within one operation
            before.kind = "insert" if before.kind == "nothing" else "update"

    def net(self) -> list[RowChange]:
        """Return the rows that differ from what they were, in order of first touch."""
        kept = []
        for row in self.rows.values():
            row.values = {name: pair for name, pair in row.values.items() if pair[0] != pair[1]}
            if row.kind == "nothing" or (row.kind == "update" and not row.values):
                continue
            kept.append(row)
        return kept


def follow(sessions: sessionmaker[Any]) -> None:
    """Have the flushes of each of these sessions followed by the `Changes` that stands in its `info`, if one does."""

    def before(session: Session, _context: UOWTransaction, _instances: object) -> None:
        if CHANGES in session.info:
            session.info[CHANGES].before(session)

    def after(session: Session, _context: UOWTransaction) -> None:
        if CHANGES in session.info:
            session.info[CHANGES].after(session)

    event.listen(sessions, "before_flush", before)
    event.listen(sessions, "after_flush", after)


def _records(rows: Iterable[object]) -> list[Record]:
    found = []
    for row in rows:
        if not isinstance(row, Record):
            raise InternalError(f"{type(row).__name__} is no record: history would not see this change.")
        found.append(row)
    return found


def _saved_value(record: Record, name: str) -> Any:
    """Return what the database holds of a row that is deleted, whatever was set on it just before."""
    change: Any = inspect(record).attrs[name].history
    return change.deleted[0] if change.deleted else getattr(record, name)


@cache
def _references(model: type[Record]) -> frozenset[str]:
    return frozenset(name for name, column in _columns(model) if column.foreign_keys)


@cache
def _columns(model: type[Record]) -> list[tuple[str, Any]]:
    return [(column.name, column) for column in model.__table__.columns if column.name not in KEPT_APART]
