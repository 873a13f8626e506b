"""Users: each has a passphrase of their own; who was removed stays out; roles are kept to."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from vault_files import add_people, fingerprint, people
from vaults import PASSPHRASE, problems

from mscp_desktop.foundation import keys, lineage, users
from mscp_desktop.foundation.errors import (
    ConflictError,
    DamagedError,
    NotAllowedError,
    ReadOnlyError,
    UserError,
    WrongPassphraseError,
)
from mscp_desktop.foundation.records import UserAccount
from mscp_desktop.foundation.safe_files import read_slots
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.vault import Frame, Vault, open_vault, open_with_key, users_of

ANNS = "purple monkey dishwasher tree"
NEW = "seven green bottles on a wall"
READER = frozenset({Role.READER})


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys without Argon2id's cost, where a test is of what happens around them."""

    def quick(passphrase: str, kdf: keys.KdfParameters) -> bytes:
        return keys._hkdf(passphrase.encode().ljust(32), kdf.salt.hex(), "test")

    monkeypatch.setattr(keys, "_argon2id", quick)


@pytest.fixture
def kept(empty_vault: Vault, cheap: None) -> Iterator[Vault]:
    """A vault whose manager has a passphrase that is cheap to check."""
    empty_vault.save_slots(
        keys.reset_passphrase(empty_vault.slots, empty_vault.data_key, empty_vault.actor.uid, PASSPHRASE)
    )
    return empty_vault  # type: ignore[return-value]


def as_user(vault: Vault, uid: str, *roles: Role) -> Vault:
    return replace(vault, actor=Actor(uid, "somebody", frozenset(roles)))


def test_each_user_opens_with_their_own_passphrase_and_the_real_cost(
    empty_template: Any, place: Path, frame: Frame
) -> None:
    shutil.copytree(empty_template.place, place)
    with open_vault(place, frame, empty_template.user_uid, PASSPHRASE) as vault:
        ann = users.add_user(vault, "Ann Lee", ANNS, READER)
    with open_vault(place, frame, ann, ANNS) as hers:
        assert hers.actor == Actor(ann, "Ann Lee", READER)
    with pytest.raises(WrongPassphraseError, match="not the passphrase of Ann Lee"):
        open_vault(place, frame, ann, PASSPHRASE)
    assert [name for _, name in users_of(place)] == ["Business manager", "Ann Lee"]


def test_a_changed_passphrase_opens_and_the_former_one_does_not(kept: Vault, frame: Frame) -> None:
    others = users.add_user(kept, "Ann Lee", ANNS, READER)
    before = kept.slots
    with pytest.raises(WrongPassphraseError):
        users.change_passphrase(kept, "not the right old one", NEW)
    with pytest.raises(UserError, match="at least 12 characters"):
        users.change_passphrase(kept, PASSPHRASE, "short")
    assert kept.slots == before == read_slots(kept.folder)
    users.change_passphrase(kept, PASSPHRASE, NEW)
    kept.close()
    with pytest.raises(WrongPassphraseError):
        open_vault(kept.place, frame, kept.actor.uid, PASSPHRASE)
    open_vault(kept.place, frame, kept.actor.uid, NEW).close()
    open_vault(kept.place, frame, others, ANNS).close()
    for name in ("keyslots.json", "keyslots.json.bak"):
        assert before.to_json() != (kept.folder / name).read_bytes()


