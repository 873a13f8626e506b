"""How the operations of the programme of audits are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool
from mscp_desktop.audits.records import Audit, AuditTheme
from mscp_desktop.audits.rules import changes, themes
from mscp_desktop.audits.rules.proposal import proposal
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Decision
from mscp_desktop.priorities.records import Priority

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def uid(session: Session) -> str:
        found: str = chooser.need(session, Audit).uid
        return found

    def when() -> tuple[int, int]:
        return rng.randrange(2022, 2027), rng.randrange(0, 6)

    def adopt(session: Session) -> Any:
        """Take what is proposed for a year, or a part of it."""
        year = rng.randrange(2024, 2028)
        found = proposal(session, year, date(2025, 1, 15))
        chosen = [(quarter, one.uid) for quarter, one in found.quarters if one is not None]
        return changes.adopt_proposal, (year, chosen[: rng.randrange(0, 5)]), {}

    return {
        "audits.add_theme": lambda s: (
            themes.add_theme, (chooser.words(),),
            {"priority_uid": chooser.uid(s, Priority), "required": rng.random() < 0.5, "note": chooser.text()},
        ),
        "audits.change_theme": lambda s: chooser._change(
            s, themes.change_theme, AuditTheme,
            {
                "name": chooser.words, "priority_uid": lambda: chooser.uid(s, Priority), "ended": chooser.day,
                "required": lambda: rng.random() < 0.5, "note": chooser.text,
            },
        ),
        "audits.end_theme": lambda s: (
            themes.end_theme, (chooser.need(s, AuditTheme).uid, chooser.day() or PartialDate(2025)), {},
        ),
        "audits.remove_theme": lambda s: (themes.remove_theme, (chooser.need(s, AuditTheme).uid,), {}),
        "audits.add_audit": lambda s: (
            changes.add_audit, when(),
            {
                "theme_uid": chooser.uid(s, AuditTheme), "new_theme": rng.choice((None, None, chooser.words())),
                "group_uid": chooser.uid(s, Group), "note": chooser.text(),
            },
        ),
        "audits.adopt_proposal": adopt,
        "audits.change_audit": lambda s: chooser._change(
            s, changes.change_audit, Audit,
            {
                "theme_uid": lambda: chooser.uid(s, AuditTheme), "group_uid": lambda: chooser.uid(s, Group),
                "decision_uid": lambda: chooser.uid(s, Decision), "tool_uid": lambda: chooser.uid(s, Tool),
                "year": lambda: when()[0], "quarter": lambda: when()[1], "held_on": chooser.day,
                "cases": lambda: rng.randrange(0, 9), "learning": chooser.text, "note": chooser.text,
            },
        ),
        "audits.agree_audits": lambda s: (
            changes.agree_audits, (chooser.several(s, Audit), chooser.need(s, Decision).uid), {},
        ),
        "audits.hold_audit": lambda s: (
            changes.hold_audit, (uid(s), chooser.day() or PartialDate(2024, 11)),
            {"group_uid": chooser.uid(s, Group), "cases": rng.choice((None, 5, 6))},
        ),
        "audits.close_audit": lambda s: (changes.close_audit, (uid(s), chooser.text()), {}),
        "audits.cancel_audit": lambda s: (changes.cancel_audit, (uid(s), chooser.text() or ""), {}),
        "audits.reopen_audit": lambda s: (changes.reopen_audit, (uid(s),), {}),
        "audits.set_counts": lambda s: (
            changes.set_counts, (uid(s), {one: rng.randrange(0, 4) for one in chooser.several(s, Grade)}),
            {"published": chooser.text()},
        ),
        "audits.remove_audits": lambda s: (changes.remove_audits, (chooser.several(s, Audit),), {}),
    }  # fmt: skip
