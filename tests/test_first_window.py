"""What the first window and Home do not wait for: a guard against slow imports that no single change shows."""

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
AFTER_HOME = (  # by how their names begin: the other pages, and what they need
    *("reportlab", "PIL", "pikepdf", "pypdfium2", "pandas", "numpy", "openpyxl", "xlsxwriter", "highspy", "keyring"),
    *(f"mscp_desktop.{name}.page." for name in ("actions", "groups", "meetings", "parties", "priorities", "roster")),
    *(f"mscp_desktop.desktop.{room}." for room in ("calendar", "charts", "panel", "tables")),
    *("mscp_desktop.overview.page.checks", "mscp_desktop.printing.", "mscp_desktop.starting"),
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
    from mscp_desktop import opened, pages
    pages.PAGES[0].load()
    print(*sys.modules, flush=True)
    os._exit(0)

Entrance.settle = settle
app.run_window(Path(sys.argv[1]))
"""


def test_the_unlock_window_is_painted_before_the_rest_is_loaded_and_home_before_other_pages(medway: Vault) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(medway.place), ",".join(LATER)], capture_output=True, text=True, check=True
    )
    first, home = done.stdout.splitlines()
    assert first.split() == ["[]", "False"]
    assert "mscp_desktop.overview.page.home" in home.split()
    assert [name for name in home.split() if name.startswith(AFTER_HOME)] == []
