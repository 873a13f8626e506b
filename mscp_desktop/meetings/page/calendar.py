"""The calendar: meetings by year, by month and as a list; they are moved, added and told to other calendars here."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout

from mscp_desktop.desktop.calendar.day_view import DayView
from mscp_desktop.desktop.calendar.month_view import MonthView
from mscp_desktop.desktop.calendar.values import months_on, weeks_of
from mscp_desktop.desktop.calendar.year_view import YearView
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import frame, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Picked
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.partial_dates import MONTHS
from mscp_desktop.meetings.page.calendar_acts import (
    AddDialog,
    cancel_dialog,
    filter_dialog,
)
from mscp_desktop.meetings.page.calendar_day import DayPanel, Doing
from mscp_desktop.meetings.page.calendar_head import CalendarHead
from mscp_desktop.meetings.page.calendar_list import MeetingList
from mscp_desktop.meetings.page.calendar_moving import Moving
from mscp_desktop.meetings.page.calendar_words import days_of
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.calendar import GroupMark, Stretch, read_stretch
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow
from mscp_desktop.meetings.rules.obligations import financial_year

YEAR, MONTH, LIST = "year", "month", "list"
MARGIN = 24
PANEL = 290  # pixels at 100%
WIDE = 860  # pixels at 100% from which the day stands beside the calendar
LOWEST_LOW = 150  # what it keeps in a low window, where that is more than is left below the head
LOWEST = 300  # pixels at 100% that a calendar keeps
AROUND_YEAR = (12, 10, 12, 6)  # pixels inside the card
LEGEND = (
    "Dot: planned. Tick: held. Diamond: past and not marked as held, or planned for a day off. Crossed out: cancelled."
    " Dashed: decided between meetings. Hatched: no meetings that day."
)
CALLED = "month year list view go planner appointments dates"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the calendar shows: how, around which day, and whose meetings."""

    view: str
    day: date
    groups: tuple[str, ...] = ()
    person: Picked | None = None

    def span(self) -> tuple[date, date]:
        """Return the first and the last day that have to be read."""
        if self.view == MONTH:
            return weeks_of(self.day)
        year = financial_year(self.day)
        return year.first_day, year.last_day

    def title(self) -> str:
        """Return the stretch in words."""
        if self.view == MONTH:
            return f"{MONTHS[self.day.month - 1]} {self.day.year}"
        return f"April {self.span()[0].year} to March {self.span()[1].year}"


