"""The days that rules give are the partnership's to set: what it moves is seen before, and the reason goes along."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hands import wait_while
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.field_values import read_value
from mscp_desktop.desktop.panel.wizard import Wizard
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import (
    RuleLine,
    follow_published,
    looser_than_required,
    published_at,
    rule_history,
    rule_lines,
    set_days,
)
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.rule_editions import Force, Unit
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.page.days_of_rules import DaysOfRulesPage
from mscp_desktop.meetings.rules.due import TO_SEND, due
from mscp_desktop.meetings.rules.meetings import add_meeting
from mscp_desktop.meetings.rules.rule_dates import MEANS, RESTS, moved

TODAY = date(2025, 1, 15)
FEBRUARY = date(2025, 2, 1)
AS_TYPED = {"7": 7, "7 working days": 7, "7 working days before": 7, "1 working day": 1, "1 working day before": 1}


def do(vault: Vault, what: Any, *args: Any, **more: Any) -> Any:
    return run(vault.store, vault.actor, what, *args, **more).value


def line_of(vault: Vault, key: str, day: date = TODAY) -> RuleLine:
    with vault.store.reading() as session:
        return next(one for one in rule_lines(session, day) if one.key == key)


def meets(vault: Vault, name: str, day: date) -> None:
    with vault.store.reading() as session:
        uid = group_named(session, name).uid
    do(vault, add_meeting, uid, day)


def agenda(vault: Vault) -> tuple[date | None, tuple[str, ...]]:
    with vault.store.reading() as session:
        one = next(one for one in due(session, TODAY) if one.about == TO_SEND)
        return one.day, one.explain


def test_a_number_that_is_set_moves_the_dates_which_say_why(medway: Vault) -> None:
    meets(medway, "Executive Group", date(2025, 2, 19))
    assert agenda(medway)[0] == date(2025, 2, 12)
    do(medway, set_days, "agenda-sent", 7, FEBRUARY, "Partners need a weekend to read", agreed="Executive, 4 March")
    day, explain = agenda(medway)
    assert day == date(2025, 2, 10)
    assert "Rule: Agenda sent out, 7 working days before." in explain
    assert "Source: Executive, 4 March (set by the partnership)." in explain
    assert "This is expected practice." in explain
    assert explain[-1] == (
        "Why: Partners need a weekend to read. Published: 5 working days before, The partnership's own practice."
    )
    assert [one.number for one in line_of(medway, "agenda-sent").later] == [7]
    assert line_of(medway, "agenda-sent", date(2025, 3, 1)).now.number == 7
    with pytest.raises(UserError, match="already"):
        do(medway, set_days, "agenda-sent", 7, date(2025, 3, 1), "Again")
    undo(medway.store, medway.actor)
    assert agenda(medway)[0] == date(2025, 2, 12)


def test_the_published_one_holds_again_from_a_day_on_and_history_stays(medway: Vault) -> None:
    do(medway, set_days, "challenge-answered", 15, FEBRUARY, "Faster")
    do(medway, set_days, "challenge-answered", 10, date(2025, 3, 1), "Faster still")
    do(medway, follow_published, "challenge-answered", date(2025, 4, 1), "Nobody could keep it")
    numbers = {
        day: line_of(medway, "challenge-answered", day).now.number
        for day in (TODAY, FEBRUARY, date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 1, 1))
    }
    assert list(numbers.values()) == [20, 15, 10, 10, 20, 20]
    with pytest.raises(UserError, match="published rule holds on that day already"):
        do(medway, follow_published, "challenge-answered", date(2025, 4, 1), "Again")
    do(medway, follow_published, "challenge-answered", TODAY, "Never began")
    assert line_of(medway, "challenge-answered", date(2025, 3, 1)).now.number == 20
    assert line_of(medway, "challenge-answered").later == ()
    with medway.store.reading() as session:
        said = [entry.summary for entry in rule_history(session, "challenge-answered")]
    assert said[0] == "Challenge answered: 20 working days again, as published, from 15 January 2025 on"
    assert said[-1] == "Challenge answered: 15 working days from 1 February 2025 on"


def test_what_is_required_is_made_stricter_freely_and_looser_only_knowingly(medway: Vault) -> None:
    do(medway, set_days, "rapid-review", 10, FEBRUARY, "We are quicker")
    stricter = line_of(medway, "rapid-review", FEBRUARY)
    assert (stricter.now.force, stricter.is_looser) == (Force.MUST, False)
    with pytest.raises(UserError, match=r"is required: 15 working days.*asks less than that"):
        do(medway, set_days, "rapid-review", 20, FEBRUARY, "We are slower")
    do(medway, set_days, "rapid-review", 20, FEBRUARY, "We are slower", loosened=True)
    looser = line_of(medway, "rapid-review", FEBRUARY)
    assert (looser.now.force, looser.is_looser) == (Force.EXPECTED, True)
    assert looser.now.note.startswith(
        "This asks less than what is required. Why: We are slower. Published: 15 working days"
    )


@given(st.sampled_from(sorted(MEANS)), st.integers(1, 200))
def test_only_a_required_number_can_be_too_loose(key: str, number: int) -> None:
    published = published_at(key, TODAY)
    longer = number > published.number if published.unit is not Unit.WORKING_DAYS_BEFORE else number < published.number
    assert looser_than_required(published, number, published.month) == (published.force is Force.MUST and longer)


def test_every_rule_is_told_in_plain_words_and_those_that_move_dates_do(medway: Vault) -> None:
    with medway.store.reading() as session:
        assert {one.key for one in rule_lines(session, TODAY)} == set(MEANS)
    assert set(RESTS) <= set(MEANS)


@pytest.fixture
def page(medway: Vault, theme: Theme, qtbot: QtBot) -> Iterator[DaysOfRulesPage]:
    tasks = Tasks(medway.store, medway.actor)
    made = DaysOfRulesPage(tasks)
    made.prepare()
    tasks.announced.connect(made.hear)
    qtbot.addWidget(made)
    made.resize(1170, 688)
    made.show()
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


def test_the_page_shows_what_a_change_moves_before_it_is_made(
    medway: Vault, page: DaysOfRulesPage, qtbot: QtBot
) -> None:
    settle = lambda: wait_while(lambda: page._tasks.busy)  # noqa: E731
    for day in (date(2025, 2, 19), date(2025, 9, 3)):
        meets(medway, "Executive Group", day)
    page.open_place("agenda-sent")
    settle()
    facts = dict(page.panel.detail.facts) if page.panel.detail else {}
    assert facts["What it means"] == MEANS["agenda-sent"]
    assert facts["How long"] == "5 working days before"
    assert facts["Here"] == "It says when Home asks for each agenda."
    page._change()
    settle()
    (wizard,) = page.window().findChildren(Wizard)
    words = [one.text() for one in wizard.findChildren(QLabel) if "At present" in one.text()]
    assert "At present: 5 working days before the meeting." in words[0]
    typed = {said: read_value(wizard.fields[0]["number"].field, said, TODAY) for said in AS_TYPED}
    assert typed == AS_TYPED
    wizard.fields[0]["number"].show_value(7, 0)
    wizard.go_on()
    assert wizard.step == 0
    place = wizard.fields[0]["why"].mapTo(wizard, QPoint(0, 0)).y()
    assert 0 < place < wizard.next.mapTo(wizard, QPoint(0, 0)).y(), "the field that is wrong is in view"
    wizard.fields[0]["why"].editor.take("A weekend to read")
    wizard.go_on()
    settle()
    assert wizard.summary.text().startswith("Agenda sent out: 7 working days before from 15 January 2025 on. 3 records")
    tree = wizard.changes
    assert [tree.topLevelItem(at).text(0) for at in range(tree.topLevelItemCount())] == [
        "Changed: Agenda sent out",
        "Changed: Agendas to send: Executive Group, 19 February 2025",
        "Changed: Agendas to send: Executive Group, 3 September 2025",
    ]  # fmt: skip
    assert line_of(medway, "agenda-sent").now.number == 5
    with qtbot.waitSignal(wizard.accepted):
        wizard.go_on()
    settle()
    assert line_of(medway, "agenda-sent").now.number == 7
    assert page.panel.detail is not None
    assert dict(page.panel.detail.facts)["Published"] == "5 working days before, The partnership's own practice"
    page.open_place("rapid-review")
    settle()
    page._change()
    settle()
    second = page.window().findChildren(Wizard)[-1]
    second.fields[0]["number"].show_value(20, 0)
    second.fields[0]["why"].show_value("Slower", 0)
    second.go_on()
    settle()
    assert "is required: 15 working days" in second.said.text()
    second.go_back()
    second.fields[0]["loosened"].show_value(True, 0)
    second.go_on()
    settle()
    told = second.changes.topLevelItem(0)
    assert [(told.child(at).text(0), told.child(at).text(2)) for at in range(told.childCount())] == [
        ("Beware", "It asks less than what is required: 15 working days"),
        ("Dates that move", "0 of those that are due, or planned so far"),
    ]  # fmt: skip


def test_what_moves_is_what_has_another_day() -> None:
    before = {("a", "x"): TODAY, ("a", "y"): TODAY, ("b", "gone"): TODAY}
    after = {("a", "x"): FEBRUARY, ("a", "y"): TODAY, ("b", "new"): TODAY}
    assert [(one.what, one.before, one.after) for one in moved(before, after)] == [("a: x", TODAY, FEBRUARY)]
