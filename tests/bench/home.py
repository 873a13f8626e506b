"""The program on ten years of data, from its start until the rows of its first page have been painted.

`home.py` starts it as a person does: it waits in the unlock window until everything is loaded, types the passphrase,
and measures from the moment at which that is accepted. Meanwhile a timer beats each millisecond on the main thread.
`home.py PASSPHRASE PLACE` gives the passphrase at the start, so that nothing is loaded before. Either prints JSON.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from mscp_desktop import app
from mscp_desktop.__main__ import main
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.foundation import keys

PASSPHRASE = "three plain words"


class Watch(QObject):
    """Takes the times; everything here is called on the main thread but for `accepting`."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted = 0.0
        self.clicked = 0.0
        self.beats: list[float] = []
        self.timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.beat)
        self.program: app.Program | None = None

    def beat(self) -> None:
        """Note that the main thread is alive; once all is loaded, unlock."""
        self.beats.append(time.perf_counter())
        opened = sys.modules.get("mscp_desktop.opened")
        if opened is not None and set(getattr(opened, "READY", "?")) <= set(sys.modules):
            self.timer.stop()
            window = self.program.entrance if self.program else None
            assert isinstance(window, UnlockWindow)
            window.form.passphrase.setText(PASSPHRASE)
            self.clicked = time.perf_counter()
            window.form.open.click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """End once the list has been painted with rows in it."""
        if event.type() == QEvent.Type.Paint and self.listed().needs.rowCount():
            QTimer.singleShot(0, self.end)
        return super().eventFilter(watched, event)

    def listed(self) -> Any:
        """Return the list of the first page, home."""
        assert self.program is not None
        assert self.program.work is not None
        page: Any = self.program.work.window.page
        return page.view

    def end(self) -> None:
        """Print what was found."""
        now = time.perf_counter()
        gaps = [(after - before) * 1000 for before, after in zip(self.beats, self.beats[1:], strict=False)]
        said = {"accepted": (now - self.accepted) * 1000, "clicked": (now - self.clicked) * 1000, "gaps": gaps}
        print(json.dumps(said), flush=True)
        os._exit(0)


def run(arguments: list[str]) -> int:
    """Start the program with a watch on it."""
    watch = Watch()
    opening, beginning, showing = keys.open_with_passphrase, app.Program.begin, app.Program.show_work

    def accepting(*given: Any) -> bytes:
        data_key = opening(*given)
        watch.accepted = time.perf_counter()
        return data_key

    def begun(program: app.Program, passphrase: str | None = None) -> None:
        watch.program = program
        beginning(program, passphrase)
        if program.entrance is not None:
            program.entrance.painted.connect(watch.timer.start)  # type: ignore[attr-defined]

    def shown(program: app.Program, vault: Any) -> None:
        showing(program, vault)
        watch.listed().viewport().installEventFilter(watch)

    keys.open_with_passphrase = accepting  # type: ignore[assignment]
    app.Program.begin = begun  # type: ignore[assignment, method-assign]
    app.Program.show_work = shown  # type: ignore[assignment, method-assign]
    if not arguments:
        return main()
    gc.disable()
    return app.run_window(Path(arguments[1]), passphrase=arguments[0])


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.argv[1:] = []
    sys.exit(run(given))
