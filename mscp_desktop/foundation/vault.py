"""The vault: one partnership's encrypted data in a folder of its own, opened by a named user."""

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import bindparam, select

from mscp_desktop.foundation import keys, pointer, schema
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.bookkeeping import VaultValue
from mscp_desktop.foundation.copies import copy_database, in_words, verify_database
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.errors import DamagedError, NotAllowedError, ReadOnlyError, UserError
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.key_slots import MAX_FILE_BYTES, SlotFile
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.pointer import Pointer, State
from mscp_desktop.foundation.records import LineageEvent, Partnership, UserAccount
from mscp_desktop.foundation.safe_files import (
    DATABASE,
    KEYSLOTS,
    KEYSLOTS_COPY,
    FolderLock,
    read_bytes,
    read_slots,
    write_slots,
)
from mscp_desktop.foundation.search import SearchSource
from mscp_desktop.foundation.store import PROGRAM, Actor, Clock, Role, Store
from mscp_desktop.foundation.unsafe_places import refuse_unsafe_place

ALL_WORK = frozenset({Role.MANAGER, Role.AUDIT, Role.FINANCE})  # what the first user does, until others come
FOR_READING = "The partnership was opened for reading only, so nothing can be changed here."

# What every opening asks.
KEPT_SLOTS = select(VaultValue.value).where(VaultValue.name == "slots")
LAST_STEP = select(LineageEvent.what, LineageEvent.generation).order_by(LineageEvent.id.desc()).limit(1)
ACCOUNT = select(UserAccount.name, UserAccount.roles, UserAccount.removed).where(UserAccount.uid == bindparam("user"))


@dataclass(frozen=True, slots=True)
class Frame:
    """What the program brings to every vault: the search sources of its features, and the clock."""

    sources: Sequence[SearchSource]
    clock: Clock = field(default_factory=Clock)


@dataclass(slots=True)
class Vault:
    """An open vault. Close it, or use it in a `with` statement."""

    place: Path
    pointer: Pointer
    slots: SlotFile
    data_key: bytes = field(repr=False)
    actor: Actor
    store: Store
    frame: Frame
    lock: FolderLock | None
    changing_slots: threading.Lock = field(default_factory=threading.Lock, repr=False)  # held from reading to saving

    @property
    def folder(self) -> Path:
        """Return the folder with the live database."""
        return self.place / self.pointer.folder

    @property
    def db_file(self) -> Path:
        """Return the live database; it is never opened as a file while the vault is open."""
        return self.folder / DATABASE

    def subkey(self, purpose: keys.Purpose) -> bytes:
        """Return the key for one purpose."""
        return keys.derive(self.data_key, self.pointer.vault_id, purpose)

    def save_slots(self, slots: SlotFile) -> None:
        """Make these the slots, in the files and in the copy inside the database; `ReadOnlyError` in a copy."""
        if self.store.read_only:
            raise ReadOnlyError(self.store.read_only)
        write_slots(self.folder, slots)
        keep_slots(self.store, slots)
        self.slots = slots

    def close(self) -> None:
        """Close the database and let the next window in."""
        try:
            self.store.close()
        finally:
            if self.lock is not None:
                self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in the names of folders and files."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def create_vault(
    place: Path, frame: Frame, *, partnership: str, user_name: str, passphrase: str, roles: frozenset[Role]
) -> tuple[Vault, str]:
    """Make a vault in an empty place and return it open, with the recovery key, which is shown once and stored nowhere.

    Raises `UserError` where the place holds a vault, is on a network or cloud drive, or the passphrase is weak; then
    nothing is left there. The first user must be business manager, or nobody could ever be given that role.
    """
    _refuse_taken(place)
    refuse_unsafe_place(place)
    if Role.MANAGER not in roles:
        raise UserError("The first user must be business manager. Nothing was made.")
    if not partnership.strip():
        raise UserError("The partnership needs a name. Nothing was made.")
    vault_id, user_uid, data_key = new_uid(), new_uid(), keys.new_data_key()
    recovery = keys.new_recovery_key()
    slots = keys.add_passphrase_slot(keys.new_slot_file(vault_id), data_key, user_uid, user_name, passphrase)
    slots = keys.add_recovery_slot(slots, data_key, recovery)
    name = keys.users(slots)[0][1]
    now = frame.clock.now()
    with contextlib.ExitStack() as undo:
        lock = lock_place(place)
        undo.callback(lock.release)
        _refuse_taken(place)
        folder = pointer.new_folder(place, stamp(now))
        undo.callback(pointer.drop_folder, place, folder)
        undo.enter_context(in_words(folder / DATABASE))
        schema.upgrade(folder / DATABASE, keys.derive(data_key, vault_id, "db"), create=True)
        first = Pointer(vault_id, folder.name, State.WORKING, 0, now.isoformat())
        store = _store(folder, data_key, vault_id, frame, None)
        undo.callback(store.close)
        _first_records(store, vault_id, partnership.strip(), user_uid, name, roles)
        keep_slots(store, slots)
        write_slots(folder, slots)  # late: data without slots never were a partnership, and are no hindrance
        pointer.write_pointer(place, first)
        undo.pop_all()
    return Vault(place, first, slots, data_key, Actor(user_uid, name, roles), store, frame, lock), recovery


