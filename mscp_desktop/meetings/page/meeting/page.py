"""The workspace of one meeting: agenda, papers, attendance and minutes, each a part of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Cell, Field, Kind
from mscp_desktop.desktop.workspace.page import WorkspacePage
from mscp_desktop.desktop.workspace.values import Opened, Part
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.meetings.page.meeting.agenda_part import AgendaPart
from mscp_desktop.meetings.page.meeting.attendance_part import AttendancePart
from mscp_desktop.meetings.page.meeting.head import above_of, quorum_chip
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.meetings.page.meeting.papers_part import PapersPart
from mscp_desktop.meetings.records import MeetingState, MinutesState
from mscp_desktop.meetings.rules import meetings, places
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.places import meeting_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy.orm import Session

PARTS: tuple[Part, ...] = (
    Part(places.AGENDA, "Agenda", AgendaPart),
    Part(places.PAPERS, "Papers", PapersPart),
    Part(places.ATTENDANCE, "Attendance", AttendancePart),
    Part(places.MINUTES, "Minutes", MinutesPart),
)  # fmt: skip

CHIPS: "tuple[Callable[[Session, str, date], Sequence[Cell]], ...]" = (quorum_chip,)
"""What else is said of a meeting above its parts: functions of its uid and of today that read."""

CANCELLING = (Field("why", "Why it is cancelled", Kind.TEXT, "The reason stands in the year's record", required=True),)
LIST = "Open the list of meetings"


class MeetingPage(WorkspacePage[MeetingRow]):
    """One meeting with its parts."""

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
    steps = ("Go to the meeting before", "Go to the meeting after")
    named = "Parts of the meeting"
    listed = "meetings"

    def __init__(self, tasks: Tasks, parts: Sequence[Part] = PARTS) -> None:
        super().__init__(tasks, parts)

    def acts(self) -> Sequence[Command]:
        """Return what can be done with the meeting: cancel it, plan it again, mark it as held."""
        return (
            Command("meeting.cancel", "Cancel it…", self._ask_why, None, self._may_cancel, called="meeting"),
            Command("meeting.again", "Plan it again", self._plan_again, None, self._may_plan_again),
            Command("meeting.hold", "Mark as held", self._mark_held, None, self._may_hold),
        )

    def joined(self) -> None:
        """Have the papers begin with the item of the agenda that is in hand."""
        agenda = next((page for page in self.parts if isinstance(page, AgendaPart)), None)
        for page in self.parts:
            if agenda is not None and isinstance(page, PapersPart):
                page.item_in_hand = agenda.item_in_hand

    def read_place(self, session: "Session", asked: str | None, today: "date") -> Opened[MeetingRow]:
        """Return the meeting that a place is of; the next one where none is named, or the last."""
        where = places.where_of(session, asked, today)
        space = None if where is None or where.meeting is None else places.workspace_of(session, where.meeting)
        if where is not None and space is not None:
            further = tuple(chip for read in CHIPS for chip in read(session, space.row.uid, today))
            return Opened(above_of(space, further), where.part, where.record)
        if where is not None and where.record is not None:
            waits = "This matter has no meeting yet. It waits in its group's backlog."
            return Opened(None, None, None, waits, "Open the forward plan", Place("forward-plan", where.record))
        if asked:
            return Opened(None, None, None, "This meeting was deleted. Undo may bring it back.", LIST)
        none = "One meeting with its agenda, papers, attendance and minutes stands here. None is planned yet."
        return Opened(None, None, None, none, LIST)

    def place_of(self, uid: str, part: str) -> Place:
        """Return the place of a part of a meeting."""
        return meeting_place(uid, part)

    def _state(self) -> MeetingState | None:
        return None if self.row is None or self._tasks.locked() is not None else self.row.state

    def _may_hold(self) -> bool:
        planned = self._state() is MeetingState.PLANNED
        return planned and self.row is not None and self.row.day <= self._tasks.store.clock.today()

    def _may_cancel(self) -> bool:
        return self._state() is MeetingState.PLANNED

    def _may_plan_again(self) -> bool:
        settled = {MinutesState.APPROVED, MinutesState.CLOSED}
        state = self._state()
        if self.row is None or state is None or state is MeetingState.PLANNED:
            return False
        return state is MeetingState.CANCELLED or self.row.minutes not in settled

    def _mark_held(self) -> None:
        if self.row is not None:
            self._tasks.write(meetings.hold_meeting, self.row.uid, owner=self)

    def _plan_again(self) -> None:
        if self.row is not None:
            self._tasks.write(meetings.plan_again, self.row.uid, owner=self)

    def _ask_why(self) -> None:
        if self.row is not None:
            row = self.row
            AskDialog(
                self._tasks, f"Cancel {row.title()}", CANCELLING, {}, "Cancel the meeting",
                lambda found: Act(meetings.cancel_meeting, (row.uid, found["why"])), self,
                about="It stays on record and no longer counts as planned. Calendars are told when it is sent to them.",
            ).open()  # fmt: skip
