"""What stands above the table of a page: the path, the title, chips, the actions, and the day it is shown as at."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.tables.as_at import AsAt
from mscp_desktop.desktop.values import Crumb, Head


class PageHead(QWidget):
    """Shows a `Head`; `navigate` tells that a step of its path was pressed, with its place."""

    navigate = Signal(object)

    def __init__(
        self,
        title: str,
        actions: Sequence[Command],
        today: Callable[[], date],
        parent: QWidget,
        *,
        as_at: bool,
        titled: bool = True,
    ) -> None:
        """`actions` stand at the right, the primary one last; `as_at` says whether there is a day to choose.

        Where it is not `titled`, as in a page within another, no title is shown, and chips and actions share a row.
        """
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._dated = as_at
        self._above: Crumb | None = None
        self._way_up = button("", self._go_up, kind="link")
        self._way_up.setParent(self)
        self._way_up.hide()
        self.as_at = AsAt(today, self)
        self.as_at.setVisible(as_at)
        self.heading = label(title, "title", wrap=True)
        self._titled = titled
        self.heading.setVisible(titled)
        self._crumbs = QHBoxLayout()
        self._chips = FlowLayout()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.buttons: list[tuple[Command, QPushButton]] = []
        self._lay_out(actions)

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as it is read."""
        return [self._way_up, self.as_at, *(shown for _, shown in self.buttons)]

    def show_head(self, head: Head) -> None:
        """Show another title, path and chips."""
        self.heading.setText(head.title)
        self._crumbs.removeWidget(self._way_up)
        _clear(self._crumbs)
        self._above = next((crumb for crumb in head.crumbs if crumb.place is not None), None)
        self._way_up.setVisible(self._above is not None)
        for number, crumb in enumerate(head.crumbs):
            if number:
                self._crumbs.addWidget(label("\u203a", "crumbs"))
            self._crumbs.addWidget(self._crumb(crumb))
        self._crumbs.addStretch(1)
        _clear(self._chips)
        for chip in head.chips:
            self._chips.addWidget(Chip(chip, self))
        self._chips.invalidate()
        if self._dated:
            self.as_at.reach(head.first_day)

    def show_ready(self) -> None:
        """Enable the actions that can be called now."""
        for command, shown in self.buttons:
            shown.setEnabled(command.ready)

    def set_narrow(self, narrow: bool) -> None:
        """Set the parts below each other, or side by side."""
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._second.setDirection(self._top.direction())
        self.as_at.set_narrow(narrow)

    def _go_up(self) -> None:
        if self._above is not None:
            self.navigate.emit(self._above.place)

    def _crumb(self, crumb: Crumb) -> QWidget:
        if crumb.place is None:
            return label(crumb.words, "crumbs")
        if crumb is self._above:
            self._way_up.setText(literal(crumb.words))
            self._way_up.setAccessibleName(f"Go to {crumb.words}")
            return self._way_up
        return button(crumb.words, partial(self.navigate.emit, crumb.place), kind="link", name=f"Go to {crumb.words}")

    def _lay_out(self, actions: Sequence[Command]) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._crumbs.setSpacing(6)
        titles.addLayout(self._crumbs)
        titles.addWidget(self.heading)
        self._top.addLayout(titles, 1)
        self._top.addWidget(self.as_at, 0, Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(self._top)
        self._second.setSpacing(10)
        self._chips.setContentsMargins(0, 0 if self._titled else 6, 0, 0)
        self._second.addLayout(self._chips, 1)
        acts = FlowLayout(gap=10)
        for number, command in enumerate(actions, 1):
            kind = "primary" if number == len(actions) else None
            shown = button(command.words, command.call, kind=kind, tip=command.tooltip())
            self.buttons.append((command, shown))
            acts.addWidget(shown)
        (self._second if self._dated or not self._titled else self._top).addLayout(acts)
        whole.addLayout(self._second)


def _clear(layout: QHBoxLayout | FlowLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        widget = taken.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
