"""Tasks: order, threads, overtaken reads, long work, failures, and what happens at the end."""

import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from vaults import typed_at

from mscp_desktop.desktop.tasks import Cancelled, Progress, Tasks
from mscp_desktop.foundation.errors import InternalError, NotAllowedError, ReadOnlyError, UserError
from mscp_desktop.foundation.operations import Outcome, operation
from mscp_desktop.foundation.store import Actor, Announcement, Role, Store, WorkSession
from mscp_desktop.parties.records import Person

Settle = Callable[[], None]


@operation("test.add_person")
def add_person(session: WorkSession, name: str) -> str:
    person = Person(name=name)
    session.add(person)
    session.flush()
    session.say(f"Added {name}")
    return person.uid


@operation("test.refuse")
def refuse(session: WorkSession) -> None:
    raise UserError("This can't be done.")


def endless(progress: Progress) -> None:
    done = 0
    while True:
        done += 1
        progress.step(done, 1_000_000_000)


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Person.name).order_by(Person.id)))


def test_writes_keep_their_order_and_arrive_on_the_main_thread(tasks: Tasks, store: Store, settle: Settle) -> None:
    outcomes: list[Outcome[str]] = []
    threads: list[QThread] = []

    def then(outcome: Outcome[str]) -> None:
        outcomes.append(outcome)
        threads.append(QThread.currentThread())

    for number in range(20):
        tasks.write(add_person, f"Person {number}", then=then)
    settle()
    application = QApplication.instance()
    assert application is not None
    assert {thread is application.thread() for thread in threads} == {True}
    with store.reading() as session:
        assert names(session) == [f"Person {number}" for number in range(20)]
    assert all(outcome.announcement is not None for outcome in outcomes)


def test_an_announcement_comes_before_the_result(tasks: Tasks, settle: Settle) -> None:
    heard: list[str] = []

    def hear(announcement: Announcement) -> None:
        heard.append(announcement.summary)

    tasks.announced.connect(hear)
    tasks.write(add_person, "Alex Sample", then=lambda _: heard.append("result"))
    settle()
    assert heard == ["Added Alex Sample", "result"]


def test_undo_and_redo_are_writes(tasks: Tasks, store: Store, settle: Settle) -> None:
    tasks.write(add_person, "Alex Sample")
    tasks.undo()
    settle()
    with store.reading() as session:
        assert names(session) == []
    tasks.redo()
    settle()
    with store.reading() as session:
        assert names(session) == ["Alex Sample"]


def test_a_refusal_goes_to_the_caller_or_to_everybody(tasks: Tasks, settle: Settle) -> None:
    here: list[Exception] = []
    everywhere: list[Exception] = []
    tasks.failure.connect(everywhere.append)
    tasks.write(refuse, failed=here.append)
    tasks.write(refuse)
    settle()
    assert [str(error) for error in here] == ["This can't be done."]
    assert [str(error) for error in everywhere] == ["This can't be done."]


def test_roles_and_read_only_copies_are_refused(qtbot: QtBot, open_store: Callable[..., Store], actor: Actor) -> None:
    found: list[Exception] = []
    for tasks in (
        Tasks(open_store(), Actor("user-2", "Guest", frozenset({Role.READER}))),
        Tasks(open_store("This is a copy."), actor),
    ):
        tasks.write(add_person, "Nobody", failed=found.append)
        tasks.draft("page", "name", "text")
        tasks.close()
    assert [type(error) for error in found] == [NotAllowedError, ReadOnlyError]


def test_an_overtaken_read_is_dropped(tasks: Tasks, settle: Settle) -> None:
    started, go_on = threading.Event(), threading.Event()
    ran: list[str] = []
    arrived: list[str] = []

    def slow(session: Session) -> str:
        started.set()
        go_on.wait(5)
        return "slow"

    def named(name: str) -> Callable[[Session], str]:
        def query(session: Session) -> str:
            ran.append(name)
            return name

        return query

    tasks.read(slow, arrived.append, key="list")
    assert started.wait(5)
    tasks.read(named("waiting"), arrived.append, key="list")
    tasks.read(named("other"), arrived.append, key="elsewhere")
    tasks.read(named("newest"), arrived.append, key="list")
    go_on.set()
    settle()
    assert ran == ["other", "newest"]
    assert arrived == ["other", "newest"]


def test_reads_do_not_wait_for_a_write(tasks: Tasks, settle: Settle, qtbot: QtBot) -> None:
    go_on = threading.Event()

    @operation("test.slow")
    def slow(session: WorkSession) -> None:
        go_on.wait(5)

    counts: list[int | None] = []
    tasks.write(slow)
    tasks.read(lambda session: session.scalar(select(func.count(Person.id))), counts.append)
    qtbot.waitUntil(lambda: bool(counts), timeout=5000)
    assert tasks.busy
    go_on.set()
    settle()


