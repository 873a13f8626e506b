"""Home: what needs me now, each with its reason, its date and one key to the place."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, frame, label, redress, rule
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.meetings.rules.obligations import Obligation, financial_year, obligations
from mscp_desktop.overview.page.needs_view import NeedsView
from mscp_desktop.overview.page.owed_bars import OwedBars
from mscp_desktop.overview.rules import CheckSource, DueSource, Need, Urgency, needs, title_of, to_look_at, to_read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SIDE = 380  # pixels at 100%
NARROW = 880  # pixels: below it the cards stand under the list
LOWEST, UNDER = 150, 240  # pixels at 100% that the list keeps in a low window, and the cards under it
MOST_CHECKS = 6
LOOK_AFTER = 300  # milliseconds after the rows, if Home is still in view, until the checks are asked
LATER_ON = 3000  # milliseconds after a change elsewhere until the number in the rail is counted anew
SHOWN = (
    ("all", "All", frozenset(Urgency)),
    ("late", "Late", frozenset({Urgency.LATE})),
    ("week", "This week", frozenset({Urgency.TODAY, Urgency.SOON})),
    ("later", "Later", frozenset({Urgency.MONTH, Urgency.LATER, Urgency.UNDATED})),
)
NOTHING = {
    "late": "Nothing is late.",
    "week": "Nothing is due today or in the next seven days.",
    "later": "Nothing else is due in the next three months.",
}
QUIET = "Nothing is due in the next three months. What a meeting, an action or a check asks for will stand here."
FIRST = "No groups are recorded yet. Begin with them: rosters, meetings and what is due rest on them."


class HomePage(Page):
    """Says each morning what is due and late, over all features."""

    key = "home"
    title = "Home"
    icon = "home"
    guide = "home"

    def __init__(self, tasks: Tasks, due: Sequence[DueSource], checks: Sequence[CheckSource]) -> None:
        super().__init__()
        self._tasks, self._due, self._checks = tasks, due, checks
        self._needs: list[Need] = []
        self._found_due: list[Need] = []
        self._part = "all"
        self._begun = True
        self._soon = QTimer(self, singleShot=True, interval=LATER_ON)
        self._soon.timeout.connect(self._count_anew)
        self._then = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._then.timeout.connect(lambda: self._look(Counter(), list(self._checks)))

    def build(self) -> None:
        """Make the list and the cards beside it."""
        self.heading: QLabel = label("", "title", name="Home")
        self._day = label("", "secondary")
        preview, go = self.commands()[:2]
        self._column = column = QVBoxLayout(self)
        self._top = top = QHBoxLayout()
        column.addLayout(top)
        self._words = words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        top.addLayout(words, 1)
        words.addWidget(self.heading)
        words.addWidget(self._day)
        self._reads = label(self._reading(), "secondary", wrap=True, name="What you may do")
        self._reads.setVisible(bool(self._reading()))
        top.addWidget(button("Preview this list", preview.call, tip=preview.tooltip()), 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._reads)
        self.view = NeedsView(self)
        self._empty = label(QUIET, "secondary", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.first = button("Go to the groups", lambda: self.navigate.emit(Place("groups")), kind="primary")
        self.first.hide()
        nothing = QWidget(self)
        nothing.setProperty("role", "plain")
        middle = QVBoxLayout(nothing)
        middle.setSpacing(14)
        middle.addStretch(1)
        middle.addWidget(self._empty)
        middle.addWidget(self.first, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(nothing)
        self._listed = listed = frame("card")
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self._parts_row = QHBoxLayout()
        inside.addLayout(self._parts_row)
        self._add_parts(self._parts_row)
        inside.addWidget(self._stack)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column.addLayout(self._body, 1)
        self._body.setSpacing(20)
        self._body.addWidget(listed, 1)
        self._body.addWidget(self._cards(go))
        self.view.opened.connect(self._open)
        self.view.chosen.connect(self._explain)

    def _reading(self) -> str:
        """Return what somebody is told who only reads; nothing for others, and in a copy, which says so above."""
        return "" if self._tasks.store.read_only else self._tasks.locked() or ""

    def _add_parts(self, row: QHBoxLayout) -> None:
        """Make the buttons that choose a part of the list."""
        group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for command, (part, words, _) in zip(self._choices(), SHOWN, strict=True):
            made = button(words, command.call, kind="quiet", tip=command.tooltip())
            made.setCheckable(True)
            made.setChecked(part == self._part)
            group.addButton(made)
            row.addWidget(made)
            self._buttons[part] = made
        row.addStretch(1)

    def _choices(self) -> list[Command]:
        return [
            Command(f"home.{part}", f"Show what is due: {words.lower()}", partial(self._choose, part), f"Alt+{number}")
            for number, (part, words, _) in enumerate(SHOWN, 1)
        ]

    def _choose(self, part: str) -> None:
        self._part = part
        self._buttons[part].setChecked(True)
        self._list()

    def _list(self) -> None:
        """Show the chosen part of what was found, and how much each part holds."""
        for part, words, urgencies in SHOWN:
            number = sum(one.urgency in urgencies for one in self._found_due)
            self._buttons[part].setText(f"{words} {number}")
            if part == self._part:
                self._needs = [one for one in self._found_due if one.urgency in urgencies]
        self.view.show_needs(self._needs)
        quiet = QUIET if self._begun else FIRST
        self._empty.setText(NOTHING.get(self._part, quiet) if self._found_due else quiet)
        self._stack.setCurrentIndex(0 if self._needs else 1)

    def state(self) -> dict[str, Any]:
        """Return which part of the list is shown."""
        return {"part": self._part}

    def set_state(self, state: dict[str, Any]) -> None:
        """Show that part again."""
        if state.get("part") in self._buttons:
            self._choose(state["part"])

    def _cards(self, go: Command) -> QScrollArea:
        self._why_title, self._why = label("", "heading", wrap=True), label("", wrap=True)
        self._go_button = button("Go there", go.call, tip=go.tooltip())
        self.bars = OwedBars(self)
        self._year_title = label("", "heading")
        self._year_count = label("", "secondary")
        self._found = label("", wrap=True)
        self._why_card = _card(self._why_title, None, self._why)
        self._year_card = _card(
            self._year_title, self._year_count, self.bars,
            button("Open the year", lambda: self.navigate.emit(Place("year")), kind="link"),
        )  # fmt: skip
        self._checks_card = _card(
            label("Worth a look", "heading"), None, self._found,
            button("Open the checks", lambda: self.navigate.emit(Place("checks")), kind="link"),
        )  # fmt: skip
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for card in (self._why_card, self._year_card, self._checks_card):
            column.addWidget(card)
            card.hide()
        column.addStretch(1)
        self._side = QScrollArea(widgetResizable=True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.viewport().setAutoFillBackground(False)
        self._side.setWidget(inside)
        return self._side

    def take_keyboard(self) -> None:
        """Give the keyboard to the list, or to what comes first where there is no group yet."""
        (self.first if self.first.isVisible() else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read what is due today, and then what is owed; what the checks find is asked of whoever stays here."""
        today, roles = self._tasks.store.clock.today(), self._tasks.actor.roles
        self._day.setText(format_day(today, weekday=True))
        year = financial_year(today)
        key = f"home {id(self)}"

        def due(session: "Session") -> tuple[list[Need], bool]:
            return needs(session, today, self._due, roles), bool(all_groups(session))

        def owed(session: "Session") -> list[Obligation]:
            return obligations(session, year, today)

        self._tasks.read(due, lambda read: self._show(*read), key=key, owner=self)
        self._tasks.read(owed, lambda rows: self._show_owed(year.label, rows), key=f"{key} owed", owner=self)
        self._then.start()

    def _look(self, found: Counter[str], checks: list[CheckSource]) -> None:
        """Ask one check after the other, each once the one before has answered, and show what all of them find.

        Once another page is in view the rest waits until somebody is here again.
        """
        if not self.isVisible():
            self._stale = True
            return
        if not checks:
            self._show_found(found.most_common())
            return
        today, check = self._tasks.store.clock.today(), checks.pop(0)
        self._tasks.read(
            lambda session: to_look_at(session, today, check), lambda more: self._look(found + more, checks),
            key=f"home {id(self)} checks", owner=self,
        )  # fmt: skip

    def hear(self, announcement: Announcement) -> None:
        """Read again after any change: what is due may rest on every table."""
        del announcement
        self._stale = True
        if self.isVisible():
            self._catch_up()
        elif self._built and not self._soon.isActive():  # begun anew each time it would never end while somebody types
            self._soon.start()

    def _count_anew(self) -> None:
        """Count what needs somebody now while another page is in view: the number in the rail is to be true."""
        today, roles = self._tasks.store.clock.today(), self._tasks.actor.roles
        self._tasks.read(
            lambda session: needs(session, today, self._due, roles), self._mark, key=f"home {id(self)}", owner=self
        )

    def commands(self) -> list[Command]:
        """Return what can be done here."""
        return [
            Command("home.preview", "Preview what is due", self._preview, "Ctrl+P"),
            Command("home.open", "Go to what is due", self._open_current, "Ctrl+Return", lambda: bool(self._needs)),
            *self._choices(),
        ]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "go there"), ("Alt+1 to 4", "all, late, this week, later"), ("Ctrl+P", "preview the list")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the cards under the list where there is no room beside it."""
        super().resizeEvent(event)
        self.prepare()
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the page anew for another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self.fit()

    def fit(self) -> None:
        """Set the cards beside the list or under it; in a low window the list has all the room, and then they come."""
        narrow = self.width() < grown(NARROW)
        under = self.low and narrow
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._words.setDirection(directions.LeftToRight if self.low else directions.TopToBottom)
        self.view.make_compact(compact=self.low)
        self._parts_row.setContentsMargins(10, 2 if self.low else 6, 10, 2 if self.low else 6)
        self._words.setSpacing(12 if self.low else 0)
        self._words.setStretch(1, int(self.low))
        redress(self.heading, "role", "heading" if self.low else "title")
        self._column.setContentsMargins(*((24, 4, 24, 4) if self.low else (24, 20, 24, 16)))
        self._column.setSpacing(6 if self.low else 14)
        self._side.setMinimumWidth(0 if narrow else grown(SIDE))
        self._side.setMaximumWidth(16777215 if narrow else grown(SIDE))
        self._side.setMaximumHeight(self.height() // 3 if narrow and not under else 16777215)
        above = self.parentWidget()
        room = self.height() if above is None else above.height()
        said = 0 if self._reads.isHidden() else self._reads.heightForWidth(self.width() - 48) + self._column.spacing()
        left = room - self._top.sizeHint().height() - said - 2 * self._column.spacing() - 8
        self._listed.setMinimumHeight(max(left, grown(LOWEST)) if under else 0)
        self._side.setMinimumHeight(min(grown(UNDER), room) if under else 0)

    def _show(self, found: list[Need], begun: bool) -> None:
        had, reads = self.view.hasFocus(), self._tasks.locked() is not None
        found = to_read(found) if reads else found
        self._found_due, self._begun = found, begun
        self.heading.setText(title_of(found, reads=reads))
        self._list()
        self.first.setVisible(not begun)
        if had:
            self.take_keyboard()
        self._mark(found)

    def _mark(self, found: list[Need]) -> None:
        badge = str(sum(one.now for one in found) or "")
        if badge != self.badge:
            self.badge = badge
            self.badged.emit()

    def _explain(self, row: int) -> None:
        shown = 0 <= row < len(self._needs)
        self._why_card.setVisible(shown)
        if shown:
            due = self._needs[row].due
            when = f"Why {format_day(due.day)}?" if due.day is not None else "Why?"
            self._why_title.setText(when)
            self._why.setText("\n".join(due.explain) or due.why)

    def _show_owed(self, year: str, rows: list[Obligation]) -> None:
        counted = [one for one in rows if one.owed]
        self._year_card.setVisible(bool(counted))
        dated = sum(min(one.held + one.planned, one.owed or 0) for one in counted)
        self._year_title.setText(f"Meetings owed, {year}")
        self._year_count.setText(f"{dated} of {sum(one.owed or 0 for one in counted)} dated")
        self.bars.show_owed(counted)

    def _show_found(self, found: list[tuple[str, int]]) -> None:
        self._checks_card.setVisible(bool(found))
        lines = [f"{about}: {number}" for about, number in found[:MOST_CHECKS]]
        more = sum(number for _, number in found[MOST_CHECKS:])
        self._found.setText("\n".join([*lines, *([f"and {more} more"] if more else [])]))

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._needs):
            self.navigate.emit(self._needs[row].due.place)

    def _open_current(self) -> None:
        self._open(self.view.currentIndex().row())

    def _preview(self) -> None:
        today: date = self._tasks.store.clock.today()
        self.wanted.emit("due", Request(today, today))


def _card(title: QLabel, aside: QLabel | None, *parts: QWidget) -> QWidget:
    made = frame("card")
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    head = QHBoxLayout()
    column.addLayout(head)
    head.addWidget(title, 1)
    if aside is not None:
        head.addWidget(aside)
    column.addWidget(rule())
    for part in parts:
        column.addWidget(part)
    return made
