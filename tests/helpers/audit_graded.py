"""An audit that is held, revealed, graded and agreed, with findings, as many cases and services as are asked for."""

from datetime import UTC, date, datetime

from audit_made import AuditMade, made_audit
from sqlalchemy import select

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import (
    AgeBand,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    Dissent,
    Known,
    OwnGrade,
    PlanStatus,
    ServiceCase,
)
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import Vault

HELD = date(2025, 1, 10)
SUMMARY = (
    "One of three children at home. School noted hunger and missed days; a first conference was held late, and a"
    " grandparent gave steady support."
)


@operation("test.grade_all")
def grade_all(session: WorkSession, audit_uid: str, extra: int, late: int) -> None:
    """Grade every section of every case: service s gives a case c a grade that is s or c places off now and then.

    The agreed grade is always the second; services graded first, second or third in turn. The service at the place
    `late` answered after the reveal. The last service knows no child but that of the first case.
    """
    audit = Audit.by_uid(session, audit_uid)
    audit.state, audit.held_on, audit.revealed_at = (
        AuditState.HELD,
        PartialDate.of(HELD),
        datetime(2025, 1, 10, tzinfo=UTC),
    )
    audit.selection = "Every fourth child on a plan for neglect, oldest plan first"
    there = session.scalars(select(AuditService).where(AuditService.audit_id == audit.id)).all()
    for at in range(extra):
        session.add(
            AuditService(
                audit_id=audit.id, position=len(there) + at + 1, name=f"Further service {at + 1} of the council",
                short=None, organisation_id=None, seat_id=None, email=None,
            )
        )  # fmt: skip
    session.flush()
    services = session.scalars(select(AuditService).where(AuditService.audit_id == audit.id)).all()
    sections = session.scalars(select(ToolSection).where(ToolSection.tool_id == audit.tool_id)).all()
    grades = session.scalars(select(Grade).order_by(Grade.scale_id, Grade.position)).all()[:4]
    cases = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)).all()
    for c, case in enumerate(cases):
        case.summary, case.age_band, case.plan_status = SUMMARY, list(AgeBand)[c % 7], list(PlanStatus)[c % 6]
        case.look_from, case.look_until, case.seconds = PartialDate(2024), PartialDate(2025), 2400
        for s, service in enumerate(services):
            known = not (s == len(services) - 1 and c)
            said = ServiceCase(
                service_id=service.id, case_id=case.id, known=Known.KNOWN if known else Known.NOT_KNOWN,
                graded=len(sections) if known else 0, sealed=None, late=s == late,
            )  # fmt: skip
            session.add(said)
            session.flush()
            for at, section in enumerate(sections if known else ()):
                session.add(
                    OwnGrade(
                        service_case_id=said.id, section_id=section.id, grade_id=grades[(s + at) % 3].id, applies=True,
                        evidence="Seen in the chronology and in two of three contacts.",
                    )
                )  # fmt: skip
        for at, section in enumerate(sections):
            agreed = AgreedGrade(
                case_id=case.id, section_id=section.id, grade_id=grades[1].id if at else grades[3].id,
                reason="What was on file outweighs what was said in the room.", decided_at=session.clock.now(),
                decided_by="Ann Example", changed_why=None,
            )  # fmt: skip
            session.add(agreed)
            session.flush()
            if at == c == 0:
                session.add(
                    Dissent(agreed_id=agreed.id, service_id=services[0].id, words="We saw the plan change in May.")
                )


def graded_audit(
    vault: Vault, cases: int = 2, extra: int = 0, late: int = 99, theme: str = "Neglect at home"
) -> AuditMade:
    """Return an audit that is graded and agreed."""
    made = made_audit(vault, theme, tuple(f"N-{at:02d}" for at in range(1, cases + 1)))
    made.do(grade_all, made.audit, extra, late)
    return made
