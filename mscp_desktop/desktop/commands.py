"""Commands: what can be done by a name, a shortcut or the search box."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mscp_desktop.desktop.parts import literal
from mscp_desktop.foundation.search_words import IDLE

SHORT = 3  # letters of a word that keeps its last "s"
MARKS = str.maketrans({"…": None, "'": None, "’": None, "-": " "})  # noqa: RUF001 - the curly one, as it is pasted


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can ask for. `words` begin with a verb; `enabled` is asked each time it is shown or called."""

    name: str
    words: str
    function: Callable[[], None]
    shortcut: str | None = None
    enabled: Callable[[], bool] | None = None
    also: tuple[str, ...] = ()  # further keys, which are not shown: the same key on another keyboard
    called: str = ""  # further words that it is found by in the search box
    acts: str = ""  # verbs that somebody may say for it instead, which find it beside another of its words

    @property
    def ready(self) -> bool:
        """Whether it can be called now."""
        return self.enabled is None or self.enabled()

    def call(self) -> None:
        """Do it, if it can be done now."""
        if self.ready:
            self.function()

    def keys(self) -> str:
        """Return the shortcut as this computer writes it, or nothing."""
        return as_keys(self.shortcut) if self.shortcut else ""

    def tooltip(self) -> str:
        """Return the words with the shortcut."""
        return f"{self.words} ({self.keys()})" if self.shortcut else self.words


def as_keys(shortcut: str) -> str:
    """Return a shortcut as this computer writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def action_of(command: Command, parent: QWidget, otherwise: Callable[[Command], None] | None = None) -> QAction:
    """Return an action that calls the command, with its shortcut for the whole window.

    Where the command can't be called, `otherwise` is given it.
    """

    def act() -> None:
        if command.ready or otherwise is None:
            command.call()
        else:
            otherwise(command)

    action = QAction(literal(command.words), parent)
    action.setObjectName(command.name)
    if command.shortcut:
        action.setShortcuts([QKeySequence(keys) for keys in (command.shortcut, *command.also)])
    action.triggered.connect(act)  # Qt keeps methods weakly, this one strongly
    return action


def item_of(command: Command, menu: QMenu, words: str | None = None) -> QAction:
    """Add a menu item that calls the command; its keys stand beside it, and are bound elsewhere."""
    action = menu.addAction(f"{literal(words or command.words)}\t{command.keys()}")
    action.setObjectName(command.name)
    action.triggered.connect(lambda: command.call())  # noqa: PLW0108 - as above
    return action


def menu_in(menu: QMenu, words: str) -> QMenu:
    """Add a menu that opens beside its item; made here, it is there for Python as long as it is for Qt."""
    made = QMenu(literal(words), menu)
    menu.addMenu(made)
    return made


def keep_ready(menu: QMenu, commands: Iterable[Command], ticked: Callable[[str], bool] | None = None) -> None:
    """Ask, each time a menu opens, which of its commands can be called, and which of those with a tick have it."""
    named = {command.name: command for command in commands}

    def renew() -> None:  # asks the menu for its items: what Python holds of one may be gone while the item is there
        for action in menu.actions():
            if command := named.get(action.objectName()):
                action.setEnabled(command.ready)
            if action.isCheckable() and ticked is not None:
                action.setChecked(ticked(action.objectName()))

    menu.aboutToShow.connect(renew)


def matching(commands: Iterable[Command], typed: str, *, ready: bool = True) -> list[Command]:
    """Return the commands in whose words each typed word begins a word; with `ready` those that can be called now.

    Words that say nothing are left aside beside others; and where there is no such command, the "s" of a plural.
    """
    could = [one for one in commands if not ready or one.ready]
    wanted = plain_words(typed)
    if typed.strip() and not wanted:
        return []
    said = [word for word in wanted if word not in IDLE] or wanted
    whole = [one for one in could if _fits(one, wanted)]
    found = [*whole, *(one for one in could if said != wanted and one not in whole and _fits(one, said))]
    return found or [one for one in could if _fits(one, said, singular=True)]


def found_by(command: Command, typed: str) -> list[str]:
    """Return those typed words that find a command though its own words do not begin with them."""
    there = plain_words(command.words)
    return [piece for piece in plain_words(typed) if piece not in IDLE and not _begun(piece, there)]


def asks_to_do(command: Command, typed: str) -> bool:
    """Say whether what was typed begins with a verb of the command, and says more: "print year"."""
    said = [word for word in plain_words(typed) if word not in IDLE]
    return len(said) > 1 and said[0] in {*plain_words(command.words)[:1], *plain_words(command.acts)}


def _fits(command: Command, wanted: list[str], *, singular: bool = False) -> bool:
    """Say whether each word begins one of a command's; a verb of its `acts` counts beside one that is well begun.

    With `singular` a plural stands for that word too, as a whole: "meetings" for "meeting", but not "minuts".
    """
    there = plain_words(f"{command.words} {command.called}")
    left = [piece for piece in wanted if not _begun(piece, there)]
    if singular:
        left = [piece for piece in left if len(piece) <= SHORT or piece.removesuffix("s") not in there]
    if not left or not command.acts:
        return not left
    acts = plain_words(command.acts)
    known = any(len(piece) >= SHORT and piece not in left for piece in wanted)
    return known and all(_begun(piece, acts) for piece in left)


def _begun(piece: str, words: list[str]) -> bool:
    return any(word.startswith(piece) for word in words)


def plain_words(words: str) -> list[str]:
    """Return words as they are compared: in small letters, without apostrophes, and parted where a hyphen joins."""
    return words.translate(MARKS).casefold().split()
