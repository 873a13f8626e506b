"""The record of a year's meetings as one document: owed and held, attendance, decisions, challenges, what is next."""

from dataclasses import replace

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.report.attendance import attendance_pdf
from mscp_desktop.meetings.report.decisions import challenges_pdf, decisions_pdf
from mscp_desktop.meetings.report.forward_plan import forward_plan_pdf
from mscp_desktop.meetings.report.obligations import obligations_pdf
from mscp_desktop.meetings.rules.obligations import financial_year
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document

PARTS = (
    ("Meetings owed and held", obligations_pdf),
    ("Attendance", attendance_pdf),
    ("Decisions", decisions_pdf),
    ("Challenges", challenges_pdf),
    ("Forward plan", forward_plan_pdf),
)
LOWEST = 3


def year_record_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the registers of a financial year under one cover, of a group or of all; the year of `as_at` by itself.

    The forward plan is what comes after the day it speaks of. A part of which nothing is recorded says so.
    """
    year = request.year or financial_year(request.as_at).label
    asked = replace(request, year=year)
    whose = group_named(session, request.group).name if request.group is not None else "All groups"
    about = Document(
        title=f"Record of meetings, {year}", partnership=partnership_name(session),
        printed_on=request.today, subtitle=whose, landscape=True,
    )  # fmt: skip
    story: list[blocks.Block] = []
    for number, (title, make) in enumerate(PARTS):
        if number:
            story.append(blocks.page_break())
        story.append(blocks.heading(1, title))
        try:
            _, part = make(session, request if make is forward_plan_pdf else asked)
        except UserError as error:
            part = [blocks.paragraph(str(error))]
        story += [_lower(block) for block in part]
    return about, story


def _lower(block: blocks.Block) -> blocks.Block:
    """Return a block of a part, whose headings stand one level below the part's."""
    return replace(block, level=min(block.level + 1, LOWEST)) if isinstance(block, blocks.Heading) else block
