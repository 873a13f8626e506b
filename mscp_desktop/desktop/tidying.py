"""Looking for what nobody holds any more, Python's garbage, on the main thread and when nobody is at the keys.

By itself Python looks as soon as enough was made, on whichever thread made it, and all others wait: a long document
or an import makes the window stutter, by 200 ms at a time. A widget found on a worker's thread would be deleted there,
too, which Qt does not allow.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY = 100  # milliseconds
YOUNG = 5_000  # objects made since the last look, from which on it is worth one: about a millisecond
MIDDLE_QUIET = 0.5  # seconds without a key or click, after which what was found young is looked at again
WHOLE_QUIET = 5.0  # the same for everything, which may take some hundred milliseconds
ROUNDS = 10  # looks at younger objects that make one at older ones worth it, as Python has it


class Tidying(QObject):
    """Takes over from Python's own garbage collection until it is stopped."""

    def __init__(self, quiet: Callable[[], float], parent: QObject) -> None:
        """`quiet` gives the seconds since somebody touched a key or the mouse."""
        super().__init__(parent)
        self._quiet = quiet
        gc.disable()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look at as much as the moment allows."""
        young, middle, old = gc.get_count()
        quiet = self._quiet()
        if old > ROUNDS and quiet >= WHOLE_QUIET:
            gc.collect(2)
        elif middle > ROUNDS and quiet >= MIDDLE_QUIET:
            gc.collect(1)
        elif young > YOUNG:
            gc.collect(0)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
