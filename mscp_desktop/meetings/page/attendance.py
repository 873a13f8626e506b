"""The register of attendance: of a group or all of them, in a financial year or ever; by seat, agency or year."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.acts_row import ActsRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.keep_in_view import AIR
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label, redress
from mscp_desktop.desktop.tables.page import NARROW
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import ALL_YEARS as EVERY_YEAR
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.meetings.page.attendance_matrix import Matrix, MatrixView, by_seat, missed, sums
from mscp_desktop.meetings.rules.attendance_register import (
    IN_A_ROW,
    LEGEND,
    Register,
    group_met_last,
    groups_met,
    parse_year,
    register,
    year_of,
    years_met,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.tasks import Tasks

MARGIN = 24
LONGEST, LONGEST_LOW = 460, 320  # pixels at 100% that the name of a group may take beside what else is chosen
LOWEST = 220  # pixels at 100% that the table keeps
LOWEST_LOW, MOST_LOW = 120, 440  # the same in a low window, and what of the room that is left there it takes
ALL_GROUPS, ALL_YEARS = "All groups", "All years"
LATEST = ""  # the group of which attendance was entered for the latest meeting
VIEWS = (
    ("seats", "By seat", "Alt+1"), ("agencies", "By agency", "Alt+2"), ("years", "By year", "Alt+3"),
    ("missed", f"{IN_A_ROW} missed in a row", "Alt+4"),
)  # fmt: skip
NONE_MISSED = f"No seat missed {IN_A_ROW} meetings or more one after the other, of what is chosen."
NOTHING = (
    "Who was at the groups' meetings stands here, by seat, agency and year. Nothing is recorded for what is chosen;"
    " attendance is entered in each meeting."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register is shown of; None is all groups, or all years; the group can be `LATEST`."""

    group: str | None
    year: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A register with what else could be chosen."""

    asked: Asked
    register: Register
    groups: tuple[tuple[str, str], ...]
    years: tuple[str, ...]


def _find(session: "Session", asked: Asked, today: "date") -> Found:
    groups = tuple(groups_met(session))
    wanted = group_met_last(session) if asked.group == LATEST else asked.group
    group = wanted if wanted in {uid for uid, _ in groups} else None
    this = year_of(today)
    years = tuple(one.label for one in years_met(session) if one <= this) or (this.label,)
    year = asked.year if asked.year is None or asked.year in years else years[0]
    found = register(session, today, group_uid=group, year=parse_year(year))
    return Found(Asked(group, year), found, groups, years)


class AttendancePage(Page):
    """Attendance over meetings; Enter on a letter opens that meeting, on a name the seat or the agency."""

    key = "attendance"
    called = "absent absence missed figures statistics"
    title = "Attendance"
    icon = "attendance"
    section = 2
    guide = "attendance"
    watches = frozenset(
        {"attendance", "meeting", "quorum_rule", "seat", "tenure", "person", "organisation", "partnership_group"}
    )

    def __init__(self, tasks: "Tasks") -> None:
        super().__init__()
        self._tasks = tasks
        self._asked = Asked(LATEST, year_of(tasks.store.clock.today()).label)
        self._found: Found | None = None
        self._view = VIEWS[0][0]
        self._filling = False
        self._waits = False  # the table gets the keyboard once there is something in it

    def build(self) -> None:
        """Make what is chosen by, the table and the legend."""
        self._print = Command("attendance.print", "Preview this register", self._preview, "Ctrl+P", self._any)
        self._save = Command(
            "attendance.save", "Save as a workbook…", self._save_sheet, "Ctrl+Shift+E", self._any, called="xlsx excel"
        )
        self._ways = [
            Command(f"attendance.{key}", f"Show attendance: {words.lower()}", partial(self.turn_to, key), keys)
            for key, words, keys in VIEWS
        ]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        scroll.setWidget(self._body)
        whole.addWidget(scroll)
        self._page = page = QVBoxLayout(self._body)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        page.addLayout(self._top)
        self.heading = label(self.title, "title", wrap=True)
        self._top.addWidget(self.heading, 1)
        self.acts = ActsRow((self._save, self._print), self._body)
        self._top.addWidget(self.acts)
        self._choices = self._choosing()
        page.addLayout(self._choices)
        self.counts = label("", "secondary", wrap=True)
        page.addWidget(self.counts)
        self._stack = QStackedWidget(self._body)
        self.matrix = MatrixView(self._stack)
        self._nothing = label(NOTHING, "secondary", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.matrix)
        self._stack.addWidget(self._nothing)
        page.addWidget(self._stack, 1)
        said = " \u00b7 ".join(f"{letter or 'blank'} {words}" for letter, words in LEGEND)
        self.legend = label(f"{said}. What is not recorded counts in no share.", "small", wrap=True)
        page.addWidget(self.legend)
        self.matrix.opened.connect(self.navigate)
        self.fit()
        tab_through(
            [
                *self.acts.parts(), self.groups, self.years,
                *(self._group.buttons()), self.matrix,
            ]
        )  # fmt: skip

    def _choosing(self) -> FlowLayout:
        row = FlowLayout(gap=10)
        self.groups, self.years = QComboBox(self._body), QComboBox(self._body)
        for words, box in (("Group", self.groups), ("Year", self.years)):
            box.setAccessibleName(words)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            shown = QLabel(words)
            shown.setProperty("role", "label")
            shown.setBuddy(box)
            pair = QWidget(self._body)
            beside = QHBoxLayout(pair)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(8)
            beside.addWidget(shown)
            beside.addWidget(box)
            row.addWidget(pair)
            box.currentIndexChanged.connect(lambda _: self._chosen())
        self._group = QButtonGroup(self)
        self._views: dict[str, QPushButton] = {}
        for (key, words, _), command in zip(VIEWS, self._ways, strict=True):
            made = button(words, command.call, kind="quiet", name=command.words, tip=command.tooltip())
            made.setCheckable(True)
            self._group.addButton(made)
            self._views[key] = made
            row.addWidget(made)
        self._views[self._view].setChecked(True)
        return row

    def refresh(self) -> None:
        """Read the register again."""
        self._read(self._asked)

    def open_place(self, uid: str | None) -> None:
        """Show a group's register; None is the page as it is."""
        if uid is not None:
            self._read(Asked(uid, self._asked.year))

    def place(self) -> str | None:
        """Return the group that is shown."""
        return self._asked.group or None

    def caption(self) -> str:
        """Return whose register it is."""
        return "" if self._found is None else self._found.register.title

    def commands(self) -> list[Command]:
        """Return the ways to look at attendance, and its documents."""
        return [
            *self._ways, self._print, self._save,
            Command("attendance.open", "Open what this cell is of", self.matrix.open_it, None, self._any),
            Command("attendance.copy_cells", "Copy the chosen cells", self.matrix.copy, None, self._any),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Alt+1 to 4", "by seat, agency, year, missed in a row"), ("Enter", "open"), ("Ctrl+P", "print")]

    def take_keyboard(self) -> None:
        """Give the keyboard to the table, or to what is chosen by where it is empty."""
        self._waits = self._found is None
        filled = self._any() and self.matrix.rowCount() > 0
        (self.matrix if filled else self.groups).setFocus(Qt.FocusReason.OtherFocusReason)

    def next_part(self) -> bool:
        """Move the keyboard from what is chosen by to the table."""
        if self.matrix.hasFocus():
            return False
        self.take_keyboard()
        return True

    def state(self) -> dict[str, Any]:
        """Return which view is in use."""
        return {"view": self._view}

    def set_state(self, state: dict[str, Any]) -> None:
        """Show the view that was in use."""
        if state.get("view") in self._views:
            self._view = state["view"]
            self._views[self._view].setChecked(True)

    def turn_to(self, view: str) -> None:
        """Show attendance by seat, agency or year, or the seats that missed several meetings in a row."""
        self._view = view
        self._views[view].setChecked(True)
        if self._found is not None:
            self._show(self._found)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the table to another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self.matrix.fit()
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set title and buttons below each other where there is no room beside."""
        super().resizeEvent(event)
        if self._built:
            self.fit()

    def fit(self) -> None:
        """Arrange the page for the room there is: in a low window the table has what is left below its choices."""
        low, narrow = self.low, self.width() < grown(NARROW)
        direction = QBoxLayout.Direction
        self._top.setDirection(direction.TopToBottom if narrow and not low else direction.LeftToRight)
        self.acts.set_low(low=low)
        redress(self.heading, "role", "heading" if low else "title")
        around = (4, 4) if low else (20, 16)
        self._page.setContentsMargins(MARGIN, around[0], MARGIN, around[1])
        self._page.setSpacing(4 if low else 8)
        self._say_counts()
        self.groups.setMaximumWidth(grown(LONGEST_LOW if low else LONGEST))
        self._page.removeWidget(self.counts)
        self._page.insertWidget(3 if low else 2, self.counts)  # in a low window it stands under the table
        self._stack.setMinimumHeight(self._left_low() if low else grown(LOWEST))

    def _left_low(self) -> int:
        """Return the height that is left below what is chosen by, which is the table's in a low window."""
        wide = self.width() - 2 * MARGIN
        above = self._top.sizeHint().height() + self._choices.heightForWidth(wide) + 2 * self._page.spacing()
        return max(grown(LOWEST_LOW), min(self.height() - above - 2 * AIR, grown(MOST_LOW)))

    def _any(self) -> bool:
        return self._found is not None and bool(self._found.register.seats)

    def _read(self, asked: Asked) -> None:
        today = self._tasks.store.clock.today()
        self._tasks.read(
            lambda session: _find(session, asked, today), self._take, key=f"register {id(self)}", owner=self
        )

    def _take(self, found: Found) -> None:
        moved = found.asked.group != self._asked.group
        self._found, self._asked = found, found.asked
        self._fill(self.groups, [(ALL_GROUPS, None), *((name, uid) for uid, name in found.groups)], found.asked.group)
        self._fill(self.years, [*((one, one) for one in found.years), (ALL_YEARS, None)], found.asked.year)
        self._show(found)
        self.fit()  # the choices may take another line
        if self._waits and self.groups.hasFocus():
            self.take_keyboard()
        if moved:
            self.moved.emit()

    def _fill(self, box: QComboBox, choices: Sequence[tuple[str, str | None]], chosen: str | None) -> None:
        self._filling = True
        box.clear()
        for words, value in choices:
            box.addItem(words, value)
        box.setCurrentIndex(next((at for at, (_, value) in enumerate(choices) if value == chosen), 0))
        self._filling = False

    def _chosen(self) -> None:
        if not self._filling:
            self._read(Asked(self.groups.currentData(), self.years.currentData()))

    def _show(self, found: Found) -> None:
        self.matrix.show_matrix(self._matrix_of(found), f"Attendance: {found.register.title}")
        self._say_counts()
        none = self._view == "missed" and bool(found.register.seats)
        self._nothing.setText(NONE_MISSED if none else NOTHING)
        self._stack.setCurrentIndex(0 if self.matrix.rowCount() else 1)
        self.legend.setVisible(self._view == "seats" and bool(found.register.seats) and found.asked.group is not None)
        self.acts.show_ready()

    def _say_counts(self) -> None:
        """Say what was counted; in a low window without the group and year, which stand in what is chosen by."""
        if self._found is not None:
            title, counted = self._found.register.title, self._found.register.count_words()
            self.counts.setText(f"{counted}." if self.low else f"{title}: {counted}.")

    def _matrix_of(self, found: Found) -> Matrix:
        shown = found.register
        if self._view == "agencies":
            return sums(shown.agencies, corner="Agency", kind="organisation", there="Represented at")
        if self._view == "years":
            return sums(shown.years, corner="Year", kind="attendance", there="Quorate")
        if self._view == "missed":
            return missed(shown)
        return by_seat(shown, shown.meetings if found.asked.group is not None else ())

    def _request(self) -> Request:
        today = self._tasks.store.clock.today()
        group = dict(self._found.groups).get(self._asked.group or "") if self._found is not None else None
        return Request(today, today, group=group, year=self._asked.year or EVERY_YEAR)

    def _preview(self) -> None:
        self.wanted.emit("attendance", self._request())

    def _save_sheet(self) -> None:
        self.wanted_file.emit("attendance", self._request(), ".xlsx")
