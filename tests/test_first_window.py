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
import os, sys, threading
from importlib import import_module
from pathlib import Path
from PySide6 import QtCore
from mscp_desktop import app
from mscp_desktop.desktop.entrance.entrance import Entrance

class Beside:
    found = []

    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            self.found.append(name)

def knows_qt(name):
    values = vars(sys.modules[name]).values() if name in sys.modules else []
    return any(type(one) is type(QtCore.QObject) for one in values)

def settle(window):
    loaded = [name for name in sys.argv[2].split(",") if name in sys.modules]
    print(loaded, "Qt" in vars(QtCore), flush=True)

def load(name):
    module = import_module(name)
    pages = sys.modules.get("mscp_desktop.pages")
    if name == "argon2.low_level":
        print(*Beside.found, flush=True)
    elif pages is not None and name == pages.FIRST[-1]:
        print(*sys.modules, flush=True)
    elif pages is not None and name == pages.READY[-1]:
        print(*filter(knows_qt, Beside.found), flush=True)
        os._exit(0)
    return module

sys.meta_path.insert(0, Beside())
Entrance.settle = settle
app.import_module = load
app.run_window(Path(sys.argv[1]))
"""


def test_the_unlock_window_is_painted_before_the_rest_is_loaded_and_home_before_other_pages(medway: Vault) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(medway.place), ",".join(LATER)], capture_output=True, text=True, check=True
    )
    first, beside, home, of_qt = done.stdout.splitlines()
    assert first.split() == ["[]", "False"]
    assert "mscp_desktop.catalogue" in beside.split(), "what opens a vault is loaded on a thread"
    assert "mscp_desktop.overview.page.home" in home.split()
    assert [name for name in home.split() if name.startswith(AFTER_HOME)] == []
    assert of_qt == "", "PySide looks its classes up without a lock while another thread makes one: it crashed"
