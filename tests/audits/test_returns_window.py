"""A service's answer in the main window: dropped anywhere, taken in, and sealed in every table that can be exported."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from audit_made import AuditMade, fill, made_audit, whole_answer
from hands import Hands
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from sealed_doors import CANARY, GRADE

from mscp_desktop.audits.page.return_answer import ReturnDialog
from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.places import RETURNS, audit_place
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return made_audit(medway)


@pytest.fixture
def work(made: AuditMade, theme: Theme) -> Iterator[Work]:
    one = Work(made.vault, theme, lambda *_: None)
    one.window.resize(1366, 768)
    one.window.show()
    one.window.activateWindow()
    yield one
    one.close()
    one.window.deleteLater()


def exported(work: Work, made: AuditMade) -> dict[str, str]:
    """Return by page what the export of its table would hold: all columns of all rows, with what is told of a cell."""
    pages: list[Any] = list(work.window.pages.values())
    audit: Any = work.window.pages["audit-work"]
    audit.prepare()
    found = {}
    with work.vault.store.reading() as session:
        for page in [*pages, *audit.parts]:
            if not isinstance(page, TablePage):
                continue
            page.prepare()
            if page in audit.parts:
                page.table.query = replace(page.table.query, scope=made.audit)
            source, query = page.table.model.source, page.table.query
            ids = source.ids(session, query)
            rows = [source.rows(session, ids[at : at + 200], query) for at in range(0, len(ids), 200)]
            found[page.key] = repr(rows)
    return found


def test_an_answer_that_is_dropped_on_the_window_is_taken_in_and_stands_in_no_table(
    work: Work, made: AuditMade, tmp_path: Path
) -> None:
    hands = Hands(lambda: work.tasks.busy)
    grade = made.grades[GRADE]
    before = {name: told.count(grade) for name, told in exported(work, made).items()}
    (sent,) = made.send(0)
    said = whole_answer(made, made.cases[0], GRADE, CANARY)
    file = fill(made.workbook(sent), said, tmp_path / "back.xlsx")
    work.window.open(Place("people"))
    hands.settle()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter, drop = QDragEnterEvent(QPoint(5, 5), *how), QDropEvent(QPointF(5, 5), *how)
    for event in (enter, drop):
        event.setAccepted(False)
        QApplication.sendEvent(work.window, event)
        assert event.isAccepted()
    hands.settle()
    (dialog,) = work.window.findChildren(ReturnDialog)
    dialog.accept_button.click()
    hands.settle()
    assert made.read(sealing.not_in, made.audit)[0].answered == 1
    tables = exported(work, made)
    assert len(tables) > 15
    assert "9 of 18" in tables["returns"], "how many, and not how"
    assert CANARY not in "".join(tables.values())
    assert {name: told.count(grade) for name, told in tables.items()} == before
    work.window.open(audit_place(made.audit, RETURNS))
    hands.settle()
    next(one for one in work.window.commands() if one.name == "returns.reveal").call()
    hands.settle()
    (asked,) = work.window.findChildren(AskDialog)
    asked.activateWindow()
    hands.settle()
    hands.type("The day is today")
    hands.press("Tab")
    hands.type("The chair")
    asked._done()
    hands.settle()
    assert made.read(sealing.is_revealed, made.audit)
