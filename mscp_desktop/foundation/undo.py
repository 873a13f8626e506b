"""Undo and redo: a finished operation is taken back, or done again, as a new operation.

Both compare what stands in the data with what the operation left, and look for later records that refer to what would
go; where either has moved on they refuse, and name what came later.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Base, Record, from_plain, model_of, plain, with_uid
from mscp_desktop.foundation.bookkeeping import HistoryEntry, HistoryValue, OperationRow, OperationText
from mscp_desktop.foundation.errors import ConflictError, InternalError, UserError
from mscp_desktop.foundation.history import entry_of
from mscp_desktop.foundation.operations import Operation, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Attachment
from mscp_desktop.foundation.row_changes import KEPT_APART, Stored
from mscp_desktop.foundation.store import Actor, Announcement, Role, Store, WorkSession

NAMING = ("name", "title", "post")  # the fields by which a record is called
BESIDE = "users."  # who may open it: keys and not records, and nothing rests on them, so undo steps over such a change
REACH = 500  # how far back a user's own operations can be undone
LAST_REVISION = select(func.max(HistoryEntry.revision)).where(
    HistoryEntry.table_name == bindparam("table"), HistoryEntry.row_uid == bindparam("uid")
)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation that undo or redo would act on next, in words, and when it was done."""

    operation_uid: str
    summary: str
    corrected_by: str | None
    at: datetime


class EarlierError(UserError):
    """What would be undone was done earlier than whoever asks may remember, and they have not been told yet."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"The last change is from {when(step.at)}: “{step.summary}”. Ctrl+Z again takes it back.")
        self.operation_uid = step.operation_uid


def when(at: datetime) -> str:
    """Return a moment as undo names it: "20 November 2026 at 10:15"."""
    return f"{format_day(at.astimezone().date())} at {at.astimezone():%H:%M}"


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    table: str
    uid: str
    row_id: int
    revision: int
    values: dict[str, tuple[Stored, Stored]]

    def turned(self) -> "_Change":
        """Return the change that takes this one back."""
        kind = {"insert": "delete", "delete": "insert", "update": "update"}[self.kind]
        values = {name: (new, old) for name, (old, new) in self.values.items()}
        return _Change(kind, self.table, self.uid, self.row_id, self.revision, values)


def next_steps(session: Session, actor_uid: str) -> tuple[Step | None, Step | None]:
    """Return what this user's undo and redo would act on now: a change of who may open it stays as it is."""
    query = (
        select(
            OperationRow.uid,
            OperationRow.kind,
            OperationRow.target_uid,
            OperationRow.corrected_by,
            OperationRow.at,
            OperationText.payload,
        )
        .outerjoin(OperationText, OperationText.operation_id == OperationRow.id)
        .where(OperationRow.actor_uid == actor_uid, OperationRow.name.not_like(f"{BESIDE}%"))
        .order_by(OperationRow.id.desc())
        .limit(REACH)
    )
    done: list[Step] = []
    undone: list[Step] = []
    for uid, kind, target, corrected_by, at, text in reversed(session.execute(query).all()):
        if kind == "do":
            summary = json.loads(text)["summary"] if text else "a change that was purged"
            done.append(Step(uid, summary, corrected_by, at))
            undone.clear()
        elif kind == "undo" and done and done[-1].operation_uid == target:
            undone.append(done.pop())
        elif kind == "redo" and undone and undone[-1].operation_uid == target:
            done.append(undone.pop())
    return (done[-1] if done else None, undone[-1] if undone else None)


