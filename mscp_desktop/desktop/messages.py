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
DECIDED_IN = 20_000  # the same for one that goes by itself, and warns or offers something
MOST_WAITING = 20
HIDDEN = "Done. The words are hidden while you present."
HIDDEN_LASTING = "A notice is hidden while you present. Stop presenting to read it."


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
    here: bool = False  # it is about what is in view, and goes when another page or record comes
    passing: bool = False  # what it says or offers stands elsewhere too: it goes by itself
    about: str = ""  # what it is about: where that has gone well, what was refused of it before goes

    @property
    def lasting(self) -> bool:
        """Whether it stays until somebody closes it."""
        return not self.passing and (self.weight in {Weight.WARNING, Weight.DANGER} or self.action is not None)


def notice_of(error: Exception) -> Notice:
    """Return what to say of a failure: its sentence where the user can mend it, else that the mistake is ours."""
    if isinstance(error, UserError):
        return Notice(str(error), Weight.WARNING)
    return Notice(
        "The program made a mistake and stopped what it was doing. Everything saved before is safe, and this change"
        " was not saved. Try it again; if it happens again, tell whoever supports you.",
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
    """The line above the bottom bar on which notices appear.

    The newest stands there; one that asks for something waits behind it, and is there again when it has gone.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice: Notice | None = None
        self._waiting: list[Notice] = []
        self._hidden = False
        self.setProperty("role", "notice")
        self._icon = label()
        self._words = label(wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = button("", self._act)
        self.more = button("", kind="link")
        self._close = button("", self.clear, kind="quiet", name="Close this notice", tip="Close this notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(12)
        for widget in (self._icon, self._words, self._action, self.more, self._close):
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
        waiting = [*self._waiting, *([] if self._notice is None else [self._notice])]
        kept = [one for one in waiting if one.lasting and not _same(one, notice) and not _mended(one, notice)]
        self._waiting = kept[-MOST_WAITING:]
        self._show(notice)
        announce(self, self._words.text())

    def clear(self) -> None:
        """Take the notice away; one that waited behind it is shown again."""
        self._timer.stop()
        self._notice = None
        if self._waiting:
            self._show(self._waiting.pop())
        else:
            self.hide()

    def leave(self) -> None:
        """Take away what was said of a page or record that is left; it stays in the list of notices.

        What goes by itself has its time: it may have been said of the way to the other page.
        """
        self._waiting = [one for one in self._waiting if not one.here]
        if self._notice is not None and self._notice.here and self._notice.lasting:
            self.clear()

    def hide_words(self, hidden: bool) -> None:
        """Leave out what a notice says, for a screen that is shared; it is there again afterwards."""
        self._hidden = hidden
        if self._notice is not None:
            self._show(self._notice)

    def _show(self, notice: Notice) -> None:
        self._notice = notice
        words = HIDDEN_LASTING if notice.lasting else HIDDEN
        self._words.setText(words if self._hidden else notice.words)
        self._action.setVisible(notice.action is not None and not self._hidden)
        if notice.action is not None:
            self._action.setText(literal(notice.action[0]))
        self.more.setVisible(bool(self._waiting))
        self.more.setText(f"and {len(self._waiting)} more")
        self.more.setAccessibleName(f"Show all notices: {len(self._waiting)} more")
        self._dress()
        self.show()
        if notice.lasting:
            self._timer.stop()
        else:
            heavy = notice.action is not None or notice.weight is Weight.WARNING
            self._timer.start(DECIDED_IN if heavy else READ_IN)

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


def _mended(first: Notice, later: Notice) -> bool:
    return bool(first.about) and first.about == later.about and later.weight is Weight.GOOD


def _same(first: Notice, second: Notice) -> bool:
    return (first.words, first.weight) == (second.words, second.weight)
