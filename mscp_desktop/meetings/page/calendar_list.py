"""A year's meetings as a list by month, a row each, which reads well aloud."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import CELL_ROLE, PADDING, CellDelegate, pill_size, row_height, small
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Look, Tone, pill, words_of
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS, format_day
from mscp_desktop.meetings.page.calendar_words import state_pill
from mscp_desktop.meetings.rules.calendar import OffDays, Stretch, off_days
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow
from mscp_desktop.meetings.rules.times import span_words

HEADINGS = ("Day", "Time", "Group", "Place", "How it stands")
SHARES = (165, 140, 270, 170, 160)  # pixels at 100%
DAY, TIME, GROUP, PLACE, STATE = range(5)
WHOLE = (DAY, TIME, STATE)  # what stands in them is never cut
LEAST = (0, 0, 120, 150, 0)  # pixels at 100% of the others
FULL = 230  # pixels at 100% below which groups are called by their short names
AIR = 4
DAY_ROLE = int(Qt.ItemDataRole.UserRole) + 20
UID_ROLE = int(Qt.ItemDataRole.UserRole) + 21
SHORT_ROLE = int(Qt.ItemDataRole.UserRole) + 22  # a group's short name, for where its name has no room
Line = tuple[date, str, tuple[Cell | str, ...]]


class MeetingList(QWidget):
    """Shows meetings, and days on which none is held, under the months they lie in.

    `chosen` gives the day and the uid of a row, the uid empty where it is no meeting; `opened` the uid of one that is
    to be opened.
    """

    chosen = Signal(object, str)
    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needed = [0] * len(HEADINGS)  # pixels
        self.table = shown_table(name, HEADINGS, 0, self)
        self.delegate = CellDelegate(self.table)
        self.table.setItemDelegate(self.delegate)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.table.currentCellChanged.connect(self._went)
        self.table.cellActivated.connect(self._activated)
        self.table.viewport().installEventFilter(self)

    def show_stretch(self, stretch: Stretch, day: date, today: date) -> None:
        """Show the months of a stretch, with the keyboard at a day, or at the next one on which there is something."""
        table = self.table
        table.blockSignals(True)
        table.setRowCount(0)
        table.clearSpans()
        lines = list(_lines(stretch, today))
        table.setRowCount(len(lines))
        self.delegate.prepare()
        high = row_height(table.fontMetrics())
        for row, (on, uid, cells) in enumerate(lines):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(words_of(cell))
                item.setData(CELL_ROLE, cell)
                item.setData(DAY_ROLE, on)
                item.setData(UID_ROLE, uid)
                item.setData(SHORT_ROLE, cell.value if isinstance(cell, Cell) else None)
                table.setItem(row, column, item)
            table.setRowHeight(row, high)
            if len(cells) == 1:
                table.setSpan(row, 0, 1, len(HEADINGS))
        table.blockSignals(False)
        self._measure()
        self.fit()
        self.go_to(day)

    def go_to(self, day: date) -> None:
        """Make the first row of a day current, or the one that comes next."""
        rows = range(self.table.rowCount())
        at = next((row for row in rows if self._cells(row) > 1 and self._day(row) >= day), None)
        if at is not None and self._day(self.table.currentRow()) != day:
            self.table.blockSignals(True)
            self.table.setCurrentCell(at, 0)
            self.table.blockSignals(False)
            self.table.scrollTo(self.table.currentIndex(), self.table.ScrollHint.PositionAtCenter)

    def fit(self) -> None:
        """Share out the width; where it is too small for all, places stand last, and are scrolled to."""
        room, header = self.table.viewport().width(), self.table.horizontalHeader()
        wide = [room * share // sum(SHARES) for share in SHARES]
        low = False
        if any(wide[column] < self._needed[column] for column in WHOLE):
            wide = [max(needed, grown(least)) for needed, least in zip(self._needed, LEAST, strict=True)]
            left = room - sum(wide)
            low = left < 0
            wide[PLACE] += max(0, left // 3)
            wide[GROUP] += max(0, left + wide[PLACE]) if low else left - left // 3
        for column, width in enumerate(wide):
            self.table.setColumnWidth(column, width)
        header.moveSection(header.visualIndex(PLACE), STATE if low else PLACE)
        header.setStretchLastSection(low)
        self._name_groups(short=wide[GROUP] < grown(FULL))

    def _name_groups(self, *, short: bool) -> None:
        """Call groups by their names, or where those have no room by what is shorter."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, GROUP)
            called = None if item is None else item.data(SHORT_ROLE)
            if item is not None and called:
                name = item.text()
                item.setData(CELL_ROLE, Cell(called, more=name, value=called) if short else Cell(name, value=called))

    def _measure(self) -> None:
        """Find out how wide the words are that are never cut."""
        header, words = self.table.horizontalHeader(), self.table.fontMetrics()
        status = QFontMetrics(small(self.table.font()))
        self._needed = [header.sectionSizeFromContents(column).width() + AIR for column in range(len(HEADINGS))]
        for row in range(self.table.rowCount()):
            for column in WHOLE if self._cells(row) > 1 else ():
                item = self.table.item(row, column)
                cell = "" if item is None else item.data(CELL_ROLE)
                wide = words.horizontalAdvance(words_of(cell))
                if isinstance(cell, Cell) and cell.look is Look.PILL:
                    wide = pill_size(status, cell).width()
                self._needed[column] = max(self._needed[column], wide + 2 * PADDING + AIR)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share out the width anew where there is another."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Take over another look or text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange) and hasattr(
            self, "delegate"
        ):
            self.delegate.prepare()
            for row in range(self.table.rowCount()):
                self.table.setRowHeight(row, row_height(self.table.fontMetrics()))
            self._measure()
            self.fit()

    def _cells(self, row: int) -> int:
        return 1 if self.table.columnSpan(row, 0) > 1 else len(HEADINGS)

    def _day(self, row: int) -> date:
        item = self.table.item(row, 0) if row >= 0 else None
        found: date = date.min if item is None else item.data(DAY_ROLE)
        return found

    def _uid(self, row: int) -> str:
        item = self.table.item(row, 0)
        return "" if item is None else str(item.data(UID_ROLE))

    def _went(self, row: int, *_others: int) -> None:
        if row >= 0:
            self.chosen.emit(self._day(row), self._uid(row))

    def _activated(self, row: int, _column: int) -> None:
        if self._uid(row):
            self.opened.emit(self._uid(row))


