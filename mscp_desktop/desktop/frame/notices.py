"""The last notices, with their times, so that one that was missed can be read and acted on later."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QWidget

from mscp_desktop.desktop.messages import ICONS, Notice
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import Sheet
from mscp_desktop.desktop.theme import Theme

MOST = 100
SIZE = (620, 480)


@dataclass(frozen=True, slots=True)
class Said:
    """A notice and when it was given."""

    at: datetime
    notice: Notice


class NoticeLog:
    """The newest notices of this session; they name records, so they are never written to a file."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._said: deque[Said] = deque(maxlen=MOST)
        self.unseen = 0

    def add(self, notice: Notice) -> None:
        """Take note of one."""
        self._said.appendleft(Said(self._now(), notice))
        self.unseen += notice.lasting

    def newest_first(self) -> list[Said]:
        """Return them, and count them as seen."""
        self.unseen = 0
        return list(self._said)


class NoticesDialog(Sheet):
    """Lists what was said, newest first, each with its time and what can be done about it."""

    def __init__(self, said: list[Said], theme: Theme, parent: QWidget, *, hidden: bool = False) -> None:
        """`hidden` leaves the words out, for a screen that is shared."""
        super().__init__("Notices", SIZE, parent)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        if hidden or not said:
            words = "Notices are hidden while you present." if hidden else "Nothing has been said since you unlocked."
            grid.addWidget(label(words, "secondary", wrap=True), 0, 0, 1, 4)
        for row, one in enumerate(() if hidden else said):
            picture = label()
            picture.setPixmap(theme.picture(ICONS[one.notice.weight], one.notice.weight.value))
            grid.addWidget(label(f"{one.at.astimezone():%H:%M}", "secondary"), row, 0)
            grid.addWidget(picture, row, 1)
            grid.addWidget(label(one.notice.words, wrap=True), row, 2)
            if one.notice.action is not None:
                words, function = one.notice.action
                grid.addWidget(button(words, self._acting(function), name=f"{words}: {one.notice.words}"), row, 3)
        grid.setRowStretch(grid.rowCount(), 1)
        self.show_content(inside)
        self.begin(hugs=True)

    def _acting(self, function: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            self.accept()
            function()

        return act
