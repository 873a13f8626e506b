"""How the operations on an audit's services, their answers and the seal are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import Audit, AuditCase, AuditReturn, AuditService, Known
from mscp_desktop.audits.rules import returned, sealing, service_changes
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.audits.rules.service_changes import NewService
from mscp_desktop.parties.records import Organisation
from mscp_desktop.roster.records import Seat

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def cell(session: Session) -> tuple[str, str, str, str]:
        """Return a service, a case of its audit where there is one, a section of its tool, and a grade of that."""
        service = chooser.need(session, AuditService)
        audit = session.scalars(select(Audit).join(AuditService).where(AuditService.id == service.id)).one()
        cases = session.scalars(select(AuditCase.uid).where(AuditCase.audit_id == audit.id)).all()
        parts = session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == audit.tool_id)).all()
        case = rng.choice(cases) if cases else chooser.need(session, AuditCase).uid
        section = rng.choice(parts) if parts else chooser.need(session, ToolSection).uid
        return service.uid, case, section, chooser.need(session, Grade).uid

    def take(session: Session) -> Any:
        sent = chooser.need(session, AuditReturn).uid
        service = session.scalars(select(AuditService).join(AuditReturn).where(AuditReturn.uid == sent)).one()
        cases = session.scalars(select(AuditCase.uid).where(AuditCase.audit_id == service.audit_id)).all()
        _, _, section, grade = cell(session)
        own = Own({section: rng.choice((grade, None))}, {section: chooser.words()})
        known = rng.choice((None, Known.KNOWN))
        said = [(case, own, known) if rng.random() < 0.7 else (case, Own(), Known.NOT_KNOWN) for case in cases]
        return returned.take_return, (sent, said), {}

    def grade(session: Session) -> Any:
        service, case, section, given = cell(session)
        more = {"replace": rng.random() < 0.8, "why": rng.choice((None, chooser.words(), chooser.words()))}
        given_here = rng.choice((given, given, None))
        return sealing.set_own_grade, (service, case, section, given_here, rng.random() < 0.8), more

    def evidence(session: Session) -> Any:
        service, case, section, _ = cell(session)
        return sealing.set_own_evidence, (service, case, section, chooser.text()), {}

    def known(session: Session) -> Any:
        service, case, _, _ = cell(session)
        return sealing.set_known, (service, case, rng.choice((None, *Known))), {}

    return {
        "audits.add_service": lambda s: (
            service_changes.add_service, (chooser.need(s, Audit).uid, chooser.words()),
            {"organisation_uid": chooser.uid(s, Organisation), "email": rng.choice((None, "a@example.gov.uk"))},
        ),
        "audits.add_services": lambda s: (
            service_changes.add_services,
            (chooser.need(s, Audit).uid, [NewService(chooser.words(), seat_uid=chooser.uid(s, Seat))]), {},
        ),
        "audits.change_service": lambda s: chooser._change(
            s, service_changes.change_service, AuditService,
            {
                "name": chooser.words, "short": chooser.text, "email": chooser.text,
                "organisation_uid": lambda: chooser.uid(s, Organisation),
            },
        ),
        "audits.move_service_by": lambda s: (
            service_changes.move_service_by, (chooser.need(s, AuditService).uid, rng.choice((-1, 1))), {},
        ),
        "audits.remove_services": lambda s: (service_changes.remove_services, (chooser.several(s, AuditService),), {}),
        "audits.send_returns": lambda s: (
            service_changes.send_returns, (chooser.several(s, AuditService),),
            {"due": rng.choice((None, date(2025, 2, 1)))},
        ),
        "audits.chase_returns": lambda s: (service_changes.chase_returns, (chooser.several(s, AuditService),), {}),
        "audits.close_return": lambda s: (
            service_changes.close_return, (chooser.need(s, AuditService).uid, chooser.text() or ""), {},
        ),
        "audits.take_return": take,
        "audits.set_own_grade": grade,
        "audits.set_own_evidence": evidence,
        "audits.set_known": known,
    }  # fmt: skip
