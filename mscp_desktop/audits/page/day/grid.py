"""The grid of a case: grades as marks, with the sections and the agreed grades always in view."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mscp_desktop.audits.page.day.model import PENDING_ROLE, UNSAVED_ROLE, DayModel
from mscp_desktop.audits.page.grade_marks import draw_mark
from mscp_desktop.audits.rules.day import AgreedCell, Line, OwnCell, Stand
from mscp_desktop.desktop.delegates import CELL_ROLE, current_tokens, draw_shape, small
from mscp_desktop.desktop.focus_ring import PLAIN
from mscp_desktop.desktop.tokens import Tokens, grown
from mscp_desktop.desktop.values import Tone

NARROWEST, WIDEST, AGREED_WIDE = 66, 130, 86  # pixels at 100% of a column
NAMES_LEAST, NAMES_MOST = 110, 240
LOWEST, HIGHEST = 32, 50  # of a row
LOWEST_LOW = 26  # of one in a low window
MOST_LINES = 3  # of a service's name
MARK_WIDE, MARK_HIGH, LETTERS = 46, 32, 1.2
_SHORT = {Stand.IN: "in", Stand.MISSING: "missing", Stand.NOT_KNOWN: "N/K", Stand.NOT_APPLICABLE: "N/A"}
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


def draw_cell(
    painter: QPainter, room: QRect, cell: OwnCell | AgreedCell | None, tokens: Tokens, font: QFont, *,
    owed: bool = False, pending: bool = False, open_mark: bool = False, unsaved: bool = False,
) -> None:  # fmt: skip
    """Draw what stands in a cell: a grade's mark, or a word in an outline; a triangle where a reason is owed.

    A diamond stands by a grade that a service does not share, and by an own one that came after the reveal.
    A dot at its foot says that words of it are not saved.
    """
    high, wide = min(grown(MARK_HIGH), room.height() - 4), min(grown(MARK_WIDE), room.width() - 4)
    box = QRectF(0, 0, wide, high)
    box.moveCenter(QRectF(room).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bold = QFont(font)
    bold.setBold(True)
    if cell is not None and cell.grade is not None:
        if font.pointSizeF() > 0:
            bold.setPointSizeF(font.pointSizeF() * LETTERS)  # it reads from across a room, and in a small picture
        painter.setFont(bold)
        draw_mark(painter, box, cell.grade, tokens)
    else:
        stand = Stand.NOT_APPLICABLE if isinstance(cell, AgreedCell) else None if cell is None else cell.stand
        words = _SHORT.get(stand, "?") if stand is not None else "?" if open_mark else ""
        fit = small(font) if font.pointSizeF() > 0 else font  # the projector's is in pixels
        box.setWidth(min(room.width() - 4.0, max(box.width(), QFontMetrics(fit).horizontalAdvance(words) + 12.0)))
        box.moveCenter(QRectF(room).center())
        is_in = stand is Stand.IN
        if words:
            painter.setPen(QPen(QColor(tokens.good if is_in else tokens.border), 1.2))
            painter.setBrush(QColor(tokens.good_soft) if is_in else Qt.BrushStyle.NoBrush)
            if stand is not Stand.MISSING:
                painter.drawRoundedRect(box, 3, 3)
            painter.setFont(bold if stand is None else fit)
            painter.setPen(QColor(tokens.text if stand is None else tokens.good if is_in else tokens.secondary))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    side = grown(10)
    if owed:
        at = QRectF(min(box.right() + 4, room.right() - side - 1), box.top() - 1, side, side)
        draw_shape(painter, Tone.BAD, at, QColor(tokens.danger))
    if (isinstance(cell, AgreedCell) and cell.dissents) or (isinstance(cell, OwnCell) and cell.late):
        at = QRectF(max(room.left() + 1.0, box.left() - side - 4), box.top(), side, side)
        draw_shape(painter, Tone.WARNING, at, QColor(tokens.warning))
    if unsaved:
        at = QRectF(min(box.right() + 4, room.right() - side - 1), box.bottom() - side + 1, side, side)
        draw_shape(painter, Tone.INFO, at, QColor(tokens.accent))
    if pending:
        painter.setPen(QPen(QColor(tokens.text), 2, Qt.PenStyle.DotLine))
        painter.drawLine(
            box.bottomLeft() + QRectF(0, 3, 0, 0).topLeft(), box.bottomRight() + QRectF(0, 3, 0, 0).topLeft()
        )
    painter.restore()


class CellsDelegate(QStyledItemDelegate):
    """Paints the cells of the grid."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell with its ground, and the ring around the one in hand."""
        view = self.parent()
        model = index.model()
        if not isinstance(view, Grid) or not isinstance(model, DayModel):
            return
        tokens, box = current_tokens(), QRect(option.rect)
        agreed, current = index.column() == model.agreed_at, view.currentIndex() == index
        painter.fillRect(box, QColor(tokens.accent_soft if agreed else tokens.surface))
        if current:
            painter.fillRect(box, QColor(tokens.hover))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if agreed:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
        line = model.line(index.row()) if agreed else None
        shown = index.data(CELL_ROLE)
        draw_cell(
            painter, box.adjusted(3, 1, -3, -2), line.agreed if line is not None else shown, tokens, option.font,
            owed=line is not None and line.agreed is not None and line.agreed.owed,
            pending=bool(index.data(PENDING_ROLE)), unsaved=bool(index.data(UNSAVED_ROLE)),
            open_mark=agreed and model.day is not None and model.day.revealed_at is not None,
        )  # fmt: skip
        if current:
            ring = box.adjusted(2, 1, -3, -3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if view.hasFocus():
                painter.setPen(QPen(QColor(tokens.focus), 3))
                painter.drawRect(ring)
                painter.setPen(QPen(QColor(tokens.focus_inner if tokens.name == "light" else tokens.text), 2))
                painter.drawRect(ring.adjusted(2, 2, -2, -2))
            else:
                painter.setPen(QPen(QColor(tokens.accent), 2))
                painter.drawRect(ring)


class SectionNames(QHeaderView):
    """The names of the sections, and under each how far its services are apart."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the names, and below them the ground of the grid."""
        super().paintEvent(event)
        painter, end = QPainter(self.viewport()), self.length() - self.offset()
        painter.fillRect(0, end, self.width(), max(0, self.height() - end), QColor(current_tokens().surface))
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one name."""
        model = self.model()
        line = model.headerData(section, Qt.Orientation.Vertical, CELL_ROLE)
        if not isinstance(line, Line):
            return
        tokens = current_tokens()
        painter.save()
        painter.fillRect(rect, QColor(tokens.surface))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        note, less = line.apart_words(), small(self.font())
        font = QFont(self.font())
        font.setBold(bool(note) or line.section.overall)
        name, under = QFontMetrics(font), QFontMetrics(less)
        both = bool(note) and name.height() + under.height() <= rect.height() - 2
        room = rect.adjusted(grown(12), 0, -grown(6), 0)
        top = rect.top() + (rect.height() - name.height() - (under.height() if both else 0)) // 2
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            QRect(room.left(), top, room.width(), name.height()), Qt.AlignmentFlag.AlignLeft,
            name.elidedText(line.section.name, Qt.TextElideMode.ElideRight, room.width()),
        )  # fmt: skip
        if both:
            far = line.apart > 1
            ink = QColor(tokens.danger if far else tokens.secondary)
            at, side = top + name.height(), grown(8)
            if far:
                draw_shape(painter, Tone.BAD, QRectF(room.left(), at + (under.height() - side) / 2, side, side), ink)
            painter.setFont(less)
            painter.setPen(ink)
            left = room.left() + (side + 5 if far else 0)
            words = under.elidedText(note, Qt.TextElideMode.ElideRight, room.right() - left)
            painter.drawText(QRect(left, at, room.right() - left, under.height()), Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()


class ServiceNames(QHeaderView):
    """The names of the services, in two lines where they need them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def fit(self, wide: int, services: int, *, low: bool) -> None:
        """Take the height that the names need in columns of this width: in a low window one line or two."""
        metrics, model = QFontMetrics(small(self.font())), self.model()
        names = [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in range(services)]
        lines = max((len(in_lines(one, metrics, wide - 4, 2 if low else MOST_LINES)) for one in names), default=1)
        high = metrics.height() * lines + grown(6 if low else 12)
        if high != self.height():
            self.setFixedHeight(high)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one name above its column."""
        model, tokens = self.model(), current_tokens()
        painter.save()
        last = section == model.columnCount() - 1
        painter.fillRect(rect, QColor(tokens.accent_soft if last else tokens.surface))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if last:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawLine(rect.left() + 1, rect.top(), rect.left() + 1, rect.bottom())
        font = small(self.font())
        font.setBold(last)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if last else tokens.secondary))
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        room, metrics = rect.adjusted(2, 2, -2, -grown(3)), QFontMetrics(font)
        lines = in_lines(words, metrics, room.width(), max(1, room.height() // metrics.height()))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(room, int(flags), "\n".join(lines))
        painter.restore()


def in_lines(words: str, metrics: QFontMetrics, wide: int, most: int) -> list[str]:
    """Return words broken between words into at most so many lines, each cut with dots where it is too wide."""
    lines: list[list[str]] = [[]]
    for word in words.split():
        fits = metrics.horizontalAdvance(" ".join([*lines[-1], word])) <= wide
        if not lines[-1] or fits or len(lines) == most:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [metrics.elidedText(" ".join(one), Qt.TextElideMode.ElideRight, wide) for one in lines]


class _Corner(QWidget):
    """What stands above the names of the sections: nothing, on the ground of the grid."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line below it."""
        painter, tokens = QPainter(self), current_tokens()
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()


class _Kept(QWidget):
    """The agreed grades at the right edge while the column itself is scrolled away."""

    def __init__(self, grid: "Grid") -> None:
        super().__init__(grid)
        self._grid = grid

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw heading and cells as the column draws them."""
        grid, painter = self._grid, QPainter(self)
        model = grid.days
        head = grid.horizontalHeader()
        if isinstance(head, ServiceNames):
            head.paintSection(painter, QRect(0, 0, self.width(), head.height()), model.agreed_at)
        painter.setClipRect(QRect(0, head.height(), self.width(), self.height() - head.height()))
        painter.fillRect(self.rect().adjusted(0, head.height(), 0, 0), QColor(current_tokens().surface))
        for row in range(model.rowCount()):
            option = QStyleOptionViewItem()
            option.font = grid.font()
            option.rect = QRect(0, head.height() + grid.rowViewportPosition(row), self.width(), grid.rowHeight(row))
            grid.itemDelegate().paint(painter, option, model.index(row, model.agreed_at))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell that is clicked."""
        row = self._grid.rowAt(round(event.position().y()) - self._grid.horizontalHeader().height())
        if row >= 0:
            self._grid.go(row, self._grid.days.agreed_at)


class Grid(QTableView):
    """The cells of a case; `entered` tells that Enter was pressed in one, `moved` that another is in hand."""

    entered = Signal()
    moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.days = DayModel(self)
        self._low = False
        self._corner = _Corner(self)
        self._kept = _Kept(self)
        self._kept.hide()
        self.setHorizontalHeader(ServiceNames(self))
        self.setVerticalHeader(SectionNames(self))
        self.setModel(self.days)
        self.setItemDelegate(CellsDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty(PLAIN, True)
        self.setAccessibleName("Grades of the case, sections by services")
        self.horizontalScrollBar().valueChanged.connect(self._keep)
        self.verticalScrollBar().valueChanged.connect(self._update_kept)
        self.days.dataChanged.connect(self._update_kept)
        self.days.modelReset.connect(self.fit)
        self.days.layoutChanged.connect(self._update_kept)

    def _update_kept(self) -> None:
        if self._kept.isVisible():
            self._kept.update()

    def go(self, row: int, column: int) -> None:
        """Take a cell in hand."""
        self.setCurrentIndex(self.days.index(row, column))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell that another cell is in hand."""
        super().currentChanged(current, previous)
        for one in (current, previous):
            if one.isValid():
                self.update(one)
        self._update_kept()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows; Enter opens what is written of the cell in hand."""
        key, here = Qt.Key(event.key()), self.currentIndex()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and not held:
            down, right = _ARROWS[key]
            row = max(0, min(here.row() + down, self.days.rowCount() - 1))
            column = max(0, min(here.column() + right, self.days.columnCount() - 1))
            self.setCurrentIndex(self.days.index(row, column))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held == Qt.KeyboardModifier.ControlModifier:
            last = self.days.rowCount() - 1
            self.setCurrentIndex(self.days.index(0 if key == Qt.Key.Key_Up else last, here.column()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.entered.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not held:
            self.setCurrentIndex(self.days.index(here.row(), 0 if key == Qt.Key.Key_Home else self.days.agreed_at))
        else:
            event.ignore()  # letters are commands, and never search

    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:  # fmt: skip
        """Scroll a cell out from under what is kept at the right edge."""
        super().scrollTo(index, hint)
        if self._kept.isVisible() and index.column() < self.days.agreed_at:
            over = self.visualRect(index).right() - (self.viewport().width() - self._kept.width())
            if over > 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() + over + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread rows and columns over the room."""
        super().resizeEvent(event)
        self.fit()

    def set_low(self, *, low: bool) -> None:
        """Keep rows and heads low where there is little height, and fit all into the room there is."""
        self._low = low
        self.fit()

    def fit(self) -> None:
        """Give rows and columns the room there is, and no less than they need."""
        services, rows = self.days.agreed_at, self.days.rowCount()
        names = max(grown(NAMES_LEAST), min(grown(NAMES_MOST), self.width() * 24 // 100))
        self.verticalHeader().setFixedWidth(names)
        agreed = grown(AGREED_WIDE)
        room = self.width() - names - agreed - self.verticalScrollBar().sizeHint().width()
        each = max(grown(NARROWEST), min(grown(WIDEST), room // max(1, services)))
        for at in range(services):
            self.setColumnWidth(at, each)
        if self.days.columnCount():
            self.setColumnWidth(services, agreed)
        head = self.horizontalHeader()
        if isinstance(head, ServiceNames):
            head.fit(each, services, low=self._low)
        wider = each * services > room
        below = self.horizontalScrollBar().sizeHint().height() if wider else 0
        high = (self.height() - head.height() - below - 2) // max(1, rows)
        least = grown(LOWEST_LOW if self._low else LOWEST)
        self.verticalHeader().setDefaultSectionSize(max(least, min(grown(HIGHEST), high)))
        self._corner.setGeometry(0, 0, names, head.height())
        self._corner.raise_()
        self._keep()

    def _keep(self) -> None:
        """Cover the right edge with the agreed grades where their column is not in view."""
        last, wide = self.days.agreed_at, grown(AGREED_WIDE)
        away = self.days.columnCount() > 1 and self.columnViewportPosition(last) + wide > self.viewport().width()
        self._kept.setVisible(away)
        if away:
            edge = self.viewport().geometry()
            self._kept.setGeometry(edge.right() + 1 - wide, 0, wide, edge.bottom() + 1)
            self._kept.raise_()
        self._kept.update()
