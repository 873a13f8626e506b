"""The register of actions: everything that was agreed to be done, until its impact is shown."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions import lists
from mscp_desktop.actions.page.fields import (
    DONE,
    IMPACT,
    LABELS,
    REOPEN,
    STAYS,
    UPDATE,
    UPDATES,
    WHY,
    WITHDRAW,
    correction_of,
    facts_of,
    fields_of,
    of_new,
    owner_of,
    state_cell,
    update_lines,
    with_keys,
    words_in_history,
)
from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import (
    OVERDUE,
    STATE_WORDS,
    ActionRow,
    action_id,
    action_row,
    action_rows,
    updates_of,
)
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.bulk import Many
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
    Look,
    Picked,
    Query,
    Row,
    TableSource,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import SqlTable
from mscp_desktop.foundation.operations import MANAGER, Operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import restoring

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)


def _table(query: Query) -> SqlTable:
    return lists.actions_table(_day(query), query.scope)


def _day(query: Query) -> "date":
    if query.as_at is None:
        raise InternalError("Actions are listed as they stand on a day.")
    return query.as_at


def _cells(row: ActionRow) -> tuple[Cell | str, ...]:
    owner = row.owner
    due = (
        Cell("no date", Look.UNKNOWN)
        if row.due is None
        else Cell(format_day(row.due), more=row.due_words(), value=row.due)
    )
    return (
        Cell(row.words(), value=row.number),
        Cell(row.text, more=row.last_words()),
        state_cell(row),
        due,
        Cell(owner.words, Look.UNKNOWN) if owner.kind is None else Cell(owner.words, more=owner.full_words()),
        Cell(row.group_words() or "", more=row.group or ""),
        owner.agency or "",
        row.priority or "",
        row.source or "",
        Cell(format_day(row.raised), value=row.raised),
    )


def _rows(session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
    return [Row(one.id, one.uid, _cells(one)) for one in action_rows(session, _day(query), ids)]


def _summary(session: "Session", query: Query, number: int) -> str:
    """Return how many actions there are, and of all how many are open, overdue, and wait for their impact."""
    said = [f"{number:,} action{'' if number == 1 else 's'}"]
    if query.narrowed or not number:
        return said[0]
    opened, overdue, waiting = lists.state_counts(session, _day(query), query.scope)
    said += [f"{opened:,} open"] + ([f"{overdue:,} overdue"] if overdue else [])
    said += [f"{waiting:,} done, impact not shown yet"] if waiting else []
    return ", ".join(said)


SOURCE = TableSource(
    columns=(
        Column("number", "No.", 70, ColumnKind.NUMBER, filter=Filtering.NUMBER, more="The action's lasting number"),
        Column("text", "Action", 300, filter=Filtering.TEXT, stretches=True),
        Column("state", "State", 118, filter=Filtering.CHOICE, groups=True,
               choices=tuple(Choice(words, words.capitalize()) for words in STATE_WORDS)),
        Column("due", "Due", 152, ColumnKind.DATE, filter=Filtering.DATE, empty="no date"),
        Column("owner", "Owner", 140, filter=Filtering.TEXT, groups=True, empty="no owner"),
        Column("group", "Group", 96, filter=Filtering.TEXT, groups=True, empty="no group"),
        Column("agency", "Agency", 130, filter=Filtering.TEXT, groups=True, empty="no agency", aside=True,
               more="The organisation that answers for it"),
        Column("priority", "Serves", 130, filter=Filtering.TEXT, groups=True, empty="serves no priority", aside=True),
        Column("source", "Comes from", 130, filter=Filtering.TEXT, aside=True),
        Column("raised", "Raised", 120, ColumnKind.DATE, filter=Filtering.DATE, aside=True),
    ),
    ids=lambda session, query: _table(query).ids(session, query),
    rows=_rows,
    id_of=action_id,
    summary=_summary,
    whole=lambda session, query: _table(query).whole(session, query),
    sections=lambda session, query: _table(query).sections(session, query),
    found=lambda session, query, column, typed: _table(query).found(session, query, column, typed),
)  # fmt: skip


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    row = action_row(session, uid, _day(query))
    if row is None or (row.confidential and query.scope == lists.PUBLIC):
        return None
    entries = with_papers(session, "action", uid, entries_of(session, "action", uid, None))
    private = "confidential" if row.confidential else ""
    about = ", ".join(part for part in (private, row.owner.full_words(), row.group) if part)
    group = Picked(row.group_uid, row.group or "") if row.group_uid else None
    priority = Picked(row.priority_uid, row.priority or "") if row.priority_uid else None
    return Detail(
        "action", uid, row.version, row.words(), about,
        {
            "text": row.text, "owner": owner_of(row), "due": row.due, "group": group, "priority": priority,
            "raised": row.raised, "source": row.source, "confidential": row.confidential, "note": row.note, "row": row,
        },
        facts=facts_of(row), lines={"updates": update_lines(updates_of(session, uid))}, papers="action",
        history=history_items(
            entries, LABELS, lambda field, value: words_in_history(session, field, value),
            lambda _entry, field: None if field in STAYS else field, rich=("note",),
        ),
    )  # fmt: skip


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(changes.change_action, (uid, version), with_keys(fields))


def _change_many(uids: Sequence[str], found: dict[str, Any]) -> Act:
    """Set one field for several actions; another date is agreed with its reason, as for one of them."""
    if "why" in found:
        return Act(changes.move_due_dates, (list(uids), found["due"], found["why"]))
    return Act(changes.change_actions, (list(uids),), with_keys(found))


NEXT_KEYS = {ActionState.OPEN: [("Ctrl+Shift+D", "done")], ActionState.DONE: [("Ctrl+Shift+Y", "show its impact")]}


class ActionsPage(TablePage):
    """All actions of the partnership, the overdue ones first."""

    key = "actions"
    title = "Actions"
    icon = "actions"
    section = 1
    guide = "actions"
    kinds = frozenset({"action"})
    watches = frozenset(
        {
            "action", "action_update", "attachment", "seat", "tenure", "person", "organisation", "partnership_group",
            "priority",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        today = tasks.store.clock.today
        self._fields = fields_of(today)
        add = Command("actions.add", "Add an action", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        done = Command("actions.done", "Mark done…", self._done, "Ctrl+Shift+D", partial(self._is, ActionState.OPEN))
        impact, withdraw, reopen = self._about_one()[:3]
        heard = (ActionState.OPEN, ActionState.DONE, ActionState.IMPACT_SHOWN)
        update = Command(
            "actions.update", "Add an update…", self._update, "Ctrl+U", partial(self._is, *heard),
            called="new due date postpone extend heard progress",
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Actions", SOURCE, self._fields, _load, _save,
                Empty(
                    "What was agreed to be done stands here until its impact is shown. Nothing is open yet. An action"
                    " log in Excel or Word comes in by Ctrl+V, or from a file by Import an action log.", add,
                ),
                head=lambda _session, _query: Head("Actions"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_actions, (list(uids),)),
                nothing="Choose an action to read it.",
                many=Many(
                    ("owner", "due", "group", "priority", "confidential"),
                    _change_many, {"due": WHY},
                ),
                lines=(UPDATES,),
            ),
            actions=(update, done, impact, withdraw, reopen, add),
        )  # fmt: skip
        self._count()

    def build(self) -> None:
        """List the actions as they are today."""
        super().build()
        self.table.query = Query(as_at=self._tasks.store.clock.today())
        self.panel.loaded.connect(self._offer_next)
        self.panel.loaded.connect(self.renew_hints)
        self._offer_next()

    def _offer_next(self) -> None:
        """Show the buttons of what can come next for the action in hand, in place of those of what can't."""
        row = self._row()
        state = ActionState.OPEN if row is None else row.state
        shown = {
            "actions.done": state is ActionState.OPEN, "actions.withdraw": state is ActionState.OPEN,
            "actions.impact": state is ActionState.DONE, "actions.reopen": state is not ActionState.OPEN,
        }  # fmt: skip
        self.head.acts.leave_out(frozenset(name for name, there in shown.items() if not there))

    def refresh(self) -> None:
        """Read everything again, as it is by now."""
        self.table.query = replace(self.table.query, as_at=self._tasks.store.clock.today())
        super().refresh()

    def hear(self, announcement: Announcement) -> None:
        """Count anew what is overdue where that may have changed, also while the page is out of view."""
        super().hear(announcement)
        if any(table == "action" for table, _ in announcement.touched):
            self._count()

    def show_private(self, *, shown: bool) -> None:
        """Hide confidential actions besides what is private of the others."""
        super().show_private(shown=shown)
        self.show_scope(None if shown else lists.PUBLIC)
        self.panel.reload()

    def commands(self) -> list[Command]:
        """Return what can be done with actions, and their documents."""
        return [
            *super().commands(),
            Command("actions.import", "Import an action log…", self.take_log, None,
                    lambda: self._tasks.locked() is None, called="Excel Word spreadsheet CSV XLSX paste existing"),
            self._about_one()[-1],
            Command("actions.source", "Open where it comes from", self._open_source, "Ctrl+Return", self._has_source),
            Command("actions.owner", "Open its owner", self._open_owner, None, self._has_owner),
            Command("actions.returns", "Ask agencies about their actions…", self._returns, "Ctrl+Shift+A",
                    called="extract workbook return answers e-mail chase"),
            Command("actions.overdue", "Show overdue actions", self._show_overdue,
                    called="late"),
            Command("actions.preview", "Preview the register", self._preview, "Ctrl+P"),
        ]  # fmt: skip

    def _show_overdue(self) -> None:
        """Show the overdue actions alone, whatever was filtered before."""
        self.table.drop_filters()
        self.table.show_filters(shown=True)
        if self.table.filter_row is not None:
            self.table.filter_row.tick("state", OVERDUE)

    def row_commands(self) -> list[Command]:
        """Return what can be done with the action in hand, for its menu."""
        return [*super().row_commands(), *self._actions[:2], *self._about_one()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        row = self._row()
        state = ActionState.OPEN if row is None else row.state
        heard = [] if state is ActionState.WITHDRAWN else [("Ctrl+U", "update")]
        return [*heard, *NEXT_KEYS.get(state, ()), *super().hints()]

    def _about_one(self) -> list[Command]:
        closed = (ActionState.DONE, ActionState.IMPACT_SHOWN, ActionState.WITHDRAWN)
        return [
            Command("actions.impact", "Show its impact…", self._impact, "Ctrl+Shift+Y",
                    partial(self._is, ActionState.DONE), called="effect close"),
            Command("actions.withdraw", "Withdraw…", self._withdraw, None, partial(self._is, ActionState.OPEN),
                    called="drop cancel"),
            Command("actions.reopen", "Reopen…", self._reopen, None, partial(self._is, *closed)),
            Command("actions.correct", "Correct what shows it…", self._correct, None, partial(self._is, *closed),
                    called="evidence reason date"),
        ]  # fmt: skip

    def _count(self) -> None:
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: lists.overdue_count(session, today), self._badge, key=f"overdue {id(self)}", owner=self
        )

    def _badge(self, number: int) -> None:
        said = f"{number:,}" if number else ""
        if said != self.badge:
            self.badge = said
            self.badged.emit()

    def _row(self) -> ActionRow | None:
        detail = self.panel.detail if self._built else None
        shows_one = self._built and self.side.currentWidget() is self.panel
        row: ActionRow | None = detail.values["row"] if detail is not None and shows_one else None
        return row

    def _is(self, *states: ActionState) -> bool:
        row = self._row()
        return self._tasks.locked() is None and row is not None and row.state in states

    def _add(self) -> None:
        AskDialog(
            self._tasks, "Add an action", of_new(self._fields), {"confidential": False}, "Add the action",
            lambda found: Act(changes.add_action, (found.pop("text"),), _new(found)), self, self.edit_new,
            command="actions.add",
        ).open()  # fmt: skip

    def _ask(
        self, title: str, fields: Sequence[Field], values: dict[str, Any], verb: str, what: Operation[..., Any]
    ) -> None:
        """Ask for what shows that the action in hand is so, and do it."""
        row = self._row()
        if row is not None:
            AskDialog(
                self._tasks, title.format(row.words()), fields, values, verb,
                lambda found: Act(what, (row.uid,), found), self, about=_short(row.text), place=f"{title}:{row.uid}",
            ).open()  # fmt: skip

    def _done(self) -> None:
        values = {"done_on": self._tasks.store.clock.today()}
        self._ask("{} is done", DONE, values, "Mark it as done", changes.mark_done)

    def _impact(self) -> None:
        values = {"impact_on": self._tasks.store.clock.today()}
        self._ask("Impact of {}", IMPACT, values, "Record its impact", changes.show_impact)

    def _withdraw(self) -> None:
        self._ask("Withdraw {}", WITHDRAW, {}, "Withdraw it", changes.withdraw)

    def _reopen(self) -> None:
        self._ask("Reopen {}", REOPEN, {}, "Reopen it", changes.reopen)

    def _update(self) -> None:
        row = self._row()
        fields = UPDATE if row is not None and row.state is ActionState.OPEN else UPDATE[:3]
        values = {"heard": self._tasks.store.clock.today()}
        self._ask("Update on {}", fields, values, "Add the update", changes.add_update)

    def _correct(self) -> None:
        row = self._row()
        if row is not None:
            fields = correction_of(row)
            values = {field.key: getattr(row, field.key) for field in fields}
            AskDialog(
                self._tasks, f"Correct what shows {row.words()}", fields, values, "Save it",
                lambda found: Act(changes.change_action, (row.uid, row.version), found), self, about=_short(row.text),
            ).open()  # fmt: skip

    def take_log(self) -> None:
        """Begin to take in an action log from elsewhere."""
        self._open_log()

    def paste(self) -> None:
        """Take in an action log, or lines of one, that were copied elsewhere."""
        if self._tasks.locked() is None:
            self._open_log(pasted=True)

    def _open_log(self, *, pasted: bool = False) -> None:
        from mscp_desktop.actions.page.intake import log_dialog  # noqa: PLC0415 - the page must not wait for it

        log_dialog(
            self._tasks, self.window(), show=self.open_place, notify=self.said.emit, pasted=pasted
        ).open()  # fmt: skip

    def _has_source(self) -> bool:
        row = self._row()
        return row is not None and row.source_place is not None

    def _open_source(self) -> None:
        row = self._row()
        if row is not None and row.source_place is not None:
            self.navigate.emit(row.source_place)

    def _has_owner(self) -> bool:
        row = self._row()
        return row is not None and row.owner.kind is not None

    def _open_owner(self) -> None:
        row = self._row()
        if row is not None and row.owner.kind is not None:
            self.navigate.emit(Place(row.owner.kind, row.owner.uid))

    def _returns(self) -> None:
        self.navigate.emit(Place("action-returns"))

    def _preview(self) -> None:
        today = self._tasks.store.clock.today()
        self.wanted.emit("actions", Request(today, today, public=self.table.query.scope == lists.PUBLIC))


def _new(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in with_keys(found).items() if value is not None}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_ABOUT else f"{words[:LONGEST_ABOUT].rstrip()}…"


LONGEST_ABOUT = 120
