"""Minutes: what is written under items, the actions raised there, and what they ask of somebody."""

from datetime import date

import pytest
from minuted import CANARY, TODAY, Minuted
from vaults import COLLEAGUE, StillClock, table_hashes

from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.actions import open_actions_of_group
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.meetings.records import MeetingKind, MinutesState
from mscp_desktop.meetings.rules import approval, challenges, decisions, meetings
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.minutes_changes import raise_action, set_discussion
from mscp_desktop.meetings.rules.minutes_due import minutes_due


@pytest.fixture
def held(minuted: Minuted) -> Minuted:
    return minuted


def test_the_first_words_begin_a_draft_and_one_text_is_one_readable_entry(held: Minuted) -> None:
    version = held.do(set_discussion, held.audit, held.version(held.audit), "Nine returns came in.\n\n- two are late")
    minutes = held.minutes()
    assert version == held.version(held.audit)
    assert minutes.approval.state is MinutesState.DRAFT
    assert minutes.approval.minutes_by == "Business manager"
    assert minutes.item(held.audit).written  # type: ignore[union-attr]
    with held.vault.store.reading() as session:
        entry = entries_of(session, "agenda_item", held.audit, None)[0]
    assert entry.summary == "Minutes of item 1 of the Learning Lessons meeting of 8 January 2025"
    assert entry.values is not None
    assert entry.values["discussion"] == (None, "Nine returns came in.\n\n- two are late")
    undo(held.vault.store, held.vault.actor)
    assert held.minutes().approval.state is MinutesState.NONE
    assert held.minutes().items[0].item.discussion is None


def test_two_who_write_the_same_item_are_told_and_different_items_merge(held: Minuted) -> None:
    version = held.version(held.audit)
    held.do(set_discussion, held.audit, version, "Mine")
    with pytest.raises(ConflictError, match="“Mine”, and you have “Theirs”"):
        run(held.vault.store, COLLEAGUE, set_discussion, held.audit, version, "Theirs")
    run(held.vault.store, COLLEAGUE, set_discussion, held.plan, held.version(held.plan), "Theirs")
    assert [one.item.discussion for one in held.minutes().items] == ["Mine", None, "Theirs"]


def test_an_action_is_raised_for_the_group_with_its_source_in_words(held: Minuted) -> None:
    held.do(raise_action, held.plan, "Write to all schools", due=date(2025, 2, 3))
    held.do(raise_action, held.secret, f"Visit {CANARY}")
    first, second = held.minutes().actions()[::-1]
    assert (first.text, first.due, first.source) == (
        "Write to all schools", date(2025, 2, 3), "Learning Lessons 8 January 2025, item 3",
    )  # fmt: skip
    assert first.raised == date(2025, 1, 8)
    assert not first.confidential
    assert second.confidential
    with held.vault.store.reading() as session:
        assert [one.text for one in open_actions_of_group(session, held.group, TODAY)] == [
            "Write to all schools", f"Visit {CANARY}",
        ]  # fmt: skip
        assert session.query(Action).count() == 2
        assert CANARY not in "".join(entry.summary for entry in entries_of(session, "action", second.uid, None))


def test_decisions_between_meetings_are_minuted_as_those_of_a_meeting(held: Minuted) -> None:
    by_mail = held.do(meetings.add_meeting, held.group, date(2025, 1, 14), kind=MeetingKind.BY_EMAIL)
    item = held.do(add_item, by_mail, "Extra funds")
    held.do(decisions.add_decision, by_mail, "To spend them", item_uid=item)
    held.do(raise_action, item, "Order it")
    assert held.minutes(by_mail).items[0].count_words() == "1 decision, 1 action"
    held.do(approval.clear_minutes, by_mail, "Ann Ash")
    assert held.minutes(by_mail).approval.words() == "Draft, cleared by Ann Ash on 15 January 2025"


def test_a_cancelled_meeting_and_a_backlog_have_no_minutes(held: Minuted) -> None:
    item = held.do(add_item, held.second, "Later")
    held.do(meetings.cancel_meeting, held.second, "no quorum foreseen")
    before = _hashes(held)
    with pytest.raises(UserError, match="was cancelled"):
        held.do(set_discussion, item, held.version(item), "Something")
    with pytest.raises(UserError, match="needs words"):
        held.do(decisions.add_decision, held.first, " ")
    assert _hashes(held) == before


def test_search_says_no_more_of_a_confidential_item_than_that(held: Minuted) -> None:
    held.do(set_discussion, held.secret, held.version(held.secret), f"{CANARY} was named")
    held.do(decisions.add_decision, held.first, f"{CANARY} is visited", item_uid=held.secret)
    held.do(challenges.add_challenge, f"{CANARY} late", meeting_uid=held.first, item_uid=held.secret)
    held.do(set_discussion, held.plan, held.version(held.plan), "Ptarmigan")
    held.do(decisions.add_decision, held.first, "Ptarmigan is kept", item_uid=held.plan)
    with held.vault.store.reading() as session:
        assert find(session, CANARY) == []
        assert {one.kind for one in find(session, "Ptarmigan")} == {"agenda_item", "decision"}


def test_what_is_due_follows_the_minutes_from_step_to_step(held: Minuted, clock: StillClock) -> None:
    def due() -> list[tuple[str, date | None]]:
        with held.vault.store.reading() as session:
            return [(one.about, one.day) for one in minutes_due(session, clock.today())]

    assert due() == [("Minutes to write", date(2025, 1, 15))]
    held.lack_quorum()
    held.do(decisions.add_decision, held.first, "To wait", item_uid=held.plan)
    held.do(challenges.add_challenge, "Late returns", meeting_uid=held.first)
    assert due() == [
        ("Minutes to clear", date(2025, 1, 22)), ("Decisions to ratify", date(2025, 2, 12)),
        ("Challenges without an answer", date(2025, 2, 5)),
    ]  # fmt: skip
    held.circulate()
    held.do(meetings.add_meeting, held.group, date(2025, 2, 3), kind=MeetingKind.EXTRAORDINARY)
    assert due()[0] == ("Minutes to approve", date(2025, 2, 12)), "an ordinary meeting approves them"
    with held.vault.store.reading() as session:
        assert next(minutes_due(session, clock.today())).what.startswith("Minutes of ")
        assert all(one.explain and one.why for one in minutes_due(session, clock.today()))


def _hashes(held: Minuted) -> dict[str, str]:
    with held.vault.store.reading() as session:
        return table_hashes(session)
