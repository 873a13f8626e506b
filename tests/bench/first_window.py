"""The program as it is started; it ends once its first window has been painted."""

import sys

from base_window import Painted
from PySide6.QtGui import QShowEvent

from mscp_desktop.__main__ import main
from mscp_desktop.desktop.entrance.unlock import UnlockWindow

_before = UnlockWindow.showEvent


def _shown(window: UnlockWindow, event: QShowEvent) -> None:
    _before(window, event)
    window.windowHandle().installEventFilter(Painted(window))


if __name__ == "__main__":
    UnlockWindow.showEvent = _shown  # type: ignore[assignment, method-assign]
    sys.exit(main())
