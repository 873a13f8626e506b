"""Results of worker threads, handed over on the main thread to those who still live."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from mscp_desktop.desktop.lanes import Lane

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - no error: somebody asked for it
    """The person who started this work stopped it."""


class Deliveries(QObject):
    """Runs jobs on lanes and calls back on the main thread.

    A callback is called only while the object it belongs to lives: `owner`, or else the object whose method
    it is. A failure that no callback takes goes to `failure`.
    """

    failure = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate = threading.Lock()  # between a thread that posts and the main thread that closes
        self._deaf = False
        self._pending = 0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something still waits, runs, or has not been handed over yet."""
        return self._pending > 0

    def send(
        self,
        lane: Lane,
        function: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        *,
        key: str | None = None,
        wanted: Callable[[], bool] | None = None,
    ) -> None:
        """Run a function on a lane, where it replaces one that waits with the same key.

        `wanted` is asked on the main thread, before the result is handed over.
        """

        def hand(value: Any, error: Exception | None) -> None:
            if wanted is not None and not wanted():
                return
            if error is None:
                if then is not None and _lives(owner, then):
                    then(value)
            elif failed is not None:
                if _lives(owner, failed):
                    failed(error)
            elif not isinstance(error, Cancelled):
                self.failure.emit(error)

        if not lane.add(partial(self._try, function, hand), key):
            self._pending += 1

    def post(self, call: Callable[[], None]) -> None:
        """Call something on the main thread; from any thread, and for nothing once closed."""
        with self._gate:
            if not self._deaf:
                self._arrived.emit(call)

    def in_turns(self, calls: Iterable[Callable[[], object]], owner: QObject) -> None:
        """Call these on the main thread while their owner lives, each in its own turn of the event loop.

        What is to be painted or was typed meanwhile comes between them, which it would not between posted calls.
        """
        rest = iter(calls)
        turns = QTimer(self, interval=0)
        self._pending += 1

        def go_on() -> None:
            call = next(rest, None) if isValid(owner) and not self._deaf else None
            if call is not None:
                call()
                return
            turns.stop()
            turns.deleteLater()
            self._pending -= 1

        turns.timeout.connect(go_on)
        turns.start()

    def finish(self) -> None:
        """Hand over what has arrived, and be deaf from then on; the lanes have been stopped before."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        with self._gate:
            self._deaf = True

    def _try(self, function: Callable[[], Any], hand: Callable[[Any, Exception | None], None]) -> None:
        """Run on a worker thread; whatever happens is handed over on the main thread."""
        try:
            value, error = function(), None
        except Exception as failure:  # noqa: BLE001 - it is raised or shown on the main thread
            value, error = None, failure
        self.post(partial(self._settle, hand, value, error))

    def _settle(self, hand: Callable[[Any, Exception | None], None], value: Any, error: Exception | None) -> None:
        self._pending -= 1
        hand(value, error)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._deaf:
            call()


def _lives(owner: QObject | None, function: Callable[..., object]) -> bool:
    """Return whether the object that a callback belongs to is still there."""
    keeper = owner if owner is not None else getattr(function, "__self__", None)
    return not isinstance(keeper, QObject) or isValid(keeper)
