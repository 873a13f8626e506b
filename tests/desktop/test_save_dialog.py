"""Asking for files: each dialog begins in the folder that was chosen last, also in an earlier session."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.save_dialog import (
    ask_folder,
    ask_where,
    ask_which,
    ask_which_many,
    last_folder,
    propose_folder,
    recall_folder,
    start_folder,
)


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    propose_folder(None)
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    propose_folder(None)


def test_the_folder_that_was_chosen_last_is_proposed(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []
    folders = [tmp_path / name for name in ("kept", "first", "second", "third")]
    for folder in folders:
        folder.mkdir()
    kept, first, second, third = folders

    def answering(answer: Any) -> Any:
        def ask(_parent: QWidget, _title: str, begins: str = "", *_: str) -> Any:
            began.append(begins)
            return answer

        return ask

    propose_folder(kept)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answering((str(first / "roster.pdf"), "PDF (*.pdf)")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answering((str(second / "answer.xlsx"), "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answering(([str(third / "one.pdf")], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answering(""))
    assert ask_where(parent, "Save", "roster.pdf", "PDF (*.pdf)") == first / "roster.pdf"
    assert ask_which(parent, "Open", "Excel (*.xlsx)") == second / "answer.xlsx"
    ask_which(parent, "Restore", "Bundles (*.mscp)", str(first))
    assert list(ask_which_many(parent, "Add papers")) == [third / "one.pdf"]
    assert ask_folder(parent, "Save in") is None
    ask_where(parent, "Save", "roster.pdf", "PDF (*.pdf)")
    assert [Path(one) for one in began] == [
        kept / "roster.pdf", first, first, second, third, third / "roster.pdf",
    ]  # fmt: skip
    propose_folder(kept)
    ask_folder(parent, "Save in")
    assert began[-1] == str(kept), "a folder set in the preferences holds at once"
    recall_folder(str(first))
    assert start_folder() == str(kept), "and at the next start"
    propose_folder(None)
    assert last_folder() == ""
    recall_folder(str(first))
    assert (start_folder(), last_folder()) == (str(first), str(first)), "else the last folder of the session before"
