"""The page of organisations."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.paste import Paste, Pasted
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    HistoryItem,
    Kind,
    Line,
    Lines,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.heading_words import spellings
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import SqlTable
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.foundation.spans import span_words
from mscp_desktop.parties import lists
from mscp_desktop.parties.page.fields import (
    RESTORE,
    find_organisation,
    find_sector,
    known,
    near_organisation,
    organisation_words,
    picked_organisation,
    removal,
)
from mscp_desktop.parties.page.merging import ORGANISATIONS, open_merge
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationAlias, OrganisationKind, RelevantAgency
from mscp_desktop.parties.rules.agencies import listed_times
from mscp_desktop.parties.rules.names import aliases_of, id_of, organisation_uids_named
from mscp_desktop.parties.rules.organisations import (
    BodySeat,
    add_alias,
    add_organisation,
    change_alias,
    change_organisation,
    change_organisations,
    kin_of,
    put_organisations,
    remove_alias,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


SeatsOf = Callable[["Session", str, date], Sequence[BodySeat]]
"""Returns the seats that an organisation, by its uid, has on a day; rosters, which stand above, give it."""

KINDS = (Choice(OrganisationKind.BODY, "Body"), Choice(OrganisationKind.CLASS, "Class"))
ORGANISATION_FIELDS = (
    Field("name", "Name", required=True),
    Field("short", "Short name"),
    Field(
        "kind", "Kind", Kind.CHOICE, "A class is many alike that are named as one, such as faith groups",
        required=True, choices=KINDS,
    ),
    Field("sector", "Sector", Kind.PICKER, free=True, find=find_sector),
    Field("statutory", "Statutory partner", Kind.YES_NO, "One of the three safeguarding partners", required=True),
    Field(
        "parent", "Part of", Kind.PICKER, find=find_organisation, noun="organisation", near=near_organisation,
        opens="organisation",
    ),
    Field(
        "ended", "Ended", Kind.PARTIAL_DATE, "Where the body is no more: a month or a year is enough", empty="goes on"
    ),
    Field(
        "successor", "Succeeded by", Kind.PICKER, find=find_organisation, noun="organisation", near=near_organisation,
        opens="organisation",
    ),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
ORGANISATION_LABELS = {
    "name": "Name", "short": "Short name", "kind": "Kind", "sector": "Sector", "statutory": "Statutory partner",
    "parent_id": "Part of", "ended": "Ended", "successor_id": "Succeeded by", "note": "Note",
}  # fmt: skip
ALIAS_LABELS = {
    "name": "Other name", "kind": "Kind of other name", "start": "Other name from", "end": "Other name until",
}  # fmt: skip
LISTED = Lines(
    "listed",
    "On the list of relevant agencies",
    "its time on the list",
    ("Heading", "Dates", "How it is involved"),
    "It is not recorded on the list of relevant agencies.",
)
SEATS = Lines("seats", "Seats today", "a seat", ("Group", "Seat", "Held by"), "It has no seat recorded today.")
ALIASES = Lines(
    "aliases", "Other names", "another name", ("Name", "Kind", "Dates"), "It is known by no other name.",
    (
        Field("name", "Name", required=True),
        Field(
            "kind", "Kind", Kind.CHOICE, required=True,
            choices=(Choice(NameKind.SPELLING, "Also written so"), Choice(NameKind.FORMER, "Former name")),
        ),
        Field("start", "From", Kind.PARTIAL_DATE, "Only of a former name: a month or a year is enough"),
        Field("end", "Until", Kind.PARTIAL_DATE, "The first day on which it was called otherwise"),
    ),
    add=lambda uid, found: Act(add_alias, (uid, found["name"]), {key: found[key] for key in ("kind", "start", "end")}),
    change=lambda uid, version, found: Act(change_alias, (uid, version), found),
    remove=lambda uid: Act(remove_alias, (uid,)),
    begins={"kind": NameKind.SPELLING},
)  # fmt: skip


def _alias_line(one: OrganisationAlias) -> Line:
    former = one.kind is NameKind.FORMER
    dates: Cell | str = (span_words(one.start, one.end) or NOT_RECORDED) if former else ""
    values = {"name": one.name, "kind": one.kind, "start": one.start, "end": one.end}
    return Line(one.uid, one.version, (one.name, "Former name" if former else "", dates), values)


def _listed_line(one: RelevantAgency) -> Line:
    ways = ", ".join((one.involvement or "").splitlines())
    cells = (one.heading, span_words(one.start, one.end) or NOT_RECORDED, ways or NOT_RECORDED)
    return Line(one.uid, one.version, cells, opens=Place("relevant_agency", one.uid))


def _seat_line(one: BodySeat) -> Line:
    seat = one.post if one.role == "Member" else f"{one.post}, {one.role[0].lower()}{one.role[1:]}"
    return Line(one.uid, 0, (one.group, seat, one.holder), opens=Place("seat", one.uid))


def _load_organisation(
    seats_of: SeatsOf, today: Callable[[], date], session: "Session", uid: str, _query: Query
) -> Detail | None:
    key = id_of(session, Organisation, uid)
    if key is None:
        return None
    one = session.get_one(Organisation, key)
    values = {
        "name": one.name, "short": one.short, "kind": one.kind, "sector": one.sector, "statutory": one.statutory,
        "parent": picked_organisation(session, one.parent_id), "ended": one.ended,
        "successor": picked_organisation(session, one.successor_id), "note": one.note,
    }  # fmt: skip
    kin = kin_of(session, one.id)
    aliases = aliases_of(session, one.id)
    about = [
        *(["statutory partner"] if one.statutory else []),
        *([one.sector] if one.sector else []),
        *(["a class of bodies"] if one.kind is OrganisationKind.CLASS else []),
    ]
    return Detail(
        "organisation", uid, one.version, one.name, ", ".join(about), values,
        facts=(
            *((("Succeeded", "; ".join(_ended(body) for body in kin.predecessors)),) if kin.predecessors else ()),
            *((("Its parts", "; ".join(body.name for body in kin.parts)),) if kin.parts else ()),
        ),
        lines={
            "aliases": tuple(_alias_line(alias) for alias in aliases),
            "listed": tuple(_listed_line(line) for line in listed_times(session, uid)),
            "seats": tuple(_seat_line(seat) for seat in seats_of(session, uid, today())),
        },
        papers="organisation",
        history=_history(session, uid, aliases),
    )  # fmt: skip


def _ended(body: Organisation) -> str:
    return body.name if body.ended is None else f"{body.name} (ended {format_date(body.ended)})"


def _history(session: "Session", uid: str, aliases: Sequence[OrganisationAlias]) -> tuple[HistoryItem, ...]:
    """Return the changes of an organisation and of its other names, newest first."""
    own = history_items(
        with_papers(session, "organisation", uid, entries_of(session, "organisation", uid, None)), ORGANISATION_LABELS,
        lambda field, value: organisation_words(session, field, value), rich=("note",),
    )  # fmt: skip
    others = [
        item
        for alias in aliases
        for item in history_items(
            entries_of(session, "organisation_alias", alias.uid), ALIAS_LABELS, restore_as=lambda _entry, _field: None
        )
    ]
    return tuple(sorted((*own, *others), key=lambda item: item.entry_id, reverse=True))


def _with_bodies(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: picked organisations by their uids."""
    changed = dict(fields)
    for name in ("parent", "successor"):
        if name in changed:
            picked: Picked | None = changed.pop(name)
            changed[f"{name}_uid"] = picked.uid if picked else None
    return changed


