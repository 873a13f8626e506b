"""The day of an audit: grades are typed, revealed and agreed, case by case, by the keyboard alone."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from mscp_desktop.audits.page.at_risk import ask_risk
from mscp_desktop.audits.page.day.clock import CaseClock
from mscp_desktop.audits.page.day.grading import Grading
from mscp_desktop.audits.page.day.hand import Hand
from mscp_desktop.audits.page.day.projector import Projector
from mscp_desktop.audits.page.day.view import DayView
from mscp_desktop.audits.page.day.words import Words
from mscp_desktop.audits.page.findings import ask_finding
from mscp_desktop.audits.page.revealing import ask_reveal
from mscp_desktop.audits.records import AuditState
from mscp_desktop.audits.rules import moderation
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.day import Day, day_of, renewed
from mscp_desktop.audits.rules.findings import marks_of
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.store import Announcement

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

CELLS = frozenset({"service_case", "own_grade", "own_answer", "agreed_grade", "dissent"})
MOST_KEYS = 9  # grades that have a key


class DayPart(Page):
    """The cockpit of one audit."""

    key = "day"
    title = "The day"
    icon = "audits"
    guide = "audit-day"
    nested = True
    wants_room = True
    watches = frozenset(
        {
            "audit", "audit_case", "audit_service", "service_case", "own_grade", "own_answer", "agreed_grade",
            "dissent", "audit_finding", "finding_case", "assessment_tool", "tool_section", "tool_question", "grade",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._audit: str | None = None
        self._marks: dict[tuple[str | None, str | None], int] = {}  # findings by case and section
        self._reading = 0  # the number of the last reading that was asked for
        self.projector: Projector | None = None
        self._scale: tuple[str, ...] = ()
        self._heard: dict[str, set[str]] = {}  # what was written while grades were, by operation

    # ---- how it is made

    def build(self) -> None:
        """Make what is shown, and what works on the cell in hand."""
        self.clock = CaseClock(self._save_seconds, self)
        self.view = view = DayView(self._tasks, *self._buttons(), self)
        self.grid, self.side = view.grid, view.side
        self.hand = hand = Hand(self._tasks, self.grid)
        self.grading = Grading(self._tasks, self.grid, hand, lambda: self._reading, self)
        self.words = Words(self._tasks, self.grid, self.side, hand, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(view)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.view.tabs.currentChanged.connect(self._tab_chosen)
        self.grid.moved.connect(self._cell_moved)
        self.grid.entered.connect(self.words.open)
        self.side.done.connect(self._words_done)
        self.side.chosen.connect(self.grading.grade)
        self.clock.ticked.connect(self._show_clock)
        self.grading.typed.connect(self._typed)
        self.grading.stood.connect(self._stood)
        self.grading.asked.connect(self._ask_reason)
        self.grading.refused.connect(self._refused)
        self.grading.said.connect(self.said)
        self.words.stood.connect(self._renew)
        self.words.said.connect(self.said)

    def _buttons(self) -> tuple[Command, Command, Command]:
        return (
            Command("day.clock", "Start or pause the clock", self.turn_clock, "T", self._works),
            Command("day.reveal", "Reveal the grades…", self.reveal, "R", self._revealable,
                    called="open seal"),
            Command("day.projector", "Show it on the projector", self.turn_projector, "P", lambda: self.day is not None,
                    called="second window room screen"),
        )  # fmt: skip

    def _findable(self) -> bool:
        return self.hand.works() and self.day is not None and self.day.state is not AuditState.CLOSED

    def add_finding(self) -> None:
        """Ask for a finding, of the case and the section in hand; in front of others without the case."""
        where, audit = self.hand.where, self._audit
        if audit is not None and self._findable():
            case, _, section = where or (None, None, None)
            ask_finding(
                self._tasks, self, audit, self._found, case=case if self._private_shown else None, section=section
            )  # fmt: skip

    def _has_case(self) -> bool:
        return self._tasks.locked(AUDITORS) is None and self.day is not None and self.day.in_hand is not None

    def at_risk(self) -> None:
        """Ask what was seen of a child of the case in hand, in front of others without the case."""
        if self._audit is not None and self._has_case():
            case = self.hand.case if self._private_shown else None
            ask_risk(self._tasks, self._audit, self, case, command="day.risk")

    def _read_marks(self) -> None:
        audit = self._audit
        if audit is not None:
            self._tasks.read(
                lambda session: marks_of(session, audit), self._show_marks, key=f"marks {id(self)}", owner=self
            )  # fmt: skip

    def _show_marks(self, marks: dict[tuple[str | None, str | None], int]) -> None:
        self._marks = marks
        self._say_marks()

    def _say_marks(self) -> None:
        """Say how many findings the case in hand has, and how many of them are of the section in hand."""
        where = self.hand.where
        if where is not None:
            case, _, section = where
            of_case = sum(number for (one, _), number in self._marks.items() if one == case)
            self.view.show_found(of_case, self._marks.get((case, section), 0))

    def _found(self, _uid: str) -> None:
        self._read_marks()
        self.said.emit(Notice("The finding is added.", Weight.GOOD, here=True))
        self.take_keyboard()

    def _works(self) -> bool:
        return self.hand.works()

    def _revealable(self) -> bool:
        return self.hand.revealable()

    def commands(self) -> list[Command]:
        """Return what can be done in the cockpit, each with its key."""
        if not self._built:
            return []
        day, hand, grading = self.day, self.hand, self.grading
        grades = () if day is None else day.grades[:MOST_KEYS]
        clock, reveal, projector = self._buttons()
        return [
            *(
                Command(f"day.grade{at}", f"Grade as {one.name.lower()}", partial(grading.grade, at), str(at),
                        hand.gradable)
                for at, one in enumerate(grades, 1)
            ),
            Command("day.none", "Say that the section does not apply", partial(grading.grade, 0), "N", hand.gradable),
            Command("day.back", "Take the grade back", grading.take_back, "Backspace", hand.has_grade, ("Del",)),
            Command("day.moderate", "Go to the next section to agree", grading.moderate, "M", hand.moderates),
            Command("day.words", "Write the evidence or the reason", self.words.open, "E", hand.writable),
            Command("day.dissent", "Record a dissent…", self.words.dissent, "D", hand.is_agreed),
            Command("day.finding", "Add a finding…", self.add_finding, "F", self._findable,
                    called="strength improvement good practice escalation"),
            Command("day.risk", "A child is at risk now…", self.at_risk, "Ctrl+Shift+K", self._has_case,
                    called="danger immediate safeguarding tell told children's services", acts="record report"),
            reveal,
            Command("day.begin", "Begin the day", self.begin, None, hand.to_begin, called="held today"),
            Command("day.next", "Go to the next case", partial(self.step, 1), "PgDown", partial(hand.has_step, 1)),
            Command("day.before", "Go to the case before", partial(self.step, -1), "PgUp", partial(hand.has_step, -1)),
            clock,
            Command("day.order", "Change the order of sections", self.turn_order, "O", hand.is_revealed,
                    called="most disagreement first tool order sort"),
            projector,
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        day = self.day
        if day is None:
            return []
        keys = f"1 to {min(len(day.grades), MOST_KEYS)}"
        first = [(keys, "grade"), ("N", "not applicable"), ("E", "evidence")] if day.grades else []
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
        self.words.forget()
        self.clock.pause()
        self.grading.forget()
        self._audit, self.hand.case = uid, None
        self._stale = False
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        audit, case, today = self._audit, self.hand.case if self._built else None, self._tasks.store.clock.today()
        if audit is not None:
            self._read(lambda session: day_of(session, audit, today, case))
            self._read_marks()

    def _renew(self) -> None:
        """Read the grades of the case in hand again, and nothing of what they are of."""
        day = self.day
        if day is None or day.in_hand is None or self.hand.turning or self._reading != self.grid.days.reading:
            self.refresh()
        else:
            self._read(lambda session: renewed(session, day))

    def _read(self, reading: "Callable[[Session], Day | None]") -> None:
        self._reading += 1
        self._tasks.read(reading, partial(self._show, self._reading), key=f"day {id(self)}", owner=self)

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit; while grades are being written, it waits until it is known whether it was theirs."""
        tables = {table for table, _ in announcement.touched} & self.watches
        if not self._built or not tables:
            super().hear(announcement)
        elif self.grid.days.pending:
            self._heard[announcement.operation_uid] = tables
        elif tables <= CELLS and self.isVisible() and not self._stale:
            self._renew()
        else:
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
        del shown
        self._arrange()
        if self.day is not None:
            self.view.show_cases(self.day, private=self._private_shown)
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
            self.words.leave()
            self.clock.keep()
            if self.projector is not None and not self.window().isVisible():
                self.projector.close()
        super().hideEvent(event)

    def _arrange(self) -> None:
        self.view.arrange(
            self.width(), low=self.low, private=self._private_shown, troubled=bool(self.grading.trouble)
        )  # fmt: skip

    def _show(self, number: int, day: Day | None) -> None:
        fresh = (None if day is None or day.in_hand is None else day.in_hand.uid) != self.hand.shown
        had = self.day
        self.grid.days.show_day(day, number)
        if day is None or day.in_hand is None or not day.services or not day.sections:
            self.view.setCurrentIndex(0)
            if (had is None) != (day is None):
                self.turned.emit()
            return
        self.view.setCurrentIndex(1)
        self.hand.case = self.hand.shown = day.in_hand.uid
        self.clock.show_case(day.in_hand.uid, day.in_hand.seconds)
        self.view.show_cases(day, private=self._private_shown)
        turned = had is not None and (had.revealed_at is None) != (day.revealed_at is None)
        if fresh or turned or not self.grid.currentIndex().isValid():
            self.words.show_anew()
            self.grid.fit()
            self.grid.setCurrentIndex(self.grid.days.index(0, self.grid.days.agreed_at if day.revealed_at else 0))
        self._say_day(day)
        self.words.show_cell()
        self._show_clock()
        scale = (*(one.uid for one in day.grades), str(day.revealed_at is None))
        if scale != self._scale:
            self._scale = scale
            self.turned.emit()
        self.rephrased.emit()
        self.renew_hints()
        self.grading.catch_up()

    def _say_day(self, day: Day) -> None:
        if day.in_hand is not None:
            self.view.turn.setEnabled(self._works())
            self.view.show_head(day, day.in_hand, private=self._private_shown, revealable=self.hand.revealable())
            self.view.say_saved(self.grading.trouble)

    def _show_clock(self) -> None:
        self.view.show_clock(self.day, self.clock)
        self._show_projector()

    def _show_projector(self) -> None:
        if self.projector is not None:
            self.projector.show_line(self.day, self.hand.line, self.clock.words())

    def _cell_moved(self) -> None:
        self.words.show_cell()
        self._say_marks()
        self._show_projector()
        self.rephrased.emit()

    # ---- what was typed

    def _typed(self) -> None:
        self.words.show_cell()
        self._show_projector()
        self.view.say_saved("")

    def _stood(self, operation: str) -> None:
        """Say that a grade is durable; what others wrote meanwhile is read."""
        self._heard.pop(operation, None)
        self.view.say_saved(self.grading.trouble)
        day = self.day
        if self.grid.days.pending or day is None:
            return
        self.view.show_cases(day, private=self._private_shown)
        self._say_day(day)
        heard, self._heard = self._heard, {}
        if heard:
            self.refresh()

    def _refused(self, error: Exception) -> None:
        """Say why what was typed does not stand there any more."""
        self.view.say_saved(self.grading.trouble)
        self._arrange()
        if isinstance(error, UserError):
            self.said.emit(Notice(str(error), Weight.WARNING, here=True))
            self._announce(str(error))
        else:
            self._tasks.failure.emit(error)
        self.refresh()

    def _ask_reason(self) -> None:
        self._announce("A reason is owed")
        if self._private_shown:
            self.side.open_reason()

    def _words_done(self, entered: bool) -> None:
        """Return to the grid; after the reason of a grade that was just given, to the next section."""
        agreed = self.hand.service_at is None
        self.take_keyboard()
        if not agreed:
            self.side.evidence.hide()
        row = self.grid.currentIndex().row()
        if entered and agreed and row + 1 < self.grid.days.rowCount():
            self.grid.go(row + 1, self.grid.days.agreed_at)

    # ---- the day as a whole

    def reveal(self) -> None:
        """Ask whether the grades are to be revealed."""
        if self._audit is not None and self.hand.revealable():
            ask_reveal(self._tasks, self._audit, self, self.take_keyboard)

    def begin(self) -> None:
        """Mark the audit as held today."""
        if self._audit is not None:
            self._tasks.write(moderation.begin_day, self._audit, owner=self)

    def step(self, by: int) -> None:
        """Take another case in hand."""
        day = self.day
        if day is not None and day.in_hand is not None and self.hand.has_step(by):
            self.show_case(day.cases[day.cases.index(day.in_hand) + by].uid)

    def show_case(self, uid: str) -> None:
        """Take a case in hand."""
        if uid == self.hand.case or self.day is None:
            return
        self.words.leave()
        self.hand.case = uid
        self.refresh()

    def _tab_chosen(self, at: int) -> None:
        day = self.day
        if day is not None and 0 <= at < len(day.cases):
            self.show_case(day.cases[at].uid)

    def turn_clock(self) -> None:
        """Start or pause the clock of the case."""
        if self.hand.works():
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
