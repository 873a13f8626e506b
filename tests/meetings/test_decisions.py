"""Decisions: lasting numbers, dissent, those taken without a quorum and what ratifies them; and challenges."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from minuted import Minuted
from vaults import StillClock

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.meetings.records import ChallengeState, Presence, QuorumKind
from mscp_desktop.meetings.rules import (
    agenda_changes,
    attendance_changes,
    challenges,
    decisions,
    meetings,
    quorum_changes,
)
from mscp_desktop.meetings.rules.agenda_sent import changed_since_sent
from mscp_desktop.meetings.rules.agendas import whole_agenda
from mscp_desktop.meetings.rules.challenges import ChallengeRow, challenge_row
from mscp_desktop.meetings.rules.decisions import DecisionRow, decision_row
from mscp_desktop.meetings.rules.quorum import quorum_of
from mscp_desktop.meetings.rules.quorum_rules import QuorumRuleRow, quorum_rules
from mscp_desktop.meetings.rules.ratification import turned_words
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.roster.rules.rosters import roster_at


@pytest.fixture
def held(minuted: Minuted) -> Minuted:
    return minuted


def decision(held: Minuted, uid: str) -> DecisionRow:
    with held.vault.store.reading() as session:
        found = decision_row(session, uid)
    assert found is not None
    return found


def quorums(held: Minuted) -> list[QuorumRuleRow]:
    with held.vault.store.reading() as session:
        return quorum_rules(session, held.group)


def challenge(held: Minuted, uid: str) -> ChallengeRow:
    with held.vault.store.reading() as session:
        found = challenge_row(session, uid)
    assert found is not None
    return found


def test_numbers_are_given_once_also_after_a_removal_and_an_undo(held: Minuted) -> None:
    first, second = (held.do(decisions.add_decision, held.first, words) for words in ("One", "Two"))
    assert [decision(held, uid).name() for uid in (first, second)] == ["D1", "D2"]
    held.do(decisions.remove_decisions, [second])
    third = held.do(decisions.add_decision, held.first, "Three")
    assert decision(held, third).name() == "D3"
    undo(held.vault.store, held.vault.actor)
    redo(held.vault.store, held.vault.actor)
    assert decision(held, third).name() == "D3"
    undo(held.vault.store, held.vault.actor)
    assert decision(held, held.do(decisions.add_decision, held.first, "Four")).name() == "D4"


def test_quorum_that_is_not_known_counts_as_quorate(held: Minuted) -> None:
    uid = held.do(decisions.add_decision, held.first, "To go on", dissent="Kent Police: too early")
    found = decision(held, uid)
    assert (found.standing(), found.dissent) == ("quorate", "Kent Police: too early")
    assert held.titles(held.second) == []


def test_an_inquorate_decision_goes_on_the_next_agenda_and_is_ratified_there(held: Minuted, clock: StillClock) -> None:
    held.lack_quorum()
    uid = held.do(decisions.add_decision, held.first, "To wait", item_uid=held.plan)
    assert decision(held, uid).standing_words() == "Taken without a quorum, to be ratified"
    assert held.titles(held.second) == ["Ratify D1 of 8 January 2025: To wait"]
    with pytest.raises(UserError, match="later meeting of the same group"):
        held.do(decisions.ratify_decision, uid, held.first)
    with pytest.raises(UserError, match="still to come"):
        held.do(decisions.ratify_decision, uid, held.second)
    held.held_again(clock)
    held.do(decisions.ratify_decision, uid, held.second)
    assert decision(held, uid).standing_words() == "Taken without a quorum, ratified on 12 February 2025"
    assert [one.number for one in held.minutes(held.second).ratified] == [1]
    with pytest.raises(UserError, match="ratified already"):
        held.do(decisions.ratify_decision, uid, held.second)
    held.do(decisions.unratify_decision, uid)
    assert decision(held, uid).standing() == "to be ratified"


def test_what_went_out_on_an_agenda_says_that_it_is_no_longer_needed(held: Minuted) -> None:
    held.lack_quorum()
    held.do(decisions.add_decision, held.first, "To wait")
    held.do(agenda_changes.send_agenda, held.second)
    held.circulate()
    with held.vault.store.reading() as session:
        seats = [one.uid for one in roster_at(session, held.group, date(2025, 1, 8)).seats]

    def briefs() -> list[str | None]:
        with held.vault.store.reading() as session:
            return [one.brief for one in whole_agenda(session, held.second).items]

    def turn(presence: Presence) -> str:
        done = run(held.vault.store, held.vault.actor, attendance_changes.set_presences, held.first, seats, presence)
        return "" if done.announcement is None else turned_words(done.announcement.summary)

    (before,) = briefs()
    held.do(attendance_changes.clear_presence, held.first, seats[:1])
    held.do(attendance_changes.set_presences, held.first, seats[1:], Presence.PRESENT)
    assert briefs() == [before], "it is not known yet that there was a quorum"
    assert turn(Presence.PRESENT) == (
        "D1 no longer to be ratified; marked as no longer needed on the agenda that went out for 12 February 2025;"
        " the circulated minutes said otherwise."
    )
    assert briefs() == [f"No longer needed: the meeting had a quorum after all.\n\n{before}"]
    with held.vault.store.reading() as session:
        assert changed_since_sent(session, held.second)
    assert turn(Presence.APOLOGIES) == "D1 to be ratified; the circulated minutes said otherwise."
    assert briefs() == [before]
    assert turn(Presence.APOLOGIES) == ""


def test_where_no_meeting_is_planned_a_ratification_waits_in_the_backlog_and_goes_when_it_is_not_needed(
    held: Minuted,
) -> None:
    held.do(meetings.cancel_meeting, held.second, "too few")
    uid = held.do(decisions.add_decision, held.first, "To wait", inquorate=True)
    assert held.titles(None) == ["Ratify D1 of 8 January 2025: To wait"]
    held.do(decisions.change_decision, uid, decision(held, uid).version, text="To *wait* on")
    assert held.titles(None) == ["Ratify D1 of 8 January 2025: To wait on"]
    held.do(decisions.change_decision, uid, decision(held, uid).version, inquorate=False)
    assert held.titles(None) == []
    held.do(decisions.change_decision, uid, decision(held, uid).version, inquorate=True)
    held.do(decisions.remove_decisions, [uid])
    assert held.titles(None) == []


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.sampled_from([Presence.PRESENT, Presence.ABSENT]), st.integers(0, 2)),
        st.tuples(st.sampled_from(["rest", "clear", "rule", "no rule", "decide"]), st.none(), st.integers(0, 2)),
    ),
    min_size=3, max_size=8,
)  # fmt: skip


def change(held: Minuted, met: str, what: str, presence: Presence | None, place: int) -> None:
    """Do one of `CHANGES` to a meeting."""
    with held.vault.store.reading() as session:
        seats = [one.uid for one in roster_at(session, held.group, date(2025, 1, 9)).seats]
    rules = [one.uid for one in quorums(held)]
    if what == "enter":
        held.do(attendance_changes.set_presence, met, seats[place], presence)
    elif what == "rest":
        held.do(attendance_changes.set_presences, met, seats, Presence.ABSENT)
    elif what == "clear":
        held.do(attendance_changes.clear_presence, met, seats[place:])
    elif what == "rule":
        held.do(quorum_changes.add_quorum_rule, held.group, QuorumKind.SEATS, number=place + 1)
    elif what == "decide":
        held.do(decisions.add_decision, met, f"To wait {place}")
    elif rules:
        held.do(quorum_changes.remove_quorum_rule, rules[-1])


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_until_minutes_are_approved_a_decision_follows_attendance_and_rule(held: Minuted, changes: list[Any]) -> None:
    met = held.do(meetings.add_meeting, held.group, date(2025, 1, 9))
    for what, presence, place in [("decide", None, 0), *changes]:
        change(held, met, what, presence, place)
        with held.vault.store.reading() as session:
            lacking = quorum_of(session, met).met is False
            found = decisions.decisions_of(session, met)
        assert [one.inquorate for one in found] == [lacking] * len(found)
        waiting = {one.partition(" of ")[0] for one in held.titles(held.second)}
        assert waiting == ({f"Ratify {one.name()}" for one in found} if lacking else set())
    held.do(decisions.remove_decisions, [one.uid for one in found])
    for uid in [one.uid for one in quorums(held)]:
        held.do(quorum_changes.remove_quorum_rule, uid)
    held.do(meetings.cancel_meeting, met, "too few")


def test_a_meeting_without_a_quorum_ratifies_nothing(held: Minuted) -> None:
    uid = held.do(decisions.add_decision, held.first, "To wait", inquorate=True)
    held.lack_quorum()
    other = held.do(meetings.add_meeting, held.group, date(2025, 1, 10))
    held.first, first = other, held.first
    held.lack_quorum()
    held.first = first
    with pytest.raises(UserError, match="no quorum either"):
        held.do(decisions.ratify_decision, uid, other)


def test_a_challenge_is_answered_escalated_and_accepted(held: Minuted) -> None:
    police, council = (held.do(add_organisation, name) for name in ("Elm Police", "Oak Council"))
    uid = held.do(
        challenges.add_challenge, "Late returns", meeting_uid=held.first, item_uid=held.audit,
        by_organisation_uid=police, to_organisation_uid=council, to_whom="Head of Schools",
    )  # fmt: skip
    found = challenge(held, uid)
    assert (found.name(), found.sides()) == ("C1", "Elm Police to Oak Council, Head of Schools")
    assert (found.state, found.made) == (ChallengeState.OPEN, date(2025, 1, 8))
    with pytest.raises(UserError, match="with an answer"):
        held.do(challenges.change_challenge, uid, found.version, state=ChallengeState.ACCEPTED)
    held.do(challenges.change_challenge, uid, found.version, answer="They come in March")
    assert challenge(held, uid).state is ChallengeState.ANSWERED
    held.do(challenges.change_challenge, uid, challenge(held, uid).version, state=ChallengeState.ESCALATED)
    with held.vault.store.reading() as session:
        assert [one.uid for one in challenges.open_challenges(session)] == [uid]
    held.do(
        challenges.change_challenge, uid, challenge(held, uid).version, state=ChallengeState.ACCEPTED,
        closed=date(2025, 3, 3),
    )  # fmt: skip
    with held.vault.store.reading() as session:
        assert challenges.count_open(session) == 0
    assert challenge(held, uid).state_words() == "accepted on 3 March 2025"


def test_a_challenge_outside_a_meeting_has_a_number_of_the_same_row(held: Minuted) -> None:
    outside = run(held.vault.store, held.vault.actor, challenges.add_challenge, "Thresholds", by_whom="A school").value
    inside = held.do(challenges.add_challenge, "Late", meeting_uid=held.first)
    assert [challenge(held, uid).name() for uid in (outside, inside)] == ["C1", "C2"]
    found = challenge(held, outside)
    assert (found.meeting_words(), found.sides()) == ("outside a meeting", "A school")
    bare = replace(found, by=challenges.NOBODY)
    assert (bare.sides(), replace(bare, to="Oak Council").sides()) == ("", "To Oak Council")
    assert found.made == date(2025, 1, 15)
