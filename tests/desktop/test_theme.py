"""The look: contrast of every pair of colours that meet, fonts, icons, schemes, and the ring around the focus."""

import pytest
from PySide6.QtCore import QMargins, QPoint, Qt
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.focus_ring import INNER, OUTER, FocusRing
from mscp_desktop.desktop.icons import icon_names, tinted
from mscp_desktop.desktop.theme import PICTURES, Theme
from mscp_desktop.desktop.tokens import (
    ALL,
    DARK,
    LIGHT,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    Scheme,
    Tokens,
    as_words,
    contrast,
    palette_of,
    tokens_of,
)  # fmt: skip
from mscp_desktop.foundation.paths import resources


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_text_can_be_read_on_every_ground_it_is_drawn_on(tokens: Tokens) -> None:
    colours = as_words(tokens)
    worst = min((contrast(colours[ink], colours[paper]), ink, paper) for ink, paper in TEXT_PAIRS)
    assert worst[0] >= 4.5, worst


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_controls_and_the_focus_stand_out(tokens: Tokens) -> None:
    colours = as_words(tokens)
    worst = min((contrast(colours[shape], colours[ground]), shape, ground) for shape, ground in SHAPE_PAIRS)
    assert worst[0] >= 3, worst


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_a_palette_leads_back_to_its_tokens(qtbot: QtBot, tokens: Tokens) -> None:
    assert tokens_of(palette_of(tokens)) is tokens


def test_the_application_wears_its_font_and_can_change_its_look(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    assert "Open Sans" in QFontDatabase.families()
    assert (qapp.font().family(), qapp.font().pointSizeF()) == ("Open Sans", 10.5)
    with qtbot.waitSignal(theme.changed):
        theme.choose(Scheme.DARK)
    assert theme.tokens is DARK
    assert tokens_of(qapp.palette()) is DARK
    assert DARK.ground in qapp.styleSheet()
    theme.choose(Scheme.SYSTEM)
    assert theme.tokens is LIGHT  # the offscreen platform has no scheme of its own


def test_every_icon_is_drawn_in_the_colour_of_the_text(theme: Theme) -> None:
    for name in icon_names():
        picture = theme.picture(name, "accent", 40).toImage().convertToFormat(QImage.Format.Format_ARGB32)
        inked = {
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
            if picture.pixelColor(x, y).alpha() > 200  # a line that lies between two rows of pixels fills neither
        }
        assert inked, name
        assert all(abs(int(ink[5:], 16) - 0xB8) < 4 for ink in inked), name


def test_what_style_sheets_show_is_kept_in_the_colours_of_each_look() -> None:
    folder = resources() / "icons"
    for tokens in ALL:
        for name in PICTURES.values():
            drawn = tinted((folder / f"{name}.svg").read_bytes(), tokens.text)
            assert (folder / "tinted" / f"{name}-{tokens.name}.svg").read_bytes() == drawn


def test_the_ring_lies_around_what_has_the_keyboard(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    line, button, plain, link = QLineEdit(), QPushButton("Save"), QLineEdit(), QPushButton("Go there")
    plain.setProperty("ownFocus", True)
    link.setProperty("kind", "link")
    for widget in (line, button, plain, link):
        column.addWidget(widget)
    ring = FocusRing(window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for widget in (line, button):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert ring.ring.isVisible()
        assert ring.ring.geometry().adjusted(OUTER, OUTER, -OUTER, -OUTER) == widget.geometry()
    link.setFocus(Qt.FocusReason.TabFocusReason)
    around = ring.ring.geometry()
    assert around.left() + OUTER + INNER < link.geometry().left(), "the words of a link are not cut"
    assert around.right() - OUTER - INNER > link.geometry().right()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    window.resize(500, 300)
    qtbot.waitUntil(lambda: ring.ring.geometry().adjusted(OUTER, OUTER, -OUTER, -OUTER) == button.geometry())
    shown = window.grab().toImage().pixelColor(ring.ring.geometry().center().x(), ring.ring.geometry().top() + 1)
    assert shown.name() == LIGHT.focus
    plain.setFocus(Qt.FocusReason.TabFocusReason)
    assert not ring.ring.isVisible()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.hide()
    assert not ring.ring.isVisible() or ring.target is not button


def test_the_ring_is_never_a_pane_of_a_splitter(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    area, split = QScrollArea(window, widgetResizable=True), QSplitter()
    inner = QSplitter(Qt.Orientation.Vertical, split)
    table, line, button = QTableView(split), QLineEdit(inner), QPushButton("One", inner)
    area.setWidget(split)
    column.addWidget(area)
    ring = FocusRing(window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    sizes = split.sizes()
    for widget in (table, line, button, table):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert ring.ring.isVisible()
        assert (split.count(), inner.count(), split.sizes()) == (2, 2, sizes)
        around = ring.ring.mapTo(window, ring.ring.rect().topLeft())
        assert widget.mapTo(window, widget.rect().topLeft()) - around == QPoint(OUTER, OUTER)
        assert ring.ring.size() == widget.size().grownBy(QMargins(OUTER, OUTER, OUTER, OUTER))
    split.setMinimumHeight(900)
    area.verticalScrollBar().setValue(120)
    qtbot.waitUntil(lambda: table.mapTo(window, QPoint(-OUTER, -OUTER)) == ring.ring.mapTo(window, QPoint(0, 0)))
