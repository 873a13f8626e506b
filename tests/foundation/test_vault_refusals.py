"""What is damaged, missing or taken by another window has its own sentence, and no file of the vault changes."""

import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from vault_files import add_people, database_of, fingerprint, opened, people
from vaults import PASSPHRASE, USER_NAME

from mscp_desktop.foundation import backups, keys, lineage, pointer
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.errors import (
    DamagedError,
    InUseError,
    MissingError,
    ReadOnlyError,
    UserError,
    WrongPassphraseError,
)
from mscp_desktop.foundation.safe_files import KEYSLOTS, KEYSLOTS_COPY, read_slots
from mscp_desktop.foundation.vault import Frame, open_vault

HELPERS = Path(__file__).parents[1] / "helpers"


def _wrong_page(page: int) -> Callable[[Path], None]:
    """Flip one bit in a page of the database; negative pages count from the end."""

    def damage(place: Path) -> None:
        file = database_of(place)
        data = bytearray(file.read_bytes())
        data[(page if page >= 0 else len(data) // 4096 + page) * 4096 + 1000] ^= 1
        file.write_bytes(data)

    return damage


def _whole_file(contents: Callable[[int], bytes]) -> Callable[[Path], None]:
    def damage(place: Path) -> None:
        file = database_of(place)
        file.write_bytes(contents(file.stat().st_size))

    return damage


def _cut(place: Path) -> None:
    file = database_of(place)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _plain_sqlite(place: Path) -> None:
    file = database_of(place)
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE vault_value (name, value)")
        connection.executemany("INSERT INTO vault_value VALUES (?, ?)", [("vault_id", "x" * 90)] * 100)
        connection.commit()


def _anothers(place: Path) -> None:
    file = database_of(place)
    file.unlink()
    connection = connect(file, b"another key, of 32 bytes length!", create=True)
    connection.execute("CREATE TABLE vault_value (name, value)")
    connection.close()


def _salt(place: Path) -> None:
    file = database_of(place)
    data = bytearray(file.read_bytes())
    data[3] ^= 0x40
    file.write_bytes(data)


DAMAGES = {
    "the salt": _salt,
    "the first page": _wrong_page(0),
    "the second page": _wrong_page(1),
    "cut in half": _cut,
    "cut to one page": _whole_file(lambda _: secrets.token_bytes(4096)),
    "cut to some bytes": _whole_file(lambda _: b"MSCP"),
    "empty": _whole_file(lambda _: b""),
    "zeros": _whole_file(bytes),
    "random bytes": _whole_file(secrets.token_bytes),
    "a plain database": _plain_sqlite,
    "another key's database": _anothers,
}


@pytest.mark.parametrize("to_change", [True, False])
@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_database_is_refused_and_left_as_it_is(kind: str, to_change: bool, closed: Any, frame: Frame) -> None:
    DAMAGES[kind](closed.place)
    before = fingerprint(closed.place)
    with pytest.raises(DamagedError, match=r"data.db is damaged.*Nothing was changed; restore a backup"):
        opened(closed, frame, to_change=to_change).close()
    assert fingerprint(closed.place) == before


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.safety)])
def test_damage_to_any_page_is_found_at_opening_or_by_a_backup_and_never_reaches_one(
    closed: Any, frame: Frame, step: int
) -> None:
    """A page that opening does not read is found where it is read: at the latest by the next backup."""
    whole = database_of(closed.place).read_bytes()
    pages = len(whole) // 4096
    found = {"at opening": 0, "by a backup": 0}
    for page in range(2, pages, step):
        _wrong_page(page)(closed.place)
        before = fingerprint(closed.place)
        try:
            with opened(closed, frame, to_change=False) as vault:
                with pytest.raises(DamagedError):
                    lineage.export_bundle(vault, closed.place.parent / "b.mscp", "backup")
                found["by a backup"] += 1
        except DamagedError:
            found["at opening"] += 1
        assert fingerprint(closed.place) == before
        assert not (closed.place.parent / "b.mscp").exists()
        database_of(closed.place).write_bytes(whole)
    assert min(found.values()) > 0


def _lose(*names: str) -> Callable[[Path], None]:
    def damage(place: Path) -> None:
        folder = place / pointer.read_pointer(place).folder
        for name in names:
            ((place if name.startswith("vault.json") else folder) / name).unlink()

    return damage


def _spoil(*names: str, contents: bytes = b'{"half": ') -> Callable[[Path], None]:
    def damage(place: Path) -> None:
        folder = place / pointer.read_pointer(place).folder
        for name in names:
            ((place if name.startswith("vault.json") else folder) / name).write_bytes(contents)

    return damage


SLOTS = (KEYSLOTS, KEYSLOTS_COPY)
POINTERS = (pointer.POINTER, pointer.POINTER_COPY)


def _foreign_slots(place: Path) -> None:
    folder = place / pointer.read_pointer(place).folder
    data = replace(read_slots(folder), vault_id="another").to_json()
    for name in SLOTS:
        (folder / name).write_bytes(data)


def _nothing(_place: Path) -> None:
    return None


def _gone(place: Path) -> None:
    shutil.rmtree(place)


