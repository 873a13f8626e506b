"""The guide: every page and link of it exists, F1 opens it where we are, and its window finds and follows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPdfWriter
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.frame.guide import GuideWindow
from mscp_desktop.desktop.frame.guide_pages import FIRST, GuidePage, folder, guide_pages, matching
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme

PAGES = guide_pages()


@pytest.fixture
def followed() -> list[str]:
    return []


@pytest.fixture
def guide(qtbot: QtBot, theme: Theme, followed: list[str]) -> GuideWindow:
    made = GuideWindow(PAGES, theme, lambda link: not followed.append(link))
    qtbot.addWidget(made)
    made.open_page(FIRST)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_a_title_and_its_links_to_pages_and_pictures_lead_somewhere(page: GuidePage) -> None:
    assert page.text.startswith("# ")
    assert 0 < len(page.title) < 60
    for link in page.links():
        kind = link.partition(":")[0]
        assert kind in {"page", "command"} or (folder() / link).is_file(), link


def test_the_first_page_leads_to_every_other_one() -> None:
    first = PAGES[0]
    assert first.name == FIRST
    assert {link.removesuffix(".md") for link in first.links()} == {page.name for page in PAGES[1:]}


def test_search_finds_by_words_and_puts_titles_first() -> None:
    assert matching(PAGES, "backup")[0].name == "custody"
    assert "history" in {page.name for page in matching(PAGES, "redo tomorrow")}
    assert matching(PAGES, "childrens")
    assert matching(PAGES, "xylophone") == matching(PAGES, " ") == []


def test_pictures_fit_the_window_and_nothing_is_scrolled_to_at_its_side(guide: GuideWindow, qtbot: QtBot) -> None:
    page = next(one.name for one in PAGES if ".png)" in one.text)
    guide.open_page(page)
    for width in (860, 640):
        guide.resize(width, 500)
        qtbot.waitUntil(lambda width=width: guide.width() == width)
        qtbot.waitUntil(lambda: guide.shown.horizontalScrollBar().maximum() == 0)


def test_links_back_and_forward(guide: GuideWindow, followed: list[str], qtbot: QtBot) -> None:
    guide.shown.anchorClicked.emit(QUrl("custody.md"))
    assert guide.name == "custody"
    assert "Backups" in guide.shown.toPlainText()
    assert "Backups" in guide.windowTitle()
    qtbot.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.name == FIRST
    qtbot.keyClick(guide, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert guide.name == "custody"
    guide.shown.anchorClicked.emit(QUrl("page:groups"))
    guide.shown.anchorClicked.emit(QUrl("command:bundle.hand_over"))
    guide.shown.anchorClicked.emit(QUrl("https://example.org"))
    assert followed == ["page:groups", "command:bundle.hand_over"]
    assert guide.name == "custody"


def test_search_narrows_the_contents_and_enter_opens_the_first(guide: GuideWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert guide.search.hasFocus()
    qtbot.keyClicks(guide.search, "recovery key lost")
    assert 0 < guide.contents.count() < len(PAGES)
    qtbot.keyClick(guide.search, Qt.Key.Key_Return)
    assert guide.name == guide.contents.item(0).data(Qt.ItemDataRole.UserRole)
    guide.search.setText("xylophone")
    guide.search.textEdited.emit("xylophone")
    assert not guide.contents.isVisible()


def test_the_contents_show_a_page_by_the_arrow_keys(guide: GuideWindow, qtbot: QtBot) -> None:
    guide.contents.setFocus()
    qtbot.keyClick(guide.contents, Qt.Key.Key_Down)
    assert guide.name == PAGES[1].name
    assert guide.contents.hasFocus()


def test_a_page_is_printed_black_on_white_with_its_picture(guide: GuideWindow, theme: Theme, tmp_path: Path) -> None:
    theme.choose(Scheme.DARK)
    guide.open_page("rosters")
    out = tmp_path / "page.pdf"
    guide.paper().print_(QPdfWriter(str(out)))
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_size > 5_000


def test_unknown_names_open_the_first_page(guide: GuideWindow) -> None:
    guide.open_page("custody")
    guide.open_page("gone")
    assert guide.name == FIRST
