"""The table model and its view: pages, refresh, sorting, filtering, copying, painting."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people_feature import COLUMNS, SOURCE, add_many, add_people, change_person, remove_people
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.tables.chosen import COPIED_AT_ONCE
from mscp_desktop.desktop.tables.clipboard import as_tab_separated
from mscp_desktop.desktop.tables.model import PAGE, PAGES_KEPT, UID_ROLE, Listing, RowsModel, listing
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import LIGHT, palette_of
from mscp_desktop.desktop.values import Cell, Column, Query, Row, TableSource, Tone, pill
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor, Store

Settle = Callable[[], None]
Do = Callable[..., Any]
NAMES = ["Cleo", "Ada", "Ben"]
BODIES = ["NELFT", "Kent Police"]


@pytest.fixture
def do(store: Store, actor: Actor) -> Do:
    return partial(run, store, actor)


@pytest.fixture
def added() -> list[str]:
    return []


@pytest.fixture
def table(qtbot: QtBot, tasks: Tasks, added: list[str]) -> RecordTable:
    first = Command("person.add", "Add a person", lambda: added.append("asked"))
    made = RecordTable(tasks, SOURCE, name="People", empty=Empty("Nobody is recorded yet.", first))
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def column(model: RowsModel, at: int = 0) -> list[str]:
    return [model.index(row, at).data() for row in range(model.rowCount())]


def source_of(rows: dict[int, str], asked: list[Sequence[int]] | None = None) -> TableSource:
    def fetch(_session: object, ids: Sequence[int], _query: Query) -> list[Row]:
        if asked is not None:
            asked.append(ids)
        return [Row(key, str(key), (rows[key],)) for key in reversed(ids) if key in rows]

    return TableSource((Column("name", "Name"),), lambda *_: list(rows), fetch, lambda _, uid: int(uid))


def press(qtbot: QtBot, table: RecordTable, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(table.view, key, held)


def test_the_model_passes_qts_own_tester_through_every_kind_of_change(tasks: Tasks) -> None:
    model = RowsModel(tasks, source_of({key: f"Row {key}" for key in range(700)}))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for ids in ([3, 1, 2], [3, 2], [3, 9, 2], [], list(range(600)), list(reversed(range(600))), [5]):
        model.show(Listing(Query(), ids, "", None))
        assert column(model) == [f"Row {key}" for key in ids]
    assert tester.model() is model


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(st.lists(st.integers(0, 30), unique=True, max_size=12), min_size=2, max_size=5))
def test_any_listing_after_any_other_is_shown_as_it_is(tasks: Tasks, lists: list[list[int]]) -> None:
    model = RowsModel(tasks, source_of({key: f"Row {key}" for key in range(31)}))
    for ids in lists:
        before = [model.index(row, 0) for row in range(model.rowCount())]
        del before
        model.show(Listing(Query(), ids, "", None))
        assert [int(model.index(row, 0).data(UID_ROLE)) for row in range(model.rowCount())] == ids


def test_a_refresh_moves_only_what_changed(qtbot: QtBot, tasks: Tasks) -> None:
    model = RowsModel(tasks, source_of({key: f"Row {key}" for key in range(9)}))
    model.show(Listing(Query(), [1, 2, 3, 4], "", None))
    told: list[tuple[str, int, int]] = []
    model.rowsRemoved.connect(lambda _, first, last: told.append(("gone", first, last)))
    model.rowsInserted.connect(lambda _, first, last: told.append(("come", first, last)))
    model.modelReset.connect(lambda: told.append(("reset", 0, 0)))
    model.show(Listing(Query(), [1, 2, 8, 4], "", None))
    model.show(Listing(Query(), [1, 2, 8, 4], "", None))
    assert told == [("gone", 2, 2), ("come", 2, 2)]


def test_only_the_pages_that_are_looked_at_are_read_and_few_are_kept(tasks: Tasks) -> None:
    asked: list[Sequence[int]] = []
    rows = {key: f"Row {key}" for key in range(100 * PAGE)}
    model = RowsModel(tasks, source_of(rows, asked))
    model.show(Listing(Query(), list(rows), "", None))
    assert model.index(0, 0).data() == "Row 0"
    assert model.index(PAGE - 1, 0).data() == f"Row {PAGE - 1}"
    assert model.index(57 * PAGE, 0).data() == f"Row {57 * PAGE}"
    assert [len(ids) for ids in asked] == [PAGE, PAGE]
    for number in range(PAGES_KEPT + 5):
        model.index(number * PAGE, 0).data()
    assert len(model._pages) == PAGES_KEPT


def test_a_row_that_is_gone_and_a_read_that_fails_leave_cells_empty(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = RowsModel(tasks, source_of({1: "One"}))
    model.show(Listing(Query(), [1, 2], "", None))
    assert column(model) == ["One", None]
    failures: list[Exception] = []
    tasks.failure.connect(failures.append)

    def refuse() -> None:
        raise OSError("The disk is gone.")

    monkeypatch.setattr(tasks.store, "reading", refuse)
    model.show(Listing(Query(), [1], "", None))
    assert column(model) == [None]
    assert column(model) == [None]
    assert [str(error) for error in failures] == ["The disk is gone."]


def test_sorting_and_filtering_are_done_by_the_source(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    do(add_people, NAMES, BODIES)
    table.reload()
    settle()
    assert column(table.model) == NAMES
    headings = table.view.headings
    middle = QPoint(headings.sectionViewportPosition(0) + 20, headings.height() // 2)
    for expected in (["Ada", "Ben", "Cleo"], ["Cleo", "Ben", "Ada"], NAMES):
        qtbot.mouseClick(headings.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        settle()
        assert column(table.model) == expected
    qtbot.keyClicks(table.filter, "kent be")
    settle()
    assert column(table.model) == []
    table.filter.clear()
    qtbot.keyClicks(table.filter, "kent")
    settle()
    assert column(table.model) == ["Ada"]


def test_a_refresh_keeps_the_current_row_the_selection_and_the_scroll(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    do(add_many, [f"Person {number:03d}" for number in range(300)])
    table.reload()
    settle()
    told: list[str | None] = []
    table.selected.connect(told.append)
    table.view.selectRow(40)
    current = table.current_uid()
    picked = table.view.selectionModel()
    for row in (41, 45):
        picked.select(
            table.model.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    chosen = table.selected_uids()
    table.view.verticalScrollBar().setValue(900)
    do(add_many, ["A newcomer"])
    first = table.model.row_at(0)
    assert first is not None
    do(remove_people, [first.uid])
    table.reload()
    settle()
    assert table.model.rowCount() == 300
    assert told == [current]
    assert table.current_uid() == current
    assert table.selected_uids() == chosen
    assert len(chosen) == 3
    assert table.view.verticalScrollBar().value() == 900
    table.sort_by("name", descending=True)
    settle()
    assert table.current_uid() == current
    assert sorted(table.selected_uids()) == sorted(chosen)


def test_when_the_current_row_goes_the_one_in_its_place_is_current(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    do(add_people, NAMES)
    table.reload()
    settle()
    assert table.view.currentIndex().row() == 0
    for left in (["Cleo", "Ben"], ["Cleo"]):
        table.view.selectRow(1)
        do(remove_people, table.selected_uids())
        table.reload()
        settle()
        assert column(table.model) == left
        assert table.view.currentIndex().data() == left[-1]


def test_a_record_that_is_asked_for_becomes_current_even_if_it_was_filtered_out(
    qtbot: QtBot, tasks: Tasks, store: Store, settle: Settle, do: Do, table: RecordTable
) -> None:
    uids = do(add_people, NAMES).value
    table.filter.setText("ada")
    settle()
    table.reload(uids[2])
    settle()
    assert table.filter.text() == ""
    assert table.current_uid() == uids[2]
    with store.reading() as session:
        assert listing(session, SOURCE, Query(), "no such uid").wanted is None


def test_an_empty_table_offers_the_first_action_and_a_filter_without_a_match_the_way_back(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable, added: list[str]
) -> None:
    table.reload()
    settle()
    assert table._nothing.text() == "Nobody is recorded yet."
    qtbot.mouseClick(table._first_act, Qt.MouseButton.LeftButton)
    assert added == ["asked"]
    do(add_people, NAMES)
    table.filter.setText("zzz")
    settle()
    assert table._nothing.text() == "Nothing here matches “zzz”."
    assert not table.footer.isVisible()
    qtbot.mouseClick(table._first_act, Qt.MouseButton.LeftButton)
    settle()
    assert column(table.model) == NAMES
    assert table.footer.text() == "3 people"


def test_the_filter_line_narrows_enter_opens_and_escape_comes_back(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    do(add_people, NAMES)
    table.reload()
    settle()
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.focus_rows()
    table.focus_filter()
    qtbot.keyClicks(table.filter, "ben")
    settle()
    assert column(table.model) == ["Ben"]
    qtbot.keyClick(table.filter, Qt.Key.Key_Down)
    press(qtbot, table, Qt.Key.Key_Return)
    assert opened == [table.current_uid()]
    table.focus_filter()
    qtbot.keyClick(table.filter, Qt.Key.Key_Escape)
    settle()
    assert column(table.model) == NAMES
    assert table.view.hasFocus()


def test_copied_rows_are_what_is_shown_and_never_a_formula(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    do(add_people, ['=HYPERLINK("x")', "Ada\tLovelace", "Ben"], BODIES)
    table.reload()
    settle()
    table.focus_rows()
    table.view.selectAll()
    table.view.headings.moveSection(2, 0)
    table.view.headings.choose(3, shown=False)
    press(qtbot, table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == (
        'Chair\t"\'=HYPERLINK(""x"")"\tNELFT\nVice chair\t"Ada\tLovelace"\tKent Police\nMember\tBen\tNELFT\n'
    )
    table.copy(headings=True)
    assert clipboard.text().splitlines()[0] == "Role\tName\tOrganisation"


def test_very_many_rows_are_copied_beside_the_window(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    names = [f"Person {number}" for number in range(COPIED_AT_ONCE + 1)]
    do(add_many, names)
    table.reload()
    settle()
    table.view.selectAll()
    QGuiApplication.clipboard().clear()
    table.copy()
    assert QGuiApplication.clipboard().text() == ""
    settle()
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == names


@pytest.mark.parametrize(
    ("words", "pasted"),
    [
        ("+44 1634 306000", "+44 1634 306000"),
        ("-5.00", "-5.00"),
        ("+cmd|x", "'+cmd|x"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("@x", "'@x"),
    ],
)
def test_figures_are_pasted_as_they_are(words: str, pasted: str) -> None:
    assert as_tab_separated([[words]]) == f"{pasted}\n"


def test_columns_share_the_room_and_their_arrangement_is_remembered(
    qtbot: QtBot, tasks: Tasks, settle: Settle, table: RecordTable
) -> None:
    table.reload()
    settle()
    headings = table.view.headings
    assert headings.length() == table.view.viewport().width()
    headings.choose(1, shown=False)
    headings.moveSection(3, 0)
    table.sort_by("name", descending=True)
    state = table.state()
    other = RecordTable(tasks, SOURCE, name="People", empty=Empty("Nobody."))
    qtbot.addWidget(other)
    other.set_state(state | {"hidden": [*state["hidden"], "unknown"], "widths": {"name": 300, "unknown": 9}})
    assert other.view.headings.isSectionHidden(1)
    assert other.view.headings.visualIndex(3) == 0
    assert other.view.headings.sectionSize(0) == 300
    assert (other.query.sort, other.query.descending) == ("name", True)
    other.set_state({"sort": "unknown"})
    assert other.query.sort is None
    for at in range(len(COLUMNS)):
        headings.choose(at, shown=False)
    assert not headings.isSectionHidden(3)
    headings.reset_columns()
    assert [headings.visualIndex(at) for at in range(len(COLUMNS))] == list(range(len(COLUMNS)))


def test_figures_stand_right(tasks: Tasks) -> None:
    source = TableSource(
        (Column("who", "Who"), Column("fee", "Fee", kind=ColumnKind.MONEY, more="In pounds")),
        lambda *_: [1],
        lambda *_: [Row(1, "u", ("A", "£6,764.00"))],
        lambda *_: None,
    )
    model = RowsModel(tasks, source)
    model.show(Listing(Query(), [1], "", None))
    role = Qt.ItemDataRole.TextAlignmentRole
    assert model.index(0, 1).data(role) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(role) & Qt.AlignmentFlag.AlignLeft
    assert model.headerData(1, Qt.Orientation.Horizontal, role) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "In pounds"
    assert model.headerData(5, Qt.Orientation.Horizontal) is None


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_status_has_its_colours_and_the_selected_row_a_bar(
    qtbot: QtBot, tasks: Tasks, settle: Settle, do: Do, table: RecordTable
) -> None:
    QApplication.setPalette(palette_of(LIGHT))
    uids = do(add_people, NAMES, BODIES).value
    do(change_person, uids[1], 1, email="vacant")
    table.reload()
    settle()
    index = table.model.index(1, 3)
    option = QStyleOptionViewItem()
    option.rect.setRect(0, 0, 220, 36)
    option.font = table.font()
    image = QImage(220, 36, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    with QPainter(image) as painter:
        table.view.itemDelegate().paint(painter, option, index)
    assert {LIGHT.warning_soft, LIGHT.warning} <= colours(image)
    table.view.selectRow(1)
    table.filter.setFocus()
    assert {LIGHT.accent, LIGHT.accent_soft, LIGHT.warning_soft} <= colours(table.view.viewport().grab().toImage())
    table.focus_rows()
    assert {LIGHT.focus, LIGHT.accent_soft} <= colours(table.view.viewport().grab().toImage())
    wide = table.view.itemDelegate().sizeHint(option, index).width()
    assert wide > table.view.itemDelegate().sizeHint(option, table.model.index(1, 2)).width()


def test_a_chip_says_itself_to_a_screen_reader(qtbot: QtBot) -> None:
    chip = Chip(pill("6 meetings a year", Tone.INFO, "As published"))
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    assert chip.accessibleName() == "6 meetings a year"
    assert chip.toolTip() == "As published"
    assert not chip.grab().isNull()
    assert Cell("x").words == "x"


def test_every_control_of_the_table_has_a_name(table: RecordTable) -> None:
    assert table.view.accessibleName() == "People"
    assert table.filter.accessibleName() == "Filter people"
    assert {command.words for command in table.commands()} >= {"Filter these rows", "Sort by name"}


def test_an_empty_table_offers_only_what_can_be_done_now(qtbot: QtBot, tasks: Tasks, settle: Settle) -> None:
    asked, ready = list[str](), False
    first = Command("person.add", "Add a person", lambda: asked.append("asked"), None, lambda: ready)
    made = RecordTable(tasks, SOURCE, name="People", empty=Empty("Nobody is recorded yet.", first))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    settle()
    assert made._nothing.isVisible()
    assert not made._first_act.isVisible(), "a button that does nothing"
    ready = True
    made.reload()
    settle()
    qtbot.mouseClick(made._first_act, Qt.MouseButton.LeftButton)
    assert asked == ["asked"]
