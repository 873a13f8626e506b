"""The store: nothing is written but what history sees, readers can't write, and every safeguard is read back."""

# ruff: noqa: S608, PT012 - the writes that must be refused; a commit fails, not a single line

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session
from vaults import COLLEAGUE, StillClock, problems, search_holds, table_hashes, typed_at

from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.bookkeeping import VaultValue
from mscp_desktop.foundation.engine import APPLICATION_ID, PRAGMAS, _apply_pragmas, connect, driver_of
from mscp_desktop.foundation.errors import ConflictError, DamagedError, InternalError, MissingError, ReadOnlyError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Announcement, WorkSession
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import add_group, all_groups, change_group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.roster.rules.rosters import roster_at

SECRET = "Hushabye"


def fingerprint(vault: Vault) -> Any:
    with vault.store.reading() as session:
        head = vault.store.chain.head(session.connection())
        return head, table_hashes(session), search_holds(session)


BEHIND_HISTORY: list[Any] = [
    insert(Person).values(name=SECRET, uid="u", version=1),
    insert(Base.metadata.tables["person"]).values(name=SECRET, uid="u", version=1),
    update(Group).values(note=SECRET),
    delete(Person),
    *(
        text(statement)
        for statement in (
            f"UPDATE person SET name = '{SECRET}'",
            f"  update person set name = '{SECRET}'",
            f"/* a */ -- b\n UPDATE person SET name = '{SECRET}'",
            f"-- SELECT\nUPDATE person SET name = '{SECRET}'",
            f";UPDATE person SET name = '{SECRET}'",
            f"\ufeffUPDATE person SET name = '{SECRET}'",
            f"WITH x AS (SELECT 1) UPDATE person SET name = '{SECRET}'",
            f"WITH x(a) AS (SELECT 1)\nINSERT INTO person(uid, version, name) SELECT 'u', 1, '{SECRET}' FROM x",
            "WITH x AS (SELECT 1) DELETE/**/FROM person",
            f"REPLACE INTO person(uid, version, name) VALUES('u', 1, '{SECRET}')",
            f"INSERT INTO person(uid,version,name)VALUES('u',1,'{SECRET}')",
            "DROP TABLE draft",
            "DROP TRIGGER operation_no_update",
            "ALTER TABLE person ADD COLUMN x TEXT",
            "CREATE TABLE x(a)",
            "ATTACH ':memory:' AS other",
            "VACUUM",
        )
    ),
]


@pytest.mark.parametrize("side", ["transaction", "writing", "reading"])
def test_no_statement_writes_behind_historys_back(empty_vault: Vault, side: str) -> None:
    before = fingerprint(empty_vault)
    store = empty_vault.store
    sessions: dict[str, Callable[[], AbstractContextManager[Session]]] = {
        "transaction": lambda: store.transaction(empty_vault.actor, "test.behind"),
        "writing": store.writing,
        "reading": store.reading,
    }
    for statement in BEHIND_HISTORY:
        with pytest.raises(InternalError) as refused, sessions[side]() as session:
            session.execute(statement)
        assert SECRET not in str(refused.value)
        assert fingerprint(empty_vault) == before, str(statement)


