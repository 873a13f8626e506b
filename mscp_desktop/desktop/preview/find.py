"""Searching a document: page after page on a thread, from the page in view on, what was found told as it is found."""

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.preview.file import PdfFile, matches
from mscp_desktop.desktop.preview.view import Hit

AT_ONCE = 20  # pages between two words of how far it is


class Finder(QObject):
    """Searches one document for one text at a time; `told` gives whether the whole of it has been searched."""

    told = Signal(bool)

    def __init__(self, file: PdfFile, parent: QObject) -> None:
        super().__init__(parent)
        self._file = file
        self._deliveries = Deliveries(self)
        self._lane = Lane("find")
        self._stop = threading.Event()
        self._typed = ""
        self.hits: list[Hit] = []
        self.done = True

    @property
    def busy(self) -> bool:
        """Whether it still searches."""
        return self._deliveries.busy

    def seek(self, typed: str, first: int = 0) -> None:
        """Search for a text, from a page on and around; nothing is found for nothing."""
        self._stop.set()
        self._stop = threading.Event()
        self._typed = " ".join(typed.split())
        self.hits, self.done = [], not self._typed
        if self.done:
            self.told.emit(True)
            return
        count = len(self._file.sizes)
        self._go_on([(first + step) % count for step in range(count)], self._stop)

    def close(self) -> None:
        """Stop searching."""
        self._stop.set()
        self._lane.drop()
        self._lane.stop(patience=None)
        self._deliveries.finish()

    def _go_on(self, pages: list[int], stop: threading.Event) -> None:
        now, later = pages[:AT_ONCE], pages[AT_ONCE:]
        search = partial(self._search, now, self._typed, stop)
        self._deliveries.send(self._lane, search, partial(self._found, later, stop), owner=self)

    def _search(self, pages: list[int], typed: str, stop: threading.Event) -> list[Hit]:
        hits: list[Hit] = []
        for number in pages:
            if stop.is_set():
                break
            if matches(self._file.words(number), typed):
                hits += [Hit(number, *span) for span in matches(self._file.text(number).text, typed)]
        return hits

    def _found(self, later: list[int], stop: threading.Event, hits: list[Hit]) -> None:
        if stop.is_set():
            return
        self.hits = sorted([*self.hits, *hits], key=lambda hit: (hit.page, hit.start))
        self.done = not later
        self.told.emit(self.done)
        if later:
            self._go_on(later, stop)
