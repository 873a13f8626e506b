"""Lineage: a partnership is worked on in one place at a time, and never forks unseen."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from laptops import (
    Laptops,
    crash_arrivals,
    crash_hand_overs,
    crash_take_backs,
    skip_argon2,
    walk_among_three,
)
from vault_files import add_people, fingerprint, people
from vaults import PASSPHRASE, StillClock, typed_at

from mscp_desktop.foundation import backups, keys, lineage, pointer
from mscp_desktop.foundation.bundle_file import read_bundle_slots, read_manifest, unpack_bundle, write_bundle
from mscp_desktop.foundation.errors import (
    ConflictError,
    DamagedError,
    NotAllowedError,
    ReadOnlyError,
    UserError,
    WrongPassphraseError,
)
from mscp_desktop.foundation.history import entries_since
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.safe_files import DATABASE, LOCK
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.vault import Frame, Vault


@pytest.fixture
def known_passphrase(empty_template: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the data key without the cost of Argon2id; the slots' own tests run it."""

    skip_argon2(monkeypatch, empty_template.data_key)


@pytest.fixture
def laptops(known_passphrase: None, empty_template: Any, tmp_path: Path, frame: Frame) -> Laptops:
    made = Laptops(empty_template, tmp_path, frame)
    made.first("here")
    return made


def test_a_copy_opens_for_reading_and_says_as_of_when(laptops: Laptops, clock: StillClock) -> None:
    laptops.edit("here", "Ann Lee")
    copy = laptops.copy_of("here")
    before = fingerprint(laptops.at("here"))
    clock.move(days=3)
    opened = laptops.receive("there", copy)
    assert (opened.state, opened.made_at.day) == (State.COPY, 15)
    assert opened.users == ((laptops.template.user_uid, "Business manager"),)
    with laptops.open("there") as vault:
        assert people(vault) == ["Ann Lee"]
        with pytest.raises(ReadOnlyError, match=r"This is a copy, as of 15 January 2025 at \d\d:00"):
            add_people(vault, "Bo Diaz")
        with pytest.raises(ReadOnlyError, match="This is a copy"):
            lineage.hand_over(vault, laptops.new_file())
        with pytest.raises(UserError, match="was not handed over"):
            lineage.take_back(vault, "I want to")
        with pytest.raises(ReadOnlyError):
            vault.store.save_draft(vault.actor.uid, "person", "name", "B")
    laptops.edit("here", "Bo Diaz")
    clock.move(days=1)
    laptops.receive("there", laptops.copy_of("here"))
    assert laptops.people("there") == ["Ann Lee", "Bo Diaz"]
    assert "as of 19 January 2025" in (laptops.why_not("there") or "")
    assert fingerprint(laptops.at("here")) != before
    assert laptops.why_not("here") is None


def test_a_copy_does_not_replace_the_partnership_itself(laptops: Laptops) -> None:
    copy = laptops.copy_of("here")
    before = fingerprint(laptops.at("here"))
    with pytest.raises(UserError, match=r"a copy can't replace it\. Nothing was changed"):
        laptops.receive("here", copy)
    assert fingerprint(laptops.at("here")) == before


def test_a_hand_over_goes_there_and_back(laptops: Laptops, clock: StillClock) -> None:
    laptops.edit("here", "Ann Lee")
    going = laptops.hand_over("here")
    assert "was handed over to another laptop on 15 January 2025" in (laptops.why_not("here") or "")
    with pytest.raises(ReadOnlyError):
        laptops.edit("here", "Bo Diaz")
    assert laptops.people("here") == ["Ann Lee"]
    clock.move(days=1)
    assert laptops.receive("there", going).state is State.WORKING
    laptops.edit("there", "Cy Early")
    clock.move(days=1)
    coming = laptops.hand_over("there")
    assert laptops.receive("here", coming).state is State.WORKING
    assert laptops.why_not("there") is not None
    laptops.edit("here", "Di Fox")
    assert laptops.people("here") == ["Ann Lee", "Cy Early", "Di Fox"]
    assert laptops.steps("here") == [
        ("made", 0, None),
        ("handed over", 1, None), ("received", 1, None),
        ("handed over", 2, None), ("received", 2, None),
    ]  # fmt: skip
    assert len(list(laptops.at("here").glob("vault-*"))) == 2, "the former folder is kept"


