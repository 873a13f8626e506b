"""What rosters mean: who holds which seat on a day, as far as it is known."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, on_date
from mscp_desktop.foundation.search import Resting, SearchHit, SearchSource, SearchText
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person, PostTitle
from mscp_desktop.parties.rules.choices import CHOICES_SHOWN
from mscp_desktop.parties.rules.names import FormerName, former_name_on, former_names, normal_name
from mscp_desktop.parties.rules.posts import titles_by_post, titles_of
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, SeatRole, Tenure

NO_END = "no end recorded"
CHAIRS = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.DEPUTY_CHAIR)


class Holding(StrEnum):
    """What is known of who holds a seat on a day; where nobody was entered that is not recorded, never vacant."""

    HELD = "held"
    VACANT = "vacant"
    NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class RosterSeat:
    """One seat on one day. `since` is the start of the tenure or vacancy; None is not known."""

    uid: str
    version: int
    id: int
    position: int
    post: str | None
    organisation: str | None
    organisation_short: str | None
    organisation_uid: str | None
    role: SeatRole
    chairs_until: str | None  # "September 2025" or "no end recorded" where the seat chairs a rotating group that day
    holding: Holding
    holder: str | None
    holder_uid: str | None
    tenure: tuple[str, int] | None  # uid and version
    since: PartialDate | None
    until: PartialDate | None
    note: str | None
    either_post: bool = False
    start: PartialDate | None = None
    end: PartialDate | None = None
    deputies: tuple[str, ...] = ()  # those named for it on that day
    titles: tuple[str, ...] = ()  # other titles of its post

    def post_words(self) -> str:
        """Return the post, or what stands for it; of two posts that either may sit."""
        if self.post and self.either_post:
            return f"{self.post} ({EITHER_WORDS})"
        return self.post or "Post not stated"

    def organisation_words(self) -> str:
        """Return the organisation, or what stands for it."""
        return self.organisation or "Not stated"

    def role_words(self) -> str:
        """Return the role in the group, with the turn of a rotating chair."""
        if self.chairs_until and self.role is SeatRole.MEMBER:
            return TURN_WORDS
        return self.role.value.capitalize()

    def holder_words(self) -> str:
        """Return who holds the seat, in words that tell vacant from not recorded."""
        if self.holding is Holding.HELD:
            return self.holder or ""
        if self.holding is Holding.VACANT:
            return "Vacant, since when not known" if self.since is None else f"Vacant since {format_date(self.since)}"
        return "Not recorded"


EITHER_WORDS = "either may sit"
TURN_WORDS = "Chair for a term"
UNDATED = "From which day this is known is not recorded"
ROLE_WORDS = (*(role.value.capitalize() for role in SeatRole), TURN_WORDS)


def _searched(seat: RosterSeat) -> str:
    parts = (
        seat.post, *seat.titles, seat.organisation, seat.organisation_short, seat.role_words(), seat.holder_words(),
        *seat.deputies,
    )  # fmt: skip
    return " ".join(part for part in parts if part)


SEATS: PlainTable[RosterSeat] = PlainTable(
    {
        "post": lambda seat: seat.post,
        "organisation": lambda seat: seat.organisation,
        "role": lambda seat: seat.role_words(),
        "holder": lambda seat: None if seat.holding is Holding.NOT_RECORDED else seat.holder_words(),
    },
    _searched,
    empty={"post": "not stated", "organisation": "not stated"},
)
"""The seats of a roster as a table finds them; "vacant" and "not recorded" are different answers of the holder."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A group's seats as at a day; with `unknown_before` the day lies before anything is known, and seats is empty.

    `chair_vacant` says until when the chair is recorded as vacant on that day, None where it is not. `chair_over` is
    the end of the last term of the chair, where it is over and no other runs.
    """

    group_uid: str
    group: str
    day: date
    seats: tuple[RosterSeat, ...]
    unknown_before: PartialDate | None
    chair_vacant: str | None = None
    chair_over: PartialDate | None = None

    def count_words(self) -> str:
        """Return the count of seats by what is known: "19 seats: 2 held, 1 vacant, 16 not recorded"."""
        if self.unknown_before is not None:
            return f"Not known before {format_date(self.unknown_before)}"
        if not self.seats:
            return "No seats recorded"
        parts = [
            f"{number} {holding.value}"
            for holding in Holding
            if (number := sum(seat.holding is holding for seat in self.seats))
        ]
        return f"{len(self.seats)} seat{'' if len(self.seats) == 1 else 's'}: {', '.join(parts)}"

    def chair_words(self) -> str:
        """Return who chairs: a seat of that role, or a recorded term; otherwise "not recorded".

        A chair that is recorded as vacant is "vacant"; where the last recorded term is over, that is said, and never
        who might come next.
        """
        for seat in self.seats:
            if seat.role is SeatRole.CHAIR or seat.chairs_until:
                who = (
                    seat.holder
                    if seat.holding is Holding.HELD
                    else seat.holding.value
                    if seat.holding is Holding.VACANT
                    else None
                )
                place = ", ".join(part for part in (who, seat.post, seat.organisation) if part)
                return f"{place} ({until_words(seat.chairs_until)})" if seat.chairs_until else place
        if self.chair_vacant is not None:
            return f"vacant ({until_words(self.chair_vacant)})"
        if self.chair_over is not None:
            return f"not recorded; the last recorded term ended {on_date(self.chair_over)}"
        return "not recorded"


Rosters = Callable[[date], Roster]


def roster_at(session: Session, group_uid: str, day: date) -> Roster:
    """Return a group's roster as at a day, in published order.

    An uncertain date counts from its first day, so that exactly one of two successors is shown. Before the first
    known day nothing is said of any seat. Organisations bear the names of that day.
    """
    return rosters_of(session, [group_uid])[group_uid](day)


def rosters_of(session: Session, group_uids: Collection[str]) -> dict[str, Rosters]:
    """Return, by group, what answers `roster_at` for any day; all are read at once, for whoever asks for many."""
    groups = list(session.scalars(_GROUPS, {"uids": list(group_uids)}))
    if len(groups) < len(set(group_uids)):
        known = {group.uid for group in groups}
        groups += [Group.by_uid(session, uid) for uid in group_uids if uid not in known]
    asked = {"groups": [group.id for group in groups]}
    seats: dict[int, list[tuple[Seat, Organisation | None]]] = {}
    for seat, organisation in session.execute(_SEATS, asked):
        seats.setdefault(seat.group_id, []).append((seat, organisation))
    tenures: dict[int, list[tuple[Tenure, Person | None]]] = {}
    for tenure, holder in session.execute(_TENURES, asked):
        tenures.setdefault(tenure.seat_id, []).append((tenure, holder))
    deputies: dict[int, list[tuple[Span, str]]] = {}
    for deputy, name in session.execute(_DEPUTIES, asked):
        deputies.setdefault(deputy.seat_id, []).append((Span(deputy.start, deputy.end), name or deputy.post or ""))
    terms: dict[int, list[Chairing]] = {}
    for chairing in session.scalars(_CHAIRINGS, asked):
        terms.setdefault(chairing.group_id, []).append(chairing)
    titles, former = titles_by_post(session), former_names(session)
    return {
        group.uid: partial(
            _on, group, seats.get(group.id, []), tenures, deputies, terms.get(group.id, []), titles, former
        )
        for group in groups
    }


def _asked(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(bindparam("groups", expanding=True))


# Made once: every page with a roster runs them.
_GROUPS = select(Group).where(Group.uid.in_(bindparam("uids", expanding=True)))
_SEATS = (
    select(Seat, Organisation)
    .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
    .where(_asked(Seat.group_id))
    .order_by(Seat.position, Seat.id)
)
_TENURES = (
    select(Tenure, Person)
    .join(Seat, Seat.id == Tenure.seat_id)
    .outerjoin(Person, Person.id == Tenure.person_id)
    .where(_asked(Seat.group_id))
    .order_by(Tenure.id)
)
_DEPUTIES = (
    select(Deputy, Person.name)
    .join(Seat, Seat.id == Deputy.seat_id)
    .outerjoin(Person, Person.id == Deputy.person_id)
    .where(_asked(Seat.group_id))
    .order_by(Deputy.id)
)
_CHAIRINGS = select(Chairing).where(_asked(Chairing.group_id)).order_by(Chairing.id)


def _on(
    group: Group,
    seats: Sequence[tuple[Seat, Organisation | None]],
    tenures: Mapping[int, Sequence[tuple[Tenure, Person | None]]],
    deputies: Mapping[int, Sequence[tuple[Span, str]]],
    terms: Sequence[Chairing],
    titles: Mapping[str, Sequence[str]],
    former: Mapping[int, Sequence[FormerName]],
    day: date,
) -> Roster:
    """Return a group's roster on a day, by what was read of all days."""
    if group.known_from is not None and day < group.known_from.earliest():
        return Roster(group.uid, group.name, day, (), group.known_from)
    running = [one for one in terms if Span(one.start, one.end).shown_at(day)]
    chairs = {one.seat_id: one for one in running if one.seat_id is not None}
    vacant = next((one for one in running if one.seat_id is None), None)
    over = [one.end for one in terms if one.end is not None and one.end.earliest() <= day]
    return Roster(
        group.uid, group.name, day,
        tuple(
            replace(
                _roster_seat(
                    seat, organisation, tenure_at(tenures.get(seat.id, ()), day), chairs.get(seat.id),
                    former_name_on(former.get(seat.organisation_id or 0, ()), day),
                ),
                deputies=tuple(name for span, name in deputies.get(seat.id, ()) if span.shown_at(day)),
                titles=tuple(titles.get(normal_name(seat.post or ""), ())),
            )
            for seat, organisation in seats
            if Span(seat.start, seat.end).shown_at(day)
        ),
        None,
        None if vacant is None else format_date(vacant.end, NO_END),
        max(over, key=PartialDate.earliest) if over and not running else None,
    )  # fmt: skip


