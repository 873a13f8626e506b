"""The data key of a vault: made, derived from, wrapped in slots and unwrapped again, never stored bare."""

import os
import unicodedata
from dataclasses import replace
from typing import Literal

from mscp_desktop.foundation.errors import DamagedError, UserError, WrongPassphraseError
from mscp_desktop.foundation.key_slots import (
    FORMAT,
    KEY_BYTES,
    NONCE_BYTES,
    SALT_BYTES,
    STANDARD_COST,
    KdfCost,
    KdfParameters,
    Kind,
    Slot,
    SlotFile,
    canonical_json,
    name_problem,
)
from mscp_desktop.foundation.recovery_keys import new_recovery_key, normalise_recovery, recovery_secret

__all__ = [
    "STANDARD_COST",
    "KdfCost",
    "KdfParameters",
    "Purpose",
    "Slot",
    "SlotFile",
    "add_keyring_slot",
    "add_passphrase_slot",
    "add_recovery_slot",
    "change_passphrase",
    "derive",
    "has_keyring",
    "has_recovery",
    "name_problem",
    "new_data_key",
    "new_device_key",
    "new_recovery_key",
    "new_slot_file",
    "normalise_passphrase",
    "normalise_recovery",
    "open_with_keyring",
    "open_with_passphrase",
    "open_with_recovery",
    "passphrase_problem",
    "remove_keyring_slots",
    "remove_user",
    "rename_user",
    "replace_recovery",
    "reset_passphrase",
    "users",
]

Purpose = Literal["db", "history-mac", "state-mac"]

MIN_PASSPHRASE = 12
MAX_PASSPHRASE = 1024
MIN_DIFFERENT = 5
MAX_KEYRINGS_PER_USER = 4
MIN_SECRET_BYTES = 20


def new_slot_file(vault_id: str) -> SlotFile:
    """Return the slots of a new vault: none yet."""
    return SlotFile(FORMAT, vault_id, ())


def new_data_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


new_device_key = new_data_key


def derive(data_key: bytes, vault_id: str, purpose: Purpose) -> bytes:
    """Return the 32-byte subkey for one purpose, by HKDF-SHA256 (RFC 5869) with the vault id as salt."""
    return _hkdf(data_key, vault_id, f"subkey/{purpose}")


