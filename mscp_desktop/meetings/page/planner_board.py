"""The board of a plan: a row for each group, a column for each month, and each date as a chip."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from mscp_desktop.desktop.delegates import current_tokens, draw_shape, small
from mscp_desktop.desktop.icons import drawn
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import Tokens, grown
from mscp_desktop.desktop.values import Tone
from mscp_desktop.foundation.partial_dates import MONTHS, format_day
from mscp_desktop.foundation.years import Year
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Hold, Plan
from mscp_desktop.meetings.rules.planning.words import SAME, Told, broken_words

FIXED = 2  # columns before the months
GAP = 3  # around a date: the ring of the cell in hand lies in it
CHIP_PADDING = 4
GROUP_WIDTH, OWED_WIDTH, MONTH_WIDTH = 164, 74, 72  # pixels at 100%
NAME_LINES = 3
A_YEAR = 12

Index = QModelIndex | QPersistentModelIndex


class BoardModel(QAbstractTableModel):
    """The cells of a plan."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.plan: Plan | None = None
        self._told: dict[tuple[int, int], list[Told]] = {}
        self._groups: tuple[GroupWish, ...] = ()

    def show_plan(self, plan: Plan | None, said: Sequence[Told]) -> None:
        """Show a plan with its words; None for none."""
        self.beginResetModel()
        self.plan, self._told = plan, {}
        self._groups = () if plan is None else _shown_groups(plan)
        rows = {one.uid: place for place, one in enumerate(self._groups)}
        for one in said:
            place = rows.get(one.dated.group_uid)
            if plan is not None and place is not None:
                self._told.setdefault((place, column_of(plan.request.year, one.dated.day)), []).append(one)
        self.endResetModel()

    def groups(self) -> tuple[GroupWish, ...]:
        """Return the groups in the order of their rows."""
        return self._groups

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """Return how many groups there are."""
        return 0 if parent.isValid() else len(self.groups())

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """Return group, number and twelve months."""
        return 0 if parent.isValid() else FIXED + A_YEAR

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole.value
    ) -> object:
        """Return the heading of a column: a month is named with its year where that begins."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < FIXED:
            return ("Group", "Dated")[section]
        month = MONTHS[(section - FIXED + 3) % A_YEAR]
        return month[:3]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole.value) -> object:
        """Return a cell's words; of a month, the sentences of its dates."""
        if self.plan is None or not index.isValid():
            return None
        group, column = self.groups()[index.row()], index.column()
        here = self.at(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = group.name if column == 0 else "; ".join(sentence(one) for one in here)
            return tip_of(said) if said else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if column < FIXED:
            dated = len(self.plan.of(group.uid))
            return group.name if column == 0 else f"{dated} of {group.owed}" if group.stated else f"{dated}"
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(chip_words(one) for one in here)
        month = MONTHS[(column - FIXED + 3) % A_YEAR]
        return "; ".join(sentence(one) for one in here) or f"{group.name}, {month}: none"

    def at(self, index: Index) -> list[Told]:
        """Return the dates in a cell."""
        return self._told.get((index.row(), index.column()), [])

    def place_of(self, dated: Dated) -> tuple[int, int] | None:
        """Return row and column of a date."""
        for place, here in self._told.items():
            if any((one.dated.group_uid, one.dated.day) == (dated.group_uid, dated.day) for one in here):
                return place
        return None


def _shown_groups(plan: Plan) -> tuple[GroupWish, ...]:
    """Return the groups that have or owe a meeting, in published order."""
    having = {one.group_uid for one in plan.meetings}
    return tuple(one for one in plan.request.groups if one.owed or one.uid in having)


def column_of(year: Year, day: date) -> int:
    """Return the column of a day's month."""
    return FIXED + (day.year - year.first_day.year) * A_YEAR + day.month - year.first_day.month


def month_of(year: Year, column: int) -> date:
    """Return the first day of a column's month."""
    months = year.first_day.month - 1 + column - FIXED
    return date(year.first_day.year + months // A_YEAR, months % A_YEAR + 1, 1)


def chip_words(one: Told) -> str:
    """Return what a chip says of its date: "Thu 17"."""
    return f"{one.dated.day:%a} {one.dated.day.day}"


class Mark(StrEnum):
    """What stands below a chip's date, each with a shape of its own."""

    KEPT = "kept"
    PINNED = "pinned"
    SET = "set"
    HELD = "held"
    PAST = "past"
    BREAKS = "breaks a rule"
    CLASH = "clash"
    MOVED = "moved"


HOLDS = {Hold.PINNED: Mark.PINNED, Hold.ELSEWHERE: Mark.SET, Hold.HELD: Mark.HELD, Hold.PAST: Mark.PAST}
TONES = {Mark.BREAKS: Tone.BAD, Mark.CLASH: Tone.WARNING, Mark.MOVED: Tone.INFO}


def marks_of(one: Told) -> list[Mark]:
    """Return what stands below a chip's date: why it stays, then a rule that it breaks or a clash, or that it moved."""
    hold = HOLDS.get(one.dated.hold)
    found = [] if hold is None else [Mark.KEPT if one.arranged else hold]
    if one.broken:
        found.append(Mark.BREAKS)
    elif one.clash:
        found.append(Mark.CLASH)
    return found or ([Mark.MOVED] if one.moved else [])


def sentence(one: Told) -> str:
    """Return a date in a sentence, for a screen reader and on hover."""
    hold = "" if one.dated.hold in (Hold.FREE, Hold.HELD, Hold.PAST, Hold.ELSEWHERE) else f", {one.dated.hold.value}"
    state = "" if one.state == SAME else f", {one.state}"
    broken = f". {broken_words(one.broken)}" if one.broken else ""
    effects = "".join(f"; {words}" for words in one.effects)
    return f"{one.group}, {format_day(one.dated.day, weekday=True)}{hold}{state}{broken}{effects}"


class BoardDelegate(QStyledItemDelegate):
    """Paints dates as chips: what is fixed by an icon and a word, a broken rule or a clash by a shape and words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        tokens, model = current_tokens(), index.model()
        painter.save()
        view = self.parent()
        in_hand = view.currentIndex() if isinstance(view, QTableView) else QModelIndex()
        current = in_hand == index
        if current or (index.column() < FIXED and in_hand.row() == index.row()):
            painter.fillRect(option.rect, QColor(tokens.accent_soft))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if index.column() < FIXED:
            painter.setPen(QColor(tokens.text if index.column() == 0 else tokens.secondary))
            room = option.rect.adjusted(10, 4, -4, -4)
            words = int(Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignVCenter.value)
            said = str(index.data() or "")
            painter.drawText(room, words, _name_lines(option.fontMetrics, said)[0] if index.column() == 0 else said)
            if index.column() == 0 and in_hand.row() == index.row():
                painter.fillRect(option.rect.adjusted(0, 0, 3 - option.rect.width(), 0), QColor(tokens.accent))
        elif isinstance(model, BoardModel):
            top = option.rect.top() + GAP
            for one in model.at(index):
                wide = option.rect.width() - 2 * GAP
                box = QRect(option.rect.left() + GAP, top, wide, _chip_height(option, one, wide))
                _draw_chip(painter, box, one, tokens, option)
                top += box.height() + GAP
        if current and isinstance(view, QTableView):
            _draw_current(painter, option.rect, tokens, keyboard=view.hasFocus())
        elif isinstance(view, BoardView) and view.target is not None and view.target == index:
            _draw_current(painter, option.rect, tokens, keyboard=False)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that a cell's chips take."""
        model = index.model()
        high = option.fontMetrics.height() + 14
        if isinstance(model, BoardModel) and index.column() >= FIXED:
            view = self.parent()
            wide = (view.columnWidth(index.column()) if isinstance(view, QTableView) else grown(MONTH_WIDTH)) - 2 * GAP
            chips = sum(_chip_height(option, one, wide) + GAP for one in model.at(index))
            high = max(high, chips + GAP + 1)
        elif index.column() == 0:
            high = max(high, _name_lines(option.fontMetrics, str(index.data() or ""))[1] + 10)
        return QSize(grown(MONTH_WIDTH), high)


def _name_lines(metrics: QFontMetrics, name: str) -> tuple[str, int]:
    """Return a group's name, cut where it would take more than so many lines, and the height of its lines."""
    wide, wrap = grown(GROUP_WIDTH) - 14, int(Qt.TextFlag.TextWordWrap.value)
    most = (2 * NAME_LINES + 1) * metrics.lineSpacing() // 2  # half a line more: lines are set a little apart
    for share in range(10 * NAME_LINES, 0, -1):  # words break where they break: less is tried until it fits
        said = metrics.elidedText(name, Qt.TextElideMode.ElideRight, wide * share // 10)
        high = metrics.boundingRect(QRect(0, 0, wide, 1000), wrap, said).height()
        if high <= most:
            return said, high
    return name, most


def _draw_current(painter: QPainter, cell: QRect, tokens: Tokens, *, keyboard: bool) -> None:
    """Draw a frame around the cell in hand: the ring where the board has the keyboard, else a plain one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frames = ((tokens.focus, 2.0), (tokens.focus_inner, 1.5)) if keyboard else ((tokens.accent, 2.0),)
    inset = 0.0
    for colour, wide in frames:
        edge = inset + wide / 2
        painter.setPen(QPen(QColor(colour), wide))
        painter.drawRoundedRect(QRectF(cell).adjusted(edge, edge, -edge, -edge), 4, 4)
        inset += wide


def _chip_lines(option: QStyleOptionViewItem, one: Told, wide: int) -> list[tuple[Mark, str, bool]]:
    """Return the lines below a chip's date: the mark, its words there, and whether its shape stands before them."""
    found = []
    metrics = QFontMetrics(small(option.font))
    for mark in marks_of(one):
        room = wide - CHIP_PADDING - 2 - _side(metrics) - 3
        if metrics.horizontalAdvance(mark.value) <= room:
            found.append((mark, mark.value, True))
        else:
            first, _, rest = mark.value.partition(" ")
            found += [(mark, first, True), *([(mark, rest, False)] if rest else [])]
    return found


def _side(metrics: QFontMetrics) -> int:
    return max(8, metrics.ascent() - 2)


def _chip_height(option: QStyleOptionViewItem, one: Told, wide: int) -> int:
    below = QFontMetrics(small(option.font)).height() * len(_chip_lines(option, one, wide))
    return option.fontMetrics.height() + below + 6


def _draw_chip(painter: QPainter, box: QRect, one: Told, tokens: Tokens, option: QStyleOptionViewItem) -> None:
    marks = marks_of(one)
    ink, fill, line = {
        Mark.BREAKS: (tokens.danger, tokens.danger_soft, tokens.danger),
        Mark.CLASH: (tokens.warning, tokens.warning_soft, tokens.warning_line),
        Mark.MOVED: (tokens.info, tokens.info_soft, tokens.info_line),
        None: (tokens.text, tokens.surface, tokens.border),
    }.get(marks[-1] if marks else None, (tokens.text, tokens.ground, tokens.border))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(line), 2 if one.broken else 1))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setPen(QColor(ink))
    room = box.adjusted(CHIP_PADDING, 2, -2, -2)
    painter.setFont(option.font)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignTop.value), chip_words(one))
    font = small(option.font)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    side, top = _side(metrics), room.top() + option.fontMetrics.height() + 1
    for mark, words, shaped in _chip_lines(option, one, box.width()):
        below = QRect(room.left(), top, room.width(), metrics.height())
        shape = QRectF(below.left(), below.center().y() - side / 2 + 1, side, side)
        if shaped and mark in TONES:
            draw_shape(painter, TONES[mark], shape, QColor(ink))
        elif shaped:
            drawn("pin" if mark is Mark.PINNED else "lock", ink, ink, side).paint(painter, shape.toRect())
        painter.setPen(QColor(ink))
        said = metrics.elidedText(words, Qt.TextElideMode.ElideRight, below.width() - side - 3)
        painter.drawText(below.adjusted(side + 3, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter.value), said)
        top += metrics.height()


