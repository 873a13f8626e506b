"""Where the partnership is worked on: copies that leave, hand-overs between laptops, what comes back, and backups.

One laptop works at a time. A hand-over makes the other laptop's the working vault and this one read-only, until a
bundle comes back whose history continues this one's, or the vault is taken back with a reason. A bundle whose history
does not continue the one it would replace is refused and says so: a fork is never unseen.
"""

import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation import keys, pointer, schema
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.bundle_file import (
    BundlePurpose,
    Manifest,
    read_bundle_slots,
    read_manifest,
    unpack_bundle,
    write_bundle,
)
from mscp_desktop.foundation.copies import Step, copy_database, in_words, verify_database
from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.errors import ConflictError, DamagedError, NotAllowedError, ReadOnlyError, UserError
from mscp_desktop.foundation.history import Chain, contains_head
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.pointer import Pointer, State
from mscp_desktop.foundation.records import LineageEvent
from mscp_desktop.foundation.safe_files import DATABASE, LOCK
from mscp_desktop.foundation.store import Role, WorkSession
from mscp_desktop.foundation.unsafe_places import refuse_unsafe_place
from mscp_desktop.foundation.vault import (
    FOR_READING,
    Frame,
    Vault,
    is_current,
    lock_place,
    open_with_key,
    stamp,
)

