"""The day of an audit: grades are typed, revealed and agreed, case by case, by the keyboard alone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from mscp_desktop.audits.page.day.clock import CaseClock
from mscp_desktop.audits.page.day.grid import Grid
from mscp_desktop.audits.page.day.model import Typed, Where
from mscp_desktop.audits.page.day.projector import Projector
from mscp_desktop.audits.page.day.side import Side
from mscp_desktop.audits.page.revealing import ask_reveal
from mscp_desktop.audits.records import TO_COME, AuditState
from mscp_desktop.audits.rules import moderation, sealing
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.day import AgreedCell, CellWords, Day, Line, OwnCell, Stand, day_of, words_of_cell
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.parts import button, frame, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.store import Announcement

MARGIN, GAP = 24, 12
SIDE_WIDE, NARROW = 310, 760  # pixels at 100%
MOST_KEYS = 9  # grades that have a key
SAVED = "✓ Every grade saved as shown"
WHY = Field("why", "Why it is changed after the day", Kind.MULTILINE, required=True)
DISSENT = Field("words", "What it says", Kind.MULTILINE, "In its own words; with nothing here it shares the grade")
NOTHING = (
    "The day is worked through here: cases against the tool's sections, with a column for each service. It needs a"
    " tool, cases and services; they are chosen in the other parts."
)


class DayPart(Page):
    """The cockpit of one audit."""

    key = "day"
    title = "The day"
    icon = "audits"
    guide = "audit-day"
    nested = True
    watches = frozenset(
        {
            "audit", "audit_case", "audit_service", "service_case", "own_grade", "own_answer", "agreed_grade",
            "dissent", "assessment_tool", "tool_section", "tool_question", "grade",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._audit: str | None = None
        self._case: str | None = None
        self._reading = 0  # the number of the last reading that was asked for
        self._in_side: tuple[str, str, str | None] | None = None  # the cell beside the grid: case, section, service
        self._after_reason: int | None = None
        self.projector: Projector | None = None
        self._scale: tuple[str, ...] = ()
        self._refused = ""
        self._shown_case: str | None = None
        self._waiting: list[Callable[[], None]] = []  # keys that were pressed before the case they are of came

    # ---- how it is made

    def build(self) -> None:
        """Make the head, the grid and what stands beside it."""
        self.clock = CaseClock(self._save_seconds, self)
        self._whole = QStackedWidget(self)
        day = QWidget(self._whole)
        day.setProperty("role", "plain")
        column = QVBoxLayout(day)
        column.setContentsMargins(MARGIN, 8, MARGIN, 8)
        column.setSpacing(6)
        top, head = QHBoxLayout(), QHBoxLayout()
        self.tabs = QTabBar(day)
        self.tabs.setAccessibleName("Cases")
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.time = label("", "heading", name="Time of the case")
        self.of_time = label("", "secondary")
        self._turn = button("Start the clock", self.turn_clock, tip="Start the clock (T)")
        self._reveal = button("Reveal…", self.reveal, kind="primary", tip="Reveal the grades (R)")
        self._project = button("Projector", self.turn_projector, tip="Show it in a second window for the room (P)")
        top.addWidget(self.tabs, 1)
        for one in (self.time, self.of_time, self._turn, self._reveal, self._project):
            top.addWidget(one)
        self.heading = label("", "heading")
        self.about = label("", "secondary")
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counted = label("", "secondary")
        head.addWidget(self.heading)
        head.addWidget(self.about, 1)
        head.addWidget(self.counted)
        self._nothing = label(NOTHING, "secondary", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._whole.addWidget(self._nothing)
        self._whole.addWidget(day)
        self.state_line = label(SAVED, "secondary", name="Whether grades are saved")
        column.addLayout(top)
        column.addLayout(head)
        column.addLayout(self._middle(), 1)
        column.addWidget(self.state_line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole)
        self._connect()
        self._arrange()

    def _middle(self) -> QHBoxLayout:
        """Make the grid and what stands beside it."""
        body = QHBoxLayout()
        body.setSpacing(GAP)
        card, beside = frame("card"), frame("card")
        inside, within = QVBoxLayout(card), QVBoxLayout(beside)
        inside.setContentsMargins(2, 2, 2, 2)
        within.setContentsMargins(2, 2, 2, 2)
        self.grid = Grid(card)
        self.side = Side(self._tasks, beside)
        inside.addWidget(self.grid)
        within.addWidget(self.side)
        self._beside = beside
        body.addWidget(card, 1)
        body.addWidget(beside)
        return body

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.grid.moved.connect(self._cell_moved)
        self.grid.entered.connect(self.open_words)
        self.side.written.connect(self._written)
        self.side.done.connect(self._words_done)
        self.side.chosen.connect(self.grade)
        self.clock.ticked.connect(self._show_clock)

    def commands(self) -> list[Command]:
        """Return what can be done in the cockpit, each with its key."""
        day = self.day
        grades = () if day is None else day.grades[:MOST_KEYS]
        return [
            *(
                Command(f"day.grade{at}", f"Grade as {one.name.lower()}", partial(self.grade, at), str(at),
                        self._gradable)
                for at, one in enumerate(grades, 1)
            ),
            Command("day.none", "Say that the section does not apply", partial(self.grade, 0), "N", self._gradable),
            Command("day.back", "Take the grade back", self.take_back, "Backspace", self._has_grade, ("Del",)),
            Command("day.moderate", "Go to the next section to agree", self.moderate, "M", self._moderates),
            Command("day.words", "Write the evidence or the reason", self.open_words, "E", self._writable),
            Command("day.dissent", "Record a dissent…", self.dissent, "D", self._agreed_here),
            Command("day.reveal", "Reveal the grades…", self.reveal, "R", self._revealable, called="open seal"),
            Command("day.begin", "Begin the day", self.begin, None, self._to_begin, called="held today"),
            Command("day.next", "Go to the next case", partial(self.step, 1), "PgDown", partial(self._has_step, 1)),
            Command("day.before", "Go to the case before", partial(self.step, -1), "PgUp", partial(self._has_step, -1)),
            Command("day.clock", "Start or pause the clock", self.turn_clock, "T", self._works),
            Command("day.order", "Change the order of sections", self.turn_order, "O", self._is_revealed,
                    called="most disagreement first tool order sort"),
            Command("day.projector", "Show it on the projector", self.turn_projector, "P", lambda: self.day is not None,
                    called="second window room screen"),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        day = self.day
        if day is None:
            return []
        keys = f"1 to {min(len(day.grades), MOST_KEYS)}"
        first = [(keys, "grade"), ("N", "not applicable"), ("E", "evidence")]
        if day.revealed_at is None:
            return [*first, ("R", "reveal"), ("PgDn", "next case"), ("T", "clock")]
        return [*first, ("M", "moderate"), ("D", "dissent"), ("PgDn", "next case"), ("T", "clock")]

    # ---- what is shown

    @property
    def day(self) -> Day | None:
        """The day in view."""
        return self.grid.days.day if self._built else None

    def open_place(self, uid: str | None) -> None:
        """Show the day of an audit."""
        if uid is None or uid == self._audit:
            return
        self.prepare()
        if self.projector is not None:
            self.projector.close()
        self.side.leave()
        self.clock.pause()
        self._audit, self._case, self._waiting = uid, None, []
        self._stale = False
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        if self._audit is None:
            return
        self._reading += 1
        audit, case, number = self._audit, self._case, self._reading
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: day_of(session, audit, today, case), partial(self._show, number), key=f"day {id(self)}",
            owner=self,
        )  # fmt: skip

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit; what was typed here is read once it came back."""
        if (
            self._built
            and self.grid.days.pending
            and not self.watches.isdisjoint(table for table, _ in announcement.touched)
        ):
            return
        super().hear(announcement)

    def take_keyboard(self) -> None:
        """Give the keyboard to the grid."""
        if self._built:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Move the keyboard from the grid to the words beside it."""
        return self.grid.hasFocus() and self.side.open_reason()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide what could tell whose case it is."""
        self.about.setVisible(shown)
        self._beside.setVisible(shown)
        if self.day is not None:
            self._say_day(self.day)

    def fit(self) -> None:
        """Arrange it for the room there is."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panel less room in a narrow window."""
        super().resizeEvent(event)
        self.prepare()
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange it anew for another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what is typed, and the clock; with the whole window the projector goes too."""
        if self._built:
            self.side.leave()
            self.clock.keep()
            if self.projector is not None and not self.window().isVisible():
                self.projector.close()
        super().hideEvent(event)

    def _arrange(self) -> None:
        narrow = self.width() < grown(NARROW)
        self._beside.setFixedWidth(min(grown(SIDE_WIDE), max(grown(150), self.width() * (34 if narrow else 30) // 100)))
        self.about.setVisible(self._private_shown and self.width() >= grown(560))
        self.of_time.setVisible(not narrow)
        self._turn.setVisible(not narrow)  # its key works all the same
        self.state_line.setVisible(not self.low or bool(self._refused))
        self.grid.fit()

    def _show(self, number: int, day: Day | None) -> None:
        fresh = (None if day is None or day.in_hand is None else day.in_hand.uid) != self._shown_case
        had = self.day
        self.grid.days.show_day(day, number)
        if day is None or day.in_hand is None or not day.services or not day.sections:
            self._whole.setCurrentIndex(0)
            if (had is None) != (day is None):
                self.turned.emit()
            return
        self._whole.setCurrentIndex(1)
        self._case = self._shown_case = day.in_hand.uid
        self.clock.show_case(day.in_hand.uid, day.in_hand.seconds)
        self._fill_tabs(day)
        turned = had is not None and (had.revealed_at is None) != (day.revealed_at is None)
        if fresh or turned or not self.grid.currentIndex().isValid():
            self._in_side = None
            self.grid.fit()
            self.grid.setCurrentIndex(self.grid.days.index(0, self.grid.days.agreed_at if day.revealed_at else 0))
        self._say_day(day)
        self._show_cell()
        self._show_clock()
        scale = (*(one.uid for one in day.grades), str(day.revealed_at is None))
        if scale != self._scale:
            self._scale = scale
            self.turned.emit()
        self.rephrased.emit()
        self.renew_hints()
        waiting, self._waiting = self._waiting, []
        for pressed in waiting:
            pressed()

    def _fill_tabs(self, day: Day) -> None:
        blocked = self.tabs.blockSignals(True)
        while self.tabs.count() > len(day.cases):
            self.tabs.removeTab(self.tabs.count() - 1)
        for at, one in enumerate(day.cases):
            state = one.state(len(day.sections))
            name = one.reference if self._private_shown and one.reference else str(at + 1)
            words = f"{name} ✓" if state == "finished" else name if state == "not begun" else f"{name}: {state}"
            if at >= self.tabs.count():
                self.tabs.addTab(words)
            elif self.tabs.tabText(at) != words:
                self.tabs.setTabText(at, words)
            self.tabs.setAccessibleTabName(at, f"Case {name}, {state}")
            self.tabs.setTabToolTip(at, state)
        self.tabs.setCurrentIndex(next(at for at, one in enumerate(day.cases) if one == day.in_hand))
        self.tabs.blockSignals(blocked)

    def _say_day(self, day: Day) -> None:
        case = day.in_hand
        if case is None:
            return
        place = next(at for at, one in enumerate(day.cases, 1) if one == case)
        self.heading.setText(case.name() if self._private_shown else f"Case {place} of {len(day.cases)}")
        revealed = day.revealed_at is not None
        order = "" if not revealed else "most disagreement first" if self.grid.days.most_apart_first else "tool order"
        number = f"{len(day.services)} service{'' if len(day.services) == 1 else 's'}"
        sealed = "" if revealed else "grades sealed"
        self.about.setText(" · ".join(one for one in (case.about(), number, order, sealed) if one))
        self.counted.setText(day.counted() if revealed else "")
        self._reveal.setVisible(self._revealable())
        self._say_saved()

    def _show_clock(self) -> None:
        day, words = self.day, self.clock.words()
        if self.time.text() != words:
            self.time.setText(words)
        self.of_time.setText(f"of {day.minutes} min" if day is not None and day.minutes else "")
        said = "Pause the clock" if self.clock.running else "Start the clock"
        if self._turn.text() != said:
            self._turn.setText(said)
        self._show_projector()

    def _show_projector(self) -> None:
        if self.projector is not None:
            self.projector.show_line(self.day, self._line(), self.clock.words())

    def _say_saved(self) -> None:
        number = self.grid.days.pending
        words = f"Saving {number}…" if number else self._refused or SAVED
        if self.state_line.text() != words:
            self.state_line.setText(words)
        self.state_line.setProperty("role", "error" if self._refused and not number else "secondary")
        self.state_line.style().polish(self.state_line)

    def _line(self) -> Line | None:
        return self.grid.days.line(self.grid.currentIndex().row())

    def _service_at(self) -> int | None:
        """Return the place of the service in hand; None where the agreed grade is."""
        at = self.grid.currentIndex().column()
        return at if 0 <= at < self.grid.days.agreed_at else None

    def _where(self) -> Where | None:
        here = self.grid.currentIndex()
        return self.grid.days.where(here.row(), here.column())

    def _cell_moved(self) -> None:
        self._show_cell()
        self._show_projector()
        self.rephrased.emit()

    def _show_cell(self) -> None:
        day, line, where = self.day, self._line(), self._where()
        if day is None or line is None or where is None:
            return
        case, service, section = where
        fresh = self._in_side != (case, section, service)
        if fresh:
            self.side.leave()
            self.side.forget()
            self._in_side = case, section, service
        self.side.show_cell(day, line, self._service_at())
        if service is not None and day.revealed_at is not None:
            self._tasks.read(
                lambda session: words_of_cell(session, case, service, section), partial(self._show_words, where),
                key=f"day words {id(self)}", owner=self,
            )  # fmt: skip

    def _show_words(self, where: Where, words: CellWords) -> None:
        if where == self._where():
            self.side.show_words(words)

    # ---- whether something can be done

    def _works(self) -> bool:
        day = self.day
        return (
            day is not None and day.in_hand is not None and self._tasks.locked(AUDITORS) is None
            and day.state is not AuditState.CANCELLED
        )  # fmt: skip

    def _is_revealed(self) -> bool:
        return self.day is not None and self.day.revealed_at is not None

    def _revealable(self) -> bool:
        return self._works() and not self._is_revealed()

    def _to_begin(self) -> bool:
        return self._works() and self.day is not None and self.day.state in TO_COME

    def _turning(self) -> bool:
        """Say whether another case is on its way: a key pressed now is of that one."""
        return self._case != self._shown_case

    def _gradable(self) -> bool:
        if self._turning():
            return True
        day, line, at = self.day, self._line(), self._service_at()
        if not self._works() or day is None or line is None:
            return False
        if at is None:
            return day.revealed_at is not None
        return day.state is not AuditState.CLOSED and line.own[at].stand is not Stand.NOT_KNOWN

    def _has_grade(self) -> bool:
        if self._turning():
            return True
        line, at = self._line(), self._service_at()
        if line is None or not self._gradable():
            return False
        return line.agreed is not None if at is None else line.own[at].stand is not Stand.MISSING

    def _moderates(self) -> bool:
        return self._works() and self._is_revealed()

    def _writable(self) -> bool:
        line = self._line()
        if line is None or not self._gradable():
            return False
        agreed = line.agreed
        return self._service_at() is not None or (agreed is not None and (agreed.owed or agreed.reason is not None))

    def _agreed_here(self) -> bool:
        line = self._line()
        return self._moderates() and line is not None and line.agreed is not None

    def _has_step(self, by: int) -> bool:
        day = self.day
        if day is None or day.in_hand is None:
            return False
        return 0 <= day.cases.index(day.in_hand) + by < len(day.cases)

    # ---- grading

    def grade(self, at: int) -> None:
        """Give the cell in hand the grade of this place, the best being 1; 0 says that the section does not apply."""
        if self._turning():
            self._waiting.append(partial(self.grade, at))
            return
        day, line, where = self.day, self._line(), self._where()
        if day is None or line is None or where is None or not self._gradable() or at > len(day.grades):
            return
        case, service, section = where
        grade = day.grades[at - 1] if at else None
        if service is None:
            before = line.agreed
            if before is not None and before.grade == grade:
                self._go_on(line)
                return
            made = AgreedCell(
                grade, None, None, self._tasks.actor.name, self._tasks.store.clock.now(),
                () if before is None else before.dissents,
            )  # fmt: skip
            uid = None if grade is None else grade.uid
            asks = day.state is AuditState.CLOSED or (day.over and before is not None)
            self._send(line.with_agreed(made).agreed, moderation.agree_grade, (case, section, uid), asks=asks)
            if not asks:
                self._go_on(line.with_agreed(made))
            return
        sealed = day.revealed_at is None
        shown = OwnCell(Stand.IN) if sealed else OwnCell(Stand.GRADED if grade else Stand.NOT_APPLICABLE, grade)
        uid = None if grade is None else grade.uid
        self._send(shown, sealing.set_own_grade, (service, case, section, uid, grade is not None))
        self._go_down()

    def take_back(self) -> None:
        """Take the grade of the cell in hand back."""
        if self._turning():
            self._waiting.append(self.take_back)
            return
        where, day = self._where(), self.day
        if where is None or day is None or not self._has_grade():
            return
        case, service, section = where
        if service is None:
            self._send(None, moderation.take_back_agreed, (case, section), asks=day.over)
        else:
            self._send(OwnCell(Stand.MISSING), sealing.set_own_grade, (service, case, section, None))

    def _send(
        self, shown: OwnCell | AgreedCell | None, operation: Any, arguments: tuple[Any, ...], *, asks: bool = False
    ) -> None:
        """Show what was typed and have it written; after the day it is asked first why."""
        if asks:
            AskDialog(
                self._tasks, "Why is it changed after the day?", (WHY,), {}, "Change it",
                lambda found: Act(operation, (*arguments, found["why"])), self, lambda _: self.take_keyboard(),
                about="The reason stays with the grade, and in its history.", place=f"day {arguments[0]}",
            ).open()  # fmt: skip
            return
        here, where = self.grid.currentIndex(), self._where()
        if where is None:
            return
        self._refused = ""
        typed = self.grid.days.type(here.row(), here.column(), shown)
        self._show_cell()
        self._say_saved()
        self._tasks.write(
            operation, *arguments, then=lambda _: self._saved(where, typed),
            failed=partial(self._failed, where, typed), owner=self,
        )  # fmt: skip

    def _saved(self, where: Where, typed: Typed) -> None:
        self.grid.days.settle(where, typed, self._reading)
        self._say_saved()
        if not self.grid.days.pending:
            self.refresh()

    def _failed(self, where: Where, typed: Typed, error: Exception) -> None:
        """Show what stands there in truth, and why what was typed does not."""
        self.grid.days.settle(where, typed, None)
        self._refused = str(error) if isinstance(error, UserError) else "A grade was not saved. What is shown is saved."
        self._say_saved()
        self._arrange()
        if isinstance(error, UserError):
            self.said.emit(Notice(str(error), Weight.WARNING, here=True))
            self._announce(str(error))
        else:
            self._tasks.failure.emit(error)
        self.refresh()

    def _go_on(self, line: Line) -> None:
        """After an agreed grade: to the reason that it owes, or to the next section."""
        row = self.grid.currentIndex().row()
        self._show_projector()
        if line.agreed is not None and line.agreed.owed:
            self._show_cell()
            self._announce("A reason is owed")
            if self._private_shown:
                self.side.open_reason()
            return
        if row + 1 < self.grid.days.rowCount():
            self.grid.go(row + 1, self.grid.days.agreed_at)

    def _go_down(self) -> None:
        """After a service's grade: to its next section, and from the last to the next service."""
        here = self.grid.currentIndex()
        rows = self.grid.days.rowCount()
        if here.row() + 1 < rows:
            self.grid.go(here.row() + 1, here.column())
            return
        for column in range(here.column() + 1, self.grid.days.agreed_at):
            cell = self.grid.days.cell(0, column)
            if isinstance(cell, OwnCell) and cell.stand is not Stand.NOT_KNOWN:
                self.grid.go(0, column)
                return

    def moderate(self) -> None:
        """Go to the agreed grade of the next section that has none, or owes a reason."""
        days, here = self.grid.days, self.grid.currentIndex()
        first = here.row() + 1 if here.column() == days.agreed_at else 0
        for step in range(days.rowCount()):
            at = (first + step) % days.rowCount()
            line = days.line(at)
            if line is not None and (line.agreed is None or line.agreed.owed):
                self.grid.go(at, days.agreed_at)
                if line.agreed is not None:
                    self.side.open_reason()
                return
        self.said.emit(Notice("Every section of this case is agreed.", Weight.GOOD, here=True))

    # ---- words

    def open_words(self) -> None:
        """Open the reason of an agreed grade, or the evidence of a service's."""
        if not self._writable():
            return
        if self._service_at() is None:
            self.side.open_reason()
        else:
            self.side.open_evidence()

    def _written(self, key: str, value: str | None) -> None:
        if self._in_side is None:
            return
        case, section, service = self._in_side
        field = self.side.reason if key == "reason" else self.side.evidence

        def then(_outcome: object) -> None:
            self.refresh()

        def failed(error: Exception) -> None:
            """Leave the text where it was typed, or say it where another cell stands there by now."""
            mendable = isinstance(error, UserError)
            said = str(error) if mendable else "This was not saved; it is kept here."
            if self._in_side == (case, section, service):
                field.take_draft(value or "")
                field.refuse(said)
            else:
                self.said.emit(Notice(f"{said} You had typed: “{value or ''}”", Weight.WARNING))
            if not mendable:
                self._tasks.failure.emit(error)

        field.saved(value)  # what is typed from now on is typed over it
        if key == "reason":
            lines = () if self.day is None or not self.day.over else self.day.lines
            if any(one.section.uid == section and one.agreed is not None and one.agreed.reason for one in lines):
                self._ask_why_reason(case, section, value)
                return
            self._tasks.write(moderation.set_reason, case, section, value, then=then, failed=failed, owner=self)
        elif service is not None:
            self._tasks.write(
                sealing.set_own_evidence, service, case, section, value, then=then, failed=failed, owner=self
            )

    def _ask_why_reason(self, case: str, section: str, value: str | None) -> None:
        def then(_outcome: object) -> None:
            self.refresh()

        AskDialog(
            self._tasks, "Why is it changed after the day?", (WHY,), {}, "Change it",
            lambda found: Act(moderation.set_reason, (case, section, value, found["why"])), self,
            then, place=f"day reason {case}",
        ).open()  # fmt: skip

    def _words_done(self, entered: bool) -> None:
        """Return to the grid; after the reason of a grade that was just given, to the next section."""
        agreed = self._service_at() is None
        self.take_keyboard()
        if not agreed:
            self.side.evidence.hide()
        row = self.grid.currentIndex().row()
        if entered and agreed and row + 1 < self.grid.days.rowCount():
            self.grid.go(row + 1, self.grid.days.agreed_at)

    def dissent(self) -> None:
        """Ask which service does not share the agreed grade in hand, and what it says."""
        day, line, where = self.day, self._line(), self._where()
        if day is None or line is None or line.agreed is None or where is None:
            return
        case, service, section = where
        which = Field(
            "service", "Which service", Kind.CHOICE, required=True,
            choices=tuple(Choice(one.uid, one.name) for one in day.services),
        )  # fmt: skip
        there = {one.service_uid: one.words for one in line.agreed.dissents}
        asks = day.over and bool(there)
        first = service or next(iter(there), day.services[0].uid)
        AskDialog(
            self._tasks, f"{line.section.name}: who does not share it?", (which, DISSENT, *((WHY,) if asks else ())),
            {"service": first, "words": there.get(first)}, "Record it",
            lambda found: Act(
                moderation.set_dissent, (case, section, found["service"], found["words"], found.get("why"))),
            self, lambda _: self.take_keyboard(), place=f"dissent {case} {section}",
        ).open()  # fmt: skip

    # ---- the day as a whole

    def reveal(self) -> None:
        """Ask whether the grades are to be revealed."""
        if self._audit is not None and self._revealable():
            ask_reveal(self._tasks, self._audit, self, self.take_keyboard)

    def begin(self) -> None:
        """Mark the audit as held today."""
        if self._audit is not None:
            self._tasks.write(moderation.begin_day, self._audit, owner=self)

    def step(self, by: int) -> None:
        """Take another case in hand."""
        day = self.day
        if day is not None and day.in_hand is not None and self._has_step(by):
            self.show_case(day.cases[day.cases.index(day.in_hand) + by].uid)

    def show_case(self, uid: str) -> None:
        """Take a case in hand."""
        if uid == self._case or self.day is None:
            return
        self.side.leave()
        self._case = uid
        self.refresh()

    def _tab_chosen(self, at: int) -> None:
        day = self.day
        if day is not None and 0 <= at < len(day.cases):
            self.show_case(day.cases[at].uid)

    def turn_clock(self) -> None:
        """Start or pause the clock of the case."""
        if self._works():
            self.clock.turn()

    def _save_seconds(self, case: str, seconds: int) -> None:
        if self._tasks.locked(AUDITORS) is None:
            self._tasks.write(moderation.add_seconds, case, seconds)

    def turn_order(self) -> None:
        """Show the sections by disagreement, or as the tool has them."""
        self.grid.days.turn_order()
        if self.day is not None:
            self._say_day(self.day)

    def turn_projector(self) -> None:
        """Open the window for the room, or close it."""
        if self.projector is not None:
            self.projector.close()
            return
        self.projector = Projector(self)
        self.projector.closed.connect(self._projector_gone)
        self._show_projector()
        self.projector.show()

    def _projector_gone(self) -> None:
        self.projector = None

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.grid, words))
