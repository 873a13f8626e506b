"""What a screen reader is told: reads a program's windows over the accessibility bus. Run inside `dbus-run-session`.

Usage: bus_reading.py PLACE PASSPHRASE; prints what was found as JSON.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ACCESSIBLE = "org.a11y.atspi.Accessible"
PATIENCE = 20.0  # seconds
PROGRAM = (
    "import sys; from pathlib import Path; from mscp_desktop import app;"
    " app.run_window(Path(sys.argv[1]), passphrase=sys.argv[2])"
)
DEEPEST, WIDEST = 14, 60


def start_display() -> tuple[subprocess.Popen[bytes], str]:
    """Start an X server that shows nothing, and return its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"], pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as said:
        return server, f":{said.readline().strip()}"


def open_bus() -> DBusConnection:
    """Return a connection to the accessibility bus of this session."""
    asked = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    with open_dbus_connection("SESSION") as session:
        status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
        session.send_and_get_reply(Properties(status).set("IsEnabled", "b", True), timeout=PATIENCE)
        (address,) = session.send_and_get_reply(new_method_call(asked, "GetAddress"), timeout=PATIENCE).body
    return open_dbus_connection(address)


def children(bus: DBusConnection, name: str, path: str) -> list[tuple[str, str]]:
    """Return the children of one accessible object as (owner, path)."""
    asked = DBusAddress(path, name, ACCESSIBLE)
    return list(bus.send_and_get_reply(new_method_call(asked, "GetChildren"), timeout=PATIENCE).body[0])


def told(bus: DBusConnection, name: str, path: str) -> tuple[str, str]:
    """Return the role and the name of one accessible object."""
    asked = DBusAddress(path, name, ACCESSIBLE)
    role = bus.send_and_get_reply(new_method_call(asked, "GetRoleName"), timeout=PATIENCE).body[0]
    said = bus.send_and_get_reply(Properties(asked).get("Name"), timeout=PATIENCE).body[0][1]
    return role, said


def read(bus: DBusConnection, name: str, path: str, left: int) -> list[tuple[str, str]]:
    """Return role and name of everything below an object, so many levels deep."""
    found = []
    for owner, below in children(bus, name, path)[:WIDEST]:
        found.append(told(bus, owner, below))
        if left and found[-1][0] not in {"table", "list"}:
            found += read(bus, owner, below, left - 1)
    return found


def main() -> int:
    """Start the program, read it, end it."""
    server, display = start_display()
    surroundings = os.environ | {
        "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1",
        "XDG_CONFIG_HOME": str(Path(sys.argv[1]).parent / "config"),
    }  # fmt: skip
    bus = open_bus()
    program = subprocess.Popen([sys.executable, "-c", PROGRAM, *sys.argv[1:3]], env=surroundings)
    found: list[tuple[str, str]] = []
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not any(role == "table" for role, _ in found):
            time.sleep(0.05)  # another process starts; there is nothing to wait on
            applications = children(bus, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
            found = [one for owner, path in applications for one in read(bus, owner, path, DEEPEST)]
    finally:
        for process in (program, server):
            process.kill()
            process.wait()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
