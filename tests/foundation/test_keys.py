"""Slots open for those they were made for, and for nobody else."""

import hmac
import json
import string
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscp_desktop.foundation import keys
from mscp_desktop.foundation.errors import DamagedError, UserError, WrongPassphraseError
from mscp_desktop.foundation.key_slots import KEY_BYTES, MEMORY_FLOOR_KIB, canonical_json
from mscp_desktop.foundation.recovery_keys import ALPHABET, _printed

QUICK = keys.KdfCost(memory_kib=MEMORY_FLOOR_KIB, passes=1, lanes=4)
VAULT = "0195a000-0000-7000-8000-000000000001"
ANN, BEN = "user-ann", "user-ben"
ANNS, BENS = "rain on the estuary", "kestrel over chatham"


@pytest.fixture(scope="module")
def data_key() -> bytes:
    return keys.new_data_key()


@pytest.fixture(scope="module")
def two(data_key: bytes) -> keys.SlotFile:
    slots = keys.add_passphrase_slot(keys.new_slot_file(VAULT), data_key, ANN, "Ann Osei", ANNS, kdf=QUICK)
    return keys.add_passphrase_slot(slots, data_key, BEN, "Ben Wright", BENS, kdf=QUICK)


@pytest.fixture(scope="module")
def recovered(data_key: bytes) -> tuple[keys.SlotFile, str]:
    recovery = keys.new_recovery_key()
    return keys.add_recovery_slot(keys.new_slot_file(VAULT), data_key, recovery), recovery


def resealed(body: dict[str, object]) -> bytes:
    """Return a file whose checksum agrees with contents that no program wrote."""
    body.pop("check", None)
    return canonical_json(body | {"check": sha256(canonical_json(body)).hexdigest()})


def test_each_user_opens_with_their_own_passphrase_only(two: keys.SlotFile, data_key: bytes) -> None:
    assert keys.open_with_passphrase(two, ANN, ANNS) == data_key
    assert keys.open_with_passphrase(two, BEN, BENS) == data_key
    with pytest.raises(WrongPassphraseError, match="not the passphrase of Ann Osei"):
        keys.open_with_passphrase(two, ANN, BENS)
    with pytest.raises(UserError, match="no such user"):
        keys.open_with_passphrase(two, "user-cat", ANNS)
    assert keys.users(two) == ((ANN, "Ann Osei"), (BEN, "Ben Wright"))


def test_the_key_never_stands_in_the_file(two: keys.SlotFile, data_key: bytes) -> None:
    data = two.to_json()
    assert data_key.hex().encode() not in data
    assert data_key not in data
    assert keys.SlotFile.from_json(data) == two


def test_a_changed_passphrase_rewrites_one_slot(two: keys.SlotFile, data_key: bytes) -> None:
    with pytest.raises(UserError, match="at least 12"):
        keys.change_passphrase(two, ANN, ANNS, "short", kdf=QUICK)
    changed = keys.change_passphrase(two, ANN, ANNS, "a different estuary", kdf=QUICK)
    assert changed.slots[1] is two.slots[1]
    assert keys.open_with_passphrase(changed, ANN, "a different estuary") == data_key
    with pytest.raises(WrongPassphraseError):
        keys.open_with_passphrase(changed, ANN, ANNS)


def test_recovery_sets_a_new_passphrase(two: keys.SlotFile, data_key: bytes) -> None:
    recovery = keys.new_recovery_key()
    slots = keys.add_recovery_slot(two, data_key, recovery)
    opened = keys.open_with_recovery(slots, recovery.lower().replace("-", " "))
    reset = keys.reset_passphrase(slots, opened, BEN, "found on the print-out", kdf=QUICK)
    assert keys.open_with_passphrase(reset, BEN, "found on the print-out") == data_key


def test_a_wrapped_key_is_bound_to_vault_user_kind_and_every_parameter(two: keys.SlotFile, data_key: bytes) -> None:
    ann = two.slots[0]
    assert ann.kdf is not None
    moved = (
        replace(two, vault_id=VAULT[:-1] + "2"),
        replace(two, slots=(replace(ann, user_uid="user-eve"),)),
        replace(two, slots=(replace(ann, kdf=replace(ann.kdf, passes=2)),)),
        replace(two, slots=(replace(ann, kdf=replace(ann.kdf, salt=bytes(16))),)),
    )
    for slots in moved:
        with pytest.raises(WrongPassphraseError):
            keys.open_with_passphrase(slots, slots.slots[0].user_uid or "", ANNS)


