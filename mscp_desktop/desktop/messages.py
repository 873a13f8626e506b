"""What the program says: notices, errors in words, and the few questions it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMessageBox, QSizePolicy, QWidget

from mscp_desktop.desktop.parts import button, label, literal, redress
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError

READ_IN = 6000  # milliseconds that a notice stays which asks for nothing


class Weight(StrEnum):
    """How a notice looks; each has an icon and a colour of the same name."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


ICONS = {Weight.INFO: "info", Weight.GOOD: "check", Weight.WARNING: "warning", Weight.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence or two, and at most one thing to do about it."""

    words: str
    weight: Weight = Weight.INFO
    action: tuple[str, Callable[[], None]] | None = None

    @property
    def lasting(self) -> bool:
        """Whether it stays until somebody closes it."""
        return self.action is not None or self.weight in {Weight.WARNING, Weight.DANGER}


def notice_of(error: Exception) -> Notice:
    """Return what to say of a failure: its sentence where the user can mend it, else that the mistake is ours."""
    if isinstance(error, UserError):
        return Notice(str(error), Weight.WARNING)
    return Notice(
        "The program made a mistake and stopped what it was doing. Everything saved before is safe, and this change"
        " was not saved. Try it again; if it happens again, tell whoever supports you:"
        f" {type(error).__name__} ({_first_line(error)}).",
        Weight.DANGER,
    )


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say this now."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 - their many words are slow to load

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def confirm(parent: QWidget, title: str, words: str, verb: str) -> bool:
    """Ask before something that nothing can take back; `words` say what will happen, `verb` is the button."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, words, parent=parent)
    doing = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is doing


class NoticeStrip(QFrame):
    """The line above the bottom bar on which notices appear; the newest replaces the one before."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice: Notice | None = None
        self.setProperty("role", "notice")
        self._icon = label()
        self._words = label(wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = button("", self._act)
        self._close = button("", self.clear, kind="quiet", name="Close this notice", tip="Close this notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(12)
        for widget in (self._icon, self._words, self._action, self._close):
            row.addWidget(widget)
        row.setStretchFactor(self._words, 1)
        self._timer = QTimer(self, singleShot=True, interval=READ_IN)
        self._timer.timeout.connect(self.clear)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def words(self) -> str:
        """What stands there now, or nothing."""
        return "" if self._notice is None else self._notice.words

    def show_notice(self, notice: Notice) -> None:
        """Show a notice and have it read out."""
        self._notice = notice
        self._words.setText(notice.words)
        self._action.setVisible(notice.action is not None)
        if notice.action is not None:
            self._action.setText(literal(notice.action[0]))
        self._dress()
        self.show()
        announce(self, notice.words)
        if notice.lasting:
            self._timer.stop()
        else:
            self._timer.start()

    def clear(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self._notice = None
        self.hide()

    def _act(self) -> None:
        notice = self._notice
        self.clear()
        if notice is not None and notice.action is not None:
            notice.action[1]()

    def _dress(self) -> None:
        weight = Weight.INFO if self._notice is None else self._notice.weight
        self._icon.setPixmap(self._theme.picture(ICONS[weight], weight.value))
        self._close.setIcon(self._theme.icon("close"))
        redress(self, "status", weight.value)


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:120] if lines else "no further words"
