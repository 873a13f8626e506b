"""What reads the day of an audit: each is asked by the test of the schema."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from mscp_desktop.audits.records import Audit, AuditCase, AuditService
from mscp_desktop.audits.rules import agreed, day, day_history, sealing


def _day(session: Any, today: Any, uid: str) -> None:
    for audit in session.scalars(select(Audit.uid)):
        found = day.day_of(session, audit, today, uid)
        assert found is not None
        found.by_disagreement()
    case = session.scalars(select(AuditCase.uid)).first() or uid
    service = session.scalars(select(AuditService.uid)).first() or uid
    if found is not None:
        day.renewed(session, found)
    sections = found.sections if found is not None else ()
    section = sections[0].uid if sections else uid
    day.words_of_cell(session, case, service, section)
    day_history.decisions(session, case, section)
    day_history.changed_since(session, [uid])
    sealing.graded_in(session, case)


def _agreed(session: Any, _today: Any, _uid: str) -> None:
    agreed.overall_counts(session)
    agreed.owed(session)
    agreed.ungraded(session, 1)


READS: tuple[Callable[..., Any], ...] = (_day, _agreed)
