"""The list of what was typed and never saved: each line leads to its field."""

from collections.abc import Callable, Sequence
from functools import partial
from textwrap import shorten

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.panel.history_list import short_moment
from mscp_desktop.desktop.parts import button, label, rule
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import FORM, Unfinished, place_of, unfinished

NARROWEST, HIGHEST = 480, 420
QUOTED, NAMED = 120, 60  # characters
LISTED = 8  # records that are named


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
        column.addWidget(label(unfinished_words(len(found)), "heading", wrap=True))
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
        column.addWidget(label(f"{one.label}: {one.title}", "strong", wrap=True))
        text = " ".join(one.text.split())
        shown = f"“{text[:QUOTED]}…”" if len(text) > QUOTED else f"“{text}”" if text else "Emptied"
        column.addWidget(label(shown, wrap=True))
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(16)
        row.addWidget(label(short_moment(one.at, self._year), "small"))
        go = button("Go there", partial(self._leave_for, one), kind="link", name=f"Go to {one.label}: {one.title}")
        go.setVisible(one.opens is not None)
        if one.opens is None or (one.kind == FORM and not one.opens.does):
            row.addWidget(label("It stands in that form when you open it again", "small"))
        drop = button("Drop it", name=f"Drop what was typed in {one.label}: {one.title}", kind="link")
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
        self._tasks.draft(place_of(one.kind, one.uid), one.field, None)
        line.hide()


def elsewhere_words(titles: Sequence[str]) -> tuple[str, str]:
    """Return what a panel says of what is unfinished elsewhere, and what it says of it on hover: in which records."""
    said = f"{unfinished_words(len(titles))} elsewhere"
    where = list(dict.fromkeys(titles))
    if len(titles) == 1:
        return f"{said}: {shorten(where[0], NAMED, placeholder='…')}", where[0]
    more = [f"and {len(where) - LISTED} more"] if len(where) > LISTED else []
    return said, "\n".join([*where[:LISTED], *more])


def unfinished_words(number: int) -> str:
    """Return how much is unfinished: "Unfinished: 3 entries"."""
    return "Nothing is unfinished" if not number else f"Unfinished: {number} entr{'y' if number == 1 else 'ies'}"
