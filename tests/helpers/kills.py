"""Processes that work on a vault until they are killed, and what must hold afterwards."""

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from vault_files import add_people, people
from vaults import StillClock, problems, raw

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.foundation import backups, keys, lineage, schema
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key

PASSPHRASE = "it is not asked for here"
STARTED = "started"
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Subject:
    """A vault to work on: where, who, with what key, and another path that the work needs."""

    place: Path
    user_uid: str
    data_key: bytes
    other: Path
    moment: int = 0  # days after the clock's first, so that folders and backups differ

    def frame(self) -> Frame:
        clock = StillClock()
        clock.move(days=self.moment)
        return Frame(SEARCH, clock)

    def open(self) -> Vault:
        return open_with_key(self.place, self.frame(), self.user_uid, self.data_key)


def _passphrases_are_known(subject: Subject) -> None:
    keys.open_with_passphrase = lambda *_: subject.data_key  # this process is about to be killed


def commit(subject: Subject, line: Connection, start: int) -> None:
    """Add numbered people, and say each number once it is saved."""
    with subject.open() as vault:
        line.send(STARTED)
        for number in range(start, start + 100_000):
            add_people(vault, f"Person {number}")
            line.send(number)


def back_up(subject: Subject, line: Connection, start: int) -> None:
    """Add a person and back up, again and again."""
    with subject.open() as vault:
        line.send(STARTED)
        for number in range(start, start + 100_000):
            add_people(vault, f"Person {number}")
            line.send(backups.back_up(vault).path.name)


def hand_over(subject: Subject, line: Connection, _start: int) -> None:
    """Hand the vault over once."""
    with subject.open() as vault:
        line.send(STARTED)
        lineage.hand_over(vault, subject.other)
        line.send("done")


def receive(subject: Subject, line: Connection, _start: int) -> None:
    """Open a bundle once."""
    _passphrases_are_known(subject)
    line.send(STARTED)
    lineage.open_bundle(subject.other, subject.place, subject.frame(), subject.user_uid, PASSPHRASE)
    line.send("done")


def restore(subject: Subject, line: Connection, _start: int) -> None:
    """Restore a backup once."""
    _passphrases_are_known(subject)
    line.send(STARTED)
    backups.restore(subject.other, subject.place, subject.frame(), subject.user_uid, PASSPHRASE)
    line.send("done")


def migrate(subject: Subject, line: Connection, _start: int) -> None:
    """Open the vault with a program of a later schema, whose migrations lie in the other path."""
    schema.FOLDER, schema.HEAD = subject.other, "0002"
    line.send(STARTED)
    subject.open().close()
    line.send("done")


class Killer:
    """Starts processes from one that has everything imported, and kills them at random moments of a fixed seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test's dice
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["kills"])
        with pytest.MonkeyPatch.context() as patch:  # the server looks for what it preloads here only
            patch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
            forkserver.ensure_running()

    def usual(self, work: Callable[..., None], subject: Subject) -> float:
        """Let the work end for once, and return how many seconds it took."""
        began = time.perf_counter()
        self.run(work, subject, 600)
        return time.perf_counter() - began

    def run(
        self, work: Callable[..., None], subject: Subject, longest: float, *, start: int = 0, after: int = 0
    ) -> list[Any]:
        """Kill the work within so many seconds after it said so many things, and return all that it said."""
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=work, args=(subject, theirs, start))
        process.start()
        theirs.close()
        assert ours.recv() == STARTED
        said = [ours.recv() for _ in range(after)]
        process.join(longest if longest > MINUTE else self.chance.uniform(0, longest))
        process.kill()
        process.join()
        with suppress(EOFError):
            while True:
                said.append(ours.recv())
        ours.close()
        process.close()
        return said


def check_whole(vault: Vault) -> None:
    """Check the cipher, the structure, the references and the history of an open vault."""
    assert problems(vault) == []
    connection = raw(vault)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the check of the cipher reads no log
        for check, fine in (("cipher_integrity_check", []), ("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            assert connection.execute(f"PRAGMA {check}").fetchall() == fine
    finally:
        connection.close()


def kill_commits(subject: Subject, times: int, seed: int, longest: float) -> int:
    """Kill a process that commits, check that all it acknowledged is there, and return how much that was."""
    killer, expected, saved = Killer(seed), [], 0
    with subject.open() as vault:
        expected = people(vault)
    for _ in range(times):
        said = killer.run(commit, subject, longest, start=len(expected), after=killer.chance.randrange(7))
        expected += [f"Person {number}" for number in said]
        saved += len(said)
        with subject.open() as vault:
            found = people(vault)
            assert found[: len(expected)] == expected, "something acknowledged is lost"
            assert len(found) <= len(expected) + 1, "at most the one that was being said"
            expected = found
            check_whole(vault)
    return saved


def still_works(subject: Subject) -> None:
    """Check that a vault opens, is whole and takes a change."""
    with subject.open() as vault:
        check_whole(vault)
        if vault.store.read_only:
            lineage.take_back(vault, "A kill")
        before = people(vault)
        add_people(vault, "After the kill")
        assert people(vault) == [*before, "After the kill"]
