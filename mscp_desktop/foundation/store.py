"""The store of an open vault: reading, and the one transaction through which every change goes."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.util import identity_key

from mscp_desktop.foundation.base import Record, model_of
from mscp_desktop.foundation.bookkeeping import Draft
from mscp_desktop.foundation.engine import CONNECTIONS, make_engine
from mscp_desktop.foundation.errors import ConflictError, InUseError, ReadOnlyError
from mscp_desktop.foundation.history import (
    BOOKKEEPING,
    Chain,
    Header,
    holds_any,
    holds_stored,
    purge_values,
    remove_purged,
    values_holding,
)
from mscp_desktop.foundation.row_changes import CHANGES, Changes, RowChange, follow
from mscp_desktop.foundation.search import SearchIndex, SearchSource
from mscp_desktop.foundation.turns import Turns


class Role(StrEnum):
    """What somebody may do; a user can have several."""

    MANAGER = "business manager"
    AUDIT = "audit group"
    FINANCE = "finance officer"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who works: the name goes into history."""

    uid: str
    name: str
    roles: frozenset[Role]


PROGRAM = Actor("program", "The program", frozenset(Role))


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a commit touched, as (table, uid) pairs, for the pages that show it."""

    operation_uid: str
    name: str
    kind: str
    summary: str
    touched: frozenset[tuple[str, str]]


class Clock:
    """Tells the time; tests give one that stands still."""

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date where the user is."""
        return datetime.now().astimezone().date()


