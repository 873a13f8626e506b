"""Two records of one body, or of one person, become one: every reference is moved, and no name is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Base, Record
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.records import Attachment
from mscp_desktop.foundation.row_changes import KEPT_APART
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import (
    CopiedPerson,
    NameKind,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAlias,
    RelevantAgency,
)
from mscp_desktop.parties.rules.matching import NameIndex, organisation_index, person_index
from mscp_desktop.parties.rules.names import names_of, normal_name

P = TypeVar("P", Organisation, Person)
BODY_FILLED = ("sector", "parent_id", "note")
PERSON_FILLED = ("organisation_id", "email", "telephone", "mobile", "privacy_notice", "note")
WORDS_OF_A_LINK = frozenset({"kind", "note", "start", "end"})


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Two records that may be one, and why, as a sentence about both."""

    uid: str
    name: str
    other_uid: str
    other: str
    why: str
    people: bool  # two people, not two organisations


@operation("parties.merge_organisations")
def merge_organisations(session: WorkSession, keep_uid: str, drop_uid: str) -> str:
    """Make one organisation of two that are one body: the kept one gets all that refers to the other, and its names.

    Where the two differ the kept one's values stand; what it does not say is filled. One that is a part of the other,
    or was succeeded by it, is another body, and refused. Returns the uid of the kept one.
    """
    keep, drop = Organisation.by_uid(session, keep_uid), Organisation.by_uid(session, drop_uid)
    _refuse_same(keep, drop)
    for one, other in ((keep, drop), (drop, keep)):
        for field, words in (("parent_id", "is a part of"), ("successor_id", "was succeeded by")):
            if other.id in _chain(session, one, field):
                raise UserError(f"{one.name} {words} {other.name}, so they are two bodies. Nothing was changed.")
    names = names_of(session, drop)
    short = None if keep.short else drop.short
    _merge_lines(session, keep, drop)
    _move_references(session, keep, drop)
    _fill(keep, drop, BODY_FILLED)
    session.delete(drop)
    session.flush()
    keep.short = keep.short or short
    _add_names(session, keep, names)
    session.say(f"{drop.name} and {keep.name} are one organisation")
    return keep.uid


@operation("parties.merge_people")
def merge_people(session: WorkSession, keep_uid: str, drop_uid: str) -> str:
    """Make one person of two records of them, as `merge_organisations` does; the post is filled where there is none."""
    keep, drop = Person.by_uid(session, keep_uid), Person.by_uid(session, drop_uid)
    _refuse_same(keep, drop)
    _move_references(session, keep, drop)
    for copied in session.scalars(select(CopiedPerson).where(CopiedPerson.person_id == CopiedPerson.copy_id)):
        session.delete(copied)
    if not keep.post and drop.post:
        keep.post, keep.post_from = drop.post, keep.post_from or drop.post_from
    _fill(keep, drop, PERSON_FILLED)
    session.delete(drop)
    session.flush()
    own = {normal_name(keep.name)}
    for alias in session.scalars(select(PersonAlias).where(PersonAlias.person_id == keep.id).order_by(PersonAlias.id)):
        if normal_name(alias.name) in own:
            session.delete(alias)
        own.add(normal_name(alias.name))
    if normal_name(drop.name) not in own:
        session.add(PersonAlias(person_id=keep.id, name=drop.name))
    session.flush()
    session.say(f"{drop.name} and {keep.name} are one person")
    return keep.uid


def _refuse_same(keep: Record, drop: Record) -> None:
    if keep.id == drop.id:
        raise UserError("Choose two records: this one is the same as itself.")


def _chain(session: Session, one: Organisation, field: str) -> Iterator[int]:
    """Yield the keys of what an organisation is a part of, or is succeeded by, however far."""
    met = {one.id}
    key = getattr(one, field)
    while key is not None and key not in met:
        yield key
        met.add(key)
        key = getattr(session.get_one(Organisation, key), field)


def _move_references(session: WorkSession, keep: P, drop: P) -> None:
    """Have every record that refers to one refer to the other: by a foreign key of any table, and papers."""
    for model, column in referring_columns(type(keep)):
        for row in session.scalars(select(model).where(column == drop.id).order_by(model.id)):
            setattr(row, column.name, keep.id)
        session.flush()
        if _is_link(model):
            _remove_twins(session, model, column, keep.id)
    papers = select(Attachment).where(
        Attachment.owner_table == type(keep).__tablename__, Attachment.owner_uid == drop.uid
    )
    for paper in session.scalars(papers):
        paper.owner_uid = keep.uid
    session.flush()


