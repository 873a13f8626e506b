"""The page of one group's roster: its seats as at a day, and the seat in hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import RecordWords, record_changes
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
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
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import Entry
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import Stored
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.rules.groups import group_facts, place_words
from mscp_desktop.parties.page import MAKE_PERSON, ORGANISATION, find_person, with_organisation
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules import changes, leaving, rosters
from mscp_desktop.roster.rules.rosters import Holding, Roster, RosterSeat

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
LONGEST_CHAIR = 44  # characters of a chip that leaves room for the others in its line

FIELDS = (
    Field(
        "holder", "Held by", Kind.PICKER, "To put somebody right; for a successor use New holder",
        find=find_person, add="Add “{}” as a new person", making=MAKE_PERSON, opens="person",
    ),
    Field("since", "From", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
    Field("until", "Until", Kind.PARTIAL_DATE, "The first day they no longer held it", empty="no end recorded"),
    Field(
        "post", "Post", Kind.PICKER, free=True,
        find=lambda session, typed: [Picked(None, post, words) for post, words in rosters.post_choices(session, typed)],
    ),
    ORGANISATION,
    Field(
        "role", "Role in the group", Kind.CHOICE, required=True,
        choices=tuple(Choice(role, role.value.capitalize()) for role in SeatRole),
    ),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
NEW_HOLDER = (
    Field(
        "holder", "New holder", Kind.PICKER, required=True, find=find_person, add="Add “{}” as a new person",
        making=MAKE_PERSON,
    ),
    Field("start", "From", Kind.PARTIAL_DATE, "Whoever holds the seat now holds it until then", empty="not known"),
)  # fmt: skip
VACANCY = (Field("start", "Vacant from", Kind.PARTIAL_DATE, "Leave empty where it is not known", empty="not known"),)
LEAVER = Step(
    "When do they leave?",
    (
        Field("leaves", "Leaves on", Kind.PARTIAL_DATE, "The first day they no longer hold their seats", required=True),
        Field(
            "vacant", "From then each seat is", Kind.CHOICE, required=True,
            choices=(Choice(True, "Vacant"), Choice(False, "Not recorded")),
        ),
    ),
    "Every seat they hold, in every group, ends on that day. The next step shows each of them first.",
)  # fmt: skip
LABELS = {
    "post": "Post", "organisation_id": "Organisation", "role": "Role in the group", "note": "Note",
    "position": "Place in the list", "person_id": "Held by", "start": "From", "end": "Until",
}  # fmt: skip


def _roster(session: "Session", query: Query) -> Roster | None:
    if query.scope is None or query.as_at is None:
        return None
    return rosters.roster_at(session, query.scope, query.as_at)


def _seats(session: "Session", query: Query) -> Sequence[RosterSeat]:
    roster = _roster(session, query)
    return () if roster is None else roster.seats


def _rows(session: "Session", ids: Sequence[int], query: Query) -> Sequence[Row]:
    roster, wanted = _roster(session, query), set(ids)
    return (
        [] if roster is None else [Row(seat.id, seat.uid, _cells(seat)) for seat in roster.seats if seat.id in wanted]
    )


def _cells(seat: RosterSeat) -> tuple[Cell | str, ...]:
    leads = seat.role in rosters.CHAIRS or seat.chairs_until is not None
    return (
        seat.post or Cell("Not stated", Look.UNKNOWN),
        seat.organisation or Cell("Not stated", Look.UNKNOWN),
        Cell(seat.role_words(), Look.STRONG if leads else Look.PLAIN),
        _holder(seat),
    )


def _holder(seat: RosterSeat) -> Cell | str:
    if seat.holding is Holding.HELD:
        return seat.holder or ""
    if seat.holding is Holding.VACANT:
        words = "vacant" if seat.since is None else seat.holder_words().lower()
        return pill(words, Tone.WARNING, seat.holder_words())
    return Cell(
        "not recorded", Look.UNKNOWN, more="Nobody has entered who holds this seat; that does not make it vacant"
    )


def _summary(session: "Session", query: Query, number: int) -> str:
    """Return the count of seats by what is known of the whole roster, and before it how many a filter leaves."""
    roster = _roster(session, query)
    words = "" if roster is None else roster.count_words()
    return f"{number} of {words}" if query.narrowed and words else words


SOURCE = TableSource(
    columns=(
        Column("post", "Post", 210, filter=Filtering.TEXT, empty="not stated"),
        Column("organisation", "Organisation", 165, filter=Filtering.TEXT, empty="not stated", groups=True),
        Column(
            "role", "Role", 125, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(words, words) for words in rosters.ROLE_WORDS),
        ),
        Column("holder", "Held by", 165, filter=Filtering.TEXT, groups=True),
    ),
    ids=lambda session, query: [seat.id for seat in rosters.SEATS.rows(_seats(session, query), query)],
    rows=_rows,
    id_of=rosters.seat_id,
    summary=_summary,
    sections=lambda session, query: rosters.SEATS.sections(_seats(session, query), query),
    found=lambda session, query, column, typed: [
        seat.id for seat in rosters.SEATS.found(_seats(session, query), query, column, typed)
    ],
)  # fmt: skip


def _head(session: "Session", query: Query) -> Head:
    if query.scope is None or query.as_at is None:
        return Head("Roster", (Crumb("Groups", Place("groups")),))
    facts, roster = group_facts(session, query.scope), rosters.roster_at(session, query.scope, query.as_at)
    crumbs = (Crumb("Groups", Place("groups", facts.uid)), Crumb(place_words(facts.tier, facts.scope)))
    unknown = () if roster.unknown_before is None else (pill(roster.count_words(), Tone.INFO),)
    chips = (
        *unknown,
        pill("frequency not stated" if facts.frequency == "not stated" else f"meets {facts.frequency}", Tone.NEUTRAL),
        _chair(session, query.scope, query.as_at),
        pill(f"terms of reference: {facts.terms}", Tone.NEUTRAL if facts.terms != "not recorded" else Tone.WARNING),
    )
    return Head(facts.name, crumbs, chips, facts.known_from.earliest() if facts.known_from else None)


def _chair(session: "Session", group: str, day: date) -> Cell:
    """Return who chairs in few words, with all of them on hover."""
    chair = rosters.chair_words(session, group, day)
    if chair == "not recorded":
        return pill(f"chair: {chair}", Tone.WARNING)
    return pill(f"chair: {shorten(chair, LONGEST_CHAIR, placeholder='…')}", Tone.NEUTRAL, chair)


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    roster = _roster(session, query)
    seat = next((one for one in roster.seats if one.uid == uid), None) if roster else None
    if roster is None or seat is None:
        return None
    organisation = Picked(seat.organisation_uid, seat.organisation or "") if seat.organisation_uid else None
    values: dict[str, Any] = {
        "holder": Picked(seat.holder_uid, seat.holder or "") if seat.holder_uid else None,
        "since": seat.since, "until": seat.until, "post": seat.post, "organisation": organisation, "role": seat.role,
        "note": seat.note, "tenure": seat.tenure,
    }  # fmt: skip
    vacant = (("Now", pill(seat.holder_words().lower(), Tone.WARNING)),) if seat.holding is Holding.VACANT else ()
    return Detail(
        "seat", uid, seat.version, seat.post or seat.organisation or seat.role_words(), f"Seat in {roster.group}",
        values, facts=vacant,
        history=history_items(
            rosters.seat_history(session, uid), LABELS, lambda field, value: _words(session, field, value),
            _restore_name, rich=("note",),
        ),
    )  # fmt: skip


def _words(session: "Session", field: str, value: Any) -> str:
    if isinstance(value, int) and field in {"person_id", "organisation_id"}:
        return rosters.name_of(session, field, value)
    if value is None and field == "person_id":
        return "vacant"
    if value is None and field in {"start", "end"}:
        return "not known" if field == "start" else "no end recorded"
    return stored_words(field, value)


def _tenure_name(session: "Session", held: Mapping[str, Stored]) -> str:
    """Return what a tenure is called among others: who, and which seat of which group."""
    person, seat = held.get("person_id"), held["seat_id"]
    who = "Vacant" if person is None else rosters.name_of(session, "person_id", int(person))
    return f"{who}: {leaving.seat_in_group(session, int(seat or 0))}"


CHANGES = {"tenure": RecordWords(_tenure_name, {key: LABELS[key] for key in ("person_id", "start", "end")}, _words)}


def _restore_name(entry: Entry, field: str) -> str:
    """Name a value of a tenure apart from the seat's own, whose version the panel shows."""
    return field if entry.table == "seat" else f"{entry.table}.{field}"


