"""A pair of hands at the keyboard and the mouse, which count what a task costs."""

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


class Hands:
    """Presses and clicks where a person would: on what has the keyboard, or on what is named."""

    def __init__(self, busy: Callable[[], bool] = lambda: False) -> None:
        """`busy` says whether the program still has to answer the last thing done."""
        self.busy = busy
        self.presses = 0
        self.clicks = 0

    @property
    def count(self) -> int:
        """Keystrokes and clicks since `start`."""
        return self.presses + self.clicks

    def start(self) -> None:
        """Count from here."""
        self.presses = self.clicks = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each as it is written in a menu: "Ctrl+K", "Return"."""
        for key in keys:
            meant: Any = QKeySequence(key)
            QTest.keyClick(_keyboard(), meant[0].key(), meant[0].keyboardModifiers())
            self.presses += 1
            self.settle()

    def type(self, text: str) -> None:
        """Type a text into what has the keyboard."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(_keyboard(), letter)
            else:  # QTest ends the process at these
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    pressed = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QCoreApplication.sendEvent(_keyboard(), pressed)
        self.presses += len(text)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click in the middle of something that is seen and can be clicked."""
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.clicks += 1
        self.settle()

    def settle(self) -> None:
        """Wait until the program has answered."""
        for _ in range(3):
            QCoreApplication.processEvents()
            wait_while(self.busy)
        if QApplication.activeWindow() is None:
            _activate()


def wait_while(busy: Callable[[], bool], seconds: float = 10) -> None:
    """Work off events until one of them has ended this; it sleeps in between, and asks after each."""
    patience = QTimer(singleShot=True)  # which is an event too
    patience.start(int(seconds * 1000))
    while busy():
        assert patience.isActive(), "the program does not answer"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _activate() -> None:
    """Give the keyboard to the window below one that was closed, as a window manager does."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.isEnabled() and window.windowType() is Qt.WindowType.Window:
            window.activateWindow()
            QCoreApplication.processEvents()
            return


def _keyboard() -> QWidget:
    found = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
    assert found is not None, "nothing has the keyboard"
    return found
