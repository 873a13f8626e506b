"""The tables in which the vault keeps account of itself: operations, history, search and drafts.

They are no records: nothing here is undone, and only foundation writes them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Base

STRICT: dict[str, Any] = {"sqlite_strict": True}


class OperationRow(Base):
    """One finished operation, linked to the one before it by `mac`."""

    __tablename__ = "operation"
    __table_args__ = (Index(None, "actor_uid", "id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    actor_uid: Mapped[str]
    actor_name: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]  # do, undo, redo, or aside, which undo steps over
    target_uid: Mapped[str | None]  # the operation that this one undoes or does again
    corrected_by: Mapped[str | None]  # the act that corrects it, where it can't be undone
    entries: Mapped[int]
    text_digest: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class OperationText(Base):
    """What an operation did, in words; a purge can remove it."""

    __tablename__ = "operation_text"
    __table_args__ = (STRICT,)

    operation_id: Mapped[int] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[str]


class HistoryEntry(Base):
    """One row that an operation made, changed or deleted."""

    __tablename__ = "history_entry"
    __table_args__ = (Index(None, "table_name", "row_uid", "id"), Index(None, "operation_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(ForeignKey("operation.id"))
    kind: Mapped[str]  # insert, update, delete or purge
    table_name: Mapped[str]
    row_uid: Mapped[str]
    row_id: Mapped[int]
    revision: Mapped[int]
    fields: Mapped[str]  # the changed columns, sorted, joined by commas
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class HistoryValue(Base):
    """The values of an entry: field -> [old, new], as canonical JSON; a purge can remove them."""

    __tablename__ = "history_value"
    __table_args__ = (STRICT,)

    entry_id: Mapped[int] = mapped_column(ForeignKey("history_entry.id"), primary_key=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[str]


class SearchEntry(Base):
    """What the search index holds of one record; `search_words` has the words under the same id."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "uid"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    uid: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str]


class Draft(Base):
    """Text that somebody typed into a field and that is not saved yet, valid or not."""

    __tablename__ = "draft"
    __table_args__ = (STRICT,)

    user_uid: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)  # kind:uid of the record, or the name of a page
    field: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    over: Mapped[str | None]  # the text that stood there when it was typed
    words: Mapped[str]  # the field's label, the record's title at that time, and where a form is opened: a line each
    at: Mapped[datetime]


class AttachmentPiece(Base):
    """A piece of a paper's bytes, under the SHA-256 digest of the whole; only a purge takes it away."""

    __tablename__ = "attachment_piece"
    __table_args__ = (STRICT,)

    digest: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SealedContent(Base):
    """What may not be read yet, under a key that a record holds; it is never history, and only `sealing` reads it.

    `within` is the uid of what it is sealed for: all of it is forgotten at once.
    """

    __tablename__ = "sealed_content"
    __table_args__ = (STRICT,)

    key: Mapped[str] = mapped_column(primary_key=True)
    within: Mapped[str] = mapped_column(index=True)
    payload: Mapped[str]


class VaultValue(Base):
    """What the vault knows of itself: its id, and a copy of the key slots."""

    __tablename__ = "vault_value"
    __table_args__ = (STRICT,)

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def _insert(table: type[Base]) -> str:
    """Return the statement that adds a row, given as its columns' names and stored values."""
    names = table.__table__.columns.keys()
    values = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table.__tablename__}({', '.join(names)}) VALUES({values})"


# What each saved field runs, on the driver's connection.
LAST_OPERATION = "SELECT id, mac FROM operation ORDER BY id DESC LIMIT 1"
LAST_ENTRY = "SELECT coalesce(max(id), 0) FROM history_entry"
ADD_OPERATION, ADD_TEXT = _insert(OperationRow), _insert(OperationText)
ADD_ENTRY, ADD_VALUE = _insert(HistoryEntry), _insert(HistoryValue)
SEARCH_KEPT = (
    "SELECT e.id, e.title, e.detail, w.title, w.body FROM search_entry AS e"
    " JOIN search_words AS w ON w.rowid = e.id WHERE e.kind = ? AND e.uid = ?"
)
SEARCH_NEXT = "SELECT coalesce(max(id) + 1, ?) FROM search_entry WHERE id >= ? AND id < ?"
SEARCH_ADD = "INSERT INTO search_entry(id, kind, uid, title, detail) VALUES(?, ?, ?, ?, ?)"
SEARCH_ADD_WORDS = "INSERT INTO search_words(title, body, rowid) VALUES(?, ?, ?)"
SEARCH_CHANGE = "UPDATE search_entry SET title = ?, detail = ? WHERE id = ?"
SEARCH_CHANGE_WORDS = "UPDATE search_words SET title = ?, body = ? WHERE rowid = ?"
SEARCH_FORGET = ("DELETE FROM search_words WHERE rowid = ?", "DELETE FROM search_entry WHERE id = ?")

# Beyond what table definitions can say: made after the tables, and made again after each migration.
EXTRAS = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_words
       USING fts5(title, body, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3')""",
    "INSERT INTO search_words(search_words, rank) VALUES('secure-delete', 1)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_words_known USING fts5vocab('search_words', 'col')",
    *(
        f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table}
            BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END"""
        for table in ("operation", "history_entry")
        for verb in ("update", "delete")
    ),
    *(
        f"""CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END"""
        for table in ("history_value", "operation_text")
    ),
    *(
        f"""CREATE TRIGGER IF NOT EXISTS issued_document_no_{verb} BEFORE {verb.upper()} ON issued_document
            BEGIN SELECT RAISE(ABORT, 'an issued document stays as it is'); END"""
        for verb in ("update", "delete")
    ),
    # A value goes only when an entry of kind purge, already written, says so.
    *(
        f"""CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
            WHEN NOT EXISTS (SELECT 1 FROM history_entry WHERE kind = 'purge'
                             AND table_name = '{table}' AND row_id = OLD.{key})
            BEGIN SELECT RAISE(ABORT, 'history is removed by a purge only'); END"""  # noqa: S608 - names from this file
        for table, key in (("history_value", "entry_id"), ("operation_text", "operation_id"))
    ),
)
