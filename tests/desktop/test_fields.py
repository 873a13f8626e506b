"""Fields: what is typed and what it means, and what happens when a field is left."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import ANY
from people_feature import FIELDS, add_people, find_organisations
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.field_values import note_of, read_value, say_value, show_value
from mscp_desktop.desktop.panel.editors import ChoiceEditor, LineEditor, MultilineEditor, YesNoEditor
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.picker import PickerEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Choice, Field, Kind, Picked
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Actor, Store

TODAY = date(2025, 3, 14)
Make = Callable[[Field], FieldWidget]
Settle = Callable[[], None]
POST = Field("post", "Role", Kind.CHOICE, choices=(Choice("chair", "Chair"), Choice("member", "Member")))
FROM = Field("from", "From", Kind.PARTIAL_DATE, empty="not known")
BODY = Field("body", "Organisation", Kind.PICKER, find=find_organisations, add="Add “{}” as a new organisation")


@pytest.fixture
def make(qtbot: QtBot, tasks: Tasks) -> Make:
    """Return a function that puts a field into a shown form, above another control."""
    form = QWidget()
    layout = QVBoxLayout(form)
    other = QLineEdit(form)
    other.setObjectName("other")
    qtbot.addWidget(form)

    def build(field: Field) -> FieldWidget:
        made = FieldWidget(field, tasks, lambda: TODAY, form)
        layout.addWidget(made)
        layout.addWidget(other)
        form.resize(420, 300)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        return made

    return build


def leave(field: FieldWidget) -> None:
    other = field.window().findChild(QLineEdit, "other")
    assert isinstance(other, QLineEdit)
    other.setFocus()


def heard(field: FieldWidget) -> list[Any]:
    told: list[Any] = []
    field.changed.connect(lambda _, value: told.append(value))
    return told


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown", "note"),
    [
        (Kind.TEXT, "  two   words ", "two words", "two words", ""),
        (Kind.MULTILINE, "one\r\ntwo\n", "one\ntwo", "one\ntwo", ""),
        (Kind.PARTIAL_DATE, "14/3", PartialDate(2025, 3, 14), "14 March 2025", "Friday 14 March 2025"),
        (Kind.PARTIAL_DATE, "Mar 2023", PartialDate(2023, 3), "March 2023", "March 2023, day not known"),
        (Kind.PARTIAL_DATE, "2023", PartialDate(2023), "2023", "month not known"),
        (Kind.DAY, "next thu", date(2025, 3, 20), "20 March 2025", "Thursday 20 March 2025"),
        (Kind.NUMBER, "1,234", 1234, "1,234", ""),
        (Kind.NUMBER, "\u22125", -5, "\u22125", ""),
        (Kind.MONEY, "6764", 676400, "£6,764.00", "£6,764.00"),
    ],
)
def test_what_is_typed_is_understood_and_shown_one_way(
    kind: Kind, typed: str, value: object, shown: str, note: str
) -> None:
    field = Field("x", "X", kind)
    assert read_value(field, typed, TODAY) == value
    assert show_value(field, value) == shown
    assert note_of(field, typed, value) == note


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (Field("n", "Seats", Kind.NUMBER, most=20), "21", "at most 20"),
        (Field("n", "Seats", Kind.NUMBER, least=1), "0", "at least 1"),
        (Field("n", "Seats", Kind.NUMBER), "twelve", "not a whole number"),
        (Field("n", "Seats", Kind.NUMBER), "9" * 30, "too many figures"),
        (Field("n", "Fee", Kind.MONEY, least=0), "-5", "at least £0.00"),
        (Field("n", "Name", required=True), "  ", "needed"),
        (Field("n", "Name", longest=3), "four", "holds 3"),
        (Field("n", "Day", Kind.DAY), "March 2025", "a day is needed"),
    ],
)
def test_what_is_not_right_is_said_in_a_sentence(field: Field, typed: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_value(field, typed, TODAY)


@given(
    st.one_of(
        st.tuples(st.just(Kind.NUMBER), st.integers(-(10**12), 10**12)),
        st.tuples(st.just(Kind.MONEY), st.integers(-(10**10), 10**10)),
        st.tuples(st.just(Kind.DAY), st.dates(date(1900, 1, 1), date(2100, 12, 31))),
        st.tuples(
            st.just(Kind.PARTIAL_DATE),
            st.builds(PartialDate, st.integers(1900, 2100), st.one_of(st.none(), st.integers(1, 12))),
        ),
    )
)
def test_a_value_that_is_shown_is_read_back_as_it_was(case: tuple[Kind, Any]) -> None:
    kind, value = case
    field = Field("x", "X", kind)
    assert read_value(field, show_value(field, value), TODAY) == value
    assert read_value(field, "", TODAY) is None


@given(
    st.text(ANY, max_size=60), st.sampled_from([Kind.TEXT, Kind.MULTILINE, Kind.NUMBER, Kind.MONEY, Kind.PARTIAL_DATE])
)
def test_whatever_is_typed_gives_a_value_or_a_sentence(text: str, kind: Kind) -> None:
    field = Field("x", "X", kind)
    with suppress(UserError):
        value = read_value(field, text, TODAY)
        assert read_value(field, show_value(field, value), TODAY) == value


def test_words_for_a_value() -> None:
    assert say_value(POST, "chair") == "Chair"
    assert say_value(POST, "gone") == "gone"
    assert say_value(POST, None) == "not recorded"
    assert say_value(Field("x", "X", Kind.YES_NO), True) == "Yes"
    assert say_value(BODY, Picked("u", "NELFT")) == "NELFT"
    with pytest.raises(InternalError):
        read_value(POST, "Chair", TODAY)


def test_leaving_a_field_saves_it_once_and_escape_brings_back_what_was_shown(qtbot: QtBot, make: Make) -> None:
    field = make(FROM)
    told = heard(field)
    field.show_value(PartialDate(2023, 3), 1)
    assert isinstance(field.editor, LineEditor)
    line = field.editor.line
    assert (line.text(), line.note) == ("March 2023", "day not known")
    field.focus()
    assert line.selectedText() == "March 2023"
    qtbot.keyClicks(line, "14/3")
    assert field.dirty
    assert line.note == "Friday 14 March 2025"
    leave(field)
    assert told == [PartialDate(2025, 3, 14)]
    field.saved(told[0])
    assert (line.text(), field.dirty) == ("14 March 2025", False)
    leave(field)
    assert len(told) == 1
    field.focus()
    qtbot.keyClicks(line, "2020")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), field.dirty) == ("14 March 2025", False)
    escaped: list[str] = []
    field.escaped.connect(escaped.append)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert escaped == ["from"]


def test_text_that_is_not_right_stays_with_a_sentence_beside_it(qtbot: QtBot, make: Make) -> None:
    field = make(FROM)
    told = heard(field)
    kept: list[str] = []
    field.kept.connect(kept.append)
    field.show_value(None, 1)
    assert isinstance(field.editor, LineEditor)
    line = field.editor.line
    field.focus()
    qtbot.keyClicks(line, "31 Febuary")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (told, kept) == ([], ["from"])
    assert line.text() == "31 Febuary"
    assert "is not a date" in field.sentence
    assert field.line.isVisible()
    assert line.property("status") == "danger"
    assert field.sentence in line.accessibleDescription()
    assert field.draft() == "31 Febuary"
    line.selectAll()
    qtbot.keyClicks(line, "28 Feb")
    qtbot.waitUntil(lambda: not field.line.isVisible())
    leave(field)
    assert told == [PartialDate(2025, 2, 28)]


def test_a_field_left_as_it_was_is_only_tidied(qtbot: QtBot, make: Make) -> None:
    field = make(FROM)
    told = heard(field)
    field.show_value(PartialDate(2025, 3, 14), 1)
    assert isinstance(field.editor, LineEditor)
    field.focus()
    qtbot.keyClicks(field.editor.line, "14/3/25")
    leave(field)
    assert told == []
    assert field.editor.line.text() == "14 March 2025"


def test_a_note_without_room_inside_stands_below(qtbot: QtBot, make: Make) -> None:
    field = make(FROM)
    assert isinstance(field.editor, LineEditor)
    field.window().resize(120, 200)
    field.editor.line.setFixedWidth(110)
    field.editor.line.resize(110, 30)
    field.show_value(PartialDate(2023, 3), 1)
    assert field.sentence == "day not known"
    assert field.line.isVisible()


def test_undo_is_of_the_text_while_there_is_text_to_undo_and_then_of_what_was_saved(qtbot: QtBot, make: Make) -> None:
    field = make(Field("telephone", "Telephone", Kind.TEXT))
    told = heard(field)
    undone: list[int] = []
    QShortcut(QKeySequence("Ctrl+Z"), field.window()).activated.connect(lambda: undone.append(1))
    field.show_value("01634 1", 1)
    field.focus()
    assert isinstance(field.editor, LineEditor)
    line = field.editor.line
    qtbot.keyClicks(line, "2")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), undone) == ("01634 1", [])
    qtbot.keyClick(line, Qt.Key.Key_End)
    qtbot.keyClicks(line, "2")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert len(told) == 1
    field.saved(told[0])
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), undone) == (told[0], [1])


def test_several_lines_are_saved_by_ctrl_enter_and_by_leaving(qtbot: QtBot, make: Make) -> None:
    field = make(Field("note", "Note", Kind.MULTILINE))
    told = heard(field)
    field.show_value("One", 1)
    assert isinstance(field.editor, MultilineEditor)
    box = field.editor.box
    field.focus()
    box.moveCursor(box.textCursor().MoveOperation.End)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "Two")
    assert told == []
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told == ["One\nTwo"]
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.toPlainText() != "One\nTwo"
    field.set_read_only(True)
    assert box.isReadOnly()


def test_a_choice_is_saved_when_picked_or_left_and_never_by_the_wheel(qtbot: QtBot, make: Make) -> None:
    field = make(POST)
    told = heard(field)
    field.show_value("member", 1)
    assert isinstance(field.editor, ChoiceEditor)
    box = field.editor.box
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 120), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == "Member"
    field.focus()
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert (box.currentText(), told) == ("Chair", [])
    leave(field)
    assert told == ["chair"]
    field.saved("chair")
    box.showPopup()
    qtbot.keyClick(box.view(), Qt.Key.Key_Up)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert told == ["chair", None]
    field.show_value("gone", 2)
    field.clear()
    field.show_value("gone", 2)
    assert box.placeholderText() == "gone"


def test_yes_and_no_are_saved_at_once(qtbot: QtBot, make: Make) -> None:
    field = make(Field("sits", "Sits in person", Kind.YES_NO))
    told = heard(field)
    field.show_value(None, 1)
    assert isinstance(field.editor, YesNoEditor)
    assert [button.text() for button in field.editor.buttons.values()] == ["Yes", "No", "Not recorded"]
    qtbot.mouseClick(field.editor.buttons[False], Qt.MouseButton.LeftButton)
    assert told == [False]
    field.saved(False)
    field.editor.take("Yes")
    assert field.editor.read() is True
    assert field.editor.buttons[True].accessibleName() == "Sits in person: Yes"
    field.show_value(False, 2)
    other = field.window().findChild(QLineEdit, "other")
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert field.editor.buttons[False].hasFocus(), "Tab comes to the answer that is set"
    qtbot.keyClick(field.editor.buttons[False], Qt.Key.Key_Left)
    assert (field.editor.buttons[True].hasFocus(), field.editor.read(), told) == (True, True, [False, True])
    field.editor.buttons[False].setFocus()
    field.focus()
    assert field.editor.buttons[True].hasFocus()
    must = make(Field("must", "Must", Kind.YES_NO, required=True))
    must.show_value(None, 1)
    with pytest.raises(UserError, match="choose yes or no"):
        must.editor.read()


@pytest.fixture
def picker(qtbot: QtBot, make: Make, store: Store, actor: Actor) -> FieldWidget:
    run(
        store,
        actor,
        add_people,
        ["Ada"],
        ["Medway Council", "Medway Foundation Trust", "Kent Police", "NELFT", "NELFT"],
    )
    field = make(BODY)
    field.show_value(None, 1)
    return field


def test_a_name_is_offered_while_it_is_typed_and_picked_with_the_keys(
    qtbot: QtBot, picker: FieldWidget, settle: Settle
) -> None:
    told = heard(picker)
    assert isinstance(picker.editor, PickerEditor)
    line = picker.editor.line
    picker.focus()
    qtbot.keyClicks(line, "medw")
    settle()
    titles = [one.title for one in picker.editor.offered()]
    assert titles == ["Medway Council", "Medway Foundation Trust", "medw"]
    popup = picker.editor.completer.popup()
    assert popup is not None
    assert popup.isVisible()
    assert popup.model().index(2, 0).data() == "Add “medw” as a new organisation"
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert [one.title for one in told] == ["Medway Foundation Trust"]
    assert told[0].uid
    assert line.text() == "Medway Foundation Trust"


def test_a_new_name_is_added_by_the_last_offer(qtbot: QtBot, picker: FieldWidget, settle: Settle) -> None:
    told = heard(picker)
    assert isinstance(picker.editor, PickerEditor)
    picker.focus()
    qtbot.keyClicks(picker.editor.line, "Barnardo's")
    settle()
    popup = picker.editor.completer.popup()
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Up)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert told == [Picked(None, "Barnardo's")]


def test_enter_takes_no_line_that_is_not_highlighted(qtbot: QtBot, picker: FieldWidget, settle: Settle) -> None:
    told = heard(picker)
    assert isinstance(picker.editor, PickerEditor)
    line, popup = picker.editor.line, picker.editor.completer.popup()
    assert popup is not None
    picker.focus()
    qtbot.keyClicks(line, "medw")
    settle()
    popup.selectionModel().setCurrentIndex(popup.model().index(0, 0), popup.selectionModel().SelectionFlag.NoUpdate)
    qtbot.keyClick(popup, Qt.Key.Key_Return)  # as Qt makes the first line current once the list has the keyboard
    settle()
    assert told == []
    assert "2 are found for “medw”: choose one with the arrow keys" in picker.sentence
    assert popup.isVisible()
    said = picker.line
    qtbot.waitUntil(lambda: popup.pos().y() >= said.mapToGlobal(said.rect().bottomLeft()).y())  # and covers it not
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert [one.title for one in told] == ["Medway Council"]
    line.clear()
    qtbot.keyClicks(line, "kent")
    settle()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert [one.title for one in told][1:] == ["Kent Police"], "the only one that is found"


def test_a_new_record_is_made_by_a_second_enter_only(qtbot: QtBot, picker: FieldWidget, settle: Settle) -> None:
    told = heard(picker)
    assert isinstance(picker.editor, PickerEditor)
    line, popup = picker.editor.line, picker.editor.completer.popup()
    assert popup is not None
    picker.focus()
    for typed in ("flurb", "sday"):
        qtbot.keyClicks(line, typed)
        settle()
        qtbot.keyClick(popup, Qt.Key.Key_Return)
        settle()
        assert told == []
        assert f"“{line.text()}”. Press Enter again to add this name" in picker.sentence
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert told == [Picked(None, "flurbsday")]
    assert not popup.isVisible()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("kent police", ""), ("nelft", "2 are called"), ("Nobody", "No one is recorded as “Nobody”")],
)
def test_a_name_typed_in_full_is_taken_where_one_record_bears_it(
    qtbot: QtBot, picker: FieldWidget, settle: Settle, typed: str, sentence: str
) -> None:
    told = heard(picker)
    assert isinstance(picker.editor, PickerEditor)
    picker.editor.line.setText(typed)
    picker.editor.edited.emit()
    picker.leave()
    settle()
    assert sentence in picker.sentence
    assert [one.title for one in told] == ([] if sentence else ["Kent Police"])
    assert picker.editor.text() == typed


def test_a_field_changed_elsewhere_shows_both_values(qtbot: QtBot, make: Make) -> None:
    field = make(FIELDS[1])
    told = heard(field)
    field.show_value("old", 1)
    field.focus()
    assert isinstance(field.editor, LineEditor)
    qtbot.keyClicks(field.editor.line, "mine")
    field.show_value("theirs", 2)
    assert (field.editor.line.text(), field.version) == ("mine", 1)
    field.ask("theirs", 2)
    assert "“theirs”" in field.sentence
    assert "“mine”" in field.sentence
    leave(field)
    assert told == []
    assert field._mine.isVisible()
    qtbot.mouseClick(field._mine, Qt.MouseButton.LeftButton)
    assert (told, field.version) == (["mine"], 2)
    field.saved("mine")
    field.focus()
    qtbot.keyClicks(field.editor.line, "again")
    field.ask("newer", 3)
    qtbot.mouseClick(field._theirs, Qt.MouseButton.LeftButton)
    assert (field.editor.line.text(), field.version, field.dirty) == ("newer", 3, False)


def test_every_field_has_its_name_its_help_and_its_buddy(make: Make) -> None:
    for declared in (*FIELDS, FROM, POST):
        field = make(declared)
        assert field.label.buddy() in field.editor.focusable()
        assert all(widget.accessibleName() for widget in field.editor.focusable())
    with pytest.raises(InternalError):
        make(Field("x", "X", Kind.PICKER))


def test_a_read_only_field_can_be_read(make: Make) -> None:
    for declared in (FROM, POST, BODY):
        field = make(declared)
        field.set_read_only(True)
        partial(field.show_value, None, 1)()
        assert not field.dirty


LASTS = Field("length", "Lasts", Kind.NUMBER, least=1, most=1439, unit="minutes")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2 hours", 120), ("1 hour", 60), ("1h30", 90), ("1 h 30", 90), ("90 min", 90), ("90", 90), ("90m", 90),
        ("1 hour 30 minutes", 90), ("2 hours and 15 minutes", 135), ("1.5 hours", 90), ("1:30", 90), ("45 minutes", 45),
        ("1 minute", 1), ("2hrs", 120), ("0.25 h", 15),
    ],
)  # fmt: skip
def test_a_length_of_time_is_typed_as_people_say_it(typed: str, minutes: int) -> None:
    assert read_value(LASTS, typed, TODAY) == minutes


def test_a_length_in_hours_says_its_minutes_and_other_units_know_no_hours() -> None:
    assert note_of(LASTS, "1h30", 90) == "90 minutes"
    assert note_of(LASTS, "90", 90) == ""
    for wrong in ("two hours", "1h75x", "30 days", "h", "1:75"):
        with pytest.raises(UserError, match="not a length of time: write it as 90, “2 hours” or “1h30”"):
            read_value(LASTS, wrong, TODAY)
    with pytest.raises(UserError, match="at most 1,439 minutes: 1,500 minutes is too much"):
        read_value(LASTS, "25 hours", TODAY)
    with pytest.raises(UserError, match="not a whole number"):
        read_value(Field("n", "Papers due", Kind.NUMBER, unit="working days"), "2 hours", TODAY)


def test_a_field_that_is_shown_again_keeps_what_is_selected_in_it(make: Make, qtbot: QtBot) -> None:
    """A save that comes back while the next field was just entered must not put its cursor elsewhere."""
    field = make(Field("start_time", "Begins at"))
    field.show_value("10:00", 1)
    assert isinstance(field.editor, LineEditor)
    line = field.editor.line
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(line.hasFocus)
    assert line.selectedText() == "10:00"
    field.show_value("10:00", 2)
    qtbot.keyClicks(line, "10am")
    assert line.text() == "10am"


def test_a_space_within_typed_letters_finds_an_answer_and_opens_no_list(make: Make, qtbot: QtBot) -> None:
    field = make(Field("day", "Day", Kind.CHOICE, choices=tuple(Choice(one, one) for one in ("To note", "To decide"))))
    assert isinstance(field.editor, ChoiceEditor)
    box = field.editor.box
    box.setFocus()
    qtbot.keyClicks(box, "to d")
    assert not box.view().isVisible()
    assert field.read() == "To decide"
