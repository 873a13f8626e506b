"""The list of what needs somebody: how late, what, why, and a button that leads there."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mscp_desktop.desktop.delegates import BAR, SELECTED, UNDER_MOUSE, current_tokens, draw_pill, pill_size, small
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.overview.rules import Need, Urgency

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
TONES = {
    Urgency.LATE: Tone.BAD, Urgency.TODAY: Tone.WARNING, Urgency.SOON: Tone.WARNING, Urgency.MONTH: Tone.INFO,
    Urgency.LATER: Tone.NEUTRAL, Urgency.UNDATED: Tone.NEUTRAL,
}  # fmt: skip
EDGE, GAP, ABOVE = 16, 12, 10
WHEN_WIDTH = 124
NARROW = 460  # pixels at 100%: below it how late something is stands above what it is
WORDS = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignTop.value | Qt.AlignmentFlag.AlignLeft.value
TALLEST = 1000


class NeedsModel(QAbstractListModel):
    """Needs in the order in which they are given; a row's name for a screen reader is all that it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.needs: list[Need] = []

    def show_needs(self, needs: Sequence[Need]) -> None:
        """Have these instead of those there were."""
        self.beginResetModel()
        self.needs = list(needs)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.needs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says."""
        if not index.isValid() or index.row() >= len(self.needs):
            return None
        need = self.needs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return need.due.what
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{need.when}: {need.due.what}. {need.due.why} {need.due.verb} with Enter."
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(f"{need.due.what}\n{need.due.about}: {need.due.why}")
        return None


class _Row:
    """Where the parts of a row stand, from its top left corner, at a width."""

    def __init__(self, need: Need, font: QFont, width: int, *, compact: bool = False) -> None:
        """With `compact` matter and reason keep to a line each, and end in dots."""
        self.cell: Cell = pill(need.when, TONES[need.urgency])
        self.strong, self.small = QFont(font), small(font)
        self.strong.setWeight(QFont.Weight.DemiBold)
        metrics, narrow = QFontMetrics(self.strong), width < grown(NARROW)
        size = pill_size(QFontMetrics(self.small), self.cell)
        verb = QSize(metrics.horizontalAdvance(need.due.verb) + 2 * GAP, metrics.height() + GAP)
        left = EDGE if narrow else EDGE + grown(WHEN_WIDTH)
        room = max(width - left - verb.width() - EDGE - GAP, 80)
        above = ABOVE // 2 if compact else ABOVE
        self.said, self.reason = need.due.what, need.due.why
        if compact:
            dots = Qt.TextElideMode.ElideRight
            self.said = metrics.elidedText(self.said, dots, room)
            self.reason = QFontMetrics(self.small).elidedText(self.reason, dots, room)
        top = above + (size.height() + 4 if narrow else 0)
        title = metrics.boundingRect(QRect(0, 0, room, TALLEST), WORDS, self.said)
        why = QFontMetrics(self.small).boundingRect(QRect(0, 0, room, TALLEST), WORDS, self.reason)
        self.what = QRect(left, top, room, title.height())
        self.why = QRect(left, top + title.height() + 2, room, why.height() if need.due.why else 0)
        self.height = max(self.why.bottom() + above, verb.height() + 2 * above)
        middle = (self.height - size.height()) // 2
        self.when = QRect(QPoint(EDGE, above if narrow else middle), size)
        self.verb = QRect(QPoint(width - EDGE - verb.width(), (self.height - verb.height()) // 2), verb)


class NeedsDelegate(QStyledItemDelegate):
    """Paints a row: the pill, the matter over its reason, and the button."""

    def __init__(self, view: "NeedsView") -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row with a rule below; the current one is tinted and has a bar at its left."""
        tokens, box, state = current_tokens(), option.rect, option.state.value
        row, need = self._view.row_at(index.row()), self._view.needs.needs[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & SELECTED:
            painter.fillRect(box, QColor(tokens.accent_soft))
            painter.fillRect(QRect(box.left(), box.top(), BAR, box.height()), QColor(tokens.accent))
        elif state & UNDER_MOUSE:
            painter.fillRect(box, QColor(tokens.hover))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        at = box.topLeft()
        draw_pill(painter, row.when.translated(at), row.cell, tokens, row.small)
        painter.setFont(row.strong)
        painter.setPen(QColor(tokens.text))
        painter.drawText(row.what.translated(at), WORDS, row.said)
        painter.setFont(row.small)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(row.why.translated(at), WORDS, row.reason)
        frame = QRectF(row.verb.translated(at)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.hover if self._view.over_verb == index.row() else tokens.surface))
        painter.drawRoundedRect(frame, 5, 5)
        painter.setFont(row.strong)
        painter.setPen(QColor(tokens.text))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, need.due.verb)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the words need at the width there is."""
        del option
        return QSize(self._view.viewport().width(), self._view.row_at(index.row()).height)


class NeedsView(QListView):
    """The list; `opened` gives the row whose button was pressed, or that was entered, `chosen` the current one."""

    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.needs = NeedsModel(self)
        self.over_verb = -1
        self.compact = False
        self._rows: dict[int, _Row] = {}
        self.setModel(self.needs)
        self.setItemDelegate(NeedsDelegate(self))
        self.setAccessibleName("What needs you now")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def show_needs(self, needs: Sequence[Need]) -> None:
        """Show needs, keeping the current one where it is still there, otherwise the place in the list."""
        row = self.currentIndex().row()
        before = self.needs.needs[row].due if 0 <= row < len(self.needs.needs) else None
        self._rows.clear()
        self.needs.show_needs(needs)
        dues = [(one.due.about, one.due.place) for one in needs]
        wanted = (before.about, before.place) if before is not None else None
        if needs:
            place = dues.index(wanted) if wanted in dues else min(max(row, 0), len(needs) - 1)
            self.setCurrentIndex(self.needs.index(place))
        self.chosen.emit(self.currentIndex().row())

    def make_compact(self, *, compact: bool) -> None:
        """Keep each row to two lines, where there is room for few."""
        if compact != self.compact:
            self.compact = compact
            self._rows.clear()
            self.scheduleDelayedItemsLayout()

    def row_at(self, row: int) -> _Row:
        """Return where the parts of a row stand."""
        found = self._rows.get(row)
        if found is None:
            found = self._rows[row] = _Row(
                self.needs.needs[row], self.font(), self.viewport().width(), compact=self.compact
            )
        return found

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is current."""
        super().currentChanged(current, previous)
        self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go where a row leads with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the button under the mouse."""
        super().mouseMoveEvent(event)
        self._mark(self._verb_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Leave no button tinted."""
        super().leaveEvent(event)
        self._mark(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the button under the mouse."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._open(self._verb_at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go where a row leads; on its button the first click did so."""
        super().mouseDoubleClickEvent(event)
        at = event.position().toPoint()
        if self._verb_at(at) < 0:
            self._open(self.indexAt(at).row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew."""
        self._rows.clear()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the measures of another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._rows.clear()
            self.scheduleDelayedItemsLayout()

    def _verb_at(self, at: QPoint) -> int:
        index = self.indexAt(at)
        if not index.isValid():
            return -1
        inside = self.row_at(index.row()).verb.translated(self.visualRect(index).topLeft())
        return index.row() if inside.contains(at) else -1

    def _mark(self, row: int) -> None:
        if row != self.over_verb:
            self.over_verb = row
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.needs.needs):
            self.opened.emit(row)
