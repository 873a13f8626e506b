"""How a matter goes on: to the next meeting or the backlog, up to the group that is reported to, and back."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Decision, Meeting, MeetingState, Purpose, Source
from mscp_desktop.meetings.rules.agenda_changes import (
    close_gaps,
    counted,
    item_words,
    open_agenda,
    place_items,
)
from mscp_desktop.meetings.rules.agenda_standing import read_length, read_title
from mscp_desktop.meetings.rules.agendas import stands_words
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_after
from mscp_desktop.parties.rules.words import trimmed


@operation("meetings.carry_item")
def carry_item(
    session: WorkSession, uid: str, *, meeting_uid: str | None = None, wanted: PartialDate | None = None
) -> str:
    """Carry an item on to a later meeting of its group, or to its backlog; return the uid of the item there.

    An item of a meeting that has begun stays there with its minutes, and a new one carries it on. One of a meeting
    still to come is moved itself. `wanted` is when it is to come up from the backlog. Raises `ConflictError` where it
    was carried on already.
    """
    item = AgendaItem.by_uid(session, uid)
    to = None if meeting_uid is None else open_agenda(session, meeting_uid)
    if to is not None and to.group_id != item.group_id:
        raise UserError("That is a meeting of another group. Send the matter up, or choose one of this group's own.")
    if item.meeting_id is None:
        if to is None:
            raise UserError("This matter is in the backlog already. Choose a meeting for it.")
        place_items(session, to, [item])
        session.say(f"Put {item_words(item)} on the agenda of {format_day(to.day)}")
        return uid
    here = session.get_one(Meeting, item.meeting_id)
    if to is not None and (to.id == here.id or to.day < here.day):
        raise UserError(f"A matter is carried to a meeting after {format_day(here.day)}. Choose a later one.")
    if _still_to_come(here, item, session.clock.today()):
        _move(session, item, here, to, wanted)
        return uid
    later = _next_of(session, AgendaItem.carried_from_id == item.id)
    if later is not None:
        raise ConflictError(f"This item was carried forward already, to {stands_words(session, later)}.")
    made = _following(item, item.group_id)
    made.carried_from_id, made.wanted = item.id, wanted
    _put(session, made, to)
    session.say(f"Carried {item_words(item)} forward to {stands_words(session, made)}")
    return made.uid


@operation("meetings.postpone_items")
def postpone_items(session: WorkSession, uids: Sequence[str], wanted: PartialDate | None = None) -> None:
    """Take items off their agendas into the backlog, to come up when they are wanted; an item with minutes stays."""
    words = ""
    for uid in uids:
        item = AgendaItem.by_uid(session, uid)
        words = item_words(item)
        if item.meeting_id is None:
            item.wanted = wanted
            continue
        here = session.get_one(Meeting, item.meeting_id)
        if not _still_to_come(here, item, session.clock.today()):
            raise UserError(f"The meeting of {format_day(here.day)} has begun. Carry the item forward instead.")
        _move(session, item, here, None, wanted)
    session.say(f"Put {words if len(uids) == 1 else counted(len(uids))} into the backlog")


@operation("meetings.place_matters")
def place_matters(session: WorkSession, uids: Sequence[str], meeting_uid: str) -> None:
    """Put matters of a backlog, or of meetings still to come, on the agenda of a meeting of their group."""
    meeting = open_agenda(session, meeting_uid)
    items = [AgendaItem.by_uid(session, uid) for uid in dict.fromkeys(uids)]
    left = []
    for item in items:
        if item.group_id != meeting.group_id:
            raise UserError(f"{item_words(item)} is a matter of another group. Choose a meeting of that group.")
        here = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)
        if here is not None and not _still_to_come(here, item, session.clock.today()):
            raise UserError(f"The meeting of {format_day(here.day)} has begun. Carry its items forward instead.")
        if here is not None and here is not meeting:
            left.append(here)
    place_items(session, meeting, items)
    for here in left:
        close_gaps(session, here)
    what = item_words(items[0]) if len(items) == 1 else counted(len(items))
    session.say(f"Put {what} on the agenda of {format_day(meeting.day)}")


@operation("meetings.add_matter")
def add_matter(
    session: WorkSession,
    group_uid: str,
    title: str,
    *,
    wanted: PartialDate | None = None,
    purpose: Purpose = Purpose.DISCUSS,
    length: int | None = None,
    presenter: str | None = None,
    confidential: bool = False,
    brief: str | None = None,
) -> str:
    """Add a matter to a group's backlog, to come up when it is wanted, and return its uid."""
    group = Group.by_uid(session, group_uid)
    made = AgendaItem(
        group_id=group.id, position=0, title=read_title(title), source=Source.OWN, purpose=purpose,
        length=read_length(length), presenter=trimmed(presenter), confidential=confidential, brief=trimmed(brief),
        wanted=wanted,
    )  # fmt: skip
    _put(session, made, None)
    session.say(f"Added {item_words(made)} to the backlog of {group.name}")
    return made.uid


