"""The page of people as rosters complete it: a person whole, somebody who leaves, somebody who joins."""

from collections.abc import Iterator

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import ListDialog, RecordDialog
from mscp_desktop.desktop.panel.several import SeveralEditor
from mscp_desktop.desktop.panel.wizard import Wizard
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Picked, words_of
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.names import organisation_uids_named, people_named
from mscp_desktop.roster.page.organisations import OrganisationsPage
from mscp_desktop.roster.page.people import PeoplePage
from mscp_desktop.roster.rules.rosters import roster_at

Shown = tuple[PeoplePage, Hands]


@pytest.fixture
def shown(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Shown]:
    tasks = Tasks(medway.store, medway.actor)
    page = PeoplePage(tasks)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    qtbot.waitExposed(page)
    hands = Hands(lambda: tasks.busy)
    wait_while(lambda: tasks.busy)
    page.open_place(person(medway, "Simon Wilson"))
    hands.settle()
    yield page, hands
    tasks.close()


def person(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        (uid,) = people_named(session, name)
        return uid


def call(page: PeoplePage | OrganisationsPage, hands: Hands, name: str) -> QDialog:
    next(one for one in page.commands() if one.name == name).call()
    hands.settle()
    (dialog,) = [one for one in page.findChildren(QDialog) if one.isVisible()]
    return dialog


def cells(page: PeoplePage, key: str) -> list[list[str]]:
    return [[words_of(cell) for cell in line.cells] for line in page.panel.lines[key].view.lines.lines]


def test_a_person_is_shown_whole(shown: Shown, medway: Vault) -> None:
    page, hands = shown
    assert cells(page, "seats") == [["Assistant Chief Constable, Kent Police", "Executive Group", "", ""]]
    line = page.panel.lines["seats"].view.lines.lines[0]
    assert isinstance(line.opens, Place)
    assert line.opens.kind == "seat"
    assert not page.panel.lines["copied_for"].isVisibleTo(page.panel)
    asked = call(page, hands, "people.new_post")
    assert isinstance(asked, AskDialog)
    asked.fields["post"].show_value("Deputy Chief Constable", 0)
    asked.fields["start"].show_value(PartialDate(2025, 1), 0)
    asked._done()
    hands.settle()
    page.refresh()  # as the window has it do
    hands.settle()
    assert cells(page, "former_posts") == [["Assistant Chief Constable", "Kent Police", "until January 2025"]]
    assert page.panel.fields["post"].read() == "Deputy Chief Constable"
    assert page.panel.detail is not None
    assert any("Deputy Chief Constable" in item.summary for item in page.panel.detail.history)
    dialog = call(page, hands, "people.titles")
    assert isinstance(dialog, RecordDialog)
    assert len(dialog.panel.lines["titles"].view.lines.lines) == 4


def test_a_leaver_is_asked_of_the_chair_and_what_is_left_open_is_listed(shown: Shown, medway: Vault) -> None:
    page, hands = shown
    wizard = call(page, hands, "people.leaves")
    assert isinstance(wizard, Wizard)
    assert wizard.fields[0]["chair_ends"].field.label == "Their term as chair of Executive Group"
    wizard.go_on()
    hands.settle()
    wizard.go_on()
    hands.settle()
    (after,) = [one for one in page.findChildren(ListDialog) if one.isVisible()]
    assert after.lines == (
        "Executive Group: Assistant Chief Constable is vacant",
        "Executive Group: the chair is vacant until September 2025; the next chair is not recorded",
    )
    after.close_button.click()
    page.refresh()
    hands.settle()
    assert cells(page, "seats")[0][2:] == ["to 14 January 2025", "over"]
    assert page.panel.detail is not None
    assert dict(page.panel.detail.facts)["Takes part"].words == "no longer from 15 January 2025"  # type: ignore[union-attr]


def test_somebody_joins_with_seats_of_their_organisation_first(shown: Shown, medway: Vault, qtbot: QtBot) -> None:
    page, hands = shown
    wizard = call(page, hands, "people.joins")
    assert isinstance(wizard, Wizard)
    with medway.store.reading() as session:
        (body,) = organisation_uids_named(session, "Kent Police")
    wizard.fields[0]["person"].show_value(Picked(None, "Jane Roe"), 0)
    wizard.fields[0]["post"].show_value("Superintendent", 0)
    wizard.fields[0]["organisation"].show_value(Picked(body, "Kent Police"), 0)
    wizard.go_on()
    hands.settle()
    seats = wizard.fields[1]["seats"].editor
    assert isinstance(seats, SeveralEditor)
    assert seats.list.item(0).text() == "Executive Group: D/CH/SUPT, Kent Police (not recorded)"
    seats.list.item(0).setCheckState(Qt.CheckState.Checked)
    wizard.go_on()
    hands.settle()
    others = wizard.fields[2]["deputises"].editor
    assert isinstance(others, SeveralEditor)
    assert others.list.item(0).text().endswith("(Tim Smith)")
    others.list.item(0).setCheckState(Qt.CheckState.Checked)
    wizard.go_on()
    hands.settle()
    assert wizard.summary.text().startswith(
        "Jane Roe joins on 15 January 2025: 1 seat, deputy in 1. 3 records: 3 added"
    )
    wizard.go_on()
    hands.settle()
    assert page.panel.detail is not None
    assert page.panel.detail.title == "Jane Roe"
    assert [row[0] for row in cells(page, "seats")] == [
        "D/CH/SUPT, Kent Police", "Deputy: Chief Constable, Kent Police",
    ]  # fmt: skip


def test_the_seats_of_an_organisation_move_by_its_page(qtbot: QtBot, medway: Vault, theme: Theme) -> None:
    tasks = Tasks(medway.store, medway.actor)
    page = OrganisationsPage(tasks)
    qtbot.addWidget(page)
    page.show()
    hands = Hands(lambda: tasks.busy)
    with medway.store.reading() as session:
        (police,) = organisation_uids_named(session, "Kent Police")
        (council,) = organisation_uids_named(session, "Medway Council")
    page.open_place(police)
    hands.settle()
    wizard = call(page, hands, "organisations.reorganise")
    assert isinstance(wizard, Wizard)
    wizard.fields[0]["to"].show_value(Picked(council, "Medway Council"), 0)
    wizard.go_on()
    hands.settle()
    assert wizard.summary.text().startswith("Medway Council takes over from Kent Police on 15 January 2025: 12 seats")
    wizard.go_on()
    hands.settle()
    with medway.store.reading() as session:
        found = roster_at(session, group_named(session, "Executive").uid, tasks.store.clock.today()).seats
        assert found[2].organisation == "Medway Council"
        assert found[2].holder == "Simon Wilson"
        employer = Person.by_uid(session, people_named(session, "Tim Smith")[0]).organisation_id
        assert employer == Person.by_uid(session, people_named(session, "Richard Hicks")[0]).organisation_id
    tasks.close()
