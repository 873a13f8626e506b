"""Another process in which minutes are typed from a script at a steady speed, until it is killed or at its end.

Run as a script with the vault's place, a user's uid, the data key in hex, the items' uids joined by commas, the letters
a second, and how many letters of the script are typed. It says a line for each letter that is on the screen: how many
there are, and by the system's steady clock when that one was painted and when it was due.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from hands import wait_while
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from vaults import StillClock

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.vault import Frame, open_with_key
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.opened import Work

SENTENCES = (
    "The chair welcomed members and asked for apologies. ",
    "The group read the returns of nine agencies and noted that two are late. ",
    "Members asked what is known of the children concerned, and heard that each was seen in the last month. ",
    "It was agreed that the business manager writes to both agencies and reports to the next meeting. ",
)


def script(letters: int) -> str:
    """Return what is typed: so many letters of a meeting's minutes."""
    made = ""
    while len(made) < letters:
        made += SENTENCES[len(made) % len(SENTENCES)]
    return made[:letters]


def start(vault: Any, items: list[str], speed: float, letters: int) -> "subprocess.Popen[str]":
    """Start the other process."""
    given = [str(vault.place), vault.actor.uid, vault.data_key.hex(), ",".join(items), str(speed), str(letters)]
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, __file__, *given],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"},
    )


class Writer(QObject):
    """Posts each letter when it is due, whether or not the ones before are on the screen, and goes through items."""

    stepped = Signal()
    ended = Signal()

    def __init__(self, part: MinutesPart, items: int, speed: float, text: str) -> None:
        super().__init__()
        self.part, self.speed, self.text = part, speed, text
        self.share = -(-len(text) // items)
        self.due: list[float] = []
        self.said = 0
        self.window = part.window().windowHandle()
        kind, plain = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
        self.keys = [QKeyEvent(kind, Qt.Key.Key_A, plain, letter) for letter in text]
        self.stepped.connect(lambda: part.step(1))
        part.discussion.editor.box.viewport().installEventFilter(self)
        part.discussion.editor.box.installEventFilter(self)
        self.arrived = 0

    def type(self) -> None:
        """Type the whole text, a share of it under each item."""
        began = time.monotonic()
        for at, key in enumerate(self.keys):
            due = began + at / self.speed
            time.sleep(max(0.0, due - time.monotonic()))
            if at and at % self.share == 0:
                self.stepped.emit()
                while self.arrived < at or self.part.discussion.editor.box.toPlainText():
                    time.sleep(0.005)  # as somebody waits to see the next item
            self.due.append(due)
            QCoreApplication.postEvent(self.window, key)
        while self.said < len(self.keys):
            time.sleep(0.005)
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count the letters that arrive, and say them once they are painted."""
        box = self.part.discussion.editor.box
        if watched is box and event.type() == QEvent.Type.KeyPress:
            self.arrived += 1
        elif watched is not box and event.type() == QEvent.Type.Paint:
            now = time.monotonic()
            for at in range(self.said, min(self.arrived, len(self.due))):
                print(at + 1, f"{now:.4f}", f"{self.due[at]:.4f}", flush=True)
            self.said = max(self.said, min(self.arrived, len(self.due)))
        return False


def main() -> None:
    """Open the window at the first item, and type."""
    place, user, key, items, speed, letters = sys.argv[1:]
    application = QApplication([])
    vault = open_with_key(Path(place), Frame(SEARCH, StillClock()), user, bytes.fromhex(key))
    work = Work(vault, Theme(application), lambda *_: None)
    work.window.show()
    work.window.activateWindow()
    work.window.restore({})
    uids = items.split(",")
    work.window.open(Place("agenda_item", f"{uids[0]}/minutes"))

    def shown() -> bool:
        part = getattr(work.window.page, "part", None)
        return isinstance(part, MinutesPart) and part._item == uids[0]

    wait_while(lambda: work.tasks.busy or not shown(), 30)
    page: Any = work.window.page
    page.part.discussion.focus_end()
    QCoreApplication.processEvents()
    writer = Writer(page.part, len(uids), float(speed), script(int(letters)))
    done: list[bool] = []
    writer.ended.connect(lambda: done.append(True))
    threading.Thread(target=writer.type, daemon=True).start()
    wait_while(lambda: not done, 3600)
    page.part.discussion.leave()
    wait_while(lambda: work.tasks.busy, 30)
    work.close()
    print("over", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
