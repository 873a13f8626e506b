"""Shows how complete a service's workbook is, case by case, before it is taken in: never what stands in it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidgetItem, QVBoxLayout, QWidget

from mscp_desktop.audits.rules.returned import CaseAnswer, ServiceAnswer, take_return
from mscp_desktop.desktop.delegates import CELL_ROLE, CellDelegate
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.parties.page.answer import Wrapping

SIZE, SHARE = (860, 520), 0.75
CASE, STATE = 110, 130  # pixels at 100%
TALLEST = 600
HEADINGS = ("Case", "How it stands", "In words")
SEALED = "What it says is sealed: it is shown to nobody until the audit is revealed."
LATE = "The audit is revealed, so this is marked as late: others' grades could be seen by then."


class ReturnDialog(QDialog):
    """Enter takes the answer in, Esc leaves everything as it is."""

    def __init__(self, tasks: Tasks, answer: ServiceAnswer, parent: QWidget, then: Callable[[str], None]) -> None:
        """`then` is told what was done, in words."""
        super().__init__(parent)
        self.setWindowTitle(f"Answer of {answer.service}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE, SHARE)
        self._tasks, self._answer, self._then = tasks, answer, then
        lines = [*(_cells(one) for one in answer.cases), *(_other(one) for one in answer.others)]
        self.list = shown_table("What the answer brings", HEADINGS, len(lines), self)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setItemDelegateForColumn(len(HEADINGS) - 1, Wrapping(self.list))
        self.list.verticalHeader().setMaximumSectionSize(grown(TALLEST))
        for row, cells in enumerate(lines):
            for at, cell in enumerate(cells):
                item = QTableWidgetItem(cell.words)
                item.setData(CELL_ROLE, cell)
                self.list.setItem(row, at, item)
        self.list.setColumnWidth(0, grown(CASE))
        self.list.setColumnWidth(1, grown(STATE))
        header = self.list.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.sectionResized.connect(lambda *_: self.list.resizeRowsToContents())
        if lines:
            self.list.setCurrentCell(0, 0)
        self.sentence = label("", "error", wrap=True)
        self.sentence.hide()
        number = len(answer.takes())
        words = f"Take in {number} case{'' if number == 1 else 's'}"
        self.accept_button = button(literal(words), self._take, kind="primary")
        self.accept_button.setEnabled(bool(number))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(whose(answer), "heading", wrap=True))
        if answer.other:
            column.addWidget(label(warning_of(answer), "error", wrap=True))
        column.addWidget(label(about(answer), wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.sentence)
        end_form(column, button("Cancel", self.reject), self.accept_button)
        FocusRing(self)
        self.list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give what is said the room that is left, on as many lines as it takes."""
        if watched is self.list.viewport() and event.type() == QEvent.Type.Resize:
            room = self.list.viewport().width() - self.list.columnWidth(0) - self.list.columnWidth(1)
            self.list.setColumnWidth(len(HEADINGS) - 1, room)
            self.list.resizeRowsToContents()
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        self.accept_button.setEnabled(False)
        answers: list[Any] = [(one.case_uid, one.own, one.known) for one in self._answer.takes()]
        self._tasks.write(
            take_return, self._answer.return_uid, answers, then=self._done, failed=self._refused, owner=self
        )

    def _done(self, _outcome: Any) -> None:
        self.accept()
        self._then(f"Took in the answer of {self._answer.service}: {self._answer.count_words()}.")

    def _refused(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.sentence.setText(notice_of(error).words)
        self.sentence.show()


def whose(answer: ServiceAnswer) -> str:
    """Return which file it is and whose workbook."""
    return f"{answer.file} is the workbook of {answer.service}" if answer.file else f"Answer of {answer.service}"


def warning_of(answer: ServiceAnswer) -> str:
    """Return what is odd about the name of its file."""
    return (
        f"The name of the file is that of {answer.other}, and the workbook is that of {answer.service}. Ask who filled"
        " it in before you take it in."
    )


def about(answer: ServiceAnswer) -> str:
    """Return what stands above the cases: which audit and edition, how complete, and what happens to it."""
    words = answer.count_words()
    closed = f" It had been closed: {answer.closed}." if answer.closed else ""
    none = "" if answer.takes() else " Nothing of it can be taken, so it is still waited for."
    return (
        f"{answer.audit}, edition {answer.edition}.{closed} {words[:1].upper()}{words[1:]}.{none}"
        f" {LATE if answer.late else SEALED} One undo takes all of it back."
    )


def _cells(one: CaseAnswer) -> tuple[Cell, ...]:
    if one.contradicts:
        state = pill("can't be taken", Tone.BAD)
    elif one.is_whole():
        state = pill("complete", Tone.GOOD)
    else:
        state = pill("in part", Tone.WARNING) if one.is_said() else pill("no answer", Tone.NEUTRAL)
    return Cell(one.case), state, Cell("\n".join(_said(one)))


def _said(one: CaseAnswer) -> list[str]:
    """Return what is said of a case: how complete, what differs, what can't be taken, and what to look at."""
    said = [f"{one.words()[:1].upper()}{one.words()[1:]}."]
    if one.differences:
        said += [f"{each.what}: {each.now}, and was {each.before}." for each in one.differences]
    elif one.differs:
        cells = "1 cell says" if one.differs == 1 else f"{one.differs} cells say"
        said.append(f"{cells} something else than what was taken in before; the newer is kept.")
    if one.missing:
        said.append(f"{one.missing} row{' was' if one.missing == 1 else 's were'} deleted from the workbook.")
    said += [f"{each.rstrip('.')}." for each in one.problems]
    for kind, lines in one.identities:
        where = f"Row{'' if len(lines) == 1 else 's'} {', '.join(map(str, lines))}"
        said.append(f"{where}: what looks like {'an' if kind[:1] in 'NAEIOaeio' else 'a'} {kind}. It could tell whose"
                    " case it is: ask them for another workbook, or redact it after the reveal.")  # fmt: skip
    return said


def _other(words: str) -> tuple[Cell, ...]:
    return Cell("The workbook"), pill("can't be taken", Tone.BAD), Cell(words)
