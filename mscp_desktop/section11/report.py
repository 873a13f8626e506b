"""The log of agencies' audits as a document and a table: of a year, an organisation, or all; and for the public."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.section11.records import AuditKind
from mscp_desktop.section11.rules.log import AgencyAuditRow, audits_for

TITLE = "Agencies' own audits"
SEVERAL = {
    AuditKind.AGENCY: "single-agency audits",
    AuditKind.SCHOOL: "schools' safeguarding audits",
    AuditKind.OTHER: "other",
}
WHOSE = (
    "Agencies and schools graded themselves, each by its own measure. A grade of a scale stands only where somebody"
    " here chose one that fits, and grades of different agencies are not compared."
)


def agency_audits_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the log with what each audit found, what follows, and what a group made of it."""
    rows = _rows(session, request)
    about = Document(_title(request), partnership_name(session), request.today, landscape=True)
    columns = (
        blocks.column("Who", 1.7, heads_rows=True), blocks.column("Subject", 1.8), blocks.column("Made", 1.1),
        blocks.column("Cases", 0.6, align="right"), blocks.column("Grade", 1.5), blocks.column("Considered", 2),
        blocks.column("Next expected", 1.2),
    )  # fmt: skip
    made = [
        (
            one.who(), one.subject, one.made_words() or "not recorded", "" if one.cases is None else f"{one.cases:,}",
            one.graded() or "none given", one.standing_words(),
            format_date(one.next_due) if one.next_due else "",
        )
        for one in rows
    ]  # fmt: skip
    counted = _counted(rows)
    story: list[blocks.Block] = [
        *([blocks.facts([("Audits", counted)], share=0.2)] if counted else []),
        blocks.table(columns, made, empty="No audit of an agency or a school is recorded."),
    ]
    told = [one for one in rows if one.strengths or one.learning or one.planned or one.response or one.actions]
    if told:
        story.append(blocks.heading(1, "What was found, and what follows"))
        for one in told:
            story += [blocks.heading(2, one.title()), blocks.facts(_found(one, public=request.public), share=0.2)]
    return about, [*story, blocks.note(WHOSE)]


def agency_audits_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row an audit, with all that the log says of it; what is for this office alone is left out of public."""
    columns = (
        Column("Kind", width=26), Column("Organisation", width=36), Column("Who, in words", width=30),
        Column("Subject", width=40), Column("Priority", width=36), Column("Made", width=18), Column("Year", width=10),
        Column("Received", ColumnKind.DATE), Column("Cases", ColumnKind.NUMBER, 8), Column("Grade", width=22),
        Column("Grade in its own words", width=26), Column("Strengths", width=50), Column("Learning", width=50),
        Column("What will be done", width=50), Column("Group", width=30), Column("Brought on", ColumnKind.DATE),
        Column("What the group made of it", width=24), Column("Considered on", ColumnKind.DATE),
        Column("In its words", width=50), Column("Next expected", width=18), Column("Actions", width=30),
    )  # fmt: skip
    made = [
        (
            one.kind.value, one.organisation, one.body, one.subject, one.priority, one.made_words() or None, one.year(),
            one.received, one.cases, one.grade, one.grade_words, one.strengths, one.learning, one.planned, one.group,
            one.brought_on, one.outcome.value if one.outcome else None, one.considered_on, one.response,
            format_date(one.next_due) if one.next_due else None, _actions(one, public=request.public) or None,
        )
        for one in _rows(session, request)
    ]  # fmt: skip
    return SheetTable(_title(request), columns, made)


def _rows(session: Session, request: Request) -> list[AgencyAuditRow]:
    of = None if request.organisation is None else organisation_named(session, request.organisation).uid
    return audits_for(session, request.year, of, public=request.public)


def _title(request: Request) -> str:
    of = f" of {request.organisation}" if request.organisation else ""
    return f"{TITLE}{of}{f', {request.year}' if request.year else ''}"


def _counted(rows: Sequence[AgencyAuditRow]) -> str:
    """Return how many audits of each kind there are: "3 single-agency audits, 1 school's safeguarding audit"."""
    counts = Counter(one.kind for one in rows)
    said = [f"{counts[one]} {one.value if counts[one] == 1 else SEVERAL[one]}" for one in AuditKind if counts[one]]
    return capital(", ".join(said))


def _found(one: AgencyAuditRow, *, public: bool) -> list[tuple[str, str]]:
    made = one.response or ""
    facts = [
        ("Strengths", one.strengths), ("Learning", one.learning), ("What will be done", one.planned),
        ("What the group said", made), ("Actions", _actions(one, public=public)),
    ]  # fmt: skip
    return [(words, said) for words, said in facts if said]


def _actions(one: AgencyAuditRow, *, public: bool) -> str:
    return ", ".join(
        f"{action.words()} {action.state_words()}" for action in one.actions if not (public and action.confidential)
    )
