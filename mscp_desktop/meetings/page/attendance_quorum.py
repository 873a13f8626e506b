"""The rules of a group's quorum, as lines of its set-up and as a form."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Line, Lines
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.meetings.records import QuorumKind
from mscp_desktop.meetings.rules import quorum_changes, quorum_rules
from mscp_desktop.meetings.rules.quorum import unmeetable
from mscp_desktop.meetings.rules.ratification import OTHERWISE, turned_words

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

MOST_SEATS = 100
_SEATS = re.compile(r"([0-9]{1,3})(?: ?(?:of|out of|/) ?([0-9]{1,3}))?(?: seats?)?", re.IGNORECASE)
_NUMBERS = {QuorumKind.SEATS: "seats", QuorumKind.AGENCIES: "agencies", QuorumKind.SHARE: "share"}


def read_seats(typed: str) -> tuple[int, int | None]:
    """Return how many seats make a quorum, and of how many, as in "4 of 6"; raises `UserError` for anything else."""
    found = _SEATS.fullmatch(" ".join(typed.split()))
    if found is None:
        raise UserError(f"“{typed.strip()}” is not a number of seats: write 4, or 4 of 6.")
    number, of = int(found[1]), None if found[2] is None else int(found[2])
    if not 1 <= number <= (MOST_SEATS if of is None else of):
        most = "" if of is None else f" and {of} at the most"
        raise UserError(f"A quorum is one seat at least{most}: write 4, or 4 of 6.")
    return number, of


def check_seats(typed: str) -> str | None:
    """Return what would be right where a text is no number of seats."""
    try:
        read_seats(typed)
    except UserError as error:
        return str(error)
    return None


FIELDS = (
    Field(
        "kind", "What it counts", Kind.CHOICE, required=True,
        choices=tuple(Choice(kind, kind.value.capitalize()) for kind in QuorumKind),
    ),
    Field(
        "seats", "How many seats", Kind.TEXT, "Such as 4, or 4 of 6", required=True, check=check_seats,
        only_for=("kind", (QuorumKind.SEATS,)),
    ),
    Field(
        "agencies", "How many agencies", Kind.NUMBER, "Empty: each of them", least=1, most=100,
        empty="each of them", only_for=("kind", (QuorumKind.AGENCIES,)),
    ),
    Field(
        "share", "Share of the seats", Kind.NUMBER, "In per cent, rounded up to whole seats", required=True, least=1,
        most=100, unit="%", only_for=("kind", (QuorumKind.SHARE,)),
    ),
    Field("deputies_count", "Deputies count", Kind.YES_NO, "Whether a deputy counts as their seat", required=True),
    Field(
        "needs_chair", "Somebody who may chair", Kind.YES_NO, "A chair, vice chair or deputy chair has to be there",
        required=True,
    ),
    Field(
        "start", "From", Kind.PARTIAL_DATE, "It holds besides the rules that are there. Empty: it always held",
        empty="it always held",
    ),
    Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer holds", empty="no end recorded"),
    Field("source", "Where it is written", help="Such as the terms of reference and their edition"),
    Field("note", "Note", Kind.MULTILINE, empty="none", private=True),
)  # fmt: skip
FROM_THEN = "On a later day than now the rule as it was ends, and what is changed here begins. Empty: it always held"
CHANGING = tuple(replace(field, help=FROM_THEN) if field.key == "start" else field for field in FIELDS)
BEGINS: dict[str, Any] = {"kind": QuorumKind.STATUTORY, "deputies_count": True, "needs_chair": False}
ABOUT = "It holds besides the rules that are there. To replace one, change that one from a day on in Meeting set-up."


class KeepRule:
    """Turns what the form holds into the operation: who saves the same again means it."""

    def __init__(self) -> None:
        self._told: tuple[str, dict[str, Any]] | None = None

    def add(self, group_uid: str, found: dict[str, Any]) -> Act:
        """Return the operation that records what the form holds as a rule of a group."""
        meant = self._again(group_uid, found)
        rest = {key: value for key, value in _with_number(found).items() if key != "kind"}
        return Act(quorum_changes.add_quorum_rule, (group_uid, found["kind"]), {**rest, "meant": meant})

    def change(self, uid: str, version: int, found: dict[str, Any]) -> Act:
        """Return the operation that changes a rule to what the form holds."""
        meant = self._again(uid, found)
        return Act(quorum_changes.change_quorum_rule, (uid, version), {**_with_number(found), "meant": meant})

    def _again(self, uid: str, found: dict[str, Any]) -> bool:
        """Say whether these very dates and numbers were asked for last."""
        asked = uid, {key: value for key, value in found.items() if key not in ("source", "note")}
        again = asked == self._told
        self._told = None if again else asked
        return again


def _with_number(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: one number, and of how many seats it is where that is said."""
    rest = {key: value for key, value in found.items() if key not in _NUMBERS.values()}
    given = {key: found[key] for key in _NUMBERS.values() if key in found}
    if not given:
        return rest
    number, of = next((value for value in given.values() if value is not None), None), None
    if isinstance(number, str):
        number, of = read_seats(number)
    return rest | {"number": number, "of": of}


def _values(one: quorum_rules.QuorumRuleRow) -> dict[str, Any]:
    """Return what the form of a rule begins with."""
    numbers: dict[str, Any] = {key: one.number if kind is one.kind else None for kind, key in _NUMBERS.items()}
    if numbers["seats"] is not None:
        numbers["seats"] = str(numbers["seats"])
    rest = {field.key: getattr(one, field.key) for field in FIELDS if field.only_for is None}
    return rest | numbers


def begins_on(day: "date") -> dict[str, Any]:
    """Return what the form of a new rule begins with: it holds from a day on."""
    return {**BEGINS, "start": PartialDate.of(day)}


def turned_notice(announcement: Announcement) -> Notice | None:
    """Return what to say of decisions that turned with the quorum; None where none did, or it was undone or redone.

    It stays until somebody closes it where minutes that went further than a draft said otherwise.
    """
    words = turned_words(announcement.summary) if announcement.kind == "do" else ""
    weight = Weight.WARNING if OTHERWISE in words else Weight.INFO
    return Notice(words, weight, here=True) if words else None


def quorum_of_group(today: "date") -> Lines:
    """Return the rules of a group's quorum as lines of its panel; a new one is proposed from today on."""
    keep = KeepRule()
    return Lines(
        "quorum", "Quorum", "a rule of the quorum", ("What it asks for", "When"), "No quorum is recorded.", FIELDS,
        add=keep.add, change=keep.change,
        remove=lambda uid: Act(quorum_changes.remove_quorum_rule, (uid,)), begins=begins_on(today),
        changing=CHANGING,
    )  # fmt: skip


def quorum_lines(session: "Session", group_uid: str, today: "date") -> tuple[Line, ...]:
    """Return the rules of a group's quorum for its panel; one that can't be met today, whoever comes, says why."""
    never = unmeetable(session, group_uid, today)

    def words(one: quorum_rules.QuorumRuleRow) -> str:
        return f"{one.words()}. It can't be met: {never[one.uid]}." if one.uid in never else one.words()

    return tuple(
        Line(one.uid, one.version, (words(one), one.dates()), _values(one))
        for one in quorum_rules.quorum_rules(session, group_uid)
    )  # fmt: skip
