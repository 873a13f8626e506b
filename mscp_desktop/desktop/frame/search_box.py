"""The one search box: any record, any page, any command, found while typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_ring import PLAIN
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown, tokens_of

Index = QModelIndex | QPersistentModelIndex
DETAIL, RIGHT, HEADING, CALL, REST, WHY, OFF = (Qt.ItemDataRole.UserRole + number for number in range(1, 8))
ROW, HEADING_ROW, WHY_ROW = 34, 26, 18  # pixels at 100%; the last is what a reason adds to a row
MOST_ROWS = 13  # what is listed of many records, and the line that shows all of them
POPUP_WIDTH = 600
ROOM_FOR_HINT = 240
GLASS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the list: what it is, what tells it from others, its kind or keys, and where it leads.

    A line with a `rest` stands for further lines: chosen, it makes way for them. `why` stands under it, in pieces of
    which each second one is shown bold: why it was found. A line that is `off` says on being chosen why it can't be.
    """

    words: str
    detail: str
    right: str
    call: Callable[[], object]
    rest: "Sequence[Found]" = ()
    why: tuple[str, ...] = ()
    off: bool = False


WORDS = ("Find anyone, anything, any command", "Find anything", "Find")
ROUND_WORDS = 32  # pixels of margins and gaps around the words


class SearchBox(QFrame):
    """A line to type in, and under it the list of what was found.

    `ask` is called with what is typed, which can be nothing, and answers with `show_found`, now or later.
    """

    def __init__(self, theme: Theme, ask: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ask = ask
        self._before: QWidget | None = None
        self._told: str | None = None  # what was typed when what is listed was found
        self._waits = False  # Enter was pressed while what was found is still on its way
        self.line = QLineEdit(placeholderText=WORDS[0])
        self.line.setAccessibleName(WORDS[0])
        self.line.setAccessibleDescription("Type, then choose with the up and down arrows and Enter")
        self.line.setMaxLength(200)
        self._glass = label()
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        hint = label("Ctrl K", "key")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self.line)
        inside.setContentsMargins(8, 0, 8, 0)
        inside.addWidget(self._glass, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addStretch(1)
        inside.addWidget(hint, 0, Qt.AlignmentFlag.AlignVCenter)
        self._hint = hint
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self.popup = QFrame(self.window())
        self.popup.setProperty("role", "popup")
        self.list = QListView()
        self.list.setAccessibleName("Found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty(PLAIN, True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = QStandardItemModel(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.clicked.connect(self._open)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.list)
        self.popup.hide()
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()

    def fit_words(self, width: int) -> None:
        """Say what can be found in as many words as a box of this width has room for before the key."""
        room = width - self._glass.sizeHint().width() - self._hint.sizeHint().width() - ROUND_WORDS
        metrics = self.line.fontMetrics()
        self.line.setPlaceholderText(next((one for one in WORDS if metrics.horizontalAdvance(one) <= room), WORDS[-1]))

    def start(self) -> None:
        """Take the keyboard, remembering who had it."""
        focused = self.window().focusWidget()
        if focused is not self.line:
            self._before = focused
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._typed(self.line.text())

    def show_found(self, typed: str, groups: Sequence[tuple[str, Sequence[Found]]], said: str = "") -> None:
        """Show what was found for what was typed, under headings; an answer to something else is left aside.

        `said` stands above: that it was found for other words than those typed. It is not opened unseen then.
        """
        if typed != self.line.text():
            return
        waits, self._told, self._waits = self._waits, typed, False
        if not typed.strip() and not self.line.hasFocus():
            self.close_list()
            return
        self._fill(groups, said)
        if self.model.rowCount() == 0 and not typed.strip():
            self.close_list()
            return
        if self.model.rowCount() == 0:
            fewer = "words" if " " in typed.strip() else "letters"
            self.model.appendRow(_heading(f"Nothing is found for “{typed.strip()}”. Try fewer {fewer}."))
        self._choose(self._next(-1, 1))
        if waits and not said and self.list.currentIndex().isValid():
            self._open(self.list.currentIndex())
        else:
            self._lay()

    def _fill(self, groups: Sequence[tuple[str, Sequence[Found]]], said: str) -> None:
        self.model.clear()
        if said:
            self.model.appendRow(_heading(said))
            announce(self.line, said)
        for heading, found in groups:
            if found:
                self.model.appendRow(_heading(heading))
                for one in found:
                    self.model.appendRow(_line(one))

    def close_list(self) -> None:
        """Put the list away."""
        self.popup.hide()
        self.model.clear()
        self._told, self._waits = None, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list without leaving the line."""
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event.key()):
                return True
            if event.type() == QEvent.Type.FocusOut:
                QTimer.singleShot(0, self, self._left)
            elif event.type() == QEvent.Type.MouseButtonRelease and not self.popup.isVisible():
                self._ask(self.line.text())
            elif event.type() == QEvent.Type.Resize:
                self._hint.setVisible(self.line.width() > grown(ROOM_FOR_HINT))
        return super().eventFilter(watched, event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take the list along."""
        super().moveEvent(event)
        if self.popup.isVisible():
            self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the list along."""
        super().resizeEvent(event)
        if self.popup.isVisible():
            self._lay()

    def _key(self, key: int) -> bool:
        row = self.list.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.line.text().strip():
            if self._told == self.line.text():
                self._open(self.list.currentIndex())
            else:
                self._waits = True
                self._ask(self.line.text())
        elif not self.popup.isVisible():
            if key != Qt.Key.Key_Down:
                return False
            self._ask(self.line.text())
        elif key == Qt.Key.Key_Down:
            self._choose(self._next(row, 1))
        elif key == Qt.Key.Key_Up:
            self._choose(self._next(row, -1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.list.currentIndex())
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self._waits = False  # what is typed on means something else
        self._ask(text)

    def _next(self, row: int, step: int) -> int:
        """Return the next row that can be chosen, or the one we are on."""
        there = row + step
        while 0 <= there < self.model.rowCount():
            if self.model.item(there).isSelectable():
                return there
            there += step
        return row

    def _choose(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.list.setCurrentIndex(index)
        if index.isValid():
            announce(self.line, index.data(Qt.ItemDataRole.AccessibleTextRole))

    def _open(self, index: QModelIndex) -> None:
        rest, row = index.data(REST), index.row()
        if rest:
            self.model.removeRow(row)
            for place, one in enumerate(rest):
                self.model.insertRow(row + place, _line(one))
            self._choose(row)
            self._lay()
            return
        call = index.data(CALL)
        if call is not None:
            self._leave()
            call()

    def _leave(self) -> None:
        """Give the keyboard back; what was typed goes with the list."""
        self.line.clear()
        self.close_list()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.line.clearFocus()
        self._before = None

    def _left(self) -> None:
        if not self.line.hasFocus():
            if self.window().isActiveWindow():  # in another program something to paste here may be fetched
                self.line.clear()
            self.close_list()

    def _lay(self) -> None:
        window = self.window()
        if self.popup.parentWidget() is not window:
            self.popup.setParent(window)
        count = self.model.rowCount()
        headings = sum(1 for row in range(count) if self.model.item(row).data(HEADING))
        height = sum(_height(self.model.item(row)) for row in range(min(count, MOST_ROWS + headings))) + 12
        width = max(self.width(), min(grown(POPUP_WIDTH), window.width() - 16))
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        corner.setX(max(0, min(corner.x(), window.width() - width - 8)))
        self.popup.setGeometry(QRect(corner, QSize(width, min(height, window.height() - corner.y() - 16))))
        self.popup.show()
        self.popup.raise_()

    def _dress(self) -> None:
        self._glass.setPixmap(self._theme.picture("search", "secondary", GLASS))
        self.line.setTextMargins(grown(GLASS), 0, 0, 0)


class _Lines(QStyledItemDelegate):
    """Draws a heading, or words, detail and the kind on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line; the width is the list's."""
        del option
        return QSize(0, _height(index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        tokens = tokens_of(option.palette)
        area: QRect = option.rect
        font: QFont = option.font
        state = option.state
        painter.save()
        middle = Qt.AlignmentFlag.AlignVCenter
        inner = area.adjusted(10, 0, -10, 0)
        if index.data(HEADING):
            painter.setPen(QColor(tokens.secondary))
            painter.setFont(_sized(font, -1.0))
            painter.drawText(inner, middle, index.data())
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(tokens.accent_soft))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(tokens.accent))
        why = index.data(WHY)
        if why:
            below = inner.adjusted(0, grown(ROW) - 8, 0, -4)
            inner.setBottom(inner.top() + grown(ROW) - 5)
            _draw_pieces(painter, below, why, _sized(font, -1.0), tokens.secondary)
            painter.setFont(font)
        metrics = painter.fontMetrics()
        right = index.data(RIGHT) or ""
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, right)
        inner.setRight(inner.right() - metrics.horizontalAdvance(right) - 16)
        painter.setPen(QColor(tokens.secondary if index.data(OFF) else tokens.text))
        words = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, middle, words)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(words) + 12)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(
            inner, middle, metrics.elidedText(index.data(DETAIL), Qt.TextElideMode.ElideRight, max(0, inner.width()))
        )
        painter.restore()


