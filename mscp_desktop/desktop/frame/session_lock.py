"""What the system says of this session: that its screen was locked, or that the laptop goes to sleep.

Linux says it on D-Bus, Windows by messages to a window, macOS by notifications. Where nothing can be heard, the
program still locks when nobody touches it.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import SLOT, QByteArray, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

SESSION, SLEEP = "session", "sleep"

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND, WTS_SESSION_LOCK = 0x4, 0x7

LOGIN = "org.freedesktop.login1"
SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")


class SessionWatch(QObject):
    """`happened` gives SESSION or SLEEP; `start` listens to this system, and `stop` ends that."""

    happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear: Any = None

    def start(self) -> None:
        """Listen; a system that says nothing is no failure."""
        with suppress(ImportError, OSError, AttributeError):
            if sys.platform == "win32":
                self._ear = WindowsEar(self.happened.emit)
            elif sys.platform == "darwin":
                self._ear = MacEar(self.happened.emit)
            else:
                self._ear = BusEar(self.happened.emit)

    def stop(self) -> None:
        """Listen no more."""
        ear, self._ear = self._ear, None
        if ear is not None:
            ear.close()


class BusEar(QObject):
    """Hears on D-Bus: the screen savers on the session's bus, the login manager on the system's."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - Linux alone has it

        super().__init__()
        self._tell = tell
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        manager, path = f"{LOGIN}.Manager", f"/{LOGIN.replace('.', '/')}"
        self._heard: list[tuple[Any, ...]] = [
            (session, "", "", name, "ActiveChanged", SLOT("screen(bool)")) for name in SCREEN_SAVERS
        ]
        self._heard.append((system, LOGIN, path, manager, "PrepareForSleep", SLOT("sleep(bool)")))
        if own := session_path(os.environ.get("XDG_SESSION_ID", "")):
            self._heard.append((system, LOGIN, own, f"{LOGIN}.Session", "Lock", SLOT("lock()")))
        for bus, *where, slot in self._heard:
            if bus.isConnected():
                bus.connect(*where, self, slot)

    @Slot(bool)
    def screen(self, active: bool) -> None:
        """Hear that the screen saver or lock came or went."""
        if active:
            self._tell(SESSION)

    @Slot(bool)
    def sleep(self, beginning: bool) -> None:
        """Hear that the laptop goes to sleep, or wakes."""
        if beginning:
            self._tell(SLEEP)

    @Slot()
    def lock(self) -> None:
        """Hear that the session is to be locked."""
        self._tell(SESSION)

    def close(self) -> None:
        """Leave the buses."""
        for bus, *where, slot in self._heard:
            bus.disconnect(*where, self, slot)
        self.deleteLater()


def session_path(session: str) -> str:
    """Return the login manager's object of a session by its id, escaped as D-Bus wants it; "" for no id."""
    escaped = "".join(
        letter if letter.isascii() and letter.isalnum() and not (letter.isdigit() and place == 0) else _hex(letter)
        for place, letter in enumerate(session)
    )
    return f"/org/freedesktop/login1/session/{escaped}" if session else ""


def _hex(letter: str) -> str:
    return "".join(f"_{byte:02x}" for byte in letter.encode())


class Message(ctypes.Structure):
    """Windows' MSG, as far as it is read here."""

    _fields_ = (
        ("hwnd", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wParam", ctypes.c_size_t),
        ("lParam", ctypes.c_ssize_t),
    )


class WindowsEar(QWidget):
    """A window that is never shown, to which Windows says that the session is locked or the laptop goes to sleep."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__()
        self._tell = tell
        self._registered = 0
        if sys.platform == "win32":
            window = ctypes.c_void_p(int(self.winId()))
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, 0)  # of this session alone
            register = ctypes.windll.user32.RegisterSuspendResumeNotification  # modern standby tells no other windows
            register.restype = ctypes.c_void_p
            self._registered = register(window, 0) or 0

    def nativeEvent(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Read the messages that this window was made for."""
        if kind == b"windows_generic_MSG":
            said = Message.from_address(int(message))
            if (said.message, said.wParam) == (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK):
                self._tell(SESSION)
            elif (said.message, said.wParam) == (WM_POWERBROADCAST, PBT_APMSUSPEND):
                self._tell(SLEEP)
        return False, 0

    def close(self) -> bool:
        """Give the registrations back."""
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(ctypes.c_void_p(int(self.winId())))
            if self._registered:
                ctypes.windll.user32.UnregisterSuspendResumeNotification(ctypes.c_void_p(self._registered))
        self.deleteLater()
        return super().close()


class MacEar:
    """Hears macOS's distributed notification of a locked screen, through Core Foundation."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._core = core = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        pointer = ctypes.c_void_p
        core.CFStringCreateWithCString.restype = pointer
        core.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterGetDistributedCenter.restype = pointer
        core.CFNotificationCenterGetDistributedCenter.argtypes = []
        heard = ctypes.CFUNCTYPE(None, pointer, pointer, pointer, pointer, pointer)
        core.CFNotificationCenterAddObserver.restype = None
        core.CFNotificationCenterAddObserver.argtypes = [pointer, pointer, heard, pointer, pointer, ctypes.c_long]
        core.CFNotificationCenterRemoveEveryObserver.restype = None
        core.CFNotificationCenterRemoveEveryObserver.argtypes = [pointer, pointer]
        self._call = heard(lambda *_: (tell(SESSION), None)[1])  # kept, for the system calls it
        self._centre = core.CFNotificationCenterGetDistributedCenter()
        name = core.CFStringCreateWithCString(None, b"com.apple.screenIsLocked", 0x08000100)  # UTF-8
        core.CFNotificationCenterAddObserver(self._centre, id(self), self._call, name, None, 4)  # at once

    def close(self) -> None:
        """Hear no more."""
        self._core.CFNotificationCenterRemoveEveryObserver(self._centre, id(self))
