"""How organisations and people are found by search."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    Person,
)
from mscp_desktop.parties.rules.names import names_of


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
