"""What stands above the parts of a workspace: title, state and buttons, and the way to each part."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.parts import label, literal, tip_of
from mscp_desktop.desktop.tables.page_head import PageHead
from mscp_desktop.desktop.values import Cell
from mscp_desktop.desktop.workspace.values import Above


class WorkspaceHead(QWidget):
    """Title, a line, buttons, and the row of parts; `turned` says which part was chosen, by its place."""

    turned = Signal(int)

    def __init__(
        self,
        actions: Sequence[Command],
        steps: tuple[Command, Command],
        parts: Sequence[tuple[str, str]],
        named: str,
        today: Callable[[], date],
        parent: QWidget,
        *,
        kept: int = 0,
        further: Callable[[], Sequence[Command]],
        why: Callable[[Command], str],
    ) -> None:
        """`steps` lead to the records before and after; `parts` are words with the keys that open them.

        `named` is what the row of parts is called. The last `kept` of the actions have a button, and the
        others stand in a menu; without it all have one.

        In a low window all that has buttons here stands in one menu beside the parts, after what `further` says the
        part in view has; `why` is as in `ActsRow`.
        """
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.page_head = PageHead("", actions, today, self, as_at=False, kept=kept or 1, why=why)
        self._actions = frozenset(one.name for one in actions)
        self.menu = ActsRow(
            (), self, further=lambda: [*further(), *steps, *(one for one in actions if one.ready)], why=why
        )
        self.when = label("", "secondary", wrap=True)
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(named)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for place, (words, keys) in enumerate(parts):
            self.tabs.addTab(literal(words))
            self.tabs.setTabToolTip(place, tip_of(f"{words} ({keys})"))
        self.steps = tuple(
            IconButton(icon, command.words, command.call, self, keys=command.keys())
            for icon, command in zip(("back", "forward"), steps, strict=True)
        )
        self._commands = steps
        self._folds = kept > 0
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.page_head)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        whole.addLayout(self._row)
        self._row.setSpacing(8)
        self._row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(self.when, 1)
        ways = QHBoxLayout()
        self._row.addLayout(ways)
        ways.setSpacing(4)
        for step in self.steps:
            ways.addWidget(step)
        ways.addStretch(1)
        self._row.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tabs.currentChanged.connect(self.turned)

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as it is read."""
        return [*self.page_head.parts(), self.tabs, *self.steps, *self.menu.parts()]

    def fit(self, *, narrow: bool, low: bool, wide: int) -> None:
        """Set the parts below each other or side by side; in a low window they keep to two lines of this width."""
        self.page_head.acts.leave_out(self._actions if low else frozenset())
        self.page_head.fit(narrow=narrow, low=low, wide=wide)
        self.page_head.acts.set_low(low=low or self._folds)
        self.menu.set_low(low=low)
        self.menu.setVisible(low)
        for step in self.steps:
            step.setVisible(not low)
        self.when.setVisible(not low)  # the title has the day, and says the rest on hover
        self._whole.setSpacing(2 if low else 4)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if narrow and not low else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        self.when.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def show_above(self, above: Above[Any], chips: Sequence[Cell]) -> None:
        """Show what stands above the parts; `chips` come before its further ones."""
        head = above.head
        self.page_head.show_head(replace(head, chips=(*head.chips, *chips, *above.further)))
        self.when.setText(above.line)
        for shown, command, other in zip(self.steps, self._commands, (above.before, above.after), strict=True):
            where = f"{command.words}, {other.words}" if other is not None else command.words
            shown.setToolTip(tip_of(f"{where} ({command.keys()})"))
            shown.setAccessibleName(where)
        self.show_ready()

    def show_ready(self) -> None:
        """Show the buttons for what can be done with the record now, and no others."""
        self.page_head.acts.show_ready(hides=True)
        self.page_head.fit_line()
        self.menu.show_ready()
        for command, step in zip(self._commands, self.steps, strict=True):
            step.setEnabled(command.ready)
