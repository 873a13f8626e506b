"""What an agenda is: its items in their order, with numbers and times, and where each of them came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper, Purpose, Source
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.meetings.rules.times import end_of, length_words

CONFIDENTIAL = "Confidential item"
OPENING = (
    Source.APOLOGIES, Source.DECLARATIONS, Source.LAST_MINUTES, Source.MATTERS_ARISING, Source.ACTIONS,
)  # fmt: skip
"""What a meeting begins with, before it comes to its business."""

ROUTINE = frozenset({*OPENING, Source.OTHER_BUSINESS})
"""What stands on each agenda and is nobody's own matter."""

PURPOSE_WORDS = {Purpose.DECIDE: "To decide", Purpose.DISCUSS: "To discuss", Purpose.NOTE: "To note"}
_LONGEST_FOUND = 4000  # characters of a text that are searched


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item came from, or went to, in words, with the place of that item where it is still there."""

    words: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as pages and documents show it.

    `number` is its place on the agenda, from "1"; empty in a backlog. `start` and `end` are times of the day, None
    where the meeting's beginning or a length is not fixed; `over` are the minutes by which it ends after the meeting.
    `carried_from` is the item that it carries on, `sent_from` that of another group, `went` where it was carried or
    sent to. `papers` counts the papers it needs.
    """

    id: int
    uid: str
    version: int
    group: str
    group_uid: str
    meeting_uid: str | None
    day: date | None
    number: str
    title: str
    source: Source
    purpose: Purpose
    length: int | None
    start: str | None
    end: str | None
    over: int
    presenter: str | None
    confidential: bool
    brief: str | None
    discussion: str | None
    wanted: PartialDate | None
    carried_from: Origin | None
    sent_from: Origin | None
    went: tuple[Origin, ...]
    papers: int
    note: str | None

    def public_title(self) -> str:
        """Return the title as it may be read by anybody."""
        return CONFIDENTIAL if self.confidential else self.title

    def time_words(self) -> str:
        """Return when it is taken: "10:15 to 10:30", "10:15", or nothing where the beginning is not fixed."""
        if self.start is None:
            return ""
        return f"{self.start} to {self.end}" if self.end is not None else self.start

    def origins(self) -> list[str]:
        """Return in words where it came from and went to."""
        found = (self.carried_from, self.sent_from, *self.went)
        return [one.words for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting's items with what they add up to, in minutes.

    `over` is by how much they are longer than the meeting, 0 where they are not or its length is not fixed; `spare` is
    what they leave of it. `untimed` counts the items whose length is not fixed.
    """

    meeting: MeetingRow
    items: tuple[ItemRow, ...]
    minutes: int
    over: int
    spare: int | None
    untimed: int

    def words(self) -> str:
        """Return how long the items take: "1 hour 50 minutes of 2 hours, 10 minutes spare"."""
        said = f"{len(self.items)} item{'' if len(self.items) == 1 else 's'}, {length_words(self.minutes)}"
        if self.meeting.length is not None:
            said += f" of {length_words(self.meeting.length)}"
        if self.over:
            said += f": {length_words(self.over)} over"
        elif self.spare:
            said += f": {length_words(self.spare)} spare"
        if self.untimed:
            said += f", {self.untimed} without a length"
        return said


def agenda_of(session: Session, meeting_uid: str) -> list[ItemRow]:
    """Return the items of a meeting in their order; raises `ConflictError` where the meeting is gone."""
    return list(whole_agenda(session, meeting_uid).items)


def whole_agenda(session: Session, meeting_uid: str) -> Agenda:
    """Return a meeting's agenda with what its items add up to; raises `ConflictError` where the meeting is gone."""
    meeting = meeting_row(session, meeting_uid)
    found = session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    rows, at = [], 0
    known = _Around(session, found)
    for place, item in enumerate(found, 1):
        start = end_of(meeting.start_time, at)
        at += item.length or 0
        end = end_of(meeting.start_time, at) if item.length is not None else None
        over = max(0, at - meeting.length) if meeting.length is not None and item.length else 0
        met = (meeting.uid, meeting.day)
        rows.append(known.row(item, meeting.group_words(), meeting.group_uid, met, str(place), start, end, over))
    spare = None if meeting.length is None else max(0, meeting.length - at)
    over = 0 if meeting.length is None else max(0, at - meeting.length)
    untimed = sum(item.length is None for item in found)
    return Agenda(meeting, tuple(rows), at, over, spare, untimed)


def item_row(session: Session, uid: str) -> ItemRow | None:
    """Return one item as its agenda, or its backlog, has it; None where it is gone."""
    item = session.scalars(select(AgendaItem).where(AgendaItem.uid == uid)).first()
    if item is None:
        return None
    if item.meeting_id is not None:
        meeting = session.get_one(Meeting, item.meeting_id)
        return next((row for row in agenda_of(session, meeting.uid) if row.uid == uid), None)
    return untimed_rows(session, [item])[0]


def untimed_rows(session: Session, items: Sequence[AgendaItem]) -> list[ItemRow]:
    """Return items of any meetings and backlogs as rows without times, in the order given."""
    known = _Around(session, items)
    groups = {group.id: group for group in session.scalars(select(Group))}
    meetings = select(Meeting).where(Meeting.id.in_({item.meeting_id for item in items}))
    days = {one.id: (one.uid, one.day) for one in session.scalars(meetings)}
    return [
        known.row(
            item, groups[item.group_id].short or groups[item.group_id].name, groups[item.group_id].uid,
            days.get(item.meeting_id or 0), "" if item.meeting_id is None else str(item.position + 1),
        )
        for item in items
    ]  # fmt: skip


def backlog_of(session: Session, group_uid: str) -> list[ItemRow]:
    """Return the matters of a group that have no meeting yet: those wanted first, then in the order of entry."""
    group = Group.by_uid(session, group_uid)
    query = select(AgendaItem).where(AgendaItem.group_id == group.id, AgendaItem.meeting_id.is_(None))
    found = session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)).all()
    return untimed_rows(session, sorted(found, key=lambda one: one.wanted.latest() if one.wanted else date.max))


