"""How organisations and people are found by search."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    Person,
    PersonAlias,
    PostTitle,
)
from mscp_desktop.parties.rules.names import names_of, normal_name
from mscp_desktop.parties.rules.posts import titles_of

# Made once: each saved field of a person runs it. A row for each other name, and one where there is none.
_BODY_AND_ALIASES = (
    select(Organisation.name, PersonAlias.name)
    .select_from(Person)
    .outerjoin(Organisation, Organisation.id == Person.organisation_id)
    .outerjoin(PersonAlias, PersonAlias.person_id == Person.id)
    .where(Person.id == bindparam("person"))
    .order_by(PersonAlias.id)
)


def _describe_organisation(session: Session, organisation: Organisation) -> SearchText:
    return SearchText(
        organisation.name,
        organisation.sector or "organisation",
        names=tuple(names_of(session, organisation)[1:]),
    )


def _describe_person(session: Session, person: Person) -> SearchText:
    found = session.execute(_BODY_AND_ALIASES, {"person": person.id}).all()
    detail = ", ".join(part for part in (person.post, found[0][0]) if part)
    aliases = tuple(alias for _, alias in found if alias)
    words = (*titles_of(session, person.post), person.email, person.telephone, person.mobile)
    return SearchText(person.name, detail, "; ".join(part for part in words if part), names=aliases)


def _people_of(session: Session, organisation: Organisation) -> Iterator[Person]:
    return iter(session.scalars(select(Person).where(Person.organisation_id == organisation.id)))


def _organisation_of_alias(session: Session, alias: OrganisationAlias) -> Iterator[Organisation]:
    organisation = session.get(Organisation, alias.organisation_id)
    return iter([organisation] if organisation else [])


def _person_of_alias(session: Session, alias: PersonAlias) -> Iterator[Person]:
    person = session.get(Person, alias.person_id)
    return iter([person] if person else [])


def _people_with_post(session: Session, title: PostTitle) -> Iterator[Person]:
    """Yield the people whose post has this title, or shares it by the post of which it is a title."""
    wanted = {normal_name(one) for one in (title.post, title.title, *titles_of(session, title.post))}
    query = select(Person).where(Person.post.is_not(None))
    return iter([person for person in session.scalars(query) if normal_name(person.post or "") in wanted])


SEARCH = (
    SearchSource(
        "organisation",
        Organisation,
        _describe_organisation,
        {OrganisationAlias: Resting(frozenset({"name", "organisation_id"}), _organisation_of_alias)},
    ),
    SearchSource(
        "person",
        Person,
        _describe_person,
        {
            Organisation: Resting(frozenset({"name"}), _people_of, by_key=True),
            PersonAlias: Resting(frozenset({"name", "person_id"}), _person_of_alias),
            PostTitle: Resting(frozenset({"post", "title"}), _people_with_post),
        },
    ),
)
