"""What needs somebody now: what is due over all features, the latest first, each with how late or how soon it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Finding
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Role

DueSource = Callable[[Session, date], Iterable[Due]]
CheckSource = Callable[[Session, date], Iterator[Finding]]

SOON = 7  # days: what is due in them needs somebody now
A_MONTH = 31
AHEAD = 92  # days: what is due after them is not listed yet
WORDS = ("Nothing", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class Urgency(StrEnum):
    """How pressing something is on a day."""

    LATE = "late"
    TODAY = "today"
    SOON = "this week"
    MONTH = "this month"
    LATER = "later"
    UNDATED = "when you can"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that is due, as it stands on a day; `when` says how late or how soon it is."""

    due: Due
    urgency: Urgency
    when: str
    mine: bool

    @property
    def now(self) -> bool:
        """Whether it needs somebody now."""
        return self.urgency in (Urgency.LATE, Urgency.TODAY, Urgency.SOON)


def needs(session: Session, today: date, sources: Sequence[DueSource], roles: frozenset[Role]) -> list[Need]:
    """Return what is due until three months ahead: what is urgent first, then the own role's.

    Each is by day; what has no day comes last.
    """
    found = [_need(due, today, roles) for source in sources for due in source(session, today)]
    shown = [one for one in found if one.due.day is None or one.due.day <= today + timedelta(days=AHEAD)]
    return sorted(shown, key=lambda one: (not one.due.urgent, not one.mine, one.due.day or date.max))


def _need(due: Due, today: date, roles: frozenset[Role]) -> Need:
    return Need(due, *urgency(due.day, today), (due.role or Role.MANAGER) in roles)


def urgency(day: date | None, today: date) -> tuple[Urgency, str]:
    """Return how pressing a day is today, and how late or how soon that is in words."""
    if day is None:
        return Urgency.UNDATED, "when you can"
    days = (day - today).days
    if days < 0:
        return Urgency.LATE, "1 day late" if days == -1 else f"{-days:,} days late"
    if days == 0:
        return Urgency.TODAY, "today"
    if days <= SOON:
        return Urgency.SOON, "tomorrow" if days == 1 else f"in {days} days"
    short = f"{day.day} {format_day(day).split()[1][:3]}"
    return (Urgency.MONTH if days <= A_MONTH else Urgency.LATER), short


def to_read(found: Iterable[Need]) -> list[Need]:
    """Return what is due as it is shown to who only reads: each leads to its place, and asks them for nothing."""
    return [replace(one, due=replace(one.due, verb="Open")) for one in found]


def title_of(found: Sequence[Need], *, reads: bool = False) -> str:
    """Return how many things need somebody now: "Six things need you"; with `reads` that they are due."""
    number = sum(one.now for one in found)
    said = WORDS[number] if number < len(WORDS) else f"{number:,}"
    if number == 0:
        return "Nothing is due this week" if reads else "Nothing needs you this week"
    if reads:
        return f"{said} thing{' is' if number == 1 else 's are'} due"
    return f"{said} thing{' needs' if number == 1 else 's need'} you"


def to_look_at(session: Session, today: date, check: CheckSource) -> Counter[str]:
    """Return how many findings a check has about what."""
    return Counter(finding.about for finding in check(session, today))
