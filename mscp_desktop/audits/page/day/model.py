"""What the grid of a case shows: the day as it was read, and over it what was typed and is still being saved."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mscp_desktop.audits.rules.day import AgreedCell, Day, Line, OwnCell
from mscp_desktop.desktop.delegates import CELL_ROLE

Index = QModelIndex | QPersistentModelIndex
PENDING_ROLE, UNSAVED_ROLE = (int(Qt.ItemDataRole.UserRole) + at for at in (20, 21))
Where = tuple[str, str | None, str]
"""The uids of case, service and section of a cell; without a service it is the agreed one."""


@dataclass(slots=True)
class Typed:
    """What was typed in a cell; `saved` is the number of the reading that was on its way when it came back as saved."""

    cell: OwnCell | AgreedCell | None
    saved: int | None = None


class DayModel(QAbstractTableModel):
    """Sections against services; the last column is what was agreed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.day: Day | None = None
        self.reading = 0  # the number of the reading that is shown
        self.lines: tuple[Line, ...] = ()
        self._typed: dict[Where, list[Typed]] = {}
        self._unsaved: frozenset[Where] = frozenset()
        self.most_apart_first = True

    @property
    def agreed_at(self) -> int:
        """The column of what was agreed."""
        return 0 if self.day is None else len(self.day.services)

    @property
    def pending(self) -> int:
        """How many cells are still being saved."""
        return sum(one.saved is None for typed in self._typed.values() for one in typed)

    def show_day(self, day: Day | None, reading: int) -> None:
        """Show a day that was read by the reading of this number; what came back as saved meanwhile is laid over it.

        The order of sections stays while a case is in hand.
        """
        for where, typed in list(self._typed.items()):
            for one in tuple(typed):
                if one.saved is None:
                    continue
                typed.remove(one)
                if day is not None and one.saved >= reading:
                    day = _with(day, where, one.cell)
            if not typed:
                del self._typed[where]
        same, turned = _shape(self.day) == _shape(day), _revealed(self.day) != _revealed(day)
        if not same:
            self.beginResetModel()
        self.day, self.reading = day, reading
        if same and not turned:
            by_section = {} if day is None else {one.section.uid: one for one in day.lines}
            self.lines = tuple(by_section[one.section.uid] for one in self.lines)
        else:
            self._reorder(emits=same)
        if not same:
            self.endResetModel()
        elif self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, self.agreed_at))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.lines) - 1)

    def _reorder(self, *, emits: bool) -> None:
        if emits:
            self.layoutAboutToBeChanged.emit()
        self.lines = () if self.day is None else self._ordered(self.day)
        if emits:
            self.layoutChanged.emit()
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, max(0, len(self.lines) - 1))

    def _ordered(self, day: Day) -> tuple[Line, ...]:
        return day.by_disagreement() if self.most_apart_first and day.revealed_at is not None else day.lines

    def turn_order(self) -> None:
        """Show the sections in the other order."""
        self.most_apart_first = not self.most_apart_first
        if self.day is not None:
            self._reorder(emits=True)

    def where(self, row: int, column: int) -> Where | None:
        """Return which cell of the data stands at a place."""
        day = self.day
        if day is None or day.in_hand is None or not 0 <= row < len(self.lines) or not 0 <= column <= self.agreed_at:
            return None
        service = None if column == self.agreed_at else day.services[column].uid
        return day.in_hand.uid, service, self.lines[row].section.uid

    def cell(self, row: int, column: int) -> OwnCell | AgreedCell | None:
        """Return what a cell shows: what was typed last, or else what was read."""
        where = self.where(row, column)
        if where is None:
            return None
        typed = self._typed.get(where)
        if typed:
            return typed[-1].cell
        return self.lines[row].agreed if column == self.agreed_at else self.lines[row].own[column]

    def line(self, row: int) -> Line | None:
        """Return a line as it is shown, with what was typed over it."""
        if self.where(row, 0) is None:
            return None
        own = tuple(cell for at in range(self.agreed_at) if isinstance(cell := self.cell(row, at), OwnCell))
        agreed = self.cell(row, self.agreed_at)
        return replace(self.lines[row], own=own).with_agreed(agreed if isinstance(agreed, AgreedCell) else None)

    def type(self, row: int, column: int, cell: OwnCell | AgreedCell | None) -> Typed:
        """Show what was typed in a cell, as not saved yet."""
        where = self.where(row, column)
        made = Typed(cell)
        if where is not None:
            self._typed.setdefault(where, []).append(made)
            self._changed(where)
        return made

    def show_unsaved(self, cells: frozenset[Where]) -> None:
        """Mark the cells of which words were typed that are not saved."""
        changed, self._unsaved = cells ^ self._unsaved, cells
        for where in changed:
            self._changed(where)

    def settle(self, where: Where, typed: Typed, reading: int | None) -> None:
        """Take note that what was typed is saved, or with None that it was refused and goes.

        It is a part of the day from then on, also of one that is being read: `reading` is the last that was asked for.
        """
        if reading is not None and (reading != self.reading or self.day is None):
            typed.saved = reading
        else:
            left = self._typed.get(where, [])
            if typed in left:
                left.remove(typed)
            if not left:
                self._typed.pop(where, None)
            if reading is not None and self.day is not None:
                self.day = _with(self.day, where, typed.cell)
                by_section = {one.section.uid: one for one in self.day.lines}
                self.lines = tuple(by_section[one.section.uid] for one in self.lines)
        self._changed(where)

    def _changed(self, where: Where) -> None:
        """Have a cell drawn anew, with what was agreed beside it and how far the services are apart."""
        day = self.day
        row = next((at for at, one in enumerate(self.lines) if one.section.uid == where[2]), None)
        if row is None or day is None or day.in_hand is None or day.in_hand.uid != where[0]:
            return
        columns = {self.agreed_at, *(at for at, one in enumerate(day.services) if one.uid == where[1])}
        for column in columns:
            self.dataChanged.emit(self.index(row, column), self.index(row, column))
        if where[1] is not None and day.revealed_at is not None:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, row, row)

    # ---- as Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many sections there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Return how many services there are, and one."""
        return 0 if parent.isValid() or self.day is None else self.agreed_at + 1

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: PLR0911 - one a role
        """Return what a cell says and shows."""
        if not index.isValid():
            return None
        cell, where = self.cell(index.row(), index.column()), self.where(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role == PENDING_ROLE:
            return where is not None and any(one.saved is None for one in self._typed.get(where, ()))
        if role == UNSAVED_ROLE:
            return where in self._unsaved
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.said(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            line = self.line(index.row())
            agreed = None if line is None else line.agreed
            return (agreed.words() if agreed else "not agreed") if index.column() == self.agreed_at else cell.words()  # type: ignore[union-attr]
        return None

    def said(self, row: int, column: int) -> str:
        """Return a cell as it is read out: "Assessment, Police, Requires improvement"."""
        day, line = self.day, self.line(row)
        if day is None or line is None:
            return ""
        if column == self.agreed_at:
            agreed = "not agreed yet" if line.agreed is None else line.agreed.words()
            return ", ".join(one for one in (line.section.name, "agreed grade", agreed, line.apart_words()) if one)
        return f"{line.section.name}, {day.services[column].name}, {line.own[column].words()}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Return the name of a service or section; how far its services are apart stands in a role of its own."""
        if self.day is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, CELL_ROLE):
            return None
        if orientation is Qt.Orientation.Vertical:
            if not 0 <= section < len(self.lines):
                return None
            line = self.lines[section]
            return line if role == CELL_ROLE else line.section.name
        if section == self.agreed_at:
            return "Agreed"
        if not 0 <= section < self.agreed_at:
            return None
        service = self.day.services[section]
        return service.name if role == Qt.ItemDataRole.ToolTipRole else service.short


def _with(day: Day, where: Where, cell: OwnCell | AgreedCell | None) -> Day:
    """Return a day with another cell, where it is of the case in hand."""
    case, service, section = where
    return day.with_cell(section, service, cell) if day.in_hand is not None and day.in_hand.uid == case else day


def _revealed(day: Day | None) -> bool:
    return day is not None and day.revealed_at is not None


def _shape(day: Day | None) -> Any:
    """Return what decides how many rows and columns there are, and of which case."""
    if day is None:
        return None
    return (
        day.audit_uid, tuple(one.uid for one in day.services), tuple(one.uid for one in day.sections),
        None if day.in_hand is None else day.in_hand.uid,
    )  # fmt: skip
