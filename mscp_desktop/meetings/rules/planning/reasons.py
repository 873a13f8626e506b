"""Why a day can't be had beside the dates of a plan, and what it would cost; why a meeting has no day at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.hard_rules import (
    WEEKEND,
    at_one_time,
    clashing,
    closed_words,
    closings,
    in_lead_up,
    many,
    minutes,
    people_words,
    shared,
    too_near,
)
from mscp_desktop.meetings.rules.planning.slots import Slot, why_not
from mscp_desktop.meetings.rules.planning.values import Dated, GroupWish, Hold, PlanRequest, Unplanned

SHOWN = 6  # reasons of one meeting


@dataclass(frozen=True, slots=True)
class Others:
    """The dates of a plan beside which a day is looked at, those just before and after the year with them."""

    request: PlanRequest
    meetings: tuple[Dated, ...]

    @classmethod
    def of(cls, request: PlanRequest, meetings: Sequence[Dated], without: Dated | None = None) -> "Others":
        """Return the dates of a plan and around its year; `without` leaves out the meeting that is looked at."""
        around = [
            Dated(one.group_uid, 0, one.day, Hold.HELD, one.start_time, one.length, one)
            for one in request.known
            if not request.counts(one)
        ]
        return cls(request, tuple(one for one in (*meetings, *around) if one is not without))

    def days_of(self, group_uid: str | None) -> list[date]:
        """Return the days on which a group holds its ordinary meetings."""
        own = (one for one in self.meetings if one.group_uid == group_uid)
        return sorted(one.day for one in own if one.meeting is None or one.meeting.counts)


def why_not_beside(others: Others, group: GroupWish, day: date) -> tuple[str, str] | None:
    """Say why a day can't be had beside the dates of a plan: as it is counted, and in full; None where it can be."""
    request = others.request
    plain = why_not(request, group, day)
    if plain is not None:
        holiday = plain == closed_words(request.calendar, day) != WEEKEND
        return "a bank holiday or closure" if holiday else plain, f"it is {plain}"
    near = too_near(group.apart, day, others.days_of(group.uid))
    if near is None and any(one.group_uid == group.uid and one.day == day for one in others.meetings):
        near = day
    if near is not None:
        return f"too near its own meeting of {format_day(near)}", (
            f"{group.name} meets on {format_day(near)}, less than {group.apart} days away"
        )
    return _order(others, group, day) or _people(others, group, day)


def broken_beside(others: Others, group: GroupWish, day: date) -> list[str]:
    """Return every hard rule that a day breaks beside the dates of a plan, each in words after "it" or by itself."""
    request = others.request
    first = why_not_beside(others, group, day)
    if first is None:
        return []
    closed = [f"it is {words}" for words in closings(request.calendar, request.blocked, group.uid, day)]
    return list(dict.fromkeys([*closed, first[1]])) if closed else [first[1]]


def _order(others: Others, group: GroupWish, day: date) -> tuple[str, str] | None:
    """Say where a group would meet too shortly before the group it reports to, from either side."""
    request = others.request
    above = in_lead_up(request.calendar, group.before_parent, day, others.days_of(group.parent_uid))
    if above is not None and group.parent_uid is not None:
        words = (
            f"less than {many(group.before_parent or 0, 'working day')} before {request.group(group.parent_uid).name}"
            f" on {format_day(above)}"
        )
        return words, f"it is {words}"
    for child in request.groups:
        if child.parent_uid == group.uid and child.before_parent is not None:
            for own in others.days_of(child.uid):
                if in_lead_up(request.calendar, child.before_parent, own, [day]) is not None:
                    words = (
                        f"less than {many(child.before_parent, 'working day')} after {child.name} on {format_day(own)}"
                    )
                    return words, f"it is {words}"
    return None


def _people(others: Others, group: GroupWish, day: date) -> tuple[str, str] | None:
    """Say who may not be in two places and would have to be."""
    for one in at_once(others, group, day):
        other = others.request.group(one.group_uid)
        people = clashing(others.request, group, other, day)
        if people:
            who = people_words(others.request, people)
            return f"{who} already in {other.name}", f"{who} would be in {other.name} at the same time"
    return None


def members_twice(others: Others, group: GroupWish, day: date) -> list[tuple[int, str]]:
    """Return how many other members would have to be in two places, for each meeting at that time, and who."""
    found = []
    for one in at_once(others, group, day):
        other = others.request.group(one.group_uid)
        people = shared(others.request, group, other, day)
        if people:
            found.append((len(people), f"{people_words(others.request, people)} would also be in {other.name}"))
    return found


def unplanned(others: Others, slot: Slot, first: date, last: date) -> Unplanned:
    """Return a meeting without a day, with the reasons of all the days from `first` to `last`, counted."""
    counts: Counter[str] = Counter()
    day = first
    while day <= last:
        why = why_not_beside(others, slot.group, day)
        if why is not None:
            counts[why[0]] += 1
        day += timedelta(days=1)
    said = [_counted(words, number) for words, number in counts.most_common(SHOWN)]
    left = sum(counts.values()) - sum(number for _, number in counts.most_common(SHOWN))
    if left:
        said.append(f"{many(left, 'day')}: other reasons of these kinds")
    if not counts:
        said = [f"no day is left: {slot.group.name} is not there in what remains of the year"]
    return Unplanned(slot.group.uid, slot.number, first, last, tuple(said))


def at_once(others: Others, group: GroupWish, day: date) -> list[Dated]:
    """Return the meetings of other groups that would overlap with one of a group on a day."""
    own = minutes(group.start_time, group.length)
    return [
        one
        for one in others.meetings
        if one.day == day and one.group_uid != group.uid and at_one_time(own, minutes(one.start_time, one.length))
    ]


def _counted(words: str, number: int) -> str:
    return f"{many(number, 'day')}: {words}"
