"""Locking by itself: after a while without input, with the session, and when the laptop goes to sleep."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from mscp_desktop.desktop.frame.idle import WARNING, Idle
from mscp_desktop.desktop.frame.session_lock import SESSION, SLEEP, SessionWatch
from mscp_desktop.desktop.messages import Notice, Weight

IDLE = "idle"
LOCKING = "Locking in "
ASKS_AGAIN = 500  # milliseconds, while work that was begun is finished
LISTENS_AFTER = 1000  # milliseconds: the first page is not to wait for the bus
Notify = Callable[[Notice], None]


class AutoLock(QObject):
    """Calls `lock` with IDLE, SESSION or SLEEP, unless somebody presents; long work is finished first.

    `took_back` is called when somebody came back after the warning.
    """

    def __init__(
        self,
        lock: Callable[[str], None],
        *,
        minutes: Callable[[], int],
        presenting: Callable[[], bool],
        working: Callable[[], bool],
        notify: Notify,
        took_back: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._lock, self._presenting, self._working, self._notify = lock, presenting, working, notify
        self._minutes = minutes
        self._why: str | None = None
        self._again = QTimer(self, singleShot=True, interval=ASKS_AGAIN)
        self._again.timeout.connect(self._try)
        self.idle = Idle(minutes, lambda: presenting() or working(), self)
        self.idle.warned.connect(self._warn)
        self.idle.resumed.connect(took_back)
        self.idle.ended.connect(lambda: self.ask(IDLE))
        self.idle.slept.connect(lambda: self.ask(SLEEP))
        self.session = SessionWatch(self)
        self.session.happened.connect(self.ask)
        self._listen = QTimer(self, singleShot=True, interval=LISTENS_AFTER)
        self._listen.timeout.connect(self.session.start)
        self._listen.start()

    def ask(self, why: str) -> None:
        """Lock as soon as what was begun is finished; who presents is left alone."""
        if not self._presenting() and self._why is None:
            self._why = why
            self._try()

    def stop(self) -> None:
        """Lock nothing any more."""
        self._again.stop()
        self._listen.stop()
        self.idle.stop()
        self.session.stop()

    def _try(self) -> None:
        """Close what stands before the window, and lock once its own loop has ended."""
        before = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if isinstance(before, QDialog):
            from mscp_desktop.desktop.panel.ask import AskDialog  # noqa: PLC0415 - the window must not wait for it

            if isinstance(before, AskDialog):
                before.keep()
            before.done(QDialog.DialogCode.Rejected)
        elif before is not None:
            before.close()
        if before is not None or self._working():
            self._again.start()
        elif self._why is not None:
            self.stop()
            self._lock(self._why)

    def _warn(self, seconds: int) -> None:
        minutes = self._minutes()
        since = "a minute" if minutes == 1 else f"{minutes} minutes"
        words = f"{LOCKING}{seconds} seconds, because nobody has touched a key or the mouse for almost {since}."
        if seconds < WARNING - 1:
            words = f"{LOCKING}{seconds} seconds. What you typed is kept."
        self._notify(Notice(words, Weight.WARNING, ("Stay open", self.idle.touch)))


__all__ = ["IDLE", "LOCKING", "SESSION", "SLEEP", "AutoLock"]
