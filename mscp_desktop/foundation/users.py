"""The users of a vault: who may unlock it, under what name, and what they may do."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.device_keys import DeviceKeyError, DeviceKeys, Trouble, Waiting
from mscp_desktop.foundation.errors import NotAllowedError, ReadOnlyError, UserError, WrongPassphraseError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.key_slots import SlotFile
from mscp_desktop.foundation.operations import change_record, operation, run
from mscp_desktop.foundation.records import UserAccount
from mscp_desktop.foundation.safe_files import FolderLock, read_slots, write_slots
from mscp_desktop.foundation.store import Role, WorkSession
from mscp_desktop.foundation.vault import Vault, roles_text

EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class UserFacts:
    """A user as a list shows them; `given` says that a colleague chose the passphrase they open with."""

    uid: str
    version: int
    name: str
    roles: tuple[Role, ...]
    given: bool
    changed_at: datetime | None
    changed_by: str


def all_users(session: Session) -> list[UserFacts]:
    """Return everyone who may open the vault, by name."""
    found = session.scalars(select(UserAccount).where(UserAccount.removed.is_(False)))
    return sorted((_facts(session, user) for user in found), key=lambda user: user.name.casefold())


def _facts(session: Session, user: UserAccount) -> UserFacts:
    last = next(iter(entries_of(session, UserAccount.__tablename__, user.uid, 1)), None)
    held = set(user.roles.split(","))
    return UserFacts(
        user.uid, user.version, user.name, tuple(role for role in Role if role.value in held),
        user.given_at is not None, None if last is None else last.at, "" if last is None else last.actor,
    )  # fmt: skip


def has_given_passphrase(session: Session, uid: str) -> bool:
    """Say whether a colleague chose the passphrase that this user opens with."""
    return session.scalar(select(UserAccount.given_at).where(UserAccount.uid == uid)) is not None


@operation("users.add_user", corrected_by="removing the user")
def _add(session: WorkSession, uid: str, name: str, roles: frozenset[Role], own: bool) -> None:
    given_at = None if own else session.clock.now()
    session.add(UserAccount(uid=uid, name=name, roles=roles_text(roles), removed=False, given_at=given_at))
    session.say(f"Added the user {name}")


def add_user(vault: Vault, name: str, passphrase: str, roles: frozenset[Role], *, own: bool = False) -> str:
    """Let somebody else unlock the vault, and return their uid.

    `own` says that they typed the passphrase themselves; otherwise they are asked to choose another.
    """
    if not roles:
        raise UserError("A user needs at least one role.")
    uid = new_uid()
    with vault.changing_slots:
        slots = keys.add_passphrase_slot(vault.slots, vault.data_key, uid, name, passphrase)
        run(vault.store, vault.actor, _add, uid, _name_of(slots, uid), roles, own)
        vault.save_slots(slots)
    return uid


def _name_of(slots: SlotFile, uid: str) -> str:
    return dict(keys.users(slots))[uid]


@operation("users.remove_user", corrected_by="adding the user again")
def _remove(session: WorkSession, uid: str) -> None:
    user = UserAccount.by_uid(session, uid)
    user.removed = True
    session.say(f"Removed the user {user.name}")


def remove_user(vault: Vault, uid: str) -> None:
    """Take a user's passphrase slot out of every copy of the slots here.

    There is one data key: bundles and backups that were made before still open with the former passphrase.
    """
    if uid == vault.actor.uid:
        raise UserError("You can't remove yourself. Another user can do it.")
    with vault.changing_slots:
        known = any(uid == one for one, _ in keys.users(vault.slots))  # not where adding was cut off half-way
        slots = keys.remove_user(vault.slots, uid) if known else vault.slots
        run(vault.store, vault.actor, _remove, uid)
        vault.save_slots(slots)


@operation("users.change_user", corrected_by="changing it again")
def _change(session: WorkSession, uid: str, version: int, name: str | None, roles: frozenset[Role]) -> None:
    user = UserAccount.by_uid(session, uid)
    fields = {"roles": roles_text(roles)} | ({} if name is None else {"name": name})
    changed = change_record(session, user, version, fields)
    session.flush()
    everyone = session.scalars(select(UserAccount).where(UserAccount.removed.is_(False)))
    managers = [one for one in everyone if Role.MANAGER.value in one.roles.split(",")]
    if not managers:
        raise UserError(
            "Somebody must stay business manager, or nobody could give that role again. Nothing was changed."
        )
    mine = uid == session.actor.uid and uid not in {one.uid for one in managers}
    if mine and all(one.given_at is not None for one in managers):
        names = " and ".join(sorted(one.name for one in managers))
        raise UserError(
            f"You are the only business manager who has a passphrase of their own: {names} must open it and choose one"
            " first, or nobody might be able to give that role again. Nothing was changed."
        )
    former = changed["name"][0] if "name" in changed else None
    session.say(f"Roles of {user.name}" if former is None else f"{former} is now called {user.name}")


def change_user(vault: Vault, uid: str, version: int, name: str, roles: frozenset[Role]) -> None:
    """Change what a user is called and may do; somebody always stays business manager.

    It holds for them from the next time they unlock.
    """
    if not roles:
        raise UserError("A user needs at least one role. Nothing was changed.")
    with vault.changing_slots:
        slots = keys.rename_user(vault.slots, uid, name)
        run(vault.store, vault.actor, _change, uid, version, _name_of(slots, uid), roles)
        if slots != vault.slots:
            vault.save_slots(slots)


@operation("users.reset_passphrase", corrected_by="setting another")
def _reset(session: WorkSession, uid: str) -> None:
    user = UserAccount.by_uid(session, uid)
    user.given_at = session.clock.now()
    session.say(f"Set a new passphrase for {user.name}")


def reset_passphrase(vault: Vault, uid: str, passphrase: str) -> None:
    """Give a colleague who lost theirs a new passphrase, which they are asked to change when they next unlock."""
    if uid == vault.actor.uid:
        raise UserError("This is your own passphrase. Change it with the one you have now.")
    with vault.changing_slots:
        slots = keys.reset_passphrase(vault.slots, vault.data_key, uid, passphrase)
        run(vault.store, vault.actor, _reset, uid)
        vault.save_slots(slots)


@operation("users.choose_passphrase", EVERYONE, corrected_by="choosing another")
def _choose_own(session: WorkSession, uid: str) -> None:
    user = UserAccount.by_uid(session, uid)
    user.given_at = None
    session.say(f"{user.name} chose a passphrase")


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Change the passphrase of the user who is working; the data and the other users' slots are not touched."""
    with vault.changing_slots:
        vault.save_slots(keys.change_passphrase(vault.slots, vault.actor.uid, old, new))
    note_own_passphrase(vault)


