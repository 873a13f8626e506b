"""Meetings: obligations, patterns, agendas, papers, attendance, decisions, challenges, and how minutes are approved.

Times are local, as "14:00", with the name of their zone; a meeting keeps its hour when the clocks change.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.errors import ConflictError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import CHANGES, RowChange

ZONE = "Europe/London"


class YearObligation(Record):
    """How many meetings a group owes in one financial year, where that differs from its frequency; and why."""

    __tablename__ = "year_obligation"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    start_year: Mapped[int]  # 2025 for April 2025 to March 2026
    owed: Mapped[int]
    reason: Mapped[str]


class MeetingPattern(Record):
    """How a group likes to meet; one for a group. A null has no preference.

    `weekday` counts from Monday as 0. `week` is the week of the month, 1 to 4, or -1 for the last. `length` is in
    minutes. `before_parent` is how many working days its meeting lies at least before the next one of the group it
    reports to. `papers_before` and `call_before` are how many working days before a meeting its papers are due and are
    asked for. `set_elsewhere` says that a neighbour fixes its dates, which are entered and never planned here.
    """

    __tablename__ = "meeting_pattern"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    weekday: Mapped[int | None]
    week: Mapped[int | None]
    start_time: Mapped[str | None]
    length: Mapped[int | None]
    place: Mapped[str | None]
    link: Mapped[str | None]
    before_parent: Mapped[int | None]
    papers_before: Mapped[int | None]
    call_before: Mapped[int | None]
    set_elsewhere: Mapped[bool]
    note: Mapped[str | None]


class BlockedPeriod(Record):
    """Days, the last one included, on which no meeting is planned: of all groups, or of one."""

    __tablename__ = "blocked_period"

    first: Mapped[date]
    last: Mapped[date]
    name: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    source: Mapped[str | None]


class MeetingKind(StrEnum):
    """How a group comes to decisions: as planned, out of turn, or between meetings."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    BY_EMAIL = "by e-mail"
    CHAIRS_ACTION = "chair's action"


class MeetingState(StrEnum):
    """Whether a meeting took place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MinutesState(StrEnum):
    """How far the minutes of a meeting are; each step is one forward."""

    NONE = "not written"
    DRAFT = "draft"
    CLEARED = "cleared by the chair"
    CIRCULATED = "circulated"
    APPROVED = "approved"
    CLOSED = "closed"


APPROVED = frozenset({MinutesState.APPROVED, MinutesState.CLOSED})
"""In these states minutes stay as they are, whichever way a change comes; a correction stands beside them."""


def _refuse_approved(
    model: type[Record], session: Session, change: RowChange, fields: frozenset[str], column: str = "meeting_id"
) -> None:
    """Refuse to make or delete a row of approved minutes, or to change one of its `fields`; `column` is its meeting."""
    if change.kind == "update" and not fields & change.values.keys():
        return
    ids: set[Any] = set(change.values.get(column, ()))
    if change.kind == "update" and not ids:
        ids = {getattr(session.get(model, change.row_id), column, None)}
    for meeting in (session.get(Meeting, one) for one in ids - {None}):
        if meeting is not None and _was(session, meeting) in APPROVED:
            raise ConflictError(STAYS)


def _was(session: Session, meeting: "Meeting") -> str | None:
    """Return how far a meeting's minutes were before the transaction at hand, None where it was not there."""
    change = session.info[CHANGES].rows.get((Meeting.__tablename__, meeting.uid))
    if change is None:
        return meeting.minutes
    before: str | None = change.values.get("minutes", (None if change.kind == "insert" else meeting.minutes,))[0]
    return before


STAYS = (
    "The minutes of this meeting are approved, so they stay as they are. Nothing was changed; what mends them is a"
    " correction with its reason."
)


