"""When somebody leaves: every seat they hold ends on one day, in one operation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_words


@operation("roster.record_leaver")
def record_leaver(session: WorkSession, person_uid: str, *, leaves: PartialDate, vacant: bool) -> int:
    """End every seat that a person holds, on the first day they no longer do, and return how many seats that are.

    With `vacant` each is recorded as vacant from then until somebody who is recorded follows; without, who holds it is
    not recorded. What ended before stays as it is, and so do the terms for which a seat chairs its group: they are the
    seat's.
    """
    person = Person.by_uid(session, person_uid)
    ended = 0
    held = session.scalars(select(Tenure).where(Tenure.person_id == person.id).order_by(Tenure.id)).all()
    for tenure in held:
        if tenure.end is not None and leaves.is_before(tenure.end) is not Answer.YES:
            continue
        seat = session.get_one(Seat, tenure.seat_id)
        if tenure.start is not None and leaves.is_before(tenure.start) is Answer.YES:
            raise UserError(
                f"{person.name} is recorded as {seat_words(session, seat)} from {format_date(tenure.start)}, which is"
                f" after {format_date(leaves)}. Correct that first, or choose a later day; nothing was changed."
            )
        before, tenure.end = tenure.end, leaves
        ended += 1
        if vacant:
            _leave_vacant(session, tenure, leaves, before)
    if not ended:
        raise UserError(
            f"{person.name} holds no seat that goes on after {format_date(leaves)}, so there is nothing to end."
        )
    session.flush()
    session.say(f"{person.name} leaves on {format_date(leaves)}: {ended} seat{'' if ended == 1 else 's'}")
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


def seat_in_group(session: Session, seat_id: int) -> str:
    """Return what a seat is called with its group: "Head of Safeguarding, Executive Group"."""
    seat = session.get(Seat, seat_id)
    if seat is None:
        return "a seat that was deleted"
    group = session.get(Group, seat.group_id)
    return ", ".join(part for part in (seat_words(session, seat), group.name if group else "") if part)
