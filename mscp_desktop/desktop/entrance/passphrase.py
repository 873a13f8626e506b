"""The form in which a user changes their passphrase."""

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, take_height
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import passphrase_problem

NARROWEST = 420  # pixels at 100%
BEFORE = (
    "Backups and copies that were made before still open with the old one, and laptops that remember you open without"
    " any."
)
GIVEN = "A colleague chose the one you opened with. Choose one that only you know."


class PassphraseDialog(QDialog):
    """Asks for the old passphrase once and the new one twice; `change` is given both and calls `refuse` or `accept`."""

    def __init__(
        self, change: "Callable[[PassphraseDialog, str, str], None]", parent: QWidget, *, given: bool = False,
        typed: bool = False,
    ) -> None:  # fmt: skip
        """`given` says that a colleague chose the passphrase of now, and asks for another.

        `typed` says that it was typed just now, so that it is not asked for again: `change` is given none.
        """
        super().__init__(parent)
        self.setWindowTitle("Change your passphrase")
        self.setMinimumWidth(grown(NARROWEST))
        self._change, self._typed = change, typed
        self._labels: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label("Choose your own passphrase" if given else "Change your passphrase", "heading"))
        column.addWidget(label(GIVEN if given else BEFORE, "secondary", wrap=True))
        self.old, self.new, self.again = (
            self._line(column, words) for words in ("Passphrase now", "New passphrase", "New passphrase again")
        )
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.change_button = button("Change the passphrase", self._done, kind="primary")
        end_form(column, button("Cancel", self.reject), self.change_button)
        if typed:
            self._labels[0].hide()
            self.old.hide()
        FocusRing(self)
        (self.new if typed else self.old).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the words need."""
        super().showEvent(event)
        take_height(self)

    def refuse(self, error: Exception) -> None:
        """Say why the passphrase stays as it was."""
        self.change_button.setEnabled(True)
        words = str(error) if isinstance(error, UserError) else "The passphrase could not be changed. It is as it was."
        self._say(words, self.new if self._typed else self.old)

    def _line(self, column: QVBoxLayout, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(words)
        named = QLabel(words, self)
        named.setProperty("role", "label")
        named.setBuddy(line)
        self._labels.append(named)
        column.addWidget(named)
        column.addWidget(line)
        return line

    def _done(self) -> None:
        problem = passphrase_problem(self.new.text())
        if not self._typed and not self.old.text():
            self._say("Type the passphrase you have now.", self.old)
        elif problem is not None:
            self._say(problem, self.new)
        elif self.new.text() != self.again.text():
            self._say("The two new passphrases differ. Type the second one again.", self.again)
        else:
            self.problem.hide()
            self.change_button.setEnabled(False)
            self._change(self, self.old.text(), self.new.text())

    def _say(self, words: str, line: QLineEdit) -> None:
        self.problem.setText(words)
        self.problem.show()
        take_height(self)
        announce(self.problem, words)
        line.setFocus()
        line.selectAll()
