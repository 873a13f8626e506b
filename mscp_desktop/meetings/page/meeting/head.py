"""What stands above the parts of a meeting: whose it is, when and where, how far it is, and the way to its parts."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.icon_button import IconButton
from mscp_desktop.desktop.parts import label, literal, tip_of
from mscp_desktop.desktop.tables.page_head import PageHead
from mscp_desktop.desktop.values import Cell, Crumb, Head, Look, Tone, pill
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.quorum import NOT_YET, quorum_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_STATES = {MeetingState.PLANNED: Tone.INFO, MeetingState.HELD: Tone.GOOD, MeetingState.CANCELLED: Tone.BAD}
_MINUTES = {
    MinutesState.DRAFT: Tone.WARNING, MinutesState.CLEARED: Tone.INFO, MinutesState.CIRCULATED: Tone.INFO,
    MinutesState.APPROVED: Tone.GOOD, MinutesState.CLOSED: Tone.GOOD,
}  # fmt: skip


def chips_of(row: MeetingRow) -> tuple[Cell, ...]:
    """Return what is said of a meeting in a glance: its state, its kind where that is not the usual, its minutes."""
    said = [pill(row.state.value.capitalize(), _STATES[row.state], row.cancelled_why or "")]
    if row.kind is not MeetingKind.ORDINARY:
        said.append(Cell(row.kind.value.capitalize(), Look.PILL))
    if row.minutes in _MINUTES:
        said.append(pill(f"Minutes {row.minutes.value}", _MINUTES[row.minutes]))
    return tuple(said)


def head_of(row: MeetingRow, further: Sequence[Cell] = ()) -> Head:
    """Return the path, the title and the chips of a meeting; `further` are chips of its parts, such as its quorum."""
    crumbs = (Crumb("Meetings", Place("meetings", row.uid)), Crumb(row.group, Place("group", row.group_uid)))
    return Head(row.title(), crumbs, (*chips_of(row), *further))


def quorum_chip(session: "Session", uid: str, today: date) -> tuple[Cell, ...]:
    """Return whether a meeting is quorate, or would be by the apologies so far, or that this is not known yet.

    Nothing where no rule is recorded, or no attendance is entered.
    """
    quorum = quorum_shown(session, uid, today)
    if quorum.met is None and not quorum.open():
        return ()
    more = "\n".join([quorum.sentence(), *quorum.why])
    if quorum.met is None:
        return (pill(NOT_YET, Tone.NEUTRAL if quorum.ahead else Tone.WARNING, more),)
    return (pill(quorum.state(), Tone.GOOD if quorum.met else Tone.BAD, more),)


class MeetingHead(QWidget):
    """Title, when and where, buttons, and the row of parts; `turned` says which part was chosen, by its place."""

    turned = Signal(int)

    def __init__(
        self,
        actions: Sequence[Command],
        steps: tuple[Command, Command],
        parts: Sequence[tuple[str, str]],
        today: Callable[[], date],
        parent: QWidget,
        *,
        further: Callable[[], Sequence[Command]],
        why: Callable[[Command], str],
    ) -> None:
        """`steps` lead to the group's meetings before and after; `parts` are words with the keys that open them.

        In a low window all that has buttons here stands in one menu beside the parts, after what `further` says the
        part in view has; `why` is as in `ActsRow`.
        """
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.page_head = PageHead("", actions, today, self, as_at=False, why=why)
        self._actions = frozenset(one.name for one in actions)
        self.menu = ActsRow(
            (), self, further=lambda: [*further(), *steps, *(one for one in actions if one.ready)], why=why
        )
        self.when = label("", "secondary", wrap=True)
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("Parts of the meeting")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for place, (words, keys) in enumerate(parts):
            self.tabs.addTab(literal(words))
            self.tabs.setTabToolTip(place, tip_of(f"{words} ({keys})"))
        self.steps = tuple(
            IconButton(icon, command.words, command.call, self, keys=command.keys())
            for icon, command in zip(("back", "forward"), steps, strict=True)
        )
        self._commands = steps
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.page_head)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        whole.addLayout(self._row)
        self._row.setSpacing(8)
        self._row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(self.when, 1)
        ways = QHBoxLayout()
        self._row.addLayout(ways)
        ways.setSpacing(4)
        for step in self.steps:
            ways.addWidget(step)
        ways.addStretch(1)
        self._row.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tabs.currentChanged.connect(self.turned)

    def parts(self) -> list[QWidget]:
        """Return what can have the keyboard, as it is read."""
        return [*self.page_head.parts(), self.tabs, *self.steps, *self.menu.parts()]

    def fit(self, *, narrow: bool, low: bool, wide: int) -> None:
        """Set the parts below each other or side by side; in a low window they keep to two lines of this width."""
        self.page_head.acts.leave_out(self._actions if low else frozenset())
        self.page_head.fit(narrow=narrow, low=low, wide=wide)
        self.menu.set_low(low=low)
        self.menu.setVisible(low)
        for step in self.steps:
            step.setVisible(not low)
        self.when.setVisible(not low)  # the title has the day, and says the rest on hover
        self._whole.setSpacing(2 if low else 4)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if narrow and not low else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        self.when.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def show_meeting(self, row: MeetingRow, further: Sequence[Cell], around: Sequence[MeetingRow | None]) -> None:
        """Show a meeting, and say which meetings are before and after it."""
        self.page_head.show_head(head_of(row, further))
        words = [row.when_words(), row.where_words()]
        if row.state is MeetingState.CANCELLED and row.cancelled_why:
            words.append(f"cancelled: {row.cancelled_why}")
        self.when.setText(", ".join(words))
        for shown, command, other in zip(self.steps, self._commands, around, strict=True):
            where = f"{command.words}, {format_day(other.day)}" if other is not None else command.words
            shown.setToolTip(tip_of(f"{where} ({command.keys()})"))
            shown.setAccessibleName(where)
        self.show_ready()

    def show_ready(self) -> None:
        """Show the buttons for what can be done with the meeting now, and no others."""
        self.page_head.acts.show_ready(hides=True)
        self.page_head.fit_line()
        self.menu.show_ready()
        for command, step in zip(self._commands, self.steps, strict=True):
            step.setEnabled(command.ready)
