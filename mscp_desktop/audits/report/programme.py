"""The programme of audits as a document: the schedule, what was held with its grades, and the grades over the years."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import ON_RECORD, AuditState
from mscp_desktop.audits.rules.programme import (
    AuditRow,
    ThemeRow,
    audit_rows,
    last_words,
    quarter_months,
    themes,
    year_of,
)
from mscp_desktop.audits.rules.trend import LEAST_FOR_A_SHARE, Graded, Trend, trends
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import BLUE, GREEN, ORANGE, RED, Chart, ChartKind, Series, alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document

HOW = (
    f"n is the number of cases. A share in per cent stands only where there are {LEAST_FOR_A_SHARE} cases or more: of"
    " fewer it would say more than is known. Cases are chosen for what they can teach, so the figures describe these"
    " cases, and not all work with children."
)
MOST_DRAWN = 14  # audits that a chart of a page has room for
NO_DECISION = "no decision is linked"


def trend_in_view(session: Session, request: Request) -> Chart:
    """Return the grades by audit for the window; raises `UserError` where none are recorded."""
    year = _year(request)
    found = trends(session, None, year)
    if not found:
        raise UserError("No grades of an audit are recorded yet, so there is nothing to draw.")
    return trend_chart(found[0])


def programme_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the schedule, what was held and the trend: of one financial year, with the trend up to it, or of all."""
    year = _year(request)
    rows = _rows(session, year)
    of = "all years" if year is None else str(year_of(year))
    about = Document(
        title="Programme of multi-agency audits", partnership=partnership_name(session), printed_on=request.today,
        subtitle=f"{of[:1].upper()}{of[1:]}, as at {format_day(request.as_at)}", landscape=True,
    )  # fmt: skip
    held = [one for one in rows if one.state in ON_RECORD]
    story: list[blocks.Block] = [
        blocks.facts([
            ("Audits", _counted(rows)),
            ("Cases", f"{sum(one.cases or 0 for one in held):,} in {_audits(len(held))} held"),
        ], share=0.2),
        blocks.heading(1, "Schedule"), _schedule(rows),
    ]  # fmt: skip
    if held:
        story += [blocks.heading(1, "What was held"), _held(held)]
        lessons = [(one.title(), one.learning) for one in held if one.learning]
        if lessons:
            story += [blocks.heading(1, "What was learned"), blocks.facts(lessons, share=0.25)]
    found = trends(session, None, year)
    for trend in found:
        story += _trend(trend, alone=len(found) == 1)
    waiting = [one for one in themes(session) if one.required and one.is_used(request.as_at)]
    if waiting:
        story += [blocks.heading(1, "Themes that the plan asks for"), _required(waiting)]
    return about, story


