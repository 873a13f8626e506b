"""The schema: migrations make exactly what the records say, lose nothing on the way, and the database minds types."""

# ruff: noqa: ARG005 - every read is asked with the same three values

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import reads_actions
import reads_agenda
import reads_assessment
import reads_audit_away
import reads_audit_cases
import reads_audit_day
import reads_audit_findings
import reads_audit_overview
import reads_audit_returns
import reads_audits
import reads_meetings
import reads_minutes
import reads_papers
import reads_section11
import sqlcipher3.dbapi2 as sqlcipher
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from asked_lists import listed
from features import WHAT_IS_MEANT, functions_of, modules_of
from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from vaults import StillClock, problems, raw, record_models, search_holds, table_hashes, table_rows

from mscp_desktop import catalogue
from mscp_desktop.foundation import attachments, drafts, schema
from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.bookkeeping import EXTRAS
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.errors import DamagedError, InternalError, UserError
from mscp_desktop.foundation.history import entries_of, entries_since
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import next_steps, undo
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key
from mscp_desktop.groups import lists as group_lists
from mscp_desktop.groups import structure
from mscp_desktop.groups.rules import copies as group_copies
from mscp_desktop.groups.rules import groups, terms
from mscp_desktop.parties import lists as party_lists
from mscp_desktop.parties.rules import (
    agencies,
    choices,
    copies,
    matching,
    merging,
    names,
    organisations,
    people,
    posts,
    register,
    requests,
)
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.records import Chairing, Seat
from mscp_desktop.roster.rules import (
    chairs,
    contacts,
    delegation,
    deputies,
    holding,
    joining,
    leaving,
    membership,
    reorganising,
    rosters,
    sitting,
    turnover,
)


def test_migrations_make_what_the_records_say(empty_vault: Vault) -> None:
    with empty_vault.store.reading() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("search_words")},
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_says_the_same_as_its_definition(empty_vault: Vault) -> None:
    """Alembic compares neither STRICT nor AUTOINCREMENT nor names of constraints, so the texts are compared too."""
    connection = raw(empty_vault)
    made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    connection.close()

    def parts(sql: str) -> list[str]:
        inside, _, after = sql.partition("(")[2].rpartition(")")
        return sorted(
            [" ".join(line.strip().rstrip(",").split()) for line in inside.splitlines() if line.strip()]
            + [after.strip()]
        )

    with empty_vault.store.reading() as session:
        dialect = session.connection().dialect
        for table in Base.metadata.sorted_tables:
            assert parts(made[table.name]) == parts(str(CreateTable(table).compile(dialect=dialect))), table.name


def test_every_table_is_strict_and_ids_are_never_used_again(empty_vault: Vault) -> None:
    connection = raw(empty_vault)
    listed = connection.execute("PRAGMA table_list").fetchall()
    definitions = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    connection.close()
    strict = {row[1]: row[5] for row in listed if row[2] == "table"}
    ours = set(Base.metadata.tables)
    assert ours <= set(strict)
    assert {name for name in ours if not strict[name]} == set()
    assert all("AUTOINCREMENT" in definitions[model.__tablename__] for model in record_models())


def test_every_foreign_key_has_an_index_and_none_cascades() -> None:
    for table in Base.metadata.tables.values():
        indexed = {next(iter(index.columns)).name for index in table.indexes} | {
            column.name for column in list(table.primary_key.columns)[:1]
        }
        for column in table.columns:
            for key in column.foreign_keys:
                assert column.name in indexed, f"{table.name}.{column.name}"
                assert key.ondelete is None
                assert key.onupdate is None


