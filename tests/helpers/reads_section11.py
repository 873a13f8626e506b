"""What reads the log of agencies' audits: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.section11.rules import due, log

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (log.audit_rows(s, today=day, public=True), log.audit_row(s, uid), log.audit_id(s, uid)),
    lambda s, day, uid: (log.audits_for(s, "2024-25", uid), log.count_waiting(s), log.grade_choices(s, "good")),
    lambda s, day, uid: (list(due.due(s, day)), list(due.checks(s, day))),
)
