"""Who holds which seat on a day, as far as it is known: against a slow plain computation, and by example."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.records import Chairing, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.chairs import record_chair
from mscp_desktop.roster.rules.changes import (
    add_seat,
    change_seat,
    change_tenure,
    forget_tenure,
    move_seat,
    move_seat_by,
    record_holder,
    record_vacancy,
    remove_seats,
)
from mscp_desktop.roster.rules.checks import checks
from mscp_desktop.roster.rules.rosters import Holding, Roster, RosterSeat, chair_words, roster_at, tenure_at

FIRST, LAST = date(2023, 12, 1), date(2025, 2, 15)


def day_of(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.from_iso(text)


DATES = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(2024, 2024)),
    st.builds(PartialDate, st.integers(2024, 2024), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(2024, 2024), st.integers(1, 12), st.integers(1, 28)),
)


def first_day(when: PartialDate) -> date:
    return date(when.year, when.month or 1, when.day or 1)


def plain_holder(tenures: list[Any], day: date) -> Any:
    """Say who is shown, slowly: an uncertain date counts from its first day, the last to begin is shown."""
    shown = None
    for tenure in tenures:
        begun = tenure.start is None or first_day(tenure.start) <= day
        over = tenure.end is not None and first_day(tenure.end) <= day
        if begun and not over:
            later = shown is None or (
                (tenure.start is not None, tenure.start.iso() if tenure.start else "", tenure.id)
                > (shown.start is not None, shown.start.iso() if shown.start else "", shown.id)
            )
            shown = tenure if later else shown
    return shown


@given(spans=st.lists(st.tuples(DATES, DATES), max_size=5), offset=st.integers(0, 440))
@settings(max_examples=150)
def test_half_open_tenures_against_a_plain_computation(
    spans: list[tuple[PartialDate | None, PartialDate | None]], offset: int
) -> None:
    day = FIRST + timedelta(days=offset)
    tenures: list[Any] = [
        SimpleNamespace(id=number, start=start, end=end) for number, (start, end) in enumerate(spans, 1)
    ]
    found = tenure_at([(tenure, None) for tenure in tenures], day)
    expected = plain_holder(tenures, day)
    assert (found and found[0].id) == (expected and expected.id)


@given(handover=DATES.filter(lambda when: when is not None))
@settings(max_examples=40)
def test_of_two_successors_exactly_one_is_shown_each_day(handover: PartialDate) -> None:
    before: Any = SimpleNamespace(id=1, start=None, end=handover)
    after: Any = SimpleNamespace(id=2, start=handover, end=None)
    day, changes, shown_before = FIRST, 0, None
    while day <= LAST:
        alone = [bool(tenure_at([(one, None)], day)) for one in (before, after)]
        assert sum(alone) == 1, day
        if shown_before is not None and alone != shown_before:
            changes += 1
            assert day == first_day(handover)
        shown_before = alone
        day += timedelta(days=1)
    assert changes == 1


class Table:
    """One group in a vault, and short ways to act in it."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.group = self.do(add_group, "Quality")
        self.do(change_group, self.group, 1, known_from=None)

    def do(self, what: Any, *args: Any, **fields: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **fields).value

    def roster(self, day: str) -> Roster:
        with self.vault.store.reading() as session:
            return roster_at(session, self.group, date.fromisoformat(day))

    def seat(self, day: str, number: int = 0) -> RosterSeat:
        return self.roster(day).seats[number]

    def chair(self, day: str) -> str:
        with self.vault.store.reading() as session:
            return chair_words(session, self.group, date.fromisoformat(day))

    def found(self, day: str) -> list[tuple[str, str]]:
        with self.vault.store.reading() as session:
            return [(one.what, one.why) for one in checks(session, date.fromisoformat(day))]


@pytest.fixture
def table(empty_vault: Vault) -> Table:
    return Table(empty_vault)


def test_a_leaver_makes_way_on_the_day_the_next_begins(table: Table) -> None:
    seat = table.do(add_seat, table.group, post="Nurse")
    assert table.seat("2024-06-01").holder_words() == "Not recorded"
    table.do(record_holder, seat, new_name="Jane Roe", start=day_of("2024-03"))
    assert table.seat("2024-02-29").holding is Holding.NOT_RECORDED
    assert table.seat("2024-03-01").holder == "Jane Roe"
    table.do(record_holder, seat, new_name="John Doe", start=day_of("2024-09-16"))
    assert table.seat("2024-09-15").holder == "Jane Roe"
    assert table.seat("2024-09-16").holder == "John Doe"
    assert table.seat("2024-09-16").since == day_of("2024-09-16")
    table.do(record_vacancy, seat, start=day_of("2025-01"))
    assert table.seat("2024-12-31").holder == "John Doe"
    assert table.seat("2025-01-01").holder_words() == "Vacant since January 2025"
    assert table.seat("2025-01-01").holder is None
    table.do(record_holder, seat, new_name="Ann Poe", start=day_of("2025-02-01"))
    assert table.seat("2025-01-31").holding is Holding.VACANT
    assert table.seat("2025-02-01").holder == "Ann Poe"
    with table.vault.store.reading() as session:
        assert session.scalar(select(Tenure.id).where(Tenure.end.is_(None)).order_by(Tenure.id.desc())) == 4


