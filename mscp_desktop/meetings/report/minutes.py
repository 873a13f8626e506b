"""The minutes of a meeting as a document: full or public, draft or approved, as PDF and as a Word file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.meetings.records import MeetingKind, MeetingState, MinutesState, Presence, Source
from mscp_desktop.meetings.report.word import word_file
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL
from mscp_desktop.meetings.rules.approval import Approving, chair_of, fingerprint
from mscp_desktop.meetings.rules.attendance import Attended, attendance_of
from mscp_desktop.meetings.rules.challenges import ChallengeRow
from mscp_desktop.meetings.rules.decisions import DecisionRow
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meeting_asked_for, meeting_row
from mscp_desktop.meetings.rules.minutes import Correction, ItemMinutes, Minutes, minutes_of
from mscp_desktop.meetings.rules.quorum import quorum_of
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, as_public, build
from mscp_desktop.printing.rich import rich_blocks

if TYPE_CHECKING:
    from mscp_desktop.actions.rules.actions import ActionRow
    from mscp_desktop.printing.text import Run

LEFT_OUT = "This item is confidential and is left out of the public minutes."
_NOTHING_DECLARED = blocks.paragraph("None recorded.")
MOST_KEPT = 12  # rows of a table that go to the last page with the box below them
KEPT = "The numbers of confidential items are kept."
_GROUPS = (
    (Presence.PRESENT, "Present"), (Presence.DEPUTY, "Represented by a deputy"), (Presence.APOLOGIES, "Apologies"),
    (Presence.ABSENT, "Absent without apologies"),
)  # fmt: skip


def minutes_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the minutes of the meeting that a request names; public ones leave out what is confidential."""
    meeting = meeting_asked_for(session, request.meeting or "", request.group)
    minutes = minutes_of(session, meeting.uid)
    return _document(session, minutes, request.today), story(session, minutes, public=request.public)


def minutes_docx(session: Session, request: Request) -> bytes:
    """Return the same minutes as a Word file."""
    document, blocks_of = minutes_pdf(session, request)
    return word_file(as_public(document) if request.public else document, blocks_of)


def approved_pdf(
    session: Session, uid: str, approving: Approving, today: date, progress: Callable[[int], None] | None = None
) -> tuple[str, str, bytes]:
    """Return the fingerprint of minutes, the name of a file, and the PDF of the minutes as they will be approved."""
    minutes = minutes_of(session, uid)
    at = None if approving.at_uid is None else meeting_row(session, approving.at_uid)
    approved = replace(
        minutes.approval, state=MinutesState.APPROVED, approved=approving.day if at is None else at.day,
        approved_at=None if at is None else at.title(), approved_how=approving.how,
        amendments=(approving.amendments or "").strip() or None,
    )  # fmt: skip
    settled = replace(minutes, approval=approved)
    pdf = build(_document(session, settled, today), story(session, settled), progress)
    name = f"Minutes of {minutes.meeting.group_words()}, {minutes.meeting.day.isoformat()}, approved.pdf"
    return fingerprint(minutes), name.replace("/", "-"), pdf


def story(session: Session, minutes: Minutes, *, public: bool = False) -> list[blocks.Block]:
    """Return what minutes say, item by item."""
    meeting = minutes.meeting
    attended = attendance_of(session, meeting.uid)
    quorum = quorum_of(session, meeting.uid)
    made: list[blocks.Block] = [_standing(minutes)]
    if public:
        made.append(blocks.note(KEPT))
    facts: list[tuple[str, str]] = [("Group", meeting.group), ("When", meeting.when_words())]
    if meeting.kind not in BETWEEN:
        facts.append(("Where", meeting.where_words()))
    facts += [("Chair", chair_of(session, meeting.uid) or "not recorded"), ("Quorum", quorum.words)]
    facts.append(("Minutes by", minutes.approval.minutes_by or "not recorded"))
    made.append(blocks.facts(facts))
    made += _attendance(attended)
    declared = _declared(attended)
    if not any(one.item.source is Source.DECLARATIONS for one in minutes.items):
        made += [blocks.heading(1, "Declarations of interest"), *declared]
    for one in minutes.items:
        beneath = declared if one.item.source is Source.DECLARATIONS else []
        made += _item(one, beneath, public=public)
    made += _further(minutes, public=public)
    made += _afterwards(minutes, public=public)
    return _ended(made)


