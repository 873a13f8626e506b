"""Word and Excel files as PDF, made by LibreOffice where this computer has it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath

FILTERS = {
    "writer_pdf_Export": (".docx", ".doc", ".odt", ".rtf"),
    "calc_pdf_Export": (".xlsx", ".xls", ".ods"),
    "impress_pdf_Export": (".pptx", ".ppt", ".odp"),
}
ENDINGS = {ending: name for name, endings in FILTERS.items() for ending in endings}
TAGGED = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
LONGEST = 90.0  # seconds for one file
LOOKED_EVERY = 0.1
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def converter() -> Path | None:
    """Return the program that makes PDFs of office files, None where this computer has none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    usual = [found, *PLACES] if found else PLACES
    return next((Path(one) for one in usual if one is not None and Path(one).is_file()), None)


def as_pdf(program: Path, name: str, data: bytes, room: Path, wanted: Callable[[], None]) -> bytes | None:
    """Return an office file as PDF, None where the program could not make one in time.

    `room` is a private folder: the file lies there while the program reads it, in a folder of its own with the
    program's settings, and everything is removed again. `wanted` is called while it works, and may raise to stop it.
    """
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="making-", dir=room))
    try:
        ending = PurePosixPath(name).suffix.lower()
        file = folder / f"paper{ending}"
        file.write_bytes(data)
        made = folder / "paper.pdf"
        kind = f"pdf:{ENDINGS[ending]}:{TAGGED}"
        command = [
            str(program), f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--convert-to", kind, "--outdir", str(folder), str(file),
        ]  # fmt: skip
        env = os.environ | {"TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder)}
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            running = subprocess.Popen(
                command, cwd=folder, env=env, creationflags=hidden, start_new_session=sys.platform != "win32",
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            return None
        try:
            _wait(running, wanted)
        finally:
            _stop(running)
        return made.read_bytes() if made.is_file() else None
    finally:
        _remove(folder)


def _wait(running: "subprocess.Popen[bytes]", wanted: Callable[[], None]) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        wanted()
        with suppress(subprocess.TimeoutExpired):
            running.wait(LOOKED_EVERY)
            return


def _stop(running: "subprocess.Popen[bytes]") -> None:
    """End the program, with what it started itself."""
    if running.poll() is None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(running.pid)], check=False, capture_output=True)
        else:
            import signal  # noqa: PLC0415 - Windows has no groups of processes

            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _remove(folder: Path) -> None:
    """Remove a folder; what a program holds a moment longer goes at the next attempt."""
    for wait in (0.0, 0.2, 0.5, 1.0):
        time.sleep(wait)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
