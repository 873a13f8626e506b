"""The menu under the user's name: it outlives changes of look and text size, and fits a small screen."""

import gc
import os
import subprocess
import sys

from hands import Hands
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLayoutItem,
    QMainWindow,
    QMenu,
    QPushButton,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import createdByPython, isValid

from mscp_desktop.desktop.focus_order import focusable_in
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work

SCRIPT = """
import sys
from pathlib import Path
from hands import Hands
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from vaults import StillClock
from mscp_desktop.catalogue import SEARCH
from mscp_desktop.desktop.theme import STYLE, Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.vault import Frame, open_with_key
from mscp_desktop.opened import Work

place, user, key = sys.argv[1:]
application = QApplication(["", "-style", STYLE])
theme = Theme(application, Scheme.LIGHT, styled=True)
work = Work(open_with_key(Path(place), Frame(SEARCH, StillClock()), user, bytes.fromhex(key)), theme, lambda *_: None)
work.window.show()
work.window.restore({})
hands = Hands(lambda: work.tasks.busy)
hands.settle()
for change in (("Ctrl++", "Ctrl+0"), ("Ctrl+Shift+P", "Ctrl+Shift+P")):
    for keys in change:
        hands.press("Tab", keys)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    hands.press("F10", "Down", "Down", "Right")
    menu = QApplication.activePopupWidget()
    assert menu is not None and menu.title() == "Look", menu
    assert [one.isChecked() for one in menu.actions()] == [False, True, False, False]
    hands.press("Escape", "Escape")
    assert QApplication.activePopupWidget() is None
print("still there")
work.window.close()
work.close()
"""


def test_its_looks_open_after_every_change_of_text_size_and_after_presenting(medway: Vault) -> None:
    """Once the whole program ended here, which only another process can tell."""
    medway.close()  # it opens in one program only
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(medway.place), medway.actor.uid, medway.data_key.hex()],
        capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "still there"), done.stderr[-2000:]


def test_to_look_through_the_order_of_tab_leaves_everything_alive(qtbot: QtBot) -> None:
    """PySide takes what it gives of that order for a child of what was asked, and for dead once that one is."""
    window = QMainWindow()
    qtbot.addWidget(window)
    inside = QWidget()
    window.setCentralWidget(inside)
    column = QVBoxLayout(inside)
    buttons = [QPushButton(str(number), inside) for number in range(4)]
    for one in buttons:
        column.addWidget(one)
    menu = window.menuBar().addMenu("Made by Qt")
    assert focusable_in(window)[-4:] == buttons
    for one in buttons:
        one.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not any(isValid(one) for one in buttons)
    assert isValid(menu)


def test_the_order_of_tab_leaves_alive_what_stands_in_scroll_areas_of_every_page(
    qtbot: QtBot, theme: Theme, empty_vault: Vault
) -> None:
    """What Qt itself put there is held by no name in Python: let go, it takes what it holds along."""
    work = Work(empty_vault, theme, lambda *_: None)
    qtbot.addWidget(work.window)
    try:
        known = {id(one) for one in held_items()}
        for page in work.window.pages.values():
            page.prepare()
        assert [one for one in held_items() if id(one) not in known] == []
        for _ in range(2):
            assert all(isValid(one) for one in focusable_in(work.window))
        assert all(isValid(one.viewport()) for one in work.window.findChildren(QAbstractScrollArea))
    finally:
        work.window.close()
        work.close()


def held_items() -> list[QLayoutItem]:
    """Return the items of layouts that Qt made and Python holds: they count as alive once Qt has deleted them.

    Python comes to hold them by `itemAt`, and where a layout that is filled already is added to another: it is added
    first, and filled then.
    """
    gc.collect()
    items = [one for one in gc.get_objects() if type(one) in (QWidgetItem, QSpacerItem)]
    return [one for one in items if not createdByPython(one)]


def test_it_fits_a_small_screen_and_has_all_that_the_search_box_finds(
    qtbot: QtBot, theme: Theme, medway: Vault
) -> None:
    work = Work(medway, theme, lambda *_: None)
    qtbot.addWidget(work.window)
    with qtbot.waitActive(work.window):
        work.window.show()
    work.window.restore({})
    try:
        menu = work.window.top.menu
        Hands(lambda: work.tasks.busy).settle()
        assert menu.sizeHint().height() < 640
        named = {action.objectName() for one in (menu, *menu.findChildren(QMenu)) for action in one.actions()}
        bare = {"search", "undo", "redo", "back", "forward", "refresh", "region", "menu"}
        left_out = bare | {
            one.name for one in work.window.own_commands() if one.name[:5] in {"page.", "size.", "wait."}
        }
        assert {one.name for one in work.window.own_commands()} - left_out == named - {""}
        for one in menu.findChildren(QMenu):
            one.aboutToShow.emit()
            for action in one.actions():
                ready = next(each.ready for each in work.window.own_commands() if each.name == action.objectName())
                assert action.isEnabled() is ready, action.text()
        assert QApplication.activePopupWidget() is None
    finally:
        work.window.close()
        work.close()
