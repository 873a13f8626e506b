"""Papers in the window: listed, dropped, received, cleared, and bound into the pack that is seen."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hands import Hands, wait_while
from papers_made import lying, plain, turned
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from mscp_desktop import catalogue
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules import groups
from mscp_desktop.meetings.page.meeting.papers_fields import BESIDES, COLUMNS, INSTEAD
from mscp_desktop.meetings.page.meeting.papers_part import BESIDE, PapersPart
from mscp_desktop.meetings.page.meeting.papers_sent import SentDialog
from mscp_desktop.meetings.rules import agenda_changes, meetings, paper_changes, patterns
from mscp_desktop.meetings.rules.papers import CONFIDENTIAL, papers_of
from mscp_desktop.meetings.rules.sent import Sent

TODAY = date(2025, 1, 15)
STATE = next(place for place, column in enumerate(COLUMNS) if column.key == "state")
PAGES = next(place for place, column in enumerate(COLUMNS) if column.key == "pages")


@pytest.fixture
def tasks(medway: Vault) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def meeting(medway: Vault) -> str:
    """A meeting with two items, the second confidential."""
    with medway.store.reading() as session:
        group = groups.group_named(session, "Executive").uid
    uid: str = run(medway.store, medway.actor, meetings.add_meeting, group, date(2025, 2, 5)).value
    run(medway.store, medway.actor, patterns.set_pattern, group, 0, papers_before=7)
    run(medway.store, medway.actor, agenda_changes.add_item, uid, "Budget for 2025-26")
    run(medway.store, medway.actor, agenda_changes.add_item, uid, "Serious incident", confidential=True)
    return uid


@pytest.fixture
def part(qtbot: QtBot, tasks: Tasks, meeting: str) -> PapersPart:
    made = PapersPart(tasks)
    qtbot.addWidget(made)
    tasks.announced.connect(made.hear)
    made.resize(1100, 700)
    made.show()
    made.open_place(meeting)
    wait_while(lambda: tasks.busy)
    return made


def settle(tasks: Tasks) -> None:
    wait_while(lambda: tasks.busy)
    QGuiApplication.processEvents()
    wait_while(lambda: tasks.busy)


def call(part: Any, name: str) -> None:
    command = next(one for one in part.commands() if one.name == name)
    assert command.ready, name
    command.call()
    settle(part._tasks)


def form() -> AskDialog:
    QGuiApplication.processEvents()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, AskDialog) and one.isVisible())


def fill(tasks: Tasks, **values: Any) -> None:
    dialog = form()
    settle(tasks)
    for key, value in values.items():
        dialog.fields[key].show_value(value, 0)
    dialog.accept_button.click()
    settle(tasks)


def words(part: Any, column: int) -> list[str]:
    model = part.table.model
    return [model.index(row, column).data() or "" for row in range(model.rowCount())]


def drop(part: Any, row: int, files: list[Path]) -> bool:
    """Drop files onto a row, or beside the rows."""
    view = part.table.view
    y = view.rowViewportPosition(row) + view.rowHeight(row) // 2 if row >= 0 else view.viewport().height() - 4
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(60, y), copy, data, buttons, keys)
    QApplication.sendEvent(view.viewport(), entering)
    taken = entering.isAccepted()
    if taken:
        QApplication.sendEvent(view.viewport(), QDropEvent(QPointF(60, y), copy, data, buttons, keys))
    settle(part._tasks)
    return taken


def choose(part: Any, *rows: int) -> None:
    part.table.choose([part.table.model.row_at(row).uid for row in rows])
    settle(part._tasks)


def test_from_a_list_of_wanted_papers_to_the_pack_that_went_out(
    part: Any, tasks: Tasks, meeting: str, medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, said = part._tasks.store, list[str]()
    with item.reading() as session:
        items = {one.title: one for one in part._find_item(session, "")}
    for title in ("Budget monitoring", "Risks", "Reserves"):
        call(part, "papers.add")
        fill(tasks, title=title, item=items["1. Budget for 2025-26"])
    assert words(part, 0) == ["1a. Budget monitoring", "1b. Risks", "1c. Reserves"]
    part.said.connect(lambda notice: said.append(notice.words))
    assert words(part, STATE) == ["Not asked"] * 3
    files = {"budget.pdf": plain("Budget", 3), "risks.pdf": lying("Risks", 2), "turned.pdf": turned(plain("T", 1), 90)}
    for row, (name, data) in enumerate(files.items()):
        (tmp_path / name).write_bytes(data)
        if row < 2:
            assert drop(part, row, [tmp_path / name])
    choose(part, 2)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(tmp_path / "turned.pdf")], ""))
    call(part, "papers.receive")
    assert words(part, STATE) == ["Received, not cleared"] * 3
    assert words(part, PAGES) == ["3", "2", "1"]
    choose(part, 0, 1)
    call(part, "papers.clear")
    clear_at_once(tasks)
    assert words(part, STATE) == ["Cleared", "Cleared", "Received, not cleared"]
    wanted: list[tuple[str, Request]] = []
    part.wanted.connect(lambda name, request: wanted.append((name, request)))
    call(part, "papers.preview")
    ((name, request),) = wanted
    with medway.store.reading() as session:
        _, pdf = catalogue.make_pdf(session, catalogue.report_named(name), request)
    assert pdf.startswith(b"%PDF")
    call(part, "papers.sent")
    assert "7 pages, 2 papers. 1 paper not in it will be a supplement." in [
        one.text() for one in form().findChildren(type(part.head.heading))
    ]
    fill(tasks)
    assert words(part, STATE) == ["In the pack", "In the pack", "Received, not cleared"]
    choose(part, 2)
    call(part, "papers.clear")
    assert form().fields["by"].value == "Simon Wilson", "who cleared the last one is proposed"
    fill(tasks)
    assert words(part, STATE)[2] == "Supplement to send"
    saved: list[tuple[str, str]] = []
    part.wanted_file.connect(lambda name, _request, ending: saved.append((name, ending)))
    call(part, "papers.save_more")
    assert saved == [("supplement", ".pdf")]
    check_what_is_kept(part, tasks)
    assert words(part, STATE)[2] == "Supplement sent"
    assert [one for one in said if not one.startswith("Received")] == [
        f"Recorded as sent: {what}." for what in ("Pack", "Supplement 1", "Public pack")
    ]
    call(part, "papers.unsent")
    assert words(part, STATE) == ["Cleared"] * 3
    take_other_versions(part, tasks, tmp_path)
    assert said[-1] == "Received: 2 files of paper 1a.", "and no older word stands there"


def take_other_versions(part: Any, tasks: Tasks, tmp_path: Path) -> None:
    """Drop files onto a paper that is cleared, and is not: it is asked only there whether they come instead."""
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for how, pages in ((INSTEAD, "1"), (BESIDES, "1"), (INSTEAD, "2")):  # what comes first is what is cleared
        assert drop(part, 0, [tmp_path / "turned.pdf", *([tmp_path / "photo.png"] if pages == "2" else [])])
        if how == BESIDES:
            assert words(part, PAGES)[0] == "2", "a paper that is not cleared takes more files without a word"
            choose(part, 0)
            call(part, "papers.clear")
            fill(tasks)
            continue
        assert form().fields["how"].value == INSTEAD, "as another version of what was cleared"
        fill(tasks)
        assert words(part, PAGES)[0] == pages


def clear_at_once(tasks: Tasks) -> None:
    """Type the name of the chair, who is proposed, and press Ctrl+Enter over the list of names, twice."""
    hands, asked = Hands(lambda: tasks.busy), form()
    by = asked.fields["by"]
    assert by.value == "Simon Wilson", "the chair is proposed"
    by.focus()
    hands.press("Ctrl+A")
    hands.type("Simon")
    assert by.editor._popup.isVisible()
    done = []
    asked.finished.connect(done.append)
    for letter in " Wilson":
        QTest.keyClick(QApplication.activePopupWidget(), letter)
    for _ in range(2):
        over = QApplication.activePopupWidget() or by.editor.line
        QTest.keyClick(over, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(tasks)
    assert done == [QDialog.DialogCode.Accepted], "it is saved once"


def check_what_is_kept(part: Any, tasks: Tasks) -> None:
    """Send the supplement and the public pack besides, and open the pack as it was sent."""
    call(part, "papers.sent")
    assert form().fields["what"].value is Sent.SUPPLEMENT, "the pack went out already"
    assert form().windowTitle() == "The supplement went out"
    assert "2 pages, 1 paper. Its pages are numbered on from the pack." in [
        one.text() for one in form().findChildren(type(part.head.heading))
    ]
    fill(tasks)
    call(part, "papers.sent")
    assert form().fields["what"].value is Sent.PACK, "nothing is left for a supplement"
    fill(tasks, what=Sent.PUBLIC_PACK)
    shown: list[tuple[str, bytes]] = []
    tasks.show_pdf = lambda name, pdf: not shown.append((name, pdf))  # type: ignore[func-returns-value]
    call(part, "papers.kept")
    (kept,) = part.findChildren(SentDialog)
    lines = [kept.list.item(row).text().splitlines() for row in range(kept.list.count())]
    assert [line[0] for line in lines] == [
        f"{what} pages, sent on 15 January 2025" for what in ("Public pack, 7", "Supplement 1, 2", "Pack, 7")
    ]
    kept.list.setCurrentRow(2)
    kept.open_chosen()
    settle(tasks)
    ((name, sent),) = shown
    assert name.startswith("Pack, ")
    assert lines[2][2].replace(" ", "") == f"Mark{hashlib.sha256(sent).hexdigest()}"


def test_files_dropped_beside_the_rows_or_that_can_not_be_kept_are_told_of(
    part: Any, tasks: Tasks, meeting: str, medway: Vault, tmp_path: Path
) -> None:
    with medway.store.reading() as session:
        uid = part._find_item(session, "budget")[0].uid
    run(medway.store, medway.actor, paper_changes.add_wanted_paper, uid, "Budget")
    settle(tasks)
    good, program = tmp_path / "good.pdf", tmp_path / "setup.exe"
    good.write_bytes(plain("Good", 1))
    program.write_bytes(b"MZ program")
    said: list[str] = []
    part.said.connect(lambda notice: said.append(notice.words))
    tasks.failure.connect(lambda error: said.append(str(error)))
    drop(part, -1, [good])
    assert said == [BESIDE]
    drop(part, 0, [program, good])
    assert "setup.exe" in said[1]
    assert said[2:] == ["Received: 1 file of paper 1a."]
    with medway.store.reading() as session:
        (row,) = papers_of(session, meeting, TODAY)
    assert [file.name for file in row.files] == ["good.pdf"], "the other file is kept"


def test_asking_by_e_mail_saves_a_draft_and_records_the_day(
    part: Any, tasks: Tasks, meeting: str, medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with medway.store.reading() as session:
        budget, incident = (one.uid for one in part._find_item(session, ""))
    run(medway.store, medway.actor, paper_changes.add_wanted_paper, budget, "Budget", author="Alex Sample")
    run(medway.store, medway.actor, paper_changes.add_wanted_paper, incident, "Zebra review")
    settle(tasks)
    out = tmp_path / "draft.eml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), "Draft e-mail (*.eml)"))
    choose(part, 0)
    call(part, "papers.chase")
    settle(tasks)
    assert b"Budget" in out.read_bytes()
    assert words(part, STATE) == ["Waiting", "Not asked"]
    assert words(part, 0)[1] == "2a. Confidential: Zebra review", "its item is"
    part.present(presenting=True)
    settle(tasks)
    assert words(part, 0) == ["1a. Budget", f"2a. {CONFIDENTIAL}"]
    choose(part, 1)
    assert part.panel.detail.title == CONFIDENTIAL
    assert part.panel.detail.values == {}
