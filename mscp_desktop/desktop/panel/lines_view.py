"""The list of a record's lines: what it holds, how it answers to keys, and how high it is."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollArea, QWidget

from mscp_desktop.desktop.panel.line_delegate import LineDelegate
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.values import Cell, Line, Lines, Look, words_of
from mscp_desktop.foundation.errors import InternalError

MARGIN = 16
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_CHANGES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class LinesModel(QAbstractListModel):
    """Lines of one kind; a line's name for a screen reader is its cells, each after the heading of its column."""

    def __init__(self, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self.lines: tuple[Line, ...] = ()
        self._asked: dict[int, Callable[[Line], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda line: ", ".join(filter(None, map(words_of, line.cells))),
            Qt.ItemDataRole.AccessibleTextRole: lambda line: ", ".join(self._named(line)),
            Qt.ItemDataRole.AccessibleDescriptionRole: lambda line: line.locked or None,
            Qt.ItemDataRole.ToolTipRole: self._tip,
        }

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Have these lines instead of those there were; each has a cell for each column."""
        if any(len(line.cells) != len(self._columns) for line in lines):
            raise InternalError(f"A line does not fit the columns {', '.join(self._columns)}.")
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a line, its cells, or what is read out or said on hover."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        asked = self._asked.get(role)
        return None if asked is None else asked(self.lines[index.row()])

    def row_of(self, uid: str) -> int | None:
        """Return the row of a line, None where it is not among them."""
        return next((row for row, line in enumerate(self.lines) if line.uid == uid), None)

    def cells(self, row: int) -> list[Cell]:
        """Return the cells of a row as they are drawn, with no heading over them: what is not recorded is named."""
        made = []
        for column, cell in zip(self._columns, self.lines[row].cells, strict=True):
            words = words_of(cell)
            if isinstance(cell, Cell) and cell.look is Look.UNKNOWN:
                made.append(Cell(f"{column}: {words}", cell.look))
            elif words:
                made.append(cell if isinstance(cell, Cell) else Cell(words))
        return made

    def _named(self, line: Line) -> list[str]:
        pairs = zip(self._columns, map(words_of, line.cells), strict=True)
        return [f"{column}: {words}" for column, words in pairs if words]

    def _tip(self, line: Line) -> str:
        more = [cell.more for cell in line.cells if isinstance(cell, Cell)]
        return "<br>".join(tip_of(part) for part in (*self._named(line), *more, line.locked) if part)


class LinesView(QListView):
    """As high as its lines, so that nothing scrolls inside the panel; keys change, remove, add and follow a line."""

    changing = Signal()
    removing = Signal()
    adding = Signal()
    following = Signal()
    chosen = Signal()  # another line has the mark, or none

    def __init__(self, lines: Lines, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = LinesModel(lines.columns, self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self, self.lines.cells))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(lines.title)
        self.doubleClicked.connect(lambda _: self.changing.emit())
        self._arriving = QTimer(self, interval=0, singleShot=True)
        self._arriving.timeout.connect(lambda: self.scrollTo(self.currentIndex()))

    @property
    def current(self) -> Line | None:
        """The line with the mark."""
        row = self.currentIndex().row()
        return self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None

    def show_lines(self, lines: Sequence[Line], wanted: str | None) -> None:
        """Show lines, with the mark on one of them where it is there."""
        self.lines.show_lines(lines)
        row = None if wanted is None else self.lines.row_of(wanted)
        if row is not None:
            self.mark(row)
        self._fit()
        self.chosen.emit()

    def mark(self, row: int) -> None:
        """Set the mark."""
        chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.lines.index(row), chosen)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the shortcuts of the page, such as F2."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._meant(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with the line what the key says."""
        meant = self._meant(event)
        if meant is None:
            super().keyPressEvent(event)
        else:
            meant.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell what else is offered now."""
        super().currentChanged(current, previous)
        self.chosen.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come into view at the line with the mark, once the panel has come to this list."""
        super().focusInEvent(event)
        if self.current is not None and not self.selectionModel().hasSelection():
            self.mark(self.currentIndex().row())  # Qt only makes it current, which is not seen
        self._arriving.start()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Have what stands around the list scroll to a line, for the list itself does not."""
        del hint
        place, step = self.visualRect(index), self.parentWidget()
        while step is not None and place.isValid():
            inside = step.widget() if isinstance(step, QScrollArea) else None
            if isinstance(step, QScrollArea) and inside is not None:
                for corner in (place.bottomLeft(), place.topLeft()):
                    at = self.viewport().mapTo(inside, corner)
                    step.ensureVisible(at.x(), at.y(), 0, MARGIN)
            step = step.parentWidget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the height of another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()
            self._fit()

    def _meant(self, event: QKeyEvent) -> Any:
        """Return the signal that a key stands for, None for a key without a meaning here."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain == Qt.KeyboardModifier.ControlModifier and event.key() in _CHANGES[:2]:
            return self.following
        if plain != Qt.KeyboardModifier.NoModifier:
            return None
        if event.key() in _CHANGES:
            return self.changing
        return {Qt.Key.Key_Delete: self.removing, Qt.Key.Key_Insert: self.adding}.get(Qt.Key(event.key()))

    def _fit(self) -> None:
        self.setFixedHeight(max(1, sum(self.sizeHintForIndex(self.lines.index(row)).height()
                                       for row in range(self.lines.rowCount()))))  # fmt: skip
