"""Two records of one body, or of one person, become one, with every reference moved; undo brings all back."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from vaults import search_holds, table_hashes

from mscp_desktop.foundation.attachments import add_paper, papers_of
from mscp_desktop.foundation.base import Choice, Record, model_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import redo, referring, undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import GroupCopy
from mscp_desktop.parties.records import (
    CopiedPerson,
    CopyKind,
    NameKind,
    Organisation,
    Person,
    PersonAlias,
)
from mscp_desktop.parties.rules import agencies
from mscp_desktop.parties.rules.agency_changes import add_agency
from mscp_desktop.parties.rules.matching import MatchStatus, match_organisation, match_person
from mscp_desktop.parties.rules.merging import merge_organisations, merge_people, referring_columns
from mscp_desktop.parties.rules.names import names_of, organisation_uids_named
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.records import Tenure


def hashes(vault: Vault) -> tuple[dict[str, str], set[tuple[object, ...]]]:
    with vault.store.reading() as session:
        return table_hashes(session), search_holds(session)


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        (uid,) = organisation_uids_named(session, name)
    return uid


VALUES = {"Text": "said", "Integer": 1, "Instant": datetime(2025, 1, 2, tzinfo=UTC), "PartialDay": PartialDate(2025),
          "Day": date(2025, 1, 2), "Flag": False}  # fmt: skip


def made(session: WorkSession, model: type[Record], name: str, value: int, number: int) -> Record:
    """Return a record of a kind with one column set, and what it cannot be without; its lasting number is `number`."""
    given: dict[str, Any] = {name: value}
    for one in model.__table__.columns:
        if one.nullable or one.name in {"id", "uid", "version", name}:
            continue
        if one.foreign_keys:
            (key,) = one.foreign_keys
            found = session.scalar(select(func.min(key.column)))
            given[one.name] = found if found is not None else first(session, key.column.table.name).id
        elif one.unique:
            given[one.name] = number
        else:
            kind = one.type
            given[one.name] = next(iter(kind.choices)) if isinstance(kind, Choice) else VALUES[type(kind).__name__]
    given |= {"name": f"{model.__tablename__} {name}"} if "name" in given else {}
    return model(**given)


def first(session: WorkSession, table: str) -> Record:
    """Return the first record of its kind, which this test makes."""
    record = made(session, model_of(table), "version", 1, 1)
    session.add(record)
    session.flush()
    return record


@operation("test.refer")
def refer_everywhere(session: WorkSession, target: type[Record], uid: str) -> None:
    """Have a record of every kind refer to this one, by every column that can; what a later feature adds too."""
    record = target.by_uid(session, uid)
    for number, (model, column) in enumerate(referring_columns(target), 1):
        session.add(made(session, model, column.name, record.id, number))
    session.flush()
    session.say("Referred to it everywhere")


def tables_referring(session: Session, record: Record) -> dict[str, int]:
    found: dict[str, int] = {}
    for table, _ in referring(session, record):
        found[table] = found.get(table, 0) + 1
    return found


def test_every_reference_to_a_body_is_moved_and_one_undo_brings_all_back(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    keep = uid_of(medway, "Medway Community Healthcare")
    drop = run(store, actor, add_organisation, "Medway Community Health CIC", short="MCHC", sector="health").value
    run(store, actor, add_alias, drop, "Community Health (Medway)")
    run(store, actor, add_alias, drop, "Older name", kind=NameKind.FORMER, end=PartialDate(2020))
    run(store, actor, add_agency, keep, "Health", start=PartialDate(2019), end=PartialDate(2020))
    run(store, actor, refer_everywhere, Organisation, drop)
    run(store, actor, add_paper, "organisation", drop, "leaflet.pdf", b"leaflet")
    with store.reading() as session:
        one = Organisation.by_uid(session, drop)
        before, gone = tables_referring(session, one), one.id
        kept_before = tables_referring(session, Organisation.by_uid(session, keep))
    assert set(before) == {model.__tablename__ for model, _ in referring_columns(Organisation)} | {"attachment"}
    stood = hashes(medway)
    assert run(store, actor, merge_organisations, keep, drop).value == keep
    with store.reading() as session:
        for model, column in referring_columns(Organisation):
            assert session.scalar(select(func.count()).select_from(model).where(column == gone)) == 0
        kept = Organisation.by_uid(session, keep)
        now = tables_referring(session, kept)
        for table, many in before.items():
            added = 1 if table == "organisation_alias" else 0
            joined = -2 if table == "relevant_agency" else 0  # three that share days became one
            assert now[table] == kept_before.get(table, 0) + many + (2 * added) + joined, table
        assert names_of(session, kept)[:2] == ["Medway Community Healthcare", "MCH"]
        assert {"Medway Community Health CIC", "MCHC", "Community Health (Medway)"} <= set(names_of(session, kept))
        for name in ("MCHC", "medway community health cic", "Older name", "MCH"):
            match = match_organisation(session, name)
            assert (match.status, match.uid) == (MatchStatus.KNOWN, keep), name
        assert [paper.name for paper in papers_of(session, "organisation", keep)] == ["leaflet.pdf"]
        with pytest.raises(ConflictError):
            Organisation.by_uid(session, drop)
    undo(store, actor)
    assert hashes(medway) == stood
    redo(store, actor)
    assert hashes(medway) != stood
    undo(store, actor)
    assert hashes(medway) == stood


def test_every_reference_to_a_person_is_moved_and_one_undo_brings_all_back(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    body = uid_of(medway, "Kent Police")
    keep = run(store, actor, add_person, "Jane Roe", email="jane@example.org").value
    drop = run(store, actor, add_person, "J. Roe", post="Inspector", organisation_uid=body, email="other@example.org",
               post_from=PartialDate(2024)).value  # fmt: skip
    run(store, actor, refer_everywhere, Person, drop)
    run(store, actor, copy_each_other, keep, drop)
    with store.reading() as session:
        before, gone = tables_referring(session, Person.by_uid(session, drop)), Person.by_uid(session, drop).id
    assert set(before) == {model.__tablename__ for model, _ in referring_columns(Person)}
    stood = hashes(medway)
    assert run(store, actor, merge_people, keep, drop).value == keep
    with store.reading() as session:
        for model, column in referring_columns(Person):
            assert session.scalar(select(func.count()).select_from(model).where(column == gone)) == 0
        kept = Person.by_uid(session, keep)
        assert (kept.name, kept.email, kept.post, kept.post_from) == (
            "Jane Roe", "jane@example.org", "Inspector", PartialDate(2024),
        )  # fmt: skip
        assert kept.organisation_id is not None
        names = set(session.scalars(select(PersonAlias.name).where(PersonAlias.person_id == kept.id)))
        assert names == {"person_alias person_id", "J. Roe"}
        assert match_person(session, "J Roe").uid == keep
        copies = session.scalars(select(CopiedPerson)).all()
        assert all(one.person_id != one.copy_id for one in copies)
        assert len({(one.person_id, one.copy_id, one.kind) for one in copies}) == len(copies) == 2
        assert session.scalar(select(func.count()).select_from(GroupCopy)) == 1  # both had the same papers
        assert len(session.scalars(select(Tenure).where(Tenure.person_id == kept.id)).all()) == 1  # and one seat
    undo(store, actor)
    assert hashes(medway) == stood


@operation("test.copy")
def copy_each_other(session: WorkSession, one: str, other: str) -> None:
    """Have two records of a person copy each other, share a copy, and have the same papers and the same seat."""
    first, second = Person.by_uid(session, one), Person.by_uid(session, other)
    shared = session.scalars(select(CopiedPerson).where(CopiedPerson.person_id == second.id)).one()
    group = session.scalars(select(GroupCopy)).one()
    held = session.scalars(select(Tenure).where(Tenure.person_id == second.id)).one()
    session.add_all([
        CopiedPerson(person_id=first.id, copy_id=second.id, kind=CopyKind.ASSISTANT),
        CopiedPerson(person_id=first.id, copy_id=shared.copy_id, kind=shared.kind),
        GroupCopy(group_id=group.group_id, person_id=first.id),
        Tenure(seat_id=held.seat_id, person_id=first.id, start=held.start, end=held.end),
    ])  # fmt: skip
    session.say("Copied each other")


def test_the_kept_ones_values_stand_and_empty_ones_are_filled(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    whole = run(store, actor, add_organisation, "County").value
    keep = run(store, actor, add_organisation, "Team").value
    drop = run(store, actor, add_organisation, "The Team", short="TT", sector="health").value
    run(store, actor, change_organisation, keep, 1, note="Kept")
    run(store, actor, change_organisation, drop, 1, note="Dropped", ended=PartialDate(2024), parent_uid=whole)
    run(store, actor, merge_organisations, keep, drop)
    with store.reading() as session:
        one = Organisation.by_uid(session, keep)
        assert (one.name, one.short, one.sector, one.note) == ("Team", "TT", "health", "Kept")
        assert one.ended is None  # nothing recorded there means that it goes on
        assert one.parent_id == Organisation.by_uid(session, whole).id
        assert names_of(session, one) == ["Team", "TT", "The Team"]


def test_a_body_its_part_and_its_successor_are_not_merged(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    council, health, police = (
        uid_of(medway, name) for name in ("Medway Council", "Medway Public Health", "Kent Police")
    )
    ccg, icb = uid_of(medway, "Kent and Medway CCG"), uid_of(medway, "ICB")
    stood = hashes(medway)
    for keep, drop in ((council, health), (health, council)):
        with pytest.raises(
            UserError, match="Medway Council Public Health is a part of Medway Council, so they are two"
        ):
            run(store, actor, merge_organisations, keep, drop)
    for keep, drop in ((ccg, icb), (icb, ccg)):
        with pytest.raises(UserError, match="was succeeded by NHS Kent and Medway Integrated Care Board"):
            run(store, actor, merge_organisations, keep, drop)
    with pytest.raises(UserError, match="the same as itself"):
        run(store, actor, merge_organisations, police, police)
    person = run(store, actor, add_person, "Jane Roe").value
    undone = hashes(medway)
    with pytest.raises(UserError, match="the same as itself"):
        run(store, actor, merge_people, person, person)
    assert hashes(medway) == undone != stood


def test_times_on_the_list_of_two_records_become_one_where_they_meet(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    keep = uid_of(medway, "Open Road")
    drop = run(store, actor, add_organisation, "Open Rd").value
    run(store, actor, add_agency, drop, "Health", start=PartialDate(2023), involvement="Executive")
    run(store, actor, add_agency, drop, "Health", start=PartialDate(2019), end=PartialDate(2020))
    run(store, actor, merge_organisations, keep, drop)
    with store.reading() as session:
        assert [(str(one.start), one.end and str(one.end)) for one in agencies.listed_times(session, keep)] == [
            ("2019", "2020"), ("October 2022", None),
        ]  # fmt: skip
        shown = [one for one in agencies.agencies_on(session, date(2025, 1, 1)).agencies if one.name == "Open Road"]
    assert [one.ways() for one in shown] == [("Leadership Group", "Sub-groups")]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=6)
def test_any_merge_that_is_done_is_undone_exactly(medway: Vault, seed: int) -> None:
    store, actor = medway.store, medway.actor
    rng = random.Random(seed)  # noqa: S311 - for choosing, not for secrets
    with store.reading() as session:
        people = session.scalars(select(Person.uid).order_by(Person.id)).all()
        bodies = session.scalars(select(Organisation.uid).order_by(Organisation.id)).all()
    merge, uids = (merge_organisations, bodies) if rng.random() < 0.7 else (merge_people, people)
    keep, drop = rng.sample(list(uids), 2)
    stood = hashes(medway)
    try:
        run(store, actor, merge, keep, drop)
    except UserError:
        assert hashes(medway) == stood
        return
    merged = hashes(medway)
    assert merged != stood
    undo(store, actor)
    assert hashes(medway) == stood
