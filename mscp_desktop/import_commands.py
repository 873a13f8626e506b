"""Import from everywhere in the window: as commands, and by a file that is dropped on a page that takes such files."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.store import Role
from mscp_desktop.roster.intake.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mscp_desktop.desktop.frame.window import MainWindow

ENDINGS = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".vcf"})
PAGES = {"groups": Kind.ROSTER, "roster": Kind.ROSTER, "structure": Kind.ROSTER, "people": Kind.PEOPLE,
         "actions": Kind.ACTIONS}  # fmt: skip
"""The pages that take a dropped table, and what it is taken for there."""
RETURNED = ".xlsx"
"""A workbook may be a form that comes back: it goes to the page that takes its kind, wherever it is dropped."""


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
            Command(
                "import.actions", "Import an action log…", lambda: self.open(Kind.ACTIONS), None,
                lambda: self._elsewhere("actions"), called="spreadsheet, CSV, XLSX, Excel, Word, paste, existing",
            ),
            Command(
                "import.calendar", "Import a calendar file…", self.open_calendar, None,
                lambda: self._elsewhere("calendar"),
                called="ICS Outlook Teams holidays blocked dates",
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

        if self._window is None:
            return
        if kind is Kind.ACTIONS:
            from mscp_desktop.actions.page.intake import log_dialog  # noqa: PLC0415 - as above

            window = self._window
            log_dialog(
                self._tasks, window, show=partial(_show_action, window), notify=window.notify,
                group=self._group(), file=file,
            ).open()  # fmt: skip
        else:
            group = self._group() if kind is Kind.ROSTER else None
            ImportDialog(self._tasks, self._window, kind=kind, group=group, file=file).open()

    def open_calendar(self, file: Path | None = None) -> None:
        """Begin to take in a calendar file; one that is named is read at once."""
        from mscp_desktop.meetings.page.calendar_import import CalendarImport  # noqa: PLC0415 - as above

        if self._window is not None:
            window = self._window
            dialog = CalendarImport(self._tasks, window, file)
            dialog.took_in.connect(lambda words, day: _show_taken(window, words, day))
            dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take a table or an agency's answer that is dropped where nothing else takes it."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and event.type() in (
            QEvent.Type.DragEnter, QEvent.Type.Drop,
        ):  # fmt: skip
            urls = event.mimeData().urls()
            file = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
            if file is not None and self._takes(file):
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.take(file)
                return True
        return super().eventFilter(watched, event)

    def take(self, file: Path) -> None:
        """Take in a file that was dropped: an answer goes to the page of its kind, a table is imported."""
        if file.suffix.lower() == RETURNED:
            self._tasks.work(
                f"Reading {file.name}", lambda _progress: _form_kind(file), then=partial(self._sort, file), owner=self
            )
        else:
            self._import(file)

    def _takes(self, file: Path) -> bool:
        ending = file.suffix.lower()
        if ending == RETURNED:
            return self._tasks.locked(MANAGER | {Role.AUDIT}) is None  # who audits takes in the answers of services
        return self._working() and ending in ENDINGS and self._kind() is not None

    def _sort(self, file: Path, form: str | None) -> None:
        """Give an answer to the page that takes its kind, and any other workbook to the import."""
        window = self._window
        if form is None or window is None:
            self._import(file)
            return
        from mscp_desktop.audits.page.returns import read_answer  # noqa: PLC0415 - as above
        from mscp_desktop.audits.rules.returns import KIND  # noqa: PLC0415 - as above
        from mscp_desktop.parties.page.asking import AskingPage  # noqa: PLC0415 - as above

        if form == KIND:
            read_answer(self._tasks, window, file, window.notify)
            return
        if not self._working():
            self._tasks.failure.emit(UserError(f"{self._tasks.locked()} Nothing was read of “{file.name}”."))
            return
        asking = (one for one in window.pages.values() if isinstance(one, AskingPage))
        page = next((one for one in asking if one.asks.kind == form), None)
        if page is None:
            self._tasks.failure.emit(UserError(f"“{file.name}” is a form for something else. Nothing was read."))
            return
        window.open(Place(page.key))
        page.read_answer(file)

    def _import(self, file: Path) -> None:
        kind = self._kind()
        if kind is not None:
            self.open(kind, file)
        else:
            self._tasks.failure.emit(UserError(
                f"“{file.name}” is no answer of an agency. To import a table, drop it on Groups, People or Actions;"
                " nothing was read."
            ))  # fmt: skip

    def _kind(self) -> Kind | None:
        page = None if self._window is None else self._window.page
        return PAGES.get(page.key) if page is not None and self._working() else None

    def _working(self) -> bool:
        return self._tasks.locked() is None

    def _elsewhere(self, key: str) -> bool:
        """Say whether a command of a page's own is offered here: that page has its own, which says the same."""
        page = None if self._window is None else self._window.page
        return self._working() and (page is None or page.key != key)


def _show_action(window: "MainWindow", uid: str | None) -> None:
    window.open(Place("actions", uid))


def _show_taken(window: "MainWindow", words: str, day: "date") -> None:
    """Say what was taken in, and show in the calendar where it begins."""
    window.open(Place("calendar", day.isoformat()))
    window.notify(Notice(words))


def _form_kind(file: Path) -> str | None:
    """Return of which form a workbook is; of one that can't be read none, since an import says more of that."""
    from mscp_desktop.exchange.returns_in import kind_of  # noqa: PLC0415 - openpyxl is for an answer only

    try:
        return kind_of(file)
    except UserError:
        return None
