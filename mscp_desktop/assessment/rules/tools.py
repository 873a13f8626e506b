"""Tools as pages and documents show them, and what is new in an edition against the one it was copied from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Scale, Tool, ToolKind, ToolQuestion, ToolSection, ToolState
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.parties.rules.names import normal_name

_FOUND_AS = {ToolState.IN_USE: date(1, 1, 2), ToolState.DRAFT: date(1, 1, 1)}
"""Days, in order only, that have search find what is in use first, then the draft, and what is retired last."""

IN_WORDS = {ToolKind.CASE_AUDIT: "Case audit", ToolKind.SELF_ASSESSMENT: "Self-assessment"}


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One edition of a tool; `made_from` is the edition it was copied from, in words, empty for none."""

    id: int
    uid: str
    version: int
    name: str
    kind: ToolKind
    edition: int
    state: ToolState
    scale: str
    scale_uid: str
    made_from: str
    made_from_uid: str | None
    first_used: date | None
    note: str | None
    sections: int
    questions: int

    def words(self) -> str:
        """Return how it is called: "Neglect, edition 2"."""
        return f"{self.name}, edition {self.edition}"

    def may_change(self) -> bool:
        """Return whether its sections and questions can be changed."""
        return self.state is ToolState.DRAFT and self.first_used is None

    def counted(self) -> str:
        """Return how many sections and questions it has: "9 sections, 38 questions"."""
        return f"{_number(self.sections, 'section')}, {_number(self.questions, 'question')}"


class Mark(StrEnum):
    """How a section or question stands against the edition that its tool was copied from."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"  # among its neighbours, or a question to another section


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question; `number` is "2.3".

    `before` is what it said in the edition before where it is changed, and `stood` its number there where it is moved.
    """

    id: int
    uid: str
    version: int
    key: str
    number: str
    text: str
    help: str | None
    marks: tuple[Mark, ...] = ()
    before: str = ""
    stood: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section with its questions in order; `before` and `stood` are as with a question."""

    id: int
    uid: str
    version: int
    key: str
    position: int
    name: str
    about: str | None
    overall: bool
    questions: tuple[QuestionRow, ...]
    marks: tuple[Mark, ...] = ()
    before: str = ""
    stood: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """What the edition before has and this one has not: "question 2.3", and its words."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class WholeTool:
    """A tool with its sections; `gone` is what was left out since the edition it was copied from."""

    row: ToolRow
    sections: tuple[SectionRow, ...]
    gone: tuple[Gone, ...] = ()

    def marked(self, mark: Mark) -> int:
        """Return how many sections and questions have a mark."""
        own = sum(mark in one.marks for one in self.sections)
        return own + sum(mark in one.marks for section in self.sections for one in section.questions)

    def changes(self) -> str:
        """Return how it differs from the edition before: "2 new, 1 changed, 1 left out"; empty for the first one."""
        if not self.row.made_from:
            return ""
        counts = [(self.marked(mark), mark.value) for mark in Mark]
        said = [f"{number} {words}" for number, words in [*counts, (len(self.gone), "left out")] if number]
        return ", ".join(said) or "no changes"


def tools(session: Session) -> list[ToolRow]:
    """Return every edition of every tool, by name and the newest edition first."""
    query = select(Tool, Scale).join(Scale, Scale.id == Tool.scale_id).order_by(Tool.name, Tool.edition.desc())
    sections: dict[int, int] = {}
    for key in session.scalars(select(ToolSection.tool_id)):
        sections[key] = sections.get(key, 0) + 1
    of_tool = select(ToolSection.tool_id, func.count(ToolQuestion.id)).join(
        ToolQuestion, ToolQuestion.section_id == ToolSection.id
    )
    counts = session.execute(of_tool.group_by(ToolSection.tool_id)).all()
    questions = {row[0]: row[1] for row in counts}
    found = session.execute(query).all()
    known = {tool.id: tool for tool, _ in found}
    return [
        _tool_row(tool, scale, known.get(tool.made_from_id or 0), sections.get(tool.id, 0), questions.get(tool.id, 0))
        for tool, scale in found
    ]


