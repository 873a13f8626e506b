"""The audit tools and the grade scale that ship with the program."""

import tomllib
from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import (
    Grade,
    GradeShape,
    Scale,
    Tool,
    ToolKind,
    ToolQuestion,
    ToolSection,
    ToolState,
)
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.names import normal_name

Table = dict[str, Any]
COMMON = "sections"  # the file of what all tools have in common


@operation("assessment.add_shipped_tools")
def add_shipped_tools(session: WorkSession) -> int:
    """Add the shipped tools that are not there by name, each as edition 1 and in use; return how many were added.

    Sections and questions have the same keys wherever they are loaded. The shipped scale is added where none of its
    name is there.
    """
    common, shipped = read_shipped()
    known = {normal_name(name) for name in session.scalars(select(Tool.name))}
    missing = [one for one in shipped if normal_name(one["name"]) not in known]
    if not missing:
        session.say("Added no tool: all shipped ones are there")
        return 0
    scale_id = _scale(session, common["scale"])
    for one in missing:
        tool = Tool(
            name=one["name"], kind=ToolKind.CASE_AUDIT, edition=1, state=ToolState.IN_USE, scale_id=scale_id,
            note=one.get("note"),
        )  # fmt: skip
        session.add(tool)
        session.flush()
        _fill(session, tool.id, common["section"], one)
    session.say(f"Added {len(missing)} audit tool{'' if len(missing) == 1 else 's'} that ship with the program")
    return len(missing)


def read_shipped() -> tuple[Table, list[Table]]:
    """Return what the shipped tools have in common, and the tools by name; see `resources/tools`."""
    found = {}
    for file in sorted((resources() / "tools").glob("*.toml")):
        with file.open("rb") as data:
            found[file.stem] = tomllib.load(data)
    return found.pop(COMMON), sorted(found.values(), key=lambda one: str(one["name"]))


def _scale(session: WorkSession, data: Table) -> int:
    """Return the id of the shipped scale, which is added where none of its name is there."""
    scale = session.scalar(select(Scale).where(Scale.name == data["name"]))
    if scale is None:
        scale = Scale(name=data["name"], note=data.get("note"))
        session.add(scale)
        session.flush()
        for position, one in enumerate(data["grade"], 1):
            session.add(
                Grade(
                    scale_id=scale.id, position=position, name=one["name"], letters=one["letters"],
                    shape=GradeShape(one["shape"]), descriptor=one["descriptor"],
                )
            )  # fmt: skip
        session.flush()
    return scale.id


def _fill(session: WorkSession, tool_id: int, sections: list[Table], data: Table) -> None:
    made = [
        ToolSection(
            tool_id=tool_id, key=one["key"], position=place, name=one["name"], about=one.get("about"),
            overall=one.get("overall", False),
        )
        for place, one in enumerate(sections, 1)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    for section in made:
        for number, one in enumerate(data[section.key]["questions"], 1):
            session.add(
                ToolQuestion(
                    section_id=section.id, key=f"{section.key}-{number}", position=number, text=one["text"],
                    help=one.get("help"),
                )
            )  # fmt: skip
    session.flush()
