"""The forms around an audit away: who takes it, the bundle's passphrase, and what both sides changed side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.audits.rules.merging_changes import Asked, Coming
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, fit, take_height
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import passphrase_problem
from mscp_desktop.foundation.typed_dates import parse_day

NARROWEST = 460  # pixels at 100%
SIZE = (860, 620)
LEAVING = (
    "The audit leaves as an encrypted file with a passphrase of its own, and with nothing else of the partnership. It"
    " opens by “Open a bundle” on another laptop that has this program. What is graded here meanwhile is not lost: both"
    " are merged when it comes back."
)
SHOWN_ONCE = (
    "Tell the passphrase in person or by telephone, never with the file. This recovery key opens it too, where the"
    " passphrase is forgotten. It is shown once and kept nowhere: write it down, and keep it in the office."
)
CHOOSE = "Both sides changed these. Choose what holds; the left is what is here, the right what came back."


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes an audit away, by when it comes back, and what opens it there."""

    name: str
    due: date | None
    passphrase: str


class _Form(QDialog):
    """A small form of lines to type into, with a sentence below them where something is wrong."""

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(grown(NARROWEST))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(8)
        self.column.addWidget(label(title, "heading", wrap=True))
        self.column.addWidget(label(words, "secondary", wrap=True))
        self.problem = label("", "error", wrap=True)
        self.problem.hide()

    def line(self, words: str, *, hidden: bool = False) -> QLineEdit:
        """Add a line to type into under its label."""
        line = QLineEdit(self)
        line.setAccessibleName(words)
        if hidden:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        named = QLabel(words, self)
        named.setProperty("role", "label")
        named.setBuddy(line)
        self.column.addWidget(named)
        self.column.addWidget(line)
        return line

    def say(self, words: str, at: QWidget) -> None:
        """Say what is wrong, and go where it is."""
        self.problem.setText(words)
        self.problem.show()
        take_height(self)
        announce(self.problem, words)
        at.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the words need."""
        super().showEvent(event)
        take_height(self)


class TakeAwayDialog(_Form):
    """Asks who takes an audit away; `take` is given that, and asks for a file: the form stays where none is named."""

    def __init__(self, title: str, today: date, take: Callable[[Taking], bool], parent: QWidget) -> None:
        super().__init__(f"Take {title} away", LEAVING, parent)
        self._today, self._take = today, take
        self.name = self.line("Who takes it")
        self.due = self.line("Back by (may stay empty)")
        self.new = self.line("A passphrase for it", hidden=True)
        self.again = self.line("The passphrase again", hidden=True)
        self.column.addWidget(self.problem)
        self.take_button = button("Choose a file and write it", self._done, kind="primary")
        end_form(self.column, button("Cancel", self.reject), self.take_button)
        FocusRing(self)
        self.name.setFocus()

    def _done(self) -> None:
        name, typed, passphrase = self.name.text().strip(), self.due.text().strip(), self.new.text()
        weak = passphrase_problem(passphrase)
        due: date | None = None
        try:
            due = parse_day(typed, self._today) if typed else None
        except UserError as error:
            self.say(str(error), self.due)
            return
        if not name:
            self.say("Say who takes it.", self.name)
        elif due is not None and due < self._today:
            self.say("That day is over already.", self.due)
        elif weak:
            self.say(weak, self.new)
        elif passphrase != self.again.text():
            self.say("The two passphrases differ.", self.again)
        elif self._take(Taking(name, due, passphrase)):
            self.accept()


class RecoveryDialog(_Form):
    """Shows the recovery key of a bundle that was written, once."""

    def __init__(self, file: Path, to_name: str, recovery: str, parent: QWidget) -> None:
        super().__init__(f"{file.name} is written", f"{to_name} opens it. {SHOWN_ONCE}", parent)
        self.key = self.line("Recovery key")
        self.key.setText(recovery)
        self.key.setReadOnly(True)
        self.column.addSpacing(8)
        done = button("I have written it down", self.accept, kind="primary")
        self.column.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        FocusRing(self)
        self.key.setFocus()


class PassphraseDialog(_Form):
    """Asks for the passphrase of a bundle; `read` is given it, and calls `refuse` or `accept`."""

    def __init__(self, file: Path, read: "Callable[[str, PassphraseDialog], None]", parent: QWidget) -> None:
        super().__init__(f"Open {file.name}", "It has a passphrase of its own: that of who took it away.", parent)
        self._read = read
        self.typed = self.line("Passphrase of the bundle", hidden=True)
        self.column.addWidget(self.problem)
        self.read_button = button("Show what would change", self._done, kind="primary")
        end_form(self.column, button("Cancel", self.reject), self.read_button)
        FocusRing(self)
        self.typed.setFocus()

    def refuse(self, error: Exception) -> None:
        """Say why it can't be read."""
        self.read_button.setEnabled(True)
        self.say(notice_of(error).words, self.typed)

    def _done(self) -> None:
        self.read_button.setEnabled(False)
        self._read(self.typed.text(), self)


