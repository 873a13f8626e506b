"""Copies of a database: made page by page while it is in use, and verified on fresh connections."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.errors import DamagedError
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.schema import counts

PAGES_A_STEP = 2048

Step = Callable[[int, int | None], None]  # how much is done, of how much; it may raise to cancel


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verified database holds."""

    operations: int
    head: str
    counts: dict[str, int]


def copy_database(source: Path, target: Path, key: bytes, step: Step | None = None) -> None:
    """Copy a database, also a live one, into a new file under the same key; the copy is of one moment."""
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
