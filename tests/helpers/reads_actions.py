"""What reads priorities and actions: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.actions.rules import actions
from mscp_desktop.priorities.rules import priorities

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (actions.action_rows(s, day), actions.action_row(s, uid, day), actions.action_id(s, uid)),
    lambda s, day, uid: (actions.actions_of_source(s, "meeting", [uid]), actions.updates_of(s, uid)),
    lambda s, day, uid: actions.open_actions_of_group(s, uid, day),
    lambda s, day, uid: (actions.actions_of_organisation(s, uid, day), actions.actions_of_person(s, uid, day)),
    lambda s, day, uid: (priorities.priorities_on(s, day), priorities.priority_on(s, uid, day)),
    lambda s, day, uid: (priorities.plans(s), priorities.plan_of(s, uid), priorities.priority_id(s, uid)),
    lambda s, day, uid: (priorities.plan_choices(s, "a"), priorities.priority_choices(s, "a", day)),
)
