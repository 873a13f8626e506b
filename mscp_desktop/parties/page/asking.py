"""Pages on which agencies are asked by a workbook that they fill in, and on which their answers are taken in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.preview.previews import file_name
from mscp_desktop.desktop.save_dialog import ask_folder, ask_where, ask_which
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Crumb,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Line,
    Lines,
    Look,
    Query,
    Row,
    TableSource,
    Tone,
    from_today,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.safe_files import write_atomically
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import id_of
from mscp_desktop.parties.rules.requests import (
    AgencyAnswer,
    AgencyRow,
    Asking,
    RequestRow,
    close_request,
    requests_to,
)

if TYPE_CHECKING:
    from email.headerregistry import Address

    from sqlalchemy.orm import Session

    from mscp_desktop.exchange.returns import FormColumn, Returned, ReturnForm
    from mscp_desktop.foundation.operations import Operation

WORKBOOK = "Excel workbook (*.xlsx)"
DRAFT = "Draft e-mail (*.eml)"
TONES = {
    Asking.NEVER: Tone.NEUTRAL, Asking.WAITING: Tone.INFO, Asking.OVERDUE: Tone.WARNING, Asking.PART: Tone.WARNING,
    Asking.CLOSED: Tone.GOOD,
}  # fmt: skip
DUE = (
    Field(
        "due", "Answer by", Kind.DAY, "It stands in the workbook; leave it empty for no date", empty="no date",
        since=from_today,
    ),
)  # fmt: skip
OUTCOME = (Field("outcome", "How was it closed?", help="Such as: answered by telephone", required=True),)
REQUESTS = Lines(
    "requests", "Requests", "a request", ("Sent", "Answer by", "How it stands"), "This agency was never asked."
)
LABELS = {
    "made_at": "Sent",
    "made_by": "Sent by",
    "due": "Answer by",
    "closed_at": "Closed",
    "outcome": "How it closed",
}
AGENCIES: PlainTable[AgencyRow] = PlainTable(
    {
        "name": lambda one: one.name,
        "rows": lambda one: one.rows,
        "state": lambda one: one.state.value,
        "made": lambda one: one.last.made if one.last else None,
        "due": lambda one: one.last.due if one.last else None,
    },
    lambda one: f"{one.name} {one.state.value}",
    sums=("rows",),
    empty={"made": "never asked", "due": "no date"},
)


@dataclass(frozen=True, slots=True)
class Asks:
    """What agencies are asked on a page: about which rows, by which form, and what becomes of an answer.

    `one` and `many` say what the rows of a form are ("seat", "seats"), `what` heads how far it is ("Confirmation"),
    `verb` ends the title of the form that asks ("to confirm"). `mail` makes a draft e-mail that carries the workbook,
    and returns None where nobody can be written to; without it none is made. `to` says who is written to of an answer
    that could not be taken whole, by the organisation's uid and the day.
    """

    kind: str
    one: str
    many: str
    what: str
    verb: str
    columns: "tuple[FormColumn, ...]"
    agencies: "Callable[[Session, date], list[AgencyRow]]"
    ask_many: "Operation[..., Any]"
    form: "Callable[[Session, str, date], ReturnForm]"
    read: "Callable[[Session, Returned, str | None, date], AgencyAnswer[Any]]"
    take: "Operation[..., Any]"
    mail: "Callable[[Session, ReturnForm, bytes], bytes | None] | None" = None
    to: "Callable[[Session, str, date], list[Address]] | None" = None


def _rows(session: "Session", asks: Asks, query: Query) -> list[AgencyRow]:
    if query.as_at is None:
        raise InternalError("Agencies are listed as at a day.")
    return asks.agencies(session, query.as_at)


def _row(one: AgencyRow) -> Row:
    last = one.last
    cells = (
        one.name, Cell(str(one.rows), value=one.rows), _state(one),
        _day(last.made if last else None), _day(last.due if last else None),
    )  # fmt: skip
    return Row(one.id, one.uid, cells)


def _state(one: AgencyRow) -> Cell:
    more = one.last.outcome if one.last and one.last.outcome else one.state.value
    return pill(one.state.value, TONES[one.state], more)


def _day(day: date | None) -> Cell | str:
    return "" if day is None else Cell(format_day(day), value=day)


def _source(asks: Asks) -> TableSource:
    def rows(session: "Session", query: Query) -> list[AgencyRow]:
        return _rows(session, asks, query)

    return TableSource(
        columns=(
            Column("name", "Agency", 280, filter=Filtering.TEXT),
            Column("rows", asks.many.capitalize(), 88, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True),
            Column(
                "state", asks.what, 130, filter=Filtering.CHOICE, groups=True,
                choices=tuple(Choice(one.value, one.value.capitalize()) for one in Asking),
            ),
            Column("made", "Last asked", 130, ColumnKind.DATE, filter=Filtering.DATE, empty="never asked"),
            Column("due", "Answer by", 130, ColumnKind.DATE, filter=Filtering.DATE, empty="no date"),
        ),
        ids=lambda session, query: [one.id for one in AGENCIES.rows(rows(session, query), query)],
        rows=lambda session, ids, query: [_row(one) for one in rows(session, query) if one.id in set(ids)],
        id_of=lambda session, uid: id_of(session, Organisation, uid),
        summary=lambda _session, _query, number: f"{number:,} agenc{'y' if number == 1 else 'ies'} with {asks.many}",
        sections=lambda session, query: AGENCIES.sections(rows(session, query), query),
        totals=lambda session, query: AGENCIES.totals(rows(session, query), query),
        found=lambda session, query, column, typed: [
            one.id for one in AGENCIES.found(rows(session, query), query, column, typed)
        ],
    )  # fmt: skip


def _load(session: "Session", asks: Asks, uid: str, query: Query) -> Detail | None:
    found = next((one for one in _rows(session, asks, query) if one.uid == uid), None)
    if found is None:
        return None
    requests = requests_to(session, asks.kind, uid)
    history = [entry for one in requests for entry in entries_of(session, "agency_request", one.uid, None)]
    return Detail(
        "agency", uid, 1, found.name, f"{found.rows} {asks.one if found.rows == 1 else asks.many}",
        facts=((asks.what, _state(found)),),
        lines={"requests": tuple(_line(one) for one in requests)},
        history=history_items(sorted(history, key=lambda entry: entry.id, reverse=True), LABELS, _stored_words),
        locked="",
    )  # fmt: skip


def _stored_words(field: str, value: Any) -> str:
    """Return a stored value of a request in words; an instant as the day and time it was here."""
    if field in {"made_at", "closed_at"} and isinstance(value, str):
        at = datetime.fromisoformat(value).astimezone()
        return f"{format_day(at.date())}, {at:%H:%M}"
    if field == "due" and isinstance(value, str):
        return format_day(date.fromisoformat(value))
    return stored_words(field, value)


def _line(one: RequestRow) -> Line:
    closed = f"{one.outcome}, {format_day(one.closed)}" if one.closed else Cell("waiting for an answer", Look.UNKNOWN)
    due = f"answer by {format_day(one.due)}" if one.due else "no date to answer by"
    return Line(one.uid, one.version, (f"Sent {format_day(one.made)}", due, closed))


def _nothing_to_save(_uid: str, _version: int, _fields: dict[str, Any]) -> Act:
    raise InternalError("An agency has no field here that could be saved.")


class AskingPage(TablePage):
    """Agencies that can be asked: who was, who has answered, and who is late.

    A subclass sets the class attributes of a page, and says by `asks` what is asked. Its commands are named by its key.
    """

    asks: Asks
    crumbs: tuple[Crumb, ...] = ()

    def __init__(self, tasks: Tasks, empty: str) -> None:
        """`empty` stands where there is nobody to ask."""
        take = Command(f"{self.key}.take", "Take in an answer…", self._choose, "Ctrl+Shift+A", self._working)
        ask = Command(f"{self.key}.ask", f"Ask {self.asks.verb}…", self._ask, "Ctrl+N", self._some)
        title = self.title
        super().__init__(
            tasks,
            TableParts(
                "Agencies", _source(self.asks), (), lambda session, uid, query: _load(session, self.asks, uid, query),
                _nothing_to_save, Empty(empty), head=lambda _session, _query: Head(title, self.crumbs),
                nothing=f"Choose an agency, or several, to ask {self.asks.verb}.", lines=(REQUESTS,),
            ),
            actions=(take, ask),
        )  # fmt: skip

    def build(self) -> None:
        """List the agencies as they are today."""
        super().build()
        self.table.query = Query(as_at=self._tasks.store.clock.today())

    def commands(self) -> list[Command]:
        """Return what can be done with requests."""
        again = Command(f"{self.key}.again", "Save the workbook again…", self._save_again, None, self._waits)
        close = Command(f"{self.key}.close", "Close the request…", self._close_request, None, self._waits)
        body = Command(f"{self.key}.agency", "Open the organisation", self._open_agency, "Ctrl+Return", self._one)
        return [*super().commands(), again, close, body]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "ask"), ("Ctrl+Shift+A", "take in an answer"), *super().hints()]

    def _working(self) -> bool:
        return self._tasks.locked() is None

    def _one(self) -> bool:
        return self.panel.uid is not None

    def _some(self) -> bool:
        return self._working() and bool(self.table.current_uid())

    def _waits(self) -> bool:
        return self._working() and self._open_request() is not None

    def _open_request(self) -> str | None:
        """Return the uid of the current agency's request that waits for an answer."""
        detail = self.panel.detail
        lines = () if detail is None else detail.lines["requests"]
        waiting = [line.uid for line in lines if isinstance(line.cells[2], Cell)]
        return waiting[0] if waiting else None

    def _open_agency(self) -> None:
        self.navigate.emit(Place("organisation", self.panel.uid))

    def _ask(self) -> None:
        self.table.with_uids(self._ask_these)

    def _ask_these(self, uids: Sequence[str]) -> None:
        """Ask for folder and day, then put the requests on record and write a workbook for each."""
        number = len(uids)
        folder = ask_folder(self, "Where should the workbooks be saved?")
        if folder is None:
            return
        AskDialog(
            self._tasks, f"Ask {number} agenc{'y' if number == 1 else 'ies'} {self.asks.verb}", DUE, {},
            "Write the workbook" + ("" if number == 1 else "s"),
            lambda found: Act(self.asks.ask_many, (list(uids),), {"due": found["due"]}), self,
            lambda requests: self._write_into(folder, requests),
        ).open()  # fmt: skip

    def _write_into(self, folder: Path, requests: Sequence[str]) -> None:
        self._tasks.work(
            f"Writing {len(requests)} workbook{'' if len(requests) == 1 else 's'}",
            partial(self._write, requests, folder), then=partial(self._written, folder), owner=self,
        )  # fmt: skip

    def _write(self, requests: Sequence[str], folder: Path, progress: Progress) -> tuple[int, int]:
        """Write the workbook of each request, and a draft e-mail with it; return how many there are of both."""
        from mscp_desktop.exchange.returns_out import form_workbook  # noqa: PLC0415 - XlsxWriter is for a workbook only

        today, drafts = self._tasks.store.clock.today(), 0
        for number, request in enumerate(requests):
            progress.step(100 * number // len(requests))
            with self._tasks.store.reading() as session:
                form = self.asks.form(session, request, today)
                book = form_workbook(form)
                mail = None if self.asks.mail is None else self.asks.mail(session, form, book)
            write_atomically(folder / f"{file_name(form.title)}.xlsx", book)
            if mail is not None:
                drafts += 1
                write_atomically(folder / f"{file_name(form.title)}.eml", mail)
        return len(requests), drafts

    def _written(self, folder: Path, number: tuple[int, int]) -> None:
        books, drafts = number
        many = "1 workbook is" if books == 1 else f"{books} workbooks are"
        mails = (
            f", with {drafts} draft e-mail{'' if drafts == 1 else 's'} that carr{'ies it' if drafts == 1 else 'y them'}"
        )
        self.said.emit(
            Notice(
                f"{many} in {folder}{mails if drafts else ''}. Send each to its agency; such files are not encrypted.",
                Weight.GOOD,
            )
        )

    def _save_again(self) -> None:
        request = self._open_request()
        folder = ask_folder(self, "Where should the workbook be saved?")
        if request is not None and folder is not None:
            self._write_into(folder, [request])

    def _close_request(self) -> None:
        request, detail = self._open_request(), self.panel.detail
        if request is not None and detail is not None:
            AskDialog(
                self._tasks, f"Close the request to {detail.title}", OUTCOME, {}, "Close it",
                lambda found: Act(close_request, (request, found["outcome"])), self,
            ).open()  # fmt: skip

    def _choose(self) -> None:
        file = ask_which(self, "Take in an answer", WORKBOOK)
        if file is not None:
            self.read_answer(file)

    def read_answer(self, file: Path) -> None:
        """Read a workbook that came back, and show what it means."""
        self._tasks.work(f"Reading {file.name}", partial(self._read, file), then=self._show_answer, owner=self)

    def _read(self, file: Path, _progress: Progress) -> AgencyAnswer[Any]:
        from mscp_desktop.exchange.returns_in import read_form  # noqa: PLC0415 - openpyxl is for an answer only

        today = self._tasks.store.clock.today()
        returned = read_form(file, self.asks.kind, self.asks.columns, today)
        with self._tasks.store.reading() as session:
            return self.asks.read(session, returned, None, today)

    def _show_answer(self, answer: AgencyAnswer[Any]) -> None:
        from mscp_desktop.parties.page.answer import AnswerDialog  # noqa: PLC0415 - now and then an answer comes

        AnswerDialog(
            self._tasks, answer, self.asks.one.capitalize(), self.asks.take, self,
            lambda words: self.said.emit(Notice(words, Weight.GOOD)), partial(self._write_back, answer),
        ).open()  # fmt: skip

    def _write_back(self, answer: AgencyAnswer[Any], wrote: "Callable[[str], None]") -> None:
        """Save a draft e-mail that says what of an answer could not be taken, and tell where it is."""
        name = file_name(f"Back to {answer.organisation} about their {self.asks.many}")
        out = ask_where(self, "Save the draft e-mail", f"{name}.eml", DRAFT)
        if out is not None:
            self._tasks.work(
                f"Writing {out.name}", partial(self._draft, answer, out), then=lambda _: wrote(f"The draft is {out}."),
                owner=self,
            )  # fmt: skip

    def _draft(self, answer: AgencyAnswer[Any], out: Path, _progress: Progress) -> None:
        from mscp_desktop.parties.rules.write_back import write_back  # noqa: PLC0415 - now and then only

        with self._tasks.store.reading() as session:
            day = self._tasks.store.clock.today()
            to = [] if self.asks.to is None else self.asks.to(session, answer.organisation_uid, day)
            mail = write_back(session, answer, self.asks.many, to)
        write_atomically(out, mail)
