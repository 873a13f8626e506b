"""The schema of a vault: made, and moved on, by Alembic's migrations alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text

from mscp_desktop.foundation.bookkeeping import EXTRAS
from mscp_desktop.foundation.engine import connect, driver_of
from mscp_desktop.foundation.errors import DamagedError, InternalError, UserError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD = "0001"  # a test holds it against the migrations, so that opening a vault need not import Alembic
FOLDER = Path(__file__).resolve().parent / "migrations"


def scripts() -> "ScriptDirectory":
    """Return the migrations that ship with the program."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - 330 ms, and only a new or old vault needs it

    return ScriptDirectory(str(FOLDER))


def revision_of(connection: Any) -> str | None:
    """Return the revision of a raw connection's schema; None where there is none yet."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def is_current(revision: str | None) -> bool:
    """Say whether a schema needs no migration; raises `UserError` where a newer program wrote it.

    Raises `DamagedError` where there is none.
    """
    if revision == HEAD:
        return True
    if revision is None:
        raise DamagedError("The database has no schema of this program. Nothing was changed; restore a backup.")
    if revision not in {script.revision for script in scripts().walk_revisions()}:
        raise UserError(
            "This partnership was last saved by a newer version of the program. Nothing was changed; install that"
            " version here too."
        )
    return False


def _engine(db_file: Path, key: bytes, *, create: bool) -> Engine:
    """Return an engine for migrations: no guard; foreign keys off, since a batch migration drops and renames tables."""

    def creator() -> Any:
        connection = connect(db_file, key, create=create)
        connection.execute("PRAGMA foreign_keys = OFF")
        return connection

    engine = create_engine("sqlite://", creator=creator, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def upgrade(db_file: Path, key: bytes, *, create: bool = False) -> None:
    """Bring a closed database, a new one or a copy, to the newest schema, and check that no row was lost on the way.

    Raises `InternalError` where a migration would lose rows and `DamagedError` where a reference points nowhere; then
    the database is as it was.
    """
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415 - as above

    engine = _engine(db_file, key, create=create)
    directory = scripts()
    try:
        with engine.connect() as connection, connection.begin():
            before = counts(connection)
            _drop_triggers(connection)

            def steps(revision: Any, _context: Any) -> Any:
                return directory._upgrade_revs("head", revision)  # noqa: SLF001 - as Alembic's own command does

            with EnvironmentContext(Config(), directory, fn=steps, destination_rev="head") as environment:
                environment.configure(connection=connection, render_as_batch=True, transactional_ddl=False)
                environment.run_migrations()
            for statement in EXTRAS:
                connection.exec_driver_sql(statement)
            after = counts(connection)
            lost = [name for name, number in before.items() if name in after and after[name] < number]
            if lost:
                raise InternalError(f"The migration would lose rows of {', '.join(lost)}.")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise DamagedError(
                    "The migration found records that refer to missing ones. Nothing was changed; restore a backup."
                )
    finally:
        engine.dispose()


def _drop_triggers(connection: Connection) -> None:
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table, but those of the search index."""
    query = text(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'search_words%' ORDER BY name"
    )
    driver = driver_of(connection)
    return {
        name: driver.execute(f'SELECT count(*) FROM "{name.replace(chr(34), chr(34) * 2)}"').fetchone()[0]  # noqa: S608
        for name in connection.execute(query).scalars().all()
    }
