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
from mscp_desktop.audits.rules import retention as audits_retention
from mscp_desktop.audits.rules import returns_due as audits_returns
from mscp_desktop.audits.rules import risk as audits_risk
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

RECORDS = (
    parties_records, groups_records, roster_records, priorities_records, actions_records, meetings_records,
    assessment_records,
    audits_records,
)  # fmt: skip

SEARCH: tuple[SearchSource, ...] = (  # in the order in which the kinds are listed
    *groups_rules.SEARCH, *parties_finding.SEARCH, *meetings.SEARCH, *priorities.SEARCH, *decisions.SEARCH,
    *actions_finding.SEARCH, *challenges.SEARCH, *agendas.SEARCH, *papers.SEARCH, *chairs_reports.SEARCH,
    *rosters.SEARCH, *terms.SEARCH, *audits_finding.SEARCH, *tools.SEARCH,
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
        "assessment_tool": "tool tools template templates",
    }.items()
    for word in words.split()
}  # fmt: skip

STATES: dict[
    tuple[str, str], Callable[[Session, date], list[str]]
] = {  # what of a kind is found by how it stands today
    ("action", word): action_lists.overdue_uids for word in ("overdue", "late")
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
    audits_risk.due, audits_retention.due, audits_returns.due,
)  # fmt: skip

CHECKS: tuple[Callable[[Session, date], Iterator[Finding]], ...] = (
    roster_checks.checks, meetings_checks.checks, action_checks.checks, attendance_checks.attendance_checks,
    chairs_reports.checks, audits_due.checks, audits_risk.checks,
    audits_returns.checks,
)  # fmt: skip

