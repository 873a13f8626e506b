"""A diagram of boxes in the window: zoom, arrows from box to box as they are seen, Enter opens one."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsSceneHoverEvent,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import FAMILY, Tokens, grown, tokens_of
from mscp_desktop.foundation.diagrams import Diagram, DiagramBox

LEAST, MOST = 0.25, 4.0
STEP = 1.2
MARGIN = 24.0
CLOSEST = 1.5  # fitting never enlarges more
DASH = [4.0, 2.5]
SMALLEST = 0.75  # of the window's letters, for whoever has made the text larger
ASIDE = 3.0  # how many times farther away counts what has to be gone aside
INNER = 3.5  # how far inside the second line of a double frame runs


def measure(words: str, bold: bool) -> float:
    """Return how wide words are at a size of 9 in the window's font."""
    return QFontMetricsF(_font(9.0, bold=bold)).horizontalAdvance(words) / 10


def _font(size: float, *, bold: bool) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(round(size * 10))  # letters are set ten times as large, then drawn smaller: no size is rounded
    font.setBold(bold)
    return font


class StructureView(QGraphicsView):
    """Shows a diagram; `opened` gives the uid of the box that was opened, `moved` tells that another is current.

    Arrows go to the nearest box on that side, Home and End to the first and last in the order of reading. Fitted, it is
    shown as large as there is room at a text size of 100%, and larger by as much as the text is; where the window is
    low or the text larger, never smaller than it can be read.
    """

    opened = Signal(str)
    moved = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._diagram: Diagram | None = None
        self._items: dict[str, _BoxItem] = {}
        self._fitted, self._whole, self._low = True, False, False
        self._text = _text_size()
        self.current: str | None = None
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(name)

    @property
    def boxes(self) -> tuple[DiagramBox, ...]:
        """What is shown, in the order of reading."""
        return () if self._diagram is None else self._diagram.boxes

    def zoom(self) -> float:
        """Return how large it is shown."""
        return self.transform().m11()

    def show_diagram(self, diagram: Diagram) -> None:
        """Show a diagram; the current box stays current where it is still there."""
        self._diagram = diagram
        tokens = tokens_of(self.palette())
        scene = self.scene()
        scene.clear()
        self._items = {}
        pen = QPen(QColor(tokens.secondary), 1.2)
        for line in diagram.lines:
            for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
                scene.addLine(x1, y1, x2, y2, pen)
        for box in diagram.boxes:
            item = _BoxItem(box, diagram, tokens)
            scene.addItem(item)
            self._items[box.uid] = item
        for caption in diagram.captions:
            item_of_words = scene.addSimpleText(caption.words, _font(diagram.size, bold=True))
            item_of_words.setBrush(QColor(tokens.secondary))
            item_of_words.setScale(0.1)
            item_of_words.setPos(caption.x, caption.y - diagram.size)
        scene.setSceneRect(QRectF(0, 0, diagram.width, diagram.height).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        kept = self.current if self.current in self._items else None
        self.current = None
        if diagram.boxes:
            self.show_current(kept or diagram.boxes[0].uid, said=False)
        if self._fitted:
            self._fit_again()

    def show_current(self, uid: str, *, said: bool = True) -> None:
        """Make a box current, bring it into view, and have it read out."""
        if uid not in self._items or uid == self.current:
            return
        if self.current is not None:
            self._items[self.current].show_current(current=False)
        self.current = uid
        item = self._items[uid]
        item.show_current(current=True)
        self.ensureVisible(item, 20, 20)
        at = [box.uid for box in self.boxes].index(uid)
        self.setAccessibleName(f"{item.box.words}. {at + 1} of {len(self.boxes)} in {self._name}")
        self.setAccessibleDescription(item.box.facts)
        if said:
            announce(self, item.box.words)
        self.moved.emit()

    def fit(self) -> None:
        """Show all of it, as large as there is room, and so again when the window is resized."""
        self._fitted = self._whole = True
        self._fit_again()

    def _fit_again(self) -> None:
        rect = self.sceneRect()
        room = self.maximumViewportSize()  # scroll bars left out: they come and go with what is worked out here
        if rect.isEmpty() or room.isEmpty():
            return
        text = 1.0 if self._whole else self._text
        readable = not self._whole and (text > 1.0 or self._low)
        scale = min(room.width() / rect.width(), room.height() / rect.height(), CLOSEST) * text
        self._scale_to(max(scale, SMALLEST * self._actual_scale()) if readable else scale)
        self.centerOn(rect.center())
        if readable and self.current is not None:
            self.ensureVisible(self._items[self.current], 20, 20)

    def set_low(self, *, low: bool) -> None:
        """Take note of whether there is little height: then it is fitted no smaller than it can be read."""
        if low != self._low:
            self._low, self._whole = low, False
            if self._fitted:
                self._fit_again()

    def step(self, by: int) -> None:
        """Show it larger or smaller."""
        self._fitted = False
        self._scale_to(self.zoom() * (STEP if by > 0 else 1 / STEP))

    def actual(self) -> None:
        """Show letters as large as elsewhere in the window."""
        self._fitted = False
        self._scale_to(self._actual_scale())
        if self.current is not None:
            self.centerOn(self._items[self.current])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from box to box, zoom, open."""
        keys = Qt.Key
        count = len(self.boxes)
        doings: dict[int, Callable[[], object]] = {
            keys.Key_Left: partial(self._go, -1, 0), keys.Key_Right: partial(self._go, 1, 0),
            keys.Key_Up: partial(self._go, 0, -1), keys.Key_Down: partial(self._go, 0, 1),
            keys.Key_Home: partial(self._walk, -count), keys.Key_End: partial(self._walk, count),
            keys.Key_Return: self._open, keys.Key_Enter: self._open,
            keys.Key_Plus: partial(self.step, 1), keys.Key_Equal: partial(self.step, 1),
            keys.Key_Minus: partial(self.step, -1), keys.Key_0: self.fit, keys.Key_1: self.actual,
        }  # fmt: skip
        doing = doings.get(event.key())
        if doing is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            doing()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the box under the mouse current."""
        box = self._box_at(event)
        if box is not None:
            self.show_current(box)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the box under the mouse."""
        box = self._box_at(event)
        if box is not None:
            self.opened.emit(box)

    def sizeHint(self) -> QSize:
        """Ask for little: Qt asks for the size of what is shown, and what is shown follows the room there is."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it anew, where it was fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self._fit_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit it to the room there is."""
        super().showEvent(event)
        if self._fitted:
            self._fit_again()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it in the colours of another look, and as much larger as the text is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._diagram is not None:
            self.show_diagram(self._diagram)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_text"):
            before, self._text = self._text, _text_size()
            if self._fitted and before != self._text:
                self._whole = False
                self._fit_again()
            elif before != self._text:
                self._scale_to(self.zoom() * self._text / before)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Lay the ground."""
        painter.fillRect(rect, QColor(tokens_of(self.palette()).ground))

    def _actual_scale(self) -> float:
        return self.fontInfo().pixelSize() / (self._diagram.size if self._diagram else 9.0)

    def _scale_to(self, scale: float) -> None:
        scale = max(LEAST, min(scale, MOST))
        self.resetTransform()
        self.scale(scale, scale)

    def _box_at(self, event: QMouseEvent) -> str | None:
        item = self.itemAt(event.position().toPoint())
        return item.box.uid if isinstance(item, _BoxItem) else None

    def _walk(self, by: int) -> None:
        uids = [box.uid for box in self.boxes]
        if uids:
            at = uids.index(self.current) if self.current in uids else 0
            self.show_current(uids[max(0, min(at + by, len(uids) - 1))])

    def _go(self, right: int, down: int) -> None:
        here = next((box for box in self.boxes if box.uid == self.current), None)
        found = None if here is None else neighbour(self.boxes, here, right, down)
        if found is not None:
            self.show_current(found.uid)

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)


def neighbour(boxes: Sequence[DiagramBox], here: DiagramBox, right: int, down: int) -> DiagramBox | None:
    """Return the nearest box on one side of another, None where none is there; (1, 0) is the right, (0, -1) above.

    A box counts as on that side where all of it is. One that stands level with this one is nearer than one that does
    not, be it farther away.
    """

    def span(box: DiagramBox, *, level: bool) -> tuple[float, float]:
        return (box.x, box.x + box.width) if level else (box.y, box.y + box.height)

    def gap(one: tuple[float, float], other: tuple[float, float]) -> float:
        return max(other[0] - one[1], one[0] - other[1])

    def ahead(box: DiagramBox) -> float:
        mine, theirs = span(here, level=bool(right)), span(box, level=bool(right))
        return theirs[0] - mine[1] if right + down > 0 else mine[0] - theirs[1]

    def far(box: DiagramBox) -> tuple[float, float]:
        mine, theirs = span(here, level=not right), span(box, level=not right)
        return ahead(box) + ASIDE * max(gap(mine, theirs), 0.0), abs(sum(mine) - sum(theirs))

    return min((box for box in boxes if box.uid != here.uid and ahead(box) >= 0), key=far, default=None)


def _text_size() -> float:
    """Return the text's size in the window, 1 at 100%."""
    return grown(1000) / 1000


class _BoxItem(QGraphicsItem):
    """One box of the scene."""

    def __init__(self, box: DiagramBox, diagram: Diagram, tokens: Tokens) -> None:
        super().__init__()
        self.box, self._diagram, self._tokens = box, diagram, tokens
        self._current = self._hovered = False
        self.setPos(QPointF(box.x, box.y))
        self.setToolTip(tip_of(box.facts))
        self.setAcceptHoverEvents(True)

    def show_current(self, *, current: bool) -> None:
        """Show whether it is the current one."""
        self._current = current
        self.setZValue(1 if current else 0)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the box with its frame."""
        return QRectF(-4, -4, self.box.width + 8, self.box.height + 8)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Show that it can be opened."""
        self._hovered = True
        self.update()
        super().hoverEnterEvent(event)

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Show it as it was."""
        self._hovered = False
        self.update()
        super().hoverLeaveEvent(event)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw frame and words."""
        del option, widget
        box, tokens, diagram = self.box, self._tokens, self._diagram
        frame = QRectF(0, 0, box.width, box.height)
        ground = tokens.accent_soft if self._current else tokens.hover if self._hovered else tokens.surface
        pen = QPen(QColor(tokens.border if box.rounded else tokens.accent), 3 if self._current else 1.3)
        if box.dashed:
            pen.setDashPattern(DASH if not self._current else [2.0, 1.2])
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        corner = 10 if box.rounded else 2
        painter.drawRoundedRect(frame, corner, corner)
        if box.doubled:
            painter.drawRoundedRect(frame.adjusted(INNER, INNER, -INNER, -INNER), corner, corner)
        down = diagram.inside + diagram.size
        for bold, ink, lines in ((True, tokens.text, box.heading), (False, tokens.secondary, box.below)):
            painter.setFont(_font(diagram.size, bold=bold))
            painter.setPen(QColor(ink))
            for words in lines:
                painter.save()
                painter.translate(diagram.inside, down)
                painter.scale(0.1, 0.1)
                painter.drawText(QPointF(0, 0), words)
                painter.restore()
                down += diagram.leading
