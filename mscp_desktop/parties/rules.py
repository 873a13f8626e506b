"""What organisations and people mean: their names, who they are matched with, and how they are changed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.search import SearchSource, SearchText
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Person,
    RelevantAgency,
)

CHOICES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ListedAgency:
    """One line of the published list of relevant agencies."""

    heading: str
    name: str


def normal_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal: case, "&", punctuation and spaces set aside."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ").replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w' ]+", " ", folded).split())


def names_of(session: Session, organisation: Organisation) -> list[str]:
    """Return every name of an organisation, its full name first."""
    query = (
        select(OrganisationAlias.name)
        .where(OrganisationAlias.organisation_id == organisation.id)
        .order_by(OrganisationAlias.id)
    )
    short = [organisation.short] if organisation.short else []
    return [organisation.name, *short, *session.scalars(query)]


def organisations_named(session: Session, name: str) -> list[Organisation]:
    """Return the organisations that a written name means: none, one, or (an import must then ask) several."""
    wanted = normal_name(name)
    written = [
        *session.execute(select(Organisation.id, Organisation.name)),
        *session.execute(select(Organisation.id, Organisation.short).where(Organisation.short.is_not(None))),
        *session.execute(select(OrganisationAlias.organisation_id, OrganisationAlias.name)),
    ]
    found = {key for key, one in written if normal_name(one or "") == wanted}
    return list(session.scalars(select(Organisation).where(Organisation.id.in_(found)).order_by(Organisation.id)))


def _free_name(session: Session, name: str, own: Organisation | None = None) -> str:
    """Return the name trimmed, or refuse it where it is empty or already means another organisation."""
    trimmed = " ".join(name.split())
    if not trimmed:
        raise UserError("An organisation needs a name.")
    for other in organisations_named(session, trimmed):
        if own is None or other.id != own.id:
            raise UserError(f"“{trimmed}” already stands for {other.name}. Use that one, or give this another name.")
    return trimmed


@operation("parties.add_organisation")
def add_organisation(
    session: WorkSession,
    name: str,
    *,
    short: str | None = None,
    kind: OrganisationKind = OrganisationKind.BODY,
    sector: str | None = None,
) -> str:
    """Add an organisation and return its uid."""
    organisation = Organisation(name=_free_name(session, name), short=short, kind=kind, sector=sector, statutory=False)
    session.add(organisation)
    session.flush()
    session.say(f"Added {organisation.name}")
    return organisation.uid


@operation("parties.change_organisation")
def change_organisation(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of an organisation; its name may not mean another one."""
    organisation = Organisation.by_uid(session, uid)
    for named in ("name", "short"):
        if fields.get(named):
            fields[named] = _free_name(session, fields[named], organisation)
    if "name" in fields and not fields["name"]:
        raise UserError("An organisation needs a name.")
    changed = change_record(session, organisation, version, fields)
    session.say(f"{field_words(changed)} of {organisation.name}")


@operation("parties.add_alias")
def add_alias(session: WorkSession, organisation_uid: str, name: str) -> str:
    """Record another name by which an organisation is written, and return its uid."""
    organisation = Organisation.by_uid(session, organisation_uid)
    alias = OrganisationAlias(organisation_id=organisation.id, name=_free_name(session, name, organisation))
    session.add(alias)
    session.flush()
    session.say(f"“{alias.name}” as a name of {organisation.name}")
    return alias.uid


@operation("parties.remove_alias")
def remove_alias(session: WorkSession, uid: str) -> None:
    """Remove one of an organisation's other names."""
    alias = OrganisationAlias.by_uid(session, uid)
    session.say(f"“{alias.name}” is no longer a name of an organisation")
    session.delete(alias)


@operation("parties.add_person")
def add_person(session: WorkSession, /, name: str, **fields: Any) -> str:
    """Add a person and return their uid."""
    person = new_person(session, name, **fields)
    session.say(f"Added {person.name}")
    return person.uid


def new_person(session: WorkSession, name: str, **fields: Any) -> Person:
    """Add a person as a part of another operation."""
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
    changed = change_record(session, person, version, fields)
    session.say(f"{field_words(changed)} of {person.name}")


