"""What stands over and under a table's rows: the headings of groups with their sums, and the line of totals."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QHeaderView, QLabel, QSizePolicy, QTableView, QWidget

from mscp_desktop.desktop.delegates import BAR, PADDING, RIGHT, current_tokens, row_height
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tables.model import RowsModel, sum_words
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Column

_FOLDS, _SIDE = 20, 8  # pixels at 100% of what a press folds, beside the edge, and of the triangle in it
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def folds() -> int:
    """Return the pixels from the left in which a press folds."""
    return PADDING + grown(_FOLDS)


def draw_sections(painter: QPainter, view: QTableView, model: RowsModel) -> None:
    """Draw the headings that can be seen, each over its whole line: triangle, words, count, sums."""
    tokens, metrics, left = current_tokens(), QFontMetrics(view.font()), folds()
    bold = _bold(view.font())
    picked = view.selectionModel()
    place = view.rowAt(0)
    while 0 <= place < model.rowCount() and view.rowViewportPosition(place) < view.viewport().height():
        section = model.section_at(place)
        if section is not None:
            box = QRect(0, view.rowViewportPosition(place), view.viewport().width(), view.rowHeight(place))
            chosen = picked.isSelected(model.index(place, 0))
            painter.fillRect(box, QColor(tokens.accent_soft if chosen else tokens.hover))
            if chosen:
                painter.fillRect(QRect(0, box.top(), BAR, box.height()), QColor(tokens.accent))
            painter.setPen(QColor(tokens.line))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            _draw_triangle(painter, box, QColor(tokens.text), folded=model.is_folded(section))
            room = _draw_sums(painter, view, box, model.source.columns, section.sums)
            words = metrics.elidedText(section.words, Qt.TextElideMode.ElideRight, room - left - 60)
            painter.setFont(bold)
            painter.setPen(QColor(tokens.text))
            painter.drawText(box.adjusted(left, 0, 0, -1), _LEFT, words)
            painter.setFont(view.font())
            painter.setPen(QColor(tokens.secondary))
            wide = QFontMetrics(bold).horizontalAdvance(words)
            painter.drawText(box.adjusted(left + wide + PADDING, 0, 0, -1), _LEFT, f"{section.count:,}")
        place += 1


class TotalsLine(QWidget):
    """The sums of all rows, each under its column."""

    def __init__(self, view: QTableView, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._columns = view, columns
        self._sums: Mapping[str, int] = {}
        self.hide()
        header = view.horizontalHeader()
        for signal in (header.sectionResized, header.sectionMoved, view.horizontalScrollBar().valueChanged):
            signal.connect(lambda *_: self.update())

    def show_totals(self, sums: Mapping[str, int], rows: int) -> None:
        """Show the sums of so many rows; none where nothing is summed."""
        self._sums = sums
        said = ", ".join(f"{one.words} {sum_words(one, sums[one.key])}" for one in self._columns if one.key in sums)
        self.setAccessibleName(f"Total of {rows:,} rows: {said}")
        self.setVisible(bool(sums) and rows > 0)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a row."""
        return QSize(100, row_height(QFontMetrics(self.font())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line above, the word, and the sums."""
        del event
        tokens = current_tokens()
        with QPainter(self) as painter:
            painter.fillRect(QRect(0, 0, self.width(), 1), QColor(tokens.border))
            room = _draw_sums(painter, self._view, self.rect(), self._columns, self._sums)
            painter.setFont(_bold(self.font()))
            painter.setPen(QColor(tokens.text))
            painter.drawText(QRect(PADDING, 0, room - PADDING, self.height()), _LEFT, "Total")


def _draw_sums(
    painter: QPainter, view: QTableView, box: QRect, columns: tuple[Column, ...], sums: Mapping[str, int]
) -> int:
    """Draw each sum under its column, and return how much room is left of the first."""
    header: QHeaderView = view.horizontalHeader()
    painter.setFont(_bold(view.font()))
    painter.setPen(QColor(current_tokens().text))
    room = box.width()
    for at, column in enumerate(columns):
        if column.key not in sums or header.isSectionHidden(at):
            continue
        left, wide = header.sectionViewportPosition(at), header.sectionSize(at)
        room = min(room, left)
        painter.drawText(
            QRect(left + PADDING, box.top(), wide - 2 * PADDING, box.height()),
            RIGHT,
            sum_words(column, sums[column.key]),
        )
    return room


def _draw_triangle(painter: QPainter, box: QRect, colour: QColor, *, folded: bool) -> None:
    x, y = box.left() + PADDING, box.center().y()
    side = grown(_SIDE)
    half = side / 2
    points = [(x + 1, y - half), (x + 1 + half, y), (x + 1, y + half)] if folded else [
        (x - 1, y - half / 2), (x + side - 1, y - half / 2), (x + half - 1, y + half / 2)
    ]  # fmt: skip
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
    painter.restore()


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made


class Footer(QLabel):
    """The line that says how many rows there are, below them; cut short where it is too long, and then said on hover.

    Where a line below would take the room of a row it stands beside the filter line.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "small")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(12, 8, 12, 8)
        self.above = False

    def stand(self, above: QHBoxLayout, below: QBoxLayout, *, up: bool, air: int) -> None:
        """Stand in the line above the rows, after its first part, or below them with so much air."""
        self.setContentsMargins(*((8, 0, 8, 0) if up else (12, air, 12, air)))
        if up != self.above:
            self.above = up
            if up:
                above.insertWidget(1, self, 1)
            else:
                below.addWidget(self)
            above.setStretch(2 if up else 1, int(not up))  # the empty room between the filter line and the buttons

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words as far as there is room."""
        del event
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(tip_of(self.text() if words != self.text() else ""))
        with QPainter(self) as painter:
            flags = Qt.AlignmentFlag.AlignVCenter.value
            self.style().drawItemText(
                painter, room, flags, self.palette(), self.isEnabled(), words, self.foregroundRole()
            )
