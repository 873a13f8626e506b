"""The first run: what to start with, who will open it, and the recovery key."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from mscp_desktop.desktop.entrance import Entrance, advise, reveal
from mscp_desktop.desktop.forms.ui_first_run import Ui_FirstRun
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import name_problem, passphrase_problem
from mscp_desktop.foundation.recovery_keys import normalise_recovery


class Start(StrEnum):
    """What a new vault begins with."""

    MEDWAY = "medway"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Made:
    """A vault that was set up: whatever the application needs to go on, and the recovery key to be written down."""

    value: Any
    recovery_key: str


Create = Callable[[Start, str, str], Made]  # what to start with, the user's name, the passphrase


def ask_for_bundle(parent: Entrance) -> Path | None:
    """Ask for a bundle's file."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a bundle", "", "Bundles (*.mscp)")
    return Path(name) if name else None


class FirstRunWindow(Entrance):
    """Sets up a vault. `opened` gives the value made once the recovery key was typed back, `bundle` a chosen file."""

    opened = Signal(object)
    bundle = Signal(object)

    def __init__(
        self,
        theme: Theme,
        create: Create,
        *,
        print_key: Callable[[str], None] | None = None,
        choose_bundle: Callable[[Entrance], Path | None] = ask_for_bundle,
    ) -> None:
        """`create` runs off the main thread, `print_key` on it; without `print_key` there is no such button."""
        super().__init__(theme)
        self.form = form = Ui_FirstRun()
        form.setupUi(self)  # type: ignore[no-untyped-call] # compiled by Qt
        self._create = create
        self._print_key = print_key
        self._choose_bundle = choose_bundle
        self._made: Made | None = None
        for problem in (form.start_problem, form.you_problem, form.key_problem):
            problem.setTextFormat(Qt.TextFormat.PlainText)
            problem.hide()
        form.print_key.setVisible(print_key is not None)
        form.print_key.setIcon(theme.icon("print"))
        form.copy_key.setIcon(theme.icon("copy"))
        for choice, words in (
            (form.medway, form.medway_help), (form.empty, form.empty_help), (form.bundle, form.bundle_help),
        ):  # fmt: skip
            choice.setAccessibleDescription(words.text())
            words.setIndent(24)
        form.next.clicked.connect(self._next)
        form.back.clicked.connect(self._return)
        form.create.clicked.connect(self._set_up)
        form.again.returnPressed.connect(self._set_up)
        form.passphrase.textEdited.connect(self._advise)
        form.show_passphrase.toggled.connect(self._reveal)
        for field in (form.name, form.passphrase, form.again):
            field.textEdited.connect(self._clear_you)
        form.typed.textEdited.connect(self._clear_key)
        form.typed.returnPressed.connect(self._finish)
        form.finish.clicked.connect(self._finish)
        form.copy_key.clicked.connect(self._copy)
        form.print_key.clicked.connect(self._print)
        form.steps.setCurrentWidget(form.start_page)
        form.medway.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse_bundle(self, error: Exception) -> None:
        """Say why the chosen bundle can't be opened."""
        self.form.start_problem.setText(str(error))
        self.form.start_problem.show()

    def _next(self) -> None:
        form = self.form
        form.start_problem.hide()
        if form.bundle.isChecked():
            file = self._choose_bundle(self)
            if file is not None:
                self.bundle.emit(file)
            return
        form.steps.setCurrentWidget(form.you_page)
        form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _return(self) -> None:
        self.form.steps.setCurrentWidget(self.form.start_page)

    def _set_up(self) -> None:
        form = self.form
        name, passphrase = form.name.text().strip(), form.passphrase.text()
        if problem := name_problem(name):
            self.show_problem(problem, form.name, form.you_problem)
        elif problem := passphrase_problem(passphrase):
            self.show_problem(problem, form.passphrase, form.you_problem)
        elif passphrase != form.again.text():
            words = "The two passphrases differ. Type the second one again."
            self.show_problem(words, form.again, form.you_problem)
        else:
            self._wait(True)
            start = Start.MEDWAY if form.medway.isChecked() else Start.EMPTY
            doing = partial(self._create, start, name, passphrase)
            self.worker.run(doing, self._show_key, self._refused)

    def _show_key(self, made: Made) -> None:
        form = self.form
        self._wait(False)
        self._made = made
        for field in (form.passphrase, form.again):
            field.clear()
        form.key.setText(_in_lines(made.recovery_key))
        form.steps.setCurrentWidget(form.key_page)
        form.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: Exception) -> None:
        self._wait(False)
        self.fail(error, self.form.passphrase, self.form.you_problem)

    def _finish(self) -> None:
        form, made = self.form, self._made
        if made is None:
            return
        try:
            typed = normalise_recovery(form.typed.text())
        except UserError as error:
            self.fail(error, form.typed, form.key_problem)
            return
        if typed != normalise_recovery(made.recovery_key):
            words = "This is a recovery key, but not the one above. Compare it group by group."
            self.show_problem(words, form.typed, form.key_problem)
            return
        form.key.clear()
        form.typed.clear()
        self.opened.emit(made.value)

    def _copy(self) -> None:
        if self._made is not None:
            QGuiApplication.clipboard().setText(self._made.recovery_key)

    def _print(self) -> None:
        if self._made is not None and self._print_key is not None:
            self._print_key(self._made.recovery_key)

    def _wait(self, waiting: bool) -> None:
        form = self.form
        for widget in (form.create, form.back, form.name, form.passphrase, form.again):
            widget.setEnabled(not waiting)
        form.create.setText("Setting up…" if waiting else "Set up")

    def _reveal(self, shown: bool) -> None:
        reveal(shown, self.form.passphrase, self.form.again)

    def _advise(self, typed: str) -> None:
        advise(self.form.advice, passphrase_problem(typed), typed)

    def _clear_you(self) -> None:
        form = self.form
        self.clear_problem(form.you_problem, form.name, form.passphrase, form.again)

    def _clear_key(self) -> None:
        self.clear_problem(self.form.key_problem, self.form.typed)


def _in_lines(key: str) -> str:
    """Return the key in rows of three groups, as it is easiest to copy by hand."""
    groups = key.split("-")
    return "\n".join("  ".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
