"""Operations on people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import CopiedPerson, FormerPost, Person, PersonAlias
from mscp_desktop.parties.rules.names import normal_name, organisation_uids_named, take_uids
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.words import field_words, many_words, put_words


@operation("parties.add_person")
def add_person(session: WorkSession, /, name: str, **fields: Any) -> str:
    """Add a person and return their uid."""
    person = new_person(session, name, **fields)
    session.say(f"Added {person.name}")
    return person.uid


def new_person(session: WorkSession, name: str, **fields: Any) -> Person:
    """Add a person as a part of another operation; `organisation_uid` or `organisation_id` says where they work."""
    take_uids(session, fields, "organisation")
    person = Person(name=_person_name(name), **fields)
    session.add(person)
    session.flush()
    return person


def _person_name(name: str) -> str:
    trimmed = " ".join(name.split())
    if not trimmed:
        raise UserError("A person needs a name.")
    return trimmed


@operation("parties.change_person")
def change_person(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of a person."""
    person = Person.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _person_name(fields["name"] or "")
    take_uids(session, fields, "organisation")
    changed = change_record(session, person, version, fields)
    session.say(f"{field_words(changed)} of {person.name}")


@operation("parties.add_person_alias")
def add_person_alias(session: WorkSession, person_uid: str, name: str) -> str:
    """Record another name by which a person is written, and return its uid; two people can share one."""
    person = Person.by_uid(session, person_uid)
    alias = PersonAlias(person_id=person.id, name=_other_name(session, person, name))
    session.add(alias)
    session.flush()
    session.say(f"“{alias.name}” as a name of {person.name}")
    return alias.uid


@operation("parties.change_person_alias")
def change_person_alias(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct another name of a person."""
    alias = PersonAlias.by_uid(session, uid)
    person = session.get_one(Person, alias.person_id)
    if "name" in fields:
        fields["name"] = _other_name(session, person, fields["name"] or "", alias.id)
    change_record(session, alias, version, fields)
    session.say(f"“{alias.name}” as a name of {person.name}")


@operation("parties.remove_person_alias")
def remove_person_alias(session: WorkSession, uid: str) -> None:
    """Remove one of a person's other names."""
    alias = PersonAlias.by_uid(session, uid)
    session.say(f"“{alias.name}” is no longer a name of {session.get_one(Person, alias.person_id).name}")
    session.delete(alias)


def aliases_of_person(session: Session, person_id: int) -> list[PersonAlias]:
    """Return a person's other names, in the order in which they were entered."""
    query = select(PersonAlias).where(PersonAlias.person_id == person_id)
    return list(session.scalars(query.order_by(PersonAlias.id)))


def person_history(session: Session, uid: str) -> list[Entry]:
    """Return the changes of a person's other names, former posts and copies, newest first."""
    found: list[Entry] = []
    person = select(Person.id).where(Person.uid == uid).scalar_subquery()
    for model in (PersonAlias, FormerPost, CopiedPerson):
        for line in session.scalars(select(model.uid).where(model.person_id == person)):
            found += entries_of(session, model.__tablename__, line)
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def _other_name(session: WorkSession, person: Person, name: str, own: int | None = None) -> str:
    trimmed = _person_name(name)
    aliases = select(PersonAlias.id, PersonAlias.name).where(PersonAlias.person_id == person.id)
    known = [person.name, *(one for key, one in session.execute(aliases) if key != own)]
    if normal_name(trimmed) in {normal_name(one) for one in known}:
        raise UserError(f"“{trimmed}” is a name of {person.name} already.")
    return trimmed


@operation("parties.change_people")
def change_people(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several people, whatever they say now."""
    for uid in uids:
        change_person(session, uid, Person.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "people"))


@operation("parties.put_people")
def put_people(session: WorkSession, people: Sequence[tuple[str | None, int, dict[str, Any]]]) -> list[str]:
    """Change and add people as a block says, all or none: each a uid (None for a new one), version and fields.

    `new_organisation` among the fields names one that is added with them, once for all who have it. Returns the uids.
    """
    uids = []
    for uid, version, given in people:
        fields = dict(given)
        body = fields.pop("new_organisation", None)
        if body is not None:
            found = organisation_uids_named(session, body)
            fields["organisation_uid"] = found[0] if found else add_organisation(session, body)
        if uid is None:
            uids.append(new_person(session, fields.pop("name", None) or "", **fields).uid)
        else:
            change_person(session, uid, version, **fields)
            uids.append(uid)
    session.say(put_words(len(people), sum(uid is None for uid, _, _ in people), "person", "people"))
    return uids
