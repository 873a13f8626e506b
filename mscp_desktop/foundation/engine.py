"""Connections to the encrypted database: pragmas that are read back, transactions, and the guard on writes."""

import re
import sys
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from mscp_desktop.foundation.errors import DamagedError, InternalError, InUseError, MissingError

APPLICATION_ID = 0x4D534350  # "MSCP"
SMALLEST = 4096  # one page: a shorter file was never written by us

PRAGMAS: tuple[tuple[str, int | str, int | str], ...] = (
    # name, what is set, what is read back
    ("busy_timeout", 5000, 5000),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("recursive_triggers", "ON", 1),  # so that INSERT OR REPLACE meets the triggers that guard history
    ("temp_store", "MEMORY", 2),
    ("cache_size", -131072, -131072),
    *((("fullfsync", "ON", 1), ("checkpoint_fullfsync", "ON", 1)) if sys.platform == "darwin" else ()),
)
JOURNALS = {"wal": ("FULL", 2), "delete": ("EXTRA", 3)}

# What may run without being a write. Whatever else begins a statement is refused: a list of the ways to write is
# never complete (";DELETE", a byte order mark, ALTER, ATTACH).
READS = re.compile(r"\s*(?:SELECT|VALUES|EXPLAIN|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|WITH)\b", re.IGNORECASE)
# WITH can begin a write too; replace( is also the name of a function.
WITH_WRITE = re.compile(r"\s*WITH\b.*\b(?:INSERT|UPDATE|DELETE|REPLACE(?!\s*\())\b", re.IGNORECASE | re.DOTALL)


def _apply_pragmas(connection: Any) -> None:
    """Set each pragma and read it back; a refused one is our bug, for the vault's safety rests on them."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    journal = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if journal not in JOURNALS:  # the file system refuses shared memory
        journal = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if journal not in JOURNALS:
        raise InternalError(f"The database answers {journal!r} for journal_mode, so a loss of power could damage it.")
    word, number = JOURNALS[journal]
    for name, setting, expected in (*PRAGMAS, ("synchronous", word, number)):
        connection.execute(f"PRAGMA {name} = {setting}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise InternalError(f"The database answers {found!r} for {name}, not {expected!r}.")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    if not cipher or not cipher[0]:
        raise InternalError("The database driver has no encryption.")


def connect(db_file: Path, key: bytes, *, create: bool = False) -> Any:
    """Open one encrypted connection and prove that the key fits; the pragmas are set and read back.

    Raises `MissingError` where there is no file and `DamagedError` where it is not what was written.
    """
    if not create:
        if not db_file.is_file():
            raise MissingError(f"The database {db_file.name} is missing from the vault. Restore a backup.")
        if db_file.stat().st_size < SMALLEST:
            raise DamagedError(
                f"The database {db_file.name} is damaged: it has been cut short. Nothing was changed; restore a backup."
            )
    mode = "rwc" if create else "rw"
    address = f"file:{quote(db_file.absolute().as_posix())}?mode={mode}"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.set_key(b"x'" + key.hex().encode() + b"'")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if create:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        elif connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DamagedError(
                f"The file {db_file.name} is not a partnership's database. Nothing was changed; restore a backup."
            )
        _apply_pragmas(connection)
    except sqlcipher.DatabaseError as error:
        connection.close()
        if "locked" in str(error) or "busy" in str(error):
            raise InUseError(
                "Another window is busy with this partnership's database. Nothing was changed; try again in a moment."
            ) from error
        raise DamagedError(
            f"The database {db_file.name} is damaged and can't be read. Nothing was changed; restore a backup."
        ) from error
    except BaseException:
        connection.close()
        raise
    return connection


CONNECTIONS = 5  # that read beside each other
STATEMENTS = 2000  # that are kept compiled; the program has fewer


class VaultDialect(SQLiteDialect_pysqlite):
    """SQLite as every engine here speaks it, so that all share what they have compiled.

    To compile a statement takes milliseconds, and after each lock the vault is opened again by new engines.
    """

    supports_statement_cache = True
    compiled: ClassVar[LRUCache[Any, Any]] = LRUCache(STATEMENTS)

    def __eq__(self, other: object) -> bool:
        """Say whether the same SQL serves both."""
        return isinstance(other, VaultDialect)

    def __hash__(self) -> int:
        """Return one number for all."""
        return hash(VaultDialect)


def make_engine(db_file: Path, key: bytes, *, connections: int = CONNECTIONS, writing: bool = False) -> Engine:
    """Return an engine with so many connections at the most, whose transactions can write, or can't."""
    engine = _engine(
        creator=lambda: connect(db_file, key), poolclass=QueuePool, pool_size=connections, max_overflow=0,
        execution_options={"writing": writing, "compiled_cache": VaultDialect.compiled},
    )  # fmt: skip
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _guard)
    event.listen(engine, "checkin", _leave_no_transaction)
    return engine


def empty_engine() -> Engine:
    """Return an engine on an empty database in memory, that compiles for the engines of vaults."""
    return _engine(
        creator=lambda: sqlcipher.connect(":memory:", check_same_thread=False), poolclass=StaticPool,
        execution_options={"compiled_cache": VaultDialect.compiled},
    )  # fmt: skip


def _engine(**options: Any) -> Engine:
    registry.register("sqlite.vault", VaultDialect.__module__, VaultDialect.__name__)
    # values are personal data and do not belong in a report of an error
    return create_engine("sqlite+vault://", module=sqlcipher, hide_parameters=True, **options)


def driver_of(connection: Connection) -> Any:
    """Return the driver's connection, for what foundation itself runs at each save; the guard sees none of it.

    A statement of ours takes SQLAlchemy several times as long as it takes the database.
    """
    return connection.connection.driver_connection


def _begin(connection: Connection) -> None:
    """Start a transaction that writes, or one that can't."""
    connection.info["flushing"] = connection.info["deferred"] = False
    driver = driver_of(connection)
    writing = bool(connection.get_execution_options().get("writing"))
    # Asked before it is set: to set a flag makes SQLite prepare every statement of the connection again.
    if driver.execute("PRAGMA query_only").fetchone()[0] == writing:
        driver.execute(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


def defer_references(connection: Connection) -> None:
    """Have references proved at the commit of this transaction, so that rows come and go in any order until then."""
    if not connection.info["deferred"]:
        connection.info["deferred"] = True
        driver_of(connection).execute("PRAGMA defer_foreign_keys = ON")


def _leave_no_transaction(connection: Any, _record: Any) -> None:
    """Roll back what a refused COMMIT left open: SQLAlchemy takes it for ended, and the next user would inherit it."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _guard(connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    """Refuse every write that history would not see: only a flush and foundation's bookkeeping may write."""
    if READS.match(statement) and not WITH_WRITE.match(statement):
        return
    if connection.info.get("flushing"):
        return
    if context is not None and (context.isddl or context.execution_options.get("bookkeeping")):
        return
    # the statement itself stays out of the error: values may stand in it
    raise InternalError("A statement would change data behind history's back.")
