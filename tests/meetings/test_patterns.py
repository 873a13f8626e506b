"""How groups like to meet, the days that are kept free, and what it means to hold a meeting on another day."""

from datetime import date

import pytest

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import change_group, group_named
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.rules import moving
from mscp_desktop.meetings.rules.effects import day_effects, effects
from mscp_desktop.meetings.rules.meetings import add_meeting, cancel_meeting, hold_meeting, meeting_row
from mscp_desktop.meetings.rules.patterns import (
    Pattern,
    add_blocked,
    all_patterns,
    blocked_days,
    blocked_of_group,
    change_blocked,
    pattern_history,
    pattern_of,
    patterns_on,
    remove_blocked,
    set_pattern,
    set_patterns,
)
from mscp_desktop.roster.rules.changes import record_holder
from mscp_desktop.roster.rules.rosters import roster_at

EXECUTIVE, PMQA, CFAG = "Executive Group", "PMQA", "CFAG"


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return group_named(session, name).uid


def test_a_pattern_is_one_record_of_a_group_and_says_itself(medway: Vault) -> None:
    uid = uid_of(medway, PMQA)
    with medway.store.reading() as session:
        assert pattern_of(session, uid) == Pattern(uid)
        assert pattern_of(session, uid).words() == "not recorded"
    run(medway.store, medway.actor, set_pattern, uid, 0, weekday=2, week=2, start_time="2pm")
    with medway.store.reading() as session:
        first = pattern_of(session, uid)
    run(medway.store, medway.actor, set_pattern, uid, first.version, length=90, place="  Room 1 ")
    with medway.store.reading() as session:
        now = pattern_of(session, uid)
        assert now.uid == first.uid
        assert now.words() == "second Wednesday of the month, 14:00 to 15:30"
        assert now.place == "Room 1"
        assert [one.uid for one in all_patterns(session).values() if one.uid is not None] == [now.uid]
        assert len(pattern_history(session, uid)) == 2
        assert [one.pattern.uid for one in patterns_on(session, date(2025, 1, 15)) if one.group_short == PMQA] == [
            now.uid
        ]
    run(medway.store, medway.actor, set_patterns, [uid, uid_of(medway, CFAG)], week=-1, weekday=None)
    with medway.store.reading() as session:
        assert {pattern_of(session, uid_of(medway, name)).day_words() for name in (PMQA, CFAG)} == {
            "last week of the month"
        }


@pytest.mark.parametrize(
    "fields",
    [{"weekday": 5}, {"week": 5}, {"length": 0}, {"length": 1440}, {"papers_before": 0}, {"call_before": 61},
     {"start_time": "25:00"}],
    ids=str,
)  # fmt: skip
def test_a_pattern_that_makes_no_sense_is_refused(medway: Vault, fields: dict[str, object]) -> None:
    with pytest.raises(UserError):
        run(medway.store, medway.actor, set_pattern, uid_of(medway, PMQA), 0, **fields)


def test_days_are_kept_free_for_all_or_for_one_group(medway: Vault) -> None:
    pmqa, cfag = uid_of(medway, PMQA), uid_of(medway, CFAG)
    whole = run(medway.store, medway.actor, add_blocked, "Holidays", date(2025, 12, 24), last=date(2026, 1, 2)).value
    own = run(medway.store, medway.actor, add_blocked, " Audit  day ", date(2025, 12, 23), group_uid=pmqa).value

    def days(group: str | None) -> dict[date, str]:
        with medway.store.reading() as session:
            return blocked_days(session, date(2025, 12, 20), date(2025, 12, 25), group)

    assert days(None) == days(cfag) == dict.fromkeys((date(2025, 12, 24), date(2025, 12, 25)), "Holidays")
    assert days(pmqa) == {date(2025, 12, 23): "Audit day", **days(None)}
    with medway.store.reading() as session:
        shown = blocked_of_group(session, pmqa)
    assert [(one.name, one.group, one.days_words()) for one in shown] == [
        ("Holidays", None, "24 December 2025 to 2 January 2026"),
        ("Audit day", "Performance Management and Quality Assurance", "23 December 2025"),
    ]
    with pytest.raises(UserError, match="before the first"):
        run(medway.store, medway.actor, change_blocked, own, 1, last=date(2025, 12, 1))
    run(medway.store, medway.actor, change_blocked, own, 1, group_uid=None)
    assert days(cfag)[date(2025, 12, 23)] == "Audit day"
    undo(medway.store, medway.actor)
    assert date(2025, 12, 23) not in days(cfag)
    run(medway.store, medway.actor, remove_blocked, whole)
    assert days(None) == {}
    for name, first, last in (("", date(2025, 1, 1), None), ("x", date(2025, 1, 1), date(2030, 1, 1))):
        with pytest.raises(UserError):
            run(medway.store, medway.actor, add_blocked, name, first, last=last)


