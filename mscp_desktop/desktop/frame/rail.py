"""The rail on the left: the pages there are, and where we are."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.frame.pages import PageEntry
from mscp_desktop.desktop.parts import label, literal, rule
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown

WIDTH, NARROW_WIDTH = 196, 56  # pixels at 100%
MOST_SHORTCUTS = 9
LEAST_HIGH = 28  # pixels of a page's button, at any text size: its icon with a little air
ICON, ICON_AIR = 20, 8
LOOSE, TIGHT = (12, 9, 2), (4, 3, 0)  # pixels around all pages, beside a line between sections, and between two pages


def shortcut_of(page: PageEntry, number: int) -> str | None:
    """Return the keys that go to the page that has this number, from 1, in the rail; None where there are none."""
    return f"Ctrl+{number}" if number <= MOST_SHORTCUTS else page.shortcut or None


def ways_to(pages: Sequence[PageEntry], go: Callable[[str], None]) -> list[Command]:
    """Return the commands that go to the pages: those of the rail in its order, then those under them."""
    standing = [page for page in pages if not page.under]
    keyed = [(page, shortcut_of(page, number)) for number, page in enumerate(standing, 1)]
    keyed += [(page, page.shortcut or None) for page in pages if page.under]
    return [
        Command(
            f"page.{page.key}", f"Go to {page.title}", partial(go, page.key), keys, called=page.called, acts=page.acts,
        )
        for page, keys in keyed
    ]  # fmt: skip


class Rail(QFrame):
    """One button for each page; `chosen` gives the key of the page that was asked for.

    Where they have too little height they stand closer, are then lower with smaller icons, and only then scroll.
    """

    chosen = Signal(str)

    def __init__(self, pages: Sequence[PageEntry], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName("Pages")
        self._theme = theme
        self._narrow = False
        self._buttons: dict[str, tuple[PageEntry, QPushButton, QLabel]] = {}
        self._badges: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._scroll = scroll = QScrollArea(self, widgetResizable=True)
        inside = QWidget()
        inside.setProperty("role", "plain")
        scroll.setWidget(inside)  # before it is filled, for the style sheet is read again for all that is moved
        self._column = column = QVBoxLayout(inside)
        self._parted: list[QVBoxLayout] = []  # the lines between sections, each with its air
        self._air = (0, 0, 0)
        section = pages[0].section if pages else 0
        for number, page in enumerate(pages, 1):
            if page.section != section:
                section = page.section
                self._parted.append(QVBoxLayout())
                self._parted[-1].addWidget(rule())
                column.addLayout(self._parted[-1])
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
        self._give_air(LOOSE)
        self._dress()

    def show_page(self, key: str) -> None:
        """Mark the page in view."""
        self._buttons[key][1].setChecked(True)
        self._dress()

    def show_badge(self, key: str, badge: str) -> None:
        """Show the number of a page, or none; of a page that stands elsewhere nothing is shown."""
        if key in self._buttons:
            self._badges[key] = badge
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the pages closer where there is little height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        buttons = [button for _, button, _ in self._buttons.values()]
        own = buttons[0].sizeHint().height() if buttons else 0
        need = len(buttons) * own + len(self._parted) + self._taken(LOOSE)
        self._give_air(LOOSE if need <= self.height() else TIGHT)
        left = self.height() - len(self._parted) - self._taken(TIGHT)
        fits = left // max(len(buttons), 1)
        high = fits if LEAST_HIGH <= fits < own else own  # where they fit in no way, they are scrolled to
        icon = min(grown(ICON), high - ICON_AIR)
        for button in buttons:
            button.setFixedHeight(high)
            button.setIconSize(QSize(icon, icon))

    def _taken(self, air: tuple[int, int, int]) -> int:
        """Return the height that stands empty with so much air."""
        around, beside, between = air
        return 2 * around + 2 * beside * len(self._parted) + between * (self._column.count() - 1)

    def _give_air(self, air: tuple[int, int, int]) -> None:
        if air != self._air:
            self._air = air
            around, beside, between = air
            self._column.setContentsMargins(8, around, 8, around)
            self._column.setSpacing(between)
            for parted in self._parted:
                parted.setContentsMargins(0, beside, 0, beside)

    def _button(self, page: PageEntry, number: int) -> QPushButton:
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
        return button

    def _dress(self) -> None:
        self.setFixedWidth(grown(NARROW_WIDTH if self._narrow else WIDTH))
        for page, button, count in self._buttons.values():
            button.setText("" if self._narrow else f" {literal(page.title)}")  # the space parts it from its icon
            count.setVisible(not self._narrow)
            button.setIcon(self._theme.icon(page.icon, "accent_text" if button.isChecked() else "secondary"))
            badge = self._badges.get(page.key, "")
            count.setText(badge)
            button.setAccessibleName(f"{page.title}, {badge}" if badge else page.title)
        self._fit()
