"""Confirmation of membership: an agency is asked who sits for it, and its answer becomes changes of the rosters."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.returns import Asked, FormColumn, FormRow, ReturnForm
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import AgencyRequest, Organisation, Person
from mscp_desktop.parties.rules.requests import AgencyRow, agency_rows, new_request, require_open
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.rosters import tenure_at

KIND = "membership"
YES, OTHER, VACANT, NOT_OURS = "Yes", "Somebody else", "Vacant", "Not our seat"
SPARE = 5
COLUMNS = (
    FormColumn("group", "Group", width=30),
    FormColumn("post", "Post", width=34),
    FormColumn("role", "Role", width=13),
    FormColumn("holder", "Held by, as we have it", width=24),
    FormColumn(
        "right", "Is this right?", Asked.CHOICE, (YES, OTHER, VACANT, NOT_OURS), 15,
        f"{YES}: as it stands. {OTHER}: give the name and from when. {VACANT}: nobody holds it now.",
    ),
    FormColumn("name", "Somebody else: who", Asked.TEXT, width=24, help="First name and last name"),
    FormColumn("email", "E-mail", Asked.TEXT, width=28, help="Only where it is new"),
    FormColumn("telephone", "Telephone", Asked.TEXT, width=16, help="Only where it is new"),
    FormColumn("since", "From", Asked.DATE, width=14, help="14 March 2025; a month or a year is enough"),
    FormColumn("remark", "Remark", Asked.TEXT, width=34),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A seat that is asked about, and who holds it."""

    seat: Seat
    group: Group
    tenure: Tenure | None
    person: Person | None

    def words(self) -> str:
        """Return what the seat is called."""
        return f"{self.seat.post or self.seat.role.value.capitalize()}, {self.group.name}"

    def fingerprint(self) -> int:
        """Return a number that is another one as soon as the seat or who holds it was changed."""
        held = (self.tenure.uid, self.tenure.version) if self.tenure else None
        return zlib.crc32(repr((self.seat.uid, self.seat.version, held)).encode())

    def holder_words(self) -> str:
        """Return who holds it, as far as that is recorded."""
        if self.tenure is None:
            return "not recorded"
        return self.person.name if self.person else "vacant"


def seats_of(session: Session, organisation: Organisation, day: date) -> list[HeldSeat]:
    """Return an organisation's seats on a day, in groups that have not ended, in published order."""
    query = (
        select(Seat, Group)
        .join(Group, Group.id == Seat.group_id)
        .where(Seat.organisation_id == organisation.id)
        .order_by(Group.position, Group.id, Seat.position, Seat.id)
    )
    rows = [(seat, group) for seat, group in session.execute(query) if _counts(seat, group, day)]
    held: dict[int, list[tuple[Tenure, Person | None]]] = {}
    tenures = (
        select(Tenure, Person)
        .outerjoin(Person, Person.id == Tenure.person_id)
        .where(Tenure.seat_id.in_([seat.id for seat, _ in rows]))
        .order_by(Tenure.id)
    )
    for tenure, person in session.execute(tenures):
        held.setdefault(tenure.seat_id, []).append((tenure, person))
    return [HeldSeat(seat, group, *(tenure_at(held.get(seat.id, ()), day) or (None, None))) for seat, group in rows]


def _counts(seat: Seat, group: Group, day: date) -> bool:
    return Span(seat.start, seat.end).shown_at(day) and Span(group.start, group.end).shown_at(day)


def agencies(session: Session, today: date) -> list[AgencyRow]:
    """Return every organisation that has a seat on a day in a group that has not ended, by name."""
    seats: dict[int, int] = {}
    query = select(Seat, Group).join(Group, Group.id == Seat.group_id).where(Seat.organisation_id.is_not(None))
    for seat, group in session.execute(query):
        if _counts(seat, group, today) and seat.organisation_id is not None:
            seats[seat.organisation_id] = seats.get(seat.organisation_id, 0) + 1
    return agency_rows(session, KIND, seats, today)


@operation("roster.ask_membership")
def ask_membership(session: WorkSession, organisation_uid: str, *, due: date | None = None) -> str:
    """Put on record that an agency is asked to confirm its members, and return the uid of the request.

    A request that is still open is closed by it: what was sent for that is not taken in any more.
    """
    organisation = Organisation.by_uid(session, organisation_uid)
    if not seats_of(session, organisation, session.clock.today()):
        raise UserError(f"{organisation.name} has no seat today, so there is nothing to confirm.")
    request = new_request(session, KIND, organisation, due)
    session.say(f"Asked {organisation.name} to confirm its members")
    return request.uid


@operation("roster.ask_many_membership")
def ask_many_membership(
    session: WorkSession, organisation_uids: Sequence[str], *, due: date | None = None
) -> list[str]:
    """Ask several agencies at once, and return the uids of the requests in the same order."""
    made = [ask_membership(session, uid, due=due) for uid in organisation_uids]
    session.say(f"Asked {len(made)} agenc{'y' if len(made) == 1 else 'ies'} to confirm {_their(len(made))} members")
    return made


def _their(number: int) -> str:
    return "its" if number == 1 else "their"


def membership_form(session: Session, request_uid: str, today: date) -> ReturnForm:
    """Return the form of a request; raises `UserError` where the request is closed."""
    request = AgencyRequest.by_uid(session, request_uid)
    organisation = session.get_one(Organisation, request.organisation_id)
    require_open(request, organisation)
    partnership = session.scalars(select(Partnership)).one()
    rows = [
        FormRow(
            held.seat.uid, held.fingerprint(),
            (
                held.group.name, held.seat.post or "post not stated", held.seat.role.value.capitalize(),
                held.holder_words(), *(None,) * 6,
            ),
        )
        for held in seats_of(session, organisation, today)
    ]  # fmt: skip
    by = f" by {format_day(request.due)}" if request.due else ""
    return ReturnForm(
        KIND, request.uid, partnership.name, partnership.uid, organisation.name, organisation.uid,
        f"Who sits for {organisation.name}",
        (
            f"{partnership.name} asks you to confirm its records, as at {format_day(today)}.",
            f"Answer in the yellow columns and send this workbook back{by}.",
            "A seat that is missing: add it in one of the empty rows at the end. Keep the file's format (.xlsx).",
        ),
        COLUMNS, rows, today, SPARE,
    )  # fmt: skip
