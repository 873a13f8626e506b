"""The page of checks: it lists what they find, leads there, and forgets what is mended."""

from collections.abc import Iterator

import pytest
from hands import Hands, wait_while
from pytestqt.qtbot import QtBot

from mscp_desktop.catalogue import CHECKS
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.overview.page.checks import ChecksPage
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, empty_vault: Vault) -> Iterator[ChecksPage]:
    tasks = Tasks(empty_vault.store, empty_vault.actor)
    made = ChecksPage(tasks, CHECKS)
    tasks.announced.connect(made.hear)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


@pytest.fixture
def hands(page: ChecksPage) -> Hands:
    page.take_keyboard()
    return Hands(lambda: page._tasks.busy)


def shown(page: ChecksPage) -> list[str]:
    model = page.table.view.model()
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def test_findings_come_lead_to_their_place_and_go(page: ChecksPage, hands: Hands, empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    assert shown(page) == []
    assert "Nothing needs a look" in page.parts.empty.words
    group = run(store, actor, add_group, "Quality").value
    seats = [run(store, actor, add_seat, group, post=post).value for post in ("Head", "Nurse")]
    for seat in seats:
        run(store, actor, record_vacancy, seat, start=PartialDate(2024, 12))
    hands.settle()
    assert shown(page) == ["Head in Quality is vacant", "Nurse in Quality is vacant"]
    places: list[Place] = []
    page.navigate.connect(places.append)
    page.take_keyboard()
    hands.press("Down")
    assert page.panel.detail is not None
    assert page.panel.detail.title == "Nurse in Quality is vacant"
    assert not page.panel.history.isVisible()
    hands.press("Return")
    assert places == [Place("seat", seats[1])]
    run(store, actor, record_holder, seats[1], new_name="Ada Ash", start=PartialDate(2025))
    hands.settle()
    assert shown(page) == ["Head in Quality is vacant"]
