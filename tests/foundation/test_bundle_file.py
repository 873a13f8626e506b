"""A bundle is read back as it was written, and any change to it is found."""

import io
import json
import os
import zipfile
import zlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscp_desktop.foundation import bundle_file, keys
from mscp_desktop.foundation.bundle_file import (
    DATABASE,
    MANIFEST,
    MEMBERS,
    Manifest,
    read_bundle_slots,
    read_manifest,
    unpack_bundle,
    verify_bundle,
    write_bundle,
)
from mscp_desktop.foundation.errors import DamagedError, InternalError, MissingError, UserError
from mscp_desktop.foundation.key_slots import canonical_json
from mscp_desktop.foundation.safe_files import KEYSLOTS, KEYSLOTS_COPY, read_slots

VAULT = "0195a000-0000-7000-8000-000000000001"
SLOTS = keys.add_recovery_slot(keys.new_slot_file(VAULT), bytes(32), keys.new_recovery_key())
STATED = Manifest(
    vault_id=VAULT,
    bundle_uid="0195a000-0000-7000-8000-000000000002",
    purpose="copy",
    made_at="2025-03-14T09:00:00Z",
    generation=3,
    history_head="ab" * 32,
    operation_count=42,
    counts={"party": 60, "seat": 130},
    schema_revision="0001_start",
    program_version="0.1.0",
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / DATABASE).write_bytes(os.urandom(2000))
    write_bundle(folder / "good.mscp", folder / DATABASE, SLOTS.to_json(), STATED)
    return folder / "good.mscp"


@pytest.fixture(scope="module")
def spoilt(good: Path) -> Path:
    return good.with_name("spoilt.mscp")


def test_a_bundle_unpacks_to_what_went_in(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "vault"
    manifest = unpack_bundle(good, folder)
    assert replace(manifest, hashes={}) == STATED
    assert manifest == read_manifest(good) == verify_bundle(good)
    assert (folder / DATABASE).read_bytes() == good.with_name(DATABASE).read_bytes()
    assert read_slots(folder) == read_bundle_slots(good) == SLOTS
    assert names(folder) == [DATABASE, KEYSLOTS, KEYSLOTS_COPY]


def test_any_zip_program_lists_it_and_nothing_is_compressed(good: Path) -> None:
    with zipfile.ZipFile(good) as bundle:
        assert bundle.testzip() is None
        assert tuple(bundle.namelist()) == MEMBERS
        assert {item.compress_type for item in bundle.infolist()} == {zipfile.ZIP_STORED}
        assert bundle.read(KEYSLOTS) == SLOTS.to_json()
        assert json.loads(bundle.read(MANIFEST))["generation"] == 3


def test_the_same_contents_are_the_same_bytes(good: Path, tmp_path: Path) -> None:
    write_bundle(tmp_path / "again.mscp", good.with_name(DATABASE), SLOTS.to_json(), STATED)
    assert (tmp_path / "again.mscp").read_bytes() == good.read_bytes()
    assert names(tmp_path) == ["again.mscp"]


def test_a_database_of_several_chunks_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "db").write_bytes(os.urandom(2 * 1024 * 1024 + 7))
    write_bundle(tmp_path / "a.mscp", tmp_path / "db", SLOTS.to_json(), STATED)
    unpack_bundle(tmp_path / "a.mscp", tmp_path / "out")
    assert (tmp_path / "out" / DATABASE).read_bytes() == (tmp_path / "db").read_bytes()


# --- damage


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(DamagedError, match="damaged") as caught:
        verify_bundle(path)
    return str(caught.value)


def test_each_flipped_byte_of_headers_and_small_parts_is_found(good: Path, spoilt: Path) -> None:
    whole = good.read_bytes()
    start = whole.index(b"PK\x03\x04", whole.index(KEYSLOTS.encode()))
    for place in (
        *range(60),
        *range(start, start + 37),
        *range(len(whole) - bundle_file.TAIL_BYTES, len(whole)),
    ):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        refused(spoilt, bytes(changed))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_flipped_bit_is_found(good: Path, spoilt: Path, data: st.DataObject) -> None:
    whole = bytearray(good.read_bytes())
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    refused(spoilt, bytes(whole))


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_a_cut_or_longer_file_is_found(good: Path, spoilt: Path, data: st.DataObject) -> None:
    whole = good.read_bytes()
    refused(spoilt, whole[: data.draw(st.integers(0, len(whole) - 1))])
    refused(spoilt, whole[data.draw(st.integers(1, len(whole))) :])
    refused(spoilt, whole + data.draw(st.binary(min_size=1, max_size=40)))


def test_a_damaged_bundle_leaves_the_folder_empty(good: Path, spoilt: Path, tmp_path: Path) -> None:
    whole = bytearray(good.read_bytes())
    whole[-bundle_file.TAIL_BYTES - 1] ^= 1
    spoilt.write_bytes(whole)
    assert read_manifest(spoilt).generation == 3
    with pytest.raises(DamagedError, match=r"checksum of data\.db"):
        unpack_bundle(spoilt, tmp_path)
    assert names(tmp_path) == []


def test_a_folder_that_is_not_empty_is_left_alone(good: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"mine")
    with pytest.raises(UserError, match="not empty"):
        unpack_bundle(good, tmp_path)
    assert names(tmp_path) == ["letter.txt"]


def test_a_missing_file_a_folder_and_no_bundle_at_all_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="not there"):
        read_manifest(tmp_path / "gone.mscp")
    with pytest.raises(UserError, match="could not be read"):
        read_manifest(tmp_path)
    assert "too short" in refused(tmp_path / "a", b"")
    assert "not a bundle" in refused(tmp_path / "a", b"%PDF-1.7" * 100)


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as bundle:
        for name, data in members:
            bundle.writestr(name, data)
    return out.getvalue()


