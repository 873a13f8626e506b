"""The page of groups: what each is for, how often it meets, and where it stands."""

from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
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
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups import lists
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules import groups
from mscp_desktop.groups.rules.terms import terms_in_force, terms_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
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
    Field(
        "parent", "Reports to", Kind.PICKER,
        find=lambda session, typed: [Picked(*one) for one in groups.group_choices(session, typed)], opens="groups",
    ),
    Field("times", "Meets this many times", Kind.NUMBER, FREQUENCY_HELP, empty="not stated", least=1, most=60),
    Field("months", "In this many months", Kind.NUMBER, empty="not stated", least=1, most=60),
    Field("functions", "What it is for", Kind.MULTILINE, "One purpose to a line"),
    Field("aliases", "Also written", Kind.MULTILINE, "One name to a line"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS} | {"parent_id": "Reports to"}


def _load(session: "Session", uid: str, _query: Query) -> Detail | None:
    key = groups.id_of(session, uid)
    if key is None:
        return None
    group = session.get_one(Group, key)
    above = session.get(Group, group.parent_id) if group.parent_id else None
    values = {field.key: getattr(group, field.key) for field in FIELDS if field.key != "parent"}
    return Detail(
        "group", uid, group.version, group.name, groups.place_words(group.tier, group.scope),
        values | {"parent": Picked(above.uid, above.name) if above else None},
        facts=(
            ("Source", group.source or "entered here"),
            ("Terms of reference", terms_words(terms_in_force(session).get(group.id))),
        ),
        papers="partnership_group",
        history=history_items(
            with_papers(session, "partnership_group", uid, entries_of(session, "partnership_group", uid, None)), LABELS,
            lambda field, value: _words(session, field, value), rich=("note",),
        ),
    )  # fmt: skip


def _words(session: "Session", field: str, value: Any) -> str:
    if field == "parent_id" and isinstance(value, int):
        group = session.get(Group, value)
        return group.name if group else "a group that was deleted"
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
    return (one.name, pill("ended", Tone.NEUTRAL) if one.ended else one.place, one.reports_to or "", frequency)


SOURCE = TableSource(
    columns=(
        Column("name", "Group", 250, filter=Filtering.TEXT),
        Column(
            "place", "Where it stands", 150, filter=Filtering.CHOICE, groups=True,
            choices=(*(Choice(tier.value, groups.TIER_WORDS[tier]) for tier in Tier), Choice(lists.ENDED, "Ended")),
        ),
        Column(
            "reports", "Reports to", 155, filter=Filtering.TEXT, groups=True, empty="reports to no group"
        ),
        Column(
            "frequency", "Meets", 110, filter=Filtering.NUMBER, empty="not stated", more="Filter by meetings a year"
        ),
    ),
    ids=lists.GROUPS.ids,
    rows=lambda session, ids, _query: [Row(one.id, one.uid, _cells(one)) for one in lists.group_rows(session, ids)],
    id_of=groups.id_of,
    summary=lambda session, _query, number: _summary(session, number),
    whole=lists.GROUPS.whole,
    sections=lists.GROUPS.sections,
    found=lists.GROUPS.found,
)  # fmt: skip


def _summary(session: "Session", number: int) -> str:
    owed = sum(facts.meetings_a_year or 0 for facts in groups.all_groups(session))
    return f"{number} group{'' if number == 1 else 's'}, {owed} meetings a year in all"


class GroupsPage(TablePage):
    """All groups, in published order; the roster of each is a step away."""

    key = "groups"
    title = "Groups"
    icon = "groups"
    guide = "rosters"
    watches = frozenset({"partnership_group", "attachment"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command("groups.add", "Add a group", self._add, "Ctrl+N", lambda: tasks.store.read_only is None)
        roster = Command(
            "groups.roster", "Open its roster", self._open_roster, "Ctrl+Return", lambda: self.panel.uid is not None
        )
        self._as_chart = Command("groups.chart", "Show as a chart", self._show_chart, "Ctrl+Shift+G")
        super().__init__(
            tasks,
            TableParts(
                "Groups", SOURCE, FIELDS, _load, _save,
                Empty("The partnership's groups stand here. There are none yet.", add),
                head=lambda _session, _query: Head("Groups"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                many=Many(
                    ("tier", "scope", "parent", "times", "months"),
                    lambda uids, found: Act(groups.change_groups, (list(uids),), _with_parent(found)),
                ),
            ),
            actions=(add, self._as_chart, roster),
        )  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+Enter", "its roster"), *super().hints()]

    def _show_chart(self) -> None:
        self.navigate.emit(Place("structure", self.panel.uid))

    def _open_roster(self) -> None:
        if self.panel.uid is not None:
            self.navigate.emit(Place("group", self.panel.uid))

    def _add(self) -> None:
        AskDialog(
            self._tasks, "Add a group", FIELDS[:1], {}, "Add the group",
            lambda found: Act(groups.add_group, (found["name"],)), self, self.edit_new,
        ).open()  # fmt: skip
