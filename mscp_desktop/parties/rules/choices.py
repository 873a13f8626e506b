"""What pickers of organisations, people and posts offer for what was typed."""

import re

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from mscp_desktop.parties.records import (
    Organisation,
    OrganisationAlias,
    Person,
)

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
