"""A year: twelve small months side by side, each day marked by what is on it."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mscp_desktop.desktop.calendar.day_view import DayView, Index, Slot
from mscp_desktop.desktop.calendar.drawing import CENTRE, CORNER, draw_ring, draw_target, grounds
from mscp_desktop.desktop.calendar.values import FIRST_WEEKEND_DAY, WEEK, Day, DayChip, Days, is_weekend, months_on
from mscp_desktop.desktop.delegates import LEFT, RIGHT, draw_shape
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Tone
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS

WEEKS = 6
MONTHS_SHOWN = 12
ACROSS = (4, 3, 2, 1)  # months side by side, the most first
LEAST_DAY = 23  # pixels at 100%: how wide and how high a day is at the least
LEAST_HIGH = 20
ROOMY = (38, 29)  # pixels at 100% from which a day shows by which group the meeting is
MARK_SIZE = 0.88  # of the small letters
WEEKEND_SHARE = 0.75  # of the width of a weekday
GAP = 16  # pixels at 100% between months
GAP_BELOW = 5
BAND = WEEKS + 3  # rows of a month: its name, the weekdays, the weeks, and air


class YearView(DayView):
    """Shows twelve months from any month on, as many side by side as there is room for."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._first = self.day.replace(day=1)
        self._across = 0
        self.horizontalHeader().hide()
        for one in (self.horizontalHeader(), self.verticalHeader()):
            one.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(_SmallDayDelegate(self))

    @property
    def across(self) -> int:
        """How many months stand side by side."""
        return self._across

    @property
    def roomy(self) -> bool:
        """Whether a day has room for the letters of a group below its number."""
        return self.columnWidth(0) >= grown(ROOMY[0]) and self.rowHeight(2) >= grown(ROOMY[1])

    def show_days(self, days: Days, first: date) -> None:
        """Show the twelve months that begin with the month of `first`."""
        self._first = first.replace(day=1)
        self._across = self._room_across()
        self._show_grid(days)

    def show_day(self, day: date, *, said: bool = True) -> None:
        """Make a day current, and bring it into view with the name of its month."""
        index = self.days_model.place(day)
        if index.isValid():
            self.scrollTo(self.days_model.index(index.row() - index.row() % BAND, index.column()))
        super().show_day(day, said=said)

    def fit(self) -> None:
        """Set as many months side by side as there is room for, and let their days fill it."""
        if not self.days_model.rowCount():
            return
        if self._room_across() != self._across:
            self._across = self._room_across()
            self._show_grid(self.days_model.days)
            return
        room, gaps = self.viewport().size(), self._across - 1
        wide = max(1, (room.width() - gaps * grown(GAP)) / self._across / (5 + 2 * WEEKEND_SHARE))
        for column in range(self.days_model.columnCount()):
            at = column % (WEEK + 1)
            self.setColumnWidth(
                column, grown(GAP) if at == WEEK else int(wide) if at < FIRST_WEEKEND_DAY else int(wide * WEEKEND_SHARE)
            )
        bands = MONTHS_SHOWN // self._across
        title, names, air = self.pens.metrics.height() + 6, self.pens.small_metrics.height() + 2, grown(GAP_BELOW)
        left = room.height() - bands * (title + names + air) + air
        high = max(grown(LEAST_HIGH), min(left // (bands * WEEKS), round(wide * 0.95)))
        for row in range(self.days_model.rowCount()):
            kind = row % BAND
            self.setRowHeight(row, title if kind == 0 else names if kind == 1 else air if kind == BAND - 1 else high)

    def chip_at(self, point: QPoint) -> DayChip | None:
        """Return what is on the day at a point where it is one thing only."""
        slot = self.days_model.slot(self.indexAt(point))
        known = None if slot is None or slot.day is None else self.days_model.days.at(slot.day)
        return known.chips[0] if known is not None and len(known.chips) == 1 else None

    def _room_across(self) -> int:
        room = self.viewport().width()
        need = WEEK * grown(LEAST_DAY)
        return next((many for many in ACROSS if many * need + (many - 1) * grown(GAP) <= room), 1)

    def _show_grid(self, days: Days) -> None:
        across = self._across
        grid: list[tuple[Slot | None, ...]] = []
        for band in range(MONTHS_SHOWN // across):
            months = [months_on(self._first, band * across + at) for at in range(across)]
            rows: list[list[Slot | None]] = [[] for _ in range(BAND)]
            for at, month in enumerate(months):
                for row, slots in enumerate(_rows_of(month)):
                    rows[row] += ([None] if at else []) + slots
            grid += [tuple(row) for row in rows]
        self.clearSpans()
        self.days_model.show_grid(days, tuple(grid[:-1]))
        for row in range(0, len(grid) - 1, BAND):
            for at in range(across):
                self.setSpan(row, at * (WEEK + 1), 1, WEEK)
        self.fit()
        self.show_day(self.day, said=False)


def _rows_of(month: date) -> list[list[Slot | None]]:
    rows: list[list[Slot | None]] = [
        [Slot(words=f"{MONTHS[month.month - 1]} {month.year}", wide=WEEK), *([None] * (WEEK - 1))],
        [Slot(words=name[0]) for name in WEEKDAYS],
    ]
    first = month - timedelta(days=month.weekday())
    for week in range(WEEKS):
        days = [first + timedelta(days=week * WEEK + day) for day in range(WEEK)]
        rows.append([Slot(day) if day.month == month.month else None for day in days])
    rows.append([None] * WEEK)
    return rows


class _SmallDayDelegate(QStyledItemDelegate):
    """Paints a day of a year."""

    def __init__(self, view: YearView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a month's name, a weekday's letter, or a day."""
        view, pens, box = self._view, self._view.pens, option.rect
        slot = view.days_model.slot(index)
        if slot is None:
            return
        painter.save()
        if slot.day is None:
            title = slot.wide > 1
            painter.setFont(pens.bold if title else pens.small)
            painter.setPen(pens.colour("text" if title else "secondary"))
            painter.drawText(box.adjusted(grown(4) if title else 0, 0, 0, 0), LEFT if title else CENTRE, slot.words)
        else:
            self._day(painter, box, slot.day)
        painter.restore()

    def _day(self, painter: QPainter, box: QRect, day: date) -> None:
        view, pens = self._view, self._view.pens
        known, carried = view.days_model.days.at(day), view.carried
        inner = box.adjusted(1, 1, -1, -1)
        if is_weekend(day):
            painter.fillRect(inner, pens.colour("ground"))
        if known is not None and known.off:
            painter.fillRect(inner, pens.hatch)
        if carried is not None and carried.over == day:
            draw_target(painter, box, pens)
        if known is not None and known.chips:
            if carried is not None and carried.home == day and len(known.chips) == 1:
                painter.setOpacity(0.4)
            self._marked(painter, inner, known)
            painter.setOpacity(1.0)
        else:
            painter.setFont(pens.small)
            painter.setPen(pens.colour("secondary" if is_weekend(day) else "text"))
            painter.drawText(inner, CENTRE, str(day.day))
        if day == view.days_model.days.today:
            bar = QRect(inner.left() + 3, inner.bottom() - 2, inner.width() - 6, 3)
            painter.fillRect(bar, pens.colour("text"))
        if day == view.day:
            if view.hasFocus():
                draw_ring(painter, box, pens)
            else:
                painter.setPen(pens.colour("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _marked(self, painter: QPainter, box: QRect, known: Day) -> None:
        view, pens = self._view, self._view.pens
        chips = sorted(known.chips, key=lambda one: one.struck)
        chip = chips[0]
        ink, ground, edge = grounds(pens, chip.tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(edge, 1)
        if chip.tone is Tone.NEUTRAL:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        if view.roomy:
            self._roomy(painter, box, known, chip)
            return
        font = pens.small
        font.setStrikeOut(chip.struck)
        painter.setFont(font)
        painter.setPen(ink)
        side = max(6, round(pens.small_metrics.capHeight() * 0.7))
        right = box.right() - side - max(1, round(box.width() * 0.05))
        left = QRect(box.left(), box.top(), right - box.left(), box.height())
        painter.drawText(left, CENTRE, str(known.day.day))
        font.setStrikeOut(False)
        if len(known.chips) > 1:
            place = QRect(left.right(), box.top() - 3, box.right() - left.right(), box.height())
            font = QFont(pens.small_bold)
            font.setPointSizeF(font.pointSizeF() * 0.85)
            painter.setFont(font)
            painter.drawText(place, CENTRE, str(len(known.chips)))
        elif chip.tone is not Tone.NEUTRAL:
            draw_shape(painter, chip.tone, QRectF(right, box.center().y() + 0.5 - side / 2, side, side), ink)

    def _roomy(self, painter: QPainter, box: QRect, known: Day, chip: DayChip) -> None:
        pens = self._view.pens
        ink = grounds(pens, chip.tone)[0]
        half = box.height() // 2
        upper = QRect(box.left() + grown(4), box.top() + 1, box.width() - grown(7), half)
        lower = QRect(box.left() + grown(2), box.top() + half, box.width() - grown(3), half - 1)
        painter.setFont(pens.small_bold)
        painter.setPen(ink)
        painter.drawText(upper, LEFT, str(known.day.day))
        side = max(6, round(pens.small_metrics.capHeight() * 0.7))
        more = len(known.chips) - 1
        painter.setFont(pens.small)
        if more:
            painter.drawText(upper, RIGHT, f"+{more}")
        elif chip.tone is not Tone.NEUTRAL:
            place = QRectF(upper.right() - side, upper.center().y() + 0.5 - side / 2, side, side)
            draw_shape(painter, chip.tone, place, ink)
        font = QFont(pens.small)
        font.setPointSizeF(font.pointSizeF() * MARK_SIZE)
        font.setStrikeOut(chip.struck)
        painter.setFont(font)
        mark = QFontMetrics(font).elidedText(chip.mark, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, CENTRE, mark)
