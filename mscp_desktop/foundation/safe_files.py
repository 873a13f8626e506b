"""Files that are written whole or not at all, and the lock that keeps a second window out of a vault.

All of this is for closed files. A live database is never opened here: closing it would cancel SQLite's locks.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from mscp_desktop.foundation.errors import DamagedError, InUseError, MissingError, UserError
from mscp_desktop.foundation.key_slots import MAX_FILE_BYTES, SlotFile

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = [
    "DATABASE",
    "KEYSLOTS",
    "KEYSLOTS_COPY",
    "LOCK",
    "FolderLock",
    "copy_file",
    "open_to_read",
    "read_bytes",
    "read_slots",
    "sha256_of",
    "write_atomically",
    "write_slots",
]

DATABASE = "data.db"
KEYSLOTS = "keyslots.json"
KEYSLOTS_COPY = "keyslots.json.bak"
LOCK = "vault.lock"
CHUNK = 1024 * 1024
REPLACE_WAITS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds; a virus scanner rarely holds a file longer

Sleep = Callable[[float], None]


def write_atomically(
    path: Path,
    data: bytes | Callable[[BinaryIO], None],
    *,
    verify: Callable[[Path], None] | None = None,
    sleep: Sleep = time.sleep,
) -> None:
    """Write a file so that at any moment, a power cut included, the former or the whole new one is there.

    `data` may be a function that writes into the open file. `verify` is given the finished `.part` before it
    takes the place of the former file, and raises where it is not good. Whatever fails, the former file is as
    it was, and what the disk refused is a `UserError`.
    """
    part = path.with_name(path.name + ".part")
    try:
        with _open_private(part) as file:
            if callable(data):
                data(file)
            else:
                file.write(data)
            file.flush()
            _to_disk(file.fileno())
        if verify is not None:
            verify(part)
        _replace(part, path, sleep)
    except OSError as error:
        if not path.parent.is_dir():
            raise MissingError(
                f"The folder “{path.parent}” is not there, so {path.name} was not written. Choose another."
            ) from error
        raise UserError(
            f"{path.name} could not be written ({error.strerror or error}). What was there before stays; "
            "check that the disk has room and that no other program holds the file, then try again."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    _folder_to_disk(path.parent)


def _open_private(path: Path) -> BinaryIO:
    """Open a new file that only its owner can read; a link in its place is removed, never followed."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _to_disk(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - Windows has none

        with suppress(OSError):  # some file systems only know the weaker fsync
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _folder_to_disk(folder: Path) -> None:
    """Make a rename last; Windows offers no such call, and some file systems refuse it."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _replace(part: Path, path: Path, sleep: Sleep) -> None:
    for wait in REPLACE_WAITS:
        try:
            part.replace(path)
        except PermissionError:
            sleep(wait)
        else:
            return
    part.replace(path)


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a small file's bytes; `MissingError` where it is not there, `DamagedError` above `limit`."""
    with open_to_read(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise DamagedError(f"{path.name} is far too large to be what it should be. Nothing was changed.")
    return data


def open_to_read(path: Path) -> BufferedReader:
    """Open a closed file for reading; its absence or a refusal is a sentence."""
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise MissingError(f"“{path}” is not there. It may have been moved, renamed or deleted.") from error
    except OSError as error:
        raise UserError(f"“{path}” could not be read ({error.strerror or error}). Nothing was changed.") from error


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a closed file in hexadecimal."""
    with open_to_read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_file(src: Path, dst: Path) -> None:
    """Copy a closed file, whole and on the disk when this returns; `dst` is replaced atomically."""
    with open_to_read(src) as source:
        write_atomically(dst, lambda file: shutil.copyfileobj(source, file, CHUNK))


# --- key slots


def read_slots(folder: Path) -> SlotFile:
    """Return the vault's slots, or the copy's where the file is missing or damaged; nothing is repaired.

    Raises `MissingError` where neither is there, `DamagedError` where neither is good, and a plain
    `UserError` where a newer program wrote the file: an older copy must not stand in for it.
    """
    try:
        return SlotFile.from_json(read_bytes(folder / KEYSLOTS, MAX_FILE_BYTES))
    except (DamagedError, MissingError) as first:
        try:
            return SlotFile.from_json(read_bytes(folder / KEYSLOTS_COPY, MAX_FILE_BYTES))
        except (DamagedError, MissingError) as second:
            raise (second if isinstance(first, MissingError) else first) from second


def write_slots(folder: Path, slots: SlotFile) -> None:
    """Write the slots and their copy, each read back; a kill at any moment leaves a good file to open.

    The former slots go into the copy first and the new ones at the end, so that a removed user's slot or a
    former passphrase stays in neither.
    """
    data = slots.to_json()
    SlotFile.from_json(data)
    main, copy = folder / KEYSLOTS, folder / KEYSLOTS_COPY
    with suppress(DamagedError, MissingError):
        former = read_bytes(main, MAX_FILE_BYTES)
        SlotFile.from_json(former)
        if not copy.exists() or read_bytes(copy, MAX_FILE_BYTES) != former:
            write_atomically(copy, former)

    def same(part: Path) -> None:
        if read_bytes(part, MAX_FILE_BYTES) != data:
            raise DamagedError(
                "The key slots did not read back as they were written, so the former ones were kept. "
                "This disk may be failing: make a backup to another one now."
            )

    write_atomically(main, data, verify=same)
    write_atomically(copy, data, verify=same)
    same(main)


# --- one window at a time


class FolderLock:
    """The right to work in a vault's folder, which the operating system takes back when the process dies.

    The lock file stays when the lock is released: unlinking it would let two processes hold a lock
    each, on two files of one name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: BaseFileLock | None = None

    @property
    def held(self) -> bool:
        """Tell whether this object holds the lock."""
        return self._lock is not None

    def acquire(self) -> None:
        """Take the lock at once or raise `InUseError`; `MissingError` where there is no such folder."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - the first window does without it

        if self._lock is not None:
            return
        if not self._folder.is_dir():
            raise MissingError(f"The folder “{self._folder}” is not there. It may have been moved or renamed.")
        lock = FileLock(
            self._folder / LOCK,
            timeout=0,
            mode=0o600,
            thread_local=False,
            fallback_to_soft=False,
            preserve_lock_file=True,
        )
        try:
            lock.acquire()
        except Timeout as error:
            raise InUseError(
                "This partnership is open in another window, here or with a colleague: one person works in it at a"
                " time. Your data was not touched. Go to that window, or have it closed and try again. To read"
                " meanwhile, open a copy that was saved for another laptop."
            ) from error
        except OSError as error:
            raise UserError(
                f"This vault could not be locked ({error.strerror or error}), so it was not opened. "
                "Keep it in a folder of your own on this laptop's disk."
            ) from error
        self._lock = lock

    def release(self) -> None:
        """Give the lock back; nothing happens where it is not held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        """Take the lock."""
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self.release()


def is_in_use(folder: Path) -> bool:
    """Say whether another window holds the lock of a vault's folder; what else may be wrong, opening it says."""
    try:
        with FolderLock(folder):
            return False
    except InUseError:
        return True
    except UserError:
        return False
