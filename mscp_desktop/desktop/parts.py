"""Small widgets, made in one line each, with the name a screen reader says."""

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QPushButton, QWidget


def literal(words: str) -> str:
    """Return the words so that a button or menu shows an ampersand as one."""
    return words.replace("&", "&&")


def tip_of(words: str) -> str:
    """Return the words so that a tooltip shows them as they are, and breaks long ones."""
    from html import escape  # noqa: PLC0415 - its table of entities costs the first window 4 ms

    return f"<span>{escape(words)}</span>" if words else ""


def label(words: str = "", role: str | None = None, *, wrap: bool = False, name: str | None = None) -> QLabel:
    """Return a label in one of the style sheet's roles; it shows its words as they are, never as markup."""
    made = QLabel(words, wordWrap=wrap)
    made.setTextFormat(QtCore.Qt.TextFormat.PlainText)
    if role is not None:
        made.setProperty("role", role)
    if name is not None:
        made.setAccessibleName(name)
    return made


class Button(QPushButton):
    """A button that Enter presses as the space bar does; in a dialog Enter is its default button's, menus apart."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it, or open its menu."""
        entered = event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter) and not event.modifiers()
        if entered and self.menu() is not None:
            self.showMenu()
        elif entered and not isinstance(self.window(), QDialog) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    words: str,
    function: Callable[[], object] | None = None,
    *,
    kind: str | None = None,
    name: str | None = None,
    tip: str | None = None,
) -> QPushButton:
    """Return a button of one of the style sheet's kinds; `name` is read out where the words alone don't say it."""
    made = Button(literal(words))
    made.setAutoDefault(False)
    if kind is not None:
        made.setProperty("kind", kind)
    if name is not None:
        made.setAccessibleName(name)
    if tip is not None:
        made.setToolTip(tip_of(tip))
    if function is not None:
        made.clicked.connect(lambda: function())  # noqa: PLW0108 - without the state Qt adds
    return made


def rule() -> QFrame:
    """Return a thin line."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def frame(role: str) -> QFrame:
    """Return a frame in one of the style sheet's roles."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def redress(widget: QWidget, name: str, value: str | None) -> None:
    """Set a property that the style sheet looks at, and have the widget drawn anew where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
