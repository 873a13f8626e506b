"""The grades of an audit in a cell: each as a shape with its letters, and how many cases got it."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from mscp_desktop.assessment.records import GradeShape
from mscp_desktop.assessment.rules.scales import GradeRow
from mscp_desktop.audits.rules.programme import AuditRow, GradeCount
from mscp_desktop.desktop.delegates import CELL_ROLE, PADDING, CellDelegate, current_tokens, small
from mscp_desktop.desktop.tokens import Tokens
from mscp_desktop.desktop.values import Cell

ROUND, CORNER = 4.0, 0.22  # pixels; the part of a hexagon's width that a corner takes
GAP, WIDE = 3, 7  # pixels at 100% between what stands in a mark, and between marks


@dataclass(frozen=True, slots=True)
class GradesCell(Cell):
    """A cell that shows grades as marks; its words say the same."""

    grades: tuple[GradeCount, ...] = ()


def grades_cell(one: AuditRow) -> GradesCell:
    """Return the grades of an audit as a cell, from the best to the lowest."""
    words = one.grade_words()
    return GradesCell(words, more=words, grades=tuple(grade for grade in one.grades if grade.cases))


def ink_of(position: int, tokens: Tokens) -> tuple[QColor, QColor]:
    """Return the colours of line and ground of a grade by its place in the scale: 1 is the best."""
    pairs = (
        (tokens.good, tokens.good_soft), (tokens.info, tokens.info_soft), (tokens.warning, tokens.warning_soft),
        (tokens.danger, tokens.danger_soft),
    )  # fmt: skip
    line, ground = pairs[min(position, len(pairs)) - 1]
    return QColor(line), QColor(ground)


def draw_mark(painter: QPainter, box: QRectF, one: GradeCount | GradeRow, tokens: Tokens) -> None:
    """Draw a grade's shape with its letters in it."""
    line, ground = ink_of(one.position, tokens)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dashed = one.shape is GradeShape.DASHED
    painter.setPen(QPen(line, 1.3, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    painter.setBrush(ground)
    if one.shape is GradeShape.ELLIPSE:
        painter.drawEllipse(box)
    elif one.shape is GradeShape.HEXAGON:
        corner, middle = box.width() * CORNER, box.center().y()
        painter.drawPolygon(QPolygonF([
            QPointF(box.left(), middle), QPointF(box.left() + corner, box.top()),
            QPointF(box.right() - corner, box.top()), QPointF(box.right(), middle),
            QPointF(box.right() - corner, box.bottom()), QPointF(box.left() + corner, box.bottom()),
        ]))  # fmt: skip
    else:
        painter.drawRoundedRect(box, ROUND, ROUND)
    painter.setPen(line)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.letters)
    painter.restore()


class GradesDelegate(CellDelegate):
    """Paints marks in the place of the words that stand for them; where they don't fit, the letters alone."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell's ground as in every column, and the marks on it."""
        self.prepare()
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, GradesCell):
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option, index)
        tokens, font = current_tokens(), small(option.font)
        metrics = QFontMetrics(font)
        painter.save()
        painter.setFont(font)
        if self._wide(option, cell) > option.rect.width():
            said = ", ".join(f"{one.letters} {one.cases}" for one in cell.grades)
            room = option.rect.adjusted(PADDING, 0, -PADDING, -1)
            painter.setPen(QColor(tokens.text))
            painter.drawText(
                room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                metrics.elidedText(said, Qt.TextElideMode.ElideRight, room.width()),
            )  # fmt: skip
            painter.restore()
            return
        at, high = float(option.rect.left() + PADDING), metrics.height() + 2.0
        top = option.rect.center().y() - high / 2
        for one in cell.grades:
            box = QRectF(at, top, _mark_wide(metrics, one), high)
            draw_mark(painter, box, one, tokens)
            painter.setPen(QColor(tokens.text))
            beside = QRectF(box.right() + GAP, top, metrics.horizontalAdvance(str(one.cases)) + 2.0, high)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(one.cases))
            at = beside.right() + WIDE
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that the marks take."""
        usual = super().sizeHint(option, index)
        cell = index.data(CELL_ROLE)
        return QSize(self._wide(option, cell), usual.height()) if isinstance(cell, GradesCell) else usual

    def _wide(self, option: QStyleOptionViewItem, cell: GradesCell) -> int:
        metrics = QFontMetrics(small(option.font))
        each = (_mark_wide(metrics, one) + GAP + metrics.horizontalAdvance(str(one.cases)) + 2 for one in cell.grades)
        return round(sum(each) + WIDE * max(0, len(cell.grades) - 1) + 2 * PADDING)


def _mark_wide(metrics: QFontMetrics, one: GradeCount) -> float:
    return max(metrics.horizontalAdvance(one.letters) + 3.0 * GAP, 1.3 * metrics.height())
