"""The history of one record as a list: who, when, what was there before, and a way back to it."""

from datetime import datetime
from functools import partial
from textwrap import shorten

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.focus_order import keep_focus
from mscp_desktop.desktop.panel.text_changes import changed_words, is_long
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.values import Change, HistoryItem
from mscp_desktop.foundation.partial_dates import MONTHS

FIRST = 6
PAGE = 20
FEWEST_FIELDS = 2
NAMED = 28  # characters of a former value on its button
QUOTED = 80  # characters of it that are read out


class HistoryList(QWidget):
    """The newest changes, older ones and those of one field when they are asked for."""

    restore = Signal(int, str)  # history entry, field

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[HistoryItem, ...] = ()
        self._year = 0
        self._locked = False
        self._shown = FIRST
        self._wanted = ""  # the field whose changes are shown, empty for all
        self.filter: QComboBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_items(self, items: tuple[HistoryItem, ...], this_year: int, *, locked: bool) -> None:
        """Show these changes, newest first; dates in another year name it."""
        if (items, this_year, locked) == (self._items, self._year, self._locked):
            return
        if not items or not self._items or items[-1].entry_id != self._items[-1].entry_id:  # another record
            self._shown, self._wanted = FIRST, ""
        self._items, self._year, self._locked = items, this_year, locked
        self._build()

    def _build(self) -> None:
        old: list[QWidget] = []
        while (taken := self._column.takeAt(0)) is not None:
            old += [] if (widget := taken.widget()) is None else [widget]
        keep_focus(old, self._fill())
        for widget in old:
            widget.hide()
            widget.deleteLater()

    def _fill(self) -> list[QWidget]:
        """Make what is shown, and return it."""
        made: list[QWidget] = [label("History", "heading"), *self._filters()]
        if not self._items:
            made.append(label("Nothing has been changed yet.", "secondary"))
        found = [item for item in self._items if not self._wanted or self._changes_of(item)]
        made += [self._entry(item) for item in found[: self._shown]]
        more = len(found) - self._shown
        if more > 0:
            made.append(button(f"Show {min(more, PAGE)} older", self._show_older, kind="link"))
        for one in made:
            self._column.addWidget(one)
        return made

    def _filters(self) -> list[QWidget]:
        """Return the choice of a field that was changed, where there is enough to choose from."""
        labels = sorted({change.label for item in self._items for change in item.changes})
        self.filter = None
        if len(labels) < FEWEST_FIELDS or len(self._items) <= FEWEST_FIELDS:
            return []
        self.filter = _Filter(self)
        self.filter.setAccessibleName("Which changes to show")
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.filter.addItem("All changes", "")
        for words in labels:
            self.filter.addItem(f"Only {words}", words)
        self.filter.setCurrentIndex(max(0, self.filter.findData(self._wanted)))
        self.filter.activated.connect(self._choose)
        return [self.filter]

    def _choose(self) -> None:
        if self.filter is not None:
            self._wanted, self._shown = self.filter.currentData(), FIRST
            self._build()
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_older(self) -> None:
        self._shown += PAGE
        self._build()

    def _changes_of(self, item: HistoryItem) -> list[Change]:
        return [change for change in item.changes if self._wanted in ("", change.label)]

    def _entry(self, item: HistoryItem) -> QWidget:
        entry = QFrame(self)
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_Bar(entry))
        lines = QVBoxLayout()
        row.addLayout(lines, 1)
        lines.setSpacing(2)
        top = QHBoxLayout()
        lines.addLayout(top)
        top.setSpacing(6)
        top.addWidget(label(short_moment(item.at, self._year), "strong"))
        top.addWidget(_plain(item.actor), 1)
        if item.summary and not item.changes:
            lines.addWidget(_plain(item.summary, wrap=True))
        for change in self._changes_of(item):
            lines.addWidget(_plain(_words(change), wrap=True))
            if change.restore is not None and not self._locked:
                lines.addWidget(self._way_back(item, change), 0, Qt.AlignmentFlag.AlignLeft)
        return entry

    def _way_back(self, item: HistoryItem, change: Change) -> QWidget:
        former = partial(shorten, change.before, placeholder="…")
        words = "Put back how it looked" if change.before == change.after else f"Put back “{former(NAMED)}”"
        name = f"Put back {change.label}: {former(QUOTED)}"
        return button(words, partial(self.restore.emit, item.entry_id, change.restore), kind="link", name=name)


class _Filter(QComboBox):
    """A wheel turned over the panel scrolls it, and changes nothing here."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        event.ignore()


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


def _words(change: Change) -> str:
    """Return a change in words: a short value before and after, a long text word by word."""
    if change.before == change.after:
        return f"{change.label}: only its look was changed"
    if change.long and is_long(change.before, change.after):
        return f"{change.label}: {changed_words(change.before, change.after)}"
    return f"{change.label}: {change.before} → {change.after}"


def _plain(words: str, *, wrap: bool = False) -> QLabel:
    """Return a label that shows what people typed as it is, never as markup."""
    made = label("", "small", wrap=wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    return made
