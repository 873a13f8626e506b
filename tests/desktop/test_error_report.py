"""What a person reads when the program fails: calm words, and a report that holds nothing of theirs."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from mscp_desktop import app
from mscp_desktop.desktop.frame.error_report import SIZE, ErrorDialog, report_of
from mscp_desktop.desktop.frame.mistakes import Mistakes
from mscp_desktop.foundation.store import Store

PLANTED = "Alex Sample 07700 900123"


def caught(function: Callable[[], object]) -> Exception:
    try:
        function()
    except Exception as error:  # noqa: BLE001 - whatever was raised
        return error
    raise AssertionError("nothing was raised")


def with_values(name: str) -> None:
    person = {"name": name}
    raise ValueError(f"{person} can't be saved")


def because(name: str) -> None:
    try:
        with_values(name)
    except ValueError as error:
        raise RuntimeError(name) from error


def test_a_report_says_where_and_holds_no_words_of_the_error() -> None:
    report = report_of(caught(lambda: because(PLANTED)))
    assert "RuntimeError" in report
    assert "Because of: ValueError" in report
    assert "in with_values" in report
    for word in PLANTED.split():
        assert word not in report


def test_a_report_holds_no_statement_and_no_parameters(store: Store) -> None:
    def run() -> None:
        with store.reading() as session:
            session.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": PLANTED})

    error = caught(run)
    assert "no_such_table" in str(error)
    report = report_of(error)
    assert "sqlalchemy" in report
    assert "no_such_table" not in report
    assert "Alex" not in report


def test_a_report_holds_no_path(tmp_path: Path) -> None:
    folder = tmp_path / "alex.sample"
    report = report_of(caught((folder / "roster.pdf").read_bytes))
    assert "FileNotFoundError" in report
    assert "alex" not in report
    assert str(Path.home()) not in report
    assert "/" not in report.replace("SQLite/", "")


def test_errors_that_led_to_each_other_end() -> None:
    first, second = ValueError(PLANTED), TypeError(PLANTED)
    first.__cause__, second.__cause__ = second, first
    assert report_of(first).count("Because of") == 1


def test_the_dialog_says_that_the_data_is_safe_and_shows_the_report_when_asked(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ErrorDialog(caught(lambda: because(PLANTED)), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.shown.isVisible()
    low = dialog.height()
    assert low < SIZE[1], "no higher than what it says"
    dialog.show_report.click()
    assert dialog.shown.isVisible()
    assert dialog.height() > low
    assert dialog.shown.toPlainText() == dialog.report
    copy = next(one for one in dialog.findChildren(type(dialog.show_report)) if one.text() == "Copy the report")
    copy.click()
    assert QGuiApplication.clipboard().text() == dialog.report
    dialog.save_to(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text("utf-8") == dialog.report + "\n"
    dialog.save_to(tmp_path / "gone" / "report.txt")
    assert "could not be saved" in dialog.said.text()


@pytest.fixture
def mistakes(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mistakes]:
    keeper = QObject()
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    made = Mistakes(keeper)
    yield made
    made.close()


def test_errors_of_slots_and_threads_are_heard_on_the_main_thread(
    mistakes: Mistakes, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[tuple[type[Exception], bool]] = []
    mistakes.happened.connect(
        lambda error: heard.append((type(error), threading.current_thread() is threading.main_thread()))
    )
    QTimer.singleShot(0, lambda: because(PLANTED))
    qtbot.waitUntil(lambda: len(heard) == 1)
    thread = threading.Thread(target=lambda: with_values(PLANTED))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [(RuntimeError, True), (ValueError, True)]
    written = capsys.readouterr().err
    assert "in with_values" in written
    assert "Alex" not in written


def test_the_end_of_a_process_is_no_mistake(mistakes: Mistakes, capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[Exception] = []
    mistakes.happened.connect(heard.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert heard == []


def test_a_mistake_before_there_is_a_window_is_said_in_words(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    monkeypatch.setattr(app.Program, "_first_run", lambda _self: with_values(PLANTED))
    program = app.Program(qapp, tmp_path / "vault", tmp_path / "settings.json")
    try:
        program.begin()
        assert isinstance(program.entrance, ErrorDialog)
        assert "in with_values" in program.entrance.report
        program.entrance.accept()
        assert ended == [True]
    finally:
        program.mistakes.close()
        program.theme.close()
