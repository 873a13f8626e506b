"""Typing in the rows: the first row that begins so becomes current, and a small bubble says what was typed."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from mscp_desktop.desktop.parts import redress
from mscp_desktop.desktop.tables.model import PAGE, RowsModel
from mscp_desktop.desktop.tables.rows import RowsView
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Query, TableSource, words_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

AIR = 12  # pixels between the bubble and the edges of the rows


class Finder(QObject):
    """Finds by the column that the rows are sorted by, or else the first one; matches are gone through with F3."""

    def __init__(self, tasks: Tasks, view: RowsView, model: RowsModel, host: QWidget) -> None:
        """`host` is what the bubble stands in, at its lower right."""
        super().__init__(view)
        self._host = host
        self._tasks, self._view, self._model = tasks, view, model
        self._typed = ""
        self._column = 0
        self._from: int | None = None  # the row in which typing began
        self._matches: Sequence[int] = ()
        self.bubble = QLabel(host)
        self.bubble.setTextFormat(Qt.TextFormat.PlainText)
        self.bubble.setProperty("role", "bubble")
        self.bubble.hide()
        view.typed.connect(self.type)
        view.ended.connect(self.end)
        view.viewport().installEventFilter(self)

    @property
    def ready(self) -> bool:
        """Whether there is another match to go to."""
        return len(self._matches) > 0

    def type(self, text: str) -> None:
        """Add a letter, or with none take the last one away."""
        if not self._view.finding:
            self._from = self._model.id_at(self._view.currentIndex().row())
            self._typed, self._column = "", self._column_of()
        self._typed = self._typed + text if text else self._typed[:-1]
        self._view.finding = True
        self._say("")
        if not self._typed.strip():
            self._matches = ()
            return
        look = partial(_found, self._model.source, self._model.found.ids, self._model.query, self._column, self._typed)
        self._tasks.read(look, partial(self._take, self._typed), key=f"find {id(self)}", owner=self)

    def next(self, by: int = 1) -> None:
        """Go to the next match, or with -1 to the one before; after the last comes the first."""
        if self._matches:
            here = self._model.id_at(self._view.currentIndex().row())
            at = self._matches.index(here) + by if here in self._matches else 0
            self._go(at % len(self._matches))

    def end(self) -> None:
        """Put the bubble away; F3 still goes on."""
        if self._view.finding:
            self._view.finding = False
            self.bubble.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the bubble in its corner, and end where a row is clicked."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.end()
        return super().eventFilter(watched, event)

    def _take(self, typed: str, found: Sequence[int]) -> None:
        if typed != self._typed:
            return
        self._matches = list(found)
        if not self._view.finding:
            return  # it ended before the answer came: no row moves, and no bubble comes back
        if not self._matches:
            self._say("nothing begins so")
            return
        order = self._model.found.ids
        start = order.index(self._from) if self._from in order else 0
        places = {row_id: at for at, row_id in enumerate(order)} if len(self._matches) > 1 else {}
        ahead = (at for at, row_id in enumerate(self._matches) if not places or places.get(row_id, -1) >= start)
        self._go(next(ahead, 0))

    def _go(self, at: int) -> None:
        row_id = self._matches[at]
        if row_id not in self._model.found.ids:
            return
        self._model.unfold_for(row_id)
        place = self._model.place_of(row_id)
        if place is not None:
            self._view.setCurrentIndex(self._model.index(place, max(self._view.currentIndex().column(), 0)))
        if self._view.finding:
            self._say(f"{at + 1:,} of {len(self._matches):,}")

    def _column_of(self) -> int:
        keys = [column.key for column in self._model.source.columns]
        sort = self._model.query.sort
        return keys.index(sort) if sort in keys else (self._view.headings.shown() or [0])[0]

    def _say(self, result: str) -> None:
        column = self._model.source.columns[self._column]
        words = f"{column.words}: {self._typed}"
        self.bubble.setText(f"{words}   {result}" if result else words)
        redress(self.bubble, "status", "warning" if result.startswith("nothing") else "info")
        self.bubble.adjustSize()
        self._place()
        self.bubble.show()
        self.bubble.raise_()
        if result:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, self.bubble.text()))

    def _place(self) -> None:
        room = self._host.rect()
        self.bubble.move(room.right() - self.bubble.width() - AIR, room.bottom() - self.bubble.height() - AIR // 3)


def _found(
    source: TableSource, ids: Sequence[int], query: Query, column: int, typed: str, session: "Session"
) -> Sequence[int]:
    """Return the rows that begin so: as the source finds them, or by looking at one after the other."""
    if source.found is not None:
        return source.found(session, query, source.columns[column].key, typed)
    wanted, found = typed.casefold(), []
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        words = {row.id: words_of(row.cells[column]).casefold() for row in source.rows(session, page, query)}
        found += [one for one in page if words.get(one, "").startswith(wanted)]
    return found