def test_a_leaver_needs_a_date_that_fits(table: Table) -> None:
    seat = table.do(add_seat, table.group, post="Nurse")
    table.do(record_holder, seat, new_name="Jane Roe", start=day_of("2024-03"))
    with pytest.raises(UserError, match="Say from when John Doe takes over"):
        table.do(record_holder, seat, new_name="John Doe")
    with pytest.raises(UserError, match="Say from when the seat fell vacant"):
        table.do(record_vacancy, seat)
    with pytest.raises(UserError, match="before the start"):
        table.do(record_vacancy, seat, start=day_of("2024-02"))
    with pytest.raises(UserError, match="Say who holds the seat"):
        table.do(record_holder, seat, start=day_of("2025"))
    with table.vault.store.reading() as session:
        assert session.scalars(select(Tenure.end)).all() == [None]


def test_a_vacancy_known_from_no_date_just_makes_way(table: Table) -> None:
    seat = table.do(add_seat, table.group, role=SeatRole.DEPUTY_CHAIR)
    table.do(record_vacancy, seat)
    assert table.seat("2020-01-01").holder_words() == "Vacant, since when not known"
    person = table.do(add_person, "Jane Roe")
    table.do(record_holder, seat, person_uid=person)
    assert table.seat("2024-01-01").holder_uid == person
    with table.vault.store.reading() as session:
        assert len(session.scalars(select(Tenure)).all()) == 1


def test_what_is_forgotten_is_not_recorded_and_never_vacant(table: Table) -> None:
    seat = table.do(add_seat, table.group, post="Nurse")
    vacancy = table.do(record_vacancy, seat, start=day_of("2024"))
    assert table.roster("2024-06-01").count_words() == "1 seat: 1 vacant"
    table.do(forget_tenure, vacancy)
    assert table.seat("2024-06-01").holding is Holding.NOT_RECORDED
    assert table.roster("2024-06-01").count_words() == "1 seat: 1 not recorded"


def test_a_tenure_is_corrected(table: Table) -> None:
    seat = table.do(add_seat, table.group, post="Nurse")
    uid = table.do(record_holder, seat, new_name="Jane Roe", start=day_of("2024-03"))
    other = table.do(add_person, "John Doe")
    table.do(change_tenure, uid, 1, person_uid=other, start=day_of("2024-02-10"))
    assert (table.seat("2024-02-10").holder, table.seat("2024-02-09").holder) == ("John Doe", None)
    with pytest.raises(UserError, match="before the start"):
        table.do(change_tenure, uid, 2, end=day_of("2023"))
    table.do(change_tenure, uid, 2, end=day_of("2024-12"))
    assert (table.seat("2024-11-30").holder, table.seat("2024-12-01").holder) == ("John Doe", None)
    with pytest.raises(UserError, match="Say who"):
        table.do(change_tenure, uid, 3, person_uid=None)


def test_seats_come_and_go_and_keep_their_order(table: Table) -> None:
    uids = [table.do(add_seat, table.group, post=post) for post in "ABCD"]
    table.do(move_seat, uids[3], 1)
    assert [seat.post for seat in table.roster("2025-01-01").seats] == ["D", "A", "B", "C"]
    table.do(move_seat, uids[3], 99)
    table.do(move_seat, uids[0], -5)
    assert [seat.post for seat in table.roster("2025-01-01").seats] == ["A", "B", "C", "D"]
    table.do(move_seat_by, uids[0], 2)
    table.do(move_seat_by, uids[3], -99)
    assert [seat.post for seat in table.roster("2025-01-01").seats] == ["D", "B", "C", "A"]
    with table.vault.store.reading() as session:
        assert sorted(session.scalars(select(Seat.position))) == [1, 2, 3, 4]
    table.do(change_seat, uids[1], 3, start=day_of("2024-07"), end=day_of("2024-10-15"))
    shown = {day: [seat.post for seat in table.roster(day).seats] for day in
             ("2024-06-30", "2024-07-01", "2024-10-14", "2024-10-15")}  # fmt: skip
    assert shown == {
        "2024-06-30": ["D", "C", "A"], "2024-07-01": ["D", "B", "C", "A"],
        "2024-10-14": ["D", "B", "C", "A"], "2024-10-15": ["D", "C", "A"],
    }  # fmt: skip
    with pytest.raises(UserError, match="before the start"):
        table.do(change_seat, uids[1], 4, end=day_of("2023"))


