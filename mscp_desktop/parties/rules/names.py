"""What organisations and people are called, and whom a written name means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import (
    NameKind,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAlias,
)

EARLIEST = PartialDate(1)  # stands for a date that nobody knows, where names are put in order


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


def aliases_of(session: Session, organisation_id: int) -> list[OrganisationAlias]:
    """Return an organisation's other names: the spellings, then its former names, the latest first."""
    query = select(OrganisationAlias).where(OrganisationAlias.organisation_id == organisation_id)
    found = session.scalars(query.order_by(OrganisationAlias.id)).all()
    former = [one for one in found if one.kind is NameKind.FORMER]
    former.sort(key=lambda one: one.end or one.start or EARLIEST, reverse=True)
    return [*(one for one in found if one.kind is NameKind.SPELLING), *former]


@dataclass(frozen=True, slots=True)
class FormerName:
    """What an organisation was called on the days of [start, end); a start of None is not known."""

    name: str
    start: PartialDate | None
    end: PartialDate | None


@dataclass(frozen=True, slots=True)
class DatedNames:
    """What an organisation is called now, and what it was called before."""

    now: str
    former: tuple[FormerName, ...] = ()


def name_on(names: DatedNames, day: date) -> str:
    """Return what an organisation was called on a day: the former name that held then, otherwise its name of today.

    A former name without an end is not dated, and so holds on no day.
    """
    return former_name_on(names.former, day) or names.now


def former_name_on(former: Iterable[FormerName], day: date) -> str | None:
    """Return the former name that held on a day, of several the one that began last; None for none."""
    held = [one for one in former if one.end is not None and Span(one.start, one.end).shown_at(day)]
    return max(held, key=lambda one: (one.start is not None, one.start or PartialDate(1)), default=_NONE).name or None


_NONE = FormerName("", None, None)


def former_names(session: Session) -> dict[int, tuple[FormerName, ...]]:
    """Return the former names of every organisation that has some, by its id, in one query."""
    query = (
        select(OrganisationAlias)
        .where(OrganisationAlias.kind == NameKind.FORMER, OrganisationAlias.end.is_not(None))
        .order_by(OrganisationAlias.id)
    )
    found: dict[int, list[FormerName]] = {}
    for one in session.scalars(query):
        found.setdefault(one.organisation_id, []).append(FormerName(one.name, one.start, one.end))
    return {key: tuple(names) for key, names in found.items()}


def names_on(session: Session, day: date) -> dict[int, str]:
    """Return what organisations were called on a day where that is not what they are called now, by their ids.

    So `names_on(session, day).get(one.id, one.name)` is the name of that day, for any number of them in one query.
    """
    named = {key: former_name_on(former, day) for key, former in former_names(session).items()}
    return {key: name for key, name in named.items() if name is not None}


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
    """Return the uids of the people whom a written name means, by any of their names; two can share one."""
    wanted = normal_name(name)
    others = select(Person.uid, PersonAlias.name).join(PersonAlias, PersonAlias.person_id == Person.id)
    written = [*session.execute(select(Person.uid, Person.name)), *session.execute(others)]
    return list(dict.fromkeys(uid for uid, one in written if normal_name(one) == wanted))


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


def id_of(session: Session, model: type[Record], uid: str) -> int | None:
    """Return the id of a record by uid; None where it is gone."""
    return session.scalar(select(model.id).where(model.uid == uid))
