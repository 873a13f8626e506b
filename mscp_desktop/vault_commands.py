"""What can be done with the vault as a whole: print, back up, restore, copy, hand over, take back, passphrase, name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.desktop.ask import AskDialog
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight, confirm
from mscp_desktop.desktop.passphrase import PassphraseDialog
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation import backups, lineage, partnership, users
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.vault import Vault

Notify = Callable[[Notice], None]
Reopen = Callable[[Path | None, str], None]

BUNDLES = "Bundles (*.mscp)"
REASON = (Field("reason", "Reason", Kind.TEXT, "It goes into history", required=True),)
NAME = (Field("name", "Name of the partnership", required=True),)


def backed_up(place: Path) -> str:
    """Return when the newest backup was made, in words for the bottom bar."""
    made = backups.backups_of(place)
    return f"Backed up {made[0].made_at.astimezone():%d %b %H:%M}" if made else ""


class VaultCommands:
    """The commands of one open vault; `window` is where dialogs stand, known once it is built.

    `reopen` closes the vault and asks for a passphrase again: for a file to be opened or restored, or for none.
    """

    def __init__(
        self, vault: Vault, tasks: Tasks, notify: Notify, show_backup: Callable[[str], None], reopen: Reopen
    ) -> None:
        self._vault, self._tasks = vault, tasks
        self._notify, self._show_backup, self._reopen = notify, show_backup, reopen
        self.window: QWidget | None = None

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        return [
            Command(
                "print.rosters", "Save the rosters as PDF…", partial(self._save_report, ".pdf", "PDF (*.pdf)"), "Ctrl+P"
            ),
            Command(
                "export.rosters",
                "Save the rosters as a workbook…",
                partial(self._save_report, ".xlsx", "Excel (*.xlsx)"),
            ),
            Command("backup", "Back up now", self._back_up, None, self._working),
            Command("restore", "Restore a backup…", self._restore),
            Command("bundle.copy", "Save a copy for another laptop…", self._save_copy),
            Command("bundle.hand_over", "Hand over to another laptop…", self._hand_over, None, self._working),
            Command("bundle.open", "Open a bundle…", self._open_bundle),
            Command("bundle.take_back", "Take the partnership back…", self._take_back, None, self._handed_over),
            Command("passphrase", "Change your passphrase…", self._change_passphrase, None, self._working),
            Command("recovery.new", "Make a new recovery key…", self._new_recovery, None, self._working),
            Command("partnership.rename", "Rename the partnership…", self._rename, None, self._working),
        ]

    def make_backup(self, progress: Progress) -> str:
        """Back up, on any thread, and return when that was in words."""
        backups.back_up(self._vault, progress.step)
        return backed_up(self._vault.place)

    def _parent(self) -> QWidget:
        if self.window is None:
            raise RuntimeError("A command was called before there was a window.")
        return self.window

    def _working(self) -> bool:
        return self._vault.store.read_only is None

    def _handed_over(self) -> bool:
        return not self._working() and self._vault.pointer.state is State.HANDED_OVER

    def _save_report(self, ending: str, kinds: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self._parent(), "Save the rosters", f"rosters{ending}", kinds)
        if name:
            out = Path(name).with_suffix(ending)
            said = Notice(f"Saved {out.name}.", Weight.GOOD)
            self._tasks.work(f"Making {out.name}", partial(self._write_report, out), then=lambda _: self._notify(said))

    def _write_report(self, out: Path, progress: Progress) -> None:
        today = self._vault.frame.clock.today()
        with self._vault.store.reading() as session:
            write_report(session, report_named("roster"), Request(today, today), out, progress.step)

    def _back_up(self) -> None:
        self._tasks.work("Backing up", self.make_backup, then=self._show_backup)

    def _restore(self) -> None:
        folder = str(self._vault.place / backups.FOLDER)
        name, _ = QFileDialog.getOpenFileName(self._parent(), "Restore a backup", folder, BUNDLES)
        if name and confirm(
            self._parent(), "Restore a backup",
            f"The partnership will be as it was in {Path(name).name}. What is here now is backed up first and kept.",
            "Restore this backup",
        ):  # fmt: skip
            self._reopen(Path(name), "restore")

    def _save_copy(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self._parent(), "Save a copy", "partnership.mscp", BUNDLES)
        if name:
            target = Path(name).with_suffix(".mscp")
            said = Notice(
                f"Saved a copy as {target.name}. It opens read-only, with the passphrases of today.", Weight.GOOD
            )
            self._tasks.work(
                "Saving a copy", lambda progress: lineage.export_bundle(self._vault, target, "copy", progress.step),
                then=lambda _: self._notify(said),
            )  # fmt: skip

    def _hand_over(self) -> None:
        words = (
            "The other laptop's will be the working partnership. Here it can only be read, until it comes back or you"
            " take it back with a reason."
        )
        if not confirm(self._parent(), "Hand over", words, "Choose a file and hand over"):
            return
        name, _ = QFileDialog.getSaveFileName(self._parent(), "Hand over", "hand-over.mscp", BUNDLES)
        if name:
            target = Path(name).with_suffix(".mscp")
            self._tasks.work(
                "Handing over", lambda progress: lineage.hand_over(self._vault, target, progress.step),
                then=lambda _: self._reopen(None, ""),
            )  # fmt: skip

    def _open_bundle(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._parent(), "Open a bundle", "", BUNDLES)
        if name:
            self._reopen(Path(name), "open")

    def _take_back(self) -> None:
        AskDialog(
            self._tasks, "Take the partnership back", REASON, {}, "Take it back",
            lambda found: self._tasks.work(
                "Taking back", lambda _progress: lineage.take_back(self._vault, found["reason"]),
                then=lambda _: self._reopen(None, ""),
            ),
            self._parent(),
        ).open()  # fmt: skip

    def _change_passphrase(self) -> None:
        PassphraseDialog(self._set_passphrase, self._parent()).open()

    def _set_passphrase(self, dialog: PassphraseDialog, old: str, new: str) -> None:
        def done(_: None) -> None:
            dialog.accept()
            self._notify(Notice("Your passphrase was changed.", Weight.GOOD))

        self._tasks.work(
            "Changing the passphrase", lambda _progress: users.change_passphrase(self._vault, old, new),
            then=done, failed=dialog.refuse, owner=dialog,
        )  # fmt: skip

    def _new_recovery(self) -> None:
        words = "The recovery key you have now will no longer open this vault. The new one is shown once."
        if confirm(self._parent(), "New recovery key", words, "Make a new key"):
            self._tasks.work(
                "Making a recovery key", lambda _progress: users.replace_recovery(self._vault), then=self._show_key
            )

    def _show_key(self, key: str) -> None:
        said = "Write it down and keep it apart from the laptop. It is shown once and stored nowhere."
        box = QMessageBox(
            QMessageBox.Icon.Information, "Your new recovery key", f"{key}\n\n{said}", parent=self._parent()
        )
        flags = Qt.TextInteractionFlag
        box.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        box.addButton("I have written it down", QMessageBox.ButtonRole.AcceptRole)
        box.open()

    def _rename(self) -> None:
        with self._vault.store.reading() as session:
            now = partnership.partnership_name(session)
        AskDialog(
            self._tasks, "Rename the partnership", NAME, {"name": now}, "Rename it",
            lambda found: self._tasks.write(partnership.rename, found["name"]), self._parent(),
        ).open()  # fmt: skip
