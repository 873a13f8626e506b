"""The bundle of an audit away: a vault of its own is made, filled and written as a file; what came back is opened."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mscp_desktop.audits.rules.away import (
    UNUSED,
    Leaving,
    aways_of,
    end_away,
    fill_away,
    fill_away_own,
    leaving,
    take_away,
)
from mscp_desktop.audits.rules.programme import audit_row, number_words
from mscp_desktop.foundation import keys, lineage, pointer
from mscp_desktop.foundation.bundle_file import read_bundle_slots, read_manifest
from mscp_desktop.foundation.copies import Step
from mscp_desktop.foundation.errors import UserError, WrongPassphraseError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.pointer import Pointer, State
from mscp_desktop.foundation.store import Actor, Role, Store, private_room
from mscp_desktop.foundation.vault import Frame, Vault, create_vault, open_with_key

ROLES = frozenset({Role.MANAGER, Role.AUDIT})
"""What who takes an audit away may do with it there."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where audits leave from and come back to: the open vault, who works, and a private folder of its own."""

    store: Store
    actor: Actor
    place: Path
    frame: Frame


def office_of(store: Store, actor: Actor) -> Office:
    """Return what is needed of an open vault; the folder lies beside its data, and what a crash leaves in it goes."""
    with store.reading() as session:
        place = private_room(session)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Office(store, actor, place, Frame(store.search.sources, store.clock))


@dataclass(frozen=True, slots=True)
class Written:
    """The bundle that was written: its file, who opens it, and its recovery key, which stands nowhere else."""

    file: Path
    to_name: str
    recovery: str


def write_away(
    office: Office, audit_uid: str, to_name: str, passphrase: str, file: Path, due: date | None = None,
    step: Step | None = None,
) -> Written:  # fmt: skip
    """Record that an audit leaves with somebody, and write it as a bundle that opens with a passphrase of theirs.

    Where the file can't be written after that, it is recorded that this one will not come back.
    """
    if file.exists():
        raise UserError(f"“{file}” is there already. Choose another name for the bundle; nothing was changed.")
    with office.store.reading() as session:
        row, name = audit_row(session, audit_uid), partnership_name(session)
    if row is None:
        raise UserError("This audit was deleted. Nothing was written.")
    called = f"{name}, {number_words(row.number)} only"
    with tempfile.TemporaryDirectory(dir=office.place, prefix=lineage.COPYING, ignore_cleanup_errors=True) as folder:
        made, recovery = create_vault(
            Path(folder) / "away", office.frame, partnership=called, user_name=to_name, passphrase=passphrase,
            roles=ROLES,
        )  # fmt: skip
        with made:
            key = made.pointer.vault_id
            run(office.store, office.actor, take_away, audit_uid, key, to_name, due)
            try:
                with office.store.reading() as session:
                    going = leaving(session, audit_uid, key)
                    _fill(made, going)
                lineage.hand_over(made, file, step)
            except BaseException:
                _not_written(office, audit_uid, key)
                raise
    return Written(file, to_name, recovery)


def _fill(made: Vault, going: Leaving) -> None:
    ids = run(made.store, made.actor, fill_away, going).value
    run(made.store, made.actor, fill_away_own, going, ids)


def _not_written(office: Office, audit_uid: str, key: str) -> None:
    with office.store.reading() as session:
        away = next(one for one in aways_of(session, audit_uid) if one.key == key)
    run(office.store, office.actor, end_away, away.uid, UNUSED)


@contextmanager
def opened(office: Office, file: Path, passphrase: str, known: Callable[[str], None]) -> Iterator[Vault]:
    """Open a bundle that came back, to be read, for as long as it takes; its passphrase may be any of its users'.

    `known` is asked with the key of the audit away before anything is unpacked, and raises where it is none of ours.
    """
    manifest, slots = read_manifest(file), read_bundle_slots(file)
    known(manifest.vault_id)
    user, data_key = _with_passphrase(slots, passphrase)
    with tempfile.TemporaryDirectory(dir=office.place, prefix=lineage.COPYING, ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        data = lineage.unpack_verified(file, place, office.frame, data_key, manifest)
        since = office.frame.clock.now().isoformat()
        found = Pointer(manifest.vault_id, data.name, State.COPY, manifest.generation, since, manifest.bundle_uid)
        pointer.write_pointer(place, found)
        with open_with_key(place, office.frame, user, data_key, to_change=False) as came:
            yield came


def _with_passphrase(slots: keys.SlotFile, passphrase: str) -> tuple[str, bytes]:
    users = keys.users(slots)
    for uid, _ in users[:-1]:
        try:
            return uid, keys.open_with_passphrase(slots, uid, passphrase)
        except WrongPassphraseError:
            continue
    return users[-1][0], keys.open_with_passphrase(slots, users[-1][0], passphrase)
