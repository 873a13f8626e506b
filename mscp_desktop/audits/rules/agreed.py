"""What was agreed of an audit's cases, in counts: overall grades, and the reasons that are still owed."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import AgreedGrade, AuditCase, OwnGrade, ServiceCase, case_words


def overall_counts(session: Session) -> dict[int, list[tuple[Grade, int]]]:
    """Return, by the key of each audit with graded cases, how many have which agreed overall grade, the best first."""
    query = (
        select(AuditCase.audit_id, Grade, func.count())
        .join(AgreedGrade, AgreedGrade.case_id == AuditCase.id)
        .join(ToolSection, and_(ToolSection.id == AgreedGrade.section_id, ToolSection.overall.is_(True)))
        .join(Grade, Grade.id == AgreedGrade.grade_id)
        .group_by(AuditCase.audit_id, Grade.id)
        .order_by(AuditCase.audit_id, Grade.position, Grade.id)
    )
    found: dict[int, list[tuple[Grade, int]]] = {}
    for audit_id, grade, number in session.execute(query):
        found.setdefault(audit_id, []).append((grade, number))
    return found


def is_otherwise() -> ColumnElement[bool]:
    """Return the condition that a service graded a section otherwise than was agreed, for a query of agreed grades."""
    return exists(
        select(OwnGrade.id)
        .join(ServiceCase, ServiceCase.id == OwnGrade.service_case_id)
        .where(
            ServiceCase.case_id == AgreedGrade.case_id,
            OwnGrade.section_id == AgreedGrade.section_id,
            OwnGrade.grade_id.is_not(None),
            or_(AgreedGrade.grade_id.is_(None), OwnGrade.grade_id != AgreedGrade.grade_id),
        )
    )


def ungraded(session: Session, audit_id: int) -> list[str]:
    """Return the cases of an audit whose overall grade is not agreed, as they are called."""
    agreed = (
        select(AgreedGrade.case_id)
        .join(ToolSection, ToolSection.id == AgreedGrade.section_id)
        .where(ToolSection.overall.is_(True))
    )
    query = select(AuditCase).where(AuditCase.audit_id == audit_id, AuditCase.id.not_in(agreed))
    return [case_words(one.reference, one.position) for one in session.scalars(query.order_by(AuditCase.position))]


def owed(session: Session, audit_ids: Iterable[int] | None = None) -> list[tuple[int, str, str]]:
    """Return (key of the audit, case, section) of each agreed grade whose reason is still to be given.

    All audits are asked where no keys are named.
    """
    query = (
        select(AuditCase, ToolSection.name)
        .select_from(AgreedGrade)
        .join(AuditCase, AuditCase.id == AgreedGrade.case_id)
        .join(ToolSection, ToolSection.id == AgreedGrade.section_id)
        .where(AgreedGrade.reason.is_(None), is_otherwise())
        .order_by(AuditCase.audit_id, AuditCase.position, ToolSection.position)
    )
    if audit_ids is not None:
        query = query.where(AuditCase.audit_id.in_(list(audit_ids)))
    return [
        (case.audit_id, case_words(case.reference, case.position), section) for case, section in session.execute(query)
    ]
