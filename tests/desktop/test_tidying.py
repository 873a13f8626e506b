"""Garbage is looked for on the main thread, and the longer looks wait until nobody is at the keys."""

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from mscp_desktop.desktop.tidying import ROUNDS, YOUNG, Tidying


class Looks:
    """What Python looked at, and on which thread."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, bool]] = []

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            self.seen.append((info["generation"], threading.current_thread() is threading.main_thread()))


@pytest.fixture
def looks() -> Iterator[Looks]:
    gc.collect()
    made = Looks()
    gc.callbacks.append(made)
    yield made
    gc.callbacks.remove(made)


def litter(number: int) -> None:
    """Make what only a look finds: lists that hold themselves."""
    for _ in range(number):
        one: list[Any] = []
        one.append(one)


def test_nothing_is_looked_for_on_a_worker(qapp: QApplication, looks: Looks) -> None:
    parent = QObject(qapp)
    tidying = Tidying(lambda: 0.0, parent)
    worker = threading.Thread(target=litter, args=(YOUNG * 2,))
    worker.start()
    worker.join()
    assert looks.seen == []
    tidying.look()
    assert looks.seen == [(0, True)]
    assert gc.get_count()[0] < YOUNG
    tidying.stop()
    assert gc.isenabled()
    parent.deleteLater()


def test_longer_looks_wait_until_nobody_is_at_the_keys(qapp: QApplication, looks: Looks) -> None:
    parent, quiet = QObject(qapp), [0.0]
    tidying = Tidying(lambda: quiet[0], parent)
    for _ in range(ROUNDS + 1):
        litter(YOUNG * 2)
        tidying.look()
    assert {generation for generation, _ in looks.seen} == {0}
    tidying.look()
    assert len(looks.seen) == ROUNDS + 1, "somebody is typing, and little was made"
    quiet[0] = 1.0
    tidying.look()
    assert looks.seen[-1] == (1, True)
    for _ in range(ROUNDS * (ROUNDS + 2)):
        litter(YOUNG * 2)
        tidying.look()
    assert {generation for generation, _ in looks.seen} == {0, 1}
    quiet[0] = 6.0
    tidying.look()
    assert looks.seen[-1] == (2, True)
    tidying.stop()
    parent.deleteLater()


def test_it_looks_by_itself(qapp: QApplication, qtbot: Any, looks: Looks) -> None:
    parent = QObject(qapp)
    tidying = Tidying(lambda: 0.0, parent)
    litter(YOUNG * 2)
    qtbot.waitUntil(lambda: bool(looks.seen), timeout=5000)
    tidying.stop()
    parent.deleteLater()
