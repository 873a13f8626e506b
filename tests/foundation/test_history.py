"""History: every change in it, linked into a chain that shows what was altered, and purged where that is asked for."""

# ruff: noqa: S608, RUF001, PT012 - names of our own tables; typed text has such letters; a commit fails, not a line

import json
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from vaults import COLLEAGUE, StillClock, problems, raw, typed_at, without_triggers

from mscp_desktop.foundation.bookkeeping import Draft, SearchEntry
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.history import contains_head, entries_of, entries_since
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.purging import purge
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import add_group, change_group, group_named
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.records import Seat, SeatRole
from mscp_desktop.roster.rules.changes import add_seat, record_holder

PARAGRAPH = "The group met.\n\nIt agreed “three” things; Zoë’s among them – and 100% of the rest.\tDone\u2028.\\ \" '"


def shown(vault: Vault, name: str) -> tuple[str, int]:
    with vault.store.reading() as session:
        group = group_named(session, name)
        return group.uid, group.version


def test_one_typed_paragraph_is_one_entry(medway: Vault) -> None:
    uid, version = shown(medway, "Executive")
    with medway.store.reading() as session:
        _, before = medway.store.chain.head(session.connection())
        count = len(list(entries_since(session)))
    done = run(medway.store, medway.actor, change_group, uid, version, note=PARAGRAPH)
    assert done.announcement is not None
    assert done.announcement.touched == {("partnership_group", uid)}
    with medway.store.reading() as session:
        entry, *_ = entries_of(session, "partnership_group", uid)
        assert len(list(entries_since(session))) == count + 1
        assert entry.values is not None
        assert set(entry.values) == {"note"}
        assert entry.values["note"][1] == PARAGRAPH
        assert (entry.kind, entry.revision, entry.actor) == ("update", version + 1, medway.actor.name)
        assert entry.summary.startswith("Note of ")
        operations, head = medway.store.chain.head(session.connection())
        assert head != before
        assert contains_head(session.connection(), operations - 1, before)
        assert not contains_head(session.connection(), operations, before)
        assert not contains_head(session.connection(), operations + 5, head)
    assert problems(medway) == []


def test_saving_what_stands_there_is_no_change(medway: Vault) -> None:
    uid, version = shown(medway, "Executive")
    with medway.store.reading() as session:
        head = medway.store.chain.head(session.connection())
        note = session.scalar(select(Group.note).where(Group.uid == uid))
    assert run(medway.store, medway.actor, change_group, uid, version, note=note).announcement is None
    with medway.store.transaction(medway.actor, "there.and_back") as session:  # changed and changed back
        group = Group.by_uid(session, uid)
        group.note = "for a moment"
        session.flush()
        group.note = note
    with medway.store.transaction(medway.actor, "made.and_gone") as session:
        session.add(Person(name="Nobody"))
        session.flush()
        session.delete(session.scalars(select(Person).where(Person.name == "Nobody")).one())
    with medway.store.reading() as session:
        assert medway.store.chain.head(session.connection()) == head


def test_a_row_changed_and_deleted_in_one_breath_is_put_back_as_it_was(empty_vault: Vault) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_person, "Jane Roe", post="Chair").value
    with empty_vault.store.transaction(empty_vault.actor, "test.change_and_delete") as session:
        person = Person.by_uid(session, uid)
        person.name, person.email = "Changed", "new@example.org"
        session.delete(person)
    undo(empty_vault.store, empty_vault.actor)
    with empty_vault.store.reading() as session:
        person = Person.by_uid(session, uid)
        assert (person.name, person.post, person.email) == ("Jane Roe", "Chair", None)


def test_identity_and_version_are_not_set_by_hand(empty_vault: Vault) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_person, "Jane Roe").value
    for name, value in (("id", 99), ("uid", "other"), ("version", 1), ("version", 7)):
        with (
            pytest.raises(InternalError),
            empty_vault.store.transaction(empty_vault.actor, "test.identity") as session,
        ):
            person = Person.by_uid(session, uid)
            person.name = "Someone else"
            setattr(person, name, value if value != person.version else value + 1)
        with pytest.raises(InternalError, match="no field"):
            run(empty_vault.store, empty_vault.actor, change_person, uid, 1, id=99)


