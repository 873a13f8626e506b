"""Import from everywhere in the window: as commands, and by a file that is dropped on a page of groups or people."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.roster.intake.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from mscp_desktop.desktop.frame.window import MainWindow

ENDINGS = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".vcf"})
PAGES = {"groups": Kind.ROSTER, "roster": Kind.ROSTER, "structure": Kind.ROSTER, "people": Kind.PEOPLE}
"""The pages that take a dropped file, and what it is taken for there."""


class ImportCommands(QObject):
    """The commands of one open vault; `window` is where the dialog stands, known once it is built.

    `group` gives the name of the group whose roster is in view, None for none.
    """

    def __init__(self, tasks: Tasks, group: "Callable[[], str | None]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._group = tasks, group
        self._window: MainWindow | None = None

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        called = "spreadsheet, CSV, XLSX, vCard, paste, members, contacts, addresses"
        return [
            Command(
                "import.roster", "Import a roster…", lambda: self.open(Kind.ROSTER), "Ctrl+Shift+I", self._working,
                called=called,
            ),
            Command(
                "import.people", "Import people…", lambda: self.open(Kind.PEOPLE), None, self._working, called=called
            ),
        ]  # fmt: skip

    def take_window(self, window: "MainWindow") -> None:
        """Open dialogs over this window from now on, and take the files that are dropped on it."""
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def open(self, kind: Kind, file: Path | None = None) -> None:
        """Begin an import; a file that is named is read at once."""
        from mscp_desktop.roster.page.import_dialog.dialog import ImportDialog  # noqa: PLC0415 - the window must not wait for it

        if self._window is not None:
            group = self._group() if kind is Kind.ROSTER else None
            ImportDialog(self._tasks, self._window, kind=kind, group=group, file=file).open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take a table that is dropped where nothing else takes it."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and event.type() in (
            QEvent.Type.DragEnter, QEvent.Type.Drop,
        ):  # fmt: skip
            kind, urls = self._kind(), event.mimeData().urls()
            file = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
            if kind is not None and file is not None and file.suffix.lower() in ENDINGS:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.open(kind, file)
                return True
        return super().eventFilter(watched, event)

    def _kind(self) -> Kind | None:
        page = None if self._window is None else self._window.page
        return PAGES.get(page.key) if page is not None and self._working() else None

    def _working(self) -> bool:
        return self._tasks.store.read_only is None
