"""A table of records on a card: filter line, rows, the sentence for no rows, and the line under them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.parts import redress
from mscp_desktop.desktop.table_header import RowsView
from mscp_desktop.desktop.tables import Listing, RowsModel, listing, rows_as_text
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Query, TableSource

COPIED_AT_ONCE = 2000  # rows; more are read beside the window's thread


@dataclass(frozen=True, slots=True)
class Empty:
    """What a table says while nothing belongs to it yet, and the first thing to do about it."""

    words: str
    action: Command | None = None


class FilterLine(QLineEdit):
    """Where the rows are filtered; the down arrow goes to them, Esc drops the filter."""

    down = Signal()
    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that lead out."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class RecordTable(QFrame):
    """The rows of a source, read beside the window's thread; one of them is current and several can be selected."""

    selected = Signal(object)  # uid of the current row, or None
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
        self._tasks = tasks
        self._name = name
        self._current: int | None = None
        self._told: str | None = None
        self._loading = False
        self._first = True
        self._wanted: str | None = None
        self._act: Command | None = None
        self._stack = QStackedWidget(self)
        self.view = RowsView(self.model, self._stack)
        self.view.setAccessibleName(name)
        self.filter = FilterLine(self)
        self.filter.setAccessibleName(f"Filter {name.lower()}")
        self.filter.setPlaceholderText("Type to filter")
        self.filter.setClearButtonEnabled(True)
        self.footer = QLabel(self)
        self.footer.setTextFormat(Qt.TextFormat.PlainText)
        self.footer.setProperty("role", "small")
        self._empty = empty
        self._nothing = QLabel(self)
        self._first_act = QPushButton(self)
        self._lay_out()
        self._connect()

    def reload(self, uid: str | None = None) -> None:
        """Read the rows again and keep what is selected, or make the record with this uid current."""
        self._wanted = uid or self._wanted
        self._tasks.read(
            partial(_read, self.model.source, self.query, self._wanted), self._take, key=f"rows {id(self)}", owner=self
        )

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
        """Return where the selected rows stand, in order."""
        ranges: Any = self.view.selectionModel().selection()
        return sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})

    def selected_uids(self) -> list[str]:
        """Return the uids of the selected rows, in their order."""
        rows = (self.model.row_at(place) for place in self.selected_places())
        return [row.uid for row in rows if row is not None]

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected rows on the clipboard, column by column as they are shown, for a spreadsheet or a letter."""
        header, model = self.view.headings, self.model
        shown = [
            at for at in sorted(range(model.columnCount()), key=header.visualIndex) if not header.isSectionHidden(at)
        ]
        ids = [model.ids[place] for place in self.selected_places()]
        text = partial(rows_as_text, self._tasks.store, (model.source, model.query), ids, shown, headings=headings)
        if len(ids) <= COPIED_AT_ONCE:
            self._to_clipboard(text())
        else:
            words = f"Copying {len(ids):,} rows"
            self._tasks.work(words, lambda progress: text(progress=progress), self._to_clipboard, owner=self)

    def focus_rows(self) -> None:
        """Give the keyboard to the rows, or to what can be done where there are none."""
        there = self.model.rowCount() > 0
        instead = self._first_act if self._act is not None else self.filter
        (self.view if there else instead).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_filter(self) -> None:
        """Give the keyboard to the filter line."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def commands(self) -> list[Command]:
        """Return what can be done with any table."""
        own = [
            Command("table.filter", "Filter these rows", self.focus_filter, "Ctrl+F"),
            Command(
                "table.copy_with_headings", "Copy rows with headings", partial(self.copy, headings=True), "Ctrl+Shift+C"
            ),
            Command("table.own_order", "Show rows in their own order", partial(self.sort_by, None)),
        ]
        for column in self.model.source.columns:
            if column.sortable:
                words = f"Sort by {column.words.lower()}"
                own.append(Command(f"table.sort.{column.key}", words, partial(self.sort_by, column.key)))
        return own

    def state(self) -> dict[str, Any]:
        """Return how the table is arranged, as plain values to be kept in the settings."""
        return self.view.headings.arrangement() | {"sort": self.query.sort, "descending": self.query.descending}

    def set_state(self, state: dict[str, Any]) -> None:
        """Arrange the table as it was; what is unknown by now is passed over."""
        self.view.headings.arrange(state)
        keys = {column.key for column in self.model.source.columns if column.sortable}
        sort = state.get("sort") if state.get("sort") in keys else None
        self.query = replace(self.query, sort=sort, descending=bool(state.get("descending")) and sort is not None)
        self.view.headings.show_sorting(sort, descending=self.query.descending)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the rows to another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "view"):
            self.view.fit_rows()

    def _to_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _take(self, found: Listing) -> None:
        """Show what was read, and keep what was current so, or what now stands in its place."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and found.wanted is not None and found.wanted not in found.ids and found.query.text:
            self._wanted = wanted  # it is there, but filtered out: the person asked for it, so the filter goes
            self.filter.clear()
            return
        view, model = self.view, self.model
        same = not self._first and found.query == model.query
        chosen = [model.ids[place] for place in self.selected_places()]
        row, column, scroll = view.currentIndex().row(), view.currentIndex().column(), view.verticalScrollBar().value()
        self._loading = True
        model.show(found)
        place = model.place_of(found.wanted if wanted is not None and found.wanted is not None else self._current)
        if place is None and model.rowCount():
            place = min(row, model.rowCount() - 1) if same and row >= 0 else 0
        self._choose(place, max(column, 0), chosen)
        self._loading, self._first = False, False
        if place is not None and not same:
            view.scrollTo(model.index(place, 0))
        elif wanted is None:
            view.verticalScrollBar().setValue(scroll)
        self._current_changed()
        self._show_around(found)
        self.listed.emit()

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
        self._current = self.model.ids[row] if row >= 0 else None
        uid = self.current_uid()
        if uid != self._told:
            self._told = uid
            self.selected.emit(uid)

    def _show_around(self, found: Listing) -> None:
        rows = len(found.ids)
        filtered = bool(found.query.text)
        focused = QApplication.focusWidget()
        inside = focused is not None and self._stack.isAncestorOf(focused)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._nothing.setText(f"Nothing here matches “{found.query.text}”." if filtered else self._empty.words)
        act = Command("table.all", "Show all rows", self._drop_filter) if filtered else self._empty.action
        self._act = act
        self._first_act.setVisible(act is not None)
        self._first_act.setText("" if act is None else act.words)
        redress(self._first_act, "kind", None if filtered else "primary")
        self.footer.setText(found.summary or ("1 row" if rows == 1 else f"{rows:,} rows"))
        self.footer.setVisible(rows > 0)
        self.view.setAccessibleDescription(self.footer.text())
        if inside:
            self.focus_rows()

    def _filter(self, text: str) -> None:
        self.query = replace(self.query, text=" ".join(text.split()))
        self.reload()

    def _type(self, text: str) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.setText(self.filter.text() + text)

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
        """Offer what can be done with the rows and columns; the menu key opens it too."""
        menu = QMenu(self)
        section = self.view.columnAt(at.x())
        menu.addAction("Copy", self.copy)
        menu.addAction("Copy with headings", partial(self.copy, headings=True))
        if section >= 0 and self.model.source.columns[section].sortable:
            column = self.model.source.columns[section]
            menu.addSeparator()
            menu.addAction(f"Sort by {column.words.lower()}", partial(self.sort_by, column.key))
            menu.addAction("Sort the other way round", partial(self.sort_by, column.key, descending=True))
            menu.addAction("Their own order", partial(self.sort_by, None))
        self.view.headings.add_choices(menu.addMenu("Columns"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _connect(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._current_changed())
        self.view.opened.connect(self._open)
        self.view.doubleClicked.connect(lambda _: self._open())
        self.view.copied.connect(self.copy)
        self.view.typed.connect(self._type)
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
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 8)
        self.filter.setMaximumWidth(320)
        top.addWidget(self.filter, 1)
        top.addStretch(1)
        layout.addLayout(top)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("role", "secondary")
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
        self.footer.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.footer)


def _read(source: TableSource, query: Query, wanted: str | None, session: Any) -> Listing:
    return listing(session, source, query, wanted)
