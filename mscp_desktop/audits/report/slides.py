"""What an audit teaches, as slides for the teams: no reference of a case, and nothing that is confidential."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import FindingKind
from mscp_desktop.audits.report.overview import graded_upto
from mscp_desktop.audits.report.programme import grade_ink, trend_chart
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.learning import LearningRow
from mscp_desktop.audits.rules.overview import Overview, overview_of
from mscp_desktop.audits.rules.statistics import Figures, Scope, figures
from mscp_desktop.exchange.pptx_out import BarChart, Deck, Slide, presentation
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing.chart_values import PALETTES, Chart, ChartKind, Series, alternative

MOST_LINES, LONGEST = 6, 170  # lines on a slide, and characters in one
MOST_BARS = 6
A_CASE = "a case"
FEW = "Cases are chosen for what they can teach: the figures describe these cases, not all work with children."
DISCUSS = (
    "Which of these did we see in our own work in the last three months?",
    "What would a child we work with say is different because of us?",
    "What gets in the way of doing this well, and who can move it?",
    "What will each of us do differently from tomorrow?",
    "How will we know, three months from now, that it changed?",
)


def learning_slides(session: Session, request: Request) -> bytes:
    """Return the slides of the audit that a request names; refused until its learning is agreed."""
    return presentation(deck_of(session, request))


def deck_of(session: Session, request: Request) -> Deck:
    """Return what the slides say."""
    overview = overview_of(session, audit_asked_for(session, request).uid, request.today)
    if overview.learning_agreed is None:
        raise UserError(
            f"The learning of {overview.row.title()} is not agreed yet, so there are no slides of it. Record when it"
            " was agreed with the audit's findings, then make them."
        )
    row, partnership = overview.row, partnership_name(session)
    when = row.held_words()
    return Deck(
        f"Learning from the audit: {row.theme}",
        "\n".join(part for part in (", ".join(filter(None, (when, row.group or ""))), partnership) if part),
        f"These slides are for team meetings and briefings; they take about 20 minutes. The learning was agreed on"
        f" {format_date(overview.learning_agreed)}. They say nothing of a single child: please keep it so as you talk.",
        partnership, request.today, tuple(_slides(session, overview)),
    )  # fmt: skip


def _slides(session: Session, overview: Overview) -> Iterable[Slide]:
    row = overview.row
    yield _audited(overview)
    trend = graded_upto(session, row)
    if trend is not None:
        chart = trend_chart(trend, MOST_BARS)
        others = "; the bars above it are earlier audits" if len(trend.by_audit) > 1 else ""
        notes = f"In this audit: {row.grade_words()}. n is how many cases were graded{others}. {_told(chart)}"
        yield Slide("How the cases were graded", notes, chart=_native(chart), remark=FEW)
    own = next(iter(figures(session, Scope(audit=row.uid))), None)
    if own is not None and own.sections:
        chart = _by_section(own)
        notes = f"Agreed grades by section of the tool. n is in how many cases the section applied. {_told(chart)}"
        yield Slide("Grades by section", notes, chart=_native(chart))
    good = [*overview.of_kind(FindingKind.STRENGTH), *overview.of_kind(FindingKind.GOOD_PRACTICE)]
    yield _listed(overview, "What went well", [one.text for one in good], "No strength is recorded.",
                  "Say which of these your team can be proud of.")  # fmt: skip
    better = overview.of_kind(FindingKind.IMPROVEMENT)
    yield _listed(
        overview, "What needs to be better", [one.text for one in better], "No area for improvement is recorded.",
        "Take one at a time, and ask where it happens here.",
    )  # fmt: skip
    if row.learning:
        lines = [
            part for line in row.learning.splitlines() for part in re.split(r"(?<=[.!?])\s+", line.strip()) if part
        ]
        yield _listed(overview, "What to do differently", lines, "", "This is what the audit's learning says.")
    themes = {one.learning.uid: one.learning for one in overview.findings if one.learning is not None}
    raised = sorted((one for one in themes.values() if one.raised()), key=lambda one: (-len(one.raised()), one.name))
    if raised:
        notes = "In which audits each theme was raised. " + " ".join(f"{one.name}: {one.named()}." for one in raised)
        yield _listed(overview, "Raised before, and now", [_raised(one) for one in raised], "", notes)
    actions = sorted(
        {one.uid: one for each in overview.findings for one in each.actions if not one.confidential}.values(),
        key=lambda one: one.number,
    )
    said = [
        f"{one.text} ({one.owner.words}, {f'by {format_day(one.due)}' if one.due else 'no date'})" for one in actions
    ]  # fmt: skip
    yield _listed(overview, "What is being done", said, "No action is recorded yet.",
                  "These actions are followed by the partnership until they are done.")  # fmt: skip
    yield Slide(
        "Talk about it in your team",
        "Give it ten minutes. Write down what the team will do differently, and send it to the business unit.", DISCUSS,
    )  # fmt: skip


def _raised(one: LearningRow) -> str:
    return f"{one.name}: {one.words() if len(one.raised()) > 1 else 'raised for the first time'}"


def _audited(overview: Overview) -> Slide:
    row = overview.row
    cases = len(overview.cases) or row.cases or 0
    lines = [
        f"Theme: {row.theme}" + (f", for the priority {row.priority}" if row.priority else ""),
        f"{cases} case{'' if cases == 1 else 's'}" + (
            f" graded by {len(overview.services)} services, each by itself first" if overview.services else ""),
        *([f"Cases were chosen so: {overview.facts.selection}"] if overview.facts.selection else []),
        "Then the audit group decided each grade together, with its reason" if overview.services else "",
    ]  # fmt: skip
    notes = (
        f"{row.title()} was held {f'on {row.held_words()}' if row.held_words() else 'by the partnership'}."
        f" Tool: {row.tool or 'not recorded'}. {overview.answered()} of {len(overview.services)} services answered"
        " about every case. Nobody saw another's grade before all grades were revealed."
        if overview.services
        else f"{row.title()}. Counts as published{f' in {row.published}' if row.published else ''}."
    )
    return Slide("What we audited, and how", notes, tuple(_short(_bare(overview, one)) for one in lines if one))


def _listed(overview: Overview, title: str, lines: Sequence[str], empty: str, notes: str) -> Slide:
    """Return a slide of lines; what has no room on it stands in the notes, whole."""
    whole = [_bare(overview, " ".join(one.split())) for one in lines]
    kept = [_short(one) for one in whole[:MOST_LINES]]
    more = len(whole) - len(kept)
    remark = (
        f"{more} more stand{'s' if more == 1 else ''} in the notes and in the overview of the audit." if more else ""
    )
    told = "\n".join([notes, *(f"• {one}" for one in whole)] if kept != whole else [notes])
    return Slide(title, told, tuple(kept) or (empty,), remark=remark)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…"


def _bare(overview: Overview, words: str) -> str:
    """Return words without the references of the audit's cases."""
    for one in overview.cases:
        if one.row.reference:
            words = re.sub(rf"(?i)(?<!\w)(case\s+)?{re.escape(one.row.reference)}(?!\w)", A_CASE, words)
    return words


def _told(chart: Chart) -> str:
    """Return the figures of a chart in sentences, for its notes."""
    said = []
    for at, name in enumerate(chart.categories):
        there = [(chart.say(one.values[at] or 0), one.name.lower()) for one in chart.series if one.values[at]]
        said.append(f"{name}: {', '.join(f'{number} {grade}' for number, grade in there)}.")
    return " ".join(said)


def _native(chart: Chart) -> BarChart:
    inks = PALETTES["light"].inks
    said = alternative(chart).replace("The figures stand in the table.", "The figures stand in the notes.")
    return BarChart(
        said, chart.categories,
        tuple((one.name, tuple(value or 0 for value in one.values), inks[one.ink or 0]) for one in chart.series),
        chart.unit,
    )  # fmt: skip


def _by_section(own: Figures) -> Chart:
    series = tuple(
        Series(name, tuple(one.counts[at] for one in own.sections), grade_ink(at)) for at, name in enumerate(own.grades)
    )[::-1]
    named = tuple(f"{one.name} (n = {one.cases})" for one in own.sections)
    return Chart("Grades by section", ChartKind.STACKED, named, series, "cases", "Section")
