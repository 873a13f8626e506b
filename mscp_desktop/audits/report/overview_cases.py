"""The cases in the overview of an audit: how each was graded by its services, what was agreed, and why."""

from collections import Counter
from typing import Any

from mscp_desktop.audits.rules.day import Line, Stand
from mscp_desktop.audits.rules.overview import CaseGraded, Overview
from mscp_desktop.printing import blocks


def case_blocks(overview: Overview) -> list[blocks.Block]:
    """Return each case by its number and reference: what is known of it, and how it was graded."""
    made: list[blocks.Block] = [blocks.heading(1, "The cases")]
    if overview.revealed:
        columns = [
            blocks.column("Section", 2.4, heads_rows=True),
            *(blocks.column(str(one.row.position), 0.5, align="centre") for one in overview.cases),
        ]
        rows = []
        for at, section in enumerate(overview.day.sections):
            rows.append((section.name, *(_letters(one.lines[at]) for one in overview.cases)))
        given = ", ".join(f"{one.letters} {one.name}" for one in overview.day.grades)
        made += [
            blocks.table(columns, rows),
            blocks.note(f"Agreed grades by the cases' numbers. {given}, N does not apply, ? not agreed yet."),
        ]
    for one in overview.cases:
        made += _case(overview, one)
    return made


def _letters(line: Line) -> str:
    if line.agreed is None:
        return "?"
    return line.agreed.grade.letters if line.agreed.grade else "N"


def case_title(one: CaseGraded) -> str:
    """Return a case by its number in the audit and its reference: "Case 3, N-03"."""
    return f"Case {one.row.position}" + (f", {one.row.reference}" if one.row.reference else "")


def _case(overview: Overview, one: CaseGraded) -> list[blocks.Block]:
    row = one.row
    known = [
        "" if row.age_band is None else f"Age: {row.age_band.value}",
        "" if row.plan_status is None else f"Plan: {row.plan_status.value}",
        f"Looked at: {row.look_back()}" if row.look_back() else "",
    ]
    made: list[blocks.Block] = [blocks.heading(2, case_title(one))]
    said = ". ".join(part for part in known if part)
    if said:
        made.append(blocks.Paragraph((f"{said}.",), small=True, leads=True))
    made.append(blocks.leading(row.summary) if row.summary else blocks.leading("No summary is recorded."))
    if not overview.revealed:
        return made
    columns = (
        blocks.column("Section", 1.6, heads_rows=True), blocks.column("Agreed", 1.1),
        blocks.column("Services graded it", 1.8), blocks.column("Why it was agreed so", 2.5),
    )  # fmt: skip
    made.append(blocks.table(columns, [(
        line.section.name, line.agreed.words() if line.agreed else "not agreed yet", _spread(overview, line),
        _reason(line),
    ) for line in one.lines]))  # fmt: skip
    return made


def _spread(overview: Overview, line: Line) -> str:
    """Return how many services gave which grade: "2 Good, 3 Requires improvement; 1 not known to them"."""
    given = Counter(one.grade.name for one in line.own if one.grade is not None)
    graded = [f"{given[one.name]} {one.letters}" for one in overview.day.grades if given[one.name]]
    none = Counter(one.stand for one in line.own if one.grade is None)
    other = [f"{none[stand]} {stand.value}" for stand in (Stand.NOT_APPLICABLE, Stand.NOT_KNOWN) if none[stand]]
    return "; ".join(part for part in (", ".join(graded), ", ".join(other)) if part) or "none"


def _reason(line: Line) -> Any:
    if line.agreed is None:
        return ""
    said: list[Any] = [line.agreed.reason] if line.agreed.reason else []
    if line.agreed.changed_why:
        said.append(f"{chr(10) if said else ''}Changed after the day: {line.agreed.changed_why}")
    for one in line.agreed.dissents:
        said += ["\n" if said else "", blocks.strong(f"{one.service} does not share it: "), one.words]
    return said or ""
