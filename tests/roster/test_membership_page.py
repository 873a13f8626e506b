"""The page of membership checks: agencies are asked, late ones are seen, an answer is looked at and taken in."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from hands import Hands, wait_while
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.exchange.returns_out import SHEET
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.parties.page.answer import AnswerDialog
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.requests import requests_to
from mscp_desktop.roster.page.membership import MembershipPage
from mscp_desktop.roster.rules.changes import add_seat
from mscp_desktop.roster.rules.membership import KIND, ask_membership
from mscp_desktop.roster.rules.rosters import roster_at

TODAY = date(2025, 1, 15)
D = TypeVar("D", bound=QDialog)


class Unit:
    """Two agencies with a seat each, and the page."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.group = self.do(add_group, "Executive")
        self.bodies = [self.do(add_organisation, name) for name in ("Elm Trust", "Oak Council")]
        for body in self.bodies:
            self.do(add_seat, self.group, post="Head", organisation_uid=body)

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def holders(self) -> list[str]:
        with self.vault.store.reading() as session:
            return [seat.holder_words() for seat in roster_at(session, self.group, TODAY).seats]


@pytest.fixture
def unit(empty_vault: Vault) -> Unit:
    return Unit(empty_vault)


@pytest.fixture
def page(unit: Unit, qtbot: QtBot, theme: Theme) -> Iterator[MembershipPage]:
    tasks = Tasks(unit.vault.store, unit.vault.actor)
    made = MembershipPage(tasks)
    tasks.announced.connect(made.hear)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


@pytest.fixture
def hands(page: MembershipPage) -> Hands:
    page.take_keyboard()
    made = Hands(lambda: page._tasks.busy)
    made.settle()
    return made


def command(page: MembershipPage, name: str) -> Command:
    return next(one for one in page.commands() if one.name == name)


def dialog(page: MembershipPage, kind: type[D], hands: Hands) -> D:
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def shown(page: MembershipPage) -> list[list[str]]:
    model = page.table.view.model()
    return [[str(model.index(row, column).data()) for column in range(3)] for row in range(model.rowCount())]


def test_agencies_are_asked_and_the_answer_comes_back(
    page: MembershipPage, hands: Hands, unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Notice] = []
    page.said.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    assert shown(page) == [["Elm Trust", "1", "never asked"], ["Oak Council", "1", "never asked"]]
    hands.press("Ctrl+A")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    command(page, "membership.ask").call()
    hands.settle()
    assert not [one for one in page.findChildren(AskDialog) if one.isVisible()], "without a folder nothing is asked"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    command(page, "membership.ask").call()
    hands.settle()
    assert dialog(page, AskDialog, hands).windowTitle() == "Ask 2 agencies to confirm"
    hands.type("14/2")
    hands.press("Return")
    assert sorted(file.name for file in tmp_path.glob("*.xlsx")) == [
        "Who sits for Elm Trust.xlsx", "Who sits for Oak Council.xlsx",
    ]  # fmt: skip
    assert "2 workbooks are in" in said[0].words
    assert [row[2] for row in shown(page)] == ["waiting", "waiting"]
    form = tmp_path / "Who sits for Elm Trust.xlsx"
    book = openpyxl.load_workbook(form)
    book[SHEET]["F7"], book[SHEET]["G7"] = "Somebody else", "Ada Ash"
    book.save(form)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(form), ""))
    command(page, "membership.take").call()
    hands.settle()
    answer = dialog(page, AnswerDialog, hands)
    assert answer.windowTitle() == "Answer of Elm Trust"
    assert answer.list.item(0, 3).text() == "Ada Ash, who is new here"
    assert (answer.full.text(), answer.back_button.isVisible()) == ("", False)
    assert answer.accept_button.text() == "Make 1 change"
    assert unit.holders() == ["Not recorded", "Not recorded"]
    hands.press("Return")
    assert unit.holders() == ["Ada Ash", "Not recorded"]
    assert said[-1].words == "Took in the answer of Elm Trust: 1 change."
    assert [row[2] for row in shown(page)] == ["closed", "waiting"]
    undo(unit.vault.store, unit.vault.actor)
    assert unit.holders() == ["Not recorded", "Not recorded"]


def test_an_answer_that_can_t_be_read_is_told_and_nothing_changes(
    page: MembershipPage, hands: Hands, unit: Unit, tmp_path: Path
) -> None:
    failures: list[Exception] = []
    page._tasks.failure.connect(failures.append)
    file = tmp_path / "answer.xlsx"
    file.write_bytes(b"Dear all")
    page.read_answer(file)
    hands.settle()
    assert "can't be read as an Excel workbook" in str(failures[0])
    assert page.findChild(AnswerDialog) is None


def test_a_late_request_is_seen_and_can_be_closed_by_hand(page: MembershipPage, hands: Hands, unit: Unit) -> None:
    unit.do(ask_membership, unit.bodies[0], due=date(2025, 1, 10))
    hands.settle()
    assert shown(page)[0][2] == "overdue"
    close = command(page, "membership.close")
    page.open_place(unit.bodies[0])
    hands.settle()
    assert close.ready
    close.call()
    hands.settle()
    dialog(page, AskDialog, hands)
    hands.type("answered by telephone")
    hands.press("Return")
    with unit.vault.store.reading() as session:
        assert requests_to(session, KIND, unit.bodies[0])[0].outcome == "answered by telephone"
    assert not close.ready
