"""Types minutes in the program: `minutes_in_window.py PLACE ITEM`.

Prints JSON: the milliseconds of each key.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from base_typing import Typist, say
from PySide6.QtCore import QTimer
from sample_vault import PASSPHRASE

from mscp_desktop import app
from mscp_desktop.foundation.contracts import Place


def run(place: Path, item: str) -> int:
    """Type what is said of an item, in the minutes of a meeting with many."""
    showing = app.Program.show_work

    def shown(program: app.Program, vault: Any) -> None:
        showing(program, vault)
        work = program.work
        assert work is not None
        work.window.open(Place("agenda_item", f"{item}/minutes"))
        QTimer.singleShot(3000, partial(write, work))

    def write(work: Any) -> None:
        part = work.window.page.part
        assert part.current_item().item.uid == item
        part.discussion.focus_end()
        box = part.discussion.editor.box
        typist = Typist(box, box.viewport())
        typist.done.connect(lambda: say(typist, 0, 0))
        QTimer.singleShot(1000, typist.start)

    app.Program.show_work = shown  # type: ignore[method-assign, assignment]
    return app.run_window(place, passphrase=PASSPHRASE)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2]))