def test_the_database_refuses_a_wrong_type(medway: Vault) -> None:
    connection = raw(medway)
    for statement in (
        "UPDATE person SET version = 'two'",
        "UPDATE partnership_group SET position = x'00'",
        "UPDATE partnership_group SET name = x'00'",
        "UPDATE seat SET either_post = 'yes'",
        "UPDATE partnership_group SET times = 1.5",
        "UPDATE partnership_group SET name = NULL",
    ):
        with pytest.raises(sqlcipher.IntegrityError):
            connection.execute(statement)
    with pytest.raises(sqlcipher.IntegrityError, match="FOREIGN KEY"):
        connection.execute("UPDATE seat SET group_id = 4711")
    connection.close()


def test_head_is_the_one_head_of_the_migrations() -> None:
    directory = schema.scripts()
    assert directory.get_heads() == [schema.HEAD]
    assert len(list(directory.walk_revisions())) == len(list((schema.FOLDER / "versions").glob("[0-9]*.py")))


SECOND = '''
"""Rename a column, drop one and add one, in the two tables to which others refer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("partnership_group", "organisation"):
        with op.batch_alter_table(table, table_kwargs={{"sqlite_strict": True}}) as batch:
            batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="none"))
            batch.alter_column("note", new_column_name="remark")
    {more}
'''


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that adds an invented migration to a copy of the real ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(
        more: str = "pass", *, name: str = "0002_invented.py", down: str = schema.HEAD, number: str = "0002"
    ) -> None:
        said = SECOND.format(more=more, down=down).replace('"0002"', f'"{number}"')
        (folder / "versions" / name).write_text(said, encoding="utf-8")
        monkeypatch.setattr(schema, "FOLDER", folder)
        monkeypatch.setattr(schema, "HEAD", number)

    return add


def closed(vault: Vault) -> tuple[Path, bytes]:
    vault.close()
    return vault.db_file, vault.subkey("db")


def test_a_migration_keeps_every_row_reference_trigger_and_word(medway: Vault, migrations: Callable[..., None]) -> None:
    with medway.store.reading() as session:
        before, searched = table_rows(session), search_holds(session)
    db_file, key = closed(medway)
    migrations()
    schema.upgrade(db_file, key)
    connection = connect(db_file, key)
    assert schema.revision_of(connection) == "0002"
    for name, rows in before.items():
        held = connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()  # noqa: S608 - our names
        assert len(held) == len(rows)
        assert [row[0] for row in held] == [row[0] for row in rows]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT DISTINCT colour FROM partnership_group").fetchall() == [("none",)]
    strict = {row[1]: row[5] for row in connection.execute("PRAGMA table_list")}
    assert strict["partnership_group"] == strict["organisation"] == 1
    references = connection.execute("PRAGMA foreign_key_list(seat)").fetchall()
    assert {row[2] for row in references} == {"partnership_group", "organisation", "seat"}
    triggers = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert len(triggers) == sum("CREATE TRIGGER" in one for one in EXTRAS)
    with pytest.raises(sqlcipher.IntegrityError, match="not rewritten"):
        connection.execute("UPDATE operation SET name = 'x'")
    query = (
        "SELECT e.kind, e.uid, e.title, e.detail, w.title, w.body"
        " FROM search_entry AS e LEFT JOIN search_words AS w ON w.rowid = e.id"
    )
    assert set(connection.execute(query).fetchall()) == searched
    connection.close()
    assert problems(medway) == []
    medway.store.close()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ('op.execute("DELETE FROM tenure")', InternalError),
        ('op.execute("DELETE FROM operation_text WHERE operation_id = 1")', InternalError),
        ('op.execute("UPDATE seat SET group_id = 4711 WHERE id = 1")', DamagedError),
        ("raise ZeroDivisionError", ZeroDivisionError),
    ],
)
def test_a_migration_that_would_lose_something_changes_nothing(
    medway: Vault, migrations: Callable[..., None], more: str, error: type[Exception]
) -> None:
    with medway.store.reading() as session:
        before = table_hashes(session)
    db_file, key = closed(medway)
    migrations(more)
    with pytest.raises(error):
        schema.upgrade(db_file, key)
    with medway.store.reading() as session:
        assert table_hashes(session) == before
        assert session.scalar(text("SELECT version_num FROM alembic_version")) != "0002"
    assert problems(medway) == []
    medway.store.close()


