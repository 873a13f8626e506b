"""Grades as they are typed: shown at once, written behind the keys, and shown as they are where one is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from mscp_desktop.audits.page.day.grid import Grid
from mscp_desktop.audits.page.day.hand import Hand
from mscp_desktop.audits.page.day.model import Typed, Where
from mscp_desktop.audits.records import AuditState
from mscp_desktop.audits.rules import moderation, sealing
from mscp_desktop.audits.rules.day import AgreedCell, Line, OwnCell, Stand
from mscp_desktop.desktop.messages import Notice, Weight, confirm
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Field, Kind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Outcome

WHY = Field("why", "Why it is changed after the day", Kind.MULTILINE, required=True)
WHY_SINCE = Field("why", "Why it is changed after the reveal", Kind.MULTILINE, required=True)


class Grading(QObject):
    """Grades the cell in hand, and goes on to the next.

    `typed` tells that a cell shows another grade, `stood` that one is durable, by the uid of its operation, `asked`
    that a reason is to be written, `refused` why something was not saved, and `said` a notice.
    """

    typed = Signal()
    stood = Signal(str)
    asked = Signal()
    refused = Signal(object)  # UserError, or another
    said = Signal(object)

    def __init__(self, tasks: Tasks, grid: Grid, hand: Hand, reading: Callable[[], int], parent: QObject) -> None:
        """`reading` returns the number of the last reading of the day that was asked for."""
        super().__init__(parent)
        self._tasks, self._grid, self._hand, self._reading = tasks, grid, hand, reading
        self._waiting: list[Callable[[], None]] = []  # keys that were pressed before the case they are of came
        self.trouble = ""  # why the last grade was not saved

    def catch_up(self) -> None:
        """Do what was pressed before the case came."""
        waiting, self._waiting = self._waiting, []
        for pressed in waiting:
            pressed()

    def forget(self) -> None:
        """Drop what was pressed for a case that does not come any more."""
        self._waiting = []

    def grade(self, at: int) -> None:
        """Give the cell in hand the grade of this place, the best being 1; 0 says that the section does not apply."""
        if self._hand.turning:
            self._waiting.append(partial(self.grade, at))
            return
        day, line, where = self._hand.day, self._hand.line, self._hand.where
        if day is None or line is None or where is None or not self._hand.gradable() or at > len(day.grades):
            return
        case, service, section = where
        grade = day.grades[at - 1] if at else None
        uid = None if grade is None else grade.uid
        if service is None:
            before = line.agreed
            if before is not None and before.grade == grade:
                self._go_on(line)
                return
            made = AgreedCell(
                grade, None, None, self._tasks.actor.name, self._tasks.store.clock.now(),
                () if before is None else before.dissents,
            )  # fmt: skip
            asks = day.state is AuditState.CLOSED or (day.over and before is not None)
            self._send(line.with_agreed(made).agreed, moderation.agree_grade, (case, section, uid), asks=asks)
            if not asks:
                self._go_on(line.with_agreed(made))
            return
        if day.revealed_at is None:
            shown = OwnCell(Stand.IN)
        else:
            shown = OwnCell(Stand.GRADED if grade else Stand.NOT_APPLICABLE, grade, late=True)
        if self._set_own(where, shown, uid, applies=grade is not None):
            self._go_down()

    def take_back(self) -> None:
        """Take the grade of the cell in hand back."""
        if self._hand.turning:
            self._waiting.append(self.take_back)
            return
        where, day = self._hand.where, self._hand.day
        if where is None or day is None or not self._hand.has_grade():
            return
        case, service, section = where
        if service is None:
            self._send(None, moderation.take_back_agreed, (case, section), asks=day.over)
        else:
            self._set_own(where, OwnCell(Stand.MISSING), None, applies=True)

    def _set_own(self, where: Where, shown: OwnCell, grade: str | None, *, applies: bool) -> bool:
        """Set what a service says, and say whether it is on its way: over what stands there only once that is asked."""
        day, line, at = self._hand.day, self._hand.line, self._hand.service_at
        if day is None or line is None or at is None:
            return False
        case, service, section = where
        there, sealed = line.own[at], day.revealed_at is None
        empty = there.stand is Stand.MISSING
        if not sealed and (there.stand, there.grade) == (shown.stand, shown.grade):
            return True
        if sealed and not empty:
            words = f"{day.services[at].name} has answered this. Replace its sealed grade?"
            verb = "Replace it" if grade is not None or not applies else "Take it away"
            if not confirm(self._grid, "Replace a sealed grade?", words, verb) or self._hand.where != where:
                return False
        asks = not sealed and not empty
        self._send(
            shown, sealing.set_own_grade, (service, case, section, grade, applies, sealed and not empty), asks=asks
        )
        return not asks

    def moderate(self) -> None:
        """Go to the agreed grade of the next section that has none, or owes a reason."""
        days, here = self._grid.days, self._grid.currentIndex()
        first = here.row() + 1 if here.column() == days.agreed_at else 0
        for step in range(days.rowCount()):
            at = (first + step) % days.rowCount()
            line = days.line(at)
            if line is not None and (line.agreed is None or line.agreed.owed):
                self._grid.go(at, days.agreed_at)
                if line.agreed is not None:
                    self.asked.emit()
                return
        self.said.emit(Notice("Every section of this case is agreed.", Weight.GOOD, here=True))

    def _send(
        self, shown: OwnCell | AgreedCell | None, operation: Any, arguments: tuple[Any, ...], *, asks: bool = False
    ) -> None:
        """Show what was typed and have it written; after the day it is asked first why."""
        if asks:
            own = isinstance(shown, OwnCell)
            AskDialog(
                self._tasks, f"Why is it changed after the {'reveal' if own else 'day'}?",
                (WHY_SINCE if own else WHY,), {}, "Change it",
                lambda found: Act(operation, (*arguments, found["why"])), self._grid,
                lambda _: self._grid.go(self._grid.currentIndex().row(), self._grid.currentIndex().column()),
                about="The reason stays with the grade, and in its history.",
                place=f"day {' '.join(arguments[:3])}" if own else f"day {arguments[0]}",
            ).open()  # fmt: skip
            return
        here, where = self._grid.currentIndex(), self._hand.where
        if where is None:
            return
        self.trouble = ""
        typed = self._grid.days.type(here.row(), here.column(), shown)
        self.typed.emit()
        self._tasks.write(
            operation, *arguments, then=partial(self._saved, where, typed),
            failed=partial(self._failed, where, typed), owner=self,
        )  # fmt: skip

    def _saved(self, where: Where, typed: Typed, outcome: Outcome[Any]) -> None:
        self._grid.days.settle(where, typed, self._reading())
        self.stood.emit("" if outcome.announcement is None else outcome.announcement.operation_uid)

    def _failed(self, where: Where, typed: Typed, error: Exception) -> None:
        """Show what stands there in truth, and why what was typed does not."""
        self._grid.days.settle(where, typed, None)
        self.trouble = str(error) if isinstance(error, UserError) else "A grade was not saved. What is shown is saved."
        self.refused.emit(error)

    def _go_on(self, line: Line) -> None:
        """After an agreed grade: to the reason that it owes, or to the next section."""
        row = self._grid.currentIndex().row()
        if line.agreed is not None and line.agreed.owed:
            self.asked.emit()
        elif row + 1 < self._grid.days.rowCount():
            self._grid.go(row + 1, self._grid.days.agreed_at)

    def _go_down(self) -> None:
        """After a service's grade: to its next section; on the last it stays, for the next service is another call."""
        here = self._grid.currentIndex()
        if here.row() + 1 < self._grid.days.rowCount():
            self._grid.go(here.row() + 1, here.column())
