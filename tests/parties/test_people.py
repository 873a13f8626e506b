"""People whole: other names, posts over time, the several titles of a post, and who gets copies."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter, Query
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties import lists
from mscp_desktop.parties.records import CopiedPerson, CopyKind, FormerPost, Person, PersonAlias
from mscp_desktop.parties.rules.choices import person_choices, post_choices
from mscp_desktop.parties.rules.copies import add_copy, change_copy, copies_of, remove_copy
from mscp_desktop.parties.rules.names import people_named
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import (
    add_person,
    add_person_alias,
    change_person,
    change_person_alias,
    person_history,
    remove_person_alias,
)
from mscp_desktop.parties.rules.posts import (
    add_former_post,
    add_post_title,
    change_former_post,
    change_post_title,
    former_posts,
    move_post,
    remove_post_title,
    titles_of,
)
from mscp_desktop.parties.rules.removal import delete_parties

Do = Callable[..., Any]
LADO, LONG = "LADO", "Local Authority Designated Officer"


@pytest.fixture
def do(empty_vault: Vault) -> Do:
    return lambda what, *args, **more: run(empty_vault.store, empty_vault.actor, what, *args, **more).value


def test_a_person_is_found_by_every_name(do: Do, empty_vault: Vault) -> None:
    jane = do(add_person, "Jane Roe")
    alias = do(add_person_alias, jane, "Jane  Smith")
    with pytest.raises(UserError, match="is a name of Jane Roe already"):
        do(add_person_alias, jane, "jane smith")
    with empty_vault.store.reading() as session:
        assert people_named(session, "JANE SMITH") == [jane]
        assert person_choices(session, "smith") == [(jane, "Jane Roe", "also called Jane Smith", "Jane Smith")]
        assert [hit.uid for hit in find(session, "smith")] == [jane]
        assert lists.PEOPLE.ids(session, Query(text="smith")) == lists.PEOPLE.ids(session, Query(text="roe"))
        named = Query(filters=(Filter("name", "smith", contains="smith"),))
        assert len(lists.PEOPLE.ids(session, named)) == 1
    do(change_person_alias, alias, 1, name="Jane Jones")
    do(remove_person_alias, alias)
    with empty_vault.store.reading() as session:
        assert people_named(session, "Jane Jones") == []
        assert find(session, "jones") == []


def test_another_post_keeps_the_one_before(do: Do, empty_vault: Vault) -> None:
    council, trust = do(add_organisation, "Council"), do(add_organisation, "Trust")
    jane = do(add_person, "Jane Roe", post="Nurse", organisation_uid=council, post_from=PartialDate(2020))
    do(move_post, jane, post="Chief Nurse", organisation_uid=trust, start=PartialDate(2024, 3))
    with empty_vault.store.reading() as session:
        person = Person.by_uid(session, jane)
        assert (person.post, person.post_from) == ("Chief Nurse", PartialDate(2024, 3))
        ((former, body),) = former_posts(session, person.id)
        assert body is not None
        assert (former.post, body.name, former.start, former.end) == (
            "Nurse", "Council", PartialDate(2020), PartialDate(2024, 3),
        )  # fmt: skip
        uid = former.uid
    with pytest.raises(UserError, match="already has this post"):
        do(move_post, jane, post="Chief Nurse", organisation_uid=trust)
    with pytest.raises(UserError, match="before the start"):
        do(move_post, jane, post="Director", organisation_uid=trust, start=PartialDate(2023))
    do(change_former_post, uid, 1, start=PartialDate(2019))
    with pytest.raises(UserError, match="Say which post it was"):
        do(change_former_post, uid, 2, post=None, organisation_uid=None)
    with pytest.raises(UserError, match="Say which post it was"):
        do(add_former_post, jane)
    with empty_vault.store.reading() as session:
        assert [entry.table for entry in person_history(session, jane)] == ["former_post", "former_post"]
    undo(empty_vault.store, empty_vault.actor)
    undo(empty_vault.store, empty_vault.actor)
    with empty_vault.store.reading() as session:
        assert Person.by_uid(session, jane).post == "Nurse"
        assert session.scalars(select(FormerPost)).all() == []


def test_the_titles_of_one_post_find_each_other(do: Do, empty_vault: Vault) -> None:
    jane, john = do(add_person, "Jane Roe", post=LADO), do(add_person, "John Doe", post=LONG)
    title = do(add_post_title, LONG, LADO)
    do(add_post_title, LONG, "Designated Officer")
    with empty_vault.store.reading() as session:
        assert titles_of(session, "lado") == (LONG, "Designated Officer")
        assert titles_of(session, LONG) == (LADO, "Designated Officer")
        assert titles_of(session, "Nurse") == ()
        assert post_choices(session, "lado") == [
            (LADO, 1, (LONG, "Designated Officer")),
            (LONG, 1, (LADO, "Designated Officer")),
        ]
        for typed in (LADO, "Local Authority", "designated officer"):
            assert {hit.uid for hit in find(session, typed)} == {jane, john}, typed
            assert len(lists.PEOPLE.ids(session, Query(text=typed))) == 2, typed
            assert len(lists.PEOPLE.ids(session, Query(filters=(Filter("post", typed, contains=typed),)))) == 2, typed
    with pytest.raises(UserError, match="is already a title of Local Authority"):
        do(add_post_title, "Nurse", "lado")
    with pytest.raises(UserError, match="is the post itself"):
        do(add_post_title, "Nurse", "nurse")
    do(change_post_title, title, 1, title="L.A.D.O. of the area")
    with empty_vault.store.reading() as session:
        assert {hit.uid for hit in find(session, "local authority")} == {john}
    do(remove_post_title, title)


def test_who_gets_copies_is_told_from_both_sides(do: Do, empty_vault: Vault) -> None:
    jane, ann = do(add_person, "Jane Roe"), do(add_person, "Ann Poe")
    row = do(add_copy, jane, copy_uid=ann)
    do(add_copy, jane, new_name="John Doe", kind=CopyKind.COPIED)
    for wrong, match in ((jane, "gets it anyway"), (ann, "already gets copies"), (None, "Say who gets")):
        with pytest.raises(UserError, match=match):
            do(add_copy, jane, copy_uid=wrong)
    do(change_copy, row, 1, kind=CopyKind.COPIED)
    with empty_vault.store.reading() as session:
        keys = {one.uid: one.id for one in session.scalars(select(Person))}
        assert [one.copy for one in copies_of(session, [keys[jane]])] == ["Ann Poe", "John Doe"]
        assert [one.person for one in copies_of(session, [keys[ann]])] == ["Jane Roe"]
    do(remove_copy, row)
    with empty_vault.store.reading() as session:
        assert copies_of(session, [keys[ann]]) == []


def test_what_belongs_to_a_person_goes_with_them(do: Do, empty_vault: Vault) -> None:
    jane = do(add_person, "Jane Roe", post="Nurse")
    do(add_person_alias, jane, "Jane Smith")
    do(move_post, jane, post="Director")
    do(add_copy, jane, new_name="Ann Poe")
    do(delete_parties, "person", [jane])
    with empty_vault.store.reading() as session:
        for model in (PersonAlias, FormerPost, CopiedPerson):
            assert session.scalars(select(model)).all() == []
    undo(empty_vault.store, empty_vault.actor)
    with empty_vault.store.reading() as session:
        assert people_named(session, "Jane Smith") == [jane]


def test_whoever_has_left_comes_last_among_the_choices(do: Do, empty_vault: Vault) -> None:
    gone, here = do(add_person, "Jane Abel"), do(add_person, "Jane Zeal")
    do(change_person, gone, 1, left=PartialDate(2024, 6))
    with empty_vault.store.reading() as session:
        assert [(uid, detail) for uid, _, detail, _ in person_choices(session, "jane")] == [
            (here, ""), (gone, "left in June 2024"),
        ]  # fmt: skip
