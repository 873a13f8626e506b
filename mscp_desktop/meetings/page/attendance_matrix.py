"""The register as a table: seats against meetings by letters, or sums by agency or year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from mscp_desktop.desktop.delegates import BAR, PADDING, current_tokens, draw_pill, pill_size, row_height, small
from mscp_desktop.desktop.parts import label, tip_of
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Look, Tone, pill
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import MONTHS, format_day
from mscp_desktop.meetings.page.attendance_cells import TONES, quorum_chip
from mscp_desktop.meetings.rules.attendance_register import (
    Register,
    RegisterMeeting,
    SeatCell,
    SeatLine,
    SumLine,
    year_of,
)
from mscp_desktop.meetings.rules.places import ATTENDANCE, meeting_place

CELL, PLACE = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
NAME_WIDE, AGENCY_WIDE, LETTER_WIDE = 230, 140, 72  # pixels at 100%
SUMS_WIDE, LEAST_WIDE = 330, 150  # that the names of sums may be, and are at least
GROUP_WIDE = 190
NO_RUN_WIDE = 90  # of the heading alone
MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of the matrix: what stands there, what is read out, and where Enter leads."""

    cell: Cell
    said: str = ""
    place: Place | None = None
    align: int = LEFT


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name, which stays in view, and its cells."""

    name: str
    more: str
    cells: tuple[Shown, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table with named rows; `widths` are of the columns, in pixels at 100%."""

    corner: str
    headings: tuple[str, ...]
    tips: tuple[str, ...]
    widths: tuple[int, ...]
    lines: tuple[Line, ...] = ()
    widest: int = NAME_WIDE  # that the names may be


def by_seat(found: Register, meetings: Sequence[RegisterMeeting]) -> Matrix:
    """Return seats against the meetings of their group; with no meetings, as over all groups, only the sums."""
    over_all = not meetings
    summed = (*(("Group",) if over_all else ()), "Agency", "Attended", "In a row")
    said = ("", "The holder or a deputy, of what is recorded", "The longest that was missed one after the other")
    tips = (*(("",) if over_all else ()), *said)
    years = {year_of(one.row.day) for one in meetings}
    days = tuple(one.short_day(year=len(years) > 1) for one in meetings)
    named = tuple(f"{one.row.title()}: {one.quorum.sentence()}" for one in meetings)
    lines = [_seat_line(one, meetings) for one in found.seats]
    earlier = any(one.run is not None and _began_before(one, meetings) for one in found.seats)
    some = any(one.run is not None and one.run.number > 1 for one in found.seats)
    run_wide = 210 if earlier else 125 if some else NO_RUN_WIDE
    if meetings and any(one.quorum.rules for one in meetings):
        lines.append(_quorum_line(meetings))
    return Matrix(
        "Seat", (*summed, *days), (*tips, *named),
        (*((GROUP_WIDE,) if over_all else ()), AGENCY_WIDE, 105, run_wide,
         *(LETTER_WIDE for _ in meetings)), tuple(lines),
    )  # fmt: skip


def missed(found: Register) -> Matrix:
    """Return the seats that missed so many meetings in a row that they are marked, the most first."""
    marked = [(one, one.run) for one in found.seats if one.run is not None and one.marked()]
    lines = []
    for one, run in sorted(marked, key=lambda pair: -pair[1].number):
        place = Place("seat", one.seat_uid)
        words = (
            f"{format_day(run.first)} to {format_day(run.last)}", "still" if one.still else "ended",
            ", then ".join(run.holders) or "not recorded",
        )  # fmt: skip
        cells = [
            _words_shown(one.group, place), _words_shown(one.organisation, place),
            Shown(pill(f"{run.number} in a row", Tone.BAD, _run_words(one)), _run_words(one), place),
            *(_words_shown(said, place) for said in words),
        ]  # fmt: skip
        lines.append(Line(one.post, f"{one.group}, {one.organisation}", tuple(cells), place))
    headings = ("Group", "Agency", "Missed", "When", "Goes on", "Held by")
    return Matrix("Seat", headings, ("",) * len(headings), (170, 170, 115, 290, 75, 140), tuple(lines))


