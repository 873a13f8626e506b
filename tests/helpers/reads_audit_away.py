"""What reads of audits away from the office: each is asked by the test of the schema."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import Tool
from mscp_desktop.audits.records import Audit, AuditAway
from mscp_desktop.audits.rules import away, away_content, sealing
from mscp_desktop.foundation.errors import UserError


def _away(session: Any, _today: Any, uid: str) -> None:
    for audit in session.scalars(select(Audit)):
        away.aways_of(session, audit.uid)
        away_content.content_of(session, audit.uid, away_content.keyed(sealing.cells_of(session, audit.uid)))
        if session.scalar(select(Tool.id).where(Tool.id == audit.tool_id)):
            for key in session.scalars(select(AuditAway.key).where(AuditAway.audit_id == audit.id)):
                away.leaving(session, audit.uid, key)
        away_content.records_of(session, audit)
        for base in session.scalars(select(AuditAway.base).where(AuditAway.base.is_not(None))):
            sealing.read_base(session, base)
        for cells in sealing.cells_of(session, audit.uid).values():
            for cell in cells.values():
                with suppress(UserError):
                    sealing.seen(session, audit.uid, cell)
        with suppress(UserError):
            away.audit_numbered(session, audit.number)


READS: tuple[Callable[..., Any], ...] = (_away,)
