"""Shows what a block from a spreadsheet will change, cell by cell, and changes it all in one step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.delegates import CELL_ROLE, CellDelegate
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tables.clipboard import read_block
from mscp_desktop.desktop.tables.model import PAGE
from mscp_desktop.desktop.tables.paste import Paste, Pasted, Plan, PlannedCell, PlannedRow, Target, plan_paste
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Cell, Detail, Field, Look, Query, Tone, pill
from mscp_desktop.foundation.errors import UserError

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
        act: Callable[[Sequence[Pasted]], Act],
        parent: QWidget,
        then: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste from a spreadsheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._tasks, self._plan, self._act, self._then = tasks, plan, act, then
        self.list = QTableWidget(0, len(HEADINGS), self)
        self.list.setAccessibleName("What will change")
        self.list.setHorizontalHeaderLabels(HEADINGS)
        self.list.verticalHeader().hide()
        self.list.setShowGrid(False)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setTabKeyNavigation(False)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.sentence = label("", "error", wrap=True)
        self.full = label("", "small", wrap=True)  # the current line, whose cells may be cut off
        self.list.currentCellChanged.connect(lambda row, *_: self._say(row))
        self.leave_out = QCheckBox("Leave out the rows that can't be taken, and paste the others")
        self.leave_out.toggled.connect(lambda _: self._show_ready())
        self.accept_button = button("Paste", self._paste, kind="primary")
        self.accept_button.setDefault(True)
        self._lay_out()
        self._fill()
        self._show_ready()
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("Paste from a spreadsheet", "heading"))
        said = f"{self._plan.words()} Nothing is changed until you press Paste; one undo takes it all back."
        column.addWidget(label(said, wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.full)
        self.leave_out.setVisible(self._plan.wrong > 0)
        column.addWidget(self.leave_out)
        self.sentence.hide()
        column.addWidget(self.sentence)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = button("Cancel", self.reject)
        cancel.setAutoDefault(True)  # so that Enter on it cancels
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        column.addLayout(buttons)

    def _fill(self) -> None:
        """List each cell that changes, those that can't be taken first."""
        rows = sorted(self._plan.rows, key=lambda row: (not row.wrong, row.number))
        cells = [(row, cell) for row in rows for cell in sorted(row.cells, key=lambda cell: not cell.problem)]
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
            self.list.setColumnWidth(at, wide)
        header.setStretchLastSection(True)
        if cells:
            self.list.setCurrentCell(0, 0)

    def _say(self, row: int) -> None:
        items = [self.list.item(row, column) for column in range(len(HEADINGS))]
        self.full.setText(
            ", ".join(item.text() for item in items[1:3] if item) + ": " + (items[4].text() if items[4] else "")
        )

    def _show_ready(self) -> None:
        ready = bool(self._plan.records()) and (not self._plan.wrong or self.leave_out.isChecked())
        self.accept_button.setEnabled(ready)
        number = len(self._plan.records())
        self.accept_button.setText(f"Paste {number:,} row{'' if number == 1 else 's'}" if number else "Paste")

    def _paste(self) -> None:
        act = self._act(self._plan.records())
        self.accept_button.setEnabled(False)
        self._tasks.write(act.operation, *act.args, then=self._done, failed=self._refused, owner=self, **act.kwargs)

    def _done(self, _outcome: Any) -> None:
        self.accept()
        self._then()

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
    ids = [one for one in (model.id_at(place) for place in range(first, first + len(block))) if one is not None]

    def read(session: "Session") -> Plan:
        pages = (model.source.rows(session, ids[at : at + PAGE], query) for at in range(0, len(ids), PAGE))
        uids = {row.id: row.uid for page in pages for row in page}
        target = Target(columns, tuple(uids[one] for one in ids if one in uids), model.source.columns)
        return plan_paste(session, paste, fields, lambda s, uid: load(s, uid, query), target, block, today)

    def show(plan: Plan) -> None:
        if any(row.cells for row in plan.rows):
            PasteDialog(tasks, plan, paste.act, table.window(), table.focus_rows).open()
        else:
            tasks.failure.emit(UserError("All of this stands in the table already, so there is nothing to change."))

    tasks.read(read, show, owner=table)


def _shown(row: PlannedRow, cell: PlannedCell) -> tuple[Cell, ...]:
    before = Cell("new", Look.UNKNOWN) if row.new else Cell(cell.before)
    after = pill(cell.problem, Tone.BAD, cell.problem) if cell.problem else Cell(cell.after, Look.STRONG)
    return Cell(f"{row.number:,}"), Cell(row.title), Cell(cell.label), before, after
