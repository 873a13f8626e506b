"""Where rows are filtered: one line for all, a row of small editors under the headings, and chips that say it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QStyle, QStyleOptionFrame, QWidget

from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.parts import button, label, literal, redress, tip_of
from mscp_desktop.desktop.tables.filters import HINTS, answers, choice_filter, read_filter
from mscp_desktop.desktop.tables.header import Headings
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Column, Filtering, Query
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.queries import Filter

AIR = 3  # pixels around an editor
NO_FILTERS = "Nothing is filtered yet: type or choose under a heading."
FILTERS, FILTERS_SHORT = "Type to filter", "Filter"
TYPED = ""
"""Stands for the line above the rows where a chip's key is asked for: no column has an empty key."""
INDENT = "\u2004"  # a style sheet's padding is not kept to by a button with a menu
HIGH = 10  # pixels that an editor is higher than its text


class FilterLine(QLineEdit):
    """Where the rows are filtered; the down arrow goes to them, Esc drops the filter."""

    down = Signal()
    dropped = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what it is for in as many words as there is room for."""
        super().resizeEvent(event)
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).width() - 4
        fits = self.fontMetrics().horizontalAdvance(FILTERS) <= room
        self.setPlaceholderText(FILTERS if fits else FILTERS_SHORT)

    def minimumSizeHint(self) -> QSize:
        """Return a width in which its shorter words can be read."""
        wide = self.fontMetrics().horizontalAdvance(FILTERS_SHORT)
        return QSize(wide + grown(30), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that lead out."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class AnswersMenu(QMenu):
    """A menu of answers to tick: it stays open until Esc or a press outside, so that several can be ticked.

    Letters go to the next answer that begins with them, as in a list.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._typed = ""
        self._last = QElapsedTimer()

    def to_tick(self) -> list[QAction]:
        """Return the answers, asked for anew: what Python kept of one may be gone while the answer is there."""
        return [one for one in self.actions() if one.isCheckable()]

    def seek(self, letters: str) -> None:
        """Go to the answer that begins with what was typed shortly before and these letters; without one, stay."""
        pause = QGuiApplication.styleHints().keyboardInputInterval()
        fresh = not self._last.isValid() or self._last.elapsed() > pause
        self._last.start()
        self._typed = letters if fresh else self._typed + letters
        wanted = self._typed.casefold()
        again = len(set(wanted)) == 1  # one letter, pressed again, goes on to the next
        shown, active = self.to_tick(), self.activeAction()
        here = shown.index(active) if active in shown else -1
        first = here + 1 if again and here >= 0 else max(here, 0)
        for one in [*shown[first:], *shown[:first]]:
            if one.text().casefold().startswith((wanted, wanted[0]) if again else wanted):
                self.setActiveAction(one)
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick what was pressed."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space or Enter."""
        action = self.activeAction()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and action is not None:
            action.trigger()
        elif event.text().strip() and event.text().isprintable() and not _held(event):
            self.seek(event.text())
        else:
            super().keyPressEvent(event)


