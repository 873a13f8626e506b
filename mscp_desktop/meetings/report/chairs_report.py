"""A chair's report as a document of one page: what it covers, the facts, assurance, exceptions and asks."""

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.chairs_reports import ReportRow, reports_listed, reports_to
from mscp_desktop.meetings.rules.chairs_reports_facts import report_facts
from mscp_desktop.meetings.rules.meetings import meeting_asked_for
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, build
from mscp_desktop.printing.rich import rich_blocks

SECTIONS = (
    ("assurance", "Assurance: what is going well, and how we know"),
    ("exceptions", "Exceptions: what is not, and what we do about it"),
    ("asks", "Asks: what we need from you"),
)


def chairs_report_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the report of a group for a meeting of the group that it reports to, or for the next one."""
    return report_document(session, _asked_for(session, request), request)


def report_document(session: Session, row: ReportRow, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return one report as a document."""
    partnership = partnership_name(session)
    about = Document(
        title=f"Chair's report: {row.group}", partnership=partnership, printed_on=request.today,
        subtitle=f"To {row.receiver}, {format_day(row.meeting_day)}",
    )  # fmt: skip
    facts = report_facts(session, row.group_uid, row.since, row.until)
    pairs = [("Period", row.period_words()), *facts.pairs()]
    if row.agreed is not None:
        by = f" by {row.agreed_by}" if row.agreed_by else ""
        pairs.append(("Agreed", f"{format_day(row.agreed)}{by}"))
    else:
        pairs.append(("State", "A draft, not agreed yet"))
    story: list[blocks.Block] = [blocks.facts(pairs, share=0.2)]
    for name, words in SECTIONS:
        story.append(blocks.heading(1, words))
        story += rich_blocks(getattr(row, name)) or [blocks.paragraph(blocks.emphasis("Nothing to report."))]
    return about, story


def pages_of(session: Session, row: ReportRow, request: Request) -> int:
    """Return on how many pages a report prints: one is what it is meant to have."""
    pages: list[int] = []
    build(*report_document(session, row, request), pages.append)
    return max(pages, default=0)


def _asked_for(session: Session, request: Request) -> ReportRow:
    group = group_named(session, request.group or "")
    if request.meeting is None:
        made = [one for one in reports_listed(session, request.today) if one.group_uid == group.uid and one.uid]
        if not made:
            raise UserError(f"There is no chair's report of {group.name} for a coming meeting. Begin one first.")
        return made[0]
    above = None if group.parent_id is None else _name_of(session, group.parent_id)
    meeting = meeting_asked_for(session, request.meeting, above)
    found = next((one for one in reports_to(session, meeting.uid) if one.group_uid == group.uid and one.uid), None)
    if found is None:
        raise UserError(f"There is no chair's report of {group.name} for {meeting.title()}. Begin one first.")
    return found


def _name_of(session: Session, key: int) -> str:
    return session.get_one(Group, key).name
