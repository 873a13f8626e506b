"""A vault with Medway's arrangements, made once and copied for each test that asks for one."""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from vaults import DERIVED, PASSPHRASE, USER_NAME, StillClock

from mscp_desktop import catalogue
from mscp_desktop.foundation import keys
from mscp_desktop.foundation.key_slots import KdfCost
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Frame, Vault, create_vault, open_with_key
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.starting import load_start

if TYPE_CHECKING:
    from agenda_case import AgendaCase
    from minuted import Minuted
    from programs import Begin
    from PySide6.QtWidgets import QApplication

    from mscp_desktop.desktop.theme import Theme

settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    max_examples=30,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("house")


IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
ROOM = 4 * 2**30  # bytes; a run needs a few hundred million


def pytest_configure() -> None:
    """Put temporary folders in memory where there is room: thousands of files are written through to the disk."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM and os.access(IN_MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_finish() -> None:
    """Leave what stays until the end out of every later collection of garbage: it is most of what there is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Delete the widgets a test is done with, for every style sheet would dress them again; and let go of Ctrl."""
    yield
    delete_closed()
    if QGuiApplication.keyboardModifiers().value:  # a key that was pressed with Ctrl left it held
        from PySide6.QtTest import QTest  # noqa: PLC0415 - most tests press no key
        from PySide6.QtWidgets import QWidget  # noqa: PLC0415

        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


def pytest_sessionfinish() -> None:
    """Empty the clipboard: without a screen Qt keeps what was copied until Python is gone, and falls over it then."""
    if QCoreApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


def delete_closed() -> None:
    """Delete what was closed, where there are windows at all."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@dataclass(frozen=True, slots=True)
class Template:
    """A closed vault, and what opens it without the cost of a passphrase."""

    place: Path
    user_uid: str
    data_key: bytes
    recovery: str


Kept = tuple[Template, Any]  # what is closed, and a case in it: whatever names what stands there, and has a `vault`
Keep = Callable[[Callable[[Vault], Any], Template], Kept]
Reopen = Callable[[Kept], Any]


def _made(place: Path, *, medway: bool) -> Template:
    frame = Frame(catalogue.SEARCH, StillClock())
    name = "Safeguarding Children Partnership"
    quick = KdfCost(memory_kib=64 * 1024, passes=1, lanes=4)  # the floor of what a vault accepts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_argon2id", DERIVED)
        patch.setattr(keys, "add_passphrase_slot", partial(keys.add_passphrase_slot, kdf=quick))
        vault, recovery = create_vault(
            place, frame, partnership=name, user_name=USER_NAME, passphrase=PASSPHRASE, roles=frozenset(Role)
        )
    with vault:
        if medway:
            run(vault.store, vault.actor, load_start, read_start("medway"))
    return Template(place, vault.actor.uid, vault.data_key, recovery)


@pytest.fixture(scope="session")
def medway_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A closed vault with Medway's starting data; copy it, never open it."""
    return _made(tmp_path_factory.mktemp("medway") / "vault", medway=True)


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A closed vault without any group; copy it, never open it."""
    return _made(tmp_path_factory.mktemp("empty") / "vault", medway=False)


@contextmanager
def _opened(template: Template, place: Path, frame: Frame) -> Iterator[Vault]:
    shutil.copytree(template.place, place)
    with open_with_key(place, frame, template.user_uid, template.data_key) as vault:
        yield vault


@pytest.fixture
def clock() -> StillClock:
    """A clock that stands at 10:00 UTC on 15 January 2025 until a test moves it."""
    return StillClock()


@pytest.fixture
def frame(clock: StillClock) -> Frame:
    """What the program brings to a vault: every feature's search sources, and the test's clock."""
    return Frame(catalogue.SEARCH, clock)


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run Argon2id once for each passphrase of each vault, where a test is not of the slots themselves."""
    monkeypatch.setattr(keys, "_argon2id", DERIVED)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where this test's vault lies."""
    return tmp_path / "vault"


@pytest.fixture
def closed(empty_template: Template, place: Path) -> Template:
    """A closed vault of the test's own, with what opens it."""
    shutil.copytree(empty_template.place, place)
    return replace(empty_template, place=place)


@pytest.fixture
def medway(medway_template: Template, place: Path, frame: Frame) -> Iterator[Vault]:
    """An open vault of the test's own with Medway's starting data."""
    with _opened(medway_template, place, frame) as vault:
        yield vault


@pytest.fixture
def empty_vault(empty_template: Template, place: Path, frame: Frame) -> Iterator[Vault]:
    """An open vault of the test's own in which no group is recorded."""
    with _opened(empty_template, place, frame) as vault:
        yield vault


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Keep:
    """Return a function that makes a case once, in a copy of a template that is closed again; see `reopened`."""

    def make(kind: Callable[[Vault], Any], template: Template) -> Kept:
        place = tmp_path_factory.mktemp("case") / "vault"
        with _opened(template, place, Frame(catalogue.SEARCH, StillClock())) as vault:
            made = kind(vault)
        made.vault = None
        return replace(template, place=place), made

    return make


@pytest.fixture
def reopened(place: Path, frame: Frame) -> Iterator[Reopen]:
    """Return a function that gives a test its own copy of a case that was made once, its vault open."""
    with ExitStack() as stack:

        def reopen(of: Kept) -> Any:
            template, made = of
            case = deepcopy(made)
            case.vault = stack.enter_context(_opened(template, place, frame))
            return case

        yield reopen


@pytest.fixture(scope="session")
def minuted_template(kept: Keep, medway_template: Template) -> Kept:
    """A closed vault in which a group met and meets again; copy it, never open it."""
    from minuted import Minuted  # noqa: PLC0415 - it loads what documents are made with

    return kept(Minuted, medway_template)


@pytest.fixture(scope="session")
def agenda_template(kept: Keep, empty_template: Template) -> Kept:
    """A closed vault with two groups and their meetings; copy it, never open it."""
    from agenda_case import AgendaCase  # noqa: PLC0415 - most tests need none

    return kept(AgendaCase, empty_template)


@pytest.fixture
def minuted(minuted_template: Kept, reopened: Reopen) -> "Minuted":
    """An open vault of the test's own in which a group met and meets again."""
    return reopened(minuted_template)


@pytest.fixture
def agenda_case(agenda_template: Kept, reopened: Reopen) -> "AgendaCase":
    """An open vault of the test's own with two groups and their meetings."""
    return reopened(agenda_template)


@pytest.fixture
def closed_medway(medway: Vault) -> Path:
    """The place of a closed vault with Medway's arrangements."""
    medway.close()
    return medway.place


@pytest.fixture(scope="module")
def theme(qapp: "QApplication") -> "Iterator[Theme]":
    """The look of all windows, made once for the tests of a module: it dresses the whole application."""
    from mscp_desktop.desktop.theme import Theme  # noqa: PLC0415 - most tests open no window
    from mscp_desktop.desktop.tokens import Scheme  # noqa: PLC0415

    made = Theme(qapp, Scheme.LIGHT)
    yield made
    delete_closed()  # every window there still is would be dressed and undressed again
    made.resize(100)
    made.close()


@pytest.fixture
def begin(
    qapp: "QApplication", tmp_path: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch, derived_once: None
) -> "Iterator[Begin]":
    """Return a function that starts the program on a place, as a double click does."""
    from programs import beginning  # noqa: PLC0415 - it loads the whole program

    monkeypatch.setattr("mscp_desktop.unlocking.FRAME", frame)
    with beginning(qapp, tmp_path / "settings.json") as start:
        yield start
