"""Presenting: one switch that hides what a shared screen should not show, and enlarges what it shows."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

STEPS_LARGER = 2
ROOMY = 800  # pixels at 100%: in a narrower window larger text would leave no room for what is presented
WORDS = "Presenting: contact details, notes, papers and history are hidden, and the program does not lock by itself."


class Presenting(QObject):
    """Whether somebody presents now; `changed` says so when it begins and when it ends."""

    changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before: int | None = None

    @property
    def on(self) -> bool:
        """Whether details are hidden and auto-lock is held off."""
        return self._before is not None

    def start(self) -> None:
        """Have details hidden, and enlarge the text where it does not fill the window already."""
        if self._before is None:
            self._before = self._theme.size
            self.changed.emit(True)  # before the text grows: what is hidden need not be laid out again
            window = self.parent()
            if not isinstance(window, QWidget) or window.width() >= grown(ROOMY):
                self._theme.resize(self._theme.size_by(STEPS_LARGER))

    def stop(self) -> None:
        """Show everything again, in the text size there was."""
        before, self._before = self._before, None
        if before is not None:
            self._theme.resize(before)
            self.changed.emit(False)

    def toggle(self) -> None:
        """Start, or stop."""
        if self.on:
            self.stop()
        else:
            self.start()


class Band(QFrame):
    """A line with an icon, a sentence and at most one button, above the pages for as long as the sentence is true."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        words: str,
        action: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._named = theme, icon
        self.setProperty("role", "banner")
        self.setProperty("status", "warning")
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        self._icon = label()
        row.addWidget(self._icon)
        row.addWidget(label(words, wrap=True), 1)
        self.act = None if action is None else button(*action)
        if self.act is not None:
            row.addWidget(self.act)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._icon.setPixmap(self._theme.picture(self._named, "warning"))
