"""How long nobody has touched the program: any key, click, wheel or move of the mouse in one of its windows counts."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid

WARNING = 30.0  # seconds before the end
LAST_CALL = 10.0
LOOKS_EVERY = 30.0  # seconds at most, since the preference may change and the laptop may sleep
SLEPT = 90.0  # seconds by which the clock on the wall runs ahead of ours: the laptop was asleep
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.DragMove,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """Tells that nobody has touched the program for a while.

    `warned` gives the seconds that are left, `resumed` says that somebody came back, `ended` that nobody did, `slept`
    that the laptop was asleep meanwhile. Events are watched on windows, not on the application, for a filter there
    would see every event of every widget.
    """

    warned = Signal(int)
    resumed = Signal()
    ended = Signal()
    slept = Signal()

    def __init__(
        self,
        minutes: Callable[[], int],
        held: Callable[[], bool],
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`minutes` are asked each time, 0 for never; while `held` says so, time does not count."""
        super().__init__(parent)
        self._minutes, self._held, self._clock, self._wall = minutes, held, clock, wall
        self._since = clock()
        self._looked = (clock(), wall())
        self._warned: float | None = None
        self._windows: list[QWindow] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self.look()

    def touch(self) -> None:
        """Take note that somebody is there."""
        self._since = self._clock()
        if self._warned is not None:
            self._warned = None
            self.resumed.emit()
            self._wait()

    def quiet(self) -> float:
        """Return the seconds since somebody touched the program."""
        return self._clock() - self._since

    def look(self) -> None:
        """See how long it has been, say so where it is time, and look again when it will be."""
        for window in QGuiApplication.topLevelWindows():
            self._watch(window)
        now, wall = self._clock(), self._wall()
        ahead = (wall - self._looked[1]) - (now - self._looked[0])
        long = now - self._looked[0] > LOOKS_EVERY + SLEPT  # where our own clock runs on in sleep
        self._looked = (now, wall)
        if ahead > SLEPT or long:
            self.slept.emit()
        if self._held():
            self.touch()
        left = self._left()
        if left is not None and left <= 0:
            self.stop()
            self.ended.emit()
            return
        if left is not None and left <= WARNING:
            step = LAST_CALL if left <= LAST_CALL else WARNING
            if self._warned != step:
                self._warned = step
                self.warned.emit(round(left))
        self._wait()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        for window in self._windows:
            if isValid(window):
                window.removeEventFilter(self)
        self._windows = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear every key and click, and keep none."""
        if event.type() in INPUT:
            self.touch()
        return super().eventFilter(watched, event)

    def _left(self) -> float | None:
        minutes = self._minutes()
        return None if minutes <= 0 else self._since + minutes * 60 - self._clock()

    def _wait(self) -> None:
        left = self._left()
        wait = LOOKS_EVERY
        if left is not None:
            due = [left - step for step in (WARNING, LAST_CALL, 0.0) if left > step]
            wait = min([LOOKS_EVERY, *due])
        self._timer.start(max(10, int(wait * 1000) + 1))

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._windows:
            self._windows = [known for known in self._windows if isValid(known)]
            self._windows.append(window)
            window.installEventFilter(self)
