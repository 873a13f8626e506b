"""The papers of a meeting: by when they are due, how far each is, and what goes out with the pack."""

from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest
from papers_made import plain
from sqlalchemy import select

from mscp_desktop.foundation import attachments
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules import groups
from mscp_desktop.meetings.report.paper_chasing import chasing_drafts
from mscp_desktop.meetings.rules import agenda_changes, meetings, paper_changes, patterns, sent
from mscp_desktop.meetings.rules.packs import pack_of, supplement_of
from mscp_desktop.meetings.rules.papers import PaperRow, PaperState, letters, papers_of, papers_words
from mscp_desktop.meetings.rules.papers_due import papers_due
from mscp_desktop.meetings.rules.places import where_of
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules import people

TODAY = date(2025, 1, 15)
DAY = date(2025, 2, 5)
WHAT = {
    "Papers to ask for": "Papers of ", "Papers to clear": "Papers of ", "Packs to send": ("Pack of ", "Supplement to "),
}  # fmt: skip
"""How what is due is called, by what it is about."""


@dataclass
class Desk:
    """A meeting with two items, and what is done with its papers."""

    vault: Vault
    meeting: str
    budget: str
    review: str

    def do(self, what: Any, *args: Any, **fields: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **fields).value

    def wanted(self, title: str, item: str = "", **fields: Any) -> str:
        uid: str = self.do(paper_changes.add_wanted_paper, item or self.budget, title, **fields)
        return uid

    def rows(self, today: date = TODAY) -> list[PaperRow]:
        with self.vault.store.reading() as session:
            return papers_of(session, self.meeting, today)

    def row(self, uid: str, today: date = TODAY) -> PaperRow:
        return next(row for row in self.rows(today) if row.uid == uid)

    def states(self, today: date = TODAY) -> dict[str, str]:
        return {row.number: row.state.value for row in self.rows(today)}


@pytest.fixture
def desk(medway: Vault) -> Desk:
    def do(what: Any, *args: Any, **fields: Any) -> Any:
        return run(medway.store, medway.actor, what, *args, **fields).value

    with medway.store.reading() as session:
        group = groups.group_named(session, "Executive").uid
    meeting = do(meetings.add_meeting, group, DAY, start_time="10:00", length=120)
    do(patterns.set_pattern, group, 0, papers_before=7, call_before=15)
    budget = do(agenda_changes.add_item, meeting, "Budget for 2025-26")
    review = do(agenda_changes.add_item, meeting, "Serious incident", confidential=True)
    return Desk(medway, meeting, budget, review)


def test_papers_are_due_so_many_working_days_before_the_meeting_unless_they_have_a_day_of_their_own(desk: Desk) -> None:
    first = desk.wanted("Budget")
    other = desk.wanted("Reserves", due=date(2025, 1, 20))
    row = desk.row(first)
    assert (row.due, row.due_set) == (date(2025, 1, 27), False)
    assert "7 working days before Wednesday 5 February 2025 is Monday 27 January 2025." in row.explain
    assert (desk.row(other).due, desk.row(other).due_set) == (date(2025, 1, 20), True)
    with desk.vault.store.reading() as session:
        version = meetings.meeting_row(session, desk.meeting).version
    desk.do(meetings.change_meeting, desk.meeting, version, day=date(2025, 2, 12))
    assert desk.row(first).due == date(2025, 2, 3), "it moves with the meeting"
    assert desk.row(other).due == date(2025, 1, 20)


def test_each_step_of_a_paper_has_its_word(desk: Desk) -> None:
    uid = desk.wanted("Budget", author="Alex Sample")
    assert desk.row(uid).state is PaperState.NOT_ASKED
    desk.do(paper_changes.chase_papers, [uid])
    assert desk.row(uid).state is PaperState.WAITING
    assert desk.row(uid, date(2025, 1, 27)).state is PaperState.WAITING, "its day is not over"
    assert desk.row(uid, date(2025, 1, 28)).state is PaperState.LATE
    desk.do(paper_changes.receive_paper, uid, [("budget.pdf", plain("Budget", 1))])
    assert desk.row(uid).state is PaperState.RECEIVED
    assert [file.name for file in desk.row(uid).files] == ["budget.pdf"]
    desk.do(paper_changes.clear_papers, [uid], "The chair")
    assert desk.row(uid).state is PaperState.CLEARED
    assert (desk.row(uid).received, desk.row(uid).cleared_by) == (TODAY, "The chair")
    desk.do(paper_changes.send_pack, desk.meeting, 12)
    assert desk.row(uid).state is PaperState.IN_PACK
    assert papers_words(desk.rows()) == "1 paper"


