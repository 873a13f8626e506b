"""What a screen reader hears of the real program, over the real accessibility bus of a session of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from vaults import PASSPHRASE

READER = Path(__file__).parents[1] / "helpers" / "bus_reading.py"
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
MISSING = [name for name in ("Xvfb", "dbus-run-session") if shutil.which(name) is None]

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(
        bool(MISSING) or not LAUNCHER.exists(), reason="needs Xvfb, dbus-run-session and at-spi2-core (Linux only)"
    ),
]


def test_a_screen_reader_hears_window_pages_table_and_buttons(medway_template: Any, tmp_path: Path) -> None:
    place = shutil.copytree(medway_template.place, tmp_path / "vault")
    surroundings = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(READER), str(place), PASSPHRASE],
        env=surroundings, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [(role, name) for role, name in json.loads(done.stdout.splitlines()[-1])]
    assert any(role == "frame" and "MSCP Desktop" in name for role, name in found)
    assert ("list", "What needs you now") in found
    assert ("text", "Find anyone, anything, any command") in found
    buttons = {name for role, name in found if "button" in role}
    assert {"Back", "Lock", "Notices"} <= buttons
    assert {name for role, name in found if role == "check box"} >= {"Groups", "People", "Organisations"}
