"""Worker threads that take jobs in order, and never outlive the call that stops them."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

STEP_BACK = 5  # of niceness: with more, whoever holds the interpreter would be kept from letting go of it
DEAF_AFTER = 10.0  # seconds that a thread which does not answer to a stop is waited for


@dataclass(frozen=True, slots=True)
class _Job:
    run: Callable[[], None]
    key: str | None


class Lane:
    """One queue of jobs, worked off by as many threads as it is given; they start with the first job."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._name = name
        self._size = threads
        self._threads: list[threading.Thread] = []
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._stopped = False

    def add(self, run: Callable[[], None], key: str | None = None) -> bool:
        """Queue a job, which must not raise; return True where it replaced a waiting one with its key."""
        with self._wake:
            waiting = next((job for job in self._jobs if key is not None and job.key == key), None)
            if waiting is not None:
                self._jobs.remove(waiting)
            self._jobs.append(_Job(run, key))
            if len(self._threads) < self._size:
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._wake.notify()
        return waiting is not None

    def drop(self) -> int:
        """Forget the jobs that wait and return how many they were."""
        with self._wake:
            dropped = len(self._jobs)
            self._jobs.clear()
        return dropped

    def stop(self, *, patience: float | None = DEAF_AFTER) -> bool:
        """Finish the jobs that wait, then the threads; False where one outlasts `patience` seconds."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(patience)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        if sys.platform == "linux":  # there it is the thread's own; Windows prefers the window in front by itself
            os.nice(STEP_BACK)
        while True:
            with self._wake:
                while not self._jobs and not self._stopped:
                    self._wake.wait()
                if not self._jobs:
                    return
                job = self._jobs.popleft()
            job.run()
