"""The device key of a laptop that remembers its user, kept in the operating system's own password store.

The key opens nothing alone: a slot of the vault is wrapped by it. So every trouble with the store ends the same way:
nothing has changed, and the passphrase opens. A store that hangs is waited for on a thread and then left to itself.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import Any, Literal, Protocol, TypeVar

from mscp_desktop.foundation.errors import UserError

T = TypeVar("T")

SERVICE = "MSCP Desktop"
PATIENCE = 20.0  # seconds: long enough to answer the system's question for the login password
KEY_BYTES = 32
OWN_STORES = ("keyring.backends.Windows", "keyring.backends.SecretService", "keyring.backends.macOS")


class Trouble(StrEnum):
    """Why a password store did not do what was asked of it."""

    NONE = "none"
    NULL = "null"
    FOREIGN = "foreign"
    LOCKED = "locked"
    LOST = "lost"
    HUNG = "hung"
    WRONG = "wrong"
    DENIED = "denied"


WHAT = {
    Trouble.NONE: "This laptop has no password store that the program can reach.",
    Trouble.NULL: "This laptop's password store is switched off: it keeps nothing that it is given.",
    Trouble.FOREIGN: "The password store set up on this laptop is not the system's own, so it is not used.",
    Trouble.LOCKED: "This laptop's password store is locked and was not unlocked.",
    Trouble.LOST: "This laptop's password store no longer holds what it was given to remember.",
    Trouble.HUNG: "This laptop's password store did not answer.",
    Trouble.WRONG: "What this laptop remembers no longer opens this partnership.",
    Trouble.DENIED: "This laptop's password store refused what was asked of it.",
}
Asked = Literal["read", "kept", "erased"]
SO = {
    "read": "Your data was not touched; type your passphrase to go on.",
    "kept": "It does not remember you, and nothing was changed; your passphrase opens the partnership as before.",
    "erased": "What it holds may still be there, but it opens nothing any more.",
}


class DeviceKeyError(UserError):
    """The password store did not do what was asked; `trouble` says why, its text what that means."""

    def __init__(self, trouble: Trouble, asked: Asked) -> None:
        super().__init__(f"{WHAT[trouble]} {SO[asked]}")
        self.trouble = trouble


class Backend(Protocol):
    """What is asked of a backend of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""


