"""The meetings of a group in a year as a bar in its cell: held, planned, and owed without a date."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from mscp_desktop.desktop.delegates import CELL_ROLE, PADDING, CellDelegate, current_tokens
from mscp_desktop.desktop.pieces import draw_pieces
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell
from mscp_desktop.meetings.rules.obligations import Obligation

HIGH, WIDEST = 12, 190  # pixels at 100%


@dataclass(frozen=True, slots=True)
class BarCell(Cell):
    """A cell that shows a bar; its words say the same."""

    held: int = 0
    planned: int = 0
    missing: int = 0


def bar_cell(one: Obligation) -> BarCell:
    """Return the meetings of a group in a year as a bar, with the words that stand for it."""
    missing = one.remaining or 0
    words = f"{one.held} held, {one.planned} planned" + (f", {missing} to plan" if missing else "")
    return BarCell(words, more=words, held=one.held, planned=one.planned, missing=missing)


class BarDelegate(CellDelegate):
    """Paints a bar in the place of the words that stand for it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell's ground as in every column, and the bar on it."""
        self.prepare()
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, BarCell):
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option, index)
        room: QRect = option.rect.adjusted(PADDING, 0, -PADDING, -1)
        high = min(grown(HIGH), room.height())
        box = QRectF(room.left(), room.center().y() - high / 2 + 1, min(room.width(), grown(WIDEST)), high)
        draw_pieces(painter, box, cell.held, cell.planned, cell.missing, current_tokens())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return room for a bar."""
        return QSize(grown(WIDEST), super().sizeHint(option, index).height())
