"""Whether a window can be shown at all."""

import os
import sys


def has_display() -> bool:
    """Say whether there is a display: on Linux one is named, and Qt was not told to draw off screen."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
