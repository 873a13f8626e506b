"""What is done with the pack of a meeting: seen, saved, put on record as sent; and the supplement to it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.meetings.page.meeting.papers_fields import SENDING
from mscp_desktop.meetings.rules import paper_changes
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.papers import GOES_OUT, PaperRow, PaperState

if TYPE_CHECKING:
    from mscp_desktop.meetings.report.pack import Made

PDF = ".pdf"


class PackCommands:
    """The commands of a meeting's pack; `shown` gives the meeting in view, None for none, and its papers."""

    def __init__(
        self, page: Page, tasks: Tasks, shown: Callable[[], tuple[MeetingRow | None, Sequence[PaperRow]]]
    ) -> None:
        self._page, self._tasks, self._shown = page, tasks, shown

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
                "papers.sent", "Record that the pack went out…", self._count, "Ctrl+Shift+N", self._may_send,
                called="sent circulated",
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
        return any(row.state is PaperState.SUPPLEMENT for row in self._shown()[1])

    def _may_send(self) -> bool:
        return self.ready() and self._tasks.store.read_only is None

    def _is_sent(self) -> bool:
        meeting = self._shown()[0]
        return self._tasks.store.read_only is None and meeting is not None and meeting.pack_sent is not None

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
        """Make the pack, to know how many pages go out, and ask for the day."""
        request = self._request()
        if request is not None:
            self._tasks.work("Making the pack", partial(self._make, request), then=self._ask, owner=self._page)

    def _make(self, request: Request, progress: Progress) -> "Made":
        from mscp_desktop.meetings.report.pack import make_pack  # noqa: PLC0415 - ReportLab costs 100 ms

        with self._tasks.store.reading() as session:
            return make_pack(session, request, progress.step)

    def _ask(self, made: "Made") -> None:
        meeting, papers = self._shown()
        if meeting is None:
            return
        goes = sum(row.state in GOES_OUT for row in papers)
        about = f"{made.pages} page{'' if made.pages == 1 else 's'}, {paper_changes.counted(goes)}."
        if goes < len(papers):
            about += f" {paper_changes.counted(len(papers) - goes)} not in it will be a supplement."
        AskDialog(
            self._tasks, "The pack went out", SENDING, {"day": self._tasks.store.clock.today()}, "Record it",
            lambda found: Act(paper_changes.send_pack, (meeting.uid, made.pages), found), self._page,
            lambda _: self._page.take_keyboard(), about=about, place=f"pack {meeting.uid}",
        ).open()  # fmt: skip

    def _not_sent(self) -> None:
        meeting = self._shown()[0]
        if meeting is not None:
            self._tasks.write(paper_changes.pack_not_sent, meeting.uid, owner=self._page)