def tenure_at(tenures: Iterable[tuple[Tenure, Person | None]], day: date) -> tuple[Tenure, Person | None] | None:
    """Return the tenure or vacancy that covers a day; the one that began last where two do."""
    covering = [pair for pair in tenures if Span(pair[0].start, pair[0].end).shown_at(day)]
    return max(
        covering,
        key=lambda pair: (pair[0].start is not None, pair[0].start or PartialDate(1), pair[0].id),
        default=None,
    )


def _roster_seat(
    seat: Seat,
    organisation: Organisation | None,
    found: tuple[Tenure, Person | None] | None,
    chairing: Chairing | None,
    called: str | None,
) -> RosterSeat:
    tenure, person = found or (None, None)
    holding = Holding.NOT_RECORDED if tenure is None else Holding.VACANT if person is None else Holding.HELD
    return RosterSeat(
        seat.uid, seat.version, seat.id, seat.position, seat.post,
        called or (organisation.name if organisation else None), organisation.short if organisation else None,
        organisation.uid if organisation else None, seat.role,
        None if chairing is None else format_date(chairing.end, NO_END),
        holding, person.name if person else None, person.uid if person else None,
        (tenure.uid, tenure.version) if tenure else None, tenure.start if tenure else None,
        tenure.end if tenure else None, seat.note, seat.either_post, seat.start, seat.end,
    )  # fmt: skip


