"""The vault: made, opened and locked, no word of it in plain text, and moved on where its schema is older."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vault_files import add_people, database_of, fingerprint, people, watching
from vaults import PASSPHRASE, StillClock, problems

from mscp_desktop.foundation import backups, keys, lineage, pointer, schema
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.errors import DamagedError, InternalError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.safe_files import LOCK, read_slots
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Frame, Vault, create_vault, open_vault, open_with_key, user_named, users_of
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation
from mscp_desktop.parties.rules.people import add_person, change_person

HELPERS = Path(__file__).parents[1] / "helpers"
MANAGER = frozenset({Role.MANAGER})


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


# --- no plain text


CANARY = "Zxqvwkjyq"
PLACES = ("person", "note", "alias", "old", "undone", "draft", "reason", "user", "partnership")


def _plant(vault: Vault) -> list[bytes]:
    """Write canaries everywhere that data can stand, and return the words to seek."""
    words = {name: f"{CANARY}{name}wkj" for name in PLACES}
    store, actor = vault.store, vault.actor
    person = run(store, actor, add_person, words["old"]).value
    run(store, actor, change_person, person, 1, name=words["person"])
    body = run(store, actor, add_organisation, "A body").value
    run(store, actor, change_organisation, body, 1, note=f"{words['note']} " * 4000)
    run(store, actor, add_alias, body, words["alias"])
    run(store, actor, add_person, words["undone"])
    undo(store, actor)
    store.save_draft(actor.uid, "person", "name", words["draft"])
    return [word.encode() for word in words.values()] + [CANARY.encode("utf-16-le"), CANARY.lower().encode()]


def _files_with(folder: Path, words: list[bytes]) -> list[str]:
    seek = {word.lower() for word in words}
    files = {str(path.relative_to(folder)): path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}
    return [name for name, data in files.items() if any(word in data for word in seek)]


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
        assert moved.pointer == former._replace(folder="vault-20250116T100000Z")
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
        assert triggers[0] == 10
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
