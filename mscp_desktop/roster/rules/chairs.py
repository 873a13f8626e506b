"""Terms for which a group is chaired: who chairs now, who did, who comes next; recorded, never computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.records import Chairing, Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_with_body, seat_words

VACANT = "Chair vacant"


class When(StrEnum):
    """Where a term stands as at a day."""

    OVER = "over"
    NOW = "now"
    COMING = "next"


@dataclass(frozen=True, slots=True)
class ChairTerm:
    """One term; `held_by` names everybody who held the seat during it, "vacant" and "not recorded" told apart."""

    uid: str
    version: int
    seat_uid: str | None
    seat: str
    held_by: str
    start: PartialDate | None
    end: PartialDate | None
    when: When
    note: str | None


@dataclass(frozen=True, slots=True)
class ChairTerms:
    """A group's terms, oldest first; `next_words` says who comes after the term of today, as far as it is recorded."""

    group: str
    terms: tuple[ChairTerm, ...]

    def now(self) -> ChairTerm | None:
        """Return the term of the day."""
        return next((one for one in self.terms if one.when is When.NOW), None)

    def over(self) -> ChairTerm | None:
        """Return the last term that is over, where none runs on the day."""
        past = [one for one in self.terms if one.when is When.OVER]
        return past[-1] if past and self.now() is None else None

    def next_words(self) -> str:
        """Return who chairs next and from when, or that this is not recorded."""
        coming = next((one for one in self.terms if one.when is When.COMING), None)
        return "not recorded" if coming is None else f"{coming.seat} from {format_date(coming.start)}"


def chair_terms(session: Session, group_uid: str, day: date) -> ChairTerms:
    """Return all recorded terms of a group's chair, as they stand on a day."""
    group = Group.by_uid(session, group_uid)
    query = select(Chairing, Seat).outerjoin(Seat, Seat.id == Chairing.seat_id).where(Chairing.group_id == group.id)
    rows = sorted(session.execute(query), key=lambda row: _begins(row[0]))
    seats = {seat.id for _, seat in rows if seat is not None}
    held: dict[int, list[tuple[Tenure, str | None]]] = {}
    names = (
        select(Tenure, Person.name).outerjoin(Person, Person.id == Tenure.person_id).where(Tenure.seat_id.in_(seats))
    )
    for tenure, name in session.execute(names) if seats else ():
        held.setdefault(tenure.seat_id, []).append((tenure, name))
    return ChairTerms(group.name, tuple(
        ChairTerm(
            one.uid, one.version, seat.uid if seat else None, seat_with_body(session, seat) if seat else VACANT,
            _holders(held.get(seat.id, ()), one) if seat else "nobody", one.start, one.end, _when(one, day), one.note,
        )
        for one, seat in rows
    ))  # fmt: skip


def _begins(one: Chairing) -> tuple[date, int]:
    return (one.start.earliest() if one.start else date.min, one.id)


def _when(one: Chairing, day: date) -> When:
    if Span(one.start, one.end).shown_at(day):
        return When.NOW
    return When.COMING if one.start is not None and one.start.earliest() > day else When.OVER


def _holders(tenures: Iterable[tuple[Tenure, str | None]], term: Chairing) -> str:
    """Return who held a seat at some time of a term, in the order in which they did."""
    within = [
        (tenure, name)
        for tenure, name in tenures
        if _first(tenure.start) < _last(term.end) and _first(term.start) < _last(tenure.end)
    ]
    within.sort(key=lambda pair: (_first(pair[0].start), pair[0].id))
    return ", then ".join(name or "vacant" for _, name in within) or "not recorded"


def _first(start: PartialDate | None) -> date:
    return date.min if start is None else start.earliest()


def _last(end: PartialDate | None) -> date:
    return date.max if end is None else end.earliest()


def terms_history(session: Session, group_uid: str) -> list[Entry]:
    """Return the changes of a group's terms of the chair, newest first."""
    group = Group.by_uid(session, group_uid)
    found: list[Entry] = []
    for uid in session.scalars(select(Chairing.uid).where(Chairing.group_id == group.id)):
        found += entries_of(session, "chairing", uid)
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def group_seats(session: Session, group_uid: str, typed: str = "") -> list[tuple[str, str]]:
    """Return (uid, words) of a group's seats whose post or organisation holds every typed word, in roster order."""
    group = Group.by_uid(session, group_uid)
    seats = session.scalars(select(Seat).where(Seat.group_id == group.id).order_by(Seat.position, Seat.id))
    named = [(seat.uid, seat_with_body(session, seat)) for seat in seats]
    return [one for one in named if all(word in one[1].casefold() for word in typed.casefold().split())]


@operation("roster.record_chair")
def record_chair(
    session: WorkSession,
    seat_uid: str,
    *,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    note: str | None = None,
) -> str:
    """Record the term for which a seat chairs its group, and return its uid.

    A term that would still run when this begins ends then: a group has one rotating chair at a time. A term without
    an end that is entered after one which begins later ends when that begins.
    """
    seat = Seat.by_uid(session, seat_uid)
    group = session.get_one(Group, seat.group_id)
    chairing = _add_term(session, group, Chairing(seat_id=seat.id, start=start, end=end, note=trimmed(note)))
    session.say(f"{seat_words(session, seat)} chairs {group.name}")
    return chairing.uid


@operation("roster.record_vacant_chair")
def record_vacant_chair(
    session: WorkSession,
    group_uid: str,
    *,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    note: str | None = None,
) -> str:
    """Record that nobody chairs a group for a time, and return the term's uid; a term that would still run ends."""
    group = Group.by_uid(session, group_uid)
    chairing = _add_term(session, group, Chairing(seat_id=None, start=start, end=end, note=trimmed(note)))
    session.say(f"The chair of {group.name} is vacant")
    return chairing.uid


