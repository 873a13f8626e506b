"""How papers are asked for, chased, received and cleared, and how it is put on record that the pack went out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import add_paper, remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper, MeetingState
from mscp_desktop.meetings.rules.meetings import meeting_words
from mscp_desktop.meetings.rules.papers import TABLE, files_of
from mscp_desktop.meetings.rules.sent import Sent, SentFile, keep_sent
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.words import field_words, trimmed

LONGEST = 300  # characters of a title
_CHANGED = frozenset(
    {"title", "author", "organisation_id", "due", "chased", "received", "cleared", "cleared_by", "confidential"}
    | {"supplement", "note", "item_id"}
)
_WORDS = {"organisation_id": "agency", "item_id": "item", "due": "deadline", "chased": "day of asking",
          "received": "day of receipt", "cleared": "day of clearance"}  # fmt: skip


@operation("meetings.add_wanted_paper")
def add_wanted_paper(
    session: WorkSession,
    item_uid: str,
    title: str,
    *,
    author: str | None = None,
    organisation_uid: str | None = None,
    due: date | None = None,
    confidential: bool = False,
    note: str | None = None,
) -> str:
    """Put on record that an item needs a paper, and return the paper's uid; without `due` it is the meeting's day."""
    item = AgendaItem.by_uid(session, item_uid)
    _refuse_cancelled(session, item)
    paper = MeetingPaper(
        item_id=item.id, position=len(_papers(session, item)), title=_title(title), author=trimmed(author),
        organisation_id=_body(session, organisation_uid), due=due, confidential=confidential, supplement=False,
        note=trimmed(note),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.say(f"Added {paper_words(session, paper)}")
    return paper.uid


@operation("meetings.change_paper")
def change_paper(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change title, author, organisation_uid, due, chased, received, cleared, cleared_by, confidential, note or item.

    `item_uid` moves it to another item, where it comes last. Without its day of receipt a paper is not cleared.
    """
    paper = MeetingPaper.by_uid(session, uid)
    before = session.get_one(AgendaItem, paper.item_id)
    _make_sense(session, fields)
    if "item_uid" in fields:
        item = AgendaItem.by_uid(session, fields.pop("item_uid"))
        if item.id != paper.item_id:
            _refuse_cancelled(session, item)
            fields["item_id"] = item.id
    unknown = fields.keys() - _CHANGED
    if unknown:
        raise UserError(f"{field_words(dict.fromkeys(sorted(unknown)))} of a paper can't be changed here.")
    changed = change_record(session, paper, version, fields)
    if paper.cleared is not None and not _has_come(session, paper, paper.cleared):
        raise UserError("A paper is cleared after it was received. Enter the day of receipt first.")
    if "item_id" in changed:
        paper.position = len(_papers(session, session.get_one(AgendaItem, paper.item_id)))
        session.flush()
        _settle(_papers(session, before))
    said = {_WORDS.get(name, name): None for name in changed}
    session.say(f"{field_words(said)} of {paper_words(session, paper)}")


