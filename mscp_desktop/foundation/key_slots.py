"""The file of key slots as values: what `keyslots.json` may hold, and nothing that opens a slot."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

from mscp_desktop.foundation.errors import DamagedError, UserError

Kind = Literal["passphrase", "recovery", "keyring"]

FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
WRAPPED_BYTES = KEY_BYTES + 16  # AES-GCM appends a tag of 16 bytes
MAX_FILE_BYTES = 256 * 1024
MAX_SLOTS = 200
MAX_NAME = 200

# A file may come from a stranger: below the floor it invites guessing, above a ceiling it stalls us.
MEMORY_FLOOR_KIB = 64 * 1024
MEMORY_CEILING_KIB = 512 * 1024
PASSES_CEILING = 16
LANES_CEILING = 16
WORK_CEILING_KIB = 2 * 1024 * 1024  # memory times passes

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def canonical_json(value: Any) -> bytes:
    """Return the one spelling of a JSON value: ASCII, sorted keys, no spaces, a newline at the end."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii") + b"\n"


def parse_canonical_json(data: bytes) -> dict[str, Any]:
    """Return the object that `canonical_json` wrote; `ValueError` for any other spelling or kind of value."""
    try:
        value = json.loads(data.decode("ascii"))
        if not isinstance(value, dict) or canonical_json(value) != data:
            raise ValueError("its text is not as the program writes it")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def name_problem(name: str) -> str | None:
    """Return the sentence that says why this cannot be a user's name, or None where it can."""
    if not name.strip() or len(name) > MAX_NAME:
        return f"A user's name needs between 1 and {MAX_NAME} characters."
    if any(unicodedata.category(character).startswith(("Cc", "Cs", "Z")) and character != " " for character in name):
        return "A user's name can hold only letters, figures, signs and plain spaces."
    return None


def _damaged(what: str) -> DamagedError:
    return DamagedError(
        f"The file of key slots is damaged: {what}. Your data was not touched; "
        "open the vault from its latest backup, or ask a colleague for a bundle."
    )


class KdfCost(NamedTuple):
    """What one guess at a passphrase costs with Argon2id: memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    passes: int
    lanes: int


STANDARD_COST = KdfCost(memory_kib=MEMORY_FLOOR_KIB, passes=2, lanes=4)


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Argon2id's parameters in one slot; none outside the bounds can be made, so no KDF runs with it."""

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes

    def __post_init__(self) -> None:
        """Refuse what is too cheap to protect or too dear to run."""
        for name, number, floor, ceiling in (
            ("memory", self.memory_kib, MEMORY_FLOOR_KIB, MEMORY_CEILING_KIB),
            ("passes", self.passes, 1, PASSES_CEILING),
            ("lanes", self.lanes, 1, LANES_CEILING),
        ):
            if type(number) is not int or not floor <= number <= ceiling:
                raise _damaged(f"a slot asks for {name} outside the bounds of {floor} to {ceiling}")
        if self.memory_kib * self.passes > WORK_CEILING_KIB:
            raise _damaged("a slot asks for more work than any passphrase needs")
        if len(self.salt) != SALT_BYTES:
            raise _damaged("a salt has the wrong length")

    def as_json(self) -> dict[str, Any]:
        """Return the members of the slot's `kdf` object."""
        return {
            "name": "argon2id",
            "version": 19,
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "lanes": self.lanes,
            "salt": self.salt.hex(),
        }


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the data key: AES-GCM over 32 bytes, bound to vault, kind, user and KDF parameters.

    The user's name is a label for the unlock window and is not bound, because renaming a colleague must not
    need their passphrase. What counts is the uid, which is bound.
    """

    kind: Kind
    user_uid: str | None
    user_name: str | None
    kdf: KdfParameters | None
    nonce: bytes
    wrapped: bytes

    def __post_init__(self) -> None:
        """Refuse a slot whose parts do not fit its kind."""
        if self.kind not in ("passphrase", "recovery", "keyring"):
            raise _damaged("a slot is of an unknown kind")
        wanted = (self.kind != "recovery", self.kind == "passphrase", self.kind == "passphrase")
        if (self.user_uid is not None, self.user_name is not None, self.kdf is not None) != wanted:
            raise _damaged(f"a {self.kind} slot has too many or too few parts")
        if self.user_uid is not None and not _ID.fullmatch(self.user_uid):
            raise _damaged("a user's id is malformed")
        if self.user_name is not None and name_problem(self.user_name):
            raise _damaged("a user's name is malformed")
        if len(self.nonce) != NONCE_BYTES or len(self.wrapped) != WRAPPED_BYTES:
            raise _damaged("a wrapped key has the wrong length")

    def as_json(self) -> dict[str, Any]:
        """Return the members of the slot's object in the file."""
        return {
            "kind": self.kind,
            "user_uid": self.user_uid,
            "user_name": self.user_name,
            "kdf": None if self.kdf is None else self.kdf.as_json(),
            "nonce": self.nonce.hex(),
            "wrapped": self.wrapped.hex(),
        }


