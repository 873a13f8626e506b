"""A new recovery key: shown, printed or written down, and typed back before it takes the former's place."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.recovery_keys import in_lines, normalise_recovery

NARROWEST = 460
SAID = (
    "Print it or write it down, and keep it apart from the laptop. It is shown once and stored nowhere. The key you"
    " have now opens this vault until you use the new one; backups and copies from before still open with it."
)
OTHER = "This is a recovery key, but not the one above. Compare it group by group."


class RecoverySheet(QDialog):
    """Shows a key; `use` is given this sheet once it was typed back, and calls `refuse` or `accept`."""

    def __init__(
        self,
        key: str,
        use: "Callable[[RecoverySheet], None]",
        print_key: Callable[[str, QWidget], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("New recovery key")
        self.setMinimumWidth(grown(NARROWEST))
        self._key, self._use, self._print = key, use, print_key
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label("Your new recovery key", "title"))
        column.addWidget(label(SAID, "secondary", wrap=True))
        self.shown = label(in_lines(key), "code", name="Recovery key")
        column.addWidget(self.shown)
        self.print_button = button("Print…", self._print_it, tip="Print the key on paper; it is never saved as a file")
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(self.print_button)
        row.addStretch(1)
        named = QLabel("Type the key back from your paper", self)
        named.setProperty("role", "label")
        self.typed = QLineEdit(self)
        self.typed.setAccessibleName(named.text())
        named.setBuddy(self.typed)
        column.addWidget(named)
        column.addWidget(self.typed)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.use_button = button("Use this key from now on", self._done, kind="primary")
        end_form(column, button("Keep the former key", self.reject), self.use_button)
        FocusRing(self)
        self.typed.setFocus()

    @property
    def key(self) -> str:
        """The key that is shown."""
        return self._key

    def refuse(self, error: Exception) -> None:
        """Say why the former key stays."""
        self.use_button.setEnabled(True)
        self._say(notice_of(error).words)

    def _print_it(self) -> None:
        try:
            self._print(self._key, self)
        except UserError as error:
            self._say(str(error))

    def _done(self) -> None:
        try:
            right = normalise_recovery(self.typed.text()) == normalise_recovery(self._key)
        except UserError as error:
            self._say(str(error))
            return
        if not right:
            self._say(OTHER)
            return
        self.problem.hide()
        self.use_button.setEnabled(False)
        self._use(self)

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self.adjustSize()
        announce(self.problem, words)
        self.typed.setFocus()
        self.typed.selectAll()