class Meeting(Record):
    """One meeting of a group, or a decision of it between meetings.

    `pinned` keeps its date where the year is planned again. `sequence` counts what was changed since an invitation
    went out, as calendars understand it; `outside_uid` is the name that another calendar gave it. `approved_at_id` is
    the meeting that approved its minutes, null where that was done otherwise, which `approved_how` says.
    `actions_sent` is the day on which its action log went out, `agenda_sent` and `pack_sent` those of agenda and pack.
    `agenda_as_sent` tells whether the agenda is still as it went out. `pack_pages` is how many pages the pack had that
    went out: a supplement is numbered on from them.
    """

    __tablename__ = "meeting"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(Choice(MeetingKind))
    state: Mapped[MeetingState] = mapped_column(Choice(MeetingState))
    day: Mapped[date] = mapped_column(index=True)
    start_time: Mapped[str | None]
    length: Mapped[int | None]
    zone: Mapped[str]
    place: Mapped[str | None]
    link: Mapped[str | None]
    pinned: Mapped[bool]
    sequence: Mapped[int]
    outside_uid: Mapped[str | None]
    cancelled_why: Mapped[str | None]
    agenda_sent: Mapped[date | None]
    agenda_as_sent: Mapped[str | None]
    pack_sent: Mapped[date | None]
    pack_pages: Mapped[int | None]
    actions_sent: Mapped[date | None]
    minutes: Mapped[MinutesState] = mapped_column(Choice(MinutesState))
    minutes_by: Mapped[str | None]
    cleared: Mapped[date | None]
    cleared_by: Mapped[str | None]
    circulated: Mapped[date | None]
    approved: Mapped[date | None]
    approved_at_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    approved_how: Mapped[str | None]
    amendments: Mapped[str | None]
    closed: Mapped[date | None]
    note: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep what approved minutes say of the meeting; they can only be closed, or be as before they were closed."""
        meeting = session.get(cls, change.row_id)
        before, after = change.values.get("minutes", (None, None) if meeting is None else (meeting.minutes,) * 2)
        if before in APPROVED and (change.values.keys() - _AFTERWARDS or after not in APPROVED):
            raise ConflictError(STAYS)


_AFTERWARDS = frozenset(
    {"minutes", "closed", "actions_sent", "agenda_sent", "pack_sent", "pinned", "sequence", "outside_uid", "link"}
    | {"zone", "note", "pack_pages", "agenda_as_sent"}
)
"""What may still change of a meeting whose minutes are approved."""


class Source(StrEnum):
    """What an agenda item is about, where the program has something to put under it; `OWN` is its own matter."""

    APOLOGIES = "apologies"
    DECLARATIONS = "declarations"
    LAST_MINUTES = "last minutes"
    MATTERS_ARISING = "matters arising"
    ACTIONS = "actions"
    MANAGERS_OVERVIEW = "manager's overview"
    RISKS = "risk register"
    CHAIRS_REPORTS = "chairs' reports"
    OTHER_BUSINESS = "any other business"
    OWN = "own"


class Purpose(StrEnum):
    """What a meeting is asked to do with an item."""

    DECIDE = "decide"
    DISCUSS = "discuss"
    NOTE = "note"


class StandingItem(Record):
    """An item that stands on each agenda of a group; `length` is in minutes."""

    __tablename__ = "standing_item"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    source: Mapped[Source] = mapped_column(Choice(Source))
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose))
    length: Mapped[int | None]
    presenter: Mapped[str | None]


class AgendaItem(Record):
    """An item of a meeting's agenda, or of a group's backlog where it has no meeting yet; with its minutes.

    `brief` is what the meeting is told and asked beforehand, `discussion` what was said. `wanted` is when a matter of
    the backlog, or of the forward plan, is to come up. `carried_from_id` is the item that it carries on after a meeting
    did not finish it, `sent_from_id` the item of another group that it was sent up or back from.
    """

    __tablename__ = "agenda_item"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    source: Mapped[Source] = mapped_column(Choice(Source))
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose))
    length: Mapped[int | None]
    presenter: Mapped[str | None]
    confidential: Mapped[bool]
    brief: Mapped[str | None]
    discussion: Mapped[str | None]
    wanted: Mapped[PartialDate | None]
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    sent_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    note: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep what approved minutes say; that an item is confidential can be found out later."""
        said = frozenset({"meeting_id", "position", "title", "source", "purpose", "presenter", "brief", "discussion"})
        _refuse_approved(cls, session, change, said)


class MeetingPaper(Record):
    """A paper that an agenda item needs, from the day it is asked for; its file is kept with it as an attachment.

    `cleared` is the day on which it may go out, `cleared_by` who said so. `supplement` says that it goes out after the
    pack, and `sent` is the day on which the first supplement that holds it went out.
    """

    __tablename__ = "meeting_paper"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    author: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    due: Mapped[date | None]
    chased: Mapped[date | None]
    received: Mapped[date | None]
    cleared: Mapped[date | None]
    cleared_by: Mapped[str | None]
    confidential: Mapped[bool]
    supplement: Mapped[bool]
    sent: Mapped[date | None]
    note: Mapped[str | None]


