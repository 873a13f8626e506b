"""An open store in a temporary folder, somebody who works in it, and tasks that are closed afterwards."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("QT_SCALE_FACTOR", None)

import pytest
from hands import wait_while
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import mscp_desktop.roster.records  # noqa: F401 - its tables are created
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.bookkeeping import EXTRAS
from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.search import SearchSource, SearchText
from mscp_desktop.foundation.store import Actor, Clock, Role, Store
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person

SOURCES = (
    SearchSource("person", Person, lambda _, person: SearchText(person.name, person.post or "")),
    SearchSource("organisation", Organisation, lambda _, body: SearchText(body.name, body.short or "")),
    SearchSource("group", Group, lambda _, group: SearchText(group.name, group.short or "")),
)


class StoppedClock(Clock):
    """A clock that stands at noon on 14 March 2025."""

    def now(self) -> datetime:
        return datetime(2025, 3, 14, 12, 0, tzinfo=UTC)

    def today(self) -> date:
        return date(2025, 3, 14)


@pytest.fixture(scope="session")
def _empty_vault(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """One encrypted database with every table, copied for each test: making it takes longer than copying."""
    file, key = tmp_path_factory.mktemp("vault") / "data.db", secrets.token_bytes(32)
    connect(file, key, create=True).close()
    engine = make_engine(file, key)
    with engine.execution_options(writing=True).begin() as connection:
        Base.metadata.create_all(connection)
        connection.execution_options(bookkeeping=True)
        for statement in EXTRAS:
            connection.exec_driver_sql(statement)
    engine.dispose()
    return file, key


@pytest.fixture
def open_store(_empty_vault: tuple[Path, bytes], tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Return a function that opens the test's database; with a sentence it can only be read."""
    template, key = _empty_vault
    file = tmp_path / "data.db"
    file.write_bytes(template.read_bytes())
    opened: list[Store] = []

    def open_again(read_only: str | None = None) -> Store:
        opened.append(Store(file, key, Chain(key), SOURCES, clock=StoppedClock(), read_only=read_only))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """An open, empty store."""
    return open_store()


@pytest.fixture
def actor() -> Actor:
    """A business manager."""
    return Actor("user-1", "Business manager", frozenset(Role))


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A look for this test alone: tests of the kit change it."""
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    made.resize(100)
    made.close()


@pytest.fixture
def tasks(qtbot: QtBot, store: Store, actor: Actor) -> Iterator[Tasks]:
    """Tasks on the store; an unexpected failure fails the test unless it takes `failure` itself."""
    made = Tasks(store, actor)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, tasks: Tasks) -> Callable[[], None]:
    """Return a function that waits until everything asked of `tasks` has been handed over."""

    def wait() -> None:
        wait_while(lambda: tasks.busy)

    return wait
