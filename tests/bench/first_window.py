"""The program as it is started; it ends once its first window has been painted."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mscp_desktop.__main__ import main
from mscp_desktop.foundation import paths

_where = paths.managed_place


def _place() -> Path:
    """Put a watch on the window, as the last thing before the program itself loads Qt."""
    unlock = import_module("mscp_desktop.desktop.entrance.unlock").UnlockWindow
    painted = import_module("base_window").Painted
    before = unlock.showEvent

    def shown(window: Any, event: Any) -> None:
        before(window, event)
        window.windowHandle().installEventFilter(painted(window))

    unlock.showEvent = shown
    return _where()


if __name__ == "__main__":
    paths.managed_place = _place
    sys.exit(main())
