"""What tests of a vault's files share: hashes of a folder, plain copies of a vault, and a watch on a folder."""

import ctypes
import hashlib
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.pointer import read_pointer
from mscp_desktop.foundation.safe_files import DATABASE
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.people import add_person

IN_CREATE, IN_MOVED_TO = 0x100, 0x80


def fingerprint(place: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a closed vault's place, folders as themselves."""
    return {
        path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(place.rglob("*"))
    }


def database_of(place: Path) -> Path:
    """Return the database that a closed place's pointer names."""
    return place / read_pointer(place).folder / DATABASE


def opened(template: Any, frame: Frame, *, to_change: bool = True) -> Vault:
    """Open a closed vault with its key, without the cost of a passphrase."""
    return open_with_key(template.place, frame, template.user_uid, template.data_key, to_change=to_change)


def add_people(vault: Vault, *names: str) -> None:
    """Add people, one operation each."""
    for name in names:
        run(vault.store, vault.actor, add_person, name)


def people(vault: Vault) -> list[str]:
    """Return the names of the people recorded, in order of entry."""
    with vault.store.reading() as session:
        return list(session.scalars(select(Person.name).order_by(Person.id)))


def fresh_copy(source: Path, target: Path) -> Path:
    """Copy a closed vault's place."""
    shutil.copytree(source, target)
    return target


@contextmanager
def watching(folder: Path) -> Iterator[list[str]]:
    """Collect the names of all files that appear in a folder, however short they live (Linux's inotify)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(folder), IN_CREATE | IN_MOVED_TO) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    names: list[str] = []
    try:
        yield names
        try:
            data = os.read(descriptor, 1024 * 1024)
        except BlockingIOError:
            data = b""
        position = 0
        while position < len(data):
            length = struct.unpack_from("iIII", data, position)[3]
            names.append(os.fsdecode(data[position + 16 : position + 16 + length].rstrip(b"\0")))
            position += 16 + length
    finally:
        os.close(descriptor)
