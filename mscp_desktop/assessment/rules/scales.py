"""Grade scales: what stands in each, and the operations on them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, GradeShape, Scale, Tool
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed

MOST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade as pages and documents show it; `position` 1 is the best."""

    id: int
    uid: str
    version: int
    position: int
    name: str
    letters: str
    shape: GradeShape
    descriptor: str | None

    def words(self) -> str:
        """Return the grade with its letters: "Requires improvement (RI)"."""
        return f"{self.name} ({self.letters})"


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A scale with its grades, the best first; `used_by` names a tool that was used with it, empty for none."""

    id: int
    uid: str
    version: int
    name: str
    note: str | None
    grades: tuple[GradeRow, ...]
    used_by: str


def scales(session: Session) -> list[ScaleRow]:
    """Return every scale by name."""
    return [_row(session, one) for one in session.scalars(select(Scale).order_by(Scale.name, Scale.id))]


def scale_of(session: Session, uid: str) -> ScaleRow | None:
    """Return one scale; None where it is gone."""
    found = session.scalar(select(Scale).where(Scale.uid == uid))
    return None if found is None else _row(session, found)


def scale_of_tool(session: Session, tool_uid: str) -> ScaleRow | None:
    """Return the scale that a tool is graded by; None where the tool is gone."""
    found = session.scalar(select(Scale).join(Tool, Tool.scale_id == Scale.id).where(Tool.uid == tool_uid))
    return None if found is None else _row(session, found)


def scale_choices(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, name, letters of its grades) of the scales whose name holds what was typed."""
    return [
        (one.uid, one.name, ", ".join(grade.letters for grade in one.grades))
        for one in scales(session)
        if normal_name(typed) in normal_name(one.name)
    ]


def _row(session: Session, scale: Scale) -> ScaleRow:
    used = session.scalars(
        select(Tool).where(Tool.scale_id == scale.id, Tool.first_used.is_not(None)).order_by(Tool.id)
    ).first()
    grades = tuple(
        GradeRow(one.id, one.uid, one.version, one.position, one.name, one.letters, one.shape, one.descriptor)
        for one in _ordered(session, scale.id)
    )
    used_by = "" if used is None else used.words()
    return ScaleRow(scale.id, scale.uid, scale.version, scale.name, scale.note, grades, used_by)


def _ordered(session: Session, scale_id: int) -> list[Grade]:
    query = select(Grade).where(Grade.scale_id == scale_id).order_by(Grade.position, Grade.id)
    return list(session.scalars(query))


@operation("assessment.add_scale")
def add_scale(session: WorkSession, name: str, *, note: str | None = None) -> str:
    """Add a scale without grades and return its uid."""
    scale = Scale(name=_free_name(session, name), note=trimmed(note))
    session.add(scale)
    session.flush()
    session.say(f"Added the scale {scale.name}")
    return scale.uid