def test_a_hand_over_in_the_same_window_shuts_it_at_once(empty_vault: Vault, tmp_path: Path) -> None:
    lineage.hand_over(empty_vault, tmp_path / "b.mscp")
    with pytest.raises(ReadOnlyError, match="handed over to another laptop just now"):
        add_people(empty_vault, "Ann Lee")
    with pytest.raises(ReadOnlyError):
        lineage.hand_over(empty_vault, tmp_path / "c.mscp")
    with pytest.raises(UserError, match="Say why"):
        lineage.take_back(empty_vault, "  ")
    with pytest.raises(NotAllowedError):
        lineage.take_back(replace(empty_vault, actor=Actor("x", "x", frozenset({Role.READER}))), "I want to")
    with pytest.raises(ReadOnlyError):
        add_people(empty_vault, "Ann Lee")
    lineage.take_back(empty_vault, " The stick broke ")
    add_people(empty_vault, "Ann Lee")
    with pytest.raises(UserError, match="was not handed over"):
        lineage.take_back(empty_vault, "Again")
    with empty_vault.store.reading() as session:
        assert "The stick broke" in {entry.reason for entry in entries_since(session)}


def test_what_was_changed_elsewhere_cannot_come_back_after_a_take_back(laptops: Laptops) -> None:
    laptops.receive("there", laptops.hand_over("here"))
    laptops.edit("there", "Cy Early")
    laptops.take_back("here")
    laptops.edit("here", "Ann Lee", "Bo Diaz")
    before = fingerprint(laptops.at("here"))
    returned = laptops.hand_over("there")
    with pytest.raises(ConflictError, match="does not continue what stands here: both were changed since they parted"):
        laptops.receive("here", returned)
    assert fingerprint(laptops.at("here")) == before
    assert laptops.people("here") == ["Ann Lee", "Bo Diaz"]
    laptops.receive("compare", laptops.copy_of("there"))
    assert laptops.people("compare") == ["Cy Early"], "in another folder it can be looked at"


def test_a_hand_over_opened_on_two_laptops_comes_back_from_one_only(laptops: Laptops) -> None:
    going = laptops.hand_over("here")
    laptops.receive("one", going)
    laptops.receive("two", going)
    laptops.edit("one", "Ann Lee")
    laptops.edit("two", "Bo Diaz")
    from_one, from_two = laptops.hand_over("one"), laptops.hand_over("two")
    laptops.receive("here", from_one)
    with pytest.raises(ConflictError, match=r"does not continue.*changes made here are not in it|does not continue"):
        laptops.receive("here", from_two)
    assert laptops.people("here") == ["Ann Lee"]
    with pytest.raises(ConflictError):
        laptops.receive("two", from_one)
    with pytest.raises(ConflictError):
        laptops.receive("one", from_two)


def test_a_hand_over_is_not_taken_back_by_opening_its_own_bundle(laptops: Laptops) -> None:
    laptops.edit("here", "Ann Lee")
    going = laptops.hand_over("here")
    before = fingerprint(laptops.at("here"))
    with pytest.raises(ConflictError, match="by which the partnership was handed over from here"):
        laptops.receive("here", going)
    assert fingerprint(laptops.at("here")) == before


def test_restoring_an_old_backup_does_not_undo_a_hand_over(laptops: Laptops) -> None:
    with laptops.open("here") as vault:
        add_people(vault, "Ann Lee")
        old = backups.back_up(vault)
        add_people(vault, "Bo Diaz")
    going = laptops.hand_over("here")
    user = laptops.template.user_uid
    backups.restore(old.path, laptops.at("here"), laptops.frame, user, PASSPHRASE)
    assert "handed over" in (laptops.why_not("here") or "")
    assert laptops.people("here") == ["Ann Lee"]
    laptops.receive("there", going)
    laptops.edit("there", "Cy Early")
    laptops.receive("here", laptops.hand_over("there"))
    assert laptops.people("here") == ["Ann Lee", "Bo Diaz", "Cy Early"]


def test_an_earlier_hand_over_does_not_open_over_a_later_one(laptops: Laptops) -> None:
    """Its history continues a restored backup's, yet the work goes on elsewhere since."""
    with laptops.open("here") as vault:
        old = backups.back_up(vault)
    first = laptops.hand_over("here")
    laptops.receive("there", first)
    laptops.receive("here", laptops.hand_over("there"))
    laptops.hand_over("here")
    backups.restore(old.path, laptops.at("here"), laptops.frame, laptops.template.user_uid, PASSPHRASE)
    with pytest.raises(ConflictError, match="of an earlier hand-over"):
        laptops.receive("here", first)


def test_a_backup_of_a_handed_over_vault_is_handed_over_elsewhere_too(laptops: Laptops) -> None:
    laptops.hand_over("here")
    with laptops.open("here") as vault:
        saved = backups.back_up(vault)
    for lost in ("there", "here"):
        for name in (pointer.POINTER, pointer.POINTER_COPY):
            (laptops.at(lost) / name).unlink(missing_ok=True)
        backups.restore(saved.path, laptops.at(lost), laptops.frame, laptops.template.user_uid, PASSPHRASE)
        assert "handed over" in (laptops.why_not(lost) or "")
    laptops.take_back("there")
    laptops.edit("there", "Ann Lee")


