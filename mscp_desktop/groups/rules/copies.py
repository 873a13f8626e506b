"""Who gets a group's papers without a seat in it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, GroupCopy
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.people import new_person
from mscp_desktop.parties.rules.words import field_words


@operation("groups.add_copy")
def add_copy(
    session: WorkSession,
    group_uid: str,
    *,
    person_uid: str | None = None,
    new_name: str | None = None,
    note: str | None = None,
) -> str:
    """Record that somebody gets a group's papers, adding the person where `new_name` is given, and return the uid."""
    group = Group.by_uid(session, group_uid)
    person = _person(session, person_uid, new_name)
    _refuse_twice(session, group.id, person)
    copy = GroupCopy(group_id=group.id, person_id=person.id, note=(note or "").strip() or None)
    session.add(copy)
    session.flush()
    session.say(f"{person.name} gets the papers of {group.name}")
    return copy.uid


@operation("groups.change_copy")
def change_copy(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change who gets the papers (person_uid or new_name), or the note on it."""
    copy = GroupCopy.by_uid(session, uid)
    group = session.get_one(Group, copy.group_id)
    if fields.keys() & {"person_uid", "new_name"}:
        person = _person(session, fields.pop("person_uid", None), fields.pop("new_name", None))
        _refuse_twice(session, group.id, person, copy.id)
        fields["person_id"] = person.id
    if "note" in fields:
        fields["note"] = (fields["note"] or "").strip() or None
    changed = change_record(session, copy, version, fields)
    said = {{"person_id": "person"}.get(name, name): None for name in changed}
    session.say(f"{field_words(said)} of who gets the papers of {group.name}")


@operation("groups.remove_copy")
def remove_copy(session: WorkSession, uid: str) -> None:
    """Record that somebody no longer gets a group's papers."""
    copy = GroupCopy.by_uid(session, uid)
    group, person = session.get_one(Group, copy.group_id), session.get_one(Person, copy.person_id)
    session.say(f"{person.name} no longer gets the papers of {group.name}")
    session.delete(copy)


def _person(session: WorkSession, person_uid: str | None, new_name: str | None) -> Person:
    if new_name:
        return new_person(session, new_name)
    if not person_uid:
        raise UserError("Say who gets the papers: choose somebody, or type a name.")
    return Person.by_uid(session, person_uid)


def _refuse_twice(session: WorkSession, group_id: int, person: Person, own: int | None = None) -> None:
    query = select(GroupCopy.id).where(GroupCopy.group_id == group_id, GroupCopy.person_id == person.id)
    if any(key != own for key in session.scalars(query)):
        raise UserError(f"{person.name} gets this group's papers already.")


def copies_of(session: Session, group_uid: str) -> list[tuple[GroupCopy, Person, Organisation | None]]:
    """Return who gets a group's papers without a seat, by name, each with where they work."""
    query = (
        select(GroupCopy, Person, Organisation)
        .join(Group, Group.id == GroupCopy.group_id)
        .join(Person, Person.id == GroupCopy.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Group.uid == group_uid)
        .order_by(Person.name, GroupCopy.id)
    )
    return [(copy, person, organisation) for copy, person, organisation in session.execute(query)]


def copies_history(session: Session, group_uid: str) -> list[Entry]:
    """Return the changes of who gets a group's papers, as far as they still do, newest first."""
    uids = session.scalars(
        select(GroupCopy.uid).join(Group, Group.id == GroupCopy.group_id).where(Group.uid == group_uid)
    )
    found = [entry for uid in uids for entry in entries_of(session, "group_copy", uid)]
    return sorted(found, key=lambda entry: entry.id, reverse=True)
