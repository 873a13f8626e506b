"""Days to keep free of meetings, from a calendar file: school holidays, leave, inspections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from mscp_desktop.exchange.ics_in import FoundEvent
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.rules.patterns import add_blocked, blocked_periods


class BlockedFate(StrEnum):
    """What becomes of a period of a calendar file."""

    NEW = "is added"
    THERE = "is there already"
    TWICE = "stands in the file twice"
    CANCELLED = "is cancelled there"


@dataclass(frozen=True, slots=True)
class BlockedLine:
    """A period of a calendar file with its fate; `last` is included."""

    key: str
    name: str
    first: date
    last: date
    fate: BlockedFate


def plan_blocked(session: Session, events: Sequence[FoundEvent], group_uid: str | None) -> tuple[BlockedLine, ...]:
    """Return what becomes of each event as a period of all groups, or of one: only what is new would be added.

    A timed event keeps the whole of its days free.
    """
    if not events:
        return ()
    first, last = min(one.first for one in events), max(one.last for one in events)
    there = {
        (one.name.casefold(), one.first, one.last)
        for one in blocked_periods(session, first, last)
        if one.group_uid in {None, group_uid}
    }
    seen: set[tuple[str, date, date]] = set()
    lines = []
    for at, one in enumerate(events):
        key = (one.name.casefold(), one.first, one.last)
        if one.cancelled:
            fate = BlockedFate.CANCELLED
        elif key in there:
            fate = BlockedFate.THERE
        else:
            fate = BlockedFate.TWICE if key in seen else BlockedFate.NEW
            seen.add(key)
        lines.append(BlockedLine(f"{at}", one.name, one.first, one.last, fate))
    return tuple(lines)


@operation("meetings.import_blocked")
def import_blocked(
    session: WorkSession, events: Sequence[FoundEvent], *, group_uid: str | None = None, source: str | None = None
) -> int:
    """Keep the days of these events free, those that are not there yet, and return how many were added.

    Raises `UserError` where nothing is new.
    """
    new = [one for one in plan_blocked(session, events, group_uid) if one.fate is BlockedFate.NEW]
    if not new:
        raise UserError("There is nothing new in this file for these days. Nothing was changed.")
    for one in new:
        add_blocked(session, one.name, one.first, last=one.last, group_uid=group_uid, source=source)
    number = f"{len(new)} blocked period{'' if len(new) == 1 else 's'}"
    session.say(f"Added {number}{f' from {source}' if source else ''}")
    return len(new)
