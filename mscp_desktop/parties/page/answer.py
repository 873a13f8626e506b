"""Shows what an agency's answer means, row by row, before it is taken in."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
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
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.foundation.operations import Operation
from mscp_desktop.parties.rules.requests import AgencyAnswer, AnswerLine, Fate

SIZE = (860, 560)
WIDTHS = (62, 260, 160)
LEAVE, TAKE = "Leave it as it is", "Take it after all"
TONES = {
    Fate.CHANGES: Tone.INFO, Fate.CONFIRMED: Tone.GOOD, Fate.BY_HAND: Tone.WARNING, Fate.UNUSABLE: Tone.BAD,
    Fate.UNANSWERED: Tone.NEUTRAL,
}  # fmt: skip


class AnswerDialog(QDialog):
    """Enter takes the answer in, Space leaves one change out or takes it again, Esc leaves everything as it is."""

    def __init__(
        self, tasks: Tasks, answer: AgencyAnswer[Any], what: str, take: Operation[..., Any], parent: QWidget,
        then: Callable[[str], None],
    ) -> None:  # fmt: skip
        """`what` is what each row is of ("Seat"), `take` the operation, and `then` is told what was done, in words."""
        super().__init__(parent)
        self.setWindowTitle(f"Answer of {answer.organisation}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE)
        self._tasks, self._answer, self._take_in, self._then = tasks, answer, take, then
        self._left: set[int] = set()  # the lines, by their place here, of changes that are not to be made
        headings = ("Row", what, "What becomes of it", "In words")
        self.list = shown_table("What the answer means", headings, len(answer.lines), self)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.full = label("", "small", wrap=True)  # the current line, whose cells may be cut off
        self.sentence = label("", "error", wrap=True)
        self.list.currentCellChanged.connect(lambda row, *_: self._say(row))
        self.list.installEventFilter(self)
        self.leave_button = button(LEAVE, self._turn)
        self.accept_button = button("", self._take, kind="primary")
        self._lay_out()
        self._fill()
        self._say_verb()
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(f"Answer of {self._answer.organisation}", "heading", wrap=True))
        said = (
            f"{self._answer.count_words()[0].upper()}{self._answer.count_words()[1:]}. Nothing is changed until you go"
            " on; then the request is closed, and what is left to see to by hand is yours. A change that you don't want"
            " can be left. One undo takes it all back."
        )
        column.addWidget(label(said, wrap=True))
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        column.addLayout(foot)
        foot.setSpacing(12)
        foot.addWidget(self.full, 1)
        foot.addWidget(self.leave_button)
        self.sentence.hide()
        column.addWidget(self.sentence)
        end_form(column, button("Cancel", self.reject), self.accept_button)

    def _fill(self) -> None:
        order = list(Fate)
        self._shown = sorted(
            self._answer.lines, key=lambda line: (line.fate is not Fate.UNUSABLE, order.index(line.fate), line.line)
        )
        for at in range(len(self._shown)):
            self._show(at)
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, wide in enumerate(WIDTHS):
            self.list.setColumnWidth(at, wide)
        header.setStretchLastSection(True)
        if self._shown:
            self.list.setCurrentCell(0, 0)

    def _show(self, at: int) -> None:
        for column, cell in enumerate(_cells(self._shown[at], left=at in self._left)):
            item = QTableWidgetItem(cell.words)
            item.setData(CELL_ROLE, cell)
            self.list.setItem(at, column, item)

    def _say(self, row: int) -> None:
        line = self._shown[row] if 0 <= row < len(self._shown) else None
        self.full.setText("" if line is None else f"{line.about}: {line.words or line.fate.value}")
        self.leave_button.setVisible(any(one.answer is not None for one in self._shown))
        self.leave_button.setEnabled(line is not None and line.answer is not None)
        self.leave_button.setText(literal(TAKE if row in self._left else LEAVE))

    def _say_verb(self) -> None:
        number = len(self.chosen())
        some = f"Make {number} change{'' if number == 1 else 's'}" if number else "Note that it came in"
        self.accept_button.setText(literal(some))

    def _turn(self) -> None:
        """Leave the change in the current row out, or take it again."""
        row = self.list.currentRow()
        if 0 <= row < len(self._shown) and self._shown[row].answer is not None:
            self._left ^= {row}
            self._show(row)
            self._say(row)
            self._say_verb()

    def chosen(self) -> list[Any]:
        """Return what is to be changed."""
        return [line.answer for at, line in enumerate(self._shown) if line.answer is not None and at not in self._left]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space in the list."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key()
        if watched is self.list and pressed == Qt.Key.Key_Space:
            self._turn()
            return True
        return super().eventFilter(watched, event)

    def _words(self) -> str:
        return self._answer.count_words(len(self._left))

    def _take(self) -> None:
        self.accept_button.setEnabled(False)
        self._tasks.write(
            self._take_in, self._answer.request_uid, self.chosen(), self._words(),
            then=self._done, failed=self._refused, owner=self,
        )  # fmt: skip

    def _done(self, _outcome: Any) -> None:
        self.accept()
        self._then(f"Took in the answer of {self._answer.organisation}: {self._words()}.")

    def _refused(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.sentence.setText(notice_of(error).words)
        self.sentence.show()


def _cells(line: AnswerLine[Any], *, left: bool) -> tuple[Cell, ...]:
    number = str(line.line) if line.line else ""
    fate = pill("left as it is", Tone.NEUTRAL) if left else pill(line.fate.value, TONES[line.fate])
    return Cell(number), Cell(line.about), fate, Cell(line.words)
