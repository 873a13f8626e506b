"""How fast the calendar shows a year with ten years of meetings behind it, against the bare query and painting.

Bare is the query for the year's meetings through the driver, and as many cells painted by a plain view of Qt.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from figures import Figure, by_ratio, show
from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView
from sample_vault import open_new
from sqlalchemy import func, select

from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.meetings.page.calendar import YEAR, CalendarPage
from mscp_desktop.meetings.records import Meeting
from mscp_desktop.meetings.rules.obligations import financial_year

TIMES = 15
SIZE = (1170, 688)
MOST = 3.0  # times as long as bare, from asking for a year to the last day painted
PATIENCE = 60.0  # seconds
ROWS, COLUMNS = 26, 31  # as many cells as a year of small months has at that size
QUERY = (
    "SELECT m.uid, m.day, m.start_time, m.length, m.state, m.place, m.link, g.name, g.short FROM meeting m"
    " JOIN partnership_group g ON g.id = m.group_id WHERE m.day BETWEEN ? AND ? ORDER BY m.day, m.start_time"
)
Index = QModelIndex | QPersistentModelIndex


class _Plain(QAbstractTableModel):
    """Cells with a word or two in some of them."""

    def __init__(self, words: dict[int, str]) -> None:
        super().__init__()
        self._words = words

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's own default and name
        return 0 if parent.isValid() else ROWS

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - as above
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        at = index.row() * COLUMNS + index.column()
        return self._words.get(at, str(at % 31 + 1)) if role == Qt.ItemDataRole.DisplayRole else None


def measure() -> list[Figure]:
    """Return the figures."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme(application, Scheme.LIGHT)
    with tempfile.TemporaryDirectory() as folder, open_new(Path(folder) / "vault") as vault:
        with vault.store.reading() as session:
            number = session.scalar(select(func.count()).select_from(Meeting)) or 0
        assert number >= 520, number
        ours, bare = _ours(application, vault), _bare(application, vault)
    theme.close()
    name = f"a year of the calendar shown, {number:,} meetings in ten"
    return [by_ratio(name, ours, bare, MOST)]


def _ours(application: QApplication, vault: Vault) -> list[float]:
    tasks = Tasks(vault.store, vault.actor)
    failures: list[Exception] = []
    tasks.failure.connect(failures.append)
    page = CalendarPage(tasks)
    page.resize(*SIZE)
    page.arrange({"view": YEAR})
    page.show()
    _until(application, tasks, lambda: page.year.days_model.rowCount() > 0)
    taken = []
    for step in range(TIMES):
        before = page.year.days_model.days
        start = time.perf_counter()
        page.go_to(date(tasks.store.clock.today().year - 1 - step % 8, 9, 1))
        _until(application, tasks, lambda before=before: page.year.days_model.days is not before)
        page.grab()
        taken.append((time.perf_counter() - start) * 1000)
        assert page._stretch is not None
        assert page._stretch.meetings
    page.close()
    page.deleteLater()
    tasks.close()
    application.processEvents()
    if failures:
        raise failures[0]
    return taken


def _bare(application: QApplication, vault: Vault) -> list[float]:
    taken = []
    view = QTableView()
    view.resize(*SIZE)
    view.horizontalHeader().setDefaultSectionSize(SIZE[0] // COLUMNS)
    view.verticalHeader().setDefaultSectionSize(SIZE[1] // ROWS)
    view.show()
    application.processEvents()
    with vault.store.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        for step in range(TIMES):
            year = financial_year(date(vault.frame.clock.today().year - 1 - step % 8, 9, 1))
            start = time.perf_counter()
            found = driver.execute(QUERY, (year.first_day.isoformat(), year.last_day.isoformat())).fetchall()
            model = _Plain({at * 7: f"{row[2]} {row[8] or row[7]}" for at, row in enumerate(found)})
            view.setModel(model)
            view.grab()
            taken.append((time.perf_counter() - start) * 1000)
            assert found
    view.close()
    view.deleteLater()
    application.processEvents()
    return taken


def _until(application: QApplication, tasks: Tasks, ready: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not ready() or tasks.busy:
        if time.monotonic() > patience:
            raise TimeoutError("The calendar was not shown.")
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


if __name__ == "__main__":
    show(measure())
