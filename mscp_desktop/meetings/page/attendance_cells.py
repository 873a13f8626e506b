"""Attendance as cells and panels show it: who was there in word, shape and colour, and the quorum beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from mscp_desktop.parties.page.people_fields import MAKE_PERSON
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
KEYS_AHEAD = "The meeting is still to come, so its members are expected. Enter apologies with A, a deputy with D."
VACANT_AHEAD = "The meeting is still to come, and this seat is vacant. A deputy can be entered with D."
NAMED = Field(
    "who", "Who", Kind.PICKER, find=find_person, add="Enter “{}” by name only", opens="person", named=True,
    making=replace(MAKE_PERSON, offer="Add “{}” to the register…"),
)  # fmt: skip
POST = Field("post", "As what", help="Their post, where that helps", empty="not stated")
INTEREST = Field("interest", "Interest declared", Kind.MULTILINE, empty="none declared")
NOTE = Field("note", "Note", Kind.MULTILINE, "Such as “left at 11:00”", empty="none", private=True)
FIELDS = (INTEREST, NAMED, POST, ORGANISATION, NOTE)  # the first one is of every line
LABELS = {
    "presence": "Presence", "person_id": "Who", "name": "Name", "post": "As what",
    "organisation_id": "Organisation", "interest": "Interest declared", "note": "Note",
}  # fmt: skip
SEAT_KIND = "attendance_entry"


@dataclass(frozen=True, slots=True)
class InView:
    """Who was at a meeting, and the quorum, from one reading; `ahead` says that it is still to come."""

    attended: Attended
    quorum: Quorum
    ahead: bool

    def rows(self) -> list[Row]:
        """Return the seats and guests as rows."""
        guests = [_guest_row(one, row_id_of(entry=one.id)) for one in self.attended.guests]
        return [*(_seat_row(one, ahead=self.ahead) for one in self.attended.seats), *guests]


def look_at(session: "Session", meeting_uid: str, today: "date") -> InView:
    """Return attendance and quorum of a meeting."""
    attended = attendance_of(session, meeting_uid)
    return InView(attended, quorums_by(session, [attended], today)[0], attended.meeting.day > today)


def quorum_chip(quorum: Quorum) -> Cell:
    """Return a quorum as a chip: word, shape and colour."""
    tone = Tone.WARNING if quorum.met is None and quorum.rules else QUORUM_TONES[quorum.met]
    return pill(quorum.state(), tone, quorum.reason())


def presence_cell(one: SeatAttendance, *, ahead: bool) -> Cell:
    """Return how a seat was filled; what is odd about the entry is said on hover and in the panel."""
    if one.presence is None:
        if one.seat.holding is Holding.VACANT:
            return Cell("Vacant" if ahead else "Vacant, not recorded", Look.UNKNOWN)
        named = f"; named deputy: {', '.join(one.seat.deputies)}" if one.seat.deputies else ""
        if ahead:
            return Cell("Expected", more=f"No apologies were sent so far{named}")
        return Cell(UNKNOWN.words, Look.UNKNOWN, more=f"Nothing is entered yet{named}")
    mark = " (see note)" if one.remark() else ""
    return pill(f"{one.presence_words()}{mark}", TONES[one.presence], one.remark())


def holder_cell(one: SeatAttendance) -> Cell | str:
    """Return who holds the seat, with vacant and not recorded told apart."""
    if one.seat.holding is Holding.HELD:
        return one.holder_words()
    return Cell(one.holder_words(), Look.STRONG if one.seat.holding is Holding.VACANT else Look.UNKNOWN)


def _seat_row(one: SeatAttendance, *, ahead: bool) -> Row:
    own, seat = one.entered, one.seat
    post = seat.post_words() if seat.post else f"{seat.role_words()} seat"
    chairs = one.may_chair and seat.post is not None
    return Row(
        row_id_of(seat=seat.id), own.uid if own else seat.uid,
        (
            Cell(post, Look.STRONG if chairs else Look.PLAIN, more=seat.role_words()),
            Cell(seat.organisation_short or seat.organisation_words(), more=seat.organisation or ""),
            holder_cell(one), presence_cell(one, ahead=ahead), (own.interest if own else None) or "",
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


COLUMNS = (
    Column("post", "Seat", 205, sortable=False),
    Column("organisation", "Agency", 140, sortable=False),
    Column("holder", "Who", 130, sortable=False),
    Column("presence", "Attendance", 170, sortable=False),
    Column("interest", "Interest", 85, sortable=False),
)
INTEREST_AT = len(COLUMNS) - 1


def source_of(look: "Callable[[Session, str], InView]") -> TableSource:
    """Return where the seats and guests of a meeting come from; `look` reads them, and is asked once for each show."""

    def ids(session: "Session", query: Query) -> list[int]:
        rows = [] if query.scope is None else look(session, query.scope).rows()
        return [row.id for row in rows]

    def rows(session: "Session", wanted: Sequence[int], query: Query) -> list[Row]:
        found = set(wanted)
        return [] if query.scope is None else [row for row in look(session, query.scope).rows() if row.id in found]

    return TableSource(columns=COLUMNS, ids=ids, rows=rows, id_of=row_id_named)


def detail_of(session: "Session", uid: str, look: InView) -> Detail | None:
    """Return a seat or a guest as the panel shows it; None for one that is not there."""
    attended = look.attended
    closed = _closed(attended)
    for one in attended.seats:
        if uid in (one.seat.uid, one.entered.uid if one.entered else None):
            return _seat_detail(session, one, look, closed)
    found = next((one for one in attended.guests if one.uid == uid), None)
    return None if found is None else _guest_detail(session, found, closed)


def _closed(attended: Attended) -> str:
    if attended.meeting.state is MeetingState.CANCELLED:
        return "This meeting was cancelled."
    approved = attended.meeting.minutes in {MinutesState.APPROVED, MinutesState.CLOSED}
    return "The minutes are approved, and attendance is a part of them." if approved else ""


def _seat_detail(session: "Session", one: SeatAttendance, look: InView, closed: str) -> Detail:
    seat, own, attended = one.seat, one.entered, look.attended
    facts: list[tuple[str, Cell | str]] = [("Held by", holder_cell(one))]
    facts.append(("Attendance", presence_cell(one, ahead=look.ahead)))
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
        locked=closed or ("" if own is not None else _keys_sentence(one, ahead=look.ahead)),
    )  # fmt: skip


def _keys_sentence(one: SeatAttendance, *, ahead: bool) -> str:
    if not ahead:
        return KEYS_SENTENCE
    return VACANT_AHEAD if one.seat.holding is Holding.VACANT else KEYS_AHEAD


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
