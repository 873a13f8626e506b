"""The pack of a meeting: one PDF of a front page, the agenda and the papers, with one page numbering; and supplements.

Front page, agenda and sheets are ours and tagged. The papers stay as they came, but for the number on each page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request, public_name
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.meetings.report.agenda import agenda_blocks
from mscp_desktop.meetings.report.pack_papers import Enclosure, enclosures
from mscp_desktop.meetings.rules.meetings import meeting_asked_for
from mscp_desktop.meetings.rules.packs import Pack, pack_of, supplement_of
from mscp_desktop.meetings.rules.papers import PaperRow
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, as_public, build
from mscp_desktop.printing.enclosing import Mark, Part, bind, headings_of, within
from mscp_desktop.printing.text import Text

AGENDA = "Agenda"
HOLDS = "This copy holds confidential papers. Keep it among those who may read them."
LEAVES_OUT = "Confidential papers are left out of this copy. A sheet stands in the place of each."
TO_FOLLOW = "to follow"
_MOST_PASSES = 5

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished pack: what it is called, the PDF, and how many pages it has."""

    title: str
    pdf: bytes
    pages: int


def pack_pdf(session: Session, request: Request, progress: Progress | None = None) -> tuple[str, bytes]:
    """Return the title and PDF of a meeting's pack, as it is now; the public one without what is confidential."""
    made = make_pack(session, request, progress)
    return made.title, made.pdf


def supplement_pdf(session: Session, request: Request, progress: Progress | None = None) -> tuple[str, bytes]:
    """Return the title and PDF of what was cleared after a pack went out, numbered on from it."""
    made = make_supplement(session, request, progress)
    return made.title, made.pdf


def make_supplement(session: Session, request: Request, progress: Progress | None = None) -> Made:
    """Return the supplement to a meeting's pack as it is now; raises `UserError` where there is none."""
    meeting = meeting_asked_for(session, request.meeting or "", request.group)
    pack = supplement_of(session, meeting.uid, request.today)
    if not pack.papers:
        raise UserError(
            f"{meeting.title()} has no supplement: no paper was cleared after its pack went out. Nothing was made."
        )
    return _made(session, pack, request, progress)


def make_pack(session: Session, request: Request, progress: Progress | None = None) -> Made:
    """Return a meeting's pack as it is now; raises `UserError` where it has no agenda yet."""
    meeting = meeting_asked_for(session, request.meeting or "", request.group)
    pack = pack_of(session, meeting.uid, request.today)
    if not pack.agenda.items:
        raise UserError(f"The meeting {meeting.title()} has no agenda yet. Make the agenda first.")
    return _made(session, pack, request, progress)


def _made(session: Session, pack: Pack, request: Request, progress: Progress | None) -> Made:
    tell = progress or (lambda _done: None)
    look = partial(tell, 0)
    found = [one for paper in pack.papers for one in enclosures(session, paper, public=request.public, wanted=look)]
    making = _Making(session, pack, request, found)
    front = making.front()
    numbers = making.starts(making.front_pages)
    last = pack.first - 1 + making.front_pages + sum(making.counts)

    def words(place: int) -> str:
        return f"Page {pack.first + place} of {last}"

    def counted(start: int, number: int, _count: int) -> str:
        return words(start + number - 1)

    parts = [Part(making.title, build(*front, None, partial(counted, 0)), ours=True)]
    for place, (one, start) in enumerate(zip(found, numbers, strict=True), start=1):
        look()
        title = making.name_of(one)
        if one.pdf is not None:
            label = f"Paper {one.paper.number}{' (confidential)' if one.paper.confidential else ''}"
            parts.append(Part(title, one.pdf, ours=False, label=label))
        else:
            sheet = build(*making.sheet(place - 1), None, partial(counted, start))
            parts.append(Part(title, sheet, ours=True))
    marks = making.marks(parts[0].pdf, numbers)
    return Made(making.title, bind(parts, marks, words, first=pack.first, progress=tell), last - pack.first + 1)