class Waiting:
    """Somebody who waits for a password store, and may stop waiting for good at any moment."""

    def __init__(self) -> None:
        self._given_up = False
        self._answers: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()

    def give_up(self) -> None:
        """Have the one who waits go on without an answer, now and later; from any thread."""
        self._given_up = True
        self._answers.put(None)

    def run(self, function: Callable[[], T], patience: float) -> T:
        """Run it on a thread of its own and return what it returned; `TimeoutError` where nobody waits any more."""
        self._answers = answers = SimpleQueue[Callable[[], Any] | None]()  # a late answer reaches nobody
        if self._given_up:
            raise TimeoutError

        def work() -> None:
            try:
                value = function()
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                failure = error
                answers.put(lambda: _raise(failure))
            else:
                answers.put(lambda: value)

        threading.Thread(target=work, name="password store", daemon=True).start()
        try:
            answer = answers.get(timeout=patience)
        except Empty:
            answer = None
        if answer is None:
            raise TimeoutError
        found: T = answer()
        return found


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The device keys of this laptop; `patience` in seconds."""

    backend: Callable[[], Backend] | None = None
    patience: float = PATIENCE

    def read(self, vault_id: str, user_uid: str, waiting: Waiting | None = None) -> bytes:
        """Return the device key under which this laptop remembers a user, or raise `DeviceKeyError`."""
        text = self._ask(lambda store: store.get_password(_service(vault_id), user_uid), "read", waiting)
        if text is None:
            raise DeviceKeyError(Trouble.LOST, "read")
        key = _decoded(text)
        if key is None:
            raise DeviceKeyError(Trouble.WRONG, "read")
        return key

    def keep(self, vault_id: str, user_uid: str, key: bytes, waiting: Waiting | None = None) -> None:
        """Keep a device key, and read it back from the store; `DeviceKeyError` where it is not there."""

        def keep(store: Backend) -> str | None:
            store.set_password(_service(vault_id), user_uid, key.hex())
            return store.get_password(_service(vault_id), user_uid)

        text = self._ask(keep, "kept", waiting)
        if text != key.hex():
            raise DeviceKeyError(Trouble.NULL if text is None else Trouble.DENIED, "kept")

    def erase(self, vault_id: str, user_uid: str, waiting: Waiting | None = None) -> None:
        """Forget a device key; nothing happens where none is kept."""

        def erase(store: Backend) -> None:
            if store.get_password(_service(vault_id), user_uid) is not None:
                store.delete_password(_service(vault_id), user_uid)

        self._ask(erase, "erased", waiting)

    def _ask(self, question: Callable[[Backend], T], asked: Asked, waiting: Waiting | None) -> T:
        """Put a question to the store; what it raises is told by its kind alone, since its words may hold a secret."""
        try:
            return (waiting or Waiting()).run(lambda: question((self.backend or system_store)()), self.patience)
        except Exception as error:  # noqa: BLE001 - backends raise what their system gives them
            trouble = _trouble_of(error)
        raise DeviceKeyError(trouble, asked)


@dataclass(frozen=True, slots=True)
class Laptop:
    """What this laptop knows of those it remembers: its password store, and a preference that names them.

    The preference (user uid by vault id) says whom to ask the store for, and that something was lost where the store
    knows nobody. `save` keeps it.
    """

    keys: DeviceKeys
    users: dict[str, str]
    save: Callable[[], None]

    def note(self, vault_id: str, user_uid: str | None) -> None:
        """Keep whom this laptop remembers for a vault, or nobody."""
        if user_uid is None:
            self.users.pop(vault_id, None)
        else:
            self.users[vault_id] = user_uid
        self.save()


def system_store() -> Backend:
    """Return this system's own password store; `DeviceKeyError` where there is none or another one is set up.

    `keyring`'s own search is not used: it loads every plug-in it finds, and finds nothing in a frozen program. What
    its environment variable or configuration file names is respected where it switches the store off.
    """
    from keyring import core  # noqa: PLC0415 - slow to load, and wanted by few

    names = {"win32": "Windows.WinVaultKeyring", "darwin": "macOS.Keyring"}
    name = names.get(sys.platform, "SecretService.Keyring")
    try:
        configured = core.load_env() or core.load_config()
        store = configured or core.load_keyring(f"keyring.backends.{name}")
    except Exception:  # noqa: BLE001 - a bus that is not there, a module that is not
        raise DeviceKeyError(Trouble.NONE, "read") from None
    if configured is not None:
        home = type(configured).__module__
        if home == "keyring.backends.null":
            raise DeviceKeyError(Trouble.NULL, "read")
        if home == "keyring.backends.fail":
            raise DeviceKeyError(Trouble.NONE, "read")
        if home not in OWN_STORES:
            raise DeviceKeyError(Trouble.FOREIGN, "read")
    return _on_this_laptop_only(store)


def _on_this_laptop_only(store: Any) -> Backend:
    if sys.platform == "win32":
        store.persist = "local machine"  # or a roaming profile would take the key to other computers
    found: Backend = store
    return found


def _trouble_of(error: Exception) -> Trouble:
    if isinstance(error, DeviceKeyError):
        return error.trouble
    if isinstance(error, TimeoutError):
        return Trouble.HUNG
    from keyring.errors import InitError, KeyringLocked, NoKeyringError  # noqa: PLC0415 - as above

    if isinstance(error, KeyringLocked):
        return Trouble.LOCKED
    if isinstance(error, NoKeyringError | InitError | RuntimeError):
        return Trouble.NONE  # `keyring` says by RuntimeError that a backend can't work here
    return Trouble.DENIED


def _service(vault_id: str) -> str:
    return f"{SERVICE} {vault_id}"


def _decoded(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def _raise(error: Exception) -> Any:
    raise error
