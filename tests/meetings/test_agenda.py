"""Agendas: made from what belongs on them, timed, reordered, carried on and sent up; nothing is lost or twice."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from agenda_case import AgendaCase
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from vaults import StillClock

from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.meetings.records import AgendaItem, Meeting, Purpose, Source
from mscp_desktop.meetings.rules import agenda_changes, agenda_sent, agenda_standing, agendas, carrying, places
from mscp_desktop.meetings.rules.agenda_matters import matter_under
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import cancel_meeting, hold_meeting

USUAL = [one.title for one in agenda_standing.USUAL]


@pytest.fixture
def case(agenda_case: AgendaCase) -> AgendaCase:
    return agenda_case


def test_an_agenda_is_made_of_what_belongs_on_it_and_never_twice(case: AgendaCase) -> None:
    first, second = case.below[:2]
    case.do(carrying.add_matter, case.pmqa, "Neglect audit", wanted=PartialDate(2025, 1))
    case.do(carrying.add_matter, case.pmqa, "Sufficiency", wanted=PartialDate(2025, 3))
    case.do(carrying.add_matter, case.pmqa, "Some day")
    made = case.do(agenda_changes.make_agenda, first)
    usual = [title for title in USUAL if title != "Chairs' reports"]  # nobody reports to PMQA
    assert case.titles(first) == [*usual[:-1], "Neglect audit", usual[-1]]
    assert made == len(usual) + 1
    assert case.backlog(case.pmqa) == ["Sufficiency", "Some day"]
    assert [one.number for one in case.agenda(first)] == [str(number) for number in range(1, made + 1)]
    assert case.do(agenda_changes.make_agenda, first) == 0
    assert case.do(agenda_changes.make_agenda, second) == len(usual) + 1
    assert case.backlog(case.pmqa) == ["Some day"]
    assert "Chairs' reports" in (case.do(agenda_changes.make_agenda, case.above[0]), case.titles(case.above[0]))[1]


def test_a_group_s_own_standing_items_take_the_place_of_the_usual_ones(case: AgendaCase) -> None:
    case.do(agenda_standing.add_standing_item, case.pmqa, "Data dashboard", length=20, place=3)
    own = case.read(agenda_standing.own_standing, case.pmqa)
    assert [one.title for one in own][:4] == [*USUAL[:2], "Data dashboard", USUAL[2]]
    case.do(agenda_standing.change_standing_item, own[2].uid, own[2].version, place=1, title="Dashboard")
    case.do(agenda_standing.remove_standing_item, own[0].uid)
    case.do(agenda_changes.make_agenda, case.below[0])
    assert case.titles(case.below[0])[:3] == ["Dashboard", USUAL[1], USUAL[2]]
    assert Source.OTHER_BUSINESS is case.agenda(case.below[0])[-1].source
    case.do(agenda_standing.add_standing_item, case.pmqa, "Horizon scan")
    assert case.do(agenda_changes.make_agenda, case.below[0]) == 1
    assert case.titles(case.below[0])[-2:] == ["Horizon scan", "Any other business"]


def test_items_have_their_times_and_say_by_how_much_they_are_over(case: AgendaCase) -> None:
    meeting = case.below[0]
    for title, length in (("One", 20), ("Two", None), ("Three", 30), ("Four", 25)):
        case.do(agenda_changes.add_item, meeting, title, length=length)
    agenda = case.read(agendas.whole_agenda, meeting)
    assert [(one.start, one.end, one.over) for one in agenda.items] == [
        ("10:00", "10:20", 0), ("10:20", None, 0), ("10:20", "10:50", 0), ("10:50", "11:15", 15)
    ]  # fmt: skip
    assert (agenda.minutes, agenda.over, agenda.spare, agenda.untimed) == (75, 15, 0, 1)
    assert agenda.words() == "4 items, 1 hour 15 minutes of 1 hour: 15 minutes over, 1 without a length"
    case.do(agenda_changes.change_item, agenda.items[3].uid, agenda.items[3].version, length=5)
    assert case.read(agendas.whole_agenda, meeting).words() == (
        "4 items, 55 minutes of 1 hour: 5 minutes spare, 1 without a length"
    )
    loose = case.meeting(case.pmqa, date(2025, 9, 1), start_time=None, length=None)
    case.do(agenda_changes.add_item, loose, "Loose", length=10)
    (row,) = case.agenda(loose)
    assert (row.start, row.time_words(), row.over) == (None, "", 0)


def test_items_move_by_keys_and_by_dragging(case: AgendaCase) -> None:
    meeting = case.below[0]
    uid = {title: case.do(agenda_changes.add_item, meeting, title) for title in "ABCDE"}
    case.do(agenda_changes.move_item_by, uid["C"], -1)
    assert case.titles(meeting) == list("ACBDE")
    case.do(agenda_changes.move_item_by, uid["A"], -3)
    case.do(agenda_changes.move_items, [uid["E"], uid["A"]], uid["B"])
    assert case.titles(meeting) == list("CAEBD")
    case.do(agenda_changes.move_items, [uid["A"], uid["E"]], uid["E"])  # onto themselves
    assert case.titles(meeting) == list("CAEBD")
    case.do(agenda_changes.move_items, [uid["C"]], None)
    assert case.titles(meeting) == list("AEBDC")
    undo(case.vault.store, case.vault.actor)
    assert case.titles(meeting) == list("CAEBD")
    other = case.do(agenda_changes.add_item, case.below[1], "X")
    with pytest.raises(UserError, match="not on one agenda"):
        case.do(agenda_changes.move_items, [uid["A"], other], None)


def test_an_item_on_which_something_rests_is_not_deleted(case: AgendaCase, clock: StillClock) -> None:
    meeting = case.below[0]
    first, second = (case.do(agenda_changes.add_item, meeting, title) for title in ("One", "Two"))
    clock.move(days=5)
    case.do(hold_meeting, meeting)
    case.do(carrying.carry_item, first, meeting_uid=case.below[1])
    with pytest.raises(ConflictError, match="“One” has minutes, papers or an item that carries it on"):
        case.do(agenda_changes.remove_items, [second, first])
    assert case.titles(meeting) == ["One", "Two"]  # all, or none
    case.do(agenda_changes.remove_items, [second])
    assert case.titles(meeting) == ["One"]


def test_an_item_is_moved_before_its_meeting_and_carried_on_after_it(case: AgendaCase, clock: StillClock) -> None:
    first, second, third = case.below
    item = case.do(agenda_changes.add_item, first, "Threshold document", length=20, confidential=True)
    assert case.do(carrying.carry_item, item, meeting_uid=second) == item  # still to come: the item itself moves
    assert (case.titles(first), case.titles(second)) == ([], ["Threshold document"])
    case.do(carrying.carry_item, item, wanted=PartialDate(2025, 6))
    assert (case.titles(second), case.backlog(case.pmqa)) == ([], ["Threshold document"])
    case.do(carrying.carry_item, item, meeting_uid=first)
    clock.move(days=5)
    case.do(hold_meeting, first)
    later = case.do(carrying.carry_item, item, meeting_uid=second)
    assert later != item
    (row,) = case.agenda(second)
    assert (row.title, row.length, row.confidential) == ("Threshold document", 20, True)
    assert row.carried_from is not None
    assert row.carried_from.words == "Carried forward from PMQA, 20 January 2025"
    assert row.carried_from.place == Place("agenda_item", item)
    assert [one.words for one in case.agenda(first)[0].went] == ["Carried forward to PMQA, 3 March 2025"]
    with pytest.raises(ConflictError, match="carried forward already, to PMQA, 3 March 2025"):
        case.do(carrying.carry_item, item, meeting_uid=third)
    with pytest.raises(UserError, match="another group"):
        case.do(carrying.carry_item, item, meeting_uid=case.above[1])
    with pytest.raises(UserError, match="has begun"):
        case.do(carrying.postpone_items, [item])


def test_what_a_cancelled_meeting_had_moves_on_itself(case: AgendaCase) -> None:
    item = case.do(agenda_changes.add_item, case.below[0], "Pledge")
    case.do(cancel_meeting, case.below[0], "Snow")
    with pytest.raises(UserError, match="cancelled"):
        case.do(agenda_changes.add_item, case.below[0], "Another")
    assert case.do(carrying.carry_item, item, meeting_uid=case.below[1]) == item
    assert (case.titles(case.below[0]), case.titles(case.below[1])) == ([], ["Pledge"])


def test_a_matter_goes_up_and_its_answer_comes_back(case: AgendaCase, clock: StillClock) -> None:
    item = case.do(agenda_changes.add_item, case.below[0], "Resource for audits", brief="We lack an auditor.")
    case.do(agenda_changes.add_item, case.above[0], "Any other business", source=Source.OTHER_BUSINESS)
    up = case.do(carrying.send_up, item, why="Please decide who pays.")
    assert case.titles(case.above[0]) == ["Resource for audits", "Any other business"]
    row = case.read(agendas.item_row, up)
    assert row.brief == "Please decide who pays.\n\nWe lack an auditor."
    assert row.origins() == ["Sent by PMQA, 20 January 2025"]
    with pytest.raises(ConflictError, match="sent already, to Executive, 29 January 2025"):
        case.do(carrying.send_up, item)
    clock.move(days=14)
    case.do(add_decision, case.above[0], "Each partner pays a third.", item_uid=up, inquorate=False)
    back = case.do(carrying.send_back, up)
    assert case.titles(case.below[1]) == ["Answer from Executive: Resource for audits"]
    answer = case.read(agendas.item_row, back)
    assert answer.brief == "Executive decided on 29 January 2025:\n\n- Each partner pays a third."
    assert answer.purpose is Purpose.NOTE
    with pytest.raises(ConflictError, match="answered already"):
        case.do(carrying.send_back, up)
    with pytest.raises(UserError, match="reports to no other group"):
        case.do(carrying.send_up, up)
    with pytest.raises(UserError, match="No other group sent"):
        case.do(carrying.send_back, item)


def test_where_no_meeting_is_planned_the_backlog_takes_it_and_the_next_agenda_brings_it(case: AgendaCase) -> None:
    item = case.do(agenda_changes.add_item, case.below[0], "Escalated")
    for meeting in case.above:
        case.do(cancel_meeting, meeting, "Purdah")
    case.do(carrying.send_up, item)
    assert case.backlog(case.executive) == ["Escalated"]
    new = case.meeting(case.executive, date(2025, 5, 1))
    case.do(agenda_changes.make_agenda, new)
    assert "Escalated" in case.titles(new)
    assert case.backlog(case.executive) == []


def test_the_program_puts_under_an_item_what_it_knows(case: AgendaCase, clock: StillClock) -> None:
    first, second = case.below[:2]
    raised = case.do(agenda_changes.add_item, first, "Audit")
    clock.move(days=5)
    case.do(hold_meeting, first)
    day = date(2025, 1, 20)
    here = {"source_kind": "agenda_item", "source_uid": raised, "group_uid": case.pmqa, "raised": day}
    case.do(add_action, "Write the brief", due=date(2025, 2, 17), **here)
    case.do(add_action, "Ask Kent", group_uid=case.pmqa, raised=day)
    case.do(agenda_changes.make_agenda, second)

    def under(source: Source) -> list[str]:
        uid = next(one.uid for one in case.agenda(second) if one.source is source)
        return [one.full_words() for one in case.read(matter_under, uid)]

    assert under(Source.LAST_MINUTES) == ["Minutes of the meeting of 20 January 2025: not written yet"]
    assert under(Source.MATTERS_ARISING) == ["A1: Write the brief (no owner; due 17 February 2025)"]
    assert under(Source.ACTIONS) == ["A2: Ask Kent (no owner; no date)"]
    assert under(Source.OTHER_BUSINESS) == []


def test_the_agenda_of_the_meeting_before_is_copied_without_what_was_written_for_it(case: AgendaCase) -> None:
    case.do(agenda_changes.add_item, case.below[0], "Dashboard", length=15, presenter="Ann", brief="Figures of Q3")
    case.do(agenda_changes.add_item, case.below[0], "Serious case", confidential=True)
    case.do(agenda_changes.add_item, case.below[1], "Dashboard")
    assert case.do(agenda_changes.copy_agenda, case.below[1]) == 1
    assert [(one.title, one.confidential, one.brief) for one in case.agenda(case.below[1])] == [
        ("Dashboard", False, None), ("Serious case", True, None)
    ]  # fmt: skip
    with pytest.raises(UserError, match="no meeting before"):
        case.do(agenda_changes.copy_agenda, case.below[0])


def test_that_an_agenda_went_out_is_on_record(case: AgendaCase) -> None:
    with pytest.raises(UserError, match="empty"):
        case.do(agenda_changes.send_agenda, case.below[0])
    case.do(agenda_changes.add_item, case.below[0], "One")
    with pytest.raises(UserError, match="still to come"):
        case.do(agenda_changes.send_agenda, case.below[0], date(2025, 1, 16))
    case.do(agenda_changes.send_agenda, case.below[0])
    assert case.read(agendas.whole_agenda, case.below[0]).meeting.agenda_sent == date(2025, 1, 15)
    case.do(agenda_changes.agenda_not_sent, case.below[0])
    assert case.read(agendas.whole_agenda, case.below[0]).meeting.agenda_sent is None


def test_an_agenda_that_went_out_tells_when_it_differs_until_it_is_sent_again(case: AgendaCase) -> None:
    meeting = case.below[0]
    first = case.do(agenda_changes.add_item, meeting, "One")
    second = case.do(agenda_changes.add_item, meeting, "Two")

    def differs() -> bool:
        return case.read(agenda_sent.changed_since_sent, meeting)

    assert not differs()
    case.do(agenda_changes.send_agenda, meeting)
    case.do(agenda_changes.change_item, second, case.read(agendas.item_row, second).version, note="For us only")
    assert not differs()
    case.do(agenda_changes.move_item_by, first, 1)
    assert differs()
    case.do(agenda_changes.move_item_by, first, -1)
    assert not differs()
    case.do(carrying.postpone_items, [first])
    assert differs()
    case.do(agenda_changes.send_agenda, meeting)
    assert not differs()
    case.do(agenda_changes.agenda_not_sent, meeting)
    case.do(agenda_changes.remove_items, [second])
    assert not differs()


def test_search_says_of_a_confidential_item_only_that_it_is_one(case: AgendaCase) -> None:
    item = case.do(agenda_changes.add_item, case.below[0], "Child Q", brief="Hidden words", confidential=True)
    hits = case.read(find, "child") + case.read(find, "hidden")
    assert hits == []
    (hit,) = case.read(find, "confidential item")
    assert (hit.title, hit.detail, hit.uid) == ("Confidential item", "PMQA, 20 January 2025", item)
    case.do(agenda_changes.change_item, item, 1, confidential=False)
    assert [one.title for one in case.read(find, "child")] == ["Child Q"]


def test_a_place_leads_to_a_meeting_a_part_of_it_or_an_item(case: AgendaCase) -> None:
    today = date(2025, 1, 15)
    meeting = case.below[0]
    item = case.do(agenda_changes.add_item, meeting, "One")
    waiting = case.do(carrying.add_matter, case.pmqa, "Waiting")
    minutes = places.meeting_place(meeting, places.MINUTES)
    assert case.read(places.where_of, minutes.uid, today) == places.Where(meeting, "minutes")
    assert case.read(places.where_of, meeting, today) == places.Where(meeting)
    assert case.read(places.where_of, item, today) == places.Where(meeting, "agenda", item)
    assert case.read(places.where_of, waiting, today) == places.Where(None, "agenda", waiting)
    assert case.read(places.where_of, None, today) == places.Where(meeting)
    assert case.read(places.where_of, None, date(2026, 1, 1)) == places.Where(case.below[2])
    assert case.read(places.where_of, "gone", today) is None
    space = case.read(places.workspace_of, case.below[1])
    assert (space.before.uid, space.after.uid) == (case.below[0], case.below[2])


STEPS = ("make", "add", "carry", "send", "move", "drag", "postpone", "place", "remove", "copy", "undo")


@settings(max_examples=5)
@given(data=st.data())
def test_whatever_is_done_numbers_have_no_gaps_and_no_item_is_lost_or_twice(
    case: AgendaCase, data: st.DataObject
) -> None:
    meetings = [*case.above, *case.below]
    for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=3, max_size=9)):
        before = _own(case)
        removed = _do(case, data, step, meetings)
        after = _own(case)
        if step != "undo":
            assert before - removed <= after
        for meeting in meetings:
            rows = case.look(lambda session, meeting=meeting: _positions(session, meeting))  # type: ignore[misc]
            assert rows == list(range(len(rows)))
        followed = case.look(_followed)
        assert max(followed.values(), default=0) <= 1, "carried or sent to one group twice"
        if step == "make":
            assert all(_made_again(case, meeting) == 0 for meeting in meetings if case.agenda(meeting))


def _do(case: AgendaCase, data: st.DataObject, step: str, meetings: list[str]) -> set[str]:
    """Do one step, refused or not, and return the uids of what it removes."""
    meeting = data.draw(st.sampled_from(meetings))
    own = sorted(_own(case))
    item = data.draw(st.sampled_from(own)) if own else "none"
    calls: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
        "make": (agenda_changes.make_agenda, (meeting,), {}),
        "add": (agenda_changes.add_item, (meeting, f"Item {len(own)}"), {}),
        "carry": (carrying.carry_item, (item,), {"meeting_uid": data.draw(st.sampled_from([meeting, None]))}),
        "send": (carrying.send_up, (item,), {}),
        "move": (agenda_changes.move_item_by, (item, data.draw(st.integers(-3, 3))), {}),
        "drag": (agenda_changes.move_items, ([item], data.draw(st.sampled_from([*own, None]))), {}),
        "postpone": (carrying.postpone_items, ([item],), {}),
        "place": (carrying.place_matters, ([item], meeting), {}),
        "remove": (agenda_changes.remove_items, ([item],), {}),
        "copy": (agenda_changes.copy_agenda, (meeting,), {}),
    }
    try:
        if step == "undo":
            undo(case.vault.store, case.vault.actor)
            return set()
        operation, args, more = calls[step]
        case.do(operation, *args, **more)
    except UserError:
        return set()
    return {item} if step == "remove" else set()


def _made_again(case: AgendaCase, meeting: str) -> int:
    """Return what an agenda that has items of all kinds still lacks when it is made once more."""
    case.do(agenda_changes.make_agenda, meeting)
    return int(case.do(agenda_changes.make_agenda, meeting))


def _own(case: AgendaCase) -> set[str]:
    return set(case.look(lambda session: session.scalars(select(AgendaItem.uid)).all()))


def _positions(session: Session, meeting: str) -> list[int]:
    query = select(AgendaItem.position).join(Meeting, Meeting.id == AgendaItem.meeting_id).where(Meeting.uid == meeting)
    return sorted(session.scalars(query))


def _followed(session: Session) -> Counter[tuple[str, int, int]]:
    """Return how often each item was carried on, and sent to each group."""
    items = session.scalars(select(AgendaItem)).all()
    carried = [("carried", one.carried_from_id, 0) for one in items if one.carried_from_id is not None]
    return Counter(
        carried + [("sent", one.sent_from_id, one.group_id) for one in items if one.sent_from_id is not None]
    )
