"""The ring around whatever has the keyboard: yellow outside, black inside, on every ground."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from mscp_desktop.desktop.tokens import tokens_of

OUTER = 3  # pixels
INNER = 2
FOLLOWED = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}
)
PLAIN = "ownFocus"  # a widget with this property set shows itself where the keyboard is


class FocusRing(QWidget):
    """Lies over one window and follows the focus in it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._target: QWidget | None = None
        self._followed: list[QObject] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._turn)
            self._turn(None, application.focusWidget())

    @property
    def target(self) -> QWidget | None:
        """What the ring is around now."""
        return self._target

    def _turn(self, _old: QWidget | None, new: QWidget | None) -> None:
        for followed in self._followed:
            if isValid(followed):
                followed.removeEventFilter(self)
        self._followed = []
        self._target = None
        if new is None or new.property(PLAIN) or new.window() is not self.window():
            self.hide()
            return
        self._target = new
        step: QWidget | None = new
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._followed.append(step)
            step = step.parentWidget()
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves."""
        if event.type() in FOLLOWED:
            self._lay()
        return super().eventFilter(watched, event)

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

    def _lay(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        window = self.window()
        place = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-OUTER, -OUTER, OUTER, OUTER)
        inside = target.parentWidget()
        while inside is not None and inside is not window:
            scroll = inside.parentWidget()
            if isinstance(scroll, QAbstractScrollArea) and scroll.viewport() is inside:
                place = place.intersected(QRect(inside.mapTo(window, QPoint(0, 0)), inside.size()))
            inside = inside.parentWidget()
        self.setVisible(not place.isEmpty())
        self.setGeometry(place)
        self.raise_()
