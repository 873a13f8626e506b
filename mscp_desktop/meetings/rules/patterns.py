"""How groups like to meet, and the days that are kept free of meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import WEEKDAYS, format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.meetings.records import BlockedPeriod, MeetingPattern
from mscp_desktop.meetings.rules.times import LONGEST, read_time, span_words
from mscp_desktop.parties.rules.words import field_words, many_words, trimmed

LAST_WEEK = -1
WEEKS = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST_WEEK: "last"}
_LAST_WORKED = 4  # Friday, counted from Monday as 0
MOST_DAYS = 60  # working days that anything is asked for ahead of a meeting
_LONGEST_PERIOD = 2 * 366  # days


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a group likes to meet, as `MeetingPattern` says it; `uid` is None and all is empty where nothing is recorded.

    `version` is 0 where nothing is recorded.
    """

    group_uid: str
    uid: str | None = None
    version: int = 0
    weekday: int | None = None
    week: int | None = None
    start_time: str | None = None
    length: int | None = None
    place: str | None = None
    link: str | None = None
    before_parent: int | None = None
    papers_before: int | None = None
    call_before: int | None = None
    set_elsewhere: bool = False
    note: str | None = None

    def day_words(self) -> str:
        """Return the day it likes: "second Wednesday of the month", "Wednesdays", "first week"; "" for none."""
        if self.weekday is None:
            return "" if self.week is None else f"{WEEKS[self.week]} week of the month"
        if self.week is None:
            return f"{WEEKDAYS[self.weekday]}s"
        return f"{WEEKS[self.week]} {WEEKDAYS[self.weekday]} of the month"

    def time_words(self) -> str:
        """Return the time it likes: "10:00 to 12:00"; "" for none."""
        return "" if self.start_time is None else span_words(self.start_time, self.length)

    def words(self) -> str:
        """Return day and time in a sentence, or that none is recorded."""
        said = ", ".join(part for part in (self.day_words(), self.time_words()) if part)
        return said or "not recorded"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A period without meetings, of all groups (`group` is None) or of one; `last` is included."""

    uid: str
    version: int
    first: date
    last: date
    name: str
    group_uid: str | None
    group: str | None
    source: str | None

    def days_words(self) -> str:
        """Return its days: "24 December 2025 to 2 January 2026", or the one day."""
        first, last = format_day(self.first), format_day(self.last)
        return first if self.first == self.last else f"{first} to {last}"


def _pattern(group_uid: str, row: MeetingPattern | None) -> Pattern:
    if row is None:
        return Pattern(group_uid)
    return Pattern(
        group_uid, row.uid, row.version, row.weekday, row.week, row.start_time, row.length, row.place, row.link,
        row.before_parent, row.papers_before, row.call_before, row.set_elsewhere, row.note,
    )  # fmt: skip


def pattern_of(session: Session, group_uid: str) -> Pattern:
    """Return how a group likes to meet; raises `ConflictError` where the group is gone."""
    group = Group.by_uid(session, group_uid)
    return _pattern(group_uid, session.scalars(select(MeetingPattern).filter_by(group_id=group.id)).first())


def all_patterns(session: Session) -> dict[str, Pattern]:
    """Return how every group likes to meet, by the group's uid and in published order."""
    query = (
        select(Group.uid, MeetingPattern)
        .outerjoin(MeetingPattern, MeetingPattern.group_id == Group.id)
        .order_by(Group.position, Group.id)
    )
    return {uid: _pattern(uid, row) for uid, row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class GroupPattern:
    """A group with how it likes to meet, as a list shows it; `parent` is the group it reports to."""

    group_id: int
    group: str
    group_short: str | None
    parent: str | None
    joint: bool
    pattern: Pattern

    def group_words(self) -> str:
        """Return the group by the name that fits in a narrow place."""
        return self.group_short or self.group


def patterns_on(session: Session, day: date) -> list[GroupPattern]:
    """Return how each group that is there on a day, or comes later, likes to meet; linked boards are left out."""
    return [
        GroupPattern(
            group.id, group.name, group.short, above.name if above else None, group.scope is Scope.JOINT,
            _pattern(group.uid, row),
        )
        for group, row, above in session.execute(_PATTERNS)
        if group.end is None or group.end.earliest() > day
    ]  # fmt: skip


_PARENT = aliased(Group)
_PATTERNS = (  # made once: Home, the year and the planner run it
    select(Group, MeetingPattern, _PARENT)
    .outerjoin(MeetingPattern, MeetingPattern.group_id == Group.id)
    .outerjoin(_PARENT, _PARENT.id == Group.parent_id)
    .where(Group.tier != Tier.LINKED)
    .order_by(Group.position, Group.id)
)


@operation("meetings.set_pattern")
def set_pattern(session: WorkSession, /, group_uid: str, version: int, **fields: Any) -> str:
    """Set fields of how a group likes to meet, and return the record's uid; `version` is 0 where there was none.

    Fields are those of `MeetingPattern`; a time may be typed in any form that `read_time` knows. Raises `UserError`
    for a weekend, a week that not every month has, and numbers that make no sense.
    """
    group = Group.by_uid(session, group_uid)
    _make_sense(fields)
    row = session.scalars(select(MeetingPattern).filter_by(group_id=group.id)).first()
    if row is None:
        row = MeetingPattern(group_id=group.id, set_elsewhere=False)
        for name, value in fields.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        changed: Any = fields
    else:
        changed = change_record(session, row, version or row.version, fields)
    session.say(f"{field_words(changed)} of the meetings of {group.name}")
    return row.uid


@operation("meetings.set_patterns")
def set_patterns(session: WorkSession, /, group_uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields of how several groups like to meet, whatever they say now."""
    for uid in group_uids:
        set_pattern(session, uid, 0, **dict(fields))
    session.say(many_words(fields, len(group_uids), "groups' meetings"))


def _make_sense(fields: dict[str, Any]) -> None:
    if "start_time" in fields:
        fields["start_time"] = read_time(fields["start_time"])
    for name in ("place", "link", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    weekday, week, length = (fields.get(name) for name in ("weekday", "week", "length"))
    if weekday is not None and not 0 <= weekday <= _LAST_WORKED:
        raise UserError("Meetings are planned from Monday to Friday. Choose one of these days.")
    if week is not None and week not in WEEKS:
        raise UserError("Choose the first to the fourth week, or the last: not every month has a fifth.")
    if length is not None and not 0 < length < LONGEST:
        raise UserError("A meeting lasts at least a minute and less than a day. Give its length in minutes.")
    for name in ("before_parent", "papers_before", "call_before"):
        if fields.get(name) is not None and not 0 < fields[name] <= MOST_DAYS:
            raise UserError(f"Give a number of working days from 1 to {MOST_DAYS}, or leave it empty.")


def _blocked(row: BlockedPeriod, group: Group | None) -> Blocked:
    return Blocked(
        row.uid, row.version, row.first, row.last, row.name, group.uid if group else None,
        group.name if group else None, row.source,
    )  # fmt: skip


def blocked_periods(session: Session, first: date, last: date) -> list[Blocked]:
    """Return the periods, of all groups and of single ones, that touch the days from `first` to `last`, by day."""
    query = (
        select(BlockedPeriod, Group)
        .outerjoin(Group, Group.id == BlockedPeriod.group_id)
        .where(BlockedPeriod.first <= last, BlockedPeriod.last >= first)
        .order_by(BlockedPeriod.first, BlockedPeriod.id)
    )
    return [_blocked(row, group) for row, group in session.execute(query)]


def blocked_of_group(session: Session, group_uid: str) -> list[Blocked]:
    """Return the periods that hold for a group, its own and those of all groups, the newest first."""
    query = (
        select(BlockedPeriod, Group)
        .outerjoin(Group, Group.id == BlockedPeriod.group_id)
        .where(or_(BlockedPeriod.group_id.is_(None), Group.uid == group_uid))
        .order_by(BlockedPeriod.first.desc(), BlockedPeriod.id)
    )
    return [_blocked(row, group) for row, group in session.execute(query)]


def blocked_days(session: Session, first: date, last: date, group_uid: str | None = None) -> dict[date, str]:
    """Return each blocked day from `first` to `last`, both included, with the name of its period.

    Those of all groups, and with `group_uid` also the group's own; weekends and bank holidays are not told here.
    """
    return days_of(blocked_periods(session, first, last), first, last, group_uid)


def days_of(periods: Sequence[Blocked], first: date, last: date, group_uid: str | None) -> dict[date, str]:
    """Return the days of periods as `blocked_days` does, from periods that were read already."""
    found: dict[date, str] = {}
    for one in periods:
        if one.group_uid is None or one.group_uid == group_uid:
            begins = max(one.first, first)
            for place in range((min(one.last, last) - begins).days + 1):
                found.setdefault(begins + timedelta(days=place), one.name)
    return found


@operation("meetings.add_blocked")
def add_blocked(
    session: WorkSession, name: str, first: date, *, last: date | None = None, group_uid: str | None = None,
    source: str | None = None,
) -> str:  # fmt: skip
    """Keep days free of meetings, for all groups or for one, and return the uid; without `last` it is one day."""
    row = BlockedPeriod(
        name=_name(name), first=first, last=first if last is None else last, source=trimmed(source),
        group_id=None if group_uid is None else Group.by_uid(session, group_uid).id,
    )  # fmt: skip
    _require_days(row)
    session.add(row)
    session.flush()
    session.say(f"Blocked {_period_words(row)}")
    return row.uid


@operation("meetings.change_blocked")
def change_blocked(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, first, last, group_uid or source of a blocked period."""
    row = BlockedPeriod.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _name(fields["name"])
    if "source" in fields:
        fields["source"] = trimmed(fields["source"])
    if "group_uid" in fields:
        group_uid = fields.pop("group_uid")
        fields["group_id"] = None if group_uid is None else Group.by_uid(session, group_uid).id
    changed = change_record(session, row, version, fields)
    _require_days(row)
    said = {{"group_id": "group", "first": "first day", "last": "last day"}.get(name, name): None for name in changed}
    session.say(f"{field_words(said)} of the blocked period {_period_words(row)}")


@operation("meetings.remove_blocked")
def remove_blocked(session: WorkSession, uid: str) -> None:
    """Let meetings be planned again on the days of a blocked period."""
    row = BlockedPeriod.by_uid(session, uid)
    session.say(f"No longer blocked: {_period_words(row)}")
    session.delete(row)


def _name(typed: str | None) -> str:
    name = " ".join((typed or "").split())
    if not name:
        raise UserError("A blocked period needs a name, such as “School holidays”: it says why a day is free.")
    return name


def _require_days(row: BlockedPeriod) -> None:
    if row.last < row.first:
        raise UserError(
            f"The last day, {format_day(row.last)}, is before the first, {format_day(row.first)}."
            " Check which of the two is right.",
            field="last",
        )
    if (row.last - row.first).days > _LONGEST_PERIOD:
        raise UserError("A blocked period lasts two years at the most. Check its first and last day.")


def _period_words(row: BlockedPeriod) -> str:
    first, last = format_day(row.first), format_day(row.last)
    return f"{row.name}, {first if first == last else f'{first} to {last}'}"


def pattern_history(session: Session, group_uid: str) -> list[Entry]:
    """Return the changes of how a group likes to meet, newest first."""
    query = select(MeetingPattern.uid).join(Group, Group.id == MeetingPattern.group_id).where(Group.uid == group_uid)
    return [entry for uid in session.scalars(query) for entry in entries_of(session, "meeting_pattern", uid, None)]
