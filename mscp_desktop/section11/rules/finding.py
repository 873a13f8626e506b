"""How search finds agencies' audits; of a confidential one it says no more than that."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.priorities.records import Priority
from mscp_desktop.section11.records import AgencyAudit
from mscp_desktop.section11.rules.log import CONFIDENTIAL, KIND, audit_rows


def _describe(session: Session, audit: AgencyAudit) -> SearchText:
    row = audit_rows(session, [audit.id])[0]
    if row.confidential:
        return SearchText(f"{CONFIDENTIAL} of an agency", day=row.day())
    said = (row.priority, row.graded(), row.strengths, row.learning, row.planned, row.response)
    detail = capital(f"{row.kind.value}, {row.made_words() or row.standing_words()}")
    return SearchText(row.title(), detail, "; ".join(part for part in said if part), day=row.day())


def _of_body(session: Session, body: Organisation) -> Iterable[AgencyAudit]:
    return session.scalars(select(AgencyAudit).where(AgencyAudit.organisation_id == body.id)).all()


def _of_priority(session: Session, priority: Priority) -> Iterable[AgencyAudit]:
    return session.scalars(select(AgencyAudit).where(AgencyAudit.priority_id == priority.id)).all()


def _of_group(session: Session, group: Group) -> Iterable[AgencyAudit]:
    return session.scalars(select(AgencyAudit).where(AgencyAudit.group_id == group.id)).all()


SEARCH = (
    SearchSource(
        KIND, AgencyAudit, _describe,
        {
            Organisation: Resting(frozenset({"name"}), _of_body, by_key=True),
            Priority: Resting(frozenset({"title"}), _of_priority, by_key=True),
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
        },
    ),
)  # fmt: skip
