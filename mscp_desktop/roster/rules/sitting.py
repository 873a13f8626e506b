"""Which seats organisations have, and so how they take part."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.organisations import BodySeat
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.rosters import RosterSeat, roster_at


def seats_of_body(session: Session, organisation_uid: str, day: date) -> list[BodySeat]:
    """Return the seats that an organisation has on a day, in the order of the groups and of their rosters."""
    body = select(Organisation.id).where(Organisation.uid == organisation_uid).scalar_subquery()
    groups = (
        select(Group.uid, Group.name)
        .where(Group.id.in_(select(Seat.group_id).where(Seat.organisation_id == body)))
        .order_by(Group.position, Group.id)
    )
    return [
        _body_seat(seat, uid, name)
        for uid, name in session.execute(groups).all()
        for seat in roster_at(session, uid, day).seats
        if seat.organisation_uid == organisation_uid
    ]


def _body_seat(seat: RosterSeat, group_uid: str, group: str) -> BodySeat:
    return BodySeat(seat.uid, group, group_uid, seat.post_words(), seat.role_words(), seat.holder_words())


def seats_by_body(session: Session, day: date) -> dict[str, dict[str, int]]:
    """Return how many seats each organisation has on a day in each group, by uid and then by the group's name."""
    query = (
        select(Organisation.uid, Group, Seat)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .join(Group, Group.id == Seat.group_id)
        .order_by(Group.position, Group.id)
    )
    found: dict[str, dict[str, int]] = {}
    for uid, group, seat in session.execute(query):
        known = group.known_from is None or day >= group.known_from.earliest()
        if known and Span(seat.start, seat.end).shown_at(day):
            groups = found.setdefault(uid, {})
            groups[group.name] = groups.get(group.name, 0) + 1
    return found
