"""What the program puts under an agenda item by itself: apologies, minutes to approve, actions, chairs' reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import ActionRow, open_actions_of_group
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import AgendaItem, Meeting, MinutesState, Presence, Source
from mscp_desktop.meetings.rules.attendance import attendance_of
from mscp_desktop.meetings.rules.chairs_reports import reports_to
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_before, meeting_row
from mscp_desktop.meetings.rules.places import MINUTES, meeting_place
from mscp_desktop.meetings.rules.springing import confidential_among


@dataclass(frozen=True, slots=True)
class Matter:
    """One line under an item, and where it leads; `state` is how far that is, which an agenda does not print."""

    words: str
    place: Place | None = None
    confidential: bool = False
    state: str = ""

    def full_words(self) -> str:
        """Return the line with how far it is."""
        return f"{self.words}: {self.state}" if self.state else self.words


def matter_under(session: Session, item_uid: str) -> tuple[Matter, ...]:
    """Return what the program knows for an item of a meeting, as lines; nothing for a matter without a meeting."""
    item = AgendaItem.by_uid(session, item_uid)
    read = _READ.get(item.source)
    if read is None or item.meeting_id is None:
        return ()
    return tuple(read(session, meeting_row(session, session.get_one(Meeting, item.meeting_id).uid)))


def matters_of(session: Session, meeting_uid: str) -> dict[str, tuple[Matter, ...]]:
    """Return what the program knows for each item of a meeting that it knows something for, by the item's uid."""
    meeting = meeting_row(session, meeting_uid)
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    found = {
        item.uid: tuple(_READ[item.source](session, meeting)) for item in session.scalars(query) if item.source in _READ
    }
    return {uid: lines for uid, lines in found.items() if lines}


def _apologies(session: Session, meeting: MeetingRow) -> list[Matter]:
    attended = attendance_of(session, meeting.uid)
    said = []
    for one in attended.with_presence(Presence.APOLOGIES, Presence.DEPUTY):
        who = one.entered.who if one.entered is not None and one.presence is Presence.APOLOGIES else None
        seat = ", ".join(part for part in (one.seat.post, one.seat.organisation) if part)
        seat = seat or f"{one.seat.role_words()} seat"
        name = who or one.holder_words()
        if one.presence is Presence.DEPUTY:
            said.append(Matter(f"{one.holder_words()}, {seat}: {one.came_words()} comes instead"))
        else:
            said.append(Matter(f"{name}, {seat}"))
    guests = (one for one in attended.guests if one.presence is Presence.APOLOGIES)
    return [*said, *(Matter(one.words()) for one in guests)]


def _declared(session: Session, meeting: MeetingRow) -> list[Matter]:
    attended = attendance_of(session, meeting.uid)
    seats = [(one.came_words() or one.holder_words(), one.entered) for one in attended.seats]
    found = [(who, entered.interest) for who, entered in seats if entered is not None and entered.interest]
    found += [(guest.name, guest.interest) for guest in attended.guests if guest.interest]
    return [Matter(f"{who}: {interest}") for who, interest in found]


def _last_minutes(session: Session, meeting: MeetingRow) -> list[Matter]:
    last = meeting_before(session, meeting.group_id, meeting.day)
    if last is None:
        return []
    states = {
        MinutesState.NONE: "not written yet",
        MinutesState.DRAFT: "a draft, not cleared by the chair yet",
        MinutesState.CLEARED: "cleared by the chair, to approve",
        MinutesState.CIRCULATED: "circulated, to approve",
    }
    said = states.get(last.minutes, last.minutes.value)
    words = f"Minutes of the meeting of {format_day(last.day)}"
    kept = session.get_one(Meeting, last.id)
    if kept.approved is not None and kept.approved_at_id != meeting.id:
        how = f", {kept.approved_how}" if kept.approved_how else ""
        words = f"{words}, approved on {format_day(kept.approved)}{how}: to note"
        return [Matter(words, meeting_place(last.uid, MINUTES))]
    return [Matter(words, meeting_place(last.uid, MINUTES), state=said)]


def _actions(session: Session, meeting: MeetingRow) -> list[Matter]:
    arising = _arising_sources(session, meeting)
    actions = open_actions_of_group(session, meeting.group_uid, meeting.day)
    return _lines(session, [one for one in actions if arising is None or not _from(one, arising)])


def _arising(session: Session, meeting: MeetingRow) -> list[Matter]:
    sources = _sources(session, meeting)
    actions = open_actions_of_group(session, meeting.group_uid, meeting.day)
    return _lines(session, [one for one in actions if _from(one, sources)])


def _arising_sources(session: Session, meeting: MeetingRow) -> set[str] | None:
    """Return where the actions came from that stand under matters arising; None where the agenda has no such item."""
    query = select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.source == Source.MATTERS_ARISING
    )
    return None if session.scalars(query).first() is None else _sources(session, meeting)


def _sources(session: Session, meeting: MeetingRow) -> set[str]:
    """Return the uids of the meeting before and of its items: what the actions raised there came from."""
    last = meeting_before(session, meeting.group_id, meeting.day)
    if last is None:
        return set()
    return {last.uid, *session.scalars(select(AgendaItem.uid).where(AgendaItem.meeting_id == last.id))}


def _from(action: ActionRow, sources: set[str]) -> bool:
    return action.source_place is not None and action.source_place.uid in sources


def _lines(session: Session, actions: Sequence[ActionRow]) -> list[Matter]:
    hidden = confidential_among(session, (one.source_place.uid for one in actions if one.source_place is not None))
    return [_action(one, hidden=one.confidential or _from(one, hidden)) for one in actions]


def _action(one: ActionRow, *, hidden: bool) -> Matter:
    due = "no date" if one.due is None else f"due {format_day(one.due)}"  # how late that is depends on who reads when
    state = "" if one.state_words() in {"open", "overdue"} else f", {one.state_words()}"
    owner = one.owner.full_words()
    return Matter(f"{one.words()}: {one.text} ({owner}; {due}{state})", Place("action", one.uid), hidden)


def _reports(session: Session, meeting: MeetingRow) -> list[Matter]:
    lines = []
    for one in reports_to(session, meeting.uid):
        if one.uid is None:
            state = "no report yet"
        else:
            state = "a draft" if one.agreed is None else f"agreed {format_day(one.agreed)}"
        lines.append(Matter(one.group, Place("chairs_report", one.key()), state=state))
    return lines


_READ: Mapping[Source, Callable[[Session, MeetingRow], list[Matter]]] = {
    Source.APOLOGIES: _apologies,
    Source.DECLARATIONS: _declared,
    Source.LAST_MINUTES: _last_minutes,
    Source.MATTERS_ARISING: _arising,
    Source.ACTIONS: _actions,
    Source.CHAIRS_REPORTS: _reports,
}
