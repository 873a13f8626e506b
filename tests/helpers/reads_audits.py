"""What reads the programme of audits: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.audits.rules import due, places, programme, proposal, trend

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (programme.audit_rows(s), programme.audit_row(s, uid), programme.audit_id(s, uid)),
    lambda s, day, uid: (
        programme.audits_of_year(s, day.year),
        programme.audits_of_decision(s, uid),
        programme.agreed_with(s, uid),
    ),
    lambda s, day, uid: [programme.audit_history(s, one.uid) for one in programme.audit_rows(s)[:2]],
    lambda s, day, uid: (proposal.next_free(s, day), places.where_of(s, uid), places.workspace_of(s, uid)),
    lambda s, day, uid: (programme.count_to_come(s), programme.themes(s), programme.theme_choices(s, "a", day)),
    lambda s, day, uid: (programme.agreeing_decisions(s, "exec"), programme.grades_to_give(s, uid)),
    lambda s, day, uid: (programme.audits_a_year(s, day.year), programme.most_a_quarter(s, day.year)),
    lambda s, day, uid: (proposal.year_to_plan(s, day), proposal.free_quarters(s, day.year, day)),
    lambda s, day, uid: (proposal.proposal(s, day.year, day), trend.trends(s)),
    lambda s, day, uid: (list(due.due(s, day)), list(due.checks(s, day))),
)
