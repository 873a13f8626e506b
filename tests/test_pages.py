"""The list of pages says of each what the page says of itself, and they are ready before they are asked for."""

import sys
from pathlib import Path

import pytest
from programs import show_work
from pytestqt.qtbot import QtBot

from mscp_desktop import opened
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.pages import PAGES, READY

SAID = ("key", "title", "icon", "under", "shortcut", "called", "kinds")


def test_the_list_says_of_each_page_what_the_page_says_of_itself() -> None:
    for entry in PAGES:
        page = entry.load()
        assert isinstance(page, type)
        assert issubclass(page, Page)
        assert {name: getattr(entry, name) for name in SAID} == {name: getattr(page, name) for name in SAID}
        assert entry.under or entry.section == page.section, entry.key
    assert len({entry.key for entry in PAGES}) == len(PAGES)
    assert {entry.module for entry in PAGES} <= set(READY)


def test_the_pages_are_loaded_once_the_first_one_stands_and_only_those_that_count_are_made(
    empty_vault: Vault, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("late_page", "later_page"):
        (tmp_path / f"{name}.py").write_text("LOADED = True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(opened, "READY", ("late_page", "sys", "later_page"))
    work = show_work(empty_vault, theme, qtbot)
    try:
        assert [page.key for page in work.window.pages.made()] == [PAGES[0].key]
        qtbot.waitUntil(lambda: {"late_page", "later_page"} <= set(sys.modules) and not work.tasks.busy)
        counting = [entry.key for entry in PAGES if entry.counts]
        assert counting
        assert [page.key for page in work.window.pages.made()] == [PAGES[0].key, *counting]
    finally:
        work.window.close()
        work.close()
        for name in ("late_page", "later_page"):
            sys.modules.pop(name, None)
