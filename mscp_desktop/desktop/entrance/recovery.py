"""Unlocking with the recovery key, and a new passphrase chosen."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.entrance.entrance import advise, reveal
from mscp_desktop.desktop.forms.ui_recovery import Ui_Recovery
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import passphrase_problem
from mscp_desktop.foundation.recovery_keys import normalise_recovery

if TYPE_CHECKING:
    from mscp_desktop.desktop.entrance.unlock import AttemptRecovery, UnlockWindow


class RecoveryPage(QWidget):
    """The second step of the unlock window; `opened` gives what the attempt returned, `left` says to go back."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, window: "UnlockWindow", attempt: "AttemptRecovery") -> None:
        super().__init__()
        self.form = form = Ui_Recovery()
        form.setupUi(self)  # type: ignore[no-untyped-call] # compiled by Qt
        self._window = window
        self._attempt = attempt
        self._user = ""
        for words in (form.title, form.problem):
            words.setTextFormat(Qt.TextFormat.PlainText)
        form.problem.hide()
        form.back.clicked.connect(self.left)
        form.recover.clicked.connect(self._recover)
        form.fresh.textEdited.connect(self._advise)
        form.show_fresh.toggled.connect(self._reveal)
        for field in (form.recovery, form.fresh, form.again):
            field.returnPressed.connect(self._recover)
            field.textEdited.connect(self._clear)

    def begin(self, user: str, name: str) -> None:
        """Ask for this user's recovery key and a new passphrase; `user` is their uid."""
        self._user = user
        self.form.title.setText(f"Open as {name} with the recovery key")
        self.form.recovery.setFocus(Qt.FocusReason.OtherFocusReason)

    def _recover(self) -> None:
        form, window = self.form, self._window
        try:
            recovery = normalise_recovery(form.recovery.text())
        except UserError as error:
            window.fail(error, form.recovery, form.problem)
            return
        fresh = form.fresh.text()
        if problem := passphrase_problem(fresh):
            form.advice.clear()  # it says the same
            window.show_problem(problem, form.fresh, form.problem)
            return
        if fresh != form.again.text():
            words = "The two passphrases differ. Type the second one again."
            window.show_problem(words, form.again, form.problem)
            return
        self._wait(True)
        window.worker.run(partial(self._attempt, self._user, recovery, fresh), self._opened, self._refused)

    def _opened(self, value: Any) -> None:
        self._wait(False)
        for field in (self.form.recovery, self.form.fresh, self.form.again):
            field.clear()
        self.opened.emit(value)

    def _refused(self, error: Exception) -> None:
        self._wait(False)
        self._window.fail(error, self.form.recovery, self.form.problem)

    def _wait(self, waiting: bool) -> None:
        for widget in (self.form.recover, self.form.back):
            widget.setEnabled(not waiting)

    def _reveal(self, shown: bool) -> None:
        reveal(shown, self.form.fresh, self.form.again)

    def _advise(self, typed: str) -> None:
        advise(self.form.advice, passphrase_problem(typed), typed)

    def _clear(self) -> None:
        form = self.form
        self._window.clear_problem(form.problem, form.recovery, form.fresh, form.again)
