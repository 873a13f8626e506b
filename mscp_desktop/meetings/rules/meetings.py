"""What a meeting is: when and where it is, how it is moved, cancelled and held."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.search import Resting, SearchHit, SearchSource, SearchText
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import ZONE, Meeting, MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules.times import LONGEST, end_of, read_time, span_words
from mscp_desktop.parties.rules.words import field_words, trimmed

MINUTES_SHOWN = 3  # of the last meetings, where their minutes are looked for
BETWEEN = frozenset({MeetingKind.BY_EMAIL, MeetingKind.CHAIRS_ACTION})
"""How a group decides between its meetings: on a day, with nobody in a room."""

_TELLS_CALENDARS = frozenset({"day", "start_time", "length", "place", "link", "state", "zone"})


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as pages and documents show it."""

    id: int
    uid: str
    version: int
    group: str
    group_short: str | None
    group_uid: str
    group_id: int
    kind: MeetingKind
    state: MeetingState
    day: date
    start_time: str | None
    length: int | None
    zone: str
    place: str | None
    link: str | None
    pinned: bool
    sequence: int
    outside_uid: str | None
    cancelled_why: str | None
    agenda_sent: date | None
    pack_sent: date | None
    actions_sent: date | None
    minutes: MinutesState
    note: str | None

    @property
    def end_time(self) -> str | None:
        """The time at which it ends, where beginning and length are fixed."""
        return end_of(self.start_time, self.length)

    def group_words(self) -> str:
        """Return the group by the name that fits in a narrow place."""
        return self.group_short or self.group

    def title(self) -> str:
        """Return what the meeting is called: "PMQA, 12 March 2025"."""
        return f"{self.group_words()}, {format_day(self.day)}"

    def when_words(self) -> str:
        """Return day and time: "Wednesday 12 March 2025, 10:00 to 12:00"."""
        day = format_day(self.day, weekday=True)
        return day if self.kind in BETWEEN else f"{day}, {span_words(self.start_time, self.length)}"

    def where_words(self) -> str:
        """Return where it is: a room, online, or both; "place not fixed" where neither is known."""
        parts = [*([self.place] if self.place else []), *(["online"] if self.link else [])]
        return ", ".join(parts) or "place not fixed"


def _row(meeting: Meeting, group: Group) -> MeetingRow:
    return MeetingRow(
        meeting.id, meeting.uid, meeting.version, group.name, group.short, group.uid, group.id, meeting.kind,
        meeting.state, meeting.day, meeting.start_time, meeting.length, meeting.zone, meeting.place, meeting.link,
        meeting.pinned, meeting.sequence, meeting.outside_uid, meeting.cancelled_why, meeting.agenda_sent,
        meeting.pack_sent, meeting.actions_sent, meeting.minutes, meeting.note,
    )  # fmt: skip


_MEETINGS = (  # made once: Home and most pages of meetings run it
    select(Meeting, Group)
    .join(Group, Group.id == Meeting.group_id)
    .order_by(Meeting.day, Meeting.start_time, Group.position, Meeting.id)
)


def meeting_rows(session: Session, ids: Iterable[int]) -> list[MeetingRow]:
    """Return meetings by their keys, in the order of time."""
    return [_row(*found) for found in session.execute(_MEETINGS.where(Meeting.id.in_(list(ids))))]


def meeting_row(session: Session, uid: str) -> MeetingRow:
    """Return one meeting; raises `ConflictError` where it is gone."""
    meeting = Meeting.by_uid(session, uid)
    return _row(meeting, session.get_one(Group, meeting.group_id))


def meetings_between(
    session: Session, first: date, last: date, group_uid: str | None = None, *, cancelled: bool = True
) -> list[MeetingRow]:
    """Return the meetings of the days from `first` to `last`, both included, in the order of time."""
    query = _MEETINGS.where(Meeting.day >= first, Meeting.day <= last)
    if group_uid is not None:
        query = query.where(Group.uid == group_uid)
    if not cancelled:
        query = query.where(Meeting.state != MeetingState.CANCELLED)
    return [_row(*found) for found in session.execute(query)]


def meeting_before(session: Session, group_id: int, day: date) -> MeetingRow | None:
    """Return the last meeting of a group before a day that was not cancelled and where people met."""
    found = session.execute(_met(group_id).where(Meeting.day < day).order_by(None).order_by(Meeting.day.desc())).first()
    return None if found is None else _row(*found)


def meeting_after(session: Session, group_id: int, day: date) -> MeetingRow | None:
    """Return the first meeting of a group after a day that is not cancelled and where people meet."""
    found = session.execute(_met(group_id).where(Meeting.day > day)).first()
    return None if found is None else _row(*found)


def meetings_after(session: Session, group_ids: Collection[int], day: date) -> dict[int, list[MeetingRow]]:
    """Return the meetings as of `meeting_after`, all that come after a day, by the id of their group."""
    found: dict[int, list[MeetingRow]] = {}
    for row in session.execute(_met(*group_ids).where(Meeting.day > day)):
        found.setdefault(row[1].id, []).append(_row(*row))
    return found