def test_removed_seats_take_their_holders_and_terms_along(table: Table) -> None:
    seats = [table.do(add_seat, table.group, post=post) for post in "AB"]
    for seat in seats:
        table.do(record_holder, seat, new_name="Jane Roe")
        table.do(record_chair, seat, start=day_of("2024" if seat == seats[0] else "2025"))
    table.do(remove_seats, seats)
    with table.vault.store.reading() as session:
        assert session.scalars(select(Tenure)).all() == []
        assert session.scalars(select(Chairing)).all() == []
    with pytest.raises(ConflictError, match="deleted after it was shown"):
        table.do(move_seat, seats[0], 1)


def test_exactly_one_seat_chairs_each_day(table: Table) -> None:
    council, police, health = (table.do(add_seat, table.group, post=post) for post in ("Council", "Police", "Health"))
    table.do(record_chair, council, start=day_of("2023-09"), end=day_of("2024-09"))
    table.do(record_chair, police, start=day_of("2024-09"))
    table.do(record_chair, health, start=day_of("2024-12"), end=day_of("2025-12"))
    table.do(change_group, table.group, 2, known_from=day_of("2024-09"))  # the day on which one term follows the other
    day = date(2024, 9, 1)
    while day < date(2026, 1, 31):
        chairs = [seat for seat in table.roster(day.isoformat()).seats if seat.chairs_until]
        assert len(chairs) == (1 if day < date(2025, 12, 1) else 0), day
        day += timedelta(days=1 if day.day < 3 or day.day > 25 else 7)
    assert table.chair("2024-09-01") == "Police (to December 2024)"
    assert table.chair("2024-12-01") == "Health (to December 2025)"
    assert table.chair("2024-08-31") == "not recorded"
    assert table.seat("2024-12-01", 2).role_words() == "Chair for a term"


def test_a_new_term_ends_the_one_that_would_run_on(table: Table) -> None:
    council, police = (table.do(add_seat, table.group, post=post) for post in ("Council", "Police"))
    table.do(record_chair, council, start=day_of("2024-09"), end=day_of("2025-09"))
    table.do(record_chair, police, start=day_of("2025-03"), end=day_of("2026-03"))
    assert table.chair("2025-02-28") == "Council (to March 2025)"
    assert table.chair("2025-03-01") == "Police (to March 2026)"
    table.do(record_chair, council, start=day_of("2023-09"), end=day_of("2024-09"))  # entered afterwards
    assert table.chair("2024-01-01") == "Council (to September 2024)"
    assert table.chair("2024-09-01") == "Council (to March 2025)"
    with pytest.raises(UserError, match="before the start"):
        table.do(record_chair, police, start=day_of("2025"), end=day_of("2024"))


def test_checks_tell_what_needs_a_look(table: Table) -> None:
    body = table.do(add_organisation, "Old Board")
    new = table.do(add_organisation, "New Board")
    seat = table.do(add_seat, table.group, post="Nurse", organisation_uid=body)
    table.do(record_vacancy, seat, start=day_of("2024-11"))
    table.do(record_chair, seat, start=day_of("2023-09"), end=day_of("2024-09"))
    table.do(change_organisation, body, 1, ended=day_of("2024-07"), successor_uid=new)
    assert ("Nurse in Quality is vacant", "Since November 2024, for 2 months.") in table.found("2025-01-15")
    over = "The chair's term in Quality is over"
    assert (over, "The last recorded term ended in September 2024. The next chair is not recorded.") in table.found(
        "2025-01-15"
    )
    ended = ("Old Board still has a seat in Quality", "It ended in July 2024. Its work went to New Board.")
    assert ended in table.found("2025-01-15")
    assert ended not in table.found("2024-06-30")
    assert over not in {what for what, _ in table.found("2024-08-31")}
    assert over not in {what for what, _ in table.found("2023-01-01")}  # it has not begun, so it is not over
    table.do(record_chair, seat, start=day_of("2025-03"), end=day_of("2026-03"))
    assert (over, "The last recorded term ended in September 2024. The next term has not begun.") in table.found(
        "2025-01-15"
    )
    assert over not in {what for what, _ in table.found("2025-03-01")}


def test_medways_checks_find_the_two_deputy_chairs(medway: Vault) -> None:
    with medway.store.reading() as session:
        found = list(checks(session, date(2025, 1, 15)))
    vacant = [one for one in found if "is vacant" in one.what]
    assert len(vacant) == 2
    assert {one.why for one in vacant} == {"Since when is not known."}
    assert all(one.what and one.why for one in found)
