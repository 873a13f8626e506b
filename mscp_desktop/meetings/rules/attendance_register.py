"""Attendance over meetings: by seat, by agency and by year, and who missed several meetings in a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import ALL_YEARS
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import MONTHS, format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Attendance, Meeting, MeetingState, Presence
from mscp_desktop.meetings.rules.attendance import Attended, SeatAttendance, attendance_of_all
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between
from mscp_desktop.meetings.rules.quorum import Quorum, quorums_by
from mscp_desktop.parties.records import Organisation
from mscp_desktop.roster.rules.rosters import Holding, RosterSeat

IN_A_ROW = 3
"""From so many meetings missed one after the other a seat is marked; terms of reference often say three."""

LOOK_BACK = timedelta(days=365)  # before the first day shown, for what began before it
NO_AGENCY = "Not stated"
MISSED = frozenset({Presence.APOLOGIES, Presence.ABSENT})
LETTERS = {Presence.PRESENT: "P", Presence.DEPUTY: "D", Presence.APOLOGIES: "A", Presence.ABSENT: "X"}
VACANT, NO_SEAT = "V", "\u2013"
LEGEND = (
    ("P", "present"), ("D", "a deputy came"), ("A", "apologies"), ("X", "absent"),
    (VACANT, "vacant, and nobody came"), ("", "not recorded"), (NO_SEAT, "not a seat on that day"),
)  # fmt: skip
"""What the letters of a register mean; nothing that is not recorded counts as absent."""


@dataclass(frozen=True, slots=True)
class SeatCell:
    """What is recorded of one seat at one meeting: a letter of the legend, and the same in words with who it was."""

    letter: str
    words: str
    presence: Presence | None = None
    who: str = ""


NOTHING = SeatCell("", "Not recorded")
NOT_THEN = SeatCell(NO_SEAT, "Not a seat on that day")


def in_percent(part: int, whole: int) -> int:
    """Return a share in whole per cent; a half is rounded up."""
    return (200 * part + whole) // (2 * whole)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often seats were filled in which way; `blank` is not recorded, and no part of any share."""

    present: int = 0
    deputy: int = 0
    apologies: int = 0
    absent: int = 0
    blank: int = 0

    @property
    def recorded(self) -> int:
        """Of how many something is recorded."""
        return self.present + self.deputy + self.apologies + self.absent

    @property
    def attended(self) -> int:
        """How often the holder or a deputy came."""
        return self.present + self.deputy

    def share(self) -> int | None:
        """Return the share of what is recorded at which the holder or a deputy came, in whole per cent."""
        return in_percent(self.attended, self.recorded) if self.recorded else None

    def share_words(self) -> str:
        """Return the share with what it is of: "83% of 6"; "not recorded" where nothing is."""
        return f"{self.share()}% of {self.recorded}" if self.recorded else "not recorded"

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.present + other.present, self.deputy + other.deputy, self.apologies + other.apologies,
            self.absent + other.absent, self.blank + other.blank,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterMeeting:
    """A meeting of a register, with what is known of its quorum."""

    row: MeetingRow
    quorum: Quorum

    def short_day(self, *, year: bool = True) -> str:
        """Return its day as the head of a narrow column: "12 Mar 25", or "12 Mar"."""
        day = self.row.day
        said = f"{day.day} {MONTHS[day.month - 1][:3]}"
        return f"{said} {day.year % 100:02d}" if year else said


