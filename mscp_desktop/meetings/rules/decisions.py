"""Decisions: numbered for good, who did not agree, which were taken without a quorum, and what ratified those."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Decision, Meeting
from mscp_desktop.meetings.rules.meetings import meeting_words
from mscp_desktop.meetings.rules.minutes_changes import (
    begin_minutes,
    next_number,
    next_position,
    place_words,
    short_words,
)
from mscp_desktop.meetings.rules.quorum import quorum_of
from mscp_desktop.meetings.rules.ratification import number_words, put_up, reword, take_down
from mscp_desktop.parties.rules.words import field_words, trimmed

TO_RATIFY, RATIFIED, QUORATE = "to be ratified", "ratified", "quorate"
STANDINGS = (QUORATE, TO_RATIFY, RATIFIED)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as pages and documents show it; `item` is the title of the item that it was taken under."""

    id: int
    uid: str
    version: int
    number: int
    text: str
    dissent: str | None
    inquorate: bool
    ratified_at_uid: str | None
    ratified_on: date | None
    meeting_uid: str
    meeting_day: date
    group: str
    group_short: str | None
    group_uid: str
    item_uid: str | None
    item: str | None
    confidential: bool
    note: str | None

    def name(self) -> str:
        """Return its lasting number: "D12"."""
        return number_words(self.number)

    def standing(self) -> str:
        """Return whether it stands: "quorate", "to be ratified" or "ratified"."""
        if not self.inquorate:
            return QUORATE
        return TO_RATIFY if self.ratified_on is None else RATIFIED

    def standing_words(self) -> str:
        """Return in a sentence what there is to say of its quorum; empty for a decision of a quorate meeting."""
        if not self.inquorate:
            return ""
        if self.ratified_on is None:
            return "Taken without a quorum, to be ratified"
        return f"Taken without a quorum, ratified on {format_day(self.ratified_on)}"

    def meeting_words(self) -> str:
        """Return where it was taken: "PMQA, 12 March 2025"."""
        return f"{self.group_short or self.group}, {format_day(self.meeting_day)}"


_RATIFIED_AT = aliased(Meeting)


_Found: TypeAlias = Select[Decision, Meeting, Group, AgendaItem, Meeting]


def _query() -> _Found:
    return (
        select(Decision, Meeting, Group, AgendaItem, _RATIFIED_AT)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .outerjoin(AgendaItem, AgendaItem.id == Decision.item_id)
        .outerjoin(_RATIFIED_AT, _RATIFIED_AT.id == Decision.ratified_at_id)
        .order_by(Decision.number)
    )


def _rows(session: Session, query: _Found) -> list[DecisionRow]:
    return [
        DecisionRow(
            one.id, one.uid, one.version, one.number, one.text, one.dissent, one.inquorate,
            ratified.uid if ratified else None, ratified.day if ratified else None, meeting.uid, meeting.day,
            group.name, group.short, group.uid, item.uid if item else None, item.title if item else None,
            bool(item and item.confidential), one.note,
        )
        for one, meeting, group, item, ratified in session.execute(query)
    ]  # fmt: skip


def decision_rows(session: Session, ids: Iterable[int]) -> list[DecisionRow]:
    """Return decisions by their keys, in the order of their numbers."""
    return _rows(session, _query().where(Decision.id.in_(list(ids))))


def decision_row(session: Session, uid: str) -> DecisionRow | None:
    """Return one decision; None where it is gone."""
    return next(iter(_rows(session, _query().where(Decision.uid == uid))), None)


def decisions_of(session: Session, meeting_uid: str) -> list[DecisionRow]:
    """Return the decisions of a meeting in their order there."""
    query = _query().where(Meeting.uid == meeting_uid).order_by(None).order_by(Decision.position, Decision.number)
    return _rows(session, query)


def ratified_at(session: Session, meeting_uid: str) -> list[DecisionRow]:
    """Return the decisions of earlier meetings that a meeting ratified."""
    return _rows(session, _query().where(_RATIFIED_AT.uid == meeting_uid))


