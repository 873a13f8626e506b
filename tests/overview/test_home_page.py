"""Home: it says what is due, why, and leads there; it follows what is done, and is told by its badge."""

from collections.abc import Iterator
from datetime import date

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.catalogue import CHECKS
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.overview.page.home import HomePage
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.parties.rules.requests import close_request, waiting_request
from mscp_desktop.roster.rules.due import due as roster_due
from mscp_desktop.roster.rules.membership import KIND, ask_membership


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[HomePage]:
    tasks = Tasks(medway.store, medway.actor)
    made = HomePage(tasks, (roster_due,), CHECKS)
    tasks.announced.connect(made.hear)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    qtbot.waitExposed(made)
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


def said(page: HomePage) -> list[str]:
    return [one.due.what for one in page.view.needs.needs]


def test_home_lists_explains_leads_and_follows(page: HomePage, medway: Vault) -> None:
    page.take_keyboard()
    hands = Hands(lambda: page._tasks.busy)
    store, actor = medway.store, medway.actor
    before = said(page)
    with store.reading() as session:
        police = organisations_named(session, "Kent Police")[0].uid
    today = store.clock.today()
    run(store, actor, ask_membership, police, due=today)
    hands.settle()
    assert set(said(page)) - set(before) == {"Kent Police has not confirmed its members"}
    row = said(page).index("Kent Police has not confirmed its members")
    assert page.view.needs.needs[row].when == "today"
    assert page.badge == str(sum(one.now for one in page.view.needs.needs))
    assert page.heading.text().startswith(("One thing", "Two things", "Three things", "Four things"))

    places: list[Place] = []
    page.navigate.connect(places.append)
    page.view.setCurrentIndex(page.view.needs.index(row))
    assert "The day by which it was asked to answer" in page._why.text()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert places == [Place("agency", police)]

    index = page.view.needs.index(row)
    at = page.view.visualRect(index).topLeft() + page.view.row_at(row).verb.center()
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert places == [Place("agency", police)] * 2
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=at - QPoint(300, 0))
    assert len(places) == 2
    accessible = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert accessible.startswith("today: Kent Police has not confirmed its members.")

    with store.reading() as session:
        request = waiting_request(session, KIND, police)
    assert request is not None
    run(store, actor, close_request, request, "answered by telephone")
    hands.settle()
    assert said(page) == before


def test_home_shows_what_is_owed_and_what_wants_a_look(page: HomePage) -> None:
    assert page._year_card.isVisible()
    assert "of 52 dated" in page._year_count.text()
    assert "Executive Group: 0 held of 6" in page.bars.accessibleDescription()
    wait_while(lambda: not page._checks_card.isVisible())
    asked: list[tuple[str, Request]] = []
    page.wanted.connect(lambda name, request: asked.append((name, request)))
    page._preview()
    today: date = page._tasks.store.clock.today()
    assert asked == [("due", Request(today, today))]


def test_the_cards_go_under_the_list_where_there_is_no_room(page: HomePage) -> None:
    assert page._side.x() > page.view.x() + page.view.width() // 2
    page.resize(620, 640)
    QApplication.processEvents()
    assert page._side.y() > page.view.y()
    assert page.view.visualRect(page.view.needs.index(0)).width() <= page.view.viewport().width()


def test_a_part_of_the_list_is_chosen_and_remembered_and_the_rail_counts_all(page: HomePage, medway: Vault) -> None:
    everything, badge = said(page), page.badge
    page._choices()[2].call()
    assert all(one.when == "today" or "in " in one.when or one.when == "tomorrow" for one in page.view.needs.needs)
    assert page._buttons["week"].isChecked()
    assert page._buttons["all"].text() == f"All {len(everything)}"
    page._choices()[1].call()
    assert all("late" in one.when for one in page.view.needs.needs)
    assert page.badge == badge
    assert page.state() == {"part": "late"}
    page.set_state({"part": "all"})
    assert said(page) == everything


def test_the_number_in_the_rail_is_true_while_another_page_is_in_view(page: HomePage, medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    before = int(page.badge or 0)
    with store.reading() as session:
        police = organisations_named(session, "Kent Police")[0].uid
    page.hide()
    run(store, actor, ask_membership, police, due=store.clock.today())
    wait_while(lambda: not page._soon.isActive())
    begun = page._soon.timerId()
    page.hear(Announcement("1", "another", "do", "Another change", frozenset()))
    assert page._soon.timerId() == begun, "one change after the other does not put it off for ever"
    page._soon.stop()
    page._count_anew()
    wait_while(lambda: page._tasks.busy)
    assert int(page.badge) == before + 1
