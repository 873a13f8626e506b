"""The calendar page: from day to day by key, what is read out, moving by mouse and by key, adding, what is shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.delegates import CELL_ROLE, pill_size, small
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Picked, Tone
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.page.calendar import LIST, MONTH, YEAR, CalendarPage
from mscp_desktop.meetings.page.calendar_acts import FITS, AddDialog
from mscp_desktop.meetings.page.calendar_import import BLOCKED, MEETINGS, CalendarImport
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.meetings import MeetingRow, add_meeting, cancel_meeting, hold_meeting, meeting_row
from mscp_desktop.meetings.rules.patterns import add_blocked, blocked_periods, set_pattern

FILES = Path(__file__).parents[1] / "exchange" / "files"


class Shown:
    """The page with what is in its vault."""

    def __init__(
        self, page: CalendarPage, vault: Vault, tasks: Tasks, uids: dict[str, str], groups: dict[str, str]
    ) -> None:
        self.page, self.vault, self.uids, self.groups = page, vault, uids, groups
        self.busy = lambda: tasks.busy
        self.hands = Hands(self.busy)
        self.gone: list[Place] = []
        self.said: list[Notice] = []
        self.asked: list[tuple[str, Request]] = []
        page.navigate.connect(self.gone.append)
        page.said.connect(self.said.append)
        page.wanted.connect(lambda name, request: self.asked.append((name, request)))

    def row(self, name: str) -> MeetingRow:
        with self.vault.store.reading() as session:
            return meeting_row(session, self.uids[name])

    def settle(self) -> None:
        QApplication.processEvents()
        wait_while(self.busy)

    def go(self, view: str, day: date) -> Any:
        """Show a view at a day, and return the part of the page that has the keyboard."""
        self.page._turn(view)
        self.page.go_to(day)
        self.settle()
        self.page.take_keyboard()
        return self.page.stack.currentWidget()

    def dialog(self) -> Any:
        found = QApplication.activeModalWidget()
        assert found is not None
        return found


def planned(vault: Vault) -> SimpleNamespace:
    """Return meetings of three groups, with their names."""

    def do(operation: Any, *args: Any, **kwargs: Any) -> Any:
        return run(vault.store, vault.actor, operation, *args, **kwargs).value

    with vault.store.reading() as session:
        groups = {name: group_named(session, name).uid for name in ("pmqa", "Executive Group", "Learning Lessons")}
    uids = {
        "pmqa": do(add_meeting, groups["pmqa"], date(2025, 3, 12), start_time="10:00", length=120, place="Gun Wharf"),
        "executive": do(add_meeting, groups["Executive Group"], date(2025, 3, 18), start_time="14:00"),
        "lessons": do(add_meeting, groups["Learning Lessons"], date(2025, 3, 18), start_time="9:30", length=60),
        "held": do(add_meeting, groups["pmqa"], date(2025, 1, 8), start_time="10:00"),
        "late": do(add_meeting, groups["pmqa"], date(2025, 1, 7), start_time="10:00"),
        "gone": do(add_meeting, groups["Learning Lessons"], date(2025, 1, 9), start_time="10:00"),
    }
    do(hold_meeting, uids["held"])
    do(cancel_meeting, uids["gone"], "Snow")
    do(add_blocked, "Half term", date(2025, 2, 17), last=date(2025, 2, 21))
    return SimpleNamespace(vault=vault, uids=uids, groups=groups)


@pytest.fixture(scope="module")
def planned_template(kept: Any, medway_template: Any) -> Any:
    return kept(planned, medway_template)


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, planned_template: Any, reopened: Any) -> Iterator[Shown]:
    made = reopened(planned_template)
    tasks = Tasks(made.vault.store, made.vault.actor)
    page = CalendarPage(tasks)
    tasks.announced.connect(page.hear)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.activateWindow()
    qtbot.waitExposed(page)
    found = Shown(page, made.vault, tasks, made.uids, made.groups)
    found.settle()
    yield found
    tasks.close()


def test_keys_go_from_day_to_day_and_each_day_is_read_out_whole(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 3, 12))
    model = month.days_model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert shown.page.head.heading.text() == "March 2025"
    assert month.hasFocus()
    spoken = QAccessible.queryAccessibleInterface(month)
    names = [spoken.child(at).text(QAccessible.Text.Name) for at in range(spoken.childCount())]
    assert "Wednesday 12 March 2025: PMQA 10:00 to 12:00, planned" in names
    assert "Mon" in names
    assert model.said(date(2025, 3, 18)) == (
        "Tuesday 18 March 2025: Learning Lessons 09:30 to 10:30, planned; Executive Group 14:00, planned"
    )
    assert model.said(date(2025, 3, 13)) == "Thursday 13 March 2025: nothing planned"
    shown.hands.press("Right", "Down", "Home", "Left")
    assert shown.page.place() == "2025-02-28"
    assert shown.page.head.heading.text() == "February 2025"
    assert model.said(date(2025, 2, 17)) == "Monday 17 February 2025: blocked: Half term"
    assert model.days.at(date(2025, 2, 17)).off
    shown.hands.press("PgDown", "PgUp", "Home", "PgUp")
    assert shown.page.place() == "2025-01-01"
    assert model.said(date(2025, 1, 15)).startswith("Wednesday 15 January 2025, today")
    assert model.said(date(2025, 1, 1)).endswith("bank holiday: New Year's Day")


def test_how_a_meeting_stands_is_said_by_word_and_shape(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 1, 8))
    chips = {chip.uid: chip for day in month.days_model.days.known.values() for chip in day.chips}
    assert [(chips[shown.uids[name]].state, chips[shown.uids[name]].tone) for name in ("held", "late", "gone")] == [
        ("held", Tone.GOOD), ("not marked as held", Tone.WARNING), ("cancelled", Tone.NEUTRAL),
    ]  # fmt: skip
    assert [chips[shown.uids[name]].struck for name in ("held", "gone")] == [False, True]
    assert [chips[shown.uids[name]].movable for name in ("held", "late", "gone")] == [False, True, False]


def test_enter_opens_the_meeting_or_leads_to_those_of_the_day(shown: Shown) -> None:
    shown.go(MONTH, date(2025, 3, 12))
    shown.hands.press("Return")
    assert shown.gone == [Place("meeting", shown.uids["pmqa"])]
    shown.go(MONTH, date(2025, 3, 18))
    shown.hands.press("Return")
    cards = [card for card in shown.page.panel.cards if card.isVisible()]
    assert [card.title.text() for card in cards] == ["Learning Lessons", "Executive Group"]
    assert cards[0].open.hasFocus()
    shown.hands.press("Space")
    assert shown.gone[-1] == Place("meeting", shown.uids["lessons"])


def test_a_meeting_is_carried_by_the_keyboard_with_what_that_means_and_undone(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 3, 12))
    shown.hands.press("Shift+Right", "Shift+Right", "Shift+Right")
    assert month.carried.over == date(2025, 3, 15)
    assert "15 March 2025 is no working day: a Saturday." in month.bubble.text()
    assert month.bubble.property("status") == "danger"
    assert shown.row("pmqa").day == date(2025, 3, 12), "nothing is moved while it is carried"
    shown.hands.press("Escape")
    assert month.carried is None
    shown.hands.press("Shift+Right", "Right")
    assert month.carried.over == date(2025, 3, 14)
    assert FITS in month.bubble.text()
    shown.hands.press("Return")
    assert (shown.row("pmqa").day, shown.row("pmqa").sequence) == (date(2025, 3, 14), 1)
    assert shown.page.place() == "2025-03-14"
    assert shown.said[-1].words.startswith("Moved from 12 March 2025")
    shown.said[-1].action[1]()
    shown.settle()
    shown.settle()
    assert shown.row("pmqa").day == date(2025, 3, 12)


def test_it_is_carried_into_another_month(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 3, 12))
    shown.hands.press("Shift+Down", "Down", "Down", "Down", "Return")
    assert shown.page.head.heading.text() == "April 2025"
    assert month.carried is None
    assert shown.row("pmqa").day == date(2025, 4, 9)
    assert shown.page.place() == "2025-04-09"


def test_dragging_onto_a_day_that_breaks_a_rule_asks_first_with_the_reason(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 2, 12))
    month = shown.go(MONTH, date(2025, 3, 12))
    port = month.viewport()

    def centre(day: date) -> QPoint:
        cell = month.visualRect(month.days_model.place(day))
        chips, _ = month.chips_in(cell, day)
        return chips[0][0].center() if chips else cell.center()

    def drag(to: date) -> None:
        QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=centre(date(2025, 3, 12)))
        for step in (QPoint(6, 6), QPoint(12, 12)):
            _move(port, centre(date(2025, 3, 12)) + step)
        _move(port, centre(to))
        shown.settle()

    drag(date(2025, 3, 22))
    assert month.carried.over == date(2025, 3, 22)
    assert "no working day" in month.bubble.text()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=centre(date(2025, 3, 22)))
    shown.settle()
    dialog = shown.dialog()
    assert dialog.fields["day"].value == date(2025, 3, 22)
    shown.settle()
    assert "Breaks a rule: 22 March 2025 is no working day: a Saturday." in dialog.effects.text()
    assert dialog.accept_button.text() == "Move it all the same"
    dialog.reject()
    assert shown.row("pmqa").day == date(2025, 3, 12)
    drag(date(2025, 3, 20))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=centre(date(2025, 3, 20)))
    shown.settle()
    assert shown.row("pmqa").day == date(2025, 3, 20)


def _move(port: Any, to: QPoint) -> None:
    """Move the mouse with its button held, which QTest leaves out."""
    from PySide6.QtCore import QEvent, QPointF  # noqa: PLC0415 - here only
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415 - as above

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(to)
    QApplication.sendEvent(
        port, QMouseEvent(QEvent.Type.MouseMove, place, port.mapToGlobal(place), Qt.MouseButton.NoButton, left, none)
    )


def test_a_meeting_is_added_on_the_day_with_what_its_group_likes(shown: Shown) -> None:
    run(
        shown.vault.store, shown.vault.actor, set_pattern, shown.groups["pmqa"], 0, start_time="13:30", length=90,
        place="Gun Wharf",
    )  # fmt: skip
    shown.page._take_filter((shown.groups["pmqa"],), None)
    shown.go(MONTH, date(2025, 3, 26))
    shown.page._add()
    shown.settle()
    dialog = shown.dialog()
    assert isinstance(dialog, AddDialog)
    assert dialog.fields["day"].value == date(2025, 3, 26)
    named = dialog.fields["group"]
    named.focus()
    shown.hands.type("pmqa")
    shown.hands.press("Tab")
    assert (named.editor.text(), named.sentence) == ("Performance Management and Quality Assurance", "")
    assert [dialog.fields[key].value for key in ("start_time", "length", "place")] == ["13:30", 90, "Gun Wharf"]
    dialog.accept_button.click()
    shown.settle()
    shown.settle()
    (card,) = [card for card in shown.page.panel.cards if card.isVisible()]
    assert card.when.text() == "13:30 to 15:00"
    assert card.state.cell.words == "planned"


def test_only_what_is_asked_for_is_shown(shown: Shown) -> None:
    shown.page._take_filter((shown.groups["Learning Lessons"],), None)
    month = shown.go(MONTH, date(2025, 3, 18))
    assert [chip.uid for day in month.days_model.days.known.values() for chip in day.chips] == [shown.uids["lessons"]]
    assert shown.page.head.shown.text() == "Only Learning Lessons"
    assert shown.page.head.everything.isVisible()
    shown.page._take_filter((), Picked("nobody", "Ann Example"))
    shown.settle()
    assert not month.days_model.days.known.get(date(2025, 3, 18))
    assert "Ann Example" in shown.page.head.shown.text()
    shown.hands.click(shown.page.head.everything)
    assert len(month.days_model.days.known[date(2025, 3, 18)].chips) == 2


def test_a_year_of_small_months_and_a_list_show_the_same_meetings(shown: Shown) -> None:
    year = shown.go(YEAR, date(2025, 3, 12))
    QAbstractItemModelTester(year.days_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert shown.page.head.heading.text() == "April 2024 to March 2025"
    assert year.days_model.said(date(2025, 3, 12)) == "Wednesday 12 March 2025: PMQA 10:00 to 12:00, planned"
    assert {day.day for day in year.days_model.days.known.values() if day.chips} == {
        date(2025, 1, 7), date(2025, 1, 8), date(2025, 1, 9), date(2025, 3, 12), date(2025, 3, 18),
    }  # fmt: skip
    shown.hands.press("Shift+Right", "Return")
    assert shown.row("pmqa").day == date(2025, 3, 13)
    for width, across in ((1600, 4), (640, 3), (500, 2), (300, 1)):
        year.resize(width, 500)
        assert year.across == across
        assert year.days_model.place(date(2025, 3, 13)).isValid()
        assert all(year.days_model.place(date(2024, month, 28)).isValid() for month in range(4, 13))
    table = shown.go(LIST, date(2025, 3, 13)).table
    words = [[table.item(row, column).text() if table.item(row, column) else "" for column in range(5)]
             for row in range(table.rowCount())]  # fmt: skip
    assert ["Thu 13 March", "10:00 to 12:00", "Performance Management and Quality Assurance", "Gun Wharf",
            "planned"] in words  # fmt: skip
    assert ["Mon 17 to Fri 21 February", "", "Half term", "", "blocked"] in words
    assert table.item(table.currentRow(), 0).text() == "Thu 13 March"
    header = table.horizontalHeader()
    assert [header.logicalIndex(place) for place in range(5)] == [0, 1, 2, 3, 4]
    table.resize(540, 300)  # as wide as a small laptop's window leaves it at twice the size
    assert [header.logicalIndex(place) for place in range(5)] == [0, 1, 2, 4, 3]
    called = table.item(table.currentRow(), 2).data(CELL_ROLE)
    assert (called.words, called.more) == ("PMQA", "Performance Management and Quality Assurance")
    for row in range(table.rowCount()):
        status = table.item(row, 4)
        pill = pill_size(QFontMetrics(small(table.font())), status.data(CELL_ROLE)).width() if status else 0
        assert table.columnWidth(4) >= pill, "no status is cut"
    assert all(table.columnWidth(at) >= header.sectionSizeFromContents(at).width() for at in range(5))
    shown.hands.press("Return")
    assert shown.gone[-1] == Place("meeting", shown.uids["pmqa"])


def test_a_day_is_typed_and_the_view_is_kept(shown: Shown) -> None:
    shown.go(YEAR, date(2025, 3, 12))
    shown.page._start_line()
    shown.hands.type("next month")
    shown.hands.press("Return")
    assert shown.page.place() == "2025-02-01"
    shown.page._start_line()
    shown.hands.type("gibberish")
    shown.hands.press("Return")
    assert shown.page.head.line.property("status") == "danger"
    assert "gibberish" in shown.page.head.line.accessibleDescription()
    shown.hands.press("Escape")
    assert shown.page.year.hasFocus()
    shown.page._go_today()
    assert shown.page.place() == "2025-01-15"
    shown.page._step(1)
    shown.settle()
    assert shown.page.head.heading.text() == "April 2025 to March 2026"
    assert shown.page.state() == {"view": YEAR}
    shown.page._preview()
    name, request = shown.asked[-1]
    assert (name, request.year, request.group) == ("calendar", "2025-26", None)
    shown.page._turn(MONTH)
    shown.page.set_low(low=True)
    shown.page.resize(613, 302)
    shown.settle()
    month = shown.page.month
    assert month.verticalScrollBar().maximum() == 0, "the page scrolls, and the month in it does not once more"
    last = month.days_model.index(month.days_model.rowCount() - 1, 6)
    assert month.viewport().rect().contains(month.visualRect(last))


def test_it_follows_changes_made_elsewhere_and_reads_its_stretch_only(shown: Shown) -> None:
    month = shown.go(MONTH, date(2025, 3, 12))
    run(shown.vault.store, shown.vault.actor, cancel_meeting, shown.uids["pmqa"], "Ill")
    shown.settle()
    assert month.days_model.said(date(2025, 3, 12)).endswith("10:00 to 12:00, cancelled")
    assert shown.row("pmqa").state is MeetingState.CANCELLED
    (card,) = [card for card in shown.page.panel.cards if card.isVisible()]
    assert card.why.text() == "Cancelled: Ill"
    assert not card.move_button.isVisible()
    assert all(date(2025, 2, 24) <= one.day <= date(2025, 4, 6) for one in shown.page._stretch.meetings)


def test_a_calendar_file_is_taken_in_with_the_fate_of_each_row(shown: Shown) -> None:
    dialog = CalendarImport(shown.page._tasks, shown.page, FILES / "council_terms.ics")
    dialog.open()
    shown.settle()
    shown.settle()
    assert dialog.fields["what"].value == BLOCKED, "whole days"
    assert [dialog.table.item(row, 2).text() for row in range(3)] == [
        "Staff training day", "School holiday: October half term", "School holiday: Christmas",
    ]  # fmt: skip
    assert dialog.table.item(0, 3).text() == "is added"
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.take.text() == "Take in 2"
    dialog.take.click()
    shown.settle()
    with shown.vault.store.reading() as session:
        assert len(blocked_periods(session, date(2025, 4, 1), date(2026, 3, 31))) == 2
    again = CalendarImport(shown.page._tasks, shown.page, FILES / "outlook_teams.ics")
    again.open()
    shown.settle()
    assert again.fields["what"].value == MEETINGS, "most have a time"
    assert "choose the group" in again.error.text()
    assert not again.take.isEnabled()
    again.fields["group"].show_value(Picked(shown.groups["pmqa"], "PMQA"), 0)
    again._plan()
    shown.settle()
    assert again.take.text() == "Take in 1"
    again.take.click()
    shown.settle()
    month = shown.go(MONTH, date(2025, 3, 31))
    assert month.days_model.said(date(2025, 3, 31)) == "Monday 31 March 2025: PMQA 10:00 to 12:00, planned"


def test_what_a_person_chose_is_not_guessed_over_and_counts_at_once(shown: Shown, tmp_path: Path) -> None:
    def event(uid: int, name: str, start: str, more: str = "") -> str:
        return f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{name}\r\nDTSTART{start}\r\n{more}END:VEVENT\r\n"

    begin = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    leave = event(3, "Leave", ":20250203T090000", "RRULE:FREQ=DAILY;COUNT=5\r\n")
    days = event(1, "Half term", ";VALUE=DATE:20250217") + event(2, "Easter", ";VALUE=DATE:20250418")
    file = tmp_path / "leave.ics"
    file.write_bytes(f"{begin}{days}{leave}END:VCALENDAR\r\n".encode())
    dialog = CalendarImport(shown.page._tasks, shown.page, file)
    told: list[tuple[str, date]] = []
    dialog.took_in.connect(lambda *said: told.append(said))
    dialog.open()
    shown.settle()
    shown.settle()
    assert dialog.fields["what"].value == BLOCKED, "leave that repeats counts once"
    assert dialog.choose.autoDefault(), "Enter on it asks for a file"
    what = dialog.fields["what"]
    box = what.editor.focusable()[0]
    box.setFocus()
    shown.hands.press("Down")
    assert what.value == MEETINGS
    assert "choose the group" in dialog.error.text()
    box.setFocus()
    shown.hands.press("Up")
    shown.settle()
    assert not dialog.error.isVisible()
    assert dialog.table.rowCount() == 7
    what.editor.take("Meetings of a group")
    dialog._edited("what")
    dialog.fields["group"].show_value(Picked(shown.groups["pmqa"], "PMQA"), 0)
    file.write_bytes(f"{begin}{event(9, 'PMQA', ':20250208T100000')}{days}END:VCALENDAR\r\n".encode())
    dialog.read(file)
    shown.settle()
    shown.settle()
    assert what.value == MEETINGS, "what was said stays so, though most are whole days"
    fates = [dialog.table.item(row, 3).text() for row in range(dialog.table.rowCount())]
    assert fates[0] == "is added: the day is a Saturday"
    assert "the day is not worked: Good Friday" in fates[2]
    dialog.take.click()
    shown.settle()
    ((words, first),) = told
    assert first == date(2025, 2, 8)
    assert "3 added" in words
