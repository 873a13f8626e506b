"""A table of records on a card: filter line, rows, the sentence for no rows, and the line under them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command, as_keys
from mscp_desktop.desktop.parts import Button, button, label, redress
from mscp_desktop.desktop.tables.chosen import copy_rows, with_uids
from mscp_desktop.desktop.tables.filter_row import TYPED, FilterChips, FilterLine, FilterRow
from mscp_desktop.desktop.tables.find import Finder
from mscp_desktop.desktop.tables.menu import fill_columns, fill_more, open_row_menu, table_commands
from mscp_desktop.desktop.tables.model import Listing, RowsModel, listing
from mscp_desktop.desktop.tables.rows import RowsView
from mscp_desktop.desktop.tables.sections import Footer, TotalsLine
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Query, TableSource


@dataclass(frozen=True, slots=True)
class Empty:
    """What a table says while nothing belongs to it yet, and the first thing to do about it."""

    words: str
    action: Command | None = None


class RecordTable(QFrame):
    """The rows of a source, read beside the window's thread; one of them is current and several can be selected."""

    selected = Signal(object)  # uid of the current row, or None
    chosen = Signal(int)  # so many rows are selected
    pasted = Signal()  # Ctrl+V in the rows
    opened = Signal(str)  # Enter or a double click on a row: uid
    listed = Signal()  # rows were read
    arranged = Signal()  # columns or sorting were changed by hand

    def __init__(
        self, tasks: Tasks, source: TableSource, *, name: str, empty: Empty, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.model = RowsModel(tasks, source, self)
        self.query = Query()
        self.tasks = tasks
        self._name = name
        self._current: int | None = None
        self._told: str | None = None
        self._loading = False
        self._first = True
        self._wanted: str | None = None
        self._also: list[int] = []  # rows to be selected together with the wanted one
        self._act: Command | None = None
        self._lent = False  # the filter line has the keyboard until there are rows
        self.extra: list[Command] = []  # what the page adds to the table's menus
        self.doing: Callable[[], list[Command]] = list  # what can be done with the rows in hand
        self._stack = QStackedWidget(self)
        self.view = RowsView(self.model, self._stack)
        self.view.setAccessibleName(name)
        self.finder = Finder(tasks, self.view, self.model, self)
        self.filter_row: FilterRow | None = None  # made when it is first shown
        self.filter = FilterLine(self)
        self.filter.setAccessibleName(f"Filter {name.lower()}")
        self.filter.setPlaceholderText("Type to filter")
        self.filter.setClearButtonEnabled(True)
        self.footer = Footer(self)
        self.chips = FilterChips(self)
        self.totals = TotalsLine(self.view, source.columns, self)
        self.filters_button = button(
            "Filters", self._press_filters, kind="quiet", tip="Filter by column (Ctrl+Shift+F)"
        )
        self.filters_button.setCheckable(True)
        self.filters_button.setVisible(any(column.filter is not None for column in source.columns))
        self.columns_button = button("Columns", kind="quiet", tip=f"Choose columns ({as_keys('Ctrl+Shift+H')})")
        self.more_button = button("More", kind="quiet", name="More for this table")
        self._empty = empty
        self._filtered = False  # what is shown is not all
        self._nothing = label("", "secondary", wrap=True)
        self._first_act = Button(self)
        self._lay_out()
        self._connect()

    def make_compact(self) -> None:
        """Have all rows seen at once where there is room, without filters: a short list worked through by keys."""
        for shown in (self.filter, self.filters_button, self.columns_button, self.more_button):
            shown.hide()
        self.above.setContentsMargins(0, 0, 0, 0)
        self.view.compact = True
        self.listed.connect(self.view.fit_rows)

    def reload(self, uid: str | None = None) -> None:
        """Read the rows again and keep what is selected, or make the record with this uid current."""
        self._wanted = uid or self._wanted
        view = self.view
        pages = self.model.pages_at_hand(view.rowAt(0), view.rowAt(view.viewport().height() - 1))
        pages |= self.model.pages_at_hand(*[view.currentIndex().row()] * 2)
        reading = partial(_read, self.model.source, self.query, self._wanted, pages)
        self.tasks.read(reading, self._take, key=f"rows {id(self)}", owner=self)

    def choose(self, uids: Sequence[str]) -> None:
        """Select these rows and bring the first of them into view, as after they were added together."""
        if uids:
            id_of = self.model.source.id_of
            self.tasks.read(
                lambda session: [id_of(session, uid) for uid in uids], partial(self._choose_ids, uids[0]), owner=self
            )

    def _choose_ids(self, first: str, ids: Sequence[int | None]) -> None:
        self._also = [one for one in ids if one is not None]
        self.reload(first)

    def ask(self, **changes: Any) -> None:
        """Change what is asked for: `as_at` or `scope`."""
        self.query = replace(self.query, **changes)
        self.reload()

    def sort_by(self, key: str | None, *, descending: bool = False) -> None:
        """Sort by a column, or with None show the rows in their own order."""
        self.query = replace(self.query, sort=key, descending=descending)
        self.view.headings.show_sorting(key, descending=descending)
        self.arranged.emit()
        self.reload()

    def current_uid(self) -> str | None:
        """Return the uid of the current row."""
        row = self.view.currentIndex().row()
        found = self.model.row_at(row) if row >= 0 else None
        return None if found is None else found.uid

    def selected_places(self) -> list[int]:
        """Return in which lines the selected rows stand, in order."""
        ranges: Any = self.view.selectionModel().selection()
        lines = sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})
        return [line for line in lines if self.model.id_at(line) is not None] if self.query.group else lines

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in their order."""
        found = (self.model.id_at(place) for place in self.selected_places())
        return [one for one in found if one is not None]

    def selected_uids(self) -> list[str]:
        """Return the uids of the selected rows, in their order; for few of them, as they are read where they stand."""
        rows = (self.model.row_at(place) for place in self.selected_places())
        return [row.uid for row in rows if row is not None]

    def with_uids(self, then: Callable[[list[str]], None]) -> None:
        """Call with the uids of the selected rows; many are read beside the window's thread."""
        with_uids(self, then)

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected rows on the clipboard, column by column as they are shown, for a spreadsheet or a letter."""
        copy_rows(self, headings=headings)

    def focus_rows(self) -> None:
        """Give the keyboard to the rows, or to what can be done where there are none."""
        there = self.model.rowCount() > 0
        instead = self._first_act if self._act is not None else self.filter
        self._lent = not there and instead is self.filter
        (self.view if there else instead).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_filter(self) -> None:
        """Give the keyboard to the filter line."""
        self.filter.show()  # where little room had it put away
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def toggle_filters(self) -> None:
        """Show the row of filters and give it the keyboard; from inside it, put it away."""
        focused = QApplication.focusWidget()
        row = self.filter_row
        self._turn_filters(on=row is None or focused is None or not row.isAncestorOf(focused))

    def _press_filters(self) -> None:
        """Show the row of filters where it is not there, else put it away, wherever the keyboard is."""
        self._turn_filters(on=not self._has_filter_row())

    def _turn_filters(self, *, on: bool) -> None:
        self.show_filters(shown=on)
        if on and self.filter_row is not None:
            self.filter_row.focus(self.current_column())
        else:
            self.focus_rows()

    def _escape_filters(self) -> None:
        """Go back to the rows, and put the row of filters away unless something is filtered in it."""
        if self.filter_row is not None and self.filter_row.empty:
            self._turn_filters(on=False)
        else:
            self.focus_rows()

    def _has_filter_row(self) -> bool:
        return self.filter_row is not None and self.filter_row.isVisibleTo(self.view)

    def show_filters(self, *, shown: bool) -> None:
        """Show the row of filters under the headings, or put it away; what is filtered stays, and the chips say it."""
        if shown and self.filter_row is None:
            made = FilterRow(self.view.headings, self.model.source.columns, self.tasks.store.clock.today)
            made.changed.connect(self._filter_by_columns)
            made.out.connect(self.focus_rows)
            made.escaped.connect(self._escape_filters)
            self.view.horizontalScrollBar().valueChanged.connect(lambda _: made.place())
            self.filter_row = made
        if self.filter_row is None:
            return
        self.filter_row.setVisible(shown)
        self.chips.keep_room(kept=shown)
        self._show_chips()
        self.view.headings.make_room(self.filter_row.high() if shown else 0)
        self.view.updateGeometries()
        self.filter_row.place()
        self.filters_button.setChecked(shown)
        if not self._first:
            self._show_around(self.model.found)
        self.arranged.emit()

    def extra_height(self) -> int:
        """Return the height of what stands above and below the rows only now and then: filters, chips, totals."""
        row = self.filter_row
        shown = [one for one in (self.chips, self.totals) if not one.isHidden()]
        return sum(one.sizeHint().height() for one in shown) + (
            row.high() if row is not None and not row.isHidden() else 0
        )

    def drop_filters(self, key: str | None = None) -> None:
        """Drop what is filtered under a column, with TYPED what was typed to filter by, or with None all of it."""
        if self.filter_row is not None:
            self.filter_row.clear(key)
        if key in (None, TYPED):
            self.filter.clear()
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def group_by(self, key: str | None) -> None:
        """Set the values of a column as headings over their rows, or with None no headings."""
        self.query = replace(self.query, group=key)
        self.arranged.emit()
        self.reload()

    def fold_all(self, *, folded: bool) -> None:
        """Put away the rows under all headings, or show them."""
        self.model.fold_all(folded=folded)
        self._current_changed()

    def current_column(self) -> int:
        """Return the column in which the keyboard stands."""
        at, shown = self.view.currentIndex().column(), self.view.headings.shown()
        return at if at in shown else shown[0]

    def shift_column(self, by: int) -> None:
        """Move the column in which the keyboard stands to the left (-1) or right (1)."""
        self.view.headings.shift(self.current_column(), by)

    def open_columns(self) -> None:
        """Open the menu of columns."""
        self.columns_button.showMenu()

    def commands(self) -> list[Command]:
        """Return what can be done with any table."""
        return table_commands(self)

    def state(self) -> dict[str, Any]:
        """Return how the table is arranged, as plain values to be kept in the settings.

        What is filtered is not among them: it may name people, and the settings lie beside the vault in plain text.
        """
        kept = {"sort": self.query.sort, "descending": self.query.descending, "group": self.query.group}
        return self.view.headings.arrangement() | kept | {"filters": self._has_filter_row()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the table as it was; what is unknown by now is passed over."""
        self.view.headings.arrange(state)
        columns = self.model.source.columns
        sort = state.get("sort") if state.get("sort") in {one.key for one in columns if one.sortable} else None
        group = state.get("group") if state.get("group") in {one.key for one in columns if one.groups} else None
        descending = bool(state.get("descending")) and sort is not None
        self.query = replace(self.query, sort=sort, descending=descending, group=group)
        self.view.headings.show_sorting(sort, descending=descending)
        if state.get("filters") is True:
            self.show_filters(shown=True)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the rows to another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "view"):
            self.view.fit_rows()
            if self.filter_row is not None and self.filter_row.isVisibleTo(self.view):
                self.view.headings.make_room(self.filter_row.high())
            QTimer.singleShot(0, self, self._keep_in_view)  # once all that stands around has its new size

    def _keep_in_view(self) -> None:
        current = self.view.currentIndex()
        if current.isValid():
            self.view.scrollTo(current)

    def _take(self, found: Listing) -> None:
        """Show what was read, and keep what was current so, or what now stands in its place."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and found.wanted is not None and found.wanted not in found.ids and found.query.narrowed:
            self._wanted = wanted  # it is there, but filtered out: the person asked for it, so the filters go
            if self.filter_row is not None:
                self.filter_row.clear()
            self.filter.clear()
            return
        view, model = self.view, self.model
        same = not self._first and found.query == model.query
        chosen = self.selected_ids()
        if wanted is not None and self._also:
            chosen, self._also = self._also, []
        row, column, scroll = view.currentIndex().row(), view.currentIndex().column(), view.verticalScrollBar().value()
        self._loading = True
        model.show(found)
        if wanted is not None and found.wanted is not None and found.wanted in found.ids:
            model.unfold_for(found.wanted)
        place = model.place_of(found.wanted if wanted is not None and found.wanted is not None else self._current)
        if place is None and model.rowCount():
            place = min(row, model.rowCount() - 1) if same and row >= 0 else self._first_row()
        self._choose(place, max(column, 0), chosen)
        self._loading, self._first = False, False
        if place is not None and not same:
            view.scrollTo(model.index(place, 0))
        elif wanted is None:
            view.verticalScrollBar().setValue(scroll)
        self._current_changed()
        self._show_around(found)
        self._selection_changed()
        self.listed.emit()

    def _first_row(self) -> int:
        """Return the first line that is a row, or the first heading where all are folded."""
        return 1 if self.model.rowCount() > 1 and self.model.id_at(0) is None and self.model.id_at(1) is not None else 0

    def _selection_changed(self) -> None:
        if not self._loading:
            ranges: Any = self.view.selectionModel().selection()
            lines = sum(one.bottom() - one.top() + 1 for one in ranges)
            self.chosen.emit(len(self.selected_places()) if self.query.group else lines)

    def _choose(self, place: int | None, column: int, chosen: Sequence[int]) -> None:
        """Make a row current and select again what was selected with it."""
        picked, model, last = self.view.selectionModel(), self.model, self.model.columnCount() - 1
        flags = QItemSelectionModel.SelectionFlag
        if place is None:
            picked.clear()
            return
        selection = QItemSelection()
        if len(chosen) > 1:
            for first, end in model.places_of(chosen):
                selection.select(model.index(first, 0), model.index(end, last))
        if not selection.contains(model.index(place, 0)):
            selection = QItemSelection(model.index(place, 0), model.index(place, last))
        picked.setCurrentIndex(model.index(place, column), flags.NoUpdate)
        picked.select(selection, flags.ClearAndSelect)

    def _current_changed(self) -> None:
        if self._loading:
            return
        row = self.view.currentIndex().row()
        self._current = self.model.id_at(row) if row >= 0 else None
        uid = self.current_uid()
        if uid != self._told:
            self._told = uid
            self.selected.emit(uid)

    def offer_first(self) -> None:
        """Offer where there are no rows what can be done now: to show all, or what the page begins with."""
        act = Command("table.all", "Show all rows", self.drop_filters) if self._filtered else self._empty.action
        self._act = act = act if act is not None and act.ready else None
        self._first_act.setVisible(act is not None)
        self._first_act.setText("" if act is None else act.words)
        redress(self._first_act, "kind", None if self._filtered else "primary")

    def _show_around(self, found: Listing) -> None:
        rows = len(found.ids)
        self._filtered = filtered = found.query.narrowed
        row, typing = self.filter_row, self._has_filter_row()  # its editors must not go while somebody types there
        focused = QApplication.focusWidget() or self.window().focusWidget()  # no window may be active meanwhile
        inside = focused is not None and (self._stack.isAncestorOf(focused) or (self._lent and focused is self.filter))
        if row is not None and focused is not None and row.isAncestorOf(focused):
            inside = False
        self._stack.setCurrentIndex(0 if rows or (filtered and typing) else 1)
        asked = f"“{found.query.text}”" if found.query.text and not found.query.filters else "what is filtered"
        self._nothing.setText(f"Nothing here matches {asked}." if filtered else self._empty.words)
        self.view.nothing = self._nothing.text()
        self.offer_first()
        self.footer.setText(found.summary or ("1 row" if rows == 1 else f"{rows:,} rows"))
        self.footer.setVisible(rows > 0 and not self.view.compact)
        self.view.setAccessibleDescription(self.footer.text())
        self.totals.show_totals(found.totals, rows)
        self._show_chips()
        if inside:
            self.focus_rows()

    def _filter(self, text: str) -> None:
        self._lent = False
        self.query = replace(self.query, text=" ".join(text.split()))
        self.reload()

    def _filter_by_columns(self) -> None:
        filters = self.filter_row.filters if self.filter_row is not None else ()
        if filters != self.query.filters:
            self.query = replace(self.query, filters=filters)
            self.reload()
        self._show_chips()

    def _show_chips(self) -> None:
        sentence = self.filter_row.sentence if self.filter_row is not None else ""
        self.chips.show_filters(self.model.source.columns, self.query, sentence)

    def _drop_filter(self) -> None:
        self.filter.clear()
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self) -> None:
        uid = self.current_uid()
        if uid is not None:
            self.opened.emit(uid)

    def _act_first(self) -> None:
        if self._act is not None:
            self._act.call()

    def _heading_pressed(self, section: int) -> None:
        column = self.model.source.columns[section]
        if not column.sortable:
            return
        if self.query.sort != column.key:
            self.sort_by(column.key)
        elif not self.query.descending:
            self.sort_by(column.key, descending=True)
        else:
            self.sort_by(None)

    def _show_menu(self, at: QPoint) -> None:
        open_row_menu(self, at)

    def _connect(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._current_changed())
        self.view.opened.connect(self._open)
        self.view.doubleClicked.connect(lambda _: self._open())
        self.view.copied.connect(self.copy)
        self.view.pasted.connect(self.pasted)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        self.chips.dropped.connect(self.drop_filters)
        for shown, fill in ((self.columns_button, fill_columns), (self.more_button, fill_more)):
            menu = QMenu(shown)
            menu.aboutToShow.connect(partial(fill, menu, self))
            shown.setMenu(menu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.headings.customContextMenuRequested.connect(self._show_menu)
        self.view.headings.sectionClicked.connect(self._heading_pressed)
        self.view.headings.arranged.connect(self.arranged)
        self.filter.textChanged.connect(self._filter)
        self.filter.down.connect(self.focus_rows)
        self.filter.dropped.connect(self._drop_filter)
        self._first_act.clicked.connect(self._act_first)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self.above = top = QHBoxLayout()
        layout.addLayout(top)
        top.setContentsMargins(8, 8, 8, 8)
        self.filter.setMaximumWidth(320)
        top.addWidget(self.filter, 1)
        top.addStretch(1)
        for shown in (self.filters_button, self.columns_button, self.more_button):
            top.addWidget(shown)
        layout.addWidget(self.chips)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget(self)
        middle = QVBoxLayout(empty)
        middle.setContentsMargins(32, 32, 32, 32)
        middle.setSpacing(16)
        middle.addStretch(1)
        middle.addWidget(self._nothing)
        middle.addWidget(self._first_act, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        self._first_act.hide()
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.totals)
        layout.addWidget(self.footer)


def _read(source: TableSource, query: Query, wanted: str | None, pages: set[int], session: Any) -> Listing:
    return listing(session, source, query, wanted, pages)