def test_bulk_writes_of_a_session_are_refused(medway: Vault) -> None:
    before = fingerprint(medway)

    def bulk_insert(session: Session) -> None:
        session.bulk_save_objects([Person(name=SECRET, version=1)])

    def bulk_rows(session: Session) -> None:
        session.execute(insert(Person), [{"name": SECRET, "version": 1}, {"name": "Other", "version": 1}])

    def bulk_query(session: Session) -> None:
        session.query(Group).update({"note": SECRET})

    def core(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM tenure")

    for way in (bulk_insert, bulk_rows, bulk_query, core):
        with pytest.raises(InternalError), medway.store.transaction(medway.actor, "test.bulk") as session:
            way(session)
    assert fingerprint(medway) == before


def test_a_reading_session_writes_nothing_in_any_way(medway: Vault) -> None:
    before = fingerprint(medway)
    with pytest.raises(InternalError), medway.store.reading() as session:
        session.add(Person(name=SECRET, version=1))
        session.flush()
    with pytest.raises(InternalError), medway.store.reading() as session:
        session.scalars(select(Group)).first().note = SECRET  # type: ignore[union-attr]
        session.commit()
    with pytest.raises(DBAPIError, match="readonly"), medway.store.reading() as session:
        bookkeeping = {"bookkeeping": True}
        session.execute(text("DELETE FROM draft"), execution_options=bookkeeping)
    with medway.store.reading() as session:  # replace() is a function too
        query = text("WITH x AS (SELECT replace(name, 'a', 'b') AS n FROM partnership_group) SELECT count(*) FROM x")
        assert session.scalar(query)
    assert fingerprint(medway) == before


def test_the_guard_closes_again_after_a_flush_and_after_a_failed_one(medway: Vault) -> None:
    before = fingerprint(medway)
    with pytest.raises(InternalError), medway.store.transaction(medway.actor, "test.after") as session:
        session.add(Person(name="In order"))
        session.flush()
        session.execute(text("DELETE FROM tenure"))
    with pytest.raises(StatementError), medway.store.transaction(medway.actor, "test.fails") as session:
        session.add(Person(name=None))
        session.flush()
    for _ in range(6):  # whichever pooled connection it was
        with pytest.raises(InternalError), medway.store.transaction(medway.actor, "test.after") as session:
            session.execute(text("DELETE FROM tenure"))
    assert fingerprint(medway) == before


def test_an_error_repeats_no_value(empty_vault: Vault) -> None:
    run(empty_vault.store, empty_vault.actor, add_person, "Somebody")

    def wrong_type(session: Session) -> None:
        session.add(Group(name=SECRET, position=SECRET, tier="executive", scope="local"))

    def no_such_word(session: Session) -> None:
        session.add(Group(name="Group", position=1, tier=SECRET, scope="local"))

    def missing(session: Session) -> None:
        session.add(Group(name=SECRET, position=1, scope="local"))

    def no_such_date(session: Session) -> None:
        session.add(Group(name=SECRET, position=1, tier="executive", scope="local", start=SECRET))

    for way in (wrong_type, no_such_word, missing, no_such_date):
        with (
            pytest.raises(Exception) as refused,  # noqa: PT011 - its kind is SQLAlchemy's affair
            empty_vault.store.transaction(empty_vault.actor, "test.error") as session,
        ):
            way(session)
            session.flush()
        assert SECRET not in f"{refused.value!r} {refused.value} {refused.value.__cause__!r}", way


def test_a_null_where_none_may_be_is_our_bug_and_not_a_conflict(empty_vault: Vault) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_group, "Quality").value
    with pytest.raises(IntegrityError):
        run(empty_vault.store, empty_vault.actor, change_group, uid, 1, position=None)


def test_a_reference_to_what_is_gone_is_refused_in_words(empty_vault: Vault) -> None:
    before = fingerprint(empty_vault)
    with (
        pytest.raises(ConflictError, match="has been removed since it was shown"),
        empty_vault.store.transaction(empty_vault.actor, "test.reference") as session,
    ):
        session.add(Person(name="Somebody", organisation_id=4711))
    assert fingerprint(empty_vault) == before
    run(empty_vault.store, empty_vault.actor, add_person, "The store still works")


def test_a_failed_operation_leaves_nothing_and_announces_nothing(medway: Vault) -> None:
    before = fingerprint(medway)
    heard: list[Announcement] = []
    medway.store.watch(heard.append)
    with pytest.raises(KeyError), medway.store.transaction(medway.actor, "test.fails") as session:
        session.add(Person(name=SECRET))
        session.flush()
        raise KeyError
    assert fingerprint(medway) == before
    assert heard == []
    run(medway.store, COLLEAGUE, add_person, "Heard of")
    assert [(one.name, one.kind, len(one.touched)) for one in heard] == [("parties.add_person", "do", 1)]


def test_a_read_only_store_answers_with_its_sentence(medway: Vault) -> None:
    medway.store.read_only = "This is a copy."
    before = fingerprint(medway)
    with pytest.raises(ReadOnlyError, match="This is a copy"):
        run(medway.store, medway.actor, add_person, "Nobody")
    with pytest.raises(ReadOnlyError):
        medway.store.save_draft(medway.actor.uid, "person:x", "name", "typed")
    assert fingerprint(medway) == before


