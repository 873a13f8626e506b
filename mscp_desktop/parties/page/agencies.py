"""The page of relevant agencies: the list as at a day, how each takes part, and its yearly review."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Act,
    Cell,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.parties import lists
from mscp_desktop.parties.page import agency_reviews
from mscp_desktop.parties.page.fields import MAKE_ORGANISATION, RESTORE, find_organisation, organisation_words
from mscp_desktop.parties.records import RelevantAgency
from mscp_desktop.parties.rules import agencies, agency_changes
from mscp_desktop.parties.rules.agencies import AgencyList, ListedAgency
from mscp_desktop.parties.rules.names import id_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def _find_heading(session: "Session", typed: str) -> list[Picked]:
    words = typed.casefold().split()
    return [Picked(None, one) for one in agencies.headings(session) if all(word in one.casefold() for word in words)]


ORGANISATION = Field(
    "organisation", "Agency", Kind.PICKER, required=True, find=find_organisation, opens="organisation",
    noun="organisation", making=MAKE_ORGANISATION,
)  # fmt: skip
HEADING = Field("heading", "Heading", Kind.PICKER, required=True, find=_find_heading, free=True)
INVOLVEMENT = Field("involvement", "How it is involved", Kind.MULTILINE, "One way to a line")
START = Field("start", "On the list from", Kind.PARTIAL_DATE, "The date of the first list that names it")
END = Field(
    "end", "No longer on it from", Kind.PARTIAL_DATE, "The date of the first list that no longer names it",
    empty="still on it",
)  # fmt: skip
NOTE = Field("note", "Note", Kind.RICH, private=True)
FIELDS = (ORGANISATION, HEADING, INVOLVEMENT, START, END, NOTE)
LABELS = {
    "organisation_id": "Agency", "heading": "Heading", "involvement": "How it is involved",
    "start": "On the list from", "end": "No longer on it from", "note": "Note",
}  # fmt: skip
FROM = Field("start", "From", Kind.PARTIAL_DATE, "Lists before that date stay as they were", required=True)
OFF = Field("end", "No longer on the list from", Kind.PARTIAL_DATE, "A month or a year is enough", required=True)


def _listed(session: "Session", query: Query) -> AgencyList | None:
    return None if query.as_at is None else agencies.agencies_on(session, query.as_at)


def _agencies(session: "Session", query: Query) -> Sequence[ListedAgency]:
    found = _listed(session, query)
    return () if found is None else found.agencies


def _rows(session: "Session", ids: Sequence[int], query: Query) -> Sequence[Row]:
    wanted = set(ids)
    return [Row(one.id, one.uid, _cells(one)) for one in _agencies(session, query) if one.id in wanted]


def _cells(one: ListedAgency) -> tuple[Cell | str, ...]:
    return (
        one.heading.words,
        one.name,
        ", ".join(one.ways()) or NOT_RECORDED,
        NOT_RECORDED if one.since is None else Cell(format_date(one.since), value=one.since.exact()),
        "" if one.until is None else Cell(format_date(one.until), value=one.until.exact()),
    )


def _summary(session: "Session", query: Query, number: int) -> str:
    found = _listed(session, query)
    words = "" if found is None else found.count_words()
    return f"{number} of {words}" if query.narrowed and words else words


SOURCE = TableSource(
    columns=(
        Column("heading", "Heading", 90, filter=Filtering.TEXT, groups=True),
        Column("name", "Agency", 200, filter=Filtering.TEXT),
        Column("involvement", "How it is involved", 150, filter=Filtering.TEXT, groups=True),
        Column("since", "Since", 130, ColumnKind.DATE, filter=Filtering.DATE, groups=True),
        Column("until", "Until", 100, ColumnKind.DATE, filter=Filtering.DATE, empty="no end recorded"),
    ),
    ids=lambda session, query: [one.id for one in lists.AGENCIES.rows(_agencies(session, query), query)],
    rows=_rows,
    id_of=lambda session, uid: id_of(session, RelevantAgency, uid),
    summary=_summary,
    sections=lambda session, query: lists.AGENCIES.sections(_agencies(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in lists.AGENCIES.found(_agencies(session, query), query, column, typed)
    ],
)


def _head(session: "Session", query: Query) -> Head:
    if query.as_at is None:
        return Head("Relevant agencies")
    day = query.as_at
    found, due = agencies.agencies_on(session, day), agencies.review_due(session, day)
    first = agencies.first_known(session)
    chips = [pill(found.count_words(), Tone.INFO)] if found.unknown_before is not None else []
    if due.last is not None:
        chips.append(pill(f"reviewed {format_date(due.last.held)}", Tone.NEUTRAL, due.last.words()))
    if found.unknown_before is None:
        tone = Tone.BAD if due.overdue else Tone.WARNING if due.last is None else Tone.NEUTRAL
        if due.last is None or due.due is not None:
            chips.append(pill(due.words(), tone, due.explain()))
        chips += _changed(session, day)
    return Head("Relevant agencies", (), tuple(chips), first.earliest() if first else None)


def _changed(session: "Session", day: date) -> list[Cell]:
    """Return how many joined and left since the review before the last, with each of them on hover."""
    _, before = agencies.review_before(session, day)
    if before is None:
        return []
    changes = agencies.changes_between(session, before.held.earliest(), day)
    if not changes:
        return [pill(f"unchanged since {format_date(before.held)}", Tone.NEUTRAL)]
    joined = sum(one.kind is agencies.ChangeKind.JOINED for one in changes)
    left = sum(one.kind in (agencies.ChangeKind.LEFT, agencies.ChangeKind.SUCCEEDED) for one in changes)
    rest = len(changes) - joined - left
    parts = [f"{number} {word}" for number, word in ((joined, "joined"), (left, "left"), (rest, "changed")) if number]
    more = "\n".join(f"{one.name}: {one.words}." for one in changes)
    return [pill(f"{', '.join(parts)} since {format_date(before.held)}", Tone.NEUTRAL, more)]


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    one = next((found for found in _agencies(session, query) if found.uid == uid), None)
    if one is None:
        return None
    values = {
        "organisation": Picked(one.organisation_uid, one.name), "heading": one.heading.words,
        "involvement": one.involvement, "start": one.start, "end": one.end, "note": one.note,
    }  # fmt: skip
    return Detail(
        "relevant_agency", uid, one.version, one.name, f"Relevant agency, {one.heading}", values,
        facts=(("On the list since", format_date(one.since)),) if one.since != one.start else (),
        history=history_items(
            agencies.agency_history(session, uid), LABELS,
            lambda field, value: organisation_words(session, field, value),
            lambda entry, field: field if entry.row_uid == uid else None, rich=("note",),
        ),
    )  # fmt: skip


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(agency_changes.change_agency, (uid, version), _with_uid(fields))


def _with_uid(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: the picked organisation by its uid."""
    picked: Picked | None = fields.get("organisation")
    rest = {name: value for name, value in fields.items() if name != "organisation"}
    return rest | ({"organisation_uid": picked.uid} if picked is not None else {})