REFUSALS: dict[str, tuple[Callable[[Path], None], type[UserError], str]] = {
    "wrong passphrase": (_nothing, WrongPassphraseError, "not the passphrase of Business manager"),
    "damaged database": (_wrong_page(0), DamagedError, "data.db is damaged and can't be read"),
    "damaged schema page": (_wrong_page(1), DamagedError, "damaged"),
    "database cut short": (_whole_file(lambda _: b"MSCP"), DamagedError, "has been cut short"),
    "missing database": (_lose("data.db"), MissingError, "data.db is missing"),
    "missing key slots": (_lose(*SLOTS), MissingError, "keyslots.json"),
    "damaged key slots": (_spoil(*SLOTS), DamagedError, "key slots is damaged"),
    "slots of another vault": (_foreign_slots, DamagedError, "slots belong to another"),
    "missing pointer": (_lose(*POINTERS), MissingError, "vault.json is missing"),
    "damaged pointer": (_spoil(*POINTERS), DamagedError, "vault.json .* is damaged"),
    "pointer to elsewhere": (
        _spoil(*POINTERS, contents=b'{"folder": "../other", "state": "working"}'),
        DamagedError, "vault.json .* is damaged",
    ),
    "newer pointer": (_spoil(*POINTERS, contents=b'{"format": 2}'), UserError, "opened by a newer version"),
    "no partnership": (_gone, MissingError, "There is no partnership in"),
}  # fmt: skip


def test_each_refusal_has_its_own_sentence_and_changes_no_file(
    empty_template: Any, tmp_path: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    kdf = read_slots(database_of(empty_template.place).parent).slots[0].kdf
    assert kdf is not None
    right = keys._argon2id(PASSPHRASE, kdf)
    monkeypatch.setattr(keys, "_argon2id", lambda typed, _kdf: right if typed == PASSPHRASE else bytes(32))
    said = []
    for number, (kind, (damage, error, words)) in enumerate(REFUSALS.items()):
        place = tmp_path / str(number)
        shutil.copytree(empty_template.place, place)
        damage(place)
        before = fingerprint(place)
        typed = "not this at all" if kind == "wrong passphrase" else PASSPHRASE
        for to_change in (True, False):
            with pytest.raises(error, match=words) as refused:
                open_vault(place, frame, empty_template.user_uid, typed, to_change=to_change).close()
        said.append(str(refused.value).replace(str(place), "PLACE"))
        assert fingerprint(place) == before, kind
        assert kind == "no partnership" or "." in said[-1].rstrip("."), "what happened, and what to do"
    said.remove(said[list(REFUSALS).index("pointer to elsewhere")])  # the same kind of damage
    assert len(set(said)) == len(said)


HOLD = """
import sys
sys.path.insert(0, sys.argv[4])
from pathlib import Path
from vaults import StillClock
from mscp_desktop.foundation.vault import Frame, open_with_key
with open_with_key(Path(sys.argv[1]), Frame(()), sys.argv[2], bytes.fromhex(sys.argv[3])) as vault:
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_second_window_is_refused_while_reading_goes_on_beside_it(closed: Any, frame: Frame) -> None:
    with opened(closed, frame) as vault:
        add_people(vault, "Ann Lee")
    arguments = [str(closed.place), closed.user_uid, closed.data_key.hex(), str(HELPERS)]
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        database = database_of(closed.place).parent
        before = {path.name for path in database.iterdir()}, database_of(closed.place).stat().st_mtime_ns
        with pytest.raises(InUseError, match="open in another window"):
            opened(closed, frame)
        with pytest.raises(InUseError):
            backups.restore(_bundle_of(closed, frame), closed.place, frame, closed.user_uid, PASSPHRASE)
        with opened(closed, frame, to_change=False) as beside:
            assert people(beside) == ["Ann Lee"]
            with pytest.raises(ReadOnlyError, match="opened for reading only"):
                add_people(beside, "Bo Diaz")
            with pytest.raises(ReadOnlyError, match="opened for reading only"):
                lineage.take_back(beside, "There is nothing to take back")
            with pytest.raises(ReadOnlyError):
                beside.save_slots(beside.slots)
        assert ({path.name for path in database.iterdir()}, database_of(closed.place).stat().st_mtime_ns) == before
        window.communicate("close\n")
    with opened(closed, frame) as vault:
        assert people(vault) == ["Ann Lee"]


def _bundle_of(template: Any, frame: Frame) -> Path:
    target: Path = template.place.parent / "bundle.mscp"
    with opened(template, frame, to_change=False) as vault:
        lineage.export_bundle(vault, target, "backup")
    return target


def test_the_lock_goes_with_its_process_and_with_a_failed_opening(closed: Any, frame: Frame) -> None:
    whole = database_of(closed.place).read_bytes()
    _cut(closed.place)
    with pytest.raises(DamagedError):
        opened(closed, frame)
    database_of(closed.place).write_bytes(whole)
    opened(closed, frame).close()
    opened(closed, frame).close()


@pytest.mark.parametrize("names", [(KEYSLOTS,), (KEYSLOTS_COPY,), (pointer.POINTER,), (pointer.POINTER_COPY,)])
@pytest.mark.parametrize("damage", [_lose, _spoil])
def test_the_copy_takes_over_and_the_next_window_renews_what_was_lost(
    names: tuple[str, ...], damage: Callable[..., Callable[[Path], None]], closed: Any, frame: Frame
) -> None:
    with opened(closed, frame):
        pass
    before = fingerprint(closed.place)
    damage(*names)(closed.place)
    with opened(closed, frame, to_change=False) as reading:
        assert reading.actor.name == USER_NAME
    assert fingerprint(closed.place) != before, "reading repairs nothing"
    with opened(closed, frame):
        pass
    assert fingerprint(closed.place) == before
