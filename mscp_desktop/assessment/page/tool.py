"""The page of one tool: its sections and questions in order, with what is new against the edition before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mscp_desktop.assessment.page.acts import ToolActs
from mscp_desktop.assessment.page.fields import (
    ABOUT,
    OVERALL,
    PART_LABELS,
    QUESTION_FIELDS,
    SECTION,
    SECTION_FIELDS,
    history_words,
    marks_cell,
    state_cell,
    why_fixed,
)
from mscp_desktop.assessment.records import ToolState
from mscp_desktop.assessment.rules import changes
from mscp_desktop.assessment.rules.tools import (
    Mark,
    QuestionRow,
    SectionRow,
    ToolRow,
    WholeTool,
    part_id,
    place_of_part,
    tool_id,
    tools,
    whole_tool,
)
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Column,
    Crumb,
    Detail,
    Head,
    Look,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
SECTION_KEYS, QUESTION_KEYS = (frozenset(one.key for one in fields) for fields in (SECTION_FIELDS, QUESTION_FIELDS))
COLUMNS = (
    Column("number", "No.", 60, ColumnKind.NUMBER, sortable=False),
    Column("words", "Section or question", 430, sortable=False, stretches=True),
    Column("help", "Help", 190, sortable=False, aside=True),
    Column("mark", "Changes", 150, sortable=False, whole=True,
           more="What is new, changed or moved against the edition that it was copied from"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """A row: a section, or a question of it."""

    id: int
    section: SectionRow
    question: QuestionRow | None = None

    @property
    def uid(self) -> str:
        return (self.question or self.section).uid

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (self.question or self.section).marks

    def text(self) -> str:
        """Return what it is found by."""
        own = self.question or self.section
        words = (own.text, own.help) if isinstance(own, QuestionRow) else (own.name, own.about)
        return " ".join([*(one or "" for one in words), *(mark.value for mark in own.marks)])


def _parts(tool: WholeTool | None) -> list[_Part]:
    """Return the rows of a tool in order, with their ids as `part_id` gives them."""
    found = []
    for section in () if tool is None else tool.sections:
        found.append(_Part(section.id * 2, section))
        found += [_Part(one.id * 2 + 1, section, one) for one in section.questions]
    return found


def _tool(session: "Session", query: Query) -> WholeTool | None:
    return None if query.scope is None else whole_tool(session, query.scope)


def _ids(session: "Session", query: Query) -> list[int]:
    words = query.text.casefold().split()
    return [one.id for one in _parts(_tool(session, query)) if all(word in one.text().casefold() for word in words)]


def _row(one: _Part) -> Row:
    if one.question is None:
        overall = " (overall grade)" if one.section.overall else ""
        cells: tuple[Cell | str, ...] = (
            Cell(str(one.section.position), Look.STRONG), Cell(f"{one.section.name}{overall}", Look.STRONG),
            one.section.about or "", marks_cell(one.marks),
        )  # fmt: skip
    else:
        cells = (one.question.number, one.question.text, one.question.help or "", marks_cell(one.marks))
    return Row(one.id, one.uid, cells)


def _summary(session: "Session", query: Query, _number: int) -> str:
    tool = _tool(session, query)
    if tool is None:
        return ""
    said = tool.changes()
    return f"{tool.row.counted()}{f'; against {tool.row.made_from}: {said}' if said else ''}"


SOURCE = TableSource(
    columns=COLUMNS,
    ids=_ids,
    rows=lambda session, ids, query: [_row(one) for one in _parts(_tool(session, query)) if one.id in set(ids)],
    id_of=part_id,
    summary=_summary,
)


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    tool = _tool(session, query)
    part = next((one for one in _parts(tool) if one.uid == uid), None)
    if tool is None or part is None:
        return None
    table, row = ("tool_section", part.section) if part.question is None else ("tool_question", part.question)
    history = history_items(
        entries_of(session, table, uid, None), PART_LABELS, lambda field, value: history_words(session, field, value)
    )
    shared: dict[str, Any] = {"history": history, "locked": why_fixed(tool.row), "facts": _facts(part)}
    if part.question is None:
        section = part.section
        return Detail(
            table, uid, row.version, section.name, f"Section {section.position} of {tool.row.words()}",
            {"name": section.name, "about": section.about, "overall": section.overall}, without=QUESTION_KEYS,
            **shared,
        )  # fmt: skip
    asked = part.question
    return Detail(
        table, uid, row.version, f"Question {asked.number}", f"{part.section.name}, {tool.row.words()}",
        {"text": asked.text, "help": asked.help}, without=SECTION_KEYS, **shared,
    )  # fmt: skip


def _facts(part: _Part) -> tuple[tuple[str, Cell | str], ...]:
    row = part.question or part.section
    before = (("It said", row.before), ("It stood at", row.stood))
    changes = (("Changes", marks_cell(row.marks)),) if row.marks else ()
    return (*changes, *((words, said) for words, said in before if said))


def _head(session: "Session", query: Query) -> Head:
    tool = _tool(session, query)
    crumbs = (Crumb("Audit tools", Place("tools", query.scope)),)
    if tool is None:
        return Head("Audit tool", crumbs)
    chips = [state_cell(tool.row), pill(tool.row.scale, Tone.NEUTRAL, "The scale it is graded by")]
    if tool.row.first_used is not None:
        chips.append(pill("used, so it stays as it is", Tone.INFO, why_fixed(tool.row)))
    elif not tool.row.may_change():
        chips.append(pill("questions change in a draft only", Tone.INFO, why_fixed(tool.row)))
    if tool.gone:
        left = "; ".join(f"{one.what}: {one.words}" for one in tool.gone)
        chips.append(pill(f"{len(tool.gone)} left out", Tone.WARNING, left))
    return Head(tool.row.words(), crumbs, tuple(chips))


class ToolPage(TablePage):
    """The sections and questions of one tool, each changed, moved and removed where it stands."""

    key = "tool"
    title = "Audit tool"
    icon = "checklist"
    under = "audits"
    called = "sections questions of a tool"
    guide = "tools"
    kinds = frozenset({"tool_section", "tool_question"})
    watches = frozenset({"assessment_tool", "tool_section", "tool_question", "grade_scale"})

    def __init__(self, tasks: Tasks) -> None:
        self._tool: WholeTool | None = None
        self._asked: str | None = None
        self._acts = ToolActs("tool", self, tasks, lambda: None if self._tool is None else self._tool.row)
        self._add_one = Command(
            "tool.add", "Add a question", self._add_question, "Ctrl+N", lambda: self._may_change() and self._has_part()
        )
        self._add_part = Command("tool.section", "Add a section", self._add_section, "Ctrl+Shift+N", self._may_change)
        super().__init__(
            tasks,
            TableParts(
                "Questions", SOURCE, (*SECTION_FIELDS, *QUESTION_FIELDS), _load, _save,
                Empty("No section stands here yet. Questions stand in sections.", self._add_part),
                head=_head, restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_parts, (list(uids),)),
                nothing="Choose a section or a question to read and change it.",
            ),
            actions=(self._acts.copy, self._add_part, self._add_one, self._acts.use),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show a tool, or a section or question in it; None is the tool that was shown, or else the first in use."""
        if uid is None and self._tool is not None:
            return
        self._asked = uid
        self._tasks.read(lambda session: _where(session, uid), self._go, key=f"tool place {id(self)}", owner=self)

    def place(self) -> str | None:
        """Return the uid of the section or question in hand, or of the tool."""
        return self.panel.uid or self.table.query.scope if self._built else self._asked

    def caption(self) -> str:
        """Return what the tool is called."""
        return "" if self._tool is None else self._tool.row.words()

    def refresh(self) -> None:
        """Read the tool and its rows again."""
        super().refresh()
        self._read_tool()

    def commands(self) -> list[Command]:
        """Return what can be done with the tool, and with the section or question in hand."""
        return [*super().commands(), *self._of_part(), *self._acts.commands()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the row in hand, for its menu."""
        return [*super().row_commands(), *self._of_part()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        if self._tool is not None and not self._tool.row.may_change():
            return [("Ctrl+Shift+D", "copy for the next edition"), ("Ctrl+P", "print")]
        keys = [("Ctrl+N", "add a question"), ("Alt+Up, Alt+Down", "move"), ("Enter", "edit")]
        return [*keys, ("Ctrl+Shift+U", "put in use"), ("Ctrl+P", "print")]

    def _of_part(self) -> list[Command]:
        def may() -> bool:
            return self._may_change() and self._has_part()

        return [
            Command("tool.up", "Move it up", lambda: self._move(-1), "Alt+Up", may),
            Command("tool.down", "Move it down", lambda: self._move(1), "Alt+Down", may),
        ]

    def _go(self, found: tuple[str | None, str | None]) -> None:
        tool, part = found
        self.show_scope(tool)
        if tool is None:
            self._take(None)
        self._read_tool()
        if part is not None:
            self.table.reload(part)

    def _read_tool(self) -> None:
        uid = self.table.query.scope
        if uid is not None:
            self._tasks.read(
                lambda session: whole_tool(session, uid), self._take, key=f"tool of {id(self)}", owner=self
            )

    def _take(self, tool: WholeTool | None) -> None:
        self._tool = tool
        used = tool is not None and tool.row.state is ToolState.IN_USE
        self.head.acts.leave_out(frozenset({"tool.use"}) if used else frozenset())
        self.head.show_ready()
        self.renew_hints()

    def _may_change(self) -> bool:
        return self._tasks.locked() is None and self._tool is not None and self._tool.row.may_change()

    def _may_remove(self) -> bool:
        return super()._may_remove() and self._may_change()

    def _has_part(self) -> bool:
        return self._part() is not None

    def _part(self) -> _Part | None:
        uid = self.panel.uid if self._built else None
        return next((one for one in _parts(self._tool) if one.uid == uid), None)

    def _add_section(self) -> None:
        tool, part = self._tool, self._part()
        if tool is not None:
            uid, after = tool.row.uid, None if part is None else part.section.uid
            AskDialog(
                self._tasks, "Add a section", (SECTION, ABOUT, OVERALL), {"overall": False}, "Add the section",
                lambda found: Act(changes.add_section, (uid, found.pop("name")), {**found, "after_uid": after}), self,
                self.table.reload, about=tool.row.words(), place=f"section {uid}", command="tool.section",
            ).open()  # fmt: skip

    def _add_question(self) -> None:
        tool, part = self._tool, self._part()
        if tool is not None and part is not None:
            section, after = part.section, None if part.question is None else part.question.uid
            AskDialog(
                self._tasks, "Add a question", QUESTION_FIELDS, {}, "Add the question",
                lambda found: Act(
                    changes.add_question, (section.uid, found.pop("text")), {**found, "after_uid": after}
                ), self, self.table.reload, about=f"{section.name}, {tool.row.words()}",
                place=f"question {section.uid}", command="tool.add",
            ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        if self.panel.uid is not None:
            self._tasks.write(changes.move_part_by, self.panel.uid, by, owner=self)


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    change = changes.change_section if fields.keys() & SECTION_KEYS else changes.change_question
    return Act(change, (uid, version), fields)


def _where(session: "Session", uid: str | None) -> tuple[str | None, str | None]:
    """Return the tool to show, and the section or question in it."""
    if uid is None:
        rows: Sequence[ToolRow] = tools(session)
        first = next((one for one in rows if one.state is ToolState.DRAFT), next(iter(rows), None))
        return (None if first is None else first.uid), None
    if tool_id(session, uid) is not None:
        return uid, None
    return place_of_part(session, uid), uid
