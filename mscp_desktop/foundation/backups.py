"""Backups: written when something changed, verified before they count, and thinned out by age."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.bundle_file import Manifest, read_bundle_slots, read_manifest
from mscp_desktop.foundation.copies import Step
from mscp_desktop.foundation.errors import DamagedError, MissingError, UserError
from mscp_desktop.foundation.lineage import EVERYONE, export_bundle, unpack_verified
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.pointer import Pointer, State
from mscp_desktop.foundation.records import LineageEvent
from mscp_desktop.foundation.safe_files import FolderLock, refuse_unsafe_place
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key, stamp

FOLDER = "backups"
NAME = re.compile(r"backup-(\d{8}T\d{6}Z)(?:-\d+)?\.mscp")
KEEP_ALL = timedelta(days=2)
KEEP = ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m"))  # so many days, weeks and months, the newest of each


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup in the vault's place."""

    path: Path
    made_at: datetime


def backups_of(place: Path) -> list[Backup]:
    """Return the backups in a place, newest first."""
    found = []
    for path in (place / FOLDER).glob("*.mscp"):
        match = NAME.fullmatch(path.name)
        if match:
            found.append(Backup(path, datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)))
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def back_up(vault: Vault, step: Step | None = None) -> Backup:
    """Write a verified backup into the vault's place and drop those that have had their time."""
    now = vault.frame.clock.now()
    path = _free(vault.place / FOLDER / f"backup-{stamp(now)}.mscp")
    export_bundle(vault, path, "backup", step)
    made = Backup(path, now)
    for old in outdated(backups_of(vault.place), now):
        old.path.unlink(missing_ok=True)
    return made


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def changed_since_backup(vault: Vault) -> bool:
    """Say whether anything was done since the newest backup in the vault's place that can be read."""
    with vault.store.reading() as session:
        count, head = vault.store.chain.head(session.connection())
    newest = newest_readable(backups_of(vault.place))
    return newest is None or (newest.operation_count, newest.history_head) != (count, head)


def newest_readable(backups: Iterable[Backup]) -> Manifest | None:
    """Return the manifest of the newest backup that is not damaged."""
    for backup in backups:
        try:
            return read_manifest(backup.path)
        except (UserError, OSError):
            continue
    return None


def outdated(backups: list[Backup], now: datetime) -> list[Backup]:
    """Return the backups to drop: all but those of two days, then 12 daily, 10 weekly and 9 monthly; never the newest."""
    ordered = sorted(backups, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)
    kept = {backup.path for backup in ordered if now - backup.made_at <= KEEP_ALL} | {
        backup.path for backup in ordered[:1]
    }
    older = [backup for backup in ordered if backup.path not in kept]
    for number, period in KEEP:
        kept |= {backup.path for backup in _newest_of_each(older, period)[:number]}
    return [backup for backup in ordered if backup.path not in kept]


def _newest_of_each(backups: list[Backup], period: str) -> list[Backup]:
    newest: dict[str, Backup] = {}
    for backup in backups:
        newest.setdefault(backup.made_at.strftime(period), backup)
    return list(newest.values())


def restore(bundle: Path, place: Path, frame: Frame, user_uid: str, passphrase: str) -> Pointer:
    """Put a backup in the place of what is current, which is backed up first and whose folder is kept.

    Whether the vault may be changed stays as the pointer says: restoring an older backup does not undo a hand-over.
    """
    refuse_unsafe_place(place)
    manifest = read_manifest(bundle)
    data_key = keys.open_with_passphrase(read_bundle_slots(bundle), user_uid, passphrase)
    place.mkdir(parents=True, exist_ok=True)
    here = pointer.read_pointer(place) if pointer.has_vault(place) else None
    if here is not None:
        if here.vault_id != manifest.vault_id:
            raise UserError(
                "This backup is of another partnership. Nothing was changed; restore it into a folder of its own."
            )
        with suppress(DamagedError, MissingError), open_with_key(place, frame, user_uid, data_key) as current:
            if changed_since_backup(current):
                back_up(current)
    with FolderLock(place):
        folder = unpack_verified(bundle, place, frame, data_key, manifest)
        now = frame.clock.now().isoformat()
        first = Pointer(manifest.vault_id, folder.name, State.WORKING, manifest.generation, now)
        restored = first if here is None else replace(here, folder=folder.name)
        pointer.write_pointer(place, restored)
    with open_with_key(place, frame, user_uid, data_key) as vault:
        if vault.store.read_only is None:
            run(
                vault.store,
                vault.actor,
                _record_restored,
                restored.generation,
                manifest.bundle_uid,
                manifest.made_at,
            )
    return restored


@operation("vault.restore", EVERYONE, corrected_by="restoring another backup")
def _record_restored(session: WorkSession, generation: int, token: str, made_at: str) -> None:
    session.add(LineageEvent(at=session.clock.now(), what="restored", generation=generation, token=token))
    session.say(f"Restored the backup of {datetime.fromisoformat(made_at).astimezone():%d %B %Y at %H:%M}")
