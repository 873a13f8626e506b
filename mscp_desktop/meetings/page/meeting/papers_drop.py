"""Files that are dropped onto the rows of a table."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QRubberBand

from mscp_desktop.desktop.tables.view import RecordTable


class FileDrop(QObject):
    """Lets files be dropped onto the rows of a table; `dropped` gives the uid of the row, and the files.

    The uid is None where they are dropped beside the rows. A frame shows the row that would take them.
    """

    dropped = Signal(object, list)

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table, self._view = table, table.view
        self.ready = True
        self._frame = QRubberBand(QRubberBand.Shape.Rectangle, self._view.viewport())
        self._frame.hide()
        self._view.setAcceptDrops(True)
        self._view.viewport().setAcceptDrops(True)
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take files that are dragged over the rows, and let everything else be."""
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
            return False
        if not isinstance(event, QDropEvent):  # entering and moving are kinds of it
            return False
        files = _files(event.mimeData())
        if not (self.ready and files):
            return False
        event.acceptProposedAction()
        at = event.position().toPoint()
        if event.type() == QEvent.Type.Drop:
            self._frame.hide()
            row = self._view.rowAt(at.y())
            found = self._table.model.row_at(row) if row >= 0 else None
            self.dropped.emit(None if found is None else found.uid, files)
        else:
            self._show(at)
        return True

    def _show(self, at: QPoint) -> None:
        row = self._view.rowAt(at.y())
        self._frame.setVisible(row >= 0)
        if row >= 0:
            top, high = self._view.rowViewportPosition(row), self._view.rowHeight(row)
            self._frame.setGeometry(QRect(0, top, self._view.viewport().width(), high))


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
