"""Medway's published arrangements, as the program reads them back from the vault."""

from datetime import date

import pytest
from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Scope, Tier
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.roster.intake import starts
from mscp_desktop.roster.rules.rosters import Holding, Roster, chair_words, roster_at
from mscp_desktop.starting import load_start

DAY = date(2025, 1, 15)


def rosters(vault: Vault, day: date = DAY) -> dict[str, Roster]:
    with vault.store.reading() as session:
        return {facts.name: roster_at(session, facts.uid, day) for facts in all_groups(session)}


def test_seats_by_group_in_published_order(medway: Vault) -> None:
    with medway.store.reading() as session:
        own = [facts for facts in all_groups(session) if facts.scope is Scope.LOCAL and facts.tier is not Tier.LINKED]
        counts = [len(roster_at(session, facts.uid, DAY).seats) for facts in own]
    assert [count for count in counts if count] == [3, 10, 19, 17, 15, 15, 9, 16]


def test_joint_groups_list_their_bodies(medway: Vault) -> None:
    with medway.store.reading() as session:
        joint = [facts for facts in all_groups(session) if facts.scope is Scope.JOINT]
        assert joint
        for facts in joint:
            data = next(one for one in starts.read_start("medway")["group"] if one["name"] == facts.name)
            shown = roster_at(session, facts.uid, DAY).seats
            assert [seat.post for seat in shown] == [one.get("post") for one in data.get("seat", ())]
            names = {one["key"]: one["name"] for one in starts.read_start("medway")["organisation"]}
            listed = [names.get(one.get("organisation")) for one in data.get("seat", ())]
            assert [seat.organisation for seat in shown] == listed
        assert any(roster_at(session, facts.uid, DAY).seats for facts in joint)


def test_only_the_two_deputy_chairs_are_vacant(medway: Vault) -> None:
    found = [seat for roster in rosters(medway).values() for seat in roster.seats]
    vacant = [seat for seat in found if seat.holding is Holding.VACANT]
    assert [seat.role.value for seat in vacant] == ["deputy chair", "deputy chair"]
    assert {seat.holder_words() for seat in vacant} == {"Vacant, since when not known"}
    others = {seat.holding for seat in found} - {Holding.VACANT}
    assert others <= {Holding.HELD, Holding.NOT_RECORDED}
    assert Holding.NOT_RECORDED in others


def test_one_body_under_two_names_and_two_bodies_with_like_names(medway: Vault) -> None:
    with medway.store.reading() as session:
        (short,) = organisations_named(session, "MCH")
        (full,) = organisations_named(session, "medway community  HEALTHCARE")
        assert short.uid == full.uid
        (police,) = organisations_named(session, "Kent Police")
        commissioner = [one for one in session.scalars(select(Organisation)) if "commissioner" in one.name.casefold()]
        assert commissioner
        assert police.uid not in {one.uid for one in commissioner}


def test_before_december_2024_nothing_is_known(medway: Vault) -> None:
    with medway.store.reading() as session:
        dated = [facts for facts in all_groups(session) if facts.known_from is not None and facts.scope is Scope.LOCAL]
        assert dated
        for facts in dated:
            before = roster_at(session, facts.uid, date(2024, 11, 30))
            assert before.seats == ()
            assert before.count_words() == "Not known before December 2024"
            assert roster_at(session, facts.uid, date(2024, 12, 1)).unknown_before is None
            assert chair_words(session, facts.uid, date(2024, 11, 30)) == "not recorded"


def test_fifty_two_meetings_a_year_of_which_thirty_eight_are_medways_own(medway: Vault) -> None:
    with medway.store.reading() as session:
        groups = [facts for facts in all_groups(session) if facts.meetings_a_year]
    assert sum(facts.meetings_a_year or 0 for facts in groups) == 52
    assert sum(facts.meetings_a_year or 0 for facts in groups if facts.scope is Scope.LOCAL) == 38


def test_every_published_spelling_means_one_body(medway: Vault) -> None:
    with medway.store.reading() as session:
        for row in starts.read_start("medway")["organisation"]:
            former = [one["name"] for one in row.get("former", ())]
            for name in (row["name"], row.get("short"), *row.get("aliases", ()), *former):
                if name:
                    assert [one.name for one in organisations_named(session, name)] == [row["name"]], name


def test_starting_data_is_loaded_once_and_only_by_name(medway: Vault) -> None:
    with pytest.raises(UserError, match="already has groups"):
        run(medway.store, medway.actor, load_start, starts.read_start("medway"))
    with pytest.raises(UserError, match="medway, empty"):
        starts.read_start("../start/medway")
