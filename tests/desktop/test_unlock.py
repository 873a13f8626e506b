"""Unlocking and the first run, as somebody clicks and types through them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.entrance.first_run import Asked, FirstRunWindow, Made
from mscp_desktop.desktop.entrance.unlock import IN_USE, Remembering, UnlockWindow
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.device_keys import DeviceKeyError, Trouble, Waiting
from mscp_desktop.foundation.errors import DamagedError, InUseError, UserError, WrongPassphraseError
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.recovery_keys import new_recovery_key
from mscp_desktop.foundation.starting_points import StartingPoint, starting_points

GOOD = "correct horse battery"
USERS = [("user-1", "Alex Sample"), ("user-2", "Sam Sample")]


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


def test_what_is_open_elsewhere_is_said_before_and_after_and_is_no_mistake(theme: Theme, qtbot: QtBot) -> None:
    elsewhere = [True]

    def open_once_free(uid: str, passphrase: str) -> str:
        if elsewhere[0]:
            raise InUseError("It is open.")
        return attempt(uid, passphrase)

    window = unlock_window(
        theme, qtbot, in_use=lambda: elsewhere[0], choose_bundle=lambda _: Path("copy.mscp"),
        attempt_recovery=lambda *_: None, remembering=Remembering("user-2", recall),
    )  # fmt: skip
    form = window.form
    unused = (form.passphrase, form.remember, form.recall, form.lost)
    assert (form.told.text(), form.told.isVisible()) == (IN_USE, True)
    assert (form.open.text(), form.open.hasFocus()) == ("Try again", True)
    assert not any(widget.isEnabled() for widget in unused)
    assert window.read_copy is not None
    with qtbot.waitSignal(window.bundle) as given:
        window.read_copy.click()
    assert given.args == [Path("copy.mscp")]
    window.refuse_bundle(DamagedError("The bundle is damaged."))
    assert form.told.text() == "The bundle is damaged."
    qtbot.keyClick(form.open, Qt.Key.Key_Return)
    assert (form.told.text(), form.passphrase.isEnabled()) == (IN_USE, False), "it is still open there"
    elsewhere[0] = False
    qtbot.keyClick(form.open, Qt.Key.Key_Return)
    assert (form.told.isVisible(), window.read_copy.isVisible(), form.open.text()) == (False, False, "Open")
    assert all(widget.isEnabled() for widget in unused)
    window._attempt = open_once_free
    elsewhere[0] = True
    qtbot.keyClicks(form.passphrase, GOOD)
    qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert window.typed
    assert (form.told.text(), form.open.text(), form.open.hasFocus()) == (IN_USE, "Try again", True)
    assert (form.problem.isVisible(), form.passphrase.text()) == (False, GOOD)
    elsewhere[0] = False
    with qtbot.waitSignal(window.opened) as opened:
        form.open.click()
    assert opened.args == ["opened by user-2"], "what was typed is tried once more"
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
    assert page.advice.text() == "", "it is said once"
    qtbot.keyClicks(page.fresh, "er")
    assert "at least 12" in page.advice.text()
    assert not page.problem.isVisible()
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


def recall(uid: str, waiting: Waiting) -> str:
    assert threading.current_thread() is not threading.main_thread()
    return f"remembered {uid}"


def test_whom_the_laptop_remembers_need_type_nothing(theme: Theme, qtbot: QtBot) -> None:
    window = UnlockWindow(
        theme, USERS, attempt, partnership="Medway", last_user="user-2",
        remembering=Remembering("user-2", recall, by_itself=True),
    )  # fmt: skip
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.opened) as opened:
        window.show()
    assert opened.args == ["remembered user-2"]
    assert window.remember
    assert not window.typed, "so the passphrase to be changed is asked for"
    window.close()


def test_another_user_is_not_let_in_by_what_is_remembered(theme: Theme, qtbot: QtBot) -> None:
    window = UnlockWindow(
        theme, USERS, attempt, partnership="Medway", last_user="user-1",
        remembering=Remembering("user-2", recall, by_itself=True),
    )  # fmt: skip
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert not window.worker.busy
    assert not window.form.recall.isVisible()
    assert not window.remember
    window.form.who.setCurrentIndex(1)
    assert window.form.recall.isVisible()
    assert window.remember
    window.close()


def test_after_a_lock_it_opens_when_it_is_asked_to(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot, remembering=Remembering("user-2", recall), told="Locked with the laptop.")
    assert window.form.told.text() == "Locked with the laptop."
    assert window.form.recall.hasFocus()
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(window.form.recall, Qt.Key.Key_Return)
    assert opened.args == ["remembered user-2"]
    window.close()


def test_after_an_idle_lock_only_the_passphrase_opens(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot, remembering=Remembering("user-2", None))
    assert not window.form.recall.isVisible()
    assert window.remember, "it is remembered still"
    assert window.form.passphrase.hasFocus()
    window.close()


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.FOREIGN])
def test_each_trouble_is_said_and_the_passphrase_opens(trouble: Trouble, theme: Theme, qtbot: QtBot) -> None:
    def fail(uid: str, waiting: Waiting) -> None:
        raise DeviceKeyError(trouble, "read")

    window = unlock_window(theme, qtbot, remembering=Remembering("user-2", fail, by_itself=True))
    qtbot.waitUntil(lambda: not window.worker.busy)
    told = str(DeviceKeyError(trouble, "read"))
    assert (window.form.told.text(), window.form.told.isVisible()) == (told, True)
    assert window.form.passphrase.hasFocus()
    assert not window.form.problem.isVisible()
    qtbot.keyClicks(window.form.passphrase, GOOD)
    assert window.form.told.text() == told, "it can be read while one types"
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(window.form.passphrase, Qt.Key.Key_Return)
    assert opened.args == ["opened by user-2"]
    assert isinstance(window.trouble, DeviceKeyError)
    window.close()


class Slow:
    """A password store that answers nobody; whoever waits for it can only give up."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.never = threading.Event()

    def recall(self, _uid: str, waiting: Waiting) -> None:
        try:
            waiting.run(self._hang, 60)
        except TimeoutError:
            raise DeviceKeyError(Trouble.HUNG, "read") from None

    def _hang(self) -> None:
        self.asked.set()
        self.never.wait()


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.never.set()


