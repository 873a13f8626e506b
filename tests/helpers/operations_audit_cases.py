"""How the operations of an audit's cases are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import AgeBand, Audit, AuditCase, PlanStatus, ReviewName, RiskNow
from mscp_desktop.audits.rules import case_changes, cases, risk

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def add(session: Session) -> Any:
        audit = chooser.need(session, Audit).uid
        number = rng.randrange(1, 4)
        references = cases.proposed_references(session, audit, number) if rng.random() < 0.8 else [chooser.words()]
        return case_changes.add_cases, (audit, references), {"look_from": chooser.day(), "look_until": chooser.day()}

    def described() -> dict[str, Callable[[], Any]]:
        return {
            "age_band": lambda: rng.choice([None, *AgeBand]), "plan_status": lambda: rng.choice([None, *PlanStatus]),
            "look_from": chooser.day, "look_until": chooser.day,
        }  # fmt: skip

    return {
        "audits.add_cases": add,
        "audits.change_case": lambda s: chooser._change(
            s, case_changes.change_case, AuditCase,
            described() | {"reference": chooser.words, "summary": chooser.text},
        ),
        "audits.change_cases": lambda s: (
            case_changes.change_cases, (chooser.several(s, AuditCase),), chooser.some(described()),
        ),
        "audits.move_case": lambda s: (
            case_changes.move_case, (chooser.need(s, AuditCase).uid, rng.randrange(-2, 3)), {},
        ),
        "audits.remove_cases": lambda s: (case_changes.remove_cases, (chooser.several(s, AuditCase),), {}),
        "audits.set_selection": lambda s: chooser._change(
            s, case_changes.set_selection, Audit,
            {"selection": chooser.text, "key_holder": chooser.text, "minutes": lambda: rng.choice((None, 0, 30, 45))},
        ),
        "audits.record_risk": lambda s: (
            risk.record_risk, (chooser.need(s, AuditCase).uid, chooser.words()),
            {"told": chooser.text(), "outcome": chooser.text()},
        ),
        "audits.change_risk": lambda s: chooser._change(
            s, risk.change_risk, RiskNow, {"what": chooser.words, "told": chooser.text, "outcome": chooser.text},
        ),
        "audits.remove_risk": lambda s: (risk.remove_risk, (chooser.need(s, RiskNow).uid,), {}),
        "audits.add_review_name": lambda _: (
            case_changes.add_review_name, (chooser.words(),), {"published": chooser.day(), "note": chooser.text()},
        ),
        "audits.change_review_name": lambda s: chooser._change(
            s, case_changes.change_review_name, ReviewName,
            {"name": chooser.words, "published": chooser.day, "note": chooser.text},
        ),
        "audits.remove_review_name": lambda s: (
            case_changes.remove_review_name, (chooser.need(s, ReviewName).uid,), {},
        ),
    }  # fmt: skip
