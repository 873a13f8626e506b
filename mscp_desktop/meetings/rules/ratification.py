"""How a decision is put up for ratification, and how its mark follows the quorum until its minutes are approved."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import APPROVED, AgendaItem, Decision, Meeting, MeetingState, MinutesState, Purpose
from mscp_desktop.meetings.rules.agenda_changes import add_item, remove_items
from mscp_desktop.meetings.rules.attendance import attendance_of_all
from mscp_desktop.meetings.rules.carrying import add_matter
from mscp_desktop.meetings.rules.meetings import meeting_after, meeting_rows
from mscp_desktop.meetings.rules.minutes_changes import short_words
from mscp_desktop.meetings.rules.quorum import NO_RULE, recorded_by
from mscp_desktop.meetings.rules.springing import puts_up

TURNED = re.compile(r"(?:; )?(D[0-9][^;]* (?:to be ratified|no longer to be ratified)\b.*)$")
NOT_NEEDED = "No longer needed: the meeting had a quorum after all.\n\n"
OTHERWISE = "said otherwise"  # of minutes that are past a draft
RATIFIES = re.compile(r"Ratify D(?P<number>[0-9]+)(?: of .*)?")


def number_words(number: int) -> str:
    """Return a decision's number as people write it: "D12"."""
    return f"D{number}"


@contextmanager
def following_quorum(
    session: WorkSession, *, meeting: Meeting | None = None, group: Group | None = None
) -> Iterator[None]:
    """Have decisions follow what is changed of a meeting's attendance, or of a group's rules of quorum.

    Where a meeting comes to be without a quorum, its decisions are marked and put up for ratification. Once it is known
    to have had one, or no rule asks for one, that is taken back, but for what was ratified; while that is not known it
    stays. What has gone out on an agenda stays there and says that it is no longer needed. A mark that somebody set
    against the attendance stays until the quorum itself turns.
    Approved minutes stay as they are; that minutes were cleared or circulated as they were is told.
    """
    asked = select(Decision.meeting_id).join(Meeting, Meeting.id == Decision.meeting_id)
    asked = asked.where(Meeting.minutes.not_in(APPROVED), Decision.ratified_at_id.is_(None))
    if meeting is not None:
        asked = asked.where(Meeting.id == meeting.id)
    if group is not None:
        asked = asked.where(Meeting.group_id == group.id)
    ids = list(session.scalars(asked.distinct()))
    before = _judged(session, ids)
    yield
    if not ids:
        return
    session.flush()
    summary, now = session.summary, _judged(session, ids)
    marked = _mark(session, [key for key in ids if now[key] is False and before[key] is not False], lacking=True)
    freed = _mark(session, [key for key in ids if now[key] and not before[key]], lacking=False)
    told = [f"{_names(marked)} to be ratified"] if marked else []
    told += [f"{_names(freed)} no longer to be ratified"] if freed else []
    stays = _gone_out(session, freed)
    told += [f"marked as no longer needed on the agenda that went out for {stays}"] if stays else []
    told += _said_otherwise(session, [*marked, *freed])
    session.say("; ".join((summary, *told)))


def turned_words(summary: str) -> str:
    """Return what an operation says of decisions that it turned, as a sentence; empty where it turned none."""
    found = TURNED.search(summary)
    return f"{found[1]}." if found else ""


def _gone_out(session: Session, decisions: Sequence[Decision]) -> str:
    """Return the meetings on whose agendas, which went out, these decisions still stand to be ratified."""
    found = {
        item.meeting_id: format_day(session.get_one(Meeting, item.meeting_id).day)
        for one in decisions
        for item in _waiting(session, one, session.get_one(Meeting, one.meeting_id))
        if item.meeting_id is not None and (item.brief or "").startswith(NOT_NEEDED)
    }
    return _list(list(found.values())) if found else ""


def _said_otherwise(session: Session, decisions: Sequence[Decision]) -> list[str]:
    """Return how far the minutes are that told these decisions otherwise, where they are past a draft."""
    states = {session.get_one(Meeting, one.meeting_id).minutes for one in decisions}
    steps = [one.value for one in (MinutesState.CLEARED, MinutesState.CIRCULATED) if one in states]
    return [f"the {_list(steps)} minutes {OTHERWISE}"] if steps else []


