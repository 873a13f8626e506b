"""Who was at a meeting: each seat of that day's roster, how it was filled, and who else was there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, on_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.meetings.records import Attendance, Meeting, Presence
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_row
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.choices import CHOICES_SHOWN, person_choices
from mscp_desktop.roster.records import Seat, SeatRole
from mscp_desktop.roster.rules.deputies import deputies_of
from mscp_desktop.roster.rules.rosters import CHAIRS, Holding, Roster, RosterSeat, roster_at, rosters_of

GONE = "No longer on the roster of that day"
HERE = frozenset({Presence.PRESENT, Presence.DEPUTY})
"""How a seat is filled at a meeting: by its holder, or by a deputy."""

_ORDER = (Presence.PRESENT, Presence.DEPUTY, Presence.APOLOGIES, Presence.ABSENT)
_NOUNS = {Presence.DEPUTY: ("by a deputy", "by deputies"), Presence.APOLOGIES: ("with apologies",) * 2}


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered for a seat: `who` is the person, or the name in words, that it speaks of."""

    uid: str
    version: int
    presence: Presence
    person_uid: str | None
    who: str | None
    post: str | None
    interest: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SeatAttendance:
    """One seat at one meeting. `gone` says that it is on the roster of that day no more, and its entry is kept."""

    seat: RosterSeat
    entered: Entered | None
    gone: bool = False

    @property
    def presence(self) -> Presence | None:
        """How the seat was filled; None where that is not recorded."""
        return None if self.entered is None else self.entered.presence

    @property
    def may_chair(self) -> bool:
        """Whether its holder may chair: by the seat's role, or by the term of a rotating chair."""
        return self.seat.role in CHAIRS or self.seat.chairs_until is not None

    def presence_words(self) -> str:
        """Return how the seat was filled: "Present", "Deputy: Ann Poe", "Not recorded"."""
        if self.entered is None:
            return "Not recorded"
        if self.entered.presence is Presence.DEPUTY:
            return f"Deputy: {self.came_words()}"
        return self.entered.presence.value.capitalize()

    def came_words(self) -> str:
        """Return who is meant by the entry, by name or else by post; empty where nobody is named."""
        if self.entered is None:
            return ""
        parts = (self.entered.who, self.entered.post if self.entered.presence is Presence.DEPUTY else None)
        return ", ".join(part for part in parts if part)

    def holder_words(self) -> str:
        """Return who holds the seat on that day, "Vacant" or "Not recorded"."""
        if self.seat.holding is Holding.HELD:
            return self.seat.holder or ""
        return "Vacant" if self.seat.holding is Holding.VACANT else "Not recorded"

    def remark(self) -> str:
        """Return what is odd about the entry: the seat is gone, or somebody else holds it by now; empty for nothing."""
        if self.gone:
            return GONE
        own = self.entered
        if own is None or own.presence is Presence.DEPUTY or own.who is None or own.person_uid == self.seat.holder_uid:
            return ""
        return f"Entered for {own.who}; by the roster of that day the seat is now {self._held_by()}"

    def _held_by(self) -> str:
        return {
            Holding.HELD: f"held by {self.seat.holder}", Holding.VACANT: "vacant",
            Holding.NOT_RECORDED: "without a recorded holder",
        }[self.seat.holding]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a meeting without a seat; `presence` is in attendance, or apologies of somebody invited."""

    id: int
    uid: str
    version: int
    presence: Presence
    person_uid: str | None
    name: str
    own_post: str | None  # as it was entered
    post: str | None
    organisation: str | None
    organisation_uid: str | None
    interest: str | None
    note: str | None

    def words(self) -> str:
        """Return who it is: "Ann Poe, Head of Service, Medway Council"."""
        return ", ".join(part for part in (self.name, self.post, self.organisation) if part)


@dataclass(frozen=True, slots=True)
class Attended:
    """Who was at a meeting: its seats in the order of the roster, and its guests in the order of entry.

    Before `unknown_before` nothing is known of the group's seats, so that there are none.
    """

    meeting: MeetingRow
    seats: tuple[SeatAttendance, ...]
    guests: tuple[Guest, ...] = ()
    unknown_before: PartialDate | None = None
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)  # seat uid -> other seats of its holder

    def recorded(self) -> bool:
        """Say whether anything is recorded of any seat."""
        return any(one.entered is not None for one in self.seats)

    def with_presence(self, *wanted: Presence) -> list[SeatAttendance]:
        """Return the seats that were filled in one of these ways."""
        return [one for one in self.seats if one.presence in wanted]

    def not_recorded(self) -> list[SeatAttendance]:
        """Return the seats of which nothing is recorded and which somebody may have filled: those not vacant."""
        return [one for one in self.seats if one.entered is None and one.seat.holding is not Holding.VACANT]

    def counts(self, *, ahead: bool = False) -> dict[str, int]:
        """Return the number of seats by what is recorded, without those of which there is none.

        Of a meeting that lies `ahead`, whoever sent no apologies is expected.
        """
        found = {presence.value: len(self.with_presence(presence)) for presence in _ORDER}
        blank = len(self.not_recorded())
        vacant = sum(one.entered is None for one in self.seats) - blank
        found |= {"vacant": vacant, "expected" if ahead else "not recorded": blank}
        return {words: number for words, number in found.items() if number}

    def count_words(self, *, ahead: bool = False) -> str:
        """Return the counts: "19 seats: 12 present, 1 by a deputy, 3 apologies, 3 not recorded; 2 in attendance".

        Of a meeting that lies `ahead`: "19 seats: 3 with apologies, 16 expected".
        """
        guests = sum(one.presence is Presence.IN_ATTENDANCE for one in self.guests)
        others = f"; {guests} in attendance" if guests else ""
        if self.unknown_before is not None:
            return f"The seats are not known before {format_date(self.unknown_before)}{others}"
        if not self.seats:
            return f"No seats recorded{others}"
        nouns = {presence.value: nouns for presence, nouns in _NOUNS.items()}
        said = [
            f"{number} {nouns[words][number > 1] if words in nouns else words}"
            for words, number in self.counts(ahead=ahead).items()
        ]
        return f"{len(self.seats)} seat{'' if len(self.seats) == 1 else 's'}: {', '.join(said)}{others}"


def attendance_of(session: Session, meeting_uid: str) -> Attended:
    """Return who was at a meeting, by the seats of that day's roster; a seat that left it stays with its entry."""
    return attendance_of_all(session, [meeting_row(session, meeting_uid)])[0][1]


