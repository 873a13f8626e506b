"""What the program has, as explicit lists: the records, what is searched, what is checked, and the documents."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.actions import lists as action_lists
from mscp_desktop.actions import records as actions_records
from mscp_desktop.actions.rules import checks as action_checks
from mscp_desktop.actions.rules import due as action_due
from mscp_desktop.actions.rules import finding as actions_finding
from mscp_desktop.assessment import records as assessment_records
from mscp_desktop.assessment.rules import tools
from mscp_desktop.audits import records as audits_records
from mscp_desktop.audits.rules import due as audits_due
from mscp_desktop.audits.rules import finding as audits_finding
from mscp_desktop.audits.rules import findings as audits_findings
from mscp_desktop.audits.rules import overview_due as audits_overview
from mscp_desktop.audits.rules import retention as audits_retention
from mscp_desktop.audits.rules import returns_due as audits_returns
from mscp_desktop.audits.rules import risk as audits_risk
from mscp_desktop.documents import CHARTS, REPORTS
from mscp_desktop.foundation import attachments
from mscp_desktop.foundation.contracts import ALL_YEARS, PUBLIC, Due, Finding, ReportEntry, Request, public_name
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.finding import Answer
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.safe_files import write_atomically
from mscp_desktop.foundation.search import SearchSource
from mscp_desktop.foundation.store import Actor, Store
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups import records as groups_records
from mscp_desktop.groups.rules import groups as groups_rules
from mscp_desktop.groups.rules import terms
from mscp_desktop.meetings import records as meetings_records
from mscp_desktop.meetings.rules import (
    agendas,
    attendance_checks,
    chairs_reports,
    challenges,
    decisions,
    meetings,
    minutes_due,
    papers,
    papers_due,
)
from mscp_desktop.meetings.rules import checks as meetings_checks
from mscp_desktop.meetings.rules import due as meetings_due
from mscp_desktop.parties import records as parties_records
from mscp_desktop.parties.rules import finding as parties_finding
from mscp_desktop.priorities import records as priorities_records
from mscp_desktop.priorities.rules import priorities
from mscp_desktop.roster import records as roster_records
from mscp_desktop.roster.rules import checks as roster_checks
from mscp_desktop.roster.rules import due as roster_due
from mscp_desktop.roster.rules import rosters
from mscp_desktop.section11 import records as section11_records
from mscp_desktop.section11.rules import due as section11_due
from mscp_desktop.section11.rules import finding as section11_finding

RECORDS = (
    parties_records, groups_records, roster_records, priorities_records, actions_records, meetings_records,
    assessment_records,
    audits_records, section11_records,
)  # fmt: skip

SEARCH: tuple[SearchSource, ...] = (  # in the order in which the kinds are listed
    *groups_rules.SEARCH, *parties_finding.SEARCH, *meetings.SEARCH, *priorities.SEARCH, *decisions.SEARCH,
    *actions_finding.SEARCH, *challenges.SEARCH, *agendas.SEARCH, *papers.SEARCH, *chairs_reports.SEARCH,
    *rosters.SEARCH, *terms.SEARCH, *audits_finding.SEARCH, *section11_finding.SEARCH, *tools.SEARCH,
    *attachments.SEARCH,
)  # fmt: skip

KIND_WORDS: dict[str, str] = {  # what asks for a kind, typed beside other words, and the kind
    word: kind
    for kind, words in {
        "group": "group groups", "organisation": "organisation organisations agency agencies",
        "person": "person people", "meeting": "meeting meetings",
        "priority": "priority priorities", "decision": "decision decisions",
        "action": "action actions", "challenge": "challenge challenges", "agenda_item": "agenda agendas item items",
        "meeting_paper": "paper papers", "chairs_report": "report reports", "seat": "seat seats member members",
        "terms": "terms", "paper": "file files", "audit": "audits", "audit_case": "case cases",
        "audit_finding": "finding findings", "agency_audit": "single",
        "assessment_tool": "tool tools template templates",
    }.items()
    for word in words.split()
}  # fmt: skip

STATES: dict[
    tuple[str, str], Callable[[Session, date], list[str]]
] = {  # what of a kind is found by how it stands today
    **{("action", word): action_lists.overdue_uids for word in ("overdue", "late")},
    ("audit_finding", "waiting"): audits_findings.waiting_uids,
}

ANSWERS: dict[str, Answer] = {  # what is asked of a group by a word beside its name
    **dict.fromkeys(("chair", "chairs", "chairing", "chaired"), Answer("group", rosters.chairs_found)),
    **dict.fromkeys(("member", "members", "roster"), Answer("group", rosters.members_found)),
    "next": Answer("group", meetings.next_found, frozenset({"meeting", "meetings"})),
    "minutes": Answer("group", meetings.minutes_found, frozenset({"meeting", "meetings", "last", "latest"}), bare=True),
}

DUE: tuple[Callable[[Session, date], Iterator[Due]], ...] = (
    roster_due.due, meetings_due.due, action_due.due, chairs_reports.due, minutes_due.minutes_due,
    papers_due.papers_due, audits_due.due,
    audits_risk.due, audits_retention.due, audits_returns.due, audits_overview.due,
    audits_findings.due, section11_due.due,
)  # fmt: skip

CHECKS: tuple[Callable[[Session, date], Iterator[Finding]], ...] = (
    roster_checks.checks, meetings_checks.checks, action_checks.checks, attendance_checks.attendance_checks,
    chairs_reports.checks, audits_due.checks, audits_risk.checks,
    audits_returns.checks, section11_due.checks,
)  # fmt: skip


def due_pdf(session: Session, request: Request) -> Any:
    """Return what all of `DUE` finds as a document."""
    from mscp_desktop.overview import report  # noqa: PLC0415 - the printing kit costs 100 ms

    return report.due_pdf(session, request, DUE)


def due_sheet(session: Session, request: Request) -> Any:
    """Return what all of `DUE` finds as a table."""
    from mscp_desktop.overview import report  # noqa: PLC0415 - as above

    return report.due_sheet(session, request, DUE)


def make_chart(session: Session, name: str, request: Request) -> Any:
    """Return one of `CHARTS` as its declared figures."""
    return resolve(CHARTS[name])(session, request)


def report_named(name: str) -> ReportEntry:
    """Return a document by name; raises `UserError` that lists the documents where there is none."""
    for entry in REPORTS:
        if entry.name == name:
            return entry
    raise UserError(
        f"There is no document called “{name}”. The documents are: {', '.join(one.name for one in REPORTS)}."
    )


def resolve(target: str) -> Callable[..., Any]:
    """Return the function that "module:function" names."""
    module, name = target.split(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def record_report(store: Store, actor: Actor, entry: ReportEntry, request: Request) -> None:
    """Put on record that a document goes out, where that is kept; raises what its operation refuses with."""
    check_request(entry, request)
    if entry.recorded_by is not None:
        recorded: Any = resolve(entry.recorded_by)
        run(store, actor, recorded, request)


def write_report(
    session: Session, entry: ReportEntry, request: Request, out: Path, progress: Callable[[int], None] | None = None
) -> None:
    """Write a document; the file's ending chooses PDF, XLSX or CSV, and its folder is made where it is not there.

    Raises `UserError` for another ending, and where the file can't be written.
    """
    try:
        _write(session, entry, request, out, progress)
    except OSError as error:
        raise UserError(
            f"“{out}” could not be written ({error.strerror or error}). No data was changed; choose another file or "
            "folder."
        ) from error


def make_pdf(
    session: Session, entry: ReportEntry, request: Request, progress: Callable[[int], None] | None = None
) -> tuple[str, bytes]:
    """Return a document's title and its PDF, for the window that shows it."""
    from mscp_desktop.printing.document import build  # noqa: PLC0415 - ReportLab costs 100 ms

    check_request(entry, request)
    if entry.bound is not None:
        title, data = resolve(entry.bound)(session, request, progress)
        return title, data
    if entry.pdf is None:
        raise UserError(f"The document “{entry.name}” is a table: save it as XLSX or CSV.")
    document, story = _document(session, entry.pdf, request)
    return document.title, build(document, story, progress)


