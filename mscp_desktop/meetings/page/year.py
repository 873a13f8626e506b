"""The page of a financial year: what each group owes, what is planned and held, and whether it can still be met."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mscp_desktop.desktop.charts.chart_view import ChartDialog, Graph
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
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
    Line,
    Lines,
    Look,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import id_of, place_words
from mscp_desktop.meetings.page.meetings_fields import state_cell
from mscp_desktop.meetings.page.year_bars import BarDelegate, bar_cell
from mscp_desktop.meetings.rules import obligations as rules
from mscp_desktop.meetings.rules.calendar import Off, astray_words, day_off, days_off
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.obligations import Obligation, Verdict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TONES = {
    Verdict.MET: Tone.GOOD, Verdict.ON_COURSE: Tone.INFO, Verdict.TO_MARK: Tone.WARNING, Verdict.SHORT: Tone.WARNING,
    Verdict.MISSED: Tone.BAD, Verdict.NOT_STATED: Tone.NEUTRAL,
}  # fmt: skip
OWN, JOINT = "our own", "joint"
BAR = "bar"
OWED = (
    Field("owed", "Meetings owed", Kind.NUMBER, required=True, least=0, most=rules.MOST_OWED),
    Field("reason", "Why this year differs", Kind.MULTILINE, "It stands beside the number in the year's record",
          required=True),
)  # fmt: skip
LABELS = {"owed": "Meetings owed", "reason": "Why this year differs"}
MEETINGS = Lines(
    "meetings", "Meetings of the year", "a meeting", ("Day", "State"), "None is planned or held in this year."
)

YEAR: PlainTable[Obligation] = PlainTable(
    {
        "group": lambda one: one.group,
        "owed": lambda one: one.owed,
        "held": lambda one: one.held,
        "planned": lambda one: one.planned,
        "remaining": lambda one: one.remaining,
        "cancelled": lambda one: one.cancelled,
        "gap": lambda one: one.longest_gap.days if one.longest_gap else None,
        "state": lambda one: one.verdict.value,
        "next": lambda one: one.next.day if one.next else None,
        "frequency": lambda one: one.frequency,
        "whose": lambda one: OWN if one.local else JOINT,
        "extra": lambda one: one.extra,
    },
    lambda one: f"{one.group} {one.group_short or ''} {one.verdict.value} {one.frequency}",
    sums=("owed", "held", "planned", "remaining", "cancelled", "extra"),
    empty={"owed": "not stated", "remaining": "not stated", "gap": "none", "next": "none"},
)


def year_of(query: Query, today: date) -> Year:
    """Return the year in view: the table's scope is the calendar year in which it begins."""
    return rules.financial_year(today) if query.scope is None else Year(YearKind.FINANCIAL, int(query.scope))


def _cells(one: Obligation) -> tuple[Cell | str, ...]:
    gap = one.longest_gap
    return (
        Cell(one.group_words(), more=one.group if one.group_short else ""),
        bar_cell(one),
        verdict_cell(one),
        "" if one.owed is None else _number(one.owed, "Set for this year" if one.own_number else ""),
        _number(one.held),
        _number(one.planned, f"{one.unmarked} of them past" if one.unmarked else ""),
        "" if one.remaining is None else _number(one.remaining),
        "" if gap is None else Cell(
            str(gap.days), more=f"{format_day(gap.since)} to {format_day(gap.until)}", value=gap.days
        ),
        _number(one.cancelled),
        "" if one.next is None else Cell(format_day(one.next.day), value=one.next.day),
        Cell("not stated", Look.UNKNOWN) if one.frequency == "not stated" else one.frequency,
        (OWN if one.local else JOINT).capitalize(),
        _number(one.extra),
    )  # fmt: skip


def _number(number: int, more: str = "") -> Cell:
    return Cell(str(number), more=more, value=number)


def verdict_cell(one: Obligation) -> Cell:
    """Return how a group stands to what it owes as a status, which explains itself on hover."""
    return pill(one.verdict.value, TONES[one.verdict], one.why)


