"""What happens to an open vault in the window: its pages, its backup, and how it is closed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from mscp_desktop.catalogue import SEARCH, report_named, write_report
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.first_run import Made, Start
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.window import MainWindow
from mscp_desktop.foundation import backups, lineage, users
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.search import find
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Frame, Vault, create_vault, open_vault, open_with_key, partnership_name
from mscp_desktop.groups.page import GroupsPage
from mscp_desktop.parties.page import OrganisationsPage, PeoplePage
from mscp_desktop.roster.intake import load_start, read_start
from mscp_desktop.roster.page import RosterPage

FRAME = Frame(SEARCH)
ALL_WORK = frozenset({Role.MANAGER, Role.AUDIT, Role.FINANCE})
UNNAMED = "New partnership"

PAGES: tuple[Callable[[Tasks], Page], ...] = (GroupsPage, RosterPage, PeoplePage, OrganisationsPage)


def unlock(place: Path, user_uid: str, passphrase: str) -> Vault:
    """Open the vault in a place with a passphrase."""
    return open_vault(place, FRAME, user_uid, passphrase)


def unlock_by_recovery(place: Path, user_uid: str, recovery: str, new_passphrase: str) -> Vault:
    """Set a new passphrase by the recovery key, and open the vault."""
    data_key = users.recover(place, recovery, user_uid, new_passphrase)
    return open_with_key(place, FRAME, user_uid, data_key)


def set_up(place: Path, start: Start, name: str, passphrase: str) -> Made:
    """Make a vault, with published arrangements where they were chosen."""
    vault, recovery = create_vault(
        place, FRAME, partnership=UNNAMED, user_name=name, passphrase=passphrase, roles=ALL_WORK
    )
    if start is not Start.EMPTY:
        run(vault.store, vault.actor, load_start, read_start(start.value))
    return Made(vault, recovery)


def open_bundle(bundle: Path, place: Path, user_uid: str, passphrase: str) -> Vault:
    """Unpack a bundle into a place and open it there."""
    lineage.open_bundle(bundle, place, FRAME, user_uid, passphrase)
    return open_vault(place, FRAME, user_uid, passphrase)


class Work:
    """One open vault with its window, until it is locked or closed."""

    def __init__(self, vault: Vault, theme: Theme, on_lock: Callable[[], None]) -> None:
        self.vault = vault
        self.tasks = Tasks(vault.store, vault.actor)
        self._after_backup: Callable[[], None] | None = None
        self._may_go = False
        pages = [page(self.tasks) for page in PAGES]
        self.window = MainWindow(
            self.tasks, pages, theme, partnership=partnership_name(vault), search=find, on_lock=partial(self._leave, on_lock),
            may_close=self._may_close, read_only=vault.store.read_only, backed_up=self._backed_up(), extra=self._commands(),
        )  # fmt: skip

    def close(self) -> None:
        """Finish what is being written, and let the vault go."""
        self.tasks.close()
        self.vault.close()

    def _backed_up(self) -> str:
        made = backups.backups_of(self.vault.place)
        return f"Backed up {made[0].made_at.astimezone():%d %b %H:%M}" if made else "No backup yet"

    def _commands(self) -> list[Command]:
        changing = lambda: self.vault.store.read_only is None  # noqa: E731 - asked at each showing
        return [
            Command(
                "print.rosters", "Save the rosters as PDF…", partial(self._save_report, ".pdf", "PDF (*.pdf)"), "Ctrl+P"
            ),
            Command(
                "export.rosters",
                "Save the rosters as a workbook…",
                partial(self._save_report, ".xlsx", "Excel (*.xlsx)"),
            ),
            Command("backup", "Back up now", self._back_up, None, changing),
            Command("bundle.copy", "Save a copy for another laptop…", self._save_copy),
        ]

    def _leave(self, then: Callable[[], None]) -> None:
        """Back up where something changed, then go on to lock."""
        self._after_backup = then
        if self._ready_to_go():
            then()

    def _may_close(self) -> bool:
        self._after_backup = lambda: _close(self.window)
        return self._ready_to_go()

    def _ready_to_go(self) -> bool:
        """Say whether nothing is left to back up; otherwise begin, and go on when it is done."""
        if self._may_go or self.vault.store.read_only is not None:
            return True
        try:
            changed = backups.changed_since_backup(self.vault)
        except UserError:
            changed = True
        if not changed:
            return True
        self.window.setEnabled(False)
        self.tasks.work("Backing up", self._make_backup, then=self._gone, failed=self._not_backed_up)
        return False

    def _make_backup(self, progress: Progress) -> str:
        backups.back_up(self.vault, progress.step)
        return self._backed_up()

    def _gone(self, _words: str) -> None:
        self._may_go = True
        self.window.setEnabled(True)
        if self._after_backup is not None:
            self._after_backup()

    def _not_backed_up(self, error: Exception) -> None:
        """Stay open and say so; asked to close a second time, the window closes without a backup."""
        self._may_go = True
        self.window.setEnabled(True)
        self.window.notify(
            Notice(f"The backup failed: {error} Your data is saved. Close again to leave without a backup.")
        )

    def _back_up(self) -> None:
        self.tasks.work("Backing up", self._make_backup, then=self.window.bottom.show_backup)

    def _save_copy(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self.window, "Save a copy", "partnership.mscp", "Bundles (*.mscp)")
        if name:
            target = Path(name).with_suffix(".mscp")
            self.tasks.work(
                "Saving a copy", lambda progress: lineage.export_bundle(self.vault, target, "copy", progress.step),
                then=lambda _: self.window.notify(Notice(f"Saved a copy as {target.name}. It opens read-only, with your passphrase.")),
            )  # fmt: skip

    def _save_report(self, ending: str, kinds: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self.window, "Save the rosters", f"rosters{ending}", kinds)
        if name:
            out = Path(name).with_suffix(ending)
            self.tasks.work(
                f"Making {out.name}", partial(self._write_report, out),
                then=lambda _: self.window.notify(Notice(f"Saved {out.name}.")),
            )  # fmt: skip

    def _write_report(self, out: Path, progress: Progress) -> None:
        today = self.vault.frame.clock.today()
        with self.vault.store.reading() as session:
            write_report(session, report_named("roster"), Request(today, today), out, lambda page: progress.step(page))


def _close(window: MainWindow) -> None:
    window.close()
