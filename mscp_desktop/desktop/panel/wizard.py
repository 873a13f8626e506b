"""An operation in steps, whose last step shows exactly what will change before it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.keep_in_view import keep_in_view
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.several import SeveralEditor
from mscp_desktop.desktop.panel.wizard_words import RecordChange, count_words
from mscp_desktop.desktop.panel.wrapping import wrap_tree
from mscp_desktop.desktop.parts import button, label, tip_of
from mscp_desktop.desktop.sheet import end_form, fit
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field
from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.operations import Outcome, Rehearsal, as_rehearsed
from mscp_desktop.foundation.row_changes import RowChange

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Shown = Rehearsal[Any, tuple[RecordChange, ...]]
SIZE = (820, 520)
NOW = 1  # the column of what stands there now
MADE_ANEW = "Something was changed meanwhile, so this was made anew. Look again before you go on."
LEFT_OPEN = "Left open, for you to see to"
LOOKING = "Finding out what would change…"


@dataclass(frozen=True, slots=True)
class Step:
    """One step before the last: what it asks for, and a sentence that explains it.

    `offers` gives the choices of its fields that take several, from what the steps before it say.
    """

    title: str
    fields: tuple[Field, ...]
    words: str = ""
    offers: "Callable[[Session, dict[str, Any]], Mapping[str, Sequence[Choice]]] | None" = None


class Wizard(QDialog):
    """Leads through steps to what will change, and does it: Enter goes on, Alt+Left goes back, Esc leaves.

    For the last step the operation is run and taken back, so what is shown is what it does. Where the data changes
    before it is agreed to, it is shown anew, and never done unseen.
    """

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        steps: Sequence[Step],
        values: Mapping[str, Any],
        verb: str,
        act: Callable[[dict[str, Any]], Act],
        describe: "Callable[[Session, list[RowChange]], tuple[RecordChange, ...]]",
        parent: QWidget,
        then: Callable[[Any], None] | None = None,
        left_open: Callable[[Any], Sequence[str]] | None = None,
        headline: Callable[[Any], str] | None = None,
    ) -> None:
        """`verb` is what the last button says and does, `act` turns the values into the operation.

        `describe` puts row changes into words while they stand; `then` is given what the operation returned. Of that
        `left_open` says what is left for somebody to see to, which is listed before the changes, and `headline` what
        will be done and how much of it there is, in place of what history will say and the number of records.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE)
        self._tasks, self._act, self._describe, self._then, self._verb = tasks, act, describe, then, verb
        self._left_open, self._headline = left_open, headline
        self._offered: dict[int, dict[str, Any]] = {}  # the values from which the choices of a step were made
        self._steps = tuple(steps)
        self._wanted: Act | None = None
        self._shown: Shown | None = None
        self._doing = False
        self.heading, self.count = label("", "heading", wrap=True), label("", "secondary")
        self._stack = QStackedWidget(self)
        self.fields: list[dict[str, FieldWidget]] = [self._add_step(step, values) for step in self._steps]
        self.summary, self.said = label("", "strong", wrap=True), label("", "error", wrap=True)
        self.changes = changes_tree(self)
        self._add_last()
        self.back = button("Back", self.go_back)
        self.next = button("Next", self.go_on, kind="primary")
        self.cancel = button("Cancel", self.reject)
        self._lay_out()
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        tasks.announced.connect(self._heard)
        self._show_step(0)
        FocusRing(self)

    @property
    def step(self) -> int:
        """The step in view, from 0; the last one shows what will change."""
        return self._stack.currentIndex()

    @property
    def at_end(self) -> bool:
        """Whether the last step is in view."""
        return self.step == len(self._steps)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        self._focus_step()

    def go_on(self) -> None:
        """Go to the next step, or do it; where a field is not right it says what would be."""
        if self.at_end:
            self._do()
        elif self._read_step(self.step) is not None:
            self._show_step(self.step + 1)

    def go_back(self) -> None:
        """Go to the step before; what was typed is kept."""
        if self.step and not self._doing:
            self._show_step(self.step - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter on the last step."""
        if self.at_end and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.next.isEnabled():
            self.go_on()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter from a field as the wish to go on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.at_end:
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            fields = self.fields[self.step].values()
            field = next((one for one in fields if watched in one.editor.focusable()), None)
            if entered and field is not None and field.editor.enter_saves(event):
                self.go_on()
                return True
        return super().eventFilter(watched, event)

    def _add_step(self, step: Step, values: Mapping[str, Any]) -> dict[str, FieldWidget]:
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(16)
        if step.words:
            column.addWidget(label(step.words, wrap=True))
        made = {}
        for field in step.fields:
            widget = FieldWidget(field, self._tasks, self._tasks.store.clock.today, inside)
            widget.show_value(values.get(field.key), 0)
            widget.editor.escaped.connect(self.reject)
            for control in widget.editor.focusable():
                control.installEventFilter(self)
            column.addWidget(widget)
            made[field.key] = widget
        column.addStretch(1)
        area = QScrollArea(self, widgetResizable=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._stack.addWidget(area)
        return made

    def _add_last(self) -> None:
        last = QWidget(self)
        column = QVBoxLayout(last)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.said, self.summary):
            column.addWidget(part)
        column.addWidget(self.changes, 1)
        self._stack.addWidget(last)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.count)
        column.addWidget(self.heading)
        column.addWidget(self._stack, 1)
        end_form(column, self.cancel, self.next, self.back)

    def _read_step(self, number: int) -> dict[str, Any] | None:
        """Return the values of a step, or None where one is not right; it says so, and has the keyboard."""
        found = {}
        for key, widget in self.fields[number].items():
            try:
                found[key] = widget.read()
            except UserError as error:
                widget.refuse(str(error))
                widget.focus()
                self._show_refused(widget)
                return None
        return found

    def _show_refused(self, widget: FieldWidget) -> None:
        """Scroll to a field that is not right once the form has the height that its sentence takes."""
        form = widget.parentWidget()
        if form is not None and (layout := form.layout()) is not None:
            layout.activate()
        keep_in_view(widget)

    def _show_step(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        total = len(self._steps) + 1
        parts = [f"Step {number + 1} of {total}"] if total > 1 else []
        self.count.setText(". ".join([*parts, "Not done yet"] if self.at_end else parts))
        self.heading.setText("What will change" if self.at_end else self._steps[number].title)
        self.back.setVisible(number > 0)
        self.next.setText(self._verb if self.at_end else "Next")
        self.next.setEnabled(not self.at_end)
        announce(self, f"{self.count.text()}: {self.heading.text()}")
        if self.at_end:
            self._begin_last()
            return
        self._offer(number)
        if self.isVisible():
            self._focus_step()

    def _offer(self, number: int) -> None:
        """Read what a step offers, where what was said before it is new."""
        offers, said = self._steps[number].offers, self._said_before(number)
        if offers is None or self._offered.get(number) == said:
            return
        self.next.setEnabled(False)

        def take(found: "Mapping[str, Sequence[Choice]]") -> None:
            self._offered[number] = said
            for key, choices in found.items():
                editor = self.fields[number][key].editor
                if isinstance(editor, SeveralEditor):
                    editor.offer(choices)
                    for control in editor.focusable():
                        control.installEventFilter(self)
            if self.step == number:
                self.next.setEnabled(True)
                self._focus_step()

        self._tasks.read(lambda session: offers(session, said), take, key=f"step {number} {id(self)}", owner=self)

    def _said_before(self, number: int) -> dict[str, Any]:
        """Return the values of all steps before one."""
        found: dict[str, Any] = {}
        for before in range(number):
            found |= self._read_step(before) or {}
        return found

    def _focus_step(self) -> None:
        if self.at_end:
            self.changes.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.fields[self.step]:
            next(iter(self.fields[self.step].values())).focus()

    def _begin_last(self) -> None:
        self._wanted, self._shown = self._act(self._said_before(len(self._steps))), None
        self.said.setVisible(False)
        self._look()

    def _look(self) -> None:
        """Find out what would change."""
        act = self._wanted
        if act is not None:
            self.next.setEnabled(False)
            if self._shown is None:
                self.summary.setText(LOOKING)
                self.changes.clear()
            self._tasks.rehearse(
                act.operation, self._describe, *act.args, then=self._show_changes, failed=self._refused, owner=self,
                **act.kwargs,
            )  # fmt: skip

    def _show_changes(self, shown: Shown) -> None:
        if not self.at_end or self._doing:
            return
        anew = self._shown is not None and self._shown.fingerprint != shown.fingerprint
        same = self._shown is not None and not anew
        self._shown = shown
        self.next.setEnabled(shown.count > 0)
        if same:
            return
        self._say(MADE_ANEW if anew else "")
        left = () if self._left_open is None else self._left_open(shown.value)
        if self._headline is not None and shown.said:
            words = self._headline(shown.value)
        else:
            words = f"{shown.summary}. {count_words(shown.said)}" if shown.said else count_words(shown.said)
        self.summary.setText(f"{words}{f' {len(left)} left open.' if left else ''}")
        show_changes(self.changes, shown.said, left)
        self._focus_step()
        announce(self, self.summary.text())

    def _do(self) -> None:
        act, shown = self._wanted, self._shown
        if act is None or shown is None or self._doing:
            return
        self._doing = True
        self.next.setEnabled(False)
        self._tasks.write(
            as_rehearsed(act.operation, shown.fingerprint), *act.args, then=self._finished, failed=self._refused,
            owner=self, **act.kwargs,
        )  # fmt: skip

    def _finished(self, outcome: Outcome[Any]) -> None:
        self.accept()
        if self._then is not None:
            self._then(outcome.value)

    def _refused(self, error: Exception) -> None:
        self._doing = False
        if isinstance(error, ChangedMeanwhileError):
            self._look()
            return
        self._shown = None
        named = error.field if isinstance(error, UserError) else ""
        step = next((number for number, fields in enumerate(self.fields) if named in fields), None)
        if step is not None:  # what is not right with one field is said there
            self._show_step(step)
            widget = self.fields[step][named]
            widget.refuse(notice_of(error).words)
            widget.focus()
            self._show_refused(widget)
            return
        self.next.setEnabled(False)
        self.changes.clear()
        self.summary.setText("Nothing was changed. Go back to choose something else.")
        self._say(notice_of(error).words)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if words:
            announce(self, words)

    def _heard(self, _announcement: object) -> None:
        """Look again where something was saved while the last step is in view."""
        if self.at_end and not self._doing:
            self._look()


def changes_tree(parent: QWidget) -> QTreeWidget:
    """Return an empty list of what will change."""
    made = QTreeWidget(parent)
    made.setAccessibleName("What will change")
    made.setHeaderLabels(["Record and field", "Now", "Then"])
    made.setRootIsDecorated(True)
    wrap_tree(made)
    made.setAllColumnsShowFocus(True)
    header = made.header()
    header.setStretchLastSection(False)
    for column in range(3):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return made


def show_changes(tree: QTreeWidget, changes: Sequence[RecordChange], left_open: Sequence[str] = ()) -> None:
    """Show in the list what will change, record by record, with what it leaves open first.

    Where nothing stands there now, as where all is added, what stands there then has the room of both.
    """
    tree.clear()
    tree.setColumnHidden(NOW, not any(change.before for one in changes for change in one.changes))
    if left_open:
        item = QTreeWidgetItem(tree, [LEFT_OPEN])
        _strong(item)
        for words in left_open:
            below = QTreeWidgetItem(item, [words])
            below.setFirstColumnSpanned(True)
            below.setToolTip(0, tip_of(words))
        item.setExpanded(True)
    for one in changes:
        item = QTreeWidgetItem(tree, [f"{one.done.value}: {one.title}"])
        _strong(item)
        item.setToolTip(0, tip_of(item.text(0)))
        for change in one.changes:
            below = QTreeWidgetItem(item, [change.label, change.before, change.after])
            said = f"{change.label}: {change.after}" if not change.before else (
                f"{change.label}: now {change.before}, then {change.after or 'gone'}"
            )  # fmt: skip
            below.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
            for column in range(tree.columnCount()):
                below.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        item.setExpanded(True)
    first = tree.topLevelItem(0)
    if first is not None:
        tree.setCurrentItem(first)


def _strong(item: QTreeWidgetItem) -> None:
    """Let an item stand over those below it."""
    font = item.font(0)
    font.setBold(True)
    item.setFont(0, font)
    item.setFirstColumnSpanned(True)
