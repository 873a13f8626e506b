"""Where a form stands that may be higher than the screen."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from mscp_desktop.desktop.tokens import grown

LOWEST = 80  # pixels at 100%


class FormArea(QScrollArea):
    """As high as its form where there is room, and scrolls where there is none.

    `grown` tells that the form wants another height. The form is made here, so that its fields are made in their place.
    """

    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form = QWidget()
        self.form.setProperty("role", "plain")
        self.setWidget(self.form)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow form is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the form at a width."""
        layout = self.form.layout()
        if layout is None:
            return 0
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        """Return the size of the form."""
        return self.form.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the width that the form needs, and the height of a field."""
        return QSize(self.form.minimumSizeHint().width(), min(self.form.sizeHint().height(), grown(LOWEST)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the form has more to show."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest and watched is self.form:
            self.updateGeometry()
            self.grown.emit()
        return done
