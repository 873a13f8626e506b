"""History: every change of every record, in the transaction that makes it, linked into a chain that can be checked.

A change is kept as field -> (old, new) in stored form. The values stand beside the chain, which holds only a digest of
them with a random nonce, so that a purge takes them away for good while the chain still verifies.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, delete, select, type_coerce
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Base, Instant, Record, new_uid
from mscp_desktop.foundation.bookkeeping import (
    ADD_ENTRY,
    ADD_OPERATION,
    ADD_TEXT,
    ADD_VALUE,
    LAST_ENTRY,
    LAST_OPERATION,
    HistoryEntry,
    HistoryValue,
    OperationRow,
    OperationText,
)
from mscp_desktop.foundation.engine import driver_of
from mscp_desktop.foundation.row_changes import RowChange, Stored

_SPACES = re.compile(r"[\s\u2010-\u2015-]+")
BOOKKEEPING = {"bookkeeping": True}
START_OF_CHAIN = b"\0" * 32
SIGNED = (
    "id", "uid", "at", "actor_uid", "actor_name", "name", "kind", "target_uid", "corrected_by", "entries",
)  # fmt: skip
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
SIGNED_ENTRY = ("id", "kind", "table_name", "row_uid", "row_id", "revision", "fields")

# Made once: each backup is proved by them.
PURGED = select(HistoryEntry.table_name, HistoryEntry.row_id).where(HistoryEntry.kind == "purge")
ENTRIES = select(HistoryEntry.__table__).order_by(HistoryEntry.operation_id, HistoryEntry.id)
# the time is read as the text that is stored: two texts may mean one moment
OPERATIONS = select(
    *(
        type_coerce(column, Text).label("at") if column.name == "at" else column
        for column in OperationRow.__table__.columns
    )
).order_by(OperationRow.id)
VALUE_SOURCES = (
    (
        "history_value",
        select(HistoryEntry.id, HistoryEntry.digest, HistoryValue.nonce, HistoryValue.payload)
        .outerjoin(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(HistoryEntry.kind != "purge"),
    ),
    (
        "operation_text",
        select(OperationRow.id, OperationRow.text_digest, OperationText.nonce, OperationText.payload).outerjoin(
            OperationText, OperationText.operation_id == OperationRow.id
        ),
    ),
)
STRAY_VALUES = select(HistoryValue.entry_id).where(
    HistoryValue.entry_id.not_in(select(HistoryEntry.id).where(HistoryEntry.kind != "purge"))
)
STRAY_TEXTS = select(OperationText.operation_id).where(OperationText.operation_id.not_in(select(OperationRow.id)))


@dataclass(frozen=True, slots=True)
class Header:
    """What an operation says of itself."""

    name: str
    kind: str
    at: datetime
    actor_uid: str
    actor_name: str
    summary: str
    reason: str | None = None
    target_uid: str | None = None
    corrected_by: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as a person reads it: values are None where they were purged."""

    id: int
    operation_uid: str
    at: datetime
    actor: str
    operation: str
    summary: str
    reason: str | None
    kind: str
    table: str
    row_uid: str
    revision: int
    values: dict[str, tuple[Stored, Stored]] | None


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same content: sorted keys, no spaces."""
    return CANONICAL.encode(value)


def _digest(nonce: bytes, payload: str) -> bytes:
    return hashlib.sha256(nonce + payload.encode()).digest()


class Chain:
    """Writes operations to history and checks what was written; it holds the key of the chain."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(
        self,
        connection: Connection,
        header: Header,
        rows: list[RowChange],
        purged: list[tuple[str, int]],
        unkept: Callable[[RowChange], bool] = lambda _: False,
    ) -> str:
        """Add one operation with its row changes and return its uid; `purged` names the values it takes away.

        A change that is `unkept` is written without its values, as if they had been purged at once.
        """
        driver = driver_of(connection)
        last_id, last_mac = driver.execute(LAST_OPERATION).fetchone() or (0, START_OF_CHAIN)
        operation_id, first_entry = last_id + 1, driver.execute(LAST_ENTRY).fetchone()[0] + 1
        uid = new_uid()
        text = canonical({"reason": header.reason, "summary": header.summary})
        text_nonce = os.urandom(16)
        entries: list[dict[str, Any]] = []
        values: list[dict[str, Any]] = []
        for number, row in enumerate(rows, first_entry):
            payload, nonce = canonical(row.values), os.urandom(16)
            entries.append({
                "id": number, "operation_id": operation_id, "kind": row.kind, "table_name": row.table,
                "row_uid": row.uid, "row_id": row.row_id, "revision": row.revision,
                "fields": ",".join(sorted(row.values)), "digest": _digest(nonce, payload),
            })  # fmt: skip
            values.append({"entry_id": number, "nonce": nonce, "payload": payload})
        own = {number for number, row in enumerate(rows, first_entry) if unkept(row)}
        values = [one for one in values if one["entry_id"] not in own]
        taken = [*purged, *(("history_value", number) for number in sorted(own))]
        for number, (table, key) in enumerate(taken, first_entry + len(rows)):
            entries.append({
                "id": number, "operation_id": operation_id, "kind": "purge", "table_name": table, "row_uid": "",
                "row_id": key, "revision": 0, "fields": "", "digest": b"",
            })  # fmt: skip
        operation: dict[str, Any] = {
            "id": operation_id, "uid": uid, "at": Instant().process_bind_param(header.at, connection.dialect),
            "actor_uid": header.actor_uid,
            "actor_name": header.actor_name, "name": header.name, "kind": header.kind, "target_uid": header.target_uid,
            "corrected_by": header.corrected_by, "entries": len(entries), "text_digest": _digest(text_nonce, text),
        }  # fmt: skip
        operation["mac"] = self._mac(last_mac, operation, entries)
        driver.execute(ADD_OPERATION, operation)
        driver.execute(ADD_TEXT, {"operation_id": operation_id, "nonce": text_nonce, "payload": text})
        driver.executemany(ADD_ENTRY, entries)
        driver.executemany(ADD_VALUE, values)
        return uid

    def _mac(self, previous: bytes, operation: dict[str, Any], entries: list[dict[str, Any]]) -> bytes:
        said = [
            *(operation[name] for name in SIGNED), operation["text_digest"].hex(),
            [[*(entry[name] for name in SIGNED_ENTRY), entry["digest"].hex()] for entry in entries],
        ]  # fmt: skip
        return hmac.digest(self._key, previous + canonical(said).encode(), "sha256")

    def problems(self, connection: Connection) -> Iterator[str]:
        """Yield a sentence for each place where history is not what was written; none means that it verifies."""
        previous, expected_id = START_OF_CHAIN, 1
        allowed = {(table, key) for table, key in connection.execute(PURGED)}
        entries = _grouped(connection)
        waiting = next(entries, None)
        for row in connection.execute(OPERATIONS):
            operation = dict(row._mapping)  # noqa: SLF001 - a row's public view
            mine: list[dict[str, Any]] = []
            while waiting is not None and waiting["operation_id"] <= operation["id"]:
                if waiting["operation_id"] == operation["id"]:
                    mine.append(waiting)
                waiting = next(entries, None)
            when = f"operation {operation['id']} of {operation['at'][:16].replace('T', ' ')}"
            if operation["id"] != expected_id:
                yield f"An operation before {when} is missing."
            if self._mac(previous, operation, mine) != operation["mac"]:
                yield f"History was altered at {when}."
            previous, expected_id = operation["mac"], operation["id"] + 1
        if waiting is not None:
            yield "History holds changes of an operation that is missing."
        yield from _value_problems(connection, allowed)

    def head(self, connection: Connection) -> tuple[int, str]:
        """Return how many operations there are and the last link of the chain, in hex."""
        count, mac = driver_of(connection).execute(LAST_OPERATION).fetchone() or (0, START_OF_CHAIN)
        return count, mac.hex()


