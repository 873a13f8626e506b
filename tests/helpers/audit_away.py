"""An audit that goes away from the office, is worked on there, and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit_made import AuditMade
from sqlalchemy import select

from mscp_desktop.audits.records import Audit
from mscp_desktop.audits.rules.away_bundles import Office, Written, office_of, write_away
from mscp_desktop.foundation import keys, lineage
from mscp_desktop.foundation.bundle_file import read_bundle_slots
from mscp_desktop.foundation.vault import Vault, open_vault, users_of

PASSPHRASE = "seven green bottles hang here"


@contextmanager
def elsewhere(written: Path, place: Path, home: Vault) -> Iterator[AuditMade]:
    """Open the bundle on another laptop, to work on it."""
    user = keys.users(read_bundle_slots(written))[0][0]
    lineage.open_bundle(written, place, home.frame, user, PASSPHRASE)
    with open_vault(place, home.frame, users_of(place)[0][0], PASSPHRASE) as vault:
        with vault.store.reading() as session:
            audit = session.scalars(select(Audit)).one()
        yield AuditMade(vault, audit.uid, [], [], [], [], {})


def office(vault: Vault) -> Office:
    """Return the office that an open vault is of."""
    return office_of(vault.store, vault.actor)


def left(made: AuditMade, file: Path, to_name: str = "Bea Away") -> Written:
    """Take an audit away."""
    return write_away(office(made.vault), made.audit, to_name, PASSPHRASE, file)


def back(there: AuditMade, file: Path) -> Path:
    """Write what is elsewhere as a bundle."""
    lineage.export_bundle(there.vault, file, "copy")
    return file
