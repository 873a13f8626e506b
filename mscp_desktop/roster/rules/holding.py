"""Which seats a person holds and held, and where they deputise."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.records import Deputy, Seat, Tenure
from mscp_desktop.roster.rules.rosters import seat_with_body


@dataclass(frozen=True, slots=True)
class SeatOfPerson:
    """A seat as one person had it in [start, end): as its holder, or as a named deputy; `uid` is of that record."""

    uid: str
    seat_uid: str
    seat: str
    group: str
    deputy: bool
    start: PartialDate | None
    end: PartialDate | None
    now: bool


def seats_of_person(session: Session, person_uid: str, day: date) -> list[SeatOfPerson]:
    """Return the seats of a person, those of the day first, each by group and roster; deputyships after seats."""
    found: list[SeatOfPerson] = []
    models: tuple[Any, ...] = (Tenure, Deputy)
    for model in models:
        query = (
            select(model, Seat, Group.name)
            .join(Seat, Seat.id == model.seat_id)
            .join(Group, Group.id == Seat.group_id)
            .join(Person, Person.id == model.person_id)
            .where(Person.uid == person_uid)
            .order_by(Group.position, Seat.position, model.id)
        )
        for row, seat, group in session.execute(query):
            now = Span(row.start, row.end).shown_at(day) and Span(seat.start, seat.end).shown_at(day)
            words = seat_with_body(session, seat)
            found.append(SeatOfPerson(row.uid, seat.uid, words, group, model is Deputy, row.start, row.end, now))
    return sorted(found, key=lambda one: (not one.now, one.deputy))
