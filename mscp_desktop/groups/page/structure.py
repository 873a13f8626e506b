"""The page of the structure: the groups as a chart, as at a day; each leads to its roster."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_order import tab_through
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.tables.page_head import PageHead
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.groups.structure import Structure, lay_out, structure_at

MARGIN = 24
NARROW = 660  # pixels at 100%, as the ones below
LOWEST, LOWEST_LOW = 240, 150  # what the chart keeps, and in a low window
ZOOM = "zoom fit"  # the words the search box finds these by as well


class StructurePage(Page):
    """Shows who reports to whom."""

    key = "structure"
    title = "Structure"
    icon = "structure"
    guide = "rosters"
    under = "groups"
    watches = frozenset({"partnership_group", "terms_of_reference"})

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._wanted: str | None = None

    def take_keyboard(self) -> None:
        """Give the keyboard to the chart."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def build(self) -> None:
        """Make the chart and what stands above it."""
        from mscp_desktop.desktop.charts.structure_view import StructureView  # noqa: PLC0415 - when it is first seen

        preview, as_list = self._acts()
        self.head = PageHead(self.title, (as_list, preview), self._tasks.store.clock.today, self, as_at=True, kept=0)
        self.as_at = self.head.as_at
        self.view = StructureView("the structure", self)
        self._empty = label("", "secondary", wrap=True)
        self._legend = label("", "small", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.setMinimumHeight(LOWEST)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._legend)
        self.view.opened.connect(lambda uid: self.navigate.emit(Place("group", uid)))
        self.view.moved.connect(self.moved)
        self.as_at.changed.connect(lambda _day: self.refresh())
        self.as_at.refused.connect(self._tasks.failure)
        self.as_at.left.connect(self.take_keyboard)
        tab_through([*self.head.parts(), self.view])
        self.fit()

    def refresh(self) -> None:
        """Read the structure of the day again."""
        day = self.as_at.day
        self._tasks.read(
            lambda session: structure_at(session, day), self._show, key=f"structure {id(self)}", owner=self
        )

    def open_place(self, uid: str | None) -> None:
        """Make a group current."""
        self._wanted = uid
        if uid is not None:
            self.view.show_current(uid)

    def place(self) -> str | None:
        """Return the uid of the current group."""
        return self.view.current

    def in_view(self) -> date:
        """Return the day whose structure is shown."""
        return self.as_at.day

    def commands(self) -> list[Command]:
        """Return what can be done with the chart."""
        return [
            *self._acts(),
            Command("structure.roster", "Open its roster", self._open, "Ctrl+Return", lambda: bool(self.view.current)),
            Command("page.as_at", "Show it as at another day", self.as_at.start, "Ctrl+D"),
            Command("structure.larger", "Show the chart larger", partial(self._zoom, 1), "Ctrl+Shift+Up", called=ZOOM),
            Command("structure.smaller", "Show the chart smaller", partial(self._zoom, -1), "Ctrl+Shift+Down",
                    called=ZOOM),
            Command("structure.fit", "Show all of the chart", self.view.fit, "Ctrl+Shift+Home", called=ZOOM),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "its roster"), ("Arrows", "from group to group"), ("+, - and 0", "larger, smaller, all")]

    def _acts(self) -> list[Command]:
        return [
            Command("structure.preview", "Preview the structure", self._ask, "Ctrl+P"),
            Command("structure.list", "Show the groups as a list", self._show_list, "Ctrl+Shift+G"),
        ]

    def _zoom(self, by: int) -> None:
        self.view.step(by)

    def resizeEvent(self, event: object) -> None:
        """Set the day below the title where there is no room beside it."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.prepare()
        self.fit()

    def fit(self) -> None:
        """Arrange the page for the room there is: in a low window the chart has what a line above it leaves."""
        self.head.fit(narrow=self.width() < grown(NARROW), low=self.low, wide=self.width() - 2 * MARGIN)
        self._column.setContentsMargins(MARGIN, 4 if self.low else 20, MARGIN, 4 if self.low else 16)
        self._column.setSpacing(4 if self.low else 8)
        self._stack.setMinimumHeight(grown(LOWEST_LOW if self.low else LOWEST))
        self.view.set_low(low=self.low)

    def _show(self, found: Structure) -> None:
        if found.unknown_before is not None:
            words = f"The structure is not known before {format_date(found.unknown_before)}."
        elif not found.nodes:
            words = "The groups stand here as a chart. There are none on this day."
        else:
            words = ""
            from mscp_desktop.desktop.charts.structure_view import measure  # noqa: PLC0415 - as above

            self.view.show_diagram(lay_out(found, measure))
            if self._wanted is not None:
                self.view.show_current(self._wanted, said=False)
        self._legend.setText("" if words else found.legend())
        self.as_at.reach(found.first_day)
        self._empty.setText(words)
        self._stack.setCurrentIndex(1 if words else 0)

    def _ask(self) -> None:
        self.wanted.emit("structure", Request(self._tasks.store.clock.today(), self.as_at.day))

    def _show_list(self) -> None:
        self.navigate.emit(Place("groups", self.view.current))

    def _open(self) -> None:
        if self.view.current is not None:
            self.navigate.emit(Place("group", self.view.current))
