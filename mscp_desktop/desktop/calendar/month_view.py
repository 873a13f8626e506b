"""A month: weeks from Monday, each day with what is on it, and weekends narrow."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mscp_desktop.desktop.calendar.day_view import DayView, Index, Slot
from mscp_desktop.desktop.calendar.drawing import CENTRE, draw_chip, draw_ring, draw_target, draw_today
from mscp_desktop.desktop.calendar.values import FIRST_WEEKEND_DAY, WEEK, DayChip, Days, is_weekend, weeks_of
from mscp_desktop.desktop.delegates import LEFT, RIGHT
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS

WEEKEND_SHARE = 0.55  # of the width of a weekday
LEAST_CHIPS = 2  # that a day has room for
MOST_WEEKS = 6
PAD = 4
HEAD_AIR = 26  # pixels at 100% around a heading


class MonthView(DayView):
    """Shows one month in whole weeks; the days of its neighbours are paler."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._month = self.day.replace(day=1)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for one in (header, self.verticalHeader()):
            one.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(_DayDelegate(self))

    def show_days(self, days: Days, month: date) -> None:
        """Show the weeks of a month."""
        self._month = month.replace(day=1)
        first, last = weeks_of(month)
        weeks = ((last - first).days + 1) // WEEK
        grid = tuple(
            tuple(Slot(first + timedelta(days=week * WEEK + day)) for day in range(WEEK)) for week in range(weeks)
        )
        self.days_model.show_grid(days, grid, self._headings())
        self.fit()
        self.show_day(self.day, said=False)

    def belongs(self, day: date) -> bool:
        """Say whether a day is of the month; what is carried may go over its neighbours' too."""
        shown = self.days_model.place(day).isValid()
        return shown and (self.carried is not None or (day.year, day.month) == (self._month.year, self._month.month))

    def of_month(self, day: date) -> bool:
        """Say whether a day is of the month that is shown."""
        return (day.year, day.month) == (self._month.year, self._month.month)

    def fit(self) -> None:
        """Share out the width by weekdays and weekend, and the height by weeks."""
        rows = self.days_model.rowCount()
        if not rows:
            return
        room = self.viewport().size()
        unit = room.width() / (5 + 2 * WEEKEND_SHARE)
        edges = [round(unit * (min(at, 5) + WEEKEND_SHARE * max(0, at - 5))) for at in range(WEEK + 1)]
        for column in range(WEEK):
            self.setColumnWidth(column, edges[column + 1] - edges[column])
        self.days_model.show_headings(self._headings())
        least = self._row(LEAST_CHIPS)
        if least * rows > room.height():  # in a low window more weeks are worth more than a second meeting of a day
            least = self._row(1)
        high = max(least, room.height() // rows)
        for row in range(rows):
            self.setRowHeight(row, high)

    def least_height(self) -> int:
        """Return the height in which all weeks are seen, each day with room for one meeting."""
        heading = self.horizontalHeader().sizeHint().height()
        return heading + MOST_WEEKS * self._row(1) + 2 * self.frameWidth() + 1

    def _row(self, chips: int) -> int:
        """Return the height of a week whose days have room for so many meetings."""
        return self.pens.metrics.height() + 2 * PAD + chips * (self.pens.chip_height + 2) + 2

    def chips_in(self, box: QRect, day: date) -> tuple[list[tuple[QRect, DayChip]], int]:
        """Return where in a cell the things of a day are drawn, and how many there is no room for."""
        known = self.days_model.days.at(day)
        if known is None or not known.chips:
            return [], 0
        top = box.top() + self.pens.metrics.height() + 2 * PAD
        step = self.pens.chip_height + 2
        high = box.bottom() - top
        room = max(1, (high + 1) // step)
        chips = known.chips
        says = high - room * step >= self.pens.small_metrics.height()  # how many more there are has room below them
        shown = len(chips) if len(chips) <= room else room if says else max(1, room - 1)
        drawn = [
            (QRect(box.left() + PAD, top + at * step, box.width() - 2 * PAD, self.pens.chip_height), chip)
            for at, chip in enumerate(chips[:shown])
        ]
        return drawn, len(chips) - shown

    def chip_at(self, point: QPoint) -> DayChip | None:
        """Return what is drawn at a point; on a day with one thing only, that."""
        index = self.indexAt(point)
        slot = self.days_model.slot(index)
        if slot is None or slot.day is None:
            return None
        drawn, _ = self.chips_in(self.visualRect(index), slot.day)
        return next((chip for box, chip in drawn if box.contains(point)), None)

    def _headings(self) -> tuple[str, ...]:
        """Return the names of the weekdays, as long as there is room for."""
        room = self.columnWidth(WEEK - 1) - grown(HEAD_AIR)
        letters = 3 if room >= self.pens.metrics.horizontalAdvance("Sun") else 1
        return tuple(name[:3] if at < FIRST_WEEKEND_DAY else name[:letters] for at, name in enumerate(WEEKDAYS))


class _DayDelegate(QStyledItemDelegate):
    """Paints a day of a month."""

    def __init__(self, view: MonthView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, number, notes and what is on the day."""
        view, pens, box = self._view, self._view.pens, option.rect
        slot = view.days_model.slot(index)
        day = None if slot is None else slot.day
        if day is None:
            return
        days = view.days_model.days
        known = days.at(day)
        ours = view.of_month(day)
        painter.save()
        painter.fillRect(box, pens.colour("ground" if is_weekend(day) or not ours else "surface"))
        if known is not None and known.off:
            painter.fillRect(box, pens.hatch)
        painter.setPen(pens.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        carried = view.carried
        if carried is not None and carried.over == day:
            draw_target(painter, box, pens)
        self._number(painter, box, day, ours=ours, today=day == days.today)
        if known is not None:
            self._notes(painter, box, self._words(day, ours=ours), known.notes)
        drawn, more = view.chips_in(box, day)
        chosen = view.in_hand() if day == view.day else None
        for place, chip in drawn:
            painter.setOpacity(0.4 if carried is not None and carried.chip.uid == chip.uid else 1.0)
            draw_chip(painter, place, chip, pens, chosen=chosen is not None and chosen.uid == chip.uid)
        painter.setOpacity(1.0)
        if more:
            self._more(painter, box, drawn[-1][0].bottom(), more)
        if carried is not None and carried.over == day and carried.home != day:
            draw_chip(painter, view.ghost_box(box), carried.chip, pens, chosen=True)
        if day == view.day:
            if view.hasFocus():
                draw_ring(painter, box, pens)
            else:
                painter.setPen(pens.colour("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()

    def _more(self, painter: QPainter, box: QRect, below: int, more: int) -> None:
        """Say how many meetings more there are, under the last one or beside the day's number."""
        pens = self._view.pens
        painter.setFont(pens.small)
        painter.setPen(pens.colour("accent_text"))
        high = min(pens.chip_height, box.bottom() - below - 1)
        if high < QFontMetrics(pens.small).height() - 2:
            place = QRect(box.left(), box.top() + PAD, box.width() - 2 * PAD, pens.metrics.height())
            painter.drawText(place, RIGHT, f"+{more}")
        else:
            place = QRect(box.left() + 2 * PAD, below + 1, box.width() - 3 * PAD, high)
            painter.drawText(place, LEFT, f"and {more} more")

    def _number(self, painter: QPainter, box: QRect, day: date, *, ours: bool, today: bool) -> None:
        pens = self._view.pens
        words = self._words(day, ours=ours)
        high = pens.metrics.height()
        place = QRect(box.left() + 2 * PAD, box.top() + PAD, box.width() - 3 * PAD, high)
        painter.setFont(pens.bold if today else pens.font)
        painter.setPen(pens.colour("text" if ours else "secondary"))
        if today:
            wide = pens.metrics.horizontalAdvance("00")
            draw_today(painter, QPointF(place.left() + wide / 2, place.center().y() + 0.5), high * 0.62, pens)
            painter.setPen(pens.colour("surface"))
            place = QRect(place.left() - wide // 2, place.top(), 2 * wide, high)
            painter.drawText(place, CENTRE, words)
        else:
            painter.drawText(place, LEFT, words)

    @staticmethod
    def _words(day: date, *, ours: bool) -> str:
        return str(day.day) if day.day > 1 or ours else f"{day.day} {MONTHS[day.month - 1][:3]}"

    def _notes(self, painter: QPainter, box: QRect, number: str, notes: tuple[str, ...]) -> None:
        if not notes:
            return
        pens = self._view.pens
        taken = max(pens.metrics.horizontalAdvance(words) for words in ("00", number)) + grown(8)
        room = QRect(
            box.left() + 2 * PAD + taken, box.top() + PAD, box.width() - 3 * PAD - taken, pens.metrics.height()
        )
        painter.setFont(pens.small)
        painter.setPen(pens.colour("secondary"))
        words = pens.small_metrics.elidedText("; ".join(notes), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, RIGHT, words)
