"""Takes in a calendar file: days to keep free, or the meetings of a group, each with what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.calendar.values import months_on
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.save_dialog import ask_which
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Picked
from mscp_desktop.exchange.ics_in import FoundCalendar, FoundEvent, read_calendar_file
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Outcome
from mscp_desktop.foundation.partial_dates import WEEKDAYS, format_day
from mscp_desktop.groups.rules.groups import group_choices
from mscp_desktop.meetings.intake.ics_blocked import BlockedFate, BlockedLine, import_blocked, plan_blocked
from mscp_desktop.meetings.intake.ics_meetings import DONE, MeetingLine, import_meetings, plan_meetings
from mscp_desktop.meetings.rules.times import span_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SIZE = (920, 690)
BLOCKED, MEETINGS = "blocked", "meetings"
KINDS = "Calendar files (*.ics *.ical *.ifb *.icalendar);;All files (*)"
HEADINGS = ("Take it", "When", "What", "What becomes of it")
BEFORE, AFTER = -1, 24  # months around today that are read at first
LEAST_ROWS = 3
WHAT = Field(
    "what", "What it is", Kind.CHOICE, "Whole days on which nobody meets, or the dates of one group's meetings",
    required=True,
    choices=(
        Choice(BLOCKED, "Days to keep free: holidays, leave"), Choice(MEETINGS, "Meetings of a group"),
    ),
)  # fmt: skip
GROUP = Field(
    "group", "Group", Kind.PICKER, "Whose meetings these are, or for whom alone the days are kept free",
    empty="all groups", find=lambda session, typed: [Picked(*one) for one in group_choices(session, typed)],
)  # fmt: skip
FIRST = Field("first", "From", Kind.DAY, "What is before this day is left out", required=True)
LAST = Field("last", "To", Kind.DAY, "What repeats is worked out to this day", required=True)
INTRO = (
    "A calendar file (.ics) saved from Outlook, Google or a council's web page. Days on which nothing is to be planned,"
    " or the dates of meetings that others arrange. Taken in again later, it moves what was moved there."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read, and what would become of it; `lines` are of one kind."""

    what: str
    group: str | None
    lines: tuple[BlockedLine, ...] | tuple[MeetingLine, ...]


