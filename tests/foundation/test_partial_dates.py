from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, Precision, format_date, format_day
from mscp_desktop.foundation.spans import Span, all_of, any_of, require_order, span_words
from mscp_desktop.foundation.typed_dates import parse_date, parse_day

TODAY = date(2025, 3, 19)  # a Wednesday
PIECES = [
    *"0123456789/.- \u2013\u0665\n",
    "14",
    "2025",
    "mar",
    "fri",
    "next ",
    "thu",
    "of ",
    "th",
    "march ",
    "0000",
]
HOW = "write it as 14 March 2025, 14/3 or March 2025."
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
NEAR_DAYS = st.dates(date(2023, 11, 1), date(2026, 2, 28))


def _known(day: date, precision: Precision) -> PartialDate:
    return PartialDate(
        day.year,
        None if precision is Precision.YEAR else day.month,
        day.day if precision is Precision.DAY else None,
    )


PARTIAL = st.builds(_known, DAYS, st.sampled_from(Precision))
NEAR = st.builds(_known, st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.sampled_from(Precision))


@pytest.mark.parametrize(
    ("iso", "shown", "known_to", "earliest", "latest"),
    [
        ("2024-12-14", "14 December 2024", Precision.DAY, date(2024, 12, 14), date(2024, 12, 14)),
        ("2024-02", "February 2024", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", "2024", Precision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_date_is_as_long_as_it_is_known(
    iso: str, shown: str, known_to: Precision, earliest: date, latest: date
) -> None:
    when = PartialDate.from_iso(iso)
    assert (when.iso(), str(when), when.known_to) == (iso, shown, known_to)
    assert (when.earliest(), when.latest()) == (earliest, latest)
    assert when.exact() == (earliest if known_to is Precision.DAY else None)


@pytest.mark.parametrize("text", ["", "2024-13", "2024-02-30", "24", "2024-2", "2024-12-14T10", "2024-00", "0000"])
def test_stored_text_of_another_shape_is_a_bug(text: str) -> None:
    with pytest.raises(InternalError):
        PartialDate.from_iso(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(InternalError):
        PartialDate(2024, day=3)
    with pytest.raises(InternalError):
        PartialDate(2024, 0)


@given(st.lists(PARTIAL))
def test_list_order_is_the_order_of_the_stored_text(dates: list[PartialDate]) -> None:
    assert [when.iso() for when in sorted(dates)] == sorted(when.iso() for when in dates)
    assert all(PartialDate.from_iso(when.iso()) == when for when in dates)


def test_another_kind_of_value_is_not_ordered_among_dates() -> None:
    with pytest.raises(TypeError):
        _ = PartialDate(2024) < "2024"


@given(PARTIAL, PARTIAL)
def test_before_is_answered_only_where_the_dates_tell(one: PartialDate, other: PartialDate) -> None:
    answer = one.is_before(other)
    if answer is Answer.YES:
        assert one.latest() < other.earliest()
    elif answer is Answer.NO:
        assert one.earliest() >= other.latest()
    else:
        assert one.earliest() < other.latest()
        assert one.latest() >= other.earliest()
    assert one.is_before(other.earliest()) in Answer


def test_days_are_shown_in_words() -> None:
    assert format_day(date(2025, 3, 14)) == "14 March 2025"
    assert format_day(date(2025, 3, 4), weekday=True) == "Tuesday 4 March 2025"
    assert format_date(None) == "not known"
    assert format_date(None, "not recorded") == "not recorded"
    assert format_date(PartialDate(2025, 3)) == "March 2025"
    assert format_date(date(2025, 3, 14)) == "14 March 2025"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("14/3/2025", "2025-03-14"),
        ("14/3", "2025-03-14"),
        ("14/03/24", "2024-03-14"),
        ("14 Mar", "2025-03-14"),
        ("14 March 2025", "2025-03-14"),
        ("14th of March, 2025", "2025-03-14"),
        ("March of 2024", "2024-03"),
        ("Friday 14 March 2025", "2025-03-14"),
        ("fri 14/3", "2025-03-14"),
        ("March 14, 2025", "2025-03-14"),
        ("14-Mar-25", "2025-03-14"),
        ("14.3.2025", "2025-03-14"),
        ("14 \u2013 3 \u2013 2025", "2025-03-14"),
        ("1/12/99", "1999-12-01"),
        ("1/12/45", "2045-12-01"),
        ("1/12/46", "1946-12-01"),
        ("29/2/2024", "2024-02-29"),
        ("Mar 2023", "2023-03"),
        ("sept 2024", "2024-09"),
        ("March", "2025-03"),
        ("may", "2025-05"),
        ("3/2023", "2023-03"),
        ("2023-03", "2023-03"),
        ("2023", "2023"),
        ("2025-03-14", "2025-03-14"),
        ("2025/3/14", "2025-03-14"),
        ("today", "2025-03-19"),
        ("Tomorrow", "2025-03-20"),
        ("yesterday", "2025-03-18"),
        ("thu", "2025-03-20"),
        ("this thursday", "2025-03-20"),
        ("tues", "2025-03-25"),
        ("wed", "2025-03-19"),
        ("next thu", "2025-03-27"),
        ("next mon", "2025-03-24"),
        ("  14   MAR  ", "2025-03-14"),
    ],
)
def test_dates_are_read_as_an_officer_types_them(text: str, iso: str) -> None:
    assert parse_date(text, TODAY).iso() == iso


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/2/2025", "February has 28 or 29 days."),
        ("29/2", "February 2025 has 28 days."),
        ("31 June", "June has 30 days."),
        ("0/3", "March has 31 days."),
        ("3/14/2025", "there is no month 14. The day comes first, as in 14/3/2025."),
        ("14/3/20255", HOW),
        ("Mar 99", "write March 1999 for the month."),
        ("Mar 123", HOW),
        ("14", HOW),
        ("soon", HOW),
        ("4 of 6", HOW),
        ("4, 6", HOW),
        ("4th of 6th", HOW),
        ("4 of 2026", HOW),
        ("4 of 6 March", HOW),
        ("10,000", HOW),
        ("14 Mar 2025 10:00", HOW),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_date(text, TODAY)
    assert str(refused.value) == f"{text} is not a date: {reason}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("14/3/1825", "14/3/1825 is not a date here: years go from 1900 to 2100."),
        (
            "Mar 23",
            "Mar 23 could be a day or a year: write 23 March for the day, or March 2023 for the month.",
        ),
        ("Mon 14 March", "Mon 14 March does not fit together: 14 March 2025 is a Friday. "),
        ("Mon 2024", "Mon 2024 does not fit together. Correct the day or leave the weekday out."),
        ("", "There is no date here: write it as 14 March 2025, or leave it empty where it is not known."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_would_be_right(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_date(text, TODAY)
    assert str(refused.value).startswith(sentence)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), DAYS)
def test_any_text_is_a_date_or_a_sentence(text: str, today: date) -> None:
    try:
        found = parse_date(text, today)
    except UserError:
        return
    assert 1900 <= found.year <= 2100


@given(PARTIAL, DAYS)
def test_dates_read_back_from_what_is_shown_and_stored(when: PartialDate, today: date) -> None:
    assert parse_date(str(when), today) == when
    assert parse_date(when.iso(), today) == when


@given(DAYS)
def test_weekdays_lie_in_this_week_and_the_next(today: date) -> None:
    for at, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
        assume(date(1900, 1, 8) < today < date(2100, 12, 1))
        coming, following = parse_day(name, today), parse_day(f"next {name}", today)
        assert coming.weekday() == following.weekday() == at
        assert today <= coming < today + timedelta(days=7)
        monday = today - timedelta(days=today.weekday())
        assert monday + timedelta(days=7) <= following < monday + timedelta(days=14)


def test_a_day_is_asked_for_where_only_a_month_was_typed() -> None:
    assert parse_day("14/3", TODAY) == date(2025, 3, 14)
    for text in ("Mar 2023", "2023"):
        with pytest.raises(UserError, match="a day is needed here"):
            parse_day(text, TODAY)


def _moments(when: PartialDate) -> list[date]:
    """Return the days that a partial date could be, thinned out to those that matter for a year."""
    span = (when.latest() - when.earliest()).days
    return [when.earliest() + timedelta(days=n) for n in range(span + 1)]


@given(NEAR, NEAR, NEAR_DAYS)
def test_a_span_holds_where_all_dates_it_could_have_agree(start: PartialDate, until: PartialDate, day: date) -> None:
    assume(until.is_before(start) is not Answer.YES)
    starts, ends = _moments(start), _moments(until)
    # The pairs nearest to the day on either side decide, so the few of them stand for all.
    near = {day, day + timedelta(days=1)}
    starts = [one for one in starts if one in near or one in (starts[0], starts[-1])]
    ends = [one for one in ends if one in near or one in (ends[0], ends[-1])]
    outcomes = {first <= day < last for first in starts for last in ends if first <= last}
    expected = Answer.NOT_KNOWN if len(outcomes) > 1 else Answer.YES if outcomes == {True} else Answer.NO
    assert Span(start, until).holds_at(day) is expected


@given(st.none() | NEAR, st.none() | NEAR, st.booleans(), st.none() | NEAR_DAYS, NEAR_DAYS)
def test_what_is_shown_never_contradicts_what_is_known(
    start: PartialDate | None, until: PartialDate | None, ended: bool, known_on: date | None, day: date
) -> None:
    span = Span(start, until, ended, known_on)
    answer = span.holds_at(day)
    if answer is not Answer.NOT_KNOWN:
        assert span.shown_at(day) is (answer is Answer.YES)
    else:
        assert span.shown_at(day) in (True, False)


@given(NEAR, NEAR_DAYS)
def test_where_one_follows_the_other_exactly_one_is_shown(change: PartialDate, day: date) -> None:
    former, latter = Span(PartialDate(2020), change), Span(change)
    assert former.shown_at(day) is not latter.shown_at(day)


def test_a_start_known_to_the_month() -> None:
    span = Span(PartialDate(2025, 3))
    assert span.holds_at(date(2025, 2, 28)) is Answer.NO
    assert span.holds_at(date(2025, 3, 1)) is Answer.NOT_KNOWN
    assert span.holds_at(date(2025, 3, 30)) is Answer.NOT_KNOWN
    assert span.holds_at(date(2025, 3, 31)) is Answer.YES
    assert (span.shown_at(date(2025, 2, 28)), span.shown_at(date(2025, 3, 1))) == (False, True)


def test_an_end_known_to_the_day_is_not_part_of_the_span() -> None:
    span = Span(PartialDate(2024, 9, 1), PartialDate(2025, 9, 1))
    assert span.holds_at(date(2024, 9, 1)) is Answer.YES
    assert span.holds_at(date(2025, 8, 31)) is Answer.YES
    assert span.holds_at(date(2025, 9, 1)) is Answer.NO


def test_before_the_first_known_day_it_is_not_known() -> None:
    published = Span(known_on=date(2024, 12, 1))
    assert published.holds_at(date(2024, 11, 30)) is Answer.NOT_KNOWN
    assert published.shown_at(date(2024, 11, 30)) is False
    assert published.holds_at(date(2024, 12, 1)) is Answer.YES
    assert published.holds_at(date(2030, 1, 1)) is Answer.YES


def test_with_nothing_recorded_nothing_is_known_and_it_is_shown() -> None:
    assert Span().holds_at(TODAY) is Answer.NOT_KNOWN
    assert Span().shown_at(TODAY) is True


def test_an_end_on_a_day_that_nobody_knows_counts_as_over() -> None:
    over = Span(PartialDate(2020), ended=True, known_on=date(2023, 5, 1))
    assert over.holds_at(date(2023, 5, 1)) is Answer.YES
    assert over.holds_at(date(2023, 5, 2)) is Answer.NOT_KNOWN
    assert over.shown_at(date(2023, 5, 2)) is False
    assert Span(PartialDate(2020), ended=True).holds_at(date(2019, 1, 1)) is Answer.NO


def test_answers_combine() -> None:
    yes, no, unknown = Answer.YES, Answer.NO, Answer.NOT_KNOWN
    assert (all_of([]), all_of([yes, unknown]), all_of([unknown, no])) == (yes, unknown, no)
    assert (any_of([]), any_of([no, unknown]), any_of([unknown, yes])) == (no, unknown, yes)


def test_a_range_is_not_stored_backwards() -> None:
    with pytest.raises(UserError, match="The end, March 2021, is before the start, April 2022") as refused:
        require_order(PartialDate(2022, 4), PartialDate(2021, 3))
    assert refused.value.field == "end"
    require_order(PartialDate(2022, 4), PartialDate(2022))
    require_order(None, PartialDate(2022))
    require_order(PartialDate(2022), None)


@pytest.mark.parametrize(
    ("typed", "date_meant"),
    [
        ("end of march", "31 March 2025"),
        ("End of Feb 2024", "29 February 2024"),
        ("the end of the month", "31 March 2025"),
        ("start of next month", "1 April 2025"),
        ("beginning of 2026", "1 January 2026"),
        ("end of last year", "31 December 2024"),
        ("next month", "April 2025"),
        ("last month", "February 2025"),
        ("this year", "2025"),
        ("last thu", "6 March 2025"),
        ("this fri", "14 March 2025"),
        ("in 2 weeks", "28 March 2025"),
        ("in 1 month", "14 April 2025"),
        ("10 months ago", "14 May 2024"),
        ("2 years ago", "14 March 2023"),
    ],
)
def test_dates_said_by_their_distance(typed: str, date_meant: str) -> None:
    assert str(parse_date(typed, date(2025, 3, 14))) == date_meant


@pytest.mark.parametrize("typed", ["end of 14 March", "in 900 years", "end of", "next next thu", "in weeks"])
def test_distances_that_mean_no_day_are_refused(typed: str) -> None:
    with pytest.raises(UserError, match="is not a date"):
        parse_date(typed, date(2025, 3, 14))


def test_a_month_ahead_of_a_long_month_ends_with_the_shorter_one() -> None:
    assert str(parse_date("in 1 month", date(2025, 1, 31))) == "28 February 2025"


def test_a_span_in_words() -> None:
    start, end = PartialDate(2013), PartialDate(2022, 7)
    said = [span_words(*pair) for pair in ((start, end), (start, None), (None, end), (None, None))]
    assert said == ["2013 to July 2022", "from 2013", "until July 2022", ""]
    day = PartialDate(2026, 12, 1)  # the first day on which it no longer holds
    assert span_words(None, day) == "to 30 November 2026"
    assert span_words(PartialDate(2026, 6, 4), day) == "4 June 2026 to 30 November 2026"
    assert span_words(day, day) == "1 December 2026 to 1 December 2026"
