"""The clock of a case: it runs while the case is in hand, and what it counted is saved at least each half minute."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

SAVED_EVERY = 30  # seconds


def clock_words(seconds: int) -> str:
    """Return seconds as a clock shows them: "18:42"."""
    hours, rest = divmod(seconds, 3600)
    return (f"{hours}:" if hours else "") + f"{rest // 60:02d}:{rest % 60:02d}"


class CaseClock(QObject):
    """Counts the seconds of the case in hand; `ticked` tells that another second stands there."""

    ticked = Signal()

    def __init__(
        self, save: Callable[[str, int], None], parent: QObject, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`save` is given a case and the seconds to be added to it."""
        super().__init__(parent)
        self._save, self._now = save, now
        self._case: str | None = None
        self._began: float | None = None
        self._known: dict[str, int] = {}  # seconds of each case, with those that are being saved
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._began is not None

    def show_case(self, uid: str | None, seconds: int) -> None:
        """Take a case in hand with what it took so far; a clock that runs goes on for this one."""
        if uid != self._case:
            was = self.running
            self.pause()
            self._case = uid
            if was and uid is not None:
                self.start()
        if uid is not None:
            self._known[uid] = max(seconds, self._known.get(uid, 0))

    def seconds(self) -> int:
        """Return how long the case in hand took by now."""
        return self._known.get(self._case or "", 0) + self._running()

    def words(self) -> str:
        """Return it as it stands on a clock: "18:42"."""
        return clock_words(self.seconds())

    def turn(self) -> None:
        """Start it, or pause it."""
        if self.running:
            self.pause()
        else:
            self.start()
        self.ticked.emit()

    def start(self) -> None:
        """Let it run."""
        if self._case is not None and self._began is None:
            self._began = self._now()
            self._timer.start()

    def pause(self) -> None:
        """Stop it, and save what it counted."""
        self.keep()
        self._began = None
        self._timer.stop()

    def keep(self) -> None:
        """Save what was counted since it was saved last."""
        passed = self._running()
        if passed and self._case is not None and self._began is not None:
            self._began += passed
            self._known[self._case] = self._known.get(self._case, 0) + passed
            self._save(self._case, passed)

    def _running(self) -> int:
        return 0 if self._began is None else int(self._now() - self._began)

    def _tick(self) -> None:
        if self._running() >= SAVED_EVERY:
            self.keep()
        self.ticked.emit()
