"""From a roster to those who sit in it: addresses for the clipboard, files that are asked for, a letter."""

from collections.abc import Iterator

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.page.roster import RosterPage
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, empty_vault: Vault) -> Iterator[RosterPage]:
    store, actor = empty_vault.store, empty_vault.actor
    group = run(store, actor, add_group, "Executive").value
    seats = [run(store, actor, add_seat, group, post=post).value for post in ("Head", "Nurse", "Lead")]
    for seat, name, email in zip(seats, ("Ada Ash", "Ben Birch"), ("ada@example.org", None), strict=False):
        person = run(store, actor, add_person, name, email=email).value
        run(store, actor, record_holder, seat, person_uid=person, start=PartialDate(2024))
    run(store, actor, record_vacancy, seats[2])
    tasks = Tasks(store, actor)
    made = RosterPage(tasks)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    made.open_place(seats[2])
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


def call(page: RosterPage, name: str) -> None:
    (command,) = [one for one in page.commands() if one.name == name]
    assert command.ready
    command.call()
    Hands(lambda: page._tasks.busy).settle()


def test_addresses_go_to_the_clipboard_and_who_has_none_is_named(page: RosterPage) -> None:
    said: list[Notice] = []
    page.said.connect(said.append)
    call(page, "contacts.copy")
    assert QGuiApplication.clipboard().text() == "Ada Ash <ada@example.org>"
    (notice,) = said
    assert notice.words == "Copied 1 address to the clipboard. No address is recorded of Ben Birch."
    assert notice.weight is Weight.WARNING


def test_files_and_letters_are_asked_for_as_at_the_day_in_view(page: RosterPage) -> None:
    asked: list[tuple[str, Request, str]] = []
    page.wanted.connect(lambda name, request: asked.append((name, request, "")))
    page.wanted_file.connect(lambda name, request, ending: asked.append((name, request, ending)))
    for name in ("contacts.mail", "contacts.cards", "contacts.print", "roster.letter"):
        call(page, name)
    assert [(name, ending) for name, _, ending in asked] == [
        ("contacts", ".eml"), ("contacts", ".vcf"), ("contacts", ""), ("nomination-letter", ""),
    ]  # fmt: skip
    assert {(request.group, request.as_at) for _, request, _ in asked} == {("Executive", page._day())}
    assert asked[3][1].post == "Lead"


def test_what_can_be_done_with_a_seat_stands_first_in_its_menu(page: RosterPage) -> None:
    names = [command.name for command in page.table.doing()]
    assert names[:4] == ["record.edit", "record.remove", "roster.new_holder", "roster.vacant"]
    assert {"roster.leaves", "roster.letter"} <= set(names)
    ready = {command.name: command.ready for command in page.table.doing()}
    assert (ready["roster.leaves"], ready["roster.letter"]) == (False, True)


def test_alt_and_an_arrow_open_a_list_in_the_form_and_move_a_seat_in_the_rows(page: RosterPage) -> None:
    hands = Hands(lambda: page._tasks.busy)
    page.panel.fields["role"].focus()
    hands.settle()
    box = page.panel.fields["role"].editor.widget
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    asked.ignore()
    QApplication.sendEvent(box, asked)
    assert asked.isAccepted(), "the field keeps the key from the page"
    plain = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    plain.ignore()
    QApplication.sendEvent(page.table.view, plain)
    assert not plain.isAccepted()
