"""The page of audits that agencies and schools made themselves: with grade, learning and what a group made of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions.page.fields import action_line
from mscp_desktop.actions.page.fields import fields_of as action_form
from mscp_desktop.actions.page.fields import with_keys as action_keys
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Crumb,
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
    from_today,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.section11.page.fields import (
    ACTIONS,
    BRINGING,
    CONSIDERING,
    FIELDS,
    LABELS,
    NEW,
    history_words,
    standing_cell,
    values_of,
    watched,
    with_keys,
)
from mscp_desktop.section11.records import AuditKind
from mscp_desktop.section11.rules import changes, log
from mscp_desktop.section11.rules.log import KIND, AgencyAuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
PUBLIC = "public"
"""The scope of a table that confidential audits are left out of."""
TEXTS = frozenset({"subject", "strengths", "learning", "planned", "response", "note"})
LISTED: PlainTable[AgencyAuditRow] = PlainTable(
    {
        "who": AgencyAuditRow.who,
        "subject": lambda one: one.subject,
        "made": lambda one: one.made,
        "grade": lambda one: one.graded() or None,
        "standing": AgencyAuditRow.state,
        "next": lambda one: one.next_due,
        "kind": lambda one: one.kind.value,
        "year": AgencyAuditRow.year,
        "cases": lambda one: one.cases,
        "received": lambda one: one.received,
        "group": lambda one: one.group,
        "priority": lambda one: one.priority,
        "actions": lambda one: one.action_words() or None,
    },
    lambda one: " ".join(
        part for part in (
            one.title(), one.graded(), one.kind.value, one.strengths, one.learning, one.planned, one.group,
            one.group_short, one.priority,
        ) if part
    ),
    empty={"grade": "none given", "next": "not agreed", "group": "none yet", "priority": "none", "actions": "none"},
)  # fmt: skip
COLUMNS = (
    Column("who", "Who", 150, filter=Filtering.TEXT, groups=True),
    Column("subject", "Subject", 170, filter=Filtering.TEXT, stretches=True),
    Column("made", "Made", 138, ColumnKind.DATE, filter=Filtering.DATE),
    Column("grade", "Grade", 118, filter=Filtering.TEXT, groups=True, empty="none given"),
    Column(
        "standing", "State", 158, filter=Filtering.CHOICE, groups=True, whole=True,
        choices=tuple(Choice(one, capital(one)) for one in log.STATES),
    ),
    Column("next", "Next expected", 130, ColumnKind.DATE, filter=Filtering.DATE, empty="not agreed", yields=True),
    Column(
        "kind", "Kind", 150, filter=Filtering.CHOICE, groups=True, aside=True,
        choices=tuple(Choice(one.value, capital(one.value)) for one in AuditKind),
    ),
    Column("year", "Year", 76, filter=Filtering.TEXT, groups=True, aside=True),
    Column("cases", "Cases", 64, ColumnKind.NUMBER, filter=Filtering.NUMBER, aside=True),
    Column("received", "Received", 130, ColumnKind.DATE, filter=Filtering.DATE, aside=True),
    Column("group", "Group", 110, filter=Filtering.TEXT, groups=True, empty="none yet", aside=True),
    Column("priority", "Priority", 150, filter=Filtering.TEXT, groups=True, empty="none", aside=True),
    Column("actions", "Actions", 120, filter=Filtering.TEXT, empty="none", aside=True),
)  # fmt: skip


def _all(session: "Session", query: Query) -> list[AgencyAuditRow]:
    return log.audit_rows(session, today=query.as_at, public=query.scope == PUBLIC)


def _row(one: AgencyAuditRow) -> Row:
    return Row(
        one.id, one.uid,
        (
            f"{one.who()}  Confidential" if one.confidential else one.who(), one.subject,
            Cell(one.made_words(), value=one.made.exact() if one.made else None),
            one.graded(), standing_cell(one), format_date(one.next_due) if one.next_due else "",
            capital(one.kind.value), one.year() or "",
            Cell("" if one.cases is None else f"{one.cases:,}", value=one.cases),
            format_day(one.received) if one.received else "", one.group_short or one.group or "", one.priority or "",
            one.action_words(),
        ),
    )  # fmt: skip


def _rows(session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
    found = {one.id: one for one in log.audit_rows(session, ids, today=query.as_at)}
    return [_row(found[key]) for key in ids if key in found]


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number:,} audit{'' if number == 1 else 's'}"
    waiting = log.count_waiting(session)
    return said if query.narrowed or query.scope or not waiting else f"{said}, {waiting} not considered yet"


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.id for one in LISTED.rows(_all(session, query), query)],
    rows=_rows,
    id_of=log.audit_id,
    summary=_summary,
    whole=lambda session, query: len(_all(session, query)),
    sections=lambda session, query: LISTED.sections(_all(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(_all(session, query), query, column, typed)
    ],
)


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    one = log.audit_row(session, uid, query.as_at)
    if one is None:
        return None
    if one.confidential and query.scope == PUBLIC:
        return Detail(KIND, uid, one.version, log.CONFIDENTIAL, "Hidden while presenting", history=None, hidden=True)
    facts: list[tuple[str, Cell | str]] = [
        ("State", standing_cell(one)),
        ("Grade", one.graded() or Cell("none given", Look.UNKNOWN)),
    ]
    if one.meeting_uid is None and one.brought_on is not None:
        facts.append(("Meeting", Cell(f"none on record on {format_day(one.brought_on)}", Look.UNKNOWN)))
    entries = with_papers(session, KIND, uid, entries_of(session, KIND, uid, None))
    return Detail(
        KIND, uid, one.version, one.title(),
        capital(one.kind.value) + (", confidential" if one.confidential else ""),
        values_of(one) | {"row": one}, facts=tuple(facts),
        lines={ACTIONS.key: tuple(action_line(action) for action in one.actions)}, papers=KIND,
        history=history_items(
            entries, LABELS, lambda field, value: history_words(session, field, value),
            lambda _entry, field: field if field in TEXTS else None, rich=("note",),
        ),
    )  # fmt: skip


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(changes.change_agency_audit, (uid, version), with_keys(fields))


def _added(found: dict[str, Any]) -> Act:
    given = with_keys(found)
    return Act(changes.add_agency_audit, (given.pop("subject"),), given)


class AgencyAuditsPage(TablePage):
    """Every audit that an agency or a school made itself, as it was told to the partnership."""

    key = "agency-audits"
    title = "Agencies' audits"
    icon = "registers"
    guide = "agency-audits"
    under = "audits"
    called = "single agency schools safeguarding audit log reports assurance"
    kinds = frozenset({KIND})
    watches = frozenset(
        {KIND, "organisation", "organisation_alias", "priority", "grade", "partnership_group", "meeting", "action"}
        | {"attachment"}
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        add = Command("agency-audits.add", "Add an audit", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        self._bring = Command(
            "agency-audits.bring", "Bring it to a group…", self._ask_group, "Ctrl+Shift+B", self._open_still,
            called="meeting agenda",
        )  # fmt: skip
        self._consider = Command(
            "agency-audits.consider", "Record what the group made of it…", self._ask_outcome, "Ctrl+Shift+A",
            self._open_still, called="considered accepted questions",
        )  # fmt: skip
        self._raise = Command(
            "agency-audits.action", "Make an action from it…", self._ask_action, "Ctrl+Shift+T", self._can_act
        )
        super().__init__(
            tasks,
            TableParts(
                "Agencies' audits", SOURCE, FIELDS, _load, _save,
                Empty(
                    "Audits that agencies and schools made themselves stand here: on what, how they graded it, what was"
                    " learned, and what a group of the partnership made of it. None is recorded yet.",
                    add,
                ),
                head=lambda _session, _query: Head("Agencies' audits", (Crumb("Audits", Place("audits")),)),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_agency_audits, (list(uids),)),
                lines=(ACTIONS,), nothing="Choose an audit to read it.",
            ),
            actions=(self._raise, self._bring, self._consider, add),
        )  # fmt: skip

    def show_private(self, *, shown: bool) -> None:
        """Hide confidential audits besides what is private of the others."""
        super().show_private(shown=shown)
        self.show_scope(None if shown else PUBLIC)
        self.panel.reload()

    def commands(self) -> list[Command]:
        """Return what can be done with agencies' audits, and their log as a document."""
        return [
            *super().commands(),
            Command("agency-audits.meeting", "Open the meeting", self._open_meeting, "Ctrl+Return", self._has_meeting),
            Command("agency-audits.preview", "Preview the log", self._preview, "Ctrl+P"),
            Command("agency-audits.preview_one", "Preview the log of its organisation", self._preview_one, None,
                    self._has_organisation),
            Command("agency-audits.public", "Preview the public log", self._preview_public),
        ]  # fmt: skip

    def row_commands(self) -> list[Command]:
        """Return what can be done with the audit in hand, for its menu."""
        return [self._bring, self._consider, self._raise, *super().row_commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add"), ("Ctrl+Shift+A", "what the group made of it"), *super().hints()]

    def _in_hand(self) -> AgencyAuditRow | None:
        detail = self.panel.detail if self._built and self.side.currentWidget() is self.panel else None
        return None if detail is None or detail.hidden else detail.values["row"]

    def _can_act(self) -> bool:
        return self._tasks.locked() is None and self._in_hand() is not None

    def _open_still(self) -> bool:
        one = self._in_hand()
        return self._tasks.locked() is None and one is not None and one.outcome is None

    def _has_meeting(self) -> bool:
        one = self._in_hand()
        return one is not None and one.meeting_uid is not None

    def _has_organisation(self) -> bool:
        one = self._in_hand()
        return one is not None and one.organisation is not None

    def _add(self) -> None:
        today = self._tasks.store.clock.today()
        AskDialog(
            self._tasks, "Add an audit of an agency", NEW, {"kind": AuditKind.AGENCY, "received": today},
            "Add the audit", _added, self, self.edit_new, command="agency-audits.add",
            about="One that an agency or a school made itself. Its report can be kept with it as a paper.",
        ).open()  # fmt: skip

    def _ask_group(self) -> None:
        one = self._in_hand()
        if one is None:
            return

        def act(found: dict[str, Any]) -> Act:
            return Act(changes.bring_agency_audits, ([one.uid], found["group"].uid, found["brought_on"]))

        AskDialog(
            self._tasks, "Bring it to a group", BRINGING,
            {"group": Picked(one.group_uid, one.group or "") if one.group_uid else None, "brought_on": one.brought_on},
            "Bring it", act, self, about=one.title(), place=f"bring {one.uid}", command="agency-audits.bring",
        ).open()  # fmt: skip

    def _ask_outcome(self) -> None:
        one = self._in_hand()
        if one is None:
            return
        today = self._tasks.store.clock.today()
        day = one.brought_on if one.brought_on is not None and one.brought_on <= today else today

        def act(found: dict[str, Any]) -> Act:
            return Act(
                changes.consider_agency_audit, (one.uid, found["outcome"], found["considered_on"], found["response"]),
                {"group_uid": found["group"].uid},
            )  # fmt: skip

        AskDialog(
            self._tasks, "What the group made of it", CONSIDERING,
            {"group": Picked(one.group_uid, one.group or "") if one.group_uid else None, "considered_on": day},
            "Record it", act, self, about=one.title(), place=f"consider {one.uid}", command="agency-audits.consider",
        ).open()  # fmt: skip

    def _ask_action(self) -> None:
        one = self._in_hand()
        if one is None:
            return
        form = {field.key: field for field in action_form(self._tasks.store.clock.today)}
        fields = (
            Field("text", "Action", Kind.MULTILINE, "What is to be done", required=True, watched=watched),
            form["owner"], Field("due", "Due", Kind.DAY, empty="no date", since=from_today), form["group"],
        )  # fmt: skip
        owner = Picked(f"organisation:{one.organisation_uid}", one.organisation or "") if one.organisation_uid else None
        group = Picked(one.group_uid, one.group or "") if one.group_uid else None

        def act(found: dict[str, Any]) -> Act:
            given = action_keys(found)
            return Act(changes.raise_action, (one.uid, given.pop("text")), given)

        AskDialog(
            self._tasks, "Make an action from the audit", fields, {"owner": owner, "group": group}, "Add the action",
            act, self, about=one.title(), place=f"action of {one.uid}", command="agency-audits.action",
        ).open()  # fmt: skip

    def _open_meeting(self) -> None:
        one = self._in_hand()
        if one is not None and one.meeting_uid is not None:
            self.navigate.emit(Place("meeting", one.meeting_uid))

    def _preview(self, organisation: str | None = None, *, public: bool = False) -> None:
        today = self._tasks.store.clock.today()
        presenting = self.table.query.scope == PUBLIC
        self.wanted.emit("agency-audits", Request(today, today, organisation=organisation, public=public or presenting))

    def _preview_one(self) -> None:
        one = self._in_hand()
        if one is not None:
            self._preview(one.organisation)

    def _preview_public(self) -> None:
        self._preview(public=True)
