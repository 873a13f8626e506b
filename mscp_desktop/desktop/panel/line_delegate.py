"""How a line of a record is painted: what it is called, and below it the rest, wrapped to the width of the panel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from mscp_desktop.desktop.delegates import BAR, SELECTED, UNDER_MOUSE, current_tokens, draw_pill, pill_size, small
from mscp_desktop.desktop.values import Cell, Look

LEFT, ABOVE = 10, 6
GAP = 2
BETWEEN = "  ·  "
LINE_END = "\u2028"  # where a plain text begins a new line: it is drawn on one otherwise


@dataclass(frozen=True, slots=True)
class _Piece:
    """One cell in its place; a status has no text of its own but the cell."""

    at: QPoint
    size: QSize
    cell: Cell
    text: QStaticText | None
    font: QFont


class LineDelegate(QStyledItemDelegate):
    """Paints a line in two rows or more; the width is that of the view."""

    def __init__(self, view: QAbstractItemView, cells: Callable[[int], Sequence[Cell]]) -> None:
        """`cells` gives what a row shows."""
        super().__init__(view)
        self._view, self._cells = view, cells

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line with a rule below; the marked one is tinted and has a bar at its left."""
        tokens, box, state = current_tokens(), option.rect, option.state.value
        painter.save()
        if state & SELECTED:
            painter.fillRect(box, QColor(tokens.accent_soft))
            painter.fillRect(QRect(box.left(), box.top(), BAR, box.height()), QColor(tokens.accent))
        elif state & UNDER_MOUSE:
            painter.fillRect(box, QColor(tokens.hover))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        for number, piece in enumerate(self._pieces(index)):
            at = box.topLeft() + piece.at
            if piece.text is None:
                draw_pill(painter, QRect(at, piece.size), piece.cell, tokens, piece.font)
            else:
                pale = number > 0 or piece.cell.look is Look.UNKNOWN
                painter.setFont(piece.font)
                painter.setPen(QColor(tokens.secondary if pale else tokens.text))
                painter.drawStaticText(QPointF(at), piece.text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height that the words need at the width there is."""
        del option
        low = max((piece.at.y() + piece.size.height() for piece in self._pieces(index)), default=0)
        return QSize(self._view.viewport().width(), low + ABOVE + 1)

    def _pieces(self, index: QModelIndex | QPersistentModelIndex) -> list[_Piece]:
        return _arrange(self._cells(index.row()), self._view.font(), self._view.viewport().width() - 2 * LEFT)


def _arrange(cells: Sequence[Cell], font: QFont, width: int) -> list[_Piece]:
    """Return the cells in their places: the first above, the others as words in a paragraph below it."""
    width = max(width, 1)
    made: list[_Piece] = []
    left, top, high = 0, ABOVE, 0
    dot = QFontMetrics(small(font)).horizontalAdvance(BETWEEN)
    for number, cell in enumerate(cells):
        shown = _font(font, cell.look, small_text=number > 0)
        text = None if cell.look is Look.PILL else _text(cell.words, shown, width)
        size = pill_size(QFontMetrics(shown), cell).boundedTo(QSize(width, 1000)) if text is None else _size(text)
        beside = left > 0 and left + dot + size.width() <= width and number > 1
        if beside:
            joined = made[-1].text is not None and text is not None
            if joined:
                before = _text(BETWEEN, small(font), width)
                made.append(_Piece(QPoint(LEFT + left, top), _size(before), Cell(BETWEEN), before, small(font)))
            left += dot
        elif number:
            left, top, high = 0, top + high + GAP, 0
        lower = (high - size.height()) // 2 if beside else 0  # a status is a little higher than the words beside it
        made.append(_Piece(QPoint(LEFT + left, top + lower), size, cell, text, shown))
        left, high = left + size.width(), max(high, lower + size.height())
    return made


def _font(font: QFont, look: Look, *, small_text: bool) -> QFont:
    made = small(font) if small_text or look is Look.PILL else QFont(font)
    made.setItalic(look is Look.UNKNOWN)
    made.setBold(look is Look.STRONG)
    return made


def _text(words: str, font: QFont, width: int) -> QStaticText:
    made = QStaticText(words.replace("\n", LINE_END))
    made.setTextFormat(Qt.TextFormat.PlainText)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made.setTextOption(option)
    if QFontMetrics(font).horizontalAdvance(words) > width:
        made.setTextWidth(width)
    made.prepare(font=font)
    return made


def _size(text: QStaticText) -> QSize:
    size = text.size()
    return QSize(-int(-size.width() // 1), -int(-size.height() // 1))
