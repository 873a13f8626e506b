"""Operations on people."""

from collections.abc import Sequence
from typing import Any

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import (
    Person,
)
from mscp_desktop.parties.rules.names import take_uids
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


@operation("parties.change_people")
def change_people(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several people, whatever they say now."""
    for uid in uids:
        change_person(session, uid, Person.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "people"))


@operation("parties.put_people")
def put_people(session: WorkSession, people: Sequence[tuple[str | None, int, dict[str, Any]]]) -> None:
    """Change and add people as a block says, all or none: each a uid (None for a new one), version and fields."""
    for uid, version, given in people:
        fields = dict(given)
        if uid is None:
            take_uids(session, fields, "organisation")
            new_person(session, fields.pop("name", None) or "", **fields)
        else:
            change_person(session, uid, version, **fields)
    session.say(put_words(len(people), sum(uid is None for uid, _, _ in people), "person", "people"))
