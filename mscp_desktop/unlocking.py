"""How a vault is opened, made or restored: nothing of Qt, so that it can be loaded and run beside the unlock window."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mscp_desktop.catalogue import DUE, SEARCH
from mscp_desktop.foundation import backups, lineage, users
from mscp_desktop.foundation.device_keys import DeviceKeys, Waiting
from mscp_desktop.foundation.undo import next_steps
from mscp_desktop.foundation.vault import Frame, Vault, open_vault, open_with_key
from mscp_desktop.foundation.warming import compile_statements
from mscp_desktop.overview.rules import needs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FRAME = Frame(SEARCH)


@cache
def make_ready() -> None:
    """Compile what the first page asks, once for all vaults that are opened."""
    today = date.today()  # noqa: DTZ011 - any day serves
    asks: list[Callable[[Session], object]] = [
        lambda session: needs(session, today, DUE, frozenset()), lambda session: next_steps(session, ""),
    ]  # fmt: skip
    compile_statements(asks)


def unlock(place: Path, user_uid: str, passphrase: str) -> Vault:
    """Open the vault in a place with a passphrase."""
    return open_vault(place, FRAME, user_uid, passphrase)


def unlock_by_recovery(place: Path, user_uid: str, recovery: str, new_passphrase: str) -> Vault:
    """Set a new passphrase by the recovery key, and open the vault."""
    data_key = users.recover(place, recovery, user_uid, new_passphrase)
    vault = open_with_key(place, FRAME, user_uid, data_key)
    try:
        users.note_own_passphrase(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def unlock_remembered(place: Path, device_keys: DeviceKeys, user_uid: str, waiting: Waiting) -> Vault:
    """Open the vault as this laptop remembers it; the error says why the passphrase is needed instead."""
    return open_with_key(place, FRAME, user_uid, users.recall(place, device_keys, user_uid, waiting))


def set_up(place: Path, start: str, *, user_name: str, passphrase: str, partnership: str = "") -> tuple[Vault, str]:
    """Make a vault, with published arrangements where they were chosen; return it and its recovery key."""
    from mscp_desktop.starting import start_partnership  # noqa: PLC0415 - once in a laptop's life

    name = {"name": partnership} if partnership else {}
    return start_partnership(place, FRAME, start, user_name=user_name, passphrase=passphrase, **name)


def restore(backup: Path, place: Path, user_uid: str, passphrase: str) -> Vault:
    """Put a backup in the place of what is there, and open it."""
    backups.restore(backup, place, FRAME, user_uid, passphrase)
    return open_vault(place, FRAME, user_uid, passphrase)


def open_bundle(bundle: Path, place: Path, user_uid: str, passphrase: str) -> Vault:
    """Unpack a bundle into a place and open it there."""
    lineage.open_bundle(bundle, place, FRAME, user_uid, passphrase)
    return open_vault(place, FRAME, user_uid, passphrase)