class _Making:
    """What a pack's own pages say, once it is known which pages its papers come to stand on."""

    def __init__(self, session: Session, pack: Pack, request: Request, found: Sequence[Enclosure]) -> None:
        self.pack, self.request, self.found = pack, request, found
        self.meeting = pack.agenda.meeting
        self.partnership = partnership_name(session)
        what = "Supplement to the pack" if pack.supplement else "Pack"
        title = f"{what}: {self.meeting.group}, {format_day(self.meeting.day)}"
        self.title = public_name(title) if request.public else title
        self.agenda = [] if pack.supplement else agenda_blocks(session, pack.agenda, public=request.public)
        self.counts = [one.pages if one.pdf is not None else _pages(*self.sheet(place)) for place, one in
                       enumerate(found)]  # fmt: skip
        self.front_pages = 1

    def starts(self, front: int) -> list[int]:
        """Return the page on which each enclosure begins, counted from 0 over the whole."""
        found, at = [], front
        for count in self.counts:
            found.append(at)
            at += count
        return found

    def front(self) -> tuple[Document, list[blocks.Block]]:
        """Return front page and agenda; the list of contents is set until its page numbers are those it has."""
        agenda_page = 1
        for _ in range(_MOST_PASSES):
            about, story = self._front(agenda_page)
            turned: list[int] = []
            pdf = build(about, story, turned.append)
            pages = max(turned, default=1)
            page = next((page for title, page in headings_of(pdf) if title == AGENDA), 0)
            if (pages, page) == (self.front_pages, agenda_page):
                break
            self.front_pages, agenda_page = pages, page
        return about, story

    def sheet(self, place: int) -> tuple[Document, list[blocks.Block]]:
        """Return the page of ours that holds a picture, or stands in the place of what can't be enclosed."""
        one = self.found[place]
        return self._document(self.name_of(one), self.meeting.title()), list(one.sheet)

    def name_of(self, one: Enclosure) -> str:
        """Return what an enclosure is called: "Paper 5a: Budget", and its file's name where there are several."""
        name = f", {one.name}" if one.name and not (self.request.public and one.paper.confidential) else ""
        return f"Paper {one.paper.number}: {self._title(one.paper)}{name}"

    def marks(self, front: bytes, starts: Sequence[int]) -> list[Mark]:
        """Return the bookmarks: front page, agenda, and each item with its papers."""
        agenda_page = next((page for title, page in headings_of(front) if title == AGENDA), 0)
        found = [Mark("Front page", 0)]
        by_paper: dict[str, list[tuple[int, Enclosure, int]]] = {}
        for place, (one, start) in enumerate(zip(self.found, starts, strict=True), start=1):
            by_paper.setdefault(one.paper.uid, []).append((place, one, start))
        of_papers = {paper.uid: self._mark(paper, by_paper[paper.uid]) for paper in self.pack.papers}
        if self.pack.supplement:
            return [*found, *of_papers.values()]
        found.append(Mark(AGENDA, agenda_page))
        for item in self.pack.agenda.items:
            kids = tuple(of_papers[paper.uid] for paper in self.pack.of_item(item))
            title = item.public_title() if self.request.public else item.title
            found.append(Mark(f"{item.number}. {title}", kids[0].page if kids else agenda_page, kids))
        return found

    def _mark(self, paper: PaperRow, files: Sequence[tuple[int, Enclosure, int]]) -> Mark:
        title, page = f"{paper.number}. {self._title(paper)}", files[0][2]
        if len(files) == 1:
            return Mark(title, page, (), files[0][0])
        return Mark(title, page, tuple(Mark(one.name, start, (), place) for place, one, start in files))

    def _front(self, agenda_page: int) -> tuple[Document, list[blocks.Block]]:
        meeting, pack = self.meeting, self.pack
        facts: list[tuple[str, Text]] = [("Where", meeting.where_words())]
        if meeting.link and not self.request.public:
            facts.append(("Joining", meeting.link))
        story: list[blocks.Block] = [blocks.facts(facts, share=0.2)]
        if any(paper.confidential for paper in pack.papers):
            story.append(blocks.callout("", LEAVES_OUT if self.request.public else HOLDS))
        story += [blocks.heading(1, "Contents"), self._contents(agenda_page)]
        if self.agenda:
            story += [blocks.page_break(), blocks.heading(1, AGENDA), *self.agenda]
        return self._document(self.title, meeting.when_words()), story

    def _contents(self, agenda_page: int) -> blocks.Table:
        first = self.pack.first
        pages: dict[str, tuple[int, int]] = {}
        for place, (one, start) in enumerate(zip(self.found, self.starts(self.front_pages), strict=True), start=1):
            pages.setdefault(one.paper.uid, (place, start))
        rows: list[blocks.TableRow] = []
        if not self.pack.supplement:
            rows.append(("", AGENDA, "", str(first + agenda_page)))
        papers = [*self.pack.papers, *self.pack.waiting]
        if not self.pack.supplement:
            order = {item.uid: place for place, item in enumerate(self.pack.agenda.items)}
            papers.sort(key=lambda paper: (order[paper.item_uid], len(paper.number), paper.number))
        item = ""
        for paper in papers:
            if paper.item_uid != item:
                item = paper.item_uid
                hidden = self.request.public and paper.item_confidential
                rows.append(
                    blocks.subheading(f"{paper.item_number}. Confidential item" if hidden else paper.item_words())
                )
            title, author = self._title(paper), self._from(paper)
            mark = blocks.quiet(" (confidential)" if paper.confidential and not self.request.public else "")
            if paper.uid in pages:
                place, start = pages[paper.uid]
                apart = [one.separate for one in self.found if one.paper.uid == paper.uid and one.separate]
                more = blocks.quiet(f" (enclosed separately: {', '.join(apart)})" if apart else "")
                rows.append((paper.number, (blocks.link(title, within(place)), mark, more), author, str(first + start)))
            else:
                rows.append((paper.number, (title, mark), author, TO_FOLLOW))
        columns = (
            blocks.column("No.", 0.5, heads_rows=True), blocks.column("Paper", 2.6), blocks.column("From", 1.6),
            blocks.column("Page", 0.7, align="right"),
        )  # fmt: skip
        return blocks.table(columns, rows, empty="No paper goes out with it.")

    def _title(self, paper: PaperRow) -> str:
        return paper.public_title() if self.request.public else paper.title

    def _from(self, paper: PaperRow) -> str:
        return "" if self.request.public and paper.confidential else paper.from_words()

    def _document(self, title: str, subtitle: str) -> Document:
        about = Document(title=title, partnership=self.partnership, printed_on=self.request.today, subtitle=subtitle)
        return replace(as_public(about), title=title) if self.request.public else about


def _pages(about: Document, story: Sequence[blocks.Block]) -> int:
    pages: list[int] = []
    build(about, story, pages.append)
    return max(pages, default=1)