def _add(found: dict[str, Any]) -> Act:
    picked: Picked = found["organisation"]
    given = {name: found[name] for name in ("start", "involvement")}
    return Act(agency_changes.add_agency, (picked.uid, found["heading"]), given)


def _change_from(uid: str, found: dict[str, Any]) -> Act:
    given = {name: found[name] for name in ("heading", "involvement")}
    return Act(agency_changes.change_agency_from, (uid, found["start"]), given)


class AgenciesPage(TablePage):
    """The list of relevant agencies as at a day."""

    key = "agencies"
    title = "Relevant agencies"
    shortcut = "Alt+R"
    icon = "registers"
    guide = "agencies"
    kinds = frozenset({"relevant_agency", "agency_review"})
    watches = frozenset({"relevant_agency", "agency_review", "organisation", "organisation_alias", "local_rule"})

    def __init__(self, tasks: Tasks) -> None:
        working: Callable[[], bool] = lambda: tasks.locked() is None  # noqa: E731 - as the others below
        add = Command("agencies.add", "Add to the list", self._add, "Ctrl+N", working)
        self._end = Command("agencies.end", "Take off the list…", self._take_off, "Ctrl+Shift+O", self._has_line)
        self._from = Command(
            "agencies.change_from", "Change it from a date…", self._change_from, "Ctrl+Shift+D", self._shows_line,
            called="involvement heading",
        )  # fmt: skip
        review = Command("agencies.review", "Review the list…", self._begin_review, "Ctrl+Shift+Y", working)
        super().__init__(
            tasks,
            TableParts(
                "Agencies", SOURCE, FIELDS, _load, _save,
                Empty("The relevant agencies of the arrangements stand here. None is recorded for this day.", add),
                head=_head, restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(agency_changes.remove_agencies, (list(uids),)), as_at=True,
                nothing="Choose an agency to see how it is involved.",
                many=Many(
                    ("heading", "involvement", "start", "end"),
                    lambda uids, found: Act(agency_changes.change_agencies, (list(uids),), found),
                ),
            ),
            actions=(self._end, review, add),
        )  # fmt: skip

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the page as it was; at first the rows stand under their headings."""
        super().set_state({"group": "heading"} | state)

    def open_place(self, uid: str | None) -> None:
        """Show a line of the list, on a day on which it is on it."""
        if uid is not None and uid != self.table.current_uid():
            day = self._day()
            self._tasks.read(
                lambda session: agencies.day_listed(session, uid, day), partial(self._show_line, uid),
                key=f"agency place {id(self)}", owner=self,
            )  # fmt: skip

    def commands(self) -> list[Command]:
        """Return what can be done with the list."""
        return [
            *super().commands(),
            Command(
                "agencies.reviews", "Show the reviews, and what changed…", self._show_reviews, "Ctrl+Shift+W",
                called="joined left succeeded history of the list",
            ),
            Command("agencies.print", "Print the relevant agencies", self._print, "Ctrl+P"),
            self._from,
            Command("agencies.up", "Move the agency up", lambda: self._move(-1), "Alt+Up", self._has_line),
            Command("agencies.down", "Move the agency down", lambda: self._move(1), "Alt+Down", self._has_line),
        ]  # fmt: skip

    def row_commands(self) -> list[Command]:
        """Return what can be done with the agency in hand, for its menu."""
        return [*super().row_commands(), self._from, self._end]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "print"), *super().hints()]

    def _show_line(self, uid: str, day: date | None) -> None:
        if day is not None:
            self.as_at.choose(day)
            self.table.reload(uid)

    def _day(self) -> date:
        return self.table.query.as_at or self._tasks.store.clock.today()

    def _has_line(self) -> bool:
        return self._tasks.locked() is None and self.table.current_uid() is not None

    def _shows_line(self) -> bool:
        return self._has_line() and self.side.currentWidget() is self.panel  # else several lines are chosen

    def _add(self) -> None:
        detail = self.panel.detail
        begins = {
            "heading": detail.values["heading"] if detail is not None else None,
            "start": PartialDate.of(self._day()),
        }
        AskDialog(
            self._tasks, "Add to the relevant agencies", (ORGANISATION, HEADING, INVOLVEMENT, START), begins,
            "Add it to the list", _add, self, self.edit_new,
        ).open()  # fmt: skip

    def _take_off(self) -> None:
        self.table.with_uids(self._ask_end)

    def _ask_end(self, uids: Sequence[str]) -> None:
        detail = self.panel.detail
        if not uids:
            return
        what = detail.title if len(uids) == 1 and detail is not None else f"{len(uids)} agencies"
        AskDialog(
            self._tasks, f"Take off the list: {what}", (OFF,), {"end": PartialDate.of(self._day())},
            "Take off the list", lambda found: Act(agency_changes.end_agencies, (list(uids), found["end"])), self,
        ).open()  # fmt: skip

    def _change_from(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            begins = {name: detail.values[name] for name in ("heading", "involvement")}
            AskDialog(
                self._tasks, f"From a date on: {detail.title}", (FROM, HEADING, INVOLVEMENT),
                begins | {"start": PartialDate.of(self._day())}, "Change it from then",
                partial(_change_from, detail.uid),
                self, self.edit_new,
            ).open()  # fmt: skip

    def _move(self, by: int) -> None:
        uid = self.table.current_uid()
        if uid is not None:
            self._tasks.write(agency_changes.move_agency_by, uid, by, self._day(), owner=self)

    def _print(self) -> None:
        self.wanted.emit("relevant-agencies", Request(self._tasks.store.clock.today(), self._day()))

    def _begin_review(self) -> None:
        agency_reviews.open_review(self._tasks, self._day(), self)

    def _show_reviews(self) -> None:
        agency_reviews.open_reviews(self._tasks, self._day(), self)
