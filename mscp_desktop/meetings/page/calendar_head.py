"""What stands above the calendar: what is shown, how, of whom, and the ways to other days."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.parts import button, label, literal, redress, tip_of
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.typed_dates import parse_date

GO_TO = "Go to: 14 Mar"
LINE_WIDE = 150  # pixels at 100%


class GoToLine(QLineEdit):
    """A day to go to, as people type it; Enter goes there."""

    gone = Signal(object)  # date
    left = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setPlaceholderText(GO_TO)
        self.setAccessibleName("Go to a day")
        self.setToolTip(tip_of("A day, a month or a year: “14/3”, “next thu”, “March 2026” (Ctrl+D)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go there with Enter, or back to the days with Esc."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - its many names are slow to load

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            redress(self, "status", None)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if not self.text().strip():
            self.left.emit()
            return
        try:
            day = parse_date(self.text(), self._today()).earliest()
        except UserError as error:
            redress(self, "status", "danger")
            self.setToolTip(tip_of(str(error)))
            self.setAccessibleDescription(str(error))
            return
        redress(self, "status", None)
        self.setAccessibleDescription("")
        self.clear()
        self.gone.emit(day)


class CalendarHead(QWidget):
    """Title with the actions, below it the ways and what is shown."""

    def __init__(
        self,
        ways: Sequence[Command],
        views: Sequence[tuple[Command, str, str]],
        others: Sequence[Command],
        today: Callable[[], date],
        parent: QWidget,
    ) -> None:
        """`ways` are back, today and on; `views` each a command, its key and its word; `others` stand at the right.

        The last of `others` is the primary one.
        """
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.heading = label("", "title", wrap=True)
        self.shown = label("", "secondary", wrap=True)
        self.line = GoToLine(today, self)
        self.line.setFixedWidth(grown(LINE_WIDE))
        self.views: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.everything = button("Show all", None, kind="link", name="Show the meetings of all groups and people")
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        self._top = top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        whole.addLayout(top)
        top.setSpacing(10)
        titles = QVBoxLayout()
        top.addLayout(titles, 1)
        titles.setSpacing(0)
        titles.addWidget(self.heading)
        self.acts = ActsRow(others, self)
        self.buttons = self.acts.buttons
        top.addWidget(self.acts)
        second = FlowLayout(gap=6)
        whole.addLayout(second)
        back, today_command, on = ways
        self._ways = (
            IconButton("back", back.words, back.call, self, keys=back.keys()),
            button("Today", today_command.call, tip=today_command.tooltip()),
            IconButton("forward", on.words, on.call, self, keys=on.keys()),
        )
        for way in self._ways:
            second.addWidget(way)
        for command, key, word in views:
            made = button(literal(word), command.call, kind="quiet", name=command.words, tip=command.tooltip())
            made.setCheckable(True)
            self._group.addButton(made)
            self.views[key] = made
            second.addWidget(made)
        second.addWidget(self.line)
        self._filtered = QWidget(self)
        self._filtered.setProperty("role", "plain")
        filtered = QHBoxLayout(self._filtered)
        filtered.setSpacing(8)
        filtered.addWidget(self.shown)
        filtered.addWidget(self.everything)
        filtered.addStretch(1)
        filtered.setContentsMargins(0, 0, 0, 0)
        self._filtered.hide()
        whole.addWidget(self._filtered)

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as the eye goes."""
        return [*self.acts.parts(), *self._ways, *self.views.values(), self.line, self.everything]

    def show_view(self, key: str) -> None:
        """Show which view is in use."""
        self.views[key].setChecked(True)

    def show_title(self, words: str) -> None:
        """Show what stretch is in view."""
        self.heading.setText(words)

    def show_filter(self, words: str) -> None:
        """Say whose meetings are shown; nothing is those of all."""
        self.shown.setText(words)
        self._filtered.setVisible(bool(words))

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Set the actions below the title or beside it, or in a low window into a menu."""
        directions = QBoxLayout.Direction
        self.acts.set_low(low=low)
        redress(self.heading, "role", "heading" if low else "title")
        self._whole.setSpacing(4 if low else 8)
        self._top.setDirection(directions.TopToBottom if narrow and not low else directions.LeftToRight)

    def show_ready(self) -> None:
        """Enable the actions that can be called now."""
        self.acts.show_ready()
