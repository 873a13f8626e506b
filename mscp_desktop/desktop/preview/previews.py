"""The documents that can be previewed, the windows that show them, and the copies that other programs read."""

import re
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.safe_files import write_atomically

if TYPE_CHECKING:
    from mscp_desktop.desktop.preview.window import PreviewWindow

PDF_ONLY = "PDF (*.pdf)"
SMALLEST = (480, 300)
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document; `name` is its title and proposes the name of its file.

    `write` makes the other kinds that `kinds` offers, on any thread: (file, progress). The PDF that is saved is the
    one that is seen.
    """

    name: str
    pdf: bytes
    kinds: str = PDF_ONLY
    write: Callable[[Path, Progress], None] | None = None


class Previews(QObject):
    """The previews of one open vault; with it they and their copies to read go."""

    def __init__(self, tasks: Tasks, theme: Theme, copies: Path) -> None:
        """What an earlier run that was cut short left in `copies` is removed."""
        super().__init__()
        self._tasks, self._theme, self._copies = tasks, theme, copies
        self.windows: list[PreviewWindow] = []
        remove_copies(copies)

    def show(self, paper: Paper, parent: QWidget) -> "PreviewWindow":
        """Open a window on a document."""
        from mscp_desktop.desktop.preview.window import PreviewWindow  # noqa: PLC0415 - PDFium is slow to load

        window = PreviewWindow(paper, self._tasks, self._theme, self._copies, parent)
        self.windows.append(window)
        window.closed.connect(partial(self._forget, window))
        window.resize(max(SMALLEST[0], round(parent.width() * 0.85)), max(SMALLEST[1], round(parent.height() * 0.92)))
        window.show()
        return window

    def show_pdf(self, name: str, data: bytes, parent: QWidget) -> bool:
        """Open a window on a PDF of any origin, named as its file is; False where it can't be read, or not by us."""
        from mscp_desktop.desktop.preview.file import readable  # noqa: PLC0415 - as above

        if not readable(data):
            return False
        self.show(Paper(name.removesuffix(".pdf"), data), parent)
        return True

    def close(self) -> None:
        """Close every window, and remove the copies."""
        for window in list(self.windows):
            window.close()
        remove_copies(self._copies)

    def _forget(self, window: "PreviewWindow") -> None:
        self.windows.remove(window)


def file_name(words: str) -> str:
    """Return words as a name that a file can have on any system."""
    return " ".join(UNFIT.sub(" ", words).split()).strip(" .")[:120] or "Document"


def put_copy(folder: Path, name: str, data: bytes) -> Path:
    """Write a copy that only this user can read, and nobody change, and return it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, copy = 1, folder / f"{name}.pdf"
    while copy.exists():
        number += 1
        copy = folder / f"{name} ({number}).pdf"
    write_atomically(copy, data)
    copy.chmod(stat.S_IRUSR)
    return copy


def remove_copies(folder: Path) -> None:
    """Remove every copy; one that another program still holds goes at the next chance."""
    if folder.is_dir():
        for copy in folder.rglob("*"):
            if copy.is_file():
                with suppress(OSError):
                    copy.chmod(stat.S_IRUSR | stat.S_IWUSR)  # Windows removes nothing that is read-only
        shutil.rmtree(folder, ignore_errors=True)