def item_id(session: Session, uid: str) -> int | None:
    """Return the id of an item by uid; None where it is gone."""
    return session.scalar(select(AgendaItem.id).where(AgendaItem.uid == uid))


def item_history(session: Session, uid: str) -> list[Entry]:
    """Return an item's history, the newest first; moves within the agenda are left out."""
    entries = entries_of(session, "agenda_item", uid, None)
    return [entry for entry in entries if entry.values is None or set(entry.values) != {"position"}]


class _Around:
    """What is known around some items, read once for all of them: papers, and the items that they came from."""

    def __init__(self, session: Session, items: Iterable[AgendaItem]) -> None:
        own = list(items)
        ids = [item.id for item in own]
        counted = select(MeetingPaper.item_id, func.count()).where(MeetingPaper.item_id.in_(ids))
        self._papers = dict(session.execute(counted.group_by(MeetingPaper.item_id)).all())
        before = {key for item in own for key in (item.carried_from_id, item.sent_from_id) if key is not None}
        self._after: dict[int, list[AgendaItem]] = {}
        later = select(AgendaItem).where(AgendaItem.carried_from_id.in_(ids) | AgendaItem.sent_from_id.in_(ids))
        followed = session.scalars(later.order_by(AgendaItem.id)).all()
        for one in followed:
            for key in {one.carried_from_id, one.sent_from_id} - {None}:
                self._after.setdefault(key or 0, []).append(one)
        former = session.scalars(select(AgendaItem).where(AgendaItem.id.in_(before))).all()
        self._items = {one.id: one for one in former}
        near = [*former, *followed]
        met = {one.meeting_id for one in near if one.meeting_id is not None}
        self._meetings = {one.id: one for one in session.scalars(select(Meeting).where(Meeting.id.in_(met)))}
        wanted = {one.group_id for one in near}
        self._groups = {one.id: one for one in session.scalars(select(Group).where(Group.id.in_(wanted)))}

    def row(
        self,
        item: AgendaItem,
        group: str,
        group_uid: str,
        met: tuple[str, date] | None = None,
        number: str = "",
        start: str | None = None,
        end: str | None = None,
        over: int = 0,
    ) -> ItemRow:
        """Return an item as a row; `met` are uid and day of its meeting."""
        return ItemRow(
            item.id, item.uid, item.version, group, group_uid, met[0] if met else None,
            met[1] if met else None, number, item.title, item.source, item.purpose, item.length, start, end,
            over, item.presenter, item.confidential, item.brief, item.discussion, item.wanted,
            self._from(item.carried_from_id, "Carried forward from"), self._from(item.sent_from_id, "Sent by"),
            tuple(self._to(item, one) for one in self._after.get(item.id, ())), self._papers.get(item.id, 0), item.note,
        )  # fmt: skip

    def _from(self, key: int | None, words: str) -> Origin | None:
        one = None if key is None else self._items.get(key)
        return None if one is None else Origin(f"{words} {self._stands(one)}", Place("agenda_item", one.uid))

    def _to(self, item: AgendaItem, later: AgendaItem) -> Origin:
        words = "Carried forward to" if later.carried_from_id == item.id else "Sent to"
        return Origin(f"{words} {self._stands(later)}", Place("agenda_item", later.uid))

    def _stands(self, item: AgendaItem) -> str:
        group = self._groups[item.group_id]
        meeting = None if item.meeting_id is None else self._meetings[item.meeting_id]
        called = group.short or group.name
        return f"{called}, {format_day(meeting.day)}" if meeting is not None else f"the backlog of {called}"


def stands_words(session: Session, item: AgendaItem) -> str:
    """Return where an item stands, in a sentence: "PMQA, 12 March 2025" or "the backlog of PMQA"."""
    group = session.get_one(Group, item.group_id)
    called = group.short or group.name
    if item.meeting_id is None:
        return f"the backlog of {called}"
    return f"{called}, {format_day(session.get_one(Meeting, item.meeting_id).day)}"


def _describe(session: Session, item: AgendaItem) -> SearchText | None:
    if item.source in ROUTINE:
        return None  # they stand on each agenda
    where = stands_words(session, item)
    day = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id).day
    if item.confidential:
        return SearchText(CONFIDENTIAL, where, day=day)
    parts = (item.presenter, plain_words(item.brief or ""), plain_words(item.discussion or ""))
    words = "; ".join(part for part in parts if part)
    return SearchText(item.title, f"Agenda item, {where}", words[:_LONGEST_FOUND], day=day)


def _of_meeting(session: Session, meeting: Meeting) -> Iterable[AgendaItem]:
    return session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).all()


def _of_group(session: Session, group: Group) -> Iterable[AgendaItem]:
    return session.scalars(select(AgendaItem).where(AgendaItem.group_id == group.id)).all()


SEARCH = (
    SearchSource(
        "agenda_item", AgendaItem, _describe,
        {
            Meeting: Resting(frozenset({"day"}), _of_meeting, by_key=True),
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
        },
    ),
)  # fmt: skip
