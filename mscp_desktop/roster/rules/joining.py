"""When somebody joins: a person, their post, and the seats they take from a day on, in one operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate, on_date
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.names import organisation_id
from mscp_desktop.parties.rules.people import new_person
from mscp_desktop.parties.rules.posts import put_post
from mscp_desktop.parties.rules.words import trimmed
from mscp_desktop.roster.records import Deputy, Seat, Tenure
from mscp_desktop.roster.rules.rosters import Holding, roster_at, seat_words, tenure_at


@dataclass(frozen=True, slots=True)
class SeatOffered:
    """A seat that somebody who joins can take, or deputise in; `fits` says that it is of their body or group."""

    uid: str
    group: str
    seat: str
    holder: str
    held: bool
    fits: bool


def seats_offered(
    session: Session, day: date, *, organisation_uid: str | None = None, group_uid: str | None = None
) -> list[SeatOffered]:
    """Return the seats of every group on a day: those of an organisation or a group first, in roster order."""
    found = []
    for group in session.scalars(select(Group).order_by(Group.position, Group.id)):
        for seat in roster_at(session, group.uid, day).seats:
            of_body = organisation_uid is not None and seat.organisation_uid == organisation_uid
            fits = of_body or group.uid == group_uid
            what = seat.post or f"{seat.role.value} seat"
            words = f"{what}, {seat.organisation}" if seat.organisation else what
            held = seat.holding is Holding.HELD
            found.append(SeatOffered(seat.uid, group.name, words, seat.holder_words(), held, fits))
    return sorted(found, key=lambda one: not one.fits)


def employer_of(session: Session, person_uid: str | None) -> str | None:
    """Return the uid of the organisation that employs a person; None where none does, or nobody is meant."""
    query = select(Organisation.uid).join(Person, Person.organisation_id == Organisation.id)
    return None if person_uid is None else session.scalar(query.where(Person.uid == person_uid))


@operation("roster.record_joiner")
def record_joiner(
    session: WorkSession,
    *,
    start: PartialDate,
    person_uid: str | None = None,
    new_name: str | None = None,
    post: str | None = None,
    organisation_uid: str | None = None,
    email: str | None = None,
    telephone: str | None = None,
    seats: Sequence[str] = (),
    deputises: Sequence[str] = (),
) -> str:
    """Record somebody who joins on a day, with the seats they take and those they deputise in; return their uid.

    Of a person who is known already another post moves the one of today among the former ones, contact details that
    are given replace those of before, and they count as here again. Raises `UserError` for a seat that somebody else
    holds on that day.
    """
    person = _person(session, person_uid, new_name, trimmed(post), organisation_id(session, organisation_uid), start)
    for name, given in (("email", trimmed(email)), ("telephone", trimmed(telephone))):
        if given is not None:
            setattr(person, name, given)
    for uid in seats:
        _take(session, Seat.by_uid(session, uid), person, start)
    for uid in deputises:
        session.add(Deputy(seat_id=Seat.by_uid(session, uid).id, person_id=person.id, start=start))
    session.flush()
    parts = [f"{len(seats)} seat{'' if len(seats) == 1 else 's'}"] if seats else []
    parts += [f"deputy in {len(deputises)}"] if deputises else []
    words = f": {', '.join(parts)}" if parts else ""
    session.say(f"{person.name} joins {on_date(start)}{words}")
    return person.uid


def _person(
    session: WorkSession, uid: str | None, new_name: str | None, post: str | None, organisation: int | None,
    start: PartialDate,
) -> Person:  # fmt: skip
    if new_name:
        return new_person(session, new_name, post=post, organisation_id=organisation, post_from=start)
    if not uid:
        raise UserError("Say who joins: choose somebody, or type a name.")
    person = Person.by_uid(session, uid)
    person.left = None
    wanted = (post or person.post, organisation or person.organisation_id)
    if wanted != (person.post, person.organisation_id):
        put_post(session, person, *wanted, start)
    return person


def _take(session: WorkSession, seat: Seat, person: Person, start: PartialDate) -> None:
    """Put a person into a seat that nobody else holds then, until the next who is recorded."""
    query = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).where(Tenure.seat_id == seat.id)
    pairs = [(tenure, holder) for tenure, holder in session.execute(query)]
    now = tenure_at(pairs, start.earliest())
    if now is not None and now[1] is not None:
        raise UserError(
            f"{now[1].name} holds {seat_words(session, seat)} {on_date(start)}. Record first when they no longer"
            " do; nothing was changed."
        )
    if now is not None:
        vacancy = now[0]
        if vacancy.start is not None and vacancy.start.earliest() == start.earliest():
            session.delete(vacancy)  # it would end on the day it begins
        else:
            vacancy.end = start
    later = [one.start for one, _ in pairs if one.start is not None and one.start.earliest() > start.earliest()]
    until = min(later, key=PartialDate.earliest, default=None)
    session.add(Tenure(seat_id=seat.id, person_id=person.id, start=start, end=until))