COLUMNS = (
    Column("group", "Group", 150, filter=Filtering.TEXT),
    Column(BAR, "Meetings", 96, sortable=False, more="Full: held. Hatched: planned. Dashed: owed and without a date"),
    Column(
        "state", "State", 160, filter=Filtering.CHOICE, groups=True,
        choices=tuple(Choice(one.value, one.value[0].upper() + one.value[1:]) for one in Verdict),
    ),
    Column("owed", "Owed", 54, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="not stated", total=True),
    Column("held", "Held", 48, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True),
    Column("planned", "Planned", 80, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True),
    Column("remaining", "To plan", 76, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="not stated", total=True),
    Column(
        "gap", "Gap", 58, ColumnKind.NUMBER, filter=Filtering.NUMBER, empty="none",
        more="The longest time between two ordinary meetings, in days",
    ),
    Column("cancelled", "Cancelled", 90, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True, aside=True),
    Column("next", "Next meeting", 120, ColumnKind.DATE, filter=Filtering.DATE, empty="none", aside=True),
    Column("frequency", "Meets", 110, filter=Filtering.TEXT, empty="not stated", aside=True),
    Column(
        "whose", "Whose", 80, filter=Filtering.CHOICE, groups=True, aside=True,
        choices=(Choice(OWN, "Our own"), Choice(JOINT, "Joint")),
    ),
    Column(
        "extra", "Beside them", 90, ColumnKind.NUMBER, filter=Filtering.NUMBER, total=True, aside=True,
        more="Extraordinary meetings and decisions between meetings",
    ),
)  # fmt: skip


