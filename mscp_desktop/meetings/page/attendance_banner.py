"""The line above a meeting's seats: whether it is quorate, how many are entered, and what can be done for all."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import button, label, tip_of
from mscp_desktop.desktop.values import Cell, Tone


class QuorumBanner(QFrame):
    """Says whether the meeting is quorate, by a chip and a sentence; screen readers hear it where it changes.

    Below it stands how many seats are entered, and beside it what can be done for all of them.
    """

    def __init__(self, actions: Sequence[Command], parent: QWidget, why: Callable[[Command], str]) -> None:
        """`actions` stand at the right, the primary one last; the first of them, beside the words where no rule is.

        `why` is as in `ActsRow`.
        """
        super().__init__(parent)
        self._why = why
        self.setProperty("role", "plain")
        self.setAccessibleName("Quorum")
        self.words, self.counts = label("", wrap=True), label("", "small", wrap=True)
        self._chip: Chip | None = None
        self._low = self._unruled = False
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._left = left = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._row.addLayout(left, 1)
        left.setSpacing(1)
        self._said = QHBoxLayout()
        left.addLayout(self._said)
        self._said.setSpacing(10)
        self._said.addWidget(self.words, 1)
        left.addWidget(self.counts)
        self._acts = FlowLayout(gap=10)
        self._row.addLayout(self._acts)
        self.buttons: list[tuple[Command, QPushButton]] = []
        self._record, *rest = actions
        self.record = button(self._record.words, self._record.call, kind="link")
        self._said.addWidget(self.record)
        for number, command in enumerate(rest, 1):
            kind = "primary" if number == len(rest) else None
            shown = button(command.words, command.call, kind=kind, tip=command.tooltip())
            self.buttons.append((command, shown))
            self._acts.addWidget(shown)

    def show_ready(self) -> None:
        """Enable what can be done now."""
        for command, shown in self.buttons:
            shown.setEnabled(command.ready)
            why = self._why(command)
            shown.setToolTip(tip_of(command.tooltip() + (f"\n{why}" if why else "")))

    def set_narrow(self, *, narrow: bool) -> None:
        """Set the buttons below the words, or beside them."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def set_low(self, *, low: bool) -> None:
        """Keep to the chip and what matters most beside it: the rest is said on hover, and a menu has the buttons."""
        self._low = low
        direction = QBoxLayout.Direction
        self._left.setDirection(direction.LeftToRight if low else direction.TopToBottom)
        self._left.setSpacing(10 if low else 1)
        self._left.setStretch(1, int(low))
        self._show_words()
        self.record.setVisible(self._unruled and not low)
        for _, shown in self.buttons:
            shown.setVisible(not low)

    def _show_words(self) -> None:
        """Show sentence and counts; where there is one line for both, why it is not quorate, or else the counts."""
        lacking = self._chip is not None and self._chip.cell.tone is Tone.BAD
        self.words.setVisible(lacking or not self._low)
        self.counts.setVisible(not (lacking and self._low))
        self._left.setStretch(0, int(lacking and self._low))

    def show_quorum(self, chip: Cell, words: str, counts: str, *, ruled: bool) -> None:
        """Show another state; `ruled` says that a rule is recorded."""
        self.counts.setText(counts)
        self._unruled = not ruled and self._record.ready
        self.record.setVisible(self._unruled and not self._low)
        before = None if self._chip is None else self._chip.cell
        if before != chip:
            if self._chip is not None:
                self._said.removeWidget(self._chip)
                self._chip.hide()
                self._chip.deleteLater()
            self._chip = Chip(chip, self)
            self._said.insertWidget(0, self._chip, 0, Qt.AlignmentFlag.AlignTop)
            self._chip.show()
        said = f"{chip.words}. {words}"
        if before is not None and said != self.accessibleDescription():
            announce(self, said)
        self.words.setText(words)
        self._show_words()
        self.setAccessibleDescription(said)
