"""A layout that sets widgets in lines, as words in a paragraph."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowLayout(QLayout):
    """Lines of widgets at their own sizes; what does not fit goes to the next line. A hidden one takes no room."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.one_line = False  # what does not fit in the first line is not shown
        self.setContentsMargins(QMargins())

    def addWidget(self, widget: QWidget) -> None:
        """Take a widget, at the end; its item is made here, so that it lives as long as the layout holds it."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more item, at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Set the items into lines."""
        super().setGeometry(rect)
        if self.one_line:
            rect = rect.adjusted(0, max(0, rect.height() - self.heightForWidth(rect.width())) // 2, 0, 0)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest item, which may be drawn shorter."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return QSize(0, size.height()) if self.one_line else size

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        begin, end, widest = rect.left(), rect.right() + 1, max(rect.width(), 1)
        left, top, line = begin, rect.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            wide, high = min(size.width(), widest), size.height()
            if self.one_line and left + wide > end:
                if move:
                    item.setGeometry(QRect(left, top, 0, 0))
                left = end
                line = max(line, high)
                continue
            if left > begin and left + wide > end:
                left, top, line = begin, top + line + self._gap, 0
            if move:
                item.setGeometry(QRect(left, top, wide, high))
            left += wide + self._gap
            line = max(line, high)
        return top + line - rect.top()
