"""Groups over rows and sums under them: what the model says, how it is folded by keys, and what is drawn."""

from collections.abc import Callable

import pytest
from fees import FEES, Fee, source_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.delegates import CELL_ROLE
from mscp_desktop.desktop.tables.model import UID_ROLE, Listing, RowsModel, listing
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import LIGHT, palette_of
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.queries import Section

Settle = Callable[[], None]
BY_SECTOR = ["health (2)", "local authority (1)", "police (2)", "not recorded (1)"]


def lines(model: RowsModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def table(qtbot: QtBot, tasks: Tasks, settle: Settle) -> RecordTable:
    made = RecordTable(tasks, source_of(), name="Fees", empty=Empty("No fees yet."))
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.activateWindow()
    made.reload()
    settle()
    return made


@pytest.fixture
def grouped(table: RecordTable, settle: Settle) -> RecordTable:
    table.group_by("sector")
    settle()
    table.focus_rows()
    return table


def go_to(table: RecordTable, place: int, column: int = 0) -> None:
    table.view.setCurrentIndex(table.model.index(place, column))


def test_headings_stand_over_their_rows_with_count_and_sums(grouped: RecordTable) -> None:
    model = grouped.model
    assert [line for line in lines(model) if line.endswith(")")] == BY_SECTOR
    assert lines(model)[:3] == ["health (2)", "NHS Kent and Medway", "Kent Community Health"]
    heading = model.index(0, 0)
    assert heading.data(UID_ROLE) is None
    assert heading.data(CELL_ROLE) == Section("health", 2, {"fee": 900125})
    assert [model.index(0, at).data() for at in range(1, 6)] == [None, "£9,001.25", None, None, None]
    assert grouped.current_uid() == "fee-1"  # it was current before, and still is
    assert grouped.footer.text() == "6 fees"


def test_the_line_of_totals_follows_what_is_filtered(grouped: RecordTable, settle: Settle) -> None:
    assert grouped.totals.accessibleName() == "Total of 6 rows: Fee £28,215.75"
    grouped.filter.setText("kent")
    settle()
    assert grouped.totals.accessibleName() == "Total of 3 rows: Fee £15,765.25"
    assert grouped.totals.isVisible()
    grouped.filter.setText("zzz")
    settle()
    assert not grouped.totals.isVisible()


def test_left_and_right_fold_unfold_and_go_to_the_heading(qtbot: QtBot, grouped: RecordTable) -> None:
    model, view = grouped.model, grouped.view
    go_to(grouped, 2)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().row() == 0
    assert grouped.current_uid() is None
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert lines(model)[:2] == ["health (2, folded)", "local authority (1)"]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert lines(model)[:2] == ["health (2)", "NHS Kent and Medway"]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().row() == 1
    go_to(grouped, 0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert lines(model)[0] == "health (2, folded)"
    go_to(grouped, 2, column=2)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().column() == 1, "in a row, Left goes through its columns first"


def test_a_press_on_the_triangle_folds_and_one_on_the_words_chooses(qtbot: QtBot, grouped: RecordTable) -> None:
    middle = grouped.view.rowViewportPosition(0) + 12
    qtbot.mouseClick(grouped.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, middle))
    assert lines(grouped.model)[0] == "health (2)"
    qtbot.mouseClick(grouped.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(14, middle))
    assert lines(grouped.model)[0] == "health (2, folded)"


def test_all_groups_fold_and_a_record_asked_for_unfolds_its_own(grouped: RecordTable, settle: Settle) -> None:
    grouped.fold_all(folded=True)
    assert lines(grouped.model) == [words.replace(")", ", folded)") for words in BY_SECTOR]
    assert grouped.selected_uids() == []
    grouped.reload("fee-2")
    settle()
    assert grouped.current_uid() == "fee-2"
    assert [line for line in lines(grouped.model) if not line.endswith("folded)")] == [
        "local authority (1)",
        "Medway Council",
    ]
    grouped.group_by(None)
    settle()
    assert len(lines(grouped.model)) == len(FEES)


def test_headings_are_never_among_the_chosen_rows(grouped: RecordTable) -> None:
    told: list[int] = []
    grouped.chosen.connect(told.append)
    grouped.view.selectAll()
    assert told[-1] == len(FEES)
    assert sorted(grouped.selected_uids()) == sorted(fee.uid for fee in FEES)
    grouped.copy()
    assert len(QApplication.clipboard().text().splitlines()) == len(FEES)


def test_a_heading_and_the_totals_are_drawn(grouped: RecordTable) -> None:
    QApplication.setPalette(palette_of(LIGHT))
    go_to(grouped, 1)
    image = grouped.view.viewport().grab().toImage()
    band = {image.pixelColor(x, grouped.view.rowViewportPosition(3) + 4).name() for x in range(0, image.width(), 7)}
    assert band == {LIGHT.hover}
    drawn = grouped.totals.grab().toImage()
    across = range(grouped.view.columnViewportPosition(2), grouped.view.columnViewportPosition(3))
    dark = [x for x in across if any(drawn.pixelColor(x, y).lightness() < 90 for y in range(4, drawn.height()))]
    assert dark, "the sum stands under its column"


LISTS = st.lists(
    st.lists(st.tuples(st.integers(1, 20), st.sampled_from([None, "a", "b", "c"])), unique_by=lambda one: one[0]),
    min_size=2, max_size=5,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=LISTS, folds=st.lists(st.integers(0, 8), max_size=5))
def test_any_grouped_listing_after_any_other_passes_qts_own_tester(
    tasks: Tasks, lists: list[list[tuple[int, str | None]]], folds: list[int]
) -> None:
    model: RowsModel | None = None
    for number, items in enumerate(lists):
        fees = [Fee(key, f"Body {key}", sector, key, None, "due") for key, sector in items]
        source = source_of(fees)
        if model is None:
            model = RowsModel(tasks, source)
            tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.source = source
        before = [model.index(row, 0) for row in range(model.rowCount())]
        del before
        query = Query(group="sector" if number % 3 != 2 else None)
        with tasks.store.reading() as session:
            found = listing(session, source, query)
        model.show(found)
        for at in folds:
            if at < model.rowCount() and model.section_at(at) is not None:
                model.fold(at, folded=number % 2 == 0)
        folded = {section.words for section in found.sections if model.is_folded(section)}
        expected: list[str] = []
        ids = list(found.ids)
        for section in found.sections or [Section("", len(ids))]:
            if found.sections:
                more = ", folded" if section.words in folded else ""
                expected.append(f"{section.words} ({section.count}{more})")
            expected += [f"Body {ids.pop(0)}" for _ in range(section.count)][: 0 if section.words in folded else None]
        assert lines(model) == expected
    assert model is not None
    assert tester.model() is model


def test_headings_that_do_not_fit_their_rows_are_left_out(tasks: Tasks) -> None:
    model = RowsModel(tasks, source_of())
    model.show(Listing(Query(group="sector"), [1, 2], "", None, [Section("health", 3)]))
    assert lines(model) == ["Kent Police", "Medway Council"]