def attendance_of_all(session: Session, meetings: Iterable[MeetingRow]) -> list[tuple[MeetingRow, Attended]]:
    """Return who was at each of these meetings; the rosters and all that is entered are read at once."""
    asked = list(meetings)
    at = rosters_of(session, list(dict.fromkeys(meeting.group_uid for meeting in asked)))
    rows: dict[int, list[_Row]] = {}
    for row, person, organisation in session.execute(_ENTERED, {"meetings": [meeting.id for meeting in asked]}):
        rows.setdefault(row.meeting_id, []).append((row, person, organisation))
    return [
        (meeting, _attended(session, meeting, at[meeting.group_uid](meeting.day), rows.get(meeting.id, ())))
        for meeting in asked
    ]


_Row = tuple[Attendance, Person | None, Organisation | None]
_ENTERED = (
    select(Attendance, Person, Organisation)
    .outerjoin(Person, Person.id == Attendance.person_id)
    .outerjoin(Organisation, Organisation.id == Attendance.organisation_id)
    .where(Attendance.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(Attendance.id)
)


def _attended(session: Session, meeting: MeetingRow, roster: Roster, rows: Iterable[_Row]) -> Attended:
    entered: dict[int, Entered] = {}
    guests: list[Guest] = []
    for row, person, organisation in rows:
        if row.seat_id is not None:
            entered[row.seat_id] = _entered(row, person)
        else:
            guests.append(_guest(session, row, person, organisation))
    seats = [SeatAttendance(seat, entered.pop(seat.id, None)) for seat in roster.seats]
    seats += [SeatAttendance(_former(session, key), own, gone=True) for key, own in entered.items()]
    return Attended(meeting, tuple(seats), tuple(guests), roster.unknown_before, _also([one.seat for one in seats]))


def _also(seats: Sequence[RosterSeat]) -> dict[str, tuple[str, ...]]:
    """Return for each seat the other seats of its holder, as uids."""
    held: dict[str, list[str]] = {}
    for seat in seats:
        if seat.holder_uid is not None:
            held.setdefault(seat.holder_uid, []).append(seat.uid)
    return {
        one: tuple(other for other in uids if other != one) for uids in held.values() if len(uids) > 1 for one in uids
    }


def _entered(row: Attendance, person: Person | None) -> Entered:
    who = person.name if person is not None else row.name
    return Entered(
        row.uid, row.version, row.presence, person.uid if person else None, who, row.post, row.interest, row.note
    )


def _guest(session: Session, row: Attendance, person: Person | None, organisation: Organisation | None) -> Guest:
    """Return a guest; of somebody in the register, post and organisation of today stand in where none is entered."""
    own = organisation
    if own is None and person is not None and row.post is None and person.organisation_id is not None:
        own = session.get(Organisation, person.organisation_id)
    return Guest(
        row.id, row.uid, row.version, row.presence, person.uid if person else None,
        person.name if person else row.name or row.post or "", row.post, row.post or (person.post if person else None),
        own.name if own else None, own.uid if own else None, row.interest, row.note,
    )  # fmt: skip


def _former(session: Session, key: int) -> RosterSeat:
    """Return a seat that the roster of the day does not show; who holds it is not said."""
    seat = session.get_one(Seat, key)
    organisation = session.get(Organisation, seat.organisation_id) if seat.organisation_id else None
    return RosterSeat(
        seat.uid, seat.version, seat.id, seat.position, seat.post, organisation.name if organisation else None,
        organisation.short if organisation else None, organisation.uid if organisation else None, seat.role, None,
        Holding.NOT_RECORDED, None, None, None, None, None, seat.note, seat.either_post, seat.start, seat.end,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeputyChoice:
    """Somebody who may come for a seat: a person by uid, or a name or post in words."""

    person_uid: str | None
    name: str | None
    post: str | None
    detail: str

    def words(self) -> str:
        """Return who it is."""
        return self.name or self.post or ""


def deputy_choices(session: Session, meeting_uid: str, seat_uid: str, typed: str = "") -> list[DeputyChoice]:
    """Return who may come for a seat by what is typed: the deputies named for it on that day come first.

    Then who came for it before, and then people of the register.
    """
    meeting = meeting_row(session, meeting_uid)
    found: dict[tuple[str | None, str], DeputyChoice] = {}

    def offer(person_uid: str | None, name: str | None, post: str | None, detail: str) -> None:
        key = (person_uid, "" if person_uid else f"{name or ''}|{post or ''}".casefold())
        words = f"{name or ''} {post or ''} {detail}".casefold()
        if all(word in words for word in typed.casefold().split()):
            found.setdefault(key, DeputyChoice(person_uid, name, post, detail))

    for deputy, person in deputies_of(session, seat_uid):
        if Span(deputy.start, deputy.end).shown_at(meeting.day):
            offer(
                person.uid if person else None, person.name if person else None, deputy.post,
                ", ".join(part for part in ("named deputy", deputy.post if person else None) if part),
            )  # fmt: skip
    before = (
        select(Attendance, Person, Meeting.day)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Seat.uid == seat_uid, Attendance.presence == Presence.DEPUTY, Meeting.uid != meeting_uid)
        .order_by(Meeting.day.desc(), Attendance.id.desc())
    )
    for row, person, day in session.execute(before):
        came = f"came as deputy {on_date(PartialDate.of(day))}"
        offer(person.uid if person else None, person.name if person else row.name, row.post, came)
    if typed.strip() or not found:
        seats = roster_at(session, meeting.group_uid, meeting.day).seats
        holder = next((one.holder_uid for one in seats if one.uid == seat_uid), None)
        for uid, name, detail, _ in person_choices(session, typed):
            if uid != holder:
                found.setdefault((uid, ""), DeputyChoice(uid, name, None, detail))
    return list(found.values())[:CHOICES_SHOWN]


def row_id_of(*, seat: int | None = None, entry: int | None = None) -> int:
    """Return the key of a line of attendance, of a seat by its key, or of a guest by that of the entry."""
    return (seat or 0) * 2 if entry is None else entry * 2 + 1


def row_id_named(session: Session, uid: str) -> int | None:
    """Return the key of the line of a seat or of an entry, by its uid; None where it is gone."""
    seat = session.scalar(select(Seat.id).where(Seat.uid == uid))
    if seat is not None:
        return row_id_of(seat=seat)
    entry = session.scalars(select(Attendance).where(Attendance.uid == uid)).first()
    if entry is None:
        return None
    return row_id_of(seat=entry.seat_id) if entry.seat_id is not None else row_id_of(entry=entry.id)


def attendance_history(session: Session, meeting_uid: str) -> list[Entry]:
    """Return the changes of a meeting's attendance, newest first."""
    query = select(Attendance.uid).join(Meeting, Meeting.id == Attendance.meeting_id).where(Meeting.uid == meeting_uid)
    found = [entry for uid in session.scalars(query) for entry in entries_of(session, "attendance", uid)]
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def attendance_text(attended: Attended) -> str:
    """Return attendance as lines of text for minutes: present, deputies, apologies, absent, in attendance."""
    parts = []
    for presence, heading in (
        (Presence.PRESENT, "Present"), (Presence.DEPUTY, "Deputies"), (Presence.APOLOGIES, "Apologies"),
        (Presence.ABSENT, "Absent"),
    ):  # fmt: skip
        rows = attended.with_presence(presence)
        if rows:
            parts.append("\n".join([f"{heading}:", *(f"  {seat_line(one)}" for one in rows)]))
    for presence, heading in (
        (Presence.IN_ATTENDANCE, "In attendance"), (Presence.APOLOGIES, "Apologies of others invited"),
    ):  # fmt: skip
        guests = [one for one in attended.guests if one.presence is presence]
        if guests:
            parts.append("\n".join([f"{heading}:", *(f"  {one.words()}" for one in guests)]))
    declared = declarations(attended)
    if declared:
        parts.append("\n".join(["Interests declared:", *(f"  {who}: {what}" for who, what in declared)]))
    return "\n\n".join(parts)


def declarations(attended: Attended) -> list[tuple[str, str]]:
    """Return the interests that were declared, each with who declared it."""
    of_seats = [
        (one.came_words() or one.seat.post_words(), one.entered.interest)
        for one in attended.seats
        if one.entered is not None and one.entered.interest
    ]
    return [*of_seats, *((one.name, one.interest) for one in attended.guests if one.interest)]


def seat_line(one: SeatAttendance) -> str:
    """Return a seat in a list of who came: "Ann Poe, Director of People, Medway Council (chair)"."""
    place = ", ".join(part for part in (one.seat.post or f"{one.seat.role.value} seat", one.seat.organisation) if part)
    if one.presence is Presence.DEPUTY:
        return f"{one.came_words()}, for {place}"
    who = one.entered.who if one.entered is not None else one.seat.holder
    chairs = one.seat.role is SeatRole.CHAIR or one.seat.chairs_until is not None
    return ", ".join(part for part in (who, place) if part) + (" (chair)" if chairs else "")
