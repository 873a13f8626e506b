"""Pickers that know other names, what was picked before and how to make a new one; the calendar under a date."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hands import wait_while
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.commands import Command, action_of
from mscp_desktop.desktop.field_values import note_of, read_value, show_value
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.day_picker import DateEditor
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.picker import PickerEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Kind, Picked
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.page.fields import ORGANISATION, find_person
from mscp_desktop.parties.page.people_fields import MAKE_PERSON, POST
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.choices import organisation_choices
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.rules import rosters

TODAY = date(2025, 3, 14)
Make = Callable[[Field], FieldWidget]


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault) -> Iterator[Tasks]:
    """Tasks on Medway's arrangements."""
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def make(qtbot: QtBot, tasks: Tasks) -> Make:
    """Return a function that puts a field into a shown form, with the keyboard in it."""
    form = QWidget()
    column = QVBoxLayout(form)
    qtbot.addWidget(form)

    def build(field: Field) -> FieldWidget:
        made = FieldWidget(field, tasks, lambda: TODAY, form)
        column.addWidget(made)
        column.addWidget(QLineEdit(form))
        form.resize(420, 300)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        made.focus()
        return made

    return build


def offers(field: FieldWidget, tasks: Tasks, typed: str) -> list[tuple[str, str]]:
    """Return what the list shows for what is typed: words and details."""
    editor = field.editor
    assert isinstance(editor, PickerEditor)
    editor.line.clear()
    if typed:
        QTest.keyClicks(editor.line, typed)
    else:
        QTest.keyClick(editor.line, Qt.Key.Key_Down)
    wait_while(lambda: tasks.busy)
    model = editor._offers
    return [
        (model.item(at).text(), model.item(at).data(Qt.ItemDataRole.AccessibleDescriptionRole))
        for at in range(model.rowCount())
    ]


def choose(field: FieldWidget, tasks: Tasks, words: str) -> None:
    """Pick the row with these words."""
    editor: Any = field.editor
    rows = [editor._offers.item(at).text() for at in range(editor._offers.rowCount())]
    editor._choose(editor._offers.index(rows.index(words), 0))
    wait_while(lambda: tasks.busy)


def test_a_row_says_why_it_matches_and_the_other_name_in_full_is_enough(make: Make, tasks: Tasks) -> None:
    field = make(ORGANISATION)
    found = offers(field, tasks, "mch")
    assert ("Medway Community Healthcare", "also called MCH") in found
    assert found[-1][0] == "Add “mch” as a new organisation…"
    value = field.read()
    assert value.title == "Medway Community Healthcare"
    named = offers(field, tasks, "community medway")
    assert named[0][0] == "Medway Community Healthcare"
    assert "also called" not in named[0][1]


def test_what_was_picked_before_comes_first_and_what_is_gone_does_not(make: Make, tasks: Tasks, medway: Vault) -> None:
    field = make(ORGANISATION)
    uid = run(medway.store, medway.actor, add_organisation, "Zebra Trust").value
    for words in ("Zebra Trust", "Kent Police"):
        offers(field, tasks, words)
        choose(field, tasks, words)
    assert [words for words, _ in offers(field, tasks, "")][:2] == ["Kent Police", "Zebra Trust"]
    assert not any(words.startswith("Add") for words, _ in offers(field, tasks, ""))
    run(medway.store, medway.actor, delete_parties, "organisation", [uid])
    assert "Zebra Trust" not in [words for words, _ in offers(field, tasks, "")]


def test_a_new_organisation_is_made_in_a_small_form_and_picked(
    qtbot: QtBot, make: Make, tasks: Tasks, medway: Vault
) -> None:
    field = make(ORGANISATION)
    told: list[Any] = []
    field.changed.connect(lambda _, value: told.append(value))
    offers(field, tasks, "Gun Wharf")
    choose(field, tasks, "Add “Gun Wharf” as a new organisation…")
    editor: Any = field.editor
    dialog = editor.line.findChild(AskDialog)
    assert list(dialog.fields) == ["name", "short", "sector"]
    assert dialog.fields["name"].editor.text() == "Gun Wharf"
    assert field.editor.text() == "Gun Wharf"
    assert told == []
    dialog.fields["sector"].focus()
    qtbot.keyClicks(dialog.fields["sector"].editor.line, "voluntary")
    qtbot.keyClick(dialog.fields["sector"].editor.line, Qt.Key.Key_Return)
    wait_while(lambda: tasks.busy)
    with medway.store.reading() as session:
        made = Organisation.by_uid(session, told[0].uid)
        assert (made.name, made.sector) == ("Gun Wharf", "voluntary")
    field.window().activateWindow()
    qtbot.waitUntil(field.window().isActiveWindow)
    field.focus()
    offers(field, tasks, "Another")
    choose(field, tasks, "Add “Another” as a new organisation…")
    editor.line.findChildren(AskDialog)[-1].reject()
    assert editor.text() == "Another"
    assert len(told) == 1