def _tool_row(tool: Tool, scale: Scale, before: Tool | None, sections: int, questions: int) -> ToolRow:
    return ToolRow(
        tool.id, tool.uid, tool.version, tool.name, tool.kind, tool.edition, tool.state, scale.name, scale.uid,
        "" if before is None else before.words(), None if before is None else before.uid, tool.first_used, tool.note,
        sections, questions,
    )  # fmt: skip


def tool_id(session: Session, uid: str) -> int | None:
    """Return the id of a tool by uid; None where it is gone."""
    return session.scalar(select(Tool.id).where(Tool.uid == uid))


def tool_choices(session: Session, typed: str, kind: ToolKind = ToolKind.CASE_AUDIT) -> list[tuple[str, str, str]]:
    """Return (uid, name with edition, state) of the tools of a kind by what was typed; those in use come first."""
    rows = [one for one in tools(session) if one.kind is kind and normal_name(typed) in normal_name(one.words())]
    rows.sort(key=lambda one: one.state is not ToolState.IN_USE)
    return [(one.uid, one.words(), one.state.value) for one in rows]


def tool_named(session: Session, words: str) -> ToolRow:
    """Return a tool by its uid, by "Neglect, edition 2", or by its name: then the edition in use, or else the newest.

    Raises `UserError` that lists the tools where there is no such one.
    """
    rows = tools(session)
    wanted = normal_name(words)
    exact = next((one for one in rows if one.uid == words or normal_name(one.words()) == wanted), None)
    named = [one for one in rows if normal_name(one.name) == wanted]
    found = exact or next((one for one in named if one.state is ToolState.IN_USE), next(iter(named), None))
    if found is None:
        names = ", ".join(dict.fromkeys(one.name for one in rows)) or "none yet"
        raise UserError(f"There is no tool called “{words}”. The tools are: {names}.")
    return found


def whole_tool(session: Session, uid: str) -> WholeTool | None:
    """Return a tool with its sections and questions, marked against the edition it came from; None where it is gone."""
    row = next((one for one in tools(session) if one.uid == uid), None)
    if row is None:
        return None
    sections = _sections(session, row.id)
    before = None if row.made_from_uid is None else tool_id(session, row.made_from_uid)
    if before is None:
        return WholeTool(row, tuple(sections))
    return _compared(row, sections, _sections(session, before))


def part_id(session: Session, uid: str) -> int | None:
    """Return the number of a section or question among both kinds: twice its id, and one more for a question."""
    section = session.scalar(select(ToolSection.id).where(ToolSection.uid == uid))
    if section is not None:
        return section * 2
    question = session.scalar(select(ToolQuestion.id).where(ToolQuestion.uid == uid))
    return None if question is None else question * 2 + 1


def place_of_part(session: Session, uid: str) -> str | None:
    """Return the uid of the tool in which a section or question stands; None where it is gone."""
    of_section = select(Tool.uid).join(ToolSection, ToolSection.tool_id == Tool.id)
    found = session.scalar(of_section.where(ToolSection.uid == uid))
    return found or session.scalar(
        of_section.join(ToolQuestion, ToolQuestion.section_id == ToolSection.id).where(ToolQuestion.uid == uid)
    )


def _sections(session: Session, tool: int) -> list[SectionRow]:
    in_order = select(ToolSection).where(ToolSection.tool_id == tool).order_by(ToolSection.position, ToolSection.id)
    query = (
        select(ToolQuestion)
        .join(ToolSection, ToolSection.id == ToolQuestion.section_id)
        .where(ToolSection.tool_id == tool)
        .order_by(ToolQuestion.position, ToolQuestion.id)
    )
    asked: dict[int, list[ToolQuestion]] = {}
    for one in session.scalars(query):
        asked.setdefault(one.section_id, []).append(one)
    return [
        SectionRow(
            one.id, one.uid, one.version, one.key, place, one.name, one.about, one.overall,
            tuple(
                QuestionRow(each.id, each.uid, each.version, each.key, f"{place}.{number}", each.text, each.help)
                for number, each in enumerate(asked.get(one.id, ()), 1)
            ),
        )
        for place, one in enumerate(session.scalars(in_order), 1)
    ]  # fmt: skip


