"""The papers that a meeting's items need: by when they are due, how far each is, and the files kept with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import Paper
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Attachment
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper
from mscp_desktop.meetings.rules.agendas import stands_words
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.meetings.rules.patterns import all_patterns
from mscp_desktop.parties.records import Organisation

TABLE = MeetingPaper.__tablename__
CONFIDENTIAL = "Confidential paper"


class PaperState(StrEnum):
    """How far a paper is."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    LATE = "late"
    RECEIVED = "received, not cleared"
    CLEARED = "cleared"
    IN_PACK = "in the pack"
    SUPPLEMENT = "supplement to send"
    SENT_LATER = "supplement sent"


MISSING = frozenset({PaperState.NOT_ASKED, PaperState.WAITING, PaperState.LATE})
"""The paper itself is not there yet."""

GOES_OUT = frozenset({PaperState.CLEARED, PaperState.IN_PACK})
"""The paper goes out, or went out, with the pack."""

SUPPLEMENTS = frozenset({PaperState.SUPPLEMENT, PaperState.SENT_LATER})
"""The paper goes out, or went out, in a supplement."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a meeting's papers are due, and the sentences that explain it; no day where nothing says so."""

    day: date | None
    explain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper as pages and documents show it.

    `number` is "5a": the number of its item with a letter for its place under it. `due` is its own day, or the
    meeting's for papers, which `due_set` tells apart. `confidential` is also said of a paper whose item is.
    """

    id: int
    uid: str
    version: int
    meeting_uid: str
    item_uid: str
    item_number: str
    item_title: str
    item_confidential: bool
    number: str
    title: str
    author: str | None
    organisation: str | None
    organisation_uid: str | None
    due: date | None
    due_set: bool
    explain: tuple[str, ...]
    chased: date | None
    received: date | None
    cleared: date | None
    cleared_by: str | None
    own_confidential: bool
    supplement: bool
    sent: date | None
    note: str | None
    state: PaperState
    files: tuple[Paper, ...]

    @property
    def confidential(self) -> bool:
        """Whether it is left out of what anybody may read."""
        return self.own_confidential or self.item_confidential

    def item_words(self) -> str:
        """Return the item it belongs to: "5. Budget"."""
        return f"{self.item_number}. {self.item_title}"

    def from_words(self) -> str:
        """Return who writes it: author and agency, or either; empty where neither is recorded."""
        return ", ".join(part for part in (self.author, self.organisation) if part)

    def file_words(self) -> str:
        """Return the names of its files."""
        return ", ".join(one.name for one in self.files)

    def public_title(self) -> str:
        """Return the title as it may be read by anybody."""
        return CONFIDENTIAL if self.confidential else self.title


def deadline_of(session: Session, meeting: MeetingRow) -> Deadline:
    """Return by when the papers of a meeting are due: so many working days before it, as its group has them."""
    return deadlines_of(session, [meeting])[meeting.uid]


def deadlines_of(session: Session, meetings: Sequence[MeetingRow]) -> dict[str, Deadline]:
    """Return by when the papers of each meeting are due, by its uid."""
    patterns, calendar = all_patterns(session), working_calendar(session)

    def one(meeting: MeetingRow) -> Deadline:
        days = patterns[meeting.group_uid].papers_before
        if days is None:
            said = f"How long before a meeting {meeting.group_words()} has its papers is not recorded."
            return Deadline(None, (said,))
        try:
            count = calendar.add_working_days(meeting.day, -days)
        except UserError as error:
            return Deadline(None, (str(error),))
        return Deadline(count.day, (f"{meeting.group_words()} has its papers {_days(days)} ahead.", *count.explain()))

    return {meeting.uid: one(meeting) for meeting in meetings}


def papers_of(session: Session, meeting_uid: str, today: date) -> list[PaperRow]:
    """Return the papers of a meeting in the order of its agenda; raises `ConflictError` where the meeting is gone."""
    return papers_of_all(session, [meeting_row(session, meeting_uid)], today)[meeting_uid]


def papers_of_all(session: Session, meetings: Sequence[MeetingRow], today: date) -> dict[str, list[PaperRow]]:
    """Return the papers of each meeting as `papers_of` does, by its uid; all are read at once."""
    asked = {"meetings": [meeting.id for meeting in meetings]}
    items: dict[int, list[AgendaItem]] = {}
    for item in session.scalars(_ITEMS, asked):
        items.setdefault(item.meeting_id or 0, []).append(item)
    papers: dict[int, list[tuple[MeetingPaper, Organisation | None]]] = {}
    for paper, body in session.execute(_PAPERS, asked):
        papers.setdefault(paper.item_id, []).append((paper, body))
    deadlines = deadlines_of(session, meetings)
    files = files_of(session, [paper.uid for found in papers.values() for paper, _ in found])

    def rows(meeting: MeetingRow) -> Iterator[PaperRow]:
        deadline = deadlines[meeting.uid]
        for place, item in enumerate(items.get(meeting.id, ()), 1):
            for letter, (paper, body) in enumerate(papers.get(item.id, ())):
                due = paper.due or deadline.day
                yield PaperRow(
                    paper.id, paper.uid, paper.version, meeting.uid, item.uid, str(place), item.title,
                    item.confidential, f"{place}{letters(letter)}", paper.title, paper.author,
                    body.name if body else None, body.uid if body else None, due, paper.due is not None,
                    ("It was set for this paper.",) if paper.due else deadline.explain,
                    paper.chased, paper.received, paper.cleared, paper.cleared_by, paper.confidential,
                    paper.supplement, paper.sent, paper.note,
                    state_of(paper, due, today, sent=meeting.pack_sent is not None, here=paper.uid in files),
                    files.get(paper.uid, ()),
                )  # fmt: skip

    return {meeting.uid: list(rows(meeting)) for meeting in meetings}


_ITEMS = (
    select(AgendaItem)
    .where(AgendaItem.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(AgendaItem.position, AgendaItem.id)
)
_PAPERS = (
    select(MeetingPaper, Organisation)
    .join(AgendaItem, AgendaItem.id == MeetingPaper.item_id)
    .outerjoin(Organisation, Organisation.id == MeetingPaper.organisation_id)
    .where(AgendaItem.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(MeetingPaper.position, MeetingPaper.id)
)


def state_of(paper: MeetingPaper, due: date | None, today: date, *, sent: bool, here: bool) -> PaperState:
    """Return how far a paper is; `sent` says that the pack went out, `here` that a file of the paper is kept."""
    if paper.cleared is not None:
        if paper.supplement:
            return PaperState.SUPPLEMENT if paper.sent is None else PaperState.SENT_LATER
        return PaperState.IN_PACK if sent else PaperState.CLEARED
    if paper.received is not None or here:
        return PaperState.RECEIVED
    if due is not None and due < today:
        return PaperState.LATE
    return PaperState.NOT_ASKED if paper.chased is None else PaperState.WAITING


def files_of(session: Session, uids: Sequence[str]) -> dict[str, tuple[Paper, ...]]:
    """Return the files kept with papers, by the uid of the paper and in the order of their names."""
    query = select(Attachment).where(Attachment.owner_table == TABLE, Attachment.owner_uid.in_(list(uids)))
    found: dict[str, list[Paper]] = {}
    for one in session.scalars(query):
        kept = Paper(one.uid, one.version, one.name, one.size, one.added_at, one.added_by)
        found.setdefault(one.owner_uid, []).append(kept)
    return {
        uid: tuple(sorted(files, key=lambda file: (file.name.casefold(), file.uid))) for uid, files in found.items()
    }


def paper_id(session: Session, uid: str) -> int | None:
    """Return the id of a paper by uid; None where it is gone."""
    return session.scalar(select(MeetingPaper.id).where(MeetingPaper.uid == uid))


def papers_words(rows: Sequence[PaperRow]) -> str:
    """Return in a sentence how far a meeting's papers are: "7 papers, 2 late, 1 to clear"."""
    said = [f"{len(rows)} paper{'' if len(rows) == 1 else 's'}"]
    counted = (
        ("late", {PaperState.LATE}), ("to come", {PaperState.NOT_ASKED, PaperState.WAITING}),
        ("to clear", {PaperState.RECEIVED}), ("in a supplement to send", {PaperState.SUPPLEMENT}),
        ("sent in a supplement", {PaperState.SENT_LATER}),
    )  # fmt: skip
    for words, states in counted:
        number = sum(row.state in states for row in rows)
        said += [f"{number} {words}"] if number else []
    return ", ".join(said)


