"""Who gets a copy of what is sent to somebody: their assistant, or another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import CopiedPerson, CopyKind, Person
from mscp_desktop.parties.rules.people import new_person

KIND_WORDS = {CopyKind.ASSISTANT: "Assistant", CopyKind.COPIED: "Copied"}


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody who gets copies for somebody else."""

    uid: str
    version: int
    kind: CopyKind
    person_uid: str
    person: str
    copy_uid: str
    copy: str


@operation("parties.add_copy")
def add_copy(
    session: WorkSession,
    person_uid: str,
    *,
    copy_uid: str | None = None,
    new_name: str | None = None,
    kind: CopyKind = CopyKind.ASSISTANT,
) -> str:
    """Record who gets a copy of what is sent to a person, adding them where `new_name` is given; return its uid."""
    person = Person.by_uid(session, person_uid)
    copied = _copied(session, person, copy_uid, new_name)
    _refuse_twice(session, person, copied, None)
    row = CopiedPerson(person_id=person.id, copy_id=copied.id, kind=kind)
    session.add(row)
    session.flush()
    session.say(f"{copied.name} {_does(kind)} {person.name}")
    return row.uid


@operation("parties.change_copy")
def change_copy(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct who gets a copy, or why: copy_uid or new_name, kind."""
    row = CopiedPerson.by_uid(session, uid)
    person = session.get_one(Person, row.person_id)
    if fields.keys() & {"copy_uid", "new_name"}:
        copied = _copied(session, person, fields.pop("copy_uid", None), fields.pop("new_name", None))
        _refuse_twice(session, person, copied, row.id)
        fields["copy_id"] = copied.id
    change_record(session, row, version, fields)
    session.say(f"{session.get_one(Person, row.copy_id).name} {_does(row.kind)} {person.name}")


@operation("parties.remove_copy")
def remove_copy(session: WorkSession, uid: str) -> None:
    """Let somebody no longer get copies for a person."""
    row = CopiedPerson.by_uid(session, uid)
    person, copied = session.get_one(Person, row.person_id), session.get_one(Person, row.copy_id)
    session.say(f"{copied.name} no longer {_does(row.kind)} {person.name}")
    session.delete(row)


def _does(kind: CopyKind) -> str:
    return "assists" if kind is CopyKind.ASSISTANT else "gets copies for"


def _copied(session: WorkSession, person: Person, uid: str | None, new_name: str | None) -> Person:
    if new_name:
        return new_person(session, new_name, organisation_id=person.organisation_id)
    if not uid:
        raise UserError("Say who gets the copy: choose somebody, or type a name.")
    return Person.by_uid(session, uid)


def _refuse_twice(session: WorkSession, person: Person, copied: Person, own: int | None) -> None:
    if person.id == copied.id:
        raise UserError(f"{person.name} gets it anyway. Choose somebody else.")
    query = select(CopiedPerson.id).where(CopiedPerson.person_id == person.id, CopiedPerson.copy_id == copied.id)
    if any(key != own for key in session.scalars(query)):
        raise UserError(f"{copied.name} already gets copies for {person.name}.")


def copies_of(session: Session, person_ids: Sequence[int]) -> list[Copy]:
    """Return everybody who gets copies for these people, or for whom they get copies; assistants first."""
    person, copied = aliased(Person), aliased(Person)
    query = (
        select(CopiedPerson, person, copied)
        .join(person, person.id == CopiedPerson.person_id)
        .join(copied, copied.id == CopiedPerson.copy_id)
        .where(or_(CopiedPerson.person_id.in_(person_ids), CopiedPerson.copy_id.in_(person_ids)))
        .order_by(CopiedPerson.kind, CopiedPerson.id)
    )
    return [
        Copy(row.uid, row.version, row.kind, one.uid, one.name, other.uid, other.name)
        for row, one, other in session.execute(query)
    ]


def end_copies(session: WorkSession, person: Person) -> tuple[list[str], int]:
    """Take a person out of every list of copies, as a part of another operation.

    Returns in words what that leaves undone, an assistant of nobody and people for whom nobody gets copies now, and how
    many entries were taken out.
    """
    ended = copies_of(session, [person.id])
    for one in ended:
        session.delete(CopiedPerson.by_uid(session, one.uid))
    session.flush()
    undone = []
    for one in ended:
        own = one.person_uid == person.uid
        rest = copies_of(session, [Person.by_uid(session, one.copy_uid if own else one.person_uid).id])
        if own and one.kind is CopyKind.ASSISTANT and not any(left.copy_uid == one.copy_uid for left in rest):
            undone.append(f"{one.copy} assisted {person.name}, and now assists nobody")
        elif not own and not any(left.person_uid == one.person_uid for left in rest):
            undone.append(f"{one.person}: {person.name} got copies for them, and nobody does now")
    return undone, len(ended)