class CalendarPage(Page):
    """Shows one stretch at a time; only that is read."""

    key = "calendar"
    title = "Calendar"
    icon = "calendar"
    guide = "calendar"
    section = 1
    watches = frozenset({"meeting", "partnership_group", "blocked_period", "calendar_day", "seat", "tenure"})

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._shown = Shown(MONTH, tasks.store.clock.today())
        self._stretch: Stretch | None = None

    def build(self) -> None:
        """Make the three views, what stands above them, and the panel of the day."""
        today = self._tasks.store.clock.today
        commands = {one.name: one for one in self.commands()}
        views = [
            (commands[f"calendar.{key}"], key, word) for key, word in ((YEAR, "Year"), (MONTH, "Month"), (LIST, "List"))
        ]
        ways = [commands[f"calendar.{name}"] for name in ("back", "today", "on")]
        others = [commands[name] for name in ("calendar.filter", "calendar.preview", "calendar.add")]
        self.moving = Moving(self._tasks, self._row, self)
        self.moving.went.connect(self._follow)
        self.moving.said.connect(self.said)
        self.head = CalendarHead(ways, views, others, today, self)
        self.year = YearView("The year", self)
        self.month = MonthView("The month", self)
        self.list = MeetingList("Meetings of the year", self)
        self.legend: QLabel = label(LEGEND, "small", wrap=True)
        self.stack = QStackedWidget(self)
        for one in (self.year, self.month, self.list):
            self.stack.addWidget(one)
        card = frame("card")
        self._inside = QVBoxLayout(card)
        self._inside.addWidget(self.stack)
        self.panel = DayPanel(
            Doing("Move…", self.moving.ask, self._movable),
            (
                Doing("Cancel the meeting…", self._ask_cancel, self._movable),
                Doing("Save as a calendar file…", partial(self._save_one, ".ics"), _is_met),
                Doing("Draft an invitation by e-mail…", partial(self._save_one, ".eml"), _is_met),
            ),
        )
        self.side = QScrollArea(self, widgetResizable=True)
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel.setProperty("role", "plain")
        self.side.setWidget(self.panel)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN, 12)
        column.setSpacing(10)
        column.addWidget(self.head)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._middle, 1)
        self._middle.setSpacing(20)
        self._middle.addWidget(card, 1)
        self._middle.addWidget(self.side)
        column.addWidget(self.legend)
        tab_through([*self.head.parts(), self.stack, self.side])
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        for view in (self.year, self.month):
            view.chosen.connect(self._chosen)
            view.wanted.connect(self.go_to)
            view.entered.connect(self._entered)
            view.opened.connect(self._open)
            view.over.connect(partial(self.moving.over, view))
            view.dropped.connect(self.moving.drop)
        self.list.chosen.connect(self._listed)
        self.list.opened.connect(self._open)
        self.panel.opened.connect(self._open)
        self.panel.added.connect(self._add)
        self.head.line.gone.connect(self._typed)
        self.head.line.left.connect(self.take_keyboard)
        self.head.everything.clicked.connect(lambda: self._take_filter((), None))

    # ---- the page

    def state(self) -> dict[str, Any]:
        """Return which view is in use."""
        return {"view": self._shown.view}

    def set_state(self, state: dict[str, Any]) -> None:
        """Show the view that was in use."""
        if state.get("view") in (YEAR, MONTH, LIST):
            self._shown = replace(self._shown, view=state["view"])

    def open_place(self, uid: str | None) -> None:
        """Show a day, given as "2025-03-12"; None is the day in view."""
        if uid:
            try:
                self.go_to(date.fromisoformat(uid))
            except ValueError:
                return

    def place(self) -> str | None:
        """Return the day in view."""
        return self._shown.day.isoformat()

    def caption(self) -> str:
        """Return the stretch in view."""
        return self._shown.title()

    def take_keyboard(self) -> None:
        """Give the keyboard to the days."""
        shown = self.stack.currentWidget()
        (self.list.table if shown is self.list else shown or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Go from the days to the panel of the day."""
        if self.panel.isAncestorOf(self.focusWidget() or self):
            return False
        return self.panel.focus_first()

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        if self._shown.view == LIST:
            return [("Enter", "open"), ("Ctrl+N", "add"), ("Alt+1 to 3", "year, month, list")]
        moved = [("Shift+arrows", "move a meeting")] if self._working() else []
        return [("Enter", "open"), *moved, ("Ctrl+N", "add"), ("Ctrl+D", "go to a day")]

    def commands(self) -> list[Command]:
        """Return what can be done with the calendar."""
        in_hand = lambda: self._movable(self._in_hand())  # noqa: E731 - said once
        return [
            Command("calendar.add", "Add a meeting…", self._add, "Ctrl+N", self._working),
            Command("calendar.move", "Move the meeting to another day…", self._move, "Ctrl+Shift+M", in_hand),
            Command("calendar.cancel", "Cancel the meeting…", self._cancel, "Ctrl+Shift+X", in_hand),
            Command("calendar.filter", "Choose whose meetings…", self._filter, "Ctrl+F", called="groups person only"),
            Command("calendar.preview", "Preview the year planner", self._preview, "Ctrl+P"),
            Command("calendar.save", "Save as a calendar file…", self._save, "Ctrl+Shift+S", called="ICS Outlook"),
            Command("calendar.import", "Import a calendar file…", self._import, "Ctrl+Shift+I", self._working,
                    called="ICS Outlook Teams holidays blocked"),
            Command("calendar.year", "Show the year", partial(self._turn, YEAR), "Alt+1", called=CALLED),
            Command("calendar.month", "Show the month", partial(self._turn, MONTH), "Alt+2", called=CALLED),
            Command("calendar.list", "Show the year as a list", partial(self._turn, LIST), "Alt+3", called=CALLED),
            Command("calendar.back", "Show what comes before", partial(self._step, -1), "Alt+PgUp", called=CALLED),
            Command("calendar.on", "Show what comes after", partial(self._step, 1), "Alt+PgDown", called=CALLED),
            Command("calendar.today", "Show today", self._go_today, "Alt+Home", called=CALLED),
            Command("page.as_at", "Go to a day", self._start_line, "Ctrl+D", called=CALLED),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read the stretch in view again."""
        shown = self._shown
        person = None if shown.person is None else shown.person.uid
        first, last = shown.span()
        self.moving.forget()
        self._tasks.read(
            lambda session: read_stretch(session, first, last, shown.groups, person),
            partial(self._take, shown), key=f"calendar {id(self)}", owner=self,
        )  # fmt: skip

    def go_to(self, day: date) -> None:
        """Show a day, and the stretch in which it lies."""
        self._shown = replace(self._shown, day=day)
        if not self._built:
            return
        stretch = self._stretch
        if stretch is None or (stretch.first, stretch.last) != self._shown.span():
            self.refresh()
        else:
            self._show_day()

    # ---- showing

    def _take(self, shown: Shown, stretch: Stretch) -> None:
        self._stretch = stretch
        today = self._tasks.store.clock.today()
        self.head.show_title(shown.title())
        self.head.show_view(shown.view)
        self.head.show_filter(self._filter_words(stretch))
        self.head.show_ready()
        self.panel.set_working(self._working())
        self.legend.setVisible(shown.view != LIST)
        self._inside.setContentsMargins(*(AROUND_YEAR if shown.view == YEAR else (1, 1, 1, 1)))
        if shown.view == LIST:
            self.list.show_stretch(stretch, shown.day, today)
            self.stack.setCurrentWidget(self.list)
        else:
            view: YearView | MonthView = self.year if shown.view == YEAR else self.month
            view.day = self._shown.day
            view.show_days(
                days_of(stretch, today, frozenset(shown.groups)), stretch.first if shown.view == YEAR else shown.day
            )
            self.stack.setCurrentWidget(view)
        self._arrange()
        self._show_day()

    def _show_day(self) -> None:
        day, stretch = self._shown.day, self._stretch
        if stretch is None:
            return
        if self._shown.view == LIST:
            self.list.go_to(day)
        elif isinstance(view := self.stack.currentWidget(), DayView):
            view.show_day(day, said=False)
        meetings = [one for one in stretch.meetings if one.day == day]
        groups = self._shown.groups
        off = [
            one for one in stretch.off.get(day, ()) if one.group_uid is None or not groups or one.group_uid in groups
        ]
        self.panel.show_day(day, meetings, off, self._tasks.store.clock.today())
        self.moved.emit()

    def _filter_words(self, stretch: Stretch) -> str:
        shown = self._shown
        names = [one.short or one.name for one in stretch.groups if one.uid in shown.groups]
        parts = [", ".join(names)] if names else []
        parts += [f"groups in which {shown.person.title} holds a seat"] if shown.person is not None else []
        return f"Only {' and '.join(parts)}" if parts else ""

    # ---- choosing

    def _chosen(self, day: date) -> None:
        self._shown = replace(self._shown, day=day)
        if self._stretch is not None and self._stretch.first <= day <= self._stretch.last:
            self._show_day()

    def _listed(self, day: date, uid: str) -> None:
        self._shown = replace(self._shown, day=day)
        self.month.chosen_uid = uid or None
        self._show_day()

    def _entered(self, day: date) -> None:
        meetings = self._on(day)
        if len(meetings) == 1:
            self._open(meetings[0].uid)
        elif meetings:
            self.panel.focus_first()
        elif self._working():
            self._add()

    def _on(self, day: date) -> list[MeetingRow]:
        return [] if self._stretch is None else [one for one in self._stretch.meetings if one.day == day]

    def _row(self, uid: str | None) -> MeetingRow | None:
        rows = () if self._stretch is None else self._stretch.meetings
        return next((one for one in rows if one.uid == uid), None)

    def _in_hand(self) -> MeetingRow | None:
        view = self.stack.currentWidget() if self._built else None
        if isinstance(view, DayView):
            chip = view.in_hand()
            return None if chip is None else self._row(chip.uid)
        meetings = self._on(self._shown.day)
        return self._row(self.month.chosen_uid) or (meetings[0] if len(meetings) == 1 else None)

    def _working(self) -> bool:
        return self._tasks.locked() is None

    def _movable(self, row: MeetingRow | None) -> bool:
        return row is not None and row.state is MeetingState.PLANNED and self._working()

    def _open(self, uid: str) -> None:
        self.navigate.emit(Place("meeting", uid))

    # ---- ways

    def _turn(self, view: str) -> None:
        self._shown = replace(self._shown, view=view)
        self.refresh()

    def _step(self, by: int) -> None:
        self.go_to(months_on(self._shown.day, by if self._shown.view == MONTH else by * 12))

    def _go_today(self) -> None:
        self.go_to(self._tasks.store.clock.today())
        self.take_keyboard()

    def _start_line(self) -> None:
        self.head.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.line.selectAll()

    def _typed(self, day: date) -> None:
        self.go_to(day)
        self.take_keyboard()

    # ---- acts

    def _add(self) -> None:
        only = self._shown.groups[0] if len(self._shown.groups) == 1 else None
        group: GroupMark | None = None
        if only is not None and self._stretch is not None:
            group = next((one for one in self._stretch.groups if one.uid == only), None)
        chosen = self._shown.day != self._tasks.store.clock.today()  # else the calendar has only come up with it
        dialog = AddDialog(self._tasks, self._shown.day if chosen else None, group, self, lambda _uid: None)
        dialog.accepted.connect(lambda: self._follow(dialog.fields["day"].value))
        dialog.open()

    def _move(self) -> None:
        row = self._in_hand()
        if row is not None:
            self.moving.ask(row)

    def _follow(self, day: object) -> None:
        if isinstance(day, date):
            self.go_to(day)

    def _cancel(self) -> None:
        row = self._in_hand()
        if row is not None:
            self._ask_cancel(row)

    def _ask_cancel(self, row: MeetingRow) -> None:
        cancel_dialog(self._tasks, row, self, lambda _nothing: None).open()

    def _filter(self) -> None:
        if self._stretch is not None:
            filter_dialog(
                self._tasks, self._stretch.groups, self._shown.groups, self._shown.person, self, self._take_filter
            ).open()

    def _take_filter(self, groups: tuple[str, ...], person: Picked | None) -> None:
        self._shown = replace(self._shown, groups=groups, person=person)
        self.refresh()

    # ---- documents and files

    def _request(self) -> Request:
        known = () if self._stretch is None else self._stretch.groups
        only = [one.name for one in known if one.uid in self._shown.groups]
        group = only[0] if len(only) == 1 else None
        return Request(
            self._tasks.store.clock.today(), self._shown.day, group, year=financial_year(self._shown.day).label
        )

    def _preview(self) -> None:
        self.wanted.emit("calendar", self._request())

    def _save(self) -> None:
        self.wanted_file.emit("calendar", self._request(), ".ics")

    def _save_one(self, ending: str, row: MeetingRow) -> None:
        request = Request(self._tasks.store.clock.today(), row.day, row.group, meeting=row.uid)
        self.wanted_file.emit("calendar", request, ending)

    def _import(self) -> None:
        from mscp_desktop.meetings.page.calendar_import import CalendarImport  # noqa: PLC0415 - when it is asked for

        dialog = CalendarImport(self._tasks, self.window())
        dialog.took_in.connect(self._took_in)
        dialog.open()

    def _took_in(self, words: str, day: date) -> None:
        """Say what was taken in, and show where it begins."""
        self.said.emit(Notice(words))
        self.go_to(day)

    # ---- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the day below the calendar where there is no room beside it."""
        super().resizeEvent(event)
        self.prepare()
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the parts to another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._built:
            self._arrange()

    def fit(self) -> None:
        """Arrange the page for the room there is."""
        self._arrange()

    def _left(self) -> int:
        """Return the height that a low window leaves below the head: the day and the legend come after a scroll."""
        head, wide = self.head, self.width() - 2 * MARGIN
        above = head.heightForWidth(wide) if head.hasHeightForWidth() else head.sizeHint().height()
        room = self.parentWidget()
        return max(grown(LOWEST_LOW), (self if room is None else room).height() - above - 14)

    def _arrange(self) -> None:
        beside = self.width() >= grown(WIDE)
        self.head.fit(narrow=not beside, low=self.low)
        self._column.setContentsMargins(MARGIN, 4 if self.low else 20, MARGIN, 4 if self.low else 12)
        self._column.setSpacing(4 if self.low else 10)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        least = self._left() if self.low else grown(LOWEST)
        if self._shown.view == MONTH:  # one scroll bar is enough: the page's
            least = max(least, self.month.least_height())
        self.stack.setMinimumHeight(least)
        if beside:
            self.side.setFixedWidth(grown(PANEL))
            self.side.setMinimumHeight(0)
        else:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
            self.side.setMinimumHeight(grown(150))


def _is_met(row: MeetingRow) -> bool:
    return row.kind not in BETWEEN
