"""The minutes of one meeting, taken down live: its items, what is said of each, decisions, actions, challenges."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.keep_in_view import scroll_to
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import FORM, place_of
from mscp_desktop.meetings.page.meeting.minutes_discussion import Discussion
from mscp_desktop.meetings.page.meeting.minutes_fields import (
    ACTION,
    DECISION,
    TITLES,
    Room,
    act_of,
    fields_of,
)
from mscp_desktop.meetings.page.meeting.minutes_form import EntryForm, EntryForms
from mscp_desktop.meetings.page.meeting.minutes_found import (
    Found,
    pace_words,
    read_minutes,
)
from mscp_desktop.meetings.page.meeting.minutes_head import ItemHead, say_status
from mscp_desktop.meetings.page.meeting.minutes_keys import hints_of, taking_down
from mscp_desktop.meetings.page.meeting.minutes_lists import Entry, EntryList, ItemList, entries_of, kept_entries
from mscp_desktop.meetings.page.meeting.minutes_notes import ItemNotes, nothing_yet
from mscp_desktop.meetings.page.meeting.minutes_steps import MinutesSteps
from mscp_desktop.meetings.rules.agenda_changes import make_agenda
from mscp_desktop.meetings.rules.challenges import remove_challenges
from mscp_desktop.meetings.rules.decisions import remove_decisions
from mscp_desktop.meetings.rules.minutes import ItemMinutes

MARGIN = 24
NARROW = 700  # pixels at 100%, as the ones below
LEFT, RIGHT, LOWEST = 260, 640, 300
NARROW_LOW, LOWEST_LOW = 440, 180  # the same in a low window, where what stands below is out of view
LEFT_LOW = 190
NOTHING = "This meeting has no agenda yet. Its items are minuted here."
MAKE = "Make the agenda from the standing items"
TICK = 30_000  # milliseconds between two looks at the clock


class MinutesPart(Page):
    """The items at the left; at the right the one at hand, with its discussion and what was taken down under it."""

    key = "minutes"
    title = "Minutes"
    icon = "document"
    guide = "minutes"
    nested = True
    watches = frozenset(
        {"meeting", "agenda_item", "decision", "action", "challenge", "minutes_correction", "attendance"}
        | {"quorum_rule", "meeting_paper"}
    )

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.found: Found | None = None
        self._uid: str | None = None  # of the meeting that is shown or on its way
        self._item: str | None = None
        self._wanted: str | None = None  # an item to be shown once it is read
        self._drawn = [LEFT, RIGHT]  # the widths of items and text, where the window is not low
        self._waits = False  # the text gets the keyboard once it is read
        self._room = Room()
        self._forms = EntryForms(self._new_form)
        self.steps = MinutesSteps(tasks, self)

    def build(self) -> None:
        """Make the list of items, the box of the discussion, and the list of entries; forms come when they are used."""
        self._scroll = QScrollArea(self)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._scroll.setWidget(self._body)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self._body)
        self.ahead = label("", "strong", wrap=True)
        self.status = label("", "secondary", wrap=True)
        self.left = QWidget(self.splitter)
        self.left.setProperty("role", "plain")
        self.pace = label("", "small", wrap=True)
        self.items = ItemList(self.left)
        self.right = QFrame(self.splitter)
        self.right.setProperty("role", "card")
        self.head = ItemHead(self.right)
        self.notes = ItemNotes(self.steps.approve_last, self.right)
        self.locked = label("", "strong", wrap=True)
        self.discussion = Discussion(self._tasks, self.right)
        self.entries = EntryList(self.right)
        self._make = button(MAKE, self._make_agenda, kind="primary")
        self._nothing = nothing_yet(NOTHING, self._make, self._body)
        self._lay_out()
        self._connect()
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._show_pace)
        self._clock.start()
        self._arrange()
        if self.low:
            self.fit()

    def refresh(self) -> None:
        """Read the minutes again; what is being typed stays."""
        if self._uid is not None:
            uid, user, today = self._uid, self._tasks.actor.uid, self._tasks.store.clock.today()
            self._tasks.read(
                lambda session: read_minutes(session, uid, user, today), self._show, key=f"minutes {id(self)}",
                owner=self,
            )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show the minutes of a meeting."""
        if uid is not None and uid != self._uid:
            self.leave()
            self._forms.put_by()
            self._uid, self._item, self.found = uid, None, None
        self.refresh()

    def show_record(self, uid: str) -> None:
        """Make an item current, as soon as it is read."""
        self._wanted = uid
        if self.found is not None and self.found.minutes.item(uid) is not None:
            self._turn_to(uid)

    def show_private(self, *, shown: bool) -> None:
        """Show or hide what is confidential."""
        del shown
        self._show_all()

    def take_keyboard(self) -> None:
        """Give the keyboard to the text of the item at hand, or to the items where nothing can be written."""
        self._waits = self.found is None
        if self._item is not None and self.discussion.isVisible():
            self.discussion.focus_end()
        elif self._make.isVisible() and self._make.isEnabled():
            self._make.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Move the keyboard from the items to the text, and on to the entries."""
        focused = self.window().focusWidget()
        if focused is self.items and self.discussion.isVisible():
            self.discussion.focus()
            return True
        inside = focused is not None and self.discussion.isAncestorOf(focused)
        if inside and self.entries.isVisible():
            self.entries.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if focused is None or not self.isAncestorOf(focused):
            self.take_keyboard()
            return True
        return False

    def commands(self) -> list[Command]:
        """Return what is taken down, the way through the items, and the steps to approved minutes."""
        return [*taking_down(self), *self.steps.commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most while somebody minutes."""
        return hints_of(writable=self.writable())

    def take_down(self, kind: str) -> None:
        """Open the form for a decision, an action or a challenge under the item at hand."""
        found, item = self.found, self.current_item()
        if found is None or item is None or not self.writable():
            return
        self._forms.put_by()
        form = self._forms[kind]
        meeting = found.minutes.meeting
        form.begin(
            f"{kind} {item.item.uid}", f"{meeting.title()}, item {item.item.number}",
            partial(act_of, kind, meeting.uid, item.item.uid),
        )  # fmt: skip
        self.entries.hide()  # the room is needed, and the form says what is added
        self._fit()
        QTimer.singleShot(0, form, lambda: self._scroll.ensureWidgetVisible(form))  # once it has its place

    def step(self, by: int) -> None:
        """Go to the item so many places on; the text at hand is saved."""
        found = self.found
        if found is None or not found.minutes.items:
            return
        uids = [one.item.uid for one in found.minutes.items]
        at = uids.index(self._item) if self._item in uids else 0
        to = max(0, min(len(uids) - 1, at + by))
        self._turn_to(uids[to])
        if to != at and self._visible_text():
            self.discussion.focus_end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Alt with an arrow wherever the keyboard is, and Esc back to the text."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.step(by)
        elif event.key() == Qt.Key.Key_Escape and self._visible_text():
            self.discussion.focus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the parts below each other where there is no room beside."""
        super().resizeEvent(event)
        if self._built:
            self._arrange()

    def hideEvent(self, event: Any) -> None:
        """Save what is typed where another page comes into view; a window that closes has had it saved before."""
        if self.window().isVisible():
            self.leave()
        super().hideEvent(event)

    def state(self) -> dict[str, Any]:
        """Return how wide the list of items is."""
        upright = self.splitter.orientation() is Qt.Orientation.Horizontal and not self.low
        return {"items": self.splitter.sizes()} if upright and all(self.splitter.sizes()) else {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Give the list of items the width that it had."""
        sizes = state.get("items")
        if isinstance(sizes, list) and len(sizes) == self.splitter.count():
            self.splitter.setSizes([int(one) for one in sizes])

    def _show(self, found: Found) -> None:
        if found.minutes.meeting.uid != self._uid:
            return
        fresh = self.found is None
        self.found = found
        meeting = found.minutes.meeting
        self._room.group_uid, self._room.day = meeting.group_uid, meeting.day
        known = {one.item.uid for one in found.minutes.items}
        if self._item not in known or (self._wanted in known and self._wanted != self._item):
            self._forms.put_by()
        if self._wanted in known:
            self._item = self._wanted
        elif self._item not in known:
            self._item = found.minutes.items[0].item.uid if found.minutes.items else None
        self._wanted = None
        focused = self.window().focusWidget()
        waits = self._waits and (focused is None or self.isAncestorOf(focused))  # what had it may be hidden now
        self._show_all()
        self._show_pace()
        self._waits = False
        if waits:
            self.take_keyboard()
        self.turned.emit()
        if fresh:
            self.moved.emit()

    def _show_all(self) -> None:
        """Show the items and the one at hand as they were read."""
        found = self.found
        if found is None:
            return
        self.items.show_items(found.minutes.items, self._item, found.unfinished, private=self._private_shown)
        self._nothing.setVisible(not found.minutes.items)
        self._make.setEnabled(found.minutes.writable and self._tasks.locked() is None)
        self.splitter.setVisible(bool(found.minutes.items))
        self._show_status()
        self._show_item()

    def _show_item(self) -> None:
        found, one = self.found, self.current_item()
        if found is None or one is None:
            self.discussion.show_item(None, "", {}, locked=True)
            return
        item = one.item
        hidden = item.confidential and not self._private_shown
        self.head.show_item(item, hidden=hidden)
        self.notes.show_item(found, one, hidden=hidden, works=self._tasks.locked() is None)
        locked = found.minutes.locked_words() or self._tasks.locked() or ""
        self.locked.setText(locked)
        self.locked.setVisible(bool(locked))
        self.steps.show_mend(self._mend)
        words = f"Discussion\n{found.minutes.meeting.title()}, item {item.number}"
        self.discussion.show_item(item, words, found.drafts, locked=bool(locked))
        if hidden and self.right.isAncestorOf(self.window().focusWidget() or self):  # else the next button gets it
            self.items.setFocus(Qt.FocusReason.OtherFocusReason)
        self.discussion.setVisible(not hidden)
        self._column.setStretch(self._column.count() - 1, int(hidden))
        kept = found.unfinished.get(item.uid, {})
        self.entries.show_entries([] if hidden else [*kept_entries(kept), *entries_of(one)])
        if self._forms.is_open():
            self.entries.hide()
        self._fit()

    def _show_status(self) -> None:
        self._say_status()
        self.steps.show_ready(low=self.low)
        self.rephrased.emit()

    def _say_status(self) -> None:
        if self.found is not None:
            say_status(self.found, self.ahead, self.status, low=self.low)

    def _show_pace(self) -> None:
        """Say where the meeting should be by its times, while it goes on."""
        found = self.found
        self.pace.setText("" if found is None else pace_words(found.minutes, self._item, self._tasks.store.clock.now()))
        self.pace.setVisible(bool(self.pace.text()))

    def _turn_to(self, uid: str) -> None:
        if uid == self._item:
            return
        self._forms.put_by()
        self._item = uid
        found = self.found
        if found is not None:
            self.items.show_items(found.minutes.items, uid, found.unfinished, private=self._private_shown)
        self._show_item()
        self._show_pace()
        self.turned.emit()

    def current_item(self) -> ItemMinutes | None:
        """Return the item at hand."""
        return None if self.found is None or self._item is None else self.found.minutes.item(self._item)

    def writable(self) -> bool:
        """Say whether something can be taken down under the item at hand."""
        found = self.found
        one = self.current_item()
        hidden = one is not None and one.item.confidential and not self._private_shown
        return (
            found is not None and one is not None and not hidden
            and found.minutes.writable and self._tasks.locked() is None
        )  # fmt: skip

    def _visible_text(self) -> bool:
        return self._built and self.discussion.isVisible()

    def typed(self) -> list[tuple[str, str]]:
        """Return under which item, by uid, something is typed in which forms and not recorded, as it stands here."""
        return [] if self._item is None else [(self._item, kind) for kind, form in self._forms.items()
                                              if form.has_typed()]  # fmt: skip

    def wait_for_text(self) -> None:
        """Give the keyboard to the text once the minutes are read again."""
        self._waits = True

    def leave(self) -> None:
        """Save what is typed under the item at hand, and keep what is typed in a form."""
        if self._built:
            self.discussion.leave()
            self._forms.keep()

    def _new_form(self, kind: str) -> EntryForm:
        form = EntryForm(self._tasks, *TITLES[kind], fields_of(kind, self._room), self.right)
        self._column.insertWidget(self._column.indexOf(self.entries), form)
        form.done.connect(self._form_done)
        form.grew.connect(self._fit)
        return form

    def _form_done(self) -> None:
        self.entries.setVisible(bool(self.entries.entries))
        self._fit()
        if self._visible_text():
            self.discussion.focus()

    def _drafted(self, place: str) -> None:
        """Show again what is kept of forms, once one that was left has been written down."""
        if place.startswith(place_of(FORM, "")) and self.isVisible() and not self._forms.is_open():
            self.refresh()

    def _make_agenda(self) -> None:
        if self.found is not None:
            self._waits = True
            self._tasks.write(make_agenda, self.found.minutes.meeting.uid, owner=self)

    def _open_entry(self, entry: Entry) -> None:
        if entry.kept:
            self.take_down(entry.kind)
            return
        self.navigate.emit(Place(entry.kind, entry.uid))

    def _remove_entry(self, entry: Entry) -> None:
        if not self.writable():
            return
        if entry.kept:
            self.take_down(entry.kind)  # its button drops it
        elif entry.kind == ACTION:
            self._open_entry(entry)
        else:
            removal = remove_decisions if entry.kind == DECISION else remove_challenges
            self._tasks.write(removal, [entry.uid], owner=self)

    def _connect(self) -> None:
        self.items.chosen.connect(self._turn_to)
        self.items.entered.connect(self.take_keyboard)
        self.entries.opened.connect(self._open_entry)
        self.entries.removed.connect(self._remove_entry)
        self.discussion.stepped.connect(self.step)
        self._tasks.drafted.connect(self._drafted)
        self.discussion.escaped.connect(lambda: self.items.setFocus(Qt.FocusReason.OtherFocusReason))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Keep what has the keyboard in view where the page is longer than the window."""
        if new is not None and self.isAncestorOf(new):
            scroll_to(self._scroll, new)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(self._scroll)
        self._page = page = QVBoxLayout(self._body)
        page.setSpacing(8)
        page.addWidget(self.ahead)
        self._state = QWidget(self._body)
        self._state.setProperty("role", "plain")
        row = QHBoxLayout(self._state)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.status, 1)
        for command in self.steps.primary():
            row.addWidget(self.steps.button_of(command))
        page.addWidget(self._state)
        page.addWidget(self._nothing, 1)
        self._nothing.hide()
        left = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addWidget(self.pace)
        left.addWidget(self.items, 1)
        self._column = QVBoxLayout(self.right)
        self._column.setSpacing(6)
        self._column.addWidget(self.head)
        self._column.addWidget(self.notes)
        lock = QHBoxLayout()
        self._column.addLayout(lock)
        lock.addWidget(self.locked, 1)
        self._mend = button("", self.steps.mend)
        lock.addWidget(self._mend, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.discussion, 1)
        self._column.addWidget(self.entries)
        self._column.addStretch(0)  # takes what the text leaves where it is hidden
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LEFT, RIGHT])
        self.splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        page.addWidget(self.splitter, 1)

    def _arrange(self) -> None:
        narrow = self.width() < grown(NARROW_LOW if self.low else NARROW)
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(8 if self.low else 16)
        self.left.setMinimumHeight(grown(LOWEST // 2))
        self.left.setMinimumWidth(0 if narrow else grown(180))
        self._column.setContentsMargins(*((12, 6, 12, 6) if self.low else (16, 12, 16, 12)))
        self._page.setContentsMargins(MARGIN, 4 if self.low else 8, MARGIN, 4 if self.low else 16)
        self.steps.show_ready(low=self.low)
        self._page.setSpacing(4 if self.low else 8)
        self.discussion.field.label.setVisible(not self.low)
        self._say_status()
        self._fit()

    def fit(self) -> None:
        """Arrange the page for the room there is; in a low window the items stand beside the one at hand."""
        if self.low:
            self._drawn = self.splitter.sizes()
        self._arrange()
        self.splitter.setSizes([grown(LEFT_LOW), self.width()] if self.low else self._drawn)

    def folded(self) -> list[Command]:
        """Return the steps that can be taken now."""
        return [one for one in self.steps.primary() if one.ready]

    def _fit(self) -> None:
        """Keep as much height as the item's parts need at the least; the page scrolls where there is less."""
        self.ahead.setMinimumHeight(max(0, self.ahead.heightForWidth(self.width() - 2 * MARGIN)))  # all its lines
        self._column.invalidate()
        low = self._column.minimumHeightForWidth(self.right.width())
        low = max(grown(LOWEST_LOW if self.low else LOWEST), low, self._column.minimumSize().height())
        self.right.setMinimumHeight(low)
        upright = self.splitter.orientation() is Qt.Orientation.Vertical
        left = self.left.minimumHeight()
        self.splitter.setMinimumHeight(low + left + 16 if upright else max(low, left))
