"""The vault: made, opened and locked; what is damaged, missing or taken has its own sentence, and no file changes."""

import json
import os
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
from vault_files import add_people, database_of, fingerprint, people, watching
from vaults import PASSPHRASE, USER_NAME, StillClock, problems

from mscp_desktop.foundation import backups, keys, lineage, pointer, schema
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.errors import (
    DamagedError,
    InternalError,
    InUseError,
    MissingError,
    ReadOnlyError,
    UserError,
    WrongPassphraseError,
)
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.safe_files import KEYSLOTS, KEYSLOTS_COPY, LOCK, read_slots
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Frame, Vault, create_vault, open_vault, open_with_key, user_named, users_of
from mscp_desktop.parties import rules

HELPERS = Path(__file__).parents[1] / "helpers"
MANAGER = frozenset({Role.MANAGER})


@pytest.fixture
def closed(empty_template: Any, place: Path) -> Any:
    """A closed vault of the test's own, with what opens it."""
    shutil.copytree(empty_template.place, place)
    return replace(empty_template, place=place)


def opened(template: Any, frame: Frame, *, to_change: bool = True) -> Vault:
    return open_with_key(template.place, frame, template.user_uid, template.data_key, to_change=to_change)


def test_a_partnership_is_made_opened_by_its_user_and_locked_again(place: Path, frame: Frame) -> None:
    vault, recovery = create_vault(
        place, frame, partnership=" Medway ", user_name="  Ann Lee", passphrase=PASSPHRASE, roles=MANAGER
    )
    with vault:
        add_people(vault, "Bo Diaz")
        assert vault.actor.name == "Ann Lee"
        assert (place / LOCK).is_file()
    assert users_of(place) == ((vault.actor.uid, "Ann Lee"),)
    assert user_named(place, "ann lee") == user_named(place, None) == vault.actor.uid
    with pytest.raises(UserError, match=r"no user called “Cy”\. Those who can unlock it are: Ann Lee"):
        user_named(place, "Cy")
    with open_vault(place, frame, vault.actor.uid, PASSPHRASE) as again:
        assert people(again) == ["Bo Diaz"]
        assert problems(again) == []
        assert keys.open_with_recovery(again.slots, recovery) == again.data_key
    assert not list(place.glob("**/*-wal")), "the log is folded into the database when the last window closes"


def test_a_vault_in_the_way_a_weak_passphrase_and_a_first_user_without_power_leave_nothing(
    closed: Any, tmp_path: Path, frame: Frame
) -> None:
    def make(where: Path, **changed: Any) -> str:
        wanted: dict[str, Any] = {"partnership": "X", "user_name": "A", "passphrase": PASSPHRASE, "roles": MANAGER}
        with pytest.raises(UserError) as refused:
            create_vault(where, frame, **(wanted | changed))
        return str(refused.value)

    before = fingerprint(closed.place)
    said = {
        make(closed.place),
        make(tmp_path / "new", passphrase="short"),
        make(tmp_path / "new", roles=frozenset({Role.READER})),
        make(tmp_path / "new", partnership="  "),
        make(tmp_path / "new", user_name=""),
        make(tmp_path / "OneDrive"),
    }
    assert len(said) == 6
    assert fingerprint(closed.place) == before
    assert list(tmp_path.iterdir()) == [closed.place]


def test_a_vault_that_lost_its_pointer_is_not_built_over(closed: Any, frame: Frame) -> None:
    for name in (pointer.POINTER, pointer.POINTER_COPY):
        (closed.place / name).unlink()
    with pytest.raises(UserError, match="already a partnership"):
        create_vault(closed.place, frame, partnership="X", user_name="A", passphrase=PASSPHRASE, roles=MANAGER)


