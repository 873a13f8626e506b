"""The rules of a group's quorum, as lines of its set-up and as a form."""

from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Line, Lines
from mscp_desktop.meetings.records import QuorumKind
from mscp_desktop.meetings.rules import quorum_rules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELDS = (
    Field(
        "kind", "What it counts", Kind.CHOICE, required=True,
        choices=tuple(Choice(kind, kind.value.capitalize()) for kind in QuorumKind),
    ),
    Field(
        "number", "How many", Kind.NUMBER,
        "Seats, agencies, or per cent of the seats. Agencies without a number: each of them",
        least=1, most=100, empty="all of them",
    ),
    Field("deputies_count", "Deputies count", Kind.YES_NO, "Whether a deputy counts as their seat", required=True),
    Field(
        "needs_chair", "Somebody who may chair", Kind.YES_NO, "A chair, vice chair or deputy chair has to be there",
        required=True,
    ),
    Field("start", "From", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
    Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer holds", empty="no end recorded"),
    Field("source", "Where it is written", help="Such as the terms of reference and their edition"),
    Field("note", "Note", Kind.MULTILINE, empty="none", private=True),
)  # fmt: skip
BEGINS: dict[str, Any] = {"kind": QuorumKind.STATUTORY, "deputies_count": True, "needs_chair": False}
ABOUT = "Rules of one time hold all. A quorum that changed is a second rule: the first has an end."


def add_rule(group_uid: str, found: dict[str, Any]) -> Act:
    """Return the operation that records what the form holds as a rule of a group."""
    rest = {key: value for key, value in found.items() if key != "kind"}
    return Act(quorum_rules.add_quorum_rule, (group_uid, found["kind"]), rest)


QUORUM = Lines(
    "quorum", "Quorum", "a rule of the quorum", ("What it asks for", "When"), "No quorum is recorded.", FIELDS,
    add=add_rule, change=lambda uid, version, found: Act(quorum_rules.change_quorum_rule, (uid, version), found),
    remove=lambda uid: Act(quorum_rules.remove_quorum_rule, (uid,)), begins=BEGINS,
)  # fmt: skip


def quorum_lines(session: "Session", group_uid: str) -> tuple[Line, ...]:
    """Return the rules of a group's quorum for its panel."""
    return tuple(
        Line(
            one.uid, one.version, (one.words(), one.dates()),
            {field.key: getattr(one, field.key) for field in FIELDS},
        )
        for one in quorum_rules.quorum_rules(session, group_uid)
    )  # fmt: skip
