"""How cells, chips and choices are painted: a status by word, shape and colour; the unknown in italics."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from mscp_desktop.desktop.tokens import Tokens, tokens_of
from mscp_desktop.desktop.values import Cell, Look, Tone, words_of
from mscp_desktop.foundation.queries import Section

PADDING = 12
BAR = 3
PILL_PADDING = 9
SHAPE_GAP = 5
SELECTED = QStyle.StateFlag.State_Selected.value
UNDER_MOUSE = QStyle.StateFlag.State_MouseOver.value
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 10
MARK_ROLE = int(Qt.ItemDataRole.UserRole) + 11  # a word that stands out before the detail


@dataclass(frozen=True, slots=True)
class _Ink:
    text: QColor
    fill: QColor
    line: QColor


def _ink(tokens: Tokens, tone: Tone) -> _Ink:
    colours = {
        Tone.NEUTRAL: (tokens.secondary, tokens.hover, tokens.border),
        Tone.INFO: (tokens.info, tokens.info_soft, tokens.info_line),
        Tone.GOOD: (tokens.good, tokens.good_soft, tokens.good_line),
        Tone.WARNING: (tokens.warning, tokens.warning_soft, tokens.warning_line),
        Tone.BAD: (tokens.danger, tokens.danger_soft, tokens.danger_line),
    }[tone]
    return _Ink(*(QColor(colour) for colour in colours))


def current_tokens() -> Tokens:
    """Return the look of the application at this moment; a style sheet changes the palettes of single widgets."""
    return tokens_of(QGuiApplication.palette())


def draw_shape(painter: QPainter, tone: Tone, box: QRectF, colour: QColor) -> None:
    """Draw the shape that says the same as the colour: dot, tick, diamond or triangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top, size = box.left(), box.top(), box.width()

    def at(*points: tuple[float, float]) -> QPolygonF:
        return QPolygonF([QPointF(left + x * size, top + y * size) for x, y in points])

    if tone is Tone.GOOD:
        painter.setPen(QPen(colour, max(1.6, size / 5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(at((0.05, 0.55), (0.38, 0.88), (0.98, 0.12)))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if tone is Tone.WARNING:
            painter.drawPolygon(at((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)))
        elif tone is Tone.BAD:
            painter.drawPolygon(at((0.5, 0.04), (1, 0.94), (0, 0.94)))
        elif tone is Tone.INFO:
            painter.drawEllipse(box.adjusted(size * 0.1, size * 0.1, -size * 0.1, -size * 0.1))
    painter.restore()


def pill_size(metrics: QFontMetrics, cell: Cell) -> QSize:
    """Return the room that a status takes."""
    shape = 0 if cell.tone is Tone.NEUTRAL else _shape_side(metrics) + SHAPE_GAP
    return QSize(metrics.horizontalAdvance(cell.words) + shape + 2 * PILL_PADDING, metrics.height() + 4)


def draw_pill(painter: QPainter, box: QRect, cell: Cell, tokens: Tokens, font: QFont) -> None:
    """Draw a status into a box, cut off with dots where the box is narrow."""
    ink, metrics = _ink(tokens, cell.tone), QFontMetrics(font)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
    path = QPainterPath()
    path.addRoundedRect(frame, frame.height() / 2, frame.height() / 2)
    painter.fillPath(path, ink.fill)
    painter.setPen(QPen(ink.line, 1))
    painter.drawPath(path)
    left = box.left() + PILL_PADDING
    if cell.tone is not Tone.NEUTRAL:
        side = _shape_side(metrics)
        draw_shape(painter, cell.tone, QRectF(left, box.center().y() + 0.5 - side / 2, side, side), ink.text)
        left += side + SHAPE_GAP
    room = QRect(left, box.top(), box.right() - PILL_PADDING - left + 2, box.height())
    painter.setPen(ink.text)
    painter.setFont(font)
    words = metrics.elidedText(cell.words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()


def _shape_side(metrics: QFontMetrics) -> int:
    return max(7, round(metrics.capHeight() * 0.95))


def small(font: QFont) -> QFont:
    """Return a font for statuses and notes, a little smaller than the text around it."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * 0.915)
    return made


class Chip(QWidget):
    """A status that stands by itself, such as a fact above a table."""

    def __init__(self, cell: Cell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell = cell
        self._room: tuple[Cell, QFont, QSize] | None = None
        self.setAccessibleName(cell.words)
        self.setToolTip(cell.more)

    def sizeHint(self) -> QSize:
        """Return the room that the words take, measured once: layouts ask many times."""
        font = self.font()
        if self._room is None or self._room[0] is not self.cell or self._room[1] != font:
            self._room = self.cell, font, pill_size(QFontMetrics(small(font)), self.cell)
        return QSize(self._room[2])

    def show_cell(self, cell: Cell) -> None:
        """Show another status."""
        self.cell = cell
        self.setAccessibleName(cell.words)
        self.setToolTip(cell.more)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the same: a chip is not cut off unless it is wider than its page."""
        size = self.sizeHint()
        return QSize(min(size.width(), 60), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        with QPainter(self) as painter:
            size = self.sizeHint().boundedTo(self.size())
            draw_pill(
                painter,
                QRect(0, 0, size.width(), size.height()),
                self.cell,
                current_tokens(),
                small(self.font()),
            )


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a table of records, and says in full on hover what was cut off.

    The view calls `prepare` before it paints: the look and the fonts are looked up once for all cells.
    """

    def __init__(self, view: QAbstractItemView, right: frozenset[int] = frozenset()) -> None:
        """`right` are the columns of figures."""
        super().__init__(view)
        self._view = view
        self._right = right
        self._tokens: Tokens | None = None
        self._fonts: dict[Look, QFont] = {}
        self.prepare()

    def prepare(self) -> None:
        """Take over the look of this moment."""
        tokens, font = current_tokens(), self._view.font()
        if tokens is self._tokens and font == self._fonts.get(Look.PLAIN):
            return
        self._tokens = tokens
        self._tint, self._under, self._line, self._bar = (
            QColor(name) for name in (tokens.accent_soft, tokens.hover, tokens.line, tokens.accent)
        )
        self._text, self._pale = QColor(tokens.text), QColor(tokens.secondary)
        self._fonts = {look: _font(font, look) for look in Look}
        self._metrics = {look: QFontMetrics(made) for look, made in self._fonts.items()}
        self._small = small(font)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell with its line below; the selected row is tinted and has a bar at its left."""
        cell, column = index.data(CELL_ROLE), index.column()
        if isinstance(cell, Section):  # its view draws it over the whole line
            return
        painter.save()
        self.paint_ground(painter, option, index)
        room = option.rect.adjusted(PADDING, 0, -PADDING, -1)
        look = cell.look if isinstance(cell, Cell) else Look.PLAIN
        if look is Look.PILL:
            self._paint_pill(painter, room, cell)
        else:
            painter.setFont(self._fonts[look])
            painter.setPen(self._pale if look is Look.UNKNOWN else self._text)
            words = self._metrics[look].elidedText(words_of(cell), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, RIGHT if column in self._right else LEFT, words)
        painter.restore()

    def paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw what stands behind a cell: the line below, and the tint of a row that is selected or pointed at."""
        box, state = option.rect, option.state.value
        if state & SELECTED:
            painter.fillRect(box, self._tint)
            if _is_first(self._view, index.column()):
                painter.fillRect(QRect(box.left(), box.top(), BAR, box.height()), self._bar)
        elif state & UNDER_MOUSE:
            painter.fillRect(box, self._under)
        painter.setPen(self._line)
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that a cell's words take."""
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Section):
            return QSize(0, row_height(QFontMetrics(option.font)))
        if isinstance(cell, Cell) and cell.look is Look.PILL:
            wide = pill_size(QFontMetrics(small(option.font)), cell).width()
        else:
            look = cell.look if isinstance(cell, Cell) else Look.PLAIN
            wide = QFontMetrics(_font(option.font, look)).horizontalAdvance(words_of(cell))
        return QSize(wide + 2 * PADDING, row_height(QFontMetrics(option.font)))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what a cell says of itself, or its words where they were cut off."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid() or isinstance(index.data(CELL_ROLE), Section):
            return super().helpEvent(event, view, option, index)
        cell = index.data(CELL_ROLE)
        more = cell.more if isinstance(cell, Cell) else ""
        cut = self.sizeHint(option, index).width() > view.visualRect(index).width()
        words = "\n".join(part for part in (words_of(cell) if cut else "", more) if part)
        QToolTip.showText(event.globalPos(), words, view)
        return True

    def _paint_pill(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        size = pill_size(QFontMetrics(self._small), cell).boundedTo(room.size())
        box = QRect(room.left(), room.center().y() - size.height() // 2 + 1, size.width(), size.height())
        draw_pill(painter, box, cell, current_tokens(), self._small)


class ChoiceDelegate(QStyledItemDelegate):
    """Paints the list under a picker: a name, and below it what tells it from others of that name."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one choice."""
        tokens = current_tokens()
        marked = bool(option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        painter.save()
        painter.fillRect(option.rect, QColor(tokens.accent_soft if marked else tokens.raised))
        if option.state & QStyle.StateFlag.State_Selected:  # what Enter takes, told from what the mouse only passes
            painter.fillRect(QRect(option.rect.topLeft(), QSize(BAR, option.rect.height())), QColor(tokens.accent))
        detail = index.data(DETAIL_ROLE) or ""
        room = option.rect.adjusted(PADDING, 4, -PADDING, -4)
        metrics = QFontMetrics(option.font)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.text if detail is not None else tokens.accent_text))
        vertical = Qt.AlignmentFlag.AlignTop if detail else Qt.AlignmentFlag.AlignVCenter
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(vertical), title)
        if detail:
            font = small(option.font)
            painter.setFont(font)
            mark = index.data(MARK_ROLE) or ""
            if mark:
                font.setBold(True)
                painter.setFont(font)
                painter.setPen(QColor(tokens.warning))
                painter.drawText(room, int(Qt.AlignmentFlag.AlignBottom), mark)
                room.setLeft(room.left() + QFontMetrics(font).horizontalAdvance(f"{mark} "))
                font.setBold(False)
                painter.setFont(font)
            painter.setPen(QColor(tokens.secondary))
            cut = QFontMetrics(font).elidedText(detail, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignBottom), cut)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return room for one or two lines."""
        lines = QFontMetrics(option.font).height()
        if index.data(DETAIL_ROLE):
            lines += QFontMetrics(small(option.font)).height()
        return QSize(120, lines + 10)


def row_height(metrics: QFontMetrics) -> int:
    """Return the height of a table's row: a line of text with air around it."""
    return metrics.height() + 16


def _font(font: QFont, look: Look) -> QFont:
    if look is Look.PLAIN:
        return font
    made = QFont(font)
    made.setBold(look is Look.STRONG)
    made.setItalic(look is Look.UNKNOWN)
    return made


def _is_first(view: QWidget | None, column: int) -> bool:
    header = getattr(view, "horizontalHeader", None)
    return header is not None and header().visualIndex(column) == 0
