"""From a page to paper: the roster and the structure in view are previewed as at their day, and go with the vault."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.charts.chart_view import ChartDialog
from mscp_desktop.desktop.preview.window import PreviewWindow
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.page.structure import StructurePage
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.opened import Work
from mscp_desktop.roster.page.roster import RosterPage

BEFORE = date(2024, 12, 31)


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[Work]:
    made = Work(medway, theme, lambda _file, _purpose: None)
    made.window.restore({})
    made.window.show()
    yield made
    made.close()
    made.window.deleteLater()


@pytest.fixture
def hands(work: Work) -> Hands:
    def busy() -> bool:
        return work.tasks.busy or any(window.busy for window in work.previews.windows)

    made = Hands(busy)
    made.settle()
    return made


def shown(work: Work) -> PreviewWindow:
    return work.previews.windows[-1]


def test_the_roster_in_view_is_previewed_as_at_its_day_and_saved_in_other_kinds(
    work: Work, hands: Hands, medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with medway.store.reading() as session:
        uid = group_named(session, "pmqa").uid
    work.window.open(Place("group", uid))
    hands.settle()
    page = work.window.page
    assert isinstance(page, RosterPage)
    page.table.ask(as_at=BEFORE)
    hands.settle()
    hands.press("Ctrl+P")
    window = shown(work)
    name = "Roster of Performance Management and Quality Assurance, 31 December 2024"
    assert window.paper.name == name
    assert "As at 31 December 2024" in window.view.accessibleDescription()
    out = tmp_path / "roster.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), "CSV (*.csv)"))
    window.activateWindow()
    hands.press("Ctrl+S")
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 15
    assert all("Performance Management" in line for line in lines[1:])
    work.previews.close()
    assert work.previews.windows == []


def test_a_group_leads_to_the_chart_and_back_and_the_chart_to_paper(work: Work, hands: Hands) -> None:
    work.window.open(Place("groups"))
    hands.settle()
    hands.press("Ctrl+Shift+G")
    page = work.window.page
    assert isinstance(page, StructurePage)
    assert page.view.hasFocus()
    hands.press("Ctrl+P")
    assert shown(work).paper.name.startswith("Structure, ")
    assert shown(work).view.count == 2
    work.previews.close()
    hands.settle()
    work.window.activateWindow()
    hands.settle()
    page.view.setFocus()
    hands.press("Return")
    assert isinstance(work.window.page, RosterPage)
    work.window.back()
    hands.settle()
    assert work.window.page is page


def test_the_seats_of_every_group_are_shown_as_a_chart(work: Work, hands: Hands) -> None:
    next(one for one in work.commands.commands() if one.name == "chart.seats").call()
    hands.settle()
    (dialog,) = work.window.findChildren(ChartDialog)
    assert dialog.view.table.rowCount() > 8
    assert dialog.view.table.horizontalHeaderItem(1).text() == "Held"
    dialog.accept()