def test_a_renamed_user_keeps_the_passphrase_and_two_users_never_share_a_name(
    two: keys.SlotFile, data_key: bytes
) -> None:
    renamed = keys.rename_user(two, ANN, "  Ann Osei-Bonsu ")
    assert keys.users(renamed)[0] == (ANN, "Ann Osei-Bonsu")
    assert keys.open_with_passphrase(renamed, ANN, ANNS) == data_key
    with pytest.raises(UserError, match="Another user"):
        keys.rename_user(two, ANN, "BEN WRIGHT")
    with pytest.raises(UserError, match="Another user"):
        keys.add_passphrase_slot(two, data_key, "user-cat", "ann osei", "some other words", kdf=QUICK)
    with pytest.raises(UserError, match="already"):
        keys.add_passphrase_slot(two, data_key, ANN, "Ann Two", "some other words", kdf=QUICK)
    for bad in ("", "   ", "a\nb", "x" * 201, "\ud800"):
        with pytest.raises(UserError, match="name"):
            keys.rename_user(two, ANN, bad)


def test_a_removed_user_leaves_no_slot_and_the_last_one_stays(two: keys.SlotFile, data_key: bytes) -> None:
    with_laptop = keys.add_keyring_slot(two, data_key, ANN, keys.new_device_key())
    one = keys.remove_user(with_laptop, ANN)
    assert [slot.user_uid for slot in one.slots] == [BEN]
    with pytest.raises(UserError, match="last user"):
        keys.remove_user(one, BEN)


def test_only_the_device_key_opens_a_keyring_slot(two: keys.SlotFile, data_key: bytes) -> None:
    laptop, other = keys.new_device_key(), keys.new_device_key()
    slots = keys.add_keyring_slot(keys.add_keyring_slot(two, data_key, ANN, laptop), data_key, ANN, other)
    assert keys.open_with_keyring(slots, ANN, laptop) == data_key
    assert keys.SlotFile.from_json(slots.to_json()) == slots
    for user, key in ((BEN, laptop), (ANN, keys.new_device_key()), (ANN, b"short")):
        with pytest.raises(WrongPassphraseError, match="passphrase"):
            keys.open_with_keyring(slots, user, key)
    forgotten = keys.remove_keyring_slots(slots, ANN, laptop)
    assert keys.open_with_keyring(forgotten, ANN, other) == data_key
    with pytest.raises(WrongPassphraseError):
        keys.open_with_keyring(forgotten, ANN, laptop)
    assert not keys.has_keyring(keys.remove_keyring_slots(slots, ANN), ANN)


def test_remembering_again_replaces_and_a_fifth_laptop_displaces_the_first(two: keys.SlotFile, data_key: bytes) -> None:
    laptops = [keys.new_device_key() for _ in range(5)]
    slots = two
    for laptop in (laptops[0], *laptops):
        slots = keys.add_keyring_slot(slots, data_key, ANN, laptop)
    assert sum(slot.kind == "keyring" for slot in slots.slots) == 4
    with pytest.raises(WrongPassphraseError):
        keys.open_with_keyring(slots, ANN, laptops[0])
    assert all(keys.open_with_keyring(slots, ANN, laptop) == data_key for laptop in laptops[1:])


def test_subkeys_differ_by_purpose_vault_and_key_and_stay_the_same() -> None:
    key = bytes(range(32))
    extracted = hmac.digest(b"v", key, "sha256")
    assert keys.derive(key, "v", "db") == hmac.digest(extracted, b"mscp-desktop/1/subkey/db\x01", "sha256")
    purposes: tuple[keys.Purpose, ...] = ("db", "history-mac", "state-mac")
    made = {keys.derive(key, vault, purpose) for vault in ("v", "w") for purpose in purposes}
    assert len(made | {keys.derive(bytes(32), "v", "db"), key}) == 8
    assert all(len(subkey) == KEY_BYTES for subkey in made)


# --- passphrases


