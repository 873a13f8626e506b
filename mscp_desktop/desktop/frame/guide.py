"""The guide in a window of its own, beside the work it explains."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.frame.guide_pages import FIRST, GuidePage, folder, matching
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import fit
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

SIZE = (860, 620)
CONTENTS = 264
MOST_CONTENTS = 0.36  # of the width
WIDEST_PICTURE = 560  # pixels at 100%
LEAST_PICTURE = 120  # pixels


class GuideWindow(QDialog):
    """Contents and search on the left, a page on the right.

    A link leads to another page of the guide, or with "page:" and "command:" to a place in the program: `go` is given
    such a link whole and says whether it led anywhere.
    """

    def __init__(
        self, pages: Sequence[GuidePage], theme: Theme, go: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle("Guide")
        fit(self, SIZE)
        self._pages = {page.name: page for page in pages}
        self._theme, self._go = theme, go
        self._visited: list[str] = []
        self._at = -1
        self._wide, self._fitted = 0, False  # how wide the pictures are, and whether those in view are so yet
        self.back = button("", lambda: self._step(-1), kind="quiet", name="Back", tip="Back (Alt+Left)")
        self.forward = button("", lambda: self._step(1), kind="quiet", name="Forward", tip="Forward (Alt+Right)")
        self._print = button("Print…", self._print_page, kind="quiet", tip="Print this page (Ctrl+P)")
        self.search = QLineEdit(placeholderText="Search the guide", clearButtonEnabled=True)
        self.search.setAccessibleName("Search the guide")
        self.contents = QListWidget()
        self.contents.setAccessibleName("Contents")
        self.contents.setWordWrap(True)
        self.contents.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.contents.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = label("", "secondary", wrap=True)
        self._none.hide()
        self.shown = QTextBrowser(openLinks=False)
        self.shown.setAccessibleName("Guide")
        self.shown.setSearchPaths([str(folder())])
        self.shown.document().setDocumentMargin(grown(16))
        self.shown.viewport().installEventFilter(self)
        self._lay_out()
        self.search.textEdited.connect(self._find)
        self.search.returnPressed.connect(self._open_first)
        self.contents.currentItemChanged.connect(self._chosen)
        self.contents.itemActivated.connect(lambda _: self.shown.setFocus())
        self.shown.anchorClicked.connect(self._follow)
        for keys, call in (
            ("Alt+Left", lambda: self._step(-1)), ("Alt+Right", lambda: self._step(1)), ("Ctrl+F", self._start_search),
            ("Ctrl+P", self._print_page), ("F1", lambda: self.open_page(FIRST)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, call)
        theme.changed.connect(self._dress)
        FocusRing(self)
        self._fill(pages)
        self._dress()

    @property
    def name(self) -> str:
        """The name of the page in view."""
        return self._visited[self._at] if self._visited else ""

    def open_page(self, name: str) -> None:
        """Show a page of the guide, the first one where there is none of that name."""
        name = name if name in self._pages else FIRST
        if name != self.name:
            del self._visited[self._at + 1 :]
            self._visited.append(name)
            self._at = len(self._visited) - 1
        self._show()

    def _show(self) -> None:
        page = self._pages[self.name]
        self.shown.setDocumentTitle(page.title)
        self._fitted = False
        self.shown.document().setMarkdown(page.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._fit_pictures()
        self.shown.moveCursor(QTextCursor.MoveOperation.Start)
        self.setWindowTitle(f"Guide: {page.title}")
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at < len(self._visited) - 1)
        self.contents.blockSignals(True)
        for row in range(self.contents.count()):
            if self.contents.item(row).data(Qt.ItemDataRole.UserRole) == page.name:
                self.contents.setCurrentRow(row)
        self.contents.blockSignals(False)
        announce(self.shown, page.title)

    def _fit_pictures(self) -> None:
        room = self.shown.viewport().width() - 2 * round(self.shown.document().documentMargin())
        wide = max(LEAST_PICTURE, min(grown(WIDEST_PICTURE), room))
        if wide != self._wide or not self._fitted:
            self._wide, self._fitted = wide, True
            _fit_pictures(self.shown.document(), wide)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the pictures to the room that the page has, so that nothing has to be scrolled to at its side."""
        if event.type() is QEvent.Type.Resize and self._visited:
            self._fit_pictures()
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._visited):
            self._at += by
            self._show()

    def _follow(self, link: QUrl) -> None:
        target = link.toString()
        if target.endswith(".md"):
            self.open_page(target.removesuffix(".md"))
        elif link.scheme() in {"page", "command"} and self._go(target):
            parent = self.parentWidget()
            if parent is not None:
                parent.activateWindow()

    def _find(self, typed: str) -> None:
        found = matching(self._pages.values(), typed) if typed.strip() else list(self._pages.values())
        self._fill(found)
        self._none.setVisible(not found)
        self._none.setText(f"Nothing is found for “{typed.strip()}”. Try fewer letters.")
        self.contents.setVisible(bool(found))

    def _open_first(self) -> None:
        if self.contents.count():
            self.open_page(self.contents.item(0).data(Qt.ItemDataRole.UserRole))
            self.shown.setFocus()

    def _start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_page(item.data(Qt.ItemDataRole.UserRole))

    def _fill(self, pages: Sequence[GuidePage]) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in pages:
            item = QListWidgetItem("Contents" if page.name == FIRST else page.title, self.contents)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            if page.name == self.name:
                self.contents.setCurrentItem(item)
        self.contents.blockSignals(False)

    def _print_page(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - the guide is seldom printed

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            self.paper().print_(printer)

    def paper(self) -> QTextDocument:
        """Return the page in view as it is printed: black on white, whatever the window looks like."""
        made = QTextDocument(self)
        made.setBaseUrl(QUrl.fromLocalFile(f"{folder()}/"))
        made.setMarkdown(self._pages[self.name].text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        _fit_pictures(made, WIDEST_PICTURE)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        row = QHBoxLayout()
        column.addLayout(row)
        for widget in (self.back, self.forward):
            row.addWidget(widget)
        row.addWidget(self.search, 1)
        row.addWidget(self._print)
        side = QWidget()
        lines = QVBoxLayout(side)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._none)
        lines.addWidget(self.contents, 1)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(12)
        split.addWidget(side)
        split.addWidget(self.shown)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)

    def _dress(self) -> None:
        for one, icon in ((self.back, "back"), (self.forward, "forward"), (self._print, "print")):
            one.setIcon(self._theme.icon(icon))
        side = min(grown(CONTENTS), round(self.width() * MOST_CONTENTS))
        self._split.setSizes([side, self.width() - side])
        if self._visited:
            self._show()  # links have the colour of the look they were drawn in


def _fit_pictures(document: QTextDocument, widest: int) -> None:
    """Draw pictures no wider than this; a picture is a character of its own."""
    cursor = QTextCursor(document)
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        form = cursor.charFormat()
        if form.isImageFormat():
            picture = form.toImageFormat()
            picture.setWidth(widest)
            cursor.setCharFormat(picture)
        cursor.setPosition(cursor.position())
