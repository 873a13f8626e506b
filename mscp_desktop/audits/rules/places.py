"""Where an audit, or what belongs to one, is shown: the audit, the part of its workspace, and the record in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import ON_RECORD, TO_COME, Audit, AuditCase, AuditFinding, AuditService
from mscp_desktop.audits.rules.away import AwayRow, aways_of
from mscp_desktop.audits.rules.cases import audit_facts
from mscp_desktop.audits.rules.overview import audit_of_comment
from mscp_desktop.audits.rules.programme import AuditRow, audit_row
from mscp_desktop.audits.rules.sealing import is_revealed
from mscp_desktop.foundation.contracts import Place

CASES, RETURNS, DAY, FINDINGS, OVERVIEW = "cases", "returns", "day", "findings", "overview"
_WITHIN: tuple[tuple[Any, str], ...] = ((AuditCase, CASES), (AuditService, RETURNS), (AuditFinding, FINDINGS))


@dataclass(frozen=True, slots=True)
class Where:
    """An audit, the part of its workspace where that is meant, and the record in it where one is."""

    audit: str
    part: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """What stands above an audit's parts: the audit itself, and those before and after it.

    `at_risk` is how many children are at risk now of whom nobody was told yet; `aways` is when it left the office.
    """

    row: AuditRow
    before: AuditRow | None
    after: AuditRow | None
    at_risk: int
    revealed: bool
    aways: tuple[AwayRow, ...]


def audit_place(uid: str, part: str = CASES) -> Place:
    """Return the place of a part of an audit's workspace."""
    return Place("audit-work", uid if part == CASES else f"{uid}/{part}")


def where_of(session: Session, asked: str | None) -> Where | None:
    """Return where a place's uid leads: an audit, a part of it, a case, a service; None where it is gone.

    With nothing asked it is the next audit to come, else the last one on record.
    """
    if asked is None:
        coming = select(Audit.uid).where(Audit.state.in_(TO_COME)).order_by(Audit.year, Audit.quarter, Audit.number)
        held = select(Audit.uid).where(Audit.state.in_(ON_RECORD))
        found = (
            session.scalars(coming.limit(1)).first()
            or session.scalars(
                held.order_by(Audit.year.desc(), Audit.quarter.desc(), Audit.number.desc()).limit(1)
            ).first()
        )
        return None if found is None else Where(found)
    uid, _, part = asked.partition("/")
    if session.scalar(select(Audit.id).where(Audit.uid == uid)) is not None:
        return Where(uid, part or None)
    for model, own in _WITHIN:
        record = session.scalars(select(model).where(model.uid == uid)).first()
        if record is not None:
            return Where(session.get_one(Audit, record.audit_id).uid, part or own, uid)
    on = audit_of_comment(session, uid)
    return None if on is None else Where(on, part or OVERVIEW, uid)


def workspace_of(session: Session, uid: str) -> Workspace | None:
    """Return what stands above an audit's parts, None where it is gone; cancelled ones are no neighbours."""
    row = audit_row(session, uid)
    if row is None:
        return None
    query = select(Audit.uid).where(Audit.state.in_((*TO_COME, *ON_RECORD)))
    order = list(session.scalars(query.order_by(Audit.year, Audit.quarter, Audit.number)))
    at = order.index(uid) if uid in order else None
    around = [None if at is None or not 0 <= at + by < len(order) else order[at + by] for by in (-1, 1)]
    before, after = (None if one is None else audit_row(session, one) for one in around)
    facts = audit_facts(session, uid)
    waiting = facts.waiting if facts else 0
    return Workspace(row, before, after, waiting, is_revealed(session, uid), tuple(aways_of(session, uid)))
