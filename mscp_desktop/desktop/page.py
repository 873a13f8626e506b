"""The base of every page: what the window needs to know of it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_ring import PLAIN
from mscp_desktop.desktop.values import Cell
from mscp_desktop.foundation.store import Announcement


class Page(QWidget):
    """One page of the window.

    A subclass sets the class attributes and overrides what it needs. It reads when it is first shown, and again when
    something it watches was changed: at once where it is in view, otherwise when it is next shown. It emits `navigate`
    with a `Place`, `moved` when it shows another record, `badged` when the number in the rail is another, and `wanted`
    with the name of a document and a `Request` where that is to be shown as it prints, `wanted_file` with a file's
    ending besides where it is to be saved as such a file, `saving` with a `ShownTable` that is to be written to a file,
    and `said` with a `Notice`. It emits `turned` where from now on other commands are its own, and `rephrased` where
    its chips are others or other things can be done.
    """

    navigate = Signal(object)
    moved = Signal()
    badged = Signal()
    wanted = Signal(str, object)
    wanted_file = Signal(str, object, str)
    said = Signal(object)
    saving = Signal(object)
    turned = Signal()
    rephrased = Signal()

    key: str = ""
    title: str = ""
    icon: str = "document"
    under: str = ""  # the key of the page in whose place in the rail it stands, where it has none of its own
    called: str = ""  # further words that it is found by in the search box
    shortcut: str = ""  # the keys that go there, where it stands too low in the rail to have a number
    section: int = 0  # a line in the rail parts the sections
    kinds: frozenset[str] = frozenset()  # the kinds of records that open here, besides the page's own key
    watches: frozenset[str] = frozenset()  # tables
    badge: str = ""
    wants_room: bool = False  # as a part of another page it has that one's head low, as in a low window
    nested: bool = False  # it is a part of another page, which shows what it is of
    guide: str = "index"  # the page of the guide that explains it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "ground")
        self.setProperty(PLAIN, True)
        self._stale = True
        self._built = False
        self._hinted: list[tuple[str, str]] = []
        self._private_shown = True
        self._arrangement: dict[str, Any] = {}
        self.low = False  # there is little height, so that what stands above the rows keeps to a line

    def prepare(self) -> None:
        """Have the page built where that was not done yet: a page that nobody visits costs next to nothing."""
        if not self._built:
            self._built = True
            self.build()
            self.set_state(self._arrangement)
            if not self._private_shown:
                self.show_private(shown=False)

    def arrange(self, arrangement: dict[str, Any]) -> None:
        """Arrange the page as it was left; a page that is not built yet does so then."""
        self._arrangement = arrangement
        if self._built:
            self.set_state(arrangement)

    def arrangement(self) -> dict[str, Any]:
        """Return how the page is arranged, to be kept for the next start; a page nobody visited is as it was left."""
        return self.state() if self._built else self._arrangement

    def state(self) -> dict[str, Any]:
        """Return how the page is arranged, as plain values, and nothing of what it shows."""
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the page so; what is unknown is passed over."""

    def present(self, *, presenting: bool) -> None:
        """Hide what a shared screen should not show, or show it again; a page that is not built yet does so then."""
        self._private_shown = not presenting
        if self._built:
            self.show_private(shown=not presenting)

    def show_private(self, *, shown: bool) -> None:
        """Show or hide what is declared as private here."""

    def set_low(self, *, low: bool) -> None:
        """Take note of whether the window is low for its text."""
        if low != self.low:
            self.low = low
            if self._built:
                self.fit()

    def fit(self) -> None:
        """Arrange the page for the room there is."""

    def folded(self) -> Sequence[Command]:
        """Return what a page within another has buttons for: in a low window they stand in the other one's menu."""
        return ()

    def chips(self) -> Sequence[Cell]:
        """Return what a page within another says above its rows: in a low window it stands beside the other's title."""
        return ()

    def build(self) -> None:
        """Make what the page shows; called once, before the page is first used."""

    def refresh(self) -> None:
        """Read again what is shown, keeping selection and position."""

    def open_place(self, uid: str | None) -> None:
        """Show the record with this uid; None is the page as it is."""

    def show_record(self, uid: str) -> None:
        """Make a record current, of those that a page within another shows."""

    def place(self) -> str | None:
        """Return the uid of the record in view, for back and forward and for the next start."""
        return None

    def explained_by(self) -> str:
        """Return the page of the guide that explains what is in view."""
        return self.guide

    def caption(self) -> str:
        """Return the name of the record in view, or nothing."""
        return ""

    def commands(self) -> list[Command]:
        """Return what can be done here."""
        return []

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here, each with a word, for the bottom bar."""
        return []

    def renew_hints(self) -> None:
        """Have the foot of the window say the keys anew where those of the record in hand are others."""
        if self._hinted != (hints := self.hints()):
            self._hinted = hints
            self.moved.emit()

    def take_keyboard(self) -> None:
        """Give the keyboard to the part of the page where work begins.

        A focus proxy does not serve: with one, Tab passes over all that stands before it on the page.
        """
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Move the keyboard to the next part of the page; False where it stood in the last one."""
        return False

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit: what it touched may be shown here."""
        if self.watches.isdisjoint(table for table, _ in announcement.touched):
            return
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is stale."""
        super().showEvent(event)
        self.prepare()
        self._catch_up()

    def _catch_up(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()