def choose_passphrase(vault: Vault, new: str) -> None:
    """Change the passphrase that a colleague chose for the user who is working and has just typed it."""
    with vault.store.reading() as session:
        if not has_given_passphrase(session, vault.actor.uid):
            raise UserError("You have a passphrase of your own already. Change it with the one you have now.")
    with vault.changing_slots:
        with suppress(WrongPassphraseError):
            keys.open_with_passphrase(vault.slots, vault.actor.uid, new)
            raise UserError("That is the passphrase your colleague chose. Choose one that only you know.")
        vault.save_slots(keys.reset_passphrase(vault.slots, vault.data_key, vault.actor.uid, new))
    note_own_passphrase(vault)


def note_own_passphrase(vault: Vault) -> None:
    """Take note that the user who is working chose their passphrase themselves."""
    if vault.store.read_only is None:
        run(vault.store, vault.actor, _choose_own, vault.actor.uid)


def recover(place: Path, recovery: str, user_uid: str, new_passphrase: str) -> bytes:
    """Set a new passphrase for a user by the recovery key, and return the data key."""
    folder = place / pointer.read_pointer(place).folder
    with FolderLock(place):
        slots = read_slots(folder)
        data_key = keys.open_with_recovery(slots, recovery)
        write_slots(folder, keys.reset_passphrase(slots, data_key, user_uid, new_passphrase))
    return data_key


