"""From what is asked of a year to its plan."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mscp_desktop.meetings.rules.planning.checker import breaches
from mscp_desktop.meetings.rules.planning.fine import placed_finely
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.model import find_days
from mscp_desktop.meetings.rules.planning.reasons import Others, unplanned, why_not_beside
from mscp_desktop.meetings.rules.planning.slots import Slot, slots_of
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, Plan, PlanRequest, Unplanned
from mscp_desktop.meetings.rules.planning.wishes import fixed_days, matched


def solve(request: PlanRequest, step: Callable[[], None] = lambda: None) -> Plan:
    """Return the plan of a year: no hard rule is broken by a date that it found, and no meeting is left out unsaid.

    `step` is called now and then and may raise to stop the work.
    """
    slots = slots_of(request)
    days = _with_days_left(request, slots, find_days(request, slots, step))
    days = placed_finely(request, slots, days, _fixed(request), step)
    meetings = numbered(request, [*_fixed(request), *_free(request, slots, days)])
    others = Others.of(request, meetings)
    left = tuple(
        unplanned(others, slot, max(request.first, slot.group.first), slot.group.last)
        for slot, day in zip(slots, days, strict=True)
        if day is None
    )
    worse = tuple(one.words for one in breaches(request, meetings) if one.only_fixed)
    return Plan(request, meetings, (*left, *_elsewhere(request)), worse)


def _with_days_left(request: PlanRequest, slots: Sequence[Slot], days: Sequence[date | None]) -> list[date | None]:
    """Give meetings without a day any day of the year that the others leave: so the reasons of the rest hold."""
    found = list(days)
    for place, slot in enumerate(slots):
        if found[place] is None:
            others = Others.of(request, [*_fixed(request), *_free(request, slots, found)])
            begins = max(request.first, slot.group.first)
            choices = [begins + timedelta(days=n) for n in range((slot.group.last - begins).days + 1)]
            choices.sort(key=lambda day: (abs((day - slot.wanted).days), day))
            found[place] = next((day for day in choices if why_not_beside(others, slot.group, day) is None), None)
    return found


def _fixed(request: PlanRequest) -> list[Dated]:
    return [
        Dated(one.group_uid, 0, one.day, one.hold, one.start_time, one.length, one)
        for one in request.known
        if one.hold is not Hold.FREE and request.counts(one)
    ]


def _free(request: PlanRequest, slots: Sequence[Slot], days: Sequence[date | None]) -> list[Dated]:
    """Return the dates found; each takes over the meeting on record that lies nearest to it in their order."""
    found: list[Dated] = []
    for group in request.groups:
        own = sorted(
            (day, slot.wanted)
            for slot, day in zip(slots, days, strict=True)
            if day is not None and slot.group.uid == group.uid
        )
        known = [one for one in request.counted(group.uid) if one.hold is Hold.FREE]
        new = [day for day, _ in own]
        if len(known) <= len(new):
            taken = {new_place: known[place] for place, new_place in matched([one.day for one in known], new).items()}
        else:
            taken = {place: known[old] for place, old in matched(new, [one.day for one in known]).items()}
        found += [
            Dated(group.uid, 0, day, Hold.FREE, group.start_time, group.length, taken.get(place), wanted)
            for place, (day, wanted) in enumerate(own)
        ]
    return found


def numbered(request: PlanRequest, meetings: Sequence[Dated]) -> tuple[Dated, ...]:
    """Return the meetings in the order of groups and time, each with its number within its group."""
    found: list[Dated] = []
    for group in request.groups:
        own = sorted((one for one in meetings if one.group_uid == group.uid), key=lambda one: (one.day, one.hold))
        found += [replace(one, number=number) for number, one in enumerate(own, 1)]
    return tuple(found)


def _elsewhere(request: PlanRequest) -> list[Unplanned]:
    """Return the meetings of groups whose dates a neighbour sets, and has not set yet."""
    found = []
    for group in request.groups:
        known = len(fixed_days(request, group))
        if group.set_elsewhere and known < group.owed:
            words = (
                f"its dates are set elsewhere, and {many(known, 'is', 'are')} known: enter the others when you have"
                " them"
            )
            found += [Unplanned(group.uid, number, group.first, group.last, (words,))
                      for number in range(known + 1, group.owed + 1)]  # fmt: skip
    return found
