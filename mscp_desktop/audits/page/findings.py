"""The part of an audit on which stands what it found: strengths, what to improve, good practice, escalations."""

from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions.page.fields import fields_of as action_form
from mscp_desktop.actions.page.fields import with_keys as action_keys
from mscp_desktop.audits.page.finding_fields import (
    AGREEING,
    COMPARED,
    ESCALATION,
    KIND,
    LABELS,
    LEARNING,
    STILL_OPEN,
    THEME_LABELS,
    THEMES,
    action_fields,
    add_act,
    adding_fields,
    chips_of,
    compared_lines,
    fields_of,
    history_words,
    kind_cell,
    learning_cell,
    lines_of,
    theme_line,
    tie_lines,
    values_of,
    with_keys,
)
from mscp_desktop.audits.records import ON_RECORD, FindingKind
from mscp_desktop.audits.rules import finding_changes, findings
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.findings import FindingFacts, FindingRow, finding_facts, finding_row, finding_rows
from mscp_desktop.audits.rules.learning import Comparison, comparison, learning_rows
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
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
    Kind,
    Picked,
    Query,
    Row,
    TableSource,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.undo import restoring

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy.orm import Session

RESTORE = restoring(AUDITORS)
LISTED: PlainTable[FindingRow] = PlainTable(
    {
        "number": lambda one: one.number,
        "kind": lambda one: one.kind.value,
        "text": lambda one: one.text,
        "learning": lambda one: None if one.learning is None else one.learning.name,
        "section": lambda one: one.section,
        "cases": lambda one: one.case_words() or None,
        "agencies": lambda one: one.agency_words() or None,
        "actions": lambda one: one.action_words() or None,
    },
    lambda one: " ".join((one.title(), one.kind.value, one.text, one.learning.name if one.learning else "")),
    empty={"learning": "no theme", "section": "none", "cases": "no case", "agencies": "no agency", "actions": "none"},
)
COLUMNS = (
    Column("number", "No.", 60, ColumnKind.NUMBER, filter=Filtering.NUMBER,
           more="Its place among the audit's findings"),
    Column("kind", "Kind", 198, filter=Filtering.CHOICE, groups=True, whole=True,
           choices=tuple(Choice(one.value, one.value.capitalize()) for one in FindingKind)),
    Column("text", "Finding", 300, filter=Filtering.TEXT, stretches=True),
    Column("learning", "Learning theme", 200, filter=Filtering.TEXT, groups=True, yields=True, empty="no theme"),
    Column("section", "Section", 120, filter=Filtering.TEXT, groups=True, aside=True, empty="none"),
    Column("cases", "Cases", 84, filter=Filtering.TEXT, yields=True, private=True, empty="no case"),
    Column("agencies", "Agencies", 130, filter=Filtering.TEXT, groups=True, aside=True, empty="no agency"),
    Column("actions", "Actions", 110, filter=Filtering.TEXT, empty="none"),
)  # fmt: skip


def _row(one: FindingRow) -> Row:
    return Row(
        one.id, one.uid,
        (
            Cell(str(one.number), value=one.number), kind_cell(one), Cell(one.text, more=one.text),
            learning_cell(one), one.section or "", one.case_words(), one.agency_words(),
            Cell(one.action_words(), more="\n".join(action.text for action in one.actions if not action.confidential)),
        ),
    )  # fmt: skip


