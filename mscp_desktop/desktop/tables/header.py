"""A table's headings: how it is sorted, and columns that share the room there is."""

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPolygon,
)
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from mscp_desktop.desktop.delegates import PADDING, current_tokens, row_height
from mscp_desktop.desktop.tables.model import RowsModel, is_figures
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Column, Filtering
from mscp_desktop.foundation.contracts import ColumnKind

NARROWEST = 64
ARROW = 8  # pixels at 100%
SQUEEZED = 0.7  # of a column's own width
LARGER = 125  # percent of text size, above which columns are scrolled to rather than squeezed
MOST_FIRST = 0.5  # of the table, that the first column keeps
READ = 150  # pixels at 100%, in which a name can be read: what the first column keeps


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
