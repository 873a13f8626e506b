"""How audits are found by what somebody types."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit, AuditTheme
from mscp_desktop.audits.rules.programme import audit_rows, quarter_words
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
)
