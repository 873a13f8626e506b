"""Types into the program while it prints and imports: `typing_in_window.py PLACE`; without a place, into Qt alone.

Prints JSON: the milliseconds of each key, and how much was printed and imported while they were typed.
"""

import json
import os
import random
import sys
import threading
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

KEYS = 400
EVERY = 0.06  # seconds: somebody who types fast
PAGES = 1000
STEPS_BACK = 14  # of twenty keys, the ones after are steps back
PASSPHRASE = "three plain words"


class Typist(QObject):
    """Posts keys from a thread of its own, the next once the last was painted, and takes the times."""

    done = Signal()

    def __init__(self, line: QLineEdit) -> None:
        super().__init__()
        self.line = line
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
        line.installEventFilter(self)

    def start(self) -> None:
        """Begin to type."""
        threading.Thread(target=self.type, daemon=True).start()

    def type(self) -> None:
        """Post the keys, each once the last one is on the screen."""
        for pause, key in zip(self.pauses, self.keys, strict=True):
            time.sleep(pause)
            self.painted.clear()
            self.posted = time.perf_counter()
            QCoreApplication.postEvent(self.line, key)
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


class Load:
    """What else the program does: one long document, and the same import again and again."""

    def __init__(self, work: Any) -> None:
        from mscp_desktop.roster import sample

        self.work, self.fill = work, sample.fill
        self.pages = self.rows = 0

    def begin(self) -> None:
        """Start both, as a page starts them."""
        self.work.tasks.work("Making a long document", self.print)
        self.fill_again()

    def print(self, progress: Any) -> None:
        """Make the document; its pages are counted as they come."""
        from mscp_desktop.printing import blocks
        from mscp_desktop.printing.document import Document, build

        def count(done: int) -> None:
            self.pages = done
            progress.step(done, PAGES)

        words = "Every agency grades the case on its own, and the group then agrees one grade, with its reasons. "
        text = [blocks.paragraph(words * 3) for _ in range(PAGES * 14)]
        build(Document("A long report", "Partnership", date(2025, 3, 14)), text, count)

    def fill_again(self, outcome: Any = None) -> None:
        """Import once more, for as long as somebody types."""
        if outcome is not None:
            self.rows += outcome.value
        self.work.tasks.write(self.fill, 10, then=self.fill_again)


def ours(place: Path) -> int:
    """Type the name of a person in the window, with both at work."""
    from mscp_desktop import app
    from mscp_desktop.foundation.contracts import Place

    showing = app.Program.show_work

    def shown(program: app.Program, vault: Any) -> None:
        showing(program, vault)
        work = program.work
        assert work is not None
        work.window.open(Place("people"))
        QTimer.singleShot(2000, partial(edit, work))

    def edit(work: Any) -> None:
        page = work.window.page
        page.edit()
        line = QApplication.focusWidget()
        assert isinstance(line, QLineEdit), line
        load = Load(work)
        typist = Typist(line)
        typist.done.connect(lambda: say(typist, load.pages, load.rows))
        load.begin()
        QTimer.singleShot(1000, typist.start)

    app.Program.show_work = shown  # type: ignore[method-assign, assignment]
    return app.run_window(place, passphrase=PASSPHRASE)


if __name__ == "__main__":
    sys.exit(ours(Path(sys.argv[1])) if len(sys.argv) > 1 else bare())
