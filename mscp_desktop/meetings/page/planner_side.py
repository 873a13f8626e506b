"""What stands under the board: the date in hand with its acts, the other days it could have, and what is not met."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.panel.wrapping import wrap_list
from mscp_desktop.desktop.parts import button, frame, label
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Tone, pill
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.alternatives import Alternative
from mscp_desktop.meetings.rules.planning.values import Hold, Plan
from mscp_desktop.meetings.rules.planning.words import Told, broken_words, left_over, without_report
from mscp_desktop.meetings.rules.times import span_words
from mscp_desktop.parties.rules.words import capital

NOTHING = "no drawback"
LOW, BESIDE = 150, 224  # pixels at 100%
QWIDGETSIZE_MAX = 16_777_215
MOVABLE = (Hold.FREE, Hold.PINNED)


class PlannerSide(QWidget):
    """Three parts beside each other; below each other in a narrow window."""

    asked = Signal(str)  # "move", "pin", "remove" or "add"
    chosen = Signal(object)  # another day was chosen from the list: date
    picked = Signal()  # another date of the same month is in hand
    left = Signal()  # Escape: back to the board

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._told: tuple[Told, ...] = ()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._make_date()
        self.days = self._list("Other days, best first", 4)
        self.notes = self._list("What could not be met", 4)
        self.days.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        for one in (self.days, self.notes):
            one.installEventFilter(self)

    def set_narrow(self, *, narrow: bool) -> None:
        """Set the parts below each other, or beside each other."""
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        if narrow:
            self._let_grow()
        self._fit()

    def _fit(self) -> None:
        """Keep one height whatever is said of the date in hand, so that the board stays where it is; words scroll.

        Below each other the words take what they need: the page itself is scrolled.
        """
        if self._row.direction() is QBoxLayout.Direction.LeftToRight:
            self._words.setMinimumHeight(0)
            self.setFixedHeight(grown(BESIDE))
        else:
            self._words.setMinimumHeight(max(self._said.totalHeightForWidth(self._words.viewport().width()), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the width that the words have now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _let_grow(self) -> None:
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)

    def in_hand(self) -> Told | None:
        """Return the date that acts are of."""
        place = self.which.currentIndex() if len(self._told) > 1 else 0
        return self._told[place] if 0 <= place < len(self._told) else None

    def choose(self, number: int) -> None:
        """Take one of several dates of the month in hand."""
        if len(self._told) > 1:
            self.which.setCurrentIndex(number)

    def show_cell(self, group: str, here: Sequence[Told], *, working: bool) -> None:
        """Show the dates of a cell; where there are several, one is chosen from a list."""
        kept = self.which.currentIndex() if [one.dated for one in here] == [one.dated for one in self._told] else 0
        self._told = tuple(here)
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([format_day(one.dated.day, weekday=True) for one in here])
        self.which.setCurrentIndex(kept if here else -1)
        self.which.blockSignals(False)
        self.which.setVisible(len(here) > 1)
        self._add.setEnabled(working and bool(group))
        self._show(group, working=working)

    def show_days(self, days: Sequence[Alternative]) -> None:
        """List the other days that the date in hand could have."""
        self.days.clear()
        for one in days:
            after = f", {one.after}" if one.after else ""
            words = f"{format_day(one.day, weekday=True)}{after}: {'; '.join(one.effects) or NOTHING}"
            item = QListWidgetItem(words, self.days)
            item.setData(Qt.ItemDataRole.UserRole, one.day)
        if not days and self.in_hand() is not None:
            QListWidgetItem("No other day of the year keeps every rule.", self.days).setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            )

    def show_notes(self, plan: Plan | None, more: Sequence[str]) -> None:
        """List what could not be met, with the reasons, and what else is to be known."""
        self.notes.clear()
        if plan is None:
            return
        lines = list(more)
        lines += [f"{words}. {capital('; '.join(reasons))}." for words, reasons in left_over(plan)]
        lines += [f"A rule is broken. {words}" for words in plan.worse]
        lines = lines or ["Every meeting that is owed has a date, and no rule is broken."]
        self.notes.addItems([*lines, *without_report(plan)])

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Take Enter as the choice, and Escape as the way back to the board."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            item = self.days.currentItem()
            if watched is self.days and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
                self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _make_date(self) -> None:
        self.heading, self.state = label("", "strong", wrap=True), label("", "secondary", wrap=True)
        self.effects = label("", wrap=True)
        self._sign, self.broken = Chip(pill("", Tone.BAD), self), label("", "error", wrap=True)
        self.which = QComboBox(self)
        self.which.setAccessibleName("Which date of this month")
        self.which.currentIndexChanged.connect(lambda _: self.picked.emit())
        card = frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        said = QWidget(card)
        self._said = words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 4, 0)
        words.setSpacing(4)
        for part in (self.heading, self.which):
            words.addWidget(part)
        words.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.broken, self.state, self.effects):
            words.addWidget(part)
        words.addStretch(1)
        said.setProperty("role", "plain")
        self._words = QScrollArea(card, widgetResizable=True)
        self._words.setAccessibleName("The date in hand")
        self._words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words.verticalScrollBar().rangeChanged.connect(self._let_scroll)
        self._words.setWidget(said)
        column.addWidget(self._words, 1)
        acts = FlowLayout(gap=6)
        column.addLayout(acts)
        self._pin = button("Pin", lambda: self.asked.emit("pin"), tip="Pin this date, or let it go (Space)")
        self._move = button("Move…", lambda: self.asked.emit("move"), tip="Move this date (Enter)")
        self._remove = button("Leave out", lambda: self.asked.emit("remove"), tip="Leave this meeting out (Delete)")
        self._add = button("Add one", lambda: self.asked.emit("add"), tip="Give this group one meeting more (+)")
        for one in (self._pin, self._move, self._remove, self._add):
            acts.addWidget(one)
        self._row.addWidget(card, 5)

    def _let_scroll(self, _least: int, most: int) -> None:
        """Let the words be reached by Tab where they are longer than their card, so that arrows scroll them."""
        self._words.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)

    def _list(self, words: str, stretch: int) -> QListWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(words, "strong"))
        made = QListWidget(holder)
        made.setAccessibleName(words)
        made.setMinimumHeight(grown(LOW - 30))
        wrap_list(made)
        column.addWidget(made, 1)
        self._row.addWidget(holder, stretch)
        return made

    def _show(self, group: str, *, working: bool) -> None:
        one = self.in_hand()
        movable = working and one is not None and one.dated.hold in MOVABLE
        for act in (self._pin, self._move, self._remove):
            act.setEnabled(movable)
        self.days.clear()
        if one is None:
            self.heading.setText(group)
            self.state.setText("No meeting in this month.")
            self.effects.setText("")
            self._show_broken(())
            self._pin.setText("Pin")
            return
        pinned = one.dated.hold is Hold.PINNED
        self._pin.setText("Let it go" if pinned else "Pin")
        self.heading.setText(f"{one.group}, number {one.dated.number}: {format_day(one.dated.day, weekday=True)}")
        parts = [
            "pinned" if pinned and not one.arranged else "", one.state,
            span_words(one.dated.start_time, one.dated.length),
            f"papers due {one.papers}" if one.papers else "",
            "" if any(words.startswith(one.after) for words in one.effects) else one.after,
        ]  # fmt: skip
        self.state.setText(capital(", ".join(part for part in parts if part)))
        self._show_broken(one.broken)
        said = "\n".join(f"{capital(words)}." for words in one.effects)
        self.effects.setText(said or ("" if one.broken else "Nothing speaks against it."))
        self._fit()

    def _show_broken(self, broken: Sequence[str]) -> None:
        """Say which rules the date breaks, under a sign that says that it does."""
        self._sign.show_cell(pill("Breaks a rule" if len(broken) == 1 else f"Breaks {len(broken)} rules", Tone.BAD))
        self.broken.setText(" ".join(f"{capital(words)}." for words in broken))
        self.broken.setAccessibleName(broken_words(broken))
        for part in (self._sign, self.broken):
            part.setVisible(bool(broken))
