"""A child is at risk now: what was seen in a case, who was told of it and when, and what they did."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit, AuditCase, AuditTheme, RiskNow, case_words
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.contracts import Due, Finding, Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import field_words, trimmed

AT_RISK = "Children at risk now"
CASE = "audit_case"  # the kind of place that shows a case
WHY = "A child was found to be at risk in this case, and nobody is recorded as told. Tell children's services now."
A_MOMENT = timedelta(minutes=5)  # that clocks may differ
_TEXTS = frozenset({"what", "told", "outcome"})
_SAID = {
    "seen_at": "when it was seen", "what": "what was seen", "told": "who was told", "told_at": "when they were told",
    "outcome": "what they did",
}  # fmt: skip


@operation("audits.record_risk", AUDITORS)
def record_risk(
    session: WorkSession, case_uid: str, what: str, *, seen_at: datetime | None = None, told: str | None = None,
    told_at: datetime | None = None, outcome: str | None = None,
) -> str:  # fmt: skip
    """Record that a child of a case is at risk now, and return the record's uid.

    `seen_at` and `told_at` are now where they are not given; who was `told` may be added later, and until then it is
    due at once. It is taken whatever the state of the audit is.
    """
    case = AuditCase.by_uid(session, case_uid)
    audit, now = session.get_one(Audit, case.audit_id), session.clock.now()
    if audit.cleared_on is not None:
        raise UserError(f"The details of the cases of {number_words(audit.number)} were cleared. Nothing was changed.")
    somebody = trimmed(told)
    risk = RiskNow(
        case_id=case.id, seen_at=seen_at or now, what=trimmed(what), told=somebody,
        told_at=(told_at or now) if somebody else None, outcome=trimmed(outcome),
    )  # fmt: skip
    _check(risk, now)
    session.add(risk)
    session.flush()
    session.say(f"A child is at risk now: {case_words(case.reference, case.position)} of {said_of(session, audit)}")
    return risk.uid


@operation("audits.change_risk", AUDITORS)
def change_risk(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change what, seen_at, told, told_at or outcome of a child at risk; who is told without a moment is told now."""
    risk, now = RiskNow.by_uid(session, uid), session.clock.now()
    changed = change_record(
        session, risk, version, {one: trimmed(said) if one in _TEXTS else said for one, said in fields.items()}
    )
    if risk.told is not None and risk.told_at is None:
        risk.told_at = now
    elif risk.told is None and risk.told_at is not None and "told_at" not in changed:
        risk.told_at = None
    _check(risk, now)
    session.say(f"{field_words({_SAID[one]: None for one in changed})}: {_of(session, risk)}")


@operation("audits.remove_risk", AUDITORS)
def remove_risk(session: WorkSession, uid: str) -> None:
    """Remove the record of a child at risk that was entered by mistake; undo brings it back."""
    risk = RiskNow.by_uid(session, uid)
    session.say(f"Removed that a child is at risk: {_of(session, risk)}")
    session.delete(risk)


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield each child at risk of whom nobody was told: it is urgent, and due on the day on which it was seen."""
    del today
    for risk, case, name in _waiting(session):
        seen = risk.seen_at.astimezone().date()
        yield Due(
            AT_RISK, f"A child is at risk: {case_words(case.reference, case.position)}, {name}", WHY, seen,
            Place(CASE, case.uid), "Record who was told",
            (f"It was seen on {format_day(seen)}.", "Who sees a child at risk tells children's services at once."),
            urgent=True,
        )  # fmt: skip


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield each child at risk of whom nobody was told."""
    del today
    for _, case, name in _waiting(session):
        what = f"Nobody was told that a child is at risk: {case_words(case.reference, case.position)}, {name}"
        yield Finding(AT_RISK, what, WHY, Place(CASE, case.uid))


def _waiting(session: Session) -> Iterator[tuple[RiskNow, AuditCase, str]]:
    query = (
        select(RiskNow, AuditCase, Audit.number, AuditTheme.name)
        .join(AuditCase, AuditCase.id == RiskNow.case_id)
        .join(Audit, Audit.id == AuditCase.audit_id)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .where(RiskNow.told.is_(None))
        .order_by(RiskNow.seen_at, RiskNow.id)
    )
    for risk, case, number, theme in session.execute(query):
        yield risk, case, f"{number_words(number)}, {theme}"


def _of(session: WorkSession, risk: RiskNow) -> str:
    case = session.get_one(AuditCase, risk.case_id)
    audit = session.get_one(Audit, case.audit_id)
    return f"{case_words(case.reference, case.position)} of {said_of(session, audit)}"


def _check(risk: RiskNow, now: datetime) -> None:
    """Refuse a record that says nothing, a moment without somebody who was told, and moments still to come."""
    if not risk.what:
        raise UserError("Say what was seen.", field="what")
    if risk.told is None and risk.told_at is not None:
        raise UserError("Say who was told then, or leave the time empty.", field="told")
    if risk.seen_at > now + A_MOMENT:
        raise UserError("That moment is still to come: say when it was seen.", field="seen_at")
    if risk.told_at is not None and risk.told_at > now + A_MOMENT:
        raise UserError("That moment is still to come: say when they were told.", field="told_at")
    if risk.told_at is not None and risk.told_at < risk.seen_at:
        raise UserError("They were told before it was seen. Correct one of the two.", field="told_at")
