"""What reads grade scales and audit tools: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.assessment.rules import scales, tools

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: [(scales.scale_of(s, one.uid), one.grades) for one in scales.scales(s)],
    lambda s, day, uid: (scales.scale_choices(s, "four"), scales.scale_of_tool(s, uid)),
    lambda s, day, uid: (tools.tool_id(s, uid), tools.part_id(s, uid), tools.place_of_part(s, uid)),
    lambda s, day, uid: [tools.whole_tool(s, one.uid) for one in tools.tools(s)],
    lambda s, day, uid: (tools.tool_choices(s, "neglect"), tools.tool_named(s, "Neglect")),
)
