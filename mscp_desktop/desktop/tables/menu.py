"""What can be asked of any table, as commands and menus: filters, columns, grouping, finding, copying."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from mscp_desktop.desktop.commands import Command, item_of
from mscp_desktop.desktop.parts import literal

if TYPE_CHECKING:
    from mscp_desktop.desktop.tables.view import RecordTable


def table_commands(table: "RecordTable") -> list[Command]:
    """Return what can be done with a table, for the search box and the sheet of shortcuts."""
    columns = table.model.source.columns
    made = [
        Command("table.filter", "Filter these rows", table.focus_filter, "Ctrl+F"),
        Command("table.copy_with_headings", "Copy rows with headings", partial(table.copy, headings=True),
                "Ctrl+Shift+C"),
        Command("table.next", "Find the next row that begins so", table.finder.next, "F3", lambda: table.finder.ready),
        Command("table.previous", "Find the row before that begins so", partial(table.finder.next, -1), "Shift+F3",
                lambda: table.finder.ready),
        Command("table.columns", "Choose columns", table.open_columns, "Ctrl+Shift+H"),
        Command("table.left", "Move this column to the left", partial(table.shift_column, -1), "Ctrl+Shift+Left"),
        Command("table.right", "Move this column to the right", partial(table.shift_column, 1), "Ctrl+Shift+Right"),
        Command("table.fit", "Make columns as wide as their words", table.view.fit_columns),
        Command("table.reset", "Show columns as they were at first", table.view.headings.reset_columns),
        Command("table.own_order", "Show rows in their own order", partial(table.sort_by, None)),
    ]  # fmt: skip
    if any(column.filter is not None for column in columns):
        made.insert(1, Command("table.filters", "Filter by column", table.toggle_filters, "Ctrl+Shift+F"))
        made.insert(2, Command(
            "table.clear", "Clear filters", table.drop_filters, None, lambda: table.query.narrowed
        ))  # fmt: skip
    made += [
        Command(f"table.sort.{column.key}", f"Sort by {column.words.lower()}", partial(table.sort_by, column.key))
        for column in columns
        if column.sortable
    ]
    groups = [column for column in columns if column.groups]
    made += [
        Command(f"table.group.{column.key}", f"Group by {column.words.lower()}", partial(table.group_by, column.key))
        for column in groups
    ]
    if groups:
        grouped = _grouped(table)
        made += [
            Command("table.ungroup", "Show rows without groups", partial(table.group_by, None), None, grouped),
            Command("table.fold", "Fold all groups", partial(table.fold_all, folded=True), None, grouped),
            Command("table.unfold", "Unfold all groups", partial(table.fold_all, folded=False), None, grouped),
        ]
    return made


def fill_columns(menu: QMenu, table: "RecordTable", section: int | None = None) -> None:
    """Fill a menu with the columns to tick, and what can be done with the current one."""
    menu.clear()
    headings = table.view.headings
    headings.add_choices(menu)
    at = table.current_column() if section is None else section
    words = literal(table.model.source.columns[at].words)
    shown = headings.shown()
    menu.addSeparator()
    left = menu.addAction(f"Move “{words}” left", partial(headings.shift, at, -1))
    left.setEnabled(at in shown[1:])
    right = menu.addAction(f"Move “{words}” right", partial(headings.shift, at, 1))
    right.setEnabled(at in shown[:-1])
    menu.addAction("As wide as their words", table.view.fit_columns)
    menu.addAction("As they were at first", headings.reset_columns)


def fill_more(menu: QMenu, table: "RecordTable") -> None:
    """Fill a menu with grouping, copying, and what the page adds."""
    menu.clear()
    if any(column.groups for column in table.model.source.columns):
        add_groups(menu, table)
        menu.addSeparator()
    menu.addAction("Copy", table.copy)
    menu.addAction("Copy with headings", partial(table.copy, headings=True))
    _add_extra(menu, table)


def add_groups(menu: QMenu, table: "RecordTable") -> None:
    """Add the columns to group by, one of them or none ticked."""
    within = menu.addMenu("Group by")
    choice = QActionGroup(within)
    for key, words in (
        (None, "No groups"),
        *((column.key, column.words) for column in table.model.source.columns if column.groups),
    ):
        action = within.addAction(literal(words), partial(table.group_by, key))
        action.setCheckable(True)
        action.setChecked(table.query.group == key)
        choice.addAction(action)
    if table.query.group is not None:
        menu.addAction("Fold all groups", partial(table.fold_all, folded=True))
        menu.addAction("Unfold all groups", partial(table.fold_all, folded=False))


def open_row_menu(table: "RecordTable", at: QPoint) -> None:
    """Offer what can be done with the rows and columns at a place of the view; the menu key opens it too."""
    menu = QMenu(table)
    section = table.view.columnAt(at.x())
    _add(menu, table.doing())
    menu.addSeparator()
    menu.addAction("Copy", table.copy)
    menu.addAction("Copy with headings", partial(table.copy, headings=True))
    _add_extra(menu, table)
    menu.addSeparator()
    if section >= 0 and table.model.source.columns[section].sortable:
        column = table.model.source.columns[section]
        menu.addAction(literal(f"Sort by {column.words.lower()}"), partial(table.sort_by, column.key))
        menu.addAction("Sort the other way round", partial(table.sort_by, column.key, descending=True))
        menu.addAction("Their own order", partial(table.sort_by, None))
    if any(column.groups for column in table.model.source.columns):
        add_groups(menu, table)
    if any(column.filter is not None for column in table.model.source.columns):
        item_of(Command("table.filters", "Filter by column", table.toggle_filters, "Ctrl+Shift+F"), menu)
    fill_columns(menu.addMenu("Columns"), table, section if section >= 0 else None)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(table.view.viewport().mapToGlobal(at))


def _add_extra(menu: QMenu, table: "RecordTable") -> None:
    if table.extra:
        menu.addSeparator()
    _add(menu, table.extra)


def _add(menu: QMenu, commands: Sequence[Command]) -> None:
    for command in commands:
        item_of(command, menu).setEnabled(command.ready)


def _grouped(table: "RecordTable") -> Callable[[], bool]:
    return lambda: table.query.group is not None