def chair_words(session: Session, group_uid: str, day: date) -> str:
    """Return who chairs a group on a day, as `Roster.chair_words` says it."""
    return roster_at(session, group_uid, day).chair_words()


def until_words(until: str) -> str:
    """Return the end of a chair's term: "to September 2025", or that none is recorded."""
    return until if until == NO_END else f"to {until}"


def seat_with_body(session: Session, seat: Seat) -> str:
    """Return a seat's post and organisation: "Chief Nurse, NHS Kent and Medway"; its role where it has no post."""
    organisation = session.get(Organisation, seat.organisation_id) if seat.organisation_id else None
    if not seat.post:
        return seat_words(session, seat)
    return f"{seat.post}, {organisation.name}" if organisation else seat.post


def seat_words(session: Session, seat: Seat) -> str:
    """Return what a seat is called in history and notices: its post, or role and organisation."""
    organisation = session.get(Organisation, seat.organisation_id) if seat.organisation_id else None
    if seat.post:
        return seat.post
    return f"{seat.role.value} seat" + (f" of {organisation.name}" if organisation else "")


def seat_id(session: Session, uid: str) -> int | None:
    """Return the id of a seat by uid; None where it is gone."""
    return session.scalar(select(Seat.id).where(Seat.uid == uid))


def name_of(session: Session, field: str, key: int) -> str:
    """Return whom a stored key means, for history: the name now, or that the record is gone."""
    found = session.get(Person, key) if field == "person_id" else session.get(Organisation, key)
    return found.name if found else "a record that was deleted"


