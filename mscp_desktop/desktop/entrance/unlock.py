"""Unlocking: who, and their passphrase; what the laptop remembers instead; the recovery key where both are lost."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from mscp_desktop.desktop.entrance.entrance import Entrance, reveal
from mscp_desktop.desktop.forms.ui_unlock import Ui_Unlock
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import InUseError

if TYPE_CHECKING:
    from pathlib import Path

    from mscp_desktop.desktop.entrance.recovery import RecoveryPage
    from mscp_desktop.foundation.device_keys import Waiting

Attempt = Callable[[str, str], Any]  # user uid, passphrase
AttemptRecovery = Callable[[str, str, str], Any]  # user uid, recovery key, new passphrase
Recall = Callable[[str, "Waiting"], Any]  # user uid
IN_USE = (
    "This partnership is open in another window, here or with a colleague, and one person works in it at a time. Go to"
    " that window, or close it there and then try again here."
)


class Remembering(NamedTuple):
    """What a laptop remembers: `user` is the uid it opens for, None for nobody.

    `recall` opens without a passphrase, off the main thread, and is None where that is not wanted now; `by_itself`
    does it as soon as the window is seen.
    """

    user: str | None
    recall: Recall | None = None
    by_itself: bool = False


class UnlockWindow(Entrance):
    """Asks for a passphrase; `opened` gives what the attempt returned. Attempts run off the main thread.

    Where another window has it open, only what helps then can be used: trying again, or a bundle to read meanwhile;
    `bundle` gives its file.
    """

    opened = Signal(object)
    bundle = Signal(object)

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
        remembering: Remembering | None = None,
        told: str = "",
        in_use: Callable[[], bool] | None = None,
        choose_bundle: "Callable[[Entrance], Path | None] | None" = None,
    ) -> None:
        """`users` are (uid, name); `where` says which copy this is, such as "a copy of 3 March 2025".

        `told` says why the partnership was locked. Without `remembering` nothing can be remembered here. `in_use` says
        whether another window has it open, and is asked once this one can be seen. `choose_bundle` asks for a file;
        without it none is offered.
        """
        super().__init__(theme)
        self.form = form = Ui_Unlock()
        form.setupUi(self)  # type: ignore[no-untyped-call] # compiled by Qt
        self.recovery: RecoveryPage | None = None
        self._attempt = attempt
        self._attempt_recovery = attempt_recovery
        self._in_use, self._choose_bundle = in_use, choose_bundle
        self._elsewhere = False  # whether another window had it open when it was looked last
        self.read_copy: QPushButton | None = None  # made when it is first offered
        self.remembering = remembering
        self.trouble: Exception | None = None
        self.typed = False  # whether it was tried last with a passphrase that was typed
        self._waiting: Waiting | None = None  # set while the password store is asked
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
        form.open.clicked.connect(self._go_on)
        form.passphrase.returnPressed.connect(self._open)
        form.passphrase.textEdited.connect(self._clear)
        form.passphrase.textEdited.connect(self._stop_recalling)
        form.who.currentIndexChanged.connect(self._clear)
        form.show_passphrase.toggled.connect(self._reveal)
        form.lost.clicked.connect(self._lose)
        form.recall.clicked.connect(self._recall)
        form.recall.setAutoDefault(True)  # so that Enter on it opens
        form.who.currentIndexChanged.connect(self._offer)
        self._tell(told)
        self._offer()
        (form.passphrase if form.recall.isHidden() else form.recall).setFocus()

    @property
    def remember(self) -> bool:
        """Whether this laptop is to remember the user."""
        return self.remembering is not None and self.form.remember.isChecked()

    def settle(self) -> None:
        """Add what the first paint did not wait for."""
        super().settle()
        self.form.scroll.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.form.open.setIcon(self.theme.icon("lock", "on_accent"))
        self.form.scroll.ensureWidgetVisible(self.focusWidget() or self.form.passphrase)
        if self._in_use is not None and self._in_use():
            self._say_in_use()
        elif self.remembering is not None and self.remembering.by_itself and not self.form.recall.isHidden():
            self._recall()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops waiting for what the laptop remembers."""
        if event.key() == QtCore.Qt.Key.Key_Escape and self._waiting is not None:
            self._stop_recalling()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for no password store."""
        self._stop_recalling()
        super().closeEvent(event)

    def _offer(self) -> None:
        """Show what the laptop remembers of the user who is chosen."""
        form, remembering = self.form, self.remembering
        for widget in (form.remember, form.remember_help):
            widget.setVisible(remembering is not None)
        known = remembering is not None and remembering.user == form.who.currentData()
        form.remember.setChecked(known)
        form.recall.setVisible(known and remembering is not None and remembering.recall is not None)

    def _recall(self) -> None:
        """Open for the user whom this laptop remembers; asked again meanwhile, let the passphrase be typed instead."""
        from mscp_desktop.foundation.device_keys import Waiting  # noqa: PLC0415 - after the first paint

        remembering, form = self.remembering, self.form
        if self._waiting is not None:
            self._stop_recalling()
        elif remembering is not None and remembering.recall is not None and not self.worker.busy:
            self._waiting = waiting = Waiting()
            self.typed = False
            self._wait(True)
            form.recall.setText("Type the passphrase instead")
            self._tell(f"Opening for {form.who.currentText()}, whom this laptop remembers.")
            doing = partial(remembering.recall, form.who.currentData(), waiting)
            self.worker.run(doing, self._opened, self._not_recalled)

    def _stop_recalling(self) -> None:
        if self._waiting is not None:
            self._waiting.give_up()
            self._waiting = None
            self._tell("")
            self.form.passphrase.setFocus()

    def _not_recalled(self, error: Exception) -> None:
        """Say why the passphrase is needed, unless the person chose to type it."""
        from mscp_desktop.desktop.messages import announce, notice_of  # noqa: PLC0415 - after the first paint

        self._wait(False)
        if isinstance(error, InUseError):
            self._waiting = None
            self._say_in_use()
            return
        self.trouble = error
        if self._waiting is not None:
            self._waiting = None
            words = notice_of(error).words
            self._tell(words)
            self.form.passphrase.setFocus()
            announce(self.form.told, words)

    def _tell(self, words: str) -> None:
        told = self.form.told
        told.setVisible(bool(words))
        if words:
            told.setTextFormat(QtCore.Qt.TextFormat.PlainText)
            told.setText(words)

    def _go_on(self) -> None:
        """Open, or look again whether another window has it open still."""
        if not self._elsewhere:
            self._open()
        elif self._in_use is not None and self._in_use():
            self._say_in_use()
        else:
            self._let_in()

    def _let_in(self) -> None:
        """Go on once no other window has it open: with what was typed, or what the laptop remembers."""
        self._stand_by(False)
        self._tell("")
        if self.form.passphrase.text():
            self._open()
        elif self.remembering is not None and self.remembering.by_itself and not self.form.recall.isHidden():
            self._recall()
        else:
            self.form.passphrase.setFocus()

    def _open(self) -> None:
        form = self.form
        if self.worker.busy or self._elsewhere:
            return
        if not form.passphrase.text():
            self.show_problem("Type your passphrase.", form.passphrase, form.problem)
            return
        self._wait(True)
        self.typed = True
        uid, passphrase = form.who.currentData(), form.passphrase.text()
        self.worker.run(partial(self._attempt, uid, passphrase), self._opened, self._refused)

    def _opened(self, value: Any) -> None:
        self._wait(False)
        self._waiting = None
        self.form.passphrase.clear()
        self.opened.emit(value)

    def _refused(self, error: Exception) -> None:
        self._wait(False)
        if isinstance(error, InUseError):
            self._say_in_use()
        else:
            self.fail(error, self.form.passphrase, self.form.problem)

    def _say_in_use(self) -> None:
        """Say that it is open elsewhere: nothing is wrong with what was typed, which stays."""
        from mscp_desktop.desktop.messages import announce  # noqa: PLC0415 - after the first paint

        self._clear()
        self._tell(IN_USE)
        announce(self.form.told, IN_USE)
        self.form.scroll.ensureWidgetVisible(self.form.told)
        self._stand_by(True)

    def _stand_by(self, elsewhere: bool) -> None:
        """Let only that be used which helps while another window has it open, or all of it again."""
        form = self.form
        self._elsewhere = elsewhere
        if elsewhere and self.read_copy is None and self._choose_bundle is not None:
            from mscp_desktop.desktop.parts import button  # noqa: PLC0415 - after the first paint

            self.read_copy = button("Open a bundle or copy…", self._ask_for_bundle)
            form.open_page_column.insertWidget(form.open_page_column.indexOf(form.recall), self.read_copy)
            QWidget.setTabOrder(form.open, self.read_copy)
        if self.read_copy is not None:
            self.read_copy.setVisible(elsewhere)
        form.open.setAutoDefault(elsewhere)  # so that Enter on it tries again
        form.open.setText("Try again" if elsewhere else "Open")
        form.open.setIcon(QIcon() if elsewhere else self.theme.icon("lock", "on_accent"))
        if elsewhere:
            form.open.setFocus()
        for widget in (form.passphrase, form.show_passphrase, form.remember, form.recall, form.lost):
            widget.setEnabled(not elsewhere)

    def _ask_for_bundle(self) -> None:
        file = None if self._choose_bundle is None else self._choose_bundle(self)
        if file is not None:
            self.bundle.emit(file)

    def refuse_bundle(self, error: Exception) -> None:
        """Say why the chosen bundle can't be opened."""
        from mscp_desktop.desktop.messages import announce, notice_of  # noqa: PLC0415 - after the first paint

        self._tell(notice_of(error).words)
        announce(self.form.told, self.form.told.text())

    def _wait(self, waiting: bool) -> None:
        form = self.form
        for widget in (form.open, form.lost):
            widget.setEnabled(not waiting)
        form.open.setText("Opening…" if waiting else "Open")
        form.recall.setText("Open without the passphrase")

    def _lose(self) -> None:
        from mscp_desktop.desktop.entrance.recovery import RecoveryPage  # noqa: PLC0415 - few will ever need it

        if self.recovery is None and self._attempt_recovery is not None:
            self.recovery = page = RecoveryPage(self, self._attempt_recovery)
            self.form.steps.addWidget(page)
            self.fit()
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