def test_keyboards_agree_on_accents_and_spaces() -> None:
    assert keys.normalise_passphrase("caf\u0065\u0301\u00a0noir") == "caf\u00e9 noir"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("elevenchars", "at least 12"),
        ("\u0065\u0301" * 11, "at least 12"),
        ("aaaaaaaaaaaaAAAA", "different"),
        ("tab\tin the middle", "keyboard"),
        ("x" * 1025, "at most"),
    ],
)
def test_a_weak_passphrase_is_refused_with_its_reason(text: str, words: str) -> None:
    assert words in (keys.passphrase_problem(text) or "")
    with pytest.raises(UserError, match=words):
        keys.add_passphrase_slot(keys.new_slot_file(VAULT), bytes(32), ANN, "Ann", text, kdf=QUICK)


def test_a_good_passphrase_has_no_problem() -> None:
    assert keys.passphrase_problem("pedwar gair yng Nghymru ŵŷ") is None


# --- the file


@pytest.mark.parametrize(
    "number", [0, 1024, MEMORY_FLOOR_KIB - 1, 100 * 1024 * 1024, 2**70, -1, True, "65536", 65536.0, None]
)
def test_no_kdf_runs_outside_the_bounds(two: keys.SlotFile, number: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argon2.low_level.hash_secret_raw", lambda *_, **__: pytest.fail("the KDF ran"))
    body = json.loads(two.to_json())
    body["slots"][0]["kdf"]["memory_kib"] = number
    with pytest.raises(DamagedError, match="memory"):
        keys.SlotFile.from_json(resealed(body))
    assert two.slots[0].kdf is not None
    with pytest.raises(DamagedError):
        replace(two.slots[0].kdf, passes=17)
    with pytest.raises(DamagedError, match="work"):
        replace(two.slots[0].kdf, memory_kib=512 * 1024, passes=16)


def spoil(path: str, value: object) -> object:
    return pytest.param(path, value, id=f"{path}={str(value)[:20]}")


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        spoil("vault_id", 7),
        spoil("vault_id", "../x"),
        spoil("vault_id", MISSING),
        spoil("format", "1"),
        spoil("format", 0),
        spoil("format", True),
        spoil("format", MISSING),
        spoil("extra", 1),
        spoil("slots", []),
        spoil("slots", {}),
        spoil("slots", MISSING),
        spoil("slots.0", "slot"),
        spoil("slots.0.kind", "backdoor"),
        spoil("slots.0.kind", []),
        spoil("slots.0.kind", "recovery"),
        spoil("slots.0.kind", "keyring"),
        spoil("slots.0.user_uid", None),
        spoil("slots.0.user_uid", BEN),
        spoil("slots.0.user_uid", 3),
        spoil("slots.0.user_name", None),
        spoil("slots.0.user_name", "a\u0000b"),
        spoil("slots.0.user_name", "\ud800"),
        spoil("slots.0.nonce", ""),
        spoil("slots.0.nonce", "0g" * 12),
        spoil("slots.0.nonce", "AB" * 12),
        spoil("slots.0.wrapped", "00" * 47),
        spoil("slots.0.wrapped", MISSING),
        spoil("slots.0.kdf", None),
        spoil("slots.0.kdf", "argon2id"),
        spoil("slots.0.kdf.name", "argon2i"),
        spoil("slots.0.kdf.version", 16),
        spoil("slots.0.kdf.salt", ""),
        spoil("slots.0.kdf.lanes", 0),
        spoil("slots.0.kdf.passes", 10**9),
    ],
)
def test_a_malformed_file_is_damaged_even_when_its_checksum_agrees(
    two: keys.SlotFile, path: str, value: object
) -> None:
    body = json.loads(two.to_json())
    *way, last = path.split(".")
    part = body
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    if value is MISSING:
        del part[last]
    else:
        part[int(last) if last.isdigit() else last] = value
    with pytest.raises(DamagedError, match="damaged"):
        keys.SlotFile.from_json(resealed(body))


