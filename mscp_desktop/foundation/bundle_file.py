"""The `*.mscp` container: a stored zip of manifest, key slots and encrypted database, and nothing else.

Any zip program can list it, but only one spelling is accepted: the headers are rebuilt from the sizes and
checksums and compared byte by byte, so that a change anywhere in the file is found.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self, get_args

from mscp_desktop.foundation.errors import DamagedError, InternalError, UserError
from mscp_desktop.foundation.key_slots import MAX_FILE_BYTES, SlotFile, canonical_json, parse_canonical_json
from mscp_desktop.foundation.safe_files import CHUNK, DATABASE, KEYSLOTS, open_to_read, write_atomically, write_slots

BundlePurpose = Literal["copy", "hand-over", "backup", "part"]

FORMAT = 1
MANIFEST = "manifest.json"
MEMBERS = (MANIFEST, KEYSLOTS, DATABASE)
# Largest sizes in bytes; together they stay below what a zip without its 64-bit extension can hold.
CAPS = {MANIFEST: 256 * 1024, KEYSLOTS: MAX_FILE_BYTES, DATABASE: 2 * 1024**3}
MAX_TABLES = 1000
PLAIN_SQLITE = b"SQLite format 3\x00"

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_MADE_BY = 3 << 8 | 20  # Unix, version 2.0 of the zip format
_NEEDS = 20
_FIRST_DAY = 0x21  # 1 January 1980, so that the same contents are the same bytes
_PRIVATE = 0o100600 << 16

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[0-9A-Za-z._+-]{1,64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself, readable without a key.

    `made_at` is UTC in ISO with a final Z; `generation` counts the hand-overs of the vault; `history_head`
    is the last MAC of the history in hexadecimal, empty where there is no history yet; `counts` are rows by
    table; `hashes` are SHA-256 by member, filled in by `write_bundle`. It is checked for form, not for truth:
    nothing authenticates it, so compare head, counts and vault id with the opened database.
    """

    vault_id: str
    bundle_uid: str
    purpose: BundlePurpose
    made_at: str
    generation: int
    history_head: str
    operation_count: int
    counts: dict[str, int]
    schema_revision: str
    program_version: str
    hashes: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def __post_init__(self) -> None:
        """Refuse a value that no bundle states."""
        checks = {
            "vault_id": _matches(_ID, self.vault_id),
            "bundle_uid": _matches(_ID, self.bundle_uid),
            "purpose": self.purpose in get_args(BundlePurpose),
            "made_at": _is_utc(self.made_at),
            "generation": _is_count(self.generation),
            "history_head": self.history_head == "" or _matches(_HASH, self.history_head),
            "operation_count": _is_count(self.operation_count),
            "counts": isinstance(self.counts, dict)
            and len(self.counts) <= MAX_TABLES
            and all(_matches(_WORD, table) and _is_count(count) for table, count in self.counts.items()),
            "schema_revision": _matches(_WORD, self.schema_revision),
            "program_version": _matches(_WORD, self.program_version),
            "hashes": isinstance(self.hashes, dict)
            and set(self.hashes) <= {KEYSLOTS, DATABASE}
            and all(_matches(_HASH, digest) for digest in self.hashes.values()),
            "format": type(self.format) is int and self.format == FORMAT,
        }
        if wrong := [name for name, right in checks.items() if not right]:
            raise _damaged(f"its manifest states no proper {wrong[0].replace('_', ' ')}")

    def to_json(self) -> bytes:
        """Return the member's bytes in canonical JSON."""
        return canonical_json({part.name: getattr(self, part.name) for part in fields(self)})

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Return the manifest in a member's bytes; `DamagedError`, or `UserError` for a newer format."""
        try:
            value = parse_canonical_json(data)
        except ValueError as error:
            raise _damaged("its manifest is not readable") from error
        number = value.get("format")
        if type(number) is int and number > FORMAT:
            raise UserError(
                "This bundle was written by a newer version of the program. Nothing was changed; "
                "install the newer version on this laptop, then open it again."
            )
        if set(value) != {part.name for part in fields(cls)}:
            raise _damaged("a part of its manifest is missing or unknown")
        return cls(**value)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_utc(value: Any) -> bool:
    try:
        return value.endswith("Z") and datetime.fromisoformat(value).utcoffset() == timedelta(0)
    except (AttributeError, ValueError):
        return False