def _restore(entry_id: int, name: str, version: int) -> Act:
    table, _, field = name.rpartition(".")
    return Act(RESTORE, (entry_id, field, None if table else version))


def _successor(uid: str, found: dict[str, Any]) -> Act:
    holder: Picked = found["holder"]
    new_name = holder.title if holder.uid is None else None
    named = {"person_uid": holder.uid, "new_name": new_name, "start": found["start"]}
    return Act(changes.record_holder, (uid,), named)


def _leaver(person_uid: str, found: dict[str, Any]) -> Act:
    return Act(leaving.record_leaver, (person_uid,), {"leaves": found["leaves"], "vacant": found["vacant"]})


def _vacancy(uid: str, found: dict[str, Any]) -> Act:
    return Act(changes.record_vacancy, (uid,), {"start": found["start"]})


class RosterPage(TablePage):
    """One group's seats as at a day."""

    key = "roster"
    title = "Roster"
    icon = "seat"
    guide = "rosters"
    under = "groups"
    kinds = frozenset({"group", "seat"})
    watches = frozenset({"seat", "tenure", "chairing", "partnership_group", "person", "organisation"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command("roster.add_seat", "Add a seat", self._add, "Ctrl+N", self._has_group)
        self._succeed = Command("roster.new_holder", "New holder", self._new_holder, "Ctrl+Shift+N", self._has_seat)
        self._vacate = Command("roster.vacant", "Record as vacant", self._vacant, "Ctrl+Shift+V", self._has_seat)
        super().__init__(
            tasks,
            TableParts(
                "Seats", SOURCE, FIELDS, _load, self._save,
                Empty("This group's seats stand here. None was recorded on this day.", add),
                head=_head, restore=_restore, remove=lambda uids: Act(changes.remove_seats, (list(uids),)), as_at=True,
                nothing="Choose a seat to see who holds it.",
                many=Many(
                    ("role", "organisation", "note"),
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
        move = [
            Command("roster.up", "Move the seat up", lambda: self._move(-1), "Alt+Up", self._has_seat),
            Command("roster.down", "Move the seat down", lambda: self._move(1), "Alt+Down", self._has_seat),
        ]
        leaves = Command("roster.leaves", "This person leaves…", self._leaves, "Ctrl+Shift+L", self._has_holder)
        return [*super().commands(), leaves, *move]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "print"), *super().hints()]

    def _open(self, found: tuple[str, str | None] | None) -> None:
        if found is not None:
            group, seat = found
            self.show_scope(group)
            if seat is not None and seat != self.table.current_uid():
                self.table.reload(seat)

    def _has_group(self) -> bool:
        return self._tasks.store.read_only is None and self.table.query.scope is not None

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
            Wizard(
                self._tasks, f"{holder.title} leaves", (LEAVER,),
                {"leaves": PartialDate.of(self._day()), "vacant": True}, "End these seats",
                partial(_leaver, holder.uid),
                lambda session, rows: record_changes(session, rows, CHANGES), self,
            ).open()  # fmt: skip

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
