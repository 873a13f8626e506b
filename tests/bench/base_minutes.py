"""What typing minutes is held against: a text box of Qt's own in an empty window, with the same long text in it."""

import sys

from base_typing import Typist, say
from minutes_text import LONG
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit, QVBoxLayout, QWidget


def bare() -> int:
    """Type into a text box in an empty window."""
    application = QApplication(sys.argv[:1])
    window = QWidget()
    column = QVBoxLayout(window)
    box = QTextEdit()
    box.setPlainText(LONG)
    box.moveCursor(QTextCursor.MoveOperation.End)
    column.addWidget(box)
    window.resize(900, 500)
    window.show()
    box.setFocus()
    typist = Typist(box, box.viewport())
    typist.done.connect(lambda: say(typist, 0, 0))
    QTimer.singleShot(300, typist.start)
    return application.exec()


if __name__ == "__main__":
    sys.exit(bare())
