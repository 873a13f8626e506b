"""A stretch of the calendar: its meetings, the days on which nobody works, and what is blocked."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import WEEKDAYS, format_day
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.working_days import Closure, WorkingCalendar
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.patterns import blocked_periods
from mscp_desktop.meetings.rules.times import span_words
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.records import Seat, Tenure

LONGEST_MARK = 5  # letters
SATURDAY = 5  # as a weekday's number
NOT_MARKED = "not marked as held"
_SMALL_WORDS = frozenset({"and", "of", "the", "for", "in", "on", "to", "a", "an", "&"})
_IN_BRACKETS = re.compile(rf"\(([A-Z]{{2,{LONGEST_MARK}}})\)")
_WORD = re.compile(r"[^\W_]+")


class OffKind(StrEnum):
    """Why no meeting is held on a day; each has a mark of its own beside its name."""

    BANK_HOLIDAY = "bank holiday"
    CLOSED = "closed"  # a day the partnership set itself
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Off:
    """One reason why no meeting is held on a day: of all groups, or of the one that is named, by uid and in words."""

    kind: OffKind
    name: str
    group_uid: str | None = None
    group: str = ""

    def words(self) -> str:
        """Return it as a sentence's part: "bank holiday: Boxing Day", "blocked: Inspection, for EHPB only"."""
        return f"{self.kind.value}: {self.name}{f', {self.only()}' if self.group else ''}"

    def only(self) -> str:
        """Return for which group alone it counts: "for EHPB only"; nothing where it counts for all."""
        return f"for {self.group} only" if self.group else ""


