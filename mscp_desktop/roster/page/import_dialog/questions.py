"""What is asked of the row in hand: who or what a name means, each answer one press away."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.parts import label, literal, rule
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Field, Picked
from mscp_desktop.desktop.values import Kind as FieldKind
from mscp_desktop.roster.intake.fates import Fate, ListPlanned, RowPlanned
from mscp_desktop.roster.intake.resolving import Answer, Option, Question
from mscp_desktop.roster.page.import_dialog.takes import Finds

Answered = Callable[[str, Answer], None]
NARROWEST = 400  # pixels at 100%, in which a line of an answer has room
NEEDED = "▲ Needs an answer."
ANSWERED = "✓ Answered."
MAY_STAY = "Optional: it can stay as it is."
_WRAP = 44  # characters of a radio button's line


class QuestionsPanel(QScrollArea):
    """The row in hand in words, and its questions; an answer is told at once, and holds for every row it concerns."""

    def __init__(self, tasks: Tasks, finds: Finds, answered: Answered, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(grown(NARROWEST))
        self.setAccessibleName("The row in hand")
        self._tasks, self._finds, self._answered = tasks, finds, answered
        self._made: tuple[object, ...] = ()
        self.buttons: dict[str, list[QRadioButton]] = {}
        self.pickers: dict[str, FieldWidget] = {}
        self.words: QLabel = label("", wrap=True)
        self.states: dict[str, tuple[QLabel, str]] = {}  # how far each question is, and for how many rows it holds
        self.leave_out: QCheckBox | None = None

    def show_row(self, plan: ListPlanned | None, row: RowPlanned | None, answers: Mapping[str, Answer]) -> None:
        """Show a row; where its questions are the same as before, they stay as they are, with the keyboard."""
        questions = [] if plan is None or row is None else [
            plan.questions[key] for key in row.questions if key in plan.questions
        ]  # fmt: skip
        questions.sort(key=lambda question: not question.needed)
        made = (None if row is None else row.place, tuple(questions))
        if made != self._made:
            self._made = made
            held = self.in_hand()
            self._make(plan, row, questions, answers)
            if held is not None and held[1] < len(self.buttons.get(held[0], ())):
                self.buttons[held[0]][held[1]].setFocus(Qt.FocusReason.OtherFocusReason)
        if row is not None:
            words = row.besides if row.fate is Fate.ASKS else row.words  # the question itself says the rest
            self.words.setText(words)
            self.words.setVisible(bool(words))
        for question in questions:
            self._check(question, answers.get(question.key))

    def _make(
        self, plan: ListPlanned | None, row: RowPlanned | None, questions: list[Question], answers: Mapping[str, Answer]
    ) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 4, 12, 4)
        column.setSpacing(8)
        self.buttons, self.pickers, self.leave_out, self.states = {}, {}, None, {}
        if plan is not None and row is not None:
            column.addWidget(label(f"{row.entry.where[:1].upper()}{row.entry.where[1:]}", "strong", wrap=True))
            column.addWidget(label(f"It says: {row.entry.said}", "secondary", wrap=True))
            self.words = label(row.words, wrap=True)
            column.addWidget(self.words)
            for question in questions:
                column.addWidget(rule())
                self._add(column, question, plan, answers.get(question.key))
            if row.fate is not Fate.LEFT_OUT or f"row:{row.place}" in answers:
                column.addWidget(rule())
                shared = any(_rows_with(question, plan) > 1 for question in questions)
                self.leave_out = QCheckBox("Leave out this row only" if shared else "Leave this row out")
                self.leave_out.setChecked(f"row:{row.place}" in answers and answers[f"row:{row.place}"].leave)
                self.leave_out.toggled.connect(partial(self._leave_row, row.place))
                column.addWidget(self.leave_out)
        column.addStretch(1)
        self.setWidget(inside)

    def wanted_height(self) -> int:
        """Return the pixels that the row in hand takes at the width of now, questions and all."""
        inside = self.widget()
        made = None if inside is None else inside.layout()
        return 0 if made is None else made.totalHeightForWidth(self.viewport().width()) + 2 * self.frameWidth()

    def in_hand(self) -> tuple[str, int] | None:
        """Return the question and the answer that have the keyboard."""
        return next(
            ((key, at) for key, made in self.buttons.items() for at, one in enumerate(made) if one.hasFocus()), None
        )

    def _leave_row(self, place: int, leave: bool) -> None:
        self._answered(f"row:{place}", Answer(leave=leave))

    def _add(self, column: QVBoxLayout, question: Question, plan: ListPlanned, answer: Answer | None) -> None:
        many = _rows_with(question, plan)
        column.addWidget(label(question.words, "strong", wrap=True))
        kept = ", and is remembered" if question.remembered else ""
        holds = f" Your answer holds for {many} rows{kept}." if many > 1 else ""
        self.states[question.key] = label("", "small", wrap=True), holds
        column.addWidget(self.states[question.key][0])
        group = QButtonGroup(self.widget() or self)
        group.setParent(column.parentWidget() or self)
        made = []
        for option in question.options:
            one = self._radio(_option_words(option), column)
            one.clicked.connect(partial(self._say, question.key, option.answer))
            made.append(one)
            group.addButton(one)
        if many > 1 or (answer is not None and answer.leave):  # one row alone has the box below for that
            leave = self._radio("Leave out every row with this name", column)
            leave.clicked.connect(partial(self._say, question.key, Answer(leave=True)))
            group.addButton(leave)
            made.append(leave)
        self.buttons[question.key] = made
        find = self._finds.get(question.what)
        if find is not None:
            field = Field(
                "other", f"Another {question.what.value}", FieldKind.PICKER, find=find, empty="type a name",
            )  # fmt: skip
            picker = FieldWidget(field, self._tasks, self._tasks.store.clock.today)
            chosen = answer is not None and answer.uid is not None
            listed = {option.answer for option in question.options}
            if answer is not None and chosen and answer not in listed:
                picker.show_value(Picked(answer.uid, answer.name or ""), 0)
            picker.changed.connect(partial(self._picked, question.key))
            self.pickers[question.key] = picker
            column.addWidget(picker)

    def _radio(self, words: str, column: QVBoxLayout) -> QRadioButton:
        made = QRadioButton(literal(_wrapped(words)))
        made.setAccessibleName(words)
        made.installEventFilter(self)
        column.addWidget(made)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter on an answer as the choice of it, for arrows only move between them."""
        if isinstance(event, QKeyEvent) and isinstance(watched, QRadioButton):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                watched.click()
                return True
        return super().eventFilter(watched, event)

    def _say(self, key: str, answer: Answer, _checked: bool = True) -> None:
        self._answered(key, answer)

    def _picked(self, key: str, _field: str, value: object) -> None:
        if isinstance(value, Picked) and value.uid is not None:
            self.pickers[key].saved(value)
            self._answered(key, Answer(uid=value.uid, name=value.title))

    def _check(self, question: Question, answer: Answer | None) -> None:
        """Show which answer was given; what is new and was not asked for counts as answered so."""
        state, holds = self.states[question.key]
        state.setText(f"{ANSWERED if answer is not None else NEEDED if question.needed else MAY_STAY}{holds}")
        if answer is None and not question.needed:
            answer = question.default or question.options[-1].answer
        answers = [*(option.answer for option in question.options), Answer(leave=True)]
        for button, one in zip(self.buttons.get(question.key, ()), answers, strict=False):
            button.setChecked(one == answer)


def _rows_with(question: Question, plan: ListPlanned) -> int:
    """Return how many rows an answer holds for."""
    return sum(question.key in row.questions for row in plan.rows)


def _option_words(option: Option) -> str:
    for new in ("is a new ", "is somebody new"):
        if option.why.startswith(new):
            return f"Add “{option.name}” as {option.why.removeprefix('is ')}"
    return f"{option.name}: {option.why}" if option.why else option.name


def _wrapped(words: str) -> str:
    """Break a radio button's words into lines, which Qt does not."""
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + len(word) + 1 > _WRAP:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
