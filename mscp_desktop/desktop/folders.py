"""A file that was saved: the notice that says where it lies, and a way to open that folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mscp_desktop.desktop.messages import Notice, Weight


def saved_notice(out: Path, words: str, notify: Callable[[Notice], None]) -> Notice:
    """Return what is said of a file that was saved: its folder, then `words`, and the offer to open the folder.

    `notify` is told where the computer has no program for that.
    """
    folder = out.absolute().parent
    words = f"Saved {out.name} in {folder}. {words}".strip()
    return Notice(words, Weight.GOOD, ("Open the folder", lambda: _open(folder, notify)), passing=True)


def _open(folder: Path, notify: Callable[[Notice], None]) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        notify(Notice(f"This computer has no program that opens folders. The file is in {folder}.", Weight.WARNING))
