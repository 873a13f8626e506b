"""What minutes leave open, listed before they are cleared or approved, with the way to each."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.panel.wrapping import wrap_list
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, take_height
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.meetings.rules.minutes_gaps import Gap

WIDE = 480  # pixels at 100%
TITLE = "The minutes leave something open"
ABOUT = "Owners and attendance can be entered later; what is minuted changes only while the minutes are a draft."


class GapsDialog(QDialog):
    """What is left open in minutes; Enter goes to the one in hand, and a button goes on all the same."""

    def __init__(
        self, title: str, gaps: Sequence[Gap], verb: str, show: Callable[[Place], None], go_on: Callable[[], None],
        parent: QWidget,
    ) -> None:  # fmt: skip
        """`show` goes to what is mended, and `go_on` does what `verb` says."""
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(grown(WIDE), self.screen().availableGeometry().width()))
        self._gaps, self._show, self._go_on = tuple(gaps), show, go_on
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(TITLE, "heading", wrap=True))
        column.addWidget(label(f"{title}. {ABOUT}", "secondary", wrap=True))
        self.list = QListWidget(self)
        self.list.setAccessibleName("What is left open")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_list(self.list)
        for gap in self._gaps:
            QListWidgetItem(gap.words, self.list)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.show_chosen())
        column.addWidget(self.list, 1)
        self.all_the_same = button(verb, self.leave_open)
        self.show_button = button("Show it", self.show_chosen, kind="primary")
        end_form(column, button("Cancel", self.reject), self.show_button, self.all_the_same)
        FocusRing(self)
        take_height(self)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_chosen(self) -> None:
        """Go to where the one in hand is mended."""
        row = self.list.currentRow()
        if row >= 0:
            self.accept()
            self._show(self._gaps[row].place)

    def leave_open(self) -> None:
        """Go on all the same."""
        self.accept()
        self._go_on()
