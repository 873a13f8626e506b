"""The field that names a person, an organisation or another record, found while it is typed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from mscp_desktop.desktop.delegates import DETAIL_ROLE, ChoiceDelegate
from mscp_desktop.desktop.editors import Editor, NoteLine
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Picked
from mscp_desktop.foundation.errors import InternalError, UserError

PICKED_ROLE = int(Qt.ItemDataRole.UserRole) + 20
MOST = 12
_LONGEST_NAME = 200


class PickerEditor(Editor):
    """A line that offers the records whose words begin like what is typed, and a new one where the field allows it.

    A name typed in full counts as picked where exactly one record bears it.
    """

    def __init__(self, field: Field, today: Callable[[], date], tasks: Tasks, parent: QWidget | None = None) -> None:
        if field.find is None:
            raise InternalError(f"The picker {field.key} has nothing to look names up in.")
        self._find = field.find
        self._tasks = tasks
        self._picked: Picked | None = None
        self.line = NoteLine(parent)
        super().__init__(field, self.line, today)
        self.line.setPlaceholderText(field.empty)
        self._offers = QStandardItemModel(self)
        self.completer = QCompleter(self._offers, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(MOST + 1)
        self.completer.setWidget(self.line)
        self._popup = QListView()
        self.completer.setPopup(self._popup)
        self._popup.setItemDelegate(ChoiceDelegate(self._popup))
        self._popup.setAccessibleName(f"Names for {field.label}")
        activated: Any = self.completer.activated
        activated[QModelIndex].connect(self._choose)
        self.line.textEdited.connect(self._typed)

    def show(self, value: Any) -> None:
        """Show the record that is named."""
        self._picked = value
        self.line.setText("" if value is None else value.title)
        self.line.setCursorPosition(0)
        self.line.set_note("" if value is None else value.detail)

    def read(self) -> Picked | None:
        """Return the record that is named, or raise `UserError` where none or several bear the name."""
        typed = " ".join(self.line.text().split())
        if not typed:
            if self.field.required:
                raise UserError(f"{self.field.label} is needed here: type a name and choose from the list.")
            return None
        if self._picked is not None and self._picked.title == typed:
            return self._picked
        with self._tasks.store.reading() as session:
            found = self._find(session, typed)
        same = [one for one in found if one.title.casefold() == typed.casefold()]
        if len(same) == 1:
            return same[0]
        if same:
            raise UserError(f"{len(same)} are called “{_short(typed)}”: choose one of them from the list.")
        add = f", or “{self._add_words(typed)}”" if self.field.add else ""
        raise UserError(f"No one is recorded as “{_short(typed)}”: choose a name from the list{add}.")

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def take(self, text: str) -> None:
        """Put back what was typed."""
        self.line.setText(text)
        self.line.set_note("")

    def set_read_only(self, read_only: bool) -> None:
        """Let the name be copied only."""
        self.line.setReadOnly(read_only)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Open the list with the down arrow."""
        if event.key() == Qt.Key.Key_Down and not self.line.isReadOnly():
            self._ask(self.line.text())
            return True
        return super().key_pressed(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay while the list takes the keyboard; who goes on by Tab has left, and the list closes."""
        with suppress(AttributeError):  # Qt asks while the editor is still being made
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and self._popup.isVisible():
                if event.reason() not in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
                    return False
                self._popup.hide()
        return super().eventFilter(watched, event)

    def offered(self) -> list[Picked]:
        """Return what the list shows, the offer of a new one last."""
        return [self._offers.item(at).data(PICKED_ROLE) for at in range(self._offers.rowCount())]

    def _typed(self, text: str) -> None:
        self._picked = None
        self.line.set_note("")
        self.edited.emit()
        self._ask(text)

    def _ask(self, text: str) -> None:
        typed = " ".join(text.split())
        self._tasks.read(
            lambda session: list(self._find(session, typed))[:MOST],
            partial(self._offer, text),
            key=f"picker {id(self)}",
            owner=self,
        )

    def _offer(self, text: str, found: Sequence[Picked]) -> None:
        if text != self.line.text() or not self.line.hasFocus():
            return
        typed = " ".join(text.split())
        offers = [(one, one.title) for one in found]
        if self.field.add and typed and not any(one.title.casefold() == typed.casefold() for one in found):
            offers.append((Picked(None, typed[:_LONGEST_NAME]), self._add_words(typed)))
        self._offers.clear()
        for one, words in offers:
            item = QStandardItem(words)
            item.setData(one, PICKED_ROLE)
            item.setData(one.detail, DETAIL_ROLE)
            item.setData(one.detail, Qt.ItemDataRole.AccessibleDescriptionRole)
            self._offers.appendRow(item)
        if offers:
            self.completer.complete()
        else:
            self._popup.hide()

    def _choose(self, index: QModelIndex) -> None:
        self.show(index.data(PICKED_ROLE))
        self.edited.emit()
        self.left.emit()

    def _add_words(self, typed: str) -> str:
        return self.field.add.format(_short(typed))


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
