"""The papers of one meeting: who writes them, how far each is, and the pack that they go out in."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.folders import saved_notice
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.save_dialog import ask_folder, ask_where, ask_which_many
from mscp_desktop.desktop.tables.bulk import Bulk, Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Detail, Head, Picked, Query, Row, TableSource
from mscp_desktop.foundation.attachments import content_of, read_file
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.safe_files import write_atomically
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.page.meeting import papers_fields as fields
from mscp_desktop.meetings.page.meeting.agenda_fields import find_clearer, find_presenter
from mscp_desktop.meetings.page.meeting.papers_drop import FileDrop
from mscp_desktop.meetings.page.meeting.papers_pack import PDF, PackCommands
from mscp_desktop.meetings.rules import agendas, paper_changes, papers, places
from mscp_desktop.meetings.rules.approval import chair_of
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.meetings.rules.papers import PaperRow, PaperState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.meetings.report.paper_chasing import Draft

RESTORE = restoring(MANAGER)
BESIDE = "Drop files onto the paper that they belong to. Add the paper first where it is not listed yet."


class PapersPart(TablePage):
    """The papers of a meeting; files are dropped onto them, and the pack is made of those that are cleared."""

    key = "papers"
    title = "Papers"
    nested = True
    guide = "papers"
    watches = frozenset(
        {"meeting_paper", "meeting", "agenda_item", "attachment", "meeting_pattern", "organisation", "calendar_day"}
    )

    def __init__(self, tasks: Tasks) -> None:
        self._private = True  # what is confidential is shown
        self.item_in_hand: Callable[[str], Picked | None] = lambda _meeting: None  # on the agenda of a meeting
        self._meeting: MeetingRow | None = None
        self._papers: tuple[PaperRow, ...] = ()
        self._pages: dict[str, int | None] = {}  # of files, by their uid: bytes that are kept never change
        change = self._may_change
        self._pack = PackCommands(self, tasks, lambda: (self._meeting, self._papers))
        self._add = Command("papers.add", "Add a paper", self._add_paper, "Ctrl+N", change, called="wanted report")
        self._preview = Command(
            "papers.preview", "Preview the pack", self._pack.preview, "Ctrl+P", self._has_rows,
            called="print bundle",
        )  # fmt: skip
        self._receive = Command(
            "papers.receive", "Received…", self._ask_files, "Ctrl+Shift+V", self._may_receive, called="paper came file"
        )
        self._clear = Command(
            "papers.clear", "Cleared…", self._ask_clearing, "Ctrl+Shift+L", partial(self._selected_are, _MAY_BE_CLEARED)
        )
        first = Command(
            "papers.first", "Add a paper that an item needs", self._add_paper, None,
            lambda: tasks.locked() is None,
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Papers", self._source(),
                (
                    fields.TITLE, fields.item_field(self._find_item), fields.author_field(self._find_author),
                    fields.ORGANISATION, fields.DUE, *fields.afterwards(self._find_clearer),
                ),
                self._read_paper, fields.save_paper,
                Empty("No item of this meeting needs a paper yet.", first),
                head=self._read_head_of, restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(paper_changes.remove_wanted_papers, (list(uids),)),
                nothing="Choose a paper to see and change it.",
                bulk=(
                    Bulk("asked", "Mark {} as asked for", _asked),
                    Bulk("supplement", "Keep {} for a supplement", _supplement),
                ),
                many=Many(
                    ("due", "organisation", "author", "confidential"),
                    lambda uids, found: Act(paper_changes.change_papers, (list(uids),), fields.named(found)),
                ),
            ),
            actions=(self._pack.kept, self._preview, self._receive, self._clear, self._add),
        )  # fmt: skip

    def build(self) -> None:
        """Make the page, and let files be dropped onto its rows."""
        super().build()
        self.drop = FileDrop(self.table)
        self.drop.ready = self._tasks.locked() is None
        self.drop.dropped.connect(self._dropped)

    def open_place(self, uid: str | None) -> None:
        """Show the papers of a meeting."""
        if uid is not None:
            self.show_scope(uid)
            self._read_meeting()

    def refresh(self) -> None:
        """Read the papers and the meeting again."""
        super().refresh()
        self._read_meeting()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide confidential papers, besides notes and history."""
        super().show_private(shown=shown)
        if shown != self._private:
            self._private = shown
            self.refresh()

    def commands(self) -> list[Command]:
        """Return what can be done with the papers and the pack."""
        own = [one for one in super().commands() if one.name != "record.paper"]  # “Received…” does it here
        return [*own, *self._with_paper()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the papers in hand, for their menu."""
        chase, *others = self._with_paper()
        return [chase, *super().row_commands(), self._receive, self._clear, *others]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [
            ("Ctrl+N", "add"), ("Ctrl+Shift+K", "ask for it"), ("Ctrl+Shift+V", "received"),
            ("Ctrl+Shift+L", "cleared"), ("Ctrl+P", "pack"),
        ]  # fmt: skip

    def _with_paper(self) -> list[Command]:
        one = self._may_edit
        return [
            Command(
                "papers.chase", "Ask for it by e-mail…", self._chase, "Ctrl+Shift+K",
                partial(self._selected_are, papers.MISSING), called="chase remind draft",
            ),
            Command(
                "papers.came", "Record that it came on paper", self._came, None,
                partial(self._selected_are, papers.MISSING), called="received tabled",
            ),
            Command(
                "papers.supplement", "Keep it for a supplement", self._make_supplement, "Ctrl+Shift+U",
                partial(self._selected_are, _MAY_BE_SUPPLEMENT), called="send later",
            ),
            Command("papers.up", "Move the paper up", lambda: self._move(-1), "Alt+Up", one),
            Command("papers.down", "Move the paper down", lambda: self._move(1), "Alt+Down", one),
        ]  # fmt: skip

    def _table_commands(self) -> list[Command]:
        return [*super()._table_commands(), *self._pack.commands()]

    def _source(self) -> TableSource:
        def rows(session: "Session", query: Query) -> list[PaperRow]:
            return fields.PAPERS.rows(self._all(session, query), query)

        return TableSource(
            columns=fields.COLUMNS,
            ids=lambda session, query: [one.id for one in rows(session, query)],
            rows=self._rows_of,
            id_of=papers.paper_id,
            summary=lambda session, query, _number: papers.papers_words(rows(session, query)),
            whole=lambda session, query: len(self._all(session, query)),
            sections=lambda session, query: fields.PAPERS.sections(self._all(session, query), query),
            found=lambda session, query, column, typed: [
                one.id for one in fields.PAPERS.found(self._all(session, query), query, column, typed)
            ],
        )

    def _all(self, session: "Session", query: Query) -> list[PaperRow]:
        if query.scope is None or not places.is_there(session, query.scope):
            return []
        return papers.papers_of(session, query.scope, self._tasks.store.clock.today())

    def _rows_of(self, session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
        return fields.paper_rows(self._all(session, query), ids, self._pages, private=self._private)

    def _read_paper(self, session: "Session", uid: str, query: Query) -> Detail | None:
        row = next((one for one in self._all(session, query) if one.uid == uid), None)
        return None if row is None else fields.paper_detail(session, row, private=self._private)

    def _read_head_of(self, session: "Session", query: Query) -> Head:
        if query.scope is None or not places.is_there(session, query.scope):
            return Head("Papers")
        meeting = meeting_row(session, query.scope)
        chips = fields.papers_chips(meeting, self._all(session, query), papers.deadline_of(session, meeting))
        return Head(f"Papers of {meeting.title()}", (), chips)

    def _read_meeting(self) -> None:
        uid, today = self.table.query.scope, self._tasks.store.clock.today()
        if uid is None:
            return

        def read(session: "Session") -> tuple[MeetingRow | None, tuple[PaperRow, ...]]:
            if not places.is_there(session, uid):
                return None, ()
            return meeting_row(session, uid), tuple(papers.papers_of(session, uid, today))

        self._tasks.read(read, self._take_meeting, key=f"papers of {id(self)}", owner=self)

    def _take_meeting(self, found: tuple[MeetingRow | None, tuple[PaperRow, ...]]) -> None:
        self._meeting, self._papers = found
        self.head.show_ready()
        unknown = [
            file.uid for row in self._papers for file in row.files
            if file.uid not in self._pages and file.name.lower().endswith(PDF)
        ]  # fmt: skip
        if unknown:
            self._pages |= dict.fromkeys(unknown)
            self._tasks.work("Counting pages", partial(self._count, unknown), then=self._counted, owner=self)

    def _count(self, uids: Sequence[str], progress: Progress) -> dict[str, int | None]:
        from mscp_desktop.printing.enclosing import UnusableError, count_pages  # noqa: PLC0415 - pikepdf costs 60 ms

        found: dict[str, int | None] = {}
        for number, uid in enumerate(uids):
            progress.step(number, len(uids))
            try:
                with self._tasks.store.reading() as session:
                    data = content_of(session, uid)[1]
                found[uid] = count_pages(data)
            except UnusableError:
                found[uid] = None
        return found

    def _counted(self, found: dict[str, int | None]) -> None:
        self._pages |= found
        self.table.reload()

    def _find_author(self, session: "Session", typed: str) -> list[Picked]:
        return find_presenter(session, self.table.query.scope, typed)

    def _find_clearer(self, session: "Session", typed: str) -> list[Picked]:
        return find_clearer(session, self.table.query.scope, typed)

    def _find_item(self, session: "Session", typed: str) -> list[Picked]:
        uid = self.table.query.scope
        words = typed.casefold().split()
        rows = [] if uid is None else agendas.agenda_of(session, uid)
        found = [Picked(row.uid, f"{row.number}. {row.title}") for row in rows if self._private or not row.confidential]
        return [one for one in found if all(word in one.title.casefold() for word in words)]

    def _may_change(self) -> bool:
        return self._meeting is not None and self._tasks.locked() is None

    def _may_edit(self) -> bool:
        return self._may_change() and self.panel.detail is not None

    def _may_receive(self) -> bool:
        return self._may_edit() and len(self.table.selected_places()) == 1

    def _has_rows(self) -> bool:
        return self._meeting is not None and bool(self._papers)

    def _in_hand(self) -> list[PaperRow]:
        uids = set(self.table.selected_uids())
        return [row for row in self._papers if row.uid in uids]

    def _selected_are(self, states: frozenset[PaperState]) -> bool:
        chosen = self._in_hand()
        return self._may_change() and bool(chosen) and all(row.state in states for row in chosen)

    def _add_paper(self) -> None:
        """Ask for a paper of the item that is in hand on the agenda, where one is."""
        meeting = self._meeting
        if meeting is None:
            return
        asked = (
            fields.TITLE, fields.item_field(self._find_item), fields.author_field(self._find_author),
            fields.ORGANISATION, fields.DUE, fields.CONFIDENTIAL_FIELD,
        )  # fmt: skip
        begins = {"item": self.item_in_hand(meeting.uid), "confidential": False}
        AskDialog(
            self._tasks, "Add a paper", asked, begins, "Add the paper", _added, self, self.table.reload,
            about=meeting.title(), place=f"paper {meeting.uid}",
        ).open()  # fmt: skip

    def _ask_files(self) -> None:
        uid = self.panel.uid
        if uid is not None:
            files = ask_which_many(self, "Files of the paper")
            if files:
                self._dropped(uid, files)

    def _dropped(self, uid: str | None, files: Sequence[Path]) -> None:
        """Take files as those of a paper: it was received."""
        if uid is None:
            self.said.emit(Notice(BESIDE, Weight.WARNING, here=True))
            return
        words = f"Reading {files[0].name}" if len(files) == 1 else f"Reading {len(files)} files"
        self._tasks.work(words, partial(_read_all, files), then=partial(self._received, uid), owner=self)

    def _received(self, uid: str, found: tuple[list[tuple[str, bytes]], list[UserError]]) -> None:
        files, refused = found
        for error in refused:
            self._tasks.failure.emit(error)
        row = next((one for one in self._papers if one.uid == uid), None)
        if files and row is not None and row.files and row.cleared is not None:
            self._ask_whether_instead(row, files)
        elif files:
            self._tasks.write(
                paper_changes.receive_paper, uid, files, then=lambda _: self._tell_received(uid, files), owner=self
            )

    def _ask_whether_instead(self, row: PaperRow, files: list[tuple[str, bytes]]) -> None:
        """Ask whether files are another version of a paper that was cleared, or sent, or belong to it besides."""
        shown = self._private or not row.confidential
        AskDialog(
            self._tasks, f"Paper {row.number}: {'these files' if len(files) > 1 else 'this file'}",
            (fields.instead_field(row if shown else None),), {"how": fields.INSTEAD}, "Keep the files",
            lambda found: Act(
                paper_changes.receive_paper, (row.uid, files), {"replace": found["how"] == fields.INSTEAD}
            ),
            self, lambda _: self._tell_received(row.uid, files),
            about=f"It was cleared with {fields.files_words(len(row.files))}. What comes now has to be cleared again.",
        ).open()  # fmt: skip

    def _tell_received(self, uid: str, files: list[tuple[str, bytes]]) -> None:
        """Say what came, in the place of what was said before."""
        row = next((one for one in self._papers if one.uid == uid), None)
        whose = "" if row is None else f" of paper {row.number}"
        self.said.emit(
            Notice(f"Received: {fields.files_words(len(files))}{whose}.", Weight.GOOD, here=True, passing=True)
        )

    def _came(self) -> None:
        for uid in self.table.selected_uids():
            self._tasks.write(paper_changes.receive_paper, uid, owner=self)

    def _ask_clearing(self) -> None:
        meeting, rows = self._meeting, self._in_hand()
        if rows and meeting is not None:
            self._tasks.read(
                lambda session: chair_of(session, meeting.uid), partial(self._clear_rows, rows), owner=self
            )

    def _clear_rows(self, rows: Sequence[PaperRow], chair: str | None) -> None:
        """Ask who cleared papers: who did so last here, or else the chair, is proposed."""
        uids = [row.uid for row in rows]
        before = sorted((row.cleared, row.cleared_by or "") for row in self._papers if row.cleared is not None)
        AskDialog(
            self._tasks, "Cleared to go out", fields.clearing(self._find_clearer),
            {"by": before[-1][1] if before else chair, "day": self._tasks.store.clock.today()},
            "Record as cleared", lambda found: Act(paper_changes.clear_papers, (uids,), found), self,
            lambda _: self.table.focus_rows(), place=f"clear {uids[0]}",
            about=rows[0].title if len(rows) == 1 else paper_changes.counted(len(rows)),
        ).open()  # fmt: skip

    def _make_supplement(self) -> None:
        self.table.with_uids(
            lambda uids: self._tasks.write(paper_changes.make_supplement, uids, owner=self) if uids else None
        )

    def _move(self, by: int) -> None:
        if self.panel.uid is not None:
            self._tasks.write(paper_changes.move_paper_by, self.panel.uid, by, owner=self)

    def _chase(self) -> None:
        meeting, uids, today = self._meeting, self.table.selected_uids(), self._tasks.store.clock.today()
        if meeting is not None and uids:
            from mscp_desktop.meetings.report.paper_chasing import chasing_drafts  # noqa: PLC0415 - when it is asked

            self._tasks.read(
                lambda session: chasing_drafts(session, meeting.uid, uids, today), self._save_drafts, owner=self
            )

    def _save_drafts(self, drafts: Sequence["Draft"]) -> None:
        """Save one draft as a file, or several in a folder, and record that the papers were asked for."""
        from mscp_desktop.desktop.preview.previews import file_name  # noqa: PLC0415 - when it is asked

        if len(drafts) == 1:
            out = ask_where(self, "Save the draft e-mail", file_name(drafts[0].name), "Draft e-mail (*.eml)")
            outs = [] if out is None else [out]
        else:
            folder = ask_folder(self, f"Save {len(drafts)} draft e-mails in")
            outs = [] if folder is None else [folder / file_name(one.name) for one in drafts]
        if outs:
            self._tasks.work(
                "Saving drafts", partial(_write_all, [(out, one.data) for out, one in zip(outs, drafts, strict=True)]),
                then=lambda _: self._drafts_saved(outs, drafts), owner=self,
            )  # fmt: skip

    def _drafts_saved(self, outs: Sequence[Path], drafts: Sequence["Draft"]) -> None:
        self._tasks.write(paper_changes.chase_papers, [uid for one in drafts for uid in one.uids], owner=self)
        words = "Open it and send it with your own e-mail program."
        if not all(one.reached for one in drafts):
            words += " No address is recorded for the author, so enter one there."
        self.said.emit(saved_notice(outs[0], words, self.said.emit))


_MAY_BE_CLEARED = frozenset({PaperState.RECEIVED})
_MAY_BE_SUPPLEMENT = frozenset(PaperState) - papers.SUPPLEMENTS


def _asked(uids: Sequence[str]) -> Act:
    return Act(paper_changes.chase_papers, (list(uids),))


def _supplement(uids: Sequence[str]) -> Act:
    return Act(paper_changes.make_supplement, (list(uids),))


def _added(found: dict[str, Any]) -> Act:
    rest = fields.named(found)
    return Act(paper_changes.add_wanted_paper, (rest.pop("item_uid"), rest.pop("title")), rest)


def _write_all(files: Sequence[tuple[Path, bytes]], _progress: Progress) -> None:
    for file, data in files:
        write_atomically(file, data)


def _read_all(files: Sequence[Path], progress: Progress) -> tuple[list[tuple[str, bytes]], list[UserError]]:
    """Return the files that may be kept, and why others may not."""
    found, refused = [], []
    for number, file in enumerate(files):
        progress.step(number, len(files))
        try:
            found.append(read_file(file))
        except UserError as error:
            refused.append(error)
    return found, refused
