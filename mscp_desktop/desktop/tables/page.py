"""A page of one table with the panel of the current record beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.focus_order import focusable_in, tab_through
from mscp_desktop.desktop.keep_in_view import keep_in_view
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.detail import DetailPanel
from mscp_desktop.desktop.tables.bulk import Bulk, ChosenPanel, Many
from mscp_desktop.desktop.tables.chosen_acts import ChosenActs
from mscp_desktop.desktop.tables.export import shown_table
from mscp_desktop.desktop.tables.page_head import PageHead
from mscp_desktop.desktop.tables.paste import Paste
from mscp_desktop.desktop.tables.sharing import share_room
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Act, Cell, Detail, Field, Head, Lines, Query, Saver, TableSource
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.store import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MARGIN = 24
FIRST_PANEL = 340  # pixels
NARROW = 660  # pixels at 100%, as the one below
LOWEST = 220
LOWEST_LOW = 150  # what the table keeps in a low window, where that is more than is left below the head


@dataclass(frozen=True, slots=True)
class TableParts:
    """What a table page is made of.

    `name` says what the rows are ("Seats"). `load` gives the record for the panel as the query asks (as at a day).
    `remove` turns the selected uids into an operation that undo takes back, None where rows are not removed here.
    `bulk` is what else can be done with several of them, `many` which fields can be set for all, `paste` what a block
    from a spreadsheet may change. `lines` are what else belongs to a record: the page watches their tables too, so that
    the record is read again once one was added, changed, removed or taken back. `roles` are who changes all this.
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
    bulk: tuple[Bulk, ...] = ()
    many: Many | None = None
    paste: Paste | None = None
    lines: tuple[Lines, ...] = ()
    roles: frozenset[Role] = MANAGER


