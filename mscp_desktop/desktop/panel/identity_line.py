"""The quiet line under a text that is watched: what in it could tell whose case it is, with what redacts it."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mscp_desktop.desktop.commands import as_keys
from mscp_desktop.desktop.delegates import current_tokens, draw_shape
from mscp_desktop.desktop.panel.editors import Editor
from mscp_desktop.desktop.panel.plain_text import plain_of, put_words
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Tone, Watched
from mscp_desktop.foundation.identities import Identity, Spot, find_identities, words_of

WAIT = 400  # milliseconds after a letter until the text is looked at
KEY = "F4"


class IdentityLine(QWidget):
    """Looks at a text while it is typed, a moment after each letter, and says what is found; it blocks nothing.

    All spots of one kind are named at once, and redacted together; then those of the next kind.
    """

    redacted = Signal(object)  # the texts that were taken out of what stands in the field, as a tuple

    def __init__(self, field: Field, editor: Editor, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.of = ""  # the uid of the record whose field it is, empty in the form of a new one
        self.spots: tuple[Spot, ...] = ()  # of the kind that is named
        self._field, self._editor, self._tasks = field, editor, tasks
        self._offered = True
        self._told = ""
        self._label = label("", "small", wrap=True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.redact_button = button(
            "Redact",
            self.redact,
            kind="link",
            tip=f"Take it out of the text, of history and of search ({as_keys(KEY)})",
        )
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.redact_button, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(self.look)
        key = QShortcut(QKeySequence(KEY), parent, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.redact)
        editor.edited.connect(self._edited)
        self.hide()

    @property
    def words(self) -> str:
        """What is said, or nothing."""
        return self._label.text()

    def offer(self, *, offered: bool) -> None:
        """Say something only where the text can be changed."""
        self._offered = offered
        if not offered:
            self._show(())

    def look(self) -> None:
        """Look at the text that stands there now."""
        self._timer.stop()
        watched = self._field.watched
        if watched is None or not self._offered or not plain_of(self._editor).strip():
            self._show(())
            return
        of = self.of
        self._tasks.read(lambda session: watched(session, of), self._found, key=f"watched {id(self)}", owner=self)

    def forget(self) -> None:
        """Say no more of what was redacted before."""
        self._told = ""

    def tell(self, words: str) -> None:
        """Say what became of what was redacted, where there is nothing else to say."""
        self._told = words
        if not self.spots:
            self._show(())

    def redact(self) -> None:
        """Put a mark in the place of each spot that is named."""
        spots = self._now()
        if not spots:
            return
        for spot in reversed(spots):
            put_words(self._editor, spot.start, spot.end, spot.marker)
        self.redacted.emit(tuple(dict.fromkeys(spot.text for spot in spots)))
        self.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape beside the first line."""
        del event
        tokens, side = current_tokens(), self._side()
        height = QFontMetrics(self._label.font()).height()
        tone, colour = (Tone.WARNING, tokens.warning) if self.spots else (Tone.INFO, tokens.info)
        with QPainter(self) as painter:
            draw_shape(painter, tone, QRectF(0, (height - side) / 2, side, side), QColor(colour))

    def _edited(self) -> None:
        self._told = ""
        self._timer.start()

    def _now(self) -> tuple[Spot, ...]:
        """Return what is named as far as it still stands where it was found."""
        text = plain_of(self._editor)
        return tuple(one for one in self.spots if text[one.start : one.end] == one.text)

    def _found(self, watched: Watched) -> None:
        text = plain_of(self._editor)
        spots = find_identities(text, watched.names, self._tasks.store.clock.today(), watched.since)
        first = next((kind for kind in Identity if any(spot.kind is kind for spot in spots)), None)
        self._show(tuple(spot for spot in spots if spot.kind is first) if self._offered else ())

    def _show(self, spots: tuple[Spot, ...]) -> None:
        many = f"{len(spots)} found. " if len(spots) > 1 else ""
        said = f"{many}{words_of(spots)}" if spots else self._told if self._offered else ""
        if spots and said != self.words:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self._editor.widget, f"{said}. {KEY} redacts.")
            )
        had_focus = self.redact_button.hasFocus()
        self.spots = spots
        self._label.setText(said)
        self._row.setContentsMargins(self._side() + 6, 0, 0, 0)
        self.redact_button.setVisible(bool(spots))
        self.redact_button.setAccessibleName(f"Redact: {said}")
        self.setVisible(bool(said))
        if had_focus and not spots:  # what was pressed is gone: the text is where one goes on
            self._editor.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _side(self) -> int:
        return QFontMetrics(self._label.font()).capHeight()
