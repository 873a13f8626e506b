"""The themes that are proposed for a year, in rotation, each with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import AuditState
from mscp_desktop.audits.rules.programme import (
    QUARTERS,
    AuditRow,
    ThemeRow,
    audit_rows,
    audits_a_year,
    last_words,
    most_a_quarter,
    number_words,
    quarter_days,
    quarter_of,
    quarter_words,
    themes,
    year_of,
)
from mscp_desktop.priorities.rules.priorities import PriorityRow, Standing, priorities_on

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
REQUIRED = "required by the plan"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A theme that could be audited next, and why it comes where it does."""

    uid: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a year: for each free quarter a theme, and all that could stand in its place, in order.

    `themes` is how many there are at all.
    """

    year: int
    quarters: tuple[tuple[int, Candidate | None], ...]
    candidates: tuple[Candidate, ...]
    themes: int


def year_to_plan(session: Session, today: date) -> int:
    """Return the first year with a quarter to come that has no audit, by the calendar year in which it begins."""
    year, _ = quarter_of(today)
    rows = audit_rows(session)
    return next((one for one in (year, year + 1) if free_quarters(session, one, today, rows)), year + 2)


def free_quarters(session: Session, year: int, today: date, rows: Sequence[AuditRow] | None = None) -> list[int]:
    """Return the quarters of a year that are not over and have room for an audit, as often as they have.

    A year whose rule gives it fewer audits than it has quarters has no more free ones than it lacks audits.
    """
    planned = [
        one for one in (audit_rows(session) if rows is None else rows)
        if one.year == year and one.state is not AuditState.CANCELLED
    ]  # fmt: skip
    most, missing = most_a_quarter(session, year), audits_a_year(session, year) - len(planned)
    free = [
        quarter
        for quarter in QUARTERS
        if quarter_days(year, quarter)[1] >= today
        for _ in range(most - sum(one.quarter == quarter for one in planned))
    ]
    return free[: max(0, missing)]


def next_free(session: Session, today: date) -> tuple[int, int]:
    """Return the year and quarter that an audit would be added for: the first that has room, else that of today."""
    year = year_to_plan(session, today)
    free = free_quarters(session, year, today)
    return (year, free[0]) if free else quarter_of(today)


def proposal(session: Session, year: int, today: date) -> Proposal:
    """Return a theme for each free quarter of a year, with its reason, and every other that could be chosen.

    Themes of that year already are left out. First come those that the plan requires and no audit is on record of,
    then those that serve a priority of the plan that no audit of the plan has served, then those never audited; after
    them those whose last audit is the longest ago.
    """
    rows = [one for one in audit_rows(session) if one.state is not AuditState.CANCELLED]
    begins = year_of(year).first_day
    taken = {one.theme_id for one in rows if one.year == year}
    known = themes(session)
    left = [one for one in known if one.id not in taken and one.is_used(max(begins, today))]
    before = [one for one in rows if one.year <= year]
    current = [one for one in priorities_on(session, max(begins, today)) if one.standing is Standing.CURRENT]
    served = {one.uid for one in current if _is_served(one, before)}
    ranked: list[Candidate] = []
    while left:
        chances = [(_rank(one, before, current, served, today), one) for one in left]
        (_, _, _, reason), best = min(chances, key=lambda pair: (*pair[0][:3], pair[1].name.casefold()))
        ranked.append(Candidate(best.uid, best.name, reason))
        left.remove(best)
        served |= {best.priority_uid} if best.priority_uid else set()
    free = free_quarters(session, year, today, rows)
    given = [*ranked, *([None] * len(free))]
    return Proposal(year, tuple(zip(free, given, strict=False)), tuple(ranked), len(known))


def _is_served(priority: PriorityRow, rows: Iterable[AuditRow]) -> bool:
    """Return whether an audit since the priority holds, or its plan, was about a theme that serves it."""
    since = priority.since.earliest() if priority.since is not None else date.min
    return any(one.priority_uid == priority.uid and _day_of(one) >= since for one in rows)


def _day_of(row: AuditRow) -> date:
    return row.held_on.earliest() if row.held_on is not None else quarter_days(*row.when())[0]


def _rank(
    theme: ThemeRow, rows: Sequence[AuditRow], current: Sequence[PriorityRow], served: set[str], today: date
) -> tuple[int, tuple[int, int], int, str]:
    """Return where a theme comes, less is sooner: its kind of reason, its last audit, whether it is required; why."""
    audits = [one for one in rows if one.theme_id == theme.id]
    last = max(audits, key=AuditRow.when, default=None)
    when, asked = (last.when() if last else (0, 0)), 0 if theme.required else 1
    said = f"{REQUIRED}; {_last(last, theme, today)}" if theme.required else _last(last, theme, today)
    if theme.required and last is None:
        return 0, when, asked, said
    priority = next((one for one in current if one.uid == theme.priority_uid), None)
    if priority is not None and priority.uid not in served:
        reason = f"serves the priority {priority.title}, which no audit of this plan has served"
        return 1, when, asked, f"{REQUIRED}; {reason}" if theme.required else reason
    return (2 if last is None else 3), when, asked, said


def _last(last: AuditRow | None, theme: ThemeRow, today: date) -> str:
    if last is None:
        return "no audit on record"
    if theme.last is None or theme.last.id != last.id:
        return f"{number_words(last.number)} of it is planned for {quarter_words(*last.when())}"
    return f"{last_words(theme)}, {_ago(_day_of(last), today)}"


def _ago(day: date, today: date) -> str:
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    if years < 1:
        return "less than a year ago"
    number = SMALL[years] if years < len(SMALL) else str(years)
    return f"{number} year{'' if years == 1 else 's'} ago"
