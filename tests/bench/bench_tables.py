"""How fast a table page over 100,000 rows opens, sorts and scrolls to its end, against the bare SQL for its rows."""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from figures import Figure, show
from people_feature import FIELDS, SAVE, SOURCE, add_many, load
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

import mscp_desktop.groups.records
import mscp_desktop.roster.records  # noqa: F401 - their tables are created
from mscp_desktop.desktop.tables.model import PAGE
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.bookkeeping import EXTRAS
from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import PROGRAM, Clock, Store

ROWS = 100_000
TIMES = 5
SCREENS = 60  # a drag of the scroll bar from the first row to the last
SEED = 20241201
PATIENCE = 60.0  # seconds

ORDERS = {None: "p.id", "name": "p.name, p.id", "post": "p.post, p.id"}
IDS = "SELECT p.id FROM person p LEFT JOIN organisation o ON p.organisation_id = o.id ORDER BY "
ROWS_OF = (
    "SELECT p.id, p.uid, p.name, o.name, p.post, p.email FROM person p"
    " LEFT JOIN organisation o ON p.organisation_id = o.id WHERE p.id IN "
)


def measure() -> list[Figure]:
    """Return a figure for each act."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    Theme(application, Scheme.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        file, key = Path(folder) / "data.db", random.Random(SEED).randbytes(32)  # noqa: S311 - invented
        store = _filled(file, key)
        driver = connect(file, key)
        acts: dict[str, tuple[list[float], list[float]]] = {}
        for _ in range(TIMES):
            for name, ours in _page(application, store).items():
                acts.setdefault(name, ([], []))[0].append(ours)
            for name, bare in _bare(driver).items():
                acts[name][1].append(bare)
        driver.close()
        store.close()
    return [Figure(f"{ROWS:,} rows {name}", mine, plain) for name, (mine, plain) in acts.items()]


def _filled(file: Path, key: bytes) -> Store:
    connect(file, key, create=True).close()
    engine = make_engine(file, key)
    with engine.execution_options(writing=True).begin() as connection:
        Base.metadata.create_all(connection)
        connection.execution_options(bookkeeping=True)
        for statement in EXTRAS:
            connection.exec_driver_sql(statement)
    engine.dispose()
    store = Store(file, key, Chain(key), (), clock=Clock())
    draw = random.Random(SEED)  # noqa: S311 - invented
    names = [f"{draw.choice(FIRST)} {draw.choice(LAST)} {number}" for number in range(ROWS)]
    draw.shuffle(names)
    run(store, PROGRAM, add_many, names)
    return store


def _page(application: QApplication, store: Store) -> dict[str, float]:
    tasks = Tasks(store, PROGRAM)
    failures: list[Exception] = []
    tasks.failure.connect(failures.append)
    parts = TableParts("People", SOURCE, FIELDS, load, SAVE, Empty("Nobody is recorded yet."))
    taken: dict[str, float] = {}
    start = time.perf_counter()
    page = TablePage(tasks, parts)
    page.prepare()
    page.resize(1170, 688)
    page.show()
    _until(application, tasks, lambda: page.table.model.rowCount() == ROWS)
    taken["opened, to the last result shown"] = _since(start)

    start = time.perf_counter()
    page.table.sort_by("name")
    _until(application, tasks, lambda: page.table.model.query.sort == "name")
    taken["sorted by name, and shown"] = _since(start)

    bar = page.table.view.verticalScrollBar()
    steps: list[float] = []
    start = time.perf_counter()
    for step in range(1, SCREENS + 1):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // SCREENS)
        application.processEvents()
        steps.append(_since(began))
    taken[f"scrolled to the end in {SCREENS} steps"] = _since(start)
    taken["one step of them, the longest"] = max(steps)
    page.close()
    page.deleteLater()
    tasks.close()
    application.processEvents()
    if failures:
        raise failures[0]
    return taken


def _bare(driver: Any) -> dict[str, float]:
    taken: dict[str, float] = {}
    start = time.perf_counter()
    ids = [row[0] for row in driver.execute(IDS + ORDERS[None])]
    _fetch(driver, ids[:PAGE])
    taken["opened, to the last result shown"] = _since(start)
    start = time.perf_counter()
    ids = [row[0] for row in driver.execute(IDS + ORDERS["name"])]
    _fetch(driver, ids[:PAGE])
    taken["sorted by name, and shown"] = _since(start)
    steps: list[float] = []
    start = time.perf_counter()
    for step in range(1, SCREENS + 1):
        began = time.perf_counter()
        place = (ROWS - 1) * step // SCREENS // PAGE * PAGE
        _fetch(driver, ids[place : place + PAGE])
        steps.append(_since(began))
    taken[f"scrolled to the end in {SCREENS} steps"] = _since(start)
    taken["one step of them, the longest"] = max(steps)
    return taken


def _fetch(driver: Any, ids: list[int]) -> list[Any]:
    marks = ",".join("?" * len(ids))
    found: list[Any] = driver.execute(f"{ROWS_OF}({marks})", ids).fetchall()
    return found


def _until(application: QApplication, tasks: Tasks, ready: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while (tasks.busy or not ready()) and time.perf_counter() < end:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    application.processEvents()


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


FIRST = ("Alex", "Sam", "Jo", "Ada", "Grace", "Priya", "Tomasz", "Chidi", "Niamh", "Wei")
LAST = ("Sample", "Example", "Okafor", "Nowak", "Byrne", "Patel", "Chen", "Jones", "Smith", "Muller")

if __name__ == "__main__":
    show(measure())
