import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.working_days import Closure, OverlayDay, WorkingCalendar, bank_holidays

ENGLAND = WorkingCalendar()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_england_keeps_its_eight_days_and_no_other_nations() -> None:
    assert dict(bank_holidays(2025)) == {
        date(2025, 1, 1): "New Year's Day",
        date(2025, 4, 18): "Good Friday",
        date(2025, 4, 21): "Easter Monday",
        date(2025, 5, 5): "Early May bank holiday",
        date(2025, 5, 26): "Spring bank holiday",
        date(2025, 8, 25): "Summer bank holiday",
        date(2025, 12, 25): "Christmas Day",
        date(2025, 12, 26): "Boxing Day",
    }


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 12, 27), "Christmas Day (substitute day)"),
        (date(2021, 12, 28), "Boxing Day (substitute day)"),
        (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Coronation of Charles III"),
        (date(2020, 5, 8), "Early May bank holiday"),
    ],
)
def test_moved_and_proclaimed_days_are_known(day: date, name: str) -> None:
    closed = ENGLAND.closure(day)
    assert closed is not None
    assert (closed.kind, closed.name) == (Closure.BANK_HOLIDAY, name)


def test_fifteen_days_over_christmas() -> None:
    # Friday 12 December 2025: 15-19 are 5, 22-24 make 8, 29-31 make 11, 2 January 12, 5-7 January 15.
    found = ENGLAND.add_working_days(date(2025, 12, 12), 15)
    assert found.day == date(2026, 1, 7)
    assert [skipped.day for skipped in found.skipped if skipped.kind is Closure.BANK_HOLIDAY] == [
        date(2025, 12, 25),
        date(2025, 12, 26),
        date(2026, 1, 1),
    ]
    assert found.explain() == (
        "15 working days after Friday 12 December 2025 is Wednesday 7 January 2026.",
        "Weekend days not counted: 8.",
        (
            "Holidays not counted: Christmas Day (Thursday 25 December 2025); "
            "Boxing Day (Friday 26 December 2025); New Year's Day (Thursday 1 January 2026)."
        ),
    )


def test_five_days_over_easter() -> None:
    # Wednesday 16 April 2025: 17 is 1; Good Friday, weekend and Easter Monday pass; 22 to 25 make 5.
    assert ENGLAND.add_working_days(date(2025, 4, 16), 5).day == date(2025, 4, 25)
    assert ENGLAND.add_working_days(date(2025, 4, 25), -5).day == date(2025, 4, 16)


def test_a_christmas_on_the_weekend_moves_its_days() -> None:
    # Friday 24 December 2021: Christmas and Boxing Day are the weekend, 27 and 28 stand for them.
    found = ENGLAND.add_working_days(date(2021, 12, 24), 1)
    assert found.day == date(2021, 12, 29)
    assert [skipped.kind for skipped in found.skipped] == [Closure.WEEKEND] * 2 + [Closure.BANK_HOLIDAY] * 2


def test_counting_back_and_nothing() -> None:
    back = ENGLAND.add_working_days(date(2026, 1, 2), -1)
    assert back.day == date(2025, 12, 31)
    assert back.explain() == (
        "1 working day before Friday 2 January 2026 is Wednesday 31 December 2025.",
        "Holidays not counted: New Year's Day (Thursday 1 January 2026).",
    )
    saturday = date(2025, 3, 15)
    assert ENGLAND.add_working_days(saturday, 0).day == saturday
    assert ENGLAND.add_working_days(saturday, 1).day == date(2025, 3, 17)


@given(DAYS, st.integers(-60, 60))
def test_a_count_tells_of_every_day_it_passed(start: date, number: int) -> None:
    found = ENGLAND.add_working_days(start, number)
    assert abs((found.day - start).days) == abs(number) + len(found.skipped)
    assert number == 0 or ENGLAND.is_working_day(found.day)
    assert not any(ENGLAND.is_working_day(skipped.day) for skipped in found.skipped)
    assert ENGLAND.working_days_between(start, found.day) == number


@given(DAYS, st.integers(0, 40))
def test_counting_there_and_back_from_a_working_day(start: date, number: int) -> None:
    there = ENGLAND.add_working_days(start, number)
    if ENGLAND.is_working_day(start):
        assert ENGLAND.add_working_days(there.day, -number).day == start


def test_own_days_lie_over_the_bank_holidays() -> None:
    own = WorkingCalendar.with_days(
        [
            (date(2025, 12, 29), "Council offices closed", False),
            (date(2025, 12, 26), "Boxing Day moved", True),
            (date(2025, 12, 27), "Saturday worked", True),
        ]
    )
    found = own.add_working_days(date(2025, 12, 24), 3)
    assert found.day == date(2025, 12, 30)
    assert [(skipped.kind, skipped.name) for skipped in found.skipped] == [
        (Closure.BANK_HOLIDAY, "Christmas Day"),
        (Closure.WEEKEND, "Sunday"),
        (Closure.LOCAL, "Council offices closed"),
    ]
    assert own == WorkingCalendar(own.overlay)


def test_a_day_cannot_be_set_twice() -> None:
    with pytest.raises(UserError, match="29 December 2025 is in the table of working days twice"):
        WorkingCalendar(
            (
                OverlayDay(date(2025, 12, 29), "Closed", is_working_day=False),
                OverlayDay(date(2025, 12, 29), "Open", is_working_day=True),
            )
        )


def test_outside_the_years_known_nothing_is_counted() -> None:
    with pytest.raises(UserError, match="known from 1872 to 2100 only, so working days in 2101"):
        ENGLAND.add_working_days(date(2100, 12, 30), 5)
    with pytest.raises(UserError, match="so working days in 1871"):
        ENGLAND.add_working_days(date(1872, 1, 2), -5)
    assert ENGLAND.add_working_days(date(2100, 12, 20), 2).day == date(2100, 12, 22)


def test_the_library_is_loaded_only_when_days_are_counted() -> None:
    lines = (
        "import sys",
        "from mscp_desktop.foundation import rule_editions, working_days",
        "working_days.WorkingCalendar()",
        "sys.exit('holidays' in sys.modules)",
    )
    assert subprocess.run([sys.executable, "-c", "\n".join(lines)], check=False, timeout=30).returncode == 0


def test_a_year_is_built_once() -> None:
    assert bank_holidays(2030) is bank_holidays(2030)
    assert all(day.year == 2030 for day in bank_holidays(2030))