def _save_organisation(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(change_organisation, (uid, version), _with_bodies(fields))


def _put_organisations(records: Sequence[Pasted]) -> Act:
    rows = [(one.uid, one.version, _with_bodies(dict(one.values))) for one in records]
    return Act(put_organisations, (rows,))


def _organisation_cells(one: lists.OrganisationRow) -> tuple[Cell | str, ...]:
    involvement: Cell | str = ""
    if one.ended:
        involvement = pill(one.ended, Tone.WARNING)
    elif one.involvement:
        involvement = pill(one.involvement, Tone.GOOD if one.involvement == "Statutory partner" else Tone.INFO)
    return (one.name, one.short or "", known(one.sector), involvement, "Class" if one.is_class else "Body")


def _source(today: Callable[[], date]) -> TableSource:
    def table() -> SqlTable:
        return lists.organisations_table(today())

    return TableSource(
        columns=(
            Column("name", "Name", 230, filter=Filtering.TEXT, spelt=("full name", *spellings("organisation"))),
            Column("short", "Short name", 105, filter=Filtering.TEXT, empty="no short name",
                   spelt=("short", "abbreviation", "acronym", "initials")),
            Column("sector", "Sector", 100, filter=Filtering.TEXT, groups=True),
            Column(
                "involvement", "Part in the partnership", 200, filter=Filtering.CHOICE, groups=True,
                empty="no part recorded",
                choices=(
                    Choice(lists.STATUTORY, "Statutory partner"), Choice(lists.LISTED, "Relevant agency"),
                    Choice(lists.ENDED, "Ended"),
                ),
            ),
            Column("kind", "Kind", 60, filter=Filtering.CHOICE, groups=True, choices=KINDS, spelt=("type",)),
        ),
        ids=lambda session, query: table().ids(session, query),
        rows=lambda session, ids, _query: [
            Row(one.id, one.uid, _organisation_cells(one)) for one in lists.organisation_rows(session, ids, today())
        ],
        id_of=lambda session, uid: id_of(session, Organisation, uid),
        summary=lambda _session, _query, number: f"{number:,} organisation{'' if number == 1 else 's'}",
        whole=lambda session, query: table().whole(session, query),
        sections=lambda session, query: table().sections(session, query),
        found=lambda session, query, column, typed: table().found(session, query, column, typed),
    )  # fmt: skip


class OrganisationsPage(TablePage):
    """Bodies, and classes of bodies, that take part."""

    key = "organisations"
    title = "Organisations"
    shortcut = "Alt+O"
    icon = "organisation"
    guide = "people"
    kinds = frozenset({"organisation"})
    watches = frozenset({"organisation", "organisation_alias", "relevant_agency", "attachment"})

    def __init__(self, tasks: Tasks, seats_of: SeatsOf = lambda _session, _uid, _day: ()) -> None:
        self._merging = Command(
            "organisations.merge", "Merge with…", self._merge, "Ctrl+Shift+J", self._can_merge,
            called="duplicate same body two names",
        )  # fmt: skip
        self._printing = Command("organisations.print", "Print the organisations", self._print, "Ctrl+P")
        add = Command("organisations.add", "Add an organisation", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        super().__init__(
            tasks,
            TableParts(
                "Organisations", _source(tasks.store.clock.today), ORGANISATION_FIELDS,
                partial(_load_organisation, seats_of, tasks.store.clock.today), _save_organisation,
                Empty("Bodies that take part in the partnership stand here. There are none yet.", add),
                head=lambda _session, _query: Head("Organisations"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: removal("organisation", uids),
                many=Many(
                    ("kind", "sector", "parent", "ended", "successor"),
                    lambda uids, found: Act(change_organisations, (list(uids),), _with_bodies(found)),
                ),
                paste=Paste(_put_organisations, organisation_uids_named, called=("organisation", "organisations")),
                lines=(ALIASES, SEATS, LISTED),
            ),
            actions=(add,),
        )  # fmt: skip

    def _add(self) -> None:
        AskDialog(
            self._tasks, "Add an organisation", ORGANISATION_FIELDS[:1], {}, "Add the organisation",
            lambda found: Act(add_organisation, (found["name"],)), self, self.edit_new,
            command="organisations.add",
        ).open()  # fmt: skip

    def commands(self) -> list[Command]:
        """Return what can be done with organisations."""
        return [*super().commands(), self._merging, self._printing]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the organisation in hand, for its menu."""
        return [*super().row_commands(), self._merging]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "print"), *super().hints()]

    def _can_merge(self) -> bool:
        return self._tasks.locked() is None and self.table.current_uid() is not None

    def _merge(self) -> None:
        self.table.with_uids(lambda uids: open_merge(self._tasks, ORGANISATIONS, uids, self, self.open_place))

    def _print(self) -> None:
        today = self._tasks.store.clock.today()
        self.wanted.emit("organisations", Request(today, today))
