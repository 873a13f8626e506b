from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.rule_editions import (
    SHIPPED_RULES,
    Force,
    RuleEdition,
    Source,
    Unit,
    due_date,
    edition_at,
    load_rules,
    merge_editions,
    parse_rules,
)
from mscp_desktop.foundation.working_days import WorkingCalendar

ENGLAND = WorkingCalendar()
SHIPPED = load_rules(resources() / SHIPPED_RULES)
RULE = RuleEdition(
    key="rapid-review",
    title="Rapid review completed",
    number=15,
    unit=Unit.WORKING_DAYS,
    trigger="the notification",
    source=Source("Guidance", "2018"),
    force=Force.MUST,
)


def _shipped(key: str) -> RuleEdition:
    rule = edition_at(SHIPPED, key, date(2025, 6, 1))
    assert rule is not None
    return rule


@pytest.mark.parametrize(
    ("key", "allowance", "force"),
    [
        ("incident-notification", "5 working days", Force.MUST),
        ("rapid-review", "15 working days", Force.MUST),
        ("local-review-publication", "6 months", Force.CHECK),
        ("yearly-report", "by 30 September", Force.CHECK),
        ("section-11-audit", "2 years", Force.EXPECTED),
        ("relevant-agencies-review", "1 year", Force.EXPECTED),
        ("year-planned", "by 1 April", Force.CHECK),
        ("agenda-sent", "5 working days before", Force.CHECK),
        ("minutes-written", "5 working days", Force.CHECK),
        ("minutes-cleared", "10 working days", Force.CHECK),
        ("minutes-circulated", "15 working days", Force.CHECK),
        ("challenge-answered", "20 working days", Force.CHECK),
    ],
)
def test_what_is_shipped(key: str, allowance: str, force: Force) -> None:
    rule = _shipped(key)
    assert (rule.allowance, rule.force, rule.is_local) == (allowance, force, False)
    assert rule.source.document


def test_nothing_else_is_shipped_and_each_key_once() -> None:
    assert len(SHIPPED) == len({rule.key for rule in SHIPPED}) == 14


def test_a_rapid_review_over_christmas_explains_itself() -> None:
    # Counted by hand: 15-19 and 22-24 December are 8, 29-31 make 11, 2 January 12, 5-7 January 15.
    due = due_date(_shipped("rapid-review"), date(2025, 12, 12), ENGLAND)
    assert due.day == date(2026, 1, 7)
    assert due.explain() == (
        "Due on Wednesday 7 January 2026.",
        "Counted from the notification of the serious incident: Friday 12 December 2025.",
        "Rule: Rapid review completed, 15 working days.",
        "Weekend days not counted: 8.",
        (
            "Holidays not counted: Christmas Day (Thursday 25 December 2025); "
            "Boxing Day (Friday 26 December 2025); New Year's Day (Thursday 1 January 2026)."
        ),
        (
            "Source: Medway Safeguarding Children Partnership, annual report, 2021-22, "
            "Rapid Reviews and Local Child Safeguarding Practice Reviews."
        ),
        "This is required.",
        "Taken from a report written under the 2018 guidance; compare it with the edition now in force.",
    )


def test_a_rapid_review_over_easter_and_may() -> None:
    # Wednesday 9 April 2025: 10-11 are 2, 14-17 make 6, 22-25 make 10, 28 April-2 May make 15, before 5 May.
    due = due_date(_shipped("rapid-review"), date(2025, 4, 9), ENGLAND)
    assert due.day == date(2025, 5, 2)
    # A day later the early May bank holiday comes in between.
    assert due_date(_shipped("rapid-review"), date(2025, 4, 10), ENGLAND).day == date(2025, 5, 6)


def test_a_notification_over_a_christmas_weekend() -> None:
    # Thursday 23 December 2021: 24 is 1; weekend and two substitute days pass; 29-31 make 4; 3 January stands
    # for New Year's Day; 4 January is 5.
    due = due_date(_shipped("incident-notification"), date(2021, 12, 23), ENGLAND)
    assert due.day == date(2022, 1, 4)