@dataclass(frozen=True, slots=True)
class Run:
    """Meetings that a seat missed one after the other: how many, from when to when, and who held it."""

    number: int
    first: date
    last: date
    holders: tuple[str, ...]

    def words(self) -> str:
        """Return it in words: "3 in a row, 4 February to 3 June 2025"."""
        return f"{self.number} in a row, {format_day(self.first)} to {format_day(self.last)}"


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat over the meetings of its group, whoever held it; `run` is the longest that was missed in a row."""

    seat_uid: str
    group: str
    group_uid: str
    post: str
    organisation: str
    organisation_short: str | None
    organisation_uid: str | None
    role: str
    holder: str
    cells: tuple[SeatCell, ...]
    tally: Tally
    run: Run | None
    still: bool = False  # the run goes on to the last meeting of which anything is recorded

    def marked(self) -> bool:
        """Say whether it missed so many in a row that it is marked."""
        return self.run is not None and self.run.number >= IN_A_ROW


@dataclass(frozen=True, slots=True)
class SumLine:
    """Attendance of several seats: of an agency, of a group in a year; deputies are counted apart.

    `meetings` is at how many anything is recorded of them, and `there` at how many of those somebody came.
    """

    name: str
    uid: str | None
    seats: int
    tally: Tally
    meetings: int
    there: int


@dataclass(frozen=True, slots=True)
class Register:
    """Attendance of a group, or of all, in a year or in all years. `meetings` are in the order of time."""

    title: str
    meetings: tuple[RegisterMeeting, ...]
    seats: tuple[SeatLine, ...]
    agencies: tuple[SumLine, ...]
    years: tuple[SumLine, ...]

    @property
    def whole(self) -> Tally:
        """The sum over all seats."""
        return sum((one.tally for one in self.seats), Tally())

    def of_group(self, group_uid: str) -> list[RegisterMeeting]:
        """Return the meetings of one group, to which the cells of its seats belong."""
        return [one for one in self.meetings if one.row.group_uid == group_uid]

    def count_words(self) -> str:
        """Return how much is recorded: "9 meetings, 10 seats; 83% of 88 attended, 2 of them by a deputy"."""
        meetings, seats, whole = len(self.meetings), len(self.seats), self.whole
        said = f"{meetings} meeting{'' if meetings == 1 else 's'}, {seats} seat{'' if seats == 1 else 's'}"
        if not whole.recorded:
            return f"{said}; nothing is recorded"
        deputies = f", {whole.deputy} of them by a deputy" if whole.deputy else ""
        blank = f"; {whole.blank} not recorded" if whole.blank else ""
        return f"{said}; {whole.attended} of {whole.recorded} attended{deputies}{blank}"


@dataclass(slots=True)
class _Seat:
    """A seat while its meetings are gone through."""

    seat: RosterSeat
    group: MeetingRow
    holder: str
    cells: dict[str, SeatCell] = field(default_factory=dict)


def register(
    session: Session,
    today: date,
    *,
    group_uid: str | None = None,
    organisation_uid: str | None = None,
    year: Year | None = None,
) -> Register:
    """Return the attendance of a group or of all, of one organisation's seats or of all, in a financial year or ever.

    Cancelled meetings, decisions between meetings, and meetings to come are left out.
    """
    first, last = (year.first_day, year.last_day) if year else (date.min, date.max)
    before = first - LOOK_BACK if year else first
    rows = [
        one
        for one in meetings_between(session, before, last, group_uid, cancelled=False)
        if one.kind not in BETWEEN
    ]  # fmt: skip
    read = attendance_of_all(session, [row for row in rows if row.day <= today])
    seats = _seats(read, organisation_uid)
    groups = {one.group.group_uid for one in seats.values()}
    kept = [
        (row, attended)
        for row, attended in read
        if row.day >= first and (organisation_uid is None or row.group_uid in groups)
    ]
    quorums = quorums_by(session, [attended for _, attended in kept], today)
    shown = [RegisterMeeting(row, quorum) for (row, _), quorum in zip(kept, quorums, strict=True)]
    order = [uid for uid, _ in groups_met(session)]
    lines = _lines(seats, [row for row, _ in read], [one.row for one in shown], order)
    body = None if organisation_uid is None else Organisation.by_uid(session, organisation_uid).name
    group = None if group_uid is None else Group.by_uid(session, group_uid).name
    of = ", ".join(part for part in (body, group) if part) or "All groups"
    return Register(
        f"{of}, {year.label if year else 'all years'}", tuple(shown), tuple(lines), tuple(_agencies(lines, shown)),
        tuple(_years(lines, shown)),
    )  # fmt: skip


def _seats(read: Sequence[tuple[MeetingRow, Attended]], organisation_uid: str | None) -> dict[str, _Seat]:
    """Return each seat with what is recorded of it by meeting; of a later day stands who holds it, and its post."""
    found: dict[str, _Seat] = {}
    for row, attended in read:
        for one in attended.seats:
            if organisation_uid is not None and one.seat.organisation_uid != organisation_uid:
                continue
            own = found.setdefault(one.seat.uid, _Seat(one.seat, row, ""))
            if not one.gone:
                own.seat, own.holder = one.seat, one.holder_words()
            own.cells[row.uid] = cell_of(one)
    return found


def cell_of(one: SeatAttendance) -> SeatCell:
    """Return what is recorded of a seat at a meeting as a cell of the register."""
    if one.presence is None:
        vacant = one.seat.holding is Holding.VACANT
        return SeatCell(VACANT, "Vacant, and nothing is recorded") if vacant else NOTHING
    who = one.came_words()
    words = one.presence_words() if one.presence is Presence.DEPUTY or not who else f"{one.presence_words()}: {who}"
    return SeatCell(LETTERS[one.presence], words, one.presence, who)


def _lines(
    seats: dict[str, _Seat], read: Sequence[MeetingRow], shown: Sequence[MeetingRow], order: Sequence[str]
) -> list[SeatLine]:
    lines = []
    for own in seats.values():
        mine = [row for row in shown if row.group_uid == own.group.group_uid]
        cells = tuple(own.cells.get(row.uid, NOT_THEN) for row in mine)
        if not any(cell is not NOT_THEN for cell in cells):
            continue
        past = [(row.day, own.cells.get(row.uid, NOT_THEN)) for row in read if row.group_uid == own.group.group_uid]
        run, still = missed_in_a_row(past, shown[0].day)
        seat = own.seat
        post = seat.post_words() if seat.post else f"{seat.role_words()} seat"
        lines.append(SeatLine(
            seat.uid, own.group.group, own.group.group_uid, post, seat.organisation or NO_AGENCY,
            seat.organisation_short, seat.organisation_uid, seat.role_words(), own.holder or "Not recorded", cells,
            tally_of(cells), run, still,
        ))  # fmt: skip
    lines.sort(key=lambda one: (order.index(one.group_uid), seats[one.seat_uid].seat.position))
    return lines


def tally_of(cells: Iterable[SeatCell]) -> Tally:
    """Return how often a seat was filled in which way."""
    given = [cell for cell in cells if cell.letter not in (NO_SEAT, VACANT)]
    counted = {presence: sum(cell.presence is presence for cell in given) for presence in LETTERS}
    return Tally(
        counted[Presence.PRESENT], counted[Presence.DEPUTY], counted[Presence.APOLOGIES], counted[Presence.ABSENT],
        sum(cell.presence is None for cell in given),
    )  # fmt: skip


def missed_in_a_row(cells: Iterable[tuple[date, SeatCell]], first: date) -> tuple[Run | None, bool]:
    """Return the longest row of missed meetings that reaches to a day or beyond, and whether it goes on to the last.

    A deputy ends it, and so does a meeting of which nothing is recorded: what nobody knows counts against nobody. The
    last meeting is the last of which something is recorded.
    """
    best: list[tuple[date, SeatCell]] = []
    now: list[tuple[date, SeatCell]] = []
    last: list[tuple[date, SeatCell]] = []
    for day, cell in cells:
        now = [*now, (day, cell)] if cell.presence in MISSED else []
        if day >= first and len(now) >= max(len(best), 1):
            best = now
        if cell.presence is not None:
            last = now
    if not best:
        return None, False
    holders = tuple(dict.fromkeys(cell.who for _, cell in best if cell.who))
    return Run(len(best), best[0][0], best[-1][0], holders), bool(last) and last[-1][0] == best[-1][0]


def _agencies(lines: Sequence[SeatLine], shown: Sequence[RegisterMeeting]) -> list[SumLine]:
    """Return attendance by agency, by name."""
    groups: dict[str | None, list[SeatLine]] = {}
    for line in lines:
        groups.setdefault(line.organisation_uid, []).append(line)
    found = [_sum(members[0].organisation, uid, members, shown) for uid, members in groups.items()]
    return sorted(found, key=lambda one: (one.uid is None, one.name.casefold()))


def _sum(name: str, uid: str | None, members: Sequence[SeatLine], shown: Sequence[RegisterMeeting]) -> SumLine:
    recorded, there = set(), set()
    for line in members:
        mine = [one.row.uid for one in shown if one.row.group_uid == line.group_uid]
        for meeting, cell in zip(mine, line.cells, strict=True):
            if cell.presence is not None:
                recorded.add(meeting)
            if cell.presence in (Presence.PRESENT, Presence.DEPUTY):
                there.add(meeting)
    whole = sum((one.tally for one in members), Tally())
    return SumLine(name, uid, len(members), whole, len(recorded), len(there))


def _years(lines: Sequence[SeatLine], shown: Sequence[RegisterMeeting]) -> list[SumLine]:
    """Return attendance by financial year, the latest first."""
    labels = dict.fromkeys(year_of(one.row.day) for one in reversed(shown))
    found = []
    for year in labels:
        members, held = [], [one for one in shown if one.row.day in year]
        for line in lines:
            mine = [one.row.day for one in shown if one.row.group_uid == line.group_uid]
            cells = tuple(cell for day, cell in zip(mine, line.cells, strict=True) if day in year)
            if any(cell is not NOT_THEN for cell in cells):
                members.append((line, cells))
        tally = sum((tally_of(cells) for _, cells in members), Tally())
        quorate = sum(one.quorum.met is True for one in held)
        found.append(SumLine(year.label, None, len(members), tally, len(held), quorate))
    return found


def year_of(day: date) -> Year:
    """Return the financial year of a day."""
    return Year.containing(YearKind.FINANCIAL, day)


def years_met(session: Session, group_uid: str | None = None) -> list[Year]:
    """Return the financial years in which a group, or any, has meetings that were not cancelled, the latest first."""
    query = select(Meeting.day).where(Meeting.state != MeetingState.CANCELLED, Meeting.kind.not_in(BETWEEN)).distinct()
    if group_uid is not None:
        query = query.join(Group, Group.id == Meeting.group_id).where(Group.uid == group_uid)
    return sorted({year_of(day) for day in session.scalars(query)}, reverse=True)


def groups_met(session: Session) -> list[tuple[str, str]]:
    """Return (uid, name) of the groups that have a meeting, in the order of the groups."""
    query = select(Group.uid, Group.name).where(Group.id.in_(select(Meeting.group_id))).order_by(Group.position)
    return [(uid, name) for uid, name in session.execute(query)]


def group_met_last(session: Session) -> str | None:
    """Return the uid of the group whose attendance was entered for the latest meeting; None where none was."""
    query = (
        select(Group.uid)
        .join(Meeting, Meeting.group_id == Group.id)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .order_by(Meeting.day.desc(), Meeting.id)
        .limit(1)
    )
    return session.scalars(query).first()


def parse_year(label: str | None) -> Year | None:
    """Return the financial year of a label such as "2025-26"; None for none and for all of them.

    Raises `UserError` for another shape.
    """
    return None if label in {None, ALL_YEARS} else Year.parse(YearKind.FINANCIAL, label)


def require_meetings(found: Register) -> Register:
    """Return a register that has meetings; raises `UserError` where it has none."""
    if not found.meetings:
        raise UserError(f"No meeting took place: {found.title}. Choose another group or year.")
    return found
