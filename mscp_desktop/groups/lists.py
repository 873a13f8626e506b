"""Groups as a table lists them: what is found, in what order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, case, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.listings import By, SqlTable
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.groups.rules.groups import A_YEAR, TIER_WORDS, frequency_words, place_words


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as a list shows it."""

    id: int
    uid: str
    name: str
    place: str
    reports_to: str | None
    frequency: str
    ended: bool


def _holds(like: str) -> ColumnElement[bool]:
    return or_(*(one.ilike(like, escape="\\") for one in (Group.name, Group.short, Group.aliases)))


def group_rows(session: Session, ids: Sequence[int]) -> list[GroupRow]:
    """Return the groups of these ids, in any order."""
    parent = aliased(Group)
    query = select(Group, parent.name).outerjoin(parent, parent.id == Group.parent_id).where(Group.id.in_(ids))
    return [
        GroupRow(
            one.id, one.uid, one.name, place_words(one.tier, one.scope), above,
            frequency_words(one.times, one.months), one.end is not None,
        )
        for one, above in session.execute(query)
    ]  # fmt: skip


ENDED = "ended"
_ABOVE = aliased(Group)
GROUPS = SqlTable(
    select(Group.id).outerjoin(_ABOVE, _ABOVE.id == Group.parent_id),
    {
        "name": By(Group.name, (Group.short,)),
        "place": By(
            case((Group.end.is_not(None), ENDED), else_=type_coerce(Group.tier, Text)),
            words=lambda place: ENDED.capitalize() if place == ENDED else TIER_WORDS[Tier(place)],
        ),
        "reports": By(_ABOVE.name, empty="reports to no group"),
        "frequency": By(Group.times * A_YEAR // Group.months, empty="not stated"),
    },
    (Group.position, Group.id),
    _holds,
)
"""Every group in published order; a typed word may stand in any of its names."""
