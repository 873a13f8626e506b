"""What groups owe in a year as bars: one piece for each meeting, held, planned, or owed and without a date."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mscp_desktop.desktop.delegates import current_tokens, small
from mscp_desktop.desktop.pieces import draw_pieces
from mscp_desktop.desktop.tokens import Tokens, grown
from mscp_desktop.meetings.rules.obligations import Obligation

NAMES, COUNTS = 142, 58  # pixels at 100%
LINE = 8  # pixels between two bars
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class OwedBars(QWidget):
    """A bar for each group that owes meetings, with its name and how many are held of how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owed: list[Obligation] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Meetings owed")

    def show_owed(self, owed: Sequence[Obligation]) -> None:
        """Show groups whose frequency is stated."""
        self._owed = [one for one in owed if one.owed]
        self.setAccessibleDescription(". ".join(f"{one.group}: {_words(one)}" for one in self._owed))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of all bars and the line that explains them."""
        high = QFontMetrics(small(self.font())).height() + LINE
        return QSize(grown(NAMES + COUNTS + 120), high * (len(self._owed) + 1))

    def minimumSizeHint(self) -> QSize:
        """Return the same height: bars are not cut off."""
        return QSize(grown(NAMES + COUNTS + 40), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar under the other, and what the pieces mean."""
        del event
        painter, tokens, font = QPainter(self), current_tokens(), small(self.font())
        painter.setFont(font)
        metrics = QFontMetrics(font)
        high = metrics.height() + LINE
        left, right = grown(NAMES), self.width() - grown(COUNTS)
        for row, one in enumerate(self._owed):
            line = QRect(0, row * high, self.width(), high)
            painter.setPen(QColor(tokens.text))
            name = metrics.elidedText(one.group_words(), Qt.TextElideMode.ElideRight, left - 8)
            painter.drawText(line.adjusted(0, 0, left - self.width(), 0), MIDDLE, name)
            missing = max(one.remaining or 0, 0)
            bar = QRectF(left, line.top() + high * 0.28, right - left - 10, high * 0.44)
            draw_pieces(painter, bar, one.held, one.planned, missing, tokens)
            painter.setPen(QColor(tokens.warning if missing else tokens.secondary))
            painter.drawText(line.adjusted(right, 0, 0, 0), MIDDLE, f"{one.held} of {one.owed}")
        self._draw_key(painter, QRect(0, len(self._owed) * high, self.width(), high), metrics, tokens)
        painter.end()

    def _draw_key(self, painter: QPainter, line: QRect, metrics: QFontMetrics, tokens: Tokens) -> None:
        at = line.left()
        for number, words in enumerate(("held", "planned", "owed, no date")):
            sample = QRectF(at, line.top() + line.height() * 0.3, grown(14), line.height() * 0.4)
            draw_pieces(painter, sample, number == 0, number == 1, number == 2, tokens)  # noqa: PLR2004 - the third
            at += grown(14) + 6
            painter.setPen(QColor(tokens.secondary))
            painter.drawText(QRect(at, line.top(), line.right() - at, line.height()), MIDDLE, words)
            at += metrics.horizontalAdvance(words) + 14


def _words(one: Obligation) -> str:
    missing = f", {one.remaining} without a date" if one.remaining else ""
    return f"{one.held} held of {one.owed}, {one.planned} planned{missing}"
