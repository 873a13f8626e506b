"""Backups: written when something changed, verified before they count, and thinned out by age."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.bundle_file import Manifest, read_bundle_slots, read_manifest
from mscp_desktop.foundation.copies import Step, in_words
from mscp_desktop.foundation.errors import DamagedError, MissingError, UserError
from mscp_desktop.foundation.lineage import EVERYONE, export_bundle, last_step, unpack_verified
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.pointer import Pointer, State
from mscp_desktop.foundation.records import LineageEvent
from mscp_desktop.foundation.safe_files import DATABASE
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.unsafe_places import refuse_unsafe_place
from mscp_desktop.foundation.vault import Frame, Vault, lock_place, open_with_key, stamp

FOLDER = "backups"
NAME = re.compile(r"backup-(\d{8}T\d{6}Z)(?:-(\d+))?\.mscp")
KEEP_ALL = timedelta(days=2)
KEEP = ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m"))  # so many days, weeks and months, the newest of each


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup in the vault's place."""

    path: Path
    made_at: datetime
    number: int = 1  # among those of one second


def backups_of(place: Path) -> list[Backup]:
    """Return the backups in a place, newest first."""
    found = []
    for path in (place / FOLDER).glob("*.mscp"):
        match = NAME.fullmatch(path.name)
        if match:
            with suppress(ValueError):  # a name that only looks like a date is none of ours
                made_at = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                found.append(Backup(path, made_at, int(match[2] or 1)))
    return _newest_first(found)


def _newest_first(backups: Iterable[Backup]) -> list[Backup]:
    return sorted(backups, key=lambda backup: (backup.made_at, backup.number), reverse=True)


def back_up(vault: Vault, step: Step | None = None, *, keep: Path | None = None) -> Backup:
    """Write a verified backup into the vault's place and drop those that have had their time, but never `keep`."""
    now = vault.frame.clock.now()
    folder = vault.place / FOLDER
    for left in folder.glob("*.mscp.part"):  # what a kill left behind
        with suppress(OSError):
            left.unlink()
    same = [backup.number for backup in backups_of(vault.place) if stamp(backup.made_at) == stamp(now)]
    number = max(same, default=0) + 1
    path = folder / f"backup-{stamp(now)}{f'-{number}' if number > 1 else ''}.mscp"
    export_bundle(vault, path, "backup", step)
    for old in outdated(backups_of(vault.place), now):
        if keep is None or old.path.resolve() != keep.resolve():
            with suppress(OSError):  # held by another program: it goes the next time
                old.path.unlink()
    return Backup(path, now, number)


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
    """Return those to drop: all but what two days made, then 12 daily, 10 weekly and 9 monthly; never the newest."""
    ordered = _newest_first(backups)
    kept = {backup.path for backup in ordered if now - backup.made_at <= KEEP_ALL} | {
        backup.path for backup in ordered[:1]
    }
    older = [backup for backup in ordered if backup.path not in kept]
    for number, period in KEEP:
        kept |= {backup.path for backup in _newest_of_each(older, period)[:number]}
    return [backup for backup in ordered if backup.path not in kept]


def last_day_of(made: date) -> date:
    """Return the day by which a backup that was made on a day is dropped, where one is made in each later month."""
    months = made.month - 1 + KEEP[-1][0] + 1
    return date(made.year + months // 12, months % 12 + 1, 1) + KEEP_ALL


def _newest_of_each(backups: list[Backup], period: str) -> list[Backup]:
    newest: dict[str, Backup] = {}
    for backup in backups:
        newest.setdefault(backup.made_at.strftime(period), backup)
    return list(newest.values())


def restore(bundle: Path, place: Path, frame: Frame, user_uid: str, passphrase: str) -> Pointer:
    """Put a backup in the place of what is current, which is backed up first and whose folder is kept.

    Whether the vault may be changed stays as the pointer says: restoring an older backup does not undo a hand-over.
    Where there is no pointer, the backup's own lineage says it.
    """
    refuse_unsafe_place(place)
    manifest = read_manifest(bundle)
    data_key = keys.open_with_passphrase(read_bundle_slots(bundle), user_uid, passphrase)
    with lock_place(place):
        here = _here(place)
        if here is not None and here.vault_id != manifest.vault_id:
            raise UserError(
                "This backup is of another partnership. Nothing was changed; restore it into a folder of its own."
            )
        folder = unpack_verified(bundle, place, frame, data_key, manifest)
        try:
            if here is not None:
                _save_current(place, here, frame, user_uid, data_key, bundle)
                here = pointer.read_pointer(place)  # moved on, where the current one was of an older schema
            restored = _restored(here, folder, manifest, frame, data_key)
            pointer.write_pointer(place, restored)
        except BaseException:
            pointer.drop_folder(place, folder)
            raise
        with open_with_key(place, frame, user_uid, data_key, locked=True) as vault:
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


def _here(place: Path) -> Pointer | None:
    """Return the pointer; None where there is none, or none that can be read."""
    with suppress(DamagedError, MissingError):
        return pointer.read_pointer(place)
    return None


def _save_current(place: Path, here: Pointer, frame: Frame, user_uid: str, data_key: bytes, keep: Path) -> None:
    """Back up what is current, unless it is too damaged for that: its folder is kept in any case."""
    with (
        suppress(DamagedError, MissingError),
        in_words(place / here.folder / DATABASE),
        open_with_key(place, frame, user_uid, data_key, locked=True) as current,
    ):
        if changed_since_backup(current):
            back_up(current, keep=keep)


def _restored(here: Pointer | None, folder: Path, manifest: Manifest, frame: Frame, data_key: bytes) -> Pointer:
    if here is None:
        what, _, _ = last_step(folder, data_key, manifest.vault_id)
        state = State.HANDED_OVER if what == "handed over" else State.WORKING
        return Pointer(
            manifest.vault_id,
            folder.name,
            state,
            manifest.generation,
            frame.clock.now().isoformat(),
            manifest.bundle_uid,
        )
    if here.state is State.COPY:
        return here._replace(folder=folder.name, since=datetime.fromisoformat(manifest.made_at).isoformat())
    return here._replace(folder=folder.name)


@operation("vault.restore", EVERYONE, corrected_by="restoring another backup")
def _record_restored(session: WorkSession, generation: int, token: str, made_at: str) -> None:
    session.add(LineageEvent(at=session.clock.now(), what="restored", generation=generation, token=token))
    session.say(f"Restored the backup of {datetime.fromisoformat(made_at).astimezone():%d %B %Y at %H:%M}")
