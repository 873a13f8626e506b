"""The part on which an audit's services stand: sent, taken in by a dropped file, reminded, revealed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from audit_made import AuditMade, fill, made_audit, whole_answer
from hands import Hands
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mscp_desktop.audits.page import returns as page_module
from mscp_desktop.audits.page.return_answer import ReturnDialog
from mscp_desktop.audits.page.returns import ReturnsPart, read_answer
from mscp_desktop.audits.page.returns_write import book_name
from mscp_desktop.audits.rules import sealing, service_changes
from mscp_desktop.desktop.messages import NoticeStrip
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import words_of
from mscp_desktop.foundation.store import Role
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


def test_a_service_without_an_address_is_not_reminded_and_is_named(
    medway: Vault, tasks: Tasks, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_audit(medway)
    due = medway.store.clock.today() + timedelta(days=7)
    made.send(0, 1, due=due)
    made.do(service_changes.change_service, made.services[1], 1, email=None)
    page, hands = shown(made, tasks, qtbot)
    notices: list[str] = []
    page.said.connect(lambda notice: notices.append(notice.words))
    monkeypatch.setattr(page_module, "ask_folder", lambda *_: tmp_path)
    call(page, hands, "chase")
    assert len(list(tmp_path.glob("Reminder*.eml"))) == 1
    assert "Kent Police has no e-mail address on record." in notices[-1]
    chased = [one.last.chased for one in page._services if one.last]
    assert chased == [medway.store.clock.today(), None]

    page.table.reload(made.services[0])
    hands.settle()
    call(page, hands, "send")
    asked = dialog(page, AskDialog, hands)
    assert asked.fields["which"].read() == "one", "Enter ends no edition but that of the service in hand"
    assert asked.fields["due"].read() == due
    asked.reject()
    made.do(service_changes.close_return, made.services[0], "Nobody was there")
    hands.settle()
    page.table.reload(made.services[2])
    hands.settle()
    call(page, hands, "send")
    assert dialog(page, AskDialog, hands).fields["due"].read() == due, "as the others have it"


def test_an_auditor_works_here_and_a_reader_does_not(medway: Vault, qtbot: QtBot, theme: Theme) -> None:
    del theme
    made = made_audit(medway)
    made.send()
    for role, may in ((Role.AUDIT, True), (Role.READER, False)):
        tasks = Tasks(medway.store, replace(medway.actor, roles=frozenset({role})))
        page, _ = shown(made, tasks, qtbot)
        assert ("send" in ready(page)) is may
        assert page.panel.fields["name"].editor.first().property("readOnly") is not may
        assert page.panel.locked.isHidden() is may
        tasks.close()


def test_the_name_of_a_long_service_is_shortened_and_never_the_edition() -> None:
    taken: set[str] = set()
    long = "Audit 12, Neglect at home: Education and early years of the council and its many schools, "
    titles = [f"{long * 2}{end}, edition 12" for end in ("north", "south", "north")]
    names = [book_name(one, taken) for one in titles]
    assert all(len(one) <= 110 and one.endswith(", edition 12") for one in names)
    assert len(set(names)) == 3
    assert book_name("Audit 1, Neglect: Early help, edition 1", taken) == "Audit 1, Neglect Early help, edition 1"


def test_the_preview_says_whose_workbook_a_file_is_and_a_refusal_goes_with_the_next(
    medway: Vault, tasks: Tasks, qtbot: QtBot, tmp_path: Path, theme: Theme
) -> None:
    made = made_audit(medway)
    (old,) = made.send(0)
    said = whole_answer(made, made.cases[0], "Inadequate", CANARY)
    file = fill(made.workbook(old), said, tmp_path / "old.xlsx")
    (new,) = made.send(0)
    page, hands = shown(made, tasks, qtbot)
    strip = NoticeStrip(theme)
    qtbot.addWidget(strip)
    read_answer(tasks, page, file, strip.show_notice)
    hands.settle()
    assert strip.words.startswith("“old.xlsx” is edition 1 of the workbook of Early help; edition 2 was sent on")
    file = fill(made.workbook(new), said, tmp_path / "Kent_Police-back.xlsx")
    read_answer(tasks, page, file, strip.show_notice)
    hands.settle()
    answer = dialog(page, ReturnDialog, hands)
    words = [one.text() for one in answer.findChildren(QLabel)]
    assert "Kent_Police-back.xlsx is the workbook of Early help" in words
    assert any(one.startswith("The name of the file is that of Kent Police") for one in words)
    answer._take()
    hands.settle()
    assert strip.words.startswith("Took in the answer of Early help")
    strip.clear()
    assert strip.words == "", "the refusal does not wait behind it"
