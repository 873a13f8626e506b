"""What may happen to an action: lasting numbers, one owner, moved dates, and nothing closes without saying why."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from vaults import StillClock

from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import (
    action_row,
    action_rows,
    actions_of_organisation,
    actions_of_person,
    actions_of_source,
    open_actions_of_group,
    updates_of,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import ConflictError, InternalError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.priorities.rules.changes import add_priority, remove_priorities
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy

TODAY = date(2025, 1, 15)  # of the tests' clock


class Register:
    """A vault with a group, a seat that Ada Ash holds, and a body; `do` runs an operation."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.body = self.do(add_organisation, "Elm Trust")
        self.group = self.do(add_group, "Executive")
        self.seat = self.do(add_seat, self.group, post="Chief Nurse", organisation_uid=self.body)
        self.ada = self.do(add_person, "Ada Ash", organisation_uid=self.body)
        self.do(record_holder, self.seat, person_uid=self.ada, start=PartialDate(2024))

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def add(self, text: str = "Write to all schools", **more: object) -> str:
        uid: str = self.do(changes.add_action, text, **{"raised": date(2025, 1, 2)} | more)
        return uid

    def get(self, uid: str, day: date = TODAY) -> Any:
        with self.vault.store.reading() as session:
            return action_row(session, uid, day)


@pytest.fixture
def register(empty_vault: Vault) -> Register:
    return Register(empty_vault)


def test_an_action_is_carried_from_open_to_its_impact(register: Register) -> None:
    uid = register.add(seat_uid=register.seat, group_uid=register.group, due=date(2025, 1, 10), source_kind="meeting",
                       source_uid="m1", source="Executive, 2 January 2025")  # fmt: skip
    row = register.get(uid)
    assert (row.words(), row.state_words(), row.late) == ("A1", "overdue", 5)
    assert row.owner.full_words() == "Chief Nurse, Elm Trust (Ada Ash)"
    assert row.owner.agency == "Elm Trust"
    assert row.due_words() == "10 January 2025, 5 days overdue"
    assert row.source_place == Place("meeting", "m1")
    assert register.get(uid, date(2025, 1, 10)).state_words() == "open"  # on the day it is due it is not late yet
    register.do(changes.add_update, uid, "Half are written", teller="Ada Ash", due=date(2025, 2, 1))
    row = register.get(uid)
    assert (row.state_words(), row.due) == ("open", date(2025, 2, 1))
    assert row.last_words() == "15 January 2025, Ada Ash: Half are written"
    with register.vault.store.reading() as session:
        assert [one.due_was for one in updates_of(session, uid)] == [date(2025, 1, 10)]
    register.do(changes.mark_done, uid, "Copies of 98 letters", done_on=date(2025, 1, 14))
    assert register.get(uid).state_words() == "done, impact not shown"
    register.do(changes.show_impact, uid, "Referrals name the new form in 9 of 10 cases")
    row = register.get(uid)
    assert (row.state_words(), row.done_on, row.impact_on) == ("impact shown", date(2025, 1, 14), TODAY)


def test_nothing_closes_without_what_shows_it(register: Register) -> None:
    uid = register.add()
    refused = (
        (changes.mark_done, ("  ",), "Say what shows that it is done"),
        (changes.show_impact, ("Fewer cases",), "is still open"),
        (changes.withdraw, (" ",), "Say why it is withdrawn"),
        (changes.reopen, ("Again",), "is open, so there is nothing to reopen"),
    )
    for what, given_words, words in refused:
        with pytest.raises(UserError, match=words):
            register.do(what, uid, *given_words)
    with pytest.raises(UserError, match="still to come"):
        register.do(changes.mark_done, uid, "A letter", done_on=date(2025, 1, 16))
    with pytest.raises(UserError, match="before that day"):
        register.do(changes.mark_done, uid, "A letter", done_on=date(2025, 1, 1))
    with pytest.raises(UserError, match="nothing to say of this yet"):
        register.do(changes.change_action, uid, 1, evidence="A letter")
    with pytest.raises(InternalError):
        register.do(changes.change_action, uid, 1, state=ActionState.DONE)
    register.do(changes.mark_done, uid, "A letter")
    with pytest.raises(UserError, match="Say what the action has changed"):
        register.do(changes.show_impact, uid, "")
    with pytest.raises(UserError, match="can't be emptied"):
        register.do(changes.change_action, uid, 2, evidence="")
    with pytest.raises(UserError, match="Only an open action can be withdrawn"):
        register.do(changes.withdraw, uid, "Overtaken")
    with pytest.raises(UserError, match="so its date can't move"):
        register.do(changes.add_update, uid, "Later", due=date(2025, 3, 1))
    register.do(changes.show_impact, uid, "Fewer cases")
    with pytest.raises(UserError, match="closed already: impact shown"):
        register.do(changes.show_impact, uid, "Fewer still")