@pytest.mark.parametrize("where", ["schema.upgrade", "keep_slots", "write_slots", "pointer.write_pointer"])
def test_a_failure_while_a_vault_is_made_leaves_the_place_free(
    where: str, tmp_path: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(f"mscp_desktop.foundation.vault.{where}", fail)
        broken.setattr(keys, "_argon2id", lambda *_: b"k" * 32)
        with pytest.raises(UserError, match="disk is full"):
            create_vault(tmp_path / "v", frame, partnership="X", user_name="A", passphrase=PASSPHRASE, roles=MANAGER)
    assert [path.name for path in (tmp_path / "v").iterdir()] == [LOCK]
    assert not pointer.has_vault(tmp_path / "v")


# --- each refusal has its own sentence, and changes no file


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


def test_damage_to_any_page_is_found_at_opening_or_by_a_backup_and_never_reaches_one(closed: Any, frame: Frame) -> None:
    """A page that opening does not read is found where it is read: at the latest by the next backup."""
    whole = database_of(closed.place).read_bytes()
    pages = len(whole) // 4096
    found = {"at opening": 0, "by a backup": 0}
    for page in range(2, pages, 3):
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


# --- no plain text


CANARY = "Zxqvwkjyq"
PLACES = ("person", "note", "alias", "old", "undone", "draft", "reason", "user", "partnership")


def _plant(vault: Vault) -> list[bytes]:
    """Write canaries everywhere that data can stand, and return the words to seek."""
    words = {name: f"{CANARY}{name}wkj" for name in PLACES}
    store, actor = vault.store, vault.actor
    person = run(store, actor, rules.add_person, words["old"]).value
    run(store, actor, rules.change_person, person, 1, name=words["person"])
    body = run(store, actor, rules.add_organisation, "A body").value
    run(store, actor, rules.change_organisation, body, 1, note=f"{words['note']} " * 4000)
    run(store, actor, rules.add_alias, body, words["alias"])
    run(store, actor, rules.add_person, words["undone"])
    undo(store, actor)
    store.save_draft(actor.uid, "person", "name", words["draft"])
    return [word.encode() for word in words.values()] + [CANARY.encode("utf-16-le"), CANARY.lower().encode()]


def _files_with(folder: Path, words: list[bytes]) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes().lower() for word in {word.lower() for word in words})
    ]


SPILL = """
import sys, tempfile
sys.path.insert(0, sys.argv[4])
from pathlib import Path
from vaults import StillClock
from mscp_desktop.foundation import backups, lineage
from mscp_desktop.foundation.vault import Frame, open_with_key

MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "SELECT count(*) FROM (SELECT name || i AS words FROM person, n ORDER BY words DESC LIMIT 20000 OFFSET 5)"
)

def work(vault, pragma):
    connection = vault.store.engine.raw_connection()
    for statement in (*pragma, "PRAGMA query_only = OFF", "PRAGMA cache_size = 20", MANY, "VACUUM"):
        connection.execute(statement).fetchall()
    connection.close()

with open_with_key(Path(sys.argv[1]), Frame((), StillClock()), sys.argv[2], bytes.fromhex(sys.argv[3])) as vault:
    work(vault, ())
    lineage.export_bundle(vault, Path(sys.argv[5]), "copy")
    backups.back_up(vault)
    Path(tempfile.gettempdir(), "halfway").touch()
    work(vault, ("PRAGMA temp_store = FILE",))  # the counter-proof: what happens without our pragma
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the watch is Linux's inotify")
def test_no_plain_text_in_any_file_nor_through_a_temporary_folder(medway: Vault, tmp_path: Path) -> None:
    words = _plant(medway)
    assert "data.db-wal" in [path.name for path in medway.folder.iterdir()], "the log is there while it is open"
    assert _files_with(tmp_path, words) == []
    medway.close()
    watched = tmp_path / "temporary"
    watched.mkdir()
    arguments = [str(medway.place), medway.actor.uid, medway.data_key.hex(), str(HELPERS), str(tmp_path / "b.mscp")]
    with watching(watched) as appeared:
        subprocess.run(
            [sys.executable, "-c", SPILL, *arguments],
            env=os.environ | {"TMPDIR": str(watched), "SQLITE_TMPDIR": str(watched)},
            check=True,
            timeout=60,
        )
    probe, halfway = appeared[0], appeared.index("halfway")
    assert appeared[:halfway] == [probe], "Python's own test of the folder, asked for by this test"
    assert len(appeared) > halfway + 1, "the watch sees what SQLite would otherwise write"
    assert len(list(tmp_path.rglob("*.mscp"))) == 2, "a bundle and a backup were searched as well"
    assert _files_with(tmp_path, words) == []


def test_a_database_page_is_not_told_from_noise(medway: Vault) -> None:
    """No header, no text, no repeated block: every 16-byte block of the file differs from every other."""
    medway.close()
    data = database_of(medway.place).read_bytes()
    blocks = [data[start : start + 16] for start in range(0, len(data), 16)]
    assert not data.startswith(b"SQLite")
    assert len(set(blocks)) == len(blocks)
    assert b"Medway" not in data
    assert b"CREATE TABLE" not in data


# --- an older schema is moved on in a copy


SECOND = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("pronouns", sa.Text()))
    {then}
"""


