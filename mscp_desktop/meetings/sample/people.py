"""Who was at invented meetings: each seat by its holder of that day, now and then by a deputy."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Attendance, Meeting, Presence
from mscp_desktop.meetings.sample.words import GUESTS
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.records import Deputy, Seat, Tenure
from mscp_desktop.roster.rules.rosters import tenure_at
from mscp_desktop.roster.sample import FIRST_NAMES, LAST_NAMES

NOT_ENTERED = 0.04
PRESENT, APOLOGIES, DEPUTY = 0.74, 0.87, 0.95  # of what is entered, each up to here; the rest was absent
GUEST_SHARE, INTEREST_SHARE = 0.25, 0.01


@dataclass(frozen=True, slots=True)
class Sitter:
    """A seat on a day and the person in it."""

    seat: Seat
    person: Person


class Rosters:
    """Who sits in which group on any day, read once for all meetings."""

    def __init__(self, session: Session, rng: random.Random) -> None:
        self._rng = rng
        self._known = {group.id: group.known_from for group in session.scalars(select(Group))}
        self._seats: dict[int, list[Seat]] = {}
        for seat in session.scalars(select(Seat).order_by(Seat.position)):
            self._seats.setdefault(seat.group_id, []).append(seat)
        self._tenures: dict[int, list[tuple[Tenure, Person | None]]] = {}
        held = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).order_by(Tenure.id)
        for tenure, person in session.execute(held):
            self._tenures.setdefault(tenure.seat_id, []).append((tenure, person))
        self._deputies: dict[int, list[Deputy]] = {}
        for deputy in session.scalars(select(Deputy).where(Deputy.person_id.is_not(None)).order_by(Deputy.id)):
            self._deputies.setdefault(deputy.seat_id, []).append(deputy)

    def at(self, group_id: int, day: date) -> list[Sitter]:
        """Return who holds the seats of a group on a day, in published order."""
        known = self._known.get(group_id)
        if known is not None and day < known.earliest():
            return []
        found = []
        for seat in self._seats.get(group_id, ()):
            held = tenure_at(self._tenures.get(seat.id, ()), day)
            if held is not None and held[1] is not None and Span(seat.start, seat.end).shown_at(day):
                found.append(Sitter(seat, held[1]))
        return found

    def attendance(self, meeting: Meeting) -> Iterable[Attendance]:
        """Give how each seat was filled at a meeting, and who else was there."""
        rng = self._rng
        for one in self.at(meeting.group_id, meeting.day):
            if rng.random() >= NOT_ENTERED:
                yield self._seat(meeting, one, rng.random())
        if rng.random() < GUEST_SHARE:
            name, post = rng.choice(GUESTS)
            yield Attendance(
                meeting_id=meeting.id, name=self._name(), post=post, presence=Presence.IN_ATTENDANCE, note=name
            )

    def apologies(self, meeting: Meeting) -> Iterable[Attendance]:
        """Give the apologies that came for a meeting so far."""
        for one in self.at(meeting.group_id, meeting.day):
            if self._rng.random() < APOLOGIES - PRESENT:
                yield self._seat(meeting, one, PRESENT)

    def _seat(self, meeting: Meeting, one: Sitter, share: float) -> Attendance:
        person_id: int | None = one.person.id
        name = None
        if share < PRESENT:
            presence = Presence.PRESENT
        elif share < APOLOGIES:
            presence = Presence.APOLOGIES
        elif share < DEPUTY:
            presence = Presence.DEPUTY
            named = [
                each for each in self._deputies.get(one.seat.id, ()) if Span(each.start, each.end).shown_at(meeting.day)
            ]
            person_id = named[0].person_id if named else None
            name = None if named else self._name()
        else:
            presence = Presence.ABSENT
        interest = "Member of the board of the body that is spoken of" if self._rng.random() < INTEREST_SHARE else None
        return Attendance(
            meeting_id=meeting.id, seat_id=one.seat.id, person_id=person_id, organisation_id=one.seat.organisation_id,
            name=name, presence=presence, interest=interest if presence is Presence.PRESENT else None,
        )  # fmt: skip

    def _name(self) -> str:
        return f"{self._rng.choice(FIRST_NAMES)} {self._rng.choice(LAST_NAMES)}"
