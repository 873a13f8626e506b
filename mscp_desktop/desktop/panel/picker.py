"""The field that names a person, an organisation or another record, found while it is typed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter, QHBoxLayout, QListView, QWidget

from mscp_desktop.desktop.commands import as_keys
from mscp_desktop.desktop.delegates import DETAIL_ROLE, ChoiceDelegate
from mscp_desktop.desktop.field_values import read_value
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.panel.editors import Editor, NoteLine
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Field, Kind, Making, Picked
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import InternalError, UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PICKED_ROLE = int(Qt.ItemDataRole.UserRole) + 20
MOST = 12
RECENT = 5
OPENS = "Ctrl+Return"
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONGEST_NAME = 200


class PickerEditor(Editor):
    """A line that offers the records whose words begin like what is typed, and a new one where the field allows it.

    A name typed in full counts as picked where exactly one record bears it. Enter takes that one, the only one that is
    found, or the line that is highlighted; else the list stays open with a sentence, and where nothing was found a
    second Enter makes a new record. In a field of names a name that nobody has is taken at once: it makes no record.
    Without anything typed the list begins with what was picked in this field before; Ctrl+Enter goes to the record that
    is named.
    """

    def __init__(self, field: Field, today: Callable[[], date], tasks: Tasks, parent: QWidget | None = None) -> None:
        if field.find is None:
            raise InternalError(f"The picker {field.key} has nothing to look names up in.")
        self._find = field.find
        self._tasks = tasks
        self._picked: Picked | None = None
        self._making = False
        self._marks = False  # Down was pressed before the list was there: its first line is meant
        self._warned: str | None = None  # what Enter was pressed on and found nobody
        row = QWidget(parent)
        self.line = NoteLine(row)
        super().__init__(field, self.line, today)
        self.outer = row
        self.line.setPlaceholderText(field.empty)
        self.go = IconButton("open", f"Open: {field.label}", self.open_picked, row, keys=as_keys(OPENS), stop=False)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.go)
        row.setFocusProxy(self.line)
        self.go.hide()
        self._offers = QStandardItemModel(self)
        self.completer = QCompleter(self._offers, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(MOST + 1)
        self.completer.setWidget(self.line)
        self._popup = QListView()
        self._popup.setProperty("role", "choices")
        self.completer.setPopup(self._popup)
        self._popup.setItemDelegate(ChoiceDelegate(self._popup))
        self._popup.setAccessibleName(f"Names for {field.label}")
        self._popup.installEventFilter(self)  # after the completer's: it is asked first
        activated: Any = self.completer.activated
        activated[QModelIndex].connect(self._choose)
        self.line.textEdited.connect(self._typed)

    def show(self, value: Any) -> None:
        """Show the record that is named."""
        picked = Picked(None, value) if isinstance(value, str) else value
        self._picked = picked
        self.line.show_words("" if picked is None else picked.title)
        self.line.set_note("" if picked is None else picked.detail)
        self._show_go()

    def read(self) -> Picked | str | None:
        """Return the record that is named, or raise `UserError` where none or several bear the name.

        A free picker gives what was typed.
        """
        if self.field.free:
            return read_value(replace(self.field, kind=Kind.TEXT), self.line.text(), self.today()) or None
        return self._read_picked()

    def _read_picked(self) -> Picked | None:
        typed = " ".join(self.line.text().split())
        if not typed:
            if self.field.required:
                raise UserError(f"{self.field.label} is needed here: type a name and choose from the list.")
            return None
        if self._picked is not None and self._picked.title == typed:
            return self._picked
        with self._tasks.store.reading() as session:
            found = self._find(session, typed)
        same = _bearing(typed, found)
        if len(same) == 1:
            return same[0]
        if same:
            raise UserError(f"{len(same)} are called “{_short(typed)}”: choose one with the arrow keys.")
        add = self._add_words(typed) if self.field.add or self.field.making else ""
        if found:
            many = str(len(found)) if len(found) < MOST else "Many"
            said = f"{many} are" if len(found) > 1 else "One is"
            raise UserError(f"{said} found for “{_short(typed)}”: choose one with the arrow keys.")
        if self.field.named:
            return Picked(None, typed[:_LONGEST_NAME])
        noun = self.field.noun
        said = f"No {noun} is called “{_short(typed)}”" if noun else f"No one is recorded as “{_short(typed)}”"
        if add and self._warned == typed:
            raise UserError(f"{said}. Press Enter again to add this name, or Esc to leave it as it was.")
        empty = "" if self.field.required or not noun else f", or leave it empty: {self.field.empty}"
        raise UserError(
            f"{said}: choose {'one' if noun else 'a name'} from the list{f', or “{add}”' if add else empty}."
        )

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def take(self, text: str) -> None:
        """Put back what was typed."""
        self.line.setText(text)
        self.line.set_note("")
        self._show_go()

    def open_picked(self) -> bool:
        """Go to the record that is named here; False where there is none."""
        uid = self._openable()
        if uid is None:
            return False
        self.opened.emit(Place(self.field.opens, uid))
        return True

    def _openable(self) -> str | None:
        named = self._picked is not None and self._picked.title == self.line.text()
        return self._picked.uid if self.field.opens and self._picked is not None and named else None

    def _show_go(self) -> None:
        self.go.setVisible(self._openable() is not None)

    def set_read_only(self, read_only: bool) -> None:
        """Let the name be copied only."""
        self.line.setReadOnly(read_only)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Open the list with the down arrow, and the record with Ctrl+Enter."""
        if _asks_to_open(event) and self.open_picked():
            return True
        if event.key() == Qt.Key.Key_Down and not self.line.isReadOnly():
            self._ask(self.line.text())
            self._marks = bool(self.line.text().strip())
            return True
        if event.key() in ENTER and self._enter():
            return True
        return super().key_pressed(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay while the list takes the keyboard; who goes on by Tab has left, and the list closes."""
        with suppress(AttributeError):  # Qt asks while the editor is still being made
            if watched is self._popup:
                return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._in_list(event)
            claiming = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
            if claiming and isinstance(event, QKeyEvent) and _asks_to_open(event) and self._openable() is not None:
                event.accept()  # before the window takes the key for its own
                return True
            if self._making and event.type() == QEvent.Type.FocusOut:
                return False
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and watched is self.line:
                self._name_in_full(event.reason())
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and self._popup.isVisible():
                if event.reason() not in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
                    return False
                self._popup.hide()
        return super().eventFilter(watched, event)

    def _name_in_full(self, reason: Qt.FocusReason) -> None:
        """Show by its title what was typed by another name of one record, such as a group's short name."""
        gone_on = reason not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if gone_on and self._picked is None and not self.field.free and not self.line.isReadOnly():
            with suppress(UserError):
                found = self._read_picked()
                if found is not None and found.uid is not None:
                    self.show(found)

    def offered(self) -> list[Picked]:
        """Return what the list shows, the offer of a new one last."""
        return [self._offers.item(at).data(PICKED_ROLE) for at in range(self._offers.rowCount())]

    def _in_list(self, event: QKeyEvent) -> bool:
        """Have no line taken that is not highlighted: Qt makes the first one current without showing so."""
        index = self._popup.currentIndex()
        if index.isValid() and self._popup.selectionModel().isSelected(index):
            return False
        self._popup.setCurrentIndex(QModelIndex())
        if event.key() in ENTER and self._stands():
            self._popup.hide()
            QApplication.sendEvent(self.line, event)  # to the form around it too, which it may save
            return True
        return event.key() in ENTER and self.key_pressed(event)

    def _stands(self) -> bool:
        """Say whether what is in the line needs no line of the list: a text that is free, or nothing."""
        return self.field.free or not self.line.text().strip()

    def _enter(self) -> bool:
        """Take what Enter can only mean; False where nothing has to be found. Else say why, beside the open list."""
        typed = " ".join(self.line.text().split())
        named = self._picked is not None and self._picked.title == typed
        if not typed or named or self.field.free or self.line.isReadOnly():
            self._popup.hide()
            return False
        with self._tasks.store.reading() as session:
            found = self._find(session, typed)
        same = _bearing(typed, found) or found
        if len(same) == 1:
            self._popup.hide()
            self._take(same[0])
        elif not found and self.field.named:
            self._popup.hide()
            self._take(Picked(None, typed[:_LONGEST_NAME]))
        elif not found and self._warned == typed and (self.field.add or self.field.making):
            self._warned = None
            self._popup.hide()
            self._take_new(Picked(None, typed[:_LONGEST_NAME]))
        else:
            self._warned = None if found else typed
            self.left.emit()  # which says the sentence of `read`
            if not self._popup.isVisible():
                self._ask(self.line.text())
            QTimer.singleShot(0, self, self._show_below)
        return True

    def _show_below(self) -> None:
        """Put the list below the sentence, where one is said."""
        if self._popup.isVisible() and self.line.hasFocus():
            self.completer.complete(self._place())
            self._fit_list()

    def _place(self) -> QRect:
        """Return what the list stays clear of: the line, and below it the sentence that Enter brought."""
        field = self.outer.parentWidget()
        rect = self.line.rect()
        if self.line.property("status") and field is not None:
            rect.setBottom(field.height() - self.line.mapTo(field, QPoint(0, 0)).y())
        return rect

    def _typed(self, text: str) -> None:
        self._picked = self._warned = None
        self.line.set_note("")
        self._show_go()
        self.edited.emit()
        self._ask(text)

    def _ask(self, text: str) -> None:
        self._marks = False
        typed = " ".join(text.split())
        recent = () if typed else tuple(self._tasks.recent.get(self.field.key, ()))
        self._tasks.read(
            lambda session: _found(session, self._find, typed, recent),
            partial(self._offer, text),
            key=f"picker {id(self)}",
            owner=self,
        )

    def _offer(self, text: str, found: Sequence[Picked]) -> None:
        if text != self.line.text() or not self.line.hasFocus():
            return
        typed = " ".join(text.split())
        offers = [(one, one.title) for one in found]
        new = typed and not self.field.free and not any(one.title.casefold() == typed.casefold() for one in found)
        if new and self.field.add:
            offers.append((Picked(None, typed[:_LONGEST_NAME]), self._add_words(typed)))
        if new and self.field.making is not None:
            offers.append((Picked(None, typed[:_LONGEST_NAME]), self.field.making.offer.format(_short(typed))))
        self._offers.clear()
        for one, words in offers:
            item = QStandardItem(words)
            item.setData(one, PICKED_ROLE)
            item.setData(one.detail, DETAIL_ROLE)
            item.setData(one.detail, Qt.ItemDataRole.AccessibleDescriptionRole)
            self._offers.appendRow(item)
        if offers:
            self.completer.complete(self._place())
            self._fit_list()
            if self._marks or (self.field.named and not found):
                self._popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        else:
            self._popup.hide()

    def _fit_list(self) -> None:
        """Give the list the height of its rows: Qt takes the first one's for all, and some have a second line.

        It stays on the screen, on the side of the line where there is more room; what has no room is scrolled to.
        """
        rows = sum(self._popup.sizeHintForRow(row) for row in range(self._offers.rowCount()))
        high = rows + self._popup.height() - self._popup.viewport().height()
        place, screen = self._place(), self.line.screen().availableGeometry()
        top = min(self.line.mapToGlobal(place.topLeft()).y(), screen.bottom() + 1)
        bottom = self.line.mapToGlobal(place.bottomLeft()).y() + 1
        over, under = top - screen.top(), screen.bottom() + 1 - bottom
        below = high <= under or under >= over
        high = min(high, under if below else over)
        self._popup.setGeometry(self._popup.x(), bottom if below else top - high, self._popup.width(), high)
        self._popup.scrollTo(self._popup.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        picked: Picked = index.data(PICKED_ROLE)
        making = self.field.making
        if making is not None and picked.uid is None and index.data() == making.offer.format(_short(picked.title)):
            self._make(picked.title, making)
        else:
            self._take(picked)

    def _take_new(self, named: Picked) -> None:
        """Take what the list offers as new."""
        if self.field.add or self.field.making is None:
            self._take(named)
        else:
            self._make(named.title, self.field.making)

    def _take(self, picked: Picked) -> None:
        self.show(picked)
        if picked.uid is not None or self.field.free:
            kept = self._tasks.recent.setdefault(self.field.key, [])
            kept[:] = [picked, *(one for one in kept if one.title != picked.title)][:RECENT]
        self.edited.emit()
        self.left.emit()

    def _make(self, typed: str, making: Making) -> None:
        """Ask for what a new record needs; what was typed stays here until it is made."""
        from mscp_desktop.desktop.panel.ask import AskDialog  # noqa: PLC0415 - a form has pickers, and this one a form

        named: dict[str, Any] = {}

        def act(found: dict[str, Any]) -> Act:
            named.update(found)
            return making.act(found)

        dialog = AskDialog(
            self._tasks, making.title, making.fields, {making.named: typed}, making.verb, act, self.line,
            lambda uid: self._take(Picked(uid, str(named[making.named]))),
        )  # fmt: skip
        self._making = True
        dialog.finished.connect(self._made)
        dialog.open()

    def _made(self) -> None:
        self._making = False
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add_words(self, typed: str) -> str:
        making = self.field.making
        words = self.field.add or ("" if making is None else making.offer)
        return words.format(_short(typed))


def _asks_to_open(event: QKeyEvent) -> bool:
    return event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _found(
    session: "Session", find: "Callable[[Session, str], Sequence[Picked]]", typed: str, recent: Sequence[Picked]
) -> list[Picked]:
    """Return what the list offers: what was picked before and is still there comes first."""
    again = [one for old in recent for one in find(session, old.title) if (one.uid, one.title) == (old.uid, old.title)]
    known = {(one.uid, one.title) for one in again}
    return [*again, *(one for one in find(session, typed) if (one.uid, one.title) not in known)][:MOST]


def _bearing(name: str, found: Sequence[Picked]) -> list[Picked]:
    """Return those that are called exactly so, in capitals or not."""
    return [one for one in found if name.casefold() in (one.title.casefold(), one.called.casefold())]


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