def test_two_heads_are_refused(medway: Vault, migrations: Callable[..., None]) -> None:
    db_file, key = closed(medway)
    migrations()
    migrations(name="0002_other.py", number="0003")
    with pytest.raises(CommandError, match="Multiple head"):
        schema.upgrade(db_file, key)


def test_opening_an_older_vault_brings_a_copy_up_to_date(
    medway: Vault, migrations: Callable[..., None], place: Path, frame: Frame, clock: StillClock
) -> None:
    medway.close()
    old = medway.db_file
    content = old.read_bytes()
    back = (f"op.execute('ALTER TABLE {name} RENAME remark TO note')" for name in ("partnership_group", "organisation"))
    migrations("\n    ".join(back))
    with pytest.raises(UserError, match="brought up to date first"):
        open_with_key(place, frame, medway.actor.uid, medway.data_key, to_change=False)
    clock.move(hours=1)
    with open_with_key(place, frame, medway.actor.uid, medway.data_key) as opened:
        assert opened.db_file != old
        uid = run(opened.store, opened.actor, add_person, "After the migration").value
        undo(opened.store, opened.actor)
        with opened.store.reading() as session:
            assert len(entries_of(session, "person", uid)) == 2
        assert problems(opened) == []
    assert old.read_bytes() == content


def test_a_vault_of_a_newer_program_is_refused_in_words(medway: Vault, place: Path, frame: Frame) -> None:
    connection = raw(medway)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    medway.close()
    with pytest.raises(UserError, match="newer version of the program"):
        open_with_key(place, frame, medway.actor.uid, medway.data_key)


def test_a_database_without_a_schema_is_damaged(medway: Vault, place: Path, frame: Frame) -> None:
    connection = raw(medway)
    connection.execute("DELETE FROM alembic_version")
    connection.close()
    medway.close()
    with pytest.raises(DamagedError, match="no schema"):
        open_with_key(place, frame, medway.actor.uid, medway.data_key)


# ---- PostgreSQL later: what the features say must be sayable there too


