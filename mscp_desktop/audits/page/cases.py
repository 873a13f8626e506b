"""The part of an audit on which its cases stand: by reference, with how they were chosen and who is at risk now."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.audits.page.at_risk import ask_risk
from mscp_desktop.audits.page.case_fields import (
    ADDING,
    AGE,
    CHOOSING,
    FIELDS,
    LABELS,
    MOST_AT_ONCE,
    NAME_LABELS,
    NAMES,
    PLAN,
    REFERENCES_ONLY,
    RISK_LABELS,
    RISKS,
    chips_of,
    history_words,
    listed_references,
    mark_cell,
    name_line,
    risk_line,
    same_period,
    values_of,
)
from mscp_desktop.audits.rules import case_changes, cases, retention
from mscp_desktop.audits.rules.cases import AuditFacts, CaseRow, audit_facts, case_rows
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight, confirm
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Filtering,
    Head,
    Query,
    Row,
    TableSource,
    saving,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.purging import still_held
from mscp_desktop.foundation.undo import restoring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.operations import Outcome

RESTORE = restoring(AUDITORS)
FIRST_NUMBER = 6  # cases that are proposed for an audit that has none
LISTED: PlainTable[CaseRow] = PlainTable(
    {
        "reference": lambda one: one.reference,
        "age_band": lambda one: one.age_band.value if one.age_band else None,
        "plan_status": lambda one: one.plan_status.value if one.plan_status else None,
        "look_back": CaseRow.look_back,
        "answered": lambda one: one.answered if one.services else None,
        "mark": lambda one: "at risk" if one.risks else None,
        "summary": CaseRow.beginning,
    },
    lambda one: " ".join((one.title(), one.look_back(), one.summary or "")),
    empty={"answered": "nobody is asked", "mark": "nothing", "summary": "nothing written yet"},
)
COLUMNS = (
    Column("reference", "Reference", 96, filter=Filtering.TEXT, whole=True),
    Column("age_band", "Age", 92, filter=Filtering.CHOICE, groups=True, yields=True,
           choices=tuple(Choice(one.value, one.words) for one in AGE.choices)),
    Column("plan_status", "Plan", 160, filter=Filtering.CHOICE, groups=True,
           choices=tuple(Choice(one.value, one.words) for one in PLAN.choices)),
    Column("look_back", "Look-back", 180, filter=Filtering.TEXT, groups=True, yields=True),
    Column("answered", "Answers in", 84, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="nobody is asked",
           more="How many services have answered about the case in full"),
    Column("mark", "At risk now", 124, filter=Filtering.TEXT, whole=True, empty="nothing"),
    Column("summary", "Summary", 250, filter=Filtering.TEXT, stretches=True, private=True,
           empty="nothing written yet"),
)  # fmt: skip


def _cases(session: "Session", query: Query) -> list[CaseRow]:
    return [] if query.scope is None else case_rows(session, query.scope)


def _row(one: CaseRow) -> Row:
    return Row(
        one.id, one.uid,
        (
            Cell(one.reference or one.title(), more=one.title()), one.age_band.value if one.age_band else NOT_RECORDED,
            one.plan_status.value if one.plan_status else NOT_RECORDED, one.look_back() or NOT_RECORDED,
            Cell(one.answered_words(), value=one.answered) if one.services else "", mark_cell(one), one.beginning(),
        ),
    )  # fmt: skip


def _summary(session: "Session", query: Query, number: int) -> str:
    del session
    return f"{number:,} case{'' if number == 1 else 's'}" if query.scope else ""


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.id for one in LISTED.rows(_cases(session, query), query)],
    rows=lambda session, ids, query: [_row(one) for one in case_rows(session, query.scope or "", ids)],
    id_of=cases.case_id,
    summary=_summary,
    whole=lambda session, query: len(_cases(session, query)),
    sections=lambda session, query: LISTED.sections(_cases(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(_cases(session, query), query, column, typed)
    ],
)


def _load(session: "Session", uid: str, _query: Query) -> Detail | None:
    one = cases.case_row(session, uid)
    facts = None if one is None else audit_facts(session, one.audit_uid)
    if one is None or facts is None:
        return None
    changes = [
        *entries_of(session, "audit_case", uid, None),
        *(entry for risk in one.risks for entry in entries_of(session, "risk_now", risk.uid, None)),
    ]
    shown: list[tuple[str, Cell | str]] = []
    if one.services:
        shown.append(("Answers in", one.answered_words()))
    if one.risks:
        shown.append(("At risk now", mark_cell(one)))
    return Detail(
        "audit_case", uid, one.version, one.title(), facts.title(), values_of(one), facts=tuple(shown),
        lines={"risks": tuple(risk_line(risk) for risk in one.risks)}, locked=facts.why_locked(),
        history=history_items(
            sorted(filter(_is_told, changes), key=lambda entry: entry.id, reverse=True),
            LABELS | RISK_LABELS, history_words,
            lambda entry, field: field if entry.row_uid == uid and field in values_of(one) else None,
        ),
    )  # fmt: skip


def _is_told(entry: Entry) -> bool:
    """Say whether a change belongs in the history of a case: the clock, which is told each half minute, does not."""
    return entry.values is None or set(entry.values) != {"seconds"}


def _load_names(session: "Session", _uid: str) -> Detail:
    """Return all names of published reviews as the lines of one thing, for the dialog in which they are kept."""
    rows = cases.review_names(session)
    entries = [entry for one in rows for entry in entries_of(session, "review_name", one.uid, None)]
    return Detail(
        "review_names", "review_names", 1, "Names of published reviews",
        "No child's own name: the names by which reviews call them", lines={"names": tuple(map(name_line, rows))},
        history=history_items(
            sorted(entries, key=lambda entry: entry.id, reverse=True), NAME_LABELS, restore_as=lambda _, _field: None
        ),
    )  # fmt: skip


class CasesPart(TablePage):
    """The cases of one audit."""

    key = "cases"
    title = "Cases"
    icon = "checklist"
    guide = "audit-cases"
    nested = True
    watches = frozenset(
        {"audit", "audit_theme", "audit_case", "audit_service", "risk_now", "service_case", "review_name"}
    )

    def __init__(self, tasks: Tasks) -> None:
        self._facts: AuditFacts | None = None
        add = Command("cases.add", "Add cases…", self._add, "Ctrl+N", self._open)
        self._choosing = Command(
            "cases.choosing", "How the cases were chosen…", self._choose, "Ctrl+Shift+J", self._open,
            called="selection key holder minutes clock",
        )  # fmt: skip
        self._risk = Command(
            "cases.risk", "A child is at risk now…", self._at_risk, "Ctrl+Shift+K", self._has_cases,
            called="danger immediate safeguarding tell told children's services", acts="record report",
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Cases", SOURCE, FIELDS, _load, saving(case_changes.change_case),
                Empty(f"The cases of this audit stand here. {REFERENCES_ONLY}", add),
                head=self._head,
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(case_changes.remove_cases, (list(uids),)),
                nothing="Choose a case to read and change it.",
                many=Many(
                    ("age_band", "plan_status", "look_from", "look_until"),
                    lambda uids, found: Act(case_changes.change_cases, (list(uids),), found),
                ),
                lines=(RISKS,), roles=AUDITORS,
            ),
            actions=(self._risk, self._choosing, add),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show the cases of an audit."""
        if uid is not None:
            self.show_scope(uid)

    def show_case(self, uid: str) -> None:
        """Put the mark on a case of the audit that is shown."""
        self.table.reload(uid)

    def commands(self) -> list[Command]:
        """Return what can be done with the cases, and with names of published reviews."""
        return [
            *super().commands(),
            *self._of_case(),
            Command("cases.names", "Names of published reviews…", self._names, called="pseudonym child known as"),
            Command("cases.clear", "Clear the details of its cases…", self._clear, None, self._may_clear,
                    called="retention purge delete keep"),
        ]  # fmt: skip

    def row_commands(self) -> list[Command]:
        """Return what can be done with the case in hand, for its menu."""
        return [self._risk, *super().row_commands(), *self._of_case()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add cases"), ("Ctrl+Shift+K", "a child is at risk now"), ("Alt+Up, Alt+Down", "move"),
                ("F4", "redact")]  # fmt: skip

    def _of_case(self) -> list[Command]:
        return [
            Command("cases.up", "Move the case up", partial(self._move, -1), "Alt+Up", self._open_case),
            Command("cases.down", "Move the case down", partial(self._move, 1), "Alt+Down", self._open_case),
        ]

    def _head(self, session: "Session", query: Query) -> Head:
        self._facts = None if query.scope is None else audit_facts(session, query.scope)
        return Head("Cases") if self._facts is None else Head("Cases", chips=chips_of(self._facts))

    def _working(self) -> bool:
        return self._tasks.locked(AUDITORS) is None and self._facts is not None

    def _open(self) -> bool:
        return self._working() and self._facts is not None and not self._facts.why_locked()

    def _case(self) -> Detail | None:
        return self.panel.detail if self._built and self.side.currentWidget() is self.panel else None

    def _has_cases(self) -> bool:
        facts = self._facts
        return self._working() and facts is not None and bool(facts.cases) and not facts.cleared_on

    def _open_case(self) -> bool:
        return self._open() and self._case() is not None

    def _may_clear(self) -> bool:
        facts = self._facts
        may = self._tasks.locked() is None
        return may and facts is not None and facts.closed_on is not None and not facts.cleared_on

    def _add(self) -> None:
        facts = self._facts
        if facts is not None:
            uid, number = facts.uid, 1 if facts.cases else FIRST_NUMBER
            self._tasks.read(
                lambda session: (cases.proposed_references(session, uid, MOST_AT_ONCE), case_rows(session, uid)),
                partial(self._ask_cases, facts, number), key=f"cases to add {id(self)}", owner=self,
            )  # fmt: skip

    def _ask_cases(self, facts: AuditFacts, number: int, found: tuple[Sequence[str], Sequence[CaseRow]]) -> None:
        proposed, there = found
        since, until = same_period(there)
        values = {
            "number": number, "references": "\n".join(proposed[:number]), "look_from": since, "look_until": until,
        }  # fmt: skip

        def act(given: dict[str, Any]) -> Act:
            given.pop("number")
            return Act(case_changes.add_cases, (facts.uid, listed_references(given.pop("references"))), given)

        dialog = AskDialog(
            self._tasks, "Add cases", ADDING, values, "Add the cases", act, self, self._added,
            about=f"{facts.title()}. {REFERENCES_ONLY}", place=f"cases:{facts.uid}", command="cases.add",
        )  # fmt: skip
        dialog.fields["number"].typed.connect(lambda _: _follow(dialog, proposed))
        dialog.open()

    def _added(self, made: Sequence[str]) -> None:
        self.table.reload(made[0])

    def _choose(self) -> None:
        facts = self._facts
        if facts is not None:
            values = {"selection": facts.selection, "key_holder": facts.key_holder, "minutes": facts.minutes}
            AskDialog(
                self._tasks, "How the cases were chosen", CHOOSING, values, "Save",
                lambda found: Act(case_changes.set_selection, (facts.uid, facts.version), found), self,
                about=facts.title(), place=f"choosing:{facts.uid}", command="cases.choosing",
            ).open()  # fmt: skip

    def _at_risk(self) -> None:
        detail = self._case()
        if self._facts is not None:
            ask_risk(self._tasks, self._facts.uid, self, None if detail is None else detail.uid)

    def _move(self, by: int) -> None:
        detail = self._case()
        if detail is not None:
            self._tasks.write(case_changes.move_case, detail.uid, by, owner=self)

    def _names(self) -> None:
        RecordDialog(
            self._tasks, "Names of published reviews", "review_names", _load_names, (NAMES,), self,
            watches=frozenset({"review_name"}),
        ).open()  # fmt: skip

    def _clear(self) -> None:
        facts = self._facts
        if facts is not None:
            self._tasks.read(still_held, partial(self._confirm_clear, facts), key=f"clear {id(self)}", owner=self)

    def _confirm_clear(self, facts: AuditFacts, held: str) -> None:
        words = (
            f"References, look-back periods, summaries, answers, evidence and reasons of {facts.cases} cases of"
            f" {facts.title()} are taken away for good, from history and search too. Grades remain as counts. Nothing"
            f" brings the rest back.{held and f' {held}.'}"
        )
        if confirm(self, "Clear the details of its cases?", words, "Clear them"):
            self._tasks.write(retention.clear_cases, facts.uid, then=self._cleared, owner=self)

    def _cleared(self, outcome: "Outcome[int]") -> None:
        said = outcome.announcement.summary if outcome.announcement else ""
        if said:
            self.said.emit(Notice(f"{said}.", Weight.GOOD))


def _follow(dialog: AskDialog, proposed: Sequence[str]) -> None:
    """Propose as many references as there are to be cases, until somebody has typed over them."""
    number, references = dialog.fields["number"], dialog.fields["references"]
    try:
        wanted = number.read()
    except UserError:
        return
    if not references.dirty and wanted:
        references.show_value("\n".join(proposed[:wanted]), 0)
