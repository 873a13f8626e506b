"""The pages of groups and of their terms of reference, by keyboard, on a real vault."""

from collections.abc import Iterator
from typing import Any

import pytest
from hands import Hands, wait_while
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.wizard import Wizard
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.page.terms import TermsPage
from mscp_desktop.groups.records import TermsState, Tier
from mscp_desktop.groups.rules import groups
from mscp_desktop.groups.rules.copies import copies_of
from mscp_desktop.groups.rules.terms import Standing, terms_versions
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.roster.page.groups import GroupsPage
from mscp_desktop.roster.rules.rosters import chair_words, roster_at


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def shown(qtbot: QtBot, tasks: Tasks, page: TablePage) -> Hands:
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    wait_while(lambda: tasks.busy)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return hands


def call(page: TablePage, name: str) -> None:
    command = next(one for one in page.commands() if one.name == name)
    assert command.ready, name
    command.call()


def ready(page: TablePage, *names: str) -> list[bool]:
    return [next(one for one in page.commands() if one.name == name).ready for name in names]


def dialog(page: TablePage, kind: type[Any], hands: Hands) -> Any:
    hands.settle()
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return groups.group_named(session, name).uid


def test_a_group_is_ended_with_its_seats_and_then_shown_as_ended(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    page = GroupsPage(tasks)
    hands = shown(qtbot, tasks, page)
    page.open_place(uid_of(medway, "Secure Estate"))
    hands.settle()
    detail = page.panel.detail
    assert detail is not None
    facts = {words: getattr(value, "words", value) for words, value in detail.facts}
    assert "Now" not in facts
    with medway.store.reading() as session:
        seats = roster_at(session, detail.uid, tasks.store.clock.today()).seats
        assert facts["Chair today"] == chair_words(session, detail.uid, tasks.store.clock.today()) != "not recorded"
    call(page, "groups.end")
    hands.settle()
    wizard = dialog(page, Wizard, hands)
    assert wizard.windowTitle() == "End Secure Estate and Safeguarding Assurance"
    wizard.fields[0]["end"].show_value(PartialDate(2025, 1), 0)
    hands.press("Return")
    said = wizard.summary.text()
    assert said.startswith(f"Secure Estate and Safeguarding Assurance ends in January 2025, with {len(seats)} seats.")
    first = wizard.changes.topLevelItem(0)
    assert first.text(0) == "Changed: Secure Estate and Safeguarding Assurance"
    assert [first.child(0).text(at) for at in range(3)] == ["Ends", "no end recorded", "January 2025"]
    assert any("Seat: " in wizard.changes.topLevelItem(at).text(0) for at in range(wizard.changes.topLevelItemCount()))
    hands.press("Return")
    hands.settle()
    with medway.store.reading() as session:
        assert roster_at(session, detail.uid, tasks.store.clock.today()).seats == ()
    facts = {words: getattr(value, "words", value) for words, value in page.panel.detail.facts}  # type: ignore[union-attr]
    assert facts["Now"] == "Ended January 2025"
    row = page.table.view.currentIndex()
    assert row.siblingAtColumn(4).data() == "ended"
    number = page.table.model.rowCount()
    page.table.ask(filters=(Filter("state", "current", among=("current",)),))
    hands.settle()
    assert page.table.model.rowCount() == number - 1
    page.table.ask(filters=())
    tasks.undo()
    hands.settle()
    assert {page.table.model.index(at, 4).data() for at in range(number)} == {"current"}


def test_groups_move_are_deleted_by_the_keyboard_and_lead_to_their_terms(
    qtbot: QtBot, medway: Vault, tasks: Tasks
) -> None:
    mistake = run(medway.store, medway.actor, groups.add_group, "Mistake", tier=Tier.NETWORK).value
    page, gone = GroupsPage(tasks), []
    page.navigate.connect(gone.append)
    hands = shown(qtbot, tasks, page)
    page.open_place(mistake)
    hands.settle()
    page.table.focus_rows()
    number = page.table.model.rowCount()
    assert page.table.view.currentIndex().row() == number - 1
    call(page, "groups.up")
    hands.settle()
    assert page.table.view.currentIndex().row() == number - 2
    assert page.panel.uid == mistake
    call(page, "groups.terms")
    assert gone == [Place("terms", mistake)]
    page.table.focus_rows()
    hands.press("Del")
    with medway.store.reading() as session:
        assert "Mistake" not in {facts.name for facts in groups.all_groups(session)}
    tasks.undo()
    hands.settle()
    assert page.table.model.rowCount() == number


def test_who_gets_the_papers_and_a_version_are_added_in_the_panel(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    page, gone = GroupsPage(tasks), []
    page.navigate.connect(gone.append)
    hands = shown(qtbot, tasks, page)
    uid = uid_of(medway, "PMQA")
    page.open_place(uid)
    hands.settle()
    sections = {one.lines.key: one for one in page.panel.lines.values()}
    sections["copies"].add()
    asking = dialog(page, AskDialog, hands)
    hands.settle()
    hands.type("Jane Newcomer")
    hands.press("Down", "Return")
    asking._done()
    hands.settle()
    hands.settle()
    with medway.store.reading() as session:
        assert [person.name for _, person, _ in copies_of(session, uid)] == ["Jane Newcomer"]
    sections["terms"].add()
    asking = dialog(page, AskDialog, hands)
    asking.fields["edition"].show_value("3", 0)
    asking._done()
    hands.settle()
    (line,) = page.panel.detail.lines["terms"]  # type: ignore[union-attr]
    assert [getattr(cell, "words", cell) for cell in line.cells] == ["Edition 3", "draft", ""]
    sections["terms"].follow()
    assert gone == [Place("terms", line.uid)]


def test_terms_go_from_draft_to_review(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    uid = uid_of(medway, "PMQA")
    page = TermsPage(tasks)
    asked: list[tuple[str, Request]] = []
    page.wanted.connect(lambda name, request: asked.append((name, request)))
    hands = shown(qtbot, tasks, page)
    assert page.table.model.rowCount() == 0
    page.open_place(uid)
    hands.settle()
    call(page, "terms.add")
    asking = dialog(page, AskDialog, hands)
    assert asking.fields["group"].value.uid == uid  # the group that was asked for, though nothing of it is recorded
    asking.fields["edition"].show_value("1", 0)
    asking._done()
    hands.settle()
    assert ready(page, "terms.agree", "terms.begin", "terms.end") == [True, False, False]
    call(page, "terms.agree")
    asking = dialog(page, AskDialog, hands)
    asking.fields["agreed"].show_value(PartialDate(2024, 12), 0)
    asking.fields["review"].show_value(PartialDate(2024, 12, 31), 0)
    asking._done()
    hands.settle()
    assert ready(page, "terms.agree", "terms.begin", "terms.end") == [False, True, False]
    cells = [page.table.model.index(0, at).data() for at in range(5)]
    assert cells == ["Performance Management and Quality Assurance", "1", "in force", "December 2024",
                     "overdue, 31 December 2024"]  # fmt: skip
    assert page.table.footer.text() == "1 version, 1 overdue for review, 16 groups have none in force"
    call(page, "terms.begin")
    hands.settle()
    assert ready(page, "terms.agree", "terms.begin", "terms.end") == [False, False, True]
    call(page, "terms.end")
    asking = dialog(page, AskDialog, hands)
    asking.fields["review"].show_value(PartialDate(2026), 0)
    asking._done()
    hands.settle()
    with medway.store.reading() as session:
        (one,) = terms_versions(session, tasks.store.clock.today())
        assert (one.standing, str(one.review)) == (Standing.IN_FORCE, "2026")
    call(page, "terms.preview")
    call(page, "terms.register")
    today = tasks.store.clock.today()
    assert asked == [
        ("terms-of-reference", Request(today, today, group="Performance Management and Quality Assurance")),
        ("terms-of-reference", Request(today, today)),
    ]


def test_terms_are_shown_as_at_a_day_and_only_drafts_are_removed(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    uid = uid_of(medway, "PMQA")
    add = {"state": TermsState.AGREED}
    old = run(medway.store, medway.actor, add_terms, uid, edition="1", agreed=PartialDate(2020), **add).value
    run(medway.store, medway.actor, add_terms, uid, edition="2", agreed=PartialDate(2023), **add)
    draft = run(medway.store, medway.actor, add_terms, uid, edition="3").value
    page, refused = TermsPage(tasks), []
    tasks.failure.connect(refused.append)
    hands = shown(qtbot, tasks, page)

    def rows() -> list[tuple[str, str]]:
        model = page.table.model
        return [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(model.rowCount())]

    assert rows() == [("3", "draft"), ("2", "in force"), ("1", "superseded")]
    page.open_place(draft)
    hands.settle()
    page.remove()
    hands.settle()
    assert rows() == [("2", "in force"), ("1", "superseded")]
    page.open_place(old)
    hands.settle()
    page.remove()
    hands.settle()
    assert [str(one).partition(" were agreed")[0] for one in refused] == [
        "The terms of reference of Performance Management and Quality Assurance, edition 1"
    ]
    page.as_at.day = PartialDate(2022).earliest()
    page.as_at.changed.emit(page.as_at.day)
    hands.settle()
    assert rows() == [("1", "in force")]
