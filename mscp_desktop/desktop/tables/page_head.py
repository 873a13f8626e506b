"""What stands above the table of a page: the path, the title, chips, the actions, and the day it is shown as at."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, label, literal, redress, tip_of
from mscp_desktop.desktop.tables.as_at import AsAt
from mscp_desktop.desktop.values import Cell, Crumb, Head

GAP = 10  # pixels that the parts of one line are apart, at the least


class PageHead(QWidget):
    """Shows a `Head`; `navigate` tells that a step of its path was pressed, with its place."""

    navigate = Signal(object)
    changed = Signal()  # another title or other chips are shown

    def __init__(
        self,
        title: str,
        actions: Sequence[Command],
        today: Callable[[], date],
        parent: QWidget,
        *,
        as_at: bool,
        titled: bool = True,
        kept: int = 1,
        why: Callable[[Command], str] = lambda _: "",
    ) -> None:
        """`actions` stand at the right, the primary one last; `as_at` says whether there is a day to choose.

        Where it is not `titled`, as in a page within another, no title is shown, and chips and actions share a row. In
        a low window the last `kept` of the actions keep a button, and the others stand in a menu. `why` is as in
        `ActsRow`.
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
        self._head: Head | None = None
        self._said = ""  # what the chips say
        self.heading.setVisible(titled)
        self._crumbs = QHBoxLayout()
        self._path: list[QWidget] = []  # what stands in it; an item of a layout, once asked for, outlives it in Python
        self._chips = FlowLayout()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.acts = ActsRow(actions, self, kept=kept, why=why)
        self.buttons = self.acts.buttons
        self._room: tuple[bool, bool, int] = (False, False, 0)
        self._placed: tuple[bool, bool] | None = None  # where day and actions stand, as `_place` was told
        self._lay_out()

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as it is read."""
        return [self._way_up, self.as_at, *self.acts.parts()]

    def show_head(self, head: Head) -> None:
        """Show another title, path and chips; what is read with them may decide what can be done now."""
        self.show_ready()
        if head == self._head:
            return
        self._head = head
        self.heading.setText(head.title)
        self._crumbs.removeWidget(self._way_up)
        _clear(self._crumbs)
        self._above = next((crumb for crumb in head.crumbs if crumb.place is not None), None)
        self._way_up.setVisible(self._above is not None)
        self._path = []
        for number, crumb in enumerate(head.crumbs):
            self._path += [label("\u203a", "crumbs")] if number else []
            self._path.append(self._crumb(crumb))
        for step in self._path:
            self._crumbs.addWidget(step)
        self._crumbs.addStretch(1)
        _clear(self._chips)
        for chip in head.chips:
            self._chips.addWidget(Chip(chip, self))
        self._chips.invalidate()
        if self._dated:
            self.as_at.reach(head.first_day)
        self._said = ", ".join(chip.words for chip in head.chips)
        self.fit_line()
        self.changed.emit()

    def chips(self) -> Sequence[Cell]:
        """Return the chips that are shown."""
        return () if self._head is None else self._head.chips

    def show_ready(self) -> None:
        """Enable the actions that can be called now."""
        self.acts.show_ready()

    def fit(self, *, narrow: bool, low: bool, wide: int) -> None:
        """Set the parts below each other or side by side, or in a low window in one line; `wide` is its width."""
        if self._room != (narrow, low, wide):
            self._room = (narrow, low, wide)
            self.acts.set_low(low=low)
            redress(self.heading, "role", "heading" if low else "title")
            self._chips.one_line = low
            self.fit_line()

    def fit_line(self) -> None:
        """Set all in one line where the window is low and its words fit; chips that do not are said on hover."""
        narrow, low, wide = self._room
        directions = QBoxLayout.Direction
        pathed = not low or self._least(pathed=True) <= wide
        line = low and self._least(pathed=pathed) <= wide
        for at, step in enumerate(self._path):
            step.setVisible(pathed and (at == 0 or not low))
        split = low and self._dated and not line  # the day stands below, and the actions beside the title
        full = not low and wide > 0 and self._beside() > wide
        down = (narrow or full) and not (line or (split and self._least(pathed=pathed, dated=False) <= wide))
        self._whole.setDirection(directions.LeftToRight if line else directions.TopToBottom)
        self._titles.setDirection(directions.LeftToRight if line else directions.TopToBottom)
        self._titles.setSpacing(10 if line else 0)
        self._top.setDirection(directions.TopToBottom if down else directions.LeftToRight)
        self._second.setDirection(directions.LeftToRight if split else self._top.direction())
        self.heading.setWordWrap(not line)
        self.heading.setToolTip(tip_of(self._said) if low and self._said else "")
        self.as_at.set_narrow(narrow)
        self._place(split=split, second=line or not self._titled or (self._dated and not split))
        self.updateGeometry()

    def _place(self, *, split: bool, second: bool) -> None:
        """Move the day and the actions to their lines, where they stand in others: the day is `split` from the title.

        The actions stand in the `second` line, or beside the title.
        """
        if (split, second) == self._placed:
            return
        self._placed = (split, second)
        (self._second if split else self._top).insertWidget(0 if split else 1, self.as_at)
        (self._second if second else self._top).addWidget(self.acts, 0, Qt.AlignmentFlag.AlignVCenter)

    def _least(self, *, pathed: bool, dated: bool = True) -> int:
        """Return the width at which title, day and actions stand in one line, and the first step of the path."""
        self.heading.ensurePolished()
        title = self.heading.fontMetrics().horizontalAdvance(self.heading.text()) if self._titled else 0
        path = self._way_up.sizeHint().width() if pathed and self._above is not None else 0
        shown = [path, title, self.acts.sizeHint().width() if self.buttons else 0]
        if self._dated and dated:
            shown.append(self.as_at.sizeHint().width())
        return sum(shown) + GAP * len(shown)

    def _beside(self) -> int:
        """Return the width at which what stands beside the actions can be read beside them: the title, or the chips."""
        if self._titled:
            return self._least(pathed=False)
        shown = [item.widget() for at in range(self._chips.count()) if (item := self._chips.itemAt(at)) is not None]
        chips = [one.sizeHint().width() + GAP for one in shown if one is not None]  # new ones count as hidden as yet
        return sum(chips) + self.acts.sizeHint().width() + GAP

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

    def _lay_out(self) -> None:
        self._whole = whole = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self._top)
        whole.addLayout(self._second, 1)
        self._titles = titles = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._top.addLayout(titles, 1)
        titles.setSpacing(0)
        self._crumbs.setSpacing(6)
        titles.addLayout(self._crumbs)
        titles.addWidget(self.heading)
        self._top.addWidget(self.as_at)
        self._second.setSpacing(10)
        self._chips.setContentsMargins(0, 0 if self._titled else 6, 0, 0)
        self._second.addLayout(self._chips, 1)
        (self._second if self._dated or not self._titled else self._top).addWidget(self.acts)


def _clear(layout: QHBoxLayout | FlowLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        widget = taken.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
