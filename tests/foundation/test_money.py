from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.money import (
    MOST_PENCE,
    apportion,
    apportion_with_host,
    format_money,
    parse_money,
)

PENCE = st.integers(-MOST_PENCE, MOST_PENCE)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("6,764", 676400),
        ("£6764.00", 676400),
        ("6764.5", 676450),
        ("(6,764)", -676400),
        ("(£6,764.00)", -676400),
        ("-£12.30", -1230),
        ("£-12.30", -1230),
        ("\u22125", -500),
        ("\u20135", -500),
        (" £ 1,234,567.89 ", 123456789),
        ("\u00a36,764.00\u00a0", 676400),
        (".50", 50),
        ("0", 0),
        ("-0", 0),
        ("007", 700),
        ("999,999,999.99", MOST_PENCE),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, pence: int) -> None:
    assert parse_money(text) == pence


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", "for example £6,764.00"),
        ("  ", "for example £6,764.00"),
        ("£", "in figures"),
        ("-", "in figures"),
        ("about 5", "in figures"),
        ("12p", "in figures"),
        ("5\u00b2", "in figures"),
        ("\u0665", "in figures"),
        ("1.5E+05", "in figures"),
        ("=1+1", "in figures"),
        ("1,23", "1,234.00"),
        ("12,34,567", "1,234.00"),
        ("1234,567", "1,234.00"),
        ("6.764,00", "in figures"),
        ("1,234,56.00", "1,234.00"),
        ("6 764", "in figures"),
        ("1.234", "two figures"),
        ("5.", "5.00"),
        (".", "in figures"),
        ("--5", "negative once"),
        ("-£-5", "negative once"),
        ("(-5)", "negative once"),
        ("1000000000", "£999,999,999.99"),
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(text: str, right: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_money(text)
    assert right in str(refused.value)


def test_a_long_paste_is_not_repeated_in_full() -> None:
    with pytest.raises(UserError) as refused:
        parse_money("x\n" * 5000)
    assert len(str(refused.value)) < 150


@given(st.text("0123456789.,-\u2212\u2013£() \u00a0ae\u0665\u00b2\n", max_size=20))
def test_any_text_is_an_amount_or_a_sentence(text: str) -> None:
    try:
        pence = parse_money(text)
    except UserError:
        return
    assert abs(pence) <= MOST_PENCE


@pytest.mark.parametrize(
    ("pence", "shown", "pounds"),
    [
        (676400, "£6,764.00", "£6,764"),
        (-1230, "\u2212£12.30", "\u2212£12"),
        (5, "£0.05", "£0"),
        (-49, "\u2212£0.49", "£0"),
        (-50, "\u2212£0.50", "\u2212£1"),
        (150, "£1.50", "£2"),
        (123456789, "£1,234,567.89", "£1,234,568"),
        (0, "£0.00", "£0"),
    ],
)
def test_amounts_are_shown(pence: int, shown: str, pounds: str) -> None:
    assert format_money(pence) == shown
    assert format_money(pence, pounds_only=True) == pounds


@given(PENCE)
def test_what_is_shown_reads_back(pence: int) -> None:
    assert parse_money(format_money(pence)) == pence


@given(PENCE, WEIGHTS)
def test_parts_sum_to_the_whole_and_lie_within_a_penny(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )
    assert apportion(-total, weights) == [-part for part in parts]
    assert apportion(total, [Decimal(weight) / 8 for weight in weights]) == parts


@given(st.data(), PENCE, WEIGHTS)
def test_order_decides_only_between_equal_weights(data: st.DataObject, total: int, weights: list[int]) -> None:
    order = data.draw(st.permutations(range(len(weights))))
    parts = apportion(total, weights)
    moved = apportion(total, [weights[at] for at in order])
    for weight in set(weights):
        before = sorted(part for part, own in zip(parts, weights, strict=True) if own == weight)
        after = sorted(part for part, at in zip(moved, order, strict=True) if weights[at] == weight)
        assert before == after
    assert all(part == 0 for part, own in zip(parts, weights, strict=True) if own == 0)


def test_ties_go_to_the_larger_weight_and_then_to_the_first() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(200, [1, 1, 1]) == [67, 67, 66]
    # 2 pence by 1 : 3 are 0.5 and 1.5: a tie, and the larger weight takes the penny wherever it stands.
    assert apportion(2, [1, 3]) == [0, 2]
    assert apportion(2, [3, 1]) == [2, 0]


def test_published_contributions_are_shared_to_the_penny() -> None:
    parts = apportion(21111700, [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)])
    assert parts == [7037234, 7037233, 7037233]


@given(PENCE, WEIGHTS, st.data())
def test_the_host_alone_carries_the_odd_pence(total: int, weights: list[int], data: st.DataObject) -> None:
    host = data.draw(st.integers(0, len(weights) - 1))
    parts = apportion_with_host(total, weights, host)
    assert sum(parts) == total
    for at, weight in enumerate(weights):
        share = Fraction(total * weight, sum(weights))
        if at == host:
            assert abs(parts[at]) >= abs(share) - 1
        else:
            assert abs(parts[at]) <= abs(share)
            others = {parts[n] for n in range(len(weights)) if n != host and weights[n] == weight}
            assert len(others) == 1


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(UserError):
        apportion(100, weights)
    with pytest.raises(UserError):
        apportion_with_host(100, weights, 0)
