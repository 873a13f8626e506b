"""What is due of the services' answers: those that are missing, and audits that can be revealed; and what is amiss."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit, AuditState, AuditTheme
from mscp_desktop.audits.rules.places import RETURNS, audit_place
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.services import Stand, missing_words, open_audits, service_rows
from mscp_desktop.foundation.contracts import Due, Finding
from mscp_desktop.foundation.partial_dates import format_day

MISSING, TO_REVEAL, NO_ADDRESS = "Returns for audits", "Audits to reveal", "Services without an address"


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield the audits whose services have not all answered, and those of which all are in and sealed."""
    for audit, theme in open_audits(session):
        rows = service_rows(session, audit.uid, today)
        words = missing_words(rows)
        if not words:
            continue
        missing = [one for one in rows if one.is_missing()]
        days = [one.last.due for one in missing if one.last and one.last.due]
        late = sum(one.stand is Stand.OVERDUE for one in missing)
        said = [f"{number_words(audit.number)} waits for: {', '.join(one.name for one in missing)}."]
        chased = max((one.last.chased for one in missing if one.last and one.last.chased), default=None)
        said += [f"Reminded last on {format_day(chased)}."] if chased else []
        why = words[:1].upper() + words[1:] + (f"; {late} late." if late else ".")
        yield Due(
            MISSING, f"Returns for the {theme} audit", why, min(days, default=None), audit_place(audit.uid, RETURNS),
            "Open the returns", tuple(said),
        )  # fmt: skip
    query = (
        select(Audit, AuditTheme.name)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .where(Audit.revealed_at.is_(None), Audit.state.not_in([AuditState.CANCELLED, AuditState.CLOSED]))
    )
    for audit, theme in session.execute(query.order_by(Audit.id)).all():
        rows = service_rows(session, audit.uid, today)
        if rows and rows[0].cases and all(one.stand is Stand.IN for one in rows):
            yield Due(
                TO_REVEAL, f"All returns for the {theme} audit are in",
                f"{len(rows)} services have answered about all cases. Their grades stay sealed until you reveal them.",
                None, audit_place(audit.uid, RETURNS), "Open the returns",
            )  # fmt: skip


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield the services that a workbook was made out for and whose e-mail address is not recorded."""
    for audit, theme in open_audits(session):
        without = [one for one in service_rows(session, audit.uid, today) if one.is_missing() and not one.email]
        if without:
            number = "1 service has" if len(without) == 1 else f"{len(without)} services have"
            yield Finding(
                NO_ADDRESS, f"{number} no address for the {theme} audit",
                f"They can't be reminded by e-mail: {', '.join(one.name for one in without)}.",
                audit_place(audit.uid, RETURNS),
            )  # fmt: skip