def _damaged(what: str) -> DamagedError:
    return DamagedError(f"This bundle or backup is damaged: {what}. Nothing was changed; use another copy of it.")


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    crc: int
    start: int  # of its local header


def _local_header(member: _Member) -> bytes:
    name = member.name.encode("ascii")
    sizes = (member.crc, member.size, member.size)
    return _LOCAL.pack(b"PK\x03\x04", _NEEDS, 0, 0, 0, _FIRST_DAY, *sizes, len(name), 0) + name


def _tail(members: list[_Member], start: int) -> bytes:
    """Return the zip's central directory and its end record."""
    rows = []
    for member in members:
        name = member.name.encode("ascii")
        sizes = (member.crc, member.size, member.size)
        lengths = (len(name), 0, 0, 0, 0)
        row = (b"PK\x01\x02", _MADE_BY, _NEEDS, 0, 0, 0, _FIRST_DAY, *sizes, *lengths, _PRIVATE, member.start)
        rows.append(_CENTRAL.pack(*row) + name)
    directory = b"".join(rows)
    count = len(members)
    return directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)


TAIL_BYTES = sum(_CENTRAL.size + len(name) for name in MEMBERS) + _END.size


def _after(member: _Member) -> int:
    return member.start + _LOCAL.size + len(member.name) + member.size


def _layout(sizes: tuple[int, ...], checksums: tuple[int, ...]) -> list[_Member]:
    members: list[_Member] = []
    for name, size, crc in zip(MEMBERS, sizes, checksums, strict=True):
        members.append(_Member(name, size, crc, _after(members[-1]) if members else 0))
    return members


def write_bundle(path: Path, db_file: Path, slots_json: bytes, manifest: Manifest) -> Manifest:
    """Write a bundle from a closed, encrypted database, read it back, return its manifest with the hashes.

    The file at `path` is replaced only by a bundle that verified. `InternalError` where the parts do not
    belong together or the database is not encrypted, `UserError` where it is larger than a bundle may be.
    """
    if SlotFile.from_json(slots_json).vault_id != manifest.vault_id:
        raise InternalError("The key slots and the manifest name two vaults.")
    with open_to_read(db_file) as database:
        if database.read(len(PLAIN_SQLITE)) == PLAIN_SQLITE:
            raise InternalError("A database that is not encrypted was about to leave the vault.")
        database.seek(0)
        size, crc, digest = _measured(database)
        if not 0 < size <= CAPS[DATABASE]:
            raise UserError(
                f"The vault has {size:,} bytes, and a bundle can carry {CAPS[DATABASE]:,} at most. "
                "Your data was not touched; remove large attachments that are no longer needed."
            )
        hashes = {KEYSLOTS: hashlib.sha256(slots_json).hexdigest(), DATABASE: digest}
        whole = replace(manifest, hashes=hashes)
        first = whole.to_json()
        members = _layout((len(first), len(slots_json), size), (zlib.crc32(first), zlib.crc32(slots_json), crc))

        def write(file: BinaryIO) -> None:
            file.write(_local_header(members[0]) + first)
            file.write(_local_header(members[1]) + slots_json)
            file.write(_local_header(members[2]))
            database.seek(0)
            file.writelines(_chunks(database, size))
            file.write(_tail(members, _after(members[2])))

        write_atomically(path, write, verify=_verify_part)
    return whole


def _verify_part(part: Path) -> None:
    verify_bundle(part)


def _measured(file: BufferedReader) -> tuple[int, int, str]:
    size, crc, digest = 0, 0, hashlib.sha256()
    while chunk := file.read(CHUNK):
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
    return size, crc, digest.hexdigest()


def _chunks(file: BufferedReader, size: int) -> Iterator[bytes]:
    """Yield exactly `size` bytes; a file that ends before is damage, and a disk that fails is said."""
    while size:
        try:
            chunk = file.read(min(CHUNK, size))
        except OSError as error:
            raise UserError(
                f"“{file.name}” could not be read to its end ({error.strerror or error}). Nothing was "
                "changed; the disk or stick may be failing, so use another copy of it."
            ) from error
        if not chunk:
            raise _damaged("it ends too early")
        size -= len(chunk)
        yield chunk


