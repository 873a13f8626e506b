"""A table's rows: keys, the row in focus, and the ring around it."""

from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mscp_desktop.desktop.delegates import PADDING, CellDelegate, current_tokens, row_height
from mscp_desktop.desktop.tables.header import Headings
from mscp_desktop.desktop.tables.model import RowsModel, is_figures
from mscp_desktop.desktop.tables.sections import draw_sections, folds

CLOSEST, CLOSE = 2, 8  # pixels between the words of two rows that are compact: all of them fit so, or they do not
_LEAPS = (Qt.Key.Key_Home, Qt.Key.Key_End)  # with Ctrl: Qt would move there and leave another row selected
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_F3)


class RowsView(QTableView):
    """The rows: one press of a key moves, opens, copies, pastes, folds, or begins to find."""

    opened = Signal()
    typed = Signal(str)  # a letter to find by; Backspace is none
    copied = Signal()
    pasted = Signal()
    ended = Signal()  # what was typed to find by is over

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._was_seen = True
        self.finding = False
        self.compact = False  # rows come closer together where all of them are seen at once then
        self.nothing = ""  # said where there are no rows
        self.headings = Headings(model, self)
        self.setHorizontalHeader(self.headings)
        self.setModel(model)
        self.headings.put_aside()
        right = frozenset(at for at, column in enumerate(model.source.columns) if is_figures(column.kind))
        self._cells = CellDelegate(self, right)
        self.setItemDelegate(self._cells)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setProperty("ownFocus", True)
        self.headings.wanted.connect(self._reveal)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows as high as the font asks for."""
        metrics = QFontMetrics(self.font())
        height = row_height(metrics)
        if self.compact:
            room = self.viewport().height() // max(self.model().rowCount(), 1)
            fit = room >= metrics.height() + CLOSEST  # else some are scrolled to, and none has to be so close
            height = min(room if fit else metrics.height() + CLOSE, height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.headings.make_room(self.headings.viewportMargins().bottom())

    def fit_columns(self) -> None:
        """Make each column as wide as what can be seen of it."""
        self.resizeColumnsToContents()
        self.headings.fitted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, the clipboard's keys and letters; the rest moves through the rows."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        text, key = event.text(), event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif self.finding and key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            (self.ended.emit if key == Qt.Key.Key_Escape else partial(self.typed.emit, ""))()
        elif text.isprintable() and not held and (text.strip() or (text and self.finding)):
            self.typed.emit(text)
        elif self._folds(key, held=bool(held)):
            self.ended.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.ended.emit()
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            if key not in _MODIFIERS:
                self.ended.emit()
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fold by a press on the triangle of a heading."""
        super().mouseReleaseEvent(event)
        place, model = self.rowAt(round(event.position().y())), self.model()
        if place < 0 or not isinstance(model, RowsModel) or event.position().x() >= folds():
            return
        section = model.section_at(place)
        if section is not None and event.button() is Qt.MouseButton.LeftButton:
            model.fold(place, folded=not model.is_folded(section))

    def _folds(self, key: int, *, held: bool) -> bool:
        """Fold and unfold with Left, Right and Enter on a heading; Left in a row's first column goes to its heading."""
        index, model = self.currentIndex(), self.model()
        if held or not index.isValid() or not isinstance(model, RowsModel) or not model.query.group:
            return False
        section = model.section_at(index.row())
        first = self.headings.visualIndex(index.column()) == 0
        if section is None:
            if key != Qt.Key.Key_Left or not first:
                return False
            self.setCurrentIndex(model.index(model.heading_of(index.row()), index.column()))
            return True
        if key == Qt.Key.Key_Right and not model.is_folded(section):
            self.setCurrentIndex(model.index(min(index.row() + 1, model.rowCount() - 1), index.column()))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            model.fold(index.row(), folded=key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            model.fold(index.row(), folded=not model.is_folded(section))
        else:
            return False
        return True

    def _reveal(self, section: int) -> None:
        left, wide = self.columnViewportPosition(section), self.columnWidth(section)
        bar = self.horizontalScrollBar()
        if left < 0:
            bar.setValue(bar.value() + left)
        elif left + wide > self.viewport().width():
            bar.setValue(bar.value() + min(left, left + wide - self.viewport().width()))

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: Any = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select whole rows; a click beside them takes nothing away, and what leads far selects where it leads."""
        flags = QItemSelectionModel.SelectionFlag
        if not index.isValid():
            return flags.NoUpdate
        leaps = isinstance(event, QKeyEvent) and event.key() in _LEAPS
        if leaps and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return flags.ClearAndSelect | flags.Rows
        return super().selectionCommand(index, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, the headings over them, then the ring around the row that has the keyboard."""
        self._cells.prepare()
        super().paintEvent(event)
        model, current, focused = self.model(), self.currentIndex(), self.hasFocus()
        self.headings.show_current(current.column() if focused and current.isValid() else None)
        if isinstance(model, RowsModel) and (model.query.group or not model.rowCount()):
            with QPainter(self.viewport()) as painter:
                draw_sections(painter, self, model)
                if not model.rowCount():
                    painter.setPen(QColor(current_tokens().secondary))
                    room = self.viewport().rect().adjusted(PADDING, 2 * PADDING, -PADDING, -PADDING)
                    painter.drawText(room, _MIDDLE, self.nothing)
        if not focused or not current.isValid():
            return
        top = self.rowViewportPosition(current.row())
        ring = QRect(0, top, self.viewport().width(), self.rowHeight(current.row()) - 1)
        tokens = current_tokens()
        with QPainter(self.viewport()) as painter:
            painter.setPen(QPen(QColor(tokens.focus), 3))
            painter.drawRect(ring.adjusted(1, 1, -2, -1))
            painter.setPen(QPen(QColor(tokens.focus_inner), 1))
            painter.drawRect(ring.adjusted(3, 3, -4, -3))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw both rows whole: the ring goes around all of a row, and Qt draws only the cells that changed."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            for row in (current.row(), previous.row()):
                across = self.viewport().width()
                self.viewport().update(0, self.rowViewportPosition(row), across, self.rowHeight(row))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End finding."""
        super().focusOutEvent(event)
        self.ended.emit()
        self.headings.show_current(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns share the room anew, and the rows where they are compact; the row in hand stays in view."""
        super().resizeEvent(event)
        if self.compact:
            self.fit_rows()
        self.headings.share(self.viewport().width())
        here, before = self.visualRect(self.currentIndex()), event.oldSize().height()
        seen = 0 <= here.top() < before if before >= 0 else self._was_seen  # Qt says no size of one that was hidden
        if seen and here.bottom() > self.viewport().height():
            self.scrollTo(self.currentIndex())

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember whether the row in hand is in view, to show it so again."""
        super().hideEvent(event)
        self._was_seen = self.viewport().rect().contains(self.visualRect(self.currentIndex()).center())
