"""The minutes of a meeting as pages and documents show them: item by item, with what was decided and raised."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import ActionRow, actions_of_source
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import APPROVED, AgendaItem, Meeting, MinutesCorrection, MinutesState
from mscp_desktop.meetings.rules.agendas import ItemRow, agenda_of
from mscp_desktop.meetings.rules.challenges import ChallengeRow, challenges_of
from mscp_desktop.meetings.rules.decisions import DecisionRow, decisions_of, ratified_at
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row

R = TypeVar("R", DecisionRow, ChallengeRow)
WRITABLE = frozenset({MinutesState.NONE, MinutesState.DRAFT})
_PREPOSITIONS = frozenset({"After", "At", "By", "In", "On", "Over", "Through", "Via", "With", "Without"})


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of approved minutes; `number` is that of the item it is about, empty for all of them."""

    uid: str
    made: date
    made_by: str
    text: str
    reason: str
    number: str
    confidential: bool


@dataclass(frozen=True, slots=True)
class ItemMinutes:
    """One item with what was said, decided, raised and challenged under it."""

    item: ItemRow
    decisions: tuple[DecisionRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    challenges: tuple[ChallengeRow, ...] = ()

    @property
    def written(self) -> bool:
        """Whether anything is minuted of it."""
        return bool(self.item.discussion or self.decisions or self.actions or self.challenges)

    def count_words(self) -> str:
        """Return what stands under it: "2 decisions, 1 action"; "written" for words only, and nothing for none."""
        counts = (
            ("decision", len(self.decisions)), ("action", len(self.actions)), ("challenge", len(self.challenges)),
        )  # fmt: skip
        said = [f"{number} {noun}{'' if number == 1 else 's'}" for noun, number in counts if number]
        return ", ".join([*(["written"] if self.item.discussion else []), *said])


def _mid_sentence(words: str) -> str:
    """Return words as they go on a sentence: those that begin with a preposition, without its capital."""
    first, _, _ = words.partition(" ")
    return f"{words[:1].lower()}{words[1:]}" if first in _PREPOSITIONS else words


@dataclass(frozen=True, slots=True)
class Approval:
    """How far minutes are, and the day and person of each step; `approved_at` is the title of a meeting."""

    state: MinutesState
    minutes_by: str | None
    cleared: date | None
    cleared_by: str | None
    circulated: date | None
    approved: date | None
    approved_at: str | None
    approved_how: str | None
    amendments: str | None
    closed: date | None
    actions_sent: date | None

    def words(self) -> str:
        """Return in a sentence how far they are: "Approved on 3 June 2025 at PMQA, 3 June 2025"."""
        if self.approved is not None:
            way = f"at the meeting {self.approved_at}" if self.approved_at else _mid_sentence(self.approved_how or "")
            amended = " with amendments" if self.amendments else ""
            return f"Approved{amended} on {format_day(self.approved)}{f', {way}' if way else ''}"
        if self.circulated is not None:
            return f"Draft for approval, circulated on {format_day(self.circulated)}"
        if self.cleared is not None:
            after = "," if "," in (self.cleared_by or "") else ""
            return f"Draft, cleared by {self.cleared_by}{after} on {format_day(self.cleared)}"
        return "Draft, not cleared by the chair yet" if self.state is MinutesState.DRAFT else "Not written yet"


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a meeting; `ratified` are decisions of earlier meetings that this one ratified."""

    meeting: MeetingRow
    approval: Approval
    items: tuple[ItemMinutes, ...]
    loose_decisions: tuple[DecisionRow, ...]  # under no item
    loose_challenges: tuple[ChallengeRow, ...]
    ratified: tuple[DecisionRow, ...]
    corrections: tuple[Correction, ...]

    @property
    def approved(self) -> bool:
        """Whether they stay as they are."""
        return self.approval.state in APPROVED

    @property
    def writable(self) -> bool:
        """Whether they can be written now."""
        return self.approval.state in WRITABLE

    def locked_words(self) -> str:
        """Return why nothing can be changed in them, empty where it can."""
        if self.approved:
            return "These minutes are approved, so they stay as they are. A correction with its reason mends them."
        if not self.writable:
            return f"These minutes are {self.approval.state.value}. Set them back to draft to change them."
        return ""

    def actions(self) -> list[ActionRow]:
        """Return the actions raised at the meeting, in the order of the agenda."""
        return [action for one in self.items for action in one.actions]

    def item(self, uid: str) -> ItemMinutes | None:
        """Return one item; None where it is not on this agenda."""
        return next((one for one in self.items if one.item.uid == uid), None)

    def content(self) -> object:
        """Return what they say, without what may change under approved minutes."""
        kept = self.meeting
        return (
            kept.uid, kept.group, kept.day, kept.start_time, kept.length, kept.place,
            [
                (
                    one.item.uid, one.item.number, one.item.title, one.item.confidential, one.item.presenter,
                    one.item.discussion, [(row.number, row.text, row.due, row.owner.words) for row in one.actions],
                )
                for one in self.items
            ],
            [
                (row.number, row.item_uid, row.text, row.dissent, row.inquorate)
                for row in (*(one for item in self.items for one in item.decisions), *self.loose_decisions)
            ],
            [
                (row.number, row.item_uid, row.made, row.by, row.to, row.about, row.answer)
                for row in (*(one for item in self.items for one in item.challenges), *self.loose_challenges)
            ],
            [row.number for row in self.ratified],
        )  # fmt: skip


def minutes_of(session: Session, meeting_uid: str, day: date | None = None) -> Minutes:
    """Return the minutes of a meeting; with a day, its actions say how late they are then.

    Raises `ConflictError` where the meeting is gone.
    """
    meeting = Meeting.by_uid(session, meeting_uid)
    items = agenda_of(session, meeting_uid)
    decisions, challenges = decisions_of(session, meeting_uid), challenges_of(session, meeting_uid)
    actions: dict[str, list[ActionRow]] = {}
    hidden = {one.uid for one in items if one.confidential}
    for action in actions_of_source(session, "agenda_item", [one.uid for one in items], day):
        if action.source_place is not None and action.source_place.uid is not None:
            actions.setdefault(action.source_place.uid, []).append(
                replace(action, confidential=True) if action.source_place.uid in hidden else action
            )
    known = {one.uid for one in items}
    return Minutes(
        meeting_row(session, meeting_uid), _approval(session, meeting),
        tuple(
            ItemMinutes(
                one, _under(decisions, one.uid), tuple(actions.get(one.uid, ())), _under(challenges, one.uid)
            )
            for one in items
        ),
        tuple(one for one in decisions if one.item_uid not in known),
        tuple(one for one in challenges if one.item_uid not in known),
        tuple(ratified_at(session, meeting_uid)),
        tuple(_corrections(session, meeting, items)),
    )  # fmt: skip


def approval_of(session: Session, meeting_uid: str) -> Approval:
    """Return how far the minutes of a meeting are."""
    return _approval(session, Meeting.by_uid(session, meeting_uid))


def _under(rows: Sequence[R], item_uid: str) -> tuple[R, ...]:
    return tuple(one for one in rows if one.item_uid == item_uid)


def _approval(session: Session, meeting: Meeting) -> Approval:
    at = None if meeting.approved_at_id is None else session.get_one(Meeting, meeting.approved_at_id)
    return Approval(
        meeting.minutes, meeting.minutes_by, meeting.cleared, meeting.cleared_by, meeting.circulated, meeting.approved,
        None if at is None else meeting_row(session, at.uid).title(), meeting.approved_how, meeting.amendments,
        meeting.closed, meeting.actions_sent,
    )  # fmt: skip


def _corrections(session: Session, meeting: Meeting, items: Sequence[ItemRow]) -> list[Correction]:
    rows = {one.id: one for one in items}
    query = select(MinutesCorrection).where(MinutesCorrection.meeting_id == meeting.id).order_by(MinutesCorrection.id)
    found = []
    for one in session.scalars(query):
        item = None if one.item_id is None else rows.get(one.item_id)
        hidden = one.item_id is not None and bool(
            item.confidential if item is not None else session.get_one(AgendaItem, one.item_id).confidential
        )
        found.append(
            Correction(one.uid, one.made, one.made_by, one.text, one.reason, item.number if item else "", hidden)
        )
    return found
