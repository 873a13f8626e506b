"""The model of a table that lives in SQL: ids in their order, and rows in pages of 200 as they are seen."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mscp_desktop.desktop.delegates import CELL_ROLE
from mscp_desktop.desktop.field_values import figures
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Column, Query, Row, TableSource, words_of
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.money import format_money
from mscp_desktop.foundation.queries import Section

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 200
PAGES_KEPT = 25
UID_ROLE = CELL_ROLE + 1

_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
_ROW_ROLES = (Qt.ItemDataRole.DisplayRole, CELL_ROLE, UID_ROLE)
AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Listing:
    """What one read of a source found: which rows, in what order, under which headings, and the words below them.

    `rows` are those of the pages in view, read with it: the main thread then has nothing to wait for.
    """

    query: Query
    ids: Sequence[int]
    summary: str
    wanted: int | None
    sections: Sequence[Section] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[int, Row] = field(default_factory=dict)


def listing(
    session: "Session", source: TableSource, query: Query, wanted_uid: str | None = None, pages: Iterable[int] = (0,)
) -> Listing:
    """Read the order of a table's rows, which of them has a uid, and the rows of these pages."""
    ids = source.ids(session, query)
    wanted = None if wanted_uid is None else source.id_of(session, wanted_uid)
    summary = _summary(session, source, query, len(ids))
    sections = () if query.group is None or source.sections is None else source.sections(session, query)
    totals = {} if source.totals is None else source.totals(session, query)
    seen = set(pages)
    if wanted is not None and wanted in ids:
        seen.add(ids.index(wanted) // PAGE)
    rows = {
        row.id: row
        for page in sorted(seen)
        if (part := ids[page * PAGE : (page + 1) * PAGE])
        for row in source.rows(session, part, query)
    }
    return Listing(query, ids, summary, wanted, sections, totals, rows)


def _summary(session: "Session", source: TableSource, query: Query, shown: int) -> str:
    if source.summary is None:
        return ""
    if not query.narrowed or source.whole is None:
        return source.summary(session, query, shown)
    return f"{shown:,} of {source.summary(session, query, source.whole(session, query))}"


class RowsModel(QAbstractTableModel):
    """The rows of one listing; a new listing changes only the lines between what both have in common.

    A line is a row or, where rows are grouped, the heading over them; a heading can be folded, so that its rows are
    not among the lines. A line is kept as the row's id, or as -1 for the first heading, -2 for the second and so on.
    """

    def __init__(self, tasks: Tasks, source: TableSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._tasks = tasks
        self._found = Listing(Query(), (), "", None)
        self._lines: list[int] = []
        self._folded: set[str] = set()
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._broken = False
        self._alignment = [_RIGHT if is_figures(column.kind) else _LEFT for column in source.columns]

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.source.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, its alignment, and what the delegate paints it by."""
        if not index.isValid() or role not in _ROW_ROLES:
            return self._alignment[index.column()] if role == _ALIGNMENT and index.isValid() else None
        place, column = index.row(), index.column()
        line = self._lines[place]
        if line < 0:
            section = self._found.sections[-line - 1]
            return {UID_ROLE: None, CELL_ROLE: section}.get(role, self._heading(section, column))
        row = self.row_at(place)
        if row is None:
            return None
        if role == CELL_ROLE:
            return row.cells[column]
        return row.uid if role == UID_ROLE else words_of(row.cells[column])

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
        return self._found.query

    @property
    def found(self) -> Listing:
        """What was read last."""
        return self._found

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all rows in their order, those under folded headings too."""
        return self._found.ids

    def id_at(self, place: int) -> int | None:
        """Return the id of the row in a line; None for a heading and beyond the last line."""
        found = self._lines[place] if 0 <= place < len(self._lines) else -1
        return found if found >= 0 else None

    def section_at(self, place: int) -> Section | None:
        """Return the heading in a line; None for a row."""
        found = self._lines[place]
        return None if found >= 0 else self._found.sections[-found - 1]

    def place_of(self, row_id: int | None) -> int | None:
        """Return in which line a row stands, None where it is not among them."""
        try:
            return None if row_id is None else self._lines.index(row_id)
        except ValueError:
            return None

    def places_of(self, row_ids: Iterable[int]) -> list[tuple[int, int]]:
        """Return the runs (first, last) in which the given rows stand together."""
        wanted = set(row_ids)
        places = (at for at, row_id in enumerate(self._lines) if row_id in wanted)
        return list(_runs(places))

    def heading_of(self, place: int) -> int:
        """Return the line of the heading over a line, or the line itself where it is one or there is none."""
        return next((at for at in range(place, -1, -1) if self._lines[at] < 0), place)

    def is_folded(self, section: Section) -> bool:
        """Say whether the rows under a heading are put away."""
        return section.words in self._folded

    def fold(self, place: int, *, folded: bool) -> None:
        """Put away the rows under the heading in a line, or show them again."""
        section = self.section_at(place)
        if section is not None and folded != self.is_folded(section):
            (self._folded.add if folded else self._folded.discard)(section.words)
            self._replace(self._arranged())

    def fold_all(self, *, folded: bool) -> None:
        """Put away the rows under every heading, or show all again."""
        self._folded = {section.words for section in self._found.sections} if folded else set()
        self._replace(self._arranged())

    def unfold_for(self, row_id: int) -> None:
        """Show the rows under the heading over a row."""
        past = self._found.ids.index(row_id)
        for section in self._found.sections:
            if past < section.count:
                if self.is_folded(section):
                    self._folded.discard(section.words)
                    self._replace(self._arranged())
                return
            past -= section.count

    def row_at(self, place: int) -> Row | None:
        """Return a row, reading its page where it is not at hand; None for one that is gone since and a heading."""
        number, within = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[within]

    def pages_at_hand(self, first: int, last: int) -> set[int]:
        """Return the numbers of the pages that these lines stand in, or else of the first."""
        return set(range(max(0, first) // PAGE, max(0, first, last) // PAGE + 1))

    def show(self, found: Listing) -> None:
        """Take over a listing: what stays where it was keeps its selection and its place on the screen."""
        self._broken = False
        if found.query.group != self._found.query.group:
            self._folded = set()
        old, self._found = self._found, found
        new = self._arranged()
        if len(found.sections) < len(old.sections):  # until the lines follow, every heading must still be found
            self._found = replace(found, sections=[*found.sections, *old.sections[len(found.sections) :]])
        self._replace(new)
        self._found = found

    def _arranged(self) -> list[int]:
        """Return the lines of the listing: its rows, with headings where it has some that fit."""
        ids, sections = list(self._found.ids), self._found.sections
        if not sections or sum(section.count for section in sections) != len(ids):
            return ids
        lines: list[int] = []
        start = 0
        for number, section in enumerate(sections, 1):
            lines.append(-number)
            if not self.is_folded(section):
                lines += ids[start : start + section.count]
            start += section.count
        return lines

    def _replace(self, new: list[int]) -> None:
        old = self._lines
        start = _common(old, new)
        end = _common(reversed(old[start:]), reversed(new[start:]))
        gone, come = len(old) - start - end, len(new) - start - end
        self._pages.clear()
        if gone > PAGE and come > PAGE:
            self.beginResetModel()
            self._lines = new
            self.endResetModel()
            return
        if gone:
            self.beginRemoveRows(NO_INDEX, start, start + gone - 1)
            self._lines = old[:start] + old[start + gone :]
            self._pages.clear()
            self.endRemoveRows()
        if come:
            self.beginInsertRows(NO_INDEX, start, start + come - 1)
            self._lines = new
            self._pages.clear()
            self.endInsertRows()
        self._pages.clear()
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, self.columnCount() - 1))

    def _heading(self, section: Section, column: int) -> str | None:
        if column == 0:
            folded = ", folded" if self.is_folded(section) else ""
            return f"{section.words} ({section.count:,}{folded})"
        shown = self.source.columns[column]
        return sum_words(shown, section.sums[shown.key]) if shown.key in section.sums else None

    def _read(self, number: int) -> list[Row | None]:
        lines = self._lines[number * PAGE : (number + 1) * PAGE]
        if self._broken:
            return [None] * len(lines)
        rows = self._found.rows
        ids = [line for line in lines if line >= 0 and line not in rows]
        if not ids:
            return [rows.get(line) for line in lines]
        try:
            with self._tasks.store.reading() as session:
                rows = {**rows, **{row.id: row for row in self.source.rows(session, ids, self.query)}}
        except Exception as error:  # noqa: BLE001 - Qt asks in the middle of painting; it is told once, in the window
            self._broken = True
            self._tasks.failure.emit(error)
            rows = {}
        return [rows.get(line) for line in lines]


def is_figures(kind: ColumnKind) -> bool:
    """Say whether a column stands right, in figures of one width."""
    return kind in (ColumnKind.NUMBER, ColumnKind.MONEY)


def sum_words(column: Column, total: int) -> str:
    """Return a sum as its column shows it."""
    return format_money(total) if column.kind is ColumnKind.MONEY else figures(total)


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