def post_choices(session: Session, typed: str) -> list[tuple[str, str]]:
    """Return the posts in use of which some title holds each typed word, each with where and its other titles."""
    found: dict[str, str] = {}
    titles, words = titles_by_post(session), typed.casefold().split()
    for column, one, many in ((Seat.post, "seat", "seats"), (Person.post, "person", "people")):
        number = func.count()
        query = select(column, number).where(column.is_not(None), column != "").group_by(column)
        for post, times in session.execute(query.order_by(number.desc(), column)):
            others = titles.get(normal_name(post or ""), ())
            if all(any(word in called.casefold() for called in (post or "", *others)) for word in words):
                also = f", also {', '.join(others)}" if others else ""
                found.setdefault(post or "", f"{times} {one if times == 1 else many}{also}")
    return list(found.items())[:CHOICES_SHOWN]


def place_of(session: Session, uid: str) -> tuple[str, str | None] | None:
    """Return (group uid, seat uid) for the uid of a seat, (group uid, None) for that of a group, None for neither."""
    if session.scalar(select(Group.id).where(Group.uid == uid)) is not None:
        return uid, None
    group = session.scalar(select(Group.uid).join(Seat, Seat.group_id == Group.id).where(Seat.uid == uid))
    return None if group is None else (group, uid)


def seat_history(session: Session, seat_uid: str) -> list[Entry]:
    """Return the changes of a seat, of its holders and deputies, and of what it delegates; newest first."""
    found = entries_of(session, "seat", seat_uid)
    for column in (Tenure.seat_id, Deputy.seat_id, Delegation.lead_seat_id, Delegation.delegate_seat_id):
        rows = select(column.class_.uid).join(Seat, Seat.id == column).where(Seat.uid == seat_uid)
        for uid in session.scalars(rows):
            found += entries_of(session, column.class_.__tablename__, uid)
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def chairs_found(session: Session, group_uids: Sequence[str], day: date) -> list[SearchHit]:
    """Return who chairs groups on a day, as search shows it: a person, else the seat that chairs, else the roster."""
    found = []
    for uid, roster_on in rosters_of(session, group_uids).items():
        roster = roster_on(day)
        chairs = [seat for seat in roster.seats if seat.role is SeatRole.CHAIR or seat.chairs_until]
        for seat in chairs:
            place = ", ".join(part for part in (seat.post, seat.organisation) if part)
            why = (f"chairs {roster.group}",)
            if seat.holder_uid is not None and seat.holder is not None:
                found.append(SearchHit("person", seat.holder_uid, seat.holder, place, why=why))
            else:
                found.append(SearchHit("seat", seat.uid, place, seat.holder_words(), why=why))
        if not chairs:
            found.append(SearchHit("group", uid, roster.group, "", why=(f"chair: {roster.chair_words()}",)))
    return found


def members_found(session: Session, group_uids: Sequence[str], day: date) -> list[SearchHit]:
    """Return groups as search shows them to who asks for their members: each with the count of its seats."""
    rosters = rosters_of(session, group_uids)
    return [SearchHit("group", uid, rosters[uid](day).group, rosters[uid](day).count_words()) for uid in group_uids]


def _describe_seat(session: Session, seat: Seat) -> SearchText:
    organisation = session.get(Organisation, seat.organisation_id) if seat.organisation_id else None
    group = session.get(Group, seat.group_id)
    title = seat.post or (organisation.name if organisation else seat.role.value.capitalize())
    detail = ", ".join(
        part
        for part in (
            f"{seat.role.value} of {group.name}" if group else None,
            organisation.name if organisation and seat.post else None,
        )
        if part
    )
    words = (seat.post_published, *titles_of(session, seat.post), organisation.short if organisation else None)
    return SearchText(title, detail, "; ".join(part for part in words if part))


def _seats_of_organisation(session: Session, organisation: Organisation) -> Iterable[Seat]:
    return session.scalars(select(Seat).where(Seat.organisation_id == organisation.id)).all()


def _seats_of_group(session: Session, group: Group) -> Iterable[Seat]:
    return session.scalars(select(Seat).where(Seat.group_id == group.id)).all()


def _seats_with_post(session: Session, title: PostTitle) -> Iterable[Seat]:
    wanted = {normal_name(one) for one in (title.post, title.title, *titles_of(session, title.post))}
    query = select(Seat).where(Seat.post.is_not(None))
    return [seat for seat in session.scalars(query) if normal_name(seat.post or "") in wanted]


SEARCH = (
    SearchSource(
        "seat",
        Seat,
        _describe_seat,
        {
            Organisation: Resting(frozenset({"name", "short"}), _seats_of_organisation, by_key=True),
            Group: Resting(frozenset({"name"}), _seats_of_group, by_key=True),
            PostTitle: Resting(frozenset({"post", "title"}), _seats_with_post),
        },
    ),
)