def hard(vault: Vault, uid: str, day: date, time: str | None = "10:00") -> list[str]:
    with vault.store.reading() as session:
        return [one.words for one in effects(session, uid, day, time) if one.hard]


def test_a_day_that_is_not_free_is_told(medway: Vault) -> None:
    pmqa = uid_of(medway, PMQA)
    uid = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 5, 7), start_time="10:00", length=60).value
    run(medway.store, medway.actor, add_blocked, "Inspection", date(2025, 5, 12), last=date(2025, 5, 14))
    assert hard(medway, uid, date(2025, 5, 8)) == []
    assert hard(medway, uid, date(2025, 5, 10)) == ["10 May 2025 is no working day: a Saturday."]
    assert hard(medway, uid, date(2025, 5, 5)) == ["5 May 2025 is no working day: Early May bank holiday."]
    assert hard(medway, uid, date(2025, 5, 13)) == ["13 May 2025 is kept free of meetings: Inspection."]
    other = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 5, 21), start_time="10:00").value
    assert hard(medway, other, date(2025, 5, 7)) == [
        "Performance Management and Quality Assurance already meets on 7 May 2025 at 10:00."
    ]
    with medway.store.reading() as session:
        soft = effects(session, uid, date(2026, 4, 8), "10:00")
        assert [one.words for one in soft] == ["It then counts for 2026-27, and no longer for 2025-26."]
        version = group_named(session, PMQA).version
    run(medway.store, medway.actor, change_group, pmqa, version, end=PartialDate(2026))
    assert hard(medway, uid, date(2026, 4, 8)) == [
        "Performance Management and Quality Assurance is not there on 8 April 2026."
    ]


def test_a_group_meets_before_the_one_it_reports_to(medway: Vault) -> None:
    executive, pmqa = uid_of(medway, EXECUTIVE), uid_of(medway, PMQA)
    run(medway.store, medway.actor, set_pattern, pmqa, 0, before_parent=5)
    above = run(medway.store, medway.actor, add_meeting, executive, date(2025, 6, 12), start_time="14:00").value
    uid = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 6, 3), start_time="10:00").value
    assert hard(medway, uid, date(2025, 6, 5)) == []
    (words,) = hard(medway, uid, date(2025, 6, 6))
    assert words.startswith("Performance Management and Quality Assurance on 6 June 2025 is 4 working days ")
    assert words.endswith("before Executive Group on 12 June 2025; 5 are asked for.")
    assert hard(medway, uid, date(2025, 6, 13)) == []  # after it there is time until the next one
    assert hard(medway, above, date(2025, 6, 10), "14:00") == []
    (words,) = hard(medway, above, date(2025, 6, 9), "14:00")
    assert "on 3 June 2025 is 4 working days before Executive Group on 9 June 2025" in words
    cfag = uid_of(medway, CFAG)
    run(medway.store, medway.actor, set_pattern, cfag, 0, before_parent=3)
    other = run(medway.store, medway.actor, add_meeting, cfag, date(2025, 6, 6), start_time="09:00").value
    (words,) = hard(medway, above, date(2025, 6, 9), "14:00")  # once for both
    assert words.startswith("2 groups have fewer working days before Executive Group on 9 June 2025 than they ask for:")
    assert "Performance Management and Quality Assurance on 3 June 2025 (4 of 5)" in words
    assert "Multi-Agency Case File Audit on 6 June 2025 (1 of 3)" in words
    for each in (uid, other):
        run(medway.store, medway.actor, cancel_meeting, each, "No business")
    assert hard(medway, above, date(2025, 6, 9), "14:00") == []


