"""Attendance as cells and panels show it: who was there in word, shape and colour, and the quorum beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.values import (
    Cell,
    Column,
    Detail,
    Field,
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.meetings.records import MeetingState, MinutesState, Presence
from mscp_desktop.meetings.rules.attendance import (
    Attended,
    DeputyChoice,
    Guest,
    SeatAttendance,
    attendance_of,
    deputy_choices,
    row_id_named,
    row_id_of,
)
from mscp_desktop.meetings.rules.quorum import Quorum, quorums_by
from mscp_desktop.parties.page.fields import ORGANISATION, find_person
from mscp_desktop.roster.rules.rosters import Holding, name_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

UNKNOWN = Cell("Not recorded", Look.UNKNOWN)
TONES = {
    Presence.PRESENT: Tone.GOOD, Presence.DEPUTY: Tone.INFO, Presence.APOLOGIES: Tone.WARNING,
    Presence.ABSENT: Tone.BAD, Presence.IN_ATTENDANCE: Tone.NEUTRAL,
}  # fmt: skip
QUORUM_TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.NEUTRAL}
KEYS_SENTENCE = "Say first whether they came: P present, A apologies, D deputy, X absent."
NAMED = Field(
    "who", "Who came", Kind.PICKER, find=find_person, add="Enter “{}” by name only", opens="person",
)  # fmt: skip
POST = Field("post", "As what", help="Their post, where that helps", empty="not stated")
INTEREST = Field("interest", "Interest declared", Kind.MULTILINE, empty="none declared")
NOTE = Field("note", "Note", Kind.MULTILINE, "Such as “left at 11:00”", empty="none", private=True)
FIELDS = (INTEREST, NAMED, POST, ORGANISATION, NOTE)  # the first one is of every line
LABELS = {
    "presence": "Presence", "person_id": "Who came", "name": "Name", "post": "As what",
    "organisation_id": "Organisation", "interest": "Interest declared", "note": "Note",
}  # fmt: skip
SEAT_KIND = "attendance_entry"


@dataclass(frozen=True, slots=True)
class InView:
    """What stands above the seats: who was there, and the quorum."""

    attended: Attended
    quorum: Quorum


def look_at(session: "Session", meeting_uid: str, today: "date") -> InView:
    """Return attendance and quorum of a meeting, from one reading."""
    attended = attendance_of(session, meeting_uid)
    return InView(attended, quorums_by(session, [attended], today)[0])


def quorum_chip(quorum: Quorum) -> Cell:
    """Return a quorum as a chip: word, shape and colour."""
    tone = Tone.WARNING if quorum.met is None and quorum.rules else QUORUM_TONES[quorum.met]
    return pill(quorum.state(), tone, quorum.reason())


def presence_cell(one: SeatAttendance) -> Cell:
    """Return how a seat was filled; what is odd about the entry is said on hover and in the panel."""
    if one.presence is None:
        if one.seat.holding is Holding.VACANT:
            return Cell("Vacant, not recorded", Look.UNKNOWN)
        named = f"; named deputy: {', '.join(one.seat.deputies)}" if one.seat.deputies else ""
        return Cell(UNKNOWN.words, Look.UNKNOWN, more=f"Nothing is entered yet{named}")
    mark = " (see note)" if one.remark() else ""
    return pill(f"{one.presence_words()}{mark}", TONES[one.presence], one.remark())


def holder_cell(one: SeatAttendance) -> Cell | str:
    """Return who holds the seat, with vacant and not recorded told apart."""
    if one.seat.holding is Holding.HELD:
        return one.holder_words()
    return Cell(one.holder_words(), Look.STRONG if one.seat.holding is Holding.VACANT else Look.UNKNOWN)


def _seat_row(one: SeatAttendance) -> Row:
    own, seat = one.entered, one.seat
    post = seat.post_words() if seat.post else f"{seat.role_words()} seat"
    chairs = one.may_chair and seat.post is not None
    return Row(
        row_id_of(seat=seat.id), own.uid if own else seat.uid,
        (
            Cell(post, Look.STRONG if chairs else Look.PLAIN, more=seat.role_words()),
            Cell(seat.organisation_short or seat.organisation_words(), more=seat.organisation or ""),
            holder_cell(one), presence_cell(one), (own.interest if own else None) or "",
        ),
    )  # fmt: skip


def _guest_row(one: Guest, key: int) -> Row:
    return Row(
        key, one.uid,
        (
            one.post or "Guest", one.organisation or "", one.name,
            pill(one.presence.value.capitalize(), TONES[one.presence]), one.interest or "",
        ),
    )  # fmt: skip


def all_rows(session: "Session", query: Query) -> list[Row]:
    """Return the seats and guests of the meeting that a query is about, as rows."""
    if query.scope is None:
        return []
    attended = attendance_of(session, query.scope)
    guests = [_guest_row(one, row_id_of(entry=one.id)) for one in attended.guests]
    return [*(_seat_row(one) for one in attended.seats), *guests]


def _ids(session: "Session", query: Query) -> list[int]:
    return [row.id for row in all_rows(session, query)]


def _rows(session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
    wanted = set(ids)
    return [row for row in all_rows(session, query) if row.id in wanted]


def _summary(session: "Session", query: Query, number: int) -> str:
    del number
    return "" if query.scope is None else attendance_of(session, query.scope).count_words()


SOURCE = TableSource(
    columns=(
        Column("post", "Seat", 205, sortable=False),
        Column("organisation", "Agency", 140, sortable=False),
        Column("holder", "Who", 130, sortable=False),
        Column("presence", "Attendance", 170, sortable=False),
        Column("interest", "Interest", 85, sortable=False),
    ),
    ids=_ids, rows=_rows, id_of=row_id_named, summary=_summary,
)  # fmt: skip


def load(session: "Session", uid: str, query: Query) -> Detail | None:
    """Return a seat or a guest as the panel shows it."""
    if query.scope is None:
        return None
    attended = attendance_of(session, query.scope)
    closed = _closed(attended)
    for one in attended.seats:
        if uid in (one.seat.uid, one.entered.uid if one.entered else None):
            return _seat_detail(session, one, attended, closed)
    found = next((one for one in attended.guests if one.uid == uid), None)
    return None if found is None else _guest_detail(session, found, closed)


def _closed(attended: Attended) -> str:
    if attended.meeting.state is MeetingState.CANCELLED:
        return "This meeting was cancelled."
    approved = attended.meeting.minutes in {MinutesState.APPROVED, MinutesState.CLOSED}
    return "The minutes are approved, and attendance is a part of them." if approved else ""


def _seat_detail(session: "Session", one: SeatAttendance, attended: Attended, closed: str) -> Detail:
    seat, own = one.seat, one.entered
    facts: list[tuple[str, Cell | str]] = [("Held by", holder_cell(one)), ("Attendance", presence_cell(one))]
    if seat.deputies:
        facts.append(("Named deputy", ", ".join(seat.deputies)))
    others = [other.seat.post_words() for other in attended.seats if other.seat.uid in attended.also.get(seat.uid, ())]
    if others:
        facts.append(("Also holds", ", ".join(others)))
    if one.remark():
        facts.append(("Note well", Cell(one.remark(), Look.STRONG)))
    is_deputy = own is not None and own.presence is Presence.DEPUTY
    who = Picked(own.person_uid, own.who) if own is not None and is_deputy and own.who else None
    values: dict[str, Any] = {
        "who": who, "post": own.post if own else None, "interest": own.interest if own else None,
        "note": own.note if own else None, "shows": DEPUTY_FIELDS if is_deputy else SEAT_FIELDS, "guest": False,
    }  # fmt: skip
    return Detail(
        SEAT_KIND, own.uid if own else seat.uid, own.version if own else 0, seat.post_words(),
        ", ".join(part for part in (seat.organisation, seat.role_words()) if part), values, tuple(facts),
        history=None if own is None else _history(session, own.uid),
        locked=closed or ("" if own is not None else KEYS_SENTENCE),
    )  # fmt: skip


def _guest_detail(session: "Session", one: Guest, closed: str) -> Detail:
    values: dict[str, Any] = {
        "who": Picked(one.person_uid, one.name), "post": one.own_post, "interest": one.interest, "note": one.note,
        "organisation": Picked(one.organisation_uid, one.organisation or "") if one.organisation_uid else None,
        "shows": GUEST_FIELDS, "guest": True,
    }  # fmt: skip
    return Detail(
        SEAT_KIND, one.uid, one.version, one.name, "Without a seat", values,
        (("Attendance", pill(one.presence.value.capitalize(), TONES[one.presence])),),
        history=_history(session, one.uid), locked=closed,
    )  # fmt: skip


SEAT_FIELDS = frozenset({"interest", "note"})
DEPUTY_FIELDS = SEAT_FIELDS | {"who", "post"}
GUEST_FIELDS = DEPUTY_FIELDS | {"organisation"}


def _history(session: "Session", uid: str) -> Any:
    def words(field: str, value: Any) -> str:
        if field in {"person_id", "organisation_id"} and isinstance(value, int):
            return name_of(session, field, value)
        return stored_words(field, value)

    return history_items(
        entries_of(session, "attendance", uid, None), LABELS, words,
        lambda _entry, field: field if field in {"interest", "note", "post"} else None,
    )  # fmt: skip


def deputy_picks(session: "Session", meeting_uid: str, seat_uid: str, typed: str) -> list[Picked]:
    """Return whom the form for a deputy offers: those named for the seat first."""
    return [picked_deputy(one) for one in deputy_choices(session, meeting_uid, seat_uid, typed) if one.name]


def picked_deputy(one: DeputyChoice) -> Picked:
    """Return a choice as a picker shows it."""
    return Picked(one.person_uid, one.words(), one.detail)
