"""When somebody leaves: all they hold and do in the partnership ends on one day, in one operation."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date, on_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, GroupCopy
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.copies import end_copies
from mscp_desktop.parties.rules.names import people_named
from mscp_desktop.roster.records import Chairing, Deputy, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.chairs import end_terms, term_after
from mscp_desktop.roster.rules.rosters import seat_words, tenure_at


@dataclass(frozen=True, slots=True)
class Left:
    """What ended when somebody left, and what that leaves for others to see to, in sentences without a full stop."""

    seats: int
    deputyships: int
    copies: int
    open: tuple[str, ...]


@operation("roster.record_leaver")
def record_leaver(
    session: WorkSession, person_uid: str, *, leaves: PartialDate, vacant: bool, chair_ends: bool = True
) -> Left:
    """End every seat and deputyship of a person on the first day without them, and take them out of lists of copies.

    With `vacant` each seat is recorded as vacant from then until somebody who is recorded follows; without, who holds
    it is not recorded. Where a seat of theirs chairs its group by a recorded term, with `chair_ends` the term ends too,
    and the chair is vacant until it would have ended; without, the term stays with the seat. What ended before stays
    as it is. Copies have no dates: they end at once.
    """
    person = Person.by_uid(session, person_uid)
    ended = _end_tenures(session, person, leaves, vacant=vacant)
    chairs = [term for seat in ended for term in end_terms(session, seat, leaves)] if chair_ends else []
    deputyships = _end_deputyships(session, person, leaves)
    undone, copies = end_copies(session, person)
    groups = session.scalars(select(GroupCopy).where(GroupCopy.person_id == person.id)).all()
    for copy in groups:
        session.delete(copy)
    if not (ended or deputyships or copies or groups) and person.left is not None:
        raise UserError(
            f"{person.name} left {on_date(person.left)} and holds nothing that goes on after"
            f" {format_date(leaves)}, so there is nothing to end."
        )
    person.left = leaves
    session.flush()
    words = f"{len(ended)} seat{'' if len(ended) == 1 else 's'}" if ended else "no seat"
    session.say(f"{person.name} leaves {on_date(leaves)}: {words}")
    left_open = (*_open_seats(session, ended, leaves), *_open_chairs(session, ended, chairs, leaves), *undone)
    return Left(len(ended), deputyships, copies + len(groups), left_open)


def _end_tenures(session: WorkSession, person: Person, leaves: PartialDate, *, vacant: bool) -> list[Seat]:
    """End every tenure that goes on, and return the seats in the order of groups and rosters."""
    ended = []
    query = (
        select(Tenure, Seat)
        .join(Seat, Seat.id == Tenure.seat_id)
        .join(Group, Group.id == Seat.group_id)
        .where(Tenure.person_id == person.id)
        .order_by(Group.position, Seat.position, Tenure.id)
    )
    for tenure, seat in session.execute(query).all():
        if tenure.end is not None and leaves.is_before(tenure.end) is not Answer.YES:
            continue
        _refuse_later(session, person, seat, tenure.start, leaves, "is recorded as")
        before, tenure.end = tenure.end, leaves
        ended.append(seat)
        if vacant:
            _leave_vacant(session, tenure, leaves, before)
    session.flush()
    return ended


def _refuse_later(
    session: WorkSession, person: Person, seat: Seat, start: PartialDate | None, leaves: PartialDate, what: str
) -> None:
    if start is not None and leaves.is_before(start) is Answer.YES:
        raise UserError(
            f"{person.name} {what} {seat_words(session, seat)} from {format_date(start)}, which is after"
            f" {format_date(leaves)}. Correct that first, or choose a later day; nothing was changed."
        )


def _end_deputyships(session: WorkSession, person: Person, leaves: PartialDate) -> int:
    ended = 0
    for deputy in session.scalars(select(Deputy).where(Deputy.person_id == person.id).order_by(Deputy.id)).all():
        if deputy.end is not None and leaves.is_before(deputy.end) is not Answer.YES:
            continue
        seat = session.get_one(Seat, deputy.seat_id)
        _refuse_later(session, person, seat, deputy.start, leaves, "is recorded as deputy of")
        deputy.end = leaves
        ended += 1
    return ended


def _leave_vacant(session: WorkSession, left: Tenure, leaves: PartialDate, until: PartialDate | None) -> None:
    """Record a seat as vacant, unless somebody follows at once; until the next who is recorded, where there is one."""
    for other in session.scalars(select(Tenure).where(Tenure.seat_id == left.seat_id, Tenure.id != left.id)):
        if Span(other.start, other.end).shown_at(leaves.earliest()):
            return
        follows = other.start is not None and leaves.is_before(other.start) is Answer.YES
        if follows and other.start is not None and (until is None or other.start.earliest() < until.earliest()):
            until = other.start
    session.add(Tenure(seat_id=left.seat_id, person_id=None, start=leaves, end=until))


def _open_seats(session: WorkSession, seats: list[Seat], leaves: PartialDate) -> list[str]:
    """Return which of these seats nobody holds from a day on, by group."""
    found = []
    for seat in seats:
        query = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).where(Tenure.seat_id == seat.id)
        now = tenure_at(((tenure, person) for tenure, person in session.execute(query)), leaves.earliest())
        if (now is not None and now[1] is not None) or not Span(seat.start, seat.end).shown_at(leaves.earliest()):
            continue
        group = session.get_one(Group, seat.group_id)
        until = f" until {format_date(now[0].end)}" if now is not None and now[0].end else ""
        role = "" if seat.role is SeatRole.MEMBER or not seat.post else f" ({seat.role.value})"
        what = "has nobody recorded" if now is None else "is vacant"
        found.append(f"{group.name}: {seat_words(session, seat)}{role} {what}{until}")
    return found


def _open_chairs(session: WorkSession, seats: list[Seat], vacant: list[Chairing], leaves: PartialDate) -> list[str]:
    """Return which groups lack a chair from a day on, and whether the next is recorded."""
    found = []
    for term in vacant:
        group = session.get_one(Group, term.group_id)
        until = f" until {format_date(term.end)}" if term.end else ""
        found.append(f"{group.name}: the chair is vacant{until}; {_next_words(session, term)}")
    for seat in seats:
        for term in session.scalars(select(Chairing).where(Chairing.seat_id == seat.id).order_by(Chairing.id)):
            begins = term.start is not None and term.start.earliest() > leaves.earliest()
            if begins or Span(term.start, term.end).shown_at(leaves.earliest()):
                group = session.get_one(Group, term.group_id)
                runs = f"from {format_date(term.start)}" if begins else f"to {format_date(term.end, 'no end recorded')}"
                found.append(f"{group.name}: the chair stays with {seat_words(session, seat)} ({runs})")
    return found


def _next_words(session: WorkSession, term: Chairing) -> str:
    coming = term_after(session, term)
    if coming is None or coming.start is None:
        return "the next chair is not recorded"
    return f"the next term begins {on_date(coming.start)}"


def seat_in_group(session: Session, seat_id: int) -> str:
    """Return what a seat is called with its group: "Head of Safeguarding, Executive Group"."""
    seat = session.get(Seat, seat_id)
    if seat is None:
        return "a seat that was deleted"
    group = session.get(Group, seat.group_id)
    return ", ".join(part for part in (seat_words(session, seat), group.name if group else "") if part)


def leaver_named(session: Session, name: str) -> Person:
    """Return the one person whom a written name means; raises `UserError` where nobody, or more than one, has it."""
    uids = people_named(session, name)
    if not uids:
        raise UserError(f"Nobody is called “{name}”. Check the spelling under People; nothing was changed.")
    if len(uids) > 1:
        people = [Person.by_uid(session, uid) for uid in uids]
        posts = " or ".join(one.post or "the one without a post" for one in people)
        raise UserError(
            f"“{name}” means {len(uids)} people: {posts}. Do it in the window, where one can be chosen; nothing was"
            " changed."
        )
    return Person.by_uid(session, uids[0])