def test_a_chair_is_never_in_two_places_and_other_members_are_told_of(medway: Vault) -> None:
    executive, pmqa, cfag = (uid_of(medway, name) for name in (EXECUTIVE, PMQA, CFAG))
    with medway.store.reading() as session:
        chair = next(one for one in roster_at(session, pmqa, date(2025, 5, 7)).seats if one.role.value == "chair")
        member = next(one for one in roster_at(session, cfag, date(2025, 5, 7)).seats if one.role.value == "member")
        other = next(one for one in roster_at(session, pmqa, date(2025, 5, 7)).seats if one.role.value == "member")
    start = PartialDate(2025, 1, 1)
    run(medway.store, medway.actor, record_holder, chair.uid, new_name="Ada Byron", start=start)
    with medway.store.reading() as session:
        ada = next(one for one in roster_at(session, pmqa, date(2025, 5, 7)).seats if one.uid == chair.uid).holder_uid
    first = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 5, 7), start_time="10:00", length=120).value
    uid = run(medway.store, medway.actor, add_meeting, cfag, date(2025, 5, 8), start_time="10:00", length=60).value
    run(medway.store, medway.actor, record_holder, member.uid, person_uid=ada, start=start)
    day = date(2025, 5, 7)
    assert any(words.startswith("Ada Byron") and "at the same time" in words for words in hard(medway, uid, day))
    assert not any("Ada Byron" in words for words in hard(medway, uid, day, "12:00"))
    assert any("Ada Byron" in words for words in hard(medway, uid, day, "11:59"))
    assert any("a time is not fixed" in words for words in hard(medway, uid, day, None))
    run(medway.store, medway.actor, record_holder, other.uid, new_name="Grace Hopper", start=start)
    with medway.store.reading() as session:
        grace = next(one for one in roster_at(session, pmqa, day).seats if one.uid == other.uid).holder_uid
        seat = [one for one in roster_at(session, cfag, day).seats if one.role.value == "member"][1]
    run(medway.store, medway.actor, record_holder, seat.uid, person_uid=grace, start=start)
    with medway.store.reading() as session:
        told = [one for one in effects(session, uid, day, "10:00") if "Grace Hopper" in one.words]
        new = day_effects(session, cfag, day, "10am", 60)
    assert [one.hard for one in told] == [False]
    assert any("Ada Byron" in one.words for one in new)
    run(medway.store, medway.actor, cancel_meeting, first, "Ill")
    assert hard(medway, uid, day) == []
    del executive


def test_a_list_moves_only_within_the_rules_and_records_the_past_as_it_was(medway: Vault) -> None:
    pmqa = uid_of(medway, PMQA)
    uid = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 5, 7), start_time="10:00").value
    with pytest.raises(UserError, match=r"no working day: a Sunday\. “Move it to another day…” moves it all the same"):
        run(medway.store, medway.actor, moving.change_within_rules, uid, 1, day=date(2025, 5, 11))
    run(medway.store, medway.actor, moving.change_within_rules, uid, 1, day=date(2025, 5, 14), place="Room 2")
    with medway.store.reading() as session:
        row = meeting_row(session, uid)
    assert (row.day, row.place, row.sequence) == (date(2025, 5, 14), "Room 2", 1)
    past = run(medway.store, medway.actor, add_meeting, pmqa, date(2025, 1, 10), start_time="10:00").value
    run(medway.store, medway.actor, hold_meeting, past)
    run(medway.store, medway.actor, moving.change_within_rules, past, 2, day=date(2025, 1, 11))
    with pytest.raises(UserError, match="needs a day"):
        run(medway.store, medway.actor, moving.change_within_rules, uid, 2, day=None)


def test_several_meetings_are_changed_cancelled_and_marked_at_once(medway: Vault) -> None:
    pmqa = uid_of(medway, PMQA)
    uids = [
        run(medway.store, medway.actor, add_meeting, pmqa, day, start_time="10:00", kind=MeetingKind.ORDINARY).value
        for day in (date(2025, 1, 8), date(2025, 1, 14), date(2025, 2, 5))
    ]

    def rows() -> list[MeetingState]:
        with medway.store.reading() as session:
            return [meeting_row(session, uid).state for uid in uids]

    run(medway.store, medway.actor, moving.change_meetings, uids, place="Hall", start_time="2pm")
    with medway.store.reading() as session:
        assert {(meeting_row(session, uid).place, meeting_row(session, uid).start_time) for uid in uids} == {
            ("Hall", "14:00")
        }
    with pytest.raises(UserError, match="5 February 2025"):
        run(medway.store, medway.actor, moving.hold_meetings, uids)
    assert rows() == [MeetingState.PLANNED] * 3  # all of them, or none
    run(medway.store, medway.actor, moving.hold_meetings, uids[:2])
    assert rows() == [MeetingState.HELD, MeetingState.HELD, MeetingState.PLANNED]
    with pytest.raises(UserError, match="took place"):
        run(medway.store, medway.actor, moving.cancel_meetings, uids, "Snow")
    run(medway.store, medway.actor, moving.cancel_meetings, uids[2:], "Snow")
    assert rows()[2] is MeetingState.CANCELLED
    with pytest.raises(ConflictError):
        run(medway.store, medway.actor, moving.cancel_meetings, ["nobody"], "Snow")