def test_drafts_are_kept_apart_from_history(medway: Vault) -> None:
    before = fingerprint(medway)
    store, uid = medway.store, medway.actor.uid
    store.save_draft(uid, "person:x", "name", f"{SECRET} 31 Febr")
    store.save_draft(uid, "person:x", "name", f"{SECRET} 31 Februa")
    store.save_draft("other", "person:x", "name", "theirs")
    assert typed_at(store, uid, "person:x") == {"name": f"{SECRET} 31 Februa"}
    with store.reading() as session:
        assert find(session, SECRET) == []
    store.save_draft(uid, "person:x", "name", None)
    assert typed_at(store, uid, "person:x") == {}
    assert typed_at(store, "other", "person:x") == {"name": "theirs"}
    assert fingerprint(medway) == before


class Lying:
    """A connection that takes every setting and answers one of them otherwise."""

    def __init__(self, lie: str | None, answer: Any) -> None:
        self.lie, self.answer = lie, answer
        self.held: dict[str, Any] = {"journal_mode": "wal", "cipher_version": "4.19.0 community"}
        self.asked: set[str] = set()

    def execute(self, statement: str) -> Any:
        name, _, value = statement.removeprefix("PRAGMA ").partition(" = ")
        if name == "journal_mode":
            self.held[name] = value.lower()
        elif value:
            settings = (*PRAGMAS, ("synchronous", "FULL", 2), ("synchronous", "EXTRA", 3))
            self.held[name] = {(known, str(given)): expected for known, given, expected in settings}.get((name, value))
        if not value or name == "journal_mode":
            self.asked.add(name)
        found = self.answer if name == self.lie else self.held[name]
        self.row = None if found is None and name == self.lie else (found,)
        return self

    def fetchone(self) -> Any:
        return self.row


def test_every_pragma_is_read_back() -> None:
    honest = Lying(None, None)
    _apply_pragmas(honest)
    named = {name for name, _, _ in PRAGMAS}
    assert {"busy_timeout", "foreign_keys", "trusted_schema", "secure_delete", "cell_size_check", "cache_size"} <= named
    assert honest.asked >= named | {"journal_mode", "synchronous", "cipher_version"}
    for name, _, expected in (*PRAGMAS, ("synchronous", "", 2)):
        with pytest.raises(InternalError, match=name):
            _apply_pragmas(Lying(name, int(expected) + 1))
    for answer in ("memory", "off", "truncate", "persist"):
        with pytest.raises(InternalError, match="journal_mode"):
            _apply_pragmas(Lying("journal_mode", answer))
    for nothing in (None, ""):
        with pytest.raises(InternalError, match="no encryption"):
            _apply_pragmas(Lying("cipher_version", nothing))


def test_where_the_journal_can_only_be_a_file_the_strictest_writing_is_used() -> None:
    connection = Lying("journal_mode", "delete")
    _apply_pragmas(connection)
    assert connection.held["synchronous"] == 3


def test_a_real_connection_holds_the_pragmas(medway: Vault) -> None:
    with medway.store.reading() as session:
        for name, _, expected in (*PRAGMAS, ("synchronous", "FULL", 2), ("application_id", "", APPLICATION_ID)):
            assert session.scalar(text(f"PRAGMA {name}")) == expected, name
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA query_only")) == 1
    with medway.store.writing() as session:
        assert session.scalar(text("PRAGMA query_only")) == 0


def test_references_wait_for_the_commit_where_rows_come_go_or_refer_anew(medway: Vault) -> None:
    def waits(change: Callable[[WorkSession], None]) -> int:
        with medway.store.transaction(medway.actor, "test.references") as session:
            change(session)
            session.flush()
            found: int = session.scalar(text("PRAGMA defer_foreign_keys"))
        return found

    def first(session: WorkSession) -> Person:
        return session.scalars(select(Person).where(Person.name == "Jane Roe")).one()

    def add(session: WorkSession) -> None:
        session.add(Person(name="Jane Roe"))

    def rename(session: WorkSession) -> None:
        first(session).post = "Director"

    def refer(session: WorkSession) -> None:
        first(session).organisation_id = session.scalars(select(Organisation.id)).first()

    def remove(session: WorkSession) -> None:
        session.delete(first(session))

    assert [waits(change) for change in (add, rename, refer, rename, remove)] == [1, 0, 1, 0, 1]
    assert problems(medway) == []


