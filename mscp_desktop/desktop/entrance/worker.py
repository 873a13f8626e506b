"""Work on a thread for the windows before the main one."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.lanes import Lane

T = TypeVar("T")


class Worker(QObject):
    """Runs one thing at a time on a thread of its own, as long as its owner is open."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._deliveries = Deliveries(self)
        self._lane = Lane("entrance")
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether something runs or is not handed over yet."""
        return self._deliveries.busy

    def run(self, function: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Run it, unless something runs already."""
        if not self.busy and not self._closed:
            self._deliveries.send(self._lane, function, then, failed)

    def close(self) -> None:
        """Wait for what runs, hand it over, and stop."""
        if not self._closed:
            self._closed = True
            self._lane.stop(patience=None)
            self._deliveries.finish()
