"""The history of one record as a list: who, when, what was there before, and a way back to it."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.values import Change, HistoryItem
from mscp_desktop.foundation.partial_dates import MONTHS

FIRST = 6


class HistoryList(QWidget):
    """The newest changes, the others when they are asked for."""

    restore = Signal(int, str)  # history entry, field

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[HistoryItem, ...] = ()
        self._year = 0
        self._locked = False
        self._all = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_items(self, items: tuple[HistoryItem, ...], this_year: int, *, locked: bool) -> None:
        """Show these changes, newest first; dates in another year name it."""
        if (items, this_year, locked) == (self._items, self._year, self._locked):
            return
        self._items, self._year, self._locked = items, this_year, locked
        self._all = False
        self._build()

    def _build(self) -> None:
        while (taken := self._column.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        heading = label("History", "heading")
        self._column.addWidget(heading)
        if not self._items:
            self._column.addWidget(label("Nothing has been changed yet.", "secondary"))
        for item in self._items if self._all else self._items[:FIRST]:
            self._column.addWidget(self._entry(item))
        more = len(self._items) - FIRST
        if more > 0 and not self._all:
            self._column.addWidget(button(f"Show {more} earlier", self._show_all, kind="link"))

    def _show_all(self) -> None:
        self._all = True
        self._build()

    def _entry(self, item: HistoryItem) -> QWidget:
        entry = QFrame(self)
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_Bar(entry))
        lines = QVBoxLayout()
        lines.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(label(short_moment(item.at, self._year), "strong"))
        top.addWidget(_plain(item.actor), 1)
        lines.addLayout(top)
        if item.summary and not item.changes:
            lines.addWidget(_plain(item.summary, wrap=True))
        for change in item.changes:
            lines.addWidget(_plain(f"{change.label}: {change.before} → {change.after}", wrap=True))
            if change.restore is not None and not self._locked:
                lines.addWidget(self._way_back(item, change), 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(lines, 1)
        return entry

    def _way_back(self, item: HistoryItem, change: Change) -> QWidget:
        name = f"Restore {change.label}: {change.before}"
        return button("Restore", partial(self.restore.emit, item.entry_id, change.restore), kind="link", name=name)


class _Bar(QWidget):
    """The line at the left of an entry."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill it."""
        del event
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(current_tokens().line))


def short_moment(at: datetime, this_year: int) -> str:
    """Return when something was done, where the reader is: "30 Sep, 09:12", or "30 Sep 2024, 09:12" in another year."""
    here = at.astimezone()
    year = "" if here.year == this_year else f" {here.year}"
    return f"{here.day} {MONTHS[here.month - 1][:3]}{year}, {here:%H:%M}"


def _plain(words: str, *, wrap: bool = False) -> QLabel:
    """Return a label that shows what people typed as it is, never as markup."""
    made = label("", "small", wrap=wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    return made
