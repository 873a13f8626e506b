"""The program started, unlocked and ended again as a person does it in a day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hands import Hands
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from vaults import PASSPHRASE

from mscp_desktop.app import Program
from mscp_desktop.desktop.entrance.entrance import Entrance
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.desktop.frame.window import MainWindow
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.device_keys import DeviceKeys
from mscp_desktop.foundation.settings import Settings
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work

Begin = Callable[..., tuple[Program, Hands]]


@contextmanager
def beginning(application: QApplication, settings: Path) -> Iterator[Begin]:
    """Give a function that starts the program on a place, as `run_window` does; all are ended afterwards."""
    application.setQuitOnLastWindowClosed(False)
    programs: list[Program] = []

    def start(place: Path, store: Any = None) -> tuple[Program, Hands]:
        forget(application)
        laptop = DeviceKeys(None if store is None else lambda: store, patience=60)
        program = Program(application, place, settings, device_keys=laptop)
        programs.append(program)
        hands = Hands(lambda: busy(program))
        program.begin()
        hands.settle()
        return program, hands

    yield start
    for program in programs:
        end(program)
    forget(application)  # before the themes go, which would undress every window first
    for program in programs:
        program.theme.close()
        program.deleteLater()
        program.theme.deleteLater()
    forget(application)


def show_work(vault: Vault, theme: Theme, qtbot: QtBot, settings: Settings | None = None) -> Work:
    """Open the window of a vault as it is after the passphrase, active and at its first page; who asks closes it."""
    work = Work(vault, theme, lambda *_: None, settings)
    qtbot.addWidget(work.window)
    with qtbot.waitActive(work.window):
        work.window.show()
        work.window.activateWindow()
    work.window.restore({})
    return work


def forget(application: QApplication) -> None:
    """Delete windows that were closed: each would be dressed again by the next theme."""
    for window in [one for one in application.topLevelWidgets() if isinstance(one, MainWindow | Entrance)]:
        if not window.isVisible():
            window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def busy(program: Program) -> bool:
    """Say whether the program still has to answer."""
    entrance: Any = program.entrance
    waiting = entrance is not None and entrance.worker.busy
    return waiting or (program.work is not None and program.work.tasks.busy)


def end(program: Program) -> None:
    """Let go of what a failed test left open."""
    work, program.work = program.work, None
    if work is not None:
        work.close()
        work.window.deleteLater()
    if program.entrance is not None and isValid(program.entrance):
        program.entrance.close()


def unlock(program: Program, hands: Hands, passphrase: str = PASSPHRASE) -> None:
    """Type a passphrase into the window that asks for it."""
    assert isinstance(program.entrance, UnlockWindow)
    hands.type(passphrase)
    hands.press("Return")


def window_of(program: Program) -> MainWindow:
    """Return the main window of a program that is unlocked."""
    assert program.work is not None
    return program.work.window


def page_of(program: Program) -> TablePage:
    """Return the page in view, which shows a table."""
    page = window_of(program).page
    assert isinstance(page, TablePage)
    return page


def vault_of(program: Program) -> Vault:
    """Return the vault that is open."""
    assert program.work is not None
    return program.work.vault
