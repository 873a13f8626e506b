"""A bar of pieces, one for each of a number of things: done, planned, or wanted and not planned."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from mscp_desktop.desktop.tokens import Tokens

MOST_PIECES = 12


def draw_pieces(painter: QPainter, box: QRectF, done: int, planned: int, missing: int, tokens: Tokens) -> None:
    """Draw the pieces of one bar: done are full, planned are hatched, missing are dashed outlines.

    Of more than `MOST_PIECES` each piece stands for a share of them.
    """
    number = done + planned + missing
    if number == 0:
        return
    if number > MOST_PIECES:
        share = MOST_PIECES / number
        done, planned, number = round(done * share), round(planned * share), MOST_PIECES
    gap = min(4.0, box.width() / number / 4)
    width = (box.width() - gap * (number - 1)) / number
    painter.save()
    for piece in range(number):
        at = QRectF(box.left() + piece * (width + gap), box.top(), width, box.height()).adjusted(0.5, 0.5, -0.5, -0.5)
        if piece < done:
            painter.fillRect(at, QColor(tokens.accent))
        elif piece < done + planned:
            painter.fillRect(at, QBrush(QColor(tokens.accent), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.drawRect(at)
        else:
            painter.setPen(QPen(QColor(tokens.warning), 1.2, Qt.PenStyle.DashLine))
            painter.drawRect(at)
    painter.restore()
