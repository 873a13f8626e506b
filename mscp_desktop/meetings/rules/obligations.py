"""What groups owe in a financial year: a frequency is an obligation, counted against what is planned and was held.

Only ordinary meetings meet an obligation: terms of reference say how often a group sits as planned, while an
extraordinary meeting, or a decision by e-mail, is called for a matter of its own. They stand beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import days_in, format_date, format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import A_YEAR, frequency_words
from mscp_desktop.meetings.records import Meeting, MeetingKind, MeetingState, YearObligation
from mscp_desktop.meetings.rules.patterns import blocked_periods, days_of
from mscp_desktop.parties.rules.words import trimmed

_ANCHOR = date(2000, 4, 1)  # periods of a group whose start is not known are counted from the start of a year
_YEAR_DAYS = 365
_TOGETHER = (MeetingKind.ORDINARY, MeetingKind.EXTRAORDINARY)
MOST_OWED = 250  # more than a year has working days for


class Verdict(StrEnum):
    """How a group stands to what it owes in a year."""

    MET = "met"
    ON_COURSE = "on course"
    TO_MARK = "to be marked"
    SHORT = "too few planned"
    MISSED = "can't be met"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A meeting by its day."""

    uid: str
    day: date


@dataclass(frozen=True, slots=True)
class Gap:
    """The days between two meetings that follow each other; `until` may be today, or the end of the year."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days lie from the one to the other."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Obligation:
    """One group in one financial year; every number counts ordinary meetings, and `extra` the others.

    `owed` is None where the frequency is not stated, which is not none; `owed_why` are sentences that explain it, and
    `own_number` says that it was set for this year. `planned` counts what is planned, also on a day that is past; those
    are `unmarked`, and count as if they took place until somebody says so. `remaining` is what is owed beyond held and
    planned, None where nothing is stated. `meet_by` is the last day on which the next meeting can be held so that the
    rest still fits in, as `meet_by` of this module counts it; None where nothing more is owed. `why` explains the
    verdict.
    """

    group_id: int
    group_uid: str
    group: str
    group_short: str | None
    tier: Tier
    scope: Scope
    frequency: str
    year: Year
    owed: int | None
    owed_why: tuple[str, ...]
    own_number: bool
    planned: int
    unmarked: int
    held: int
    cancelled: int
    extra: int
    remaining: int | None
    longest_gap: Gap | None
    last: MeetingDay | None
    next: MeetingDay | None
    meet_by: date | None
    verdict: Verdict
    why: str

    @property
    def local(self) -> bool:
        """Whether the group is the partnership's own."""
        return self.scope is Scope.LOCAL

    def group_words(self) -> str:
        """Return the group by the name that fits in a narrow place."""
        return self.group_short or self.group


@dataclass(frozen=True, slots=True)
class _Met:
    """What is counted of a meeting."""

    uid: str
    day: date
    kind: MeetingKind
    state: MeetingState


def financial_year(day: date) -> Year:
    """Return the financial year of a day: obligations are counted from April to March."""
    return Year.containing(YearKind.FINANCIAL, day)


def obligations(session: Session, year: Year, today: date, group_uid: str | None = None) -> list[Obligation]:
    """Return what every group owes in a year and how it stands on a day, in published order; or of one group.

    Left out are linked boards, which owe this partnership nothing, and groups that are not there on any day of the
    year and have no meeting in it.
    """
    query = select(Group).where(Group.tier != Tier.LINKED).order_by(Group.position, Group.id)
    if group_uid is not None:
        query = query.where(Group.uid == group_uid)
    groups = list(session.scalars(query))
    met, before = _meetings(session, year)
    set_for_year = session.scalars(select(YearObligation).filter_by(start_year=year.start_year))
    own = {one.group_id: one for one in set_for_year}
    calendar, periods = working_calendar(session), blocked_periods(session, year.first_day, year.last_day)

    def one(group: Group) -> Obligation:
        blocked = days_of(periods, year.first_day, year.last_day, group.uid)
        return _obligation(
            group, year, today, met.get(group.id, []), before.get(group.id), own.get(group.id),
            lambda day: day not in blocked and calendar.is_working_day(day),
        )  # fmt: skip

    return [one(group) for group in groups if days_there(group, year) is not None or group.id in met]


