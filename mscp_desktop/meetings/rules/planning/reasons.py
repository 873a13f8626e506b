"""Why a day can't be had beside the dates of a plan, and what it would cost; why a meeting has no day at all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
)
from mscp_desktop.meetings.rules.planning.slots import Slot, why_outside
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
    return next(_refusals(others, group, day), None)


def broken_beside(others: Others, group: GroupWish, day: date) -> list[str]:
    """Return every hard rule that a day breaks beside the dates of a plan, each in words after "it" or by itself."""
    return list(dict.fromkeys(words for _, words in _refusals(others, group, day)))


def broken_by(others: Others, meeting: Dated) -> list[str]:
    """Return every hard rule that a date of a plan breaks; that it is over is none where the planner didn't choose it.

    It is what `breaches` finds of the whole plan, told of one date.
    """
    group, begins = others.request.group(meeting.group_uid), others.request.first
    if meeting.fixed and meeting.day < begins:
        others = Others(replace(others.request, first=meeting.day), others.meetings)
    return broken_beside(others, group, meeting.day)


def _refusals(others: Others, group: GroupWish, day: date) -> Iterator[tuple[str, str]]:
    """Yield each hard rule that a day breaks: as it is counted, and in full."""
    request = others.request
    outside = why_outside(request, group, day)
    if outside is not None:
        yield outside, f"it is {outside}"
    for words in closings(request.calendar, request.blocked, group.uid, day):
        holiday = words == closed_words(request.calendar, day) != WEEKEND
        yield "a bank holiday or closure" if holiday else words, f"it is {words}"
    yield from _near(others, group, day)
    yield from _order(others, group, day)
    yield from _people(others, group, day)


def _near(others: Others, group: GroupWish, day: date) -> Iterator[tuple[str, str]]:
    """Tell which of its own meetings a group would have too near."""
    for one in others.meetings:
        if one.group_uid == group.uid:
            ordinary = one.meeting is None or one.meeting.counts
            if one.day == day:
                yield f"too near its own meeting of {format_day(day)}", f"{group.name} already meets on that day"
            elif ordinary and abs((one.day - day).days) < group.apart:
                yield (
                    f"too near its own meeting of {format_day(one.day)}",
                    (f"{group.name} meets on {format_day(one.day)}, less than {group.apart} days away"),
                )


def _order(others: Others, group: GroupWish, day: date) -> Iterator[tuple[str, str]]:
    """Tell where a group would meet too shortly before the group it reports to, from either side."""
    request = others.request
    if group.before_parent is not None and group.parent_uid is not None:
        for above in others.days_of(group.parent_uid):
            if in_lead_up(request.calendar, group.before_parent, day, [above]) is not None:
                words = (
                    f"less than {many(group.before_parent, 'working day')} before"
                    f" {request.group(group.parent_uid).name} on {format_day(above)}"
                )
                yield words, f"it is {words}"
    for child in request.groups:
        if child.parent_uid == group.uid and child.before_parent is not None:
            for own in others.days_of(child.uid):
                if in_lead_up(request.calendar, child.before_parent, own, [day]) is not None:
                    words = (
                        f"less than {many(child.before_parent, 'working day')} after {child.name} on {format_day(own)}"
                    )
                    yield words, f"it is {words}"


def _people(others: Others, group: GroupWish, day: date) -> Iterator[tuple[str, str]]:
    """Tell who may not be in two places and would have to be."""
    for one in at_once(others, group, day):
        other = others.request.group(one.group_uid)
        people = clashing(others.request, group, other, day)
        if people:
            who = people_words(others.request, people)
            yield f"{who} already in {other.name}", f"{who} would be in {other.name} at the same time"


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
