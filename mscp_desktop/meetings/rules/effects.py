"""What it would mean to hold a meeting on another day: which rules that breaks, and who would be in two places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import WEEKDAYS, format_day
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.working_days import Closure, WorkingCalendar
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import Meeting, MeetingKind, MeetingState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meeting_row, meetings_between
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.meetings.rules.patterns import blocked_days, pattern_of
from mscp_desktop.meetings.rules.planning.hard_rules import at_one_time, minutes
from mscp_desktop.meetings.rules.times import read_time
from mscp_desktop.parties.records import Organisation
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.rosters import RosterSeat, roster_at

LOOK = 200  # days around a meeting in which the next one of the group above, or the last one below, is looked for
NAMED = 3  # people who are named in a sentence
LEADS = (Tier.ACCOUNTABLE, Tier.EXECUTIVE)  # where the statutory partners are represented by their leads


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that holding a meeting on a day would mean, in a sentence; `hard` where it breaks a planning rule."""

    hard: bool
    words: str


def effects(session: Session, meeting_uid: str, day: date, start_time: str | None) -> tuple[Effect, ...]:
    """Return what it would mean to hold a meeting on a day at a time, broken rules first; nothing is changed.

    A broken rule is said and not refused: whoever moves a meeting may have their reason. Raises `UserError` for what is
    no time of the day.
    """
    row, time = meeting_row(session, meeting_uid), read_time(start_time)
    asked = _Asked(row.uid, session.get_one(Group, row.group_id), row.kind, row.length)
    return _sorted([*_effects(session, asked, day, time), *_told(row, day, time)])


