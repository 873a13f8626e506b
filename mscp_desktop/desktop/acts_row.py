"""The buttons beside a page's title, which fold into a menu where the window is low."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import Command, item_of
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, tip_of

MORE = "Do more"


class ActsRow(QWidget):
    """A button for each command, the primary one last; in a low window that one, and a menu with the others."""

    def __init__(
        self,
        actions: Sequence[Command],
        parent: QWidget,
        *,
        kept: int = 1,
        why: Callable[[Command], str] = lambda _: "",
        further: Callable[[], Sequence[Command]] = tuple,
    ) -> None:
        """`kept` is how many of the last ones stay beside the menu, and `further` begins the menu with what others do.

        `why` says of an action that can't be called that who works here may not; otherwise it says nothing.
        """
        super().__init__(parent)
        self._why = why
        self._further = further
        self.setProperty("role", "plain")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._flow = FlowLayout(gap=10)
        whole.addLayout(self._flow)
        self._low = False
        self._hides = False
        self._without: frozenset[str] = frozenset()
        self._folds = len(actions) - kept if len(actions) > 1 or not kept else 0
        self.more = button(MORE, name="Do more on this page")
        self._menu = QMenu(self.more)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        self._flow.addWidget(self.more)
        self.more.hide()
        self.buttons: list[tuple[Command, QPushButton]] = []
        for number, command in enumerate(actions, 1):
            kind = "primary" if number == len(actions) else None
            shown = button(command.words, command.call, kind=kind, tip=command.tooltip())
            self.buttons.append((command, shown))
            self._flow.addWidget(shown)
        self.setVisible(bool(actions))

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as it is read."""
        return [self.more, *(shown for _, shown in self.buttons)]

    def set_low(self, *, low: bool) -> None:
        """Fold the buttons into the menu, or set them out again."""
        if low != self._low:
            self._low = low
            self._show()

    def show_ready(self, *, hides: bool = False) -> None:
        """Enable the actions that can be called now; with `hides` show those and no others."""
        self._hides = hides
        for command, shown in self.buttons:
            shown.setEnabled(command.ready)
            why = self._why(command)
            shown.setToolTip(tip_of(command.tooltip() + (f"\n{why}" if why else "")))
            shown.setAccessibleDescription(why)
        self._show()

    def leave_out(self, names: frozenset[str]) -> None:
        """Show no buttons of these commands, and those of all others."""
        self._without = names
        self._show()

    def _wanted(self, command: Command) -> bool:
        return command.name not in self._without and (command.ready or not self._hides)

    def _show(self) -> None:
        folded = self._folds if self._low else 0
        for place, (command, shown) in enumerate(self.buttons):
            shown.setVisible(place >= folded and self._wanted(command))
        others = self._low and bool(self._further())
        self.more.setVisible(others or any(self._wanted(command) for command, _ in self.buttons[:folded]))
        self._flow.invalidate()
        self.updateGeometry()

    def _fill(self) -> None:
        self._menu.clear()
        own = [command for command, _ in self.buttons[: self._folds] if self._wanted(command)]
        others = list(self._further())
        for command in (*others, *own):
            if own and command is own[0] and others:
                self._menu.addSeparator()
            item = item_of(command, self._menu)
            item.setEnabled(command.ready)
            if why := self._why(command):
                item.setToolTip(tip_of(why))
