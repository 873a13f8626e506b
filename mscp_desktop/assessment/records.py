"""Grade scales with what each grade means, and tools: versioned templates of sections and questions."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.errors import ConflictError
from mscp_desktop.foundation.row_changes import CHANGES, Changes, RowChange

SHARED = 2
"""Of so many audits that are made with a tool, one may have begun before the other."""


class GradeShape(StrEnum):
    """The outline that tells a grade beside its letters, so that colour is never alone."""

    ELLIPSE = "ellipse"
    ROUNDED = "rounded"
    DASHED = "dashed"
    HEXAGON = "hexagon"


class ToolKind(StrEnum):
    """What a tool is for."""

    CASE_AUDIT = "case audit"
    SELF_ASSESSMENT = "self-assessment"


class ToolState(StrEnum):
    """Where an edition of a tool stands: audits are made with one that is in use."""

    DRAFT = "draft"
    IN_USE = "in use"
    RETIRED = "retired"


class Scale(Record):
    """An ordered scale of grades."""

    __tablename__ = "grade_scale"

    name: Mapped[str]
    note: Mapped[str | None]


class Grade(Record):
    """One grade of a scale; `position` 1 is the best, `letters` are at most three, and `descriptor` says when."""

    __tablename__ = "grade"

    scale_id: Mapped[int] = mapped_column(ForeignKey("grade_scale.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    letters: Mapped[str]
    shape: Mapped[GradeShape] = mapped_column(Choice(GradeShape))
    descriptor: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep the grades that work was graded by."""
        grade = session.get(cls, change.row_id)
        scale_id = change.values["scale_id"][0] if grade is None else grade.scale_id
        used = session.scalars(select(Tool).where(Tool.scale_id == scale_id, Tool.first_used.is_not(None))).first()
        if used is not None:
            raise ConflictError(
                f"Work has been done with this scale, by {used.words()}, so its grades stay as they are. Copy the scale"
                " for the next edition of a tool; nothing was changed."
            )


class Tool(Record):
    """One edition of a tool; editions are counted within a name.

    `made_from_id` is the edition that it was copied from. Its sections and questions change while it is a draft.
    `first_used` is the first day of work done with it: from then on it can't be a draft again, and its scale stays.
    """

    __tablename__ = "assessment_tool"

    name: Mapped[str]
    kind: Mapped[ToolKind] = mapped_column(Choice(ToolKind))
    edition: Mapped[int]
    state: Mapped[ToolState] = mapped_column(Choice(ToolState))
    scale_id: Mapped[int] = mapped_column(ForeignKey("grade_scale.id"), index=True)
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_tool.id"), index=True)
    first_used: Mapped[date | None]
    note: Mapped[str | None]

    def words(self) -> str:
        """Return how an edition is called: "Neglect, edition 2"."""
        return f"{self.name}, edition {self.edition}"

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep a used tool as it was used; undo may say that it was not, where no second audit is made with it."""
        tool = session.get(cls, change.row_id)
        before, after = change.values.get("first_used", (None, None) if tool is None else (tool.first_used,) * 2)
        if change.kind == "insert" or before is None:
            return
        if tool is None or change.values.keys() & {"name", "kind", "edition", "scale_id", "made_from_id"}:
            raise ConflictError(frozen_words("This tool" if tool is None else tool.words()))
        if before != after and (after is not None or _audits_with(session, tool) >= SHARED):
            raise ConflictError(
                f"Something else is done, or planned, with {tool.words()} too, so it stays marked as used. Nothing was"
                " changed."
            )


def frozen_words(tool: str) -> str:
    """Return why a used tool can't be changed, and what to do."""
    return (
        f"{tool} has been used, so its sections and questions stay as they were answered. Copy it to a new edition and"
        " change that; nothing was changed."
    )


def fixed_words(tool: Tool) -> str:
    """Return why the sections and questions of what is no draft can't be changed, and what to do."""
    if tool.first_used is not None:
        return frozen_words(tool.words())
    stands = "is in use" if tool.state is ToolState.IN_USE else "is retired"
    return (
        f"{tool.words()} {stands}, so its sections and questions stay as they are: what was printed of it holds. Make"
        " it a draft again, which can be done until it is first used, or copy it to a new edition; nothing was changed."
    )


def _audits_with(session: Session, tool: Tool) -> int:
    """Return how many records of other features refer to a tool."""
    keys = [
        key.parent for table in Record.metadata.tables.values() for key in table.foreign_keys
        if key.target_fullname == "assessment_tool.id" and table.name not in {"assessment_tool", "tool_section"}
    ]  # fmt: skip
    return sum(len(session.execute(select(key).where(key == tool.id)).all()) for key in keys)


def _refuse_fixed(session: Session, tool_id: int | None) -> None:
    """Raise `ConflictError` where a tool is no draft, unless it comes, or comes back, together with its parts."""
    tool = None if tool_id is None else session.get(Tool, tool_id)
    if tool is None or (tool.state is ToolState.DRAFT and tool.first_used is None):
        return
    changes: Changes | None = session.info.get(CHANGES)
    own = None if changes is None else changes.rows.get((Tool.__tablename__, tool.uid))
    if own is None or own.kind != "insert" or tool.first_used is not None:
        raise ConflictError(fixed_words(tool))


class ToolSection(Record):
    """A section of a tool; `key` is the same in every copy, and `overall` marks the one for the overall grade."""

    __tablename__ = "tool_section"

    tool_id: Mapped[int] = mapped_column(ForeignKey("assessment_tool.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]
    about: Mapped[str | None]
    overall: Mapped[bool]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep the sections of what is no draft, and one for the overall grade, also where an old value is put back."""
        section = session.get(cls, change.row_id)
        _refuse_fixed(session, _key_of(change, "tool_id") if section is None else section.tool_id)
        if section is not None and section.overall:
            query = select(cls.name).where(cls.tool_id == section.tool_id, cls.overall.is_(True)).order_by(cls.id)
            named = session.scalars(query).all()
            if len(named) > 1:
                raise ConflictError(
                    f"Only one section is for the overall grade, and there would be two: {' and '.join(named)}."
                    " Nothing was changed."
                )


class ToolQuestion(Record):
    """A question of a section; `key` is the same in every copy."""

    __tablename__ = "tool_question"

    section_id: Mapped[int] = mapped_column(ForeignKey("tool_section.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    help: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep the questions of what is no draft."""
        question = session.get(cls, change.row_id)
        section_id = _key_of(change, "section_id") if question is None else question.section_id
        section = None if section_id is None else session.get(ToolSection, section_id)
        if section is not None:  # of one that went with it, its own change is asked
            _refuse_fixed(session, section.tool_id)


def _key_of(change: RowChange, column: str) -> int | None:
    """Return a key that a removed row held."""
    held = change.values[column][0]
    return held if isinstance(held, int) else None
