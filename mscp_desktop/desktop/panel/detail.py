"""The panel beside a table: one record, edited in place, with its history below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.keep_in_view import keep_in_view
from mscp_desktop.desktop.panel.facts import FACTS_GAP, show_facts
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.history_list import HistoryList, short_moment
from mscp_desktop.desktop.panel.lines import LinesSection
from mscp_desktop.desktop.panel.papers import PapersSection
from mscp_desktop.desktop.panel.redacting import redacting_act
from mscp_desktop.desktop.panel.unfinished import Elsewhere
from mscp_desktop.desktop.parts import label, rule, tip_of
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Detail, Field, Lines, Saver
from mscp_desktop.foundation.attachments import Paper, papers_of
from mscp_desktop.foundation.drafts import Kept, drafts_at, place_of, unfinished_elsewhere
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.purging import still_held
from mscp_desktop.foundation.store import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.operations import Outcome

DRAFT_EVERY = 1800  # milliseconds: with the moment until a field is read, within two seconds
MARGIN = 16
NARROWEST = 280  # pixels at 100%


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A record with what was typed in it and not saved; `elsewhere` says where else something is unfinished."""

    detail: Detail | None
    drafts: Mapping[str, Kept]
    elsewhere: tuple[str, ...]
    papers: Sequence[Paper] = ()


_NOTHING = _Loaded(None, {}, ())


@dataclass(frozen=True, slots=True)
class _Sent:
    """A field on its way to the writer: what was typed is not lost where it is refused after we have moved on."""

    uid: str
    place: str
    key: str
    text: str | None
    over: str
    words: str
    value: Any
    redacted: tuple[str, ...] = ()


