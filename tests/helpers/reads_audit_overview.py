"""What reads an audit's overview and the audit figures: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.audits.rules import overview, overview_due, programme, statistics


def _each(session: Session, day: date, _uid: str) -> None:
    for one in programme.audit_rows(session)[-2:]:
        whole = overview.overview_of(session, one.uid, day)
        overview.fingerprint(whole)
        overview.check_of(session, one.uid)
        overview.service_choices(session, one.uid)
        statistics.figures(session, statistics.Scope(audit=one.uid), by_service=True)


READS: tuple[Callable[..., Any], ...] = (
    _each,
    lambda s, day, uid: (
        overview.comment_rows(s, uid), overview.comment_id(s, uid), overview.audit_of_comment(s, uid),
    ),
    lambda s, day, uid: (
        statistics.figures(s, statistics.Scope(theme=uid, first=day.year)), statistics.figures(s, statistics.Scope()),
        statistics.sealed_audits(s, statistics.Scope()),
    ),
    lambda s, day, uid: list(overview_due.due(s, day)),
)  # fmt: skip