EVERYONE = frozenset(Role)
COPYING = "copying-"
MEGABYTE = 1024 * 1024
ROOM = MEGABYTE  # for slots, manifest and what is saved meanwhile
ABANDONED = 24 * 60 * 60  # seconds after which a copy that was being made is one that a kill left behind


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a bundle came to."""

    state: State
    made_at: datetime
    users: tuple[tuple[str, str], ...]


def export_bundle(
    vault: Vault,
    target: Path,
    purpose: BundlePurpose,
    step: Step | None = None,
    *,
    bundle_uid: str | None = None,
) -> Manifest:
    """Write the whole vault, verified on fresh connections, as one encrypted file; drafts stay, but for a backup."""
    _refuse_own_files(vault, target)
    key = vault.subkey("db")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(vault.place)
        with tempfile.TemporaryDirectory(
            dir=vault.place, prefix=COPYING, ignore_cleanup_errors=True
        ) as folder:  # encrypted, and on the vault's own disk
            copy = Path(folder) / DATABASE
            copy_database(vault.db_file, copy, key, step)
            if purpose != "backup":
                _leave_drafts(copy, key)
            checked = verify_database(copy, key, vault.store.chain)
            manifest = Manifest(
                vault_id=vault.pointer.vault_id, bundle_uid=bundle_uid or new_uid(), purpose=purpose,
                made_at=vault.frame.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), generation=vault.pointer.generation,
                history_head=checked.head, operation_count=checked.operations, counts=checked.counts,
                schema_revision=schema.HEAD, program_version=version("mscp-desktop"),
            )  # fmt: skip
            return write_bundle(target, copy, vault.slots.to_json(), manifest)
    except OSError as error:
        raise UserError(
            f"{target.name} could not be written ({error.strerror or error}). What was there before stays; check that "
            "the folder can be written and has room, then try again."
        ) from error


def _refuse_own_files(vault: Vault, target: Path) -> None:
    """Keep a bundle from being written over a file of the vault itself."""
    file, place = target.resolve(), vault.place.resolve()
    own = file.parent == place and file.name in {pointer.POINTER, pointer.POINTER_COPY, LOCK}
    if own or any(pointer.FOLDER.fullmatch(part.name) and part.parent == place for part in (file, *file.parents)):
        raise UserError(
            f"“{target}” lies among the vault's own files, so nothing was written there. Choose another folder."
        )


def _sweep(place: Path) -> None:
    """Remove copies that were being made when the program was killed, a day ago or longer."""
    for left in place.glob(f"{COPYING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def _leave_drafts(copy: Path, key: bytes) -> None:
    with in_words(copy):
        connection = connect(copy, key)
        try:
            connection.execute("DELETE FROM draft")
        finally:
            connection.close()


@operation("vault.hand_over", frozenset({Role.MANAGER}), corrected_by="taking the partnership back")
def _record_hand_over(session: WorkSession, generation: int, token: str) -> None:
    session.add(LineageEvent(at=session.clock.now(), what="handed over", generation=generation, token=token))
    session.say("Handed the partnership over to another laptop")


def hand_over(vault: Vault, target: Path, step: Step | None = None) -> Manifest:
    """Write a bundle that makes another laptop's the working vault, and make this one read-only.

    The hand-over is recorded first, so that a crash at any moment leaves this vault read-only with a way back, never
    two that work. Where the bundle can't be written after that, the error says so too.
    """
    _require_working(vault)
    _refuse_own_files(vault, target)
    if target.exists():
        raise UserError(
            f"“{target}” is there already. Choose another name, so that a hand-over is never mixed up with another."
        )
    _refuse_no_room(vault, target)
    token, generation = new_uid(), vault.pointer.generation + 1
    run(vault.store, vault.actor, _record_hand_over, generation, token)
    vault.store.read_only = JUST_HANDED_OVER
    try:
        _point(vault, state=State.HANDED_OVER, generation=generation, token=token)
        return export_bundle(vault, target, "hand-over", step, bundle_uid=token)
    except UserError as error:
        raise UserError(
            f"{error} The hand-over is recorded already, so this partnership can only be read here until you take it "
            "back; write the bundle again to go on with it."
        ) from error


def hand_over_again(vault: Vault, target: Path, step: Step | None = None) -> Manifest:
    """Write the bundle of the last hand-over again, where the first one was lost or a crash kept it from being written.

    It is the same hand-over with the same content, since nothing was changed here after it. Opened on two laptops, only
    the first that comes back is accepted.
    """
    if Role.MANAGER not in vault.actor.roles:
        raise NotAllowedError("This is for the business manager. Nothing was changed.")
    _refuse_own_files(vault, target)
    with vault.store.reading() as session:
        last = session.scalars(select(LineageEvent).order_by(LineageEvent.id.desc()).limit(1)).first()
    if vault.store.read_only in {None, FOR_READING} or vault.pointer.state is State.COPY or last is None:
        raise UserError("This partnership was not handed over, so there is no such bundle to write again.")
    if last.what != "handed over" or last.token is None:
        raise UserError("The hand-over was taken back or received since. Nothing was written; hand it over anew.")
    if target.exists():
        raise UserError(f"“{target}” is there already. Choose another name for the bundle.")
    if (vault.pointer.state, vault.pointer.token) != (State.HANDED_OVER, last.token):
        _point(vault, state=State.HANDED_OVER, generation=last.generation, token=last.token)  # the crash was before it
    return export_bundle(vault, target, "hand-over", step, bundle_uid=last.token)


JUST_HANDED_OVER = (
    "This partnership was handed over to another laptop just now. It can be read here until it comes back or is taken "
    "back."
)


def _refuse_no_room(vault: Vault, target: Path) -> None:
    """Find out before a hand-over is recorded whether its bundle can be written at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent) as probe:
            probe.write(b"\0")
        free = shutil.disk_usage(target.parent).free
        wanted = ROOM + sum(path.stat().st_size for path in vault.folder.glob(f"{DATABASE}*"))
    except OSError as error:
        raise UserError(
            f"Nothing can be written into “{target.parent}” ({error.strerror or error}). Nothing was changed; choose "
            "another folder."
        ) from error
    if free < wanted:
        raise UserError(
            f"There is too little room in “{target.parent}”: the bundle needs {wanted // MEGABYTE:,} megabytes. "
            "Nothing was changed; choose another folder."
        )