def test_the_recovery_key_sets_a_new_passphrase_for_any_user(kept: Vault, frame: Frame, empty_template: Any) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)
    place = kept.place
    with pytest.raises(UserError, match="open in another window"):
        users.recover(place, empty_template.recovery, ann, NEW)
    kept.close()
    before = fingerprint(place)
    for wrong, words in (
        (empty_template.recovery[:-1], "characters"),
        (keys.new_recovery_key(), "does not open this vault"),
    ):
        with pytest.raises(UserError, match=words):
            users.recover(place, wrong, ann, NEW)
    with pytest.raises(UserError, match="at least 12"):
        users.recover(place, empty_template.recovery, ann, "short")
    with pytest.raises(UserError, match="no such user"):
        users.recover(place, empty_template.recovery, "0198-nobody", NEW)
    assert fingerprint(place) == before
    assert users.recover(place, empty_template.recovery.lower(), ann, NEW) == kept.data_key
    with open_vault(place, frame, ann, NEW) as vault:
        assert _slots_inside(vault) == vault.slots.to_json().decode(), "the copy inside the database follows"
    with pytest.raises(WrongPassphraseError):
        open_vault(place, frame, ann, ANNS)


def _slots_inside(vault: Vault) -> str | None:
    with vault.store.reading() as session:
        value: str | None = (
            session.connection().exec_driver_sql("SELECT value FROM vault_value WHERE name = 'slots'").scalar()
        )
        return value


def test_a_new_recovery_key_ends_the_former_and_is_the_managers_to_make(kept: Vault, empty_template: Any) -> None:
    with pytest.raises(NotAllowedError, match="business manager"):
        users.new_recovery(as_user(kept, "x", Role.READER, Role.AUDIT))
    with pytest.raises(NotAllowedError, match="business manager"):
        users.replace_recovery(as_user(kept, "x", Role.READER, Role.AUDIT), keys.new_recovery_key())
    new = users.new_recovery(kept)
    assert keys.open_with_recovery(kept.slots, empty_template.recovery) == kept.data_key, "until it is replaced"
    users.replace_recovery(kept, new)
    kept.close()
    with pytest.raises(WrongPassphraseError):
        users.recover(kept.place, empty_template.recovery, kept.actor.uid, NEW)
    assert users.recover(kept.place, new, kept.actor.uid, NEW) == kept.data_key


def test_a_removed_user_is_told_and_stays_out_whatever_is_put_back(kept: Vault, frame: Frame, tmp_path: Path) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)
    with_ann = kept.slots
    lineage.export_bundle(kept, tmp_path / "earlier.mscp", "copy")
    users.remove_user(kept, ann)
    assert problems(kept) == []
    kept.close()
    for name in ("keyslots.json", "keyslots.json.bak"):
        assert ann.encode() not in (kept.folder / name).read_bytes()
    with pytest.raises(UserError, match="has no such user"):
        open_vault(kept.place, frame, ann, ANNS)
    for name in ("keyslots.json", "keyslots.json.bak"):
        (kept.folder / name).write_bytes(with_ann.to_json())
    before = fingerprint(kept.place)
    with pytest.raises(NotAllowedError, match="removed from the partnership"):
        open_vault(kept.place, frame, ann, ANNS)
    assert fingerprint(kept.place) == before
    # one data key: what left before still opens, as the guide says
    lineage.open_bundle(tmp_path / "earlier.mscp", tmp_path / "elsewhere", frame, ann, ANNS)
    open_vault(tmp_path / "elsewhere", frame, ann, ANNS).close()


def test_only_the_manager_changes_who_may_do_what(kept: Vault) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)
    hers = as_user(kept, ann, Role.READER, Role.AUDIT, Role.FINANCE)
    slots = kept.slots
    for act in (
        lambda: users.add_user(hers, "Bo Diaz", NEW, READER),
        lambda: users.remove_user(hers, kept.actor.uid),
        lambda: users.change_user(hers, ann, 1, "Ann Lee", frozenset(Role)),
        lambda: users.reset_passphrase(hers, kept.actor.uid, NEW),
        lambda: add_people(hers, "Cy Early"),
        lambda: lineage.hand_over(hers, kept.place.parent / "b.mscp"),
    ):
        with pytest.raises(NotAllowedError, match=r"This is for the business manager\. Nothing was changed"):
            act()
    assert slots == kept.slots == read_slots(kept.folder)
    assert people(kept) == []
    assert kept.store.read_only is None