def _refuse_taken(place: Path) -> None:
    if pointer.has_vault(place) or pointer.has_data(place):
        raise UserError(
            f"There is already a partnership in “{place}”. It was not changed; open it, or name another folder."
        )


def lock_place(place: Path) -> FolderLock:
    """Make a vault's place where it is not there yet, and return its lock, taken."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder “{place}” could not be made ({error.strerror or error}). Nothing was changed; choose another."
        ) from error
    lock = FolderLock(place)
    lock.acquire()
    return lock


def _first_records(
    store: Store, vault_id: str, partnership: str, user_uid: str, user_name: str, roles: frozenset[Role]
) -> None:
    with store.writing() as session:
        session.connection().info["flushing"] = True
        session.add(VaultValue(name="vault_id", value=vault_id))
    with store.transaction(PROGRAM, "vault.create", corrected_by="making another") as session:
        session.add(Partnership(name=partnership))
        session.add(UserAccount(uid=user_uid, name=user_name, roles=roles_text(roles), removed=False))
        session.add(LineageEvent(at=store.clock.now(), what="made", generation=0))
        session.say(f"Made the partnership, with {user_name} as its first user")


def roles_text(roles: frozenset[Role]) -> str:
    """Return roles as a user's record keeps them."""
    return ",".join(sorted(role.value for role in roles))


def keep_slots(store: Store, slots: SlotFile) -> None:
    """Keep a copy of the slots inside the database, where nothing can damage them unseen."""
    with store.writing() as session:
        session.connection().info["flushing"] = True
        row = session.get(VaultValue, "slots")
        if row is None:
            session.add(VaultValue(name="slots", value=slots.to_json().decode()))
        else:
            row.value = slots.to_json().decode()
            session.flush()


def _kept_slots(store: Store) -> str | None:
    with store.reading() as session:
        return session.scalar(KEPT_SLOTS)


def _store(folder: Path, data_key: bytes, vault_id: str, frame: Frame, read_only: str | None) -> Store:
    chain = Chain(keys.derive(data_key, vault_id, "history-mac"))
    key = keys.derive(data_key, vault_id, "db")
    return Store(folder / DATABASE, key, chain, frame.sources, clock=frame.clock, read_only=read_only)


def users_of(place: Path) -> tuple[tuple[str, str], ...]:
    """Return (uid, name) of everyone who can unlock the vault in a place, the first made first."""
    return keys.users(read_slots(place / pointer.read_pointer(place).folder))


def user_named(place: Path, name: str | None) -> str:
    """Return the uid of a user by name, or of the first made where no name is given."""
    users = users_of(place)
    for uid, known in users:
        if name is None or known.casefold() == name.casefold():
            return uid
    raise UserError(
        f"There is no user called “{name}”. Those who can unlock it are: {', '.join(known for _, known in users)}."
    )


def open_vault(place: Path, frame: Frame, user_uid: str, passphrase: str, *, to_change: bool = True) -> Vault:
    """Unlock a vault with a user's passphrase.

    To change data takes the place's lock, so that one window works at a time; reading goes on beside it. An older
    schema is migrated on a copy. Raises `WrongPassphraseError`, `MissingError`, `DamagedError` or `InUseError`.
    """
    found = pointer.read_pointer(place)
    slots = _slots_of(place, found)
    data_key = keys.open_with_passphrase(slots, user_uid, passphrase)
    return open_with_key(place, frame, user_uid, data_key, to_change=to_change)


