"""What pickers of organisations, people and posts offer for what was typed."""

import re

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import on_date
from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    Person,
    PersonAlias,
)
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.posts import titles_by_post

CHOICES_SHOWN = 20


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


def person_choices(session: Session, typed: str) -> list[tuple[str, str, str, str]]:
    """Return (uid, name, detail, other name) of people of whom one name, or names and post, hold every typed word.

    Names come first, and whoever has left comes last. The other name is the one by which somebody was found, where
    their own does not hold what was typed.
    """
    likes = [f"%{_escaped(word)}%" for word in typed.split()]
    others = select(PersonAlias.person_id, func.min(PersonAlias.name).label("other"))
    for like in likes:
        others = others.where(PersonAlias.name.ilike(like, escape="\\"))
    other = others.group_by(PersonAlias.person_id).subquery()
    query = (
        select(Person.uid, Person.name, Person.post, Organisation.name, Person.left, other.c.other)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(other, other.c.person_id == Person.id)
    )
    named = and_(true(), *(Person.name.ilike(like, escape="\\") for like in likes))
    held = (Person.name, Person.post, Organisation.name, Organisation.short)
    everywhere = and_(true(), *(or_(*(column.ilike(like, escape="\\") for column in held)) for like in likes))
    query = query.where(or_(everywhere, other.c.other.is_not(None)))
    left = case((Person.left.is_not(None), 1), else_=0)
    best = query.order_by(left, case((named, 0), else_=1), Person.name, Person.id).limit(CHOICES_SHOWN)
    found = []
    for uid, name, post, body, gone, called in session.execute(best):
        by = called if likes and not all(word in name.casefold() for word in typed.casefold().split()) else None
        parts = (post, body, f"left {on_date(gone)}" if gone else None, f"also called {by}" if by else None)
        found.append((uid, name, ", ".join(part for part in parts if part), by or ""))
    return found


def post_choices(session: Session, typed: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the posts that people hold of which some title holds each typed word, with how many hold it.

    The last are the post's other titles.
    """
    number = func.count()
    query = select(Person.post, number).where(Person.post.is_not(None), Person.post != "").group_by(Person.post)
    titles, words = titles_by_post(session), typed.casefold().split()
    found = []
    for post, many in session.execute(query.order_by(number.desc(), Person.post)):
        others = titles.get(normal_name(post or ""), ())
        if all(any(word in one.casefold() for one in (post or "", *others)) for word in words):
            found.append((post or "", many, others))
    return found[:CHOICES_SHOWN]


def sector_choices(session: Session, typed: str) -> list[tuple[str, int]]:
    """Return the sectors in use that hold every typed word, each with how many organisations are of it."""
    number = func.count()
    query = select(Organisation.sector, number).where(Organisation.sector.is_not(None), Organisation.sector != "")
    for word in typed.split():
        query = query.where(Organisation.sector.ilike(f"%{_escaped(word)}%", escape="\\"))
    best = query.group_by(Organisation.sector).order_by(number.desc(), Organisation.sector).limit(CHOICES_SHOWN)
    return [(sector or "", many) for sector, many in session.execute(best)]


def _escaped(typed: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", typed.strip())
