"""Organisations under all their names, and people."""

# ruff: noqa: RUF001 - names have such letters

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import ANY

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.records import Organisation, OrganisationAlias, Person
from mscp_desktop.parties.rules.choices import organisation_choices, person_choices
from mscp_desktop.parties.rules.names import names_of, normal_name, organisations_named
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation, remove_alias
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.parties.rules.words import field_words, put_words


@given(st.text(ANY, max_size=40))
def test_folding_a_name_again_changes_nothing(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kent & Medway ICB", "kent and  medway icb", True),
        ("Kent and Medway NHS (Integrated Care Board)", "Kent, and Medway NHS Integrated Care Board", True),
        ("Children’s Homes", "Children's homes", True),
        ("ＭＣＨ", "mch", True),
        ("Kent Police", "Kent Police and Crime Commissioner", False),
        ("Childrens Homes", "Children's Homes", False),
    ],
)
def test_spellings_of_one_name(one: str, other: str, same: bool) -> None:
    assert (normal_name(one) == normal_name(other)) is same


def test_no_two_organisations_share_a_name_in_any_spelling(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    first = run(store, actor, add_organisation, "Kent & Medway ICB", short="ICB").value
    run(store, actor, add_alias, first, "Care Board")
    for name in ("kent and medway icb", "icb", "CARE  BOARD"):
        with pytest.raises(UserError, match="already stands for Kent & Medway ICB"):
            run(store, actor, add_organisation, name)
        with pytest.raises(UserError, match="already stands for Kent & Medway ICB"):
            run(store, actor, add_organisation, "Another", short=name)
    second = run(store, actor, add_organisation, "Another", short=" ").value
    for fields in ({"name": "Icb"}, {"short": "icb"}):
        with pytest.raises(UserError, match="already stands for"):
            run(store, actor, change_organisation, second, 1, **fields)
    with pytest.raises(UserError, match="already stands for"):
        run(store, actor, add_alias, second, "care board")
    run(store, actor, change_organisation, first, 1, name="Kent and Medway ICB")  # its own, written otherwise
    with store.reading() as session:
        assert organisations_named(session, "ICB")[0].uid == first
        assert organisations_named(session, "Nobody") == []
        assert Organisation.by_uid(session, second).short is None


@pytest.mark.parametrize("name", ["", "   ", "\n\t"])
def test_a_name_is_needed(empty_vault: Vault, name: str) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    body = run(store, actor, add_organisation, "Council").value
    person = run(store, actor, add_person, "Jane Roe").value
    with pytest.raises(UserError, match="An organisation needs a name"):
        run(store, actor, add_organisation, name)
    with pytest.raises(UserError, match="An organisation needs a name"):
        run(store, actor, change_organisation, body, 1, name=name)
    with pytest.raises(UserError, match="A person needs a name"):
        run(store, actor, add_person, name)
    with pytest.raises(UserError, match="A person needs a name"):
        run(store, actor, change_person, person, 1, name=name)


def test_names_and_aliases(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    body = run(store, actor, add_organisation, "Medway Community Healthcare", short="MCH").value
    alias = run(store, actor, add_alias, body, "Community  Health").value
    with store.reading() as session:
        row = Organisation.by_uid(session, body)
        assert names_of(session, row) == ["Medway Community Healthcare", "MCH", "Community Health"]
        assert [one[0] for one in organisation_choices(session, "health")] == [body]
        assert organisation_choices(session, "100%_") == []
    run(store, actor, remove_alias, alias)
    undo(store, actor)
    with store.reading() as session:
        assert OrganisationAlias.by_uid(session, alias).name == "Community Health"


def test_what_is_used_is_not_deleted_and_aliases_go_with_their_body(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    body = run(store, actor, add_organisation, "Council").value
    alias = run(store, actor, add_alias, body, "The Council").value
    person = run(store, actor, add_person, "Jane Roe").value
    run(store, actor, change_person, person, 1, organisation_uid=body)
    with pytest.raises(ConflictError, match="Council is used elsewhere"):
        run(store, actor, delete_parties, "organisation", [body])
    other = run(store, actor, add_organisation, "Other").value
    with pytest.raises(ConflictError):  # all of them or none
        run(store, actor, delete_parties, "organisation", [other, body])
    with store.reading() as session:
        assert Organisation.by_uid(session, other)
        assert OrganisationAlias.by_uid(session, alias)
        assert person_choices(session, "jane") == [(person, "Jane Roe", "Council", "")]
    run(store, actor, change_person, person, 2, organisation_uid=None)
    run(store, actor, delete_parties, "organisation", [body])
    with store.reading() as session, pytest.raises(ConflictError):
        OrganisationAlias.by_uid(session, alias)
    undo(store, actor)
    with store.reading() as session:
        assert names_of(session, Organisation.by_uid(session, body)) == ["Council", "The Council"]


def test_an_organisation_is_no_part_of_itself(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    body = run(store, actor, add_organisation, "Council").value
    for field in ("parent_uid", "successor_uid"):
        with pytest.raises(UserError, match="itself"):
            run(store, actor, change_organisation, body, 1, **{field: body})


def test_changes_in_words() -> None:
    assert field_words({"telephone": 1, "email": 1, "post": 1}) == "Telephone, email and post"
    assert field_words({"organisation_id": 1}) == "Organisation"
    assert field_words({}) == "Nothing"


def test_people_may_share_a_name(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    uids = {run(store, actor, add_person, "Jane  Roe").value for _ in range(2)}
    with store.reading() as session:
        assert {uid for uid, *_ in person_choices(session, "jane roe")} == uids
        assert {Person.by_uid(session, uid).name for uid in uids} == {"Jane Roe"}


@pytest.mark.parametrize(
    ("number", "new", "words"),
    [
        (1, 1, "Pasted 1 new person"),
        (1, 0, "Pasted 1 person"),
        (12, 2, "Pasted 12 people, 2 of them new"),
        (1200, 0, "Pasted 1,200 people"),
    ],
)
def test_what_a_paste_did_is_said_in_whole_words(number: int, new: int, words: str) -> None:
    assert put_words(number, new, "person", "people") == words
