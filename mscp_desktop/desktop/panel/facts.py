"""What is known of a record and not edited with it: each fact under its words, in the grid of a panel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.values import Cell, Look

FACTS_GAP = 12


def show_facts(grid: QGridLayout, facts: Sequence[tuple[str, str | Cell]]) -> None:
    """Show these facts in a grid, in the place of those that stand there."""
    while (taken := grid.takeAt(0)) is not None:
        widget = taken.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for row, (words, said) in enumerate(facts):
        cell = said if isinstance(said, Cell) else Cell(said)
        shown = Chip(cell) if cell.look is Look.PILL else _fact(cell)
        grid.addWidget(label(words, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)


def _fact(cell: Cell) -> QLabel:
    shown = label("", {Look.UNKNOWN: "secondary", Look.STRONG: "strong"}.get(cell.look), wrap=True)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setText(cell.words)
    shown.setToolTip(cell.more)
    font = shown.font()
    font.setItalic(cell.look is Look.UNKNOWN)
    shown.setFont(font)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown
