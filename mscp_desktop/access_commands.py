"""Who may open the vault, and how: passphrases, the recovery key, the users, and the laptops that remember."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice, Weight, confirm, notice_of
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.foundation import users
from mscp_desktop.foundation.device_keys import DeviceKeyError, DeviceKeys, Laptop, Trouble, Waiting
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.users import UserFacts
from mscp_desktop.foundation.vault import Vault

if TYPE_CHECKING:
    from mscp_desktop.desktop.entrance.passphrase import PassphraseDialog
    from mscp_desktop.desktop.entrance.recovery_sheet import RecoverySheet
    from mscp_desktop.desktop.entrance.users_sheet import Person, PersonForm, UsersSheet

T = TypeVar("T")
Notify = Callable[[Notice], None]
PUT_OFF = "You still open it with the passphrase that a colleague chose."
NO_MANAGER = (
    "You will no longer change things here, nor who can open it; only another business manager can give you that back."
    " It holds from the next time you open it."
)
REMEMBERED = "This laptop remembers you: the program opens without your passphrase until you lock it."


class AccessCommands:
    """The commands of one open vault; `window` is where dialogs stand, known once it is built."""

    def __init__(self, vault: Vault, tasks: Tasks, notify: Notify, laptop: Laptop) -> None:
        self._vault, self._tasks, self._notify, self._laptop = vault, tasks, notify, laptop
        self._waiting = Waiting()
        self._sheet: UsersSheet | None = None
        self.window: QWidget | None = None

    def close(self) -> None:
        """Wait for no password store any more."""
        self._waiting.give_up()

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        return [
            Command("passphrase", "Change your passphrase…", self._change_passphrase, None, self._working,
                    called="password"),
            Command("remember", "Remember me on this laptop", self._remember, None, self._not_remembered),
            Command("forget.here", "Forget me on this laptop", self._forget_here, None, self._remembered),
            Command("forget.elsewhere", "Forget me on my other laptops…", self._forget_elsewhere, None, self._working),
            Command("users", "See who can open it…", self._show_users, called="users colleagues access may reader",
                    acts="add new make enter change remove delete"),
            Command("recovery.new", "Make a new recovery key…", self._new_recovery, None, self._manages, called="lost"),
        ]  # fmt: skip

    def set_remembered(self, wanted: bool, trouble: Exception | None) -> None:
        """Do what was ticked when the user unlocked; `trouble` is why this laptop could not open by itself before."""
        mend = isinstance(trouble, DeviceKeyError) and trouble.trouble in {Trouble.LOST, Trouble.WRONG}
        if wanted and (mend or self._not_remembered()):
            self._remember()
        elif not wanted and self._remembered():
            self._forget_here()

    def ask_for_own_passphrase(self, *, typed: bool = False) -> None:
        """Ask who opens with a passphrase that a colleague chose, and has just `typed` it, to choose their own."""
        if self._working():
            uid = self._vault.actor.uid
            self._tasks.read(
                lambda session: users.has_given_passphrase(session, uid), partial(self._ask_for_own, typed),
                owner=self.window,
            )  # fmt: skip

    def _ask_for_own(self, typed: bool, given: bool) -> None:
        if given:
            self._change_passphrase(given=True, typed=typed)

    def _parent(self) -> QWidget:
        if self.window is None:
            raise RuntimeError("A command was called before there was a window.")
        return self.window

    def _working(self) -> bool:
        return self._vault.store.read_only is None

    def _manages(self) -> bool:
        return self._working() and Role.MANAGER in self._vault.actor.roles

    def _remembered(self) -> bool:
        return self._laptop.users.get(self._vault.pointer.vault_id) == self._vault.actor.uid

    def _not_remembered(self) -> bool:
        return self._working() and not self._remembered()

    def _note(self, uid: str | None) -> None:
        self._laptop.note(self._vault.pointer.vault_id, uid)

    def _with_store(self, function: Callable[[Vault, DeviceKeys, Waiting], T], _progress: Progress) -> T:
        return function(self._vault, self._laptop.keys, self._waiting)

    def _remember(self) -> None:
        def done(_: None) -> None:
            self._note(self._vault.actor.uid)
            self._notify(Notice(REMEMBERED, Weight.GOOD))

        def failed(error: Exception) -> None:
            if self._remembered():
                self._note(None)
            self._notify(notice_of(error))

        self._tasks.work(
            "Remembering you on this laptop", partial(self._with_store, users.remember),
            then=done, failed=failed, owner=self.window,
        )  # fmt: skip

    def _forget_here(self) -> None:
        def done(alone: bool) -> None:
            self._note(None)
            more = "" if alone else " Your other laptops forgot you too, because its password store did not answer."
            self._notify(Notice(f"This laptop asks for your passphrase from now on.{more}", Weight.GOOD))

        self._tasks.work(
            "Forgetting you on this laptop", partial(self._with_store, users.forget_here),
            then=done, owner=self.window,
        )  # fmt: skip

    def _forget_elsewhere(self) -> None:
        words = (
            "Each of your other laptops will ask for your passphrase. A copy or a backup that is on one already opens"
            " there as before."
        )
        if confirm(self._parent(), "Forget me on my other laptops", words, "Forget me there"):
            self._tasks.work(
                "Forgetting your other laptops",
                partial(self._with_store, users.forget_elsewhere),
                then=self._forgotten_elsewhere, owner=self.window,
            )  # fmt: skip

    def _forgotten_elsewhere(self, here: bool) -> None:
        if not here and self._remembered():
            self._note(None)
        words = "It asks for your passphrase too." if not here else "This one remembers you still."
        self._notify(Notice(f"Your other laptops ask for your passphrase from now on. {words}", Weight.GOOD))

    def _change_passphrase(self, *, given: bool = False, typed: bool = False) -> None:
        from mscp_desktop.desktop.entrance.passphrase import PassphraseDialog  # noqa: PLC0415 - now and then

        dialog = PassphraseDialog(self._set_passphrase, self._parent(), given=given, typed=typed)
        if given:
            dialog.rejected.connect(self._put_off)
        dialog.open()

    def _put_off(self) -> None:
        """Say that the passphrase is still the one a colleague knows, and offer the form; now it is typed again.

        It goes by itself: the menu under the name has the same, and it is asked again the next time.
        """
        again = partial(self._change_passphrase, given=True)
        self._notify(Notice(PUT_OFF, Weight.INFO, ("Choose your own…", again), passing=True))

    def _set_passphrase(self, dialog: "PassphraseDialog", old: str, new: str) -> None:
        def done(_: None) -> None:
            dialog.accept()
            self._notify(Notice("Your passphrase was changed.", Weight.GOOD))

        self._tasks.work(
            "Changing the passphrase",
            lambda _progress: (
                users.change_passphrase(self._vault, old, new) if old else users.choose_passphrase(self._vault, new)
            ),
            then=done, failed=dialog.refuse, owner=dialog,
        )  # fmt: skip

    def _new_recovery(self) -> None:
        from mscp_desktop.desktop.entrance.recovery_sheet import RecoverySheet  # noqa: PLC0415 - now and then

        RecoverySheet(users.new_recovery(self._vault), self._use_recovery, self._print, self._parent()).open()

    def _print(self, key: str, parent: QWidget) -> bool:
        from mscp_desktop.desktop.entrance.recovery_print import print_recovery_key  # noqa: PLC0415 - now and then

        return print_recovery_key(key, self._vault.frame.clock.today(), parent)

    def _use_recovery(self, sheet: "RecoverySheet") -> None:
        def done(_: None) -> None:
            sheet.accept()
            self._notify(Notice("The new recovery key opens this vault from now on.", Weight.GOOD))

        self._tasks.work(
            "Changing the recovery key", lambda _progress: users.replace_recovery(self._vault, sheet.key),
            then=done, failed=sheet.refuse, owner=sheet,
        )  # fmt: skip

    def _show_users(self) -> None:
        from mscp_desktop.desktop.entrance.users_sheet import Doings, UsersSheet  # noqa: PLC0415 - now and then

        doings = Doings(self._add, self._change, self._reset, self._remove)
        self._sheet = sheet = UsersSheet(doings, self._vault.actor.uid, self._parent(), may=self._manages())
        self._read_users()
        sheet.open()

    def _read_users(self) -> None:
        if self._sheet is not None and isValid(self._sheet):
            self._tasks.read(users.all_users, self._sheet.show_users, key="users", owner=self._sheet)

    def _over(self) -> QWidget:
        """Return what a form about a user stands before."""
        return self._sheet if self._sheet is not None and isValid(self._sheet) else self._parent()

    def _act(self, form: "PersonForm", words: str, said: str, function: Callable[[], object]) -> None:
        """Do what a form asked for, then close it and read the list again; or say why not."""

        def done(_: object) -> None:
            form.accept()
            self._notify(Notice(said, Weight.GOOD))
            self._read_users()

        self._tasks.work(words, lambda _progress: function(), then=done, failed=form.refuse, owner=form)

    def _add(self) -> None:
        from mscp_desktop.desktop.entrance.users_sheet import PersonForm  # noqa: PLC0415 - as above

        def add(form: "PersonForm", person: "Person") -> None:
            doing = partial(users.add_user, self._vault, person.name, person.passphrase, person.roles, own=person.own)
            self._act(form, "Adding a person", f"{person.name} can open it now.", doing)

        PersonForm("Add a person", "Add them", add, self._over()).open()

    def _change(self, user: UserFacts) -> None:
        from mscp_desktop.desktop.entrance.users_sheet import PersonForm  # noqa: PLC0415 - as above

        mine = user.uid == self._vault.actor.uid

        def change(form: "PersonForm", person: "Person") -> None:
            gives_up = mine and Role.MANAGER in user.roles and Role.MANAGER not in person.roles
            asks = gives_up and self._sheet is not None and self._sheet.stands_in()  # else it is refused
            if asks and not confirm(form, "Stop being business manager", NO_MANAGER, "Give up the role"):
                form.accept_button.setEnabled(True)
                return
            doing = partial(users.change_user, self._vault, user.uid, user.version, person.name, person.roles)
            said = f"{person.name} was changed. It holds from the next time they open it."
            if mine:
                said = "What you may do was changed. It holds from the next time you open it: lock, and open it again."
                said = said if person.roles != frozenset(user.roles) else "Your name was changed."
            self._act(form, "Changing a person", said, doing)

        title = f"Change {user.name}"
        PersonForm(title, "Change it", change, self._over(), user=user, asks=("name", "roles")).open()

    def _reset(self, user: UserFacts) -> None:
        from mscp_desktop.desktop.entrance.users_sheet import PersonForm  # noqa: PLC0415 - as above

        def reset(form: "PersonForm", person: "Person") -> None:
            doing = partial(users.reset_passphrase, self._vault, user.uid, person.passphrase)
            said = f"{user.name} opens it with the new passphrase, and is asked to choose their own."
            self._act(form, "Setting a passphrase", said, doing)

        title = f"A new passphrase for {user.name}"
        PersonForm(title, "Set it", reset, self._over(), user=user, asks=("passphrase",)).open()

    def _remove(self, user: UserFacts) -> None:
        words = (
            f"{user.name} will no longer be able to open this vault. Copies and backups from before still open with"
            " their passphrase. What they did stays in the history under their name."
        )
        if confirm(self._over(), f"Remove {user.name}", words, "Remove them"):
            self._tasks.work(
                "Removing a person", lambda _progress: users.remove_user(self._vault, user.uid),
                then=partial(self._removed, user.name), owner=self._parent(),
            )  # fmt: skip

    def _removed(self, name: str, _: None) -> None:
        self._notify(Notice(f"{name} can no longer open this vault.", Weight.GOOD))
        self._read_users()
