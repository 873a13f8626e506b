"""The sheet of shortcuts: everything that can be done here, with its keys."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.parts import button, label


class ShortcutSheet(QDialog):
    """Lists commands under headings; Escape closes it."""

    def __init__(self, groups: Sequence[tuple[str, Sequence[Command]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 600)
        inside = QWidget()
        inside.setProperty("role", "plain")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(0, 1)
        for heading, commands in groups:
            with_keys = [command for command in commands if command.shortcut]
            if with_keys:
                grid.addWidget(label(heading, "heading"), grid.rowCount(), 0, 1, 2)
            for command in with_keys:
                row = grid.rowCount()
                grid.addWidget(label(command.words), row, 0)
                grid.addWidget(label(command.keys(), "key"), row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("Keyboard shortcuts")
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.addWidget(scroll)
        column.addWidget(button("Close", self.accept, kind="primary"))
        FocusRing(self)
