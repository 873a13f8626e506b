"""People and organisations as tables list them: what is found, in what order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.listings import By, SqlTable
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.parties.records import Organisation, OrganisationAlias, Person, RelevantAgency


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


def _person_holds(like: str) -> ColumnElement[bool]:
    columns = (Person.name, Person.post, Person.email, Person.telephone, Organisation.name, Organisation.short)
    return or_(*(column.ilike(like, escape="\\") for column in columns))


def _organisation_holds(like: str) -> ColumnElement[bool]:
    alias = select(OrganisationAlias.organisation_id).where(OrganisationAlias.name.ilike(like, escape="\\"))
    columns = (Organisation.name, Organisation.short, Organisation.sector)
    return or_(*(one.ilike(like, escape="\\") for one in columns), Organisation.id.in_(alias))


PEOPLE = SqlTable(
    select(Person.id).outerjoin(Organisation, Organisation.id == Person.organisation_id),
    {
        "name": By(Person.name),
        "post": By(Person.post),
        "organisation": By(Organisation.name, (Organisation.short,)),
        "email": By(Person.email),
        "telephone": By(Person.telephone),
    },
    (func.lower(Person.name), Person.name, Person.id),
    _person_holds,
)
"""Everybody, by name; a typed word may stand in any of their details."""

STATUTORY, LISTED, ENDED = "statutory partner", "relevant agency", "ended"
ORGANISATIONS = SqlTable(
    select(Organisation.id),
    {
        "name": By(Organisation.name, (Organisation.short,)),
        "short": By(Organisation.short),
        "sector": By(Organisation.sector),
        "involvement": By(
            case(
                (Organisation.ended.is_not(None), ENDED),
                (Organisation.statutory, STATUTORY),
                (
                    Organisation.id.in_(select(RelevantAgency.organisation_id).where(RelevantAgency.end.is_(None))),
                    LISTED,
                ),
            ),
            words=str.capitalize,
            empty="no part recorded",
        ),
    },
    (func.lower(Organisation.name), Organisation.name, Organisation.id),
    _organisation_holds,
)
"""Every organisation, by name; a typed word may stand in some name of it or in its sector."""


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