def undo(store: Store, actor: Actor, since: datetime | None = None, agreed: str | None = None) -> Announcement | None:
    """Take back this user's last operation, and return what was announced; None where there is nothing to undo.

    Raises `EarlierError` where it was done before `since`, unless it is the operation that was `agreed` to. Raises
    `ConflictError` where something later stands in the way, and `UserError` where the operation has no inverse.
    """
    with store.reading() as session:
        step, _ = next_steps(session, actor.uid)
    if step is None:
        return None
    if step.corrected_by:
        raise UserError(f"“{step.summary}” can't be undone. What corrects it is {step.corrected_by}.")
    if since is not None and step.at < since and step.operation_uid != agreed:
        raise EarlierError(step)
    return _replay(store, actor, step, "undo")


def redo(store: Store, actor: Actor) -> Announcement | None:
    """Do again what this user last undid; None where there is nothing."""
    with store.reading() as session:
        _, step = next_steps(session, actor.uid)
    return None if step is None else _replay(store, actor, step, "redo")


def _replay(store: Store, actor: Actor, step: Step, kind: str) -> Announcement | None:
    with store.transaction(actor, f"history.{kind}", kind=kind, target_uid=step.operation_uid) as session:
        session.say(f"{'Undid' if kind == 'undo' else 'Did again'}: {step.summary}")
        changes = list(_changes_of(session, step.operation_uid))
        if kind == "undo":
            changes = [change.turned() for change in reversed(changes)]
        for change in changes:
            _apply(session, change)
    return session.announcement


def _changes_of(session: Session, operation_uid: str) -> Iterator[_Change]:
    query = (
        select(
            HistoryEntry.kind, HistoryEntry.table_name, HistoryEntry.row_uid, HistoryEntry.row_id,
            HistoryEntry.revision, HistoryValue.payload,
        )
        .join(OperationRow, OperationRow.id == HistoryEntry.operation_id)
        .outerjoin(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(OperationRow.uid == operation_uid)
        .order_by(HistoryEntry.id)
    )  # fmt: skip
    for kind, table, uid, row_id, revision, payload in session.execute(query):
        if payload is None:
            raise UserError("What this changed has been purged from history, so it can't be put back.")
        values = {name: (pair[0], pair[1]) for name, pair in json.loads(payload).items()}
        yield _Change(kind, table, uid, row_id, revision, values)


def _apply(session: WorkSession, change: _Change) -> None:
    model = model_of(change.table)
    dialect = session.connection().dialect
    columns = model.__table__.columns
    record: Record | None = session.scalar(with_uid(model), {"wanted": change.uid})
    if change.kind == "insert":
        if record is not None:
            raise _later(session, change, None)
        last = session.scalar(LAST_REVISION, {"table": change.table, "uid": change.uid})
        made = model(id=change.row_id, uid=change.uid, version=(last or 0) + 1)
        for name, (_, new) in change.values.items():
            setattr(made, name, from_plain(columns[name], new, dialect))
        session.add(made)
    else:
        if record is None:
            raise _later(session, change, None)
        for name in change.values if change.kind == "update" else set(columns.keys()) - KEPT_APART:
            expected = change.values[name][0] if name in change.values else None
            if plain(columns[name], getattr(record, name), dialect) != expected:
                raise _later(session, change, name)
        if change.kind == "delete":
            session.flush()
            _refuse_referred(session, record)
            session.delete(record)
        else:
            for name, (_, new) in change.values.items():
                setattr(record, name, from_plain(columns[name], new, dialect))
    session.flush()


def _later(session: Session, change: _Change, name: str | None) -> ConflictError:
    query = (
        select(OperationRow.actor_name, OperationRow.at, OperationText.payload, HistoryEntry.fields)
        .join(HistoryEntry, HistoryEntry.operation_id == OperationRow.id)
        .outerjoin(OperationText, OperationText.operation_id == OperationRow.id)
        .where(HistoryEntry.table_name == change.table, HistoryEntry.row_uid == change.uid)
        .order_by(HistoryEntry.id.desc())
    )
    for actor, at, text, fields in session.execute(query):
        if name is None or name in fields.split(","):
            summary = json.loads(text)["summary"] if text else "a change"
            return ConflictError(
                f"This can't be undone as a whole, since something came after it: “{summary}”, by {actor} on"
                f" {format_day(at.astimezone().date())} at {at.astimezone():%H:%M}. Nothing was changed; single values"
                " can be restored from the record's history."
            )
    raise InternalError(f"{change.table} differs from its history.")


def _refuse_referred(session: Session, record: Record) -> None:
    """Refuse to remove a record to which others refer, and name one of them by the operation that made it."""
    for table, uid in referring(session, record):
        query = (
            select(OperationText.payload)
            .join(HistoryEntry, HistoryEntry.operation_id == OperationText.operation_id)
            .where(HistoryEntry.table_name == table, HistoryEntry.row_uid == uid)
            .order_by(HistoryEntry.id.desc())
        )
        text = session.scalar(query.limit(1))
        summary = json.loads(text)["summary"] if text else f"an entry in {table.replace('_', ' ')}"
        raise ConflictError(
            f"This can't be taken away, since something rests on it: “{summary}”. Undo or remove that first; nothing"
            " was changed."
        )


def referring(session: Session, record: Record) -> Iterator[tuple[str, str]]:
    """Return (table, uid) of the records that refer to this one by a foreign key, and of the papers kept with it."""
    session.flush()
    return session.execute(_referring(type(record)), {"key": record.id, "owner": record.uid})


@cache
def _referring(model: type[Record]) -> CompoundSelect[tuple[str, str]]:
    """Return the query for whatever refers to a record of this kind, made once: an undo asks it for each record."""
    target = model.__tablename__
    others = sorted(
        (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)),
        key=lambda other: other.__tablename__,
    )
    kept = Attachment.__table__.c
    return union_all(
        *(
            select(literal(other.__tablename__, literal_execute=True), other.__table__.c.uid).where(
                column == bindparam("key")
            )
            for other in others
            for column in other.__table__.columns
            if any(key.column.table.name == target for key in column.foreign_keys)
        ),
        select(literal(Attachment.__tablename__, literal_execute=True), kept.uid).where(
            kept.owner_table == literal(target), kept.owner_uid == bindparam("owner")
        ),
    )


