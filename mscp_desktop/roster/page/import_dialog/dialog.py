"""Takes in a list in three steps: what it is, what becomes of each row, and what will change."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_ring import OUTER, FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.panel.wizard import changes_tree, show_changes
from mscp_desktop.desktop.panel.wizard_words import RecordChange, count_words, record_changes
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import ChangedMeanwhileError
from mscp_desktop.foundation.operations import Outcome, Rehearsal, as_rehearsed
from mscp_desktop.foundation.row_changes import RowChange
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, ListPlanned, RowPlanned, may_be_answered, next_open, nothing_words
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.resolving import Answer
from mscp_desktop.roster.page.import_dialog.lists import LISTS
from mscp_desktop.roster.page.import_dialog.questions import QuestionsPanel
from mscp_desktop.roster.page.import_dialog.rows import RowsView
from mscp_desktop.roster.page.import_dialog.source import SourceStep, dropped_file
from mscp_desktop.roster.page.import_dialog.takes import Takes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Shown = Rehearsal[Any, tuple[RecordChange, ...]]
SIZE = (1120, 680)
SHARE = 0.85  # of the window that it stands over, where that is more
SIDE_BY_SIDE = 860  # pixels at 100% from which the row in hand stands beside the table
TITLES = ("What to import", "What becomes of each row", "What will change")
LEAST = 150  # pixels at 100% of the height of the table, and of the row in hand
TABLE_LEAST = 120  # of the table above a row in hand that needs the room
LOW = 640  # pixels at 100%: in a lower dialog the heads of a step share a line, and nothing stands apart
SHOWN = 400  # records in the last step; more are counted
MADE_ANEW = "Something was changed meanwhile, so this was made anew. Look again before you go on."


class ImportDialog(QDialog):
    """Alt+Left goes back, F8 to the next question, Esc leaves everything as it is.

    `took_in` tells what the operation returned, and what was announced: None where nothing was changed.
    """

    took_in = Signal(object, object)

    def __init__(
        self, tasks: Tasks, parent: QWidget, *, kind: Kind | None = None, group: str | None = None,
        file: Path | None = None, takes: Takes = LISTS,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(takes.titles[kind])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        fit(self, SIZE, SHARE)
        self._tasks, self._takes = tasks, takes
        self._asked: Asked | None = None
        self._answers: dict[str, Answer] = {}
        self._in_question: tuple[int, str] | None = None  # the row and the key that was gone to last
        self.plan: ListPlanned | None = None
        self._shown: Shown | None = None
        self._doing = False
        self.count, self.heading = label("", "secondary"), label("", "heading", wrap=True)
        self._stack = QStackedWidget(self)
        self.source = SourceStep(tasks, takes, kind, group, self._asked_anew, self)
        self._stack.addWidget(self.source)
        self._make_rows()
        self._make_last()
        self.back = button("Back", self.go_back)
        self.next = button("Next", self.go_on, kind="primary")
        self.cancel = button("Cancel", self.reject)
        self._column = column = QVBoxLayout(self)
        self._heads = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        column.addLayout(self._heads)
        self._heads.addWidget(self.count)
        self._heads.addWidget(self.heading, 1)
        column.addWidget(self._stack, 1)
        end_form(column, self.cancel, self.next, self.back)
        self.why = label("", "small", wrap=True)  # why the next step can't be taken yet
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        foot = column.itemAt(column.count() - 1)
        row = None if foot is None else foot.layout()
        if isinstance(row, QBoxLayout):
            row.insertWidget(2, self.why, 4)
        for keys, act in (("Alt+Left", self.go_back), ("F8", self.next_question), ("Ctrl+O", self._choose_file)):
            QShortcut(QKeySequence(keys), self, act)
        tasks.announced.connect(self._heard)
        self._show_step(0)
        FocusRing(self)
        if file is not None:
            self.source.read(file)

    @property
    def step(self) -> int:
        """The step in view, from 0."""
        return self._stack.currentIndex()

    # ---- the steps

    def go_on(self) -> None:
        """Go to the next step, to the next question, or do it, where that can be done now."""
        if not self.next.isEnabled():
            return
        if self.step == 0 and self.plan is not None:
            self._show_step(1)
        elif self.step == 1 and self.plan is not None:
            if self.plan.count(Fate.ASKS):
                self.next_question()
            else:
                self._show_step(2)
        elif self.step == len(TITLES) - 1:
            self._do()

    def go_back(self) -> None:
        """Go to the step before; what was answered is kept."""
        if self.step and not self._doing:
            self._show_step(self.step - 1)

    def next_question(self) -> None:
        """Go to the first answer of the next question that is open, from the row in hand on and round the end.

        Those that need an answer come first, and one that holds for several rows comes once.
        """
        if self.step != 1 or self.plan is None:
            return
        self.only.setCurrentIndex(0)
        self._fill()
        found = next_open(self.plan, self._answers, self.table.row_in_hand(), self._in_question)
        if found is None:
            return
        place, key = self._in_question = found
        self.table.go_to(place)
        if self.panel.buttons.get(key):
            button_of = self.panel.buttons[key][0]
            button_of.setFocus(Qt.FocusReason.ShortcutFocusReason)
            for one in (self.panel.buttons[key][-1], button_of):  # all answers, where there is room
                self.panel.ensureWidgetVisible(one, 0, grown(60))
                self.area.ensureWidgetVisible(one, 0, grown(60))

    def _is_open(self, row: RowPlanned) -> bool:
        """Say whether a row needs an answer, or may have one where nobody is known by a name."""
        plan = self.plan
        return row.fate is Fate.ASKS or (plan is not None and bool(may_be_answered(plan, row, self._answers)))

    def _show_step(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.count.setText(f"Step {number + 1} of {len(TITLES)}")
        self.heading.setText(TITLES[number])
        self.back.setVisible(number > 0)
        announce(self, f"{self.count.text()}: {self.heading.text()}")
        if number == len(TITLES) - 1:
            self._shown = None
            self._say("")
            self.summary.setText("Finding out what would change…")
            self.changes.clear()
            self._look()
        elif number == 1:
            first = self.table.next_with(lambda row: row.fate is Fate.ASKS)
            first = first if first is not None else self.table.next_with(lambda row: row.fate is Fate.REFUSED)
            if first is not None:
                self.table.go_to(first)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_ready()

    def _show_ready(self) -> None:
        plan = self.plan
        if self.step == 0:
            self.next.setText("Next")
            self.next.setEnabled(plan is not None and bool(plan.rows))
        elif self.step == 1 and plan is not None:
            asks = plan.count(Fate.ASKS)
            useful = plan.count(Fate.NEW) + plan.count(Fate.CHANGED)
            self.next.setText("Next question" if asks else "Next")
            refused = plan.count(Fate.REFUSED)
            self.leave_out.setVisible(refused > 0)
            self.next.setEnabled(asks > 0 or (useful > 0 and (not refused or self.leave_out.isChecked())))
        else:
            self.next.setText("Import")
            self.next.setEnabled(self._shown is not None and self._shown.count > 0 and not self._doing)
        self.why.setText("" if self.next.isEnabled() else self._why())
        self.next.setAccessibleDescription(self.why.text())

    def _why(self) -> str:
        """Return why the next step can't be taken now, and what opens it."""
        plan = self.plan
        if self.step == 0:
            return "Choose a file, or paste a table, first." if plan is None else "There is no row in it."
        if self.step == len(TITLES) - 1:
            return "Nothing would change." if self._shown is not None and not self._shown.count else ""
        if plan is None or not plan.count(Fate.NEW) + plan.count(Fate.CHANGED):
            return "" if plan is None else nothing_words(plan) or "No row is left to take in."
        refused = plan.count(Fate.REFUSED)
        rows, them = ("1 row", "it") if refused == 1 else (f"{refused:,} rows", "them")
        return f"{rows} can't be taken: mend the list, or leave {them} out by the tick box above."

    # ---- each row

    def _make_rows(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.counted = label("", "strong", wrap=True)
        self.only = QComboBox(page)
        self.only.setAccessibleName("Which rows are shown")
        self.only.addItem("All rows", None)
        for fate in Fate:
            self.only.addItem(f"Only: {fate.value}", fate)
        self.only.activated.connect(lambda _: self._fill())
        top = QHBoxLayout()
        column.addLayout(top)
        top.addWidget(self.counted, 1)
        top.addWidget(self.only)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setProperty("role", "plain")
        self.split.setChildrenCollapsible(False)
        self.split.setContentsMargins(OUTER, OUTER, OUTER, OUTER)  # the area would cut off the ring around the table
        self.table = RowsView(self._takes, self.split)
        self.panel = QuestionsPanel(self._tasks, self._takes.finds, self._answered, self.split)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.area = QScrollArea(page, widgetResizable=True)  # on a small screen both parts keep their height
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("role", "plain")
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self.split, 1)
        self.area.setWidget(inside)
        column.addWidget(self.area, 1)
        self.leave_out = QCheckBox("Leave out the rows that can't be taken, and import the others")
        self.leave_out.toggled.connect(lambda _: self._show_ready())
        column.addWidget(self.leave_out)
        self.notes = label("", "small", wrap=True)
        within.addWidget(self.notes)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        self._stack.addWidget(page)

    def _asked_anew(self, asked: Asked | None) -> None:
        """Take what is asked for now; answers stay while the rows are the same."""
        before, self._asked = self._asked, asked
        if before is None or asked is None or _rows_of(before) != _rows_of(asked):
            self._answers = {}
        self._make_plan()

    def _answered(self, key: str, answer: Answer) -> None:
        if key.startswith("row:") and not answer.leave:
            self._answers.pop(key, None)
        else:
            self._answers[key] = answer
        self._make_plan()

    def _make_plan(self) -> None:
        asked = self._asked
        if asked is None:
            self.plan = None
            self._show_ready()
            return
        asked = replace(asked, answers=dict(self._answers))
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: self._takes.plan(session, asked, today), self._take_plan, self._refused,
            key=f"import {id(self)}", owner=self,
        )  # fmt: skip

    def _take_plan(self, plan: ListPlanned) -> None:
        self.plan = plan
        self.source.show_plan(plan)
        words = plan.words()
        asks = plan.count(Fate.ASKS)
        more = sum(row.fate is not Fate.ASKS and self._is_open(row) for row in plan.rows)
        rows = "row has an optional question, and can stay as it is" if more == 1 else (
            "rows have an optional question, and can stay as they are"
        )  # fmt: skip
        may = f"{more:,} {'more ' if asks else ''}{rows}." if more else ""
        said = " ".join(filter(None, (may, nothing_words(plan))))
        self.counted.setText(f"{words[:1].upper()}{words[1:]}{f'. {said}' if said else ''}")
        self.notes.setText(" ".join(plan.notes))
        self.notes.setVisible(bool(plan.notes))
        self._fill()
        self._show_ready()

    def _fill(self) -> None:
        if self.plan is not None:
            self.table.show_plan(self.plan, self.only.currentData())
            self._show_row()

    def _show_row(self) -> None:
        self.panel.show_row(self.plan, self.table.row_in_hand(), self._answers)
        self._make_room()

    def _make_room(self) -> None:
        """Below the table, give the row in hand the height of its questions, and the table what is left."""
        below = self.split.orientation() is Qt.Orientation.Vertical
        above, least = grown(TABLE_LEAST if below else LEAST), grown(LEAST)
        if below:  # all that stands here scrolls at once, and nothing within it but the rows
            least = max(least, self.panel.wanted_height())
        self.table.setMinimumHeight(above)
        self.panel.setMinimumHeight(least)

    # ---- what will change

    def _make_last(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.said, self.summary = label("", "error", wrap=True), label("", "strong", wrap=True)
        self.changes = changes_tree(self)
        for part in (self.said, self.summary):
            column.addWidget(part)
        column.addWidget(self.changes, 1)
        self._stack.addWidget(page)

    def _look(self) -> None:
        """Find out what would change."""
        if self._asked is not None:
            asked = replace(self._asked, answers=dict(self._answers), without_refused=self.leave_out.isChecked())
            self._tasks.rehearse(
                self._takes.take, self._describe, asked, then=self._show_changes, failed=self._refused, owner=self
            )

    def _describe(self, session: "Session", rows: list[RowChange]) -> tuple[RecordChange, ...]:
        return record_changes(session, rows, self._takes.words)

    def _show_changes(self, shown: Shown) -> None:
        if self.step != len(TITLES) - 1 or self._doing:
            return
        anew = self._shown is not None and self._shown.fingerprint != shown.fingerprint
        same = self._shown is not None and not anew
        self._shown = shown
        self._show_ready()
        if same:
            return
        self._say(MADE_ANEW if anew else "")
        left = self.plan.count(Fate.LEFT_OUT) + self.plan.count(Fate.REFUSED) if self.plan else 0
        rest = f" {left:,} row{' is' if left == 1 else 's are'} not taken." if left else ""
        self.summary.setText(f"{count_words(shown.said)}{rest} One undo takes it all back.")
        show_changes(self.changes, shown.said[:SHOWN])
        self.changes.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.summary.text())

    def _do(self) -> None:
        if self._asked is None or self._shown is None or self._doing:
            return
        self._doing = True
        self.next.setEnabled(False)
        asked = replace(self._asked, answers=dict(self._answers), without_refused=self.leave_out.isChecked())
        self._tasks.write(
            as_rehearsed(self._takes.take, self._shown.fingerprint), asked, then=self._taken, failed=self._refused,
            owner=self,
        )  # fmt: skip

    def _taken(self, outcome: Outcome[Any]) -> None:
        self.took_in.emit(outcome.value, outcome.announcement)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._doing = False
        if isinstance(error, ChangedMeanwhileError):
            self._look()
            return
        self._shown = None
        self.changes.clear()
        self.summary.setText("Nothing was changed. Go back to change the list or your answers.")
        self._say(notice_of(error).words)
        self._show_ready()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if words:
            announce(self, words)

    def _heard(self, _announcement: object) -> None:
        """Look again where something was saved meanwhile."""
        if self._doing:
            return
        if self.step == len(TITLES) - 1:
            self._look()
        elif self._asked is not None:
            self._make_plan()

    # ---- the window

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where a file is chosen."""
        super().showEvent(event)
        if self.step == 0:
            self.source.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the row in hand beside the table where there is room, else below it."""
        super().resizeEvent(event)
        low = self.height() < grown(LOW)
        self._column.setContentsMargins(24, 10 if low else 20, 24, 10 if low else 20)
        self._column.setSpacing(6 if low else 10)
        self._heads.setDirection(QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom)
        wide = self.width() >= grown(SIDE_BY_SIDE)
        self.split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is pasted in the first step."""
        if self.step == 0 and event.matches(QKeySequence.StandardKey.Paste):
            self.source.paste_clipboard()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file in the first step."""
        if self.step == 0 and dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.source.read(file)

    def _choose_file(self) -> None:
        if self.step == 0:
            self.source.ask_for_file()


def _rows_of(asked: Asked) -> tuple[object, ...]:
    """Return what decides which rows there are and what they say."""
    return asked.sheets, asked.kind, asked.columns, asked.hidden_too