def _at(file: BufferedReader, start: int, size: int) -> bytes:
    file.seek(start)
    return b"".join(_chunks(file, size))


def _members(file: BufferedReader) -> list[_Member]:
    """Return where the three members lie, after comparing every byte around them with what must be there."""
    length = file.seek(0, 2)
    if length < TAIL_BYTES:
        raise _damaged("it is too short")
    tail = _at(file, length - TAIL_BYTES, TAIL_BYTES)
    if tail[-_END.size :][:4] != b"PK\x05\x06":
        raise _damaged("its end is missing, or it is not a bundle of this program")
    sizes, checksums, position = [], [], 0
    for name in MEMBERS:
        row = _CENTRAL.unpack_from(tail, position)
        checksums.append(row[7])
        sizes.append(row[9])
        position += _CENTRAL.size + len(name)
        if not 0 < sizes[-1] <= CAPS[name]:
            raise _damaged(f"the size of {name} is outside its bounds")
    members = _layout(tuple(sizes), tuple(checksums))
    if _after(members[-1]) + TAIL_BYTES != length or _tail(members, _after(members[-1])) != tail:
        raise _damaged("its list of contents is not as the program writes it")
    for member in members:
        header = _local_header(member)
        if _at(file, member.start, len(header)) != header:
            raise _damaged(f"the entry of {member.name} is not as the program writes it")
    return members


def _contents(file: BufferedReader, member: _Member) -> Iterator[bytes]:
    """Yield a member's bytes; a wrong checksum is damage, found at the end."""
    crc = 0
    file.seek(member.start + _LOCAL.size + len(member.name))
    for chunk in _chunks(file, member.size):
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if crc != member.crc:
        raise _damaged(f"the checksum of {member.name} is wrong")


def _small_parts(file: BufferedReader) -> tuple[list[_Member], Manifest, SlotFile]:
    members = _members(file)
    manifest = Manifest.from_json(b"".join(_contents(file, members[0])))
    if set(manifest.hashes) != {KEYSLOTS, DATABASE}:
        raise _damaged("its manifest lists other contents")
    data = b"".join(_contents(file, members[1]))
    if hashlib.sha256(data).hexdigest() != manifest.hashes[KEYSLOTS]:
        raise _damaged(f"{KEYSLOTS} is not what its manifest lists")
    slots = SlotFile.from_json(data)
    if slots.vault_id != manifest.vault_id:
        raise _damaged("its key slots belong to another vault")
    return members, manifest, slots


def _database(file: BufferedReader, member: _Member, manifest: Manifest) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in _contents(file, member):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != manifest.hashes[DATABASE]:
        raise _damaged(f"{DATABASE} is not what its manifest lists")


def read_manifest(path: Path) -> Manifest:
    """Return what a bundle says of itself, with everything checked but the database's own bytes."""
    with open_to_read(path) as file:
        return _small_parts(file)[1]


def read_bundle_slots(path: Path) -> SlotFile:
    """Return a bundle's key slots, so that a passphrase can be asked for before anything is unpacked."""
    with open_to_read(path) as file:
        return _small_parts(file)[2]


def verify_bundle(path: Path) -> Manifest:
    """Return the manifest after reading the whole file and checking every byte of it."""
    with open_to_read(path) as file:
        members, manifest, _ = _small_parts(file)
        for _ in _database(file, members[2], manifest):
            pass
    return manifest


def unpack_bundle(path: Path, folder: Path) -> Manifest:
    """Write a bundle's database and key slots into a new or empty folder, and return its manifest.

    Names come from this program, never from the file. Where anything is wrong, the folder stays empty.
    """
    with open_to_read(path) as file:
        members, manifest, slots = _small_parts(file)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise UserError(f"“{folder}” is not empty, so nothing was unpacked into it. Choose a new folder.")

        def write(out: BinaryIO) -> None:
            out.writelines(_database(file, members[2], manifest))

        write_atomically(folder / DATABASE, write)
    try:
        write_slots(folder, slots)
    except BaseException:
        (folder / DATABASE).unlink(missing_ok=True)
        raise
    return manifest