@operation("meetings.change_papers")
def change_papers(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several papers, whatever they say now."""
    for uid in uids:
        change_paper(session, uid, MeetingPaper.by_uid(session, uid).version, **dict(fields))
    said = {_WORDS.get(name.replace("_uid", "_id"), name): None for name in fields}
    session.say(f"{field_words(said)} of {counted(len(uids))}")


@operation("meetings.chase_papers")
def chase_papers(session: WorkSession, uids: Sequence[str], day: date | None = None) -> None:
    """Put on record that papers were asked for: on a day, today without one."""
    asked = _past(session, day, "asked for")
    words = ""
    for uid in uids:
        paper = MeetingPaper.by_uid(session, uid)
        words = paper_words(session, paper)
        if paper.received is not None:
            raise UserError(f"{_upper(words)} is here already, so there is nothing to ask for. Choose the others only.")
        paper.chased = asked
    session.say(f"Asked for {words if len(uids) == 1 else counted(len(uids))}")


@operation("meetings.receive_paper")
def receive_paper(
    session: WorkSession, uid: str, files: Sequence[tuple[str, bytes]] = (), day: date | None = None, *,
    replace: bool = False,
) -> None:  # fmt: skip
    """Put on record that a paper came, with its files where there are any; the first day it came stays.

    A file is a name and its bytes; with `replace` they take the place of those that were there. What was cleared before
    is cleared no longer: another text was.
    """
    paper = MeetingPaper.by_uid(session, uid)
    came = _past(session, day, "received")
    if replace and files:
        remove_papers_of(session, TABLE, uid)
    for name, data in files:
        add_paper(session, TABLE, uid, name, data)
    again = paper.received is not None
    if day is not None or paper.received is None:
        paper.received = came
    if files and again and paper.cleared is not None:
        paper.cleared = paper.cleared_by = None
    session.say(f"Received {'a file of ' if again and files else ''}{paper_words(session, paper)}")


@operation("meetings.clear_papers")
def clear_papers(session: WorkSession, uids: Sequence[str], by: str, day: date | None = None) -> None:
    """Put on record that papers may go out, and who said so; after the pack went out they are a supplement to it."""
    who = trimmed(by)
    if who is None:
        raise UserError("Say who cleared it: usually the chair of the meeting, or the business manager.")
    cleared = _past(session, day, "cleared")
    words = ""
    for uid in uids:
        paper = MeetingPaper.by_uid(session, uid)
        words = paper_words(session, paper)
        if not _has_come(session, paper, cleared):
            raise UserError(f"{_upper(words)} has not come yet, so it can't be cleared. Record that it was received.")
        meeting = _meeting_of(session, paper)
        if paper.cleared is None and meeting is not None and meeting.pack_sent is not None:
            paper.supplement = True
        if paper.cleared is None:
            paper.sent = None
        paper.cleared, paper.cleared_by = cleared, who
    session.say(f"Cleared by {who}: {words if len(uids) == 1 else counted(len(uids))}")


@operation("meetings.make_supplement")
def make_supplement(session: WorkSession, uids: Sequence[str]) -> None:
    """Take papers out of the pack: they go out after it, in a supplement."""
    words = ""
    for uid in uids:
        paper = MeetingPaper.by_uid(session, uid)
        paper.supplement, paper.sent = True, None
        words = paper_words(session, paper)
    session.say(f"Kept for a supplement: {words if len(uids) == 1 else counted(len(uids))}")


@operation("meetings.move_paper_by")
def move_paper_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a paper up (negative) or down among those of its item, as far as that goes."""
    paper = MeetingPaper.by_uid(session, uid)
    rows = _papers(session, session.get_one(AgendaItem, paper.item_id))
    at = rows.index(paper)
    rows.insert(max(0, min(len(rows) - 1, at + by)), rows.pop(at))
    _settle(rows)
    session.say(f"Moved {paper_words(session, paper)}")


@operation("meetings.remove_wanted_papers")
def remove_wanted_papers(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete papers that are not wanted after all, with their files; what went out with a pack stays."""
    words = ""
    for uid in uids:
        paper = MeetingPaper.by_uid(session, uid)
        words = paper_words(session, paper)
        meeting = _meeting_of(session, paper)
        if paper.cleared is not None and meeting is not None and meeting.pack_sent is not None:
            if not paper.supplement:
                raise ConflictError(f"{_upper(words)} went out with the pack, so it stays on record.")
            if paper.sent is not None:
                raise ConflictError(f"{_upper(words)} went out with a supplement, so it stays on record.")
        item = session.get_one(AgendaItem, paper.item_id)
        remove_papers_of(session, TABLE, uid)
        session.delete(paper)
        session.flush()
        _settle(_papers(session, item))
    session.say(f"Removed {words if len(uids) == 1 else counted(len(uids))}")


@operation("meetings.send_pack", corrected_by="the record that it was not sent")
def send_pack(
    session: WorkSession, meeting_uid: str, pages: int, day: date | None = None, file: SentFile | None = None
) -> str:
    """Put on record that a meeting's pack went out, and how many pages it had: a supplement is numbered on from them.

    What is cleared from then on is a supplement. Without a day it is today. The `file` is kept as it was sent, and a
    second one is another edition. What it is called is returned.
    """
    meeting = Meeting.by_uid(session, meeting_uid)
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so its pack does not go out. Plan it again first.")
    if pages < 1:
        raise UserError("A pack has at least its front page. Nothing was changed.")
    meeting.pack_sent, meeting.pack_pages = _past(session, day, "sent"), pages
    called = "Pack" if file is None else keep_sent(session, meeting, Sent.PACK, file, meeting.pack_sent)
    session.say(f"Sent on {format_day(meeting.pack_sent)}: {called} of {meeting_words(session, meeting)}")
    return called


@operation("meetings.pack_not_sent")
def pack_not_sent(session: WorkSession, meeting_uid: str) -> None:
    """Put on record that a pack has not gone out: it was recorded by mistake. Its supplements go into it again."""
    meeting = Meeting.by_uid(session, meeting_uid)
    meeting.pack_sent = meeting.pack_pages = None
    query = select(MeetingPaper).join(AgendaItem, AgendaItem.id == MeetingPaper.item_id)
    for paper in session.scalars(query.where(AgendaItem.meeting_id == meeting.id)):
        paper.supplement, paper.sent = False, None
    session.say(f"The pack of {meeting_words(session, meeting)} was not sent")


def paper_words(session: Session, paper: MeetingPaper) -> str:
    """Return a paper in a sentence: the paper “Budget”, or that it is confidential."""
    item = session.get_one(AgendaItem, paper.item_id)
    return "a confidential paper" if paper.confidential or item.confidential else f"the paper “{paper.title}”"


def counted(number: int) -> str:
    """Return a number of papers in words."""
    return f"{number} paper{'' if number == 1 else 's'}"


def _papers(session: Session, item: AgendaItem) -> list[MeetingPaper]:
    query = select(MeetingPaper).where(MeetingPaper.item_id == item.id)
    return list(session.scalars(query.order_by(MeetingPaper.position, MeetingPaper.id)))


def _settle(rows: Sequence[MeetingPaper]) -> None:
    for place, row in enumerate(rows):
        if row.position != place:
            row.position = place


def _meeting_of(session: Session, paper: MeetingPaper) -> Meeting | None:
    item = session.get_one(AgendaItem, paper.item_id)
    return None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)


def _refuse_cancelled(session: Session, item: AgendaItem) -> None:
    meeting = None if item.meeting_id is None else session.get_one(Meeting, item.meeting_id)
    if meeting is not None and meeting.state is MeetingState.CANCELLED:
        raise UserError("This meeting was cancelled, so it needs no papers. Plan it again first.")


def _make_sense(session: WorkSession, fields: dict[str, Any]) -> None:
    if "title" in fields:
        fields["title"] = _title(fields["title"])
    for name in ("author", "cleared_by", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    if "organisation_uid" in fields:
        fields["organisation_id"] = _body(session, fields.pop("organisation_uid"))
    for name, words in (("chased", "asked for"), ("received", "received"), ("cleared", "cleared")):
        if fields.get(name) is not None:
            _past(session, fields[name], words)


def _has_come(session: WorkSession, paper: MeetingPaper, day: date) -> bool:
    """Say whether a paper is there; one whose file was added, and no more said, came by the day of its clearance."""
    if paper.received is None and files_of(session, [paper.uid]):
        paper.received = day
    return paper.received is not None


def _past(session: WorkSession, day: date | None, words: str) -> date:
    today = session.clock.today()
    if day is not None and day > today:
        raise UserError(f"{format_day(day)} is still to come. Give the day on which it was {words}.")
    return day or today


def _body(session: Session, uid: str | None) -> int | None:
    return None if uid is None else Organisation.by_uid(session, uid).id


def _title(typed: str | None) -> str:
    title = " ".join((typed or "").split())
    if not title:
        raise UserError("A paper needs a title, such as “Budget for 2025-26”: it stands in the list of contents.")
    if len(title) > LONGEST:
        raise UserError(f"A title has {LONGEST} characters at the most. Put the rest into the note.")
    return title


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]
