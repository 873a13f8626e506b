"""The pointer: the small file in a vault's place that says which folder is current and whether it may be changed.

It is readable before anything is unlocked, and it is replaced in one step, so that a restore or a migration either
happened or did not. It outlives them: what it says of a hand-over is not undone by restoring an older backup.
"""

import json
import re
import shutil
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from mscp_desktop.foundation.errors import DamagedError, MissingError, UserError
from mscp_desktop.foundation.safe_files import DATABASE, KEYSLOTS, read_bytes, write_atomically

POINTER = "vault.json"
POINTER_COPY = "vault.json.bak"
FORMAT = 1
LARGEST = 16 * 1024
FOLDER = re.compile(r"vault-[0-9A-Za-z-]{1,64}")


class State(StrEnum):
    """What may be done with the vault in this place."""

    WORKING = "working"
    HANDED_OVER = "handed over"
    COPY = "copy"


class Pointer(NamedTuple):
    """`generation` counts hand-overs; `since` is when the state began or, for a copy, when it was made (UTC, ISO).

    `token` is the uid of the bundle that handed the vault over or brought it here.
    """

    vault_id: str
    folder: str
    state: State
    generation: int
    since: str
    token: str | None = None
    format: int = FORMAT


def has_vault(place: Path) -> bool:
    """Say whether a vault was ever made in this place."""
    return (place / POINTER).is_file() or (place / POINTER_COPY).is_file()


def has_data(place: Path) -> bool:
    """Say whether a vault's folder lies in this place, with a pointer or without: lost, or cut off while arriving."""
    return any((found.parent / KEYSLOTS).is_file() for found in place.glob(f"vault-*/{DATABASE}"))


def read_pointer(place: Path) -> Pointer:
    """Return what the pointer says, or its copy where it is missing or damaged.

    Raises `MissingError` where there is no vault or no pointer, and `DamagedError` where neither can be read.
    """
    if not has_vault(place) and not has_data(place):
        raise MissingError(f"There is no partnership in “{place}”. Make one first, or name another folder.")
    try:
        return _read(place / POINTER)
    except (DamagedError, MissingError) as first:
        with suppress(DamagedError, MissingError):
            return _read(place / POINTER_COPY)
        if isinstance(first, MissingError):
            raise MissingError(
                f"The file {POINTER} is missing from “{place}”, though data are there. Nothing was changed; "
                "restore a backup."
            ) from first
        raise


def _read(file: Path) -> Pointer:
    damaged = DamagedError(f"The file {POINTER} in “{file.parent}” is damaged. Nothing was changed; restore a backup.")
    try:
        value = json.loads(read_bytes(file, LARGEST))
        if type(value.get("format")) is int and value["format"] > FORMAT:
            raise UserError(
                "This partnership was last opened by a newer version of the program. Nothing was changed; "
                "install that version here too."
            )
        pointer = Pointer(**{**value, "state": State(value["state"])})
        datetime.fromisoformat(pointer.since)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise damaged from error
    whole = all(isinstance(text, str) and text for text in (pointer.vault_id, pointer.folder))
    whole = whole and type(pointer.generation) is int and pointer.generation >= 0
    whole = whole and (pointer.token is None or isinstance(pointer.token, str))
    if not whole or pointer.format != FORMAT or not FOLDER.fullmatch(pointer.folder):
        raise damaged
    return pointer


def write_pointer(place: Path, pointer: Pointer) -> None:
    """Replace the pointer in one step, then its copy; where this raises, the pointer is the former one."""
    data = _as_json(pointer)
    write_atomically(place / POINTER, data)
    with suppress(UserError):  # the pointer stands already; the next window renews the copy
        write_atomically(place / POINTER_COPY, data)


def renew_pointer(place: Path, pointer: Pointer) -> None:
    """Write the pointer and its copy again where one of them is missing, damaged or behind; the lock is held."""
    with suppress(UserError):
        data = _as_json(pointer)
        for name in (POINTER, POINTER_COPY):
            with suppress(DamagedError, MissingError):
                if read_bytes(place / name, LARGEST) == data:
                    continue
            write_atomically(place / name, data)


def _as_json(pointer: Pointer) -> bytes:
    return json.dumps(pointer._asdict(), indent=1, sort_keys=True).encode()


def drop_folder(place: Path, folder: Path) -> None:
    """Remove a vault folder that was made in vain; never the one that the pointer names."""
    with suppress(UserError):
        if read_pointer(place).folder == folder.name:
            return
    shutil.rmtree(folder, ignore_errors=True)


def new_folder(place: Path, stamp: str) -> Path:
    """Make the next vault folder of a place: never one that was there before."""
    number = 1
    while True:
        folder = place / (f"vault-{stamp}" if number == 1 else f"vault-{stamp}-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
        else:
            return folder
