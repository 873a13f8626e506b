"""Locking by itself: real keys and clicks count, time is the test's, and the system's signals are real ones."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.frame import auto_lock as module
from mscp_desktop.desktop.frame import session_lock
from mscp_desktop.desktop.frame.auto_lock import AutoLock
from mscp_desktop.desktop.frame.idle import Idle
from mscp_desktop.desktop.frame.session_lock import WindowsEar, session_path
from mscp_desktop.desktop.messages import Notice


class Time:
    """Two clocks that stand until they are moved: ours, and the one on the wall."""

    def __init__(self) -> None:
        self.ours = 100.0
        self.wall = 1_000_000.0

    def pass_by(self, seconds: float) -> None:
        self.ours += seconds
        self.wall += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


class Told:
    """What was said, in order."""

    def __init__(self, idle: Idle) -> None:
        self.all: list[object] = []
        idle.warned.connect(self.hear)
        idle.resumed.connect(lambda: self.all.append("resumed"))
        idle.ended.connect(lambda: self.all.append("ended"))
        idle.slept.connect(lambda: self.all.append("slept"))

    def hear(self, seconds: int) -> None:
        self.all.append(seconds)

    def take(self) -> list[object]:
        taken, self.all = self.all, []
        return taken


@pytest.fixture
def held() -> list[bool]:
    return [False]


@pytest.fixture
def idle(window: QWidget, time: Time, held: list[bool]) -> Iterator[Idle]:
    made = Idle(lambda: 10, lambda: held[0], window, lambda: time.ours, lambda: time.wall)
    yield made
    made.stop()


def walk(idle: Idle, time: Time, seconds: int) -> None:
    for _ in range(seconds // 10):
        time.pass_by(10)
        idle.look()


def test_it_warns_and_warns_again_and_ends(idle: Idle, time: Time) -> None:
    told = Told(idle)
    walk(idle, time, 560)
    assert told.take() == []
    walk(idle, time, 10)
    assert told.take() == [30]
    walk(idle, time, 20)
    assert told.take() == [10]
    walk(idle, time, 10)
    assert told.take() == ["ended"]
    assert not idle._timer.isActive()


def press(window: QWidget) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)


def click(window: QWidget) -> None:
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))


def move(window: QWidget) -> None:
    QTest.mouseMove(window.windowHandle(), QPoint(7, 7))
    QTest.mouseMove(window.windowHandle(), QPoint(9, 9))


@pytest.mark.parametrize("touch", [press, click, move])
def test_any_input_counts_and_ends_the_warning(
    touch: Callable[[QWidget], None], idle: Idle, time: Time, window: QWidget
) -> None:
    told = Told(idle)
    walk(idle, time, 580)
    assert told.take() == [30]
    touch(window)
    assert told.take() == ["resumed"]
    walk(idle, time, 560)
    assert told.take() == []
    walk(idle, time, 10)
    assert told.take() == [30]


def test_input_in_another_window_counts(idle: Idle, time: Time, window: QWidget, qtbot: QtBot) -> None:
    told = Told(idle)
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    walk(idle, time, 580)
    told.take()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    assert told.take() == ["resumed"]


def test_what_is_no_input_does_not_count(idle: Idle, time: Time, window: QWidget) -> None:
    told = Told(idle)
    walk(idle, time, 580)
    told.take()
    window.resize(300, 200)
    window.repaint()
    assert told.take() == []


def test_held_off_time_does_not_count(idle: Idle, time: Time, held: list[bool]) -> None:
    told = Told(idle)
    held[0] = True
    walk(idle, time, 3600)
    held[0] = False
    walk(idle, time, 560)
    assert told.take() == []
    walk(idle, time, 40)
    assert told.take() == [30, 10, "ended"]


def test_never_is_never_and_a_change_holds_at_once(window: QWidget, time: Time) -> None:
    minutes = [0]
    idle = Idle(lambda: minutes[0], lambda: False, window, lambda: time.ours, lambda: time.wall)
    told = Told(idle)
    walk(idle, time, 36_000)
    assert told.take() == []
    minutes[0] = 5
    idle.touch()
    walk(idle, time, 300)
    assert told.take() == [30, 10, "ended"]


def test_a_laptop_that_slept_is_noticed(idle: Idle, time: Time) -> None:
    told = Told(idle)
    walk(idle, time, 60)
    time.wall += 3600  # our own clock stood, as it does on Linux and macOS
    idle.look()
    assert told.take() == ["slept"]
    time.pass_by(3600)  # or it ran on
    idle.look()
    assert told.take() == ["slept", "ended"]


def test_it_waits_as_long_as_nothing_can_happen(idle: Idle, time: Time) -> None:
    assert idle._timer.interval() == 30_001
    walk(idle, time, 560)
    assert idle._timer.interval() == 10_001


class Program:
    """What a lock asks of the program."""

    def __init__(self, parent: QWidget) -> None:
        self.locked: list[str] = []
        self.presenting = self.working = False
        self.said: list[Notice] = []
        self.back = 0
        self.lock = AutoLock(
            self.locked.append, minutes=lambda: 10, presenting=lambda: self.presenting, working=lambda: self.working,
            notify=self.said.append, took_back=self._back, parent=parent,
        )  # fmt: skip

    def _back(self) -> None:
        self.back += 1


@pytest.fixture
def program(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(module, "ASKS_AGAIN", 1)
    made = Program(window)
    yield made
    made.lock.stop()


def test_the_warning_says_why_and_can_be_answered(program: Program) -> None:
    program.lock.idle.warned.emit(30)
    assert program.said[-1].words == (
        "Locking in 30 seconds, because nobody has touched a key or the mouse for almost 10 minutes."
    )
    assert program.said[-1].action is not None
    assert program.said[-1].action[0] == "Stay open"
    program.lock.idle._warned = 30
    program.said[-1].action[1]()
    assert program.back == 1
    program.lock.idle.ended.emit()
    assert program.locked == ["idle"]


def test_who_presents_is_left_alone(program: Program) -> None:
    program.presenting = True
    for signal in (program.lock.idle.ended, program.lock.idle.slept):
        signal.emit()
    program.lock.session.happened.emit("session")
    assert program.locked == []


def test_what_was_begun_is_finished_first(program: Program, qtbot: QtBot) -> None:
    program.working = True
    program.lock.session.happened.emit("session")
    qtbot.wait(5)
    assert program.locked == []
    program.working = False
    qtbot.waitUntil(lambda: program.locked == ["session"])


def test_a_dialog_is_closed_before_it_locks(program: Program, window: QWidget, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.open()
    program.lock.session.happened.emit("sleep")
    qtbot.waitUntil(lambda: program.locked == ["sleep"])
    assert not dialog.isVisible()


def test_a_question_that_waits_for_an_answer_gets_none(program: Program, window: QWidget, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    order: list[object] = []
    program.lock._lock = order.append
    program.lock._again.setInterval(50)
    module.QTimer.singleShot(0, lambda: program.lock.ask("session"))
    order.append(dialog.exec())
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [0, "session"], "the loop of the question has ended before the window goes"


def test_windows_messages_are_read(qtbot: QtBot) -> None:
    told: list[str] = []
    ear = WindowsEar(told.append)
    qtbot.addWidget(ear)
    for message, parameter in ((0x02B1, 7), (0x0218, 4), (0x02B1, 8), (0x0218, 7), (0x000F, 7)):
        said = session_lock.Message(None, message, parameter, 0)
        ear.nativeEvent(QByteArray(b"windows_generic_MSG"), ctypes.addressof(said))
    ear.nativeEvent(b"xcb_generic_event_t", 0)
    assert told == ["session", "sleep"]


def test_a_sessions_object_is_spelt_as_the_login_manager_spells_it() -> None:
    base = "/org/freedesktop/login1/session/"
    assert [session_path(one) for one in ("2", "12", "c1", "a-b", "")] == [
        f"{base}_32", f"{base}_312", f"{base}c1", f"{base}a_2db", "",
    ]  # fmt: skip


BUS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from mscp_desktop.desktop.frame.session_lock import SessionWatch

application = QCoreApplication([])
watch = SessionWatch()
told = []
def hear(why):
    told.append(why)
    if len(told) == 2:
        watch.stop()
        send("org.freedesktop.ScreenSaver", True)
        QTimer.singleShot(50, application.quit)
watch.happened.connect(hear)
watch.start()
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
def send(name, active):
    signal = QDBusMessage.createSignal("/" + name.replace(".", "/"), name, "ActiveChanged")
    signal.setArguments([active])
    other.send(signal)
send("org.freedesktop.ScreenSaver", False)
send("org.freedesktop.ScreenSaver", True)
send("org.gnome.ScreenSaver", True)
QTimer.singleShot(5000, application.quit)
application.exec()
print(told)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-run-session"),
    reason="no session bus can be started here: apt-get install dbus",
)
def test_a_screen_that_is_locked_is_heard_on_a_real_bus() -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", BUS]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.strip() == "['session', 'session']", done.stderr
