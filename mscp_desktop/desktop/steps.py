"""Pages of which one is in view, as high as that page; Qt's own stack is as high as the highest."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Steps(QWidget):
    """One page at a time, with the calls of `QStackedWidget` that forms and windows use."""

    currentChanged = Signal(int)  # noqa: N815 - as Qt's own stack names it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._shown = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._column = column

    def addWidget(self, page: QWidget) -> int:
        """Add a page; the first is in view."""
        self._pages.append(page)
        self._column.addWidget(page)
        page.setVisible(len(self._pages) - 1 == self._shown)
        return len(self._pages) - 1

    def setCurrentIndex(self, index: int) -> None:
        """Bring a page into view."""
        if not 0 <= index < len(self._pages):
            return
        changed, self._shown = index != self._shown, index
        for number, page in enumerate(self._pages):
            page.setVisible(number == index)
        if changed:
            self.currentChanged.emit(index)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring this page into view."""
        self.setCurrentIndex(self._pages.index(page))

    def currentIndex(self) -> int:
        """Return the number of the page in view, counted from 0."""
        return self._shown

    def currentWidget(self) -> QWidget:
        """Return the page in view."""
        return self._pages[self._shown]
