"""How minutes come to be approved: cleared by the chair, circulated, approved, closed; and corrected afterwards."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.issued import issue_document
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import (
    APPROVED,
    AgendaItem,
    Meeting,
    MeetingKind,
    MeetingState,
    MinutesCorrection,
    MinutesState,
)
from mscp_desktop.meetings.rules.attendance import HERE, SeatAttendance, attendance_of
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meeting_row, meeting_words
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.parties.rules.words import trimmed

ORDER = (
    MinutesState.NONE, MinutesState.DRAFT, MinutesState.CLEARED, MinutesState.CIRCULATED, MinutesState.APPROVED,
    MinutesState.CLOSED,
)  # fmt: skip
KIND = "minutes"
OFFERED = 6  # later meetings at which minutes can have been approved


@dataclass(frozen=True, slots=True)
class Approving:
    """How minutes are approved: on which day, at which meeting or else in which way, with what amendments."""

    day: date
    at_uid: str | None = None
    how: str | None = None
    amendments: str | None = None


@operation("meetings.clear_minutes")
def clear_minutes(session: WorkSession, uid: str, by: str, day: date | None = None) -> None:
    """Record that the chair cleared the draft minutes of a meeting; without a day, today.

    Who held no seat that may chair on the day cleared them "for the chair". A meeting that was still planned took
    place, and is marked as held.
    """
    meeting = Meeting.by_uid(session, uid)
    _require(meeting, MinutesState.DRAFT, "cleared by the chair")
    _require_past(session, meeting)
    if not trimmed(by):
        raise UserError("Say who cleared the minutes: usually the chair of the meeting.")
    meeting.cleared, meeting.cleared_by = _day(session, day, meeting.day, "cleared"), _clearer(session, uid, by.strip())
    meeting.minutes = MinutesState.CLEARED
    held = ""
    if meeting.state is MeetingState.PLANNED and meeting.kind not in BETWEEN:
        meeting.state, held = MeetingState.HELD, ", which is marked as held"
    session.say(f"Cleared by {meeting.cleared_by}: minutes of {meeting_words(session, meeting)}{held}")


@operation("meetings.circulate_minutes")
def circulate_minutes(session: WorkSession, uid: str, day: date | None = None) -> None:
    """Record that minutes which the chair cleared went out to the members."""
    meeting = Meeting.by_uid(session, uid)
    _require(meeting, MinutesState.CLEARED, "circulated")
    meeting.circulated = _day(session, day, meeting.cleared or meeting.day, "circulated")
    meeting.minutes = MinutesState.CIRCULATED
    session.say(f"Circulated: minutes of {meeting_words(session, meeting)}")


@operation("meetings.set_minutes_back")
def set_minutes_back(session: WorkSession, uid: str) -> None:
    """Set minutes that were cleared or circulated back to draft, so that they can be changed and cleared anew."""
    meeting = Meeting.by_uid(session, uid)
    if meeting.minutes in APPROVED:
        raise UserError(
            "These minutes are approved, so they are never a draft again. Add a correction with its reason instead."
        )
    if meeting.minutes not in (MinutesState.CLEARED, MinutesState.CIRCULATED):
        raise UserError("These minutes are not cleared yet, so they can be changed as they are.")
    meeting.minutes = MinutesState.DRAFT
    meeting.cleared = meeting.cleared_by = meeting.circulated = None
    session.say(f"Back to draft: minutes of {meeting_words(session, meeting)}")


@operation("meetings.send_actions")
def send_actions(session: WorkSession, uid: str, day: date | None = None) -> None:
    """Record that the action log of a meeting went out, as it does ahead of the minutes."""
    meeting = Meeting.by_uid(session, uid)
    _require_past(session, meeting)
    meeting.actions_sent = _day(session, day, meeting.day, "sent")
    session.say(f"Sent the action log of {meeting_words(session, meeting)}")


@operation("meetings.approve_minutes", corrected_by="a correction of the minutes")
def approve_minutes(session: WorkSession, uid: str, approving: Approving, seen: str, name: str, pdf: bytes) -> None:
    """Record that minutes were approved, and keep their PDF as issued under this file name; no undo takes that back.

    `seen` is the `fingerprint` of the minutes that the PDF shows: where they changed since, nothing is done. They were
    circulated before. They are approved at a later meeting of the group, or otherwise, such as by e-mail where the
    group has ended: then `how` says so.
    """
    meeting = Meeting.by_uid(session, uid)
    _require(meeting, MinutesState.CIRCULATED, "approved")
    if meeting.state is not MeetingState.HELD and meeting.kind not in BETWEEN:
        raise UserError("This meeting is not marked as held, so its minutes can't be approved. Mark it as held first.")
    if fingerprint(minutes_of(session, uid)) != seen:
        raise ChangedMeanwhileError(
            "The minutes were changed since they were prepared for approval. Nothing was done; look at them again."
        )
    at = None if approving.at_uid is None else Meeting.by_uid(session, approving.at_uid)
    _require_way(session, meeting, approving, at)
    if not pdf.startswith(b"%PDF"):
        raise UserError("The minutes as approved are kept as a PDF, and none was made. Nothing was changed.")
    earliest = meeting.circulated or meeting.day
    meeting.approved = _day(session, approving.day if at is None else at.day, earliest, "approved")
    meeting.approved_at_id = None if at is None else at.id
    meeting.approved_how, meeting.amendments = trimmed(approving.how), trimmed(approving.amendments)
    meeting.minutes = MinutesState.APPROVED
    session.flush()
    title = f"Minutes of {meeting_row(session, uid).title()}"
    issue_document(session, KIND, "meeting", uid, title, name, pdf)
    session.say(f"Approved: minutes of {meeting_words(session, meeting)}")


@operation("meetings.close_minutes")
def close_minutes(session: WorkSession, uid: str, day: date | None = None) -> None:
    """Close approved minutes: nothing of the meeting is left to be done."""
    meeting = Meeting.by_uid(session, uid)
    _require(meeting, MinutesState.APPROVED, "closed")
    meeting.closed = _day(session, day, meeting.approved or meeting.day, "closed")
    meeting.minutes = MinutesState.CLOSED
    session.say(f"Closed: minutes of {meeting_words(session, meeting)}")


@operation("meetings.correct_minutes", corrected_by="a further correction of the minutes")
def correct_minutes(session: WorkSession, uid: str, text: str, reason: str, item_uid: str | None = None) -> str:
    """Add a correction with its reason to approved minutes, which stay as they were, and return its uid."""
    meeting = Meeting.by_uid(session, uid)
    if meeting.minutes not in APPROVED:
        raise UserError("These minutes are not approved yet, so they are changed where they are wrong.")
    if not trimmed(text):
        raise UserError("Say what is right: the correction stands beside what was approved.")
    if not trimmed(reason):
        raise UserError("Say why it is corrected: the reason stands with the correction.")
    item = None if item_uid is None else AgendaItem.by_uid(session, item_uid)
    made = MinutesCorrection(
        meeting_id=meeting.id, item_id=None if item is None else item.id, made=session.clock.today(),
        made_by=session.actor.name, text=text.strip(), reason=reason.strip(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.say(f"Corrected the minutes of {meeting_words(session, meeting)}")
    return made.uid


def fingerprint(minutes: Minutes) -> str:
    """Return a digest of what minutes say, by which it is seen whether they have changed."""
    return hashlib.sha256(repr(minutes.content()).encode()).hexdigest()


def chair_of(session: Session, uid: str) -> str | None:
    """Return who chaired a meeting, by attendance, or else who held its chair that day; None where neither is known."""
    seats = [one for one in attendance_of(session, uid).seats if one.may_chair]
    there = next((one.came_words() or one.holder_words() for one in seats if one.presence in HERE), None)
    return there or next((one.seat.holder for one in seats if one.seat.holder), None)


def _clearer(session: Session, uid: str, by: str) -> str:
    """Return who cleared minutes, "for the chair" where it is known who may chair that day and they are not among.

    The beginning of one name that alone begins so is that name.
    """
    attended = attendance_of(session, uid)
    seats = [one for one in attended.seats if one.may_chair]
    by = completed(by, seats, attended.seats)
    names = {name.casefold() for one in seats for name in (one.seat.holder, one.came_words()) if name}
    if not names or "chair" in by.casefold() or any(name in by.casefold() for name in names):
        return by
    return f"{by}, for the chair"


def completed(typed: str, *rooms: Sequence[SeatAttendance]) -> str:
    """Return the one name of these seats that begins with what was typed, looked for in each of `rooms` in turn.

    What begins no name, or several, stays as it is.
    """
    begin = " ".join(typed.casefold().split())
    for seats in rooms:
        names = {name for one in seats for name in (one.seat.holder, one.entered and one.entered.who) if name}
        found = [name for name in names if name.casefold().startswith(begin)]
        if len(found) == 1:
            return found[0]
    return typed


def approvers(session: Session, uid: str, today: date) -> list[tuple[str, str]]:
    """Return the later meetings of the group that can have approved a meeting's minutes: (uid, title), the first first.

    None that is still to come, or was before they were circulated. Ordinary ones come before extraordinary ones.
    """
    found = sorted(_since_circulated(session, uid, today), key=lambda row: not approves(row))
    return [(row.uid, row.title()) for row in found[:OFFERED]]


def proposed_approver(session: Session, uid: str, today: date) -> str | None:
    """Return the first ordinary one of `approvers`, by uid; None where there is none."""
    return next((row.uid for row in _since_circulated(session, uid, today) if approves(row)), None)


def _since_circulated(session: Session, uid: str, today: date) -> list[MeetingRow]:
    circulated = Meeting.by_uid(session, uid).circulated or date.min
    return [row for row in _met_later(session, uid, today) if row.day >= circulated]


def approves(row: MeetingRow) -> bool:
    """Say whether minutes are put to a meeting as a rule: to an ordinary one, so that nobody is taken unawares."""
    return row.kind is MeetingKind.ORDINARY


def ratifiers(session: Session, uid: str, today: date) -> list[tuple[str, str]]:
    """Return the later meetings of the group that can have ratified what a meeting decided: (uid, title).

    None that is still to come: it has not decided anything yet.
    """
    return [(row.uid, row.title()) for row in _met_later(session, uid, today)]


def _met_later(session: Session, uid: str, today: date) -> list[MeetingRow]:
    found = session.scalars(_later(Meeting.by_uid(session, uid)).where(Meeting.day <= today)).all()
    return [meeting_row(session, one) for one in found]


def coming_approver(session: Session, uid: str, today: date) -> str | None:
    """Return the title of the next ordinary meeting, which can approve a meeting's minutes; None without one."""
    coming = _later(Meeting.by_uid(session, uid)).where(Meeting.day > today, Meeting.kind == MeetingKind.ORDINARY)
    return _first_title(session, coming)