def day_effects(
    session: Session, group_uid: str, day: date, start_time: str | None = None, length: int | None = None
) -> tuple[Effect, ...]:
    """Return what it would mean for a group to hold a new ordinary meeting on a day, as `effects` does for one."""
    group = Group.by_uid(session, group_uid)
    return _sorted(_effects(session, _Asked(None, group, MeetingKind.ORDINARY, length), day, read_time(start_time)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The meeting that is moved; its uid is None where it is a new one."""

    uid: str | None
    group: Group
    kind: MeetingKind
    length: int | None


def _sorted(found: Iterable[Effect]) -> tuple[Effect, ...]:
    return tuple(sorted(found, key=lambda one: not one.hard))


def _effects(session: Session, meeting: _Asked, day: date, start_time: str | None) -> Iterator[Effect]:
    group = meeting.group
    if not Span(group.start, group.end).shown_at(day):
        yield Effect(True, f"{group.name} is not there on {format_day(day)}.")
    if meeting.kind not in BETWEEN:
        calendar = working_calendar(session)
        yield from _closed(session, calendar, meeting, day)
        yield from _people(session, meeting, day, start_time)
        yield from _order(session, calendar, meeting, day)
        yield from _same_day(session, meeting, day, start_time)


def _closed(session: Session, calendar: WorkingCalendar, meeting: _Asked, day: date) -> Iterator[Effect]:
    closed = calendar.closure(day)
    if closed is not None:
        what = f"a {WEEKDAYS[day.weekday()]}" if closed.kind is Closure.WEEKEND else closed.name
        yield Effect(True, f"{format_day(day)} is no working day: {what}.")
    blocked = blocked_days(session, day, day, meeting.group.uid).get(day)
    if blocked is not None:
        yield Effect(True, f"{format_day(day)} is kept free of meetings: {blocked}.")


def _people(session: Session, meeting: _Asked, day: date, start_time: str | None) -> Iterator[Effect]:
    """Tell who would be in two meetings at once: hard for a chair and for a statutory partner's lead."""
    own = minutes(start_time, meeting.length)
    beside = [
        one
        for one in meetings_between(session, day, day, cancelled=False)
        if one.uid != meeting.uid and one.group_id != meeting.group.id and one.kind not in BETWEEN
    ]
    beside = [one for one in beside if at_one_time(own, minutes(one.start_time, one.length))]
    if not beside:
        return
    here = _members(session, meeting.group.uid, day)
    for one in beside:
        there = _members(session, one.group_uid, day)
        both = {who: here[who] or there[who] for who in here if who in there}
        leads, others = ([who for who in both if both[who] is hard] for hard in (True, False))
        known = "at the same time" if start_time and one.start_time else "that day, and a time is not fixed"
        for people, hard in ((leads, True), (others, False)):
            if people:
                verb = "is" if len(people) == 1 else "are"
                yield Effect(
                    hard, f"{_named([who[1] for who in people])} {verb} in the meeting of {one.group} {known}."
                )


def _members(session: Session, group_uid: str, day: date) -> dict[tuple[str, str], bool]:
    """Return who belongs to a group on a day, by identity and name, with whether they can't be left out.

    Whoever holds no seat by name counts by post and organisation: one post in two groups is one person.
    """
    tier = session.scalar(select(Group.tier).where(Group.uid == group_uid))
    statutory = set(session.scalars(select(Organisation.uid).where(Organisation.statutory)))
    found: dict[tuple[str, str], bool] = {}
    for seat in roster_at(session, group_uid, day).seats:
        who = _who(seat)
        if who is not None:
            lead = tier in LEADS and seat.organisation_uid in statutory
            found[who] = found.get(who, False) or lead or seat.role is SeatRole.CHAIR or bool(seat.chairs_until)
    return found


def _who(seat: RosterSeat) -> tuple[str, str] | None:
    if seat.holder_uid is not None and seat.holder:
        return seat.holder_uid, seat.holder
    if seat.post and seat.organisation:
        return f"{seat.post} {seat.organisation_uid}".casefold(), f"the {seat.post} of {seat.organisation}"
    return None


def _named(people: list[str]) -> str:
    people = sorted(people)
    more = len(people) - NAMED
    if more > 0:
        said = f"{', '.join(people[:NAMED])} and {more} more"
    else:
        said = people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"
    return said[0].upper() + said[1:]


def _order(session: Session, calendar: WorkingCalendar, meeting: _Asked, day: date) -> Iterator[Effect]:
    """Tell where a group would meet too shortly before the group it reports to, from either side."""
    group = meeting.group
    if group.parent_id is not None:
        before = pattern_of(session, group.uid).before_parent
        above = session.get_one(Group, group.parent_id)
        next_above = next(iter(_days_of(session, above.id, day, day + timedelta(days=LOOK), None)), None)
        if before is not None and next_above is not None:
            between = calendar.working_days_between(day, next_above)
            yield from _too_close([(group.name, day, between, before)], above.name, next_above)
    close = []
    for below in session.scalars(select(Group).where(Group.parent_id == group.id).order_by(Group.position)):
        before = pattern_of(session, below.uid).before_parent
        last = _days_of(session, below.id, day - timedelta(days=LOOK), day, None)
        met = _days_of(session, group.id, last[-1], day - timedelta(days=1), meeting.uid) if last else []
        if before is not None and last and not met:
            close.append((below.name, last[-1], calendar.working_days_between(last[-1], day), before))
    yield from _too_close(close, group.name, day)


def _too_close(below: Iterable[tuple[str, date, int, int]], above: str, above_day: date) -> Iterator[Effect]:
    """Tell of the groups with fewer working days before the one above than are asked for, of several in one sentence.

    Of each there is its name, its day, how many working days lie between, and how many are asked for.
    """
    close = [one for one in below if one[2] < one[3]]
    if len(close) == 1:
        name, day, between, before = close[0]
        days = f"{between} working day{'' if between == 1 else 's'}"
        words = f"{name} on {format_day(day)} is {days} before {above} on {format_day(above_day)}"
        yield Effect(True, f"{words}; {before} are asked for.")
    elif close:
        each = ", ".join(f"{name} on {format_day(day)} ({between} of {before})" for name, day, between, before in close)
        words = (
            f"{len(close)} groups have fewer working days before {above} on {format_day(above_day)} than they ask for"
        )
        yield Effect(True, f"{words}: {each}.")


def _days_of(session: Session, group_id: int, first: date, last: date, but: str | None) -> list[date]:
    query = select(Meeting.day).where(
        Meeting.group_id == group_id, Meeting.day >= first, Meeting.day <= last,
        Meeting.kind == MeetingKind.ORDINARY, Meeting.state != MeetingState.CANCELLED,
    )  # fmt: skip
    if but is not None:
        query = query.where(Meeting.uid != but)
    return list(session.scalars(query.order_by(Meeting.day)))


def _same_day(session: Session, meeting: _Asked, day: date, start_time: str | None) -> Iterator[Effect]:
    for one in meetings_between(session, day, day, meeting.group.uid, cancelled=False):
        if one.uid != meeting.uid and one.kind not in BETWEEN:
            hard = one.start_time == start_time
            at = f" at {one.start_time}" if one.start_time else ""
            yield Effect(hard, f"{one.group} already meets on {format_day(day)}{at}.")


def _told(meeting: MeetingRow, day: date, start_time: str | None) -> Iterator[Effect]:
    if (day, start_time) == (meeting.day, meeting.start_time):
        return
    sent = [(meeting.agenda_sent, "agenda"), (meeting.pack_sent, "pack of papers")]
    for when, what in sent:
        if when is not None:
            yield Effect(False, f"The {what} went out on {format_day(when)} with the date as it was.")
    before, after = financial_year(meeting.day), financial_year(day)
    if before != after and meeting.kind is MeetingKind.ORDINARY:
        yield Effect(False, f"It then counts for {after}, and no longer for {before}.")