OF = ("organisation_id", "person_id")
READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: groups.all_groups(s),
    lambda s, day, uid: groups.group_facts(s, uid),
    lambda s, day, uid: (terms.terms_on(s), terms.terms_on(s, day), terms.overdue_terms(s, day)),
    lambda s, day, uid: (terms.terms_versions(s, day, uid), terms.version_of(s, uid, day), terms.terms_id(s, uid)),
    lambda s, day, uid: (terms.groups_without_terms(s, day), terms.terms_history(s, uid)),
    lambda s, day, uid: (group_copies.copies_of(s, uid), group_copies.copies_history(s, uid)),
    lambda s, day, uid: groups.groups_below(s, uid, day),
    lambda s, day, uid: structure.structure_at(s, day),
    lambda s, day, uid: (groups.group_named(s, "Executive"), groups.group_names(s)),
    lambda s, day, uid: groups.group_choices(s, "saf"),
    lambda s, day, uid: group_lists.group_rows(s, listed(s, group_lists.groups_table(day)), day),
    lambda s, day, uid: (agencies.agencies_on(s, day), agencies.first_known(s), agencies.headings(s)),
    lambda s, day, uid: (agencies.reviews(s), agencies.review_before(s, day), agencies.review_due(s, day)),
    lambda s, day, uid: [
        (agencies.agency_history(s, one.uid), agencies.day_listed(s, one.uid, day))
        for one in agencies.agencies_on(s, day).agencies[:1]
    ],
    lambda s, day, uid: agencies.changes_between(s, day, day),
    lambda s, day, uid: (names.former_names(s), names.names_on(s, day), names.aliases_of(s, 1)),
    lambda s, day, uid: (matching.match_organisation(s, "MCH"), matching.match_person(s, "Ada")),
    lambda s, day, uid: matching.organisation_named(s, "MCH"),
    lambda s, day, uid: (matching.organisation_index(s), matching.person_index(s), merging.likely_duplicates(s)),
    lambda s, day, uid: (choices.sector_choices(s, "a"), organisations.kin_of(s, 1)),
    lambda s, day, uid: (register.organisation_register(s, day), sitting.seats_by_body(s, day)),
    lambda s, day, uid: [
        (agencies.listed_times(s, one), sitting.seats_of_body(s, one, day))
        for one in names.organisation_uids_named(s, "Kent Police")
    ],
    lambda s, day, uid: [names.organisations_named(s, "MCH"), names.organisation_uids_named(s, "MCH")],
    lambda s, day, uid: names.people_named(s, "Ada"),
    lambda s, day, uid: choices.organisation_choices(s, "med"),
    lambda s, day, uid: choices.person_choices(s, "a"),
    lambda s, day, uid: attachments.papers_of(s, "partnership_group", uid),
    lambda s, day, uid: (
        drafts.unfinished(s, uid), drafts.drafts_at(s, uid, uid), drafts.unfinished_elsewhere(s, uid, uid),
    ),
    lambda s, day, uid: [
        (
            membership.seats_of(s, one, day), requests.waiting_request(s, membership.KIND, one.uid),
            requests.any_waiting(s, membership.KIND),
            requests.requests_to(s, membership.KIND, one.uid),
        )
        for one in names.organisations_named(s, "Kent Police")
    ],
    lambda s, day, uid: (membership.agencies(s, day), requests.agency_rows(s, membership.KIND, {1: 2}, day)),
    lambda s, day, uid: (contacts.group_contacts(s, uid, day), contacts.people_contacts(s, None, day)),
    lambda s, day, uid: turnover.turnover(s, date(2024, 1, 1), day),
    lambda s, day, uid: (choices.post_choices(s, "a e"), rosters.post_choices(s, "a e")),
    lambda s, day, uid: party_lists.person_rows(s, listed(s, party_lists.PEOPLE)),
    lambda s, day, uid: party_lists.organisation_rows(s, listed(s, party_lists.organisations_table(day)), day),
    lambda s, day, uid: (rosters.roster_at(s, uid, day), rosters.rosters_of(s, [uid])[uid](day)),
    lambda s, day, uid: rosters.chair_words(s, uid, day),
    lambda s, day, uid: (rosters.chairs_found(s, [uid], day), rosters.members_found(s, [uid], day)),
    lambda s, day, uid: [
        (rosters.seat_id(s, seat.uid), rosters.place_of(s, seat.uid), rosters.seat_history(s, seat.uid))
        for seat in rosters.roster_at(s, uid, day).seats
    ],
    lambda s, day, uid: (leaving.seat_in_group(s, 1), leaving.leaver_named(s, "Paul Bentley")),
    lambda s, day, uid: (chairs.chair_terms(s, uid, day), chairs.group_seats(s, uid, "chief")),
    lambda s, day, uid: [
        (chairs.chairs_held(s, one, day), chairs.term_after(s, s.query(Chairing).first()))
        for one in names.people_named(s, "Paul Bentley")
    ],
    lambda s, day, uid: [
        (deputies.deputies_of(s, seat.uid), delegation.delegations_of(s, seat.uid, day))
        for seat in rosters.roster_at(s, uid, day).seats
    ],
    lambda s, day, uid: (delegation.takes_part(s, uid), delegation.delegates(s, uid)),
    lambda s, day, uid: delegation.delegations_at(s, day),
    lambda s, day, uid: (delegation.partner_seats(s, "", lead=True), joining.seats_offered(s, day, group_uid=uid)),
    lambda s, day, uid: [
        reorganising.reorganisation_counts(s, one, day) for one in names.organisation_uids_named(s, "Kent Police")
    ],
    lambda s, day, uid: (posts.titles_by_post(s), posts.titles_of(s, "Nurse")),
    lambda s, day, uid: (posts.post_titles(s), posts.titles_history(s)),
    lambda s, day, uid: (people.aliases_of_person(s, 1), chairs.terms_history(s, uid)),
    lambda s, day, uid: [
        (people.person_history(s, one), joining.employer_of(s, one), holding.seats_of_person(s, one, day))
        for one in names.people_named(s, "Paul Bentley")
    ],
    lambda s, day, uid: (posts.former_posts(s, 1), copies.copies_of(s, [1]), rosters.seat_with_body(s, s.get(Seat, 1))),
    lambda s, day, uid: [rosters.name_of(s, field, 1) for field in ("group_id", "organisation_id", "person_id")],
    lambda s, day, uid: [list(check(s, day)) for check in catalogue.CHECKS],
    lambda s, day, uid: [
        [source.describe(s, one) for one in s.query(source.model).limit(5)] for source in catalogue.SEARCH
    ],
    lambda s, day, uid: [
        list(resting.find(s, s.query(model).first() or model(**{name: 1 for name in OF if hasattr(model, name)})))
        for source in catalogue.SEARCH
        for model, resting in source.rests_on.items()
    ],
    lambda s, day, uid: entries_of(s, "partnership_group", uid),
    lambda s, day, uid: list(entries_since(s)),
    lambda s, day, uid: next_steps(s, uid),
    *reads_actions.READS, *reads_meetings.READS, *reads_agenda.READS, *reads_papers.READS, *reads_minutes.READS,
    *reads_assessment.READS, *reads_audits.READS, *reads_audit_cases.READS,
    *reads_audit_away.READS,
    *reads_audit_returns.READS, *reads_audit_day.READS, *reads_audit_findings.READS, *reads_audit_overview.READS,
    *reads_section11.READS,
)  # fmt: skip


