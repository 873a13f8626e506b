"""Financial, calendar and academic years."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from mscp_desktop.foundation.errors import UserError

_LABEL = re.compile(r"(?P<start>[0-9]{4})(?:\s*[-/\u2010-\u2013]\s*(?P<end>[0-9]{2}|[0-9]{4}))?")
_SHORT_YEAR = 2


class YearKind(StrEnum):
    """What a year is counted for: money and the yearly report, dates, or schools."""

    FINANCIAL = "financial"
    CALENDAR = "calendar"
    ACADEMIC = "academic"

    @property
    def first_month(self) -> int:
        """The month on whose first day the year begins: April, January or September."""
        return {YearKind.FINANCIAL: 4, YearKind.CALENDAR: 1, YearKind.ACADEMIC: 9}[self]


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """One year, named by the calendar year in which it begins."""

    kind: YearKind
    start_year: int

    @classmethod
    def containing(cls, kind: YearKind, day: date) -> Self:
        """Return the year of that kind in which the day lies."""
        return cls(kind, day.year if day.month >= kind.first_month else day.year - 1)

    @classmethod
    def parse(cls, kind: YearKind, text: str) -> Self:
        """Return the year that a label names; `UserError` for another shape, or one like "2021-21".

        For financial and academic years "2024-25", "2024/25" and "2024-2025" mean the same.
        """
        shown = " ".join(text.split())[:40]
        right = cls(kind, 2024).label
        found = _LABEL.fullmatch(shown)
        if found is None or (kind is YearKind.CALENDAR) != (found["end"] is None):
            raise UserError(f"“{shown}” is not a {kind} year: write it as {right}.")
        start, end = int(found["start"]), found["end"]
        if end is not None:
            after = start + 1
            if int(end) != (after % 100 if len(end) == _SHORT_YEAR else after):
                right = cls(kind, start).label
                raise UserError(f"“{shown}” is not a {kind} year: the year that begins in {start} is {right}.")
        if not date.min.year <= start < date.max.year:
            raise UserError(f"“{shown}” is not a {kind} year: write it as {right}.")
        return cls(kind, start)

    @property
    def first_day(self) -> date:
        """The first day of the year."""
        return date(self.start_year, self.kind.first_month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the year."""
        return date(self.start_year + 1, self.kind.first_month, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """The name of the year: "2024-25" financial, "2024" calendar, "2024/25" academic."""
        if self.kind is YearKind.CALENDAR:
            return f"{self.start_year:04d}"
        joint = "-" if self.kind is YearKind.FINANCIAL else "/"
        return f"{self.start_year:04d}{joint}{(self.start_year + 1) % 100:02d}"

    @property
    def next(self) -> Self:
        """The year after this one."""
        return type(self)(self.kind, self.start_year + 1)

    @property
    def previous(self) -> Self:
        """The year before this one."""
        return type(self)(self.kind, self.start_year - 1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return self.label
