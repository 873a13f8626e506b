"""What a meeting's pack, or the supplement to it, is made of: which papers go in, and what of them is left out."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.meetings.records import Meeting
from mscp_desktop.meetings.rules.agendas import Agenda, ItemRow, whole_agenda
from mscp_desktop.meetings.rules.papers import GOES_OUT, SUPPLEMENTS, PaperRow, papers_of


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack, or a supplement, with its papers in the order in which they go in.

    `waiting` are the papers that are to follow: not there, or not cleared yet. `first` is the number of its first page:
    a supplement is numbered on from the pack that went out.
    """

    agenda: Agenda
    papers: tuple[PaperRow, ...]
    waiting: tuple[PaperRow, ...]
    supplement: bool
    first: int

    def of_item(self, item: ItemRow) -> list[PaperRow]:
        """Return the papers of an item that go in."""
        return [paper for paper in self.papers if paper.item_uid == item.uid]


def pack_of(session: Session, meeting_uid: str, today: date) -> Pack:
    """Return what goes into a meeting's pack: every paper that is cleared, and no supplement."""
    rows = papers_of(session, meeting_uid, today)
    papers = tuple(row for row in rows if row.state in GOES_OUT)
    waiting = tuple(row for row in rows if row.state not in GOES_OUT and not row.supplement)
    return Pack(whole_agenda(session, meeting_uid), papers, waiting, supplement=False, first=1)


def supplement_of(session: Session, meeting_uid: str, today: date) -> Pack:
    """Return what goes into the supplement: what was cleared after the pack went out, in the order of clearance.

    So what went out with an earlier supplement keeps its page numbers.
    """
    rows = papers_of(session, meeting_uid, today)
    cleared = [row for row in rows if row.state in SUPPLEMENTS]
    papers = tuple(sorted(cleared, key=lambda row: row.cleared or date.max))
    waiting = tuple(row for row in rows if row.supplement and row.state not in SUPPLEMENTS)
    sent = Meeting.by_uid(session, meeting_uid).pack_pages or 0
    return Pack(whole_agenda(session, meeting_uid), papers, waiting, supplement=True, first=sent + 1)
