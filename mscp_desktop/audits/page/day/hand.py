"""The cell in hand, and what can be done with it now."""

from mscp_desktop.audits.page.day.grid import Grid
from mscp_desktop.audits.page.day.model import Where
from mscp_desktop.audits.records import TO_COME, AuditState
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.day import Day, Line, Stand
from mscp_desktop.desktop.tasks import Tasks


class Hand:
    """The cell in hand of a grid; `case` was asked for last, and `shown` is the one that came."""

    def __init__(self, tasks: Tasks, grid: Grid) -> None:
        self._tasks, self._grid = tasks, grid
        self.case: str | None = None
        self.shown: str | None = None

    @property
    def day(self) -> Day | None:
        """The day in view."""
        return self._grid.days.day

    @property
    def line(self) -> Line | None:
        """The section in hand, as it is shown."""
        return self._grid.days.line(self._grid.currentIndex().row())

    @property
    def service_at(self) -> int | None:
        """The place of the service in hand; None where the agreed grade is."""
        at = self._grid.currentIndex().column()
        return at if 0 <= at < self._grid.days.agreed_at else None

    @property
    def where(self) -> Where | None:
        """The cell in hand, by the uids of what it is of."""
        here = self._grid.currentIndex()
        return self._grid.days.where(here.row(), here.column())

    @property
    def turning(self) -> bool:
        """Whether another case is on its way: a key pressed now is of that one."""
        return self.case != self.shown

    # ---- what can be done with the day

    def works(self) -> bool:
        """Say whether the day can be worked on."""
        day = self.day
        return (
            day is not None and day.in_hand is not None and self._tasks.locked(AUDITORS) is None
            and day.state is not AuditState.CANCELLED
        )  # fmt: skip

    def is_revealed(self) -> bool:
        """Say whether the services' own grades are shown."""
        return self.day is not None and self.day.revealed_at is not None

    def revealable(self) -> bool:
        """Say whether they can be revealed."""
        return self.works() and not self.is_revealed()

    def to_begin(self) -> bool:
        """Say whether the day can be marked as begun."""
        return self.works() and self.day is not None and self.day.state in TO_COME

    def has_step(self, by: int) -> bool:
        """Say whether there is a case so many places on."""
        day = self.day
        if day is None or day.in_hand is None:
            return False
        return 0 <= day.cases.index(day.in_hand) + by < len(day.cases)

    # ---- what can be done with the cell

    def gradable(self) -> bool:
        """Say whether a grade can be given here."""
        if self.turning:
            return True
        day, line, at = self.day, self.line, self.service_at
        if not self.works() or day is None or line is None:
            return False
        if at is None:
            return day.revealed_at is not None
        return day.state is not AuditState.CLOSED and line.own[at].stand is not Stand.NOT_KNOWN

    def has_grade(self) -> bool:
        """Say whether there is a grade to be taken back."""
        if self.turning:
            return True
        line, at = self.line, self.service_at
        if line is None or not self.gradable():
            return False
        return line.agreed is not None if at is None else line.own[at].stand is not Stand.MISSING

    def moderates(self) -> bool:
        """Say whether grades are agreed now."""
        return self.works() and self.is_revealed()

    def writable(self) -> bool:
        """Say whether evidence or a reason can be written of it."""
        line = self.line
        if line is None or not self.gradable():
            return False
        agreed = line.agreed
        return self.service_at is not None or (agreed is not None and (agreed.owed or agreed.reason is not None))

    def is_agreed(self) -> bool:
        """Say whether a grade is agreed of the section in hand."""
        line = self.line
        return self.moderates() and line is not None and line.agreed is not None