def _met(*group_ids: int) -> Select[Meeting, Group]:
    return _MEETINGS.where(
        Meeting.group_id.in_(group_ids), Meeting.state != MeetingState.CANCELLED, Meeting.kind.not_in(BETWEEN)
    )


def meeting_asked_for(session: Session, meeting: str, group: str | None) -> MeetingRow:
    """Return the meeting that a request names: by its uid, or by its day beside its group.

    Raises `UserError` that says which meetings the group has where none fits.
    """
    known = session.scalars(select(Meeting).where(Meeting.uid == meeting)).first()
    if known is not None:
        return meeting_row(session, known.uid)
    try:
        day = date.fromisoformat(meeting)
    except ValueError:
        raise UserError(f"“{meeting}” is not the day of a meeting. Write it as 2025-03-12.") from None
    if group is None:
        raise UserError("Say whose meeting it is: name the group too.")
    of = group_named(session, group)
    rows = [one for one in meetings_between(session, day, day, of.uid) if one.state is not MeetingState.CANCELLED]
    if not rows:
        days = session.scalars(
            select(Meeting.day).where(Meeting.group_id == of.id, Meeting.day > day).order_by(Meeting.day).limit(1)
        ).first()
        after = f" Its next one is on {format_day(days)}." if days else ""
        raise UserError(f"{of.name} has no meeting on {format_day(day)}.{after}")
    return rows[0]


@operation("meetings.add_meeting")
def add_meeting(
    session: WorkSession,
    group_uid: str,
    day: date,
    *,
    kind: MeetingKind = MeetingKind.ORDINARY,
    start_time: str | None = None,
    length: int | None = None,
    place: str | None = None,
    link: str | None = None,
    pinned: bool = False,
    outside_uid: str | None = None,
    note: str | None = None,
) -> str:
    """Add a meeting of a group, or a decision between meetings, and return its uid.

    Raises `UserError` where the group is not there on that day, or where it already meets on it at that time.
    """
    group = Group.by_uid(session, group_uid)
    meeting = Meeting(
        group_id=group.id, kind=kind, state=MeetingState.PLANNED, day=day, start_time=read_time(start_time),
        length=_length(length), zone=ZONE, place=trimmed(place), link=trimmed(link), pinned=pinned, sequence=0,
        outside_uid=trimmed(outside_uid), minutes=MinutesState.NONE, note=trimmed(note),
    )  # fmt: skip
    _refuse_day(session, meeting, group)
    session.add(meeting)
    session.flush()
    session.say(f"Added {meeting_words(session, meeting)}")
    return meeting.uid