def _lines(stretch: Stretch, today: date) -> Iterator[Line]:
    """Yield (day, uid, cells) of the rows in order; a month's name is one cell."""
    things: list[tuple[date, int, MeetingRow | OffDays]] = [(one.day, 1, one) for one in stretch.meetings]
    things += [(one.first, 0, one) for one in off_days(stretch)]
    month = None
    for day, _, thing in sorted(things, key=lambda one: one[:2]):
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            yield day.replace(day=1), "", (Cell(f"{MONTHS[day.month - 1]} {day.year}", Look.STRONG),)
        if isinstance(thing, MeetingRow):
            yield day, thing.uid, _meeting(thing, today, stretch.day_off(thing))
        else:
            yield day, "", _off(thing)


def _meeting(row: MeetingRow, today: date, off: str) -> tuple[Cell | str, ...]:
    between = row.kind in BETWEEN
    place = "" if between else row.where_words()
    known = place != "place not fixed"
    return (
        short_day(row.day),
        "" if between else _known(span_words(row.start_time, row.length), row.start_time is not None),
        Cell(row.group, value=row.group_words()),
        _known(place, known),
        state_pill(row, today, off),
    )


def _off(one: OffDays) -> tuple[Cell | str, ...]:
    days = short_day(one.first)
    if one.first != one.last:
        same = (one.first.year, one.first.month) == (one.last.year, one.last.month)
        first = days.rpartition(" ")[0] if same else days
        days = f"{first} to {short_day(one.last)}"
    return (days, "", Cell(one.off.name, Look.UNKNOWN), one.off.only(), pill(one.off.kind.value, Tone.NEUTRAL))


def _known(words: str, known: bool) -> Cell | str:
    return words if known else Cell(words, Look.UNKNOWN)


def short_day(day: date) -> str:
    """Return a day as it stands under the name of its month: "Tue 4 March"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {format_day(day).rpartition(' ')[0]}"
