"""A chart in the window: the drawing that is printed, in the colours of the look, with its table beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.preview.file import picture_of
from mscp_desktop.desktop.sheet import fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tokens import POINTS, grown, tokens_of

DRAWN_POINTS = 9.0  # the size of a drawing's letters
LEAST_WIDTH = 320  # pixels
SIZE = (820, 560)
EDGE = 10  # pixels around the drawing, so that the ring of the focus covers none of it
AS_TABLE = "Show as table (T)"
AS_CHART = "Show as chart (T)"


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart as the window shows it.

    `paint` gives the drawing as a PDF of one page: (width in points, the look's name), on any thread. `alternative` are
    the sentences that stand for it, `headings` and `rows` its table, whose first column names what is counted.
    """

    title: str
    alternative: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    paint: Callable[[float, str], bytes]


class ChartPicture(QWidget):
    """The drawing, as wide as there is room; it is drawn on a thread, anew for another width or look."""

    def __init__(self, graph: Graph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph = graph
        self._image = QImage()
        self._shown: tuple[int, str, float, float] | None = None
        self._deliveries = Deliveries(self)
        self._lane = Lane("chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(graph.title)
        self.setAccessibleDescription(graph.alternative)
        self.setMinimumSize(LEAST_WIDTH, 120)
        self.destroyed.connect(partial(_stop, self._lane))

    @property
    def busy(self) -> bool:
        """Whether the drawing is on its way."""
        return self._deliveries.busy

    @property
    def image(self) -> QImage:
        """What is shown; nothing until it is drawn."""
        return self._image

    def close_lane(self) -> None:
        """Draw no more."""
        _stop(self._lane)
        self._deliveries.finish()

    def sizeHint(self) -> QSize:
        """Return the size of the drawing."""
        ratio = self._image.devicePixelRatio()
        return (
            QSize(LEAST_WIDTH, round(self._image.height() / ratio) + 2 * EDGE)
            if not self._image.isNull()
            else QSize(640, 320)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show what was drawn."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens_of(self.palette()).surface))
        painter.drawImage(EDGE, EDGE, self._image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it anew for the room there is."""
        super().resizeEvent(event)
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw it."""
        super().showEvent(event)
        self._ask()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it in the colours of another look."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self._ask()

    def _ask(self) -> None:
        text = grown(1000) / 1000  # a finer measure than one pixel
        self.setMinimumWidth(round(LEAST_WIDTH * text))
        wanted = (self.width() - 2 * EDGE, tokens_of(self.palette()).name, self.devicePixelRatioF(), text)
        if self.isVisible() and wanted != self._shown:
            self._shown = wanted
            self._deliveries.send(
                self._lane, partial(_drawn, self._graph, *wanted), self._keep, owner=self, key="chart"
            )

    def _keep(self, image: QImage) -> None:
        self._image = image
        self.setMinimumHeight(round(image.height() / image.devicePixelRatio()) + 2 * EDGE)
        self.updateGeometry()
        self.update()


class ChartView(QWidget):
    """A chart with its title, and its table in its place when asked for; `T` turns from one to the other."""

    def __init__(self, graph: Graph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = ChartPicture(graph, self)
        self.table = table_of(graph, self)
        scroll = QScrollArea(self, widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.picture)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(scroll)
        self._stack.addWidget(self.table)
        self.turn_button = button(AS_TABLE, self.turn, kind="quiet", name="Show the chart as a table")
        QShortcut(QKeySequence("T"), self, self.turn)  # a button's own shortcut waits a tenth of a second
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        column.addLayout(head)
        head.addWidget(label(graph.title, "heading", wrap=True), 1)
        head.addWidget(self.turn_button)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.picture)

    @property
    def as_table(self) -> bool:
        """Whether the table is in view."""
        return self._stack.currentIndex() == 1

    def turn(self) -> None:
        """Show the table in place of the chart, or the chart again."""
        self._stack.setCurrentIndex(0 if self.as_table else 1)
        self.turn_button.setText(AS_CHART if self.as_table else AS_TABLE)
        self.turn_button.setAccessibleName(
            "Show the table as a chart" if self.as_table else "Show the chart as a table"
        )
        (self.table if self.as_table else self.picture).setFocus(Qt.FocusReason.OtherFocusReason)


class ChartDialog(QDialog):
    """A chart in a window of its own; Esc closes it."""

    def __init__(self, graph: Graph, note: str, parent: QWidget) -> None:
        """`note` says of which day the figures are."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(graph.title)
        fit(self, SIZE)
        self.view = ChartView(graph, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.view, 1)
        column.addWidget(label(note, "secondary", wrap=True))
        column.addWidget(button("Close", self.accept, kind="primary"), 0, Qt.AlignmentFlag.AlignRight)
        self.finished.connect(lambda _result: self.view.picture.close_lane())
        FocusRing(self)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _drawn(graph: Graph, width: int, look: str, ratio: float, text: float) -> QImage:
    """Draw a chart for a width in pixels, with letters as large as the window's; `text` is 1 at 100%."""
    scale = POINTS / DRAWN_POINTS * 96 / 72 * text
    image = picture_of(graph.paint(width / scale, look), scale * ratio)
    image.setDevicePixelRatio(ratio)
    return image


def table_of(graph: Graph, parent: QWidget) -> QTableWidget:
    """Return the table of a chart: what is counted, and its figures to the right."""
    table = shown_table(f"{graph.title}, as a table", graph.headings, len(graph.rows), parent)
    table.setProperty("role", "figures")
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for column in range(table.columnCount()):
        heading = table.horizontalHeaderItem(column)
        if heading is not None:
            heading.setTextAlignment(right if column else left)
    for row, cells in enumerate(graph.rows):
        for column, words in enumerate(cells):
            item = QTableWidgetItem(words)
            if column:
                item.setTextAlignment(right)
            table.setItem(row, column, item)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    if graph.rows:
        table.setCurrentCell(0, 0)
    return table


def _stop(lane: Lane, *_gone: object) -> None:
    lane.drop()
    lane.stop(patience=None)