def _found(session: "Session", query: Query) -> list[FindingRow]:
    return [] if query.scope is None else finding_rows(session, query.scope)


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.id for one in LISTED.rows(_found(session, query), query)],
    rows=lambda session, ids, query: [
        _row(one) for one in finding_rows(session, query.scope or "", query.as_at, ids)
    ],
    id_of=findings.finding_id,
    summary=lambda _session, query, number: f"{number:,} finding{'' if number == 1 else 's'}" if query.scope else "",
    whole=lambda session, query: len(_found(session, query)),
    sections=lambda session, query: LISTED.sections(_found(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(_found(session, query), query, column, typed)
    ],
)  # fmt: skip


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    one = finding_row(session, uid, query.as_at)
    facts = None if one is None else finding_facts(session, one.audit_uid)
    if one is None or facts is None:
        return None
    raised: tuple[tuple[str, Cell | str], ...] = ()
    if one.learning is not None and one.learning.audits:
        raised = (("Theme", one.learning.raised_named()),)
    return Detail(
        "audit_finding", uid, one.version, one.title(), facts.title, values_of(one) | {"row": one}, facts=raised,
        lines=lines_of(one), locked=facts.why_locked(),
        without=frozenset() if one.kind is FindingKind.ESCALATION else ESCALATION,
        history=history_items(
            entries_of(session, "audit_finding", uid, None), LABELS,
            lambda field, value: history_words(session, field, value),
            lambda _entry, field: None if field == "number" else field,
        ),
    )  # fmt: skip


def _load_themes(session: "Session", _uid: str) -> Detail:
    rows = learning_rows(session)
    entries = [entry for one in rows for entry in entries_of(session, "learning_theme", one.uid, None)]
    return Detail(
        "learning_themes", "learning_themes", 1, "Learning themes", "What findings of several audits are about",
        lines={"themes": tuple(map(theme_line, rows))},
        history=history_items(
            sorted(entries, key=lambda entry: entry.id, reverse=True), THEME_LABELS, restore_as=lambda _, _field: None
        ),
    )  # fmt: skip


def ask_finding(
    tasks: Tasks, page: Page, audit: str, then: "Callable[[str], None]", *, case: str | None = None,
    section: str | None = None,
) -> None:  # fmt: skip
    """Ask for a finding of an audit; `case` and `section` are the uids of those in hand, which it begins with."""

    def read(session: "Session") -> tuple[Any, ...]:
        return (
            finding_facts(session, audit), findings.case_choices(session, audit),
            findings.asked_agencies(session, audit), dict(findings.section_choices(session, audit)),
        )  # fmt: skip

    def ask(found: tuple[Any, ...]) -> None:
        facts, cases, agencies, sections = found
        if facts is None or facts.why_locked():
            return
        values = {
            "kind": FindingKind.IMPROVEMENT, "cases": (case,) if case else (),
            "section": Picked(section, sections[section]) if section in sections else None,
        }  # fmt: skip
        AskDialog(
            tasks, "Add a finding", adding_fields(audit, cases, agencies), values, "Add the finding",
            partial(add_act, audit), page, then, about=f"{facts.title}. It is about the work, and names nobody.",
            place=f"findings:{audit}", command="findings.add" if case is None else "",
        ).open()  # fmt: skip

    tasks.read(read, ask, key=f"finding of {id(page)}", owner=page)


