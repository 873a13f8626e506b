"""The list of what was typed and never saved: each record or form leads back to where it goes on."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.panel.history_list import short_moment
from mscp_desktop.desktop.parts import Button, button, label, rule, tip_of
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import FORM, Unfinished, place_of, unfinished, unfinished_elsewhere

NARROWEST, HIGHEST = 480, 420
QUOTED = 120  # characters
LISTED = 8  # records and forms that are named


def show_unfinished(tasks: Tasks, go: Callable[[Place], object], parent: QWidget, *, hidden: bool = False) -> None:
    """Read what this user has not finished, and show it; `go` takes the person to a place.

    `hidden` says how much there is and leaves out what, for a screen that is shared.
    """
    tasks.read(
        lambda session: unfinished(session, tasks.actor.uid),
        lambda found: UnfinishedDialog(tasks, found, go, parent, hidden=hidden).open(),
        key="unfinished",
        owner=parent,
    )


class UnfinishedDialog(QDialog):
    """What is not saved yet, the newest first: go there, or drop it."""

    def __init__(
        self,
        tasks: Tasks,
        found: Sequence[Unfinished],
        go: Callable[[Place], object],
        parent: QWidget,
        *,
        hidden: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unfinished entries")
        self.setMinimumWidth(NARROWEST)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks, self._go = tasks, go
        self._year = tasks.store.clock.today().year
        self.found = () if hidden else tuple(found)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        self._left = len(found)
        self.heading = label(unfinished_words(self._left), "heading", wrap=True)
        column.addWidget(self.heading)
        said = "What you typed is kept until you save it or drop it. Nobody else sees it."
        if hidden and found:
            said = "What you typed is hidden while you present. It is kept, and shown again afterwards."
        column.addWidget(label(said if found else "All that you typed is saved.", "secondary", wrap=True))
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("role", "plain")
        area.setWidget(inside)
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        for one in self.found:
            self._lines.addWidget(self._line(one, inside))
        self._lines.addStretch(1)
        area.setMinimumHeight(min(HIGHEST, inside.sizeHint().height()))
        if self.found:
            column.addWidget(area, 1)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addStretch(1)
        row.addWidget(button("Close", self.reject))
        FocusRing(self)

    def _line(self, one: Unfinished, parent: QWidget) -> QWidget:
        line = QFrame(parent)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(2)
        column.addWidget(label(one.title, "strong", wrap=True))
        for typed in one.typed:
            text = " ".join(typed.text.split())
            shown = f"“{text[:QUOTED]}…”" if len(text) > QUOTED else f"“{text}”" if text else "emptied"
            column.addWidget(label(f"{typed.label}: {shown}", wrap=True))
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(16)
        row.addWidget(label(short_moment(one.at, self._year), "small"))
        go = button("Go there", partial(self._leave_for, one), kind="link", name=f"Go to {one.title}")
        go.setVisible(one.opens is not None)
        if one.opens is None or (one.kind == FORM and not one.opens.does):
            row.addWidget(label("It stands in that form when you open it again", "small"))
        drop = button("Drop it", name=f"Drop what was typed in {one.title}", kind="link")
        drop.clicked.connect(lambda: self._drop(one, line))
        row.addWidget(go)
        row.addWidget(drop)
        row.addStretch(1)
        column.addWidget(rule())
        return line

    def _leave_for(self, one: Unfinished) -> None:
        self.accept()
        if one.opens is not None:
            self._go(one.opens)

    def _drop(self, one: Unfinished, line: QWidget) -> None:
        for typed in one.typed:
            self._tasks.draft(place_of(one.kind, one.uid), typed.field, None)
        line.hide()
        self._left -= 1
        self.heading.setText(unfinished_words(self._left))


class Elsewhere(Button):
    """Says in a panel how much is unfinished in other records and in forms; pressed, it lists that.

    It hears of what is kept and forgotten meanwhile. A panel that nobody sees is told when it is seen again.
    """

    def __init__(self, tasks: Tasks, go: Callable[[Place], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self._tasks, self._go = tasks, go
        self._place, self._number = "", 0
        self._shown, self._stale = True, False
        self.clicked.connect(self._list)
        tasks.drafted.connect(self._hear)
        self.hide()

    def show_titles(self, place: str, titles: Sequence[str]) -> None:
        """Say what is unfinished besides in a place, which is the panel's own."""
        self._place, self._number, self._stale = place, len(titles), False
        said, tip = elsewhere_words(titles)
        self.setText(said)
        self.setToolTip(tip_of(tip))
        self._fit()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide it, as while somebody presents."""
        self._shown = shown
        self._fit()

    def look_again(self) -> None:
        """Read it anew where something was kept or forgotten while nobody saw it."""
        if self._stale:
            self._hear("")

    def _hear(self, place: str) -> None:
        panel, mine = self.parentWidget(), self._place
        if not mine or place == mine:
            return
        self._stale = panel is None or not panel.isVisible()
        if not self._stale:
            user = self._tasks.actor.uid
            self._tasks.read(
                lambda session: unfinished_elsewhere(session, user, mine), partial(self._take, mine),
                key=f"elsewhere {id(self)}", owner=self,
            )  # fmt: skip

    def _take(self, place: str, titles: Sequence[str]) -> None:
        if place == self._place:
            self.show_titles(place, titles)

    def _fit(self) -> None:
        self.setVisible(self._shown and self._number > 0)

    def _list(self) -> None:
        show_unfinished(self._tasks, self._go, self, hidden=not self._shown)


def elsewhere_words(titles: Sequence[str]) -> tuple[str, str]:
    """Return what a panel says of what is unfinished elsewhere, and what it says of it on hover: in what."""
    more = [f"and {len(titles) - LISTED} more"] if len(titles) > LISTED else []
    return f"{unfinished_words(len(titles))} elsewhere", "\n".join([*titles[:LISTED], *more])


def unfinished_words(number: int) -> str:
    """Return how much is unfinished: "Unfinished: 3 entries"."""
    return "Nothing is unfinished" if not number else f"Unfinished: {number} entr{'y' if number == 1 else 'ies'}"
