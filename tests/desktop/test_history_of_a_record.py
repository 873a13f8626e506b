"""The history of a record in its panel: by field, in pages, long texts word by word."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.panel.history_list import FIRST, PAGE, HistoryList
from mscp_desktop.desktop.panel.text_changes import changed_words, is_long
from mscp_desktop.desktop.values import Change, HistoryItem
from mscp_desktop.foundation.history import Entry

AT = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
Show = Callable[..., HistoryList]


def item(
    number: int, label: str = "Telephone", *, long: bool = False, before: str = "a", after: str = "b"
) -> HistoryItem:
    return HistoryItem(number, AT, "Jo", "", (Change(label, before, after, label.lower(), long),))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Return a function that shows a history."""
    made = HistoryList()
    qtbot.addWidget(made)

    def build(items: list[HistoryItem], **options: Any) -> HistoryList:
        made.show_items(tuple(items), 2025, locked=options.get("locked", False))
        made.show()
        QApplication.processEvents()
        return made

    return build


def words(history: HistoryList) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in history.findChildren(QLabel) if one.isVisibleTo(history) and ": " in one.text()]


def press(history: HistoryList, text: str) -> None:
    button = next(one for one in history.findChildren(QPushButton) if one.isVisibleTo(history) and one.text() == text)
    button.click()
    QApplication.processEvents()


def test_older_changes_come_in_pages(show: Show) -> None:
    items = [item(number) for number in range(FIRST + PAGE + 3, 0, -1)]
    history = show(items)
    assert len(words(history)) == FIRST
    press(history, f"Show {PAGE} older")
    assert len(words(history)) == FIRST + PAGE
    press(history, "Show 3 older")
    assert len(words(history)) == FIRST + PAGE + 3
    show([item(99), *items])
    assert len(words(history)) == FIRST + PAGE + 4 - 1 + 1
    show([item(number + 1000) for number in range(FIRST + 1, 0, -1)])
    assert len(words(history)) == FIRST


def test_the_changes_of_one_field_are_shown_alone(show: Show) -> None:
    both = HistoryItem(9, AT, "Jo", "", (Change("Name", "A", "B", "name"), Change("Note", "x", "y", "note")))
    history = show([both, item(2), item(1, "Name")])
    assert history.filter is not None
    assert [history.filter.itemText(at) for at in range(history.filter.count())] == [
        "All changes", "Only Name", "Only Note", "Only Telephone",
    ]  # fmt: skip
    history.filter.setCurrentIndex(1)
    history.filter.activated.emit(1)
    assert words(history) == ["Name: A → B", "Name: a → b"]
    assert history.filter is not None
    assert history.filter.currentText() == "Only Name"
    history.filter.setCurrentIndex(0)
    history.filter.activated.emit(0)
    assert len(words(history)) == 4
    assert show([item(1)]).filter is None


def test_a_long_text_is_compared_word_by_word_and_a_restore_gives_its_entry(show: Show) -> None:
    before = "The board meets monthly at Gun Wharf in Chatham and reports to the executive every quarter."
    history = show([item(7, "Note", long=True, before=before, after=before.replace("monthly", "every 2 months"))])
    assert words(history) == [
        "Note: The board meets [removed: monthly] [added: every 2 months] at Gun Wharf in Chatham and …"
    ]
    told: list[tuple[int, str]] = []
    history.restore.connect(lambda entry, name: told.append((entry, name)))
    press(history, "Put back “The board meets monthly at…”")
    assert told == [(7, "note")]
    locked = show([item(8, "Note", before="x", after="x")], locked=True)
    assert words(locked) == ["Note: only its look was changed"]
    assert not any(one.isVisibleTo(locked) for one in locked.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "new words", "[added: new words]"),
        ("old words", "", "[removed: old words]"),
        ("quite other words", "nothing of it", "[removed: quite other words] [added: nothing of it]"),
        ("one two three", "one three", "one [removed: two] three"),
        ("one\ntwo", "one two", "one [removed: a new line] two"),
        ("same words", "same words", "same words"),
    ],
)
def test_changed_words(before: str, after: str, said: str) -> None:
    assert changed_words(before, after) == said


def tokens(text: str) -> list[str]:
    return [one if one.strip() else "\n" for one in re.findall(r"\n+|\S+", text)]


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_any_two_texts_are_compared(before: str, after: str) -> None:
    said = changed_words(before, after)
    assert ("[removed: " in said or "[added: " in said) == (tokens(before) != tokens(after))
    for word in after.split():
        assert word in said or "…" in said
    assert is_long("x" * 61, "")
    assert is_long("a\nb", "")
    assert not is_long("a", "b")


def test_simple_text_is_shown_without_its_marks_and_a_lone_look_is_seen() -> None:
    entry = Entry(1, "o", AT, "Jo", "x", "Note of Board", None, "update", "t", "u", 2, {"note": ("a **b**", "a b")})
    (found,) = history_items([entry], {"note": "Note"}, rich=("note",))
    assert found.changes == (Change("Note", "a b", "a b", "note", long=True),)