def _height(line: Index | QStandardItem) -> int:
    """Return the height of a line of the list."""
    if line.data(HEADING):
        return grown(HEADING_ROW)
    return grown(ROW) + (grown(WHY_ROW) if line.data(WHY) else 0)


def _draw_pieces(painter: QPainter, box: QRect, pieces: Sequence[str], font: QFont, colour: str) -> None:
    """Draw words in one line, each second piece bold, as far as there is room."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    painter.setPen(QColor(colour))
    left = QRect(box)
    for number, piece in enumerate(pieces):
        painter.setFont(bold if number % 2 else font)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, max(0, left.width()))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, shown)
        left.setLeft(left.left() + metrics.horizontalAdvance(shown))
        if shown != piece:
            return


def _heading(words: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setData(True, HEADING)
    item.setSelectable(False)
    item.setEditable(False)
    return item


def _line(found: Found) -> QStandardItem:
    item = QStandardItem(found.words)
    item.setEditable(False)
    said = {
        DETAIL: found.detail,
        RIGHT: found.right,
        CALL: found.call,
        REST: found.rest,
        WHY: found.why,
        OFF: found.off,
    }
    for role, value in said.items():
        item.setData(value, role)
    spoken = ", ".join(part for part in (found.words, found.detail, "".join(found.why), found.right) if part)
    item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
    return item


def _sized(font: QFont, by: float) -> QFont:
    other = QFont(font)
    other.setPointSizeF(font.pointSizeF() + by)
    return other
