"""Plans, priorities and outcomes: as they were published, and how they are kept."""

from datetime import date

import pytest

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.priorities.rules import changes
from mscp_desktop.priorities.rules.priorities import (
    Standing,
    plan_choices,
    plans,
    priorities_on,
    priority_choices,
)

TODAY = date(2025, 1, 15)
PUBLISHED = [
    ("Effective partnerships", 4, 5),
    ("Contextual safeguarding and trauma-informed practice", 3, 2),
    ("Domestic abuse", 2, 3),
    ("Neglect", 2, 3),
    ("Effective early help", 1, 1),
    ("Violence against women and girls, and sexually harmful behaviour", 0, 0),
]


def test_medway_starts_with_the_priorities_of_its_strategic_plan(medway: Vault) -> None:
    with medway.store.reading() as session:
        rows = priorities_on(session, TODAY)
        (plan,) = plans(session)
        before = priorities_on(session, date(2022, 8, 31))
    assert [(row.title, len(row.outcomes), len((row.means or "").splitlines())) for row in rows] == PUBLISHED
    assert {row.standing for row in rows} == {Standing.CURRENT}
    assert (plan.name, plan.start, plan.end, plan.priorities) == (
        "Strategic Plan 2022-23", PartialDate(2022, 4), None, 6,
    )  # fmt: skip
    assert [row.standing for row in before] == [Standing.CURRENT] * 5 + [Standing.TO_COME]
    assert {row.lead for row in rows} == {None}  # none is published
    assert {row.source for row in rows[:5]} == {"Strategic Plan 2022-23"}
    assert rows[5].source == "Annual Report 2021-22"
    assert rows[5].span_words() == "since September 2022"


def test_a_start_without_plans_has_none(empty_vault: Vault) -> None:
    with empty_vault.store.reading() as session:
        assert priorities_on(session, TODAY) == []
        assert plans(session) == []
    with pytest.raises(UserError, match="Name the plan"):
        run(empty_vault.store, empty_vault.actor, changes.add_priority, "Neglect")


def test_priorities_are_added_led_moved_and_ended(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        group, neglect = group_named(session, "Executive").uid, priorities_on(session, TODAY)[3]
    uid = run(store, actor, changes.add_priority, "Online harm", means="Train staff", lead_group_uid=group).value
    run(store, actor, changes.add_outcome, uid, "Children know whom to tell", measure="A survey each spring")
    second = run(store, actor, changes.add_outcome, uid, "Fewer harmed").value
    run(store, actor, changes.move_outcome_by, second, -1)
    run(store, actor, changes.move_priority_by, uid, -2)
    run(store, actor, changes.end_priority, neglect.uid, PartialDate(2024, 4))
    with store.reading() as session:
        rows = priorities_on(session, TODAY)
        found = priority_choices(session, "e", TODAY)
    assert [row.title for row in rows][4:] == ["Online harm", "Effective early help", PUBLISHED[5][0]]
    assert (rows[4].lead, [one.text for one in rows[4].outcomes]) == (
        "Executive Group", ["Fewer harmed", "Children know whom to tell"],
    )  # fmt: skip
    assert rows[3].standing is Standing.ENDED
    assert rows[3].span_words() == "April 2022 until April 2024"
    assert found[-1][1] == "Neglect"  # what has ended is offered last
    run(store, actor, changes.remove_outcome, second)
    run(store, actor, changes.remove_priorities, [uid])
    with store.reading() as session:
        assert len(priorities_on(session, TODAY)) == 6


def test_a_newer_plan_stands_first_and_a_priority_can_move_to_it(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    plan = run(store, actor, changes.add_plan, "Plan 2025-27", start=PartialDate(2025, 4)).value
    with store.reading() as session:
        old = priorities_on(session, TODAY)[0]
    run(store, actor, changes.change_priority, old.uid, 1, plan_uid=plan)
    run(store, actor, changes.add_priority, "Poverty")
    with store.reading() as session:
        rows = priorities_on(session, TODAY)
        assert [one[1] for one in plan_choices(session, "plan 2025")] == ["Plan 2025-27"]
    assert [(row.title, row.plan, row.standing) for row in rows[:2]] == [
        (old.title, "Plan 2025-27", Standing.TO_COME), ("Poverty", "Plan 2025-27", Standing.TO_COME),
    ]  # fmt: skip
    with pytest.raises(ConflictError, match="has priorities"):
        run(store, actor, changes.remove_plan, plan)
    with pytest.raises(UserError, match="already a plan called"):
        run(store, actor, changes.add_plan, "plan  2025-27")
    with pytest.raises(UserError, match="stands in a plan"):
        run(store, actor, changes.change_priority, old.uid, 2, plan_uid=None)
    with pytest.raises(UserError, match="needs a title"):
        run(store, actor, changes.add_priority, " ")
