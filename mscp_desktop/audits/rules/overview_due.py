"""What is due of an audit's overview: the draft to send, comments of the agencies, and its final form."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import AgreedGrade, Audit, AuditCase, AuditState, AuditTheme
from mscp_desktop.audits.rules.agreed import overall_counts
from mscp_desktop.audits.rules.overview import check_of
from mscp_desktop.audits.rules.places import OVERVIEW, audit_place
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.contracts import Due
from mscp_desktop.foundation.partial_dates import format_day

ABOUT = "Overviews of audits"
OPEN = "Open the overview"


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield audits whose graded cases no draft tells of yet, comments that are awaited, and overviews to finish."""
    query = (
        select(Audit, AuditTheme.name)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .where(Audit.state == AuditState.HELD, Audit.revealed_at.is_not(None), Audit.final_on.is_(None))
        .where(Audit.id.in_(select(AuditCase.audit_id).join(AgreedGrade, AgreedGrade.case_id == AuditCase.id)))
        .order_by(Audit.year, Audit.quarter, Audit.number)
    )
    graded = None
    for audit, theme in session.execute(query).all():
        place = audit_place(audit.uid, OVERVIEW)
        if audit.draft_sent_on is None:
            graded = overall_counts(session) if graded is None else graded
            there = len(session.scalars(select(AuditCase.id).where(AuditCase.audit_id == audit.id)).all())
            if sum(number for _, number in graded.get(audit.id, ())) == there:
                why = f"All {there} cases of {number_words(audit.number)} are graded. The agencies check the draft."
                yield Due(ABOUT, f"Draft overview of the {theme} audit to send", why, None, place, OPEN)
            continue
        check = check_of(session, audit.uid)
        number = len(check.comments)
        said = "No agency has commented yet" if not number else f"{number} comment{'' if number == 1 else 's'} so far"
        said += f", {check.open} without an answer" if check.open else ""
        sent = f"The draft went to the agencies on {format_day(audit.draft_sent_on)}."
        over = check.due is not None and check.due < today
        what = f"Overview of the {theme} audit to be made final" if over else f"Accuracy check of the {theme} audit"
        yield Due(ABOUT, what, f"{said}.", check.due, place, OPEN, (sent,))
