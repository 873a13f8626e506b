"""What can be done with the vault as a whole: print, back up, restore, copy, hand over, take back, passphrase, name."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.desktop.ask import AskDialog
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight, confirm
from mscp_desktop.desktop.passphrase import PassphraseDialog
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation import backups, lineage, partnership, users
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.vault import Vault

Notify = Callable[[Notice], None]
Reopen = Callable[[Path | None, str], None]

BUNDLES = "Bundles (*.mscp)"
KINDS = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"
NAME = (Field("name", "Name of the partnership", required=True),)


def backed_up(place: Path) -> str:
    """Return when the newest backup was made, in words for the bottom bar."""
    made = backups.backups_of(place)
    return f"Backed up {made[0].made_at.astimezone():%d %b %H:%M}" if made else ""


class VaultCommands:
    """The commands of one open vault; `window` is where dialogs stand, known once it is built.

    `in_view` gives the name of the group whose roster is in view, None for none, and its day. `reopen` closes the
    vault and asks for a passphrase again: for a file to be opened or restored, or for none.
    """

    def __init__(
        self,
        vault: Vault,
        tasks: Tasks,
        notify: Notify,
        show_backup: Callable[[str], None],
        reopen: Reopen,
        in_view: Callable[[], tuple[str | None, date]],
    ) -> None:
        self._vault, self._tasks = vault, tasks
        self._notify, self._show_backup, self._reopen = notify, show_backup, reopen
        self._in_view = in_view
        self.window: QWidget | None = None

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        return [
            Command(
                "print.roster", "Save this roster…", self._save_roster, "Ctrl+P", lambda: self._in_view()[0] is not None
            ),
            Command("print.rosters", "Save every roster as at today…", self._save_rosters),
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

    def _save_roster(self) -> None:
        """Save the roster in view, as at its day."""
        group, day = self._in_view()
        if group is not None:
            self._save_report(group, day)

    def _save_rosters(self) -> None:
        """Save every roster, as at today."""
        self._save_report(None, self._vault.frame.clock.today())

    def _save_report(self, group: str | None, day: date) -> None:
        name = f"Roster of {group}" if group else "Rosters"
        out = self._ask_where("Save a roster", f"{name}, {format_day(day)}.pdf", KINDS)
        if out is not None:
            said = Notice(f"Saved {out.name}: {name}, as at {format_day(day)}.", Weight.GOOD)
            self._tasks.work(
                f"Making {out.name}", partial(self._write_report, out, group, day), then=lambda _: self._notify(said)
            )

    def _ask_where(self, title: str, proposal: str, kinds: str) -> Path | None:
        """Ask for a file to write; an ending that is missing is added, none is replaced, no file is lost unasked."""
        typed, kind = QFileDialog.getSaveFileName(self._parent(), title, proposal, kinds)
        if not typed:
            return None
        ending = kind.partition("*")[2].rstrip(")") or kinds.partition("*")[2].partition(")")[0]
        known = [part.partition(")")[0] for part in kinds.split("*")[1:]]
        whole = typed if any(typed.lower().endswith(one) for one in known) else typed + ending
        out = Path(whole)
        words = f"{out.name} is there already. What is in it now would be lost."
        if whole != typed and out.exists() and not confirm(self._parent(), "Replace it?", words, "Replace it"):
            return None
        return out

    def _write_report(self, out: Path, group: str | None, day: date, progress: Progress) -> None:
        request = Request(self._vault.frame.clock.today(), day, group)
        with self._vault.store.reading() as session:
            write_report(session, report_named("roster"), request, out, progress.step)

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
        target = self._ask_where("Save a copy", "partnership.mscp", BUNDLES)
        if target is not None:
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
        target = self._ask_where("Hand over", "hand-over.mscp", BUNDLES)
        if target is not None:
            self._tasks.work(
                "Handing over", lambda progress: lineage.hand_over(self._vault, target, progress.step),
                then=lambda _: self._reopen(None, ""),
            )  # fmt: skip

    def _open_bundle(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._parent(), "Open a bundle", "", BUNDLES)
        if name:
            self._reopen(Path(name), "open")

    def _take_back(self) -> None:
        asked = "Why? The reason goes into history. What was changed on the other laptop since can't come back."
        reason, said = QInputDialog.getText(self._parent(), "Take the partnership back", asked)
        if said:
            self._tasks.work(
                "Taking back", lambda _progress: lineage.take_back(self._vault, reason),
                then=lambda _: self._reopen(None, ""),
            )  # fmt: skip

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
            lambda found: Act(partnership.rename, (found["name"],)), self._parent(),
        ).open()  # fmt: skip
