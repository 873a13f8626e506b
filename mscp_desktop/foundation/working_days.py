"""Working days in England: weekdays that are no bank holiday, under a table of the partnership's own days."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import WEEKDAYS, format_day

_SATURDAY = 5
_PUBLISHED_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


class Closure(StrEnum):
    """Why a day is no working day."""

    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank holiday"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class OverlayDay:
    """A day that the partnership sets itself: closed, or worked although it is a weekend or bank holiday."""

    day: date
    name: str
    is_working_day: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was passed over; a weekend is named by its weekday."""

    day: date
    kind: Closure
    name: str


@dataclass(frozen=True, slots=True)
class WorkingDayCount:
    """A day found by counting working days from `start`, itself not counted, and what was skipped."""

    start: date
    working_days: int
    day: date
    skipped: tuple[Skipped, ...]

    def explain(self) -> tuple[str, ...]:
        """Return plain sentences: the count, and the weekend days and named holidays that it passed over."""
        size = abs(self.working_days)
        where = "before" if self.working_days < 0 else "after"
        count = f"{size} working day" if size == 1 else f"{size} working days"
        first = f"{count} {where} {format_day(self.start, weekday=True)} is {format_day(self.day, weekday=True)}."
        return (first, *self.skipped_sentences())

    def skipped_sentences(self) -> tuple[str, ...]:
        """Return one sentence for the weekend days and one for the named holidays, where there are any."""
        weekend = sum(skipped.kind is Closure.WEEKEND for skipped in self.skipped)
        named = [
            f"{skipped.name} ({format_day(skipped.day, weekday=True)})"
            for skipped in self.skipped
            if skipped.kind is not Closure.WEEKEND
        ]
        sentences = []
        if weekend:
            sentences.append(f"Weekend days not counted: {weekend}.")
        if named:
            sentences.append(f"Holidays not counted: {'; '.join(named)}.")
        return tuple(sentences)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """England's working days with the partnership's own days over them; each date may be set once.

    Holidays of coming years follow the rules in force: a bank holiday that is proclaimed for one occasion is
    known once the library that is shipped, or the overlay, has it.
    """

    overlay: tuple[OverlayDay, ...] = ()
    _set: Mapping[date, OverlayDay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own: dict[date, OverlayDay] = {}
        for entry in self.overlay:
            if entry.day in own:
                raise UserError(
                    f"{format_day(entry.day)} is in the table of working days twice, "
                    f"as “{own[entry.day].name}” and as “{entry.name}”. Keep one of them."
                )
            own[entry.day] = entry
        object.__setattr__(self, "_set", MappingProxyType(own))

    @classmethod
    def with_days(cls, days: Iterable[tuple[date, str, bool]]) -> "WorkingCalendar":
        """Return the calendar with own days, each a date, a name and whether it is worked."""
        return cls(tuple(OverlayDay(*entry) for entry in sorted(days)))

    def closure(self, day: date) -> Skipped | None:
        """Return why a day is not worked, or None for a working day; `UserError` outside the years known."""
        own = self._set.get(day)
        if own is not None:
            return None if own.is_working_day else Skipped(day, Closure.LOCAL, own.name)
        if day.weekday() >= _SATURDAY:
            _require_known(day)
            return Skipped(day, Closure.WEEKEND, WEEKDAYS[day.weekday()])
        name = bank_holidays(day.year).get(day)
        return None if name is None else Skipped(day, Closure.BANK_HOLIDAY, name)

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is worked."""
        return self.closure(day) is None

    def add_working_days(self, start: date, working_days: int) -> WorkingDayCount:
        """Return the day so many working days after `start`, or before it where the number is negative.

        `start` itself is never counted, so one working day after a Friday is the Monday; 0 gives `start`
        back. Raises `UserError` where the count leaves the years whose bank holidays are known.
        """
        step = timedelta(days=-1 if working_days < 0 else 1)
        day, left, skipped = start, abs(working_days), []
        while left:
            day += step
            closed = self.closure(day)
            if closed is None:
                left -= 1
            else:
                skipped.append(closed)
        return WorkingDayCount(start, working_days, day, tuple(skipped))

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lead from `start` to `end`: what `add_working_days` would be given."""
        if end < start:
            return -sum(self.is_working_day(day) for day in _days(end, start, include_first=True))
        return sum(self.is_working_day(day) for day in _days(start, end, include_first=False))


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> Mapping[date, str]:
    """Return England's bank holidays of a year by their published names; `UserError` for a year not known."""
    from holidays.countries.united_kingdom import UnitedKingdom  # noqa: PLC0415 - it costs 60 ms

    if not UnitedKingdom.start_year <= year <= UnitedKingdom.end_year:
        raise UserError(
            f"Bank holidays are known from {UnitedKingdom.start_year} to {UnitedKingdom.end_year} only, "
            f"so working days in {year} cannot be counted. Check the date."
        )
    england: Callable[..., Mapping[date, str]] = UnitedKingdom
    found = england(subdiv="ENG", years=year, language="en_GB")
    return MappingProxyType({day: _published(found[day]) for day in sorted(found) if day.year == year})


def _published(name: str) -> str:
    base, substitute, _ = name.partition(" (observed)")
    return _PUBLISHED_NAMES.get(base, base) + (" (substitute day)" if substitute else "")


def _require_known(day: date) -> None:
    bank_holidays(day.year)


def _days(first: date, last: date, *, include_first: bool) -> Iterable[date]:
    """Yield the days between two dates, leaving out the one of them that the count starts from."""
    span = (last - first).days
    return (first + timedelta(days=n) for n in (range(span) if include_first else range(1, span + 1)))