class MergeDialog(QDialog):
    """Shows what merging will change, and what both sides changed side by side, for a person to decide each."""

    def __init__(
        self, coming: Coming, merge: "Callable[[dict[str, bool], MergeDialog], None]", parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Merge what came back")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, SIZE)
        self._merge, self._coming = merge, coming
        self.groups: dict[str, QButtonGroup] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(8)
        whole.addWidget(label(f"Merge what {coming.to_name} did into {coming.title}", "heading", wrap=True))
        nothing = "nothing but what is to be decided" if coming.asked else "nothing that is not here already"
        said = "; ".join(coming.lines) or nothing
        whole.addWidget(label(f"It brings {said}. Nothing is changed until you merge.", wrap=True))
        for words in coming.told:
            whole.addWidget(label(words, "strong", wrap=True))
        if coming.asked:
            whole.addWidget(label(CHOOSE, "secondary", wrap=True))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 4, 12, 4)
        self._rows.setSpacing(16)
        for one in coming.asked:
            self._add(one)
        self._rows.addStretch(1)
        area.setWidget(inner)
        whole.addWidget(area, 1)
        self.left = label("", "secondary", wrap=True)
        whole.addWidget(self.left)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        whole.addWidget(self.problem)
        self.merge_button = button("Merge it", self._done, kind="primary")
        end_form(whole, button("Cancel", self.reject), self.merge_button)
        FocusRing(self)
        self._count()

    def refuse(self, error: Exception) -> None:
        """Say why nothing was merged."""
        self.problem.setText(notice_of(error).words)
        self.problem.show()
        announce(self.problem, self.problem.text())
        self._count()

    def _add(self, one: Asked) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(one.what, "strong", wrap=True), 0, 0, 1, 2)
        group = QButtonGroup(self)
        sides = (("Here", one.ours, one.ours_by), ("Came back", one.theirs, one.theirs_by))
        for at, (side, value, by) in enumerate(sides):
            radio = QRadioButton(side)
            radio.setAccessibleName(f"{one.what}. {side}: {value}. {by}")
            group.addButton(radio, at)
            grid.addWidget(radio, 1, at)
            grid.addWidget(label(value, wrap=True), 2, at, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(by, "small", wrap=True), 3, at, Qt.AlignmentFlag.AlignTop)
        group.idToggled.connect(lambda *_: self._count())
        self.groups[one.id] = group
        self._rows.addLayout(grid)

    def _count(self) -> None:
        """Say how many are not decided, and let it be merged once all are."""
        waiting = sum(group.checkedId() < 0 for group in self.groups.values())
        self.left.setText(f"{waiting} of {len(self.groups)} still to decide." if waiting else "")
        self.left.setVisible(bool(waiting))
        self.merge_button.setEnabled(not waiting)

    def _done(self) -> None:
        self.merge_button.setEnabled(False)
        self._merge({uid: group.checkedId() == 1 for uid, group in self.groups.items()}, self)
