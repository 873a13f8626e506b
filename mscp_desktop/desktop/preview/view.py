"""The pages of a document one below the other: drawn on a thread where they are seen, in tiles, sharp at any size."""

import math
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.preview.file import POINTS_PER_INCH, Box, PageText, PdfFile, character_at, lines_of
from mscp_desktop.desktop.preview.tiles import TILE, Tile, Tiles, area_of
from mscp_desktop.desktop.tokens import tokens_of

GAP = 16  # pixels between pages and around them
OVERVIEW = 320  # device pixels that a page is wide while its tiles are on their way
TEXTS_KEPT = 24
LEAST, MOST = 0.25, 4.0
STEPS = (0.25, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
PAPER = QColor("#ffffff")
FOUND, MARKED = QColor("#ffe680"), QColor("#b5d4ef")
INK = QColor("#0b0c0c")


class Fit(StrEnum):
    """How large pages are shown where no size is chosen."""

    WIDTH = "Fit width"
    PAGE = "Fit page"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the document holds what was searched for: a span of a page's characters."""

    page: int
    start: int
    end: int


class PageView(QAbstractScrollArea):
    """Shows a document; `paged` tells that another page is in view, `zoomed` that it has another size.

    Of all that was drawn the newest 96 MB are kept, however long the document is.
    """

    paged = Signal(int)
    zoomed = Signal()

    def __init__(self, file: PdfFile, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file, self._name = file, name
        self.fit: Fit | None = Fit.WIDTH
        self.zoom = 1.0
        self.page = 0
        self._tops: list[float] = []
        self._texts: OrderedDict[int, PageText] = OrderedDict()
        self._waiting: dict[int, list[Callable[[PageText], object]]] = {}
        self.hits: list[Hit] = []
        self.hit: Hit | None = None
        self._from: tuple[int, int] | None = None
        self._to: tuple[int, int] | None = None
        self._deliveries = Deliveries(self)
        self._tiles = Tiles(file, self._deliveries, self.viewport().update)
        self._reading = Lane("page text")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # room that comes and goes moves the pages
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.verticalScrollBar().setAccessibleName("Through the pages")
        self.horizontalScrollBar().setAccessibleName("Across the page")
        self._lay_out()
        self._name_page()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._file.sizes)

    @property
    def busy(self) -> bool:
        """Whether something is still on its way to the screen."""
        return self._deliveries.busy

    @property
    def held(self) -> int:
        """How many bytes of drawn pages are kept."""
        return self._tiles.held

    def close_file(self) -> None:
        """Stop drawing; the document may be closed then."""
        self._tiles.close()
        self._reading.drop()
        self._reading.stop(patience=None)
        self._deliveries.finish()

    def show_page(self, number: int, top: float = 0.0) -> None:
        """Bring a page into view, or a height on it, in points from its upper edge."""
        number = max(0, min(number, self.count - 1))
        self.verticalScrollBar().setValue(round(self._tops[number] + top * self._scale() - GAP / 2))

    def show_fit(self, fit: Fit) -> None:
        """Show pages as wide as there is room, or whole."""
        self.fit = fit
        self._rescale(self._fitting())

    def show_zoom(self, zoom: float) -> None:
        """Show pages at a size, 1 being that of paper."""
        self.fit = None
        self._rescale(zoom)

    def step(self, by: int) -> None:
        """Show pages a step larger or smaller."""
        larger = by > 0
        steps = [one for one in STEPS if (one > self.zoom + 0.005 if larger else one < self.zoom - 0.005)]
        if steps:
            self.show_zoom(steps[0] if larger else steps[-1])

    def show_hits(self, hits: list[Hit], current: Hit | None) -> None:
        """Mark what was found, and bring one of them into view."""
        self.hits, self.hit = hits, current
        if current is not None:
            self._with_text(current.page, partial(self._show_hit, current))
        self.viewport().update()

    def marked_text(self) -> str:
        """Return what was marked with the mouse, or by `mark_page`."""
        parts = []
        for number in range(self.count):
            span = self._marked(number)
            if span is not None and number in self._texts:
                parts.append(self._texts[number].text[span[0] : span[1]].replace("\r\n", "\n"))
        return "\n".join(parts)

    def read_page(self, then: Callable[[str], object]) -> None:
        """Call with what the page in view says, once it is read."""
        self._with_text(self.page, lambda text: then(text.text.replace("\r\n", "\n")))

    def mark_page(self) -> None:
        """Mark all that the page in view says."""
        self._with_text(self.page, self._mark_page)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is there, and ask for what is missing."""
        del event
        painter = QPainter(self.viewport())
        tokens = tokens_of(self.palette())
        view = self.viewport().rect()
        painter.fillRect(view, QColor(tokens.ground))
        wanted: dict[Tile, tuple[int, int]] = {}
        ratio = self.devicePixelRatioF()
        for number in self._seen():
            place = self._place(number)
            painter.fillRect(place, PAPER)
            wide, high = round(place.width() * ratio), round(place.height() * ratio)
            missing = self._paint_page(painter, number, place, (wide, high), ratio)
            wanted |= dict.fromkeys(missing, (wide, high))
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
            self._paint_marks(painter, number, place)
        painter.end()
        self._tiles.ask(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages anew."""
        super().resizeEvent(event)
        self._rescale(self._fitting() if self.fit is not None else self.zoom)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the pages to the room there is."""
        super().showEvent(event)
        self._rescale(self._fitting() if self.fit is not None else self.zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the document."""
        bar = self.verticalScrollBar()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_PageUp if ctrl:
                self.show_page(self.page - 1)
            case Qt.Key.Key_PageDown if ctrl:
                self.show_page(self.page + 1)
            case Qt.Key.Key_Space:
                bar.setValue(bar.value() + bar.pageStep())
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark text."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = self._to = None
            self._with_text(self._page_at(event.position()), partial(self._begin_mark, event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark text as far as the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._from is not None:
            self._with_text(self._page_at(event.position()), partial(self._end_mark, event.position()))

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of another look."""
        super().changeEvent(event)
        self.viewport().update()

    def _scale(self) -> float:
        return self.zoom * self.logicalDpiY() / POINTS_PER_INCH

    def _fitting(self) -> float:
        unit = self.logicalDpiY() / POINTS_PER_INCH
        wide, high = self._file.sizes[self.page] if self.fit is Fit.PAGE else (max(w for w, _ in self._file.sizes), 0)
        room = self.viewport().size()
        zoom = (room.width() - 2 * GAP - 1) / (wide * unit)  # a pixel for rounding
        if high:
            zoom = min(zoom, (room.height() - 2 * GAP) / (high * unit))
        return zoom

    def _rescale(self, zoom: float) -> None:
        """Set the size, and keep what is in the middle there."""
        zoom = max(LEAST, min(zoom, MOST))
        bar, middle = self.verticalScrollBar(), self.viewport().height() / 2
        number = self._at(bar.value() + middle)
        share = (bar.value() + middle - self._tops[number]) / max(self._high(number), 1)
        if bar.value() == 0:
            number, share, middle = 0, 0.0, GAP
        changed = zoom != self.zoom
        across = self.horizontalScrollBar()
        beside = (across.value() + across.pageStep() / 2) / max(across.maximum() + across.pageStep(), 1)
        self.zoom = zoom
        self._lay_out()
        bar.setValue(round(self._tops[number] + share * self._high(number) - middle))
        across.setValue(round(beside * (across.maximum() + across.pageStep()) - across.pageStep() / 2))
        if changed:
            self.zoomed.emit()
        self.viewport().update()

    def _lay_out(self) -> None:
        scale, top = self._scale(), float(GAP)
        self._tops = []
        for _, high in self._file.sizes:
            self._tops.append(top)
            top += math.ceil(high * scale) + GAP
        wide = max(math.ceil(side * scale) for side, _ in self._file.sizes) + 2 * GAP
        room = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, math.ceil(top) - room.height()))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, wide - room.width()))
        self.horizontalScrollBar().setPageStep(room.width())
        self.horizontalScrollBar().setSingleStep(40)

    def _high(self, number: int) -> int:
        return math.ceil(self._file.sizes[number][1] * self._scale())

    def _at(self, height: float) -> int:
        """Return the page at a height of the whole."""
        return max(0, bisect_right(self._tops, height) - 1)

    def _seen(self) -> range:
        top = self.verticalScrollBar().value()
        return range(self._at(top), self._at(top + self.viewport().height()) + 1)

    def _place(self, number: int) -> QRect:
        wide = math.ceil(self._file.sizes[number][0] * self._scale())
        across = self.horizontalScrollBar()
        room = self.viewport().width()
        left = (room - wide) // 2 if across.maximum() == 0 else GAP - across.value()
        return QRect(left, round(self._tops[number]) - self.verticalScrollBar().value(), wide, self._high(number))

    def _paint_page(
        self, painter: QPainter, number: int, place: QRect, size: tuple[int, int], ratio: float
    ) -> list[Tile]:
        """Draw the tiles of a page that are seen, and return those that are missing."""
        whole = Tile(number, OVERVIEW, -1, -1)
        if size[0] <= OVERVIEW * 2:  # a small page is one tile
            whole = Tile(number, size[0], -1, -1)
        missing: list[Tile] = []
        self._paint_tile(painter, whole, QRectF(place), missing)
        if whole.wide == size[0]:
            return missing
        seen = place.intersected(self.viewport().rect()).translated(-place.topLeft())
        columns = range(int(seen.left() * ratio) // TILE, int((seen.right() + 1) * ratio) // TILE + 1)
        rows = range(int(seen.top() * ratio) // TILE, int((seen.bottom() + 1) * ratio) // TILE + 1)
        for row in rows:
            for column in columns:
                tile = Tile(number, size[0], column, row)
                x, y, wide, high = area_of(size, tile)
                if wide > 0 and high > 0:
                    spot = QRectF(place.left() + x / ratio, place.top() + y / ratio, wide / ratio, high / ratio)
                    self._paint_tile(painter, tile, spot, missing)
        return missing

    def _paint_tile(self, painter: QPainter, tile: Tile, spot: QRectF, missing: list[Tile]) -> None:
        image = self._tiles.get(tile)
        if image is None:
            missing.append(tile)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, tile.wide == OVERVIEW)
        painter.drawImage(spot, image)

    def _paint_marks(self, painter: QPainter, number: int, place: QRect) -> None:
        text = self._texts.get(number)
        if text is None:
            if (self.hits or self._from is not None) and number not in self._waiting:
                self._with_text(number, lambda _text: None)
            return
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)  # letters keep their ink
        for hit in self.hits:
            if hit.page == number:
                ring = hit == self.hit
                for spot in self._spots(text.boxes[hit.start : hit.end], place):
                    painter.fillRect(spot, FOUND)
                    if ring:  # the one at hand has a ring, so that colour is not all that tells it
                        painter.setPen(QPen(INK, 2))
                        painter.drawRect(spot.adjusted(-2, -2, 2, 2))
        span = self._marked(number)
        if span is not None:
            for spot in self._spots(text.boxes[span[0] : span[1]], place):
                painter.fillRect(spot, MARKED)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _spots(self, boxes: Sequence[Box], place: QRect) -> list[QRectF]:
        scale = self._scale()
        return [
            QRectF(
                place.left() + box.left * scale, place.top() + box.top * scale,
                (box.right - box.left) * scale, (box.bottom - box.top) * scale,
            )
            for box in lines_of(boxes)
        ]  # fmt: skip

    def _with_text(self, number: int, then: Callable[[PageText], object]) -> None:
        """Call with a page's text, once it is read."""
        if not 0 <= number < self.count:
            return
        text = self._texts.get(number)
        if text is not None:
            then(text)
            return
        waiting = self._waiting.setdefault(number, [])
        waiting.append(then)
        if len(waiting) == 1:
            read, arrived = partial(self._file.text, number), partial(self._text_arrived, number)
            self._deliveries.send(self._reading, read, arrived, owner=self)

    def _text_arrived(self, number: int, text: PageText) -> None:
        self._texts[number] = text
        while len(self._texts) > TEXTS_KEPT:
            self._texts.popitem(last=False)
        for then in self._waiting.pop(number, []):
            then(text)
        self.viewport().update()

    def _show_hit(self, hit: Hit, text: PageText) -> None:
        lines = lines_of(text.boxes[hit.start : hit.end])
        if not lines or hit != self.hit:
            return
        scale, place, room = self._scale(), self._place(hit.page), self.viewport().height()
        top, bottom = place.top() + lines[0].top * scale, place.top() + lines[-1].bottom * scale
        if top < GAP or bottom > room - GAP:
            bar = self.verticalScrollBar()
            bar.setValue(round(bar.value() + top - room / 3))
        across = self.horizontalScrollBar()
        left = place.left() + lines[0].left * scale
        if not 0 <= left <= self.viewport().width() - GAP:
            across.setValue(round(across.value() + left - self.viewport().width() / 3))

    def _page_at(self, position: QPointF) -> int:
        return self._at(self.verticalScrollBar().value() + position.y())

    def _spot(self, number: int, position: QPointF) -> tuple[float, float]:
        place, scale = self._place(number), self._scale()
        return (position.x() - place.left()) / scale, (position.y() - place.top()) / scale

    def _begin_mark(self, position: QPointF, text: PageText) -> None:
        number = self._page_at(position)
        index = character_at(text, *self._spot(number, position))
        self._from = self._to = None if index < 0 else (number, index)
        self.viewport().update()

    def _end_mark(self, position: QPointF, text: PageText) -> None:
        number = self._page_at(position)
        index = character_at(text, *self._spot(number, position))
        if index >= 0:
            self._to = (number, index)
            self.viewport().update()

    def _mark_page(self, text: PageText) -> None:
        self._from, self._to = (self.page, 0), (self.page, max(0, len(text.text) - 1))
        self.viewport().update()

    def _marked(self, number: int) -> tuple[int, int] | None:
        """Return the span of a page's characters that is marked."""
        if self._from is None or self._to is None or self._from == self._to:
            return None
        first, last = sorted((self._from, self._to))
        if not first[0] <= number <= last[0]:
            return None
        end = last[1] + 1 if number == last[0] else len(self._texts[number].text) if number in self._texts else 0
        return (first[1] if number == first[0] else 0), end

    def _moved(self, value: int) -> None:
        number = self._at(value + self.viewport().height() / 3)
        if number != self.page:
            self.page = number
            self._name_page()
            announce(self, f"Page {number + self._file.first}")
            self.paged.emit(number)
        self.viewport().update()

    def _name_page(self) -> None:
        """Offer the page in view to assistive technology, with what it says."""
        self.setAccessibleName(
            f"Page {self.page + self._file.first} of {self.count + self._file.first - 1} of {self._name}"
        )
        self.setAccessibleDescription("")
        if self.count:
            number = self.page
            self._with_text(number, lambda text: self._describe(number, text))

    def _describe(self, number: int, text: PageText) -> None:
        if number == self.page:
            self.setAccessibleDescription(text.text.replace("\r\n", "\n"))
