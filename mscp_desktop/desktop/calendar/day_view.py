"""What every calendar of days does: it goes from day to day by key and mouse, and carries things to other days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QLabel, QTableView, QWidget

from mscp_desktop.desktop.calendar.drawing import Pens, pens_of
from mscp_desktop.desktop.calendar.values import WEEK, DayChip, Days, month_of, months_on
from mscp_desktop.desktop.focus_ring import PLAIN
from mscp_desktop.desktop.keep_in_view import keep_part_in_view
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import label, redress, tip_of
from mscp_desktop.foundation.partial_dates import format_day

Index = QModelIndex | QPersistentModelIndex
DAY_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
KEEP = Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the grid: a day, or words that stand over days; `wide` is over how many columns."""

    day: date | None = None
    words: str = ""
    wide: int = 1


@dataclass(slots=True)
class Carried:
    """What is on its way to another day, where it came from and where it would go."""

    chip: DayChip
    home: date
    over: date
    by_mouse: bool


class DayModel(QAbstractTableModel):
    """A grid of slots, each day of which is read out whole."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.days = Days(date(2000, 1, 1), date(2000, 1, 1), date(2000, 1, 1))
        self._grid: tuple[tuple[Slot | None, ...], ...] = ()
        self._headings: tuple[str, ...] = ()
        self._places: dict[date, tuple[int, int]] = {}

    def show_grid(self, days: Days, grid: tuple[tuple[Slot | None, ...], ...], headings: tuple[str, ...] = ()) -> None:
        """Show other slots; where a day stands twice, the place among its own month's days counts."""
        self.beginResetModel()
        self.days, self._grid, self._headings = days, grid, headings
        self._places = {
            slot.day: (row, column)
            for row, slots in enumerate(grid)
            for column, slot in enumerate(slots)
            if slot is not None and slot.day is not None
        }
        self.endResetModel()

    def show_headings(self, headings: tuple[str, ...]) -> None:
        """Show other headings, such as shorter ones."""
        if headings != self._headings:
            self._headings = headings
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def slot(self, index: Index) -> Slot | None:
        """Return what stands at an index."""
        return self._grid[index.row()][index.column()] if index.isValid() else None

    def place(self, day: date) -> QModelIndex:
        """Return where a day stands; an index that is not valid where it is not shown."""
        row, column = self._places.get(day, (-1, -1))
        return self.index(row, column) if row >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._grid)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Return the number of columns."""
        return 0 if parent.isValid() or not self._grid else len(self._grid[0])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let days be chosen, and nothing else."""
        slot = self.slot(index)
        if slot is None or slot.day is None:
            return Qt.ItemFlag.ItemIsEnabled if slot is not None else Qt.ItemFlag.NoItemFlags
        return DAY_FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a day's number, and how it is read out."""
        slot = self.slot(index)
        if slot is None:
            return None
        if slot.day is None:
            return slot.words if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(slot.day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.said(slot.day)
        if role == Qt.ItemDataRole.ToolTipRole:
            known = self.days.at(slot.day)
            return tip_of(known.said) if known is not None and (known.chips or known.notes) else None
        return None

    def said(self, day: date) -> str:
        """Return how a day is read out."""
        known = self.days.at(day)
        today = ", today" if day == self.days.today else ""
        return f"{format_day(day, weekday=True)}{today}: nothing planned" if known is None else known.said

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the heading of a column."""
        across = orientation == Qt.Orientation.Horizontal
        if across and section < len(self._headings) and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None


class DayView(QTableView):
    """A calendar. Arrows go from day to day, Page Up and Page Down by months, Home and End within the month.

    With Shift the arrows carry what is chosen on the day to another, as the mouse does by dragging; Enter leaves it
    there and Esc puts it back. `wanted` asks for a day that is not shown, `entered` tells that Enter was pressed on a
    day, `over` and `dropped` give what is carried with the day it is over; `over` gives None once it is not carried.
    """

    chosen = Signal(object)  # date
    wanted = Signal(object)  # date
    entered = Signal(object)  # date
    opened = Signal(str)  # uid
    over = Signal(str, object)  # uid, date
    dropped = Signal(str, object)  # uid, date

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days_model = DayModel(self)
        self.setModel(self.days_model)
        self.day = self.days_model.days.today
        self.chosen_uid: str | None = None  # of several on the day, the one that is in hand
        self.carried: Carried | None = None
        self._pressed: tuple[QPoint, date, DayChip | None] | None = None
        self.pens: Pens = pens_of(self.font())
        self.setProperty(PLAIN, True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
        self.bubble: QLabel = label("", "bubble", wrap=True)
        self.bubble.setParent(self.viewport())
        self.bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.bubble.hide()

    # what the two calendars do each in their own way

    def fit(self) -> None:
        """Give columns and rows their sizes for the room there is."""
        raise NotImplementedError

    def chip_at(self, point: QPoint) -> DayChip | None:
        """Return what is drawn at a point of the viewport."""
        raise NotImplementedError

    def belongs(self, day: date) -> bool:
        """Say whether the keyboard may stand on a day without another stretch being shown."""
        return self.days_model.place(day).isValid()

    # showing

    def show_day(self, day: date, *, said: bool = True) -> None:
        """Make a day current, and bring it into view; one that is not shown is current once it is."""
        changed = day != self.day
        self.day = day
        index = self.days_model.place(day)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        if changed and index.isValid() and self.hasFocus():
            part = self.visualRect(index)
            keep_part_in_view(self, part.translated(self.viewport().pos()))
        if changed:
            self.chosen_uid = None
            if said:
                self.chosen.emit(day)
        self.viewport().update()

    def in_hand(self) -> DayChip | None:
        """Return what would be moved: the one that is chosen, or the only one that can be moved on the day."""
        known = self.days_model.days.at(self.day)
        chips = () if known is None else known.chips
        named = next((chip for chip in chips if chip.uid == self.chosen_uid), None)
        movable = [chip for chip in chips if chip.movable]
        return named or (movable[0] if len(movable) == 1 else None)

    def say_over(self, words: str, status: str) -> None:
        """Say what would follow from leaving what is carried where it is; `status` is as in the style sheet."""
        if self.carried is None:
            return
        self.bubble.setText(words)
        redress(self.bubble, "status", status)
        self._place_bubble()
        announce(self, words)

    def put_back(self) -> None:
        """Carry nothing any more."""
        if self.carried is not None:
            uid = self.carried.chip.uid
            self.carried = None
            self.bubble.hide()
            self.viewport().unsetCursor()
            self.viewport().update()
            self.over.emit(uid, None)

    def _place_bubble(self) -> None:
        carried = self.carried
        if carried is None:
            return
        area = self.viewport().rect()
        cell = self.visualRect(self.days_model.place(carried.over))
        wide = min(area.width() - 8, max(220, area.width() // 3))
        self.bubble.setFixedWidth(wide)
        high = max(self.bubble.heightForWidth(wide), self.bubble.sizeHint().height())
        left = max(4, min(cell.left(), area.width() - wide - 4))
        below = cell.bottom() + 4
        top = below if below + high < area.height() else max(4, cell.top() - high - 4)
        self.bubble.setGeometry(left, top, wide, high)
        self.bubble.show()
        self.bubble.raise_()

    # carrying

    def carry(self, day: date, *, by_mouse: bool = False) -> None:
        """Hold what is in hand over a day."""
        if self.carried is None:
            chip = self.in_hand()
            if chip is None or not chip.movable:
                announce(self, "Choose one meeting that can be moved.")
                return
            self.carried = Carried(chip, self.day, day, by_mouse)
        self.carried.over = day
        index = self.days_model.place(day)
        if index.isValid() and self.belongs(day):
            self.scrollTo(index)
        else:
            self.wanted.emit(day)
        self.viewport().update()
        self.over.emit(self.carried.chip.uid, day)

    def _leave_it(self) -> None:
        carried = self.carried
        if carried is not None:
            self.put_back()
            if carried.over != carried.home:
                self.dropped.emit(carried.chip.uid, carried.over)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day, carry, open."""
        keys = Qt.Key
        modifiers = event.modifiers() & ~KEEP
        carrying = bool(modifiers & Qt.KeyboardModifier.ShiftModifier) or self.carried is not None
        start = self.carried.over if self.carried is not None else self.day
        target = None
        if not modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            target = self.step(start, event.key())
        if target is not None and carrying:
            self.carry(target)
        elif target is not None:
            self.show_day(target)
            if not self.belongs(target):
                self.wanted.emit(target)
        elif event.key() in (keys.Key_Return, keys.Key_Enter) and not modifiers:
            if self.carried is not None:
                self._leave_it()
            else:
                self.entered.emit(self.day)
        elif event.key() == keys.Key_Escape and self.carried is not None:
            self.put_back()
        else:
            event.ignore()

    def step(self, day: date, key: int) -> date | None:
        """Return the day to which a key leads, None for another key."""
        keys = Qt.Key
        by = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -WEEK, keys.Key_Down: WEEK}.get(Qt.Key(key))
        if by is not None:
            return day + timedelta(days=by)
        first, last = month_of(day)
        leads = {keys.Key_Home: first, keys.Key_End: last}
        months = {keys.Key_PageUp: -1, keys.Key_PageDown: 1}.get(Qt.Key(key))
        return months_on(day, months) if months is not None else leads.get(Qt.Key(key))

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a day, and what is drawn under the mouse."""
        point = event.position().toPoint()
        slot = self.days_model.slot(self.indexAt(point))
        if slot is None or slot.day is None:
            return
        self.put_back()
        chip = self.chip_at(point)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.show_day(slot.day)
        if chip is not None and chip.uid != self.chosen_uid:
            self.chosen_uid = chip.uid
            self.chosen.emit(slot.day)
            self.viewport().update()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (point, slot.day, chip)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry what was pressed."""
        point = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            began, _day, chip = self._pressed
            far = (point - began).manhattanLength() >= QApplication.startDragDistance()
            slot = self.days_model.slot(self.indexAt(point))
            if chip is not None and chip.movable and slot is not None and slot.day is not None:
                moved = self.carried is None or self.carried.over != slot.day
                if moved and (far or self.carried is not None):
                    self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                    self.carry(slot.day, by_mouse=True)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave what is carried where it is."""
        self._pressed = None
        if self.carried is not None and self.carried.by_mouse:
            slot = self.days_model.slot(self.indexAt(event.position().toPoint()))
            if slot is not None and slot.day is not None:
                self._leave_it()
            else:
                self.put_back()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is drawn under the mouse."""
        chip = self.chip_at(event.position().toPoint())
        if chip is not None:
            self.opened.emit(chip.uid)
        else:
            self.entered.emit(self.day)

    # size and look

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the days to the room."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take over another look or text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.pens = pens_of(self.font())
            if hasattr(self, "bubble"):
                self.fit()
                self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in the look of this moment."""
        self.pens = pens_of(self.font())
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.show_day(self.day)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for little: the days fit what room there is."""
        return QSize(200, 160)

    def minimumSizeHint(self) -> QSize:
        """Ask for little."""
        return QSize(160, 120)

    def ghost_box(self, cell: QRect) -> QRect:
        """Return where what is carried is drawn in the cell it is over."""
        high = self.pens.chip_height
        return QRect(cell.left() + 4, cell.bottom() - high - 4, cell.width() - 8, high)
