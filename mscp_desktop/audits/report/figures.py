"""Audit figures as values that the window, a PDF and a workbook show alike: tables, each with its chart and note."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mscp_desktop.audits.report.overview import COMPARING, compared_cells, graded_cells, late_words
from mscp_desktop.audits.report.programme import HOW, grade_ink, trend_chart
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.programme import audit_rows, themes, year_of
from mscp_desktop.audits.rules.statistics import Compared, Figures, Scope, figures, sealed_audits
from mscp_desktop.audits.rules.trend import LEAST_FOR_A_SHARE, Graded
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.exchange.xlsx_out import workbook_of
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import BLUE, GREEN, ORANGE, Chart, ChartKind, Series, alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document

TITLE = "Audit figures"
MOST_DRAWN = 14  # bars in a chart that keeps to a page
NOTHING = "No graded cases are recorded in what you chose. Choose another audit, theme or year, or all of them."
SECTIONS = "n is the number of cases in which the section applied and a grade was agreed, in audits graded here."
OWN = (
    "n counts sections of cases, but for the overall grade. These are the grades that each agency gave its own work;"
    " they were sealed until all were in."
)
NOT_ENOUGH = f"Shares stand only where there are {LEAST_FOR_A_SHARE} cases or more; below that the counts speak alone."


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of figures: its note says what n is, `numbers` are its rows without shares, for a workbook."""

    title: str
    note: str
    chart: Chart | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of a scope, in words and tables; `remarks` say what is not there, and why."""

    of: str
    tables: tuple[Shown, ...]
    remarks: tuple[str, ...]


def scope_of(session: Session, request: Request) -> tuple[Scope, str]:
    """Return the scope that a request names, and what it is called: "Neglect, 2024-25", "all audits"."""
    audit = audit_asked_for(session, request) if request.audit else None
    theme = None
    if request.theme:
        wanted = request.theme
        found = [one for one in themes(session) if one.uid == wanted or normal_name(one.name) == normal_name(wanted)]
        if not found:
            names = ", ".join(one.name for one in themes(session)) or "none yet"
            raise UserError(f"There is no theme “{wanted}”. The themes are: {names}.")
        theme = found[0]
    year = Year.parse(YearKind.FINANCIAL, request.year).start_year if request.year else None
    said = [
        audit.title() if audit else "", theme.name if theme else "", str(year_of(year)) if year is not None else "",
    ]  # fmt: skip
    scope = Scope(audit.uid if audit else None, theme.uid if theme else None, year, year)
    return scope, ", ".join(part for part in said if part) or "all audits"


def choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[str]]:
    """Return the audits with grades, by (uid, title), the newest first, their themes likewise, and their years."""
    rows = [one for one in reversed(audit_rows(session)) if one.grades or one.graded_here]
    by_theme = sorted({(one.theme_uid, one.theme) for one in rows}, key=lambda one: one[1].casefold())
    return (
        [(one.uid, one.title()) for one in rows],
        by_theme,
        list(dict.fromkeys(str(year_of(one.year)) for one in rows)),
    )


def told(session: Session, request: Request) -> Told:
    """Return what the audits tell that a request names."""
    scope, of = scope_of(session, request)
    found = figures(session, scope)
    tables: list[Shown] = []
    for one in found:
        tables += _tables(one, "" if len(found) == 1 else f": {one.scale}", alone=scope.audit is not None)
    remarks = [] if tables else [NOTHING]
    sealed = [one.title() for one in sealed_audits(session, scope)]
    if sealed:
        remarks.append(f"Not revealed yet, so nothing of services' own grades: {', '.join(sealed)}.")
    late = sum(one.late for one in found)
    if late:
        remarks.append(late_words(late))
    if tables and not any(one.compared_whole.number for one in found):
        remarks.append(
            "No audit here was graded in this program, so sections and agencies can't be told: only published counts"
            " are there."
            if not any(one.sections for one in found)
            else "No own grade stands beside an agreed one yet, so agencies can't be compared."
        )
    return Told(of, tuple(tables), tuple(remarks))


def figures_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the figures of a request as a document: each chart with its table below it."""
    found = told(session, request)
    about = Document(TITLE, partnership_name(session), request.today, f"{found.of[:1].upper()}{found.of[1:]}")
    story: list[blocks.Block] = [blocks.note(HOW), *(blocks.callout("", one) for one in found.remarks)]
    for one in found.tables:
        story += _printed(one)
    return about, story