@operation("vault.take_back", frozenset({Role.MANAGER}), corrected_by="handing it over again")
def _record_take_back(session: WorkSession, generation: int, reason: str) -> None:
    session.reason = reason
    session.add(LineageEvent(at=session.clock.now(), what="taken back", generation=generation, reason=reason))
    session.say("Took the partnership back")


def take_back(vault: Vault, reason: str) -> None:
    """Make a handed-over vault the working one again; what was changed elsewhere then can't come back to it."""
    if vault.store.read_only == FOR_READING:
        raise ReadOnlyError(FOR_READING)
    if vault.store.read_only is None or vault.pointer.state is State.COPY:
        raise UserError("This partnership was not handed over, so there is nothing to take back.")
    if not reason.strip():
        raise UserError("Say why the partnership is taken back: the reason goes into history.")
    former, generation = vault.store.read_only, vault.pointer.generation + 1
    vault.store.read_only = None
    try:
        run(vault.store, vault.actor, _record_take_back, generation, reason.strip())
        _point(vault, state=State.WORKING, generation=generation, token=None)
    except BaseException:
        vault.store.read_only = former
        raise


def _require_working(vault: Vault) -> None:
    if vault.store.read_only:
        raise ReadOnlyError(vault.store.read_only)


def _point(vault: Vault, **changed: Any) -> None:
    pointed = vault.pointer._replace(since=vault.frame.clock.now().isoformat(), **changed)
    pointer.write_pointer(vault.place, pointed)
    vault.pointer = pointed


@operation("vault.receive", EVERYONE, corrected_by="handing it over again")
def _record_received(session: WorkSession, generation: int, token: str) -> None:
    session.add(LineageEvent(at=session.clock.now(), what="received", generation=generation, token=token))
    session.say("Received the partnership from another laptop")


def open_bundle(bundle: Path, place: Path, frame: Frame, user_uid: str, passphrase: str) -> Opened:
    """Unpack a bundle into a place and make it current there: a copy for reading, a hand-over as the working vault.

    The passphrase is one that opened the vault when the bundle was made. Nothing in the place changes unless the bundle
    is whole, verified, and (where a vault is there) continues its history.
    """
    refuse_unsafe_place(place)
    manifest = read_manifest(bundle)
    slots = read_bundle_slots(bundle)
    data_key = keys.open_with_passphrase(slots, user_uid, passphrase)
    with lock_place(place):
        here = pointer.read_pointer(place) if pointer.has_vault(place) else None
        folder = unpack_verified(bundle, place, frame, data_key, manifest)
        try:
            if here is not None:
                _refuse_to_lose(here, place, folder, manifest, data_key)
            arrived = _arrived(manifest, folder, frame)
            pointer.write_pointer(place, arrived)
        except BaseException:
            pointer.drop_folder(place, folder)
            raise
        if arrived.state is State.WORKING:
            with open_with_key(place, frame, user_uid, data_key, locked=True) as vault:
                run(vault.store, vault.actor, _record_received, manifest.generation, manifest.bundle_uid)
    return Opened(arrived.state, datetime.fromisoformat(manifest.made_at), keys.users(slots))


def _arrived(manifest: Manifest, folder: Path, frame: Frame) -> Pointer:
    if manifest.purpose == "hand-over":
        return Pointer(
            manifest.vault_id,
            folder.name,
            State.WORKING,
            manifest.generation,
            frame.clock.now().isoformat(),
            manifest.bundle_uid,
        )
    made = datetime.fromisoformat(manifest.made_at).isoformat()
    return Pointer(manifest.vault_id, folder.name, State.COPY, manifest.generation, made, manifest.bundle_uid)


