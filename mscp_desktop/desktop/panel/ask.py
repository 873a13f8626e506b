"""A small form that asks for a few values before an operation is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from mscp_desktop.desktop.deliveries import Cancelled
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.form_area import FormArea
from mscp_desktop.desktop.panel.redacting import redacting_act
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import MARGIN, end_form, take_height
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import FORM, Kept, drafts_at, place_of, words_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Outcome

DRAFT_EVERY = 1800  # milliseconds
NARROWEST = 420  # pixels at 100%


@dataclass(frozen=True, slots=True)
class Making:
    """Long work that an operation needs the result of: `words` say what in the bottom bar, `act` takes what it made."""

    words: str
    make: Callable[[Progress], Any]
    act: Callable[[Any], Act]


class AskDialog(QDialog):
    """Asks for values and hands them over when all are right: Enter does it, Esc leaves without a change.

    What was typed in a form that is left so is kept as a draft, which the form shows when it is opened again: Esc never
    drops it, the first time or later. The button that drops it does.
    """

    refused = Signal(object)  # the operation was refused: the error

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        verb: str,
        act: Callable[[dict[str, Any]], Act | Making | None],
        parent: QWidget,
        then: Callable[[Any], None] | None = None,
        *,
        about: str = "",
        place: str = "",
        command: str = "",
        drafts: bool = True,
    ) -> None:
        """`verb` is what the button says and does, such as "Record the new holder".

        `act` turns the values into the operation, None where there is nothing to do; or into long work that comes
        before it. The form closes once that is done, and `then` is given what it returned; where it is refused, the
        sentence stands by the field that it is about, else by the last, and what was typed stays. `about` names the
        record that the form is about. Its drafts are kept by its title, or by `place` where several records have such a
        form. `command` is the name of the page's command that opens it: the list of what is unfinished leads back into
        it. Without `drafts` nothing is kept: what the form is about is not on record itself.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(min(grown(NARROWEST), self.screen().availableGeometry().width()))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks, self._act, self._then = tasks, act, then
        self.outcome: Outcome[Any] | None = None  # of the operation, once it is done
        self.area = FormArea(self)
        self._writing = False
        self._keeps = drafts
        self._following = QTimer(self, interval=0, singleShot=True)
        self._following.timeout.connect(self._follow)
        self.fields = {
            field.key: FieldWidget(field, tasks, tasks.store.clock.today, self.area.form, kept=True) for field in fields
        }
        column = QVBoxLayout(self.area.form)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(16)
        heads = QVBoxLayout()
        column.addLayout(heads)
        heads.setSpacing(2)
        heads.addWidget(label(title, "heading", wrap=True))
        if about:
            heads.addWidget(label(about, "secondary", wrap=True))
        for key, widget in self.fields.items():
            widget.show_value(values.get(key), 0)
            widget.editor.escaped.connect(self.reject)
            for control in widget.editor.focusable():
                control.installEventFilter(self)
            column.addWidget(widget)
        self.accept_button = button(verb, self._done, kind="primary")
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        self._drop_button = button("Drop what was typed earlier", self._drop, kind="link")
        self._drop_button.hide()
        self._lay_out_foot(whole)
        self.area.grown.connect(self._grow)
        FocusRing(self)
        self._kept: set[str] = set()
        self._drafts = QTimer(self, interval=DRAFT_EVERY, singleShot=True)
        self._drafts.timeout.connect(self._keep_drafts)
        for widget in self.fields.values():
            widget.typed.connect(lambda _: self._drafts.isActive() or self._drafts.start())
            widget.typed.connect(lambda _: self._ask_what_is_meant())
            widget.changed.connect(lambda _key, _value: self._ask_what_is_meant())
        self._ask_what_is_meant()
        self._place = kept_at = place_of(FORM, place or title)
        self._called = f"{title}: {about}" if about else title
        self._opens = place_in_view(parent, command)
        user = tasks.actor.uid
        if drafts:
            tasks.read(lambda session: drafts_at(session, user, kept_at), self._take_back, owner=self)

    def _lay_out_foot(self, whole: QVBoxLayout) -> None:
        foot = QVBoxLayout()
        whole.addLayout(foot)
        foot.setContentsMargins(24, 0, 24, 20)
        foot.setSpacing(8)
        foot.addWidget(self._drop_button, 0, Qt.AlignmentFlag.AlignLeft)
        leave = "Go back" if self.accept_button.text().startswith("Cancel") else "Cancel"
        cancel = button(leave, self.reject)
        end_form(foot, cancel, self.accept_button)
        QWidget.setTabOrder(self.accept_button, cancel)  # after the last field comes what saves it, not what leaves

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field; what a field says of its value depends on the room it has by now."""
        super().showEvent(event)
        for widget in self.fields.values():
            widget.show_value(widget.value, 0)
        take_height(self)
        next(iter(self.fields.values())).focus()

    def _asked(self, widget: FieldWidget) -> bool:
        """Say whether a field is asked for, by what stands in the one that it depends on."""
        if widget.field.only_for is None:
            return True
        key, values = widget.field.only_for
        try:
            return self.fields[key].read() in values
        except UserError:
            return False

    def _ask_what_is_meant(self) -> None:
        """Show the fields that mean something by what stands in another."""
        for widget in self.fields.values():
            if widget.field.only_for is not None:
                widget.setVisible(self._asked(widget))

    def keep(self) -> None:
        """Keep what is typed, where the program closes this form by itself; opened again, the form shows it."""
        self._keep_drafts()

    def _keep_drafts(self) -> None:
        if not self._keeps:
            return
        for key, widget in self.fields.items():
            text = widget.draft()
            if text is None:
                self._forget(key)
            else:
                words = words_of(widget.field.label, self._called, self._opens)
                self._tasks.draft(self._place, key, text, over=widget.shown, words=words)
                self._kept.add(key)

    def reject(self) -> None:
        """Leave without a change; not while one is being saved, which could no longer be told of."""
        if not self._writing:
            super().reject()

    def done(self, result: int) -> None:
        """Forget what was kept once it is saved; what a person leaves unsaved is kept."""
        self._drafts.stop()
        if result == QDialog.DialogCode.Accepted:
            for key in tuple(self._kept):
                self._forget(key)
        else:
            self._keep_drafts()
        super().done(result)

    def _forget(self, key: str) -> None:
        if key in self._kept:
            self._tasks.draft(self._place, key, None)
            self._kept.discard(key)

    def _drop(self) -> None:
        """Begin anew: what was typed earlier goes, and what has been typed since."""
        for key, widget in self.fields.items():
            widget.restore()
            self._forget(key)
        self._drop_button.hide()
        next(iter(self.fields.values())).focus()

    def _take_back(self, drafts: Mapping[str, Kept]) -> None:
        for key, kept in drafts.items():
            self._kept.add(key)
            if key in self.fields and self.fields[key].draft() is None:
                self.fields[key].take_draft(kept.text, kept.over)
        self._drop_button.setVisible(bool(self._kept))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter from a field as the answer to the whole."""
        if event.type() == QEvent.Type.FocusIn:
            self._following.start()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            field = next((one for one in self.fields.values() if watched in one.editor.focusable()), None)
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if entered and field is not None and field.editor.enter_saves(event):
                self._done()
                return True
        return super().eventFilter(watched, event)

    def _done(self) -> None:
        """Hand the values over, once, or show beside the first field that is not right what would be."""
        if not self.accept_button.isEnabled():
            return
        found: dict[str, Any] = {}
        for key, widget in self.fields.items():
            try:
                found[key] = widget.read() if self._asked(widget) else None
            except UserError as error:
                widget.refuse(str(error))
                widget.focus()
                return
        act = self._act(found)
        if act is None:
            self.accept()
            return
        self.accept_button.setEnabled(False)
        if isinstance(act, Making):
            doing = act.act
            self._tasks.work(
                act.words, act.make, then=lambda made: self._write(doing(made)), failed=self._refused, owner=self
            )
        else:
            self._write(act)

    def _write(self, act: Act) -> None:
        self._writing = True
        act = redacting_act(act, [text for widget in self.fields.values() for text in widget.taken_out])
        self._tasks.write(act.operation, *act.args, then=self._finished, failed=self._refused, owner=self, **act.kwargs)

    def _finished(self, outcome: Outcome[Any]) -> None:
        self._writing = False
        self.outcome = outcome
        self.accept()
        if self._then is not None:
            self._then(outcome.value)

    def _refused(self, error: Exception) -> None:
        self._writing = False
        self.accept_button.setEnabled(True)
        if isinstance(error, Cancelled):
            return
        named = self.fields.get(error.field) if isinstance(error, UserError) else None
        shown = named if named is not None and self._asked(named) else list(self.fields.values())[-1]
        shown.refuse(notice_of(error).words)
        shown.focus()
        self.refused.emit(error)

    def _grow(self) -> None:
        """Make room for a sentence that has come beside a field; what is drawn larger stays so."""
        if self.isVisible():
            before = self.height()
            take_height(self)
            if self.height() < before:
                self.resize(self.width(), before)
            self._following.start()

    def _follow(self) -> None:
        """Keep what has the keyboard in view with what is said of it, once the fields have their places."""
        focused = self.focusWidget()
        if focused is not None and self.area.isAncestorOf(focused):
            field = next((one for one in self.fields.values() if one.isAncestorOf(focused)), None)
            if field is not None and field.height() < self.area.viewport().height():
                self.area.ensureWidgetVisible(field, 0, MARGIN)
            self.area.ensureWidgetVisible(focused, 0, MARGIN)


def place_in_view(widget: QWidget | None, command: str = "") -> Place | None:
    """Return the place in view around a form, with the command that opens it; None outside of a page."""
    found: Page | None = None
    while widget is not None:
        found = widget if isinstance(widget, Page) else found  # the outermost: a part stands in its page
        widget = widget.parentWidget()
    return None if found is None else Place(found.key, found.place(), command)
