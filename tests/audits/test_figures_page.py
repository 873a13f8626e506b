"""The pages of the audit figures and of an audit's overview, used as somebody does."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from audit_graded import graded_audit
from audit_made import AuditMade
from hands import Hands
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.audits.page import overview as overview_module
from mscp_desktop.audits.page.figures import FiguresPage
from mscp_desktop.audits.page.overview import OverviewPart
from mscp_desktop.audits.rules import overview, overview_changes
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.vault import Vault


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return graded_audit(medway)


def shown(page: Any, uid: str | None, tasks: Tasks, qtbot: QtBot) -> Hands:
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 640)
    page.show()
    page.activateWindow()
    page.open_place(uid)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return hands


def call(page: Page, hands: Hands, name: str) -> None:
    command = next(one for one in page.commands() if one.name == name)
    assert command.ready, name
    command.call()
    hands.settle()


def test_figures_are_chosen_shown_printed_and_saved(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> None:
    page = FiguresPage(tasks)
    hands = shown(page, None, tasks, qtbot)
    assert [page.audit.itemText(at) for at in range(2)] == ["All audits", "Audit 5, Neglect at home"]
    titles = [page.which.itemText(at) for at in range(page.which.count())]
    assert titles[0] == "Overall grades by audit"
    assert "By agency: own and agreed grades" in titles
    page.audit.setCurrentIndex(1)
    hands.settle()
    assert not page.theme.isEnabled(), "one audit has its theme and year"
    page.which.setCurrentIndex(page.which.findText("By agency: own and agreed grades"))
    hands.settle()
    (table,) = [one for one in page.findChildren(QTableWidget) if one.isVisible()]
    assert table.horizontalHeaderItem(3).text() == "Same"
    asked: list[Any] = []
    page.wanted.connect(lambda *found: asked.append(found))
    page.wanted_file.connect(lambda *found: asked.append(found))
    call(page, hands, "figures.preview")
    call(page, hands, "figures.save")
    assert [(one[0], one[1].audit) for one in asked] == [("audit-figures", made.audit)] * 2
    assert asked[1][2] == ".xlsx"
    page.audit.setCurrentIndex(2)
    hands.settle()
    assert page.remarks.text().startswith("No audit here was graded in this program")


def test_a_draft_is_sent_commented_and_made_final(
    made: AuditMade, tasks: Tasks, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = OverviewPart(tasks)
    hands = shown(page, made.audit, tasks, qtbot)
    said: list[str] = []
    page.said.connect(lambda notice: said.append(notice.words))
    monkeypatch.setattr(overview_module, "ask_folder", lambda *_: tmp_path)
    call(page, hands, "overview.send")
    (form,) = page.findChildren(AskDialog)
    form.fields["due"].show_value(date(2025, 2, 1), 0)
    form.accept_button.click()
    hands.settle()
    assert len(list(tmp_path.glob("*.eml"))) == 3
    assert len(list(tmp_path.glob("Draft overview*.pdf"))) == 1
    assert "3 draft e-mails" in said[-1]
    made.do(overview_changes.add_comment, made.services[0], "Not ours in May")
    hands.settle()
    call(page, hands, "overview.finish")
    assert said[-1].startswith("1 comment has no answer yet")
    comment = made.read(overview.comment_rows, made.audit)[0]
    made.do(overview_changes.change_comment, comment.uid, 1, answer="Mended")
    hands.settle()
    monkeypatch.setattr(overview_module, "confirm", lambda *_: True)
    call(page, hands, "overview.finish")
    assert made.read(overview.check_of, made.audit).final is not None
    ready = {one.name for one in page.commands() if one.ready}
    assert "overview.again" in ready
    assert not ready & {"overview.add", "overview.send", "overview.finish"}