def to_ratify(session: Session, group_uid: str | None = None) -> list[DecisionRow]:
    """Return the decisions that were taken without a quorum and not ratified yet, of one group or of all."""
    query = _query().where(Decision.inquorate, Decision.ratified_at_id.is_(None))
    return _rows(session, query if group_uid is None else query.where(Group.uid == group_uid))


def decisions_between(
    session: Session, first: date | None, last: date | None, group_uid: str | None = None
) -> list[DecisionRow]:
    """Return the decisions of the days from `first` to `last`, both included, of one group or of all; None is open."""
    query = _query()
    for condition in (
        None if first is None else Meeting.day >= first,
        None if last is None else Meeting.day <= last,
        None if group_uid is None else Group.uid == group_uid,
    ):
        query = query if condition is None else query.where(condition)
    return _rows(session, query)


def decision_id(session: Session, uid: str) -> int | None:
    """Return the id of a decision by uid; None where it is gone."""
    return session.scalar(select(Decision.id).where(Decision.uid == uid))


@operation("meetings.add_decision")
def add_decision(
    session: WorkSession,
    meeting_uid: str,
    text: str,
    *,
    item_uid: str | None = None,
    dissent: str | None = None,
    inquorate: bool | None = None,
) -> str:
    """Record a decision of a meeting, under an item where one is named, and return its uid.

    Whether it was taken without a quorum follows from who is recorded as there, unless `inquorate` says it; where that
    is not known it counts as quorate. Without a quorum, its ratification goes onto the group's next agenda.
    """
    meeting = begin_minutes(session, Meeting.by_uid(session, meeting_uid))
    item = None if item_uid is None else _item_of(session, meeting, item_uid)
    missing = quorum_of(session, meeting_uid).met is False if inquorate is None else inquorate
    decision = Decision(
        number=next_number(session, Decision), meeting_id=meeting.id, item_id=None if item is None else item.id,
        position=next_position(session, Decision, meeting.id), text=_what(text), dissent=trimmed(dissent),
        inquorate=missing,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    if missing:
        put_up(session, meeting, decision)
    session.say(f"Decision {said_of(decision, item)}, under {place_words(session, meeting, item)}")
    return decision.uid


@operation("meetings.change_decision")
def change_decision(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change text, dissent, note or inquorate of a decision; whether it must be ratified follows its quorum."""
    decision = Decision.by_uid(session, uid)
    meeting = session.get_one(Meeting, decision.meeting_id)
    if fields.keys() - {"note"}:
        begin_minutes(session, meeting)
    if "text" in fields:
        fields["text"] = _what(fields["text"])
    for name in ("dissent", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    before = decision.text
    changed = change_record(session, decision, version, fields)
    if "inquorate" in changed and decision.inquorate:
        put_up(session, meeting, decision)
    elif "inquorate" in changed:
        decision.ratified_at_id = None
        take_down(session, decision)
    if "text" in changed:
        reword(session, meeting, decision, before)
    session.say(f"{field_words(changed)} of decision {number_words(decision.number)}")


@operation("meetings.remove_decisions")
def remove_decisions(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete decisions that were entered by mistake; their numbers are not given again."""
    names = []
    for uid in uids:
        decision = Decision.by_uid(session, uid)
        begin_minutes(session, session.get_one(Meeting, decision.meeting_id))
        if decision.ratified_at_id is not None:
            raise ConflictError(
                f"{number_words(decision.number)} has been ratified, so it stays on record. Nothing was changed."
            )
        take_down(session, decision, also_sent=True)
        names.append(number_words(decision.number))
        session.delete(decision)
        session.flush()
    session.say(f"Deleted decision{'' if len(names) == 1 else 's'} {', '.join(names)}")


@operation("meetings.ratify_decision")
def ratify_decision(session: WorkSession, uid: str, meeting_uid: str) -> None:
    """Record that a later meeting of the group ratified a decision that was taken without a quorum."""
    decision, later = Decision.by_uid(session, uid), Meeting.by_uid(session, meeting_uid)
    meeting, name = session.get_one(Meeting, decision.meeting_id), number_words(decision.number)
    if not decision.inquorate:
        raise UserError(f"{name} was taken by a quorate meeting, so there is nothing to ratify.")
    if decision.ratified_at_id is not None:
        raise UserError(f"{name} has been ratified already. Nothing was changed.")
    if later.group_id != meeting.group_id or later.day < meeting.day or later.id == meeting.id:
        raise UserError(f"{name} is ratified by a later meeting of the same group. Choose one of those.")
    if later.day > session.clock.today():
        raise UserError(f"This meeting is still to come, so it can't have ratified {name}. Nothing was changed.")
    if quorum_of(session, meeting_uid).met is False:
        raise UserError(f"This meeting has no quorum either, so it can't ratify {name}. Nothing was changed.")
    begin_minutes(session, later)
    decision.ratified_at_id = later.id
    session.say(f"Ratified {name} at {meeting_words(session, later)}")


@operation("meetings.unratify_decision")
def unratify_decision(session: WorkSession, uid: str) -> None:
    """Take back that a decision was ratified, which was entered by mistake."""
    decision = Decision.by_uid(session, uid)
    if decision.ratified_at_id is None:
        raise UserError(f"{number_words(decision.number)} is not ratified. Nothing was changed.")
    begin_minutes(session, session.get_one(Meeting, decision.ratified_at_id))
    decision.ratified_at_id = None
    session.say(f"No longer ratified: {number_words(decision.number)}")


def said_of(decision: Decision, item: AgendaItem | None) -> str:
    """Return a decision in history: its number, and its words unless its item is confidential."""
    hidden = item is not None and item.confidential
    return f"{number_words(decision.number)}, {'confidential' if hidden else short_words(decision.text)}"


def _item_of(session: WorkSession, meeting: Meeting, item_uid: str) -> AgendaItem:
    item = AgendaItem.by_uid(session, item_uid)
    if item.meeting_id != meeting.id:
        raise ConflictError("This item is no longer on the agenda of this meeting. Nothing was changed.")
    return item


def _what(typed: str | None) -> str:
    said = trimmed(typed)
    if said is None:
        raise UserError("A decision needs words: what was decided.")
    return said


def _describe(session: Session, decision: Decision) -> SearchText:
    meeting = session.get_one(Meeting, decision.meeting_id)
    group = session.get_one(Group, meeting.group_id)
    item = None if decision.item_id is None else session.get_one(AgendaItem, decision.item_id)
    name, where = number_words(decision.number), f"{group.short or group.name}, {format_day(meeting.day)}"
    if item is not None and item.confidential:
        return SearchText(f"Decision {name}", f"Confidential, {where}", day=meeting.day)
    parts = (decision.text, decision.dissent, group.name, item.title if item else "")
    words = "; ".join(part for part in parts if part)
    return SearchText(f"Decision {name}: {short_words(decision.text)}", where, words, day=meeting.day)


def _under_item(session: Session, item: AgendaItem) -> Iterable[Decision]:
    return session.scalars(select(Decision).where(Decision.item_id == item.id)).all()


def _at_meeting(session: Session, meeting: Meeting) -> Iterable[Decision]:
    return session.scalars(select(Decision).where(Decision.meeting_id == meeting.id)).all()


def _of_group(session: Session, group: Group) -> Iterable[Decision]:
    met = select(Meeting.id).where(Meeting.group_id == group.id)
    return session.scalars(select(Decision).where(Decision.meeting_id.in_(met))).all()


SEARCH = (
    SearchSource(
        "decision", Decision, _describe,
        {
            AgendaItem: Resting(frozenset({"confidential", "title"}), _under_item, by_key=True),
            Meeting: Resting(frozenset({"day", "group_id"}), _at_meeting, by_key=True),
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
        },
    ),
)  # fmt: skip
