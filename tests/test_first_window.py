"""What the first window does not wait for: a guard against slow imports that no single change shows."""

import subprocess
import sys

from mscp_desktop.foundation.vault import Vault

LATER = (
    "sqlalchemy",
    "PySide6.QtSvg",
    "mscp_desktop.opened",
    "mscp_desktop.desktop.frame.window",
    "reportlab",
    "pandas",
    "keyring",
)
SCRIPT = """
import os, sys
from pathlib import Path
from PySide6 import QtCore
from mscp_desktop import app
from mscp_desktop.desktop.entrance.entrance import Entrance

def settle(window):
    loaded = [name for name in sys.argv[2].split(",") if name in sys.modules]
    print(loaded, "Qt" in vars(QtCore), flush=True)
    os._exit(0)

Entrance.settle = settle
app.run_window(Path(sys.argv[1]))
"""


def test_the_unlock_window_is_painted_before_the_rest_is_loaded(medway: Vault) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(medway.place), ",".join(LATER)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "False"]
