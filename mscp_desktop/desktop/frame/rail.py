"""The rail on the left: the pages there are, and where we are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import label, literal, rule
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

WIDTH, NARROW_WIDTH = 196, 56  # pixels at 100%
MOST_SHORTCUTS = 9


def shortcut_of(page: Page, number: int) -> str | None:
    """Return the keys that go to the page that has this number, from 1, in the rail; None where there are none."""
    return f"Ctrl+{number}" if number <= MOST_SHORTCUTS else page.shortcut or None


class Rail(QFrame):
    """One button for each page; `chosen` gives the key of the page that was asked for."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[Page], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName("Pages")
        self._theme = theme
        self._narrow = False
        self._buttons: dict[str, tuple[Page, QPushButton, QLabel]] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        scroll = QScrollArea(self, widgetResizable=True)
        inside = QWidget()
        inside.setProperty("role", "plain")
        scroll.setWidget(inside)  # before it is filled, for the style sheet is read again for all that is moved
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(2)
        section = pages[0].section if pages else 0
        for number, page in enumerate(pages, 1):
            if page.section != section:
                section = page.section
                column.addSpacing(9)
                column.addWidget(rule())
                column.addSpacing(9)
            column.addWidget(self._button(page, number))
        column.addStretch(1)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        theme.changed.connect(self._dress)
        self._dress()

    def show_page(self, key: str) -> None:
        """Mark the page in view."""
        self._buttons[key][1].setChecked(True)
        self._dress()

    def show_narrow(self, narrow: bool) -> None:
        """Show icons alone, or with their words."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._dress()

    def focus_page(self) -> None:
        """Give the keyboard to the page in view."""
        for _, button, _ in self._buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self, page: Page, number: int) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("kind", "page")
        keys = shortcut_of(page, number)
        button.setToolTip(f"{page.title} ({keys})" if keys else page.title)
        count = label("", "secondary")
        count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(button)
        row.setContentsMargins(0, 0, 10, 0)
        row.addStretch(1)
        row.addWidget(count)
        self._group.addButton(button)
        self._buttons[page.key] = (page, button, count)
        button.clicked.connect(lambda: self.chosen.emit(page.key))
        page.badged.connect(self._dress)
        return button

    def _dress(self) -> None:
        self.setFixedWidth(grown(NARROW_WIDTH if self._narrow else WIDTH))
        for page, button, count in self._buttons.values():
            button.setText("" if self._narrow else f" {literal(page.title)}")  # the space parts it from its icon
            count.setVisible(not self._narrow)
            button.setIcon(self._theme.icon(page.icon, "accent_text" if button.isChecked() else "secondary"))
            count.setText(page.badge)
            button.setAccessibleName(f"{page.title}, {page.badge}" if page.badge else page.title)
