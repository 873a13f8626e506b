"""Challenges between partners: who challenged whom, on what, what followed, and how it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import APPROVED, STAYS, AgendaItem, Challenge, ChallengeState, Meeting
from mscp_desktop.meetings.rules.minutes_changes import (
    begin_minutes,
    next_number,
    next_position,
    place_words,
    short_words,
)
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import names_on, take_uids
from mscp_desktop.parties.rules.words import field_words, trimmed

NOBODY = "not recorded"
GOES_ON = frozenset({ChallengeState.OPEN, ChallengeState.ESCALATED})
"""The states in which an answer is still awaited."""

_SAID = frozenset({"made", "by_whom", "to_whom", "about", "by_organisation_id", "to_organisation_id"})
"""What the minutes say of a challenge; its answer and state go on after the meeting."""


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge as pages and documents show it; each side by the name of that day, with the words beside it."""

    id: int
    uid: str
    version: int
    number: int
    made: date
    by: str
    by_uid: str | None
    by_whom: str | None
    to: str
    to_uid: str | None
    to_whom: str | None
    about: str
    answer: str | None
    state: ChallengeState
    closed: date | None
    meeting_uid: str | None
    meeting_day: date | None
    group: str | None
    group_short: str | None
    group_uid: str | None
    item_uid: str | None
    item: str | None
    confidential: bool
    note: str | None

    def name(self) -> str:
        """Return its lasting number: "C3"."""
        return number_words(self.number)

    def sides(self) -> str:
        """Return who challenged whom: "Kent Police to Medway Council"; a side that is not recorded is left out."""
        if self.to == NOBODY:
            return "" if self.by == NOBODY else self.by
        return f"To {self.to}" if self.by == NOBODY else f"{self.by} to {self.to}"

    def state_words(self) -> str:
        """Return how far it is, with the day on which it ended: "accepted on 3 June 2025"."""
        return self.state.value if self.closed is None else f"{self.state.value} on {format_day(self.closed)}"

    def meeting_words(self) -> str:
        """Return where it was made: "PMQA, 12 March 2025", or "outside a meeting"."""
        if self.meeting_day is None:
            return "outside a meeting"
        return f"{self.group_short or self.group}, {format_day(self.meeting_day)}"


def number_words(number: int) -> str:
    """Return a challenge's number as people write it: "C3"."""
    return f"C{number}"


_BY, _TO = aliased(Organisation), aliased(Organisation)


_Found: TypeAlias = Select[Challenge, Meeting, Group, AgendaItem, Organisation, Organisation]


def _query() -> _Found:
    return (
        select(Challenge, Meeting, Group, AgendaItem, _BY, _TO)
        .outerjoin(Meeting, Meeting.id == Challenge.meeting_id)
        .outerjoin(Group, Group.id == Meeting.group_id)
        .outerjoin(AgendaItem, AgendaItem.id == Challenge.item_id)
        .outerjoin(_BY, _BY.id == Challenge.by_organisation_id)
        .outerjoin(_TO, _TO.id == Challenge.to_organisation_id)
        .order_by(Challenge.number)
    )


def _rows(session: Session, query: _Found) -> list[ChallengeRow]:
    found = list(session.execute(query))
    names = {day: names_on(session, day) for day in {one.made for one, *_ in found}}
    return [
        ChallengeRow(
            one.id, one.uid, one.version, one.number, one.made, _side(by, one.by_whom, names[one.made]),
            by.uid if by else None, one.by_whom, _side(to, one.to_whom, names[one.made]), to.uid if to else None,
            one.to_whom, one.about, one.answer, one.state, one.closed, meeting.uid if meeting else None,
            meeting.day if meeting else None, group.name if group else None, group.short if group else None,
            group.uid if group else None, item.uid if item else None, item.title if item else None,
            bool(item and item.confidential), one.note,
        )
        for one, meeting, group, item, by, to in found
    ]  # fmt: skip


def _side(body: Organisation | None, words: str | None, names: dict[int, str]) -> str:
    parts = ([] if body is None else [names.get(body.id, body.name)]) + ([words] if words else [])
    return ", ".join(parts) or NOBODY


def challenge_rows(session: Session, ids: Iterable[int]) -> list[ChallengeRow]:
    """Return challenges by their keys, in the order of their numbers."""
    return _rows(session, _query().where(Challenge.id.in_(list(ids))))