def test_another_partnerships_bundle_is_refused(
    laptops: Laptops, medway_template: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptops.first("x")
    other = Laptops(medway_template, laptops.folder / "others", laptops.frame)
    other.folder.mkdir()
    other.first("theirs")
    bundle = other.hand_over("theirs")
    before = fingerprint(laptops.at("here"))
    monkeypatch.setattr(keys, "open_with_passphrase", lambda *_: medway_template.data_key)
    for act in (
        lambda: laptops.receive("here", bundle),
        lambda: backups.restore(bundle, laptops.at("here"), laptops.frame, "u", PASSPHRASE),
    ):
        with pytest.raises(UserError, match=r"another partnership.*Nothing was changed"):
            act()
    assert fingerprint(laptops.at("here")) == before


@pytest.mark.parametrize("lie", ["purpose", "history", "counts", "part", "damage", "generation"])
def test_a_bundle_that_lies_about_itself_is_refused(lie: str, laptops: Laptops, tmp_path: Path) -> None:
    laptops.edit("here", "Ann Lee")
    honest = laptops.hand_over("here") if lie == "generation" else laptops.copy_of("here")
    contents = tmp_path / "contents"
    unpack_bundle(honest, contents)
    manifest, slots = read_manifest(honest), read_bundle_slots(honest)
    changed: dict[str, dict[str, Any]] = {
        "purpose": {"purpose": "hand-over", "generation": 1},
        "history": {"operation_count": manifest.operation_count + 1},
        "counts": {"counts": manifest.counts | {"person": 2}},
        "part": {"purpose": "part"},
        "damage": {},
        "generation": {"generation": 7},
    }
    if lie == "damage":
        data = bytearray((contents / DATABASE).read_bytes())
        data[-1000] ^= 1
        (contents / DATABASE).write_bytes(data)
    write_bundle(tmp_path / "lie.mscp", contents / DATABASE, slots.to_json(), replace(manifest, **changed[lie]))
    with pytest.raises(UserError) as refused:
        laptops.receive("there", tmp_path / "lie.mscp")
    assert isinstance(refused.value, DamagedError) == (lie != "part")
    assert [path.name for path in laptops.at("there").iterdir()] == [LOCK], "what was unpacked is gone"


def test_drafts_stay_where_they_were_typed(laptops: Laptops) -> None:
    with laptops.open("here") as vault:
        vault.store.save_draft(vault.actor.uid, "person", "name", "half a na")
        saved = backups.back_up(vault)
    assert read_manifest(saved.path).counts["draft"] == 1
    assert read_manifest(laptops.copy_of("here")).counts["draft"] == 0
    assert read_manifest(laptops.hand_over("here")).counts["draft"] == 0
    with laptops.open("here") as vault:
        assert typed_at(vault.store, vault.actor.uid, "person") == {"name": "half a na"}


def test_a_bundle_never_lands_on_a_file_of_the_vault(laptops: Laptops, tmp_path: Path) -> None:
    with laptops.open("here") as vault:
        (tmp_path / "link").symlink_to(vault.folder)
        for target in (
            vault.db_file,
            vault.folder / "x.mscp",
            vault.place / "vault.json",
            tmp_path / "link" / "data.db",
        ):
            with pytest.raises(UserError, match="among the vault's own files"):
                lineage.export_bundle(vault, target, "copy")
            with pytest.raises(UserError, match="among the vault's own files"):
                lineage.hand_over(vault, target)
        assert vault.store.read_only is None
        add_people(vault, "Ann Lee")
    assert laptops.people("here") == ["Ann Lee"]


def test_a_hand_over_that_cannot_be_written_is_refused_before_it_is_recorded(
    laptops: Laptops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "there.mscp").write_bytes(b"something")
    with laptops.open("here") as vault:
        with pytest.raises(UserError, match="is there already"):
            lineage.hand_over(vault, tmp_path / "there.mscp")
        with pytest.raises(UserError, match="Nothing can be written into"):
            lineage.hand_over(vault, tmp_path / "file" / "b.mscp")
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
            with pytest.raises(UserError, match="too little room"):
                lineage.hand_over(vault, tmp_path / "b.mscp")
        assert vault.store.read_only is None
        assert (tmp_path / "there.mscp").read_bytes() == b"something"
        with monkeypatch.context() as full:

            def fail(*_: object) -> None:
                raise OSError(28, "No space left on device")

            full.setattr(lineage, "write_bundle", fail)
            with pytest.raises(
                UserError, match=r"No space left.*hand-over is recorded already.*until you take it back"
            ):
                lineage.hand_over(vault, tmp_path / "b.mscp")
        lineage.take_back(vault, "The stick was full")
    laptops.receive("there", laptops.hand_over("here"))


def test_a_hand_over_whose_bundle_was_lost_is_written_again(laptops: Laptops, tmp_path: Path) -> None:
    laptops.edit("here", "Ann Lee")
    with laptops.open("here") as vault, pytest.raises(UserError, match="was not handed over"):
        lineage.hand_over_again(vault, tmp_path / "b.mscp")
    lost = laptops.hand_over("here")
    manifest = read_manifest(lost)
    lost.unlink()
    before = laptops.steps("here")
    with laptops.open("here") as vault:
        with pytest.raises(NotAllowedError, match="business manager"):
            lineage.hand_over_again(
                replace(vault, actor=Actor("x", "Reader", frozenset({Role.READER}))), tmp_path / "b.mscp"
            )
        (tmp_path / "there.mscp").write_bytes(b"something")
        with pytest.raises(UserError, match="is there already"):
            lineage.hand_over_again(vault, tmp_path / "there.mscp")
        again = lineage.hand_over_again(vault, tmp_path / "b.mscp")
    assert replace(again, hashes=manifest.hashes) == manifest, "all but how it is encrypted"
    assert laptops.steps("here") == before
    assert "handed over" in (laptops.why_not("here") or "")
    laptops.receive("there", tmp_path / "b.mscp")
    laptops.edit("there", "Bo Diaz")
    laptops.receive("here", laptops.hand_over("there"))
    assert laptops.people("here") == ["Ann Lee", "Bo Diaz"]
    with laptops.open("here") as vault, pytest.raises(UserError, match="was not handed over"):
        lineage.hand_over_again(vault, tmp_path / "c.mscp")


@pytest.mark.parametrize("step", ["_point", "export_bundle"])
def test_a_hand_over_that_a_crash_cut_off_is_finished(
    step: str, laptops: Laptops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptops.edit("here", "Ann Lee")

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("The power went.")

    with laptops.open("here") as vault, monkeypatch.context() as broken:
        broken.setattr(lineage, step, crash)
        with pytest.raises(RuntimeError):
            lineage.hand_over(vault, tmp_path / "b.mscp")
    assert laptops.why_not("here") is not None
    with laptops.open("here") as vault:
        lineage.hand_over_again(vault, tmp_path / "b.mscp")
    laptops.receive("there", tmp_path / "b.mscp")
    assert laptops.people("there") == ["Ann Lee"]
    assert laptops.why_not("there") is None
    assert laptops.why_not("here") is not None


def test_a_bundle_written_again_and_opened_on_two_laptops_comes_back_from_one_only(
    laptops: Laptops, tmp_path: Path
) -> None:
    first = laptops.hand_over("here")
    with laptops.open("here") as vault:
        lineage.hand_over_again(vault, tmp_path / "again.mscp")
    laptops.receive("there", first)
    laptops.receive("elsewhere", tmp_path / "again.mscp")
    for name in ("there", "elsewhere"):
        laptops.edit(name, f"Somebody {name}")
    back, other = laptops.hand_over("there"), laptops.hand_over("elsewhere")
    laptops.receive("here", back)
    with pytest.raises(ConflictError, match="does not continue"):
        laptops.receive("here", other)
    assert laptops.people("here") == ["Somebody there"]


# --- a crash at each step


def test_a_crash_at_any_step_of_a_hand_over_leaves_one_that_works_or_a_way_back(laptops: Laptops) -> None:
    assert crash_hand_overs(laptops, 5) > 40


def test_a_crash_at_any_step_of_opening_a_bundle_leaves_what_was_there_or_what_came(laptops: Laptops) -> None:
    assert crash_arrivals(laptops, 5) > 40


def test_a_crash_at_any_step_of_a_take_back_leaves_a_way_on(laptops: Laptops) -> None:
    assert crash_take_backs(laptops, 4) > 10


def test_no_accepted_bundle_drops_what_was_done_in_a_place(
    known_passphrase: None, empty_template: Any, tmp_path: Path
) -> None:
    """Some random walks; `make safety` takes many more."""
    met = walk_among_three(empty_template, tmp_path, range(2))
    assert met["came back"] > 0
    assert len(met) > 1


def test_where_no_user_of_ours_exists_nothing_is_unpacked(laptops: Laptops) -> None:
    copy = laptops.copy_of("here")
    with pytest.raises(WrongPassphraseError):
        lineage.open_bundle(copy, laptops.at("there"), laptops.frame, laptops.template.user_uid, "wrong")
    assert not laptops.at("there").exists()
