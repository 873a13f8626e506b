"""Shows what an agency's answer means, row by row, before it is taken in."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.delegates import CELL_ROLE, LEFT, PADDING, CellDelegate, current_tokens
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.foundation.operations import Operation
from mscp_desktop.parties.rules.requests import AgencyAnswer, AnswerLine, Fate

SIZE = (860, 560)
SHARE = 0.75  # of the window that it stands over, where that is more
NARROW = {0: 62, 2: 170}  # pixels at 100% of the columns that hold a number and a pill
OF_WHOM = 0.34  # of the rest, for what a row is of
WRAPPED = (1, 3)  # columns of words
ABOVE = 7  # pixels between the words of a row and its lines
FLAGS = int(Qt.TextFlag.TextWordWrap) | LEFT
TALLEST = 150  # pixels at 100% of a row; more words stand below the table
LEAVE, TAKE = "Leave it as it is", "Take it after all"
TONES = {
    Fate.CHANGES: Tone.INFO, Fate.CONFIRMED: Tone.GOOD, Fate.BY_HAND: Tone.WARNING, Fate.UNUSABLE: Tone.BAD,
    Fate.UNANSWERED: Tone.NEUTRAL,
}  # fmt: skip


class AnswerDialog(QDialog):
    """Enter takes the answer in, Space leaves one change out or takes it again, Esc leaves everything as it is."""

    def __init__(
        self, tasks: Tasks, answer: AgencyAnswer[Any], what: str, take: Operation[..., Any], parent: QWidget,
        then: Callable[[str], None], write_back: Callable[[Callable[[str], None]], None],
    ) -> None:  # fmt: skip
        """`what` is what each row is of ("Seat"), `take` the operation, and `then` is told what was done, in words.

        `write_back` drafts an e-mail on what can't be taken, and calls what it is given with where that is.
        """
        super().__init__(parent)
        self.setWindowTitle(f"Answer of {answer.organisation}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE, SHARE)
        self._tasks, self._answer, self._take_in, self._then, self._write = tasks, answer, take, then, write_back
        self._spent = answer.is_spent()
        self._left: set[int] = set()  # the lines, by their place here, of changes that are not to be made
        headings = ("Row", what, "What becomes of it", "In words")
        self.list = shown_table("What the answer means", headings, len(answer.lines), self)
        self.list.setItemDelegate(CellDelegate(self.list))
        for at in WRAPPED:
            self.list.setItemDelegateForColumn(at, Wrapping(self.list))
        self.list.verticalHeader().setMaximumSectionSize(grown(TALLEST))
        self.list.viewport().installEventFilter(self)
        self.full = label("", "small", wrap=True)  # the current line, where its words are too many for its row
        self.sentence = label("", "error", wrap=True)
        self.list.currentCellChanged.connect(lambda row, *_: self._say(row))
        self.list.installEventFilter(self)
        self.leave_button = button(LEAVE, self._turn)
        self.accept_button = button("", self._take, kind=None if self._spent else "primary")
        self.back_button = button("Write back to them…", self._back, kind="primary" if self._spent else None)
        self._lay_out()
        self._fill()
        self._say_verb()
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(f"Answer of {self._answer.organisation}", "heading", wrap=True))
        counted = f"{self._answer.count_words()[0].upper()}{self._answer.count_words()[1:]}."
        said = (
            f"{counted} Nothing of it can be taken, so the request stays open: write back what is wrong, or close it by"
            " noting that the answer came in."
        ) if self._spent else (
            f"{counted} Nothing is changed until you go on; then the request is closed, and what is left to see to by"
            " hand is yours. A change that you don't want can be left. One undo takes it all back."
        )  # fmt: skip
        column.addWidget(label(said, wrap=True))
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        column.addLayout(foot)
        foot.setSpacing(12)
        foot.addWidget(self.full, 1)
        foot.addWidget(self.leave_button)
        other = self.accept_button if self._spent else self.back_button
        other.setVisible(self._spent or bool(self._answer.refused()))
        other.setAutoDefault(True)
        foot.addWidget(other)
        self.sentence.hide()
        column.addWidget(self.sentence)
        act = self.back_button if self._spent else self.accept_button  # Enter never closes what was not answered
        end_form(column, button("Cancel", self.reject), act)

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
        header.setStretchLastSection(True)
        header.sectionResized.connect(lambda *_: self.list.resizeRowsToContents())
        self._share()
        if self._shown:
            self.list.setCurrentCell(0, 0)

    def _share(self) -> None:
        """Let what the answer says have most of the room, on as many lines as it takes."""
        narrow = sum(grown(one) for one in NARROW.values())
        for at, wide in NARROW.items():
            self.list.setColumnWidth(at, grown(wide))
        self.list.setColumnWidth(1, int((self.list.viewport().width() - narrow) * OF_WHOM))
        self.list.resizeRowsToContents()
        self._say(self.list.currentRow())

    def _show(self, at: int) -> None:
        for column, cell in enumerate(_cells(self._shown[at], left=at in self._left)):
            item = QTableWidgetItem(cell.words)
            item.setData(CELL_ROLE, cell)
            self.list.setItem(at, column, item)

    def _say(self, row: int) -> None:
        line = self._shown[row] if 0 <= row < len(self._shown) else None
        cut = line is not None and self.list.sizeHintForRow(row) > self.list.rowHeight(row)
        self.full.setText(f"{line.about}: {line.words or line.fate.value}" if line is not None and cut else "")
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
        """Take Space in the list, and share its room anew where that changes."""
        if watched is self.list.viewport() and event.type() == QEvent.Type.Resize:
            self._share()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key()
        if watched is self.list and pressed == Qt.Key.Key_Space:
            self._turn()
            return True
        return super().eventFilter(watched, event)

    def _back(self) -> None:
        """Draft an e-mail on what can't be taken; where nothing can, that is all that is done."""
        self._write(self._wrote)

    def _wrote(self, words: str) -> None:
        if self._spent:
            self.accept()
            self._then(f"{words} The request to {self._answer.organisation} stays open.")
        else:
            self.full.setText(words)

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


class Wrapping(CellDelegate):
    """Paints words on as many lines as they take."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell of words."""
        painter.save()
        self.paint_ground(painter, option, index)
        painter.setPen(current_tokens().text)
        painter.drawText(_inner(option.rect), FLAGS, str(index.data()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that the words take in the width of the column."""
        least = super().sizeHint(option, index)
        room = QRect(0, 0, self._view_width(index.column()), grown(TALLEST) * 20)
        tall = option.fontMetrics.boundingRect(_inner(room), FLAGS, str(index.data())).height()
        return QSize(least.width(), max(least.height(), tall + 2 * ABOVE))

    def _view_width(self, column: int) -> int:
        view = self.parent()
        return view.columnWidth(column) if isinstance(view, QTableWidget) else 0


def _inner(box: QRect) -> QRect:
    return box.adjusted(PADDING, ABOVE, -PADDING, -ABOVE)


def _cells(line: AnswerLine[Any], *, left: bool) -> tuple[Cell, ...]:
    number = str(line.line) if line.line else ""
    fate = pill("left as it is", Tone.NEUTRAL) if left else pill(line.fate.value, TONES[line.fate])
    return Cell(number), Cell(line.about), fate, Cell(line.words)