def programme_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row an audit, with a column for each grade that was given."""
    year = _year(request)
    rows = _rows(session, year)
    grades = list(dict.fromkeys(
        (one.scale_id, one.position, one.name) for row in rows for one in row.grades
    ))  # fmt: skip
    grades.sort()
    columns = (
        Column("Audit", ColumnKind.NUMBER, 8), Column("Theme", width=34), Column("Priority", width=36),
        Column("Year", width=10), Column("Quarter", ColumnKind.NUMBER, 9), Column("State", width=12),
        Column("Held on", width=18), Column("Who audits", width=30), Column("Agreed with", width=26),
        Column("Cases", ColumnKind.NUMBER, 8),
        *(Column(name, ColumnKind.NUMBER, 14) for _, _, name in grades),
        Column("Published in", width=26), Column("Why it is cancelled", width=30),
    )  # fmt: skip
    made: list[tuple[CellValue, ...]] = []
    for one in rows:
        counts = {(each.scale_id, each.position, each.name): each.cases for each in one.grades}
        given: tuple[CellValue, ...] = tuple(counts.get(key, 0) if counts else None for key in grades)
        made.append((
            one.number, one.theme, one.priority, str(year_of(one.year)), one.quarter, one.state.value,
            one.held_words() or None, one.group, one.decision, one.cases, *given, one.published, one.cancelled_why,
        ))  # fmt: skip
    facts = (("Year", "all" if year is None else str(year_of(year))), ("As at", format_day(request.as_at)))
    return SheetTable("Programme of multi-agency audits", columns, made, facts)


def _year(request: Request) -> int | None:
    return None if request.year is None else Year.parse(YearKind.FINANCIAL, request.year).start_year


def _rows(session: Session, year: int | None) -> list[AuditRow]:
    return [one for one in audit_rows(session) if year is None or one.year == year]


def _audits(number: int) -> str:
    return f"{number} audit{'' if number == 1 else 's'}"


def _counted(rows: Sequence[AuditRow]) -> str:
    counts = [(state, sum(one.state is state for one in rows)) for state in AuditState]
    return ", ".join(f"{number} {state.value}" for state, number in counts if number) or "none is planned"


def _schedule(rows: Sequence[AuditRow]) -> blocks.Table:
    columns = (
        blocks.column("Quarter", 2.3, heads_rows=True), blocks.column("No.", 0.5, align="right"),
        blocks.column("Theme", 1.7), blocks.column("Priority that it serves", 1.8), blocks.column("State", 1.2),
        blocks.column("Agreed with", 1.5), blocks.column("Who audits", 1.1),
    )  # fmt: skip
    made = [
        (
            f"{year_of(one.year)}, quarter {one.quarter}: {quarter_months(one.year, one.quarter)}", str(one.number),
            one.theme, one.priority or "none",
            f"{one.state.value}: {one.cancelled_why}" if one.cancelled_why else one.state.value,
            one.decision or ("" if one.published else NO_DECISION), one.group_short or one.group or "",
        )
        for one in rows
    ]  # fmt: skip
    return blocks.table(columns, made, empty="No audit is planned.")


def _held(held: Sequence[AuditRow]) -> blocks.Table:
    columns = (
        blocks.column("Audit", 2.4, heads_rows=True), blocks.column("Held", 1.3),
        blocks.column("n", 0.5, align="right"), blocks.column("Grades", 3.2), blocks.column("Counts from", 1.8),
    )  # fmt: skip
    rows = [
        (
            one.title(), one.held_words() or "day not recorded", "" if one.cases is None else str(one.cases),
            one.grade_words() or "not recorded", one.published or "",
        )
        for one in held
    ]  # fmt: skip
    return blocks.table(columns, rows)


def grade_ink(at: int) -> int:
    """Return the ink of a grade by its place from the best, 0, as its mark on the screen has it."""
    inks = (GREEN, BLUE, ORANGE, RED)
    return inks[min(at, len(inks) - 1)]


def trend_chart(trend: Trend, newest: int | None = None) -> Chart:
    """Return the grades by audit, the lowest first: what most has to change begins each bar.

    Of many audits only the `newest` are drawn where that is said.
    """
    drawn = trend.by_audit if newest is None else trend.by_audit[-newest:]
    series = tuple(
        Series(name, tuple(one.counts[at] for one in drawn), grade_ink(at)) for at, name in enumerate(trend.grades)
    )[::-1]
    named = tuple(f"{one.name} (n = {one.cases})" for one in drawn)
    title = "Grades by audit" if len(drawn) == len(trend.by_audit) else f"Grades of the last {len(drawn)} audits"
    return Chart(title, ChartKind.STACKED, named, series, "cases", "Audit")


def _trend(trend: Trend, *, alone: bool) -> list[blocks.Block]:
    """Return the grades of one scale; `alone` says that there is no other."""
    chart, width = trend_chart(trend, MOST_DRAWN), style.PORTRAIT[1] - 2 * style.MARGIN_SIDE
    story: list[blocks.Block] = [
        blocks.keep(
            blocks.heading(1, "Grades over the years" if alone else f"Grades over the years: {trend.scale}"),
            blocks.figure(draw(chart, width), alternative(chart), f"{chart.title}, in {chart.unit}"),
        ),
        blocks.note(HOW),
    ]
    by = (("Audit", trend.by_audit), ("Theme", trend.by_theme), ("Year", trend.by_year))
    for word, found in by:
        story += [blocks.heading(2, f"By {word.lower()}"), figures_table(trend, word, found)]
    return story


def figures_table(trend: Trend, word: str, found: Sequence[Graded], *, total: bool = True) -> blocks.Table:
    """Return counts of a trend with their shares, and where they are told `total` below them."""
    columns = [
        blocks.column(word, 2, heads_rows=True), blocks.column("Audits", 0.8, align="right"),
        blocks.column("n", 0.5, align="right"), *(blocks.column(name, 1.4, align="right") for name in trend.grades),
    ]  # fmt: skip
    rows: list[blocks.TableRow] = [
        (one.name, str(one.audits), str(one.cases), *(one.words(at) for at in range(len(trend.grades))))
        for one in found
    ]
    if total and len(found) > 1:
        whole = trend.whole
        rows.append(blocks.total(
            "Total", str(whole.audits), str(whole.cases), *(whole.words(at) for at in range(len(trend.grades)))
        ))  # fmt: skip
    return blocks.table(columns, rows)


def _required(found: Sequence[ThemeRow]) -> blocks.Table:
    columns = (
        blocks.column("Theme", 2, heads_rows=True), blocks.column("Priority that it serves", 2.4),
        blocks.column("Audits on record", 2.4),
    )  # fmt: skip
    return blocks.table(columns, [(one.name, one.priority or "none", last_words(one)) for one in found])