def test_what_is_cleared_after_the_pack_went_out_is_a_supplement(desk: Desk) -> None:
    first, second, third = (desk.wanted(title) for title in ("Budget", "Reserves", "Risks"))
    for uid in (first, second, third):
        desk.do(paper_changes.receive_paper, uid)
    desk.do(paper_changes.clear_papers, [first], "The chair")
    desk.do(paper_changes.send_pack, desk.meeting, 12)
    desk.do(paper_changes.clear_papers, [third], "The chair")
    with desk.vault.store.reading() as session:
        pack, more = pack_of(session, desk.meeting, TODAY), supplement_of(session, desk.meeting, TODAY)
    assert [row.title for row in pack.papers] == ["Budget"]
    assert [row.title for row in pack.waiting] == ["Reserves"]
    assert ([row.title for row in more.papers], more.first) == (["Risks"], 13)
    with pytest.raises(ConflictError, match="went out with the pack"):
        desk.do(paper_changes.remove_wanted_papers, [first])
    desk.do(paper_changes.pack_not_sent, desk.meeting)
    assert desk.states() == {"1a": "cleared", "1b": "received, not cleared", "1c": "cleared"}


def test_another_version_has_to_be_cleared_again(desk: Desk) -> None:
    uid = desk.wanted("Budget")
    desk.do(paper_changes.receive_paper, uid, [("one.pdf", b"%PDF one")], day=date(2025, 1, 6))
    desk.do(paper_changes.clear_papers, [uid], "The chair")
    desk.do(paper_changes.receive_paper, uid, [("two.pdf", b"%PDF two")])
    row = desk.row(uid)
    assert (row.state, row.received, row.cleared_by) == (PaperState.RECEIVED, date(2025, 1, 6), None)
    assert undo(desk.vault.store, desk.vault.actor)
    assert desk.row(uid).state is PaperState.CLEARED
    assert [file.name for file in desk.row(uid).files] == ["one.pdf"]
    desk.do(paper_changes.receive_paper, uid, [("two.pdf", b"%PDF two")], replace=True)
    assert [file.name for file in desk.row(uid).files] == ["two.pdf"]


def test_a_file_that_was_added_and_no_more_said_counts_as_received(desk: Desk) -> None:
    uid = desk.wanted("Budget")
    with pytest.raises(UserError, match="has not come yet"):
        desk.do(paper_changes.clear_papers, [uid], "The chair")
    desk.do(attachments.add_paper, "meeting_paper", uid, "budget.pdf", b"%PDF one")
    assert desk.row(uid).state is PaperState.RECEIVED
    desk.do(paper_changes.clear_papers, [uid], "The chair", date(2025, 1, 10))
    assert desk.row(uid).received == date(2025, 1, 10)


def test_papers_stand_in_the_order_of_the_agenda_and_can_be_moved(desk: Desk) -> None:
    third = desk.wanted("Review", desk.review)
    first, second = desk.wanted("Budget"), desk.wanted("Reserves")
    assert [(row.number, row.uid) for row in desk.rows()] == [("1a", first), ("1b", second), ("2a", third)]
    desk.do(paper_changes.move_paper_by, second, -1)
    assert [row.uid for row in desk.rows()] == [second, first, third]
    desk.do(paper_changes.change_paper, first, desk.row(first).version, item_uid=desk.review)
    assert [(row.number, row.uid) for row in desk.rows()] == [("1a", second), ("2a", third), ("2b", first)]
    assert desk.row(first).confidential, "its item is"
    desk.do(paper_changes.remove_wanted_papers, [third])
    assert [row.number for row in desk.rows()] == ["1a", "2a"]
    assert [letters(place) for place in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]


def test_what_makes_no_sense_is_refused_in_a_sentence(desk: Desk) -> None:
    uid = desk.wanted("Budget")
    for what, args, fields, words in (
        (paper_changes.add_wanted_paper, (desk.budget, "  "), {}, "needs a title"),
        (paper_changes.chase_papers, ([uid],), {"day": date(2025, 3, 1)}, "still to come"),
        (paper_changes.receive_paper, (uid,), {"day": date(2025, 3, 1)}, "still to come"),
        (paper_changes.change_paper, (uid, 1), {"cleared": TODAY}, "after it was received"),
        (paper_changes.change_paper, (uid, 1), {"position": 3}, "can't be changed here"),
        (paper_changes.clear_papers, ([uid], " "), {}, "who cleared it"),
        (paper_changes.send_pack, (desk.meeting, 0), {}, "front page"),
        (paper_changes.send_pack, (desk.meeting, 3), {"day": date(2025, 3, 1)}, "still to come"),
    ):
        with pytest.raises(UserError, match=words):
            desk.do(what, *args, **fields)
    desk.do(paper_changes.receive_paper, uid)
    with pytest.raises(UserError, match="is here already"):
        desk.do(paper_changes.chase_papers, [uid])
    desk.do(meetings.cancel_meeting, desk.meeting, "Too few can come")
    with pytest.raises(UserError, match="was cancelled"):
        desk.wanted("Another")


