"""The bar at the foot: when something was last saved, the backup, what runs, and the keys that help here."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.frame.running import show_progress
from mscp_desktop.desktop.parts import button, label, tip_of
from mscp_desktop.desktop.tasks import Running, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

HEIGHT = 28  # pixels at 100%
NARROWEST = 320
EDITING = frozenset({"edit", "change it"})
READING = frozenset({"Choose", "Filter", "Find", "Go", "Open", "Preview", "Print", "Read", "Save", "Show"})  # verbs


class BottomBar(QFrame):
    """Calm facts on the left, running work beside them, keys on the right."""

    def __init__(
        self,
        theme: Theme,
        cancel: Callable[[int], None],
        show_all: Callable[[], None] = lambda: None,
        show_notices: Callable[[], None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        """`show_all` lists all running work, `show_notices` the last notices."""
        super().__init__(parent)
        self.setProperty("role", "bar-bottom")
        self._theme = theme
        self._cancel = cancel
        self._backed_up = ""
        self._number: int | None = None
        self._tip, self._private_shown = "", True
        self._hints: list[tuple[str, str]] = []
        self.saved = label("", "small", name="Last saved")
        self._tick = label()
        self.backup = label("", "small", name="Backup")
        self.work = label("", "small", name="Running")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("Progress")
        self.stop = button("Cancel", self._stop, kind="link")
        self.all = button("Show all", show_all, kind="link", name="Show all running work")
        self.bell = button("", show_notices, kind="quiet")
        self.keys = label("", "small", name="Keys")
        self.keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(8)
        row.addWidget(self.saved)
        row.addSpacing(8)
        row.addWidget(self._tick)
        row.addWidget(self.backup)
        row.addSpacing(8)
        for widget in (self.work, self.progress, self.stop, self.all):
            row.addWidget(widget)
        row.addWidget(self.keys, 1)
        row.addWidget(self.bell)
        theme.changed.connect(self._dress)
        self.show_unseen(0)
        self.show_running([])
        self.show_backup("")

    def show_saved(self, words: str, tip: str = "") -> None:
        """Say when something was last saved, and on hovering what it was."""
        self._tip = tip
        self.saved.setText(words)
        self.saved.setToolTip(tip_of(tip if self._private_shown else ""))

    def show_private(self, *, shown: bool) -> None:
        """Say on hovering what was saved, or leave it out for a screen that is shared."""
        self._private_shown = shown
        self.saved.setToolTip(tip_of(self._tip if shown else ""))

    def show_backup(self, words: str) -> None:
        """Say when the last verified backup was made; nothing where there is none to speak of."""
        self._backed_up = words
        self.backup.setText(words)
        self._dress()

    def show_running(self, running: Sequence[Running]) -> None:
        """Show the oldest running work, how far it is, and how many more there are."""
        for widget in (self.work, self.progress, self.stop):
            widget.setVisible(bool(running))
        self.all.setVisible(len(running) > 1)
        self._number = running[0].number if running else None
        if not running:
            return
        first, more = running[0], len(running) - 1
        self.work.setText(first.words if not more else f"{first.words}, and {more} more")
        show_progress(self.progress, first)
        self.stop.setAccessibleName(f"Cancel: {first.words}")

    def show_unseen(self, unseen: int) -> None:
        """Say how many notices were given that ask for something and were not looked at yet."""
        self.bell.setText(str(unseen) if unseen else "")
        said = "Notices" if not unseen else f"Notices: {unseen} not looked at"
        self.bell.setAccessibleName(said)
        self.bell.setToolTip(tip_of(f"{said} (Shift+F8)"))

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show keys with what they do, as many as there is room for; the last is never left out."""
        self._hints = list(hints)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a width that never keeps the window from being narrow."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave keys out where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = list(self._hints)
        metrics = QFontMetrics(self.keys.font())
        while len(shown) > 1 and metrics.horizontalAdvance(_joined(shown)) > self.keys.width():
            shown.pop(-2)
        self.keys.setText(_joined(shown))

    def _stop(self) -> None:
        if self._number is not None:
            self._cancel(self._number)

    def _dress(self) -> None:
        self.setMinimumHeight(grown(HEIGHT))
        self.progress.setFixedWidth(grown(120))
        self._tick.setVisible(bool(self._backed_up))
        self._tick.setPixmap(self._theme.picture("check", "good", 14))
        self.bell.setIcon(self._theme.icon("bell", "secondary"))


def usable(hints: Sequence[tuple[str, str]], commands: Sequence[Command], tasks: Tasks) -> list[tuple[str, str]]:
    """Return hints without the keys of what only others may do; who only reads doesn't edit with Enter, but reads.

    What can't be done just now may be a change too, as long as no record is there yet: then its verb says what it is.
    """
    if tasks.locked() is None:
        return list(hints)
    held = {
        _one_key(command.keys())
        for command in commands
        if command.shortcut and not command.ready and command.words.split()[0] not in READING
    }
    return [
        (key, "read" if words in EDITING else words)
        for key, words in hints
        if _one_key(re.split(r"[/,]| to ", key)[0]) not in held
    ]


def _one_key(keys: str) -> str:
    return keys.replace("Return", "Enter")


def _joined(hints: Sequence[tuple[str, str]]) -> str:
    return " · ".join(f"{key} {words}" for key, words in hints)
