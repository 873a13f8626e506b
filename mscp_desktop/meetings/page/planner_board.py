"""The board of a plan: a row for each group, a column for each month, and each date as a chip."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from mscp_desktop.desktop.delegates import current_tokens, draw_shape, small
from mscp_desktop.desktop.icons import drawn
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import Tokens, grown
from mscp_desktop.desktop.values import Tone
from mscp_desktop.foundation.partial_dates import MONTHS, format_day
from mscp_desktop.foundation.years import Year
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Hold, Plan
from mscp_desktop.meetings.rules.planning.words import SAME, Told

FIXED = 2  # columns before the months
GAP = 3
CHIP_PADDING = 5
GROUP_WIDTH, OWED_WIDTH, MONTH_WIDTH = 164, 76, 68  # pixels at 100%
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
            return tip_of("; ".join(sentence(one) for one in here)) if here else None
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


def chip_words(one: Told) -> str:
    """Return what a chip says of its date: "Thu 17"."""
    return f"{one.dated.day:%a} {one.dated.day.day}"


def mark_words(one: Told) -> str:
    """Return the word below a chip's date, empty where there is nothing to say."""
    if one.dated.hold is Hold.PINNED:
        return "kept" if one.arranged else "pinned"
    if one.dated.hold is Hold.ELSEWHERE:
        return "set"
    if one.dated.fixed:
        return one.dated.hold.value
    if one.twice:
        return "clash"
    return "moved" if one.moved else ""


def sentence(one: Told) -> str:
    """Return a date in a sentence, for a screen reader and on hover."""
    hold = "" if one.dated.hold in (Hold.FREE, Hold.HELD, Hold.PAST, Hold.ELSEWHERE) else f", {one.dated.hold.value}"
    state = "" if one.state == SAME else f", {one.state}"
    effects = "".join(f"; {words}" for words in one.effects)
    return f"{one.group}, {format_day(one.dated.day, weekday=True)}{hold}{state}{effects}"


class BoardDelegate(QStyledItemDelegate):
    """Paints dates as chips: what is fixed by an icon and a word, a clash by a shape and a word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        tokens, model = current_tokens(), index.model()
        painter.save()
        view = self.parent()
        current = isinstance(view, QTableView) and view.currentIndex() == index
        if current:
            painter.fillRect(option.rect, QColor(tokens.accent_soft))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if index.column() < FIXED:
            painter.setPen(QColor(tokens.text if index.column() == 0 else tokens.secondary))
            room = option.rect.adjusted(10, 4, -4, -4)
            words = int(Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignVCenter.value)
            painter.drawText(room, words, str(index.data() or ""))
        elif isinstance(model, BoardModel):
            top = option.rect.top() + GAP
            for one in model.at(index):
                box = QRect(option.rect.left() + GAP, top, option.rect.width() - 2 * GAP, _chip_height(option, one))
                _draw_chip(painter, box, one, tokens, option)
                top += box.height() + GAP
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that a cell's chips take."""
        model = index.model()
        high = option.fontMetrics.height() + 14
        if isinstance(model, BoardModel) and index.column() >= FIXED:
            chips = sum(_chip_height(option, one) + GAP for one in model.at(index))
            high = max(high, chips + GAP + 1)
        elif index.column() == 0:
            box = QRect(0, 0, grown(GROUP_WIDTH) - 14, 1000)
            words = option.fontMetrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap.value), str(index.data() or ""))
            high = max(high, words.height() + 10)
        return QSize(grown(MONTH_WIDTH), high)


def _chip_height(option: QStyleOptionViewItem, one: Told) -> int:
    below = QFontMetrics(small(option.font)).height() if mark_words(one) else 0
    return option.fontMetrics.height() + below + 6


def _draw_chip(painter: QPainter, box: QRect, one: Told, tokens: Tokens, option: QStyleOptionViewItem) -> None:
    ink, fill, line = {
        "clash": (tokens.warning, tokens.warning_soft, tokens.warning_line),
        "": (tokens.text, tokens.surface, tokens.border),
        "moved": (tokens.info, tokens.info_soft, tokens.info_line),
    }.get(mark_words(one), (tokens.text, tokens.ground, tokens.border))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(line), 1))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setPen(QColor(ink))
    metrics = option.fontMetrics
    room = box.adjusted(CHIP_PADDING, 2, -2, -2)
    painter.setFont(option.font)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignTop.value), chip_words(one))
    mark = mark_words(one)
    if not mark:
        return
    font = small(option.font)
    painter.setFont(font)
    side = max(8, QFontMetrics(font).ascent() - 2)
    below = QRect(room.left(), room.top() + metrics.height() + 1, room.width(), QFontMetrics(font).height())
    shape = QRectF(below.left(), below.center().y() - side / 2 + 1, side, side)
    if mark == "clash":
        draw_shape(painter, Tone.WARNING, shape, QColor(ink))
    elif mark == "moved":
        draw_shape(painter, Tone.INFO, shape, QColor(ink))
    else:
        drawn("pin" if mark == "pinned" else "lock", ink, ink, side).paint(painter, shape.toRect())
    painter.setPen(QColor(ink))
    words = QFontMetrics(font).elidedText(mark, Qt.TextElideMode.ElideRight, below.width() - side - 3)
    painter.drawText(below.adjusted(side + 3, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter.value), words)


class BoardView(QTableView):
    """The board; Enter moves a date, Space pins it or lets it go, Delete leaves it out, + gives a group one more."""

    moved_to = Signal()  # another cell is current
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
        self.selectionModel().currentChanged.connect(lambda *_: self.moved_to.emit())
        self.doubleClicked.connect(lambda _: self.asked.emit("move"))

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
        self.moved_to.emit()

    def here(self) -> list[Told]:
        """Return the dates in the current cell."""
        return self.board.at(self.currentIndex())

    def group_uid(self) -> str | None:
        """Return the group of the current row."""
        groups, row = self.board.groups(), self.currentIndex().row()
        return groups[row].uid if 0 <= row < len(groups) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that change a date."""
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
