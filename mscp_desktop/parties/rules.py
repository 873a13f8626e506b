"""What organisations and people mean: their names, who they are matched with, and how they are changed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
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
    """Add a person as a part of another operation; `organisation_uid` or `organisation_id` says where they work."""
    _take_uids(session, fields, "organisation")
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


def many_words(fields: dict[str, Any], number: int, what: str) -> str:
    """Return what was set for many records at once: "Sector of 12 organisations"."""
    return f"{field_words({name.removesuffix('_uid'): None for name in fields})} of {number:,} {what}"


def put_words(number: int, new: int, one: str, many: str) -> str:
    """Return what a block from a spreadsheet did: "Pasted 12 people, 2 of them new", "Pasted 1 new person"."""
    if number == 1:
        return f"Pasted 1 {'new ' if new else ''}{one}"
    return f"Pasted {number:,} {many}" + (f", {new:,} of them new" if new else "")


@operation("parties.change_people")
def change_people(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several people, whatever they say now."""
    for uid in uids:
        change_person(session, uid, Person.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "people"))


@operation("parties.change_organisations")
def change_organisations(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several organisations, whatever they say now."""
    for uid in uids:
        change_organisation(session, uid, Organisation.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "organisations"))


@operation("parties.put_people")
def put_people(session: WorkSession, people: Sequence[tuple[str | None, int, dict[str, Any]]]) -> None:
    """Change and add people as a block says, all or none: each a uid (None for a new one), version and fields."""
    for uid, version, given in people:
        fields = dict(given)
        if uid is None:
            _take_uids(session, fields, "organisation")
            new_person(session, fields.pop("name", None) or "", **fields)
        else:
            change_person(session, uid, version, **fields)
    session.say(put_words(len(people), sum(uid is None for uid, _, _ in people), "person", "people"))


@operation("parties.put_organisations")
def put_organisations(session: WorkSession, bodies: Sequence[tuple[str | None, int, dict[str, Any]]]) -> None:
    """Change and add organisations as a block says, all or none, as `put_people` does."""
    for uid, version, given in bodies:
        fields, key, at = dict(given), uid, version
        if key is None:
            key = add_organisation(session, fields.pop("name", None) or "")
            at = Organisation.by_uid(session, key).version
        if fields:
            change_organisation(session, key, at, **fields)
    session.say(put_words(len(bodies), sum(uid is None for uid, _, _ in bodies), "organisation", "organisations"))


def organisation_uids_named(session: Session, name: str) -> list[str]:
    """Return the uids of the organisations that a written name means."""
    return [one.uid for one in organisations_named(session, name)]


def people_named(session: Session, name: str) -> list[str]:
    """Return the uids of the people of this name; two can share one."""
    wanted = normal_name(name)
    return [uid for uid, one in session.execute(select(Person.uid, Person.name)) if normal_name(one) == wanted]


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
        remove_papers_of(session, record.__tablename__, uid)
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


def organisation_choices(session: Session, typed: str) -> list[tuple[str, str, str, str]]:
    """Return (uid, name, detail, other name) of organisations of which one name holds every typed word.

    The other name is the one by which it was found, where its full name does not hold what was typed; the detail
    says so.
    """
    likes = [f"%{_escaped(word)}%" for word in typed.split()]
    written = (
        select(OrganisationAlias.organisation_id, OrganisationAlias.name.label("name"))
        .union_all(select(Organisation.id, Organisation.short).where(Organisation.short.is_not(None)))
        .subquery()
    )
    others = select(written.c.organisation_id, func.min(written.c.name).label("other"))
    for like in likes:
        others = others.where(written.c.name.ilike(like, escape="\\"))
    other = others.group_by(written.c.organisation_id).subquery()
    named = and_(true(), *(Organisation.name.ilike(like, escape="\\") for like in likes))
    begins = Organisation.name.ilike(f"{_escaped(typed)}%", escape="\\")
    query = (
        select(Organisation.uid, Organisation.name, Organisation.short, case((named, None), else_=other.c.other))
        .outerjoin(other, other.c.organisation_id == Organisation.id)
        .where(or_(named, other.c.other.is_not(None)))
        .order_by(case((begins, 0), else_=1), func.length(Organisation.name), Organisation.name)
        .limit(CHOICES_SHOWN)
    )
    return [
        (uid, name, f"also called {called}" if called else short or "", called or "")
        for uid, name, short, called in session.execute(query)
    ]


def person_choices(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, name, detail) of people whose name, or name and post, hold every typed word; names come first."""
    query = select(Person.uid, Person.name, Person.post, Organisation.name).outerjoin(
        Organisation, Organisation.id == Person.organisation_id
    )
    names = []
    for word in typed.split():
        like = f"%{_escaped(word)}%"
        names.append(Person.name.ilike(like, escape="\\"))
        held = (Person.name, Person.post, Organisation.name, Organisation.short)
        query = query.where(or_(*(column.ilike(like, escape="\\") for column in held)))
    query = query.order_by(case((and_(true(), *names), 0), else_=1), Person.name, Person.id).limit(CHOICES_SHOWN)
    return [
        (uid, name, ", ".join(part for part in (post, body) if part))
        for uid, name, post, body in session.execute(query)
    ]


def post_choices(session: Session, typed: str) -> list[tuple[str, int]]:
    """Return the different titles of posts that people hold and that hold every typed word, with how many hold each."""
    number = func.count()
    query = select(Person.post, number).where(Person.post.is_not(None), Person.post != "").group_by(Person.post)
    for word in typed.split():
        query = query.where(Person.post.ilike(f"%{_escaped(word)}%", escape="\\"))
    best = query.order_by(number.desc(), Person.post).limit(CHOICES_SHOWN)
    return [(post or "", many) for post, many in session.execute(best)]


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


def id_of(session: Session, model: type[Person | Organisation], uid: str) -> int | None:
    """Return the id of a person or organisation by uid; None where it is gone."""
    return session.scalar(select(model.id).where(model.uid == uid))
