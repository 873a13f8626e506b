"""How the operations of the accuracy check of an audit are called at random."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import AccuracyComment, Audit, AuditService
from mscp_desktop.audits.rules import overview_changes as changes
from mscp_desktop.audits.rules.overview import fingerprint, overview_of

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng, today = chooser.rng, date(2025, 1, 15)

    def audit(session: Session) -> str:
        """Return an audit; one that is revealed comes up more often."""
        shown = session.scalars(select(Audit.uid).where(Audit.revealed_at.is_not(None))).all()
        found: str = rng.choice(shown) if shown and rng.random() < 0.8 else chooser.need(session, Audit).uid
        return found

    def finish(session: Session) -> Any:
        uid = audit(session)
        return changes.finish_overview, (uid, fingerprint(overview_of(session, uid, today)), "o.pdf", b"%PDF-1.7"), {}

    return {
        "audits.send_draft": lambda s: (
            changes.send_draft, (audit(s), today + timedelta(days=rng.randrange(-1, 30))), {},
        ),
        "audits.add_comment": lambda s: (
            changes.add_comment, (chooser.need(s, AuditService).uid, chooser.words()), {"answer": chooser.text()},
        ),
        "audits.change_comment": lambda s: chooser._change(
            s, changes.change_comment, AccuracyComment, {"words": chooser.words, "answer": chooser.text},
        ),
        "audits.remove_comments": lambda s: (changes.remove_comments, ([chooser.need(s, AccuracyComment).uid],), {}),
        "audits.finish_overview": finish,
        "audits.reopen_overview": lambda s: (changes.reopen_overview, (audit(s),), {}),
    }  # fmt: skip
