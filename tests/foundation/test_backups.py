"""Backups: verified before they count, thinned by age, restored without losing what is there."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import hypothesis.strategies as st
import pytest
from hypothesis import given
from laptops import skip_argon2
from vault_files import add_people, database_of, fingerprint, people
from vaults import PASSPHRASE, StillClock, problems

from mscp_desktop.foundation import backups, copies, lineage, pointer, safe_files, users
from mscp_desktop.foundation.backups import KEEP_ALL, Backup, outdated
from mscp_desktop.foundation.bundle_file import read_manifest, verify_bundle
from mscp_desktop.foundation.errors import DamagedError, MissingError, NotAllowedError, UserError
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.records import LineageEvent
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key

NOW = datetime(2025, 6, 18, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known_passphrase(empty_template: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the data key without the cost of Argon2id; the slots' own tests run it."""

    skip_argon2(monkeypatch, empty_template.data_key)


def again(vault: Vault) -> Vault:
    return open_with_key(vault.place, vault.frame, vault.actor.uid, vault.data_key)


def restore(vault: Vault, bundle: Path, place: Path | None = None) -> pointer.Pointer:
    return backups.restore(bundle, place or vault.place, vault.frame, vault.actor.uid, PASSPHRASE)


def test_a_backup_is_needed_after_a_change_and_only_then(empty_vault: Vault, clock: StillClock) -> None:
    assert backups.changed_since_backup(empty_vault)
    first = backups.back_up(empty_vault)
    assert verify_bundle(first.path).purpose == "backup"
    assert not backups.changed_since_backup(empty_vault)
    add_people(empty_vault, "Ann Lee")
    assert backups.changed_since_backup(empty_vault)
    second = backups.back_up(empty_vault)  # within the same second
    assert not backups.changed_since_backup(empty_vault)
    assert [one.path for one in backups.backups_of(empty_vault.place)] == [second.path, first.path]
    clock.move(days=-1)  # a laptop whose clock was put right
    backups.back_up(empty_vault)
    assert len(backups.backups_of(empty_vault.place)) == 3


def test_the_newest_of_one_second_is_the_last_made(tmp_path: Path) -> None:
    (tmp_path / backups.FOLDER).mkdir()
    names = ["backup-20250115T100000Z.mscp", *(f"backup-20250115T100000Z-{number}.mscp" for number in range(2, 12))]
    for name in reversed(names):
        (tmp_path / backups.FOLDER / name).write_bytes(b"")
    assert [one.path.name for one in backups.backups_of(tmp_path)] == names[::-1]


def test_a_damaged_newest_backup_does_not_count(empty_vault: Vault, clock: StillClock) -> None:
    made = backups.back_up(empty_vault)
    made.path.write_bytes(made.path.read_bytes()[:-40])
    assert backups.newest_readable(backups.backups_of(empty_vault.place)) is None
    assert backups.changed_since_backup(empty_vault)
    (made.path.parent / "backup-20259999T000000Z.mscp").write_bytes(b"")
    (made.path.parent / "holiday.mscp").write_bytes(b"")
    clock.move(hours=1)
    assert backups.back_up(empty_vault).path in [one.path for one in backups.backups_of(empty_vault.place)]
    assert len(backups.backups_of(empty_vault.place)) == 2


