"""The program as it is started, up to the moment at which its first window has been painted."""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent

from mscp_desktop.__main__ import main
from mscp_desktop.desktop.unlock import UnlockWindow


def painted(window: UnlockWindow, event: QPaintEvent) -> None:
    super(UnlockWindow, window).paintEvent(event)
    QTimer.singleShot(0, lambda: os._exit(0))


UnlockWindow.paintEvent = painted  # type: ignore[method-assign]
sys.exit(main())
