"""What reads an audit's cases: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.audits.records import Audit
from mscp_desktop.audits.rules import cases, changes, retention, risk

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (cases.audit_facts(s, uid), cases.case_rows(s, uid), cases.case_rows(s, uid, [1])),
    lambda s, day, uid: (cases.case_row(s, uid), cases.case_id(s, uid), cases.audit_of_case(s, uid)),
    lambda s, day, uid: (cases.proposed_references(s, uid, 2), cases.look_back_of(s, uid)),
    lambda s, day, uid: (cases.review_names(s), cases.watched_names(s)),
    lambda s, day, uid: (list(risk.due(s, day)), list(risk.checks(s, day)), list(retention.due(s, day))),
    lambda s, day, uid: [(changes.case_count(s, one), changes.said_of(s, one)) for one in s.query(Audit)],
    lambda s, day, uid: retention.kept_until(s, Audit(closed_on=day)),
)
