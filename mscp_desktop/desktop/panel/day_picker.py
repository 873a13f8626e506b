"""The line for a date, and the small calendar that opens under it by key or button."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.field_values import read_value
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.icons import drawn
from mscp_desktop.desktop.panel.editors import LineEditor
from mscp_desktop.desktop.parts import button
from mscp_desktop.desktop.values import Field
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.typed_dates import FIRST_YEAR, LAST_YEAR


class DayPicker(QFrame):
    """A month to choose a day from: arrows move, Page Up and Page Down turn the month, Enter takes, Esc leaves."""

    def __init__(self, day: date, today: date, taken: Callable[[date], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self._taken = taken
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName("Choose a day")
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setDateRange(QDate(FIRST_YEAR, 1, 1), QDate(LAST_YEAR, 12, 31))
        self.calendar.setDateEditEnabled(False)  # figures are typed in the line, not here
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._dress(today)
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(button("Today", lambda: self._choose(today), name="Take today"))
        row.addStretch(1)
        row.addWidget(button("Close", self.close, name="Close without a day"))

    def open_under(self, line: QWidget) -> None:
        """Show it below a line, or above it where the screen ends, with the keyboard in it."""
        self.adjustSize()
        below = line.mapToGlobal(QPoint(0, line.height() + 2))
        room = line.screen().availableGeometry()
        left = max(room.left(), min(below.x(), room.right() - self.width()))
        top = below.y()
        if top + self.height() > room.bottom():
            top = max(room.top(), line.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        self.move(left, top)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _take(self, day: QDate) -> None:
        self._choose(date(day.year(), day.month(), day.day()))

    def _choose(self, day: date) -> None:
        self.close()
        self._taken(day)

    def _dress(self, today: date) -> None:
        tokens = current_tokens()
        plain, header, marked = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(tokens.text))
        header.setForeground(QColor(tokens.secondary))
        header.setBackground(QColor(tokens.raised))
        for day in Qt.DayOfWeek:
            self.calendar.setWeekdayTextFormat(day, plain)  # Qt paints Saturdays and Sundays red
        self.calendar.setHeaderTextFormat(header)
        side = QFontMetrics(self.font()).height()
        for name, icon in (("prev", "back"), ("next", "forward")):  # Qt's own arrows are black
            turn = self.calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if turn is not None:
                turn.setIcon(drawn(icon, tokens.text, tokens.faded, side))
        marked.setForeground(QColor(tokens.accent_text))
        marked.setFontUnderline(True)
        self.calendar.setDateTextFormat(QDate(today.year, today.month, today.day), marked)


class DateEditor(LineEditor):
    """A date in one line, with a calendar to choose it from: Alt+Down, F4 or the button open it."""

    keys = "Alt+Down opens a calendar."

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        row = QWidget(parent)
        super().__init__(field, today, row)
        self.outer = row
        self.calendar: DayPicker | None = None
        self.button = IconButton(
            "calendar", f"Choose a day: {field.label}", self.open, row, keys="Alt+Down", stop=False
        )
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.line.setToolTip(self.keys)
        row.setFocusProxy(self.line)

    def open(self) -> None:
        """Open the calendar at the day that is typed, or at today."""
        if self.line.isReadOnly():
            return
        today = self.today()
        try:
            typed = read_value(self.field, self.line.text(), today)
        except UserError:
            typed = None
        day = typed.earliest() if isinstance(typed, PartialDate) else typed or today
        self.calendar = DayPicker(day, today, self._take_day, self.line)
        self.calendar.open_under(self.line)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Open the calendar by key."""
        down = event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if down or event.key() == Qt.Key.Key_F4:
            self.open()
            return True
        return super().key_pressed(event)

    def set_read_only(self, read_only: bool) -> None:
        """Let the date be copied only."""
        super().set_read_only(read_only)
        self.button.setVisible(not read_only)
        self.line.setToolTip("" if read_only else self.keys)

    def _take_day(self, day: date) -> None:
        self.take(format_day(day))
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edited.emit()
        self.left.emit()