@pytest.fixture
def second_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make the program one with an invented second revision."""

    def install(then: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0002_second.py").write_text(SECOND.format(then=then))
        monkeypatch.setattr(schema, "FOLDER", folder)
        monkeypatch.setattr(schema, "HEAD", "0002")

    return install


def test_an_older_schema_is_moved_on_in_a_copy_and_the_old_folder_is_kept(
    medway: Vault, frame: Frame, clock: StillClock, second_revision: Callable[[str], None]
) -> None:
    add_people(medway, "Ann Lee")
    medway.close()
    former = medway.pointer
    kept = fingerprint(medway.folder)
    before = _rows(medway)
    second_revision("pass")
    clock.move(days=1)
    with pytest.raises(UserError, match="must be brought up to date first"):
        open_with_key(medway.place, frame, medway.actor.uid, medway.data_key, to_change=False)
    assert pointer.read_pointer(medway.place) == former
    with open_with_key(medway.place, frame, medway.actor.uid, medway.data_key) as moved:
        assert moved.pointer == replace(former, folder="vault-20250116T100000Z")
        assert people(moved)[-1] == "Ann Lee"
        assert problems(moved) == []
        add_people(moved, "Bo Diaz")
    assert fingerprint(medway.place / former.folder) == kept
    after = _rows(moved)
    assert after.pop("person") == before.pop("person") + 1
    assert all(after[name] >= number for name, number in before.items())
    connection = connect(moved.db_file, moved.subkey("db"))
    try:
        assert "pronouns" in [row[1] for row in connection.execute("PRAGMA table_info(person)")]
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
        assert triggers[0] == 8
    finally:
        connection.close()


def _rows(vault: Vault) -> dict[str, int]:
    connection = connect(vault.db_file, vault.subkey("db"))
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("then", "error", "words"),
    [
        ("raise OSError(28, 'No space left on device')", Exception, "No space left"),
        ("op.execute('DELETE FROM organisation')", InternalError, "would lose rows of organisation"),
        ("op.execute('UPDATE seat SET group_id = 99999')", DamagedError, "refer to missing ones"),
        ("op.execute('UPDATE operation SET name = 1 WHERE id = 1')", DamagedError, "History was altered"),
    ],
)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    then: str, error: type[Exception], words: str, medway: Vault, frame: Frame,
    second_revision: Callable[[str], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    medway.close()
    before = fingerprint(medway.place)
    with monkeypatch.context() as during:
        second_revision(then)
        with pytest.raises(error, match=words):
            open_with_key(medway.place, frame, medway.actor.uid, medway.data_key)
        assert fingerprint(medway.place) == before
        during.undo()
    monkeypatch.undo()
    with open_with_key(medway.place, frame, medway.actor.uid, medway.data_key) as vault:
        assert problems(vault) == []


def test_a_newer_programs_vault_is_not_touched(
    medway: Vault, frame: Frame, tmp_path: Path, second_revision: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    medway.close()
    second_revision("pass")
    with open_with_key(medway.place, frame, medway.actor.uid, medway.data_key) as newer:
        lineage.export_bundle(newer, tmp_path / "newer.mscp", "copy")
        lineage.hand_over(newer, tmp_path / "newer-hand-over.mscp")
    monkeypatch.undo()
    monkeypatch.setattr(keys, "open_with_passphrase", lambda *_: medway.data_key)
    before = fingerprint(medway.place)
    with pytest.raises(UserError, match="saved by a newer version"):
        open_with_key(medway.place, frame, medway.actor.uid, medway.data_key)
    for name in ("newer.mscp", "newer-hand-over.mscp"):
        with pytest.raises(UserError, match="saved by a newer version"):
            lineage.open_bundle(tmp_path / name, tmp_path / "elsewhere", frame, medway.actor.uid, PASSPHRASE)
        with pytest.raises(UserError, match="saved by a newer version"):
            backups.restore(tmp_path / name, medway.place, frame, medway.actor.uid, PASSPHRASE)
    assert fingerprint(medway.place) == before
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [LOCK]


def test_the_pointer_says_who_wrote_it(closed: Any) -> None:
    found = pointer.read_pointer(closed.place)
    value = json.loads((closed.place / pointer.POINTER).read_text("utf-8"))
    assert value["vault_id"] == found.vault_id == read_slots(closed.place / found.folder).vault_id
    assert (value["state"], value["generation"]) == ("working", 0)
