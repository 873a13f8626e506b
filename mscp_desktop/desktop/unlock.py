"""Unlocking: who, and their passphrase; or the recovery key and a new passphrase."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal

from mscp_desktop.desktop.entrance import Entrance, advise, reveal
from mscp_desktop.desktop.forms.ui_unlock import Ui_Unlock
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import passphrase_problem
from mscp_desktop.foundation.recovery_keys import normalise_recovery

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
        self._attempt = attempt
        self._attempt_recovery = attempt_recovery
        for words in (form.title, form.where, form.problem, form.recovery_title, form.recovery_problem):
            words.setTextFormat(Qt.TextFormat.PlainText)
        form.title.setText(partnership)
        form.where.setText(where)
        form.where.setVisible(bool(where))
        for uid, name in users:
            form.who.addItem(name, uid)
        form.who.setCurrentIndex(max(0, form.who.findData(last_user)))
        one = len(users) == 1
        form.who_label.setText("You are" if one else "Who are you?")
        form.who.setEnabled(not one)
        form.lost.setVisible(attempt_recovery is not None)
        form.problem.hide()
        form.recovery_problem.hide()
        form.open.setIcon(theme.icon("lock", "on_accent"))
        form.open.clicked.connect(self._open)
        form.passphrase.returnPressed.connect(self._open)
        form.passphrase.textEdited.connect(self._clear_open)
        form.who.currentIndexChanged.connect(self._clear_open)
        form.show_passphrase.toggled.connect(self._reveal)
        form.lost.clicked.connect(self._lose)
        form.back.clicked.connect(self._return)
        form.recover.clicked.connect(self._recover)
        for line in (form.recovery, form.fresh, form.again):
            line.returnPressed.connect(self._recover)
        form.fresh.textEdited.connect(self._advise)
        form.show_fresh.toggled.connect(self._reveal_fresh)
        for field in (form.recovery, form.fresh, form.again):
            field.textEdited.connect(self._clear_recovery)
        form.steps.setCurrentWidget(form.open_page)
        form.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

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
        for field in (self.form.passphrase, self.form.recovery, self.form.fresh, self.form.again):
            field.clear()
        self.opened.emit(value)

    def _refused(self, error: Exception) -> None:
        self._wait(False)
        self.fail(error, self.form.passphrase, self.form.problem)

    def _recover(self) -> None:
        form = self.form
        if self._attempt_recovery is None:
            return
        try:
            recovery = normalise_recovery(form.recovery.text())
        except UserError as error:
            self.fail(error, form.recovery, form.recovery_problem)
            return
        fresh = form.fresh.text()
        if problem := passphrase_problem(fresh):
            self.show_problem(problem, form.fresh, form.recovery_problem)
            return
        if fresh != form.again.text():
            words = "The two passphrases differ. Type the second one again."
            self.show_problem(words, form.again, form.recovery_problem)
            return
        self._wait(True)
        doing = partial(self._attempt_recovery, form.who.currentData(), recovery, fresh)
        self.worker.run(doing, self._opened, self._recovery_refused)

    def _recovery_refused(self, error: Exception) -> None:
        self._wait(False)
        self.fail(error, self.form.recovery, self.form.recovery_problem)

    def _wait(self, waiting: bool) -> None:
        form = self.form
        for widget in (form.open, form.recover, form.lost, form.back):
            widget.setEnabled(not waiting)
        form.open.setText("Opening…" if waiting else "Open")

    def _lose(self) -> None:
        self.form.steps.setCurrentWidget(self.form.recovery_page)
        name = self.form.who.currentText()
        self.form.recovery_title.setText(f"Open as {name} with the recovery key")
        self.form.recovery.setFocus(Qt.FocusReason.OtherFocusReason)

    def _return(self) -> None:
        self.form.steps.setCurrentWidget(self.form.open_page)
        self.form.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reveal(self, shown: bool) -> None:
        reveal(shown, self.form.passphrase)

    def _reveal_fresh(self, shown: bool) -> None:
        reveal(shown, self.form.fresh, self.form.again)

    def _advise(self, typed: str) -> None:
        advise(self.form.advice, passphrase_problem(typed), typed)

    def _clear_open(self) -> None:
        self.clear_problem(self.form.problem, self.form.passphrase)

    def _clear_recovery(self) -> None:
        form = self.form
        self.clear_problem(form.recovery_problem, form.recovery, form.fresh, form.again)
