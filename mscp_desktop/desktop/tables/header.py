"""A table's view and its headings: keys, the row in focus, columns that share the room there is."""

from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygon,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from mscp_desktop.desktop.delegates import PADDING, CellDelegate, current_tokens, row_height
from mscp_desktop.desktop.tables.model import RowsModel, is_figures
from mscp_desktop.desktop.tables.sections import draw_sections, folds
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Column, Filtering
from mscp_desktop.foundation.contracts import ColumnKind

NARROWEST = 64
CLOSEST, CLOSE = 2, 8  # pixels between the words of two rows that are compact: all of them fit so, or they do not
ARROW = 8  # pixels at 100%
SQUEEZED = 0.7  # of a column's own width
LARGER = 125  # percent of text size, above which columns are scrolled to rather than squeezed
MOST_FIRST = 0.5  # of the table, that the first column keeps
READ = 150  # pixels at 100%, in which a name can be read: what the first column keeps
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_F3)


class Headings(QHeaderView):
    """Headings that show by a triangle how the table is sorted; without one it is in its own order.

    The columns share the room there is, until somebody drags one.
    """

    arranged = Signal()  # by hand
    wanted = Signal(int)  # a section is to be scrolled to

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = model.source.columns
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sorted_by: tuple[str | None, bool] = (None, False)
        self.current: int | None = None
        self._by_hand = False
        self._sharing = False
        self._away: frozenset[int] = frozenset()  # hidden while somebody presents, and otherwise shown
        self._given = self._kept = frozenset[int]()  # hidden for want of room; shown by hand whatever room there is
        self.sectionResized.connect(self._resized)
        self.sectionMoved.connect(lambda *_: self.arranged.emit())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Draw a heading, and a triangle where the rows are sorted by it."""
        if not rect.isValid() or not 0 <= logicalIndex < len(self._columns):
            return
        tokens, column = current_tokens(), self._columns[logicalIndex]
        key, descending = self.sorted_by
        painter.save()
        painter.fillRect(rect, QColor(tokens.raised))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = QFont(self.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.95)
        metrics = QFontMetrics(font)
        here = key == column.key
        room = rect.adjusted(PADDING, 0, -PADDING - (grown(ARROW) + 4 if here else 0), 0)
        words = metrics.elidedText(column.words, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if is_figures(column.kind) else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if here else tokens.secondary))
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        if here:
            end = room.right() if is_figures(column.kind) else room.left() + metrics.horizontalAdvance(words)
            _triangle(painter, QPoint(end + 4, rect.center().y()), QColor(tokens.text), down=descending)
        if logicalIndex == self.current:  # where the keyboard stands among the columns
            line = QRect(rect.left() + PADDING, rect.bottom() - 1, rect.width() - 2 * PADDING, 2)
            painter.fillRect(line, QColor(tokens.accent))
        painter.restore()

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803 - Qt's name
        """Return the room that a heading takes with its triangle."""
        font = QFont(self.font())
        font.setBold(True)
        wide = QFontMetrics(font).horizontalAdvance(self._columns[logicalIndex].words)
        return QSize(wide + 2 * PADDING + grown(ARROW) + 4, self.height())

    def make_room(self, extra: int) -> None:
        """Leave room for a row of editors under the headings, or none."""
        self.setViewportMargins(0, 0, 0, extra)
        self.setFixedHeight(row_height(QFontMetrics(self.font())) + extra)

    def show_current(self, section: int | None) -> None:
        """Mark the column in which the keyboard stands."""
        if section != self.current:
            self.current = section
            self.viewport().update()

    def reveal(self, section: int) -> None:
        """Have a column scrolled to."""
        self.wanted.emit(section)

    def shown(self) -> list[int]:
        """Return the columns that can be seen, in the order in which they stand."""
        seen = (at for at in range(len(self._columns)) if not self.isSectionHidden(at))
        return sorted(seen, key=self.visualIndex)

    def chosen(self) -> list[int]:
        """Return the columns that can be seen where there is room, in the order in which they stand."""
        return sorted({*self.shown(), *self._given}, key=self.visualIndex)

    def least_room(self) -> int:
        """Return the width below which the columns scroll sideways, or some give way."""
        drawn = (self.sectionSize(at) for at in self.shown())
        return sum(drawn if self._by_hand else (self._least(at) for at in self.chosen()))

    def shift(self, section: int, by: int) -> None:
        """Move a column past the next one that can be seen, to the left (-1) or right (1)."""
        shown = self.shown()
        to = shown.index(section) + by if section in shown else -1
        if 0 <= to < len(shown):
            self.moveSection(self.visualIndex(section), self.visualIndex(shown[to]))

    def fitted(self) -> None:
        """Keep the widths as they are now."""
        self._by_hand = True
        self.arranged.emit()

    def show_sorting(self, key: str | None, *, descending: bool) -> None:
        """Show by what the rows are sorted."""
        self.sorted_by = (key, descending)
        self.share(self.viewport().width())
        self.viewport().update()

    def share(self, room: int) -> None:
        """Give each column its own width, unless they were drawn by hand, and the texts what is left or lacking."""
        self._give_way(room)
        if self._by_hand or not self.shown():
            return
        self._sharing = True
        for at, width in self._shared(room).items():
            self.resizeSection(at, width)
        self._sharing = False

    def _give_way(self, room: int) -> None:
        """Hide columns that yield, the last first, for as long as the others need their room."""
        seen, gone = self.chosen(), set()
        lacking = 0 if self._by_hand else sum(self._least(at) for at in seen) - room
        for at in reversed(seen):
            if lacking > 0 and self._columns[at].yields and at not in self._kept:
                gone.add(at)
                lacking -= self._least(at)
        for at in gone ^ self._given:
            self.setSectionHidden(at, at in gone)
        self._given = frozenset(gone)

    def _shared(self, room: int) -> dict[int, int]:
        """Return the width of each column that can be seen, whose sum is the room where their least widths allow it.

        One that stretches takes half of what is left, and gives nothing before the others gave all they can.
        """
        least = {at: self._least(at) for at in self.shown()}
        own = {at: max(width, grown(self._columns[at].width)) for at, width in least.items()}
        main = next((at for at in own if self._columns[at].stretches), None)
        lasting = 0 if main is None else own[main]
        left = room - sum(own.values())
        if left >= 0:  # a date, a number or a state needs no more than its own
            shares = {at: own[at] for at in own if _is_text(self._columns[at])} or own
            if main is not None:
                shares[main] = sum(share for at, share in shares.items() if at != main) or 1
        else:
            shares = {at: own[at] - least[at] for at in own}
            gives = 0 if main is None else shares.pop(main)
            if main is not None and -left >= sum(shares.values()):
                own = least | {main: own[main]}
                left, shares = room - sum(own.values()), {main: gives}
        whole = sum(shares.values())
        if not whole or left <= -whole:
            return least if main is None else least | {main: max(least[main], round(lasting * SQUEEZED))}
        widths = own | {at: own[at] + left * share // whole for at, share in shares.items()}
        last = max(shares, key=lambda at: (shares[at] > 0, self.visualIndex(at)))
        widths[last] += room - sum(widths.values())
        return widths

    def choose(self, section: int, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        hidden = sum(self.isSectionHidden(at) for at in range(len(self._columns)))
        if shown or hidden < len(self._columns) - 1:
            self._kept = self._kept | {section} if shown else self._kept - {section}
            self._given -= {section}
            self.setSectionHidden(section, not shown)
            self.share(self.viewport().width())
            self.arranged.emit()

    def put_aside(self) -> None:
        """Hide the columns that are hidden until somebody chooses them."""
        for at, column in enumerate(self._columns):
            if column.aside:
                self.setSectionHidden(at, True)

    def add_choices(self, menu: QMenu) -> None:
        """Fill a menu with the columns to choose from."""
        for at, column in enumerate(self._columns):
            if at in self._away:
                continue
            action = menu.addAction(column.words)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(at))
            action.toggled.connect(lambda shown, at=at: self.choose(at, shown=shown))

    def reset_columns(self) -> None:
        """Show the columns in their first order and width."""
        self._by_hand = False
        self._given = self._kept = frozenset()
        for at, column in enumerate(self._columns):
            self.setSectionHidden(at, column.aside or at in self._away)
            self.moveSection(self.visualIndex(at), at)
        self.share(self.viewport().width())
        self.arranged.emit()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide the columns that are declared as private; what was hidden before stays hidden."""
        private = {at for at, column in enumerate(self._columns) if column.private}
        away = frozenset() if shown else frozenset(at for at in private if not self.isSectionHidden(at)) | self._away
        for at in away ^ self._away:
            self.setSectionHidden(at, not shown)
        self._away = away
        self.share(self.viewport().width())

    def arrangement(self) -> dict[str, Any]:
        """Return order, hidden columns and widths by the columns' keys."""
        order = sorted(range(len(self._columns)), key=self.visualIndex)
        keys = {at: self._columns[at].key for at in order}
        return {
            "order": list(keys.values()),
            "hidden": [keys[at] for at in order if self.isSectionHidden(at) and at not in self._away | self._given],
            "widths": {self._columns[at].key: self.sectionSize(at) for at in order} if self._by_hand else {},
        }

    def arrange(self, state: dict[str, Any]) -> None:
        """Arrange the columns as they were; those that are unknown by now are passed over."""
        places = {column.key: at for at, column in enumerate(self._columns)}
        for to, key in enumerate([key for key in state.get("order", []) if key in places]):
            self.moveSection(self.visualIndex(places[key]), to)
        hidden = [key for key in state.get("hidden", []) if key in places][: len(places) - 1]
        for key, at in places.items():
            if key in hidden or (self._columns[at].aside and "hidden" in state):
                self.setSectionHidden(at, key in hidden)
        widths = {key: width for key, width in state.get("widths", {}).items() if key in places and width > 0}
        for key, width in widths.items():
            self.resizeSection(places[key], max(NARROWEST, int(width)))
        self._by_hand = bool(widths)

    def _least(self, section: int) -> int:
        """Return the width below which a column is rather scrolled to than squeezed; larger text gets its whole width.

        A heading is never cut, nor a date or a state. The first column says whose row it is, and keeps the width in
        which a name can be read; a number needs less.
        """
        column = self._columns[section]
        own, head = column.width, self._head(section)
        if column.stretches:  # it has most to give, and is the last to give it
            return max(NARROWEST, head, grown(min(own, READ)))
        first = self.visualIndex(section) == min(self.visualIndex(at) for at in self.shown())
        if first and not is_figures(column.kind):
            own = max(own, READ)
            return max(NARROWEST, head, min(grown(own), round(self.viewport().width() * MOST_FIRST)))
        whole = grown(100) > LARGER or not _is_text(column)
        return max(NARROWEST, head, grown(own if whole else own * SQUEEZED))

    def _head(self, section: int) -> int:
        """Return how wide a heading is, with its triangle where the rows are sorted by it."""
        here = self.sorted_by[0] == self._columns[section].key
        return self.sectionSizeFromContents(section).width() - (0 if here else grown(ARROW) + 4)

    def _resized(self, _section: int, old: int, new: int) -> None:
        pulled = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        if pulled and not self._sharing and old and new:
            self._by_hand = True
            self.arranged.emit()


