"""What is shown when the program itself fails: what happened, that the data is safe, and a report without any data.

The report names the kind of the error and where in the program it arose. It never holds an error's own words, values,
statements or paths, for these can hold what people entered or who they are.
"""

import platform
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from PySide6 import QtCore
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.frame.about import own_version
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.save_dialog import ask_where
from mscp_desktop.desktop.sheet import Sheet, long_text

SIZE = (600, 440)
DEEPEST = 8  # errors that led to one another
SAFE = (
    "The program made a mistake and stopped what it was doing. Everything saved before is safe, and nothing half done"
    " was saved. Try it again."
)
ASK = (
    "If it happens again, send the report to whoever supports you. It says where the program failed and holds no data."
)


def report_of(error: BaseException) -> str:
    """Return the report on an error, to be read by a person before they pass it on."""
    lines = [
        "MSCP Desktop: report of a mistake in the program",
        "",
        f"Program {own_version()}, Python {platform.python_version()}, Qt {QtCore.qVersion()}",
        f"System {platform.system()} {platform.release()}, {platform.machine()}",
        "",
    ]
    for number, one in enumerate(_chain(error)):
        lines.append(f"{'Because of' if number else 'What failed'}: {_kind(one)}")
        lines.extend(f"    {place}" for place in _places(one.__traceback__))
    lines += ["", "No names, values or other data are part of this report."]
    return "\n".join(lines)


class ErrorDialog(Sheet):
    """Says calmly that the program failed and that the data is safe; the report is shown when it is asked for."""

    def __init__(self, error: BaseException, parent: QWidget | None) -> None:
        super().__init__("Something went wrong", SIZE, parent)
        self.report = report_of(error)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(12)
        lines.addWidget(label(SAFE, wrap=True))
        lines.addWidget(label(ASK, "secondary", wrap=True))
        row = FlowLayout(gap=10)
        lines.addLayout(row)
        self.show_report = button("Show the report", self._show)
        copy, save = button("Copy the report", self._copy_report), button("Save the report…", self._save_report)
        for one in (self.show_report, copy, save):
            one.setAutoDefault(True)  # so that Enter on it does what it says
            row.addWidget(one)
        self.said = label("", "small", wrap=True)
        lines.addWidget(self.said)
        self.shown = long_text(self.report, "The report", 9)
        self.shown.hide()
        lines.addWidget(self.shown, 1)
        lines.addStretch(0)
        self.show_content(inside)
        self.begin(hugs=True)

    def _show(self) -> None:
        shown = self.shown.isHidden()
        self.shown.setVisible(shown)
        self.show_report.setText("Hide the report" if shown else "Show the report")
        self.hug()

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self._say("The report was copied.")

    def _save_report(self) -> None:
        file = ask_where(self, "Save the report", "mscp-desktop report.txt", "Text (*.txt)")
        if file is not None:
            self.save_to(file)

    def save_to(self, file: Path) -> None:
        """Write the report, and say whether that worked."""
        try:
            file.write_text(self.report + "\n", "utf-8")
        except OSError as error:
            self._say(f"The report could not be saved ({error.strerror}). Choose another folder, or copy it.")
        else:
            self._say(f"The report was saved as {file.name}.")

    def _say(self, words: str) -> None:
        self.said.setText(words)
        announce(self.said, words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that led to it."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(seen) < DEEPEST:
        seen.add(id(one))
        yield one
        driver = getattr(one, "orig", None)  # SQLAlchemy's word for the error of the database driver
        if one.__cause__ is not None:
            one = one.__cause__
        elif isinstance(driver, BaseException):
            one = driver
        else:
            one = None if one.__suppress_context__ else one.__context__


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        module = frame.f_globals.get("__name__", "a part without a name")  # dotted, so it holds no path
        yield f"{module}, line {line}, in {frame.f_code.co_qualname}"