def _source(today: Callable[[], date]) -> TableSource:
    def found(session: "Session", query: Query) -> list[Obligation]:
        return rules.obligations(session, year_of(query, today()), today())

    def rows(session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
        wanted = set(ids)
        return [
            Row(one.group_id, one.group_uid, _cells(one)) for one in found(session, query) if one.group_id in wanted
        ]

    return TableSource(
        columns=COLUMNS,
        ids=lambda session, query: [one.group_id for one in YEAR.rows(found(session, query), query)],
        rows=rows,
        id_of=id_of,
        summary=lambda _session, query, number: _summary(query, number, today()),
        whole=lambda session, query: len(found(session, query)),
        sections=lambda session, query: YEAR.sections(found(session, query), query),
        totals=lambda session, query: YEAR.totals(
            [one for one in found(session, query) if one.owed is not None], query
        ),
        found=lambda session, query, column, typed: [
            one.group_id for one in YEAR.found(found(session, query), query, column, typed)
        ],
    )


def _summary(query: Query, number: int, today: date) -> str:
    return f"{number} group{'' if number == 1 else 's'} in {year_of(query, today)}, April to March"


def _head(today: Callable[[], date], session: "Session", query: Query) -> Head:
    year = year_of(query, today())
    found = rules.obligations(session, year, today())
    stated = [one for one in found if one.owed is not None]
    counts = [(verdict, sum(one.verdict is verdict for one in found)) for verdict in Verdict]
    chips = [
        Cell(f"{sum(one.owed or 0 for one in stated)} owed, {sum(one.held for one in stated)} of them held", Look.PILL),
        *(
            pill(f"{number} {verdict.value}", TONES[verdict])
            for verdict, number in counts
            if number and verdict in (Verdict.MISSED, Verdict.SHORT, Verdict.TO_MARK, Verdict.NOT_STATED)
        ),
    ]  # fmt: skip
    return Head(f"Year {year}", chips=tuple(chips) if found else ())


def _load(today: Callable[[], date], session: "Session", uid: str, query: Query) -> Detail | None:
    year = year_of(query, today())
    found = rules.obligations(session, year, today(), uid)
    if not found:
        return None
    one, set_for_year = found[0], rules.own_number(session, uid, year.start_year)
    met = meetings_between(session, year.first_day, year.last_day, uid)
    off = days_off(session, year.first_day, year.last_day)
    astray = astray_words(met, off)
    lines = tuple(
        Line(
            row.uid, row.version,
            (row.kind.value.capitalize() + f", {format_day(row.day)}" if row.kind in BETWEEN
             else _on(row, off), state_cell(row, today())),
            {}, Place("meeting", row.uid),
        )
        for row in met
    )  # fmt: skip
    return Detail(
        "group", uid, 0, one.group, f"{place_words(one.tier, one.scope)}, {one.frequency}",
        {
            "owed": one.owed if set_for_year is None else set_for_year[0], "year": year,
            "reason": None if set_for_year is None else set_for_year[1],
        },
        facts=(*_facts(one), *([("On a day off", astray)] if astray else [])), lines={MEETINGS.key: lines},
        history=history_items(
            rules.obligation_history(session, uid, year.start_year), LABELS, restore_as=lambda _entry, _field: None
        ),
    )  # fmt: skip


def _on(row: MeetingRow, off: Mapping[date, tuple[Off, ...]]) -> str:
    """Return a meeting's day, and that none is held on it where that is so: "…, on a bank holiday"."""
    said = day_off(row, off.get(row.day, ()))
    return f"{format_day(row.day, weekday=True)}{f', {said}' if said else ''}"


def _facts(one: Obligation) -> list[tuple[str, Cell | str]]:
    gap = one.longest_gap
    found: list[tuple[str, Cell | str]] = [
        ("State", verdict_cell(one)),
        ("Why", one.why),
        ("Owed", " ".join(("not stated." if one.owed is None else f"{one.owed}.", *one.owed_why))),
        ("Counted", f"{one.held} held, {one.planned} planned, {one.cancelled} cancelled"),
    ]
    if one.extra:
        found.append(("Beside them", f"{one.extra} out of turn or between meetings"))
    if one.last is not None:
        found.append(("Last met", format_day(one.last.day)))
    if one.next is not None:
        found.append(("Next meeting", format_day(one.next.day)))
    if gap is not None:
        found.append(("Longest gap", f"{gap.days} days, from {format_day(gap.since)} to {format_day(gap.until)}"))
    return found


def _graph(request: Request, session: "Session") -> Graph:
    from mscp_desktop.meetings.report.obligations import obligations_in_view  # noqa: PLC0415 - ReportLab costs 100 ms
    from mscp_desktop.printing import charts  # noqa: PLC0415 - as above

    return Graph(*charts.shown(obligations_in_view(session, request)))


class YearPage(TablePage):
    """What the groups owe in a year; Enter shows a group's meetings."""

    key = "year"
    title = "Year"
    icon = "year"
    guide = "year"
    section = 1
    watches = frozenset({"meeting", "partnership_group", "year_obligation", "blocked_period", "calendar_day"})

    def __init__(self, tasks: Tasks) -> None:
        today = tasks.store.clock.today
        before = Command("year.before", "Show the year before", partial(self._step, -1), "Alt+PgUp")
        after = Command("year.after", "Show the next year", partial(self._step, 1), "Alt+PgDown")
        chart = Command("year.chart", "Show as a chart", self._show_chart, "Ctrl+Shift+G", self._has_rows)
        groups = Command("year.groups", "Show the groups", self._show_groups)
        plan = Command("year.plan", "Plan the year…", self._plan, "Ctrl+Shift+N", called="planner dates")
        super().__init__(
            tasks,
            TableParts(
                "Groups", _source(today), (), partial(_load, today),
                lambda uid, _version, fields: Act(rules.set_obligation, (uid, self.year.start_year), fields),
                Empty("What the groups owe in a year stands here. No group is recorded for this year.", groups),
                head=partial(_head, today), lines=(MEETINGS,), nothing="Choose a group to see how it stands.",
            ),
            actions=(before, after, chart, plan),
        )  # fmt: skip

    @property
    def year(self) -> Year:
        """The year in view."""
        query = self.table.query if self._built else Query()
        return year_of(query, self._tasks.store.clock.today())

    def build(self) -> None:
        """Draw the bars in their column."""
        super().build()
        at = next(place for place, column in enumerate(COLUMNS) if column.key == BAR)
        right = frozenset(place for place, column in enumerate(COLUMNS) if column.kind is ColumnKind.NUMBER)
        self.table.view.setItemDelegateForColumn(at, BarDelegate(self.table.view, right))

    def open_place(self, uid: str | None) -> None:
        """Show a year by its label, a group by its uid, or both: "2025-26", or "2025-26 " and the uid."""
        for part in (uid or "").split():
            try:
                self._show_year(Year.parse(YearKind.FINANCIAL, part))
            except UserError:
                super().open_place(part)

    def place(self) -> str | None:
        """Return the year in view and the group in hand."""
        return " ".join(part for part in (self.year.label, super().place()) if part)

    def open_row(self, uid: str) -> None:
        """Show the group's meetings."""
        self.navigate.emit(Place("meetings", uid))

    def commands(self) -> list[Command]:
        """Return what can be done with a year."""
        return [*super().commands(), *self._own()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the group in hand."""
        return [*self._own()[:3], *super().row_commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "its meetings"), ("Alt+PgDn", "next year"), ("Ctrl+P", "print")]

    def _own(self) -> list[Command]:
        working = self._tasks.locked() is None
        return [
            Command("year.meetings", "Show its meetings", self._show_meetings, "Ctrl+Return", self._has_group),
            Command(
                "year.owed", "Set what it owes this year…", self._set_owed, "Ctrl+Shift+O",
                lambda: working and self._has_group(),
            ),
            Command(
                "year.frequency", "Let its frequency hold again", self._drop_owed, None,
                lambda: working and self._has_group() and self.panel.detail is not None
                and self.panel.detail.values["reason"] is not None,
            ),
            Command("year.setup", "Show how the groups like to meet", self._set_up, "Ctrl+Shift+J", called="patterns"),
            Command("year.preview", "Preview what the groups owe", self._preview, "Ctrl+P", self._has_rows),
            Command("year.group", "Preview what this group owes", self._preview_group, None, self._has_group),
            Command(
                "year.record", "Preview the record of this year's meetings", self._preview_record, None,
                self._has_rows, called="yearly annual end compiled report PDF", acts="print save export",
            ),
        ]  # fmt: skip

    def _has_group(self) -> bool:
        return self._built and self.panel.detail is not None

    def _has_rows(self) -> bool:
        return self._built and self._rows()

    def _show_year(self, year: Year) -> None:
        self.prepare()
        self.show_scope(str(year.start_year))
        self.panel.reload()
        self.moved.emit()

    def _step(self, by: int) -> None:
        self._show_year(self.year.next if by > 0 else self.year.previous)

    def _show_groups(self) -> None:
        self.navigate.emit(Place("groups"))

    def _plan(self) -> None:
        self.navigate.emit(Place("planner", self.year.label))

    def _set_up(self) -> None:
        self.navigate.emit(Place("meeting-setup", self.panel.uid))

    def _show_meetings(self) -> None:
        if self.panel.uid is not None:
            self.open_row(self.panel.uid)

    def _set_owed(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            year = self.year
            AskDialog(
                self._tasks, f"What {detail.title} owes in {year}", OWED,
                {key: detail.values[key] for key in ("owed", "reason")}, "Set it",
                lambda found: Act(rules.set_obligation, (detail.uid, year.start_year, found["owed"], found["reason"])),
                self, place=f"owed {detail.uid}",
            ).open()  # fmt: skip

    def _drop_owed(self) -> None:
        if self.panel.uid is not None:
            self._tasks.write(rules.remove_obligation, self.panel.uid, self.year.start_year, owner=self)

    def _request(self, group: str | None = None) -> Request:
        today = self._tasks.store.clock.today()
        return Request(today, today, group=group, year=self.year.label)

    def _preview(self) -> None:
        self.wanted.emit("obligations", self._request())

    def _preview_record(self) -> None:
        self.wanted.emit("year-record", self._request())

    def _preview_group(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            self.wanted.emit("obligations", self._request(detail.title))

    def _show_chart(self) -> None:
        note = f"{self.year}, as at {format_day(self._tasks.store.clock.today())}."
        self._tasks.read(
            partial(_graph, self._request()), lambda graph: ChartDialog(graph, note, self).open(), owner=self
        )
