"""The rows of a list with what becomes of each, as a table."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mscp_desktop.desktop.delegates import CELL_ROLE, CellDelegate
from mscp_desktop.desktop.parts import tip_of
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Cell, Look, Tone, pill
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, ListPlanned, RowPlanned
from mscp_desktop.roster.intake.plan import PlannedRow
from mscp_desktop.roster.page.import_dialog.takes import Takes

TONES = {
    Fate.ASKS: Tone.WARNING, Fate.REFUSED: Tone.BAD, Fate.CHANGED: Tone.INFO, Fate.NEW: Tone.GOOD,
    Fate.SAME: Tone.NEUTRAL,
}  # fmt: skip
SEAT_COLUMNS = (
    ("Row", 105), ("What becomes of it", 160), ("Group", 150), ("Post", 190), ("Organisation", 150), ("Role", 95),
    ("Held by", 140),
)  # fmt: skip
PERSON_COLUMNS = (
    ("Row", 90), ("What becomes of them", 185), ("Name", 160), ("Post", 200), ("Organisation", 180), ("E-mail", 200),
)  # fmt: skip
NARROWEST = 0.65  # of its width, to which a column shrinks
WHOLE = 2  # columns that never shrink: where a row stands, and what becomes of it
KEPT = 4  # columns that are always shown
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


def fate_cell(row: RowPlanned) -> Cell:
    """Return what becomes of a row as a cell."""
    if row.fate is Fate.LEFT_OUT:
        return Cell(row.fate.value, Look.UNKNOWN)
    return pill(row.fate.value, TONES[row.fate], row.words)


def cells_of(row: PlannedRow, kind: Kind) -> tuple[Cell, ...]:
    """Return what a row shows; one that is left out shows what it said."""
    entry = row.entry
    fate = fate_cell(row)
    said = (Cell(entry.said, Look.UNKNOWN), Cell(""), Cell(""), Cell(""), Cell(""))
    body = Cell(row.organisation.name if row.organisation else entry.organisation or "")
    name = row.person.name if row.person else entry.person.name if entry.person else ""
    if row.fate in (Fate.LEFT_OUT, Fate.REFUSED):
        shown: tuple[Cell, ...] = said
    elif kind is Kind.PEOPLE:
        email = (entry.person.email if entry.person else None) or ""
        shown = (Cell(name, Look.STRONG), Cell(entry.post or ""), body, Cell(email))
    else:
        role = Cell(entry.role.value.capitalize() if entry.role else "")
        held = pill("vacant", Tone.WARNING) if entry.vacant else Cell(name)
        group = row.group.name if row.group else entry.group or ""
        shown = (Cell(group), Cell(entry.post or ""), body, role, held)
    return Cell(entry.where), fate, *shown[: len(columns_of(kind)) - 2]


def columns_of(kind: Kind) -> tuple[tuple[str, int], ...]:
    """Return the headings of a list's rows, and their widths in pixels at 100%."""
    return PERSON_COLUMNS if kind is Kind.PEOPLE else SEAT_COLUMNS


class RowsModel(QAbstractTableModel):
    """The rows of a plan, all of them or those with one fate."""

    def __init__(self, takes: Takes, parent: QWidget) -> None:
        super().__init__(parent)
        self._takes = takes
        self.rows: list[RowPlanned] = []
        self._kind = Kind.ROSTER
        self._cells: dict[int, tuple[Cell, ...]] = {}

    def show_rows(self, rows: Sequence[RowPlanned], kind: Kind) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows, self._kind, self._cells = list(rows), kind, {}
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._columns()[section][0] if shown and 0 <= section < len(self._columns()) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, its words, or what a screen reader and the mouse are told of it."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        cells = self._cells.get(index.row())
        if cells is None:
            cells = self._cells[index.row()] = self._takes.cells(row, self._kind)
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return tip_of(f"{row.words} {row.besides}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{cell.words}. {row.words} {row.besides}".strip()
            return said if index.column() == 1 else cell.words or "nothing"
        return None

    def _columns(self) -> tuple[tuple[str, int], ...]:
        return self._takes.columns(self._kind)


class RowsView(QTableView):
    """The table of rows; Tab leaves it."""

    def __init__(self, takes: Takes, parent: QWidget) -> None:
        super().__init__(parent)
        self._takes = takes
        self.setAccessibleName("Each row, and what becomes of it")
        self.rows = RowsModel(takes, self)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(grown(34))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.sectionResized.connect(self._resized)
        self._sized: Kind | None = None
        self._own = False  # whether somebody set a width

    def show_plan(self, plan: ListPlanned, only: Fate | None) -> None:
        """Show the rows of a plan, and stay on the row in hand."""
        current = self.row_in_hand()
        self.rows.show_rows([row for row in plan.rows if only is None or row.fate is only], plan.kind)
        if self._sized is not plan.kind:
            self._sized, self._own = plan.kind, False
            self._share()
        self.go_to(current.place if current is not None else -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns share the room."""
        super().resizeEvent(event)
        self._share()

    def _resized(self) -> None:
        pulled = self.horizontalHeader().viewport().underMouse() and QGuiApplication.mouseButtons()
        self._own = self._own or bool(pulled)

    def _share(self) -> None:
        """Give each column its share of the room; the last are hidden where all would be too narrow to be read.

        The row in hand says all of them. Once somebody has set a width, the widths are theirs.
        """
        if self._sized is None or self._own:
            return
        wanted = [grown(width) for _, width in self._takes.columns(self._sized)]
        room, shown = self.viewport().width(), len(wanted)
        whole = sum(wanted[:WHOLE])
        while shown > KEPT and whole + sum(wanted[WHOLE:shown]) * NARROWEST > room:
            shown -= 1
        share = max(NARROWEST, (room - whole) / sum(wanted[WHOLE:shown]))
        for at, width in enumerate(wanted):
            self.setColumnHidden(at, at >= shown)
            if at < shown:
                self.setColumnWidth(at, width if at < WHOLE else int(width * share))

    def row_in_hand(self) -> RowPlanned | None:
        """Return the current row."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def go_to(self, place: int) -> None:
        """Make the row at a place of the plan the current one, or that which follows it here."""
        rows = self.rows.rows
        at = next((at for at, row in enumerate(rows) if row.place >= place), len(rows) - 1)
        if rows:
            self.setCurrentIndex(self.rows.index(at, 0))

    def next_with(self, wanted: Callable[[RowPlanned], bool]) -> int | None:
        """Return the place of the next row that is wanted, from the row in hand on and round the end; None for none."""
        current = self.row_in_hand()
        after = -1 if current is None else current.place
        found = [row.place for row in self.rows.rows if wanted(row)]
        return next((place for place in found if place > after), found[0] if found else None)
