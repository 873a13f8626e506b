"""A small form that asks for a few values before an operation is done."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import take_height
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation.drafts import FORM, Kept, drafts_at, place_of
from mscp_desktop.foundation.errors import UserError

DRAFT_EVERY = 2000  # milliseconds
NARROWEST = 420  # pixels at 100%


class AskDialog(QDialog):
    """Asks for values and hands them over when all are right: Enter does it, Esc leaves without a change."""

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        verb: str,
        act: Callable[[dict[str, Any]], Act],
        parent: QWidget,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """`verb` is what the button says and does, such as "Record the new holder".

        `act` turns the values into the operation. The form closes once that is done, and `then` is given what it
        returned; where it is refused, the sentence stands by the last field and what was typed stays.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(grown(NARROWEST))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks, self._act, self._then = tasks, act, then
        self.fields = {field.key: FieldWidget(field, tasks, tasks.store.clock.today, self) for field in fields}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(title, "heading", wrap=True))
        for key, widget in self.fields.items():
            widget.show_value(values.get(key), 0)
            widget.editor.escaped.connect(self.reject)
            for control in widget.editor.focusable():
                control.installEventFilter(self)
            column.addWidget(widget)
        self.accept_button = button(verb, self._done, kind="primary")
        self.accept_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = button("Cancel", self.reject)
        cancel.setAutoDefault(True)  # so that Enter on it cancels
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        column.addLayout(buttons)
        FocusRing(self)
        self._kept: set[str] = set()
        self._stays = False
        self._drafts = QTimer(self, interval=DRAFT_EVERY, singleShot=True)
        self._drafts.timeout.connect(self._keep_drafts)
        for widget in self.fields.values():
            widget.typed.connect(lambda _: self._drafts.start())
        self._place = place = place_of(FORM, title)
        user = tasks.actor.uid
        tasks.read(lambda session: drafts_at(session, user, place), self._take_back, owner=self)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field; what a field says of its value depends on the room it has by now."""
        super().showEvent(event)
        for widget in self.fields.values():
            widget.show_value(widget.value, 0)
        take_height(self)
        next(iter(self.fields.values())).focus()

    def keep(self) -> None:
        """Keep what is typed, where the program closes this form by itself; opened again, the form shows it."""
        self._stays = True
        self._keep_drafts()

    def _keep_drafts(self) -> None:
        for key, widget in self.fields.items():
            text = widget.draft()
            if text is not None:
                words = f"{widget.field.label}\n{self.windowTitle()}"
                self._tasks.draft(self._place, key, text, over=widget.shown, words=words)
                self._kept.add(key)

    def done(self, result: int) -> None:
        """Forget what was kept once a person saved or dropped it."""
        self._drafts.stop()
        for key in () if self._stays else self._kept:
            self._tasks.draft(self._place, key, None)
        self._kept.clear()
        super().done(result)

    def _take_back(self, drafts: Mapping[str, Kept]) -> None:
        for key, kept in drafts.items():
            self._kept.add(key)
            if key in self.fields and self.fields[key].draft() is None:
                self.fields[key].take_draft(kept.text, kept.over)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter from a field as the answer to the whole."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            field = next((one for one in self.fields.values() if watched in one.editor.focusable()), None)
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if entered and field is not None and field.editor.enter_saves(event):
                self._done()
                return True
        return super().eventFilter(watched, event)

    def _done(self) -> None:
        """Hand the values over, or show beside the first field that is not right what would be."""
        found: dict[str, Any] = {}
        for key, widget in self.fields.items():
            try:
                found[key] = widget.read()
            except UserError as error:
                widget.refuse(str(error))
                widget.focus()
                return
        act = self._act(found)
        self.accept_button.setEnabled(False)
        self._tasks.write(act.operation, *act.args, then=self._finished, failed=self._refused, owner=self, **act.kwargs)

    def _finished(self, outcome: Any) -> None:
        self.accept()
        if self._then is not None:
            self._then(outcome.value)

    def _refused(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        last = list(self.fields.values())[-1]
        last.refuse(notice_of(error).words)
        last.focus()
