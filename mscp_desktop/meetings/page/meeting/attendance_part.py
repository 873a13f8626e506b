"""Attendance of one meeting: a row for each seat, entered by single keys, with the quorum live above it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tables.bulk import Bulk
from mscp_desktop.desktop.tables.page import NARROW, TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Detail, Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.page.attendance_banner import QuorumBanner
from mscp_desktop.meetings.page.attendance_cells import (
    FIELDS,
    INTEREST_AT,
    InView,
    detail_of,
    look_at,
    quorum_chip,
    source_of,
)
from mscp_desktop.meetings.page.attendance_forms import GUEST_FIELDS, deputy_begins, deputy_fields, who_fields
from mscp_desktop.meetings.page.attendance_quorum import ABOUT, KeepRule, begins_on, turned_notice
from mscp_desktop.meetings.page.attendance_quorum import FIELDS as QUORUM_FIELDS
from mscp_desktop.meetings.records import MeetingState, MinutesState, Presence
from mscp_desktop.meetings.rules import attendance_changes as changes
from mscp_desktop.meetings.rules.attendance import SeatAttendance, attendance_text, deputy_choices, row_id_of
from mscp_desktop.meetings.rules.quorum import NO_RULE, NOT_MEMBERS
from mscp_desktop.parties.page.fields import with_organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
CLEARING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
NO_QUORUM = "No quorum is recorded for this group, so none is checked."
AFTERWARDS = frozenset({"present", "absent"})  # what is entered of several seats on the day and since
SINCE = "The meeting is on {}. Until then apologies and deputies can be entered, and not who was there."


class AttendancePart(TablePage):
    """Who was at a meeting."""

    key = "attendance"
    title = "Attendance"
    icon = "attendance"
    guide = "attendance"
    nested = True
    watches = frozenset(
        {
            "attendance", "quorum_rule", "meeting", "seat", "tenure", "deputy", "chairing", "person", "organisation",
            "partnership_group",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        self._look: InView | None = None
        self._last: tuple[Session, InView] | None = None  # what was read with the rows
        self._others = Command(
            "attendance.others", "All others present", partial(self._set_others, Presence.PRESENT), "Shift+P",
            self._others_ready, called="everybody rest everyone remaining",
        )  # fmt: skip
        self._guest = Command(
            "attendance.guest", "Add a guest", self._add_guest, "Ctrl+N", self._open, called="in attendance visitor"
        )
        self._quorum = Command(
            "attendance.quorum", "Record a quorum…", self._ask_quorum, "Ctrl+Shift+Q", self._working,
            called="rule statutory partners",
        )  # fmt: skip
        roster = Command("attendance.first", "Open the group's roster", self._show_roster)
        super().__init__(
            tasks,
            TableParts(
                "Seats and guests", source_of(self._look_at), FIELDS, self._read_detail, self._save,
                Empty("The seats of that day's roster stand here. None was recorded on that day.", roster),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                nothing="Choose a seat to see who holds it.",
                bulk=(
                    Bulk("present", "Mark {} present", lambda _: self._act(Presence.PRESENT)),
                    Bulk("apologies", "Enter apologies for {}", lambda _: self._act(Presence.APOLOGIES)),
                    Bulk("absent", "Mark {} absent", lambda _: self._act(Presence.ABSENT)),
                    Bulk("clear", "Clear {}", lambda _: self._clearing()),
                ),
            ),
        )  # fmt: skip

    def build(self) -> None:
        """Make the banner above rows that stand close together: nineteen seats are seen at once."""
        super().build()
        self.banner = QuorumBanner((self._quorum, self._guest, self._others), self._body, self._why_not)
        column = self._body.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(1, self.banner)
        self.table.make_compact()
        self.table.view.installEventFilter(self)
        self.panel.loaded.connect(self._fit_fields)
        for signal in (self.panel.loaded, self.table.listed, self.table.selected):
            signal.connect(lambda *_: self.banner.show_ready())
        self.table.listed.connect(self._show_last)
        self._arrange()
        tab_through([self.banner.record, *(shown for _, shown in self.banner.buttons), self.table.view, self.side])

    def open_place(self, uid: str | None) -> None:
        """Show the attendance of a meeting."""
        if uid is not None:
            self.show_scope(uid)

    def commands(self) -> list[Command]:
        """Return what can be entered, each with its key in the rows."""
        hidden = {"table.filter", "table.columns"}
        return [
            *self._entering(),
            self._others,
            self._guest,
            *(one for one in super().commands() if one.name not in hidden),
            *self._further(),
        ]

    def row_commands(self) -> list[Command]:
        """Return what can be entered for the rows in hand, for their menu."""
        return [one for one in self._entering() if one.name != "attendance.absent" or not self._ahead()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        if self._ahead():
            return [("A", "apologies"), ("D", "deputy"), ("P", "expected after all"), ("Ctrl+N", "add a guest")]
        return [
            ("P", "present"), ("A", "apologies"), ("D", "deputy"), ("X", "absent"), ("Backspace", "clear"),
            ("Shift+P", "all others present"),
        ]  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the space bar and Backspace from the rows."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.table.view:
            if event.key() == Qt.Key.Key_Space and not event.modifiers():
                self._toggle()
                return True
            if event.key() in CLEARING and not event.modifiers():
                self._clear()
                return True
        return super().eventFilter(watched, event)

    def _entering(self) -> list[Command]:
        here = "Mark as expected" if self._ahead() else "Mark as present"
        made = [
            (Presence.PRESENT, here, "P", "attended came here"),
            (Presence.APOLOGIES, "Enter apologies", "A", "sent regrets"),
            (Presence.ABSENT, "Mark as absent", "X", "missing no show"),
        ]
        own = [
            Command(
                f"attendance.{presence.name.lower()}", words, partial(self._set, presence), key,
                self._ready, called=called,
            )
            for presence, words, key, called in made
        ]  # fmt: skip
        deputy = Command(
            "attendance.deputy", "Enter a deputy…", self._ask_deputy, "D", self._one_seat, called="substitute stand in"
        )
        clear = Command("attendance.clear", "Clear what is entered", self._clear, None, self._any_entered)
        return [*own[:2], deputy, own[2], clear]

    def _further(self) -> list[Command]:
        return [
            Command(
                "attendance.rest_absent", "All others absent", partial(self._set_others, Presence.ABSENT), "Shift+X",
                self._others_ready, called="everybody rest remaining",
            ),
            Command(
                "attendance.copy", "Copy attendance as text", self._copy_text, "Ctrl+Shift+K", self._shown,
                called="clipboard minutes present apologies",
            ),
            Command("attendance.register", "Show the group's attendance over the year", self._show_register, None,
                    self._shown, called="register three absences"),
            self._quorum,
            Command("attendance.roster", "Open the group's roster", self._show_roster, None, self._shown),
        ]  # fmt: skip

    # ---- what is shown

    def _look_at(self, session: "Session", meeting: str) -> InView:
        """Return the meeting as a session sees it: what is asked several times for one show is read once."""
        last = self._last
        if last is None or last[0] is not session or last[1].attended.meeting.uid != meeting:
            last = self._last = session, look_at(session, meeting, self._tasks.store.clock.today())
        return last[1]

    def _read_detail(self, session: "Session", uid: str, query: Query) -> Detail | None:
        today = self._tasks.store.clock.today()
        return None if query.scope is None else detail_of(session, uid, look_at(session, query.scope, today))

    def _read_head(self) -> None:
        """Nothing more is read: what stands above the rows comes with them."""

    def _show_last(self) -> None:
        """Show above the rows what was read with them."""
        if self._last is not None and self._last[1].attended.meeting.uid == self.table.query.scope:
            self._show_look(self._last[1])

    def _show_look(self, look: InView) -> None:
        before = self._look
        fresh = before is None or before.attended.meeting.uid != look.attended.meeting.uid
        self._look = look
        quorum = look.quorum
        ruled = quorum.words != NO_RULE
        self.banner.show_quorum(
            quorum_chip(quorum), quorum.reason() if ruled else NO_QUORUM, look.attended.count_words(ahead=look.ahead),
            ruled=ruled,
        )  # fmt: skip
        for bulk, shown in self.chosen.buttons:
            shown.setVisible(not look.ahead or bulk.name not in AFTERWARDS)
        self.banner.setToolTip(tip_of("\n".join(quorum.why)))
        self.banner.show_ready()
        self.rephrased.emit()
        if fresh:
            self.turned.emit()
            if before is not None:
                self.panel.reload()  # a seat is the same one at both meetings

    def folded(self) -> Sequence[Command]:
        """Return what the banner has buttons for."""
        return (self._others, self._guest, self._quorum)

    def _above(self) -> QWidget | None:
        return getattr(self, "banner", None)

    def _arrange(self) -> None:
        if hasattr(self, "banner"):
            self.banner.set_narrow(narrow=self.width() < grown(NARROW) and not self.low)
            self.banner.set_low(low=self.low)
            headings = self.table.view.headings
            if headings.isSectionHidden(INTEREST_AT) is not self.low:  # names need its room, and the panel says it
                headings.choose(INTEREST_AT, shown=not self.low)
        super()._arrange()
        self.head.hide()  # the banner stands in its place

    def _fit_fields(self) -> None:
        """Show the fields that the record in hand has, and no others."""
        detail = self.panel.detail
        shows = detail.values["shows"] if detail is not None else frozenset()
        for key, field in self.panel.fields.items():
            field.setVisible(key in shows and (self._private_shown or not field.field.private))

    def show_private(self, *, shown: bool) -> None:
        """Show or hide notes and history."""
        super().show_private(shown=shown)
        self._fit_fields()

    # ---- what can be entered

    def _shown(self) -> bool:
        return self._look is not None

    def _open(self) -> bool:
        """Say whether anything can be entered: not of a cancelled meeting, nor once the minutes are approved."""
        if self._look is None or self._tasks.locked() is not None:
            return False
        row = self._look.attended.meeting
        approved = row.minutes in {MinutesState.APPROVED, MinutesState.CLOSED}
        return row.state is not MeetingState.CANCELLED and not approved

    def _ahead(self) -> bool:
        return self._look is not None and self._look.attended.meeting.day > self._tasks.store.clock.today()

    def _why_not(self, command: Command) -> str:
        """Return why a command of the banner can't be called now; empty where that needs no words."""
        if command.name == self._others.name and self._ahead() and self._look is not None:
            return f"From {format_day(self._look.attended.meeting.day)} on, the day of the meeting"
        return self._tasks.held_back(command)

    def _say_when(self) -> None:
        if self._look is not None and self._open():
            words = SINCE.format(format_day(self._look.attended.meeting.day))
            self.said.emit(Notice(words, here=True))

    def _here(self) -> bool:
        """Say whether the keyboard is in this part, or in a line where a letter is only typed."""
        focused = QApplication.focusWidget()
        return focused is None or self.isAncestorOf(focused) or isinstance(focused, QLineEdit)

    def _ready(self) -> bool:
        return self._open() and bool(self.table.selected_ids()) and self._here()

    def _others_ready(self) -> bool:
        return self._open() and not self._ahead() and self._look is not None and bool(
            self._look.attended.not_recorded()
        )  # fmt: skip

    def _one_seat(self) -> bool:
        return self._open() and len(self._seats()) == 1 and self._here()

    def _any_entered(self) -> bool:
        return self._open() and (self._guest_in_hand() is not None or any(one.entered for one in self._seats()))

    def _seats(self) -> list[SeatAttendance]:
        """Return the seats in hand, as they were last read."""
        if self._look is None:
            return []
        wanted = set(self.table.selected_ids())
        return [one for one in self._look.attended.seats if row_id_of(seat=one.seat.id) in wanted]

    def _guest_in_hand(self) -> str | None:
        """Return the uid of the guest in hand, where it is one."""
        ids = self.table.selected_ids()
        guests = self._look.attended.guests if self._look is not None and len(ids) == 1 else ()
        return next((one.uid for one in guests if row_id_of(entry=one.id) == ids[0]), None)

    def _act(self, presence: Presence) -> Act:
        meeting, seats = self.table.query.scope, [one.seat.uid for one in self._seats()]
        return Act(changes.set_presences, (meeting, seats, presence))

    def _clearing(self) -> Act:
        return Act(changes.clear_presence, (self.table.query.scope, [one.seat.uid for one in self._seats()]))

    def _write(self, act: Act) -> None:
        self._tasks.write(act.operation, *act.args, owner=self, **act.kwargs)

    def _set(self, presence: Presence) -> None:
        """Enter it for the rows in hand; of a single seat, the next one is then in hand.

        Ahead of the day somebody who is present is expected, and nobody is absent yet.
        """
        guest, seats = self._guest_in_hand(), self._seats()
        if guest is not None:
            kind = Presence.APOLOGIES if presence is Presence.APOLOGIES else Presence.IN_ATTENDANCE
            version = next(one.version for one in self._guests() if one.uid == guest)
            if presence is not Presence.ABSENT:
                self._write(Act(changes.change_guest, (guest, version), {"presence": kind}))
        elif presence not in changes.BEFOREHAND and self._ahead():
            self._expect(seats if presence is Presence.PRESENT else ())
        elif len(seats) == 1:
            self._write(Act(changes.set_presence, (self.table.query.scope, seats[0].seat.uid, presence)))
            self._go_on()
        elif seats:
            self._write(self._act(presence))

    def _expect(self, seats: Sequence[SeatAttendance]) -> None:
        """Take back what was entered ahead of the day: whoever sent no apologies is expected."""
        if any(one.entered for one in seats):
            self._write(self._clearing())
        else:
            self._say_when()

    def _guests(self) -> Sequence[Any]:
        return () if self._look is None else self._look.attended.guests

    def _go_on(self) -> None:
        view = self.table.view
        here = view.currentIndex()
        if view.hasFocus() and here.row() + 1 < self.table.model.rowCount():
            view.setCurrentIndex(here.siblingAtRow(here.row() + 1))

    def _toggle(self) -> None:
        """Mark the rows in hand as present (before the day as apologies), or clear them where they are so already."""
        presence = Presence.APOLOGIES if self._ahead() else Presence.PRESENT
        seats = self._seats()
        if not self._open() or not seats:
            return
        if all(one.presence is presence for one in seats):
            self._write(self._clearing())
        else:
            self._write(self._act(presence))

    def _clear(self) -> None:
        guest = self._guest_in_hand()
        if not self._open():
            return
        if guest is not None:
            self._write(Act(changes.remove_guests, ([guest],)))
        elif self._seats():
            self._write(self._clearing())

    def _set_others(self, presence: Presence) -> None:
        self._tasks.write(changes.set_others, self.table.query.scope, presence, then=self._say_left, owner=self)

    def _say_left(self, outcome: Any) -> None:
        if outcome.value:
            seats = "1 seat was" if outcome.value == 1 else f"{outcome.value} seats were"
            words = f"{seats} left: nobody is recorded as holder. Where somebody was there, enter that seat by itself."
            self.said.emit(Notice(words, here=True))

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit, and say so where decisions turned with the quorum."""
        super().hear(announcement)
        notice = turned_notice(announcement)
        if notice is not None and self.isVisible():
            self.said.emit(notice)

    def _ask_deputy(self) -> None:
        """Ask who came: the deputies named for the seat are offered first, and one of them is there already."""
        seats, meeting = self._seats(), self.table.query.scope
        if len(seats) != 1 or meeting is None:
            return
        seat = seats[0].seat.uid
        self._tasks.read(
            lambda session: deputy_choices(session, meeting, seat), partial(self._deputy_form, seats[0]), owner=self
        )

    def _deputy_form(self, row: SeatAttendance, choices: Sequence[Any]) -> None:
        seat, meeting = row.seat, self.table.query.scope
        named = f"Named: {', '.join(seat.deputies)}" if seat.deputies else "No deputy is named for this seat"
        AskDialog(
            self._tasks, f"Deputy for {seat.post_words()}", deputy_fields(meeting or "", seat.uid),
            deputy_begins(row, choices), "Enter the deputy",
            lambda found: Act(
                changes.set_presence, (meeting, seat.uid, Presence.DEPUTY), who_fields(found)
            ),
            self, lambda _: self.table.focus_rows(), about=f"{named}.{self._not_counted(row)}",
            place=f"deputy {meeting} {seat.uid}",
        ).open()  # fmt: skip

    def _not_counted(self, row: SeatAttendance) -> str:
        """Return that a deputy for a seat does not count for the quorum of that day; empty where one does."""
        rules = () if self._look is None else self._look.quorum.rules
        strict = [one.rule.words() for one in rules if not one.rule.deputies_count]
        if rules and row.seat.role in NOT_MEMBERS:
            return " This seat does not count for the quorum."
        if not strict:
            return ""
        of = "the quorum" if len(strict) == len(rules) else f"this part of the quorum: {'; '.join(strict)}"
        return f" Deputies do not count for {of}."

    def _add_guest(self) -> None:
        meeting = self.table.query.scope
        AskDialog(
            self._tasks, "Add a guest", GUEST_FIELDS, {}, "Add the guest",
            lambda found: Act(changes.add_guest, (meeting,), with_organisation(who_fields(found))),
            self, self._added, about="Somebody who is in attendance without a seat.",
        ).open()  # fmt: skip

    def _working(self) -> bool:
        return self._look is not None and self._tasks.locked() is None

    def _ask_quorum(self) -> None:
        if self._look is not None:
            row = self._look.attended.meeting
            AskDialog(
                self._tasks, f"Quorum of {row.group}", QUORUM_FIELDS, begins_on(row.day), "Record the quorum",
                partial(KeepRule().add, row.group_uid), self, lambda _: self.table.focus_rows(), about=ABOUT,
            ).open()  # fmt: skip

    def _added(self, uid: str) -> None:
        self.table.reload(uid)
        self.table.focus_rows()

    def _save(self, uid: str, version: int, fields: dict[str, Any]) -> Act:
        detail = self.panel.detail
        guest = detail is not None and bool(detail.values["guest"])
        operation = changes.change_guest if guest else changes.note_attendance
        return Act(operation, (uid, version), with_organisation(who_fields(fields)))

    # ---- the ways out

    def _copy_text(self) -> None:
        if self._look is not None:
            text = attendance_text(self._look.attended)
            QGuiApplication.clipboard().setText(text)
            words = "Copied attendance as text." if text else "Nothing is entered yet, so there is nothing to copy."
            self.said.emit(Notice(words, Weight.GOOD if text else Weight.INFO))

    def _show_register(self) -> None:
        if self._look is not None:
            self.navigate.emit(Place("attendance", self._look.attended.meeting.group_uid))

    def _show_roster(self) -> None:
        if self._look is not None:
            self.navigate.emit(Place("group", self._look.attended.meeting.group_uid))