class DetailPanel(QFrame):
    """Shows the record it is given, saves each field when it is left, and keeps what is typed meanwhile as drafts.

    Its fields are made once the first record is there, one in each turn of the event loop: the rows beside it are
    painted before, and nobody who types or scrolls meanwhile waits for all of them.
    """

    escaped = Signal()  # Esc: back to the table
    loaded = Signal()
    saved = Signal(str)  # a field was saved: its key
    navigate = Signal(object)  # go to a record that is named here: Place

    def __init__(
        self,
        tasks: Tasks,
        fields: Sequence[Field],
        load: "Callable[[Session, str], Detail | None]",
        save: Saver,
        *,
        restore: Callable[[int, str, int], Act] | None = None,
        nothing: str = "Choose a row to see it here.",
        lines: Sequence[Lines] = (),
        roles: frozenset[Role] = MANAGER,
        parent: QWidget | None = None,
    ) -> None:
        """`restore` turns (history entry, field, version shown) into the operation that puts a value back.

        `roles` are who changes what is shown.
        """
        super().__init__(parent)
        self.setProperty("role", "card")
        self.detail: Detail | None = None
        self._tasks, self._load, self._save, self._restore = tasks, load, save, restore
        self._roles = roles
        self._uid: str | None = None
        self._saving: dict[str, _Sent] = {}
        self._done: set[str] = set()  # saved, and not read again since
        self._again: set[str] = set()
        self._kept: dict[str, str] = {}
        self._over: dict[str, str] = {}  # what stood in a field when its text was typed
        self._focus_next = False
        self._private_shown = True
        self._full = QWidget(self)
        self._scroll = QScrollArea(self._full)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._scroll.setWidget(self._body)
        self.fields: dict[str, FieldWidget] = {}  # all of them once `detail` is there
        self._declared = tuple(fields)
        self._making = False
        self._waiting: _Loaded | None = None  # what is shown once they are made
        self.title = label("", "heading", wrap=True)
        self.subtitle = label("", "small", wrap=True)
        self.locked = label("", "small", wrap=True)
        self.lines = {one.key: LinesSection(one, tasks, self._body) for one in lines}
        self.papers = PapersSection(tasks, self._body)
        self.history = HistoryList(self._body)
        self.elsewhere = Elsewhere(tasks, self.navigate.emit, self._full)
        for shown in (self.title, self.subtitle, self.locked):
            shown.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing = label(nothing, "secondary", wrap=True)
        self._facts = QGridLayout()  # a form's layout gives wrapped words too little height, or too much
        self._lay_out()
        self._connect()
        self._drafts = QTimer(self, interval=DRAFT_EVERY)
        self._drafts.timeout.connect(self.keep_drafts)

    @property
    def uid(self) -> str | None:
        """The uid of the record that is shown or on its way."""
        return self._uid

    @property
    def place(self) -> str:
        """Where drafts of this record are kept."""
        return "" if self.detail is None else place_of(self.detail.kind, self.detail.uid)

    def show_record(self, uid: str | None) -> None:
        """Show another record, or none; what is typed in the one before is saved, or kept where it is not valid."""
        if uid == self._uid:
            return
        self.leave()
        self._uid, self._waiting = uid, None
        self._focus_next = False
        if uid is None:
            self._take(_NOTHING)
        else:
            self.reload()

    def reload(self) -> None:
        """Read the record again; what is being typed stays."""
        if self._uid is not None:
            self._tasks.read(partial(self._read, self._uid), self._arrive, key=f"detail {id(self)}", owner=self)

    def edit(self) -> None:
        """Put the keyboard into the first field, as soon as the record is there."""
        self._focus_next = True
        self._focus_first()

    def leave(self) -> None:
        """Save what is typed, or keep it where it is not valid yet."""
        for field in self.fields.values():
            field.leave()
        self.keep_drafts()

    def keep_drafts(self) -> None:
        """Keep the text of each field that is not saved, and forget those that are."""
        if self.detail is None:
            return
        for key, field in self.fields.items():
            text = None if key in self._saving else field.draft()
            if text != self._kept.get(key):
                if text is None:
                    self._tasks.draft(self.place, key, None)
                    del self._kept[key]
                    self._over.pop(key, None)
                else:
                    over = self._over.setdefault(key, field.shown)
                    self._tasks.draft(self.place, key, text, over=over, words=self._words_of(field))
                    self._kept[key] = text
        if not any(field.dirty for field in self.fields.values()):
            self._drafts.stop()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide the fields and lines that are declared as private, the papers and the history."""
        self._private_shown = shown
        for field in self.fields.values():
            field.setVisible(self._shows(field, self.detail))
        for key, section in self.lines.items():
            if section.lines.private:
                section.setVisible(shown and self.detail is not None and key in self.detail.lines)
        self.history.setVisible(shown and (self.detail is None or self.detail.history is not None))
        self.papers.show_private(shown=shown)
        self.elsewhere.show_private(shown=shown)

    def _shows(self, field: FieldWidget, detail: Detail | None) -> bool:
        has_it = detail is None or (not detail.hidden and field.field.key not in detail.without)
        return (self._private_shown or not field.field.private) and has_it

    def least_width(self) -> int:
        """Return the width in which no field is cut."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return max(self.minimumWidth(), self._body.minimumSizeHint().width() + bar + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for a line of text in another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setMinimumWidth(grown(NARROWEST))

    def showEvent(self, event: QShowEvent) -> None:
        """Say what is unfinished elsewhere by now."""
        super().showEvent(event)
        self.elsewhere.look_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc back to the table, and what is pasted outside a field as papers."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif not (event.matches(QKeySequence.StandardKey.Paste) and self.papers.paste()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in, where papers are kept."""
        if self.papers.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that were dropped."""
        if self.papers.takes(event.mimeData()):
            event.acceptProposedAction()
            self.papers.take(event.mimeData())

    def _today(self) -> date:
        return self._tasks.store.clock.today()

    def _read(self, uid: str, session: "Session") -> _Loaded:
        detail = self._load(session, uid)
        if detail is None:
            return _NOTHING
        user, place = self._tasks.actor.uid, place_of(detail.kind, detail.uid)
        drafts = {} if detail.locked else drafts_at(session, user, place)
        papers = papers_of(session, detail.papers, detail.uid) if detail.papers else []
        return _Loaded(detail, drafts, unfinished_elsewhere(session, user, place), papers)

    def _arrive(self, found: _Loaded) -> None:
        """Show what was read, as soon as there are fields for it."""
        if found.detail is None or len(self.fields) == len(self._declared):
            self._waiting = None
            self._take(found)
            return
        self._waiting = found
        if not self._making:
            self._making = True
            self._tasks.in_turns([*(partial(self._make_field, field) for field in self._declared), self._made], self)

    def _make_field(self, field: Field) -> None:
        # made in its place: to move it there later would have the style sheet read again
        made = self.fields[field.key] = FieldWidget(field, self._tasks, self._today, self._body)
        self._column.insertWidget(len(self.fields), made)  # the facts stand above
        made.changed.connect(self._save_field)
        made.kept.connect(lambda _: self.keep_drafts())
        made.restored.connect(lambda _: self.keep_drafts())
        made.typed.connect(lambda _: self._typed())
        made.escaped.connect(lambda _: self.escaped.emit())
        made.opened.connect(self.navigate)
        if field.private:
            made.setVisible(self._private_shown)
        made.ensurePolished()  # else all are dressed in the turn in which they are first seen

    def _made(self) -> None:
        tab_through([*self.fields.values(), *self.lines.values(), self.papers, self.history])
        if self._waiting is not None:
            self._arrive(self._waiting)

    def _take(self, found: _Loaded) -> None:
        where = self._scroll.verticalScrollBar().value()
        detail, drafts = found.detail, found.drafts
        fresh = self.detail is None or detail is None or self.detail.uid != detail.uid
        known, self.detail = self.detail, detail
        self._stack.setCurrentIndex(0 if detail is None else 1)
        if detail is None:
            self._forget()
            self.loaded.emit()
            return
        if fresh and known is not None:
            self._forget()
        reads = self._tasks.locked(self._roles) or ""
        of_a_copy = self._tasks.store.read_only
        locked = detail.locked or of_a_copy or (reads and "Read only")  # Home says why, as does a refused key
        self.title.setText(detail.title)
        self.subtitle.setText(detail.subtitle)
        self.subtitle.setVisible(bool(detail.subtitle))
        self.locked.setText(locked)
        self.locked.setToolTip(tip_of(reads))
        self.locked.setVisible(bool(locked))
        self.elsewhere.show_titles(self.place, found.elsewhere)
        if known is None or known.facts != detail.facts:
            show_facts(self._facts, detail.facts)
        for key, field in self.fields.items():
            field.setVisible(self._shows(field, detail))
            field.belongs_to(detail.uid)
            field.set_read_only(bool(locked))
            by = self._changer(detail, key) if field.asking else ""
            field.show_value(detail.values.get(key), detail.version, by)
            if fresh and key in drafts and not locked:
                kept = drafts[key]
                self._kept[key] = kept.text
                if kept.over is not None:
                    self._over[key] = kept.over
                field.take_draft(kept.text, kept.over, self._changer(detail, key))
        self._show_below(detail, found.papers, locked=bool(locked))
        if fresh or known != detail:  # an import has each record read again, and changes few
            locked_history = bool(locked) or self._restore is None
            self.history.show_items(detail.history or (), self._today().year, locked=locked_history)
        if fresh:
            self._scroll.verticalScrollBar().setValue(0)
        else:
            QTimer.singleShot(0, self, partial(self._keep_view, detail.uid, where))
        for key in self._done:
            self._saving.pop(key, None)
        self._done.clear()
        self._save_again()
        self._focus_first()
        self.loaded.emit()

    def _show_below(self, detail: Detail, papers: Sequence[Paper], *, locked: bool) -> None:
        """Show what stands below the fields: the lines that belong to the record, its papers, and its history."""
        for key, section in self.lines.items():
            section.show_lines((detail.uid, detail.title), detail.lines.get(key, ()), locked=locked)
            section.setVisible(key in detail.lines and (self._private_shown or not section.lines.private))
        self.papers.show_papers((detail.papers, detail.uid), papers, self._today().year, locked=locked)
        self.history.setVisible(self._private_shown and detail.history is not None)

    def _forget(self) -> None:
        """Let the fields go of the record that was shown; its drafts are kept by now."""
        self._saving, self._done, self._again, self._kept, self._over = {}, set(), set(), {}, {}
        for field in self.fields.values():
            field.clear()
        self._drafts.stop()

    def _save_field(self, key: str, value: object) -> None:
        if self.detail is None:
            return
        if key in self._saving:
            self._again.add(key)  # once the first save has come back with its version
            return
        field = self.fields[key]
        over = self._over.get(key, field.shown)
        words, redacted = self._words_of(field), field.taken_out
        sent = _Sent(self.detail.uid, self.place, key, field.draft(), over, words, value, redacted)
        self._saving[key] = sent
        act = redacting_act(self._save(sent.uid, self.fields[key].version, {key: value}), redacted)
        self._run(act, partial(self._field_saved, sent), partial(self._field_refused, sent))

    def _run(self, act: Act, then: "Callable[[Outcome[Any]], None]", failed: Callable[[Exception], None]) -> None:
        self._tasks.write(act.operation, *act.args, then=then, failed=failed, owner=self, **act.kwargs)

    def _field_saved(self, sent: _Sent, outcome: "Outcome[Any]") -> None:
        del outcome
        if self._saving.get(sent.key) is not sent:
            return
        self.fields[sent.key].saved(sent.value)
        self._done.add(sent.key)
        self.keep_drafts()
        self.saved.emit(sent.key)
        if sent.redacted:
            tell = self.fields[sent.key].tell_redacted
            self._tasks.read(still_held, tell, key=f"still held {id(self)}", owner=self)
        self.reload()

    def _field_refused(self, sent: _Sent, error: Exception) -> None:
        here = self._saving.get(sent.key) is sent
        mendable = isinstance(error, UserError)
        if not here:
            self._tasks.draft(sent.place, sent.key, sent.text, over=sent.over, words=sent.words)
        if not here or not mendable:
            self._tasks.failure.emit(error)
        if not here:
            return
        del self._saving[sent.key]
        self._again.discard(sent.key)
        self.fields[sent.key].refuse(str(error) if mendable else "This was not saved; what you typed is kept here.")
        self.keep_drafts()
        if isinstance(error, ConflictError):
            both = partial(self._show_both, sent.key, str(error))
            self._tasks.read(partial(self._read, sent.uid), both, key=f"detail {id(self)}", owner=self)

    def _show_both(self, key: str, sentence: str, found: _Loaded) -> None:
        """Beside a field that somebody else changed meanwhile, show their value and offer both."""
        detail = found.detail
        field = self.fields[key]
        if detail is not None and field.dirty and detail.values.get(key) != field.value:
            field.ask(detail.values.get(key), detail.version, self._changer(detail, key))
        elif detail is not None:
            field.refuse(sentence)
        self._take(found)

    def _words_of(self, field: FieldWidget) -> str:
        """Return the field's label and the record's title, as drafts are listed by them."""
        return f"{field.field.label}\n{'' if self.detail is None else self.detail.title}"

    def _changer(self, detail: Detail, key: str) -> str:
        """Return who changed a field last and when, as far as its history is known."""
        wanted = self.fields[key].field.label
        for item in detail.history or ():
            if any(change.label == wanted for change in item.changes):
                return f"{item.actor}, {short_moment(item.at, self._today().year)}"
        return ""

    def _save_again(self) -> None:
        for key in list(self._again):
            if key not in self._saving:
                self._again.discard(key)
                self.fields[key].leave()

    def _put_back(self, entry_id: int, name: str) -> None:
        if self._restore is not None and self.detail is not None:
            act = self._restore(entry_id, name, self.detail.version)
            self._run(act, lambda _: self.reload(), self._tasks.failure.emit)

    def _keep_view(self, uid: str | None, where: int) -> None:
        """Stay where somebody works while the same record was read again: parts of it may have been made anew."""
        focused = self.window().focusWidget()
        if uid == self._uid and focused is not None and self._scroll.isAncestorOf(focused):
            self._scroll.verticalScrollBar().setValue(where)
            keep_in_view(focused)

    def _typed(self) -> None:
        if not self._drafts.isActive():
            self._drafts.start()

    def _focus_first(self) -> None:
        if not self._focus_next or self.detail is None or self.detail.uid != self._uid:
            return
        self._focus_next = False
        first = next((one for one in self.fields.values() if self._shows(one, self.detail)), None)
        (first.focus if first is not None else self._scroll.setFocus)()

    def _connect(self) -> None:
        self.history.restore.connect(self._put_back)
        for section in self.lines.values():
            section.changed.connect(self.reload)
            section.navigate.connect(self.navigate)
        self.papers.changed.connect(self.reload)

    def _lay_out(self) -> None:
        self.setMinimumWidth(grown(NARROWEST))
        self.setAcceptDrops(True)
        self._stack = QStackedLayout(self)
        empty = QWidget(self)
        within = QVBoxLayout(empty)
        within.setContentsMargins(MARGIN, 32, MARGIN, MARGIN)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        within.addWidget(self._nothing)
        within.addStretch(1)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        head = QVBoxLayout()
        column.addLayout(head)
        head.setContentsMargins(MARGIN, 12, MARGIN, 12)
        head.setSpacing(2)
        for shown in (self.title, self.subtitle, self.locked):
            head.addWidget(shown)
        head.addWidget(self.elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(rule())
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._column.setSpacing(MARGIN)
        self._facts.setHorizontalSpacing(FACTS_GAP)
        self._facts.setColumnStretch(1, 1)
        self._column.addLayout(self._facts)
        for section in (*self.lines.values(), self.papers, self.history):
            self._column.addWidget(section)
        self._column.addStretch(1)
        column.addWidget(self._scroll, 1)
        self._stack.addWidget(empty)
        self._stack.addWidget(self._full)
