"""How an agenda is made and changed: items added, changed, moved and removed, and the agenda sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import open_actions_of_group
from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import (
    AgendaItem,
    ChairsReport,
    Meeting,
    MeetingState,
    MinutesState,
    Purpose,
    Source,
)
from mscp_desktop.meetings.rules.agenda_sent import printed
from mscp_desktop.meetings.rules.agenda_standing import USUAL, Standing, read_length, read_title, standing_of
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, OPENING
from mscp_desktop.meetings.rules.meetings import meeting_before, meeting_words
from mscp_desktop.meetings.rules.sent import Sent, SentFile, keep_sent
from mscp_desktop.meetings.rules.springing import hide_what_springs, still_hidden
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed

SETTLED = frozenset({MinutesState.APPROVED, MinutesState.CLOSED})
_CHANGED = frozenset({"title", "source", "purpose", "length", "presenter", "confidential", "brief", "wanted", "note"})


@operation("meetings.make_agenda")
def make_agenda(session: WorkSession, meeting_uid: str) -> int:
    """Put on an agenda what belongs there and is not there yet, and return how many items that were.

    That is the group's standing items, the matters of its backlog that were carried forward, sent by another group or
    are wanted by that day, and places for its open actions and for chairs' reports made for it. Done again, it adds
    only what has come up since.
    """
    meeting = open_agenda(session, meeting_uid)
    group = session.get_one(Group, meeting.group_id)
    rows = items_of(session, meeting)
    before = len(rows)
    for item in _ready(session, group, meeting.day):
        rows.insert(_business_end(rows), item)
    standing = _called_for(session, meeting, group)
    for at, one in enumerate(standing):
        if _standing_in(rows, one, standing) is None:
            rows.insert(_place_of(rows, standing, at), _made(meeting, one))
    _settle(session, meeting, rows)
    added = len(rows) - before
    if added:
        more = "Made the agenda of" if before == 0 else f"Added {counted(added)} to"
        session.say(f"{more} {meeting_words(session, meeting)}")
    return added


@operation("meetings.copy_agenda")
def copy_agenda(session: WorkSession, meeting_uid: str) -> int:
    """Copy the items of the group's meeting before, each that is not there yet; return how many that were.

    Title, purpose, length, presenter and confidentiality are copied: what was written for the last meeting is not.
    """
    meeting = open_agenda(session, meeting_uid)
    last = meeting_before(session, meeting.group_id, meeting.day)
    if last is None:
        raise UserError("This group has no meeting before this one, so there is no agenda to copy. Make it instead.")
    rows = items_of(session, meeting)
    there = {normal_name(one.title) for one in rows}
    copied = [
        Standing(None, 0, 0, one.title, one.source, one.purpose, one.length, one.presenter)
        for one in items_of(session, Meeting.by_uid(session, last.uid))
        if normal_name(one.title) not in there
    ]
    hidden = {one.title for one in items_of(session, Meeting.by_uid(session, last.uid)) if one.confidential}
    for one in copied:
        made = _made(meeting, one)
        made.confidential = one.title in hidden
        rows.append(made) if one.source is Source.OTHER_BUSINESS else rows.insert(_business_end(rows), made)
    _settle(session, meeting, rows)
    if copied:
        session.say(f"Copied {counted(len(copied))} from {format_day(last.day)} to {meeting_words(session, meeting)}")
    return len(copied)


@operation("meetings.add_item")
def add_item(
    session: WorkSession,
    meeting_uid: str,
    title: str,
    *,
    source: Source = Source.OWN,
    purpose: Purpose = Purpose.DISCUSS,
    length: int | None = None,
    presenter: str | None = None,
    confidential: bool = False,
    brief: str | None = None,
    after_uid: str | None = None,
) -> str:
    """Add an item to an agenda, after another item of it or before any other business, and return its uid."""
    meeting = open_agenda(session, meeting_uid)
    rows = items_of(session, meeting)
    made = AgendaItem(
        group_id=meeting.group_id, meeting_id=meeting.id, position=len(rows), title=read_title(title), source=source,
        purpose=purpose, length=read_length(length), presenter=trimmed(presenter), confidential=confidential,
        brief=trimmed(brief),
    )  # fmt: skip
    after = next((at for at, one in enumerate(rows) if one.uid == after_uid), None)
    rows.insert(_business_end(rows) if after is None else after + 1, made)
    _settle(session, meeting, rows)
    session.say(f"Added {item_words(made)} to {meeting_words(session, meeting)}")
    return made.uid


@operation("meetings.change_item")
def change_item(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change title, source, purpose, length, presenter, confidential, brief, wanted or note of an item.

    What springs from one that is made confidential is made so too. That can be found out later: it is changed also
    where the minutes are approved.
    """
    item = AgendaItem.by_uid(session, uid)
    if fields.keys() != {"confidential"}:
        _refuse_settled(session, item)
    unknown = fields.keys() - _CHANGED
    if unknown:
        raise UserError(f"{field_words(dict.fromkeys(sorted(unknown)))} of an agenda item can't be changed here.")
    if "title" in fields:
        fields["title"] = read_title(fields["title"])
    if "length" in fields:
        fields["length"] = read_length(fields["length"])
    for name in ("presenter", "brief", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    changed = change_record(session, item, version, fields)
    said = f"{field_words(changed)} of {item_words(item)}"
    if changed.keys() == {"confidential"}:
        said = "Made an item confidential" if item.confidential else f"{item_words(item)} is not confidential"
    session.say(f"{said}{_springs(session, item) if 'confidential' in changed else ''}")


@operation("meetings.change_items")
def change_items(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several items, whatever they say now."""
    for uid in uids:
        change_item(session, uid, AgendaItem.by_uid(session, uid).version, **dict(fields))
    session.say(f"{field_words(fields)} of {counted(len(uids))}")


@operation("meetings.move_items")
def move_items(session: WorkSession, uids: Sequence[str], before_uid: str | None) -> None:
    """Move items of one agenda, in the order in which they stand, before another one of it; to the end for None."""
    items = [AgendaItem.by_uid(session, uid) for uid in dict.fromkeys(uids)]
    if not items:
        return
    meeting = _meeting_of(session, items[0])
    if any(item.meeting_id != meeting.id for item in items):
        raise UserError("These items are not on one agenda. Move those of each agenda by themselves.")
    open_agenda(session, meeting.uid)
    rows = items_of(session, meeting)
    moved = [one for one in rows if one in items]
    rest = [one for one in rows if one not in items]
    at = next((place for place, one in enumerate(rest) if one.uid == before_uid), None)
    if at is None and before_uid in {one.uid for one in moved}:
        after = rows[rows.index(moved[-1]) + 1 :]
        at = next((rest.index(one) for one in after if one in rest), None)
    at = len(rest) if at is None else at
    _settle(session, meeting, [*rest[:at], *moved, *rest[at:]])
    what = item_words(moved[0]) if len(moved) == 1 else counted(len(moved))
    session.say(f"Moved {what} to place {at + 1}")


@operation("meetings.move_item_by")
def move_item_by(session: WorkSession, uid: str, by: int) -> None:
    """Move an item up (negative) or down its agenda by so many places, as far as that goes."""
    item = AgendaItem.by_uid(session, uid)
    meeting = _meeting_of(session, item)
    open_agenda(session, meeting.uid)
    rows = items_of(session, meeting)
    at = rows.index(item)
    to = max(0, min(len(rows) - 1, at + by))
    rows.insert(to, rows.pop(at))
    _settle(session, meeting, rows)
    session.say(f"Moved {item_words(item)} to place {to + 1}")


@operation("meetings.remove_items")
def remove_items(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete items that were put on an agenda or into a backlog by mistake, with what was kept with them.

    One on which something rests by now, such as a paper or a decision, stays: all are deleted, or none.
    """
    words = ""
    for uid in uids:
        item = AgendaItem.by_uid(session, uid)
        _refuse_settled(session, item)
        words = item_words(item)
        remove_papers_of(session, item.__tablename__, uid)
        if item.discussion or next(referring(session, item), None) is not None:
            raise ConflictError(
                f"{words[0].upper()}{words[1:]} has minutes, papers or an item that carries it on by now, so it can't"
                " be deleted. Move it to another meeting or to the backlog instead."
            )
        meeting = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)
        session.delete(item)
        session.flush()
        if meeting is not None:
            _settle(session, meeting, items_of(session, meeting))
    session.say(f"Removed {words if len(uids) == 1 else counted(len(uids))}")


@operation("meetings.send_agenda", corrected_by="the record that it was not sent")
def send_agenda(session: WorkSession, meeting_uid: str, day: date | None = None, file: SentFile | None = None) -> None:
    """Put on record that an agenda went out to the members: on a day, today without one; `file` is kept as sent."""
    meeting = Meeting.by_uid(session, meeting_uid)
    if not items_of(session, meeting):
        raise UserError("This agenda is empty, so there is nothing to send. Make the agenda first.")
    sent = day or session.clock.today()
    if sent > session.clock.today():
        raise UserError(f"{format_day(sent)} is still to come. Give the day on which the agenda went out.")
    meeting.agenda_sent, meeting.agenda_as_sent = sent, printed(session, meeting)
    called = "Agenda" if file is None else keep_sent(session, meeting, Sent.AGENDA, file, sent)
    session.say(f"Sent on {format_day(sent)}: {called} of {meeting_words(session, meeting)}")


@operation("meetings.agenda_not_sent")
def agenda_not_sent(session: WorkSession, meeting_uid: str) -> None:
    """Put on record that an agenda has not gone out: it was recorded by mistake."""
    meeting = Meeting.by_uid(session, meeting_uid)
    meeting.agenda_sent = meeting.agenda_as_sent = None
    session.say(f"The agenda of {meeting_words(session, meeting)} was not sent")


def open_agenda(session: WorkSession, meeting_uid: str) -> Meeting:
    """Return a meeting whose agenda can be changed; raises `UserError` where its minutes settle it."""
    meeting = Meeting.by_uid(session, meeting_uid)
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so its agenda stays as it is. Plan it again first.")
    if meeting.minutes in SETTLED:
        raise UserError("The minutes of this meeting are approved, so its agenda stays as it is.")
    return meeting


def items_of(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """Return the items of a meeting in their order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return list(session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)))


def place_items(session: WorkSession, meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    """Put items that are on no agenda, or on another, on an agenda before any other business."""
    rows = [one for one in items_of(session, meeting) if one not in items]
    at = _business_end(rows)
    _settle(session, meeting, [*rows[:at], *items, *rows[at:]])


def close_gaps(session: WorkSession, meeting: Meeting) -> None:
    """Number the items of an agenda anew after one was taken from it."""
    _settle(session, meeting, items_of(session, meeting))


def item_words(item: AgendaItem) -> str:
    """Return an item in a sentence: “Budget 2025-26”, or that it is confidential."""
    return CONFIDENTIAL[0].lower() + CONFIDENTIAL[1:] if item.confidential else f"“{item.title}”"


def counted(number: int) -> str:
    """Return a number of items: "1 item", "3 items"."""
    return f"{number} item{'' if number == 1 else 's'}"


def _springs(session: WorkSession, item: AgendaItem) -> str:
    if item.confidential:
        hidden = hide_what_springs(session, item)
        return f", and with it {hidden}" if hidden else ""
    hidden = still_hidden(session, item)
    return f"; {hidden} from it still confidential" if hidden else ""


def _meeting_of(session: WorkSession, item: AgendaItem) -> Meeting:
    if item.meeting_id is None:
        raise UserError("This matter is on no agenda yet, so it has no place there. Give it a meeting first.")
    return session.get_one(Meeting, item.meeting_id)


def _refuse_settled(session: WorkSession, item: AgendaItem) -> None:
    if item.meeting_id is not None:
        open_agenda(session, session.get_one(Meeting, item.meeting_id).uid)


def _ready(session: Session, group: Group, day: date) -> list[AgendaItem]:
    """Return the matters of a group's backlog that come up by a day, in the order in which they were put there."""
    query = select(AgendaItem).where(AgendaItem.group_id == group.id, AgendaItem.meeting_id.is_(None))
    found = session.scalars(query.order_by(AgendaItem.position, AgendaItem.id))
    return [one for one in found if _comes_up(one, one.wanted, day)]


def _comes_up(item: AgendaItem, wanted: PartialDate | None, day: date) -> bool:
    if wanted is not None:
        return wanted.earliest() <= day
    return item.carried_from_id is not None or item.sent_from_id is not None


def _called_for(session: Session, meeting: Meeting, group: Group) -> list[Standing]:
    """Return what stands on the agenda, with places for open actions and chairs' reports where there are some."""
    standing = standing_of(session, group.uid)
    usual = {one.source: one for one in USUAL}
    has = {one.source for one in standing}
    if Source.ACTIONS not in has and open_actions_of_group(session, group.uid, meeting.day):
        opening = [at for at, one in enumerate(standing, 1) if one.source in OPENING]
        standing.insert(opening[-1] if opening else 0, usual[Source.ACTIONS])
    reports = select(ChairsReport.id).where(ChairsReport.meeting_id == meeting.id)
    if Source.CHAIRS_REPORTS not in has and session.scalars(reports).first() is not None:
        last = next((at for at, one in enumerate(standing) if one.source is Source.OTHER_BUSINESS), len(standing))
        standing.insert(last, usual[Source.CHAIRS_REPORTS])
    return standing


def _standing_in(rows: Sequence[AgendaItem], one: Standing, standing: Sequence[Standing]) -> int | None:
    """Return where a standing item is on an agenda: by what it is about where no other is, else by its title."""
    alone = one.source is not Source.OWN and sum(other.source is one.source for other in standing) == 1
    title = normal_name(one.title)
    for at, row in enumerate(rows):
        if (row.source is one.source and alone) or normal_name(row.title) == title:
            return at
    return None


def _place_of(rows: Sequence[AgendaItem], standing: Sequence[Standing], at: int) -> int:
    """Return where a standing item comes: any other business last, others after the standing ones before them."""
    if standing[at].source is Source.OTHER_BUSINESS:
        return len(rows)
    before = (_standing_in(rows, one, standing) for one in standing[:at])
    return max((place + 1 for place in before if place is not None), default=0)


def _business_end(rows: Sequence[AgendaItem]) -> int:
    return next((at for at, one in enumerate(rows) if one.source is Source.OTHER_BUSINESS), len(rows))


def _made(meeting: Meeting, one: Standing) -> AgendaItem:
    return AgendaItem(
        group_id=meeting.group_id, meeting_id=meeting.id, position=0, title=one.title, source=one.source,
        purpose=one.purpose, length=one.length, presenter=one.presenter, confidential=False,
    )  # fmt: skip


def _settle(session: WorkSession, meeting: Meeting, rows: Sequence[AgendaItem]) -> None:
    """Number the items of an agenda in their order."""
    for at, item in enumerate(rows):
        if item.meeting_id != meeting.id:
            item.meeting_id = meeting.id
        if item.position != at:
            item.position = at
        session.add(item)
    session.flush()
