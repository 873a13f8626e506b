"""How minutes are written: what was said of an item, and the actions raised under it."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.foundation.bookkeeping import HistoryEntry
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import (
    APPROVED,
    STAYS,
    AgendaItem,
    Challenge,
    Decision,
    Meeting,
    MeetingState,
    MinutesState,
)
from mscp_desktop.meetings.rules.meetings import meeting_words
from mscp_desktop.parties.rules.words import trimmed

_WORDS = 60  # characters of a text that stand in a sentence


@operation("meetings.set_discussion")
def set_discussion(session: WorkSession, item_uid: str, version: int, discussion: str | None) -> int:
    """Set what was said of an item, as simple text, and return the item's version; the first words begin a draft."""
    item = AgendaItem.by_uid(session, item_uid)
    meeting = begin_minutes(session, meeting_of(session, item))
    change_record(session, item, version, {"discussion": trimmed(discussion)})
    session.flush()
    session.say(f"Minutes of {place_words(session, meeting, item)}")
    return item.version


@operation("meetings.raise_action")
def raise_action(
    session: WorkSession,
    item_uid: str,
    text: str,
    *,
    seat_uid: str | None = None,
    person_uid: str | None = None,
    organisation_uid: str | None = None,
    due: date | None = None,
) -> str:
    """Add an action that was agreed under an item, and return its uid: the meeting's group watches it.

    An action of a confidential item is confidential too. Its words, owner and date are changed in the register.
    """
    item = AgendaItem.by_uid(session, item_uid)
    meeting = begin_minutes(session, meeting_of(session, item))
    group = session.get_one(Group, meeting.group_id)
    uid = add_action(
        session, text, seat_uid=seat_uid, person_uid=person_uid, organisation_uid=organisation_uid, due=due,
        raised=meeting.day, group_uid=group.uid, source_kind="agenda_item", source_uid=item.uid,
        source=source_words(session, meeting, item), confidential=item.confidential,
    )  # fmt: skip
    session.say(f"{session.summary}, under {place_words(session, meeting, item)}")
    return uid


def begin_minutes(session: WorkSession, meeting: Meeting) -> Meeting:
    """Make sure that the minutes of a meeting can be written, and note that a draft of them is begun.

    Raises `UserError` where the meeting was cancelled, and where its minutes are cleared or further.
    """
    if meeting.minutes in APPROVED:
        raise ConflictError(STAYS)
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so it has no minutes. Plan it again first.")
    if meeting.minutes not in (MinutesState.NONE, MinutesState.DRAFT):
        raise UserError(
            f"These minutes are {meeting.minutes.value}. Set them back to draft to change them; nothing was changed."
        )
    if meeting.minutes is MinutesState.NONE:
        meeting.minutes = MinutesState.DRAFT
        meeting.minutes_by = meeting.minutes_by or session.actor.name
    return meeting


def meeting_of(session: Session, item: AgendaItem) -> Meeting:
    """Return the meeting of an item; raises `UserError` for one that still waits in a backlog."""
    if item.meeting_id is None:
        raise UserError("This item is on no meeting's agenda yet, so there is nothing to minute.")
    return session.get_one(Meeting, item.meeting_id)


def item_number(session: Session, item: AgendaItem) -> int:
    """Return the number of an item on its agenda, from 1."""
    before = select(func.count()).where(AgendaItem.meeting_id == item.meeting_id, AgendaItem.position < item.position)
    return (session.scalar(before) or 0) + 1


def source_words(session: Session, meeting: Meeting, item: AgendaItem | None) -> str:
    """Return where something was said: "PMQA 12 March 2025, item 4"."""
    group = session.get_one(Group, meeting.group_id)
    number = "" if item is None else f", item {item_number(session, item)}"
    return f"{group.short or group.name} {format_day(meeting.day)}{number}"


def place_words(session: Session, meeting: Meeting, item: AgendaItem | None) -> str:
    """Return where something was said, in a sentence: "item 4 of the PMQA meeting of 12 March 2025"."""
    words = meeting_words(session, meeting)
    return words if item is None else f"item {item_number(session, item)} of {words}"


def next_number(session: Session, model: type[Decision] | type[Challenge]) -> int:
    """Return a number that none of these records has had, also none that was removed or taken back since.

    No id is given twice, and the number is the id to come; history knows those that are gone.
    """
    table = model.__tablename__
    made = session.scalar(select(func.max(HistoryEntry.row_id)).where(HistoryEntry.table_name == table)) or 0
    there = session.execute(select(func.max(model.id), func.max(model.number))).one()
    return max(made, *(one or 0 for one in there)) + 1


def next_position(session: Session, model: type[Decision] | type[Challenge], meeting_id: int | None) -> int:
    """Return the place after the last of a meeting's decisions or challenges."""
    last = session.scalar(select(func.max(model.position)).where(model.meeting_id == meeting_id))
    return 0 if last is None else last + 1


def short_words(text: str) -> str:
    """Return the beginning of a text, for a sentence."""
    words = " ".join(text.split())
    return f"{words[:_WORDS].rstrip()}…" if len(words) > _WORDS else words
