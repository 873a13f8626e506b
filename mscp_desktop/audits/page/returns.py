"""The part of an audit on which stand the services that answer: who was sent the workbook, who is in, who is late."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.audits.page.return_fields import (
    COLUMNS,
    DUE,
    FIELDS,
    LABELS,
    LISTED,
    SENT,
    WHY,
    chips_of,
    facts_of,
    row_of,
    sent_line,
    values_of,
)
from mscp_desktop.audits.page.returns_to import proposed_due, sending_ways
from mscp_desktop.audits.page.returns_write import Written, without_words, write_returns, written_words
from mscp_desktop.audits.page.revealing import ask_reveal
from mscp_desktop.audits.rules import sealing, service_changes, services
from mscp_desktop.audits.rules.cases import AuditFacts, audit_facts
from mscp_desktop.audits.rules.changes import AUDITORS
from mscp_desktop.audits.rules.service_changes import NewService
from mscp_desktop.audits.rules.services import SeatService, ServiceRow, service_rows
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.deliveries import Cancelled
from mscp_desktop.desktop.messages import Notice, Weight, notice_of
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.save_dialog import ask_folder, ask_which
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Detail, Field, Head, Kind, Query, TableSource
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.page.fields import organisation_words, with_organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.audits.rules.returned import ServiceAnswer

RESTORE = restoring(AUDITORS)
RESTORED = frozenset({"name", "short", "organisation_id", "email"})
TAKING = "taking in an answer"  # what was refused of it goes once a workbook was taken in
WORKBOOK = "Excel workbook (*.xlsx)"
EMPTY = (
    "The services that answer about this audit's cases stand here. Add them from the seats of the group that audits, or"
    " one by one: a council may answer by several."
)


class ReturnsPart(TablePage):
    """The services of one audit, and their answers."""

    key = "returns"
    title = "Returns"
    icon = "actions"
    guide = "audit-returns"
    nested = True
    watches = frozenset(
        {
            "audit", "audit_theme", "audit_case", "audit_service", "audit_return", "service_case", "organisation",
            "assessment_tool", "seat", "tenure", "person",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        self._facts: AuditFacts | None = None
        self._revealed = False
        self._services: list[ServiceRow] = []
        self._seats = Command(
            "returns.seats", "Add services from the group's seats…", self._from_seats, "Ctrl+Shift+N", self._open,
            called="propose members agencies",
        )  # fmt: skip
        self._add = Command("returns.add", "Add a service…", self._ask_add, "Ctrl+N", self._open, called="agency team")
        self._chase = Command(
            "returns.chase", "Remind all that are missing…", self._ask_chase, "Ctrl+Shift+K", self._any_missing,
            called="chase e-mail late overdue",
        )  # fmt: skip
        self._take = Command(
            "returns.take", "Take in an answer…", self._choose, "Ctrl+Shift+A", self._working,
            called="workbook return came back",
        )  # fmt: skip
        self._send = Command(
            "returns.send", "Send the workbooks…", self._ask_send, "Ctrl+Shift+M", self._some,
            called="ask services spreadsheet edition", acts="send ask write",
        )  # fmt: skip
        self._reveal = Command(
            "returns.reveal", "Reveal the grades…", self._ask_reveal, "Ctrl+Shift+Y", self._sealed,
            called="unseal show own grades",
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Services", self._source(), FIELDS, self._load_service, _save,
                Empty(EMPTY, self._seats),
                head=self._head,
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(service_changes.remove_services, (list(uids),)),
                nothing="Choose a service to see what it was sent and how far it is.",
                lines=(SENT,), roles=AUDITORS,
            ),
            actions=(self._reveal, self._take, self._send),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show the services of an audit."""
        if uid is not None:
            self.show_scope(uid)

    def place(self) -> str | None:
        """Return the uid of the current service."""
        return self.panel.uid

    def commands(self) -> list[Command]:
        """Return what can be done with services and their answers."""
        return [*super().commands(), self._seats, self._add, *self._of_service(), self._chase]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the service in hand, for its menu."""
        return [self._send, *super().row_commands(), *self._of_service()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+Shift+M", "send"), ("Ctrl+Shift+A", "take in an answer"), ("Ctrl+Shift+K", "remind"),
                ("Ctrl+N", "add a service")]  # fmt: skip

    def _of_service(self) -> list[Command]:
        return [
            Command("returns.take_own", "Take in the answer of this service…", self._choose_own, None, self._one),
            Command("returns.again", "Save the workbook again…", self._save_again, None, self._waits),
            Command("returns.close", "Close it without an answer…", self._close, None, self._waits),
            Command("returns.up", "Move the service up", partial(self._move, -1), "Alt+Up", self._one),
            Command("returns.down", "Move the service down", partial(self._move, 1), "Alt+Down", self._one),
        ]

    # ---- what is shown

    def _all(self, session: "Session", query: Query) -> list[ServiceRow]:
        return [] if query.scope is None else service_rows(session, query.scope, self._tasks.store.clock.today())

    def _source(self) -> TableSource:
        def rows(session: "Session", query: Query) -> list[ServiceRow]:
            return LISTED.rows(self._all(session, query), query)

        return TableSource(
            columns=COLUMNS,
            ids=lambda session, query: [one.id for one in rows(session, query)],
            rows=lambda session, ids, query: [row_of(one) for one in self._all(session, query) if one.id in set(ids)],
            id_of=services.service_id,
            summary=lambda _session, _query, number: f"{number:,} service{'' if number == 1 else 's'}",
            whole=lambda session, query: len(self._all(session, query)),
            sections=lambda session, query: LISTED.sections(self._all(session, query), query),
            found=lambda session, query, column, typed: [
                one.id for one in LISTED.found(self._all(session, query), query, column, typed)
            ],
        )

    def _load_service(self, session: "Session", uid: str, query: Query) -> Detail | None:
        one = next((each for each in self._all(session, query) if each.uid == uid), None)
        facts = None if query.scope is None else audit_facts(session, query.scope)
        if one is None or facts is None:
            return None
        entries = [
            *entries_of(session, "audit_service", uid, None),
            *(entry for sent in one.returns for entry in entries_of(session, "audit_return", sent.uid, None)),
        ]
        values = values_of(one)
        return Detail(
            "audit_service", uid, one.version, one.name, facts.title(), values, facts=facts_of(one),
            lines={"sent": tuple(sent_line(sent) for sent in one.returns)}, locked=facts.why_locked(),
            history=history_items(
                sorted(entries, key=lambda entry: entry.id, reverse=True), LABELS,
                partial(_stored_words, session),
                lambda entry, field: field if entry.row_uid == uid and field in RESTORED else None,
            ),
        )  # fmt: skip

    def _head(self, session: "Session", query: Query) -> Head:
        if query.scope is None:
            return Head(self.title)
        self._facts = audit_facts(session, query.scope)
        self._revealed = sealing.is_revealed(session, query.scope)
        self._services = self._all(session, query)
        if self._facts is None:
            return Head(self.title)
        return Head(self.title, chips=chips_of(self._services, revealed=self._revealed))

    # ---- what can be done

    def _working(self) -> bool:
        return self._tasks.locked(AUDITORS) is None and self._facts is not None

    def _open(self) -> bool:
        return self._working() and self._facts is not None and not self._facts.why_locked()

    def _some(self) -> bool:
        return self._open() and bool(self._services)

    def _sealed(self) -> bool:
        return self._some() and not self._revealed and any(one.graded or one.answered for one in self._services)

    def _missing(self) -> list[ServiceRow]:
        return [one for one in self._services if one.is_missing()]

    def _any_missing(self) -> bool:
        return self._open() and bool(self._missing())

    def _in_hand(self) -> ServiceRow | None:
        uid = self.panel.uid if self._built else None
        return next((one for one in self._services if one.uid == uid), None)

    def _one(self) -> bool:
        return self._open() and self._in_hand() is not None

    def _waits(self) -> bool:
        one = self._in_hand()
        return self._open() and one is not None and one.last is not None and one.last.closed is None

    def _ask_add(self) -> None:
        facts = self._facts
        if facts is not None:
            AskDialog(
                self._tasks, "Add a service", FIELDS, {}, "Add the service", partial(_added, facts.uid), self,
                self.table.reload, about=f"{facts.title()}. An organisation may answer by several services.",
                place=f"service:{facts.uid}", command="returns.add",
            ).open()  # fmt: skip

    def _from_seats(self) -> None:
        facts, today = self._facts, self._tasks.store.clock.today()
        if facts is not None:
            uid = facts.uid
            self._tasks.read(
                lambda session: (services.seat_services(session, uid, today), services.group_of(session, uid)),
                partial(self._ask_seats, facts), key=f"seats to add {id(self)}", owner=self,
            )  # fmt: skip

    def _ask_seats(self, facts: AuditFacts, found: tuple[Sequence[SeatService], str | None]) -> None:
        seats, group = found
        if not seats:
            words = (
                "No group is recorded that audits: choose one in the audit, or add services one by one."
                if group is None else f"Every seat of {group} answers here already, or none is recorded."
            )  # fmt: skip
            self.said.emit(Notice(words, here=True))
            return
        by_uid = {one.seat_uid: one for one in seats}
        choices = tuple(Choice(one.seat_uid, one.name) for one in seats)
        field = Field("seats", "Seats", Kind.SEVERAL, "Each ticked seat answers as a service", choices=choices,
                      required=True)  # fmt: skip

        def act(given: dict[str, Any]) -> Act:
            made = [
                NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email)
                for one in (by_uid[uid] for uid in given["seats"])
            ]
            return Act(service_changes.add_services, (facts.uid, made))

        AskDialog(
            self._tasks, "Add services from the group's seats", (field,), {"seats": tuple(by_uid)}, "Add them", act,
            self, lambda made: self.table.reload(made[0]), about=f"The seats of {group} that answer to nothing yet.",
            place=f"seats:{facts.uid}", command="returns.seats", drafts=False,
        ).open()  # fmt: skip

    def _ask_send(self) -> None:
        """Send to the chosen services where several are, and else to all that have not answered."""
        chosen = set(self.table.selected_uids())
        several = len(chosen) > 1
        rows = [one for one in self._services if one.uid in chosen] if several else [
            one for one in self._services if one.answered < one.cases or not one.cases
        ]  # fmt: skip
        facts, current = self._facts, self._in_hand()
        if facts is None or not rows:
            self.said.emit(Notice("All services have answered, so there is nothing to send.", here=True))
            return
        folder = ask_folder(self, "Where should the workbooks and e-mails be saved?")
        if folder is None:
            return
        ways = sending_ways(rows, current, several=several)
        field = Field("which", "To whom", Kind.CHOICE, required=True,
                      choices=tuple(Choice(one.key, one.words) for one in ways))  # fmt: skip
        which = {one.key: [each.uid for each in one.rows] for one in ways}
        again = sum(one.has_one_out() for one in rows)
        told = f" {again} have a workbook already: that edition is not taken in any more." if again else ""
        values = {
            "which": ways[0].key,
            "due": proposed_due(ways[0].rows, self._services, self._tasks.store.clock.today()),
        }
        AskDialog(
            self._tasks, "Send the workbooks", (field, *DUE), values, "Write the workbooks",
            lambda given: Act(service_changes.send_returns, (which[given["which"]],), {"due": given["due"]}), self,
            lambda made: self._write(folder, made), drafts=False,
            about=f"{facts.title()}. The tool stays as it is from the first one on.{told}",
        ).open()  # fmt: skip

    def _write(
        self, folder: Path, returns: Sequence[str], *, reminder: bool = False, without: Sequence[str] = ()
    ) -> None:
        """Write workbooks, or reminders; services `without` an address are told of besides."""
        what = "reminder" if reminder else "workbook"
        number = len(returns)

        def work(progress: Progress) -> Written:
            return write_returns(self._tasks, returns, folder, progress, reminder=reminder)

        def tell(found: Written) -> None:
            self.said.emit(Notice(written_words(folder, found, without), Weight.GOOD))

        self._tasks.work(f"Writing {number} {what}{'' if number == 1 else 's'}", work, then=tell, owner=self)

    def _save_again(self) -> None:
        one = self._in_hand()
        folder = ask_folder(self, "Where should the workbook be saved?") if one is not None else None
        if one is not None and one.last is not None and folder is not None:
            self._write(folder, [one.last.uid])

    def _ask_chase(self) -> None:
        """Draft a reminder to all that are missing, and put on record that they are reminded today.

        Those without an address get none, so nothing is put on record of them.
        """
        missing = [one for one in self._missing() if one.email]
        without = [one.name for one in self._missing() if not one.email]
        if not missing:
            self.said.emit(Notice(f"{without_words(without)} Nobody was reminded.", Weight.WARNING, here=True))
            return
        folder = ask_folder(self, "Where should the reminders be saved?")
        if folder is not None:
            returns = [one.last.uid for one in missing if one.last is not None]
            self._tasks.write(
                service_changes.chase_returns, [one.uid for one in missing],
                then=lambda _: self._write(folder, returns, reminder=True, without=without), owner=self,
            )  # fmt: skip

    def _close(self) -> None:
        one = self._in_hand()
        if one is not None:
            AskDialog(
                self._tasks, f"Close what {one.name} was sent", WHY, {}, "Close it",
                lambda given: Act(service_changes.close_return, (one.uid, given["why"])), self,
                place=f"close return {one.uid}",
                about="It counts as missing at the reveal, and an answer that comes later is still taken in.",
            ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        one = self._in_hand()
        if one is not None:
            self._tasks.write(service_changes.move_service_by, one.uid, by, owner=self)

    def _choose(self) -> None:
        self._choose_file(None)

    def _choose_own(self) -> None:
        one = self._in_hand()
        if one is not None:
            self._choose_file(one.uid)

    def _choose_file(self, service: str | None) -> None:
        file = ask_which(self, "Take in an answer", WORKBOOK)
        if file is not None and self._facts is not None:
            read_answer(self._tasks, self, file, self.said.emit, audit=self._facts.uid, service=service)

    def _ask_reveal(self) -> None:
        facts = self._facts
        if facts is not None:
            ask_reveal(self._tasks, facts.uid, self, self._revealed_now)

    def _revealed_now(self) -> None:
        self.said.emit(Notice("The services' own grades are shown from now on.", Weight.GOOD, here=True))


def read_answer(
    tasks: Tasks, parent: QWidget, file: Path, tell: Callable[[Notice], None], *, audit: str | None = None,
    service: str | None = None,
) -> None:  # fmt: skip
    """Read a workbook that came back, and show what it brings; `audit` and `service` are whose it has to be."""

    def read(_progress: Progress) -> "ServiceAnswer":
        from mscp_desktop.audits.rules.returned import read_file  # noqa: PLC0415 - with the first answer only

        with tasks.store.reading() as session:
            return read_file(session, file, tasks.store.clock.today(), audit_uid=audit, service_uid=service)

    def show(answer: "ServiceAnswer") -> None:
        from mscp_desktop.audits.page.return_answer import ReturnDialog  # noqa: PLC0415 - as above

        ReturnDialog(tasks, answer, parent, lambda words: tell(Notice(words, Weight.GOOD, about=TAKING))).open()

    def refused(error: Exception) -> None:
        if not isinstance(error, Cancelled):
            tell(replace(notice_of(error), about=TAKING))

    tasks.work(f"Reading {file.name}", read, then=show, failed=refused, owner=parent)


def _added(audit: str, given: dict[str, Any]) -> Act:
    fields = with_organisation(given)
    name = fields.pop("name")
    return Act(service_changes.add_service, (audit, name), fields)


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(service_changes.change_service, (uid, version), with_organisation(fields))


def _stored_words(session: "Session", field: str, value: Any) -> str:
    if field in {"due", "chased_on"} and isinstance(value, str):
        return format_day(date.fromisoformat(value))
    return organisation_words(session, field, value)