def test_a_new_person_takes_their_post_organisation_and_address(make: Make, tasks: Tasks, medway: Vault) -> None:
    field = make(Field("who", "Who", Kind.PICKER, find=find_person, making=MAKE_PERSON))
    offers(field, tasks, "Ann Lee")
    choose(field, tasks, "Add “Ann Lee” with their details…")
    editor: Any = field.editor
    dialog = editor.line.findChild(AskDialog)
    with medway.store.reading() as session:
        uid, name, *_ = organisation_choices(session, "Kent Police")[0]
    dialog.fields["organisation"].editor.show(Picked(uid, name))
    dialog.fields["post"].editor.take("Chief Nurse")
    dialog.fields["email"].editor.take("Ann Lee <ann@example.org>")
    dialog.accept_button.click()
    wait_while(lambda: tasks.busy)
    with medway.store.reading() as session:
        person = Person.by_uid(session, field.read().uid)
        assert (person.post, person.email) == ("Chief Nurse", "ann@example.org")
        assert session.get_one(Organisation, person.organisation_id).name == "Kent Police"


def test_ctrl_enter_goes_to_the_record_and_the_window_does_not_take_it(qtbot: QtBot, make: Make, tasks: Tasks) -> None:
    field = make(ORGANISATION)
    taken: list[str] = []
    field.window().addAction(
        action_of(Command("x", "Other", lambda: taken.append("window"), "Ctrl+Return"), field.window())
    )
    gone: list[Place] = []
    field.opened.connect(gone.append)
    editor: Any = field.editor
    offers(field, tasks, "Kent Police")
    assert not editor.go.isVisible()
    choose(field, tasks, "Kent Police")
    assert editor.go.isVisible()
    uid = field.read().uid
    qtbot.keyClick(editor.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert gone == [Place("organisation", uid)]
    qtbot.mouseClick(editor.go, Qt.MouseButton.LeftButton)
    assert len(gone) == 2
    assert taken == []
    editor.line.clear()
    qtbot.keyClicks(editor.line, "x")
    assert not editor.go.isVisible()
    assert editor.go.accessibleName() == "Open: Organisation"


def test_posts_are_offered_from_those_in_use_and_any_other_may_be_typed(
    make: Make, tasks: Tasks, medway: Vault
) -> None:
    for name in ("Ann", "Ben"):
        run(medway.store, medway.actor, add_person, name, post="Night Zookeeper")
    run(medway.store, medway.actor, add_person, "Cat", post="Zookeeper")
    field = make(POST)
    assert offers(field, tasks, "zoo") == [("Night Zookeeper", "2 people"), ("Zookeeper", "1 person")]
    choose(field, tasks, "Zookeeper")
    assert field.read() == "Zookeeper"
    assert offers(field, tasks, "Head of Nothing") == []
    assert field.read() == "Head of Nothing"
    field.show_value("Chair", 1)
    with medway.store.reading() as session:
        found = rosters.post_choices(session, "head safeguarding")
    assert found
    assert all(
        "safeguarding" in post.lower() and words.split()[1] in {"seat", "seats", "person", "people"}
        for post, words in found
    )


@pytest.mark.parametrize("how", ["button", "Alt+Down", "F4"])
def test_a_day_is_chosen_in_the_calendar(qtbot: QtBot, make: Make, how: str) -> None:
    field = make(Field("day", "From", Kind.PARTIAL_DATE))
    editor = field.editor
    assert isinstance(editor, DateEditor)
    told: list[Any] = []
    field.changed.connect(lambda _, value: told.append(str(value)))
    qtbot.keyClicks(editor.line, "march 2025")
    if how == "button":
        qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    elif how == "F4":
        qtbot.keyClick(editor.line, Qt.Key.Key_F4)
    else:
        qtbot.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert told == []
    assert "Alt+Down" in editor.line.accessibleDescription()  # Tab passes the button: the key is said where one types
    assert "Alt+Down" in editor.line.toolTip()
    popup = editor.calendar
    assert popup is not None
    assert popup.isVisible()
    assert popup.calendar.selectedDate() == QDate(2025, 3, 1)
    assert popup.calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
    popup.calendar.activated.emit(QDate(2025, 3, 20))
    assert told == ["20 March 2025"]
    assert editor.text() == "20 March 2025"
    editor.open()
    assert editor.calendar is not None
    qtbot.keyClick(editor.calendar, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert len(told) == 1
    field.set_read_only(True)
    assert not editor.button.isVisible()


def test_needed_is_a_word_and_a_check_has_its_sentence(qtbot: QtBot, make: Make) -> None:
    field = make(
        Field(
            "n", "Quorum", Kind.NUMBER, required=True, unit="seats",
            check=lambda value: None if value % 2 else "A quorum here is an odd number, so that no vote is a draw.",
        )
    )  # fmt: skip
    assert field.label.text() == "Quorum (needed)"
    assert field.editor.widget.accessibleName() == "Quorum"
    told: list[Any] = []
    field.changed.connect(lambda _, value: told.append(value))
    line: Any = field.editor.focusable()[0]
    qtbot.keyClicks(line, "4 seats")
    field.leave()
    assert "no vote is a draw" in field.sentence
    assert told == []
    line.selectAll()
    qtbot.keyClicks(line, "5 seats")
    field.leave()
    assert told == [5]
    assert show_value(field.field, 5) == "5 seats"
    assert show_value(field.field, 1) == "1 seat"


def test_money_stands_right_with_its_reading_at_the_left(qtbot: QtBot, make: Make) -> None:
    field = make(Field("fee", "Fee", Kind.MONEY))
    line: Any = field.editor.focusable()[0]
    assert line.alignment() & Qt.AlignmentFlag.AlignRight
    qtbot.keyClicks(line, "6,764")
    assert field.dirty
    assert line.note == "£6,764.00"
    assert line.note_fits()
    start, end = line._note_span()
    assert start < end < line.width() / 2 + 200
    QGuiApplication.processEvents()


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.EMAIL, " ann.lee@example.org ", "ann.lee@example.org"),
        (Kind.EMAIL, "Ann Lee <ann.lee@example.org>;", "ann.lee@example.org"),
        (Kind.EMAIL, "mailto:ann@nhs.net", "ann@nhs.net"),
        (Kind.TELEPHONE, "01634  306000", "01634 306000"),
        (Kind.TELEPHONE, "+44 (0)1634 306000 ext 12", "+44 (0)1634 306000 ext 12"),
        (Kind.TELEPHONE, "tel:999", "999"),
        (Kind.RICH, "  **a** \n\n\n- b", "**a**\n\n- b"),
        (Kind.RICH, " \n ", None),
    ],
)
def test_addresses_numbers_and_texts_are_read(kind: Kind, typed: str, value: str | None) -> None:
    assert read_value(Field("x", "X", kind), typed, TODAY) == value


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Kind.EMAIL, "ann.lee", "needs an @"),
        (Kind.EMAIL, "a@b.org, c@d.org", "one address"),
        (Kind.EMAIL, "ann lee@example.org", "without spaces"),
        (Kind.EMAIL, "ann@example", "in full"),
        (Kind.EMAIL, "ann@example..org", "in full"),
        (Kind.TELEPHONE, "ask Jo", "write figures"),
        (Kind.TELEPHONE, "12", "write figures"),
    ],
)
def test_what_is_no_address_or_number_is_said_gently(kind: Kind, typed: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_value(Field("x", "X", kind), typed, TODAY)


def test_a_number_that_seems_too_short_is_doubted_and_saved() -> None:
    field = Field("x", "X", Kind.TELEPHONE)
    assert note_of(field, "01634 30600", "01634 30600") == ""
    assert "9 figures" in note_of(field, "01634 3060", "01634 3060")
    assert note_of(field, "01634 306000", "01634 306000") == ""
    assert note_of(field, "0044 1634 306000", "0044 1634 306000") == ""


def test_a_list_that_has_no_room_below_stays_on_the_screen(make: Make, tasks: Tasks) -> None:
    field = make(ORGANISATION)
    editor: Any = field.editor
    screen = field.screen().availableGeometry()
    line = editor.line.mapTo(field.window(), editor.line.rect().bottomLeft()).y()
    field.window().move(field.window().x(), screen.bottom() - line - 40)
    QApplication.processEvents()
    offers(field, tasks, "e")
    popup = editor._popup
    assert popup.isVisible()
    assert editor._offers.rowCount() > 5
    assert screen.contains(popup.geometry())
    assert not popup.geometry().contains(editor.line.mapToGlobal(editor.line.rect().center()))
    for _ in range(editor._offers.rowCount() - 1):
        QTest.keyClick(popup, Qt.Key.Key_Down)
    assert popup.viewport().rect().intersects(popup.visualRect(popup.currentIndex()))
