"""The ring around whatever has the keyboard: yellow outside, black inside, on every ground."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSplitter, QWidget
from shiboken6 import isValid

from mscp_desktop.desktop.tokens import tokens_of

OUTER = 3  # pixels
INNER = 2
AIR = 1  # between the ring and the words of a link, which fill its width
FOLLOWED = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}
)
PLAIN = "ownFocus"  # a widget with this property set shows itself where the keyboard is


class FocusRing(QObject):
    """Follows the focus in one window, and lays the ring around it.

    The ring lies in what scrolls with the target, and so moves and is cut off with it. Only what stands between the
    two is listened to: each letter typed has all that is listened to painted, and each call of Python may have to wait
    for a thread that prints.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring = Ring(window)
        self._target: QWidget | None = None
        self._around: QWidget | None = None
        self._followed: list[QObject] = []
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._turn)
            self._turn(None, application.focusWidget())

    @property
    def target(self) -> QWidget | None:
        """What the ring is around now."""
        return self._target

    @property
    def ring(self) -> "Ring":
        """The ring itself."""
        if not isValid(self._ring):  # it went with what it lay in
            self._ring = Ring(self._window)
        return self._ring

    def _turn(self, _old: QWidget | None, new: QWidget | None) -> None:
        for followed in self._followed:
            if isValid(followed):
                followed.removeEventFilter(self)
        self._followed = []
        self._target = self._around = None
        if not isValid(self._window):  # it goes, and what had the keyboard in it before
            return
        if new is None or new.property(PLAIN) or new.window() is not self._window:
            self.ring.hide()
            return
        self._target = new
        new = self._around = _seen_of(new)
        host = _can_hold(_scrolled_with(new))
        if self.ring.parentWidget() is not host:
            self.ring.setParent(host)
        step: QWidget | None = new
        while step is not None and step is not host:
            step.installEventFilter(self)
            self._followed.append(step)
            step = step.parentWidget()
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves."""
        if event.type() in FOLLOWED:
            self._lay()
        return super().eventFilter(watched, event)

    def _lay(self) -> None:
        target, ring = self._around, self.ring
        host = ring.parentWidget()
        lives = target is not None and isValid(target) and target.isVisible()
        if target is None or host is None or not lives or not host.isAncestorOf(target):
            ring.hide()
            return
        place = QRect(target.mapTo(host, QPoint(0, 0)), target.size())
        out = OUTER + (INNER + AIR if target.property("kind") == "link" else 0)
        ring.setGeometry(place.adjusted(-out, -OUTER, out, OUTER))
        ring.show()
        ring.raise_()


class Ring(QWidget):
    """The two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lines."""
        del event
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for width, inset, colour in ((OUTER, 0.0, tokens.focus), (INNER, float(OUTER), tokens.focus_inner)):
            pen = QPen(QColor(colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            edge = inset + width / 2
            painter.drawRoundedRect(self.rect().toRectF().adjusted(edge, edge, -edge, -edge), 6, 6)
        painter.end()


def _seen_of(target: QWidget) -> QWidget:
    """Return what is seen of a target: the area it is scrolled in, where it fills that."""
    viewport = target.parentWidget()
    area = None if viewport is None else viewport.parentWidget()
    return area if isinstance(area, QAbstractScrollArea) and area.viewport() is viewport else target


def _scrolled_with(target: QWidget) -> QWidget:
    """Return the innermost widget that scrolls with this one inside it, or else its window."""
    step = target
    while (parent := step.parentWidget()) is not None and not step.isWindow():
        area = parent.parentWidget()
        if step is not target and isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            return step
        step = parent
    return step


def _can_hold(host: QWidget) -> QWidget:
    """Return the nearest widget, from this one outwards, that leaves a child where it is laid.

    A splitter does not: it would make a third pane of the ring.
    """
    while isinstance(host, QSplitter) and (parent := host.parentWidget()) is not None:
        host = parent
    return host
