"""What the windows before the main one share: work on a thread, and a problem shown beside its field."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from mscp_desktop.desktop.parts import redress
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

if TYPE_CHECKING:
    from pathlib import Path

    from mscp_desktop.desktop.entrance.worker import Worker

NARROWEST = 280  # pixels of a card, whatever room there is
MARGINS = 64


class Entrance(QWidget):
    """A window before the main one; closing it waits for its worker.

    `painted` is emitted once it can be seen: what would hold it up is done then, or when it is first wanted.
    """

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._settled = False
        self._cards: dict[QFrame, int] = {}  # with their widths at 100%

    @cached_property
    def worker(self) -> "Worker":
        """Whatever takes its time runs there."""
        from mscp_desktop.desktop.entrance.worker import Worker  # noqa: PLC0415 - after the first paint

        return Worker(self)

    def settle(self) -> None:
        """Do what was left until the window could be seen."""
        from mscp_desktop.desktop.focus_ring import FocusRing  # noqa: PLC0415 - after the first paint

        self.theme.follow()
        self.setWindowIcon(self.theme.icon("app", "accent"))
        FocusRing(self)

    def fail(self, error: Exception, field: QLineEdit, problem: QLabel) -> None:
        """Show a failure beside the field it belongs to, with the text kept and selected."""
        from mscp_desktop.desktop.messages import notice_of  # noqa: PLC0415 - after the first paint

        self.show_problem(notice_of(error).words, field, problem)

    def show_problem(self, words: str, field: QLineEdit, problem: QLabel) -> None:
        """Say beside a field what would be right; the text stays, and is selected."""
        from mscp_desktop.desktop.messages import announce  # noqa: PLC0415 - after the first paint

        problem.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        problem.setText(words)
        problem.show()
        redress(field, "status", "danger")
        field.setAccessibleDescription(words)
        field.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        announce(field, words)

    def clear_problem(self, problem: QLabel, *fields: QLineEdit) -> None:
        """Take the sentence and the mark away again."""
        problem.clear()
        problem.hide()
        for field in fields:
            redress(field, "status", None)
            field.setAccessibleDescription("")

    def fit(self) -> None:
        """Fit cards and lines of words to the text size; called anew for a page that was added."""
        for card in self.findChildren(QFrame):
            if card.property("role") == "card":
                self._cards.setdefault(card, card.maximumWidth())
        for words in self.findChildren(QLabel):
            if words.wordWrap():
                words.installEventFilter(self)
        self._fit_cards()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards within the window."""
        super().resizeEvent(event)
        self._fit_cards()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        if not self._settled:
            room = self.screen().availableGeometry()
            self.resize(min(grown(self.width()), room.width()), min(grown(self.height()), room.height()))
        super().showEvent(event)
        self.fit()
        if not self._settled:
            self.windowHandle().installEventFilter(self)
        self.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that the window is painted for the first time, and give wrapped words the height they need."""
        if isinstance(watched, QLabel):
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
                watched.setMinimumHeight(max(0, watched.heightForWidth(watched.width())))
        elif event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no thread behind."""
        if "worker" in self.__dict__:
            self.worker.close()
        super().closeEvent(event)

    def _fit_cards(self) -> None:
        for card, width in self._cards.items():
            card.setFixedWidth(min(grown(width), max(NARROWEST, self.width() - grown(MARGINS))))

    def _painted(self) -> None:
        if not self._settled:
            self._settled = True
            self.settle()
        self.painted.emit()


def reveal(shown: bool, *fields: QLineEdit) -> None:
    """Show or hide what is typed."""
    for field in fields:
        field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def ask_for_bundle(parent: Entrance) -> "Path | None":
    """Ask for a bundle's file."""
    from mscp_desktop.desktop.save_dialog import ask_which  # noqa: PLC0415 - few have a bundle, and the window is early

    return ask_which(parent, "Open a bundle", "Bundles (*.mscp)")


def advise(advice: QLabel, problem: str | None, typed: str) -> None:
    """Say live what a passphrase lacks, or that it is good; nothing while nothing is typed."""
    advice.setText("" if not typed else problem or "This passphrase is long enough.")
