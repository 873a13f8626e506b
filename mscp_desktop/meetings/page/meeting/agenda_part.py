"""The agenda of one meeting: its items with their times, and the item in hand."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog, Making
from mscp_desktop.desktop.tables.bulk import Bulk, Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Cell, Detail, Head, Picked, Query, Row, TableSource
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.page.meeting import agenda_fields as fields
from mscp_desktop.meetings.page.meeting.agenda_asking import (
    BACK,
    SENDING,
    UP,
    backlog_fields,
    backlogged,
    carried,
    carry_fields,
)
from mscp_desktop.meetings.page.meeting.row_drag import RowDrag
from mscp_desktop.meetings.records import Purpose
from mscp_desktop.meetings.rules import agenda_changes, agendas, carrying, places
from mscp_desktop.meetings.rules.agenda_sent import changed_since_sent
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.meetings.rules.sent import SentFile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)


class AgendaPart(TablePage):
    """The items of a meeting in their order; each can be moved, changed, carried on and sent up."""

    key = "agenda"
    title = "Agenda"
    nested = True
    guide = "meetings"
    watches = frozenset(
        {
            "agenda_item", "meeting", "standing_item", "action", "chairs_report", "attendance", "meeting_paper",
            "partnership_group",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        self._private = True  # what is confidential is shown
        self._meeting: MeetingRow | None = None
        self._differs = False  # it is no longer as it went out
        ready = self._may_change
        self._make = Command(
            "agenda.make", "Make the agenda", self._make_it, "Ctrl+Shift+G", ready,
            called="standing items generate build",
        )  # fmt: skip
        self._add = Command("agenda.add", "Add an item", self._add_item, "Ctrl+N", ready)
        self._preview = Command("agenda.preview", "Preview the agenda", self._preview_it, "Ctrl+P", self._has_items)
        self._fetch = Command("agenda.backlog", "From the backlog…", self._from_backlog, "Ctrl+Shift+B", ready)
        first = Command("agenda.first", "Make the agenda from the standing items", self._make_it, None, self._works)
        super().__init__(
            tasks,
            TableParts(
                "Items", self._source(), (
                    fields.TITLE, fields.PURPOSE, fields.presenter_field(self._find_presenter), fields.LENGTH,
                    fields.CONFIDENTIAL_FIELD, fields.BRIEF, fields.SOURCE, fields.NOTE,
                ),
                self._read_item, lambda uid, version, found: Act(agenda_changes.change_item, (uid, version), found),
                Empty("This meeting has no agenda yet.", first),
                head=self._read_chips, restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(agenda_changes.remove_items, (list(uids),)),
                nothing="Choose an item to see and change it.",
                bulk=(
                    Bulk("postpone", "Put {} into the backlog", _postponed),
                ),
                many=Many(
                    ("purpose", "length", "presenter", "confidential"),
                    lambda uids, found: Act(agenda_changes.change_items, (list(uids),), found),
                ),
                lines=(fields.MATTERS, fields.ORIGINS),
            ),
            actions=(self._preview, self._fetch, self._make, self._add),
        )  # fmt: skip

    def build(self) -> None:
        """Make the page, and let its rows be dragged."""
        super().build()
        self.drag = RowDrag(self.table)
        self.drag.ready = self._works()
        self.drag.dropped.connect(self._drop)

    def open_place(self, uid: str | None) -> None:
        """Show the agenda of a meeting."""
        if uid is not None:
            self.show_scope(uid)
            self._read_meeting()

    def refresh(self) -> None:
        """Read the items and the meeting again."""
        super().refresh()
        self._read_meeting()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide confidential items, besides notes and history."""
        super().show_private(shown=shown)
        if shown != self._private:
            self._private = shown
            self.refresh()

    def commands(self) -> list[Command]:
        """Return what can be done with the agenda and its items."""
        return [*super().commands(), *self._with_item()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the item in hand, for its menu."""
        return [*super().row_commands(), *self._with_item()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add"), ("Alt+Up, Alt+Down", "move"), ("Enter", "edit"), ("Ctrl+P", "print")]

    def item_in_hand(self, meeting: str) -> Picked | None:
        """Return the item that is chosen on the agenda of this meeting; none of another's, nor one that is hidden."""
        if not self._built:
            return None
        model, row = self.table.model, self.table.view.currentIndex().row()
        shown = model.row_at(row) if row >= 0 and model.query.scope == meeting else None
        if shown is None or isinstance(shown.cells[2], Cell):
            return None
        return Picked(shown.uid, f"{shown.cells[0]}. {shown.cells[2]}")

    def _with_item(self) -> list[Command]:
        one = self._has_item
        return [
            Command("agenda.up", "Move the item up", lambda: self._move(-1), "Alt+Up", one),
            Command("agenda.down", "Move the item down", lambda: self._move(1), "Alt+Down", one),
            Command(
                "agenda.carry", "Carry it forward…", self._carry, "Ctrl+Shift+D", self._has_any,
                called="defer postpone next meeting backlog",
            ),
            Command(
                "agenda.send_up", "Send it up…", self._send_up, "Ctrl+Shift+U", self._has_any,
                called="escalate executive parent",
            ),
            Command("agenda.send_back", "Answer the group that sent it…", self._send_back, None, self._was_sent),
            Command(
                "agenda.confidential", "Make it confidential, or not", self._turn_confidential, "Ctrl+Shift+K",
                self._has_any,
            ),
        ]  # fmt: skip

    def _with_agenda(self) -> list[Command]:
        return [
            Command("agenda.copy", "Copy the agenda of the meeting before", self._copy, None, self._may_change),
            Command("agenda.public", "Preview the agenda as it may be published", self._preview_public, None,
                    self._has_items),
            Command("agenda.sent", "Record that the agenda was sent…", self._sent, "Ctrl+Shift+N", self._may_send),
            Command("agenda.reports", "Open the chairs' reports for this meeting", self._open_reports, None,
                    self._has_meeting),
            Command("agenda.unsent", "Record that the agenda was not sent", self._not_sent, None, self._is_sent),
        ]  # fmt: skip

    def _table_commands(self) -> list[Command]:
        return [*super()._table_commands(), *self._with_agenda()]

    def _source(self) -> TableSource:
        return TableSource(
            columns=fields.COLUMNS,
            ids=lambda session, query: [one.id for one in _searched(_agenda(session, query), query)],
            rows=self._rows_of,
            id_of=agendas.item_id,
            summary=lambda session, query, _number: _summary(session, query),
        )

    def _rows_of(self, session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
        return fields.item_rows(_agenda(session, query), ids, private=self._private)

    def _read_item(self, session: "Session", uid: str, query: Query) -> Detail | None:
        row = next((one for one in _agenda(session, query) if one.uid == uid), None)
        return None if row is None else fields.item_detail(session, row, private=self._private)

    def _read_chips(self, session: "Session", query: Query) -> Head:
        if query.scope is None or not places.is_there(session, query.scope):
            return Head("Agenda")
        agenda = agendas.whole_agenda(session, query.scope)
        changed = changed_since_sent(session, query.scope)
        return Head(f"Agenda of {agenda.meeting.title()}", (), fields.agenda_chips(agenda, changed=changed))

    def _read_meeting(self) -> None:
        uid = self.table.query.scope
        if uid is not None:
            self._tasks.read(
                lambda session: _meeting(session, uid), self._take_meeting, key=f"agenda of {id(self)}", owner=self
            )

    def _take_meeting(self, found: tuple[MeetingRow | None, bool]) -> None:
        row, changed = found
        same = row is not None and self._meeting is not None and self._meeting.uid == row.uid
        ahead = row is not None and row.day >= self._tasks.store.clock.today()
        if same and ahead and changed and not self._differs and row is not None and row.agenda_sent is not None:
            sent = f"The agenda went out on {format_day(row.agenda_sent)}; it now differs: send it again."
            self.said.emit(Notice(sent, Weight.WARNING, here=True))
        self._meeting, self._differs = row, changed
        self.head.show_ready()

    def _find_presenter(self, session: "Session", typed: str) -> list[Picked]:
        return fields.find_presenter(session, self.table.query.scope, typed)

    def _may_change(self) -> bool:
        settled = agenda_changes.SETTLED
        open_ = self._meeting is not None and self._meeting.minutes not in settled
        return open_ and self._works()

    def _works(self) -> bool:
        return self._tasks.locked() is None

    def _has_items(self) -> bool:
        return self._meeting is not None and self.table.model.rowCount() > 0

    def _has_any(self) -> bool:
        return self._works() and self.panel.detail is not None

    def _has_item(self) -> bool:
        return self._may_change() and self.panel.detail is not None

    def _was_sent(self) -> bool:
        detail = self.panel.detail
        came = detail is not None and any("Sent by" in str(line.cells[0]) for line in detail.lines.get("origins", ()))
        return self._has_any() and came

    def _is_sent(self) -> bool:
        return self._works() and self._meeting is not None and self._meeting.agenda_sent is not None

    def _may_send(self) -> bool:
        return self._works() and self._has_items()

    def _make_it(self) -> None:
        uid = self.table.query.scope
        if uid is not None:
            self._tasks.write(agenda_changes.make_agenda, uid, then=self._say_made, owner=self)

    def _say_made(self, outcome: Any) -> None:
        number = outcome.value
        words = f"Added {agenda_changes.counted(number)}." if number else "The agenda has all that belongs on it."
        self.said.emit(Notice(words, Weight.GOOD))
        self.table.focus_rows()

    def _copy(self) -> None:
        if self._meeting is not None:
            self._tasks.write(agenda_changes.copy_agenda, self._meeting.uid, then=self._say_made, owner=self)

    def _add_item(self) -> None:
        meeting = self._meeting
        if meeting is None:
            return
        asked = (fields.TITLE, fields.PURPOSE, fields.presenter_field(self._find_presenter), fields.LENGTH,
                 fields.CONFIDENTIAL_FIELD)  # fmt: skip
        AskDialog(
            self._tasks, "Add an item", asked, {"purpose": Purpose.DISCUSS, "confidential": False}, "Add the item",
            lambda found: Act(agenda_changes.add_item, (meeting.uid,), found), self, self.table.reload,
            about=meeting.title(), place=f"agenda {meeting.uid}",
        ).open()  # fmt: skip

    def _from_backlog(self) -> None:
        meeting = self._meeting
        if meeting is not None:
            self._tasks.read(
                lambda session: agendas.backlog_of(session, meeting.group_uid), self._choose_matters, owner=self
            )

    def _choose_matters(self, rows: Sequence[agendas.ItemRow]) -> None:
        meeting = self._meeting
        if meeting is None:
            return
        if not rows:
            self.said.emit(Notice(f"The backlog of {meeting.group_words()} is empty. The forward plan fills it."))
            return
        AskDialog(
            self._tasks, "Put matters of the backlog on this agenda", backlog_fields(rows, private=self._private), {},
            "Put them on the agenda", lambda found: backlogged(meeting.uid, found), self,
            lambda _: self.table.focus_rows(), about=meeting.title(), place=f"backlog {meeting.uid}",
        ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        uid = self.panel.uid
        if uid is not None:
            self._tasks.write(agenda_changes.move_item_by, uid, by, owner=self)

    def _drop(self, place: int) -> None:
        row = self.table.model.row_at(place)
        uids = self.table.selected_uids()
        if uids and self._may_change():
            self._tasks.write(agenda_changes.move_items, uids, None if row is None else row.uid, owner=self)

    def _turn_confidential(self) -> None:
        detail = self.panel.detail
        if detail is not None and "confidential" in detail.values:
            turned = not detail.values["confidential"]
            self._tasks.write(
                agenda_changes.change_item, detail.uid, detail.version, confidential=turned, owner=self
            )  # fmt: skip

    def _carry(self) -> None:
        meeting, detail = self._meeting, self.panel.detail
        if meeting is not None and detail is not None:
            today = self._tasks.store.clock.today()
            uid, title = detail.uid, detail.title
            self._tasks.read(
                lambda session: carrying.coming_meetings(session, meeting.group_uid, today, after=meeting.day),
                lambda coming: self._ask_where(uid, title, coming), owner=self,
            )  # fmt: skip

    def _ask_where(self, uid: str, title: str, coming: Sequence[MeetingRow]) -> None:
        first = coming[0].uid if coming else None
        AskDialog(
            self._tasks, "Carry it forward", carry_fields(coming), {"to": first}, "Carry it forward",
            lambda found: carried(uid, found), self, lambda _: self.table.focus_rows(), about=title,
            place=f"carry {uid}",
        ).open()  # fmt: skip

    def _send_up(self) -> None:
        meeting, detail = self._meeting, self.panel.detail
        if meeting is not None and detail is not None:
            uid, title = detail.uid, detail.title
            self._tasks.read(
                lambda session: carrying.parent_of(session, meeting.group_uid),
                lambda parent: self._ask_up(uid, title, parent), owner=self,
            )  # fmt: skip

    def _ask_up(self, uid: str, title: str, parent: str | None) -> None:
        if parent is None:
            self._tasks.write(carrying.send_up, uid, owner=self)  # is refused, with the reason
            return
        AskDialog(
            self._tasks, f"Send it up to {parent}", UP, {}, "Send it up",
            lambda found: Act(carrying.send_up, (uid,), found), self, about=title, place=f"up {uid}",
        ).open()  # fmt: skip

    def _send_back(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid = detail.uid
            AskDialog(
                self._tasks, "Answer the group that sent it", BACK, {}, "Answer",
                lambda found: Act(carrying.send_back, (uid,), found), self, about=detail.title, place=f"back {uid}",
            ).open()  # fmt: skip

    def _sent(self) -> None:
        meeting = self._meeting
        if meeting is not None:
            AskDialog(
                self._tasks, "The agenda was sent", SENDING, {"day": self._tasks.store.clock.today()}, "Record it",
                lambda found: Making(
                    "Keeping the agenda as sent", partial(self._as_sent, meeting),
                    lambda file: Act(agenda_changes.send_agenda, (meeting.uid,), {**found, "file": file}),
                ), self, about=meeting.title(), place=f"sent {meeting.uid}",
            ).open()  # fmt: skip

    def _as_sent(self, meeting: MeetingRow, progress: Progress) -> SentFile:
        """Return the agenda as it goes out, which is kept."""
        from mscp_desktop.meetings.report.agenda import agenda_pdf  # noqa: PLC0415 - ReportLab costs 100 ms
        from mscp_desktop.printing.document import build  # noqa: PLC0415 - as above

        today = self._tasks.store.clock.today()
        with self._tasks.store.reading() as session:
            made = agenda_pdf(session, Request(today, meeting.day, meeting=meeting.uid))
        name = f"Agenda of {meeting.group_words()}, {meeting.day.isoformat()}.pdf".replace("/", "-")
        return SentFile(name, build(*made, progress.step))

    def _has_meeting(self) -> bool:
        return self._meeting is not None

    def _open_reports(self) -> None:
        if self._meeting is not None:
            self.navigate.emit(Place("chairs_report", self._meeting.uid))

    def _not_sent(self) -> None:
        if self._meeting is not None:
            self._tasks.write(agenda_changes.agenda_not_sent, self._meeting.uid, owner=self)

    def _preview_it(self) -> None:
        self._want(public=False)

    def _preview_public(self) -> None:
        self._want(public=True)

    def _want(self, *, public: bool) -> None:
        meeting = self._meeting
        if meeting is not None:
            today = self._tasks.store.clock.today()
            self.wanted.emit("agenda", Request(today, meeting.day, meeting=meeting.uid, public=public))


def _postponed(uids: Sequence[str]) -> Act:
    return Act(carrying.postpone_items, (list(uids),))


def _meeting(session: "Session", uid: str) -> tuple[MeetingRow | None, bool]:
    """Return the meeting, None where it is gone, and whether its agenda differs from what went out."""
    if not places.is_there(session, uid):
        return None, False
    return meeting_row(session, uid), changed_since_sent(session, uid)


def _agenda(session: "Session", query: Query) -> list[agendas.ItemRow]:
    if query.scope is None or not places.is_there(session, query.scope):
        return []
    return agendas.agenda_of(session, query.scope)


def _searched(rows: Sequence[agendas.ItemRow], query: Query) -> list[agendas.ItemRow]:
    words = query.text.casefold().split()
    return [one for one in rows if all(word in f"{one.title} {one.presenter or ''}".casefold() for word in words)]


def _summary(session: "Session", query: Query) -> str:
    if query.scope is None or not places.is_there(session, query.scope):
        return ""
    return agendas.whole_agenda(session, query.scope).words()
