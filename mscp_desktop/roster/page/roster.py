"""The page of one group's roster: its seats as at a day, and the seat in hand."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Field,
    Kind,
    Picked,
)
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.page.fields import find_person, with_organisation
from mscp_desktop.parties.page.people_fields import MAKE_PERSON
from mscp_desktop.roster.page.fields import (
    DELEGATED,
    DELEGATES,
    DEPUTIES,
    SEAT_FIELDS,
)
from mscp_desktop.roster.page.seats import SOURCE, head_of, load_seat
from mscp_desktop.roster.page.wizards import open_chair_terms, open_joiner, open_leaver
from mscp_desktop.roster.rules import changes, contacts, rosters

RESTORE = restoring(MANAGER)
NEW_HOLDER = (
    Field(
        "holder", "New holder", Kind.PICKER, required=True, find=find_person, add="Add “{}” as a new person",
        making=MAKE_PERSON,
    ),
    Field("start", "From", Kind.PARTIAL_DATE, "Whoever holds the seat now holds it until then", empty="not known"),
)  # fmt: skip
VACANCY = (Field("start", "Vacant from", Kind.PARTIAL_DATE, "Leave empty where it is not known", empty="not known"),)


def _restore(entry_id: int, name: str, version: int) -> Act:
    table, _, field = name.rpartition(".")
    return Act(RESTORE, (entry_id, field, None if table else version))


def _successor(uid: str, found: dict[str, Any]) -> Act:
    holder: Picked = found["holder"]
    new_name = holder.title if holder.uid is None else None
    named = {"person_uid": holder.uid, "new_name": new_name, "start": found["start"]}
    return Act(changes.record_holder, (uid,), named)


def _vacancy(uid: str, found: dict[str, Any]) -> Act:
    return Act(changes.record_vacancy, (uid,), {"start": found["start"]})


class RosterPage(TablePage):
    """One group's seats as at a day."""

    key = "roster"
    title = "Roster"
    called = "members chairs seats holders"
    icon = "seat"
    guide = "rosters"
    under = "groups"
    kinds = frozenset({"group", "seat"})
    watches = frozenset(
        {
            "seat", "tenure", "chairing", "deputy", "delegation", "partnership_group", "person", "organisation",
            "post_title",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        add = Command("roster.add_seat", "Add a seat", self._add, "Ctrl+N", self._has_group)
        self._succeed = Command("roster.new_holder", "New holder", self._new_holder, "Ctrl+Shift+N", self._has_seat)
        self._vacate = Command("roster.vacant", "Record as vacant", self._vacant, "Ctrl+Shift+V", self._has_seat)
        super().__init__(
            tasks,
            TableParts(
                "Seats", SOURCE, SEAT_FIELDS, load_seat, self._save,
                Empty("This group's seats stand here. None was recorded on this day.", add),
                head=head_of, restore=_restore, as_at=True,
                remove=lambda uids: Act(changes.remove_seats, (list(uids),)),
                nothing="Choose a seat to see who holds it.",
                lines=(DEPUTIES, DELEGATES, DELEGATED),
                many=Many(
                    ("role", "organisation", "start", "end", "note"),
                    lambda uids, found: Act(changes.change_seats, (list(uids),), with_organisation(found)),
                ),
            ),
            actions=(self._vacate, self._succeed, add),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show a group by its uid, or the seat's group and the seat."""
        if uid is not None:
            self._tasks.read(
                lambda session: rosters.place_of(session, uid), self._open, key=f"roster place {id(self)}", owner=self
            )

    def in_view(self) -> tuple[str | None, date]:
        """Return the name of the group whose roster is shown, None for none yet, and the day it is as at."""
        return (self.heading.text() if self.table.query.scope else None), self._day()

    def place(self) -> str | None:
        """Return the seat in hand, or the group."""
        return self.panel.uid or self.table.query.scope

    def commands(self) -> list[Command]:
        """Return what can be done with seats, and the order of the list."""
        return [*super().commands(), *self._with_seat()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the seat in hand, for its menu."""
        return [*super().row_commands(), self._succeed, self._vacate, *self._with_seat()]

    def _with_seat(self) -> list[Command]:
        return [
            Command(
                "roster.leaves", "This person leaves…", self._leaves, "Ctrl+Shift+L", self._has_holder,
                called="leaver resigns retires",
            ),
            Command(
                "roster.letter", "Nomination letter for this vacancy", self._letter, None, self._is_vacant,
                called="nominate vacancy invite post",
            ),
            Command("roster.up", "Move the seat up", lambda: self._move(-1), "Alt+Up", self._has_seat),
            Command("roster.down", "Move the seat down", lambda: self._move(1), "Alt+Down", self._has_seat),
        ]  # fmt: skip

    def _with_group(self) -> list[Command]:
        return [
            Command(
                "roster.joins", "Somebody joins…", self._joins, "Ctrl+Shift+A", self._has_group,
                called="joiner starter new member",
            ),
            Command(
                "roster.terms", "Terms of the chair…", self._terms, "Ctrl+Shift+T", self._shown,
                called="rotating chairing next hand over",
            ),
            Command(
                "contacts.copy", "Copy the group's e-mail addresses", self._copy_addresses, "Ctrl+Shift+K", self._shown,
                called="clipboard email mail members send",
            ),
            Command(
                "contacts.mail", "Draft an e-mail to the group…", partial(self._save_contacts, ".eml"), None,
                self._shown, called="outlook email mail message members send write",
            ),
            Command(
                "contacts.cards", "Save the group's contact cards…", partial(self._save_contacts, ".vcf"), None,
                self._shown, called="vcard outlook phone",
            ),
            Command("contacts.print", "Preview the group's contacts", self._print_contacts, None, self._shown),
        ]  # fmt: skip

    def _table_commands(self) -> list[Command]:
        return [*super()._table_commands(), *self._with_group()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "print"), *super().hints()]

    def _open(self, found: tuple[str, str | None] | None) -> None:
        if found is not None:
            group, seat = found
            self.show_scope(group)
            if seat is not None and seat != self.table.current_uid():
                self.table.reload(seat)

    def _shown(self) -> bool:
        return self.table.query.scope is not None

    def _has_group(self) -> bool:
        return self._tasks.locked() is None and self.table.query.scope is not None

    def _has_seat(self) -> bool:
        return self._has_group() and self.panel.uid is not None

    def _day(self) -> date:
        return self.table.query.as_at or self._tasks.store.clock.today()

    def _save(self, uid: str, version: int, fields: dict[str, Any]) -> Act:
        changed = dict(fields)
        if "organisation" in changed:
            picked: Picked | None = changed.pop("organisation")
            changed["organisation_uid"] = picked.uid if picked else None
        if "holder" in changed:
            holder: Picked | None = changed.pop("holder")
            changed["holder_uid"] = holder.uid if holder else None
            changed["holder_name"] = holder.title if holder and holder.uid is None else None
        shown = self.panel.detail
        tenure = shown.values["tenure"] if shown is not None and shown.uid == uid else None
        return Act(changes.change_seat_as_at, (uid, version, self._day(), tenure), changed)

    def _add(self) -> None:
        group = self.table.query.scope
        if group is not None:
            start = PartialDate.of(self._day())
            self._tasks.write(
                changes.add_seat, group, start=start, then=lambda outcome: self.edit_new(outcome.value), owner=self
            )

    def _new_holder(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            AskDialog(
                self._tasks, f"New holder: {detail.title}", NEW_HOLDER, {"start": PartialDate.of(self._day())},
                "Record the new holder", partial(_successor, detail.uid), self,
            ).open()  # fmt: skip

    def _has_holder(self) -> bool:
        detail = self.panel.detail
        return self._has_seat() and detail is not None and detail.values["holder"] is not None

    def _leaves(self) -> None:
        detail = self.panel.detail
        holder: Picked | None = detail.values["holder"] if detail is not None else None
        if holder is not None and holder.uid is not None:
            open_leaver(self._tasks, holder.uid, holder.title, self._day(), self)

    def _joins(self) -> None:
        open_joiner(self._tasks, self._day(), self, group_uid=self.table.query.scope)

    def _terms(self) -> None:
        group = self.table.query.scope
        if group is not None:
            open_chair_terms(self._tasks, group, self._day(), self)

    def _is_vacant(self) -> bool:
        detail = self.panel.detail
        return detail is not None and bool(detail.values.get("vacant"))

    def _request(self, post: str | None = None) -> Request:
        return Request(self._tasks.store.clock.today(), self._day(), self.heading.text(), post=post)

    def _letter(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            self.wanted.emit("nomination-letter", self._request(detail.values["post"] or detail.values["role"].value))

    def _print_contacts(self) -> None:
        self.wanted.emit("contacts", self._request())

    def _save_contacts(self, ending: str) -> None:
        self.wanted_file.emit("contacts", self._request(), ending)

    def _copy_addresses(self) -> None:
        group, day = self.table.query.scope, self._day()
        if group is not None:
            self._tasks.read(lambda session: contacts.group_contacts(session, group, day), self._copied, owner=self)

    def _copied(self, found: Sequence[contacts.Contact]) -> None:
        """Put the addresses on the clipboard as mail programs take them, and say who has none."""
        addresses = [f"{one.name} <{one.email}>" for one in found if one.email]
        QGuiApplication.clipboard().setText("; ".join(addresses))
        without = contacts.without_address(found)
        number = f"{len(addresses)} address{'' if len(addresses) == 1 else 'es'}"
        rest = f" No address is recorded of {', '.join(without)}." if without else ""
        self.said.emit(Notice(f"Copied {number} to the clipboard.{rest}", Weight.WARNING if without else Weight.GOOD))

    def _vacant(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            AskDialog(
                self._tasks, f"Vacant: {detail.title}", VACANCY, {"start": PartialDate.of(self._day())},
                "Record as vacant", partial(_vacancy, detail.uid), self,
            ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        uid = self.panel.uid
        if uid is not None:
            self._tasks.write(changes.move_seat_by, uid, by, owner=self)
