"""The plain text of a field's control, and other words put in the place of some of it."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from mscp_desktop.desktop.panel.editors import Editor
from mscp_desktop.foundation.errors import InternalError


def plain_of(editor: Editor) -> str:
    """Return what stands in a field of text as it is read, without what only says how it looks."""
    control = editor.first()
    return control.toPlainText() if isinstance(control, QPlainTextEdit | QTextEdit) else editor.text()


def put_words(editor: Editor, start: int, end: int, words: str) -> None:
    """Put other words in the place of some of the plain text, as if they had been typed."""
    control, text = editor.first(), plain_of(editor)
    first, last = _units(text, start), _units(text, end)
    if isinstance(control, QLineEdit):
        control.setSelection(first, last - first)
        control.insert(words)
        editor.edited.emit()  # a line tells only of what was typed by hand
    elif isinstance(control, QPlainTextEdit | QTextEdit):
        cursor = control.textCursor()
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(words)
    else:
        raise InternalError("Only a field of text is watched.")


def _units(text: str, at: int) -> int:
    """Return how many of Qt's units of text lie before a character: some signs take two."""
    return len(text[:at].encode("utf-16-le")) // 2
