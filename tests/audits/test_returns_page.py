"""The part on which an audit's services stand: sent, taken in by a dropped file, reminded, revealed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from audit_made import AuditMade, fill, made_audit, whole_answer
from hands import Hands
from pytestqt.qtbot import QtBot

from mscp_desktop.audits.page import returns as page_module
from mscp_desktop.audits.page.return_answer import ReturnDialog
from mscp_desktop.audits.page.returns import ReturnsPart, read_answer
from mscp_desktop.audits.rules import sealing, service_changes
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import words_of
from mscp_desktop.foundation.vault import Vault

CANARY = "Kanarienvogel"


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def shown(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> tuple[ReturnsPart, Hands]:
    page = ReturnsPart(tasks)
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 640)
    page.show()
    page.activateWindow()
    page.open_place(made.audit)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return page, hands


def dialog(page: ReturnsPart, kind: type[Any], hands: Hands) -> Any:
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def call(page: ReturnsPart, hands: Hands, name: str) -> None:
    command = next(one for one in page.commands() if one.name == f"returns.{name}")
    assert command.ready, name
    command.call()
    hands.settle()


def ready(page: ReturnsPart) -> set[str]:
    return {one.name.removeprefix("returns.") for one in page.commands() if one.ready and "returns." in one.name}


def row(page: ReturnsPart, at: int) -> list[str]:
    return [words_of(cell) for cell in page.table.model.row_at(at).cells]  # type: ignore[union-attr]


def test_from_the_sending_to_the_reveal(
    medway: Vault, tasks: Tasks, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_audit(medway)
    page, hands = shown(made, tasks, qtbot)
    notices: list[str] = []
    page.said.connect(lambda notice: notices.append(notice.words))
    assert "reveal" not in ready(page), "nobody has answered"
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(page_module, "ask_folder", lambda *_: out)
    call(page, hands, "send")
    asked = dialog(page, AskDialog, hands)
    asked._done()
    hands.settle()
    names = sorted(one.name for one in out.iterdir())
    assert len(names) == 6, names
    assert "3 workbooks and 3 draft e-mails" in notices[-1]
    assert row(page, 0)[2] == "waiting"
    said = whole_answer(made, made.cases[0], "Inadequate", CANARY)
    form = next(one for one in out.glob("*Early help*.xlsx"))
    back = fill(form.read_bytes(), said, tmp_path / "back.xlsx")
    read_answer(tasks, page, back, page.said.emit)
    hands.settle()
    answer = dialog(page, ReturnDialog, hands)
    table = answer.list
    shown_words = "\n".join(
        table.item(at, column).text() for at in range(table.rowCount()) for column in range(table.columnCount())
    )
    assert "9 of 9 sections graded" in shown_words
    assert CANARY not in shown_words
    answer._take()
    hands.settle()
    assert row(page, 0)[2:5] == ["in part", "1 of 2", "9 of 18"]
    assert CANARY not in "".join(notices)
    assert notices[-1].startswith("Took in the answer of Early help: 1 of 2 cases complete")
    page.table.choose_uid(made.services[0]) if hasattr(page.table, "choose_uid") else page.table.reload(
        made.services[0]
    )
    hands.settle()
    detail = page.panel.detail
    assert detail is not None
    assert CANARY not in repr(detail)
    call(page, hands, "chase")
    assert len(list(out.glob("Reminder*.eml"))) == 3
    call(page, hands, "close")
    asked = dialog(page, AskDialog, hands)
    asked.reject()
    call(page, hands, "reveal")
    asked = dialog(page, AskDialog, hands)
    asked._done()
    assert not made.read(sealing.is_revealed, made.audit), "it wants a reason"
    asked.reject()
    made.do(sealing.reveal, made.audit, "The day is today", "The chair")
    page.refresh()
    hands.settle()
    assert "reveal" not in ready(page)


def test_without_services_it_says_what_belongs_there(medway: Vault, tasks: Tasks, qtbot: QtBot) -> None:
    made = made_audit(medway)
    made.do(service_changes.remove_services, made.services)
    page, hands = shown(made, tasks, qtbot)
    assert page.table.model.rowCount() == 0
    assert {"seats", "add", "take"} <= ready(page)
    assert not {"send", "chase", "reveal", "close"} & ready(page)
    call(page, hands, "seats")
    dialog(page, AskDialog, hands)._done()
    hands.settle()
    assert page.table.model.rowCount() == 16
    made.do(service_changes.remove_services, [one.uid for one in page._services])
    page.refresh()
    hands.settle()
    call(page, hands, "add")
    asked = dialog(page, AskDialog, hands)
    hands.type("Youth justice")
    asked._done()
    hands.settle()
    assert row(page, 0)[:3] == ["Youth justice", "not recorded", "never sent"]
