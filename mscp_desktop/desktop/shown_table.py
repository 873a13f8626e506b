"""A small table that only shows: read row by row, with the keyboard's Tab going past it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QWidget


def shown_table(name: str, headings: Sequence[str], rows: int = 0, parent: QWidget | None = None) -> QTableWidget:
    """Return a table without lines, whose rows are chosen whole and not changed; `name` is what it is called aloud."""
    made = QTableWidget(rows, len(headings), parent)
    made.setAccessibleName(name)
    made.setHorizontalHeaderLabels(list(headings))
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    return made
