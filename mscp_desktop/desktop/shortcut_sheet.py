"""The sheet of shortcuts: everything that can be done here, with its keys, under the part of the program it is for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from mscp_desktop.desktop.commands import Command, matching
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.sheet import Sheet

SIZE = (560, 600)
ALWAYS = (  # what the parts of the window answer to by themselves
    ("Save a field", "Enter"),
    ("Take back what was typed, or leave", "Esc"),
    ("Next field", "Tab"),
    ("Save a text of several lines", "Ctrl+Enter"),
    ("Go to the record that a field names", "Ctrl+Enter"),
    ("List the names that a field offers", "Down"),
    ("Choose a date in the calendar", "Alt+Down"),
    ("Bold, in a text", "Ctrl+B"),
    ("Italic, in a text", "Ctrl+I"),
    ("Bulleted list, in a text", "Ctrl+Shift+8"),
    ("Numbered list, in a text", "Ctrl+Shift+7"),
    ("Set an item of a list deeper", "Alt+Shift+Right"),
    ("Set an item of a list back", "Alt+Shift+Left"),
    ("Show what can be done with a row", "Shift+F10"),
    ("Change a line of a record", "Enter"),
    ("Remove a line of a record", "Del"),
    ("Add a line to a record, in their list", "Ins"),
    ("Go to what a line of a record names", "Ctrl+Enter"),
)

Group = tuple[str, Sequence[Command]]


class ShortcutSheet(Sheet):
    """Lists commands under headings, fewer of them while something is typed."""

    def __init__(self, groups: Sequence[Group], parent: QWidget) -> None:
        super().__init__("Keyboard shortcuts", SIZE, parent)
        self._groups = groups
        self.search = QLineEdit(placeholderText="Search the shortcuts", clearButtonEnabled=True)
        self.search.setAccessibleName("Search the shortcuts")
        self.search.textChanged.connect(self._show)
        self.column.insertWidget(1, self.search)
        self._show("")
        self.begin(self.search)

    def lines(self) -> list[tuple[str, str]]:
        """Return what is listed now: words and keys."""
        shown = self.area.findChildren(QLabel)
        said = [one.text() for one in shown if one.property("role") != "heading"]
        return list(zip(said[::2], said[1::2], strict=True))

    def _show(self, typed: str) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(0, 1)
        for heading, lines in self._found(typed):
            grid.addWidget(label(heading, "heading"), grid.rowCount(), 0, 1, 2)
            for words, keys in lines:
                row = grid.rowCount()
                grid.addWidget(label(words, wrap=True), row, 0)
                grid.addWidget(label(keys, "key"), row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if grid.count() == 0:
            nothing = label(f"No shortcut is found for “{typed.strip()}”. Try fewer letters.", "heading", wrap=True)
            grid.addWidget(nothing, 0, 0)
        grid.setRowStretch(grid.rowCount(), 1)
        self.show_content(inside)

    def _found(self, typed: str) -> list[tuple[str, list[tuple[str, str]]]]:
        typed = typed.strip()
        groups = []
        for heading, commands in self._groups:
            chosen = matching(commands, typed, ready=False) if typed.casefold() not in heading.casefold() else commands
            by_keys = [one for one in commands if typed and one.keys().casefold() == typed.casefold()]
            lines = [(one.words, one.keys()) for one in (by_keys or chosen) if one.shortcut]
            if lines:
                groups.append((heading, lines))
        always = [line for line in ALWAYS if typed.casefold() in " ".join(line).casefold()]
        return [*groups, *([("Everywhere", always)] if always else [])]
