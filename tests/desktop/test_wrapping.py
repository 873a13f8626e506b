"""Rows of lists and trees that grow to their words: nothing is cut off at any width."""

from datetime import date

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.record_dialog import ListDialog
from mscp_desktop.desktop.panel.several import SeveralEditor
from mscp_desktop.desktop.panel.wizard import changes_tree, show_changes
from mscp_desktop.desktop.panel.wizard_words import Done, RecordChange
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Change, Choice, Field, Kind

PADDING = 11  # pixels that the style sheet leaves at each side of a row, and those of its words
LONG = (
    "Medway Safeguarding Children Executive Group: the seat of Director of Quality and Head of Safeguarding is vacant",
    "Early Help Board: Team Manager",
    "Medway Multi-Agency Child Exploitation Subgroup: Petra Example (Designated Nurse) chairs it, and has no deputy",
)


def height_of(view: QWidget, words: str, room: int) -> int:
    """Return how high words are, wrapped in a width."""
    return view.fontMetrics().boundingRect(QRect(0, 0, room, 9_999), Qt.TextFlag.TextWordWrap, words).height()


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QDialog:
    made = QDialog()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def check_list(view: QListWidget, box: int) -> None:
    for row, words in enumerate(LONG):
        high = view.visualItemRect(view.item(row)).height()
        wanted = height_of(view, words, view.viewport().width() - 2 * PADDING - box)
        assert wanted + 12 <= high <= wanted + 14 + view.fontMetrics().lineSpacing(), words


@pytest.mark.parametrize("width", [360, 480, 640, 1100])
def test_a_list_to_tick_and_a_list_to_read_show_all_their_words(window: QDialog, qtbot: QtBot, width: int) -> None:
    field = Field("open", "Seats", Kind.SEVERAL, choices=tuple(Choice(words, words) for words in LONG))
    editor = SeveralEditor(field, lambda: date(2025, 1, 15), window)
    window.layout().addWidget(editor.outer)
    window.resize(500, 700)
    with qtbot.waitExposed(window):
        window.show()
    window.resize(width, 700)  # rows are made anew where the window is drawn wider or narrower
    qtbot.waitUntil(lambda: editor.list.width() > width - 60 and editor.list.width() < width)
    qtbot.wait(1)
    check_list(editor.list, 24)
    left = ListDialog("Gethin Redfern has left", "This is left open.", LONG, window)
    left.show()
    left.resize(width, 500)
    qtbot.wait(1)
    check_list(left.list, 0)
    left.close()


@pytest.mark.parametrize("width", [420, 640, 1100])
def test_what_is_left_open_and_what_changes_are_shown_in_full(window: QDialog, qtbot: QtBot, width: int) -> None:
    tree = changes_tree(window)
    window.layout().addWidget(tree)
    window.resize(1000, 900)
    with qtbot.waitExposed(window):
        window.show()
    change = RecordChange(Done.CHANGED, LONG[0], (Change("Post", LONG[1], LONG[2]),))
    show_changes(tree, [change], LONG)
    window.resize(width, 900)
    qtbot.wait(1)
    below, line = tree.topLevelItem(0), tree.fontMetrics().lineSpacing()
    assert below is not None
    for at, words in enumerate(LONG):
        high = tree.visualItemRect(below.child(at)).height()
        wanted = height_of(tree, words, tree.viewport().width() - 2 * tree.indentation() - 8)
        assert wanted <= high <= wanted + 12 + line, words
    record = tree.topLevelItem(1)
    assert record is not None
    assert tree.visualItemRect(record.child(0)).height() >= height_of(tree, LONG[2], tree.columnWidth(2) - 6)
    wide = tree.columnWidth(2)
    show_changes(tree, [RecordChange(Done.ADDED, LONG[0], (Change("Post", "", LONG[2]),))])
    assert tree.isColumnHidden(1), "nothing stands there now, and what stands there then has its room"
    assert tree.columnWidth(2) > wide
    show_changes(tree, [change])
    assert not tree.isColumnHidden(1)
