"""The field of rich but simple text, by its keys, its buttons and the clipboard."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.rich_editor import RichEditor, blocks_of, insert
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.simple_text import Block, Run, Shape, from_stored, tidy

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Show = Callable[[str | None], tuple[FieldWidget, RichEditor]]


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks) -> Show:
    """Return a function that shows a note in a form, with the keyboard in it."""
    form = QWidget()
    column = QVBoxLayout(form)
    qtbot.addWidget(form)

    def build(value: str | None) -> tuple[FieldWidget, RichEditor]:
        field = FieldWidget(Field("note", "Note", Kind.RICH, longest=200), tasks, lambda: date(2025, 3, 14), form)
        column.addWidget(field)
        column.addWidget(QLineEdit(form))
        form.resize(400, 400)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        field.show_value(value, 1)
        field.focus()
        assert isinstance(field.editor, RichEditor)
        return field, field.editor

    return build


def select_all(editor: RichEditor) -> None:
    editor.box.selectAll()


@pytest.mark.parametrize(
    "stored",
    [
        "Plain words", "**bold** and *italic* and ***both***", "one\ntwo\n\nthree", "- a\n  - b\n    - c\n- d",
        "1. a\n2. b\n\nbetween\n\n1. c", "before\n\n- a\n1. b\n2. c\n\nafter", "2 \\* 3", "\\- no item",
    ],
)  # fmt: skip
def test_what_is_stored_is_shown_and_read_back(show: Show, stored: str) -> None:
    field, editor = show(stored)
    assert editor.text() == stored
    assert editor.read() == stored
    assert not field.dirty
    editor.take(stored)
    assert editor.text() == stored


def test_typing_marks_and_saving_by_keys(qtbot: QtBot, show: Show) -> None:
    field, editor = show(None)
    told: list[object] = []
    field.changed.connect(lambda _, value: told.append(value))
    qtbot.keyClicks(editor.box, "Meets ")
    qtbot.keyClick(editor.box, Qt.Key.Key_B, CTRL)
    assert editor.buttons["bold"].isChecked()
    qtbot.keyClicks(editor.box, "monthly")
    qtbot.keyClick(editor.box, Qt.Key.Key_B, CTRL)
    qtbot.keyClicks(editor.box, " in ")
    qtbot.keyClick(editor.box, Qt.Key.Key_I, CTRL)
    qtbot.keyClicks(editor.box, "Chatham")
    qtbot.keyClick(editor.box, Qt.Key.Key_Return, CTRL)
    assert told == ["Meets **monthly** in *Chatham*"]


def test_lists_begin_by_typing_go_deeper_and_end(qtbot: QtBot, show: Show) -> None:
    _, editor = show(None)
    qtbot.keyClicks(editor.box, "- one")
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.box, "two")
    qtbot.keyClick(editor.box, Qt.Key.Key_Right, ALT | SHIFT)
    assert editor.text() == "- one\n  - two"
    qtbot.keyClick(editor.box, Qt.Key.Key_Left, ALT | SHIFT)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.box, "after")
    assert editor.text() == "- one\n- two\n\nafter"
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.box, "1. first")
    qtbot.keyClick(editor.box, Qt.Key.Key_Home)
    qtbot.keyClick(editor.box, Qt.Key.Key_Backspace)
    assert editor.text() == "- one\n- two\n\nafter\n\nfirst"
    qtbot.keyClick(editor.box, Qt.Key.Key_Z, CTRL)
    assert editor.text() == "- one\n- two\n\nafter\n\n1. first"


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_8, CTRL | SHIFT), (Qt.Key.Key_Asterisk, CTRL | SHIFT)]
)  # keyboards differ
def test_a_list_is_made_of_marked_lines_and_taken_off_again(
    qtbot: QtBot, show: Show, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    _, editor = show("one\n\ntwo")
    select_all(editor)
    QTest.keyClick(editor.box, key, modifiers)
    assert editor.text() == "- one\n- two"
    assert editor.buttons["bullets"].isChecked()
    QTest.keyClick(editor.box, Qt.Key.Key_7, modifiers)
    assert editor.text() == "1. one\n2. two"
    qtbot.mouseClick(editor.buttons["numbers"], Qt.MouseButton.LeftButton)
    assert editor.text() == "one\n\ntwo"


def test_marks_are_taken_off_again(qtbot: QtBot, show: Show) -> None:
    _, editor = show("**bold** *italic*")
    editor.box.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(4):
        editor.box.moveCursor(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
    qtbot.mouseClick(editor.buttons["bold"], Qt.MouseButton.LeftButton)
    assert editor.text() == "bold *italic*"
    qtbot.mouseClick(editor.buttons["italic"], Qt.MouseButton.LeftButton)
    assert editor.text() == "*bold italic*"


def test_what_is_pasted_is_cleaned_and_what_is_left_out_is_said(qtbot: QtBot, show: Show) -> None:
    field, editor = show("Before ")
    data = QMimeData()
    data.setHtml(
        '<p style="color:red;font-family:Calibri"><b>Bold</b> <font size=7>big</font></p>'
        "<ul><li>item</li></ul><img src=x>"
    )
    QGuiApplication.clipboard().setMimeData(data)
    editor.box.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(editor.box, Qt.Key.Key_V, CTRL)
    assert editor.text() == "Before\n\n**Bold** big\n\n- item"
    assert "A picture was left out" in field.sentence
    assert field.dirty
    html = editor.box.document().toHtml()
    assert "Calibri" not in html
    assert "color:#ff0000" not in html
    QGuiApplication.clipboard().setText("5*3*2")
    select_all(editor)
    qtbot.keyClick(editor.box, Qt.Key.Key_V, CTRL)
    assert editor.text() == "5\\*3\\*2"


def test_a_word_is_pasted_into_the_line(qtbot: QtBot, show: Show) -> None:
    _, editor = show("Meets at noon")
    editor.box.moveCursor(QTextCursor.MoveOperation.Start)
    editor.box.moveCursor(QTextCursor.MoveOperation.NextWord)
    data = QMimeData()
    data.setHtml("<html><body><!--StartFragment--><i>monthly </i><!--EndFragment--></body></html>")
    data.setText("monthly ")
    editor.box.insertFromMimeData(data)
    assert editor.text() == "Meets *monthly* at noon"


def test_files_and_pictures_are_not_for_text(show: Show) -> None:
    _, editor = show(None)
    files, picture = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/papers/a.pdf")])
    picture.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    assert not editor.box.canInsertFromMimeData(files)
    assert not editor.box.canInsertFromMimeData(picture)


def test_too_long_a_text_stays_with_its_sentence_and_read_only_shows_no_bar(qtbot: QtBot, show: Show) -> None:
    field, editor = show(None)
    qtbot.keyClicks(editor.box, "x" * 201)
    field.leave()
    assert "holds 200" in field.sentence
    assert editor.text() == "x" * 201
    field.set_read_only(True)
    assert not editor.bar.isVisible()
    assert editor.box.isReadOnly()


def test_each_control_says_what_it_does(show: Show) -> None:
    _, editor = show(None)
    assert editor.box.accessibleName() == "Note"
    names = {one.accessibleName() for one in editor.buttons.values()}
    assert names == {
        "Bold: Note", "Italic: Note", "Bulleted list: Note", "Numbered list: Note", "Set the item deeper: Note",
        "Set the item back: Note",
    }  # fmt: skip
    assert "Ctrl+B" in editor.buttons["bold"].toolTip()


RUNS = st.builds(Run, st.text("ab *\\-.1)•_\n", max_size=8), st.booleans(), st.booleans())
BLOCKS = st.builds(Block, st.sampled_from(list(Shape)), st.lists(RUNS, max_size=3).map(tuple), st.integers(0, 3))


@given(st.lists(BLOCKS, max_size=5))
def test_any_text_is_the_same_in_the_box(qapp: QApplication, blocks: list[Block]) -> None:
    text = tidy(blocks)
    document = QTextDocument()
    insert(QTextCursor(document), text.blocks)
    assert blocks_of(document) == text


DOINGS = ("bold", "italic", "bullets", "numbers", "deeper", "back", "enter", "type", "all", "up", "backspace", "undo")


@settings(max_examples=15)
@given(st.lists(st.sampled_from(DOINGS), max_size=14))
def test_whatever_is_done_what_stands_there_is_stored_and_shown_the_same(show: Show, doings: list[str]) -> None:
    _, editor = show("one\n\n- two\n  - three")
    keys = {"enter": Qt.Key.Key_Return, "up": Qt.Key.Key_Up, "backspace": Qt.Key.Key_Backspace}
    for doing in doings:
        if doing in editor.buttons:
            editor.buttons[doing].click()
        elif doing in keys:
            QTest.keyClick(editor.box, keys[doing])
        elif doing == "type":
            QTest.keyClicks(editor.box, "x y")
        elif doing == "undo":
            editor.box.undo()
        else:
            editor.box.selectAll()
    stored = editor.text()
    assert from_stored(stored).stored() == stored
    editor.take("")
    editor.take(stored)
    assert editor.text() == stored
