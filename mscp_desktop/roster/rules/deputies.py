"""Named deputies of a seat: who may sit in it when its holder can't."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.records import Deputy, Seat
from mscp_desktop.roster.rules.changes import who
from mscp_desktop.roster.rules.rosters import seat_words


@operation("roster.add_deputy")
def add_deputy(
    session: WorkSession,
    seat_uid: str,
    *,
    person_uid: str | None = None,
    new_name: str | None = None,
    post: str | None = None,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    note: str | None = None,
) -> str:
    """Name a deputy of a seat, a person, a post or both, and return the deputyship's uid."""
    seat = Seat.by_uid(session, seat_uid)
    require_order(start, end)
    person = who(session, seat, person_uid, new_name) if person_uid or new_name else None
    deputy = Deputy(
        seat_id=seat.id, person_id=person.id if person else None, post=trimmed(post), start=start, end=end,
        note=trimmed(note),
    )  # fmt: skip
    _refuse_nobody(deputy.person_id, deputy.post)
    session.add(deputy)
    session.flush()
    session.say(f"{person.name if person else deputy.post} deputises as {seat_words(session, seat)}")
    return deputy.uid


@operation("roster.change_deputy")
def change_deputy(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct a named deputy: person_uid or new_name (both None: no person), post, start, end, note."""
    deputy = Deputy.by_uid(session, uid)
    seat = session.get_one(Seat, deputy.seat_id)
    if fields.keys() & {"person_uid", "new_name"}:
        new_name, person_uid = fields.pop("new_name", None), fields.pop("person_uid", None)
        fields["person_id"] = who(session, seat, person_uid, new_name).id if new_name or person_uid else None
    for name in ("post", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    require_order(fields.get("start", deputy.start), fields.get("end", deputy.end))
    _refuse_nobody(fields.get("person_id", deputy.person_id), fields.get("post", deputy.post))
    changed = change_record(session, deputy, version, fields)
    named = {"person_id": "person"}
    words = field_words({named.get(name, name): value for name, value in changed.items()})
    session.say(f"{words} of a deputy as {seat_words(session, seat)}")


@operation("roster.remove_deputy")
def remove_deputy(session: WorkSession, uid: str) -> None:
    """Delete a named deputy who was entered by mistake; one who no longer deputises has an end instead."""
    deputy = Deputy.by_uid(session, uid)
    seat = session.get_one(Seat, deputy.seat_id)
    session.say(f"Removed a deputy as {seat_words(session, seat)}")
    session.delete(deputy)


def _refuse_nobody(person: int | None, post: str | None) -> None:
    if person is None and not post:
        raise UserError("Say who deputises: a person, a post, or both.")


def deputies_of(session: Session, seat_uid: str) -> list[tuple[Deputy, Person | None]]:
    """Return everybody who was ever named as a deputy of a seat, in the order in which they were entered."""
    query = (
        select(Deputy, Person)
        .join(Seat, Seat.id == Deputy.seat_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Seat.uid == seat_uid)
        .order_by(Deputy.id)
    )
    return [(deputy, person) for deputy, person in session.execute(query)]
