"""What reads priorities and actions: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from asked_lists import listed

from mscp_desktop.actions import lists
from mscp_desktop.actions.rules import actions, checks, due, extract, owners, served
from mscp_desktop.foundation.queries import Query
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.priorities.rules import priorities

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: listed(s, lists.actions_table(day)),
    lambda s, day, uid: lists.actions_table(day, lists.PUBLIC).whole(s, Query(text="A1 ada")),
    lambda s, day, uid: (lists.overdue_count(s, day), lists.state_counts(s, day), lists.state_counts(s, day, "public")),
    lambda s, day, uid: (owners.owner_choices(s, "a", day), owners.seats_on(s, day)),
    lambda s, day, uid: (served.served_by(s, day), actions.last_moves(s)),
    lambda s, day, uid: [
        (extract.actions_asked(s, one, day), actions.actions_of_organisation(s, one.uid, day))
        for one in organisations_named(s, "Kent Police")
    ],
    lambda s, day, uid: (extract.agencies_with_actions(s, day), actions.actions_of_priority(s, uid, day)),
    lambda s, day, uid: (actions.watched_actions(s, day), lists.overdue_uids(s, day)),
    lambda s, day, uid: (actions.holders_on(s, [1, 2], day), list(checks.checks(s, day)), list(due.due(s, day))),
    lambda s, day, uid: (actions.action_rows(s, day), actions.action_row(s, uid, day), actions.action_id(s, uid)),
    lambda s, day, uid: (actions.actions_of_source(s, "meeting", [uid]), actions.updates_of(s, uid)),
    lambda s, day, uid: actions.open_actions_of_group(s, uid, day),
    lambda s, day, uid: (actions.actions_of_organisation(s, uid, day), actions.actions_of_person(s, uid, day)),
    lambda s, day, uid: priorities.priorities_on(s, day),
    lambda s, day, uid: (priorities.plans(s), priorities.plan_of(s, uid), priorities.priority_id(s, uid)),
    lambda s, day, uid: (priorities.plan_choices(s, "a"), priorities.priority_choices(s, "a", day)),
)