REPORTS = (
    ReportEntry(
        "roster",
        "Who has a seat in a group, or in every group, as at a day",
        pdf="mscp_desktop.roster.report.rosters:roster_pdf",
        sheet="mscp_desktop.roster.report.rosters:roster_sheet",
        takes=("group",),
    ),
    ReportEntry(
        "structure",
        "How the groups stand to each other, as at a day",
        pdf="mscp_desktop.groups.report:structure_pdf",
        sheet="mscp_desktop.groups.report:structure_sheet",
    ),
    ReportEntry(
        "terms-of-reference",
        "The terms of reference of a group, or a register of those of all groups, as at a day",
        pdf="mscp_desktop.roster.report.terms:terms_pdf",
        sheet="mscp_desktop.roster.report.terms:terms_sheet",
        takes=("group",),
    ),
    ReportEntry(
        "turnover",
        "How often seats changed hands in the twelve months before a day, how long people stay, and vacancies",
        pdf="mscp_desktop.roster.report.turnover:turnover_pdf",
        sheet="mscp_desktop.roster.report.turnover:turnover_sheet",
    ),
    ReportEntry(
        "contacts",
        "How the people of a group, of an organisation, or all are reached; .eml is a draft e-mail to them",
        pdf="mscp_desktop.roster.report.contacts:contacts_pdf",
        sheet="mscp_desktop.roster.report.contacts:contacts_sheet",
        files=(
            (".vcf", "mscp_desktop.roster.report.contacts:contact_cards"),
            (".eml", "mscp_desktop.roster.report.contacts:mail_draft"),
        ),
        takes=("group", "organisation"),
    ),
    ReportEntry(
        "nomination-letter",
        "A letter that asks an organisation to name somebody for a vacant seat of a group",
        pdf="mscp_desktop.roster.report.nomination:nomination_pdf",
        sheet=None,
        takes=("group", "organisation", "post"),
        needs=("group",),
    ),
    ReportEntry(
        "membership-check",
        "A workbook in which an organisation confirms who sits for it; that it was asked is put on record",
        pdf=None,
        sheet=None,
        files=((".xlsx", "mscp_desktop.roster.report.membership:membership_workbook"),),
        takes=("organisation",),
        needs=("organisation",),
        recorded_by="mscp_desktop.roster.report.membership:ask_by_request",
    ),
    ReportEntry(
        "organisations",
        "Every organisation as at a day, or one: names, part in the partnership, seats, successor",
        pdf="mscp_desktop.roster.report.organisations:organisations_pdf",
        sheet="mscp_desktop.roster.report.organisations:organisations_sheet",
        takes=("organisation",),
    ),
    ReportEntry(
        "relevant-agencies",
        "The list of relevant agencies as at a day, with what changed since the review before",
        pdf="mscp_desktop.parties.report:agencies_pdf",
        sheet="mscp_desktop.parties.report:agencies_sheet",
    ),
    ReportEntry(
        "obligations",
        "What the groups owe in a financial year, what is planned and held, and whether it can still be met",
        pdf="mscp_desktop.meetings.report.obligations:obligations_pdf",
        sheet="mscp_desktop.meetings.report.obligations:obligations_sheet",
        takes=("group", "year"),
    ),
    ReportEntry(
        "calendar",
        "The meetings of a financial year as a planner and a list; .ics is for other calendars, .eml invites to one",
        pdf="mscp_desktop.meetings.report.calendar:calendar_pdf",
        sheet="mscp_desktop.meetings.report.calendar:calendar_sheet",
        files=(
            (".ics", "mscp_desktop.meetings.report.calendar:calendar_ics"),
            (".eml", "mscp_desktop.meetings.report.calendar:invitation_draft"),
        ),
        takes=("group", "year", "meeting", "sender"),
    ),
    ReportEntry(
        "agenda",
        "The agenda of a meeting, by the day of the meeting and its group",
        pdf="mscp_desktop.meetings.report.agenda:agenda_pdf",
        sheet=None,
        takes=("group", "meeting", "public"),
        needs=("meeting",),
    ),
    ReportEntry(
        "pack",
        "The pack of a meeting: front page, agenda and the papers that are cleared, with one page numbering",
        pdf=None,
        sheet=None,
        bound="mscp_desktop.meetings.report.pack:pack_pdf",
        takes=("group", "meeting", "public"),
        needs=("meeting",),
    ),
    ReportEntry(
        "supplement",
        "The papers that were cleared after a meeting's pack went out, numbered on from it",
        pdf=None,
        sheet=None,
        bound="mscp_desktop.meetings.report.pack:supplement_pdf",
        takes=("group", "meeting", "public"),
        needs=("meeting",),
    ),
    ReportEntry(
        "minutes",
        "The minutes of a meeting, draft or approved; public ones leave out what is confidential",
        pdf="mscp_desktop.meetings.report.minutes:minutes_pdf",
        sheet=None,
        files=((".docx", "mscp_desktop.meetings.report.minutes:minutes_docx"),),
        takes=("meeting", "group", "public"),
        needs=("meeting",),
    ),
    ReportEntry(
        "action-log",
        "The actions agreed at a meeting, which go out ahead of its minutes; .eml is a draft e-mail to their owners",
        pdf="mscp_desktop.meetings.report.action_log:action_log_pdf",
        sheet="mscp_desktop.meetings.report.action_log:action_log_sheet",
        files=((".eml", "mscp_desktop.meetings.report.action_log:action_log_mail"),),
        takes=("meeting", "group", "public"),
        needs=("meeting",),
    ),
    ReportEntry(
        "decisions",
        "The register of decisions, of a group or of all, for a year or for all of them",
        pdf="mscp_desktop.meetings.report.decisions:decisions_pdf",
        sheet="mscp_desktop.meetings.report.decisions:decisions_sheet",
        takes=("group", "year", "public"),
    ),
    ReportEntry(
        "challenges",
        "Challenges between partners: who, whom, on what, what followed; of a group or of all, for a year or for all",
        pdf="mscp_desktop.meetings.report.decisions:challenges_pdf",
        sheet="mscp_desktop.meetings.report.decisions:challenges_sheet",
        takes=("group", "year", "public"),
    ),
    ReportEntry(
        "attendance",
        "Who was at meetings by seat and agency, who missed several in a row: of a year, or of all (--year all)",
        pdf="mscp_desktop.meetings.report.attendance:attendance_pdf",
        sheet="mscp_desktop.meetings.report.attendance:attendance_sheet",
        takes=("group", "organisation", "year"),
        ever=True,
    ),
    ReportEntry(
        "forward-plan",
        "What comes up at the meetings to come, of a group or of all, and what waits in the backlogs",
        pdf="mscp_desktop.meetings.report.forward_plan:forward_plan_pdf",
        sheet="mscp_desktop.meetings.report.forward_plan:forward_plan_sheet",
        takes=("group", "year", "public"),
    ),
    ReportEntry(
        "chairs-report",
        "A group's report to the group it reports to, on one page; for its next meeting, or that of a day",
        pdf="mscp_desktop.meetings.report.chairs_report:chairs_report_pdf",
        sheet=None,
        takes=("group", "meeting"),
        needs=("group",),
    ),
    ReportEntry(
        "year-record",
        "A year's meetings in one document: owed and held, attendance, decisions, challenges, what comes next",
        pdf="mscp_desktop.meetings.report.year_record:year_record_pdf",
        sheet=None,
        takes=("group", "year", "public"),
    ),
    ReportEntry(
        "actions",
        "The register of actions, or those of one group or organisation, with how old and how late they are",
        pdf="mscp_desktop.actions.report.register:actions_pdf",
        sheet="mscp_desktop.actions.report.register:actions_sheet",
        takes=("group", "organisation", "public"),
    ),
    ReportEntry(
        "actions-extract",
        "A workbook in which an organisation says how far its actions are; .eml is a draft e-mail with it; that it was"
        " asked is put on record",
        pdf=None,
        sheet=None,
        files=(
            (".xlsx", "mscp_desktop.actions.report.extract:extract_workbook"),
            (".eml", "mscp_desktop.actions.report.extract:extract_mail"),
        ),
        takes=("organisation",),
        needs=("organisation",),
        recorded_by="mscp_desktop.actions.report.extract:ask_by_request",
    ),
    ReportEntry(
        "audit-programme",
        "The schedule of multi-agency audits, what was held with its grades, and the grades over the years",
        pdf="mscp_desktop.audits.report.programme:programme_pdf",
        sheet="mscp_desktop.audits.report.programme:programme_sheet",
        takes=("year",),
    ),
    ReportEntry(
        "grading-sheet",
        "An audit tool as a blank sheet: the grades and what they mean, each section with its questions, and room to"
        " write",
        pdf="mscp_desktop.assessment.report:grading_sheet_pdf",
        sheet="mscp_desktop.assessment.report:grading_sheet_table",
        files=((".xlsx", "mscp_desktop.assessment.report:grading_sheet_workbook"),),
        takes=("tool",),
        needs=("tool",),
    ),
    ReportEntry(
        "due",
        "What is due and late over all features, each with its reason",
        pdf="mscp_desktop.catalogue:due_pdf",
        sheet="mscp_desktop.catalogue:due_sheet",
    ),
)

CHARTS = {
    "attendance": "mscp_desktop.meetings.report.attendance:attendance_in_view",
    "ageing": "mscp_desktop.actions.report.ageing:ageing_in_view",
    "seats": "mscp_desktop.roster.report.rosters:seats_in_view",
    "turnover": "mscp_desktop.roster.report.turnover:turnover_in_view",
    "obligations": "mscp_desktop.meetings.report.obligations:obligations_in_view",
    "audits": "mscp_desktop.audits.report.programme:trend_in_view",
}


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
    for name in ("group", "organisation", "post", "meeting", "year", "public", "sender", "tool"):
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
