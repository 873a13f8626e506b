"""How the operations of grade scales and audit tools are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.assessment import intake
from mscp_desktop.assessment.records import Grade, GradeShape, Scale, Tool, ToolKind, ToolQuestion, ToolSection
from mscp_desktop.assessment.rules import changes, scales

if TYPE_CHECKING:
    from random_operations import Chooser

STEPS = (-2, -1, 1, 2)


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def letters() -> str:
        return chooser.words()[: rng.randrange(0, 4)]

    def part(session: Session) -> str:
        return str(chooser.need(session, rng.choice((ToolSection, ToolQuestion))).uid)

    def changed(model: Any, operation: Any, made: Callable[[Session], dict[str, Any]]) -> Callable[[Session], Any]:
        def call(session: Session) -> Any:
            row = chooser.need(session, model)
            return operation, (row.uid, row.version), chooser.some(made(session))

        return call

    return {
        "assessment.add_shipped_tools": lambda _: (intake.add_shipped_tools, (), {}),
        "assessment.add_scale": lambda _: (scales.add_scale, (chooser.words(),), {"note": chooser.text()}),
        "assessment.change_scale": changed(
            Scale, scales.change_scale, lambda _: {"name": chooser.words, "note": chooser.text}
        ),
        "assessment.copy_scale": lambda s: (
            scales.copy_scale, (chooser.need(s, Scale).uid, chooser.words()), {},
        ),
        "assessment.remove_scale": lambda s: (scales.remove_scale, (chooser.need(s, Scale).uid,), {}),
        "assessment.add_grade": lambda s: (
            scales.add_grade,
            (chooser.need(s, Scale).uid, chooser.words(), letters(), rng.choice(list(GradeShape))),
            {"descriptor": chooser.text()},
        ),
        "assessment.change_grade": changed(
            Grade, scales.change_grade,
            lambda _: {
                "name": chooser.words, "letters": letters, "descriptor": chooser.text,
                "position": lambda: rng.randrange(1, 6), "shape": lambda: rng.choice(list(GradeShape)),
            },
        ),
        "assessment.remove_grade": lambda s: (scales.remove_grade, (chooser.need(s, Grade).uid,), {}),
        "assessment.add_tool": lambda s: (
            changes.add_tool, (chooser.words(),),
            {"kind": rng.choice(list(ToolKind)), "scale_uid": chooser.uid(s, Scale), "note": chooser.text()},
        ),
        "assessment.change_tool": changed(
            Tool, changes.change_tool,
            lambda s: {
                "name": chooser.words, "note": chooser.text, "kind": lambda: rng.choice(list(ToolKind)),
                "scale_uid": lambda: chooser.uid(s, Scale),
            },
        ),
        "assessment.take_own_scale": lambda s: (
            changes.take_own_scale, (chooser.need(s, Tool).uid, chooser.words()), {},
        ),
        "assessment.copy_tool": lambda s: (changes.copy_tool, (chooser.need(s, Tool).uid,), {}),
        "assessment.put_in_use": lambda s: (changes.put_in_use, (chooser.need(s, Tool).uid,), {}),
        "assessment.take_back": lambda s: (changes.take_back, (chooser.need(s, Tool).uid,), {}),
        "assessment.retire": lambda s: (changes.retire, (chooser.need(s, Tool).uid,), {}),
        "assessment.remove_tools": lambda s: (changes.remove_tools, (chooser.several(s, Tool),), {}),
        "assessment.add_section": lambda s: (
            changes.add_section, (chooser.need(s, Tool).uid, chooser.words()),
            {"about": chooser.text(), "overall": rng.random() < 0.3, "after_uid": chooser.uid(s, ToolSection)},
        ),
        "assessment.add_question": lambda s: (
            changes.add_question, (chooser.need(s, ToolSection).uid, chooser.words()),
            {"help": chooser.text(), "after_uid": chooser.uid(s, ToolQuestion)},
        ),
        "assessment.change_section": changed(
            ToolSection, changes.change_section,
            lambda _: {"name": chooser.words, "about": chooser.text, "overall": lambda: rng.random() < 0.3},
        ),
        "assessment.change_question": changed(
            ToolQuestion, changes.change_question,
            lambda s: {
                "text": chooser.words, "help": chooser.text, "section_uid": lambda: chooser.need(s, ToolSection).uid,
            },
        ),
        "assessment.move_part_by": lambda s: (changes.move_part_by, (part(s), rng.choice(STEPS)), {}),
        "assessment.remove_parts": lambda s: (changes.remove_parts, ([part(s), part(s)],), {}),
    }  # fmt: skip
