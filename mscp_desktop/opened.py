"""What happens to an open vault in the window: its pages, its backup, and how it is closed."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from mscp_desktop.access_commands import AccessCommands
from mscp_desktop.catalogue import ANSWERS, KIND_WORDS, STATES
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.frame.auto_lock import LOCKING, AutoLock
from mscp_desktop.desktop.frame.pages import PageEntry
from mscp_desktop.desktop.frame.window import MainWindow
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.preview.previews import Previews
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tidying import Tidying
from mscp_desktop.foundation import backups
from mscp_desktop.foundation.attachments import find_with_papers
from mscp_desktop.foundation.device_keys import DeviceKeys, Laptop
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.search import SearchHit
from mscp_desktop.foundation.settings import Settings, lock_after
from mscp_desktop.foundation.store import READING, Announcement
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.import_commands import ImportCommands
from mscp_desktop.pages import PAGES, READY
from mscp_desktop.vault_commands import VaultCommands, backed_up

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOCK = "lock"  # what a person does, where nothing else locked


class Work:
    """One open vault with its window, until it is locked or closed.

    `leave` is called once the window may go: with a file to open or restore next, or with none.
    """

    def __init__(
        self,
        vault: Vault,
        theme: Theme,
        leave: Callable[[Path | None, str], None],
        settings: Settings | None = None,
        laptop: Laptop | None = None,
    ) -> None:
        self.vault = vault
        self.tasks = Tasks(vault.store, vault.actor)
        self._go_on: Callable[[], None] | None = None
        self._leaving = False
        self._may_go = False
        self._why = LOCK
        self.tasks.announced.connect(self._changed)
        with vault.store.reading() as session:
            name = partnership_name(session)
        self.tasks.copies = vault.place / READING
        self.previews = Previews(self.tasks, theme, self.tasks.copies)
        self.commands = VaultCommands(
            vault, self.tasks, self._notify, self._show_backup,
            lambda file, purpose: self._leave(partial(leave, file, purpose)), self._in_view,
            self.previews,
        )  # fmt: skip
        settings = Settings() if settings is None else settings
        self.access = AccessCommands(vault, self.tasks, self._notify, laptop or Laptop(DeviceKeys(), {}, lambda: None))
        self.imports = ImportCommands(self.tasks, lambda: self._in_view()[0])
        self.window = MainWindow(
            self.tasks, PAGES, self._make_page, theme, partnership=name, search=self._find,
            on_lock=lambda: self._leave(partial(leave, None, self._why)),
            may_close=self._may_close, read_only=vault.store.read_only, backed_up=backed_up(vault.place),
            extra=[
                *self.commands.commands(), *self.imports.commands(), *self.access.commands(),
                Command("unfinished", "Show unfinished entries", self._show_unfinished),
            ],
            settings=settings, facts=self._facts,
        )  # fmt: skip
        self.commands.window = self.access.window = self.window
        self.imports.take_window(self.window)
        self.tasks.show_pdf = lambda name, pdf: self.previews.show_pdf(name, pdf, self.window)
        self.auto_lock = AutoLock(
            self._lock_by_itself, minutes=partial(lock_after, settings), presenting=lambda: self.window.presenting.on,
            working=lambda: bool(self.tasks.running()), notify=self.window.notices.show_notice,
            took_back=self._stay_open, parent=self.window,
        )  # fmt: skip
        self.tidying = Tidying(self.auto_lock.idle.quiet, self.window)
        self.tasks.announced.connect(self._hear)
        QTimer.singleShot(0, self.window, self._begin_to_load)

    def _make_page(self, entry: PageEntry) -> Page:
        page = entry.load()(self.tasks, **entry.given)
        page.wanted.connect(self.commands.preview)
        page.wanted_file.connect(self.commands.save)
        page.said.connect(self._notify_here)
        page.saving.connect(self.commands.save_table)
        return page

    def _begin_to_load(self) -> None:
        """Have the rest of the pages ready for their first visit, each by itself, after what the first page reads."""
        self.tasks.read(lambda _: None, self._load_rest, owner=self.window)

    def _load_rest(self, _: None) -> None:
        for entry in PAGES:
            if entry.counts:
                self.tasks.read(lambda _: None, partial(self._count, entry.key), owner=self.window)
        self.tasks.in_turns((partial(import_module, one) for one in READY if one not in sys.modules), self.window)

    def _count(self, key: str, _: None) -> None:
        """Make a page that shows a number in the rail."""
        self.window.pages[key]

    def _notify(self, notice: Notice) -> None:
        self.window.notify(notice)

    def _notify_here(self, notice: Notice) -> None:
        """Show what a page says of itself or its record; what offers something stays when another one comes."""
        self.window.notify(replace(notice, here=notice.here or notice.action is None))

    def _find(self, session: "Session", typed: str) -> list[SearchHit]:
        today = self.vault.frame.clock.today()
        return find_with_papers(session, typed, today=today, kinds=KIND_WORDS, states=STATES, answers=ANSWERS)

    def _facts(self) -> list[tuple[str, str]]:
        """Return what is said of the vault under About."""
        read_only = self.vault.store.read_only
        return [
            ("Partnership", self.window.top.partnership),
            ("What it is", read_only or "The working partnership"),
            ("Who is working", self.tasks.actor.name),
            ("Where the data lies", str(self.vault.place.absolute())),
            ("Where backups lie", str(self.vault.place.absolute() / backups.FOLDER)),
            ("Last backup", backed_up(self.vault.place).removeprefix("Backed up ") or "none yet"),
            ("When one is made", "when you close or lock after something has changed, and when you ask for it"),
        ]

    def _in_view(self) -> tuple[str | None, date]:
        page = self.window.page
        if page is not None and page.key == "roster":
            from mscp_desktop.roster.page.roster import RosterPage  # noqa: PLC0415 - it is loaded: it is in view

            if isinstance(page, RosterPage):
                return page.in_view()
        return None, self.vault.frame.clock.today()

    def _show_unfinished(self) -> None:
        from mscp_desktop.desktop.panel.unfinished import show_unfinished  # noqa: PLC0415 - when it is asked for

        show_unfinished(self.tasks, self.window.open, self.window, hidden=self.window.presenting.on)

    def _hear(self, announcement: Announcement) -> None:
        """Show the partnership's new name where it was changed."""
        if any(table == "partnership" for table, _ in announcement.touched):
            self.tasks.read(partnership_name, self.window.top.show_partnership, owner=self.window)

    def _show_backup(self, words: str) -> None:
        self.window.bottom.show_backup(words)

    def close(self) -> None:
        """Finish what is being written, and let the vault go."""
        self.auto_lock.stop()
        self.tidying.stop()
        self.access.close()
        self.previews.close()
        self.window.presenting.stop()
        self.tasks.close()
        self.vault.close()

    def _lock_by_itself(self, why: str) -> None:
        """Lock whether or not a backup can be made: nobody is there to decide, and what was typed is saved."""
        self._why = why
        self.window.lock()

    def _stay_open(self) -> None:
        if self.window.notices.words.startswith(LOCKING):
            self.window.notices.clear()

    def _leave(self, then: Callable[[], None]) -> None:
        """Back up where something changed, then go on."""
        self._go_on = then
        if self._ready_to_go():
            then()

    def _may_close(self) -> bool:
        self._go_on = lambda: _close(self.window)
        return self._ready_to_go()

    def _ready_to_go(self) -> bool:
        """Say whether nothing can be left to back up; otherwise see to it, and go on when it is done."""
        if self._may_go or self.vault.store.read_only is not None:
            return True
        if not self._leaving:
            self._leaving = True
            self.tasks.after_writes(self._back_up)  # the field that was left just now is still on its way
        return False

    def _back_up(self) -> None:
        try:
            changed = backups.changed_since_backup(self.vault)
        except UserError:
            changed = True
        if changed:
            self.tasks.work("Backing up", self.commands.make_backup, then=self._backed_up, failed=self._not_backed_up)
        else:
            self._go()

    def _backed_up(self, words: str) -> None:
        self._show_backup(words)
        self._go()

    def _go(self) -> None:
        self._leaving, self._may_go = False, True
        if self._go_on is not None:
            self._go_on()

    def _changed(self, _announcement: object) -> None:
        self._may_go = False

    def _not_backed_up(self, error: Exception) -> None:
        """Stay open and say so; asked to close a second time, the window closes without a backup."""
        if self._why != LOCK:
            self._go()
            return
        self._leaving, self._may_go = False, True
        words = f"The backup was not made: {error} Your data is saved. Close or lock again to leave without a backup."
        self._notify(Notice(words, Weight.WARNING))


def _close(window: MainWindow) -> None:
    window.close()