class BrokenFile:
    """A file that takes some bytes and then has no room."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(28, "No space left on device")
        written: int = self._file.write(data)
        return written

    def writelines(self, chunks: Any) -> None:
        for chunk in chunks:
            self.write(chunk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _full_after(room: int) -> Callable[[pytest.MonkeyPatch], None]:
    def arrange(patch: pytest.MonkeyPatch) -> None:
        opening = safe_files._open_private
        patch.setattr(safe_files, "_open_private", lambda path: BrokenFile(opening(path), room))

    return arrange


def _raising(where: str, error: BaseException) -> Callable[[pytest.MonkeyPatch], None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return lambda patch: patch.setattr(where, fail)


MODULES = "mscp_desktop.foundation"
FAILURES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no room at once": _full_after(10),
    "no room later": _full_after(100_000),
    "no flush": _raising(f"{MODULES}.safe_files._to_disk", OSError(5, "Input/output error")),
    "held file": _raising(f"{MODULES}.safe_files._replace", PermissionError(13, "Permission denied")),
    "not verified": _raising(f"{MODULES}.bundle_file.verify_bundle", DamagedError("The disk lies.")),
    "copy cut off": _raising(f"{MODULES}.lineage.copy_database", OSError(28, "No space left on device")),
    "copy damaged": _raising(f"{MODULES}.lineage.verify_database", DamagedError("Damaged on the way.")),
    "stopped by the user": _raising(f"{MODULES}.lineage.write_bundle", KeyboardInterrupt()),
    "no temporary folder": _raising(f"{MODULES}.lineage.tempfile.mkdtemp", OSError(28, "No space left on device")),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_backup_that_fails_leaves_the_former_ones(
    failure: str, empty_vault: Vault, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.back_up(empty_vault)
    add_people(empty_vault, "Ann Lee")
    before = fingerprint(first.path.parent)
    clock.move(days=400)
    with monkeypatch.context() as broken:
        FAILURES[failure](broken)
        with pytest.raises((UserError, KeyboardInterrupt)):
            backups.back_up(empty_vault)
    assert fingerprint(first.path.parent) == before
    assert not list(empty_vault.place.glob("copying-*"))
    assert backups.changed_since_backup(empty_vault)
    backups.back_up(empty_vault)
    assert people(empty_vault) == ["Ann Lee"]


def test_a_step_that_raises_cancels_and_a_backups_folder_that_is_a_file_is_said(empty_vault: Vault) -> None:
    seen = []

    def step(done: int, whole: int | None) -> None:
        seen.append((done, whole))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.back_up(empty_vault, step)
    assert seen
    folder = empty_vault.place / backups.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_bytes(b"")
    with pytest.raises(UserError, match="could not be written"):
        backups.back_up(empty_vault)


def test_what_a_kill_left_behind_is_swept_but_not_what_is_being_written(empty_vault: Vault) -> None:
    folder = empty_vault.place / backups.FOLDER
    folder.mkdir()
    (folder / "backup-20240101T000000Z.mscp.part").write_bytes(b"half")
    old, young = empty_vault.place / "copying-old", empty_vault.place / "copying-young"
    for one in (old, young):
        one.mkdir()
    os.utime(old, (0, 0))
    backups.back_up(empty_vault)
    assert [path.name for path in folder.iterdir()] == ["backup-20250115T100000Z.mscp"]
    assert young.exists()
    assert not old.exists()


# --- thinning out

moments = st.integers(0, 800 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))


def _backups(times: list[datetime]) -> list[Backup]:
    return [Backup(Path(f"b{number}"), made_at) for number, made_at in enumerate(times)]


@given(st.lists(moments, max_size=40))
def test_thinning_keeps_the_newest_two_days_and_the_newest_of_days_weeks_and_months(times: list[datetime]) -> None:
    made = _backups(times)
    gone = {one.path for one in outdated(made, NOW)}
    kept = [one for one in made if one.path not in gone]
    assert not made or max(made, key=lambda one: one.made_at).made_at in {one.made_at for one in kept}
    assert all(one.path not in gone for one in made if NOW - one.made_at <= KEEP_ALL)
    older = [one for one in kept if NOW - one.made_at > KEEP_ALL]
    assert len(older) <= 12 + 10 + 9 + 1
    assert not outdated(kept, NOW), "what was kept once is kept a moment later"
    candidates = [one.made_at for one in made if NOW - one.made_at > KEEP_ALL]
    for number, period in ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m")):
        wanted = sorted({moment.strftime(period) for moment in candidates}, reverse=True)[: number - 1]
        assert set(wanted) <= {one.made_at.strftime(period) for one in kept}


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    """Thinned every day, as it happens, and not once at the end."""
    held: list[Backup] = []
    for day in range(400):
        now = NOW - timedelta(days=399 - day)
        held.append(Backup(Path(f"b{day}"), now))
        gone = {one.path for one in outdated(held, now)}
        held = [one for one in held if one.path not in gone]
    ages = sorted((NOW - one.made_at).days for one in held)
    assert ages[:15] == list(range(15)), "today, two days, and twelve"
    assert sum(14 < age <= 80 for age in ages) >= 8, "weeks"
    assert 230 <= ages[-1] <= 280, "nine months"
    assert len(ages) <= 3 + 12 + 10 + 9


def test_a_lone_old_backup_and_ones_from_the_future_stay() -> None:
    assert outdated(_backups([NOW - timedelta(days=5000)]), NOW) == []
    assert outdated(_backups([NOW + timedelta(days=900), NOW, NOW - timedelta(hours=1)]), NOW) == []


def test_backing_up_thins_out(empty_vault: Vault, clock: StillClock) -> None:
    for _ in range(3):
        backups.back_up(empty_vault)
        clock.move(hours=1)
    clock.move(days=4)
    backups.back_up(empty_vault)
    assert [one.made_at.day for one in backups.backups_of(empty_vault.place)] == [19, 15]


# --- restoring


def test_a_restore_backs_up_first_keeps_the_old_folder_and_says_so_in_history(
    empty_vault: Vault, clock: StillClock
) -> None:
    add_people(empty_vault, "Ann Lee")
    saved = backups.back_up(empty_vault)
    add_people(empty_vault, "Bo Diaz")
    empty_vault.close()
    clock.move(days=1)
    old = fingerprint(empty_vault.folder)
    restore(empty_vault, saved.path)
    assert fingerprint(empty_vault.folder) == old
    with again(empty_vault) as vault:
        assert vault.folder != empty_vault.folder
        assert people(vault) == ["Ann Lee"]
        assert problems(vault) == []
        with vault.store.reading() as session:
            last = session.query(LineageEvent).order_by(LineageEvent.id.desc()).first()
            assert last is not None
            assert (last.what, last.token) == ("restored", read_manifest(saved.path).bundle_uid)
        before_it = backups.backups_of(vault.place)[0]
        assert before_it.made_at == clock.now()
        add_people(vault, "Cy Early")
    restore(empty_vault, before_it.path)
    with again(empty_vault) as vault:
        assert people(vault) == ["Ann Lee", "Bo Diaz"]
    assert len(backups.backups_of(empty_vault.place)) == 3


def test_the_backup_that_is_restored_outlives_the_thinning(empty_vault: Vault, clock: StillClock) -> None:
    """Backing up what is current may drop old backups; never the one that was asked for."""
    add_people(empty_vault, "Ann Lee")
    earlier = backups.back_up(empty_vault)
    clock.move(hours=1)
    backups.back_up(empty_vault)
    add_people(empty_vault, "Bo Diaz")
    empty_vault.close()
    clock.move(days=30)
    restore(empty_vault, earlier.path)
    assert earlier.path.exists()
    with again(empty_vault) as vault:
        assert people(vault) == ["Ann Lee"]


def test_a_backup_restores_on_a_new_laptop(empty_vault: Vault, tmp_path: Path) -> None:
    add_people(empty_vault, "Ann Lee")
    saved = backups.back_up(empty_vault)
    restore(empty_vault, saved.path, tmp_path / "new")
    with open_with_key(tmp_path / "new", empty_vault.frame, empty_vault.actor.uid, empty_vault.data_key) as vault:
        assert people(vault) == ["Ann Lee"]
        add_people(vault, "Bo Diaz")
        assert vault.pointer.state is State.WORKING


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


BAD: dict[str, tuple[Callable[[Path], None], type[UserError]]] = {
    "one bit": (_flip, DamagedError),
    "cut": (_shorten, DamagedError),
    "empty": (_empty, DamagedError),
    "gone": (Path.unlink, MissingError),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_damaged_backup_is_refused_and_nothing_changes(kind: str, empty_vault: Vault, tmp_path: Path) -> None:
    add_people(empty_vault, "Ann Lee")
    lineage.export_bundle(empty_vault, tmp_path / "b.mscp", "backup")
    add_people(empty_vault, "Bo Diaz")
    empty_vault.close()
    damage, error = BAD[kind]
    damage(tmp_path / "b.mscp")
    before = fingerprint(empty_vault.place)
    with pytest.raises(error, match=r"Nothing was changed|It may have been moved"):
        restore(empty_vault, tmp_path / "b.mscp")
    assert fingerprint(empty_vault.place) == before


def _break_file(vault: Vault) -> None:
    _flip(database_of(vault.place))


def _break_all_pages(vault: Vault) -> None:
    file = database_of(vault.place)
    file.write_bytes(bytes(file.stat().st_size))


def _lose_database(vault: Vault) -> None:
    database_of(vault.place).unlink()


def _lose_folder(vault: Vault) -> None:
    shutil.rmtree(vault.folder)


def _break_slots(vault: Vault) -> None:
    for name in ("keyslots.json", "keyslots.json.bak"):
        (vault.folder / name).write_bytes(b"{}")


def _break_pointers(vault: Vault) -> None:
    for name in (pointer.POINTER, pointer.POINTER_COPY):
        (vault.place / name).write_bytes(b"{}")


@pytest.mark.parametrize(
    "damage", [_break_file, _break_all_pages, _lose_database, _lose_folder, _break_slots, _break_pointers]
)
def test_a_backup_restores_over_a_damaged_vault(damage: Callable[[Vault], None], empty_vault: Vault) -> None:
    add_people(empty_vault, "Ann Lee")
    saved = backups.back_up(empty_vault)
    add_people(empty_vault, "Bo Diaz")
    empty_vault.close()
    damage(empty_vault)
    restore(empty_vault, saved.path)
    with again(empty_vault) as vault:
        assert people(vault) == ["Ann Lee"]
        assert vault.store.read_only is None
        add_people(vault, "Cy Early")


def test_every_damaged_page_of_the_current_vault_lets_a_restore_through(empty_vault: Vault) -> None:
    saved = backups.back_up(empty_vault)
    add_people(empty_vault, "Ann Lee")
    empty_vault.close()
    whole = database_of(empty_vault.place).read_bytes()
    spoiled = bytearray(whole)
    for page in range(2, len(whole) // 4096, 9):
        spoiled[page * 4096 + 700] ^= 1
    database_of(empty_vault.place).write_bytes(spoiled)
    restore(empty_vault, saved.path)
    with again(empty_vault) as vault:
        assert people(vault) == []


@pytest.mark.parametrize("where", ["_save_current", "back_up", "_restored", "pointer.write_pointer"])
def test_a_restore_that_fails_leaves_what_is_current(
    where: str, empty_vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = backups.back_up(empty_vault)
    add_people(empty_vault, "Ann Lee")
    empty_vault.close()
    folders = sorted(path.name for path in empty_vault.place.glob("vault-*"))
    with monkeypatch.context() as broken:
        _raising(f"{MODULES}.backups.{where}", UserError("The disk is full."))(broken)
        with pytest.raises(UserError, match="disk is full"):
            restore(empty_vault, saved.path)
    assert sorted(path.name for path in empty_vault.place.glob("vault-*")) == folders
    with again(empty_vault) as vault:
        assert people(vault) == ["Ann Lee"]


def test_a_removed_user_does_not_come_back_by_an_old_backup(empty_vault: Vault, frame: Frame) -> None:
    ann = users.add_user(empty_vault, "Ann Lee", "purple monkey dishwasher", frozenset({Role.MANAGER}))
    saved = backups.back_up(empty_vault)
    users.remove_user(empty_vault, ann)
    empty_vault.close()
    before = fingerprint(empty_vault.place)
    with pytest.raises(NotAllowedError, match="removed from the partnership"):
        backups.restore(saved.path, empty_vault.place, frame, ann, PASSPHRASE)
    assert fingerprint(empty_vault.place) == before


def test_a_copy_stays_a_copy_after_a_restore_and_says_as_of_when(
    empty_vault: Vault, tmp_path: Path, clock: StillClock
) -> None:
    lineage.export_bundle(empty_vault, tmp_path / "copy.mscp", "copy")
    lineage.open_bundle(tmp_path / "copy.mscp", tmp_path / "copy", empty_vault.frame, empty_vault.actor.uid, PASSPHRASE)
    clock.move(days=2)
    saved = backups.back_up(empty_vault)
    restored = restore(empty_vault, saved.path, tmp_path / "copy")
    assert restored.state is State.COPY
    with again(replace(empty_vault, place=tmp_path / "copy")) as vault:
        assert "This is a copy, as of 17 January 2025" in (vault.store.read_only or "")


def test_a_verified_database_states_what_it_holds(empty_vault: Vault, tmp_path: Path) -> None:
    copies.copy_database(empty_vault.db_file, tmp_path / "c.db", empty_vault.subkey("db"))
    checked = copies.verify_database(tmp_path / "c.db", empty_vault.subkey("db"), empty_vault.store.chain)
    assert (checked.operations, checked.counts["user_account"]) == (1, 1)
