"""Shows what an agency's answer means, row by row, before it is taken in."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.delegates import CELL_ROLE, CellDelegate
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.roster.rules.answers import AnswerLine, Fate, MembershipAnswer, take_membership

SIZE = (860, 560)
HEADINGS = ("Row", "Seat", "What becomes of it", "In words")
WIDTHS = (50, 290, 180)
TONES = {
    Fate.CHANGES: Tone.INFO, Fate.CONFIRMED: Tone.GOOD, Fate.BY_HAND: Tone.WARNING, Fate.UNUSABLE: Tone.BAD,
    Fate.UNANSWERED: Tone.NEUTRAL,
}  # fmt: skip


class AnswerDialog(QDialog):
    """Enter takes the answer in, Esc leaves everything as it is."""

    def __init__(self, tasks: Tasks, answer: MembershipAnswer, parent: QWidget, then: Callable[[str], None]) -> None:
        """`then` is told what was done, in words."""
        super().__init__(parent)
        self.setWindowTitle(f"Answer of {answer.organisation}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE)
        self._tasks, self._answer, self._then = tasks, answer, then
        self.list = shown_table("What the answer means", HEADINGS, len(answer.lines), self)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.full = label("", "small", wrap=True)  # the current line, whose cells may be cut off
        self.sentence = label("", "error", wrap=True)
        self.list.currentCellChanged.connect(lambda row, *_: self._say(row))
        number = len(answer.answers())
        verb = f"Make {number} change{'' if number == 1 else 's'}" if number else "Note that it came in"
        self.accept_button = button(verb, self._take, kind="primary")
        self._lay_out()
        self._fill()
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(f"Answer of {self._answer.organisation}", "heading", wrap=True))
        said = (
            f"{self._answer.count_words()[0].upper()}{self._answer.count_words()[1:]}. Nothing is changed until you go"
            " on; then the request is closed, and what is left to see to by hand is yours. One undo takes it all back."
        )
        column.addWidget(label(said, wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.full)
        self.sentence.hide()
        column.addWidget(self.sentence)
        end_form(column, button("Cancel", self.reject), self.accept_button)

    def _fill(self) -> None:
        order = list(Fate)
        self._shown = sorted(
            self._answer.lines, key=lambda line: (line.fate is not Fate.UNUSABLE, order.index(line.fate), line.line)
        )
        for at, line in enumerate(self._shown):
            for column, cell in enumerate(_cells(line)):
                item = QTableWidgetItem(cell.words)
                item.setData(CELL_ROLE, cell)
                self.list.setItem(at, column, item)
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, wide in enumerate(WIDTHS):
            self.list.setColumnWidth(at, wide)
        header.setStretchLastSection(True)
        if self._shown:
            self.list.setCurrentCell(0, 0)

    def _say(self, row: int) -> None:
        line = self._shown[row] if 0 <= row < len(self._shown) else None
        self.full.setText("" if line is None else f"{line.seat}: {line.words or line.fate.value}")

    def _take(self) -> None:
        answer = self._answer
        self.accept_button.setEnabled(False)
        self._tasks.write(
            take_membership, answer.request_uid, answer.answers(), answer.count_words(),
            then=self._done, failed=self._refused, owner=self,
        )  # fmt: skip

    def _done(self, _outcome: Any) -> None:
        self.accept()
        self._then(f"Took in the answer of {self._answer.organisation}: {self._answer.count_words()}.")

    def _refused(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.sentence.setText(notice_of(error).words)
        self.sentence.show()


def _cells(line: AnswerLine) -> tuple[Cell, ...]:
    number = str(line.line) if line.line else ""
    return Cell(number), Cell(line.seat), pill(line.fate.value, TONES[line.fate]), Cell(line.words)