def new_recovery(vault: Vault) -> str:
    """Return a new recovery key, which opens nothing until it replaces the former; only a business manager may."""
    _refuse_others(vault)
    return keys.new_recovery_key()


def replace_recovery(vault: Vault, recovery: str) -> None:
    """Make this the recovery key, which ends the former one here; only a business manager may."""
    _refuse_others(vault)
    with vault.changing_slots:
        vault.save_slots(keys.replace_recovery(vault.slots, vault.data_key, recovery))


def _refuse_others(vault: Vault) -> None:
    if Role.MANAGER not in vault.actor.roles:
        raise NotAllowedError("This is for the business manager. Nothing was changed.")


# --- laptops that remember


def remember(vault: Vault, device_keys: DeviceKeys, waiting: Waiting | None = None) -> None:
    """Have this laptop open the vault for the user who is working; `DeviceKeyError`, and no change, where it can't.

    The slot is written only when the key was read back from the password store.
    """
    if vault.store.read_only:
        raise ReadOnlyError(vault.store.read_only)
    vault_id, uid, former = vault.pointer.vault_id, vault.actor.uid, None
    try:
        former = device_keys.read(vault_id, uid, waiting)
    except DeviceKeyError as error:
        if error.trouble not in {Trouble.LOST, Trouble.WRONG}:
            raise DeviceKeyError(error.trouble, "kept") from None
    key = keys.new_device_key()
    device_keys.keep(vault_id, uid, key, waiting)
    try:
        with vault.changing_slots:
            kept = vault.slots if former is None else keys.remove_keyring_slots(vault.slots, uid, former)
            vault.save_slots(keys.add_keyring_slot(kept, vault.data_key, uid, key))
    except BaseException:
        with suppress(DeviceKeyError):
            device_keys.erase(vault_id, uid, waiting)
        raise


def recall(place: Path, device_keys: DeviceKeys, user_uid: str, waiting: Waiting | None = None) -> bytes:
    """Return the data key as this laptop remembers it; `DeviceKeyError` says why the passphrase is needed instead."""
    found = pointer.read_pointer(place)
    slots = read_slots(place / found.folder)
    key = device_keys.read(found.vault_id, user_uid, waiting)
    try:
        return keys.open_with_keyring(slots, user_uid, key)
    except WrongPassphraseError:
        raise DeviceKeyError(Trouble.WRONG, "read") from None


def forget_here(vault: Vault, device_keys: DeviceKeys, waiting: Waiting | None = None) -> bool:
    """Have this laptop ask for the passphrase again; False where that made the user's other laptops forget too.

    That happens where the password store does not say which slot is this laptop's: then all of the user's go.
    """
    vault_id, uid, key, answers = vault.pointer.vault_id, vault.actor.uid, None, True
    try:
        key = device_keys.read(vault_id, uid, waiting)
    except DeviceKeyError as error:
        answers = error.trouble is not Trouble.HUNG
    with vault.changing_slots:
        before = vault.slots
        after = keys.remove_keyring_slots(before, uid, key)
        if after != before and not vault.store.read_only:
            vault.save_slots(after)
    if answers:
        with suppress(DeviceKeyError):  # without its slot it opens nothing
            device_keys.erase(vault_id, uid, waiting)
    return key is not None or len(before.slots) - len(after.slots) <= 1


def forget_elsewhere(vault: Vault, device_keys: DeviceKeys, waiting: Waiting | None = None) -> bool:
    """Have every other laptop of this user ask for the passphrase; False where this one asks for it too."""
    vault_id, uid, key = vault.pointer.vault_id, vault.actor.uid, None
    with suppress(DeviceKeyError):
        key = device_keys.read(vault_id, uid, waiting)
    with vault.changing_slots:
        slots = keys.remove_keyring_slots(vault.slots, uid)
        here = key is not None and len(keys.remove_keyring_slots(vault.slots, uid, key).slots) < len(vault.slots.slots)
        if here and key is not None:
            slots = keys.add_keyring_slot(slots, vault.data_key, uid, key)
        vault.save_slots(slots)
    return here
