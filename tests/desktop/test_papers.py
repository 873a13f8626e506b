"""The papers of a record in its panel: added, opened, saved, renamed, removed, and undone."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import wait_while
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.keep_in_view import FocusInView
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.papers import OPENED, PapersSection
from mscp_desktop.desktop.preview.previews import remove_copies
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation import attachments
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.page.groups import GroupsPage
from mscp_desktop.groups.rules import groups

Page = Any


@pytest.fixture
def tasks(qtbot: QtBot, empty_vault: Vault) -> Iterator[Tasks]:
    """Tasks on a vault with one group."""
    made = Tasks(empty_vault.store, empty_vault.actor)
    made.copies = empty_vault.place / "reading"
    yield made
    made.close()


@pytest.fixture
def group(empty_vault: Vault) -> str:
    """The uid of a group."""
    uid: str = run(empty_vault.store, empty_vault.actor, groups.add_group, "Board").value
    return uid


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, group: str) -> Page:
    """The groups page on the group."""
    made = GroupsPage(tasks)
    qtbot.addWidget(made)
    FocusInView(made)  # as the window does
    tasks.announced.connect(made.hear)
    made.resize(1000, 700)
    made.show()
    made.panel.show_record(group)
    wait_while(lambda: tasks.busy)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of this computer."""
    made = tmp_path / "Terms.pdf"
    made.write_bytes(b"%PDF terms")
    return made


def names(page: Page) -> list[str]:
    return [one.name for one in page.panel.papers.papers]


def link(section: PapersSection, name: str) -> QPushButton:
    QGuiApplication.processEvents()
    return next(
        one for one in section.findChildren(QPushButton) if one.accessibleName() == name and one.isVisibleTo(section)
    )


def test_a_pdf_is_shown_here_and_anything_else_in_the_systems_own_program(
    tasks: Tasks, page: Page, group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, bytes]] = []
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    can_show = True

    def show(name: str, data: bytes) -> bool:
        shown.append((name, data))
        return can_show

    tasks.show_pdf = show
    section = page.panel.papers
    for name, data in (("Terms.pdf", b"%PDF-1.7 terms"), ("Notes.docx", b"PK notes")):
        file = tmp_path / name
        file.write_bytes(data)
        section.add_files([file])
        wait_while(lambda: tasks.busy)
        section.open_paper(next(one.uid for one in section.papers if one.name == name))
        wait_while(lambda: tasks.busy)
    assert shown == [("Terms.pdf", b"%PDF-1.7 terms")]
    assert [url.fileName() for url in opened] == ["Notes.docx"]
    assert section.says == OPENED
    can_show = False  # it asks for a password, say
    section.open_paper(next(one.uid for one in section.papers if one.name == "Terms.pdf"))
    wait_while(lambda: tasks.busy)
    assert [url.fileName() for url in opened] == ["Notes.docx", "Terms.pdf"]


