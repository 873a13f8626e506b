"""Quorum: what each kind of rule counts, what it says of what is missing, and that it never contradicts itself."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import StillClock

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group, group_named
from mscp_desktop.meetings.page.attendance_quorum import quorum_lines
from mscp_desktop.meetings.records import Presence, QuorumKind
from mscp_desktop.meetings.rules.attendance_changes import set_presence, set_presences
from mscp_desktop.meetings.rules.meetings import add_meeting, remove_meetings
from mscp_desktop.meetings.rules.quorum import (
    NO_RULE,
    NO_SEATS,
    NOT_ENTERED,
    Quorum,
    QuorumSeat,
    forecast,
    judge,
    quorum_of,
    quorum_shown,
    unmeetable,
)
from mscp_desktop.meetings.rules.quorum_changes import add_quorum_rule, change_quorum_rule, remove_quorum_rule
from mscp_desktop.meetings.rules.quorum_rules import QuorumRuleRow, quorum_rules, quorum_words, rules_on
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.deputies import add_deputy

Do = Callable[..., Any]
MET = date(2025, 1, 14)  # the day before the clock's
P, A, D, X = Presence.PRESENT, Presence.APOLOGIES, Presence.DEPUTY, Presence.ABSENT
PARTNERS = ("Medway Council", "ICB", "Kent Police")


def rule(kind: QuorumKind, number: int | None = None, *, deputies: bool = True, chair: bool = False) -> QuorumRuleRow:
    return QuorumRuleRow("r", 1, kind, number, deputies, chair, None, None, None, None)


def seat(
    agency: str | None, presence: Presence | None, *, chair: bool = False, named: Sequence[str] = ()
) -> QuorumSeat:
    partner = agency if agency in PARTNERS else None
    return QuorumSeat("s", f"{agency} lead", True, agency, partner, chair, False, presence, tuple(named))


def partners(*presences: Presence | None) -> list[QuorumSeat]:
    return [seat(body, presence) for body, presence in zip(PARTNERS, presences, strict=True)]


@pytest.mark.parametrize(
    ("presences", "deputies", "met", "words", "mend"),
    [
        ((P, P, P), True, True, "Quorate: all three statutory partners are there", None),
        ((P, D, P), True, True, "Quorate: all three statutory partners are there", None),
        ((P, P, A), True, False, "Not quorate: Kent Police is missing", "A deputy for Kent Police would mend it"),
        (
            (X, P, A), True, False, "Not quorate: Medway Council and Kent Police are missing",
            "Deputies for Medway Council and Kent Police would mend it",
        ),
        (
            (P, D, P), False, False, "Not quorate: ICB is missing",
            "Somebody who holds a seat of ICB would have to come; deputies do not count",
        ),
        ((P, None, P), True, None, "Not quorate yet: ICB is missing; 1 not recorded", None),
        ((P, None, A), True, False, "Not quorate: Kent Police is missing", "A deputy for Kent Police would mend it"),
    ],
)  # fmt: skip
def test_every_statutory_partner(
    presences: Sequence[Presence | None], deputies: bool, met: bool | None, words: str, mend: str | None
) -> None:
    found = judge([rule(QuorumKind.STATUTORY, deputies=deputies)], partners(*presences), PARTNERS)
    assert (found.met, found.words, found.mend) == (met, words, mend)


def test_a_partner_without_a_seat_and_partners_who_are_not_marked() -> None:
    two = partners(P, P, P)[:2]
    found = judge([rule(QuorumKind.STATUTORY)], two, PARTNERS)
    assert found.sentence() == "Not quorate: Kent Police is missing. Kent Police has no seat here on that day."
    alone = judge([rule(QuorumKind.STATUTORY)], two, PARTNERS[:1])
    assert (alone.met, alone.words) == (
        None, "Not quorate yet: only one of the three statutory partners is marked in Organisations",
    )  # fmt: skip
    assert judge([rule(QuorumKind.STATUTORY)], two, ()).met is None
    assert judge([rule(QuorumKind.SEATS, 1)], [], ()).words == NO_SEATS


@pytest.mark.parametrize(
    ("asked", "presences", "words"),
    [
        (rule(QuorumKind.SEATS, 2), (P, D, A), "Quorate: 2 seats are filled, 2 needed."),
        (
            rule(QuorumKind.SEATS, 3), (P, D, A),
            "Not quorate: 2 of 3 seats needed are filled. A deputy for one more seat would mend it.",
        ),
        (
            rule(QuorumKind.SEATS, 3, deputies=False), (P, D, A),
            "Not quorate: 1 of 3 seats needed is filled. 2 more holders would have to come; deputies do not count.",
        ),
        (
            rule(QuorumKind.SEATS, 4), (P, P, P),
            "Not quorate: 3 of 4 seats needed are filled. The group has 3 seats only.",
        ),
        (rule(QuorumKind.SEATS, 2), (P, None, A),
            "Not quorate yet: 1 of 2 seats needed is filled; 1 not recorded. One more seat is needed."),
        (
            rule(QuorumKind.SEATS, 3), (P, None, A),
            "Not quorate: 1 of 3 seats needed is filled; 1 not recorded. Deputies for two more seats would mend it.",
        ),
        (
            rule(QuorumKind.AGENCIES, 2), (P, None, A),
            "Not quorate yet: 1 of 2 agencies is there; 1 not recorded. One more is needed, of ICB and Kent Police.",
        ),
        (rule(QuorumKind.SHARE, 50), (P, D, A), "Quorate: 2 seats are filled, 2 needed (50% of 3)."),
        (
            rule(QuorumKind.SHARE, 67), (P, D, A),
            "Not quorate: 2 of 3 seats needed (67% of 3) are filled. A deputy for one more seat would mend it.",
        ),
        (rule(QuorumKind.AGENCIES, 2), (P, X, D), "Quorate: 2 agencies are there, 2 needed."),
        (
            rule(QuorumKind.AGENCIES, 2), (P, X, A),
            "Not quorate: 1 of 2 agencies is there. A deputy for ICB or Kent Police would mend it.",
        ),
        (rule(QuorumKind.AGENCIES), (P, D, P), "Quorate: each of the 3 agencies is there."),
        (
            rule(QuorumKind.AGENCIES), (P, D, A),
            "Not quorate: Kent Police is missing. A deputy for Kent Police would mend it.",
        ),
        (
            rule(QuorumKind.AGENCIES, 4), (P, P, P),
            "Not quorate: 3 of 4 agencies are there. The group has seats of 3 agencies only.",
        ),
    ],
)  # fmt: skip
def test_seats_agencies_and_shares(asked: QuorumRuleRow, presences: Sequence[Presence | None], words: str) -> None:
    assert judge([asked], partners(*presences), PARTNERS).sentence() == words


def test_where_more_than_one_is_missing_it_says_how_many_it_takes() -> None:
    two = judge([rule(QuorumKind.AGENCIES, 2)], partners(A, X, None), PARTNERS)
    assert two.sentence().endswith("; 1 not recorded. Deputies for Medway Council and ICB would mend it.")
    any_two = judge([rule(QuorumKind.AGENCIES, 2)], partners(A, X, A), PARTNERS)
    assert any_two.mend == "Deputies for two of Medway Council, ICB and Kent Police would mend it"
    strict = judge([rule(QuorumKind.AGENCIES, 2, deputies=False)], partners(A, X, A), PARTNERS)
    assert strict.mend is not None
    assert strict.mend.startswith("Holders of seats of two of Medway Council, ICB and Kent Police would have to come;")


def test_somebody_who_may_chair_comes_in_person() -> None:
    asked = rule(QuorumKind.SEATS, 1, chair=True)

    def said(presence: Presence | None) -> Quorum:
        return judge([asked], [seat("ICB", P), seat("Kent Police", presence, chair=True)], PARTNERS)

    assert [said(one).met for one in (P, A, D, None)] == [True, False, False, None]
    assert said(A).sentence() == (
        "Not quorate: nobody who may chair is there. To chair, Kent Police lead would have to come."
    )
    assert judge([asked], [seat("ICB", P)], PARTNERS).words == "Not quorate yet: who may chair is not recorded"


def test_named_deputies_are_named_and_advisers_make_up_no_quorum() -> None:
    seats = [seat("ICB", P), seat("Kent Police", A, named=["Cy Doe", "Duty Inspector"])]
    found = judge([rule(QuorumKind.AGENCIES)], seats, PARTNERS)
    assert found.mend == "A deputy for Kent Police would mend it: Cy Doe or Duty Inspector are named"
    adviser = replace(seat("NELFT", P), member=False)
    assert judge([rule(QuorumKind.SEATS, 2)], [*seats, adviser], PARTNERS).met is False
    assert judge([rule(QuorumKind.SHARE, 50)], [*seats, adviser], PARTNERS).words.endswith("(50% of 2)")


def test_two_rules_of_one_time_hold_both() -> None:
    both = [rule(QuorumKind.STATUTORY), rule(QuorumKind.SEATS, 3)]
    assert judge(both, partners(P, P, P), PARTNERS).met is True
    seats = [*partners(P, A, P), seat("NELFT", P)]
    found = judge(both, seats, PARTNERS)
    assert (found.met, found.words) == (False, "Not quorate: ICB is missing")
    assert found.why == (
        "Every statutory partner, deputies counted: ICB is missing",
        "3 seats, deputies counted: 3 seats are filled, 3 needed",
    )


# ---- what holds of any rule and any meeting

PRESENCES = st.sampled_from([P, A, D, X, None])
SEATS = st.lists(
    st.builds(
        lambda agency, presence, member, chair, vacant: QuorumSeat(
            "s", "post", member, agency, agency if agency in PARTNERS else None, chair,
            vacant and presence is not P, presence,
        ),
        st.sampled_from([None, *PARTNERS, "NELFT", "Probation"]), PRESENCES, st.booleans(), st.booleans(),
        st.booleans(),
    ),
    max_size=7,
)  # fmt: skip
RULES = st.lists(
    st.one_of(
        st.builds(lambda d, c: rule(QuorumKind.STATUTORY, deputies=d, chair=c), st.booleans(), st.booleans()),
        st.builds(
            lambda k, n, d, c: rule(k, n, deputies=d, chair=c),
            st.sampled_from([QuorumKind.SEATS, QuorumKind.AGENCIES]), st.integers(1, 6), st.booleans(), st.booleans(),
        ),
        st.builds(lambda d, c: rule(QuorumKind.AGENCIES, deputies=d, chair=c), st.booleans(), st.booleans()),
        st.builds(lambda n, d: rule(QuorumKind.SHARE, n, deputies=d), st.integers(1, 100), st.booleans()),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
ORDER: dict[bool | None, int] = {False: 0, None: 1, True: 2}


def fully(one: QuorumRuleRow, seats: Sequence[QuorumSeat]) -> bool:
    """Say naively whether a rule is met where everything is recorded; None counts as not there."""
    there = [s for s in seats if s.member and (s.presence is P or (s.presence is D and one.deputies_count))]
    if one.needs_chair and not [s for s in there if s.may_chair and s.presence is P]:
        return False
    if one.kind is QuorumKind.STATUTORY:
        return all([s for s in there if s.partner == body] for body in PARTNERS)
    bodies = {s.agency for s in there} - {None}
    if one.kind is QuorumKind.AGENCIES:
        every = {s.agency for s in seats if s.member} - {None}
        return bodies == every if one.number is None else len(bodies) >= one.number
    needed = math.ceil(sum(s.member for s in seats) * (one.number or 0) / 100)
    return len(there) >= (needed if one.kind is QuorumKind.SHARE else one.number or 0)


@given(rules=RULES, seats=SEATS)
@settings(max_examples=150)
def test_it_agrees_with_a_naive_count_of_the_best_and_the_worst_that_can_be(
    rules: list[QuorumRuleRow], seats: list[QuorumSeat]
) -> None:
    """Met where the worst reading of what is not recorded meets it, not met where even the best does not."""
    unknown = (
        not any(one.member for one in seats)
        or (any(one.kind is QuorumKind.AGENCIES for one in rules) and not any(s.member and s.agency for s in seats))
        or (any(one.needs_chair for one in rules) and not any(s.may_chair for s in seats))
    )
    best = [s if s.presence is not None or s.vacant else replace(s, presence=P) for s in seats]
    for ahead in (False, True):
        found = judge(rules, seats, PARTNERS, ahead=ahead)
        assert found.words.rstrip(": ") == found.words
        if unknown:
            assert found.met is not True
            continue
        least, most = (all(fully(one, those) for one in rules) for those in (best if ahead else seats, best))
        assert found.met is (True if least else None if most else False)
        assert (found.mend is not None) <= (found.met is not True)


@given(rules=RULES, seats=SEATS, place=st.integers(0, 6), deputy=st.booleans())
@settings(max_examples=120)
def test_one_more_seat_that_is_filled_never_breaks_a_quorum(
    rules: list[QuorumRuleRow], seats: list[QuorumSeat], place: int, deputy: bool
) -> None:
    if place >= len(seats) or seats[place].presence is P:
        return
    better = P if not deputy or seats[place].presence is D else D
    filled = [replace(one, presence=better, vacant=False) if at == place else one for at, one in enumerate(seats)]
    before, after = (judge(rules, those, PARTNERS) for those in (seats, filled))
    if seats[place].presence is None and better is D:  # the holder may still have come, who could count for more
        return
    assert ORDER[after.met] >= ORDER[before.met]


@given(seats=SEATS, number=st.integers(1, 6))
@settings(max_examples=50)
def test_where_deputies_do_not_count_they_are_as_if_absent(seats: list[QuorumSeat], number: int) -> None:
    strict = rule(QuorumKind.SEATS, number, deputies=False)
    absent = [replace(one, presence=X) if one.presence is D else one for one in seats]
    assert judge([strict], seats, PARTNERS) == judge([strict], absent, PARTNERS)


# ---- in a vault


@pytest.fixture
def do(medway: Vault) -> Do:
    return lambda what, *args, **more: run(medway.store, medway.actor, what, *args, **more).value


@pytest.fixture
def group(do: Do) -> str:
    uid = do(add_group, "Safeguarding Executive")
    do(change_group, uid, 1, known_from=None)
    return str(uid)


def test_rules_are_dated_and_each_says_what_it_asks_for(do: Do, group: str, medway: Vault) -> None:
    first = do(add_quorum_rule, group, QuorumKind.SEATS, number=4, end=PartialDate(2024, 6), source="Terms 2023")
    do(add_quorum_rule, group, QuorumKind.STATUTORY, start=PartialDate(2024, 6), needs_chair=True)
    do(add_quorum_rule, group, QuorumKind.SHARE, number=50, deputies_count=False, start=PartialDate(2024, 6, 10))

    def on(day: date) -> list[str]:
        with medway.store.reading() as session:
            return [one.words() for one in rules_on(quorum_rules(session, group), day)]

    assert on(date(2024, 5, 31)) == ["4 seats, deputies counted"]
    statutory = "Every statutory partner, deputies counted, with somebody who may chair"
    assert on(date(2024, 6, 1)) == [statutory]
    assert on(date(2024, 6, 10)) == [statutory, "50% of the seats, deputies not counted"]
    with pytest.raises(UserError, match="Say how many seats"):
        do(add_quorum_rule, group, QuorumKind.SEATS)
    with pytest.raises(UserError, match="100 per cent at the most"):
        do(change_quorum_rule, first, 1, kind=QuorumKind.SHARE, number=101)
    with pytest.raises(UserError, match="one at least"):
        do(change_quorum_rule, first, 1, number=0)
    do(change_quorum_rule, first, 1, kind=QuorumKind.STATUTORY)
    do(remove_quorum_rule, first)
    with medway.store.reading() as session:
        rest = quorum_rules(session, group)
    assert [one.dates() for one in rest] == ["from June 2024", "from 10 June 2024"]
    assert quorum_words(rest).startswith(statutory)


FROM = st.one_of(st.none(), st.integers(2022, 2026).map(PartialDate))
ASKED = st.fixed_dictionaries(
    {"start": FROM},
    optional={
        "number": st.integers(1, 3), "of": st.sampled_from([0, 6]), "deputies_count": st.booleans(),
        "source": st.sampled_from([None, "Terms 2024"]),
    },
)  # fmt: skip


@given(own=FROM, asked=ASKED, meant=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_later_start_never_leaves_earlier_meetings_without_a_rule(
    do: Do, group: str, medway: Vault, own: PartialDate | None, asked: dict[str, Any], meant: bool
) -> None:
    """Whatever else is changed, and whether it is asked for once or twice; what they counted by stays as it was."""
    days = [date(year, 6, 1) for year in range(2021, 2027)]
    met = [do(add_meeting, group, day) for day in days]

    def by_day() -> list[list[tuple[int | None, bool]]]:
        with medway.store.reading() as session:
            rules = quorum_rules(session, group)
        return [[(one.number, one.deputies_count) for one in rules_on(rules, day)] for day in days]

    uid = do(add_quorum_rule, group, QuorumKind.SEATS, number=2, start=own)
    before = by_day()
    with suppress(UserError):
        do(change_quorum_rule, uid, 1, meant=meant, **asked)
    start = asked["start"]
    for day, was, now in zip(days, before, by_day(), strict=True):
        if start is not None and day < start.earliest():
            assert now == was
        assert len(now) <= 1, "the old rule ends where the new one begins"
    with medway.store.reading() as session:
        rest = [one.uid for one in quorum_rules(session, group)]
    for one in rest:
        do(remove_quorum_rule, one)
    do(remove_meetings, met)


def test_how_many_seats_the_terms_name_stands_in_the_note(do: Do, group: str, medway: Vault) -> None:
    uid = do(add_quorum_rule, group, QuorumKind.SEATS, number=4, of=6, note="By the chair.")
    for changed, note in (
        ({"number": 5, "of": 7}, "By the chair. Written as 5 of 7."), ({"number": 3}, "By the chair."),
        ({"number": 4, "of": 6, "note": None}, "Written as 4 of 6."),
    ):  # fmt: skip
        with medway.store.reading() as session:
            (rule,) = quorum_rules(session, group)
        do(change_quorum_rule, uid, rule.version, **changed)
        with medway.store.reading() as session:
            assert quorum_rules(session, group)[0].note == note


def test_apologies_break_a_quorum_and_a_deputy_mends_it(do: Do, group: str, medway: Vault, clock: StillClock) -> None:
    bodies = {}
    with medway.store.reading() as session:
        for name in ("Medway Council", "ICB", "Kent Police", "Medway Council Public Health"):
            bodies[name] = organisations_named(session, name)[0].uid
    commissioner = do(add_organisation, "Police and Crime Commissioner of Kent")
    seats = [do(add_seat, group, post=f"Lead of {name}", organisation_uid=uid) for name, uid in bodies.items()]
    do(add_seat, group, post="Commissioner", organisation_uid=commissioner)
    do(add_deputy, seats[2], new_name="Cy Doe")
    meeting = do(add_meeting, group, date(2025, 1, 20))

    def now(what: Callable[..., Quorum] = quorum_of, *more: Any) -> Quorum:
        with medway.store.reading() as session:
            return what(session, meeting, *more)

    assert (now().met, now().words) == (None, NO_RULE)
    do(add_quorum_rule, group, QuorumKind.STATUTORY)
    assert now().words == NOT_ENTERED
    assert (now(forecast).met, now(forecast).open()) == (None, True)
    assert now(forecast).words.endswith(" and Kent Police is not recorded"), "nobody is known to hold a seat"
    for seat in seats:
        do(record_holder, seat, new_name=f"Holder of {seat}", start=PartialDate(2024))
    assert (
        now(forecast).words
        == "With the apologies so far it would be quorate: all three statutory partners would be there"
    )
    do(set_presence, meeting, seats[2], A)
    assert now(quorum_shown, clock.today()).sentence() == (
        "With the apologies so far it would not be quorate: Kent Police would be missing. A deputy for Kent Police"
        " would mend it: Cy Doe is named."
    )
    do(set_presence, meeting, seats[2], D, name="Cy Doe")
    assert now(forecast).met is True
    clock.move(days=5)
    do(set_presence, meeting, seats[0], A)
    # a part of the council stands for it; the Commissioner does not stand for the police
    do(set_presences, meeting, [seats[1], *seats[3:]], P)
    assert now().met is True
    assert now(quorum_shown, clock.today()).words == (
        "Quorate: all three statutory partners are there, Medway Council by Medway Council Public Health"
    )
    do(set_presence, meeting, seats[3], X)
    do(set_presence, meeting, seats[2], X)
    with medway.store.reading() as session:
        council, police = (organisations_named(session, name)[0] for name in ("Medway Council", "Kent Police"))
    assert now().words == f"Not quorate: {council.name} and {police.name} are missing"


def test_a_body_counts_for_the_partner_that_took_over_from_it(do: Do, group: str, medway: Vault) -> None:
    with medway.store.reading() as session:
        ccg = organisations_named(session, "Kent and Medway Clinical Commissioning Group")[0].uid
        police = organisations_named(session, "Kent Police")[0]
    nurse = do(add_seat, group, post="Chief Nurse", organisation_uid=ccg)
    do(change_organisation, police.uid, police.version, ended=PartialDate(2024, 12))
    meeting = do(add_meeting, group, MET)
    do(add_quorum_rule, group, QuorumKind.STATUTORY)
    do(set_presence, meeting, nurse, P)
    with medway.store.reading() as session:
        assert quorum_of(session, meeting).words.startswith("Not quorate: Medway Council is missing; there is ")
        assert quorum_of(session, meeting).words.endswith(" by Kent and Medway Clinical Commissioning Group")


def test_medways_groups_have_no_quorum_until_one_is_recorded(do: Do, medway: Vault) -> None:
    with medway.store.reading() as session:
        executive = group_named(session, "Executive").uid
        assert quorum_rules(session, executive) == []
    meeting = do(add_meeting, executive, MET)
    with medway.store.reading() as session:
        assert quorum_of(session, meeting) == Quorum(None, NO_RULE)


def test_who_holds_no_seat_and_vacant_seats_in_the_forecast(do: Do, group: str, medway: Vault) -> None:
    first, second = (do(add_quorum_rule, group, QuorumKind.SEATS, number=number) for number in (1, 3))
    with medway.store.reading() as session:
        assert unmeetable(session, group, MET) == dict.fromkeys((first, second), "no seats are recorded")
    chair = do(add_seat, group, post="Chair", role=SeatRole.CHAIR)
    member = do(add_seat, group, post="Member")
    do(add_seat, group, post="Adviser", role=SeatRole.ADVISER)
    with medway.store.reading() as session:
        assert unmeetable(session, group, MET) == {second: "The group has 2 seats only"}
        assert [one.cells[0] for one in quorum_lines(session, group, MET)] == [
            "1 seat, deputies counted", "3 seats, deputies counted. It can't be met: The group has 2 seats only.",
        ]  # fmt: skip
    for rule in (first, second):
        do(remove_quorum_rule, rule)
    do(record_holder, chair, new_name="Ann Poe", start=PartialDate(2024))
    do(record_vacancy, member, start=PartialDate(2024))
    do(add_quorum_rule, group, QuorumKind.SEATS, number=2, needs_chair=True)
    meeting = do(add_meeting, group, date(2025, 2, 20))
    with medway.store.reading() as session:
        ahead = forecast(session, meeting)
    assert ahead.words == "With the apologies so far it would not be quorate: 1 of 2 seats needed would be filled"
    do(set_presence, meeting, member, D, post="Deputy Head")
    with medway.store.reading() as session:
        assert forecast(session, meeting).met is True