class FindingsPart(TablePage):
    """What one audit found."""

    key = "findings"
    title = "Findings"
    icon = "challenges"
    guide = "audit-findings"
    nested = True
    watches = frozenset(
        {
            "audit", "audit_theme", "audit_case", "audit_finding", "finding_case", "finding_agency", "learning_theme",
            "organisation", "action", "tool_section", "decision", "partnership_group",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        self._audit: str | None = None
        self._facts: FindingFacts | None = None
        add = Command("findings.add", "Add a finding…", self._add, "Ctrl+N", self._open,
                      called="strength improvement good practice escalation")  # fmt: skip
        self._raise = Command(
            "findings.action", "Make an action from it…", self._ask_action, "Ctrl+Shift+T", self._with_finding,
            called="register learning lessons owner due", acts="add make",
        )  # fmt: skip
        self._agree = Command(
            "findings.agree", "Record that the learning is agreed…", self._ask_agreed, "Ctrl+Shift+J", self._may_agree,
            called="decision slides sub-groups",
        )  # fmt: skip
        fields = fields_of(lambda: self._audit)
        super().__init__(
            tasks,
            TableParts(
                "Findings", SOURCE, fields, _load,
                lambda uid, version, found: Act(finding_changes.change_finding, (uid, version), with_keys(found)),
                Empty("What this audit found stands here: strengths, areas for improvement, good practice, and what"
                      " was escalated. Nothing is recorded yet.", add),
                head=self._head,
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(finding_changes.remove_findings, (list(uids),)),
                roles=AUDITORS, nothing="Choose a finding to read and change it.",
                many=Many(
                    (KIND.key, LEARNING.key, "section"),
                    lambda uids, found: Act(finding_changes.change_findings, (list(uids),), with_keys(found)),
                ),
                lines=tie_lines(lambda: self._audit),
            ),
            actions=(self._raise, self._agree, add),
        )  # fmt: skip

    def build(self) -> None:
        """List findings with how their actions stand today."""
        super().build()
        self.table.query = Query(as_at=self._tasks.store.clock.today())

    def open_place(self, uid: str | None) -> None:
        """Show the findings of an audit."""
        if uid is not None:
            self._audit = uid
            self.show_scope(uid)

    def commands(self) -> list[Command]:
        """Return what can be done with findings, learning themes, and the action plan."""
        return [
            *super().commands(),
            *self._of_finding(),
            Command("findings.themes", "Learning themes…", self._themes, called="raised lessons"),
            Command("findings.compare", "Compare with the audit before…", self._compare, None, self._has,
                    called="re-audit again earlier"),
            Command("findings.preview", "Preview the action plan", self._preview, "Ctrl+P", self._has),
        ]  # fmt: skip

    def row_commands(self) -> list[Command]:
        """Return what can be done with the finding in hand, for its menu."""
        return [self._raise, *super().row_commands(), *self._of_finding()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add a finding"), ("Ctrl+Shift+T", "make an action"), ("Alt+Up, Alt+Down", "move"),
                ("Ctrl+P", "action plan")]  # fmt: skip

    def _of_finding(self) -> list[Command]:
        return [
            Command("findings.up", "Move the finding up", partial(self._move, -1), "Alt+Up", self._open_finding),
            Command("findings.down", "Move the finding down", partial(self._move, 1), "Alt+Down", self._open_finding),
            Command("findings.open_action", "Open its action", self._open_action, "Ctrl+Return", self._has_action),
        ]  # fmt: skip

    def _head(self, session: "Session", query: Query) -> Head:
        self._facts = None if query.scope is None else finding_facts(session, query.scope)
        if self._facts is None or query.scope is None:
            return Head("Findings")
        return Head("Findings", chips=chips_of(self._facts, finding_rows(session, query.scope, query.as_at)))

    # ---- whether something can be done

    def _has(self) -> bool:
        return self._facts is not None

    def _works(self) -> bool:
        return self._tasks.locked(AUDITORS) is None and self._facts is not None

    def _open(self) -> bool:
        return self._works() and self._facts is not None and not self._facts.why_locked()

    def _may_agree(self) -> bool:
        return self._works() and self._facts is not None and self._facts.state in ON_RECORD

    def _in_hand(self) -> FindingRow | None:
        detail = self.panel.detail if self._built and self.side.currentWidget() is self.panel else None
        return None if detail is None else detail.values["row"]

    def _with_finding(self) -> bool:
        return self._works() and self._in_hand() is not None

    def _open_finding(self) -> bool:
        return self._open() and self._in_hand() is not None

    def _has_action(self) -> bool:
        one = self._in_hand()
        return one is not None and bool(one.actions)

    # ---- what is done

    def _add(self) -> None:
        if self._audit is not None:
            ask_finding(self._tasks, self, self._audit, self.show_record)

    def _move(self, by: int) -> None:
        one = self._in_hand()
        if one is not None:
            self._tasks.write(finding_changes.move_finding, one.uid, by, owner=self)

    def _ask_action(self) -> None:
        one, facts = self._in_hand(), self._facts
        if one is None or facts is None:
            return
        form = {field.key: field for field in action_form(self._tasks.store.clock.today)}
        owner = Picked(f"organisation:{one.agencies[0].of}", one.agencies[0].name) if len(one.agencies) == 1 else None
        group = Picked(facts.watches_uid, facts.watches or "") if facts.watches_uid else None

        def act(found: dict[str, Any]) -> Act:
            given = action_keys(found)
            return Act(finding_changes.raise_action, (one.uid, given.pop("text")), given)

        AskDialog(
            self._tasks, "Make an action from the finding", action_fields(form["owner"], form["group"]),
            {"owner": owner, "group": group}, "Add the action", act, self, about=f"{one.title()}: {one.text}",
            place=f"action of {one.uid}", command="findings.action",
        ).open()  # fmt: skip

    def _open_action(self) -> None:
        one = self._in_hand()
        if one is None or not one.actions:
            return
        if len(one.actions) == 1:
            self.navigate.emit(Place("action", one.actions[0].uid))
            return
        choices = tuple(
            Choice(action.uid, f"{action.words()}, {action.state_words()}") for action in one.actions
        )  # fmt: skip
        which = Field("action", "Which action", Kind.CHOICE, required=True, choices=choices)
        dialog = AskDialog(
            self._tasks, "Open an action", (which,), {"action": one.actions[0].uid}, "Open it", lambda _: None, self,
            drafts=False,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self.navigate.emit(Place("action", dialog.fields["action"].read())))
        dialog.open()

    def _ask_agreed(self) -> None:
        facts = self._facts
        if facts is not None:
            decision = Picked(facts.decision_uid, facts.decision or "") if facts.decision_uid else None
            AskDialog(
                self._tasks, "The learning is agreed", AGREEING,
                {"agreed_on": facts.learning_agreed_on, "decision": decision}, "Record it",
                lambda found: Act(
                    finding_changes.agree_learning,
                    (facts.uid, found["agreed_on"], found["decision"].uid if found["decision"] else None)),
                self, about=f"{facts.title}. Slides are made of what is agreed.", place=f"agreed:{facts.uid}",
                command="findings.agree",
            ).open()  # fmt: skip

    def _themes(self) -> None:
        RecordDialog(
            self._tasks, "Learning themes", "learning_themes", _load_themes, (THEMES,), self,
            watches=frozenset({"learning_theme", "audit_finding", "audit"}),
        ).open()  # fmt: skip

    def _compare(self) -> None:
        audit = self._audit
        if audit is not None:
            today = self._tasks.store.clock.today()
            self._tasks.read(
                lambda session: comparison(session, audit, today), partial(self._show_compared, audit, today),
                key=f"compare {id(self)}", owner=self,
            )  # fmt: skip

    def _show_compared(self, audit: str, today: "date", found: Comparison | None) -> None:
        if found is None:
            self.said.emit(Notice("No audit of this theme was held before, so there is nothing to compare.", here=True))
            return
        dialog = RecordDialog(
            self._tasks, "Compare with the audit before", audit, partial(_load_compared, today=today),
            (COMPARED, STILL_OPEN), self, watches=self.watches,
        )  # fmt: skip
        dialog.navigate.connect(self.navigate)
        dialog.open()

    def _preview(self) -> None:
        if self._audit is not None:
            today = self._tasks.store.clock.today()
            self.wanted.emit("audit-action-plan", Request(today, today, audit=self._audit))


def _load_compared(session: "Session", uid: str, *, today: "date") -> Detail | None:
    found = comparison(session, uid, today)
    if found is None:
        return None
    return Detail(
        "audit_comparison", uid, 1, found.audit.title(), found.words(), lines=compared_lines(found), history=None
    )
