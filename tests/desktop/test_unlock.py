"""Unlocking and the first run, as somebody clicks and types through them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.first_run import FirstRunWindow, Made, Start
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.desktop.unlock import UnlockWindow
from mscp_desktop.foundation.errors import DamagedError, WrongPassphraseError
from mscp_desktop.foundation.recovery_keys import new_recovery_key

GOOD = "correct horse battery"
USERS = [("user-1", "Alex Sample"), ("user-2", "Sam Sample")]


@pytest.fixture
def theme(qtbot: QtBot, qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    made.close()


def attempt(uid: str, passphrase: str) -> str:
    if passphrase != GOOD:
        raise WrongPassphraseError("That is not the passphrase.")
    assert threading.current_thread() is not threading.main_thread()
    return f"opened by {uid}"


def unlock_window(theme: Theme, qtbot: QtBot, **more: object) -> UnlockWindow:
    window = UnlockWindow(theme, USERS, attempt, partnership="Medway", last_user="user-2", **more)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    return window


def test_the_right_passphrase_opens(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot)
    assert window.form.who.currentText() == "Sam Sample"
    qtbot.keyClicks(window.form.passphrase, GOOD)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(window.form.passphrase, Qt.Key.Key_Return)
    assert opened.args == ["opened by user-2"]
    assert window.form.passphrase.text() == ""
    window.close()


def test_a_wrong_passphrase_is_said_beside_the_field_and_selected(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot)
    qtbot.keyClicks(window.form.passphrase, "wrong")
    qtbot.mouseClick(window.form.open, Qt.MouseButton.LeftButton)
    assert not window.form.open.isEnabled()
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert window.form.problem.text() == "That is not the passphrase."
    assert window.form.problem.isVisible()
    assert window.form.passphrase.selectedText() != ""
    assert window.form.passphrase.accessibleDescription() == "That is not the passphrase."
    qtbot.keyClicks(window.form.passphrase, GOOD)
    assert not window.form.problem.isVisible()
    assert window.form.passphrase.text() == GOOD
    window.close()


def test_what_was_typed_can_be_shown(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot)
    before = window.form.passphrase.echoMode()
    window.form.show_passphrase.click()
    assert window.form.passphrase.echoMode() != before
    window.close()


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(theme: Theme, qtbot: QtBot) -> None:
    key = new_recovery_key()
    window = unlock_window(theme, qtbot, attempt_recovery=lambda *said: said)
    window.form.lost.click()
    assert window.recovery is not None
    page = window.recovery.form
    qtbot.keyClicks(page.recovery, key[:-1])
    page.recover.click()
    assert "Nothing was changed" in page.problem.text()
    page.recovery.setText(key.lower().replace("-", " "))
    qtbot.keyClicks(page.fresh, "short")
    assert "at least 12" in page.advice.text()
    page.recover.click()
    assert "at least 12" in page.problem.text()
    page.fresh.setText(GOOD)
    qtbot.keyClicks(page.again, "correct horse batter")
    page.recover.click()
    assert "differ" in page.problem.text()
    page.again.setText(GOOD)
    with qtbot.waitSignal(window.opened) as opened:
        page.recover.click()
    assert opened.args == [("user-2", key, GOOD)]
    window.close()


def test_closing_while_an_attempt_runs_waits_for_it(theme: Theme, qtbot: QtBot) -> None:
    go_on = threading.Event()
    ended: list[bool] = []

    def slow(uid: str, passphrase: str) -> None:
        go_on.wait(5)
        ended.append(True)

    window = UnlockWindow(theme, USERS[:1], slow, partnership="Medway")
    qtbot.addWidget(window)
    window.show()
    qtbot.keyClicks(window.form.passphrase, GOOD)
    window.form.open.click()
    threading.Timer(0.05, go_on.set).start()
    window.close()
    assert ended == [True]
    assert threading.active_count() <= 2


def test_the_first_run_sets_up_and_has_the_key_typed_back(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    key, printed, asked = new_recovery_key(), list[str](), list[tuple[Start, str, str]]()

    def create(start: Start, name: str, passphrase: str) -> Made:
        asked.append((start, name, passphrase))
        if len(asked) == 1:
            raise DamagedError("The folder can't be written.")
        return Made("vault", key)

    window = FirstRunWindow(theme, create, print_key=printed.append)
    qtbot.addWidget(window)
    window.show()
    form = window.form
    form.empty.click()
    form.next.click()
    form.create.click()
    assert form.you_problem.text().startswith("A user's name")
    qtbot.keyClicks(form.name, "Alex Sample")
    qtbot.keyClicks(form.passphrase, GOOD)
    qtbot.keyClicks(form.again, GOOD)
    form.create.click()
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert form.you_problem.text() == "The folder can't be written."
    assert form.name.text() == "Alex Sample"
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.steps.currentWidget() is form.key_page)
    assert asked == [(Start.EMPTY, "Alex Sample", GOOD)] * 2
    assert form.key.text().replace("\n", "-").replace("  ", "-") == key
    form.copy_key.click()
    form.print_key.click()
    assert (qapp.clipboard().text(), printed) == (key, [key])
    qtbot.keyClicks(form.typed, new_recovery_key())
    form.finish.click()
    assert "not the one above" in form.key_problem.text()
    form.typed.setText(key)
    with qtbot.waitSignal(window.opened) as opened:
        form.finish.click()
    assert opened.args == ["vault"]
    assert form.key.text() == ""
    window.close()


def test_a_bundle_is_chosen_and_may_be_refused(theme: Theme, qtbot: QtBot) -> None:
    chosen: list[Path | None] = [None, Path("medway.mscp")]
    window = FirstRunWindow(theme, lambda *_: Made(None, ""), choose_bundle=lambda _: chosen.pop(0))
    qtbot.addWidget(window)
    window.show()
    window.form.bundle.click()
    with qtbot.assertNotEmitted(window.bundle):
        window.form.next.click()
    with qtbot.waitSignal(window.bundle) as given:
        window.form.next.click()
    assert given.args == [Path("medway.mscp")]
    window.refuse_bundle(DamagedError("The bundle is damaged."))
    assert window.form.start_problem.isVisible()
    window.close()


def test_everything_that_can_be_used_has_a_name(theme: Theme, qtbot: QtBot) -> None:
    for window in (unlock_window(theme, qtbot), FirstRunWindow(theme, lambda *_: Made(None, ""))):
        for widget in window.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus.value and widget.objectName() in vars(window.form):
                text = getattr(widget, "text", str)
                assert widget.accessibleName() or text(), widget.objectName()
        window.close()