class _Typed(QLineEdit):
    """What is typed under a column; it is read at each key, and said to be wrong only once it is left."""

    changed = Signal()
    out = Signal()
    escaped = Signal()

    def __init__(self, column: Column, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self.column, self._today = column, today
        self.filter: Filter | None = None
        self.sentence = ""
        self.setProperty("role", "filter")
        self.setPlaceholderText(HINTS[column.filter or Filtering.TEXT])
        self.setAccessibleName(f"Filter by {column.words.lower()}")
        note = f"“{column.empty}” finds the rows without it."
        self.setToolTip(tip_of(f"{column.more}. {note}" if column.more else note))
        self.textChanged.connect(lambda _: self._read())

    @property
    def empty(self) -> bool:
        return not self.text()

    def drop(self) -> None:
        self.clear()

    def _read(self) -> None:
        before = self.filter
        self.sentence = ""
        try:
            self.filter = read_filter(self.column, self.text(), self._today())
        except UserError as error:
            self.filter, self.sentence = None, str(error)
        if not self.sentence:
            redress(self, "status", None)
        if self.filter != before:
            self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_wrong()

    def show_wrong(self) -> None:
        if self.sentence:
            redress(self, "status", "danger")
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.sentence:
            self.show_wrong()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.out.emit()
        else:
            super().keyPressEvent(event)


class _Chosen(QPushButton):
    """The choices of a column, of which several can be ticked."""

    changed = Signal()
    escaped = Signal()

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(INDENT + HINTS[Filtering.CHOICE], parent)
        self.column = column
        self.filter: Filter | None = None
        self.sentence = ""
        self.setProperty("kind", "filter")
        self.setAutoDefault(False)
        self._name = f"Filter by {column.words.lower()}"
        self.setAccessibleName(f"{self._name}: any")
        self._answers = menu = AnswersMenu(self)
        menu.setAccessibleName(self._name)
        self._values = [choice.value for choice in answers(column)]
        for choice in answers(column):
            action = menu.addAction(literal(choice.words))
            action.setCheckable(True)
            action.toggled.connect(lambda _: self._read())
        menu.addSeparator()
        menu.addAction("Any", self.drop)
        self.setMenu(menu)

    @property
    def empty(self) -> bool:
        return self.filter is None

    def drop(self) -> None:
        for action in self._answers.to_tick():
            action.blockSignals(True)
            action.setChecked(False)
            action.blockSignals(False)
        self._read()

    def tick(self, value: Any) -> None:
        for action, one in zip(self._answers.to_tick(), self._values, strict=True):
            if one == value:
                action.setChecked(True)

    def _read(self) -> None:
        ticked = [value for action, value in zip(self._answers.to_tick(), self._values, strict=True)
                  if action.isChecked()]  # fmt: skip
        found = choice_filter(self.column, ticked)
        if found == self.filter:
            return
        self.filter = found
        said = "Any" if found is None else found.said
        self.setText(INDENT + literal(said))
        self.setAccessibleName(f"{self._name}: {said.lower()}")
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filter is not None:
            self.drop()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showMenu()
        elif event.text().strip() and event.text().isprintable() and not _held(event):
            self._answers.popup(self.mapToGlobal(QPoint(0, self.height())))
            self._answers.seek(event.text())
        else:
            super().keyPressEvent(event)


def _held(event: QKeyEvent) -> bool:
    """Say whether a key is pressed with one that makes a shortcut of it."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.modifiers() & held)


class FilterRow(QWidget):
    """The editors under the headings; each keeps to the width of its column."""

    changed = Signal()  # the filters are others, or a sentence beside one is
    out = Signal()  # back to the rows
    escaped = Signal()  # Esc in an editor that is empty

    def __init__(self, headings: Headings, columns: Sequence[Column], today: Callable[[], date]) -> None:
        super().__init__(headings)
        self._headings = headings
        self.editors: dict[int, _Typed | _Chosen] = {}
        for at, column in enumerate(columns):
            if column.filter is None:
                continue
            editor = _Chosen(column, self) if column.filter is Filtering.CHOICE else _Typed(column, today, self)
            editor.changed.connect(self.changed)
            editor.escaped.connect(self.escaped)
            if isinstance(editor, _Typed):
                editor.out.connect(self.out)
            editor.installEventFilter(self)
            self.editors[at] = editor
        headings.sectionResized.connect(lambda *_: self.place())
        headings.sectionMoved.connect(lambda *_: self.place())
        headings.arranged.connect(self.place)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What is asked for under the columns."""
        return tuple(editor.filter for editor in self.editors.values() if editor.filter is not None)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed or chosen under any column."""
        return all(editor.empty for editor in self.editors.values())

    @property
    def sentence(self) -> str:
        """What would be right where something typed and left can't be read; empty where all can."""
        marked = (editor.sentence for editor in self.editors.values() if editor.property("status") == "danger")
        return next((sentence for sentence in marked if sentence), "")

    def high(self) -> int:
        """Return the height that the row needs."""
        return self.fontMetrics().height() + HIGH + 2 * AIR

    def clear(self, key: str | None = None) -> None:
        """Drop the filter of a column, or with None all of them."""
        for editor in self.editors.values():
            if key in (None, editor.column.key):
                editor.drop()

    def tick(self, key: str, value: Any) -> None:
        """Choose one of the values of a column, and no other, as if it were ticked by hand."""
        for editor in self.editors.values():
            if editor.column.key == key and isinstance(editor, _Chosen):
                editor.drop()
                editor.tick(value)

    def focus(self, section: int) -> None:
        """Give the keyboard to the editor of a column, or to the first one that can be seen."""
        seen = sorted((at for at in self.editors if not self._headings.isSectionHidden(at)), key=self._visual)
        if seen:
            self.editors[section if section in seen else seen[0]].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Put each editor under its heading; Tab follows the columns as they are seen."""
        headings = self._headings
        top = headings.viewport().geometry().bottom() + 1
        self.setGeometry(QRect(QPoint(0, top), QPoint(headings.width() - 1, headings.height() - 1)))
        before: QWidget | None = None
        for at in sorted(self.editors, key=self._visual):
            editor, hidden = self.editors[at], headings.isSectionHidden(at)
            editor.setVisible(not hidden)
            if hidden:
                continue
            left, wide = headings.sectionViewportPosition(at), headings.sectionSize(at)
            editor.setGeometry(left + AIR, AIR, wide - 2 * AIR, self.height() - 2 * AIR)
            if before is not None:
                QWidget.setTabOrder(before, editor)
            before = editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll to the column whose editor takes the keyboard."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, _Typed | _Chosen):
            at = next(at for at, editor in self.editors.items() if editor is watched)
            self._headings.reveal(at)
        return super().eventFilter(watched, event)

    def _visual(self, section: int) -> int:
        return self._headings.visualIndex(section)


class FilterChips(QWidget):
    """Says each filter in a chip that takes it away, so that nobody overlooks one; and what could not be read.

    While the row of filters is open the line is there before the first chip is, so that nothing moves when one comes.
    What is typed to filter by has its chip wherever the line is there; alone it does not bring the line, as the box
    with it says the same.
    """

    dropped = Signal(object)  # a column's key, TYPED, or None for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 8)
        self._none = label(NO_FILTERS, "small")
        line.addWidget(self._none)
        high = button("", kind="chip")  # never seen; it makes the line as high as a chip
        high.setFixedWidth(0)
        policy = high.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        high.setSizePolicy(policy)
        high.hide()
        line.addWidget(high)
        self._flow = FlowLayout(gap=6)
        self._shown: tuple[tuple[tuple[str, str], ...], str] = ((), "")
        self._kept = False
        line.addLayout(self._flow, 1)
        self.hide()

    def keep_room(self, *, kept: bool) -> None:
        """Have the line there also while nothing is filtered."""
        self._kept = kept
        self._fit()

    def show_filters(self, columns: Sequence[Column], query: Query, sentence: str) -> None:
        """Show a chip for each filter of a query, and a sentence where something can't be read."""
        words = {column.key: column.words for column in columns}
        said = [(one.column, f"{words[one.column]}: {one.said}") for one in query.filters]
        if query.text and (said or sentence or self._kept):
            said.insert(0, (TYPED, f"Typed above: {query.text}"))
        if self._shown == (tuple(said), sentence):
            return
        self._shown = (tuple(said), sentence)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, one in said:
            chip = button(f"{one} \u00d7", partial(self.dropped.emit, key), kind="chip")
            chip.setAccessibleName(f"Remove the filter {one}")
            chip.setToolTip(tip_of(f"Remove the filter {one}"))
            self._flow.addWidget(chip)
        if said:
            self._flow.addWidget(button("Clear filters", partial(self.dropped.emit, None), kind="link"))
        if sentence:
            self._flow.addWidget(label(sentence, "error"))
        self._flow.invalidate()
        self._fit()

    def _fit(self) -> None:
        filled = bool(self._flow.count())
        self._none.setVisible(not filled)
        self.setVisible(filled or self._kept)
