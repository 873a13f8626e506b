"""What reads findings and learning: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.audits.records import LearningTheme
from mscp_desktop.audits.rules import asked, findings, learning
from mscp_desktop.audits.rules.programme import audit_rows
from mscp_desktop.foundation.contracts import Request

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (findings.finding_rows(s, uid, day), findings.finding_rows(s, uid, day, [1])),
    lambda s, day, uid: (findings.finding_row(s, uid), findings.finding_id(s, uid), findings.finding_facts(s, uid)),
    lambda s, day, uid: (findings.marks_of(s, uid), list(findings.due(s, day)), findings.waiting_uids(s, day)),
    lambda s, day, uid: (findings.section_choices(s, uid), findings.case_choices(s, uid)),
    lambda s, day, uid: findings.asked_agencies(s, uid),
    lambda s, day, uid: findings.agency_choices(s, uid, "kent"),
    lambda s, day, uid: (learning.learning_rows(s), learning.learning_choices(s, "a", day)),
    lambda s, day, uid: learning.learning_id(s, uid),
    lambda s, day, uid: [learning.unused_learning(s, one.id) for one in s.query(LearningTheme)],
    lambda s, day, uid: [learning.comparison(s, one.uid, day) for one in audit_rows(s)[-2:]],
    lambda s, day, uid: [
        asked.audit_asked_for(s, Request(day, day, audit=one.uid)) for one in audit_rows(s)[:1]
    ],
)  # fmt: skip
