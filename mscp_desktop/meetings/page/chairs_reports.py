"""The page of chairs' reports: which are due for which meeting, and what each says, on one page."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

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
    Crumb,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.rules import chairs_reports, chairs_reports_changes
from mscp_desktop.meetings.rules.chairs_reports import REPORTS, ReportRow
from mscp_desktop.meetings.rules.chairs_reports_facts import report_facts
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.rosters import Holding, roster_at

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
STATES = {"missing": Tone.BAD, "draft": Tone.WARNING, "agreed": Tone.GOOD}
NOT_BEGUN = "This report is not begun. Begin it (Ctrl+N), and it takes what is on record of that time."
AGREED = "This report is agreed. Make it a draft again to change it."
FIELDS = (
    Field("assurance", "Assurance", Kind.RICH, "What goes well, and how you know", empty="nothing to report"),
    Field("exceptions", "Exceptions", Kind.RICH, "What does not, and what is done about it", empty="nothing to report"),
    Field("asks", "Asks", Kind.RICH, "What is needed from those who receive it", empty="nothing to report"),
    Field("note", "Note", Kind.RICH, "It is not printed", empty="none", private=True),
)
LABELS = {field.key: field.label for field in FIELDS} | {"agreed": "Agreed", "agreed_by": "Agreed by"}
AGREEING = (
    Field("day", "Agreed on", Kind.DAY, required=True),
    Field("by", "Agreed by", Kind.TEXT, "As it stands on the report", empty="not said"),
)
COLUMNS = (
    Column("meeting", "For the meeting", 160, filter=Filtering.DATE),
    Column("receiver", "Of", 130, filter=Filtering.TEXT, groups=True),
    Column("group", "Report of", 210, filter=Filtering.TEXT, groups=True),
    Column(
        "state", "State", 110, filter=Filtering.CHOICE, groups=True,
        choices=tuple(Choice(one, one.capitalize()) for one in STATES),
    ),
    Column("due", "Papers due", 170, filter=Filtering.DATE),
)  # fmt: skip


class ChairsReportsPage(TablePage):
    """The reports that are due for coming meetings, and those of the last year."""

    key = "chairs-reports"
    title = "Chairs' reports"
    icon = "reports"
    guide = "meetings"
    under = "meetings"
    called = "chair's report send up"
    kinds = frozenset({"chairs_report"})
    watches = frozenset(
        {
            "chairs_report", "meeting", "partnership_group", "decision", "action", "challenge", "attendance",
            "agenda_item", "meeting_pattern",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        self._pages: int | None = None  # on which the report in hand prints
        self._begin = Command(
            "report.begin", "Begin this report", self._make, "Ctrl+N", partial(self._is, "missing"), called="make"
        )
        self._agree = Command(
            "report.agree", "Agree it…", self._ask_agreed, "Ctrl+Shift+A", partial(self._is, "draft"),
            called="approve sign off",
        )  # fmt: skip
        self._print = Command("report.preview", "Preview it", self._preview, "Ctrl+P", self._is_made)
        super().__init__(
            tasks,
            TableParts(
                "Reports", self._source(), FIELDS, self._read_report,
                lambda uid, version, found: Act(chairs_reports_changes.change_report, (uid, version), found),
                Empty(
                    "The reports of groups to the group they report to stand here, once that group has a meeting to"
                    " come."
                ),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=_removed,
                nothing="Choose a report to read and write it.",
            ),
            actions=(self._print, self._agree, self._begin),
        )  # fmt: skip

    def build(self) -> None:
        """Make the page; what is said above it follows the report in hand."""
        super().build()
        self._show_above()
        self.panel.loaded.connect(self._measure)
        self.panel.loaded.connect(self.renew_hints)

    def commands(self) -> list[Command]:
        """Return what can be done with reports."""
        return [*super().commands(), *self._with_report()]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the report in hand, for its menu."""
        return [*super().row_commands(), self._begin, self._agree, *self._with_report()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        row = self._row()
        first = ("Ctrl+N", "begin") if row is None or row.state() == "missing" else ("Ctrl+P", "print")
        return [first, *super().hints()]

    def edit(self) -> None:
        """Begin a report that is missing; edit another."""
        if self._is("missing"):
            self._make()
        else:
            super().edit()

    def _with_report(self) -> list[Command]:
        return [
            Command("report.all", "Begin all that are missing", self._make_all, None, partial(self._is, "missing")),
            Command("report.reopen", "Make it a draft again", self._reopen, None, partial(self._is, "agreed")),
            Command("report.meeting", "Open its meeting", self._open_meeting, "Ctrl+Return", self._chosen),
        ]  # fmt: skip

    def _source(self) -> TableSource:
        def listed(session: "Session") -> list[ReportRow]:
            return chairs_reports.reports_listed(session, self._tasks.store.clock.today())

        return TableSource(
            columns=COLUMNS,
            ids=lambda session, query: [one.id for one in REPORTS.rows(listed(session), query)],
            rows=lambda session, ids, _query: self._rows_of(listed(session), ids),
            id_of=lambda session, uid: chairs_reports.report_id(session, uid, self._tasks.store.clock.today()),
            summary=lambda session, _query, number: _summary(listed(session), number),
            whole=lambda session, _query: len(listed(session)),
            sections=lambda session, query: REPORTS.sections(listed(session), query),
            found=lambda session, query, column, typed: [
                one.id for one in REPORTS.found(listed(session), query, column, typed)
            ],
        )

    def _rows_of(self, rows: Sequence[ReportRow], ids: Sequence[int]) -> list[Row]:
        wanted, today = set(ids), self._tasks.store.clock.today()
        return [
            Row(
                one.id, one.key(),
                (
                    Cell(format_day(one.meeting_day), value=one.meeting_day), one.receiver,
                    Cell(one.group_short or one.group, more=one.group),
                    pill(one.state().capitalize(), STATES[one.state()]),
                    Cell(_due_words(one, late=one.due < today <= one.meeting_day), value=one.due),
                ),
            )
            for one in rows
            if one.id in wanted
        ]  # fmt: skip

    def _read_report(self, session: "Session", uid: str, _query: Query) -> Detail | None:
        row = chairs_reports.report_row(session, uid)
        if row is None:
            return None
        facts = report_facts(session, row.group_uid, row.since, row.until)
        said = [("Period", row.period_words()), *facts.pairs(), ("Papers due", format_day(row.due))]
        if row.agreed is not None:
            said.append(("Agreed", f"{format_day(row.agreed)}{f', {row.agreed_by}' if row.agreed_by else ''}"))
        locked = NOT_BEGUN if row.uid is None else AGREED if row.agreed is not None else ""
        return Detail(
            "chairs_report", uid, row.version, row.title(), f"To {row.receiver}, {format_day(row.meeting_day)}",
            {
                "assurance": row.assurance, "exceptions": row.exceptions, "asks": row.asks, "note": row.note,
                "row": row, "chair": _chair_named(session, row.group_uid, row.until),
            },
            facts=tuple(said), locked=locked, papers="chairs_report" if row.uid else "",
            history=None if row.uid is None else history_items(
                chairs_reports.report_history(session, row.uid), LABELS, rich=chairs_reports_changes.TEXTS,
            ),
        )  # fmt: skip

    def _row(self) -> ReportRow | None:
        detail = self.panel.detail
        found: ReportRow | None = None if detail is None else detail.values.get("row")
        return found

    def _chosen(self) -> bool:
        return self._row() is not None

    def _is_made(self) -> bool:
        row = self._row()
        return row is not None and row.uid is not None

    def _is(self, state: str) -> bool:
        row = self._row()
        return self._tasks.locked() is None and row is not None and row.state() == state

    def _make(self) -> None:
        row = self._row()
        if row is not None:
            self._tasks.write(
                chairs_reports_changes.make_report, row.group_uid, row.meeting_uid,
                then=lambda outcome: self.edit_new(outcome.value), owner=self,
            )  # fmt: skip

    def _make_all(self) -> None:
        row = self._row()
        if row is not None:
            self._tasks.write(chairs_reports_changes.make_reports, row.meeting_uid, owner=self)

    def _ask_agreed(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid, chair = detail.uid, detail.values["chair"]
            AskDialog(
                self._tasks, f"Agreed: {detail.title}", AGREEING,
                {"day": self._tasks.store.clock.today(), "by": chair}, "Record as agreed",
                lambda found: Act(chairs_reports_changes.agree_report, (uid,), found), self, about=detail.subtitle,
                place=f"agree {uid}",
            ).open()  # fmt: skip

    def _reopen(self) -> None:
        row = self._row()
        if row is not None and row.uid is not None:
            self._tasks.write(chairs_reports_changes.reopen_report, row.uid, owner=self)

    def _open_meeting(self) -> None:
        row = self._row()
        if row is not None:
            self.navigate.emit(Place("meeting", row.meeting_uid))

    def _request(self, row: ReportRow) -> Request:
        today = self._tasks.store.clock.today()
        return Request(today, row.until, group=row.group, meeting=row.meeting_uid)

    def _preview(self) -> None:
        row = self._row()
        if row is not None:
            self.wanted.emit("chairs-report", self._request(row))

    def _measure(self) -> None:
        """Find out beside the window's thread on how many pages the report in hand prints."""
        row = self._row()
        self._pages = None
        if row is None or row.uid is None:
            self._show_above()
            return
        request, key = self._request(row), f"pages {id(self)}"
        self._tasks.read(lambda session: _pages_of(session, row, request), self._measured, key=key, owner=self)

    def _measured(self, pages: int) -> None:
        self._pages = pages
        self._show_above()

    def _show_above(self) -> None:
        chips: tuple[Cell, ...] = ()
        if self._pages is not None:
            fits = self._pages <= 1
            words = "Fits on one page" if fits else f"{self._pages} pages: shorten it to fit on one"
            chips = (pill(words, Tone.GOOD if fits else Tone.BAD),)
        self.head.show_head(Head("Chairs' reports", (Crumb("Meetings", Place("meetings")),), chips))


def _pages_of(session: "Session", row: ReportRow, request: Request) -> int:
    from mscp_desktop.meetings.report.chairs_report import pages_of  # noqa: PLC0415 - ReportLab costs 100 ms

    return pages_of(session, row, request)


def _chair_named(session: "Session", group_uid: str, day: "date") -> str | None:
    """Return who can have agreed as a group's chair on a day, with their post; None where nobody is known to."""
    for seat in roster_at(session, group_uid, day).seats:
        if seat.holding is Holding.HELD and (seat.role is SeatRole.CHAIR or seat.chairs_until):
            return ", ".join(part for part in (seat.holder, seat.post, seat.organisation) if part)
    return None


def _removed(uids: Sequence[str]) -> Act:
    """Return the operation that deletes reports; those that are missing anyway are passed over."""
    return Act(chairs_reports_changes.remove_reports, ([one for one in uids if "/" not in one],))


def _due_words(row: ReportRow, *, late: bool) -> str:
    return f"{format_day(row.due)}, late" if late and row.agreed is None else format_day(row.due)


def _summary(rows: Sequence[ReportRow], number: int) -> str:
    missing = sum(one.uid is None for one in rows)
    drafts = sum(one.state() == "draft" for one in rows)
    return f"{number} report{'' if number == 1 else 's'}, {missing} missing, {drafts} to agree"
