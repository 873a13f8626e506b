"""The first run: what to start with, who will open it, and the recovery key."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QRadioButton

from mscp_desktop.desktop.entrance.entrance import Entrance, advise, ask_for_bundle, reveal
from mscp_desktop.desktop.forms.ui_first_run import Ui_FirstRun
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.keys import name_problem, passphrase_problem
from mscp_desktop.foundation.recovery_keys import in_lines, normalise_recovery
from mscp_desktop.foundation.starting_points import StartingPoint

EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the first run asked for.

    `start` is what to begin with, a starting point's key or EMPTY; `name` and `passphrase` are the first user's, and
    `partnership` is its name where it starts empty.
    """

    start: str
    name: str
    passphrase: str
    partnership: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A vault that was set up: whatever the application needs to go on, and the recovery key to be written down."""

    value: Any
    recovery_key: str


Create = Callable[[Asked], Made]


class FirstRunWindow(Entrance):
    """Sets up a vault. `opened` gives the value made once the recovery key was typed back, `bundle` a chosen file."""

    opened = Signal(object)
    bundle = Signal(object)

    def __init__(
        self,
        theme: Theme,
        create: Create,
        *,
        points: Sequence[StartingPoint] = (),
        place: Path | None = None,
        check: Callable[[], None] | None = None,
        print_key: Callable[[str], object] | None = None,
        choose_bundle: Callable[[Entrance], Path | None] = ask_for_bundle,
    ) -> None:
        """`create` and `check` run off the main thread, `print_key` on it; without it there is no such button.

        `points` are the published arrangements to choose from, `place` is where the vault will lie. `check` raises
        `UserError` where it must not lie there, and is asked as soon as the window is seen.
        """
        super().__init__(theme)
        self.form = form = Ui_FirstRun()
        form.setupUi(self)  # type: ignore[no-untyped-call] # compiled by Qt
        self._create, self._check = create, check
        self._print_key = print_key
        self._choose_bundle = choose_bundle
        self._made: Made | None = None
        for problem in (form.start_problem, form.you_problem, form.key_problem):
            problem.setTextFormat(Qt.TextFormat.PlainText)
            problem.hide()
        form.print_key.setVisible(print_key is not None)
        form.print_key.setIcon(theme.icon("print"))
        form.copy_key.setIcon(theme.icon("copy"))
        self.choices = {point.key: self._add_point(point) for point in points} | {EMPTY: form.empty}
        for choice, words in ((form.empty, form.empty_help), (form.bundle, form.bundle_help)):
            _explain(choice, words)
        first = next(iter(self.choices.values()))
        first.setChecked(True)
        if place is not None:
            form.start_help.setTextFormat(Qt.TextFormat.PlainText)
            form.start_help.setText(f"{form.start_help.text()}\nIt will lie in {breakable(str(place))}")
        form.next.clicked.connect(self._next)
        form.back.clicked.connect(self._return)
        form.create.clicked.connect(self._set_up)
        form.again.returnPressed.connect(self._set_up)
        form.passphrase.textEdited.connect(self._advise)
        form.show_passphrase.toggled.connect(self._reveal)
        fields = (form.partnership, form.name, form.passphrase, form.again)
        for field, after in pairwise(fields):
            field.returnPressed.connect(partial(after.setFocus, Qt.FocusReason.TabFocusReason))
        for field in fields:
            field.textEdited.connect(self._clear_you)
        form.typed.textEdited.connect(self._clear_key)
        form.typed.returnPressed.connect(self._finish)
        form.finish.clicked.connect(self._finish)
        form.copy_key.clicked.connect(self._copy)
        form.print_key.clicked.connect(self._print)
        form.steps.setCurrentWidget(form.start_page)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        """Find out early whether a vault may lie here."""
        super().settle()
        if self._check is not None:
            self.worker.run(self._check, lambda _: None, self._refuse_place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from what to start with, and Esc goes back to it."""
        form = self.form
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and form.start_page.isVisible():
            form.next.click()
        elif event.key() == Qt.Key.Key_Escape and form.you_page.isVisible() and form.back.isEnabled():
            self._return()
        else:
            super().keyPressEvent(event)

    def refuse_bundle(self, error: Exception) -> None:
        """Say why the chosen bundle can't be opened."""
        self.form.start_problem.setText(str(error))
        self.form.start_problem.show()

    @property
    def start(self) -> str:
        """What is chosen to start with; EMPTY for a bundle too."""
        return next((key for key, choice in self.choices.items() if choice.isChecked()), EMPTY)

    def _add_point(self, point: StartingPoint) -> QRadioButton:
        choice = QRadioButton(f"From {point.area}'s {point.what}", self.form.start_page)
        published = f", published in {point.published}" if point.published else ""
        words = label(f"{point.holds}{published}. Change what differs for you.", "small", wrap=True)
        _explain(choice, words)
        self.form.published.addWidget(choice)
        self.form.published.addWidget(words)
        return choice

    def _refuse_place(self, error: Exception) -> None:
        self.refuse_bundle(error)
        self.form.next.setEnabled(False)

    def _next(self) -> None:
        form = self.form
        form.start_problem.hide()
        if form.bundle.isChecked():
            file = self._choose_bundle(self)
            if file is not None:
                self.bundle.emit(file)
            return
        empty = self.start == EMPTY
        for widget in (form.partnership_label, form.partnership):
            widget.setVisible(empty)
        form.steps.setCurrentWidget(form.you_page)
        (form.partnership if empty else form.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _return(self) -> None:
        self.form.steps.setCurrentWidget(self.form.start_page)
        self.choices[self.start].setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_up(self) -> None:
        form = self.form
        name, passphrase = form.name.text().strip(), form.passphrase.text()
        partnership = form.partnership.text().strip() if self.start == EMPTY else ""
        if self.start == EMPTY and not partnership:
            self.show_problem("Type the name of the partnership.", form.partnership, form.you_problem)
        elif problem := name_problem(name):
            self.show_problem(problem, form.name, form.you_problem)
        elif problem := passphrase_problem(passphrase):
            form.advice.clear()  # it says the same
            self.show_problem(problem, form.passphrase, form.you_problem)
        elif passphrase != form.again.text():
            words = "The two passphrases differ. Type the second one again."
            self.show_problem(words, form.again, form.you_problem)
        else:
            self._wait(True)
            doing = partial(self._create, Asked(self.start, name, passphrase, partnership))
            self.worker.run(doing, self._show_key, self._refused)

    def _show_key(self, made: Made) -> None:
        form = self.form
        self._wait(False)
        self._made = made
        for field in (form.passphrase, form.again):
            field.clear()
        form.key.setText(in_lines(made.recovery_key))
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
            try:
                self._print_key(self._made.recovery_key)
            except UserError as error:
                self.fail(error, self.form.typed, self.form.key_problem)

    def _wait(self, waiting: bool) -> None:
        form = self.form
        for widget in (form.create, form.back, form.partnership, form.name, form.passphrase, form.again):
            widget.setEnabled(not waiting)
        form.create.setText("Setting up…" if waiting else "Set up")

    def _reveal(self, shown: bool) -> None:
        reveal(shown, self.form.passphrase, self.form.again)

    def _advise(self, typed: str) -> None:
        advise(self.form.advice, passphrase_problem(typed), typed)

    def _clear_you(self) -> None:
        form = self.form
        self.clear_problem(form.you_problem, form.partnership, form.name, form.passphrase, form.again)

    def _clear_key(self) -> None:
        self.clear_problem(self.form.key_problem, self.form.typed)


def _explain(choice: QRadioButton, words: QLabel) -> None:
    choice.setAccessibleDescription(words.text())
    words.setIndent(30)


def breakable(path: str) -> str:
    """Return a path that can be broken into lines after each of its folders."""
    return re.sub(r"([\\/])", "\\1\u200b", path)
