"""Terms of the chair: recorded, corrected, vacant and over; the next is said to be not recorded until it is."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group, group_named
from mscp_desktop.roster.records import Chairing
from mscp_desktop.roster.rules.chairs import (
    ChairTerms,
    When,
    chair_terms,
    change_chair,
    record_chair,
    record_vacant_chair,
    remove_chair,
)
from mscp_desktop.roster.rules.changes import add_seat, record_holder
from mscp_desktop.roster.rules.rosters import chair_words, roster_at

Do = Callable[..., Any]


@pytest.fixture
def do(empty_vault: Vault) -> Do:
    return lambda what, *args, **more: run(empty_vault.store, empty_vault.actor, what, *args, **more).value


@pytest.fixture
def group(do: Do) -> str:
    uid = do(add_group, "Executive")
    do(change_group, uid, 1, known_from=None)
    return str(uid)


def month(year: int, number: int) -> PartialDate:
    return PartialDate(year, number)


def terms(vault: Vault, group: str, day: date) -> ChairTerms:
    with vault.store.reading() as session:
        return chair_terms(session, group, day)


def words(vault: Vault, group: str, day: date) -> str:
    with vault.store.reading() as session:
        return chair_words(session, group, day)


def test_who_held_the_seat_then_is_told_of_each_term(do: Do, group: str, empty_vault: Vault) -> None:
    police, council = (do(add_seat, group, post=post) for post in ("Police", "Council"))
    do(record_holder, police, new_name="Ann Poe", start=month(2023, 1))
    do(record_holder, police, new_name="Jane Roe", start=month(2024, 3))
    do(record_chair, police, start=month(2023, 9), end=month(2024, 9))
    do(record_chair, council, start=month(2024, 9), end=month(2025, 9))
    found = terms(empty_vault, group, date(2024, 1, 1))
    assert [(one.seat, one.held_by, one.when) for one in found.terms] == [
        ("Police", "Ann Poe, then Jane Roe", When.NOW), ("Council", "not recorded", When.COMING),
    ]  # fmt: skip
    assert found.next_words() == "Council from September 2024"
    over = terms(empty_vault, group, date(2026, 1, 1))
    assert (over.now(), over.next_words()) == (None, "not recorded")
    last = over.over()
    assert last is not None
    assert last.end == month(2025, 9)
    assert words(empty_vault, group, date(2026, 1, 1)) == (
        "not recorded; the last recorded term ended in September 2025"
    )


def test_a_vacant_chair_is_vacant_and_takes_the_place_of_a_term(do: Do, group: str, empty_vault: Vault) -> None:
    police = do(add_seat, group, post="Police")
    do(record_chair, police, start=month(2024, 9), end=month(2025, 9))
    vacant = do(record_vacant_chair, group, start=month(2025, 3), end=month(2025, 9))
    assert words(empty_vault, group, date(2025, 2, 28)) == "Police (to March 2025)"
    assert words(empty_vault, group, date(2025, 3, 1)) == "vacant (to September 2025)"
    with empty_vault.store.reading() as session:
        roster = roster_at(session, group, date(2025, 3, 1))
        assert roster.chair_vacant == "September 2025"
        assert not any(seat.chairs_until for seat in roster.seats)
    do(change_chair, vacant, 1, seat_uid=police)
    assert words(empty_vault, group, date(2025, 3, 1)) == "Police (to September 2025)"
    undo(empty_vault.store, empty_vault.actor)
    assert words(empty_vault, group, date(2025, 3, 1)) == "vacant (to September 2025)"
    do(remove_chair, vacant)
    assert words(empty_vault, group, date(2025, 3, 1)).startswith("not recorded; the last")


def test_a_correction_never_makes_two_chairs_at_a_time(do: Do, group: str, empty_vault: Vault) -> None:
    police, council = (do(add_seat, group, post=post) for post in ("Police", "Council"))
    first = do(record_chair, police, start=month(2023, 9), end=month(2024, 9))
    do(record_chair, council, start=month(2024, 9), end=month(2025, 9))
    with pytest.raises(UserError, match="Another term runs from September 2024 to September 2025"):
        do(change_chair, first, 1, end=month(2024, 10))
    with pytest.raises(UserError, match="before the start"):
        do(change_chair, first, 1, end=month(2023, 1))
    other = do(add_seat, do(add_group, "Audit"), post="Auditor")
    with pytest.raises(UserError, match="a seat of another group"):
        do(change_chair, first, 1, seat_uid=other)
    do(change_chair, first, 1, start=month(2023, 6), note="By agreement")
    assert words(empty_vault, group, date(2023, 6, 1)) == "Police (to September 2024)"


def test_a_term_entered_afterwards_ends_where_the_later_one_begins(do: Do, group: str, empty_vault: Vault) -> None:
    police, council = (do(add_seat, group, post=post) for post in ("Police", "Council"))
    do(record_chair, council, start=month(2024, 9))
    do(record_chair, police, start=month(2023, 9))
    assert words(empty_vault, group, date(2024, 8, 31)) == "Police (to September 2024)"
    assert words(empty_vault, group, date(2025, 8, 31)) == "Council (no end recorded)"


def test_medways_terms_are_over_and_the_next_is_not_recorded(medway: Vault) -> None:
    """Source 001: September 2024 to September 2025 is Kent Police's; who follows is nowhere published."""
    with medway.store.reading() as session:
        uid = group_named(session, "Executive").uid
        found = chair_terms(session, uid, date(2025, 10, 1))
        assert [(one.seat, one.held_by, one.when) for one in found.terms] == [
            ("Assistant Chief Constable, Kent Police", "Simon Wilson", When.OVER)
        ]
        assert found.next_words() == "not recorded"
        assert chair_words(session, uid, date(2025, 10, 1)).startswith("not recorded")


MONTHS = st.builds(PartialDate, st.integers(2023, 2025), st.one_of(st.none(), st.integers(1, 12)))
ENDS = st.one_of(st.none(), MONTHS)
ENTRIES = st.tuples(st.sampled_from(("Police", "Council", None)), ENDS, ENDS)
NUMBERS = count()


@given(entries=st.lists(ENTRIES, min_size=2, max_size=6), moved=st.tuples(MONTHS, st.one_of(st.none(), MONTHS)))
@settings(max_examples=10)
def test_in_whatever_order_terms_are_entered_a_group_has_one_chair_at_a_time(
    do: Do, empty_vault: Vault, entries: list[Any], moved: tuple[PartialDate, PartialDate | None]
) -> None:
    uid = do(add_group, f"Group {next(NUMBERS)}")
    seats = {post: do(add_seat, uid, post=post) for post in ("Police", "Council")}
    made = []
    for post, start, end in entries:
        what, of = (record_chair, seats[post]) if post else (record_vacant_chair, uid)
        try:
            made.append(do(what, of, start=start, end=end))
        except UserError:
            continue
    for term in made:
        with empty_vault.store.reading() as session:
            version = Chairing.by_uid(session, term).version
        try:
            do(change_chair, term, version, start=moved[0], end=moved[1])
        except UserError:
            continue
    with empty_vault.store.reading() as session:
        spans = [Span(one.start, one.end) for one in session.scalars(select(Chairing)) if one.uid in made]
    for step in range(60):
        day = date(2022, 12, 1) + timedelta(days=23 * step)
        assert sum(span.shown_at(day) for span in spans) <= 1, day