def test_long_work_shows_itself_and_can_be_stopped(tasks: Tasks, settle: Settle, qtbot: QtBot) -> None:
    stopped: list[Exception] = []
    tasks.work("Making the roster", endless, failed=stopped.append)
    assert tasks.running() == []
    qtbot.waitUntil(lambda: bool(tasks.running()), timeout=5000)
    running = tasks.running()[0]
    assert (running.words, running.total) == ("Making the roster", 1_000_000_000)
    tasks.cancel(running.number)
    settle()
    assert [type(error) for error in stopped] == [Cancelled]
    assert tasks.running() == []


def test_long_work_hands_over_its_result_and_its_bug(tasks: Tasks, settle: Settle) -> None:
    made: list[int] = []
    bugs: list[Exception] = []
    tasks.failure.connect(bugs.append)
    tasks.work("Counting", lambda _: 7, then=made.append)
    tasks.work("Failing", lambda _: 1 // 0)
    settle()
    assert made == [7]
    assert [type(error) for error in bugs] == [ZeroDivisionError]


def test_nothing_reaches_a_deleted_object(tasks: Tasks, settle: Settle) -> None:
    class Keeper(QObject):
        heard = 0

        def hear(self, names: list[str]) -> None:
            type(self).heard += 1 + len(names)

    keeper, owner = Keeper(), QObject()
    tasks.read(names, keeper.hear)
    tasks.read(names, lambda _: pytest.fail("its owner is gone"), owner=owner)
    delete(keeper)
    delete(owner)
    settle()
    assert Keeper.heard == 0


def test_only_the_last_draft_of_a_field_is_kept(tasks: Tasks, store: Store, actor: Actor, settle: Settle) -> None:
    for text in ("M", "Ma", "Mar"):
        tasks.draft("person:1", "name", text)
    tasks.draft("person:1", "post", "gone")
    tasks.draft("person:1", "post", None)
    settle()
    assert typed_at(store, actor.uid, "person:1") == {"name": "Mar"}


def test_calls_in_turns_let_others_come_between_and_end_with_their_owner(tasks: Tasks, settle: Settle) -> None:
    owner, done = QObject(), []
    beat = QTimer(owner, interval=0)
    beat.timeout.connect(lambda: done.append("beat"))
    beat.start()
    tasks.in_turns([partial(done.append, one) for one in ("first", "second")], owner)
    assert tasks.busy
    settle()
    assert [one for one in done if one != "beat"] == ["first", "second"]
    assert done.index("second") - done.index("first") > 1
    calls = [partial(delete, owner), partial(done.append, "third")]
    tasks.in_turns(calls, owner)
    settle()
    assert not tasks.busy
    assert "third" not in done


def test_closing_finishes_the_writes_and_hands_them_over(qtbot: QtBot, store: Store, actor: Actor) -> None:
    tasks = Tasks(store, actor)
    saved: list[Any] = []
    for number in range(10):
        tasks.write(add_person, f"Person {number}", then=saved.append)
    tasks.work("Waiting", endless)
    tasks.close()
    tasks.close()
    assert len(saved) == 10
    assert not tasks.busy
    with pytest.raises(InternalError):
        tasks.write(add_person, "Too late")
    with store.reading() as session:
        assert len(names(session)) == 10


SUDDEN_END = """
import sys
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QCoreApplication, QTimer
from mscp_desktop.desktop.tasks import Tasks

class Nothing:
    read_only = None
    def watch(self, listener): pass
    def save_draft(self, *words): pass
    def reading(self): raise ValueError

application = QCoreApplication([])
tasks = Tasks(Nothing(), type("Somebody", (), {"uid": "1"})())
def busy(progress):
    while True: progress.step(1)
for number in range(200):
    tasks.draft("page", str(number), "text")
    tasks.read(len, print, failed=lambda error: None)
tasks.work("Busy", busy); tasks.work("Busy", busy); tasks.work("Busy", busy)
QTimer.singleShot(20, application.quit)
application.exec()
if sys.argv[2] == "close":
    tasks.close()
"""


@pytest.mark.parametrize("ending", ["close", "leave"])
def test_a_process_ends_cleanly_while_threads_work(ending: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SUDDEN_END, str(root), ending],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_qt_binding_gives_back_what_it_borrows() -> None:
    """One release let go of None and True once too often at each call, until the process aborted."""
    timer = QTimer()
    before = [sys.getrefcount(value) for value in (None, True, False)]
    for _ in range(300):
        timer.setSingleShot(True)
        timer.objectNameChanged.emit("name")
    after = [sys.getrefcount(value) for value in (None, True, False)]
    assert all(abs(new - old) < 100 for new, old in zip(after, before, strict=True))
