"""The action log of one meeting, which goes out ahead of its minutes: as PDF, as a table, and as a draft e-mail."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.sheet_table import Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request, public_name
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name, partnership_sender
from mscp_desktop.meetings.report.minutes import action_cells, not_held
from mscp_desktop.meetings.rules.meetings import meeting_asked_for
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.parties.records import Person
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, as_public, build
from mscp_desktop.roster.rules.rosters import roster_at

PDF = "application/pdf"


def _minutes(session: Session, request: Request) -> Minutes:
    meeting = meeting_asked_for(session, request.meeting or "", request.group)
    return minutes_of(session, meeting.uid, request.today)


def action_log_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the actions of a meeting with owner and due date, under the items that raised them."""
    minutes = _minutes(session, request)
    partnership = partnership_name(session)
    meeting = minutes.meeting
    about = Document(
        f"Action log of {meeting.group}, {format_day(meeting.day)}", partnership, request.today, meeting.when_words()
    )
    columns = (
        blocks.column("No.", 0.5, heads_rows=True), blocks.column("Action", 3), blocks.column("Owner", 1.8),
        blocks.column("Due", 1.1),
    )  # fmt: skip
    rows: list[blocks.TableRow] = []
    for one in minutes.items:
        if one.actions:
            hidden = request.public and one.item.confidential
            rows.append(
                blocks.subheading(f"{one.item.number}. {one.item.public_title() if hidden else one.item.title}")
            )
        rows += [action_cells(action, public=request.public) for action in one.actions]
    number = len(minutes.actions())
    said = f"{number} action{'' if number == 1 else 's'} agreed on {format_day(meeting.day)}. The minutes follow."
    return about, [
        blocks.table(columns, rows, empty=not_held(meeting) or "No action was agreed at this meeting."),
        *([blocks.note(said)] if number else []),
    ]


def action_log_sheet(session: Session, request: Request) -> SheetTable:
    """Return the action log as a table, a row an action."""
    minutes = _minutes(session, request)
    columns = (
        Column("Number", width=10), Column("Action", width=60), Column("Owner", width=40),
        Column("Due", ColumnKind.DATE), Column("State", width=22), Column("Item", width=40),
    )  # fmt: skip
    rows = []
    for one in minutes.items:
        for action in one.actions:
            number, text, owner, _ = action_cells(action, public=request.public)
            hidden = request.public and (one.item.confidential or action.confidential)
            title = one.item.public_title() if hidden else one.item.title
            due = None if hidden else action.due
            rows.append((number, text, owner, due, action.state_words(), f"{one.item.number}. {title}"))
    return SheetTable(f"Action log of {minutes.meeting.title()}", columns, rows)


def action_log_mail(session: Session, request: Request) -> bytes:
    """Return an e-mail to the owners of a meeting's actions, with the action log as PDF, still to be sent.

    Raises `UserError` where the meeting has no actions. Owners without an address are named in its text.
    """
    minutes = _minutes(session, request)
    actions = minutes.actions()
    if not actions:
        said = not_held(minutes.meeting) or "No action was agreed at this meeting."
        raise UserError(f"{said} So there is no action log to send.")
    meeting = minutes.meeting
    to, missing = {}, []
    for owner, uid in _people(session, minutes).items():
        person = None if uid is None else Person.by_uid(session, uid)
        address = None if person is None or not person.email else address_of(person.name, person.email)
        if address is None:
            missing.append(owner)
        else:
            to[address.addr_spec] = address
    lines = [
        "The actions agreed at this meeting are attached. The minutes follow once the chair has cleared them.", "",
        *(
            f"{one.words()}: {one.text} ({one.owner.words}, {one.due_words()})" if not one.confidential
            else f"{one.words()}: confidential ({one.owner.words})"
            for one in actions
        ),
    ]  # fmt: skip
    if missing:
        lines += ["", f"No e-mail address is on record for: {'; '.join(missing)}."]
    document, story = action_log_pdf(session, request)
    document = as_public(document) if request.public else document
    name = f"Action log, {meeting.group_words()}, {meeting.day.isoformat()}.pdf".replace("/", "-")
    name = public_name(name) if request.public else name
    return draft(
        to.values(), f"Action log: {meeting.title()}", "\n".join(lines),
        attached=[(name, PDF, build(document, story))], sender=partnership_sender(session),
    )  # fmt: skip


def _people(session: Session, minutes: Minutes) -> dict[str, str | None]:
    """Return the owners of actions, each with the uid of the person to write to where one is known."""
    roster = roster_at(session, minutes.meeting.group_uid, minutes.meeting.day)
    holders = {seat.uid: seat.holder_uid for seat in roster.seats}
    found: dict[str, str | None] = {}
    for one in minutes.actions():
        if one.owner.kind is not None:
            uid = one.owner.uid if one.owner.kind == "person" else holders.get(one.owner.uid or "")
            found[one.owner.words] = uid
    return found