def test_tables_and_queries_are_sayable_in_postgresql(medway: Vault, clock: StillClock) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in Base.metadata.sorted_tables:
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    seen: dict[str, Any] = {}

    def collect(_connection: Any, _cursor: Any, words: str, _params: Any, context: Any, _many: bool) -> None:
        if context.compiled is not None:
            seen.setdefault(words, context.compiled.statement)

    event.listen(medway.store.engine, "before_cursor_execute", collect)
    with medway.store.reading() as session:
        uid = groups.group_named(session, "Executive").uid
        for read in READS:
            read(session, clock.today(), uid)
    event.remove(medway.store.engine, "before_cursor_execute", collect)
    assert len(seen) > 25
    for words, element in seen.items():
        said = str(element.compile(dialect=dialect))
        assert "NOCASE" not in said, words
        assert "GLOB" not in said, words
        assert " MATCH " not in said, words


def test_every_reading_rule_is_among_those_asked() -> None:
    """A public function of a feature that takes a session it may not write to reads; it is asked above."""
    asked = {name for read in READS for name in read.__code__.co_names}
    for read in READS:
        asked |= {
            name for constant in read.__code__.co_consts if hasattr(constant, "co_names") for name in constant.co_names
        }
    helpers = {
        "checks",
        "actions_form",
        "write_back",
        "membership_form",
        "read_answer",
        "request_answered",
        "names_of",
        "organisation_id",
        "seat_words",
        "id_of",
        "tenure_at",
        "field_words",
        "read_file",
        "read_return",
    }
    missing: list[str] = []
    for module in modules_of(*WHAT_IS_MEANT):
        for name, one in functions_of(module).items():
            takes = getattr(getattr(one, "__code__", None), "co_varnames", ())
            writes = getattr(one, "__annotations__", {}).get("session") is WorkSession
            if takes[:1] == ("session",) and not writes and name not in helpers:
                missing += [f"{module.__name__}.{name}"] if name not in asked else []
    assert missing == []
