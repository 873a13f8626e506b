"""The items that stand on each agenda of a group, and those that are usual where a group has set none."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Purpose, Source, StandingItem
from mscp_desktop.parties.rules.words import field_words, trimmed

LONGEST_ITEM = 12 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Standing:
    """An item that stands on each agenda; `uid` is None for a usual one that the group has not set as its own.

    `place` is where it stands on the agenda, from 1; `length` is in minutes.
    """

    uid: str | None
    version: int
    place: int
    title: str
    source: Source
    purpose: Purpose
    length: int | None
    presenter: str | None


def _usual(place: int, title: str, source: Source, purpose: Purpose, length: int) -> Standing:
    return Standing(None, 0, place, title, source, purpose, length, None)


USUAL = (
    _usual(1, "Welcome and apologies", Source.APOLOGIES, Purpose.NOTE, 5),
    _usual(2, "Declarations of interest", Source.DECLARATIONS, Purpose.NOTE, 5),
    _usual(3, "Minutes of the last meeting", Source.LAST_MINUTES, Purpose.DECIDE, 5),
    _usual(4, "Matters arising", Source.MATTERS_ARISING, Purpose.DISCUSS, 5),
    _usual(5, "Action log", Source.ACTIONS, Purpose.DISCUSS, 10),
    _usual(6, "Business manager's overview", Source.MANAGERS_OVERVIEW, Purpose.NOTE, 10),
    _usual(7, "Risk register", Source.RISKS, Purpose.DISCUSS, 10),
    _usual(8, "Chairs' reports", Source.CHAIRS_REPORTS, Purpose.DISCUSS, 15),
    _usual(9, "Any other business", Source.OTHER_BUSINESS, Purpose.DISCUSS, 5),
)
"""What a group's agenda usually has; chairs' reports only where groups report to it."""


def own_standing(session: Session, group_uid: str) -> list[Standing]:
    """Return the items that a group has set as its standing ones, in their order."""
    group = Group.by_uid(session, group_uid)
    query = select(StandingItem).where(StandingItem.group_id == group.id)
    return [
        Standing(one.uid, one.version, place, one.title, one.source, one.purpose, one.length, one.presenter)
        for place, one in enumerate(session.scalars(query.order_by(StandingItem.position, StandingItem.id)), 1)
    ]


def standing_of(session: Session, group_uid: str) -> list[Standing]:
    """Return what stands on each agenda of a group: its own standing items, or the usual ones where it has none."""
    own = own_standing(session, group_uid)
    if own:
        return own
    group = Group.by_uid(session, group_uid)
    reported_to = session.scalars(select(Group.id).where(Group.parent_id == group.id)).first() is not None
    usual = (one for one in USUAL if reported_to or one.source is not Source.CHAIRS_REPORTS)
    return [replace(one, place=place) for place, one in enumerate(usual, 1)]


def read_title(typed: str | None) -> str:
    """Return a title as it is kept; raises `UserError` for nothing."""
    title = " ".join((typed or "").split())
    if not title:
        raise UserError("An agenda item needs a title.")
    return title


def read_length(minutes: int | None) -> int | None:
    """Return a length as it is kept; raises `UserError` for one that no item has."""
    if minutes is not None and not 0 < minutes <= LONGEST_ITEM:
        raise UserError("An item takes at least a minute and at most 12 hours. Give its length in minutes.")
    return minutes


@operation("meetings.add_standing_item")
def add_standing_item(
    session: WorkSession,
    group_uid: str,
    title: str,
    *,
    source: Source = Source.OWN,
    purpose: Purpose = Purpose.DISCUSS,
    length: int | None = None,
    presenter: str | None = None,
    place: int | None = None,
) -> str:
    """Have an item stand on each agenda of a group from now on, and return its uid.

    It comes at a place counted from 1, before any other business without one. The first one that a group sets brings
    the usual ones with it.
    """
    group = Group.by_uid(session, group_uid)
    if not own_standing(session, group_uid):
        _take_usual(session, group)
    rows = _rows(session, group)
    made = StandingItem(
        group_id=group.id, position=0, title=read_title(title), source=source, purpose=purpose,
        length=read_length(length), presenter=trimmed(presenter),
    )  # fmt: skip
    session.add(made)
    last = next((at for at, one in enumerate(rows) if one.source is Source.OTHER_BUSINESS), len(rows))
    rows.insert(last if place is None else max(0, min(place - 1, len(rows))), made)
    _number(rows)
    session.flush()
    session.say(f"Added {made.title} to the standing items of {group.name}")
    return made.uid


@operation("meetings.change_standing_item")
def change_standing_item(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change title, source, purpose, length or presenter of a standing item; `place` moves it, counted from 1."""
    one = StandingItem.by_uid(session, uid)
    group = session.get_one(Group, one.group_id)
    place = fields.pop("place", None)
    if "title" in fields:
        fields["title"] = read_title(fields["title"])
    if "length" in fields:
        fields["length"] = read_length(fields["length"])
    if "presenter" in fields:
        fields["presenter"] = trimmed(fields["presenter"])
    changed: dict[str, Any] = change_record(session, one, version, fields)
    if place is not None:
        rows = [row for row in _rows(session, group) if row is not one]
        rows.insert(max(0, min(place - 1, len(rows))), one)
        _number(rows)
        changed = changed or {"place": place}
    session.say(f"{field_words(changed)} of {one.title}, a standing item of {group.name}")


@operation("meetings.remove_standing_item")
def remove_standing_item(session: WorkSession, uid: str) -> None:
    """Have an item no longer stand on each agenda; agendas that have it keep it."""
    one = StandingItem.by_uid(session, uid)
    group = session.get_one(Group, one.group_id)
    session.say(f"Removed {one.title} from the standing items of {group.name}")
    session.delete(one)
    session.flush()
    _number(_rows(session, group))


@operation("meetings.take_usual_items")
def take_usual_items(session: WorkSession, group_uid: str) -> None:
    """Set the usual items as a group's own standing ones, so that they can be changed; nothing where it has some."""
    group = Group.by_uid(session, group_uid)
    if own_standing(session, group_uid):
        return
    _take_usual(session, group)
    session.say(f"Set the usual items as the standing items of {group.name}")


def _take_usual(session: WorkSession, group: Group) -> None:
    for at, one in enumerate(standing_of(session, group.uid)):
        session.add(
            StandingItem(
                group_id=group.id, position=at, title=one.title, source=one.source, purpose=one.purpose,
                length=one.length, presenter=one.presenter,
            )
        )  # fmt: skip
    session.flush()


def _rows(session: WorkSession, group: Group) -> list[StandingItem]:
    query = select(StandingItem).where(StandingItem.group_id == group.id)
    return list(session.scalars(query.order_by(StandingItem.position, StandingItem.id)))


def _number(rows: list[StandingItem]) -> None:
    for at, one in enumerate(rows):
        if one.position != at:
            one.position = at
