"""What is done with several chosen rows at once: commands on them, and one field set for all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as value_field
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.values import Act, Field, Kind

MARGIN = 16
NARROWEST = 280


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something that is done with all chosen rows as one change, which undo takes back.

    `words` begin with a verb and hold {} where the rows are named: "Remove {}" becomes "Remove 12 seats".
    """

    name: str
    words: str
    act: Callable[[Sequence[str]], Act]


@dataclass(frozen=True, slots=True)
class Many:
    """Which fields can be set for many records at once, and the operation: `act(uids, field -> value)`.

    `also` are fields that are asked for along with one of them, such as the reason for another date, and reach the
    operation beside it; such a field is never emptied for many.
    """

    fields: tuple[str, ...]
    act: Callable[[Sequence[str], dict[str, Any]], Act]
    also: Mapping[str, tuple[Field, ...]] = value_field(default_factory=dict)

    def asked(self, field: Field) -> tuple[Field, ...]:
        """Return the fields of the form that sets one for all: nothing is emptied by what was left empty there."""
        also = self.also.get(field.key, ())
        return (replace(field, required=True, help="" if also else field.help), *also)

    def can_empty(self, field: Field) -> bool:
        """Say whether a field may be emptied for many at once."""
        return not field.required and field.key not in self.also


def emptied(field: Field) -> dict[str, Any]:
    """Return what empties a field."""
    return {field.key: () if field.kind is Kind.SEVERAL else None}


class ChosenPanel(QFrame):
    """Stands in the panel's place while several rows are chosen: how many they are, and what can be done with them."""

    escaped = Signal()
    done = Signal(object)  # a Bulk was pressed
    asked = Signal(object)  # a Field is to be set for all
    emptied = Signal(object)  # a Field is to be emptied for all
    copied = Signal()
    freed = Signal()  # choose none

    def __init__(
        self,
        name: str,
        bulk: Sequence[Bulk],
        fields: Sequence[Field],
        *,
        empties: Sequence[Field] = (),
        read_only: str | None,
        parent: QWidget | None = None,
    ) -> None:
        """`name` says what the rows are ("Seats"); `fields` can be set for all, and `empties` of them emptied.

        `read_only` says why nothing can be done.
        """
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setMinimumWidth(NARROWEST)
        self._name = name
        self.heading = label("", "heading", wrap=True)
        said = read_only or "Each of these is one change: undo takes it back for all of them."
        self.buttons: list[tuple[Bulk, QPushButton]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(label(said, "small", wrap=True))
        column.addSpacing(8)
        self.change = button("Change a field of all…")
        menu = QMenu(self.change)
        for field in fields:
            menu.addAction(literal(f"{field.label}…"), partial(self.asked.emit, field))
        if empties:
            menu.addSeparator()
            empty = menu.addMenu("Empty a field of all")
            for field in empties:
                empty.addAction(literal(f"{field.label}: {field.empty}"), partial(self.emptied.emit, field))
        self.change.setMenu(menu)
        self.change.setVisible(bool(fields))
        column.addWidget(self.change)
        for one in bulk:
            shown = button(one.words, partial(self.done.emit, one))
            self.buttons.append((one, shown))
            column.addWidget(shown)
        for shown in (self.change, *(shown for _, shown in self.buttons)):
            shown.setEnabled(read_only is None)
        column.addWidget(button("Copy them", self.copied.emit))
        column.addWidget(button("Choose one only", self.freed.emit, kind="link"), 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_number(self, number: int) -> None:
        """Say how many rows are chosen."""
        self.heading.setText(f"{counted(self._name, number)} chosen")
        self.setAccessibleName(self.heading.text())
        for one, shown in self.buttons:
            shown.setText(literal(one.words.format(counted(self._name, number))))

    def focus_first(self) -> None:
        """Give the keyboard to the first thing that can be done."""
        first = next(one for one in self.findChildren(QPushButton) if one.isVisibleTo(self) and one.isEnabled())
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc back to the table."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


def counted(name: str, number: int) -> str:
    """Return so many of what the rows are: "12 seats"."""
    return f"{number:,} {name[0].lower()}{name[1:]}"
