"""The year planner over invented partnerships: hard rules, pins, reasons, and the same plan each time."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_checks import broken, day, not_accounted_for, not_kept

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.working_days import WorkingCalendar
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.rules.planning.alternatives import effects_of, other_days
from mscp_desktop.meetings.rules.planning.checker import breaches
from mscp_desktop.meetings.rules.planning.revising import Revised
from mscp_desktop.meetings.rules.planning.solve import solve
from mscp_desktop.meetings.rules.planning.values import (
    Blocked,
    Dated,
    Draft,
    GroupWish,
    Hold,
    KnownMeeting,
    Pin,
    Plan,
    PlanRequest,
    Sitting,
    Standing,
    Start,
)
from mscp_desktop.meetings.rules.planning.wishes import free_days, matched, spread
from mscp_desktop.meetings.rules.planning.words import summary, told

YEAR = Year(YearKind.FINANCIAL, 2025)
PEOPLE = [f"person {number}" for number in range(9)]
CALENDAR = WorkingCalendar.with_days([(date(2025, 10, 15), "Away day", False)])


def group(uid: str = "A", owed: int = 4, members: tuple[str, ...] = (), **more: object) -> GroupWish:
    first, last = more.pop("first", YEAR.first_day), more.pop("last", YEAR.last_day)
    sittings = (Sitting(YEAR.first_day, frozenset(members)),)
    apart = max(1, ((last - first).days + 1) // (2 * max(owed, 1)))
    return GroupWish(uid, uid, owed, first, last, apart=apart, sittings=sittings, **more)  # type: ignore[arg-type]


def asked(*groups: GroupWish, never_twice: tuple[str, ...] = (), **more: object) -> PlanRequest:
    standing = (Standing(YEAR.first_day, frozenset(never_twice)),)
    values: dict[str, object] = {"first": YEAR.first_day, "start": Start.PREFERENCES, "calendar": CALENDAR} | more
    return PlanRequest(YEAR, groups=groups, standing=standing, **values)  # type: ignore[arg-type]


@st.composite
def partnerships(draw: st.DrawFn) -> PlanRequest:
    groups: list[GroupWish] = []
    for number in range(draw(st.integers(1, 5))):
        above = draw(st.sampled_from([None, *(one.uid for one in groups)]))
        first, length = draw(st.sampled_from([(0, 365), (0, 365), (150, 100), (300, 65)]))
        groups.append(
            group(
                f"group {number}",
                draw(st.integers(0, 9)),
                tuple(draw(st.sets(st.sampled_from(PEOPLE), max_size=5))),
                first=day(first), last=day(first + length - 1), parent_uid=above,
                before_parent=draw(st.sampled_from([None, 0, 1, 10, 25])) if above else None,
                weekday=draw(st.sampled_from([None, 0, 2, 4])), week=draw(st.sampled_from([None, 1, 3, -1])),
                start_time=draw(st.sampled_from([None, "09:30", "10:30", "14:00"])),
                length=draw(st.sampled_from([None, 60, 120])), papers_before=draw(st.sampled_from([None, 5])),
                set_elsewhere=draw(st.sampled_from([False, False, False, True])),
                last_year=tuple(sorted(day(n - 364) for n in draw(st.sets(st.integers(0, 360), max_size=5)))),
            )
        )  # fmt: skip
    known = [
        KnownMeeting(
            draw(st.sampled_from(groups)).uid, day(draw(st.integers(-20, 380))), draw(st.sampled_from(list(Hold))),
            f"meeting {number}", 1, draw(st.sampled_from([None, "10:00"])), None, draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    blocked = [
        Blocked(day(first), day(first + draw(st.integers(0, 80))), f"period {first}",
                draw(st.sampled_from([None, groups[0].uid])))
        for first in draw(st.lists(st.integers(0, 360), max_size=3))
    ]  # fmt: skip
    return asked(
        *groups, never_twice=tuple(draw(st.sets(st.sampled_from(PEOPLE), max_size=5))), known=tuple(known),
        blocked=tuple(blocked), first=day(draw(st.sampled_from([0, 0, 0, 200]))),
        start=draw(st.sampled_from(list(Start))),
    )  # fmt: skip


@given(partnerships())
@settings(max_examples=6)
def test_no_hard_rule_is_broken_pins_are_kept_and_each_meeting_left_out_has_its_reason(request: PlanRequest) -> None:
    keeps_its_word(request)


@pytest.mark.safety
@given(partnerships())
@settings(max_examples=200)
def test_no_hard_rule_is_broken_by_two_hundred_partnerships(request: PlanRequest) -> None:
    keeps_its_word(request)


def keeps_its_word(request: PlanRequest) -> None:
    plan = solve(request)
    assert broken(plan) == []
    assert [one.words for one in breaches(request, plan.meetings) if not one.only_fixed] == []
    assert not_kept(plan) == []
    assert not_accounted_for(plan) == []
    assert solve(request) == plan
    said = told(plan)
    marked = {(one.dated.group_uid, one.dated.day) for one in said if one.broken}
    dates = {(one.group_uid, one.day) for one in plan.meetings}
    breaking = {of for one in breaches(request, plan.meetings) for of in zip(one.group_uids, one.days, strict=True)}
    assert marked == breaking & dates, "each date that breaks a rule says so"
    stays = {one.day for one in plan.meetings if one.fixed} | {one.day for one in request.known}
    chosen = [format_day(one.day) for one in plan.meetings if not one.fixed and one.day not in stays]
    barred = [words.partition("can be had (")[2] for one in said for words in one.effects]
    assert not [words for words in barred if any(day in words for day in chosen)], "no reason is the planner's own date"


@given(partnerships())
@settings(max_examples=15)
def test_the_check_of_the_program_finds_what_first_principles_find(request: PlanRequest) -> None:
    ideal = [
        Dated(one.uid, number, wanted, Hold.FREE, one.start_time, one.length)
        for one in request.groups
        if not one.set_elsewhere
        for number, wanted in enumerate(free_days(request, one), 1)
    ]
    plan = Plan(request, tuple(ideal), ())
    found = [one.words for one in breaches(request, ideal) if not one.only_fixed]
    assert len(found) == len(broken(plan)), (found, broken(plan))


def test_even_gaps_and_preferred_days_where_nothing_stands_in_the_way() -> None:
    request = asked(group("A", 4), group("B", 6, weekday=2, week=2))
    plan = solve(request)
    assert [one.day for one in plan.of("B")] == [
        date(2025, 5, 14), date(2025, 7, 9), date(2025, 9, 10), date(2025, 11, 12), date(2026, 1, 14),
        date(2026, 3, 11),
    ]  # fmt: skip
    days = [one.day for one in plan.of("A")]
    assert all(80 < (later - earlier).days < 105 for earlier, later in pairwise(days))


def test_last_year_is_met_in_the_same_weeks_and_on_the_same_weekdays() -> None:
    before = (date(2024, 5, 8), date(2024, 9, 18), date(2025, 1, 22), date(2025, 3, 12))
    plan = solve(asked(group("A", 4, last_year=before), start=Start.LAST_YEAR))
    assert [one.day for one in plan.meetings] == [
        date(2025, 5, 7), date(2025, 9, 17), date(2026, 1, 21), date(2026, 3, 11)
    ]  # fmt: skip


def test_what_is_planned_stays_where_nothing_forbids_it() -> None:
    known = tuple(KnownMeeting("A", date(2025, month, 13), Hold.FREE, f"m{month}", 1) for month in (5, 8, 11))
    request = asked(group("A", 4), known=known, start=Start.AS_PLANNED, blocked=(
        Blocked(date(2025, 8, 1), date(2025, 8, 31), "School holidays"),
    ))  # fmt: skip
    plan = solve(request)
    days = {one.meeting.uid if one.meeting else "new": one.day for one in plan.meetings}
    assert days["m5"] == date(2025, 5, 13)
    assert days["m11"] == date(2025, 11, 13)
    assert days["m8"] == date(2025, 7, 31)  # the nearest working day out of the blocked month
    assert days["new"].month in (1, 2)


def test_a_chair_is_never_in_two_places_and_other_members_only_where_it_can_not_be_helped() -> None:
    one, other = group("A", 1, ("chair", "member"), weekday=2), group("B", 1, ("chair",), weekday=2)
    third = group("C", 1, ("member",))
    pins = (Pin("A", date(2025, 9, 17)),)
    open_days = (
        Blocked(YEAR.first_day, date(2025, 9, 15), "before"),
        Blocked(date(2025, 9, 19), YEAR.last_day, "after"),
    )
    request = pins_of(asked(one, other, third, never_twice=("chair",), blocked=open_days), *pins)
    plan = solve(request)
    assert plan.of("B")[0].day != date(2025, 9, 17)
    assert plan.of("C")[0].day != date(2025, 9, 17)
    by_time = pins_of(
        asked(
            replace(one, start_time="09:00", length=60), replace(other, start_time="10:00"), never_twice=("chair",),
            blocked=open_days, known=(),
        ),
        *pins,
    )  # fmt: skip
    known = tuple(replace(meeting, start_time="09:00", length=60) for meeting in by_time.known)
    assert solve(replace(by_time, known=known)).of("B")[0].day == date(2025, 9, 17)


def pins_of(request: PlanRequest, *pins: Pin) -> PlanRequest:
    return Draft(pins=pins).applied(request)


def test_a_meeting_that_finds_no_day_is_named_with_what_stood_in_its_way() -> None:
    request = asked(
        group("Board", 1, ("Ann", "Bob")),
        replace(group("Panel", 2, ("Ann",), parent_uid="Board", before_parent=10), apart=12),
        never_twice=("Ann",),
        blocked=(Blocked(YEAR.first_day, date(2026, 3, 8), "Inspection"),),
    )
    plan = solve(pins_of(request, Pin("Board", date(2026, 3, 20))))
    assert len(plan.of("Panel")) == 1
    left = plan.unplanned[0]
    assert left.group_uid == "Panel"
    said = " / ".join(left.reasons)
    assert "blocked by Inspection" in said
    assert "too near its own meeting of" in said
    assert "a weekend" in said
    assert "less than 10 working days before Board on 20 March 2026" in said


def test_a_pinned_date_that_breaks_a_rule_is_kept_and_told() -> None:
    request = asked(group("A", 2, ("Ann",)), group("B", 1, ("Ann",)), never_twice=("Ann",))
    plan = solve(pins_of(request, Pin("A", date(2025, 6, 1)), Pin("A", date(2025, 12, 1)), Pin("B", date(2025, 12, 1))))
    assert [one.day for one in plan.of("A")] == [date(2025, 6, 1), date(2025, 12, 1)]
    assert any("that day is a weekend" in words for words in plan.worse)
    assert any("Ann would be in A and in B at the same time on 1 December 2025" in words for words in plan.worse)


def test_people_count_as_at_the_day() -> None:
    turns = (Sitting(YEAR.first_day, frozenset({"Ann"})), Sitting(date(2025, 9, 1), frozenset({"Bob"})))
    request = asked(
        replace(group("A", 1), sittings=turns), group("B", 1, ("Ann",)), never_twice=("Ann", "Bob"),
    )  # fmt: skip
    early, late = date(2025, 8, 27), date(2025, 9, 3)
    for both, words in ((early, 1), (late, 0)):
        plan = solve(pins_of(request, Pin("A", both), Pin("B", both)))
        assert len(plan.worse) == words


def test_more_and_fewer_meetings_and_a_date_that_is_freed() -> None:
    request = asked(group("A", 4), known=(KnownMeeting("A", date(2025, 4, 2), Hold.PINNED, "pinned", 1),))
    draft = Draft(more=(("A", 1),), freed=frozenset({"pinned"}))
    plan = solve(draft.applied(request))
    assert len(plan.meetings) == 5
    assert all(one.hold is Hold.FREE for one in plan.meetings)
    assert [one.meeting.uid for one in plan.meetings if one.meeting] == ["pinned"]
    assert len(solve(Draft(more=(("A", -3),)).applied(request)).meetings) == 1


def test_other_days_come_best_first_and_say_what_they_mean() -> None:
    request = asked(
        group("A", 2, ("Ann", "Cy"), weekday=2), group("B", 2, ("Ann", "Dee"), weekday=2), group("C", 2, ("Cy",)),
        never_twice=("Ann",),
    )  # fmt: skip
    plan = solve(pins_of(request, Pin("B", date(2025, 7, 9)), Pin("C", date(2025, 7, 2))))
    one = plan.of("A")[0]
    offered = other_days(plan, one, most=300)
    assert [found.cost for found in offered] == sorted(found.cost for found in offered)
    days = {found.day: found.effects for found in offered}
    assert date(2025, 7, 9) not in days
    assert "Cy would also be in C" in days[date(2025, 7, 2)]
    assert "a Tuesday, where Wednesday is preferred" in days[date(2025, 7, 8)]
    others = [other for other in plan.meetings if other is not one]
    for found in offered[::40]:
        moved = [*others, replace(one, day=found.day)]
        assert not [words for words in breaches(plan.request, moved) if not words.only_fixed]
    said = effects_of(plan.request, plan.meetings, one, date(2025, 7, 9))
    assert said[0] == ("Ann would be in B at the same time",)


def test_a_step_that_raises_stops_the_work() -> None:
    class StoppedError(Exception):
        pass

    def step() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        solve(asked(group()), step)


def test_dates_are_paired_in_their_order() -> None:
    many = spread(YEAR.first_day, YEAR.last_day, 4)
    assert matched([many[1], many[2]], many) == {0: 1, 1: 2}
    assert matched([many[0], many[0]], many) == {0: 0, 1: 1}
    assert matched(many, [many[3]]) == {0: 0}
    assert matched([], many) == {}


def test_a_date_that_is_pinned_keeps_the_time_at_which_its_group_meets() -> None:
    request = asked(group("A", 4, start_time="10:00", length=120))
    plan = solve(Draft(pins=(Pin("A", date(2025, 6, 4)),)).applied(request))
    (pinned,) = [one for one in plan.of("A") if one.hold is Hold.PINNED]
    assert (pinned.day, pinned.start_time, pinned.length) == (date(2025, 6, 4), "10:00", 120)


def test_dates_between_fixed_ones_lie_evenly_and_each_gap_is_told() -> None:
    fixed = [date(2025, 4, 14), date(2025, 8, 18), date(2025, 12, 15)]
    known = tuple(KnownMeeting("A", one, Hold.PINNED, f"m{one}", 1) for one in fixed)
    plan = solve(asked(group("A", 6), known=known))
    days = [one.day for one in plan.of("A")]
    assert [one for one in days if one in fixed] == fixed
    gaps = [(late - early).days for early, late in pairwise(days)]
    assert all(50 <= gap <= 75 for gap in gaps), gaps
    said = told(plan)
    assert [one.after for one in said] == ["", *(f"{gap} days after the one before" for gap in gaps)]
    assert said[0].arranged
    other = other_days(plan, plan.of("A")[1])[0]
    assert other.after == f"{(other.day - days[0]).days} days after the one before"
    two = (date(2025, 4, 2), date(2025, 7, 9))
    known = tuple(KnownMeeting("A", one, Hold.PINNED, f"m{one}", 1) for one in two)
    uneven = told(solve(asked(group("A", 2), known=known)))[1]
    why = "98 days after the one before, where 183 would be even. Why: the one before is already arranged and this one"
    assert f"{why} is already arranged" in uneven.effects
    earlier = KnownMeeting("A", date(2025, 1, 20), Hold.HELD, "m", 1)
    first = told(solve(asked(group("A", 6), known=(earlier,))))[0]
    (why,) = [words for words in first.effects if "would be even" in words]
    assert "Why: the one before was on 20 January 2025, in the year before, and stays; " in why
    close = Blocked(date(2025, 5, 20), date(2025, 8, 20), "Inspection")
    later = told(solve(asked(group("A", 6), blocked=(close,))))
    why = "none of the even days, 25 June 2025 to 12 August 2025, can be had (35 days: blocked by Inspection; 14 days:"
    assert any(f"{why} a weekend)" in words for one in later for words in one.effects)


def test_every_rule_that_a_day_breaks_is_named_and_the_headline_says_so() -> None:
    block = Blocked(date(2025, 12, 20), date(2026, 1, 2), "Christmas closure")
    request = asked(group("A", 4), blocked=(block,))
    plan = solve(request)
    one, day_off = plan.of("A")[2], date(2025, 12, 27)
    broken, _ = effects_of(plan.request, plan.meetings, one, day_off)
    assert broken == ("it is a weekend", "it is blocked by Christmas closure")
    moved = Revised(request, Draft(), plan).moved(one, day_off).plan
    assert moved.worse == ("A on Saturday 27 December 2025: that day is a weekend and blocked by Christmas closure.",)
    assert summary(moved).endswith("every obligation is met, 1 rule broken")
    assert [told_of.broken for told_of in told(moved)] == [(), (), broken, ()]
    above = asked(group("Board", 2, ("Ann",)), group("A", 4, ("Ann",), parent_uid="Board", before_parent=10),
                  never_twice=("Ann",), blocked=(block,))  # fmt: skip
    held = date(2025, 12, 27)
    plan = solve(pins_of(above, Pin("Board", held), Pin("A", date(2025, 12, 22))))
    assert effects_of(plan.request, plan.meetings, plan.of("A")[0], held)[0] == (
        "it is a weekend", "it is blocked by Christmas closure",
        "A meets on 22 December 2025, less than 45 days away",
        "it is less than 10 working days before Board on 27 December 2025", "Ann would be in Board at the same time",
    )  # fmt: skip


def test_a_headline_adds_up_where_groups_have_more_than_is_owed_or_nothing_is_stated() -> None:
    known = tuple(KnownMeeting("B", date(2025, month, 9), Hold.PINNED, f"m{month}", 1) for month in (6, 9))
    two = (date(2025, 5, 14), date(2025, 11, 26))
    extra = tuple(KnownMeeting("A", one, Hold.PINNED, f"a{one}", 1) for one in two)
    plan = solve(asked(group("A", 1), group("B", 2, stated=False), known=(*known, *extra)))
    assert summary(plan) == (
        "4 meetings of 2 groups for 2025-26, of which 1 more than owed and 2 of groups with no stated frequency; every"
        " obligation is met"
    )