def test_a_reading_connection_that_was_made_to_write_is_reading_again_at_its_next_use(medway: Vault) -> None:
    connections = set()
    for _ in range(2):
        with medway.store.reading() as session:
            connections.add(driver_of(session.connection()))
            assert session.scalar(text("PRAGMA query_only")) == 1
            session.execute(text("PRAGMA query_only = OFF"))
    assert len(connections) == 1


def test_a_save_leaves_statements_prepared(medway: Vault) -> None:
    """To set a flag makes SQLite prepare all of them again, which doubled what a save takes beside its commit."""
    uid = run(medway.store, medway.actor, add_person, "Jane Roe").value
    said: list[str] = []
    for version in range(1, 4):
        with medway.store.transaction(medway.actor, "test.prepared") as session:
            driver = driver_of(session.connection())
            driver.set_trace_callback(said.append)
            change_person(session, uid, version, post=f"Post {version}")
    driver.set_trace_callback(None)
    with medway.store.transaction(medway.actor, "test.prepared") as session:
        assert driver_of(session.connection()) is driver
    assert any(one.startswith("INSERT INTO operation") for one in said)
    assert not [one for one in said if one.startswith("PRAGMA") and "=" in one]


def test_a_key_gives_the_record_that_the_session_holds_or_none(medway: Vault) -> None:
    uid = run(medway.store, medway.actor, add_person, "Jane Roe").value
    with medway.store.transaction(medway.actor, "test.get") as session:
        key = session.scalar(select(Person.id).where(Person.uid == uid))
        person = session.get(Person, key)
        assert person is session.get(Person, key) is Person.by_uid(session, uid)
        assert session.get(Person, -1) is None
        assert session.get(VaultValue, "vault_id").value
        session.delete(person)
        session.flush()
        assert session.get(Person, key) is None


def test_a_missing_short_foreign_or_damaged_file_each_have_their_sentence(medway: Vault) -> None:
    key, db_file = medway.subkey("db"), medway.db_file
    medway.store.close()
    content = db_file.read_bytes()
    with pytest.raises(MissingError, match="missing"):
        connect(db_file.with_name("other.db"), key)
    assert not db_file.with_name("other.db").exists()
    with pytest.raises(DamagedError, match="can't be read"):
        connect(db_file, bytes(32))
    assert db_file.read_bytes() == content
    for damaged in (content[:100], b"", bytes(len(content)), b"SQLite format 3\0" + content[16:]):
        db_file.write_bytes(damaged)
        with pytest.raises(DamagedError, match="damaged"):
            connect(db_file, key)
        assert db_file.read_bytes() == damaged
    other = db_file.with_name("foreign.db")
    connection = connect(other, key, create=True)
    connection.execute("PRAGMA application_id = 7")
    connection.execute("CREATE TABLE x(a)")
    connection.close()
    with pytest.raises(DamagedError, match="not a partnership's"):
        connect(other, key)


def test_many_threads_read_while_one_writes(medway: Vault, clock: StillClock) -> None:
    stop, failures = threading.Event(), []
    reads: list[int] = []

    def read(number: int) -> None:
        count = 0
        try:
            while not stop.is_set() or count < 2:
                with medway.store.reading() as session:
                    groups = all_groups(session)
                    roster_at(session, groups[(number + count) % len(groups)].uid, clock.today())
                    find(session, "saf")
                    assert session.scalar(text("SELECT count(*) FROM person")) is not None
                count += 1
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells of it
            failures.append(error)
        reads.append(count)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    until, written = time.monotonic() + 0.4, 0  # `make safety` does it for longer
    while time.monotonic() < until or written < 3:
        run(medway.store, medway.actor, add_person, f"Person {written}")
        written += 1
    stop.set()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(reads) == 24
    assert sum(reads) > 24
    assert problems(medway) == []
    with medway.store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM person WHERE name LIKE 'Person %'")) == written


def test_writers_on_several_threads_wait_for_each_other(medway: Vault) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(5):
                run(medway.store, medway.actor, add_person, f"Writer {number} {turn}")
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells of it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert problems(medway) == []
