"""The overview of an audit as a document: for the agencies' accuracy check, final, or for the public."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import ActionRow
from mscp_desktop.audits.records import FindingKind
from mscp_desktop.audits.report.overview_cases import case_blocks
from mscp_desktop.audits.report.programme import HOW, figures_table, trend_chart
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.findings import FindingRow
from mscp_desktop.audits.rules.overview import CommentRow, Overview, overview_of
from mscp_desktop.audits.rules.programme import AuditRow, year_of
from mscp_desktop.audits.rules.statistics import Compared, Figures, Scope, figures
from mscp_desktop.audits.rules.trend import Graded, Trend, trends
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document

MOST_AUDITS = 10  # in the chart of grades, so that it keeps to a page
SEALED = (
    "The services' own grades are not revealed yet. Until then an overview says how the audit is done, and no grade."
)
PUBLIC_LEAVES = (
    "The public version gives counts alone: it leaves out the cases with their references and summaries, who graded"
    " what, escalations, and what agencies said in the accuracy check."
)
COMPARING = (
    "n counts the sections that a service graded itself and for which a grade was agreed. Higher means that it graded"
    " itself better than was agreed. No coefficient of agreement is given: so few cases, chosen for what they can"
    " teach, bear none."
)
KINDS = (
    (FindingKind.STRENGTH, "Strengths"), (FindingKind.IMPROVEMENT, "Areas for improvement"),
    (FindingKind.GOOD_PRACTICE, "Good practice"), (FindingKind.ESCALATION, "Escalations"),
)  # fmt: skip


def overview_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the overview of the audit that a request names; a public one leaves out what could tell of a child."""
    row = audit_asked_for(session, request)
    overview = overview_of(session, row.uid, request.today)
    return document_of(session, overview, request), story(session, overview, public=request.public)


def file_stem(overview: Overview) -> str:
    """Return the name of an overview's file without its ending, which says whether it is a draft."""
    words = _title(overview)
    return words.replace("/", "-").replace(":", "")


def document_of(session: Session, overview: Overview, request: Request) -> Document:
    """Return what stands around an overview; that it is a draft stands in its title, and so at each page's foot."""
    row = overview.row
    group = f", {row.group}" if row.group else ""
    when = row.held_words() or f"planned for {year_of(row.year)}, quarter {row.quarter}"
    state = overview.check.words()
    return Document(_title(overview), partnership_name(session), request.today, f"{when}{group}: {state}")


def _title(overview: Overview) -> str:
    what = "Overview of" if overview.check.final is not None else "Draft overview of"
    return f"{what} {overview.row.title()}"


def story(session: Session, overview: Overview, *, public: bool = False) -> list[blocks.Block]:
    """Return what an overview says, from how the audit was done to what agencies said of the draft."""
    made: list[blocks.Block] = []
    if overview.check.final is None and not public:
        asked = f" Say by {format_day(overview.check.due)} what is not right in it." if overview.check.due else ""
        made.append(blocks.callout("Draft", f"This draft is for the agencies that took part to check.{asked}"))
    elif overview.check.final is None:
        made.append(blocks.callout("Draft", "This overview is not final: the agencies are still checking it."))
    if public:
        made.append(blocks.note(PUBLIC_LEAVES))
    made += _method(overview)
    if not overview.revealed and not overview.row.grades:
        return [*made, blocks.callout("Not revealed yet", SEALED)]
    made += _grades(session, overview)
    if overview.cases and not public:
        made += case_blocks(overview)
    made += _findings(overview, public=public)
    made += _learning(overview, public=public)
    made += _earlier(session, overview)
    made += _actions([action for one in overview.findings for action in one.actions], public=public)
    if not public:
        made += _compared(session, overview)
        made += _checked(overview)
    return made


