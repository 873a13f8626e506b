"""What organisations and people are called, and whom a written name means."""

import re
import unicodedata
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    Person,
)


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


def organisation_uids_named(session: Session, name: str) -> list[str]:
    """Return the uids of the organisations that a written name means."""
    return [one.uid for one in organisations_named(session, name)]


def people_named(session: Session, name: str) -> list[str]:
    """Return the uids of the people of this name; two can share one."""
    wanted = normal_name(name)
    return [uid for uid, one in session.execute(select(Person.uid, Person.name)) if normal_name(one) == wanted]


def free_name(session: WorkSession, name: str, own: Organisation | None = None) -> str:
    """Return the name trimmed, or refuse it where it is empty or already means another organisation."""
    trimmed = " ".join(name.split())
    if not trimmed:
        raise UserError("An organisation needs a name.")
    for other in organisations_named(session, trimmed):
        if own is None or other.id != own.id:
            raise UserError(f"“{trimmed}” already stands for {other.name}. Use that one, or give this another name.")
    return trimmed


def organisation_id(session: Session, uid: str | None) -> int | None:
    """Return the key of an organisation for a foreign key column; None for none."""
    return None if uid is None else Organisation.by_uid(session, uid).id


def take_uids(session: WorkSession, fields: dict[str, Any], *names: str) -> None:
    """Put an organisation's key in the place of its uid: `parent_uid` becomes `parent_id`."""
    for name in names:
        if f"{name}_uid" in fields:
            fields[f"{name}_id"] = organisation_id(session, fields.pop(f"{name}_uid"))


def id_of(session: Session, model: type[Person | Organisation], uid: str) -> int | None:
    """Return the id of a person or organisation by uid; None where it is gone."""
    return session.scalar(select(model.id).where(model.uid == uid))