def test_somebody_stays_manager_and_nobody_stays_without_a_role(kept: Vault, frame: Frame) -> None:
    me = kept.actor.uid
    for roles, words in ((READER, "Somebody must stay business manager"), (frozenset[Role](), "at least one role")):
        with pytest.raises(UserError, match=words):
            users.change_user(kept, me, 1, kept.actor.name, roles)
    with pytest.raises(UserError, match="can't remove yourself"):
        users.remove_user(kept, me)
    with pytest.raises(UserError, match="at least one role"):
        users.add_user(kept, "Ann Lee", ANNS, frozenset())
    ann = users.add_user(kept, "Ann Lee", ANNS, frozenset({Role.MANAGER}))
    with pytest.raises(UserError, match="Ann Lee must open it and choose one"):
        users.change_user(kept, me, 1, kept.actor.name, READER)
    hers = as_user(kept, ann, Role.MANAGER)
    with pytest.raises(UserError, match="your colleague chose"):
        users.choose_passphrase(hers, ANNS)
    users.choose_passphrase(hers, NEW)
    with pytest.raises(UserError, match="of your own already"):
        users.choose_passphrase(hers, ANNS)
    assert keys.open_with_passphrase(hers.slots, ann, NEW) == kept.data_key
    users.change_user(kept, me, 1, kept.actor.name, READER)
    with pytest.raises(ConflictError, match="changed this at"):
        users.change_user(kept, me, 1, kept.actor.name, frozenset({Role.AUDIT}))
    kept.close()
    with open_with_key(kept.place, frame, me, kept.data_key) as vault:
        assert vault.actor.roles == READER
    with open_with_key(kept.place, frame, ann, kept.data_key) as vault:
        assert vault.actor.roles == {Role.MANAGER}
        users.remove_user(vault, me)
    with pytest.raises(NotAllowedError):
        open_with_key(kept.place, frame, me, kept.data_key)


def test_two_users_are_told_apart(kept: Vault) -> None:
    users.add_user(kept, "Ann Lee", ANNS, READER)
    before = (kept.slots, _accounts(kept))
    for name in ("ANN LEE", "Business Manager", " ", "x" * 300, "two\nlines"):
        with pytest.raises(UserError):
            users.add_user(kept, name, NEW, READER)
    assert (kept.slots, _accounts(kept)) == before


def _accounts(vault: Vault) -> list[str]:
    with vault.store.reading() as session:
        return [account.name for account in session.query(UserAccount).order_by(UserAccount.id)]


def test_a_user_whose_adding_was_cut_off_can_be_removed_and_added(
    kept: Vault, monkeypatch: pytest.MonkeyPatch, frame: Frame
) -> None:
    def fail(*_: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr("mscp_desktop.foundation.vault.write_slots", fail)
        with pytest.raises(UserError, match="disk is full"):
            users.add_user(kept, "Ann Lee", ANNS, READER)
    with kept.store.reading() as session:
        half = session.query(UserAccount).filter_by(name="Ann Lee").one().uid
    users.remove_user(kept, half)
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)
    kept.close()
    open_vault(kept.place, frame, ann, ANNS).close()


@pytest.mark.parametrize("step", ["keep_slots", "write_slots"])
def test_a_removal_that_was_cut_off_still_keeps_the_user_out(
    step: str, kept: Vault, monkeypatch: pytest.MonkeyPatch, frame: Frame
) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)

    def fail(*_: object) -> None:
        raise DamagedError("The power went.")

    with monkeypatch.context() as broken:
        broken.setattr(f"mscp_desktop.foundation.vault.{step}", fail)
        with pytest.raises(DamagedError):
            users.remove_user(kept, ann)
    kept.close()
    with pytest.raises(UserError):
        open_vault(kept.place, frame, ann, ANNS)
    with open_vault(kept.place, frame, kept.actor.uid, PASSPHRASE) as vault:
        if ann in dict(users_of(vault.place)):
            users.remove_user(vault, ann)
        assert list(dict(users_of(vault.place))) == [kept.actor.uid]
        assert _slots_inside(vault) == vault.slots.to_json().decode()


