"""The priorities of the partnership, with their outcomes and the actions that serve them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions.page.fields import state_cell
from mscp_desktop.actions.rules import changes as action_changes
from mscp_desktop.actions.rules.actions import WATCHED, ActionRow, action_rows, actions_of_priority
from mscp_desktop.actions.rules.served import Served, served_by
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
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
    Line,
    Lines,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.records import Group
from mscp_desktop.priorities.records import StrategicPlan
from mscp_desktop.priorities.rules import changes, priorities
from mscp_desktop.priorities.rules.priorities import OutcomeRow, PlanRow, PriorityRow, Standing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
TONES = {Standing.CURRENT: Tone.GOOD, Standing.TO_COME: Tone.INFO, Standing.ENDED: Tone.NEUTRAL}
TITLE = Field("title", "Priority", required=True)
PLAN = Field(
    "plan", "Plan", Kind.PICKER, "The plan that sets it", required=True, add="Add “{}” as a new plan",
    find=lambda session, typed: [Picked(*one) for one in priorities.plan_choices(session, typed)],
)  # fmt: skip
LEAD = Field(
    "lead_group", "Lead group", Kind.PICKER, find=find_group, noun="group", opens="groups", empty="none recorded"
)
MEANS = Field("means", "How it is to be reached", Kind.MULTILINE, "One to a line")
START = Field("start", "From", Kind.PARTIAL_DATE, "Only where it begins later than its plan", empty="as its plan")
FIELDS = (
    TITLE, PLAN, LEAD, Field("aim", "Aim", Kind.MULTILINE), MEANS, START,
    Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer is one", empty="as its plan"),
    Field("source", "Source"), Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
ENDING = (Field("end", "No longer a priority from", Kind.PARTIAL_DATE, "A month or a year is enough", required=True),)
LABELS = {field.key: field.label for field in FIELDS} | {
    "lead_group_id": "Lead group", "plan_id": "Plan", "position": "Place in the plan",
}  # fmt: skip
OUTCOMES = Lines(
    "outcomes", "Outcomes", "an outcome", ("What is to be different", "How that would be seen"),
    "What it is to change is not recorded.",
    (
        Field("text", "What is to be different", Kind.MULTILINE, required=True),
        Field("measure", "How that would be seen", Kind.MULTILINE, empty="no measure"),
    ),
    add=lambda uid, found: Act(changes.add_outcome, (uid, found["text"]), {"measure": found.get("measure")}),
    change=lambda uid, version, found: Act(changes.change_outcome, (uid, version), found),
    remove=lambda uid: Act(changes.remove_outcome, (uid,)),
)  # fmt: skip


def _find_action(session: "Session", typed: str) -> list[Picked]:
    """Return the actions whose number or words hold what was typed, those that come back first."""
    wanted = typed.casefold().split()
    rows = [
        row for row in action_rows(session, None)
        if not row.confidential and all(word in f"{row.words()} {row.text}".casefold() for word in wanted)
    ]  # fmt: skip
    rows.sort(key=lambda row: row.state not in WATCHED)
    return [Picked(row.uid, _named(row), row.state_words()) for row in rows[:MOST_FOUND]]


def _named(row: ActionRow) -> str:
    return f"{row.words()}, {' '.join(row.text.split())}"


MOST_FOUND = 20
SERVED = Lines(
    "served", "Actions that serve it", "an action that serves it", ("Action", "Owner", "State"),
    "No action serves it yet.",
    (
        Field("action", "Action", Kind.PICKER, "By its number or its words. A new one is added on the page of actions",
              required=True, find=_find_action, opens="action"),
    ),
    add=lambda uid, found: Act(action_changes.change_actions, ([found["action"].uid],), {"priority_uid": uid}),
)  # fmt: skip
PLAN_FIELDS = (
    Field("name", "Plan", required=True),
    Field("start", "From", Kind.PARTIAL_DATE),
    Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer holds"),
    Field("agreed", "Agreed", Kind.PARTIAL_DATE), Field("source", "Source"),
    Field("note", "Note", Kind.MULTILINE),
)  # fmt: skip
PLANS = Lines(
    "plans", "Plans", "a plan", ("Plan", "When", "Priorities"), "No plan is recorded.", PLAN_FIELDS,
    add=lambda _uid, found: Act(changes.add_plan, (found.pop("name"),), found),
    change=lambda uid, version, found: Act(changes.change_plan, (uid, version), found),
    remove=lambda uid: Act(changes.remove_plan, (uid,)),
)  # fmt: skip
_Listed = tuple[PriorityRow, Served]
LISTED: PlainTable[_Listed] = PlainTable(
    {
        "title": lambda one: one[0].title,
        "plan": lambda one: one[0].plan,
        "lead": lambda one: one[0].lead,
        "standing": lambda one: one[0].standing.value,
        "outcomes": lambda one: len(one[0].outcomes),
        "open": lambda one: one[1].open,
        "done": lambda one: one[1].done,
        "impact": lambda one: one[1].impact,
    },
    lambda one: " ".join((one[0].title, one[0].plan, one[0].lead or "", *(each.text for each in one[0].outcomes))),
    sums=("outcomes", "open", "done", "impact"),
    empty={"lead": "none recorded"},
)


def _listed(session: "Session", query: Query) -> list[_Listed]:
    if query.as_at is None:
        raise InternalError("Priorities are listed as they stand on a day.")
    served = served_by(session, query.as_at)
    return [(row, served.get(row.id, Served())) for row in priorities.priorities_on(session, query.as_at)]


def _number(value: int, more: str = "") -> Cell:
    return Cell(f"{value:,}" if value else "", more=more, value=value)


def _row(one: _Listed) -> Row:
    row, served = one
    opened = f"{served.open:,}, {served.overdue:,} overdue" if served.overdue else ""
    cells = (
        row.title, row.plan, row.lead or Cell("none recorded", Look.UNKNOWN),
        pill(row.standing.value, TONES[row.standing], row.span_words()), _number(len(row.outcomes)),
        _number(served.open, opened), _number(served.done), _number(served.impact),
    )  # fmt: skip
    return Row(row.id, row.uid, cells)


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number} priorit{'y' if number == 1 else 'ies'}"
    if query.narrowed:
        return said
    held = sum(row.standing is Standing.CURRENT for row, _ in _listed(session, query))
    return f"{said}, {held} current" if held != number else said


SOURCE = TableSource(
    columns=(
        Column("title", "Priority", 330, filter=Filtering.TEXT),
        Column("plan", "Plan", 130, filter=Filtering.TEXT, groups=True, aside=True),
        Column("lead", "Lead group", 110, filter=Filtering.TEXT, groups=True, empty="none recorded", aside=True),
        Column(
            "standing", "State", 112, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(one.value, one.value.capitalize()) for one in Standing),
        ),
        Column("outcomes", "Outcomes", 92, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True),
        Column("open", "Open", 62, ColumnKind.NUMBER, more="Open actions that serve it", filter=Filtering.NUMBER,
               total=True),
        Column("done", "Done", 62, ColumnKind.NUMBER, more="Actions done, of which no impact is shown",
               filter=Filtering.NUMBER, total=True),
        Column("impact", "Impact", 72, ColumnKind.NUMBER, more="Actions whose impact is shown",
               filter=Filtering.NUMBER, total=True),
    ),
    ids=lambda session, query: [one[0].id for one in LISTED.rows(_listed(session, query), query)],
    rows=lambda session, ids, query: [_row(one) for one in _listed(session, query) if one[0].id in set(ids)],
    id_of=priorities.priority_id,
    summary=_summary,
    whole=lambda session, query: len(_listed(session, query)),
    sections=lambda session, query: LISTED.sections(_listed(session, query), query),
    totals=lambda session, query: LISTED.totals(_listed(session, query), query),
    found=lambda session, query, column, typed: [
        one[0].id for one in LISTED.found(_listed(session, query), query, column, typed)
    ],
)  # fmt: skip


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    found = next((one for one in _listed(session, query) if one[0].uid == uid), None)
    if found is None or query.as_at is None:
        return None
    row, served = found
    entries = with_papers(session, "priority", uid, entries_of(session, "priority", uid, None))
    actions = actions_of_priority(session, uid, query.as_at)
    return Detail(
        "priority", uid, row.version, row.title, f"{row.plan}, {row.span_words()}",
        {
            "title": row.title, "plan": Picked(row.plan_uid, row.plan),
            "lead_group": Picked(row.lead_uid, row.lead or "") if row.lead_uid else None, "aim": row.aim,
            "means": row.means, "start": row.start, "end": row.end, "source": row.source, "note": row.note,
        },
        facts=(
            ("State", pill(row.standing.value, TONES[row.standing])),
            *(() if row.until else (("Until", Cell("no end is recorded, of it or its plan", Look.UNKNOWN)),)),
            ("Actions", served.words()),
        ),
        lines={
            "outcomes": tuple(_outcome(one) for one in row.outcomes),
            "served": tuple(_action(one) for one in actions),
        },
        papers="priority",
        history=history_items(entries, LABELS, lambda field, value: _words(session, field, value), rich=("note",)),
    )  # fmt: skip


def _outcome(one: OutcomeRow) -> Line:
    measure = one.measure or Cell("no measure", Look.UNKNOWN)
    return Line(one.uid, one.version, (one.text, measure), {"text": one.text, "measure": one.measure})


def _action(one: ActionRow) -> Line:
    said = "a confidential action" if one.confidential else one.text
    cells = (f"{one.words()}, {said}", "" if one.confidential else one.owner.words, state_cell(one))
    return Line(one.uid, one.version, cells, opens=Place("action", one.uid))


def _words(session: "Session", field: str, value: Any) -> str:
    if isinstance(value, int) and field == "lead_group_id":
        group = session.get(Group, value)
        return group.name if group is not None else "a group that was deleted"
    if isinstance(value, int) and field == "plan_id":
        plan = session.get(StrategicPlan, value)
        return plan.name if plan is not None else "a plan that was deleted"
    return stored_words(field, value)


def _with_keys(found: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in found.items() if name not in {"plan", "lead_group"}}
    if "lead_group" in found:
        group: Picked | None = found["lead_group"]
        fields["lead_group_uid"] = group.uid if group else None
    if "plan" in found:
        plan: Picked | None = found["plan"]
        fields["plan_uid"] = plan.uid if plan else None
        if plan is not None and plan.uid is None:
            fields["new_plan"] = plan.title
    return fields


def _load_plans(session: "Session", _uid: str) -> Detail:
    """Return all plans as the lines of one thing, for the dialog in which they are kept."""
    lines = tuple(_plan(one) for one in priorities.plans(session))
    entries = [
        entry for one in priorities.plans(session) for entry in entries_of(session, "strategic_plan", one.uid, None)
    ]
    labels = {field.key: field.label for field in PLAN_FIELDS}
    return Detail(
        "plans", "plans", 1, "Strategic plans", "Each sets priorities for a time", lines={"plans": lines},
        history=history_items(
            sorted(entries, key=lambda entry: entry.id, reverse=True), labels,
            restore_as=lambda _entry, _field: None,
        ),
    )  # fmt: skip


def _plan(one: PlanRow) -> Line:
    when = " to ".join(format_date(day) for day in (one.start, one.end) if day is not None)
    values = {name: getattr(one, name) for name in ("name", "start", "end", "agreed", "source", "note")}
    said = f"{one.priorities} priorit{'y' if one.priorities == 1 else 'ies'}"
    return Line(one.uid, one.version, (one.name, when or "dates not recorded", said), values)


class PrioritiesPage(TablePage):
    """All priorities, those of the newest plan first, each with its outcomes and what serves it."""

    key = "priorities"
    title = "Priorities"
    icon = "plan"
    section = 1
    guide = "priorities"
    kinds = frozenset({"priority"})
    watches = frozenset(
        {"strategic_plan", "priority", "outcome", "action", "partnership_group", "attachment", "seat", "person"}
    )

    def __init__(self, tasks: Tasks) -> None:
        add = Command("priorities.add", "Add a priority", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        super().__init__(
            tasks,
            TableParts(
                "Priorities", SOURCE, FIELDS, _load, _save,
                Empty("What the partnership has set itself stands here. No priority is recorded yet.", add),
                head=lambda _session, _query: Head("Priorities"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_priorities, (list(uids),)),
                nothing="Choose a priority to read it.",
                lines=(OUTCOMES, SERVED),
            ),
            actions=(add,),
        )  # fmt: skip

    def build(self) -> None:
        """List the priorities as they are today."""
        super().build()
        self.table.query = Query(as_at=self._tasks.store.clock.today())

    def refresh(self) -> None:
        """Read everything again, as it is by now."""
        self.table.query = replace(self.table.query, as_at=self._tasks.store.clock.today())
        super().refresh()

    def commands(self) -> list[Command]:
        """Return what can be done with priorities."""
        return [
            *super().commands(),
            *self._about_one(),
            Command("priorities.plans", "Strategic plans…", self._plans, called="plan business strategy years"),
        ]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the priority in hand, for its menu."""
        return [*super().row_commands(), *self._about_one()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Alt+Up/Down", "move"), *super().hints()]

    def _about_one(self) -> list[Command]:
        return [
            Command("priorities.up", "Move it up", partial(self._move, -1), "Alt+Up", self._has_one),
            Command("priorities.down", "Move it down", partial(self._move, 1), "Alt+Down", self._has_one),
            Command("priorities.end", "End it…", self._end, "Ctrl+Shift+X", self._has_one),
            Command("priorities.outcome", "Add an outcome…", partial(self._add_line, "outcomes"), None, self._has_one),
            Command("priorities.serve", "Link an action that serves it…", partial(self._add_line, "served"), None,
                    self._has_one, called="action serves connect"),
        ]  # fmt: skip

    def _has_one(self) -> bool:
        shows_one = self._built and self.side.currentWidget() is self.panel
        return self._tasks.locked() is None and shows_one and self.panel.detail is not None

    def _add_line(self, key: str) -> None:
        self.panel.lines[key].add()

    def _add(self) -> None:
        self._tasks.read(priorities.plans, self._ask_new, key=f"plans {id(self)}", owner=self)

    def _ask_new(self, plans: Sequence[PlanRow]) -> None:
        newest = Picked(plans[0].uid, plans[0].name) if plans else None
        AskDialog(
            self._tasks, "Add a priority", (TITLE, PLAN, LEAD, FIELDS[3], MEANS, START), {"plan": newest},
            "Add the priority",
            lambda found: Act(changes.add_priority, (found.pop("title"),), _with_keys(found)), self, self.edit_new,
        ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        if self.panel.uid is not None:
            self._tasks.write(changes.move_priority_by, self.panel.uid, by, owner=self)

    def _end(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid, today = detail.uid, PartialDate.of(self._tasks.store.clock.today())
            AskDialog(
                self._tasks, f"End {detail.title}", ENDING, {"end": detail.values["end"] or today}, "End it",
                lambda found: Act(changes.end_priority, (uid, found["end"])), self,
            ).open()  # fmt: skip

    def _plans(self) -> None:
        RecordDialog(
            self._tasks, "Strategic plans", "plans", _load_plans, (PLANS,), self,
            watches=frozenset({"strategic_plan", "priority"}),
        ).open()  # fmt: skip


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(changes.change_priority, (uid, version), _with_keys(fields))
