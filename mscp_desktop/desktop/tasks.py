"""Work off the main thread: a writer, a reader, a pool for long work; results arrive on the main thread."""

import atexit
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy.orm import Session

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.deliveries import Cancelled, Deliveries
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.values import Picked
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.operations import MANAGER, Operation, Outcome, Rehearsal, rehearse, run
from mscp_desktop.foundation.row_changes import RowChange
from mscp_desktop.foundation.store import Actor, Announcement, Role, Store
from mscp_desktop.foundation.undo import redo, undo

__all__ = ["Cancelled", "Progress", "Running", "Tasks"]

T = TypeVar("T")
R = TypeVar("R")

SHOWN_AFTER = 0.2  # seconds: work that ends sooner is not shown in the bottom bar
TOLD_EVERY = 0.25  # seconds between two words of progress
POOL = 2
FOR_MANAGERS = "You may read, search and print here. Changes are for the business manager."


@dataclass(frozen=True, slots=True)
class Running:
    """Long work as the bottom bar shows it; `total` is None while nobody knows how much there is."""

    number: int
    words: str
    done: int
    total: int | None


class Progress:
    """What long work is given: it tells how far it is, and hears whether it is still wanted."""

    def __init__(self, words: str, tell: Callable[[], None]) -> None:
        self.words = words
        self.done = 0
        self.total: int | None = None
        self.started = time.monotonic()
        self._told = 0.0
        self._tell = tell
        self._unwanted = threading.Event()

    def step(self, done: int, total: int | None = None) -> None:
        """Tell that `done` of `total` pieces are finished; raises `Cancelled` once it was stopped."""
        if self._unwanted.is_set():
            raise Cancelled
        self.done, self.total = done, total
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            self._tell()

    def cancel(self) -> None:
        """Make the next step raise `Cancelled`."""
        self._unwanted.set()


