"""Types the name of a person in the program while it prints and imports: `typing_in_window.py PLACE`.

Prints JSON: the milliseconds of each key, and how much was printed and imported while they were typed.
"""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from base_typing import Typist, say
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit
from sample_vault import PASSPHRASE, YEARS

from mscp_desktop import app
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, build
from mscp_desktop.roster import sample

PAGES = 1000


class Load:
    """What else the program does: one long document, and the same import again and again."""

    def __init__(self, work: Any) -> None:
        self.work = work
        self.pages = self.rows = 0

    def begin(self) -> None:
        """Start both, as a page starts them."""
        self.work.tasks.work("Making a long document", self.print)
        self.fill_again()

    def print(self, progress: Any) -> None:
        """Make the document; its pages are counted as they come."""

        def count(done: int) -> None:
            self.pages = done
            progress.step(done, PAGES)

        words = "Every agency grades the case on its own, and the group then agrees one grade, with its reasons. "
        text = [blocks.paragraph(words * 3) for _ in range(PAGES * 14)]
        build(Document("A long report", "Partnership", date(2025, 3, 14)), text, count)

    def fill_again(self, outcome: Any = None) -> None:
        """Import once more, for as long as somebody types."""
        if outcome is not None:
            self.rows += outcome.value
        self.work.tasks.write(sample.fill, YEARS, then=self.fill_again)


def run(place: Path) -> int:
    """Type the name of a person in the window, with both at work."""
    showing = app.Program.show_work

    def shown(program: app.Program, vault: Any) -> None:
        showing(program, vault)
        work = program.work
        assert work is not None
        work.window.open(Place("people"))
        QTimer.singleShot(2000, partial(edit, work))

    def edit(work: Any) -> None:
        work.window.page.edit()
        line = next(one for one in work.window.page.panel.findChildren(QLineEdit) if one.accessibleName() == "Name")
        line.setFocus()
        load = Load(work)
        typist = Typist(line)
        typist.done.connect(lambda: say(typist, load.pages, load.rows))
        load.begin()
        QTimer.singleShot(1000, typist.start)

    app.Program.show_work = shown  # type: ignore[method-assign, assignment]
    return app.run_window(place, passphrase=PASSPHRASE)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
