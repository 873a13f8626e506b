"""The pointer: the small file in a vault's place that says which folder is current and whether it may be changed.

It is readable before anything is unlocked, and it is replaced in one step, so that a restore or a migration either
happened or did not. It outlives them: what it says of a hand-over is not undone by restoring an older backup.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from mscp_desktop.foundation.errors import DamagedError, MissingError
from mscp_desktop.foundation.safe_files import read_bytes, write_atomically

POINTER = "vault.json"
FORMAT = 1
LARGEST = 16 * 1024


class State(StrEnum):
    """What may be done with the vault in this place."""

    WORKING = "working"
    HANDED_OVER = "handed over"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Pointer:
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
    return (place / POINTER).is_file()


def read_pointer(place: Path) -> Pointer:
    """Return what the pointer says; `MissingError` where there is no vault, `DamagedError` where it can't be read."""
    if not has_vault(place):
        raise MissingError(f"There is no partnership in “{place}”. Make one first, or name another folder.")
    damaged = DamagedError(f"The file {POINTER} in “{place}” is damaged. Nothing was changed; restore a backup.")
    try:
        value = json.loads(read_bytes(place / POINTER, LARGEST))
        pointer = Pointer(**{**value, "state": State(value["state"])})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged from error
    known = (pointer.vault_id, pointer.folder, pointer.since)
    whole = all(isinstance(text, str) and text for text in known) and isinstance(pointer.generation, int)
    if not whole or pointer.format != FORMAT or Path(pointer.folder).name != pointer.folder:
        raise damaged
    return pointer


def write_pointer(place: Path, pointer: Pointer) -> None:
    """Replace the pointer in one step."""
    write_atomically(place / POINTER, json.dumps(asdict(pointer), indent=1, sort_keys=True).encode())


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