@pytest.mark.parametrize("how", ["typing", "escape", "button"])
def test_nobody_has_to_wait_for_the_password_store(how: str, slow: Slow, theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot, remembering=Remembering("user-2", slow.recall, by_itself=True))
    assert slow.asked.wait(5)
    form = window.form
    assert form.open.text() == "Opening…"
    assert "Sam Sample" in form.told.text()
    if how == "escape":
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    elif how == "button":
        assert form.recall.text() == "Type the passphrase instead"
        form.recall.click()
    qtbot.keyClicks(form.passphrase, GOOD)
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert not form.told.isVisible()
    assert (form.open.text(), form.open.isEnabled()) == ("Open", True)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    assert opened.args == ["opened by user-2"]
    window.close()


def test_closing_waits_for_no_password_store(slow: Slow, theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot, remembering=Remembering("user-2", slow.recall, by_itself=True))
    assert slow.asked.wait(5)
    window.close()
    assert not window.worker.busy


def test_where_nothing_can_be_remembered_nothing_is_offered(theme: Theme, qtbot: QtBot) -> None:
    window = unlock_window(theme, qtbot)
    form = window.form
    assert not any(widget.isVisible() for widget in (form.remember, form.remember_help, form.recall, form.told))
    assert not window.remember
    window.close()


def test_the_first_run_sets_up_and_has_the_key_typed_back(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    key, printed, asked = new_recovery_key(), list[str](), list[Asked]()

    def create(what: Asked) -> Made:
        asked.append(what)
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
    assert form.you_problem.text() == "Type the name of the partnership."
    qtbot.keyClicks(form.partnership, " Sampleshire Partnership ")
    form.create.click()
    assert form.you_problem.text().startswith("A user's name")
    qtbot.keyClicks(form.name, "Alex Sample")
    qtbot.keyClicks(form.passphrase, GOOD[:5])
    form.create.click()
    assert ("at least 12" in form.you_problem.text(), form.advice.text()) == (True, ""), "it is said once"
    form.passphrase.clear()
    qtbot.keyClicks(form.passphrase, GOOD)
    qtbot.keyClicks(form.again, GOOD)
    form.create.click()
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert form.you_problem.text() == "The folder can't be written."
    assert form.name.text() == "Alex Sample"
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.steps.currentWidget() is form.key_page)
    assert asked == [Asked("empty", "Alex Sample", GOOD, "Sampleshire Partnership")] * 2
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


POINTS = (StartingPoint("medway", "Medway", "December 2024"), StartingPoint("kent", "Kent", ""))


def test_what_is_published_can_be_started_from(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[Asked] = []
    window = FirstRunWindow(
        theme, lambda what: asked.append(what) or Made("vault", ""), points=POINTS, place=tmp_path / "vault"
    )
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    form = window.form
    assert [one.text() for one in window.choices.values()] == [
        "From Medway's published arrangements", "From Kent's published arrangements", "Empty",
    ]  # fmt: skip
    assert "published in December 2024" in window.choices["medway"].accessibleDescription()
    assert str(tmp_path / "vault") in form.start_help.text().replace("\u200b", "")
    assert "encrypted" in form.start_help.text()
    assert window.choices["medway"].hasFocus()
    qtbot.keyClick(window.choices["medway"], Qt.Key.Key_Down)
    assert window.start == "kent"
    qtbot.keyClick(window.choices["kent"], Qt.Key.Key_Return)
    assert form.name.hasFocus()
    assert not form.partnership.isVisible()
    qtbot.keyClick(form.name, Qt.Key.Key_Escape)
    assert window.choices["kent"].hasFocus()
    qtbot.keyClick(window.choices["kent"], Qt.Key.Key_Return)
    for field, text in ((form.name, "Alex Sample"), (form.passphrase, GOOD), (form.again, GOOD)):
        assert field.hasFocus()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.worker.busy)
    assert asked == [Asked("kent", "Alex Sample", GOOD)]
    window.close()


def test_a_place_that_is_not_safe_is_said_before_anything_is_asked(theme: Theme, qtbot: QtBot) -> None:
    def check() -> None:
        raise UserError("“N:” is on a network drive.")

    window = FirstRunWindow(theme, lambda _: Made(None, ""), points=POINTS, check=check)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    qtbot.waitUntil(window.form.start_problem.isVisible)
    assert window.form.start_problem.text() == "“N:” is on a network drive."
    assert not window.form.next.isEnabled()
    window.close()


def test_medway_is_shipped_and_stands_first() -> None:
    points = starting_points()
    assert points[0] == StartingPoint("medway", "Medway", "December 2024")
    assert {point.key for point in points} == {file.stem for file in (resources() / "start").glob("*.toml")}


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
