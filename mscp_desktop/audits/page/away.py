"""Taking an audit away from the office, and merging what came back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from mscp_desktop.audits.page.away_dialogs import MergeDialog, PassphraseDialog, RecoveryDialog, TakeAwayDialog, Taking
from mscp_desktop.audits.records import ON_RECORD, TO_COME, AuditState
from mscp_desktop.audits.rules.away import AwayRow, end_away
from mscp_desktop.audits.rules.away_bundles import Written, office_of, write_away
from mscp_desktop.audits.rules.merging_changes import Coming, look, merge_bundle
from mscp_desktop.audits.rules.programme import AuditRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.preview.previews import file_name
from mscp_desktop.desktop.save_dialog import ask_where, ask_which
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind

BUNDLES = "Bundles (*.mscp)"
WHY = Field("why", "Why will it not come back?", Kind.MULTILINE, "It goes into history", required=True)
SINCE = "What was graded there is lost to the office then. Undone, it can be merged after all."


class AwayActs:
    """Takes the audit away that a page has in hand, merges what came back, and gives up what will not."""

    def __init__(
        self, prefix: str, page: Page, tasks: Tasks, shown: Callable[[], AuditRow | None],
        left: Callable[[], Sequence[AwayRow]],
    ) -> None:  # fmt: skip
        """`left` gives when, and with whom, the audit in hand left."""
        self._page, self._tasks, self._shown, self._left = page, tasks, shown, left
        self.take = Command(
            f"{prefix}.take_away", "Take it away…", self._take, None, self._may_take,
            called="bundle laptop offline elsewhere office encrypted",
        )  # fmt: skip
        self.merge = Command(
            f"{prefix}.merge", "Merge what came back…", self._merge, None, self._may_merge,
            called="bundle laptop return conflicts",
        )  # fmt: skip
        self.end = Command(f"{prefix}.end_away", "It will not come back…", self._end, None, self._may_end)

    def commands(self) -> Sequence[Command]:
        """Return them in the order of the menu."""
        return (self.take, self.merge, self.end)

    def _may_take(self) -> bool:
        one = self._shown()
        fit = one is not None and one.state in (*TO_COME, *ON_RECORD) and one.state is not AuditState.CLOSED
        return self._tasks.locked() is None and fit and not any(each.here for each in self._left())

    def _may_merge(self) -> bool:
        back = [each for each in self._left() if not each.here and each.outcome is None]
        return self._tasks.locked() is None and bool(back)

    def _may_end(self) -> bool:
        return self._tasks.locked() is None and any(each.is_out() and not each.here for each in self._left())

    def _take(self) -> None:
        one = self._shown()
        if one is not None:
            TakeAwayDialog(one.title(), self._tasks.store.clock.today(), partial(self._where, one), self._page).open()

    def _where(self, one: AuditRow, taking: Taking) -> bool:
        """Ask for the file, and write it; return whether one was named."""
        parent = self._page.window()
        target = ask_where(parent, "Take an audit away", f"{file_name(one.title())}, for {taking.name}.mscp", BUNDLES)
        if target is None:
            return False

        def write(progress: Progress) -> Written:
            office = office_of(self._tasks.store, self._tasks.actor)
            return write_away(office, one.uid, taking.name, taking.passphrase, target, taking.due, progress.step)

        self._tasks.work(f"Writing {target.name}", write, then=self._written, owner=self._page)
        return True

    def _written(self, written: Written) -> None:
        RecoveryDialog(written.file, written.to_name, written.recovery, self._page).open()

    def _merge(self) -> None:
        one = self._shown()
        if one is not None:
            file = ask_which(self._page.window(), "Merge what came back", BUNDLES)
            if file is not None:
                self.merge_file(one, file)

    def merge_file(self, one: AuditRow, file: Path) -> None:
        """Ask for the passphrase of a bundle, and show what merging it would do."""
        PassphraseDialog(file, partial(self._look, one, file), self._page).open()

    def _look(self, one: AuditRow, file: Path, passphrase: str, asking: PassphraseDialog) -> None:
        office = office_of(self._tasks.store, self._tasks.actor)
        self._tasks.work(
            f"Reading {file.name}", lambda _: look(office, file, passphrase, one.uid),
            then=partial(self._show, one, file, passphrase, asking), failed=asking.refuse, owner=asking,
        )  # fmt: skip

    def _show(self, one: AuditRow, file: Path, passphrase: str, asking: PassphraseDialog, coming: Coming) -> None:
        asking.accept()
        if coming.already:
            self._page.said.emit(Notice(" ".join(coming.told)))
            return

        def merge(choices: dict[str, bool], dialog: MergeDialog) -> None:
            office = office_of(self._tasks.store, self._tasks.actor)
            self._tasks.work(
                f"Merging {file.name}", lambda _: merge_bundle(office, file, passphrase, choices, one.uid),
                then=partial(self._merged, dialog), failed=dialog.refuse, owner=dialog,
            )  # fmt: skip

        MergeDialog(coming, merge, self._page).open()

    def _merged(self, dialog: MergeDialog, words: str) -> None:
        dialog.accept()
        self._page.said.emit(Notice(f"Merged: {words}."))

    def _end(self) -> None:
        one = self._shown()
        out = [each for each in self._left() if each.is_out() and not each.here]
        if one is None or not out:
            return
        choices = tuple(Choice(each.uid, each.words()) for each in out)
        which = Field("which", "Which", Kind.CHOICE, required=True, choices=choices)
        AskDialog(
            self._tasks, f"{one.title()} will not come back", (which, WHY) if len(out) > 1 else (WHY,),
            {"which": out[0].uid}, "Record it",
            lambda found: Act(end_away, (found.get("which") or out[0].uid, found["why"])), self._page,
            about=SINCE, place=f"end away {one.uid}",
        ).open()  # fmt: skip