def coming_ratifier(session: Session, uid: str, today: date) -> str | None:
    """Return the title of the next meeting, which can ratify what a meeting decided; None where none is planned."""
    return _first_title(session, _later(Meeting.by_uid(session, uid)).where(Meeting.day > today))


def _first_title(session: Session, meetings: Select[str]) -> str | None:
    found = session.scalar(meetings.limit(1))
    return None if found is None else meeting_row(session, found).title()


def _later(meeting: Meeting) -> Select[str]:
    return (
        select(Meeting.uid)
        .where(
            Meeting.group_id == meeting.group_id, Meeting.day > meeting.day, Meeting.state != MeetingState.CANCELLED,
            Meeting.kind.not_in(BETWEEN),
        )
        .order_by(Meeting.day)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier meeting whose minutes a meeting looks at, and how far those are."""

    uid: str
    day: date
    state: MinutesState


def earlier_minutes(session: Session, meeting_uid: str) -> Earlier | None:
    """Return whose minutes a meeting has before it: the last circulated ones, or else those of the meeting before."""
    meeting = Meeting.by_uid(session, meeting_uid)
    query = (
        select(Meeting)
        .where(
            Meeting.group_id == meeting.group_id, Meeting.day < meeting.day, Meeting.state != MeetingState.CANCELLED,
            Meeting.kind.not_in(BETWEEN) | (Meeting.minutes == MinutesState.CIRCULATED),
        )
        .order_by((Meeting.minutes == MinutesState.CIRCULATED).desc(), Meeting.day.desc())
        .limit(1)
    )  # fmt: skip
    found = session.scalar(query)
    return None if found is None else Earlier(found.uid, found.day, found.minutes)


def to_approve_at(session: Session, meeting_uid: str) -> list[tuple[str, str]]:
    """Return the meetings whose circulated minutes a meeting has before it: (uid, title), the last one first."""
    meeting = Meeting.by_uid(session, meeting_uid)
    query = (
        select(Meeting.uid)
        .where(
            Meeting.group_id == meeting.group_id, Meeting.day < meeting.day,
            Meeting.minutes == MinutesState.CIRCULATED,
        )
        .order_by(Meeting.day.desc())
    )  # fmt: skip
    return [(one, meeting_row(session, one).title()) for one in session.scalars(query)]


def _require(meeting: Meeting, needed: MinutesState, what: str) -> None:
    """Refuse a step that is not the next one."""
    if meeting.minutes is needed:
        return
    now, next_one = meeting.minutes, ORDER[min(ORDER.index(meeting.minutes) + 1, len(ORDER) - 1)]
    if ORDER.index(now) > ORDER.index(needed):
        raise UserError(f"These minutes are {now.value} already. Nothing was changed.")
    first = "Write them first" if now is MinutesState.NONE else f"They have to be {next_one.value} first"
    raise UserError(f"These minutes can't be {what} yet: they are {now.value}. {first}.")


def _require_past(session: WorkSession, meeting: Meeting) -> None:
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so it has no minutes. Plan it again first.")
    if meeting.day > session.clock.today():
        raise UserError(f"This meeting is on {format_day(meeting.day)}: it is still to come.")


def _day(session: WorkSession, day: date | None, earliest: date, what: str) -> date:
    """Return the day of a step, which is neither still to come nor before the step that led to it."""
    chosen = day or session.clock.today()
    if chosen > session.clock.today():
        raise UserError(f"{format_day(chosen)} is still to come, so nothing can have been {what} on it.")
    if chosen < earliest:
        raise UserError(f"It can't have been {what} before {format_day(earliest)}. Give that day or a later one.")
    return chosen


def _require_way(session: WorkSession, meeting: Meeting, approving: Approving, at: Meeting | None) -> None:
    if at is None:
        if not trimmed(approving.how):
            raise UserError("Say which meeting approved the minutes, or in what other way: by e-mail, for instance.")
        return
    if at.group_id != meeting.group_id or at.day <= meeting.day or at.state is MeetingState.CANCELLED:
        raise UserError("Minutes are approved at a later meeting of the same group. Choose one of those.")
    if at.day > session.clock.today():
        raise UserError(f"That meeting is on {format_day(at.day)}: it is still to come, and can't have approved them.")