def test_a_newer_file_has_its_own_sentence_and_is_not_called_damaged(two: keys.SlotFile) -> None:
    body = json.loads(two.to_json()) | {"format": 2, "something": "new"}
    with pytest.raises(UserError, match="newer version") as caught:
        keys.SlotFile.from_json(resealed(body))
    assert not isinstance(caught.value, DamagedError)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":1e999}\n',
        b"9" * 9999,
        b" " * 300_000,
    ],
)
def test_what_is_no_slot_file_at_all_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError, match="damaged"):
        keys.SlotFile.from_json(data)


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_any_flipped_bit_is_damage(recovered: tuple[keys.SlotFile, str], data: st.DataObject) -> None:
    whole = bytearray(recovered[0].to_json())
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DamagedError):
        keys.SlotFile.from_json(bytes(whole))


# --- the recovery key


def test_a_recovery_key_opens_its_vault_until_it_is_replaced(
    recovered: tuple[keys.SlotFile, str], data_key: bytes
) -> None:
    slots, recovery = recovered
    assert keys.open_with_recovery(slots, recovery) == data_key
    with pytest.raises(UserError, match="Replace it"):
        keys.add_recovery_slot(slots, data_key, keys.new_recovery_key())
    newer = keys.new_recovery_key()
    replaced = keys.replace_recovery(slots, data_key, newer)
    assert keys.open_with_recovery(replaced, newer) == data_key
    assert len(replaced.slots) == 1
    with pytest.raises(WrongPassphraseError, match="typed correctly"):
        keys.open_with_recovery(replaced, recovery)


def test_a_recovery_key_prints_in_nine_groups_of_an_unambiguous_alphabet() -> None:
    made = {keys.new_recovery_key() for _ in range(50)}
    assert len(made) == 50
    for recovery in made:
        assert [len(group) for group in recovery.split("-")] == [4] * 9
        assert not set(recovery) & set("ILOU" + string.ascii_lowercase)
        assert keys.normalise_recovery(recovery) == recovery


def test_typing_back_tolerates_case_spaces_dashes_and_look_alikes() -> None:
    recovery = keys.new_recovery_key()
    sloppy = recovery.replace("0", "o").replace("1", "l").lower()
    for typed in (sloppy, sloppy.replace("-", ""), sloppy.replace("-", " \u2013 "), sloppy.replace("l", "I")):
        assert keys.normalise_recovery(typed) == recovery


@given(st.integers(0, 31), st.sampled_from(ALPHABET))
@settings(max_examples=60)
def test_one_wrong_character_is_refused_and_its_group_named(place: int, character: str) -> None:
    letters = list(keys.new_recovery_key().replace("-", ""))
    if letters[place] == character:
        return
    letters[place] = character
    with pytest.raises(UserError, match=f"^Group {place // 4 + 1} of the recovery key"):
        keys.normalise_recovery("".join(letters))


def test_neighbours_that_changed_places_are_found_in_their_group() -> None:
    for value in (0xA7B90, 0x12345):
        right = _printed(value << 20 * 3).split("-")
        right[4] = right[4][1] + right[4][0] + right[4][2:]
        with pytest.raises(UserError, match=r"^Group 5"):
            keys.normalise_recovery("-".join(right))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda groups: [*groups[:2], groups[2][:3], *groups[3:]], "^Group 3 has 3 of its 4"),
        (lambda groups: [*groups[:6], "AU7B", *groups[7:]], "^Group 7 holds “U”"),
        (lambda groups: groups[:8], "36 in all; 32 were typed"),
        (lambda groups: [*groups, "ABCD"], "40 were typed"),
        (lambda groups: groups[:0], "; 0 were typed"),
    ],
)
def test_what_can_be_known_of_a_mistake_is_said(change: object, words: str) -> None:
    groups = keys.new_recovery_key().split("-")
    assert callable(change)
    with pytest.raises(UserError, match=words):
        keys.normalise_recovery("-".join(change(groups)))


def test_groups_that_changed_places_and_a_wrong_last_group_are_refused() -> None:
    first, second, *rest = (f"000{place}" for place in range(1, 9))
    right = _printed(sum(place << 20 * (8 - place) for place in range(1, 9)))
    assert right.startswith("-".join((first, second, *rest)))
    last = right[-4:]
    with pytest.raises(UserError, match="changed places"):
        keys.normalise_recovery("-".join((second, first, *rest, last)))
    with pytest.raises(UserError, match="last group of the recovery key is wrong"):
        keys.normalise_recovery(right[:-4] + "ZZ" + right[-2:])
