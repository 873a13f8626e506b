"""The pages of a document made small, in a list at its side; each is drawn on a thread when it is first seen."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtCore import QStringListModel as Names
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.preview.file import PdfFile
from mscp_desktop.desktop.preview.tiles import Tile, Tiles
from mscp_desktop.desktop.tokens import grown, tokens_of

WIDE = 124  # pixels of a page at 100%
AIR = 10
SLIMMEST = 1.6  # a page that is higher than this many times its width is made narrower instead
MOST_BYTES = 16 * 1024 * 1024  # some three hundred pages
Index = QModelIndex | QPersistentModelIndex


class Thumbnails(QListView):
    """Lists the pages; `chosen` tells which one, from 0, a person went to."""

    chosen = Signal(int)

    def __init__(self, file: PdfFile, parent: QWidget) -> None:
        super().__init__(parent)
        self._file = file
        self._deliveries = Deliveries(self)
        self._tiles = Tiles(file, self._deliveries, self.viewport().update, "small pages", MOST_BYTES)
        self.wanted: dict[Tile, tuple[int, int]] = {}
        self._shape = min(SLIMMEST, max((high / wide for wide, high in file.sizes), default=1.0))
        self._following = self._leading = False
        self.setModel(Names([f"Page {number:,}" for number in range(file.first, file.first + len(file.sizes))], self))
        self.setItemDelegate(_Small(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages of the document")
        self.fit()

    @property
    def busy(self) -> bool:
        """Whether pages are still on their way to the screen."""
        return self._deliveries.busy

    def close_file(self) -> None:
        """Stop drawing; the document may be closed then."""
        self._tiles.close()
        self._deliveries.finish()

    def show_page(self, number: int) -> None:
        """Mark the page that is read, and have it in view here too."""
        if self._leading:
            return
        self._following = True
        index = self.model().index(number, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        self._following = False

    def fit(self) -> None:
        """Give the list the width that its pages have at the text size."""
        self.setMinimumWidth(grown(WIDE) + 2 * AIR + self.verticalScrollBar().sizeHint().width())

    def cell(self) -> QSize:
        """Return the size of a line: the largest page with its number."""
        wide = grown(WIDE)
        return QSize(wide + 2 * AIR, round(wide * self._shape) + self.fontMetrics().height() + 2 * AIR)

    def paper(self, number: int, line: QRect) -> QRect:
        """Return where a page stands in its line."""
        wide, high = self._file.sizes[number]
        scale = min(grown(WIDE) / wide, grown(WIDE) * self._shape / high)
        size = QSize(max(1, round(wide * scale)), max(1, round(high * scale)))
        room = line.adjusted(AIR, AIR, -AIR, -AIR - self.fontMetrics().height())
        paper = QRect(room.topLeft(), size)
        paper.moveCenter(room.center())
        return paper

    def paint_page(self, painter: QPainter, number: int, paper: QRect) -> None:
        """Draw a page, or blank paper while it is on its way."""
        ratio = self.devicePixelRatioF()
        size = round(paper.width() * ratio), round(paper.height() * ratio)
        tile = Tile(number, size[0], -1, -1)
        image = self._tiles.get(tile)
        painter.fillRect(paper, Qt.GlobalColor.white)
        if image is None:
            self.wanted[tile] = size
        else:
            painter.drawImage(paper, image)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is there, and ask for what is missing of it."""
        self.wanted = {}
        super().paintEvent(event)
        if event.rect().contains(self.viewport().rect()) or self.wanted:
            self._tiles.ask(self.wanted)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Go to a page that was chosen here."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._following:
            self._leading = True  # the pages may not come as far: the last ones stand in view together
            self.chosen.emit(current.row())
            self._leading = False

    def changeEvent(self, event: QEvent) -> None:
        """Fit the list to another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_shape"):
            self.fit()
            self.scheduleDelayedItemsLayout()


class _Small(QStyledItemDelegate):
    """Draws a page with its number below; the current one has a thick frame and a bold number."""

    def __init__(self, pages: Thumbnails) -> None:
        super().__init__(pages)
        self._pages = pages

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._pages.cell()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        pages, line = self._pages, QRect(option.rect)
        tokens, current = tokens_of(pages.palette()), index == pages.currentIndex()
        paper = pages.paper(index.row(), line)
        painter.save()
        pages.paint_page(painter, index.row(), paper)
        edge = 3 if current else 1
        painter.setPen(QPen(QColor(tokens.accent if current else tokens.border), edge))
        out = edge // 2 + 1
        painter.drawRect(paper.adjusted(-out, -out, out - 1, out - 1))
        font = painter.font()
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            QRect(line.left(), paper.bottom() + 3, line.width(), pages.fontMetrics().height() + 2),
            Qt.AlignmentFlag.AlignHCenter, index.data().removeprefix("Page "),
        )  # fmt: skip
        painter.restore()
