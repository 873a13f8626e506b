"""The base of dialogs that show something: a title, what scrolls below it, and one button to close it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFontDatabase, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tokens import grown

MARGIN = 24  # above and below what is scrolled to
FRAME = 48  # pixels that a title bar and a frame take of a screen, at the most


def fit(window: QWidget, size: tuple[int, int], share: float = 0) -> None:
    """Give a window its size, in pixels at 100%, as far as its screen has room.

    It is larger where that `share` of the window that it stands over is.
    """
    room, over = window.screen().availableGeometry().size(), window.parentWidget()
    wanted = QSize(grown(size[0]), grown(size[1]))
    if over is not None and share:
        wanted = wanted.expandedTo(over.window().size() * share)
    window.resize(wanted.boundedTo(room - QSize(32, 64)))


def take_height(dialog: QWidget) -> None:
    """Give a dialog the height that it needs at its width, as far as its screen has room below a title bar."""
    layout = dialog.layout()
    if layout is not None:
        room, least = dialog.screen().availableGeometry(), layout.totalMinimumSize()
        width = min(max(dialog.width(), least.width()), room.width())
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        most = max(room.height() - FRAME, least.height())
        dialog.resize(width, min(max(height, least.height()), most, room.height()))


def end_form(column: QVBoxLayout, leave: QPushButton, act: QPushButton, back: QPushButton | None = None) -> None:
    """Add a form's last row: what leaves it, and what Enter in a field does.

    Where steps lead `back`, what leaves stands apart from both, at the left. Ctrl+Enter is `act` on each of them.
    """
    act.setDefault(True)
    column.addSpacing(8)
    buttons = QHBoxLayout()
    column.addLayout(buttons)
    for one in (leave, *([] if back is None else [back])):
        one.setAutoDefault(True)  # so that Enter on it does what it says
        one.installEventFilter(_Answer(act, one))
    if back is None:
        buttons.addStretch(1)
        buttons.addWidget(leave)
    else:
        buttons.addWidget(leave)
        buttons.addStretch(1)
        buttons.addWidget(back)
    buttons.addWidget(act)


class _Answer(QObject):
    """Takes Ctrl+Enter on a button that leaves a form as the form's answer: Enter alone is the button's own."""

    def __init__(self, act: QPushButton, watched: QPushButton) -> None:
        super().__init__(watched)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button that does what the form is for, where it can be done."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._act.click()
                return True
        return super().eventFilter(watched, event)


class Sheet(QDialog):
    """Escape and Enter close it, and the keys that scroll do so wherever the keyboard stands.

    `foot` is the row of the closing button, which others may stand in at its left.
    """

    def __init__(self, title: str, size: tuple[int, int], parent: QWidget | None) -> None:
        """`size` is in pixels at 100%; the dialog is never larger than its parent's screen."""
        super().__init__(parent)
        self.setWindowTitle(title)
        fit(self, size)
        self._most = self.height()
        self._hugs = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "title", wrap=True))
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(title)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self.area, 1)
        self.foot = QHBoxLayout()
        self.column.addLayout(self.foot)
        self.foot.addStretch(1)

    def show_content(self, content: QWidget) -> None:
        """Put something under the title, where it scrolls."""
        content.setProperty("role", "plain")
        self.area.setWidget(content)

    def hug(self) -> None:
        """Take only the height that the content has use for, and never more than it was given."""
        content = self.area.widget()
        layout = None if content is None else content.layout()
        if layout is not None:
            room = self.area.viewport()
            hangs = layout.hasHeightForWidth()
            need = layout.totalHeightForWidth(room.width()) if hangs else layout.totalSizeHint().height()
            self.resize(self.width(), min(self._most, self.height() - room.height() + need))

    def showEvent(self, event: QShowEvent) -> None:
        """Leave out the height that nothing stands in."""
        super().showEvent(event)
        if self._hugs:
            self.hug()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, where the part that has the keyboard has no use for the key itself."""
        actions = {
            Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
            Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
            Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
            Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
            Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            self.area.verticalScrollBar().triggerAction(action)

    def begin(self, first: QWidget | None = None, *, hugs: bool = False) -> None:
        """Add the closing button, and give the keyboard to what should have it first, else to that button.

        With `hugs` the dialog is only as high as its content needs when it is shown.
        """
        self._hugs = hugs
        self.close_button = button("Close", self.accept, kind="primary")  # made last, so that Tab comes to it last
        self.close_button.setDefault(True)
        self.foot.addWidget(self.close_button)
        FocusRing(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        (first or self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.area.isAncestorOf(new):
            self.area.ensureWidgetVisible(new, 0, MARGIN)


def long_text(words: str, name: str, lines: int) -> QPlainTextEdit:
    """Return a text to read and copy, so many lines high, which Tab leaves again."""
    shown = QPlainTextEdit(words, readOnly=True, tabChangesFocus=True)
    shown.setAccessibleName(name)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(shown.font().pointSizeF())
    shown.setFont(font)
    shown.setMinimumHeight(shown.fontMetrics().lineSpacing() * lines + 24)
    return shown