def test_what_is_no_record_is_not_written_beside_history(empty_vault: Vault, clock: StillClock) -> None:
    for row in (
        SearchEntry(kind="person", uid="x", title="x", detail=""),
        Draft(user_uid="u", place="p", field="f", text="t", at=clock.now()),
    ):
        with (
            pytest.raises(InternalError, match="no record"),
            empty_vault.store.transaction(empty_vault.actor, "test.beside") as session,
        ):
            session.add(row)


@pytest.fixture
def written(empty_vault: Vault, clock: StillClock) -> Vault:
    """A vault with a few operations of every kind, one of them purged."""
    store, actor = empty_vault.store, empty_vault.actor
    group = run(store, actor, add_group, "Quality").value
    clock.move(hours=1)
    body = run(store, actor, add_organisation, "Council", short="MC").value
    person = run(store, actor, add_person, "Jane Roe", email="jane@example.org").value
    run(store, actor, change_group, group, 1, note=PARAGRAPH, times=6, months=12)
    undo(store, actor)
    seat = run(store, actor, add_seat, group, post="Chair", organisation_uid=body, role=SeatRole.CHAIR).value
    run(store, actor, record_holder, seat, person_uid=person)
    gone = run(store, actor, add_person, "Gone Person").value
    run(store, actor, delete_parties, "person", [gone])
    run(store, actor, purge, [("person", gone)], "asked for by them")
    assert problems(empty_vault) == []
    return empty_vault


TABLES = ("operation", "history_entry", "history_value", "operation_text")


def altered(value: Any) -> Any:
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\1"
    if isinstance(value, int):
        return value + 1000
    return None if value is None else value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"


