"""When a group ends: its seats, who holds and deputises in them, its chair's term and delegations end with it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, Precision, format_date
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_words

Dated = Seat | Tenure | Deputy | Chairing | Delegation


@operation("roster.end_group")
def end_group(session: WorkSession, group_uid: str, *, end: PartialDate | None) -> int:
    """End a group on the first day it is no longer there, with all its seats, and return how many seats end.

    What ended before stays as it is. Refused where anything of it begins only after that day.
    """
    group = Group.by_uid(session, group_uid)
    if end is None:
        raise UserError("Say from when the group is no longer there. A month or a year is enough.")
    require_order(group.start, end)
    group.end = end
    seats = session.scalars(select(Seat).where(Seat.group_id == group.id).order_by(Seat.position, Seat.id)).all()
    ended = 0
    for seat in seats:
        if _goes_on(seat, end):
            ended += 1
            _end(session, group, seat, seat, end)
    by_key = {seat.id: seat for seat in seats}
    for record, its_seat in _resting_on(session, group, by_key):
        if _goes_on(record, end):
            _end(session, group, record, its_seat, end)
    session.say(f"{group.name} ends {_when(end)}, with {_counted(ended)}")
    return ended


def _resting_on(session: Session, group: Group, seats: dict[int, Seat]) -> list[tuple[Dated, Seat | None]]:
    tenures = session.scalars(select(Tenure).where(Tenure.seat_id.in_(seats)).order_by(Tenure.id))
    deputies = session.scalars(select(Deputy).where(Deputy.seat_id.in_(seats)).order_by(Deputy.id))
    found: list[tuple[Dated, Seat | None]] = [(row, seats[row.seat_id]) for row in tenures]
    found += [(row, seats[row.seat_id]) for row in deputies]
    chairings = session.scalars(select(Chairing).where(Chairing.group_id == group.id).order_by(Chairing.id))
    found += [(row, seats.get(row.seat_id) if row.seat_id else None) for row in chairings]
    delegations = select(Delegation).where(
        or_(Delegation.lead_seat_id.in_(seats), Delegation.delegate_seat_id.in_(seats))
    )
    for one in session.scalars(delegations.order_by(Delegation.id)):
        found.append((one, seats.get(one.lead_seat_id) or seats.get(one.delegate_seat_id)))
    return found


def _goes_on(record: Dated, end: PartialDate) -> bool:
    return record.end is None or end.is_before(record.end) is Answer.YES


def _end(session: WorkSession, group: Group, record: Dated, seat: Seat | None, end: PartialDate) -> None:
    if record.start is not None and end.is_before(record.start) is Answer.YES:
        what = seat_words(session, seat) if seat is not None else "its chair"
        raise UserError(
            f"{group.name} can't end {_when(end)}: {what} is recorded from {format_date(record.start)}."
            " Correct that first, or choose a later day; nothing was changed."
        )
    record.end = end


def _when(end: PartialDate) -> str:
    return f"{'on' if end.known_to is Precision.DAY else 'in'} {format_date(end)}"


def _counted(number: int) -> str:
    return f"{number} seat{'' if number == 1 else 's'}"
