"""The page of the forward plan: the business of meetings to come, and what waits in the groups' backlogs."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.bulk import Bulk, Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.meetings.page.meeting import agenda_fields as fields
from mscp_desktop.meetings.page.meeting.agenda_asking import UP, carried, carry_fields
from mscp_desktop.meetings.records import Purpose
from mscp_desktop.meetings.rules import agenda_changes, agendas, carrying, forward
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, ItemRow
from mscp_desktop.meetings.rules.meetings import MeetingRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
GROUP = Field("group", "Group", Kind.PICKER, required=True, find=find_group, noun="group")
WANTED = Field("wanted", "Wanted", Kind.PARTIAL_DATE, "A month or a year is enough", empty="at any time")
COLUMNS = (
    Column("day", "Comes up", 172, filter=Filtering.DATE, empty="at any time"),
    Column("group", "Group", 120, filter=Filtering.TEXT, groups=True),
    Column("title", "Matter", 215, filter=Filtering.TEXT),
    Column(
        "purpose", "Purpose", 112, filter=Filtering.CHOICE, groups=True,
        choices=tuple(Choice(one.value.capitalize(), one.value.capitalize()) for one in Purpose),
    ),
    Column("presenter", "Presenter", 110, filter=Filtering.TEXT, empty="nobody yet"),
    Column(
        "state", "Where", 104, filter=Filtering.CHOICE, groups=True,
        choices=(Choice(forward.ON_AGENDA, forward.ON_AGENDA), Choice(forward.BACKLOG, forward.BACKLOG)),
    ),
)  # fmt: skip


def matter_cells(row: ItemRow, *, private: bool) -> tuple[Cell | str, ...]:
    """Return a matter as a row of the plan; where `private` is not shown, a confidential one says only that."""
    hidden = row.confidential and not private
    waits = row.day is None
    when = Cell("at any time", Look.UNKNOWN) if waits and row.wanted is None else forward.when_words(row)
    return (
        Cell(when.removeprefix(f"{forward.BACKLOG}, "), value=row.day) if isinstance(when, str) else when,
        row.group,
        Cell(CONFIDENTIAL, Look.UNKNOWN) if hidden else row.title,
        fields.purpose_cell(row),
        "" if hidden else row.presenter or "",
        pill(forward.BACKLOG, Tone.WARNING) if waits else forward.ON_AGENDA,
    )


class ForwardPlanPage(TablePage):
    """What comes up and what waits; a matter is given a meeting here, or put off."""

    key = "forward-plan"
    title = "Forward plan"
    called = "backlog"
    shortcut = "Alt+F"
    icon = "forward-plan"
    guide = "meetings"
    section = 2
    watches = frozenset({"agenda_item", "meeting", "partnership_group"})

    def __init__(self, tasks: Tasks) -> None:
        self._private = True  # what is confidential is shown
        working = self._working
        add = Command("forward.add", "Add to a backlog", self._add_matter, "Ctrl+N", working, called="matter item")
        self._put = Command("forward.put", "Put it on a meeting…", self._put_on, "Ctrl+Shift+D", self._has_matter,
                            called="carry move agenda postpone")  # fmt: skip
        self._print = Command("forward.preview", "Preview the forward plan", self._preview, "Ctrl+P")
        super().__init__(
            tasks,
            TableParts(
                "Matters", self._source(), (
                    fields.TITLE, fields.PURPOSE, fields.presenter_field(self._find_presenter), fields.LENGTH, WANTED,
                    fields.CONFIDENTIAL_FIELD, fields.BRIEF, fields.NOTE,
                ),
                self._read_matter, lambda uid, version, found: Act(agenda_changes.change_item, (uid, version), found),
                Empty("What is to come up at meetings stands here, and what waits. There is nothing yet.", add),
                head=lambda _session, _query: Head("Forward plan"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(agenda_changes.remove_items, (list(uids),)),
                nothing="Choose a matter to see and change it.",
                bulk=(Bulk("postpone", "Put {} into the backlog", _postponed),),
                many=Many(
                    ("purpose", "wanted", "presenter", "confidential"),
                    lambda uids, found: Act(agenda_changes.change_items, (list(uids),), found),
                ),
                lines=(fields.ORIGINS,),
            ),
            actions=(self._print, self._put, add),
        )  # fmt: skip

    def show_private(self, *, shown: bool) -> None:
        """Show or hide confidential matters, besides notes and history."""
        super().show_private(shown=shown)
        if shown != self._private:
            self._private = shown
            self.refresh()

    def commands(self) -> list[Command]:
        """Return what can be done with the plan and its matters."""
        return [*super().commands(), *self._with_matter(), self._public()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the matter in hand, for its menu."""
        return [*super().row_commands(), self._put, *self._with_matter()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add"), ("Ctrl+Enter", "its meeting"), *super().hints()]

    def _with_matter(self) -> list[Command]:
        return [
            Command("forward.meeting", "Open its meeting", self._open_meeting, "Ctrl+Return", self._has_meeting),
            Command("forward.send_up", "Send it up…", self._send_up, "Ctrl+Shift+U", self._has_matter,
                    called="escalate executive parent"),
        ]  # fmt: skip

    def _public(self) -> Command:
        return Command(
            "forward.public", "Preview the forward plan as it may be published", partial(self._preview, public=True)
        )

    def _table_commands(self) -> list[Command]:
        return [*super()._table_commands(), self._public()]

    def _source(self) -> TableSource:
        def plan(session: "Session") -> list[ItemRow]:
            return forward.forward_plan(session, self._tasks.store.clock.today())

        return TableSource(
            columns=COLUMNS,
            ids=lambda session, query: [one.id for one in forward.PLAN.rows(plan(session), query)],
            rows=lambda session, ids, _query: self._rows_of(plan(session), ids),
            id_of=forward.forward_id,
            summary=lambda session, _query, number: _summary(plan(session), number),
            whole=lambda session, _query: len(plan(session)),
            sections=lambda session, query: forward.PLAN.sections(plan(session), query),
            found=lambda session, query, column, typed: [
                one.id for one in forward.PLAN.found(plan(session), query, column, typed)
            ],
        )

    def _rows_of(self, rows: Sequence[ItemRow], ids: Sequence[int]) -> list[Row]:
        wanted = set(ids)
        return [Row(one.id, one.uid, matter_cells(one, private=self._private)) for one in rows if one.id in wanted]

    def _read_matter(self, session: "Session", uid: str, _query: Query) -> Detail | None:
        row = agendas.item_row(session, uid)
        return None if row is None else fields.item_detail(session, row, private=self._private)

    def _find_presenter(self, session: "Session", typed: str) -> list[Picked]:
        row = None if self.panel.uid is None else agendas.item_row(session, self.panel.uid)
        return fields.find_presenter(session, None if row is None else row.meeting_uid, typed)

    def _working(self) -> bool:
        return self._tasks.locked() is None

    def _has_matter(self) -> bool:
        return self._working() and self.panel.detail is not None

    def _has_meeting(self) -> bool:
        detail = self.panel.detail
        return detail is not None and not detail.subtitle.startswith("Backlog")

    def _open_meeting(self) -> None:
        if self.panel.uid is not None:
            self.navigate.emit(Place("agenda_item", self.panel.uid))

    def _add_matter(self) -> None:
        AskDialog(
            self._tasks, "Add to a backlog",
            (GROUP, fields.TITLE, fields.PURPOSE, fields.presenter_field(self._find_presenter), WANTED,
             fields.CONFIDENTIAL_FIELD),
            {"purpose": Purpose.DISCUSS, "confidential": False}, "Add it", _added, self, self.edit_new,
        ).open()  # fmt: skip

    def _put_on(self) -> None:
        uid, today = self.panel.uid, self._tasks.store.clock.today()
        if uid is not None:

            def read(session: "Session") -> tuple[ItemRow, list[MeetingRow]] | None:
                row = agendas.item_row(session, uid)
                return None if row is None else (row, carrying.coming_meetings(session, row.group_uid, today))

            self._tasks.read(read, self._ask_where, owner=self)

    def _ask_where(self, found: tuple[ItemRow, list[MeetingRow]] | None) -> None:
        if found is None:
            return
        row, coming = found
        others = [one for one in coming if one.uid != row.meeting_uid and (row.day is None or one.day >= row.day)]
        AskDialog(
            self._tasks, "Put it on a meeting", carry_fields(others), {"to": others[0].uid if others else None},
            "Put it there", partial(_put, row), self, lambda _: self.table.focus_rows(), about=row.title,
            place=f"carry {row.uid}",
        ).open()  # fmt: skip

    def _send_up(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid = detail.uid
            AskDialog(
                self._tasks, "Send it up", UP, {}, "Send it up",
                lambda found: Act(carrying.send_up, (uid,), found), self, about=detail.title, place=f"up {uid}",
            ).open()  # fmt: skip

    def _preview(self, *, public: bool = False) -> None:
        today = self._tasks.store.clock.today()
        self.wanted.emit("forward-plan", Request(today, today, public=public))


def _postponed(uids: Sequence[str]) -> Act:
    return Act(carrying.postpone_items, (list(uids),))


def _added(found: dict[str, Any]) -> Act:
    rest = {name: value for name, value in found.items() if name not in {"group", "title"}}
    return Act(carrying.add_matter, (found["group"].uid, found["title"]), rest)


def _put(row: ItemRow, found: dict[str, Any]) -> Act:
    if row.meeting_uid is None and found["to"] is None:
        return Act(carrying.postpone_items, ([row.uid], found["wanted"]))
    return carried(row.uid, found)


def _summary(rows: Sequence[ItemRow], number: int) -> str:
    waits = sum(one.day is None for one in rows)
    return f"{number} matter{'' if number == 1 else 's'}, {waits} in the backlogs"