def check_request(entry: ReportEntry, request: Request) -> None:
    """Raise `UserError` where a document is asked for by what it does not take, without what it needs, or amiss."""
    for name in ("group", "organisation", "post", "meeting", "year", "public", "sender", "tool", "audit", "theme"):
        given = bool(getattr(request, name))
        if given and name not in entry.takes:
            said = "has no public version" if name == "public" else f"is not made of one {name}"
            raise UserError(f"The document “{entry.name}” {said}. Leave that out.")
        if not given and name in entry.needs:
            raise UserError(f"The document “{entry.name}” is made of one {name}. Say which.")
    if request.year is not None and not (entry.ever and request.year == ALL_YEARS):
        Year.parse(YearKind.FINANCIAL, request.year)  # here, for a part of a document says what it can't be made of


def _document(session: Session, target: str, request: Request) -> tuple[Any, Any]:
    """Return a document and its blocks; a public one says in its title that it is, and under it why."""
    from mscp_desktop.printing.document import as_public  # noqa: PLC0415 - ReportLab costs 100 ms

    document, story = resolve(target)(session, request)
    return (as_public(document) if request.public else document), story


def _table(session: Session, target: str, request: Request) -> Any:
    """Return a table; a public one says so in its title and among its facts."""
    table = resolve(target)(session, request)
    if not request.public:
        return table
    return replace(table, title=public_name(table.title), facts=(*table.facts, ("Version", PUBLIC)))


def _write(
    session: Session, entry: ReportEntry, request: Request, out: Path, progress: Callable[[int], None] | None
) -> None:
    check_request(entry, request)
    ending = out.suffix.lower()
    other = dict(entry.files).get(ending)
    if other is not None:
        data = resolve(other)(session, request)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, data)
    elif ending == ".pdf" and entry.bound:
        _, data = resolve(entry.bound)(session, request, progress)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, data)
    elif ending == ".pdf" and entry.pdf:
        from mscp_desktop.printing.document import write  # noqa: PLC0415 - ReportLab costs 100 ms

        document, story = _document(session, entry.pdf, request)
        out.parent.mkdir(parents=True, exist_ok=True)
        write(document, story, out, progress)
    elif ending == ".xlsx" and entry.sheet:
        from mscp_desktop.exchange import xlsx_out  # noqa: PLC0415 - XlsxWriter is needed for a workbook only

        table = _table(session, entry.sheet, request)
        out.parent.mkdir(parents=True, exist_ok=True)
        xlsx_out.write_table(out, table)
    elif ending == ".csv" and entry.sheet:
        from mscp_desktop.exchange import csv_out  # noqa: PLC0415 - as above

        table = _table(session, entry.sheet, request)
        out.parent.mkdir(parents=True, exist_ok=True)
        csv_out.write_table(out, table)
    else:
        raise UserError(
            f"The document “{entry.name}” is made as {' or '.join(entry.endings())}. End the file's name in one of"
            " these."
        )
