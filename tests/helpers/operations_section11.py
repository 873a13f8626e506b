"""How the operations on the log of agencies' audits are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation
from mscp_desktop.priorities.records import Priority
from mscp_desktop.section11.records import AgencyAudit, AuditKind, Outcome
from mscp_desktop.section11.rules import changes

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def day() -> date:
        return date(rng.randrange(2023, 2026), rng.randrange(1, 13), rng.randrange(1, 29))

    def made(session: Session) -> dict[str, Callable[[], Any]]:
        return {
            "kind": lambda: rng.choice(list(AuditKind)), "body": chooser.text, "made": chooser.day,
            "organisation_uid": lambda: chooser.uid(session, Organisation), "cases": lambda: rng.randrange(50),
            "grade_words": chooser.text, "grade_uid": lambda: chooser.uid(session, Grade), "learning": chooser.text,
            "priority_uid": lambda: chooser.uid(session, Priority), "next_due": chooser.day, "received": day,
            "confidential": lambda: rng.random() < 0.5,
        }  # fmt: skip

    def changed(session: Session) -> dict[str, Callable[[], Any]]:
        return made(session) | {
            "subject": chooser.words, "group_uid": lambda: chooser.uid(session, Group), "brought_on": day,
            "outcome": lambda: rng.choice((None, *Outcome)), "response": chooser.text,
        }  # fmt: skip

    return {
        "section11.add_agency_audit": lambda s: (
            changes.add_agency_audit, (chooser.words(),),
            {"organisation_uid": chooser.need(s, Organisation).uid} | chooser.some(made(s)),
        ),
        "section11.change_agency_audit": lambda s: chooser._change(
            s, changes.change_agency_audit, AgencyAudit, changed(s)
        ),
        "section11.bring_agency_audits": lambda s: (
            changes.bring_agency_audits, (chooser.several(s, AgencyAudit), chooser.need(s, Group).uid, day()), {},
        ),
        "section11.consider_agency_audit": lambda s: (
            changes.consider_agency_audit,
            (chooser.need(s, AgencyAudit).uid, rng.choice(list(Outcome)), day(), chooser.text()),
            {"group_uid": chooser.need(s, Group).uid},
        ),
        "section11.raise_action": lambda s: (
            changes.raise_action, (chooser.need(s, AgencyAudit).uid, chooser.words()),
            {"organisation_uid": chooser.uid(s, Organisation)},
        ),
        "section11.remove_agency_audits": lambda s: (
            changes.remove_agency_audits, (chooser.several(s, AgencyAudit),), {},
        ),
    }  # fmt: skip
