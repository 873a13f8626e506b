"""The agenda of a meeting as a document: when and where, its items with their times, and what each is about."""

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.meetings.records import MeetingState, Source
from mscp_desktop.meetings.rules.agenda_matters import Matter, matters_of
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, PURPOSE_WORDS, Agenda, ItemRow, whole_agenda
from mscp_desktop.meetings.rules.meetings import meeting_asked_for
from mscp_desktop.meetings.rules.times import length_words
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.rich import rich_blocks
from mscp_desktop.printing.text import Text
from mscp_desktop.roster.rules.rosters import chair_words

PUBLIC = "Items that are confidential are named by their number only."


def agenda_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the agenda of one meeting; the public one keeps the numbers and leaves out what is confidential."""
    agenda = agenda_asked_for(session, request)
    meeting = agenda.meeting
    partnership = partnership_name(session)
    about = Document(
        title=f"Agenda: {meeting.group}, {format_day(meeting.day)}", partnership=partnership, printed_on=request.today,
        subtitle=meeting.when_words(),
    )  # fmt: skip
    return about, agenda_blocks(session, agenda, public=request.public)


def agenda_asked_for(session: Session, request: Request) -> Agenda:
    """Return the agenda that a request names; raises `UserError` where the meeting has none."""
    meeting = meeting_asked_for(session, request.meeting or "", request.group)
    agenda = whole_agenda(session, meeting.uid)
    if not agenda.items:
        raise UserError(f"The meeting {meeting.title()} has no agenda yet. Make the agenda first.")
    return agenda


def agenda_blocks(session: Session, agenda: Agenda, *, public: bool) -> list[blocks.Block]:
    """Return an agenda as blocks: facts, the table of items, and what is told of each under its heading."""
    meeting = agenda.meeting
    chair = chair_words(session, meeting.group_uid, meeting.day)
    facts = [("Where", meeting.where_words()), ("Chair", chair)]
    if meeting.link and not public:
        facts.append(("Joining", meeting.link))
    if meeting.state is MeetingState.CANCELLED:
        facts.insert(0, ("Cancelled", meeting.cancelled_why or "This meeting was cancelled."))
    story: list[blocks.Block] = [blocks.facts(facts, share=0.2), _table(agenda, public=public)]
    hidden = any(row.confidential for row in agenda.items)
    if public and hidden:
        story.append(blocks.note(PUBLIC))
    elif agenda.over:
        story.append(blocks.note(f"The items take {length_words(agenda.over)} longer than the meeting."))
    matters = matters_of(session, meeting.uid)
    told = [part for row in agenda.items for part in _told(row, matters.get(row.uid, ()), public=public)]
    if told:
        story += [blocks.heading(1, "The items"), *told]
    return story


def _table(agenda: Agenda, *, public: bool) -> blocks.Table:
    timed = agenda.meeting.start_time is not None
    columns = [blocks.column("No.", 0.4, heads_rows=True)]
    columns += [blocks.column("Time", 0.5)] if timed else []
    columns += [blocks.column("Item", 2.4), blocks.column("Purpose", 0.8), blocks.column("Presenter", 1.3)]
    return blocks.table(columns, [_cells(row, timed=timed, public=public) for row in agenda.items])


def _cells(row: ItemRow, *, timed: bool, public: bool) -> list[Text]:
    hidden = public and row.confidential
    title: Text = row.title
    if hidden:
        title = blocks.emphasis(CONFIDENTIAL)
    elif row.confidential:
        title = (row.title, blocks.quiet(" (confidential)"))
    times: list[Text] = [row.start or ""] if timed else []
    presenter = "" if hidden else row.presenter or ""
    return [row.number, *times, title, "" if hidden else PURPOSE_WORDS[row.purpose], presenter]


def _told(row: ItemRow, matters: tuple[Matter, ...], *, public: bool) -> list[blocks.Block]:
    """Return what an agenda tells of an item beyond its row; nothing for most."""
    if public and row.confidential:
        return []
    reports = row.source is Source.CHAIRS_REPORTS  # of which it counts whether they are there
    lines = [one.full_words() if reports else one.words for one in matters if not (public and one.confidential)]
    from_ = [one.words for one in (row.carried_from, row.sent_from) if one is not None]
    brief = rich_blocks(row.brief)
    if not (lines or from_ or brief):
        return []
    told: list[blocks.Block] = [blocks.heading(2, f"{row.number}. {row.title}")]
    told += [blocks.note(f"{words}.") for words in from_]
    told += brief
    if lines:
        told.append(blocks.bullets(lines))
    return told