def _restore_value(session: WorkSession, entry_id: int, name: str, version: int | None) -> None:
    entry = entry_of(session, entry_id)
    if entry is None or entry.values is None or name not in entry.values:
        raise UserError("The former value is no longer kept: it was purged from history. Nothing was changed.")
    model = model_of(entry.table)
    record = model.by_uid(session, entry.row_uid)
    if version is not None and record.version != version:
        raise ConflictError("This record changed since its history was shown. Look again; nothing was changed.")
    column: Any = model.__table__.columns[name]
    former = entry.values[name][0]
    if former is None and not column.nullable:
        raise UserError("There was no value before this one, so there is none to restore. Nothing was changed.")
    setattr(record, name, from_plain(column, former, session.connection().dialect))
    whose = _called(session, record)
    session.say(f"Restored a former value{f' of {whose}' if whose else ''}: {_plain_name(name)}")


def _called(session: Session, record: Any, deep: int = 2) -> str:
    """Return what a record is called, or else the first record it belongs to; nothing where none has a name."""
    own = [said for one in NAMING if isinstance(said := getattr(record, one, None), str) and said]
    if own or not deep:
        return own[0] if own else ""
    for column in record.__table__.columns:
        for key in column.foreign_keys:
            held: Any = getattr(record, column.name)
            other = None if held is None else session.get(model_of(key.column.table.name), held)
            said = "" if other is None else _called(session, other, deep - 1)
            if said:
                return said
    return ""


def _plain_name(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def restoring(roles: frozenset[Role]) -> Operation[[int, str, int | None], None]:
    """Return the operation that puts back the value a history entry replaced: (entry id, field, version shown).

    It is called with the roles that may change the record.
    """
    return operation("history.restore_value", roles)(_restore_value)
