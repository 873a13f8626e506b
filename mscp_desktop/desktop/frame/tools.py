"""What stands beside the pages and is there on each: look, text size, presenting, notices, guide, keys, preferences."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu

from mscp_desktop.desktop.commands import Command, item_of, keep_ready, menu_in
from mscp_desktop.desktop.frame.guide_pages import GuidePage, guide_pages
from mscp_desktop.desktop.messages import Notice, Weight, notice_of
from mscp_desktop.desktop.save_dialog import propose_folder
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import TEXT_SIZES, Scheme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.settings import LOCK_CHOICES, Settings, exports_folder, lock_after

if TYPE_CHECKING:
    from mscp_desktop.desktop.frame.guide import GuideWindow
    from mscp_desktop.desktop.frame.window import MainWindow

WA_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose

Facts = Callable[[], list[tuple[str, str]]]

PASSPHRASE = ("passphrase", "recovery", "remember", "forget.")
AREAS = (  # of the window's own commands, by how their names begin
    ("Going about", ("search", "page.", "back", "forward", "refresh", "region", "menu")),
    ("Changing", ("undo", "redo")),
    (
        "Look and help",
        ("look.", "text.", "size.", "present", "notices", "running", "pref", "guide", "shortcuts", "about"),
    ),
    ("Leaving", ("lock", "quit", "wait.")),
)
GROUPS = (  # of what the application adds to the menu under the user's name, likewise
    ("Print and save", ("print.", "save.")),
    ("Charts", ("chart.",)),
    ("Import", ("import.",)),
    ("Backup and hand-over", ("backup", "restore", "bundle.")),
    ("Users and passphrase", ("users", *PASSPHRASE)),
)


class Tools:
    """The dialogs of one main window, and the commands that show them."""

    def __init__(self, window: "MainWindow", theme: Theme, settings: Settings, facts: Facts) -> None:
        self._window, self._theme, self._settings, self._facts = window, theme, settings, facts
        self._guide: GuideWindow | None = None
        self._mistake: QDialog | None = None
        propose_folder(exports_folder(settings))

    @cached_property
    def guide_pages(self) -> tuple[GuidePage, ...]:
        """The pages of the guide; read when they are first wanted."""
        return guide_pages()

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        theme, presenting = self._theme, self._window.presenting
        size = partial(theme.size_by, 1), partial(theme.size_by, -1)
        return [
            *(Command(f"look.{look.name.lower()}", f"Set the look: {look.value}", partial(self.set_look, look),
                      called="theme mode colours") for look in Scheme),
            Command("text.larger", "Make the text larger", lambda: self.set_size(size[0]()), "Ctrl++",
                    lambda: theme.size < TEXT_SIZES[-1], ("Ctrl+=",), "size font zoom bigger"),
            Command("text.smaller", "Make the text smaller", lambda: self.set_size(size[1]()), "Ctrl+-",
                    lambda: theme.size > TEXT_SIZES[0], called="size font zoom"),
            Command("text.normal", "Show the text in its normal size", lambda: self.set_size(TEXT_SIZES[0]), "Ctrl+0",
                    lambda: theme.size != TEXT_SIZES[0], called="font zoom 100%"),
            Command("present", "Present, with details hidden, or stop", presenting.toggle, "Ctrl+Shift+P"),
            Command("notices", "Show the last notices", self.show_notices, "Shift+F8"),
            Command("running", "Show running work", self.show_running, "Ctrl+Shift+R"),
            Command("preferences", "Preferences…", self.show_preferences, "Ctrl+,"),
            Command("guide", "Open the guide at this page", self.show_guide, "F1", called="help manual"),
            Command("shortcuts", "Show the keyboard shortcuts", self.show_shortcuts, "Ctrl+F1"),
            Command("about", "About MSCP Desktop", self.show_about, called="version"),
        ]  # fmt: skip

    def choices(self) -> list[Command]:
        """Return what the preferences offer few values for, each value as a command that the search box finds."""
        now = partial(lock_after, self._settings)
        sizes = [
            Command(
                f"size.{size}", f"Set the text size: {size}%", partial(self.set_size, size), None,
                partial(_differs, lambda: self._theme.size, size), called="font zoom",
            )
            for size in TEXT_SIZES[1:]
        ]  # fmt: skip
        waits = [
            Command(
                f"wait.{minutes}", f"Lock after {minutes} minutes" if minutes else "Never lock when nobody is there",
                partial(self.set_wait, minutes), None, partial(_differs, now, minutes), called="auto-lock idle",
            )
            for minutes in LOCK_CHOICES
        ]  # fmt: skip
        return [*sizes, *waits]

    def fill_menu(self, menu: QMenu, own: Sequence[Command], extra: Sequence[Command]) -> None:
        """Put the commands into the menu under the user's name, in groups, so that it fits a small screen."""
        named = {command.name: command for command in own}
        item_of(named["present"], menu, "Present").setCheckable(True)
        self._fill_looks(menu, own)
        keep_ready(menu, (*own, *extra), lambda _: self._window.presenting.on)
        menu.addSeparator()
        rest = list(extra)
        for words, names in GROUPS:
            inside = [command for command in rest if command.name.startswith(names)]
            if inside:
                group = menu_in(menu, words)
                for command in inside:
                    item_of(command, group)
                    rest.remove(command)
                keep_ready(group, inside)
        for command in rest:
            item_of(command, menu)
        menu.addSeparator()
        for name in ("notices", "running", "preferences"):
            item_of(named[name], menu)
        help_with = menu_in(menu, "Help")
        for name in ("guide", "shortcuts", "about"):
            item_of(named[name], help_with)
        menu.addSeparator()
        for name in ("lock", "quit"):
            item_of(named[name], menu)

    def _fill_looks(self, menu: QMenu, own: Sequence[Command]) -> None:
        looks, sizes = menu_in(menu, "Look"), menu_in(menu, "Text size")
        for command in own:
            if command.name.startswith("look."):
                item_of(command, looks, command.words.partition(": ")[2].capitalize()).setCheckable(True)
            elif command.name.startswith("text."):
                item_of(command, sizes)
        keep_ready(looks, own, lambda name: name == f"look.{self._theme.scheme.name.lower()}")
        keep_ready(sizes, own)

    def set_look(self, look: Scheme) -> None:
        """Dress everything in a look, and keep it."""
        self._theme.choose(look)
        self._settings.keep(look=look.value)

    def set_size(self, size: int) -> None:
        """Set the text in a size, in percent, and keep it; while somebody presents it holds until they stop."""
        self._theme.resize(size)
        if not self._window.presenting.on:
            self._settings.keep(text=self._theme.size)

    def set_wait(self, minutes: int) -> None:
        """Lock after so many minutes without a key or a click, 0 for never, and keep it."""
        self._settings.keep(lock_after=minutes)
        words = f"after {minutes} minutes without a key or a click" if minutes else "only with the laptop or by hand"
        self._window.notify(Notice(f"From now on the program locks {words}."))

    def show_notices(self) -> None:
        """List the last notices."""
        from mscp_desktop.desktop.frame.notices import NoticesDialog  # noqa: PLC0415 - made when it is asked for

        said = self._window.log.newest_first()
        self._window.show_unseen()
        _open(NoticesDialog(said, self._theme, self._window, hidden=self._window.presenting.on))

    def show_running(self) -> None:
        """List the work that runs."""
        from mscp_desktop.desktop.frame.running import RunningDialog  # noqa: PLC0415 - as above

        dialog = RunningDialog(self._window.tasks, self._window)
        dialog.setAttribute(WA_DELETE)
        dialog.show()

    def show_preferences(self) -> None:
        """Show the preferences."""
        from mscp_desktop.desktop.frame.preferences import PreferencesDialog  # noqa: PLC0415 - as above

        passphrase = [one for one in self._window.own_commands() if one.name.startswith(PASSPHRASE)]
        _open(PreferencesDialog(self._theme, self._settings, self.set_look, self.set_size, passphrase, self._window))

    def show_about(self) -> None:
        """Show what the program is, and what is known of the vault that is open."""
        from mscp_desktop.desktop.frame.about import AboutDialog  # noqa: PLC0415 - as above

        _open(AboutDialog(self._facts(), self._window))

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from mscp_desktop.desktop.shortcut_sheet import ShortcutSheet  # noqa: PLC0415 - as above

        own, page = self._window.own_commands(), self._window.page
        groups = [(area, [one for one in own if one.name.startswith(names)]) for area, names in AREAS]
        placed = {one.name for _, commands in groups for one in commands}
        groups.insert(2, ("The partnership", [one for one in own if one.name not in placed]))
        if page is not None:
            groups.insert(0, (page.title, page.commands()))
        _open(ShortcutSheet(groups, self._window))

    def show_guide(self, name: str | None = None) -> None:
        """Open the guide at one of its pages, or at the one that explains the page in view."""
        if self._guide is None:
            from mscp_desktop.desktop.frame.guide import GuideWindow  # noqa: PLC0415 - as above

            self._guide = GuideWindow(self.guide_pages, self._theme, self.follow, self._window)
        page = self._window.page
        self._guide.open_page(name or (page.explained_by() if page is not None else ""))
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()
        self._guide.shown.setFocus()

    def follow(self, link: str) -> bool:
        """Go where a link of the guide leads, "page:groups" or "command:backup"; False where it leads nowhere."""
        kind, _, name = link.partition(":")
        if kind == "page":
            return self._window.open(Place(name))
        command = next((one for one in self._window.commands() if one.name == name), None)
        if command is None or not command.ready:
            self._window.notify(Notice("This can't be done just now. Nothing was changed.", Weight.WARNING))
            return False
        command.call()
        return True

    def show_mistake(self, error: Exception) -> None:
        """Say that the program failed, with the report; of several at once the first is shown, all are noticed."""
        from mscp_desktop.desktop.frame.error_report import ErrorDialog  # noqa: PLC0415 - as above

        def show() -> None:
            _open(ErrorDialog(error, self._window))

        said = notice_of(error)
        self._window.notify(Notice(said.words, said.weight, ("Show the report…", show)))
        if self._mistake is None:
            self._mistake = dialog = ErrorDialog(error, self._window)
            dialog.finished.connect(self._mistake_read)
            _open(dialog)

    def _mistake_read(self) -> None:
        self._mistake = None


def _differs(now: Callable[[], int], value: int) -> bool:
    return now() != value


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(WA_DELETE)
    dialog.open()
