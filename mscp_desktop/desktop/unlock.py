"""Unlocking: who, and their passphrase; the recovery key where that is lost."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import Signal

from mscp_desktop.desktop.entrance import Entrance, reveal
from mscp_desktop.desktop.forms.ui_unlock import Ui_Unlock
from mscp_desktop.desktop.theme import Theme

if TYPE_CHECKING:
    from mscp_desktop.desktop.recovery import RecoveryPage

Attempt = Callable[[str, str], Any]  # user uid, passphrase
AttemptRecovery = Callable[[str, str, str], Any]  # user uid, recovery key, new passphrase


class UnlockWindow(Entrance):
    """Asks for a passphrase; `opened` gives what the attempt returned. Attempts run off the main thread."""

    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        users: Sequence[tuple[str, str]],
        attempt: Attempt,
        *,
        partnership: str,
        where: str = "",
        last_user: str | None = None,
        attempt_recovery: AttemptRecovery | None = None,
    ) -> None:
        """`users` are (uid, name); `where` says which copy this is, such as "a copy of 3 March 2025"."""
        super().__init__(theme)
        self.form = form = Ui_Unlock()
        form.setupUi(self)  # type: ignore[no-untyped-call] # compiled by Qt
        self.recovery: RecoveryPage | None = None
        self._attempt = attempt
        self._attempt_recovery = attempt_recovery
        form.title.setText(partnership)
        form.where.setVisible(bool(where))
        if where:
            form.where.setTextFormat(QtCore.Qt.TextFormat.PlainText)
            form.where.setText(where)
        for uid, name in users:
            form.who.addItem(name, uid)
        form.who.setCurrentIndex(max(0, form.who.findData(last_user)))
        one = len(users) == 1
        form.who_label.setText("You are" if one else "Who are you?")
        form.who.setEnabled(not one)
        form.lost.setVisible(attempt_recovery is not None)
        form.problem.hide()
        form.open.clicked.connect(self._open)
        form.passphrase.returnPressed.connect(self._open)
        form.passphrase.textEdited.connect(self._clear)
        form.who.currentIndexChanged.connect(self._clear)
        form.show_passphrase.toggled.connect(self._reveal)
        form.lost.clicked.connect(self._lose)
        form.passphrase.setFocus()

    def settle(self) -> None:
        """Add what the first paint did not wait for."""
        super().settle()
        self.form.scroll.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.form.open.setIcon(self.theme.icon("lock", "on_accent"))

    def _open(self) -> None:
        form = self.form
        if not form.passphrase.text():
            self.show_problem("Type your passphrase.", form.passphrase, form.problem)
            return
        self._wait(True)
        uid, passphrase = form.who.currentData(), form.passphrase.text()
        self.worker.run(partial(self._attempt, uid, passphrase), self._opened, self._refused)

    def _opened(self, value: Any) -> None:
        self._wait(False)
        self.form.passphrase.clear()
        self.opened.emit(value)

    def _refused(self, error: Exception) -> None:
        self._wait(False)
        self.fail(error, self.form.passphrase, self.form.problem)

    def _wait(self, waiting: bool) -> None:
        form = self.form
        for widget in (form.open, form.lost):
            widget.setEnabled(not waiting)
        form.open.setText("Opening…" if waiting else "Open")

    def _lose(self) -> None:
        from mscp_desktop.desktop.recovery import RecoveryPage  # noqa: PLC0415 - few will ever need it

        if self.recovery is None and self._attempt_recovery is not None:
            self.recovery = page = RecoveryPage(self, self._attempt_recovery)
            self.form.steps.addWidget(page)
            page.left.connect(self._return)
            page.opened.connect(self._opened)
        if self.recovery is not None:
            self.form.steps.setCurrentWidget(self.recovery)
            self.recovery.begin(self.form.who.currentData(), self.form.who.currentText())

    def _return(self) -> None:
        self.form.steps.setCurrentWidget(self.form.open_page)
        self.form.passphrase.setFocus()

    def _reveal(self, shown: bool) -> None:
        reveal(shown, self.form.passphrase)

    def _clear(self) -> None:
        self.clear_problem(self.form.problem, self.form.passphrase)
