"""What a calendar shows, as plain values: days, and on them what can be opened and moved."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mscp_desktop.desktop.values import Tone

WEEK = 7
LAST_MONTH = 12
FIRST_WEEKEND_DAY = 5


@dataclass(frozen=True, slots=True)
class DayChip:
    """One thing on a day. `words` stand where there is room ("10:00 PMQA"), `mark` where there is little ("PMQA").

    `state` is how it stands, in a word; `tone` gives that its shape and colour. What is `struck` is crossed out.
    """

    uid: str
    mark: str
    words: str
    state: str
    tone: Tone
    struck: bool = False
    movable: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day: what is on it, what it is called beside its number, and how it is read out.

    `off` says that nothing is to be put on it, which hatching shows beside the words of `notes`.
    """

    day: date
    said: str
    chips: tuple[DayChip, ...] = ()
    notes: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last` that a calendar shows; those on which nothing is may be missing."""

    first: date
    last: date
    today: date
    known: Mapping[date, Day] = field(default_factory=dict)

    def at(self, day: date) -> Day | None:
        """Return a day, None where nothing is known of it."""
        return self.known.get(day)

    def chip(self, uid: str) -> tuple[date, DayChip] | None:
        """Return something with its day, None where it is not shown."""
        return next(((day.day, chip) for day in self.known.values() for chip in day.chips if chip.uid == uid), None)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def weeks_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the whole weeks in which a day's month lies."""
    first, last = month_of(day)
    return monday_of(first), monday_of(last) + timedelta(days=WEEK - 1)


def months_on(day: date, by: int) -> date:
    """Return the same day so many months on, or the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + by, LAST_MONTH)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def is_weekend(day: date) -> bool:
    """Say whether a day is a Saturday or a Sunday."""
    return day.weekday() >= FIRST_WEEKEND_DAY
