"""The data of an audit as a workbook: its cases, own grades, agreed grades and findings, a sheet for each."""

from sqlalchemy.orm import Session

from mscp_desktop.audits.report.overview_cases import case_title
from mscp_desktop.audits.report.sheet import own_table
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.overview import Overview, overview_of
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.exchange.xlsx_out import workbook_of
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name


def audit_workbook(session: Session, request: Request) -> bytes:
    """Return the data of the audit that a request names; own grades are left out before the reveal, which is said."""
    overview = overview_of(session, audit_asked_for(session, request).uid, request.today)
    facts: tuple[tuple[str, CellValue], ...] = (
        ("Partnership", partnership_name(session)), ("Audit", overview.row.title()),
        ("Overview", overview.check.words()), ("Printed", format_day(request.today)),
    )  # fmt: skip
    if not overview.revealed:
        facts += (("Own grades", "not revealed yet, and so left out"),)
    tables = [_cases(overview, facts)]
    if overview.revealed:
        tables += [own_table(session, overview, overview.services), _agreed(overview), _dissents(overview)]
    return workbook_of([*tables, _findings(overview)])


def _cases(overview: Overview, facts: tuple[tuple[str, CellValue], ...]) -> SheetTable:
    columns = (
        Column("Case", width=14), Column("Age", width=12), Column("Plan", width=22), Column("Looked at", width=28),
        Column("Services that answered", ColumnKind.NUMBER, 12), Column("Services asked", ColumnKind.NUMBER, 10),
        Column("Minutes on the day", ColumnKind.NUMBER, 10), Column("Summary", width=60),
    )  # fmt: skip
    rows = [
        (
            case_title(one), one.row.age_band.value if one.row.age_band else None,
            one.row.plan_status.value if one.row.plan_status else None, one.row.look_back() or None, one.row.answered,
            one.row.services, one.row.seconds // 60, one.row.summary,
        )
        for one in overview.cases
    ]  # fmt: skip
    return SheetTable("Cases", columns, rows, facts)


def _agreed(overview: Overview) -> SheetTable:
    columns = (
        Column("Case", width=14), Column("Section", width=28), Column("Agreed grade", width=22),
        Column("Place from the best", ColumnKind.NUMBER, 10), Column("Why", width=50),
        Column("Why changed after the day", width=40), Column("Decided by", width=22),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for one in overview.cases:
        for line in one.lines:
            if line.agreed is not None:
                grade = line.agreed.grade
                rows.append((
                    case_title(one), line.section.name, grade.name if grade else "does not apply",
                    grade.position if grade else None, line.agreed.reason, line.agreed.changed_why,
                    line.agreed.decided_by,
                ))  # fmt: skip
    return SheetTable("Agreed grades", columns, rows)


def _dissents(overview: Overview) -> SheetTable:
    columns = (
        Column("Case", width=14), Column("Section", width=28), Column("Service", width=30),
        Column("What it says", width=60),
    )  # fmt: skip
    rows = [
        (case_title(one), line.section.name, each.service, each.words)
        for one in overview.cases for line in one.lines if line.agreed is not None for each in line.agreed.dissents
    ]  # fmt: skip
    return SheetTable("Dissent", columns, rows)


def _findings(overview: Overview) -> SheetTable:
    columns = (
        Column("No.", ColumnKind.NUMBER, 6), Column("Kind", width=20), Column("Finding", width=60),
        Column("Section", width=26), Column("Learning theme", width=26), Column("Raised", width=30),
        Column("Cases", width=18), Column("Agencies", width=34), Column("Escalated", width=28),
        Column("What followed", width=34), Column("Actions", width=26),
    )  # fmt: skip
    rows = [
        (
            one.number, one.kind.value, one.text, one.section, one.learning.name if one.learning else None,
            one.raised_words() or None, one.case_words() or None, one.agency_words() or None,
            one.escalated_words() or None, one.outcome, one.action_words() or None,
        )
        for one in overview.findings
    ]  # fmt: skip
    return SheetTable("Findings", columns, rows)
