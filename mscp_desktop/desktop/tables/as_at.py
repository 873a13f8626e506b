"""The control that shows a page as it was on another day: a date to type, and a slider through time."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from mscp_desktop.desktop.panel.editors import text_rests
from mscp_desktop.desktop.parts import button, label, redress
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.typed_dates import parse_date

A_MONTH = 30
A_YEAR = 365
WIDE, NARROW = 210, 90  # pixels of the slider at 100%, where there is room and where there is not
WIDEST_DATE = "30 September 2024"
UNCERTAIN = "A month or a year counts from its first day"


class _DayLine(QLineEdit):
    dropped = Signal()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where nothing that was typed here can be undone or redone."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and text_rests(self, event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring back the day that is shown with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class AsAt(QWidget):
    """A day, today at first. The slider reaches from the first day that is known to today; any day can be typed.

    A month or a year that is typed is its first day, as everywhere where an uncertain date must be decided on.
    """

    changed = Signal(object)  # date
    refused = Signal(object)  # the error that says what would be right
    left = Signal()  # Enter took a day, or Esc brought back the one that is shown: on to the rows

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._first = today() - timedelta(days=A_YEAR)
        self.day = today()
        self.line = _DayLine(self)
        self.line.setAccessibleName("As at")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("As at, by slider")
        self.slider.setPageStep(A_MONTH)
        self.back = button("today", self.go_today, kind="link", name="As at today")
        words = label("As at")
        words.setBuddy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (words, self.line, self.slider, self.back):
            row.addWidget(part)
        row.addStretch(0)
        self.slider.valueChanged.connect(self._slid)
        self.line.editingFinished.connect(self._typed)
        self.line.dropped.connect(self._drop)
        self.reach(self._first)
        self._narrow = False
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the parts to another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_narrow"):
            self._fit()

    def start(self) -> None:
        """Put the keyboard into the day, so that another can be typed over it."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def reach(self, first: date | None) -> None:
        """Let the slider begin at the first day of which anything is known."""
        today = self._today()
        self._first = min(first or self._first, today - timedelta(days=1))
        self.slider.blockSignals(True)
        self.slider.setRange(0, (today - self._first).days)
        self.slider.blockSignals(False)
        self._show()

    def set_narrow(self, narrow: bool) -> None:
        """Take less room on a small screen."""
        self._narrow = narrow
        self._fit()

    def choose(self, day: date) -> None:
        """Show this day, and tell of it."""
        if day != self.day:
            self.day = day
            self._show()
            self.changed.emit(day)

    def go_today(self) -> None:
        """Come back to today."""
        self.choose(self._today())

    def _fit(self) -> None:
        self.line.ensurePolished()
        self.line.setFixedWidth(QFontMetrics(self.line.font()).horizontalAdvance(WIDEST_DATE) + grown(40))
        self.slider.setFixedWidth(grown(NARROW if self._narrow else WIDE))
        self.slider.setMinimumHeight(grown(24))

    def _slid(self, days: int) -> None:
        self.choose(self._first + timedelta(days=days))

    def _typed(self) -> None:
        try:
            day = parse_date(self.line.text(), self._today()).earliest()
        except UserError as error:
            redress(self.line, "status", "danger")
            self.line.setToolTip(str(error))
            self.line.setAccessibleDescription(str(error))
            self.refused.emit(error)
            return
        entered = self.line.hasFocus()  # who goes elsewhere has lost the keyboard by now
        self.choose(day)
        self._show()
        if entered:
            self.left.emit()

    def _drop(self) -> None:
        self._show()
        self.left.emit()

    def _show(self) -> None:
        today = self._today()
        redress(self.line, "status", None)
        shown = format_day(self.day)
        if self.line.text() != shown:
            self.line.setText(shown)
        self.line.setToolTip(UNCERTAIN)
        self.line.setAccessibleDescription(f"today. {UNCERTAIN}" if self.day == today else UNCERTAIN)
        self.slider.blockSignals(True)
        self.slider.setValue((self.day - self._first).days)
        self.slider.blockSignals(False)
        self.slider.setAccessibleDescription(shown)
        self.back.setEnabled(self.day != today)