class CalendarImport(QDialog):
    """Ctrl+O chooses a file, Space ticks a row, Enter takes in what is ticked, Esc leaves all as it is.

    `took_in` tells in a sentence what was, and its first day.
    """

    took_in = Signal(str, object)

    def __init__(self, tasks: Tasks, parent: QWidget, file: Path | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import a calendar file")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        fit(self, SIZE)
        self._tasks = tasks
        self._file: Path | None = None
        self._found: FoundCalendar | None = None
        self._readings = 0
        self._guessed = False  # or said: what a person chose is not guessed over
        self._first: date | None = None  # of what is taken in
        self.shown: Shown | None = None
        today = tasks.store.clock.today()
        self.choose = button("Choose a file…", self.ask_for_file, kind="primary")
        self.choose.setAutoDefault(True)  # so that Enter on it asks
        self.said = label("", "strong", wrap=True)
        self.error = label("", "error", wrap=True)
        self.notes = label("", "secondary", wrap=True)
        values = {"what": BLOCKED, "first": months_on(today, BEFORE).replace(day=1), "last": months_on(today, AFTER)}
        self.fields = {
            field.key: FieldWidget(field, tasks, tasks.store.clock.today, self) for field in (WHAT, GROUP, FIRST, LAST)
        }
        for key, widget in self.fields.items():
            widget.show_value(values.get(key), 0)
            widget.changed.connect(self._changed)
            widget.editor.escaped.connect(self.reject)
        for key in ("what", "group"):  # a choice counts at once, not when it is left
            self.fields[key].editor.edited.connect(partial(self._edited, key))
        self.table = shown_table("What the file holds", HEADINGS, 0, self)
        self.take = button("Take it in", self._take_in, kind="primary")
        self._lay_out()
        self.take.setEnabled(False)
        QShortcut(QKeySequence("Ctrl+O"), self, self.ask_for_file)
        self.table.itemChanged.connect(lambda _item: self._count())
        FocusRing(self)
        if file is not None:
            self.read(file)

    def ask_for_file(self) -> None:
        """Ask for a file and read it."""
        file = ask_which(self, "Import a calendar file", KINDS)
        if file is not None:
            self.read(file)

    def read(self, file: Path) -> None:
        """Read a file between the days that are asked for."""
        self._file = file
        try:
            first, last = self.fields["first"].read(), self.fields["last"].read()
        except UserError as error:
            self._refuse(error)
            return
        self.error.hide()
        self.said.setText(f"Reading {file.name}…")
        self.said.show()

        self._readings += 1

        def work(progress: Progress) -> FoundCalendar:
            found = read_calendar_file(file, first, last)
            progress.step(1, 1)
            return found

        take = partial(self._take, self._readings)
        self._tasks.work(f"Reading {file.name}", work, then=take, failed=self._refuse, owner=self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dropped here."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read a file that was dropped here."""
        file = _dropped(event)
        if file is not None:
            self.read(file)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 4, 12, 4)
        column.setSpacing(10)
        column.addWidget(label("Import a calendar file", "heading", wrap=True))
        column.addWidget(label(INTRO, wrap=True))
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(self.choose)
        row.addStretch(1)
        for part in (self.error, self.said, self.notes):
            part.hide()
            column.addWidget(part)
        grid = QGridLayout()
        column.addLayout(grid)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for at, widget in enumerate(self.fields.values()):
            grid.addWidget(widget, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        for place in range(2):
            grid.setColumnStretch(place, 1)
        column.addWidget(self.table, 1)
        self.table.setMinimumHeight(LEAST_ROWS * (self.table.fontMetrics().height() + 16) + 40)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for short in (0, 1):
            header.setSectionResizeMode(short, QHeaderView.ResizeMode.ResizeToContents)
        area = QScrollArea(self, widgetResizable=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(10)
        whole.addWidget(area, 1)
        end_form(whole, button("Cancel", self.reject), self.take)

    # ---- reading

    def _refuse(self, error: Exception) -> None:
        self.error.setText(notice_of(error).words)
        self.error.show()
        self.said.setVisible(False)
        announce(self, self.error.text())
        self.shown = None
        self._show_lines(())
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, reading: int, found: FoundCalendar) -> None:
        if reading != self._readings:  # of a file or of days that are no longer asked for
            return
        self._found = found
        self.error.hide()
        number = len(found.events)
        dates = "1 date" if number == 1 else f"{number:,} dates"
        self.said.setText(f"“{found.name}”: {dates} between these days.")
        self.said.show()
        self.notes.setText("\n".join(found.notes[:8]))
        self.notes.setVisible(bool(found.notes))
        if not self._guessed:
            self._guessed = True
            days = {one.name for one in found.events if one.start is None}  # what repeats counts once
            timed = {one.name for one in found.events if one.start is not None}
            self.fields["what"].show_value(MEETINGS if len(timed) > len(days) else BLOCKED, 0)
        self._plan()

    def _edited(self, key: str) -> None:
        """Take a choice as soon as it is made; of what is still being typed nothing is said."""
        try:
            value = self.fields[key].read()
        except UserError:
            return
        if key == "what" or (isinstance(value, Picked) and value != self.fields[key].value):
            self._changed(key, value)

    def _changed(self, key: str, value: object) -> None:
        self._guessed = self._guessed or key == "what"
        self.fields[key].saved(value)
        if key in {"first", "last"} and self._file is not None:
            self.read(self._file)
        else:
            self._plan()

    def _values(self) -> tuple[str, str | None]:
        group = self.fields["group"].value
        return str(self.fields["what"].value), group.uid if isinstance(group, Picked) else None

    def _plan(self) -> None:
        found = self._found
        if found is None:
            return
        what, group = self._values()
        if what == MEETINGS and group is None:
            self.shown = None
            self.error.setText("Say whose meetings these are: choose the group.")
            self.error.show()
            self._show_lines(())
            self.fields["group"].focus()
            return
        self.error.hide()
        self._tasks.read(
            partial(_planned, what=what, group=group, events=found.events), self._show, key=f"plan {id(self)}",
            owner=self,
        )  # fmt: skip

    # ---- the rows

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self._show_lines(shown.lines)

    def _show_lines(self, lines: Sequence[BlockedLine | MeetingLine]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            when, what, fate, does = _cells(line)
            tick = QTableWidgetItem("")
            tick.setData(Qt.ItemDataRole.AccessibleTextRole, f"{what}, {when}: {fate}")
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            tick.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if does else flags)
            if does:
                tick.setCheckState(Qt.CheckState.Checked)
            self.table.setItem(row, 0, tick)
            for column, words in enumerate((when, what, fate), 1):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        if lines:
            self.table.setCurrentCell(0, 0)
        self._count()

    def ticked(self) -> list[FoundEvent]:
        """Return the events that are to be taken in."""
        shown, found = self.shown, self._found
        if shown is None or found is None:
            return []
        rows = [row for row in range(self.table.rowCount()) if self._is_ticked(row)]
        return [found.events[row] for row in rows]

    def _is_ticked(self, row: int) -> bool:
        item = self.table.item(row, 0)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def _count(self) -> None:
        number = len(self.ticked())
        self.take.setEnabled(number > 0)
        self.take.setText(literal(f"Take in {number}" if number else "Take it in"))

    # ---- doing it

    def _take_in(self) -> None:
        events, shown = self.ticked(), self.shown
        if not events or shown is None:
            return
        act = _act(shown, tuple(events), self._file.name if self._file is not None else None)
        self.take.setEnabled(False)
        self._first = min(one.first for one in events)
        self._tasks.write(act.operation, *act.args, then=self._done, failed=self._failed, owner=self, **act.kwargs)

    def _done(self, outcome: Outcome[Any]) -> None:
        said = outcome.announcement
        if said is not None and self._first is not None:
            self.took_in.emit(f"{said.summary}.", self._first)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.error.setText(notice_of(error).words)
        self.error.show()
        announce(self, self.error.text())
        self._plan()


def _planned(session: "Session", *, what: str, group: str | None, events: tuple[FoundEvent, ...]) -> Shown:
    if what == MEETINGS and group is not None:
        return Shown(what, group, plan_meetings(session, group, events))
    return Shown(what, group, plan_blocked(session, events, group))


def _act(shown: Shown, events: tuple[FoundEvent, ...], source: str | None) -> Act:
    if shown.what == MEETINGS:
        return Act(import_meetings, (shown.group, events), {"source": source})
    return Act(import_blocked, (events,), {"group_uid": shown.group, "source": source})


def _cells(line: BlockedLine | MeetingLine) -> tuple[str, str, str, bool]:
    """Return when, what, its fate in words, and whether something would be done."""
    if isinstance(line, BlockedLine):
        return _days(line.first, line.last), line.name, line.fate.value, line.fate is BlockedFate.NEW
    event = line.event
    when = f"{_days(event.first, event.last)}, {span_words(event.start, event.length)}"
    fate = f"{line.fate.value}: {line.why}" if line.why else line.fate.value
    return when, event.name, fate, line.fate in DONE


def _days(first: date, last: date) -> str:
    begins = f"{WEEKDAYS[first.weekday()][:3]} {format_day(first)}"
    return begins if first == last else f"{begins} to {WEEKDAYS[last.weekday()][:3]} {format_day(last)}"


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
