"""The line in which a decision, an action or a challenge is taken down without leaving the minutes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mscp_desktop.desktop.messages import notice_of
from mscp_desktop.desktop.panel.ask import place_in_view
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation.drafts import FORM, Kept, drafts_at, place_of, words_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Outcome

DRAFT_EVERY = 1800  # milliseconds
NARROW = 520  # pixels at 100%
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EntryForm(QFrame):
    """A few fields in the page: Enter saves, Esc puts them away, and what is typed is kept as a draft meanwhile."""

    done = Signal()  # it was saved or put away
    added = Signal(str)  # the uid of what was added
    grew = Signal()  # what is said beside a field needs room

    def __init__(self, tasks: Tasks, title: str, verb: str, fields: Sequence[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tasks = tasks
        self._called = title
        self._place = ""
        self._about = ""
        self._act: Callable[[dict[str, Any]], Act] | None = None
        self._kept: dict[str, str] = {}
        self._drafts = QTimer(self, interval=DRAFT_EVERY, singleShot=True)
        self._drafts.timeout.connect(self.keep)
        self.fields = {one.key: FieldWidget(one, tasks, tasks.store.clock.today, self, kept=True) for one in fields}
        self.heading = label(title, "strong")
        self.accept = button(verb, self.save, kind="primary", tip=f"{verb} (Enter)")
        self.drop = button("Drop it", self.put_away, tip="Drop what was typed here. Esc leaves the form and keeps it")
        self._lay_out()
        for widget in self.fields.values():
            widget.editor.escaped.connect(self.put_by)
            widget.typed.connect(lambda _: self._drafts.isActive() or self._drafts.start())
            for control in widget.editor.focusable():
                control.installEventFilter(self)
        self.hide()

    def begin(self, place: str, about: str, act: Callable[[dict[str, Any]], Act]) -> None:
        """Open the form for a record; `place` is what its drafts are kept by, `act` turns values into the operation."""
        self._place, self._about, self._act = place_of(FORM, place), about, act
        self._kept = {}
        for widget in self.fields.values():
            widget.clear()
        self.accept.setEnabled(True)
        self.show()
        next(iter(self.fields.values())).focus()
        user, kept_at = self._tasks.actor.uid, self._place
        self._tasks.read(
            lambda session: drafts_at(session, user, kept_at), self._take_back, key=f"form {id(self)}", owner=self
        )

    def save(self) -> None:
        """Hand the values over, or say beside the first field that is not right what would be."""
        if self._act is None or not self.accept.isEnabled():
            return
        found: dict[str, Any] = {}
        for key, widget in self.fields.items():
            try:
                found[key] = widget.read()
            except UserError as error:
                widget.refuse(str(error))
                widget.focus()
                return
        act = self._act(found)
        self.accept.setEnabled(False)
        self._tasks.write(act.operation, *act.args, then=self._saved, failed=self._refused, owner=self, **act.kwargs)

    def put_away(self) -> None:
        """Close the form and forget what was typed in it."""
        self._drafts.stop()
        for key in self._kept:
            self._tasks.draft(self._place, key, None)
        self._kept, self._act = {}, None
        self.hide()
        self.done.emit()

    def put_by(self) -> None:
        """Close the form and keep what was typed in it."""
        self._drafts.stop()
        self.keep()
        self._kept, self._act = {}, None
        self.hide()
        self.done.emit()

    def keep(self) -> None:
        """Keep what is typed: opened again for the same item, the form shows it."""
        if self._act is None:
            return
        for key, widget in self.fields.items():
            text = widget.draft()
            if text is not None and text != self._kept.get(key):
                words = words_of(widget.field.label, f"{self._called}: {self._about}", place_in_view(self))
                self._tasks.draft(self._place, key, text, over=widget.shown, words=words)
                self._kept[key] = text

    def has_typed(self) -> bool:
        """Say whether something is typed in it that is not recorded."""
        return self._act is not None and any(one.draft() is not None for one in self.fields.values())

    def event(self, event: QEvent) -> bool:
        """Tell that other room is needed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.grew.emit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter from a field as the answer to the whole."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            field = next((one for one in self.fields.values() if watched in one.editor.focusable()), None)
            if field is not None and not event.modifiers() and field.editor.enter_saves(event):
                if not self._names_one(field):
                    return False
                self.save()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: Any) -> None:
        """Set the fields below each other where there is no room beside."""
        super().resizeEvent(event)
        narrow = self.width() < grown(NARROW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _names_one(self, field: FieldWidget) -> bool:
        """Say whether the field can be read as it is; else Enter is for the field, as to choose from its list."""
        try:
            field.read()
        except UserError:
            return not field.field.find
        return True

    def _take_back(self, drafts: Mapping[str, Kept]) -> None:
        for key, kept in drafts.items():
            self._kept[key] = kept.text
            if key in self.fields and self.fields[key].draft() is None:
                self.fields[key].take_draft(kept.text, kept.over)

    def _saved(self, outcome: Outcome[Any]) -> None:
        self.put_away()
        self.added.emit(str(outcome.value))

    def _refused(self, error: Exception) -> None:
        self.accept.setEnabled(True)
        named = self.fields.get(error.field) if isinstance(error, UserError) else None
        shown = named or next(iter(self.fields.values()))
        shown.refuse(notice_of(error).words)
        shown.focus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        first, *others = self.fields.values()
        column.addWidget(self.heading)
        column.addWidget(first)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._row)
        self._row.setSpacing(12)
        for widget in others:
            self._row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.drop)
        row.addWidget(self.accept)


class EntryForms(dict[str, EntryForm]):
    """The forms under the item at hand, each made when it is first opened; what is typed in one is of its own item."""

    def __init__(self, make: Callable[[str], EntryForm]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, kind: str) -> EntryForm:
        """Make the form of a kind of entry."""
        form = self[kind] = self._make(kind)
        return form

    def is_open(self) -> bool:
        """Say whether one of them can be seen."""
        return any(form.isVisible() for form in self.values())

    def keep(self) -> None:
        """Keep what is typed in them as drafts."""
        for form in self.values():
            form.keep()

    def put_by(self) -> None:
        """Hide the one that stands open, and keep what is typed in it."""
        for form in self.values():
            if not form.isHidden():
                form.keep()
                form.hide()