def test_every_altered_value_is_found(written: Vault) -> None:
    connection = without_triggers(written)
    tried = 0
    for table in TABLES:
        cursor = connection.execute(f"SELECT rowid, * FROM {table}")
        names = [one[0] for one in cursor.description][1:]
        rows = cursor.fetchall()
        for rowid, *values in (rows[0], rows[len(rows) // 2], rows[-1]):
            for name, value in zip(names, values, strict=True):
                new = "something" if value is None else altered(value)
                key = new if name == names[0] and name in {"id", "entry_id", "operation_id"} else rowid
                connection.execute(f'UPDATE {table} SET "{name}" = ? WHERE rowid = ?', (new, rowid))
                assert problems(written), f"{table}.{name} of row {rowid}: {value!r} to {new!r}"
                connection.execute(f'UPDATE {table} SET "{name}" = ? WHERE rowid = ?', (value, key))
                tried += 1
    connection.close()
    assert problems(written) == []
    assert tried > 80


def test_a_time_written_another_way_is_found(written: Vault) -> None:
    connection = without_triggers(written)
    for new in ("2025-01-15T10:00:00Z", "2025-01-15 10:00:00.000000+00:00", "2025-01-15T10:00:00", "rubbish"):
        connection.execute("UPDATE operation SET at = ? WHERE id = 2", (new,))
        assert problems(written)
    connection.close()


def test_every_removed_added_or_reordered_row_is_found(written: Vault) -> None:
    connection = without_triggers(written)
    for table in TABLES:
        for (rowid,) in connection.execute(f"SELECT rowid FROM {table}").fetchall():
            connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM " + table + " WHERE rowid = ?", (rowid,))
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
            assert problems(written), f"{table} {rowid} removed"
            connection.execute(f"INSERT INTO {table} SELECT * FROM kept")
            connection.execute("DROP TABLE kept")
    assert problems(written) == []
    connection.execute("INSERT INTO history_value VALUES (9999, x'00', '{}')")
    assert problems(written)
    connection.execute("DELETE FROM history_value WHERE entry_id = 9999")
    purged = connection.execute("SELECT row_id FROM history_entry WHERE table_name = 'history_value'").fetchone()[0]
    connection.execute("INSERT INTO history_value VALUES (?, x'00', '{}')", (purged,))  # put back what was purged
    assert problems(written)
    connection.execute("DELETE FROM history_value WHERE entry_id = ?", (purged,))
    for table, key in (("operation", "id"), ("history_entry", "id"), ("history_value", "entry_id")):
        swap = f"UPDATE {table} SET {key} = CASE {key} WHEN 2 THEN -3 ELSE -2 END WHERE {key} IN (2, 3)"
        for statement in (swap, f"UPDATE {table} SET {key} = -{key} WHERE {key} < 0"):
            connection.execute(statement)
        assert problems(written), f"{table} reordered"
        for statement in (swap, f"UPDATE {table} SET {key} = -{key} WHERE {key} < 0"):
            connection.execute(statement)
    assert problems(written) == []
    connection.close()


def test_triggers_refuse_to_rewrite_history(written: Vault) -> None:
    connection = raw(written)
    for table in TABLES:
        for statement in (
            f"UPDATE {table} SET rowid = rowid + 1",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        ):
            with pytest.raises(sqlcipher.IntegrityError, match="history is"):
                connection.execute(statement)
    connection.close()
    assert problems(written) == []


WORD = "Zyxwvutsrqpon"


def everything(vault: Vault) -> str:
    """Return every value of every table, the search index's own included, as one text."""
    connection = raw(vault)
    said = []
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if name != "search_words":
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                said += [one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in row]
    connection.close()
    return "\n".join(said).casefold()


def test_a_purge_leaves_no_trace_of_the_words(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        seat = session.scalars(select(Seat).order_by(Seat.id)).first()
    assert seat is not None
    uid = run(store, actor, add_person, WORD, email=f"{WORD}@example.org").value
    run(store, actor, change_person, uid, 1, name=f"{WORD} Second", post=f"Head of {WORD}")
    undo(store, actor)
    holder = run(store, actor, record_holder, seat.uid, person_uid=uid, start=PartialDate(2025)).value
    undo(store, actor)  # its words name the person, although the person was not touched
    store.save_draft(actor.uid, f"person:{uid}", "post", f"Not yet {WORD}")
    store.save_draft("someone else", f"person:{uid}", "email", f"{WORD}@")
    store.save_draft(actor.uid, "person:another", "post", "stays")
    run(store, actor, delete_parties, "person", [uid])
    assert WORD.casefold() in everything(medway)
    done = run(store, actor, purge, [("person", uid)], "they asked to be forgotten")
    assert done.value > 0
    assert done.announcement is not None
    assert ("person", uid) in done.announcement.touched
    left = everything(medway)
    parts = {WORD[at : at + 5].casefold() for at in range(len(WORD) - 4)}  # an index may hold a word in pieces
    assert [part for part in parts if part in left] == []
    assert "they asked to be forgotten" in left
    assert problems(medway) == []
    assert typed_at(store, actor.uid, "person:another") == {"post": "stays"}
    with store.reading() as session:
        assert find(session, WORD[:4]) == []
        entries = entries_of(session, "person", uid)
        assert len(entries) == 4
        assert all(entry.values is None and WORD not in entry.summary for entry in entries)
        assert {entry.actor for entry in entries} == {actor.name}
        assert entries_of(session, "tenure", holder)[0].values is not None
    with pytest.raises(UserError, match=r"can't be undone\. What corrects it is entering it again"):
        undo(store, actor)
    assert run(store, actor, purge, [("person", uid)], "again").announcement is None


def test_undo_of_what_was_purged_refuses_in_words(medway: Vault) -> None:
    uid = run(medway.store, medway.actor, add_person, WORD).value
    run(medway.store, COLLEAGUE, purge, [("person", uid)], "entered by mistake")
    with pytest.raises(UserError, match="purged from history"):
        undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert Person.by_uid(session, uid).name == WORD  # a record that stands keeps what it says


def test_a_purge_needs_a_reason_and_the_right(medway: Vault) -> None:
    uid = run(medway.store, medway.actor, add_person, WORD).value
    with pytest.raises(UserError, match="Say why"):
        run(medway.store, medway.actor, purge, [("person", uid)], "  ")
    with medway.store.reading() as session:
        assert entries_of(session, "person", uid)[0].values is not None


def test_what_is_kept_is_plain(written: Vault) -> None:
    """Sorted keys, ISO dates, integers, null for nothing: readable without the program."""
    connection = raw(written)
    payloads = [row[0] for row in connection.execute("SELECT payload FROM history_value")]
    connection.close()
    for payload in payloads:
        said = json.loads(payload)
        assert payload == json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert all(isinstance(one, str | int | None) for pair in said.values() for one in pair)
    assert any('"known_from":[null,"2025-01-15"]' in payload for payload in payloads)
    with written.store.reading() as session:
        body = session.scalars(select(Organisation)).one()
        assert entries_of(session, "organisation", body.uid)[0].values == {
            "name": (None, "Council"), "short": (None, "MC"), "kind": (None, "body"), "statutory": (None, 0),
        }  # fmt: skip