def letters(place: int) -> str:
    """Return the letters of a place, counted from 0: "a" to "z", then "aa"."""
    said = ""
    while place >= 0:
        said = chr(ord("a") + place % 26) + said
        place = place // 26 - 1
    return said


def _days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"


def _describe(session: Session, paper: MeetingPaper) -> SearchText:
    item = session.get_one(AgendaItem, paper.item_id)
    where = stands_words(session, item)
    if paper.confidential or item.confidential:
        return SearchText(CONFIDENTIAL, where)
    body = None if paper.organisation_id is None else session.get_one(Organisation, paper.organisation_id).name
    words = (paper.author, body, item.title, format_day(paper.due) if paper.due else None)
    of = "" if paper.title.startswith(item.title) else f", for “{item.title}”"
    by = f", by {paper.author or body}" if paper.author or body else ""
    return SearchText(paper.title, f"Meeting paper, {where}{of}{by}", "; ".join(part for part in words if part))


def _of_item(session: Session, item: AgendaItem) -> Iterable[MeetingPaper]:
    return session.scalars(select(MeetingPaper).where(MeetingPaper.item_id == item.id)).all()


def _of_meeting(session: Session, meeting: Meeting) -> Iterable[MeetingPaper]:
    query = select(MeetingPaper).join(AgendaItem, AgendaItem.id == MeetingPaper.item_id)
    return session.scalars(query.where(AgendaItem.meeting_id == meeting.id)).all()


def _of_body(session: Session, body: Organisation) -> Iterable[MeetingPaper]:
    return session.scalars(select(MeetingPaper).where(MeetingPaper.organisation_id == body.id)).all()


SEARCH = (
    SearchSource(
        TABLE, MeetingPaper, _describe,
        {
            AgendaItem: Resting(frozenset({"title", "confidential", "meeting_id"}), _of_item, by_key=True),
            Meeting: Resting(frozenset({"day"}), _of_meeting, by_key=True),
            Organisation: Resting(frozenset({"name"}), _of_body, by_key=True),
        },
    ),
)  # fmt: skip
