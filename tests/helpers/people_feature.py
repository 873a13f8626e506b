"""A small invented feature over people, as a page would declare it: what the tests of the record side show."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Act,
    Cell,
    Change,
    Choice,
    Column,
    Crumb,
    Detail,
    Field,
    Head,
    HistoryItem,
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
    saving,
)
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import BOOKKEEPING, entries_of
from mscp_desktop.foundation.operations import MANAGER, change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.records import Organisation, OrganisationKind, Person

WORDS = {"name": "Name", "post": "Post", "email": "Email", "telephone": "Telephone", "organisation_id": "Organisation"}
POSTS = ("Chair", "Vice chair", "Member")
EARLIEST = date(2019, 9, 1)


@operation("test.add_people")
def add_people(session: WorkSession, names: Sequence[str], organisations: Sequence[str] = ()) -> list[str]:
    bodies = [Organisation(name=name, kind=OrganisationKind.BODY, statutory=False) for name in organisations]
    session.add_all(bodies)
    session.flush()
    made = [Person(name=name, post=POSTS[min(at, 2)]) for at, name in enumerate(names)]
    for at, person in enumerate(made):
        person.organisation_id = bodies[at % len(bodies)].id if bodies else None
    session.add_all(made)
    session.flush()
    session.say("Starting data")
    return [person.uid for person in made]


@operation("test.add_many")
def add_many(session: WorkSession, names: Sequence[str]) -> None:
    """Add people without history, for measurements."""
    rows = [{"name": name, "uid": new_uid(), "version": 1, "post": POSTS[2]} for name in names]
    session.execute(insert(Person), rows, execution_options=BOOKKEEPING)


@operation("test.change_person")
def change_person(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    person = Person.by_uid(session, uid)
    if "organisation" in fields:
        fields["organisation_id"] = _organisation(session, fields.pop("organisation"))
    changed = change_record(session, person, version, fields)
    session.say(f"{', '.join(WORDS[name].lower() for name in changed)} of {person.name}")


@operation("test.remove_people")
def remove_people(session: WorkSession, uids: Sequence[str]) -> None:
    for uid in uids:
        session.delete(Person.by_uid(session, uid))
    session.say(f"Removed {len(uids)}")


def _organisation(session: WorkSession, picked: Picked | None) -> int | None:
    if picked is None:
        return None
    if picked.uid is not None:
        return Organisation.by_uid(session, picked.uid).id
    made = Organisation(name=picked.title, kind=OrganisationKind.BODY, statutory=False)
    session.add(made)
    session.flush()
    return made.id


_SORTED = {"name": Person.name, "organisation": Organisation.name, "post": Person.post, "email": Person.email}


def ids(session: Session, query: Query) -> list[int]:
    found: Select[Any] = select(Person.id).outerjoin(Organisation, Person.organisation_id == Organisation.id)
    for word in query.text.split():
        both = (Person.name.icontains(word, autoescape=True), Organisation.name.icontains(word, autoescape=True))
        found = found.where(or_(*both))
    if query.scope is not None:
        found = found.where(Organisation.uid == query.scope)
    if query.sort is not None:
        column = _SORTED[query.sort]
        found = found.order_by(column.desc() if query.descending else column.asc())
    return list(session.scalars(found.order_by(Person.id)))


def rows(session: Session, ids: Sequence[int], query: Query) -> list[Row]:
    found = (
        select(Person.id, Person.uid, Person.name, Organisation.name, Person.post, Person.email)
        .outerjoin(Organisation, Person.organisation_id == Organisation.id)
        .where(Person.id.in_(ids))
    )
    return [
        Row(key, uid, (name, body or NOT_RECORDED, _role(post), _email(email)))
        for key, uid, name, body, post, email in session.execute(found)
    ]


def _role(post: str | None) -> Cell | str:
    return NOT_RECORDED if post is None else post if post == "Member" else Cell(post, Look.STRONG)


def _email(email: str | None) -> Cell | str:
    if email == "vacant":
        return pill("vacant since 4 November", Tone.WARNING, "The seat has nobody.")
    return email or NOT_RECORDED


def id_of(session: Session, uid: str) -> int | None:
    return session.scalar(select(Person.id).where(Person.uid == uid))


def summary(session: Session, query: Query, shown: int) -> str:
    return f"{shown:,} people"


COLUMNS = (
    Column("name", "Name", 263),
    Column("organisation", "Organisation", 232),
    Column("post", "Role", 109),
    Column("email", "Held by", 158),
)
SOURCE = TableSource(COLUMNS, ids, rows, id_of, summary)


def find_organisations(session: Session, typed: str) -> list[Picked]:
    found = select(Organisation.uid, Organisation.name).where(Organisation.name.icontains(typed, autoescape=True))
    return [Picked(uid, name) for uid, name in session.execute(found.order_by(Organisation.name).limit(12))]


FIELDS = (
    Field("name", "Name", required=True),
    Field("email", "Email"),
    Field("organisation", "Organisation", Kind.PICKER, find=find_organisations, add="Add “{}” as a new organisation"),
    Field("post", "Role", Kind.CHOICE, choices=tuple(Choice(post, post) for post in POSTS)),
    Field("telephone", "Telephone", help="As you would dial it."),
)


def load(session: Session, uid: str, query: Query = Query()) -> Detail | None:  # noqa: B008 - it is frozen
    person = session.scalar(select(Person).where(Person.uid == uid))
    if person is None:
        return None
    body = None if person.organisation_id is None else session.get_one(Organisation, person.organisation_id)
    return Detail(
        "person", uid, person.version, person.name, "Person",
        {
            "name": person.name, "email": person.email, "post": person.post, "telephone": person.telephone,
            "organisation": None if body is None else Picked(body.uid, body.name),
        },
        facts=(("Status", pill("held", Tone.GOOD)), ("Since", NOT_RECORDED)),
        history=tuple(
            HistoryItem(
                entry.id, entry.at, entry.actor, entry.summary,
                tuple(
                    Change(WORDS[name], str(old or "not recorded"), str(new or "not recorded"), name)
                    for name, (old, new) in (entry.values or {}).items()
                ) if entry.kind == "update" else (),
            )
            for entry in entries_of(session, "person", uid)
        ),
    )  # fmt: skip


def head(session: Session, query: Query) -> Head:
    chips = (pill("6 meetings a year", Tone.INFO), pill("review date not recorded", Tone.WARNING))
    return Head("Learning Lessons", (Crumb("Groups", Place("groups")), Crumb("Medway groups")), chips, EARLIEST)


def restore(entry_id: int, name: str, version: int) -> Act:
    return Act(restoring(MANAGER), (entry_id, name, version))


def remove(uids: Sequence[str]) -> Act:
    return Act(remove_people, (list(uids),))


SAVE = saving(change_person)
SINCE = PartialDate(2023, 3)
