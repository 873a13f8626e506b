"""Errors that nobody caught, of any thread: said once, calmly, and never with data on the standard error stream."""

import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget


class Mistakes(QObject):
    """Hears of every error that nobody caught; `happened` hands it over on the main thread.

    What is written to the standard error stream is the report, for that stream can end up in a log of the computer.
    """

    happened = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before = sys.excepthook
        self._before_in_threads = threading.excepthook
        self._heard.connect(self._hand_over)
        sys.excepthook = self._take
        threading.excepthook = self._take_of_thread

    def close(self) -> None:
        """Leave errors to whoever had them before."""
        sys.excepthook, threading.excepthook = self._before, self._before_in_threads

    def _take(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if self._before is sys.__excepthook__ and isinstance(error, Exception):
            _write(error)
        else:
            self._before(kind, error, trace)
        if isinstance(error, Exception):
            self._heard.emit(error)

    def _take_of_thread(self, told: threading.ExceptHookArgs) -> None:
        if isinstance(told.exc_value, Exception):
            self._take(told.exc_type, told.exc_value, told.exc_traceback)

    def _hand_over(self, error: Exception) -> None:
        self.happened.emit(error)


def show_mistake(error: Exception, parent: QWidget | None) -> QDialog:
    """Show the dialog about an error, over a window or by itself, and return it."""
    from mscp_desktop.desktop.frame.error_report import ErrorDialog  # noqa: PLC0415 - for errors only

    dialog = ErrorDialog(error, parent)
    dialog.open()
    return dialog


def _write(error: Exception) -> None:
    from mscp_desktop.desktop.frame.error_report import report_of  # noqa: PLC0415 - as above

    if sys.stderr is not None:  # a frozen program without a console has none
        sys.stderr.write(report_of(error) + "\n")
