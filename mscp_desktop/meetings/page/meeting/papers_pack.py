"""What is done with the pack of a meeting: seen, saved, put on record as sent; and the supplement to it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog, Making
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.meetings.page.meeting.papers_fields import SENDING
from mscp_desktop.meetings.page.meeting.papers_sent import SentDialog
from mscp_desktop.meetings.rules import paper_changes
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.papers import GOES_OUT, PaperRow, PaperState
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
                "papers.sent", "Record that the pack went out…", self._count, "Ctrl+Shift+N", self._may_send,
                called="sent circulated supplement published",
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
        """Make the pack, to know how many pages go out, and ask for the day."""
        request = self._request()
        if request is not None:
            self._tasks.work("Making the pack", partial(self._make, request), then=self._ask, owner=self._page)

    def _make(self, request: Request, progress: Progress, what: Sent = Sent.PACK) -> "Made":
        from mscp_desktop.meetings.report.pack import make_pack, make_supplement  # noqa: PLC0415 - ReportLab is slow

        with self._tasks.store.reading() as session:
            make = make_supplement if what is Sent.SUPPLEMENT else make_pack
            return make(session, request, progress.step)

    def _ask(self, made: "Made") -> None:
        meeting, papers = self._shown()
        if meeting is None:
            return
        goes = sum(row.state in GOES_OUT for row in papers)
        about = f"{made.pages} page{'' if made.pages == 1 else 's'}, {paper_changes.counted(goes)}."
        if goes < len(papers):
            about += f" {paper_changes.counted(len(papers) - goes)} not in it will be a supplement."
        again = meeting.pack_sent is not None
        offered = [Choice(Sent.PACK, "The pack once more, as another edition" if again else "The pack")]
        if again and self._has_supplement():
            offered.insert(0, Choice(Sent.SUPPLEMENT, "A supplement to it"))
        offered.append(Choice(Sent.PUBLIC_PACK, "The pack as it may be published"))
        what = Field(
            "what", "What went out", Kind.CHOICE, "It is kept as it was sent, and what may be published is kept apart",
            required=True, choices=tuple(offered),
        )  # fmt: skip
        AskDialog(
            self._tasks, "The pack went out", (*SENDING, what),
            {"day": self._tasks.store.clock.today(), "what": offered[0].value}, "Record it",
            partial(self._sent, meeting, made), self._page,
            lambda _: self._page.take_keyboard(), about=about, place=f"pack {meeting.uid}",
        ).open()  # fmt: skip

    def _sent(self, meeting: MeetingRow, made: "Made", found: dict[str, Any]) -> Act | Making | None:
        """Return the operation that records what went out, and keeps it; what is not made yet is made first."""
        what, day = Sent(found["what"]), found["day"]
        if what is Sent.PACK:
            return Act(paper_changes.send_pack, (meeting.uid, made.pages, day, file_of(made)))
        request = self._request(public=what is Sent.PUBLIC_PACK)
        if request is None:
            return None
        return Making(
            f"Making the {what.value}", lambda progress: self._make(request, progress, what),
            lambda other: Act(record_sent, (meeting.uid, what, file_of(other), day)),
        )  # fmt: skip

    def _read_sent(self) -> None:
        meeting = self._shown()[0]
        if meeting is not None:
            uid = meeting.uid
            self._tasks.read(lambda session: sent_of(session, uid), partial(self._show_sent, meeting), owner=self._page)

    def _show_sent(self, meeting: MeetingRow, rows: list[SentRow]) -> None:
        if rows:
            SentDialog(self._tasks, meeting.title(), rows, self._page).open()
        else:
            self._page.said.emit(Notice(NOTHING_SENT))

    def _has_meeting(self) -> bool:
        return self._shown()[0] is not None

    def _not_sent(self) -> None:
        meeting = self._shown()[0]
        if meeting is not None:
            self._tasks.write(paper_changes.pack_not_sent, meeting.uid, owner=self._page)