def _meetings(session: Session, year: Year) -> tuple[dict[int, list[_Met]], dict[int, date]]:
    """Return the meetings of a year by group, and the last ordinary one before it that was not cancelled."""
    columns = (Meeting.group_id, Meeting.uid, Meeting.day, Meeting.kind, Meeting.state)
    within = select(*columns).where(Meeting.day >= year.first_day, Meeting.day <= year.last_day).order_by(Meeting.day)
    met: dict[int, list[_Met]] = defaultdict(list)
    for group_id, uid, day, kind, state in session.execute(within):
        met[group_id].append(_Met(uid, day, kind, state))
    counted = (Meeting.kind == MeetingKind.ORDINARY, Meeting.state != MeetingState.CANCELLED)
    last = select(Meeting.group_id, func.max(Meeting.day)).where(Meeting.day < year.first_day, *counted)
    return met, dict(session.execute(last.group_by(Meeting.group_id)).all())


def _obligation(
    group: Group, year: Year, today: date, met: Sequence[_Met], before: date | None, own: YearObligation | None,
    is_free: Callable[[date], bool],
) -> Obligation:  # fmt: skip
    ordinary = [one for one in met if one.kind is MeetingKind.ORDINARY]
    counted = [one for one in ordinary if one.state is not MeetingState.CANCELLED]
    planned = [one for one in counted if one.state is MeetingState.PLANNED]
    unmarked = sum(one.day < today for one in planned)
    held = len(counted) - len(planned)
    there = days_there(group, year)
    owed, owed_why = _owed(group, year, own, there)
    together = [one for one in met if one.kind in _TOGETHER and one.state is not MeetingState.CANCELLED]
    last = [one for one in together if one.state is MeetingState.HELD and one.day <= today]
    following = [one for one in together if one.state is MeetingState.PLANNED and one.day >= today]
    by, distance, remaining = None, 1, None if owed is None else max(0, owed - len(counted))
    if owed and remaining and there is not None:
        distance = least_distance(group.times, group.months, owed, there)
        took_place = [*([before] if before else []), *(one.day for one in counted if one.day < today)]
        earliest = max([today, there[0], *(day + timedelta(days=distance) for day in took_place[-1:])])
        by = meet_by(owed - held - unmarked, distance, earliest, there[1], is_free)
    verdict, why = _verdict(_Counts(owed, held, len(planned), unmarked, by, distance), year, today)
    return Obligation(
        group.id, group.uid, group.name, group.short, group.tier, group.scope,
        frequency_words(group.times, group.months), year, owed, owed_why, own is not None, len(planned), unmarked, held,
        len(ordinary) - len(counted),
        sum(one.kind is not MeetingKind.ORDINARY and one.state is not MeetingState.CANCELLED for one in met),
        remaining, _longest_gap([one.day for one in counted], before, min(today, year.last_day)),
        MeetingDay(last[-1].uid, last[-1].day) if last else None,
        MeetingDay(following[0].uid, following[0].day) if following else None,
        by, verdict, why,
    )  # fmt: skip


def days_there(group: Group, year: Year) -> tuple[date, date] | None:
    """Return the first and the last day of a year on which a group is there; None where it is not.

    A start or an end known to the month or year counts from its first day, as everywhere.
    """
    first, last = year.first_day, year.last_day
    if group.start is not None:
        first = max(first, group.start.earliest())
    if group.end is not None:
        last = min(last, group.end.earliest() - timedelta(days=1))
    return (first, last) if first <= last else None


