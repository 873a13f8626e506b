"""The preferences: few, and each takes effect and is kept at once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.save_dialog import propose_folder, start_folder
from mscp_desktop.desktop.sheet import Sheet
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import TEXT_SIZES, Scheme
from mscp_desktop.foundation.settings import LOCK_CHOICES, Settings, exports_folder, lock_after

SIZE = (560, 560)


class PreferencesDialog(Sheet):
    """Look, text size, auto-lock, where files are saved, and the passphrase's commands."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        set_look: Callable[[Scheme], None],
        set_size: Callable[[int], None],
        passphrase: Sequence[Command],
        parent: QWidget,
    ) -> None:
        super().__init__("Preferences", SIZE, parent)
        self._settings = settings
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(6)
        self.look = self._choice("Look", "", [(look.value.capitalize(), look) for look in Scheme], theme.scheme)
        self.look.activated.connect(lambda _: set_look(Scheme(self.look.currentData())))
        sizes = [(f"{size}%", size) for size in TEXT_SIZES]
        self.size_box = self._choice("Text size", "Ctrl++ and Ctrl+- change it anywhere", sizes, theme.size)
        self.size_box.activated.connect(lambda _: set_size(self.size_box.currentData()))
        waits = [(f"{minutes} minutes without a key or a click", minutes) for minutes in LOCK_CHOICES if minutes]
        waits.append(("Never", 0))
        words = "It also locks when the laptop sleeps or is locked, and never while you present"
        self.lock = self._choice("Lock after", words, waits, lock_after(settings))
        self.lock.activated.connect(lambda _: settings.keep(lock_after=self.lock.currentData()))
        self._add_exports()
        if passphrase:
            self._lines.addSpacing(12)
            self._lines.addWidget(label("Your passphrase", "heading"))
            row = FlowLayout(gap=10)
            self._lines.addLayout(row)
            for command in passphrase:
                if command.ready:
                    row.addWidget(button(command.words, self._leaving(command), tip=command.tooltip()))
        self._lines.addStretch(1)
        self.show_content(inside)
        self.foot.insertWidget(0, label("Each of these holds at once, on this laptop.", "small", wrap=True), 1)
        self.foot.setStretch(1, 0)  # the words take the room that was left beside the button
        self.begin(self.look)

    def save_to(self, folder: Path | None) -> None:
        """Have files saved in this folder from now on, or wherever the computer proposes."""
        self._settings.keep(exports="" if folder is None else str(folder))
        propose_folder(folder)
        self._show_folder()

    def _choice(self, words: str, more: str, choices: Sequence[tuple[str, Any]], now: Any) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(words)
        for said, value in choices:
            box.addItem(said, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        self._label(words, box, more)
        self._lines.addWidget(box)
        self._lines.addSpacing(8)
        return box

    def _label(self, words: str, buddy: QWidget, more: str) -> None:
        named = QLabel(words)
        named.setProperty("role", "label")
        named.setBuddy(buddy)
        self._lines.addWidget(named)
        if more:
            self._lines.addWidget(label(more, "small", wrap=True))
            buddy.setAccessibleDescription(more)

    def _add_exports(self) -> None:
        self.folder = QLineEdit(readOnly=True)
        self.folder.setAccessibleName("Where files are saved")
        self._label("Where files are saved", self.folder, "What you save as PDF or Excel is not encrypted")
        row = QHBoxLayout()
        self._lines.addLayout(row)
        row.addWidget(self.folder, 1)
        row.addWidget(button("Choose…", self._choose, name="Choose where files are saved"))
        self._forget = button("As proposed", lambda: self.save_to(None), name="Save files where the computer proposes")
        row.addWidget(self._forget)
        self._show_folder()

    def _show_folder(self) -> None:
        folder = exports_folder(self._settings)
        self.folder.setText("Where the computer proposes" if folder is None else str(folder))
        self._forget.setEnabled(folder is not None)

    def _choose(self) -> None:
        now = exports_folder(self._settings)
        name = QFileDialog.getExistingDirectory(
            self, "Where files are saved", start_folder() if now is None else str(now)
        )
        if name:
            self.save_to(Path(name))

    def _leaving(self, command: Command) -> Callable[[], None]:
        def call() -> None:
            self.accept()
            command.call()

        return call
