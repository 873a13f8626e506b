from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.years import Year, YearKind

KINDS = st.sampled_from(YearKind)


@pytest.mark.parametrize(
    ("kind", "label", "first", "last"),
    [
        (YearKind.FINANCIAL, "2024-25", date(2024, 4, 1), date(2025, 3, 31)),
        (YearKind.CALENDAR, "2024", date(2024, 1, 1), date(2024, 12, 31)),
        (YearKind.ACADEMIC, "2024/25", date(2024, 9, 1), date(2025, 8, 31)),
    ],
)
def test_a_year_begins_ends_and_is_named_by_its_kind(kind: YearKind, label: str, first: date, last: date) -> None:
    year = Year(kind, 2024)
    assert (year.label, str(year), year.first_day, year.last_day) == (label, label, first, last)
    assert Year.parse(kind, label) == year
    assert (year.next.start_year, year.previous.start_year) == (2025, 2023)


def test_the_turn_of_the_century() -> None:
    assert Year(YearKind.FINANCIAL, 1999).label == "1999-00"
    assert Year.parse(YearKind.FINANCIAL, "1999-00").start_year == 1999


@given(KINDS, st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_each_day_lies_in_one_year(kind: YearKind, day: date) -> None:
    year = Year.containing(kind, day)
    assert day in year
    assert day not in year.next
    assert day not in year.previous
    assert year.next.first_day == year.last_day + timedelta(days=1)
    assert Year.parse(kind, year.label) == year


@pytest.mark.parametrize("text", ["2024-25", "2024/25", "2024-2025", "2024 \u2013 25", " 2024-25 "])
def test_labels_are_read_as_they_are_written(text: str) -> None:
    assert Year.parse(YearKind.FINANCIAL, text) == Year(YearKind.FINANCIAL, 2024)
    assert Year.parse(YearKind.ACADEMIC, text) == Year(YearKind.ACADEMIC, 2024)


@pytest.mark.parametrize(
    ("kind", "text", "right"),
    [
        (YearKind.FINANCIAL, "2021-21", "is 2021-22."),
        (YearKind.FINANCIAL, "2024-2026", "is 2024-25."),
        (YearKind.FINANCIAL, "2024", "write it as 2024-25."),
        (YearKind.CALENDAR, "2024-25", "write it as 2024."),
        (YearKind.ACADEMIC, "24/25", "write it as 2024/25."),
        (YearKind.FINANCIAL, "", "write it as 2024-25."),
        (YearKind.CALENDAR, "0000", "write it as 2024."),
        (YearKind.CALENDAR, "9999", "write it as 2024."),
    ],
)
def test_other_labels_are_refused_with_what_would_be_right(kind: YearKind, text: str, right: str) -> None:
    with pytest.raises(UserError) as refused:
        Year.parse(kind, text)
    assert str(refused.value).endswith(right)
