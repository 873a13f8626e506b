"""Turnover against a slow plain computation, day by day; and what is counted, by examples."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.records import Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.turnover import SeatTurnover, a_year_before, length_words, turnover, typical

FIRST, UNTIL = date(2023, 3, 1), date(2023, 6, 1)
DAYS = st.dates(date(2023, 1, 15), date(2023, 7, 15))
WHEN = st.one_of(
    st.none(),
    DAYS.map(PartialDate.of),
    st.integers(1, 7).map(lambda month: PartialDate(2023, month)),
)  # fmt: skip
TENURES = st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), WHEN, WHEN), max_size=5)
SEATS = st.lists(st.tuples(WHEN, WHEN, TENURES, st.booleans()), min_size=1, max_size=3)
Spans = list[tuple[int | None, date, date, int]]


def first_day(when: PartialDate | None) -> date:
    return date(1, 1, 1) if when is None else when.earliest()


def last_day(when: PartialDate | None) -> date:
    return date(9999, 1, 1) if when is None else when.earliest()


def plain(seats: list[Any], known: date) -> list[tuple[int, int, int, int] | None]:
    """Return (held, vacant, unknown, changes) of each seat, found by looking at every day since the year began."""
    found: list[tuple[int, int, int, int] | None] = []
    lasts: list[dict[date, int | None]] = []  # of each seat: who was recorded last before a day
    for start, end, tenures, follows in seats:
        held = vacant = unknown = changes = 0
        last: int | None = None
        before: dict[date, int | None] = {}
        there = False
        day = date(2022, 12, 1)
        while day <= UNTIL:
            before[day] = last
            exists = first_day(start) <= day < last_day(end)
            covering = [
                (begun is not None, begun or PartialDate(1), place, person)
                for place, (person, begun, ended) in enumerate(tenures)
                if first_day(begun) <= day < last_day(ended)
            ]
            best = max(covering, key=lambda one: one[:3], default=None) if exists else None
            counted = exists and max(FIRST, known) <= day < UNTIL
            if counted and not there:
                there = True
                if last is None and follows and lasts:
                    last = lasts[-1].get(day)
            if counted:
                held += best is not None and best[3] is not None
                vacant += best is not None and best[3] is None
                unknown += best is None
            if best is not None and best[3] is not None:
                changes += counted and last is not None and last != best[3]
                last = best[3]
            day += timedelta(days=1)
        if follows and lasts:  # a seat that carries on another has its last holder as long as it has none of its own
            before = {day: who if who is not None else lasts[-1].get(day) for day, who in before.items()}
        lasts.append(before)
        found.append((held, vacant, unknown, changes) if there else None)
    return found


@settings(max_examples=40)
@given(seats=SEATS, known=st.dates(date(2023, 1, 1), date(2023, 5, 1)))
def test_figures_are_those_of_looking_at_every_day(empty_vault: Vault, seats: list[Any], known: date) -> None:
    with empty_vault.store.rehearsal(empty_vault.actor, "turnover") as session:
        group = Group(name="G", tier=Tier.SUB_GROUP, scope=Scope.LOCAL, position=1, known_from=PartialDate.of(known))
        session.add(group)
        people = [Person(name=f"P{number}") for number in range(3)]
        session.add_all(people)
        session.flush()
        made: list[Seat] = []
        for place, (start, end, tenures, follows) in enumerate(seats):
            seat = Seat(
                group_id=group.id, position=place, role=SeatRole.MEMBER, either_post=False, start=start, end=end,
                follows_id=made[-1].id if follows and made else None,
            )  # fmt: skip
            session.add(seat)
            session.flush()
            made.append(seat)
            for person, begun, ended in tenures:
                key = None if person is None else people[person].id
                session.add(Tenure(seat_id=seat.id, person_id=key, start=begun, end=ended))
                session.flush()
        found = {one.uid: one for one in turnover(session, FIRST, UNTIL).seats}
        figures = [
            (one.held, one.vacant, one.unknown, one.changes) if (one := found.get(seat.uid)) else None for seat in made
        ]
    assert figures == plain(seats, known)


class Case:
    """A group with one seat of Elm Trust, held by Ada until 10 January 2025, vacant, then by Ben."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        trust = self.do(add_organisation, "Elm Trust")
        self.group = self.do(add_group, "Executive")
        self.do(change_group, self.group, 1, known_from=PartialDate(2020))
        self.seat = self.do(add_seat, self.group, post="Head", organisation_uid=trust)
        self.do(record_holder, self.seat, person_uid=self.do(add_person, "Ada Ash"), start=PartialDate(2022, 1, 10))
        self.do(record_vacancy, self.seat, start=PartialDate(2025, 1, 10))
        self.do(record_holder, self.seat, person_uid=self.do(add_person, "Ben Birch"), start=PartialDate(2025, 2))

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def seat_in(self, first: date, until: date) -> SeatTurnover:
        with self.vault.store.reading() as session:
            (found,) = turnover(session, first, until).seats
        return found


@pytest.fixture
def case(empty_vault: Vault) -> Case:
    return Case(empty_vault)


def test_a_vacancy_between_two_people_is_one_change_and_its_days_are_counted(case: Case) -> None:
    found = case.seat_in(date(2024, 3, 1), date(2025, 3, 1))
    assert (found.days, found.held, found.vacant, found.unknown, found.changes) == (365, 343, 22, 0, 1)
    assert not found.undated
    assert case.seat_in(date(2024, 2, 1), date(2025, 2, 1)).changes == 0
    assert case.seat_in(date(2025, 2, 1), date(2025, 3, 1)).changes == 1


def test_lengths_are_of_those_who_left_and_of_those_who_stay(case: Case) -> None:
    with case.vault.store.reading() as session:
        found = turnover(session, date(2024, 3, 1), date(2025, 3, 1))
    assert found.stays == ((date(2025, 1, 10) - date(2022, 1, 10)).days,)
    assert found.staying == (28,)
    assert typical(found.staying) == 28
    assert typical(()) is None


def test_nothing_is_said_before_the_group_is_known_and_a_vacancy_without_a_date_is_the_least(case: Case) -> None:
    case.do(change_group, case.group, 2, known_from=PartialDate(2025))
    seat = case.do(add_seat, case.group, post="Nurse")
    case.do(record_vacancy, seat)
    with case.vault.store.reading() as session:
        head, nurse = turnover(session, date(2024, 3, 1), date(2025, 3, 1)).seats
    assert (head.days, nurse.days, nurse.vacant, nurse.undated) == (59, 59, 59, True)


def test_medway_s_published_posts_are_not_recorded_and_never_vacant(medway: Vault) -> None:
    with medway.store.reading() as session:
        found = turnover(session, date(2024, 1, 15), date(2025, 1, 15))
        vacant = session.scalars(select(Tenure).where(Tenure.person_id.is_(None))).all()
    assert found.changes == 0
    assert sum(one.vacant > 0 for one in found.seats) == len(vacant)
    assert all(one.undated for one in found.seats if one.vacant)
    assert sum(one.days for one in found.seats) == sum(one.held + one.vacant + one.unknown for one in found.seats)
    assert found.by_group()[0].name == "Accountable Officers Meeting"


def test_a_year_before_and_lengths_in_words() -> None:
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert a_year_before(date(2025, 1, 15)) == date(2024, 1, 15)
    assert [length_words(days) for days in (0, 1, 45, 61, 365, 400, 800)] == [
        "0 days", "1 day", "45 days", "2 months", "1 year", "1 year 1 month", "2 years 2 months",
    ]  # fmt: skip
