"""What is on the day that is chosen in the calendar: its meetings with what can be done, and why none is held."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import Chip, small
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.values import Cell
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.page.calendar_words import state_pill
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.calendar import Off, day_off
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow
from mscp_desktop.meetings.rules.times import span_words

NOTHING = "Nothing is planned on this day."


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done with a meeting from the calendar."""

    words: str
    function: Callable[[MeetingRow], None]
    ready: Callable[[MeetingRow], bool] = lambda _row: True


class DayPanel(QWidget):
    """Shows one day; `opened` gives the uid of the meeting that is to be opened, `added` tells that one is wanted."""

    opened = Signal(str)
    added = Signal()

    def __init__(self, move: Doing, more: Sequence[Doing], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._move, self._more = move, tuple(more)
        self.heading = label("", "heading", wrap=True)
        self.notes = label("", "secondary", wrap=True)
        self.nothing = label(NOTHING, "secondary", wrap=True)
        self.add = button("Add a meeting on this day", self.added.emit)
        self.cards: list[MeetingCard] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.heading, self.notes):
            column.addWidget(part)
        column.addLayout(self._list)
        column.addWidget(self.nothing)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(self.add)
        row.addStretch(1)
        column.addStretch(1)

    def show_day(self, day: date, meetings: Sequence[MeetingRow], off: Sequence[Off], today: date) -> None:
        """Show the meetings of a day, and why none is held on it where that is so."""
        self.heading.setText(format_day(day, weekday=True))
        self.notes.setText("\n".join(f"{one.words()[0].upper()}{one.words()[1:]}" for one in off))
        self.notes.setVisible(bool(off))
        self.nothing.setVisible(not meetings)
        while len(self.cards) < len(meetings):
            card = MeetingCard(self._move, self._more, self)
            card.opened.connect(self.opened)
            self._list.addWidget(card)
            self.cards.append(card)
        for at, card in enumerate(self.cards):
            card.setVisible(at < len(meetings))
            if at < len(meetings):
                card.show_meeting(meetings[at], today, day_off(meetings[at], off))

    def focus_first(self) -> bool:
        """Give the keyboard to the first meeting's first button; False where there is none."""
        card = next((one for one in self.cards if not one.isHidden()), None)
        if card is not None:
            card.open.setFocus()
        return card is not None

    def set_working(self, working: bool) -> None:
        """Offer what changes something, or not."""
        self.add.setVisible(working)


class MeetingCard(QFrame):
    """One meeting of the day."""

    opened = Signal(str)

    def __init__(self, move: Doing, more: Sequence[Doing], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._row: MeetingRow | None = None
        self._move_doing, self._more = move, tuple(more)
        self.title = label("", "strong", wrap=True)
        self.when = label("", wrap=True)
        self.where = label("", "secondary", wrap=True)
        self.state = Chip(Cell(""), self)
        self.why = label("", "secondary", wrap=True)
        self.open = button("Open", self._open)
        self.move_button = button(move.words, lambda: self._do(self._move_doing))
        self.more_button: QPushButton = button("More", None, name="More")
        self._menu = QMenu(self.more_button)
        self.more_button.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        for part in (self.title, self.when, self.where):
            column.addWidget(part)
        states = FlowLayout(gap=6)
        states.addWidget(self.state)
        column.addSpacing(2)
        column.addLayout(states)
        column.addWidget(self.why)
        column.addSpacing(4)
        acts = FlowLayout(gap=8)
        column.addLayout(acts)
        for one in (self.open, self.move_button, self.more_button):
            acts.addWidget(one)

    def show_meeting(self, row: MeetingRow, today: date, off: str = "") -> None:
        """Show a meeting; `off` says that none is held on its day: "on a Saturday"."""
        self._row = row
        between = row.kind in BETWEEN
        self.title.setText(row.group)
        when = row.kind.value if between else span_words(row.start_time, row.length)
        self.when.setText(when.capitalize())
        where = row.where_words()
        self.where.setText("" if between else f"{where[0].upper()}{where[1:]}")
        self.where.setVisible(not between)
        self.state.cell = state_pill(row, today, off)
        self.state.setAccessibleName(self.state.cell.words)
        self.state.updateGeometry()
        self.state.setFixedHeight(QFontMetrics(small(self.font())).height() + 4)
        self.state.update()
        cancelled = row.state is MeetingState.CANCELLED
        self.why.setText(f"Cancelled: {row.cancelled_why}" if cancelled and row.cancelled_why else "")
        self.why.setVisible(bool(self.why.text()))
        font = self.title.font()
        font.setStrikeOut(cancelled)
        self.title.setFont(font)
        self.move_button.setVisible(self._move_doing.ready(row))
        for one, words in ((self.open, "Open"), (self.move_button, "Move"), (self.more_button, "More for")):
            one.setAccessibleName(f"{words} {row.group}, {format_day(row.day)}")

    def _open(self) -> None:
        if self._row is not None:
            self.opened.emit(self._row.uid)

    def _do(self, doing: Doing) -> None:
        if self._row is not None:
            doing.function(self._row)

    def _fill(self) -> None:
        self._menu.clear()
        for doing in self._more:
            if self._row is not None and doing.ready(self._row):
                action = self._menu.addAction(literal(doing.words))
                action.triggered.connect(lambda _checked=False, one=doing: self._do(one))