def _ended(made: list[blocks.Block]) -> list[blocks.Block]:
    """Keep boxes at the end with what stands before them: a page with nothing but a box is easily lost."""
    at = len(made)
    while at and isinstance(made[at - 1], blocks.Callout):
        at -= 1
    if at == len(made):
        return made
    before = made[at - 1] if at else None
    at -= int(at > 0 and not (isinstance(before, blocks.Table) and len(before.rows) > MOST_KEPT))
    at -= int(at > 0 and isinstance(made[at - 1], blocks.Heading))
    return [*made[:at], blocks.keep(*made[at:])]


def _document(session: Session, minutes: Minutes, today: date) -> Document:
    meeting = minutes.meeting
    partnership = partnership_name(session)
    what = {
        MeetingKind.BY_EMAIL: "Decision by e-mail of", MeetingKind.CHAIRS_ACTION: "Chair's action of",
        MeetingKind.EXTRAORDINARY: "Minutes of the extraordinary meeting of",
    }.get(meeting.kind, "Minutes of")  # fmt: skip
    state = "approved minutes" if minutes.approved else "draft, not approved"
    if minutes.approval.state is MinutesState.NONE:
        state = "not written yet"
    elif not minutes.approved:  # which then stands at the foot of each page, too
        what = f"Draft {what[0].lower()}{what[1:]}"
        if meeting.day > today:
            state = "draft; the meeting has not been held yet"
    subtitle = f"{meeting.when_words()}: {state}"
    return Document(f"{what} {meeting.group}, {format_day(meeting.day)}", partnership, today, subtitle)


def not_held(meeting: MeetingRow) -> str:
    """Return why nothing can be minuted of a meeting yet, or ever, in a sentence; nothing for one that took place."""
    return {
        MeetingState.CANCELLED: "This meeting was cancelled.",
        MeetingState.PLANNED: "This meeting is not recorded as held yet.",
    }.get(meeting.state, "")


def _standing(minutes: Minutes) -> blocks.Block:
    words = minutes.approval.words()
    if minutes.approval.state is MinutesState.NONE:
        return blocks.callout("No minutes yet", not_held(minutes.meeting) or "They are not written yet.")
    if minutes.approved:
        return blocks.callout("Approved", f"{words}.")
    words = words.removeprefix("Draft, ")
    said = f"{words[0].upper()}{words[1:]}. They may still be changed before they are approved."
    return blocks.callout("Draft minutes", said)


def _attendance(attended: Attended) -> list[blocks.Block]:
    """Return who was there, by how."""
    columns = (
        blocks.column("Who", 1.5, heads_rows=True), blocks.column("Seat", 2), blocks.column("Organisation", 1.8),
    )  # fmt: skip
    rows: list[blocks.TableRow] = []
    for presence, words in _GROUPS:
        seats = attended.with_presence(presence)
        if seats:
            rows.append(blocks.subheading(words))
        for one in seats:
            who = one.came_words() or one.holder_words()
            if presence is Presence.DEPUTY:
                who = f"{who}, for {one.holder_words()}" if one.seat.holder else who
            rows.append((who, one.seat.post_words(), one.seat.organisation_words()))
    there = [one for one in attended.guests if one.presence is Presence.IN_ATTENDANCE]
    if there:
        rows.append(blocks.subheading("In attendance"))
    rows += [(one.name, one.post or "", one.organisation or "") for one in there]
    sorry = [one for one in attended.guests if one.presence is Presence.APOLOGIES]
    if sorry:
        rows.append(blocks.subheading("Apologies of others"))
    rows += [(one.name, one.post or "", one.organisation or "") for one in sorry]
    made: list[blocks.Block] = [blocks.heading(1, "Attendance")]
    made.append(blocks.table(columns, rows, empty="Attendance is not recorded."))
    if rows:
        made.append(blocks.note(attended.count_words()))
    return made


def _declared(attended: Attended) -> list[blocks.Block]:
    """Return what interests were declared."""
    declared = [
        (one.came_words() or one.holder_words(), one.entered.interest)
        for one in attended.seats
        if one.entered is not None and one.entered.interest
    ]
    declared += [(one.name, one.interest) for one in attended.guests if one.interest]
    if not declared:
        return [_NOTHING_DECLARED]
    return [blocks.bullets([(blocks.strong(f"{who}: "), interest or "") for who, interest in declared])]


