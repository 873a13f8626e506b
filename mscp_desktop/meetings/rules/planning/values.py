"""What the planner is given and what it gives: plain values, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from mscp_desktop.foundation.working_days import WorkingCalendar
from mscp_desktop.foundation.years import Year

USUAL_LENGTH = 180
"""Minutes that a meeting is taken to last where that is not known: a half-day."""


class Start(StrEnum):
    """Where the dates of a plan come from before anything stands in their way."""

    PREFERENCES = "from preferences"
    LAST_YEAR = "from last year's pattern"
    AS_PLANNED = "from what is planned now"


class Hold(StrEnum):
    """Why a date is not the planner's to move; `FREE` is one that it found."""

    FREE = "free"
    PINNED = "pinned"
    ELSEWHERE = "set elsewhere"
    HELD = "held"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Blocked:
    """Days, the last included, on which nothing is planned; `group_uid` is None for all groups."""

    first: date
    last: date
    name: str
    group_uid: str | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who belongs to a group from a day on, each by a name of their own: a person, or a post nobody is recorded in."""

    since: date
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may never be in two places, from a day on: those who chair a group, and the statutory leads."""

    since: date
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownMeeting:
    """A meeting that is on record, or a date that a person pins; one that is `FREE` may be moved.

    One that does not count, such as an extraordinary meeting, meets no obligation: it only keeps its people busy.
    """

    group_uid: str
    day: date
    hold: Hold
    uid: str | None = None
    version: int = 0
    start_time: str | None = None
    length: int | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class GroupWish:
    """One group as the planner sees it: how many meetings it owes, while it is there, and how it likes to meet.

    `first` and `last` bound the days of the year on which it is there. `weekday`, `week`, `start_time`, `length`,
    `place`, `link`, `before_parent` and `papers_before` are those of its pattern. `owed` counts its meetings of the
    year, those on record included; where it is not `stated` those are all. Two of them lie at least `apart` days from
    each other. `last_year` are the days on which it met in the year before.
    """

    uid: str
    name: str
    owed: int
    first: date
    last: date
    apart: int = 1
    stated: bool = True
    parent_uid: str | None = None
    weekday: int | None = None
    week: int | None = None
    start_time: str | None = None
    length: int | None = None
    place: str | None = None
    link: str | None = None
    before_parent: int | None = None
    papers_before: int | None = None
    set_elsewhere: bool = False
    last_year: tuple[date, ...] = ()
    sittings: tuple[Sitting, ...] = ()

    def members_on(self, day: date) -> frozenset[str]:
        """Return who belongs to it on a day."""
        found: frozenset[str] = frozenset()
        for sitting in self.sittings:
            if sitting.since <= day:
                found = sitting.members
        return found


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """All that a plan of a year rests on. Equal requests give equal plans.

    `first` is the first day on which a meeting may still be put. `names` are the people's names, for sentences.
    `on_record` are the days of meetings that a person has pinned elsewhere since.
    """

    year: Year
    first: date
    start: Start
    calendar: WorkingCalendar
    groups: tuple[GroupWish, ...]
    known: tuple[KnownMeeting, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    standing: tuple[Standing, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    on_record: tuple[tuple[str, date], ...] = ()

    def counted(self, group_uid: str) -> tuple[KnownMeeting, ...]:
        """Return the meetings of the year on record that count for a group, in the order of time."""
        own = (one for one in self.known if one.group_uid == group_uid and self.counts(one))
        return tuple(sorted(own, key=lambda one: (one.day, one.uid or "")))

    def counts(self, one: KnownMeeting) -> bool:
        """Say whether a meeting is one of the year's that the plan is of; others only stand in the way."""
        return one.counts and one.day in self.year

    def day_before(self, uid: str) -> date | None:
        """Return the day on which a meeting is on record, whatever a person has pinned it to since."""
        on_record = dict(self.on_record)
        return on_record.get(uid) or next((one.day for one in self.known if one.uid == uid), None)

    def group(self, uid: str) -> GroupWish:
        """Return one of the groups."""
        return next(one for one in self.groups if one.uid == uid)

    def standing_on(self, day: date) -> frozenset[str]:
        """Return who may not be in two places on a day."""
        found: frozenset[str] = frozenset()
        for one in self.standing:
            if one.since <= day:
                found = one.people
        return found


@dataclass(frozen=True, slots=True)
class Pin:
    """A date that a person sets: of a meeting on record by its uid, or of one more of the owed ones."""

    group_uid: str
    day: date
    uid: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person changes of a request before they solve it again: nothing of it is on record until it is adopted.

    `freed` are pinned meetings that may be moved again, `more` how many meetings more, or fewer, a group is to have.
    """

    pins: tuple[Pin, ...] = ()
    freed: frozenset[str] = frozenset()
    more: tuple[tuple[str, int], ...] = ()

    def applied(self, request: PlanRequest) -> PlanRequest:
        """Return the request with what the person changed."""
        by_uid = {one.uid: one for one in self.pins if one.uid is not None}
        known = []
        on_record = tuple((one.uid, one.day) for one in request.known if one.uid is not None and one.uid in by_uid)
        for one in request.known:
            pin = by_uid.get(one.uid) if one.uid else None
            if pin is not None:
                known.append(replace(one, day=pin.day, hold=Hold.PINNED))
            else:
                known.append(replace(one, hold=Hold.FREE) if one.uid in self.freed else one)
        for pinned in (one for one in self.pins if one.uid is None):
            group = request.group(pinned.group_uid)
            known.append(KnownMeeting(
                group.uid, pinned.day, Hold.PINNED, start_time=group.start_time, length=group.length
            ))  # fmt: skip
        more = dict(self.more)
        groups = tuple(replace(one, owed=max(0, one.owed + more.get(one.uid, 0))) for one in request.groups)
        return replace(request, known=tuple(known), groups=groups, on_record=on_record)


@dataclass(frozen=True, slots=True)
class Dated:
    """A meeting of a plan. `meeting` is the one on record that it is, None for a new one; `wanted` its ideal day."""

    group_uid: str
    number: int
    day: date
    hold: Hold
    start_time: str | None = None
    length: int | None = None
    meeting: KnownMeeting | None = None
    wanted: date | None = None

    @property
    def fixed(self) -> bool:
        """Whether the planner leaves it where it is."""
        return self.hold is not Hold.FREE


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A meeting for which no day was left: the days that were looked at, and why each failed, most common first."""

    group_uid: str
    number: int
    first: date
    last: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates of a year. `worse` says in sentences which rules the fixed dates break between themselves."""

    request: PlanRequest
    meetings: tuple[Dated, ...]
    unplanned: tuple[Unplanned, ...]
    worse: tuple[str, ...] = ()

    def of(self, group_uid: str) -> tuple[Dated, ...]:
        """Return one group's meetings, in the order of time."""
        return tuple(one for one in self.meetings if one.group_uid == group_uid)
