"""Rows found by columns: SQL and plain values answer alike; sections say exactly where the rows of a group stand."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from mscp_desktop.foundation.listings import By, PlainTable, SqlTable, fits
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter, Query, Section
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups import lists as groups
from mscp_desktop.parties import lists as parties
from mscp_desktop.parties.records import Organisation, OrganisationKind

SEEN = date(2025, 1, 15)

BODIES: tuple[tuple[str, str | None, PartialDate | None, OrganisationKind], ...] = (
    ("Éclair Trust", "Health", PartialDate(2024), OrganisationKind.BODY),
    ("alpha", "health", PartialDate(2024, 3), OrganisationKind.CLASS),
    ("Beta 100%", "", PartialDate(2024, 3, 14), OrganisationKind.BODY),
    ("beta_x", None, None, OrganisationKind.BODY),
    ("Gamma (Kent)", "Police", PartialDate(2023, 12, 31), OrganisationKind.CLASS),
)
SQL = SqlTable(
    select(Organisation.id),
    {
        "name": By(Organisation.name),
        "sector": By(Organisation.sector),
        "ended": By(Organisation.ended),
        "kind": By(Organisation.kind, words=lambda kind: str(kind.value)),
        "letters": By(func.length(Organisation.name)),
    },
    (Organisation.id,),
    lambda like: Organisation.name.ilike(like, escape="\\"),
    sums=("letters",),
)
PLAIN: PlainTable[Organisation] = PlainTable(
    {
        "name": lambda one: one.name,
        "sector": lambda one: one.sector,
        "ended": lambda one: one.ended,
        "kind": lambda one: one.kind.value,
        "letters": lambda one: len(one.name),
    },
    lambda one: one.name,
    sums=("letters",),
)
FILTERS = (
    Filter("name", "", contains="BETA"),
    Filter("name", "", contains="100%"),
    Filter("name", "", contains="a_"),
    Filter("sector", "", among=(None,)),
    Filter("sector", "", among=("Health", None)),
    Filter("kind", "", among=(OrganisationKind.CLASS,)),
    Filter("ended", "", least=date(2024, 1, 1), most=date(2024, 12, 31)),
    Filter("ended", "", least=date(2024, 3, 2)),
    Filter("ended", "", most=date(2023, 12, 31)),
    Filter("ended", "", among=(None,)),
    Filter("letters", "", least=5, most=9),
    Filter("letters", "", most=6),
)


@operation("test.add_bodies")
def add_bodies(session: WorkSession) -> None:
    session.add_all(
        Organisation(name=name, sector=sector, ended=ended, kind=kind, statutory=False)
        for name, sector, ended, kind in BODIES
    )
    session.say("Bodies")


@pytest.fixture
def vault(empty_vault: Vault) -> Vault:
    run(empty_vault.store, empty_vault.actor, add_bodies)
    return empty_vault


def both(vault: Vault, query: Query) -> tuple[list[str], list[str]]:
    with vault.store.reading() as session:
        bodies = {one.id: one for one in session.scalars(select(Organisation).order_by(Organisation.id))}
        in_sql = [bodies[key].name for key in SQL.ids(session, query)]
        return in_sql, [one.name for one in PLAIN.rows(bodies.values(), query)]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_a_filter_finds_the_same_in_sql_and_in_values(vault: Vault, wanted: Filter) -> None:
    in_sql, in_values = both(vault, Query(filters=(wanted,)))
    assert in_sql == in_values
    assert 0 < len(in_sql) < len(BODIES)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["sector", "ended", "letters"])
def test_rows_are_sorted_alike_and_nothing_comes_last(vault: Vault, column: str, *, descending: bool) -> None:
    in_sql, in_values = both(vault, Query(column, descending))
    assert in_sql == in_values
    if column == "sector":  # an empty text and none are both nothing
        assert in_sql[-2:] == ["Beta 100%", "beta_x"]


def test_two_filters_and_a_typed_word_are_all_kept_to(vault: Vault) -> None:
    filters = (Filter("kind", "", among=(OrganisationKind.BODY,)), Filter("sector", "", among=(None,)))
    assert both(vault, Query(text="beta", filters=filters)) == (["Beta 100%", "beta_x"], ["Beta 100%", "beta_x"])
    assert both(vault, Query(text="beta 100", filters=filters)) == (["Beta 100%"], ["Beta 100%"])


def test_sections_say_where_the_rows_of_each_group_stand_and_what_they_sum_to(vault: Vault) -> None:
    query = Query(sort="name", group="sector")
    with vault.store.reading() as session:
        sector = dict(iter(session.execute(select(Organisation.id, Organisation.sector))))
        letters = dict(iter(session.execute(select(Organisation.id, func.length(Organisation.name)))))
        ids, sections = SQL.ids(session, query), SQL.sections(session, query)
        totals = SQL.totals(session, query)
    assert [section.words for section in sections] == ["Health", "health", "Police", "not recorded"]
    assert sum(section.count for section in sections) == len(ids)
    past = 0
    for section in sections:
        members = ids[past : past + section.count]
        assert {sector[key] or "not recorded" for key in members} == {section.words}
        assert section.sums == {"letters": sum(letters[key] for key in members)}
        past += section.count
    assert totals == {"letters": sum(letters.values())}


def test_a_group_sorted_the_other_way_turns_its_headings_too(vault: Vault) -> None:
    with vault.store.reading() as session:
        words = [one.words for one in SQL.sections(session, Query("kind", descending=True, group="kind"))]
        assert words == ["class", "body"]
        assert [one.words for one in SQL.sections(session, Query(group="kind"))] == ["body", "class"]
        assert SQL.sections(session, Query()) == []
        assert SQL.totals(session, Query(text="no such")) == {"letters": 0}


def test_what_begins_so_is_found_in_the_order_of_the_rows(vault: Vault) -> None:
    with vault.store.reading() as session:
        names = dict(iter(session.execute(select(Organisation.id, Organisation.name))))
        found = SQL.found(session, Query("name", descending=True), "name", "BETA")
        assert [names[key] for key in found] == ["beta_x", "Beta 100%"]
        assert SQL.found(session, Query(), "name", "%") == []
        bodies = list(session.scalars(select(Organisation)))
        assert [one.name for one in PLAIN.found(bodies, Query(), "name", "beta")] == ["Beta 100%", "beta_x"]


VALUES = st.sampled_from(["", None, "Health", "health", "Police", "éclair", "A&E"])


@given(values=st.lists(VALUES, max_size=9), group=st.booleans(), descending=st.booleans())
def test_sections_of_values_count_every_row_once_and_in_order(
    values: list[Any], *, group: bool, descending: bool
) -> None:
    table: PlainTable[tuple[int, Any]] = PlainTable({"it": lambda one: one[1], "n": lambda one: one[0]}, str, ("n",))
    items = list(enumerate(values))
    query = Query("it" if descending else None, descending, group="it" if group else None)
    rows, sections = table.rows(items, query), table.sections(items, query)
    assert sorted(rows) == items
    if not group:
        assert sections == []
        return
    past = 0
    for section in sections:
        members = rows[past : past + section.count]
        assert {(one[1] or "not recorded").casefold() for one in members} == {section.words.casefold()}
        assert section.sums == {"n": sum(one[0] for one in members)}
        past += section.count
    assert past == len(rows)
    assert len({section.words.casefold() for section in sections}) == len(sections)


def test_a_value_fits_or_not() -> None:
    assert fits(Filter("x", "", contains="two one"), "One, Two")
    assert not fits(Filter("x", "", contains="three"), None)
    assert fits(Filter("x", "", among=(None,)), "")
    assert not fits(Filter("x", "", least=5), None)
    assert fits(Filter("x", "", least=date(2024, 1, 1)), PartialDate(2024))
    assert not fits(Filter("x", "", least=date(2024, 1, 2)), PartialDate(2024))


def test_the_features_tables_find_what_their_columns_show(medway: Vault) -> None:
    with medway.store.reading() as session:
        statutory = parties.organisations_table(SEEN).ids(
            session, Query(filters=(Filter("involvement", "", among=(parties.STATUTORY,)),))
        )
        partners = parties.organisation_rows(session, statutory, SEEN)
        assert {one.involvement for one in partners} == {"Statutory partner"}
        sections = parties.organisations_table(SEEN).sections(session, Query(group="involvement"))
        assert Section("Statutory partner", len(statutory)) in sections
        often = groups.groups_table(SEEN).ids(session, Query(filters=(Filter("frequency", "", least=6),)))
        kept = groups.group_rows(session, often, SEEN)
        assert kept
        assert all(one.frequency not in ("not stated", "once a year", "twice a year") for one in kept)
        silent = groups.groups_table(SEEN).ids(session, Query(filters=(Filter("frequency", "", among=(None,)),)))
        assert {one.frequency for one in groups.group_rows(session, silent, SEEN)} == {"not stated"}