@operation("meetings.send_up")
def send_up(session: WorkSession, uid: str, *, why: str | None = None) -> str:
    """Send a matter to the group that its own reports to, and return the uid of the item there.

    It goes on that group's next meeting, or into its backlog where none is planned. `why` says what is asked of it.
    Raises `ConflictError` where it was sent already.
    """
    item = AgendaItem.by_uid(session, uid)
    group = session.get_one(Group, item.group_id)
    if group.parent_id is None:
        raise UserError(f"{group.name} reports to no other group, so there is nobody to send it to.")
    sent = _next_of(session, AgendaItem.sent_from_id == item.id, AgendaItem.group_id == group.parent_id)
    if sent is not None:
        raise ConflictError(f"This item was sent already, to {stands_words(session, sent)}.")
    made = _following(item, group.parent_id)
    made.sent_from_id, made.source = item.id, Source.OWN
    made.brief = trimmed("\n\n".join(part for part in (trimmed(why), item.brief) if part))
    _put(session, made, _coming(session, group.parent_id, session.clock.today()))
    session.say(f"Sent {item_words(item)} to {stands_words(session, made)}")
    return made.uid


@operation("meetings.send_back")
def send_back(session: WorkSession, uid: str, *, answer: str | None = None) -> str:
    """Answer the group that sent a matter, and return the uid of the item on its next meeting, or in its backlog.

    Without an `answer` in words the item brings what was decided. Raises `ConflictError` where it was answered already.
    """
    item = AgendaItem.by_uid(session, uid)
    asked = None if item.sent_from_id is None else session.get_one(AgendaItem, item.sent_from_id)
    if asked is None or asked.group_id == item.group_id:
        raise UserError("No other group sent this item, so there is nobody to answer.")
    back = _next_of(session, AgendaItem.sent_from_id == item.id, AgendaItem.group_id == asked.group_id)
    if back is not None:
        raise ConflictError(f"This was answered already: it is on {stands_words(session, back)}.")
    answering = session.get_one(Group, item.group_id)
    made = _following(item, asked.group_id)
    made.title = f"Answer from {answering.short or answering.name}: {asked.title}"
    made.sent_from_id, made.source, made.purpose = item.id, Source.OWN, Purpose.NOTE
    made.brief = trimmed(answer) or _decided(session, item, answering)
    _put(session, made, _coming(session, asked.group_id, session.clock.today()))
    session.say(f"Answered {stands_words(session, asked)} on {item_words(asked)}")
    return made.uid


def coming_meetings(session: Session, group_uid: str, today: date, *, after: date | None = None) -> list[MeetingRow]:
    """Return the meetings of a group from today on, or after a later day, to which a matter can be carried."""
    group = Group.by_uid(session, group_uid)
    found: list[MeetingRow] = []
    day = max(date.fromordinal(today.toordinal() - 1), after or date.min)
    while (row := meeting_after(session, group.id, day)) is not None:
        found.append(row)
        day = row.day
    return found


def parent_of(session: Session, group_uid: str) -> str | None:
    """Return the name of the group that a group reports to; None where there is none."""
    group = Group.by_uid(session, group_uid)
    return None if group.parent_id is None else session.get_one(Group, group.parent_id).name


def _still_to_come(meeting: Meeting, item: AgendaItem, today: date) -> bool:
    """Say whether an item was not taken yet, nor can have been: then it is moved itself."""
    waits = meeting.state is MeetingState.PLANNED and meeting.day > today
    return (waits or meeting.state is MeetingState.CANCELLED) and not item.discussion


def _move(
    session: WorkSession, item: AgendaItem, here: Meeting, to: Meeting | None, wanted: PartialDate | None
) -> None:
    """Move an item itself, which has no minutes yet."""
    if to is None:
        item.meeting_id, item.position, item.wanted = None, _last_waiting(session, item.group_id) + 1, wanted
        session.flush()
    else:
        place_items(session, to, [item])
    close_gaps(session, here)
    session.say(f"Moved {item_words(item)} to {stands_words(session, item)}")


def _following(item: AgendaItem, group_id: int) -> AgendaItem:
    return AgendaItem(
        group_id=group_id, position=0, title=item.title, source=item.source, purpose=item.purpose, length=item.length,
        presenter=item.presenter, confidential=item.confidential, brief=item.brief,
    )  # fmt: skip


def _put(session: WorkSession, made: AgendaItem, meeting: Meeting | None) -> None:
    if meeting is None:
        made.position = _last_waiting(session, made.group_id) + 1
        session.add(made)
        session.flush()
    else:
        place_items(session, meeting, [made])


def _last_waiting(session: WorkSession, group_id: int) -> int:
    query = select(func.max(AgendaItem.position)).where(
        AgendaItem.group_id == group_id, AgendaItem.meeting_id.is_(None)
    )
    return session.scalar(query) or 0


def _coming(session: WorkSession, group_id: int, today: date) -> Meeting | None:
    """Return the next meeting of a group after today whose agenda can still take a matter."""
    row = meeting_after(session, group_id, today)
    return None if row is None else Meeting.by_uid(session, row.uid)


def _next_of(session: Session, *conditions: object) -> AgendaItem | None:
    return session.scalars(select(AgendaItem).where(*conditions)).first()  # type: ignore[arg-type]


def _decided(session: Session, item: AgendaItem, group: Group) -> str:
    """Return what a group made of an item: what it decided, each on a line, else what was said."""
    meeting = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)
    when = f" on {format_day(meeting.day)}" if meeting is not None else ""
    decided = session.scalars(select(Decision.text).where(Decision.item_id == item.id).order_by(Decision.position))
    lines = [f"- {plain_words(text)}" for text in decided]
    if lines:
        return "\n".join([f"{group.name} decided{when}:", "", *lines])
    return item.discussion or f"{group.name} considered this{when}."
