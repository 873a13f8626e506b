"""The page of all meetings: when and where, how each stands, and what can be done with it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.bulk import Bulk, Many, counted
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Detail,
    Field,
    Head,
    Kind,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import id_of as group_id
from mscp_desktop.meetings import lists
from mscp_desktop.meetings.page.calendar_acts import WHY, AddDialog, move_dialog
from mscp_desktop.meetings.page.meetings_fields import (
    COLUMNS,
    FIELDS,
    LABELS,
    RESTORED,
    cells,
    history_words,
    minutes_cell,
    state_cell,
)
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.rules import meetings, moving
from mscp_desktop.meetings.rules.calendar import GroupMark
from mscp_desktop.meetings.rules.effects import effects
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
HELD = frozenset({MeetingState.HELD})
DECIDING = (
    Field("group", "Group", Kind.PICKER, required=True, find=find_group, noun="group"),
    Field(
        "kind", "How it was decided", Kind.CHOICE, required=True,
        choices=tuple(Choice(kind, kind.value.capitalize()) for kind in MeetingKind if kind in BETWEEN),
    ),
    Field("day", "Day", Kind.DAY, required=True),
    Field("note", "What it was about", Kind.MULTILINE, "The decision itself is recorded in its minutes"),
)  # fmt: skip


def _source(today: Callable[[], date]) -> TableSource:
    def table() -> Any:
        return lists.meetings_table(today())

    return TableSource(
        columns=COLUMNS,
        ids=lambda session, query: table().ids(session, query),
        rows=lambda session, ids, _query: [
            Row(one.id, one.uid, cells(one, today())) for one in meetings.meeting_rows(session, ids)
        ],
        id_of=lists.meeting_id,
        summary=lambda session, query, number: _summary(session, query, number, today()),
        whole=lambda session, query: table().whole(session, query),
        sections=lambda session, query: table().sections(session, query),
        found=lambda session, query, column, typed: table().found(session, query, column, typed),
    )


def _summary(session: "Session", query: Query, number: int, today: date) -> str:
    """Return how many meetings there are, and when the next one of those shown is."""
    said = f"{number:,} meeting{'' if number == 1 else 's'}"
    if query.group is None and query.sort is None:
        day = lists.next_day(session, lists.meetings_table(today).ids(session, query), today)
        if day is not None:
            return f"{said}, the next on {format_day(day, weekday=True)}"
    return said


def _load(today: Callable[[], date], session: "Session", uid: str) -> Detail | None:
    if lists.meeting_id(session, uid) is None:
        return None
    row = meetings.meeting_row(session, uid)
    entries = with_papers(session, "meeting", uid, entries_of(session, "meeting", uid, None))
    values = {field.key: getattr(row, field.key) for field in FIELDS}
    return Detail(
        "meeting", uid, row.version, row.group, row.when_words(),
        values | {"row": row},
        facts=tuple(_facts(session, row, today())), papers="meeting",
        history=history_items(
            entries, LABELS, lambda field, value: history_words(session, field, value),
            lambda entry, field: field if entry.table == "meeting" and field in RESTORED else None, rich=("note",),
        ),
    )  # fmt: skip


def _facts(session: "Session", row: MeetingRow, today: date) -> list[tuple[str, Cell | str]]:
    found: list[tuple[str, Cell | str]] = [("State", state_cell(row, today))]
    if row.cancelled_why:
        found.append(("Why", row.cancelled_why))
    minutes = minutes_cell(row)
    if minutes:
        found.append(("Minutes", minutes))
    for words, day in (
        ("Agenda sent", row.agenda_sent),
        ("Papers sent", row.pack_sent),
        ("Actions sent", row.actions_sent),
    ):
        if day is not None:
            found.append((words, format_day(day)))
    if row.state is MeetingState.PLANNED and row.day >= today:
        for one in effects(session, row.uid, row.day, row.start_time):
            tone, words = (Tone.BAD, "Breaks a rule") if one.hard else (Tone.WARNING, "To know")
            found.append((words, pill(one.words, tone, one.words) if one.hard else one.words))
    return found


class MeetingsPage(TablePage):
    """Every meeting; Enter opens one."""

    key = "meetings"
    title = "Meetings"
    icon = "meetings"
    guide = "year"
    section = 1
    watches = frozenset({"meeting", "partnership_group", "attachment", "blocked_period", "calendar_day"})

    def __init__(self, tasks: Tasks) -> None:
        self._group: Picked | None = None  # the group whose meetings were asked for
        today = tasks.store.clock.today
        working = lambda: tasks.locked() is None  # noqa: E731 - said once
        add = Command("meetings.add", "Add a meeting…", self._add, "Ctrl+N", working)
        held = Command("meetings.held", "Mark as held", self._mark_held, "Ctrl+Shift+D", self._past)
        between = Command(
            "meetings.between",
            "Record a decision between meetings…",
            self._decide,
            "Ctrl+Shift+B",
            working,
            called="e-mail chair's action",
        )
        super().__init__(
            tasks,
            TableParts(
                "Meetings", _source(today), FIELDS, lambda session, uid, _query: _load(today, session, uid),
                lambda uid, version, fields: Act(moving.change_within_rules, (uid, version), fields),
                Empty("The meetings of all groups stand here. None is planned yet.", add),
                head=lambda _session, _query: Head("Meetings"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(meetings.remove_meetings, (list(uids),)),
                bulk=(Bulk("held", "Mark {} as held", lambda uids: Act(moving.hold_meetings, (list(uids),))),),
                many=Many(
                    ("start_time", "length", "place", "link", "kind", "pinned"),
                    lambda uids, found: Act(moving.change_meetings, (list(uids),), found),
                ),
            ),
            actions=(between, held, add),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show a meeting by its uid, or the meetings of the group of this uid."""
        if uid is not None:
            self._tasks.read(lambda session: _place_of(session, uid), self._open_found, key=f"m {id(self)}", owner=self)

    def open_row(self, uid: str) -> None:
        """Open the meeting."""
        self.navigate.emit(Place("meeting", uid))

    def commands(self) -> list[Command]:
        """Return what can be done with meetings."""
        return [*super().commands(), *self._own()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the rows in hand."""
        held = next(one for one in self._actions if one.name == "meetings.held")
        return [*self._own()[:2], held, *self._own()[2:], *super().row_commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "open"), ("F2", "edit"), ("Ctrl+F", "filter")]

    def _own(self) -> list[Command]:
        return [
            Command("meetings.open", "Open the meeting", self._open_current, "Ctrl+Return", self._has_meeting),
            Command("meetings.move", "Move it to another day…", self._move, "Ctrl+Shift+M", self._planned),
            Command("meetings.cancel", "Cancel…", self._cancel, "Ctrl+Shift+X", self._to_cancel),
            Command(
                "meetings.again", "Plan it again", self._plan_again, None,
                lambda: self._is(MeetingState.CANCELLED, MeetingState.HELD),
            ),
            Command("meetings.year", "Show what the groups owe", partial(self.navigate.emit, Place("year"))),
        ]  # fmt: skip

    def _row(self) -> MeetingRow | None:
        detail = self.panel.detail if self._built else None
        return None if detail is None else detail.values["row"]

    def _has_meeting(self) -> bool:
        return self._row() is not None

    def _is(self, *states: MeetingState) -> bool:
        row = self._row()
        return self._tasks.locked() is None and row is not None and row.state in states

    def _planned(self) -> bool:
        return self._is(MeetingState.PLANNED)

    def _to_cancel(self) -> bool:
        several = len(self.table.selected_places()) > 1 if self._built else False
        return self._tasks.locked() is None and (several or self._planned())

    def _past(self) -> bool:
        row = self._row()
        return self._planned() and row is not None and row.day <= self._tasks.store.clock.today()

    def _open_found(self, found: tuple[str | None, Picked | None]) -> None:
        uid, group = found
        if group is not None:
            self._group = group
            self.table.filter.setText(group.title)
        elif uid is not None and uid != self.table.current_uid():
            self.table.reload(uid)

    def _open_current(self) -> None:
        if self.panel.uid is not None:
            self.open_row(self.panel.uid)

    def _add(self) -> None:
        row, group = self._row(), None
        if self._group is not None and self.table.filter.text() == self._group.title and self._group.uid:
            group = GroupMark(self._group.uid, self._group.title, "")
        elif row is not None:
            group = GroupMark(row.group_uid, row.group, "")
        AddDialog(self._tasks, None, group, self, self.edit_new).open()

    def _move(self) -> None:
        row = self._row()
        if row is not None:
            move_dialog(self._tasks, row, self, lambda _: None).open()

    def _mark_held(self) -> None:
        self.acts.do(lambda uids: Act(moving.hold_meetings, (list(uids),)))

    def _cancel(self) -> None:
        self.table.with_uids(self._ask_why)

    def _ask_why(self, uids: Sequence[str]) -> None:
        """Ask for the reason, and cancel what was chosen."""
        if not uids:
            return
        row, several = self._row(), len(uids) > 1
        words = counted(self.parts.name, len(uids)) if several else "the meeting"
        about = "" if several or row is None else f"{row.group}, {row.when_words()}"
        dialog = AskDialog(
            self._tasks, f"Cancel {words}", (WHY,), {}, f"Cancel {words}",
            lambda found: Act(moving.cancel_meetings, (list(uids), found["why"])), self,
            lambda _: self.acts.say_done(len(uids), dialog.outcome) if several else None, about=about,
        )  # fmt: skip
        dialog.open()

    def _plan_again(self) -> None:
        if self.panel.uid is not None:
            self._tasks.write(meetings.plan_again, self.panel.uid, owner=self)

    def _decide(self) -> None:
        row, today = self._row(), self._tasks.store.clock.today()
        group = None if row is None else Picked(row.group_uid, row.group)
        AskDialog(
            self._tasks, "Record a decision between meetings", DECIDING,
            {"group": group, "kind": MeetingKind.BY_EMAIL, "day": today}, "Record it",
            lambda found: Act(
                meetings.add_meeting, (found["group"].uid, found["day"]),
                {"kind": found["kind"], "note": found["note"]},
            ),
            self, self.open_row,
        ).open()  # fmt: skip


def _place_of(session: "Session", uid: str) -> tuple[str | None, Picked | None]:
    """Return the meeting of this uid, or the group of it."""
    if lists.meeting_id(session, uid) is not None:
        return uid, None
    key = group_id(session, uid)
    return (None, None) if key is None else (None, Picked(uid, session.get_one(Group, key).name))
