"""Rehearsals: an operation is run for real and taken back, and done only as it was shown."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ChangedMeanwhileError, NotAllowedError, ReadOnlyError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import as_rehearsed, operation, rehearse, run, stored_values
from mscp_desktop.foundation.row_changes import RowChange
from mscp_desktop.foundation.store import Actor, Role, WorkSession
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.removal import delete_parties

Said = list[tuple[str, str, Any]]


def said(session: Session, rows: list[RowChange]) -> Said:
    return [(row.kind, str(stored_values(session, row)["name"]), row.values.get("name")) for row in rows]


@operation("test.reshuffle")
def reshuffle(session: WorkSession, uid: str, name: str) -> str:
    change_person(session, uid, Person.by_uid(session, uid).version, name=name)
    made = add_person(session, "Newly Added")
    session.say(f"Renamed to {name}")
    return made


@operation("test.refuse_late")
def refuse_late(session: WorkSession) -> None:
    add_person(session, "Half Done")
    session.flush()
    raise UserError("Not like this.")


def everything(vault: Vault) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, those of search, history and numbering too."""
    with vault.store.reading() as session:
        connection = session.connection()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {
            name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)  # noqa: S608
            for name in names
        }


def person(vault: Vault, name: str = "Jane Roe") -> str:
    return run(vault.store, vault.actor, add_person, name).value


def name_of(vault: Vault, uid: str) -> str:
    with vault.store.reading() as session:
        return Person.by_uid(session, uid).name


def test_it_tells_what_would_change_and_nothing_of_it_remains(empty_vault: Vault) -> None:
    uid = person(empty_vault)
    before, heard = everything(empty_vault), []
    empty_vault.store.watch(heard.append)
    shown = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    assert shown.summary == "Renamed to Jane Doe"
    assert shown.count == 2
    assert sorted(shown.said, reverse=True) == [
        ("update", "Jane Doe", ("Jane Roe", "Jane Doe")),
        ("insert", "Newly Added", (None, "Newly Added")),
    ]
    assert everything(empty_vault) == before
    assert len(before) > 10
    assert heard == []
    with empty_vault.store.reading() as session:
        assert find(session, "Newly") == []
        assert list(empty_vault.store.chain.problems(session.connection())) == []


def test_what_is_removed_is_told_by_what_it_held(empty_vault: Vault) -> None:
    uid = person(empty_vault)
    shown = rehearse(empty_vault.store, empty_vault.actor, delete_parties, said, "person", [uid])
    assert shown.said == [("delete", "Jane Roe", ("Jane Roe", None))]
    assert name_of(empty_vault, uid) == "Jane Roe"


def test_after_a_rehearsal_the_same_is_done_as_if_there_had_been_none(empty_vault: Vault) -> None:
    uid = person(empty_vault)
    first = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    again = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    assert first.fingerprint == again.fingerprint
    outcome = run(empty_vault.store, empty_vault.actor, as_rehearsed(reshuffle, first.fingerprint), uid, "Jane Doe")
    assert outcome.announcement is not None
    assert (outcome.announcement.name, outcome.announcement.summary) == ("test.reshuffle", "Renamed to Jane Doe")
    assert name_of(empty_vault, uid) == "Jane Doe"


def test_what_was_not_shown_is_not_done(empty_vault: Vault) -> None:
    uid = person(empty_vault)
    shown = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    run(empty_vault.store, empty_vault.actor, change_person, uid, 1, name="Jane Smith")
    before = everything(empty_vault)
    with pytest.raises(ChangedMeanwhileError, match="Nothing was done"):
        run(empty_vault.store, empty_vault.actor, as_rehearsed(reshuffle, shown.fingerprint), uid, "Jane Doe")
    assert everything(empty_vault) == before
    other = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    assert other.fingerprint != shown.fingerprint


def test_a_change_elsewhere_is_no_obstacle(empty_vault: Vault) -> None:
    uid, other = person(empty_vault), person(empty_vault, "John Doe")
    shown = rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, uid, "Jane Doe")
    run(empty_vault.store, empty_vault.actor, change_person, other, 1, name="John Smith")
    run(empty_vault.store, empty_vault.actor, as_rehearsed(reshuffle, shown.fingerprint), uid, "Jane Doe")
    assert name_of(empty_vault, uid) == "Jane Doe"


def test_refusals_are_those_of_the_operation(empty_vault: Vault) -> None:
    before = everything(empty_vault)
    with pytest.raises(UserError, match=r"Not like this\."):
        rehearse(empty_vault.store, empty_vault.actor, refuse_late, said)
    with pytest.raises(NotAllowedError):
        rehearse(empty_vault.store, Actor("other", "A reader", frozenset({Role.READER})), reshuffle, said, "x", "y")
    assert everything(empty_vault) == before
    empty_vault.store.read_only = "This is a copy."
    with pytest.raises(ReadOnlyError, match="This is a copy"):
        rehearse(empty_vault.store, empty_vault.actor, reshuffle, said, "x", "y")
