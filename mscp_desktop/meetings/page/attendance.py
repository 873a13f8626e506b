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

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tables.page import NARROW
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.meetings.page.attendance_matrix import Matrix, MatrixView, by_seat, sums
from mscp_desktop.meetings.rules.attendance_register import (
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
LOWEST = 220  # pixels at 100% that the table keeps
ALL_GROUPS, ALL_YEARS = "All groups", "All years"
LATEST = ""  # the group of which attendance was entered for the latest meeting
VIEWS = (("seats", "By seat", "Alt+1"), ("agencies", "By agency", "Alt+2"), ("years", "By year", "Alt+3"))
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
            Command(f"attendance.{key}", f"Show attendance {words.lower()}", partial(self.turn_to, key), keys)
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
        page = QVBoxLayout(self._body)
        page.setContentsMargins(MARGIN, 20, MARGIN, 16)
        page.setSpacing(8)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.heading = label(self.title, "title", wrap=True)
        self._top.addWidget(self.heading, 1)
        acts = FlowLayout(gap=10)
        self.buttons: list[tuple[Command, QPushButton]] = []
        for command, kind in ((self._save, None), (self._print, "primary")):
            shown = button(command.words, command.call, kind=kind, tip=command.tooltip())
            self.buttons.append((command, shown))
            acts.addWidget(shown)
        self._top.addLayout(acts)
        page.addLayout(self._top)
        page.addLayout(self._choosing())
        self.counts = label("", "secondary", wrap=True)
        page.addWidget(self.counts)
        self._stack = QStackedWidget(self._body)
        self.matrix = MatrixView(self._stack)
        self._nothing = label(NOTHING, "secondary", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.matrix)
        self._stack.addWidget(self._nothing)
        self._stack.setMinimumHeight(grown(LOWEST))
        page.addWidget(self._stack, 1)
        said = " \u00b7 ".join(f"{letter or 'blank'} {words}" for letter, words in LEGEND)
        self.legend = label(f"{said}. What is not recorded counts in no share.", "small", wrap=True)
        page.addWidget(self.legend)
        self.matrix.opened.connect(self.navigate)
        tab_through(
            [
                *(shown for _, shown in self.buttons), self.groups, self.years,
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
        return [("Alt+1 to 3", "by seat, agency, year"), ("Enter", "open"), ("Ctrl+P", "print")]

    def take_keyboard(self) -> None:
        """Give the keyboard to the table, or to what is chosen by where it is empty."""
        self._waits = self._found is None
        (self.matrix if self._any() else self.groups).setFocus(Qt.FocusReason.OtherFocusReason)

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
        """Show attendance by seat, by agency or by year."""
        self._view = view
        self._views[view].setChecked(True)
        if self._found is not None:
            self._show(self._found)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the table to another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self.matrix.fit()
            self._stack.setMinimumHeight(grown(LOWEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set title and buttons below each other where there is no room beside."""
        super().resizeEvent(event)
        if self._built:
            narrow = self.width() < grown(NARROW)
            direction = QBoxLayout.Direction
            self._top.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

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
        self.counts.setText(f"{found.register.title}: {found.register.count_words()}.")
        self._stack.setCurrentIndex(0 if found.register.seats else 1)
        self.legend.setVisible(self._view == "seats" and bool(found.register.seats) and found.asked.group is not None)
        for command, shown in self.buttons:
            shown.setEnabled(command.ready)

    def _matrix_of(self, found: Found) -> Matrix:
        shown = found.register
        if self._view == "agencies":
            return sums(shown.agencies, corner="Agency", kind="organisation", there="Represented at")
        if self._view == "years":
            return sums(shown.years, corner="Year", kind="attendance", there="Quorate")
        return by_seat(shown, shown.meetings if found.asked.group is not None else ())

    def _request(self) -> Request:
        today = self._tasks.store.clock.today()
        group = dict(self._found.groups).get(self._asked.group or "") if self._found is not None else None
        return Request(today, today, group=group, year=self._asked.year)

    def _preview(self) -> None:
        self.wanted.emit("attendance", self._request())

    def _save_sheet(self) -> None:
        self.wanted_file.emit("attendance", self._request(), ".xlsx")