def _words_shown(words: str, place: Place) -> Shown:
    return Shown(Cell(words, more=words), place=place)


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year % 100:02d}"


def _began_before(one: SeatLine, meetings: Sequence[RegisterMeeting]) -> bool:
    """Say whether meetings were missed in a row before the first that is shown."""
    return one.run is not None and bool(meetings) and one.run.first < meetings[0].row.day


def _seat_line(one: SeatLine, meetings: Sequence[RegisterMeeting]) -> Line:
    place = Place("seat", one.seat_uid)
    group = "" if meetings else f"{one.group}, "
    row = Cell("")
    if one.run is not None and one.run.number > 1:
        before = f", since {_short(one.run.first)}" if _began_before(one, meetings) else ""
        words = f"{one.run.number} in a row{before}"
        row = pill(words, Tone.BAD, _run_words(one)) if one.marked() else Cell(words, more=_run_words(one))
    first = (
        *(() if meetings else (_words_shown(one.group, place),)),
        Shown(Cell(one.organisation_short or one.organisation, more=one.organisation), place=place),
        Shown(share_cell(one.tally.share_words()), place=place, align=RIGHT),
        Shown(row, row.more, place),
    )  # fmt: skip
    letters = [
        Shown(
            letter_cell(cell), f"{one.post}, {meeting.short_day()}: {cell.words}",
            meeting_place(meeting.row.uid, ATTENDANCE), MIDDLE,
        )
        for cell, meeting in zip(one.cells if meetings else (), meetings, strict=True)
    ]  # fmt: skip
    return Line(one.post, f"{group}{one.organisation}. Held by: {one.holder}", (*first, *letters), place)


def _run_words(one: SeatLine) -> str:
    if one.run is None:
        return ""
    holders = f", held by {' and then '.join(one.run.holders)}" if one.run.holders else ""
    return f"{one.run.words()}{holders}"


def _quorum_line(meetings: Sequence[RegisterMeeting]) -> Line:
    words = {True: ("yes", Tone.GOOD), False: ("no", Tone.BAD), None: ("?", Tone.NEUTRAL)}
    cells = [
        Shown(
            Cell(words[one.quorum.met][0], Look.STRONG, words[one.quorum.met][1], quorum_chip(one.quorum).more),
            f"Quorum, {one.short_day()}: {one.quorum.sentence()}", meeting_place(one.row.uid, ATTENDANCE), MIDDLE,
        )
        for one in meetings
    ]  # fmt: skip
    return Line("Quorate", "Whether each meeting had its quorum", (*(Shown(Cell("")) for _ in range(3)), *cells))


def letter_cell(cell: SeatCell) -> Cell:
    """Return what is recorded of a seat as a letter; the words are said on hover."""
    tone = Tone.NEUTRAL if cell.presence is None else TONES[cell.presence]
    look = Look.PLAIN if cell.presence is None else Look.STRONG
    return Cell(cell.letter, look, tone, cell.words)


def share_cell(words: str) -> Cell:
    """Return a share, with what is not recorded told apart."""
    return Cell(words, Look.UNKNOWN) if words == "not recorded" else Cell(words)


SUMS = ("Attended", "In person", "By a deputy", "Apologies", "Absent", "Not recorded")


def sums(lines: Sequence[SumLine], *, corner: str, kind: str, there: str) -> Matrix:
    """Return sums of attendance, a row for each agency or year; `there` heads the count of meetings."""
    made = []
    for one in lines:
        tally = one.tally
        figures = (tally.present, tally.deputy, tally.apologies, tally.absent, tally.blank)
        cells = (
            Shown(Cell(str(one.seats)), align=RIGHT),
            Shown(share_cell(tally.share_words()), align=RIGHT),
            *(Shown(Cell(str(number)), align=RIGHT) for number in figures),
            Shown(Cell(f"{one.there} of {one.meetings}"), align=RIGHT),
        )
        place = Place(kind, one.uid) if one.uid is not None else None
        made.append(Line(one.name, one.name, cells, place))
    return Matrix(
        corner,
        ("Seats", *SUMS, there),
        ("",) * (len(SUMS) + 2),
        (60, 110, 95, 110, 95, 75, 120, 140),
        tuple(made),
        SUMS_WIDE,
    )


