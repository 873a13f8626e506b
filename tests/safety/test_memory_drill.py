"""A long drill: two thousand visits to pages and records, after which no more memory and no more widgets are held."""

import gc
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc"),
]
VISITS = 2000
WARM = 600  # visits until caches are full
MOST = 8  # MiB that the rest of the visits may add: what Python's heap moves by


def memory() -> float:
    """Return the memory of this process that lies in the machine's, in MiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


def visit(work: Work, hands: Hands, chance: random.Random) -> None:
    """Go to some page, or back, and to one of its records; now and then filter, or edit and leave it."""
    window = work.window
    if chance.random() < 0.2:
        window.back()
    else:
        window.open(Place(chance.choice([*window.pages, "groups"])))
    hands.settle()
    table = getattr(window.page, "table", None)
    rows = table.model.rowCount() if table is not None else 0
    if table is not None and rows:
        table.view.setCurrentIndex(table.model.index(chance.randrange(rows), 0))
        hands.settle()
        if chance.random() < 0.1:
            hands.press("Return")
            hands.press("Escape")
    # outside Qt's own loop nobody else does it
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_memory_is_flat_over_two_thousand_visits(
    qapp: QApplication, qtbot: QtBot, medway: Vault, record_property: Callable[[str, object], None]
) -> None:
    theme = Theme(qapp, Scheme.LIGHT)
    work = Work(medway, theme, lambda *_: None)
    qtbot.addWidget(work.window)
    work.window.show()
    work.window.restore({})
    hands = Hands(lambda: work.tasks.busy)
    hands.settle()
    chance = random.Random(20250115)  # noqa: S311 - a test's dice
    held: list[tuple[float, int]] = []
    for number in range(1, VISITS + 1):
        visit(work, hands, chance)
        if number in {WARM, VISITS}:
            work.window.open(Place("groups"))
            hands.settle()
            gc.collect()
            held.append((memory(), len(QApplication.allWidgets())))
    work.window.close()
    work.close()
    theme.close()
    (warm, widgets), (full, widgets_after) = held
    record_property("MiB", (warm, full))
    assert widgets_after <= widgets + 20, held
    assert full - warm <= MOST, held
