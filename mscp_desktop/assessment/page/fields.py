"""What a tool, a section, a question and a grade offer to be filled in, and how each is shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.assessment.records import GradeShape, Scale, ToolKind, ToolState
from mscp_desktop.assessment.rules import scales
from mscp_desktop.assessment.rules.tools import IN_WORDS, Mark, ToolRow
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Act, Cell, Choice, Field, Kind, Lines, Look, Picked, Tone, pill
from mscp_desktop.foundation.partial_dates import format_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KINDS = tuple(Choice(kind, words) for kind, words in IN_WORDS.items())
STATES = tuple(Choice(one.value, one.value.capitalize()) for one in ToolState)
STATE_TONES = {ToolState.DRAFT: Tone.WARNING, ToolState.IN_USE: Tone.GOOD, ToolState.RETIRED: Tone.NEUTRAL}
MARK_TONES = {Mark.NEW: Tone.GOOD, Mark.CHANGED: Tone.WARNING, Mark.MOVED: Tone.INFO}
NAME = Field("name", "Tool", help="What it is for, such as a theme. All its editions share the name", required=True)
KIND = Field("kind", "Kind", Kind.CHOICE, choices=KINDS, required=True)
SCALE = Field(
    "scale", "Scale", Kind.PICKER, "What it is graded by", required=True, noun="scale",
    find=lambda session, typed: [Picked(*one) for one in scales.scale_choices(session, typed)],
)  # fmt: skip
NOTE = Field("note", "Note", Kind.MULTILINE, "What it is for. It stands on the grading sheet")
TOOL_FIELDS = (NAME, KIND, SCALE, NOTE)
TOOL_LABELS = {
    "name": "Tool", "kind": "Kind", "scale_id": "Scale", "note": "Note", "state": "State", "first_used": "First used",
}  # fmt: skip
SECTION = Field("name", "Section", required=True, longest=200)
ABOUT = Field("about", "What it is about", Kind.MULTILINE, "It stands under the section's name", empty="none")
OVERALL = Field(
    "overall", "For the overall grade", Kind.YES_NO, "One section of a tool is: the grade for the work as a whole",
    required=True,
)  # fmt: skip
TEXT = Field("text", "Question", Kind.MULTILINE, required=True, longest=1000)
HELP = Field("help", "Help", Kind.MULTILINE, "What to look for. It stands under the question", empty="none")
SECTION_FIELDS, QUESTION_FIELDS = (SECTION, ABOUT, OVERALL), (TEXT, HELP)
PART_LABELS = {
    "name": "Section", "about": "What it is about", "overall": "For the overall grade", "text": "Question",
    "help": "Help",
}  # fmt: skip
SHAPES = tuple(Choice(one, one.value.capitalize()) for one in GradeShape)
GRADE_FIELDS = (
    Field("name", "Grade", required=True, longest=80),
    Field("letters", "Letters", help="One to three, such as RI", required=True, longest=3),
    Field("shape", "Shape", Kind.CHOICE, "It tells the grade besides letters and colour", choices=SHAPES,
          required=True),
    Field("descriptor", "What it means", Kind.MULTILINE, "It stands on the grading sheet, and beside whoever grades"),
)  # fmt: skip
PLACE = Field("position", "Place", Kind.NUMBER, "1 is the best", required=True, least=1, most=20)
GRADES = Lines(
    "grades", "Grades, the best first", "a grade", ("Grade", "Letters", "Shape", "What it means"),
    "No grade is recorded.", GRADE_FIELDS,
    add=lambda uid, found: Act(
        scales.add_grade, (uid, found["name"], found["letters"], found["shape"]),
        {"descriptor": found.get("descriptor")},
    ),
    change=lambda uid, version, found: Act(scales.change_grade, (uid, version), found),
    remove=lambda uid: Act(scales.remove_grade, (uid,)), changing=(*GRADE_FIELDS, PLACE),
)  # fmt: skip


def state_cell(row: ToolRow) -> Cell:
    """Return how an edition stands."""
    return pill(row.state.value, STATE_TONES[row.state])


def used_cell(row: ToolRow) -> Cell | str:
    """Return since when a tool has been used."""
    if row.first_used is None:
        return Cell("not yet", Look.UNKNOWN)
    return Cell(format_day(row.first_used), value=row.first_used)


def marks_cell(marks: Sequence[Mark]) -> Cell | str:
    """Return how a section or question stands against the edition before: "changed, moved" on one mark."""
    return pill(", ".join(mark.value for mark in marks), MARK_TONES[marks[0]]) if marks else ""


def why_locked(row: ToolRow) -> str:
    """Return why a used tool can't be changed, and what to do; empty for one that can."""
    if row.first_used is None:
        return ""
    return (
        f"It has been used since {format_day(row.first_used)}, so it stays as it was answered. Copy it for the next"
        " edition (Ctrl+Shift+D) and change that."
    )


def why_fixed(row: ToolRow) -> str:
    """Return why a tool's sections and questions can't be changed, and what to do; empty for a draft."""
    if row.may_change():
        return ""
    return why_locked(row) or (
        f"It is {row.state.value}, so its sections and questions stay as they are. Make it a draft again, which can be"
        " done until it is first used, or copy it for the next edition (Ctrl+Shift+D)."
    )


def history_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of a tool, section or question in words."""
    if field == "scale_id" and isinstance(value, int):
        scale = session.get(Scale, value)
        return scale.name if scale is not None else "a scale that was deleted"
    if field == "overall":
        return "yes" if value else "no"
    if field == "kind" and isinstance(value, str):
        return IN_WORDS[ToolKind(value)]
    return stored_words(field, value)


def with_scale(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values with the scale by its uid."""
    fields = {name: value for name, value in found.items() if name != "scale"}
    if "scale" in found:
        fields["scale_uid"] = found["scale"].uid if found["scale"] else None
    return fields
