"""The window: first run or unlock, then the partnership; and back to unlock when it is locked.

The first window needs Qt and the key slots alone. What an open vault needs is loaded meanwhile: on a thread what knows
no Qt, then on the main thread the window and its pages, a module in each turn of its event loop.
"""

import gc
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cached_property, partial
from importlib import import_module
from itertools import chain, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from mscp_desktop.desktop.entrance.entrance import ask_for_bundle
from mscp_desktop.desktop.entrance.unlock import Remembering, UnlockWindow
from mscp_desktop.desktop.frame.mistakes import Mistakes, show_mistake
from mscp_desktop.desktop.theme import STYLE, Theme
from mscp_desktop.desktop.tokens import Scheme, text_size_of
from mscp_desktop.foundation import keys, paths, pointer
from mscp_desktop.foundation.display import has_display
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.safe_files import is_in_use, read_slots
from mscp_desktop.foundation.settings import open_settings

if TYPE_CHECKING:
    from mscp_desktop.foundation.device_keys import DeviceKeys, Laptop
    from mscp_desktop.foundation.vault import Vault
    from mscp_desktop.opened import Work

NAME = "MSCP Desktop"
WHERE = {State.WORKING: "", State.COPY: "A copy, to read", State.HANDED_OVER: "Handed over to another laptop"}
LOCKED = {
    "idle": "Locked, because nobody touched a key or the mouse for a while. What you typed is kept.",
    "session": "Locked with the laptop. What you typed is kept.",
    "sleep": "Locked when the laptop went to sleep. What you typed is kept.",
}
NEEDED = (  # to open a vault, beside the window
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "filelock",
)
ASKS = {"lock", "idle"}  # after these the passphrase is asked, also of whom the laptop remembers
TURN = 0.0002  # seconds that a thread keeps the interpreter while another waits; at Python's 0.005 typing stutters


def run_window(place: Path, *, passphrase: str | None = None) -> int:
    """Show the window on the vault in a place and return the exit code; a passphrase unlocks it without asking."""
    if not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        sys.stderr.write("There is no display, so the window can't be opened. Commands work without one: --help.\n")
        return 1
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication([*sys.argv[:1], "-style", STYLE])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName(NAME)
    application.setQuitOnLastWindowClosed(True)
    sys.setswitchinterval(TURN)
    program = Program(application, place, paths.settings_file(), styled=running is None)
    program.begin(passphrase)
    return application.exec()


