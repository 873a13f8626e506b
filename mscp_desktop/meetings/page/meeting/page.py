"""The workspace of one meeting: agenda, papers, attendance and minutes, each a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Cell, Field, Kind
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.meetings.page.meeting.agenda_part import AgendaPart
from mscp_desktop.meetings.page.meeting.attendance_part import AttendancePart
from mscp_desktop.meetings.page.meeting.head import MeetingHead, quorum_chip
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.meetings.page.meeting.papers_part import PapersPart
from mscp_desktop.meetings.records import MeetingState, MinutesState
from mscp_desktop.meetings.rules import meetings, places
from mscp_desktop.meetings.rules.places import Where, Workspace, meeting_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy.orm import Session

MARGIN = 24
NARROW = 660  # pixels at 100%
LOWEST_LOW = 170  # what it keeps in a low window, where that is no more than is left
LOWEST = 260  # pixels at 100% that a part keeps; in a lower window the whole page scrolls


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the workspace: its name in a place's uid, its words on the tab, and its page.

    The page is made with the workspace and built when it is first shown; `open_place` gives it the meeting's uid.
    """

    key: str
    words: str
    page: "Callable[[Tasks], Page]"


PARTS: tuple[Part, ...] = (
    Part(places.AGENDA, "Agenda", AgendaPart),
    Part(places.PAPERS, "Papers", PapersPart),
    Part(places.ATTENDANCE, "Attendance", AttendancePart),
    Part(places.MINUTES, "Minutes", MinutesPart),
)  # fmt: skip

CHIPS: "tuple[Callable[[Session, str, date], Sequence[Cell]], ...]" = (quorum_chip,)
"""What else is said of a meeting above its parts: functions of its uid and of today that read."""

CANCELLING = (Field("why", "Why it is cancelled", Kind.TEXT, "The reason stands in the year's record", required=True),)


@dataclass(frozen=True, slots=True)
class _Shown:
    where: Where
    space: Workspace | None
    chips: tuple[Cell, ...]


