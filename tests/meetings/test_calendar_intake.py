"""What comes in from other calendars: days kept free, meetings added, moved, cancelled and linked, in one step."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mscp_desktop.exchange.ics_in import FoundEvent, read_calendar, read_calendar_file
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.intake.ics_blocked import BlockedFate, import_blocked, plan_blocked
from mscp_desktop.meetings.intake.ics_meetings import MeetingFate, import_meetings, plan_meetings
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.calendar_feed import feed
from mscp_desktop.meetings.rules.meetings import MeetingRow, add_meeting, hold_meeting, meetings_between
from mscp_desktop.meetings.rules.patterns import blocked_periods

FILES = Path(__file__).parents[1] / "exchange" / "files"
FIRST, LAST = date(2025, 1, 1), date(2026, 3, 31)


def events(name: str) -> tuple[FoundEvent, ...]:
    return read_calendar_file(FILES / name, FIRST, LAST).events


def uid_of(vault: Vault, group: str) -> str:
    with vault.store.reading() as session:
        return group_named(session, group).uid


def do(vault: Vault, operation: Any, *args: Any, **kwargs: Any) -> Any:
    return run(vault.store, vault.actor, operation, *args, **kwargs)


def fates(vault: Vault, group: str, found: tuple[FoundEvent, ...]) -> list[tuple[MeetingFate, str]]:
    with vault.store.reading() as session:
        return [(one.fate, one.why) for one in plan_meetings(session, group, found)]


def rows(vault: Vault, group: str) -> list[MeetingRow]:
    with vault.store.reading() as session:
        return meetings_between(session, FIRST, LAST, group)


def test_holidays_are_kept_free_once_and_one_undo_takes_them_back(medway: Vault) -> None:
    terms = events("council_terms.ics")
    with medway.store.reading() as session:
        assert {one.fate for one in plan_blocked(session, (*terms, terms[0]), None)} == {
            BlockedFate.NEW, BlockedFate.TWICE,
        }  # fmt: skip
    outcome = do(medway, import_blocked, terms, source="terms.ics")
    assert outcome.value == 3
    assert outcome.announcement.summary == "Added 3 blocked periods from terms.ics"
    with medway.store.reading() as session:
        found = blocked_periods(session, FIRST, LAST)
        assert {one.fate for one in plan_blocked(session, terms, None)} == {BlockedFate.THERE}
    assert [(one.name, one.first, one.last, one.source) for one in found][1] == (
        "School holiday: October half term", date(2025, 10, 27), date(2025, 10, 31), "terms.ics",
    )  # fmt: skip
    with pytest.raises(UserError, match="nothing new in this file"):
        do(medway, import_blocked, terms)
    undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert blocked_periods(session, FIRST, LAST) == []


def test_leave_that_repeats_keeps_one_groups_days_free(medway: Vault) -> None:
    group = uid_of(medway, "pmqa")
    assert do(medway, import_blocked, events("google_leave.ics"), group_uid=group).value == 6
    with medway.store.reading() as session:
        found = blocked_periods(session, FIRST, LAST)
    assert {one.group_uid for one in found} == {group}
    assert [one.first.day for one in found if one.name == "Clinic"] == [6, 13, 20, 27]


def test_a_teams_meeting_comes_in_is_moved_and_cancelled_as_the_same_meeting(medway: Vault) -> None:
    group = uid_of(medway, "Joint Exploitation Group")
    (invited,), (gone,) = events("outlook_teams.ics"), events("outlook_cancelled.ics")
    assert fates(medway, group, (gone,)) == [(MeetingFate.LEFT, "it is cancelled there, and not known here")]
    do(medway, import_meetings, group, (invited,), source="invitation.ics")
    (row,) = rows(medway, group)
    assert (row.day, row.start_time, row.length, row.place) == (date(2025, 3, 31), "10:00", 120, "Room 4, Gun Wharf")
    assert (row.link, row.outside_uid, row.pinned) == (invited.link, invited.uid, True)
    assert fates(medway, group, (invited,)) == [(MeetingFate.SAME, "")]
    with pytest.raises(UserError, match="not here already"):
        do(medway, import_meetings, group, (invited,))
    moved = FoundEvent(invited.uid, invited.name, date(2025, 4, 7), date(2025, 4, 7), "14:00", 90, None, None)
    assert fates(medway, group, (moved,)) == [(MeetingFate.CHANGED, "it was on 31 March 2025, 10:00 to 12:00")]
    do(medway, import_meetings, group, (moved,))
    (after,) = rows(medway, group)
    assert (after.uid, after.day, after.start_time, after.sequence) == (row.uid, date(2025, 4, 7), "14:00", 1)
    assert (after.place, after.link) == (row.place, row.link), "what the file is silent about stays"
    outcome = do(medway, import_meetings, group, (gone,))
    assert outcome.announcement.summary == "Meetings of JEG: 1 cancelled"
    (ended,) = rows(medway, group)
    assert (ended.state, ended.sequence, ended.cancelled_why) == (
        MeetingState.CANCELLED, 2, "Cancelled in the calendar it comes from",
    )  # fmt: skip
    assert fates(medway, group, (gone,)) == [(MeetingFate.SAME, "")]
    assert fates(medway, group, (moved,)) == [(MeetingFate.LEFT, "here it is cancelled")]
    undo(medway.store, medway.actor)
    (back,) = rows(medway, group)
    assert (back.state, back.sequence, back.cancelled_why) == (MeetingState.PLANNED, 1, None)


def test_a_series_comes_in_as_meetings_of_their_own(medway: Vault) -> None:
    group = uid_of(medway, "Policy and Procedures Group")
    do(medway, import_meetings, group, events("outlook_series.ics"))
    assert [(one.day.isoformat(), one.start_time) for one in rows(medway, group)] == [
        ("2025-09-24", "10:00"), ("2025-10-22", "10:00"), ("2025-11-28", "14:00"), ("2026-01-28", "10:00"),
    ]  # fmt: skip
    undo(medway.store, medway.actor)
    assert rows(medway, group) == []


def test_what_is_planned_here_already_takes_the_link_and_follows_that_calendar(medway: Vault) -> None:
    group = uid_of(medway, "Joint Exploitation Group")
    uid = do(medway, add_meeting, group, date(2025, 3, 31), start_time="10:00").value
    (invited,) = events("outlook_teams.ics")
    assert fates(medway, group, (invited,)) == [(MeetingFate.TAKEN, "planned here at the same time")]
    do(medway, import_meetings, group, (invited,))
    (row,) = rows(medway, group)
    assert (row.uid, row.link, row.outside_uid) == (uid, invited.link, invited.uid)


def test_what_cant_be_taken_is_left_out_with_its_reason(medway: Vault) -> None:
    group, other = uid_of(medway, "Joint Exploitation Group"), uid_of(medway, "pmqa")
    (invited,) = events("outlook_teams.ics")
    do(medway, import_meetings, other, (invited,))
    assert fates(medway, group, (invited,))[0][1].startswith("here it is a meeting of Performance Management")
    long = FoundEvent("long", "Away days", date(2025, 5, 1), date(2025, 5, 2))
    one = FoundEvent("a", "One", date(2025, 5, 6), date(2025, 5, 6), "10:00")
    two = FoundEvent("b", "Two", date(2025, 5, 6), date(2025, 5, 6), "10:00")
    found = fates(medway, group, (long, one, two))
    assert [fate for fate, _ in found] == [MeetingFate.LEFT, MeetingFate.NEW, MeetingFate.LEFT]
    assert found[0][1] == "it lasts to 2 May 2025: a meeting is of one day"
    assert found[2][1] == "the file has another at the same time"
    held = do(medway, add_meeting, group, date(2025, 1, 10), outside_uid="held").value
    do(medway, hold_meeting, held)
    again = FoundEvent("held", "Held", date(2025, 1, 17), date(2025, 1, 17))
    assert fates(medway, group, (again,)) == [(MeetingFate.LEFT, "here it is held")]


def test_our_own_feed_changes_nothing_when_it_comes_back(medway: Vault) -> None:
    group = uid_of(medway, "pmqa")
    for day, time, length in ((12, "10:00", 120), (13, None, None), (31, "9:30", 45)):
        do(medway, add_meeting, group, date(2025, 3, day), start_time=time, length=length, place="Gun Wharf")
    data = feed(rows(medway, group), "Calendar", date(2025, 1, 15))
    back = read_calendar(data, "own.ics", FIRST, LAST).events
    assert {fate for fate, _ in fates(medway, group, back)} == {MeetingFate.SAME}