def test_a_zip_of_another_hand_is_refused(good: Path, spoilt: Path) -> None:
    with zipfile.ZipFile(good) as bundle:
        parts = [(name, bundle.read(name)) for name in MEMBERS]
    refused(spoilt, zipped(parts))
    refused(spoilt, zipped(parts, zipfile.ZIP_DEFLATED))
    refused(spoilt, zipped(parts[:2]))
    refused(spoilt, zipped(parts[::-1]))
    refused(spoilt, zipped([*parts, ("extra.txt", b"x")]))
    refused(spoilt, zipped([*parts[:2], ("../ta.db", parts[2][1])]))
    refused(spoilt, zipped([*parts[:2], ("/ata.db", parts[2][1])]))
    refused(spoilt, zipped([(MANIFEST, b"0" * 300_000), *parts[1:]]))


def made(manifest: bytes, slots: bytes, database: bytes) -> bytes:
    """Return a container that is right in every header, whatever it holds."""
    parts = (manifest, slots, database)
    members = bundle_file._layout(tuple(map(len, parts)), tuple(map(zlib.crc32, parts)))
    body = b"".join(bundle_file._local_header(m) + part for m, part in zip(members, parts, strict=True))
    return body + bundle_file._tail(members, len(body))


def test_the_headers_alone_do_not_make_a_bundle(good: Path, spoilt: Path) -> None:
    manifest, slots = verify_bundle(good), SLOTS.to_json()
    database = good.with_name(DATABASE).read_bytes()
    assert made(manifest.to_json(), slots, database) == good.read_bytes()
    other = keys.add_recovery_slot(keys.new_slot_file("other"), bytes(32), keys.new_recovery_key())
    foreign = replace(manifest, hashes=manifest.hashes | {KEYSLOTS: sha256(other.to_json()).hexdigest()})
    assert "data.db is not what" in refused(spoilt, made(manifest.to_json(), slots, database[::-1]))
    assert "keyslots.json is not what" in refused(spoilt, made(manifest.to_json(), other.to_json(), database))
    assert "another vault" in refused(spoilt, made(foreign.to_json(), other.to_json(), database))
    assert "lists other contents" in refused(spoilt, made(STATED.to_json(), slots, database))
    refused(spoilt, made(b"{}\n", slots, database))
    refused(spoilt, made(b"[" * 100_000, slots, database))
    refused(spoilt, made(manifest.to_json() + b" ", slots, database))
    refused(spoilt, made(manifest.to_json(), slots, b""))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vault_id", "../x"),
        ("bundle_uid", ""),
        ("purpose", "gift"),
        ("made_at", "2025-03-14T09:00:00"),
        ("made_at", "2025-03-14T09:00:00+01:00"),
        ("made_at", "yesterdayZ"),
        ("made_at", 5),
        ("generation", -1),
        ("generation", True),
        ("generation", 2**63),
        ("history_head", "AB" * 32),
        ("history_head", "ab"),
        ("operation_count", 1.0),
        ("counts", {"a table": 1}),
        ("counts", {"party": "1"}),
        ("counts", []),
        ("schema_revision", "a\nb"),
        ("program_version", None),
        ("hashes", {"data.db": "x"}),
        ("hashes", {"evil": "ab" * 32}),
        ("format", 0),
        ("format", "1"),
    ],
)
def test_a_manifest_states_no_nonsense(name: str, value: object) -> None:
    body = json.loads(STATED.to_json()) | {name: value}
    with pytest.raises(DamagedError, match=name.replace("_", " ")):
        Manifest.from_json(canonical_json(body))


def test_a_newer_manifest_has_its_own_sentence() -> None:
    body = json.loads(STATED.to_json()) | {"format": 2, "more": 1}
    with pytest.raises(UserError, match="newer version") as caught:
        Manifest.from_json(canonical_json(body))
    assert not isinstance(caught.value, DamagedError)


# --- refusing to write


def test_what_must_not_leave_is_not_written(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, database = tmp_path / "a.mscp", tmp_path / "db"
    database.write_bytes(b"SQLite format 3\x00" + bytes(100))
    with pytest.raises(InternalError, match="not encrypted"):
        write_bundle(target, database, SLOTS.to_json(), STATED)
    database.write_bytes(b"")
    with pytest.raises(UserError, match="0 bytes"):
        write_bundle(target, database, SLOTS.to_json(), STATED)
    with pytest.raises(InternalError, match="two vaults"):
        write_bundle(target, good, SLOTS.to_json(), replace(STATED, vault_id="other"))
    monkeypatch.setitem(bundle_file.CAPS, DATABASE, 1000)
    with pytest.raises(UserError, match="at most"):
        write_bundle(target, good, SLOTS.to_json(), STATED)
    with pytest.raises(DamagedError, match="outside its bounds"):
        verify_bundle(good)
    assert names(tmp_path) == ["db"]


class FailingStick(io.BufferedReader):
    """A stick that lists its files and then cannot read them."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 0 and size == 2000:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_failing_stick_and_a_full_disk_are_told_apart(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bundle_file, "open_to_read", lambda path: FailingStick(io.FileIO(path)))
        with pytest.raises(UserError, match="could not be read to its end"):
            unpack_bundle(good, tmp_path)
    assert names(tmp_path) == []

    def full(*_: object) -> None:
        raise UserError("No room.")

    monkeypatch.setattr(bundle_file, "write_slots", full)
    with pytest.raises(UserError, match="No room"):
        unpack_bundle(good, tmp_path)
    assert names(tmp_path) == []