class TablePage(Page):
    """Title and actions, chips, table, panel. Enter edits, Esc goes back to the rows, Delete removes."""

    arranged = Signal()  # the table's columns, or the room of the panel, were changed by hand

    panel_wide: int = FIRST_PANEL  # until somebody draws it

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
        self._folded = False
        self._drawn: list[int] = []  # the widths of table and panel, once somebody drew them

    def build(self) -> None:
        """Make the table, the panel and what stands above them."""
        tasks, parts = self._tasks, self.parts
        today = tasks.store.clock.today
        self._scroll = QScrollArea(self)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._scroll.setWidget(self._body)
        # made first: the fields' focus proxies stay where they are made, and Tab passes over what comes after those
        self.head = PageHead(
            self.title, self._actions, today, self._body, as_at=parts.as_at, titled=not self.nested,
            why=tasks.held_back,
        )  # fmt: skip
        self.heading, self.as_at = self.head.heading, self.head.as_at
        # each part is made in its place: to move it there later would have the style sheet read again for all in it
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self._body)
        self.table = RecordTable(tasks, parts.source, name=parts.name, empty=parts.empty, parent=self.splitter)
        self.table.extra, self.table.doing = self._table_commands(), self.row_commands
        self.side = QStackedWidget(self.splitter)
        self.panel = DetailPanel(
            tasks, parts.fields, self._load, parts.save, restore=parts.restore, nothing=parts.nothing,
            lines=parts.lines, roles=parts.roles, parent=self.side,
        )  # fmt: skip
        self.acts = ChosenActs(self, tasks, self.table, parts, self.said.emit)
        self.chosen = ChosenPanel(
            parts.name, self._bulk(), self.acts.settable(), read_only=tasks.locked(parts.roles), parent=self.side,
            empties=self.acts.emptiable(),
        )  # fmt: skip
        if parts.as_at:
            self.table.query = Query(as_at=today())
        self._lay_out()
        self._arrange()
        self._connect()
        above = [one for one in focusable_in(self.table) if one is not self.table.view]
        tab_through([*self.head.parts(), *above, self.table.view, self.side])

    def refresh(self) -> None:
        """Read rows, head and record again."""
        self.table.reload()
        self._read_head()
        self.panel.reload()

    def open_place(self, uid: str | None) -> None:
        """Make the record with this uid current."""
        if uid is not None and uid != self.table.current_uid():
            self.table.reload(uid)

    def show_record(self, uid: str) -> None:
        """Make a record current where the rows are those of another one."""
        self.table.reload(uid)

    def place(self) -> str | None:
        """Return the uid of the current record."""
        return self.panel.uid

    def caption(self) -> str:
        """Return the name of the record in view, or nothing."""
        return self.panel.detail.title if self._built and self.panel.detail is not None else ""

    def show_private(self, *, shown: bool) -> None:
        """Show or hide the columns and fields that are declared as private, and the history."""
        self.table.view.headings.show_private(shown=shown)
        self.panel.show_private(shown=shown)

    def show_scope(self, uid: str | None) -> None:
        """Show the rows of another record, such as another group's seats."""
        if uid != self.table.query.scope:
            self.table.ask(scope=uid)
            self._read_head()

    def commands(self) -> list[Command]:
        """Return the page's actions and what can be done with its table."""
        own = [Command("record.edit", "Edit this record", self.edit, "F2", self._may_edit_one)]
        own.append(Command("record.paper", "Add a paper", self._add_paper, None, self._takes_papers))
        if self.parts.as_at:
            own.append(Command("page.as_at", "Show it as at another day", self.as_at.start, "Ctrl+D"))
        if self.parts.remove is not None:
            own.append(Command("record.remove", "Remove the selected rows", self.remove, None, self._may_remove))
        return [*self._actions, *own, *self._table_commands(), *self.table.commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "edit"), ("Esc", "back to the rows"), ("Ctrl+F", "filter")]

    def open_row(self, uid: str) -> None:
        """Do what Enter or a double click on a row asks for: edit it, where a page has nothing else for it."""
        del uid
        self.edit()

    def edit(self) -> None:
        """Put the keyboard into the panel, or to what can be done where several rows are chosen."""
        if self.side.currentWidget() is self.chosen:
            self.chosen.focus_first()
        else:
            self.panel.edit()

    def _add_paper(self) -> None:
        self.panel.papers.choose()

    def _takes_papers(self) -> bool:
        return self.panel.papers.ready

    def edit_new(self, uid: str) -> None:
        """Show a record that was made just now, and put the keyboard into it."""
        self.table.reload(uid)
        self.panel.show_record(uid)
        self.panel.edit()

    def remove(self) -> None:
        """Remove the selected rows; undo brings them back. Where nothing may be changed, Delete is told why."""
        if self.parts.remove is not None:
            self.acts.do(self.parts.remove)

    def save(self) -> None:
        """Have the table saved as it is shown, as a workbook, CSV or PDF."""
        self.saving.emit(shown_table(self.table, self.heading.text()))

    def take_keyboard(self) -> None:
        """Give the keyboard to the rows, or to what can be done where there are none."""
        if self.table.view.isVisibleTo(self.table):
            self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.focus_rows()

    def next_part(self) -> bool:
        """Move the keyboard to the next part of the page; False where it stood in the last one."""
        focused = QApplication.focusWidget()
        if focused is not None and self.side.isAncestorOf(focused):
            return False
        if self.table.isAncestorOf(focused) if focused is not None else False:
            if self.panel.uid is None:
                return False
            self.edit()
        else:
            self.table.focus_rows()
        return True

    def state(self) -> dict[str, Any]:
        """Return how the page is arranged, as plain values to be kept in the settings."""
        return self.table.state() | ({"panel": self._drawn} if self._drawn else {})

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the page as it was."""
        self.table.set_state(state)
        sizes = state.get("panel")
        if isinstance(sizes, list) and len(sizes) == self.splitter.count() and all(size > 0 for size in sizes):
            self.splitter.setSizes(sizes)
            self._drawn = sizes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Delete from the rows."""
        if event.key() == Qt.Key.Key_Delete and self.table.view.hasFocus():
            self.remove()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the page anew for another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._built:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the parts below each other where there is no room beside, as on a small screen with large text."""
        super().resizeEvent(event)
        self.prepare()
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the parts once more: those of a page that isn't shown don't all tell how large they came to be."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < grown(NARROW)
        self.head.fit(narrow=narrow, low=self.low, wide=self.width() - 2 * MARGIN)
        self.head.setVisible(not self.low or not self.nested)
        air = 3 if self.low else 8
        if not self.table.view.compact:
            self.table.above.setContentsMargins(8, air, 8, air)
        below = self.table.layout()
        if isinstance(below, QVBoxLayout):
            self.table.footer.stand(self.table.above, below, up=self.low and not self.nested, air=air)
        self._fold_above()
        self._page.setContentsMargins(*self._margins())
        lowest = self._lowest(narrow=narrow)
        self._extra = 0 if self.low else self.table.extra_height()
        self.table.setMinimumHeight(lowest + self._extra)
        beside = grown(LOWEST)
        self.side.setMinimumHeight(min(beside, lowest) if self.low and not narrow else beside)
        high = lowest + self._extra
        self.splitter.setMinimumHeight(high + beside + self.splitter.handleWidth() if narrow else high)
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self._share()

    def _share(self) -> None:
        if not self._drawn:
            share_room(self.splitter, self.table.view, self.panel_wide, self.panel.least_width())

    def fit(self) -> None:
        """Arrange the page for the room there is."""
        self._arrange()

    def _margins(self) -> tuple[int, int, int, int]:
        """Return what is left free around all: left, top, right, bottom."""
        if self.low:
            return MARGIN, 4, MARGIN, 4
        return MARGIN, 8 if self.nested else 20, MARGIN, 16

    def _above(self) -> QWidget | None:
        """Return what stands above the table: nothing where that is in another page's menu."""
        return None if self.nested and self.low else self.head

    def folded(self) -> Sequence[Command]:
        """Return the page's actions."""
        return self._actions

    def chips(self) -> Sequence[Cell]:
        """Return the chips of its head."""
        return self.head.chips() if self._built else ()

    def _lowest(self, *, narrow: bool) -> int:
        """Return the height that the table keeps: in a low window its rows have all that is left below the head.

        Beside the panel they need no more than in any window: they have the rest by themselves, also once it gets less.
        """
        if not self.low:
            return grown(LOWEST)
        around, above = self._margins(), self._above()
        left = self.height() - around[1] - around[3]
        if above is not None:
            wide = self.width() - 2 * MARGIN
            high = above.heightForWidth(wide) if above.hasHeightForWidth() else above.sizeHint().height()
            left -= high + self._page.spacing()
        most = LOWEST if not narrow and left > grown(LOWEST * 3 // 2) else 2 * LOWEST
        return max(grown(LOWEST_LOW), min(left, grown(most)))

    def _draw(self) -> None:
        """Remember how wide the panel was drawn, where it stands beside the table."""
        if self.splitter.orientation() is Qt.Orientation.Horizontal:
            self._drawn = self.splitter.sizes()
            self.arranged.emit()

    def _fold_above(self) -> None:
        """Put away the line above the rows of a page within another where the window is low; keys bring it back."""
        table = self.table
        used = bool(table.filter.text()) or table.filter.hasFocus() or not table.model.rowCount()
        folded = self.low and self.nested and not used
        if table.view.compact or folded == self._folded:
            return
        self._folded = folded
        filtered = any(column.filter is not None for column in self.parts.source.columns)
        for shown in (table.filter, table.columns_button, table.more_button):
            shown.setVisible(not folded)
        table.filters_button.setVisible(filtered and not folded)

    def _fit_head(self) -> None:
        """Give the rows what another head leaves, where the window is low."""
        if self.low:
            self._arrange()

    def _fit_extra(self) -> None:
        """Give the table room for its filters, and take it back once they are put away."""
        if not self.low and self.table.extra_height() != self._extra:
            self._arrange()

    def _load(self, session: "Session", uid: str) -> Detail | None:
        return self.parts.load(session, uid, self.table.query)

    def _read_head(self) -> None:
        if self.parts.head is not None:
            head, query = self.parts.head, self.table.query
            self._tasks.read(lambda session: head(session, query), self._show_head, key=f"head {id(self)}", owner=self)

    def _show_head(self, head: Head) -> None:
        """Show what stands above the table; what was read with it may decide what can be done without a row."""
        self.head.show_head(head)
        self.table.offer_first()

    def row_commands(self) -> list[Command]:
        """Return what can be done with the rows in hand: it stands first in their menu."""
        own = [Command("record.edit", "Edit this record", self.edit, "F2", self._may_edit_one)]
        if self.parts.remove is not None:
            own.append(Command("record.remove", "Remove", self.remove, "Del", self._may_remove))
        return own

    def _table_commands(self) -> list[Command]:
        working = self._tasks.locked() is None
        made = [Command("table.save", "Save this table…", self.save, "Ctrl+Shift+E", self._rows)]
        if self.parts.paste is not None:
            made.insert(0, Command("table.paste", "Paste from a spreadsheet…", self.paste, None, lambda: working))
        return made

    def _rows(self) -> bool:
        return self.table.model.rowCount() > 0

    def _bulk(self) -> list[Bulk]:
        own = [] if self.parts.remove is None else [Bulk("remove", "Remove {}", self.parts.remove)]
        return [*self.parts.bulk, *own]

    def _chosen_changed(self, number: int) -> None:
        several = number > 1
        if several:
            self.panel.leave()
            self.chosen.show_number(number)
        self.side.setCurrentWidget(self.chosen if several else self.panel)

    def _choose_one(self) -> None:
        self.table.view.selectRow(self.table.view.currentIndex().row())
        self.table.focus_rows()

    def paste(self) -> None:
        """Show what a block on the clipboard would change, and change it where that is wanted."""
        if self.parts.paste is not None and self._tasks.locked() is None:
            from mscp_desktop.desktop.tables.paste_dialog import open_paste  # noqa: PLC0415 - few paste

            open_paste(self.table, self._tasks, self.parts.paste, self.parts.fields, self.parts.load)

    def _selected(self, uid: str | None) -> None:
        self.panel.show_record(uid)
        self.head.show_ready()
        self.moved.emit()

    def _some_selected(self) -> bool:
        return self.table.view.currentIndex().isValid()

    def _may_edit_one(self) -> bool:
        return self.panel.uid is not None and self._tasks.locked(self.parts.roles) is None

    def _may_remove(self) -> bool:
        return self._some_selected() and self._tasks.locked(self.parts.roles) is None

    def _as_at(self, day: date) -> None:
        self.table.ask(as_at=day)
        self._read_head()
        self.panel.reload()

    def _follow(self) -> None:
        """Keep what has the keyboard in view where the page came to be longer than the window."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            keep_in_view(focused, afresh=True)

    def _connect(self) -> None:
        self.table.selected.connect(self._selected)
        for told in (self.head.show_ready, self._fit_extra, self._share, self._fold_above):
            self.table.listed.connect(told)
        self.head.changed.connect(self._fit_head)
        self.head.changed.connect(self.rephrased)
        self.table.arranged.connect(self._fit_extra)
        self.table.chosen.connect(self._chosen_changed)
        self.table.pasted.connect(self.paste)
        self.chosen.escaped.connect(self.table.focus_rows)
        self.chosen.done.connect(lambda bulk: self.acts.do(bulk.act))
        self.chosen.asked.connect(self.acts.change)
        self.chosen.emptied.connect(self.acts.empty)
        self.chosen.copied.connect(self.table.copy)
        self.chosen.freed.connect(self._choose_one)
        self.table.opened.connect(self.open_row)
        self.table.arranged.connect(self.arranged)
        self.splitter.splitterMoved.connect(lambda *_: self._draw())
        self.panel.escaped.connect(self.table.focus_rows)
        self.panel.navigate.connect(self.navigate)
        self.panel.loaded.connect(self.head.show_ready)
        self.panel.loaded.connect(self._share)
        self.head.navigate.connect(self.navigate)
        self.as_at.changed.connect(self._as_at)
        self.as_at.refused.connect(self._tasks.failure)
        self.as_at.left.connect(self.table.focus_rows)
        self._scroll.verticalScrollBar().rangeChanged.connect(lambda *_: self._follow())

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(scroll)
        self._page = page = QVBoxLayout(self._body)
        page.setContentsMargins(*self._margins())
        page.setSpacing(8)
        page.addWidget(self.head)
        self.splitter.addWidget(self.table)
        self.side.addWidget(self.panel)
        self.side.addWidget(self.chosen)
        self.splitter.addWidget(self.side)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(16)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([FIRST_PANEL * 3, self.panel_wide])
        self.splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        page.addWidget(self.splitter, 1)