def test_reopening_keeps_what_had_shown_it(register: Register) -> None:
    uid = register.add()
    register.do(changes.mark_done, uid, "A letter")
    register.do(changes.show_impact, uid, "Fewer cases")
    register.do(changes.reopen, uid, "The letter was a draft")
    row = register.get(uid)
    assert (row.state, row.evidence, row.done_on, row.impact, row.impact_on) == (ActionState.OPEN, *[None] * 4)
    assert row.why == "The letter was a draft"
    assert row.last_words() == (
        "15 January 2025: Reopened: The letter was a draft\nIt had been done on 15 January 2025: A letter\n"
        "Its impact had been shown on 15 January 2025: Fewer cases"
    )


def test_an_action_has_one_owner_and_another_takes_its_place(register: Register) -> None:
    with pytest.raises(UserError, match="has one owner"):
        register.add(seat_uid=register.seat, person_uid=register.ada)
    uid = register.add(seat_uid=register.seat)
    register.do(changes.change_action, uid, 1, organisation_uid=register.body)
    assert register.get(uid).owner.full_words() == "Elm Trust"
    register.do(changes.change_action, uid, 2, person_uid=None)
    assert register.get(uid).owner.words == "no owner"


def test_days_stand_in_their_order(register: Register) -> None:
    with pytest.raises(UserError, match="raised on 2 January 2025, so it can't be due on 1 January 2025"):
        register.add(due=date(2025, 1, 1))
    uid = register.add(due=date(2025, 1, 3))
    with pytest.raises(UserError, match="Give a later date"):
        register.do(changes.add_update, uid, "Earlier", due=date(2024, 12, 1))
    with pytest.raises(UserError, match="heard on it"):
        register.do(changes.add_update, uid, "From the future", heard=date(2025, 1, 16))
    with pytest.raises(UserError, match="needs words"):
        register.add("   ")


def test_numbers_last_also_after_a_deletion_and_undo(register: Register) -> None:
    first, second = register.add(), register.add("Second")
    register.do(changes.remove_actions, [second])
    third = register.add("Third")
    assert [register.get(uid).number for uid in (first, third)] == [1, 3]
    for _ in range(2):
        undo(register.vault.store, register.vault.actor)  # the third goes, the second comes back
    assert register.get(second).number == 2
    fourth = register.add("Fourth")
    assert register.get(fourth).number == 4


def test_only_what_was_entered_by_mistake_is_deleted(register: Register) -> None:
    heard, done = register.add(), register.add()
    update = register.do(changes.add_update, heard, "Begun")
    register.do(changes.mark_done, done, "A letter")
    for uid in (heard, done):
        with pytest.raises(ConflictError, match="stays on record"):
            register.do(changes.remove_actions, [uid])
    register.do(changes.remove_update, update)
    register.do(changes.remove_actions, [heard])
    assert register.get(heard) is None


def test_what_comes_back_to_a_group_the_longest_overdue_first(register: Register) -> None:
    more = {"group_uid": register.group}
    late, none = register.add(due=date(2025, 1, 14), **more), register.add(**more)
    later, done = register.add(due=date(2025, 1, 10), **more), register.add(**more)
    gone, shown = register.add(**more), register.add(**more)
    register.add("Of another group")
    register.add("To come", **more | {"raised": date(2025, 1, 20)})
    register.do(changes.mark_done, done, "A letter")
    register.do(changes.withdraw, gone, "Overtaken")
    register.do(changes.mark_done, shown, "A letter")
    register.do(changes.show_impact, shown, "Fewer")
    with register.vault.store.reading() as session:
        rows = open_actions_of_group(session, register.group, TODAY)
    assert [row.uid for row in rows] == [later, late, none, done]