@operation("assessment.change_scale")
def change_scale(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name or note of a scale."""
    scale = Scale.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"], scale)
    if "note" in fields:
        fields["note"] = trimmed(fields["note"])
    changed = change_record(session, scale, version, fields)
    session.say(f"{field_words(changed)} of the scale {scale.name}")


@operation("assessment.copy_scale")
def copy_scale(session: WorkSession, uid: str, name: str) -> str:
    """Copy a scale with its grades under another name, so that it can be changed, and return the copy's uid."""
    scale = Scale.by_uid(session, uid)
    made = Scale(name=_free_name(session, name), note=scale.note)
    session.add(made)
    session.flush()
    for one in _ordered(session, scale.id):
        session.add(
            Grade(
                scale_id=made.id, position=one.position, name=one.name, letters=one.letters, shape=one.shape,
                descriptor=one.descriptor,
            )
        )  # fmt: skip
    session.flush()
    session.say(f"Copied the scale {scale.name} as {made.name}")
    return made.uid


@operation("assessment.remove_scale")
def remove_scale(session: WorkSession, uid: str) -> None:
    """Delete a scale with its grades; one that a tool is graded by stays."""
    scale = Scale.by_uid(session, uid)
    tool = session.scalars(select(Tool).where(Tool.scale_id == scale.id).order_by(Tool.id)).first()
    if tool is not None:
        raise ConflictError(
            f"{tool.words()} is graded by {scale.name}, so it can't be deleted. Give the tool another scale first;"
            " nothing was changed."
        )
    for grade in _ordered(session, scale.id):
        _delete_grade(session, grade)
    session.flush()
    session.say(f"Deleted the scale {scale.name}")
    session.delete(scale)


@operation("assessment.add_grade")
def add_grade(
    session: WorkSession, scale_uid: str, name: str, letters: str, shape: GradeShape, *,
    descriptor: str | None = None,
) -> str:  # fmt: skip
    """Add a grade below the others of a scale and return its uid."""
    scale = Scale.by_uid(session, scale_uid)
    others = _ordered(session, scale.id)
    grade = Grade(
        scale_id=scale.id, position=len(others) + 1, name=_grade_name(others, name), letters=_letters(others, letters),
        shape=shape, descriptor=trimmed(descriptor),
    )  # fmt: skip
    session.add(grade)
    session.flush()
    session.say(f"Added the grade {grade.name} to {scale.name}")
    return grade.uid


@operation("assessment.change_grade")
def change_grade(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, letters, shape or descriptor of a grade; `position` moves it, 1 being the best."""
    grade = Grade.by_uid(session, uid)
    others = [one for one in _ordered(session, grade.scale_id) if one is not grade]
    if "name" in fields:
        fields["name"] = _grade_name(others, fields["name"])
    if "letters" in fields:
        fields["letters"] = _letters(others, fields["letters"])
    if "descriptor" in fields:
        fields["descriptor"] = trimmed(fields["descriptor"])
    place = fields.pop("position", None)
    changed = list(change_record(session, grade, version, fields))
    if place is not None and place != grade.position:
        others.insert(max(0, min(place - 1, len(others))), grade)
        put_in_order(others)
        changed.append("place")
    session.say(f"{field_words(dict.fromkeys(changed))} of the grade {grade.name}")


@operation("assessment.remove_grade")
def remove_grade(session: WorkSession, uid: str) -> None:
    """Delete a grade that was entered by mistake; one that was given to something stays."""
    grade = Grade.by_uid(session, uid)
    session.say(f"Deleted the grade {grade.name}")
    others = [one for one in _ordered(session, grade.scale_id) if one is not grade]
    _delete_grade(session, grade)
    session.flush()
    put_in_order(others)


def put_in_order(rows: list[Any]) -> None:
    """Number records by their places in a list, from 1."""
    for position, one in enumerate(rows, 1):
        if one.position != position:
            one.position = position


def _delete_grade(session: WorkSession, grade: Grade) -> None:
    if next(referring(session, grade), None) is not None:
        raise ConflictError(f"{grade.name} has been given, so it can't be deleted. Nothing was changed.")
    session.delete(grade)


def _free_name(session: WorkSession, name: str | None, own: Scale | None = None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A scale needs a name.")
    for other in session.scalars(select(Scale)):
        if other is not own and normal_name(other.name) == normal_name(said):
            raise UserError(f"There is already a scale called {other.name}. Give this one another name.")
    return said


def _grade_name(others: list[Grade], name: str | None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A grade needs a name.")
    if any(normal_name(one.name) == normal_name(said) for one in others):
        raise UserError(f"There is already a grade called {said} in this scale. Give this one another name.")
    return said


def _letters(others: list[Grade], letters: str | None) -> str:
    said = "".join((letters or "").split()).upper()
    if not 1 <= len(said) <= MOST_LETTERS:
        raise UserError("A grade needs one, two or three letters to be known by, such as RI.")
    if any(one.letters == said for one in others):
        raise UserError(f"Another grade of this scale is known by {said}. Choose other letters.")
    return said
