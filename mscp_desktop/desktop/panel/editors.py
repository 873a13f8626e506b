"""The controls behind fields: each shows a value, reads one back, and tells when it is edited and left."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QMimeData, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from mscp_desktop.desktop.field_values import note_of, read_value, show_value
from mscp_desktop.desktop.tokens import tokens_of
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.errors import UserError

NOTE_GAP = 8
STAYS = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_LINES = 4


class Editor(QObject):
    """One control of a field; `today` reads dates such as "14/3"."""

    keys = ""  # what a key opens here, as it is read out and shown on hover
    edited = Signal()
    left = Signal()  # it was left, or a definite choice was made: time to save
    escaped = Signal()
    opened = Signal(object)  # go to the record that is named here: Place
    widened = Signal()  # there is more or less room for a note inside

    def __init__(self, field: Field, widget: QWidget, today: Callable[[], date]) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget
        self.outer = widget  # what stands in the form: the control, or a row with its buttons
        self.today = today
        for watched in self.focusable():
            watched.installEventFilter(self)

    def focusable(self) -> list[QWidget]:
        """Return the widgets that take the keyboard."""
        return [self.widget]

    def first(self) -> QWidget:
        """Return the widget that the keyboard comes to."""
        return self.focusable()[0]

    def show(self, value: Any) -> None:
        """Show a value, None as nothing."""
        raise NotImplementedError

    def read(self) -> Any:
        """Return the value that stands there, or raise `UserError` with what would be right."""
        raise NotImplementedError

    def text(self) -> str:
        """Return what stands there as text, valid or not: what a draft keeps."""
        raise NotImplementedError

    def take(self, text: str) -> None:
        """Put back a text that was kept."""
        raise NotImplementedError

    def note(self) -> str:
        """Return how the text was understood, where there was no room to say so inside."""
        return ""

    def open_picked(self) -> bool:
        """Go to the record that is named here; False where there is none."""
        return False

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read and copied, but not changed."""
        self.widget.setEnabled(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of leaving, of Esc, and of Enter; a wheel turned over the page changes no value."""
        kind = event.type()  # asked for once: Qt's numbers become Python's names each time
        if kind is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in STAYS and not self._keeps_focus():
                self.left.emit()
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key_pressed(event)
        elif kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if text_rests(watched, event):
                event.ignore()  # so that the window undoes or redoes what was saved
                return True
            if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                event.accept()  # it opens a list here; in the rows it moves one
                return True
        elif kind is QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return False

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Return True where the key was meant for the field, not for its text."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.enter_saves(event):
            self.left.emit()
            return True
        return False

    def enter_saves(self, event: QKeyEvent) -> bool:
        """Say whether this press of Enter saves."""
        del event
        return True

    def _keeps_focus(self) -> bool:
        return any(widget.hasFocus() for widget in self.focusable())


def text_rests(watched: QObject, event: QKeyEvent) -> bool:
    """Say whether undo or redo was pressed, not held, where nothing typed could be undone or redone."""
    if not isinstance(watched, QLineEdit | QPlainTextEdit) or event.isAutoRepeat():
        return False
    text = watched.document() if isinstance(watched, QPlainTextEdit) else watched
    if event.matches(QKeySequence.StandardKey.Undo):
        return not text.isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not text.isRedoAvailable()


class NoteLine(QLineEdit):
    """A line of text with a note after it, in the secondary colour, as far as there is room."""

    widened = Signal()  # or narrowed, with a note to show

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = ""

    @property
    def note(self) -> str:
        """What stands after the text."""
        return self._note

    def show_words(self, words: str) -> None:
        """Show other words from their beginning; while the same ones are in hand, what is selected stays so."""
        same = words == self.text() and self.hasFocus()
        selected = (self.selectionStart(), self.selectionLength()) if same else (-1, 0)
        self.setText(words)
        self.setCursorPosition(0)
        if selected[0] >= 0:
            self.setSelection(*selected)

    def set_note(self, note: str) -> None:
        """Show a note, or none."""
        if note != self._note:
            self._note = note
            self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take words that are dragged in, and leave files to the panel: a path is no value."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def note_fits(self) -> bool:
        """Say whether text and note can both be read."""
        start, end = self._note_span()
        return QFontMetrics(self.font()).horizontalAdvance(self._note) <= end - start

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that a note may have room now, or none any more."""
        super().resizeEvent(event)
        if self._note:
            self.widened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, then its note."""
        super().paintEvent(event)
        if not self._note or not self.text() or not self.note_fits():
            return
        start, end = self._note_span()
        painter = QPainter(self)
        painter.setPen(QColor(tokens_of(QGuiApplication.palette()).secondary))
        space = QRect(start, 0, end - start, self.height())
        side = Qt.AlignmentFlag.AlignRight if self._stands_right() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | side, self._note)

    def _stands_right(self) -> bool:
        return bool(self.alignment() & Qt.AlignmentFlag.AlignRight)

    def _note_span(self) -> tuple[int, int]:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        margins = self.textMargins()
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        if self._stands_right():
            return inside.left() + margins.left(), inside.right() - margins.right() - 2 - wide - NOTE_GAP
        text_end = inside.left() + margins.left() + 2 + wide
        return text_end + NOTE_GAP, inside.right() - margins.right()


class LineEditor(Editor):
    """Text, dates, numbers and money in one line; money stands at the right, as in columns."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self.line = NoteLine(parent)
        super().__init__(field, self.line, today)
        self.line.setPlaceholderText(field.empty)
        if field.kind is Kind.MONEY:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.textEdited.connect(lambda _: self.line.set_note(""))  # it is of what stood there before
        self.line.textEdited.connect(self.edited)
        self.line.widened.connect(self.widened)

    def show(self, value: Any) -> None:
        """Show a value as it is written here."""
        self.line.show_words(show_value(self.field, value))
        self._explain()

    def read(self) -> Any:
        """Return what was typed as a value."""
        return read_value(self.field, self.line.text(), self.today())

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def take(self, text: str) -> None:
        """Put back what was typed."""
        self.line.setText(text)
        self._explain()

    def note(self) -> str:
        """Return the note where the line is too short for it."""
        self._explain()
        return "" if not self.line.note or self.line.note_fits() else self.line.note

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be selected and copied only."""
        self.line.setReadOnly(read_only)

    def _explain(self) -> None:
        try:
            note = note_of(self.field, self.line.text(), self.read())
        except UserError:
            note = ""
        self.line.set_note(note)


class _Lines(QPlainTextEdit):
    """Text of several lines that leaves files to the panel."""

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take words only."""
        return source.hasText() and not any(url.isLocalFile() for url in source.urls())


class MultilineEditor(Editor):
    """Text of several lines; Enter is a new line, Ctrl+Enter saves, Tab leaves."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self.box = _Lines(parent)
        super().__init__(field, self.box, today)
        self.box.setTabChangesFocus(True)
        self.box.setPlaceholderText(field.empty)
        margins = int(self.box.document().documentMargin()) * 2 + 10
        self.box.setFixedHeight(QFontMetrics(self.box.font()).lineSpacing() * _LINES + margins)
        self._quiet = False
        self.box.textChanged.connect(self._typed)

    def show(self, value: Any) -> None:
        """Show a text."""
        self.take(show_value(self.field, value))

    def read(self) -> Any:
        """Return the text."""
        return read_value(self.field, self.box.toPlainText(), self.today())

    def text(self) -> str:
        """Return what was typed."""
        return self.box.toPlainText()

    def take(self, text: str) -> None:
        """Put back what was typed."""
        if text != self.box.toPlainText():
            self._quiet = True
            self.box.setPlainText(text)
            self._quiet = False

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be selected and copied only."""
        self.box.setReadOnly(read_only)
        self.box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            if read_only
            else Qt.TextInteractionFlag.TextEditorInteraction
        )

    def enter_saves(self, event: QKeyEvent) -> bool:
        """Save with Ctrl+Enter only."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _typed(self) -> None:
        if not self._quiet:
            self.edited.emit()


class _ChoiceBox(QComboBox):
    """It knows whether its answer was picked in the open list, or only passed with the arrows.

    A space within words that are typed to find an answer belongs to them; else it opens the list.
    """

    picked = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._since_letter = QElapsedTimer()

    def hidePopup(self) -> None:
        """Close the list: what is activated next was picked in it."""
        self.picked = True
        super().hidePopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the answers, or find one by its first letters."""
        self.picked = False
        if event.key() == Qt.Key.Key_Space and self._is_typing():
            event = QKeyEvent(event.type(), Qt.Key.Key_unknown.value, event.modifiers(), event.text())
        if event.text().isprintable() and event.text().strip():
            self._since_letter.start()
        super().keyPressEvent(event)

    def _is_typing(self) -> bool:
        return self._since_letter.isValid() and self._since_letter.elapsed() < QApplication.keyboardInputInterval()


