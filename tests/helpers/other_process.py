"""Another process at the same vault: somebody who types and is killed.

Run as a script with the vault's place, a user's uid, the data key in hex, a record's uid, and its values as JSON.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from hands import wait_while
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from vaults import StillClock

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.vault import Frame, open_with_key
from mscp_desktop.parties.page.people import PeoplePage

STARTED = "typed"


def start(vault: Any, uid: str, values: dict[str, str]) -> "subprocess.Popen[str]":
    """Start the other process; it says one line when it has typed, and then waits to be killed."""
    given = [str(vault.place), vault.actor.uid, vault.data_key.hex(), uid, json.dumps(values)]
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, __file__, *given],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"},
    )


def _type(vault: Any, uid: str, values: dict[str, str]) -> None:
    """Type into a person's fields in a window, leave them with Tab, and wait until the drafts are kept."""

    application = QApplication([])
    tasks = Tasks(vault.store, vault.actor)
    page = PeoplePage(tasks)
    page.show()
    page.panel.show_record(uid)
    wait_while(lambda: tasks.busy)
    page.panel._drafts.setInterval(20)  # two seconds are long for a test
    for key, text in values.items():
        field = page.panel.fields[key]
        field.focus()
        QTest.keyClicks(field.editor.focusable()[0], text)
    wait_while(lambda: set(page.panel._kept) != set(values) or tasks.busy)
    del application


def main() -> None:
    """Open the vault and type."""

    place, user, key, uid, values = sys.argv[1:]
    vault = open_with_key(Path(place), Frame(SEARCH, StillClock()), user, bytes.fromhex(key))
    _type(vault, uid, json.loads(values))
    print(STARTED, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
