"""What organisations and people mean: their names, who they are matched with, and how they are changed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
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
    organisation = Organisation(
        name=_free_name(session, name), short=_free_name(session, short) if short and short.strip() else None,
        kind=kind, sector=sector, statutory=False,
    )  # fmt: skip
    session.add(organisation)
    session.flush()
    session.say(f"Added {organisation.name}")
    return organisation.uid


@operation("parties.change_organisation")
def change_organisation(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of an organisation; its name may not mean another one."""
    organisation = Organisation.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"] or "", organisation)
    if "short" in fields:
        short = (fields["short"] or "").strip()
        fields["short"] = _free_name(session, short, organisation) if short else None
    _take_uids(session, fields, "parent", "successor")
    if organisation.id in (fields.get("parent_id"), fields.get("successor_id")):
        raise UserError(f"{organisation.name} can't be a part of itself or follow itself. Choose another organisation.")
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


def _take_uids(session: WorkSession, fields: dict[str, Any], *names: str) -> None:
    """Put an organisation's key in the place of its uid: `parent_uid` becomes `parent_id`."""
    for name in names:
        if f"{name}_uid" in fields:
            fields[f"{name}_id"] = organisation_id(session, fields.pop(f"{name}_uid"))


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
    _take_uids(session, fields, "organisation")
    changed = change_record(session, person, version, fields)
    session.say(f"{field_words(changed)} of {person.name}")


@operation("parties.delete_parties")
def delete_parties(session: WorkSession, kind: str, uids: Sequence[str]) -> None:
    """Delete people or organisations to which nothing refers any more: all of them, or none."""
    names = []
    for uid in uids:
        record: Person | Organisation = (
            Person.by_uid(session, uid) if kind == "person" else Organisation.by_uid(session, uid)
        )
        names.append(record.name)
        if isinstance(record, Organisation):
            aliases = select(OrganisationAlias).where(OrganisationAlias.organisation_id == record.id)
            for alias in session.scalars(aliases):
                session.delete(alias)
            session.flush()
        if next(referring(session, record), None) is not None:
            raise ConflictError(
                f"{record.name} is used elsewhere, such as in a seat, so it can't be deleted. Nothing was changed."
            )
        session.delete(record)
        session.flush()
    session.say(f"Deleted {', '.join(names)}")


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
    SearchSource(
        "organisation",
        Organisation,
        _describe_organisation,
        {OrganisationAlias: Resting(frozenset({"name", "organisation_id"}), _organisation_of_alias)},
    ),
    SearchSource("person", Person, _describe_person, {Organisation: Resting(frozenset({"name"}), _people_of)}),
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list shows them."""

    id: int
    uid: str
    name: str
    post: str | None
    organisation: str | None
    email: str | None
    telephone: str | None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as a list shows it; `ended` is in words."""

    id: int
    uid: str
    name: str
    short: str | None
    sector: str | None
    involvement: str
    ended: str


PERSON_SORTS = {"name": Person.name, "post": Person.post, "organisation": Organisation.name, "email": Person.email}
ORGANISATION_SORTS = {"name": Organisation.name, "short": Organisation.short, "sector": Organisation.sector}


def person_ids(session: Session, text: str = "", sort: str | None = None, *, descending: bool = False) -> list[int]:
    """Return the ids of the people whose details hold every typed word, by name or as sorted."""
    query = select(Person.id).outerjoin(Organisation, Organisation.id == Person.organisation_id)
    for word in text.split():
        like = f"%{_escaped(word)}%"
        columns = (Person.name, Person.post, Person.email, Person.telephone, Organisation.name, Organisation.short)
        query = query.where(or_(*(column.ilike(like, escape="\\") for column in columns)))
    column = PERSON_SORTS.get(sort or "name", Person.name)
    ordered = func.lower(column).desc() if descending else func.lower(column).asc()
    return list(session.scalars(query.order_by(ordered.nulls_last(), Person.name, Person.id)))


def person_rows(session: Session, ids: Sequence[int]) -> list[PersonRow]:
    """Return the people of these ids, in any order."""
    query = (
        select(Person, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(ids))
    )
    return [
        PersonRow(one.id, one.uid, one.name, one.post, body, one.email, one.telephone)
        for one, body in session.execute(query)
    ]


def organisation_ids(
    session: Session, text: str = "", sort: str | None = None, *, descending: bool = False
) -> list[int]:
    """Return the ids of the organisations of which some name or the sector holds every typed word."""
    query = select(Organisation.id)
    for word in text.split():
        like = f"%{_escaped(word)}%"
        alias = select(OrganisationAlias.organisation_id).where(OrganisationAlias.name.ilike(like, escape="\\"))
        columns = (Organisation.name, Organisation.short, Organisation.sector)
        query = query.where(or_(*(one.ilike(like, escape="\\") for one in columns), Organisation.id.in_(alias)))
    column = ORGANISATION_SORTS.get(sort or "name", Organisation.name)
    ordered = func.lower(column).desc() if descending else func.lower(column).asc()
    return list(session.scalars(query.order_by(ordered.nulls_last(), Organisation.name, Organisation.id)))


def organisation_rows(session: Session, ids: Sequence[int]) -> list[OrganisationRow]:
    """Return the organisations of these ids, in any order."""
    listed = set(session.scalars(select(RelevantAgency.organisation_id).where(RelevantAgency.end.is_(None))))
    return [
        OrganisationRow(
            one.id, one.uid, one.name, one.short, one.sector, _involvement(one, listed=one.id in listed),
            f"ended {format_date(one.ended)}" if one.ended else "",
        )
        for one in session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    ]  # fmt: skip


def _involvement(organisation: Organisation, *, listed: bool) -> str:
    if organisation.statutory:
        return "Statutory partner"
    return "Relevant agency" if listed else ""


def id_of(session: Session, model: type[Person | Organisation], uid: str) -> int | None:
    """Return the id of a person or organisation by uid; None where it is gone."""
    return session.scalar(select(model.id).where(model.uid == uid))
