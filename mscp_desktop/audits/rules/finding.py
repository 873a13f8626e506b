"""How audits, their cases and findings are found by what somebody types."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit, AuditCase, AuditFinding, AuditTheme, LearningTheme, case_words
from mscp_desktop.audits.rules.programme import audit_rows, number_words, quarter_words
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.priorities.records import Priority


def _describe(session: Session, audit: Audit) -> SearchText:
    row = audit_rows(session, [audit.id])[0]
    where = f"{capital(row.state.value)}, {row.held_words() or quarter_words(*row.when())}"
    words = "; ".join(part for part in (row.theme, row.priority, row.learning, row.published) if part)
    return SearchText(f"{row.name()}: {row.theme}", where, words)


def _of_theme(session: Session, theme: AuditTheme) -> Iterable[Audit]:
    return session.scalars(select(Audit).where(Audit.theme_id == theme.id)).all()


def _of_priority(session: Session, priority: Priority) -> Iterable[Audit]:
    query = select(Audit).join(AuditTheme, AuditTheme.id == Audit.theme_id)
    return session.scalars(query.where(AuditTheme.priority_id == priority.id)).all()


def _describe_case(session: Session, case: AuditCase) -> SearchText | None:
    """Say what a case is found by: its reference, its audit and its summary; nothing of what services answered."""
    audit = session.get_one(Audit, case.audit_id)
    theme = session.get_one(AuditTheme, audit.theme_id)
    plan = "" if case.plan_status is None else case.plan_status.value
    where = f"{number_words(audit.number)}, {theme.name}"
    return SearchText(case_words(case.reference, case.position), where, "; ".join(filter(None, (plan, case.summary))))


def _cases_of_audit(session: Session, audit: Audit) -> Iterable[AuditCase]:
    return session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)).all()


def _cases_of_theme(session: Session, theme: AuditTheme) -> Iterable[AuditCase]:
    query = select(AuditCase).join(Audit, Audit.id == AuditCase.audit_id)
    return session.scalars(query.where(Audit.theme_id == theme.id)).all()


def _describe_finding(session: Session, finding: AuditFinding) -> SearchText:
    """Say what a finding is found by: its kind, its words, its theme, and what followed where it was escalated."""
    audit = session.get_one(Audit, finding.audit_id)
    theme = session.get_one(AuditTheme, audit.theme_id)
    learning = None if finding.learning_id is None else session.get_one(LearningTheme, finding.learning_id).name
    where = f"{capital(finding.kind.value)}, {number_words(audit.number)}, {theme.name}"
    said = filter(None, (learning, finding.escalated_to, finding.outcome))
    return SearchText(f"Finding {finding.number}: {finding.text}", where, "; ".join(said))


def _findings_of_audit(session: Session, audit: Audit) -> Iterable[AuditFinding]:
    return session.scalars(select(AuditFinding).where(AuditFinding.audit_id == audit.id)).all()


def _findings_of_theme(session: Session, theme: AuditTheme) -> Iterable[AuditFinding]:
    query = select(AuditFinding).join(Audit, Audit.id == AuditFinding.audit_id)
    return session.scalars(query.where(Audit.theme_id == theme.id)).all()


def _findings_of_learning(session: Session, theme: LearningTheme) -> Iterable[AuditFinding]:
    return session.scalars(select(AuditFinding).where(AuditFinding.learning_id == theme.id)).all()


SEARCH = (
    SearchSource(
        "audit",
        Audit,
        _describe,
        {
            AuditTheme: Resting(frozenset({"name", "priority_id"}), _of_theme, by_key=True),
            Priority: Resting(frozenset({"title"}), _of_priority),
        },
    ),
    SearchSource(
        "audit_case",
        AuditCase,
        _describe_case,
        {
            Audit: Resting(frozenset({"theme_id"}), _cases_of_audit, by_key=True),
            AuditTheme: Resting(frozenset({"name"}), _cases_of_theme, by_key=True),
        },
    ),
    SearchSource(
        "audit_finding",
        AuditFinding,
        _describe_finding,
        {
            Audit: Resting(frozenset({"theme_id"}), _findings_of_audit, by_key=True),
            AuditTheme: Resting(frozenset({"name"}), _findings_of_theme, by_key=True),
            LearningTheme: Resting(frozenset({"name"}), _findings_of_learning, by_key=True),
        },
    ),
)
