"""What tests of a vault share: a clock that stands still, another user, and what the tables hold, as hashes."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.foundation import keys
from mscp_desktop.foundation.base import Base, Record
from mscp_desktop.foundation.drafts import drafts_at
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.store import Actor, Clock, Role, Store
from mscp_desktop.foundation.vault import Vault

PASSPHRASE = "correct horse battery staple"
USER_NAME = "Business manager"
DERIVED = cache(keys._argon2id)  # slow on purpose, so each passphrase of each vault is derived once
COLLEAGUE = Actor("0198-colleague", "Colleague", frozenset(Role))


class StillClock(Clock):
    """A clock that stands at 10:00 UTC on 15 January 2025 until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def move(self, **by: float) -> None:
        """Let time pass: `move(days=1)`."""
        self.moment += timedelta(**by)


def typed_at(store: Store, user_uid: str, place: str) -> dict[str, str]:
    """Return what is kept as a draft of each field of a place."""
    with store.reading() as session:
        return {field: kept.text for field, kept in drafts_at(session, user_uid, place).items()}


def record_models() -> list[type[Record]]:
    """Return the mapped class of every table that people change."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)]
    return sorted(models, key=lambda model: model.__tablename__)


def table_rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return what each record table holds: every column but `version`, in order of id, as stored."""
    held = {}
    connection = session.connection()
    for model in record_models():
        names = [column.name for column in model.__table__.columns if column.name != "version"]
        columns = ", ".join(f'"{name}"' for name in names)
        rows = connection.exec_driver_sql(f"SELECT {columns} FROM {model.__tablename__} ORDER BY id")  # noqa: S608 - our names
        held[model.__tablename__] = [tuple(row) for row in rows]
    return held


def table_hashes(session: Session) -> dict[str, str]:
    """Return a hash of what each record table holds, but for versions."""
    return {name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in table_rows(session).items()}


def search_holds(session: Session) -> set[tuple[Any, ...]]:
    """Return what the search index says of each record, in its rows and in the words that are matched."""
    query = (
        "SELECT e.kind, e.uid, e.title, e.detail, w.title, w.body"
        " FROM search_entry AS e LEFT JOIN search_words AS w ON w.rowid = e.id"
    )
    return {tuple(row) for row in session.connection().exec_driver_sql(query)}


def raw(vault: Vault) -> Any:
    """Open the live database beside the program: no guard, no SQLAlchemy. Close it."""
    return connect(vault.db_file, vault.subkey("db"))


def without_triggers(vault: Vault) -> Any:
    """Open the live database as somebody would who holds the key and means to rewrite history."""
    connection = raw(vault)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def problems(vault: Vault) -> list[str]:
    """Return what is wrong with the vault's history."""
    with vault.store.reading() as session:
        return list(vault.store.chain.problems(session.connection()))
