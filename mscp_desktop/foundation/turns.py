"""Turns in the order of asking: SQLAlchemy's pool lets a waiting thread starve while others take and return."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets so many threads in at once, in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and give it to the next in line at the end."""
        mine = threading.Lock()
        mine.acquire()
        with self._guard:
            if self._free:
                self._free -= 1
                mine.release()
            else:
                self._waiting.append(mine)
        mine.acquire()
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._free += 1
