"""Medway's year as it is published: planned, adopted as one operation, taken back by one undo; and the command line."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, command_line
from plan_checks import broken, not_accounted_for
from vaults import StillClock

from mscp_desktop.foundation.errors import ChangedMeanwhileError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.rules import meetings, patterns
from mscp_desktop.meetings.rules.agenda_changes import make_agenda
from mscp_desktop.meetings.rules.meetings import MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import Verdict, obligations
from mscp_desktop.meetings.rules.planning.adopting import adopt_plan, left_out
from mscp_desktop.meetings.rules.planning.alternatives import alternatives
from mscp_desktop.meetings.rules.planning.reading import changed_since, request_of
from mscp_desktop.meetings.rules.planning.revising import Revised
from mscp_desktop.meetings.rules.planning.solve import solve
from mscp_desktop.meetings.rules.planning.values import Draft, Hold, PlanRequest, Start
from mscp_desktop.meetings.rules.planning.words import summary, told, without_report

YEAR = Year(YearKind.FINANCIAL, 2025)
TODAY = date(2025, 1, 15)


def asked(vault: Vault, start: Start = Start.PREFERENCES, year: Year = YEAR, today: date = TODAY) -> PlanRequest:
    with vault.store.reading() as session:
        return request_of(session, year, today, start)


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return group_named(session, name).uid


def of_year(vault: Vault) -> list[MeetingRow]:
    with vault.store.reading() as session:
        return meetings_between(session, YEAR.first_day, YEAR.last_day)


def do(vault: Vault, operation: Any, *args: Any, **kwargs: Any) -> Any:
    return run(vault.store, vault.actor, operation, *args, **kwargs).value


def test_medways_year_has_its_52_meetings_and_no_rule_is_broken(medway: Vault) -> None:
    for name, before in (("Learning Lessons", 10), ("PMQA", 10), ("CFAG", 15), ("Executive Group", 10)):
        do(medway, patterns.set_pattern, uid_of(medway, name), 0, before_parent=before, papers_before=5)
    request = asked(medway)
    plan = solve(request)
    assert len(plan.meetings) == 52
    assert (plan.unplanned, plan.worse, broken(plan), not_accounted_for(plan)) == ((), (), [], [])
    assert solve(asked(medway)) == plan
    assert summary(plan) == "52 meetings of 11 groups for 2025-26; every obligation is met"
    assert without_report(plan) == []
    alone = replace(plan, meetings=tuple(one for one in plan.meetings if one.group_uid != uid_of(medway, "PMQA")))
    assert len(without_report(alone)) == 5
    assert without_report(alone)[0].startswith("PMQA does not meet between Executive Group on ")
    own = [one for one in request.groups if one.name in {"JEG", "CDOP", "Policy and Procedures Group"}]
    assert len(plan.meetings) - sum(len(plan.of(one.uid)) for one in own) == 38

    done = do(medway, adopt_plan, plan)
    assert (done.added, done.moved, done.deleted, done.cancelled) == (52, 0, 0, 0)
    assert len(of_year(medway)) == 52
    with medway.store.reading() as session:
        owing = obligations(session, YEAR, TODAY)
        assert {one.verdict for one in owing if one.owed} == {Verdict.ON_COURSE}
        assert sum(one.planned for one in owing) == 52
    undo(medway.store, medway.actor)
    assert of_year(medway) == []


def test_a_post_in_two_groups_is_one_person_who_is_never_in_two_places(medway: Vault) -> None:
    request = asked(medway)
    who = {one for one in request.standing_on(YEAR.first_day) if "Assistant Director" in request.names[one]}
    assert len(who) == 1
    inside = [one.name for one in request.groups if who & one.members_on(YEAR.first_day)]
    assert {"Executive Group", "EHPB", "MASH Strategic Board"} <= set(inside)
    leads = {request.names[one] for one in request.standing_on(YEAR.first_day)}
    assert {"Richard Hicks", "Paul Bentley", "Tim Smith", "Lee-Anne Farach"} <= leads


def test_a_year_that_runs_keeps_what_was_held_and_moves_only_what_is_ahead(medway: Vault, clock: StillClock) -> None:
    group = uid_of(medway, "PMQA")
    days = (date(2025, 5, 7), date(2025, 7, 9), date(2025, 9, 10), date(2025, 11, 15))  # the last is a Saturday
    uids = [do(medway, meetings.add_meeting, group, day) for day in days]
    do(medway, meetings.add_meeting, group, date(2025, 10, 1), kind=MeetingKind.EXTRAORDINARY)
    do(medway, meetings.change_meeting, uids[2], 1, pinned=True)
    today = date(2025, 8, 20)
    plan = solve(asked(medway, Start.AS_PLANNED, today=today))
    own = plan.of(group)
    assert [one.hold for one in own[:3]] == [Hold.PAST, Hold.PAST, Hold.PINNED]
    assert len(own) == 6
    assert all(one.day > today for one in own[2:])
    moved = next(one for one in own if one.meeting is not None and one.meeting.uid == uids[3])
    assert moved.day == date(2025, 11, 14)
    assert next(one for one in told(plan) if one.dated is moved).state == "moved from 15 November 2025"


def test_adopting_moves_pins_and_takes_off_what_the_plan_leaves_out(medway: Vault) -> None:
    do(medway, adopt_plan, solve(asked(medway)))
    group, other = uid_of(medway, "PMQA"), uid_of(medway, "CFAG")
    with_agenda = [one.uid for one in of_year(medway) if one.group_uid == group][1]
    do(medway, make_agenda, with_agenda)
    before = {one.uid: one for one in of_year(medway)}
    base = asked(medway, Start.AS_PLANNED)
    plan = solve(base)
    assert [
        one.day for one in plan.meetings if one.meeting is None or before[one.meeting.uid or ""].day != one.day
    ] == []
    first = plan.of(group)[0]
    revised = Revised(base, Draft(), plan).moved(first, date(2025, 4, 30))
    revised = revised.without(revised.plan.of(group)[1]).without(revised.plan.of(other)[0])
    assert len(left_out(revised.plan)) == 2
    done = do(medway, adopt_plan, revised.plan)
    said = "50 meetings, 1 moved, 49 as they were"
    assert done.words() == f"{said}; beside them 1 deleted and 1 cancelled, for which the plan has no date"
    after = {one.uid: one for one in of_year(medway)}
    assert after[with_agenda].state is MeetingState.CANCELLED
    assert after[with_agenda].cancelled_why == "Left out of the plan of 2025-26"
    assert first.meeting is not None
    row = after[first.meeting.uid or ""]
    assert (row.day, row.pinned, row.sequence) == (date(2025, 4, 30), True, before[row.uid].sequence + 1)
    assert len(after) == 51
    undo(medway.store, medway.actor)
    assert {one.uid: one.day for one in of_year(medway)} == {uid: one.day for uid, one in before.items()}


def test_a_plan_changed_by_hand_tells_what_it_breaks_and_is_solved_again_around_it(medway: Vault) -> None:
    group = uid_of(medway, "Executive Group")
    base = asked(medway)
    revised = Revised(base, Draft(), solve(base))
    revised = revised.moved(revised.plan.of(group)[1], date(2025, 7, 6))
    assert revised.plan.worse == ("Executive Group on Sunday 6 July 2025: that day is a weekend.",)
    sunday = revised.plan.of(group)[1]
    assert sunday.hold is Hold.PINNED
    revised = revised.moved(sunday, date(2025, 7, 16))
    assert (revised.plan.worse, len(revised.draft.pins)) == ((), 1)
    again = solve(revised.with_more(group).draft.applied(base))
    assert date(2025, 7, 16) in [one.day for one in again.of(group)]
    assert (len(again.of(group)), again.worse, broken(again)) == (7, (), [])
    freed = revised.freed(revised.plan.of(group)[1])
    assert (freed.draft.pins, freed.plan.of(group)[1].hold) == ((), Hold.FREE)


def test_a_plan_is_refused_once_meetings_were_changed_and_says_what_else_was(medway: Vault) -> None:
    request = asked(medway)
    plan = solve(request)
    with medway.store.reading() as session:
        assert changed_since(session, request, TODAY) == ()
    group = uid_of(medway, "PMQA")
    do(medway, patterns.set_pattern, group, 0, weekday=2)
    do(medway, patterns.add_blocked, "Inspection", date(2025, 6, 2), last=date(2025, 6, 13))
    do(medway, meetings.add_meeting, group, date(2025, 5, 7))
    with medway.store.reading() as session:
        assert changed_since(session, request, TODAY) == (
            "meetings of the year", "groups, what they owe or how they like to meet", "blocked periods or working days",
        )  # fmt: skip
    with pytest.raises(ChangedMeanwhileError, match="Nothing was done; solve it again"):
        do(medway, adopt_plan, plan)
    assert len(of_year(medway)) == 1


def test_another_day_for_a_meeting_on_record(medway: Vault) -> None:
    do(medway, adopt_plan, solve(asked(medway)))
    one = of_year(medway)[10]
    with medway.store.reading() as session:
        offered = alternatives(session, one.uid, TODAY)
    assert len(offered) == 12
    assert one.day not in {found.day for found in offered}
    assert min(abs((found.day - one.day).days) for found in offered) <= 5


@pytest.fixture
def plan_year(
    medway_template: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    derived_once: None,
) -> Run:  # fmt: skip
    shutil.copytree(medway_template.place, tmp_path / "vault")
    return command_line(tmp_path, monkeypatch, capsys, "plan-year")


def test_the_command_line_prints_a_plan_writes_it_and_adopts_it_only_when_asked(plan_year: Run, tmp_path: Path) -> None:
    code, out, error = plan_year("--year", "2025-26", "--out", "plan.csv")
    assert (code, error) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "52 meetings of 11 groups for 2025-26; every obligation is met."
    assert sum(line.startswith(("2025-", "2026-")) for line in lines) == 52
    rows = list(csv.DictReader(io.StringIO((tmp_path / "plan.csv").read_text("utf-8-sig"))))
    assert len(rows) == 52
    assert {row["State"] for row in rows} == {"new"}
    assert plan_year("--year", "2025-26")[1] == "\n".join(lines[:-1]) + "\n"
    code, out, _ = plan_year("--year", "2025-26", "--adopt")
    assert out.endswith("Adopted: 52 meetings, 52 added.\n")
    code, out, _ = plan_year("--year", "2026-27", "--from-last-year")
    assert code == 0
    assert plan_year("--year", "2025-26", "--as-planned")[1].count("as planned") == 52
    code, out, _ = plan_year("--year", "2025-26", "--adopt")
    assert (code, out.splitlines()[-1]) == (0, "Adopted: 52 meetings, 52 as they were.")
    code, out, error = plan_year("--year", "2020-21", "--adopt")
    assert (code, out) == (1, "")
    assert error.startswith("2020-21 is over")
    assert plan_year("--year", "2020-21")[0] == 0, "to look at a plan harms nothing"
    assert plan_year("--year", "2025")[0] == 1
    assert "end the file's name in .xlsx or .csv" in plan_year("--year", "2025-26", "--out", "plan.doc")[2]


def test_a_plan_from_preferences_takes_over_time_and_place_unless_set_by_hand(medway: Vault) -> None:
    group = uid_of(medway, "PMQA")
    do(medway, patterns.set_pattern, group, 0, start_time="10:00", length=120, place="Gun Wharf room 1")
    do(medway, adopt_plan, solve(asked(medway)))
    first, second, third = [one for one in of_year(medway) if one.group_uid == group][:3]
    do(medway, meetings.change_meeting, second.uid, second.version, place="Town Hall")
    do(medway, meetings.change_meeting, third.uid, third.version, pinned=True)
    do(medway, patterns.set_pattern, group, 0, start_time="14:00", place="Gun Wharf room 9")
    with medway.store.reading() as session:
        version = {one.uid: one.version for one in meetings_between(session, YEAR.first_day, YEAR.last_day)}
    assert version[first.uid] == first.version
    done = do(medway, adopt_plan, solve(asked(medway)))
    found = {one.uid: one for one in of_year(medway)}
    assert (found[first.uid].place, found[first.uid].start_time) == ("Gun Wharf room 9", "14:00")
    assert (found[second.uid].place, found[second.uid].start_time) == ("Town Hall", "14:00")
    assert (found[third.uid].place, found[third.uid].start_time) == ("Gun Wharf room 1", "10:00")
    (stays,) = done.stays
    assert stays.startswith("PMQA, ")
    assert stays.endswith(": the place Town Hall stays; Gun Wharf room 9 is preferred now.")
    undo(medway.store, medway.actor)
    assert {one.place for one in of_year(medway) if one.group_uid == group} == {"Gun Wharf room 1", "Town Hall"}
    do(medway, adopt_plan, solve(asked(medway, Start.AS_PLANNED)))
    assert {one.place for one in of_year(medway) if one.group_uid == group} == {"Gun Wharf room 1", "Town Hall"}
