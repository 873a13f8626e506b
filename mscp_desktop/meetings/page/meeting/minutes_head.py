"""The head of the item at hand in the minutes: its title, what stands out about it, and its brief."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.parts import label, tip_of
from mscp_desktop.desktop.values import Tone, pill
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.meetings.page.meeting.minutes_found import Found, about_words, ahead_words, low_words, status_words
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, ItemRow

MARK = pill("Confidential", Tone.WARNING, "Left out of public minutes, and hidden while you present")


class ItemHead(QWidget):
    """Number and title, a mark where the item is confidential, when and what for it comes up, and its brief."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.heading = label("", "heading", wrap=True)
        self.mark = Chip(MARK, self)
        self.about = label("", "small", wrap=True)
        self.brief = label("", "secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(8)
        row.addWidget(self.heading, 1)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.about)
        column.addWidget(self.brief)

    def show_item(self, item: ItemRow, *, hidden: bool) -> None:
        """Show the head of an item; of one that is `hidden` only that it is confidential."""
        self.heading.setText(f"{item.number}. {CONFIDENTIAL if hidden else item.title}")
        self.mark.setVisible(item.confidential)
        self.about.setText("Hidden while you present." if hidden else about_words(item))
        brief = "" if hidden else " ".join(plain_words(item.brief).split())
        self.brief.setText(brief)
        self.brief.setVisible(bool(brief))


def say_status(found: Found, ahead: QLabel, status: QLabel, *, low: bool) -> None:
    """Say how far the minutes are, and that the meeting is still to come; in a low window in one line.

    What that leaves out is said on hover and read out.
    """
    whole = ahead_words(found)
    ahead.setText(whole)
    ahead.setVisible(found.ahead and not low)
    status.setText(low_words(found) if low else status_words(found))
    status.setToolTip(tip_of(whole) if low else "")
    status.setAccessibleDescription(whole if low else "")
