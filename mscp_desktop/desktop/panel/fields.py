"""A field as a person meets it: label, help, control, and the sentence beside it when something is not right."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import current_tokens, draw_shape
from mscp_desktop.desktop.field_values import refuse_value, say_value, say_words
from mscp_desktop.desktop.panel.controls import make_editor
from mscp_desktop.desktop.panel.editors import Editor
from mscp_desktop.desktop.panel.text_changes import changed_words, is_long
from mscp_desktop.desktop.parts import button, redress
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Kind, Tone
from mscp_desktop.foundation.errors import UserError

if TYPE_CHECKING:
    from mscp_desktop.desktop.panel.identity_line import IdentityLine

LOOK_AFTER = 100  # milliseconds from the first letter until what was typed is read


class FieldWidget(QWidget):
    """One field of a form.

    It shows a value of a version, and asks to have another saved when it is left. What is not valid stays, with a
    sentence; in a record Esc brings back what was shown. What is typed is read a moment later, or as soon as somebody
    asks: each letter would else wait for sixty calls of Python.
    """

    changed = Signal(str, object)  # left with a new value: key, value
    kept = Signal(str)  # left with a text that is not valid yet: key
    restored = Signal(str)  # Esc brought back what was shown: key
    escaped = Signal(str)  # Esc where nothing had been typed: key
    typed = Signal(str)  # key
    opened = Signal(object)  # go to the record that is picked here: Place

    def __init__(
        self,
        field: Field,
        tasks: Tasks,
        today: Callable[[], date],
        parent: QWidget | None = None,
        *,
        kept: bool = False,
    ) -> None:
        """Where what is typed is `kept` with its form, Esc leaves the form, and never drops a text."""
        super().__init__(parent)
        self.field = field
        self._is_kept = kept
        self.value: Any = None
        self.version = 0
        self._shown = ""
        self._dirty = False
        self._unread = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._unread.timeout.connect(self._look)
        self._asking = False
        self._theirs_value: tuple[Any, int] | None = None
        self._conflict = ("", "")  # who changed it and when, and what stood here before both
        self.label = QLabel(f"{field.label} (needed)" if field.required else field.label, self)
        self.label.setProperty("role", "label")
        self.editor: Editor = make_editor(field, today, tasks, self)
        self.editor.widget.setAccessibleName(field.label)
        self.label.setBuddy(self.editor.focusable()[0])
        self.line = _Line(self)
        self.identities = self._watch(tasks)
        self.taken_out: tuple[str, ...] = ()  # what was redacted here and is to go for good with the next save
        self.both = QLabel(self)
        self.both.setTextFormat(Qt.TextFormat.PlainText)
        self.both.setWordWrap(True)
        self.both.hide()
        self._mine = button("Keep mine", self._save_mine)
        self._theirs = button("Take theirs", self.restore)
        self._lay_out()
        self._describe("")
        self.editor.edited.connect(self._edited)
        self.editor.widened.connect(self._move_note)
        self.editor.left.connect(self.leave)
        self.editor.escaped.connect(self._escape)
        self.editor.opened.connect(self.opened)

    def _watch(self, tasks: Tasks) -> "IdentityLine | None":
        """Return the line that points at what could tell whose case it is, where the text is watched."""
        if self.field.watched is None:
            return None
        from mscp_desktop.desktop.panel.identity_line import IdentityLine  # noqa: PLC0415 - for some pages only

        made = IdentityLine(self.field, self.editor, tasks, self)
        made.redacted.connect(self._redacted)
        return made

    @property
    def dirty(self) -> bool:
        """Whether something stands here that is not what was shown."""
        if self._unread.isActive():
            self._look()
        return self._dirty

    @property
    def sentence(self) -> str:
        """What is said beside the field, or nothing."""
        if self._unread.isActive():
            self._look()
        return "\n".join(part for part in (self.line.words, self.both.text() if self._asking else "") if part)

    @property
    def shown(self) -> str:
        """The text that stands in the data: what a draft was typed over."""
        return self._shown

    @property
    def asking(self) -> bool:
        """Whether two values stand here, and one has to be chosen."""
        return self._asking

    def read(self) -> Any:
        """Return the value that stands there, or raise `UserError` with what would be right."""
        value = self.editor.read()
        refuse_value(self.field, value)
        return value

    def show_value(self, value: Any, version: int, by: str = "") -> None:
        """Show a value as it stands in the data; what is being typed stays over what it was typed over.

        `by` says who changed it last and when, for a conflict that is shown.
        """
        if self.dirty:
            if value == self.value:
                self.version = version
            elif self._asking:
                self.ask(value, version, by or self._conflict[0], self._conflict[1])
            else:
                self._theirs_value = (value, version)
            return
        self.value, self.version = value, version
        self._settle()

    def clear(self) -> None:
        """Show nothing, and forget what was typed."""
        self.value, self.version = None, 0
        self._settle()

    def take_draft(self, text: str, over: str | None = None, by: str = "") -> None:
        """Put back a text that was typed earlier over another text, and never saved.

        Where that other text is no longer what stands in the data, both are shown; `by` says who changed it and when.
        """
        self.editor.take(text)
        if self.identities is not None:
            self.identities.look()
        self._dirty = self.editor.text() != self._shown
        if not self._dirty:
            return
        if over is not None and over != self._shown:
            self.ask(self.value, self.version, by, say_words(self.field, over))
            return
        earlier = "This was typed earlier and not saved."
        try:
            self.read()
        except UserError as error:
            self._say(f"{error} {earlier}", Tone.BAD)
        else:
            enter = "Ctrl+Enter" if self.field.kind in (Kind.MULTILINE, Kind.RICH) else "Enter"
            keys = "" if self._is_kept else f" Press {enter} to save it, or Esc to drop it."
            self._say(f"{earlier}{keys}", Tone.INFO)

    def draft(self) -> str | None:
        """Return the text that is not saved yet, None where there is none; what was only refused is none."""
        return self.editor.text() if self.dirty and self.editor.text() != self._shown else None

    def saved(self, value: Any) -> None:
        """Take a value as saved; what has been typed since stays."""
        self.value = value
        self._theirs_value = None
        try:
            same = bool(self.read() == value)
        except UserError:
            same = False
        if same:
            self._settle()
        else:
            self._dirty = True

    def refuse(self, sentence: str) -> None:
        """Say why the value was not saved; the text stays."""
        self._unread.stop()
        self._dirty = True
        self._say(sentence, Tone.BAD)

    def ask(self, value: Any, version: int, by: str = "", before: str | None = None) -> None:
        """Show both values where somebody else changed this field meanwhile, and let one be chosen.

        What was typed can still be edited. `by` says who changed it and when, `before` what stood here before both.
        """
        self._unread.stop()
        self._dirty = True
        self._theirs_value = (value, version)
        self._conflict = (by, say_value(self.field, self.value) if before is None else before)
        said = f"This was changed meanwhile{f' by {by}' if by else ''}. Choose one; nothing is lost until then."
        self.both.setText(self._both())
        self._say(said, Tone.BAD)
        self._offer(True)
        self.editor.widget.setAccessibleDescription(self.sentence)

    def _both(self) -> str:
        """Return the three values; of a long text what each changed."""
        before = self._conflict[1]
        theirs = "" if self._theirs_value is None else say_value(self.field, self._theirs_value[0])
        mine = say_words(self.field, self.editor.text())
        if is_long(before, theirs):
            theirs, mine = changed_words(before, theirs), changed_words(before, mine)
        return f"Theirs: “{theirs}”\nYours: “{mine}”\nBefore: “{before}”"

    def restore(self) -> None:
        """Drop what was typed and show what stands in the data."""
        if self._theirs_value is not None:
            self.value, self.version = self._theirs_value
        self._settle()
        self.restored.emit(self.field.key)

    def leave(self) -> None:
        """Ask for a changed value to be saved, or say what is not right with it."""
        if not self.dirty or self._asking:
            return
        try:
            value = self.read()
        except UserError as error:
            self._say(str(error), Tone.BAD)
            self.kept.emit(self.field.key)
            return
        if value == self.value:
            self._settle()
            self.restored.emit(self.field.key)
            return
        self._say("", Tone.BAD)
        self.changed.emit(self.field.key, value)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read and copied, but not changed."""
        self.editor.set_read_only(read_only)
        if self.identities is not None:
            self.identities.offer(offered=not read_only)

    def belongs_to(self, uid: str) -> None:
        """Say whose field it is: of a text that is watched, that says which dates are ordinary in it."""
        if self.identities is not None and self.identities.of != uid:
            self.identities.of = uid
            self.identities.forget()

    def tell_redacted(self, held: str) -> None:
        """Say that what was redacted is gone, and what `held` says of backups."""
        if self.identities is not None:
            self.identities.tell(f"Redacted here, in history and in search.{held and f' {held}.'}")

    def focus(self) -> None:
        """Put the keyboard into the field, with its text selected."""
        first = self.editor.first()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        select = getattr(first, "selectAll", None)
        if select is not None and self.field.kind not in (Kind.MULTILINE, Kind.RICH):
            select()

    def _settle(self) -> None:
        self._unread.stop()
        self.editor.show(self.value)
        self._shown = self.editor.text()
        self._dirty = False
        self._theirs_value = None
        self.taken_out = ()
        self._say("", Tone.BAD)
        self._explain()
        if self.identities is not None:
            self.identities.look()

    def _redacted(self, texts: tuple[str, ...]) -> None:
        """Save at once what was redacted in a record; a form is saved as a whole."""
        self.taken_out = (*self.taken_out, *texts)
        if not self._is_kept:
            self.leave()

    def _edited(self) -> None:
        if not self._unread.isActive():  # not anew with each letter: a draft must not wait for a pause
            self._unread.start()

    def _look(self) -> None:
        """Read what was typed, and say what there is to say of it."""
        self._unread.stop()
        self._dirty = self.editor.text() != self._shown
        if self._asking and self._agrees():
            self.value, self.version = self._theirs_value or (self.value, self.version)
            self._theirs_value, self._shown, self._dirty = None, self.editor.text(), False
            self._offer(False)
            self.restored.emit(self.field.key)
        if self._asking:
            self._dirty = True
            self.both.setText(self._both())
            self.typed.emit(self.field.key)
            return
        self._say("", Tone.BAD)
        self._explain()
        self.typed.emit(self.field.key)

    def _agrees(self) -> bool:
        """Say whether what is typed over a conflict has become the other value: then there is none."""
        with suppress(UserError):
            return self._theirs_value is not None and bool(self.read() == self._theirs_value[0])
        return False

    def _escape(self) -> None:
        if self.dirty and not self._is_kept:
            self.restore()
        else:
            self.escaped.emit(self.field.key)

    def _save_mine(self) -> None:
        if self._theirs_value is not None:
            self.value, self.version = self._theirs_value
            self._theirs_value = None
        self._offer(False)
        self.leave()

    def _explain(self) -> None:
        note = self.editor.note()
        if note:
            self._say(note, Tone.NEUTRAL)

    def _move_note(self) -> None:
        """Say under the control what has no room in it, and no longer what has."""
        if self.line.tone is Tone.NEUTRAL:
            self._say(self.editor.note(), Tone.NEUTRAL)

    def _say(self, sentence: str, tone: Tone) -> None:
        wrong = bool(sentence) and tone is Tone.BAD
        if sentence != self.line.words and wrong:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.editor.widget, sentence))
        self.line.say(sentence, tone)
        self._offer(False)
        self._describe(sentence)
        redress(self.editor.widget, "status", "danger" if wrong else None)

    def _describe(self, sentence: str) -> None:
        """Have a screen reader say what stands beside the field, and which key opens something in it."""
        parts = (self.field.help, sentence, self.editor.keys)
        self.editor.widget.setAccessibleDescription(" ".join(part for part in parts if part))

    def _offer(self, offered: bool) -> None:
        self._asking = offered
        self.both.setVisible(offered)
        for choice in (self._mine, self._theirs):
            choice.setVisible(offered)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        if self.field.help:
            help_line = QLabel(self.field.help, self)
            help_line.setTextFormat(Qt.TextFormat.PlainText)
            help_line.setWordWrap(True)
            help_line.setProperty("role", "small")
            layout.addWidget(help_line)
        layout.addWidget(self.editor.outer)
        layout.addWidget(self.line)
        if self.identities is not None:
            layout.addWidget(self.identities)
        layout.addWidget(self.both)
        buttons = QHBoxLayout()
        layout.addLayout(buttons)
        buttons.setSpacing(8)
        for choice in (self._mine, self._theirs):
            buttons.addWidget(choice)
            choice.hide()
            choice.setAccessibleName(f"{choice.text()}: {self.field.label}")
        buttons.addStretch(1)


class _Line(QWidget):
    """A sentence beside a field, with the shape of its tone before it; it takes no room where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tone = Tone.NEUTRAL
        self._label = QLabel(self)
        self._label.setProperty("role", "small")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._label)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence, or nothing."""
        return self._label.text()

    def say(self, sentence: str, tone: Tone) -> None:
        """Show a sentence, or hide."""
        if tone is not self.tone:
            self.tone = tone
            redress(self._label, "role", "error" if tone is Tone.BAD else "small")
        self._label.setText(sentence)
        self._row.setContentsMargins(0 if tone is Tone.NEUTRAL else self._side() + 6, 0, 0, 0)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape beside the first line."""
        del event
        if self.tone is Tone.NEUTRAL:
            return
        tokens = current_tokens()
        side, height = self._side(), QFontMetrics(self._label.font()).height()
        with QPainter(self) as painter:
            colour = QColor(tokens.danger if self.tone is Tone.BAD else tokens.info)
            draw_shape(painter, self.tone, QRectF(0, (height - side) / 2, side, side), colour)

    def _side(self) -> int:
        return QFontMetrics(self._label.font()).capHeight()
