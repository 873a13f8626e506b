"""The two lists of the minutes: the agenda's items at the left, and what was taken down under one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from mscp_desktop.desktop.delegates import DETAIL_ROLE, MARK_ROLE, ChoiceDelegate
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL
from mscp_desktop.meetings.rules.minutes import ItemMinutes
from mscp_desktop.meetings.rules.minutes_gaps import TAKEN_DOWN

UID_ROLE = int(Qt.ItemDataRole.UserRole) + 40
MOST_ROWS = 4
FRAME = 12  # pixels of a list's border and padding
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row under an item: its kind, its words and a line below them; `kept` of a form that is not finished."""

    kind: str
    uid: str
    words: str
    detail: str
    version: int = 0
    kept: bool = False


Row = tuple[str, str, str, str]
"""A row of a list: uid, words, the line below them, and what stands out before that."""


class _Rows(QAbstractListModel):
    """The rows of one list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def take(self, rows: Sequence[Row]) -> None:
        """Hold other rows; where they are of the same records, only their words change."""
        if [one[0] for one in rows] == [one[0] for one in self.rows]:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a row, what stands below them, or both as they are read out."""
        if not index.isValid():
            return None
        uid, words, detail, mark = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (words, mark, detail) if part)
        return {DETAIL_ROLE: detail, MARK_ROLE: mark, UID_ROLE: uid}.get(role)


class _Lines(QListView):
    """A list of lines of two rows each, that never scrolls sideways and stays where it was read again."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "lines")
        self.lines = _Rows(self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setItemDelegate(ChoiceDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def uid(self) -> str | None:
        """Return the uid of the row at hand."""
        row = self.currentIndex()
        return self.lines.rows[row.row()][0] if row.isValid() else None

    def words(self) -> list[str]:
        """Return what the rows say."""
        return [row[1] for row in self.lines.rows]

    def show_row(self, at: int) -> None:
        """Make a row current, and bring it into view."""
        index = self.lines.index(at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _fill(self, rows: Sequence[Row]) -> None:
        """Show rows; the row at hand stays."""
        if list(rows) == self.lines.rows:
            return
        held = self.uid()
        self.lines.take(rows)
        self.show_row(next((at for at, one in enumerate(rows) if one[0] == held), -1))


class ItemList(_Lines):
    """The items of an agenda with their times, and a word for what is written; `stepped` tells which is current."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        self._quiet = True  # Qt tells of the current row while the list is made
        super().__init__("Items of the agenda", parent)
        self._quiet = False

    def show_items(
        self, items: Sequence[ItemMinutes], current: str | None, unfinished: Collection[str], *, private: bool
    ) -> None:
        """Show items; of a confidential one the title is hidden where `private` is not to be seen.

        `unfinished` are those under which something is typed and not recorded.
        """
        self._quiet = True
        self._fill([_item_row(one, unfinished=one.item.uid in unfinished, private=private) for one in items])
        at = next((at for at, one in enumerate(items) if one.item.uid == current), 0 if items else -1)
        self.show_row(at)
        self._quiet = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the way into the text."""
        if event.key() in ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell which item is current, where somebody chose it here."""
        super().currentChanged(current, previous)
        uid = self.uid()
        if not self._quiet and uid is not None:
            self.chosen.emit(uid)


class EntryList(_Lines):
    """What was taken down under an item: Enter opens a row, Delete removes it."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Decisions, actions and challenges of this item", parent)
        self.entries: tuple[Entry, ...] = ()
        self.activated.connect(lambda _: self._open())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show the rows; there is no list where there are none."""
        self.entries = tuple(entries)
        self._fill([(one.uid, one.words, one.detail, "") for one in entries])
        self.setVisible(bool(entries))
        self._fit()

    def current(self) -> Entry | None:
        """Return the row at hand."""
        uid = self.uid()
        return next((one for one in self.entries if one.uid == uid), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Delete."""
        current = self.current()
        if event.key() in ENTER and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Delete and current is not None:
            self.removed.emit(current)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height of a few rows."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return room for the rows, of many for the first few."""
        rows = min(MOST_ROWS, max(1, len(self.entries)))
        high = self.sizeHintForRow(0) if self.lines.rows else 0
        frame = self.height() - self.viewport().height() if self.isVisible() else FRAME
        return QSize(super().sizeHint().width(), rows * high + frame)

    def _fit(self) -> None:
        high = self.sizeHint().height()
        if self.maximumHeight() != high:
            self.setFixedHeight(high)

    def _open(self) -> None:
        current = self.current()
        if current is not None:
            self.opened.emit(current)


def _item_row(one: ItemMinutes, *, unfinished: bool, private: bool) -> Row:
    hidden = one.item.confidential and not private
    title = CONFIDENTIAL if hidden else one.item.title
    marks = [
        *(["✎ unfinished"] if unfinished else []),
        *([] if hidden or not one.written else [f"✓ {one.count_words()}"]),
        one.item.time_words(),
    ]  # fmt: skip
    return one.item.uid, f"{one.item.number}. {title}", " · ".join(mark for mark in marks if mark), (
        "Confidential" if one.item.confidential else ""
    )  # fmt: skip


def kept_entries(kept: Mapping[str, str]) -> list[Entry]:
    """Return what was typed in forms under an item and not recorded; `kept` are its words by the kind of form."""
    return [
        Entry(kind, f"kept {kind}", f"✎ {' '.join(kept[kind].split()) or 'Not said yet'}",
              f"{kind.capitalize()} not recorded · Enter goes on with it", kept=True)
        for kind in TAKEN_DOWN if kind in kept
    ]  # fmt: skip


def entries_of(one: ItemMinutes) -> list[Entry]:
    """Return what was taken down under an item: decisions, actions, then challenges."""
    found = []
    for row in one.decisions:
        more = [f"Did not agree: {row.dissent}" if row.dissent else "", row.standing_words()]
        found.append(Entry("decision", row.uid, f"{row.name()}  {row.text}", _line("Decision", *more), row.version))
    for action in one.actions:
        due = f"due {action.due_words()}" if action.due is not None else "no date"
        words = f"{action.words()}  {action.text}"
        found.append(Entry("action", action.uid, words, _line("Action", action.owner.words, due), action.version))
    for challenge in one.challenges:
        more = [challenge.sides(), challenge.state_words()]
        words = f"{challenge.name()}  {challenge.about}"
        found.append(Entry("challenge", challenge.uid, words, _line("Challenge", *more), challenge.version))
    return found


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
