"""Grading sheets: a tool's blank one, or what the services of an audit wrote once it is revealed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.assessment import report as blank
from mscp_desktop.audits.report.overview_cases import case_title
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.day import CellWords, Line, OwnCell, Stand, words_of_cell
from mscp_desktop.audits.rules.overview import CaseGraded, Overview, overview_of
from mscp_desktop.audits.rules.services import ServiceRow
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.exchange.xlsx_out import workbook_of
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

BY_EITHER = (
    "A grading sheet is made of one tool, as a blank one, or of one audit, as its services filled it in. Say which."
)


def grading_sheet_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the sheets of an audit's services, each beginning a page; without an audit the blank sheet of a tool."""
    if not _is_filled(request):
        return blank.grading_sheet_pdf(session, request)
    overview, services = _asked(session, request)
    of = services[0].name if len(services) == 1 else "all services"
    about = Document(
        f"Grading sheets: {overview.row.title()}" if len(services) > 1 else f"Grading sheet: {overview.row.title()}",
        partnership_name(session), request.today, f"{of}; {overview.row.tool or 'no tool'}",
    )  # fmt: skip
    story: list[blocks.Block] = []
    for service in services:
        if story:
            story.append(blocks.page_break())
        story.append(blocks.heading(1, service.name))
        late = ", some of it after the grades were revealed" if service.late else ""
        story.append(
            blocks.note(f"{service.organisation or service.name}: {service.answered_words()} cases answered{late}.")
        )
        for case in overview.cases:
            story += _case(session, overview, service, case)
    return about, story


def grading_sheet_table(session: Session, request: Request) -> SheetTable:
    """Return the same as a table: a row a case and section, with what each service wrote."""
    if not _is_filled(request):
        return blank.grading_sheet_table(session, request)
    overview, services = _asked(session, request)
    return own_table(session, overview, services)


def grading_sheet_workbook(session: Session, request: Request) -> bytes:
    """Return the same as a workbook."""
    if not _is_filled(request):
        return blank.grading_sheet_workbook(session, request)
    return workbook_of([grading_sheet_table(session, request)])


def own_table(session: Session, overview: Overview, services: Sequence[ServiceRow]) -> SheetTable:
    """Return what services wrote, a row for each case, service and section; nothing of a case that none knows."""
    columns = (
        Column("Case", width=14), Column("Service", width=30), Column("Organisation", width=30),
        Column("Section", width=28), Column("Own grade", width=22), Column("Late", width=8),
        Column("Evidence", width=50), Column("Answers", width=60),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for case in overview.cases:
        for service in services:
            for line, cell in _cells(overview, service, case):
                said = words_of_cell(session, case.row.uid, service.uid, line.section.uid)
                answers = "\n".join(f"{question} {answer}" for question, answer in said.answers)
                rows.append((
                    case_title(case), service.name, service.organisation, line.section.name, cell.words(),
                    "yes" if service.late else None, said.evidence, answers or None,
                ))  # fmt: skip
    facts = (("Partnership", partnership_name(session)), ("Audit", overview.row.title()))
    return SheetTable("Own grades", columns, rows, facts)


def _is_filled(request: Request) -> bool:
    if bool(request.audit) == bool(request.tool):
        raise UserError(BY_EITHER)
    if request.organisation and not request.audit:
        raise UserError("A blank grading sheet is the same for every organisation. Leave that out, or name an audit.")
    return bool(request.audit)


def _asked(session: Session, request: Request) -> tuple[Overview, list[ServiceRow]]:
    overview = overview_of(session, audit_asked_for(session, request).uid, request.today)
    if not overview.revealed:
        raise UserError(
            f"The grades of {overview.row.title()} are not revealed yet, so no sheet is made of what services wrote."
        )
    wanted = normal_name(request.organisation or "")
    services = [
        one for one in overview.services
        if not wanted or wanted in {normal_name(name or "") for name in (one.name, one.short, one.organisation)}
    ]  # fmt: skip
    if not services:
        names = ", ".join(one.name for one in overview.services) or "none yet"
        raise UserError(f"“{request.organisation}” does not answer about this audit. Those who do are: {names}.")
    return overview, services


def _cells(overview: Overview, service: ServiceRow, case: CaseGraded) -> list[tuple[Line, OwnCell]]:
    at = next(place for place, one in enumerate(overview.day.services) if one.uid == service.uid)
    return [(line, line.own[at]) for line in case.lines]


def _case(session: Session, overview: Overview, service: ServiceRow, case: CaseGraded) -> list[blocks.Block]:
    cells = _cells(overview, service, case)
    head = blocks.heading(2, case_title(case))
    if all(cell.stand is Stand.NOT_KNOWN for _, cell in cells):
        return [head, blocks.paragraph("The child is not known to this service.")]
    if all(cell.stand is Stand.MISSING and not cell.evidence for _, cell in cells):
        return [head, blocks.paragraph("It has not answered about this case.")]
    columns = (
        blocks.column("Section", 1.5, heads_rows=True), blocks.column("Own grade", 1.1), blocks.column("Agreed", 1.1),
        blocks.column("Evidence and answers", 3.2),
    )  # fmt: skip
    rows = []
    for line, cell in cells:
        said = words_of_cell(session, case.row.uid, service.uid, line.section.uid)
        agreed = (
            "not agreed yet"
            if line.agreed is None
            else line.agreed.grade.name
            if line.agreed.grade
            else "does not apply"
        )
        rows.append((line.section.name, cell.words(), agreed, _wrote(said)))
    return [head, blocks.table(columns, rows)]


def _wrote(said: CellWords) -> Text:
    parts = [said.evidence] if said.evidence else []
    found: list[object] = ["\n".join(parts)] if parts else []
    for question, answer in said.answers:
        found += ["\n" if found else "", blocks.quiet(f"{question} "), answer]
    return found or ""  # type: ignore[return-value]
