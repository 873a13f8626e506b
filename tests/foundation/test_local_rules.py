"""The partnership's own calendar and rules, over England's and the shipped ones."""

from dataclasses import replace
from datetime import date

import pytest

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import all_rules, clear_day, due, set_day, set_rule, working_calendar
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.rule_editions import edition_at
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault

CHRISTMAS_EVE = date(2025, 12, 24)


def test_a_closed_day_moves_a_due_date_and_the_date_says_so(medway: Vault) -> None:
    with medway.store.reading() as session:
        before = due(session, "rapid-review", date(2025, 12, 15))
    run(medway.store, medway.actor, set_day, CHRISTMAS_EVE, "Office closed", working=False)
    with medway.store.reading() as session:
        after = due(session, "rapid-review", date(2025, 12, 15))
    assert (before.day, after.day) == (date(2026, 1, 8), date(2026, 1, 9))
    assert any("Office closed" in sentence for sentence in after.explain())
    assert not any("Office closed" in sentence for sentence in before.explain())


def test_a_day_is_set_once_and_can_be_cleared_and_undone(medway: Vault) -> None:
    uid = run(medway.store, medway.actor, set_day, CHRISTMAS_EVE, "Office closed", working=False).value
    assert run(medway.store, medway.actor, set_day, CHRISTMAS_EVE, "Open after all", working=True).value == uid
    with medway.store.reading() as session:
        assert working_calendar(session).is_working_day(CHRISTMAS_EVE)
    undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert not working_calendar(session).is_working_day(CHRISTMAS_EVE)
    run(medway.store, medway.actor, clear_day, uid)
    with medway.store.reading() as session:
        assert working_calendar(session).is_working_day(CHRISTMAS_EVE)


def test_an_own_edition_of_a_rule_stands_over_the_shipped_one_from_its_day(medway: Vault) -> None:
    with medway.store.reading() as session:
        shipped = edition_at(all_rules(session), "rapid-review", date(2025, 1, 6))
    assert shipped is not None
    stricter = replace(shipped, number=10, applies_from=PartialDate(2026, 4), is_local=True)
    run(medway.store, medway.actor, set_rule, stricter)
    with medway.store.reading() as session:
        assert due(session, "rapid-review", date(2026, 3, 2)).rule.number == 15
        later = due(session, "rapid-review", date(2026, 5, 11))
    assert later.rule.number == 10
    assert any("set by the partnership" in sentence for sentence in later.explain())


def test_a_day_before_every_edition_is_refused_in_words(medway: Vault) -> None:
    with medway.store.reading() as session, pytest.raises(UserError, match="No edition of the rule"):
        due(session, "relevant-agencies-review", date(1999, 1, 4))
