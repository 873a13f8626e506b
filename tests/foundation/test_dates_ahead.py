"""Dates of what is due: without a year they lie ahead, counted from a day that need not be today."""

from datetime import date

import pytest

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.typed_dates import parse_date, parse_day

TODAY, MEETING = date(2026, 11, 22), date(2027, 1, 20)  # a Sunday and a Wednesday


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("28 feb", "2027-02-28"),
        ("20/1", "2027-01-20"),
        ("19/1", "2028-01-19"),
        ("29 feb", "2028-02-29"),
        ("28 feb 2026", "2026-02-28"),  # a year that is typed is meant
        ("5/1/26", "2026-01-05"),
        ("Sun 28 feb", "2027-02-28"),
        ("thu", "2027-01-21"),
        ("next thu", "2027-01-28"),
        ("in 2 weeks", "2027-02-03"),
        ("end of march", "2027-03-31"),
        ("end of december", "2027-12-31"),
        ("next month", "2027-02"),
        ("january", "2027-01"),
        ("today", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
    ],
)
def test_a_date_without_a_year_is_the_next_one_from_the_meeting_on(typed: str, iso: str) -> None:
    assert parse_date(typed, TODAY, MEETING).iso() == iso


def test_without_such_a_day_the_year_is_todays() -> None:
    assert parse_day("28 feb", TODAY) == date(2026, 2, 28)
    assert parse_day("28 feb", TODAY, TODAY) == date(2027, 2, 28)
    assert parse_day("31 dec", TODAY, TODAY) == date(2026, 12, 31)


def test_what_is_no_date_is_refused_for_the_year_that_is_meant() -> None:
    with pytest.raises(UserError, match="February has 28 or 29 days"):
        parse_day("30 feb", TODAY, TODAY)
    with pytest.raises(UserError, match="February 2027 has 28 days"):
        parse_day("29 feb", TODAY, TODAY)
    with pytest.raises(UserError, match="does not fit together"):
        parse_day("Mon 28 feb", TODAY, MEETING)