def unpack_verified(bundle: Path, place: Path, frame: Frame, data_key: bytes, manifest: Manifest) -> Path:
    """Unpack a bundle beside what is current, and check that the database is the one its manifest describes."""
    if manifest.purpose == "part":
        raise UserError("This bundle holds a part of a partnership only, so it can't stand in its place.")
    folder = pointer.new_folder(place, stamp(frame.clock.now()))
    try:
        unpack_bundle(bundle, folder)
        with in_words(folder / DATABASE):
            is_current(folder / DATABASE, data_key, manifest.vault_id)  # a newer program's is refused here
        chain = Chain(keys.derive(data_key, manifest.vault_id, "history-mac"))
        checked = verify_database(folder / DATABASE, keys.derive(data_key, manifest.vault_id, "db"), chain)
        stated = (manifest.operation_count, manifest.history_head, manifest.counts)
        whole = (checked.operations, checked.head, checked.counts) == stated
        if manifest.purpose == "hand-over":  # a manifest is not authenticated; the history is
            wanted = ("handed over", manifest.generation, manifest.bundle_uid)
            whole = whole and last_step(folder, data_key, manifest.vault_id) == wanted
        if not whole:
            raise DamagedError(
                f"{bundle.name} does not hold the history that it states. Nothing was changed; ask for it again."
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _refuse_to_lose(here: Pointer, place: Path, arriving: Path, manifest: Manifest, data_key: bytes) -> None:
    """Let a bundle replace what is in a place only where nothing done here would be lost unseen."""
    if here.vault_id != manifest.vault_id:
        raise UserError(
            "There is another partnership in this folder. Nothing was changed; open the bundle in a folder of its own."
        )
    if here.state is State.COPY:
        return
    if here.state is State.HANDED_OVER and manifest.bundle_uid == here.token:
        raise ConflictError(
            "This is the bundle by which the partnership was handed over from here. Nothing was changed. Open it on "
            "the other laptop; to work here again, take the partnership back and say why."
        )
    if manifest.purpose != "hand-over":
        raise UserError(
            "This folder holds the partnership itself, and a copy can't replace it. Nothing was changed; open the copy "
            "in another folder, or restore it as a backup."
        )
    key = keys.derive(data_key, here.vault_id, "db")
    chain = Chain(keys.derive(data_key, here.vault_id, "history-mac"))
    ours = make_engine(place / here.folder / DATABASE, key)
    theirs = make_engine(arriving / DATABASE, key)
    try:
        with in_words(place / here.folder / DATABASE), ours.connect() as reading:
            count, head = chain.head(reading)
        with theirs.connect() as reading:
            continues = contains_head(reading, count, head)
            their_count, their_head = chain.head(reading)
        with ours.connect() as reading:
            older = contains_head(reading, their_count, their_head)
    finally:
        ours.dispose()
        theirs.dispose()
    missing = count - their_count
    if older and missing > 0:
        raise ConflictError(
            f"This bundle is older than what stands here: it lacks {missing} change{'' if missing == 1 else 's'}. "
            "Nothing was changed. Ask for a newer one, or open it in another folder."
        )
    if not continues:
        raise ConflictError(
            "This bundle does not continue what stands here: both were changed since they parted"
            + (f", and {missing} changes made here are not in it" if missing > 0 else "")
            + ". Nothing was changed. Open it in another folder to compare, and decide which laptop goes on."
        )
    if manifest.generation <= here.generation:
        raise ConflictError(
            "This bundle is of an earlier hand-over than the last one from here. Nothing was changed. Ask for a newer "
            "one; to work here again without it, take the partnership back and say why."
        )


def last_step(folder: Path, data_key: bytes, vault_id: str) -> tuple[str | None, int, str | None]:
    """Return the last step of lineage in a folder that nobody has open: what, generation, token."""
    engine = make_engine(folder / DATABASE, keys.derive(data_key, vault_id, "db"))
    try:
        with in_words(folder / DATABASE), engine.connect() as reading:
            steps = select(LineageEvent.what, LineageEvent.generation, LineageEvent.token)
            row = reading.execute(steps.order_by(LineageEvent.id.desc()).limit(1)).first()
            return (None, 0, None) if row is None else (row[0], row[1], row[2])
    finally:
        engine.dispose()
