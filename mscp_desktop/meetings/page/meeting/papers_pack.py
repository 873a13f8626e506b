"""What is done with the pack of a meeting: seen, saved, put on record as sent; and the supplement to it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog, Making
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.issued import issued_content
from mscp_desktop.meetings.page.meeting.papers_fields import SENDING
from mscp_desktop.meetings.page.meeting.papers_sent import SentDialog, pages_words
from mscp_desktop.meetings.rules import paper_changes
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.papers import GOES_OUT, SUPPLEMENTS, PaperRow, PaperState
from mscp_desktop.meetings.rules.sent import Sent, SentFile, SentRow, record_sent, sent_of

if TYPE_CHECKING:
    from mscp_desktop.meetings.report.pack import Made

PDF = ".pdf"
NOTHING_SENT = (
    "Nothing of this meeting is kept as it was sent. Record that the pack or the agenda went out, and it is kept from"
    " then on."
)


def file_of(made: "Made") -> SentFile:
    """Return a pack as the file that is kept of it."""
    return SentFile(f"{made.title.replace(': ', ', ').replace('/', '-')}{PDF}", made.pdf)


class PackCommands:
    """The commands of a meeting's pack; `shown` gives the meeting in view, None for none, and its papers."""

    def __init__(
        self, page: Page, tasks: Tasks, shown: Callable[[], tuple[MeetingRow | None, Sequence[PaperRow]]]
    ) -> None:
        self._page, self._tasks, self._shown = page, tasks, shown
        self._pages: dict[str, int | None] = {}  # of what was sent, by uid: what is kept never changes
        self.kept = Command(
            "papers.kept",
            "Show what was sent…",
            self._read_sent,
            None,
            self._has_meeting,
            called="issued editions pack agenda",
        )

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        there, more = self.ready, self._has_supplement
        return [
            Command("papers.save", "Save the pack…", partial(self._save, "pack"), None, there, called="export bundle"),
            Command(
                "papers.public", "Preview the pack as it may be published", partial(self._want, "pack", public=True),
                None, there,
            ),
            Command(
                "papers.save_public", "Save the pack as it may be published…", partial(self._save, "pack", public=True),
                None, there,
            ),
            Command(
                "papers.sent", "Record that the pack or a supplement went out…", self._count, "Ctrl+Shift+N",
                self._may_send, called="sent circulated published",
            ),
            Command("papers.unsent", "Record that the pack was not sent", self._not_sent, None, self._is_sent),
            Command("papers.more", "Preview the supplement", partial(self._want, "supplement"), None, more),
            Command("papers.save_more", "Save the supplement…", partial(self._save, "supplement"), None, more),
        ]  # fmt: skip

    def ready(self) -> bool:
        """Say whether there is anything to make a pack of."""
        meeting, papers = self._shown()
        return meeting is not None and bool(papers)

    def preview(self) -> None:
        """Show the pack as it prints."""
        self._want("pack")

    def _has_supplement(self) -> bool:
        return any(row.state in SUPPLEMENTS for row in self._shown()[1])

    def _proposed(self) -> Sent:
        """Return what goes out next: the pack, and after it a supplement that has not been sent."""
        meeting, papers = self._shown()
        after = meeting is not None and meeting.pack_sent is not None
        waits = any(row.state is PaperState.SUPPLEMENT for row in papers)
        return Sent.SUPPLEMENT if after and waits else Sent.PACK

    def _may_send(self) -> bool:
        return self.ready() and self._tasks.locked() is None

    def _is_sent(self) -> bool:
        meeting = self._shown()[0]
        return self._tasks.locked() is None and meeting is not None and meeting.pack_sent is not None

    def _request(self, *, public: bool = False) -> Request | None:
        meeting, today = self._shown()[0], self._tasks.store.clock.today()
        if meeting is None:
            return None
        return Request(today, meeting.day, group=meeting.group, meeting=meeting.uid, public=public)

    def _want(self, name: str, *, public: bool = False) -> None:
        request = self._request(public=public)
        if request is not None:
            self._page.wanted.emit(name, request)

    def _save(self, name: str, *, public: bool = False) -> None:
        request = self._request(public=public)
        if request is not None:
            self._page.wanted_file.emit(name, request, PDF)

    def _count(self) -> None:
        """Make what goes out next, to know how many pages it has, and ask for the day."""
        request, what = self._request(), self._proposed()
        if request is not None:
            self._tasks.work(
                f"Making the {what.value}", partial(self._make, request, what=what), then=partial(self._ask, what),
                owner=self._page,
            )  # fmt: skip

    def _make(self, request: Request, progress: Progress, what: Sent = Sent.PACK) -> "Made":
        from mscp_desktop.meetings.report.pack import make_pack, make_supplement  # noqa: PLC0415 - ReportLab is slow

        with self._tasks.store.reading() as session:
            make = make_supplement if what is Sent.SUPPLEMENT else make_pack
            return make(session, request, progress.step)

    def _ask(self, proposed: Sent, made: "Made") -> None:
        meeting, papers = self._shown()
        if meeting is None:
            return
        again = meeting.pack_sent is not None
        offered = [Choice(Sent.PACK, "The pack once more, as another edition" if again else "The pack")]
        if again and self._has_supplement():
            offered.insert(int(proposed is Sent.PACK), Choice(Sent.SUPPLEMENT, "The supplement"))
        offered.append(Choice(Sent.PUBLIC_PACK, "The pack as it may be published"))
        what = Field(
            "what", "What went out", Kind.CHOICE, "It is kept as it was sent, and what may be published is kept apart",
            required=True, choices=tuple(offered),
        )  # fmt: skip
        AskDialog(
            self._tasks, f"The {proposed.value} went out", (*SENDING, what),
            {"day": self._tasks.store.clock.today(), "what": proposed}, "Record it",
            partial(self._sent, meeting, made, proposed), self._page, self._recorded,
            about=_about(proposed, made, papers), place=f"pack {meeting.uid}",
        ).open()  # fmt: skip

    def _sent(self, meeting: MeetingRow, made: "Made", proposed: Sent, found: dict[str, Any]) -> Act | Making | None:
        """Return the operation that records what went out, and keeps it; what is not made yet is made first."""
        what, day = Sent(found["what"]), found["day"]

        def act(made: "Made") -> Act:
            if what is Sent.PACK:
                return Act(paper_changes.send_pack, (meeting.uid, made.pages, day, file_of(made)))
            return Act(record_sent, (meeting.uid, what, file_of(made), day))

        if what is proposed:
            return act(made)
        request = self._request(public=what is Sent.PUBLIC_PACK)
        if request is None:
            return None
        return Making(f"Making the {what.value}", lambda progress: self._make(request, progress, what), act)

    def _recorded(self, called: str) -> None:
        """Say that what went out is on record, where it can be seen again."""
        offer = ("Show what was sent", self._read_sent)
        self._page.said.emit(Notice(f"Recorded as sent: {called}.", Weight.GOOD, offer, here=True, passing=True))
        self._page.take_keyboard()

    def _read_sent(self) -> None:
        meeting = self._shown()[0]
        if meeting is not None:
            self._tasks.work(
                "Counting pages", partial(self._count_sent, meeting.uid), then=partial(self._show_sent, meeting),
                owner=self._page,
            )  # fmt: skip

    def _count_sent(self, meeting_uid: str, progress: Progress) -> tuple[list[SentRow], dict[str, int | None]]:
        """Return what was sent of a meeting, and the pages of each by its uid."""
        from mscp_desktop.printing.enclosing import count_pages  # noqa: PLC0415 - pikepdf costs 60 ms

        with self._tasks.store.reading() as session:
            rows = sent_of(session, meeting_uid)
            for number, row in enumerate(rows):
                progress.step(number, len(rows))
                if row.uid not in self._pages:
                    self._pages[row.uid] = None
                    with suppress(UserError):  # what is damaged says so when it is opened
                        self._pages[row.uid] = count_pages(issued_content(session, row.uid)[1])
        return rows, dict(self._pages)

    def _show_sent(self, meeting: MeetingRow, found: tuple[list[SentRow], dict[str, int | None]]) -> None:
        rows, pages = found
        if rows:
            SentDialog(self._tasks, meeting.title(), rows, pages, self._page).open()
        else:
            self._page.said.emit(Notice(NOTHING_SENT))

    def _has_meeting(self) -> bool:
        return self._shown()[0] is not None

    def _not_sent(self) -> None:
        meeting = self._shown()[0]
        if meeting is not None:
            self._tasks.write(paper_changes.pack_not_sent, meeting.uid, owner=self._page)


def _about(what: Sent, made: "Made", papers: Sequence[PaperRow]) -> str:
    """Return how much goes out, and of a pack what does not."""
    goes = sum(row.state in (SUPPLEMENTS if what is Sent.SUPPLEMENT else GOES_OUT) for row in papers)
    about = f"{pages_words(made.pages)}, {paper_changes.counted(goes)}."
    if what is Sent.SUPPLEMENT:
        return f"{about} Its pages are numbered on from the pack."
    return about + (
        f" {paper_changes.counted(len(papers) - goes)} not in it will be a supplement." if goes < len(papers) else ""
    )
