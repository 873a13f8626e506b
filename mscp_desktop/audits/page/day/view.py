"""What the cockpit is made of: the row of cases with the clock, the grid, and what stands beside it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from mscp_desktop.audits.page.day.clock import CaseClock, clock_words
from mscp_desktop.audits.page.day.grid import Grid
from mscp_desktop.audits.page.day.side import Side
from mscp_desktop.audits.rules.day import Day, DayCase
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.parts import button, frame, label, redress, tip_of
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown

MARGIN, GAP = 24, 12
SIDE_WIDE, NARROW = 310, 760  # pixels at 100%
SAVED = "✓ Every grade saved as shown"
NOTHING = (
    "The day is worked through here: cases against the tool's sections, with a column for each service. It needs a"
    " tool, cases and services; they are chosen in the other parts."
)


class _Line(QLabel):
    """A line that is cut off with dots where there is no room for all of it; it is read out in full."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "secondary")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words = ""

    def say(self, words: str) -> None:
        """Show words."""
        self._words = words
        self.setAccessibleName(words)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut them anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(cut)
        self.setToolTip(tip_of(self._words) if cut != self._words else "")


class DayView(QStackedWidget):
    """All that is shown of a day, or the words that there is none."""

    def __init__(self, tasks: Tasks, clock: Command, reveal: Command, projector: Command, parent: QWidget) -> None:
        """The commands are those that have buttons here."""
        super().__init__(parent)
        nothing = label(NOTHING, "secondary", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.addWidget(nothing)
        day = QWidget(self)
        day.setProperty("role", "plain")
        self.addWidget(day)
        self._column = column = QVBoxLayout(day)
        column.setSpacing(6)
        column.addLayout(self._cases(day, clock, reveal, projector))
        column.addWidget(self._heads())
        column.addLayout(self._middle(tasks), 1)
        self.state_line = label(SAVED, "secondary", name="Whether grades are saved")
        column.addWidget(self.state_line)

    def _cases(self, day: QWidget, clock: Command, reveal: Command, projector: Command) -> QHBoxLayout:
        row = QHBoxLayout()
        self.tabs = QTabBar(day)
        self.tabs.setAccessibleName("Cases")
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.time = label("", "heading", name="Time of the case")
        self.of_time = label("", "secondary")
        self.turn = button("Start the clock", clock.call, tip="Start the clock (T)")
        self.reveal = button("Reveal…", reveal.call, kind="primary", tip="Reveal the grades (R)")
        self.project = button("Projector", projector.call, tip="Show it in a second window for the room (P)")
        row.addWidget(self.tabs, 1)
        for one in (self.time, self.of_time, self.turn, self.reveal, self.project):
            row.addWidget(one)
        return row

    def _heads(self) -> QWidget:
        self._head = QWidget(self)  # in a low window the tabs say as much
        self._head.setProperty("role", "plain")
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        self.heading = label("", "heading")
        self.about = _Line()
        self.counted = label("", "secondary")
        self.found = label("", "secondary", name="Findings of this case")
        row.addWidget(self.heading)
        row.addWidget(self.about, 1)
        row.addWidget(self.found)
        row.addWidget(self.counted)
        return self._head

    def _middle(self, tasks: Tasks) -> QHBoxLayout:
        body = QHBoxLayout()
        body.setSpacing(GAP)
        card, self.beside = frame("card"), frame("card")
        inside, within = QVBoxLayout(card), QVBoxLayout(self.beside)
        for one in (inside, within):
            one.setContentsMargins(2, 2, 2, 2)
        self.grid = Grid(card)
        self.side = Side(tasks, self.beside)
        inside.addWidget(self.grid)
        within.addWidget(self.side)
        body.addWidget(card, 1)
        body.addWidget(self.beside)
        return body

    def arrange(self, wide: int, *, low: bool, private: bool, troubled: bool) -> None:
        """Fit it into the room there is; `troubled` where there is something to be said that a low window would hide.

        `private` says whether what could tell whose case it is may be shown.
        """
        narrow = wide < grown(NARROW)
        self._column.setContentsMargins(MARGIN, 2 if low else 8, MARGIN, 4 if low else 8)
        self.beside.setVisible(private)
        self.beside.setFixedWidth(min(grown(SIDE_WIDE), max(grown(150), wide * (34 if narrow else 30) // 100)))
        self.about.setVisible(private and wide >= grown(560))
        self._head.setVisible(not low)
        self._column.setSpacing(2 if low else 6)
        self.of_time.setVisible(not narrow)
        self.turn.setVisible(not narrow)  # its key works all the same
        self.state_line.setVisible(not low or troubled)
        self.grid.set_low(low=low)

    def show_cases(self, day: Day, *, private: bool) -> None:
        """Show each case with how far it is."""
        blocked = self.tabs.blockSignals(True)
        while self.tabs.count() > len(day.cases):
            self.tabs.removeTab(self.tabs.count() - 1)
        for at, one in enumerate(day.cases):
            state = one.state(len(day.sections))
            name = one.reference if private and one.reference else str(at + 1)
            words = f"{name} ✓" if state == "finished" else name if state == "not begun" else f"{name}: {state}"
            if at >= self.tabs.count():
                self.tabs.addTab(words)
            elif self.tabs.tabText(at) != words:
                self.tabs.setTabText(at, words)
            self.tabs.setAccessibleTabName(at, f"Case {name}, {state}")
            self.tabs.setTabToolTip(at, state)
        self.tabs.setCurrentIndex(next((at for at, one in enumerate(day.cases) if one == day.in_hand), 0))
        self.tabs.blockSignals(blocked)

    def show_head(self, day: Day, case: DayCase, *, private: bool, revealable: bool) -> None:
        """Show what the case in hand is called, what is known of it, and how far it is."""
        place = next(at for at, one in enumerate(day.cases, 1) if one == case)
        self.heading.setText(case.name() if private else f"Case {place} of {len(day.cases)}")
        revealed = day.revealed_at is not None
        order = "" if not revealed else "most disagreement first" if self.grid.days.most_apart_first else "tool order"
        number = f"{len(day.services)} service{'' if len(day.services) == 1 else 's'}"
        sealed = "" if revealed else "grades sealed"
        self.about.say(" · ".join(one for one in (case.about(), number, order, sealed) if one))
        self.counted.setText(day.counted() if revealed else "")
        self.reveal.setVisible(revealable)

    def show_found(self, of_case: int, here: int) -> None:
        """Show how many findings the case in hand has, and how many of them are of the section in hand."""
        words = "" if not of_case else f"◆ {of_case} finding{'' if of_case == 1 else 's'}"
        self.found.setText(f"{words}, {here} here" if here else words)

    def show_clock(self, day: Day | None, clock: CaseClock) -> None:
        """Show how long the case in hand took."""
        words = clock.words()
        if self.time.text() != words:
            self.time.setText(words)
        minutes = 0 if day is None or not day.minutes else day.minutes
        over = max(0, clock.seconds() - minutes * 60) if minutes else 0
        said = f"of {minutes} min, {clock_words(over)} over" if over else f"of {minutes} min" if minutes else ""
        if self.of_time.text() != said:
            self.of_time.setText(said)
        role = "error" if over else "secondary"
        if self.of_time.property("role") != role:
            redress(self.of_time, "role", role)
        said = "Pause the clock" if clock.running else "Start the clock"
        if self.turn.text() != said:
            self.turn.setText(said)

    def say_saved(self, trouble: str) -> None:
        """Say how many grades are being saved, or else why the last was not."""
        number = self.grid.days.pending
        words = f"Saving {number}…" if number else trouble or SAVED
        if self.state_line.text() != words:
            self.state_line.setText(words)
        role = "error" if trouble and not number else "secondary"
        if self.state_line.property("role") != role:
            redress(self.state_line, "role", role)
