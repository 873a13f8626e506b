"""Several answers of a list that can be long: each is ticked, and typing finds them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mscp_desktop.desktop.panel.editors import Editor
from mscp_desktop.desktop.panel.wrapping import wrap_list
from mscp_desktop.desktop.values import Choice, Field
from mscp_desktop.foundation.errors import UserError

FEW = 8  # answers that can be looked through without typing
LINES = 6
VALUE = Qt.ItemDataRole.UserRole


class SeveralEditor(Editor):
    """A list whose answers are ticked with the space bar or a click; it gives the values of those ticked, in order.

    Where the list is long a line above it finds the answers that hold every typed word; what is ticked stays ticked
    while it is not in view, and is counted below.
    """

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        whole = QWidget(parent)
        self.find = QLineEdit(whole)
        self.list = QListWidget(whole)
        super().__init__(field, self.list, today)
        self.outer = whole
        self.count = QLabel(whole)
        self.count.setProperty("role", "small")
        self.find.setPlaceholderText("Type to find")
        self.find.setAccessibleName(f"Find in {field.label}")
        self.find.setClearButtonEnabled(True)
        wrap_list(self.list)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.find, self.list, self.count):
            column.addWidget(part)
        self.find.textChanged.connect(self._look)
        self.list.itemChanged.connect(lambda _: self._ticked())
        self.find.installEventFilter(self)
        self.offer(field.choices)

    def focusable(self) -> list[QWidget]:
        """Return the line that finds, where there is much to find, and the list."""
        return [self.find, self.list] if self.list.count() > FEW else [self.list]

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these answers; what was ticked and is still among them stays ticked."""
        ticked = self.read_ticked()
        self.list.blockSignals(True)
        self.list.clear()
        for choice in choices:
            item = QListWidgetItem(choice.words, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(VALUE, choice.value)
            item.setCheckState(Qt.CheckState.Checked if choice.value in ticked else Qt.CheckState.Unchecked)
        if choices:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.find.setVisible(len(choices) > FEW)
        lines = min(max(len(choices), 2), LINES)
        self.list.setMinimumHeight(lines * (QFontMetrics(self.list.font()).lineSpacing() + 12) + 12)
        self._look()

    def show(self, value: Any) -> None:
        """Tick these, and no others."""
        wanted = set(value or ())
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data(VALUE) in wanted else Qt.CheckState.Unchecked)
        self._say()

    def read(self) -> Any:
        """Return the values that are ticked."""
        found = self.read_ticked()
        if not found and self.field.required:
            raise UserError(f"{self.field.label} is needed here: tick at least one.")
        return found

    def read_ticked(self) -> tuple[Any, ...]:
        """Return the values that are ticked, whether or not one is needed."""
        return tuple(one.data(VALUE) for one in self._items() if one.checkState() is Qt.CheckState.Checked)

    def text(self) -> str:
        """Return the words of what is ticked, one to a line."""
        return "\n".join(one.text() for one in self._items() if one.checkState() is Qt.CheckState.Checked)

    def take(self, text: str) -> None:
        """Tick by words."""
        wanted = set(text.splitlines())
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.text() in wanted else Qt.CheckState.Unchecked)

    def set_read_only(self, read_only: bool) -> None:
        """Let the ticks be seen only."""
        self.list.setEnabled(not read_only)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Go from the line that finds to what was found; Esc puts an empty line there first."""
        if self.find.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.find.hasFocus() and event.key() == Qt.Key.Key_Escape and self.find.text():
            self.find.clear()
            return True
        return super().key_pressed(event)

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.list.count()) if (item := self.list.item(row)) is not None]

    def _look(self) -> None:
        """Show the answers that hold every typed word."""
        words = self.find.text().casefold().split()
        first = None
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))
            first = item if first is None and not item.isHidden() else first
        current = self.list.currentItem()
        if first is not None and (current is None or current.isHidden()):
            self.list.setCurrentItem(first)
        self._say()

    def _ticked(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        shown = sum(not item.isHidden() for item in self._items())
        ticked = len(self.read_ticked())
        found = f"{shown} found, " if self.find.text() else ""
        self.count.setText(f"{found}{ticked} of {self.list.count()} ticked" if self.list.count() else self.field.empty)