def open_with_key(
    place: Path, frame: Frame, user_uid: str, data_key: bytes, *, to_change: bool = True, locked: bool = False
) -> Vault:
    """Open a vault whose data key has been had from a slot; `locked` says that the caller holds the place's lock."""
    with contextlib.ExitStack() as undo:
        lock = FolderLock(place) if to_change and not locked else None
        if lock is not None:
            lock.acquire()
            undo.callback(lock.release)
        found = pointer.read_pointer(place)
        folder = place / found.folder
        slots = _slots_of(place, found)
        undo.enter_context(in_words(folder / DATABASE))
        if not is_current(folder / DATABASE, data_key, found.vault_id):
            if not to_change:
                raise UserError(
                    "This partnership must be brought up to date first. Open it in the window once; that takes "
                    "a moment."
                )
            found = _migrate(place, found, data_key, slots, frame)
            folder = place / found.folder
        store = _store(folder, data_key, found.vault_id, frame, None if to_change else FOR_READING)
        undo.callback(store.close)
        actor = _actor(store, user_uid)
        if to_change:
            store.read_only = _state_sentence(found, store)
            pointer.renew_pointer(place, found)
            _renew_slots(folder, store, slots)
        undo.pop_all()
    return Vault(place, found, slots, data_key, actor, store, frame, lock)


def _slots_of(place: Path, found: Pointer) -> SlotFile:
    slots = read_slots(place / found.folder)
    if slots.vault_id != found.vault_id:  # their passphrases would be called wrong
        raise DamagedError("The key slots belong to another partnership. Nothing was changed; restore a backup.")
    return slots


def _renew_slots(folder: Path, store: Store, slots: SlotFile) -> None:
    """Write the slots again where a copy of them is damaged or behind, as after a kill or a recovery."""
    data = slots.to_json()
    with contextlib.suppress(UserError):  # a full disk must not keep anybody out
        if any(_bytes_or_none(folder / name) != data for name in (KEYSLOTS, KEYSLOTS_COPY)):
            write_slots(folder, slots)
        if store.read_only is None and _kept_slots(store) != data.decode():
            keep_slots(store, slots)  # a passphrase was set by the recovery key, without the database


def _bytes_or_none(file: Path) -> bytes | None:
    with contextlib.suppress(UserError):
        return read_bytes(file, MAX_FILE_BYTES)
    return None


def is_current(db_file: Path, data_key: bytes, vault_id: str) -> bool:
    """Say whether a database needs no migration.

    Raises `UserError` where a newer program wrote it, and `DamagedError` where it is another partnership's.
    """
    connection = connect(db_file, keys.derive(data_key, vault_id, "db"))
    try:
        revision = schema.revision_of(connection)
        if schema.is_current(revision):
            row = connection.execute("SELECT value FROM vault_value WHERE name = 'vault_id'").fetchone()
            if row is None or row[0] != vault_id:
                raise DamagedError(
                    "The database belongs to another partnership. Nothing was changed; restore a backup."
                )
            return True
        return False
    finally:
        connection.close()


def _migrate(place: Path, found: Pointer, data_key: bytes, slots: SlotFile, frame: Frame) -> Pointer:
    """Copy the database into a new folder, move the copy on, and only then make it the current one."""
    key = keys.derive(data_key, found.vault_id, "db")
    folder = pointer.new_folder(place, stamp(frame.clock.now()))
    try:
        write_slots(folder, slots)
        copy_database(place / found.folder / DATABASE, folder / DATABASE, key)
        schema.upgrade(folder / DATABASE, key)
        verify_database(folder / DATABASE, key, Chain(keys.derive(data_key, found.vault_id, "history-mac")))
        moved = found._replace(folder=folder.name)
        pointer.write_pointer(place, moved)
    except BaseException:
        pointer.drop_folder(place, folder)
        raise
    return moved


def _state_sentence(found: Pointer, store: Store) -> str | None:
    """Return why this vault may not be changed; None where it is the working one."""
    since = format_day(datetime.fromisoformat(found.since).astimezone().date())
    if found.state is State.COPY:
        at = datetime.fromisoformat(found.since).astimezone()
        return (
            f"This is a copy, as of {since} at {at:%H:%M}. It can be read, searched and printed; changes are made in "
            "the working partnership."
        )
    with store.reading() as session:
        last = session.execute(LAST_STEP).first()
    if found.state is State.HANDED_OVER or (
        last is not None and last.what == "handed over" and last.generation > found.generation
    ):
        return (
            f"This partnership was handed over to another laptop on {since}. It can be read here until it comes back "
            "or is taken back."
        )
    return None


def _actor(store: Store, user_uid: str) -> Actor:
    with store.reading() as session:
        row = session.execute(ACCOUNT, {"user": user_uid}).first()
    if row is None or row.removed:
        raise NotAllowedError("This user was removed from the partnership. Ask the business manager to add you again.")
    return Actor(user_uid, row.name, frozenset(Role(role) for role in row.roles.split(",") if role))
