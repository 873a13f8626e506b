"""Processes that grade an audit, or merge what came back into it, until they are killed."""

from multiprocessing.connection import Connection

from audit_away import PASSPHRASE, office
from kills import STARTED, Subject
from sqlalchemy import select

from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import Audit, AuditAway, AuditCase, AuditService
from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.away_content import Content, content_of, keyed
from mscp_desktop.audits.rules.merging_changes import look, merge_bundle
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault


def cells(vault: Vault) -> list[tuple[str, str, str]]:
    """Return (service, case, section) of the audit that went away."""
    with vault.store.reading() as session:
        audit = session.get_one(Audit, session.scalars(select(AuditAway.audit_id)).one())
        found = []
        for part, column in ((AuditService.uid, AuditService.audit_id), (AuditCase.uid, AuditCase.audit_id)):
            found.append(session.scalars(select(part).where(column == audit.id).order_by(part)).all())
        sections = session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == audit.tool_id)).all()
    return [(service, case, one) for service in found[0] for case in found[1] for one in sorted(sections)]


def content(vault: Vault) -> Content:
    """Return all that the audit holds that went away."""
    with vault.store.reading() as session:
        uid = session.get_one(Audit, session.scalars(select(AuditAway.audit_id)).one()).uid
        return content_of(session, uid, keyed(sealing.cells_of(session, uid)))


def words(vault: Vault, cell: tuple[str, str, str]) -> sealing.Cell | None:
    """Return what is kept as evidence, to be compared."""
    return content(vault).cells.get(f"{cell[0]}+{cell[1]}", {}).get(("evidence", cell[2]))


def grade(subject: Subject, line: Connection, start: int) -> None:
    """Type evidence into one cell after the other, and say its number once it is shown as saved."""
    with subject.open() as vault:
        places = cells(vault)
        line.send(STARTED)
        for number in range(start, start + 100_000):
            run(vault.store, vault.actor, sealing.set_own_evidence, *places[number % len(places)], f"Seen {number}")
            line.send(number)


def merge(subject: Subject, line: Connection, _start: int) -> None:
    """Merge what came back once."""
    with subject.open() as vault:
        line.send(STARTED)
        coming = look(office(vault), subject.other, PASSPHRASE)
        line.send("looked")
        merge_bundle(office(vault), subject.other, PASSPHRASE, {one.id: True for one in coming.asked})
        line.send("merged")