class Program(QObject):
    """Leads from one window to the next; `ready` tells that a vault can be opened, and the window be loaded."""

    ready = Signal()

    def __init__(
        self,
        application: QApplication,
        place: Path,
        settings_file: Path,
        *,
        styled: bool = False,
        device_keys: "DeviceKeys | None" = None,
    ) -> None:
        super().__init__(application)
        self._place = place
        self.settings = open_settings(settings_file)
        self._remembered = _texts(self.settings.get("remembered"))
        self._device_keys = device_keys
        size = text_size_of(self.settings.get("text"))
        self.theme = Theme(application, _scheme(self.settings.get("look")), size, styled=styled)
        self.entrance: QWidget | None = None
        self.work: Work | None = None
        self._loading: threading.Thread | None = None
        self._gate = threading.Lock()
        self._asked = threading.Event()
        self.mistakes = Mistakes(self)
        self.mistakes.happened.connect(self._unexpected)
        self.ready.connect(self._load_window)

    @cached_property
    def laptop(self) -> "Laptop":
        """What this laptop knows of those it remembers."""
        from mscp_desktop.foundation.device_keys import DeviceKeys, Laptop  # noqa: PLC0415 - after the first paint

        return Laptop(self._device_keys or DeviceKeys(), self._remembered, self._keep_laptop)

    def begin(self, passphrase: str | None = None) -> None:
        """Show the first window."""
        try:
            if not pointer.has_vault(self._place):
                self._first_run()
            elif passphrase is not None:
                self.show_work(_unlocking().unlock(self._place, self._users()[0][0], passphrase))
                return
            else:
                self._unlock()
        except UserError as error:
            self._refuse(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, a person is told so in words
            self._unexpected(error)

    def show_work(self, vault: "Vault") -> None:
        """Show the partnership's window."""
        entrance = self.entrance
        self.settings |= {"user": vault.actor.uid, "locked": False}
        self.theme.follow()
        work = import_module("mscp_desktop.opened").Work
        gc.freeze()  # what is loaded stays; to look through it again and again would make the window stutter
        self.work = work(vault, self.theme, self.leave, self.settings, self.laptop)
        self.work.window.closing.connect(self._closing)
        self.work.window.restore(self._window_state())
        self.work.window.show()
        if isinstance(entrance, UnlockWindow) and entrance.remembering is not None:
            self.work.access.set_remembered(entrance.remember, entrance.trouble)
        self._leave_entrance()
        self.work.access.ask_for_own_passphrase(typed=not isinstance(entrance, UnlockWindow) or entrance.typed)

    def leave(self, file: Path | None, purpose: str) -> None:
        """Close the vault, and ask for a passphrase again: for what is here, or for a file to "open" or "restore".

        Without a file `purpose` says what locked it: "lock", "idle", "session", "sleep", or "" for none of these.
        """
        work = self.work
        if work is None:
            return
        self.settings["locked"] = file is None and purpose in ASKS
        self._keep_state(work)
        if file is None:
            self._unlock(purpose, locked=True)
        elif not self._enter_file(file, purpose, partial(_refuse_file, work)):
            return
        self.work = None
        work.window.hide()
        work.close()
        work.window.deleteLater()

    def _load(self) -> None:
        """Load on a thread, once, what opens a vault; asked for from any thread."""
        with self._gate:
            if self._loading is None:
                self._loading = threading.Thread(target=_load, args=(self.ready.emit,), name="loading", daemon=True)
                self._loading.start()

    def _load_window(self) -> None:
        """Load the window and what Home shows, and then its other pages until a vault is to be opened.

        A class of Qt's is made on the main thread alone: PySide keeps them all in one table, in which that thread looks
        things up while others run.
        """
        from mscp_desktop.desktop.deliveries import Deliveries  # noqa: PLC0415 - after the first paint
        from mscp_desktop.pages import FIRST, READY  # noqa: PLC0415 - this is the loading

        if self.entrance is not None:
            later = takewhile(lambda _: not self._asked.is_set(), READY)
            calls = (partial(import_module, module) for module in chain(FIRST, later))
            Deliveries(self).in_turns(chain(calls, (_tidy,)), self.entrance)

    def _loaded(self) -> Any:
        """Return the module that opens vaults, on a worker's thread, once the loading thread is done with it.

        Two threads that import each other's modules can end in a deadlock. What is not needed yet is left out now.
        """
        self._asked.set()
        self._load()
        if self._loading is not None:
            self._loading.join()
        return _unlocking()

    def _users(self) -> tuple[tuple[str, str], ...]:
        return keys.users(read_slots(self._place / pointer.read_pointer(self._place).folder))

    def _unlock(self, purpose: str = "", *, locked: bool = False) -> None:
        """Ask who opens; whom the laptop remembers need not be asked, unless they or their absence locked it."""
        found = pointer.read_pointer(self._place)
        recall = None if self.settings.get("locked") else self._recall
        user = self._remembered.get(found.vault_id)
        remembering = Remembering(user, recall, by_itself=not locked) if found.state is State.WORKING else None
        window = UnlockWindow(
            self.theme, self._users(), lambda uid, typed: self._loaded().unlock(self._place, uid, typed),
            partnership=NAME, where=WHERE[found.state], last_user=self.settings.get("user"),
            attempt_recovery=lambda uid, key, new: self._loaded().unlock_by_recovery(self._place, uid, key, new),
            remembering=remembering, told=LOCKED.get(purpose, ""),
            in_use=None if locked else partial(is_in_use, self._place),  # just now it was this one
            choose_bundle=ask_for_bundle,
        )  # fmt: skip
        window.bundle.connect(partial(self._open_bundle, window))
        self._enter(window)

    def _recall(self, uid: str, waiting: Any) -> Any:
        return self._loaded().unlock_remembered(self._place, self.laptop.keys, uid, waiting)

    def _keep_laptop(self) -> None:
        self.settings.keep(remembered=self._remembered)

    def _first_run(self) -> None:
        from mscp_desktop.desktop.entrance.first_run import (  # noqa: PLC0415 - once in a laptop's life
            Asked,
            FirstRunWindow,
            Made,
        )
        from mscp_desktop.foundation.starting_points import starting_points  # noqa: PLC0415 - as above
        from mscp_desktop.foundation.unsafe_places import refuse_unsafe_place  # noqa: PLC0415 - as above

        def set_up(asked: Asked) -> Made:
            given = {"user_name": asked.name, "passphrase": asked.passphrase, "partnership": asked.partnership}
            return Made(*self._loaded().set_up(self._place, asked.start, **given))

        window = FirstRunWindow(
            self.theme, set_up, points=starting_points(),
            place=self._place, check=partial(refuse_unsafe_place, self._place),
            print_key=lambda key: _print_key(key, window),
        )  # fmt: skip
        window.bundle.connect(partial(self._open_bundle, window))
        self._enter(window)

    def _open_bundle(self, window: Any, file: Path) -> None:
        self._enter_file(file, "open", window.refuse_bundle)

    def _enter_file(self, file: Path, purpose: str, refuse: Callable[[Any], None]) -> bool:
        """Ask for a passphrase that opened the file's vault, and open or restore it; False where it can't be read.

        A copy never takes the place of a working partnership: it opens in a folder of its own.
        """
        from mscp_desktop.foundation.bundle_file import read_bundle_slots, read_manifest  # noqa: PLC0415 - now and then

        try:
            users, manifest = keys.users(read_bundle_slots(file)), read_manifest(file)
        except UserError as error:
            refuse(error)
            return False
        place, act = self._place, "restore" if purpose == "restore" else "open_bundle"
        if purpose == "open" and manifest.purpose != "hand-over" and pointer.has_vault(place):
            place = self._place / "copies" / manifest.bundle_uid
        said = {"hand-over": "the working partnership", "copy": "a copy, to read", "backup": "a backup"}
        where = f"{file.name}: {said.get(manifest.purpose, 'a part')}"
        attempt = lambda uid, typed: getattr(self._loaded(), act)(file, place, uid, typed)  # noqa: E731 - said once
        self._enter(UnlockWindow(self.theme, users, attempt, partnership=NAME, where=where))
        return True

    def _enter(self, window: Any) -> None:
        window.opened.connect(self.show_work)
        window.painted.connect(self._load)
        self._leave_entrance()
        self.entrance = window
        window.show()

    def _leave_entrance(self) -> None:
        window, self.entrance = self.entrance, None
        if window is not None:
            window.close()
            window.deleteLater()

    def _window_state(self) -> dict[str, Any]:
        """Return where the user who works now left the window; nothing for one who is new here."""
        left = self.settings.get("windows")
        kept = left.get(self.settings.get("user")) if isinstance(left, dict) else None
        return _texts(kept) | {"pages": kept.get("pages", {}) if isinstance(kept, dict) else {}}

    def _keep_state(self, work: "Work") -> None:
        left = self.settings.get("windows")
        others = left if isinstance(left, dict) else {}
        self.settings.keep(windows=others | {work.vault.actor.uid: work.window.state()})

    def _closing(self) -> None:
        work, self.work = self.work, None
        if work is not None:
            self._keep_state(work)
            work.close()

    def _refuse(self, error: UserError) -> None:
        """Say why nothing can be opened, and end."""
        from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - few first windows are this one

        box = QMessageBox(QMessageBox.Icon.Warning, NAME, str(error))
        box.finished.connect(QApplication.quit)
        self.entrance = box
        box.open()

    def _unexpected(self, error: Exception) -> None:
        """Show that something unforeseen happened and that the data is safe; nothing half done is ever saved."""
        if self.work is not None:
            self.work.tasks.failure.emit(error)
            return
        dialog = show_mistake(error, self.entrance)
        if self.entrance is None:
            self.entrance = dialog
            dialog.finished.connect(QApplication.quit)


def _refuse_file(work: "Work", error: UserError) -> None:
    from mscp_desktop.desktop.messages import notice_of  # noqa: PLC0415 - the first window does without it

    work.window.notify(notice_of(error))


def _print_key(key: str, window: QWidget) -> bool:
    from mscp_desktop.desktop.entrance.recovery_print import print_recovery_key  # noqa: PLC0415 - once in a laptop's life

    return print_recovery_key(key, date.today(), window)  # noqa: DTZ011 - the day on the laptop


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(one) for key, one in value.items()} if isinstance(value, dict) else {}


def _scheme(name: object) -> Scheme:
    try:
        return Scheme(str(name))
    except ValueError:
        return Scheme.SYSTEM


def _unlocking() -> Any:
    return import_module("mscp_desktop.unlocking")


def _load(ready: Callable[[], None]) -> None:
    """Load what opens a vault, and what its first page asks, while the passphrase is typed."""
    unlocking = _unlocking()
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - this is the loading

    configure_mappers()
    for module in NEEDED:
        import_module(module)
    _know_holidays()
    with suppress(UserError):  # of a year whose bank holidays are not known
        unlocking.make_ready()
    ready()


def _tidy() -> None:
    """Let Python look for garbage again, but not in what was loaded, which stays."""
    gc.freeze()
    gc.enable()


def _know_holidays() -> None:
    """Reckon the bank holidays of the years around today: what is due rests on them, and their library is slow to load.

    Where the laptop's clock stands in a year of which none are known, whoever asks for them is told.
    """
    from mscp_desktop.foundation.working_days import bank_holidays  # noqa: PLC0415 - this is the loading

    with suppress(UserError):
        for year in range(date.today().year - 1, date.today().year + 2):  # noqa: DTZ011 - any year serves
            bank_holidays(year)
