"""A page of one table with the panel of the current record beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.as_at import AsAt
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.detail import DetailPanel
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.table_view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Crumb, Detail, Field, Head, Query, Saver, TableSource

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MARGIN = 24
FIRST_PANEL = 340  # pixels
NARROW = 660
LOWEST = 220


@dataclass(frozen=True, slots=True)
class TableParts:
    """What a table page is made of.

    `name` says what the rows are ("Seats"). `load` gives the record for the panel as the query asks (as at a day).
    `remove` turns the selected uids into an operation that undo takes back, None where rows are not removed here.
    """

    name: str
    source: TableSource
    fields: tuple[Field, ...]
    load: "Callable[[Session, str, Query], Detail | None]"
    save: Saver
    empty: Empty
    head: "Callable[[Session, Query], Head] | None" = None
    restore: Callable[[int, str, int], Act] | None = None
    remove: Callable[[Sequence[str]], Act] | None = None
    as_at: bool = False
    nothing: str = "Choose a row to see it here."


class TablePage(Page):
    """Title and actions, chips, table, panel. Enter edits, Esc goes back to the rows, Delete removes."""

    arranged = Signal()  # the table's columns, or the room of the panel, were changed by hand

    table: RecordTable
    panel: DetailPanel

    def __init__(
        self,
        tasks: Tasks,
        parts: TableParts,
        *,
        actions: Sequence[Command] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`actions` stand at the right of the title, the primary one last."""
        super().__init__(parent)
        self.parts = parts
        self._tasks = tasks
        self._actions = tuple(actions)
        self._buttons: list[tuple[Command, QPushButton]] = []

    def build(self) -> None:
        """Make the table, the panel and what stands above them."""
        tasks, parts = self._tasks, self.parts
        today = tasks.store.clock.today
        self._scroll = QScrollArea(self)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._scroll.setWidget(self._body)
        # each part is made in its place: to move it there later would have the style sheet read again for all in it
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self._body)
        within = self.splitter
        self.table = RecordTable(tasks, parts.source, name=parts.name, empty=parts.empty, parent=within)
        self.panel = DetailPanel(
            tasks, parts.fields, self._load, parts.save, restore=parts.restore, nothing=parts.nothing, parent=within
        )
        self.as_at = AsAt(today, self)
        self.as_at.setVisible(parts.as_at)
        if parts.as_at:
            self.table.query = Query(as_at=today())
        self.heading = label(self.title, "title")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self._crumbs = QHBoxLayout()
        self._chips = FlowLayout()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.table.view)

    def refresh(self) -> None:
        """Read rows, head and record again."""
        self.table.reload()
        self._read_head()
        self.panel.reload()

    def open_place(self, uid: str | None) -> None:
        """Make the record with this uid current."""
        if uid is not None and uid != self.table.current_uid():
            self.table.reload(uid)

    def place(self) -> str | None:
        """Return the uid of the current record."""
        return self.panel.uid

    def show_scope(self, uid: str | None) -> None:
        """Show the rows of another record, such as another group's seats."""
        if uid != self.table.query.scope:
            self.table.ask(scope=uid)
            self._read_head()

    def commands(self) -> list[Command]:
        """Return the page's actions and what can be done with its table."""
        own = [Command("record.edit", "Edit this record", self.edit, "F2", lambda: self.panel.uid is not None)]
        if self.parts.remove is not None:
            own.append(Command("record.remove", "Remove the selected rows", self.remove, None, self._some_selected))
        return [*self._actions, *own, *self.table.commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "edit"), ("Esc", "back to the rows"), ("Ctrl+F", "filter")]

    def edit(self) -> None:
        """Put the keyboard into the panel."""
        self.panel.edit()

    def edit_new(self, uid: str) -> None:
        """Show a record that was made just now, and put the keyboard into it."""
        self.table.reload(uid)
        self.panel.show_record(uid)
        self.panel.edit()

    def remove(self) -> None:
        """Remove the selected rows; undo brings them back."""
        uids = self.table.selected_uids()
        if uids and self.parts.remove is not None:
            act = self.parts.remove(uids)
            self._tasks.write(act.operation, *act.args, owner=self, **act.kwargs)

    def next_part(self) -> bool:
        """Move the keyboard to the next part of the page; False where it stood in the last one."""
        focused = QApplication.focusWidget()
        if focused is not None and self.panel.isAncestorOf(focused):
            return False
        if self.table.isAncestorOf(focused) if focused is not None else False:
            if self.panel.uid is None:
                return False
            self.panel.edit()
        else:
            self.table.focus_rows()
        return True

    def state(self) -> dict[str, object]:
        """Return how the page is arranged, as plain values to be kept in the settings."""
        return self.table.state() | {"panel": self.splitter.sizes()}

    def set_state(self, state: dict[str, object]) -> None:
        """Arrange the page as it was."""
        self.table.set_state(state)
        sizes = state.get("panel")
        if isinstance(sizes, list) and len(sizes) == self.splitter.count() and all(size > 0 for size in sizes):
            self.splitter.setSizes(sizes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Delete from the rows."""
        if event.key() == Qt.Key.Key_Delete and self.table.view.hasFocus():
            self.remove()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the parts below each other where there is no room beside, as on a small screen with large text."""
        super().resizeEvent(event)
        self.prepare()
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < NARROW
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._second.setDirection(self._top.direction())
        self.as_at.set_narrow(narrow)
        self.splitter.setMinimumHeight(2 * LOWEST + self.splitter.handleWidth() if narrow else LOWEST)
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def _load(self, session: "Session", uid: str) -> Detail | None:
        return self.parts.load(session, uid, self.table.query)

    def _read_head(self) -> None:
        if self.parts.head is not None:
            head, query = self.parts.head, self.table.query
            self._tasks.read(lambda session: head(session, query), self._show_head, key=f"head {id(self)}", owner=self)

    def _show_head(self, head: Head) -> None:
        self.heading.setText(head.title)
        _clear(self._crumbs)
        for number, crumb in enumerate(head.crumbs):
            if number:
                self._crumbs.addWidget(label("\u203a", "crumbs"))
            self._crumbs.addWidget(self._crumb(crumb))
        self._crumbs.addStretch(1)
        _clear(self._chips)
        for chip in head.chips:
            self._chips.addWidget(Chip(chip, self))
        self._chips.invalidate()
        if self.parts.as_at:
            self.as_at.reach(head.first_day)

    def _crumb(self, crumb: Crumb) -> QWidget:
        if crumb.place is None:
            return label(crumb.words, "crumbs")
        return button(crumb.words, partial(self.navigate.emit, crumb.place), kind="link", name=f"Go to {crumb.words}")

    def _selected(self, uid: str | None) -> None:
        self.panel.show_record(uid)
        self._show_ready()
        self.moved.emit()

    def _show_ready(self) -> None:
        for command, shown in self._buttons:
            shown.setEnabled(command.ready)

    def _some_selected(self) -> bool:
        return self.table.view.currentIndex().isValid()

    def _as_at(self, day: date) -> None:
        self.table.ask(as_at=day)
        self._read_head()
        self.panel.reload()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Keep what has the keyboard in view where the page is longer than the window."""
        if new is not None and self.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, MARGIN)

    def _connect(self) -> None:
        self.table.selected.connect(self._selected)
        self.table.listed.connect(self._show_ready)
        self.table.opened.connect(lambda _: self.edit())
        self.table.arranged.connect(self.arranged)
        self.splitter.splitterMoved.connect(lambda *_: self.arranged.emit())
        self.panel.escaped.connect(self.table.focus_rows)
        self.as_at.changed.connect(self._as_at)
        self.as_at.refused.connect(self._tasks.failure)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(scroll)
        page = QVBoxLayout(self._body)
        page.setContentsMargins(MARGIN, 20, MARGIN, 16)
        page.setSpacing(8)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._crumbs.setSpacing(6)
        titles.addLayout(self._crumbs)
        self.heading.setWordWrap(True)
        titles.addWidget(self.heading)
        self._top.addLayout(titles, 1)
        self._top.addWidget(self.as_at, 0, Qt.AlignmentFlag.AlignVCenter)
        page.addLayout(self._top)
        self._second.setSpacing(10)
        self._second.addLayout(self._chips, 1)
        acts = FlowLayout(gap=10)
        for number, command in enumerate(self._actions, 1):
            kind = "primary" if number == len(self._actions) else None
            shown = button(command.words, command.call, kind=kind, tip=command.tooltip())
            self._buttons.append((command, shown))
            acts.addWidget(shown)
        (self._second if self.parts.as_at else self._top).addLayout(acts)
        page.addLayout(self._second)
        page.addSpacing(4)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.panel)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(16)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([FIRST_PANEL * 3, FIRST_PANEL])
        self.splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(LOWEST)
        self.panel.setMinimumHeight(LOWEST)
        page.addWidget(self.splitter, 1)


def _clear(layout: QHBoxLayout | FlowLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        widget = taken.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
