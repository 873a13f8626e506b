"""What is asked before an item is carried on, sent up, answered, or fetched from the backlog."""

from collections.abc import Sequence
from typing import Any

from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.meetings.rules import carrying
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, ItemRow
from mscp_desktop.meetings.rules.meetings import MeetingRow

SENDING = (Field("day", "Sent on", Kind.DAY, required=True),)
UP = (
    Field("why", "What is asked of them", Kind.RICH, "It stands first in the brief of the item there", empty="nothing"),
)
BACK = (Field("answer", "Answer", Kind.RICH, "Left empty, it says what was decided", empty="what was decided"),)


def carry_fields(coming: Sequence[MeetingRow]) -> tuple[Field, ...]:
    """Return what is asked of an item that is carried on: to which meeting, or when from the backlog."""
    choices = [Choice(one.uid, one.title()) for one in coming]
    choices.append(Choice(None, "The backlog"))
    return (
        Field("to", "To", Kind.CHOICE, choices=tuple(choices), empty="The backlog"),
        Field("wanted", "Wanted", Kind.PARTIAL_DATE, "From the backlog: when it is to come up", empty="at any time"),
    )


def carried(uid: str, found: dict[str, Any]) -> Act:
    """Return the operation that carries an item on as it was answered."""
    return Act(carrying.carry_item, (uid,), {"meeting_uid": found["to"], "wanted": found["wanted"]})


def backlog_fields(rows: Sequence[ItemRow], *, private: bool) -> tuple[Field, ...]:
    """Return the choice among a backlog's matters."""
    choices = tuple(Choice(one.uid, _words(one, private=private)) for one in rows)
    return (Field("uids", "Matters", Kind.SEVERAL, choices=choices, required=True),)


def backlogged(meeting_uid: str, found: dict[str, Any]) -> Act:
    """Return the operation that puts the chosen matters on an agenda."""
    return Act(carrying.place_matters, (list(found["uids"]), meeting_uid))


def _words(row: ItemRow, *, private: bool) -> str:
    title = row.title if private or not row.confidential else CONFIDENTIAL
    return f"{title}, wanted {row.wanted}" if row.wanted is not None else title
