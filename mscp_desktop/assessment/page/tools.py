"""The page of audit tools: every edition of each, how it stands, and what is in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.assessment.intake import add_shipped_tools
from mscp_desktop.assessment.page.acts import ToolActs, picked_scale
from mscp_desktop.assessment.page.fields import (
    KIND,
    NAME,
    NOTE,
    SCALE,
    STATES,
    TOOL_FIELDS,
    TOOL_LABELS,
    history_words,
    state_cell,
    used_cell,
    why_locked,
    with_scale,
)
from mscp_desktop.assessment.records import ToolKind
from mscp_desktop.assessment.rules import changes, scales
from mscp_desktop.assessment.rules.tools import IN_WORDS, ToolRow, WholeTool, tool_id, tools, whole_tool
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
    Filtering,
    Head,
    Line,
    Lines,
    Picked,
    Query,
    Row,
    TableSource,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
RESTORED = frozenset({"kind", "note"})
LISTED: PlainTable[ToolRow] = PlainTable(
    {
        "name": lambda one: one.name,
        "kind": lambda one: IN_WORDS[one.kind],
        "edition": lambda one: one.edition,
        "state": lambda one: one.state.value,
        "sections": lambda one: one.sections,
        "questions": lambda one: one.questions,
        "used": lambda one: one.first_used,
    },
    lambda one: f"{one.words()} {IN_WORDS[one.kind]} {one.note or ''}",
    empty={"used": "not yet"},
)
GONE = Lines("gone", "Left out since the edition before", "a line", ("Words", "Where it stood"), "Nothing.")
SECTIONS = Lines("sections", "Sections", "a section", ("Section", "Questions"), "It has no section yet.")


def _row(one: ToolRow) -> Row:
    cells = (
        one.name, IN_WORDS[one.kind], Cell(str(one.edition), value=one.edition), state_cell(one),
        Cell(str(one.sections), value=one.sections), Cell(str(one.questions), value=one.questions), used_cell(one),
    )  # fmt: skip
    return Row(one.id, one.uid, cells)


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number} tool{'' if number == 1 else 's'}"
    used = sum(one.state.value == "in use" for one in tools(session))
    return said if query.narrowed or used == number else f"{said}, {used} in use"


SOURCE = TableSource(
    columns=(
        Column("name", "Tool", 230, filter=Filtering.TEXT, groups=True, stretches=True),
        Column("kind", "Kind", 110, filter=Filtering.CHOICE, groups=True,
               choices=tuple(Choice(words, words) for words in IN_WORDS.values()), aside=True),
        Column("edition", "Edition", 78, ColumnKind.NUMBER, filter=Filtering.NUMBER),
        Column("state", "State", 104, filter=Filtering.CHOICE, groups=True, choices=STATES, whole=True),
        Column("sections", "Sections", 86, ColumnKind.NUMBER, filter=Filtering.NUMBER, yields=True),
        Column("questions", "Questions", 96, ColumnKind.NUMBER, filter=Filtering.NUMBER),
        Column("used", "First used", 165, filter=Filtering.DATE, empty="not yet", whole=True),
    ),
    ids=lambda session, query: [one.id for one in LISTED.rows(tools(session), query)],
    rows=lambda session, ids, _query: [_row(one) for one in tools(session) if one.id in set(ids)],
    id_of=tool_id,
    summary=_summary,
    whole=lambda session, _query: len(tools(session)),
    sections=lambda session, query: LISTED.sections(tools(session), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(tools(session), query, column, typed)
    ],
)  # fmt: skip


def _load(session: "Session", uid: str, _query: Query) -> Detail | None:
    tool = whole_tool(session, uid)
    if tool is None:
        return None
    row = tool.row
    return Detail(
        "assessment_tool", uid, row.version, row.name, f"{IN_WORDS[row.kind]}, edition {row.edition}",
        {"name": row.name, "kind": row.kind, "scale": picked_scale(row), "note": row.note, "row": row},
        facts=_facts(tool),
        lines=_lines(tool),
        locked=why_locked(row),
        history=history_items(
            entries_of(session, "assessment_tool", uid, None), TOOL_LABELS,
            lambda field, value: history_words(session, field, value),
            lambda _entry, field: field if field in RESTORED else None,
        ),
    )  # fmt: skip


def _lines(tool: WholeTool) -> dict[str, tuple[Line, ...]]:
    sections = tuple(
        Line(one.uid, one.version, (f"{one.position}. {one.name}", _asked(len(one.questions))),
             opens=Place("tool", one.uid))
        for one in tool.sections
    )  # fmt: skip
    gone = tuple(Line(f"gone {one.what}", 1, (one.words, one.what)) for one in tool.gone)
    return {"sections": sections} | ({"gone": gone} if gone else {})


def _asked(number: int) -> str:
    return f"{number} question{'' if number == 1 else 's'}"


def _facts(tool: WholeTool) -> tuple[tuple[str, Cell | str], ...]:
    row = tool.row
    came = (("Made from", row.made_from), ("Changes", tool.changes())) if row.made_from else ()
    return (("State", state_cell(row)), ("Used", used_cell(row)), ("Holds", row.counted()), *came)


class ToolsPage(TablePage):
    """All tools, each edition a row, by name and the newest first."""

    key = "tools"
    title = "Audit tools"
    icon = "checklist"
    under = "audits"
    called = "templates questionnaires grading sheets"
    guide = "tools"
    kinds = frozenset({"assessment_tool"})
    watches = frozenset({"assessment_tool", "tool_section", "tool_question", "grade_scale"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command("tools.add", "Add a tool", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        shipped = Command(
            "tools.shipped", "Add the tools that ship with the program", self._add_shipped, None,
            lambda: tasks.locked() is None, called="load template examples",
        )  # fmt: skip
        self._open = Command("tools.open", "Open its questions", self._open_it, "Ctrl+Return", self._has_row)
        self._shipped = shipped
        self._with_tool = ToolActs("tools", self, tasks, self._row)
        super().__init__(
            tasks,
            TableParts(
                "Tools", SOURCE, TOOL_FIELDS, _load, _save,
                Empty("The questions that audits are graded by stand here. No tool is recorded yet.", shipped),
                head=lambda _session, _query: Head("Audit tools", (Crumb("Audits", Place("audits")),)),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(changes.remove_tools, (list(uids),)),
                nothing="Choose a tool to read what is in it.", lines=(SECTIONS, GONE),
            ),
            actions=(self._open, self._with_tool.copy, add),
        )  # fmt: skip

    def commands(self) -> list[Command]:
        """Return what can be done with tools."""
        return [*super().commands(), self._with_tool.use, *self._with_tool.commands(), self._shipped]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the tool in hand, for its menu."""
        return [self._open, *super().row_commands(), self._with_tool.use, *self._with_tool.commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "its questions"), ("F2", "edit"), ("Ctrl+Shift+D", "copy"), ("Ctrl+P", "print")]

    def open_row(self, uid: str) -> None:
        """Open the sections and questions of a tool."""
        self.navigate.emit(Place("tool", uid))

    def _row(self) -> ToolRow | None:
        detail = self.panel.detail if self._built else None
        return None if detail is None else detail.values["row"]

    def _has_row(self) -> bool:
        return self._row() is not None

    def _open_it(self) -> None:
        row = self._row()
        if row is not None:
            self.open_row(row.uid)

    def _add(self) -> None:
        self._tasks.read(scales.scales, self._ask_new, key=f"scales {id(self)}", owner=self)

    def _ask_new(self, found: Sequence[scales.ScaleRow]) -> None:
        first = next(iter(sorted(found, key=lambda one: one.id)), None)
        scale = Picked(first.uid, first.name) if first else None
        AskDialog(
            self._tasks, "Add a tool", (NAME, KIND, SCALE, NOTE), {"kind": ToolKind.CASE_AUDIT, "scale": scale},
            "Add the tool", lambda found: Act(changes.add_tool, (found.pop("name"),), with_scale(found)), self,
            lambda uid: self.navigate.emit(Place("tool", uid)), command="tools.add",
        ).open()  # fmt: skip

    def _add_shipped(self) -> None:
        self._tasks.write(add_shipped_tools, owner=self)


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(changes.change_tool, (uid, version), with_scale(fields))
