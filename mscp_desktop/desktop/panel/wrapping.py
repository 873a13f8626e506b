"""Rows of a list that grow to their words, whatever its width."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QTreeWidget,
)

TALL = 10_000  # pixels, more than any row
AIR = 6  # pixels between the words of two rows of a tree, which the style sheet gives none


class WrappingDelegate(QStyledItemDelegate):
    """Makes each row as high as its words are where they are drawn.

    Qt measures a wrapped row without the padding that the style sheet gives it, and a tree's row that spans all columns
    in the width of its first, and so the last line is cut off.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room an item needs in the width it is given."""
        made = QStyleOptionViewItem(option)
        self.initStyleOption(made, index)
        made.rect = QRect(0, 0, self._width(index), TALL)
        style = self._view.style() or QApplication.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, made, self._view)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) + 1
        words = _height(made, room.width() - 2 * margin) + TALL - room.height()
        alone = super().sizeHint(option, index)
        plain = made.fontMetrics.lineSpacing() + TALL - room.height()
        high = max(words, plain) + (AIR if isinstance(self._view, QTreeView) else 0)
        return QSize(min(alone.width(), made.rect.width()), high)

    def _width(self, index: QModelIndex | QPersistentModelIndex) -> int:
        view = self._view
        if not isinstance(view, QTreeView):
            return view.viewport().width()
        depth, above = 1 if view.rootIsDecorated() else 0, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        spans = view.isFirstColumnSpanned(index.row(), index.parent())
        whole = view.viewport().width() if spans else view.columnWidth(index.column())
        return whole - (depth * view.indentation() if index.column() == 0 else 0)


def wrap_list(view: QListWidget) -> None:
    """Let the rows of a list wrap, and grow to their words at any width."""
    view.setWordWrap(True)
    view.setResizeMode(QListView.ResizeMode.Adjust)  # words wrap anew beside a scroll bar
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)  # a row may be higher than the list
    view.setItemDelegate(WrappingDelegate(view))


def wrap_tree(view: QTreeWidget) -> None:
    """Let the rows of a tree wrap, and grow to their words at any width."""
    view.setWordWrap(True)
    view.setUniformRowHeights(False)
    view.setItemDelegate(WrappingDelegate(view))
    view.header().sectionResized.connect(lambda *_: view.scheduleDelayedItemsLayout())


def _height(option: QStyleOptionViewItem, width: int) -> int:
    """Return how high the words of an item are in a width, line by line as Qt draws them."""
    layout = QTextLayout(option.text.replace("\n", "\u2028"), option.font)
    wraps = QTextOption()
    wraps.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(wraps)
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    return int(high + 0.999)
