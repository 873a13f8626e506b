"""A small button that shows an icon in the colours of the moment, and says in words what it does."""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.icons import drawn
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import grown

SIDE = 20  # pixels at 100%


class IconButton(QPushButton):
    """An icon to press; `words` are read out, and shown on hover with the keys that do the same.

    `stop` says whether Tab stops here: not where a key does the same from the field beside it.
    """

    def __init__(
        self,
        icon: str,
        words: str,
        function: Callable[[], object],
        parent: QWidget | None = None,
        *,
        keys: str = "",
        stop: bool = True,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._shown: tuple[str, str, int] = ("", "", 0)
        self.setProperty("kind", "icon")
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        self.setToolTip(tip_of(f"{words} ({keys})" if keys else words))
        if not stop:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda: function())  # noqa: PLW0108 - without the state Qt adds
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another look."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        tokens = current_tokens()
        side = grown(SIDE)
        if (tokens.secondary, tokens.faded, side) != self._shown:
            self._shown = (tokens.secondary, tokens.faded, side)
            self.setIconSize(QSize(side, side))
            self.setIcon(_drawn(self._icon, *self._shown))


@cache
def _drawn(name: str, colour: str, pale: str, size: int) -> QIcon:
    return drawn(name, colour, pale, size)
