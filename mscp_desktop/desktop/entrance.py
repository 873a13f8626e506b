"""What the windows before the main one share: work on a thread, and a problem shown beside its field."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.parts import redress
from mscp_desktop.desktop.theme import Theme

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


class Entrance(QWidget):
    """A window before the main one; closing it waits for its worker.

    `painted` is emitted once it can be seen: what would hold it up is done then.
    """

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.worker = Worker(self)
        self._theme = theme
        self.setWindowIcon(theme.icon("app", "accent"))
        self._ring: FocusRing | None = None

    def fail(self, error: Exception, field: QLineEdit, problem: QLabel) -> None:
        """Show a failure beside the field it belongs to, with the text kept and selected."""
        self.show_problem(notice_of(error).words, field, problem)

    def show_problem(self, words: str, field: QLineEdit, problem: QLabel) -> None:
        """Say beside a field what would be right; the text stays, and is selected."""
        problem.setText(words)
        problem.show()
        redress(field, "status", "danger")
        field.setAccessibleDescription(words)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        announce(field, words)

    def clear_problem(self, problem: QLabel, *fields: QLineEdit) -> None:
        """Take the sentence and the mark away again."""
        problem.clear()
        problem.hide()
        for field in fields:
            redress(field, "status", None)
            field.setAccessibleDescription("")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        if self._ring is None:
            self.windowHandle().installEventFilter(self)
        self.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that the window is painted for the first time."""
        if event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._settle)
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no thread behind."""
        self.worker.close()
        super().closeEvent(event)

    def _settle(self) -> None:
        if self._ring is None:
            self._ring = FocusRing(self)
        self.painted.emit()


def reveal(shown: bool, *fields: QLineEdit) -> None:
    """Show or hide what is typed."""
    for field in fields:
        field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def advise(advice: QLabel, problem: str | None, typed: str) -> None:
    """Say live what a passphrase lacks, or that it is good; nothing while nothing is typed."""
    advice.setText("" if not typed else problem or "This passphrase is long enough.")
