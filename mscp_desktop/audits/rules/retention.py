"""How long the details of an audit's cases are kept, and the purge that leaves its grades as counts."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import (
    AgreedGrade,
    Audit,
    AuditCase,
    AuditState,
    AuditTheme,
    Dissent,
    OwnAnswer,
    OwnGrade,
    RiskNow,
    ServiceCase,
)
from mscp_desktop.audits.rules.changes import case_count, said_of
from mscp_desktop.audits.rules.places import audit_place
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.sealing import forget_own
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.contracts import Due
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import all_rules, working_calendar
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.purging import still_held
from mscp_desktop.foundation.rule_editions import DueDate, due_date, edition_at
from mscp_desktop.foundation.store import WorkSession

KEPT = "audit-case-details"  # the key of a rule
TO_CLEAR = "Case details to clear"
CORRECTED_BY = "entering it again by hand"


@operation("audits.clear_cases", corrected_by=CORRECTED_BY)
def clear_cases(session: WorkSession, audit_uid: str) -> int:
    """Take the details of a closed audit's cases away for good, from history, search and drafts too.

    References, look-back periods, summaries, risks, answers, evidence, and the words of reasons and dissents go.
    Grades, age bands and plans remain, so that the audit is counted as before. Returns how many cases there were.
    """
    audit = Audit.by_uid(session, audit_uid)
    _refuse(session, audit)
    cases = list(session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)))
    keys = [one.id for one in cases]
    of_services = select(ServiceCase.id).where(ServiceCase.case_id.in_(keys))
    agreed = list(session.scalars(select(AgreedGrade).where(AgreedGrade.case_id.in_(keys))))
    graded = list(session.scalars(select(OwnGrade).where(OwnGrade.service_case_id.in_(of_services))))
    gone: list[Record] = [
        *session.scalars(select(RiskNow).where(RiskNow.case_id.in_(keys))),
        *session.scalars(select(OwnAnswer).where(OwnAnswer.service_case_id.in_(of_services))),
        *session.scalars(select(Dissent).where(Dissent.agreed_id.in_([one.id for one in agreed]))),
    ]
    touched: list[Record] = [*cases, *agreed, *graded, *gone]
    records = [(one.__tablename__, one.uid) for one in touched]
    if audit.revealed_at is None:
        forget_own(session, audit)
    for case in cases:
        case.reference = case.look_from = case.look_until = case.summary = None
    for one in agreed:
        one.reason = one.changed_why = None
    for own in graded:
        own.evidence = None
    for other in gone:
        session.delete(other)
    audit.cleared_on = session.clock.today()
    session.flush()
    session.purge_with_this(records)
    held = still_held(session)
    number = "1 case" if len(cases) == 1 else f"{len(cases)} cases"
    session.say(f"Cleared the details of {number} of {said_of(session, audit)}{held and f'. {held}'}")
    return len(cases)


def _refuse(session: WorkSession, audit: Audit) -> None:
    name = number_words(audit.number)
    if audit.cleared_on is not None:
        raise UserError(f"The details of the cases of {name} were cleared on {format_day(audit.cleared_on)} already.")
    if audit.state is not AuditState.CLOSED:
        raise UserError(f"{name} is {audit.state.value}. The details of its cases are cleared once it is closed.")
    if not case_count(session, audit):
        raise UserError(f"{name} has no case in this program, so there is nothing to clear.")


def kept_until(session: Session, audit: Audit) -> DueDate | None:
    """Return until when the details of an audit's cases are kept; None where it isn't closed, or no rule says so."""
    if audit.closed_on is None or audit.cleared_on is not None:
        return None
    rule = edition_at(all_rules(session), KEPT, audit.closed_on)
    return None if rule is None else due_date(rule, audit.closed_on, working_calendar(session))


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield the closed audits whose cases' details have had their time."""
    has_cases = select(AuditCase.id).where(AuditCase.audit_id == Audit.id).exists()
    query = (
        select(Audit, AuditTheme.name)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .where(Audit.state == AuditState.CLOSED, Audit.cleared_on.is_(None), has_cases)
        .order_by(Audit.closed_on, Audit.number)
    )
    for audit, theme in session.execute(query):
        until = kept_until(session, audit)
        if until is None or until.day > today:
            continue
        closed = format_day(until.trigger_day)
        yield Due(
            TO_CLEAR, f"{number_words(audit.number)}, {theme}",
            f"It was closed on {closed}, and the details of its cases have been kept as long as the rule says.",
            until.day, audit_place(audit.uid), "Clear them",
            (*until.explain(), "References, summaries and words go; grades remain as counts."),
        )  # fmt: skip
