"""What typing in the program is held against: a line of Qt's own in an empty window, with nothing else going on.

Keys are posted to the window that has the keyboard, as the system does, so that all who listen for them hear them.

Prints JSON: the milliseconds of each key, and how much was printed and imported while they were typed.
"""

import json
import os
import random
import sys
import threading
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

KEYS = 400
EVERY = 0.06  # seconds: somebody who types fast
STEPS_BACK = 14  # of twenty keys, the ones after are steps back


class Typist(QObject):
    """Posts keys from a thread of its own, the next once the last was painted, and takes the times."""

    done = Signal()

    def __init__(self, line: QWidget, painted_by: QWidget | None = None) -> None:
        """`painted_by` is what draws the letters, where that is not the line itself."""
        super().__init__()
        self.line = line
        self.window: QWindow | None = None
        self.took: list[float] = []
        self.posted = 0.0
        chance = random.Random(20250314)  # noqa: S311 - letters
        kind, plain = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
        # made here: Qt wants its keyboard made on the main thread
        self.keys = [
            QKeyEvent(kind, Qt.Key.Key_Backspace, plain)
            if number % 20 > STEPS_BACK
            else QKeyEvent(kind, Qt.Key.Key_A, plain, chance.choice("abcdefgh"))
            for number in range(KEYS)
        ]
        self.pauses = [EVERY * chance.uniform(0.5, 1.5) for _ in range(KEYS)]
        self.painted = threading.Event()
        (painted_by or line).installEventFilter(self)

    def start(self) -> None:
        """Begin to type."""
        self.window = self.line.window().windowHandle()
        threading.Thread(target=self.type, daemon=True).start()

    def type(self) -> None:
        """Post the keys, each once the last one is on the screen."""
        for pause, key in zip(self.pauses, self.keys, strict=True):
            time.sleep(pause)
            self.painted.clear()
            self.posted = time.perf_counter()
            QCoreApplication.postEvent(self.window, key)
            self.painted.wait(5)
        self.done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the time once the line has drawn itself."""
        if event.type() == QEvent.Type.Paint and self.posted:
            watched.removeEventFilter(self)
            QCoreApplication.sendEvent(watched, event)
            watched.installEventFilter(self)
            self.took.append((time.perf_counter() - self.posted) * 1000)
            self.posted = 0.0
            self.painted.set()
            return True
        return False


def say(typist: Typist, pages: int, rows: int) -> None:
    """Print what was found, and end."""
    print(json.dumps({"keys": typist.took, "pages": pages, "rows": rows}), flush=True)
    os._exit(0)


def bare() -> int:
    """Type into an empty window."""
    application = QApplication(sys.argv[:1])
    window = QWidget()
    column = QVBoxLayout(window)
    line = QLineEdit()
    column.addWidget(line)
    window.resize(400, 200)
    window.show()
    line.setFocus()
    typist = Typist(line)
    typist.done.connect(lambda: say(typist, 0, 0))
    QTimer.singleShot(300, typist.start)
    return application.exec()


if __name__ == "__main__":
    sys.exit(bare())
