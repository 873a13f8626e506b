"""The bar above a document: page, size, searching, and what can be done with it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.preview.view import STEPS, Fit
from mscp_desktop.desktop.theme import Theme

EDGE = 12  # pixels
TYPED_OUT = 200  # milliseconds after the last letter
ICONS = {
    "larger": "add", "smaller": "minus", "before": "chevron-up", "next": "chevron-down", "outline": "outline",
    "small": "pages", "text": "text", "reader": "open", "save": "export", "print": "print",
}  # fmt: skip


class PreviewBar(QFrame):
    """Tells what was asked for: `sought` a text, `gone` to a page from 0, `sized` to a `Fit` or a zoom.

    `left` tells that the keyboard wants back to the pages.
    """

    sought = Signal(str)
    gone = Signal(int)
    sized = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget, theme: Theme, first: int = 1) -> None:
        """`first` is the number of the document's first page."""
        super().__init__(parent)
        self._theme, self._first = theme, first
        self.setProperty("role", "bar-top")
        self._rows: tuple[QHBoxLayout, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._words: dict[str, str] = {}
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(EDGE, 6, EDGE, 6)
        self._lines.setSpacing(8)
        self.page = QLineEdit(self)
        self.page.setValidator(QIntValidator(0, 999_999, self))
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setAccessibleName("Page")
        self.page.setFixedWidth(self.page.fontMetrics().horizontalAdvance("0,000") + 36)
        self._of = label("", "secondary")
        self.sizes = QComboBox(self)
        self.sizes.setAccessibleName("Size of the pages")
        for fit in Fit:
            self.sizes.addItem(fit.value, fit)
        for step in STEPS:
            self.sizes.addItem(f"{step:.0%}", step)
        self.sizes.setMinimumWidth(self.sizes.fontMetrics().horizontalAdvance(Fit.WIDTH.value) + 64)
        self.typed = QLineEdit(self, placeholderText="Find", clearButtonEnabled=True)
        self.typed.setAccessibleName("Find in the document")
        self.typed.setMinimumWidth(110)
        self._count = label("", "secondary")
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("000 of 0,000"))
        self._pause = QTimer(self, singleShot=True, interval=TYPED_OUT)
        self._pause.timeout.connect(lambda: self.sought.emit(self.typed.text()))
        self.typed.textChanged.connect(lambda _: self._pause.start())
        self.typed.installEventFilter(self)
        self.page.installEventFilter(self)
        self.sizes.activated.connect(lambda index: self.sized.emit(self.sizes.itemData(index)))
        theme.changed.connect(self._dress)

    def fill(self, commands: dict[str, Command]) -> None:
        """Make the buttons of these commands, by name."""
        reading, doing = QHBoxLayout(), QHBoxLayout()
        self._lines.addLayout(reading, 1)
        self._lines.addLayout(doing)
        for row in (reading, doing):
            row.setSpacing(6)
        for name, words in (("small", "Pages"), ("outline", "Headings"), ("text", "Text")):
            doing.addWidget(self._button(commands[name], words, "quiet"))
        doing.addStretch(1)
        reading.addWidget(self.page)
        reading.addWidget(self._of)
        reading.addWidget(self._button(commands["smaller"], "", "quiet"))
        reading.addWidget(self.sizes)
        reading.addWidget(self._button(commands["larger"], "", "quiet"))
        reading.addWidget(self.typed, 1)
        for name in ("before", "next"):
            reading.addWidget(self._button(commands[name], "", "quiet"))
        reading.addWidget(self._count)
        doing.addWidget(self._button(commands["reader"], "Open in reader", None))
        doing.addWidget(self._button(commands["save"], "Save as…", None))
        doing.addWidget(self._button(commands["print"], "Print…", "primary"))
        self._rows = (reading, doing)
        self._dress()
        self.show_found(-1, 0, done=True)

    def show_narrow(self, width: int) -> None:
        """Stand in two lines where there is little room, and leave words to the tooltips where there is less."""
        self._show_words(shown=True)
        directions = QBoxLayout.Direction
        beside = sum(row.minimumSize().width() for row in self._rows) + 3 * EDGE
        self._lines.setDirection(directions.TopToBottom if width < beside else directions.LeftToRight)
        if width < self._widest():
            self._show_words(shown=False)

    def least(self) -> int:
        """Return the width below which something would be cut off."""
        shown = any(self._buttons[name].text() for name in self._words)
        self._show_words(shown=False)
        least = self._widest()
        self._show_words(shown=shown)
        return least

    def _show_words(self, *, shown: bool) -> None:
        for name, words in self._words.items():
            self._buttons[name].setText(words if shown else "")
        for row in self._rows:
            row.invalidate()

    def _widest(self) -> int:
        return max((row.minimumSize().width() for row in self._rows), default=0) + 2 * EDGE

    def show_page(self, number: int, count: int) -> None:
        """Show which page, from 0, is in view."""
        if not self.page.hasFocus():
            self.page.setText(str(number + self._first))
        self._of.setText(f"of {count + self._first - 1:,}")

    def show_zoom(self, fit: Fit | None, zoom: float) -> None:
        """Show how large the pages are."""
        index = self.sizes.findData(fit) if fit is not None else self.sizes.findText(f"{zoom:.0%}")
        self.sizes.setCurrentIndex(index)
        self.sizes.setToolTip(f"{zoom:.0%}")

    def show_found(self, at: int, count: int, done: bool) -> None:
        """Show which of the places found is at hand, -1 for none."""
        typed = bool(self.typed.text().strip())
        words = f"{at + 1:,} of {count:,}" if count else ("Not found" if done else "Looking…") if typed else ""
        if words != self._count.text():
            self._count.setText(words)
            if done and typed:
                announce(self._count, words)
        for name in ("before", "next"):
            self._buttons[name].setEnabled(count > 0)

    def ask_find(self) -> None:
        """Put the keyboard where a text to search for is typed."""
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.selectAll()

    def ask_page(self) -> None:
        """Put the keyboard where a page's number is typed."""
        self.page.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc from what is typed in."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.page and entered:
                self.left.emit()
                self.gone.emit(int(self.page.text() or self._first) - self._first)
                return True
            if watched is self.typed and entered:
                if self._pause.isActive():
                    self._pause.stop()
                    self.sought.emit(self.typed.text())
                else:
                    shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                    self._buttons["before" if shift else "next"].click()
                return True
            if event.key() == Qt.Key.Key_Escape:
                if watched is self.typed:
                    self.typed.clear()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, command: Command, words: str, kind: str | None) -> QPushButton:
        made = button(words, command.call, kind=kind, name=command.words, tip=command.tooltip())
        made.setEnabled(command.ready)
        self._buttons[command.name] = made
        if words and kind != "primary":
            self._words[command.name] = words
        return made

    def _dress(self) -> None:
        for name, made in self._buttons.items():
            made.setIcon(self._theme.icon(ICONS[name], "on_accent" if name == "print" else "text"))