class Presence(StrEnum):
    """How a seat, or a guest, took part in a meeting; where nothing is entered that is not recorded."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    DEPUTY = "deputy"
    ABSENT = "absent"
    IN_ATTENDANCE = "in attendance"


class Attendance(Record):
    """How one seat was filled at one meeting, or who else was there: then `seat_id` is null.

    `person_id` is who came: the holder, the deputy, or the guest; `name` says it in words where they are nobody in the
    register, and `post` is what they were there as. `interest` is what was declared.
    """

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str | None]
    post: Mapped[str | None]
    presence: Mapped[Presence] = mapped_column(Choice(Presence))
    interest: Mapped[str | None]
    note: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep who was there, as approved minutes say; people and organisations can still be merged."""
        _refuse_approved(cls, session, change, frozenset({"meeting_id", "name", "post", "presence", "interest"}))


class QuorumKind(StrEnum):
    """What a quorum counts."""

    STATUTORY = "every statutory partner"
    SEATS = "a number of seats"
    AGENCIES = "a number of agencies"
    SHARE = "a share of the seats"


class QuorumRule(Record):
    """A group's quorum in [start, end), as its terms of reference give it.

    `number` counts seats or agencies, or is the share in per cent; null for statutory partners. Two rules of one time
    hold both. `deputies_count` says whether a deputy counts as their seat, `needs_chair` whether somebody who may
    chair has to be there.
    """

    __tablename__ = "quorum_rule"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    kind: Mapped[QuorumKind] = mapped_column(Choice(QuorumKind))
    number: Mapped[int | None]
    deputies_count: Mapped[bool]
    needs_chair: Mapped[bool]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]


class Decision(Record):
    """What a meeting decided; `number` is its lasting number in the partnership ("D12").

    `inquorate` says that it was taken without a quorum, and `ratified_at_id` which meeting ratified it. `dissent` names
    who did not agree, and why.
    """

    __tablename__ = "decision"

    number: Mapped[int] = mapped_column(unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    dissent: Mapped[str | None]
    inquorate: Mapped[bool]
    ratified_at_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    note: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep what approved minutes say, of the meeting that decided and of the one that ratified."""
        said = frozenset({"number", "meeting_id", "item_id", "position", "text", "dissent", "inquorate"})
        _refuse_approved(cls, session, change, said)
        if change.kind == "update":
            _refuse_approved(cls, session, change, frozenset({"ratified_at_id"}), "ratified_at_id")


class ChallengeState(StrEnum):
    """What became of a challenge."""

    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    ESCALATED = "escalated"


class Challenge(Record):
    """A challenge between partners: who challenged whom, on what, and what followed; `number` is lasting ("C3").

    Each side is an organisation, with a name in words beside it or instead. It may have been made outside a meeting.
    """

    __tablename__ = "challenge"

    number: Mapped[int] = mapped_column(unique=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int]
    made: Mapped[date]
    by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    by_whom: Mapped[str | None]
    to_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    to_whom: Mapped[str | None]
    about: Mapped[str]
    answer: Mapped[str | None]
    state: Mapped[ChallengeState] = mapped_column(Choice(ChallengeState))
    closed: Mapped[date | None]
    note: Mapped[str | None]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep what approved minutes say; what follows a challenge goes on after the meeting."""
        said = frozenset({"number", "meeting_id", "item_id", "position", "made", "by_whom", "to_whom", "about"})
        _refuse_approved(cls, session, change, said)


class MinutesCorrection(Record):
    """A correction of approved minutes: a new entry with its reason, and never a change of what was approved."""

    __tablename__ = "minutes_correction"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    made: Mapped[date]
    made_by: Mapped[str]
    text: Mapped[str]
    reason: Mapped[str]

    @classmethod
    def refuse_change(cls, _session: Session, change: RowChange) -> None:
        """Keep each correction as it was made: a further one corrects it."""
        if change.kind != "insert":
            raise ConflictError(STAYS)


class ChairsReport(Record):
    """One page from a group's chair to the group it reports to, over the meetings in [since, until).

    `meeting_id` is the meeting that receives it. It is a draft until `agreed`.
    """

    __tablename__ = "chairs_report"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    since: Mapped[date | None]
    until: Mapped[date]
    assurance: Mapped[str | None]
    exceptions: Mapped[str | None]
    asks: Mapped[str | None]
    agreed: Mapped[date | None]
    agreed_by: Mapped[str | None]
    note: Mapped[str | None]
