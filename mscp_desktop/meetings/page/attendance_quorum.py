"""The rules of a group's quorum, as lines of its set-up and as a form."""

from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Line, Lines
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.meetings.records import QuorumKind
from mscp_desktop.meetings.rules import quorum_rules

if TYPE_CHECKING:
    from datetime import date

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
    Field(
        "start", "From", Kind.PARTIAL_DATE, "It holds besides the rules that are there. Empty: it always held",
        empty="not known",
    ),
    Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer holds", empty="no end recorded"),
    Field("source", "Where it is written", help="Such as the terms of reference and their edition"),
    Field("note", "Note", Kind.MULTILINE, empty="none", private=True),
)  # fmt: skip
BEGINS: dict[str, Any] = {"kind": QuorumKind.STATUTORY, "deputies_count": True, "needs_chair": False}
ABOUT = "It holds besides the rules that are there. To replace one, give that one an end in Meeting set-up."


class KeepRule:
    """Turns what the form holds into the operation: who saves the same again means it, also over what is approved."""

    def __init__(self) -> None:
        self._told: tuple[str, dict[str, Any]] | None = None

    def add(self, group_uid: str, found: dict[str, Any]) -> Act:
        """Return the operation that records what the form holds as a rule of a group."""
        rest = {key: value for key, value in found.items() if key != "kind"}
        again = self._again(group_uid, found)
        return Act(quorum_rules.add_quorum_rule, (group_uid, found["kind"]), {**rest, "over_approved": again})

    def change(self, uid: str, version: int, found: dict[str, Any]) -> Act:
        """Return the operation that changes a rule to what the form holds."""
        again = self._again(uid, found)
        return Act(quorum_rules.change_quorum_rule, (uid, version), {**found, "over_approved": again})

    def _again(self, uid: str, found: dict[str, Any]) -> bool:
        """Say whether these very dates and numbers were asked for last."""
        asked = uid, {key: value for key, value in found.items() if key not in ("source", "note")}
        again = asked == self._told
        self._told = None if again else asked
        return again


def begins_on(day: "date") -> dict[str, Any]:
    """Return what the form of a new rule begins with: it holds from a day on."""
    return {**BEGINS, "start": PartialDate.of(day)}


def quorum_of_group(today: "date") -> Lines:
    """Return the rules of a group's quorum as lines of its panel; a new one is proposed from today on."""
    keep = KeepRule()
    return Lines(
        "quorum", "Quorum", "a rule of the quorum", ("What it asks for", "When"), "No quorum is recorded.", FIELDS,
        add=keep.add, change=keep.change,
        remove=lambda uid: Act(quorum_rules.remove_quorum_rule, (uid,)), begins=begins_on(today),
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
