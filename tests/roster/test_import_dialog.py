"""Import in the window: from a file, the clipboard or a drop, each row seen, each question answered, one button."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mscp_desktop.desktop.focus_ring import Ring
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.import_commands import ImportCommands
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.plan import Fate
from mscp_desktop.roster.intake.words import Meaning
from mscp_desktop.roster.page.import_dialog.dialog import ImportDialog
from mscp_desktop.roster.rules.rosters import roster_at

Open = Callable[..., ImportDialog]
TODAY = date(2025, 1, 15)
LIST = (
    "Title row\n\nName,Position,Agency,Favourite\nAnn Example,Vice Chair - Named Nurse,MCH,tea\nTBC,Named Doctor,Medwya"
    " Council,\nBea Sample,Clerk,Medwya Council,\nCy Sample,Lead,Kent Police,\n"
)


@pytest.fixture
def tasks(medway: Vault) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def hands(tasks: Tasks) -> Hands:
    return Hands(lambda: tasks.busy)


@pytest.fixture
def opened(tasks: Tasks, theme: Theme, qtbot: QtBot) -> Callable[..., ImportDialog]:
    """Return a function that opens the dialog and waits until it has read what it was given."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    def doing(**wanted: Any) -> ImportDialog:
        made = ImportDialog(tasks, parent, **wanted)
        made.show()
        qtbot.waitExposed(made)
        wait_while(lambda: tasks.busy)
        return made

    return doing


def seats(vault: Vault, group: str) -> list[tuple[str | None, str | None, str | None]]:
    with vault.store.reading() as session:
        uid = group_named(session, group).uid
        return [(seat.post, seat.organisation, seat.holder) for seat in roster_at(session, uid, TODAY).seats]