class RowsView(QTableView):
    """The rows: one press of a key moves, opens, copies, pastes, folds, or begins to find."""

    opened = Signal()
    typed = Signal(str)  # a letter to find by; Backspace is none
    copied = Signal()
    pasted = Signal()
    ended = Signal()  # what was typed to find by is over

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._was_seen = True
        self.finding = False
        self.compact = False  # rows come closer together where all of them are seen at once then
        self.nothing = ""  # said where there are no rows
        self.headings = Headings(model, self)
        self.setHorizontalHeader(self.headings)
        self.setModel(model)
        self.headings.put_aside()
        right = frozenset(at for at, column in enumerate(model.source.columns) if is_figures(column.kind))
        self._cells = CellDelegate(self, right)
        self.setItemDelegate(self._cells)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setProperty("ownFocus", True)
        self.headings.wanted.connect(self._reveal)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Make the rows as high as the font asks for."""
        metrics = QFontMetrics(self.font())
        height = row_height(metrics)
        if self.compact:
            room = self.viewport().height() // max(self.model().rowCount(), 1)
            fit = room >= metrics.height() + CLOSEST  # else some are scrolled to, and none has to be so close
            height = min(room if fit else metrics.height() + CLOSE, height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.headings.make_room(self.headings.viewportMargins().bottom())

    def fit_columns(self) -> None:
        """Make each column as wide as what can be seen of it."""
        self.resizeColumnsToContents()
        self.headings.fitted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, the clipboard's keys and letters; the rest moves through the rows."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        text, key = event.text(), event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif self.finding and key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            (self.ended.emit if key == Qt.Key.Key_Escape else partial(self.typed.emit, ""))()
        elif text.isprintable() and not held and (text.strip() or (text and self.finding)):
            self.typed.emit(text)
        elif self._folds(key, held=bool(held)):
            self.ended.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.ended.emit()
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            if key not in _MODIFIERS:
                self.ended.emit()
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fold by a press on the triangle of a heading."""
        super().mouseReleaseEvent(event)
        place, model = self.rowAt(round(event.position().y())), self.model()
        if place < 0 or not isinstance(model, RowsModel) or event.position().x() >= folds():
            return
        section = model.section_at(place)
        if section is not None and event.button() is Qt.MouseButton.LeftButton:
            model.fold(place, folded=not model.is_folded(section))

    def _folds(self, key: int, *, held: bool) -> bool:
        """Fold and unfold with Left, Right and Enter on a heading; Left in a row's first column goes to its heading."""
        index, model = self.currentIndex(), self.model()
        if held or not index.isValid() or not isinstance(model, RowsModel) or not model.query.group:
            return False
        section = model.section_at(index.row())
        first = self.headings.visualIndex(index.column()) == 0
        if section is None:
            if key != Qt.Key.Key_Left or not first:
                return False
            self.setCurrentIndex(model.index(model.heading_of(index.row()), index.column()))
            return True
        if key == Qt.Key.Key_Right and not model.is_folded(section):
            self.setCurrentIndex(model.index(min(index.row() + 1, model.rowCount() - 1), index.column()))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            model.fold(index.row(), folded=key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            model.fold(index.row(), folded=not model.is_folded(section))
        else:
            return False
        return True

    def _reveal(self, section: int) -> None:
        left, wide = self.columnViewportPosition(section), self.columnWidth(section)
        bar = self.horizontalScrollBar()
        if left < 0:
            bar.setValue(bar.value() + left)
        elif left + wide > self.viewport().width():
            bar.setValue(bar.value() + min(left, left + wide - self.viewport().width()))

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: Any = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select whole rows; a click beside the rows takes nothing away."""
        if not index.isValid():
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, the headings over them, then the ring around the row that has the keyboard."""
        self._cells.prepare()
        super().paintEvent(event)
        model, current, focused = self.model(), self.currentIndex(), self.hasFocus()
        self.headings.show_current(current.column() if focused and current.isValid() else None)
        if isinstance(model, RowsModel) and (model.query.group or not model.rowCount()):
            with QPainter(self.viewport()) as painter:
                draw_sections(painter, self, model)
                if not model.rowCount():
                    painter.setPen(QColor(current_tokens().secondary))
                    room = self.viewport().rect().adjusted(PADDING, 2 * PADDING, -PADDING, -PADDING)
                    painter.drawText(room, _MIDDLE, self.nothing)
        if not focused or not current.isValid():
            return
        top = self.rowViewportPosition(current.row())
        ring = QRect(0, top, self.viewport().width(), self.rowHeight(current.row()) - 1)
        tokens = current_tokens()
        with QPainter(self.viewport()) as painter:
            painter.setPen(QPen(QColor(tokens.focus), 3))
            painter.drawRect(ring.adjusted(1, 1, -2, -1))
            painter.setPen(QPen(QColor(tokens.focus_inner), 1))
            painter.drawRect(ring.adjusted(3, 3, -4, -3))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw both rows whole: the ring goes around all of a row, and Qt draws only the cells that changed."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            for row in (current.row(), previous.row()):
                across = self.viewport().width()
                self.viewport().update(0, self.rowViewportPosition(row), across, self.rowHeight(row))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End finding."""
        super().focusOutEvent(event)
        self.ended.emit()
        self.headings.show_current(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns share the room anew, and the rows where they are compact; the row in hand stays in view."""
        super().resizeEvent(event)
        if self.compact:
            self.fit_rows()
        self.headings.share(self.viewport().width())
        here, before = self.visualRect(self.currentIndex()), event.oldSize().height()
        seen = 0 <= here.top() < before if before >= 0 else self._was_seen  # Qt says no size of one that was hidden
        if seen and here.bottom() > self.viewport().height():
            self.scrollTo(self.currentIndex())

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember whether the row in hand is in view, to show it so again."""
        super().hideEvent(event)
        self._was_seen = self.viewport().rect().contains(self.visualRect(self.currentIndex()).center())


def _is_text(column: Column) -> bool:
    """Say whether what stands in a column is of any length, and may be cut: a name, not a date, number or state."""
    return column.kind is ColumnKind.TEXT and column.filter in (None, Filtering.TEXT) and not column.whole


def _triangle(painter: QPainter, left: QPoint, colour: QColor, *, down: bool) -> None:
    half = tall = grown(ARROW) // 2
    y, tip = (left.y() - 1, tall) if down else (left.y() + tall - 2, -tall)
    shape = QPolygon([QPoint(left.x(), y), QPoint(left.x() + 2 * half, y), QPoint(left.x() + half, y + tip)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(shape)
