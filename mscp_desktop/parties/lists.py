"""People and organisations as tables list them: what is found, in what order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, not_, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.listings import By, PlainTable, SqlTable
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Person,
    PersonAlias,
    PostTitle,
    RelevantAgency,
)
from mscp_desktop.parties.rules.agencies import ListedAgency


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
    left: PartialDate | None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as a list shows it; `ended` is in words."""

    id: int
    uid: str
    name: str
    short: str | None
    is_class: bool
    sector: str | None
    involvement: str
    ended: str


_ALIASES = (
    select(func.aggregate_strings(PersonAlias.name, " ")).where(PersonAlias.person_id == Person.id).scalar_subquery()
)
_OTHER = aliased(PostTitle)
_TITLES = (
    select(func.aggregate_strings(PostTitle.post.concat(" ").concat(PostTitle.title), " "))
    .where(
        or_(
            func.lower(PostTitle.post) == func.lower(Person.post),
            func.lower(PostTitle.title) == func.lower(Person.post),
            PostTitle.post.in_(select(_OTHER.post).where(func.lower(_OTHER.title) == func.lower(Person.post))),
        )
    )
    .correlate(Person)
    .scalar_subquery()
)
"""All titles of a person's post, whichever of them it is recorded by."""


def _person_holds(like: str) -> ColumnElement[bool]:
    columns = (
        Person.name, Person.post, Person.email, Person.telephone, Person.mobile, Organisation.name, Organisation.short,
        _ALIASES, _TITLES,
    )  # fmt: skip
    return or_(*(column.ilike(like, escape="\\") for column in columns))


def _organisation_holds(like: str) -> ColumnElement[bool]:
    alias = select(OrganisationAlias.organisation_id).where(OrganisationAlias.name.ilike(like, escape="\\"))
    columns = (Organisation.name, Organisation.short, Organisation.sector)
    return or_(*(one.ilike(like, escape="\\") for one in columns), Organisation.id.in_(alias))


PEOPLE = SqlTable(
    select(Person.id).outerjoin(Organisation, Organisation.id == Person.organisation_id),
    {
        "name": By(Person.name, (_ALIASES,)),
        "post": By(Person.post, (_TITLES,)),
        "organisation": By(Organisation.name, (Organisation.short,)),
        "email": By(Person.email),
        "telephone": By(Person.telephone),
        "left": By(type_coerce(Person.left, Text), empty="still takes part"),
    },
    (func.lower(Person.name), Person.name, Person.id),
    _person_holds,
)
"""Everybody, by name; a typed word may stand in any of their details."""

KIND_WORDS = {OrganisationKind.BODY: "Body", OrganisationKind.CLASS: "Class"}
STATUTORY, LISTED, ENDED = "statutory partner", "relevant agency", "ended"


def _by_then(when: Any, day: date) -> ColumnElement[bool]:
    """Say whether a date has come by a day, a month or a year from its first day on; no date never comes."""
    said: ColumnElement[bool] = type_coerce(when, Text) <= day.isoformat()  # "2024-12" sorts before "2024-12-01"
    return func.coalesce(said, False)


def _listed_on(day: date) -> ColumnElement[bool]:
    begun = or_(RelevantAgency.start.is_(None), _by_then(RelevantAgency.start, day))
    lines = select(RelevantAgency.organisation_id).where(begun, not_(_by_then(RelevantAgency.end, day)))
    return Organisation.id.in_(lines)


def organisations_table(day: date) -> SqlTable:
    """Return every organisation, by name, with its part in the partnership on a day.

    A typed word may stand in some name of it or in its sector.
    """
    part = case(
        (_by_then(Organisation.ended, day), ENDED), (Organisation.statutory, STATUTORY), (_listed_on(day), LISTED)
    )
    return SqlTable(
        select(Organisation.id),
        {
            "name": By(Organisation.name, (Organisation.short,)),
            "short": By(Organisation.short),
            "kind": By(type_coerce(Organisation.kind, Text), words=lambda kind: KIND_WORDS[OrganisationKind(kind)]),
            "sector": By(Organisation.sector),
            "involvement": By(part, words=str.capitalize, empty="no part recorded"),
        },
        (func.lower(Organisation.name), Organisation.name, Organisation.id),
        _organisation_holds,
    )


AGENCIES: PlainTable[ListedAgency] = PlainTable(
    {
        "heading": lambda one: one.heading,
        "name": lambda one: one.name,
        "involvement": lambda one: ", ".join(one.ways()),
        "since": lambda one: one.since,
        "until": lambda one: one.until,
    },
    lambda one: " ".join((one.heading.words, one.name, one.sector or "", *one.ways())),
    empty={"until": "no end recorded"},
)
"""The list of relevant agencies as at a day, in its own order; headings sort by their place in it."""


def person_rows(session: Session, ids: Sequence[int]) -> list[PersonRow]:
    """Return the people of these ids, in any order."""
    query = (
        select(Person, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(ids))
    )
    return [
        PersonRow(one.id, one.uid, one.name, one.post, body, one.email, one.telephone, one.left)
        for one, body in session.execute(query)
    ]


def organisation_rows(session: Session, ids: Sequence[int], day: date) -> list[OrganisationRow]:
    """Return the organisations of these ids as they are on a day, in any order."""
    query = select(Organisation, _by_then(Organisation.ended, day), _listed_on(day))
    return [
        OrganisationRow(
            one.id, one.uid, one.name, one.short, one.kind is OrganisationKind.CLASS, one.sector,
            "Statutory partner" if one.statutory else "Relevant agency" if listed else "",
            f"ended {format_date(one.ended)}" if ended else "",
        )
        for one, ended, listed in session.execute(query.where(Organisation.id.in_(ids)))
    ]  # fmt: skip
