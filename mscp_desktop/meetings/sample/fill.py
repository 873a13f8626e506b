"""Fills a partnership with invented years of meetings, and with what follows from them."""

import random
from datetime import date

from sqlalchemy import func, select

from mscp_desktop.actions.records import Action
from mscp_desktop.foundation.attachments import add_paper
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import (
    Attendance,
    Challenge,
    Decision,
    Meeting,
    MeetingKind,
    MeetingPaper,
    MeetingState,
    QuorumKind,
    QuorumRule,
)
from mscp_desktop.meetings.rules.agenda_sent import printed
from mscp_desktop.meetings.sample.actions import Actions
from mscp_desktop.meetings.sample.contents import AGENDA_AHEAD, Contents, write_minutes
from mscp_desktop.meetings.sample.dates import Timetable, fill_dates
from mscp_desktop.meetings.sample.people import Rosters
from mscp_desktop.parties.records import Organisation
from mscp_desktop.priorities.records import Priority
from mscp_desktop.roster.records import Seat

SEED = 20250401
FILES = 6  # papers that have a file


def fill_meetings(session: WorkSession, years: int) -> int:
    """Invent meetings over the last `years` years and the coming one, and return how many; the same each time.

    The seats have to be filled before. Raises `UserError` where meetings are recorded already.
    """
    if session.scalar(select(Meeting.id).limit(1)) is not None:
        raise UserError(
            "This partnership has meetings already, and invented ones would stand among them. Fill a new one."
        )
    groups = list(session.scalars(select(Group).where(Group.tier != Tier.LINKED).order_by(Group.position)))
    today = session.clock.today()
    rng = random.Random(SEED)  # noqa: S311 - invented data, the same each time
    table = fill_dates(session, rng, date(today.year - years, today.month, 1), today, groups)
    write_minutes(table)
    rosters = Rosters(session, rng)
    contents = Contents(rng, table, rosters, {group.parent_id for group in groups if group.parent_id is not None})
    session.add_all(contents.agendas())
    session.flush()
    session.add_all([*contents.carried(), *contents.waiting()])
    papers = list(contents.papers())
    session.add_all(papers)
    session.add_all(_attendance(table, rosters))
    organisations = list(
        session.scalars(select(Organisation.id).where(Organisation.statutory).order_by(Organisation.id))
    )
    session.add_all(contents.decisions(1 + (session.scalar(select(func.max(Decision.number))) or 0)))
    session.add_all(contents.challenges(1 + (session.scalar(select(func.max(Challenge.number))) or 0), organisations))
    session.add_all([*contents.reports(), *contents.corrections()])
    priorities = list(session.scalars(select(Priority.id).order_by(Priority.id)))
    actions = Actions(rng, today, rosters, {group.id: group for group in groups}, priorities)
    made = list(actions.raised(contents.matters, 1 + (session.scalar(select(func.max(Action.number))) or 0)))
    session.add_all(made)
    session.flush()
    session.add_all(actions.heard(made))
    _set_quorums(session, groups)
    _give_files(session, papers, contents)
    session.flush()
    for meeting in table.meetings:
        if meeting.agenda_sent is not None:
            meeting.agenda_as_sent = printed(session, meeting)
    session.flush()
    return len(table.meetings)


def _attendance(table: Timetable, rosters: Rosters) -> list[Attendance]:
    found: list[Attendance] = []
    for meeting in table.meetings:
        if meeting.kind not in (MeetingKind.ORDINARY, MeetingKind.EXTRAORDINARY):
            continue
        if meeting.state is MeetingState.HELD:
            found += rosters.attendance(meeting)
        elif meeting.state is MeetingState.PLANNED and 0 <= (meeting.day - table.today).days <= AGENDA_AHEAD:
            found += rosters.apologies(meeting)
    return found


def _set_quorums(session: WorkSession, groups: list[Group]) -> None:
    """Give each group a quorum: the statutory partners at the top, and then in turn seats, agencies and a share."""
    counted = select(Seat.group_id, func.count()).where(Seat.end.is_(None)).group_by(Seat.group_id)
    seats = {row[0]: row[1] for row in session.execute(counted)}
    turns = (QuorumKind.SHARE, QuorumKind.AGENCIES, QuorumKind.SEATS)
    for place, group in enumerate(groups):
        top = group.tier in (Tier.ACCOUNTABLE, Tier.EXECUTIVE)
        kind = QuorumKind.STATUTORY if top else turns[place % len(turns)]
        third = max(2, seats.get(group.id, 0) // 3)
        number = {QuorumKind.STATUTORY: None, QuorumKind.SHARE: 50, QuorumKind.AGENCIES: min(4, third)}.get(kind, third)
        session.add(QuorumRule(
            group_id=group.id, kind=kind, number=number, deputies_count=not top, needs_chair=top,
            source="Terms of reference",
        ))  # fmt: skip


def _give_files(session: WorkSession, papers: list[MeetingPaper], contents: Contents) -> None:
    """Keep a small PDF with the last papers that were received."""
    titles = {one.item.id: one.item.title for one in contents.matters}
    for paper in [one for one in papers if one.received is not None][-FILES:]:
        add_paper(session, paper.__tablename__, paper.uid, f"{paper.title[:60]}.pdf", small_pdf(titles[paper.item_id]))


def small_pdf(title: str) -> bytes:
    """Return a PDF of two pages that bear a title."""
    said = title[:70].encode("ascii", "replace").translate(None, b"()\\")
    pages = [b"BT /F1 14 Tf 72 760 Td (%s) Tj 0 -28 Td (Page %d of the report) Tj ET" % (said, page) for page in (1, 2)]
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R 6 0 R]/Count 2>>", font]
    for place, content in enumerate(pages):
        parts.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (5 + 2 * place)
        )
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, part)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>" % (count, listed, count)
    return b"%s%s\nstartxref\n%d\n%%%%EOF\n" % (made, table, len(made))
