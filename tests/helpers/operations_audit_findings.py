"""How the operations of an audit's findings are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import (
    Audit,
    AuditCase,
    AuditFinding,
    FindingAgency,
    FindingCase,
    FindingKind,
    LearningTheme,
)
from mscp_desktop.audits.rules import finding_changes
from mscp_desktop.meetings.records import Decision
from mscp_desktop.parties.records import Organisation

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def section(session: Session, audit: Audit) -> str | None:
        of_tool = select(ToolSection.uid).join(Audit, Audit.tool_id == ToolSection.tool_id)
        uids = session.scalars(of_tool.where(Audit.uid == audit.uid)).all()
        return rng.choice([None, *uids])

    def add(session: Session) -> Any:
        audit = chooser.need(session, Audit)
        cases = session.scalars(select(AuditCase.uid).where(AuditCase.audit_id == audit.id)).all()
        return finding_changes.add_finding, (audit.uid, rng.choice(list(FindingKind)), chooser.words()), {
            "section_uid": section(session, audit), "learning_uid": chooser.uid(session, LearningTheme),
            "new_learning": rng.choice((None, None, chooser.words())), "case_uids": list(cases[: rng.randrange(3)]),
            "organisation_uids": chooser.several(session, Organisation) if rng.random() < 0.5 else [],
            "escalated_to": chooser.words(), "escalated_on": chooser.day(), "outcome": chooser.text(),
        }  # fmt: skip

    def changed(session: Session) -> dict[str, Callable[[], Any]]:
        return {
            "kind": lambda: rng.choice(list(FindingKind)), "learning_uid": lambda: chooser.uid(session, LearningTheme),
        }  # fmt: skip

    return {
        "audits.add_finding": add,
        "audits.change_finding": lambda s: chooser._change(
            s, finding_changes.change_finding, AuditFinding,
            changed(s) | {"text": chooser.words, "escalated_to": chooser.text, "outcome": chooser.text,
                          "escalated_on": chooser.day},
        ),
        "audits.change_findings": lambda s: (
            finding_changes.change_findings, (chooser.several(s, AuditFinding),), chooser.some(changed(s)),
        ),
        "audits.move_finding": lambda s: (
            finding_changes.move_finding, (chooser.need(s, AuditFinding).uid, rng.randrange(-2, 3)), {},
        ),
        "audits.remove_findings": lambda s: (
            finding_changes.remove_findings, (chooser.several(s, AuditFinding),), {},
        ),
        "audits.tie_case": lambda s: (
            finding_changes.tie_case, (chooser.need(s, AuditFinding).uid, chooser.need(s, AuditCase).uid), {},
        ),
        "audits.untie_case": lambda s: (finding_changes.untie_case, (chooser.need(s, FindingCase).uid,), {}),
        "audits.tie_agency": lambda s: (
            finding_changes.tie_agency, (chooser.need(s, AuditFinding).uid, chooser.need(s, Organisation).uid), {},
        ),
        "audits.untie_agency": lambda s: (finding_changes.untie_agency, (chooser.need(s, FindingAgency).uid,), {}),
        "audits.raise_action": lambda s: (
            finding_changes.raise_action, (chooser.need(s, AuditFinding).uid, chooser.words()),
            {"organisation_uid": chooser.uid(s, Organisation)},
        ),
        "audits.agree_learning": lambda s: (
            finding_changes.agree_learning, (chooser.need(s, Audit).uid, chooser.day(), chooser.uid(s, Decision)), {},
        ),
        "audits.add_learning_theme": lambda _: (
            finding_changes.add_learning_theme, (chooser.words(),), {"note": chooser.text()},
        ),
        "audits.change_learning_theme": lambda s: chooser._change(
            s, finding_changes.change_learning_theme, LearningTheme,
            {"name": chooser.words, "ended": chooser.day, "note": chooser.text},
        ),
        "audits.remove_learning_theme": lambda s: (
            finding_changes.remove_learning_theme, (chooser.need(s, LearningTheme).uid,), {},
        ),
    }  # fmt: skip
