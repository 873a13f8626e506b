"""The papers of a record in its panel: added by button, paste or drop; opened, saved elsewhere, renamed, removed."""

import stat
from collections.abc import Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.focus_order import keep_focus
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_list import short_moment
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.save_dialog import ask_where, ask_which_many
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation.attachments import (
    MOST_BYTES,
    Paper,
    add_paper,
    content_of,
    read_file,
    remove_paper,
    rename_paper,
    size_words,
)
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.safe_files import write_atomically

NAME = (Field("name", "Name", required=True, longest=150),)
OPENED = "A copy to read was opened. It goes when you lock or close; what is changed in it is not kept here."
PDF, PDF_BEGINS = b"%PDF-", 1024  # bytes within which a PDF says that it is one
Content = tuple[str, bytes]


class PapersSection(QWidget):
    """The list of papers of the record in view; `changed` tells that it should be read again."""

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._owner = ("", "")
        self._locked = True
        self._year = 0
        self._private_shown = True
        self.papers: tuple[Paper, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Papers", "heading"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        column.addLayout(self._lines)
        self.add_button = button("Add a paper", self.choose, name="Add a paper to this record")
        self._hint = label(f"Or drop or paste files here, each up to {size_words(MOST_BYTES)}.", "small", wrap=True)
        self._says = label("", "small", wrap=True)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(12)
        row.addWidget(self.add_button)
        row.addWidget(self._hint, 1)
        column.addWidget(self._says)
        self._says.hide()
        self.hide()

    @property
    def ready(self) -> bool:
        """Whether a paper can be added now."""
        return bool(self._owner[0]) and not self._locked

    @property
    def says(self) -> str:
        """What was said last of a paper that was opened or saved."""
        return self._says.text()

    def show_papers(self, owner: tuple[str, str], papers: Sequence[Paper], this_year: int, *, locked: bool) -> None:
        """Show the papers of a record (table, uid); no table hides the section."""
        if owner != self._owner:
            self._say("")
        self.setVisible(bool(owner[0]) and self._private_shown)
        shown = (owner, tuple(papers), this_year, locked)
        if shown == (self._owner, self.papers, self._year, self._locked):
            return
        self._owner, self.papers, self._year, self._locked = shown
        self.add_button.setVisible(not locked)
        self._hint.setVisible(not locked)
        old: list[QWidget] = []
        while (taken := self._lines.takeAt(0)) is not None:
            old += [] if (widget := taken.widget()) is None else [widget]
        lines = [self._line(paper) for paper in self.papers]
        for one in lines or [label("None is kept with this record yet.", "secondary", wrap=True)]:
            self._lines.addWidget(one)
        keep_focus(old, lines, self.add_button)
        for widget in old:
            widget.hide()
            widget.deleteLater()

    def show_private(self, *, shown: bool) -> None:
        """Show or hide the papers, as while presenting."""
        self._private_shown = shown
        self.setVisible(bool(self._owner[0]) and shown)

    def choose(self) -> None:
        """Ask for files, and add them."""
        if self.ready:
            self.add_files(ask_which_many(self, "Add papers"))

    def add_files(self, files: Sequence[Path]) -> None:
        """Add files of this computer; each that can't be kept is told of, and the others are added."""
        for file in files:
            self._tasks.work(
                f"Reading {file.name}", partial(_read, file), then=self._add, failed=self._failed, owner=self
            )

    def takes(self, data: QMimeData) -> bool:
        """Say whether what is dragged or pasted can be added: files, or a picture."""
        return self.ready and (bool(_files(data)) or (data.hasImage() and not data.hasText()))

    def take(self, data: QMimeData) -> None:
        """Add what was dropped or pasted."""
        files = _files(data)
        if files:
            self.add_files(files)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                today = self._tasks.store.clock.today()
                self._tasks.work(
                    "Taking a picture", lambda _: (f"Picture of {format_day(today)}.png", _png(image)),
                    then=self._add, failed=self._failed, owner=self,
                )  # fmt: skip

    def paste(self) -> bool:
        """Add what the clipboard holds; False where that is no file or picture."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not self.takes(data):
            return False
        self.take(data)
        return True

    def open_paper(self, uid: str) -> None:
        """Open a PDF in a window of the program, and anything else as a copy to read in the system's own."""
        self._tasks.work(
            "Opening a paper", lambda _: self._content(uid), then=self._show, failed=self._failed, owner=self
        )

    def save_paper(self, uid: str, name: str) -> None:
        """Ask where, and save a paper there."""
        ending = PurePosixPath(name).suffix or ".file"
        out = ask_where(self, "Save the paper as", name, f"{ending[1:].upper()} (*{ending})")
        if out is not None:
            self._tasks.work(
                f"Saving {out.name}", lambda _: write_atomically(out, self._content(uid)[1]),
                then=lambda _: self._say(
                    f"Saved {out.name} in {out.parent}. That file is outside the partnership, and not encrypted."
                ),
                failed=self._failed, owner=self,
            )  # fmt: skip

    def rename(self, uid: str, name: str) -> None:
        """Ask for another name."""
        AskDialog(
            self._tasks, "Rename the paper", NAME, {"name": name}, "Rename it",
            lambda found: Act(rename_paper, (uid, found["name"])), self, lambda _: self.changed.emit(),
        ).open()  # fmt: skip

    def remove(self, uid: str) -> None:
        """Remove a paper; undo brings it back."""
        self._tasks.write(remove_paper, uid, then=lambda _: self.changed.emit(), owner=self)

    def _add(self, found: Content) -> None:
        self._tasks.write(
            add_paper, *self._owner, *found, then=lambda _: self.changed.emit(), failed=self._failed, owner=self
        )

    def _content(self, uid: str) -> Content:
        with self._tasks.store.reading() as session:
            return content_of(session, uid)

    def _show(self, content: Content) -> None:
        name, data = content
        show, folder = self._tasks.show_pdf, self._tasks.copies
        if show is not None and PDF in data[:PDF_BEGINS] and show(name, data):
            self._say("")
        elif folder is not None:
            self._tasks.work(
                "Opening a copy to read", lambda _: _put(folder, name, data), then=self._hand_over,
                failed=self._failed, owner=self,
            )  # fmt: skip

    def _hand_over(self, copy: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            self._say(OPENED)
        else:
            copy.chmod(stat.S_IRUSR | stat.S_IWUSR)
            copy.unlink()
            self._say("This computer has no program for such files. The copy was removed again; Save as keeps one.")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say(str(error))
        self._tasks.failure.emit(error)

    def _say(self, words: str) -> None:
        self._says.setText(words)
        self._says.setVisible(bool(words))

    def _line(self, paper: Paper) -> QWidget:
        line = QFrame(self)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(paper.name, wrap=True))
        when = short_moment(paper.added_at, self._year)
        column.addWidget(label(f"{size_words(paper.size)}, {paper.added_by}, {when}", "small", wrap=True))
        acts = FlowLayout(gap=12)
        column.addLayout(acts)
        doings = [
            ("Open", partial(self.open_paper, paper.uid)),
            ("Save as", partial(self.save_paper, paper.uid, paper.name)),
        ]
        if not self._locked:
            doings.append(("Rename", partial(self.rename, paper.uid, paper.name)))
            doings.append(("Remove", partial(self.remove, paper.uid)))
        for words, function in doings:
            act = button(words, function, kind="link", name=f"{words} {paper.name}")
            act.setObjectName(f"{words} {paper.uid}")  # known again under another name
            acts.addWidget(act)
        return line


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def _read(file: Path, progress: Progress) -> Content:
    progress.step(0)
    return read_file(file)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def _put(folder: Path, name: str, data: bytes) -> Path:
    """Write a copy that only this user can read, and nobody change; whoever owns the folder removes it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = PurePosixPath(name).suffix
    number, copy = 1, folder / name
    while copy.exists():
        number += 1
        copy = folder / f"{name.removesuffix(ending)} ({number}){ending}"
    write_atomically(copy, data)
    copy.chmod(stat.S_IRUSR)
    return copy