@dataclass(frozen=True, slots=True)
class SlotFile:
    """What `keyslots.json` holds: its format, the vault it belongs to and the slots, oldest first."""

    format: int
    vault_id: str
    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        """Refuse two slots that would answer to the same person, and a malformed vault id."""
        if not _ID.fullmatch(self.vault_id):
            raise _damaged("the vault's id is malformed")
        single = [(slot.kind, slot.user_uid) for slot in self.slots if slot.kind != "keyring"]
        if len(set(single)) != len(single) or len(self.slots) > MAX_SLOTS:
            raise _damaged("it holds more slots than it may")

    def to_json(self) -> bytes:
        """Return the file's bytes; their checksum keeps damage from being taken for a wrong passphrase."""
        body = {
            "format": self.format,
            "vault_id": self.vault_id,
            "slots": [slot.as_json() for slot in self.slots],
        }
        return canonical_json(body | {"check": hashlib.sha256(canonical_json(body)).hexdigest()})

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Return the slots in a file's bytes.

        Raises `DamagedError` for anything but what `to_json` writes, and a plain `UserError` for a newer
        format, so that no caller falls back from a newer file to an older copy.
        """
        if len(data) > MAX_FILE_BYTES:
            raise _damaged("it is far too large")
        try:
            body = parse_canonical_json(data)
        except ValueError as error:
            raise _damaged("it is not readable as key slots") from error
        check = body.pop("check", None)
        if check != hashlib.sha256(canonical_json(body)).hexdigest():
            raise _damaged("its checksum does not agree with what it holds")
        number = body.get("format")
        if type(number) is not int or number < 1:
            raise _damaged("its format is not stated")
        if number > FORMAT:
            raise UserError(
                "This vault was written by a newer version of the program. Your data was not touched; "
                "install the newer version on this laptop, then open it again."
            )
        _members(body, "format", "vault_id", "slots")
        slots = body["slots"]
        if not isinstance(slots, list) or not slots:
            raise _damaged("it holds no slots")
        return cls(FORMAT, _text(body["vault_id"]), tuple(_slot_from(item) for item in slots))


def _members(value: Any, *names: str) -> dict[str, Any]:
    """Return an object that has exactly these members."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise _damaged("a part of it is missing or unknown")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _damaged("a text is not a text")
    return value


def _bytes(value: Any) -> bytes:
    text = _text(value)
    if not _HEX.fullmatch(text):
        raise _damaged("a key is not written in hexadecimal")
    return bytes.fromhex(text)


def _slot_from(value: Any) -> Slot:
    item = _members(value, "kind", "user_uid", "user_name", "kdf", "nonce", "wrapped")
    kdf = None
    if item["kdf"] is not None:
        part = _members(item["kdf"], "name", "version", "memory_kib", "passes", "lanes", "salt")
        kdf = KdfParameters(part["memory_kib"], part["passes"], part["lanes"], _bytes(part["salt"]))
        if part != kdf.as_json():
            raise _damaged("a slot names a way to derive keys that the program does not know")
    uid, name = (None if item[key] is None else _text(item[key]) for key in ("user_uid", "user_name"))
    return Slot(item["kind"], uid, name, kdf, _bytes(item["nonce"]), _bytes(item["wrapped"]))