class Tasks(Deliveries):
    """Runs everything that must not hold up the window.

    `changed` tells that the list of running work is another, `announced` that something was committed, and `drafted`
    that something typed in a place was kept or forgotten.
    """

    changed = Signal()
    announced = Signal(object)
    drafted = Signal(str)

    def __init__(self, store: Store, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.actor = actor
        self._writer, self._reader, self._pool = Lane("writer"), Lane("reader"), Lane("work", POOL)
        self.recent: dict[str, list[Picked]] = {}  # what was picked in each field since the vault was opened
        self.copies: Path | None = None  # the private folder of copies to read; who sets it has it removed
        self.show_pdf: Callable[[str, bytes], bool] | None = None  # shows a paper in a window; False where it can't
        self._closing = False
        self._as_if = False  # it is asked what could be done by somebody who may change everything
        self._count = 0
        self._newest: dict[str, int] = {}
        self._works: dict[int, Progress] = {}
        self._soon = QTimer(self, singleShot=True, interval=int(SHOWN_AFTER * 1000) + 10)
        self._soon.timeout.connect(self._show_running)
        store.watch(self._hear)
        atexit.register(self.close)  # a process that ends early still ends its threads before Qt goes

    def write(
        self,
        operation: Operation[..., R],
        *args: Any,
        then: Callable[[Outcome[R]], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> None:
        """Run one operation on the writer thread, after those asked for before it."""
        self._refuse_closed()
        doing = partial(run, self.store, self.actor, operation, *args, **kwargs)
        self.send(self._writer, doing, then, failed, owner)

    def rehearse(
        self,
        operation: Operation[..., R],
        describe: Callable[[Session, list[RowChange]], T],
        *args: Any,
        then: Callable[[Rehearsal[R, T]], None],
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> None:
        """Find out what an operation would change, after all that was asked to be written before; nothing is kept."""
        self._refuse_closed()
        doing = partial(rehearse, self.store, self.actor, operation, describe, *args, **kwargs)
        self.send(self._writer, doing, then, failed, owner)

    def undo(
        self,
        since: datetime | None = None,
        agreed: str | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Take back this user's last operation; one from before `since` only where it is the one `agreed` to."""
        self._refuse_closed()
        self.send(self._writer, partial(undo, self.store, self.actor, since, agreed), failed=failed)

    def redo(self) -> None:
        """Do again what this user last took back."""
        self._refuse_closed()
        self.send(self._writer, partial(redo, self.store, self.actor))

    def after_writes(self, then: Callable[[], None]) -> None:
        """Call once all that was asked to be written so far is written or refused, and has been told."""
        self._refuse_closed()
        self.send(self._writer, lambda: None, lambda _: then())

    def locked(self, roles: frozenset[Role] = MANAGER) -> str | None:
        """Return why whoever works here can't change what these roles change, as a sentence; None where they can."""
        if self._as_if or (self.store.read_only is None and self.actor.roles & roles):
            return None
        return self.store.read_only or FOR_MANAGERS

    def held_back(self, command: Command) -> str:
        """Return why something can't be done now, where it is only who works here, or that this is a copy; or nothing.

        It is asked whether it can be called as it is, and then as if whoever works here might change everything.
        """
        locked = self.locked()
        if locked is None or command.ready:
            return ""
        self._as_if = True
        try:
            return locked if command.ready else ""
        finally:
            self._as_if = False

    def draft(self, place: str, field: str, text: str | None, *, over: str | None = None, words: str = "") -> None:
        """Keep what is typed in a field, or forget it; a copy that can't be changed keeps no drafts.

        `over` and `words` are as in `Store.save_draft`.
        """
        if self.store.read_only is None:
            self._refuse_closed()
            saving = partial(self.store.save_draft, self.actor.uid, place, field, text, over=over, words=words)
            self.send(self._writer, saving, lambda _: self.drafted.emit(place), key=f"{place}\n{field}")

    def read(
        self,
        function: Callable[[Session], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        key: str | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run a query on the reader thread, and hand over plain values.

        Of the reads with one key only the newest is handed over; one that still waits is not even run.
        """
        if self._closing:
            return
        number = self._next()
        if key is not None:
            self._newest[key] = number
        wanted = None if key is None else lambda: self._newest.get(key) == number
        self.send(self._reader, partial(self._read, function), then, failed, owner, key=key, wanted=wanted)

    def work(
        self,
        words: str,
        function: Callable[[Progress], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run something that takes long, beside the reads and writes; `words` say what in the bottom bar.

        Where somebody stops it, `failed` is given `Cancelled`, and without `failed` nothing is called.
        """
        if self._closing:
            return
        number = self._next()
        progress = Progress(words, partial(self.post, self.changed.emit))
        self._works[number] = progress

        def begin() -> T:
            progress.started = time.monotonic()
            progress.step(0)
            return function(progress)

        def over() -> bool:
            del self._works[number]
            self.changed.emit()
            return True

        self.send(self._pool, begin, then, failed, owner, wanted=over)
        if not self._soon.isActive():
            self._soon.start()

    def running(self) -> list[Running]:
        """Return the long work that is worth showing, oldest first."""
        now = time.monotonic()
        return [
            Running(number, progress.words, progress.done, progress.total)
            for number, progress in self._works.items()
            if now - progress.started >= SHOWN_AFTER
        ]

    def cancel(self, number: int) -> None:
        """Stop a piece of long work at its next step."""
        if number in self._works:
            self._works[number].cancel()

    def close(self) -> None:
        """Finish what is being written, stop the rest, and hand over the last results."""
        if self._closing:
            return
        self._closing = True
        atexit.unregister(self.close)
        self._soon.stop()
        for progress in self._works.values():
            progress.cancel()
        self._writer.stop(patience=None)
        self._pool.stop()
        self._pending -= self._reader.drop()
        self._reader.stop()
        self.finish()

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _refuse_closed(self) -> None:
        if self._closing:
            raise InternalError("A change was asked for after the vault had been closed.")

    def _read(self, function: Callable[[Session], T]) -> T:
        with self.store.reading() as session:
            return function(session)

    def _hear(self, announcement: Announcement) -> None:
        self.post(partial(self.announced.emit, announcement))

    def _show_running(self) -> None:
        self.changed.emit()
        if len(self.running()) < len(self._works):
            self._soon.start()
