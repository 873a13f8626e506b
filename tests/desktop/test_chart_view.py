"""A chart in the window: drawn on a thread, in the colours of the look, and turned into its table."""

import threading
from collections.abc import Iterator

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.charts.chart_view import ChartDialog, Graph
from mscp_desktop.desktop.focus_ring import Ring
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import DARK, LIGHT, Scheme
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series
from mscp_desktop.printing.charts import picture
from mscp_desktop.vault_commands import graph_of

CHART = Chart(
    "Seats", ChartKind.STACKED, ("Executive", "Health"),
    (Series("Held", (3, 1)), Series("Vacant", (0, 2))), "seats",
)  # fmt: skip


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> Iterator[ChartDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ChartDialog(graph_of(CHART), "As at 14 March 2025.", parent)
    made.open()
    made.activateWindow()
    qtbot.waitExposed(made)
    drawn(made)
    yield made
    made.view.picture.close_lane()


def drawn(dialog: ChartDialog) -> None:
    QApplication.processEvents()
    wait_while(lambda: dialog.view.picture.busy)


def test_the_letters_of_a_chart_grow_with_the_text(dialog: ChartDialog, theme: Theme) -> None:
    shown = dialog.view.picture
    before = shown.image.height() / shown.image.width()
    theme.resize(200)
    drawn(dialog)
    assert shown.image.height() / shown.image.width() > before * 1.4


def test_the_ring_is_around_what_is_seen_of_a_chart(dialog: ChartDialog) -> None:
    dialog.resize(600, 300)
    dialog.view.picture.setFocus()
    drawn(dialog)
    (ring,) = [one for one in dialog.findChildren(Ring) if one.isVisible()]
    area = dialog.view.picture.parentWidget().parentWidget()
    assert dialog.view.picture.height() > area.height(), "there is more of it than is seen"
    seen = QRect(area.mapTo(dialog, QPoint(0, 0)), area.size())
    assert QRect(ring.mapTo(dialog, QPoint(0, 0)), ring.size()).adjusted(3, 3, -3, -3) == seen


def test_the_chart_is_drawn_in_the_colours_of_the_look(dialog: ChartDialog, theme: Theme) -> None:
    shown = dialog.view.picture
    assert shown.image.pixelColor(1, shown.image.height() - 2).name() == LIGHT.surface
    theme.choose(Scheme.DARK)
    drawn(dialog)
    assert shown.image.pixelColor(1, shown.image.height() - 2).name() == DARK.surface
    assert shown.accessibleName() == "Seats"
    assert "Held: 4 in all, most in Executive (3)." in shown.accessibleDescription()


def test_it_is_as_wide_as_there_is_room(dialog: ChartDialog) -> None:
    for width in (900, 500):
        dialog.resize(width, 500)
        drawn(dialog)
        shown = dialog.view.picture
        assert abs(shown.image.width() / shown.image.devicePixelRatio() - shown.width() + 20) <= 2


def test_its_table_says_the_same(dialog: ChartDialog) -> None:
    hands = Hands()
    hands.press("T")
    table = dialog.view.table
    assert dialog.view.as_table
    assert table.hasFocus()
    said = [[table.item(row, column).text() for column in range(3)] for row in range(2)]  # type: ignore[union-attr]
    assert said == [["Executive", "3", "0"], ["Health", "1", "2"]]
    hands.press("T")
    assert not dialog.view.as_table
    assert dialog.view.picture.hasFocus()


def test_it_is_drawn_off_the_main_thread(qtbot: QtBot, theme: Theme) -> None:
    threads: list[str] = []

    def paint(width: float, look: str) -> bytes:
        threads.append(threading.current_thread().name)
        return picture(CHART, width, look)

    parent = QWidget()
    qtbot.addWidget(parent)
    made = ChartDialog(Graph("Seats", "Three of five.", ("Group",), (("A",),), paint), "", parent)
    made.open()
    drawn(made)
    made.accept()
    assert set(threads) == {"chart"}
