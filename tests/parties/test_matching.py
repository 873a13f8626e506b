"""Whom a written name means: every name in the published papers, names as people write them, and nobody by a guess."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import ANY

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.rules.matching import (
    Match,
    MatchStatus,
    NameIndex,
    index_of,
    match_in,
    match_organisation,
    match_person,
    organisation_index,
    person_index,
)
from mscp_desktop.parties.rules.merging import likely_duplicates
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.intake.starts import read_start

NAMES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "names_in_sources.toml").read_text(encoding="utf-8")
)["name"]


@pytest.fixture(scope="module")
def called() -> dict[str, str]:
    """Return the name of each body of the starting data by its key."""
    return {row["key"]: row["name"] for row in read_start("medway")["organisation"]}


def offered(match: Match) -> list[str]:
    return [one.name for one in match.candidates]


def test_every_name_in_the_papers_means_the_right_body_or_is_asked_about(medway: Vault, called: dict[str, str]) -> None:
    with medway.store.reading() as session:
        index = organisation_index(session)
    for one in NAMES:
        match = match_in(index, one["written"])
        if "means" in one:
            assert (match.status, match.name) == (MatchStatus.KNOWN, called[one["means"]]), one["written"]
            assert match.candidates == ()
        else:
            assert match.status is not MatchStatus.KNOWN, one["written"]
            assert match.uid is None
            assert {called[key] for key in one.get("among", ())} <= set(offered(match)), one["written"]
    assert {one["means"] for one in NAMES if "means" in one} == set(called)
    assert len([one for one in NAMES if "means" in one]) > 100


ASKED = [
    ("the Kent Police", "Kent Police"),
    ("Kent Police Ltd.", "Kent Police"),
    ("Childrens Homes", "Children's Homes"),
    ("KCC Adult Social Care - Disabled Children", "KCC Adult Social Care and Health \u2013 Disabled Children Services"),
    ("Medway Council (Public Health team)", "Medway Council"),
    ("NELFT (North East London)", "North East London NHS Foundation Trust"),
    ("KCC Public Health", "Kent County Council Public Health"),
    ("Medway YOT", "Medway Youth Offending Team"),
    ("CNWL", "Central and North West London NHS Foundation Trust"),
    ("PCC", "Kent Police and Crime Commissioner"),
    ("East Kent Hospitals University NHS Foundation Trust", "East Kent Hospital University NHS Foundation Trust"),
    ("Kent Fire and Resuce Service", "Kent Fire and Rescue Service"),
    ("Fire and Rescue Service, Kent", "Kent Fire and Rescue Service"),
    ("MCH / Medway Community Health", "Medway Community Healthcare"),
]


def test_a_name_that_is_not_exact_asks_with_the_likeliest_first(medway: Vault) -> None:
    with medway.store.reading() as session:
        index = organisation_index(session)
    for written, best in ASKED:
        match = match_in(index, written)
        assert (match.status, match.uid, match.name) == (MatchStatus.UNSURE, None, None), written
        assert (written, offered(match)[0]) == (written, best)
        assert all(one.why for one in match.candidates)


def test_two_names_of_one_body_are_exact_and_of_two_bodies_are_not(medway: Vault) -> None:
    with medway.store.reading() as session:
        one = match_organisation(session, "NHS Kent & Medway  (icb)")
        two = match_organisation(session, "Medway Community Healthcare (KCHFT)")
        none = [match_organisation(session, written).status for written in ("", "  ", "()", "Xyzzy")]
    assert (one.status, one.name) == (MatchStatus.KNOWN, "NHS Kent and Medway Integrated Care Board")
    assert two.status is MatchStatus.UNSURE
    assert offered(two)[:2] == ["Medway Community Healthcare", "Kent Community Health NHS Foundation Trust"]
    assert "outside the brackets" in two.candidates[0].why
    assert none == [MatchStatus.UNKNOWN] * 4


def test_an_answer_that_is_kept_is_exact_the_next_time(medway: Vault) -> None:
    written = "KCC Adult Social Care - Disabled Children"
    with medway.store.reading() as session:
        first = match_organisation(session, written).candidates[0]
    run(medway.store, medway.actor, add_alias, first.uid, written)
    with medway.store.reading() as session:
        again = match_organisation(session, written)
    assert (again.status, again.uid) == (MatchStatus.KNOWN, first.uid)


def test_people_are_matched_by_any_exact_name_and_asked_about_otherwise(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        police = match_organisation(session, "Kent Police").uid
        council, health = (match_organisation(session, name).uid for name in ("Medway Council", "MCH"))
        public_health = match_organisation(session, "Medway Council Public Health").uid
    doe = run(store, actor, add_person, "Jane Roe", organisation_uid=council).value
    namesake = run(store, actor, add_person, "Sam Poe", organisation_uid=police).value
    other = run(store, actor, add_person, "Sam Poe", organisation_uid=health).value
    with store.reading() as session:
        known = match_person(session, "jane  ROE")
        assert (known.status, known.uid) == (MatchStatus.KNOWN, doe)
        assert match_person(session, "Jane Roe", council).uid == doe
        assert match_person(session, "Jane Roe", public_health).uid == doe  # a part of where she works
        elsewhere = match_person(session, "Jane Roe", police)
        assert elsewhere.status is MatchStatus.UNSURE
        assert "works for another organisation" in elsewhere.candidates[0].why
        both = match_person(session, "Sam Poe", police)
        assert both.status is MatchStatus.UNSURE
        assert {one.uid for one in both.candidates} == {namesake, other}
        for written in ("Roe, Jane", "J Roe", "Dr Jane Roe", "Jane Rowe", "Cllr Roe Jane"):
            match = match_person(session, written)
            assert match.status is MatchStatus.UNSURE, written
            assert match.candidates[0].uid == doe, written
        assert match_person(session, "Ann Other").status is MatchStatus.UNKNOWN
        assert likely_duplicates(session) == []  # the two of one name work for different bodies
    run(store, actor, add_person, "Sam Poe")
    with store.reading() as session:
        found = {(pair.name, pair.why) for pair in likely_duplicates(session)}
    assert found == {("Sam Poe", "Both are called “Sam Poe”")}


@given(written=st.text(ANY, max_size=60))
@settings(max_examples=30)
def test_any_text_has_an_answer_and_only_exact_names_are_known(index: NameIndex, written: str) -> None:
    match = match_in(index, written)
    assert (match.status is MatchStatus.KNOWN) == (match.uid is not None)
    assert (match.status is MatchStatus.UNSURE) == bool(match.candidates)
    if match.status is MatchStatus.KNOWN:
        assert {normal_name(written), normal_name(written.split("(", maxsplit=1)[0])} & set(index.exact)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    """Return names made without a vault."""
    names = ("Kent Police", "Medway Community Healthcare", "Children's Homes (all)", "NHS")
    return index_of({name: name for name in names}, people=False)


def test_likely_duplicates_are_named_with_the_reason_and_kin_are_not(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    made = {
        name: run(store, actor, add_organisation, name, short=short).value
        for name, short in (
            ("Kent Fire and Rescue Service", None), ("The Kent Fire & Rescue Service Ltd", None),
            ("Medway Community Healthcare", "MCH"), ("Medway Comunity Healthcare", None),
            ("Central and North West London NHS Foundation Trust", None), ("CNWLNFT", None),
            ("Kent County Council", "KCC"), ("KCC Public Health", None), ("Kent County Council Public Health", None),
            ("Public Health, Medway Council", None), ("Medway Council Public Health", None), ("Medway Council", None),
            ("Kent Police", None), ("Kent Polices", None),
        )
    }  # fmt: skip
    run(store, actor, change_organisation, made["Kent Police"], 1, successor_uid=made["Kent Polices"])
    with store.reading() as session:
        found = {(one.name, one.other): one.why for one in likely_duplicates(session)}
    assert set(found) == {
        ("Kent Fire and Rescue Service", "The Kent Fire & Rescue Service Ltd"),
        ("Medway Community Healthcare", "Medway Comunity Healthcare"),
        ("Central and North West London NHS Foundation Trust", "CNWLNFT"),
        ("KCC Public Health", "Kent County Council Public Health"),
        ("Public Health, Medway Council", "Medway Council Public Health"),
    }
    assert all(why.endswith(("words", "alike", "order", "full", "the other")) for why in found.values())


def test_medways_own_bodies_are_not_taken_for_each_other(medway: Vault) -> None:
    with medway.store.reading() as session:
        assert likely_duplicates(session) == []
        assert person_index(session).pairs() == []


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (" Kent Polise", "“Kent Polise” is spelt almost like its name"),
        ("Kent Constabulery", "“Kent Constabulery” is spelt almost like its other name “Kent Constabulary”"),
        ("The Kent Police", "has the same name but for small words"),
        ("The Kent Constabulary", "has the same name but for small words: “Kent Constabulary”"),
    ],
)
def test_a_reason_never_compares_a_name_with_itself(empty_vault: Vault, written: str, why: str) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_organisation, "Kent Police").value
    run(empty_vault.store, empty_vault.actor, add_alias, uid, "Kent Constabulary")
    with empty_vault.store.reading() as session:
        best = match_organisation(session, written).candidates[0]
    assert (best.name, best.why) == ("Kent Police", why)


def test_people_are_said_to_have_a_name_of_theirs(empty_vault: Vault) -> None:
    run(empty_vault.store, empty_vault.actor, add_person, "Gethin Redfern")
    with empty_vault.store.reading() as session:
        (one,) = match_person(session, "Gethin Redfearn").candidates
    assert one.why == "“Gethin Redfearn” is spelt almost like their name"
