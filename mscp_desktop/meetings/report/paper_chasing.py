"""A draft e-mail that asks the author of papers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name, partnership_sender
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.meetings.rules.papers import PaperRow, papers_of
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.rules.contacts import group_contacts


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft to one author or agency: what its file is called, its bytes, and the papers that it asks for.

    `reached` says whether it is addressed to anybody.
    """

    name: str
    data: bytes
    uids: tuple[str, ...]
    reached: bool


def chasing_drafts(session: Session, meeting_uid: str, uids: Sequence[str], today: date) -> list[Draft]:
    """Return a draft for each author or agency of the papers that have not come yet.

    Raises `UserError` where all of them are here.
    """
    meeting = meeting_row(session, meeting_uid)
    wanted = set(uids)
    rows = [row for row in papers_of(session, meeting_uid, today) if row.uid in wanted and row.received is None]
    if not rows:
        raise UserError("These papers are here already, so there is nothing to ask for. Choose one that is missing.")
    by: dict[tuple[str, str], list[PaperRow]] = {}
    for row in rows:
        by.setdefault((row.author or "", row.organisation or ""), []).append(row)
    return [_draft(session, meeting, author, body, papers, today) for (author, body), papers in by.items()]


def _draft(
    session: Session, meeting: MeetingRow, author: str, body: str, papers: Sequence[PaperRow], today: date
) -> Draft:
    partnership = partnership_name(session)
    found = _addresses(session, meeting, author, body)
    many = len(papers) != 1
    lines = [f"- {row.title} (item {row.item_number}, {row.item_title}){_due(row, today)}" for row in papers]
    when = "by then" if all(row.due is not None and row.due >= today for row in papers) else "by return"
    text = "\n".join([
        f"Dear {author or 'colleague'},", "",
        f"For the meeting of {meeting.group} on {meeting.when_words()} we need from you:", "", *lines, "",
        f"Please send {'them' if many else 'it'} {when}, or tell us when {'they come' if many else 'it comes'}.", "",
        "With thanks,", f"The business unit of {partnership}", "",
    ])  # fmt: skip
    to = [one for one in (address_of(name, email) for name, email in found) if one is not None]
    subject = f"{'Papers' if many else 'Paper'} for {meeting.title()}"
    whom = author or body or "nobody named"
    data = draft(to, subject, text, sender=partnership_sender(session))
    return Draft(f"{subject}, {whom}.eml", data, tuple(row.uid for row in papers), bool(to))


def _due(row: PaperRow, today: date) -> str:
    if row.due is None:
        return ""
    return f": it was due on {format_day(row.due)}" if row.due < today else f": due on {format_day(row.due)}"


def _addresses(session: Session, meeting: MeetingRow, author: str, body: str) -> list[tuple[str, str]]:
    """Return (name, e-mail) of the author, or else of those who sit in the group for the agency."""
    if author:
        query = select(Person.name, Person.email).where(Person.name == author, Person.email.is_not(None))
        return [(name, email) for name, email in session.execute(query) if email]
    sitting = group_contacts(session, meeting.group_uid, meeting.day) if body else []
    return [(one.name, one.email) for one in sitting if one.organisation == body and one.email]