def _method(overview: Overview) -> list[blocks.Block]:
    """Return how the audit was done: cases, tool, time looked at, who took part and how many answered."""
    row, days = overview.row, [one.row.look_back() for one in overview.cases if one.row.look_back()]
    cases = f"{len(overview.cases) or row.cases or 0}"
    pairs: list[tuple[str, Any]] = [
        ("Theme", row.theme),
        ("Priority that it serves", row.priority or "none"),
        ("Held", row.held_words() or "not held yet"),
        ("Who audited", row.group or "not recorded"),
        ("Agreed with", row.decision or "no decision is linked"),
        ("Cases", cases),
        ("How they were chosen", overview.facts.selection or "not recorded"),
        ("Time looked at", "; ".join(dict.fromkeys(days)) or "not recorded"),
        ("Tool", row.tool or "not recorded"),
    ]
    if row.published:
        pairs.append(("Counts from", row.published))
    made: list[blocks.Block] = [blocks.heading(1, "How the audit was done"), blocks.facts(pairs)]
    if overview.services:
        made.append(blocks.heading(2, "Who took part"))
        made.append(blocks.paragraph(_took_part(overview)))
        columns = (
            blocks.column("Service", 2.2, heads_rows=True), blocks.column("Organisation", 2.2),
            blocks.column("Cases answered", 1, align="right"),
        )  # fmt: skip
        rows = [
            (one.name, one.organisation or "", f"{one.answered_words()}{', some late' if one.late else ''}")
            for one in overview.services
        ]
        made.append(blocks.table(columns, rows))
    return made


def _took_part(overview: Overview) -> str:
    whole, of = overview.answered(), len(overview.services)
    each = "Each service graded the cases by itself before any grade was shown."
    said = f"{whole} of {of} service{'' if of == 1 else 's'} answered about every case. {each}"
    late = sum(one.late for one in overview.services)
    if late:
        said += f" Answers of {late} came, in part, after the grades were revealed: they are compared with nothing."
    return said


def _grades(session: Session, overview: Overview) -> list[blocks.Block]:
    """Return the agreed grades by section, and the overall grades beside those of earlier audits."""
    row = overview.row
    own = next(iter(figures(session, Scope(audit=row.uid))), None)
    made: list[blocks.Block] = [blocks.heading(1, "How the cases were graded")]
    if row.grades:
        made.append(blocks.paragraph(f"Overall: {row.grade_words()}."))
    else:
        made.append(blocks.paragraph("No overall grade is agreed yet."))
    if own is not None and own.sections:
        made += [blocks.heading(2, "By section"), section_table(own)]
        made.append(blocks.note("n is the number of cases in which the section applied and a grade was agreed."))
    made += _beside(session, row)
    return made


def section_table(own: Figures) -> blocks.Table:
    """Return how often each grade was agreed, by section."""
    columns = [
        blocks.column("Section", 2.2, heads_rows=True), blocks.column("n", 0.5, align="right"),
        *(blocks.column(name, 1.4, align="right") for name in own.grades),
    ]  # fmt: skip
    return blocks.table(columns, [graded_cells(one, own.grades) for one in own.sections])