def contains_head(connection: Connection, count: int, head: str) -> bool:
    """Say whether a chain continues another that had `count` operations and ended in `head`."""
    if count == 0:
        return True
    found = connection.scalar(select(OperationRow.mac).where(OperationRow.id == count))
    return found is not None and found.hex() == head


def _grouped(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in connection.execute(ENTRIES):
        yield dict(row._mapping)  # noqa: SLF001 - a row's public view


def _value_problems(connection: Connection, allowed: set[tuple[str, int]]) -> Iterator[str]:
    for table, query in VALUE_SOURCES:
        row: Any
        for row in connection.execute(query):
            key, digest, nonce, payload = row
            if payload is None:
                if (table, key) not in allowed:
                    yield f"Values of history entry {key} are gone, and no purge removed them."
            elif _digest(nonce, payload) != digest:
                yield f"Values of history entry {key} were altered."
    for key in connection.scalars(STRAY_VALUES):
        yield f"History holds values {key} of no change."
    for key in connection.scalars(STRAY_TEXTS):
        yield f"History holds the words {key} of no operation."


def entries_of(
    session: Session, table: str, row_uid: str, limit: int | None = 200, *, after_revision: int = -1
) -> list[Entry]:
    """Return the changes of one record after a revision of it, newest first."""
    query = _read_entries().where(
        HistoryEntry.table_name == table, HistoryEntry.row_uid == row_uid, HistoryEntry.revision > after_revision
    )
    return [_entry(row) for row in session.execute(query.order_by(HistoryEntry.id.desc()).limit(limit))]


def entries_with_parts(session: Session, record: Record, parts: str, column: str) -> list[Entry]:
    """Return the changes of a record, newest first, with what was done to the records that refer to it by a column.

    Of those, of the table `parts`, each operation stands once, in its words alone.
    """
    own = entries_of(session, record.__tablename__, record.uid, None)
    query = (
        select(HistoryEntry.row_uid, HistoryValue.payload)
        .join(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(HistoryEntry.table_name == parts, HistoryEntry.kind == "insert")
    )
    uids = {uid for uid, payload in session.execute(query) if json.loads(payload)[column][1] == record.id}
    found = {one.operation_uid: replace(one, values=None) for uid in uids for one in entries_of(session, parts, uid)}
    return sorted([*own, *found.values()], key=lambda one: one.id, reverse=True)


def entries_since(session: Session, operation_id: int = 0) -> Iterator[Entry]:
    """Yield every change after an operation, oldest first."""
    query = _read_entries().where(HistoryEntry.operation_id > operation_id).order_by(HistoryEntry.id)
    return (_entry(row) for row in session.execute(query))


def entry_of(session: Session, entry_id: int) -> Entry | None:
    """Return one change by its number."""
    row = session.execute(_read_entries().where(HistoryEntry.id == entry_id)).first()
    return None if row is None else _entry(row)


def _read_entries() -> Any:
    return (
        select(
            HistoryEntry.id, OperationRow.uid, OperationRow.at, OperationRow.actor_name, OperationRow.name,
            OperationText.payload, HistoryEntry.kind, HistoryEntry.table_name, HistoryEntry.row_uid,
            HistoryEntry.revision, HistoryValue.payload,
        )
        .join(OperationRow, OperationRow.id == HistoryEntry.operation_id)
        .outerjoin(OperationText, OperationText.operation_id == OperationRow.id)
        .outerjoin(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(HistoryEntry.kind != "purge")
    )  # fmt: skip


def _entry(row: Any) -> Entry:
    number, uid, at, actor, name, text, kind, table, row_uid, revision, payload = row
    said: Any = json.loads(text) if text else {"summary": "removed by a purge", "reason": None}
    values = None if payload is None else {key: (pair[0], pair[1]) for key, pair in json.loads(payload).items()}
    return Entry(number, uid, at, actor, name, said["summary"], said["reason"], kind, table, row_uid, revision, values)


def purge_values(connection: Connection, records: list[tuple[str, str]]) -> list[tuple[str, int]]:
    """Return what a purge of these records' history takes away: (table, key) of each value and text.

    The words of an operation go where it touched such a record, or made another refer to it ("Jane Roe as Chair"). The
    caller writes what goes into the chain first; `remove_purged` then deletes it.
    """
    values: set[int] = set()
    operations: set[int] = set()
    for table, uid in records:
        query = (
            select(HistoryEntry.id, HistoryEntry.operation_id, HistoryEntry.row_id, HistoryValue.entry_id)
            .outerjoin(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
            .where(HistoryEntry.table_name == table, HistoryEntry.row_uid == uid)
        )
        ids = set()
        for entry_id, operation_id, row_id, present in connection.execute(query):
            ids.add(row_id)
            operations.add(operation_id)
            if present is not None:
                values.add(entry_id)
        operations |= _operations_naming(connection, table, ids)
    kept = set(connection.scalars(select(OperationText.operation_id)))
    return [
        *(("history_value", key) for key in sorted(values)),
        *(("operation_text", key) for key in sorted(operations & kept)),
    ]


def _operations_naming(connection: Connection, table: str, ids: set[int]) -> set[int]:
    """Return the operations in which a foreign key of any record came to hold, or ceased to hold, one of these ids."""
    found: set[int] = set()
    for other in Base.metadata.tables.values():
        columns = [
            column.name
            for column in other.columns
            if any(key.target_fullname == f"{table}.id" for key in column.foreign_keys)
        ]
        query = (
            select(HistoryEntry.operation_id, HistoryValue.payload)
            .join(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
            .where(HistoryEntry.table_name == other.name)
        )
        for column in columns:
            for operation_id, payload in connection.execute(query.where(HistoryEntry.fields.contains(column))):
                if ids & set(json.loads(payload).get(column, ())):
                    found.add(operation_id)
    return found


def values_holding(
    connection: Connection, records: list[tuple[str, str]], holds: Callable[[str], bool]
) -> list[tuple[str, int]]:
    """Return what of these records' history has a text that is asked for: (table, key) of each value and text.

    Of an operation that touched such a record the words are looked at as well.
    """
    values: list[tuple[str, int]] = []
    operations: set[int] = set()
    for table, uid in records:
        query = (
            select(HistoryEntry.operation_id, HistoryValue.entry_id, HistoryValue.payload)
            .outerjoin(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
            .where(HistoryEntry.table_name == table, HistoryEntry.row_uid == uid)
        )
        for operation_id, entry_id, payload in connection.execute(query):
            operations.add(operation_id)
            if payload is not None and holds_stored(json.loads(payload), holds):
                values.append(("history_value", entry_id))
    texts = select(OperationText.operation_id, OperationText.payload).where(
        OperationText.operation_id.in_(sorted(operations))
    )
    said = [
        key
        for key, payload in connection.execute(texts)
        if any(holds(one or "") for one in json.loads(payload).values())
    ]
    return [*sorted(values), *(("operation_text", key) for key in sorted(said))]


def holds_stored(values: Mapping[str, Sequence[Stored]], holds: Callable[[str], bool]) -> bool:
    """Say whether a changed field's old or new value is a text that is asked for."""
    return any(isinstance(one, str) and holds(one) for pair in values.values() for one in pair)


def holds_any(text: str, sought: Sequence[str]) -> bool:
    """Say whether one of some texts stands in a text, however it is spaced or hyphened there."""
    plain = _SPACES.sub("", text).casefold()
    return any(_SPACES.sub("", one).casefold() in plain for one in sought)


def remove_purged(connection: Connection, purged: list[tuple[str, int]]) -> None:
    """Delete the values that entries of kind purge name; triggers refuse any other."""
    tables: dict[str, tuple[type[Base], Any]] = {
        "history_value": (HistoryValue, HistoryValue.entry_id),
        "operation_text": (OperationText, OperationText.operation_id),
    }
    for table, key in purged:
        kind, column = tables[table]
        connection.execute(delete(kind).where(column == key), execution_options=BOOKKEEPING)