def referring_columns(model: type[Record]) -> list[tuple[type[Record], Any]]:
    """Return each (record type, column) that refers to a kind of record, in the order of the tables' names."""
    found = [
        (other, column)
        for other in (mapper.class_ for mapper in Base.registry.mappers)
        if issubclass(other, Record)
        for column in other.__table__.columns
        if any(key.column.table.name == model.__tablename__ for key in column.foreign_keys)
    ]
    return sorted(found, key=lambda one: (one[0].__tablename__, one[1].name))


def _is_link(model: type[Record]) -> bool:
    """Say whether a record says no more than that two belong together, and when: such are never needed twice."""
    said = [column for column in model.__table__.columns if column.name not in KEPT_APART]
    keys = [column for column in said if column.foreign_keys]
    return len(keys) > 1 and all(column.foreign_keys or column.name in WORDS_OF_A_LINK for column in said)


def _remove_twins(session: WorkSession, model: type[Record], column: Any, key: int) -> None:
    names = [one.name for one in model.__table__.columns if one.name not in KEPT_APART]
    met = set()
    for row in session.scalars(select(model).where(column == key).order_by(model.id)):
        said = tuple(getattr(row, name) for name in names)
        if said in met:
            session.delete(row)
        met.add(said)
    session.flush()


def _fill(keep: P, drop: P, fields: Sequence[str]) -> None:
    for name in fields:
        if getattr(keep, name) in (None, ""):
            value = getattr(drop, name)
            setattr(keep, name, None if name == "parent_id" and value == keep.id else value)


def _add_names(session: WorkSession, keep: Organisation, names: Sequence[str]) -> None:
    """Keep the dropped one's names as other names, where they are not names of the kept one already."""
    own = {normal_name(name) for name in names_of(session, keep)}
    for name in names:
        if normal_name(name) not in own:
            own.add(normal_name(name))
            session.add(OrganisationAlias(organisation_id=keep.id, name=name, kind=NameKind.SPELLING))
    session.flush()


def _merge_lines(session: WorkSession, keep: Organisation, drop: Organisation) -> None:
    """Join lines of the list of relevant agencies that would name one body twice on a day."""
    own = select(RelevantAgency).where(RelevantAgency.organisation_id == keep.id).order_by(RelevantAgency.id.desc())
    for line in session.scalars(select(RelevantAgency).where(RelevantAgency.organisation_id == drop.id)).all():
        twins = [one for one in session.scalars(own) if _share_a_day(one, line)]
        if not twins:
            continue
        stays, *others = [*twins, line]
        starts = [one.start for one in (*twins, line) if one.start is not None]
        ends = [one.end for one in (*twins, line) if one.end is not None]
        stays.start = min(starts, key=PartialDate.earliest, default=None)
        stays.end = max(ends, key=PartialDate.earliest) if len(ends) > len(twins) else None
        for one in others:
            stays.involvement, stays.note = stays.involvement or one.involvement, stays.note or one.note
            session.delete(one)
        session.flush()


def _share_a_day(one: RelevantAgency, other: RelevantAgency) -> bool:
    starts = [line.start.earliest() for line in (one, other) if line.start]
    ends = [line.end.earliest() for line in (one, other) if line.end]
    return not starts or not ends or max(starts) < min(ends)


def likely_duplicates(session: Session) -> list[LikelyDuplicate]:
    """Return organisations, and then people, that may be one under two names, each pair once, with the reason.

    Two organisations are alike by a name that differs only in small words, apostrophes, the order of words, an
    abbreviation or a letter; a part and its whole, and a body and its successor, are never reported. Nor are two people
    of whom it is recorded that they work for different bodies.
    """
    kin = _kin(session)
    bodies, people = organisation_index(session), person_index(session)
    found = [(bodies, pair) for pair in bodies.pairs() if frozenset(pair[:2]) not in kin]
    employers = {uid: body for uid, body in session.execute(select(Person.uid, Person.organisation_id))}  # noqa: C416 - rows
    for pair in people.pairs():
        one, other = (employers[uid] for uid in pair[:2])
        if one == other or one is None or other is None:
            found.append((people, pair))
    return [
        LikelyDuplicate(one, index.titles[one], other, index.titles[other], _why(index, one, other, why), index.people)
        for index, (one, other, why) in found
    ]


def _why(index: NameIndex, one: str, other: str, why: str) -> str:
    same = index.titles[one] == index.titles[other]
    return f"Both are called “{index.titles[one]}”" if same else why


def _kin(session: Session) -> set[frozenset[str]]:
    """Return the pairs of organisations of which one is a part of the other, or follows it."""
    rows = session.execute(
        select(Organisation.id, Organisation.uid, Organisation.parent_id, Organisation.successor_id)
    ).all()
    uids = {key: uid for key, uid, _, _ in rows}
    return {frozenset((uid, uids[key])) for _, uid, *others in rows for key in others if key is not None}