def owed_between(times: int, months: int, since: date, until: date, anchor: date = _ANCHOR) -> int:
    """Return how many meetings fall due in [since, until) of a frequency whose periods are counted from `anchor`.

    What is due by a day is rounded down, so that the parts of any split add up to the whole: "every 5 months" owes two
    in most years and three in some, and a group that begins in October with six a year owes three until March.
    """
    return _due_by(times, months, anchor, until) - _due_by(times, months, anchor, since)


def _due_by(times: int, months: int, anchor: date, day: date) -> int:
    return (_months_to(day) - _months_to(anchor)) * times // months


def _months_to(day: date) -> Fraction:
    return day.year * A_YEAR + day.month - 1 + Fraction(day.day - 1, days_in(day.year, day.month))


def _owed(
    group: Group, year: Year, own: YearObligation | None, there: tuple[date, date] | None
) -> tuple[int | None, tuple[str, ...]]:
    frequency = frequency_words(group.times, group.months)
    if own is not None:
        stated = "is not stated" if group.times is None else f"is {frequency}"
        return own.owed, (f"Set for {year}: {own.reason.rstrip('.')}.", f"Its frequency {stated}.")
    if there is None:
        return 0, ("The group is not there in this year.",)
    if group.times is None or group.months is None:
        return None, ("How often it meets is not stated, so nothing is counted against it.",)
    first, last = there
    anchor = group.start.earliest() if group.start is not None else _ANCHOR
    owed = owed_between(group.times, group.months, first, last + timedelta(days=1), anchor)
    said = f"Its frequency is {frequency}."
    if (first, last) == (year.first_day, year.last_day):
        return owed, (said,)
    since = [f"from {format_date(group.start)}"] if first > year.first_day else []
    until = [f"until {format_date(group.end)}"] if last < year.last_day else []
    return owed, (said, f"It is there {' and '.join([*since, *until])}, and owes its part of the year.")


def least_distance(times: int | None, months: int | None, owed: int, there: tuple[date, date]) -> int:
    """Return the days that two ordinary meetings lie apart at least: half of what lies between them by the frequency.

    With a number of its own for the year, half of what lies between so many in the days that the group is there, where
    that is less.
    """
    apart = Fraction((there[1] - there[0]).days + 1, owed)
    if times is not None and months is not None:
        apart = min(apart, Fraction(_YEAR_DAYS * months, times * A_YEAR))
    return max(1, int(apart / 2))


def meet_by(needed: int, distance: int, earliest: date, last: date, is_free: Callable[[date], bool]) -> date | None:
    """Return the last day on which the first of so many meetings can be held, so that all of them fit in.

    Each is held on a free day from `earliest` to `last`, at least `distance` days after the one before. None where they
    do not fit in. Whatever is planned may still be moved, so that only what was held stands in the way.
    """
    day, by = last, None
    for _ in range(needed):
        while day >= earliest and not is_free(day):
            day -= timedelta(days=1)
        if day < earliest:
            return None
        by, day = day, day - timedelta(days=distance)
    return by


@dataclass(frozen=True, slots=True)
class _Counts:
    owed: int | None
    held: int
    planned: int
    unmarked: int
    by: date | None
    distance: int


def _verdict(counts: _Counts, year: Year, today: date) -> tuple[Verdict, str]:
    owed, held = counts.owed, counts.held
    if owed is None:
        return Verdict.NOT_STATED, "How often the group meets is not stated."
    if held >= owed:
        more = f", {held - owed} more than owed" if held > owed else ""
        return Verdict.MET, f"{held} of {owed} held{more}." if owed else "Nothing is owed."
    if held + counts.planned < owed:
        return _short(counts, owed, year, today)
    ahead = counts.planned - counts.unmarked
    words = "1 meeting is" if counts.unmarked == 1 else f"{counts.unmarked} meetings are"
    to_mark = [f"{words} past and not marked as held."] if counts.unmarked else []
    if not ahead:
        return Verdict.TO_MARK, " ".join([f"{held} of {owed} held.", *to_mark])
    return Verdict.ON_COURSE, " ".join([f"{held} held and {ahead} planned of {owed}.", *to_mark])


