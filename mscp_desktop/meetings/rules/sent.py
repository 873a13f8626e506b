"""What went out of a meeting, kept as it was sent: packs, supplements and agendas, each edition a file of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import MOST_BYTES, size_words
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.issued import issue_document, issued_of
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper
from mscp_desktop.meetings.rules.meetings import meeting_row, meeting_words

TABLE = Meeting.__tablename__


class Sent(StrEnum):
    """What is kept as it went out; what may be published is kept apart from what only members get."""

    PACK = "pack"
    PUBLIC_PACK = "public pack"
    SUPPLEMENT = "supplement"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A document as it went out: the name of its file and its PDF."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class SentRow:
    """What was kept: which edition of what, who put it on record and when, and the SHA-256 digest of the file."""

    uid: str
    what: Sent
    edition: int
    title: str
    name: str
    size: int
    digest: str
    at: datetime
    by: str


def sent_of(session: Session, meeting_uid: str) -> list[SentRow]:
    """Return what went out of a meeting, the first first."""
    found: list[SentRow] = []
    for one in issued_of(session, TABLE, meeting_uid):
        if one.kind in frozenset(Sent):
            what = Sent(one.kind)
            edition = 1 + sum(row.what is what for row in found)
            found.append(
                SentRow(one.uid, what, edition, one.title, one.name, one.size, one.digest, one.issued_at, one.issued_by)
            )
    return found


def edition_words(what: Sent, edition: int) -> str:
    """Return what an edition is called: "Pack", "Pack, edition 2", "Supplement 1"."""
    words = what.value.capitalize()
    if what is Sent.SUPPLEMENT:
        return f"{words} {edition}"
    return words if edition == 1 else f"{words}, edition {edition}"


def keep_sent(session: WorkSession, meeting: Meeting, what: Sent, file: SentFile, day: date) -> str:
    """Keep a document of a meeting as it went out and return what it is called; undo does not reach it.

    One that is larger than what a vault keeps is not kept, which is said.
    """
    if not file.pdf.startswith(b"%PDF"):
        raise UserError("What went out is kept as a PDF, and none was made. Nothing was changed.")
    edition = 1 + sum(row.what is what for row in sent_of(session, meeting.uid))
    called = edition_words(what, edition)
    if len(file.pdf) > MOST_BYTES:
        return f"{called}, which is not kept as it is larger than {size_words(MOST_BYTES)}"
    title = f"{called}: {meeting_row(session, meeting.uid).title()}, sent on {format_day(day)}"
    issue_document(session, what, TABLE, meeting.uid, title, file.name, file.pdf)
    return called


@operation("meetings.record_sent", corrected_by="a further edition")
def record_sent(session: WorkSession, meeting_uid: str, what: Sent, file: SentFile, day: date | None = None) -> str:
    """Put on record that a public pack or a supplement went out, and keep it as sent; without a day it is today.

    The papers that are cleared for a supplement went out with it. What it is called is returned. The pack itself, by
    which supplements are numbered on, is put on record by `send_pack`.
    """
    meeting, sent = Meeting.by_uid(session, meeting_uid), day or session.clock.today()
    if what in (Sent.PACK, Sent.AGENDA):
        raise UserError(f"The {what.value} has a record of its own. Nothing was changed.")
    if sent > session.clock.today():
        raise UserError(f"{format_day(sent)} is still to come. Give the day on which it went out.")
    if what is Sent.SUPPLEMENT and meeting.pack_sent is None:
        raise UserError("The pack has not gone out yet, so there is nothing to supplement. Record the pack first.")
    called = keep_sent(session, meeting, what, file, sent)
    if what is Sent.SUPPLEMENT:
        for paper in session.scalars(_TO_SEND.where(AgendaItem.meeting_id == meeting.id)):
            paper.sent = sent
    session.say(f"Sent on {format_day(sent)}: {called} of {meeting_words(session, meeting)}")
    return called


_TO_SEND = (
    select(MeetingPaper)
    .join(AgendaItem, AgendaItem.id == MeetingPaper.item_id)
    .where(MeetingPaper.supplement, MeetingPaper.cleared.is_not(None), MeetingPaper.sent.is_(None))
)
