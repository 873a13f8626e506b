"""The users of a vault: who may unlock it, under what name, and what they may do."""

from pathlib import Path

from sqlalchemy import select

from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.errors import NotAllowedError, UserError
from mscp_desktop.foundation.operations import change_record, operation, run
from mscp_desktop.foundation.records import UserAccount
from mscp_desktop.foundation.safe_files import FolderLock, read_slots, write_slots
from mscp_desktop.foundation.store import Role, WorkSession
from mscp_desktop.foundation.vault import Vault, roles_text


@operation("users.add_user", corrected_by="removing the user")
def _add(session: WorkSession, uid: str, name: str, roles: frozenset[Role]) -> None:
    session.add(UserAccount(uid=uid, name=name, roles=roles_text(roles), removed=False))
    session.say(f"Added the user {name}")


def add_user(vault: Vault, name: str, passphrase: str, roles: frozenset[Role]) -> str:
    """Let somebody else unlock the vault, with a passphrase of their own, and return their uid."""
    if not roles:
        raise UserError("A user needs at least one role.")
    uid = new_uid()
    slots = keys.add_passphrase_slot(vault.slots, vault.data_key, uid, name, passphrase)
    run(vault.store, vault.actor, _add, uid, name, roles)
    vault.save_slots(slots)
    return uid


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
    known = any(uid == one for one, _ in keys.users(vault.slots))  # not where adding the user was cut off half-way
    slots = keys.remove_user(vault.slots, uid) if known else vault.slots
    run(vault.store, vault.actor, _remove, uid)
    vault.save_slots(slots)


@operation("users.change_roles", corrected_by="changing the roles again")
def change_roles(session: WorkSession, uid: str, version: int, roles: frozenset[Role]) -> None:
    """Change what a user may do; somebody always stays business manager."""
    if not roles:
        raise UserError("A user needs at least one role. Nothing was changed.")
    user = UserAccount.by_uid(session, uid)
    change_record(session, user, version, {"roles": roles_text(roles)})
    session.flush()
    others = session.scalars(select(UserAccount.roles).where(UserAccount.removed.is_(False)))
    if not any(Role.MANAGER.value in text.split(",") for text in others):
        raise UserError(
            "Somebody must stay business manager, or nobody could give that role again. Nothing was changed."
        )
    session.say(f"Roles of {user.name}")


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Change the passphrase of the user who is working; the data and the other users' slots are not touched."""
    vault.save_slots(keys.change_passphrase(vault.slots, vault.actor.uid, old, new))


def recover(place: Path, recovery: str, user_uid: str, new_passphrase: str) -> bytes:
    """Set a new passphrase for a user by the recovery key, and return the data key."""
    folder = place / pointer.read_pointer(place).folder
    with FolderLock(place):
        slots = read_slots(folder)
        data_key = keys.open_with_recovery(slots, recovery)
        write_slots(folder, keys.reset_passphrase(slots, data_key, user_uid, new_passphrase))
    return data_key


def replace_recovery(vault: Vault) -> str:
    """Make a new recovery key, which ends the former one here, and return it; only a business manager may."""
    if Role.MANAGER not in vault.actor.roles:
        raise NotAllowedError("This is for the business manager. Nothing was changed.")
    recovery = keys.new_recovery_key()
    vault.save_slots(keys.replace_recovery(vault.slots, vault.data_key, recovery))
    return recovery