class WorkSession(Session):
    """A session inside `Store.transaction`: it knows who works and when, and is told in words what was done."""

    actor: Actor
    clock: Clock
    changes: Changes
    name: str
    summary: str
    reason: str | None
    kind: str
    target_uid: str | None
    corrected_by: str | None
    purged: list[tuple[str, int]]
    purged_records: set[tuple[str, str]]
    unkept: set[tuple[str, str]]
    unkept_texts: tuple[str, ...]
    announcement: Announcement | None

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return what has this key, or None, as `Session.get` does, which puts its query together anew each time."""
        simple = not options and isinstance(entity, type) and issubclass(entity, Record)
        if not simple or identity_key(entity, ident) in self.identity_map:
            return super().get(entity, ident, **options)
        return self.scalars(_with_id(entity), {"wanted": ident}).first()

    def say(self, summary: str) -> None:
        """Set what history, undo and the notices call this operation."""
        self.summary = summary

    def purge_history(self, records: Iterable[tuple[str, str]]) -> int:
        """Take the values of these records' (table, uid) history so far away, for good, when the transaction commits.

        Drafts of these records go at once. Returns how many values and texts will go. What this transaction itself
        changes is history of its own, and stays.
        """
        self.flush()
        fresh = sorted(set(records) - self.purged_records)
        known = set(self.purged)
        found = [one for one in purge_values(self.connection(), fresh) if one not in known]
        for _, uid in fresh:
            self.execute(delete(Draft).where(Draft.place.endswith(f":{uid}")), execution_options=BOOKKEEPING)
        self.purged += found
        self.purged_records |= set(fresh)
        return len(found)

    def purge_with_this(self, records: Iterable[tuple[str, str]]) -> int:
        """Purge these records' history, and let what this transaction changes of them leave no values either.

        So one act takes away what stands in a record and what history holds of it. Nothing puts it back.
        """
        wanted = set(records)
        self.unkept |= wanted
        return self.purge_history(wanted)

    def purge_texts(self, texts: Sequence[str]) -> int:
        """Take some texts, however spaced, out of the history of every record that this transaction changes, for good.

        Former values that hold one go, with words of operations that do, whatever this transaction itself replaces, and
        anybody's drafts. Returns how many values and texts will go, those of this transaction too.
        """
        self.flush()
        self.unkept_texts = (*self.unkept_texts, *texts)
        known, holds = set(self.purged), partial(holds_any, sought=tuple(texts))
        rows = self.changes.net()
        found = values_holding(self.connection(), [(row.table, row.uid) for row in rows], holds)
        self.purged += [one for one in found if one not in known]
        for draft in self.execute(select(Draft.user_uid, Draft.place, Draft.field, Draft.text, Draft.over)).all():
            if holds(draft.text) or holds(draft.over or ""):
                same = (Draft.user_uid == draft.user_uid, Draft.place == draft.place, Draft.field == draft.field)
                self.execute(delete(Draft).where(*same), execution_options=BOOKKEEPING)
        return len(found) + sum(holds_stored(row.values, holds) for row in rows)

    def leaves_no_values(self, row: RowChange) -> bool:
        """Say whether a change of this transaction is written to history without its values."""
        if (row.table, row.uid) in self.unkept:
            return True
        return bool(self.unkept_texts) and holds_stored(row.values, partial(holds_any, sought=self.unkept_texts))


READING = "reading"
"""The folder beside the data in which copies lie while other programs read them."""
ROOM = "room"


@cache
def _with_id(model: type[Record]) -> Select[Any]:
    return select(model).where(model.id == bindparam("wanted"))


def private_room(session: Session) -> Path:
    """Return the private folder for what other programs read; who puts something there removes it.

    What is left in it after a crash goes when the vault is opened again.
    """
    room: Path = session.info[ROOM]
    return room


class Store:
    """One open database. Reads may run beside each other and beside the one transaction that writes."""

    def __init__(
        self,
        db_file: Path,
        key: bytes,
        chain: Chain,
        sources: Sequence[SearchSource],
        *,
        clock: Clock,
        read_only: str | None = None,
    ) -> None:
        """`read_only` is the sentence that a refused change is answered with; None where changes are allowed."""
        self.chain = chain
        self.clock = clock
        self.read_only = read_only
        self.search = SearchIndex(sources)
        self.engine = make_engine(db_file, key)
        # a connection of its own: among many readers a save would wait for its turn, for seconds
        self._writing_engine = make_engine(db_file, key, connections=1, writing=True)
        room = {ROOM: db_file.parent.parent / READING}
        self._readers = sessionmaker(self.engine, expire_on_commit=False, info=room)
        self._writers = sessionmaker(self._writing_engine, class_=WorkSession, expire_on_commit=False, info=room)
        follow(self._writers)
        self._one_writer = threading.Lock()
        self._turns = Turns(CONNECTIONS)
        self._listeners: list[Callable[[Announcement], None]] = []

    def watch(self, listener: Callable[[Announcement], None]) -> None:
        """Call the listener after each commit, on the thread that committed."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment of the data and can't change it."""
        with self._turns.taken(), self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[WorkSession]:
        """Give a bare writing session for foundation's own tables; features use `transaction`."""
        if self.read_only:
            raise ReadOnlyError(self.read_only)
        with self._one_writer, self._writers() as session:
            try:
                yield session
                session.commit()
            except (OperationalError, sqlcipher.OperationalError) as error:
                if "locked" in str(error):
                    raise InUseError(
                        "Another window is saving something. Nothing of yours was lost or saved; try again in a moment."
                    ) from error
                raise
            except IntegrityError as error:  # a reference is proved when it is saved, for then the order is free
                if "FOREIGN KEY" in str(error):
                    raise ConflictError(
                        "Something that this change rests on has been removed since it was shown. Nothing was changed."
                    ) from error
                raise

    @contextmanager
    def transaction(
        self, actor: Actor, name: str, *, kind: str = "do", reason: str | None = None,
        target_uid: str | None = None, corrected_by: str | None = None,
    ) -> Iterator[WorkSession]:  # fmt: skip
        """Run one named operation: everything in it, with history and search, is saved together or not at all.

        Where nothing changed nothing is recorded. Watchers hear of it after the commit.
        """
        with self.writing() as session:
            self._equip(session, actor, name)
            session.reason, session.kind = reason, kind
            session.target_uid, session.corrected_by = target_uid, corrected_by
            yield session
            session.announcement = self._finish(session)
        if session.announcement is not None:
            for listener in list(self._listeners):
                listener(session.announcement)

    @contextmanager
    def rehearsal(self, actor: Actor, name: str) -> Iterator[WorkSession]:
        """Give a session as `transaction` does, of which nothing is kept, and nobody hears."""
        if self.read_only:
            raise ReadOnlyError(self.read_only)
        with self._one_writer, self._writers() as session:
            self._equip(session, actor, name)
            try:
                yield session
            finally:
                session.rollback()

    def _equip(self, session: WorkSession, actor: Actor, name: str) -> None:
        """Tell a session who works, and follow what it changes."""
        session.actor, session.clock, session.changes = actor, self.clock, Changes()
        session.name, session.summary, session.reason = name, name, None
        session.kind, session.target_uid, session.corrected_by = "do", None, None
        session.purged, session.purged_records, session.announcement = [], set(), None
        session.unkept, session.unkept_texts = set(), ()
        session.info[CHANGES] = session.changes

    def _finish(self, session: WorkSession) -> Announcement | None:
        session.flush()
        rows = session.changes.net()
        if not rows and not session.purged:
            return None
        models = {table: model_of(table) for table in {row.table for row in rows}}
        for row in rows:
            models[row.table].refuse_change(session, row)
        connection = session.connection()
        header = Header(
            session.name, session.kind, self.clock.now(), session.actor.uid, session.actor.name, session.summary,
            session.reason, session.target_uid, session.corrected_by,
        )  # fmt: skip
        uid = self.chain.write(connection, header, rows, session.purged, session.leaves_no_values)
        remove_purged(connection, session.purged)
        self.search.refresh(session, connection, rows)
        touched = {(row.table, row.uid) for row in rows} | session.purged_records
        return Announcement(uid, session.name, session.kind, session.summary, frozenset(touched))

    def save_draft(
        self, user_uid: str, place: str, field: str, text: str | None, *, over: str | None = None, words: str = ""
    ) -> None:
        """Keep what is typed in a field, valid or not, outside history; None forgets it.

        `over` is the text that stood there, `words` say which field of what it is, on two lines.
        """
        with self.writing() as session:
            same = (Draft.user_uid == user_uid, Draft.place == place, Draft.field == field)
            session.execute(delete(Draft).where(*same), execution_options=BOOKKEEPING)
            if text is not None:
                at = self.clock.now()
                row = Draft(user_uid=user_uid, place=place, field=field, text=text, over=over, words=words, at=at)
                session.connection().info["flushing"] = True
                session.add(row)
                session.flush()

    def close(self) -> None:
        """Let go of every connection; the last one folds the write-ahead log into the database."""
        self._writing_engine.dispose()
        self.engine.dispose()