def test_months_years_and_days_of_the_year() -> None:
    publication, report, audit = (
        _shipped(key) for key in ("local-review-publication", "yearly-report", "section-11-audit")
    )
    assert due_date(publication, date(2025, 3, 14), ENGLAND).day == date(2025, 9, 14)
    assert due_date(publication, date(2025, 8, 31), ENGLAND).day == date(2026, 2, 28)
    assert due_date(publication, date(2025, 6, 30), ENGLAND).day == date(2025, 12, 30)
    assert due_date(report, date(2025, 3, 31), ENGLAND).day == date(2025, 9, 30)
    assert due_date(report, date(2025, 9, 30), ENGLAND).day == date(2025, 9, 30)
    assert due_date(report, date(2025, 12, 31), ENGLAND).day == date(2026, 9, 30)
    assert due_date(audit, date(2024, 2, 29), ENGLAND).day == date(2026, 2, 28)
    assert due_date(publication, date(2025, 3, 14), ENGLAND).explain()[-1] == (
        "This rule still has to be checked against its source."
    )


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_a_due_date_lies_on_the_side_of_its_trigger_that_its_unit_says(trigger: date) -> None:
    for rule in (one for one in SHIPPED if one.unit is not Unit.PER_YEAR):
        due = due_date(rule, trigger, ENGLAND)
        assert due.day < trigger if rule.unit is Unit.WORKING_DAYS_BEFORE else due.day >= trigger
        assert len(due.explain()) >= 5


def test_a_frequency_gives_no_date() -> None:
    rule = replace(RULE, unit=Unit.PER_YEAR, number=6)
    assert rule.allowance == "6 times a year"
    assert replace(rule, number=1).allowance == "once a year"
    with pytest.raises(InternalError):
        due_date(rule, date(2025, 1, 1), ENGLAND)


def test_the_edition_that_applies_latest_wins() -> None:
    of_2018 = replace(RULE, applies_from=PartialDate(2018, 7))
    of_2023 = replace(RULE, applies_from=PartialDate(2023, 12, 15), number=12)
    rules = merge_editions([of_2023, of_2018], [])
    assert edition_at(rules, "rapid-review", date(2018, 6, 30)) is None
    assert edition_at(rules, "rapid-review", date(2018, 7, 1)) == of_2018
    assert edition_at(rules, "rapid-review", date(2023, 12, 14)) == of_2018
    assert edition_at(rules, "rapid-review", date(2023, 12, 15)) == of_2023
    assert edition_at([*rules, RULE], "rapid-review", date(1990, 1, 1)) == RULE


def test_an_edition_ends_where_it_says_so() -> None:
    rule = replace(RULE, applies_from=PartialDate(2018), until=PartialDate(2024, 1, 1))
    assert edition_at([rule], "rapid-review", date(2023, 12, 31)) == rule
    assert edition_at([rule], "rapid-review", date(2024, 1, 1)) is None


def test_the_partnerships_own_edition_replaces_the_shipped_one() -> None:
    own = replace(_shipped("rapid-review"), number=10, is_local=True)
    newer = replace(own, number=20, applies_from=PartialDate(2026, 4))
    rules = merge_editions(SHIPPED, [newer, own])
    assert len(rules) == len(SHIPPED) + 1
    assert edition_at(rules, "rapid-review", date(2026, 3, 31)) == own
    assert edition_at(rules, "rapid-review", date(2026, 4, 1)) == newer
    assert "(set by the partnership)" in " ".join(due_date(own, date(2025, 1, 6), ENGLAND).explain())
    assert merge_editions(rules, ()) == rules


def test_two_editions_of_one_date_are_refused() -> None:
    with pytest.raises(UserError, match="two editions from an unknown date"):
        merge_editions([], [RULE, replace(RULE, number=10)])
    dated = replace(RULE, applies_from=PartialDate(2024))
    with pytest.raises(UserError, match="two editions from 2024"):
        merge_editions([], [dated, replace(dated, number=10)])


def test_an_unknown_key_is_a_bug() -> None:
    with pytest.raises(InternalError):
        edition_at(SHIPPED, "no-such-rule", date(2025, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"title": ""},
        {"source": Source("")},
        {"month": 9},
        {"unit": Unit.DAY_OF_YEAR},
        {"unit": Unit.DAY_OF_YEAR, "month": 2, "number": 29},
        {"unit": Unit.DAY_OF_YEAR, "month": 13},
        {"applies_from": PartialDate(2024), "until": PartialDate(2023)},
    ],
)
def test_values_that_make_no_rule_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        replace(RULE, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rule = 1",
        "[[rule]]\nkey = 'a'",
        "not toml",
        "[[rule]]\nkey='a'\ntitle='b'\nnumber=1\nunit='days'\ntrigger='c'\nforce='must'\nsource={document='d'}",
        "[[rule]]\nkey='a'\ntitle='b'\nnumber=1\nunit='years'\ntrigger='c'\nforce='must'\nsource={page='d'}",
        "[[rule]]\nkey='a'\ntitle='b'\nnumber=1\nunit='years'\ntrigger='c'\nforce='must'\nsource={document='d'}\nx=1",
        "[[rule]]\nkey='a'\ntitle='b'\nnumber=0\nunit='years'\ntrigger='c'\nforce='must'\nsource={document='d'}",
    ],
)
def test_a_file_that_holds_no_rules_is_a_bug(text: str) -> None:
    with pytest.raises(InternalError):
        parse_rules(text)