def challenge_row(session: Session, uid: str) -> ChallengeRow | None:
    """Return one challenge; None where it is gone."""
    return next(iter(_rows(session, _query().where(Challenge.uid == uid))), None)


def challenges_of(session: Session, meeting_uid: str) -> list[ChallengeRow]:
    """Return the challenges of a meeting in their order there."""
    query = _query().where(Meeting.uid == meeting_uid).order_by(None).order_by(Challenge.position, Challenge.number)
    return _rows(session, query)


def challenges_between(
    session: Session, first: date | None, last: date | None, group_uid: str | None = None
) -> list[ChallengeRow]:
    """Return the challenges made from `first` to `last`, both included, at meetings of one group or all of them.

    None is open; with a group, those made outside a meeting are left out.
    """
    query = _query()
    for condition in (
        None if first is None else Challenge.made >= first,
        None if last is None else Challenge.made <= last,
        None if group_uid is None else Group.uid == group_uid,
    ):
        query = query if condition is None else query.where(condition)
    return _rows(session, query)


def open_challenges(session: Session) -> list[ChallengeRow]:
    """Return the challenges to which an answer is still awaited, the oldest first."""
    query = _query().where(Challenge.state.in_(GOES_ON), Challenge.closed.is_(None))
    return _rows(session, query.order_by(None).order_by(Challenge.made, Challenge.number))


def count_open(session: Session) -> int:
    """Return how many challenges still await an answer."""
    counted = select(func.count()).select_from(Challenge)
    return session.scalar(counted.where(Challenge.state.in_(GOES_ON), Challenge.closed.is_(None))) or 0


def challenge_id(session: Session, uid: str) -> int | None:
    """Return the id of a challenge by uid; None where it is gone."""
    return session.scalar(select(Challenge.id).where(Challenge.uid == uid))


@operation("meetings.add_challenge")
def add_challenge(
    session: WorkSession,
    about: str,
    *,
    meeting_uid: str | None = None,
    item_uid: str | None = None,
    made: date | None = None,
    by_organisation_uid: str | None = None,
    by_whom: str | None = None,
    to_organisation_uid: str | None = None,
    to_whom: str | None = None,
    answer: str | None = None,
    note: str | None = None,
) -> str:
    """Record a challenge, at a meeting or outside one, and return its uid; it is open, or answered with an answer.

    Without `made` it was made on the day of the meeting, or today.
    """
    item = None if item_uid is None else AgendaItem.by_uid(session, item_uid)
    meeting = None if meeting_uid is None else begin_minutes(session, Meeting.by_uid(session, meeting_uid))
    if item is not None and (meeting is None or item.meeting_id != meeting.id):
        raise ConflictError("This item is no longer on the agenda of this meeting. Nothing was changed.")
    sides: dict[str, Any] = {"by_organisation_uid": by_organisation_uid, "to_organisation_uid": to_organisation_uid}
    take_uids(session, sides, "by_organisation", "to_organisation")
    challenge = Challenge(
        number=next_number(session, Challenge), meeting_id=None if meeting is None else meeting.id,
        item_id=None if item is None else item.id,
        position=next_position(session, Challenge, None if meeting is None else meeting.id),
        made=made or (session.clock.today() if meeting is None else meeting.day), by_whom=trimmed(by_whom),
        to_whom=trimmed(to_whom), about=_what(about), answer=trimmed(answer),
        state=ChallengeState.ANSWERED if trimmed(answer) else ChallengeState.OPEN, note=trimmed(note), **sides,
    )  # fmt: skip
    session.add(challenge)
    session.flush()
    where = "" if meeting is None else f", under {place_words(session, meeting, item)}"
    session.say(f"Challenge {said_of(challenge, item)}{where}")
    return challenge.uid