def _compared(row: ToolRow, now: Sequence[SectionRow], before: Sequence[SectionRow]) -> WholeTool:
    sections = {one.key: one for one in before}
    questions = {each.key: each for one in before for each in one.questions}
    kept = {each.key for one in now for each in one.questions}
    gone = [Gone(f"section {one.position}", one.name) for one in before if one.key not in {own.key for own in now}]
    gone += [
        Gone(f"question {each.number}", each.text) for one in before for each in one.questions if each.key not in kept
    ]
    stayed = _stayed([one.key for one in now], [one.key for one in before])
    marked = tuple(_marked_section(one, sections.get(one.key), questions, moved=one.key not in stayed) for one in now)
    return WholeTool(row, marked, tuple(gone))


def _marked_section(
    one: SectionRow, was: SectionRow | None, questions: dict[str, QuestionRow], *, moved: bool
) -> SectionRow:
    before = [] if was is None else [each.key for each in was.questions]
    stayed = _stayed([each.key for each in one.questions], before)
    asked = tuple(
        _marked_question(each, questions.get(each.key), moved=each.key not in stayed) for each in one.questions
    )
    if was is None:
        return replace(one, questions=asked, marks=(Mark.NEW,))
    same = (was.name, was.about or "", was.overall) == (one.name, one.about or "", one.overall)
    said = " ".join(part for part in (f"{was.name}.", was.about or "") if part)
    return replace(
        one, questions=asked, marks=_marks(changed=not same, moved=moved), before="" if same else said,
        stood=str(was.position) if moved else "",
    )  # fmt: skip


def _marked_question(one: QuestionRow, was: QuestionRow | None, *, moved: bool) -> QuestionRow:
    if was is None:
        return replace(one, marks=(Mark.NEW,))
    same = (was.text, was.help or "") == (one.text, one.help or "")
    said = " ".join(part for part in (was.text, was.help or "") if part)
    return replace(
        one, marks=_marks(changed=not same, moved=moved), before="" if same else said,
        stood=was.number if moved else "",
    )  # fmt: skip


def _marks(*, changed: bool, moved: bool) -> tuple[Mark, ...]:
    return tuple(mark for mark, holds in ((Mark.CHANGED, changed), (Mark.MOVED, moved)) if holds)


def _stayed(now: Sequence[str], before: Sequence[str]) -> set[str]:
    """Return the most keys that stand in the same order among themselves as before; the others were moved."""
    places = {key: place for place, key in enumerate(before)}
    longest: list[str] = []
    runs: list[list[str]] = []  # the longest that ends with each
    for key in now:
        if key in places:
            run = [key]
            for other in runs:
                if places[other[-1]] < places[key] and len(other) >= len(run):
                    run = [*other, key]
            runs.append(run)
            longest = run if len(run) > len(longest) else longest
    return set(longest)


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _describe(session: Session, tool: Tool) -> SearchText:
    sections = select(ToolSection.name).where(ToolSection.tool_id == tool.id).order_by(ToolSection.position)
    words = [tool.note or "", *session.scalars(sections)]  # its questions would come up for every common word
    detail = f"{IN_WORDS[tool.kind]} tool, {tool.state.value}"
    return SearchText(tool.words(), detail, " ".join(words), day=_FOUND_AS.get(tool.state))


def _of_section(session: Session, section: ToolSection) -> Iterable[Tool]:
    return session.scalars(select(Tool).where(Tool.id == section.tool_id)).all()


SEARCH = (
    SearchSource(
        "assessment_tool", Tool, _describe,
        {ToolSection: Resting(frozenset({"name", "position"}), _of_section)},
    ),
)  # fmt: skip