def _add_term(session: WorkSession, group: Group, term: Chairing) -> Chairing:
    require_order(term.start, term.end)
    others = list(session.scalars(select(Chairing).where(Chairing.group_id == group.id).order_by(Chairing.id)))
    for other in others:
        if _later(other, term):
            if term.end is None or (other.start is not None and other.start.earliest() < term.end.earliest()):
                term.end = other.start
        elif other.end is None:
            if term.start is None:
                raise UserError("Say from when the new chair's term runs: the one before has no end recorded.")
            require_order(other.start, term.start, "start")
            other.end = term.start
        elif term.start is not None and Span(other.start, other.end).shown_at(term.start.earliest()):
            other.end = term.start
    _refuse_overlap(others, term.start, term.end)
    term.group_id = group.id
    session.add(term)
    session.flush()
    return term


def _later(other: Chairing, term: Chairing) -> bool:
    return term.start is not None and other.start is not None and term.start.is_before(other.start) is Answer.YES


@operation("roster.change_chair")
def change_chair(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct a term of the chair: seat_uid (None: the chair was vacant), start, end, note.

    Raises `UserError` where the term would run at the same time as another one.
    """
    chairing = Chairing.by_uid(session, uid)
    group = session.get_one(Group, chairing.group_id)
    if "seat_uid" in fields:
        seat_uid = fields.pop("seat_uid")
        seat = Seat.by_uid(session, seat_uid) if seat_uid else None
        if seat is not None and seat.group_id != group.id:
            raise UserError(f"{seat_words(session, seat)} is a seat of another group, so it can't chair {group.name}.")
        fields["seat_id"] = seat.id if seat else None
    if "note" in fields:
        fields["note"] = trimmed(fields["note"])
    start, end = fields.get("start", chairing.start), fields.get("end", chairing.end)
    require_order(start, end)
    if fields.keys() & {"start", "end"}:
        others = select(Chairing).where(Chairing.group_id == group.id, Chairing.id != chairing.id)
        _refuse_overlap(session.scalars(others.order_by(Chairing.id)), start, end)
    changed = change_record(session, chairing, version, fields)
    words = {"seat_id": "seat", "start": "start", "end": "end", "note": "note"}
    session.say(f"{field_words({words.get(name, name): value for name, value in changed.items()})} of the chair's term"
                f" in {group.name}")  # fmt: skip


def _refuse_overlap(others: Iterable[Chairing], start: PartialDate | None, end: PartialDate | None) -> None:
    """Raise `UserError` where a term would run on a day on which another one does."""
    for other in others:
        if max(_first(start), _first(other.start)) < min(_last(end), _last(other.end)):
            raise UserError(
                f"Another term runs from {format_date(other.start)} to {format_date(other.end, 'no end recorded')}, and"
                " a group has one chair at a time. Correct that one first; nothing was changed."
            )


@operation("roster.remove_chair")
def remove_chair(session: WorkSession, uid: str) -> None:
    """Delete a term of the chair that was entered by mistake: who chaired in that time is not recorded again."""
    chairing = Chairing.by_uid(session, uid)
    group = session.get_one(Group, chairing.group_id)
    session.say(f"Removed a term of the chair of {group.name}")
    session.delete(chairing)


def end_terms(session: WorkSession, seat: Seat, day: PartialDate) -> list[Chairing]:
    """End the term for which a seat chairs its group on a day; until it would have ended the chair is vacant.

    Returns the vacant terms, as a part of another operation.
    """
    made = []
    query = select(Chairing).where(Chairing.seat_id == seat.id).order_by(Chairing.id)
    for term in session.scalars(query).all():
        if not Span(term.start, term.end).shown_at(day.earliest()):
            continue
        if term.start is not None and term.start.earliest() == day.earliest():
            term.seat_id = None  # it would end on the day it begins
            made.append(term)
            continue
        vacant = Chairing(group_id=term.group_id, seat_id=None, start=day, end=_until(session, term))
        term.end = day
        session.add(vacant)
        made.append(vacant)
    session.flush()
    return made


def _until(session: WorkSession, term: Chairing) -> PartialDate | None:
    """Return the end of a term; of one without an end the start of the next one that is recorded."""
    coming = term_after(session, term) if term.end is None else None
    return coming.start if coming else term.end


def term_after(session: Session, term: Chairing) -> Chairing | None:
    """Return the next term of a group's chair that is recorded with a start."""
    query = select(Chairing).where(Chairing.group_id == term.group_id, Chairing.id != term.id)
    coming = [one for one in session.scalars(query) if one.start is not None and _first(one.start) > _first(term.start)]
    return min(coming, key=_begins, default=None)


def chairs_held(session: Session, person_uid: str, day: date) -> list[str]:
    """Return the names of the groups that a person's seats chair by a recorded term which runs on a day or later."""
    found: list[str] = []
    query = (
        select(Chairing, Group.name, Tenure)
        .join(Seat, Seat.id == Chairing.seat_id)
        .join(Tenure, Tenure.seat_id == Seat.id)
        .join(Person, Person.id == Tenure.person_id)
        .join(Group, Group.id == Chairing.group_id)
        .where(Person.uid == person_uid)
        .order_by(Group.position, Chairing.id)
    )
    for chairing, group, tenure in session.execute(query):
        runs = _last(chairing.end) > day and _last(tenure.end) > day
        if runs and group not in found:
            found.append(group)
    return found
