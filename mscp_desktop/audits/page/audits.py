"""The page of the programme of audits: by year and quarter, with state, grades, and the decision that agreed each."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.audits.page.acts import AuditActs
from mscp_desktop.audits.page.fields import (
    FIELDS,
    GROUP,
    LABELS,
    NOTE,
    QUARTER,
    THEME,
    THEME_LABELS,
    THEMES,
    TONES,
    YEAR,
    history_words,
    state_cell,
    theme_line,
    values_of,
    with_keys,
)
from mscp_desktop.audits.page.grade_marks import GradesDelegate, grades_cell
from mscp_desktop.audits.page.proposing import open_proposal
from mscp_desktop.audits.records import ON_RECORD, AuditState
from mscp_desktop.audits.rules import changes, programme
from mscp_desktop.audits.rules.places import audit_place
from mscp_desktop.audits.rules.programme import AuditRow, quarter_months, short_quarter
from mscp_desktop.audits.rules.proposal import next_free
from mscp_desktop.desktop.charts.chart_view import ChartDialog, Graph
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
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
    Filtering,
    Head,
    Look,
    Query,
    Row,
    TableSource,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.rules.words import capital

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
GRADES = "grades"
LISTED: PlainTable[AuditRow] = PlainTable(
    {
        "theme": lambda one: one.theme,
        "priority": lambda one: one.priority,
        "year": lambda one: programme.year_of(one.year).label,
        "quarter": lambda one: short_quarter(*one.when()),
        "state": lambda one: one.state.value,
        "held": lambda one: one.held_on,
        "cases": lambda one: one.cases,
        GRADES: AuditRow.grade_words,
        "number": lambda one: one.number,
        "group": lambda one: one.group,
        "decision": lambda one: one.decision,
        "published": lambda one: one.published,
    },
    lambda one: " ".join(
        (one.title(), one.priority or "", str(programme.year_of(one.year)), one.group or "", one.grade_words())
    ),
    sums=("cases",),
    empty={"priority": "none", "held": "not held yet"},
)
COLUMNS = (
    Column("theme", "Theme", 200, filter=Filtering.TEXT, groups=True, stretches=True),
    Column("priority", "Priority", 150, filter=Filtering.TEXT, groups=True, empty="none", yields=True),
    Column("quarter", "Quarter", 100, filter=Filtering.TEXT, groups=True, whole=True),
    Column(
        "state", "State", 118, filter=Filtering.CHOICE, groups=True, whole=True,
        choices=tuple(Choice(one.value, one.value.capitalize()) for one in AuditState),
    ),
    Column("held", "Held on", 136, ColumnKind.DATE, filter=Filtering.DATE, empty="not held yet"),
    Column("cases", "Cases", 54, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True),
    Column(
        GRADES, "Grades", 196, filter=Filtering.TEXT, whole=True, more="From the best to the lowest, with its cases"
    ),
    Column("year", "Year", 74, filter=Filtering.TEXT, groups=True, aside=True),
    Column("number", "Number", 70, ColumnKind.NUMBER, filter=Filtering.NUMBER, aside=True),
    Column("group", "Who audits", 150, filter=Filtering.TEXT, groups=True, aside=True),
    Column("decision", "Agreed with", 150, filter=Filtering.TEXT, aside=True, empty="no decision is linked"),
    Column("published", "Published in", 150, filter=Filtering.TEXT, aside=True, empty="not published"),
)  # fmt: skip


def _listed(session: "Session") -> list[AuditRow]:
    """Return every audit, the newest year first and each year by its quarters."""
    return sorted(programme.audit_rows(session), key=lambda one: (-one.year, one.quarter, one.number))


def _row(one: AuditRow) -> Row:
    held = one.held_words()
    return Row(
        one.id, one.uid,
        (
            Cell(one.theme, more=one.title()), one.priority or Cell("none", Look.UNKNOWN),
            Cell(short_quarter(*one.when()), more=quarter_months(*one.when())), state_cell(one),
            Cell(held, value=one.held_on.exact() if one.held_on else None) if held else "",
            Cell(f"{one.cases:,}" if one.cases else "", value=one.cases), grades_cell(one),
            programme.year_of(one.year).label,
            Cell(str(one.number), value=one.number), one.group_short or one.group or "", one.decision or "",
            one.published or "",
        ),
    )  # fmt: skip


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number:,} audit{'' if number == 1 else 's'}"
    coming = programme.count_to_come(session)
    return said if query.narrowed or not coming else f"{said}, {coming} to come"


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.id for one in LISTED.rows(_listed(session), query)],
    rows=lambda session, ids, _query: [_row(one) for one in programme.audit_rows(session, ids)],
    id_of=programme.audit_id,
    summary=_summary,
    whole=lambda session, _query: len(_listed(session)),
    sections=lambda session, query: LISTED.sections(_listed(session), query),
    totals=lambda session, query: LISTED.totals(_listed(session), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(_listed(session), query, column, typed)
    ],
)


def _load(session: "Session", uid: str, _query: Query) -> Detail | None:
    one = programme.audit_row(session, uid)
    if one is None:
        return None
    facts: list[tuple[str, Cell | str]] = [
        ("State", state_cell(one)),
        ("When", f"{capital(programme.quarter_words(*one.when()))}, {quarter_months(*one.when())}"),
        ("Serves", one.priority or Cell("no priority", Look.UNKNOWN)),
    ]
    if one.state in ON_RECORD:
        facts.append(("Grades", one.grade_words() or Cell("not recorded", Look.UNKNOWN)))
    if one.cancelled_why:
        facts.append(("Why it is cancelled", one.cancelled_why))
    return Detail(
        "audit", uid, one.version, one.title(), capital(f"{programme.quarter_words(*one.when())}, {one.state.value}"),
        values_of(one) | {"state": one.state, "cancelled_why": one.cancelled_why, "row": one},
        facts=tuple(facts),
        history=history_items(
            programme.audit_history(session, uid), LABELS, lambda field, value: history_words(session, field, value),
            lambda _entry, field: field if field in ("learning", "published", "note") else None, rich=("note",),
        ),
    )  # fmt: skip


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(changes.change_audit, (uid, version), with_keys(fields))


def _added(found: dict[str, Any]) -> Act:
    given = with_keys(found)
    return Act(changes.add_audit, (given.pop("year"), given.pop("quarter")), given)


def _load_themes(session: "Session", _uid: str) -> Detail:
    """Return all themes as the lines of one thing, for the dialog in which they are kept."""
    rows = programme.themes(session)
    entries = [entry for one in rows for entry in entries_of(session, "audit_theme", one.uid, None)]
    return Detail(
        "themes", "themes", 1, "Audit themes", "What audits can be about, and the priority each serves",
        lines={"themes": tuple(theme_line(one) for one in rows)},
        history=history_items(
            sorted(entries, key=lambda entry: entry.id, reverse=True), THEME_LABELS,
            lambda field, value: history_words(session, field, value), lambda _entry, _field: None,
        ),
    )  # fmt: skip


def _graph(request: Request, session: "Session") -> Graph:
    from mscp_desktop.audits.report.programme import trend_in_view  # noqa: PLC0415 - ReportLab costs 100 ms
    from mscp_desktop.printing import charts  # noqa: PLC0415 - as above

    return Graph(*charts.shown(trend_in_view(session, request)))


class AuditsPage(TablePage):
    """Every audit with its lasting number; the themes and the proposal for a year stand in dialogs of their own."""

    key = "audits"
    title = "Audits"
    icon = "audits"
    guide = "audits"
    section = 2
    shortcut = "Alt+U"
    called = "programme schedule themes grades case file rotation"
    kinds = frozenset({"audit"})
    watches = frozenset(
        {"audit", "audit_theme", "published_grade", "priority", "decision", "meeting", "partnership_group", "grade"}
        | {"assessment_tool", "local_rule", "agreed_grade"}
    )

    def __init__(self, tasks: Tasks) -> None:
        working: Callable[[], bool] = lambda: tasks.locked() is None  # noqa: E731 - said once
        add = Command("audits.add", "Add an audit", self._add, "Ctrl+N", working)
        propose = Command(
            "audits.propose", "Propose themes for a year…", self._propose, "Ctrl+Shift+N", working,
            called="rotation schedule plan",
        )  # fmt: skip
        told = Command(
            "audits.figures", "Audit figures", lambda: self.navigate.emit(Place("audit-figures")),
            called="statistics trend",
        )  # fmt: skip
        others = Command(
            "audits.agencies", "Agencies' audits", lambda: self.navigate.emit(Place("agency-audits")),
            called="single agency schools",
        )  # fmt: skip
        themes = Command("audits.themes", "Audit themes…", self._themes, called="theme priority required")
        tools = Command("audits.tools", "Audit tools", lambda: self.navigate.emit(Place("tools")), called="templates")
        self._with_one = AuditActs("audits", self, tasks, self._in_hand)
        super().__init__(
            tasks,
            TableParts(
                "Audits", SOURCE, FIELDS, _load, _save,
                Empty(
                    "The programme of multi-agency audits stands here: one theme a quarter, what was agreed, what was"
                    " held, and how cases were graded. No audit is recorded yet.",
                    add,
                ),
                head=self._head,
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_audits, (list(uids),)),
                nothing="Choose an audit to read it.",
            ),
            actions=(tools, themes, others, told, propose, add),
        )  # fmt: skip

    def build(self) -> None:
        """Draw the grades in their column."""
        super().build()
        at = next(place for place, column in enumerate(COLUMNS) if column.key == GRADES)
        right = frozenset(place for place, column in enumerate(COLUMNS) if column.kind is ColumnKind.NUMBER)
        self.table.view.setItemDelegateForColumn(at, GradesDelegate(self.table.view, right))

    def commands(self) -> list[Command]:
        """Return what can be done with audits, their themes, and the programme as a document."""
        return [
            *super().commands(),
            *self._with_one.commands(),
            Command(
                "audits.chart",
                "Show grades as a chart",
                self._show_chart,
                "Ctrl+Shift+G",
                self._has_rows,
                called="trend",
            ),
            Command("audits.preview", "Preview the programme of audits", self._preview, "Ctrl+P"),
            Command("audits.preview_year", "Preview the programme of its year", self._preview_year, None, self._has),
        ]

    def open_row(self, uid: str) -> None:
        """Open the workspace of an audit: its cases, what services answer, and the day."""
        self.navigate.emit(audit_place(uid))

    def row_commands(self) -> list[Command]:
        """Return what can be done with the audit in hand, for its menu."""
        return [*self._with_one.commands(), *super().row_commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "work on it"), ("F2", "edit"), ("Ctrl+N", "add"), ("Ctrl+F", "filter")]

    def _in_hand(self) -> AuditRow | None:
        """Return the audit that the panel shows; of several chosen ones none is in hand."""
        detail = self.panel.detail if self._built and self.side.currentWidget() is self.panel else None
        return None if detail is None else detail.values["row"]

    def _head(self, session: "Session", _query: Query) -> Head:
        year, quarter = programme.quarter_of(self._tasks.store.clock.today())
        of_year = [one for one in programme.audits_of_year(session, year) if one.state is not AuditState.CANCELLED]
        counts = [(state, sum(one.state is state for one in of_year)) for state in AuditState]
        wanted = programme.audits_a_year(session, year)
        chips = [
            Cell(f"Quarter {quarter} of {programme.year_of(year)}", Look.PILL),
            Cell(f"{len(of_year)}{f' of {wanted}' if wanted else ''} planned", Look.PILL),
            *(pill(f"{number} {state.value}", TONES[state]) for state, number in counts if number),
        ]  # fmt: skip
        return Head("Audits", chips=tuple(chips))

    def _has(self) -> bool:
        return self._built and self.panel.detail is not None

    def _has_rows(self) -> bool:
        return self._built and self._rows()

    def _add(self) -> None:
        today = self._tasks.store.clock.today()
        self._tasks.read(lambda session: next_free(session, today), self._ask_new, owner=self)

    def _ask_new(self, when: tuple[int, int]) -> None:
        year, quarter = when
        values = {"year": programme.year_of(year).label, "quarter": quarter}
        AskDialog(
            self._tasks, "Add an audit", (THEME, YEAR, QUARTER, GROUP, NOTE), values, "Add the audit", _added, self,
            self.edit_new, command="audits.add",
            about="It is proposed until the Executive has agreed it. One of the past is marked as held after that.",
        ).open()  # fmt: skip

    def _propose(self) -> None:
        open_proposal(self._tasks, self)

    def _themes(self) -> None:
        RecordDialog(
            self._tasks, "Audit themes", "themes", _load_themes, (THEMES,), self,
            watches=frozenset({"audit_theme", "audit", "priority"}),
        ).open()  # fmt: skip

    def _request(self, year: str | None = None) -> Request:
        today = self._tasks.store.clock.today()
        return Request(today, today, year=year)

    def _preview(self) -> None:
        self.wanted.emit("audit-programme", self._request())

    def _preview_year(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            self.wanted.emit("audit-programme", self._request(detail.values["year"]))

    def _show_chart(self) -> None:
        note = f"Cases by grade, as at {format_day(self._tasks.store.clock.today())}."
        self._tasks.read(
            partial(_graph, self._request()), lambda graph: ChartDialog(graph, note, self).open(), owner=self
        )