def figures_workbook(session: Session, request: Request) -> bytes:
    """Return the figures of a request as a workbook with a sheet for each table, counts as numbers."""
    found = told(session, request)
    facts: tuple[tuple[str, CellValue], ...] = (
        ("Partnership", partnership_name(session)), ("Of", found.of), ("Printed", format_day(request.today)),
    )  # fmt: skip
    facts += tuple(("Note", one) for one in found.remarks)
    if not found.tables:
        raise UserError(f"{NOTHING} Nothing was written.")
    return workbook_of([
        SheetTable(
            one.title,
            (Column(one.headings[0], width=44), *(Column(name, ColumnKind.NUMBER, 14) for name in one.headings[1:])),
            one.numbers, (*facts, ("What is counted", one.note)) if at == 0 else (("What is counted", one.note),),
        )
        for at, one in enumerate(found.tables)
    ])  # fmt: skip


def _tables(one: Figures, scale: str, *, alone: bool) -> list[Shown]:
    made: list[Shown] = []
    if one.trend is not None:
        by = [("audit", one.trend.by_audit)]
        by += [] if alone else [("theme", one.trend.by_theme), ("year", one.trend.by_year)]
        for word, rows in by:
            chart = trend_chart(one.trend, MOST_DRAWN) if word == "audit" else None
            made.append(_graded(f"Overall grades by {word}{scale}", HOW, word.capitalize(), one.grades, rows, chart,
                                audits=word != "audit"))  # fmt: skip
    if one.sections:
        title = f"Agreed grades by section{scale}"
        chart = _stacked(title, "Section", one.grades, one.sections, "cases")
        made.append(_graded(title, f"{SECTIONS} {NOT_ENOUGH}", "Section", one.grades, one.sections, chart))
    if one.compared_whole.number:
        made += [
            _compared(f"By agency: own and agreed grades{scale}", "Agency", one.compared),
            _compared(f"By section: own and agreed grades{scale}", "Section", one.compared_sections),
        ]
    if one.own:
        title = f"Own grades by agency{scale}"
        made.append(_graded(title, OWN, "Agency", one.grades, one.own, None))
    return made


def _graded(
    title: str, note: str, word: str, grades: tuple[str, ...], rows: Sequence[Graded], chart: Chart | None, *,
    audits: bool = False,
) -> Shown:  # fmt: skip
    headings = (word, *(("Audits",) if audits else ()), "n", *grades)
    return Shown(
        title, note, chart, headings,
        tuple((one.name, *((str(one.audits),) if audits else ()), *graded_cells(one, grades)[1:]) for one in rows),
        tuple((one.name, *((one.audits,) if audits else ()), one.cases, *one.counts) for one in rows),
    )  # fmt: skip


def _stacked(title: str, word: str, grades: tuple[str, ...], rows: Sequence[Graded], unit: str) -> Chart:
    drawn = rows[:MOST_DRAWN]
    series = tuple(
        Series(name, tuple(one.counts[at] for one in drawn), grade_ink(at)) for at, name in enumerate(grades)
    )[::-1]
    return Chart(title, ChartKind.STACKED, tuple(f"{one.name} (n = {one.cases})" for one in drawn), series, unit, word)


def _compared(title: str, word: str, rows: Sequence[Compared]) -> Shown:
    drawn = sorted(rows, key=lambda one: -one.number)[:MOST_DRAWN] if len(rows) > MOST_DRAWN else rows
    series = (
        Series("Graded itself lower", tuple(one.lower for one in drawn), BLUE),
        Series("Same", tuple(one.same for one in drawn), GREEN),
        Series("Graded itself higher", tuple(one.higher for one in drawn), ORANGE),
    )
    chart = Chart(
        title, ChartKind.STACKED, tuple(f"{one.name} (n = {one.number})" for one in drawn), series, "own grades", word
    )
    return Shown(
        title, f"{COMPARING} {NOT_ENOUGH}", chart, (word, "n", "Cases", "Same", "One apart", "Higher", "Lower"),
        tuple(map(compared_cells, rows)),
        tuple((one.name, one.number, one.cases, one.same, one.near, one.higher, one.lower) for one in rows),
    )  # fmt: skip


def _printed(one: Shown) -> list[blocks.Block]:
    first, *others = one.headings
    narrow = {"n": 0.5, "Audits": 0.8, "Cases": 0.7} | dict.fromkeys(("Same", "One apart", "Higher", "Lower"), 1.0)
    columns = [
        blocks.column(first, 2.3, heads_rows=True),
        *(blocks.column(name, narrow.get(name, 1.4), align="right") for name in others),
    ]
    head: list[blocks.Block] = [blocks.heading(1, one.title)]
    if one.note != HOW:
        head.append(blocks.note(one.note))
    if one.chart is not None:
        drawing = draw(one.chart, style.PORTRAIT[0] - 2 * style.MARGIN_SIDE)
        caption = f"{one.chart.title}, in {one.chart.unit}"
        head.append(blocks.figure(drawing, alternative(one.chart), caption))
    table = blocks.table(columns, one.rows)
    return [blocks.keep(*head), table] if one.chart is not None else [*head, table]
