"""What the planner's page says of a plan and of the year it is for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.years import Year
from mscp_desktop.meetings.rules.obligations import obligations
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.reading import changed_since
from mscp_desktop.meetings.rules.planning.values import Hold, Plan, PlanRequest
from mscp_desktop.meetings.rules.planning.words import Told

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EMPTY = (
    "A plan gives each meeting that is owed a day: never on a weekend, a bank holiday or a blocked day, never with a"
    " chair or a statutory partner's lead in two places, each group in time before the one it reports to. Choose where"
    " the dates come from and plan the year. Nothing is on record until you adopt the plan."
)


ARRANGED = (
    "These dates are on record as ones to keep when the year is planned. Let one go where it may be moved after all."
)


def plan_chips(plan: Plan, said: Sequence[Told], changed: tuple[str, ...], *, by_hand: bool) -> list[Cell]:
    """Return what is to be known of a plan at a glance; `by_hand` says that it was changed since it was solved."""
    arranged = sum(one.arranged for one in said)
    pinned = sum(one.hold is Hold.PINNED for one in plan.meetings) - arranged
    clashes, moved = sum(one.clash for one in said), sum(one.moved for one in said)
    cells = [pill("Not on record yet", Tone.INFO, "Adopting the plan puts it on record.")]
    if changed:
        cells.append(pill("Data changed since", Tone.WARNING, f"{changed_words(changed)} changed."))
    if by_hand:
        cells.append(pill("Changed by hand", Tone.WARNING, "Plan again to fit the other dates to it."))
    if plan.unplanned:
        cells.append(pill(f"{many(len(plan.unplanned), 'meeting')} without a date", Tone.BAD))
    if plan.worse:
        cells.append(pill(many(len(plan.worse), "broken rule"), Tone.BAD))
    if clashes:
        cells.append(pill(f"{many(clashes, 'date')} with a member in two places", Tone.WARNING))
    if moved:
        cells.append(pill(f"{moved} moved", Tone.INFO))
    if arranged:
        cells.append(pill(f"{arranged} already arranged", Tone.NEUTRAL, ARRANGED))
    if pinned:
        cells.append(pill(f"{pinned} pinned", Tone.NEUTRAL))
    return cells


def stands(year: Year, today: date, base: PlanRequest | None, session: "Session") -> tuple[str, tuple[str, ...]]:
    """Return what a year owes in a sentence, and what a plan rests on that is no longer recorded so."""
    owing = obligations(session, year, today)
    owed = sum(one.owed or 0 for one in owing)
    unknown = sum(one.owed is None for one in owing)
    there = sum(one.planned + one.held for one in owing)
    said = f"{many(owed, 'meeting')} owed by {many(sum(bool(one.owed) for one in owing), 'group')}, {there} on record."
    if unknown:
        said += f" Of {many(unknown, 'group')} it is not stated how often they meet."
    return said, () if base is None else changed_since(session, base, today)


def why_not(group: str, one: Told | None) -> str:
    """Say why a month of a group has no date to move, pin or leave out, and what can be done there."""
    if one is not None:
        return f"{one.group}, {format_day(one.dated.day, weekday=True)}: {one.state}. It stays where it is."
    return (
        f"{group} has no date in this month. Choose one of its dates and press Enter to move it here, or press + to"
        " give the group one meeting more."
    )


def same_weekday(day: date, month: date) -> date:
    """Return the day of another month that is the same weekday of it: of the second Thursday the second Thursday.

    Of a fifth one, where that month has four, it is the last. `month` is its first day.
    """
    first = month + timedelta(days=(day.weekday() - month.weekday()) % 7)
    found = first + timedelta(weeks=(day.day - 1) // 7)
    return found if found.month == month.month else found - timedelta(weeks=1)


def changed_words(changed: tuple[str, ...]) -> str:
    """Return what has changed, as the beginning of a sentence; empty for nothing."""
    if not changed:
        return ""
    said = changed[0] if len(changed) == 1 else f"{', '.join(changed[:-1])} and {changed[-1]}"
    return said[0].upper() + said[1:]
