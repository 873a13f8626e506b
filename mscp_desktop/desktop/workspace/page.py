"""The base of a workspace: one record with its parts, of which one is in view and has commands and keyboard."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.workspace.head import WorkspaceHead
from mscp_desktop.desktop.workspace.values import Above, Opened, Part, T
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.store import Announcement

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

MARGIN = 24
NARROW = 660  # pixels at 100%
LOWEST_LOW = 170  # what it keeps in a low window, where that is no more than is left
LOWEST = 260  # pixels at 100% that a part keeps; in a lower window the whole page scrolls


class WorkspacePage(Page, Generic[T]):
    """One record with its parts; one of them is in view, and has the page's commands, hints and keyboard.

    A subclass sets `steps`, `named` and `listed`, and says by `read_place` where a place leads, by `place_of` the
    place of a part, and by `acts` what can be done with the record itself.
    """

    steps: tuple[str, str]  # what the ways to the records before and after are called
    named: str  # what the row of parts is called
    listed: str  # the page on which all such records stand
    kept: int = 0  # of what can be done with the record, the last ones that have buttons; with none all of them have

    def __init__(self, tasks: Tasks, parts: Sequence[Part]) -> None:
        super().__init__()
        self._tasks = tasks
        self._declared = tuple(parts)
        self._shown: Above[T] | None = None
        self._asked: str | None = None  # what was asked for last, and is not shown yet
        self._part = 0

    def read_place(self, session: "Session", asked: str | None, today: "date") -> Opened[T]:
        """Return what a place's uid leads to; with nothing asked, what most likely is wanted next."""
        raise NotImplementedError

    def place_of(self, uid: str, part: str) -> Place:
        """Return the place of a part of a record's workspace."""
        raise NotImplementedError

    def acts(self) -> Sequence[Command]:
        """Return what can be done with the record, each as a button where it is ready."""
        return ()

    def joined(self) -> None:
        """Acquaint parts with each other that have to know of each other; called once they are made."""

    @property
    def part(self) -> Page:
        """The part in view."""
        return self.parts[self._part]

    @property
    def row(self) -> T | None:
        """The record in view."""
        return None if self._shown is None else self._shown.row

    @property
    def shown(self) -> str | None:
        """The uid of the record in view."""
        return None if self._shown is None else self._shown.uid

    def build(self) -> None:
        """Make the head, and the parts; each of them is built when it is first seen."""
        keys = [f"Alt+{number}" for number in range(1, len(self._declared) + 1)]
        back, on = self.steps
        self._step_back = Command(
            f"{self.key}.before", back, partial(self._step, -1), "Alt+PgUp",
            lambda: self._neighbour(-1) is not None, called="previous last",
        )  # fmt: skip
        self._step_on = Command(
            f"{self.key}.after", on, partial(self._step, 1), "Alt+PgDown",
            lambda: self._neighbour(1) is not None, called="next following",
        )  # fmt: skip
        self._acts = tuple(self.acts())
        self._tabs = [
            Command(f"{self.key}.{part.key}", f"Show the {part.words.lower()}", partial(self.turn_to, place), key)
            for place, (part, key) in enumerate(zip(self._declared, keys, strict=True))
        ]
        self._stack = QStackedWidget(self)
        self._space = QWidget(self._stack)
        self.head = WorkspaceHead(
            self._acts, (self._step_back, self._step_on),
            [(part.words, command.keys()) for part, command in zip(self._declared, self._tabs, strict=True)],
            self.named, self._tasks.store.clock.today, self._space, kept=self.kept,
            further=self._folded, why=self._tasks.held_back,
        )  # fmt: skip
        self.stack = QStackedWidget(self._space)
        self.parts: list[Page] = []
        for part in self._declared:
            page = part.page(self._tasks)
            page.set_low(low=self.low)
            self.stack.addWidget(page)
            self.parts.append(page)
        self.joined()
        self._nothing = label("", "secondary", wrap=True)
        self._leads = button("", self._go_on, kind="primary")
        self._lead = Place(self.listed)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read what stands above the parts again; the parts mind their own."""
        self._read(self._asked or self.shown)  # what was asked for last may still be on its way

    def open_place(self, uid: str | None) -> None:
        """Show a record, a part of it, or what stands in one; None is the one in view, or what is wanted next."""
        if uid is None and self._shown is not None:
            return
        self._asked = uid
        self._read(uid)

    def place(self) -> str | None:
        """Return the record in view with its part, as `place_of` writes them."""
        if self._shown is None:
            return self._asked
        return self.place_of(self._shown.uid, self._declared[self._part].key).uid

    def explained_by(self) -> str:
        """Return the page of the guide that explains the part in view."""
        return self.part.explained_by() if self._shown is not None else self.guide

    def caption(self) -> str:
        """Return what the record is called."""
        return "" if self._shown is None else self._shown.head.title

    def commands(self) -> list[Command]:
        """Return what can be done in the part in view, with the record, and the ways to other parts and records."""
        own = [
            *self._tabs, self._step_back, self._step_on, *self._acts,
            Command(f"{self.key}.list", "Show it in the list", self._show_in_list, None, lambda: self.row is not None),
        ]  # fmt: skip
        return [*(self.part.commands() if self._shown is not None else []), *own]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        last = len(self._declared)
        return [(f"Alt+1 to {last}", "parts"), *(self.part.hints() if self._shown is not None else [])]

    def take_keyboard(self) -> None:
        """Give the keyboard to the part in view."""
        if self._shown is not None:
            self.part.take_keyboard()
        else:
            super().take_keyboard()

    def next_part(self) -> bool:
        """Move the keyboard on within the part in view, and first into it."""
        focused = self.window().focusWidget()
        if self._shown is not None and focused is not None and not self.part.isAncestorOf(focused):
            self.part.take_keyboard()
            return True
        return self._shown is not None and self.part.next_part()

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit, and tell the parts."""
        super().hear(announcement)
        for part in self.parts if self._built else ():
            part.hear(announcement)

    def show_private(self, *, shown: bool) -> None:
        """Show or hide in each part what is declared as private."""
        for part in self.parts:
            part.present(presenting=not shown)

    def state(self) -> dict[str, Any]:
        """Return which part was in view, and how each is arranged."""
        kept = {part.key: page.arrangement() for part, page in zip(self._declared, self.parts, strict=True)}
        return {"part": self._declared[self._part].key, "parts": kept}

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the parts as they were."""
        kept = state.get("parts")
        for part, page in zip(self._declared, self.parts, strict=True):
            arrangement = kept.get(part.key) if isinstance(kept, dict) else None
            if isinstance(arrangement, dict):
                page.arrange(arrangement)
        self._turn(self._number_of(state.get("part")))

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the head anew for another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set what stands above the parts below each other where there is little room beside."""
        super().resizeEvent(event)
        self.prepare()
        self._arrange()

    def _arrange(self) -> None:
        low = self.low or self.part.wants_room
        self.head.fit(narrow=self.width() < grown(NARROW), low=low, wide=self.width() - 2 * MARGIN)
        self._above.setContentsMargins(MARGIN, 4 if self.low else 10 if low else 20, MARGIN, 0)
        self.stack.setMinimumHeight(grown(LOWEST_LOW if self.low else LOWEST))
        self._keep_head()

    def fit(self) -> None:
        """Arrange the page for the room there is."""
        self._say()
        self._arrange()

    def _say(self) -> None:
        """Show what is said of the record, in a low window also of the part in view, and what can be done now."""
        if self._shown is not None:
            self.head.show_above(self._shown, self.part.chips() if self.low else ())

    def _folded(self) -> Sequence[Command]:
        return self.part.folded()

    def _part_rephrased(self, place: int) -> None:
        if place == self._part and self.low:
            self._say()
            self._keep_head()

    def set_low(self, *, low: bool) -> None:
        """Take note of whether the window is low, and tell the parts."""
        super().set_low(low=low)
        for part in self.parts if self._built else ():
            part.set_low(low=low)

    def _keep_head(self) -> None:
        """Keep the head its height where it wraps: a page that scrolls would rather squeeze its words."""
        room = self.width() - 2 * MARGIN
        self.head.setMinimumHeight(self.head.heightForWidth(room) if self.head.hasHeightForWidth() else 0)

    def turn_to(self, place: int) -> None:
        """Bring a part into view, and give it the keyboard."""
        self._turn(place)
        if self._shown is not None:
            self.part.take_keyboard()

    def _turn(self, place: int) -> None:
        if place == self._part and self.stack.currentIndex() == place:
            return
        window = self.window().focusWidget()
        if window is not None and self.part.isAncestorOf(window):
            window.clearFocus()  # the field at hand saves itself
        self._part = place
        self.head.tabs.setCurrentIndex(place)
        self.stack.setCurrentIndex(place)
        self._arrange()
        if self._shown is not None:
            self._fill(None)
            self._say()
        self.turned.emit()
        self.moved.emit()

    def _number_of(self, key: object) -> int:
        return next((place for place, part in enumerate(self._declared) if part.key == key), self._part)

    def _read(self, asked: str | None) -> None:
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: self.read_place(session, asked, today), self._show, key=f"{self.key} {id(self)}", owner=self
        )

    def _show(self, opened: Opened[T]) -> None:
        if opened.above is None:
            self._show_nothing(opened)
            return
        fresh = self.shown != opened.above.uid
        self._shown, self._asked = opened.above, None
        self._say()
        self._keep_head()
        self._stack.setCurrentIndex(0)
        if opened.part is not None:
            self._turn(self._number_of(opened.part))
        if fresh or opened.record is not None:
            self._fill(opened.record)
        if fresh:
            self.turned.emit()
            self.moved.emit()
            focused = self.window().focusWidget()
            if self.isVisible() and (focused is None or focused is self):
                self.part.take_keyboard()

    def _fill(self, record: str | None) -> None:
        """Have the part in view show the record, and make one within it current."""
        if self._shown is None:
            return
        self.part.prepare()
        self.part.open_place(self._shown.uid)
        if record is not None:
            self.part.show_record(record)

    def _show_nothing(self, opened: Opened[T]) -> None:
        self._shown = None
        self._lead = opened.lead or Place(self.listed)
        self._nothing.setText(opened.nothing)
        self._leads.setText(opened.verb)
        self._stack.setCurrentIndex(1)
        self.turned.emit()

    def _go_on(self) -> None:
        self.navigate.emit(self._lead)

    def _neighbour(self, by: int) -> str | None:
        if self._shown is None:
            return None
        other = self._shown.before if by < 0 else self._shown.after
        return None if other is None else other.uid

    def _step(self, by: int) -> None:
        uid = self._neighbour(by)
        if uid is not None:
            self.navigate.emit(self.place_of(uid, self._declared[self._part].key))

    def _show_in_list(self) -> None:
        if self._shown is not None:
            self.navigate.emit(Place(self.listed, self._shown.uid))

    def _connect(self) -> None:
        self.head.turned.connect(self._turn)
        self.head.page_head.navigate.connect(self.navigate)
        for place, part in enumerate(self.parts):
            part.navigate.connect(self.navigate)
            part.wanted.connect(self.wanted)
            part.wanted_file.connect(self.wanted_file)
            part.said.connect(self.said)
            part.saving.connect(self.saving)
            part.moved.connect(partial(self._part_moved, place))
            part.turned.connect(partial(self._part_turned, place))
            part.rephrased.connect(partial(self._part_rephrased, place))

    def _part_moved(self, place: int) -> None:
        if place == self._part:
            self.moved.emit()

    def _part_turned(self, place: int) -> None:
        if place == self._part:
            self.turned.emit()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self._space)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above = above = QHBoxLayout()
        column.addLayout(above)
        above.setContentsMargins(MARGIN, 20, MARGIN, 0)
        above.addWidget(self.head)
        self.stack.setMinimumHeight(grown(LOWEST))
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # its parts scroll
        column.addWidget(self.stack, 1)
        empty = QWidget(self._stack)
        middle = QVBoxLayout(empty)
        middle.setSpacing(16)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.addStretch(1)
        middle.addWidget(self._nothing)
        middle.addWidget(self._leads, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        self._stack.addWidget(self._space)
        self._stack.addWidget(empty)
        whole.addWidget(self._stack)