@operation("meetings.change_meeting")
def change_meeting(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change kind, day, start_time, length, place, link, pinned or note of a meeting; moving it tells calendars."""
    meeting = Meeting.by_uid(session, uid)
    before = meeting.day
    if "start_time" in fields:
        fields["start_time"] = read_time(fields["start_time"])
    if "length" in fields:
        fields["length"] = _length(fields["length"])
    for name in ("place", "link", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    changed = change_record(session, meeting, version, fields)
    if changed.keys() & {"day", "start_time"}:
        _refuse_day(session, meeting, session.get_one(Group, meeting.group_id))
    if changed.keys() & _TELLS_CALENDARS:
        meeting.sequence += 1
    words = meeting_words(session, meeting)
    said = f"Moved from {format_day(before)}: {words}" if "day" in changed else f"{field_words(changed)} of {words}"
    session.say(said)


@operation("meetings.cancel_meeting")
def cancel_meeting(session: WorkSession, uid: str, why: str) -> None:
    """Cancel a meeting, with its reason: it stays on record and no longer counts as planned."""
    meeting = Meeting.by_uid(session, uid)
    if meeting.state is MeetingState.HELD:
        raise UserError("This meeting took place, so it can't be cancelled. Set it back to planned first.")
    if not trimmed(why):
        raise UserError("Say why it is cancelled: the reason stands in the year's record.")
    meeting.state, meeting.cancelled_why = MeetingState.CANCELLED, trimmed(why)
    meeting.sequence += 1
    session.say(f"Cancelled {meeting_words(session, meeting)}")


@operation("meetings.plan_again")
def plan_again(session: WorkSession, uid: str) -> None:
    """Let a meeting that was cancelled, or marked as held by mistake, be planned again."""
    meeting = Meeting.by_uid(session, uid)
    if meeting.minutes in {MinutesState.APPROVED, MinutesState.CLOSED}:
        raise UserError("The minutes of this meeting are approved, so it stays as held.")
    if meeting.state is MeetingState.CANCELLED:
        meeting.sequence += 1
    meeting.state, meeting.cancelled_why = MeetingState.PLANNED, None
    _refuse_day(session, meeting, session.get_one(Group, meeting.group_id))
    session.say(f"Planned again: {meeting_words(session, meeting)}")


@operation("meetings.hold_meeting")
def hold_meeting(session: WorkSession, uid: str) -> None:
    """Put on record that a meeting took place; raises `UserError` for one of a later day."""
    meeting = Meeting.by_uid(session, uid)
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled. Plan it again first.")
    if meeting.day > session.clock.today():
        raise UserError(f"This meeting is on {format_day(meeting.day)}. It can be marked as held on that day.")
    meeting.state = MeetingState.HELD
    session.say(f"Held: {meeting_words(session, meeting)}")


@operation("meetings.remove_meetings")
def remove_meetings(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete meetings that were entered by mistake, with their papers; one on which something rests is cancelled."""
    for uid in uids:
        meeting = Meeting.by_uid(session, uid)
        words = meeting_words(session, meeting)
        if next(referring(session, meeting), None) is not None:
            raise ConflictError(f"{words} has an agenda or a record by now, so it can't be deleted. Cancel it instead.")
        remove_papers_of(session, meeting.__tablename__, uid)
        session.delete(meeting)
        session.flush()
        session.say(f"Deleted {words}")
    if len(uids) > 1:
        session.say(f"Deleted {len(uids)} meetings")


def meeting_words(session: Session, meeting: Meeting) -> str:
    """Return a meeting in a sentence: "the PMQA meeting of 12 March 2025"."""
    group = session.get_one(Group, meeting.group_id)
    what = {MeetingKind.BY_EMAIL: "decision by e-mail", MeetingKind.CHAIRS_ACTION: "chair's action"}.get(meeting.kind)
    return f"the {group.short or group.name} {what or 'meeting'} of {format_day(meeting.day)}"


def _length(minutes: int | None) -> int | None:
    if minutes is not None and not 0 < minutes < LONGEST:
        raise UserError("A meeting lasts at least a minute and less than a day. Give its length in minutes.")
    return minutes


def _refuse_day(session: WorkSession, meeting: Meeting, group: Group) -> None:
    if not Span(group.start, group.end).shown_at(meeting.day):
        raise UserError(f"{group.name} is not there on {format_day(meeting.day)}. Choose a day while it is.")
    if meeting.kind in BETWEEN:
        return
    query = select(Meeting).where(
        Meeting.group_id == group.id, Meeting.day == meeting.day, Meeting.state != MeetingState.CANCELLED,
        Meeting.kind.not_in(BETWEEN),
    )  # fmt: skip
    with session.no_autoflush:
        others = [one for one in session.scalars(query) if one is not meeting]
    if any(one.start_time == meeting.start_time for one in others):
        raise UserError(
            f"{group.name} already meets on {format_day(meeting.day)}"
            f"{f' at {meeting.start_time}' if meeting.start_time else ''}. Choose another day or time."
        )


def next_found(session: Session, group_uids: Sequence[str], day: date) -> list[SearchHit]:
    """Return the next meeting of each group from a day on, as search shows it."""
    query = _MEETINGS.where(Group.uid.in_(group_uids), Meeting.day >= day, Meeting.state == MeetingState.PLANNED)
    first: dict[str, MeetingRow] = {}
    for found in session.execute(query.where(Meeting.kind.not_in(BETWEEN))):
        row = _row(*found)
        first.setdefault(row.group_uid, row)
    return [
        SearchHit("meeting", row.uid, row.title(), row.state.value, why=("", "next", f" meeting of {row.group}"))
        for row in first.values()
    ]


def minutes_found(session: Session, group_uids: Sequence[str], day: date) -> list[SearchHit]:
    """Return the last meetings with minutes before a day, of groups or of all, as search shows their minutes."""
    query = _MEETINGS.where(Meeting.day <= day, Meeting.state == MeetingState.HELD, Meeting.kind.not_in(BETWEEN))
    if group_uids:
        query = query.where(Group.uid.in_(group_uids))
    query = query.order_by(None).order_by(Meeting.day.desc(), Meeting.id).limit(MINUTES_SHOWN)
    rows = [_row(*found) for found in session.execute(query)]
    return [
        SearchHit(
            "meeting", row.uid, f"Minutes of {row.title()}", row.minutes.value,
            of=Place("meeting", row.uid, does="meeting.minutes"),
        ) for row in rows
    ]  # fmt: skip


def _describe(session: Session, meeting: Meeting) -> SearchText:
    group = session.get_one(Group, meeting.group_id)
    row = _row(meeting, group)
    detail = f"{row.kind.value.capitalize()}, {row.state.value}"
    words = f"{group.name} {row.day.isoformat()} {row.place or ''} {row.note or ''}"
    return SearchText(row.title(), detail, words, day=row.day)


def _of_group(session: Session, group: Group) -> Iterable[Meeting]:
    return session.scalars(select(Meeting).where(Meeting.group_id == group.id)).all()


SEARCH = (
    SearchSource("meeting", Meeting, _describe, {Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True)}),
)
