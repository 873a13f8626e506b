"""A field that takes several of a list: ticks, finding, keys, and what a step of a wizard offers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.several import FEW, SeveralEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Choice, Field, Kind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.vault import Vault

WORDS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Ivy", "Juniper", "Larch tree", "Lime tree")
CHOICES = tuple(Choice(number, words) for number, words in enumerate(WORDS))


@pytest.fixture
def field(qtbot: QtBot, empty_vault: Vault) -> Iterator[FieldWidget]:
    tasks = Tasks(empty_vault.store, empty_vault.actor)
    made = FieldWidget(Field("trees", "Trees", Kind.SEVERAL, choices=CHOICES), tasks, tasks.store.clock.today)
    qtbot.addWidget(made)
    made.show()
    yield made
    tasks.close()


def editor_of(field: FieldWidget) -> SeveralEditor:
    assert isinstance(field.editor, SeveralEditor)
    return field.editor


def test_what_is_ticked_is_given_in_the_order_of_the_list(field: FieldWidget, qtbot: QtBot) -> None:
    editor = editor_of(field)
    assert field.read() == ()
    field.show_value((9, 0), 0)
    assert field.read() == (0, 9)
    editor.list.setFocus()
    editor.list.setCurrentRow(1)
    qtbot.keyClick(editor.list, Qt.Key.Key_Space)
    assert field.read() == (0, 1, 9)
    assert field.dirty
    assert editor.count.text() == "3 of 11 ticked"


def test_typing_finds_and_what_is_not_in_view_stays_ticked(field: FieldWidget, qtbot: QtBot) -> None:
    editor = editor_of(field)
    field.show_value((0,), 0)
    assert editor.focusable() == [editor.find, editor.list]
    qtbot.keyClicks(editor.find, "tree l")
    assert editor.count.text() == "2 found, 1 of 11 ticked"
    assert editor.list.currentItem().text() == "Larch tree"
    editor.find.setFocus()
    qtbot.keyClick(editor.find, Qt.Key.Key_Down)
    assert editor.list.hasFocus() or not field.isActiveWindow()
    qtbot.keyClick(editor.list, Qt.Key.Key_Space)
    assert field.read() == (0, 9)


def test_a_short_list_has_nothing_to_find_and_other_choices_keep_the_ticks(field: FieldWidget) -> None:
    editor = editor_of(field)
    field.show_value((0, 9), 0)
    editor.offer(CHOICES[:FEW])
    assert not editor.find.isVisibleTo(field)
    assert field.read() == (0,)
    editor.offer(())
    assert (field.read(), editor.count.text()) == ((), "not recorded")


def test_one_that_is_needed_says_so(qtbot: QtBot, empty_vault: Vault) -> None:
    tasks = Tasks(empty_vault.store, empty_vault.actor)
    made = FieldWidget(
        Field("trees", "Trees", Kind.SEVERAL, required=True, choices=CHOICES), tasks, tasks.store.clock.today
    )
    qtbot.addWidget(made)
    with pytest.raises(UserError, match="Trees is needed here: tick at least one"):
        made.read()
    editor_of(made).take("Elm\nIvy")
    assert made.read() == (4, 7)
    assert made.editor.text() == "Elm\nIvy"
    tasks.close()
