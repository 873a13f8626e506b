"""Whole paths of a user through the window, on a real vault; after each the database is read."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vaults import PASSPHRASE

from mscp_desktop import opened
from mscp_desktop.app import Program
from mscp_desktop.foundation.vault import Vault, Frame
from mscp_desktop.roster.rules.rosters import roster_at
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.opened import Work

@pytest.fixture
def work(qapp, qtbot, medway) -> Iterator[Work]:
    theme = Theme(qapp, Scheme.LIGHT)
    work = Work(medway, theme, lambda *a: None)
    qtbot.addWidget(work.window)
    with qtbot.waitActive(work.window):
        work.window.show()
        work.window.activateWindow()
    work.window.restore({})
    yield work
    work.close()
    theme.close()

def test_x(work, qtbot):
    hands = Hands(qtbot, lambda: work.tasks.busy)
    hands.settle()
    print(QApplication.focusWidget(), work.window.page.panel.uid, work.window.page.table.view.currentIndex().row())
    hands.press("Ctrl+K")
    hands.type("case f")
    s = work.window.top.search
    print([s.model.item(r).text() for r in range(s.model.rowCount())])
    hands.press("Return")
    print(work.window.page.key, work.window.page.heading.text(), work.window.page.table.current_uid(), QApplication.focusWidget())
    hands.press("Return")
    print(QApplication.focusWidget(), work.window.page.panel.fields["holder"].editor.line.hasFocus())
    hands.type("Siân Gŵynne")
    print([o.title for o in work.window.page.panel.fields["holder"].editor.offered()], QApplication.activePopupWidget())
    hands.press("Down", "Return")
    print(hands.count, QApplication.focusWidget())
    print(work.window.page.panel.fields["holder"].sentence, work.window.page.panel.fields["holder"].value)