def _judged(session: Session, ids: Collection[int]) -> dict[int, bool | None]:
    """Return whether these meetings had the quorum they need, by what is entered; None where that is not known."""
    if not ids:
        return {}
    read = attendance_of_all(session, meeting_rows(session, ids))
    quorums = recorded_by(session, [attended for _, attended in read])
    return {
        row.id: True if quorum.words == NO_RULE else quorum.met for (row, _), quorum in zip(read, quorums, strict=True)
    }


def _mark(session: WorkSession, ids: Collection[int], *, lacking: bool) -> Sequence[Decision]:
    """Mark the decisions of these meetings, and return those that were marked otherwise."""
    query = select(Decision).where(
        Decision.meeting_id.in_(ids), Decision.ratified_at_id.is_(None), Decision.inquorate.is_(not lacking)
    )
    found = session.scalars(query.order_by(Decision.number)).all() if ids else ()
    for decision in found:
        decision.inquorate = lacking
        if lacking:
            put_up(session, session.get_one(Meeting, decision.meeting_id), decision)
        else:
            take_down(session, decision)
    return found


def put_up(session: WorkSession, meeting: Meeting, decision: Decision) -> None:
    """Put the ratification of a decision onto the group's next agenda, or onto its backlog where none is planned.

    One that waits there already stays, and is needed again where it said that it was not.
    """
    waiting = _waiting(session, decision, meeting)
    for item in waiting:
        item.brief = (item.brief or "").removeprefix(NOT_NEEDED) or None
    if waiting:
        return
    after = meeting_after(session, meeting.group_id, meeting.day)
    title, hidden = _title(session, meeting, decision)
    brief = _brief(meeting, decision.text)
    if after is not None and after.state is MeetingState.PLANNED:
        add_item(session, after.uid, title, purpose=Purpose.DECIDE, confidential=hidden, brief=brief)
    else:
        group = session.get_one(Group, meeting.group_id)
        add_matter(session, group.uid, title, purpose=Purpose.DECIDE, confidential=hidden, brief=brief)


def take_down(session: WorkSession, decision: Decision, *, also_sent: bool = False) -> None:
    """Take the ratification of a decision off the agenda where it has not come up yet.

    One that has gone out with an agenda, or that something rests on, stays and says that it is no longer needed.
    """
    meeting = session.get_one(Meeting, decision.meeting_id)
    for item in _waiting(session, decision, meeting):
        later = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)
        sent = later is not None and later.agenda_sent is not None
        if (also_sent or not sent) and next(referring(session, item), None) is None:
            remove_items(session, [item.uid])
        elif not (item.brief or "").startswith(NOT_NEEDED):
            item.brief = f"{NOT_NEEDED}{item.brief or ''}".strip()


def reword(session: WorkSession, meeting: Meeting, decision: Decision, before: str) -> None:
    """Have what is put up say the words of a decision that was changed, where nobody wrote others there."""
    if decision.inquorate and decision.ratified_at_id is None:
        title, _ = _title(session, meeting, decision)
        for item in _waiting(session, decision, meeting):
            if item.brief == _brief(meeting, before):
                item.title, item.brief = title, _brief(meeting, decision.text)


def _title(session: Session, meeting: Meeting, decision: Decision) -> tuple[str, bool]:
    """Return what the item is called, and whether it is confidential: then it names the decision without its words."""
    own = None if decision.item_id is None else session.get_one(AgendaItem, decision.item_id)
    hidden = own is not None and own.confidential
    words = "" if hidden else f": {short_words(plain_words(decision.text))}"
    return f"Ratify {number_words(decision.number)} of {format_day(meeting.day)}{words}", hidden


def _brief(meeting: Meeting, text: str) -> str:
    return f"Taken without a quorum on {format_day(meeting.day)}: {text}"


def _waiting(session: Session, decision: Decision, meeting: Meeting) -> Sequence[AgendaItem]:
    """Return the items that put a decision up for ratification and have not come up yet."""
    query = (
        select(AgendaItem)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.group_id == meeting.group_id, AgendaItem.discussion.is_(None),
            puts_up(decision.number),
            or_(Meeting.id.is_(None), Meeting.state == MeetingState.PLANNED),
        )
    )  # fmt: skip
    return session.scalars(query).all()


def _names(decisions: Sequence[Decision]) -> str:
    return _list([number_words(one.number) for one in decisions])


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