class MeetingPage(Page):
    """One meeting with its parts; one of them is in view, and has the page's commands, hints and keyboard."""

    key = "meeting"
    title = "Meeting"
    icon = "meetings"
    guide = "meetings"
    under = "meetings"
    called = "next agenda papers attendance minutes"
    kinds = frozenset({"meeting", "agenda_item", "attendance_entry", "meeting_paper"})
    watches = frozenset(
        {"meeting", "partnership_group", "agenda_item", "attendance", "quorum_rule", "seat", "tenure", "deputy"}
    )

    def __init__(self, tasks: Tasks, parts: Sequence[Part] = PARTS) -> None:
        super().__init__()
        self._tasks = tasks
        self._declared = tuple(parts)
        self._shown: Workspace | None = None
        self._asked: str | None = None  # what was asked for last, and is not shown yet
        self._part = 0
        self._chips: tuple[Cell, ...] = ()  # what is said of the meeting besides its state

    @property
    def part(self) -> Page:
        """The part in view."""
        return self.parts[self._part]

    def build(self) -> None:
        """Make the head, and the parts; each of them is built when it is first seen."""
        keys = [f"Alt+{number}" for number in range(1, len(self._declared) + 1)]
        self._step_back = Command(
            "meeting.before", "Go to the meeting before", partial(self._step, -1), "Alt+PgUp",
            lambda: self._neighbour(-1) is not None, called="previous last",
        )  # fmt: skip
        self._step_on = Command(
            "meeting.after", "Go to the meeting after", partial(self._step, 1), "Alt+PgDown",
            lambda: self._neighbour(1) is not None, called="next following",
        )  # fmt: skip
        self._hold = Command("meeting.hold", "Mark as held", self._mark_held, None, self._may_hold)
        self._cancel = Command("meeting.cancel", "Cancel it…", self._ask_why, None, self._may_cancel, called="meeting")
        self._again = Command("meeting.again", "Plan it again", self._plan_again, None, self._may_plan_again)
        self._tabs = [
            Command(f"meeting.{part.key}", f"Show the {part.words.lower()}", partial(self.turn_to, place), key)
            for place, (part, key) in enumerate(zip(self._declared, keys, strict=True))
        ]
        self._stack = QStackedWidget(self)
        self._space = QWidget(self._stack)
        self.head = MeetingHead(
            (self._cancel, self._again, self._hold), (self._step_back, self._step_on),
            [(part.words, command.keys()) for part, command in zip(self._declared, self._tabs, strict=True)],
            self._tasks.store.clock.today, self._space,
            further=self._folded, why=self._tasks.held_back,
        )  # fmt: skip
        self.stack = QStackedWidget(self._space)
        self.parts = []
        for part in self._declared:
            page = part.page(self._tasks)
            page.set_low(low=self.low)
            self.stack.addWidget(page)
            self.parts.append(page)
        agenda = next((page for page in self.parts if isinstance(page, AgendaPart)), None)
        for page in self.parts:
            if agenda is not None and isinstance(page, PapersPart):
                page.item_in_hand = agenda.item_in_hand
        self._nothing = label("", "secondary", wrap=True)
        self._leads = button("Open the list of meetings", self._go_on, kind="primary")
        self._lead = Place("meetings")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read what stands above the parts again; the parts mind their own."""
        shown = None if self._shown is None else self._shown.row.uid
        self._read(self._asked or shown)  # what was asked for last may still be on its way

    def open_place(self, uid: str | None) -> None:
        """Show a meeting, a part of it, or the meeting of an agenda item with that item; None is the next meeting."""
        if uid is None and self._shown is not None:
            return
        self._asked = uid
        self._read(uid)

    def place(self) -> str | None:
        """Return the meeting in view with its part, as `places.meeting_place` writes them."""
        if self._shown is None:
            return self._asked
        return meeting_place(self._shown.row.uid, self._declared[self._part].key).uid

    def explained_by(self) -> str:
        """Return the page of the guide that explains the part in view."""
        return self.part.explained_by() if self._shown is not None else self.guide

    def caption(self) -> str:
        """Return what the meeting is called."""
        return "" if self._shown is None else self._shown.row.title()

    def commands(self) -> list[Command]:
        """Return what can be done in the part in view, with the meeting, and the ways to other parts and meetings."""
        own = [
            *self._tabs, self._step_back, self._step_on, self._hold, self._cancel, self._again,
            Command("meeting.list", "Show it in the list of meetings", self._show_in_list, None, self._is_shown),
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
        self._turn(self._place_of(state.get("part")))

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
        self.head.fit(narrow=self.width() < grown(NARROW), low=self.low, wide=self.width() - 2 * MARGIN)
        self._above.setContentsMargins(MARGIN, 4 if self.low else 20, MARGIN, 0)
        self.stack.setMinimumHeight(grown(LOWEST_LOW if self.low else LOWEST))
        self._keep_head()

    def fit(self) -> None:
        """Arrange the page for the room there is."""
        self._say()
        self._arrange()

    def _say(self) -> None:
        """Show what is said of the meeting, in a low window also of the part in view, and what can be done now."""
        if self._shown is not None:
            chips = (*self.part.chips(), *self._chips) if self.low else self._chips
            self.head.show_meeting(self._shown.row, chips, (self._shown.before, self._shown.after))

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
        if self._shown is not None:
            self._fill(None)
            self._say()
        self.turned.emit()
        self.moved.emit()

    def _place_of(self, key: object) -> int:
        return next((place for place, part in enumerate(self._declared) if part.key == key), self._part)

    def _read(self, asked: str | None) -> None:
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: _found(session, asked, today), self._show, key=f"meeting {id(self)}", owner=self
        )

    def _show(self, found: _Shown | None) -> None:
        if found is None or found.space is None:
            self._show_nothing(found)
            return
        fresh = self._shown is None or self._shown.row.uid != found.space.row.uid
        self._shown, self._asked = found.space, None
        self._chips = found.chips
        self._say()
        self._keep_head()
        self._stack.setCurrentIndex(0)
        if found.where.part is not None:
            self._turn(self._place_of(found.where.part))
        if fresh or found.where.record is not None:
            self._fill(found.where.record)
        if fresh:
            self.turned.emit()
            self.moved.emit()
            focused = self.window().focusWidget()
            if self.isVisible() and (focused is None or focused is self):
                self.part.take_keyboard()

    def _fill(self, record: str | None) -> None:
        """Have the part in view show the meeting, and make a record of it current."""
        if self._shown is None:
            return
        self.part.prepare()
        self.part.open_place(self._shown.row.uid)
        if record is not None and isinstance(self.part, TablePage):
            self.part.table.reload(record)
        elif record is not None and isinstance(self.part, MinutesPart):
            self.part.show_item(record)

    def _show_nothing(self, found: _Shown | None) -> None:
        self._shown = None
        waits = found is not None and found.where.record is not None
        self._lead = Place("forward-plan", found.where.record) if found is not None and waits else Place("meetings")
        if waits:
            words, verb = "This matter has no meeting yet. It waits in its group's backlog.", "Open the forward plan"
        elif self._asked:
            words, verb = "This meeting was deleted. Undo may bring it back.", "Open the list of meetings"
        else:
            words, verb = (
                "One meeting with its agenda, papers, attendance and minutes stands here. None is planned yet.",
                "Open the list of meetings",
            )
        self._nothing.setText(words)
        self._leads.setText(verb)
        self._stack.setCurrentIndex(1)
        self.turned.emit()

    def _go_on(self) -> None:
        self.navigate.emit(self._lead)

    def _is_shown(self) -> bool:
        return self._shown is not None

    def _state(self) -> MeetingState | None:
        return None if self._shown is None or self._tasks.locked() is not None else self._shown.row.state

    def _may_hold(self) -> bool:
        planned = self._state() is MeetingState.PLANNED
        return planned and self._shown is not None and self._shown.row.day <= self._tasks.store.clock.today()

    def _may_cancel(self) -> bool:
        return self._state() is MeetingState.PLANNED

    def _may_plan_again(self) -> bool:
        settled = {MinutesState.APPROVED, MinutesState.CLOSED}
        state = self._state()
        if self._shown is None or state is None or state is MeetingState.PLANNED:
            return False
        return state is MeetingState.CANCELLED or self._shown.row.minutes not in settled

    def _mark_held(self) -> None:
        if self._shown is not None:
            self._tasks.write(meetings.hold_meeting, self._shown.row.uid, owner=self)

    def _plan_again(self) -> None:
        if self._shown is not None:
            self._tasks.write(meetings.plan_again, self._shown.row.uid, owner=self)

    def _ask_why(self) -> None:
        if self._shown is not None:
            row = self._shown.row
            AskDialog(
                self._tasks, f"Cancel {row.title()}", CANCELLING, {}, "Cancel the meeting",
                lambda found: Act(meetings.cancel_meeting, (row.uid, found["why"])), self,
                about="It stays on record and no longer counts as planned. Calendars are told when it is sent to them.",
            ).open()  # fmt: skip

    def _neighbour(self, by: int) -> str | None:
        if self._shown is None:
            return None
        other = self._shown.before if by < 0 else self._shown.after
        return None if other is None else other.uid

    def _step(self, by: int) -> None:
        uid = self._neighbour(by)
        if uid is not None:
            self.navigate.emit(meeting_place(uid, self._declared[self._part].key))

    def _show_in_list(self) -> None:
        if self._shown is not None:
            self.navigate.emit(Place("meetings", self._shown.row.uid))

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


def _found(session: "Session", asked: str | None, today: "date") -> _Shown | None:
    where = places.where_of(session, asked, today)
    if where is None:
        return None
    space = None if where.meeting is None else places.workspace_of(session, where.meeting)
    chips = () if space is None else tuple(chip for read in CHIPS for chip in read(session, space.row.uid, today))
    return _Shown(where, space, chips)
