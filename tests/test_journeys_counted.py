"""Two everyday tasks by the keyboard alone, counted against the same in the spreadsheets that they replace.

What a spreadsheet costs is written out key by key, for somebody who knows it well and has the file open.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hands import Hands
from programs import show_work
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.preview.window import PreviewWindow
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work
from mscp_desktop.parties.records import Person

NUMBER = "01634 333111"
DAY = "31 dec 24"
CORRECTED_IN_A_SPREADSHEET = (
    "Ctrl+F", *"hicks", "Return", "Escape",  # found
    "Right", "Right", "Right", "Right", *NUMBER, "Return",  # name, post, organisation, e-mail, telephone
    "Alt", "R", "G", "Down", "Return", "Escape",  # Review, Show Changes, the newest
    "Ctrl+Z",
)  # fmt: skip
PRINTED_IN_A_SPREADSHEET = (
    "Ctrl+O", *"rosters december 2024", "Return",  # where somebody kept that month's file
    *("Ctrl+PageDown",) * 5,  # to the group's sheet
    "Ctrl+P", "Return",
)  # fmt: skip


@pytest.fixture
def work(theme: Theme, qtbot: QtBot, medway: Vault) -> Iterator[Work]:
    made = show_work(medway, theme, qtbot)
    yield made
    made.window.close()
    made.close()


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    made.start()
    return made


def telephone(vault: Vault) -> str | None:
    with vault.store.reading() as session:
        return session.scalars(select(Person.telephone).where(Person.name == "Richard Hicks")).one()


def words_in(widget: object) -> str:
    labels = widget.findChildren(QLabel)  # type: ignore[attr-defined]
    return "\n".join(one.text() for one in labels if one.isVisible())


def test_two_everyday_tasks_take_fewer_keys_than_in_a_spreadsheet(
    work: Work, hands: Hands, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_telephone_number_is_corrected_its_history_read_and_undone(work, hands, work.vault)
    hands.start()
    a_group_is_read_as_at_a_past_day_and_printed(work, hands, qtbot, tmp_path / "printed.pdf", monkeypatch)


def a_telephone_number_is_corrected_its_history_read_and_undone(work: Work, hands: Hands, medway: Vault) -> None:
    before = telephone(medway)
    hands.press("Ctrl+K")
    hands.type("hicks")
    hands.press("Return", "F2")
    line = QApplication.focusWidget()
    while line is not None and line.accessibleName() != "Telephone":
        hands.press("Tab")
        line = QApplication.focusWidget()
    hands.type(NUMBER)
    hands.press("Return")
    assert telephone(medway) == NUMBER
    panel = work.window.page.panel  # type: ignore[union-attr]
    assert f"Telephone: not recorded → {NUMBER}" in words_in(panel.history), "who changed it stands in view"
    assert medway.actor.name in words_in(panel.history)
    hands.press("Escape", "Ctrl+Z")
    assert telephone(medway) == before
    assert hands.clicks == 0
    assert hands.count < len(CORRECTED_IN_A_SPREADSHEET), (hands.count, len(CORRECTED_IN_A_SPREADSHEET))
    assert hands.count == 27


def a_group_is_read_as_at_a_past_day_and_printed(
    work: Work, hands: Hands, qtbot: QtBot, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QPrintDialog] = []

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, QPrintDialog)
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(out))
        dialog.printer().setResolution(72)  # what is printed well is tested elsewhere
        asked.append(dialog)
        dialog.accepted.emit(dialog.printer())  # accept() would take over what its own controls say

    monkeypatch.setattr(QDialog, "open", accept)
    hands.press("Ctrl+K")
    hands.type("pmqa")
    hands.press("Return", "Ctrl+Return", "Ctrl+D")
    hands.type(DAY)
    hands.press("Return")
    page = work.window.page
    assert page is not None
    assert page.key == "roster"
    assert work.window.page.table.query.as_at == date(2024, 12, 31)  # type: ignore[union-attr]
    hands.press("Ctrl+P")
    previews = [one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewWindow) and one.isVisible()]
    previews[0].activateWindow()
    hands.settle()
    hands.press("Ctrl+P")
    hands.presses += 1  # Return, in the system's own window for printers
    hands.settle()
    assert len(asked) == 1
    qtbot.waitUntil(out.is_file, timeout=10000)
    assert out.read_bytes().startswith(b"%PDF")
    assert hands.clicks == 0
    assert hands.count < len(PRINTED_IN_A_SPREADSHEET), (hands.count, len(PRINTED_IN_A_SPREADSHEET))
    assert hands.count == 21
    previews[0].close()