def test_history_and_search_say_no_more_of_a_confidential_paper_than_that_it_is(desk: Desk) -> None:
    uid = desk.wanted("Budget of the unit")
    hidden = desk.wanted("Zebra learning review", desk.review)
    with desk.vault.store.reading() as session:
        assert [(hit.kind, hit.uid) for hit in find(session, "budget unit")] == [("meeting_paper", uid)]
        assert "for “" in find(session, "budget unit")[0].detail, "two of one name are told apart by their items"
        assert find(session, "zebra") == []
        assert entries_of(session, "meeting_paper", hidden)[0].summary == "Added a confidential paper"
        where = where_of(session, uid, TODAY)
    assert where is not None
    assert (where.meeting, where.part, where.record) == (desk.meeting, "papers", uid)


def test_home_is_told_what_papers_ask_for(desk: Desk) -> None:
    def asked(today: date) -> list[tuple[str, date | None]]:
        with desk.vault.store.reading() as session:
            due = list(papers_due(session, today))
        assert all(one.what.startswith(WHAT[one.about]) and one.why and one.explain for one in due), due
        assert all(one.what.endswith("Executive Group, 5 February 2025") and one.place.uid == place for one in due), due
        return [(one.about, one.day) for one in due]

    place = f"{desk.meeting}/papers"
    uid, other = desk.wanted("Budget"), desk.wanted("Reserves")
    assert asked(date(2025, 1, 14)) == [], "papers are asked for 15 working days ahead, on 15 January"
    assert asked(TODAY) == [("Papers to ask for", TODAY)]
    desk.do(paper_changes.chase_papers, [uid, other])
    assert asked(TODAY) == []
    assert asked(date(2025, 1, 28)) == [("Papers to ask for", date(2025, 1, 27))]
    desk.do(paper_changes.receive_paper, uid)
    assert ("Papers to clear", date(2025, 1, 27)) in asked(date(2025, 1, 28))
    desk.do(paper_changes.clear_papers, [uid], "The chair")
    desk.do(paper_changes.receive_paper, other)
    desk.do(paper_changes.clear_papers, [other], "The chair")
    assert asked(date(2025, 1, 28)) == [("Packs to send", date(2025, 1, 27))]
    desk.do(paper_changes.send_pack, desk.meeting, 4)
    assert asked(date(2025, 1, 28)) == []
    hidden = desk.wanted("Zebra review", desk.review)
    desk.do(paper_changes.receive_paper, hidden)
    desk.do(paper_changes.clear_papers, [hidden], "The chair")
    assert asked(date(2025, 1, 28)) == [("Packs to send", date(2025, 2, 5))]
    with desk.vault.store.reading() as session:
        (supplement,) = papers_due(session, TODAY)
    assert supplement.why == "1 paper is cleared and not sent: Confidential paper."
    desk.do(sent.record_sent, desk.meeting, sent.Sent.SUPPLEMENT, sent.SentFile("more.pdf", b"%PDF"))
    assert asked(date(2025, 1, 28)) == []
    assert desk.states()["2a"] == "supplement sent"
    assert papers_words(desk.rows()) == "3 papers, 1 sent in a supplement"
    with pytest.raises(ConflictError, match="went out with a supplement"):
        desk.do(paper_changes.remove_wanted_papers, [hidden])


def test_a_draft_asks_each_author_for_their_own_papers(desk: Desk) -> None:
    desk.do(people.add_person, "Alex Sample", email="alex@example.org")
    with desk.vault.store.reading() as session:
        body = session.scalars(select(Organisation).where(Organisation.name == "Kent Police")).one().uid
    mine = [desk.wanted(title, author="Alex Sample") for title in ("Budget", "Reserves")]
    theirs = desk.wanted("Crime figures", organisation_uid=body)
    with desk.vault.store.reading() as session:
        drafts = chasing_drafts(session, desk.meeting, [*mine, theirs], TODAY)
    assert [one.uids for one in drafts] == [tuple(mine), (theirs,)]
    message = message_from_bytes(drafts[0].data, policy=policy.default)
    assert (message["To"], message["X-Unsent"]) == ("Alex Sample <alex@example.org>", "1")
    body_text = message.get_content()
    assert "Budget (item 1, Budget for 2025-26): due on 27 January 2025" in body_text
    assert "Crime figures" not in body_text
    desk.do(paper_changes.receive_paper, theirs)
    with desk.vault.store.reading() as session, pytest.raises(UserError, match="here already"):
        chasing_drafts(session, desk.meeting, [theirs], TODAY)
