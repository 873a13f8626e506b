"""The page of the year planner: a plan is worked out, changed by hand, worked out again, and adopted in the end."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QComboBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.messages import Notice, Weight, announce
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label, tip_of
from mscp_desktop.desktop.tasks import Cancelled, Progress, Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.page.calendar_acts import EffectsDialog
from mscp_desktop.meetings.page.planner_board import BoardView
from mscp_desktop.meetings.page.planner_side import MOVABLE, PlannerSide
from mscp_desktop.meetings.page.planner_words import EMPTY, changed_words, plan_chips, same_weekday, stands, why_not
from mscp_desktop.meetings.rules.effects import Effect
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.meetings.rules.planning.alternatives import Alternative, effects_of, other_days
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.reading import request_of
from mscp_desktop.meetings.rules.planning.revising import Revised
from mscp_desktop.meetings.rules.planning.solve import solve
from mscp_desktop.meetings.rules.planning.values import Dated, Draft, Hold, Start
from mscp_desktop.meetings.rules.planning.words import Told, broken_words, summary, told
from mscp_desktop.parties.rules.words import capital

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.meetings.rules.planning.adopting import Adopted

MARGIN = 24
NARROW = 760  # pixels at 100%
BOARD = 250
READ = 720  # in which a line is read


class PlannerPage(Page):
    """Plans a financial year; nothing of it is on record until it is adopted."""

    key = "planner"
    title = "Year planner"
    icon = "year"
    guide = "planner"
    section = 1
    under = "year"
    called = "plan dates meetings"
    leads = ("Plan the year…",)
    watches = frozenset({
        "meeting", "partnership_group", "year_obligation", "blocked_period", "calendar_day", "meeting_pattern", "seat",
        "tenure", "chairing",
    })  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._revised: Revised | None = None
        self._told: tuple[Told, ...] = ()
        self._changed: tuple[str, ...] = ()
        self._unsolved = False  # something was changed by hand since it was last solved
        self._running: Progress | None = None
        self._stopped = False
        self._year = financial_year(tasks.store.clock.today()).next
        self._owed = ""

    def build(self) -> None:
        """Make the board and what stands above and below it."""
        self._heading = label("", "title")
        self._before = button("Year before", partial(self._step, -1), tip="Show the year before (Alt+PgUp)")
        self._after = button("Next year", partial(self._step, 1), tip="Show the next year (Alt+PgDown)")
        self.start = QComboBox(self)
        self.start.setAccessibleName("Where the dates come from")
        for one in Start:
            self.start.addItem(one.value.capitalize(), one)
        self.solve_button = button("Plan the year", self.solve, kind="primary", tip="Plan the year (Ctrl+Return)")
        self.stop_button = button("Stop", self._stop)
        self.adopt_button = button("Adopt the plan…", self.adopt, tip="Adopt the plan (Ctrl+Shift+Return)")
        self._summary = label("", "secondary", wrap=True)
        self._chips = FlowLayout(gap=8)
        self.board, self.side = BoardView(self), PlannerSide(self)
        self._empty = label(EMPTY, "secondary", wrap=True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._holder())
        self._stack.addWidget(self.board)
        self._lay_out()
        self.board.moved_to.connect(self._show_cell)
        self.board.asked.connect(self._do)
        self.side.asked.connect(self._do)
        self.side.picked.connect(self._show_days)
        self.side.chosen.connect(self._choose)
        self.side.left.connect(self.take_keyboard)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self.board.dropped.connect(self._drop)
        locked = self._tasks.locked()
        if locked is not None:
            self.solve_button.setEnabled(False)
            self.solve_button.setToolTip(tip_of(locked))
        self._show_plan()

    def refresh(self) -> None:
        """Find out whether the plan still rests on what is recorded, and what the year owes."""
        today, year = self._tasks.store.clock.today(), self._year
        base = None if self._revised is None else self._revised.base
        self._tasks.read(partial(stands, year, today, base), self._take_stand, key=f"planner {id(self)}", owner=self)

    def open_place(self, uid: str | None) -> None:
        """Show a year by its label: "2025-26"."""
        self.prepare()
        if uid is None:
            return
        try:
            year = Year.parse(YearKind.FINANCIAL, uid)
        except UserError:
            return
        if year != self._year:
            self._show_year(year)

    def place(self) -> str | None:
        """Return the year in view."""
        return self._year.label

    def caption(self) -> str:
        """Return the year in view."""
        return self._year.label

    def take_keyboard(self) -> None:
        """Give the keyboard to the board, or where there is none to what makes it."""
        part: QWidget = self.solve_button if self._revised is None else self.board
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Move the keyboard from the board to the other days, then to what is not met."""
        order = [self.board, self.side.days, self.side.notes]
        at = next((place for place, one in enumerate(order) if one.hasFocus()), -1)
        if self._revised is None or at == len(order) - 1:
            return False
        order[at + 1].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def commands(self) -> list[Command]:
        """Return what can be done with a plan."""
        return [
            Command("planner.solve", "Plan the year", self.solve, "Ctrl+Return", self._may_solve,
                    called="solve dates again"),
            Command("planner.adopt", "Adopt the plan…", self.adopt, "Ctrl+Shift+Return", self._adoptable),
            Command("planner.move", "Move this date…", partial(self._do, "move"), "F2", self._movable),
            Command("planner.pin", "Pin this date, or let it go", partial(self._do, "pin"), "Ctrl+Shift+D",
                    self._movable),
            Command("planner.remove", "Leave this meeting out", partial(self._do, "remove"), None, self._movable),
            Command("planner.add", "Give this group one meeting more", partial(self._do, "add"), None, self._has_plan),
            Command("planner.before", "Show the year before", partial(self._step, -1), "Alt+PgUp"),
            Command("planner.after", "Show the next year", partial(self._step, 1), "Alt+PgDown"),
            Command("planner.setup", "Show how the groups like to meet", self._set_up, "Ctrl+Shift+J",
                    called="patterns preferences blocked"),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        if self._revised is None:
            return [("Ctrl+Enter", "plan the year")]
        keys = [("Enter", "move"), ("Space", "pin or let go")] if self._movable() else [("+", "one meeting more")]
        return [*keys, ("Ctrl+Enter", "plan again")]

    def solve(self) -> None:
        """Work the plan out, off the main thread; what a person pinned stays."""
        if not self._may_solve():
            return
        start, year, today = Start(self.start.currentData()), self._year, self._tasks.store.clock.today()
        draft = Draft() if self._revised is None else self._revised.draft

        def work(progress: Progress) -> tuple[Revised, tuple[Told, ...]]:
            self._running = progress
            if self._stopped:
                progress.cancel()
            progress.step(0)
            with self._tasks.store.reading() as session:
                base = request_of(session, year, today, start)
            steps = 0

            def step() -> None:
                nonlocal steps
                steps += 1
                progress.step(steps)

            plan = solve(draft.applied(base), step)
            return Revised(base, draft, plan), told(plan)

        self._stopped = False
        self._running = Progress("", lambda: None)  # until it has begun
        self._show_running()
        self._tasks.work(f"Planning {year.label}", work, self._solved, self._failed, owner=self)

    def adopt(self) -> None:
        """Show what adopting the plan changes, and do it where that is wanted."""
        if self._revised is not None and self._adoptable():
            from mscp_desktop.meetings.page.planner_adopt import open_adopting  # noqa: PLC0415 - once in a year

            changed = f"{changed_words(self._changed)} changed since this was worked out." if self._changed else ""
            missing = self._revised.plan.unplanned
            left = (
                f"{many(len(missing), 'meeting')} that {'is' if len(missing) == 1 else 'are'} owed will have no date."
            )
            warnings = tuple(words for words in (changed, left if missing else "", *self._revised.plan.worse) if words)
            open_adopting(self._tasks, self._revised.plan, warnings, self, self._adopted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the parts below each other where there is no room beside."""
        super().resizeEvent(event)
        self.prepare()
        narrow = self.width() < grown(NARROW)
        self.side.set_narrow(narrow=narrow)
        beside, above = (MARGIN * 2 // 3, 10) if narrow else (MARGIN, 20)
        self._column.setContentsMargins(beside, above, beside, 16)
        directions = QBoxLayout.Direction
        self._top.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        QTimer.singleShot(0, self, self._keep_cell_in_view)  # once the parts have their new places

    def _keep_cell_in_view(self) -> None:
        """Keep the cell in hand in view where the keyboard is in the board, and the window lower than the page."""
        if self.board.hasFocus():
            cell = self.board.visualRect(self.board.currentIndex()).translated(0, self.board.viewport().y())
            at = self.board.mapTo(self._body, cell.bottomLeft())
            self._scroll.ensureVisible(0, at.y(), 0, 8)

    def _holder(self) -> QWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        self._empty.setMaximumWidth(grown(READ))
        column.addWidget(self._empty)
        column.addStretch(1)
        return holder

    def _lay_out(self) -> None:
        self._body = QWidget(self)
        self._body.setProperty("role", "plain")
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._column = column = QVBoxLayout(self._body)
        column.setSpacing(8)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._top)
        self._top.addWidget(self._heading)
        acts = FlowLayout(gap=8)
        self._top.addLayout(acts, 1)
        for one in (self._before, self._after, self.start, self.solve_button, self.stop_button, self.adopt_button):
            acts.addWidget(one)
        column.addWidget(self._summary)
        column.addLayout(self._chips)
        self._stack.setMinimumHeight(grown(BOARD))
        column.addWidget(self._stack, 1)
        column.addWidget(self.side)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Keep what has the keyboard in view where the page is longer than the window."""
        if new is not None and self._body.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, MARGIN)

    def _show_year(self, year: Year) -> None:
        self._stop()
        self._year, self._revised, self._told, self._changed, self._unsolved = year, None, (), (), False
        self._show_plan()
        self.refresh()
        self.moved.emit()

    def _step(self, by: int) -> None:
        self._show_year(self._year.next if by > 0 else self._year.previous)

    def _set_up(self) -> None:
        self.navigate.emit(Place("meeting-setup", self.board.group_uid() if self._revised is not None else None))

    def _stop(self) -> None:
        self._stopped = True
        if self._running is not None:
            self._running.cancel()

    def _solved(self, found: tuple[Revised, tuple[Told, ...]]) -> None:
        self._running = None
        if found[0].base.year != self._year:
            self._show_running()
            return
        one = self.side.in_hand()
        self._revised, self._told, self._unsolved, self._changed = *found, False, ()
        self._show_plan(None if one is None else one.dated)
        self.take_keyboard()
        announce(self, self._summary.text())

    def _failed(self, error: Exception) -> None:
        self._running = None
        self._show_running()
        if not isinstance(error, Cancelled):
            self._tasks.failure.emit(error)

    def _take_stand(self, found: tuple[str, tuple[str, ...]]) -> None:
        self._owed, self._changed = found
        self._show_head()

    def _show_plan(self, near: Dated | None = None) -> None:
        plan = None if self._revised is None else self._revised.plan
        self._stack.setCurrentIndex(0 if plan is None else 1)
        self.side.setVisible(plan is not None)
        self.board.show_plan(plan, self._told, near)
        self._show_head()

    def _show_head(self) -> None:
        self._heading.setText(f"{self.title} {self._year.label}")
        plan = None if self._revised is None else self._revised.plan
        self._summary.setText(self._said_of_year() if plan is None else f"{summary(plan)}.")
        while item := self._chips.takeAt(0):
            if (old := item.widget()) is not None:
                old.deleteLater()
        if plan is not None:
            for chip in plan_chips(plan, self._told, self._changed, by_hand=self._unsolved):
                self._chips.addWidget(Chip(chip, self._body))
            since = f"{changed_words(self._changed)} changed since this was worked out: plan the year again."
            self.side.show_notes(plan, [since] if self._changed else [])
        self._show_running()

    def _show_running(self) -> None:
        running = self._running is not None
        self.solve_button.setText("Plan again" if self._revised is not None else "Plan the year")
        here, other = (self.stop_button, self.solve_button) if running else (self.solve_button, self.stop_button)
        had = other.hasFocus()
        here.setVisible(True)
        if had:
            here.setFocus(Qt.FocusReason.OtherFocusReason)
        other.setVisible(False)
        self.adopt_button.setVisible(self._revised is not None)
        self.adopt_button.setEnabled(self._adoptable())

    def _said_of_year(self) -> str:
        """Return what the year owes, and to who only reads why no plan can be made; a copy says that above."""
        reading = None if self._tasks.store.read_only else self._tasks.locked()
        return " ".join(part for part in (self._owed, reading) if part)

    def _show_cell(self) -> None:
        self.moved.emit()  # other keys help in another cell
        if self._revised is not None:
            uid = self.board.group_uid()
            group = "" if uid is None else self._revised.plan.request.group(uid).name
            self.side.show_cell(group, self.board.here(), working=True)
            self._show_days()

    def _show_days(self) -> None:
        one = self.side.in_hand()
        if one is None or self._revised is None or one.dated.hold not in MOVABLE:
            self.side.show_days(())
            return
        plan = self._revised.plan

        def show(days: list[Alternative]) -> None:
            if one is self.side.in_hand():  # another may be in hand by now
                self.side.show_days(days)

        self._tasks.read(lambda _session: other_days(plan, one.dated), show, key=f"other days {id(self)}", owner=self)

    def _do(self, what: str) -> None:
        if self._revised is None:
            return
        one, uid = self.side.in_hand(), self.board.group_uid()
        if what == "add" and uid is not None:
            self._revised = self._revised.with_more(uid)
            self.solve()
        elif one is None or one.dated.hold not in MOVABLE:
            self.said.emit(Notice(self._why_not(one), Weight.INFO, passing=True))
        elif what == "move":
            self._ask_day(one)
        elif what == "remove":
            self._take(self._revised.without(one.dated), None)
        elif one.dated.hold is Hold.PINNED:
            self._take(self._revised.freed(one.dated), one.dated)
        else:
            self._choose(one.dated.day)

    def _why_not(self, one: Told | None) -> str:
        uid = self.board.group_uid()
        return why_not("" if self._revised is None or uid is None else self._revised.plan.request.group(uid).name, one)

    def _drop(self, number: int, first: date) -> None:
        """Ask for the day to which a date is moved that was dragged to a month; the same weekday of it is proposed."""
        self.side.choose(number)
        one = self.side.in_hand()
        if one is None or one.dated.hold not in MOVABLE:
            self.said.emit(Notice(self._why_not(one), Weight.INFO, passing=True))
            return
        self._ask_day(one, same_weekday(one.dated.day, first))

    def _choose(self, day: object) -> None:
        one = self.side.in_hand()
        if one is not None and self._revised is not None and isinstance(day, date):
            revised = self._revised.moved(one.dated, day)
            self._take(revised, Dated(one.dated.group_uid, 0, day, Hold.PINNED))

    def _take(self, revised: Revised, near: Dated | None) -> None:
        """Show a plan that was changed by hand."""
        self._revised, self._unsolved = revised, True
        self._tasks.read(lambda _session: told(revised.plan), partial(self._retold, near), owner=self)

    def _retold(self, near: Dated | None, said: tuple[Told, ...]) -> None:
        self._told = said
        self._show_plan(near)
        self.take_keyboard()

    def _ask_day(self, one: Told, proposed: date | None = None) -> None:
        """Ask for another day, and say what it would mean before it is taken."""
        revised = self._revised
        if revised is None:
            return
        year = self._year

        def check(day: date) -> str | None:
            if day not in year:
                return f"Choose a day of {year.label}: this plan is of that year."
            if day < revised.base.first:
                return f"Choose a day from {format_day(revised.base.first)} on: what is over is not planned."
            return None

        def done(found: dict[str, Any]) -> None:
            self._choose(found["day"])
            broken, rest = effects_of(revised.plan.request, revised.plan.meetings, one.dated, found["day"])
            meaning = broken_words(broken) or capital("; ".join(rest)) or "Nothing speaks against it"
            words = f"{one.group} is pinned to {format_day(found['day'], weekday=True)}. {meaning}."
            self.said.emit(Notice(words, Weight.WARNING if broken else Weight.INFO, passing=True))

        def find(_session: "Session", values: dict[str, Any]) -> list[Effect] | None:
            day = values["day"]
            if check(day) is not None:
                return None
            broken, rest = effects_of(revised.plan.request, revised.plan.meetings, one.dated, day)
            return [*(Effect(True, f"{capital(words)}.") for words in broken),
                    *(Effect(False, f"{capital(words)}.") for words in rest)]  # fmt: skip

        EffectsDialog(
            self._tasks, f"Move {one.group}", (
                Field("day", "To", Kind.DAY, "“14 Mar” or “next thu” do. The date is pinned there", required=True,
                      check=check),
            ), {"day": proposed or one.dated.day}, ("Move and pin", "Move and pin it all the same"), done, find, self,
            about=f"It is on {format_day(one.dated.day, weekday=True)}", drafts=False,
        ).open()  # fmt: skip

    def _adopted(self, done: "Adopted") -> None:
        self.said.emit(Notice(f"The plan of {self._year.label} is adopted: {done.words()}. Undo takes it back.",
                              passing=True))  # fmt: skip
        self._show_year(self._year)
        self.navigate.emit(Place("year", self._year.label))

    def _may_solve(self) -> bool:
        return self._running is None and self._tasks.locked() is None

    def _has_plan(self) -> bool:
        return self._built and self._revised is not None

    def _movable(self) -> bool:
        one = self.side.in_hand() if self._has_plan() else None
        return one is not None and one.dated.hold in MOVABLE

    def _adoptable(self) -> bool:
        working = self._tasks.locked() is None
        return working and self._has_plan() and self._running is None