@dataclass(frozen=True, slots=True)
class GroupMark:
    """A group with the few letters that stand for it where there is little room; no two share them."""

    uid: str
    name: str
    mark: str
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` to `last`, both included, as a calendar shows them, read at once.

    `off` names the days on which no meeting is held; weekends are not among them.
    """

    first: date
    last: date
    meetings: tuple[MeetingRow, ...]
    off: Mapping[date, tuple[Off, ...]]
    groups: tuple[GroupMark, ...]

    def mark(self, group_uid: str) -> str:
        """Return the letters that stand for a group."""
        return next((one.mark for one in self.groups if one.uid == group_uid), "")

    def day_off(self, meeting: MeetingRow) -> str:
        """Say that a meeting lies on a day on which none is held: "on a Saturday"; nothing where it does not."""
        return day_off(meeting, self.off.get(meeting.day, ()))

    def by_day(self) -> dict[date, list[MeetingRow]]:
        """Return the meetings by their days, each day's in the order of time."""
        found: dict[date, list[MeetingRow]] = {}
        for meeting in self.meetings:
            found.setdefault(meeting.day, []).append(meeting)
        return found


def read_stretch(
    session: Session,
    first: date,
    last: date,
    groups: Collection[str] = (),
    person_uid: str | None = None,
) -> Stretch:
    """Return what a calendar shows of the days from `first` to `last`.

    `groups` are uids; none are all. With `person_uid` it is only meetings of groups in whose roster that person holds
    a seat on the day of the meeting.
    """
    rows = meetings_between(session, first, last)
    if groups:
        rows = [one for one in rows if one.group_uid in groups]
    if person_uid is not None:
        rows = _of_person(session, rows, person_uid)
    return Stretch(first, last, tuple(rows), days_off(session, first, last), calendar_groups(session, first, last))


def calendar_groups(session: Session, first: date, last: date) -> tuple[GroupMark, ...]:
    """Return the groups that are there at any time in a span, in published order, each with its mark.

    Linked boards outside the partnership come last: their dates are entered where they matter.
    """
    groups = session.scalars(select(Group).order_by(Group.position, Group.id)).all()
    marks = marks_of([(one.uid, one.name, one.short) for one in groups])  # of all, so that a mark lasts
    shown = [
        one for one in groups if Span(one.start, one.end).shown_at(last) or Span(one.start, one.end).shown_at(first)
    ]
    shown.sort(key=lambda one: one.tier is Tier.LINKED)
    return tuple(GroupMark(one.uid, one.name, marks[one.uid], one.short) for one in shown)


def marks_of(groups: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Return a few letters for each group of (uid, name, short name): its short name, or its initials, none twice."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for uid, name, short in groups:
        tries = _tries(name, short)
        mark = next((one for one in tries if one.casefold() not in taken), None)
        number = 2
        while mark is None:
            numbered = f"{tries[0][: LONGEST_MARK - len(str(number))]}{number}"
            mark = numbered if numbered.casefold() not in taken else None
            number += 1
        taken.add(mark.casefold())
        found[uid] = mark
    return found


def _tries(name: str, short: str | None) -> list[str]:
    tries = [short] if short and len(short) <= LONGEST_MARK else []
    tries += [found[1] for found in _IN_BRACKETS.finditer(name)]
    words = [word for word in _WORD.findall(name) if word.casefold() not in _SMALL_WORDS]
    if len(words) > 1:
        initials = "".join(word[0].upper() for word in words)[:LONGEST_MARK]
        tries += [initials, f"{words[0][:2]}{initials[1:]}"[:LONGEST_MARK]]
    tries += [words[0][:LONGEST_MARK]] if words else []
    return tries or [name.strip()[:LONGEST_MARK] or "?"]


def _of_person(session: Session, rows: list[MeetingRow], person_uid: str) -> list[MeetingRow]:
    query = (
        select(Seat, Tenure)
        .join(Tenure, Tenure.seat_id == Seat.id)
        .join(Person, Person.id == Tenure.person_id)
        .where(Person.uid == person_uid)
    )
    held: dict[int, list[tuple[Span, Span]]] = {}
    for seat, tenure in session.execute(query):
        held.setdefault(seat.group_id, []).append((Span(seat.start, seat.end), Span(tenure.start, tenure.end)))
    return [
        one
        for one in rows
        if any(seat.shown_at(one.day) and held_by.shown_at(one.day) for seat, held_by in held.get(one.group_id, ()))
    ]


def days_off(session: Session, first: date, last: date) -> dict[date, tuple[Off, ...]]:
    """Return why no meeting is held on the days of a span, but for weekends."""
    found: dict[date, list[Off]] = {}
    calendar = working_calendar(session)
    for day in _days(first, last):
        off = _closed(calendar, day)
        if off is not None:
            found.setdefault(day, []).append(off)
    blocked = blocked_periods(session, first, last)
    if any(one.group_uid for one in blocked):
        short = {one.uid: one.short or one.name for one in session.scalars(select(Group))}
    for period in blocked:
        group = "" if period.group_uid is None else short[period.group_uid]
        for day in _days(max(period.first, first), min(period.last, last)):
            found.setdefault(day, []).append(Off(OffKind.BLOCKED, period.name, period.group_uid, group))
    return {day: tuple(reasons) for day, reasons in sorted(found.items())}


def _closed(calendar: WorkingCalendar, day: date) -> Off | None:
    try:
        closed = calendar.closure(day)
    except UserError:  # beyond the years whose bank holidays are known
        return None
    if closed is None or closed.kind is Closure.WEEKEND:
        return None
    return Off(OffKind.BANK_HOLIDAY if closed.kind is Closure.BANK_HOLIDAY else OffKind.CLOSED, closed.name)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def state_words(meeting: MeetingRow, today: date) -> str:
    """Return how a meeting stands: planned, held, cancelled, or by which way a matter was decided."""
    if meeting.state is MeetingState.CANCELLED:
        return "cancelled"
    if meeting.kind in BETWEEN:
        return meeting.kind.value
    if meeting.state is MeetingState.PLANNED and meeting.day < today:
        return NOT_MARKED
    return meeting.state.value


def day_off(meeting: MeetingRow, off: Iterable[Off]) -> str:
    """Say that a meeting lies on a day on which none is held, given why that is so of the day; nothing else."""
    if meeting.kind in BETWEEN or meeting.state is MeetingState.CANCELLED:
        return ""
    if meeting.day.weekday() >= SATURDAY:
        return f"on a {WEEKDAYS[meeting.day.weekday()]}"
    reason = next((one for one in off if one.group_uid in (None, meeting.group_uid)), None)
    return "" if reason is None else f"on a {reason.kind.value} day".replace("holiday day", "holiday")


def astray_words(meetings: Iterable[MeetingRow], off: Mapping[date, Sequence[Off]]) -> str:
    """Return which meetings lie on days on which none is held: "29 March 2025, on a Saturday"; nothing for none."""
    found = ((one, day_off(one, off.get(one.day, ()))) for one in meetings)
    return "; ".join(f"{format_day(one.day)}, {said}" for one, said in found if said)


def standing_words(meeting: MeetingRow, off: str, today: date) -> str:
    """Return how a meeting stands, with what `day_off` says of its day: "planned, on a Saturday"."""
    return f"{state_words(meeting, today)}, {off}" if off else state_words(meeting, today)


def day_words(day: date, meetings: Iterable[MeetingRow], off: Sequence[Off], today: date) -> str:
    """Return a day as it is read out: "Tuesday 4 March 2025: PMQA 10:00 to 12:00, planned; Executive 14:00, held".

    `off` are the reasons why no meeting is held on it.
    """
    said = [one.words() for one in off]
    for one in meetings:
        when = "" if one.kind in BETWEEN else f" {span_words(one.start_time, one.length)}"
        said.append(f"{one.group_words()}{when}, {standing_words(one, day_off(one, off), today)}")
    head = f"{format_day(day, weekday=True)}{', today' if day == today else ''}"
    return f"{head}: {'; '.join(said)}" if said else f"{head}: nothing planned"


@dataclass(frozen=True, slots=True)
class OffDays:
    """Days one after the other on which no meeting is held for the same reason."""

    first: date
    last: date
    off: Off


def off_days(stretch: Stretch) -> list[OffDays]:
    """Return the days on which no meeting is held, those of one reason that follow each other as one, by first day."""
    open_runs: dict[Off, OffDays] = {}
    found: list[OffDays] = []
    for day, reasons in sorted(stretch.off.items()):
        for off in reasons:
            run = open_runs.get(off)
            if run is not None and day - run.last <= timedelta(days=1):
                open_runs[off] = OffDays(run.first, day, off)
            else:
                found += [] if run is None else [run]
                open_runs[off] = OffDays(day, day, off)
    return sorted([*found, *open_runs.values()], key=lambda one: (one.first, one.last, one.off.name))