class BoardView(QTableView):
    """The board; Enter moves a date, Space pins it or lets it go, Delete leaves it out, + gives a group one more.

    A date is dragged to another month of its row.
    """

    moved_to = Signal()  # another cell is current
    dropped = Signal(int, object)  # one of the dates in hand, by its number, was dragged to a month: its first day
    asked = Signal(str)  # "move", "pin", "remove" or "add"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.board = BoardModel(self)
        self.setModel(self.board)
        self.setItemDelegate(BoardDelegate(self))
        self.setAccessibleName("The plan, a row for each group and a column for each month")
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._went)
        self._dragged: tuple[QPoint, int] | None = None  # where a date was pressed, and which of its cell
        self.target: QPersistentModelIndex | None = None  # the month over which it is held

    def show_plan(self, plan: Plan | None, said: Sequence[Told], near: Dated | None = None) -> None:
        """Show a plan; the cell of `near` becomes current, else the one that was."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.board.show_plan(plan, said)
        place = self.board.place_of(near) if near is not None else None
        if place is None and row < 0 and said:
            place = self.board.place_of(min((one.dated for one in said), key=lambda one: one.day))
        row, column = place or (max(0, row), max(0, column))
        self.setCurrentIndex(self.board.index(min(row, self.board.rowCount() - 1), column))
        self.resizeRowsToContents()
        self.scrollTo(self.currentIndex())
        self.moved_to.emit()

    def _went(self, *_: QModelIndex) -> None:
        """Draw the rows that were and are in hand."""
        self.viewport().update()
        self.moved_to.emit()

    def here(self) -> list[Told]:
        """Return the dates in the current cell."""
        return self.board.at(self.currentIndex())

    def group_uid(self) -> str | None:
        """Return the group of the current row."""
        groups, row = self.board.groups(), self.currentIndex().row()
        return groups[row].uid if 0 <= row < len(groups) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a date in hand, which may be dragged from here on."""
        super().mousePressEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        pressed = event.button() is Qt.MouseButton.LeftButton and bool(self.board.at(index))
        self._dragged = (at, self._number_at(index, at)) if pressed else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show over which month a date is held; the cell in hand stays the one that it comes from."""
        if self._dragged is None:
            return
        at = event.position().toPoint()
        if (at - self._dragged[0]).manhattanLength() < QApplication.startDragDistance():
            return
        over, here = self.indexAt(at), self.currentIndex()
        fits = over.row() == here.row() and over.column() >= FIXED and over != here
        self.target = QPersistentModelIndex(over) if fits else None
        shapes = Qt.CursorShape
        self.viewport().setCursor(shapes.ClosedHandCursor if fits or over == here else shapes.ForbiddenCursor)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the day, where a date was dragged to another month."""
        super().mouseReleaseEvent(event)
        dragged, target = self._dragged, self.target
        self._let_go()
        if dragged is not None and target is not None and self.board.plan is not None:
            self.dropped.emit(dragged[1], month_of(self.board.plan.request.year, target.column()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Move the date, whatever was in hand before."""
        self._let_go()
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self.asked.emit("move")

    def _let_go(self) -> None:
        self._dragged = self.target = None
        self.viewport().unsetCursor()
        self.viewport().update()

    def _number_at(self, index: QModelIndex, at: QPoint) -> int:
        """Return which date of a cell lies at a place."""
        cell, option = self.visualRect(index), QStyleOptionViewItem()
        self.initViewItemOption(option)
        below = cell.top() + GAP
        for number, one in enumerate(self.board.at(index)):
            below += _chip_height(option, one, cell.width() - 2 * GAP) + GAP
            if at.y() < below:
                return number
        return max(0, len(self.board.at(index)) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that change a date; Escape lets go of one that is dragged."""
        if self._dragged is not None and event.key() == Qt.Key.Key_Escape:
            self._let_go()
            return
        acts = {
            Qt.Key.Key_Return: "move", Qt.Key.Key_Enter: "move", Qt.Key.Key_Space: "pin", Qt.Key.Key_Delete: "remove",
            Qt.Key.Key_Plus: "add",
        }  # fmt: skip
        act = acts.get(Qt.Key(event.key()))
        if act is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.asked.emit(act)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out among the months, none narrower than a date needs."""
        super().resizeEvent(event)
        group, owed = grown(GROUP_WIDTH), grown(OWED_WIDTH)
        month = max(grown(MONTH_WIDTH), (self.viewport().width() - group - owed) // A_YEAR)
        for column in range(FIXED + A_YEAR):
            self.setColumnWidth(column, group if column == 0 else owed if column == 1 else month)
        self.scrollTo(self.currentIndex())
