"""Dates known to the day, the month or the year only, and how dates are shown."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Self

from mscp_desktop.foundation.errors import InternalError

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Precision(StrEnum):
    """How far a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Answer(StrEnum):
    """The answer to a question about partly known dates."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year; a date not known at all is `None`, never one of these.

    `<` is the order of lists, which is also the order of the stored text: by what is known, a year before its
    months and a month before its days. It says nothing about time; `is_before` does.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise InternalError("A date with a day needs its month.")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise InternalError(f"No such date: {self.year}, {self.month}, {self.day}.") from error
        if 0 in (self.month, self.day):
            raise InternalError("Months and days count from 1; what is not known is None.")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return a date known to the day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Return the date that `iso` wrote: "2024", "2024-12" or "2024-12-14"; other text is our bug."""
        found = _ISO.fullmatch(text)
        if found is None:
            raise InternalError(f"Not a stored date: {text!r}.")
        year, month, day = (None if part is None else int(part) for part in found.groups())
        return cls(year or 0, month, day)

    @property
    def known_to(self) -> Precision:
        """How far the date is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    def iso(self) -> str:
        """Return the stored text, a prefix of the ISO date; sorted as text it sorts as the dates do."""
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    def earliest(self) -> date:
        """Return the first day that it could be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day that it could be."""
        month = self.month or 12
        return date(self.year, month, self.day or days_in(self.year, month))

    def exact(self) -> date | None:
        """Return the day where it is known to the day."""
        return self.earliest() if self.day is not None else None

    def is_before(self, other: Self | date) -> Answer:
        """Answer whether it lies before the other date, where the two can be told apart."""
        first, last = (other, other) if isinstance(other, date) else (other.earliest(), other.latest())
        if self.latest() < first:
            return Answer.YES
        return Answer.NO if self.earliest() >= last else Answer.NOT_KNOWN

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._known() < other._known()

    def __str__(self) -> str:
        """Return the date as it is shown: "14 March 2025", "March 2025" or "2025"."""
        return " ".join(
            (
                *((str(self.day),) if self.day is not None else ()),
                *((MONTHS[self.month - 1],) if self.month is not None else ()),
                str(self.year),
            )
        )

    def _known(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)


def format_day(day: date, *, weekday: bool = False) -> str:
    """Return a day as it is shown: "14 March 2025", or "Friday 14 March 2025"."""
    shown = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {shown}" if weekday else shown


def format_date(when: PartialDate | date | None, unknown: str = "not known") -> str:
    """Return a date as far as it is known as it is shown, and the given words where it is not known."""
    if when is None:
        return unknown
    return format_day(when) if isinstance(when, date) else str(when)


def on_date(when: PartialDate) -> str:
    """Return a date as it stands in a sentence: "on 14 March 2025", "in March 2025", "in 2025"."""
    return f"{'in' if when.day is None else 'on'} {when}"


def days_in(year: int, month: int) -> int:
    """Return the number of days in a month; raise `InternalError` for a month that there is not."""
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= len(MONTHS)):
        raise InternalError(f"No such month: {year}, {month}.")
    if month == len(MONTHS):
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day
