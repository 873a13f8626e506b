"""What went out of a meeting, as it was sent: listed with edition, who and when, and opened again."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QVBoxLayout

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.wrapping import wrap_list
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, take_height
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.attachments import size_words
from mscp_desktop.foundation.issued import issued_content
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.sent import SentRow, edition_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.page import Page

WIDE = 560  # pixels at 100%
ABOUT = (
    "Each stays as it went out, whatever is changed afterwards. The mark is the SHA-256 digest of the file: a copy"
    " that has another mark is not what was sent."
)


def pages_words(number: int) -> str:
    """Return a number of pages in words."""
    return f"{number:,} page{'' if number == 1 else 's'}"


def sent_words(row: SentRow, pages: int | None) -> str:
    """Return what was kept, on lines: what it is, who put it on record and when, how much it is, and its mark."""
    called, at = edition_words(row.what, row.edition), row.at.astimezone()
    sent = row.title.rpartition(", ")[2]
    many = "" if pages is None else f" {pages_words(pages)},"
    return (
        f"{called},{many} {sent}\n"
        f"Recorded by {row.by} on {format_day(at.date())} at {at:%H:%M}, {size_words(row.size)}\n"
        f"Mark {mark_words(row.digest)}"
    )


def mark_words(digest: str) -> str:
    """Return a digest in four parts, so that it can be read out and goes onto lines."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


class SentDialog(QDialog):
    """What was sent of one meeting; Enter opens the one in hand as it was sent."""

    def __init__(
        self, tasks: Tasks, title: str, rows: Sequence[SentRow], pages: Mapping[str, int | None], page: "Page"
    ) -> None:
        """`pages` are how many each has, by its uid; None for one that can't be read."""
        super().__init__(page)
        self.setWindowTitle("What was sent")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(grown(WIDE), self.screen().availableGeometry().width()))
        self._tasks, self._page, self.rows = tasks, page, tuple(rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("What was sent", "heading", wrap=True))
        column.addWidget(label(f"{title}. {ABOUT}", "secondary", wrap=True))
        self.list = QListWidget(self)
        self.list.setAccessibleName("What was sent")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_list(self.list)
        for row in reversed(self.rows):  # the newest first
            item = QListWidgetItem(sent_words(row, pages[row.uid]), self.list)
            item.setData(Qt.ItemDataRole.UserRole, row.uid)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.open_chosen())
        column.addWidget(self.list, 1)
        self.open_button = button("Open it as sent", self.open_chosen, kind="primary")
        end_form(column, button("Close", self.reject), self.open_button)
        FocusRing(self)
        take_height(self)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_chosen(self) -> None:
        """Show the document in hand as it went out."""
        item = self.list.currentItem()
        if item is not None:
            uid = item.data(Qt.ItemDataRole.UserRole)
            self._tasks.read(partial(_content, uid), self._show, owner=self)

    def _show(self, found: tuple[str, bytes]) -> None:
        show = self._tasks.show_pdf
        self.accept()
        if show is None or not show(*found):
            self._page.said.emit(Notice(f"{found[0]} can't be shown on this computer."))


def _content(uid: str, session: "Session") -> tuple[str, bytes]:
    return issued_content(session, uid)
