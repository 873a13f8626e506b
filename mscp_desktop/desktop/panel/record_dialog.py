"""Small windows beside a page: one record with its lines, and a list to be read and copied."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QVBoxLayout, QWidget

from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.keep_in_view import FocusInView
from mscp_desktop.desktop.panel.detail import DetailPanel
from mscp_desktop.desktop.panel.wrapping import wrap_list
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import end_form, fit, take_height
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Detail, Lines
from mscp_desktop.foundation.errors import InternalError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WIDE, HIGH = 560, 600  # pixels at 100%


class RecordDialog(QDialog):
    """One record that has no page of its own, with its lines and its history; Esc and Enter on “Close” leave it."""

    navigate = Signal(object)  # go to what a line names: Place

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        uid: str,
        load: "Callable[[Session, str], Detail | None]",
        lines: Sequence[Lines],
        parent: QWidget,
        *,
        restore: Callable[[int, str, int], Act] | None = None,
        watches: frozenset[str] = frozenset(),
    ) -> None:
        """`watches` are the tables whose changes are shown at once."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, (WIDE, HIGH))
        self._watches = watches
        self.panel = DetailPanel(tasks, (), load, _unsaved, restore=restore, lines=lines, parent=self)
        self.panel.escaped.connect(self.reject)
        self.panel.navigate.connect(self._go)
        self.panel.loaded.connect(self._begin)
        self._begun = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.panel, 1)
        self.close_button = button("Close", self.accept)
        self.close_button.setAutoDefault(True)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        FocusRing(self)
        FocusInView(self)
        tasks.announced.connect(self._heard)
        self.panel.show_record(uid)

    def _begin(self) -> None:
        """Give the keyboard to the first lines, or to what adds one, once they are there."""
        first = next(iter(self.panel.lines.values()), None)
        if not self._begun and first is not None:
            self._begun = True
            part = first.add_button if first.view.isHidden() else first.view
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, place: object) -> None:
        self.accept()
        self.navigate.emit(place)

    def _heard(self, announcement: object) -> None:
        touched = getattr(announcement, "touched", ())
        if any(table in self._watches for table, _ in touched):
            self.panel.reload()


class ListDialog(QDialog):
    """Sentences to be read, and copied where somebody wants to work through them."""

    def __init__(self, title: str, words: str, lines: Sequence[str], parent: QWidget) -> None:
        """`words` say what the lines are."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(grown(WIDE))
        self.lines = tuple(lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(label(words, wrap=True))
        self.list = QListWidget(self)
        self.list.setAccessibleName(title)
        wrap_list(self.list)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.addItems(self.lines)
        self.list.setCurrentRow(0)
        column.addWidget(self.list, 1)
        self.close_button = button("Close", self.accept, kind="primary")
        end_form(column, button("Copy the list", self._copy), self.close_button)
        FocusRing(self)
        take_height(self)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.lines))


def _unsaved(_uid: str, _version: int, _fields: dict[str, object]) -> Act:
    raise InternalError("A record that is shown by its lines has no field to save.")
