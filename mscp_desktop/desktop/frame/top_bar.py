"""The bar on top: whose partnership, the search box, undo and redo, who works, and the lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from mscp_desktop.desktop.frame.rail import WIDTH
from mscp_desktop.desktop.frame.search_box import SearchBox
from mscp_desktop.desktop.parts import button, label, literal, tip_of
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.undo import Step, when

HEIGHT = 52  # pixels at 100%
NARROW, NARROWEST = 960, 480  # below the first, words give way to icons; below the second nothing fits
AVATAR = 28
SHORTEST_STEP, LONGEST_STEP = 80, 240
SEARCH = (140, 344)  # from, to
MARGIN = 6


@dataclass(frozen=True, slots=True)
class Doings:
    """What the bar's buttons call."""

    ask: Callable[[str], None]
    undo: Callable[[], None]
    redo: Callable[[], None]
    lock: Callable[[], None]
    back: Callable[[], None]
    forward: Callable[[], None]


class TopBar(QFrame):
    """Always the same, on every page."""

    def __init__(
        self, theme: Theme, partnership: str, actor_name: str, doings: Doings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[Step | None, Step | None] = (None, None)
        self._since: datetime | None = None
        self._private_shown = True
        self.setProperty("role", "bar-top")
        self.back = button("", doings.back, kind="quiet", name="Back", tip="Back (Alt+Left)")
        self.forward = button("", doings.forward, kind="quiet", name="Forward", tip="Forward (Alt+Right)")
        self.search = SearchBox(theme, doings.ask)
        self.undo = button("Undo", doings.undo, kind="quiet")
        self.redo = button("Redo", doings.redo, kind="quiet")
        self.undo_words, self.redo_words = label("", "secondary"), label("", "secondary")
        self._avatar = avatar = label(_initials(actor_name), "avatar", name="")
        avatar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.menu = QMenu(self)
        self.who = button(actor_name, self._open_menu, kind="quiet", name=f"{actor_name}: menu", tip="Menu (F10)")
        self.who.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands after the name
        self.lock = button("Lock", doings.lock, kind="quiet", name="Lock", tip="Lock (Ctrl+L)")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, MARGIN, 8, MARGIN)
        row.setSpacing(4)
        self.partnership = partnership
        self._name = _partnership(partnership)
        self._worded = ((self.undo, "Undo"), (self.redo, "Redo"), (self.who, literal(actor_name)), (self.lock, "Lock"))
        row.addWidget(self._name)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self.search)
        row.addSpacing(8)
        for widget in (self.undo, self.undo_words, self.redo, self.redo_words):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (avatar, self.who, self.lock):
            row.addWidget(widget)
        theme.changed.connect(self._redress)
        self._dress()
        self.show_steps(None, None)
        self.show_ways(back=False, forward=False)

    def show_partnership(self, name: str) -> None:
        """Show another name."""
        self.partnership = name
        former, self._name = self._name, _partnership(name)
        self._row.insertWidget(self._row.indexOf(former), self._name)
        self._row.removeWidget(former)
        former.hide()
        former.deleteLater()
        self._fit()

    def show_steps(self, undo: Step | None, redo: Step | None, since: datetime | None = None) -> None:
        """Say what undo and redo would do now; of what was done before `since` also when that was."""
        self._steps, self._since = (undo, redo), since
        for step, doing, verb, keys in (
            (undo, self.undo, "Undo", "Ctrl+Z"),
            (redo, self.redo, "Redo", "Ctrl+Y"),
        ):
            corrected = "" if step is None else step.corrected_by or ""
            doing.setEnabled(step is not None and not corrected)
            said = f"{verb}: {step.summary}" if step is not None else f"Nothing to {verb.lower()}"
            if step is not None and not self._private_shown:
                said = f"{verb} the last change" if not corrected else "The last change can't be undone"
            elif step is not None and not corrected and since is not None and step.at < since:
                said = f"{verb} what was done on {when(step.at)}: {step.summary}"
            elif step is not None and corrected:
                said = f"{step.summary} can't be undone. What corrects it is {corrected}"
            doing.setToolTip(tip_of(said if corrected else f"{said} ({keys})"))
            doing.setAccessibleName(said)
        self._fit()

    @property
    def step_back(self) -> Step | None:
        """What undo would take back, or why it can't: Ctrl+Z says so, where the button only stands there."""
        return self._steps[0]

    def show_private(self, *, shown: bool) -> None:
        """Say what undo and redo would do, or leave the words out for a screen that is shared."""
        self._private_shown = shown
        self.show_steps(*self._steps, since=self._since)

    def show_ways(self, *, back: bool, forward: bool) -> None:
        """Say whether there is a page to go back or forward to."""
        self.back.setEnabled(back)
        self.forward.setEnabled(forward)

    def minimumSizeHint(self) -> QSize:
        """Return a width down to which everything still fits, by leaving words out."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where the window is narrow; tooltips and screen readers still have them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < grown(NARROW)
        narrowest, widest = (grown(width) for width in SEARCH)
        self._name.setVisible(not narrow)
        for one, said in self._worded:
            one.setText("" if narrow else said)
        self.undo_words.hide()
        self.redo_words.hide()
        spare = self.width() - self._row.minimumSize().width() + self.search.minimumWidth()
        search = max(min(narrowest, spare), min(widest, spare), SEARCH[0])
        self.search.setFixedWidth(search)
        self.search.fit_words(search)
        spare -= search + 16
        for step, words in zip(self._steps, (self.undo_words, self.redo_words), strict=True):
            room = max(0, min(grown(LONGEST_STEP), spare))
            text = step.summary if step is not None and self._private_shown else ""
            text = f"Can't be undone: {text}" if step is not None and step.corrected_by and text else text
            text = QFontMetrics(words.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
            words.setText(text if room >= grown(SHORTEST_STEP) else "")
            words.setVisible(bool(words.text()))
            spare -= words.sizeHint().width() + 8 if words.text() else 0

    def _open_menu(self) -> None:
        self.menu.popup(self.who.mapToGlobal(QPoint(0, self.who.height())))

    def _redress(self) -> None:
        self._dress()
        self.show_partnership(self.partnership)

    def _dress(self) -> None:
        self.setMinimumHeight(grown(HEIGHT))
        self._avatar.setFixedSize(grown(AVATAR), grown(AVATAR))
        self.search.setFixedWidth(grown(SEARCH[0]))
        for one, name in (
            (self.undo, "undo"), (self.redo, "redo"), (self.lock, "lock"), (self.back, "back"),
            (self.forward, "forward"), (self.who, "chevron-down"),
        ):  # fmt: skip
            one.setIcon(self._theme.icon(name))


def _partnership(name: str) -> QWidget:
    """Return the name in two lines: what tells it from others in bold, the rest small."""
    whole = QWidget()
    whole.setFixedWidth(grown(WIDTH))
    whole.setAccessibleName(name)
    whole.setToolTip(tip_of(name))
    column = QVBoxLayout(whole)
    column.setContentsMargins(16, 0, 8, 0)
    column.setSpacing(0)
    first, rest = _two_lines(name)
    for words, role in ((first, "strong"), (rest, "small")):
        if words:
            line: QLabel = label(role=role)
            line.ensurePolished()
            line.setText(line.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, grown(WIDTH) - 24))
            column.addWidget(line)
    return whole


def _two_lines(name: str) -> tuple[str, str]:
    for word in ("Children", "Child"):
        first, found, rest = name.partition(f" {word}")
        if found:
            return first.strip(), (word + rest).strip()
    return name, ""


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