def test_actions_are_reached_by_source_agency_and_person(register: Register) -> None:
    of_seat = register.add(seat_uid=register.seat, source_kind="meeting", source_uid="m1")
    of_ada, of_body = register.add(person_uid=register.ada), register.add(organisation_uid=register.body)
    register.add()
    with register.vault.store.reading() as session:
        assert {row.uid for row in actions_of_organisation(session, register.body, TODAY)} == {of_seat, of_ada, of_body}
        assert {row.uid for row in actions_of_person(session, register.ada, TODAY)} == {of_seat, of_ada}
        assert [row.uid for row in actions_of_source(session, "meeting", ["m1", "m2"])] == [of_seat]
    register.do(record_vacancy, register.seat, start=PartialDate(2025, 1, 10))
    with register.vault.store.reading() as session:
        assert {row.uid for row in actions_of_person(session, register.ada, TODAY)} == {of_ada}
    assert register.get(of_seat).owner.vacant
    assert not register.get(of_seat, date(2025, 1, 9)).owner.vacant


def test_several_are_changed_at_once_and_a_priority_that_is_served_stays(register: Register) -> None:
    priority = register.do(add_priority, "Neglect", new_plan="Plan")
    uids = [register.add(), register.add("Second")]
    register.do(changes.change_actions, uids, due=date(2025, 3, 1), priority_uid=priority, group_uid=register.group)
    assert {(row.due, row.priority, row.group) for row in map(register.get, uids)} == {
        (date(2025, 3, 1), "Neglect", "Executive")
    }
    with pytest.raises(ConflictError, match="actions that serve Neglect"):
        register.do(remove_priorities, [priority])


def test_search_says_of_a_confidential_action_no_more_than_that(register: Register) -> None:
    register.add("Write to the family of Birch", seat_uid=register.seat, note="secret")
    register.add("Ask for the Birch report", confidential=True)
    with register.vault.store.reading() as session:
        found = register.vault.store.search
        texts = [found.described(session, one) for one in session.scalars(select(Action).order_by(Action.number))]
    said = [text for text in texts if text is not None]
    assert said[0].title == "A1, Write to the family of Birch"
    assert said[0].detail == "Action, open, Chief Nurse, Elm Trust"
    assert (said[1].title, said[1].detail, said[1].words) == ("A2, a confidential action", "", "")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("done", "impact", "withdraw", "reopen", "empty", "update", "remove", "undo", "redo", "add")),
        st.sampled_from(("", " ", "Because of a letter")),
    ),
    min_size=3,
    max_size=10,
)


def test_no_sequence_ends_in_a_state_that_nothing_shows(empty_vault: Vault, clock: StillClock) -> None:
    """After each step: done has evidence, impact shown has both, withdrawn a reason; a number is one action's only."""
    store, actor = empty_vault.store, empty_vault.actor
    owner: dict[int, str] = {}

    def step(uid: str, what: str, words: str) -> None:
        version = _version(empty_vault, uid)
        kinds: dict[str, Callable[[], object]] = {
            "done": lambda: run(store, actor, changes.mark_done, uid, words),
            "impact": lambda: run(store, actor, changes.show_impact, uid, words),
            "withdraw": lambda: run(store, actor, changes.withdraw, uid, words),
            "reopen": lambda: run(store, actor, changes.reopen, uid, words),
            "empty": lambda: run(
                store, actor, changes.change_action, uid, version, evidence=words, impact=words, why=words
            ),
            "update": lambda: run(store, actor, changes.add_update, uid, words, due=clock.today()),
            "remove": lambda: run(store, actor, changes.remove_actions, [uid]),
            "undo": lambda: undo(store, actor),
            "redo": lambda: redo(store, actor),
            "add": lambda: run(store, actor, changes.add_action, "Another"),
        }
        with suppress(UserError):
            kinds[what]()

    @given(STEPS)
    @settings(max_examples=15)
    def drill(steps: list[tuple[str, str]]) -> None:
        uid = run(store, actor, changes.add_action, "Write to all schools").value
        for what, words in steps:
            step(uid, what, words)
            with store.reading() as session:
                for row in action_rows(session, clock.today()):
                    assert owner.setdefault(row.number, row.uid) == row.uid
                    done = row.state in {ActionState.DONE, ActionState.IMPACT_SHOWN}
                    assert (bool(row.evidence), row.done_on is not None) == (done, done)
                    shown = row.state is ActionState.IMPACT_SHOWN
                    assert (bool(row.impact), row.impact_on is not None) == (shown, shown)
                    assert row.why or row.state is not ActionState.WITHDRAWN

    drill()
    assert max(owner) > 15
    with store.reading() as session:
        assert session.scalars(select(ActionUpdate.id)).first() is not None


def _version(vault: Vault, uid: str) -> int:
    with vault.store.reading() as session:
        found = session.scalars(select(Action.version).where(Action.uid == uid)).first()
    return found or 1