@operation("meetings.change_challenge")
def change_challenge(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change who, whom, about, made, answer, state, closed or note of a challenge.

    Organisations are given as `by_organisation_uid` and `to_organisation_uid`. One that is answered or accepted has an
    answer; to answer an open one makes it answered. What minutes say of it changes only while they are a draft.
    """
    challenge = Challenge.by_uid(session, uid)
    take_uids(session, fields, "by_organisation", "to_organisation")
    meeting = None if challenge.meeting_id is None else session.get_one(Meeting, challenge.meeting_id)
    if "about" in fields:
        fields["about"] = _what(fields["about"])
    for name in ("by_whom", "to_whom", "answer", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    changed = change_record(session, challenge, version, fields)
    if meeting is not None and changed.keys() & _SAID:
        if meeting.minutes in APPROVED:
            raise ConflictError(STAYS)
        begin_minutes(session, meeting)
    if "answer" in changed and "state" not in changed and challenge.answer and challenge.state is ChallengeState.OPEN:
        challenge.state = ChallengeState.ANSWERED
    if challenge.state in (ChallengeState.ANSWERED, ChallengeState.ACCEPTED) and not challenge.answer:
        raise UserError("Say what followed: a challenge is answered or accepted with an answer.")
    if challenge.closed is not None and challenge.closed < challenge.made:
        raise UserError(f"It was made on {format_day(challenge.made)}, so it can't be closed before that day.")
    session.say(f"{field_words({_PLAIN.get(one, one): None for one in changed})} of challenge {named(challenge)}")


@operation("meetings.remove_challenges")
def remove_challenges(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete challenges that were entered by mistake; their numbers are not given again."""
    names = []
    for uid in uids:
        challenge = Challenge.by_uid(session, uid)
        if challenge.meeting_id is not None:
            begin_minutes(session, session.get_one(Meeting, challenge.meeting_id))
        names.append(named(challenge))
        session.delete(challenge)
        session.flush()
    session.say(f"Deleted challenge{'' if len(names) == 1 else 's'} {', '.join(names)}")


_PLAIN = {"by_organisation_id": "challenger", "by_whom": "challenger", "to_organisation_id": "challenged",
          "to_whom": "challenged", "made": "day", "closed": "end"}  # fmt: skip


def named(challenge: Challenge) -> str:
    """Return a challenge in a sentence: "C3"."""
    return number_words(challenge.number)


def said_of(challenge: Challenge, item: AgendaItem | None) -> str:
    """Return a challenge in history: its number, and its words unless its item is confidential."""
    if item is not None and item.confidential:
        return f"{named(challenge)}, confidential"
    return f"{named(challenge)}, {short_words(challenge.about)}"


def _what(typed: str | None) -> str:
    said = trimmed(typed)
    if said is None:
        raise UserError("A challenge needs words: on what was somebody challenged.")
    return said


def _describe(session: Session, challenge: Challenge) -> SearchText:
    row = next(iter(_rows(session, _query().where(Challenge.id == challenge.id))))
    if row.confidential:
        return SearchText(f"Challenge {row.name()}", f"Confidential, {row.meeting_words()}", day=row.meeting_day)
    words = "; ".join(part for part in (row.about, row.by, row.to, row.answer, row.group) if part)
    title = f"Challenge {row.name()}: {short_words(row.about)}"
    return SearchText(title, ", ".join(filter(None, (row.sides(), row.meeting_words()))), words, day=row.meeting_day)


def _under_item(session: Session, item: AgendaItem) -> Iterable[Challenge]:
    return session.scalars(select(Challenge).where(Challenge.item_id == item.id)).all()


def _at_meeting(session: Session, meeting: Meeting) -> Iterable[Challenge]:
    return session.scalars(select(Challenge).where(Challenge.meeting_id == meeting.id)).all()


def _of_group(session: Session, group: Group) -> Iterable[Challenge]:
    met = select(Meeting.id).where(Meeting.group_id == group.id)
    return session.scalars(select(Challenge).where(Challenge.meeting_id.in_(met))).all()


def _of_body(session: Session, body: Organisation) -> Iterable[Challenge]:
    sides = (Challenge.by_organisation_id == body.id) | (Challenge.to_organisation_id == body.id)
    return session.scalars(select(Challenge).where(sides)).all()


SEARCH = (
    SearchSource(
        "challenge", Challenge, _describe,
        {
            AgendaItem: Resting(frozenset({"confidential"}), _under_item, by_key=True),
            Meeting: Resting(frozenset({"day", "group_id"}), _at_meeting, by_key=True),
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
            Organisation: Resting(frozenset({"name"}), _of_body, by_key=True),
        },
    ),
)  # fmt: skip