class MatrixDelegate(QStyledItemDelegate):
    """Paints a letter on its soft ground, a status as a pill, and words as they are."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        tokens, box = current_tokens(), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        align = int(index.data(Qt.ItemDataRole.TextAlignmentRole) or LEFT)
        painter.save()
        painter.fillRect(box, QColor(tokens.accent_soft if chosen else tokens.surface))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        room = box.adjusted(PADDING, 0, -PADDING, -1)
        if cell.look is Look.PILL:
            size = pill_size(QFontMetrics(small(option.font)), cell).boundedTo(room.size())
            left = room.left() if align != MIDDLE else room.center().x() - size.width() // 2
            place = QRect(left, room.center().y() - size.height() // 2 + 1, size.width(), size.height())
            draw_pill(painter, place, cell, tokens, small(option.font))
        elif cell.look is Look.STRONG:
            _draw_letter(painter, room, cell, option.font)
        else:
            font = QFont(option.font)
            font.setItalic(cell.look is Look.UNKNOWN)
            painter.setFont(font)
            painter.setPen(QColor(tokens.secondary if cell.look is Look.UNKNOWN else tokens.text))
            words = QFontMetrics(font).elidedText(cell.words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, align, words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(tokens.focus_inner))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.setPen(QColor(tokens.focus))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
            painter.drawRect(box.adjusted(2, 2, -3, -3))
        painter.restore()


def _draw_letter(painter: QPainter, room: QRect, cell: Cell, font: QFont) -> None:
    bold = QFont(font)
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    high = metrics.height() + BAR
    wide = max(high, metrics.horizontalAdvance(cell.words) + 2 * BAR + 4)
    box = QRect(room.center().x() - wide // 2, room.center().y() - high // 2 + 1, wide, high)
    inks = {
        Tone.GOOD: ("good", "good_soft"), Tone.INFO: ("info", "info_soft"), Tone.WARNING: ("warning", "warning_soft"),
        Tone.BAD: ("danger", "danger_soft"),
    }  # fmt: skip
    ink, ground = inks.get(cell.tone, ("text", "surface"))
    tokens = current_tokens()
    painter.setBrush(QColor(getattr(tokens, ground)))
    painter.setPen(QColor(getattr(tokens, ink)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(box, BAR, BAR)
    painter.setFont(bold)
    painter.drawText(box, MIDDLE, cell.words)


class MatrixView(QTableWidget):
    """Shows a matrix; the names of its rows stay in view, arrows go through the cells, Enter opens what one is of."""

    opened = Signal(object)  # Place

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "figures")
        self.setItemDelegate(MatrixDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("ownFocus", True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names = self.verticalHeader()
        names.setHighlightSections(False)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._lines: tuple[Line, ...] = ()
        self._matrix: Matrix | None = None
        self._corner = label("", "label")
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            beneath = QHBoxLayout(corner)
            beneath.setContentsMargins(PADDING, 0, PADDING, 0)
            beneath.addWidget(self._corner)
        self.itemDoubleClicked.connect(lambda _: self.open_it())

    def show_matrix(self, matrix: Matrix, name: str) -> None:
        """Show another table; where it has the same rows, the cell in hand stays so."""
        row, column, across = self.currentRow(), self.currentColumn(), self.horizontalScrollBar().value()
        same = self._matrix is not None and self._matrix.headings == matrix.headings
        self._matrix, self._lines = matrix, matrix.lines
        self.setAccessibleName(name)
        self._corner.setText(matrix.corner)
        self.clear()
        self.setRowCount(len(matrix.lines))
        self.setColumnCount(len(matrix.headings))
        for at, (words, tip) in enumerate(zip(matrix.headings, matrix.tips, strict=True)):
            heading = QTableWidgetItem(words)
            heading.setToolTip(tip_of(tip))
            if matrix.lines and at < len(matrix.lines[0].cells):
                heading.setTextAlignment(Qt.AlignmentFlag(matrix.lines[0].cells[at].align))
            self.setHorizontalHeaderItem(at, heading)
        for at, line in enumerate(matrix.lines):
            named = QTableWidgetItem(line.name)
            named.setData(Qt.ItemDataRole.AccessibleTextRole, line.name)
            named.setToolTip(tip_of(f"{line.name}. {line.more}"))
            self.setVerticalHeaderItem(at, named)
            for over, shown in enumerate(line.cells):
                self.setItem(at, over, _item(shown))
        self.fit()
        if matrix.lines:
            self.setCurrentCell(
                min(row, len(matrix.lines) - 1) if same and row >= 0 else 0, max(column, 0) if same else 0
            )
        if same:
            self.horizontalScrollBar().setValue(across)

    def fit(self) -> None:
        """Give rows and columns the room that the text size asks for."""
        metrics = QFontMetrics(self.font())
        self.verticalHeader().setDefaultSectionSize(row_height(metrics) - PADDING // 2)
        wide = max([metrics.horizontalAdvance(one.name) for one in self._lines], default=0) + 3 * PADDING
        most = NAME_WIDE if self._matrix is None else self._matrix.widest
        widths = [grown(one) for one in (() if self._matrix is None else self._matrix.widths)]
        room = max(self.width() - sum(widths) - 2 * PADDING, grown(LEAST_WIDE))
        width = min(max(wide, grown(120)), grown(most), room)
        lacking = [wide - width, *(self._widest(at, metrics) - has for at, has in enumerate(widths))]
        wanted = sum(one for one in lacking if one > 0)
        give = min(1.0, max(room - width, 0) / wanted) if wanted else 0.0
        width, *widths = (has + int(max(more, 0) * give) for has, more in zip((width, *widths), lacking, strict=True))
        self.verticalHeader().setFixedWidth(width)
        for at, line in enumerate(self._lines):  # the header itself cuts words off without a sign
            item = self.verticalHeaderItem(at)
            if item is not None:
                item.setText(metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, width - 2 * PADDING))
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)

    def _widest(self, column: int, metrics: QFontMetrics) -> int:
        """Return what the words of a column take, which are cut off where it has less."""
        cells = [line.cells[column].cell for line in self._lines if column < len(line.cells)]
        return max(
            (
                metrics.horizontalAdvance(one.words) + 3 * PADDING
                for one in cells
                if one.look in (Look.PLAIN, Look.UNKNOWN)
            ),
            default=0,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names the room that the columns leave."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def sizeHint(self) -> QSize:
        """Return a modest size: the page gives it the room there is."""
        return QSize(400, 80)

    def place_in_hand(self) -> Place | None:
        """Return where the cell in hand leads."""
        item = self.currentItem()
        found = None if item is None else item.data(PLACE)
        return found if isinstance(found, Place) else None

    def copy(self) -> None:
        """Put the chosen cells on the clipboard with the names of their rows, as a spreadsheet takes them."""
        chosen = self.selectedRanges()
        if not chosen or self._matrix is None:
            return
        one = chosen[0]
        columns = range(one.leftColumn(), one.rightColumn() + 1)
        lines = ["\t".join([self._matrix.corner, *(self._matrix.headings[at] for at in columns)])]
        for row in range(one.topRow(), one.bottomRow() + 1):
            cells = [self._lines[row].cells[at].cell.words for at in columns]
            lines.append("\t".join([self._lines[row].name, *cells]))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, and copy."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.open_it()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def open_it(self) -> None:
        """Open what the cell in hand is of: a meeting, a seat, an agency."""
        place = self.place_in_hand()
        if place is None and 0 <= self.currentRow() < len(self._lines):
            place = self._lines[self.currentRow()].place
        if place is not None:
            self.opened.emit(place)


def _item(shown: Shown) -> QTableWidgetItem:
    made = QTableWidgetItem(shown.cell.words)
    made.setData(CELL, shown.cell)
    made.setData(PLACE, shown.place)
    made.setTextAlignment(Qt.AlignmentFlag(shown.align))
    made.setToolTip(tip_of(shown.cell.more))
    if shown.said or shown.cell.more:
        made.setData(Qt.ItemDataRole.AccessibleTextRole, shown.said or f"{shown.cell.words}: {shown.cell.more}")
    return made
