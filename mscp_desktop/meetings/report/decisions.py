"""The registers of decisions and of challenges, of a group or of all, for a financial year or for all of them."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.challenges import NOBODY, ChallengeRow, challenges_between
from mscp_desktop.meetings.rules.decisions import DecisionRow, decisions_between
from mscp_desktop.meetings.rules.minutes_due import year_bounds
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document

HIDDEN = "Confidential"


def decisions_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the register of decisions with who did not agree, and which were ratified when."""
    rows = _decisions(session, request)
    columns = (
        blocks.column("No.", names=True, heads_rows=True), blocks.column("Day", names=True),
        blocks.column("Group"), blocks.column("Decision"), blocks.column("Did not agree"),
        blocks.column("Quorum", names=True),
    )  # fmt: skip
    made = []
    for one in rows:
        hidden = request.public and one.confidential
        made.append(
            (
                one.name(), format_day(one.meeting_day), one.group_short or one.group, HIDDEN if hidden else one.text,
                "" if hidden else one.dissent or "", one.standing_words() or "quorate",
            )
        )  # fmt: skip
    table = blocks.table(columns, made, empty="No decision is recorded.")
    number = len(rows)
    return _about(session, request, "Decisions"), [
        table, blocks.note(f"{number:,} decision{'' if number == 1 else 's'}. Numbers are given once and never again."),
    ]  # fmt: skip


def decisions_sheet(session: Session, request: Request) -> SheetTable:
    """Return the register of decisions as a table, a row a decision."""
    columns = (
        Column("Number", width=10), Column("Day", ColumnKind.DATE), Column("Group", width=36), Column("Item", width=36),
        Column("Decision", width=70), Column("Did not agree", width=30), Column("Quorum", width=16),
        Column("Ratified", ColumnKind.DATE),
    )  # fmt: skip
    made = []
    for one in _decisions(session, request):
        hidden = request.public and one.confidential
        made.append(
            (
                one.name(), one.meeting_day, one.group, HIDDEN if hidden else one.item, HIDDEN if hidden else one.text,
                None if hidden else one.dissent, one.standing(), one.ratified_on,
            )
        )  # fmt: skip
    return SheetTable(_title(request, "Decisions"), columns, made)


def challenges_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the register of challenges: who challenged whom, on what, what followed, and how far that is."""
    rows = _challenges(session, request)
    columns = (
        blocks.column("No.", names=True, heads_rows=True), blocks.column("Day", names=True),
        blocks.column("Who and whom"), blocks.column("On what"), blocks.column("What followed"),
        blocks.column("State", names=True),
    )  # fmt: skip
    made = []
    for one in rows:
        hidden = request.public and one.confidential
        made.append(
            (
                one.name(), format_day(one.made), HIDDEN if hidden else one.sides() or NOBODY,
                HIDDEN if hidden else one.about, "" if hidden else one.answer or "nothing recorded", one.state_words(),
            )
        )  # fmt: skip
    number = len(rows)
    return _about(session, request, "Challenges"), [
        blocks.table(columns, made, empty="No challenge is recorded."),
        blocks.note(f"{number:,} challenge{'' if number == 1 else 's'}."),
    ]


def challenges_sheet(session: Session, request: Request) -> SheetTable:
    """Return the register of challenges as a table, a row a challenge."""
    columns = (
        Column("Number", width=10), Column("Day", ColumnKind.DATE), Column("Who", width=36), Column("Whom", width=36),
        Column("On what", width=60), Column("What followed", width=60), Column("State", width=14),
        Column("Ended", ColumnKind.DATE), Column("Where", width=30),
    )  # fmt: skip
    made = []
    for one in _challenges(session, request):
        hidden = request.public and one.confidential
        said = (HIDDEN,) * 4 if hidden else (one.by, one.to, one.about, one.answer)
        made.append((one.name(), one.made, *said, one.state.value, one.closed, one.meeting_words()))
    return SheetTable(_title(request, "Challenges"), columns, made)


def _decisions(session: Session, request: Request) -> list[DecisionRow]:
    return decisions_between(session, *year_bounds(request.year), _group_uid(session, request))


def _challenges(session: Session, request: Request) -> list[ChallengeRow]:
    return challenges_between(session, *year_bounds(request.year), _group_uid(session, request))


def _group_uid(session: Session, request: Request) -> str | None:
    return None if request.group is None else group_named(session, request.group).uid


def _title(request: Request, what: str) -> str:
    of = f" of {request.group}" if request.group else ""
    return f"{what}{of}{f', {request.year}' if request.year else ''}"


def _about(session: Session, request: Request, what: str) -> Document:
    partnership = partnership_name(session)
    return Document(_title(request, what), partnership, request.today, landscape=True)