def _hkdf(secret: bytes, vault_id: str, info: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - the first window does without it
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError("HKDF wants a secret that cannot be guessed.")
    return HKDF(SHA256(), KEY_BYTES, vault_id.encode(), f"mscp-desktop/1/{info}".encode()).derive(secret)


def _argon2id(passphrase: str, kdf: KdfParameters) -> bytes:
    from argon2.exceptions import HashingError  # noqa: PLC0415 - as above
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - as above

    try:
        return hash_secret_raw(
            normalise_passphrase(passphrase).encode("utf-8", "surrogatepass"),
            kdf.salt,
            time_cost=kdf.passes,
            memory_cost=kdf.memory_kib,
            parallelism=kdf.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise UserError(
            "This laptop has too little free memory to check a passphrase. "
            "Your data was not touched; close other programs and try again."
        ) from error


def _bound(vault_id: str, kind: Kind, user_uid: str | None, kdf: KdfParameters | None) -> bytes:
    """Return the associated data of a slot: whatever must not change under a wrapped key."""
    return canonical_json(
        {
            "format": FORMAT,
            "vault_id": vault_id,
            "kind": kind,
            "user_uid": user_uid,
            "kdf": None if kdf is None else kdf.as_json(),
        }
    )


def _wrap(
    slots: SlotFile,
    kind: Kind,
    wrapping: bytes,
    data_key: bytes,
    *,
    user_uid: str | None = None,
    user_name: str | None = None,
    kdf: KdfParameters | None = None,
) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    if len(data_key) != KEY_BYTES:
        raise ValueError("A data key has 32 bytes.")
    nonce = os.urandom(NONCE_BYTES)
    wrapped = AESGCM(wrapping).encrypt(nonce, data_key, _bound(slots.vault_id, kind, user_uid, kdf))
    return Slot(kind, user_uid, user_name, kdf, nonce, wrapped)


def _unwrap(slots: SlotFile, slot: Slot, wrapping: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    try:
        return AESGCM(wrapping).decrypt(
            slot.nonce, slot.wrapped, _bound(slots.vault_id, slot.kind, slot.user_uid, slot.kdf)
        )
    except InvalidTag:
        return None


# --- users and their passphrases


def normalise_passphrase(text: str) -> str:
    """Return the spelling that all keyboards agree on: NFC, any space as U+0020 (RFC 8265, OpaqueString)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(character) == "Zs" else character for character in composed)


def passphrase_problem(text: str) -> str | None:
    """Return the sentence that says why this cannot be a new passphrase, or None where it can."""
    passphrase = normalise_passphrase(text)
    if len(passphrase) < MIN_PASSPHRASE:
        return f"A passphrase needs at least {MIN_PASSPHRASE} characters. Four unrelated words are easy to keep."
    if len(passphrase) > MAX_PASSPHRASE:
        return f"A passphrase can have {MAX_PASSPHRASE:,} characters at most."
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} for character in passphrase):
        return "A passphrase can hold only characters that a keyboard types. Take out line breaks and tabs."
    if len(set(passphrase.casefold())) < MIN_DIFFERENT:
        return f"A passphrase needs at least {MIN_DIFFERENT} different characters."
    return None


def users(slots: SlotFile) -> tuple[tuple[str, str], ...]:
    """Return (uid, name) of everyone with a passphrase, the first made first."""
    return tuple((slot.user_uid or "", slot.user_name or "") for slot in slots.slots if slot.kind == "passphrase")


def has_recovery(slots: SlotFile) -> bool:
    """Tell whether a recovery key was ever made for these slots."""
    return any(slot.kind == "recovery" for slot in slots.slots)


def has_keyring(slots: SlotFile, user_uid: str) -> bool:
    """Tell whether some laptop remembers the vault for this user."""
    return any(slot.kind == "keyring" and slot.user_uid == user_uid for slot in slots.slots)


def add_passphrase_slot(
    slots: SlotFile,
    data_key: bytes,
    user_uid: str,
    user_name: str,
    passphrase: str,
    *,
    kdf: KdfCost = STANDARD_COST,
) -> SlotFile:
    """Return the slots with one more user; `UserError` for a weak passphrase or a name that is taken."""
    name = _free_name(slots, user_uid, user_name)
    if any(uid == user_uid for uid, _ in users(slots)):
        raise UserError("This user has a passphrase already. Change the passphrase instead.")
    slot = _passphrase_slot(slots, data_key, user_uid, name, passphrase, cost=kdf)
    return replace(slots, slots=(*slots.slots, slot))


def open_with_passphrase(slots: SlotFile, user_uid: str, passphrase: str) -> bytes:
    """Return the data key; `WrongPassphraseError` where this user's slot does not open."""
    slot = _slot_of(slots, user_uid)
    if slot.kdf is None:
        raise DamagedError("A passphrase slot has no parameters.")
    data_key = _unwrap(slots, slot, _argon2id(passphrase, slot.kdf))
    if data_key is None:
        raise WrongPassphraseError(
            f"This is not the passphrase of {slot.user_name}. Your data was not touched; "
            "check the Caps Lock key and try again, or use the recovery key."
        )
    return data_key


def change_passphrase(slots: SlotFile, user_uid: str, old: str, new: str, *, kdf: KdfCost = STANDARD_COST) -> SlotFile:
    """Return the slots with this user's one slot rewritten; the data key and the other slots stay."""
    _refuse_weak(new)
    return reset_passphrase(slots, open_with_passphrase(slots, user_uid, old), user_uid, new, kdf=kdf)


def reset_passphrase(
    slots: SlotFile, data_key: bytes, user_uid: str, passphrase: str, *, kdf: KdfCost = STANDARD_COST
) -> SlotFile:
    """Return the slots with a new passphrase, as a holder of the data key may set it after recovery."""
    former = _slot_of(slots, user_uid)
    slot = _passphrase_slot(slots, data_key, user_uid, former.user_name or "", passphrase, cost=kdf)
    return _swap(slots, former, slot)


def rename_user(slots: SlotFile, user_uid: str, user_name: str) -> SlotFile:
    """Return the slots with another name on this user's slot; no key is needed, since names are labels."""
    former = _slot_of(slots, user_uid)
    return _swap(slots, former, replace(former, user_name=_free_name(slots, user_uid, user_name)))


def remove_user(slots: SlotFile, user_uid: str) -> SlotFile:
    """Return the slots without this user's; `UserError` for the last user, as nobody could open the vault."""
    _slot_of(slots, user_uid)
    if len(users(slots)) == 1:
        raise UserError("The last user cannot be removed, because nobody could open the vault. Add another user first.")
    return replace(slots, slots=tuple(slot for slot in slots.slots if slot.user_uid != user_uid))


def _slot_of(slots: SlotFile, user_uid: str) -> Slot:
    for slot in slots.slots:
        if slot.kind == "passphrase" and slot.user_uid == user_uid:
            return slot
    raise UserError("This vault has no such user. Choose another name, or ask a colleague to add you.")


def _swap(slots: SlotFile, former: Slot, slot: Slot) -> SlotFile:
    return replace(slots, slots=tuple(slot if item is former else item for item in slots.slots))


def _free_name(slots: SlotFile, user_uid: str, user_name: str) -> str:
    name = unicodedata.normalize("NFC", user_name).strip()
    if problem := name_problem(name):
        raise UserError(problem)
    if any(other.casefold() == name.casefold() and uid != user_uid for uid, other in users(slots)):
        raise UserError(f"Another user of this vault is called {name}. Choose a name that tells the two apart.")
    return name


def _refuse_weak(passphrase: str) -> None:
    if problem := passphrase_problem(passphrase):
        raise UserError(problem)


def _passphrase_slot(
    slots: SlotFile, data_key: bytes, user_uid: str, user_name: str, passphrase: str, *, cost: KdfCost
) -> Slot:
    _refuse_weak(passphrase)
    kdf = KdfParameters(cost.memory_kib, cost.passes, cost.lanes, os.urandom(SALT_BYTES))
    wrapping = _argon2id(passphrase, kdf)
    return _wrap(slots, "passphrase", wrapping, data_key, user_uid=user_uid, user_name=user_name, kdf=kdf)


# --- the recovery key


def add_recovery_slot(slots: SlotFile, data_key: bytes, recovery: str) -> SlotFile:
    """Return the slots with a first recovery key; it has 160 random bits, so no slow KDF is needed."""
    if has_recovery(slots):
        raise UserError("This vault has a recovery key already. Replace it instead; the old one then opens nothing.")
    return replace_recovery(slots, data_key, recovery)


def replace_recovery(slots: SlotFile, data_key: bytes, recovery: str) -> SlotFile:
    """Return the slots with this as the one recovery key; earlier copies still open with the former one."""
    slot = _wrap(slots, "recovery", _recovery_wrapping(slots, recovery), data_key)
    return replace(slots, slots=(*(item for item in slots.slots if item.kind != "recovery"), slot))


def open_with_recovery(slots: SlotFile, recovery: str) -> bytes:
    """Return the data key; `UserError` for a mistyped key, `WrongPassphraseError` for another vault's."""
    wrapping = _recovery_wrapping(slots, recovery)
    for slot in slots.slots:
        if slot.kind == "recovery" and (data_key := _unwrap(slots, slot, wrapping)) is not None:
            return data_key
    raise WrongPassphraseError(
        "This recovery key is typed correctly, but it does not open this vault. Your data was not touched; "
        "look for a newer one, or one of this partnership."
    )


def _recovery_wrapping(slots: SlotFile, recovery: str) -> bytes:
    return _hkdf(recovery_secret(recovery), slots.vault_id, "slot/recovery")


# --- laptops that remember


def add_keyring_slot(slots: SlotFile, data_key: bytes, user_uid: str, device_key: bytes) -> SlotFile:
    """Return the slots with one that this laptop's device key opens; a fifth laptop displaces the oldest."""
    _slot_of(slots, user_uid)
    wrapping = _device_wrapping(slots, device_key)
    mine = [slot for slot in slots.slots if slot.kind == "keyring" and slot.user_uid == user_uid]
    stale = [slot for slot in mine if _unwrap(slots, slot, wrapping) is not None]
    kept = [slot for slot in mine if slot not in stale]
    stale += kept[: max(0, len(kept) - MAX_KEYRINGS_PER_USER + 1)]
    slot = _wrap(slots, "keyring", wrapping, data_key, user_uid=user_uid)
    return replace(slots, slots=(*(item for item in slots.slots if item not in stale), slot))


def open_with_keyring(slots: SlotFile, user_uid: str, device_key: bytes) -> bytes:
    """Return the data key; `WrongPassphraseError` where no laptop with this device key was remembered."""
    wrapping = _device_wrapping(slots, device_key)
    for slot in slots.slots:
        if slot.kind == "keyring" and slot.user_uid == user_uid:
            data_key = _unwrap(slots, slot, wrapping)
            if data_key is not None:
                return data_key
    raise WrongPassphraseError(
        "This laptop is no longer remembered. Your data was not touched; type your passphrase to go on."
    )


def remove_keyring_slots(slots: SlotFile, user_uid: str, device_key: bytes | None = None) -> SlotFile:
    """Return the slots without this user's remembered laptops, or without the one of this device key."""
    wrapping = None if device_key is None else _device_wrapping(slots, device_key)

    def goes(slot: Slot) -> bool:
        mine = slot.kind == "keyring" and slot.user_uid == user_uid
        return mine and (wrapping is None or _unwrap(slots, slot, wrapping) is not None)

    return replace(slots, slots=tuple(slot for slot in slots.slots if not goes(slot)))


def _device_wrapping(slots: SlotFile, device_key: bytes) -> bytes:
    if len(device_key) != KEY_BYTES:
        raise WrongPassphraseError(
            "What this laptop remembered is not a key of this program. Type your passphrase to go on."
        )
    return _hkdf(device_key, slots.vault_id, "slot/keyring")
