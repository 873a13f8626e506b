"""The page on which it is set how groups like to meet: their day, time and place, and the days kept free."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

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
    Crumb,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Line,
    Lines,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import WEEKDAYS
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.rules.groups import id_of
from mscp_desktop.meetings.page.attendance_quorum import quorum_lines, quorum_of_group, turned_notice
from mscp_desktop.meetings.page.meetings_fields import LENGTH, LINK, PLACE, TIME
from mscp_desktop.meetings.page.standing_lines import STANDING, standing_lines
from mscp_desktop.meetings.rules import patterns
from mscp_desktop.meetings.rules.patterns import MOST_DAYS, WEEKS, Blocked, GroupPattern, Pattern
from mscp_desktop.meetings.rules.quorum_rules import QuorumRuleRow, kind_words, rules_by_group, rules_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
ELSEWHERE, HERE = "a neighbour", "planned here"
WORKING_DAYS = "working days"


def _days(key: str, words: str, help_words: str, empty: str) -> Field:
    return Field(key, words, Kind.NUMBER, help_words, empty=empty, least=1, most=MOST_DAYS, unit=WORKING_DAYS)


FIELDS = (
    Field(
        "weekday", "Day of the week", Kind.CHOICE, empty="no preference",
        choices=tuple(Choice(place, name) for place, name in enumerate(WEEKDAYS[:5])),
    ),
    Field(
        "week", "Week of the month", Kind.CHOICE, empty="no preference",
        choices=tuple(Choice(week, words.capitalize()) for week, words in WEEKS.items()),
    ),
    TIME, LENGTH, PLACE, LINK,
    _days("before_parent", "Before the group it reports to", "Its meeting lies at least so long before", "no rule"),
    _days("papers_before", "Papers due", "So long before a meeting", "by the rule for all"),
    _days("call_before", "Papers asked for", "So long before a meeting", "by the rule for all"),
    Field("set_elsewhere", "A neighbour sets its dates", Kind.YES_NO, "They are entered, and never planned here",
          required=True),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS}
PERIOD = (
    Field("name", "What it is", help="Such as: school holidays", required=True),
    Field("first", "First day", Kind.DAY, required=True),
    Field("last", "Last day", Kind.DAY, "The same for one day", empty="the first day"),
)
WHOSE = Field(
    "group", "Only for", Kind.PICKER, "A group; leave it empty for all of them", empty="all groups", find=find_group,
    noun="group",
)  # fmt: skip


def _with_group(found: dict[str, Any]) -> dict[str, Any]:
    changed = dict(found)
    if "group" in changed:
        picked: Picked | None = changed.pop("group")
        changed["group_uid"] = picked.uid if picked else None
    return changed


def _added(_group_uid: str, found: dict[str, Any]) -> Act:
    rest = {key: value for key, value in _with_group(found).items() if key not in ("name", "first")}
    return Act(patterns.add_blocked, (found["name"], found["first"]), rest)


BLOCKED = Lines(
    "blocked", "Days kept free", "days to keep free", ("Days", "What", "For"), "No days are kept free of meetings.",
    (*PERIOD, WHOSE), add=_added,
    change=lambda uid, version, found: Act(patterns.change_blocked, (uid, version), _with_group(found)),
    remove=lambda uid: Act(patterns.remove_blocked, (uid,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """A group as a row: how it likes to meet, and what its quorum is today in words, if that is recorded."""

    meets: GroupPattern
    quorum: str

    @property
    def pattern(self) -> Pattern:
        """How it likes to meet."""
        return self.meets.pattern


GROUPS: PlainTable[_Group] = PlainTable(
    {
        "group": lambda one: one.meets.group,
        "day": lambda one: one.pattern.day_words() or None,
        "time": lambda one: one.pattern.start_time,
        "quorum": lambda one: one.quorum or None,
        "where": lambda one: _where(one) or None,
        "parent": lambda one: one.meets.parent,
        "before": lambda one: one.pattern.before_parent,
        "papers": lambda one: one.pattern.papers_before,
        "set": lambda one: ELSEWHERE if one.pattern.set_elsewhere else HERE,
    },
    lambda one: f"{one.meets.group} {one.meets.group_short or ''} {one.pattern.words()} {_where(one)} {one.quorum}",
    empty={"day": "no preference", "time": "not fixed", "quorum": "not recorded", "where": "not fixed",
           "parent": "none", "before": "no rule", "papers": "by the rule for all"},
)  # fmt: skip

COLUMNS = (
    Column("group", "Group", 210, filter=Filtering.TEXT),
    Column("day", "Day", 222, filter=Filtering.TEXT, groups=True, empty="no preference"),
    Column("time", "Time", 112, filter=Filtering.TEXT, empty="not fixed", yields=True),
    Column("quorum", "Quorum", 166, filter=Filtering.TEXT, groups=True, empty="not recorded", yields=True),
    Column("where", "Where", 150, filter=Filtering.TEXT, empty="not fixed", aside=True),
    Column(
        "before", "Before the group above", 120, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="no rule",
        more="Working days between its meeting and the next one of the group it reports to", aside=True,
    ),
    Column("papers", "Papers due", 90, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="by the rule for all",
           more="Working days before a meeting", aside=True),
    Column("parent", "Reports to", 150, filter=Filtering.TEXT, groups=True, empty="none", aside=True),
    Column(
        "set", "Dates", 110, filter=Filtering.CHOICE, groups=True, aside=True,
        choices=(Choice(HERE, "Planned here"), Choice(ELSEWHERE, "Set by a neighbour")),
    ),
)  # fmt: skip


def _where(one: _Group) -> str:
    return ", ".join(part for part in (one.pattern.place, "online" if one.pattern.link else None) if part)


def _unknown(words: str) -> Cell:
    return Cell(words, Look.UNKNOWN)


def _cells(one: _Group) -> tuple[Cell | str, ...]:
    pattern, before, papers = one.pattern, one.pattern.before_parent, one.pattern.papers_before
    day = pattern.day_words()
    return (
        Cell(one.meets.group_words(), more=one.meets.group if one.meets.group_short else ""),
        (day[0].upper() + day[1:]) if day else _unknown("no preference"),
        pattern.time_words() or _unknown("not fixed"),
        one.quorum or _unknown("not recorded"),
        _where(one) or _unknown("not fixed"),
        "" if before is None else Cell(str(before), value=before),
        "" if papers is None else Cell(str(papers), value=papers),
        one.meets.parent or "",
        "set by a neighbour" if pattern.set_elsewhere else HERE,
    )


def _source(today: Callable[[], date]) -> TableSource:
    def found(session: "Session") -> list[_Group]:
        day = today()
        groups = patterns.patterns_on(session, day)
        rules = rules_by_group(session, [one.pattern.group_uid for one in groups])
        return [_Group(one, _quorum(rules_on(rules.get(one.pattern.group_uid, ()), day))) for one in groups]

    def rows(session: "Session", ids: Sequence[int], _query: Query) -> list[Row]:
        wanted = set(ids)
        return [
            Row(one.meets.group_id, one.pattern.group_uid, _cells(one))
            for one in found(session)
            if one.meets.group_id in wanted
        ]

    return TableSource(
        columns=COLUMNS,
        ids=lambda session, query: [one.meets.group_id for one in GROUPS.rows(found(session), query)],
        rows=rows,
        id_of=id_of,
        summary=_summary,
        whole=lambda session, _query: len(found(session)),
        sections=lambda session, query: GROUPS.sections(found(session), query),
        found=lambda session, query, column, typed: [
            one.meets.group_id for one in GROUPS.found(found(session), query, column, typed)
        ],
    )


def _quorum(rules: Sequence[QuorumRuleRow]) -> str:
    return "; and ".join(kind_words(one.kind, one.number) for one in rules)


def _summary(_session: "Session", _query: Query, number: int) -> str:
    return f"{number} group{'' if number == 1 else 's'}"


def _load(today: Callable[[], date], session: "Session", uid: str, _query: Query) -> Detail | None:
    one = next((one for one in patterns.patterns_on(session, today()) if one.pattern.group_uid == uid), None)
    if one is None:
        return None
    pattern = one.pattern
    return Detail(
        "group", uid, pattern.version, one.group, f"Reports to {one.parent}" if one.parent else "",
        {field.key: getattr(pattern, field.key) for field in FIELDS},
        lines={
            "quorum": quorum_lines(session, uid, today()),
            STANDING.key: standing_lines(session, uid),
            BLOCKED.key: tuple(_line(period) for period in patterns.blocked_of_group(session, uid)),
        },
        history=history_items(
            patterns.pattern_history(session, uid), LABELS, _words, rich=("note",)
        ),
    )  # fmt: skip


def _line(one: Blocked) -> Line:
    group = Picked(one.group_uid, one.group or "") if one.group_uid else None
    values = {"name": one.name, "first": one.first, "last": one.last, "group": group}
    return Line(one.uid, one.version, (one.days_words(), one.name, one.group or "All groups"), values)


def _words(field: str, value: Any) -> str:
    if field == "weekday" and isinstance(value, int):
        return WEEKDAYS[value]
    if field == "week" and isinstance(value, int):
        return WEEKS[value]
    if field == "set_elsewhere" and value is not None:
        return "yes" if value else "no"
    return stored_words(field, value)


class MeetingSetupPage(TablePage):
    """How each group likes to meet."""

    key = "meeting-setup"
    title = "Meeting set-up"
    icon = "settings"
    guide = "year"
    under = "year"
    called = "setup patterns preferences blocked days free"
    watches = frozenset({"meeting_pattern", "partnership_group", "blocked_period", "quorum_rule", "standing_item"})

    def __init__(self, tasks: Tasks) -> None:
        self._wants_quorum = False
        block = Command("setup.block", "Keep days free…", self._block, "Ctrl+N", lambda: tasks.locked() is None,
                        called="blocked period holidays")  # fmt: skip
        rules = Command("setup.rules", "Days and dates that rules give", self._show_rules, "Ctrl+Shift+J",
                        called="deadlines agenda minutes challenge working days local statutory")  # fmt: skip
        quorum = Command("setup.quorum", "Quorum", self._show_quorum, "Ctrl+Shift+Q", self._has_group,
                         called="rules of a group how many deputies")  # fmt: skip
        self._quorum = quorum
        year = Command("setup.year", "Show what the groups owe", self._show_year, "Ctrl+Return")
        super().__init__(
            tasks,
            TableParts(
                "Groups", _source(tasks.store.clock.today), FIELDS, partial(_load, tasks.store.clock.today),
                lambda uid, version, fields: Act(patterns.set_pattern, (uid, version), fields),
                Empty("How the groups like to meet stands here. There are no groups yet."),
                head=lambda _session, _query: Head("Meeting set-up", (Crumb("Year", Place("year")),)),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                many=Many(
                    tuple(field.key for field in FIELDS if field.key != "note"),
                    lambda uids, found: Act(patterns.set_patterns, (list(uids),), found),
                ),
                lines=(quorum_of_group(tasks.store.clock.today()), STANDING, BLOCKED),
            ),
            actions=(year, rules, block),
        )  # fmt: skip

    def build(self) -> None:
        """Make the page; who came for the quorum is taken to it once the group is there."""
        super().build()
        self.panel.loaded.connect(self._take_to_quorum)

    def commands(self) -> list[Command]:
        """Return what can be done here, and the way to the quorum."""
        return [*super().commands(), self._quorum]

    def hear(self, announcement: Announcement) -> None:
        """Take note of a commit, and say so where decisions turned with the quorum."""
        super().hear(announcement)
        notice = turned_notice(announcement)
        if notice is not None and self.isVisible():
            self.said.emit(notice)

    def _has_group(self) -> bool:
        return self._built and self.panel.uid is not None

    def _show_quorum(self) -> None:
        self._wants_quorum = True
        if self.panel.detail is not None and self.panel.detail.uid == self.panel.uid:
            self._take_to_quorum()

    def _take_to_quorum(self) -> None:
        """Put the keyboard to the rules of the quorum, in view, where somebody asked for them."""
        if self._wants_quorum and self.panel.detail is not None:
            self._wants_quorum = False
            QTimer.singleShot(0, self, self.panel.lines["quorum"].take_keyboard)  # once all has its place

    def _show_year(self) -> None:
        self.navigate.emit(Place("year", self.panel.uid))

    def _show_rules(self) -> None:
        self.navigate.emit(Place("days-of-rules"))

    def _block(self) -> None:
        AskDialog(
            self._tasks, "Keep days free of meetings", (*PERIOD, WHOSE), {}, "Keep them free",
            partial(_added, ""), self, command="setup.block",
        ).open()  # fmt: skip
