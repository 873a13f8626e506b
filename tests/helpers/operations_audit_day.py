"""How the operations of the day of an audit are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import AgreedGrade, Audit, AuditCase, AuditService
from mscp_desktop.audits.rules import moderation

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def cell(session: Session) -> tuple[str, str]:
        """Return a case with a section of its tool; one that is agreed comes up more often."""
        agreed = chooser.one(session, AgreedGrade)
        if agreed is not None and rng.random() < 0.6:
            there = session.get_one(AgreedGrade, agreed.id)
            section = session.get_one(ToolSection, there.section_id)
            return session.get_one(AuditCase, there.case_id).uid, section.uid
        case = session.get_one(AuditCase, chooser.need(session, AuditCase).id)
        tool = session.get_one(Audit, case.audit_id).tool_id
        parts = session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == tool)).all()
        return case.uid, rng.choice(parts) if parts else chooser.need(session, ToolSection).uid

    def service(session: Session, case: str) -> str:
        query = select(AuditService.uid).join(AuditCase, AuditCase.audit_id == AuditService.audit_id)
        found = session.scalars(query.where(AuditCase.uid == case)).all()
        return rng.choice(found) if found else chooser.need(session, AuditService).uid

    def dissent(session: Session) -> Any:
        case, section = cell(session)
        return moderation.set_dissent, (case, section, service(session, case), chooser.text()), {"why": chooser.text()}

    return {
        "audits.begin_day": lambda s: (moderation.begin_day, (chooser.need(s, Audit).uid,), {}),
        "audits.agree_grade": lambda s: (
            moderation.agree_grade, (*cell(s), rng.choice((None, chooser.need(s, Grade).uid))), {"why": chooser.text()},
        ),
        "audits.set_reason": lambda s: (
            moderation.set_reason, (*cell(s), chooser.text()), {"why": chooser.text()},
        ),
        "audits.take_back_agreed": lambda s: (moderation.take_back_agreed, cell(s), {"why": chooser.text()}),
        "audits.set_dissent": dissent,
    }  # fmt: skip
