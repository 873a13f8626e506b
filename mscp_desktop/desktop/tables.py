"""The model of a table that lives in SQL: ids in their order, and rows in pages of 200 as they are seen."""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Cell, Query, Row, TableSource
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.store import Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 200
PAGES_KEPT = 25
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
UID_ROLE = CELL_ROLE + 1

_ROW_ROLES = (Qt.ItemDataRole.DisplayRole, CELL_ROLE, UID_ROLE)
AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_FIGURES = re.compile(r"[+-][0-9 .,()/]*")


@dataclass(frozen=True, slots=True)
class Listing:
    """What one read of a source found: which rows, in what order, and the words under them."""

    query: Query
    ids: Sequence[int]
    summary: str
    wanted: int | None


def listing(session: "Session", source: TableSource, query: Query, wanted_uid: str | None = None) -> Listing:
    """Read the order of a table's rows, and which of them has a uid."""
    ids = source.ids(session, query)
    wanted = None if wanted_uid is None else source.id_of(session, wanted_uid)
    summary = "" if source.summary is None else source.summary(session, query, len(ids))
    return Listing(query, ids, summary, wanted)


class RowsModel(QAbstractTableModel):
    """The rows of one listing; a new listing changes only the rows between what both have in common."""

    def __init__(self, tasks: Tasks, source: TableSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._tasks = tasks
        self._query = Query()
        self._ids: list[int] = []
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._broken = False
        self._alignment = [_RIGHT if is_figures(column.kind) else _LEFT for column in source.columns]

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.source.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, its alignment, and what the delegate paints it by."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment[index.column()]
        row = self.row_at(index.row()) if role in _ROW_ROLES else None
        if row is None:
            return None
        cell = row.cells[index.column()]
        return {UID_ROLE: row.uid, CELL_ROLE: cell}.get(role, words_of(cell))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.source.columns):
            return None
        column = self.source.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.more or None
        return self._alignment[section] if role == Qt.ItemDataRole.TextAlignmentRole else None

    @property
    def query(self) -> Query:
        """What the rows that are shown answer."""
        return self._query

    @property
    def ids(self) -> Sequence[int]:
        """The ids of the rows in their order."""
        return self._ids

    def place_of(self, row_id: int | None) -> int | None:
        """Return where a row stands, None where it is not among them."""
        try:
            return None if row_id is None else self._ids.index(row_id)
        except ValueError:
            return None

    def places_of(self, row_ids: Iterable[int]) -> list[tuple[int, int]]:
        """Return the runs (first, last) in which the given rows stand together."""
        wanted = set(row_ids)
        places = (at for at, row_id in enumerate(self._ids) if row_id in wanted)
        return list(_runs(places))

    def row_at(self, place: int) -> Row | None:
        """Return a row, reading its page where it is not at hand; None for one that is gone since."""
        number, within = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[within]

    def show(self, found: Listing) -> None:
        """Take over a listing: what stays where it was keeps its selection and its place on the screen."""
        new, old = list(found.ids), self._ids
        self._query, self._broken = found.query, False
        start = _common(old, new)
        end = _common(reversed(old[start:]), reversed(new[start:]))
        gone, come = len(old) - start - end, len(new) - start - end
        self._pages.clear()
        if gone > PAGE and come > PAGE:
            self.beginResetModel()
            self._ids = new
            self.endResetModel()
            return
        if gone:
            self.beginRemoveRows(NO_INDEX, start, start + gone - 1)
            self._ids = old[:start] + old[start + gone :]
            self._pages.clear()
            self.endRemoveRows()
        if come:
            self.beginInsertRows(NO_INDEX, start, start + come - 1)
            self._ids = new
            self._pages.clear()
            self.endInsertRows()
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, self.columnCount() - 1))

    def _read(self, number: int) -> list[Row | None]:
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        if self._broken:
            return [None] * len(ids)
        try:
            with self._tasks.store.reading() as session:
                rows = {row.id: row for row in self.source.rows(session, ids, self._query)}
        except Exception as error:  # noqa: BLE001 - Qt asks in the middle of painting; it is told once, in the window
            self._broken = True
            self._tasks.failure.emit(error)
            rows = {}
        return [rows.get(row_id) for row_id in ids]


def is_figures(kind: ColumnKind) -> bool:
    """Say whether a column stands right, in figures of one width."""
    return kind in (ColumnKind.NUMBER, ColumnKind.MONEY)


def words_of(cell: Cell | str | None) -> str:
    """Return what a cell says."""
    return cell.words if isinstance(cell, Cell) else cell or ""


def rows_as_text(
    store: Store,
    found: tuple[TableSource, Query],
    ids: Sequence[int],
    columns: Sequence[int],
    *,
    headings: bool,
    progress: Progress | None = None,
) -> str:
    """Return rows in this order with these columns as text for the clipboard; runs on any thread."""
    source, query = found
    lines: list[Sequence[str]] = [[source.columns[at].words for at in columns]] if headings else []
    with store.reading() as session:
        for start in range(0, len(ids), PAGE):
            if progress is not None:
                progress.step(start, len(ids))
            page = ids[start : start + PAGE]
            rows = {row.id: row for row in source.rows(session, page, query)}
            lines += [[words_of(rows[key].cells[at]) for at in columns] for key in page if key in rows]
    return as_tab_separated(lines)


def as_tab_separated(lines: Iterable[Sequence[str]]) -> str:
    """Return cells as spreadsheets take them from the clipboard; nothing in them becomes a formula there."""
    return "".join("\t".join(_pasted(words) for words in line) + "\n" for line in lines)


def _pasted(words: str) -> str:
    start = unicodedata.normalize("NFKC", words[:1])
    if start.startswith(_FORMULA_STARTERS) and not _PLAIN_FIGURES.fullmatch(words):
        words = f"'{words}"
    if any(mark in words for mark in '\t\n\r"'):
        return '"' + words.replace('"', '""') + '"'
    return words


def _common(one: Iterable[int], other: Iterable[int]) -> int:
    """Return how long the two agree from their beginnings."""
    agreed = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        agreed += 1
    return agreed


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        members = [place for _, place in run]
        yield members[0], members[-1]