def graded_cells(one: Graded, grades: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row of grades: name, n, and each grade with its share where there are enough."""
    return (one.name, str(one.cases), *(one.words(at) for at in range(len(grades))))


def graded_upto(session: Session, row: AuditRow) -> Trend | None:
    """Return the overall grades of an audit and of those before it on the same scale; None where it has none."""
    if not row.grades:
        return None
    scale, upto = row.grades[0].scale_id, (*row.when(), row.number)
    found = trends(session, only=lambda one: one.grades[0].scale_id == scale and (*one.when(), one.number) <= upto)
    return replace(found[0], by_audit=found[0].by_audit[-MOST_AUDITS:]) if found else None


def _beside(session: Session, row: AuditRow) -> list[blocks.Block]:
    """Return the grades of this audit beside those before it, as a chart with its table."""
    shown = graded_upto(session, row)
    if shown is None:
        return []
    chart = trend_chart(shown)
    drawing = draw(chart, style.PORTRAIT[0] - 2 * style.MARGIN_SIDE)
    return [
        blocks.keep(
            blocks.heading(2, "Beside earlier audits"), blocks.note(HOW),
            blocks.figure(drawing, alternative(chart), f"{chart.title}, in {chart.unit}"),
        ),
        figures_table(shown, "Audit", shown.by_audit),
    ]  # fmt: skip


def _findings(overview: Overview, *, public: bool) -> list[blocks.Block]:
    """Return what was found, by its kind; escalations are for no public version."""
    made: list[blocks.Block] = []
    for kind, words in KINDS:
        rows = overview.of_kind(kind)
        if kind is FindingKind.ESCALATION and (public or not rows):
            continue
        made.append(blocks.heading(1, words))
        if not rows:
            made.append(blocks.paragraph(blocks.quiet("None is recorded.")))
            continue
        made.append(blocks.bullets([_finding(overview, one, public=public) for one in rows]))
    return made


def _finding(overview: Overview, one: FindingRow, *, public: bool) -> Any:
    parts: list[Any] = [blocks.strong(f"{one.number}. "), one.text]
    if one.kind is FindingKind.ESCALATION:
        parts.append(f"\nEscalated {one.escalated_words()}.")
        parts.append(f" What followed: {one.outcome or 'not recorded yet'}.".replace("..", "."))
    if public:
        return parts
    numbers = {each.row.uid: each.row.position for each in overview.cases}
    cases = [str(numbers[each.of]) for each in one.cases if each.of in numbers]
    tied = [
        one.section or "", f"case{'' if len(cases) == 1 else 's'} {', '.join(cases)}" if cases else "",
        one.agency_words(),
    ]  # fmt: skip
    said = "; ".join(part for part in tied if part)
    return [*parts, blocks.quiet(f"\n{said}")] if said else parts


def _learning(overview: Overview, *, public: bool) -> list[blocks.Block]:
    """Return the themes of learning with what was found in each, and how often each was raised."""
    themes = {one.learning.uid: one.learning for one in overview.findings if one.learning is not None}
    made: list[blocks.Block] = [blocks.heading(1, "What is learned, by theme")]
    agreed = overview.learning_agreed
    made.append(blocks.note(
        "The learning is not agreed yet." if agreed is None else f"The learning was agreed on {format_date(agreed)}."
    ))  # fmt: skip
    if overview.row.learning:
        made.append(blocks.paragraph(overview.row.learning))
    rows = []
    for theme in sorted(themes.values(), key=lambda one: (-len(one.raised()), one.name.casefold())):
        mine = [one for one in overview.findings if one.learning is not None and one.learning.uid == theme.uid]
        told = [one for one in mine if not (public and one.kind is FindingKind.ESCALATION)]
        if told:
            numbers = ", ".join(str(one.number) for one in told)
            rows.append((theme.name, numbers, theme.words() or "found to go well"))
    if rows:
        columns = (
            blocks.column("Theme", 2.4, heads_rows=True), blocks.column("Findings", 1), blocks.column("Raised", 2.4),
        )  # fmt: skip
        made.append(blocks.table(columns, rows))
    elif not overview.row.learning:
        made.append(blocks.paragraph(blocks.quiet("No finding has a theme of learning yet.")))
    return made


def _earlier(session: Session, overview: Overview) -> list[blocks.Block]:
    """Return this audit beside the one before it on the same theme: grades, findings, and actions still open."""
    found = overview.comparison
    if found is None:
        return []
    made: list[blocks.Block] = [
        blocks.heading(1, "Since the last audit of this theme"), blocks.paragraph(found.words()),
    ]  # fmt: skip
    both = trends(session, only=lambda one: one.uid in {found.audit.uid, found.before.uid})
    if len(both) == 1 and len(both[0].by_audit) > 1:
        made.append(figures_table(both[0], "Audit", both[0].by_audit, total=False))
    if found.lines:
        columns = (
            blocks.column("Theme of learning", 2, heads_rows=True), blocks.column("Found then", 0.8, align="right"),
            blocks.column("Found now", 0.8, align="right"), blocks.column("What became of it", 2),
        )  # fmt: skip
        made.append(blocks.table(columns, [
            (one.theme, str(len(one.then)), str(len(one.now)), one.words) for one in found.lines
        ]))  # fmt: skip
    return made


def _actions(actions: list[ActionRow], *, public: bool) -> list[blocks.Block]:
    columns = (
        blocks.column("No.", 0.7, heads_rows=True), blocks.column("Action", 3), blocks.column("Owner", 1.8),
        blocks.column("Due", 1.1), blocks.column("State", 1),
    )  # fmt: skip
    rows = [
        (one.words(), "Confidential action", "", "", "") if public and one.confidential else
        (one.words(), one.text, one.owner.words, format_day(one.due) if one.due else "no date", one.state_words())
        for one in sorted(actions, key=lambda one: one.number)
    ]  # fmt: skip
    return [blocks.heading(1, "Action plan"), blocks.table(columns, rows, empty="No action is recorded yet.")]


def _compared(session: Session, overview: Overview) -> list[blocks.Block]:
    """Return how services graded their own work beside what was agreed."""
    made: list[blocks.Block] = [blocks.heading(1, "Services' own grades beside the agreed ones")]
    found = next(iter(figures(session, Scope(audit=overview.row.uid), by_service=True)), None)
    if found is None or not found.compared_whole.number:
        return [*made, blocks.paragraph(blocks.quiet("Nothing can be compared yet."))]
    made += [blocks.note(COMPARING), compared_table("Service", found.compared, found.compared_whole)]
    if found.late:
        made.append(blocks.note(late_words(found.late)))
    return made


def late_words(late: int) -> str:
    """Return that own grades which came late are left out."""
    are = "1 own grade is" if late == 1 else f"{late} own grades are"
    return f"{are} left out: they came after the reveal, when others' grades could be seen."


def compared_table(word: str, rows: tuple[Compared, ...], whole: Compared | None = None) -> blocks.Table:
    """Return own grades beside the agreed ones, a row for each of something."""
    columns = (
        blocks.column(word, 4.2, heads_rows=True), blocks.column("n", 0.5, align="right"),
        blocks.column("Cases", 0.7, align="right"), blocks.column("Same", 1, align="right"),
        blocks.column("One apart", 1, align="right"), blocks.column("Higher", 1, align="right"),
        blocks.column("Lower", 1, align="right"),
    )  # fmt: skip
    made: list[blocks.TableRow] = [compared_cells(one) for one in rows]
    if whole is not None and len(rows) > 1:
        made.append(blocks.total("Total", *compared_cells(whole)[1:]))
    return blocks.table(columns, made)


def compared_cells(one: Compared) -> tuple[str, ...]:
    """Return a row of what was compared: name, n, cases, same, one apart, higher, lower."""
    counts = (one.words(count) for count in (one.same, one.near, one.higher, one.lower))
    return (one.name, str(one.number), str(one.cases), *counts)


def _checked(overview: Overview) -> list[blocks.Block]:
    """Return what agencies said of the draft, and what became of it."""
    check = overview.check
    if check.sent is None:
        return []
    made: list[blocks.Block] = [
        blocks.heading(1, "Accuracy check"),
        blocks.paragraph(f"The draft went to the agencies on {format_day(check.sent)}"
                         + (f", for comments by {format_day(check.due)}." if check.due else ".")),
    ]  # fmt: skip
    columns = (
        blocks.column("Service", 1.3, heads_rows=True), blocks.column("Day", 1), blocks.column("What it said", 2.4),
        blocks.column("What became of it", 2.4),
    )  # fmt: skip
    made.append(blocks.table(columns, [_comment(one) for one in check.comments], empty="No agency has commented."))
    return made


def _comment(one: CommentRow) -> tuple[str, str, str, str]:
    return one.service, format_day(one.said_on), one.words, one.answer or "not answered yet"
