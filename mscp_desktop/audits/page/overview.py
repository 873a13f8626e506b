"""The part of an audit on which its overview is checked: sent as a draft, what agencies said of it, and made final."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscp_desktop.audits.page.watching import watched
from mscp_desktop.audits.rules import overview, overview_changes
from mscp_desktop.audits.rules.cases import AuditFacts, audit_facts
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.overview import Check, CommentRow, check_of, comment_rows, service_choices
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight, confirm
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.preview.previews import file_name
from mscp_desktop.desktop.save_dialog import ask_folder
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    from_today,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.safe_files import write_atomically
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.rules.names import normal_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(AUDITORS)
WORDS = Field("words", "What it said", Kind.MULTILINE, required=True, watched=watched)
SAID_ON = Field("said_on", "Said on", Kind.DAY, required=True)
ANSWER = Field(
    "answer", "What became of it", Kind.MULTILINE, "It stands beside the comment in the overview",
    empty="not answered yet", watched=watched,
)  # fmt: skip
FIELDS = (WORDS, SAID_ON, ANSWER)
BY = Field("due", "Comments by", Kind.DAY, "It stands in the draft and in each e-mail", required=True, since=from_today)
LABELS = {field.key: field.label for field in FIELDS} | {"service_id": "Service"}
EMPTY = (
    "What the agencies say of the draft overview stands here, with what became of it. Send them the draft first; then"
    " record each comment."
)
FINAL = "It is kept as it is now, and undo does not take that back. It can be made a draft again, and final once more."
LISTED: PlainTable[CommentRow] = PlainTable(
    {
        "service": lambda one: one.service,
        "said_on": lambda one: one.said_on,
        "words": lambda one: one.words,
        "answer": lambda one: one.answer,
    },
    lambda one: " ".join((one.service, one.words, one.answer or "")),
    empty={"answer": "not answered yet"},
)
COLUMNS = (
    Column("service", "Service", 170, filter=Filtering.TEXT, groups=True),
    Column("said_on", "Said on", 130, ColumnKind.DATE, filter=Filtering.DATE, yields=True),
    Column("words", "What it said", 260, filter=Filtering.TEXT, stretches=True),
    Column("answer", "What became of it", 240, filter=Filtering.TEXT, empty="not answered yet"),
)


def _row(one: CommentRow) -> Row:
    answer = Cell(one.answer, more=one.answer) if one.answer else Cell("not answered yet", Look.UNKNOWN)
    return Row(
        one.id, one.uid,
        (one.service, Cell(format_day(one.said_on), value=one.said_on), Cell(one.words, more=one.words), answer),
    )  # fmt: skip


def _found(session: "Session", query: Query) -> list[CommentRow]:
    return [] if query.scope is None else comment_rows(session, query.scope)


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.id for one in LISTED.rows(_found(session, query), query)],
    rows=lambda session, ids, query: [_row(one) for one in _found(session, query) if one.id in set(ids)],
    id_of=overview.comment_id,
    summary=lambda _session, query, number: f"{number:,} comment{'' if number == 1 else 's'}" if query.scope else "",
    whole=lambda session, query: len(_found(session, query)),
    sections=lambda session, query: LISTED.sections(_found(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in LISTED.found(_found(session, query), query, column, typed)
    ],
)


class OverviewPart(TablePage):
    """The overview of one audit and its accuracy check."""

    key = "overview"
    title = "Overview"
    icon = "reports"
    guide = "audit-figures"
    nested = True
    watches = frozenset({"audit", "audit_theme", "audit_service", "accuracy_comment"})

    def __init__(self, tasks: Tasks) -> None:
        self._check: Check | None = None
        self._facts: AuditFacts | None = None
        self._add = Command("overview.add", "Add a comment…", self._ask_add, "Ctrl+N", self._is_out,
                            called="accuracy check said agency")  # fmt: skip
        self._send = Command(
            "overview.send", "Send the draft to the agencies…", self._ask_send, "Ctrl+Shift+M", self._is_draft,
            called="accuracy check e-mail", acts="send ask write",
        )  # fmt: skip
        self._finish = Command(
            "overview.finish", "The overview is final…", self._ask_final, "Ctrl+Shift+Y", self._is_out,
            called="issue close accuracy check", acts="finish make",
        )  # fmt: skip
        self._preview = Command("overview.preview", "Preview the overview", self._show, "Ctrl+P", self._has,
                                called="report PDF print", acts="print save export")  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Comments", SOURCE, FIELDS, self._load_comment,
                lambda uid, version, found: Act(overview_changes.change_comment, (uid, version), found),
                Empty(EMPTY, self._send),
                head=self._head,
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(overview_changes.remove_comments, (list(uids),)),
                roles=AUDITORS, nothing="Choose a comment to say what became of it.",
            ),
            actions=(self._preview, self._finish, self._add, self._send),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show the check of an audit's overview."""
        if uid is not None:
            self.show_scope(uid)

    def commands(self) -> list[Command]:
        """Return what can be done with the overview, and the other documents of the audit."""
        return [
            *super().commands(),
            Command("overview.again", "Make the overview a draft again", self._reopen, None, self._is_final),
            Command("overview.public", "Preview the public overview", partial(self._show, public=True), None, self._has,
                    called="published counts"),
            Command("overview.sheets", "Preview the services' grading sheets", partial(self._show, "grading-sheet"),
                    None, self._has, called="filled own grades"),
            Command("overview.slides", "Save the learning slides…", partial(self._save, "learning-slides", ".pptx"),
                    None, self._has, called="PowerPoint presentation teams", acts="save export make"),
            Command("overview.data", "Save the data as XLSX…", partial(self._save, "audit-data", ".xlsx"), None,
                    self._has, called="Excel spreadsheet", acts="save export"),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "preview"), ("Ctrl+Shift+M", "send the draft"), ("Ctrl+N", "add a comment")]

    # ---- what is shown

    def _load_comment(self, session: "Session", uid: str, query: Query) -> Detail | None:
        one = next((each for each in _found(session, query) if each.uid == uid), None)
        if one is None or query.scope is None:
            return None
        check = check_of(session, query.scope)
        locked = (
            "" if check.final is None else f"The overview is {check.words()}. Make it a draft again to change this."
        )
        return Detail(
            "accuracy_comment", uid, one.version, one.service, check.title,
            {"words": one.words, "said_on": one.said_on, "answer": one.answer}, locked=locked,
            history=history_items(
                entries_of(session, "accuracy_comment", uid, None), LABELS, _stored, lambda _entry, field: field
            ),
        )  # fmt: skip

    def _head(self, session: "Session", query: Query) -> Head:
        if query.scope is None:
            return Head(self.title)
        self._facts = audit_facts(session, query.scope)
        if self._facts is None:
            return Head(self.title)
        check = self._check = check_of(session, query.scope)
        today = self._tasks.store.clock.today()
        late = check.final is None and check.due is not None and check.due < today
        tone = Tone.GOOD if check.final else Tone.WARNING if late else Tone.INFO if check.sent else Tone.NEUTRAL
        chips = [pill(check.words(), tone)]
        if check.open:
            chips.append(pill(f"{check.open} without an answer", Tone.WARNING))
        return Head(self.title, chips=tuple(chips))

    # ---- whether something can be done

    def _has(self) -> bool:
        return self._check is not None

    def _is_draft(self) -> bool:
        return self._tasks.locked(AUDITORS) is None and self._check is not None and self._check.final is None

    def _is_out(self) -> bool:
        return self._is_draft() and self._check is not None and self._check.sent is not None

    def _is_final(self) -> bool:
        one = self._check
        return self._tasks.locked(AUDITORS) is None and one is not None and one.final is not None

    # ---- what is done

    def _request(self, *, public: bool = False) -> Request:
        today = self._tasks.store.clock.today()
        return Request(today, today, audit=self._check.audit_uid if self._check else None, public=public)

    def _show(self, document: str = "audit-overview", *, public: bool = False) -> None:
        self.wanted.emit(document, self._request(public=public))

    def _save(self, document: str, ending: str) -> None:
        self.wanted_file.emit(document, self._request(), ending)

    def _ask_add(self) -> None:
        check = self._check
        if check is None:
            return
        uid, today = check.audit_uid, self._tasks.store.clock.today()

        def find(session: "Session", typed: str) -> list[Picked]:
            return [
                Picked(*one) for one in service_choices(session, uid) if normal_name(typed) in normal_name(one[1])
            ]  # fmt: skip

        service = Field("service", "Service", Kind.PICKER, required=True, find=find, noun="service")
        AskDialog(
            self._tasks, "Add a comment", (service, *FIELDS), {"said_on": today}, "Add the comment",
            lambda found: Act(
                overview_changes.add_comment, (found["service"].uid, found["words"]),
                {"said_on": found["said_on"], "answer": found["answer"]}),
            self, self.table.reload, about=f"What an agency said of the draft overview of {check.title}.",
            place=f"comment:{uid}", command="overview.add",
        ).open()  # fmt: skip

    def _ask_send(self) -> None:
        check = self._check
        folder = ask_folder(self, "Where should the draft and the e-mails be saved?") if check is not None else None
        if check is None or folder is None:
            return
        uid = check.audit_uid
        again = f" It went out on {format_day(check.sent)} already: this is a further draft." if check.sent else ""
        AskDialog(
            self._tasks, "Send the draft to the agencies", (BY,), {"due": check.due}, "Write the draft and the e-mails",
            lambda found: Act(overview_changes.send_draft, (uid, found["due"])), self,
            lambda _made: self._write(uid, folder), drafts=False,
            about=f"{check.title}. An e-mail with the draft is begun to each service that has an address.{again}",
        ).open()  # fmt: skip

    def _write(self, uid: str, folder: Path) -> None:
        today = self._tasks.store.clock.today()

        def work(progress: Progress) -> tuple[int, int]:
            from mscp_desktop.audits.report.check import draft_files  # noqa: PLC0415 - ReportLab costs 100 ms

            progress.step(10)
            with self._tasks.store.reading() as session:
                files, without = draft_files(session, uid, today)
            for name, data in files:
                stem, _, ending = name.rpartition(".")
                write_atomically(folder / f"{file_name(stem)}.{ending}", data)
            return len(files) - 1, without

        def tell(found: tuple[int, int]) -> None:
            mails, without = found
            none = f" {without} ha{'s' if without == 1 else 've'} no e-mail address on record." if without else ""
            words = f"The draft and {mails} draft e-mail{'' if mails == 1 else 's'} are in {folder}.{none}"
            self.said.emit(Notice(f"{words} Such files are not encrypted: send them by secure e-mail.", Weight.GOOD))

        self._tasks.work("Writing the draft overview", work, then=tell, owner=self)

    def _ask_final(self) -> None:
        check = self._check
        if check is None:
            return
        if check.open:
            self.said.emit(Notice(
                f"{check.open} comment{' has' if check.open == 1 else 's have'} no answer yet. Say what became of each"
                " first.", here=True))  # fmt: skip
            return
        if confirm(self, f"{check.title}: is the overview final?", FINAL, "Make it final"):
            self._make_final(check)

    def _make_final(self, check: Check) -> None:
        uid, today = check.audit_uid, self._tasks.store.clock.today()

        def work(_progress: Progress) -> tuple[str, str, bytes]:
            from mscp_desktop.audits.report.check import final_file  # noqa: PLC0415 - as above

            with self._tasks.store.reading() as session:
                return final_file(session, uid, today)

        self._tasks.work(
            "Making the final overview", work,
            then=lambda made: self._tasks.write(overview_changes.finish_overview, uid, *made, owner=self), owner=self,
        )  # fmt: skip

    def _reopen(self) -> None:
        if self._check is not None:
            self._tasks.write(overview_changes.reopen_overview, self._check.audit_uid, owner=self)


def _stored(field: str, value: Any) -> str:
    return format_day(date.fromisoformat(value)) if field == "said_on" and isinstance(value, str) else str(value or "")
