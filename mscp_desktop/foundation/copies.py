"""Copies of a database: made page by page while it is in use, and verified on fresh connections."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.errors import DamagedError, InUseError, UserError
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.schema import counts

PAGES_A_STEP = 2048

Step = Callable[[int, int | None], None]  # how much is done, of how much; it may raise to cancel

# SQLite's primary result codes
BUSY, READONLY, IO_ERROR, CORRUPT, FULL, CANT_OPEN, NOT_A_DATABASE = 5, 8, 10, 11, 13, 14, 26


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verified database holds."""

    operations: int
    head: str
    counts: dict[str, int]


@contextmanager
def in_words(db_file: Path) -> Iterator[None]:
    """Turn what the driver says of a damaged file, a full disk or a held lock into a sentence; a bug stays a bug."""
    try:
        yield
    except (sqlcipher.DatabaseError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in (CORRUPT, NOT_A_DATABASE):
            raise DamagedError(
                f"The database {db_file.name} is damaged: a part of it is not what was written. Nothing was changed; "
                "restore a backup."
            ) from error
        if code in (FULL, IO_ERROR, READONLY, CANT_OPEN):
            raise UserError(
                f"The disk refused to read or write {db_file.name} ({cause}). What was there before stays; check that "
                "the disk has room and can be written, then try again."
            ) from error
        if code == BUSY:
            raise InUseError(
                "Another window is saving something. Nothing of yours was lost or saved; try again in a moment."
            ) from error
        raise


def copy_database(source: Path, target: Path, key: bytes, step: Step | None = None) -> None:
    """Copy a database, also a live one, into a new file under the same key; the copy is of one moment."""
    with in_words(source):
        _copy(source, target, key, step)


def _copy(source: Path, target: Path, key: bytes, step: Step | None) -> None:
    origin = connect(source, key)
    try:
        made = connect(target, key, create=True)
        try:

            def progress(_status: int, remaining: int, total: int) -> None:
                if step is not None:
                    step(total - remaining, total)

            origin.backup(made, pages=PAGES_A_STEP, progress=progress)
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            made.close()
    finally:
        origin.close()


def verify_database(db_file: Path, key: bytes, chain: Chain) -> Checked:
    """Check a database that nobody has open: cipher, structure, references, history. Raises `DamagedError`."""
    with in_words(db_file):
        return _verified(db_file, key, chain)


def _verified(db_file: Path, key: bytes, chain: Chain) -> Checked:
    connection: Any = connect(db_file, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    connection = connect(db_file, key)
    try:
        for pragma, fine in (
            ("cipher_integrity_check", []),
            ("integrity_check", [("ok",)]),
            ("foreign_key_check", []),
        ):
            found = connection.execute(f"PRAGMA {pragma}").fetchall()
            if found != fine:
                raise DamagedError(
                    f"{db_file.name} did not pass its check ({pragma.replace('_', ' ')}). Use an earlier backup."
                )
    finally:
        connection.close()
    engine = make_engine(db_file, key)
    try:
        with engine.connect() as reading:
            for problem in chain.problems(reading):
                raise DamagedError(f"{problem} Use an earlier backup.")
            operations, head = chain.head(reading)
            return Checked(operations, head, counts(reading))
    finally:
        engine.dispose()
