"""Operations: named, allowed to some, whole or not at all."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from vaults import COLLEAGUE

import mscp_desktop
from mscp_desktop.foundation.errors import NotAllowedError, UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import Operation, change_record, operation, run
from mscp_desktop.foundation.store import Actor, Role, WorkSession
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.people import add_person, change_person

ROOT = Path(mscp_desktop.__file__).parent


def all_operations() -> dict[str, Operation[..., object]]:
    """Return every operation of the program, found where the decorator is used."""
    found = {}
    for file in ROOT.rglob("*.py"):
        if "@operation(" in file.read_text(encoding="utf-8"):
            name = ".".join(("mscp_desktop", *file.relative_to(ROOT).with_suffix("").parts))
            for one in vars(import_module(name)).values():
                if isinstance(one, Operation):
                    found[one.name] = one
    return found


def test_every_operation_has_a_name_a_role_and_says_what_it_did() -> None:
    found = all_operations()
    assert len(found) > 15
    for name, one in found.items():
        assert re.fullmatch(r"[a-z]+[0-9]*\.[a-z]+(_[a-z]+)*", name)
        assert one.roles
        assert not one.roles <= {Role.READER}
        code = inspect.getsource(one.function)
        others = re.findall(r"\b(add|change|move|record|correct|forget)_?\w*\(", code)
        assert "session.say(" in code or len(others) > 1, name


def test_names_are_used_once() -> None:
    names = [
        name
        for file in ROOT.rglob("*.py")
        for name in re.findall(r"@operation\(\s*\"([^\"]+)\"", file.read_text(encoding="utf-8"))
    ]
    assert len(names) == len(set(names))


def test_an_operation_runs_as_a_part_of_another_and_is_one_entry_of_history(empty_vault: Vault) -> None:
    @operation("test.two_people", frozenset({Role.AUDIT, Role.FINANCE}))
    def two_people(session: WorkSession) -> list[str]:
        uids = [add_person(session, "Jane Roe"), add_person(session, "John Doe")]
        session.say("Added two")
        return uids

    auditor = Actor("a", "Auditor", frozenset({Role.AUDIT}))
    done = run(empty_vault.store, auditor, two_people)
    with empty_vault.store.reading() as session:
        entries = [entries_of(session, "person", uid)[0] for uid in done.value]
    assert {entry.operation_uid for entry in entries} == {done.announcement and done.announcement.operation_uid}
    assert {(entry.summary, entry.operation, entry.actor) for entry in entries} == {
        ("Added two", "test.two_people", "Auditor")
    }
    with pytest.raises(NotAllowedError, match="This is for the audit group or the finance officer"):
        run(empty_vault.store, Actor("r", "Reader", frozenset({Role.READER})), two_people)


def test_an_operation_that_refuses_after_writing_leaves_nothing(empty_vault: Vault) -> None:
    @operation("test.half")
    def half(session: WorkSession) -> None:
        add_person(session, "Jane Roe")
        raise UserError("No.")

    with pytest.raises(UserError, match="No"):
        run(empty_vault.store, empty_vault.actor, half)
    with empty_vault.store.reading() as session:
        assert session.query(Person).count() == 0


def test_changes_are_told_as_old_and_new(empty_vault: Vault) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_person, "Jane Roe", post="Nurse").value
    with empty_vault.store.transaction(empty_vault.actor, "test.change") as session:
        person = Person.by_uid(session, uid)
        fields = {"post": "Matron", "name": "Jane Roe", "email": None}
        assert change_record(session, person, 1, fields) == {"post": ("Nurse", "Matron")}


def test_a_long_value_is_cut_in_the_sentence_and_a_key_is_not_shown(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    uid = run(store, actor, add_person, "Jane Roe").value
    run(store, COLLEAGUE, change_person, uid, 1, post="x" * 5000)
    with pytest.raises(UserError) as refused:
        run(store, actor, change_person, uid, 1, post="y" * 5000)
    assert len(str(refused.value)) < 400
