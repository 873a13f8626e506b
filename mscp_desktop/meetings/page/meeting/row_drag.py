"""Rows that are dragged to another place in their table."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QRubberBand

from mscp_desktop.desktop.tables.view import RecordTable

EDGE = 24  # pixels from the end of the rows within which they scroll
THICK = 3


class RowDrag(QObject):
    """Lets the chosen rows of a table be dragged; `dropped` gives the place of the row before which they were let go.

    That is the number of rows where they go to the end. Esc lets them be where they are.
    """

    dropped = Signal(int)

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table, self._view = table, table.view
        self.ready = True
        self._from: QPoint | None = None
        self._line = QRubberBand(QRubberBand.Shape.Line, self._view.viewport())
        self._line.hide()
        self._view.viewport().installEventFilter(self)
        self._view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse from the rows while they are dragged."""
        if isinstance(event, QMouseEvent) and watched is self._view.viewport():
            return self._mouse(event)
        escaped = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escaped and event.type() == QEvent.Type.KeyPress and not self._line.isHidden():
            self._end()
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        at, kind = event.position().toPoint(), event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
            plain = not event.modifiers() and self._view.rowAt(at.y()) >= 0
            self._from = at if plain and self.ready else None
        elif kind == QEvent.Type.MouseMove and self._from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (at - self._from).manhattanLength() >= QApplication.startDragDistance()
            if far or not self._line.isHidden():
                self._show(at)
            return True
        elif kind == QEvent.Type.MouseButtonRelease and self._from is not None:
            dragged = not self._line.isHidden()
            place = self._place(at)
            self._end()
            if dragged:
                self.dropped.emit(place)
        return False

    def _show(self, at: QPoint) -> None:
        bar = self._view.verticalScrollBar()
        if at.y() < EDGE:
            bar.setValue(bar.value() - EDGE)
        elif at.y() > self._view.viewport().height() - EDGE:
            bar.setValue(bar.value() + EDGE)
        place = self._place(at)
        rows = self._table.model.rowCount()
        last = self._view.rowViewportPosition(rows - 1) + self._view.rowHeight(rows - 1)
        top = last if place >= rows else self._view.rowViewportPosition(place)
        self._line.setGeometry(QRect(0, max(0, top - THICK // 2 - 1), self._view.viewport().width(), THICK))
        self._line.show()
        self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _place(self, at: QPoint) -> int:
        row = self._view.rowAt(at.y())
        if row < 0:
            return self._table.model.rowCount() if at.y() > 0 else 0
        middle = self._view.rowViewportPosition(row) + self._view.rowHeight(row) / 2
        return row if at.y() < middle else row + 1

    def _end(self) -> None:
        self._from = None
        self._line.hide()
        self._view.viewport().unsetCursor()
