"""Groups as a table lists them: what is found, in what order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Text, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.listings import By, SqlTable
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.groups.rules.groups import A_YEAR, TIER_WORDS, frequency_words, place_words

CURRENT, ENDED, TO_COME = "current", "ended", "to come"
FIRST_DAY = "-01-01"  # after a year or a month, cut to ten characters, it gives the first day of a partial date


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as a list shows it; `state` is that of a day, and `until` the recorded end, planned or past."""

    id: int
    uid: str
    name: str
    place: str
    reports_to: str | None
    frequency: str
    state: str
    until: PartialDate | None

    def state_words(self) -> str:
        """Return whether it is there, and to which year where an end is planned: "current", "to 2027", "ended"."""
        return f"to {self.until.year}" if self.until is not None and self.state == CURRENT else self.state

    def until_words(self) -> str:
        """Return until when it is or was there, in full; nothing where no end is recorded."""
        if self.until is None:
            return ""
        return f"{'Ended' if self.state == ENDED else 'Ends'} {format_date(self.until)}"


def _holds(like: str) -> ColumnElement[bool]:
    return or_(*(one.ilike(like, escape="\\") for one in (Group.name, Group.short, Group.aliases)))


def _state(day: date) -> ColumnElement[str]:
    """Return whether a group is there on a day, by the first day that its start and end could be."""

    def first(when: ColumnElement[PartialDate | None]) -> ColumnElement[str]:
        return func.substr(type_coerce(when, Text).concat(FIRST_DAY), 1, 10)

    on = day.isoformat()
    end, start = Group.__table__.c.end, Group.__table__.c.start
    return case(
        (end.is_not(None) & (first(end) <= on), ENDED),
        (start.is_not(None) & (first(start) > on), TO_COME),
        else_=CURRENT,
    )


def group_rows(session: Session, ids: Sequence[int], day: date) -> list[GroupRow]:
    """Return the groups of these ids as they are on a day, in any order."""
    parent = aliased(Group)
    query = select(Group, parent.name, _state(day)).outerjoin(parent, parent.id == Group.parent_id)
    return [
        GroupRow(
            one.id, one.uid, one.name, place_words(one.tier, one.scope), above,
            frequency_words(one.times, one.months), state, one.end,
        )
        for one, above, state in session.execute(query.where(Group.id.in_(ids)))
    ]  # fmt: skip


_ABOVE = aliased(Group)


def groups_table(day: date) -> SqlTable:
    """Return every group in published order, ended ones too; a typed word may stand in any of its names."""
    return SqlTable(
        select(Group.id).outerjoin(_ABOVE, _ABOVE.id == Group.parent_id),
        {
            "name": By(Group.name, (Group.short,)),
            "place": By(type_coerce(Group.tier, Text), words=lambda tier: TIER_WORDS[Tier(tier)]),
            "reports": By(_ABOVE.name, empty="reports to no group"),
            "frequency": By(Group.times * A_YEAR // Group.months, empty="not stated"),
            "state": By(_state(day), words=str.capitalize),
        },
        (Group.position, Group.id),
        _holds,
    )
