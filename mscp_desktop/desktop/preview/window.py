"""A window that shows a document as it prints, and prints, saves or hands it to the computer's own reader."""

import stat
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command, action_of
from mscp_desktop.desktop.deliveries import Cancelled
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.parts import button, label, tip_of
from mscp_desktop.desktop.preview.bar import PreviewBar
from mscp_desktop.desktop.preview.file import Heading, PdfFile
from mscp_desktop.desktop.preview.find import Finder
from mscp_desktop.desktop.preview.previews import SMALLEST, Paper, file_name, put_copy
from mscp_desktop.desktop.preview.printer import chosen_pages, lay_paper, print_pages
from mscp_desktop.desktop.preview.thumbnails import Thumbnails
from mscp_desktop.desktop.preview.view import Fit, PageView
from mscp_desktop.desktop.save_dialog import ask_where
from mscp_desktop.desktop.shortcut_sheet import ShortcutSheet
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.safe_files import write_atomically

SIDE = 240  # pixels of the outline
OPENED = (
    "A copy to read was opened in this computer's PDF reader. It is not encrypted; it is removed when you lock or"
    " close the program."
)


class PreviewWindow(QMainWindow):
    """One document. `closed` tells that the window is gone."""

    closed = Signal()

    def __init__(self, paper: Paper, tasks: Tasks, theme: Theme, copies: Path, parent: QWidget | None = None) -> None:
        """`copies` is the private folder that a copy to read is put into."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.paper, self._tasks, self._theme, self._copies = paper, tasks, theme, copies
        self._file = PdfFile(paper.pdf)
        self._open = True
        self.setWindowTitle(f"{paper.name} – Preview")  # noqa: RUF001 - a dash parts them, as elsewhere
        self.setWindowIcon(theme.icon("app", "accent"))
        self.setMinimumSize(*SMALLEST)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.split = QSplitter(Qt.Orientation.Horizontal, whole)
        self.outline = QListWidget(self.split)
        self.thumbnails = Thumbnails(self._file, self.split)
        self.view = PageView(self._file, paper.name, self.split)
        self.words = QPlainTextEdit(self.split, readOnly=True)
        self.finder = Finder(self._file, self)
        self.bar = PreviewBar(self, theme, self._file.first)
        column.addWidget(self.bar)
        column.addWidget(self.split, 1)
        self._says = _Says(self)
        column.addWidget(self._says)
        self.setCentralWidget(whole)
        self._fill_outline(self._file.headings())
        self._set_up()
        self._commands = self._own_commands()
        self.bar.fill({command.name: command for command in self._commands})
        self.addActions([action_of(command, self) for command in self._commands])
        FocusRing(self)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def busy(self) -> bool:
        """Whether pages or what was searched for are still on their way."""
        return self.view.busy or self.finder.busy or self.thumbnails.busy

    @property
    def said(self) -> str:
        """What stands in the line below the pages."""
        return self._says.words.text()

    def commands(self) -> list[Command]:
        """Return what can be done here."""
        return self._commands

    def print_to(self, printer: QPrinter) -> None:
        """Print the pages that were chosen for a printer, as a task that can be stopped."""
        pages = chosen_pages(printer, self.view.count, self.view.page, self._file.first)
        count = f"{len(pages)} page{'' if len(pages) == 1 else 's'}"
        name, data = self.paper.name, self.paper.pdf

        def work(progress: Progress) -> int:
            return print_pages(data, printer, pages, progress.step)

        self._say(f"Printing {count}…")
        self._tasks.work(
            f"Printing {name}", work, then=lambda _done: self._say(f"Sent {count} to the printer."),
            failed=self._failed, owner=self,
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the bar in two lines where there is little room, and leave the room to the pages."""
        super().resizeEvent(event)
        self.setMinimumWidth(max(SMALLEST[0], self.bar.least()))
        self.bar.show_narrow(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc: out of the search and back to the pages, then away."""
        if event.key() == Qt.Key.Key_Escape:
            if self.view.hasFocus():
                self.close()
            else:
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the document."""
        if self._open:
            self._open = False
            self.finder.close()
            self.view.close_file()
            self.thumbnails.close_file()
            self._file.close()
            self.closed.emit()
        super().closeEvent(event)
        parent = self.parentWidget()
        if parent is not None and parent.isVisible():
            parent.window().activateWindow()  # not every window manager hands the keyboard back

    def _set_up(self) -> None:
        self.outline.setAccessibleName("Headings of the document")
        self.outline.setFrameShape(QFrame.Shape.NoFrame)
        self.outline.itemActivated.connect(self._go_heading)
        self.outline.itemClicked.connect(self._go_heading)
        self.outline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.outline.setSpacing(3)
        self.outline.hide()
        self.thumbnails.hide()
        self.thumbnails.chosen.connect(self._show_small)
        self.words.setAccessibleName("Text of the page in view")
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self.words.hide()
        self.split.setSizes([SIDE, self.thumbnails.minimumWidth(), 3 * SIDE, SIDE * 2])
        self.split.setStretchFactor(2, 1)
        self.view.paged.connect(self._paged)
        self.view.zoomed.connect(lambda: self.bar.show_zoom(self.view.fit, self.view.zoom))
        self.finder.told.connect(self._told)
        self.bar.sought.connect(lambda typed: self.finder.seek(typed, self.view.page))
        self.bar.gone.connect(self._go_page)
        self.bar.sized.connect(self._size)
        self.bar.left.connect(partial(self.view.setFocus, Qt.FocusReason.OtherFocusReason))
        self.bar.show_page(0, self.view.count)
        self.bar.show_zoom(self.view.fit, self.view.zoom)

    def _own_commands(self) -> list[Command]:
        view = self.view
        return [
            Command("print", "Print…", self._print, "Ctrl+P"),
            Command("save", "Save as…", self._save, "Ctrl+S"),
            Command("reader", "Open in the PDF reader", self._open_in_reader, "Ctrl+O"),
            Command("find", "Find in the document", self.bar.ask_find, "Ctrl+F"),
            Command("next", "Next place found", partial(self._step_hit, 1), "F3", lambda: bool(self.finder.hits)),
            Command("before", "Previous place found", partial(self._step_hit, -1), "Shift+F3",
                    lambda: bool(self.finder.hits)),
            Command("page", "Go to a page", self.bar.ask_page, "Ctrl+G"),
            Command("larger", "Larger", partial(view.step, 1), "Ctrl+="),
            Command("smaller", "Smaller", partial(view.step, -1), "Ctrl+-"),
            Command("actual", "Actual size", partial(view.show_zoom, 1.0), "Ctrl+0"),
            Command("width", "Fit width", partial(view.show_fit, Fit.WIDTH), "Ctrl+1"),
            Command("whole", "Fit page", partial(view.show_fit, Fit.PAGE), "Ctrl+2"),
            Command("outline", "Show the headings", self._toggle_outline, "F7", lambda: self.outline.count() > 0),
            Command("small", "Show small pages at the side", self._toggle_small, "F9"),
            Command("text", "Show the page as text", self._toggle_words, "F8"),
            Command("mark", "Mark all text of the page", view.mark_page, "Ctrl+A"),
            Command("copy", "Copy the marked text", self._copy, "Ctrl+C"),
            Command("shortcuts", "Show the keyboard shortcuts", self._show_shortcuts, "F1"),
            Command("close", "Close the preview", self._close_window, "Ctrl+W"),
        ]  # fmt: skip

    def _fill_outline(self, headings: list[Heading]) -> None:
        for heading in headings:
            item = QListWidgetItem("   " * heading.level + heading.title, self.outline)
            item.setData(Qt.ItemDataRole.UserRole, (heading.page, heading.top))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{heading.title}, page {heading.page + self._file.first}")
            item.setToolTip(tip_of(f"{heading.title}, page {heading.page + self._file.first}"))

    def _go_heading(self, item: QListWidgetItem) -> None:
        page, top = item.data(Qt.ItemDataRole.UserRole)
        self.view.show_page(page, top)

    def _go_page(self, number: int) -> None:
        self.view.show_page(number)
        self.bar.show_page(self.view.page, self.view.count)  # also where there is no such page

    def _size(self, size: object) -> None:
        if isinstance(size, Fit):
            self.view.show_fit(size)
        elif isinstance(size, float):
            self.view.show_zoom(size)

    def _paged(self, number: int) -> None:
        self.bar.show_page(number, self.view.count)
        self.thumbnails.show_page(number)
        if self.words.isVisible():
            self.view.read_page(self._show_words)

    def _show_words(self, text: str) -> None:
        if self.words.toPlainText() != text:
            self.words.setPlainText(text)

    def _toggle_words(self) -> None:
        self.words.setVisible(not self.words.isVisible())
        if self.words.isVisible():
            self.view.read_page(self._show_words)
            if self.width() < 4 * SIDE:
                self.outline.hide()
                self.thumbnails.hide()
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_outline(self) -> None:
        self._toggle_side(self.outline, self.thumbnails)

    def _toggle_small(self) -> None:
        self.thumbnails.show_page(self.view.page)
        self._toggle_side(self.thumbnails, self.outline)

    def _toggle_side(self, wanted: QWidget, other: QWidget) -> None:
        """Show one of the two lists at the side, with the keyboard, or put it away."""
        shown = not wanted.isVisible()
        other.hide()
        wanted.setVisible(shown)
        (wanted if shown else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_small(self, number: int) -> None:
        """Go to a page that was chosen among the small ones, which keep the keyboard."""
        if number != self.view.page:
            self.view.show_page(number)

    def _told(self, done: bool) -> None:
        hits = self.finder.hits
        current = self.view.hit if self.view.hit in hits else None
        if current is None and hits:
            current = next((hit for hit in hits if hit.page >= self.view.page), hits[0])
        self._show_hit_count(hits.index(current) if current else -1, done)
        self.view.show_hits(hits, current)

    def _step_hit(self, by: int) -> None:
        hits = self.finder.hits
        at = hits.index(self.view.hit) + by if self.view.hit in hits else 0
        at %= len(hits)
        self.view.show_hits(hits, hits[at])
        self._show_hit_count(at, self.finder.done)

    def _show_hit_count(self, at: int, done: bool) -> None:
        self.bar.show_found(at, len(self.finder.hits), done)

    def _copy(self) -> None:
        """Copy what is marked; where nothing is, all that the page in view says."""
        marked = self.view.marked_text()
        if marked:
            QGuiApplication.clipboard().setText(marked)
            self._say("Copied what was marked.")
        else:
            self.view.read_page(self._copy_page)

    def _copy_page(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(f"Nothing was marked, so all text of page {self.view.page + self._file.first} was copied.")

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.paper.name)
        lay_paper(printer, self._file.sizes[self.view.page], paper=True)
        dialog = QPrintDialog(printer, self)
        option = QPrintDialog.PrintDialogOption
        dialog.setOptions(option.PrintPageRange | option.PrintCurrentPage | option.PrintCollateCopies
                          | option.PrintToFile | option.PrintShowPageSize)  # fmt: skip
        dialog.setMinMax(self._file.first, self._file.first + self.view.count - 1)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)

    def _save(self) -> None:
        out = ask_where(self, "Save as", f"{file_name(self.paper.name)}.pdf", self.paper.kinds)
        if out is None:
            return
        paper = self.paper

        def work(progress: Progress) -> None:
            if out.suffix.lower() == ".pdf" or paper.write is None:
                write_atomically(out, paper.pdf)
            else:
                paper.write(out, progress)

        self._tasks.work(
            f"Saving {out.name}", work, failed=self._failed, owner=self,
            then=lambda _: self._say(f"Saved {out.name} in {out.absolute().parent}."),
        )  # fmt: skip

    def _open_in_reader(self) -> None:
        name, folder, data = file_name(self.paper.name), self._copies, self.paper.pdf
        self._tasks.work(
            "Opening a copy to read", lambda _progress: put_copy(folder, name, data), then=self._hand_over,
            failed=self._failed, owner=self,
        )  # fmt: skip

    def _hand_over(self, copy: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            self._say(OPENED)
        else:
            copy.chmod(stat.S_IRUSR | stat.S_IWUSR)
            copy.unlink(missing_ok=True)
            self._say("This computer has no program for PDF files that could be opened. The copy was removed again.")

    def _failed(self, error: Exception) -> None:
        stopped = isinstance(error, Cancelled)
        self._say("Stopped. Nothing more is printed or saved." if stopped else notice_of(error).words)

    def _say(self, words: str) -> None:
        self._says.say(words)

    def _close_window(self) -> None:
        self.close()

    def _show_shortcuts(self) -> None:
        ShortcutSheet([("Preview", self._commands)], self).open()


class _Says(QFrame):
    """The line below the pages: what was done, until it is closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        self.words = label("", wrap=True)
        row.addWidget(self.words, 1)
        row.addWidget(button("Close", self.hide, kind="quiet", name="Close this message"))
        self.hide()

    def say(self, words: str) -> None:
        """Show a sentence, and have it read out."""
        self.words.setText(words)
        self.show()
        announce(self, words)
