"""A long drill: 24 threads that read beside one that writes."""

import random
import threading
import time
from typing import Any

import pytest
from kills import check_whole
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from vault_files import add_people

from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.history import entries_since
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.queries import Query
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties import lists
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation

pytestmark = pytest.mark.safety
SECONDS = 20
READERS = 24


class Readers:
    """Threads that read at random until they are stopped, and what went wrong in them."""

    def __init__(self, vault: Vault, number: int) -> None:
        self.store = vault.store
        self.ending = threading.Event()
        self.wrong: list[str] = []
        self.reads = [0] * number
        self.threads = [threading.Thread(target=self._run, args=(which,)) for which in range(number)]

    def _run(self, which: int) -> None:
        chance = random.Random(which)  # noqa: S311 - a test's dice
        least = 0
        try:
            while not self.ending.is_set():
                with self.store.reading() as session:
                    least = self._read(session, chance.randrange(4), least)
                self.reads[which] += 1
        except BaseException as error:  # noqa: BLE001 - whatever it is, the drill has failed
            self.wrong.append(repr(error))
            self.ending.set()

    def _read(self, session: Session, act: int, least: int) -> int:
        if act == 0:
            count = session.scalar(select(func.count()).select_from(Person)) or 0
            assert count >= least, "a reader never goes back in time"
            assert count == session.scalar(select(func.count()).select_from(Person)), "one moment"
            return count
        if act == 1:
            lists.person_rows(session, lists.PEOPLE.ids(session, Query())[:200])
        elif act == 2:
            find(session, "per")
        else:
            sum(1 for _ in entries_since(session))
        return least


def test_twenty_four_threads_read_while_one_writes(medway: Vault) -> None:
    store, actor, writes, slowest = medway.store, medway.actor, 0, 0.0
    readers = Readers(medway, READERS)
    for thread in readers.threads:
        thread.start()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not readers.ending.is_set():
        began = time.perf_counter()
        add_people(medway, f"Person {writes}")
        slowest = max(slowest, time.perf_counter() - began)
        writes += 1
        if writes % 10 == 0:
            uid = run(store, actor, add_organisation, f"Body {writes}").value
            run(store, actor, change_organisation, uid, 1, note="x" * 1000)
            undo(store, actor)
    readers.ending.set()
    for thread in readers.threads:
        thread.join(60)
    assert readers.wrong == []
    assert not any(thread.is_alive() for thread in readers.threads)
    print(f"\n{sum(readers.reads)} reads, {writes} writes in {SECONDS} s; slowest write {slowest:.3f} s")
    assert min(readers.reads) > 0
    assert writes > 0
    check_whole(medway)


def test_reading_ends_with_the_vault(medway: Vault) -> None:
    """Closing lets go of every connection, so that the folder can be moved."""
    with medway.store.reading() as session:
        session.scalar(select(func.count()).select_from(Person))
    medway.close()
    held: Any = medway.store.engine.pool
    assert held.checkedout() == 0
    assert [path.name for path in medway.folder.iterdir() if path.name.startswith("data.db-")] == []