@operation("parties.delete_record")
def delete_party(session: WorkSession, kind: str, uid: str) -> None:
    """Delete a person or an organisation to which nothing refers any more."""
    record: Person | Organisation = (
        Person.by_uid(session, uid) if kind == "person" else Organisation.by_uid(session, uid)
    )
    if isinstance(record, Organisation):
        for alias in session.scalars(select(OrganisationAlias).where(OrganisationAlias.organisation_id == record.id)):
            session.delete(alias)
        session.flush()
    if next(referring(session, record), None) is not None:
        raise ConflictError(
            f"{record.name} is used elsewhere, such as in a seat, so it can't be deleted. Nothing was changed."
        )
    session.say(f"Deleted {record.name}")
    session.delete(record)


FIELD_WORDS = {
    "organisation_id": "organisation",
    "parent_id": "parent",
    "successor_id": "successor",
    "end": "end",
    "start": "start",
}


def field_words(changed: dict[str, Any]) -> str:
    """Return changed fields in words, to begin a sentence: "Telephone and e-mail"."""
    words = [FIELD_WORDS.get(name, name.replace("_", " ")) for name in changed]
    if not words:
        return "Nothing"
    sentence = ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]
    return sentence[0].upper() + sentence[1:]


def relevant_agencies(session: Session) -> list[ListedAgency]:
    """Return the relevant agencies in published order."""
    query = (
        select(RelevantAgency.heading, Organisation.name)
        .join(Organisation, Organisation.id == RelevantAgency.organisation_id)
        .where(RelevantAgency.end.is_(None))
        .order_by(RelevantAgency.position)
    )
    return [ListedAgency(heading, name) for heading, name in session.execute(query)]


def organisation_choices(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, name, detail) of organisations of which some name holds what was typed."""
    like = f"%{_escaped(typed)}%"
    alias = select(OrganisationAlias.organisation_id).where(OrganisationAlias.name.ilike(like, escape="\\"))
    query = (
        select(Organisation.uid, Organisation.name, Organisation.short)
        .where(
            or_(
                Organisation.name.ilike(like, escape="\\"),
                Organisation.short.ilike(like, escape="\\"),
                Organisation.id.in_(alias),
            )
        )
        .order_by(func.length(Organisation.name), Organisation.name)
        .limit(CHOICES_SHOWN)
    )
    return [(uid, name, short or "") for uid, name, short in session.execute(query)]


def person_choices(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, name, detail) of people whose name holds what was typed."""
    query = (
        select(Person.uid, Person.name, Person.post, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.name.ilike(f"%{_escaped(typed)}%", escape="\\"))
        .order_by(Person.name, Person.id)
        .limit(CHOICES_SHOWN)
    )
    return [
        (uid, name, ", ".join(part for part in (post, body) if part))
        for uid, name, post, body in session.execute(query)
    ]


def _escaped(typed: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", typed.strip())


def organisation_id(session: Session, uid: str | None) -> int | None:
    """Return the key of an organisation for a foreign key column; None for none."""
    return None if uid is None else Organisation.by_uid(session, uid).id


def _describe_organisation(session: Session, organisation: Organisation) -> SearchText:
    return SearchText(
        organisation.name,
        organisation.sector or "organisation",
        " ".join(names_of(session, organisation)[1:]),
    )


def _describe_person(session: Session, person: Person) -> SearchText:
    organisation = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    detail = ", ".join(part for part in (person.post, organisation.name if organisation else None) if part)
    return SearchText(person.name, detail, " ".join(part for part in (person.email, person.telephone) if part))


def _people_of(session: Session, organisation: Organisation) -> Iterator[Person]:
    return iter(session.scalars(select(Person).where(Person.organisation_id == organisation.id)))


def _organisation_of_alias(session: Session, alias: OrganisationAlias) -> Iterator[Organisation]:
    organisation = session.get(Organisation, alias.organisation_id)
    return iter([organisation] if organisation else [])


SEARCH = (
    SearchSource("organisation", Organisation, _describe_organisation, _people_of),
    SearchSource("organisation_alias", OrganisationAlias, lambda _session, _alias: None, _organisation_of_alias),
    SearchSource("person", Person, _describe_person),
)