def test_in_a_copy_no_slot_is_changed(kept: Vault, tmp_path: Path, frame: Frame) -> None:
    lineage.export_bundle(kept, tmp_path / "c.mscp", "copy")
    lineage.open_bundle(tmp_path / "c.mscp", tmp_path / "copy", frame, kept.actor.uid, PASSPHRASE)
    with open_with_key(tmp_path / "copy", frame, kept.actor.uid, kept.data_key) as copy:
        before = copy.slots
        for act in (
            lambda: users.change_passphrase(copy, PASSPHRASE, NEW),
            lambda: users.replace_recovery(copy, keys.new_recovery_key()),
            lambda: users.add_user(copy, "Ann Lee", ANNS, READER),
        ):
            with pytest.raises(ReadOnlyError, match="This is a copy, as of 15 January 2025 at"):
                act()
        assert before == copy.slots == read_slots(copy.folder)


def facts(vault: Vault, uid: str) -> users.UserFacts:
    with vault.store.reading() as session:
        return {user.uid: user for user in users.all_users(session)}[uid]


def test_users_are_listed_with_what_they_may_do_and_who_changed_it_last(kept: Vault, clock: Any) -> None:
    clock.move(hours=1)
    ann = users.add_user(kept, "  Ann Lee ", ANNS, READER)
    hers = facts(kept, ann)
    assert (hers.name, hers.roles, hers.given) == ("Ann Lee", (Role.READER,), True)
    assert (hers.changed_at, hers.changed_by) == (clock.now(), kept.actor.name)
    mine = facts(kept, kept.actor.uid)
    assert (mine.roles, mine.given) == (tuple(Role), False)
    users.remove_user(kept, ann)
    with pytest.raises(KeyError):
        facts(kept, ann)


def test_a_user_is_renamed_and_given_roles_in_one_step(kept: Vault, frame: Frame) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER)
    users.change_user(kept, ann, 1, "Ann Lee-Byron", frozenset({Role.AUDIT, Role.READER}))
    assert facts(kept, ann).name == "Ann Lee-Byron"
    before = kept.slots
    for name, words in (("business MANAGER", "Another user"), ("", "name")):
        with pytest.raises(UserError, match=words):
            users.change_user(kept, ann, 2, name, READER)
    with pytest.raises(ConflictError):
        users.change_user(kept, ann, 1, "Ann Third", READER)
    assert kept.slots == before
    assert problems(kept) == []
    kept.close()
    with open_vault(kept.place, frame, ann, ANNS) as vault:
        assert vault.actor == Actor(ann, "Ann Lee-Byron", frozenset({Role.AUDIT, Role.READER}))


def test_a_colleague_who_lost_theirs_is_given_a_passphrase_and_chooses_their_own(kept: Vault, frame: Frame) -> None:
    ann = users.add_user(kept, "Ann Lee", ANNS, READER, own=True)
    assert not facts(kept, ann).given
    with pytest.raises(UserError, match="your own passphrase"):
        users.reset_passphrase(kept, kept.actor.uid, NEW)
    with pytest.raises(UserError, match="at least 12"):
        users.reset_passphrase(kept, ann, "short")
    assert not facts(kept, ann).given
    users.reset_passphrase(kept, ann, NEW)
    assert facts(kept, ann).given
    kept.close()
    with pytest.raises(WrongPassphraseError):
        open_vault(kept.place, frame, ann, ANNS)
    with open_vault(kept.place, frame, ann, NEW) as hers:
        with hers.store.reading() as session:
            assert users.has_given_passphrase(session, ann)
        users.change_passphrase(hers, NEW, ANNS)
        with hers.store.reading() as session:
            assert not users.has_given_passphrase(session, ann)
        assert facts(hers, ann).changed_by == "Ann Lee"
        assert problems(hers) == []