def _item(one: ItemMinutes, beneath: Sequence[blocks.Block] = (), *, public: bool) -> list[blocks.Block]:
    """Return what an item's minutes say, and `beneath` what the program knows for it."""
    item = one.item
    if public and item.confidential:
        return [blocks.heading(1, f"{item.number}. {CONFIDENTIAL}"), blocks.paragraph(LEFT_OUT)]
    made: list[blocks.Block] = [blocks.heading(1, f"{item.number}. {item.title}")]
    said = [*([item.presenter] if item.presenter else []), *(["Confidential"] if item.confidential else [])]
    if said:
        made.append(blocks.note(", ".join(said)))
    made += rich_blocks(item.discussion)
    if beneath and (beneath[0] != _NOTHING_DECLARED or not one.written):
        made += beneath
    made += [_decision(row) for row in one.decisions]
    made += _actions(one.actions, public=public)
    made += [_challenge(row) for row in one.challenges]
    if not one.written and not beneath:
        made.append(blocks.paragraph(blocks.quiet("Nothing is minuted.")))
    return made


def _decision(row: DecisionRow) -> blocks.Block:
    parts: list[str | Run] = [row.text]
    if row.dissent:
        parts += ["\n", blocks.strong("Did not agree: "), row.dissent]
    if row.inquorate:
        parts += ["\n", blocks.strong(f"{row.standing_words()}.")]
    return blocks.callout(f"Decision {row.name()}", *parts)


def _actions(actions: "Sequence[ActionRow]", *, public: bool) -> list[blocks.Block]:
    if not actions:
        return []
    columns = (
        blocks.column("No.", 0.5, heads_rows=True), blocks.column("Action", 3), blocks.column("Owner", 1.8),
        blocks.column("Due", 1.1),
    )  # fmt: skip
    rows = [action_cells(one, public=public) for one in actions]
    return [blocks.table(columns, rows)]


def action_cells(one: "ActionRow", *, public: bool = False) -> tuple[str, str, str, str]:
    """Return number, words, owner and due date of an action; of a confidential one nothing in public."""
    if public and one.confidential:
        return one.words(), "Confidential action", "", ""
    return one.words(), one.text, one.owner.words, "no date" if one.due is None else format_day(one.due)


def _challenge(row: ChallengeRow) -> blocks.Block:
    parts: list[str | Run] = [": ".join(part for part in (row.sides(), row.about) if part)]
    if row.answer:
        parts += ["\n", blocks.strong("What followed: "), row.answer]
    return blocks.callout(f"Challenge {row.name()}", *parts)


def _further(minutes: Minutes, *, public: bool) -> list[blocks.Block]:
    """Return what stands under no item, and the earlier decisions that the meeting ratified."""
    made: list[blocks.Block] = []
    loose = [one for one in minutes.loose_decisions if not (public and one.confidential)]
    challenges = [one for one in minutes.loose_challenges if not (public and one.confidential)]
    if loose or challenges:
        made.append(blocks.heading(1, "Further decisions and challenges"))
        made += [*map(_decision, loose), *map(_challenge, challenges)]
    if minutes.ratified:
        made.append(blocks.heading(1, "Decisions ratified"))
        made.append(blocks.bullets([_ratified(one, public=public) for one in minutes.ratified]))
    return made


def _ratified(one: DecisionRow, *, public: bool) -> str:
    when = f"{one.name()} of {format_day(one.meeting_day)}"
    return f"{when}: confidential" if public and one.confidential else f"{when}: {one.text}"


def _afterwards(minutes: Minutes, *, public: bool) -> list[blocks.Block]:
    """Return the amendments with which minutes were approved, and the corrections since."""
    made: list[blocks.Block] = []
    if minutes.approval.amendments:
        made.append(blocks.heading(1, "Amendments"))
        made.append(blocks.paragraph(f"{minutes.approval.words()}:"))
        made += rich_blocks(minutes.approval.amendments)
    if minutes.corrections:
        made.append(blocks.heading(1, "Corrections since the approval"))
        columns = (
            blocks.column("When and by whom", 1.3, heads_rows=True), blocks.column("Item", 0.6),
            blocks.column("Correction", 2.6), blocks.column("Reason", 1.8),
        )  # fmt: skip
        made.append(blocks.table(columns, [_correction(one, public=public) for one in minutes.corrections]))
    return made


def _correction(one: Correction, *, public: bool) -> tuple[str, str, str, str]:
    when = f"{format_day(one.made)}, {one.made_by}"
    if public and one.confidential:
        return when, one.number, "Correction of a confidential item", ""
    return when, one.number or "all", one.text, one.reason
