"""The row of filters: what can be typed, how it narrows the rows, and that no filter goes unseen."""

import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from fees import COLUMNS, FEES, TABLE, source_of
from hypothesis import given
from hypothesis import strategies as st
from letters import ANY
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.tables.filter_row import NO_FILTERS, FilterRow
from mscp_desktop.desktop.tables.filters import answers, choice_filter, read_filter
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.queries import Filter

Settle = Callable[[], None]
TODAY = date(2025, 3, 14)
BY_KEY = {column.key: column for column in COLUMNS}


def found(key: str, typed: str) -> list[int]:
    wanted = read_filter(BY_KEY[key], typed, TODAY)
    return [fee.id for fee in TABLE.rows(FEES, Query(filters=() if wanted is None else (wanted,)))]


@pytest.mark.parametrize(
    ("key", "typed", "ids"),
    [
        ("body", "kent", [1, 4, 6]),
        ("body", "  KENT   hea ", [6]),
        ("sector", "not recorded", [3]),
        ("sector", "not rec", [3]),
        ("fee", "0", [3]),
        ("fee", "£6,764.00", [1]),
        ("fee", ">6764", [2, 4]),
        ("fee", ">=6764", [1, 2, 4]),
        ("fee", "less than 0", [5]),
        ("fee", "1 to 7,000", [1, 6]),
        ("fee", "£1-£7000", [1, 6]),
        ("fee", "from 1 to 7000", [1, 6]),
        ("fee", "at least £9,000", [2, 4]),
        ("paid", "2024", [1, 2, 6]),
        ("paid", "14/3/2024", [1]),
        ("paid", "mar 2024", [1]),
        ("paid", "after mar 2024", [4, 6]),
        ("paid", ">2024", [4]),
        ("paid", "before 2025", [1, 2, 6]),
        ("paid", "Jan 2024 to Mar 2024", [1, 2]),
        ("paid", "since 11/2024", [4, 6]),
        ("paid", "not paid", [3, 5]),
        ("number", "5", [5]),
        ("number", "<3", [1, 2]),
        ("number", "2\u20134", [2, 3, 4]),
        ("number", "2-4", [2, 3, 4]),
        ("number", "up to 2", [1, 2]),
        ("number", "", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_what_is_typed_finds_what_is_meant(key: str, typed: str, ids: list[int]) -> None:
    assert found(key, typed) == ids


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("number", "many", "write 5, >5, <5 or 5 to 10"),
        ("number", ">", "write 5"),
        ("number", "9" * 30, "write 5"),
        ("fee", "lots", "write it in figures"),
        ("paid", "soon", "is not a date"),
        ("number", "9 to 2", "turn them round"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(key: str, typed: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_filter(BY_KEY[key], typed, TODAY)


@given(least=st.integers(-50, 50), most=st.integers(-50, 50))
def test_every_way_to_write_a_span_means_the_same(least: int, most: int) -> None:
    column = BY_KEY["number"]
    written = [f"{least} to {most}", f"{least}\u2013{most}", f"between {least} and {most}", f"from {least} to {most}"]
    for typed in written:
        if least > most:
            with pytest.raises(UserError):
                read_filter(column, typed, TODAY)
        else:
            wanted = read_filter(column, typed, TODAY)
            assert wanted is not None
            assert (wanted.least, wanted.most) == (least, most)


@given(typed=st.text(ANY, max_size=30))
def test_no_text_at_all_breaks_a_filter(typed: str) -> None:
    for column in (one for one in COLUMNS if one.key != "status"):
        with suppress(UserError):  # a sentence; anything else is a bug
            wanted = read_filter(column, typed, TODAY)
            TABLE.rows(FEES, Query(filters=() if wanted is None else (wanted,)))


def test_choices_are_said_in_words_and_all_of_them_are_no_filter() -> None:
    column = BY_KEY["status"]
    assert [one.words for one in answers(column)] == ["Paid", "Due", "Waived", "Not recorded"]
    assert choice_filter(column, ["due", None]) == Filter("status", "Due or Not recorded", among=("due", None))
    assert choice_filter(column, []) is None
    assert choice_filter(column, ["paid", "due", "waived", None]) is None


@pytest.fixture
def table(qtbot: QtBot, tasks: Tasks, settle: Settle) -> RecordTable:
    made = RecordTable(tasks, source_of(), name="Fees", empty=Empty("No fees yet."))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.reload()
    settle()
    return made


@pytest.fixture
def row(table: RecordTable) -> FilterRow:
    table.focus_rows()
    table.toggle_filters()
    assert table.filter_row is not None
    return table.filter_row


def ids(table: RecordTable) -> list[int]:
    return list(table.model.ids)


def shown_chips(table: RecordTable) -> list[QPushButton]:
    QApplication.processEvents()
    return [one for one in table.chips.findChildren(QPushButton) if one.isVisible()]


def chips(table: RecordTable) -> list[str]:
    return [one.text() for one in shown_chips(table)]


def typed_in(row: FilterRow, at: int) -> QLineEdit:
    editor: Any = row.editors[at]
    assert isinstance(editor, QLineEdit)
    return editor


def test_the_row_opens_on_the_current_column_and_tab_follows_the_columns(
    qtbot: QtBot, table: RecordTable, row: FilterRow
) -> None:
    assert QApplication.focusWidget() is row.editors[0]
    table.view.headings.shift(2, -1)
    qtbot.keyClick(row.editors[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is row.editors[2]
    qtbot.keyClick(row.editors[2], Qt.Key.Key_Down)
    assert table.view.hasFocus()
    table.view.setCurrentIndex(table.model.index(1, 3))
    table.toggle_filters()
    assert QApplication.focusWidget() is row.editors[3]
    table.toggle_filters()
    assert not row.isVisible()
    assert table.view.hasFocus()


def test_columns_and_the_filter_line_narrow_together_and_chips_say_so(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    qtbot.keyClicks(typed_in(row, 0), "kent")
    settle()
    assert ids(table) == [1, 4, 6]
    status: Any = row.editors[4]
    status.tick("paid")
    settle()
    assert ids(table) == [1, 6]
    assert status.accessibleName() == "Filter by status: paid"
    table.filter.setText("police")
    settle()
    assert ids(table) == [1]
    table.show_filters(shown=False)
    assert ids(table) == [1], "what is filtered stays while the row is put away"
    assert chips(table) == [
        "Typed above: police \u00d7", "Body: kent \u00d7", "Status: Paid \u00d7", "Clear filters"
    ]  # fmt: skip
    assert shown_chips(table)[1].accessibleName() == "Remove the filter Body: kent"
    qtbot.mouseClick(shown_chips(table)[1], Qt.MouseButton.LeftButton)
    settle()
    assert ids(table) == [1], "the filter line still holds"
    table.filter.clear()
    settle()
    assert ids(table) == [1, 2, 6]
    assert chips(table) == ["Status: Paid \u00d7", "Clear filters"]
    table.drop_filters()
    settle()
    assert len(ids(table)) == len(FEES)
    assert chips(table) == []
    assert table.filter.text() == ""


def press(qtbot: QtBot, table: RecordTable) -> None:
    """Press the button of the filters, as a mouse does: it takes the keyboard first."""
    table.filters_button.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.mouseClick(table.filters_button, Qt.MouseButton.LeftButton)


def test_the_button_opens_the_row_and_puts_it_away_again(qtbot: QtBot, table: RecordTable, settle: Settle) -> None:
    table.focus_rows()
    press(qtbot, table)
    row = table.filter_row
    assert row is not None
    assert row.editors[0].hasFocus()
    assert table.filters_button.isChecked()
    press(qtbot, table)
    assert not row.isVisible()
    assert not table.filters_button.isChecked()
    assert table.view.hasFocus()
    press(qtbot, table)
    qtbot.keyClicks(typed_in(row, 0), "kent")
    settle()
    press(qtbot, table)
    assert not row.isVisible()
    assert ids(table) == [1, 4, 6]
    assert chips(table) == ["Body: kent \u00d7", "Clear filters"]


def test_escape_leaves_the_row_and_puts_it_away_unless_something_is_filtered_in_it(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    qtbot.keyClick(typed_in(row, 0), Qt.Key.Key_Down)
    assert row.isVisible(), "the rows are looked at, and more may be filtered"
    status: Any = row.editors[4]
    status.tick("paid")
    settle()
    typed_in(row, 0).setFocus()
    qtbot.keyClick(typed_in(row, 0), Qt.Key.Key_Escape)
    assert table.view.hasFocus()
    assert row.isVisible()
    status.setFocus()
    qtbot.keyClick(status, Qt.Key.Key_Escape)
    assert row.isVisible(), "the answer goes first"
    qtbot.keyClick(status, Qt.Key.Key_Escape)
    assert not row.isVisible()
    assert not table.filters_button.isChecked()
    assert table.view.hasFocus()
    table.toggle_filters()
    qtbot.keyClicks(typed_in(row, 2), "lots")
    typed_in(row, 0).setFocus()
    qtbot.keyClick(typed_in(row, 0), Qt.Key.Key_Escape)
    assert row.isVisible(), "what cannot be read yet stays to be put right"


def test_the_line_of_an_open_row_says_what_is_typed_above_it_too(
    qtbot: QtBot, table: RecordTable, settle: Settle
) -> None:
    table.filter.setText("police")
    settle()
    assert not table.chips.isVisible(), "the box says it"
    table.toggle_filters()
    assert chips(table) == ["Typed above: police \u00d7", "Clear filters"]
    said = [one for one in table.chips.findChildren(QLabel) if one.text() == NO_FILTERS]
    assert [one.isVisible() for one in said] == [False]
    table.toggle_filters()
    assert chips(table) == []
    table.toggle_filters()
    qtbot.mouseClick(shown_chips(table)[0], Qt.MouseButton.LeftButton)
    settle()
    assert table.filter.text() == ""
    assert len(ids(table)) == len(FEES)
    assert [one.isVisible() for one in said] == [True]


def test_nothing_moves_when_the_first_filter_comes_or_the_last_goes(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    def places() -> tuple[int, int, int]:
        QApplication.processEvents()
        editor = row.editors[0]
        return editor.mapTo(table, editor.rect().topLeft()).y(), table.view.y(), table.chips.height()

    before = places()
    assert chips(table) == []
    qtbot.keyClicks(typed_in(row, 0), "kent")
    settle()
    assert chips(table) == ["Body: kent \u00d7", "Clear filters"]
    assert places() == before
    table.drop_filters()
    settle()
    assert places() == before
    table.show_filters(shown=False)
    QApplication.processEvents()
    assert not table.chips.isVisible(), "the line takes no room while nobody filters"


def test_a_table_says_how_many_of_how_many_it_shows(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    assert table.footer.text() == "6 fees"
    qtbot.keyClicks(typed_in(row, 0), "kent")
    settle()
    assert table.footer.text() == "3 of 6 fees"
    table.drop_filters()
    table.filter.setText("police")
    settle()
    assert table.footer.text() == "2 of 6 fees"


def test_letters_go_to_the_answer_that_begins_with_them(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    status: Any = row.editors[4]
    menu = status.menu()
    status.setFocus()
    qtbot.keyClick(status, Qt.Key.Key_W)
    assert menu.isVisible()
    assert menu.activeAction().text() == "Waived"
    menu.seek("d")
    assert menu.activeAction().text() == "Waived", "no answer begins with both letters"
    menu._last.invalidate()  # a while later
    qtbot.keyClicks(menu, "pa")
    assert menu.activeAction().text() == "Paid"
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    settle()
    assert chips(table)[0] == "Status: Paid \u00d7"
    gc.collect()
    table.drop_filters()
    settle()
    assert status.filter is None


def test_the_headings_stay_while_nothing_matches_and_the_sentence_says_it(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    qtbot.keyClicks(typed_in(row, 0), "zzz")
    settle()
    assert ids(table) == []
    assert row.isVisible()
    assert row.editors[0].hasFocus()
    assert table.view.nothing == "Nothing here matches what is filtered."
    qtbot.keyClick(row.editors[0], Qt.Key.Key_Escape)
    settle()
    assert len(ids(table)) == len(FEES)
    qtbot.keyClick(row.editors[0], Qt.Key.Key_Escape)
    assert table.view.hasFocus()


def test_what_cannot_be_read_is_said_once_it_is_left_and_narrows_nothing(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    editor = typed_in(row, 2)
    editor.setFocus()
    qtbot.keyClicks(editor, "lots")
    settle()
    assert editor.property("status") is None
    assert len(ids(table)) == len(FEES)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.property("status") == "danger"
    assert "is not an amount" in row.sentence
    assert table.chips.isVisible()
    editor.setText(">6000")
    settle()
    assert editor.property("status") is None
    assert row.sentence == ""
    assert ids(table) == [1, 2, 4]


def test_several_answers_are_ticked_with_the_keyboard(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    status: Any = row.editors[4]
    menu = status.menu()
    menu.popup(table.mapToGlobal(table.rect().center()))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    assert menu.isVisible(), "so that another can be ticked"
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    settle()
    assert ids(table) == [1, 2, 4, 5, 6]
    assert chips(table)[0] == "Status: Paid or Due \u00d7"
    status.setFocus()
    qtbot.keyClick(status, Qt.Key.Key_Escape)
    settle()
    assert len(ids(table)) == len(FEES)


def test_a_record_that_is_asked_for_drops_the_filters_that_hide_it(
    qtbot: QtBot, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    qtbot.keyClicks(typed_in(row, 0), "kent")
    settle()
    table.reload("fee-3")
    settle()
    assert table.current_uid() == "fee-3"
    assert len(ids(table)) == len(FEES)


def test_what_is_filtered_is_never_kept_but_how_the_table_looks_is(
    qtbot: QtBot, tasks: Tasks, table: RecordTable, row: FilterRow, settle: Settle
) -> None:
    qtbot.keyClicks(typed_in(row, 0), "Kent Police")
    table.group_by("sector")
    settle()
    state = table.state()
    assert "Kent" not in str(state)
    assert "police" not in str(state)
    other = RecordTable(tasks, source_of(), name="Fees", empty=Empty("No fees yet."))
    qtbot.addWidget(other)
    other.set_state(state)
    assert other.query == Query(group="sector")
    assert other.state() == state
    other.set_state({"group": "fee", "sort": "no such"})
    assert other.query == Query()
