"""A meeting on its way to another day: what that would mean while it is carried, and how it is left there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.calendar.day_view import DayView
from mscp_desktop.desktop.tables.taking_back import notice_with_undo
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.operations import Outcome
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.page.calendar_acts import effect_words, move_dialog, status_of
from mscp_desktop.meetings.rules.effects import Effect, effects
from mscp_desktop.meetings.rules.meetings import MeetingRow, change_meeting


class Moving(QObject):
    """Says what a day would mean for the meeting that is carried over it, and moves it in one operation.

    Where a day breaks a rule the form that moves a meeting opens with it, and says which. `went` gives the day to which
    one was moved, `said` a notice.
    """

    went = Signal(object)
    said = Signal(object)

    def __init__(self, tasks: Tasks, row_of: Callable[[str | None], MeetingRow | None], parent: QWidget) -> None:
        """`row_of` gives a meeting that is shown by its uid."""
        super().__init__(parent)
        self._tasks, self._row_of, self._widget = tasks, row_of, parent
        self._known: dict[tuple[str, date], tuple[Effect, ...]] = {}
        self._carried: MeetingRow | None = None  # it is carried on where another month comes into view

    def forget(self) -> None:
        """Look anew: something was changed."""
        self._known.clear()

    def over(self, view: DayView, uid: str, day: date | None) -> None:
        """Say what it would mean to leave a meeting where it is carried; None ends the carrying."""
        if day is None:
            return
        row = self._take_up(uid)
        if row is None:
            return
        if day == row.day:
            view.say_over(f"{format_day(day, weekday=True)}: where it is now.", "info")
        else:
            self._find(row, day, partial(_say_over, view, day))

    def drop(self, uid: str, day: date) -> None:
        """Move a meeting to the day it was left on."""
        row = self._take_up(uid)
        self._carried = None
        if row is not None:
            self._find(row, day, partial(self._settle, row, day))

    def ask(self, row: MeetingRow, to: date | None = None) -> None:
        """Open the form that moves a meeting, with a day proposed where one is given."""
        dialog = move_dialog(self._tasks, row, self._widget, lambda _nothing: None, to)
        dialog.accepted.connect(lambda: self.went.emit(dialog.fields["day"].value))
        dialog.open()

    def _take_up(self, uid: str) -> MeetingRow | None:
        shown = self._row_of(uid)
        if shown is not None or (self._carried is not None and self._carried.uid != uid):
            self._carried = shown
        return self._carried

    def _find(self, row: MeetingRow, day: date, then: Callable[[tuple[Effect, ...]], None]) -> None:
        known = self._known.get((row.uid, day))
        if known is not None:
            then(known)
            return

        def take(found: tuple[Effect, ...]) -> None:
            self._known[row.uid, day] = found
            then(found)

        self._tasks.read(
            lambda session: effects(session, row.uid, day, row.start_time), take, key=f"over {id(self)}", owner=self
        )

    def _settle(self, row: MeetingRow, day: date, found: tuple[Effect, ...]) -> None:
        if any(one.hard for one in found):
            self.ask(row, day)
            return

        def done(outcome: Outcome[None]) -> None:
            if outcome.announcement is not None:
                notice = notice_with_undo(self._tasks, "", outcome.announcement, self.said.emit)
                pinned = ["It was pinned, and is pinned to its new day."] if row.pinned else []
                also = "".join(f" {words}" for words in (*pinned, *(one.words for one in found)))
                self.said.emit(replace(notice, words=f"{outcome.announcement.summary}.{also}"))

        self._tasks.write(change_meeting, row.uid, row.version, day=day, then=done, owner=self)
        self.went.emit(day)


def _say_over(view: DayView, day: date, found: tuple[Effect, ...]) -> None:
    if view.carried is not None and view.carried.over == day:
        view.say_over(f"{format_day(day, weekday=True)}\n{effect_words(found)}", status_of(found))
