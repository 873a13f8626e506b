"""Shows what a block from a spreadsheet will change, cell by cell, and changes it all in one step."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QRadioButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.delegates import CELL_ROLE, CellDelegate
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tables.clipboard import read_block
from mscp_desktop.desktop.tables.model import PAGE
from mscp_desktop.desktop.tables.paste import Answers, Paste, Pasted, Plan, PlannedCell, PlannedRow, Target, plan_paste
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Detail, Field, Look, Query, Tone, pill, words_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Outcome

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.tables.view import RecordTable

SIZE = (860, 560)
HEADINGS = ("Row", "Whose", "What", "Now", "After")
SHOWN = 500  # cells; more are counted


class PasteDialog(QDialog):
    """The preview of a paste: Enter pastes, Esc leaves everything as it is."""

    def __init__(
        self,
        tasks: Tasks,
        plan: Plan,
        paste: Paste,
        replan: Callable[[Answers, Callable[[Plan], None]], None],
        parent: QWidget,
        then: Callable[[Sequence[str]], None],
    ) -> None:
        """`replan` plans anew once something was answered; `then` is told the uids of the records that are new."""
        super().__init__(parent)
        self.setWindowTitle("Paste from a spreadsheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE)
        self._tasks, self._plan, self._paste_in, self._replan, self._then = tasks, plan, paste, replan, then
        self._answers = Answers()
        self._lines: list[PlannedCell] = []
        self.said = label("", wrap=True)
        self.notes = label("", wrap=True)
        self.by_name = QRadioButton(literal(plan.by_name))
        self.over = QRadioButton(literal(plan.over))
        self.list = shown_table("What will change", HEADINGS, parent=self)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.sentence = label("", "error", wrap=True)
        self.full = label("", "small", wrap=True)  # the current line, whose cells may be cut off
        self.meant = button("What is meant…")
        self.menu = QMenu(self.meant)
        self.meant.setMenu(self.menu)
        self.list.currentCellChanged.connect(lambda row, *_: self._say(row))
        self.list.cellDoubleClicked.connect(lambda *_: self._ask())
        self.leave_out = QCheckBox("Leave out the rows that can't be taken, and paste the others")
        self.leave_out.toggled.connect(lambda _: self._show_ready())
        self.accept_button = button("Paste", self._paste, kind="primary")
        self._lay_out()
        self._show(plan)
        for one, over in ((self.by_name, False), (self.over, True)):
            one.clicked.connect(lambda _=False, over=over: self._answer(replace(self._answers, over=over)))
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("Paste from a spreadsheet", "heading"))
        column.addWidget(self.said)
        self._ways = QWidget()
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(4)
        ways.addWidget(label("The block has no headings. What is to happen?", "strong", wrap=True))
        ways.addWidget(self.by_name)
        ways.addWidget(self.over)
        self.by_name.setChecked(True)
        self._ways.setVisible(bool(self._plan.over))
        column.addWidget(self._ways)
        column.addWidget(self.notes)
        column.addWidget(self.list, 1)
        line = QHBoxLayout()
        column.addLayout(line)
        line.setSpacing(12)
        line.addWidget(self.full, 1)
        line.addWidget(self.meant, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.leave_out)
        self.sentence.hide()
        column.addWidget(self.sentence)
        end_form(column, button("Cancel", self.reject), self.accept_button)

    def _answer(self, answers: Answers) -> None:
        """Take an answer, and plan the block anew."""
        self._answers = answers
        self.accept_button.setEnabled(False)
        self._replan(answers, self._show)

    def _show(self, plan: Plan) -> None:
        self._plan = plan
        self.said.setText(f"{plan.words()} Nothing is changed until you press Paste; one undo takes it all back.")
        self.notes.setText("\n".join(plan.notes))
        self.notes.setVisible(bool(plan.notes))
        self.leave_out.setVisible(plan.wrong > 0)
        self._fill()
        self._say(self.list.currentRow())
        self._show_ready()

    def _fill(self) -> None:
        """List each cell that changes: those that can't be taken first, then those to look at twice."""
        rows = sorted(self._plan.rows, key=lambda row: (not row.wrong, row.number))
        cells = [(row, cell) for row in rows for cell in sorted(row.cells, key=lambda cell: not cell.problem)]
        self._lines = [cell for _, cell in cells[:SHOWN]]
        self.list.setRowCount(min(len(cells), SHOWN + 1))
        for at, (row, cell) in enumerate(cells[:SHOWN]):
            for column, shown in enumerate(_shown(row, cell)):
                item = QTableWidgetItem(shown.words)
                item.setData(CELL_ROLE, shown)
                self.list.setItem(at, column, item)
        if len(cells) > SHOWN:
            item = QTableWidgetItem()
            item.setData(CELL_ROLE, Cell(f"and {len(cells) - SHOWN:,} more", Look.UNKNOWN))
            self.list.setItem(SHOWN, 4, item)
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, wide in enumerate((60, 170, 120, 160)):
            self.list.setColumnWidth(at, grown(wide))
        header.setStretchLastSection(True)
        if cells:
            self.list.setCurrentCell(0, 0)

    def _say(self, row: int) -> None:
        items = [self.list.item(row, column) for column in range(len(HEADINGS))]
        self.full.setText(
            ", ".join(item.text() for item in items[1:3] if item) + ": " + (items[4].text() if items[4] else "")
            if row >= 0
            else ""
        )
        options = self._lines[row].options if 0 <= row < len(self._lines) else ()
        self.menu.clear()
        for one in options:
            self.menu.addAction(literal(one.words), partial(self._answer, one.answers))
        self.meant.setVisible(bool(options))

    def _ask(self) -> None:
        if self.meant.isVisibleTo(self):
            self.meant.showMenu()

    def _show_ready(self) -> None:
        records = self._plan.records()
        ready = bool(records) and (not self._plan.wrong or self.leave_out.isChecked())
        self.accept_button.setEnabled(ready)
        number, new = len(records), sum(one.uid is None for one in records)
        one = self._paste_in
        words = f"Add {one.counted(new)}" if new == number else f"Change {one.counted(number)}"
        if 0 < new < number:
            words = f"Change {one.counted(number - new)} and add {new:,}"
        self.accept_button.setText(words if number else "Paste")

    def _paste(self) -> None:
        records = self._plan.records()
        act = self._paste_in.act(records)
        self.accept_button.setEnabled(False)
        then = partial(self._done, records)
        self._tasks.write(act.operation, *act.args, then=then, failed=self._refused, owner=self, **act.kwargs)

    def _done(self, records: Sequence[Pasted], outcome: Outcome[Sequence[str]]) -> None:
        self.accept()
        self._then([uid for uid, one in zip(outcome.value, records, strict=True) if one.uid is None])

    def _refused(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.sentence.setText(notice_of(error).words)
        self.sentence.show()


def open_paste(
    table: "RecordTable",
    tasks: Tasks,
    paste: Paste,
    fields: Sequence[Field],
    load: "Callable[[Session, str, Query], Detail | None]",
) -> None:
    """Plan what the block on the clipboard would change, and show it; where it can't be laid over, say why."""
    block = read_block(QGuiApplication.clipboard().text())
    model, view = table.model, table.view
    shown = view.headings.shown()
    columns = tuple(model.source.columns[at] for at in shown[shown.index(table.current_column()) :])
    first = max(view.currentIndex().row(), 0)
    query, today = model.query, tasks.store.clock.today()
    keys = [paste.fields.get(column.key, column.key) for column in model.source.columns]
    named = keys.index(paste.named)
    ids = [one for one in (model.id_at(place) for place in range(first, first + len(block))) if one is not None]

    def read(session: "Session", answers: Answers) -> Plan:
        pages = (model.source.rows(session, ids[at : at + PAGE], query) for at in range(0, len(ids), PAGE))
        rows = {row.id: row for page in pages for row in page}
        under = [rows[one] for one in ids if one in rows]
        names = tuple(words_of(row.cells[named]) for row in under)
        target = Target(columns, tuple(row.uid for row in under), names, model.source.columns)
        return plan_paste(session, paste, fields, lambda s, uid: load(s, uid, query), target, block, today, answers)

    def plan(answers: Answers, then: Callable[[Plan], None], owner: QObject) -> None:
        tasks.read(partial(read, answers=answers), then, owner=owner)

    def show(first: Plan) -> None:
        if any(row.cells for row in first.rows):
            dialog = PasteDialog(
                tasks, first, paste, lambda answers, then: plan(answers, then, dialog), table.window(), done
            )
            dialog.open()
        else:
            said = "All of this stands in the table already, so there is nothing to change."
            tasks.failure.emit(UserError(" ".join([said, *first.notes])))

    def done(uids: Sequence[str]) -> None:
        table.focus_rows()
        table.choose(uids)

    plan(Answers(), show, table)


def _shown(row: PlannedRow, cell: PlannedCell) -> tuple[Cell, ...]:
    before = Cell("new", Look.UNKNOWN) if row.new else Cell(cell.before)
    if cell.problem:
        after = pill(cell.problem, Tone.BAD, cell.problem)
    elif cell.warning:
        said = f"{cell.after} ({cell.warning})"
        after = pill(said, Tone.WARNING, said)
    else:
        after = Cell(cell.after, Look.STRONG)
    return Cell(f"{row.number:,}"), Cell(row.title), Cell(cell.label), before, after
