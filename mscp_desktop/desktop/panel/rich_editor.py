"""Text with bold and italic words and lists: simple on purpose, and cleaned when it is pasted."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextList,
    QTextListFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from mscp_desktop.desktop.commands import as_keys
from mscp_desktop.desktop.field_values import read_value
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.panel.editors import Editor
from mscp_desktop.desktop.values import Field
from mscp_desktop.foundation.pasted_html import from_html
from mscp_desktop.foundation.simple_text import DEEPEST, Block, Run, Shape, SimpleText, from_plain, from_stored, tidy

_FEWEST, _MOST = 4, 14  # lines of text that the box shows
_FRAME = 14  # pixels of its frame and padding
_UNBOUNDED = 16_777_215  # pixels: Qt's own bound, which lifts a fixed height again
_LINE_END = "\u2028"  # Qt's sign for a line end inside a paragraph
STYLES = {Shape.BULLET: QTextListFormat.Style.ListDisc, Shape.NUMBER: QTextListFormat.Style.ListDecimal}
AUTOMATIC = {"-": Shape.BULLET, "*": Shape.BULLET, "•": Shape.BULLET, "1.": Shape.NUMBER, "1)": Shape.NUMBER}


class RichText(QTextEdit):
    """The box of a text; what is pasted or dropped is cleaned first, files are left to the panel round it."""

    pasted = Signal(str)  # what was left out, or nothing

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text, never files or pictures."""
        return (source.hasHtml() or source.hasText()) and not _holds_files(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert the cleaned text at the cursor; one step of the box's own undo."""
        if source.hasHtml():
            found = from_html(source.html())
            text, notice = found.text, found.notice()
        else:
            text, notice = from_plain(source.text()), ""
        if text.blocks:
            insert(self.textCursor(), _with_edges(text.blocks, source.text()))
            self.ensureCursorVisible()
        self.pasted.emit(notice)


def _with_edges(blocks: Sequence[Block], plain: str) -> Sequence[Block]:
    """Return a single paragraph with the spaces round it: who copies a word in Word copies the space after it too."""
    if len(blocks) != 1 or blocks[0].shape is not Shape.PARAGRAPH:
        return blocks
    lead, trail = (Run(" ") if sign in (" ", "\u00a0") else Run("") for sign in (plain[:1], plain[-1:]))
    return [Block(Shape.PARAGRAPH, (lead, *blocks[0].runs, trail))]


def _holds_files(source: QMimeData) -> bool:
    return source.hasUrls() and all(url.isLocalFile() for url in source.urls())


class RichEditor(Editor):
    """Rich but simple text; Ctrl+Enter saves, Tab leaves, and a list begins by typing "- " or "1. "."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        whole = QWidget(parent)
        self.bar = QWidget(whole)
        self.box = RichText(whole)
        super().__init__(field, self.box, today)
        self.outer = whole
        self._quiet = False
        self._notice = ""
        self._fills = False
        self.box.setTabChangesFocus(True)
        self.box.setAcceptRichText(True)
        self.box.setPlaceholderText(field.empty)
        self.box.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()
        self.box.document().setIndentWidth(QFontMetrics(self.box.font()).horizontalAdvance("mmm"))
        acts: tuple[tuple[str, str, str, str, Callable[[], None]], ...] = (
            ("bold", "bold", "Bold", "Ctrl+B", self.toggle_bold),
            ("italic", "italic", "Italic", "Ctrl+I", self.toggle_italic),
            ("bullets", "list-bullets", "Bulleted list", "Ctrl+Shift+8", lambda: self.toggle_list(Shape.BULLET)),
            ("numbers", "list-numbers", "Numbered list", "Ctrl+Shift+7", lambda: self.toggle_list(Shape.NUMBER)),
            ("deeper", "list-deeper", "Set the item deeper", "Alt+Shift+Right", lambda: self.step(1)),
            ("back", "list-back", "Set the item back", "Alt+Shift+Left", lambda: self.step(-1)),
        )
        self._keys: dict[QKeySequence, Callable[[], None]] = {}
        self.buttons: dict[str, IconButton] = {}
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name, icon, words, keys, act in acts:
            made = IconButton(icon, f"{words}: {field.label}", act, self.bar, keys=as_keys(keys), stop=False)
            made.setCheckable(name in ("bold", "italic", "bullets", "numbers"))
            self.buttons[name] = made
            self._keys[QKeySequence(keys)] = act
            row.addWidget(made)
        row.addStretch(1)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.bar)
        column.addWidget(self.box)
        whole.setFocusProxy(self.box)
        self.box.textChanged.connect(self._typed)
        self.box.pasted.connect(self._pasted)
        self.box.cursorPositionChanged.connect(self._show_look)
        self.box.currentCharFormatChanged.connect(lambda _: self._show_look())

    def show(self, value: Any) -> None:
        """Show a stored text."""
        self.take(value or "")

    def read(self) -> Any:
        """Return the text as it is stored."""
        return read_value(self.field, self.text(), self.today())

    def text(self) -> str:
        """Return what stands there as it would be stored."""
        return blocks_of(self.box.document()).stored()

    def take(self, text: str) -> None:
        """Put a stored text back; what stands there already keeps its cursor."""
        found = from_stored(text)
        if found == blocks_of(self.box.document()) and self.box.document().toPlainText():
            return
        self._quiet = True
        self.box.clear()
        self.box.setCurrentCharFormat(QTextCharFormat())
        cursor = QTextCursor(self.box.document())
        cursor.setBlockFormat(QTextBlockFormat())
        insert(cursor, found.blocks)
        self.box.document().clearUndoRedoStacks()
        self.box.moveCursor(QTextCursor.MoveOperation.Start)
        self._notice = ""
        self._quiet = False

    def note(self) -> str:
        """Return what the last paste left out."""
        return self._notice

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be selected and copied only."""
        self.box.setReadOnly(read_only)
        self.box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            if read_only
            else Qt.TextInteractionFlag.TextEditorInteraction
        )
        self.bar.setVisible(not read_only)

    def enter_saves(self, event: QKeyEvent) -> bool:
        """Save with Ctrl+Enter only."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the keys of the text before the window takes them for its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act_of(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Do what a key asks: a look, a list, a list's end, or what any field does."""
        if super().key_pressed(event):
            return True
        if self.box.isReadOnly():
            return False
        act = self._act_of(event)
        if act is None and event.key() == Qt.Key.Key_Space and not event.modifiers():
            return self._begin_list()
        if act is None and self._ends_item(event):
            act = partial(self.step, -1)
        if act is not None:
            act()
        return act is not None

    def _ends_item(self, event: QKeyEvent) -> bool:
        """Say whether a key sets an item back: Enter in an empty one, Backspace at the beginning of any."""
        cursor = self.box.textCursor()
        if cursor.currentList() is None or cursor.hasSelection():
            return False
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if entered:
            return not cursor.block().text()
        return event.key() == Qt.Key.Key_Backspace and cursor.atBlockStart()

    def toggle_bold(self) -> None:
        """Make the marked words bold, or plain where they are."""
        made = QTextCharFormat()
        made.setFontWeight(QFont.Weight.Normal if self.box.fontWeight() >= QFont.Weight.DemiBold else QFont.Weight.Bold)
        self.box.mergeCurrentCharFormat(made)
        self._typed()

    def toggle_italic(self) -> None:
        """Make the marked words italic, or upright where they are."""
        made = QTextCharFormat()
        made.setFontItalic(not self.box.fontItalic())
        self.box.mergeCurrentCharFormat(made)
        self._typed()

    def toggle_list(self, shape: Shape) -> None:
        """Make the marked paragraphs items of a list, or paragraphs again where they are such items."""
        blocks = self._marked()
        off = all(_shape(block) is shape for block in blocks)
        with _Edit(self.box.textCursor()):
            lists: dict[int, QTextList] = {}
            for block in blocks:
                _set_shape(block, Shape.PARAGRAPH if off else shape, _step(block), lists)
        self._typed()

    def step(self, by: int) -> None:
        """Set items deeper or back; one that stands at the edge becomes a paragraph."""
        with _Edit(self.box.textCursor()):
            lists: dict[int, QTextList] = {}
            for block in self._marked():
                shape, now = _shape(block), _step(block)
                if shape is not Shape.PARAGRAPH:
                    there = Shape.PARAGRAPH if now + by < 0 else shape
                    _set_shape(block, there, max(0, min(now + by, DEEPEST)), lists)
        self._typed()

    def fill(self) -> None:
        """Let the box take all the room there is, and scroll its text: for a page that is there to be written on."""
        self._fills = True
        line = QFontMetrics(self.box.font()).lineSpacing()
        self.box.setMaximumHeight(_UNBOUNDED)
        self.box.setMinimumHeight(_FEWEST // 2 * line + _FRAME)  # what else is there may need the room

    def _fit(self) -> None:
        """Give the box the height of its text, within bounds."""
        if self._fills:
            return
        line = QFontMetrics(self.box.font()).lineSpacing()
        wanted = int(self.box.document().size().height())
        frame = _FRAME + int(self.box.document().documentMargin())
        self.box.setFixedHeight(min(max(wanted, _FEWEST * line), _MOST * line) + frame)

    def _begin_list(self) -> bool:
        """Turn a "-" or "1." at the beginning of a paragraph into a list."""
        cursor = self.box.textCursor()
        shape = AUTOMATIC.get(cursor.block().text())
        if shape is None or not cursor.atBlockEnd() or cursor.currentList() is not None:
            return False
        with _Edit(cursor):
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            _set_shape(cursor.block(), shape, 0, {})
        self._typed()
        return True

    def _marked(self) -> list[QTextBlock]:
        cursor = self.box.textCursor()
        block, last = (
            self.box.document().findBlock(cursor.selectionStart()),
            self.box.document().findBlock(cursor.selectionEnd()),
        )
        found = [block]
        while block != last and block.isValid():
            block = block.next()
            found.append(block)
        return found

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        pressed = QKeySequence(event.keyCombination())
        shifted = {Qt.Key.Key_Asterisk: Qt.Key.Key_8, Qt.Key.Key_Ampersand: Qt.Key.Key_7}.get(Qt.Key(event.key()))
        if shifted is not None:  # keyboards tell of Shift+8 as the sign above it
            pressed = QKeySequence(event.modifiers().value | shifted.value)
        return self._keys.get(pressed)

    def _typed(self) -> None:
        if not self._quiet:
            self._notice = ""
            self.edited.emit()
        self._show_look()

    def _pasted(self, notice: str) -> None:
        self._notice = notice
        self.edited.emit()

    def _show_look(self) -> None:
        shape = _shape(self.box.textCursor().block())
        self.buttons["bold"].setChecked(self.box.fontWeight() >= QFont.Weight.DemiBold)
        self.buttons["italic"].setChecked(self.box.fontItalic())
        self.buttons["bullets"].setChecked(shape is Shape.BULLET)
        self.buttons["numbers"].setChecked(shape is Shape.NUMBER)
        for name in ("deeper", "back"):
            self.buttons[name].setEnabled(shape is not Shape.PARAGRAPH)


class _Edit:
    """One step of the box's own undo."""

    def __init__(self, cursor: QTextCursor) -> None:
        self._cursor = cursor

    def __enter__(self) -> None:
        self._cursor.beginEditBlock()

    def __exit__(self, *_: object) -> None:
        self._cursor.endEditBlock()


def blocks_of(document: QTextDocument) -> SimpleText:
    """Return what a document says as simple text."""
    found = []
    block = document.begin()
    while block.isValid():
        found.append(Block(_shape(block), tuple(_runs_of(block)), _step(block)))
        block = block.next()
    return tidy(found)


def insert(cursor: QTextCursor, blocks: Sequence[Block]) -> None:
    """Insert blocks where the cursor stands: a single paragraph goes into the line, others begin their own."""
    with _Edit(cursor):
        first = cursor.document().findBlock(cursor.selectionStart())
        shape, step = _shape(first), _step(first)
        cursor.removeSelectedText()
        if _shape(cursor.block()) is not shape:  # the line that stays takes the look of the last one that went
            _set_shape(cursor.block(), shape, step, {})
        alone = len(blocks) == 1 and blocks[0].shape is Shape.PARAGRAPH
        lists: dict[int, QTextList] = {}
        for at, block in enumerate(blocks):
            if at or (not alone and cursor.block().text()):
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            if not alone:
                _set_shape(cursor.block(), block.shape, block.step, lists)
            for run in block.runs:
                cursor.insertText(run.words.replace("\n", _LINE_END), _format(run))
        cursor.setCharFormat(QTextCharFormat())


def _format(run: Run) -> QTextCharFormat:
    made = QTextCharFormat()
    if run.bold:
        made.setFontWeight(QFont.Weight.Bold)
    if run.italic:
        made.setFontItalic(True)
    return made


def _list_of(block: QTextBlock) -> QTextList | None:
    return cast("QTextList | None", block.textList())


def _shape(block: QTextBlock) -> Shape:
    listed = _list_of(block)
    if listed is None:
        return Shape.PARAGRAPH
    return Shape.NUMBER if listed.format().style() == STYLES[Shape.NUMBER] else Shape.BULLET


def _step(block: QTextBlock) -> int:
    listed = _list_of(block)
    return 0 if listed is None else max(0, listed.format().indent() - 1)


def _set_shape(block: QTextBlock, shape: Shape, step: int, lists: dict[int, QTextList]) -> None:
    """Make a block a paragraph or the item of a list; `lists` are those that items of each step go on in."""
    cursor = QTextCursor(block)
    listed = _list_of(block)
    if listed is not None:
        listed.remove(block)
    cursor.setBlockFormat(QTextBlockFormat())
    if shape is Shape.PARAGRAPH:
        lists.clear()
        return
    for deeper in [one for one in lists if one > step]:
        del lists[deeper]
    there = lists.get(step) or _list_before(block, shape, step)
    if there is not None and there.format().style() == STYLES[shape]:
        there.add(block)
    else:
        made = QTextListFormat()
        made.setStyle(STYLES[shape])
        made.setIndent(step + 1)
        there = cursor.createList(made)
    lists[step] = there


def _list_before(block: QTextBlock, shape: Shape, step: int) -> QTextList | None:
    """Return the list that the item goes on with: that of the nearest item before it of its step."""
    before = block.previous()
    while before.isValid() and _shape(before) is not Shape.PARAGRAPH and _step(before) >= step:
        if _step(before) == step:
            return before.textList() if _shape(before) is shape else None
        before = before.previous()
    return None


def _runs_of(block: QTextBlock) -> list[Run]:
    found = []
    pieces = block.begin()
    while not pieces.atEnd():
        piece = pieces.fragment()
        look = piece.charFormat()
        words = piece.text().replace(_LINE_END, "\n").replace("\ufffc", "")
        found.append(Run(words, look.fontWeight() >= QFont.Weight.DemiBold, look.fontItalic()))
        pieces += 1
    return found