def test_a_file_is_taken_in_with_one_question_answered_and_one_undo(
    medway: Vault, opened: Open, qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seats(medway, "Early Help Board")
    (tmp_path / "members.csv").write_text(LIST, encoding="cp1252")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "members.csv"), ""))
    dialog = opened(kind=Kind.ROSTER, group="Early Help Board")
    QAbstractItemModelTester(dialog.table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert not dialog.next.isEnabled()
    assert dialog.why.text() == "Choose a file, or paste a table, first."
    hands.click(dialog.source.choose)
    assert dialog.source.said.text() == "“members.csv”: 6 rows with something in them."
    assert [key for key, one in dialog.source.columns.items() if one.value is Meaning.NOTHING] == ["favourite"]
    hands.click(dialog.next)
    assert dialog.counted.text() == "2 rows need an answer, 2 are new, 2 are left out"
    assert dialog.next.text() == "Next question"
    hands.press("F8")
    (key,) = dialog.panel.buttons
    assert dialog.panel.buttons[key][0].hasFocus()
    assert dialog.panel.buttons[key][0].accessibleName() == (
        "Medway Council: “Medwya Council” is spelt almost like its name"
    )
    state, _ = dialog.panel.states[key]
    assert state.text().startswith("▲ Needs an answer. Your answer holds for 2 rows")
    hands.press("Return")
    assert dialog.counted.text() == "4 rows are new, 2 are left out"
    assert dialog.panel.buttons[key][0].hasFocus()
    assert state.text().startswith("✓ Answered. Your answer holds for 2 rows")
    dialog.table.go_to(5)
    assert dialog.panel.leave_out is not None
    dialog.panel.leave_out.click()
    hands.settle()
    hands.click(dialog.next)
    assert dialog.step == 2
    assert dialog.summary.text().endswith("3 rows are not taken. One undo takes it all back.")
    assert seats(medway, "Early Help Board") == before
    with qtbot.waitSignal(dialog.accepted):
        dialog.go_on()
    assert seats(medway, "Early Help Board") == [
        *before,
        ("Named Nurse", "Medway Community Healthcare", "Ann Example"), ("Named Doctor", "Medway Council", None),
        ("Clerk", "Medway Council", "Bea Sample"),
    ]  # fmt: skip
    undo(medway.store, medway.actor)
    assert seats(medway, "Early Help Board") == before
    with medway.store.reading() as session:
        assert organisations_named(session, "Medwya Council") == []


def test_the_table_and_the_row_in_hand_keep_their_places_and_the_first_click_counts(
    opened: Open, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "members.csv").write_text(LIST, encoding="cp1252")
    dialog = opened(kind=Kind.ROSTER, group="Early Help Board", file=tmp_path / "members.csv")
    dialog.resize(1120, 680)
    dialog.activateWindow()
    hands.settle()
    hands.click(dialog.next)
    assert dialog.table.hasFocus()
    (ring,) = dialog.findChildren(Ring)
    assert ring.isVisible()
    assert ring.visibleRegion().boundingRect() == ring.rect(), "nothing of the ring is cut off"
    sizes = dialog.split.sizes()
    assert len(sizes) == 2
    assert sizes[0] > dialog.split.width() // 2
    (key,) = dialog.panel.buttons
    answer, *others = dialog.panel.buttons[key]
    assert others[-1].text() == "Leave out every row with this name"
    assert dialog.panel.leave_out is not None
    assert dialog.panel.leave_out.text() == "Leave out this row only"
    hands.click(answer)
    assert dialog.counted.text() == "4 rows are new, 2 are left out", "the first click is taken"
    assert dialog.split.sizes() == sizes
    place = dialog.table.visualRect(dialog.table.rows.index(5, 0)).center()
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.settle()
    row = dialog.table.row_in_hand()
    assert row is not None
    assert row.place == 5
    assert dialog.split.sizes() == sizes
    words = [one.text() for made in dialog.panel.buttons.values() for one in made]
    assert not any("Leave" in one for one in words), "a row alone is left out in one place"
    assert dialog.panel.leave_out.text() == "Leave this row out"
    dialog.resize(720, 680)
    hands.press("F8")
    hands.settle()
    assert dialog.panel.height() >= dialog.panel.wanted_height(), "below the table, a question has the room it needs"
    for size in ((736, 616), (992, 576)):  # over a window of 768x680, and of 1024x640
        dialog.resize(*size)
        hands.settle()
        for one in dialog.panel.buttons[next(iter(dialog.panel.buttons))]:
            assert one.visibleRegion().boundingRect() == one.rect(), "each answer stands there whole"
        assert dialog.table.horizontalScrollBar().maximum() == 0


def test_what_is_pasted_can_be_said_otherwise_and_answered_by_another_name(
    medway: Vault, tasks: Tasks, opened: Open, hands: Hands
) -> None:
    dialog = opened()
    QGuiApplication.clipboard().clear()
    hands.click(dialog.source.paste)
    assert dialog.source.error.text().startswith("Nothing was copied")
    QGuiApplication.clipboard().setText("Agency\tWho\nMedwya Council\tAnn Example\n")
    hands.click(dialog.source.paste)
    assert dialog.plan is not None
    assert dialog.plan.kind is Kind.ROSTER
    dialog.source.fields["group"].changed.emit("group", "New board")
    dialog.source.columns["who"].changed.emit("who", Meaning.POST)
    wait_while(lambda: tasks.busy)
    assert dialog.plan.rows[1].entry.post == "Ann Example"
    dialog.source.columns["who"].changed.emit("who", Meaning.NAME)
    wait_while(lambda: tasks.busy)
    hands.click(dialog.next)
    question = dialog.plan.open_questions()[0]
    picker = dialog.panel.pickers[question.key]
    picker.focus()
    hands.type("Kent Police")
    hands.press("Tab")
    row = dialog.plan.rows[1]
    assert (row.fate, row.organisation and row.organisation.name) == (Fate.NEW, "Kent Police")
    run(medway.store, medway.actor, add_organisation, "Medwya Council")  # somebody else is quicker
    wait_while(lambda: dialog.plan is None or row is dialog.plan.rows[1] or tasks.busy)
    assert dialog.plan.rows[1].organisation is not None
    assert dialog.plan.rows[1].organisation.name == "Medwya Council"
    hands.press("Alt+Left")
    assert dialog.step == 0
    hands.press("Esc")
    assert not isValid(dialog)
    with medway.store.reading() as session, pytest.raises(Exception, match="no group called"):
        group_named(session, "New board")


def test_a_file_that_can_t_be_read_says_why_and_a_dropped_one_is_read(
    tasks: Tasks, opened: Open, tmp_path: Path
) -> None:
    dialog = opened(kind=Kind.PEOPLE, file=tmp_path / "none.csv")
    assert "can't be read" in dialog.source.error.text()
    (tmp_path / "cards.vcf").write_text("BEGIN:VCARD\nFN:Ann Example\nEND:VCARD\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "cards.vcf"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(dialog.rect().center(), Qt.DropAction.CopyAction, mime, left, none)
    dialog.dragEnterEvent(enter)
    assert enter.isAccepted()
    dialog.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))
    wait_while(lambda: tasks.busy)
    assert dialog.source.error.isHidden()
    assert dialog.plan is not None
    assert [row.fate for row in dialog.plan.rows] == [Fate.NEW]
    dialog.go_on()
    assert dialog.next.text() == "Next"
    dialog.resize(600, 400)
    assert dialog.split.orientation() is Qt.Orientation.Vertical