def test_a_file_is_chosen_seen_in_history_undone_dragged_over_a_field_and_pasted(
    tasks: Tasks, page: Page, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_chosen_file_is_added_seen_in_history_and_undone(tasks, page, file, monkeypatch)
    files_dragged_over_a_field_are_for_the_panel(page, file)
    a_picture_and_files_are_pasted_and_text_is_not(tasks, page, file)


def a_chosen_file_is_added_seen_in_history_and_undone(
    tasks: Tasks, page: Page, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(page) == []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    command = next(one for one in page.commands() if one.name == "record.paper")
    assert command.ready
    command.call()
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Terms.pdf"]
    assert page.panel.detail.history[0].summary == "Added the paper Terms.pdf to Board"
    undo(tasks.store, tasks.actor)
    QGuiApplication.processEvents()
    wait_while(lambda: tasks.busy)
    assert names(page) == []


def files_dragged_over_a_field_are_for_the_panel(page: Page, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    data.setText(str(file))  # as some file managers give it
    fields = page.panel.fields
    for over in (fields["name"].editor.line, fields["note"].editor.box, fields["aliases"].editor.box, page.panel):
        entering = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        inner = over.viewport() if hasattr(over, "viewport") else over
        QApplication.sendEvent(inner, entering)
        assert entering.isAccepted(), over
        QApplication.sendEvent(page.panel, QDragLeaveEvent())
    assert fields["name"].editor.text() == "Board"


def a_picture_and_files_are_pasted_and_text_is_not(tasks: Tasks, page: Page, file: Path) -> None:
    clipboard, section = QGuiApplication.clipboard(), page.panel.papers
    clipboard.setText("words")
    assert not section.paste()
    clipboard.setImage(QImage(3, 3, QImage.Format.Format_RGB32))
    QTest.keyClick(page.panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Picture of 15 January 2025.png"]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    clipboard.setMimeData(data)
    assert section.paste()
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Picture of 15 January 2025.png", "Terms.pdf"]


def test_files_are_dropped_on_the_panel_and_each_that_can_not_be_kept_is_told_of(
    tasks: Tasks, page: Page, file: Path, tmp_path: Path
) -> None:
    failures: list[Exception] = []
    tasks.failure.connect(failures.append)
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in (program, file)])
    panel, at = page.panel, QPointF(10, 10)
    entering = QDragEnterEvent(
        at.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    panel.dragEnterEvent(entering)
    assert entering.isAccepted()
    panel.dropEvent(
        QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Terms.pdf"]
    assert [str(error) for error in failures] == [page.panel.papers.says]
    assert "program or a shortcut" in page.panel.papers.says


def test_a_copy_to_read_is_private_and_goes(
    qtbot: QtBot, tasks: Tasks, page: Page, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    works = [True]

    def note(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return works[0]

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    page.panel.papers.add_files([file])
    wait_while(lambda: tasks.busy)
    for _ in range(2):
        qtbot.mouseClick(link(page.panel.papers, "Open Terms.pdf"), Qt.MouseButton.LeftButton)
        wait_while(lambda: tasks.busy)
    assert page.panel.papers.says == OPENED
    assert [one.name for one in opened] == ["Terms.pdf", "Terms (2).pdf"]
    assert opened[0].read_bytes() == b"%PDF terms"
    assert stat.S_IMODE(opened[0].stat().st_mode) & 0o377 == 0
    works[0] = False
    page.panel.papers.open_paper(page.panel.papers.papers[0].uid)
    wait_while(lambda: tasks.busy)
    assert "no program for such files" in page.panel.papers.says
    assert not opened[-1].exists()
    assert tasks.copies is not None
    remove_copies(tasks.copies)
    assert not tasks.copies.exists()


def test_a_paper_is_saved_renamed_and_removed(
    qtbot: QtBot, tasks: Tasks, page: Page, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = page.panel.papers
    section.add_files([file])
    wait_while(lambda: tasks.busy)
    out = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), "PDF (*.pdf)"))
    qtbot.mouseClick(link(section, "Save as Terms.pdf"), Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    assert out.read_bytes() == b"%PDF terms"
    assert "not encrypted" in section.says
    qtbot.mouseClick(link(section, "Rename Terms.pdf"), Qt.MouseButton.LeftButton)
    dialog = section.findChild(AskDialog)
    line: Any = dialog.fields["name"].editor.focusable()[0]
    line.selectAll()
    QTest.keyClicks(line, "Agreed terms")
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Agreed terms.pdf"]
    qtbot.mouseClick(link(section, "Remove Agreed terms.pdf"), Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    assert names(page) == []
    undo(tasks.store, tasks.actor)
    QGuiApplication.processEvents()
    wait_while(lambda: tasks.busy)
    assert names(page) == ["Agreed terms.pdf"]


def test_the_keyboard_stays_by_a_paper_that_is_renamed_and_by_the_next_once_one_is_removed(
    qtbot: QtBot, tasks: Tasks, page: Page, tmp_path: Path
) -> None:
    section = page.panel.papers
    for name in ("A.pdf", "B.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
        section.add_files([tmp_path / name])
        wait_while(lambda: tasks.busy)
    with qtbot.waitActive(page):
        page.activateWindow()
    first = section.papers[0].name
    link(section, f"Rename {first}").setFocus()
    bar = page.panel._scroll.verticalScrollBar()
    QGuiApplication.processEvents()
    where = bar.value()
    assert where > 0
    run(tasks.store, tasks.actor, attachments.rename_paper, section.papers[0].uid, "New name.pdf")
    page.panel.reload()
    wait_while(lambda: tasks.busy)
    QGuiApplication.processEvents()
    assert page.focusWidget().accessibleName() == "Rename New name.pdf"
    assert abs(bar.value() - where) < 120, "it does not scroll away"
    link(section, "Remove New name.pdf").setFocus()
    section.remove(next(one.uid for one in section.papers if one.name == "New name.pdf"))
    wait_while(lambda: tasks.busy)
    assert page.focusWidget().accessibleName().startswith("Remove ")
    section.remove(section.papers[0].uid)
    wait_while(lambda: tasks.busy)
    assert page.focusWidget() is section.add_button


def test_the_keyboard_stays_in_the_history_once_something_is_restored(
    qtbot: QtBot, tasks: Tasks, page: Page, group: str
) -> None:
    for name in ("One board", "Two boards"):
        page.panel.fields["name"].focus()
        page.panel.fields["name"].editor.take(name)
        page.panel.fields["name"].editor.edited.emit()
        page.panel.fields["name"].leave()
        wait_while(lambda: tasks.busy)
    with qtbot.waitActive(page):
        page.activateWindow()
    for _ in range(3):
        QGuiApplication.processEvents()
        wait_while(lambda: tasks.busy)
    bar = page.panel._scroll.verticalScrollBar()
    links = [one for one in page.panel.history.findChildren(QPushButton) if one.isVisible()]
    back = next(one for one in links if one.accessibleName().endswith(": Board"))
    back.setFocus()
    QGuiApplication.processEvents()
    where = bar.value()
    back.click()
    wait_while(lambda: tasks.busy)
    QGuiApplication.processEvents()
    assert page.panel.fields["name"].editor.text() == "Board"
    assert page.panel.history.isAncestorOf(page.focusWidget())
    assert abs(bar.value() - where) < 200


def test_a_copy_for_reading_shows_papers_and_changes_none(
    qtbot: QtBot, empty_vault: Vault, tasks: Tasks, group: str, file: Path
) -> None:
    run(empty_vault.store, empty_vault.actor, attachments.add_paper, "partnership_group", group, "Terms.pdf", b"x")
    empty_vault.store.read_only = "This is a copy."
    made: Page = GroupsPage(tasks)
    qtbot.addWidget(made)
    made.show()
    made.panel.show_record(group)
    wait_while(lambda: tasks.busy)
    section = made.panel.papers
    assert names(made) == ["Terms.pdf"]
    assert not section.ready
    assert link(section, "Open Terms.pdf").isVisibleTo(section)
    QGuiApplication.processEvents()
    shown = {one.accessibleName() for one in section.findChildren(QPushButton) if one.isVisibleTo(section)}
    assert shown == {"Open Terms.pdf", "Save as Terms.pdf"}
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    assert not section.takes(data)
    made.panel.show_private(shown=False)
    assert not section.isVisible()
    made.panel.reload()
    wait_while(lambda: tasks.busy)
    assert not section.isVisible()
