"""The page of groups: what each is for, how often it meets, and where it stands."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
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
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups import lists
from mscp_desktop.groups.page.fields import COPIES, VERSIONS, copy_lines, find_group, version_lines
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules import copies, groups, terms

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Chair = Callable[["Session", str, date], str]
"""Returns who chairs a group on a day, in words; rosters, which stand above, give it."""
MOST_NAMED = 4  # groups below; more are counted, with their names on hover
RESTORE = restoring(MANAGER)
SHOWN = (Choice(True, "Yes"), Choice(False, "No"))
FREQUENCY_HELP = "How many times in so many months: 6 in 12 is six times a year"

FIELDS = (
    Field("name", "Name", required=True),
    Field("short", "Short name"),
    Field(
        "tier", "Tier", Kind.CHOICE, required=True,
        choices=tuple(Choice(tier, groups.TIER_WORDS[tier]) for tier in Tier),
    ),
    Field(
        "scope", "Local or joint", Kind.CHOICE, required=True,
        choices=(Choice(Scope.LOCAL, "Our own"), Choice(Scope.JOINT, "Joint with a neighbour")),
    ),
    Field("shared_with", "Shared with", Kind.MULTILINE, "The neighbours of a joint group, one to a line"),
    Field("parent", "Reports to", Kind.PICKER, find=find_group, noun="group", opens="groups"),
    Field("times", "Meets this many times", Kind.NUMBER, FREQUENCY_HELP, empty="not stated", least=1, most=60),
    Field("months", "In this many months", Kind.NUMBER, empty="not stated", least=1, most=60),
    Field("functions", "What it is for", Kind.MULTILINE, "One purpose to a line"),
    Field("start", "Begins", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
    Field(
        "end", "Ends", Kind.PARTIAL_DATE, "Also planned. “End the group” ends its seats too", empty="no end recorded"
    ),
    Field(
        "known_from", "Membership known from", Kind.PARTIAL_DATE, "Before it nothing is said of who was in it",
        empty="not known",
    ),
    Field("in_arrangements", "In the published arrangements", Kind.CHOICE, choices=SHOWN),
    Field("in_chart", "On the published chart", Kind.CHOICE, choices=SHOWN),
    Field("aliases", "Also written", Kind.MULTILINE, "One name to a line"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS} | {"parent_id": "Reports to", "position": "Place in the list"}


def _load(chair: Chair | None, today: Callable[[], date], session: "Session", uid: str) -> Detail | None:
    key = groups.id_of(session, uid)
    if key is None:
        return None
    day = today()
    group = session.get_one(Group, key)
    above = session.get(Group, group.parent_id) if group.parent_id else None
    versions = terms.terms_versions(session, day, uid)
    values = {field.key: getattr(group, field.key) for field in FIELDS if field.key != "parent"}
    return Detail(
        "group", uid, group.version, group.name, groups.place_words(group.tier, group.scope),
        values | {"parent": Picked(above.uid, above.name) if above else None},
        facts=(
            *_state(group, day),
            *((("Chair today", _known(chair(session, uid, day))),) if chair else ()),
            *_below(session, uid, day),
            ("Terms of reference", _known(terms.terms_words(terms.terms_on(session, day).get(group.id)))),
            ("Source", group.source or "entered here"),
        ),
        lines={VERSIONS.key: version_lines(versions), COPIES.key: copy_lines(copies.copies_of(session, uid))},
        papers="partnership_group",
        history=history_items(
            with_papers(session, "partnership_group", uid, _history(session, uid)), LABELS,
            lambda field, value: _words(session, field, value), _restored, rich=("note",),
        ),
    )  # fmt: skip


def _state(group: Group, day: date) -> tuple[tuple[str, Cell | str], ...]:
    if group.end is None:
        return ()
    over = group.end.earliest() <= day
    return (("Now", Cell(f"{'Ended' if over else 'Ends'} {format_date(group.end)}", Look.STRONG)),)


def _known(words: str) -> Cell | str:
    return NOT_RECORDED if words == NOT_RECORDED.words else words


def _below(session: "Session", uid: str, day: date) -> tuple[tuple[str, Cell | str], ...]:
    names = groups.groups_below(session, uid, day)
    if len(names) > MOST_NAMED:
        return (("Groups below", Cell(str(len(names)), more=", ".join(names))),)
    return (("Groups below", ", ".join(names)),) if names else ()


def _history(session: "Session", uid: str) -> list[Entry]:
    return [
        *entries_of(session, "partnership_group", uid, None),
        *copies.copies_history(session, uid),
        *terms.terms_history(session, uid),
    ]


def _restored(entry: Entry, field: str) -> str | None:
    """Return the name by which a value is put back: what belongs to a line is put back where it is changed."""
    return field if entry.table == "partnership_group" else None


def _words(session: "Session", field: str, value: Any) -> str:
    if field == "parent_id" and isinstance(value, int):
        group = session.get(Group, value)
        return group.name if group else "a group that was deleted"
    if field in {"in_arrangements", "in_chart"} and value is not None:
        return "Yes" if value else "No"
    return stored_words(field, value)


def _with_parent(fields: dict[str, Any]) -> dict[str, Any]:
    changed = dict(fields)
    if "parent" in changed:
        picked: Picked | None = changed.pop("parent")
        changed["parent_uid"] = picked.uid if picked else None
    return changed


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(groups.change_group, (uid, version), _with_parent(fields))


def _cells(one: lists.GroupRow) -> tuple[Cell | str, ...]:
    frequency: Cell | str = Cell("not stated", Look.UNKNOWN) if one.frequency == "not stated" else one.frequency
    look = Look.PLAIN if one.state == lists.CURRENT else Look.PILL
    state = Cell(one.state_words(), look, Tone.NEUTRAL, one.until_words())
    return (one.name, one.place, one.reports_to or "", frequency, state)


def _source(today: Callable[[], date]) -> TableSource:
    def table() -> Any:
        return lists.groups_table(today())

    return TableSource(
        columns=(
            Column("name", "Group", 225, filter=Filtering.TEXT),
            Column(
                "place", "Where it stands", 140, filter=Filtering.CHOICE, groups=True,
                choices=tuple(Choice(tier.value, groups.TIER_WORDS[tier]) for tier in Tier),
            ),
            Column(
                "reports", "Reports to", 125, filter=Filtering.TEXT, groups=True, empty="reports to no group"
            ),
            Column(
                "frequency", "Meets", 115, filter=Filtering.NUMBER, empty="not stated", more="Filter by meetings a year"
            ),
            Column(
                "state", "Now", 80, filter=Filtering.CHOICE, groups=True, more="Whether it is there today",
                choices=tuple(Choice(one, one.capitalize()) for one in (lists.CURRENT, lists.TO_COME, lists.ENDED)),
            ),
        ),
        ids=lambda session, query: table().ids(session, query),
        rows=lambda session, ids, _query: [
            Row(one.id, one.uid, _cells(one)) for one in lists.group_rows(session, ids, today())
        ],
        id_of=groups.id_of,
        summary=lambda session, query, number: _summary(session, query, number, today()),
        whole=lambda session, query: table().whole(session, query),
        sections=lambda session, query: table().sections(session, query),
        found=lambda session, query, column, typed: table().found(session, query, column, typed),
    )  # fmt: skip


def _summary(session: "Session", query: Query, number: int, day: date) -> str:
    """Return how many groups there are, and how often those that are shown and there on a day meet in a year."""
    shown = {row.uid for row in lists.group_rows(session, lists.groups_table(day).ids(session, query), day)}
    known = [facts for facts in groups.all_groups(session) if facts.uid in shown and facts.there_on(day)]
    owed = sum(facts.meetings_a_year or 0 for facts in known)
    counted = f"{number} group{'' if number == 1 else 's'}"
    where = "those shown" if query.narrowed else "all"
    return f"{counted}, {owed} meetings a year in {where}" if owed else counted


class GroupsPage(TablePage):
    """All groups, in published order; the roster of each is a step away."""

    key = "groups"
    title = "Groups"
    shortcut = "Alt+G"
    icon = "groups"
    guide = "rosters"
    kinds = frozenset({"partnership_group"})  # whose papers are kept here
    watches = frozenset({"partnership_group", "attachment", "terms_of_reference", "group_copy", "person"})

    def __init__(self, tasks: Tasks, chair: Chair | None = None) -> None:
        """`chair` says who chairs a group on a day; without it nothing is said of that."""
        today = tasks.store.clock.today
        add = Command("groups.add", "Add a group", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        roster = Command("groups.roster", "Open its roster", self._open_roster, "Ctrl+Return", self._has_group)
        self._as_chart = Command("groups.chart", "Show as a chart", self._show_chart, "Ctrl+Shift+G")
        super().__init__(
            tasks,
            TableParts(
                "Groups", _source(today), FIELDS,
                lambda session, uid, _query: _load(chair, today, session, uid), _save,
                Empty("The partnership's groups stand here. There are none yet.", add),
                head=lambda _session, _query: Head("Groups"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(groups.delete_groups, (list(uids),)),
                many=Many(
                    ("tier", "scope", "parent", "times", "months", "end", "in_arrangements", "in_chart"),
                    lambda uids, found: Act(groups.change_groups, (list(uids),), _with_parent(found)),
                ),
                lines=(VERSIONS, COPIES),
            ),
            actions=(add, self._as_chart, roster),
        )  # fmt: skip

    def commands(self) -> list[Command]:
        """Return what can be done with groups, and the order of the list."""
        return [
            *super().commands(),
            Command("groups.up", "Move the group up", partial(self._move, -1), "Alt+Up", self._has_group_to_change),
            Command(
                "groups.down", "Move the group down", partial(self._move, 1), "Alt+Down", self._has_group_to_change
            ),
            Command("groups.terms", "Show its terms of reference", self._open_terms, "Ctrl+Shift+T", self._has_group),
        ]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+Enter", "its roster"), *super().hints()]

    def _has_group(self) -> bool:
        return self.panel.uid is not None

    def _has_group_to_change(self) -> bool:
        return self._tasks.locked() is None and self._has_group()

    def _show_chart(self) -> None:
        self.navigate.emit(Place("structure", self.panel.uid))

    def _open_roster(self) -> None:
        if self.panel.uid is not None:
            self.navigate.emit(Place("group", self.panel.uid))

    def _open_terms(self) -> None:
        if self.panel.uid is not None:
            self.navigate.emit(Place("terms", self.panel.uid))

    def _move(self, by: int) -> None:
        uid = self.panel.uid
        if uid is not None:
            self._tasks.write(groups.move_group_by, uid, by, owner=self)

    def _add(self) -> None:
        asked = tuple(field for field in FIELDS if field.key in ("name", "tier", "parent", "start"))
        begins = {"tier": Tier.SUB_GROUP, "start": PartialDate.of(self._tasks.store.clock.today())}
        AskDialog(
            self._tasks, "Add a group", asked, begins, "Add the group",
            lambda found: Act(
                groups.add_group, (found["name"],),
                _with_parent({key: found[key] for key in ("tier", "parent", "start")}),
            ),
            self, self.edit_new,
        ).open()  # fmt: skip