def test_a_row_that_can_t_be_taken_stops_the_others_until_somebody_says_so(
    opened: Open, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("Post,Organisation,Since\nClerk,Kent Police,\nLead,Kent Police,31/2/2024\n")
    dialog = opened(kind=Kind.ROSTER, group="PMQA", file=tmp_path / "list.csv")
    dialog.go_on()
    assert dialog.leave_out.isVisible()
    assert not dialog.next.isEnabled()
    assert dialog.why.text() == "1 row can't be taken: mend the list, or leave it out by the tick box above."
    dialog.leave_out.click()
    assert dialog.why.text() == ""
    hands.click(dialog.next)
    assert dialog.summary.text().endswith("2 rows are not taken. One undo takes it all back.")
    assert dialog.next.isEnabled()


def test_nothing_new_ends_before_the_button(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "same.csv").write_text("Post,Organisation\nBusiness Manager,MSCP\n")
    dialog = opened(kind=Kind.ROSTER, group="Early Help Board", file=tmp_path / "same.csv")
    dialog.go_on()
    assert dialog.counted.text() == (
        "1 row is the same as there, 1 is left out. There is nothing to take in: all of it is here already."
    )
    assert not dialog.next.isEnabled()
    assert dialog.notes.text().startswith("8 seats of Early Help Board not in this list stay as they are: ")


def test_the_commands_open_it_and_a_file_dropped_on_a_page_of_people_is_read(
    medway: Vault, tasks: Tasks, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    class Window(QWidget):
        page = SimpleNamespace(key="people")

    window = Window()
    qtbot.addWidget(window)
    imports = ImportCommands(tasks, lambda: "PMQA")
    imports.take_window(window)  # type: ignore[arg-type]
    window.show()
    assert [(one.words, one.ready) for one in imports.commands()] == [
        ("Import a roster…", True), ("Import people…", True), ("Import an action log…", True),
        ("Import a calendar file…", True),
    ]  # fmt: skip
    (tmp_path / "people.csv").write_text("Name,Phone\nAnn Example,01634 000000\n")
    for name, taken in (("letter.docx", False), ("people.csv", True)):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        drop = QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        drop.setAccepted(False)
        assert imports.eventFilter(window, drop) is taken
        assert drop.isAccepted() is taken
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    wait_while(lambda: tasks.busy)
    assert dialog.windowTitle() == "Import people"
    assert dialog.plan is not None
    assert dialog.plan.rows[1].fate is Fate.NEW
    dialog.reject()
