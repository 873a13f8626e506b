"""Where the discussion of an item is typed: saved when it is left, kept as a draft every two seconds meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.rich_editor import RichEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.drafts import Kept, drafts_at, place_of
from mscp_desktop.foundation.errors import ConflictError, InternalError, UserError
from mscp_desktop.meetings.rules.agendas import ItemRow, item_row
from mscp_desktop.meetings.rules.minutes_changes import set_discussion
from mscp_desktop.meetings.rules.places import MINUTES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.operations import Outcome

DRAFT_EVERY = 1800  # milliseconds: with the moment until a field is read, within two seconds
KIND, KEY = "agenda_item", "discussion"
DISCUSSION = Field(KEY, "Discussion", Kind.RICH, empty="What was said. Ctrl+Enter saves it", longest=200_000)


NOTHING = "Nothing was minuted of this item"


@dataclass(slots=True)
class _Sent:
    """A text on its way to the writer, with what it was typed over; `again` is what was typed and left meanwhile."""

    text: str | None
    over: str
    words: str
    again: str | None = None
    renewed: bool = False


def kept_drafts(session: "Session", user_uid: str, items: list[ItemRow]) -> dict[str, Kept]:
    """Return what a user typed under items of an agenda and did not save, by their uids."""
    found = {}
    for one in items:
        kept = drafts_at(session, user_uid, _place(one.uid)).get(KEY)
        if kept is not None:
            found[one.uid] = kept
    return found


class Discussion(QWidget):
    """One box for the item in view; a text that left it is saved under its own item, wherever the box is by then."""

    escaped = Signal()
    stepped = Signal(int)  # to the item so many places on
    saved = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._tasks = tasks
        self._item: ItemRow | None = None
        self._words = ""
        self._locked = False
        self._sent: dict[str, _Sent] = {}
        self._versions: dict[str, int] = {}  # of items that were saved here, until they are read again
        self._texts: dict[str, str | None] = {}  # what was saved so
        self._kept: str | None = None  # the draft that is kept of the item in view
        self.field = FieldWidget(DISCUSSION, tasks, tasks.store.clock.today, self)
        if not isinstance(self.field.editor, RichEditor):
            raise InternalError("A discussion is written as rich text.")
        self.editor = self.field.editor
        self.editor.fill()
        self.editor.box.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.field.changed.connect(self._save)
        self.field.typed.connect(lambda _: self._typed())
        self.field.kept.connect(lambda _: self.keep_draft())
        self.field.restored.connect(lambda _: self.keep_draft())
        self.field.escaped.connect(lambda _: self.escaped.emit())
        self._drafts = QTimer(self, interval=DRAFT_EVERY)
        self._drafts.timeout.connect(self.keep_draft)

    @property
    def uid(self) -> str | None:
        """The item in view."""
        return None if self._item is None else self._item.uid

    def show_item(self, item: ItemRow | None, words: str, drafts: Mapping[str, Kept], *, locked: bool) -> None:
        """Show an item as it was read; `words` say where it stands, and what was typed in it earlier comes back."""
        fresh = self.uid != (None if item is None else item.uid)
        if fresh:
            self.leave()
            self._drafts.stop()
            self._kept = None
            self.field.clear()
        self._item, self._words, self._locked = item, words, locked
        self.field.set_read_only(locked)
        self.editor.box.setPlaceholderText(NOTHING if locked else DISCUSSION.empty)
        if item is None:
            return
        value, version = item.discussion, item.version
        if self._versions.get(item.uid, 0) > version:  # read before what was saved here
            value, version = self._texts[item.uid], self._versions[item.uid]
        sent = self._sent.get(item.uid)
        if sent is not None:
            value = sent.again if sent.renewed else sent.text
        self.field.show_value(value, version)
        kept = drafts.get(item.uid)
        if fresh and kept is not None and not locked and sent is None:
            self._kept = kept.text
            self.field.take_draft(kept.text, kept.over)

    def focus(self) -> None:
        """Give the keyboard to the text, where it was left."""
        self.editor.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_end(self) -> None:
        """Give the keyboard to the text, behind its last word."""
        self.editor.box.moveCursor(self.editor.box.textCursor().MoveOperation.End)
        self.focus()

    def leave(self) -> None:
        """Save what is typed, or keep it where that can't be."""
        if self._item is not None and not self._locked:
            self.field.leave()
            self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what is not saved yet, and forget what is."""
        item = self._item
        if item is None or self._locked:
            return
        text = None if item.uid in self._sent else self.field.draft()
        if text != self._kept:
            self._tasks.draft(
                _place(item.uid), KEY, text, over=None if text is None else self.field.shown, words=self._words
            )
            self._kept = text
        if not self.field.dirty:
            self._drafts.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take Alt with an arrow as the way to another item."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
                self.stepped.emit(by)
                return True
        return False

    def _typed(self) -> None:
        if not self._drafts.isActive():
            self._drafts.start()

    def _save(self, _key: str, value: str | None) -> None:
        item = self._item
        if item is None or self._locked:
            return
        there = self._sent.get(item.uid)
        if there is not None:
            there.again, there.renewed = value, True
            return
        self._send(item.uid, self.field.version, _Sent(value, self.field.shown, self._words))

    def _send(self, uid: str, version: int, sent: _Sent) -> None:
        self._sent[uid] = sent
        self._tasks.write(
            set_discussion, uid, version, sent.text, then=partial(self._was_saved, uid),
            failed=partial(self._refused, uid), owner=self,
        )  # fmt: skip

    def _was_saved(self, uid: str, outcome: "Outcome[int]") -> None:
        sent = self._sent.pop(uid)
        self._versions[uid], self._texts[uid] = outcome.value, sent.text
        here = uid == self.uid
        if sent.renewed:
            self._send(uid, outcome.value, _Sent(sent.again, sent.text or "", sent.words))
        elif here:
            self.field.version = outcome.value
            self.field.saved(sent.text)
        if here:
            self.keep_draft()
        elif not sent.renewed:
            self._tasks.draft(_place(uid), KEY, None)
        self.saved.emit()

    def _refused(self, uid: str, error: Exception) -> None:
        """Keep what was not saved: in view beside the reason, or as a draft of its item."""
        sent = self._sent.pop(uid)
        text = sent.again if sent.renewed else sent.text
        if uid != self.uid:
            self._tasks.draft(_place(uid), KEY, text or "", over=sent.over, words=sent.words)
            self._tasks.failure.emit(error)
            return
        mendable = isinstance(error, UserError)
        self.field.refuse(str(error) if mendable else "This was not saved; what you typed is kept here.")
        self.keep_draft()
        if not mendable:
            self._tasks.failure.emit(error)
        if isinstance(error, ConflictError):
            self._tasks.read(partial(_now, uid), self._show_both, key=f"discussion {id(self)}", owner=self)

    def _show_both(self, found: ItemRow | None) -> None:
        if found is not None and found.uid == self.uid and found.discussion != self.field.value:
            self.field.ask(found.discussion, found.version)


def _place(item_uid: str) -> str:
    """Return where drafts of an item's discussion are kept: the item as its minutes show it."""
    return place_of(KIND, f"{item_uid}/{MINUTES}")


def _now(uid: str, session: "Session") -> ItemRow | None:
    return item_row(session, uid)