class ChoiceEditor(Editor):
    """One of a few answers; where the field may be empty, the first says so."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self.box = _ChoiceBox(parent)
        super().__init__(field, self.box, today)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if not field.required:
            self.box.addItem(field.empty, None)
        for choice in field.choices:
            self.box.addItem(choice.words)
            self.box.setItemData(self.box.count() - 1, choice, Qt.ItemDataRole.UserRole)
        self.box.activated.connect(self._activated)

    def show(self, value: Any) -> None:
        """Show the answer; one that is no longer offered is shown by its words."""
        place = next((at for at in range(self.box.count()) if self._at(at) == value), -1)
        self.box.setCurrentIndex(place)
        self.box.setPlaceholderText("" if value is None else show_value(self.field, value))

    def read(self) -> Any:
        """Return the chosen value."""
        value = self._at(self.box.currentIndex())
        if value is None and self.field.required:
            raise UserError(f"{self.field.label} is needed here: choose one of the list.")
        return value

    def text(self) -> str:
        """Return the words of the chosen value."""
        return self.box.currentText()

    def take(self, text: str) -> None:
        """Choose by words."""
        self.box.setCurrentIndex(self.box.findText(text))

    def enter_saves(self, event: QKeyEvent) -> bool:
        """Save with Enter where the list is closed."""
        del event
        return not self.box.view().isVisible()

    def _keeps_focus(self) -> bool:
        return self.box.view().isVisible() or super()._keeps_focus()

    def _activated(self) -> None:
        self.edited.emit()
        if self.box.picked:
            self.left.emit()

    def _at(self, place: int) -> Any:
        choice = self.box.itemData(place, Qt.ItemDataRole.UserRole) if place >= 0 else None
        return None if choice is None else choice.value


class YesNoEditor(Editor):
    """Yes or no, and where the field may be empty a third answer that says so."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        row = QWidget(parent)
        answers: list[tuple[bool | None, str]] = [(True, "Yes"), (False, "No")]
        if not field.required:
            answers.append((None, field.empty.capitalize()))
        self.buttons = {answer: QRadioButton(words, row) for answer, words in answers}
        super().__init__(field, row, today)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        self._group = QButtonGroup(row)
        for button in self.buttons.values():
            button.setAccessibleName(f"{field.label}: {button.text()}")
            self._group.addButton(button)
            layout.addWidget(button)
            button.clicked.connect(lambda _: self._lead())
            button.clicked.connect(lambda _: self.edited.emit())
            button.clicked.connect(lambda _: self.left.emit())
        layout.addStretch(1)
        self._lead()

    def focusable(self) -> list[QWidget]:
        """Return the buttons."""
        return list(self.buttons.values())

    def first(self) -> QWidget:
        """Return the button of the marked answer."""
        return next((button for button in self.buttons.values() if button.isChecked()), self.buttons[True])

    def show(self, value: Any) -> None:
        """Mark the answer."""
        self._group.setExclusive(False)
        for answer, button in self.buttons.items():
            button.setChecked(answer is value)
        self._group.setExclusive(True)
        self._lead()

    def _lead(self) -> None:
        """Have Tab come to the marked answer only; the arrows go on from there."""
        first = self.first()
        for button in self.buttons.values():
            tab = Qt.FocusPolicy.StrongFocus if button is first else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(tab)
        self.widget.setFocusProxy(first)

    def read(self) -> Any:
        """Return the marked answer."""
        for answer, button in self.buttons.items():
            if button.isChecked():
                return answer
        if self.field.required:
            raise UserError(f"{self.field.label} is needed here: choose yes or no.")
        return None

    def text(self) -> str:
        """Return the marked answer's words."""
        return next((button.text() for button in self.buttons.values() if button.isChecked()), "")

    def take(self, text: str) -> None:
        """Mark by words."""
        for button in self.buttons.values():
            if button.text() == text:
                button.setChecked(True)
        self._lead()