def _short(counts: _Counts, owed: int, year: Year, today: date) -> tuple[Verdict, str]:
    missing = owed - counts.held - counts.planned
    if today > year.last_day:
        not_held = f"{missing} of {owed} {'was' if missing == 1 else 'were'} not held"
        return Verdict.MISSED, f"The year is over, and {not_held}."
    if counts.by is None:
        needed = owed - counts.held - counts.unmarked
        said = "1 more meeting does" if needed == 1 else f"{needed} more meetings do"
        apart = f"{counts.distance} day{'' if counts.distance == 1 else 's'} apart at least"
        return Verdict.MISSED, f"{said} not fit in before the end of the year, {apart}."
    return Verdict.SHORT, f"{missing} of {owed} still to plan; the next has to be held by {format_day(counts.by)}."


def _longest_gap(days: Sequence[date], before: date | None, until: date) -> Gap | None:
    """Return the longest time without an ordinary meeting that ends in the year, from the last one before it.

    Where none follows, it is counted to `until`: today, or the end of the year that is over.
    """
    known = sorted([*([before] if before else []), *days])
    if known and known[-1] < until:
        known.append(until)
    gaps = [Gap(one, other) for one, other in pairwise(known)]
    return max(gaps, key=lambda gap: gap.days, default=None)


@operation("meetings.set_obligation")
def set_obligation(session: WorkSession, group_uid: str, start_year: int, owed: int, reason: str) -> str:
    """Set how many meetings a group owes in the year that begins in April of `start_year`, and return the uid.

    It stands in the place of the frequency, which holds again in the next year. Raises `UserError` without a reason.
    """
    group = Group.by_uid(session, group_uid)
    if not 0 <= owed <= MOST_OWED:
        raise UserError(f"Give a number of meetings from 0 to {MOST_OWED}.")
    if trimmed(reason) is None:
        raise UserError("Say why this year differs: the reason stands beside the number in the year's record.")
    row = session.scalars(select(YearObligation).filter_by(group_id=group.id, start_year=start_year)).first()
    if row is None:
        row = YearObligation(group_id=group.id, start_year=start_year, owed=owed, reason=reason.strip())
        session.add(row)
    else:
        row.owed, row.reason = owed, reason.strip()
    session.flush()
    year = Year(YearKind.FINANCIAL, start_year)
    session.say(f"{group.name} owes {owed} meeting{'' if owed == 1 else 's'} in {year}")
    return row.uid


@operation("meetings.remove_obligation")
def remove_obligation(session: WorkSession, group_uid: str, start_year: int) -> None:
    """Let a group's frequency hold again in a year; nothing happens where it does."""
    group = Group.by_uid(session, group_uid)
    row = session.scalars(select(YearObligation).filter_by(group_id=group.id, start_year=start_year)).first()
    if row is not None:
        session.say(f"The frequency of {group.name} holds again in {Year(YearKind.FINANCIAL, start_year)}")
        session.delete(row)


def own_number(session: Session, group_uid: str, start_year: int) -> tuple[int, str] | None:
    """Return the number that was set for a group in a year, and why; None where its frequency holds."""
    query = (
        select(YearObligation.owed, YearObligation.reason)
        .join(Group, Group.id == YearObligation.group_id)
        .where(Group.uid == group_uid, YearObligation.start_year == start_year)
    )
    found = session.execute(query).first()
    return None if found is None else (found.owed, found.reason)


def obligation_history(session: Session, group_uid: str, start_year: int) -> list[Entry]:
    """Return the changes of the number that was set for a group in a year, newest first."""
    query = (
        select(YearObligation.uid)
        .join(Group, Group.id == YearObligation.group_id)
        .where(Group.uid == group_uid, YearObligation.start_year == start_year)
    )
    return [entry for uid in session.scalars(query) for entry in entries_of(session, "year_obligation", uid)]
